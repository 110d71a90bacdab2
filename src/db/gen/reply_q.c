/* Written by tools/sqlgen from sql/q/tenant/reply.sql; do not edit. */
#include "db/gen/reply_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field reply_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, status) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, sender_id) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, contact_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, campaign_id) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, sequence_id) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, search) },
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, id) },
	{ "asks", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_reply_page_in, asks) },
	{ "before_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_reply_page_in, before_at) },
	{ "before_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_in, before_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_reply_page_in, limit) },
};
static const struct db_field reply_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, last_name) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, sender_id) },
	{ "senderName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, sender_name) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, recipient_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, campaign_id) },
	{ "campaignName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, campaign_name) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, sequence_id) },
	{ "sequenceName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_page_row, sequence_name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, subject) },
	{ "excerpt", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, excerpt) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_page_row, status) },
	{ "snoozedUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_reply_page_row, snoozed_until) },
	{ "unread", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_reply_page_row, unread) },
	{ "asksToLeave", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_reply_page_row, asks_to_leave) },
	{ "messages", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_reply_page_row, messages) },
	{ "lastMessageAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_page_row, last_message_at) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_page_row, created_at) },
};
static const struct db_query reply_page_query = {
	.name = "reply_page",
	.sql =
		"SELECT k.\"id\", k.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", k.\"senderId\", s.\"name\" AS \"senderName\", k.\"recipientId\",\n"
		"       k.\"campaignId\", g.\"name\" AS \"campaignName\", k.\"sequenceId\", q.\"name\" AS \"sequenceName\", k.\"subject\", k.\"excerpt\", k.\"status\",\n"
		"       k.\"snoozedUntil\", k.\"unread\", k.\"asksToLeave\", k.\"messages\", k.\"lastMessageAt\", k.\"createdAt\"\n"
		"FROM (\n"
		"    SELECT v.* FROM \"Conversation\" v\n"
		"    WHERE v.\"userId\" = $1 AND ($2::text IS NULL OR v.\"status\" = $2) AND ($3::text IS NULL OR v.\"senderId\" = $3)\n"
		"      AND ($4::text IS NULL OR v.\"contactId\" = $4) AND ($5::text IS NULL OR v.\"campaignId\" = $5)\n"
		"      AND ($6::text IS NULL OR v.\"sequenceId\" = $6)\n"
		"      AND ($7::text IS NULL OR v.\"subject\" ILIKE '%' || $7 || '%'\n"
		"           OR EXISTS (SELECT 1 FROM \"Contact\" p WHERE p.\"userId\" = $1 AND p.\"id\" = v.\"contactId\"\n"
		"                      AND (p.\"email\" ILIKE '%' || $7 || '%' OR concat_ws(' ', p.\"firstName\", p.\"lastName\") ILIKE '%' || $7 || '%')))\n"
		"      AND ($8::text IS NULL OR v.\"id\" = $8) AND ($9::bool IS NULL OR v.\"asksToLeave\" = $9)\n"
		"      AND ($10::timestamp IS NULL OR (v.\"lastMessageAt\", v.\"id\") < ($10, $11::text))\n"
		"    ORDER BY v.\"lastMessageAt\" DESC, v.\"id\" DESC LIMIT $12\n"
		") k\n"
		"JOIN \"Contact\" c ON c.\"id\" = k.\"contactId\" AND c.\"userId\" = $1\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = k.\"senderId\" AND s.\"userId\" = $1\n"
		"LEFT JOIN \"Campaign\" g ON g.\"id\" = k.\"campaignId\" AND g.\"userId\" = $1\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = k.\"sequenceId\" AND q.\"userId\" = $1\n"
		"ORDER BY k.\"lastMessageAt\" DESC, k.\"id\" DESC",
	.params = reply_page_params,
	.n_params = 12,
	.cols = reply_page_cols,
	.n_cols = 21,
	.row_size = sizeof(struct q_reply_page_row),
	.custom = true,
	.reads = true,
};
err q_reply_page(tenant_db db, struct arena *a, const struct q_reply_page_in *in, struct q_reply_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &reply_page_query, in, &rows));
	*out = (struct q_reply_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field reply_counts_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field reply_counts_cols[] = {
	{ "open", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_reply_counts_row, open) },
	{ "unread", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_reply_counts_row, unread) },
	{ "snoozed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_reply_counts_row, snoozed) },
};
static const struct db_query reply_counts_query = {
	.name = "reply_counts",
	.sql =
		"SELECT (SELECT count(*) FROM (SELECT 1 FROM \"Conversation\" k WHERE k.\"userId\" = $1 AND k.\"status\" = 'open' LIMIT 1000) v) AS open,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"Conversation\" k WHERE k.\"userId\" = $1 AND k.\"status\" = 'open' AND k.\"unread\" LIMIT 1000) v) AS unread,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"Conversation\" k WHERE k.\"userId\" = $1 AND k.\"status\" = 'snoozed' LIMIT 1000) v) AS snoozed",
	.params = reply_counts_params,
	.n_params = 1,
	.cols = reply_counts_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_reply_counts_row),
	.reads = true,
};
err q_reply_counts(tenant_db db, struct arena *a, struct q_reply_counts_row *out)
{
	return db_tenant_one(db, a, &reply_counts_query, NULL, out);
}

static const struct db_field reply_thread_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_in, id) },
};
static const struct db_field reply_thread_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, id) },
	{ "direction", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, direction) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, error) },
	{ "messageId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, from) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, text) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, kind) },
	{ "why", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, why) },
	{ "whyCode", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, why_code) },
	{ "whyOf", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, why_of) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_thread_row, at) },
};
static const struct db_query reply_thread_query = {
	.name = "reply_thread",
	.sql =
		"SELECT m.\"id\", m.\"direction\", m.\"status\", m.\"error\", m.\"messageId\", m.\"references\", m.\"from\", m.\"fromName\", m.\"to\", m.\"subject\",\n"
		"       m.\"text\", m.\"kind\", m.\"why\", i.\"evidence\" ->> 'whyCode' AS \"whyCode\", i.\"evidence\" ->> 'whyOf' AS \"whyOf\", m.\"at\"\n"
		"FROM \"ConversationMessage\" m LEFT JOIN \"InboundMessage\" i ON i.\"id\" = m.\"inboundId\" AND i.\"userId\" = $1\n"
		"WHERE m.\"userId\" = $1 AND m.\"conversationId\" = $2\n"
		"ORDER BY m.\"at\", m.\"id\" LIMIT 500",
	.params = reply_thread_params,
	.n_params = 2,
	.cols = reply_thread_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_reply_thread_row),
	.reads = true,
};
err q_reply_thread(tenant_db db, struct arena *a, const struct q_reply_thread_in *in, struct q_reply_thread_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &reply_thread_query, in, &rows));
	*out = (struct q_reply_thread_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field reply_set_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_set_in, status) },
	{ "snoozed_until", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_reply_set_in, snoozed_until) },
	{ "unread", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_reply_set_in, unread) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_set_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_set_in, id) },
};
static const struct db_query reply_set_query = {
	.name = "reply_set",
	.sql =
		"UPDATE \"Conversation\" SET \"status\" = coalesce($1, \"status\"),\n"
		"    \"snoozedUntil\" = CASE WHEN $1::text IS NULL THEN \"snoozedUntil\" ELSE $2::timestamp END,\n"
		"    \"unread\" = coalesce($3, \"unread\"), \"updatedAt\" = $4\n"
		"WHERE \"userId\" = $5 AND \"id\" = $6",
	.params = reply_set_params,
	.n_params = 6,
};
err q_reply_set(tenant_db db, struct arena *a, const struct q_reply_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &reply_set_query, in, affected);
}

static const struct db_field reply_answer_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "conversation_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, conversation_id) },
	{ "message_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_answer_insert_in, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, from) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_answer_insert_in, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_insert_in, text) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_answer_insert_in, now) },
};
static const struct db_query reply_answer_insert_query = {
	.name = "reply_answer_insert",
	.sql =
		"INSERT INTO \"ConversationMessage\" (\"id\", \"userId\", \"conversationId\", \"direction\", \"status\", \"messageId\", \"references\", \"from\", \"fromName\",\n"
		"    \"to\", \"subject\", \"text\", \"at\")\n"
		"VALUES ($1, $2, $3, 'out', 'sending', $4, $5, $6, $7, $8, $9, $10, $11)",
	.params = reply_answer_insert_params,
	.n_params = 11,
};
err q_reply_answer_insert(tenant_db db, struct arena *a, const struct q_reply_answer_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &reply_answer_insert_query, in, affected);
}

static const struct db_field reply_answer_done_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_done_in, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_answer_done_in, error) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answer_done_in, id) },
};
static const struct db_query reply_answer_done_query = {
	.name = "reply_answer_done",
	.sql =
		"UPDATE \"ConversationMessage\" SET \"status\" = $1, \"error\" = $2 WHERE \"userId\" = $3 AND \"id\" = $4",
	.params = reply_answer_done_params,
	.n_params = 4,
};
err q_reply_answer_done(tenant_db db, struct arena *a, const struct q_reply_answer_done_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &reply_answer_done_query, in, affected);
}

static const struct db_field reply_answered_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_answered_in, now) },
	{ "excerpt", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answered_in, excerpt) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_answered_in, id) },
};
static const struct db_query reply_answered_query = {
	.name = "reply_answered",
	.sql =
		"UPDATE \"Conversation\" SET \"messages\" = \"messages\" + 1, \"lastMessageAt\" = $1, \"excerpt\" = $2, \"unread\" = false, \"updatedAt\" = $1\n"
		"WHERE \"userId\" = $3 AND \"id\" = $4",
	.params = reply_answered_params,
	.n_params = 4,
};
err q_reply_answered(tenant_db db, struct arena *a, const struct q_reply_answered_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &reply_answered_query, in, affected);
}

static const struct db_field reply_gmail_thread_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_gmail_thread_in, id) },
};
static const struct db_field reply_gmail_thread_cols[] = {
	{ "gmailThreadId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_gmail_thread_row, gmail_thread_id) },
};
static const struct db_query reply_gmail_thread_query = {
	.name = "reply_gmail_thread",
	.sql =
		"SELECT r.\"gmailThreadId\" FROM \"Recipient\" r WHERE r.\"userId\" = $1 AND r.\"id\" = $2",
	.params = reply_gmail_thread_params,
	.n_params = 2,
	.cols = reply_gmail_thread_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_reply_gmail_thread_row),
	.reads = true,
};
err q_reply_gmail_thread(tenant_db db, struct arena *a, const struct q_reply_gmail_thread_in *in, struct q_reply_gmail_thread_row *out)
{
	return db_tenant_one(db, a, &reply_gmail_thread_query, in, out);
}

static const struct db_field inbox_counts_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbox_counts_in, now) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbox_counts_in, since) },
};
static const struct db_field inbox_counts_cols[] = {
	{ "asks", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbox_counts_row, asks) },
	{ "unmatched", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbox_counts_row, unmatched) },
	{ "away", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbox_counts_row, away) },
	{ "notUnderstood", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbox_counts_row, not_understood) },
};
static const struct db_query inbox_counts_query = {
	.name = "inbox_counts",
	.sql =
		"SELECT (SELECT count(*) FROM (SELECT 1 FROM \"Conversation\" k WHERE k.\"userId\" = $1 AND k.\"asksToLeave\" LIMIT 1000) v) AS asks,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"UnmatchedMessage\" k WHERE k.\"userId\" = $1 AND k.\"status\" = 'open' LIMIT 1000) v) AS unmatched,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"ContactHold\" k WHERE k.\"userId\" = $1 AND k.\"until\" > $2 LIMIT 1000) v) AS away,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"UnknownRefusal\" m WHERE m.\"userId\" = $1 AND m.\"lastAt\" > $3 LIMIT 1000) v)\n"
		"           AS \"notUnderstood\"",
	.params = inbox_counts_params,
	.n_params = 3,
	.cols = inbox_counts_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_inbox_counts_row),
	.reads = true,
};
err q_inbox_counts(tenant_db db, struct arena *a, const struct q_inbox_counts_in *in, struct q_inbox_counts_row *out)
{
	return db_tenant_one(db, a, &inbox_counts_query, in, out);
}

static const struct db_field inbox_settings_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field inbox_settings_get_cols[] = {
	{ "unmatchedDays", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbox_settings_get_row, unmatched_days) },
};
static const struct db_query inbox_settings_get_query = {
	.name = "inbox_settings_get",
	.sql =
		"SELECT s.\"unmatchedDays\" FROM \"InboundSettings\" s WHERE s.\"userId\" = $1",
	.params = inbox_settings_get_params,
	.n_params = 1,
	.cols = inbox_settings_get_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbox_settings_get_row),
	.reads = true,
};
err q_inbox_settings_get(tenant_db db, struct arena *a, struct q_inbox_settings_get_row *out)
{
	return db_tenant_one(db, a, &inbox_settings_get_query, NULL, out);
}

static const struct db_field inbox_settings_set_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "days", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbox_settings_set_in, days) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbox_settings_set_in, now) },
};
static const struct db_query inbox_settings_set_query = {
	.name = "inbox_settings_set",
	.sql =
		"INSERT INTO \"InboundSettings\" (\"userId\", \"unmatchedDays\", \"updatedAt\") VALUES ($1, $2, $3)\n"
		"ON CONFLICT (\"userId\") DO UPDATE SET \"unmatchedDays\" = EXCLUDED.\"unmatchedDays\", \"updatedAt\" = $3",
	.params = inbox_settings_set_params,
	.n_params = 3,
};
err q_inbox_settings_set(tenant_db db, struct arena *a, const struct q_inbox_settings_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &inbox_settings_set_query, in, affected);
}

static const struct db_field reply_decided_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_decided_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_decided_in, contact_id) },
};
static const struct db_query reply_decided_query = {
	.name = "reply_decided",
	.sql =
		"UPDATE \"Conversation\" SET \"asksToLeave\" = false, \"unread\" = false, \"updatedAt\" = $1 WHERE \"userId\" = $2 AND \"contactId\" = $3 AND \"asksToLeave\"",
	.params = reply_decided_params,
	.n_params = 3,
};
err q_reply_decided(tenant_db db, struct arena *a, const struct q_reply_decided_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &reply_decided_query, in, affected);
}

static const struct db_field hold_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_in, contact_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hold_page_in, now) },
	{ "before_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hold_page_in, before_at) },
	{ "before_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_in, before_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hold_page_in, limit) },
};
static const struct db_field hold_page_cols[] = {
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hold_page_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hold_page_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_row, last_name) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hold_page_row, reason) },
	{ "until", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hold_page_row, until) },
	{ "words", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_row, words) },
	{ "colleague", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_row, colleague) },
	{ "colleagueName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hold_page_row, colleague_name) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hold_page_row, created_at) },
	{ "colleagueKnown", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_hold_page_row, colleague_known) },
};
static const struct db_query hold_page_query = {
	.name = "hold_page",
	.sql =
		"SELECT h.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", h.\"reason\", h.\"until\", h.\"words\", h.\"colleague\", h.\"colleagueName\", h.\"createdAt\",\n"
		"       EXISTS (SELECT 1 FROM \"Contact\" o WHERE o.\"userId\" = $1 AND o.\"identity\" = \"loumass_identity\"(h.\"colleague\")) AS \"colleagueKnown\"\n"
		"FROM \"ContactHold\" h JOIN \"Contact\" c ON c.\"id\" = h.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE h.\"userId\" = $1 AND ($2::text IS NULL OR h.\"contactId\" = $2) AND (h.\"until\" IS NULL OR h.\"until\" > $3)\n"
		"  AND ($4::timestamp IS NULL OR (h.\"createdAt\", h.\"contactId\") < ($4, $5::text))\n"
		"ORDER BY h.\"createdAt\" DESC, h.\"contactId\" DESC LIMIT $6",
	.params = hold_page_params,
	.n_params = 6,
	.cols = hold_page_cols,
	.n_cols = 11,
	.row_size = sizeof(struct q_hold_page_row),
};
err q_hold_page(tenant_db db, struct arena *a, const struct q_hold_page_in *in, struct q_hold_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &hold_page_query, in, &rows));
	*out = (struct q_hold_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field hold_end_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hold_end_in, contact_id) },
};
static const struct db_query hold_end_query = {
	.name = "hold_end",
	.sql =
		"DELETE FROM \"ContactHold\" h WHERE h.\"userId\" = $1 AND h.\"contactId\" = $2",
	.params = hold_end_params,
	.n_params = 2,
};
err q_hold_end(tenant_db db, struct arena *a, const struct q_hold_end_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hold_end_query, in, affected);
}

static const struct db_field hold_wake_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hold_wake_in, contact_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hold_wake_in, now) },
};
static const struct db_query hold_wake_query = {
	.name = "hold_wake",
	.sql =
		"WITH mine AS MATERIALIZED (\n"
		"    SELECT d.\"enrollmentId\" FROM \"SequenceEnrollment\" e JOIN \"EnrollmentDue\" d ON d.\"enrollmentId\" = e.\"id\" AND d.\"userId\" = $1\n"
		"    WHERE e.\"contactId\" = $2 AND e.\"userId\" = $1 AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE' ORDER BY d.\"enrollmentId\" FOR UPDATE OF d)\n"
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = least(d.\"dueAt\", $3) FROM mine WHERE d.\"enrollmentId\" = mine.\"enrollmentId\" AND d.\"userId\" = $1",
	.params = hold_wake_params,
	.n_params = 3,
};
err q_hold_wake(tenant_db db, struct arena *a, const struct q_hold_wake_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hold_wake_query, in, affected);
}

static const struct db_field unmatched_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_in, status) },
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_in, id) },
	{ "before_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_unmatched_page_in, before_at) },
	{ "before_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_in, before_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_unmatched_page_in, limit) },
};
static const struct db_field unmatched_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, status) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, source) },
	{ "key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, key) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, kind) },
	{ "bounce", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, bounce) },
	{ "code", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, code) },
	{ "cause", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, cause) },
	{ "leave", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, leave) },
	{ "why", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, why) },
	{ "whyCode", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, why_code) },
	{ "whyOf", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, why_of) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, sender_id) },
	{ "senderName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, sender_name) },
	{ "messageId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, from) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, text) },
	{ "recipient", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, recipient) },
	{ "evidence", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_page_row, evidence) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, contact_id) },
	{ "contactEmail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, contact_email) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_page_row, recipient_id) },
	{ "receivedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unmatched_page_row, received_at) },
	{ "decidedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_unmatched_page_row, decided_at) },
};
static const struct db_query unmatched_page_query = {
	.name = "unmatched_page",
	.sql =
		"SELECT u.\"id\", u.\"status\", u.\"source\", u.\"key\", u.\"kind\", u.\"bounce\", u.\"code\", u.\"cause\", u.\"leave\", u.\"why\", u.\"evidence\" ->> 'whyCode' AS \"whyCode\",\n"
		"       u.\"evidence\" ->> 'whyOf' AS \"whyOf\", u.\"senderId\", s.\"name\" AS \"senderName\",\n"
		"       u.\"messageId\", u.\"references\", u.\"from\", u.\"fromName\", u.\"to\", u.\"subject\", u.\"text\", u.\"recipient\", u.\"evidence\"::text AS \"evidence\",\n"
		"       u.\"contactId\", c.\"email\" AS \"contactEmail\", u.\"recipientId\", u.\"receivedAt\", u.\"decidedAt\"\n"
		"FROM \"UnmatchedMessage\" u\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = u.\"senderId\" AND s.\"userId\" = $1\n"
		"LEFT JOIN \"Contact\" c ON c.\"id\" = u.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE u.\"userId\" = $1 AND ($2::text IS NULL OR u.\"status\" = $2) AND ($3::text IS NULL OR u.\"id\" = $3)\n"
		"  AND ($4::timestamp IS NULL OR (u.\"receivedAt\", u.\"id\") < ($4, $5::text))\n"
		"ORDER BY u.\"receivedAt\" DESC, u.\"id\" DESC LIMIT $6",
	.params = unmatched_page_params,
	.n_params = 6,
	.cols = unmatched_page_cols,
	.n_cols = 28,
	.row_size = sizeof(struct q_unmatched_page_row),
	.reads = true,
};
err q_unmatched_page(tenant_db db, struct arena *a, const struct q_unmatched_page_in *in, struct q_unmatched_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &unmatched_page_query, in, &rows));
	*out = (struct q_unmatched_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field unmatched_dismiss_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unmatched_dismiss_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_dismiss_in, id) },
};
static const struct db_query unmatched_dismiss_query = {
	.name = "unmatched_dismiss",
	.sql =
		"UPDATE \"UnmatchedMessage\" SET \"status\" = 'dismissed', \"decidedAt\" = $1 WHERE \"userId\" = $2 AND \"id\" = $3 AND \"status\" = 'open'",
	.params = unmatched_dismiss_params,
	.n_params = 3,
};
err q_unmatched_dismiss(tenant_db db, struct arena *a, const struct q_unmatched_dismiss_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &unmatched_dismiss_query, in, affected);
}

static const struct db_field unmatched_recipient_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_recipient_in, contact_id) },
	{ "recipient_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_recipient_in, recipient_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_recipient_in, campaign_id) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_unmatched_recipient_in, sequence_id) },
};
static const struct db_field unmatched_recipient_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unmatched_recipient_row, id) },
};
static const struct db_query unmatched_recipient_query = {
	.name = "unmatched_recipient",
	.sql =
		"SELECT r.\"id\"\n"
		"FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"contactId\" = $2 AND ($3::text IS NULL OR r.\"id\" = $3)\n"
		"  AND ($4::text IS NULL OR r.\"campaignId\" = $4) AND ($5::text IS NULL OR r.\"sequenceId\" = $5)\n"
		"  AND r.\"sentAt\" IS NOT NULL\n"
		"ORDER BY r.\"sentAt\" DESC LIMIT 1",
	.params = unmatched_recipient_params,
	.n_params = 5,
	.cols = unmatched_recipient_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_unmatched_recipient_row),
	.reads = true,
};
err q_unmatched_recipient(tenant_db db, struct arena *a, const struct q_unmatched_recipient_in *in, struct q_unmatched_recipient_row *out)
{
	return db_tenant_one(db, a, &unmatched_recipient_query, in, out);
}

static const struct db_field not_understood_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_not_understood_in, since) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_not_understood_in, limit) },
};
static const struct db_field not_understood_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_not_understood_row, id) },
	{ "way", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_not_understood_row, way) },
	{ "words", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_not_understood_row, words) },
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_not_understood_row, count) },
	{ "firstAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_not_understood_row, first_at) },
	{ "lastAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_not_understood_row, last_at) },
};
static const struct db_query not_understood_query = {
	.name = "not_understood",
	.sql =
		"SELECT m.\"id\", m.\"way\", m.\"words\", m.\"count\", m.\"firstAt\", m.\"lastAt\"\n"
		"FROM \"UnknownRefusal\" m\n"
		"WHERE m.\"userId\" = $1 AND m.\"lastAt\" > $2\n"
		"ORDER BY m.\"count\" DESC, m.\"lastAt\" DESC, m.\"id\" LIMIT $3",
	.params = not_understood_params,
	.n_params = 3,
	.cols = not_understood_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_not_understood_row),
	.reads = true,
};
err q_not_understood(tenant_db db, struct arena *a, const struct q_not_understood_in *in, struct q_not_understood_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &not_understood_query, in, &rows));
	*out = (struct q_not_understood_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
