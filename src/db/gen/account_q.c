/* Written by tools/sqlgen from sql/q/tenant/account.sql; do not edit. */
#include "db/gen/account_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field me_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field me_get_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_me_get_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_me_get_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_get_row, name) },
	{ "image", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_get_row, image) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_get_row, timezone) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_get_row, locale) },
	{ "isOperator", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_me_get_row, is_operator) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_me_get_row, created_at) },
	{ "holidays", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_me_get_row, holidays) },
};
static const struct db_query me_get_query = {
	.name = "me_get",
	.sql =
		"select \"id\", \"email\", \"name\", \"image\", \"timezone\", \"locale\", \"isOperator\", \"createdAt\", \"holidays\" from \"User\" where \"id\" = $1",
	.params = me_get_params,
	.n_params = 1,
	.cols = me_get_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_me_get_row),
	.reads = true,
};
err q_me_get(tenant_db db, struct arena *a, struct q_me_get_row *out)
{
	return db_tenant_one(db, a, &me_get_query, NULL, out);
}

static const struct db_field me_update_params[] = {
	{ "set_name", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_me_update_in, set_name) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_update_in, name) },
	{ "set_timezone", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_me_update_in, set_timezone) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_update_in, timezone) },
	{ "set_locale", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_me_update_in, set_locale) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_update_in, locale) },
	{ "set_holidays", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_me_update_in, set_holidays) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_me_update_in, holidays) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_me_update_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query me_update_query = {
	.name = "me_update",
	.sql =
		"update \"User\" set \"name\" = case when $1 then $2 else \"name\" end,\n"
		"                  \"timezone\" = case when $3 then $4 else \"timezone\" end,\n"
		"                  \"locale\" = case when $5 then $6 else \"locale\" end,\n"
		"                  \"holidays\" = case when $7 then $8::text::jsonb else \"holidays\" end,\n"
		"                  \"updatedAt\" = $9\n"
		"where \"id\" = $10",
	.params = me_update_params,
	.n_params = 10,
};
err q_me_update(tenant_db db, struct arena *a, const struct q_me_update_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &me_update_query, in, affected);
}

static const struct db_field my_sessions_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_sessions_in, now) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_sessions_in, since) },
};
static const struct db_field my_sessions_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_sessions_row, id) },
	{ "userAgent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_my_sessions_row, user_agent) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_sessions_row, created_at) },
	{ "lastSeenAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_sessions_row, last_seen_at) },
};
static const struct db_query my_sessions_query = {
	.name = "my_sessions",
	.sql =
		"select \"id\", \"userAgent\", \"createdAt\", \"lastSeenAt\" from \"Session\"\n"
		"where \"userId\" = $1 and \"expiresAt\" > $2 and \"createdAt\" > $3\n"
		"order by \"lastSeenAt\" desc, \"id\"\n"
		"limit 200",
	.params = my_sessions_params,
	.n_params = 3,
	.cols = my_sessions_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_my_sessions_row),
	.reads = true,
};
err q_my_sessions(tenant_db db, struct arena *a, const struct q_my_sessions_in *in, struct q_my_sessions_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &my_sessions_query, in, &rows));
	*out = (struct q_my_sessions_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field my_session_end_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_session_end_in, id) },
};
static const struct db_query my_session_end_query = {
	.name = "my_session_end",
	.sql =
		"delete from \"Session\" where \"userId\" = $1 and \"id\" = $2",
	.params = my_session_end_params,
	.n_params = 2,
};
err q_my_session_end(tenant_db db, struct arena *a, const struct q_my_session_end_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &my_session_end_query, in, affected);
}

static const struct db_field my_sessions_end_others_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "keep", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_sessions_end_others_in, keep) },
};
static const struct db_query my_sessions_end_others_query = {
	.name = "my_sessions_end_others",
	.sql =
		"delete from \"Session\" where \"userId\" = $1 and \"id\" <> $2",
	.params = my_sessions_end_others_params,
	.n_params = 2,
};
err q_my_sessions_end_others(tenant_db db, struct arena *a, const struct q_my_sessions_end_others_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &my_sessions_end_others_query, in, affected);
}

static const struct db_field my_api_keys_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field my_api_keys_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_keys_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_keys_row, name) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_keys_row, prefix) },
	{ "scopes", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_my_api_keys_row, scopes) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_api_keys_row, created_at) },
	{ "lastUsedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_my_api_keys_row, last_used_at) },
};
static const struct db_query my_api_keys_query = {
	.name = "my_api_keys",
	.sql =
		"select \"id\", \"name\", \"prefix\", \"scopes\", \"createdAt\", \"lastUsedAt\" from \"ApiKey\" where \"userId\" = $1 order by \"id\" limit 500",
	.params = my_api_keys_params,
	.n_params = 1,
	.cols = my_api_keys_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_my_api_keys_row),
	.reads = true,
};
err q_my_api_keys(tenant_db db, struct arena *a, struct q_my_api_keys_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &my_api_keys_query, NULL, &rows));
	*out = (struct q_my_api_keys_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field my_api_key_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_key_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_key_insert_in, name) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_key_insert_in, prefix) },
	{ "key_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_key_insert_in, key_hash) },
	{ "scopes", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_my_api_key_insert_in, scopes) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_my_api_key_insert_in, now) },
};
static const struct db_query my_api_key_insert_query = {
	.name = "my_api_key_insert",
	.sql =
		"insert into \"ApiKey\" (\"id\", \"userId\", \"name\", \"prefix\", \"keyHash\", \"scopes\", \"createdAt\")\n"
		"values ($1, $2, $3, $4, $5, $6::jsonb, $7)",
	.params = my_api_key_insert_params,
	.n_params = 7,
};
err q_my_api_key_insert(tenant_db db, struct arena *a, const struct q_my_api_key_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &my_api_key_insert_query, in, affected);
}

static const struct db_field my_api_key_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_my_api_key_delete_in, id) },
};
static const struct db_query my_api_key_delete_query = {
	.name = "my_api_key_delete",
	.sql =
		"delete from \"ApiKey\" where \"userId\" = $1 and \"id\" = $2",
	.params = my_api_key_delete_params,
	.n_params = 2,
};
err q_my_api_key_delete(tenant_db db, struct arena *a, const struct q_my_api_key_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &my_api_key_delete_query, in, affected);
}

static const struct db_field my_api_key_count_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field my_api_key_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_my_api_key_count_row, n) },
};
static const struct db_query my_api_key_count_query = {
	.name = "my_api_key_count",
	.sql =
		"select count(*) as n from \"ApiKey\" where \"userId\" = $1",
	.params = my_api_key_count_params,
	.n_params = 1,
	.cols = my_api_key_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_my_api_key_count_row),
	.reads = true,
};
err q_my_api_key_count(tenant_db db, struct arena *a, struct q_my_api_key_count_row *out)
{
	return db_tenant_one(db, a, &my_api_key_count_query, NULL, out);
}

static const struct db_field idempotency_begin_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_idempotency_begin_in, key) },
	{ "request_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_idempotency_begin_in, request_hash) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_idempotency_begin_in, now) },
	{ "stale", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_idempotency_begin_in, stale) },
};
static const struct db_field idempotency_begin_cols[] = {
	{ "fresh", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_idempotency_begin_row, fresh) },
	{ "requestHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_idempotency_begin_row, request_hash) },
	{ "status", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_idempotency_begin_row, status) },
	{ "response", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_idempotency_begin_row, response) },
};
static const struct db_query idempotency_begin_query = {
	.name = "idempotency_begin",
	.sql =
		"with taken as (\n"
		"    insert into \"IdempotencyKey\" (\"userId\", \"key\", \"requestHash\", \"createdAt\") values ($1, $2, $3, $4)\n"
		"    on conflict (\"userId\", \"key\") do update set \"createdAt\" = excluded.\"createdAt\", \"requestHash\" = excluded.\"requestHash\"\n"
		"    where \"IdempotencyKey\".\"status\" is null and \"IdempotencyKey\".\"createdAt\" < $5\n"
		"    returning 1\n"
		")\n"
		"select exists (select from taken) as fresh, k.\"requestHash\", k.\"status\", k.\"response\"\n"
		"from (select 1) one left join \"IdempotencyKey\" k on k.\"userId\" = $1 and k.\"key\" = $2",
	.params = idempotency_begin_params,
	.n_params = 5,
	.cols = idempotency_begin_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_idempotency_begin_row),
};
err q_idempotency_begin(tenant_db db, struct arena *a, const struct q_idempotency_begin_in *in, struct q_idempotency_begin_row *out)
{
	return db_tenant_one(db, a, &idempotency_begin_query, in, out);
}

static const struct db_field idempotency_finish_params[] = {
	{ "status", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_idempotency_finish_in, status) },
	{ "response", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_idempotency_finish_in, response) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_idempotency_finish_in, key) },
};
static const struct db_query idempotency_finish_query = {
	.name = "idempotency_finish",
	.sql =
		"update \"IdempotencyKey\" set \"status\" = $1::int, \"response\" = $2 where \"userId\" = $3 and \"key\" = $4",
	.params = idempotency_finish_params,
	.n_params = 4,
};
err q_idempotency_finish(tenant_db db, struct arena *a, const struct q_idempotency_finish_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &idempotency_finish_query, in, affected);
}

static const struct db_field idempotency_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_idempotency_drop_in, key) },
};
static const struct db_query idempotency_drop_query = {
	.name = "idempotency_drop",
	.sql =
		"delete from \"IdempotencyKey\" where \"userId\" = $1 and \"key\" = $2 and \"status\" is null",
	.params = idempotency_drop_params,
	.n_params = 2,
};
err q_idempotency_drop(tenant_db db, struct arena *a, const struct q_idempotency_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &idempotency_drop_query, in, affected);
}

static const struct db_field me_removal_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field me_removal_cols[] = {
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, contacts) },
	{ "campaigns", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, campaigns) },
	{ "sequences", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, sequences) },
	{ "enrollments", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, enrollments) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, recipients) },
	{ "events", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, events) },
	{ "suppressions", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, suppressions) },
	{ "senders", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, senders) },
	{ "captures", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, captures) },
	{ "imports", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, imports) },
	{ "sessions", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, sessions) },
	{ "api_keys", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_me_removal_row, api_keys) },
};
static const struct db_query me_removal_query = {
	.name = "me_removal",
	.sql =
		"select (select count(*) from \"Contact\" where \"userId\" = $1) as contacts,\n"
		"       (select count(*) from \"Campaign\" where \"userId\" = $1) as campaigns,\n"
		"       (select count(*) from \"Sequence\" where \"userId\" = $1) as sequences,\n"
		"       (select count(*) from \"SequenceEnrollment\" where \"userId\" = $1) as enrollments,\n"
		"       (select count(*) from \"Recipient\" where \"userId\" = $1) as recipients,\n"
		"       (select count(*) from \"EmailEvent\" where \"userId\" = $1) as events,\n"
		"       (select count(*) from \"Suppression\" where \"userId\" = $1) as suppressions,\n"
		"       (select count(*) from \"Sender\" where \"userId\" = $1) as senders,\n"
		"       (select count(*) from \"Capture\" where \"userId\" = $1) as captures,\n"
		"       (select count(*) from \"Import\" where \"userId\" = $1) as imports,\n"
		"       (select count(*) from \"Session\" where \"userId\" = $1) as sessions,\n"
		"       (select count(*) from \"ApiKey\" where \"userId\" = $1) as api_keys",
	.params = me_removal_params,
	.n_params = 1,
	.cols = me_removal_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_me_removal_row),
	.timeout_ms = 300000,
	.reads = true,
};
err q_me_removal(tenant_db db, struct arena *a, struct q_me_removal_row *out)
{
	return db_tenant_one(db, a, &me_removal_query, NULL, out);
}

static const struct db_field me_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query me_delete_query = {
	.name = "me_delete",
	.sql =
		"delete from \"User\" where \"id\" = $1",
	.params = me_delete_params,
	.n_params = 1,
	.timeout_ms = 1800000,
};
err q_me_delete(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &me_delete_query, NULL, affected);
}

static const struct db_field me_export_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field me_export_cols[] = {
	{ "model", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_me_export_row, model) },
	{ "row", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_me_export_row, row) },
};
static const struct db_query me_export_query = {
	.name = "me_export",
	.sql =
		"select 'User' as model, to_jsonb(t)::text as row from \"User\" t where t.\"id\" = $1\n"
		"union all select 'Session', (to_jsonb(t) - 'tokenHash' - 'ipHash')::text from \"Session\" t where t.\"userId\" = $1\n"
		"union all select 'ApiKey', (to_jsonb(t) - 'keyHash')::text from \"ApiKey\" t where t.\"userId\" = $1\n"
		"union all select 'Contact', to_jsonb(t)::text from \"Contact\" t where t.\"userId\" = $1\n"
		"union all select 'ContactView', to_jsonb(t)::text from \"ContactView\" t where t.\"userId\" = $1\n"
		"union all select 'Import', to_jsonb(t)::text from \"Import\" t where t.\"userId\" = $1\n"
		"union all select 'Suppression', to_jsonb(t)::text from \"Suppression\" t where t.\"userId\" = $1\n"
		"union all select 'Sender', (to_jsonb(t) - '{secretSealed,clientSecretSealed,refreshTokenSealed,accessTokenSealed}'::text[])::text from \"Sender\" t where t.\"userId\" = $1\n"
		"union all select 'TrackingDomain', to_jsonb(t)::text from \"TrackingDomain\" t where t.\"userId\" = $1\n"
		"union all select 'GmailToken', (to_jsonb(t) - 'accessToken' - 'refreshToken')::text from \"GmailToken\" t where t.\"userId\" = $1\n"
		"union all select 'GmailAccount', (to_jsonb(t) - 'accessToken' - 'refreshToken')::text from \"GmailAccount\" t where t.\"userId\" = $1\n"
		"union all select 'GoogleClient', (to_jsonb(t) - 'secretSealed')::text from \"GoogleClient\" t where t.\"userId\" = $1\n"
		"union all select 'Identity', to_jsonb(t)::text from \"Identity\" t where t.\"userId\" = $1\n"
		"union all select 'Campaign', to_jsonb(t)::text from \"Campaign\" t where t.\"userId\" = $1\n"
		"union all select 'CampaignAttachment', (to_jsonb(t) - 'data')::text from \"CampaignAttachment\" t where t.\"userId\" = $1\n"
		"union all select 'Sequence', to_jsonb(t)::text from \"Sequence\" t where t.\"userId\" = $1\n"
		"union all select 'SequenceEnrollment', to_jsonb(t)::text from \"SequenceEnrollment\" t where t.\"userId\" = $1\n"
		"union all select 'Recipient', to_jsonb(t)::text from \"Recipient\" t where t.\"userId\" = $1\n"
		"union all select 'EmailEvent', to_jsonb(t)::text from \"EmailEvent\" t where t.\"userId\" = $1\n"
		"union all select 'Capture', (to_jsonb(t) - 'raw')::text from \"Capture\" t where t.\"userId\" = $1\n"
		"union all select 'Hook', (to_jsonb(t) - '{secretSealed,oldSecretSealed}'::text[])::text from \"Hook\" t where t.\"userId\" = $1\n"
		"union all select 'HookDelivery', to_jsonb(t)::text from \"HookDelivery\" t where t.\"userId\" = $1\n"
		"union all select 'InDoubt', to_jsonb(t)::text from \"InDoubt\" t where t.\"userId\" = $1\n"
		"union all select 'Stats', to_jsonb(t)::text from \"Stats\" t where t.\"userId\" = $1\n"
		"union all select 'UserDay', to_jsonb(t)::text from \"UserDay\" t where t.\"userId\" = $1",
	.params = me_export_params,
	.n_params = 1,
	.cols = me_export_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_me_export_row),
	.timeout_ms = -1,
	.reads = true,
};
struct me_export_call {
	q_me_export_fn *fn;
	void *arg;
};
static err me_export_each(void *arg, const void *row)
{
	const struct me_export_call *call = arg;
	return call->fn(call->arg, row);
}
err q_me_export(tenant_db db, struct arena *a, q_me_export_fn *fn, void *arg)
{
	struct me_export_call call = { fn, arg };
	return db_tenant_stream(db, a, &me_export_query, NULL, me_export_each, &call);
}
