/* Written by tools/sqlgen from sql/q/system/replica.sql; do not edit. */
#include "db/gen/sys_replica_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field replica_of_cols[] = {
	{ "recovery", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_replica_of_row, recovery) },
	{ "at", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_replica_of_row, at) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_replica_of_row, now) },
	{ "replayedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_replica_of_row, replayed_at) },
	{ "cluster", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_replica_of_row, cluster) },
	{ "database", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_replica_of_row, database) },
};
static const struct db_query replica_of_query = {
	.name = "replica_of",
	.sql =
		"SELECT r.recovery,\n"
		"       coalesce(CASE WHEN r.recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn, 0)::bigint AS at,\n"
		"       clock_timestamp() AT TIME ZONE 'UTC' AS now,\n"
		"       coalesce(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'epoch'::timestamp) AS \"replayedAt\",\n"
		"       (SELECT system_identifier::text FROM pg_control_system()) AS cluster, current_database()::text AS database\n"
		"FROM (SELECT pg_is_in_recovery() AS recovery) r",
	.cols = replica_of_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_replica_of_row),
	.timeout_ms = 3000,
	.reads = true,
};
err q_replica_of(system_db db, struct arena *a, struct q_replica_of_row *out)
{
	return db_system_one(db, a, &replica_of_query, NULL, out);
}
