/* Written by tools/sqlgen from sql/q/tenant/choice.sql; do not edit. */
#include "db/gen/choice_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field topic_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_one_in, id) },
};
static const struct db_field topic_one_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_one_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_one_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_topic_one_row, description) },
	{ "optIn", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_topic_one_row, opt_in) },
	{ "position", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_topic_one_row, position) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_topic_one_row, created_at) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_topic_one_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_topic_one_row, revised_fields) },
};
static const struct db_query topic_one_query = {
	.name = "topic_one",
	.sql =
		"SELECT t.\"id\", t.\"name\", t.\"description\", t.\"optIn\", t.\"position\", t.\"createdAt\", t.\"revision\", t.\"revisedFields\"\n"
		"FROM \"Topic\" t WHERE t.\"userId\" = $1 AND t.\"id\" = $2",
	.params = topic_one_params,
	.n_params = 2,
	.cols = topic_one_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_topic_one_row),
	.reads = true,
};
err q_topic_one(tenant_db db, struct arena *a, const struct q_topic_one_in *in, struct q_topic_one_row *out)
{
	return db_tenant_one(db, a, &topic_one_query, in, out);
}

static const struct db_field topic_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field topic_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_all_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_all_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_topic_all_row, description) },
	{ "optIn", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_topic_all_row, opt_in) },
	{ "position", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_topic_all_row, position) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_topic_all_row, created_at) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_topic_all_row, revision) },
	{ "wanted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_topic_all_row, wanted) },
	{ "refused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_topic_all_row, refused) },
};
static const struct db_query topic_all_query = {
	.name = "topic_all",
	.sql =
		"SELECT t.\"id\", t.\"name\", t.\"description\", t.\"optIn\", t.\"position\", t.\"createdAt\", t.\"revision\",\n"
		"       coalesce(k.\"wanted\", 0)::int8 AS wanted, coalesce(k.\"refused\", 0)::int8 AS refused\n"
		"FROM \"Topic\" t\n"
		"LEFT JOIN (SELECT v.\"key\", sum(v.\"n\") FILTER (WHERE v.\"kind\" = 'wanted') AS \"wanted\", sum(v.\"n\") FILTER (WHERE v.\"kind\" = 'refused') AS \"refused\"\n"
		"           FROM (SELECT y.\"kind\", y.\"key\", y.\"n\" FROM \"Tally\" y WHERE y.\"userId\" = $1 AND y.\"kind\" IN ('wanted', 'refused')\n"
		"                 UNION ALL SELECT g.\"kind\", g.\"key\", g.\"n\" FROM \"TallyChange\" g WHERE g.\"userId\" = $1 AND g.\"kind\" IN ('wanted', 'refused')) v\n"
		"           GROUP BY v.\"key\") k ON k.\"key\" = t.\"id\"\n"
		"WHERE t.\"userId\" = $1 ORDER BY t.\"position\", t.\"id\" LIMIT 100",
	.params = topic_all_params,
	.n_params = 1,
	.cols = topic_all_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_topic_all_row),
	.reads = true,
};
err q_topic_all(tenant_db db, struct arena *a, struct q_topic_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &topic_all_query, NULL, &rows));
	*out = (struct q_topic_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field topic_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_insert_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_topic_insert_in, description) },
	{ "opt_in", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_topic_insert_in, opt_in) },
	{ "position", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_topic_insert_in, position) },
};
static const struct db_query topic_insert_query = {
	.name = "topic_insert",
	.sql =
		"INSERT INTO \"Topic\" (\"id\", \"userId\", \"name\", \"description\", \"optIn\", \"position\")\n"
		"SELECT $1, $2, $3, $4, $5, $6\n"
		"WHERE (SELECT count(*) FROM \"Topic\" t WHERE t.\"userId\" = $2) < 100",
	.params = topic_insert_params,
	.n_params = 6,
};
err q_topic_insert(tenant_db db, struct arena *a, const struct q_topic_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &topic_insert_query, in, affected);
}

static const struct db_field topic_set_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_set_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_topic_set_in, description) },
	{ "opt_in", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_topic_set_in, opt_in) },
	{ "position", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_topic_set_in, position) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_set_in, id) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_topic_set_in, revision) },
};
static const struct db_query topic_set_query = {
	.name = "topic_set",
	.sql =
		"UPDATE \"Topic\" SET \"name\" = $1, \"description\" = $2, \"optIn\" = $3, \"position\" = $4, \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE \"userId\" = $5 AND \"id\" = $6 AND \"revision\" = coalesce($7::int8, \"revision\")",
	.params = topic_set_params,
	.n_params = 7,
};
err q_topic_set(tenant_db db, struct arena *a, const struct q_topic_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &topic_set_query, in, affected);
}

static const struct db_field topic_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_topic_drop_in, id) },
};
static const struct db_query topic_drop_query = {
	.name = "topic_drop",
	.sql =
		"DELETE FROM \"Topic\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = topic_drop_params,
	.n_params = 2,
};
err q_topic_drop(tenant_db db, struct arena *a, const struct q_topic_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &topic_drop_query, in, affected);
}

static const struct db_field contact_topics_params[] = {
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_in, contact_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field contact_topics_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_topics_row, description) },
	{ "optIn", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_topics_row, opt_in) },
	{ "subscribed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_topics_row, subscribed) },
	{ "chosen", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_topics_row, chosen) },
};
static const struct db_query contact_topics_query = {
	.name = "contact_topics",
	.sql =
		"SELECT t.\"id\", t.\"name\", t.\"description\", t.\"optIn\", coalesce(x.\"subscribed\", NOT t.\"optIn\") AS subscribed, x.\"contactId\" IS NOT NULL AS chosen\n"
		"FROM \"Topic\" t LEFT JOIN \"ContactTopic\" x ON x.\"topicId\" = t.\"id\" AND x.\"contactId\" = $1 AND x.\"userId\" = $2\n"
		"WHERE t.\"userId\" = $2 ORDER BY t.\"position\", t.\"id\" LIMIT 100",
	.params = contact_topics_params,
	.n_params = 2,
	.cols = contact_topics_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_contact_topics_row),
	.reads = true,
};
err q_contact_topics(tenant_db db, struct arena *a, const struct q_contact_topics_in *in, struct q_contact_topics_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_topics_query, in, &rows));
	*out = (struct q_contact_topics_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_topics_set_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "wanted", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_topics_set_in, wanted) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_set_in, source) },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_set_in, contact_id) },
};
static const struct db_query contact_topics_set_query = {
	.name = "contact_topics_set",
	.sql =
		"INSERT INTO \"ContactTopic\" (\"contactId\", \"topicId\", \"userId\", \"subscribed\", \"source\")\n"
		"SELECT c.\"id\", t.\"id\", $1, t.\"id\" = ANY ($2::text[]), $3\n"
		"FROM \"Topic\" t, \"Contact\" c WHERE t.\"userId\" = $1 AND c.\"userId\" = $1 AND c.\"id\" = $4\n"
		"ORDER BY t.\"id\"\n"
		"ON CONFLICT (\"contactId\", \"topicId\") DO UPDATE SET \"subscribed\" = EXCLUDED.\"subscribed\", \"source\" = EXCLUDED.\"source\",\n"
		"    \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE \"ContactTopic\".\"subscribed\" <> EXCLUDED.\"subscribed\"",
	.params = contact_topics_set_params,
	.n_params = 4,
};
err q_contact_topics_set(tenant_db db, struct arena *a, const struct q_contact_topics_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_topics_set_query, in, affected);
}

static const struct db_field contact_topics_add_params[] = {
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_add_in, contact_id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_topics_add_in, source) },
	{ "wanted", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_topics_add_in, wanted) },
};
static const struct db_query contact_topics_add_query = {
	.name = "contact_topics_add",
	.sql =
		"INSERT INTO \"ContactTopic\" (\"contactId\", \"topicId\", \"userId\", \"subscribed\", \"source\")\n"
		"SELECT $1, t.\"id\", $2, true, $3\n"
		"FROM \"Topic\" t WHERE t.\"userId\" = $2 AND t.\"id\" = ANY ($4::text[])\n"
		"ORDER BY t.\"id\"\n"
		"ON CONFLICT (\"contactId\", \"topicId\") DO UPDATE SET \"subscribed\" = true, \"source\" = EXCLUDED.\"source\", \"updatedAt\" = now() AT TIME ZONE 'UTC'",
	.params = contact_topics_add_params,
	.n_params = 4,
};
err q_contact_topics_add(tenant_db db, struct arena *a, const struct q_contact_topics_add_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_topics_add_query, in, affected);
}

static const struct db_field contact_choice_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_choice_in, id) },
};
static const struct db_field contact_choice_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_choice_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_choice_row, email) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_choice_row, status) },
	{ "trackingOff", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_choice_row, tracking_off) },
};
static const struct db_query contact_choice_query = {
	.name = "contact_choice",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"status\", c.\"trackingOff\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = contact_choice_params,
	.n_params = 2,
	.cols = contact_choice_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_contact_choice_row),
	.reads = true,
};
err q_contact_choice(tenant_db db, struct arena *a, const struct q_contact_choice_in *in, struct q_contact_choice_row *out)
{
	return db_tenant_one(db, a, &contact_choice_query, in, out);
}

static const struct db_field contact_tracking_set_params[] = {
	{ "off", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_tracking_set_in, off) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_tracking_set_in, id) },
};
static const struct db_query contact_tracking_set_query = {
	.name = "contact_tracking_set",
	.sql =
		"UPDATE \"Contact\" SET \"trackingOff\" = $1, \"updatedAt\" = now() AT TIME ZONE 'UTC' WHERE \"userId\" = $2 AND \"id\" = $3",
	.params = contact_tracking_set_params,
	.n_params = 3,
};
err q_contact_tracking_set(tenant_db db, struct arena *a, const struct q_contact_tracking_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_tracking_set_query, in, affected);
}

static const struct db_field contact_come_back_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_come_back_in, id) },
};
static const struct db_query contact_come_back_query = {
	.name = "contact_come_back",
	.sql =
		"UPDATE \"Contact\" SET \"status\" = 'ACTIVE', \"unsubscribedAt\" = NULL, \"updatedAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE \"userId\" = $1 AND \"status\" = 'UNSUBSCRIBED'\n"
		"  AND \"identity\" = (SELECT c.\"identity\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2)",
	.params = contact_come_back_params,
	.n_params = 2,
};
err q_contact_come_back(tenant_db db, struct arena *a, const struct q_contact_come_back_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_come_back_query, in, affected);
}

static const struct db_field leave_reason_put_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_put_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_put_in, contact_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_leave_reason_put_in, campaign_id) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_put_in, reason) },
	{ "words", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_leave_reason_put_in, words) },
};
static const struct db_query leave_reason_put_query = {
	.name = "leave_reason_put",
	.sql =
		"INSERT INTO \"LeaveReason\" (\"id\", \"userId\", \"contactId\", \"campaignId\", \"reason\", \"words\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6)\n"
		"ON CONFLICT (\"contactId\") DO UPDATE SET \"reason\" = EXCLUDED.\"reason\", \"words\" = EXCLUDED.\"words\", \"campaignId\" = EXCLUDED.\"campaignId\",\n"
		"    \"createdAt\" = now() AT TIME ZONE 'UTC'",
	.params = leave_reason_put_params,
	.n_params = 6,
};
err q_leave_reason_put(tenant_db db, struct arena *a, const struct q_leave_reason_put_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &leave_reason_put_query, in, affected);
}

static const struct db_field leave_reason_counts_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field leave_reason_counts_cols[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_counts_row, reason) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_leave_reason_counts_row, n) },
};
static const struct db_query leave_reason_counts_query = {
	.name = "leave_reason_counts",
	.sql =
		"SELECT l.\"reason\", count(*) AS n FROM \"LeaveReason\" l WHERE l.\"userId\" = $1 GROUP BY l.\"reason\" ORDER BY count(*) DESC, l.\"reason\"",
	.params = leave_reason_counts_params,
	.n_params = 1,
	.cols = leave_reason_counts_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_leave_reason_counts_row),
	.reads = true,
};
err q_leave_reason_counts(tenant_db db, struct arena *a, struct q_leave_reason_counts_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &leave_reason_counts_query, NULL, &rows));
	*out = (struct q_leave_reason_counts_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field leave_reason_words_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field leave_reason_words_cols[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_words_row, reason) },
	{ "words", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_leave_reason_words_row, words) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_leave_reason_words_row, contact_id) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_leave_reason_words_row, created_at) },
};
static const struct db_query leave_reason_words_query = {
	.name = "leave_reason_words",
	.sql =
		"SELECT l.\"reason\", l.\"words\", l.\"contactId\", l.\"createdAt\" FROM \"LeaveReason\" l\n"
		"WHERE l.\"userId\" = $1 AND l.\"words\" IS NOT NULL ORDER BY l.\"id\" DESC LIMIT 50",
	.params = leave_reason_words_params,
	.n_params = 1,
	.cols = leave_reason_words_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_leave_reason_words_row),
	.reads = true,
};
err q_leave_reason_words(tenant_db db, struct arena *a, struct q_leave_reason_words_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &leave_reason_words_query, NULL, &rows));
	*out = (struct q_leave_reason_words_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field policy_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field policy_one_cols[] = {
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_policy_one_row, tracking) },
	{ "retentionDays", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_policy_one_row, retention_days) },
	{ "retentionMode", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_policy_one_row, retention_mode) },
	{ "retainedFrom", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_policy_one_row, retained_from) },
	{ "capMessages", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_policy_one_row, cap_messages) },
	{ "capDays", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_policy_one_row, cap_days) },
};
static const struct db_query policy_one_query = {
	.name = "policy_one",
	.sql =
		"SELECT y.\"tracking\", y.\"retentionDays\", y.\"retentionMode\", y.\"retainedFrom\", y.\"capMessages\", y.\"capDays\" FROM \"MailPolicy\" y\n"
		"WHERE y.\"userId\" = $1",
	.params = policy_one_params,
	.n_params = 1,
	.cols = policy_one_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_policy_one_row),
	.reads = true,
};
err q_policy_one(tenant_db db, struct arena *a, struct q_policy_one_row *out)
{
	return db_tenant_one(db, a, &policy_one_query, NULL, out);
}

static const struct db_field policy_set_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_policy_set_in, tracking) },
	{ "retention_days", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_policy_set_in, retention_days) },
	{ "retention_mode", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_policy_set_in, retention_mode) },
	{ "cap_messages", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_policy_set_in, cap_messages) },
	{ "cap_days", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_policy_set_in, cap_days) },
};
static const struct db_query policy_set_query = {
	.name = "policy_set",
	.sql =
		"INSERT INTO \"MailPolicy\" (\"userId\", \"tracking\", \"retentionDays\", \"retentionMode\", \"capMessages\", \"capDays\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6)\n"
		"ON CONFLICT (\"userId\") DO UPDATE SET \"tracking\" = EXCLUDED.\"tracking\", \"retentionDays\" = EXCLUDED.\"retentionDays\",\n"
		"    \"retentionMode\" = EXCLUDED.\"retentionMode\", \"capMessages\" = EXCLUDED.\"capMessages\", \"capDays\" = EXCLUDED.\"capDays\",\n"
		"    \"updatedAt\" = now() AT TIME ZONE 'UTC'",
	.params = policy_set_params,
	.n_params = 6,
};
err q_policy_set(tenant_db db, struct arena *a, const struct q_policy_set_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &policy_set_query, in, affected);
}

static const struct db_field consent_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_all_in, contact_id) },
};
static const struct db_field consent_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_all_row, id) },
	{ "formId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_all_row, form_id) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_all_row, text) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_all_row, source) },
	{ "askedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_consent_all_row, asked_at) },
	{ "confirmedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_consent_all_row, confirmed_at) },
	{ "ipHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_all_row, ip_hash) },
	{ "confirmIpHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_all_row, confirm_ip_hash) },
};
static const struct db_query consent_all_query = {
	.name = "consent_all",
	.sql =
		"SELECT k.\"id\", k.\"formId\", k.\"text\", k.\"source\", k.\"askedAt\", k.\"confirmedAt\", k.\"ipHash\", k.\"confirmIpHash\" FROM \"Consent\" k\n"
		"WHERE k.\"userId\" = $1 AND k.\"contactId\" = $2 ORDER BY k.\"id\" DESC LIMIT 100",
	.params = consent_all_params,
	.n_params = 2,
	.cols = consent_all_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_consent_all_row),
	.reads = true,
};
err q_consent_all(tenant_db db, struct arena *a, const struct q_consent_all_in *in, struct q_consent_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &consent_all_query, in, &rows));
	*out = (struct q_consent_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field consent_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_insert_in, contact_id) },
	{ "form_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_insert_in, form_id) },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_insert_in, text) },
	{ "source", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_consent_insert_in, source) },
	{ "asked_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_consent_insert_in, asked_at) },
	{ "confirmed_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_consent_insert_in, confirmed_at) },
	{ "ip_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_insert_in, ip_hash) },
	{ "confirm_ip_hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_consent_insert_in, confirm_ip_hash) },
};
static const struct db_query consent_insert_query = {
	.name = "consent_insert",
	.sql =
		"INSERT INTO \"Consent\" (\"id\", \"userId\", \"contactId\", \"formId\", \"text\", \"source\", \"askedAt\", \"confirmedAt\", \"ipHash\", \"confirmIpHash\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	.params = consent_insert_params,
	.n_params = 10,
};
err q_consent_insert(tenant_db db, struct arena *a, const struct q_consent_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &consent_insert_query, in, affected);
}

static const struct db_field choice_trial_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field choice_trial_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_trial_row, name) },
};
static const struct db_query choice_trial_query = {
	.name = "choice_trial",
	.sql =
		"SELECT coalesce((SELECT coalesce(nullif(s.\"fromName\", ''), nullif(s.\"name\", '')) FROM \"Sender\" s WHERE s.\"userId\" = u.\"id\"\n"
		"                 ORDER BY s.\"isDefault\" DESC, s.\"createdAt\" LIMIT 1), nullif(u.\"name\", ''), u.\"email\") AS \"name\"\n"
		"FROM \"User\" u WHERE u.\"id\" = $1",
	.params = choice_trial_params,
	.n_params = 1,
	.cols = choice_trial_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_choice_trial_row),
	.timeout_ms = 2000,
	.reads = true,
};
err q_choice_trial(tenant_db db, struct arena *a, struct q_choice_trial_row *out)
{
	return db_tenant_one(db, a, &choice_trial_query, NULL, out);
}
