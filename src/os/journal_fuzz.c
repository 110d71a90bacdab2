/* Any bytes as a segment: the scanner ends, stays inside, and finds the same records whether it sees all or piece by
 * piece. */
#include "base/limits.h"
#include "os/journal_file.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t scan(str in, size_t step, uint32_t salt)
{
	uint64_t sum = 0;
	size_t from = 0, seen = step < in.n ? step : in.n;
	for (;;) {
		uint16_t kind;
		str body;
		size_t used, skipped;
		bool final = seen == in.n;
		enum journal_scan s =
			journal_scan(str_slice(in, from, seen), final, salt, &kind, &body, &used, &skipped);
		if (used > seen - from || skipped > used)
			abort();
		from += used;
		if (s == JOURNAL_SCAN_RECORD) {
			if (body.p < in.p || body.p + body.n > in.p + in.n)
				abort();
			sum = sum * 31 + body.n + ((uint64_t)kind << 32) + journal_crc(0, body.p, body.n);
		} else if (final) {
			return sum;
		} else {
			seen = seen + step < in.n ? seen + step : in.n;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t number, turn, offset;
	uint32_t salt = 0;
	str in = str_of((const char *)data, size);
	if (size >= JOURNAL_MARK_CELL)
		(void)journal_mark_decode(in.p, &turn, &number, &offset);
	if (size >= JOURNAL_HEADER && journal_header_decode(in.p, &number, &salt))
		in = str_from(in, JOURNAL_HEADER);
	uint64_t whole = scan(in, in.n ? in.n : 1, salt);
	if (size < 4096 && scan(in, 1, salt) != whole)
		abort();
	if (scan(in, 100, salt) != whole)
		abort();
	return 0;
}
