/* The key of a key is the key; what is trimmed or typed in capitals changes none. */
#include "wire/identity.h"
#include "wire/invisible.h"
#include <stdlib.h>

static bool ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	str in = str_of((const char *)data, n), key, again, name;
	if (n > 4096 || err_is(identity_parse(&a, in, &key)))
		return 0;
	size_t at = str_rfind_byte(key, '@');
	if (at == STR_NPOS || !ascii(str_from(key, at)) || !str_utf8_valid(key) || invisible_find(&a, key, &name))
		abort();
	/* Folding may lengthen a local part beyond what an address may have. */
	if (!err_is(identity_parse(&a, key, &again)) && !str_eq(key, again))
		abort();
	str around = arena_printf(&a, "\xe2\x80\x8b %.*s\xc2\xa0\t", STR_FMT(in));
	if (str_utf8_valid(in) && (err_is(identity_parse(&a, around, &again)) || !str_eq(key, again)))
		abort();
	char *upper = arena_alloc(&a, n + 1);
	for (size_t i = 0; i < n; i++)
		upper[i] = (char)(in.p[i] >= 'a' && in.p[i] <= 'z' ? in.p[i] - 32 : in.p[i]);
	if (err_is(identity_parse(&a, str_of(upper, n), &again)) || !str_eq(key, again))
		abort();
	return 0;
}
