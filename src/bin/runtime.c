#include "bin/runtime.h"
#include "base/fault.h"
#include "base/log.h"
#include "core/report/agents.h"
#include "db/migrate.h"
#include "db/replica.h"
#include "dns/dns.h"
#include "ops/net.h"
#include "ops/secret.h"
#include "os/clock.h"
#include "os/file.h"
#include "send/lend.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 60000

err runtime_config(struct runtime *rt, const struct config_flag *flags, size_t n, const char *role)
{
	TRY(config_load(&rt->arena, flags, n, NULL, &rt->loaded));
	const struct config *c = &rt->loaded.config;
	log_setup(c->log, c->log_json, role);
	fault_setup(getenv("LOUMASS_FAULT"));
	wire_crypto_init();
	rt->app = (struct app){ .config = c,
				.keys = &rt->keys,
				.deliver = &send_lend,
				.ask_dns = dns_ask,
				.net = &net_lend,
				.node = "",
				.started_at = clock_now() };
	if (strcmp(role, "cli") == 0) /* its few commands that judge ask for the list themselves */
		return OK;
	err e = agents_use(c->agents);
	if (err_is(e) && c->agents_given)
		return e;
	if (err_is(e))
		log_warn("agents.list", "the list of programs in the program is used: %s", e.why);
	return OK;
}

err runtime_data_dir(const struct config *c)
{
	/* Others may pass through (the private PostgreSQL's user must), not look around. */
	err e = file_mkdirs(c->data, 0711);
	if (err_is(e)) {
		static char why[600];
		snprintf(why, sizeof(why), "the data directory: %.500s (LOUMASS_DATA names another)", e.why);
		return err_make(ERR_IO, why);
	}
	return OK;
}

static err runtime_private_url(struct runtime *rt, unsigned need)
{
	const struct config *c = rt->app.config;
	err e = cluster_find(c->data, rt->url);
	if (!err_is(e))
		return OK;
	if (!(need & RUNTIME_START_PRIVATE))
		return err_make(
			ERR_UNAVAILABLE,
			"the private PostgreSQL does not run (`loumass up` runs it), and DATABASE_URL is not set");
	struct cluster_options o = { .data = c->data, .bin = c->pg_bin[0] ? c->pg_bin : NULL };
	TRY(cluster_open(&o, &rt->cluster));
	TRY(cluster_start(rt->cluster));
	snprintf(rt->url, sizeof(rt->url), "%s", cluster_url(rt->cluster));
	return OK;
}

static err runtime_migrate(struct runtime *rt)
{
	struct migrate_done done;
	TRY(migrate_deploy(rt->app.db, &rt->arena, migrations_built_in(), &done));
	if (!done.wall)
		log_warn("migrate.wall",
			 "the role loumass_app could not be made: tenants are kept apart by the queries alone, not by "
			 "the database as well");
	return OK;
}

err runtime_check_schema(struct runtime *rt, bool *pending)
{
	struct migrate_report report;
	*pending = false;
	TRY(migrate_status(rt->app.db, &rt->arena, migrations_built_in(), &report));
	if (report.pending && !rt->app.config->database_url[0])
		TRY(runtime_migrate(rt));
	else if (report.pending) {
		*pending = true;
		return err_make(ERR_CONFLICT, "the database lacks migrations: run `loumass migrate deploy`");
	}
	if (report.changed || report.failed)
		return err_make(ERR_CONFLICT,
				"the database's migrations are in disorder: see `loumass migrate status`");
	return secret_verify(app_system(&rt->app), &rt->keys);
}

/* Shorter waits than the primary's: it answers when this one does not. */
static err runtime_open_replica(struct runtime *rt, const char *app_name, size_t connections)
{
	const struct config *c = rt->app.config;
	if (!c->database_replica_url[0])
		return OK;
	struct db_replica_options o = { .db = { .url = c->database_replica_url,
						.app_name = app_name,
						.connections = connections,
						.connect_timeout_ms = 2000,
						.statement_timeout_ms = 10000,
						.checkout_timeout_ms = 1000 },
					.max_lag = c->replica_max_lag };
	err e = db_replica_open(rt->app.db, &o);
	return err_is(e) ? err_make(e.code, arena_printf(&rt->arena, "DATABASE_REPLICA_URL: %s", e.why).p) : OK;
}

/* A command in the wrong folder must not make an installation there. */
static err runtime_there(struct runtime *rt, const char *what, str path)
{
	const struct config *c = rt->app.config;
	if (file_exists(path.p))
		return OK;
	char here[400];
	const char *dir = c->data;
	if (dir[0] != '/' && getcwd(here, sizeof(here)))
		dir = arena_printf(&rt->arena, "%s/%s", here,
				   str_eq(str_upto(str_z(dir), 2), STR("./")) ? dir + 2 : dir)
			      .p;
	return err_make(
		ERR_NOT_FOUND,
		arena_printf(
			&rt->arena,
			"there is no %s in %s; name the installation's data directory with --data, LOUMASS_DATA or "
			"`data` in the configuration file, or start a new installation there with `loumass up`",
			what, dir)
			.p);
}

err runtime_local(struct runtime *rt, unsigned need)
{
	const struct config *c = rt->app.config;
	bool creates = need & RUNTIME_CREATE;
	if (!creates && !c->database_url[0])
		TRY(runtime_there(rt, "database", file_join(&rt->arena, str_z(c->data), STR("pg/data/PG_VERSION"))));
	if (!creates && !c->secret[0])
		TRY(runtime_there(rt, "secret (secret.key)", file_join(&rt->arena, str_z(c->data), STR("secret.key"))));
	TRY(runtime_data_dir(c));
	TRY(secret_load(c, &rt->keys));
	return node_load(&rt->arena, c, &rt->app.node);
}

err runtime_open(struct runtime *rt, unsigned need, const char *app_name, size_t connections)
{
	const struct config *c = rt->app.config;
	bool pending;
	TRY(runtime_local(rt, need));
	if (c->database_url[0])
		snprintf(rt->url, sizeof(rt->url), "%s", c->database_url);
	else
		TRY(runtime_private_url(rt, need));
	struct db_options o = { .url = c->database_url[0] ? c->database_url : rt->url,
				.app_name = app_name,
				.connections = connections };
	err opened = db_open(&o, &rt->app.db);
	if (err_is(opened))
		return err_make(opened.code, arena_printf(&rt->arena, "DATABASE_URL: %s", opened.why).p);
	TRY(runtime_open_replica(rt, app_name, connections));
	if (need & RUNTIME_WAIT) {
		err e = db_wait(rt->app.db, WAIT_MS);
		if (err_is(e))
			return e;
	}
	return need & RUNTIME_SCHEMA ? runtime_check_schema(rt, &pending) : OK;
}

void runtime_close(struct runtime *rt)
{
	db_close(rt->app.db);
	if (rt->cluster) {
		err e = cluster_stop(rt->cluster);
		if (err_is(e))
			log_warn("pg.stop", "%s", e.why);
		cluster_close(rt->cluster);
	}
	token_wipe(&rt->keys, sizeof(rt->keys));
	arena_deinit(&rt->arena);
}
