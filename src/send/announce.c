/* The announcer's thread: tells the database how far this worker will go in what it has leased, before it goes there.
 * When the worker is lost, what it had announced and not reported is in doubt, and nothing else. It writes what all
 * lanes have asked for in one transaction, and the next while they go on; a lane asks in time (send/reach.c). */
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "send/engine.h"

#define ANNOUNCE_MAX 256u /* batches a transaction */

struct announcement {
	str *ids, *to; /* ranges */
	size_t n;
	str *retries;
	size_t n_retries;
	bool more;
};

void announce_ask(struct engine *e)
{
	pthread_mutex_lock(&e->announce_lock);
	e->announce_asked = true;
	pthread_cond_signal(&e->announce_wake);
	pthread_mutex_unlock(&e->announce_lock);
}

static bool announce_await(struct engine *e)
{
	pthread_mutex_lock(&e->announce_lock);
	while (!e->announce_asked && !atomic_load(&e->stopping))
		pthread_cond_wait(&e->announce_wake, &e->announce_lock);
	e->announce_asked = false;
	pthread_mutex_unlock(&e->announce_lock);
	return !atomic_load(&e->stopping);
}

/* What is asked for; batch.asking remembers it. */
static void announce_gather(struct engine *e, struct arena *a, struct announcement *out)
{
	size_t rows = 0, batches = 0;
	*out = (struct announcement){ .ids = arena_array(a, str, ANNOUNCE_MAX),
				      .to = arena_array(a, str, ANNOUNCE_MAX) };
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		size_t wanted = atomic_load(&b->wanted), announced = atomic_load(&b->announced);
		b->asking = 0;
		if (wanted <= announced || atomic_load(&b->halt))
			continue;
		if (batches == ANNOUNCE_MAX) {
			out->more = true;
			continue;
		}
		batches++;
		b->asking = wanted;
		if (str_absent(b->id)) {
			rows += wanted - announced;
			continue;
		}
		out->ids[out->n] = arena_dup(a, b->id);
		out->to[out->n++] = arena_dup(a, b->rows[wanted - 1].id);
	}
	out->retries = arena_array(a, str, rows + 1);
	for (struct batch *b = e->hand; b; b = b->next_hand)
		if (b->asking && str_absent(b->id))
			for (size_t i = atomic_load(&b->announced); i < b->asking; i++)
				out->retries[out->n_retries++] = arena_dup(a, b->rows[i].id);
	pthread_mutex_unlock(&e->hand_lock);
}

static bool announce_listed(const str *v, size_t n, str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], id))
			return true;
	return false;
}

/* How many of a claim of retries, from the first that was not announced, are listed. */
static size_t announce_reached(const struct batch *b, const str *v, size_t n)
{
	size_t i = atomic_load(&b->announced);
	while (i < b->asking && announce_listed(v, n, b->rows[i].id))
		i++;
	return i;
}

/* A batch that is not ours any more begins nothing. */
static void announce_apply(struct engine *e, const str *ranges, size_t n, const str *retries, size_t n_retries)
{
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		if (!b->asking)
			continue;
		size_t reached = announce_reached(b, retries, n_retries);
		if (!str_absent(b->id))
			reached = announce_listed(ranges, n, b->id) ? b->asking : 0;
		if (reached > atomic_load(&b->announced))
			atomic_store(&b->announced, reached);
		if (reached < b->asking)
			atomic_store(&b->halt, true);
		b->asking = 0;
	}
	pthread_mutex_unlock(&e->hand_lock);
	if (!atomic_exchange(&e->announced_posted, true))
		loop_post(e->loop, &e->announced);
}

static err announce_write(struct engine *e, struct arena *a, const struct announcement *w)
{
	str me = slots_name(e->slots);
	struct q_send_announce_rows ranges = {};
	struct q_send_announce_retries_rows retries = {};
	system_db db = app_system(e->app);
	if (w->n > 0)
		TRY(q_send_announce(
			db, a, &(struct q_send_announce_in){ .ids = { w->ids, w->n }, .to = { w->to, w->n }, .me = me },
			&ranges));
	if (w->n_retries > 0)
		TRY(q_send_announce_retries(
			db, a, &(struct q_send_announce_retries_in){ .ids = { w->retries, w->n_retries }, .me = me },
			&retries));
	str *r = arena_array(a, str, ranges.n + 1), *t = arena_array(a, str, retries.n + 1);
	for (size_t i = 0; i < ranges.n; i++)
		r[i] = ranges.v[i].id;
	for (size_t i = 0; i < retries.n; i++)
		t[i] = retries.v[i].recipient_id;
	announce_apply(e, r, ranges.n, t, retries.n);
	return OK;
}

void *announce_run(void *engine)
{
	struct engine *e = engine;
	int64_t wait = 20 * US_PER_MS;
	while (announce_await(e)) {
		struct arena ARENA_AUTO a = {};
		struct announcement w;
		announce_gather(e, &a, &w);
		err why = w.n + w.n_retries > 0 ? announce_write(e, &a, &w) : OK;
		if (err_is(why)) { /* the same again: until it is written, nothing of it is begun */
			if (why.code != ERR_UNAVAILABLE && why.code != ERR_AGAIN)
				log_warn("send.announce", "%s (%s)", why.why, err_name(why.code));
			clock_sleep(wait);
			wait = i64_min(wait * 2, US_PER_S);
		} else {
			wait = 20 * US_PER_MS;
		}
		if (err_is(why) || w.more)
			announce_ask(e);
	}
	return NULL;
}
