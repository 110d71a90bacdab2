/* Written by tools/sqlgen from sql/q/system/retention.sql; do not edit. */
#include "db/gen/sys_retention_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field retention_due_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_retention_due_row, user_id) },
	{ "retentionMode", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_retention_due_row, retention_mode) },
	{ "horizon", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_due_row, horizon) },
	{ "seen", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_retention_due_row, seen) },
};
static const struct db_query retention_due_query = {
	.name = "retention_due",
	.sql =
		"SELECT y.\"userId\", y.\"retentionMode\", now() AT TIME ZONE 'UTC' - make_interval(days => y.\"retentionDays\") AS horizon,\n"
		"       CASE WHEN y.\"retainedFrom\"::date = (now() AT TIME ZONE 'UTC' - make_interval(days => y.\"retentionDays\"))::date\n"
		"            THEN y.\"retainedFrom\" - INTERVAL '1 day' END AS \"seen\"\n"
		"FROM \"MailPolicy\" y\n"
		"WHERE y.\"retentionDays\" IS NOT NULL\n"
		"  AND (y.\"retainedFrom\" IS NULL OR y.\"retainedFrom\" < now() AT TIME ZONE 'UTC' - make_interval(days => y.\"retentionDays\") - INTERVAL '1 hour')",
	.cols = retention_due_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_retention_due_row),
	.reads = true,
};
err q_retention_due(system_db db, struct arena *a, struct q_retention_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &retention_due_query, NULL, &rows));
	*out = (struct q_retention_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field retention_months_cols[] = {
	{ "dropped", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_retention_months_row, dropped) },
};
static const struct db_query retention_months_query = {
	.name = "retention_months",
	.sql =
		"SELECT \"loumass_drop_event_months\"() AS dropped",
	.cols = retention_months_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_retention_months_row),
	.timeout_ms = 300000,
};
err q_retention_months(system_db db, struct arena *a, struct q_retention_months_row *out)
{
	return db_system_one(db, a, &retention_months_query, NULL, out);
}

static const struct db_field retention_drop_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_retention_drop_in, user_id) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_drop_in, since) },
	{ "horizon", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_drop_in, horizon) },
};
static const struct db_field retention_drop_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_retention_drop_row, n) },
	{ "upto", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_retention_drop_row, upto) },
};
static const struct db_query retention_drop_query = {
	.name = "retention_drop",
	.sql =
		"WITH gone AS (\n"
		"DELETE FROM \"EmailEvent\" e WHERE e.\"id\" IN (\n"
		"    SELECT v.\"id\" FROM \"EmailEvent\" v\n"
		"    WHERE v.\"userId\" = $1 AND v.\"timestamp\" >= $2 AND v.\"timestamp\" < $3 ORDER BY v.\"timestamp\" LIMIT 5000)\n"
		"AND e.\"userId\" = $1 RETURNING e.\"timestamp\")\n"
		"SELECT count(*) AS n, max(g.\"timestamp\") AS upto FROM gone g",
	.params = retention_drop_params,
	.n_params = 3,
	.cols = retention_drop_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_retention_drop_row),
	.timeout_ms = 120000,
};
err q_retention_drop(system_db db, struct arena *a, const struct q_retention_drop_in *in, struct q_retention_drop_row *out)
{
	return db_system_one(db, a, &retention_drop_query, in, out);
}

static const struct db_field retention_strip_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_retention_strip_in, user_id) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_strip_in, since) },
	{ "horizon", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_strip_in, horizon) },
};
static const struct db_field retention_strip_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_retention_strip_row, n) },
	{ "upto", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_retention_strip_row, upto) },
};
static const struct db_query retention_strip_query = {
	.name = "retention_strip",
	.sql =
		"WITH stripped AS (\n"
		"UPDATE \"EmailEvent\" e SET \"ipAddress\" = NULL, \"userAgent\" = NULL, \"data\" = e.\"data\" - 'url' - 'linkId' - 'net'\n"
		"WHERE e.\"id\" IN (\n"
		"    SELECT v.\"id\" FROM \"EmailEvent\" v\n"
		"    WHERE v.\"userId\" = $1 AND v.\"timestamp\" >= $2 AND v.\"timestamp\" < $3\n"
		"      AND (v.\"ipAddress\" IS NOT NULL OR v.\"userAgent\" IS NOT NULL OR v.\"data\" ?| ARRAY['url', 'linkId', 'net'])\n"
		"    ORDER BY v.\"timestamp\" LIMIT 5000)\n"
		"AND e.\"userId\" = $1 RETURNING e.\"timestamp\")\n"
		"SELECT count(*) AS n, max(s.\"timestamp\") AS upto FROM stripped s",
	.params = retention_strip_params,
	.n_params = 3,
	.cols = retention_strip_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_retention_strip_row),
	.timeout_ms = 120000,
};
err q_retention_strip(system_db db, struct arena *a, const struct q_retention_strip_in *in, struct q_retention_strip_row *out)
{
	return db_system_one(db, a, &retention_strip_query, in, out);
}

static const struct db_field retention_done_params[] = {
	{ "horizon", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_retention_done_in, horizon) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_retention_done_in, user_id) },
};
static const struct db_query retention_done_query = {
	.name = "retention_done",
	.sql =
		"UPDATE \"MailPolicy\" SET \"retainedFrom\" = $1 WHERE \"userId\" = $2",
	.params = retention_done_params,
	.n_params = 2,
};
err q_retention_done(system_db db, struct arena *a, const struct q_retention_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &retention_done_query, in, affected);
}
