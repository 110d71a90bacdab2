/* What every role and command stands on: the data directory, the database (given, private and running, or private and
 * started for the occasion), the keys. For bin/ only. */
#pragma once
#include "core/ground/app.h"
#include "db/cluster.h"
#include "ops/config.h"
#include "wire/token.h"

struct runtime {
	struct arena arena;
	struct config_loaded loaded;
	struct app app;
	struct keyring keys;
	struct cluster *cluster; /* started for the occasion; NULL: not ours */
	char url[CLUSTER_URL_MAX];
};

/* Configuration from flags, environment and file; log_setup for `role`. */
err runtime_config(struct runtime *rt, const struct config_flag *flags, size_t n, const char *role);
err runtime_data_dir(const struct config *c);
enum runtime_need {
	RUNTIME_DATABASE = 1,	   /* a pool on whatever database there is */
	RUNTIME_START_PRIVATE = 2, /* start the private PostgreSQL when it does not run */
	RUNTIME_SCHEMA =
		4,	  /* all migrations are applied (a private database is migrated), the secret is the right one */
	RUNTIME_WAIT = 8, /* wait for the database for a while (roles at their start) */
	RUNTIME_CREATE = 16, /* make the data directory, the secret and the private cluster when they are not there */
};
/* The data directory, the secret and the node's name; no database. Without RUNTIME_CREATE nothing is made:
 * ERR_NOT_FOUND names the directory that was looked in and what makes it. */
err runtime_local(struct runtime *rt, unsigned need);
err runtime_open(struct runtime *rt, unsigned need, const char *app_name, size_t connections);
/* The schema is up to date and the secret is the database's: ERR_CONFLICT when not, ERR_UNAVAILABLE without a database.
 * *pending: only because migrations have yet to be applied. A private database is migrated instead. */
err runtime_check_schema(struct runtime *rt, bool *pending);
void runtime_close(struct runtime *rt);
