/* Written by tools/sqlgen from sql/q/system/db.sql; do not edit. */
#include "db/gen/sys_db_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field db_event_partitions_params[] = {
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_db_event_partitions_in, since) },
	{ "ahead", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_db_event_partitions_in, ahead) },
};
static const struct db_field db_event_partitions_cols[] = {
	{ "made", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_db_event_partitions_row, made) },
};
static const struct db_query db_event_partitions_query = {
	.name = "db_event_partitions",
	.sql =
		"select \"loumass_event_partitions\"($1::timestamp, $2::int) as made",
	.params = db_event_partitions_params,
	.n_params = 2,
	.cols = db_event_partitions_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_db_event_partitions_row),
	.timeout_ms = 300000,
};
err q_db_event_partitions(system_db db, struct arena *a, const struct q_db_event_partitions_in *in, struct q_db_event_partitions_row *out)
{
	return db_system_one(db, a, &db_event_partitions_query, in, out);
}

static const struct db_field db_lock_params[] = {
	{ "key", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_db_lock_in, key) },
};
static const struct db_query db_lock_query = {
	.name = "db_lock",
	.sql =
		"select pg_advisory_xact_lock($1::bigint)",
	.params = db_lock_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_db_lock(system_db db, struct arena *a, const struct q_db_lock_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &db_lock_query, in, affected);
}

static const struct db_field db_lock_try_params[] = {
	{ "key", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_db_lock_try_in, key) },
};
static const struct db_field db_lock_try_cols[] = {
	{ "locked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_db_lock_try_row, locked) },
};
static const struct db_query db_lock_try_query = {
	.name = "db_lock_try",
	.sql =
		"select pg_try_advisory_xact_lock($1::bigint) as locked",
	.params = db_lock_try_params,
	.n_params = 1,
	.cols = db_lock_try_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_db_lock_try_row),
	.reads = true,
};
err q_db_lock_try(system_db db, struct arena *a, const struct q_db_lock_try_in *in, struct q_db_lock_try_row *out)
{
	return db_system_one(db, a, &db_lock_try_query, in, out);
}

static const struct db_field db_notify_params[] = {
	{ "channel", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_db_notify_in, channel) },
	{ "payload", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_db_notify_in, payload) },
};
static const struct db_query db_notify_query = {
	.name = "db_notify",
	.sql =
		"select pg_notify($1::text, $2::text)",
	.params = db_notify_params,
	.n_params = 2,
};
err q_db_notify(system_db db, struct arena *a, const struct q_db_notify_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &db_notify_query, in, affected);
}

static const struct db_field db_now_cols[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1184, 0, offsetof(struct q_db_now_row, now) },
};
static const struct db_query db_now_query = {
	.name = "db_now",
	.sql =
		"select clock_timestamp() as now",
	.cols = db_now_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_db_now_row),
	.reads = true,
};
err q_db_now(system_db db, struct arena *a, struct q_db_now_row *out)
{
	return db_system_one(db, a, &db_now_query, NULL, out);
}

static const struct db_field db_clock_seen_cols[] = {
	{ "back", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_db_clock_seen_row, back) },
};
static const struct db_query db_clock_seen_query = {
	.name = "db_clock_seen",
	.sql =
		"select \"loumass_clock_seen\"() as back",
	.cols = db_clock_seen_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_db_clock_seen_row),
	.timeout_ms = 300000,
};
err q_db_clock_seen(system_db db, struct arena *a, struct q_db_clock_seen_row *out)
{
	return db_system_one(db, a, &db_clock_seen_query, NULL, out);
}
