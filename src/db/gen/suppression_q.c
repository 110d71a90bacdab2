/* Written by tools/sqlgen from sql/q/tenant/suppression.sql; do not edit. */
#include "db/gen/suppression_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field suppression_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_in, source) },
};
static const struct db_field suppression_insert_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_insert_row, created_at) },
};
static const struct db_query suppression_insert_query = {
	.name = "suppression_insert",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\")\n"
		"VALUES ($1, $2, lower($3::text), $4, $5)\n"
		"RETURNING \"id\", \"email\", \"reason\", \"source\", \"createdAt\"",
	.params = suppression_insert_params,
	.n_params = 5,
	.cols = suppression_insert_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_insert_row),
};
err q_suppression_insert(tenant_db db, struct arena *a, const struct q_suppression_insert_in *in, struct q_suppression_insert_row *out)
{
	return db_tenant_one(db, a, &suppression_insert_query, in, out);
}

static const struct db_field suppression_insert_many_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_many_in, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_many_in, source) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, emails) },
};
static const struct db_query suppression_insert_many_query = {
	.name = "suppression_insert_many",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\")\n"
		"SELECT v.\"id\", $1, lower(v.\"email\"), $2, $3\n"
		"FROM unnest($4::text[], $5::text[]) AS v (\"id\", \"email\")\n"
		"ORDER BY lower(v.\"email\")\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = suppression_insert_many_params,
	.n_params = 5,
};
err q_suppression_insert_many(tenant_db db, struct arena *a, const struct q_suppression_insert_many_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_insert_many_query, in, affected);
}

static const struct db_field suppression_delete_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_delete_one_in, id) },
};
static const struct db_query suppression_delete_one_query = {
	.name = "suppression_delete_one",
	.sql =
		"DELETE FROM \"Suppression\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = suppression_delete_one_params,
	.n_params = 2,
};
err q_suppression_delete_one(tenant_db db, struct arena *a, const struct q_suppression_delete_one_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_delete_one_query, in, affected);
}

static const struct db_field suppression_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, search) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, reason) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_suppression_page_in, limit) },
};
static const struct db_field suppression_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_page_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_page_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_page_row, created_at) },
};
static const struct db_query suppression_page_query = {
	.name = "suppression_page",
	.sql =
		"SELECT s.\"id\", s.\"email\", s.\"reason\", s.\"source\", s.\"createdAt\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"email\" IS NOT NULL\n"
		"  AND ($2::text IS NULL OR s.\"email\" LIKE '%' || $2::text || '%')\n"
		"  AND ($3::text IS NULL OR s.\"reason\" = $3::text)\n"
		"  AND ($4::text IS NULL OR s.\"id\" < $4::text)\n"
		"ORDER BY s.\"id\" DESC\n"
		"LIMIT $5::int8",
	.params = suppression_page_params,
	.n_params = 5,
	.cols = suppression_page_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_page_row),
	.reads = true,
};
err q_suppression_page(tenant_db db, struct arena *a, const struct q_suppression_page_in *in, struct q_suppression_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &suppression_page_query, in, &rows));
	*out = (struct q_suppression_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field suppression_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, search) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, reason) },
};
static const struct db_field suppression_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_suppression_total_row, count) },
};
static const struct db_query suppression_total_query = {
	.name = "suppression_total",
	.sql =
		"SELECT count(*) AS \"count\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"email\" IS NOT NULL\n"
		"  AND ($2::text IS NULL OR s.\"email\" LIKE '%' || $2::text || '%')\n"
		"  AND ($3::text IS NULL OR s.\"reason\" = $3::text)",
	.params = suppression_total_params,
	.n_params = 3,
	.cols = suppression_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_total_row),
	.reads = true,
};
err q_suppression_total(tenant_db db, struct arena *a, const struct q_suppression_total_in *in, struct q_suppression_total_row *out)
{
	return db_tenant_one(db, a, &suppression_total_query, in, out);
}

static const struct db_field suppression_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field suppression_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_all_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_all_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_all_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_all_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_all_row, created_at) },
};
static const struct db_query suppression_all_query = {
	.name = "suppression_all",
	.sql =
		"SELECT s.\"id\", s.\"email\", s.\"reason\", s.\"source\", s.\"createdAt\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"email\" IS NOT NULL\n"
		"ORDER BY s.\"id\"",
	.params = suppression_all_params,
	.n_params = 1,
	.cols = suppression_all_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_all_row),
	.timeout_ms = -1,
	.reads = true,
};
struct suppression_all_call {
	q_suppression_all_fn *fn;
	void *arg;
};
static err suppression_all_each(void *arg, const void *row)
{
	const struct suppression_all_call *call = arg;
	return call->fn(call->arg, row);
}
err q_suppression_all(tenant_db db, struct arena *a, q_suppression_all_fn *fn, void *arg)
{
	struct suppression_all_call call = { fn, arg };
	return db_tenant_stream(db, a, &suppression_all_query, NULL, suppression_all_each, &call);
}
