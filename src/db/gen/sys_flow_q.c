/* Written by tools/sqlgen from sql/q/system/flow.sql; do not edit. */
#include "db/gen/sys_flow_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field flow_sequences_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_sequences_in, now) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_sequences_in, after) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_flow_sequences_in, n) },
};
static const struct db_field flow_sequences_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_sequences_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_sequences_row, user_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_sequences_row, version) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_sequences_row, tracking_enabled) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_sequences_row, sender_id) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_sequences_row, from_email) },
	{ "window", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_sequences_row, window) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_sequences_row, holidays) },
	{ "accountZone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_sequences_row, account_zone) },
	{ "floor", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_sequences_row, floor) },
};
static const struct db_query flow_sequences_query = {
	.name = "flow_sequences",
	.sql =
		"SELECT q.\"id\", q.\"userId\", q.\"version\", q.\"trackingEnabled\", s.\"id\" AS \"senderId\", s.\"fromEmail\", (q.\"settings\" -> 'window')::text AS \"window\",\n"
		"       (SELECT \"loumass_holidays\"(u.\"holidays\", q.\"settings\" -> 'holidays')::text FROM \"User\" u WHERE u.\"id\" = q.\"userId\") AS \"holidays\", (SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = q.\"userId\") AS \"accountZone\",\n"
		"       f.\"floor\"\n"
		"FROM \"Sequence\" q\n"
		"CROSS JOIN LATERAL (\n"
		"    SELECT CASE WHEN \"loumass_late_from\"(q.\"activatedAt\", q.\"resumedAt\", q.\"resumedLate\") >= $1::timestamp - \"loumass_lateness\"(q.\"settings\")\n"
		"                THEN 'epoch'::timestamp\n"
		"                ELSE $1::timestamp - \"loumass_lateness\"(q.\"settings\") END AS \"floor\") f\n"
		"LEFT JOIN LATERAL (\n"
		"    SELECT d.\"id\", d.\"fromEmail\" FROM \"Sender\" d\n"
		"    WHERE d.\"userId\" = q.\"userId\" ORDER BY d.\"id\" = q.\"senderId\" DESC NULLS LAST, d.\"isDefault\" DESC, d.\"createdAt\" LIMIT 1) s ON true\n"
		"WHERE q.\"status\" = 'ACTIVE' AND q.\"stepsState\" = 'ok' AND q.\"id\" > $2 AND NOT EXISTS (SELECT 1 FROM \"Setting\" h WHERE h.\"key\" = 'held')\n"
		"  AND EXISTS (SELECT 1 FROM \"EnrollmentDue\" d WHERE d.\"sequenceId\" = q.\"id\" AND d.\"dueAt\" <= $1 AND d.\"dueAt\" >= f.\"floor\")\n"
		"ORDER BY q.\"id\" LIMIT $3",
	.params = flow_sequences_params,
	.n_params = 3,
	.cols = flow_sequences_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_flow_sequences_row),
};
err q_flow_sequences(system_db db, struct arena *a, const struct q_flow_sequences_in *in, struct q_flow_sequences_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_sequences_query, in, &rows));
	*out = (struct q_flow_sequences_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_claim_params[] = {
	{ "sequence_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_claim_in, sequence_ids) },
	{ "floors", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_claim_in, floors) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_claim_in, now) },
	{ "per", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_flow_claim_in, per) },
};
static const struct db_field flow_claim_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_claim_row, id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_claim_row, sequence_id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_claim_row, user_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_claim_row, contact_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_claim_row, status) },
	{ "currentStep", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, current_step) },
	{ "enrolledAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_claim_row, enrolled_at) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_flow_claim_row, version) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_claim_row, run) },
	{ "phase", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, phase) },
	{ "stepStartedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_flow_claim_row, step_started_at) },
	{ "waitingRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, waiting_recipient_id) },
	{ "lastRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, last_recipient_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, sender_id) },
	{ "state", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, state) },
	{ "dueAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_claim_row, due_at) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_claim_row, attempts) },
	{ "mailStatus", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, mail_status) },
	{ "mailSentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_flow_claim_row, mail_sent_at) },
	{ "mailReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, mail_reason) },
	{ "mailHeld", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_claim_row, mail_held) },
	{ "threadFrom", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, thread_from) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_claim_row, timezone) },
};
static const struct db_query flow_claim_query = {
	.name = "flow_claim",
	.sql =
		"SELECT e.\"id\", e.\"sequenceId\", e.\"userId\", e.\"contactId\", e.\"status\", e.\"currentStep\", e.\"enrolledAt\", e.\"version\", e.\"run\", e.\"phase\",\n"
		"       e.\"stepStartedAt\", e.\"waitingRecipientId\", e.\"lastRecipientId\", e.\"senderId\", e.\"state\"::text AS \"state\", d.\"dueAt\", d.\"attempts\",\n"
		"       r.\"status\" AS \"mailStatus\", r.\"sentAt\" AS \"mailSentAt\", r.\"failureReason\" AS \"mailReason\",\n"
		"       r.\"inDoubt\" IS NOT DISTINCT FROM true AND r.\"status\" IS NOT DISTINCT FROM 'FAILED'\n"
		"       AND EXISTS (SELECT 1 FROM \"InDoubt\" i WHERE i.\"recipientId\" = r.\"id\" AND i.\"resolution\" = 'held') AS \"mailHeld\", t.\"fromEmail\" AS \"threadFrom\",\n"
		"       (SELECT c.\"timezone\" FROM \"Contact\" c WHERE c.\"id\" = e.\"contactId\") AS \"timezone\"\n"
		"FROM unnest($1::text[], $2::timestamp[]) AS s (\"id\", \"floor\")\n"
		"CROSS JOIN LATERAL (\n"
		"    SELECT u.\"enrollmentId\", u.\"dueAt\", u.\"attempts\" FROM \"EnrollmentDue\" u\n"
		"    WHERE u.\"sequenceId\" = s.\"id\" AND u.\"dueAt\" <= $3 AND u.\"dueAt\" >= s.\"floor\"\n"
		"    ORDER BY u.\"dueAt\" LIMIT $4 FOR UPDATE SKIP LOCKED) d\n"
		"JOIN \"SequenceEnrollment\" e ON e.\"id\" = d.\"enrollmentId\"\n"
		"LEFT JOIN \"Recipient\" r ON r.\"id\" = e.\"waitingRecipientId\"\n"
		"LEFT JOIN \"Sender\" t ON t.\"id\" = e.\"senderId\"\n"
		"FOR NO KEY UPDATE OF e SKIP LOCKED",
	.params = flow_claim_params,
	.n_params = 4,
	.cols = flow_claim_cols,
	.n_cols = 23,
	.row_size = sizeof(struct q_flow_claim_row),
};
err q_flow_claim(system_db db, struct arena *a, const struct q_flow_claim_in *in, struct q_flow_claim_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_claim_query, in, &rows));
	*out = (struct q_flow_claim_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_version_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_version_in, sequence_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_version_in, version) },
};
static const struct db_field flow_version_cols[] = {
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_version_row, steps) },
};
static const struct db_query flow_version_query = {
	.name = "flow_version",
	.sql =
		"SELECT coalesce((SELECT jsonb_agg(t.\"step\" - ARRAY['content', 'textContent', 'design']\n"
		"                                  || CASE WHEN jsonb_typeof(t.\"step\" -> 'content') = 'string' AND t.\"step\" ->> 'content' ~ '\\S' THEN '{\"content\": \"x\"}' ELSE '{}' END::jsonb\n"
		"                                  ORDER BY t.\"n\")\n"
		"                 FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v.\"steps\") = 'array' THEN v.\"steps\" ELSE '[]' END)\n"
		"                      WITH ORDINALITY AS t (\"step\", \"n\")\n"
		"                 WHERE jsonb_typeof(t.\"step\") = 'object'), '[]')::text AS steps\n"
		"FROM \"SequenceVersion\" v WHERE v.\"sequenceId\" = $1 AND v.\"version\" = $2",
	.params = flow_version_params,
	.n_params = 2,
	.cols = flow_version_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_flow_version_row),
	.reads = true,
};
err q_flow_version(system_db db, struct arena *a, const struct q_flow_version_in *in, struct q_flow_version_row *out)
{
	return db_system_one(db, a, &flow_version_query, in, out);
}

static const struct db_field flow_written_params[] = {
	{ "most", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_written_in, most) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_written_in, after) },
};
static const struct db_field flow_written_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_written_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_written_row, user_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_written_row, version) },
	{ "steps", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_written_row, steps) },
	{ "changed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_written_row, changed) },
	{ "windowChanged", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_written_row, window_changed) },
};
static const struct db_query flow_written_query = {
	.name = "flow_written",
	.sql =
		"SELECT q.\"id\", q.\"userId\", q.\"version\", CASE WHEN octet_length(q.\"steps\"::text) <= $1 THEN q.\"steps\"::text END AS \"steps\",\n"
		"       coalesce(v.\"steps\" <> q.\"steps\", false) AS \"changed\",\n"
		"       coalesce(q.\"windowSeen\", 'null') IS DISTINCT FROM coalesce(\"loumass_window\"(q.\"settings\", u.\"holidays\"), 'null') AS \"windowChanged\"\n"
		"FROM \"Sequence\" q JOIN \"User\" u ON u.\"id\" = q.\"userId\" LEFT JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = q.\"id\" AND v.\"version\" = q.\"version\"\n"
		"WHERE q.\"stepsState\" = 'new' AND q.\"stepsState\" <> 'ok' AND q.\"status\" <> 'DRAFT' AND q.\"id\" > $2\n"
		"ORDER BY q.\"id\" LIMIT 1 FOR NO KEY UPDATE OF q SKIP LOCKED",
	.params = flow_written_params,
	.n_params = 2,
	.cols = flow_written_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_flow_written_row),
};
err q_flow_written(system_db db, struct arena *a, const struct q_flow_written_in *in, struct q_flow_written_row *out)
{
	return db_system_one(db, a, &flow_written_query, in, out);
}

static const struct db_field flow_hold_params[] = {
	{ "problems", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_hold_in, problems) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_hold_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_hold_in, id) },
};
static const struct db_query flow_hold_query = {
	.name = "flow_hold",
	.sql =
		"UPDATE \"Sequence\" SET \"stepsState\" = 'held', \"stepsProblems\" = $1::text::jsonb, \"stepsHeldAt\" = coalesce(\"stepsHeldAt\", $2) WHERE \"id\" = $3",
	.params = flow_hold_params,
	.n_params = 3,
};
err q_flow_hold(system_db db, struct arena *a, const struct q_flow_hold_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_hold_query, in, affected);
}

static const struct db_field flow_adopt_params[] = {
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_adopt_in, version) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_adopt_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_adopt_in, id) },
};
static const struct db_query flow_adopt_query = {
	.name = "flow_adopt",
	.sql =
		"WITH q AS (\n"
		"    UPDATE \"Sequence\" SET \"stepsState\" = 'ok', \"stepsProblems\" = NULL, \"stepsHeldAt\" = NULL, \"version\" = $1,\n"
		"        \"windowSeen\" = \"loumass_window\"(\"settings\", (SELECT u.\"holidays\" FROM \"User\" u WHERE u.\"id\" = \"Sequence\".\"userId\")),\n"
		"        \"heldBefore\" = CASE WHEN \"stepsHeldAt\" < $2::timestamp - \"loumass_lateness\"(\"settings\") THEN $2 ELSE \"heldBefore\" END\n"
		"    WHERE \"id\" = $3 RETURNING \"id\", \"userId\", \"version\", \"steps\"\n"
		"), woken AS (\n"
		"    UPDATE \"EnrollmentDue\" d SET \"dueAt\" = least(d.\"dueAt\", $2)\n"
		"    WHERE d.\"enrollmentId\" IN (SELECT e.\"id\" FROM \"SequenceEnrollment\" e WHERE e.\"sequenceId\" = $3 AND e.\"problem\" IS NOT NULL\n"
		"                               AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE')\n"
		")\n"
		"INSERT INTO \"SequenceVersion\" (\"id\", \"sequenceId\", \"userId\", \"version\", \"steps\")\n"
		"SELECT \"loumass_cuid_floor\"($2) || substr(md5(q.\"id\" || q.\"version\"), 1, 16), q.\"id\", q.\"userId\", q.\"version\", q.\"steps\" FROM q\n"
		"ON CONFLICT (\"sequenceId\", \"version\") DO NOTHING",
	.params = flow_adopt_params,
	.n_params = 3,
};
err q_flow_adopt(system_db db, struct arena *a, const struct q_flow_adopt_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_adopt_query, in, affected);
}

static const struct db_field flow_window_wake_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_window_wake_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_window_wake_in, id) },
};
static const struct db_query flow_window_wake_query = {
	.name = "flow_window_wake",
	.sql =
		"WITH due AS (\n"
		"    UPDATE \"EnrollmentDue\" d SET \"dueAt\" = $1\n"
		"    WHERE d.\"sequenceId\" = $2 AND d.\"dueAt\" > $1 AND d.\"enrollmentId\" IN (\n"
		"        SELECT e.\"id\" FROM \"SequenceEnrollment\" e\n"
		"        WHERE e.\"sequenceId\" = $2 AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE' AND e.\"phase\" = 'arrived'\n"
		"          AND coalesce(e.\"currentStep\", '') IN (\n"
		"            SELECT t.\"step\" ->> 'id' FROM \"SequenceVersion\" v\n"
		"            CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v.\"steps\") = 'array' THEN v.\"steps\" ELSE '[]' END) AS t (\"step\")\n"
		"            WHERE v.\"sequenceId\" = $2 AND t.\"step\" ->> 'type' = 'email'))\n"
		")\n"
		"UPDATE \"SendRetry\" r SET \"dueAt\" = $1\n"
		"WHERE r.\"dueAt\" > $1 AND r.\"leasedBy\" IS NULL AND r.\"attempts\" = 0 AND r.\"sourceId\" IN (SELECT s.\"id\" FROM \"SendSource\" s WHERE s.\"sequenceId\" = $2)",
	.params = flow_window_wake_params,
	.n_params = 2,
};
err q_flow_window_wake(system_db db, struct arena *a, const struct q_flow_window_wake_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_window_wake_query, in, affected);
}

static const struct db_field flow_messages_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_messages_in, now) },
	{ "stale_seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_flow_messages_in, stale_seconds) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_messages_in, ids) },
	{ "asked", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_messages_in, asked) },
};
static const struct db_field flow_messages_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_messages_row, id) },
	{ "opened", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_messages_row, opened) },
	{ "clicked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_messages_row, clicked) },
	{ "replied", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_messages_row, replied) },
	{ "unread", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_messages_row, unread) },
};
static const struct db_query flow_messages_query = {
	.name = "flow_messages",
	.sql =
		"SELECT r.\"id\", r.\"openedByPersonAt\" IS NOT NULL AS opened, r.\"clickedByPersonAt\" IS NOT NULL AS clicked, r.\"repliedAt\" IS NOT NULL AS replied,\n"
		"       CASE WHEN v.\"asked\" > 'epoch'::timestamp AND r.\"repliedAt\" IS NULL THEN EXISTS (\n"
		"           SELECT 1 FROM \"Mailbox\" m\n"
		"           WHERE m.\"senderId\" = r.\"senderId\" AND m.\"enabled\" AND m.\"error\" IS NULL AND m.\"checkedAt\" < v.\"asked\"\n"
		"             AND m.\"checkedAt\" >= $1::timestamp - make_interval(secs => $2::float8)) ELSE false END AS unread\n"
		"FROM unnest($3::text[], $4::timestamp[]) AS v (\"id\", \"asked\") JOIN \"Recipient\" r ON r.\"id\" = v.\"id\"",
	.params = flow_messages_params,
	.n_params = 4,
	.cols = flow_messages_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_flow_messages_row),
	.reads = true,
};
err q_flow_messages(system_db db, struct arena *a, const struct q_flow_messages_in *in, struct q_flow_messages_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_messages_query, in, &rows));
	*out = (struct q_flow_messages_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_look_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_look_in, ids) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_look_in, now) },
};
static const struct db_query flow_look_query = {
	.name = "flow_look",
	.sql =
		"WITH mine AS MATERIALIZED (\n"
		"    SELECT m.\"id\" FROM \"Mailbox\" m\n"
		"    WHERE m.\"senderId\" IN (SELECT r.\"senderId\" FROM \"Recipient\" r WHERE r.\"id\" = ANY ($1::text[]))\n"
		"      AND m.\"enabled\" AND m.\"leasedBy\" IS NULL AND m.\"nextCheckAt\" > $2 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"Mailbox\" SET \"nextCheckAt\" = $2 WHERE \"id\" IN (SELECT \"id\" FROM mine)",
	.params = flow_look_params,
	.n_params = 2,
};
err q_flow_look(system_db db, struct arena *a, const struct q_flow_look_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_look_query, in, affected);
}

static const struct db_field flow_events_params[] = {
	{ "contact_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_events_in, contact_ids) },
	{ "events", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_events_in, events) },
	{ "since", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_events_in, since) },
};
static const struct db_field flow_events_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_flow_events_row, n) },
};
static const struct db_query flow_events_query = {
	.name = "flow_events",
	.sql =
		"SELECT v.\"n\" FROM unnest($1::text[], $2::text[], $3::timestamp[]) WITH ORDINALITY AS v (\"contactId\", \"event\", \"since\", \"n\")\n"
		"WHERE EXISTS (SELECT 1 FROM \"ReceivedEvent\" x WHERE x.\"contactId\" = v.\"contactId\" AND x.\"event\" = v.\"event\" AND x.\"createdAt\" >= v.\"since\")",
	.params = flow_events_params,
	.n_params = 3,
	.cols = flow_events_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_flow_events_row),
	.reads = true,
};
err q_flow_events(system_db db, struct arena *a, const struct q_flow_events_in *in, struct q_flow_events_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_events_query, in, &rows));
	*out = (struct q_flow_events_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_contacts_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_contacts_in, now) },
	{ "contact_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_contacts_in, contact_ids) },
	{ "sequence_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_contacts_in, sequence_ids) },
	{ "fields", DB_BOOL_ARRAY, DB_WIRE_BOOL, false, 1000, 16, offsetof(struct q_flow_contacts_in, fields) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_contacts_in, hash_keys) },
};
static const struct db_field flow_contacts_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_flow_contacts_row, n) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_contacts_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_contacts_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_contacts_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_contacts_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_contacts_row, status) },
	{ "suppressed", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_contacts_row, suppressed) },
	{ "unwanted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_flow_contacts_row, unwanted) },
	{ "held", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_flow_contacts_row, held) },
};
static const struct db_query flow_contacts_query = {
	.name = "flow_contacts",
	.sql =
		"SELECT v.\"n\", c.\"email\", c.\"firstName\", c.\"lastName\", CASE WHEN v.\"fields\" THEN c.\"variables\"::text END AS \"variables\", c.\"status\",\n"
		"       CASE WHEN w.\"suppressed\" THEN coalesce(\n"
		"           (SELECT s.\"reason\" FROM \"Suppression\" s WHERE s.\"userId\" = c.\"userId\" AND s.\"identity\" = c.\"identity\" ORDER BY s.\"id\" LIMIT 1),\n"
		"           (SELECT s.\"reason\" FROM \"Suppression\" s WHERE s.\"userId\" = c.\"userId\" AND s.\"identity\" = c.\"identityDomain\" ORDER BY s.\"id\" LIMIT 1),\n"
		"           (SELECT 'unsubscribe' FROM \"Contact\" d WHERE d.\"userId\" = c.\"userId\" AND d.\"identity\" = c.\"identity\" AND d.\"status\" = 'UNSUBSCRIBED' LIMIT 1),\n"
		"           'erased') END AS \"suppressed\",\n"
		"       w.\"unwanted\", CASE WHEN h.\"contactId\" IS NOT NULL THEN coalesce(h.\"until\", $1::timestamp + INTERVAL '1 day') END AS \"held\"\n"
		"FROM unnest($2::text[], $3::text[], $4::bool[]) WITH ORDINALITY AS v (\"id\", \"sequence\", \"fields\", \"n\")\n"
		"JOIN \"Contact\" c ON c.\"id\" = v.\"id\"\n"
		"LEFT JOIN \"ContactHold\" h ON h.\"contactId\" = c.\"id\" AND (h.\"until\" IS NULL OR h.\"until\" > $1)\n"
		"CROSS JOIN LATERAL \"loumass_choices\"(c.\"userId\", c.\"id\", c.\"email\", c.\"identity\", c.\"identityDomain\", v.\"sequence\", $5::text[]) w",
	.params = flow_contacts_params,
	.n_params = 5,
	.cols = flow_contacts_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_flow_contacts_row),
};
err q_flow_contacts(system_db db, struct arena *a, const struct q_flow_contacts_in *in, struct q_flow_contacts_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_contacts_query, in, &rows));
	*out = (struct q_flow_contacts_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_plan_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_plan_in, key) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, ids) },
	{ "sequences", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, sequences) },
	{ "contacts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, contacts) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, users) },
	{ "keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, keys) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, senders) },
	{ "steps", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, steps) },
	{ "enrollments", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_plan_in, enrollments) },
};
static const struct db_field flow_plan_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_plan_row, id) },
};
static const struct db_query flow_plan_query = {
	.name = "flow_plan",
	.sql =
		"INSERT INTO \"Recipient\" (\"id\", \"sequenceId\", \"contactId\", \"userId\", \"sendKey\", \"trackingId\", \"senderId\", \"stepId\", \"enrollmentId\")\n"
		"SELECT v.\"id\", v.\"sequence\", v.\"contact\", v.\"user\", v.\"key\",\n"
		"       substr(v.\"id\", 2) || left(encode(sha256(convert_to($1 || v.\"id\" || $1, 'UTF8')), 'hex'), 20), v.\"sender\", v.\"step\", v.\"enrollment\"\n"
		"FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],\n"
		"            $9::text[]) AS v (\"id\", \"sequence\", \"contact\", \"user\", \"key\", \"sender\", \"step\", \"enrollment\")\n"
		"ON CONFLICT (\"sendKey\") DO NOTHING\n"
		"RETURNING \"id\"",
	.params = flow_plan_params,
	.n_params = 9,
	.cols = flow_plan_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_flow_plan_row),
};
err q_flow_plan(system_db db, struct arena *a, const struct q_flow_plan_in *in, struct q_flow_plan_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_plan_query, in, &rows));
	*out = (struct q_flow_plan_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_planned_params[] = {
	{ "keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_planned_in, keys) },
};
static const struct db_field flow_planned_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_planned_row, id) },
	{ "sendKey", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_planned_row, send_key) },
};
static const struct db_query flow_planned_query = {
	.name = "flow_planned",
	.sql =
		"SELECT r.\"id\", r.\"sendKey\" FROM \"Recipient\" r WHERE r.\"sendKey\" = ANY ($1::text[])",
	.params = flow_planned_params,
	.n_params = 1,
	.cols = flow_planned_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_flow_planned_row),
	.reads = true,
};
err q_flow_planned(system_db db, struct arena *a, const struct q_flow_planned_in *in, struct q_flow_planned_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &flow_planned_query, in, &rows));
	*out = (struct q_flow_planned_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field flow_sources_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_sources_in, ids) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_sources_in, users) },
	{ "sequences", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_sources_in, sequences) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_sources_in, senders) },
};
static const struct db_query flow_sources_query = {
	.name = "flow_sources",
	.sql =
		"INSERT INTO \"SendSource\" (\"id\", \"userId\", \"sequenceId\", \"senderId\", \"lastServedAt\")\n"
		"SELECT v.\"id\", v.\"user\", v.\"sequence\", v.\"sender\", 'epoch'\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS v (\"id\", \"user\", \"sequence\", \"sender\")\n"
		"ORDER BY v.\"id\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = flow_sources_params,
	.n_params = 4,
};
err q_flow_sources(system_db db, struct arena *a, const struct q_flow_sources_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_sources_query, in, affected);
}

static const struct db_field flow_batches_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, ids) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, sources) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, users) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, senders) },
	{ "steps", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, steps) },
	{ "versions", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_batches_in, versions) },
	{ "firsts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, firsts) },
	{ "lasts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_batches_in, lasts) },
	{ "sizes", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_batches_in, sizes) },
	{ "priorities", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_batches_in, priorities) },
};
static const struct db_query flow_batches_query = {
	.name = "flow_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"stepId\", \"version\", \"firstId\", \"lastId\", \"size\", \"priority\")\n"
		"SELECT v.\"id\", v.\"source\", v.\"user\", v.\"sender\", v.\"step\", v.\"version\", v.\"first\", v.\"last\", v.\"size\", v.\"priority\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::text[],\n"
		"            $8::text[], $9::int8[], $10::int8[])\n"
		"     AS v (\"id\", \"source\", \"user\", \"sender\", \"step\", \"version\", \"first\", \"last\", \"size\", \"priority\")",
	.params = flow_batches_params,
	.n_params = 10,
};
err q_flow_batches(system_db db, struct arena *a, const struct q_flow_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_batches_query, in, affected);
}

static const struct db_field flow_moved_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_moved_in, now) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, ids) },
	{ "statuses", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, statuses) },
	{ "steps", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, steps) },
	{ "phases", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, phases) },
	{ "since", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_moved_in, since) },
	{ "versions", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_moved_in, versions) },
	{ "waiting", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, waiting) },
	{ "last", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, last) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, senders) },
	{ "failures", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, failures) },
	{ "exits", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, exits) },
	{ "states", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, states) },
	{ "problems", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_moved_in, problems) },
};
static const struct db_query flow_moved_query = {
	.name = "flow_moved",
	.sql =
		"UPDATE \"SequenceEnrollment\" e\n"
		"SET \"status\" = v.\"status\", \"currentStep\" = v.\"step\", \"phase\" = v.\"phase\", \"stepStartedAt\" = v.\"since\", \"version\" = v.\"version\",\n"
		"    \"waitingRecipientId\" = v.\"waiting\", \"lastRecipientId\" = v.\"last\", \"senderId\" = v.\"sender\",\n"
		"    \"completedAt\" = CASE WHEN v.\"status\" = 'COMPLETED' THEN $1::timestamp END, \"failedAt\" = CASE WHEN v.\"status\" = 'FAILED' THEN $1::timestamp END,\n"
		"    \"failureReason\" = v.\"failure\", \"exitReason\" = v.\"exit\", \"state\" = coalesce(v.\"state\"::jsonb, e.\"state\"),\n"
		"    \"problem\" = v.\"problem\", \"writes\" = e.\"writes\" + 1\n"
		"FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamp[], $7::int8[], $8::text[],\n"
		"            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])\n"
		"     AS v (\"id\", \"status\", \"step\", \"phase\", \"since\", \"version\", \"waiting\", \"last\", \"sender\", \"failure\", \"exit\", \"state\", \"problem\")\n"
		"WHERE e.\"id\" = v.\"id\"",
	.params = flow_moved_params,
	.n_params = 14,
};
err q_flow_moved(system_db db, struct arena *a, const struct q_flow_moved_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_moved_query, in, affected);
}

static const struct db_field flow_due_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_due_in, ids) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_due_in, at) },
	{ "attempts", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_due_in, attempts) },
};
static const struct db_query flow_due_query = {
	.name = "flow_due",
	.sql =
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = v.\"at\", \"attempts\" = v.\"attempts\"\n"
		"FROM unnest($1::text[], $2::timestamp[], $3::int8[]) AS v (\"id\", \"at\", \"attempts\")\n"
		"WHERE d.\"enrollmentId\" = v.\"id\"",
	.params = flow_due_params,
	.n_params = 3,
};
err q_flow_due(system_db db, struct arena *a, const struct q_flow_due_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_due_query, in, affected);
}

static const struct db_field flow_due_drop_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_due_drop_in, ids) },
};
static const struct db_query flow_due_drop_query = {
	.name = "flow_due_drop",
	.sql =
		"DELETE FROM \"EnrollmentDue\" WHERE \"enrollmentId\" = ANY ($1::text[])",
	.params = flow_due_drop_params,
	.n_params = 1,
};
err q_flow_due_drop(system_db db, struct arena *a, const struct q_flow_due_drop_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_due_drop_query, in, affected);
}

static const struct db_field flow_trace_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, ids) },
	{ "enrollments", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, enrollments) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, users) },
	{ "sequences", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, sequences) },
	{ "runs", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_trace_in, runs) },
	{ "steps", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, steps) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_flow_trace_in, at) },
	{ "kinds", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, kinds) },
	{ "details", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_trace_in, details) },
};
static const struct db_query flow_trace_query = {
	.name = "flow_trace",
	.sql =
		"INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"run\", \"stepId\", \"at\", \"kind\", \"detail\")\n"
		"SELECT v.\"id\", v.\"enrollment\", v.\"user\", v.\"sequence\", v.\"run\", v.\"step\", v.\"at\", v.\"kind\", v.\"detail\"::jsonb\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::timestamp[],\n"
		"            $8::text[], $9::text[]) AS v (\"id\", \"enrollment\", \"user\", \"sequence\", \"run\", \"step\", \"at\", \"kind\", \"detail\")",
	.params = flow_trace_params,
	.n_params = 9,
};
err q_flow_trace(system_db db, struct arena *a, const struct q_flow_trace_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_trace_query, in, affected);
}

static const struct db_field flow_count_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_count_in, ids) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_count_in, users) },
	{ "active", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, active) },
	{ "completed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, completed) },
	{ "failed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, failed) },
	{ "unsubscribed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, unsubscribed) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, bounced) },
	{ "complained", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, complained) },
	{ "goal", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, goal) },
	{ "exited", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, exited) },
	{ "seconds", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_in, seconds) },
};
static const struct db_query flow_count_query = {
	.name = "flow_count",
	.sql =
		"INSERT INTO \"SequenceStats\" AS s (\"sequenceId\", \"userId\", \"active\", \"completed\", \"failed\", \"unsubscribed\", \"bounced\", \"complained\", \"goal\", \"exited\",\n"
		"    \"secondsToComplete\")\n"
		"SELECT v.\"id\", v.\"user\", v.\"active\", v.\"completed\", v.\"failed\", v.\"unsubscribed\", v.\"bounced\", v.\"complained\", v.\"goal\", v.\"exited\", v.\"seconds\"\n"
		"FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],\n"
		"            $8::int8[], $9::int8[], $10::int8[], $11::int8[])\n"
		"     AS v (\"id\", \"user\", \"active\", \"completed\", \"failed\", \"unsubscribed\", \"bounced\", \"complained\", \"goal\", \"exited\", \"seconds\")\n"
		"ORDER BY v.\"id\"\n"
		"ON CONFLICT (\"sequenceId\") DO UPDATE SET \"active\" = s.\"active\" + EXCLUDED.\"active\", \"completed\" = s.\"completed\" + EXCLUDED.\"completed\",\n"
		"    \"failed\" = s.\"failed\" + EXCLUDED.\"failed\", \"unsubscribed\" = s.\"unsubscribed\" + EXCLUDED.\"unsubscribed\",\n"
		"    \"bounced\" = s.\"bounced\" + EXCLUDED.\"bounced\", \"complained\" = s.\"complained\" + EXCLUDED.\"complained\", \"goal\" = s.\"goal\" + EXCLUDED.\"goal\",\n"
		"    \"exited\" = s.\"exited\" + EXCLUDED.\"exited\", \"secondsToComplete\" = s.\"secondsToComplete\" + EXCLUDED.\"secondsToComplete\"",
	.params = flow_count_params,
	.n_params = 11,
};
err q_flow_count(system_db db, struct arena *a, const struct q_flow_count_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_count_query, in, affected);
}

static const struct db_field flow_count_steps_params[] = {
	{ "sequences", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_count_steps_in, sequences) },
	{ "steps", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_count_steps_in, steps) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_count_steps_in, users) },
	{ "entered", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_steps_in, entered) },
	{ "passed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_steps_in, passed) },
	{ "waiting", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_steps_in, waiting) },
	{ "trues", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_steps_in, trues) },
	{ "falses", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_flow_count_steps_in, falses) },
};
static const struct db_query flow_count_steps_query = {
	.name = "flow_count_steps",
	.sql =
		"INSERT INTO \"SequenceStepStats\" AS s (\"sequenceId\", \"stepId\", \"userId\", \"entered\", \"passed\", \"waiting\", \"trueTaken\", \"falseTaken\")\n"
		"SELECT v.\"sequence\", v.\"step\", v.\"user\", v.\"entered\", v.\"passed\", v.\"waiting\", v.\"trues\", v.\"falses\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],\n"
		"            $8::int8[]) AS v (\"sequence\", \"step\", \"user\", \"entered\", \"passed\", \"waiting\", \"trues\", \"falses\")\n"
		"ORDER BY v.\"sequence\", v.\"step\"\n"
		"ON CONFLICT (\"sequenceId\", \"stepId\") DO UPDATE SET \"entered\" = s.\"entered\" + EXCLUDED.\"entered\", \"passed\" = s.\"passed\" + EXCLUDED.\"passed\",\n"
		"    \"waiting\" = s.\"waiting\" + EXCLUDED.\"waiting\", \"trueTaken\" = s.\"trueTaken\" + EXCLUDED.\"trueTaken\",\n"
		"    \"falseTaken\" = s.\"falseTaken\" + EXCLUDED.\"falseTaken\"",
	.params = flow_count_steps_params,
	.n_params = 8,
};
err q_flow_count_steps(system_db db, struct arena *a, const struct q_flow_count_steps_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_count_steps_query, in, affected);
}

static const struct db_field flow_tags_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_tags_in, now) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_tags_in, ids) },
	{ "on", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_tags_in, on) },
	{ "off", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_flow_tags_in, off) },
};
static const struct db_query flow_tags_query = {
	.name = "flow_tags",
	.sql =
		"UPDATE \"Contact\" c\n"
		"SET \"updatedAt\" = $1,\n"
		"    \"tags\" = (SELECT coalesce(jsonb_agg(t.\"tag\" ORDER BY t.\"n\"), '[]')\n"
		"              FROM (SELECT x.\"tag\", min(x.\"n\") AS \"n\"\n"
		"                    FROM jsonb_array_elements((CASE WHEN jsonb_typeof(c.\"tags\") = 'array' THEN c.\"tags\" ELSE '[]' END) || v.\"on\"::jsonb)\n"
		"                         WITH ORDINALITY AS x (\"tag\", \"n\")\n"
		"                    WHERE NOT v.\"off\"::jsonb @> x.\"tag\" GROUP BY 1) t)\n"
		"FROM unnest($2::text[], $3::text[], $4::text[]) AS v (\"id\", \"on\", \"off\")\n"
		"WHERE c.\"id\" = v.\"id\"",
	.params = flow_tags_params,
	.n_params = 4,
};
err q_flow_tags(system_db db, struct arena *a, const struct q_flow_tags_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_tags_query, in, affected);
}

static const struct db_field flow_call_of_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_in, id) },
	{ "step", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_in, step) },
};
static const struct db_field flow_call_of_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_of_row, user_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_row, sequence_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_row, contact_id) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_call_of_row, run) },
	{ "enrolledAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_call_of_row, enrolled_at) },
	{ "sequenceName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_row, sequence_name) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_of_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_of_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_of_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_of_row, tags) },
	{ "variables", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_of_row, variables) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_call_of_row, attempts) },
};
static const struct db_query flow_call_of_query = {
	.name = "flow_call_of",
	.sql =
		"SELECT e.\"id\", e.\"userId\", e.\"sequenceId\", e.\"contactId\", e.\"run\", e.\"enrolledAt\", q.\"name\" AS \"sequenceName\", c.\"email\", c.\"firstName\", c.\"lastName\",\n"
		"       c.\"tags\"::text AS \"tags\", c.\"variables\"::text AS \"variables\", d.\"attempts\"\n"
		"FROM \"SequenceEnrollment\" e JOIN \"EnrollmentDue\" d ON d.\"enrollmentId\" = e.\"id\"\n"
		"JOIN \"Sequence\" q ON q.\"id\" = e.\"sequenceId\" JOIN \"Contact\" c ON c.\"id\" = e.\"contactId\"\n"
		"WHERE e.\"id\" = $1 AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE' AND e.\"phase\" = 'begun' AND e.\"currentStep\" IS NOT DISTINCT FROM $2",
	.params = flow_call_of_params,
	.n_params = 2,
	.cols = flow_call_of_cols,
	.n_cols = 13,
	.row_size = sizeof(struct q_flow_call_of_row),
	.reads = true,
};
err q_flow_call_of(system_db db, struct arena *a, const struct q_flow_call_of_in *in, struct q_flow_call_of_row *out)
{
	return db_system_one(db, a, &flow_call_of_query, in, out);
}

static const struct db_field flow_call_done_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_done_in, id) },
	{ "step", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_done_in, step) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_call_done_in, run) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_call_done_in, now) },
};
static const struct db_field flow_call_done_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_flow_call_done_row, user_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_done_row, sequence_id) },
};
static const struct db_query flow_call_done_query = {
	.name = "flow_call_done",
	.sql =
		"WITH mine AS MATERIALIZED (\n"
		"    SELECT e.\"id\" FROM \"SequenceEnrollment\" e\n"
		"    WHERE e.\"id\" = $1 AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE' AND e.\"phase\" = 'begun' AND e.\"currentStep\" IS NOT DISTINCT FROM $2 AND e.\"run\" = $3 FOR NO KEY UPDATE\n"
		"), woken AS (\n"
		"    UPDATE \"EnrollmentDue\" d SET \"dueAt\" = $4, \"attempts\" = 0 FROM mine WHERE d.\"enrollmentId\" = mine.\"id\"\n"
		")\n"
		"UPDATE \"SequenceEnrollment\" e SET \"phase\" = 'done', \"stepStartedAt\" = $4 FROM mine WHERE e.\"id\" = mine.\"id\" RETURNING e.\"userId\", e.\"sequenceId\"",
	.params = flow_call_done_params,
	.n_params = 4,
	.cols = flow_call_done_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_flow_call_done_row),
};
err q_flow_call_done(system_db db, struct arena *a, const struct q_flow_call_done_in *in, struct q_flow_call_done_row *out)
{
	return db_system_one(db, a, &flow_call_done_query, in, out);
}

static const struct db_field flow_call_later_params[] = {
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_call_later_in, at) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_flow_call_later_in, attempts) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_call_later_in, id) },
};
static const struct db_query flow_call_later_query = {
	.name = "flow_call_later",
	.sql =
		"UPDATE \"EnrollmentDue\" SET \"dueAt\" = $1, \"attempts\" = $2 WHERE \"enrollmentId\" = $3",
	.params = flow_call_later_params,
	.n_params = 3,
};
err q_flow_call_later(system_db db, struct arena *a, const struct q_flow_call_later_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_call_later_query, in, affected);
}

static const struct db_field flow_put_off_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_put_off_in, now) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_flow_put_off_in, sequence_id) },
	{ "floor", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_flow_put_off_in, floor) },
};
static const struct db_query flow_put_off_query = {
	.name = "flow_put_off",
	.sql =
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = $1::timestamp + INTERVAL '10 minutes'\n"
		"WHERE d.\"enrollmentId\" = (SELECT u.\"enrollmentId\" FROM \"EnrollmentDue\" u WHERE u.\"sequenceId\" = $2 AND u.\"dueAt\" <= $1 AND u.\"dueAt\" >= $3\n"
		"                          ORDER BY u.\"dueAt\" LIMIT 1)",
	.params = flow_put_off_params,
	.n_params = 3,
};
err q_flow_put_off(system_db db, struct arena *a, const struct q_flow_put_off_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &flow_put_off_query, in, affected);
}
