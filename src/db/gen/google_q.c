/* Written by tools/sqlgen from sql/q/tenant/google.sql; do not edit. */
#include "db/gen/google_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field google_client_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field google_client_cols[] = {
	{ "clientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_client_row, client_id) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_google_client_row, updated_at) },
};
static const struct db_query google_client_query = {
	.name = "google_client",
	.sql =
		"select \"clientId\", \"updatedAt\" from \"GoogleClient\" where \"userId\" = $1",
	.params = google_client_params,
	.n_params = 1,
	.cols = google_client_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_google_client_row),
	.reads = true,
};
err q_google_client(tenant_db db, struct arena *a, struct q_google_client_row *out)
{
	return db_tenant_one(db, a, &google_client_query, NULL, out);
}

static const struct db_field google_client_put_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "client_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_client_put_in, client_id) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_client_put_in, secret_sealed) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_google_client_put_in, now) },
};
static const struct db_query google_client_put_query = {
	.name = "google_client_put",
	.sql =
		"insert into \"GoogleClient\" (\"userId\", \"clientId\", \"secretSealed\", \"updatedAt\") values ($1, $2, $3, $4)\n"
		"on conflict (\"userId\") do update set \"clientId\" = excluded.\"clientId\", \"secretSealed\" = excluded.\"secretSealed\", \"updatedAt\" = excluded.\"updatedAt\"",
	.params = google_client_put_params,
	.n_params = 4,
};
err q_google_client_put(tenant_db db, struct arena *a, const struct q_google_client_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &google_client_put_query, in, affected);
}

static const struct db_field google_client_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query google_client_drop_query = {
	.name = "google_client_drop",
	.sql =
		"delete from \"GoogleClient\" where \"userId\" = $1",
	.params = google_client_drop_params,
	.n_params = 1,
};
err q_google_client_drop(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &google_client_drop_query, NULL, affected);
}

static const struct db_field gmail_account_find_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_find_in, subject) },
};
static const struct db_field gmail_account_find_cols[] = {
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_find_row, sender_id) },
	{ "inToken", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_find_row, in_token) },
};
static const struct db_query gmail_account_find_query = {
	.name = "gmail_account_find",
	.sql =
		"select \"senderId\", \"inToken\" from \"GmailAccount\" where \"userId\" = $1 and \"subject\" = $2",
	.params = gmail_account_find_params,
	.n_params = 2,
	.cols = gmail_account_find_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_gmail_account_find_row),
	.reads = true,
};
err q_gmail_account_find(tenant_db db, struct arena *a, const struct q_gmail_account_find_in *in, struct q_gmail_account_find_row *out)
{
	return db_tenant_one(db, a, &gmail_account_find_query, in, out);
}

static const struct db_field gmail_account_list_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field gmail_account_list_cols[] = {
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_list_row, sender_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_list_row, email) },
	{ "workspace", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_list_row, workspace) },
	{ "ownClient", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_list_row, own_client) },
	{ "connectedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_account_list_row, connected_at) },
	{ "disconnectedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_gmail_account_list_row, disconnected_at) },
};
static const struct db_query gmail_account_list_query = {
	.name = "gmail_account_list",
	.sql =
		"select a.\"senderId\", a.\"email\", a.\"workspace\", a.\"ownClient\", a.\"connectedAt\", a.\"disconnectedAt\" from \"GmailAccount\" a\n"
		"where a.\"userId\" = $1 order by a.\"connectedAt\", a.\"senderId\" limit 200",
	.params = gmail_account_list_params,
	.n_params = 1,
	.cols = gmail_account_list_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_gmail_account_list_row),
	.reads = true,
};
err q_gmail_account_list(tenant_db db, struct arena *a, struct q_gmail_account_list_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &gmail_account_list_query, NULL, &rows));
	*out = (struct q_gmail_account_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field gmail_token_free_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_free_in, sender_id) },
};
static const struct db_field gmail_token_free_cols[] = {
	{ "free", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_token_free_row, free) },
};
static const struct db_query gmail_token_free_query = {
	.name = "gmail_token_free",
	.sql =
		"select not exists (select 1 from \"GmailAccount\" a where a.\"userId\" = $1 and a.\"inToken\" and a.\"senderId\" <> $2) as free",
	.params = gmail_token_free_params,
	.n_params = 2,
	.cols = gmail_token_free_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_gmail_token_free_row),
	.reads = true,
};
err q_gmail_token_free(tenant_db db, struct arena *a, const struct q_gmail_token_free_in *in, struct q_gmail_token_free_row *out)
{
	return db_tenant_one(db, a, &gmail_token_free_query, in, out);
}

static const struct db_field gmail_account_put_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, sender_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, email) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, subject) },
	{ "workspace", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_put_in, workspace) },
	{ "own_client", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_put_in, own_client) },
	{ "in_token", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_put_in, in_token) },
	{ "access_token", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, access_token) },
	{ "refresh_token", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, refresh_token) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_account_put_in, expires_at) },
	{ "scope", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_put_in, scope) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_account_put_in, now) },
};
static const struct db_query gmail_account_put_query = {
	.name = "gmail_account_put",
	.sql =
		"insert into \"GmailAccount\" (\"senderId\", \"userId\", \"email\", \"subject\", \"workspace\", \"ownClient\", \"inToken\", \"accessToken\", \"refreshToken\",\n"
		"    \"expiresAt\", \"scope\", \"connectedAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $7,\n"
		"    case when $7::boolean then null else $8 end, case when $7::boolean then null else $9 end,\n"
		"    case when $7::boolean then null else $10::timestamp end, case when $7::boolean then null else $11 end, $12)\n"
		"on conflict (\"senderId\") do update set \"email\" = excluded.\"email\", \"subject\" = excluded.\"subject\", \"workspace\" = excluded.\"workspace\",\n"
		"    \"ownClient\" = excluded.\"ownClient\", \"inToken\" = excluded.\"inToken\", \"accessToken\" = excluded.\"accessToken\",\n"
		"    \"refreshToken\" = excluded.\"refreshToken\", \"expiresAt\" = excluded.\"expiresAt\", \"scope\" = excluded.\"scope\",\n"
		"    \"connectedAt\" = excluded.\"connectedAt\", \"disconnectedAt\" = null, \"leasedUntil\" = null",
	.params = gmail_account_put_params,
	.n_params = 12,
};
err q_gmail_account_put(tenant_db db, struct arena *a, const struct q_gmail_account_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_account_put_query, in, affected);
}

static const struct db_field gmail_token_put_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_put_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "access_token", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_put_in, access_token) },
	{ "refresh_token", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_put_in, refresh_token) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_token_put_in, expires_at) },
	{ "scope", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_put_in, scope) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_token_put_in, now) },
};
static const struct db_query gmail_token_put_query = {
	.name = "gmail_token_put",
	.sql =
		"insert into \"GmailToken\" (\"id\", \"userId\", \"accessToken\", \"refreshToken\", \"expiresAt\", \"scope\", \"createdAt\", \"updatedAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $7, $7)\n"
		"on conflict (\"userId\") do update set \"accessToken\" = excluded.\"accessToken\", \"refreshToken\" = excluded.\"refreshToken\",\n"
		"    \"expiresAt\" = excluded.\"expiresAt\", \"scope\" = excluded.\"scope\", \"updatedAt\" = excluded.\"updatedAt\"",
	.params = gmail_token_put_params,
	.n_params = 7,
};
err q_gmail_token_put(tenant_db db, struct arena *a, const struct q_gmail_token_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_token_put_query, in, affected);
}

static const struct db_field gmail_sender_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_insert_in, name) },
	{ "from_email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_insert_in, from_email) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_gmail_sender_insert_in, from_name) },
	{ "per_day", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_gmail_sender_insert_in, per_day) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_sender_insert_in, now) },
};
static const struct db_query gmail_sender_insert_query = {
	.name = "gmail_sender_insert",
	.sql =
		"insert into \"Sender\" (\"id\", \"userId\", \"kind\", \"name\", \"fromEmail\", \"fromName\", \"security\", \"auth\", \"perSecond\", \"perDay\", \"maxConnections\",\n"
		"    \"status\", \"verifiedAt\", \"isDefault\", \"createdAt\", \"updatedAt\")\n"
		"values ($1, $2, 'gmail', $3, $4, $5, 'tls', 'xoauth2', 1, $6, 2, 'ACTIVE', $7, false, $7, $7)",
	.params = gmail_sender_insert_params,
	.n_params = 7,
};
err q_gmail_sender_insert(tenant_db db, struct arena *a, const struct q_gmail_sender_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_sender_insert_query, in, affected);
}

static const struct db_field gmail_sender_back_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_sender_back_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_back_in, id) },
};
static const struct db_query gmail_sender_back_query = {
	.name = "gmail_sender_back",
	.sql =
		"update \"Sender\" set \"status\" = 'ACTIVE', \"pauseReason\" = null, \"pausedUntil\" = null, \"verifiedAt\" = $1, \"updatedAt\" = $1\n"
		"where \"userId\" = $2 and \"id\" = $3 and \"kind\" = 'gmail'",
	.params = gmail_sender_back_params,
	.n_params = 3,
};
err q_gmail_sender_back(tenant_db db, struct arena *a, const struct q_gmail_sender_back_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_sender_back_query, in, affected);
}

static const struct db_field gmail_token_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_token_drop_in, sender_id) },
};
static const struct db_query gmail_token_drop_query = {
	.name = "gmail_token_drop",
	.sql =
		"delete from \"GmailToken\" where \"userId\" = $1\n"
		"and exists (select 1 from \"GmailAccount\" a where a.\"userId\" = $1 and a.\"senderId\" = $2 and a.\"inToken\")",
	.params = gmail_token_drop_params,
	.n_params = 2,
};
err q_gmail_token_drop(tenant_db db, struct arena *a, const struct q_gmail_token_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_token_drop_query, in, affected);
}

static const struct db_field gmail_account_end_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_account_end_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_end_in, sender_id) },
};
static const struct db_query gmail_account_end_query = {
	.name = "gmail_account_end",
	.sql =
		"update \"GmailAccount\" set \"accessToken\" = null, \"refreshToken\" = null, \"expiresAt\" = null, \"inToken\" = false, \"disconnectedAt\" = $1\n"
		"where \"userId\" = $2 and \"senderId\" = $3",
	.params = gmail_account_end_params,
	.n_params = 3,
};
err q_gmail_account_end(tenant_db db, struct arena *a, const struct q_gmail_account_end_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_account_end_query, in, affected);
}

static const struct db_field gmail_sender_stop_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_stop_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_sender_stop_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_sender_stop_in, id) },
};
static const struct db_query gmail_sender_stop_query = {
	.name = "gmail_sender_stop",
	.sql =
		"update \"Sender\" set \"status\" = 'PAUSED', \"pauseReason\" = $1, \"pausedUntil\" = null, \"updatedAt\" = $2\n"
		"where \"userId\" = $3 and \"id\" = $4",
	.params = gmail_sender_stop_params,
	.n_params = 4,
};
err q_gmail_sender_stop(tenant_db db, struct arena *a, const struct q_gmail_sender_stop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &gmail_sender_stop_query, in, affected);
}
