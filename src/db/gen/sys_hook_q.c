/* Written by tools/sqlgen from sql/q/system/hook.sql; do not edit. */
#include "db/gen/sys_hook_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_query hook_turn_query = {
	.name = "hook_turn",
	.sql =
		"SELECT pg_advisory_xact_lock(hashtextextended('hooks', 0))",
};
err q_hook_turn(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &hook_turn_query, NULL, affected);
}

static const struct db_field hook_claim_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_claim_in, now) },
	{ "quick", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_claim_in, quick) },
};
static const struct db_field hook_claim_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_claim_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_claim_row, user_id) },
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_claim_row, url) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_hook_claim_row, secret_sealed) },
	{ "oldSecretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_hook_claim_row, old_secret_sealed) },
	{ "oldUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_claim_row, old_until) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_claim_row, failures) },
	{ "failingSince", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_claim_row, failing_since) },
};
static const struct db_query hook_claim_query = {
	.name = "hook_claim",
	.sql =
		"UPDATE \"Hook\" h SET \"leasedUntil\" = $1::timestamp + INTERVAL '1 minute'\n"
		"WHERE h.\"id\" = (\n"
		"    SELECT k.\"id\" FROM \"Hook\" k\n"
		"    WHERE k.\"active\" AND (k.\"leasedUntil\" IS NULL OR k.\"leasedUntil\" < $1 OR k.\"leasedUntil\" > $1::timestamp + INTERVAL '2 minutes')\n"
		"      AND (k.\"nextAt\" IS NULL OR k.\"nextAt\" <= $1 OR k.\"nextAt\" > $1::timestamp + INTERVAL '25 hours')\n"
		"      AND (NOT $2::bool OR NOT k.\"slow\")\n"
		"      AND (SELECT count(*) FROM \"Hook\" o WHERE o.\"userId\" = k.\"userId\" AND o.\"leasedUntil\" > $1) < 2\n"
		"      AND EXISTS (SELECT 1 FROM \"HookDelivery\" d WHERE d.\"hookId\" = k.\"id\" AND d.\"status\" = 'pending'\n"
		"                  AND (d.\"dueAt\" <= $1 OR d.\"dueAt\" > $1::timestamp + INTERVAL '25 hours'))\n"
		"    ORDER BY k.\"lastAt\" NULLS FIRST, k.\"id\" LIMIT 1 FOR UPDATE SKIP LOCKED)\n"
		"RETURNING h.\"id\", h.\"userId\", h.\"url\", h.\"secretSealed\", h.\"oldSecretSealed\", h.\"oldUntil\", h.\"failures\", h.\"failingSince\"",
	.params = hook_claim_params,
	.n_params = 2,
	.cols = hook_claim_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_hook_claim_row),
};
err q_hook_claim(system_db db, struct arena *a, const struct q_hook_claim_in *in, struct q_hook_claim_row *out)
{
	return db_system_one(db, a, &hook_claim_query, in, out);
}

static const struct db_field hook_due_params[] = {
	{ "hook_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_due_in, hook_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_due_in, now) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_due_in, limit) },
};
static const struct db_field hook_due_cols[] = {
	{ "id", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_due_row, id) },
	{ "eventId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_due_row, event_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_due_row, key) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_due_row, type) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_due_row, at) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_due_row, attempts) },
	{ "body", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_due_row, body) },
};
static const struct db_query hook_due_query = {
	.name = "hook_due",
	.sql =
		"SELECT d.\"id\", d.\"eventId\", d.\"key\", d.\"type\", d.\"at\", d.\"attempts\", \"loumass_hook_body\"(d) AS \"body\"\n"
		"FROM \"HookDelivery\" d\n"
		"WHERE d.\"hookId\" = $1 AND d.\"status\" = 'pending' AND (d.\"dueAt\" <= $2 OR d.\"dueAt\" > $2::timestamp + INTERVAL '25 hours')\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"HookDelivery\" x WHERE x.\"hookId\" = d.\"hookId\" AND x.\"key\" = d.\"key\" AND x.\"status\" = 'pending' AND x.\"id\" < d.\"id\"\n"
		"                  AND x.\"dueAt\" > $2 AND x.\"dueAt\" <= $2::timestamp + INTERVAL '25 hours')\n"
		"ORDER BY d.\"id\" LIMIT $3",
	.params = hook_due_params,
	.n_params = 3,
	.cols = hook_due_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_hook_due_row),
};
err q_hook_due(system_db db, struct arena *a, const struct q_hook_due_in *in, struct q_hook_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &hook_due_query, in, &rows));
	*out = (struct q_hook_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field hook_answered_params[] = {
	{ "ids", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_hook_answered_in, ids) },
	{ "statuses", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_hook_answered_in, statuses) },
	{ "dues", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_hook_answered_in, dues) },
	{ "ats", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_hook_answered_in, ats) },
	{ "answers", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_hook_answered_in, answers) },
	{ "errors", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_hook_answered_in, errors) },
	{ "tooks", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_hook_answered_in, tooks) },
};
static const struct db_query hook_answered_query = {
	.name = "hook_answered",
	.sql =
		"UPDATE \"HookDelivery\" d SET \"status\" = v.\"status\", \"attempts\" = d.\"attempts\" + 1, \"dueAt\" = v.\"due\", \"answeredAt\" = v.\"at\",\n"
		"    \"answer\" = NULLIF(v.\"answer\", 0), \"error\" = NULLIF(v.\"error\", ''), \"took\" = v.\"took\"\n"
		"FROM unnest($1::int8[], $2::text[], $3::timestamp[], $4::timestamp[], $5::int8[], $6::text[], $7::int8[])\n"
		"     AS v (\"id\", \"status\", \"due\", \"at\", \"answer\", \"error\", \"took\")\n"
		"WHERE d.\"id\" = v.\"id\" AND d.\"status\" = 'pending'",
	.params = hook_answered_params,
	.n_params = 7,
};
err q_hook_answered(system_db db, struct arena *a, const struct q_hook_answered_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &hook_answered_query, in, affected);
}

static const struct db_field hook_put_back_params[] = {
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_put_back_in, failures) },
	{ "failing_since", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_put_back_in, failing_since) },
	{ "next_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_put_back_in, next_at) },
	{ "slow", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_put_back_in, slow) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_put_back_in, now) },
	{ "last_error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_put_back_in, last_error) },
	{ "gone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_put_back_in, gone) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_put_back_in, id) },
};
static const struct db_query hook_put_back_query = {
	.name = "hook_put_back",
	.sql =
		"UPDATE \"Hook\" h SET \"leasedUntil\" = NULL, \"failures\" = $1, \"failingSince\" = $2, \"nextAt\" = $3, \"slow\" = $4,\n"
		"    \"lastAt\" = $5, \"lastError\" = $6, \"active\" = h.\"active\" AND $7::text IS NULL, \"pausedReason\" = coalesce($7, h.\"pausedReason\")\n"
		"WHERE h.\"id\" = $8",
	.params = hook_put_back_params,
	.n_params = 8,
};
err q_hook_put_back(system_db db, struct arena *a, const struct q_hook_put_back_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &hook_put_back_query, in, affected);
}

static const struct db_field hook_sweep_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_sweep_in, now) },
};
static const struct db_query hook_sweep_query = {
	.name = "hook_sweep",
	.sql =
		"DELETE FROM \"HookDelivery\" d WHERE d.\"id\" IN (\n"
		"    SELECT x.\"id\" FROM \"HookDelivery\" x WHERE x.\"status\" <> 'pending' AND x.\"createdAt\" < $1::timestamp - INTERVAL '30 days'\n"
		"    ORDER BY x.\"createdAt\" LIMIT 5000)",
	.params = hook_sweep_params,
	.n_params = 1,
	.timeout_ms = 60000,
};
err q_hook_sweep(system_db db, struct arena *a, const struct q_hook_sweep_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &hook_sweep_query, in, affected);
}
