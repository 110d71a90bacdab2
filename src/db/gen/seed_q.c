/* Written by tools/sqlgen from sql/q/tenant/seed.sql; do not edit. */
#include "db/gen/seed_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field seed_state_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field seed_state_cols[] = {
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_seed_state_row, contacts) },
	{ "stats", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_seed_state_row, stats) },
};
static const struct db_query seed_state_query = {
	.name = "seed_state",
	.sql =
		"SELECT (SELECT count(*) FROM \"Contact\" c WHERE c.\"userId\" = $1) AS contacts,\n"
		"       (SELECT count(*) FROM \"Stats\" t WHERE t.\"userId\" = $1) AS stats",
	.params = seed_state_params,
	.n_params = 1,
	.cols = seed_state_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_seed_state_row),
	.reads = true,
};
err q_seed_state(tenant_db db, struct arena *a, struct q_seed_state_row *out)
{
	return db_tenant_one(db, a, &seed_state_query, NULL, out);
}

static const struct db_field seed_plan_whole_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field seed_plan_whole_cols[] = {
	{ "nestloop", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_plan_whole_row, nestloop) },
	{ "jit", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_plan_whole_row, jit) },
};
static const struct db_query seed_plan_whole_query = {
	.name = "seed_plan_whole",
	.sql =
		"SELECT set_config('enable_nestloop', 'off', true) AS nestloop, set_config('jit', 'off', true) AS jit WHERE $1 <> ''",
	.params = seed_plan_whole_params,
	.n_params = 1,
	.cols = seed_plan_whole_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_seed_plan_whole_row),
};
err q_seed_plan_whole(tenant_db db, struct arena *a, struct q_seed_plan_whole_row *out)
{
	return db_tenant_one(db, a, &seed_plan_whole_query, NULL, out);
}

static const struct db_field seed_sender_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field seed_sender_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sender_row, id) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sender_row, from_email) },
};
static const struct db_query seed_sender_query = {
	.name = "seed_sender",
	.sql =
		"SELECT s.\"id\", s.\"fromEmail\" FROM \"Sender\" s WHERE s.\"userId\" = $1 ORDER BY s.\"isDefault\" DESC, s.\"createdAt\" LIMIT 1",
	.params = seed_sender_params,
	.n_params = 1,
	.cols = seed_sender_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_seed_sender_row),
	.reads = true,
};
err q_seed_sender(tenant_db db, struct arena *a, struct q_seed_sender_row *out)
{
	return db_tenant_one(db, a, &seed_sender_query, NULL, out);
}

static const struct db_field seed_contacts_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, emails) },
	{ "first", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, first) },
	{ "last", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, last) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, tags) },
	{ "variables", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, variables) },
	{ "statuses", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_contacts_in, statuses) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_seed_contacts_in, at) },
};
static const struct db_query seed_contacts_query = {
	.name = "seed_contacts",
	.sql =
		"INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"firstName\", \"lastName\", \"tags\", \"variables\", \"status\", \"createdAt\", \"updatedAt\")\n"
		"SELECT v.\"id\", $1, v.\"email\", v.\"first\", v.\"last\", v.\"tags\"::jsonb, v.\"variables\"::jsonb, v.\"status\", v.\"at\", v.\"at\"\n"
		"FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],\n"
		"            $9::timestamp[]) AS v (\"id\", \"email\", \"first\", \"last\", \"tags\", \"variables\", \"status\", \"at\")\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = seed_contacts_params,
	.n_params = 9,
};
err q_seed_contacts(tenant_db db, struct arena *a, const struct q_seed_contacts_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_contacts_query, in, affected);
}

static const struct db_field seed_sequence_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sequence_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sequence_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_sequence_in, description) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sequence_in, status) },
	{ "trigger_type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sequence_in, trigger_type) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_sequence_in, sender_id) },
	{ "steps", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_seed_sequence_in, steps) },
	{ "settings", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_sequence_in, settings) },
	{ "activated_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_seed_sequence_in, activated_at) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_sequence_in, at) },
};
static const struct db_query seed_sequence_query = {
	.name = "seed_sequence",
	.sql =
		"INSERT INTO \"Sequence\" (\"id\", \"userId\", \"name\", \"description\", \"status\", \"triggerType\", \"senderId\", \"steps\", \"settings\", \"activatedAt\", \"createdAt\",\n"
		"    \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::text::jsonb, $10, $11, $11)",
	.params = seed_sequence_params,
	.n_params = 11,
};
err q_seed_sequence(tenant_db db, struct arena *a, const struct q_seed_sequence_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_sequence_query, in, affected);
}

static const struct db_field seed_campaign_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_campaign_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_campaign_in, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_campaign_in, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_campaign_in, content) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_campaign_in, preheader) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_campaign_in, status) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_campaign_in, sender_id) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_seed_campaign_in, audience) },
	{ "scheduled_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_seed_campaign_in, scheduled_at) },
	{ "started_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_seed_campaign_in, started_at) },
	{ "sent_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_seed_campaign_in, sent_at) },
	{ "created_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_campaign_in, created_at) },
};
static const struct db_query seed_campaign_query = {
	.name = "seed_campaign",
	.sql =
		"INSERT INTO \"Campaign\" (\"id\", \"userId\", \"name\", \"subject\", \"content\", \"preheader\", \"status\", \"senderId\", \"contentFormat\", \"audience\",\n"
		"    \"scheduledAt\", \"startedAt\", \"plannedAt\", \"sentAt\", \"createdAt\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'html', $9::jsonb, $10,\n"
		"    $11, $11, $12, $13, $13)",
	.params = seed_campaign_params,
	.n_params = 13,
};
err q_seed_campaign(tenant_db db, struct arena *a, const struct q_seed_campaign_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_campaign_query, in, affected);
}

static const struct db_field seed_recipients_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_recipients_in, campaign_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_recipients_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_recipients_in, sender_id) },
	{ "start", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_recipients_in, start) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_recipients_in, prefix) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_recipients_in, tail) },
	{ "audience", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_seed_recipients_in, audience) },
};
static const struct db_query seed_recipients_query = {
	.name = "seed_recipients",
	.sql =
		"INSERT INTO \"Recipient\" (\"id\", \"campaignId\", \"contactId\", \"userId\", \"sendKey\", \"trackingId\", \"senderId\", \"status\", \"sentAt\",\n"
		"    \"failureReason\", \"attempts\", \"lastReply\")\n"
		"SELECT n.\"id\", $1, n.\"contactId\", $2, 'c:' || $1 || ':' || n.\"contactId\",\n"
		"       substr(n.\"id\", 2) || left(encode(sha256(convert_to($3 || n.\"id\" || $3, 'UTF8')), 'hex'), 20), $4,\n"
		"       CASE WHEN n.\"u\" < 0.0125 THEN 'BOUNCED' WHEN n.\"u\" < 0.0158 THEN 'FAILED' ELSE 'SENT' END,\n"
		"       CASE WHEN n.\"u\" >= 0.0158 THEN $5::timestamp + n.\"rank\" * interval '85 ms' END,\n"
		"       CASE WHEN n.\"u\" < 0.0125 THEN 'no such address' WHEN n.\"u\" < 0.0158 THEN 'the message was refused' END,\n"
		"       1,\n"
		"       CASE WHEN n.\"u\" < 0.0125 THEN '550 5.1.1 user unknown' WHEN n.\"u\" < 0.0158 THEN '554 5.7.1 message refused by policy'\n"
		"            ELSE '250 2.0.0 queued' END\n"
		"FROM (\n"
		"    SELECT $6 || lpad(to_hex(row_number() OVER (ORDER BY a.\"id\")), 6, '0') || $7 AS \"id\", a.\"id\" AS \"contactId\",\n"
		"           row_number() OVER (ORDER BY a.\"id\") AS \"rank\",\n"
		"           (hashtextextended(a.\"id\" || $1, 2) & 2147483647) / 2147483648.0::float8 AS \"u\"\n"
		"    FROM \"loumass_audience\"($2, $8::jsonb) a\n"
		"    WHERE a.\"status\" = 'ACTIVE' AND a.\"createdAt\" < $5::timestamp\n"
		"      AND NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $2 AND s.\"identity\" = a.\"identity\")\n"
		") n",
	.params = seed_recipients_params,
	.n_params = 8,
};
err q_seed_recipients(tenant_db db, struct arena *a, const struct q_seed_recipients_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_recipients_query, in, affected);
}

static const struct db_field seed_enrollments_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_enrollments_in, sequence_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_enrollments_in, now) },
};
static const struct db_query seed_enrollments_query = {
	.name = "seed_enrollments",
	.sql =
		"INSERT INTO \"SequenceEnrollment\" (\"id\", \"sequenceId\", \"contactId\", \"userId\", \"status\", \"currentStep\", \"phase\", \"stepStartedAt\", \"enrolledAt\",\n"
		"    \"completedAt\", \"pausedAt\", \"exitReason\", \"version\", \"source\")\n"
		"SELECT \"loumass_cuid_floor\"(v.\"at\") || substr(md5(v.\"id\" || 'enrolled'), 1, 16), $1, v.\"id\", $2, v.\"status\",\n"
		"       CASE WHEN v.\"ended\" THEN NULL WHEN v.\"second\" THEN 'delay-2' ELSE 'delay-1' END,\n"
		"       CASE WHEN NOT v.\"ended\" THEN 'arrived' END,\n"
		"       CASE WHEN v.\"ended\" THEN NULL WHEN v.\"second\" THEN v.\"at\" + interval '2 days 30 seconds' ELSE v.\"at\" + interval '20 seconds' END,\n"
		"       v.\"at\", CASE WHEN v.\"ended\" THEN v.\"at\" + interval '5 days 30 seconds' WHEN v.\"status\" = 'COMPLETED' THEN $3::timestamp - interval '1 hour' END,\n"
		"       CASE WHEN v.\"status\" = 'PAUSED' THEN $3::timestamp - interval '1 hour' END,\n"
		"       CASE WHEN v.\"status\" = 'COMPLETED' AND NOT v.\"ended\" THEN 'ended' END, 1, 'manual'\n"
		"FROM (SELECT w.*, CASE WHEN w.\"ended\" THEN 'COMPLETED' WHEN w.\"rank\" % 16 = 1 THEN 'PAUSED' WHEN w.\"rank\" % 16 = 2 THEN 'COMPLETED' ELSE 'ACTIVE' END AS \"status\"\n"
		"      FROM (SELECT c.\"id\", c.\"at\", c.\"at\" < $3::timestamp - interval '5 days 30 seconds' AS \"ended\",\n"
		"                   c.\"at\" < $3::timestamp - interval '2 days 30 seconds' AS \"second\",\n"
		"                   row_number() OVER (PARTITION BY c.\"at\" < $3::timestamp - interval '5 days 30 seconds' ORDER BY c.\"id\") AS \"rank\"\n"
		"            FROM (SELECT c.\"id\", ($3::timestamp - interval '2 hours'\n"
		"                         - (hashtextextended(c.\"id\", 3) & 2147483647) / 2147483648.0::float8 * interval '30 days')::timestamp(3) AS \"at\"\n"
		"                  FROM \"Contact\" c\n"
		"                  WHERE c.\"userId\" = $2 AND c.\"status\" = 'ACTIVE' AND c.\"tags\" @> '[\"trial\"]'\n"
		"                  ORDER BY c.\"id\" LIMIT 420) c) w) v",
	.params = seed_enrollments_params,
	.n_params = 3,
};
err q_seed_enrollments(tenant_db db, struct arena *a, const struct q_seed_enrollments_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_enrollments_query, in, affected);
}

static const struct db_field seed_enrollment_mails_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_enrollment_mails_in, sequence_id) },
};
static const struct db_query seed_enrollment_mails_query = {
	.name = "seed_enrollment_mails",
	.sql =
		"UPDATE \"SequenceEnrollment\" e\n"
		"SET \"state\" = jsonb_strip_nulls(jsonb_build_object('sent', m.\"sent\", 'taken', m.\"taken\")), \"lastRecipientId\" = m.\"last\", \"senderId\" = m.\"sender\"\n"
		"FROM (SELECT r.\"enrollmentId\", jsonb_object_agg(r.\"stepId\", r.\"id\") AS \"sent\", (array_agg(r.\"id\" ORDER BY r.\"sentAt\" DESC))[1] AS \"last\",\n"
		"             min(r.\"senderId\") AS \"sender\",\n"
		"             CASE WHEN bool_or(r.\"stepId\" <> 'email-1') THEN jsonb_build_object('condition-1', bool_or(r.\"stepId\" = 'email-2')) END AS \"taken\"\n"
		"      FROM \"Recipient\" r WHERE r.\"userId\" = $1 AND r.\"sequenceId\" = $2 GROUP BY 1) m\n"
		"WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2 AND e.\"id\" = m.\"enrollmentId\"",
	.params = seed_enrollment_mails_params,
	.n_params = 2,
};
err q_seed_enrollment_mails(tenant_db db, struct arena *a, const struct q_seed_enrollment_mails_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_enrollment_mails_query, in, affected);
}

static const struct db_field seed_enrollment_queue_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_enrollment_queue_in, sequence_id) },
};
static const struct db_query seed_enrollment_queue_query = {
	.name = "seed_enrollment_queue",
	.sql =
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = e.\"stepStartedAt\" + CASE WHEN e.\"currentStep\" = 'delay-2' THEN interval '3 days' ELSE interval '2 days' END\n"
		"FROM \"SequenceEnrollment\" e\n"
		"WHERE d.\"userId\" = $1 AND d.\"sequenceId\" = $2 AND e.\"userId\" = $1 AND e.\"id\" = d.\"enrollmentId\"",
	.params = seed_enrollment_queue_params,
	.n_params = 2,
};
err q_seed_enrollment_queue(tenant_db db, struct arena *a, const struct q_seed_enrollment_queue_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_enrollment_queue_query, in, affected);
}

static const struct db_field seed_enrollment_trace_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_enrollment_trace_in, sequence_id) },
};
static const struct db_query seed_enrollment_trace_query = {
	.name = "seed_enrollment_trace",
	.sql =
		"INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"stepId\", \"at\", \"kind\", \"detail\")\n"
		"SELECT \"loumass_cuid_floor\"(t.\"at\"::timestamp(3)) || substr(md5(e.\"id\" || t.\"kind\" || coalesce(t.\"step\", '')), 1, 16), e.\"id\", $1, e.\"sequenceId\",\n"
		"       t.\"step\", t.\"at\"::timestamp(3), t.\"kind\", t.\"detail\"\n"
		"FROM \"SequenceEnrollment\" e\n"
		"LEFT JOIN \"Recipient\" f ON f.\"userId\" = $1 AND f.\"enrollmentId\" = e.\"id\" AND f.\"stepId\" <> 'email-1'\n"
		"LEFT JOIN \"Recipient\" r ON r.\"userId\" = $1 AND r.\"enrollmentId\" = e.\"id\" AND r.\"stepId\" = 'email-1'\n"
		"CROSS JOIN LATERAL (VALUES\n"
		"    (e.\"enrolledAt\", 'enrolled', NULL, jsonb_build_object('source', e.\"source\")),\n"
		"    (e.\"enrolledAt\" + interval '1 second', 'planned', 'email-1', jsonb_build_object('recipientId', r.\"id\")),\n"
		"    (r.\"sentAt\" + interval '5 ms', 'sent', 'email-1', jsonb_build_object('recipientId', r.\"id\")),\n"
		"    (r.\"sentAt\" + interval '6 ms', 'waiting', 'delay-1',\n"
		"     jsonb_build_object('until', to_char(r.\"sentAt\" + interval '2 days', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'))),\n"
		"    (f.\"sentAt\" - interval '10 seconds', 'branched', 'condition-1', jsonb_build_object('type', 'opened', 'taken', f.\"stepId\" = 'email-2', 'recipientId', r.\"id\")),\n"
		"    (f.\"sentAt\" - interval '9 seconds', 'planned', f.\"stepId\", jsonb_build_object('recipientId', f.\"id\")),\n"
		"    (f.\"sentAt\" + interval '5 ms', 'sent', f.\"stepId\", jsonb_build_object('recipientId', f.\"id\")),\n"
		"    (f.\"sentAt\" + interval '6 ms', 'waiting', 'delay-2',\n"
		"     jsonb_build_object('until', to_char(f.\"sentAt\" + interval '3 days', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'))),\n"
		"    (e.\"pausedAt\", 'paused', e.\"currentStep\", NULL),\n"
		"    (e.\"completedAt\", CASE WHEN e.\"exitReason\" IS NULL THEN 'completed' ELSE 'exited' END, e.\"currentStep\",\n"
		"     CASE WHEN e.\"exitReason\" IS NOT NULL THEN jsonb_build_object('reason', e.\"exitReason\") END)\n"
		") AS t (\"at\", \"kind\", \"step\", \"detail\")\n"
		"WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2 AND t.\"at\" IS NOT NULL",
	.params = seed_enrollment_trace_params,
	.n_params = 2,
};
err q_seed_enrollment_trace(tenant_db db, struct arena *a, const struct q_seed_enrollment_trace_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_enrollment_trace_query, in, affected);
}

static const struct db_field seed_sequence_stats_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sequence_stats_in, sequence_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query seed_sequence_stats_query = {
	.name = "seed_sequence_stats",
	.sql =
		"INSERT INTO \"SequenceStats\" AS s (\"sequenceId\", \"userId\", \"enrolled\", \"active\", \"completed\", \"paused\", \"exited\", \"secondsToComplete\")\n"
		"SELECT $1, $2, count(*), count(*) FILTER (WHERE e.\"status\" = 'ACTIVE'),\n"
		"       count(*) FILTER (WHERE e.\"status\" = 'COMPLETED' AND e.\"exitReason\" IS NULL), count(*) FILTER (WHERE e.\"status\" = 'PAUSED'),\n"
		"       count(*) FILTER (WHERE e.\"exitReason\" IS NOT NULL),\n"
		"       coalesce(sum(extract(epoch FROM e.\"completedAt\" - e.\"enrolledAt\")) FILTER (WHERE e.\"status\" = 'COMPLETED' AND e.\"exitReason\" IS NULL), 0)::int8\n"
		"FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $2 AND e.\"sequenceId\" = $1\n"
		"ON CONFLICT (\"sequenceId\") DO UPDATE SET \"enrolled\" = EXCLUDED.\"enrolled\", \"active\" = EXCLUDED.\"active\", \"completed\" = EXCLUDED.\"completed\",\n"
		"    \"paused\" = EXCLUDED.\"paused\", \"exited\" = EXCLUDED.\"exited\", \"secondsToComplete\" = EXCLUDED.\"secondsToComplete\"",
	.params = seed_sequence_stats_params,
	.n_params = 2,
};
err q_seed_sequence_stats(tenant_db db, struct arena *a, const struct q_seed_sequence_stats_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_sequence_stats_query, in, affected);
}

static const struct db_field seed_step_stats_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_step_stats_in, sequence_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query seed_step_stats_query = {
	.name = "seed_step_stats",
	.sql =
		"INSERT INTO \"SequenceStepStats\" (\"sequenceId\", \"stepId\", \"userId\", \"entered\", \"passed\", \"waiting\", \"trueTaken\", \"falseTaken\")\n"
		"SELECT $1, v.\"step\", $2, v.\"entered\", v.\"passed\", v.\"waiting\", v.\"yes\", v.\"no\"\n"
		"FROM (SELECT count(*) AS \"all\", count(*) FILTER (WHERE e.\"state\" -> 'taken' IS NOT NULL) AS \"second\",\n"
		"             count(*) FILTER (WHERE e.\"state\" #> '{taken,condition-1}' = 'true') AS \"yes\",\n"
		"             count(*) FILTER (WHERE e.\"state\" #> '{taken,condition-1}' = 'false') AS \"no\",\n"
		"             count(*) FILTER (WHERE e.\"status\" IN ('ACTIVE', 'PAUSED') AND e.\"currentStep\" = 'delay-1') AS \"in1\",\n"
		"             count(*) FILTER (WHERE e.\"status\" IN ('ACTIVE', 'PAUSED') AND e.\"currentStep\" = 'delay-2') AS \"in2\",\n"
		"             count(*) FILTER (WHERE e.\"status\" = 'COMPLETED' AND e.\"exitReason\" IS NULL) AS \"done\"\n"
		"      FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $2 AND e.\"sequenceId\" = $1) n\n"
		"CROSS JOIN LATERAL (VALUES\n"
		"    ('email-1', n.\"all\", n.\"all\", 0, 0, 0), ('delay-1', n.\"all\", n.\"second\", n.\"in1\", 0, 0),\n"
		"    ('condition-1', n.\"second\", n.\"second\", 0, n.\"yes\", n.\"no\"), ('email-2', n.\"yes\", n.\"yes\", 0, 0, 0), ('email-3', n.\"no\", n.\"no\", 0, 0, 0),\n"
		"    ('delay-2', n.\"second\", n.\"done\", n.\"in2\", 0, 0)\n"
		") AS v (\"step\", \"entered\", \"passed\", \"waiting\", \"yes\", \"no\")",
	.params = seed_step_stats_params,
	.n_params = 2,
};
err q_seed_step_stats(tenant_db db, struct arena *a, const struct q_seed_step_stats_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_step_stats_query, in, affected);
}

static const struct db_field seed_step_recipients_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_step_recipients_in, sequence_id) },
	{ "after", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_seed_step_recipients_in, after) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_step_recipients_in, now) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_step_recipients_in, step_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_step_recipients_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_step_recipients_in, sender_id) },
	{ "opened", DB_OPT_BOOL, DB_WIRE_BOOL, true, 16, 0, offsetof(struct q_seed_step_recipients_in, opened) },
};
static const struct db_query seed_step_recipients_query = {
	.name = "seed_step_recipients",
	.sql =
		"WITH opened AS MATERIALIZED (\n"
		"    SELECT r.\"enrollmentId\", min(o.\"timestamp\") AS \"at\"\n"
		"    FROM \"Recipient\" r JOIN \"EmailEvent\" o ON o.\"recipientId\" = r.\"id\" AND o.\"userId\" = $1 AND o.\"type\" = 'OPENED'\n"
		"    WHERE r.\"userId\" = $1 AND r.\"sequenceId\" = $2 AND o.\"data\" ->> 'verdict' = 'human'\n"
		"    GROUP BY r.\"enrollmentId\"\n"
		"), reached AS (\n"
		"    SELECT e.\"id\" AS \"enrollmentId\", e.\"contactId\", (e.\"enrolledAt\" + make_interval(secs => $3::float8))::timestamp(3) AS \"at\"\n"
		"    FROM \"SequenceEnrollment\" e\n"
		"    WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = $2\n"
		"      AND e.\"enrolledAt\" + make_interval(secs => $3::float8) < $4::timestamp\n"
		")\n"
		"INSERT INTO \"Recipient\" (\"id\", \"sequenceId\", \"stepId\", \"enrollmentId\", \"contactId\", \"userId\", \"sendKey\", \"trackingId\", \"senderId\", \"status\",\n"
		"    \"sentAt\", \"attempts\", \"lastReply\")\n"
		"SELECT v.\"id\", $2, $5, v.\"enrollmentId\", v.\"contactId\", $1, 's:' || v.\"enrollmentId\" || ':' || $5,\n"
		"       substr(v.\"id\", 2) || left(encode(sha256(convert_to($6 || v.\"id\" || $6, 'UTF8')), 'hex'), 20), $7, 'SENT', v.\"at\", 1,\n"
		"       '250 2.0.0 queued'\n"
		"FROM (SELECT \"loumass_cuid_floor\"(e.\"at\") || substr(md5(e.\"enrollmentId\" || $5), 1, 16) AS \"id\", e.*\n"
		"      FROM reached e LEFT JOIN opened o ON o.\"enrollmentId\" = e.\"enrollmentId\" AND o.\"at\" < e.\"at\"\n"
		"      WHERE $8::bool IS NULL OR $8::bool = (o.\"enrollmentId\" IS NOT NULL)) v",
	.params = seed_step_recipients_params,
	.n_params = 8,
};
err q_seed_step_recipients(tenant_db db, struct arena *a, const struct q_seed_step_recipients_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_step_recipients_query, in, affected);
}

static const struct db_field seed_sent_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "start", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_sent_in, start) },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_sent_in, source_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_sent_in, step_id) },
};
static const struct db_query seed_sent_query = {
	.name = "seed_sent",
	.sql =
		"INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\", \"timestamp\", \"data\", \"userId\")\n"
		"SELECT \"loumass_cuid_floor\"(v.\"at\") || substr(md5(v.\"id\" || 'sent'), 1, 16), v.\"id\", v.\"status\", v.\"at\", v.\"data\", $1\n"
		"FROM (SELECT r.\"id\", r.\"status\", coalesce(r.\"sentAt\", $2::timestamp + interval '2 minutes') AS \"at\",\n"
		"             CASE WHEN r.\"status\" = 'BOUNCED' THEN jsonb_build_object('reply', r.\"lastReply\") END AS \"data\"\n"
		"      FROM \"Recipient\" r\n"
		"      WHERE r.\"userId\" = $1 AND (r.\"campaignId\" = $3 OR r.\"sequenceId\" = $3) AND r.\"status\" IN ('SENT', 'BOUNCED')\n"
		"        AND ($4::text IS NULL OR r.\"stepId\" = $4::text)) v",
	.params = seed_sent_params,
	.n_params = 4,
};
err q_seed_sent(tenant_db db, struct arena *a, const struct q_seed_sent_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_sent_query, in, affected);
}

static const struct db_field seed_opens_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_opens_in, source_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_opens_in, step_id) },
	{ "gmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_opens_in, gmail) },
	{ "apple", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_opens_in, apple) },
	{ "agents", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_opens_in, agents) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_opens_in, now) },
};
static const struct db_query seed_opens_query = {
	.name = "seed_opens",
	.sql =
		"WITH sent AS (\n"
		"    SELECT r.\"id\", r.\"sentAt\", h.\"u\" AS \"liking\", h.\"a\" AS \"a\", h.\"b\" AS \"b\", h.\"c\" AS \"c\"\n"
		"    FROM \"Recipient\" r\n"
		"    CROSS JOIN LATERAL (SELECT (hashtextextended(r.\"contactId\", 11) & 2147483647) / 2147483648.0::float8 AS \"u\",\n"
		"                               (hashtextextended(r.\"id\", 12) & 2147483647) / 2147483648.0::float8 AS \"a\",\n"
		"                               (hashtextextended(r.\"id\", 13) & 2147483647) / 2147483648.0::float8 AS \"b\",\n"
		"                               (hashtextextended(r.\"id\", 14) & 2147483647) / 2147483648.0::float8 AS \"c\") h\n"
		"    WHERE r.\"userId\" = $1 AND (r.\"campaignId\" = $2 OR r.\"sequenceId\" = $2) AND r.\"status\" = 'SENT'\n"
		"      AND ($3::text IS NULL OR r.\"stepId\" = $3::text)\n"
		"), opens AS (\n"
		"    SELECT s.\"id\", 'p' || g.n AS \"key\", s.\"sentAt\" + (90 + -ln(1.0001 - s.\"b\") * 5 * 3600 * g.n * g.n) * interval '1 second' AS \"at\",\n"
		"           'human' AS \"verdict\", CASE WHEN s.\"c\" < 0.45 THEN 'gmail_proxy' ELSE 'browser' END AS \"reason\", s.\"c\"\n"
		"    FROM sent s CROSS JOIN LATERAL generate_series(1, 1 + floor(s.\"c\" * s.\"liking\" * 3.2)::int) AS g (n)\n"
		"    WHERE s.\"a\" < 0.08 + 0.62 * power(s.\"liking\", 1.4)\n"
		"    UNION ALL\n"
		"    SELECT s.\"id\", 'm', s.\"sentAt\" + (4 + s.\"c\" * 900) * interval '1 second', 'machine', 'apple_proxy', s.\"c\"\n"
		"    FROM sent s WHERE s.\"b\" < 0.21\n"
		"    UNION ALL\n"
		"    SELECT s.\"id\", 'u', s.\"sentAt\" + (600 + s.\"a\" * 86400) * interval '1 second', 'unknown', 'odd_agent', s.\"c\"\n"
		"    FROM sent s WHERE s.\"c\" > 0.985\n"
		")\n"
		"INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\", \"timestamp\", \"data\", \"ipAddress\", \"userAgent\", \"userId\")\n"
		"SELECT \"loumass_cuid_floor\"(o.\"at\"::timestamp(3)) || substr(md5(o.\"id\" || o.\"key\"), 1, 16), o.\"id\", 'OPENED', o.\"at\"::timestamp(3),\n"
		"       jsonb_build_object('verdict', o.\"verdict\", 'reason', o.\"reason\"), md5(o.\"id\" || 'ip' || o.\"verdict\"),\n"
		"       CASE WHEN o.\"reason\" = 'gmail_proxy' THEN $4 WHEN o.\"reason\" = 'apple_proxy' THEN $5 WHEN o.\"reason\" = 'odd_agent' THEN 'curl/8.4'\n"
		"            ELSE ($6::text[])[1 + floor(o.\"c\" * array_length($6::text[], 1))::int] END, $1\n"
		"FROM opens o WHERE o.\"at\" < $7::timestamp\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = seed_opens_params,
	.n_params = 7,
};
err q_seed_opens(tenant_db db, struct arena *a, const struct q_seed_opens_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_opens_query, in, affected);
}

static const struct db_field seed_clicks_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_clicks_in, source_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_clicks_in, step_id) },
	{ "urls", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_clicks_in, urls) },
	{ "link_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_clicks_in, link_ids) },
	{ "agents", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_clicks_in, agents) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_clicks_in, now) },
};
static const struct db_query seed_clicks_query = {
	.name = "seed_clicks",
	.sql =
		"WITH opened AS (\n"
		"    SELECT r.\"id\", min(e.\"timestamp\") AS \"at\",\n"
		"           (hashtextextended(r.\"id\", 21) & 2147483647) / 2147483648.0::float8 AS \"a\",\n"
		"           (hashtextextended(r.\"id\", 22) & 2147483647) / 2147483648.0::float8 AS \"b\"\n"
		"    FROM \"Recipient\" r JOIN \"EmailEvent\" e ON e.\"recipientId\" = r.\"id\" AND e.\"userId\" = $1\n"
		"    WHERE r.\"userId\" = $1 AND (r.\"campaignId\" = $2 OR r.\"sequenceId\" = $2)\n"
		"      AND ($3::text IS NULL OR r.\"stepId\" = $3::text) AND e.\"type\" = 'OPENED' AND e.\"data\" ->> 'verdict' = 'human'\n"
		"    GROUP BY r.\"id\"\n"
		"), clicks AS (\n"
		"    SELECT o.\"id\", 'h' || g.n AS \"key\", o.\"at\" + (8 + o.\"b\" * 80 * g.n) * interval '1 second' AS \"at\", 'human' AS \"verdict\",\n"
		"           'browser' AS \"reason\", 1 + floor(power(o.\"b\", 1.7) * array_length($4::text[], 1) + g.n - 1)::int % array_length($4::text[], 1) AS \"n\", o.\"b\" AS \"c\"\n"
		"    FROM opened o CROSS JOIN LATERAL generate_series(1, CASE WHEN o.\"b\" > 0.7 THEN 2 ELSE 1 END) AS g (n)\n"
		"    WHERE o.\"a\" < 0.27\n"
		"    UNION ALL\n"
		"    SELECT r.\"id\", 's' || g.n, r.\"sentAt\" + (2 + g.n * 0.4) * interval '1 second', 'machine', 'all_links', g.n, 0\n"
		"    FROM \"Recipient\" r CROSS JOIN LATERAL generate_series(1, array_length($4::text[], 1)) AS g (n)\n"
		"    WHERE r.\"userId\" = $1 AND (r.\"campaignId\" = $2 OR r.\"sequenceId\" = $2) AND r.\"status\" = 'SENT'\n"
		"      AND ($3::text IS NULL OR r.\"stepId\" = $3::text)\n"
		"      AND (hashtextextended(r.\"id\", 23) & 2147483647) / 2147483648.0::float8 < 0.018\n"
		")\n"
		"INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\", \"timestamp\", \"data\", \"ipAddress\", \"userAgent\", \"userId\")\n"
		"SELECT \"loumass_cuid_floor\"(k.\"at\"::timestamp(3)) || substr(md5(k.\"id\" || k.\"key\"), 1, 16), k.\"id\", 'CLICKED', k.\"at\"::timestamp(3),\n"
		"       jsonb_build_object('verdict', k.\"verdict\", 'reason', k.\"reason\", 'n', k.\"n\", 'linkId', ($5::text[])[k.\"n\"],\n"
		"                          'url', ($4::text[])[k.\"n\"]), md5(k.\"id\" || 'ip' || k.\"verdict\"),\n"
		"       ($6::text[])[1 + floor(k.\"c\" * array_length($6::text[], 1))::int], $1\n"
		"FROM clicks k WHERE k.\"at\" < $7::timestamp\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = seed_clicks_params,
	.n_params = 7,
};
err q_seed_clicks(tenant_db db, struct arena *a, const struct q_seed_clicks_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_clicks_query, in, affected);
}

static const struct db_field seed_link_clicks_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_link_clicks_in, source_id) },
};
static const struct db_query seed_link_clicks_query = {
	.name = "seed_link_clicks",
	.sql =
		"INSERT INTO \"LinkClick\" (\"recipientId\", \"n\", \"userId\", \"byPerson\")\n"
		"SELECT e.\"recipientId\", (e.\"data\" ->> 'n')::int, $1, bool_or(e.\"data\" ->> 'verdict' = 'human')\n"
		"FROM \"EmailEvent\" e JOIN \"Recipient\" r ON r.\"id\" = e.\"recipientId\" AND r.\"userId\" = $1\n"
		"WHERE e.\"userId\" = $1 AND e.\"type\" = 'CLICKED' AND (r.\"campaignId\" = $2 OR r.\"sequenceId\" = $2)\n"
		"GROUP BY 1, 2\n"
		"ON CONFLICT (\"recipientId\", \"n\") DO NOTHING",
	.params = seed_link_clicks_params,
	.n_params = 2,
};
err q_seed_link_clicks(tenant_db db, struct arena *a, const struct q_seed_link_clicks_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_link_clicks_query, in, affected);
}

static const struct db_field seed_replies_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_replies_in, source_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_replies_in, now) },
};
static const struct db_query seed_replies_query = {
	.name = "seed_replies",
	.sql =
		"INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\", \"timestamp\", \"data\", \"userId\")\n"
		"SELECT \"loumass_cuid_floor\"(v.\"at\") || substr(md5(v.\"id\" || 'reply'), 1, 16), v.\"id\", 'REPLIED', v.\"at\", NULL, $1\n"
		"FROM (SELECT r.\"id\", (min(e.\"timestamp\") + interval '21 minutes')::timestamp(3) AS \"at\"\n"
		"      FROM \"Recipient\" r JOIN \"EmailEvent\" e ON e.\"recipientId\" = r.\"id\" AND e.\"userId\" = $1\n"
		"      WHERE r.\"userId\" = $1 AND (r.\"campaignId\" = $2 OR r.\"sequenceId\" = $2) AND e.\"type\" = 'OPENED'\n"
		"        AND e.\"data\" ->> 'verdict' = 'human' AND (hashtextextended(r.\"id\", 31) & 2147483647) / 2147483648.0::float8 < 0.02\n"
		"      GROUP BY r.\"id\") v\n"
		"WHERE v.\"at\" < $3::timestamp\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = seed_replies_params,
	.n_params = 3,
};
err q_seed_replies(tenant_db db, struct arena *a, const struct q_seed_replies_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_replies_query, in, affected);
}

static const struct db_field seed_unsubscribes_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_unsubscribes_in, campaign_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_unsubscribes_in, now) },
};
static const struct db_query seed_unsubscribes_query = {
	.name = "seed_unsubscribes",
	.sql =
		"WITH left_ AS (\n"
		"    SELECT r.\"id\", r.\"contactId\", (min(e.\"timestamp\") + interval '50 seconds')::timestamp(3) AS \"at\"\n"
		"    FROM \"Recipient\" r JOIN \"EmailEvent\" e ON e.\"recipientId\" = r.\"id\" AND e.\"userId\" = $1\n"
		"    WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND e.\"type\" = 'OPENED' AND e.\"data\" ->> 'verdict' = 'human'\n"
		"      AND (hashtextextended(r.\"id\", 41) & 2147483647) / 2147483648.0::float8 < 0.011\n"
		"    GROUP BY r.\"id\", r.\"contactId\"\n"
		"), marked AS (\n"
		"    UPDATE \"Recipient\" r SET \"unsubscribedAt\" = v.\"at\" FROM left_ v\n"
		"    WHERE r.\"userId\" = $1 AND r.\"id\" = v.\"id\" AND v.\"at\" < $3::timestamp\n"
		"    RETURNING r.\"id\", r.\"contactId\", v.\"at\"\n"
		"), contacts AS (\n"
		"    UPDATE \"Contact\" c SET \"status\" = 'UNSUBSCRIBED', \"unsubscribedAt\" = m.\"at\", \"updatedAt\" = m.\"at\" FROM marked m\n"
		"    WHERE c.\"userId\" = $1 AND c.\"id\" = m.\"contactId\"\n"
		"    RETURNING c.\"email\", m.\"id\", m.\"at\"\n"
		")\n"
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\", \"createdAt\")\n"
		"SELECT \"loumass_cuid_floor\"(k.\"at\") || substr(md5(k.\"email\"), 1, 16), $1, lower(k.\"email\"), 'unsubscribe', k.\"id\", k.\"at\"\n"
		"FROM contacts k\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = seed_unsubscribes_params,
	.n_params = 3,
};
err q_seed_unsubscribes(tenant_db db, struct arena *a, const struct q_seed_unsubscribes_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_unsubscribes_query, in, affected);
}

static const struct db_field seed_bounces_params[] = {
	{ "start", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_bounces_in, start) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_bounces_in, campaign_id) },
};
static const struct db_query seed_bounces_query = {
	.name = "seed_bounces",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\", \"createdAt\")\n"
		"SELECT \"loumass_cuid_floor\"($1::timestamp) || substr(md5(c.\"email\"), 1, 16), $2, lower(c.\"email\"), 'bounce', 'smtp 550 5.1.1',\n"
		"       $1::timestamp\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $2\n"
		"WHERE r.\"userId\" = $2 AND r.\"campaignId\" = $3 AND r.\"status\" = 'BOUNCED'\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = seed_bounces_params,
	.n_params = 3,
};
err q_seed_bounces(tenant_db db, struct arena *a, const struct q_seed_bounces_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_bounces_query, in, affected);
}

static const struct db_field seed_to_capture_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_to_capture_in, campaign_id) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_seed_to_capture_in, n) },
};
static const struct db_field seed_to_capture_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_to_capture_row, id) },
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_to_capture_row, tracking_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_to_capture_row, contact_id) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_seed_to_capture_row, sent_at) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_to_capture_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_to_capture_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_seed_to_capture_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_seed_to_capture_row, variables) },
};
static const struct db_query seed_to_capture_query = {
	.name = "seed_to_capture",
	.sql =
		"SELECT r.\"id\", r.\"trackingId\", r.\"contactId\", r.\"sentAt\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE r.\"userId\" = $1 AND r.\"campaignId\" = $2 AND r.\"status\" = 'SENT'\n"
		"ORDER BY md5(r.\"id\") LIMIT $3::int8",
	.params = seed_to_capture_params,
	.n_params = 3,
	.cols = seed_to_capture_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_seed_to_capture_row),
	.reads = true,
};
err q_seed_to_capture(tenant_db db, struct arena *a, const struct q_seed_to_capture_in *in, struct q_seed_to_capture_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &seed_to_capture_query, in, &rows));
	*out = (struct q_seed_to_capture_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field seed_captures_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_captures_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_captures_in, campaign_id) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_captures_in, from) },
	{ "recipients", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_captures_in, recipients) },
	{ "contacts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_captures_in, contacts) },
	{ "to", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_captures_in, to) },
	{ "subjects", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_captures_in, subjects) },
	{ "raw", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_captures_in, raw) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_seed_captures_in, at) },
};
static const struct db_query seed_captures_query = {
	.name = "seed_captures",
	.sql =
		"INSERT INTO \"Capture\" (\"id\", \"userId\", \"senderId\", \"recipientId\", \"campaignId\", \"contactId\", \"from\", \"to\", \"subject\", \"raw\", \"bytes\", \"createdAt\")\n"
		"SELECT \"loumass_cuid_floor\"(v.\"at\") || substr(md5(v.\"recipient\"), 1, 16), $1, $2, v.\"recipient\", $3, v.\"contact\",\n"
		"       $4, v.\"to\", v.\"subject\", convert_to(v.\"raw\", 'UTF8'), octet_length(v.\"raw\"), v.\"at\"\n"
		"FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamp[])\n"
		"     AS v (\"recipient\", \"contact\", \"to\", \"subject\", \"raw\", \"at\")\n"
		"ON CONFLICT (\"recipientId\") DO NOTHING",
	.params = seed_captures_params,
	.n_params = 10,
};
err q_seed_captures(tenant_db db, struct arena *a, const struct q_seed_captures_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_captures_query, in, affected);
}

static const struct db_field seed_view_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_view_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_view_in, name) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_seed_view_in, filter) },
};
static const struct db_query seed_view_query = {
	.name = "seed_view",
	.sql =
		"INSERT INTO \"ContactView\" (\"id\", \"userId\", \"name\", \"filter\") VALUES ($1, $2, $3, $4::jsonb)",
	.params = seed_view_params,
	.n_params = 4,
};
err q_seed_view(tenant_db db, struct arena *a, const struct q_seed_view_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_view_query, in, affected);
}

static const struct db_field seed_conversations_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_conversations_in, sender_id) },
	{ "texts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_seed_conversations_in, texts) },
};
static const struct db_query seed_conversations_query = {
	.name = "seed_conversations",
	.sql =
		"INSERT INTO \"Conversation\" (\"id\", \"userId\", \"key\", \"contactId\", \"senderId\", \"recipientId\", \"campaignId\", \"sequenceId\", \"subject\", \"excerpt\",\n"
		"    \"status\", \"unread\", \"messages\", \"lastMessageAt\", \"createdAt\", \"updatedAt\")\n"
		"SELECT \"loumass_cuid_floor\"(v.\"at\") || substr(md5(v.\"id\" || 'talk'), 1, 16), $1,\n"
		"       coalesce('e:' || v.\"enrollmentId\", v.\"id\"), v.\"contactId\", $2, v.\"id\", v.\"campaignId\", v.\"sequenceId\",\n"
		"       'Re: ' || regexp_replace(v.\"subject\", '\\{\\{[^}]*\\}\\}', v.\"name\", 'g'), ($3::text[])[1 + v.\"n\" % array_length($3::text[], 1)],\n"
		"       CASE WHEN v.\"n\" > 6 THEN 'done' ELSE 'open' END, v.\"n\" < 3, 1, v.\"at\", v.\"at\", v.\"at\"\n"
		"FROM (SELECT r.\"id\", r.\"contactId\", r.\"campaignId\", r.\"sequenceId\", r.\"enrollmentId\", e.\"timestamp\" AS \"at\",\n"
		"             coalesce(c.\"subject\", q.\"name\", '') AS \"subject\", coalesce(p.\"firstName\", '') AS \"name\", (row_number() OVER (ORDER BY e.\"timestamp\" DESC, r.\"id\") - 1)::int AS \"n\"\n"
		"      FROM \"EmailEvent\" e\n"
		"      JOIN \"Recipient\" r ON r.\"id\" = e.\"recipientId\" AND r.\"userId\" = $1\n"
		"      JOIN \"Contact\" p ON p.\"id\" = r.\"contactId\" AND p.\"userId\" = $1\n"
		"      LEFT JOIN \"Campaign\" c ON c.\"id\" = r.\"campaignId\" AND c.\"userId\" = $1\n"
		"      LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\" AND q.\"userId\" = $1\n"
		"      WHERE e.\"userId\" = $1 AND e.\"type\" = 'REPLIED'\n"
		"      ORDER BY e.\"timestamp\" DESC, r.\"id\" LIMIT 16) v\n"
		"ON CONFLICT (\"userId\", \"key\") DO NOTHING",
	.params = seed_conversations_params,
	.n_params = 3,
};
err q_seed_conversations(tenant_db db, struct arena *a, const struct q_seed_conversations_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_conversations_query, in, affected);
}

static const struct db_field seed_conversation_messages_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_seed_conversation_messages_in, to) },
};
static const struct db_query seed_conversation_messages_query = {
	.name = "seed_conversation_messages",
	.sql =
		"INSERT INTO \"ConversationMessage\" (\"id\", \"userId\", \"conversationId\", \"direction\", \"messageId\", \"from\", \"fromName\", \"to\", \"subject\", \"text\", \"at\")\n"
		"SELECT 'c' || substr(md5(k.\"id\"), 1, 24), $1, k.\"id\", 'in', '<' || k.\"id\" || '@people.example>', c.\"email\",\n"
		"       nullif(trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")), ''), $2, k.\"subject\", k.\"excerpt\", k.\"lastMessageAt\"\n"
		"FROM \"Conversation\" k JOIN \"Contact\" c ON c.\"id\" = k.\"contactId\" AND c.\"userId\" = $1\n"
		"WHERE k.\"userId\" = $1\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = seed_conversation_messages_params,
	.n_params = 2,
};
err q_seed_conversation_messages(tenant_db db, struct arena *a, const struct q_seed_conversation_messages_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &seed_conversation_messages_query, in, affected);
}
