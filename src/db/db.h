/* The database: a bounded pool of connections to one PostgreSQL (14 to 18, directly or through a transaction-pooling
 * PgBouncer). Thread-safe. Nothing here needs the database to be reachable: calls answer ERR_UNAVAILABLE while it is
 * away and work again once it is back. Queries are the generated functions of db/gen/, which take a tenant_db or a
 * system_db (db/tenant.h). Outcomes of every query: db/sqlstate.h. */
#pragma once
#include "db/query.h"
#include "db/sqlstate.h"
#include "db/tenant.h"

struct db_options {
	const char *url;	  /* a libpq connection string or URL; required */
	const char *app_name;	  /* shown in pg_stat_activity; NULL: "loumass" */
	size_t connections;	  /* at most so many at once; 0: DB_CONNECTIONS_DEFAULT */
	int connect_timeout_ms;	  /* 0: 5 s */
	int statement_timeout_ms; /* of queries that name none; 0: 30 s; negative: none */
	int checkout_timeout_ms;  /* how long a query waits for a free connection; 0: 10 s */
};

#define DB_CONNECTIONS_DEFAULT 16u
#define DB_CONNECTIONS_MAX 1000u

/* ERR_INVALID: the url cannot be read. Copies the options. */
err db_open(const struct db_options *o, struct db **out);
/* Waits for nothing: no query may be running. Takes NULL. */
void db_close(struct db *db);
/* One round trip. ERR_UNAVAILABLE with the reason. */
err db_ping(struct db *db);
/* Pings until it answers or ms have passed. */
err db_wait(struct db *db, int ms);

/* Is row-level security in force for tenant queries? False where the server refused the role loumass_app; the first
 * query that finds out logs it. Before the first connection: true. */
bool db_tenant_wall(struct db *db);
/* Behind a transaction pooler: no session state, so no LISTEN (db_listen falls back to waiting). */
bool db_pooled(struct db *db);

struct db_stats {
	size_t limit, open, idle, waiting; /* connections; waiting: callers for one */
	uint64_t queries, connects, failures, timeouts;
};
struct db_stats db_stats(struct db *db);
