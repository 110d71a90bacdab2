/* `loumass serve`: the API, the web app, tracking, and what runs beside them on a node that takes uploads.
 *
 * It listens at once, whatever the database does: opens, clicks and one-click opt-outs go to the journal meanwhile,
 * /readyz and the API say no until the schema was seen to be right. */
#include "api/api.h"
#include "base/log.h"
#include "base/time.h"
#include "bin/roles.h"
#include "core/audience/import.h"
#include "db/replica.h"
#include "http/static.h"
#include "ops/health.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "track/track.h"
#include "wire/url.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#define DRAIN_BOUND (20 * US_PER_S)
#define MOUNTS (TRACK_MOUNTS + HEALTH_MOUNTS + 2)

static const struct service *const serve_services[] = { &track_service, &import_service };
#define SERVE_SERVICES (sizeof(serve_services) / sizeof(*serve_services))

/* What a tenant's own domain does not show, and what waits for the database's schema. */
struct guarded {
	void *track;
	void (*pick)(void *ctx, struct http_request *r, struct http_handler *out);
	void *ctx;
	const struct app *app; /* waits until it is ready; NULL: does not wait */
};

static void serve_guarded_pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	const struct guarded *g = ctx;
	if (track_foreign_host(g->track, r))
		return;
	if (g->app && !app_ready(g->app)) {
		http_answer_header(r, "Retry-After", STR("5"));
		http_reply(r, 503, "application/problem+json",
			   STR("{\"type\":\"about:blank\",\"title\":\"Service "
			       "Unavailable\",\"status\":503,\"detail\":\"The "
			       "database cannot be used yet; try again in a few seconds.\"}"));
		return;
	}
	g->pick(g->ctx, r, out);
}

struct serving {
	struct services services;
	struct keeper *keeper;
	struct api *api;
	struct http_static *web;
	struct http_server *server;
	struct health health;
	struct guarded guarded[2];
	struct http_mount mounts[MOUNTS];
	/* The watch for the schema. */
	struct runtime *rt;
	pthread_t watch;
	bool watching;
	atomic_bool schema_ok, stop;
	err fatal; /* set before the process is told to end */
};

#define SCHEMA_LOOK_MS 500
#define SCHEMA_SAY (10 * US_PER_S)

/* Looks until the schema and the secret are right. What waiting cannot change ends the process. */
static void *serve_watch_schema(void *arg)
{
	struct serving *s = arg;
	for (int64_t said = 0; !atomic_load(&s->stop);) {
		bool pending;
		err e = runtime_check_schema(s->rt, &pending);
		if (!err_is(e)) {
			atomic_store(&s->schema_ok, true);
			log_info("serve.schema", "the database is ready");
			break;
		}
		if (e.code == ERR_CONFLICT && !pending) {
			s->fatal = e;
			kill(getpid(), SIGTERM);
			break;
		}
		if (clock_mono() - said > SCHEMA_SAY) {
			log_warn("serve.waiting", "waiting for the database: %s", e.why);
			said = clock_mono();
		}
		poll(NULL, 0, SCHEMA_LOOK_MS);
	}
	return NULL;
}

static void serve_track_waiting(const struct app *app, uint64_t *bytes, int64_t *lag)
{
	struct track_status s = track_status(app);
	*bytes = s.bytes;
	*lag = s.lag;
}

static const char *serve_own_host(struct arena *a, const struct config *c)
{
	struct url u = {};
	err_ignore(url_parse(str_z(c->url), &u)); /* checked when the configuration was read */
	return arena_z(a, u.host);
}

static err serve_open_all(struct serving *s, struct runtime *rt)
{
	const struct config *c = rt->app.config;
	str spool = file_join(&rt->arena, str_z(c->data), STR("uploads"));
	TRY(file_mkdirs(spool.p, 0700));
	TRY(services_start(&s->services, serve_services, SERVE_SERVICES, &rt->app));
	TRY(api_new(&rt->app, &s->api));
	TRY(http_static_load(c->web, c->url_is_https, &s->web));
	s->health.app = &rt->app;
	track_mounts(services_state(&s->services, &track_service), s->mounts);
	health_mounts(&s->health, s->mounts + TRACK_MOUNTS);
	void *track = services_state(&s->services, &track_service);
	s->guarded[0] = (struct guarded){ track, api_pick, s->api, &rt->app };
	s->guarded[1] = (struct guarded){ track, http_static_pick, s->web, NULL };
	s->mounts[MOUNTS - 2] =
		(struct http_mount){ .prefix = "/api/", .pick = serve_guarded_pick, .ctx = &s->guarded[0] };
	s->mounts[MOUNTS - 1] = (struct http_mount){ .prefix = "/", .pick = serve_guarded_pick, .ctx = &s->guarded[1] };
	struct http_options o = {
		.host = c->listen_host,
		.port = (uint16_t)c->listen_port,
		.threads = (unsigned)c->http_threads,
		.workers = (unsigned)c->http_workers,
		.per_ip = (unsigned)c->http_per_ip,
		.trust_proxy = c->trust_proxy,
		.https_host = c->url_is_https ? serve_own_host(&rt->arena, c) : NULL,
		.spool_dir = spool.p,
		.mounts = s->mounts,
		.n_mounts = MOUNTS,
	};
	TRY(http_start(&o, &s->server));
	s->health.server = s->server;
	return keeper_start(&rt->app, "serve", &s->keeper);
}

static void serve_close_all(struct serving *s)
{
	atomic_store(&s->stop, true);
	if (s->watching)
		pthread_join(s->watch, NULL);
	int64_t deadline = clock_mono() + DRAIN_BOUND;
	http_stop(s->server, deadline);
	services_drain(&s->services, deadline);
	services_stop(&s->services);
	keeper_stop(s->keeper);
	api_free(s->api);
	http_static_free(s->web);
}

err serve_main(struct runtime *rt)
{
	static struct serving s; /* the server's threads may outlast a drain that ran out of time */
	TRY(signals_init());
	TRY(runtime_open(rt, RUNTIME_DATABASE | RUNTIME_CREATE, "loumass serve",
			 (size_t)rt->app.config->db_connections));
	s.rt = rt;
	rt->app.schema_ok = &s.schema_ok;
	rt->app.track_waiting = serve_track_waiting;
	TRY(db_replica_watch(rt->app.db));
	err e = serve_open_all(&s, rt);
	if (!err_is(e)) {
		s.watching = pthread_create(&s.watch, NULL, serve_watch_schema, &s) == 0;
		if (!s.watching)
			e = err_make(ERR_IO, "no thread can be started");
	}
	if (!err_is(e)) {
		log_info("serve.ready", "listening on %s port %u", rt->app.config->listen_host, http_port(s.server));
		process_notify("READY=1");
		for (int sig = 0; sig != SIGTERM && sig != SIGINT;)
			sig = signals_wait(-1);
		log_info("serve.drain", "finishing what is under way");
		process_notify("STOPPING=1");
	}
	serve_close_all(&s);
	return err_is(e) ? e : s.fatal;
}
