#include "base/str.h"

int str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_eq_nocase(str a, str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq(str_upto(s, prefix.n), prefix);
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool str_starts_nocase(str s, str prefix)
{
	return s.n >= prefix.n && str_eq_nocase(str_upto(s, prefix.n), prefix);
}

str str_trim(str s)
{
	while (s.n && ascii_space(s.p[0]))
		s.p++, s.n--;
	while (s.n && ascii_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

size_t str_find(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	const char *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at ? (size_t)(at - s.p) : STR_NPOS;
}

size_t str_find_nocase(str s, str needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_eq_nocase(str_of(s.p + i, needle.n), needle))
			return i;
	return STR_NPOS;
}

size_t str_find_byte(str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : STR_NPOS;
}

size_t str_rfind_byte(str s, char c)
{
	const char *at = s.n ? memrchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : STR_NPOS;
}

bool str_next(str *rest, char sep, str *piece)
{
	if (rest->p == NULL)
		return false;
	size_t at = str_find_byte(*rest, sep);
	if (at == STR_NPOS) {
		*piece = *rest;
		*rest = STR_NULL;
	} else {
		*piece = str_upto(*rest, at);
		*rest = str_from(*rest, at + 1);
	}
	return true;
}

/* Length of the sequence that begins at p (n bytes left), 0 when it is malformed. */
static size_t str_utf8_step(const unsigned char *p, size_t n)
{
	unsigned char c = p[0];
	if (c < 0x80)
		return 1;
	size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc2 || c > 0xf4 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) || (c == 0xf0 && p[1] < 0x90) ||
	    (c == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

bool str_utf8_valid(str s)
{
	for (size_t i = 0; i < s.n;) {
		uint64_t eight;
		if (s.n - i >= sizeof(eight)) {
			memcpy(&eight, s.p + i, sizeof(eight));
			if (!(eight & UINT64_C(0x8080808080808080))) { /* all ASCII */
				i += sizeof(eight);
				continue;
			}
		}
		size_t step = str_utf8_step((const unsigned char *)s.p + i, s.n - i);
		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

size_t str_utf8_floor(str s, size_t at)
{
	if (at >= s.n)
		return s.n;
	while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

uint64_t str_hash(str s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}
