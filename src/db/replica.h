/* A streaming replica for reports (DATABASE_REPLICA_URL). A tenant_db made by tenant_report_of sends its reads there
 * when the replica is known to be no more than max_lag behind, and to the primary otherwise or when the replica fails
 * in any way: the caller sees no difference but a figure that is that much older.
 *
 * Never goes there: what writes, whatever is inside a transaction, a row that the replica does not have (the primary is
 * asked again), a tenant who changed something through this process less than max_lag ago, anything at all when the
 * replica's user cannot take the tenants' role while the primary's can. A server that takes writes itself, or is of
 * another cluster or another database, is not used.
 *
 * For serve (which watches it) and whoever reports on it. Thread-safe. */
#pragma once
#include "db/db.h"

struct db_replica_options {
	struct db_options db;
	int64_t max_lag; /* µs */
};
/* Connects to nothing yet. Closed by db_close(primary). ERR_INVALID: the url cannot be read. */
err db_replica_open(struct db *primary, const struct db_replica_options *o);
/* Looks at it from now on, about each second; without this no read goes there. Nothing when there is no replica. */
err db_replica_watch(struct db *primary);

/* As tenant_of, for reports. */
tenant_db tenant_report_of(struct db *db, struct arena *a, str user_id);
/* This tenant changed something: his reports come from the primary until the replica must have it. */
void db_replica_wrote(struct db *db, str user_id);

struct db_replica_state {
	bool configured;
	bool fit;		   /* may be read */
	const char *why;	   /* not fit: constant text; else "" */
	int64_t lag;		   /* µs; -1: not known */
	int64_t max_lag;	   /* µs */
	uint64_t reads, fell_back; /* statements answered by the replica; by the primary in its stead */
};
/* Asks both servers when nobody watches, so it may wait for seconds. */
struct db_replica_state db_replica_state(struct db *db);
