/* Starting and stopping what runs in the background, and the keeper: the thread with a role's small duties. */
#include "base/log.h"
#include "base/time.h"
#include "bin/roles.h"
#include "core/account/account.h"
#include "core/audience/topics.h"
#include "core/inbound/inbound.h"
#include "core/report/agents.h"
#include "core/report/retention.h"
#include "core/report/tally.h"
#include "core/system/installation.h"
#include "db/gen/sys_db_q.h"
#include "db/migrate.h"
#include "os/clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define BEAT_EVERY (10 * US_PER_S)
#define SWEEP_EVERY US_PER_HOUR

/* Nodes whose clocks differ go by the database's: nothing is begun early or late because of where it runs. */
static void services_follow_clock(const struct app *app)
{
	struct arena ARENA_AUTO a = {};
	struct q_db_now_row row;
	int64_t asked = clock_mono();
	if (err_is(q_db_now(app_system(app), &a, &row)))
		return; /* the next beat asks again */
	int64_t took = clock_mono() - asked;
	if (took > CLOCK_APART)
		return; /* too vague */
	int64_t apart = clock_system() - row.now - took / 2;
	static _Atomic bool told;
	bool far = apart > CLOCK_APART || apart < -CLOCK_APART;
	if (far && !atomic_exchange(&told, true))
		log_warn("clock.apart",
			 "this machine's clock and the database's are %.1f s apart; the database's counts",
			 (double)(apart < 0 ? -apart : apart) / US_PER_S);
	else if (!far)
		atomic_store(&told, false);
	clock_follow(row.now + took / 2);
}

/* What was written ahead goes back with a clock that was set back (docs/clocks.md). */
static void services_watch_clock(system_db db, struct arena *a)
{
	struct q_db_clock_seen_row row;
	err e = q_db_clock_seen(db, a, &row);
	if (err_is(e) && e.code != ERR_UNAVAILABLE)
		log_warn("clock.watch", "%s; the next beat tries again", e.why);
	else if (!err_is(e) && row.back > 0)
		log_warn("clock.back",
			 "the database's clock was set back by %.0f s; leases, pauses and waits were moved with it",
			 row.back);
}

err services_start(struct services *s, const struct service *const *list, size_t n, const struct app *app)
{
	*s = (struct services){ .list = list, .n = n };
	services_follow_clock(app);
	for (size_t i = 0; i < n; i++) {
		err e = list[i]->start(app, &s->state[i]);
		if (err_is(e)) {
			log_error("service.start", "%s: %s", list[i]->name, e.why);
			return e;
		}
		s->started++;
	}
	return OK;
}

void services_drain(struct services *s, int64_t deadline)
{
	for (size_t i = s->started; i-- > 0;)
		if (s->list[i]->drain)
			s->list[i]->drain(s->state[i], deadline);
}

void services_stop(struct services *s)
{
	while (s->started) {
		s->started--;
		s->list[s->started]->stop(s->state[s->started]);
	}
}

void *services_state(const struct services *s, const struct service *which)
{
	for (size_t i = 0; i < s->started; i++)
		if (s->list[i] == which)
			return s->state[i];
	return NULL;
}

struct keeper {
	const struct app *app;
	struct beat beat;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

static void services_duties(struct keeper *k, bool sweep)
{
	struct arena ARENA_AUTO a = {};
	system_db db = app_system(k->app);
	agents_refresh();
	services_follow_clock(k->app);
	services_watch_clock(db, &a);
	err e = beat_send(&k->beat, db, &a);
	if (!err_is(e))
		e = choice_seal(k->app, &a);
	if (!err_is(e))
		e = tally_fold(db, &a);
	if (!err_is(e) && sweep)
		e = account_sweep(db, &a, clock_now());
	if (!err_is(e) && sweep)
		e = db_partitions_ensure(db, &a);
	if (!err_is(e) && sweep)
		e = retention_sweep(db, &a);
	if (!err_is(e) && sweep)
		e = inbound_sweep(db, &a);
	if (err_is(e) && e.code != ERR_UNAVAILABLE) /* a database that is away is said elsewhere */
		log_warn("keeper", "%s", e.why);
}

static void *services_run_keeper(void *arg)
{
	struct keeper *k = arg;
	int64_t swept = 0;
	pthread_mutex_lock(&k->lock);
	while (!k->stop) {
		pthread_mutex_unlock(&k->lock);
		bool sweep = !swept || clock_mono() - swept > SWEEP_EVERY;
		if (app_ready(k->app))
			services_duties(k, sweep);
		if (sweep)
			swept = clock_mono();
		pthread_mutex_lock(&k->lock);
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += BEAT_EVERY / US_PER_S;
		if (!k->stop)
			pthread_cond_timedwait(&k->wake, &k->lock, &until);
	}
	pthread_mutex_unlock(&k->lock);
	return NULL;
}

err keeper_start(const struct app *app, const char *role, struct keeper **out)
{
	struct keeper *k = calloc(1, sizeof(*k));
	if (!k)
		abort();
	k->app = app;
	beat_init(&k->beat, app, role);
	pthread_mutex_init(&k->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&k->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&k->thread, NULL, services_run_keeper, k) != 0) {
		free(k);
		return err_make(ERR_IO, "no thread for the keeper");
	}
	pthread_setname_np(k->thread, "keeper");
	*out = k;
	return OK;
}

void keeper_stop(struct keeper *k)
{
	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->stop = true;
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
	struct arena ARENA_AUTO a = {};
	err_ignore(beat_end(&k->beat, app_system(k->app), &a)); /* else others find it gone by its age */
	pthread_mutex_destroy(&k->lock);
	pthread_cond_destroy(&k->wake);
	free(k);
}
