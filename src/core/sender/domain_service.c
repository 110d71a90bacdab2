#include "core/sender/domain_service.h"
#include "base/log.h"
#include "base/time.h"
#include "core/sender/dkim.h"
#include "core/sender/tracking_domain.h"
#include "core/sender/warmup.h"
#include "os/clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define LOOK_EVERY (2 * US_PER_S)
#define TURN (100 * US_PER_MS)

struct watcher {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stopping;
};

static void domain_service_tell(err e, const char *what)
{
	if (err_is(e) && e.code != ERR_UNAVAILABLE) /* a database that is away is said elsewhere */
		log_warn("domain.check", "%s: %s", what, e.why);
}

static void domain_service_look(const struct app *app)
{
	struct arena ARENA_AUTO a = {};
	size_t n;
	domain_service_tell(tracking_domain_check_due(app, &a, &n), "tracking domains");
	domain_service_tell(dkim_upkeep(app, &a), "DKIM keys");
}

static void domain_service_warm(const struct app *app)
{
	struct arena ARENA_AUTO a = {};
	domain_service_tell(warmup_steps(app_system(app), &a, clock_now()), "warm-up");
}

static void *domain_service_run(void *arg)
{
	struct watcher *w = arg;
	int64_t next = 0, next_warm = 0;
	while (!atomic_load(&w->stopping)) {
		if (clock_mono() >= next) {
			domain_service_look(w->app);
			next = clock_mono() + LOOK_EVERY;
		}
		if (clock_mono() >= next_warm) {
			domain_service_warm(w->app);
			next_warm = clock_mono() + w->app->config->warmup_every;
		}
		clock_sleep(TURN);
	}
	return NULL;
}

static err domain_service_start(const struct app *app, void **state)
{
	struct watcher *w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->app = app;
	if (pthread_create(&w->thread, NULL, domain_service_run, w) != 0) {
		free(w);
		return err_make(ERR_IO, "no thread for the checks of domains");
	}
	pthread_setname_np(w->thread, "domains");
	*state = w;
	return OK;
}

static void domain_service_stop(void *state)
{
	struct watcher *w = state;
	atomic_store(&w->stopping, true);
	pthread_join(w->thread, NULL);
	free(w);
}

const struct service domain_service = { .name = "domains", .start = domain_service_start, .stop = domain_service_stop };
