/* Written by tools/sqlgen from sql/q/tenant/sender.sql; do not edit. */
#include "db/gen/sender_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field sender_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_in, id) },
};
static const struct db_field sender_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, kind) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, name) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, from_email) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, reply_to) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, security) },
	{ "tlsVerify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_one_row, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, username) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_one_row, secret_sealed) },
	{ "perSecond", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, per_second) },
	{ "perHour", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, per_hour) },
	{ "perDay", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, per_day) },
	{ "maxConnections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_one_row, max_connections) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, status) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, pause_reason) },
	{ "pausedUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_one_row, paused_until) },
	{ "verifiedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_one_row, verified_at) },
	{ "isDefault", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_one_row, is_default) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_one_row, updated_at) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_one_row, dkim) },
	{ "warmupStart", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, warmup_start) },
	{ "warmupTarget", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, warmup_target) },
	{ "warmupLimit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_one_row, warmup_limit) },
	{ "warmupStartedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_one_row, warmup_started_at) },
	{ "warmupNote", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, warmup_note) },
	{ "replyTags", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_one_row, reply_tags) },
	{ "tokenUrl", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, token_url) },
	{ "clientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, client_id) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, scope) },
	{ "clientSecretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_one_row, client_secret_sealed) },
	{ "refreshTokenSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_one_row, refresh_token_sealed) },
	{ "tokenExpiresAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_one_row, token_expires_at) },
	{ "tokenError", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, token_error) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_one_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_sender_one_row, revised_fields) },
	{ "hasMailbox", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_one_row, has_mailbox) },
	{ "leaveTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, leave_to) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_one_row, locale) },
	{ "usedHour", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_one_row, used_hour) },
	{ "usedDay", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_one_row, used_day) },
	{ "refusals", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_one_row, refusals) },
};
static const struct db_query sender_one_query = {
	.name = "sender_one",
	.sql =
		"SELECT s.\"id\", s.\"kind\", s.\"name\", s.\"fromEmail\", s.\"fromName\", s.\"replyTo\", s.\"host\", s.\"port\", s.\"security\", s.\"tlsVerify\", s.\"auth\",\n"
		"       s.\"username\", s.\"secretSealed\", s.\"perSecond\", s.\"perHour\", s.\"perDay\", s.\"maxConnections\", s.\"status\", s.\"pauseReason\",\n"
		"       s.\"pausedUntil\", s.\"verifiedAt\", s.\"isDefault\", s.\"createdAt\", s.\"updatedAt\", s.\"dkim\", s.\"warmupStart\", s.\"warmupTarget\",\n"
		"       s.\"warmupLimit\", s.\"warmupStartedAt\", s.\"warmupNote\", s.\"replyTags\",\n"
		"       s.\"tokenUrl\", s.\"clientId\", s.\"scope\", s.\"clientSecretSealed\", s.\"refreshTokenSealed\", s.\"tokenExpiresAt\", s.\"tokenError\", s.\"revision\", s.\"revisedFields\",\n"
		"       EXISTS (SELECT 1 FROM \"Mailbox\" m WHERE m.\"senderId\" = s.\"id\" AND m.\"userId\" = $1) AS \"hasMailbox\",\n"
		"       (SELECT CASE WHEN m.\"kind\" = 'gmail' THEN s.\"fromEmail\" ELSE coalesce(nullif(s.\"replyTo\", ''), s.\"fromEmail\") END\n"
		"        FROM \"Mailbox\" m WHERE m.\"senderId\" = s.\"id\" AND m.\"userId\" = $1 AND m.\"enabled\" AND m.\"failures\" < 10) AS \"leaveTo\",\n"
		"       (SELECT u.\"locale\" FROM \"User\" u WHERE u.\"id\" = $1) AS \"locale\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0)::int8 FROM \"SenderUsage\" u WHERE u.\"userId\" = $1 AND u.\"senderId\" = s.\"id\"\n"
		"        AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS \"usedHour\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0)::int8 FROM \"SenderUsage\" u WHERE u.\"userId\" = $1 AND u.\"senderId\" = s.\"id\"\n"
		"        AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS \"usedDay\",\n"
		"       (SELECT coalesce(jsonb_agg(jsonb_build_object('domain', f.\"domain\", 'cause', f.\"cause\", 'reason', f.\"reason\", 'advice', f.\"advice\",\n"
		"            'reply', f.\"reply\", 'since', to_char(f.\"since\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'),\n"
		"            'nextTryAt', to_char(f.\"nextTryAt\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')) ORDER BY f.\"since\"), '[]')::text\n"
		"        FROM (SELECT x.* FROM \"SenderRefusal\" x WHERE x.\"userId\" = $1 AND x.\"senderId\" = s.\"id\"\n"
		"              AND x.\"nextTryAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY x.\"since\" LIMIT 100) f) AS \"refusals\"\n"
		"FROM \"Sender\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2",
	.params = sender_one_params,
	.n_params = 2,
	.cols = sender_one_cols,
	.n_cols = 46,
	.row_size = sizeof(struct q_sender_one_row),
	.reads = true,
};
err q_sender_one(tenant_db db, struct arena *a, const struct q_sender_one_in *in, struct q_sender_one_row *out)
{
	return db_tenant_one(db, a, &sender_one_query, in, out);
}

static const struct db_field sender_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field sender_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, kind) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, name) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, from_email) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, reply_to) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, security) },
	{ "tlsVerify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_all_row, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, username) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_all_row, secret_sealed) },
	{ "perSecond", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, per_second) },
	{ "perHour", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, per_hour) },
	{ "perDay", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, per_day) },
	{ "maxConnections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_all_row, max_connections) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, status) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, pause_reason) },
	{ "pausedUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_all_row, paused_until) },
	{ "verifiedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_all_row, verified_at) },
	{ "isDefault", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_all_row, is_default) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_all_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_all_row, updated_at) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_all_row, dkim) },
	{ "warmupStart", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, warmup_start) },
	{ "warmupTarget", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, warmup_target) },
	{ "warmupLimit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_all_row, warmup_limit) },
	{ "warmupStartedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_all_row, warmup_started_at) },
	{ "warmupNote", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, warmup_note) },
	{ "replyTags", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_all_row, reply_tags) },
	{ "tokenUrl", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, token_url) },
	{ "clientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, client_id) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, scope) },
	{ "clientSecretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_all_row, client_secret_sealed) },
	{ "refreshTokenSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_all_row, refresh_token_sealed) },
	{ "tokenExpiresAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_all_row, token_expires_at) },
	{ "tokenError", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, token_error) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_all_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_sender_all_row, revised_fields) },
	{ "hasMailbox", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_all_row, has_mailbox) },
	{ "leaveTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, leave_to) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_all_row, locale) },
	{ "usedHour", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_all_row, used_hour) },
	{ "usedDay", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_all_row, used_day) },
	{ "refusals", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_all_row, refusals) },
};
static const struct db_query sender_all_query = {
	.name = "sender_all",
	.sql =
		"SELECT s.\"id\", s.\"kind\", s.\"name\", s.\"fromEmail\", s.\"fromName\", s.\"replyTo\", s.\"host\", s.\"port\", s.\"security\", s.\"tlsVerify\", s.\"auth\",\n"
		"       s.\"username\", s.\"secretSealed\", s.\"perSecond\", s.\"perHour\", s.\"perDay\", s.\"maxConnections\", s.\"status\", s.\"pauseReason\",\n"
		"       s.\"pausedUntil\", s.\"verifiedAt\", s.\"isDefault\", s.\"createdAt\", s.\"updatedAt\", s.\"dkim\", s.\"warmupStart\", s.\"warmupTarget\",\n"
		"       s.\"warmupLimit\", s.\"warmupStartedAt\", s.\"warmupNote\", s.\"replyTags\",\n"
		"       s.\"tokenUrl\", s.\"clientId\", s.\"scope\", s.\"clientSecretSealed\", s.\"refreshTokenSealed\", s.\"tokenExpiresAt\", s.\"tokenError\", s.\"revision\", s.\"revisedFields\",\n"
		"       EXISTS (SELECT 1 FROM \"Mailbox\" m WHERE m.\"senderId\" = s.\"id\" AND m.\"userId\" = $1) AS \"hasMailbox\",\n"
		"       (SELECT CASE WHEN m.\"kind\" = 'gmail' THEN s.\"fromEmail\" ELSE coalesce(nullif(s.\"replyTo\", ''), s.\"fromEmail\") END\n"
		"        FROM \"Mailbox\" m WHERE m.\"senderId\" = s.\"id\" AND m.\"userId\" = $1 AND m.\"enabled\" AND m.\"failures\" < 10) AS \"leaveTo\",\n"
		"       (SELECT u.\"locale\" FROM \"User\" u WHERE u.\"id\" = $1) AS \"locale\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0)::int8 FROM \"SenderUsage\" u WHERE u.\"userId\" = $1 AND u.\"senderId\" = s.\"id\"\n"
		"        AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS \"usedHour\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0)::int8 FROM \"SenderUsage\" u WHERE u.\"userId\" = $1 AND u.\"senderId\" = s.\"id\"\n"
		"        AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS \"usedDay\",\n"
		"       (SELECT coalesce(jsonb_agg(jsonb_build_object('domain', f.\"domain\", 'cause', f.\"cause\", 'reason', f.\"reason\", 'advice', f.\"advice\",\n"
		"            'reply', f.\"reply\", 'since', to_char(f.\"since\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'),\n"
		"            'nextTryAt', to_char(f.\"nextTryAt\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')) ORDER BY f.\"since\"), '[]')::text\n"
		"        FROM (SELECT x.* FROM \"SenderRefusal\" x WHERE x.\"userId\" = $1 AND x.\"senderId\" = s.\"id\"\n"
		"              AND x.\"nextTryAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY x.\"since\" LIMIT 100) f) AS \"refusals\"\n"
		"FROM \"Sender\" s WHERE s.\"userId\" = $1\n"
		"ORDER BY s.\"isDefault\" DESC, s.\"createdAt\", s.\"id\"\n"
		"LIMIT 1000",
	.params = sender_all_params,
	.n_params = 1,
	.cols = sender_all_cols,
	.n_cols = 46,
	.row_size = sizeof(struct q_sender_all_row),
	.reads = true,
};
err q_sender_all(tenant_db db, struct arena *a, struct q_sender_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sender_all_query, NULL, &rows));
	*out = (struct q_sender_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sender_lock_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field sender_lock_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_lock_all_row, id) },
	{ "isDefault", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_lock_all_row, is_default) },
};
static const struct db_query sender_lock_all_query = {
	.name = "sender_lock_all",
	.sql =
		"SELECT s.\"id\", s.\"isDefault\" FROM \"Sender\" s WHERE s.\"userId\" = $1 ORDER BY s.\"id\" FOR UPDATE",
	.params = sender_lock_all_params,
	.n_params = 1,
	.cols = sender_lock_all_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_sender_lock_all_row),
};
err q_sender_lock_all(tenant_db db, struct arena *a, struct q_sender_lock_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sender_lock_all_query, NULL, &rows));
	*out = (struct q_sender_lock_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sender_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, kind) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, name) },
	{ "from_email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, from_email) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, from_name) },
	{ "reply_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, reply_to) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, security) },
	{ "tls_verify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_insert_in, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, username) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_insert_in, secret_sealed) },
	{ "per_second", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, per_second) },
	{ "per_hour", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, per_hour) },
	{ "per_day", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, per_day) },
	{ "max_connections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_insert_in, max_connections) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_insert_in, status) },
	{ "verified_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_insert_in, verified_at) },
	{ "is_default", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_insert_in, is_default) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_insert_in, now) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_insert_in, dkim) },
	{ "warmup_start", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, warmup_start) },
	{ "warmup_target", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, warmup_target) },
	{ "warmup_limit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_insert_in, warmup_limit) },
	{ "warmup_started_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_insert_in, warmup_started_at) },
	{ "warmup_note", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, warmup_note) },
	{ "reply_tags", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_insert_in, reply_tags) },
	{ "token_url", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, token_url) },
	{ "client_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, client_id) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_insert_in, scope) },
	{ "client_secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_insert_in, client_secret_sealed) },
	{ "refresh_token_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_insert_in, refresh_token_sealed) },
};
static const struct db_query sender_insert_query = {
	.name = "sender_insert",
	.sql =
		"INSERT INTO \"Sender\" (\"id\", \"userId\", \"kind\", \"name\", \"fromEmail\", \"fromName\", \"replyTo\", \"host\", \"port\", \"security\", \"tlsVerify\", \"auth\",\n"
		"    \"username\", \"secretSealed\", \"perSecond\", \"perHour\", \"perDay\", \"maxConnections\", \"status\", \"verifiedAt\", \"isDefault\", \"createdAt\",\n"
		"    \"updatedAt\", \"dkim\", \"warmupStart\", \"warmupTarget\", \"warmupLimit\", \"warmupStartedAt\", \"warmupStepAt\", \"warmupNote\",\n"
		"    \"replyTags\", \"tokenUrl\", \"clientId\", \"scope\", \"clientSecretSealed\", \"refreshTokenSealed\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,\n"
		"    $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22,\n"
		"    $23, $24, $25, $26, $27, $27, $28,\n"
		"    $29, $30, $31, $32, $33, $34)",
	.params = sender_insert_params,
	.n_params = 34,
};
err q_sender_insert(tenant_db db, struct arena *a, const struct q_sender_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_insert_query, in, affected);
}

static const struct db_field sender_set_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, name) },
	{ "from_email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, from_email) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, from_name) },
	{ "reply_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, reply_to) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, security) },
	{ "tls_verify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_set_in, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, username) },
	{ "secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_set_in, secret_sealed) },
	{ "per_second", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, per_second) },
	{ "per_hour", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, per_hour) },
	{ "per_day", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, per_day) },
	{ "max_connections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_set_in, max_connections) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, status) },
	{ "verified_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_set_in, verified_at) },
	{ "is_default", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_set_in, is_default) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_set_in, dkim) },
	{ "warmup_start", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, warmup_start) },
	{ "warmup_target", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, warmup_target) },
	{ "warmup_limit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sender_set_in, warmup_limit) },
	{ "warmup_started_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sender_set_in, warmup_started_at) },
	{ "warmup_note", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, warmup_note) },
	{ "reply_tags", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_set_in, reply_tags) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_set_in, now) },
	{ "token_url", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, token_url) },
	{ "client_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, client_id) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_in, scope) },
	{ "client_secret_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_set_in, client_secret_sealed) },
	{ "refresh_token_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_set_in, refresh_token_sealed) },
	{ "keep_token", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sender_set_in, keep_token) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_in, id) },
};
static const struct db_query sender_set_query = {
	.name = "sender_set",
	.sql =
		"UPDATE \"Sender\" SET \"name\" = $1, \"fromEmail\" = $2, \"fromName\" = $3, \"replyTo\" = $4, \"host\" = $5,\n"
		"    \"port\" = $6, \"security\" = $7, \"tlsVerify\" = $8, \"auth\" = $9, \"username\" = $10,\n"
		"    \"secretSealed\" = $11, \"perSecond\" = $12, \"perHour\" = $13, \"perDay\" = $14,\n"
		"    \"maxConnections\" = $15, \"status\" = $16, \"verifiedAt\" = $17, \"isDefault\" = $18,\n"
		"    \"nextFreeAt\" = CASE WHEN \"perSecond\" IS DISTINCT FROM $12 THEN NULL ELSE \"nextFreeAt\" END,\n"
		"    \"dkim\" = $19, \"warmupStart\" = $20, \"warmupTarget\" = $21, \"warmupLimit\" = $22,\n"
		"    \"warmupStepAt\" = CASE WHEN \"warmupStartedAt\" IS DISTINCT FROM $23 THEN $23 ELSE \"warmupStepAt\" END,\n"
		"    \"warmupStartedAt\" = $23, \"warmupNote\" = $24, \"replyTags\" = $25, \"updatedAt\" = $26,\n"
		"    \"tokenUrl\" = $27, \"clientId\" = $28, \"scope\" = $29, \"clientSecretSealed\" = $30,\n"
		"    \"refreshTokenSealed\" = $31,\n"
		"    \"accessTokenSealed\" = CASE WHEN $32::bool THEN \"accessTokenSealed\" END,\n"
		"    \"tokenExpiresAt\" = CASE WHEN $32::bool THEN \"tokenExpiresAt\" END,\n"
		"    \"tokenRetryAt\" = CASE WHEN $32::bool THEN \"tokenRetryAt\" END,\n"
		"    \"tokenError\" = CASE WHEN $32::bool THEN \"tokenError\" END\n"
		"WHERE \"userId\" = $33 AND \"id\" = $34",
	.params = sender_set_params,
	.n_params = 34,
};
err q_sender_set(tenant_db db, struct arena *a, const struct q_sender_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_set_query, in, affected);
}

static const struct db_field sender_only_default_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_only_default_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_only_default_in, id) },
};
static const struct db_query sender_only_default_query = {
	.name = "sender_only_default",
	.sql =
		"UPDATE \"Sender\" SET \"isDefault\" = false, \"updatedAt\" = $1 WHERE \"userId\" = $2 AND \"isDefault\" AND \"id\" <> $3",
	.params = sender_only_default_params,
	.n_params = 3,
};
err q_sender_only_default(tenant_db db, struct arena *a, const struct q_sender_only_default_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_only_default_query, in, affected);
}

static const struct db_field sender_first_real_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_real_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query sender_first_real_query = {
	.name = "sender_first_real",
	.sql =
		"UPDATE \"Sender\" SET \"isDefault\" = (\"id\" = $1)\n"
		"WHERE \"userId\" = $2 AND (\"isDefault\" OR \"id\" = $1)\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Sender\" o WHERE o.\"userId\" = $2 AND o.\"id\" <> $1 AND o.\"kind\" <> 'capture')",
	.params = sender_first_real_params,
	.n_params = 2,
};
err q_sender_first_real(tenant_db db, struct arena *a, const struct q_sender_first_real_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_first_real_query, in, affected);
}

static const struct db_field sender_next_default_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query sender_next_default_query = {
	.name = "sender_next_default",
	.sql =
		"UPDATE \"Sender\" SET \"isDefault\" = true\n"
		"WHERE \"userId\" = $1 AND \"id\" = (SELECT s.\"id\" FROM \"Sender\" s WHERE s.\"userId\" = $1 ORDER BY s.\"createdAt\", s.\"id\" LIMIT 1)\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Sender\" d WHERE d.\"userId\" = $1 AND d.\"isDefault\")",
	.params = sender_next_default_params,
	.n_params = 1,
};
err q_sender_next_default(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_next_default_query, NULL, affected);
}

static const struct db_field sender_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_drop_in, id) },
};
static const struct db_query sender_drop_query = {
	.name = "sender_drop",
	.sql =
		"DELETE FROM \"Sender\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = sender_drop_params,
	.n_params = 2,
};
err q_sender_drop(tenant_db db, struct arena *a, const struct q_sender_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_drop_query, in, affected);
}

static const struct db_field sender_in_use_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_in_use_in, id) },
};
static const struct db_field sender_in_use_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sender_in_use_row, n) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_in_use_row, kind) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_in_use_row, name) },
};
static const struct db_query sender_in_use_query = {
	.name = "sender_in_use",
	.sql =
		"SELECT count(*) AS n, (array_agg(u.kind ORDER BY u.place))[1] AS kind, (array_agg(u.name ORDER BY u.place))[1] AS name FROM (\n"
		"  SELECT CASE c.\"status\" WHEN 'DRAFT' THEN 'draft' ELSE 'campaign' END AS kind, c.\"name\", CASE c.\"status\" WHEN 'DRAFT' THEN 3 ELSE 1 END AS place\n"
		"  FROM \"Campaign\" c\n"
		"  WHERE c.\"userId\" = $1 AND (c.\"senderId\" = $2 OR c.\"senderIds\" @> to_jsonb($2::text)) AND (c.\"status\" IN ('SENDING', 'PAUSED', 'SCHEDULED', 'DRAFT')) IS TRUE\n"
		"  UNION ALL\n"
		"  SELECT 'sequence', s.\"name\", 2 FROM \"Sequence\" s WHERE s.\"userId\" = $1 AND s.\"senderId\" = $2) u",
	.params = sender_in_use_params,
	.n_params = 2,
	.cols = sender_in_use_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_sender_in_use_row),
	.reads = true,
};
err q_sender_in_use(tenant_db db, struct arena *a, const struct q_sender_in_use_in *in, struct q_sender_in_use_row *out)
{
	return db_tenant_one(db, a, &sender_in_use_query, in, out);
}

static const struct db_field sender_set_state_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_state_in, status) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_set_state_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_set_state_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_set_state_in, id) },
};
static const struct db_query sender_set_state_query = {
	.name = "sender_set_state",
	.sql =
		"UPDATE \"Sender\" SET \"status\" = $1, \"pauseReason\" = $2, \"pausedUntil\" = NULL, \"updatedAt\" = $3\n"
		"WHERE \"userId\" = $4 AND \"id\" = $5",
	.params = sender_set_state_params,
	.n_params = 5,
};
err q_sender_set_state(tenant_db db, struct arena *a, const struct q_sender_set_state_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_set_state_query, in, affected);
}

static const struct db_field sender_verified_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_verified_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_verified_in, id) },
};
static const struct db_query sender_verified_query = {
	.name = "sender_verified",
	.sql =
		"UPDATE \"Sender\" SET \"verifiedAt\" = $1, \"status\" = CASE WHEN \"status\" = 'UNVERIFIED' THEN 'ACTIVE' ELSE \"status\" END, \"updatedAt\" = $1\n"
		"WHERE \"userId\" = $2 AND \"id\" = $3",
	.params = sender_verified_params,
	.n_params = 3,
};
err q_sender_verified(tenant_db db, struct arena *a, const struct q_sender_verified_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_verified_query, in, affected);
}

static const struct db_field sender_book_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_book_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sender_book_in, n) },
};
static const struct db_query sender_book_query = {
	.name = "sender_book",
	.sql =
		"INSERT INTO \"SenderUsage\" AS u (\"senderId\", \"minute\", \"userId\", \"granted\")\n"
		"VALUES ($1, date_trunc('minute', now() AT TIME ZONE 'UTC'), $2, $3)\n"
		"ON CONFLICT (\"senderId\", \"minute\") DO UPDATE SET \"granted\" = u.\"granted\" + EXCLUDED.\"granted\"",
	.params = sender_book_params,
	.n_params = 3,
};
err q_sender_book(tenant_db db, struct arena *a, const struct q_sender_book_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sender_book_query, in, affected);
}
