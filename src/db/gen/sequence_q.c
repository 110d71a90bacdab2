/* Written by tools/sqlgen from sql/q/tenant/sequence.sql; do not edit. */
#include "db/gen/sequence_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field sequence_one_params[] = {
	{ "most", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_one_in, most) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_one_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_in, id) },
};
static const struct db_field sequence_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_one_row, description) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_row, status) },
	{ "triggerType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_row, trigger_type) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_one_row, tracking_enabled) },
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_one_row, steps) },
	{ "stepsBytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, steps_bytes) },
	{ "settings", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_one_row, settings) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_one_row, sender_id) },
	{ "topicId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_one_row, topic_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_one_row, version) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_one_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_one_row, updated_at) },
	{ "activatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_one_row, activated_at) },
	{ "pausedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_one_row, paused_at) },
	{ "resumedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_one_row, resumed_at) },
	{ "enrolled", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, enrolled) },
	{ "active", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, active) },
	{ "completed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, completed) },
	{ "paused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, paused) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, failed) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, sent) },
	{ "openedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, opened_people) },
	{ "clickedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, clicked_people) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, replied) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, bounced) },
	{ "overdue", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, overdue) },
	{ "held", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_one_row, held) },
	{ "heldAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_one_row, held_at) },
	{ "stuck", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_one_row, stuck) },
};
static const struct db_query sequence_one_query = {
	.name = "sequence_one",
	.sql =
		"SELECT q.\"id\", q.\"name\", q.\"description\", q.\"status\", q.\"triggerType\", q.\"trackingEnabled\",\n"
		"       CASE WHEN octet_length(q.\"steps\"::text) <= $1 THEN q.\"steps\"::text ELSE '[]' END AS \"steps\", octet_length(q.\"steps\"::text)::int8 AS \"stepsBytes\",\n"
		"       q.\"settings\"::text AS \"settings\", q.\"senderId\", q.\"topicId\", q.\"version\", q.\"revision\", q.\"createdAt\", q.\"updatedAt\", q.\"activatedAt\", q.\"pausedAt\", q.\"resumedAt\",\n"
		"       coalesce(t.\"enrolled\", 0) AS \"enrolled\", coalesce(t.\"active\", 0) AS \"active\", coalesce(t.\"completed\", 0) AS \"completed\",\n"
		"       coalesce(t.\"paused\", 0) AS \"paused\", coalesce(t.\"failed\", 0) AS \"failed\",\n"
		"       coalesce(m.\"sent\", 0)::int8 AS \"sent\", coalesce(m.\"openedPeople\", 0)::int8 AS \"openedPeople\",\n"
		"       coalesce(m.\"clickedPeople\", 0)::int8 AS \"clickedPeople\", coalesce(m.\"replied\", 0)::int8 AS \"replied\",\n"
		"       coalesce(m.\"bounced\", 0)::int8 AS \"bounced\",\n"
		"       CASE WHEN q.\"status\" = 'ACTIVE' THEN (\n"
		"           SELECT count(*) FROM \"loumass_overdue\"($2, q.\"id\", $3)) ELSE 0 END AS \"overdue\",\n"
		"       q.\"stepsState\" = 'held' AND q.\"status\" = 'ACTIVE' AS \"held\", q.\"stepsHeldAt\" AS \"heldAt\",\n"
		"       (SELECT count(*) FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $2 AND e.\"sequenceId\" = q.\"id\" AND e.\"problem\" IS NOT NULL) AS \"stuck\"\n"
		"FROM \"Sequence\" q\n"
		"LEFT JOIN \"SequenceStats\" t ON t.\"sequenceId\" = q.\"id\" AND t.\"userId\" = $2\n"
		"LEFT JOIN LATERAL (\n"
		"    SELECT sum(s.\"sent\") AS \"sent\", sum(s.\"openedPeople\") AS \"openedPeople\", sum(s.\"clickedPeople\") AS \"clickedPeople\",\n"
		"           sum(s.\"replied\") AS \"replied\", sum(s.\"bounced\") AS \"bounced\"\n"
		"    FROM \"Stats\" s WHERE s.\"userId\" = $2 AND s.\"sequenceId\" = q.\"id\") m ON true\n"
		"WHERE q.\"userId\" = $2 AND q.\"id\" = $4",
	.params = sequence_one_params,
	.n_params = 4,
	.cols = sequence_one_cols,
	.n_cols = 32,
	.row_size = sizeof(struct q_sequence_one_row),
};
err q_sequence_one(tenant_db db, struct arena *a, const struct q_sequence_one_in *in, struct q_sequence_one_row *out)
{
	return db_tenant_one(db, a, &sequence_one_query, in, out);
}

static const struct db_field sequence_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_page_in, now) },
	{ "sort", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_in, sort) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_in, status) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_in, search) },
	{ "cursor_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_in, cursor_id) },
	{ "descending", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_page_in, descending) },
	{ "cursor_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_in, cursor_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_in, limit) },
};
static const struct db_field sequence_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_row, description) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_row, status) },
	{ "triggerType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_row, trigger_type) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_page_row, tracking_enabled) },
	{ "settings", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_row, settings) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_row, sender_id) },
	{ "topicId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_row, topic_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_page_row, version) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_page_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_page_row, updated_at) },
	{ "activatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_page_row, activated_at) },
	{ "pausedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_page_row, paused_at) },
	{ "resumedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_page_row, resumed_at) },
	{ "held", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_page_row, held) },
	{ "heldAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_page_row, held_at) },
	{ "heldReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_page_row, held_reason) },
	{ "stepCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_page_row, step_count) },
	{ "sortKey", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_page_row, sort_key) },
	{ "enrolled", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, enrolled) },
	{ "active", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, active) },
	{ "completed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, completed) },
	{ "paused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, paused) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, failed) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, sent) },
	{ "openedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, opened_people) },
	{ "clickedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, clicked_people) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, replied) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, bounced) },
	{ "overdue", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, overdue) },
	{ "stuck", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_page_row, stuck) },
};
static const struct db_query sequence_page_query = {
	.name = "sequence_page",
	.sql =
		"SELECT k.*, coalesce(t.\"enrolled\", 0) AS \"enrolled\", coalesce(t.\"active\", 0) AS \"active\", coalesce(t.\"completed\", 0) AS \"completed\",\n"
		"       coalesce(t.\"paused\", 0) AS \"paused\", coalesce(t.\"failed\", 0) AS \"failed\",\n"
		"       coalesce(m.\"sent\", 0)::int8 AS \"sent\", coalesce(m.\"openedPeople\", 0)::int8 AS \"openedPeople\",\n"
		"       coalesce(m.\"clickedPeople\", 0)::int8 AS \"clickedPeople\", coalesce(m.\"replied\", 0)::int8 AS \"replied\",\n"
		"       coalesce(m.\"bounced\", 0)::int8 AS \"bounced\",\n"
		"       CASE WHEN k.\"status\" = 'ACTIVE' THEN (\n"
		"           SELECT count(*) FROM \"loumass_overdue\"($1, k.\"id\", $2)) ELSE 0 END AS \"overdue\",\n"
		"       (SELECT count(*) FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = k.\"id\" AND e.\"problem\" IS NOT NULL) AS \"stuck\"\n"
		"FROM (\n"
		"    SELECT q.\"id\", q.\"name\", q.\"description\", q.\"status\", q.\"triggerType\", q.\"trackingEnabled\", q.\"settings\"::text AS \"settings\", q.\"senderId\",\n"
		"           q.\"topicId\", q.\"version\", q.\"revision\", q.\"createdAt\", q.\"updatedAt\", q.\"activatedAt\", q.\"pausedAt\", q.\"resumedAt\",\n"
		"           q.\"stepsState\" = 'held' AND q.\"status\" = 'ACTIVE' AS \"held\", q.\"stepsHeldAt\" AS \"heldAt\",\n"
		"           (q.\"stepsProblems\" -> 0 ->> 'field') || ': ' || (q.\"stepsProblems\" -> 0 ->> 'message') AS \"heldReason\",\n"
		"           CASE WHEN jsonb_typeof(q.\"steps\") = 'array' THEN jsonb_array_length(q.\"steps\") ELSE 0 END AS \"stepCount\",\n"
		"           CASE $3::text WHEN 'name' THEN lower(q.\"name\")\n"
		"                            WHEN 'updatedAt' THEN to_char(q.\"updatedAt\", 'YYYYMMDDHH24MISSMS')\n"
		"                            ELSE to_char(q.\"createdAt\", 'YYYYMMDDHH24MISSMS') END COLLATE \"C\" AS \"sortKey\"\n"
		"    FROM \"Sequence\" q\n"
		"    WHERE q.\"userId\" = $1\n"
		"      AND ($4::text IS NULL OR q.\"status\" = $4::text)\n"
		"      AND ($5::text IS NULL OR q.\"name\" ILIKE '%' || $5::text || '%' OR q.\"description\" ILIKE '%' || $5::text || '%')\n"
		") k\n"
		"LEFT JOIN \"SequenceStats\" t ON t.\"sequenceId\" = k.\"id\" AND t.\"userId\" = $1\n"
		"LEFT JOIN LATERAL (\n"
		"    SELECT sum(s.\"sent\") AS \"sent\", sum(s.\"openedPeople\") AS \"openedPeople\", sum(s.\"clickedPeople\") AS \"clickedPeople\",\n"
		"           sum(s.\"replied\") AS \"replied\", sum(s.\"bounced\") AS \"bounced\"\n"
		"    FROM \"Stats\" s WHERE s.\"userId\" = $1 AND s.\"sequenceId\" = k.\"id\") m ON true\n"
		"WHERE $6::text IS NULL\n"
		"   OR CASE WHEN $7::bool THEN (k.\"sortKey\", k.\"id\") < ($8::text COLLATE \"C\", $6::text)\n"
		"           ELSE (k.\"sortKey\", k.\"id\") > ($8::text COLLATE \"C\", $6::text) END\n"
		"ORDER BY CASE WHEN NOT $7::bool THEN k.\"sortKey\" END, CASE WHEN NOT $7::bool THEN k.\"id\" END,\n"
		"         CASE WHEN $7::bool THEN k.\"sortKey\" END DESC, CASE WHEN $7::bool THEN k.\"id\" END DESC\n"
		"LIMIT $9::int8",
	.params = sequence_page_params,
	.n_params = 9,
	.cols = sequence_page_cols,
	.n_cols = 33,
	.row_size = sizeof(struct q_sequence_page_row),
};
err q_sequence_page(tenant_db db, struct arena *a, const struct q_sequence_page_in *in, struct q_sequence_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_page_query, in, &rows));
	*out = (struct q_sequence_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_total_in, status) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_total_in, search) },
};
static const struct db_field sequence_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_total_row, count) },
};
static const struct db_query sequence_total_query = {
	.name = "sequence_total",
	.sql =
		"SELECT count(*) AS \"count\" FROM \"Sequence\" q\n"
		"WHERE q.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR q.\"status\" = $2::text)\n"
		"  AND ($3::text IS NULL OR q.\"name\" ILIKE '%' || $3::text || '%' OR q.\"description\" ILIKE '%' || $3::text || '%')",
	.params = sequence_total_params,
	.n_params = 3,
	.cols = sequence_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_total_row),
	.reads = true,
};
err q_sequence_total(tenant_db db, struct arena *a, const struct q_sequence_total_in *in, struct q_sequence_total_row *out)
{
	return db_tenant_one(db, a, &sequence_total_query, in, out);
}

static const struct db_field sequence_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_insert_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_insert_in, description) },
	{ "trigger_type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_insert_in, trigger_type) },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_insert_in, tracking) },
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_insert_in, steps) },
	{ "settings", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_insert_in, settings) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_insert_in, sender_id) },
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_insert_in, topic_id) },
};
static const struct db_query sequence_insert_query = {
	.name = "sequence_insert",
	.sql =
		"INSERT INTO \"Sequence\" (\"id\", \"userId\", \"name\", \"description\", \"triggerType\", \"trackingEnabled\", \"steps\", \"settings\", \"senderId\", \"topicId\", \"createdAt\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb, $9, $10,\n"
		"        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
	.params = sequence_insert_params,
	.n_params = 10,
};
err q_sequence_insert(tenant_db db, struct arena *a, const struct q_sequence_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_insert_query, in, affected);
}

static const struct db_field sequence_lock_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_lock_in, id) },
};
static const struct db_field sequence_lock_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_lock_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_lock_row, status) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_lock_row, version) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_lock_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_sequence_lock_row, revised_fields) },
	{ "hasVersion", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_lock_row, has_version) },
	{ "changed", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_sequence_lock_row, changed) },
};
static const struct db_query sequence_lock_query = {
	.name = "sequence_lock",
	.sql =
		"SELECT q.\"id\", q.\"status\", q.\"version\", q.\"revision\", q.\"revisedFields\", v.\"id\" IS NOT NULL AS \"hasVersion\", v.\"steps\" <> q.\"steps\" AS \"changed\"\n"
		"FROM \"Sequence\" q\n"
		"LEFT JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = q.\"id\" AND v.\"userId\" = $1 AND v.\"version\" = q.\"version\"\n"
		"WHERE q.\"userId\" = $1 AND q.\"id\" = $2 FOR NO KEY UPDATE OF q",
	.params = sequence_lock_params,
	.n_params = 2,
	.cols = sequence_lock_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_sequence_lock_row),
};
err q_sequence_lock(tenant_db db, struct arena *a, const struct q_sequence_lock_in *in, struct q_sequence_lock_row *out)
{
	return db_tenant_one(db, a, &sequence_lock_query, in, out);
}

static const struct db_field sequence_differs_params[] = {
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_differs_in, steps) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_differs_in, id) },
};
static const struct db_field sequence_differs_cols[] = {
	{ "differs", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_differs_row, differs) },
	{ "fresh", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_differs_row, fresh) },
};
static const struct db_query sequence_differs_query = {
	.name = "sequence_differs",
	.sql =
		"SELECT q.\"steps\" <> $1::text::jsonb AS \"differs\", coalesce(v.\"steps\" <> $1::text::jsonb, false) AS \"fresh\"\n"
		"FROM \"Sequence\" q LEFT JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = q.\"id\" AND v.\"userId\" = $2 AND v.\"version\" = q.\"version\"\n"
		"WHERE q.\"userId\" = $2 AND q.\"id\" = $3",
	.params = sequence_differs_params,
	.n_params = 3,
	.cols = sequence_differs_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_sequence_differs_row),
	.reads = true,
};
err q_sequence_differs(tenant_db db, struct arena *a, const struct q_sequence_differs_in *in, struct q_sequence_differs_row *out)
{
	return db_tenant_one(db, a, &sequence_differs_query, in, out);
}

static const struct db_field sequence_set_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_set_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_set_in, description) },
	{ "trigger_type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_set_in, trigger_type) },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_set_in, tracking) },
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_set_in, steps) },
	{ "settings", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_set_in, settings) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_set_in, sender_id) },
	{ "topic_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_set_in, topic_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_set_in, version) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_set_in, id) },
};
static const struct db_query sequence_set_query = {
	.name = "sequence_set",
	.sql =
		"UPDATE \"Sequence\" SET \"name\" = $1, \"description\" = $2, \"triggerType\" = $3, \"trackingEnabled\" = $4,\n"
		"    \"steps\" = $5::text::jsonb, \"settings\" = $6::text::jsonb, \"senderId\" = $7, \"topicId\" = $8, \"version\" = $9\n"
		"WHERE \"userId\" = $10 AND \"id\" = $11",
	.params = sequence_set_params,
	.n_params = 11,
};
err q_sequence_set(tenant_db db, struct arena *a, const struct q_sequence_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_set_query, in, affected);
}

static const struct db_field sequence_version_keep_params[] = {
	{ "version_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_version_keep_in, version_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_version_keep_in, version) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_version_keep_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_version_keep_in, id) },
};
static const struct db_query sequence_version_keep_query = {
	.name = "sequence_version_keep",
	.sql =
		"INSERT INTO \"SequenceVersion\" (\"id\", \"sequenceId\", \"userId\", \"version\", \"steps\", \"createdAt\")\n"
		"SELECT $1, q.\"id\", $2, $3, q.\"steps\", $4 FROM \"Sequence\" q WHERE q.\"userId\" = $2 AND q.\"id\" = $5\n"
		"ON CONFLICT (\"sequenceId\", \"version\") DO NOTHING",
	.params = sequence_version_keep_params,
	.n_params = 5,
};
err q_sequence_version_keep(tenant_db db, struct arena *a, const struct q_sequence_version_keep_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_version_keep_query, in, affected);
}

static const struct db_field sequence_move_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_move_in, status) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_move_in, version) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_move_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_move_in, id) },
};
static const struct db_query sequence_move_query = {
	.name = "sequence_move",
	.sql =
		"UPDATE \"Sequence\" SET \"status\" = $1, \"version\" = $2,\n"
		"    \"updatedAt\" = greatest(\"updatedAt\", (now() AT TIME ZONE 'UTC')::timestamp(3)),\n"
		"    \"activatedAt\" = CASE WHEN $1 = 'ACTIVE' THEN coalesce(\"activatedAt\", $3) ELSE \"activatedAt\" END,\n"
		"    \"resumedAt\" = CASE WHEN $1 = 'ACTIVE' AND \"activatedAt\" IS NOT NULL THEN $3 ELSE \"resumedAt\" END,\n"
		"    \"heldBefore\" = CASE WHEN $1 = 'ACTIVE' THEN NULL ELSE \"heldBefore\" END,\n"
		"    \"pausedAt\" = CASE WHEN $1 = 'PAUSED' THEN $3 END\n"
		"WHERE \"userId\" = $4 AND \"id\" = $5",
	.params = sequence_move_params,
	.n_params = 5,
};
err q_sequence_move(tenant_db db, struct arena *a, const struct q_sequence_move_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_move_query, in, affected);
}

static const struct db_field sequence_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_drop_in, id) },
};
static const struct db_query sequence_drop_query = {
	.name = "sequence_drop",
	.sql =
		"DELETE FROM \"Sequence\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = sequence_drop_params,
	.n_params = 2,
	.timeout_ms = 300000,
};
err q_sequence_drop(tenant_db db, struct arena *a, const struct q_sequence_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_drop_query, in, affected);
}

static const struct db_field sequence_copy_params[] = {
	{ "new_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_copy_in, new_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_copy_in, name) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_copy_in, now) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_copy_in, id) },
};
static const struct db_query sequence_copy_query = {
	.name = "sequence_copy",
	.sql =
		"INSERT INTO \"Sequence\" (\"id\", \"userId\", \"name\", \"description\", \"triggerType\", \"trackingEnabled\", \"steps\", \"settings\", \"senderId\", \"topicId\", \"createdAt\", \"updatedAt\")\n"
		"SELECT $1, $2, $3, q.\"description\", q.\"triggerType\", q.\"trackingEnabled\", q.\"steps\", q.\"settings\", q.\"senderId\", q.\"topicId\", $4, $4\n"
		"FROM \"Sequence\" q WHERE q.\"userId\" = $2 AND q.\"id\" = $5",
	.params = sequence_copy_params,
	.n_params = 5,
};
err q_sequence_copy(tenant_db db, struct arena *a, const struct q_sequence_copy_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_copy_query, in, affected);
}

static const struct db_field sequence_people_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_people_in, id) },
};
static const struct db_field sequence_people_cols[] = {
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_people_row, step_id) },
	{ "people", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_people_row, people) },
};
static const struct db_query sequence_people_query = {
	.name = "sequence_people",
	.sql =
		"SELECT e.\"currentStep\" AS \"stepId\", count(*) AS \"people\"\n"
		"FROM \"SequenceEnrollment\" e\n"
		"WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2 AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE\n"
		"GROUP BY 1 ORDER BY 2 DESC, 1",
	.params = sequence_people_params,
	.n_params = 2,
	.cols = sequence_people_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_sequence_people_row),
	.timeout_ms = 30000,
	.reads = true,
};
err q_sequence_people(tenant_db db, struct arena *a, const struct q_sequence_people_in *in, struct q_sequence_people_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_people_query, in, &rows));
	*out = (struct q_sequence_people_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_versions_params[] = {
	{ "most", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_versions_in, most) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_versions_in, id) },
	{ "before", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_sequence_versions_in, before) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_versions_in, limit) },
};
static const struct db_field sequence_versions_cols[] = {
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_versions_row, version) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_versions_row, created_at) },
	{ "steps", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_versions_row, steps) },
	{ "people", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_versions_row, people) },
};
static const struct db_query sequence_versions_query = {
	.name = "sequence_versions",
	.sql =
		"SELECT v.\"version\", v.\"createdAt\", CASE WHEN jsonb_typeof(v.\"steps\") = 'array' AND octet_length(v.\"steps\"::text) <= $1 THEN v.\"steps\"::text ELSE '[]' END AS \"steps\", coalesce(p.\"people\", 0) AS \"people\"\n"
		"FROM \"SequenceVersion\" v\n"
		"LEFT JOIN (SELECT e.\"version\", count(*) AS \"people\" FROM \"SequenceEnrollment\" e\n"
		"           WHERE e.\"userId\" = $2 AND e.\"sequenceId\" = $3 AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE GROUP BY 1) p ON p.\"version\" = v.\"version\"\n"
		"WHERE v.\"userId\" = $2 AND v.\"sequenceId\" = $3 AND ($4::int8 IS NULL OR v.\"version\" < $4::int8)\n"
		"ORDER BY v.\"version\" DESC\n"
		"LIMIT $5::int8",
	.params = sequence_versions_params,
	.n_params = 5,
	.cols = sequence_versions_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_sequence_versions_row),
	.timeout_ms = 30000,
	.reads = true,
};
err q_sequence_versions(tenant_db db, struct arena *a, const struct q_sequence_versions_in *in, struct q_sequence_versions_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_versions_query, in, &rows));
	*out = (struct q_sequence_versions_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_version_steps_params[] = {
	{ "most", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_version_steps_in, most) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "version", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_sequence_version_steps_in, version) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_version_steps_in, id) },
};
static const struct db_field sequence_version_steps_cols[] = {
	{ "steps", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_version_steps_row, steps) },
};
static const struct db_query sequence_version_steps_query = {
	.name = "sequence_version_steps",
	.sql =
		"SELECT CASE WHEN octet_length(coalesce(v.\"steps\", q.\"steps\")::text) <= $1 THEN coalesce(v.\"steps\", q.\"steps\")::text ELSE '[]' END AS \"steps\"\n"
		"FROM \"Sequence\" q\n"
		"LEFT JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = q.\"id\" AND v.\"userId\" = $2 AND v.\"version\" = $3::int8\n"
		"WHERE q.\"userId\" = $2 AND q.\"id\" = $4",
	.params = sequence_version_steps_params,
	.n_params = 4,
	.cols = sequence_version_steps_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_version_steps_row),
	.reads = true,
};
err q_sequence_version_steps(tenant_db db, struct arena *a, const struct q_sequence_version_steps_in *in, struct q_sequence_version_steps_row *out)
{
	return db_tenant_one(db, a, &sequence_version_steps_query, in, out);
}

static const struct db_field sequence_totals_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_totals_in, id) },
};
static const struct db_field sequence_totals_cols[] = {
	{ "enrolled", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, enrolled) },
	{ "active", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, active) },
	{ "completed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, completed) },
	{ "paused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, paused) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, failed) },
	{ "exitReplied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_replied) },
	{ "exitUnsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_unsubscribed) },
	{ "exitBounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_bounced) },
	{ "exitComplained", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_complained) },
	{ "exitGoal", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_goal) },
	{ "exitOther", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, exit_other) },
	{ "secondsToComplete", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_totals_row, seconds_to_complete) },
};
static const struct db_query sequence_totals_query = {
	.name = "sequence_totals",
	.sql =
		"SELECT coalesce(t.\"enrolled\", 0) AS \"enrolled\", coalesce(t.\"active\", 0) AS \"active\", coalesce(t.\"completed\", 0) AS \"completed\",\n"
		"       coalesce(t.\"paused\", 0) AS \"paused\", coalesce(t.\"failed\", 0) AS \"failed\", coalesce(t.\"replied\", 0) AS \"exitReplied\",\n"
		"       coalesce(t.\"unsubscribed\", 0) AS \"exitUnsubscribed\", coalesce(t.\"bounced\", 0) AS \"exitBounced\",\n"
		"       coalesce(t.\"complained\", 0) AS \"exitComplained\", coalesce(t.\"goal\", 0) AS \"exitGoal\", coalesce(t.\"exited\", 0) AS \"exitOther\",\n"
		"       coalesce(t.\"secondsToComplete\", 0) AS \"secondsToComplete\"\n"
		"FROM \"Sequence\" q\n"
		"LEFT JOIN \"SequenceStats\" t ON t.\"sequenceId\" = q.\"id\" AND t.\"userId\" = $1\n"
		"WHERE q.\"userId\" = $1 AND q.\"id\" = $2",
	.params = sequence_totals_params,
	.n_params = 2,
	.cols = sequence_totals_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_sequence_totals_row),
	.reads = true,
};
err q_sequence_totals(tenant_db db, struct arena *a, const struct q_sequence_totals_in *in, struct q_sequence_totals_row *out)
{
	return db_tenant_one(db, a, &sequence_totals_query, in, out);
}

static const struct db_field sequence_step_figures_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_step_figures_in, id) },
};
static const struct db_field sequence_step_figures_cols[] = {
	{ "stepId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_step_figures_row, step_id) },
	{ "waiting", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, waiting) },
	{ "entered", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, entered) },
	{ "passed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, passed) },
	{ "trueTaken", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, true_taken) },
	{ "falseTaken", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, false_taken) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, sent) },
	{ "openedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, opened_people) },
	{ "openedMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, opened_machines) },
	{ "clickedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, clicked_people) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, replied) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_step_figures_row, bounced) },
};
static const struct db_query sequence_step_figures_query = {
	.name = "sequence_step_figures",
	.sql =
		"SELECT coalesce(t.\"stepId\", s.\"stepId\") AS \"stepId\", coalesce(t.\"waiting\", 0) AS \"waiting\", coalesce(t.\"entered\", 0) AS \"entered\",\n"
		"       coalesce(t.\"passed\", 0) AS \"passed\", coalesce(t.\"trueTaken\", 0) AS \"trueTaken\", coalesce(t.\"falseTaken\", 0) AS \"falseTaken\",\n"
		"       coalesce(s.\"sent\", 0) AS \"sent\", coalesce(s.\"openedPeople\", 0) AS \"openedPeople\", coalesce(s.\"openedMachines\", 0) AS \"openedMachines\",\n"
		"       coalesce(s.\"clickedPeople\", 0) AS \"clickedPeople\", coalesce(s.\"replied\", 0) AS \"replied\", coalesce(s.\"bounced\", 0) AS \"bounced\"\n"
		"FROM (SELECT * FROM \"SequenceStepStats\" x WHERE x.\"userId\" = $1 AND x.\"sequenceId\" = $2) t\n"
		"FULL JOIN (SELECT * FROM \"Stats\" y WHERE y.\"userId\" = $1 AND y.\"sequenceId\" = $2 AND y.\"stepId\" IS NOT NULL) s\n"
		"     ON s.\"stepId\" = t.\"stepId\"\n"
		"ORDER BY 1\n"
		"LIMIT 5000",
	.params = sequence_step_figures_params,
	.n_params = 2,
	.cols = sequence_step_figures_cols,
	.n_cols = 12,
	.row_size = sizeof(struct q_sequence_step_figures_row),
	.reads = true,
};
err q_sequence_step_figures(tenant_db db, struct arena *a, const struct q_sequence_step_figures_in *in, struct q_sequence_step_figures_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_step_figures_query, in, &rows));
	*out = (struct q_sequence_step_figures_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_contacts_by_email_params[] = {
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_sequence_contacts_by_email_in, emails) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field sequence_contacts_by_email_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_contacts_by_email_row, n) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_contacts_by_email_row, id) },
};
static const struct db_query sequence_contacts_by_email_query = {
	.name = "sequence_contacts_by_email",
	.sql =
		"SELECT v.\"n\", c.\"id\"\n"
		"FROM unnest($1::text[]) WITH ORDINALITY AS v (\"email\", \"n\")\n"
		"JOIN \"Contact\" c ON c.\"userId\" = $2 AND c.\"email\" = v.\"email\"",
	.params = sequence_contacts_by_email_params,
	.n_params = 2,
	.cols = sequence_contacts_by_email_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_sequence_contacts_by_email_row),
	.reads = true,
};
err q_sequence_contacts_by_email(tenant_db db, struct arena *a, const struct q_sequence_contacts_by_email_in *in, struct q_sequence_contacts_by_email_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_contacts_by_email_query, in, &rows));
	*out = (struct q_sequence_contacts_by_email_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_contacts_known_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_sequence_contacts_known_in, ids) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field sequence_contacts_known_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_contacts_known_row, n) },
};
static const struct db_query sequence_contacts_known_query = {
	.name = "sequence_contacts_known",
	.sql =
		"SELECT count(*) AS n FROM unnest($1::text[]) AS v (\"id\") JOIN \"Contact\" c ON c.\"userId\" = $2 AND c.\"id\" = v.\"id\"",
	.params = sequence_contacts_known_params,
	.n_params = 2,
	.cols = sequence_contacts_known_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_contacts_known_row),
	.reads = true,
};
err q_sequence_contacts_known(tenant_db db, struct arena *a, const struct q_sequence_contacts_known_in *in, struct q_sequence_contacts_known_row *out)
{
	return db_tenant_one(db, a, &sequence_contacts_known_query, in, out);
}

static const struct db_field sequence_enrollments_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, status) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_in, sequence_id) },
	{ "step", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, step) },
	{ "exit_reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, exit_reason) },
	{ "state", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, state) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_enrollments_in, now) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, search) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_enrollments_in, limit) },
};
static const struct db_field sequence_enrollments_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_row, id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_row, email) },
	{ "displayName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_row, display_name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_row, status) },
	{ "currentStep", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, current_step) },
	{ "enrolledAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_enrollments_row, enrolled_at) },
	{ "completedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_row, completed_at) },
	{ "pausedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_row, paused_at) },
	{ "failedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_row, failed_at) },
	{ "failureReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, failure_reason) },
	{ "exitReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, exit_reason) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sequence_enrollments_row, version) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_enrollments_row, run) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, source) },
	{ "phase", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, phase) },
	{ "waitingRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, waiting_recipient_id) },
	{ "problem", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_row, problem) },
	{ "dueAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_row, due_at) },
};
static const struct db_query sequence_enrollments_query = {
	.name = "sequence_enrollments",
	.sql =
		"SELECT e.\"id\", e.\"contactId\", c.\"email\", coalesce(nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), c.\"email\") AS \"displayName\",\n"
		"       e.\"status\", e.\"currentStep\", e.\"enrolledAt\", e.\"completedAt\", e.\"pausedAt\", e.\"failedAt\", e.\"failureReason\", e.\"exitReason\",\n"
		"       e.\"version\", e.\"run\", e.\"source\", e.\"phase\", e.\"waitingRecipientId\", e.\"problem\", d.\"dueAt\"\n"
		"FROM unnest(CASE WHEN $1::text IS NULL THEN ARRAY['ACTIVE', 'COMPLETED', 'PAUSED', 'FAILED'] ELSE ARRAY[$1::text] END) AS s (\"status\")\n"
		"CROSS JOIN LATERAL (\n"
		"SELECT v.* FROM \"SequenceEnrollment\" v\n"
		"WHERE v.\"userId\" = $2 AND v.\"sequenceId\" = $3 AND v.\"status\" = s.\"status\"\n"
		"  AND ($4::text IS NULL OR v.\"currentStep\" = $4::text AND v.\"status\" IN ('ACTIVE', 'PAUSED'))\n"
		"  AND ($5::text IS NULL OR v.\"exitReason\" = $5::text)\n"
		"  AND CASE coalesce($6::text, '')\n"
		"      WHEN '' THEN true\n"
		"      WHEN 'stuck' THEN v.\"problem\" IS NOT NULL\n"
		"      WHEN 'failed' THEN v.\"status\" = 'FAILED'\n"
		"      WHEN 'held' THEN v.\"status\" = 'ACTIVE' AND EXISTS (SELECT 1 FROM \"Sequence\" h WHERE h.\"userId\" = $2 AND h.\"id\" = $3\n"
		"                                                         AND h.\"status\" = 'ACTIVE' AND h.\"stepsState\" = 'held')\n"
		"      ELSE v.\"id\" IN (SELECT o.\"id\" FROM \"loumass_overdue\"($2, $3, $7) o) END\n"
		"  AND ($8::text IS NULL\n"
		"       OR EXISTS (SELECT 1 FROM \"Contact\" p WHERE p.\"userId\" = $2 AND p.\"id\" = v.\"contactId\"\n"
		"                  AND (p.\"email\" ILIKE '%' || $8::text || '%' OR concat_ws(' ', p.\"firstName\", p.\"lastName\") ILIKE '%' || $8::text || '%')))\n"
		"  AND ($9::text IS NULL OR v.\"id\" < $9::text)\n"
		"ORDER BY v.\"id\" DESC\n"
		"LIMIT $10::int8) e\n"
		"JOIN \"Contact\" c ON c.\"id\" = e.\"contactId\" AND c.\"userId\" = $2\n"
		"LEFT JOIN \"EnrollmentDue\" d ON d.\"enrollmentId\" = e.\"id\" AND d.\"userId\" = $2\n"
		"ORDER BY e.\"id\" DESC\n"
		"LIMIT $10::int8",
	.params = sequence_enrollments_params,
	.n_params = 10,
	.cols = sequence_enrollments_cols,
	.n_cols = 19,
	.row_size = sizeof(struct q_sequence_enrollments_row),
	.custom = true,
};
err q_sequence_enrollments(tenant_db db, struct arena *a, const struct q_sequence_enrollments_in *in, struct q_sequence_enrollments_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_enrollments_query, in, &rows));
	*out = (struct q_sequence_enrollments_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_enrollments_of_contact_params[] = {
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_in, contact_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_enrollments_of_contact_in, limit) },
};
static const struct db_field sequence_enrollments_of_contact_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, sequence_id) },
	{ "sequenceName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, sequence_name) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, email) },
	{ "displayName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, display_name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, status) },
	{ "currentStep", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, current_step) },
	{ "enrolledAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_enrollments_of_contact_row, enrolled_at) },
	{ "completedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_of_contact_row, completed_at) },
	{ "pausedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_of_contact_row, paused_at) },
	{ "failedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_of_contact_row, failed_at) },
	{ "failureReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, failure_reason) },
	{ "exitReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, exit_reason) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sequence_enrollments_of_contact_row, version) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_enrollments_of_contact_row, run) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, source) },
	{ "phase", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, phase) },
	{ "waitingRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, waiting_recipient_id) },
	{ "problem", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_of_contact_row, problem) },
	{ "dueAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollments_of_contact_row, due_at) },
};
static const struct db_query sequence_enrollments_of_contact_query = {
	.name = "sequence_enrollments_of_contact",
	.sql =
		"SELECT e.\"id\", e.\"sequenceId\", q.\"name\" AS \"sequenceName\", e.\"contactId\", c.\"email\",\n"
		"       coalesce(nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), c.\"email\") AS \"displayName\",\n"
		"       e.\"status\", e.\"currentStep\", e.\"enrolledAt\", e.\"completedAt\", e.\"pausedAt\", e.\"failedAt\", e.\"failureReason\", e.\"exitReason\",\n"
		"       e.\"version\", e.\"run\", e.\"source\", e.\"phase\", e.\"waitingRecipientId\", e.\"problem\", d.\"dueAt\"\n"
		"FROM \"Sequence\" q\n"
		"JOIN \"SequenceEnrollment\" e ON e.\"sequenceId\" = q.\"id\" AND e.\"contactId\" = $1 AND e.\"userId\" = $2\n"
		"JOIN \"Contact\" c ON c.\"id\" = e.\"contactId\" AND c.\"userId\" = $2\n"
		"LEFT JOIN \"EnrollmentDue\" d ON d.\"enrollmentId\" = e.\"id\" AND d.\"userId\" = $2\n"
		"WHERE q.\"userId\" = $2 AND ($3::text IS NULL OR e.\"id\" < $3::text)\n"
		"ORDER BY e.\"id\" DESC\n"
		"LIMIT $4::int8",
	.params = sequence_enrollments_of_contact_params,
	.n_params = 4,
	.cols = sequence_enrollments_of_contact_cols,
	.n_cols = 21,
	.row_size = sizeof(struct q_sequence_enrollments_of_contact_row),
	.reads = true,
};
err q_sequence_enrollments_of_contact(tenant_db db, struct arena *a, const struct q_sequence_enrollments_of_contact_in *in, struct q_sequence_enrollments_of_contact_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_enrollments_of_contact_query, in, &rows));
	*out = (struct q_sequence_enrollments_of_contact_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_enrollments_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollments_total_in, sequence_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_total_in, status) },
	{ "step", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_total_in, step) },
	{ "exit_reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_total_in, exit_reason) },
	{ "state", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_total_in, state) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_enrollments_total_in, now) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollments_total_in, search) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_enrollments_total_in, most) },
};
static const struct db_field sequence_enrollments_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_enrollments_total_row, count) },
};
static const struct db_query sequence_enrollments_total_query = {
	.name = "sequence_enrollments_total",
	.sql =
		"SELECT count(*) AS \"count\" FROM (\n"
		"SELECT 1 FROM \"SequenceEnrollment\" e\n"
		"WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2\n"
		"  AND ($3::text IS NULL OR e.\"status\" = $3::text)\n"
		"  AND ($4::text IS NULL OR e.\"currentStep\" = $4::text AND e.\"status\" IN ('ACTIVE', 'PAUSED'))\n"
		"  AND ($5::text IS NULL OR e.\"exitReason\" = $5::text)\n"
		"  AND CASE coalesce($6::text, '')\n"
		"      WHEN '' THEN true\n"
		"      WHEN 'stuck' THEN e.\"problem\" IS NOT NULL\n"
		"      WHEN 'failed' THEN e.\"status\" = 'FAILED'\n"
		"      WHEN 'held' THEN e.\"status\" = 'ACTIVE' AND EXISTS (SELECT 1 FROM \"Sequence\" h WHERE h.\"userId\" = $1 AND h.\"id\" = $2\n"
		"                                                         AND h.\"status\" = 'ACTIVE' AND h.\"stepsState\" = 'held')\n"
		"      ELSE e.\"id\" IN (SELECT o.\"id\" FROM \"loumass_overdue\"($1, $2, $7) o) END\n"
		"  AND ($8::text IS NULL\n"
		"       OR EXISTS (SELECT 1 FROM \"Contact\" p WHERE p.\"userId\" = $1 AND p.\"id\" = e.\"contactId\"\n"
		"                  AND (p.\"email\" ILIKE '%' || $8::text || '%' OR concat_ws(' ', p.\"firstName\", p.\"lastName\") ILIKE '%' || $8::text || '%')))\n"
		"LIMIT $9::int8) b",
	.params = sequence_enrollments_total_params,
	.n_params = 9,
	.cols = sequence_enrollments_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_enrollments_total_row),
	.timeout_ms = 30000,
	.custom = true,
};
err q_sequence_enrollments_total(tenant_db db, struct arena *a, const struct q_sequence_enrollments_total_in *in, struct q_sequence_enrollments_total_row *out)
{
	return db_tenant_one(db, a, &sequence_enrollments_total_query, in, out);
}

static const struct db_field sequence_enrollment_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_in, id) },
};
static const struct db_field sequence_enrollment_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, sequence_id) },
	{ "sequenceName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, sequence_name) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, email) },
	{ "displayName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, display_name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_one_row, status) },
	{ "currentStep", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, current_step) },
	{ "enrolledAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_enrollment_one_row, enrolled_at) },
	{ "completedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollment_one_row, completed_at) },
	{ "pausedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollment_one_row, paused_at) },
	{ "failedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollment_one_row, failed_at) },
	{ "failureReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, failure_reason) },
	{ "exitReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, exit_reason) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_sequence_enrollment_one_row, version) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_enrollment_one_row, run) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, source) },
	{ "phase", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, phase) },
	{ "waitingRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, waiting_recipient_id) },
	{ "problem", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_enrollment_one_row, problem) },
	{ "dueAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_sequence_enrollment_one_row, due_at) },
};
static const struct db_query sequence_enrollment_one_query = {
	.name = "sequence_enrollment_one",
	.sql =
		"SELECT e.\"id\", e.\"sequenceId\", q.\"name\" AS \"sequenceName\", e.\"contactId\", c.\"email\",\n"
		"       coalesce(nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), c.\"email\") AS \"displayName\",\n"
		"       e.\"status\", e.\"currentStep\", e.\"enrolledAt\", e.\"completedAt\", e.\"pausedAt\", e.\"failedAt\", e.\"failureReason\", e.\"exitReason\",\n"
		"       e.\"version\", e.\"run\", e.\"source\", e.\"phase\", e.\"waitingRecipientId\", e.\"problem\", d.\"dueAt\"\n"
		"FROM \"SequenceEnrollment\" e\n"
		"JOIN \"Contact\" c ON c.\"id\" = e.\"contactId\" AND c.\"userId\" = $1\n"
		"JOIN \"Sequence\" q ON q.\"id\" = e.\"sequenceId\" AND q.\"userId\" = $1\n"
		"LEFT JOIN \"EnrollmentDue\" d ON d.\"enrollmentId\" = e.\"id\" AND d.\"userId\" = $1\n"
		"WHERE e.\"userId\" = $1 AND e.\"id\" = $2",
	.params = sequence_enrollment_one_params,
	.n_params = 2,
	.cols = sequence_enrollment_one_cols,
	.n_cols = 21,
	.row_size = sizeof(struct q_sequence_enrollment_one_row),
	.reads = true,
};
err q_sequence_enrollment_one(tenant_db db, struct arena *a, const struct q_sequence_enrollment_one_in *in, struct q_sequence_enrollment_one_row *out)
{
	return db_tenant_one(db, a, &sequence_enrollment_one_query, in, out);
}

static const struct db_field sequence_enrollment_of_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_of_in, sequence_id) },
	{ "who", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_of_in, who) },
};
static const struct db_field sequence_enrollment_of_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_enrollment_of_row, id) },
};
static const struct db_query sequence_enrollment_of_query = {
	.name = "sequence_enrollment_of",
	.sql =
		"SELECT e.\"id\" FROM \"SequenceEnrollment\" e JOIN \"Contact\" c ON c.\"id\" = e.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2 AND (c.\"id\" = $3 OR c.\"identity\" = \"loumass_identity\"($3))",
	.params = sequence_enrollment_of_params,
	.n_params = 3,
	.cols = sequence_enrollment_of_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_enrollment_of_row),
};
err q_sequence_enrollment_of(tenant_db db, struct arena *a, const struct q_sequence_enrollment_of_in *in, struct q_sequence_enrollment_of_row *out)
{
	return db_tenant_one(db, a, &sequence_enrollment_of_query, in, out);
}

static const struct db_field sequence_trace_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_trace_in, id) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_trace_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_sequence_trace_in, limit) },
};
static const struct db_field sequence_trace_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_trace_row, id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_trace_row, at) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_trace_row, kind) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_trace_row, step_id) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_sequence_trace_row, run) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_trace_row, detail) },
};
static const struct db_query sequence_trace_query = {
	.name = "sequence_trace",
	.sql =
		"SELECT t.\"id\", t.\"at\", t.\"kind\", t.\"stepId\", t.\"run\", t.\"detail\"::text AS \"detail\"\n"
		"FROM \"EnrollmentTrace\" t\n"
		"WHERE t.\"userId\" = $1 AND t.\"enrollmentId\" = $2 AND ($3::text IS NULL OR t.\"id\" > $3::text)\n"
		"ORDER BY t.\"id\"\n"
		"LIMIT $4::int8",
	.params = sequence_trace_params,
	.n_params = 4,
	.cols = sequence_trace_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_sequence_trace_row),
	.reads = true,
};
err q_sequence_trace(tenant_db db, struct arena *a, const struct q_sequence_trace_in *in, struct q_sequence_trace_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_trace_query, in, &rows));
	*out = (struct q_sequence_trace_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_event_add_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_event_add_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_event_add_in, key) },
	{ "event", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_event_add_in, event) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_event_add_in, contact_id) },
	{ "data", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_event_add_in, data) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_sequence_event_add_in, now) },
};
static const struct db_query sequence_event_add_query = {
	.name = "sequence_event_add",
	.sql =
		"INSERT INTO \"ReceivedEvent\" (\"id\", \"userId\", \"key\", \"event\", \"contactId\", \"data\", \"createdAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7)\n"
		"ON CONFLICT (\"userId\", \"key\") DO NOTHING",
	.params = sequence_event_add_params,
	.n_params = 7,
};
err q_sequence_event_add(tenant_db db, struct arena *a, const struct q_sequence_event_add_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &sequence_event_add_query, in, affected);
}

static const struct db_field sequence_event_by_key_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_event_by_key_in, key) },
};
static const struct db_field sequence_event_by_key_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_event_by_key_row, id) },
};
static const struct db_query sequence_event_by_key_query = {
	.name = "sequence_event_by_key",
	.sql =
		"SELECT r.\"id\" FROM \"ReceivedEvent\" r WHERE r.\"userId\" = $1 AND r.\"key\" = $2",
	.params = sequence_event_by_key_params,
	.n_params = 2,
	.cols = sequence_event_by_key_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_sequence_event_by_key_row),
	.reads = true,
};
err q_sequence_event_by_key(tenant_db db, struct arena *a, const struct q_sequence_event_by_key_in *in, struct q_sequence_event_by_key_row *out)
{
	return db_tenant_one(db, a, &sequence_event_by_key_query, in, out);
}

static const struct db_field sequence_try_contacts_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_sequence_try_contacts_in, ids) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_sequence_try_contacts_in, hash_keys) },
};
static const struct db_field sequence_try_contacts_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_try_contacts_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_try_contacts_row, email) },
	{ "displayName", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_try_contacts_row, display_name) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_try_contacts_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_try_contacts_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_try_contacts_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_sequence_try_contacts_row, status) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_try_contacts_row, timezone) },
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_sequence_try_contacts_row, suppressed) },
};
static const struct db_query sequence_try_contacts_query = {
	.name = "sequence_try_contacts",
	.sql =
		"SELECT c.\"id\", c.\"email\", coalesce(nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), c.\"email\") AS \"displayName\", c.\"firstName\", c.\"lastName\", c.\"variables\"::text AS \"variables\", c.\"status\", c.\"timezone\",\n"
		"       b.\"suppressed\"\n"
		"FROM unnest($1::text[]) WITH ORDINALITY AS v (\"id\", \"n\")\n"
		"JOIN \"Contact\" c ON c.\"userId\" = $2 AND c.\"id\" = v.\"id\"\n"
		"CROSS JOIN LATERAL \"loumass_barred\"($2, c.\"email\", c.\"identity\", c.\"identityDomain\", $3::text[]) b\n"
		"ORDER BY v.\"n\"",
	.params = sequence_try_contacts_params,
	.n_params = 3,
	.cols = sequence_try_contacts_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_sequence_try_contacts_row),
};
err q_sequence_try_contacts(tenant_db db, struct arena *a, const struct q_sequence_try_contacts_in *in, struct q_sequence_try_contacts_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &sequence_try_contacts_query, in, &rows));
	*out = (struct q_sequence_try_contacts_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field sequence_account_zone_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field sequence_account_zone_cols[] = {
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_sequence_account_zone_row, timezone) },
	{ "holidays", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_sequence_account_zone_row, holidays) },
};
static const struct db_query sequence_account_zone_query = {
	.name = "sequence_account_zone",
	.sql =
		"SELECT u.\"timezone\", u.\"holidays\" FROM \"User\" u WHERE u.\"id\" = $1",
	.params = sequence_account_zone_params,
	.n_params = 1,
	.cols = sequence_account_zone_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_sequence_account_zone_row),
	.reads = true,
};
err q_sequence_account_zone(tenant_db db, struct arena *a, struct q_sequence_account_zone_row *out)
{
	return db_tenant_one(db, a, &sequence_account_zone_query, NULL, out);
}
