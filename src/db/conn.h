/* One connection: its statements, and a round trip in pipeline mode. Not thread-safe. For db/ only. */
#pragma once
#include "base/err.h"
#include "db/codec.h"
#include <libpq-fe.h>

#define DB_ROLE "loumass_app"

struct db;
struct db_scope;

struct db_statement {
	const struct db_query *query;
	uint32_t number;
	bool checked; /* its columns were compared */
};

struct db_conn {
	PGconn *pg;
	bool pooled;		 /* behind a transaction pooler: nothing may outlive a transaction */
	bool wall;		 /* the role loumass_app can be taken */
	bool lost;		 /* of no more use */
	bool preamble_ready[32]; /* by its bits */
	uint32_t serial;
	struct db_statement *statements; /* open addressing by query */
	size_t n_statements, cap_statements;
	int64_t idle_since, wall_checked;
};

/* Connects and finds out what is at the other end. role: the pool's, for the time-out and the name. */
err db_conn_open(struct db *db, struct db_conn **out);
void db_conn_close(struct db_conn *c); /* takes NULL */
bool db_conn_healthy(struct db_conn *c);

/* A plain connection (no pipeline) with the pool's settings, for listeners, locks and migrations. */
err db_plain_open(struct db *db, bool timeouts, PGconn **out);
struct db_probe {
	bool pooled;   /* behind a transaction pooler */
	bool wall;     /* this user may take the tenants' role */
	bool migrated; /* there are migrations: the role should be there too */
};
err db_probe(PGconn *pg, struct db_probe *out);
/* Runs SQL on a plain connection. Logs what fails. res may be NULL. */
err db_plain_exec(PGconn *pg, const char *sql, PGresult **res);
err db_plain_params(PGconn *pg, const char *sql, int n, const char *const *values, PGresult **res);
/* What a failed result means; logs what is not the caller's doing. */
err db_result_err(const PGresult *r, const char *what);

struct db_call {
	const struct db_query *query; /* NULL: only begin, control */
	const void *in;
	struct arena *arena;
	const char *control; /* COMMIT, SAVEPOINT, ...: sent instead of a query */
	db_row_fn *each;     /* a stream: rows are handed out as they come */
	void *arg;
};
/* One round trip: BEGIN and the tenant where they are due, then the call. Rows are in *res (PQclear it), NULL for a
 * stream. The scope's transaction state is kept up. */
err db_conn_call(struct db_conn *c, struct db_scope *s, const struct db_call *call, PGresult **res);
