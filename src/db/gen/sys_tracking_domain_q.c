/* Written by tools/sqlgen from sql/q/system/tracking_domain.sql; do not edit. */
#include "db/gen/sys_tracking_domain_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field tracking_hosts_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_hosts_row, domain) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_hosts_row, user_id) },
};
static const struct db_query tracking_hosts_query = {
	.name = "tracking_hosts",
	.sql =
		"SELECT t.\"domain\", t.\"userId\" FROM \"TrackingDomain\" t WHERE t.\"verified\" ORDER BY t.\"domain\"",
	.cols = tracking_hosts_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_tracking_hosts_row),
	.reads = true,
};
err q_tracking_hosts(system_db db, struct arena *a, struct q_tracking_hosts_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &tracking_hosts_query, NULL, &rows));
	*out = (struct q_tracking_hosts_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field tracking_host_known_params[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_host_known_in, domain) },
};
static const struct db_field tracking_host_known_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_tracking_host_known_row, n) },
};
static const struct db_query tracking_host_known_query = {
	.name = "tracking_host_known",
	.sql =
		"SELECT count(*) AS n FROM \"TrackingDomain\" t WHERE t.\"domain\" = $1 AND t.\"verified\"",
	.params = tracking_host_known_params,
	.n_params = 1,
	.cols = tracking_host_known_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_tracking_host_known_row),
	.reads = true,
};
err q_tracking_host_known(system_db db, struct arena *a, const struct q_tracking_host_known_in *in, struct q_tracking_host_known_row *out)
{
	return db_system_one(db, a, &tracking_host_known_query, in, out);
}

static const struct db_field tracking_host_owner_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_host_owner_in, id) },
};
static const struct db_field tracking_host_owner_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_host_owner_row, user_id) },
};
static const struct db_query tracking_host_owner_query = {
	.name = "tracking_host_owner",
	.sql =
		"SELECT r.\"userId\" FROM \"Recipient\" r WHERE r.\"id\" = $1\n"
		"UNION ALL SELECT g.\"userId\" FROM \"RecipientGone\" g WHERE g.\"recipientId\" = $1 LIMIT 1",
	.params = tracking_host_owner_params,
	.n_params = 1,
	.cols = tracking_host_owner_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_tracking_host_owner_row),
	.reads = true,
};
err q_tracking_host_owner(system_db db, struct arena *a, const struct q_tracking_host_owner_in *in, struct q_tracking_host_owner_row *out)
{
	return db_system_one(db, a, &tracking_host_owner_query, in, out);
}

static const struct db_field tracking_host_owner_by_tracking_id_params[] = {
	{ "tracking_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_host_owner_by_tracking_id_in, tracking_id) },
};
static const struct db_field tracking_host_owner_by_tracking_id_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_host_owner_by_tracking_id_row, user_id) },
};
static const struct db_query tracking_host_owner_by_tracking_id_query = {
	.name = "tracking_host_owner_by_tracking_id",
	.sql =
		"SELECT r.\"userId\" FROM \"Recipient\" r WHERE r.\"trackingId\" = $1\n"
		"UNION ALL SELECT g.\"userId\" FROM \"RecipientGone\" g WHERE g.\"trackingId\" = $1 LIMIT 1",
	.params = tracking_host_owner_by_tracking_id_params,
	.n_params = 1,
	.cols = tracking_host_owner_by_tracking_id_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_tracking_host_owner_by_tracking_id_row),
	.reads = true,
};
err q_tracking_host_owner_by_tracking_id(system_db db, struct arena *a, const struct q_tracking_host_owner_by_tracking_id_in *in, struct q_tracking_host_owner_by_tracking_id_row *out)
{
	return db_system_one(db, a, &tracking_host_owner_by_tracking_id_query, in, out);
}

static const struct db_field tracking_domain_due_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_due_in, now) },
	{ "again", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_due_in, again) },
};
static const struct db_field tracking_domain_due_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_due_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_due_row, user_id) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_tracking_domain_due_row, failures) },
};
static const struct db_query tracking_domain_due_query = {
	.name = "tracking_domain_due",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT d.\"id\" FROM \"TrackingDomain\" d WHERE d.\"nextCheckAt\" IS NULL OR d.\"nextCheckAt\" <= $1\n"
		"    ORDER BY d.\"nextCheckAt\" NULLS FIRST LIMIT 20 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"TrackingDomain\" t SET \"nextCheckAt\" = $2 FROM v WHERE t.\"id\" = v.\"id\"\n"
		"RETURNING t.\"id\", t.\"userId\", t.\"failures\"",
	.params = tracking_domain_due_params,
	.n_params = 2,
	.cols = tracking_domain_due_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_tracking_domain_due_row),
};
err q_tracking_domain_due(system_db db, struct arena *a, const struct q_tracking_domain_due_in *in, struct q_tracking_domain_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &tracking_domain_due_query, in, &rows));
	*out = (struct q_tracking_domain_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field tracking_domain_forget_params[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_forget_in, domain) },
	{ "before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_forget_in, before) },
};
static const struct db_query tracking_domain_forget_query = {
	.name = "tracking_domain_forget",
	.sql =
		"DELETE FROM \"TrackingDomain\" WHERE \"domain\" = $1 AND NOT \"verified\" AND \"createdAt\" < $2",
	.params = tracking_domain_forget_params,
	.n_params = 2,
};
err q_tracking_domain_forget(system_db db, struct arena *a, const struct q_tracking_domain_forget_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tracking_domain_forget_query, in, affected);
}

static const struct db_field tracking_domain_set_params[] = {
	{ "verified", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_tracking_domain_set_in, verified) },
	{ "records", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_tracking_domain_set_in, records) },
	{ "found", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_tracking_domain_set_in, found) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_tracking_domain_set_in, error) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_set_in, now) },
	{ "next", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_tracking_domain_set_in, next) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_tracking_domain_set_in, failures) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_set_in, user_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_set_in, id) },
};
static const struct db_query tracking_domain_set_query = {
	.name = "tracking_domain_set",
	.sql =
		"UPDATE \"TrackingDomain\" SET \"verified\" = coalesce($1::boolean, \"verified\"), \"dnsRecords\" = $2, \"found\" = $3,\n"
		"    \"error\" = $4, \"checkedAt\" = $5, \"nextCheckAt\" = $6, \"failures\" = $7, \"updatedAt\" = $5\n"
		"WHERE \"userId\" = $8 AND \"id\" = $9",
	.params = tracking_domain_set_params,
	.n_params = 9,
};
err q_tracking_domain_set(system_db db, struct arena *a, const struct q_tracking_domain_set_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tracking_domain_set_query, in, affected);
}

static const struct db_field tracking_domain_take_params[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_take_in, domain) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tracking_domain_take_in, user_id) },
};
static const struct db_query tracking_domain_take_query = {
	.name = "tracking_domain_take",
	.sql =
		"DELETE FROM \"TrackingDomain\" WHERE \"domain\" = $1 AND \"userId\" <> $2",
	.params = tracking_domain_take_params,
	.n_params = 2,
};
err q_tracking_domain_take(system_db db, struct arena *a, const struct q_tracking_domain_take_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tracking_domain_take_query, in, affected);
}
