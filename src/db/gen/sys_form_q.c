/* Written by tools/sqlgen from sql/q/system/form.sql; do not edit. */
#include "db/gen/sys_form_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field form_owner_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_owner_in, id) },
};
static const struct db_field form_owner_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_owner_row, user_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_owner_row, name) },
};
static const struct db_query form_owner_query = {
	.name = "form_owner",
	.sql =
		"SELECT f.\"userId\", coalesce(nullif(s.\"fromName\", ''), nullif(s.\"name\", ''), nullif(u.\"name\", ''), u.\"email\") AS \"name\"\n"
		"FROM \"SignupForm\" f JOIN \"User\" u ON u.\"id\" = f.\"userId\" LEFT JOIN \"Sender\" s ON s.\"id\" = f.\"senderId\"\n"
		"WHERE f.\"id\" = $1",
	.params = form_owner_params,
	.n_params = 1,
	.cols = form_owner_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_form_owner_row),
	.timeout_ms = 2000,
	.reads = true,
};
err q_form_owner(system_db db, struct arena *a, const struct q_form_owner_in *in, struct q_form_owner_row *out)
{
	return db_system_one(db, a, &form_owner_query, in, out);
}

static const struct db_field signup_owner_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_owner_in, id) },
};
static const struct db_field signup_owner_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_owner_row, user_id) },
	{ "language", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_owner_row, language) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_owner_row, name) },
};
static const struct db_query signup_owner_query = {
	.name = "signup_owner",
	.sql =
		"SELECT g.\"userId\", f.\"language\", coalesce(nullif(s.\"fromName\", ''), nullif(s.\"name\", ''), nullif(u.\"name\", ''), u.\"email\") AS \"name\"\n"
		"FROM \"Signup\" g JOIN \"SignupForm\" f ON f.\"id\" = g.\"formId\" JOIN \"User\" u ON u.\"id\" = g.\"userId\" LEFT JOIN \"Sender\" s ON s.\"id\" = f.\"senderId\"\n"
		"WHERE g.\"id\" = $1",
	.params = signup_owner_params,
	.n_params = 1,
	.cols = signup_owner_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_signup_owner_row),
	.timeout_ms = 2000,
	.reads = true,
};
err q_signup_owner(system_db db, struct arena *a, const struct q_signup_owner_in *in, struct q_signup_owner_row *out)
{
	return db_system_one(db, a, &signup_owner_query, in, out);
}

static const struct db_field signup_next_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, user_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_next_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_next_row, last_name) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_signup_next_row, attempts) },
	{ "formId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, form_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_next_row, sender_id) },
	{ "confirmSubject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, confirm_subject) },
	{ "confirmText", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_next_row, confirm_text) },
};
static const struct db_query signup_next_query = {
	.name = "signup_next",
	.sql =
		"UPDATE \"Signup\" s SET \"attempts\" = s.\"attempts\" + 1, \"nextTryAt\" = now() AT TIME ZONE 'UTC' + INTERVAL '2 minutes'\n"
		"FROM \"SignupForm\" f\n"
		"WHERE f.\"id\" = s.\"formId\" AND s.\"id\" = (\n"
		"    SELECT x.\"id\" FROM \"Signup\" x WHERE x.\"status\" = 'WAITING' AND x.\"nextTryAt\" <= now() AT TIME ZONE 'UTC'\n"
		"    ORDER BY x.\"nextTryAt\" LIMIT 1 FOR UPDATE SKIP LOCKED)\n"
		"RETURNING s.\"id\", s.\"userId\", s.\"email\", s.\"firstName\", s.\"lastName\", s.\"attempts\", f.\"id\" AS \"formId\", f.\"senderId\", f.\"confirmSubject\", f.\"confirmText\"",
	.cols = signup_next_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_signup_next_row),
};
err q_signup_next(system_db db, struct arena *a, struct q_signup_next_row *out)
{
	return db_system_one(db, a, &signup_next_query, NULL, out);
}

static const struct db_field signup_mailed_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_mailed_in, id) },
};
static const struct db_query signup_mailed_query = {
	.name = "signup_mailed",
	.sql =
		"UPDATE \"Signup\" SET \"status\" = 'MAILED', \"mailedAt\" = now() AT TIME ZONE 'UTC', \"failureReason\" = NULL WHERE \"id\" = $1",
	.params = signup_mailed_params,
	.n_params = 1,
};
err q_signup_mailed(system_db db, struct arena *a, const struct q_signup_mailed_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &signup_mailed_query, in, affected);
}

static const struct db_field signup_later_params[] = {
	{ "over", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_signup_later_in, over) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_later_in, reason) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_signup_later_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_later_in, id) },
};
static const struct db_query signup_later_query = {
	.name = "signup_later",
	.sql =
		"UPDATE \"Signup\" SET \"status\" = CASE WHEN $1::bool THEN 'FAILED' ELSE 'WAITING' END, \"failureReason\" = left($2, 500),\n"
		"    \"nextTryAt\" = now() AT TIME ZONE 'UTC' + make_interval(secs => $3) WHERE \"id\" = $4",
	.params = signup_later_params,
	.n_params = 4,
};
err q_signup_later(system_db db, struct arena *a, const struct q_signup_later_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &signup_later_query, in, affected);
}

static const struct db_query signup_sweep_query = {
	.name = "signup_sweep",
	.sql =
		"DELETE FROM \"Signup\" WHERE \"createdAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '7 days'",
};
err q_signup_sweep(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &signup_sweep_query, NULL, affected);
}
