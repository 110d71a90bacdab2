/* Written by tools/sqlgen from sql/q/tenant/event.sql; do not edit. */
#include "db/gen/event_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field event_recipient_exists_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_recipient_exists_in, id) },
};
static const struct db_field event_recipient_exists_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_recipient_exists_row, id) },
};
static const struct db_query event_recipient_exists_query = {
	.name = "event_recipient_exists",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r WHERE r.\"userId\" = $1 AND r.\"id\" = $2",
	.params = event_recipient_exists_params,
	.n_params = 2,
	.cols = event_recipient_exists_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_event_recipient_exists_row),
	.reads = true,
};
err q_event_recipient_exists(tenant_db db, struct arena *a, const struct q_event_recipient_exists_in *in, struct q_event_recipient_exists_row *out)
{
	return db_tenant_one(db, a, &event_recipient_exists_query, in, out);
}

static const struct db_field event_of_recipient_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "recipient", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_of_recipient_in, recipient) },
};
static const struct db_field event_of_recipient_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_of_recipient_row, id) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_of_recipient_row, type) },
	{ "timestamp", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_event_of_recipient_row, timestamp) },
	{ "data", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_event_of_recipient_row, data) },
	{ "userAgent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_of_recipient_row, user_agent) },
};
static const struct db_query event_of_recipient_query = {
	.name = "event_of_recipient",
	.sql =
		"SELECT e.\"id\", e.\"type\", e.\"timestamp\", e.\"data\", e.\"userAgent\"\n"
		"FROM \"EmailEvent\" e\n"
		"WHERE e.\"userId\" = $1 AND e.\"recipientId\" = $2\n"
		"ORDER BY e.\"timestamp\", e.\"id\"\n"
		"LIMIT 1000",
	.params = event_of_recipient_params,
	.n_params = 2,
	.cols = event_of_recipient_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_event_of_recipient_row),
	.reads = true,
};
err q_event_of_recipient(tenant_db db, struct arena *a, const struct q_event_of_recipient_in *in, struct q_event_of_recipient_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &event_of_recipient_query, in, &rows));
	*out = (struct q_event_of_recipient_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
