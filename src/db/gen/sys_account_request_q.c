/* Written by tools/sqlgen from sql/q/system/account_request.sql; do not edit. */
#include "db/gen/sys_account_request_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field account_request_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_insert_in, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_insert_in, kind) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_insert_in, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_insert_in, name) },
	{ "password_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_insert_in, password_hash) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_insert_in, locale) },
	{ "account_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_insert_in, account_id) },
	{ "notice", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_insert_in, notice) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_insert_in, now) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_insert_in, expires_at) },
};
static const struct db_query account_request_insert_query = {
	.name = "account_request_insert",
	.sql =
		"insert into \"AccountRequest\" (\"id\", \"kind\", \"email\", \"name\", \"passwordHash\", \"locale\", \"accountId\", \"notice\", \"createdAt\", \"nextTryAt\", \"expiresAt\")\n"
		"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
	.params = account_request_insert_params,
	.n_params = 10,
};
err q_account_request_insert(system_db db, struct arena *a, const struct q_account_request_insert_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_request_insert_query, in, affected);
}

static const struct db_field account_request_next_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_next_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_next_row, kind) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_next_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_next_row, name) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_next_row, locale) },
	{ "accountId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_next_row, account_id) },
	{ "notice", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_next_row, notice) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_account_request_next_row, attempts) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_next_row, created_at) },
	{ "mailed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_account_request_next_row, mailed) },
};
static const struct db_query account_request_next_query = {
	.name = "account_request_next",
	.sql =
		"update \"AccountRequest\" r set \"attempts\" = r.\"attempts\" + 1, \"nextTryAt\" = now() at time zone 'UTC' + interval '2 minutes'\n"
		"where r.\"id\" = (\n"
		"    select x.\"id\" from \"AccountRequest\" x where x.\"status\" = 'WAITING' and x.\"nextTryAt\" <= now() at time zone 'UTC'\n"
		"    order by x.\"nextTryAt\" limit 1 for update skip locked)\n"
		"returning r.\"id\", r.\"kind\", r.\"email\", r.\"name\", r.\"locale\", r.\"accountId\", r.\"notice\", r.\"attempts\", r.\"createdAt\",\n"
		"    (select count(*) from \"AccountRequest\" m where m.\"email\" = r.\"email\" and m.\"kind\" = r.\"kind\" and m.\"id\" <> r.\"id\" and m.\"status\" = 'MAILED'\n"
		"        and m.\"createdAt\" > r.\"createdAt\" - interval '1 hour') as mailed",
	.cols = account_request_next_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_account_request_next_row),
};
err q_account_request_next(system_db db, struct arena *a, struct q_account_request_next_row *out)
{
	return db_system_one(db, a, &account_request_next_query, NULL, out);
}

static const struct db_field account_request_token_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_token_in, token_hash) },
	{ "old_token_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_token_in, old_token_hash) },
	{ "expires_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_token_in, expires_at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_token_in, id) },
};
static const struct db_query account_request_token_query = {
	.name = "account_request_token",
	.sql =
		"update \"AccountRequest\" set \"tokenHash\" = $1, \"oldTokenHash\" = $2, \"expiresAt\" = $3 where \"id\" = $4",
	.params = account_request_token_params,
	.n_params = 4,
};
err q_account_request_token(system_db db, struct arena *a, const struct q_account_request_token_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_request_token_query, in, affected);
}

static const struct db_field account_request_done_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_done_in, status) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_done_in, reason) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_done_in, id) },
};
static const struct db_query account_request_done_query = {
	.name = "account_request_done",
	.sql =
		"update \"AccountRequest\" set \"status\" = $1, \"failureReason\" = left($2, 500) where \"id\" = $3",
	.params = account_request_done_params,
	.n_params = 3,
};
err q_account_request_done(system_db db, struct arena *a, const struct q_account_request_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_request_done_query, in, affected);
}

static const struct db_field account_request_later_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_later_in, reason) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_account_request_later_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_later_in, id) },
};
static const struct db_query account_request_later_query = {
	.name = "account_request_later",
	.sql =
		"update \"AccountRequest\" set \"failureReason\" = left($1, 500), \"nextTryAt\" = now() at time zone 'UTC' + make_interval(secs => $2)\n"
		"where \"id\" = $3",
	.params = account_request_later_params,
	.n_params = 3,
};
err q_account_request_later(system_db db, struct arena *a, const struct q_account_request_later_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_request_later_query, in, affected);
}

static const struct db_field account_request_find_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_find_in, token_hash) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_find_in, kind) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_find_in, now) },
};
static const struct db_field account_request_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_find_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_find_row, kind) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_find_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_find_row, name) },
	{ "passwordHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_find_row, password_hash) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_find_row, locale) },
	{ "accountId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_find_row, account_id) },
};
static const struct db_query account_request_find_query = {
	.name = "account_request_find",
	.sql =
		"select \"id\", \"kind\", \"email\", \"name\", \"passwordHash\", \"locale\", \"accountId\" from \"AccountRequest\"\n"
		"where \"tokenHash\" = $1 and \"kind\" = $2 and \"expiresAt\" > $3",
	.params = account_request_find_params,
	.n_params = 3,
	.cols = account_request_find_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_account_request_find_row),
	.reads = true,
};
err q_account_request_find(system_db db, struct arena *a, const struct q_account_request_find_in *in, struct q_account_request_find_row *out)
{
	return db_system_one(db, a, &account_request_find_query, in, out);
}

static const struct db_field account_request_newest_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_newest_in, email) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_newest_in, now) },
};
static const struct db_field account_request_newest_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_newest_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_newest_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_newest_row, name) },
	{ "passwordHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_newest_row, password_hash) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_newest_row, locale) },
};
static const struct db_query account_request_newest_query = {
	.name = "account_request_newest",
	.sql =
		"select \"id\", \"email\", \"name\", \"passwordHash\", \"locale\" from \"AccountRequest\"\n"
		"where \"email\" = $1 and \"kind\" = 'register' and \"expiresAt\" > $2\n"
		"order by \"createdAt\" desc limit 1",
	.params = account_request_newest_params,
	.n_params = 2,
	.cols = account_request_newest_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_account_request_newest_row),
	.reads = true,
};
err q_account_request_newest(system_db db, struct arena *a, const struct q_account_request_newest_in *in, struct q_account_request_newest_row *out)
{
	return db_system_one(db, a, &account_request_newest_query, in, out);
}

static const struct db_field account_request_confirm_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_confirm_in, token_hash) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_account_request_confirm_in, now) },
};
static const struct db_field account_request_confirm_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_confirm_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_request_confirm_row, email) },
	{ "accountId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_account_request_confirm_row, account_id) },
	{ "old_side", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_account_request_confirm_row, old_side) },
	{ "over", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_account_request_confirm_row, over) },
};
static const struct db_query account_request_confirm_query = {
	.name = "account_request_confirm",
	.sql =
		"update \"AccountRequest\" set\n"
		"    \"confirmedAt\" = case when \"tokenHash\" = $1 then coalesce(\"confirmedAt\", $2) else \"confirmedAt\" end,\n"
		"    \"oldConfirmedAt\" = case when \"oldTokenHash\" = $1 then coalesce(\"oldConfirmedAt\", $2) else \"oldConfirmedAt\" end\n"
		"where \"id\" = (select \"id\" from \"AccountRequest\" where (\"tokenHash\" = $1 or \"oldTokenHash\" = $1) and \"kind\" = 'address'\n"
		"              and \"expiresAt\" > $2 limit 1 for update)\n"
		"returning \"id\", \"email\", \"accountId\", \"oldTokenHash\" is not distinct from $1 as old_side,\n"
		"    (\"confirmedAt\" is not null and \"oldConfirmedAt\" is not null) as over",
	.params = account_request_confirm_params,
	.n_params = 2,
	.cols = account_request_confirm_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_account_request_confirm_row),
};
err q_account_request_confirm(system_db db, struct arena *a, const struct q_account_request_confirm_in *in, struct q_account_request_confirm_row *out)
{
	return db_system_one(db, a, &account_request_confirm_query, in, out);
}

static const struct db_field account_requests_end_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_requests_end_in, email) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_requests_end_in, kind) },
};
static const struct db_query account_requests_end_query = {
	.name = "account_requests_end",
	.sql =
		"delete from \"AccountRequest\" where \"email\" = $1 and \"kind\" = $2",
	.params = account_requests_end_params,
	.n_params = 2,
};
err q_account_requests_end(system_db db, struct arena *a, const struct q_account_requests_end_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_requests_end_query, in, affected);
}

static const struct db_field account_requests_end_of_params[] = {
	{ "account_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_requests_end_of_in, account_id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_account_requests_end_of_in, kind) },
};
static const struct db_query account_requests_end_of_query = {
	.name = "account_requests_end_of",
	.sql =
		"delete from \"AccountRequest\" where \"accountId\" = $1 and \"kind\" = $2",
	.params = account_requests_end_of_params,
	.n_params = 2,
};
err q_account_requests_end_of(system_db db, struct arena *a, const struct q_account_requests_end_of_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &account_requests_end_of_query, in, affected);
}

static const struct db_query account_requests_sweep_query = {
	.name = "account_requests_sweep",
	.sql =
		"delete from \"AccountRequest\" where \"expiresAt\" < now() at time zone 'UTC' - interval '1 day'",
};
err q_account_requests_sweep(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &account_requests_sweep_query, NULL, affected);
}

static const struct db_field user_address_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_address_in, email) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_user_address_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_address_in, id) },
};
static const struct db_query user_address_query = {
	.name = "user_address",
	.sql =
		"update \"User\" set \"email\" = $1, \"updatedAt\" = $2 where \"id\" = $3",
	.params = user_address_params,
	.n_params = 3,
};
err q_user_address(system_db db, struct arena *a, const struct q_user_address_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &user_address_query, in, affected);
}

static const struct db_field user_language_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_language_in, id) },
};
static const struct db_field user_language_cols[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_user_language_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_language_row, name) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_user_language_row, locale) },
};
static const struct db_query user_language_query = {
	.name = "user_language",
	.sql =
		"select \"email\", \"name\", \"locale\" from \"User\" where \"id\" = $1",
	.params = user_language_params,
	.n_params = 1,
	.cols = user_language_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_user_language_row),
	.reads = true,
};
err q_user_language(system_db db, struct arena *a, const struct q_user_language_in *in, struct q_user_language_row *out)
{
	return db_system_one(db, a, &user_language_query, in, out);
}

static const struct db_field system_sender_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_sender_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_sender_row, user_id) },
};
static const struct db_query system_sender_query = {
	.name = "system_sender",
	.sql =
		"select s.\"id\", s.\"userId\" from \"Setting\" g join \"Sender\" s on s.\"id\" = g.\"value\" join \"User\" u on u.\"id\" = s.\"userId\" and u.\"isOperator\"\n"
		"where g.\"key\" = 'system_sender'",
	.cols = system_sender_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_system_sender_row),
	.reads = true,
};
err q_system_sender(system_db db, struct arena *a, struct q_system_sender_row *out)
{
	return db_system_one(db, a, &system_sender_query, NULL, out);
}

static const struct db_field setting_drop_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_setting_drop_in, key) },
};
static const struct db_query setting_drop_query = {
	.name = "setting_drop",
	.sql =
		"delete from \"Setting\" where \"key\" = $1",
	.params = setting_drop_params,
	.n_params = 1,
};
err q_setting_drop(system_db db, struct arena *a, const struct q_setting_drop_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &setting_drop_query, in, affected);
}

static const struct db_field system_mail_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_insert_in, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_insert_in, kind) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_insert_in, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_insert_in, subject) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_insert_in, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_system_mail_insert_in, error) },
	{ "text_sealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_system_mail_insert_in, text_sealed) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_system_mail_insert_in, now) },
};
static const struct db_query system_mail_insert_query = {
	.name = "system_mail_insert",
	.sql =
		"insert into \"SystemMail\" (\"id\", \"kind\", \"to\", \"subject\", \"status\", \"error\", \"textSealed\", \"createdAt\")\n"
		"values ($1, $2, $3, $4, $5, left($6, 500), $7, $8)",
	.params = system_mail_insert_params,
	.n_params = 8,
};
err q_system_mail_insert(system_db db, struct arena *a, const struct q_system_mail_insert_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &system_mail_insert_query, in, affected);
}

static const struct db_field system_mail_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_list_row, id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_list_row, kind) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_list_row, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_list_row, subject) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_system_mail_list_row, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_system_mail_list_row, error) },
	{ "textSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_system_mail_list_row, text_sealed) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_system_mail_list_row, created_at) },
};
static const struct db_query system_mail_list_query = {
	.name = "system_mail_list",
	.sql =
		"select \"id\", \"kind\", \"to\", \"subject\", \"status\", \"error\", \"textSealed\", \"createdAt\" from \"SystemMail\" order by \"createdAt\" desc, \"id\" desc limit 100",
	.cols = system_mail_list_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_system_mail_list_row),
	.reads = true,
};
err q_system_mail_list(system_db db, struct arena *a, struct q_system_mail_list_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &system_mail_list_query, NULL, &rows));
	*out = (struct q_system_mail_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_query system_mail_sweep_query = {
	.name = "system_mail_sweep",
	.sql =
		"delete from \"SystemMail\" where \"createdAt\" < now() at time zone 'UTC' - interval '30 days'",
};
err q_system_mail_sweep(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &system_mail_sweep_query, NULL, affected);
}
