/* Small things that several files of core/ do to texts. */
#pragma once
#include "base/arena.h"
#include "os/clock.h"
#include "wire/cuid.h"

static inline str make_id(struct arena *a)
{
	char *id = arena_alloc(a, CUID_LEN + 1);
	cuid_make(clock_now(), id);
	return str_of(id, CUID_LEN);
}

/* What LIKE would take for a pattern is meant literally. Empty counts as absent: no search. */
static inline str like_literal(struct arena *a, str s)
{
	if (str_empty(s))
		return STR_NULL;
	char *p = arena_alloc(a, s.n * 2);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '\\')
			p[n++] = '\\';
		p[n++] = s.p[i];
	}
	return str_of(p, n);
}

/* No control characters: fit for a name, a subject, a header. */
static inline bool one_line(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	}
	return true;
}

/* Trimmed; what is empty then becomes absent. */
static inline str some_text(str s)
{
	s = str_trim(s);
	return str_empty(s) ? STR_NULL : s;
}
