/* Bytes that grow to a ceiling given at birth (from limits.h). Past it the buffer keeps what it has, adds nothing
 * more, and remembers: check buf_err() once at the end. Owned by the caller; deinit frees. Not thread-safe. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdarg.h>

struct buf {
	char *p;
	size_t n, cap, ceiling;
	bool over;
};

void buf_init(struct buf *b, size_t ceiling);
void buf_deinit(struct buf *b); /* takes NULL */
#define BUF_AUTO __attribute__((cleanup(buf_deinit)))

static inline void buf_reset(struct buf *b) /* keeps the memory */
{
	b->n = 0;
	b->over = false;
}
static inline str buf_str(const struct buf *b)
{
	return str_of(b->p ? b->p : "", b->n);
}

void buf_add(struct buf *b, str s);
void buf_add_mem(struct buf *b, const void *p, size_t n);
static inline void buf_add_byte(struct buf *b, char c)
{
	if (b->n < b->cap && !b->over)
		b->p[b->n++] = c;
	else
		buf_add_mem(b, &c, 1);
}
[[gnu::format(printf, 2, 3)]] void buf_addf(struct buf *b, const char *fmt, ...);
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_i64(struct buf *b, int64_t v);
#define buf_add_lit(b, literal) buf_add_mem((b), "" literal "", sizeof(literal) - 1)
/* Room for n more bytes to write into directly; NULL when the ceiling forbids it. Then buf_commit what was written. */
char *buf_room(struct buf *b, size_t n);
static inline void buf_commit(struct buf *b, size_t n)
{
	b->n += n;
}
void buf_consume(struct buf *b, size_t n); /* drop n bytes from the front (memmove) */
err buf_err(const struct buf *b);	   /* ERR_LIMIT when something did not fit */
