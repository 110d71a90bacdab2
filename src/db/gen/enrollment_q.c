/* Written by tools/sqlgen from sql/q/tenant/enrollment.sql; do not edit. */
#include "db/gen/enrollment_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field enrollment_sequence_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_sequence_in, id) },
};
static const struct db_field enrollment_sequence_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_sequence_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_sequence_row, status) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_enrollment_sequence_row, version) },
};
static const struct db_query enrollment_sequence_query = {
	.name = "enrollment_sequence",
	.sql =
		"SELECT q.\"id\", q.\"status\", q.\"version\" FROM \"Sequence\" q WHERE q.\"userId\" = $1 AND q.\"id\" = $2",
	.params = enrollment_sequence_params,
	.n_params = 2,
	.cols = enrollment_sequence_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_enrollment_sequence_row),
	.reads = true,
};
err q_enrollment_sequence(tenant_db db, struct arena *a, const struct q_enrollment_sequence_in *in, struct q_enrollment_sequence_row *out)
{
	return db_tenant_one(db, a, &enrollment_sequence_query, in, out);
}

static const struct db_field enrollment_add_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_add_in, sequence_id) },
	{ "audience", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_add_in, audience) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_add_in, hash_keys) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_add_in, prefix) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_add_in, tail) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_add_in, now) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_add_in, source) },
};
static const struct db_field enrollment_add_cols[] = {
	{ "enrolled", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_add_row, enrolled) },
	{ "already", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_add_row, already) },
	{ "excluded", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_add_row, excluded) },
};
static const struct db_query enrollment_add_query = {
	.name = "enrollment_add",
	.sql =
		"WITH q AS (\n"
		"    SELECT s.\"id\", s.\"version\", s.\"settings\" FROM \"Sequence\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2\n"
		"), who AS MATERIALIZED (\n"
		"    SELECT a.\"id\", a.\"identity\", a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\" AS \"ok\"\n"
		"    FROM \"loumass_audience\"($1, $3::text::jsonb) a\n"
		"    CROSS JOIN LATERAL \"loumass_barred\"($1, a.\"email\", a.\"identity\", a.\"identityDomain\", $4::text[]) b\n"
		"), first AS (\n"
		"    SELECT DISTINCT ON (w.\"identity\") w.\"id\" FROM who w WHERE w.\"ok\" ORDER BY w.\"identity\", w.\"id\"\n"
		"), chosen AS MATERIALIZED (\n"
		"    SELECT f.\"id\" FROM first f JOIN \"Contact\" c ON c.\"userId\" = $1 AND c.\"id\" = f.\"id\"\n"
		"    WHERE NOT EXISTS (SELECT 1 FROM \"Contact\" d JOIN \"SequenceEnrollment\" e ON e.\"contactId\" = d.\"id\"\n"
		"                      WHERE d.\"userId\" = $1 AND d.\"identity\" = c.\"identity\" AND d.\"id\" <> c.\"id\" AND e.\"userId\" = $1\n"
		"                        AND e.\"sequenceId\" = $2 AND e.\"status\" <> 'COMPLETED')\n"
		"), put AS (\n"
		"    INSERT INTO \"SequenceEnrollment\" AS e (\"id\", \"sequenceId\", \"contactId\", \"userId\", \"enrolledAt\", \"version\", \"source\")\n"
		"    SELECT $5 || lpad(to_hex(row_number() OVER (ORDER BY w.\"id\")), 6, '0') || $6, q.\"id\", w.\"id\", $1, $7, q.\"version\", $8\n"
		"    FROM chosen w, q\n"
		"    ON CONFLICT (\"sequenceId\", \"contactId\") DO UPDATE\n"
		"    SET \"status\" = 'ACTIVE', \"run\" = e.\"run\" + 1, \"version\" = EXCLUDED.\"version\", \"enrolledAt\" = EXCLUDED.\"enrolledAt\", \"source\" = EXCLUDED.\"source\",\n"
		"        \"currentStep\" = NULL, \"phase\" = NULL, \"stepStartedAt\" = NULL, \"completedAt\" = NULL, \"pausedAt\" = NULL, \"failedAt\" = NULL,\n"
		"        \"failureReason\" = NULL, \"exitReason\" = NULL, \"waitingRecipientId\" = NULL, \"lastRecipientId\" = NULL, \"senderId\" = NULL, \"state\" = NULL,\n"
		"        \"problem\" = NULL, \"writes\" = e.\"writes\" + 1\n"
		"    WHERE e.\"status\" = 'COMPLETED' AND e.\"completedAt\" <= $7::timestamp - (SELECT \"loumass_reentry\"(q.\"settings\") FROM q)\n"
		"    RETURNING e.\"id\", e.\"sequenceId\", e.\"run\"\n"
		"), again AS (\n"
		"    UPDATE \"SequenceStats\" s SET \"enrolled\" = s.\"enrolled\" + n.\"n\", \"active\" = s.\"active\" + n.\"n\"\n"
		"    FROM (SELECT count(*) AS \"n\" FROM put WHERE put.\"run\" > 1) n\n"
		"    WHERE s.\"userId\" = $1 AND s.\"sequenceId\" = $2 AND n.\"n\" > 0\n"
		"), traced AS (\n"
		"    INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"run\", \"at\", \"kind\", \"detail\")\n"
		"    SELECT $5 || lpad(to_hex(row_number() OVER ()), 6, '0') || reverse($6), put.\"id\", $1, put.\"sequenceId\", put.\"run\", $7, 'enrolled',\n"
		"           jsonb_build_object('source', $8::text)\n"
		"    FROM put\n"
		")\n"
		"SELECT (SELECT count(*) FROM put) AS \"enrolled\", count(*) FILTER (WHERE w.\"ok\") - (SELECT count(*) FROM put) AS \"already\",\n"
		"       count(*) FILTER (WHERE NOT w.\"ok\") AS \"excluded\"\n"
		"FROM who w",
	.params = enrollment_add_params,
	.n_params = 8,
	.cols = enrollment_add_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_enrollment_add_row),
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_enrollment_add_in, who),
};
err q_enrollment_add(tenant_db db, struct arena *a, const struct q_enrollment_add_in *in, struct q_enrollment_add_row *out)
{
	return db_tenant_one(db, a, &enrollment_add_query, in, out);
}

static const struct db_field enrollment_lock_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_lock_in, id) },
};
static const struct db_field enrollment_lock_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_lock_row, id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_lock_row, sequence_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_lock_row, status) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_enrollment_lock_row, run) },
	{ "currentStep", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_lock_row, current_step) },
	{ "waitingRecipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_lock_row, waiting_recipient_id) },
};
static const struct db_query enrollment_lock_query = {
	.name = "enrollment_lock",
	.sql =
		"SELECT e.\"id\", e.\"sequenceId\", e.\"status\", e.\"run\", e.\"currentStep\", e.\"waitingRecipientId\"\n"
		"FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $1 AND e.\"id\" = $2 FOR NO KEY UPDATE",
	.params = enrollment_lock_params,
	.n_params = 2,
	.cols = enrollment_lock_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_enrollment_lock_row),
};
err q_enrollment_lock(tenant_db db, struct arena *a, const struct q_enrollment_lock_in *in, struct q_enrollment_lock_row *out)
{
	return db_tenant_one(db, a, &enrollment_lock_query, in, out);
}

static const struct db_field enrollment_set_paused_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_set_paused_in, id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_set_paused_in, now) },
};
static const struct db_query enrollment_set_paused_query = {
	.name = "enrollment_set_paused",
	.sql =
		"WITH gone AS (DELETE FROM \"EnrollmentDue\" d WHERE d.\"userId\" = $1 AND d.\"enrollmentId\" = $2)\n"
		"UPDATE \"SequenceEnrollment\" SET \"status\" = 'PAUSED', \"pausedAt\" = $3, \"writes\" = \"writes\" + 1 WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = enrollment_set_paused_params,
	.n_params = 3,
};
err q_enrollment_set_paused(tenant_db db, struct arena *a, const struct q_enrollment_set_paused_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_set_paused_query, in, affected);
}

static const struct db_field enrollment_set_active_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_set_active_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "recipient_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_set_active_in, recipient_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_set_active_in, id) },
};
static const struct db_query enrollment_set_active_query = {
	.name = "enrollment_set_active",
	.sql =
		"WITH mail AS (UPDATE \"SendRetry\" t SET \"dueAt\" = $1 WHERE t.\"userId\" = $2 AND t.\"recipientId\" = $3::text)\n"
		"UPDATE \"SequenceEnrollment\" SET \"status\" = 'ACTIVE', \"pausedAt\" = NULL, \"writes\" = \"writes\" + 1 WHERE \"userId\" = $2 AND \"id\" = $4",
	.params = enrollment_set_active_params,
	.n_params = 4,
};
err q_enrollment_set_active(tenant_db db, struct arena *a, const struct q_enrollment_set_active_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_set_active_query, in, affected);
}

static const struct db_field enrollment_trace_add_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_trace_add_in, id) },
	{ "enrollment_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_trace_add_in, enrollment_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_trace_add_in, sequence_id) },
	{ "run", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_enrollment_trace_add_in, run) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_trace_add_in, step_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_trace_add_in, at) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_trace_add_in, kind) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_trace_add_in, detail) },
};
static const struct db_query enrollment_trace_add_query = {
	.name = "enrollment_trace_add",
	.sql =
		"INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"run\", \"stepId\", \"at\", \"kind\", \"detail\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)",
	.params = enrollment_trace_add_params,
	.n_params = 9,
};
err q_enrollment_trace_add(tenant_db db, struct arena *a, const struct q_enrollment_trace_add_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_trace_add_query, in, affected);
}

static const struct db_field enrollment_count_paused_params[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_count_paused_in, n) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_count_paused_in, sequence_id) },
};
static const struct db_query enrollment_count_paused_query = {
	.name = "enrollment_count_paused",
	.sql =
		"UPDATE \"SequenceStats\" s SET \"active\" = s.\"active\" - $1::int8, \"paused\" = s.\"paused\" + $1::int8\n"
		"WHERE s.\"userId\" = $2 AND s.\"sequenceId\" = $3",
	.params = enrollment_count_paused_params,
	.n_params = 3,
};
err q_enrollment_count_paused(tenant_db db, struct arena *a, const struct q_enrollment_count_paused_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_count_paused_query, in, affected);
}

static const struct db_field enrollment_exit_ids_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_exit_ids_in, ids) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exit_ids_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_exit_ids_in, now) },
};
static const struct db_field enrollment_exit_ids_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_exit_ids_row, n) },
};
static const struct db_query enrollment_exit_ids_query = {
	.name = "enrollment_exit_ids",
	.sql =
		"SELECT \"loumass_enrollment_exit\"(ARRAY(SELECT e.\"id\" FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $1 AND e.\"id\" = ANY ($2::text[])),\n"
		"                                 $3, '{}'::jsonb, $4) AS n",
	.params = enrollment_exit_ids_params,
	.n_params = 4,
	.cols = enrollment_exit_ids_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_exit_ids_row),
	.timeout_ms = -1,
};
err q_enrollment_exit_ids(tenant_db db, struct arena *a, const struct q_enrollment_exit_ids_in *in, struct q_enrollment_exit_ids_row *out)
{
	return db_tenant_one(db, a, &enrollment_exit_ids_query, in, out);
}

static const struct db_field enrollment_exit_sequence_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exit_sequence_in, sequence_id) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exit_sequence_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_exit_sequence_in, now) },
};
static const struct db_field enrollment_exit_sequence_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_exit_sequence_row, n) },
};
static const struct db_query enrollment_exit_sequence_query = {
	.name = "enrollment_exit_sequence",
	.sql =
		"SELECT \"loumass_enrollment_exit\"(ARRAY(SELECT e.\"id\" FROM \"SequenceEnrollment\" e\n"
		"                                       WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2 AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE),\n"
		"                                 $3, '{}'::jsonb, $4) AS n",
	.params = enrollment_exit_sequence_params,
	.n_params = 4,
	.cols = enrollment_exit_sequence_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_exit_sequence_row),
	.timeout_ms = -1,
};
err q_enrollment_exit_sequence(tenant_db db, struct arena *a, const struct q_enrollment_exit_sequence_in *in, struct q_enrollment_exit_sequence_row *out)
{
	return db_tenant_one(db, a, &enrollment_exit_sequence_query, in, out);
}

static const struct db_field enrollment_move_params[] = {
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_enrollment_move_in, version) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_move_in, sequence_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_move_in, now) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_move_in, prefix) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_move_in, tail) },
};
static const struct db_field enrollment_move_cols[] = {
	{ "moved", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_move_row, moved) },
};
static const struct db_query enrollment_move_query = {
	.name = "enrollment_move",
	.sql =
		"WITH moved AS (\n"
		"    UPDATE \"SequenceEnrollment\" e\n"
		"    SET \"version\" = $1, \"state\" = coalesce(e.\"state\", '{}') || jsonb_build_object('from', coalesce((e.\"state\" ->> 'from')::int, e.\"version\"))\n"
		"    WHERE e.\"userId\" = $2 AND e.\"sequenceId\" = $3 AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e.\"version\" IS DISTINCT FROM $1\n"
		"    RETURNING e.\"id\", e.\"phase\", e.\"run\", e.\"currentStep\", e.\"state\"\n"
		"), woken AS (\n"
		"    UPDATE \"EnrollmentDue\" d SET \"dueAt\" = least(d.\"dueAt\", $4)\n"
		"    WHERE d.\"userId\" = $2 AND d.\"sequenceId\" = $3\n"
		"      AND d.\"enrollmentId\" IN (SELECT m.\"id\" FROM moved m WHERE m.\"phase\" IS DISTINCT FROM 'begun')\n"
		"), traced AS (\n"
		"    INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"run\", \"stepId\", \"at\", \"kind\", \"detail\")\n"
		"    SELECT $5 || lpad(to_hex(row_number() OVER ()), 6, '0') || $6, m.\"id\", $2, $3, m.\"run\", m.\"currentStep\", $4, 'moved',\n"
		"           jsonb_build_object('version', $1::int)\n"
		"    FROM moved m\n"
		")\n"
		"SELECT count(*) AS moved FROM moved",
	.params = enrollment_move_params,
	.n_params = 6,
	.cols = enrollment_move_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_move_row),
	.timeout_ms = -1,
};
err q_enrollment_move(tenant_db db, struct arena *a, const struct q_enrollment_move_in *in, struct q_enrollment_move_row *out)
{
	return db_tenant_one(db, a, &enrollment_move_query, in, out);
}

static const struct db_field enrollment_overdue_count_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_overdue_count_in, sequence_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_overdue_count_in, now) },
};
static const struct db_field enrollment_overdue_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_overdue_count_row, n) },
};
static const struct db_query enrollment_overdue_count_query = {
	.name = "enrollment_overdue_count",
	.sql =
		"SELECT count(*) AS n FROM \"loumass_overdue\"($1, $2, $3)",
	.params = enrollment_overdue_count_params,
	.n_params = 3,
	.cols = enrollment_overdue_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_overdue_count_row),
};
err q_enrollment_overdue_count(tenant_db db, struct arena *a, const struct q_enrollment_overdue_count_in *in, struct q_enrollment_overdue_count_row *out)
{
	return db_tenant_one(db, a, &enrollment_overdue_count_query, in, out);
}

static const struct db_field enrollment_overdue_ids_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_overdue_ids_in, sequence_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_overdue_ids_in, now) },
};
static const struct db_field enrollment_overdue_ids_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_overdue_ids_row, id) },
};
static const struct db_query enrollment_overdue_ids_query = {
	.name = "enrollment_overdue_ids",
	.sql =
		"SELECT o.\"id\" FROM \"loumass_overdue\"($1, $2, $3) o",
	.params = enrollment_overdue_ids_params,
	.n_params = 3,
	.cols = enrollment_overdue_ids_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_overdue_ids_row),
};
err q_enrollment_overdue_ids(tenant_db db, struct arena *a, const struct q_enrollment_overdue_ids_in *in, struct q_enrollment_overdue_ids_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &enrollment_overdue_ids_query, in, &rows));
	*out = (struct q_enrollment_overdue_ids_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field enrollment_go_on_params[] = {
	{ "resumed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_enrollment_go_on_in, resumed) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_go_on_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_go_on_in, id) },
};
static const struct db_query enrollment_go_on_query = {
	.name = "enrollment_go_on",
	.sql =
		"UPDATE \"Sequence\" SET \"heldBefore\" = NULL, \"resumedAt\" = CASE WHEN $1::boolean THEN $2 ELSE \"resumedAt\" END,\n"
		"    \"resumedLate\" = \"resumedLate\" AND NOT $1::boolean WHERE \"userId\" = $3 AND \"id\" = $4",
	.params = enrollment_go_on_params,
	.n_params = 4,
};
err q_enrollment_go_on(tenant_db db, struct arena *a, const struct q_enrollment_go_on_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_go_on_query, in, affected);
}

static const struct db_field enrollment_event_sequences_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_event_sequences_in, contact_id) },
	{ "event", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_event_sequences_in, event) },
};
static const struct db_field enrollment_event_sequences_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_event_sequences_row, id) },
};
static const struct db_query enrollment_event_sequences_query = {
	.name = "enrollment_event_sequences",
	.sql =
		"SELECT q.\"id\" FROM \"Sequence\" q JOIN \"Contact\" c ON c.\"userId\" = q.\"userId\"\n"
		"WHERE q.\"userId\" = $1 AND c.\"userId\" = $1 AND c.\"id\" = $2 AND q.\"status\" = 'ACTIVE' AND q.\"triggerType\" = 'on_event'\n"
		"  AND q.\"settings\" #>> '{trigger,event}' = $3\n"
		"  AND \"loumass_trigger_filter\"(q.\"settings\" #> '{trigger,filter}', c.\"tags\", c.\"status\")\n"
		"ORDER BY q.\"id\"",
	.params = enrollment_event_sequences_params,
	.n_params = 3,
	.cols = enrollment_event_sequences_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_event_sequences_row),
};
err q_enrollment_event_sequences(tenant_db db, struct arena *a, const struct q_enrollment_event_sequences_in *in, struct q_enrollment_event_sequences_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &enrollment_event_sequences_query, in, &rows));
	*out = (struct q_enrollment_event_sequences_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field enrollment_event_wake_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_event_wake_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_event_wake_in, contact_id) },
	{ "event", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_event_wake_in, event) },
};
static const struct db_query enrollment_event_wake_query = {
	.name = "enrollment_event_wake",
	.sql =
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = least(d.\"dueAt\", $1)\n"
		"WHERE d.\"userId\" = $2 AND d.\"enrollmentId\" IN (\n"
		"    SELECT e.\"id\" FROM \"SequenceEnrollment\" e\n"
		"    JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = e.\"sequenceId\" AND v.\"version\" = e.\"version\"\n"
		"    WHERE e.\"userId\" = $2 AND v.\"userId\" = $2 AND e.\"contactId\" = $3 AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE'\n"
		"      AND (v.\"steps\" @> jsonb_build_array(jsonb_build_object('wait', jsonb_build_object('event', $4::text)))\n"
		"           OR v.\"steps\" @> jsonb_build_array(jsonb_build_object('goal', jsonb_build_object('event', $4::text)))))",
	.params = enrollment_event_wake_params,
	.n_params = 4,
};
err q_enrollment_event_wake(tenant_db db, struct arena *a, const struct q_enrollment_event_wake_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &enrollment_event_wake_query, in, affected);
}
