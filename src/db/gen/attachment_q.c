/* Written by tools/sqlgen from sql/q/tenant/attachment.sql; do not edit. */
#include "db/gen/attachment_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field attachment_sums_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_sums_in, campaign_id) },
};
static const struct db_field attachment_sums_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_attachment_sums_row, n) },
	{ "bytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_attachment_sums_row, bytes) },
};
static const struct db_query attachment_sums_query = {
	.name = "attachment_sums",
	.sql =
		"SELECT count(*) AS n, coalesce(sum(a.\"bytes\"), 0)::int8 AS bytes\n"
		"FROM \"CampaignAttachment\" a WHERE a.\"userId\" = $1 AND a.\"campaignId\" = $2",
	.params = attachment_sums_params,
	.n_params = 2,
	.cols = attachment_sums_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_attachment_sums_row),
	.reads = true,
};
err q_attachment_sums(tenant_db db, struct arena *a, const struct q_attachment_sums_in *in, struct q_attachment_sums_row *out)
{
	return db_tenant_one(db, a, &attachment_sums_query, in, out);
}

static const struct db_field attachment_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_insert_in, campaign_id) },
	{ "filename", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_insert_in, filename) },
	{ "content_type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_insert_in, content_type) },
	{ "content_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_attachment_insert_in, content_id) },
	{ "inline", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_attachment_insert_in, inline_) },
	{ "data", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_attachment_insert_in, data) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_attachment_insert_in, now) },
};
static const struct db_query attachment_insert_query = {
	.name = "attachment_insert",
	.sql =
		"INSERT INTO \"CampaignAttachment\" (\"id\", \"userId\", \"campaignId\", \"filename\", \"contentType\", \"contentId\", \"inline\", \"bytes\", \"data\", \"createdAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, octet_length($8::bytea), $8, $9)",
	.params = attachment_insert_params,
	.n_params = 9,
};
err q_attachment_insert(tenant_db db, struct arena *a, const struct q_attachment_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &attachment_insert_query, in, affected);
}

static const struct db_field attachment_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_all_in, campaign_id) },
};
static const struct db_field attachment_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_all_row, id) },
	{ "filename", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_all_row, filename) },
	{ "contentType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_all_row, content_type) },
	{ "contentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_attachment_all_row, content_id) },
	{ "inline", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_attachment_all_row, inline_) },
	{ "bytes", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_attachment_all_row, bytes) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_attachment_all_row, created_at) },
};
static const struct db_query attachment_all_query = {
	.name = "attachment_all",
	.sql =
		"SELECT a.\"id\", a.\"filename\", a.\"contentType\", a.\"contentId\", a.\"inline\", a.\"bytes\", a.\"createdAt\"\n"
		"FROM \"CampaignAttachment\" a WHERE a.\"userId\" = $1 AND a.\"campaignId\" = $2 ORDER BY a.\"id\"",
	.params = attachment_all_params,
	.n_params = 2,
	.cols = attachment_all_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_attachment_all_row),
	.reads = true,
};
err q_attachment_all(tenant_db db, struct arena *a, const struct q_attachment_all_in *in, struct q_attachment_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &attachment_all_query, in, &rows));
	*out = (struct q_attachment_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field attachment_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_one_in, campaign_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_one_in, id) },
};
static const struct db_field attachment_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_one_row, id) },
	{ "filename", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_one_row, filename) },
	{ "contentType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_one_row, content_type) },
	{ "contentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_attachment_one_row, content_id) },
	{ "inline", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_attachment_one_row, inline_) },
	{ "bytes", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_attachment_one_row, bytes) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_attachment_one_row, created_at) },
	{ "data", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_attachment_one_row, data) },
};
static const struct db_query attachment_one_query = {
	.name = "attachment_one",
	.sql =
		"SELECT a.\"id\", a.\"filename\", a.\"contentType\", a.\"contentId\", a.\"inline\", a.\"bytes\", a.\"createdAt\", a.\"data\"\n"
		"FROM \"CampaignAttachment\" a WHERE a.\"userId\" = $1 AND a.\"campaignId\" = $2 AND a.\"id\" = $3",
	.params = attachment_one_params,
	.n_params = 3,
	.cols = attachment_one_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_attachment_one_row),
	.reads = true,
};
err q_attachment_one(tenant_db db, struct arena *a, const struct q_attachment_one_in *in, struct q_attachment_one_row *out)
{
	return db_tenant_one(db, a, &attachment_one_query, in, out);
}

static const struct db_field attachment_data_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_data_in, campaign_id) },
};
static const struct db_field attachment_data_cols[] = {
	{ "filename", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_data_row, filename) },
	{ "contentType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_data_row, content_type) },
	{ "contentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_attachment_data_row, content_id) },
	{ "inline", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_attachment_data_row, inline_) },
	{ "data", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_attachment_data_row, data) },
};
static const struct db_query attachment_data_query = {
	.name = "attachment_data",
	.sql =
		"SELECT a.\"filename\", a.\"contentType\", a.\"contentId\", a.\"inline\", a.\"data\"\n"
		"FROM \"CampaignAttachment\" a WHERE a.\"userId\" = $1 AND a.\"campaignId\" = $2 ORDER BY a.\"id\"",
	.params = attachment_data_params,
	.n_params = 2,
	.cols = attachment_data_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_attachment_data_row),
	.reads = true,
};
err q_attachment_data(tenant_db db, struct arena *a, const struct q_attachment_data_in *in, struct q_attachment_data_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &attachment_data_query, in, &rows));
	*out = (struct q_attachment_data_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field attachment_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_drop_in, campaign_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_drop_in, id) },
};
static const struct db_query attachment_drop_query = {
	.name = "attachment_drop",
	.sql =
		"DELETE FROM \"CampaignAttachment\" WHERE \"userId\" = $1 AND \"campaignId\" = $2 AND \"id\" = $3",
	.params = attachment_drop_params,
	.n_params = 3,
};
err q_attachment_drop(tenant_db db, struct arena *a, const struct q_attachment_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &attachment_drop_query, in, affected);
}

static const struct db_field attachment_copy_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "to_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_copy_in, to_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_attachment_copy_in, now) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_attachment_copy_in, from_id) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_attachment_copy_in, ids) },
};
static const struct db_query attachment_copy_query = {
	.name = "attachment_copy",
	.sql =
		"INSERT INTO \"CampaignAttachment\" (\"id\", \"userId\", \"campaignId\", \"filename\", \"contentType\", \"contentId\", \"inline\", \"bytes\", \"data\", \"createdAt\")\n"
		"SELECT v.\"id\", $1, $2, s.\"filename\", s.\"contentType\", s.\"contentId\", s.\"inline\", s.\"bytes\", s.\"data\", $3\n"
		"FROM (SELECT a.*, row_number() OVER (ORDER BY a.\"id\") AS \"rank\" FROM \"CampaignAttachment\" a\n"
		"      WHERE a.\"userId\" = $1 AND a.\"campaignId\" = $4) s\n"
		"JOIN unnest($5::text[]) WITH ORDINALITY AS v (\"id\", \"rank\") ON v.\"rank\" = s.\"rank\"",
	.params = attachment_copy_params,
	.n_params = 5,
};
err q_attachment_copy(tenant_db db, struct arena *a, const struct q_attachment_copy_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &attachment_copy_query, in, affected);
}
