/* Written by tools/sqlgen from sql/q/system/inbound.sql; do not edit. */
#include "db/gen/sys_inbound_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field inbound_find_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_find_in, ids) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_in, user_id) },
};
static const struct db_field inbound_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_row, id) },
	{ "ord", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbound_find_row, ord) },
};
static const struct db_query inbound_find_query = {
	.name = "inbound_find",
	.sql =
		"SELECT r.\"id\", v.\"ord\"::int8 AS ord\n"
		"FROM unnest($1::text[]) WITH ORDINALITY AS v (\"id\", \"ord\")\n"
		"JOIN \"Recipient\" r ON r.\"id\" = v.\"id\" AND r.\"userId\" = $2\n"
		"ORDER BY v.\"ord\" LIMIT 1",
	.params = inbound_find_params,
	.n_params = 2,
	.cols = inbound_find_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_inbound_find_row),
	.reads = true,
};
err q_inbound_find(system_db db, struct arena *a, const struct q_inbound_find_in *in, struct q_inbound_find_row *out)
{
	return db_system_one(db, a, &inbound_find_query, in, out);
}

static const struct db_field inbound_find_tracking_params[] = {
	{ "tracking_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_tracking_in, tracking_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_tracking_in, user_id) },
};
static const struct db_field inbound_find_tracking_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_tracking_row, id) },
};
static const struct db_query inbound_find_tracking_query = {
	.name = "inbound_find_tracking",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r WHERE r.\"trackingId\" = $1 AND r.\"userId\" = $2",
	.params = inbound_find_tracking_params,
	.n_params = 2,
	.cols = inbound_find_tracking_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_find_tracking_row),
	.reads = true,
};
err q_inbound_find_tracking(system_db db, struct arena *a, const struct q_inbound_find_tracking_in *in, struct q_inbound_find_tracking_row *out)
{
	return db_system_one(db, a, &inbound_find_tracking_query, in, out);
}

static const struct db_field inbound_find_foreign_params[] = {
	{ "message_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_find_foreign_in, message_ids) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_foreign_in, user_id) },
	{ "thread_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_find_foreign_in, thread_id) },
};
static const struct db_field inbound_find_foreign_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_foreign_row, id) },
	{ "by_thread", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_inbound_find_foreign_row, by_thread) },
};
static const struct db_query inbound_find_foreign_query = {
	.name = "inbound_find_foreign",
	.sql =
		"SELECT r.\"id\", r.\"messageId\" IS NULL OR NOT r.\"messageId\" = ANY ($1::text[]) AS by_thread\n"
		"FROM \"Recipient\" r\n"
		"WHERE r.\"userId\" = $2 AND (r.\"messageId\" = ANY ($1) OR r.\"gmailThreadId\" = $3::text)\n"
		"ORDER BY 2, r.\"sentAt\" DESC NULLS LAST LIMIT 1",
	.params = inbound_find_foreign_params,
	.n_params = 3,
	.cols = inbound_find_foreign_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_inbound_find_foreign_row),
	.reads = true,
};
err q_inbound_find_foreign(system_db db, struct arena *a, const struct q_inbound_find_foreign_in *in, struct q_inbound_find_foreign_row *out)
{
	return db_system_one(db, a, &inbound_find_foreign_query, in, out);
}

static const struct db_field inbound_find_answer_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_find_answer_in, ids) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_answer_in, user_id) },
};
static const struct db_field inbound_find_answer_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_answer_row, recipient_id) },
};
static const struct db_query inbound_find_answer_query = {
	.name = "inbound_find_answer",
	.sql =
		"SELECT c.\"recipientId\"\n"
		"FROM \"ConversationMessage\" m JOIN \"Conversation\" c ON c.\"id\" = m.\"conversationId\"\n"
		"WHERE m.\"id\" = ANY ($1::text[]) AND m.\"userId\" = $2 AND c.\"recipientId\" IS NOT NULL\n"
		"LIMIT 1",
	.params = inbound_find_answer_params,
	.n_params = 2,
	.cols = inbound_find_answer_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_find_answer_row),
	.reads = true,
};
err q_inbound_find_answer(system_db db, struct arena *a, const struct q_inbound_find_answer_in *in, struct q_inbound_find_answer_row *out)
{
	return db_system_one(db, a, &inbound_find_answer_query, in, out);
}

static const struct db_field inbound_find_address_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_address_in, user_id) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_find_address_in, emails) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_find_address_in, at) },
};
static const struct db_field inbound_find_address_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_address_row, id) },
};
static const struct db_query inbound_find_address_query = {
	.name = "inbound_find_address",
	.sql =
		"SELECT r.\"id\"\n"
		"FROM \"Contact\" c JOIN \"Recipient\" r ON r.\"contactId\" = c.\"id\"\n"
		"WHERE c.\"userId\" = $1 AND c.\"identity\" = ANY (ARRAY(SELECT \"loumass_identity\"(e) FROM unnest($2::text[]) e)) AND r.\"sentAt\" > $3::timestamp - INTERVAL '14 days'\n"
		"ORDER BY r.\"sentAt\" DESC LIMIT 1",
	.params = inbound_find_address_params,
	.n_params = 3,
	.cols = inbound_find_address_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_find_address_row),
};
err q_inbound_find_address(system_db db, struct arena *a, const struct q_inbound_find_address_in *in, struct q_inbound_find_address_row *out)
{
	return db_system_one(db, a, &inbound_find_address_query, in, out);
}

static const struct db_field inbound_known_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_known_in, user_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_known_in, email) },
};
static const struct db_field inbound_known_cols[] = {
	{ "known", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_inbound_known_row, known) },
};
static const struct db_query inbound_known_query = {
	.name = "inbound_known",
	.sql =
		"SELECT EXISTS (SELECT 1 FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"identity\" = \"loumass_identity\"($2)) AS known",
	.params = inbound_known_params,
	.n_params = 2,
	.cols = inbound_known_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_known_row),
};
err q_inbound_known(system_db db, struct arena *a, const struct q_inbound_known_in *in, struct q_inbound_known_row *out)
{
	return db_system_one(db, a, &inbound_known_query, in, out);
}

static const struct db_field inbound_find_mailed_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_mailed_in, user_id) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_find_mailed_in, emails) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_mailed_in, sender_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_find_mailed_in, at) },
	{ "days", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbound_find_mailed_in, days) },
};
static const struct db_field inbound_find_mailed_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_find_mailed_row, id) },
};
static const struct db_query inbound_find_mailed_query = {
	.name = "inbound_find_mailed",
	.sql =
		"SELECT r.\"id\"\n"
		"FROM \"Contact\" c JOIN \"Recipient\" r ON r.\"contactId\" = c.\"id\"\n"
		"WHERE c.\"userId\" = $1 AND c.\"identity\" = ANY (ARRAY(SELECT \"loumass_identity\"(e) FROM unnest($2::text[]) e)) AND r.\"senderId\" = $3\n"
		"  AND coalesce(r.\"sentAt\", '-infinity') > $4::timestamp - make_interval(days => $5::int8::int)\n"
		"  AND coalesce(r.\"sentAt\", '-infinity') <= $4::timestamp + INTERVAL '5 minutes'\n"
		"ORDER BY coalesce(r.\"sentAt\", '-infinity') DESC LIMIT 1",
	.params = inbound_find_mailed_params,
	.n_params = 5,
	.cols = inbound_find_mailed_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_find_mailed_row),
};
err q_inbound_find_mailed(system_db db, struct arena *a, const struct q_inbound_find_mailed_in *in, struct q_inbound_find_mailed_row *out)
{
	return db_system_one(db, a, &inbound_find_mailed_query, in, out);
}

static const struct db_field inbound_contact_of_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_contact_of_in, user_id) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_inbound_contact_of_in, emails) },
};
static const struct db_field inbound_contact_of_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_contact_of_row, id) },
};
static const struct db_query inbound_contact_of_query = {
	.name = "inbound_contact_of",
	.sql =
		"SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"identity\" = ANY (ARRAY(SELECT \"loumass_identity\"(e) FROM unnest($2::text[]) e)) LIMIT 1",
	.params = inbound_contact_of_params,
	.n_params = 2,
	.cols = inbound_contact_of_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_contact_of_row),
};
err q_inbound_contact_of(system_db db, struct arena *a, const struct q_inbound_contact_of_in *in, struct q_inbound_contact_of_row *out)
{
	return db_system_one(db, a, &inbound_contact_of_query, in, out);
}

static const struct db_field inbound_unmatched_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, user_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, sender_id) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, source) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, kind) },
	{ "bounce", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, bounce) },
	{ "code", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, code) },
	{ "cause", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, cause) },
	{ "leave", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, leave) },
	{ "why", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, why) },
	{ "message_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, from) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_in, text) },
	{ "recipient", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, recipient) },
	{ "evidence", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_inbound_unmatched_in, evidence) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_unmatched_in, contact_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_unmatched_in, at) },
};
static const struct db_query inbound_unmatched_query = {
	.name = "inbound_unmatched",
	.sql =
		"INSERT INTO \"UnmatchedMessage\" (\"id\", \"userId\", \"key\", \"senderId\", \"source\", \"kind\", \"bounce\", \"code\", \"cause\", \"leave\", \"why\", \"messageId\",\n"
		"    \"references\", \"from\", \"fromName\", \"to\", \"subject\", \"text\", \"recipient\", \"evidence\", \"contactId\", \"receivedAt\")\n"
		"SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,\n"
		"       $16, $17, $18, $19, $20::jsonb, $21, $22\n"
		"WHERE coalesce((SELECT s.\"unmatchedDays\" FROM \"InboundSettings\" s WHERE s.\"userId\" = $2), 30) > 0\n"
		"ON CONFLICT (\"userId\", \"key\") DO NOTHING",
	.params = inbound_unmatched_params,
	.n_params = 22,
};
err q_inbound_unmatched(system_db db, struct arena *a, const struct q_inbound_unmatched_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_unmatched_query, in, affected);
}

static const struct db_field inbound_unmatched_trim_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_trim_in, user_id) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbound_unmatched_trim_in, most) },
};
static const struct db_query inbound_unmatched_trim_query = {
	.name = "inbound_unmatched_trim",
	.sql =
		"DELETE FROM \"UnmatchedMessage\" u USING (\n"
		"    SELECT v.\"id\" FROM \"UnmatchedMessage\" v WHERE v.\"userId\" = $1 AND v.\"status\" = 'open'\n"
		"    ORDER BY v.\"receivedAt\" DESC, v.\"id\" DESC OFFSET $2 LIMIT 100) x\n"
		"WHERE u.\"id\" = x.\"id\"",
	.params = inbound_unmatched_trim_params,
	.n_params = 2,
};
err q_inbound_unmatched_trim(system_db db, struct arena *a, const struct q_inbound_unmatched_trim_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_unmatched_trim_query, in, affected);
}

static const struct db_field inbound_unmatched_decided_params[] = {
	{ "recipient_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_decided_in, recipient_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_unmatched_decided_in, at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_decided_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unmatched_decided_in, user_id) },
};
static const struct db_query inbound_unmatched_decided_query = {
	.name = "inbound_unmatched_decided",
	.sql =
		"UPDATE \"UnmatchedMessage\" SET \"status\" = 'assigned', \"recipientId\" = $1, \"decidedAt\" = $2 WHERE \"id\" = $3 AND \"userId\" = $4",
	.params = inbound_unmatched_decided_params,
	.n_params = 4,
};
err q_inbound_unmatched_decided(system_db db, struct arena *a, const struct q_inbound_unmatched_decided_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_unmatched_decided_query, in, affected);
}

static const struct db_field inbound_unrelated_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unrelated_in, sender_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_unrelated_in, user_id) },
};
static const struct db_query inbound_unrelated_query = {
	.name = "inbound_unrelated",
	.sql =
		"UPDATE \"Mailbox\" SET \"unrelated\" = \"unrelated\" + 1 WHERE \"senderId\" = $1 AND \"userId\" = $2",
	.params = inbound_unrelated_params,
	.n_params = 2,
};
err q_inbound_unrelated(system_db db, struct arena *a, const struct q_inbound_unrelated_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_unrelated_query, in, affected);
}

static const struct db_field inbound_hold_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_in, reason) },
	{ "back", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_hold_in, back) },
	{ "words", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_hold_in, words) },
	{ "colleague", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_hold_in, colleague) },
	{ "colleague_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_hold_in, colleague_name) },
	{ "inbound_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_in, inbound_id) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_in, contact_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_in, user_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_hold_in, now) },
};
static const struct db_field inbound_hold_cols[] = {
	{ "until", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_hold_row, until) },
};
static const struct db_query inbound_hold_query = {
	.name = "inbound_hold",
	.sql =
		"INSERT INTO \"ContactHold\" AS h (\"contactId\", \"userId\", \"reason\", \"until\", \"words\", \"colleague\", \"colleagueName\", \"inboundId\")\n"
		"SELECT v.* FROM (\n"
		"    SELECT c.\"id\", c.\"userId\", $1::text,\n"
		"           CASE WHEN $2::timestamp IS NOT NULL\n"
		"                THEN \"loumass_working_morning\"(($2::timestamp)::date, ARRAY[c.\"timezone\", u.\"timezone\"]) END AS \"until\",\n"
		"           $3::text, $4::text, $5::text, $6::text\n"
		"    FROM \"Contact\" c JOIN \"User\" u ON u.\"id\" = c.\"userId\"\n"
		"    WHERE c.\"id\" = $7 AND c.\"userId\" = $8) v\n"
		"WHERE v.\"until\" IS NULL OR (v.\"until\" > $9::timestamp AND v.\"until\" < $9::timestamp + INTERVAL '400 days')\n"
		"ON CONFLICT (\"contactId\") DO UPDATE SET \"reason\" = EXCLUDED.\"reason\", \"until\" = EXCLUDED.\"until\", \"words\" = EXCLUDED.\"words\",\n"
		"    \"colleague\" = EXCLUDED.\"colleague\", \"colleagueName\" = EXCLUDED.\"colleagueName\", \"inboundId\" = EXCLUDED.\"inboundId\",\n"
		"    \"createdAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE h.\"reason\" = 'away' OR EXCLUDED.\"reason\" = 'asks_to_leave'\n"
		"RETURNING h.\"until\"",
	.params = inbound_hold_params,
	.n_params = 9,
	.cols = inbound_hold_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_hold_row),
};
err q_inbound_hold(system_db db, struct arena *a, const struct q_inbound_hold_in *in, struct q_inbound_hold_row *out)
{
	return db_system_one(db, a, &inbound_hold_query, in, out);
}

static const struct db_field inbound_hold_trace_params[] = {
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_hold_trace_in, at) },
	{ "inbound_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_trace_in, inbound_id) },
	{ "detail", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_inbound_hold_trace_in, detail) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_trace_in, contact_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_trace_in, user_id) },
};
static const struct db_query inbound_hold_trace_query = {
	.name = "inbound_hold_trace",
	.sql =
		"INSERT INTO \"EnrollmentTrace\" (\"id\", \"enrollmentId\", \"userId\", \"sequenceId\", \"run\", \"stepId\", \"at\", \"kind\", \"detail\")\n"
		"SELECT \"loumass_cuid_floor\"($1::timestamp) || substr(md5(e.\"id\" || $2::text), 1, 16), e.\"id\", e.\"userId\", e.\"sequenceId\", e.\"run\",\n"
		"       e.\"currentStep\", $1, 'held', $3::jsonb\n"
		"FROM \"SequenceEnrollment\" e WHERE e.\"contactId\" = $4 AND e.\"userId\" = $5 AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE'\n"
		"ON CONFLICT DO NOTHING",
	.params = inbound_hold_trace_params,
	.n_params = 5,
};
err q_inbound_hold_trace(system_db db, struct arena *a, const struct q_inbound_hold_trace_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_hold_trace_query, in, affected);
}

static const struct db_field inbound_hold_drop_params[] = {
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_drop_in, contact_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_hold_drop_in, user_id) },
};
static const struct db_query inbound_hold_drop_query = {
	.name = "inbound_hold_drop",
	.sql =
		"DELETE FROM \"ContactHold\" WHERE \"contactId\" = $1 AND \"userId\" = $2",
	.params = inbound_hold_drop_params,
	.n_params = 2,
};
err q_inbound_hold_drop(system_db db, struct arena *a, const struct q_inbound_hold_drop_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_hold_drop_query, in, affected);
}

static const struct db_query inbound_sweep_query = {
	.name = "inbound_sweep",
	.sql =
		"DELETE FROM \"ContactHold\" h WHERE h.\"until\" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day'",
	.timeout_ms = 120000,
};
err q_inbound_sweep(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_sweep_query, NULL, affected);
}

static const struct db_query inbound_sweep_unmatched_query = {
	.name = "inbound_sweep_unmatched",
	.sql =
		"DELETE FROM \"UnmatchedMessage\" u WHERE u.\"id\" IN (\n"
		"    SELECT v.\"id\" FROM \"UnmatchedMessage\" v LEFT JOIN \"InboundSettings\" s ON s.\"userId\" = v.\"userId\"\n"
		"    WHERE v.\"receivedAt\" < now() AT TIME ZONE 'UTC' - make_interval(days => coalesce(s.\"unmatchedDays\", 30)) LIMIT 5000)",
	.timeout_ms = 120000,
};
err q_inbound_sweep_unmatched(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_sweep_unmatched_query, NULL, affected);
}

static const struct db_field unknown_refusals_add_params[] = {
	{ "way", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unknown_refusals_add_in, way) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unknown_refusals_add_in, at) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_unknown_refusals_add_in, ids) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_unknown_refusals_add_in, user_ids) },
	{ "words", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_unknown_refusals_add_in, words) },
	{ "counts", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_unknown_refusals_add_in, counts) },
};
static const struct db_query unknown_refusals_add_query = {
	.name = "unknown_refusals_add",
	.sql =
		"INSERT INTO \"UnknownRefusal\" AS u (\"id\", \"userId\", \"way\", \"words\", \"count\", \"firstAt\", \"lastAt\")\n"
		"SELECT v.\"id\", v.\"userId\", $1, v.\"words\", v.\"count\", $2, $2\n"
		"FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) AS v (\"id\", \"userId\", \"words\", \"count\")\n"
		"ORDER BY v.\"userId\", v.\"words\"\n"
		"ON CONFLICT (\"userId\", \"way\", \"words\") DO UPDATE SET \"count\" = u.\"count\" + EXCLUDED.\"count\", \"lastAt\" = EXCLUDED.\"lastAt\"",
	.params = unknown_refusals_add_params,
	.n_params = 6,
};
err q_unknown_refusals_add(system_db db, struct arena *a, const struct q_unknown_refusals_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &unknown_refusals_add_query, in, affected);
}

static const struct db_field unknown_refusals_trim_params[] = {
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_unknown_refusals_trim_in, user_ids) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_unknown_refusals_trim_in, most) },
};
static const struct db_query unknown_refusals_trim_query = {
	.name = "unknown_refusals_trim",
	.sql =
		"DELETE FROM \"UnknownRefusal\" u USING (\n"
		"    SELECT v.\"id\", row_number() OVER (PARTITION BY v.\"userId\" ORDER BY v.\"lastAt\" DESC, v.\"id\" DESC) AS n\n"
		"    FROM \"UnknownRefusal\" v WHERE v.\"userId\" = ANY ($1::text[])) x\n"
		"WHERE u.\"id\" = x.\"id\" AND x.n > $2",
	.params = unknown_refusals_trim_params,
	.n_params = 2,
};
err q_unknown_refusals_trim(system_db db, struct arena *a, const struct q_unknown_refusals_trim_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &unknown_refusals_trim_query, in, affected);
}

static const struct db_field unknown_refusals_sweep_params[] = {
	{ "before", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unknown_refusals_sweep_in, before) },
};
static const struct db_query unknown_refusals_sweep_query = {
	.name = "unknown_refusals_sweep",
	.sql =
		"DELETE FROM \"UnknownRefusal\" u WHERE u.\"id\" IN (\n"
		"    SELECT v.\"id\" FROM \"UnknownRefusal\" v WHERE v.\"lastAt\" < $1 ORDER BY v.\"lastAt\" LIMIT 5000)",
	.params = unknown_refusals_sweep_params,
	.n_params = 1,
};
err q_unknown_refusals_sweep(system_db db, struct arena *a, const struct q_unknown_refusals_sweep_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &unknown_refusals_sweep_query, in, affected);
}

static const struct db_field inbound_lock_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_in, user_id) },
};
static const struct db_field inbound_lock_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_row, id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_lock_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_lock_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_lock_row, step_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_lock_row, enrollment_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_row, contact_id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_row, status) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_lock_row, sender_id) },
	{ "sentAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_lock_row, sent_at) },
	{ "openedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_lock_row, opened_by_person_at) },
	{ "clickedByPersonAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_lock_row, clicked_by_person_at) },
	{ "repliedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_lock_row, replied_at) },
	{ "unsubscribedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_inbound_lock_row, unsubscribed_at) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_row, email) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_lock_row, name) },
	{ "delivered", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_inbound_lock_row, delivered) },
	{ "complained", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_inbound_lock_row, complained) },
};
static const struct db_query inbound_lock_query = {
	.name = "inbound_lock",
	.sql =
		"SELECT r.\"id\", r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", r.\"enrollmentId\", r.\"contactId\", r.\"status\", r.\"senderId\", r.\"sentAt\",\n"
		"       r.\"openedByPersonAt\", r.\"clickedByPersonAt\", r.\"repliedAt\", r.\"unsubscribedAt\", c.\"email\",\n"
		"       trim(concat_ws(' ', c.\"firstName\", c.\"lastName\")) AS \"name\",\n"
		"       EXISTS (SELECT 1 FROM \"EmailEvent\" e WHERE e.\"recipientId\" = r.\"id\" AND e.\"type\" = 'DELIVERED') AS \"delivered\",\n"
		"       EXISTS (SELECT 1 FROM \"EmailEvent\" e WHERE e.\"recipientId\" = r.\"id\" AND e.\"type\" = 'COMPLAINED') AS \"complained\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE r.\"id\" = $1 AND r.\"userId\" = $2\n"
		"FOR NO KEY UPDATE OF r",
	.params = inbound_lock_params,
	.n_params = 2,
	.cols = inbound_lock_cols,
	.n_cols = 17,
	.row_size = sizeof(struct q_inbound_lock_row),
};
err q_inbound_lock(system_db db, struct arena *a, const struct q_inbound_lock_in *in, struct q_inbound_lock_row *out)
{
	return db_system_one(db, a, &inbound_lock_query, in, out);
}

static const struct db_field inbound_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, user_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, key) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, source) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, kind) },
	{ "bounce", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_insert_in, bounce) },
	{ "code", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_insert_in, code) },
	{ "cause", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_insert_in, cause) },
	{ "matched_by", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, matched_by) },
	{ "recipient_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, recipient_id) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_insert_in, contact_id) },
	{ "evidence", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_inbound_insert_in, evidence) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_insert_in, at) },
};
static const struct db_query inbound_insert_query = {
	.name = "inbound_insert",
	.sql =
		"INSERT INTO \"InboundMessage\" (\"id\", \"userId\", \"key\", \"source\", \"kind\", \"bounce\", \"code\", \"cause\", \"matchedBy\", \"recipientId\", \"contactId\",\n"
		"    \"evidence\", \"receivedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13)\n"
		"ON CONFLICT (\"userId\", \"key\") DO NOTHING",
	.params = inbound_insert_params,
	.n_params = 13,
};
err q_inbound_insert(system_db db, struct arena *a, const struct q_inbound_insert_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_insert_query, in, affected);
}

static const struct db_field inbound_mark_replied_params[] = {
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_mark_replied_in, at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_replied_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_replied_in, user_id) },
};
static const struct db_query inbound_mark_replied_query = {
	.name = "inbound_mark_replied",
	.sql =
		"UPDATE \"Recipient\" SET \"repliedAt\" = $1 WHERE \"id\" = $2 AND \"userId\" = $3",
	.params = inbound_mark_replied_params,
	.n_params = 3,
};
err q_inbound_mark_replied(system_db db, struct arena *a, const struct q_inbound_mark_replied_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_mark_replied_query, in, affected);
}

static const struct db_field inbound_mark_bounced_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_bounced_in, reason) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_bounced_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_bounced_in, user_id) },
};
static const struct db_query inbound_mark_bounced_query = {
	.name = "inbound_mark_bounced",
	.sql =
		"UPDATE \"Recipient\" SET \"status\" = 'BOUNCED', \"failureReason\" = $1, \"lastReply\" = $1 WHERE \"id\" = $2 AND \"userId\" = $3",
	.params = inbound_mark_bounced_params,
	.n_params = 3,
};
err q_inbound_mark_bounced(system_db db, struct arena *a, const struct q_inbound_mark_bounced_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_mark_bounced_query, in, affected);
}

static const struct db_field inbound_mark_unsubscribed_params[] = {
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_mark_unsubscribed_in, at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_unsubscribed_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_mark_unsubscribed_in, user_id) },
};
static const struct db_query inbound_mark_unsubscribed_query = {
	.name = "inbound_mark_unsubscribed",
	.sql =
		"UPDATE \"Recipient\" SET \"unsubscribedAt\" = $1 WHERE \"id\" = $2 AND \"userId\" = $3",
	.params = inbound_mark_unsubscribed_params,
	.n_params = 3,
};
err q_inbound_mark_unsubscribed(system_db db, struct arena *a, const struct q_inbound_mark_unsubscribed_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_mark_unsubscribed_query, in, affected);
}

static const struct db_field inbound_drop_retry_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_drop_retry_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_drop_retry_in, user_id) },
};
static const struct db_query inbound_drop_retry_query = {
	.name = "inbound_drop_retry",
	.sql =
		"DELETE FROM \"SendRetry\" WHERE \"recipientId\" = $1 AND \"userId\" = $2",
	.params = inbound_drop_retry_params,
	.n_params = 2,
};
err q_inbound_drop_retry(system_db db, struct arena *a, const struct q_inbound_drop_retry_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_drop_retry_query, in, affected);
}

static const struct db_field inbound_soft_bounces_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_soft_bounces_in, user_id) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_soft_bounces_in, contact_id) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_soft_bounces_in, at) },
};
static const struct db_field inbound_soft_bounces_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbound_soft_bounces_row, n) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_inbound_soft_bounces_row, most) },
};
static const struct db_query inbound_soft_bounces_query = {
	.name = "inbound_soft_bounces",
	.sql =
		"SELECT (SELECT count(DISTINCT m.\"recipientId\") FROM \"InboundMessage\" m\n"
		"        WHERE m.\"userId\" = $1 AND m.\"contactId\" = $2 AND m.\"kind\" = 'bounce' AND m.\"bounce\" = 'soft'\n"
		"          AND m.\"receivedAt\" > $3::timestamp - make_interval(days => coalesce(max(s.\"softBounceDays\"), 30))) AS n,\n"
		"       coalesce(max(s.\"softBounces\"), 3)::int8 AS most\n"
		"FROM \"InboundSettings\" s WHERE s.\"userId\" = $1",
	.params = inbound_soft_bounces_params,
	.n_params = 3,
	.cols = inbound_soft_bounces_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_inbound_soft_bounces_row),
	.reads = true,
};
err q_inbound_soft_bounces(system_db db, struct arena *a, const struct q_inbound_soft_bounces_in *in, struct q_inbound_soft_bounces_row *out)
{
	return db_system_one(db, a, &inbound_soft_bounces_query, in, out);
}

static const struct db_field inbound_conversation_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, user_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, key) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, contact_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_conversation_in, sender_id) },
	{ "recipient_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, recipient_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_conversation_in, campaign_id) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_conversation_in, sequence_id) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, subject) },
	{ "excerpt", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_in, excerpt) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_conversation_in, at) },
	{ "asks", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_inbound_conversation_in, asks) },
};
static const struct db_field inbound_conversation_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_conversation_row, id) },
};
static const struct db_query inbound_conversation_query = {
	.name = "inbound_conversation",
	.sql =
		"INSERT INTO \"Conversation\" AS k (\"id\", \"userId\", \"key\", \"contactId\", \"senderId\", \"recipientId\", \"campaignId\", \"sequenceId\", \"subject\",\n"
		"    \"excerpt\", \"messages\", \"lastMessageAt\", \"asksToLeave\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12::bool)\n"
		"ON CONFLICT (\"userId\", \"key\") DO UPDATE SET \"status\" = 'open', \"snoozedUntil\" = NULL, \"unread\" = true, \"messages\" = k.\"messages\" + 1,\n"
		"    \"lastMessageAt\" = greatest(k.\"lastMessageAt\", EXCLUDED.\"lastMessageAt\"), \"excerpt\" = EXCLUDED.\"excerpt\",\n"
		"    \"recipientId\" = EXCLUDED.\"recipientId\", \"asksToLeave\" = k.\"asksToLeave\" OR EXCLUDED.\"asksToLeave\", \"senderId\" = coalesce(k.\"senderId\", EXCLUDED.\"senderId\"),\n"
		"    \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"RETURNING k.\"id\"",
	.params = inbound_conversation_params,
	.n_params = 12,
	.cols = inbound_conversation_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_inbound_conversation_row),
};
err q_inbound_conversation(system_db db, struct arena *a, const struct q_inbound_conversation_in *in, struct q_inbound_conversation_row *out)
{
	return db_system_one(db, a, &inbound_conversation_query, in, out);
}

static const struct db_field inbound_message_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, user_id) },
	{ "conversation_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, conversation_id) },
	{ "message_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_message_in, message_id) },
	{ "references", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_message_in, references) },
	{ "from", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, from) },
	{ "from_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_message_in, from_name) },
	{ "to", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, to) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, subject) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, text) },
	{ "inbound_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, inbound_id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, kind) },
	{ "why", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_message_in, why) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_inbound_message_in, at) },
};
static const struct db_query inbound_message_query = {
	.name = "inbound_message",
	.sql =
		"INSERT INTO \"ConversationMessage\" (\"id\", \"userId\", \"conversationId\", \"direction\", \"messageId\", \"references\", \"from\", \"fromName\", \"to\",\n"
		"    \"subject\", \"text\", \"inboundId\", \"kind\", \"why\", \"at\")\n"
		"VALUES ($1, $2, $3, 'in', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	.params = inbound_message_params,
	.n_params = 14,
};
err q_inbound_message(system_db db, struct arena *a, const struct q_inbound_message_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_message_query, in, affected);
}

static const struct db_query inbound_wake_snoozed_query = {
	.name = "inbound_wake_snoozed",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT k.\"id\" FROM \"Conversation\" k WHERE k.\"status\" = 'snoozed' AND k.\"snoozedUntil\" <= now() AT TIME ZONE 'UTC'\n"
		"    LIMIT 500 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"Conversation\" k SET \"status\" = 'open', \"snoozedUntil\" = NULL, \"unread\" = true, \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"FROM v WHERE k.\"id\" = v.\"id\"",
};
err q_inbound_wake_snoozed(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &inbound_wake_snoozed_query, NULL, affected);
}

static const struct db_field inbound_guard_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_inbound_guard_row, id) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_inbound_guard_row, reason) },
};
static const struct db_query inbound_guard_query = {
	.name = "inbound_guard",
	.sql =
		"UPDATE \"Campaign\" c SET \"status\" = 'PAUSED', \"guardedAt\" = now() AT TIME ZONE 'UTC', \"updatedAt\" = now() AT TIME ZONE 'UTC',\n"
		"    \"pauseReason\" = v.\"reason\"\n"
		"FROM (\n"
		"    SELECT k.\"id\",\n"
		"        CASE WHEN t.\"bounced\" > (t.\"sent\" + t.\"bounced\") * CASE WHEN s.\"userId\" IS NULL THEN 0.08 ELSE s.\"bounceRate\" END\n"
		"             THEN format('too many bounces: %s of %s messages (%s %%). Look at the list before you go on.', t.\"bounced\",\n"
		"                         t.\"sent\" + t.\"bounced\", round(100.0 * t.\"bounced\" / (t.\"sent\" + t.\"bounced\"), 1))\n"
		"             ELSE format('too many complaints: %s of %s messages (%s %%). Look at whom you write to before you go on.', t.\"complained\",\n"
		"                         t.\"sent\" + t.\"bounced\", round(100.0 * t.\"complained\" / (t.\"sent\" + t.\"bounced\"), 2)) END AS \"reason\"\n"
		"    FROM \"Campaign\" k\n"
		"    JOIN \"Stats\" t ON t.\"id\" = k.\"id\"\n"
		"    LEFT JOIN \"InboundSettings\" s ON s.\"userId\" = k.\"userId\"\n"
		"    WHERE k.\"status\" = 'SENDING' AND k.\"guardedAt\" IS NULL AND k.\"cancelledAt\" IS NULL\n"
		"      AND t.\"sent\" + t.\"bounced\" >= coalesce(s.\"guardAfter\", 50) AND t.\"recipients\" > t.\"sent\" + t.\"bounced\" + t.\"failed\"\n"
		"      AND (t.\"bounced\" > (t.\"sent\" + t.\"bounced\") * CASE WHEN s.\"userId\" IS NULL THEN 0.08 ELSE s.\"bounceRate\" END\n"
		"           OR t.\"complained\" > (t.\"sent\" + t.\"bounced\") * CASE WHEN s.\"userId\" IS NULL THEN 0.003 ELSE s.\"complaintRate\" END)) v\n"
		"WHERE c.\"id\" = v.\"id\" AND c.\"status\" = 'SENDING' AND c.\"guardedAt\" IS NULL\n"
		"RETURNING c.\"id\", v.\"reason\"",
	.cols = inbound_guard_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_inbound_guard_row),
};
err q_inbound_guard(system_db db, struct arena *a, struct q_inbound_guard_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &inbound_guard_query, NULL, &rows));
	*out = (struct q_inbound_guard_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_query mailbox_adopt_gmail_query = {
	.name = "mailbox_adopt_gmail",
	.sql =
		"INSERT INTO \"Mailbox\" (\"id\", \"userId\", \"senderId\", \"kind\", \"since\")\n"
		"SELECT 'c' || substr(md5(g.\"senderId\" || 'mailbox'), 1, 24), g.\"userId\", g.\"senderId\", 'gmail', g.\"connectedAt\"\n"
		"FROM \"GmailAccount\" g\n"
		"WHERE g.\"disconnectedAt\" IS NULL AND NOT EXISTS (SELECT 1 FROM \"Mailbox\" m WHERE m.\"senderId\" = g.\"senderId\")\n"
		"ON CONFLICT DO NOTHING",
};
err q_mailbox_adopt_gmail(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &mailbox_adopt_gmail_query, NULL, affected);
}

static const struct db_field mailbox_claim_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_in, me) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_mailbox_claim_in, seconds) },
};
static const struct db_field mailbox_claim_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, user_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, sender_id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, kind) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_claim_row, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_mailbox_claim_row, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, security) },
	{ "tlsVerify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_mailbox_claim_row, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_claim_row, username) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_mailbox_claim_row, secret_sealed) },
	{ "folder", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_claim_row, folder) },
	{ "uidValidity", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_mailbox_claim_row, uid_validity) },
	{ "uidNext", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_mailbox_claim_row, uid_next) },
	{ "historyId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_claim_row, history_id) },
	{ "failures", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_mailbox_claim_row, failures) },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_mailbox_claim_row, since) },
};
static const struct db_query mailbox_claim_query = {
	.name = "mailbox_claim",
	.sql =
		"UPDATE \"Mailbox\" m SET \"leasedBy\" = $1, \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $2)\n"
		"WHERE m.\"id\" = (\n"
		"    SELECT d.\"id\" FROM \"Mailbox\" d\n"
		"    WHERE d.\"enabled\" AND d.\"nextCheckAt\" <= clock_timestamp() AT TIME ZONE 'UTC'\n"
		"      AND (d.\"leasedUntil\" IS NULL OR d.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"    ORDER BY d.\"nextCheckAt\" LIMIT 1 FOR UPDATE SKIP LOCKED)\n"
		"RETURNING m.\"id\", m.\"userId\", m.\"senderId\", m.\"kind\", m.\"host\", m.\"port\", m.\"security\", m.\"tlsVerify\", m.\"auth\", m.\"username\",\n"
		"    m.\"secretSealed\", m.\"folder\", m.\"uidValidity\", m.\"uidNext\", m.\"historyId\", m.\"failures\", m.\"since\"",
	.params = mailbox_claim_params,
	.n_params = 2,
	.cols = mailbox_claim_cols,
	.n_cols = 17,
	.row_size = sizeof(struct q_mailbox_claim_row),
};
err q_mailbox_claim(system_db db, struct arena *a, const struct q_mailbox_claim_in *in, struct q_mailbox_claim_row *out)
{
	return db_system_one(db, a, &mailbox_claim_query, in, out);
}

static const struct db_field mailbox_due_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_mailbox_due_row, n) },
};
static const struct db_query mailbox_due_query = {
	.name = "mailbox_due",
	.sql =
		"SELECT count(*) AS n FROM \"Mailbox\" d\n"
		"WHERE d.\"enabled\" AND d.\"nextCheckAt\" <= clock_timestamp() AT TIME ZONE 'UTC'\n"
		"  AND (d.\"leasedUntil\" IS NULL OR d.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')",
	.cols = mailbox_due_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_mailbox_due_row),
	.reads = true,
};
err q_mailbox_due(system_db db, struct arena *a, struct q_mailbox_due_row *out)
{
	return db_system_one(db, a, &mailbox_due_query, NULL, out);
}

static const struct db_field mailbox_renew_params[] = {
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_mailbox_renew_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_renew_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_renew_in, me) },
};
static const struct db_query mailbox_renew_query = {
	.name = "mailbox_renew",
	.sql =
		"UPDATE \"Mailbox\" SET \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $1)\n"
		"WHERE \"id\" = $2 AND \"leasedBy\" = $3 AND \"enabled\"",
	.params = mailbox_renew_params,
	.n_params = 3,
};
err q_mailbox_renew(system_db db, struct arena *a, const struct q_mailbox_renew_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &mailbox_renew_query, in, affected);
}

static const struct db_field mailbox_seen_params[] = {
	{ "uid_validity", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_mailbox_seen_in, uid_validity) },
	{ "uid_next", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_mailbox_seen_in, uid_next) },
	{ "history_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_seen_in, history_id) },
	{ "looked_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_mailbox_seen_in, looked_at) },
	{ "message_at", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_mailbox_seen_in, message_at) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_seen_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_seen_in, me) },
};
static const struct db_query mailbox_seen_query = {
	.name = "mailbox_seen",
	.sql =
		"UPDATE \"Mailbox\" SET \"uidValidity\" = $1, \"uidNext\" = $2, \"historyId\" = $3,\n"
		"    \"checkedAt\" = coalesce($4::timestamp, \"checkedAt\"), \"error\" = NULL, \"failures\" = 0,\n"
		"    \"lastMessageAt\" = coalesce($5::timestamp, \"lastMessageAt\")\n"
		"WHERE \"id\" = $6 AND \"leasedBy\" = $7",
	.params = mailbox_seen_params,
	.n_params = 7,
};
err q_mailbox_seen(system_db db, struct arena *a, const struct q_mailbox_seen_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &mailbox_seen_query, in, affected);
}

static const struct db_field mailbox_release_params[] = {
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_mailbox_release_in, seconds) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_mailbox_release_in, error) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_release_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_mailbox_release_in, me) },
};
static const struct db_query mailbox_release_query = {
	.name = "mailbox_release",
	.sql =
		"UPDATE \"Mailbox\" SET \"leasedBy\" = NULL, \"leasedUntil\" = NULL,\n"
		"    \"nextCheckAt\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $1),\n"
		"    \"error\" = coalesce($2, \"error\"), \"failures\" = CASE WHEN $2::text IS NULL THEN \"failures\" ELSE \"failures\" + 1 END,\n"
		"    \"checkedAt\" = CASE WHEN $2::text IS NULL THEN \"checkedAt\" ELSE clock_timestamp() AT TIME ZONE 'UTC' END\n"
		"WHERE \"id\" = $3 AND \"leasedBy\" = $4",
	.params = mailbox_release_params,
	.n_params = 4,
};
err q_mailbox_release(system_db db, struct arena *a, const struct q_mailbox_release_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &mailbox_release_query, in, affected);
}

static const struct db_field webhook_find_params[] = {
	{ "token_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_find_in, token_hash) },
};
static const struct db_field webhook_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_find_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_find_row, user_id) },
	{ "provider", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_find_row, provider) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_webhook_find_row, secret_sealed) },
	{ "topic", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_find_row, topic) },
};
static const struct db_query webhook_find_query = {
	.name = "webhook_find",
	.sql =
		"SELECT w.\"id\", w.\"userId\", w.\"provider\", w.\"secretSealed\", w.\"topic\" FROM \"WebhookEndpoint\" w WHERE w.\"tokenHash\" = $1",
	.params = webhook_find_params,
	.n_params = 1,
	.cols = webhook_find_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_webhook_find_row),
	.reads = true,
};
err q_webhook_find(system_db db, struct arena *a, const struct q_webhook_find_in *in, struct q_webhook_find_row *out)
{
	return db_system_one(db, a, &webhook_find_query, in, out);
}

static const struct db_field webhook_note_params[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_webhook_note_in, n) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_note_in, error) },
	{ "topic", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_webhook_note_in, topic) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_webhook_note_in, id) },
};
static const struct db_query webhook_note_query = {
	.name = "webhook_note",
	.sql =
		"UPDATE \"WebhookEndpoint\" SET \"received\" = \"received\" + $1, \"error\" = $2, \"lastAt\" = now() AT TIME ZONE 'UTC',\n"
		"    \"topic\" = coalesce(\"topic\", $3)\n"
		"WHERE \"id\" = $4",
	.params = webhook_note_params,
	.n_params = 4,
};
err q_webhook_note(system_db db, struct arena *a, const struct q_webhook_note_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &webhook_note_query, in, affected);
}
