/* Written by tools/sqlgen from sql/q/system/reverdict.sql; do not edit. */
#include "db/gen/sys_reverdict_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field reverdict_recipients_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_recipients_in, user_id) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_recipients_in, after) },
};
static const struct db_field reverdict_recipients_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_recipients_row, id) },
};
static const struct db_query reverdict_recipients_query = {
	.name = "reverdict_recipients",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $1 AND r.\"id\" > $2 AND (r.\"openedAt\" IS NOT NULL OR r.\"clickedAt\" IS NOT NULL)\n"
		"ORDER BY r.\"id\" LIMIT 500",
	.params = reverdict_recipients_params,
	.n_params = 2,
	.cols = reverdict_recipients_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_reverdict_recipients_row),
	.reads = true,
};
err q_reverdict_recipients(system_db db, struct arena *a, const struct q_reverdict_recipients_in *in, struct q_reverdict_recipients_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &reverdict_recipients_query, in, &rows));
	*out = (struct q_reverdict_recipients_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field reverdict_events_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_reverdict_events_in, ids) },
};
static const struct db_field reverdict_events_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_events_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_events_row, recipient_id) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_events_row, type) },
	{ "timestamp", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_reverdict_events_row, timestamp) },
	{ "userAgent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reverdict_events_row, user_agent) },
	{ "n", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reverdict_events_row, n) },
	{ "net", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reverdict_events_row, net) },
	{ "verdict", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reverdict_events_row, verdict) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_reverdict_events_row, reason) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_reverdict_events_row, sent_at) },
	{ "captured", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_reverdict_events_row, captured) },
};
static const struct db_query reverdict_events_query = {
	.name = "reverdict_events",
	.sql =
		"SELECT e.\"id\", e.\"recipientId\", e.\"type\", e.\"timestamp\", e.\"userAgent\", e.\"data\" ->> 'n' AS \"n\", e.\"data\" ->> 'net' AS \"net\",\n"
		"       e.\"data\" ->> 'verdict' AS \"verdict\", e.\"data\" ->> 'reason' AS \"reason\", r.\"sentAt\",\n"
		"       EXISTS (SELECT 1 FROM \"Sender\" s WHERE s.\"id\" = r.\"senderId\" AND s.\"kind\" = 'capture') AS \"captured\"\n"
		"FROM \"EmailEvent\" e JOIN \"Recipient\" r ON r.\"id\" = e.\"recipientId\"\n"
		"WHERE e.\"recipientId\" = ANY ($1::text[]) AND e.\"type\" IN ('OPENED', 'CLICKED') AND e.\"data\" ? 'verdict'\n"
		"  AND (e.\"userAgent\" IS NOT NULL OR e.\"data\" ->> 'reason' IN ('no_agent', 'head', 'scanner_net'))\n"
		"ORDER BY e.\"recipientId\", e.\"timestamp\", e.\"id\"",
	.params = reverdict_events_params,
	.n_params = 1,
	.cols = reverdict_events_cols,
	.n_cols = 11,
	.row_size = sizeof(struct q_reverdict_events_row),
	.timeout_ms = 120000,
	.reads = true,
};
err q_reverdict_events(system_db db, struct arena *a, const struct q_reverdict_events_in *in, struct q_reverdict_events_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &reverdict_events_query, in, &rows));
	*out = (struct q_reverdict_events_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field reverdict_write_params[] = {
	{ "rules", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_reverdict_write_in, rules) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_reverdict_write_in, ids) },
	{ "verdicts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_reverdict_write_in, verdicts) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_reverdict_write_in, reasons) },
	{ "programs", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_reverdict_write_in, programs) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_reverdict_write_in, user_id) },
};
static const struct db_query reverdict_write_query = {
	.name = "reverdict_write",
	.sql =
		"UPDATE \"EmailEvent\" e\n"
		"SET \"data\" = (e.\"data\" - 'program') || jsonb_strip_nulls(jsonb_build_object('verdict', v.\"verdict\", 'reason', v.\"reason\",\n"
		"             'program', nullif(v.\"program\", ''),\n"
		"             'was', coalesce(e.\"data\" ->> 'was', (e.\"data\" ->> 'verdict') || '/' || (e.\"data\" ->> 'reason')), 'rules', $1::int8))\n"
		"FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS v (\"id\", \"verdict\", \"reason\", \"program\")\n"
		"WHERE e.\"id\" = v.\"id\" AND e.\"userId\" = $6",
	.params = reverdict_write_params,
	.n_params = 6,
	.timeout_ms = 120000,
};
err q_reverdict_write(system_db db, struct arena *a, const struct q_reverdict_write_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &reverdict_write_query, in, affected);
}
