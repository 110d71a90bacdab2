/* Written by tools/sqlgen from sql/q/tenant/form.sql; do not edit. */
#include "db/gen/form_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field form_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_all_in, id) },
};
static const struct db_field form_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_all_row, sender_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, name) },
	{ "title", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, title) },
	{ "intro", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_all_row, intro) },
	{ "consentText", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, consent_text) },
	{ "buttonText", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, button_text) },
	{ "askName", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_all_row, ask_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_all_row, tags) },
	{ "topicIds", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_all_row, topic_ids) },
	{ "captcha", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_all_row, captcha) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_all_row, active) },
	{ "confirmSubject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, confirm_subject) },
	{ "confirmText", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_all_row, confirm_text) },
	{ "redirectUrl", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_all_row, redirect_url) },
	{ "asked", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_form_all_row, asked) },
	{ "confirmed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_form_all_row, confirmed) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_form_all_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_form_all_row, updated_at) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_form_all_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_all_row, revised_fields) },
	{ "language", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_all_row, language) },
};
static const struct db_query form_all_query = {
	.name = "form_all",
	.sql =
		"SELECT f.\"id\", f.\"senderId\", f.\"name\", f.\"title\", f.\"intro\", f.\"consentText\", f.\"buttonText\", f.\"askName\", f.\"tags\", f.\"topicIds\",\n"
		"       f.\"captcha\", f.\"active\", f.\"confirmSubject\", f.\"confirmText\", f.\"redirectUrl\", f.\"asked\", f.\"confirmed\", f.\"createdAt\", f.\"updatedAt\",\n"
		"       f.\"revision\", f.\"revisedFields\", f.\"language\"\n"
		"FROM \"SignupForm\" f WHERE f.\"userId\" = $1 AND ($2::text IS NULL OR f.\"id\" = $2) ORDER BY f.\"id\" DESC LIMIT 200",
	.params = form_all_params,
	.n_params = 2,
	.cols = form_all_cols,
	.n_cols = 22,
	.row_size = sizeof(struct q_form_all_row),
	.reads = true,
};
err q_form_all(tenant_db db, struct arena *a, const struct q_form_all_in *in, struct q_form_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &form_all_query, in, &rows));
	*out = (struct q_form_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field form_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_insert_in, sender_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, name) },
	{ "title", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, title) },
	{ "intro", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_insert_in, intro) },
	{ "consent_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, consent_text) },
	{ "button_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, button_text) },
	{ "ask_name", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_insert_in, ask_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_insert_in, tags) },
	{ "topic_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_insert_in, topic_ids) },
	{ "captcha", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_insert_in, captcha) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_insert_in, active) },
	{ "confirm_subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, confirm_subject) },
	{ "confirm_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_insert_in, confirm_text) },
	{ "redirect_url", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_insert_in, redirect_url) },
	{ "language", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_insert_in, language) },
};
static const struct db_query form_insert_query = {
	.name = "form_insert",
	.sql =
		"INSERT INTO \"SignupForm\" (\"id\", \"userId\", \"senderId\", \"name\", \"title\", \"intro\", \"consentText\", \"buttonText\", \"askName\", \"tags\", \"topicIds\", \"captcha\",\n"
		"    \"active\", \"confirmSubject\", \"confirmText\", \"redirectUrl\", \"language\")\n"
		"SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12,\n"
		"    $13, $14, $15, $16, $17\n"
		"WHERE (SELECT count(*) FROM \"SignupForm\" f WHERE f.\"userId\" = $2) < 200",
	.params = form_insert_params,
	.n_params = 17,
};
err q_form_insert(tenant_db db, struct arena *a, const struct q_form_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &form_insert_query, in, affected);
}

static const struct db_field form_set_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_set_in, sender_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, name) },
	{ "title", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, title) },
	{ "intro", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_set_in, intro) },
	{ "consent_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, consent_text) },
	{ "button_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, button_text) },
	{ "ask_name", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_set_in, ask_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_set_in, tags) },
	{ "topic_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_set_in, topic_ids) },
	{ "captcha", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_set_in, captcha) },
	{ "active", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_form_set_in, active) },
	{ "confirm_subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, confirm_subject) },
	{ "confirm_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, confirm_text) },
	{ "redirect_url", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_set_in, redirect_url) },
	{ "language", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_set_in, language) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_set_in, id) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_form_set_in, revision) },
};
static const struct db_query form_set_query = {
	.name = "form_set",
	.sql =
		"UPDATE \"SignupForm\" SET \"senderId\" = $1, \"name\" = $2, \"title\" = $3, \"intro\" = $4, \"consentText\" = $5,\n"
		"    \"buttonText\" = $6, \"askName\" = $7, \"tags\" = $8::jsonb, \"topicIds\" = $9::jsonb, \"captcha\" = $10,\n"
		"    \"active\" = $11, \"confirmSubject\" = $12, \"confirmText\" = $13, \"redirectUrl\" = $14, \"language\" = $15,\n"
		"    \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE \"userId\" = $16 AND \"id\" = $17 AND \"revision\" = coalesce($18::int8, \"revision\")",
	.params = form_set_params,
	.n_params = 18,
};
err q_form_set(tenant_db db, struct arena *a, const struct q_form_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &form_set_query, in, affected);
}

static const struct db_field form_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_drop_in, id) },
};
static const struct db_query form_drop_query = {
	.name = "form_drop",
	.sql =
		"DELETE FROM \"SignupForm\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = form_drop_params,
	.n_params = 2,
};
err q_form_drop(tenant_db db, struct arena *a, const struct q_form_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &form_drop_query, in, affected);
}

static const struct db_field form_topics_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "topic_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_form_topics_in, topic_ids) },
};
static const struct db_field form_topics_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_topics_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_form_topics_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_form_topics_row, description) },
};
static const struct db_query form_topics_query = {
	.name = "form_topics",
	.sql =
		"SELECT t.\"id\", t.\"name\", t.\"description\" FROM \"Topic\" t\n"
		"WHERE t.\"userId\" = $1 AND t.\"id\" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce($2::jsonb, '[]'))))\n"
		"ORDER BY t.\"position\", t.\"id\"",
	.params = form_topics_params,
	.n_params = 2,
	.cols = form_topics_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_form_topics_row),
	.reads = true,
};
err q_form_topics(tenant_db db, struct arena *a, const struct q_form_topics_in *in, struct q_form_topics_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &form_topics_query, in, &rows));
	*out = (struct q_form_topics_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field signup_put_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "form_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_put_in, form_id) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_put_in, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_put_in, email) },
	{ "first_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_put_in, first_name) },
	{ "last_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_put_in, last_name) },
	{ "topic_ids", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_signup_put_in, topic_ids) },
	{ "consent_text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_put_in, consent_text) },
	{ "ip_hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_put_in, ip_hash) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_put_in, timezone) },
};
static const struct db_query signup_put_query = {
	.name = "signup_put",
	.sql =
		"WITH asked AS (\n"
		"    UPDATE \"SignupForm\" SET \"asked\" = \"asked\" + 1 WHERE \"userId\" = $1 AND \"id\" = $2\n"
		")\n"
		"INSERT INTO \"Signup\" AS s (\"id\", \"userId\", \"formId\", \"email\", \"firstName\", \"lastName\", \"topicIds\", \"consentText\", \"ipHash\", \"timezone\")\n"
		"VALUES ($3, $1, $2, $4, $5, $6, $7::jsonb, $8, $9, $10)\n"
		"ON CONFLICT (\"formId\", \"identity\") DO UPDATE SET \"email\" = EXCLUDED.\"email\", \"firstName\" = EXCLUDED.\"firstName\", \"lastName\" = EXCLUDED.\"lastName\",\n"
		"    \"topicIds\" = EXCLUDED.\"topicIds\", \"consentText\" = EXCLUDED.\"consentText\", \"ipHash\" = EXCLUDED.\"ipHash\", \"timezone\" = EXCLUDED.\"timezone\", \"status\" = 'WAITING', \"attempts\" = 0,\n"
		"    \"nextTryAt\" = now() AT TIME ZONE 'UTC', \"createdAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE s.\"mailedAt\" IS NULL OR s.\"mailedAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '10 minutes'",
	.params = signup_put_params,
	.n_params = 10,
};
err q_signup_put(tenant_db db, struct arena *a, const struct q_signup_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &signup_put_query, in, affected);
}

static const struct db_field signup_take_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_take_in, id) },
};
static const struct db_field signup_take_cols[] = {
	{ "formId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_take_row, form_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_take_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_take_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_take_row, last_name) },
	{ "topicIds", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_signup_take_row, topic_ids) },
	{ "consentText", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_take_row, consent_text) },
	{ "ipHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_take_row, ip_hash) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_signup_take_row, created_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_take_row, timezone) },
};
static const struct db_query signup_take_query = {
	.name = "signup_take",
	.sql =
		"WITH counted AS (\n"
		"    UPDATE \"SignupForm\" f SET \"confirmed\" = f.\"confirmed\" + 1\n"
		"    WHERE f.\"userId\" = $1 AND f.\"id\" = (SELECT s.\"formId\" FROM \"Signup\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2)\n"
		")\n"
		"DELETE FROM \"Signup\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2\n"
		"RETURNING s.\"formId\", s.\"email\", s.\"firstName\", s.\"lastName\", s.\"topicIds\", s.\"consentText\", s.\"ipHash\", s.\"createdAt\", s.\"timezone\"",
	.params = signup_take_params,
	.n_params = 2,
	.cols = signup_take_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_signup_take_row),
};
err q_signup_take(tenant_db db, struct arena *a, const struct q_signup_take_in *in, struct q_signup_take_row *out)
{
	return db_tenant_one(db, a, &signup_take_query, in, out);
}

static const struct db_field signup_contact_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_contact_in, email) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_contact_in, id) },
	{ "first_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_contact_in, first_name) },
	{ "last_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_contact_in, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_signup_contact_in, tags) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_signup_contact_in, timezone) },
};
static const struct db_field signup_contact_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_signup_contact_row, id) },
};
static const struct db_query signup_contact_query = {
	.name = "signup_contact",
	.sql =
		"WITH mine AS (\n"
		"    SELECT c.\"email\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"identity\" = \"loumass_identity\"($2)\n"
		"    ORDER BY c.\"email\" = $2 DESC, c.\"id\" LIMIT 1\n"
		"), others AS (\n"
		"    UPDATE \"Contact\" c SET \"status\" = 'ACTIVE', \"unsubscribedAt\" = NULL, \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"    WHERE c.\"userId\" = $1 AND c.\"identity\" = \"loumass_identity\"($2) AND c.\"status\" = 'UNSUBSCRIBED'\n"
		"      AND c.\"email\" <> (SELECT mine.\"email\" FROM mine)\n"
		")\n"
		"INSERT INTO \"Contact\" AS c (\"id\", \"userId\", \"email\", \"firstName\", \"lastName\", \"tags\", \"variables\", \"timezone\", \"timezoneSource\", \"updatedAt\")\n"
		"VALUES ($3, $1, coalesce((SELECT mine.\"email\" FROM mine), $2), $4, $5, coalesce($6::jsonb, '[]'), '{}', $7,\n"
		"    CASE WHEN $7::text IS NOT NULL THEN 'browser' END, now() AT TIME ZONE 'UTC')\n"
		"ON CONFLICT (\"userId\", \"email\") DO UPDATE SET \"status\" = 'ACTIVE', \"unsubscribedAt\" = NULL,\n"
		"    \"firstName\" = coalesce(c.\"firstName\", EXCLUDED.\"firstName\"), \"lastName\" = coalesce(c.\"lastName\", EXCLUDED.\"lastName\"),\n"
		"    \"tags\" = coalesce(c.\"tags\", '[]') || (SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements(EXCLUDED.\"tags\") t\n"
		"                                          WHERE NOT coalesce(c.\"tags\", '[]') @> t),\n"
		"    \"timezone\" = CASE WHEN c.\"timezoneSource\" = 'set' THEN c.\"timezone\" ELSE coalesce(EXCLUDED.\"timezone\", c.\"timezone\") END,\n"
		"    \"timezoneSource\" = CASE WHEN c.\"timezoneSource\" = 'set' OR EXCLUDED.\"timezone\" IS NULL THEN c.\"timezoneSource\" ELSE 'browser' END,\n"
		"    \"updatedAt\" = EXCLUDED.\"updatedAt\"\n"
		"RETURNING c.\"id\"",
	.params = signup_contact_params,
	.n_params = 7,
	.cols = signup_contact_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_signup_contact_row),
};
err q_signup_contact(tenant_db db, struct arena *a, const struct q_signup_contact_in *in, struct q_signup_contact_row *out)
{
	return db_tenant_one(db, a, &signup_contact_query, in, out);
}
