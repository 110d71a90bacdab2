#include "base/buf.h"
#include "base/num.h"
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *b, size_t ceiling)
{
	*b = (struct buf){ .ceiling = ceiling };
}

void buf_deinit(struct buf *b)
{
	if (!b)
		return;
	free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
}

char *buf_room(struct buf *b, size_t n)
{
	if (b->over || n > b->ceiling || b->n > b->ceiling - n) {
		b->over = true;
		return NULL;
	}
	if (b->cap - b->n < n) {
		size_t cap = b->cap ? b->cap * 2 : 256;
		if (cap < b->n + n)
			cap = b->n + n;
		if (cap > b->ceiling)
			cap = b->ceiling;
		char *p = realloc(b->p, cap);
		if (!p) {
			fputs("loumass: out of memory\n", stderr);
			abort();
		}
		b->p = p;
		b->cap = cap;
	}
	return b->p + b->n;
}

void buf_add_mem(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	char *to = buf_room(b, n);
	if (!to)
		return;
	memcpy(to, p, n);
	b->n += n;
}

void buf_add(struct buf *b, str s)
{
	buf_add_mem(b, s.p, s.n);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	char small[256];
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		buf_add_mem(b, small, (size_t)n);
	} else if (n > 0) {
		char *big = malloc((size_t)n + 1);
		if (!big)
			abort();
		vsnprintf(big, (size_t)n + 1, fmt, again);
		buf_add_mem(b, big, (size_t)n);
		free(big);
	}
	va_end(again);
}

void buf_add_u64(struct buf *b, uint64_t v)
{
	char digits[NUM_U64_MAX];
	buf_add_mem(b, digits, num_format_u64(v, digits));
}

void buf_add_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_add_byte(b, '-');
	buf_add_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void buf_consume(struct buf *b, size_t n)
{
	if (n >= b->n) {
		b->n = 0;
		return;
	}
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

err buf_err(const struct buf *b)
{
	return b->over ? err_make(ERR_LIMIT, "the data is larger than allowed") : OK;
}
