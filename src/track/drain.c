/* From the journal to the database. Lanes (threads) take batches from the own journal in turn and write each in one
 * transaction; the drained position moves over batches in order, whoever finishes first. Lane 0 also adopts the
 * journals of dead processes, and makes partitions ahead.
 *
 * A batch that fails for a reason that passes (database away, deadlock) is tried again for as long as it takes; one
 * that the database refuses is halved until the record at fault stands alone: that one is logged and passed over, so
 * that a single bad record cannot hold up the rest. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/inbound/event_track.h"
#include "os/clock.h"
#include "track/track_int.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#define LANES 3		   /* past three the rows they share keep them waiting */
#define RING 16		   /* batches that may be written behind one that is stuck */
#define BATCH 2000u	   /* events a transaction: past 1,000 the gain is small, the wait is not */
#define GATHER_MS 100	   /* a small batch waits this long for more: half a second is promised */
#define GATHER_ENOUGH 500u /* ... unless it holds this many */
#define IDLE_MS 1000
#define RETRY_FIRST (100 * US_PER_MS)
#define RETRY_MOST (5 * US_PER_S)
#define ADOPT_EVERY (10 * US_PER_S)
#define PARTITIONS_EVERY US_PER_HOUR
#define BUSY_RATE 10000 /* accepted a second: from here on accepting has the machine first ... */
#define BUSY_WINDOW (100 * US_PER_MS)
#define BUSY_REST 2    /* ... one lane drains, and rests this many times as long as it works ... */
#define BUSY_BACKLOG 8 /* ... while less than one part in so many of the journal's room is used */

struct batch {
	struct arena texts; /* the records' */
	struct tracked v[BATCH];
	size_t n;
	struct journal_pos end; /* behind the last record */
	uint64_t turn;
};

struct source { /* a journal that is being drained, by one or more lanes */
	struct journal *journal;
	struct journal_reader *reader;
	pthread_mutex_t mu; /* reader, turns */
	uint64_t next_turn, done_turn;
	struct {
		bool done;
		struct journal_pos end;
	} ring[RING]; /* batches not yet passed over, by turn */
};

struct lane {
	struct drain *d;
	unsigned number;
	pthread_t thread;
	struct batch batch;
	struct arena work;
};

struct drain {
	const struct app *app;
	struct journal *own; /* NULL in `work` */
	char *dir;
	struct source source; /* of own */
	atomic_bool stop, finish;
	atomic_bool away; /* the database did not answer the last time */
	pthread_mutex_t mu;
	pthread_cond_t wake;
	struct lane lanes[LANES];
	unsigned started;
	int64_t rate_at; /* under mu: when and how much had been accepted, for the rate */
	unsigned long long rate_count;
	bool busy;
	int64_t next_adopt, next_partitions;
};

/* --- waiting */

static void drain_nap(struct drain *d, int64_t us)
{
	int64_t until = clock_mono() + us;
	struct timespec ts = { .tv_sec = until / US_PER_S, .tv_nsec = until % US_PER_S * 1000 };
	pthread_mutex_lock(&d->mu);
	int late = 0;
	while (!atomic_load(&d->stop) && late == 0)
		late = pthread_cond_timedwait(&d->wake, &d->mu, &ts);
	pthread_mutex_unlock(&d->mu);
}

/* --- reading */

static void drain_source_init(struct source *s, struct journal *j)
{
	*s = (struct source){ .journal = j };
	pthread_mutex_init(&s->mu, NULL);
	err_ignore(journal_reader_new(j, NULL, &s->reader)); /* cannot fail: opens nothing yet */
}

static void drain_source_deinit(struct source *s)
{
	journal_reader_free(s->reader);
	if (s->journal)
		pthread_mutex_destroy(&s->mu);
}

static str drain_keep(struct batch *b, str s)
{
	return str_absent(s) ? s : arena_dup(&b->texts, s);
}

static void drain_add_record(struct batch *b, const struct journal_record *rec)
{
	struct tracked t;
	err e = track_record_decode(rec->kind, rec->body, &t);
	if (err_is(e)) {
		atomic_fetch_add(&track_counts.unwritable, 1);
		log_error("track.record", "passed over: %s", e.why);
		return;
	}
	t.id = drain_keep(b, t.id);
	t.recipient_id = drain_keep(b, t.recipient_id);
	t.tracking_id = drain_keep(b, t.tracking_id);
	t.link_id = drain_keep(b, t.link_id);
	t.url = drain_keep(b, t.url);
	t.ip_hash = drain_keep(b, t.ip_hash);
	t.user_agent = drain_keep(b, t.user_agent);
	b->v[b->n++] = t;
}

/* Reads up to a batch; waits a moment for more when it is small and `patient`. False: there was nothing. */
static bool drain_read_batch(struct source *s, struct batch *b, bool patient)
{
	struct journal_record rec;
	bool any = false;
	arena_reset(&b->texts);
	b->n = 0;
	for (int64_t until = 0; b->n < BATCH;) {
		err e = journal_next(s->reader, &rec);
		if (!err_is(e)) {
			if (!any)
				until = clock_mono() + GATHER_MS * US_PER_MS;
			any = true;
			drain_add_record(b, &rec);
			b->end = rec.next;
			continue;
		}
		int64_t left = until - clock_mono();
		if (e.code != ERR_AGAIN || !any || !patient || b->n >= GATHER_ENOUGH || left <= 0 ||
		    !journal_wait(s->journal, journal_reader_pos(s->reader), (int)(left / US_PER_MS) + 1))
			break;
	}
	return any;
}

static bool drain_take_batch(struct drain *d, struct source *s, struct batch *b)
{
	pthread_mutex_lock(&s->mu);
	bool room = s->next_turn - s->done_turn < RING;
	bool got = room && drain_read_batch(s, b, !atomic_load(&d->finish) && s->journal == d->own);
	if (got) {
		b->turn = s->next_turn++;
		s->ring[b->turn % RING].done = false;
		if (b->n > 0 && b->turn == s->done_turn)
			atomic_store(&track_counts.oldest, b->v[0].at);
	} else if (room && s->journal == d->own && s->done_turn == s->next_turn) {
		atomic_store(&track_counts.oldest, 0);
	}
	pthread_mutex_unlock(&s->mu);
	if (!room)
		drain_nap(d, RETRY_FIRST);
	return got;
}

static struct journal_pos drain_source_pos(struct source *s)
{
	pthread_mutex_lock(&s->mu);
	struct journal_pos pos = journal_reader_pos(s->reader);
	pthread_mutex_unlock(&s->mu);
	return pos;
}

/* The batch is in the database; what is done without a gap before it is drained. */
static void drain_finish_batch(struct source *s, const struct batch *b)
{
	struct journal_pos end;
	bool moved = false;
	pthread_mutex_lock(&s->mu);
	s->ring[b->turn % RING].done = true;
	s->ring[b->turn % RING].end = b->end;
	while (s->done_turn < s->next_turn && s->ring[s->done_turn % RING].done) {
		end = s->ring[s->done_turn++ % RING].end;
		moved = true;
	}
	if (s->done_turn == s->next_turn) /* what comes next is not older than what was just written */
		atomic_store(&track_counts.oldest,
			     b->n > 0 && journal_pos_before(b->end, journal_durable_end(s->journal)) ? b->v[b->n - 1].at
												     : 0);
	if (moved)
		err_ignore(journal_drained(s->journal, end)); /* logged there; it only means reading again */
	pthread_mutex_unlock(&s->mu);
}

/* --- writing */

enum outcome { WRITTEN, REFUSED, STOPPED };

static bool drain_passes(enum err_code code)
{
	return code == ERR_AGAIN || code == ERR_UNAVAILABLE || code == ERR_UNCERTAIN || code == ERR_IO;
}

/* One transaction, until it succeeds, is refused, or the drain stops. */
static enum outcome drain_write_some(struct lane *l, const struct tracked *v, size_t n)
{
	int64_t pause = RETRY_FIRST;
	int conflicts = 0;
	for (;;) {
		struct event_track_done done = {};
		arena_reset(&l->work);
		err e = fault_point("track.drain") ? err_make(ERR_UNAVAILABLE, "fault")
						   : event_track(app_system(l->d->app), &l->work, v, n, &done);
		atomic_store(&l->d->away, e.code == ERR_UNAVAILABLE);
		if (!err_is(e)) {
			atomic_fetch_add(&track_counts.drained, done.inserted);
			atomic_fetch_add(&track_counts.repeated, done.repeated);
			atomic_fetch_add(&track_counts.dropped, done.dropped);
			return WRITTEN;
		}
		/* A campaign deleted under our hands is a conflict once; next time its recipients are gone. */
		if (!drain_passes(e.code) && (e.code != ERR_CONFLICT || ++conflicts > 3)) {
			log_warn("track.refused", "%zu events: %s", n, e.why);
			return REFUSED;
		}
		if (pause > RETRY_FIRST)
			log_info("track.retry", "%zu events wait: %s", n, e.why);
		if (atomic_load(&l->d->stop))
			return STOPPED;
		drain_nap(l->d, e.code == ERR_AGAIN ? US_PER_MS * 5 * (1 + l->number) : pause);
		if (e.code != ERR_AGAIN)
			pause = i64_min(pause * 2, RETRY_MOST);
	}
}

static enum outcome drain_write_batch(struct lane *l, const struct tracked *v, size_t n)
{
	enum outcome o = n == 0 ? WRITTEN : drain_write_some(l, v, n);
	if (o != REFUSED)
		return o;
	if (n == 1) {
		atomic_fetch_add(&track_counts.unwritable, 1);
		log_error("track.unwritable", "event %.*s is passed over: the database refuses it", STR_FMT(v->id));
		return WRITTEN;
	}
	o = drain_write_batch(l, v, n / 2);
	return o == STOPPED ? o : drain_write_batch(l, v + n / 2, n - n / 2);
}

/* True: there was something, and it is written. */
static bool drain_one(struct lane *l, struct source *s)
{
	if (!drain_take_batch(l->d, s, &l->batch))
		return false;
	if (drain_write_batch(l, l->batch.v, l->batch.n) == STOPPED)
		return false; /* stays in the journal */
	drain_finish_batch(s, &l->batch);
	return true;
}

/* --- the journals of the dead */

static void drain_adopt(struct lane *l)
{
	struct drain *d = l->d;
	struct journal *j;
	while (!atomic_load(&d->stop) && !err_is(journal_adopt(&(struct journal_options){ .dir = d->dir }, &j))) {
		struct source s;
		unsigned long long before = atomic_load(&track_counts.drained);
		drain_source_init(&s, j);
		while (!atomic_load(&d->stop) && drain_one(l, &s))
			;
		if (s.done_turn == s.next_turn && !atomic_load(&d->stop)) {
			err_ignore(journal_drained(j, journal_durable_end(j))); /* logged there */
			log_info("track.adopted", "%llu events of a process that is gone",
				 atomic_load(&track_counts.drained) - before);
		}
		drain_source_deinit(&s);
		journal_close(j);
	}
}

static void drain_upkeep(struct lane *l)
{
	struct drain *d = l->d;
	int64_t now = clock_mono();
	if (now >= d->next_partitions) {
		arena_reset(&l->work);
		err e = event_partitions_ensure(app_system(d->app), &l->work);
		if (err_is(e) && e.code != ERR_UNAVAILABLE)
			log_warn("track.partitions", "cannot make partitions ahead: %s", e.why);
		d->next_partitions = now + (err_is(e) ? ADOPT_EVERY : PARTITIONS_EVERY);
	}
	if (now >= d->next_adopt) {
		drain_adopt(l);
		d->next_adopt = clock_mono() + ADOPT_EVERY;
	}
}

/* --- lanes */

/* Is there so much to accept that draining had better wait? What waits is safe; who asks for a pixel is not patient. */
static bool drain_busy(struct drain *d)
{
	unsigned long long count = atomic_load(&track_counts.accepted);
	int64_t now = clock_coarse();
	struct journal_stats j = journal_stats(d->own);
	pthread_mutex_lock(&d->mu);
	if (now - d->rate_at >= BUSY_WINDOW) {
		d->busy = (int64_t)(count - d->rate_count) * US_PER_S > BUSY_RATE * (now - d->rate_at) &&
			  j.bytes < j.limit / BUSY_BACKLOG;
		d->rate_at = now;
		d->rate_count = count;
	}
	bool is = d->busy && !atomic_load(&d->finish);
	pthread_mutex_unlock(&d->mu);
	return is;
}

/* True: there was something to drain, or a reason not to. */
static bool drain_own(struct lane *l)
{
	struct drain *d = l->d;
	if (!d->own)
		return false;
	if (!drain_busy(d))
		return drain_one(l, &d->source);
	if (l->number > 0) {
		drain_nap(d, BUSY_WINDOW);
		return true;
	}
	int64_t began = clock_mono();
	bool any = drain_one(l, &d->source);
	if (any)
		drain_nap(d, BUSY_REST * (clock_mono() - began));
	return any;
}

static void *drain_lane_run(void *arg)
{
	struct lane *l = arg;
	struct drain *d = l->d;
	while (!atomic_load(&d->stop)) {
		if (!app_ready(
			    d->app)) { /* tables that are not there yet would look like events that cannot be written */
			drain_nap(d, IDLE_MS * US_PER_MS);
			continue;
		}
		if (l->number == 0)
			drain_upkeep(l);
		if (drain_own(l))
			continue;
		if (d->own && !atomic_load(&d->stop))
			(void)journal_wait(d->own, drain_source_pos(&d->source), IDLE_MS);
		else
			drain_nap(d, IDLE_MS * US_PER_MS);
	}
	return NULL;
}

/* All is read, and what was read is done. (The drained position stays before the header of a file without records.) */
static bool drain_own_is_drained(struct drain *d)
{
	struct source *s = &d->source;
	pthread_mutex_lock(&s->mu);
	struct journal_pos read = journal_reader_pos(s->reader);
	bool idle = s->done_turn == s->next_turn;
	pthread_mutex_unlock(&s->mu);
	return idle && !journal_pos_before(read, journal_durable_end(d->own));
}

void drain_finish(struct drain *d, int64_t deadline)
{
	if (!d->own)
		return;
	atomic_store(&d->finish, true);
	err_ignore(journal_sync(d->own)); /* logged there; nothing more can be done about it */
	journal_wake(d->own);
	/* What stays is on disk: without a database there is nothing to wait for. */
	while (!drain_own_is_drained(d) && app_ready(d->app) && !atomic_load(&d->away) && clock_mono() < deadline)
		drain_nap(d, 20 * US_PER_MS);
}

err drain_start(const struct app *app, struct journal *own, const char *dir, struct drain **out)
{
	struct drain *d = calloc(1, sizeof(*d));
	pthread_condattr_t attr;
	if (!d)
		abort();
	d->app = app;
	d->own = own;
	d->dir = strdup(dir);
	if (!d->dir)
		abort();
	pthread_mutex_init(&d->mu, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (own)
		drain_source_init(&d->source, own);
	unsigned lanes = own ? LANES : 1;
	for (unsigned i = 0; i < lanes; i++) {
		struct lane *l = &d->lanes[i];
		l->d = d;
		l->number = i;
		arena_init(&l->work, 0);
		arena_init(&l->batch.texts, 0);
		errno = pthread_create(&l->thread, NULL, drain_lane_run, l);
		if (errno) {
			drain_stop(d);
			return err_make(ERR_IO, "the drain's threads cannot be started");
		}
		d->started++;
	}
	*out = d;
	return OK;
}

void drain_stop(struct drain *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->mu);
	atomic_store(&d->stop, true);
	pthread_cond_broadcast(&d->wake);
	pthread_mutex_unlock(&d->mu);
	if (d->own)
		journal_wake(d->own);
	for (unsigned i = 0; i < d->started; i++)
		pthread_join(d->lanes[i].thread, NULL);
	for (unsigned i = 0; i < LANES; i++) {
		arena_deinit(&d->lanes[i].work);
		arena_deinit(&d->lanes[i].batch.texts);
	}
	drain_source_deinit(&d->source);
	pthread_cond_destroy(&d->wake);
	pthread_mutex_destroy(&d->mu);
	free(d->dir);
	free(d);
}
