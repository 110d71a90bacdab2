/* Merging of an import's chunks: COPY into a temporary table, one statement from there into "Contact", the counts and
 * the number of the last row, all in one transaction; several at once, committed in order. A chunk whose turn does not
 * come for long is given up and merged again in its turn: it may hold a contact that somebody else wants, for whom the
 * chunk before it waits. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/audience/import_int.h"
#include "os/clock.h"
#include "os/file.h"
#include <pthread.h>
#include <stdlib.h>

#define CHUNK_BYTES (32u << 20)
#define CHUNK_REFUSED_BYTES (8u << 20)
#define TURN_SECONDS 5
#define BEAT_SECONDS 5
#define TRIES 120 /* half a second apart: a database that is restarted is back by then */

struct import_writers {
	struct import_writers_in in;
	pthread_mutex_t lock;
	pthread_cond_t change;
	pthread_t *threads;
	struct import_chunk *chunks; /* one more than threads: it is filled while they write */
	size_t n_chunks;
	struct import_chunk **idle, **queue; /* stacks and a queue of n_chunks */
	size_t n_idle, n_queue;
	uint64_t given, committed; /* chunks */
	int64_t bytes_read, rows_read;
	err failure;
	bool stop;
};

void import_chunk_reset(struct import_chunk *c)
{
	arena_reset(&c->arena);
	buf_reset(&c->refused_text);
	c->n = 0;
	c->choices = c->refused_choices = false;
}

bool import_chunk_full(const struct import_chunk *c)
{
	return c->n == IMPORT_CHUNK_ROWS || c->arena.used > CHUNK_BYTES || c->refused_text.n > CHUNK_REFUSED_BYTES;
}

static void import_write_chunk_init(struct import_chunk *c)
{
	arena_init(&c->arena, CHUNK_BYTES + (32u << 20));
	buf_init(&c->refused_text, CHUNK_REFUSED_BYTES + (8u << 20));
	c->rows = malloc(IMPORT_CHUNK_ROWS * sizeof(*c->rows));
	if (!c->rows)
		abort();
}

static void import_write_chunk_deinit(struct import_chunk *c)
{
	free(c->rows);
	buf_deinit(&c->refused_text);
	arena_deinit(&c->arena);
}

/* Waits for a change, at most so long. */
static void import_write_wait_change(struct import_writers *w, int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_cond_timedwait(&w->change, &w->lock, &until);
}

static bool import_write_over(const struct import_writers *w)
{
	return w->stop || err_is(w->failure);
}

/* --- one chunk --- */

err import_hold(tenant_db db, str id, str me)
{
	struct arena ARENA_AUTO a = {};
	int64_t n;
	TRY(q_import_hold(db, &a, &(struct q_import_hold_in){ .id = id, .me = me }, &n));
	return n ? OK : err_make(ERR_CONFLICT, "this import is run by somebody else, or has ended");
}

static err import_write_stage(struct arena *a, struct tenant_tx *tx, const struct import_chunk *c)
{
	struct db_copy DB_COPY_AUTO copy = {};
	TRY(q_import_stage_create(tx->db, a));
	TRY(q_import_stage(tx, &copy));
	for (size_t i = 0; i < c->n; i++)
		TRY(q_import_stage_add(&copy, &c->rows[i]));
	return db_copy_end(&copy, NULL);
}

struct merged {
	int64_t created, updated, suppressed;
};

static err import_write_preview(struct arena *a, struct tenant_tx *tx, const struct import_chunk *c, bool update,
				struct merged *out)
{
	struct q_import_preview_row row;
	TRY(q_import_preview(tx->db, a, &(struct q_import_preview_in){ .update = update }, &row));
	*out = (struct merged){ .suppressed = row.suppressed };
	if (!c->refused_choices) {
		out->created = row.created;
		out->updated = row.updated;
	}
	return OK;
}

static err import_write_merge(struct import_writers *w, struct arena *a, struct tenant_tx *tx,
			      const struct import_chunk *c, struct merged *out)
{
	bool update = str_eq(w->in.im->policy, STR("update"));
	int64_t now = clock_now(), n;
	str id = w->in.im->id;
	TRY(q_import_stage_people(tx->db, a, NULL));
	if (w->in.im->dry_run)
		return import_write_preview(a, tx, c, update, out);
	if (c->choices)
		TRY(q_import_suppress(tx->db, a, &(struct q_import_suppress_in){ .import_id = id }, &out->suppressed));
	if (c->refused_choices)
		return q_import_raise(tx->db, a, &(struct q_import_raise_in){ .import_id = id, .now = now }, &n);
	struct q_import_merge_in in = { .now = now, .update = update, .import_id = id };
	struct q_import_merge_row row;
	err e = q_import_merge(tx->db, a, &in, &row);
	if (e.code == ERR_CONFLICT)
		return err_make(ERR_INVALID, "a contact that this import made has another address now: upload the "
					     "file again for another import");
	TRY(e);
	out->created = row.created;
	out->updated = row.updated;
	return OK;
}

/* ERR_AGAIN: its turn did not come, or there will be none. */
static err import_write_await_turn(struct import_writers *w, uint64_t number, int seconds)
{
	int64_t until = clock_mono() + seconds * US_PER_S;
	pthread_mutex_lock(&w->lock);
	while (w->committed < number && !import_write_over(w) && clock_mono() < until)
		import_write_wait_change(w, 1);
	bool mine = w->committed == number && !import_write_over(w);
	pthread_mutex_unlock(&w->lock);
	return mine ? OK : err_make(ERR_AGAIN, "not yet");
}

static err import_write_write_chunk(struct import_writers *w, const struct import_chunk *c)
{
	struct arena ARENA_AUTO a = {};
	struct tenant_tx TENANT_TX_AUTO tx;
	struct merged m = {};
	int64_t n;
	TRY(tenant_begin(w->in.db, &tx));
	if (c->n > 0) {
		TRY(import_write_stage(&a, &tx, c));
		TRY(import_write_merge(w, &a, &tx, c, &m));
	}
	TRY(import_write_await_turn(w, c->number, TURN_SECONDS));
	struct q_import_step_in step = { .id = w->in.im->id,
					 .me = w->in.me,
					 .rows_read = c->rows_read,
					 .bytes_read = c->bytes_read,
					 .created = m.created,
					 .updated = m.updated,
					 .unchanged = c->refused_choices ? 0 : (int64_t)c->n - m.created - m.updated,
					 .suppressed = m.suppressed,
					 .refused = c->refused };
	TRY(q_import_step(tx.db, &a, &step, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "somebody else runs this import");
	fault_point("import.before_commit");
	TRY(tenant_commit(&tx));
	fault_point("import.after_commit");
	return OK;
}

/* Again after a passing failure: it is the same chunk, with the same ids. */
static err import_write_write_chunk_again(struct import_writers *w, const struct import_chunk *c)
{
	err e = OK;
	for (int tries = 0; tries < TRIES; tries++) {
		e = import_write_write_chunk(w, c);
		if (e.code != ERR_AGAIN && e.code != ERR_UNAVAILABLE)
			return e;
		while (err_is(import_write_await_turn(w, c->number, BEAT_SECONDS))) {
			pthread_mutex_lock(&w->lock);
			bool ended = import_write_over(w);
			pthread_mutex_unlock(&w->lock);
			if (ended)
				return e;
		}
		if (tries > 0)
			clock_sleep(500 * US_PER_MS);
	}
	return e;
}

/* --- the threads --- */

static void import_write_finish_chunk(struct import_writers *w, struct import_chunk *c, err e)
{
	if (!err_is(e))
		e = file_write_fd(w->in.refused_fd, buf_str(&c->refused_text));
	pthread_mutex_lock(&w->lock);
	if (!err_is(e)) {
		w->committed++;
		w->bytes_read = c->bytes_read;
		w->rows_read = c->rows_read;
	} else if (!err_is(w->failure)) {
		w->failure = e;
	}
	w->idle[w->n_idle++] = c;
	pthread_cond_broadcast(&w->change);
	pthread_mutex_unlock(&w->lock);
}

static void *import_write_writer(void *arg)
{
	struct import_writers *w = arg;
	for (;;) {
		pthread_mutex_lock(&w->lock);
		while (w->n_queue == 0 && !import_write_over(w))
			import_write_wait_change(w, BEAT_SECONDS);
		if (import_write_over(w)) {
			pthread_mutex_unlock(&w->lock);
			return NULL;
		}
		struct import_chunk *c = w->queue[0];
		memmove(w->queue, w->queue + 1, --w->n_queue * sizeof(struct import_chunk *));
		pthread_mutex_unlock(&w->lock);
		import_write_finish_chunk(w, c, import_write_write_chunk_again(w, c));
	}
}

struct import_writers *import_writers_new(const struct import_writers_in *in)
{
	struct import_writers *w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->in = *in;
	w->bytes_read = in->im->bytes_read;
	w->rows_read = in->im->rows_read;
	w->n_chunks = in->threads + 1;
	w->chunks = calloc(w->n_chunks, sizeof(*w->chunks));
	w->idle = calloc(w->n_chunks, sizeof(struct import_chunk *));
	w->queue = calloc(w->n_chunks, sizeof(struct import_chunk *));
	w->threads = calloc(in->threads, sizeof(*w->threads));
	if (!w->chunks || !w->idle || !w->queue || !w->threads)
		abort();
	for (size_t i = 0; i < w->n_chunks; i++) {
		import_write_chunk_init(&w->chunks[i]);
		w->idle[w->n_idle++] = &w->chunks[i];
	}
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->change, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&w->lock, NULL);
	for (size_t i = 0; i < in->threads; i++)
		if (pthread_create(&w->threads[i], NULL, import_write_writer, w) != 0)
			abort();
	return w;
}

void import_writers_free(struct import_writers *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->change);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->in.threads; i++)
		pthread_join(w->threads[i], NULL);
	for (size_t i = 0; i < w->n_chunks; i++)
		import_write_chunk_deinit(&w->chunks[i]);
	pthread_cond_destroy(&w->change);
	pthread_mutex_destroy(&w->lock);
	free(w->chunks);
	free(w->idle);
	free(w->queue);
	free(w->threads);
	free(w);
}

/* Waits, with the lease kept, until there are so many idle chunks. */
static err import_write_await_idle(struct import_writers *w, size_t n)
{
	err e = OK;
	int64_t beat = clock_mono() + BEAT_SECONDS * US_PER_S;
	pthread_mutex_lock(&w->lock);
	while (w->n_idle < n && !err_is(w->failure)) {
		import_write_wait_change(w, BEAT_SECONDS);
		if (clock_mono() < beat)
			continue;
		pthread_mutex_unlock(&w->lock);
		e = import_hold(w->in.db, w->in.im->id, w->in.me);
		pthread_mutex_lock(&w->lock);
		if (e.code == ERR_CONFLICT)
			break;
		e = OK; /* a database that is away: the chunks themselves find out */
		beat = clock_mono() + BEAT_SECONDS * US_PER_S;
	}
	if (err_is(w->failure))
		e = w->failure;
	pthread_mutex_unlock(&w->lock);
	return e;
}

err import_writers_take(struct import_writers *w, struct import_chunk **out)
{
	TRY(import_write_await_idle(w, 1));
	pthread_mutex_lock(&w->lock);
	struct import_chunk *c = w->idle[--w->n_idle];
	pthread_mutex_unlock(&w->lock);
	import_chunk_reset(c);
	*out = c;
	return OK;
}

void import_writers_give(struct import_writers *w, struct import_chunk *c)
{
	pthread_mutex_lock(&w->lock);
	c->number = w->given++;
	w->queue[w->n_queue++] = c;
	pthread_cond_broadcast(&w->change);
	pthread_mutex_unlock(&w->lock);
}

err import_writers_finish(struct import_writers *w)
{
	return import_write_await_idle(w, w->n_chunks);
}

void import_writers_place(struct import_writers *w, int64_t *bytes_read, int64_t *rows_read)
{
	pthread_mutex_lock(&w->lock);
	*bytes_read = w->bytes_read;
	*rows_read = w->rows_read;
	pthread_mutex_unlock(&w->lock);
}
