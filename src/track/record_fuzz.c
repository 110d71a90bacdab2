/* Any bytes as a record: refused, or read and written back the same. */
#include "core/inbound/event_track.h"
#include "track/record.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tracked t, again;
	char out[TRACK_RECORD_MAX];
	str in = str_of((const char *)data, size);
	if (size < 1)
		return 0;
	uint16_t kind = (uint16_t)(data[0] % (TRACK_KINDS + 2));
	if (err_is(track_record_decode(kind, str_from(in, 1), &t)))
		return 0;
	size_t n = track_record_encode(&t, out);
	if (track_record_kind(&t) != kind || n > sizeof(out) ||
	    err_is(track_record_decode(kind, str_of(out, n), &again)) || again.at != t.at || again.link != t.link)
		abort();
	return 0;
}
