/* Written by tools/sqlgen from sql/q/system/account.sql; do not edit. */
#include "db/gen/sys_account_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field user_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_insert_in, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_insert_in, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_insert_in, name) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_insert_in, timezone) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_insert_in, locale) },
	{ "is_operator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_insert_in, is_operator) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_user_insert_in, now) },
};
static const struct db_field user_insert_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_insert_row, id) },
	{ "isOperator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_insert_row, is_operator) },
};
static const struct db_query user_insert_query = {
	.name = "user_insert",
	.sql =
		"insert into \"User\" (\"id\", \"email\", \"name\", \"timezone\", \"locale\", \"isOperator\", \"createdAt\", \"updatedAt\")\n"
		"values ($1, $2, $3, $4, $5, $6 or not exists (select from \"User\"), $7, $7)\n"
		"returning \"id\", \"isOperator\"",
	.params = user_insert_params,
	.n_params = 7,
	.cols = user_insert_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_user_insert_row),
};
err q_user_insert(system_db db, struct arena *a, const struct q_user_insert_in *in, struct q_user_insert_row *out)
{
	return db_system_one(db, a, &user_insert_query, in, out);
}

static const struct db_field credential_put_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_credential_put_in, user_id) },
	{ "password_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_credential_put_in, password_hash) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_credential_put_in, now) },
};
static const struct db_query credential_put_query = {
	.name = "credential_put",
	.sql =
		"insert into \"Credential\" (\"userId\", \"passwordHash\", \"updatedAt\") values ($1, $2, $3)\n"
		"on conflict (\"userId\") do update set \"passwordHash\" = excluded.\"passwordHash\", \"updatedAt\" = excluded.\"updatedAt\"",
	.params = credential_put_params,
	.n_params = 3,
};
err q_credential_put(system_db db, struct arena *a, const struct q_credential_put_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &credential_put_query, in, affected);
}

static const struct db_field credential_of_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_credential_of_in, user_id) },
};
static const struct db_field credential_of_cols[] = {
	{ "passwordHash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_credential_of_row, password_hash) },
};
static const struct db_query credential_of_query = {
	.name = "credential_of",
	.sql =
		"select \"passwordHash\" from \"Credential\" where \"userId\" = $1",
	.params = credential_of_params,
	.n_params = 1,
	.cols = credential_of_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_credential_of_row),
	.reads = true,
};
err q_credential_of(system_db db, struct arena *a, const struct q_credential_of_in *in, struct q_credential_of_row *out)
{
	return db_system_one(db, a, &credential_of_query, in, out);
}

static const struct db_field user_by_email_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_by_email_in, email) },
};
static const struct db_field user_by_email_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_by_email_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_by_email_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_by_email_row, name) },
	{ "isOperator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_by_email_row, is_operator) },
	{ "passwordHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_by_email_row, password_hash) },
};
static const struct db_query user_by_email_query = {
	.name = "user_by_email",
	.sql =
		"select u.\"id\", u.\"email\", u.\"name\", u.\"isOperator\", c.\"passwordHash\"\n"
		"from \"User\" u left join \"Credential\" c on c.\"userId\" = u.\"id\"\n"
		"where u.\"email\" = $1",
	.params = user_by_email_params,
	.n_params = 1,
	.cols = user_by_email_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_user_by_email_row),
	.reads = true,
};
err q_user_by_email(system_db db, struct arena *a, const struct q_user_by_email_in *in, struct q_user_by_email_row *out)
{
	return db_system_one(db, a, &user_by_email_query, in, out);
}

static const struct db_field user_only_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_only_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_only_row, email) },
	{ "users", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_user_only_row, users) },
};
static const struct db_query user_only_query = {
	.name = "user_only",
	.sql =
		"select min(\"id\") as id, min(\"email\") as email, count(*) as users from (select \"id\", \"email\" from \"User\" limit 2) u",
	.cols = user_only_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_user_only_row),
	.reads = true,
};
err q_user_only(system_db db, struct arena *a, struct q_user_only_row *out)
{
	return db_system_one(db, a, &user_only_query, NULL, out);
}

static const struct db_field user_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_list_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_list_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_list_row, name) },
	{ "isOperator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_list_row, is_operator) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_user_list_row, created_at) },
	{ "last_seen_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_user_list_row, last_seen_at) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_user_list_row, contacts) },
};
static const struct db_query user_list_query = {
	.name = "user_list",
	.sql =
		"select u.\"id\", u.\"email\", u.\"name\", u.\"isOperator\", u.\"createdAt\",\n"
		"       (select max(s.\"lastSeenAt\") from \"Session\" s where s.\"userId\" = u.\"id\") as last_seen_at,\n"
		"       (select count(*) from \"Contact\" c where c.\"userId\" = u.\"id\") as contacts\n"
		"from \"User\" u\n"
		"order by u.\"id\"",
	.cols = user_list_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_user_list_row),
	.reads = true,
};
err q_user_list(system_db db, struct arena *a, struct q_user_list_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &user_list_query, NULL, &rows));
	*out = (struct q_user_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field user_set_operator_params[] = {
	{ "is_operator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_user_set_operator_in, is_operator) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_user_set_operator_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_set_operator_in, id) },
};
static const struct db_query user_set_operator_query = {
	.name = "user_set_operator",
	.sql =
		"update \"User\" set \"isOperator\" = $1, \"updatedAt\" = $2 where \"id\" = $3",
	.params = user_set_operator_params,
	.n_params = 3,
};
err q_user_set_operator(system_db db, struct arena *a, const struct q_user_set_operator_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &user_set_operator_query, in, affected);
}

static const struct db_field session_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_insert_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_insert_in, user_id) },
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_insert_in, token_hash) },
	{ "user_agent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_session_insert_in, user_agent) },
	{ "ip_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_session_insert_in, ip_hash) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_insert_in, now) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_insert_in, expires_at) },
};
static const struct db_query session_insert_query = {
	.name = "session_insert",
	.sql =
		"insert into \"Session\" (\"id\", \"userId\", \"tokenHash\", \"userAgent\", \"ipHash\", \"createdAt\", \"lastSeenAt\", \"expiresAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $6, $7)",
	.params = session_insert_params,
	.n_params = 7,
};
err q_session_insert(system_db db, struct arena *a, const struct q_session_insert_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &session_insert_query, in, affected);
}

static const struct db_field session_find_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_find_in, token_hash) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_find_in, now) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_find_in, since) },
};
static const struct db_field session_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_find_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_find_row, user_id) },
	{ "lastSeenAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_find_row, last_seen_at) },
	{ "expiresAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_find_row, expires_at) },
	{ "isOperator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_session_find_row, is_operator) },
};
static const struct db_query session_find_query = {
	.name = "session_find",
	.sql =
		"select s.\"id\", s.\"userId\", s.\"lastSeenAt\", s.\"expiresAt\", u.\"isOperator\"\n"
		"from \"Session\" s join \"User\" u on u.\"id\" = s.\"userId\"\n"
		"where s.\"tokenHash\" = $1 and s.\"expiresAt\" > $2 and s.\"createdAt\" > $3",
	.params = session_find_params,
	.n_params = 3,
	.cols = session_find_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_session_find_row),
	.reads = true,
};
err q_session_find(system_db db, struct arena *a, const struct q_session_find_in *in, struct q_session_find_row *out)
{
	return db_system_one(db, a, &session_find_query, in, out);
}

static const struct db_field session_touch_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_touch_in, now) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_session_touch_in, expires_at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_touch_in, id) },
};
static const struct db_query session_touch_query = {
	.name = "session_touch",
	.sql =
		"update \"Session\" set \"lastSeenAt\" = $1, \"expiresAt\" = $2 where \"id\" = $3",
	.params = session_touch_params,
	.n_params = 3,
};
err q_session_touch(system_db db, struct arena *a, const struct q_session_touch_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &session_touch_query, in, affected);
}

static const struct db_field session_end_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_end_in, token_hash) },
};
static const struct db_query session_end_query = {
	.name = "session_end",
	.sql =
		"delete from \"Session\" where \"tokenHash\" = $1",
	.params = session_end_params,
	.n_params = 1,
};
err q_session_end(system_db db, struct arena *a, const struct q_session_end_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &session_end_query, in, affected);
}

static const struct db_field sessions_end_others_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sessions_end_others_in, user_id) },
	{ "keep", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sessions_end_others_in, keep) },
};
static const struct db_query sessions_end_others_query = {
	.name = "sessions_end_others",
	.sql =
		"delete from \"Session\" where \"userId\" = $1 and \"id\" <> $2",
	.params = sessions_end_others_params,
	.n_params = 2,
};
err q_sessions_end_others(system_db db, struct arena *a, const struct q_sessions_end_others_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sessions_end_others_query, in, affected);
}

static const struct db_field session_end_all_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_session_end_all_in, user_id) },
};
static const struct db_query session_end_all_query = {
	.name = "session_end_all",
	.sql =
		"delete from \"Session\" where \"userId\" = $1",
	.params = session_end_all_params,
	.n_params = 1,
};
err q_session_end_all(system_db db, struct arena *a, const struct q_session_end_all_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &session_end_all_query, in, affected);
}

static const struct db_field api_key_find_params[] = {
	{ "key_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_api_key_find_in, key_hash) },
};
static const struct db_field api_key_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_api_key_find_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_api_key_find_row, user_id) },
	{ "scopes", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_api_key_find_row, scopes) },
	{ "lastUsedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_api_key_find_row, last_used_at) },
};
static const struct db_query api_key_find_query = {
	.name = "api_key_find",
	.sql =
		"select k.\"id\", k.\"userId\", k.\"scopes\", k.\"lastUsedAt\"\n"
		"from \"ApiKey\" k\n"
		"where k.\"keyHash\" = $1",
	.params = api_key_find_params,
	.n_params = 1,
	.cols = api_key_find_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_api_key_find_row),
	.reads = true,
};
err q_api_key_find(system_db db, struct arena *a, const struct q_api_key_find_in *in, struct q_api_key_find_row *out)
{
	return db_system_one(db, a, &api_key_find_query, in, out);
}

static const struct db_field api_key_touch_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_api_key_touch_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_api_key_touch_in, id) },
};
static const struct db_query api_key_touch_query = {
	.name = "api_key_touch",
	.sql =
		"update \"ApiKey\" set \"lastUsedAt\" = $1 where \"id\" = $2",
	.params = api_key_touch_params,
	.n_params = 2,
};
err q_api_key_touch(system_db db, struct arena *a, const struct q_api_key_touch_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &api_key_touch_query, in, affected);
}

static const struct db_field throttle_get_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_throttle_get_in, key) },
};
static const struct db_field throttle_get_cols[] = {
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_throttle_get_row, failures) },
	{ "blockedUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_throttle_get_row, blocked_until) },
};
static const struct db_query throttle_get_query = {
	.name = "throttle_get",
	.sql =
		"select \"failures\", \"blockedUntil\" from \"LoginThrottle\" where \"key\" = $1",
	.params = throttle_get_params,
	.n_params = 1,
	.cols = throttle_get_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_throttle_get_row),
	.reads = true,
};
err q_throttle_get(system_db db, struct arena *a, const struct q_throttle_get_in *in, struct q_throttle_get_row *out)
{
	return db_system_one(db, a, &throttle_get_query, in, out);
}

static const struct db_field throttle_fail_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_throttle_fail_in, key) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_throttle_fail_in, now) },
	{ "forget", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_throttle_fail_in, forget) },
};
static const struct db_field throttle_fail_cols[] = {
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_throttle_fail_row, failures) },
};
static const struct db_query throttle_fail_query = {
	.name = "throttle_fail",
	.sql =
		"insert into \"LoginThrottle\" (\"key\", \"failures\", \"updatedAt\") values ($1, 1, $2)\n"
		"on conflict (\"key\") do update\n"
		"set \"failures\" = case when \"LoginThrottle\".\"updatedAt\" < $3 then 1 else \"LoginThrottle\".\"failures\" + 1 end, \"updatedAt\" = $2\n"
		"returning \"failures\"",
	.params = throttle_fail_params,
	.n_params = 3,
	.cols = throttle_fail_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_throttle_fail_row),
};
err q_throttle_fail(system_db db, struct arena *a, const struct q_throttle_fail_in *in, struct q_throttle_fail_row *out)
{
	return db_system_one(db, a, &throttle_fail_query, in, out);
}

static const struct db_field throttle_block_params[] = {
	{ "until", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_throttle_block_in, until) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_throttle_block_in, key) },
};
static const struct db_query throttle_block_query = {
	.name = "throttle_block",
	.sql =
		"update \"LoginThrottle\" set \"blockedUntil\" = $1 where \"key\" = $2",
	.params = throttle_block_params,
	.n_params = 2,
};
err q_throttle_block(system_db db, struct arena *a, const struct q_throttle_block_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &throttle_block_query, in, affected);
}

static const struct db_field throttle_clear_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_throttle_clear_in, key) },
};
static const struct db_field throttle_clear_cols[] = {
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_throttle_clear_row, failures) },
};
static const struct db_query throttle_clear_query = {
	.name = "throttle_clear",
	.sql =
		"delete from \"LoginThrottle\" where \"key\" = $1 returning \"failures\"",
	.params = throttle_clear_params,
	.n_params = 1,
	.cols = throttle_clear_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_throttle_clear_row),
};
err q_throttle_clear(system_db db, struct arena *a, const struct q_throttle_clear_in *in, struct q_throttle_clear_row *out)
{
	return db_system_one(db, a, &throttle_clear_query, in, out);
}

static const struct db_field account_sweep_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_sweep_in, now) },
	{ "sessions_since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_sweep_in, sessions_since) },
	{ "throttles_before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_sweep_in, throttles_before) },
	{ "keys_before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_sweep_in, keys_before) },
};
static const struct db_field account_sweep_cols[] = {
	{ "sessions", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_account_sweep_row, sessions) },
	{ "throttles", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_account_sweep_row, throttles) },
	{ "keys", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_account_sweep_row, keys) },
};
static const struct db_query account_sweep_query = {
	.name = "account_sweep",
	.sql =
		"with s as (delete from \"Session\" where \"expiresAt\" < $1 or \"createdAt\" < $2 returning 1),\n"
		"     t as (delete from \"LoginThrottle\" where \"updatedAt\" < $3 returning 1),\n"
		"     i as (delete from \"IdempotencyKey\" where \"createdAt\" < $4 returning 1)\n"
		"select (select count(*) from s) as sessions, (select count(*) from t) as throttles, (select count(*) from i) as keys",
	.params = account_sweep_params,
	.n_params = 4,
	.cols = account_sweep_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_account_sweep_row),
};
err q_account_sweep(system_db db, struct arena *a, const struct q_account_sweep_in *in, struct q_account_sweep_row *out)
{
	return db_system_one(db, a, &account_sweep_query, in, out);
}

static const struct db_field setting_get_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_setting_get_in, key) },
};
static const struct db_field setting_get_cols[] = {
	{ "value", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_setting_get_row, value) },
};
static const struct db_query setting_get_query = {
	.name = "setting_get",
	.sql =
		"select \"value\" from \"Setting\" where \"key\" = $1",
	.params = setting_get_params,
	.n_params = 1,
	.cols = setting_get_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_setting_get_row),
	.reads = true,
};
err q_setting_get(system_db db, struct arena *a, const struct q_setting_get_in *in, struct q_setting_get_row *out)
{
	return db_system_one(db, a, &setting_get_query, in, out);
}

static const struct db_field setting_put_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_setting_put_in, key) },
	{ "value", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_setting_put_in, value) },
};
static const struct db_query setting_put_query = {
	.name = "setting_put",
	.sql =
		"insert into \"Setting\" (\"key\", \"value\", \"updatedAt\") values ($1, $2, now())\n"
		"on conflict (\"key\") do update set \"value\" = excluded.\"value\", \"updatedAt\" = excluded.\"updatedAt\"",
	.params = setting_put_params,
	.n_params = 2,
};
err q_setting_put(system_db db, struct arena *a, const struct q_setting_put_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &setting_put_query, in, affected);
}

static const struct db_field worker_beat_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_beat_in, id) },
	{ "role", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_beat_in, role) },
	{ "host", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_beat_in, host) },
	{ "pid", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_worker_beat_in, pid) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_beat_in, version) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_worker_beat_in, now) },
};
static const struct db_query worker_beat_query = {
	.name = "worker_beat",
	.sql =
		"insert into \"Worker\" (\"id\", \"role\", \"host\", \"pid\", \"version\", \"startedAt\", \"lastSeenAt\")\n"
		"values ($1, $2, $3, $4::int, $5, $6, $6)\n"
		"on conflict (\"id\") do update set \"lastSeenAt\" = excluded.\"lastSeenAt\"",
	.params = worker_beat_params,
	.n_params = 6,
};
err q_worker_beat(system_db db, struct arena *a, const struct q_worker_beat_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &worker_beat_query, in, affected);
}

static const struct db_field worker_gone_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_gone_in, id) },
	{ "before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_worker_gone_in, before) },
};
static const struct db_query worker_gone_query = {
	.name = "worker_gone",
	.sql =
		"delete from \"Worker\" where \"id\" = $1 or \"lastSeenAt\" < $2",
	.params = worker_gone_params,
	.n_params = 2,
};
err q_worker_gone(system_db db, struct arena *a, const struct q_worker_gone_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &worker_gone_query, in, affected);
}

static const struct db_field worker_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_list_row, id) },
	{ "role", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_list_row, role) },
	{ "host", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_list_row, host) },
	{ "pid", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_worker_list_row, pid) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_worker_list_row, version) },
	{ "startedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_worker_list_row, started_at) },
	{ "lastSeenAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_worker_list_row, last_seen_at) },
};
static const struct db_query worker_list_query = {
	.name = "worker_list",
	.sql =
		"select \"id\", \"role\", \"host\", \"pid\", \"version\", \"startedAt\", \"lastSeenAt\" from \"Worker\" order by \"role\", \"startedAt\"",
	.cols = worker_list_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_worker_list_row),
	.reads = true,
};
err q_worker_list(system_db db, struct arena *a, struct q_worker_list_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &worker_list_query, NULL, &rows));
	*out = (struct q_worker_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field system_facts_cols[] = {
	{ "bytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, bytes) },
	{ "connections", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, connections) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_facts_row, version) },
	{ "batches", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, batches) },
	{ "recipients_pending", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, recipients_pending) },
	{ "retries", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, retries) },
	{ "held_sequences", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_system_facts_row, held_sequences) },
};
static const struct db_query system_facts_query = {
	.name = "system_facts",
	.sql =
		"select pg_database_size(current_database()) as bytes,\n"
		"       (select count(*) from pg_stat_activity where datname = current_database()) as connections,\n"
		"       current_setting('server_version') as version,\n"
		"       (select count(*) from \"SendBatch\") as batches,\n"
		"       (select coalesce(sum(\"size\"), 0)::bigint from \"SendBatch\") as recipients_pending,\n"
		"       (select count(*) from \"SendRetry\") as retries,\n"
		"       (select count(*) from \"Sequence\" where \"stepsState\" = 'held' and \"stepsState\" <> 'ok' and \"status\" <> 'DRAFT' and \"status\" = 'ACTIVE') as held_sequences",
	.cols = system_facts_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_system_facts_row),
	.reads = true,
};
err q_system_facts(system_db db, struct arena *a, struct q_system_facts_row *out)
{
	return db_system_one(db, a, &system_facts_query, NULL, out);
}

static const struct db_field system_slow_cols[] = {
	{ "query", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_slow_row, query) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_system_slow_row, seconds) },
};
static const struct db_query system_slow_query = {
	.name = "system_slow",
	.sql =
		"select left(query, 500) as query, extract(epoch from clock_timestamp() - query_start)::float8 as seconds\n"
		"from pg_stat_activity\n"
		"where datname = current_database() and state = 'active' and pid <> pg_backend_pid()\n"
		"  and query_start < clock_timestamp() - interval '1 second'\n"
		"order by query_start\n"
		"limit 20",
	.cols = system_slow_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_system_slow_row),
	.reads = true,
};
err q_system_slow(system_db db, struct arena *a, struct q_system_slow_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &system_slow_query, NULL, &rows));
	*out = (struct q_system_slow_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
