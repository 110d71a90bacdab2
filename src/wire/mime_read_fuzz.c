#include "wire/mime_read.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	struct mime_mail m;
	arena_init(&a, 256u << 20);
	if (err_is(mime_read_all(&a, str_of((const char *)data, n), &m)))
		return 0;
	for (size_t i = 0; i < m.headers_n; i++)
		assert(str_utf8_valid(m.headers[i].value) && str_find_byte(m.headers[i].value, '\n') == STR_NPOS);
	assert(str_utf8_valid(m.html) && str_utf8_valid(m.text));
	return 0;
}
