/* Any bytes are a server's words: they are refused for a cause of the table, and their shape is bounded text without addresses. */
#include "wire/refusal.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena ARENA_AUTO a = {};
	str words = str_of((const char *)data, size);
	struct refusal r = refusal_judge(&a, &(struct refusal_in){ .reply = 550, .words = words });
	str shape = refusal_shape(&a, words);
	if (r.cause == REFUSAL_NONE || !r.name || !r.reason || shape.n == 0 || shape.n > REFUSAL_SHAPE_MAX ||
	    !str_utf8_valid(shape))
		abort();
	return 0;
}
