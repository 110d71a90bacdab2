/* Written by tools/sqlgen from sql/q/system/suppression.sql; do not edit. */
#include "db/gen/sys_suppression_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field suppression_insert_rows_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_rows_in, ids) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_rows_in, user_ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_rows_in, emails) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_rows_in, reasons) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_rows_in, sources) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_suppression_insert_rows_in, at) },
};
static const struct db_query suppression_insert_rows_query = {
	.name = "suppression_insert_rows",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\", \"createdAt\")\n"
		"SELECT v.\"id\", v.\"userId\", v.\"email\", v.\"reason\", v.\"source\", v.\"at\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamp[])\n"
		"     AS v (\"id\", \"userId\", \"email\", \"reason\", \"source\", \"at\")\n"
		"WHERE NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = v.\"userId\" AND s.\"identity\" = \"loumass_identity\"(v.\"email\")\n"
		"                  AND s.\"importId\" IS NULL)\n"
		"ORDER BY v.\"userId\", v.\"email\"\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = suppression_insert_rows_params,
	.n_params = 6,
};
err q_suppression_insert_rows(system_db db, struct arena *a, const struct q_suppression_insert_rows_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &suppression_insert_rows_query, in, affected);
}
