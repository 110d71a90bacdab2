/* Written by tools/sqlgen from sql/q/system/event.sql; do not edit. */
#include "db/gen/sys_event_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field event_resolve_params[] = {
	{ "tracking_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_resolve_in, tracking_ids) },
};
static const struct db_field event_resolve_cols[] = {
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_resolve_row, tracking_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_resolve_row, id) },
};
static const struct db_query event_resolve_query = {
	.name = "event_resolve",
	.sql =
		"SELECT r.\"trackingId\", r.\"id\" FROM \"Recipient\" r WHERE r.\"trackingId\" = ANY ($1::text[])",
	.params = event_resolve_params,
	.n_params = 1,
	.cols = event_resolve_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_event_resolve_row),
	.reads = true,
};
err q_event_resolve(system_db db, struct arena *a, const struct q_event_resolve_in *in, struct q_event_resolve_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_resolve_query, in, &rows));
	*out = (struct q_event_resolve_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_lock_recipients_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_lock_recipients_in, ids) },
};
static const struct db_field event_lock_recipients_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_lock_recipients_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_lock_recipients_row, user_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_lock_recipients_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_lock_recipients_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_lock_recipients_row, step_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_lock_recipients_row, contact_id) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, sent_at) },
	{ "openedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, opened_at) },
	{ "openedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, opened_by_person_at) },
	{ "clickedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, clicked_at) },
	{ "clickedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, clicked_by_person_at) },
	{ "repliedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, replied_at) },
	{ "unsubscribedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_lock_recipients_row, unsubscribed_at) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_lock_recipients_row, email) },
	{ "planned", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_lock_recipients_row, planned) },
	{ "captured", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_lock_recipients_row, captured) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_lock_recipients_row, untracked) },
};
static const struct db_query event_lock_recipients_query = {
	.name = "event_lock_recipients",
	.sql =
		"SELECT r.\"id\", r.\"userId\", r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", r.\"contactId\", r.\"sentAt\", r.\"openedAt\",\n"
		"       r.\"openedByPersonAt\", r.\"clickedAt\", r.\"clickedByPersonAt\", r.\"repliedAt\", r.\"unsubscribedAt\",\n"
		"       c.\"email\", r.\"sendKey\" IS NOT NULL AS \"planned\",\n"
		"       EXISTS (SELECT 1 FROM \"Sender\" s WHERE s.\"id\" = r.\"senderId\" AND s.\"kind\" = 'capture') AS \"captured\",\n"
		"       c.\"trackingOff\" OR EXISTS (SELECT 1 FROM \"MailPolicy\" y WHERE y.\"userId\" = c.\"userId\" AND NOT y.\"tracking\") AS \"untracked\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE r.\"id\" = ANY ($1::text[])\n"
		"ORDER BY r.\"id\"\n"
		"FOR NO KEY UPDATE OF r",
	.params = event_lock_recipients_params,
	.n_params = 1,
	.cols = event_lock_recipients_cols,
	.n_cols = 17,
	.row_size = sizeof(struct q_event_lock_recipients_row),
};
err q_event_lock_recipients(system_db db, struct arena *a, const struct q_event_lock_recipients_in *in, struct q_event_lock_recipients_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_lock_recipients_query, in, &rows));
	*out = (struct q_event_lock_recipients_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_read_recipients_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_read_recipients_in, ids) },
};
static const struct db_field event_read_recipients_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_read_recipients_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_read_recipients_row, user_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_read_recipients_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_read_recipients_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_read_recipients_row, step_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_read_recipients_row, contact_id) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, sent_at) },
	{ "openedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, opened_at) },
	{ "openedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, opened_by_person_at) },
	{ "clickedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, clicked_at) },
	{ "clickedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, clicked_by_person_at) },
	{ "repliedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, replied_at) },
	{ "unsubscribedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_event_read_recipients_row, unsubscribed_at) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_read_recipients_row, email) },
	{ "planned", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_read_recipients_row, planned) },
	{ "captured", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_read_recipients_row, captured) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_read_recipients_row, untracked) },
};
static const struct db_query event_read_recipients_query = {
	.name = "event_read_recipients",
	.sql =
		"SELECT r.\"id\", r.\"userId\", r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", r.\"contactId\", r.\"sentAt\", r.\"openedAt\",\n"
		"       r.\"openedByPersonAt\", r.\"clickedAt\", r.\"clickedByPersonAt\", r.\"repliedAt\", r.\"unsubscribedAt\",\n"
		"       c.\"email\", r.\"sendKey\" IS NOT NULL AS \"planned\",\n"
		"       EXISTS (SELECT 1 FROM \"Sender\" s WHERE s.\"id\" = r.\"senderId\" AND s.\"kind\" = 'capture') AS \"captured\",\n"
		"       c.\"trackingOff\" OR EXISTS (SELECT 1 FROM \"MailPolicy\" y WHERE y.\"userId\" = c.\"userId\" AND NOT y.\"tracking\") AS \"untracked\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE r.\"id\" = ANY ($1::text[])",
	.params = event_read_recipients_params,
	.n_params = 1,
	.cols = event_read_recipients_cols,
	.n_cols = 17,
	.row_size = sizeof(struct q_event_read_recipients_row),
	.reads = true,
};
err q_event_read_recipients(system_db db, struct arena *a, const struct q_event_read_recipients_in *in, struct q_event_read_recipients_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_read_recipients_query, in, &rows));
	*out = (struct q_event_read_recipients_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_insert_rows_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, ids) },
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, recipient_ids) },
	{ "types", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, types) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_insert_rows_in, at) },
	{ "data", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, data) },
	{ "ip", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, ip) },
	{ "agents", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, agents) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_insert_rows_in, user_ids) },
};
static const struct db_field event_insert_rows_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_insert_rows_row, id) },
};
static const struct db_query event_insert_rows_query = {
	.name = "event_insert_rows",
	.sql =
		"INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\", \"timestamp\", \"data\", \"ipAddress\", \"userAgent\", \"userId\")\n"
		"SELECT v.\"id\", v.\"recipientId\", v.\"type\", v.\"at\", v.\"data\"::jsonb, v.\"ip\", v.\"agent\", v.\"userId\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamp[], $5::text[], $6::text[],\n"
		"            $7::text[], $8::text[]) AS v (\"id\", \"recipientId\", \"type\", \"at\", \"data\", \"ip\", \"agent\", \"userId\")\n"
		"ON CONFLICT (\"id\") DO NOTHING\n"
		"RETURNING \"id\"",
	.params = event_insert_rows_params,
	.n_params = 8,
	.cols = event_insert_rows_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_event_insert_rows_row),
};
err q_event_insert_rows(system_db db, struct arena *a, const struct q_event_insert_rows_in *in, struct q_event_insert_rows_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_insert_rows_query, in, &rows));
	*out = (struct q_event_insert_rows_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_recent_clicks_params[] = {
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_recent_clicks_in, recipient_ids) },
	{ "floor", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_recent_clicks_in, floor) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_event_recent_clicks_in, since) },
};
static const struct db_field event_recent_clicks_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_recent_clicks_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_recent_clicks_row, recipient_id) },
	{ "timestamp", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_event_recent_clicks_row, timestamp) },
	{ "data", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_event_recent_clicks_row, data) },
};
static const struct db_query event_recent_clicks_query = {
	.name = "event_recent_clicks",
	.sql =
		"SELECT e.\"id\", e.\"recipientId\", e.\"timestamp\", e.\"data\"\n"
		"FROM \"EmailEvent\" e\n"
		"WHERE e.\"recipientId\" = ANY ($1::text[]) AND e.\"type\" = 'CLICKED' AND e.\"id\" >= $2 AND e.\"timestamp\" >= $3\n"
		"ORDER BY e.\"recipientId\", e.\"id\"",
	.params = event_recent_clicks_params,
	.n_params = 3,
	.cols = event_recent_clicks_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_event_recent_clicks_row),
	.reads = true,
};
err q_event_recent_clicks(system_db db, struct arena *a, const struct q_event_recent_clicks_in *in, struct q_event_recent_clicks_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_recent_clicks_query, in, &rows));
	*out = (struct q_event_recent_clicks_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_rejudge_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_rejudge_in, ids) },
	{ "verdicts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_rejudge_in, verdicts) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_rejudge_in, reasons) },
};
static const struct db_query event_rejudge_query = {
	.name = "event_rejudge",
	.sql =
		"UPDATE \"EmailEvent\" e\n"
		"SET \"data\" = coalesce(e.\"data\", '{}'::jsonb) || jsonb_build_object('verdict', v.\"verdict\", 'reason', v.\"reason\")\n"
		"FROM unnest($1::text[], $2::text[], $3::text[]) AS v (\"id\", \"verdict\", \"reason\")\n"
		"WHERE e.\"id\" = v.\"id\"",
	.params = event_rejudge_params,
	.n_params = 3,
};
err q_event_rejudge(system_db db, struct arena *a, const struct q_event_rejudge_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &event_rejudge_query, in, affected);
}

static const struct db_field event_clicks_by_people_params[] = {
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_clicks_by_people_in, recipient_ids) },
};
static const struct db_field event_clicks_by_people_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_clicks_by_people_row, recipient_id) },
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_event_clicks_by_people_row, n) },
	{ "first", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_event_clicks_by_people_row, first) },
};
static const struct db_query event_clicks_by_people_query = {
	.name = "event_clicks_by_people",
	.sql =
		"SELECT e.\"recipientId\", (e.\"data\" ->> 'n')::int AS \"n\", min(e.\"timestamp\") AS \"first\"\n"
		"FROM \"EmailEvent\" e\n"
		"WHERE e.\"recipientId\" = ANY ($1::text[]) AND e.\"type\" = 'CLICKED' AND e.\"data\" ->> 'verdict' = 'human'\n"
		"  AND e.\"data\" ? 'n'\n"
		"GROUP BY 1, 2",
	.params = event_clicks_by_people_params,
	.n_params = 1,
	.cols = event_clicks_by_people_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_event_clicks_by_people_row),
	.reads = true,
};
err q_event_clicks_by_people(system_db db, struct arena *a, const struct q_event_clicks_by_people_in *in, struct q_event_clicks_by_people_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_clicks_by_people_query, in, &rows));
	*out = (struct q_event_clicks_by_people_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_links_clicked_params[] = {
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_links_clicked_in, recipient_ids) },
};
static const struct db_field event_links_clicked_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_event_links_clicked_row, recipient_id) },
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_event_links_clicked_row, n) },
	{ "byPerson", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_event_links_clicked_row, by_person) },
};
static const struct db_query event_links_clicked_query = {
	.name = "event_links_clicked",
	.sql =
		"SELECT k.\"recipientId\", k.\"n\", k.\"byPerson\" FROM \"LinkClick\" k WHERE k.\"recipientId\" = ANY ($1::text[])",
	.params = event_links_clicked_params,
	.n_params = 1,
	.cols = event_links_clicked_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_event_links_clicked_row),
	.reads = true,
};
err q_event_links_clicked(system_db db, struct arena *a, const struct q_event_links_clicked_in *in, struct q_event_links_clicked_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &event_links_clicked_query, in, &rows));
	*out = (struct q_event_links_clicked_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field event_link_clicks_set_params[] = {
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_link_clicks_set_in, recipient_ids) },
	{ "n", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_event_link_clicks_set_in, n) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_link_clicks_set_in, user_ids) },
	{ "by_person", DB_BOOL_ARRAY, DB_WIRE_BOOL, false, 1000, 16, offsetof(struct q_event_link_clicks_set_in, by_person) },
};
static const struct db_query event_link_clicks_set_query = {
	.name = "event_link_clicks_set",
	.sql =
		"INSERT INTO \"LinkClick\" (\"recipientId\", \"n\", \"userId\", \"byPerson\")\n"
		"SELECT v.\"recipientId\", v.\"n\", v.\"userId\", v.\"byPerson\"\n"
		"FROM unnest($1::text[], $2::int8[], $3::text[], $4::bool[])\n"
		"     AS v (\"recipientId\", \"n\", \"userId\", \"byPerson\")\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"recipientId\", \"n\") DO UPDATE SET \"byPerson\" = EXCLUDED.\"byPerson\"",
	.params = event_link_clicks_set_params,
	.n_params = 4,
};
err q_event_link_clicks_set(system_db db, struct arena *a, const struct q_event_link_clicks_set_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &event_link_clicks_set_query, in, affected);
}

static const struct db_field event_mark_recipients_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_mark_recipients_in, ids) },
	{ "opened", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_mark_recipients_in, opened) },
	{ "opened_by_person", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_mark_recipients_in, opened_by_person) },
	{ "clicked", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_mark_recipients_in, clicked) },
	{ "clicked_by_person", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_mark_recipients_in, clicked_by_person) },
	{ "unsubscribed", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_mark_recipients_in, unsubscribed) },
};
static const struct db_query event_mark_recipients_query = {
	.name = "event_mark_recipients",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"openedAt\" = nullif(v.\"opened\", 'epoch'::timestamp), \"openedByPersonAt\" = nullif(v.\"openedByPerson\", 'epoch'::timestamp),\n"
		"    \"clickedAt\" = nullif(v.\"clicked\", 'epoch'::timestamp), \"clickedByPersonAt\" = nullif(v.\"clickedByPerson\", 'epoch'::timestamp),\n"
		"    \"unsubscribedAt\" = nullif(v.\"unsubscribed\", 'epoch'::timestamp)\n"
		"FROM unnest($1::text[], $2::timestamp[], $3::timestamp[], $4::timestamp[],\n"
		"            $5::timestamp[], $6::timestamp[])\n"
		"     AS v (\"id\", \"opened\", \"openedByPerson\", \"clicked\", \"clickedByPerson\", \"unsubscribed\")\n"
		"WHERE r.\"id\" = v.\"id\"",
	.params = event_mark_recipients_params,
	.n_params = 6,
};
err q_event_mark_recipients(system_db db, struct arena *a, const struct q_event_mark_recipients_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &event_mark_recipients_query, in, affected);
}

static const struct db_field event_leave_gone_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_event_leave_gone_in, user_id) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_leave_gone_in, ids) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_leave_gone_in, reasons) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_event_leave_gone_in, sources) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_event_leave_gone_in, at) },
};
static const struct db_field event_leave_gone_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_event_leave_gone_row, n) },
};
static const struct db_query event_leave_gone_query = {
	.name = "event_leave_gone",
	.sql =
		"SELECT \"loumass_leave_gone\"($1, $2::text[], $3::text[], $4::text[], $5::timestamp[]) AS n",
	.params = event_leave_gone_params,
	.n_params = 5,
	.cols = event_leave_gone_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_event_leave_gone_row),
};
err q_event_leave_gone(system_db db, struct arena *a, const struct q_event_leave_gone_in *in, struct q_event_leave_gone_row *out)
{
	return db_system_one(db, a, &event_leave_gone_query, in, out);
}

static const struct db_field event_partitions_params[] = {
	{ "ahead", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_event_partitions_in, ahead) },
};
static const struct db_field event_partitions_cols[] = {
	{ "made", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_event_partitions_row, made) },
};
static const struct db_query event_partitions_query = {
	.name = "event_partitions",
	.sql =
		"SELECT \"loumass_event_partitions\"((now() AT TIME ZONE 'UTC')::timestamp, $1::int) AS \"made\"",
	.params = event_partitions_params,
	.n_params = 1,
	.cols = event_partitions_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_event_partitions_row),
};
err q_event_partitions(system_db db, struct arena *a, const struct q_event_partitions_in *in, struct q_event_partitions_row *out)
{
	return db_system_one(db, a, &event_partitions_query, in, out);
}
