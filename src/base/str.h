/* A view of bytes: pointer and length, owned by someone else. Not NUL-terminated unless said so.
 * A str whose p is NULL is "absent" (SQL NULL, missing JSON field), which is not the empty string. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct str {
	const char *p;
	size_t n;
} str;

#define STR(literal) ((str){ .p = "" literal "", .n = sizeof(literal) - 1 })
/* For static initialisers, where a compound literal is not constant. */
#define STR_INIT(literal)                                                                                              \
	{                                                                                                              \
		.p = "" literal "", .n = sizeof(literal) - 1                                                           \
	}
#define STR_NULL ((str){})
/* printf("%.*s", STR_FMT(s)) */
#define STR_FMT(s) (int)((s).n > INT32_MAX ? INT32_MAX : (s).n), ((s).p ? (s).p : "")

static inline str str_of(const char *p, size_t n)
{
	return (str){ .p = p, .n = n };
}
static inline str str_z(const char *z) /* NULL gives the absent str */
{
	return (str){ .p = z, .n = z ? strlen(z) : 0 };
}
static inline bool str_absent(str s)
{
	return s.p == NULL;
}
static inline bool str_empty(str s)
{
	return s.n == 0;
}
static inline bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline str str_from(str s, size_t at) /* the rest from `at`; empty when at is past the end */
{
	return at >= s.n ? str_of(s.p ? s.p + s.n : NULL, 0) : str_of(s.p + at, s.n - at);
}
static inline str str_upto(str s, size_t n) /* the first n bytes, fewer when shorter */
{
	return str_of(s.p, n < s.n ? n : s.n);
}
/* A range of a str: [from, to). */
static inline str str_slice(str s, size_t from, size_t to)
{
	return str_upto(str_from(s, from), to > from ? to - from : 0);
}

int str_cmp(str a, str b);	  /* bytewise, like memcmp, shorter first */
bool str_eq_nocase(str a, str b); /* ASCII only */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_starts_nocase(str s, str prefix);
str str_trim(str s); /* ASCII white space at both ends */
#define STR_NPOS ((size_t)-1)
size_t str_find(str s, str needle);	   /* first offset or STR_NPOS */
size_t str_find_nocase(str s, str needle); /* ASCII case folded */
size_t str_find_byte(str s, char c);
size_t str_rfind_byte(str s, char c);
/* Cuts `rest` at the first `sep`: returns what is before it and moves rest behind it. False when rest is used up. */
bool str_next(str *rest, char sep, str *piece);
bool str_utf8_valid(str s);		 /* RFC 3629: no overlong forms, no surrogates, no NUL check */
size_t str_utf8_floor(str s, size_t at); /* largest offset <= at that does not cut a UTF-8 sequence */
uint64_t str_hash(str s);		 /* FNV-1a; for tables of our own keys, not for hostile ones */

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static inline bool ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool ascii_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
