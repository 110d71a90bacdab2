/* What parses prints, and what it prints parses to the same text again. */
#include "base/arena.h"
#include "wire/json_read.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	const struct json *v;
	if (n > 65536 || err_is(json_parse(&a, str_of((const char *)data, n), &v)))
		return 0;
	str once = json_print(&a, v);
	if (err_is(json_parse(&a, once, &v)) || !str_eq(once, json_print(&a, v)))
		abort();
	return 0;
}
