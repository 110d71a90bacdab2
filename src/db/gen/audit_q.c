/* Written by tools/sqlgen from sql/q/tenant/audit.sql; do not edit. */
#include "db/gen/audit_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field audit_head_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field audit_head_cols[] = {
	{ "seq", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_head_row, seq) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_head_row, hash) },
};
static const struct db_query audit_head_query = {
	.name = "audit_head",
	.sql =
		"INSERT INTO \"AuditHead\" AS h (\"userId\") VALUES ($1)\n"
		"ON CONFLICT (\"userId\") DO UPDATE SET \"seq\" = h.\"seq\"\n"
		"RETURNING h.\"seq\", h.\"hash\"",
	.params = audit_head_params,
	.n_params = 1,
	.cols = audit_head_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_audit_head_row),
};
err q_audit_head(tenant_db db, struct arena *a, struct q_audit_head_row *out)
{
	return db_tenant_one(db, a, &audit_head_query, NULL, out);
}

static const struct db_field audit_add_params[] = {
	{ "seq", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_add_in, seq) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_add_in, hash) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_add_in, id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_audit_add_in, at) },
	{ "actor", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_add_in, actor) },
	{ "actor_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_add_in, actor_id) },
	{ "action", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_add_in, action) },
	{ "target", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_add_in, target) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_add_in, detail) },
};
static const struct db_query audit_add_query = {
	.name = "audit_add",
	.sql =
		"WITH head AS (\n"
		"    UPDATE \"AuditHead\" SET \"seq\" = $1, \"hash\" = $2 WHERE \"userId\" = $3\n"
		")\n"
		"INSERT INTO \"AuditLog\" (\"id\", \"userId\", \"seq\", \"at\", \"actor\", \"actorId\", \"action\", \"target\", \"detail\", \"hash\")\n"
		"VALUES ($4, $3, $1, $5, $6, $7, $8, $9, $10, $2)",
	.params = audit_add_params,
	.n_params = 10,
};
err q_audit_add(tenant_db db, struct arena *a, const struct q_audit_add_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &audit_add_query, in, affected);
}

static const struct db_field audit_end_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field audit_end_cols[] = {
	{ "seq", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_end_row, seq) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_end_row, hash) },
};
static const struct db_query audit_end_query = {
	.name = "audit_end",
	.sql =
		"SELECT coalesce(max(h.\"seq\"), 0) AS seq, coalesce(max(h.\"hash\"), '') AS hash FROM \"AuditHead\" h WHERE h.\"userId\" = $1",
	.params = audit_end_params,
	.n_params = 1,
	.cols = audit_end_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_audit_end_row),
	.reads = true,
};
err q_audit_end(tenant_db db, struct arena *a, struct q_audit_end_row *out)
{
	return db_tenant_one(db, a, &audit_end_query, NULL, out);
}

static const struct db_field audit_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "before", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_audit_page_in, before) },
	{ "actor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_page_in, actor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_page_in, limit) },
};
static const struct db_field audit_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_page_row, id) },
	{ "seq", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_page_row, seq) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_audit_page_row, at) },
	{ "actor", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_page_row, actor) },
	{ "actorId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_page_row, actor_id) },
	{ "action", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_page_row, action) },
	{ "target", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_page_row, target) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_page_row, detail) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_page_row, hash) },
	{ "who", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_page_row, who) },
};
static const struct db_query audit_page_query = {
	.name = "audit_page",
	.sql =
		"SELECT l.\"id\", l.\"seq\", l.\"at\", l.\"actor\", l.\"actorId\", l.\"action\", l.\"target\", l.\"detail\", l.\"hash\",\n"
		"       (SELECT k.\"name\" FROM \"ApiKey\" k WHERE k.\"userId\" = $1 AND k.\"id\" = l.\"actorId\") AS \"who\"\n"
		"FROM \"AuditLog\" l\n"
		"WHERE l.\"userId\" = $1 AND ($2::int8 IS NULL OR l.\"seq\" < $2::int8)\n"
		"  AND ($3::text IS NULL OR l.\"actor\" = $3::text)\n"
		"ORDER BY l.\"seq\" DESC LIMIT $4::int8",
	.params = audit_page_params,
	.n_params = 4,
	.cols = audit_page_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_audit_page_row),
	.reads = true,
};
err q_audit_page(tenant_db db, struct arena *a, const struct q_audit_page_in *in, struct q_audit_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &audit_page_query, in, &rows));
	*out = (struct q_audit_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field audit_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field audit_all_cols[] = {
	{ "seq", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_audit_all_row, seq) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_audit_all_row, at) },
	{ "actor", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_all_row, actor) },
	{ "actorId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_all_row, actor_id) },
	{ "action", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_all_row, action) },
	{ "target", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_all_row, target) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_audit_all_row, detail) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_audit_all_row, hash) },
};
static const struct db_query audit_all_query = {
	.name = "audit_all",
	.sql =
		"SELECT l.\"seq\", l.\"at\", l.\"actor\", l.\"actorId\", l.\"action\", l.\"target\", l.\"detail\", l.\"hash\"\n"
		"FROM \"AuditLog\" l WHERE l.\"userId\" = $1 ORDER BY l.\"seq\"",
	.params = audit_all_params,
	.n_params = 1,
	.cols = audit_all_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_audit_all_row),
	.timeout_ms = 600000,
	.reads = true,
};
struct audit_all_call {
	q_audit_all_fn *fn;
	void *arg;
};
static err audit_all_each(void *arg, const void *row)
{
	const struct audit_all_call *call = arg;
	return call->fn(call->arg, row);
}
err q_audit_all(tenant_db db, struct arena *a, q_audit_all_fn *fn, void *arg)
{
	struct audit_all_call call = { fn, arg };
	return db_tenant_stream(db, a, &audit_all_query, NULL, audit_all_each, &call);
}
