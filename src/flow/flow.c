/* The engine's thread: rounds over the sequences that have somebody due. A round takes as many sequences as there are,
 * in turns of TURN_SEQUENCES, each with its share of a batch: a small one waits for one batch of the big ones, no
 * longer. */
#include "flow/flow.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "flow/flow_int.h"
#include "os/clock.h"
#include "wire/token.h"
#include <stdio.h>
#include <stdlib.h>

#define TURN_SEQUENCES 50
#define IDLE_US (200 * US_PER_MS)
#define TROUBLE_US US_PER_S

struct flow {
	const struct app *app;
	struct graphs graphs;
	struct calls *calls;
	pthread_t thread;
	_Atomic bool draining;
	char key[2 * KEY_BYTES]; /* of tracking ids */
	int64_t share; /* of a batch, per sequence at most: smaller after trouble, so that one row stops few */
};

/* The trouble is with the one whose turn it was. */
static void flow_put_off(struct flow *f, struct arena *a, const struct q_flow_sequences_row *q, const char *why)
{
	struct q_flow_put_off_in in = { .sequence_id = q->id, .floor = q->floor, .now = clock_now() };
	if (err_is(q_flow_put_off(app_system(f->app), a, &in, NULL)))
		return; /* the next round meets the same */
	log_error("flow.put_off", "an enrolment of sequence %.*s could not be moved and is put off: %s", STR_FMT(q->id),
		  why);
}

/* One turn: the next sequences behind `after`. more: there may be others behind them. */
static err flow_turn(struct flow *f, char after[64], size_t *moved, bool *more)
{
	struct arena ARENA_AUTO a = {};
	struct q_flow_sequences_rows due;
	struct q_flow_sequences_in in = { .now = clock_now(),
					  .after = str_z(after),
					  .n = f->share == 1 ? 1 : TURN_SEQUENCES };
	*moved = 0;
	*more = false;
	TRY(q_flow_sequences(app_system(f->app), &a, &in, &due));
	if (due.n == 0)
		return OK;
	int64_t per = i64_max(1, i64_min(FLOW_BATCH / (int64_t)due.n, f->share));
	err e = batch_run(f->app, &f->graphs, f->calls, str_of(f->key, sizeof(f->key)), &due, per, moved);
	if (err_is(e) && due.n == 1 && f->share == 1 && e.code != ERR_UNAVAILABLE && e.code != ERR_AGAIN &&
	    e.code != ERR_UNCERTAIN)
		flow_put_off(f, &a, &due.v[0], e.why);
	TRY(e);
	str last = str_upto(due.v[due.n - 1].id, 63);
	memcpy(after, last.p, last.n);
	after[last.n] = 0;
	*more = (int64_t)due.n == in.n;
	return OK;
}

/* All sequences once. True: there was something to do. */
static bool flow_go_round(struct flow *f)
{
	char after[64] = "";
	bool busy = false;
	err looked = written_look(f->app);
	if (err_is(looked) && looked.code != ERR_UNAVAILABLE && looked.code != ERR_AGAIN)
		log_warn("flow.written", "%s (%s)", looked.why, err_name(looked.code));
	for (bool more = true; more && !atomic_load(&f->draining);) {
		size_t moved;
		err e = flow_turn(f, after, &moved, &more);
		if (err_is(e)) {
			graphs_deinit(&f->graphs); /* what was read in a transaction that is undone */
			f->share = i64_max(1, f->share / 4);
			if (e.code != ERR_UNAVAILABLE && e.code != ERR_AGAIN)
				log_warn("flow.batch", "%s (%s)", e.why, err_name(e.code));
			if (e.code != ERR_AGAIN)
				clock_sleep(f->share == 1 ? TROUBLE_US : IDLE_US);
			return true;
		}
		f->share = i64_min(FLOW_BATCH, f->share * 2);
		busy |= moved > 0;
	}
	return busy;
}

static void *flow_run(void *arg)
{
	struct flow *f = arg;
	while (!atomic_load(&f->draining))
		if (!flow_go_round(f))
			clock_sleep(IDLE_US);
	return NULL;
}

static err flow_start(const struct app *app, void **state)
{
	struct flow *f = calloc(1, sizeof(*f));
	if (!f)
		abort();
	f->app = app;
	f->share = FLOW_BATCH;
	unsigned char key[KEY_BYTES];
	keyring_subkey(app->keys, "track", 0, key);
	token_hex(key, sizeof(key), f->key);
	token_wipe(key, sizeof(key));
	err e = calls_start(app, &f->calls);
	if (err_is(e)) {
		free(f);
		return e;
	}
	if (pthread_create(&f->thread, NULL, flow_run, f) != 0) {
		fputs("loumass: no thread can be started\n", stderr);
		abort();
	}
	*state = f;
	return OK;
}

static void flow_drain(void *state, int64_t deadline)
{
	struct flow *f = state;
	(void)deadline; /* the batch in hand ends within its statements' time-outs */
	atomic_store(&f->draining, true);
}

static void flow_stop(void *state)
{
	struct flow *f = state;
	atomic_store(&f->draining, true);
	pthread_join(f->thread, NULL);
	calls_stop(f->calls);
	graphs_deinit(&f->graphs);
	token_wipe(f->key, sizeof(f->key));
	free(f);
}

const struct service flow_service = { .name = "flow", .start = flow_start, .drain = flow_drain, .stop = flow_stop };
