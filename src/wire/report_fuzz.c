/* Any bytes are a message, and none breaks the reader; what it gives out is bounded. */
#include "wire/report.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena ARENA_AUTO a = {};
	struct report r;
	err e = report_read(&a, str_of((const char *)data, size), &r);
	if (err_is(e))
		return 0;
	if (!report_kind_name(r.kind) || r.refs_n > REPORT_REFS_MAX || r.words.n > REPORT_WORDS_MAX ||
	    r.text.n > REPORT_TEXT_MAX || r.said.n > r.text.n || !r.rule)
		abort();
	if ((r.kind == REPORT_BOUNCE) != (r.bounce != BOUNCE_NONE))
		abort();
	return 0;
}
