/* Memory that lives as long as a unit of work (a request, a job, a recipient) and is given back at once.
 * Out of memory aborts; the ceiling keeps a client from causing it. Past the ceiling the unit of work is over, not the
 * process: it is logged with whose memory it is, what is asked for is still given, up to ARENA_HARD times the ceiling, and
 * the next answer of the database, or the end of the request, is ERR_LIMIT (arena_err). Not thread-safe.
 * Zero-initialised is a valid empty arena with ARENA_CEILING_DEFAULT. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdarg.h>

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used;	/* bytes handed out since the last reset */
	size_t ceiling; /* 0: ARENA_CEILING_DEFAULT */
	bool over;	/* it was passed since the last reset */
};

void arena_init(struct arena *a, size_t ceiling);
void arena_deinit(struct arena *a); /* takes NULL and half-built ones */
void arena_reset(struct arena *a);  /* keeps one block for the next round */

/* Whose memory this thread's arenas are from now on ("GET /api/contacts"): a text that stays. NULL: the thread's name. */
void arena_owned_by(const char *what);
err arena_err(const struct arena *a); /* ERR_LIMIT past the ceiling */

/* Zeroed, aligned to 16. Aborts past ARENA_HARD ceilings: callers bound what they take in before it gets here. */
void *arena_alloc(struct arena *a, size_t n);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, count) ((type *)arena_alloc_array((a), sizeof(type), (count)))
void *arena_alloc_array(struct arena *a, size_t size, size_t count);

str arena_dup(struct arena *a, str s);	     /* a copy, NUL-terminated behind its end; absent stays absent */
const char *arena_z(struct arena *a, str s); /* the same as a C string; absent gives "" */
[[gnu::format(printf, 2, 3)]] str arena_printf(struct arena *a, const char *fmt, ...);
[[gnu::format(printf, 2, 0)]] str arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#define ARENA_AUTO __attribute__((cleanup(arena_deinit)))
