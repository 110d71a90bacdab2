/* Written by tools/sqlgen from sql/q/system/enrollment.sql; do not edit. */
#include "db/gen/sys_enrollment_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field enrollment_exits_of_params[] = {
	{ "contact_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_exits_of_in, contact_ids) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_exits_of_in, reasons) },
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_exits_of_in, recipient_ids) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_enrollment_exits_of_in, at) },
};
static const struct db_field enrollment_exits_of_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exits_of_row, id) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exits_of_row, reason) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_exits_of_row, recipient_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_exits_of_row, at) },
};
static const struct db_query enrollment_exits_of_query = {
	.name = "enrollment_exits_of",
	.sql =
		"SELECT e.\"id\", v.\"reason\", v.\"recipientId\", v.\"at\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamp[]) AS v (\"contactId\", \"reason\", \"recipientId\", \"at\")\n"
		"JOIN \"SequenceEnrollment\" e ON e.\"contactId\" = v.\"contactId\"\n"
		"JOIN \"Sequence\" q ON q.\"id\" = e.\"sequenceId\"\n"
		"WHERE coalesce(e.\"status\", '') IN ('ACTIVE', 'PAUSED')\n"
		"  AND (v.\"reason\" <> 'replied' OR q.\"settings\" -> 'stopOnReply' IS DISTINCT FROM 'false'::jsonb)\n"
		"UNION ALL\n"
		"SELECT o.\"id\", v.\"reason\", v.\"recipientId\", v.\"at\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamp[]) AS v (\"contactId\", \"reason\", \"recipientId\", \"at\")\n"
		"JOIN \"Contact\" c ON c.\"id\" = v.\"contactId\"\n"
		"JOIN \"SequenceEnrollment\" e ON e.\"contactId\" = c.\"id\"\n"
		"JOIN \"Sequence\" q ON q.\"id\" = e.\"sequenceId\" AND q.\"settings\" -> 'stopCompanyOnReply' = 'true'::jsonb\n"
		"JOIN \"SequenceEnrollment\" o ON o.\"sequenceId\" = q.\"id\" AND (o.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE AND o.\"contactId\" <> c.\"id\"\n"
		"JOIN \"Contact\" oc ON oc.\"id\" = o.\"contactId\" AND oc.\"identityDomain\" = c.\"identityDomain\"\n"
		"WHERE v.\"reason\" = 'replied'\n"
		"  AND NOT substr(c.\"identityDomain\", 2) = ANY (ARRAY['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com',\n"
		"      'yahoo.com', 'ymail.com', 'aol.com', 'icloud.com', 'me.com', 'mac.com', 'gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'gmx.ch', 'web.de',\n"
		"      't-online.de', 'freenet.de', 'mail.ru', 'yandex.ru', 'proton.me', 'protonmail.com', 'zoho.com', 'qq.com', '163.com', '126.com',\n"
		"      'orange.fr', 'wanadoo.fr', 'free.fr', 'laposte.net', 'libero.it', 'comcast.net', 'btinternet.com', 'fastmail.com', 'hey.com'])",
	.params = enrollment_exits_of_params,
	.n_params = 4,
	.cols = enrollment_exits_of_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_enrollment_exits_of_row),
	.reads = true,
};
err q_enrollment_exits_of(system_db db, struct arena *a, const struct q_enrollment_exits_of_in *in, struct q_enrollment_exits_of_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &enrollment_exits_of_query, in, &rows));
	*out = (struct q_enrollment_exits_of_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field enrollment_exit_many_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_exit_many_in, ids) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_exit_many_in, reason) },
	{ "why", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_enrollment_exit_many_in, why) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_exit_many_in, at) },
};
static const struct db_field enrollment_exit_many_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_enrollment_exit_many_row, n) },
};
static const struct db_query enrollment_exit_many_query = {
	.name = "enrollment_exit_many",
	.sql =
		"SELECT \"loumass_enrollment_exit\"($1::text[], $2, $3::text::jsonb, $4) AS n",
	.params = enrollment_exit_many_params,
	.n_params = 4,
	.cols = enrollment_exit_many_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_exit_many_row),
};
err q_enrollment_exit_many(system_db db, struct arena *a, const struct q_enrollment_exit_many_in *in, struct q_enrollment_exit_many_row *out)
{
	return db_system_one(db, a, &enrollment_exit_many_query, in, out);
}

static const struct db_field enrollment_wake_ids_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_wake_ids_in, ids) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_enrollment_wake_ids_in, now) },
};
static const struct db_query enrollment_wake_ids_query = {
	.name = "enrollment_wake_ids",
	.sql =
		"WITH mine AS MATERIALIZED (SELECT d.\"enrollmentId\" FROM \"EnrollmentDue\" d WHERE d.\"enrollmentId\" = ANY ($1::text[]) ORDER BY d.\"enrollmentId\" FOR UPDATE)\n"
		"UPDATE \"EnrollmentDue\" d SET \"dueAt\" = least(d.\"dueAt\", $2) FROM mine WHERE d.\"enrollmentId\" = mine.\"enrollmentId\"",
	.params = enrollment_wake_ids_params,
	.n_params = 2,
};
err q_enrollment_wake_ids(system_db db, struct arena *a, const struct q_enrollment_wake_ids_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &enrollment_wake_ids_query, in, affected);
}

static const struct db_field enrollment_wake_recipients_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_enrollment_wake_recipients_in, ids) },
};
static const struct db_field enrollment_wake_recipients_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_enrollment_wake_recipients_row, id) },
};
static const struct db_query enrollment_wake_recipients_query = {
	.name = "enrollment_wake_recipients",
	.sql =
		"SELECT DISTINCT e.\"id\"\n"
		"FROM \"Recipient\" r\n"
		"JOIN \"SequenceEnrollment\" e ON e.\"id\" = r.\"enrollmentId\" AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE'\n"
		"JOIN \"SequenceVersion\" v ON v.\"sequenceId\" = e.\"sequenceId\" AND v.\"version\" = e.\"version\"\n"
		"WHERE r.\"id\" = ANY ($1::text[]) AND v.\"steps\" @> '[{\"type\": \"wait\"}]'",
	.params = enrollment_wake_recipients_params,
	.n_params = 1,
	.cols = enrollment_wake_recipients_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_enrollment_wake_recipients_row),
	.reads = true,
};
err q_enrollment_wake_recipients(system_db db, struct arena *a, const struct q_enrollment_wake_recipients_in *in, struct q_enrollment_wake_recipients_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &enrollment_wake_recipients_query, in, &rows));
	*out = (struct q_enrollment_wake_recipients_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
