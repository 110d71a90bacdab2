#include "send/send.h"
#include "base/log.h"
#include "base/time.h"
#include "core/campaign/plan.h"
#include "db/gen/sys_send_q.h"
#include "os/clock.h"
#include "send/engine.h"
#include <stdio.h>
#include <stdlib.h>

static void send_cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(c, &attr);
	pthread_condattr_destroy(&attr);
}

static void send_start_thread(pthread_t *t, void *(*run)(void *), void *arg)
{
	if (pthread_create(t, NULL, run, arg) != 0) {
		fputs("loumass: no thread can be started\n", stderr);
		abort();
	}
}

static void send_engine_free(struct engine *e)
{
	lanes_deinit(e);
	compose_cache_free(e->cache);
	slots_close(e->slots);
	pthread_cond_destroy(&e->announce_wake);
	pthread_mutex_destroy(&e->announce_lock);
	pthread_cond_destroy(&e->feeder_wake);
	pthread_mutex_destroy(&e->hand_lock);
	free(e);
}

static err send_start(const struct app *app, void **state)
{
	struct engine *e = calloc(1, sizeof(*e));
	if (!e)
		abort();
	e->app = app;
	e->arrived_tail = &e->arrived;
	pthread_mutex_init(&e->hand_lock, NULL);
	pthread_mutex_init(&e->announce_lock, NULL);
	send_cond_init(&e->feeder_wake);
	send_cond_init(&e->announce_wake);
	e->cache = compose_cache_new(app);
	snprintf(e->slots_dir, sizeof(e->slots_dir), "%s/send", app->config->data);
	err why = slots_open(e->slots_dir, &e->slots);
	if (!err_is(why))
		why = lanes_init(e);
	if (err_is(why)) {
		send_engine_free(e);
		return why;
	}
	e->policy = (struct settle_policy){ .me = slots_name(e->slots),
					    .node = str_z(app->node),
					    .hold_doubts = app->config->in_doubt_hold,
					    .retry_max_age = app->config->retry_max_age };
	send_start_thread(&e->loop_thread, lanes_run, e);
	accountants_start(e);
	send_start_thread(&e->announce_thread, announce_run, e);
	send_start_thread(&e->feeder_thread, feeder_run, e);
	*state = e;
	return OK;
}

/* Starts nothing more, and waits until what is on the wire has been answered and accounted for. */
static void send_drain(void *state, int64_t deadline)
{
	struct engine *e = state;
	atomic_store(&e->draining, true);
	while (clock_mono() < deadline) {
		pthread_mutex_lock(&e->hand_lock);
		bool idle = !e->hand;
		pthread_mutex_unlock(&e->hand_lock);
		if (idle)
			return;
		clock_sleep(20 * US_PER_MS);
	}
	log_warn("send.drain", "some messages were not answered in time; they are in doubt");
}

static void send_cut_work(struct loop_work *w)
{
	lanes_cut(w->ctx);
}

static void send_stop(void *state)
{
	struct engine *e = state;
	atomic_store(&e->draining, true);
	atomic_store(&e->stopping, true);
	pthread_join(e->feeder_thread, NULL);
	announce_ask(e); /* it sees that it is to end */
	pthread_join(e->announce_thread, NULL);
	struct loop_work cut = { .on = send_cut_work, .ctx = e };
	loop_post(e->loop, &cut);
	pthread_join(e->loop_thread, NULL);
	atomic_store(&e->loop_ended, true);
	accountants_join(e);
	struct arena ARENA_AUTO a = {};
	if (!atomic_load(&e->unwritten) && slots_used(e->slots) == 0) {
		err why = q_send_release_all(app_system(e->app), &a,
					     &(struct q_send_release_all_in){ .me = slots_name(e->slots) }, NULL);
		if (!err_is(why))
			why = q_send_gone(app_system(e->app), &a,
					  &(struct q_send_gone_in){ .id = slots_name(e->slots) }, NULL);
		if (!err_is(why))
			slots_retire(e->slots);
	}
	send_engine_free(e);
}

const struct service send_service = { .name = "send", .start = send_start, .drain = send_drain, .stop = send_stop };

/* --- plans --- */

struct planner {
	struct plan_context context;
	pthread_t thread;
	_Atomic bool stopping;
};

/* One piece of one campaign; false: there is none, or it failed. */
static bool send_piece(struct planner *p, err (*next)(const struct plan_context *, struct arena *), const char *what)
{
	struct arena ARENA_AUTO a = {};
	err why = next(&p->context, &a);
	if (err_is(why) && why.code != ERR_NOT_FOUND && why.code != ERR_UNAVAILABLE)
		log_warn("plan.failed", "%s: %s (%s)", what, why.why, err_name(why.code));
	return !err_is(why);
}

static void *send_planner_run(void *state)
{
	struct planner *p = state;
	int64_t looked = 0;
	while (!atomic_load(&p->stopping)) {
		bool more = send_piece(p, plan_next, "planning");
		more = send_piece(p, plan_cancel_next, "cancelling") || more;
		/* Campaigns that begin and end, however much is planned meanwhile. */
		if (!more || clock_mono() - looked > 300 * US_PER_MS) {
			struct arena ARENA_AUTO a = {};
			err why = plan_start_due(&p->context, &a);
			if (!err_is(why))
				why = plan_finish(&p->context, &a);
			if (err_is(why) && why.code != ERR_UNAVAILABLE)
				log_warn("plan.failed", "%s (%s)", why.why, err_name(why.code));
			looked = clock_mono();
		}
		if (!more)
			clock_sleep(300 * US_PER_MS);
	}
	return NULL;
}

static err send_plan_start(const struct app *app, void **state)
{
	struct planner *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->context = (struct plan_context){ .app = app, .db = app_system(app), .keys = app->keys };
	send_start_thread(&p->thread, send_planner_run, p);
	*state = p;
	return OK;
}

static void send_plan_stop(void *state)
{
	struct planner *p = state;
	atomic_store(&p->stopping, true);
	pthread_join(p->thread, NULL);
	free(p);
}

const struct service plan_service = { .name = "plan", .start = send_plan_start, .stop = send_plan_stop };
