/* Written by tools/sqlgen from sql/q/tenant/capture.sql; do not edit. */
#include "db/gen/capture_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field capture_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_in, search) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_in, campaign_id) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_capture_page_in, limit) },
};
static const struct db_field capture_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_page_row, id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_row, sender_id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_row, recipient_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_row, sequence_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_page_row, contact_id) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_page_row, from) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_page_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_page_row, subject) },
	{ "bytes", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_capture_page_row, bytes) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_capture_page_row, created_at) },
};
static const struct db_query capture_page_query = {
	.name = "capture_page",
	.sql =
		"SELECT k.\"id\", k.\"senderId\", k.\"recipientId\", k.\"campaignId\", k.\"sequenceId\", k.\"contactId\", k.\"from\", k.\"to\", k.\"subject\", k.\"bytes\",\n"
		"       k.\"createdAt\"\n"
		"FROM \"Capture\" k\n"
		"WHERE k.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR k.\"subject\" ILIKE '%' || $2::text || '%' OR k.\"to\" ILIKE '%' || $2::text || '%'\n"
		"       OR k.\"from\" ILIKE '%' || $2::text || '%')\n"
		"  AND ($3::text IS NULL OR k.\"campaignId\" = $3::text)\n"
		"  AND ($4::text IS NULL OR k.\"id\" < $4::text)\n"
		"ORDER BY k.\"id\" DESC\n"
		"LIMIT $5::int8",
	.params = capture_page_params,
	.n_params = 5,
	.cols = capture_page_cols,
	.n_cols = 11,
	.row_size = sizeof(struct q_capture_page_row),
	.reads = true,
};
err q_capture_page(tenant_db db, struct arena *a, const struct q_capture_page_in *in, struct q_capture_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &capture_page_query, in, &rows));
	*out = (struct q_capture_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field capture_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_total_in, search) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_total_in, campaign_id) },
};
static const struct db_field capture_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_capture_total_row, count) },
};
static const struct db_query capture_total_query = {
	.name = "capture_total",
	.sql =
		"SELECT count(*) AS \"count\" FROM \"Capture\" k\n"
		"WHERE k.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR k.\"subject\" ILIKE '%' || $2::text || '%' OR k.\"to\" ILIKE '%' || $2::text || '%'\n"
		"       OR k.\"from\" ILIKE '%' || $2::text || '%')\n"
		"  AND ($3::text IS NULL OR k.\"campaignId\" = $3::text)",
	.params = capture_total_params,
	.n_params = 3,
	.cols = capture_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_capture_total_row),
	.reads = true,
};
err q_capture_total(tenant_db db, struct arena *a, const struct q_capture_total_in *in, struct q_capture_total_row *out)
{
	return db_tenant_one(db, a, &capture_total_query, in, out);
}

static const struct db_field capture_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_one_in, id) },
};
static const struct db_field capture_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_one_row, id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_one_row, sender_id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_one_row, recipient_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_one_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_one_row, sequence_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_one_row, contact_id) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_one_row, from) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_one_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_one_row, subject) },
	{ "bytes", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_capture_one_row, bytes) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_capture_one_row, created_at) },
	{ "raw", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_capture_one_row, raw) },
};
static const struct db_query capture_one_query = {
	.name = "capture_one",
	.sql =
		"SELECT k.\"id\", k.\"senderId\", k.\"recipientId\", k.\"campaignId\", k.\"sequenceId\", k.\"contactId\", k.\"from\", k.\"to\", k.\"subject\", k.\"bytes\",\n"
		"       k.\"createdAt\", k.\"raw\"\n"
		"FROM \"Capture\" k WHERE k.\"userId\" = $1 AND k.\"id\" = $2",
	.params = capture_one_params,
	.n_params = 2,
	.cols = capture_one_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_capture_one_row),
	.reads = true,
};
err q_capture_one(tenant_db db, struct arena *a, const struct q_capture_one_in *in, struct q_capture_one_row *out)
{
	return db_tenant_one(db, a, &capture_one_query, in, out);
}

static const struct db_field capture_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_insert_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_insert_in, campaign_id) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_capture_insert_in, contact_id) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_insert_in, from) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_insert_in, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_insert_in, subject) },
	{ "raw", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_capture_insert_in, raw) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_capture_insert_in, now) },
};
static const struct db_query capture_insert_query = {
	.name = "capture_insert",
	.sql =
		"INSERT INTO \"Capture\" (\"id\", \"userId\", \"senderId\", \"campaignId\", \"contactId\", \"from\", \"to\", \"subject\", \"raw\", \"bytes\", \"createdAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, octet_length($9::bytea), $10)",
	.params = capture_insert_params,
	.n_params = 10,
};
err q_capture_insert(tenant_db db, struct arena *a, const struct q_capture_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &capture_insert_query, in, affected);
}

static const struct db_field capture_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_capture_drop_in, id) },
};
static const struct db_query capture_drop_query = {
	.name = "capture_drop",
	.sql =
		"DELETE FROM \"Capture\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = capture_drop_params,
	.n_params = 2,
};
err q_capture_drop(tenant_db db, struct arena *a, const struct q_capture_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &capture_drop_query, in, affected);
}

static const struct db_field capture_drop_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query capture_drop_all_query = {
	.name = "capture_drop_all",
	.sql =
		"DELETE FROM \"Capture\" WHERE \"userId\" = $1",
	.params = capture_drop_all_params,
	.n_params = 1,
	.timeout_ms = 120000,
};
err q_capture_drop_all(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &capture_drop_all_query, NULL, affected);
}
