/* Written by tools/sqlgen from sql/q/tenant/campaign.sql; do not edit. */
#include "db/gen/campaign_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field campaign_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_in, id) },
};
static const struct db_field campaign_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, content) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, status) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_one_row, tracking_enabled) },
	{ "scheduledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_one_row, scheduled_at) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_one_row, sent_at) },
	{ "gmailThreadId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, gmail_thread_id) },
	{ "replyToCampaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, reply_to_campaign_id) },
	{ "replyElse", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, reply_else) },
	{ "delivery", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_one_row, delivery) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_one_row, updated_at) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, sender_id) },
	{ "senderIds", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_one_row, sender_ids) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, reply_to) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, preheader) },
	{ "contentFormat", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_one_row, content_format) },
	{ "design", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_one_row, design) },
	{ "textContent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, text_content) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_one_row, audience) },
	{ "startedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_one_row, started_at) },
	{ "plannedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_one_row, planned_at) },
	{ "cancelledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_one_row, cancelled_at) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, pause_reason) },
	{ "topicId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_one_row, topic_id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_one_row, revision) },
	{ "sendAnyway", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_one_row, send_anyway) },
	{ "recipients", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, recipients) },
	{ "sent", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, sent) },
	{ "failed", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, failed) },
	{ "bounced", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, bounced) },
	{ "inDoubt", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, in_doubt) },
	{ "openedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, opened_people) },
	{ "openedMachines", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, opened_machines) },
	{ "clickedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, clicked_people) },
	{ "clickedMachines", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, clicked_machines) },
	{ "replied", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, replied) },
	{ "complained", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, complained) },
	{ "unsubscribed", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_one_row, unsubscribed) },
	{ "undecided", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_one_row, undecided) },
};
static const struct db_query campaign_one_query = {
	.name = "campaign_one",
	.sql =
		"SELECT c.\"id\", c.\"name\", c.\"subject\", c.\"content\", c.\"status\", c.\"trackingEnabled\", c.\"scheduledAt\", c.\"sentAt\", c.\"gmailThreadId\", c.\"replyToCampaignId\", c.\"replyElse\", c.\"delivery\",\n"
		"       c.\"createdAt\", c.\"updatedAt\", c.\"senderId\", c.\"senderIds\", c.\"fromName\", c.\"replyTo\", c.\"preheader\", c.\"contentFormat\", c.\"design\",\n"
		"       c.\"textContent\", c.\"audience\", c.\"startedAt\", c.\"plannedAt\", c.\"cancelledAt\", c.\"pauseReason\", c.\"topicId\",\n"
		"       c.\"revision\", c.\"sendAnyway\",\n"
		"       t.\"recipients\", t.\"sent\", t.\"failed\", t.\"bounced\", t.\"inDoubt\", t.\"openedPeople\", t.\"openedMachines\", t.\"clickedPeople\",\n"
		"       t.\"clickedMachines\", t.\"replied\", t.\"complained\", t.\"unsubscribed\",\n"
		"       CASE WHEN t.\"inDoubt\" > 0 THEN (SELECT count(*) FROM \"InDoubt\" i WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = c.\"id\" AND i.\"resolution\" = 'held') ELSE 0 END AS \"undecided\"\n"
		"FROM \"Campaign\" c\n"
		"LEFT JOIN \"Stats\" t ON t.\"id\" = c.\"id\" AND t.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = campaign_one_params,
	.n_params = 2,
	.cols = campaign_one_cols,
	.n_cols = 43,
	.row_size = sizeof(struct q_campaign_one_row),
	.reads = true,
};
err q_campaign_one(tenant_db db, struct arena *a, const struct q_campaign_one_in *in, struct q_campaign_one_row *out)
{
	return db_tenant_one(db, a, &campaign_one_query, in, out);
}

static const struct db_field campaign_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sort", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_in, sort) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_in, status) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_in, search) },
	{ "cursor_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_in, cursor_id) },
	{ "descending", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_page_in, descending) },
	{ "cursor_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_in, cursor_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_page_in, limit) },
};
static const struct db_field campaign_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, subject) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, status) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_page_row, tracking_enabled) },
	{ "scheduledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_page_row, scheduled_at) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_page_row, sent_at) },
	{ "gmailThreadId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, gmail_thread_id) },
	{ "replyToCampaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, reply_to_campaign_id) },
	{ "replyElse", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, reply_else) },
	{ "delivery", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_page_row, delivery) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_page_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_page_row, updated_at) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, sender_id) },
	{ "senderIds", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_page_row, sender_ids) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, reply_to) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, preheader) },
	{ "contentFormat", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, content_format) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_page_row, audience) },
	{ "startedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_page_row, started_at) },
	{ "plannedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_page_row, planned_at) },
	{ "cancelledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_page_row, cancelled_at) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, pause_reason) },
	{ "topicId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_page_row, topic_id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_page_row, revision) },
	{ "sortKey", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_page_row, sort_key) },
	{ "recipients", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, recipients) },
	{ "sent", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, sent) },
	{ "failed", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, failed) },
	{ "bounced", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, bounced) },
	{ "inDoubt", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, in_doubt) },
	{ "openedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, opened_people) },
	{ "openedMachines", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, opened_machines) },
	{ "clickedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, clicked_people) },
	{ "clickedMachines", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, clicked_machines) },
	{ "replied", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, replied) },
	{ "complained", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, complained) },
	{ "unsubscribed", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_page_row, unsubscribed) },
	{ "undecided", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_page_row, undecided) },
};
static const struct db_query campaign_page_query = {
	.name = "campaign_page",
	.sql =
		"SELECT k.*, t.\"recipients\", t.\"sent\", t.\"failed\", t.\"bounced\", t.\"inDoubt\", t.\"openedPeople\", t.\"openedMachines\", t.\"clickedPeople\",\n"
		"       t.\"clickedMachines\", t.\"replied\", t.\"complained\", t.\"unsubscribed\",\n"
		"       CASE WHEN t.\"inDoubt\" > 0 THEN (SELECT count(*) FROM \"InDoubt\" i WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = k.\"id\" AND i.\"resolution\" = 'held') ELSE 0 END AS \"undecided\"\n"
		"FROM (\n"
		"    SELECT c.\"id\", c.\"name\", c.\"subject\", c.\"status\", c.\"trackingEnabled\", c.\"scheduledAt\", c.\"sentAt\", c.\"gmailThreadId\", c.\"replyToCampaignId\", c.\"replyElse\", c.\"delivery\",\n"
		"           c.\"createdAt\", c.\"updatedAt\", c.\"senderId\", c.\"senderIds\", c.\"fromName\", c.\"replyTo\", c.\"preheader\", c.\"contentFormat\", c.\"audience\",\n"
		"           c.\"startedAt\", c.\"plannedAt\", c.\"cancelledAt\", c.\"pauseReason\", c.\"topicId\", c.\"revision\",\n"
		"           coalesce(CASE $2::text WHEN 'name' THEN lower(c.\"name\")\n"
		"                                     WHEN 'updatedAt' THEN to_char(c.\"updatedAt\", 'YYYYMMDDHH24MISSMS')\n"
		"                                     WHEN 'scheduledAt' THEN to_char(c.\"scheduledAt\", 'YYYYMMDDHH24MISSMS')\n"
		"                                     WHEN 'sentAt' THEN to_char(c.\"sentAt\", 'YYYYMMDDHH24MISSMS')\n"
		"                                     ELSE to_char(c.\"createdAt\", 'YYYYMMDDHH24MISSMS') END, '') COLLATE \"C\" AS \"sortKey\"\n"
		"    FROM \"Campaign\" c\n"
		"    WHERE c.\"userId\" = $1\n"
		"      AND ($3::text IS NULL OR c.\"status\" = $3::text)\n"
		"      AND ($4::text IS NULL OR c.\"name\" ILIKE '%' || $4::text || '%' OR c.\"subject\" ILIKE '%' || $4::text || '%')\n"
		") k\n"
		"LEFT JOIN \"Stats\" t ON t.\"id\" = k.\"id\" AND t.\"userId\" = $1\n"
		"WHERE $5::text IS NULL\n"
		"   OR CASE WHEN $6::bool THEN (k.\"sortKey\", k.\"id\") < ($7::text COLLATE \"C\", $5::text)\n"
		"           ELSE (k.\"sortKey\", k.\"id\") > ($7::text COLLATE \"C\", $5::text) END\n"
		"ORDER BY CASE WHEN NOT $6::bool THEN k.\"sortKey\" END, CASE WHEN NOT $6::bool THEN k.\"id\" END,\n"
		"         CASE WHEN $6::bool THEN k.\"sortKey\" END DESC, CASE WHEN $6::bool THEN k.\"id\" END DESC\n"
		"LIMIT $8::int8",
	.params = campaign_page_params,
	.n_params = 8,
	.cols = campaign_page_cols,
	.n_cols = 40,
	.row_size = sizeof(struct q_campaign_page_row),
	.reads = true,
};
err q_campaign_page(tenant_db db, struct arena *a, const struct q_campaign_page_in *in, struct q_campaign_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &campaign_page_query, in, &rows));
	*out = (struct q_campaign_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field campaign_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_total_in, status) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_total_in, search) },
};
static const struct db_field campaign_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_total_row, count) },
};
static const struct db_query campaign_total_query = {
	.name = "campaign_total",
	.sql =
		"SELECT count(*) AS \"count\" FROM \"Campaign\" c\n"
		"WHERE c.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR c.\"status\" = $2::text)\n"
		"  AND ($3::text IS NULL OR c.\"name\" ILIKE '%' || $3::text || '%' OR c.\"subject\" ILIKE '%' || $3::text || '%')",
	.params = campaign_total_params,
	.n_params = 3,
	.cols = campaign_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_campaign_total_row),
	.reads = true,
};
err q_campaign_total(tenant_db db, struct arena *a, const struct q_campaign_total_in *in, struct q_campaign_total_row *out)
{
	return db_tenant_one(db, a, &campaign_total_query, in, out);
}

static const struct db_field campaign_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_insert_in, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_insert_in, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_insert_in, content) },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_insert_in, tracking) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, sender_id) },
	{ "sender_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_insert_in, sender_ids) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, from_name) },
	{ "reply_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, reply_to) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, preheader) },
	{ "content_format", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_insert_in, content_format) },
	{ "design", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_insert_in, design) },
	{ "text_content", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, text_content) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_insert_in, audience) },
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, topic_id) },
	{ "gmail_thread_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, gmail_thread_id) },
	{ "reply_to_campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, reply_to_campaign_id) },
	{ "reply_else", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_insert_in, reply_else) },
	{ "delivery", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_insert_in, delivery) },
};
static const struct db_query campaign_insert_query = {
	.name = "campaign_insert",
	.sql =
		"INSERT INTO \"Campaign\" (\"id\", \"userId\", \"name\", \"subject\", \"content\", \"trackingEnabled\", \"senderId\", \"senderIds\", \"fromName\", \"replyTo\", \"preheader\",\n"
		"    \"contentFormat\", \"design\", \"textContent\", \"audience\", \"topicId\", \"gmailThreadId\", \"replyToCampaignId\", \"replyElse\", \"delivery\", \"createdAt\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12,\n"
		"    $13::jsonb, $14, $15::jsonb, $16, $17, $18, $19, $20::jsonb,\n"
		"    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
	.params = campaign_insert_params,
	.n_params = 20,
};
err q_campaign_insert(tenant_db db, struct arena *a, const struct q_campaign_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_insert_query, in, affected);
}

static const struct db_field campaign_state_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_state_in, id) },
};
static const struct db_field campaign_state_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_state_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_state_row, status) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_state_row, name) },
	{ "plannedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_state_row, planned_at) },
	{ "cancelledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_state_row, cancelled_at) },
	{ "scheduledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_state_row, scheduled_at) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_state_row, sender_id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_state_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_state_row, revised_fields) },
};
static const struct db_query campaign_state_query = {
	.name = "campaign_state",
	.sql =
		"SELECT c.\"id\", c.\"status\", c.\"name\", c.\"plannedAt\", c.\"cancelledAt\", c.\"scheduledAt\", c.\"senderId\",\n"
		"       c.\"revision\", c.\"revisedFields\"\n"
		"FROM \"Campaign\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2 FOR NO KEY UPDATE",
	.params = campaign_state_params,
	.n_params = 2,
	.cols = campaign_state_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_campaign_state_row),
};
err q_campaign_state(tenant_db db, struct arena *a, const struct q_campaign_state_in *in, struct q_campaign_state_row *out)
{
	return db_tenant_one(db, a, &campaign_state_query, in, out);
}

static const struct db_field campaign_set_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_set_in, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_set_in, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_set_in, content) },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_set_in, tracking) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, sender_id) },
	{ "sender_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_set_in, sender_ids) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, from_name) },
	{ "reply_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, reply_to) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, preheader) },
	{ "content_format", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_set_in, content_format) },
	{ "design", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_set_in, design) },
	{ "text_content", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, text_content) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_set_in, audience) },
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, topic_id) },
	{ "gmail_thread_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, gmail_thread_id) },
	{ "reply_to_campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, reply_to_campaign_id) },
	{ "reply_else", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_set_in, reply_else) },
	{ "delivery", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_set_in, delivery) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_set_in, id) },
};
static const struct db_query campaign_set_query = {
	.name = "campaign_set",
	.sql =
		"UPDATE \"Campaign\" SET \"name\" = $1, \"subject\" = $2, \"content\" = $3, \"trackingEnabled\" = $4,\n"
		"    \"senderId\" = $5, \"senderIds\" = $6::jsonb, \"fromName\" = $7, \"replyTo\" = $8, \"preheader\" = $9,\n"
		"    \"contentFormat\" = $10, \"design\" = $11::jsonb, \"textContent\" = $12, \"audience\" = $13::jsonb,\n"
		"    \"topicId\" = $14, \"gmailThreadId\" = $15, \"replyToCampaignId\" = $16, \"replyElse\" = $17,\n"
		"    \"delivery\" = $18::jsonb\n"
		"WHERE \"userId\" = $19 AND \"id\" = $20",
	.params = campaign_set_params,
	.n_params = 20,
};
err q_campaign_set(tenant_db db, struct arena *a, const struct q_campaign_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_set_query, in, affected);
}

static const struct db_field campaign_rename_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_rename_in, name) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_rename_in, id) },
};
static const struct db_query campaign_rename_query = {
	.name = "campaign_rename",
	.sql =
		"UPDATE \"Campaign\" SET \"name\" = $1 WHERE \"userId\" = $2 AND \"id\" = $3",
	.params = campaign_rename_params,
	.n_params = 3,
};
err q_campaign_rename(tenant_db db, struct arena *a, const struct q_campaign_rename_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_rename_query, in, affected);
}

static const struct db_field campaign_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_drop_in, id) },
};
static const struct db_query campaign_drop_query = {
	.name = "campaign_drop",
	.sql =
		"DELETE FROM \"Campaign\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = campaign_drop_params,
	.n_params = 2,
	.timeout_ms = 300000,
};
err q_campaign_drop(tenant_db db, struct arena *a, const struct q_campaign_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_drop_query, in, affected);
}

static const struct db_field campaign_copy_params[] = {
	{ "new_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_copy_in, new_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_copy_in, name) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_copy_in, id) },
};
static const struct db_query campaign_copy_query = {
	.name = "campaign_copy",
	.sql =
		"INSERT INTO \"Campaign\" (\"id\", \"userId\", \"name\", \"subject\", \"content\", \"trackingEnabled\", \"senderId\", \"senderIds\", \"fromName\", \"replyTo\", \"preheader\",\n"
		"    \"contentFormat\", \"design\", \"textContent\", \"audience\", \"topicId\", \"gmailThreadId\", \"replyToCampaignId\", \"replyElse\", \"delivery\", \"createdAt\", \"updatedAt\")\n"
		"SELECT $1, $2, left($3, 200), c.\"subject\", c.\"content\", c.\"trackingEnabled\", c.\"senderId\", c.\"senderIds\", c.\"fromName\", c.\"replyTo\",\n"
		"    c.\"preheader\", c.\"contentFormat\", c.\"design\", c.\"textContent\", c.\"audience\", c.\"topicId\", c.\"gmailThreadId\", c.\"replyToCampaignId\", c.\"replyElse\", c.\"delivery\",\n"
		"    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'\n"
		"FROM \"Campaign\" c WHERE c.\"userId\" = $2 AND c.\"id\" = $4",
	.params = campaign_copy_params,
	.n_params = 4,
};
err q_campaign_copy(tenant_db db, struct arena *a, const struct q_campaign_copy_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_copy_query, in, affected);
}

static const struct db_field campaign_move_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_move_in, status) },
	{ "scheduled_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_move_in, scheduled_at) },
	{ "anyway", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_campaign_move_in, anyway) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_move_in, sender_id) },
	{ "starts", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_move_in, starts) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_move_in, now) },
	{ "pause_reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_move_in, pause_reason) },
	{ "cancels", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_move_in, cancels) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_move_in, id) },
};
static const struct db_query campaign_move_query = {
	.name = "campaign_move",
	.sql =
		"UPDATE \"Campaign\" SET \"status\" = $1, \"scheduledAt\" = $2,\n"
		"    \"updatedAt\" = greatest(\"updatedAt\", (now() AT TIME ZONE 'UTC')::timestamp(3)), \"sendAnyway\" = coalesce($3::bool, \"sendAnyway\"),\n"
		"    \"senderId\" = coalesce(\"senderId\", $4),\n"
		"    \"startedAt\" = CASE WHEN $5::bool THEN $6 ELSE \"startedAt\" END,\n"
		"    \"pauseReason\" = $7,\n"
		"    \"cancelledAt\" = CASE WHEN $8::bool THEN $6 ELSE \"cancelledAt\" END\n"
		"WHERE \"userId\" = $9 AND \"id\" = $10",
	.params = campaign_move_params,
	.n_params = 10,
};
err q_campaign_move(tenant_db db, struct arena *a, const struct q_campaign_move_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &campaign_move_query, in, affected);
}

static const struct db_field campaign_look_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_look_in, id) },
};
static const struct db_field campaign_look_cols[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_look_row, status) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_look_row, pause_reason) },
	{ "startedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_look_row, started_at) },
	{ "scheduledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_look_row, scheduled_at) },
	{ "plannedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_look_row, planned_at) },
	{ "cancelledAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_campaign_look_row, cancelled_at) },
	{ "planning", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_look_row, planning) },
	{ "recipients", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, recipients) },
	{ "sent", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, sent) },
	{ "failed", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, failed) },
	{ "bounced", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, bounced) },
	{ "inDoubt", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, in_doubt) },
	{ "openedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, opened_people) },
	{ "clickedPeople", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_campaign_look_row, clicked_people) },
	{ "undecided", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_look_row, undecided) },
};
static const struct db_query campaign_look_query = {
	.name = "campaign_look",
	.sql =
		"SELECT c.\"status\", c.\"pauseReason\", c.\"startedAt\", c.\"scheduledAt\", c.\"plannedAt\", c.\"cancelledAt\",\n"
		"       EXISTS (SELECT 1 FROM \"CampaignPlan\" p WHERE p.\"userId\" = $1 AND p.\"campaignId\" = c.\"id\") AS \"planning\",\n"
		"       t.\"recipients\", t.\"sent\", t.\"failed\", t.\"bounced\", t.\"inDoubt\", t.\"openedPeople\", t.\"clickedPeople\",\n"
		"       CASE WHEN t.\"inDoubt\" > 0 THEN (SELECT count(*) FROM \"InDoubt\" i WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = c.\"id\" AND i.\"resolution\" = 'held') ELSE 0 END AS \"undecided\"\n"
		"FROM \"Campaign\" c\n"
		"LEFT JOIN \"Stats\" t ON t.\"id\" = c.\"id\" AND t.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = campaign_look_params,
	.n_params = 2,
	.cols = campaign_look_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_campaign_look_row),
	.reads = true,
};
err q_campaign_look(tenant_db db, struct arena *a, const struct q_campaign_look_in *in, struct q_campaign_look_row *out)
{
	return db_tenant_one(db, a, &campaign_look_query, in, out);
}

static const struct db_field campaign_sample_contact_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_sample_contact_in, audience) },
};
static const struct db_field campaign_sample_contact_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_sample_contact_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_sample_contact_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_sample_contact_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_sample_contact_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_sample_contact_row, variables) },
};
static const struct db_query campaign_sample_contact_query = {
	.name = "campaign_sample_contact",
	.sql =
		"SELECT a.\"id\", a.\"email\", a.\"firstName\", a.\"lastName\", a.\"variables\"\n"
		"FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"ORDER BY a.\"status\" = 'ACTIVE' DESC, a.\"id\"\n"
		"LIMIT 1",
	.params = campaign_sample_contact_params,
	.n_params = 2,
	.cols = campaign_sample_contact_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_campaign_sample_contact_row),
	.built = true,
	.part = offsetof(struct q_campaign_sample_contact_in, who),
};
err q_campaign_sample_contact(tenant_db db, struct arena *a, const struct q_campaign_sample_contact_in *in, struct q_campaign_sample_contact_row *out)
{
	return db_tenant_one(db, a, &campaign_sample_contact_query, in, out);
}

static const struct db_field campaign_contact_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_contact_in, id) },
};
static const struct db_field campaign_contact_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_contact_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_contact_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_contact_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_contact_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_contact_row, variables) },
};
static const struct db_query campaign_contact_query = {
	.name = "campaign_contact",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\"\n"
		"FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = campaign_contact_params,
	.n_params = 2,
	.cols = campaign_contact_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_campaign_contact_row),
	.reads = true,
};
err q_campaign_contact(tenant_db db, struct arena *a, const struct q_campaign_contact_in *in, struct q_campaign_contact_row *out)
{
	return db_tenant_one(db, a, &campaign_contact_query, in, out);
}

static const struct db_field campaign_will_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_will_get_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_will_get_in, hash_keys) },
};
static const struct db_field campaign_will_get_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_will_get_row, n) },
};
static const struct db_query campaign_will_get_query = {
	.name = "campaign_will_get",
	.sql =
		"SELECT count(*) AS n FROM (\n"
		"    SELECT 1 FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"    CROSS JOIN LATERAL \"loumass_barred\"($1, a.\"email\", a.\"identity\", a.\"identityDomain\", $3::text[]) b\n"
		"    WHERE a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\" LIMIT 1) v",
	.params = campaign_will_get_params,
	.n_params = 3,
	.cols = campaign_will_get_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_campaign_will_get_row),
	.timeout_ms = 10000,
	.built = true,
	.part = offsetof(struct q_campaign_will_get_in, who),
};
err q_campaign_will_get(tenant_db db, struct arena *a, const struct q_campaign_will_get_in *in, struct q_campaign_will_get_row *out)
{
	return db_tenant_one(db, a, &campaign_will_get_query, in, out);
}

static const struct db_field campaign_will_get_many_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_will_get_many_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_will_get_many_in, hash_keys) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_will_get_many_in, most) },
};
static const struct db_field campaign_will_get_many_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_will_get_many_row, n) },
};
static const struct db_query campaign_will_get_many_query = {
	.name = "campaign_will_get_many",
	.sql =
		"SELECT count(*) AS n FROM (\n"
		"    SELECT DISTINCT l.\"identity\" FROM (\n"
		"        SELECT a.\"identity\" FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"        CROSS JOIN LATERAL \"loumass_barred\"($1, a.\"email\", a.\"identity\", a.\"identityDomain\", $3::text[]) b\n"
		"        WHERE a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\" LIMIT $4) l) v",
	.params = campaign_will_get_many_params,
	.n_params = 4,
	.cols = campaign_will_get_many_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_campaign_will_get_many_row),
	.timeout_ms = 10000,
	.built = true,
	.part = offsetof(struct q_campaign_will_get_many_in, who),
};
err q_campaign_will_get_many(tenant_db db, struct arena *a, const struct q_campaign_will_get_many_in *in, struct q_campaign_will_get_many_row *out)
{
	return db_tenant_one(db, a, &campaign_will_get_many_query, in, out);
}

static const struct db_field campaign_duplicates_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_duplicates_in, audience) },
};
static const struct db_field campaign_duplicates_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_duplicates_row, n) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_campaign_duplicates_row, ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_campaign_duplicates_row, emails) },
};
static const struct db_query campaign_duplicates_query = {
	.name = "campaign_duplicates",
	.sql =
		"SELECT count(*) AS n, (array_agg(d.\"id\" ORDER BY d.\"id\"))[1:5] AS ids, (array_agg(d.\"email\" ORDER BY d.\"id\"))[1:5] AS emails\n"
		"FROM (SELECT a.\"id\", a.\"email\", row_number() OVER (PARTITION BY a.\"identity\" ORDER BY a.\"id\") AS \"k\"\n"
		"      FROM \"loumass_audience\"($1, $2::jsonb) a WHERE a.\"status\" = 'ACTIVE') d\n"
		"WHERE d.\"k\" > 1",
	.params = campaign_duplicates_params,
	.n_params = 2,
	.cols = campaign_duplicates_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_campaign_duplicates_row),
	.timeout_ms = 15000,
	.built = true,
	.part = offsetof(struct q_campaign_duplicates_in, who),
};
err q_campaign_duplicates(tenant_db db, struct arena *a, const struct q_campaign_duplicates_in *in, struct q_campaign_duplicates_row *out)
{
	return db_tenant_one(db, a, &campaign_duplicates_query, in, out);
}

static const struct db_field campaign_missing_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_missing_in, audience) },
	{ "fields", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_missing_in, fields) },
};
static const struct db_field campaign_missing_cols[] = {
	{ "field", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_missing_row, field) },
	{ "missing", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_missing_row, missing) },
	{ "total", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_missing_row, total) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_campaign_missing_row, ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_campaign_missing_row, emails) },
};
static const struct db_query campaign_missing_query = {
	.name = "campaign_missing",
	.sql =
		"WITH audience AS MATERIALIZED (\n"
		"    SELECT a.\"id\", a.\"email\", a.\"firstName\", a.\"lastName\", a.\"variables\"\n"
		"    FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"    WHERE a.\"status\" = 'ACTIVE'\n"
		"      AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identity\")\n"
		"      AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identityDomain\")\n"
		")\n"
		"SELECT f.\"field\", count(*) FILTER (WHERE v.\"empty\") AS missing, count(*) AS total,\n"
		"       (array_agg(a.\"id\" ORDER BY a.\"id\") FILTER (WHERE v.\"empty\"))[1:5] AS ids,\n"
		"       (array_agg(a.\"email\" ORDER BY a.\"id\") FILTER (WHERE v.\"empty\"))[1:5] AS emails\n"
		"FROM unnest($3::text[]) AS f (\"field\")\n"
		"CROSS JOIN audience a\n"
		"CROSS JOIN LATERAL (SELECT lower(trim(E' \\t\\n\\r\\u00a0\\u200b\\u3000\\ufeff' FROM coalesce(CASE f.\"field\" WHEN 'firstName' THEN a.\"firstName\" WHEN 'lastName' THEN a.\"lastName\"\n"
		"    WHEN 'email' THEN a.\"email\" WHEN 'displayName' THEN a.\"email\" WHEN 'unsubscribeUrl' THEN 'x'\n"
		"    ELSE a.\"variables\" #>> string_to_array(substr(f.\"field\", 11), '.') END, ''))) IN ('', 'false', '[]') AS \"empty\") v\n"
		"GROUP BY f.\"field\"",
	.params = campaign_missing_params,
	.n_params = 3,
	.cols = campaign_missing_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_campaign_missing_row),
	.timeout_ms = 15000,
	.built = true,
	.part = offsetof(struct q_campaign_missing_in, who),
};
err q_campaign_missing(tenant_db db, struct arena *a, const struct q_campaign_missing_in *in, struct q_campaign_missing_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &campaign_missing_query, in, &rows));
	*out = (struct q_campaign_missing_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_ids_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_all_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_all_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_all_in, engaged) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_all_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_ids_all_in, limit) },
};
static const struct db_field recipient_ids_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_all_row, id) },
};
static const struct db_query recipient_ids_all_query = {
	.name = "recipient_ids_all",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND ($3::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $3::text)\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"  AND r.\"id\" > coalesce($5::text, '')\n"
		"ORDER BY r.\"id\"\n"
		"LIMIT $6::int8",
	.params = recipient_ids_all_params,
	.n_params = 6,
	.cols = recipient_ids_all_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_ids_all_row),
	.custom = true,
	.reads = true,
};
err q_recipient_ids_all(tenant_db db, struct arena *a, const struct q_recipient_ids_all_in *in, struct q_recipient_ids_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &recipient_ids_all_query, in, &rows));
	*out = (struct q_recipient_ids_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_ids_unsent_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_unsent_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_unsent_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_unsent_in, engaged) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_unsent_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_ids_unsent_in, limit) },
};
static const struct db_field recipient_ids_unsent_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_unsent_row, id) },
};
static const struct db_query recipient_ids_unsent_query = {
	.name = "recipient_ids_unsent",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND r.\"status\" = $3 AND r.\"status\" IS DISTINCT FROM 'SENT'\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"  AND r.\"id\" > coalesce($5::text, '')\n"
		"ORDER BY r.\"id\"\n"
		"LIMIT $6::int8",
	.params = recipient_ids_unsent_params,
	.n_params = 6,
	.cols = recipient_ids_unsent_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_ids_unsent_row),
	.custom = true,
	.reads = true,
};
err q_recipient_ids_unsent(tenant_db db, struct arena *a, const struct q_recipient_ids_unsent_in *in, struct q_recipient_ids_unsent_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &recipient_ids_unsent_query, in, &rows));
	*out = (struct q_recipient_ids_unsent_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_ids_rare_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_rare_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_rare_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_rare_in, engaged) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_rare_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_ids_rare_in, limit) },
};
static const struct db_field recipient_ids_rare_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_rare_row, id) },
};
static const struct db_query recipient_ids_rare_query = {
	.name = "recipient_ids_rare",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND (r.\"repliedAt\" IS NOT NULL OR r.\"unsubscribedAt\" IS NOT NULL OR r.\"inDoubt\")\n"
		"  AND ($3::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $3::text)\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"  AND r.\"id\" > coalesce($5::text, '')\n"
		"ORDER BY r.\"id\"\n"
		"LIMIT $6::int8",
	.params = recipient_ids_rare_params,
	.n_params = 6,
	.cols = recipient_ids_rare_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_ids_rare_row),
	.custom = true,
	.reads = true,
};
err q_recipient_ids_rare(tenant_db db, struct arena *a, const struct q_recipient_ids_rare_in *in, struct q_recipient_ids_rare_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &recipient_ids_rare_query, in, &rows));
	*out = (struct q_recipient_ids_rare_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_ids_search_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_search_in, campaign_id) },
	{ "search", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_search_in, search) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_search_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_search_in, engaged) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_ids_search_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_ids_search_in, limit) },
};
static const struct db_field recipient_ids_search_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_ids_search_row, id) },
};
static const struct db_query recipient_ids_search_query = {
	.name = "recipient_ids_search",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2\n"
		"  AND (c.\"email\" ILIKE '%' || $3::text || '%' OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE '%' || $3::text || '%')\n"
		"  AND ($4::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $4::text)\n"
		"  AND CASE coalesce($5::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"  AND r.\"id\" > coalesce($6::text, '')\n"
		"ORDER BY r.\"id\"\n"
		"LIMIT $7::int8",
	.params = recipient_ids_search_params,
	.n_params = 7,
	.cols = recipient_ids_search_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_ids_search_row),
	.custom = true,
	.reads = true,
};
err q_recipient_ids_search(tenant_db db, struct arena *a, const struct q_recipient_ids_search_in *in, struct q_recipient_ids_search_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &recipient_ids_search_query, in, &rows));
	*out = (struct q_recipient_ids_search_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_rows_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_recipient_rows_in, ids) },
};
static const struct db_field recipient_rows_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_rows_row, id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_rows_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_rows_row, email) },
	{ "displayName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_rows_row, display_name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_rows_row, status) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, sent_at) },
	{ "failureReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_rows_row, failure_reason) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_recipient_rows_row, attempts) },
	{ "lastReply", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_rows_row, last_reply) },
	{ "dueAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, due_at) },
	{ "inDoubt", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_recipient_rows_row, in_doubt) },
	{ "openedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, opened_at) },
	{ "openedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, opened_by_person_at) },
	{ "clickedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, clicked_at) },
	{ "clickedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, clicked_by_person_at) },
	{ "unsubscribedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_recipient_rows_row, unsubscribed_at) },
	{ "events", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_rows_row, events) },
};
static const struct db_query recipient_rows_query = {
	.name = "recipient_rows",
	.sql =
		"SELECT r.\"id\", r.\"contactId\", c.\"email\", coalesce(nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), c.\"email\") AS \"displayName\",\n"
		"       r.\"status\", r.\"sentAt\", r.\"failureReason\", coalesce(t.\"attempts\", r.\"attempts\") AS \"attempts\",\n"
		"       coalesce(t.\"lastReply\", r.\"lastReply\") AS \"lastReply\", t.\"dueAt\", r.\"inDoubt\", r.\"openedAt\", r.\"openedByPersonAt\", r.\"clickedAt\",\n"
		"       r.\"clickedByPersonAt\", r.\"unsubscribedAt\",\n"
		"       (SELECT count(*) FROM \"EmailEvent\" e WHERE e.\"userId\" = $1 AND e.\"recipientId\" = r.\"id\") AS \"events\"\n"
		"FROM unnest($2::text[]) AS v (\"id\")\n"
		"JOIN \"Recipient\" r ON r.\"id\" = v.\"id\" AND r.\"userId\" = $1\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $1\n"
		"LEFT JOIN \"SendRetry\" t ON t.\"recipientId\" = r.\"id\" AND t.\"userId\" = $1\n"
		"ORDER BY r.\"id\"",
	.params = recipient_rows_params,
	.n_params = 2,
	.cols = recipient_rows_cols,
	.n_cols = 17,
	.row_size = sizeof(struct q_recipient_rows_row),
	.reads = true,
};
err q_recipient_rows(tenant_db db, struct arena *a, const struct q_recipient_rows_in *in, struct q_recipient_rows_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &recipient_rows_query, in, &rows));
	*out = (struct q_recipient_rows_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field recipient_counted_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_counted_in, campaign_id) },
};
static const struct db_field recipient_counted_cols[] = {
	{ "exact", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_recipient_counted_row, exact) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, recipients) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, sent) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, failed) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, bounced) },
	{ "opened", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, opened) },
	{ "machines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, machines) },
	{ "clicked", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, clicked) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, replied) },
	{ "unsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_counted_row, unsubscribed) },
};
static const struct db_query recipient_counted_query = {
	.name = "recipient_counted",
	.sql =
		"SELECT c.\"plannedAt\" IS NOT NULL AND coalesce(t.\"gone\", 0) = 0 AS \"exact\", coalesce(t.\"recipients\", 0) AS \"recipients\", coalesce(t.\"sent\", 0) AS \"sent\",\n"
		"       coalesce(t.\"failed\", 0) AS \"failed\", coalesce(t.\"bounced\", 0) AS \"bounced\", coalesce(t.\"openedPeople\", 0) AS \"opened\",\n"
		"       coalesce(t.\"openedMachines\", 0) AS \"machines\", coalesce(t.\"clickedPeople\", 0) AS \"clicked\", coalesce(t.\"replied\", 0) AS \"replied\",\n"
		"       coalesce(t.\"unsubscribed\", 0) AS \"unsubscribed\"\n"
		"FROM \"Campaign\" c LEFT JOIN \"Stats\" t ON t.\"id\" = c.\"id\" AND t.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = recipient_counted_params,
	.n_params = 2,
	.cols = recipient_counted_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_recipient_counted_row),
	.reads = true,
};
err q_recipient_counted(tenant_db db, struct arena *a, const struct q_recipient_counted_in *in, struct q_recipient_counted_row *out)
{
	return db_tenant_one(db, a, &recipient_counted_query, in, out);
}

static const struct db_field recipient_total_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_all_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_all_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_all_in, engaged) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_all_in, most) },
};
static const struct db_field recipient_total_all_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_all_row, count) },
};
static const struct db_query recipient_total_all_query = {
	.name = "recipient_total_all",
	.sql =
		"SELECT count(*) AS \"count\" FROM (\n"
		"SELECT 1 FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND ($3::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $3::text)\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"LIMIT $5::int8) b",
	.params = recipient_total_all_params,
	.n_params = 5,
	.cols = recipient_total_all_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_total_all_row),
	.custom = true,
	.reads = true,
};
err q_recipient_total_all(tenant_db db, struct arena *a, const struct q_recipient_total_all_in *in, struct q_recipient_total_all_row *out)
{
	return db_tenant_one(db, a, &recipient_total_all_query, in, out);
}

static const struct db_field recipient_total_unsent_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_unsent_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_unsent_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_unsent_in, engaged) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_unsent_in, most) },
};
static const struct db_field recipient_total_unsent_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_unsent_row, count) },
};
static const struct db_query recipient_total_unsent_query = {
	.name = "recipient_total_unsent",
	.sql =
		"SELECT count(*) AS \"count\" FROM (\n"
		"SELECT 1 FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND r.\"status\" = $3 AND r.\"status\" IS DISTINCT FROM 'SENT'\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"LIMIT $5::int8) b",
	.params = recipient_total_unsent_params,
	.n_params = 5,
	.cols = recipient_total_unsent_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_total_unsent_row),
	.custom = true,
	.reads = true,
};
err q_recipient_total_unsent(tenant_db db, struct arena *a, const struct q_recipient_total_unsent_in *in, struct q_recipient_total_unsent_row *out)
{
	return db_tenant_one(db, a, &recipient_total_unsent_query, in, out);
}

static const struct db_field recipient_total_rare_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_rare_in, campaign_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_rare_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_rare_in, engaged) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_rare_in, most) },
};
static const struct db_field recipient_total_rare_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_rare_row, count) },
};
static const struct db_query recipient_total_rare_query = {
	.name = "recipient_total_rare",
	.sql =
		"SELECT count(*) AS \"count\" FROM (\n"
		"SELECT 1 FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND (r.\"repliedAt\" IS NOT NULL OR r.\"unsubscribedAt\" IS NOT NULL OR r.\"inDoubt\")\n"
		"  AND ($3::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $3::text)\n"
		"  AND CASE coalesce($4::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"LIMIT $5::int8) b",
	.params = recipient_total_rare_params,
	.n_params = 5,
	.cols = recipient_total_rare_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_total_rare_row),
	.custom = true,
	.reads = true,
};
err q_recipient_total_rare(tenant_db db, struct arena *a, const struct q_recipient_total_rare_in *in, struct q_recipient_total_rare_row *out)
{
	return db_tenant_one(db, a, &recipient_total_rare_query, in, out);
}

static const struct db_field recipient_total_search_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_search_in, campaign_id) },
	{ "search", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recipient_total_search_in, search) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_search_in, status) },
	{ "engaged", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recipient_total_search_in, engaged) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_search_in, most) },
};
static const struct db_field recipient_total_search_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recipient_total_search_row, count) },
};
static const struct db_query recipient_total_search_query = {
	.name = "recipient_total_search",
	.sql =
		"SELECT count(*) AS \"count\" FROM (\n"
		"SELECT 1 FROM \"Recipient\" r\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2\n"
		"  AND (c.\"email\" ILIKE '%' || $3::text || '%' OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE '%' || $3::text || '%')\n"
		"  AND ($4::text IS NULL OR r.\"status\" IS NOT DISTINCT FROM $4::text)\n"
		"  AND CASE coalesce($5::text, '') WHEN '' THEN true\n"
		"        WHEN 'opened' THEN r.\"openedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'clicked' THEN r.\"clickedByPersonAt\" IS NOT NULL\n"
		"        WHEN 'not_opened' THEN r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'not_clicked' THEN r.\"clickedByPersonAt\" IS NULL\n"
		"        WHEN 'replied' THEN r.\"repliedAt\" IS NOT NULL\n"
		"        WHEN 'unsubscribed' THEN r.\"unsubscribedAt\" IS NOT NULL\n"
		"        WHEN 'machines' THEN r.\"openedAt\" IS NOT NULL AND r.\"openedByPersonAt\" IS NULL\n"
		"        WHEN 'in_doubt' THEN r.\"inDoubt\"\n"
		"        ELSE false END\n"
		"LIMIT $6::int8) b",
	.params = recipient_total_search_params,
	.n_params = 6,
	.cols = recipient_total_search_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recipient_total_search_row),
	.custom = true,
	.reads = true,
};
err q_recipient_total_search(tenant_db db, struct arena *a, const struct q_recipient_total_search_in *in, struct q_recipient_total_search_row *out)
{
	return db_tenant_one(db, a, &recipient_total_search_query, in, out);
}

static const struct db_field campaign_domain_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field campaign_domain_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_domain_row, domain) },
};
static const struct db_query campaign_domain_query = {
	.name = "campaign_domain",
	.sql =
		"SELECT t.\"domain\" FROM \"TrackingDomain\" t WHERE t.\"userId\" = $1 AND t.\"verified\" ORDER BY t.\"createdAt\" LIMIT 1",
	.params = campaign_domain_params,
	.n_params = 1,
	.cols = campaign_domain_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_campaign_domain_row),
	.reads = true,
};
err q_campaign_domain(tenant_db db, struct arena *a, struct q_campaign_domain_row *out)
{
	return db_tenant_one(db, a, &campaign_domain_query, NULL, out);
}

static const struct db_field campaign_audience_count_params[] = {
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_count_in, topic_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_audience_count_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_audience_count_in, hash_keys) },
	{ "rest", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_count_in, rest) },
};
static const struct db_field campaign_audience_count_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, count) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, contacts) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, suppressed) },
	{ "unwanted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, unwanted) },
	{ "unsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, unsubscribed) },
	{ "inactive", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_count_row, inactive) },
};
static const struct db_query campaign_audience_count_query = {
	.name = "campaign_audience_count",
	.sql =
		"SELECT count(DISTINCT v.\"identity\") FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND NOT v.\"unwanted\") AS \"count\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND NOT v.\"unwanted\") AS \"contacts\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND v.\"suppressed\") AS \"suppressed\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND v.\"unwanted\") AS \"unwanted\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'UNSUBSCRIBED') AS \"unsubscribed\",\n"
		"       count(*) FILTER (WHERE v.\"status\" NOT IN ('ACTIVE', 'UNSUBSCRIBED')) AS \"inactive\"\n"
		"FROM (SELECT a.\"identity\", a.\"status\", b.\"suppressed\",\n"
		"             $1::text IS NOT NULL AND NOT coalesce(\n"
		"                 (SELECT x.\"subscribed\" FROM \"ContactTopic\" x WHERE x.\"userId\" = $2 AND x.\"contactId\" = a.\"id\" AND x.\"topicId\" = $1::text),\n"
		"                 (SELECT NOT t.\"optIn\" FROM \"Topic\" t WHERE t.\"userId\" = $2 AND t.\"id\" = $1::text), true) AS \"unwanted\"\n"
		"      FROM \"loumass_audience\"($2, $3::jsonb) a\n"
		"      CROSS JOIN LATERAL \"loumass_barred\"($2, a.\"email\", a.\"identity\", a.\"identityDomain\", $4::text[]) b\n"
		"      WHERE a.\"identity\" >= coalesce((SELECT p.\"after\" FROM \"CampaignPlan\" p WHERE p.\"userId\" = $2 AND p.\"campaignId\" = $5::text), '')\n"
		"        AND a.\"identity\" IS DISTINCT FROM (SELECT p.\"after\" FROM \"CampaignPlan\" p WHERE p.\"userId\" = $2 AND p.\"campaignId\" = $5::text)) v",
	.params = campaign_audience_count_params,
	.n_params = 5,
	.cols = campaign_audience_count_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_campaign_audience_count_row),
	.timeout_ms = 3000,
	.built = true,
	.part = offsetof(struct q_campaign_audience_count_in, who),
};
err q_campaign_audience_count(tenant_db db, struct arena *a, const struct q_campaign_audience_count_in *in, struct q_campaign_audience_count_row *out)
{
	return db_tenant_one(db, a, &campaign_audience_count_query, in, out);
}

static const struct db_field campaign_audience_estimate_params[] = {
	{ "points", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_audience_estimate_in, points) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_estimate_in, topic_id) },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_audience_estimate_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_audience_estimate_in, hash_keys) },
};
static const struct db_field campaign_audience_estimate_cols[] = {
	{ "seen", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, seen) },
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, count) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, contacts) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, suppressed) },
	{ "unwanted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, unwanted) },
	{ "unsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, unsubscribed) },
	{ "inactive", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_estimate_row, inactive) },
};
static const struct db_query campaign_audience_estimate_query = {
	.name = "campaign_audience_estimate",
	.sql =
		"WITH s AS MATERIALIZED (\n"
		"    SELECT DISTINCT n.\"id\" FROM unnest($1::text[]) p (\"id\")\n"
		"    CROSS JOIN LATERAL (SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $2 AND c.\"id\" >= p.\"id\" ORDER BY c.\"id\" LIMIT 100) n\n"
		")\n"
		"SELECT (SELECT count(*) FROM s) AS seen,\n"
		"       count(DISTINCT v.\"identity\") FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND NOT v.\"unwanted\") AS \"count\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND NOT v.\"unwanted\") AS \"contacts\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND v.\"suppressed\") AS \"suppressed\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'ACTIVE' AND NOT v.\"suppressed\" AND v.\"unwanted\") AS \"unwanted\",\n"
		"       count(*) FILTER (WHERE v.\"status\" = 'UNSUBSCRIBED') AS \"unsubscribed\",\n"
		"       count(*) FILTER (WHERE v.\"status\" NOT IN ('ACTIVE', 'UNSUBSCRIBED')) AS \"inactive\"\n"
		"FROM (SELECT x.* FROM s CROSS JOIN LATERAL (\n"
		"      SELECT a.\"identity\", a.\"status\", b.\"suppressed\",\n"
		"             $3::text IS NOT NULL AND NOT coalesce(\n"
		"                 (SELECT x.\"subscribed\" FROM \"ContactTopic\" x WHERE x.\"userId\" = $2 AND x.\"contactId\" = a.\"id\" AND x.\"topicId\" = $3::text),\n"
		"                 (SELECT NOT t.\"optIn\" FROM \"Topic\" t WHERE t.\"userId\" = $2 AND t.\"id\" = $3::text), true) AS \"unwanted\"\n"
		"      FROM \"loumass_audience\"($2, $4::jsonb) a\n"
		"      CROSS JOIN LATERAL \"loumass_barred\"($2, a.\"email\", a.\"identity\", a.\"identityDomain\", $5::text[]) b\n"
		"      WHERE a.\"id\" = s.\"id\" OFFSET 0) x) v",
	.params = campaign_audience_estimate_params,
	.n_params = 5,
	.cols = campaign_audience_estimate_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_campaign_audience_estimate_row),
	.timeout_ms = 10000,
	.built = true,
	.part = offsetof(struct q_campaign_audience_estimate_in, who),
};
err q_campaign_audience_estimate(tenant_db db, struct arena *a, const struct q_campaign_audience_estimate_in *in, struct q_campaign_audience_estimate_row *out)
{
	return db_tenant_one(db, a, &campaign_audience_estimate_query, in, out);
}

static const struct db_field campaign_audience_sample_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_audience_sample_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_campaign_audience_sample_in, hash_keys) },
};
static const struct db_field campaign_audience_sample_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_audience_sample_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_audience_sample_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_sample_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_sample_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_audience_sample_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_audience_sample_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_audience_sample_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_campaign_audience_sample_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_campaign_audience_sample_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_audience_sample_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_campaign_audience_sample_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_sample_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_audience_sample_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_audience_sample_row, revision) },
};
static const struct db_query campaign_audience_sample_query = {
	.name = "campaign_audience_sample",
	.sql =
		"SELECT a.\"id\", a.\"email\", a.\"firstName\", a.\"lastName\", a.\"tags\", a.\"variables\", a.\"status\", a.\"sentCount\", a.\"engagedCount\",\n"
		"       a.\"createdAt\", a.\"updatedAt\", a.\"timezone\", a.\"timezoneSource\", a.\"revision\"\n"
		"FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"CROSS JOIN LATERAL \"loumass_barred\"($1, a.\"email\", a.\"identity\", a.\"identityDomain\", $3::text[]) b\n"
		"WHERE a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\"\n"
		"ORDER BY a.\"id\"\n"
		"LIMIT 5",
	.params = campaign_audience_sample_params,
	.n_params = 3,
	.cols = campaign_audience_sample_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_campaign_audience_sample_row),
	.timeout_ms = 3000,
	.built = true,
	.part = offsetof(struct q_campaign_audience_sample_in, who),
};
err q_campaign_audience_sample(tenant_db db, struct arena *a, const struct q_campaign_audience_sample_in *in, struct q_campaign_audience_sample_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &campaign_audience_sample_query, in, &rows));
	*out = (struct q_campaign_audience_sample_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field campaign_reply_source_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_in, campaign_id) },
	{ "thread", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_in, thread) },
};
static const struct db_field campaign_reply_source_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_row, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_row, subject) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_row, status) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_reply_source_row, kind) },
};
static const struct db_query campaign_reply_source_query = {
	.name = "campaign_reply_source",
	.sql =
		"SELECT c.\"id\", c.\"name\", c.\"subject\", c.\"status\", 'campaign' AS kind FROM \"Campaign\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = \"loumass_reply_source\"($1, $2, $3)\n"
		"UNION ALL\n"
		"SELECT q.\"id\", q.\"name\", '', q.\"status\", 'sequence' FROM \"Sequence\" q\n"
		"WHERE q.\"userId\" = $1 AND 's:' || q.\"id\" = \"loumass_reply_source\"($1, $2, $3)",
	.params = campaign_reply_source_params,
	.n_params = 3,
	.cols = campaign_reply_source_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_campaign_reply_source_row),
};
err q_campaign_reply_source(tenant_db db, struct arena *a, const struct q_campaign_reply_source_in *in, struct q_campaign_reply_source_row *out)
{
	return db_tenant_one(db, a, &campaign_reply_source_query, in, out);
}

static const struct db_field campaign_threads_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_threads_in, audience) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_threads_in, source) },
};
static const struct db_field campaign_threads_cols[] = {
	{ "in_thread", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_threads_row, in_thread) },
	{ "without", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_threads_row, without) },
};
static const struct db_query campaign_threads_query = {
	.name = "campaign_threads",
	.sql =
		"SELECT count(*) FILTER (WHERE m.\"contactId\" IS NOT NULL) AS in_thread, count(*) FILTER (WHERE m.\"contactId\" IS NULL) AS without\n"
		"FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"LEFT JOIN \"loumass_reply_mails\"($1, $3::text) m ON m.\"contactId\" = a.\"id\"\n"
		"WHERE a.\"status\" = 'ACTIVE'\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identity\")\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identityDomain\")",
	.params = campaign_threads_params,
	.n_params = 3,
	.cols = campaign_threads_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_campaign_threads_row),
	.timeout_ms = 20000,
	.built = true,
	.part = offsetof(struct q_campaign_threads_in, who),
};
err q_campaign_threads(tenant_db db, struct arena *a, const struct q_campaign_threads_in *in, struct q_campaign_threads_row *out)
{
	return db_tenant_one(db, a, &campaign_threads_query, in, out);
}

static const struct db_field campaign_zones_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_campaign_zones_in, audience) },
	{ "rest", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_zones_in, rest) },
};
static const struct db_field campaign_zones_cols[] = {
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_zones_row, zone) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_zones_row, source) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_campaign_zones_row, n) },
};
static const struct db_query campaign_zones_query = {
	.name = "campaign_zones",
	.sql =
		"SELECT v.\"zone\", v.\"source\", count(*) AS n\n"
		"FROM (SELECT left(coalesce(a.\"timezone\", g.\"zone\"), 64) AS \"zone\", CASE WHEN a.\"timezone\" IS NULL THEN g.\"source\" ELSE coalesce(a.\"timezoneSource\", 'set') END AS \"source\"\n"
		"      FROM \"loumass_audience\"($1, $2::jsonb) a\n"
		"      LEFT JOIN LATERAL \"loumass_zone_guess\"(CASE WHEN a.\"timezone\" IS NULL AND a.\"timezoneSource\" IS NULL THEN a.\"variables\" END) g ON true\n"
		"      WHERE a.\"status\" = 'ACTIVE'\n"
		"        AND a.\"identity\" >= coalesce((SELECT p.\"after\" FROM \"CampaignPlan\" p WHERE p.\"userId\" = $1 AND p.\"campaignId\" = $3::text), '')\n"
		"        AND a.\"identity\" IS DISTINCT FROM (SELECT p.\"after\" FROM \"CampaignPlan\" p WHERE p.\"userId\" = $1 AND p.\"campaignId\" = $3::text)\n"
		"        AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identity\")\n"
		"        AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = a.\"identityDomain\")) v\n"
		"GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 2000",
	.params = campaign_zones_params,
	.n_params = 3,
	.cols = campaign_zones_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_campaign_zones_row),
	.timeout_ms = 20000,
	.built = true,
	.part = offsetof(struct q_campaign_zones_in, who),
};
err q_campaign_zones(tenant_db db, struct arena *a, const struct q_campaign_zones_in *in, struct q_campaign_zones_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &campaign_zones_query, in, &rows));
	*out = (struct q_campaign_zones_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field campaign_account_zone_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field campaign_account_zone_cols[] = {
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_campaign_account_zone_row, timezone) },
	{ "holidays", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_campaign_account_zone_row, holidays) },
};
static const struct db_query campaign_account_zone_query = {
	.name = "campaign_account_zone",
	.sql =
		"SELECT u.\"timezone\", u.\"holidays\" FROM \"User\" u WHERE u.\"id\" = $1",
	.params = campaign_account_zone_params,
	.n_params = 1,
	.cols = campaign_account_zone_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_campaign_account_zone_row),
	.reads = true,
};
err q_campaign_account_zone(tenant_db db, struct arena *a, struct q_campaign_account_zone_row *out)
{
	return db_tenant_one(db, a, &campaign_account_zone_query, NULL, out);
}

static const struct db_field campaign_has_pending_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_campaign_has_pending_in, id) },
};
static const struct db_field campaign_has_pending_cols[] = {
	{ "has", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_campaign_has_pending_row, has) },
};
static const struct db_query campaign_has_pending_query = {
	.name = "campaign_has_pending",
	.sql =
		"SELECT EXISTS (SELECT 1 FROM \"Recipient\" r JOIN \"Campaign\" c ON c.\"id\" = r.\"campaignId\"\n"
		"               WHERE c.\"userId\" = $1 AND c.\"id\" = $2 AND r.\"campaignId\" = $2 AND r.\"userId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') AS \"has\"",
	.params = campaign_has_pending_params,
	.n_params = 2,
	.cols = campaign_has_pending_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_campaign_has_pending_row),
	.reads = true,
};
err q_campaign_has_pending(tenant_db db, struct arena *a, const struct q_campaign_has_pending_in *in, struct q_campaign_has_pending_row *out)
{
	return db_tenant_one(db, a, &campaign_has_pending_query, in, out);
}
