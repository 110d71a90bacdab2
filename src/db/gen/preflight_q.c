/* Written by tools/sqlgen from sql/q/tenant/preflight.sql; do not edit. */
#include "db/gen/preflight_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field preflight_kept_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_preflight_kept_in, id) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_preflight_kept_in, version) },
};
static const struct db_field preflight_kept_cols[] = {
	{ "findings", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_preflight_kept_row, findings) },
	{ "checkedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_preflight_kept_row, checked_at) },
};
static const struct db_query preflight_kept_query = {
	.name = "preflight_kept",
	.sql =
		"SELECT p.\"findings\", p.\"checkedAt\" FROM \"Preflight\" p WHERE p.\"userId\" = $1 AND p.\"id\" = $2 AND p.\"version\" = $3",
	.params = preflight_kept_params,
	.n_params = 3,
	.cols = preflight_kept_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_preflight_kept_row),
	.reads = true,
};
err q_preflight_kept(tenant_db db, struct arena *a, const struct q_preflight_kept_in *in, struct q_preflight_kept_row *out)
{
	return db_tenant_one(db, a, &preflight_kept_query, in, out);
}

static const struct db_field preflight_keep_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_preflight_keep_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_preflight_keep_in, campaign_id) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_preflight_keep_in, sequence_id) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_preflight_keep_in, version) },
	{ "findings", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_preflight_keep_in, findings) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_preflight_keep_in, now) },
};
static const struct db_query preflight_keep_query = {
	.name = "preflight_keep",
	.sql =
		"INSERT INTO \"Preflight\" AS p (\"id\", \"userId\", \"campaignId\", \"sequenceId\", \"version\", \"findings\", \"checkedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7)\n"
		"ON CONFLICT (\"id\") DO UPDATE SET \"version\" = EXCLUDED.\"version\", \"findings\" = EXCLUDED.\"findings\", \"checkedAt\" = EXCLUDED.\"checkedAt\"\n"
		"WHERE p.\"userId\" = $2",
	.params = preflight_keep_params,
	.n_params = 7,
};
err q_preflight_keep(tenant_db db, struct arena *a, const struct q_preflight_keep_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &preflight_keep_query, in, affected);
}
