/* Any bytes, in any pieces: the records are the same as when read at once. */
#include "base/arena.h"
#include "wire/csv.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static uint64_t digest(enum csv_encoding e, char delimiter, str text, size_t step)
{
	uint64_t h = 1;
	struct csv_reader *r = csv_reader_new(e, delimiter, 0, 1);
	for (size_t at = 0; at <= text.n; at += step) {
		struct csv_record rec;
		csv_push(r, str_slice(text, at, at + step), at + step > text.n);
		while (!err_is(csv_next(r, &rec)))
			for (size_t i = 0; i < rec.n; i++)
				h = h * 31 + str_hash(rec.fields[i]) + rec.line;
	}
	csv_reader_free(r);
	return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > 20000)
		return 0;
	str text = str_of((const char *)data, n);
	struct csv_guess g = csv_guess(text, true);
	text = str_from(text, g.bom);
	size_t unit = g.encoding == CSV_UTF16LE || g.encoding == CSV_UTF16BE ? 2 : 1;
	uint64_t whole = digest(g.encoding, g.delimiter, text, text.n + 2 - text.n % 2);
	if (digest(g.encoding, g.delimiter, text, unit * 7) != whole ||
	    digest(g.encoding, g.delimiter, text, unit) != whole)
		abort();
	return 0;
}
