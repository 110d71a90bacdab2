/* Written by tools/sqlgen from sql/q/tenant/mailbox.sql; do not edit. */
#include "db/gen/mailbox_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field mailbox_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_in, sender_id) },
};
static const struct db_field mailbox_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_row, kind) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_one_row, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_mailbox_one_row, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_row, security) },
	{ "tlsVerify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_mailbox_one_row, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_row, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_one_row, username) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_mailbox_one_row, secret_sealed) },
	{ "folder", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_one_row, folder) },
	{ "enabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_mailbox_one_row, enabled) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_one_row, error) },
	{ "checkedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_mailbox_one_row, checked_at) },
	{ "lastMessageAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_mailbox_one_row, last_message_at) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_mailbox_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_mailbox_one_row, updated_at) },
};
static const struct db_query mailbox_one_query = {
	.name = "mailbox_one",
	.sql =
		"SELECT m.\"id\", m.\"kind\", m.\"host\", m.\"port\", m.\"security\", m.\"tlsVerify\", m.\"auth\", m.\"username\", m.\"secretSealed\", m.\"folder\",\n"
		"       m.\"enabled\", m.\"error\", m.\"checkedAt\", m.\"lastMessageAt\", m.\"createdAt\", m.\"updatedAt\"\n"
		"FROM \"Mailbox\" m WHERE m.\"userId\" = $1 AND m.\"senderId\" = $2",
	.params = mailbox_one_params,
	.n_params = 2,
	.cols = mailbox_one_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_mailbox_one_row),
	.reads = true,
};
err q_mailbox_one(tenant_db db, struct arena *a, const struct q_mailbox_one_in *in, struct q_mailbox_one_row *out)
{
	return db_tenant_one(db, a, &mailbox_one_query, in, out);
}

static const struct db_field mailbox_put_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, sender_id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, kind) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_put_in, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_mailbox_put_in, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, security) },
	{ "tls_verify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_mailbox_put_in, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_put_in, username) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_mailbox_put_in, secret_sealed) },
	{ "folder", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_put_in, folder) },
	{ "enabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_mailbox_put_in, enabled) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_mailbox_put_in, now) },
};
static const struct db_query mailbox_put_query = {
	.name = "mailbox_put",
	.sql =
		"INSERT INTO \"Mailbox\" AS m (\"id\", \"userId\", \"senderId\", \"kind\", \"host\", \"port\", \"security\", \"tlsVerify\", \"auth\", \"username\", \"secretSealed\",\n"
		"    \"folder\", \"enabled\", \"updatedAt\", \"since\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)\n"
		"ON CONFLICT (\"senderId\") DO UPDATE SET \"host\" = EXCLUDED.\"host\", \"port\" = EXCLUDED.\"port\", \"security\" = EXCLUDED.\"security\",\n"
		"    \"tlsVerify\" = EXCLUDED.\"tlsVerify\", \"auth\" = EXCLUDED.\"auth\", \"username\" = EXCLUDED.\"username\",\n"
		"    \"secretSealed\" = EXCLUDED.\"secretSealed\", \"folder\" = EXCLUDED.\"folder\", \"enabled\" = EXCLUDED.\"enabled\", \"updatedAt\" = $14,\n"
		"    \"uidValidity\" = CASE WHEN (m.\"host\", m.\"username\", m.\"folder\") IS DISTINCT FROM (EXCLUDED.\"host\", EXCLUDED.\"username\", EXCLUDED.\"folder\")\n"
		"                         THEN NULL ELSE m.\"uidValidity\" END,\n"
		"    \"uidNext\" = CASE WHEN (m.\"host\", m.\"username\", m.\"folder\") IS DISTINCT FROM (EXCLUDED.\"host\", EXCLUDED.\"username\", EXCLUDED.\"folder\")\n"
		"                     THEN NULL ELSE m.\"uidNext\" END,\n"
		"    \"since\" = CASE WHEN (m.\"host\", m.\"username\", m.\"folder\") IS DISTINCT FROM (EXCLUDED.\"host\", EXCLUDED.\"username\", EXCLUDED.\"folder\")\n"
		"                   THEN $14 ELSE m.\"since\" END,\n"
		"    \"error\" = NULL, \"failures\" = 0, \"nextCheckAt\" = now() AT TIME ZONE 'UTC', \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE m.\"userId\" = $2",
	.params = mailbox_put_params,
	.n_params = 14,
};
err q_mailbox_put(tenant_db db, struct arena *a, const struct q_mailbox_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &mailbox_put_query, in, affected);
}

static const struct db_field mailbox_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_drop_in, sender_id) },
};
static const struct db_query mailbox_drop_query = {
	.name = "mailbox_drop",
	.sql =
		"DELETE FROM \"Mailbox\" WHERE \"userId\" = $1 AND \"senderId\" = $2",
	.params = mailbox_drop_params,
	.n_params = 2,
};
err q_mailbox_drop(tenant_db db, struct arena *a, const struct q_mailbox_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &mailbox_drop_query, in, affected);
}

static const struct db_field inbound_settings_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field inbound_settings_get_cols[] = {
	{ "bounceRate", DB_OPT_F64, DB_WIRE_FLOAT8, true, 701, 0, offsetof(struct q_inbound_settings_get_row, bounce_rate) },
	{ "complaintRate", DB_OPT_F64, DB_WIRE_FLOAT8, true, 701, 0, offsetof(struct q_inbound_settings_get_row, complaint_rate) },
	{ "guardAfter", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_get_row, guard_after) },
	{ "softBounces", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_get_row, soft_bounces) },
	{ "softBounceDays", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_get_row, soft_bounce_days) },
};
static const struct db_query inbound_settings_get_query = {
	.name = "inbound_settings_get",
	.sql =
		"SELECT s.\"bounceRate\", s.\"complaintRate\", s.\"guardAfter\", s.\"softBounces\", s.\"softBounceDays\"\n"
		"FROM \"InboundSettings\" s WHERE s.\"userId\" = $1",
	.params = inbound_settings_get_params,
	.n_params = 1,
	.cols = inbound_settings_get_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_inbound_settings_get_row),
	.reads = true,
};
err q_inbound_settings_get(tenant_db db, struct arena *a, struct q_inbound_settings_get_row *out)
{
	return db_tenant_one(db, a, &inbound_settings_get_query, NULL, out);
}

static const struct db_field inbound_settings_set_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "bounce_rate", DB_OPT_F64, DB_WIRE_FLOAT8, true, 701, 0, offsetof(struct q_inbound_settings_set_in, bounce_rate) },
	{ "complaint_rate", DB_OPT_F64, DB_WIRE_FLOAT8, true, 701, 0, offsetof(struct q_inbound_settings_set_in, complaint_rate) },
	{ "guard_after", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_set_in, guard_after) },
	{ "soft_bounces", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_set_in, soft_bounces) },
	{ "soft_bounce_days", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_inbound_settings_set_in, soft_bounce_days) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_settings_set_in, now) },
};
static const struct db_query inbound_settings_set_query = {
	.name = "inbound_settings_set",
	.sql =
		"INSERT INTO \"InboundSettings\" (\"userId\", \"bounceRate\", \"complaintRate\", \"guardAfter\", \"softBounces\", \"softBounceDays\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7)\n"
		"ON CONFLICT (\"userId\") DO UPDATE SET \"bounceRate\" = EXCLUDED.\"bounceRate\", \"complaintRate\" = EXCLUDED.\"complaintRate\",\n"
		"    \"guardAfter\" = EXCLUDED.\"guardAfter\", \"softBounces\" = EXCLUDED.\"softBounces\", \"softBounceDays\" = EXCLUDED.\"softBounceDays\",\n"
		"    \"updatedAt\" = EXCLUDED.\"updatedAt\"",
	.params = inbound_settings_set_params,
	.n_params = 7,
};
err q_inbound_settings_set(tenant_db db, struct arena *a, const struct q_inbound_settings_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &inbound_settings_set_query, in, affected);
}

static const struct db_field webhook_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field webhook_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_all_row, id) },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_all_row, provider) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_all_row, name) },
	{ "topic", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_all_row, topic) },
	{ "hasSecret", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_webhook_all_row, has_secret) },
	{ "received", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_webhook_all_row, received) },
	{ "lastAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_webhook_all_row, last_at) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_all_row, error) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_webhook_all_row, created_at) },
};
static const struct db_query webhook_all_query = {
	.name = "webhook_all",
	.sql =
		"SELECT w.\"id\", w.\"provider\", w.\"name\", w.\"topic\", w.\"secretSealed\" IS NOT NULL AS \"hasSecret\", w.\"received\", w.\"lastAt\", w.\"error\", w.\"createdAt\"\n"
		"FROM \"WebhookEndpoint\" w WHERE w.\"userId\" = $1 ORDER BY w.\"id\" LIMIT 200",
	.params = webhook_all_params,
	.n_params = 1,
	.cols = webhook_all_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_webhook_all_row),
	.reads = true,
};
err q_webhook_all(tenant_db db, struct arena *a, struct q_webhook_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &webhook_all_query, NULL, &rows));
	*out = (struct q_webhook_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field webhook_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_one_in, id) },
};
static const struct db_field webhook_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_one_row, id) },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_one_row, provider) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_one_row, name) },
	{ "topic", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_one_row, topic) },
	{ "hasSecret", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_webhook_one_row, has_secret) },
	{ "received", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_webhook_one_row, received) },
	{ "lastAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_webhook_one_row, last_at) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_one_row, error) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_webhook_one_row, created_at) },
};
static const struct db_query webhook_one_query = {
	.name = "webhook_one",
	.sql =
		"SELECT w.\"id\", w.\"provider\", w.\"name\", w.\"topic\", w.\"secretSealed\" IS NOT NULL AS \"hasSecret\", w.\"received\", w.\"lastAt\", w.\"error\", w.\"createdAt\"\n"
		"FROM \"WebhookEndpoint\" w WHERE w.\"userId\" = $1 AND w.\"id\" = $2",
	.params = webhook_one_params,
	.n_params = 2,
	.cols = webhook_one_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_webhook_one_row),
	.reads = true,
};
err q_webhook_one(tenant_db db, struct arena *a, const struct q_webhook_one_in *in, struct q_webhook_one_row *out)
{
	return db_tenant_one(db, a, &webhook_one_query, in, out);
}

static const struct db_field webhook_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_insert_in, provider) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_insert_in, name) },
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_insert_in, token_hash) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_webhook_insert_in, secret_sealed) },
	{ "topic", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_insert_in, topic) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_webhook_insert_in, most) },
};
static const struct db_query webhook_insert_query = {
	.name = "webhook_insert",
	.sql =
		"INSERT INTO \"WebhookEndpoint\" (\"id\", \"userId\", \"provider\", \"name\", \"tokenHash\", \"secretSealed\", \"topic\")\n"
		"SELECT $1, $2, $3, $4, $5, $6, $7\n"
		"WHERE (SELECT count(*) FROM \"WebhookEndpoint\" w WHERE w.\"userId\" = $2) < $8",
	.params = webhook_insert_params,
	.n_params = 8,
};
err q_webhook_insert(tenant_db db, struct arena *a, const struct q_webhook_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &webhook_insert_query, in, affected);
}

static const struct db_field webhook_rotate_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_rotate_in, token_hash) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_webhook_rotate_in, secret_sealed) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_rotate_in, id) },
};
static const struct db_query webhook_rotate_query = {
	.name = "webhook_rotate",
	.sql =
		"UPDATE \"WebhookEndpoint\" SET \"tokenHash\" = coalesce($1, \"tokenHash\"), \"secretSealed\" = coalesce($2, \"secretSealed\"),\n"
		"    \"error\" = NULL\n"
		"WHERE \"userId\" = $3 AND \"id\" = $4",
	.params = webhook_rotate_params,
	.n_params = 4,
};
err q_webhook_rotate(tenant_db db, struct arena *a, const struct q_webhook_rotate_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &webhook_rotate_query, in, affected);
}

static const struct db_field webhook_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_drop_in, id) },
};
static const struct db_query webhook_drop_query = {
	.name = "webhook_drop",
	.sql =
		"DELETE FROM \"WebhookEndpoint\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = webhook_drop_params,
	.n_params = 2,
};
err q_webhook_drop(tenant_db db, struct arena *a, const struct q_webhook_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &webhook_drop_query, in, affected);
}
