/* Written by tools/sqlgen from sql/q/system/doubt.sql; do not edit. */
#include "db/gen/sys_doubt_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field doubt_campaign_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_campaign_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_campaign_in, user_id) },
};
static const struct db_field doubt_campaign_cols[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_campaign_row, status) },
	{ "cancelled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_doubt_campaign_row, cancelled) },
};
static const struct db_query doubt_campaign_query = {
	.name = "doubt_campaign",
	.sql =
		"SELECT c.\"status\", c.\"cancelledAt\" IS NOT NULL AS cancelled FROM \"Campaign\" c WHERE c.\"id\" = $1 AND c.\"userId\" = $2 FOR NO KEY UPDATE",
	.params = doubt_campaign_params,
	.n_params = 2,
	.cols = doubt_campaign_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_doubt_campaign_row),
};
err q_doubt_campaign(system_db db, struct arena *a, const struct q_doubt_campaign_in *in, struct q_doubt_campaign_row *out)
{
	return db_system_one(db, a, &doubt_campaign_query, in, out);
}

static const struct db_field doubt_sequence_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_sequence_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_sequence_in, user_id) },
};
static const struct db_field doubt_sequence_cols[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_sequence_row, status) },
};
static const struct db_query doubt_sequence_query = {
	.name = "doubt_sequence",
	.sql =
		"SELECT q.\"status\" FROM \"Sequence\" q WHERE q.\"id\" = $1 AND q.\"userId\" = $2 FOR NO KEY UPDATE",
	.params = doubt_sequence_params,
	.n_params = 2,
	.cols = doubt_sequence_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_doubt_sequence_row),
};
err q_doubt_sequence(system_db db, struct arena *a, const struct q_doubt_sequence_in *in, struct q_doubt_sequence_row *out)
{
	return db_system_one(db, a, &doubt_sequence_query, in, out);
}

static const struct db_field doubt_lock_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_in, user_id) },
	{ "owner", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_in, owner) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_doubt_lock_in, ids) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_in, after) },
};
static const struct db_field doubt_lock_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_row, recipient_id) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_doubt_lock_row, created_at) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_row, contact_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_lock_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_lock_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_lock_row, step_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_lock_row, sender_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_lock_row, enrollment_id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_lock_row, domain) },
};
static const struct db_query doubt_lock_query = {
	.name = "doubt_lock",
	.sql =
		"SELECT i.\"id\", i.\"recipientId\", i.\"createdAt\", r.\"contactId\", r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", r.\"senderId\", r.\"enrollmentId\", lower(split_part(c.\"email\", '@', 2)) AS domain\n"
		"FROM \"InDoubt\" i\n"
		"JOIN \"Recipient\" r ON r.\"id\" = i.\"recipientId\" AND r.\"status\" IS NOT DISTINCT FROM 'FAILED' AND r.\"inDoubt\" IS NOT DISTINCT FROM true\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = $2 AND i.\"resolution\" = 'held'\n"
		"  AND ($3::text[] IS NULL OR i.\"id\" = ANY ($3)) AND i.\"id\" > $4\n"
		"ORDER BY i.\"id\" LIMIT 1000\n"
		"FOR NO KEY UPDATE OF i, r",
	.params = doubt_lock_params,
	.n_params = 4,
	.cols = doubt_lock_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_doubt_lock_row),
};
err q_doubt_lock(system_db db, struct arena *a, const struct q_doubt_lock_in *in, struct q_doubt_lock_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &doubt_lock_query, in, &rows));
	*out = (struct q_doubt_lock_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field doubt_decide_params[] = {
	{ "resolution", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_decide_in, resolution) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_decide_in, ids) },
};
static const struct db_query doubt_decide_query = {
	.name = "doubt_decide",
	.sql =
		"UPDATE \"InDoubt\" SET \"resolution\" = $1, \"decidedAt\" = now() AT TIME ZONE 'UTC' WHERE \"id\" = ANY ($2::text[])",
	.params = doubt_decide_params,
	.n_params = 2,
};
err q_doubt_decide(system_db db, struct arena *a, const struct q_doubt_decide_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_decide_query, in, affected);
}

static const struct db_field doubt_discard_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_discard_in, reason) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_discard_in, ids) },
};
static const struct db_query doubt_discard_query = {
	.name = "doubt_discard",
	.sql =
		"UPDATE \"Recipient\" SET \"failureReason\" = $1 WHERE \"id\" = ANY ($2::text[])",
	.params = doubt_discard_params,
	.n_params = 2,
};
err q_doubt_discard(system_db db, struct arena *a, const struct q_doubt_discard_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_discard_query, in, affected);
}

static const struct db_field doubt_resend_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_resend_in, ids) },
};
static const struct db_query doubt_resend_query = {
	.name = "doubt_resend",
	.sql =
		"UPDATE \"Recipient\" SET \"status\" = 'PENDING', \"failureReason\" = NULL WHERE \"id\" = ANY ($1::text[])",
	.params = doubt_resend_params,
	.n_params = 1,
};
err q_doubt_resend(system_db db, struct arena *a, const struct q_doubt_resend_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_resend_query, in, affected);
}

static const struct db_field doubt_confirm_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_confirm_in, ids) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_doubt_confirm_in, at) },
};
static const struct db_query doubt_confirm_query = {
	.name = "doubt_confirm",
	.sql =
		"UPDATE \"Recipient\" r SET \"status\" = 'SENT', \"failureReason\" = NULL, \"inDoubt\" = false, \"sentAt\" = v.\"at\"\n"
		"FROM unnest($1::text[], $2::timestamp[]) AS v (\"id\", \"at\") WHERE r.\"id\" = v.\"id\"",
	.params = doubt_confirm_params,
	.n_params = 2,
};
err q_doubt_confirm(system_db db, struct arena *a, const struct q_doubt_confirm_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_confirm_query, in, affected);
}

static const struct db_field doubt_sources_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_sources_in, ids) },
};
static const struct db_query doubt_sources_query = {
	.name = "doubt_sources",
	.sql =
		"INSERT INTO \"SendSource\" (\"id\", \"userId\", \"campaignId\", \"sequenceId\", \"senderId\", \"lastServedAt\")\n"
		"SELECT DISTINCT k.\"id\", k.\"userId\", k.\"campaignId\", k.\"sequenceId\", k.\"senderId\", 'epoch'::timestamp\n"
		"FROM \"Recipient\" r LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\"\n"
		"CROSS JOIN LATERAL (\n"
		"    SELECT CASE WHEN r.\"campaignId\" IS NOT NULL AND NOT coalesce(jsonb_typeof(m.\"senderIds\") = 'array' OR m.\"replyToCampaignId\" IS NOT NULL OR m.\"gmailThreadId\" IS NOT NULL, false)\n"
		"                THEN r.\"campaignId\" ELSE coalesce(r.\"campaignId\", r.\"sequenceId\") || ':' || r.\"senderId\" END AS \"id\",\n"
		"           r.\"userId\", r.\"campaignId\", r.\"sequenceId\", r.\"senderId\") k\n"
		"WHERE r.\"id\" = ANY ($1::text[])\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = doubt_sources_params,
	.n_params = 1,
};
err q_doubt_sources(system_db db, struct arena *a, const struct q_doubt_sources_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_sources_query, in, affected);
}

static const struct db_field doubt_retries_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_doubt_retries_in, ids) },
};
static const struct db_query doubt_retries_query = {
	.name = "doubt_retries",
	.sql =
		"INSERT INTO \"SendRetry\" (\"recipientId\", \"sourceId\", \"userId\", \"senderId\", \"domain\", \"dueAt\", \"attempts\", \"firstTriedAt\", \"lastReply\")\n"
		"SELECT r.\"id\",\n"
		"       CASE WHEN r.\"campaignId\" IS NOT NULL AND NOT coalesce(jsonb_typeof(m.\"senderIds\") = 'array' OR m.\"replyToCampaignId\" IS NOT NULL OR m.\"gmailThreadId\" IS NOT NULL, false)\n"
		"            THEN r.\"campaignId\" ELSE coalesce(r.\"campaignId\", r.\"sequenceId\") || ':' || r.\"senderId\" END,\n"
		"       r.\"userId\", r.\"senderId\", lower(split_part(c.\"email\", '@', 2)), now() AT TIME ZONE 'UTC', r.\"attempts\", now() AT TIME ZONE 'UTC', 'sent again: a person has decided so'\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\"\n"
		"WHERE r.\"id\" = ANY ($1::text[])\n"
		"ON CONFLICT (\"recipientId\") DO NOTHING",
	.params = doubt_retries_params,
	.n_params = 1,
};
err q_doubt_retries(system_db db, struct arena *a, const struct q_doubt_retries_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_retries_query, in, affected);
}

static const struct db_field doubt_reopen_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_reopen_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_reopen_in, user_id) },
};
static const struct db_query doubt_reopen_query = {
	.name = "doubt_reopen",
	.sql =
		"UPDATE \"Campaign\" SET \"status\" = 'SENDING', \"updatedAt\" = greatest(\"updatedAt\", (now() AT TIME ZONE 'UTC')::timestamp(3)) WHERE \"id\" = $1 AND \"userId\" = $2 AND \"status\" = 'SENT'",
	.params = doubt_reopen_params,
	.n_params = 2,
};
err q_doubt_reopen(system_db db, struct arena *a, const struct q_doubt_reopen_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &doubt_reopen_query, in, affected);
}

static const struct db_field doubt_waiting_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_waiting_in, user_id) },
	{ "owner", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_waiting_in, owner) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_doubt_waiting_in, ids) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doubt_waiting_in, limit) },
};
static const struct db_field doubt_waiting_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_waiting_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_waiting_row, recipient_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_waiting_row, sender_id) },
};
static const struct db_query doubt_waiting_query = {
	.name = "doubt_waiting",
	.sql =
		"SELECT i.\"id\", i.\"recipientId\", r.\"senderId\"\n"
		"FROM \"InDoubt\" i JOIN \"Recipient\" r ON r.\"id\" = i.\"recipientId\" AND r.\"status\" IS NOT DISTINCT FROM 'FAILED' AND r.\"inDoubt\" IS NOT DISTINCT FROM true\n"
		"WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = $2 AND i.\"resolution\" = 'held'\n"
		"  AND ($3::text[] IS NULL OR i.\"id\" = ANY ($3))\n"
		"ORDER BY r.\"senderId\", i.\"id\" LIMIT $4::int8",
	.params = doubt_waiting_params,
	.n_params = 4,
	.cols = doubt_waiting_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_doubt_waiting_row),
	.reads = true,
};
err q_doubt_waiting(system_db db, struct arena *a, const struct q_doubt_waiting_in *in, struct q_doubt_waiting_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &doubt_waiting_query, in, &rows));
	*out = (struct q_doubt_waiting_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
