/* Written by tools/sqlgen from sql/q/tenant/hook.sql; do not edit. */
#include "db/gen/hook_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field hook_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field hook_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_all_row, id) },
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_all_row, url) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_all_row, description) },
	{ "events", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_all_row, events) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_all_row, active) },
	{ "pausedReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_all_row, paused_reason) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_all_row, failures) },
	{ "failingSince", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_all_row, failing_since) },
	{ "nextAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_all_row, next_at) },
	{ "lastAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_all_row, last_at) },
	{ "lastError", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_all_row, last_error) },
	{ "oldUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_all_row, old_until) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_all_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_all_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_all_row, updated_at) },
	{ "waiting", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_all_row, waiting) },
};
static const struct db_query hook_all_query = {
	.name = "hook_all",
	.sql =
		"SELECT h.\"id\", h.\"url\", h.\"description\", h.\"events\"::text AS \"events\", h.\"active\", h.\"pausedReason\", h.\"failures\", h.\"failingSince\", h.\"nextAt\", h.\"lastAt\",\n"
		"       h.\"lastError\", h.\"oldUntil\", h.\"revision\", h.\"createdAt\", h.\"updatedAt\",\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"HookDelivery\" d WHERE d.\"hookId\" = h.\"id\" AND d.\"status\" = 'pending' LIMIT 10001) w) AS \"waiting\"\n"
		"FROM \"Hook\" h WHERE h.\"userId\" = $1 ORDER BY h.\"id\" LIMIT 50",
	.params = hook_all_params,
	.n_params = 1,
	.cols = hook_all_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_hook_all_row),
	.reads = true,
};
err q_hook_all(tenant_db db, struct arena *a, struct q_hook_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &hook_all_query, NULL, &rows));
	*out = (struct q_hook_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field hook_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_one_in, id) },
};
static const struct db_field hook_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_one_row, id) },
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_one_row, url) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_one_row, description) },
	{ "events", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_one_row, events) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_one_row, active) },
	{ "pausedReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_one_row, paused_reason) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_one_row, failures) },
	{ "failingSince", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_one_row, failing_since) },
	{ "nextAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_one_row, next_at) },
	{ "lastAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_one_row, last_at) },
	{ "lastError", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_one_row, last_error) },
	{ "oldUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_one_row, old_until) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_one_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_one_row, updated_at) },
	{ "waiting", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_one_row, waiting) },
};
static const struct db_query hook_one_query = {
	.name = "hook_one",
	.sql =
		"SELECT h.\"id\", h.\"url\", h.\"description\", h.\"events\"::text AS \"events\", h.\"active\", h.\"pausedReason\", h.\"failures\", h.\"failingSince\", h.\"nextAt\", h.\"lastAt\",\n"
		"       h.\"lastError\", h.\"oldUntil\", h.\"revision\", h.\"createdAt\", h.\"updatedAt\",\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"HookDelivery\" d WHERE d.\"hookId\" = h.\"id\" AND d.\"status\" = 'pending' LIMIT 10001) w) AS \"waiting\"\n"
		"FROM \"Hook\" h WHERE h.\"userId\" = $1 AND h.\"id\" = $2",
	.params = hook_one_params,
	.n_params = 2,
	.cols = hook_one_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_hook_one_row),
	.reads = true,
};
err q_hook_one(tenant_db db, struct arena *a, const struct q_hook_one_in *in, struct q_hook_one_row *out)
{
	return db_tenant_one(db, a, &hook_one_query, in, out);
}

static const struct db_field hook_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_insert_in, url) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_insert_in, description) },
	{ "events", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_hook_insert_in, events) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_hook_insert_in, secret_sealed) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_insert_in, active) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_insert_in, now) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_insert_in, most) },
};
static const struct db_query hook_insert_query = {
	.name = "hook_insert",
	.sql =
		"INSERT INTO \"Hook\" (\"id\", \"userId\", \"url\", \"description\", \"events\", \"secretSealed\", \"active\", \"createdAt\", \"updatedAt\")\n"
		"SELECT $1, $2, $3, $4, $5::jsonb, $6, $7, $8, $8\n"
		"WHERE (SELECT count(*) FROM \"Hook\" h WHERE h.\"userId\" = $2) < $9",
	.params = hook_insert_params,
	.n_params = 9,
};
err q_hook_insert(tenant_db db, struct arena *a, const struct q_hook_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_insert_query, in, affected);
}

static const struct db_field hook_update_params[] = {
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_update_in, url) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_update_in, description) },
	{ "events", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_hook_update_in, events) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_update_in, active) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_update_in, now) },
	{ "afresh", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_hook_update_in, afresh) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_update_in, id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_update_in, revision) },
};
static const struct db_query hook_update_query = {
	.name = "hook_update",
	.sql =
		"UPDATE \"Hook\" h SET \"url\" = $1, \"description\" = $2, \"events\" = $3::jsonb, \"active\" = $4, \"revision\" = h.\"revision\" + 1,\n"
		"    \"updatedAt\" = $5, \"pausedReason\" = CASE WHEN $6::bool THEN NULL ELSE h.\"pausedReason\" END,\n"
		"    \"failures\" = CASE WHEN $6::bool THEN 0 ELSE h.\"failures\" END,\n"
		"    \"failingSince\" = CASE WHEN $6::bool THEN NULL ELSE h.\"failingSince\" END,\n"
		"    \"nextAt\" = CASE WHEN $6::bool THEN NULL ELSE h.\"nextAt\" END\n"
		"WHERE h.\"userId\" = $7 AND h.\"id\" = $8 AND h.\"revision\" = $9",
	.params = hook_update_params,
	.n_params = 9,
};
err q_hook_update(tenant_db db, struct arena *a, const struct q_hook_update_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_update_query, in, affected);
}

static const struct db_field hook_secret_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_secret_in, id) },
};
static const struct db_field hook_secret_cols[] = {
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_hook_secret_row, secret_sealed) },
};
static const struct db_query hook_secret_query = {
	.name = "hook_secret",
	.sql =
		"SELECT h.\"secretSealed\" FROM \"Hook\" h WHERE h.\"userId\" = $1 AND h.\"id\" = $2",
	.params = hook_secret_params,
	.n_params = 2,
	.cols = hook_secret_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_hook_secret_row),
	.reads = true,
};
err q_hook_secret(tenant_db db, struct arena *a, const struct q_hook_secret_in *in, struct q_hook_secret_row *out)
{
	return db_tenant_one(db, a, &hook_secret_query, in, out);
}

static const struct db_field hook_rotate_params[] = {
	{ "until", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_rotate_in, until) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_hook_rotate_in, secret_sealed) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_rotate_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_rotate_in, id) },
};
static const struct db_query hook_rotate_query = {
	.name = "hook_rotate",
	.sql =
		"UPDATE \"Hook\" h SET \"oldSecretSealed\" = CASE WHEN $1::timestamp IS NULL THEN NULL ELSE h.\"secretSealed\" END, \"oldUntil\" = $1,\n"
		"    \"secretSealed\" = $2, \"updatedAt\" = $3, \"revision\" = h.\"revision\" + 1\n"
		"WHERE h.\"userId\" = $4 AND h.\"id\" = $5",
	.params = hook_rotate_params,
	.n_params = 5,
};
err q_hook_rotate(tenant_db db, struct arena *a, const struct q_hook_rotate_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_rotate_query, in, affected);
}

static const struct db_field hook_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_drop_in, id) },
};
static const struct db_query hook_drop_query = {
	.name = "hook_drop",
	.sql =
		"DELETE FROM \"Hook\" h WHERE h.\"userId\" = $1 AND h.\"id\" = $2",
	.params = hook_drop_params,
	.n_params = 2,
};
err q_hook_drop(tenant_db db, struct arena *a, const struct q_hook_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_drop_query, in, affected);
}

static const struct db_field hook_test_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "event_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_test_in, event_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_test_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_test_in, id) },
};
static const struct db_field hook_test_cols[] = {
	{ "id", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_test_row, id) },
};
static const struct db_query hook_test_query = {
	.name = "hook_test",
	.sql =
		"INSERT INTO \"HookDelivery\" (\"userId\", \"hookId\", \"eventId\", \"type\", \"at\", \"key\", \"data\", \"dueAt\", \"createdAt\")\n"
		"SELECT $1, h.\"id\", $2, 'test', $3, $2, '{\"test\": true}', $3, $3\n"
		"FROM \"Hook\" h WHERE h.\"userId\" = $1 AND h.\"id\" = $4\n"
		"RETURNING \"id\"",
	.params = hook_test_params,
	.n_params = 4,
	.cols = hook_test_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_hook_test_row),
};
err q_hook_test(tenant_db db, struct arena *a, const struct q_hook_test_in *in, struct q_hook_test_row *out)
{
	return db_tenant_one(db, a, &hook_test_query, in, out);
}

static const struct db_field hook_deliveries_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_deliveries_in, id) },
	{ "before", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_deliveries_in, before) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_deliveries_in, status) },
	{ "type", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_deliveries_in, type) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_deliveries_in, limit) },
};
static const struct db_field hook_deliveries_cols[] = {
	{ "id", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_deliveries_row, id) },
	{ "eventId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_deliveries_row, event_id) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_deliveries_row, type) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_deliveries_row, at) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_deliveries_row, contact_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_deliveries_row, status) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_deliveries_row, attempts) },
	{ "dueAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_deliveries_row, due_at) },
	{ "answeredAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_deliveries_row, answered_at) },
	{ "answer", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_hook_deliveries_row, answer) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_deliveries_row, error) },
	{ "took", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_hook_deliveries_row, took) },
};
static const struct db_query hook_deliveries_query = {
	.name = "hook_deliveries",
	.sql =
		"SELECT d.\"id\", d.\"eventId\", d.\"type\", d.\"at\", d.\"contactId\", d.\"status\", d.\"attempts\", d.\"dueAt\", d.\"answeredAt\", d.\"answer\", d.\"error\", d.\"took\"\n"
		"FROM \"HookDelivery\" d\n"
		"WHERE d.\"userId\" = $1 AND d.\"hookId\" = $2 AND d.\"id\" < $3 AND ($4::text IS NULL OR d.\"status\" = $4)\n"
		"  AND ($5::text IS NULL OR d.\"type\" = $5)\n"
		"ORDER BY d.\"id\" DESC LIMIT $6",
	.params = hook_deliveries_params,
	.n_params = 6,
	.cols = hook_deliveries_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_hook_deliveries_row),
	.reads = true,
};
err q_hook_deliveries(tenant_db db, struct arena *a, const struct q_hook_deliveries_in *in, struct q_hook_deliveries_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &hook_deliveries_query, in, &rows));
	*out = (struct q_hook_deliveries_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field hook_delivery_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hook_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_delivery_in, hook_id) },
	{ "id", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_delivery_in, id) },
};
static const struct db_field hook_delivery_cols[] = {
	{ "id", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_delivery_row, id) },
	{ "eventId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_delivery_row, event_id) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_delivery_row, type) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_delivery_row, at) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_delivery_row, contact_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_delivery_row, status) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_hook_delivery_row, attempts) },
	{ "dueAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_delivery_row, due_at) },
	{ "answeredAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_hook_delivery_row, answered_at) },
	{ "answer", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_hook_delivery_row, answer) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_delivery_row, error) },
	{ "took", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_hook_delivery_row, took) },
	{ "body", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_delivery_row, body) },
};
static const struct db_query hook_delivery_query = {
	.name = "hook_delivery",
	.sql =
		"SELECT d.\"id\", d.\"eventId\", d.\"type\", d.\"at\", d.\"contactId\", d.\"status\", d.\"attempts\", d.\"dueAt\", d.\"answeredAt\", d.\"answer\", d.\"error\", d.\"took\",\n"
		"       \"loumass_hook_body\"(d) AS \"body\"\n"
		"FROM \"HookDelivery\" d WHERE d.\"userId\" = $1 AND d.\"hookId\" = $2 AND d.\"id\" = $3",
	.params = hook_delivery_params,
	.n_params = 3,
	.cols = hook_delivery_cols,
	.n_cols = 13,
	.row_size = sizeof(struct q_hook_delivery_row),
};
err q_hook_delivery(tenant_db db, struct arena *a, const struct q_hook_delivery_in *in, struct q_hook_delivery_row *out)
{
	return db_tenant_one(db, a, &hook_delivery_query, in, out);
}

static const struct db_field hook_replay_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_replay_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_replay_in, id) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_replay_in, since) },
	{ "until", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_hook_replay_in, until) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_hook_replay_in, status) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_hook_replay_in, most) },
};
static const struct db_query hook_replay_query = {
	.name = "hook_replay",
	.sql =
		"UPDATE \"HookDelivery\" d SET \"status\" = 'pending', \"attempts\" = 0, \"dueAt\" = $1, \"error\" = NULL, \"answer\" = NULL\n"
		"WHERE d.\"userId\" = $2 AND d.\"id\" IN (\n"
		"    SELECT x.\"id\" FROM \"HookDelivery\" x\n"
		"    WHERE x.\"userId\" = $2 AND x.\"hookId\" = $3 AND x.\"status\" <> 'pending' AND x.\"createdAt\" >= $4\n"
		"      AND x.\"createdAt\" <= $5 AND ($6::text IS NULL OR x.\"status\" = $6)\n"
		"    ORDER BY x.\"id\" LIMIT $7)",
	.params = hook_replay_params,
	.n_params = 7,
	.timeout_ms = 60000,
};
err q_hook_replay(tenant_db db, struct arena *a, const struct q_hook_replay_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_replay_query, in, affected);
}

static const struct db_field hook_wake_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_hook_wake_in, id) },
};
static const struct db_query hook_wake_query = {
	.name = "hook_wake",
	.sql =
		"UPDATE \"Hook\" h SET \"nextAt\" = NULL WHERE h.\"userId\" = $1 AND h.\"id\" = $2",
	.params = hook_wake_params,
	.n_params = 2,
};
err q_hook_wake(tenant_db db, struct arena *a, const struct q_hook_wake_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &hook_wake_query, in, affected);
}
