/* Written by tools/sqlgen from sql/q/system/sender.sql; do not edit. */
#include "db/gen/sys_sender_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field sender_first_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, user_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, name) },
	{ "from_email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, from_email) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_first_in, from_name) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_first_in, now) },
};
static const struct db_query sender_first_query = {
	.name = "sender_first",
	.sql =
		"INSERT INTO \"Sender\" (\"id\", \"userId\", \"kind\", \"name\", \"fromEmail\", \"fromName\", \"status\", \"verifiedAt\", \"isDefault\", \"createdAt\", \"updatedAt\")\n"
		"SELECT $1, $2, 'capture', $3, $4, $5, 'ACTIVE', $6, true, $6, $6\n"
		"WHERE NOT EXISTS (SELECT 1 FROM \"Sender\" s WHERE s.\"userId\" = $2)",
	.params = sender_first_params,
	.n_params = 6,
};
err q_sender_first(system_db db, struct arena *a, const struct q_sender_first_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_first_query, in, affected);
}

static const struct db_field sender_warming_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_warming_in, now) },
};
static const struct db_field sender_warming_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_warming_row, id) },
	{ "warmupStart", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_warming_row, warmup_start) },
	{ "warmupTarget", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_warming_row, warmup_target) },
	{ "warmupLimit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_warming_row, warmup_limit) },
	{ "warmupStepAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_warming_row, warmup_step_at) },
	{ "warmupNote", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_warming_row, warmup_note) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_warming_row, sent) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_warming_row, bounced) },
	{ "complained", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_warming_row, complained) },
};
static const struct db_query sender_warming_query = {
	.name = "sender_warming",
	.sql =
		"SELECT s.\"id\", s.\"warmupStart\", s.\"warmupTarget\", s.\"warmupLimit\", s.\"warmupStepAt\", s.\"warmupNote\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0) FROM \"SenderUsage\" u WHERE u.\"senderId\" = s.\"id\" AND u.\"minute\" > $1::timestamp - INTERVAL '24 hours') AS sent,\n"
		"       coalesce(e.\"bounced\", 0) AS bounced, coalesce(e.\"complained\", 0) AS complained\n"
		"FROM \"Sender\" s\n"
		"LEFT JOIN (SELECT r.\"senderId\", count(*) FILTER (WHERE v.\"type\" = 'BOUNCED') AS \"bounced\", count(*) FILTER (WHERE v.\"type\" = 'COMPLAINED') AS \"complained\"\n"
		"           FROM \"EmailEvent\" v JOIN \"Recipient\" r ON r.\"id\" = v.\"recipientId\"\n"
		"           WHERE v.\"id\" >= \"loumass_cuid_floor\"($1::timestamp - INTERVAL '24 hours') AND v.\"type\" IN ('BOUNCED', 'COMPLAINED')\n"
		"             AND v.\"userId\" IN (SELECT w.\"userId\" FROM \"Sender\" w WHERE w.\"warmupTarget\" IS NOT NULL)\n"
		"           GROUP BY r.\"senderId\") e ON e.\"senderId\" = s.\"id\"\n"
		"WHERE s.\"warmupTarget\" IS NOT NULL AND s.\"warmupLimit\" IS NOT NULL LIMIT 10000",
	.params = sender_warming_params,
	.n_params = 1,
	.cols = sender_warming_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_sender_warming_row),
	.timeout_ms = 60000,
};
err q_sender_warming(system_db db, struct arena *a, const struct q_sender_warming_in *in, struct q_sender_warming_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &sender_warming_query, in, &rows));
	*out = (struct q_sender_warming_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sender_warm_step_params[] = {
	{ "limit", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_warm_step_in, limit) },
	{ "note", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_warm_step_in, note) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_warm_step_in, now) },
	{ "over", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_warm_step_in, over) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_warm_step_in, id) },
	{ "before", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_warm_step_in, before) },
};
static const struct db_query sender_warm_step_query = {
	.name = "sender_warm_step",
	.sql =
		"UPDATE \"Sender\" SET \"warmupLimit\" = $1, \"warmupNote\" = $2, \"warmupStepAt\" = $3,\n"
		"    \"warmupTarget\" = CASE WHEN $4::boolean THEN NULL ELSE \"warmupTarget\" END\n"
		"WHERE \"id\" = $5 AND \"warmupStepAt\" IS NOT DISTINCT FROM $6",
	.params = sender_warm_step_params,
	.n_params = 6,
};
err q_sender_warm_step(system_db db, struct arena *a, const struct q_sender_warm_step_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_warm_step_query, in, affected);
}
