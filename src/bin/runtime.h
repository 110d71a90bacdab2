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
};
err runtime_open(struct runtime *rt, unsigned need, const char *app_name, size_t connections);
err runtime_migrate(struct runtime *rt);
void runtime_close(struct runtime *rt);
