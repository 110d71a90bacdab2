/* `loumass serve`: the API, the web app, tracking, and what runs beside them on a node that takes uploads. */
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
#include <signal.h>

#define DRAIN_BOUND (20 * US_PER_S)
#define MOUNTS (TRACK_MOUNTS + HEALTH_MOUNTS + 2)

static const struct service *const serve_services[] = { &track_service, &import_service };
#define SERVE_SERVICES (sizeof(serve_services) / sizeof(*serve_services))

/* What a tenant's own domain does not show. */
struct guarded {
	void *track;
	void (*pick)(void *ctx, struct http_request *r, struct http_handler *out);
	void *ctx;
};

static void guarded_pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	const struct guarded *g = ctx;
	if (!track_foreign_host(g->track, r))
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
};

static void track_waiting(const struct app *app, uint64_t *bytes, int64_t *lag)
{
	struct track_status s = track_status(app);
	*bytes = s.bytes;
	*lag = s.lag;
}

static const char *own_host(struct arena *a, const struct config *c)
{
	struct url u = {};
	err_ignore(url_parse(str_z(c->url), &u)); /* checked when the configuration was read */
	return arena_z(a, u.host);
}

static err open_all(struct serving *s, struct runtime *rt)
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
	s->guarded[0] = (struct guarded){ track, api_pick, s->api };
	s->guarded[1] = (struct guarded){ track, http_static_pick, s->web };
	s->mounts[MOUNTS - 2] = (struct http_mount){ .prefix = "/api/", .pick = guarded_pick, .ctx = &s->guarded[0] };
	s->mounts[MOUNTS - 1] = (struct http_mount){ .prefix = "/", .pick = guarded_pick, .ctx = &s->guarded[1] };
	struct http_options o = {
		.host = c->listen_host,
		.port = (uint16_t)c->listen_port,
		.threads = (unsigned)c->http_threads,
		.workers = (unsigned)c->http_workers,
		.per_ip = (unsigned)c->http_per_ip,
		.trust_proxy = c->trust_proxy,
		.https_host = c->url_is_https ? own_host(&rt->arena, c) : NULL,
		.spool_dir = spool.p,
		.mounts = s->mounts,
		.n_mounts = MOUNTS,
	};
	TRY(http_start(&o, &s->server));
	s->health.server = s->server;
	return keeper_start(&rt->app, "serve", &s->keeper);
}

static void close_all(struct serving *s)
{
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
	TRY(runtime_open(rt, RUNTIME_DATABASE | RUNTIME_SCHEMA | RUNTIME_WAIT, "loumass serve",
			 (size_t)rt->app.config->db_connections));
	rt->app.track_waiting = track_waiting;
	TRY(db_replica_watch(rt->app.db));
	err e = open_all(&s, rt);
	if (!err_is(e)) {
		log_info("serve.ready", "listening on %s port %u", rt->app.config->listen_host, http_port(s.server));
		process_notify("READY=1");
		for (int sig = 0; sig != SIGTERM && sig != SIGINT;)
			sig = signals_wait(-1);
		log_info("serve.drain", "finishing what is under way");
		process_notify("STOPPING=1");
	}
	close_all(&s);
	return e;
}
