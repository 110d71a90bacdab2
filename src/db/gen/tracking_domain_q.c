/* Written by tools/sqlgen from sql/q/tenant/tracking_domain.sql; do not edit. */
#include "db/gen/tracking_domain_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field tracking_domain_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field tracking_domain_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_all_row, id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_all_row, domain) },
	{ "verified", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_tracking_domain_all_row, verified) },
	{ "dnsRecords", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_tracking_domain_all_row, dns_records) },
	{ "found", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_tracking_domain_all_row, found) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_tracking_domain_all_row, error) },
	{ "checkedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_tracking_domain_all_row, checked_at) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_all_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_all_row, updated_at) },
};
static const struct db_query tracking_domain_all_query = {
	.name = "tracking_domain_all",
	.sql =
		"SELECT t.\"id\", t.\"domain\", t.\"verified\", t.\"dnsRecords\", t.\"found\", t.\"error\", t.\"checkedAt\", t.\"createdAt\", t.\"updatedAt\"\n"
		"FROM \"TrackingDomain\" t WHERE t.\"userId\" = $1 ORDER BY t.\"createdAt\", t.\"id\" LIMIT 1000",
	.params = tracking_domain_all_params,
	.n_params = 1,
	.cols = tracking_domain_all_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_tracking_domain_all_row),
	.reads = true,
};
err q_tracking_domain_all(tenant_db db, struct arena *a, struct q_tracking_domain_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &tracking_domain_all_query, NULL, &rows));
	*out = (struct q_tracking_domain_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field tracking_domain_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_one_in, id) },
};
static const struct db_field tracking_domain_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_one_row, id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_one_row, domain) },
	{ "verified", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_tracking_domain_one_row, verified) },
	{ "dnsRecords", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_tracking_domain_one_row, dns_records) },
	{ "found", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_tracking_domain_one_row, found) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_tracking_domain_one_row, error) },
	{ "checkedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_tracking_domain_one_row, checked_at) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_one_row, updated_at) },
};
static const struct db_query tracking_domain_one_query = {
	.name = "tracking_domain_one",
	.sql =
		"SELECT t.\"id\", t.\"domain\", t.\"verified\", t.\"dnsRecords\", t.\"found\", t.\"error\", t.\"checkedAt\", t.\"createdAt\", t.\"updatedAt\"\n"
		"FROM \"TrackingDomain\" t WHERE t.\"userId\" = $1 AND t.\"id\" = $2",
	.params = tracking_domain_one_params,
	.n_params = 2,
	.cols = tracking_domain_one_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_tracking_domain_one_row),
	.reads = true,
};
err q_tracking_domain_one(tenant_db db, struct arena *a, const struct q_tracking_domain_one_in *in, struct q_tracking_domain_one_row *out)
{
	return db_tenant_one(db, a, &tracking_domain_one_query, in, out);
}

static const struct db_field tracking_domain_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_insert_in, domain) },
	{ "records", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_tracking_domain_insert_in, records) },
	{ "next", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_insert_in, next) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_insert_in, now) },
};
static const struct db_query tracking_domain_insert_query = {
	.name = "tracking_domain_insert",
	.sql =
		"INSERT INTO \"TrackingDomain\" (\"id\", \"userId\", \"domain\", \"dnsRecords\", \"nextCheckAt\", \"createdAt\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $6)",
	.params = tracking_domain_insert_params,
	.n_params = 6,
};
err q_tracking_domain_insert(tenant_db db, struct arena *a, const struct q_tracking_domain_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &tracking_domain_insert_query, in, affected);
}

static const struct db_field tracking_domain_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_drop_in, id) },
};
static const struct db_query tracking_domain_drop_query = {
	.name = "tracking_domain_drop",
	.sql =
		"DELETE FROM \"TrackingDomain\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = tracking_domain_drop_params,
	.n_params = 2,
};
err q_tracking_domain_drop(tenant_db db, struct arena *a, const struct q_tracking_domain_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &tracking_domain_drop_query, in, affected);
}

static const struct db_field tracking_domain_serving_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field tracking_domain_serving_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_serving_row, domain) },
};
static const struct db_query tracking_domain_serving_query = {
	.name = "tracking_domain_serving",
	.sql =
		"SELECT t.\"domain\" FROM \"TrackingDomain\" t WHERE t.\"userId\" = $1 AND t.\"verified\" ORDER BY t.\"createdAt\" LIMIT 1",
	.params = tracking_domain_serving_params,
	.n_params = 1,
	.cols = tracking_domain_serving_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_tracking_domain_serving_row),
	.reads = true,
};
err q_tracking_domain_serving(tenant_db db, struct arena *a, struct q_tracking_domain_serving_row *out)
{
	return db_tenant_one(db, a, &tracking_domain_serving_query, NULL, out);
}
