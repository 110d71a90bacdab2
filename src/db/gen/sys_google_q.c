/* Written by tools/sqlgen from sql/q/system/google.sql; do not edit. */
#include "db/gen/sys_google_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field oauth_state_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_insert_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_insert_in, user_id) },
	{ "purpose", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_insert_in, purpose) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_insert_in, sender_id) },
	{ "own_client", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_oauth_state_insert_in, own_client) },
	{ "browser_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_insert_in, browser_hash) },
	{ "nonce", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_insert_in, nonce) },
	{ "verifier", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_insert_in, verifier) },
	{ "return_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_insert_in, return_to) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_oauth_state_insert_in, expires_at) },
};
static const struct db_query oauth_state_insert_query = {
	.name = "oauth_state_insert",
	.sql =
		"insert into \"OAuthState\" (\"id\", \"userId\", \"purpose\", \"senderId\", \"ownClient\", \"browserHash\", \"nonce\", \"verifier\", \"returnTo\", \"expiresAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	.params = oauth_state_insert_params,
	.n_params = 10,
};
err q_oauth_state_insert(system_db db, struct arena *a, const struct q_oauth_state_insert_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &oauth_state_insert_query, in, affected);
}

static const struct db_field oauth_state_take_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_take_in, id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_oauth_state_take_in, now) },
};
static const struct db_field oauth_state_take_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_take_row, user_id) },
	{ "purpose", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_take_row, purpose) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_take_row, sender_id) },
	{ "ownClient", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_oauth_state_take_row, own_client) },
	{ "browserHash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_take_row, browser_hash) },
	{ "nonce", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_take_row, nonce) },
	{ "verifier", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_oauth_state_take_row, verifier) },
	{ "returnTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_oauth_state_take_row, return_to) },
};
static const struct db_query oauth_state_take_query = {
	.name = "oauth_state_take",
	.sql =
		"delete from \"OAuthState\" where \"id\" = $1 and \"expiresAt\" > $2\n"
		"returning \"userId\", \"purpose\", \"senderId\", \"ownClient\", \"browserHash\", \"nonce\", \"verifier\", \"returnTo\"",
	.params = oauth_state_take_params,
	.n_params = 2,
	.cols = oauth_state_take_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_oauth_state_take_row),
};
err q_oauth_state_take(system_db db, struct arena *a, const struct q_oauth_state_take_in *in, struct q_oauth_state_take_row *out)
{
	return db_system_one(db, a, &oauth_state_take_query, in, out);
}

static const struct db_field oauth_state_sweep_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_oauth_state_sweep_in, now) },
};
static const struct db_query oauth_state_sweep_query = {
	.name = "oauth_state_sweep",
	.sql =
		"delete from \"OAuthState\" where \"expiresAt\" < $1",
	.params = oauth_state_sweep_params,
	.n_params = 1,
};
err q_oauth_state_sweep(system_db db, struct arena *a, const struct q_oauth_state_sweep_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &oauth_state_sweep_query, in, affected);
}

static const struct db_field identity_find_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_identity_find_in, now) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_find_in, email) },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_find_in, provider) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_find_in, subject) },
};
static const struct db_field identity_find_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_find_row, user_id) },
};
static const struct db_query identity_find_query = {
	.name = "identity_find",
	.sql =
		"update \"Identity\" set \"lastUsedAt\" = $1, \"email\" = $2 where \"provider\" = $3 and \"subject\" = $4\n"
		"returning \"userId\"",
	.params = identity_find_params,
	.n_params = 4,
	.cols = identity_find_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_identity_find_row),
};
err q_identity_find(system_db db, struct arena *a, const struct q_identity_find_in *in, struct q_identity_find_row *out)
{
	return db_system_one(db, a, &identity_find_query, in, out);
}

static const struct db_field identity_put_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_put_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_put_in, user_id) },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_put_in, provider) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_put_in, subject) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_identity_put_in, email) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_identity_put_in, now) },
};
static const struct db_query identity_put_query = {
	.name = "identity_put",
	.sql =
		"insert into \"Identity\" (\"id\", \"userId\", \"provider\", \"subject\", \"email\", \"createdAt\", \"lastUsedAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $6)\n"
		"on conflict (\"provider\", \"subject\") do nothing",
	.params = identity_put_params,
	.n_params = 6,
};
err q_identity_put(system_db db, struct arena *a, const struct q_identity_put_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &identity_put_query, in, affected);
}

static const struct db_field user_any_cols[] = {
	{ "any", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_any_row, any) },
};
static const struct db_query user_any_query = {
	.name = "user_any",
	.sql =
		"select exists (select 1 from \"User\") as any",
	.cols = user_any_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_user_any_row),
	.reads = true,
};
err q_user_any(system_db db, struct arena *a, struct q_user_any_row *out)
{
	return db_system_one(db, a, &user_any_query, NULL, out);
}

static const struct db_field user_image_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_image_in, name) },
	{ "image", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_image_in, image) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_user_image_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_image_in, id) },
};
static const struct db_query user_image_query = {
	.name = "user_image",
	.sql =
		"update \"User\" set \"name\" = coalesce(\"name\", $1), \"image\" = coalesce(\"image\", $2), \"updatedAt\" = $3 where \"id\" = $4",
	.params = user_image_params,
	.n_params = 4,
};
err q_user_image(system_db db, struct arena *a, const struct q_user_image_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &user_image_query, in, affected);
}

static const struct db_field google_own_client_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_own_client_in, user_id) },
};
static const struct db_field google_own_client_cols[] = {
	{ "clientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_own_client_row, client_id) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_google_own_client_row, secret_sealed) },
};
static const struct db_query google_own_client_query = {
	.name = "google_own_client",
	.sql =
		"select \"clientId\", \"secretSealed\" from \"GoogleClient\" where \"userId\" = $1",
	.params = google_own_client_params,
	.n_params = 1,
	.cols = google_own_client_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_google_own_client_row),
	.reads = true,
};
err q_google_own_client(system_db db, struct arena *a, const struct q_google_own_client_in *in, struct q_google_own_client_row *out)
{
	return db_system_one(db, a, &google_own_client_query, in, out);
}

static const struct db_field gmail_account_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_in, sender_id) },
};
static const struct db_field gmail_account_cols[] = {
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_row, sender_id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_row, user_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_row, email) },
	{ "ownClient", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_row, own_client) },
	{ "inToken", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_gmail_account_row, in_token) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_account_row, status) },
	{ "access_token", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_gmail_account_row, access_token) },
	{ "refresh_token", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_gmail_account_row, refresh_token) },
	{ "expires_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_gmail_account_row, expires_at) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_gmail_account_row, scope) },
};
static const struct db_query gmail_account_query = {
	.name = "gmail_account",
	.sql =
		"select a.\"senderId\", a.\"userId\", a.\"email\", a.\"ownClient\", a.\"inToken\", d.\"status\",\n"
		"       case when a.\"inToken\" then t.\"accessToken\" else a.\"accessToken\" end as access_token,\n"
		"       case when a.\"inToken\" then t.\"refreshToken\" else a.\"refreshToken\" end as refresh_token,\n"
		"       case when a.\"inToken\" then t.\"expiresAt\" else a.\"expiresAt\" end as expires_at,\n"
		"       case when a.\"inToken\" then t.\"scope\" else a.\"scope\" end as scope\n"
		"from \"GmailAccount\" a\n"
		"join \"Sender\" d on d.\"id\" = a.\"senderId\"\n"
		"left join \"GmailToken\" t on t.\"userId\" = a.\"userId\" and a.\"inToken\"\n"
		"where a.\"senderId\" = $1 and a.\"disconnectedAt\" is null",
	.params = gmail_account_params,
	.n_params = 1,
	.cols = gmail_account_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_gmail_account_row),
	.reads = true,
};
err q_gmail_account(system_db db, struct arena *a, const struct q_gmail_account_in *in, struct q_gmail_account_row *out)
{
	return db_system_one(db, a, &gmail_account_query, in, out);
}

static const struct db_field gmail_lease_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_lease_in, sender_id) },
};
static const struct db_query gmail_lease_query = {
	.name = "gmail_lease",
	.sql =
		"update \"GmailAccount\" set \"leasedUntil\" = clock_timestamp() at time zone 'UTC' + interval '45 seconds'\n"
		"where \"senderId\" = $1 and (\"leasedUntil\" is null or \"leasedUntil\" < clock_timestamp() at time zone 'UTC')",
	.params = gmail_lease_params,
	.n_params = 1,
};
err q_gmail_lease(system_db db, struct arena *a, const struct q_gmail_lease_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &gmail_lease_query, in, affected);
}

static const struct db_field gmail_unlease_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_unlease_in, sender_id) },
};
static const struct db_query gmail_unlease_query = {
	.name = "gmail_unlease",
	.sql =
		"update \"GmailAccount\" set \"leasedUntil\" = null where \"senderId\" = $1",
	.params = gmail_unlease_params,
	.n_params = 1,
};
err q_gmail_unlease(system_db db, struct arena *a, const struct q_gmail_unlease_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &gmail_unlease_query, in, affected);
}

static const struct db_field gmail_refreshed_params[] = {
	{ "access_token", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_refreshed_in, access_token) },
	{ "refresh_token", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_gmail_refreshed_in, refresh_token) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_gmail_refreshed_in, expires_at) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_gmail_refreshed_in, sender_id) },
};
static const struct db_query gmail_refreshed_query = {
	.name = "gmail_refreshed",
	.sql =
		"with own as (\n"
		"    update \"GmailAccount\" set \"leasedUntil\" = null,\n"
		"        \"accessToken\" = case when \"inToken\" then null else $1 end,\n"
		"        \"refreshToken\" = case when \"inToken\" then null else coalesce($2, \"refreshToken\") end,\n"
		"        \"expiresAt\" = case when \"inToken\" then null else $3::timestamp end\n"
		"    where \"senderId\" = $4\n"
		"    returning \"userId\", \"inToken\"\n"
		")\n"
		"update \"GmailToken\" t set \"accessToken\" = $1, \"refreshToken\" = coalesce($2, t.\"refreshToken\"),\n"
		"    \"expiresAt\" = $3, \"updatedAt\" = now() at time zone 'UTC'\n"
		"from own where own.\"inToken\" and t.\"userId\" = own.\"userId\"",
	.params = gmail_refreshed_params,
	.n_params = 4,
};
err q_gmail_refreshed(system_db db, struct arena *a, const struct q_gmail_refreshed_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &gmail_refreshed_query, in, affected);
}
