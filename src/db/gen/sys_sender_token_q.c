/* Written by tools/sqlgen from sql/q/system/sender_token.sql; do not edit. */
#include "db/gen/sys_sender_token_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field sender_token_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_in, id) },
};
static const struct db_field sender_token_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_row, user_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_row, status) },
	{ "tokenUrl", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_token_row, token_url) },
	{ "clientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_token_row, client_id) },
	{ "scope", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_token_row, scope) },
	{ "clientSecretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_token_row, client_secret_sealed) },
	{ "refreshTokenSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_token_row, refresh_token_sealed) },
	{ "accessTokenSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_token_row, access_token_sealed) },
	{ "left_us", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_sender_token_row, left_us) },
};
static const struct db_query sender_token_query = {
	.name = "sender_token",
	.sql =
		"SELECT d.\"userId\", d.\"status\", d.\"tokenUrl\", d.\"clientId\", d.\"scope\", d.\"clientSecretSealed\", d.\"refreshTokenSealed\", d.\"accessTokenSealed\",\n"
		"       (extract(epoch FROM d.\"tokenExpiresAt\" - clock_timestamp() AT TIME ZONE 'UTC') * 1000000)::int8 AS left_us\n"
		"FROM \"Sender\" d WHERE d.\"id\" = $1 AND d.\"auth\" = 'xoauth2' AND d.\"tokenUrl\" IS NOT NULL",
	.params = sender_token_params,
	.n_params = 1,
	.cols = sender_token_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_sender_token_row),
	.reads = true,
};
err q_sender_token(system_db db, struct arena *a, const struct q_sender_token_in *in, struct q_sender_token_row *out)
{
	return db_system_one(db, a, &sender_token_query, in, out);
}

static const struct db_field sender_token_due_params[] = {
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_sender_token_due_in, seconds) },
};
static const struct db_field sender_token_due_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_due_row, id) },
};
static const struct db_query sender_token_due_query = {
	.name = "sender_token_due",
	.sql =
		"SELECT d.\"id\" FROM \"Sender\" d\n"
		"WHERE d.\"tokenUrl\" IS NOT NULL AND d.\"auth\" = 'xoauth2' AND d.\"status\" = 'ACTIVE'\n"
		"  AND (d.\"tokenExpiresAt\" IS NULL OR d.\"tokenExpiresAt\" < clock_timestamp() AT TIME ZONE 'UTC'\n"
		"       + least(make_interval(secs => $1), (d.\"tokenExpiresAt\" - d.\"tokenChangedAt\") / 2))\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Setting\" h WHERE h.\"key\" = 'held')\n"
		"  AND (d.\"tokenRetryAt\" IS NULL OR d.\"tokenRetryAt\" <= clock_timestamp() AT TIME ZONE 'UTC')\n"
		"  AND (d.\"tokenLeasedUntil\" IS NULL OR d.\"tokenLeasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"ORDER BY d.\"tokenError\" IS NOT NULL, d.\"tokenExpiresAt\" NULLS FIRST LIMIT 1",
	.params = sender_token_due_params,
	.n_params = 1,
	.cols = sender_token_due_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sender_token_due_row),
	.reads = true,
};
err q_sender_token_due(system_db db, struct arena *a, const struct q_sender_token_due_in *in, struct q_sender_token_due_row *out)
{
	return db_system_one(db, a, &sender_token_due_query, in, out);
}

static const struct db_field sender_token_lease_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_lease_in, id) },
};
static const struct db_query sender_token_lease_query = {
	.name = "sender_token_lease",
	.sql =
		"UPDATE \"Sender\" SET \"tokenLeasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '45 seconds'\n"
		"WHERE \"id\" = $1 AND (\"tokenLeasedUntil\" IS NULL OR \"tokenLeasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')",
	.params = sender_token_lease_params,
	.n_params = 1,
};
err q_sender_token_lease(system_db db, struct arena *a, const struct q_sender_token_lease_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_token_lease_query, in, affected);
}

static const struct db_field sender_token_unlease_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_unlease_in, id) },
};
static const struct db_query sender_token_unlease_query = {
	.name = "sender_token_unlease",
	.sql =
		"UPDATE \"Sender\" SET \"tokenLeasedUntil\" = NULL WHERE \"id\" = $1",
	.params = sender_token_unlease_params,
	.n_params = 1,
};
err q_sender_token_unlease(system_db db, struct arena *a, const struct q_sender_token_unlease_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_token_unlease_query, in, affected);
}

static const struct db_field sender_token_got_params[] = {
	{ "access_token", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_sender_token_got_in, access_token) },
	{ "refresh_token", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_sender_token_got_in, refresh_token) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_sender_token_got_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_got_in, id) },
	{ "token_url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_got_in, token_url) },
	{ "client_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_got_in, client_id) },
};
static const struct db_query sender_token_got_query = {
	.name = "sender_token_got",
	.sql =
		"UPDATE \"Sender\" SET \"tokenLeasedUntil\" = NULL, \"tokenRetryAt\" = NULL, \"tokenError\" = NULL, \"accessTokenSealed\" = $1,\n"
		"    \"refreshTokenSealed\" = coalesce($2, \"refreshTokenSealed\"),\n"
		"    \"tokenExpiresAt\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $3),\n"
		"    \"tokenChangedAt\" = clock_timestamp() AT TIME ZONE 'UTC'\n"
		"WHERE \"id\" = $4 AND \"tokenUrl\" = $5 AND \"clientId\" = $6",
	.params = sender_token_got_params,
	.n_params = 6,
};
err q_sender_token_got(system_db db, struct arena *a, const struct q_sender_token_got_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_token_got_query, in, affected);
}

static const struct db_field sender_token_failed_params[] = {
	{ "why", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_failed_in, why) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_sender_token_failed_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_token_failed_in, id) },
};
static const struct db_query sender_token_failed_query = {
	.name = "sender_token_failed",
	.sql =
		"UPDATE \"Sender\" SET \"tokenLeasedUntil\" = NULL, \"tokenError\" = $1,\n"
		"    \"tokenRetryAt\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $2)\n"
		"WHERE \"id\" = $3",
	.params = sender_token_failed_params,
	.n_params = 3,
};
err q_sender_token_failed(system_db db, struct arena *a, const struct q_sender_token_failed_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_token_failed_query, in, affected);
}
