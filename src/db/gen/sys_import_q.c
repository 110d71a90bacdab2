/* Written by tools/sqlgen from sql/q/system/import.sql; do not edit. */
#include "db/gen/sys_import_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field import_next_params[] = {
	{ "node", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_next_in, node) },
};
static const struct db_field import_next_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_next_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_next_row, user_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_next_row, status) },
};
static const struct db_query import_next_query = {
	.name = "import_next",
	.sql =
		"SELECT x.\"id\", x.\"userId\", x.\"status\" FROM (\n"
		"    (SELECT i.\"id\", i.\"userId\", i.\"status\", i.\"createdAt\" FROM \"Import\" i\n"
		"     WHERE i.\"status\" = 'RUNNING' AND i.\"node\" = $1 AND (i.\"leasedUntil\" IS NULL OR i.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"     ORDER BY i.\"createdAt\" LIMIT 1)\n"
		"    UNION ALL\n"
		"    (SELECT i.\"id\", i.\"userId\", i.\"status\", i.\"createdAt\" FROM \"Import\" i\n"
		"     WHERE i.\"status\" = 'UNDOING' AND (i.\"leasedUntil\" IS NULL OR i.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"     ORDER BY i.\"createdAt\" LIMIT 1)) x\n"
		"ORDER BY x.\"createdAt\" LIMIT 1",
	.params = import_next_params,
	.n_params = 1,
	.cols = import_next_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_import_next_row),
	.reads = true,
};
err q_import_next(system_db db, struct arena *a, const struct q_import_next_in *in, struct q_import_next_row *out)
{
	return db_system_one(db, a, &import_next_query, in, out);
}
