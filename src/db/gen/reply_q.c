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
	{ "messages", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_reply_page_row, messages) },
	{ "lastMessageAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_page_row, last_message_at) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_page_row, created_at) },
};
static const struct db_query reply_page_query = {
	.name = "reply_page",
	.sql =
		"SELECT k.\"id\", k.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", k.\"senderId\", s.\"name\" AS \"senderName\", k.\"recipientId\",\n"
		"       k.\"campaignId\", g.\"name\" AS \"campaignName\", k.\"sequenceId\", q.\"name\" AS \"sequenceName\", k.\"subject\", k.\"excerpt\", k.\"status\",\n"
		"       k.\"snoozedUntil\", k.\"unread\", k.\"messages\", k.\"lastMessageAt\", k.\"createdAt\"\n"
		"FROM \"Conversation\" k\n"
		"JOIN \"Contact\" c ON c.\"id\" = k.\"contactId\" AND c.\"userId\" = $1\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = k.\"senderId\" AND s.\"userId\" = $1\n"
		"LEFT JOIN \"Campaign\" g ON g.\"id\" = k.\"campaignId\" AND g.\"userId\" = $1\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = k.\"sequenceId\" AND q.\"userId\" = $1\n"
		"WHERE k.\"userId\" = $1 AND ($2::text IS NULL OR k.\"status\" = $2) AND ($3::text IS NULL OR k.\"senderId\" = $3)\n"
		"  AND ($4::text IS NULL OR k.\"contactId\" = $4) AND ($5::text IS NULL OR k.\"campaignId\" = $5)\n"
		"  AND ($6::text IS NULL OR k.\"sequenceId\" = $6)\n"
		"  AND ($7::text IS NULL OR c.\"email\" ILIKE '%' || $7 || '%' OR k.\"subject\" ILIKE '%' || $7 || '%'\n"
		"       OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE '%' || $7 || '%')\n"
		"  AND ($8::text IS NULL OR k.\"id\" = $8)\n"
		"  AND ($9::timestamp IS NULL OR (k.\"lastMessageAt\", k.\"id\") < ($9, $10::text))\n"
		"ORDER BY k.\"lastMessageAt\" DESC, k.\"id\" DESC LIMIT $11",
	.params = reply_page_params,
	.n_params = 11,
	.cols = reply_page_cols,
	.n_cols = 20,
	.row_size = sizeof(struct q_reply_page_row),
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
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, id) },
	{ "direction", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, direction) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, error) },
	{ "messageId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, from) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reply_thread_row, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reply_thread_row, text) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reply_thread_row, at) },
};
static const struct db_query reply_thread_query = {
	.name = "reply_thread",
	.sql =
		"SELECT m.\"id\", m.\"direction\", m.\"status\", m.\"error\", m.\"messageId\", m.\"references\", m.\"from\", m.\"fromName\", m.\"to\", m.\"subject\",\n"
		"       m.\"text\", m.\"at\"\n"
		"FROM \"ConversationMessage\" m\n"
		"WHERE m.\"userId\" = $1 AND m.\"conversationId\" = $2\n"
		"ORDER BY m.\"at\", m.\"id\" LIMIT 500",
	.params = reply_thread_params,
	.n_params = 2,
	.cols = reply_thread_cols,
	.n_cols = 12,
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
