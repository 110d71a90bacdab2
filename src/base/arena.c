#include "base/arena.h"
#include "base/limits.h"
#include "base/log.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(16) char data[];
};

static void arena_die(const char *what)
{
	fprintf(stderr, "loumass: %s\n", what);
	abort();
}

static _Thread_local const char *arena_owner;

void arena_owned_by(const char *what)
{
	arena_owner = what;
}

err arena_err(const struct arena *a)
{
	return a->over ? err_make(ERR_LIMIT,
				  "this needs more memory than one request or job may have: ask for less at a time")
		       : OK;
}

static void arena_pass_ceiling(struct arena *a, size_t ceiling, size_t n)
{
	char who[160] = "a thread without a name";
	if (arena_owner)
		snprintf(who, sizeof(who), "%s", arena_owner);
	else
		pthread_getname_np(pthread_self(), who, sizeof(who));
	if (n > ceiling * ARENA_HARD || a->used > ceiling * ARENA_HARD - n) {
		fprintf(stderr, "loumass: %s: an arena passed %u times its ceiling of %zu bytes\n", who, ARENA_HARD,
			ceiling);
		abort();
	}
	if (!a->over)
		log_error("arena.ceiling", "%s has taken more than %zu MB: it ends with an error", who, ceiling >> 20);
	a->over = true;
}

void arena_init(struct arena *a, size_t ceiling)
{
	*a = (struct arena){ .ceiling = ceiling };
}

void arena_deinit(struct arena *a)
{
	if (!a)
		return;
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
	a->used = 0;
	a->over = false;
}

void arena_reset(struct arena *a)
{
	a->over = false;
	struct arena_block *keep = a->head;
	if (!keep)
		return;
	for (struct arena_block *b = keep->next, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	keep->next = NULL;
	if (keep->size > ARENA_KEEP_MAX) {
		free(keep);
		a->head = NULL;
	} else {
		keep->used = 0;
	}
	a->used = 0;
}

static void *arena_alloc_raw(struct arena *a, size_t n)
{
	size_t ceiling = a->ceiling ? a->ceiling : ARENA_CEILING_DEFAULT;
	if (n > ceiling || a->used > ceiling - n)
		arena_pass_ceiling(a, ceiling, n);
	n = (n + 15) & ~(size_t)15;
	struct arena_block *b = a->head;
	if (!b || b->size - b->used < n) {
		size_t size = b ? b->size * 2 : ARENA_BLOCK_FIRST;
		if (size > ARENA_BLOCK_MAX)
			size = ARENA_BLOCK_MAX;
		if (size < n)
			size = n;
		b = malloc(sizeof(*b) + size);
		if (!b)
			arena_die("out of memory");
		b->next = a->head;
		b->size = size;
		b->used = 0;
		a->head = b;
	}
	void *p = b->data + b->used;
	b->used += n;
	a->used += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_alloc_raw(a, n), 0, n);
}

void *arena_alloc_array(struct arena *a, size_t size, size_t count)
{
	size_t n;
	if (__builtin_mul_overflow(size, count, &n))
		arena_die("an array's size overflows");
	return arena_alloc(a, n);
}

str arena_dup(struct arena *a, str s)
{
	if (str_absent(s))
		return s;
	char *p = arena_alloc_raw(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return str_of(p, s.n);
}

const char *arena_z(struct arena *a, str s)
{
	return str_absent(s) ? "" : arena_dup(a, s).p;
}

str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		arena_die("a format string is broken");
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return str_of(p, (size_t)n);
}

str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	str s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
