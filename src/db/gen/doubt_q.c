/* Written by tools/sqlgen from sql/q/tenant/doubt.sql; do not edit. */
#include "db/gen/doubt_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field doubt_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "owner", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_in, owner) },
	{ "undecided", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_doubt_page_in, undecided) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_page_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doubt_page_in, limit) },
};
static const struct db_field doubt_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, recipient_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, email) },
	{ "cause", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, cause) },
	{ "resolution", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, resolution) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_doubt_page_row, created_at) },
	{ "decidedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_doubt_page_row, decided_at) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_page_row, status) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_page_row, step_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_page_row, sender_id) },
	{ "senderName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_page_row, sender_name) },
	{ "senderEmail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doubt_page_row, sender_email) },
};
static const struct db_query doubt_page_query = {
	.name = "doubt_page",
	.sql =
		"SELECT i.\"id\", i.\"recipientId\", c.\"email\", i.\"cause\", i.\"resolution\", i.\"createdAt\", i.\"decidedAt\", r.\"status\", r.\"stepId\", r.\"senderId\", s.\"name\" AS \"senderName\", s.\"fromEmail\" AS \"senderEmail\"\n"
		"FROM \"InDoubt\" i\n"
		"JOIN \"Recipient\" r ON r.\"id\" = i.\"recipientId\" AND r.\"userId\" = $1\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $1\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = r.\"senderId\" AND s.\"userId\" = $1\n"
		"WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = $2\n"
		"  AND (NOT $3::bool OR i.\"resolution\" = 'held') AND ($4::text IS NULL OR i.\"id\" > $4::text)\n"
		"ORDER BY i.\"id\" LIMIT $5::int8",
	.params = doubt_page_params,
	.n_params = 5,
	.cols = doubt_page_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_doubt_page_row),
	.reads = true,
};
err q_doubt_page(tenant_db db, struct arena *a, const struct q_doubt_page_in *in, struct q_doubt_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &doubt_page_query, in, &rows));
	*out = (struct q_doubt_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field doubt_undecided_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "owner", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_undecided_in, owner) },
};
static const struct db_field doubt_undecided_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doubt_undecided_row, n) },
};
static const struct db_query doubt_undecided_query = {
	.name = "doubt_undecided",
	.sql =
		"SELECT count(*) AS n FROM \"InDoubt\" i\n"
		"WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = $2 AND i.\"resolution\" = 'held'",
	.params = doubt_undecided_params,
	.n_params = 2,
	.cols = doubt_undecided_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_doubt_undecided_row),
	.reads = true,
};
err q_doubt_undecided(tenant_db db, struct arena *a, const struct q_doubt_undecided_in *in, struct q_doubt_undecided_row *out)
{
	return db_tenant_one(db, a, &doubt_undecided_query, in, out);
}

static const struct db_field doubt_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "owner", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doubt_total_in, owner) },
	{ "undecided", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_doubt_total_in, undecided) },
};
static const struct db_field doubt_total_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doubt_total_row, n) },
};
static const struct db_query doubt_total_query = {
	.name = "doubt_total",
	.sql =
		"SELECT count(*) AS n FROM \"InDoubt\" i\n"
		"WHERE i.\"userId\" = $1 AND coalesce(i.\"campaignId\", i.\"sequenceId\") = $2 AND (NOT $3::bool OR i.\"resolution\" = 'held')",
	.params = doubt_total_params,
	.n_params = 3,
	.cols = doubt_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_doubt_total_row),
	.reads = true,
};
err q_doubt_total(tenant_db db, struct arena *a, const struct q_doubt_total_in *in, struct q_doubt_total_row *out)
{
	return db_tenant_one(db, a, &doubt_total_query, in, out);
}
