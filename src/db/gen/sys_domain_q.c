/* Written by tools/sqlgen from sql/q/system/domain.sql; do not edit. */
#include "db/gen/sys_domain_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field domain_dkim_due_params[] = {
	{ "new_before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_due_in, new_before) },
	{ "waiting_before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_due_in, waiting_before) },
	{ "before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_due_in, before) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_due_in, now) },
};
static const struct db_field domain_dkim_due_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_dkim_due_row, user_id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_dkim_due_row, domain) },
};
static const struct db_query domain_dkim_due_query = {
	.name = "domain_dkim_due",
	.sql =
		"WITH due AS MATERIALIZED (\n"
		"    SELECT k.\"id\" FROM \"DkimKey\" k\n"
		"    WHERE k.\"checkedAt\" IS NULL AND k.\"createdAt\" < $1 OR k.\"state\" = 'waiting' AND k.\"checkedAt\" < $2\n"
		"       OR k.\"checkedAt\" < $3\n"
		"    LIMIT 50 FOR UPDATE SKIP LOCKED\n"
		"), put_off AS (\n"
		"    UPDATE \"DkimKey\" k SET \"checkedAt\" = $4 FROM due WHERE k.\"id\" = due.\"id\" RETURNING k.\"userId\", k.\"domain\"\n"
		")\n"
		"SELECT DISTINCT p.\"userId\", p.\"domain\" FROM put_off p",
	.params = domain_dkim_due_params,
	.n_params = 4,
	.cols = domain_dkim_due_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_domain_dkim_due_row),
};
err q_domain_dkim_due(system_db db, struct arena *a, const struct q_domain_dkim_due_in *in, struct q_domain_dkim_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &domain_dkim_due_query, in, &rows));
	*out = (struct q_domain_dkim_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field domain_dkim_end_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_end_in, now) },
};
static const struct db_query domain_dkim_end_query = {
	.name = "domain_dkim_end",
	.sql =
		"DELETE FROM \"DkimKey\" WHERE \"state\" = 'retiring' AND \"rotateAt\" < $1",
	.params = domain_dkim_end_params,
	.n_params = 1,
};
err q_domain_dkim_end(system_db db, struct arena *a, const struct q_domain_dkim_end_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &domain_dkim_end_query, in, affected);
}

static const struct db_field domain_dkim_rotate_due_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_dkim_rotate_due_in, now) },
};
static const struct db_field domain_dkim_rotate_due_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_dkim_rotate_due_row, user_id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_dkim_rotate_due_row, domain) },
};
static const struct db_query domain_dkim_rotate_due_query = {
	.name = "domain_dkim_rotate_due",
	.sql =
		"SELECT DISTINCT k.\"userId\", k.\"domain\" FROM \"DkimKey\" k\n"
		"WHERE k.\"state\" = 'active' AND k.\"rotateAt\" < $1\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"DkimKey\" w WHERE w.\"userId\" = k.\"userId\" AND w.\"domain\" = k.\"domain\" AND w.\"state\" = 'waiting')\n"
		"LIMIT 20",
	.params = domain_dkim_rotate_due_params,
	.n_params = 1,
	.cols = domain_dkim_rotate_due_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_domain_dkim_rotate_due_row),
	.reads = true,
};
err q_domain_dkim_rotate_due(system_db db, struct arena *a, const struct q_domain_dkim_rotate_due_in *in, struct q_domain_dkim_rotate_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &domain_dkim_rotate_due_query, in, &rows));
	*out = (struct q_domain_dkim_rotate_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
