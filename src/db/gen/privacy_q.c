/* Written by tools/sqlgen from sql/q/tenant/privacy.sql; do not edit. */
#include "db/gen/privacy_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field person_export_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_export_in, email) },
};
static const struct db_field person_export_cols[] = {
	{ "model", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_export_row, model) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_export_row, content) },
};
static const struct db_query person_export_query = {
	.name = "person_export",
	.sql =
		"SELECT DISTINCT p.\"model\", p.\"content\" FROM \"loumass_person\"($1, $2) p ORDER BY 1, 2",
	.params = person_export_params,
	.n_params = 2,
	.cols = person_export_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_person_export_row),
	.timeout_ms = 300000,
};
struct person_export_call {
	q_person_export_fn *fn;
	void *arg;
};
static err person_export_each(void *arg, const void *row)
{
	const struct person_export_call *call = arg;
	return call->fn(call->arg, row);
}
err q_person_export(tenant_db db, struct arena *a, const struct q_person_export_in *in, q_person_export_fn *fn, void *arg)
{
	struct person_export_call call = { fn, arg };
	return db_tenant_stream(db, a, &person_export_query, in, person_export_each, &call);
}

static const struct db_field person_spellings_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_spellings_in, email) },
};
static const struct db_field person_spellings_cols[] = {
	{ "spellings", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_person_spellings_row, spellings) },
};
static const struct db_query person_spellings_query = {
	.name = "person_spellings",
	.sql =
		"SELECT \"loumass_spellings\"($1, $2) AS spellings",
	.params = person_spellings_params,
	.n_params = 2,
	.cols = person_spellings_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_person_spellings_row),
};
err q_person_spellings(tenant_db db, struct arena *a, const struct q_person_spellings_in *in, struct q_person_spellings_row *out)
{
	return db_tenant_one(db, a, &person_spellings_query, in, out);
}

static const struct db_field person_erase_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_erase_in, email) },
};
static const struct db_field person_erase_cols[] = {
	{ "model", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_erase_row, model) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_person_erase_row, n) },
};
static const struct db_query person_erase_query = {
	.name = "person_erase",
	.sql =
		"SELECT p.\"model\", sum(p.\"n\")::int8 AS n FROM \"loumass_erase\"($1, $2) p GROUP BY p.\"model\" ORDER BY p.\"model\"",
	.params = person_erase_params,
	.n_params = 2,
	.cols = person_erase_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_person_erase_row),
	.timeout_ms = 300000,
};
err q_person_erase(tenant_db db, struct arena *a, const struct q_person_erase_in *in, struct q_person_erase_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &person_erase_query, in, &rows));
	*out = (struct q_person_erase_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field person_unplan_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_unplan_in, email) },
};
static const struct db_query person_unplan_query = {
	.name = "person_unplan",
	.sql =
		"UPDATE \"CampaignPlan\" p SET \"after\" = left(p.\"after\", 1) WHERE p.\"userId\" = $1 AND p.\"after\" = \"loumass_identity\"($2)",
	.params = person_unplan_params,
	.n_params = 2,
};
err q_person_unplan(tenant_db db, struct arena *a, const struct q_person_unplan_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &person_unplan_query, in, affected);
}

static const struct db_field person_mentions_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_mentions_in, email) },
};
static const struct db_field person_mentions_cols[] = {
	{ "model", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_mentions_row, model) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_person_mentions_row, n) },
};
static const struct db_query person_mentions_query = {
	.name = "person_mentions",
	.sql =
		"SELECT p.\"model\", p.\"n\" FROM \"loumass_mentions\"($1, $2) p",
	.params = person_mentions_params,
	.n_params = 2,
	.cols = person_mentions_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_person_mentions_row),
	.timeout_ms = 300000,
};
err q_person_mentions(tenant_db db, struct arena *a, const struct q_person_mentions_in *in, struct q_person_mentions_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &person_mentions_query, in, &rows));
	*out = (struct q_person_mentions_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field person_imports_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field person_imports_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_imports_row, id) },
};
static const struct db_query person_imports_query = {
	.name = "person_imports",
	.sql =
		"SELECT i.\"id\" FROM \"Import\" i WHERE i.\"userId\" = $1 AND i.\"status\" <> 'RUNNING'",
	.params = person_imports_params,
	.n_params = 1,
	.cols = person_imports_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_person_imports_row),
	.reads = true,
};
err q_person_imports(tenant_db db, struct arena *a, struct q_person_imports_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &person_imports_query, NULL, &rows));
	*out = (struct q_person_imports_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field person_named_params[] = {
	{ "piece", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_person_named_in, piece) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_person_named_in, email) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field person_named_cols[] = {
	{ "named", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_person_named_row, named) },
};
static const struct db_query person_named_query = {
	.name = "person_named",
	.sql =
		"SELECT \"loumass_names_address\"(encode($1::bytea, 'escape'), $2) AND $3::text IS NOT NULL AS named",
	.params = person_named_params,
	.n_params = 3,
	.cols = person_named_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_person_named_row),
	.timeout_ms = 300000,
};
err q_person_named(tenant_db db, struct arena *a, const struct q_person_named_in *in, struct q_person_named_row *out)
{
	return db_tenant_one(db, a, &person_named_query, in, out);
}
