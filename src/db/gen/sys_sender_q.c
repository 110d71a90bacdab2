/* Written by tools/sqlgen from sql/q/system/sender.sql; do not edit. */
#include "db/gen/sys_sender_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field sender_first_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, user_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, name) },
	{ "from_email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sender_first_in, from_email) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sender_first_in, from_name) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sender_first_in, now) },
};
static const struct db_query sender_first_query = {
	.name = "sender_first",
	.sql =
		"INSERT INTO \"Sender\" (\"id\", \"userId\", \"kind\", \"name\", \"fromEmail\", \"fromName\", \"status\", \"verifiedAt\", \"isDefault\", \"createdAt\", \"updatedAt\")\n"
		"SELECT $1, $2, 'capture', $3, $4, $5, 'ACTIVE', $6, true, $6, $6\n"
		"WHERE NOT EXISTS (SELECT 1 FROM \"Sender\" s WHERE s.\"userId\" = $2)",
	.params = sender_first_params,
	.n_params = 6,
};
err q_sender_first(system_db db, struct arena *a, const struct q_sender_first_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &sender_first_query, in, affected);
}
