#include "wire/identity.h"
#include "wire/invisible.h"
#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

/* libunistring allocates; memory that is not there aborts as everywhere. */
static str identity_owned(struct arena *a, uint8_t *p, size_t n)
{
	if (!p)
		abort();
	str s = arena_dup(a, str_of((const char *)p, n));
	free(p);
	return s;
}

static str identity_fold(struct arena *a, str s)
{
	size_t n = 0;
	bool ascii = true;
	char *lower = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		ascii = ascii && (unsigned char)s.p[i] < 0x80;
		lower[i] = ascii_lower(s.p[i]);
	}
	if (ascii)
		return str_of(lower, s.n);
	uint8_t *p = u8_normalize(UNINORM_NFD, (const uint8_t *)s.p, s.n, NULL, &n);
	str apart = identity_owned(a, p, n);
	p = u8_casefold((const uint8_t *)apart.p, apart.n, NULL, UNINORM_NFC, NULL, &n);
	return identity_owned(a, p, n);
}

str identity_of(struct arena *a, const struct addr *in)
{
	return arena_printf(a, "%.*s@%.*s", STR_FMT(identity_fold(a, in->local)), STR_FMT(in->ascii_domain));
}

err identity_parse(struct arena *a, str text, str *out)
{
	struct addr addr;
	str normal, ascii;
	text = invisible_trim(text);
	if (!str_starts(text, STR("@"))) {
		TRY(addr_parse(a, text, &addr));
		*out = identity_of(a, &addr);
		return OK;
	}
	TRY(addr_domain(a, str_from(text, 1), &normal, &ascii));
	*out = arena_printf(a, "@%.*s", STR_FMT(ascii));
	return OK;
}
