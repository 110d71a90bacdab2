/* Written by tools/sqlgen from sql/q/system/plan.sql; do not edit. */
#include "db/gen/sys_plan_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field plan_start_due_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_start_due_in, now) },
};
static const struct db_field plan_start_due_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_start_due_row, id) },
};
static const struct db_query plan_start_due_query = {
	.name = "plan_start_due",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT d.\"id\" FROM \"Campaign\" d WHERE d.\"status\" = 'SCHEDULED' AND d.\"scheduledAt\" <= $1\n"
		"    ORDER BY d.\"scheduledAt\" LIMIT 20 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"Campaign\" c SET \"status\" = 'SENDING', \"startedAt\" = $1,\n"
		"    \"updatedAt\" = greatest(c.\"updatedAt\", (now() AT TIME ZONE 'UTC')::timestamp(3)) FROM v WHERE c.\"id\" = v.\"id\"\n"
		"RETURNING c.\"id\"",
	.params = plan_start_due_params,
	.n_params = 1,
	.cols = plan_start_due_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_start_due_row),
};
err q_plan_start_due(system_db db, struct arena *a, const struct q_plan_start_due_in *in, struct q_plan_start_due_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &plan_start_due_query, in, &rows));
	*out = (struct q_plan_start_due_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field plan_pick_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_pick_row, id) },
};
static const struct db_query plan_pick_query = {
	.name = "plan_pick",
	.sql =
		"SELECT w.\"id\" FROM (\n"
		"    SELECT k.\"id\"\n"
		"    FROM \"Campaign\" k LEFT JOIN \"CampaignPlan\" x ON x.\"campaignId\" = k.\"id\"\n"
		"    WHERE k.\"status\" = 'SENDING' AND k.\"cancelledAt\" IS NULL AND (k.\"plannedAt\" IS NULL OR x.\"campaignId\" IS NOT NULL)\n"
		"    ORDER BY max(x.\"partAt\") OVER (PARTITION BY k.\"userId\") NULLS FIRST, x.\"partAt\" NULLS FIRST, k.\"startedAt\", k.\"id\" OFFSET 0) w\n"
		"WHERE pg_try_advisory_xact_lock(hashtextextended('plan:' || w.\"id\", 0))\n"
		"LIMIT 1",
	.cols = plan_pick_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_pick_row),
	.reads = true,
};
err q_plan_pick(system_db db, struct arena *a, struct q_plan_pick_row *out)
{
	return db_system_one(db, a, &plan_pick_query, NULL, out);
}

static const struct db_field plan_next_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_next_in, campaign_id) },
};
static const struct db_field plan_next_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_next_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_next_row, user_id) },
	{ "audience", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_plan_next_row, audience) },
	{ "audience_given", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, audience_given) },
	{ "team", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, team) },
	{ "follows", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, follows) },
	{ "skips", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, skips) },
	{ "shared", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, shared) },
	{ "replySource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, reply_source) },
	{ "delivery", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, delivery) },
	{ "accountZone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, account_zone) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, holidays) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, sender_id) },
	{ "plannedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_plan_next_row, planned_at) },
	{ "begun", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_next_row, begun) },
	{ "after", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, after) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_next_row, prefix) },
	{ "ids", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_plan_next_row, ids) },
	{ "recipients", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_plan_next_row, recipients) },
	{ "size", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_plan_next_row, size) },
};
static const struct db_query plan_next_query = {
	.name = "plan_next",
	.sql =
		"SELECT c.\"id\", c.\"userId\", c.\"audience\", c.\"audience\" IS NOT NULL AS audience_given, coalesce(jsonb_typeof(c.\"senderIds\") = 'array', false) AS team,\n"
		"       c.\"replyToCampaignId\" IS NOT NULL OR c.\"gmailThreadId\" IS NOT NULL AS follows, coalesce(c.\"replyElse\" = 'skip', false) AS skips,\n"
		"       coalesce(jsonb_typeof(c.\"senderIds\") = 'array', false) OR c.\"replyToCampaignId\" IS NOT NULL OR c.\"gmailThreadId\" IS NOT NULL AS shared,\n"
		"       \"loumass_reply_source\"(c.\"userId\", c.\"replyToCampaignId\", c.\"gmailThreadId\") AS \"replySource\",\n"
		"       c.\"delivery\"::text AS \"delivery\", (SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = c.\"userId\") AS \"accountZone\",\n"
		"       (SELECT u.\"holidays\"::text FROM \"User\" u WHERE u.\"id\" = c.\"userId\") AS \"holidays\",\n"
		"       coalesce(c.\"senderId\",\n"
		"                (SELECT s.\"id\" FROM \"Sender\" s WHERE s.\"userId\" = c.\"userId\" ORDER BY s.\"isDefault\" DESC, s.\"createdAt\" LIMIT 1)) AS \"senderId\",\n"
		"       c.\"plannedAt\", p.\"campaignId\" IS NOT NULL AS \"begun\", p.\"after\", p.\"prefix\", p.\"ids\", p.\"recipients\", p.\"size\"\n"
		"FROM \"Campaign\" c\n"
		"LEFT JOIN \"CampaignPlan\" p ON p.\"campaignId\" = c.\"id\"\n"
		"WHERE c.\"id\" = $1 AND c.\"status\" = 'SENDING' AND c.\"cancelledAt\" IS NULL AND (c.\"plannedAt\" IS NULL OR p.\"campaignId\" IS NOT NULL)",
	.params = plan_next_params,
	.n_params = 1,
	.cols = plan_next_cols,
	.n_cols = 20,
	.row_size = sizeof(struct q_plan_next_row),
};
err q_plan_next(system_db db, struct arena *a, const struct q_plan_next_in *in, struct q_plan_next_row *out)
{
	return db_system_one(db, a, &plan_next_query, in, out);
}

static const struct db_field plan_part_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_part_in, user_id) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_part_in, after) },
	{ "size", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_part_in, size) },
};
static const struct db_field plan_part_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_part_row, n) },
	{ "upto", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_part_row, upto) },
};
static const struct db_query plan_part_query = {
	.name = "plan_part",
	.sql =
		"SELECT count(*) AS n, max(v.\"identity\") AS upto\n"
		"FROM (SELECT c.\"identity\" FROM \"Contact\" c\n"
		"      WHERE c.\"userId\" = $1 AND c.\"identity\" >= $2 AND c.\"identity\" IS DISTINCT FROM nullif($2, '')\n"
		"      ORDER BY c.\"identity\" LIMIT $3::int8) v",
	.params = plan_part_params,
	.n_params = 3,
	.cols = plan_part_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_plan_part_row),
	.timeout_ms = -1,
	.reads = true,
};
err q_plan_part(system_db db, struct arena *a, const struct q_plan_part_in *in, struct q_plan_part_row *out)
{
	return db_system_one(db, a, &plan_part_query, in, out);
}

static const struct db_field plan_keep_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_keep_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_keep_in, user_id) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_keep_in, after) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_keep_in, prefix) },
	{ "ids", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_keep_in, ids) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_keep_in, recipients) },
	{ "size", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_keep_in, size) },
};
static const struct db_query plan_keep_query = {
	.name = "plan_keep",
	.sql =
		"INSERT INTO \"CampaignPlan\" AS p (\"campaignId\", \"userId\", \"after\", \"prefix\", \"ids\", \"recipients\", \"size\", \"partAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() AT TIME ZONE 'UTC')\n"
		"ON CONFLICT (\"campaignId\") DO UPDATE SET \"after\" = EXCLUDED.\"after\", \"ids\" = EXCLUDED.\"ids\", \"recipients\" = EXCLUDED.\"recipients\",\n"
		"    \"size\" = EXCLUDED.\"size\", \"partAt\" = EXCLUDED.\"partAt\"",
	.params = plan_keep_params,
	.n_params = 7,
};
err q_plan_keep(system_db db, struct arena *a, const struct q_plan_keep_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_keep_query, in, affected);
}

static const struct db_field plan_whole_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_whole_in, campaign_id) },
};
static const struct db_query plan_whole_query = {
	.name = "plan_whole",
	.sql =
		"DELETE FROM \"CampaignPlan\" p WHERE p.\"campaignId\" = $1",
	.params = plan_whole_params,
	.n_params = 1,
};
err q_plan_whole(system_db db, struct arena *a, const struct q_plan_whole_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_whole_query, in, affected);
}

static const struct db_field plan_adopt_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_adopt_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_adopt_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_adopt_in, campaign_id) },
};
static const struct db_query plan_adopt_query = {
	.name = "plan_adopt",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"trackingId\" = coalesce(r.\"trackingId\", CASE WHEN r.\"id\" ~ '^c[0-9a-z]{24}$'\n"
		"        THEN substr(r.\"id\", 2) || left(encode(sha256(convert_to($1 || r.\"id\" || $1, 'UTF8')), 'hex'), 20)\n"
		"        ELSE replace(gen_random_uuid()::text, '-', '') END),\n"
		"    \"senderId\" = coalesce(r.\"senderId\", $2),\n"
		"    \"sendKey\" = CASE WHEN f.\"first\" THEN 'c:' || $3 || ':' || r.\"contactId\" END\n"
		"FROM (SELECT p.\"id\", row_number() OVER (PARTITION BY p.\"contactId\" ORDER BY p.\"id\") = 1\n"
		"             AND NOT EXISTS (SELECT 1 FROM \"Recipient\" k WHERE k.\"sendKey\" = 'c:' || $3 || ':' || p.\"contactId\") AS \"first\"\n"
		"      FROM \"Recipient\" p WHERE p.\"campaignId\" = $3 AND p.\"status\" IS NOT DISTINCT FROM 'PENDING' AND p.\"sendKey\" IS NULL) f\n"
		"WHERE r.\"id\" = f.\"id\"",
	.params = plan_adopt_params,
	.n_params = 3,
};
err q_plan_adopt(system_db db, struct arena *a, const struct q_plan_adopt_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_adopt_query, in, affected);
}

static const struct db_field plan_recipients_params[] = {
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, prefix) },
	{ "ids", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_recipients_in, ids) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, tail) },
	{ "by_zone", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_recipients_in, by_zone) },
	{ "zones", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_recipients_in, zones) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, campaign_id) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_recipients_in, hash_keys) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, after) },
	{ "upto", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, upto) },
	{ "only_threads", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_recipients_in, only_threads) },
	{ "reply_source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_recipients_in, reply_source) },
	{ "adopted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_recipients_in, adopted) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, sender_id) },
};
static const struct db_field plan_recipients_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_recipients_row, n) },
};
static const struct db_query plan_recipients_query = {
	.name = "plan_recipients",
	.sql =
		"WITH n AS MATERIALIZED (\n"
		"    SELECT $1 || lpad(to_hex($2::int8 + row_number() OVER (ORDER BY p.\"zone\", p.\"id\")), 6, '0') || $3 AS \"id\", p.\"id\" AS \"contactId\", p.\"zone\"\n"
		"    FROM (\n"
		"    SELECT DISTINCT ON (a.\"identity\") a.\"id\",\n"
		"           CASE WHEN $4::bool THEN \"loumass_zone_of\"(a.\"timezone\", a.\"timezoneSource\", a.\"variables\", $5::text[]) END AS \"zone\"\n"
		"    FROM \"loumass_audience\"($6, (SELECT \"audience\" FROM \"Campaign\" WHERE \"id\" = $7)) a\n"
		"    CROSS JOIN LATERAL \"loumass_barred\"($6, a.\"email\", a.\"identity\", a.\"identityDomain\", $8::text[]) b\n"
		"    WHERE a.\"identity\" >= $9 AND a.\"identity\" <= $10 AND a.\"identity\" IS DISTINCT FROM nullif($9, '') AND a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\"\n"
		"      AND (NOT $11::bool OR a.\"id\" IN (SELECT m.\"contactId\" FROM \"loumass_reply_mails\"($6, $12::text) m))\n"
		"      AND (NOT $13::bool\n"
		"           OR NOT EXISTS (SELECT 1 FROM \"Contact\" d JOIN \"Recipient\" r ON r.\"contactId\" = d.\"id\"\n"
		"                          WHERE d.\"userId\" = $6 AND d.\"identity\" = a.\"identity\" AND d.\"id\" <> a.\"id\" AND r.\"campaignId\" = $7))\n"
		"      AND ((SELECT m.\"topicId\" FROM \"Campaign\" m WHERE m.\"id\" = $7) IS NULL\n"
		"           OR coalesce((SELECT x.\"subscribed\" FROM \"ContactTopic\" x\n"
		"                        WHERE x.\"contactId\" = a.\"id\" AND x.\"topicId\" = (SELECT m.\"topicId\" FROM \"Campaign\" m WHERE m.\"id\" = $7)),\n"
		"                       (SELECT NOT t.\"optIn\" FROM \"Campaign\" m JOIN \"Topic\" t ON t.\"id\" = m.\"topicId\" WHERE m.\"id\" = $7)))\n"
		"    ORDER BY a.\"identity\", a.\"id\") p\n"
		"), put AS (\n"
		"    INSERT INTO \"Recipient\" (\"id\", \"campaignId\", \"contactId\", \"userId\", \"sendKey\", \"trackingId\", \"senderId\", \"zone\")\n"
		"    SELECT n.\"id\", $7, n.\"contactId\", $6, 'c:' || $7 || ':' || n.\"contactId\",\n"
		"           substr(n.\"id\", 2) || left(encode(sha256(convert_to($14 || n.\"id\" || $14, 'UTF8')), 'hex'), 20), $15, n.\"zone\"\n"
		"    FROM n ORDER BY n.\"id\"\n"
		"    ON CONFLICT (\"sendKey\") DO NOTHING\n"
		")\n"
		"SELECT count(*) AS n FROM n",
	.params = plan_recipients_params,
	.n_params = 15,
	.cols = plan_recipients_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_recipients_row),
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_plan_recipients_in, who),
};
err q_plan_recipients(system_db db, struct arena *a, const struct q_plan_recipients_in *in, struct q_plan_recipients_row *out)
{
	return db_system_one(db, a, &plan_recipients_query, in, out);
}

static const struct db_field plan_zones_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, campaign_id) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, after) },
	{ "upto", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, upto) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, from_id) },
};
static const struct db_field plan_zones_cols[] = {
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_zones_row, zone) },
};
static const struct db_query plan_zones_query = {
	.name = "plan_zones",
	.sql =
		"SELECT z.\"zone\" FROM (\n"
		"    SELECT DISTINCT coalesce(a.\"timezone\", CASE WHEN a.\"timezoneSource\" IS NULL THEN (SELECT g.zone FROM \"loumass_zone_guess\"(a.\"variables\") g) END) AS \"zone\"\n"
		"    FROM \"loumass_audience\"($1, (SELECT m.\"audience\" FROM \"Campaign\" m WHERE m.\"id\" = $2)) a\n"
		"    WHERE a.\"identity\" >= $3 AND a.\"identity\" <= $4 AND a.\"identity\" IS DISTINCT FROM nullif($3, '')\n"
		"    UNION\n"
		"    SELECT c.\"timezone\" FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" WHERE r.\"campaignId\" = $2 AND r.\"id\" >= $5 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') z\n"
		"WHERE z.\"zone\" IS NOT NULL AND length(z.\"zone\") <= 64 LIMIT 5000",
	.params = plan_zones_params,
	.n_params = 5,
	.cols = plan_zones_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_zones_row),
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_plan_zones_in, who),
};
err q_plan_zones(system_db db, struct arena *a, const struct q_plan_zones_in *in, struct q_plan_zones_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &plan_zones_query, in, &rows));
	*out = (struct q_plan_zones_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field plan_zone_adopted_params[] = {
	{ "zones", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_zone_adopted_in, zones) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zone_adopted_in, campaign_id) },
};
static const struct db_query plan_zone_adopted_query = {
	.name = "plan_zone_adopted",
	.sql =
		"UPDATE \"Recipient\" r SET \"zone\" = \"loumass_zone_of\"(c.\"timezone\", c.\"timezoneSource\", c.\"variables\", $1::text[])\n"
		"FROM \"Contact\" c WHERE r.\"campaignId\" = $2 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND c.\"id\" = r.\"contactId\"",
	.params = plan_zone_adopted_params,
	.n_params = 2,
	.timeout_ms = -1,
};
err q_plan_zone_adopted(system_db db, struct arena *a, const struct q_plan_zone_adopted_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_zone_adopted_query, in, affected);
}

static const struct db_field plan_zoned_batches_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zoned_batches_in, campaign_id) },
	{ "shared", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_zoned_batches_in, shared) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zoned_batches_in, user_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zoned_batches_in, sender_id) },
	{ "size", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_plan_zoned_batches_in, size) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zoned_batches_in, from_id) },
	{ "zones", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_zoned_batches_in, zones) },
	{ "dues", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_plan_zoned_batches_in, dues) },
};
static const struct db_query plan_zoned_batches_query = {
	.name = "plan_zoned_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"firstId\", \"lastId\", \"size\", \"zone\", \"notBefore\")\n"
		"SELECT 'c' || substr(md5($1 || min(g.\"id\")), 1, 24),\n"
		"       CASE WHEN $2::bool THEN $1 || ':' || g.\"senderId\" ELSE $1 END, $3,\n"
		"       coalesce(g.\"senderId\", $4), min(g.\"id\"), max(g.\"id\"), count(*), g.\"zone\", min(d.\"due\")\n"
		"FROM (SELECT r.\"id\", CASE WHEN $2::bool THEN r.\"senderId\" END AS \"senderId\", coalesce(r.\"zone\", '') AS \"zone\",\n"
		"             (row_number() OVER (PARTITION BY CASE WHEN $2::bool THEN r.\"senderId\" END, coalesce(r.\"zone\", '') ORDER BY r.\"id\") - 1) / $5::int AS \"n\"\n"
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"id\" >= $6 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"LEFT JOIN unnest($7::text[], $8::timestamp[]) AS d (\"zone\", \"due\") ON d.\"zone\" = g.\"zone\"\n"
		"GROUP BY g.\"senderId\", g.\"zone\", g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_zoned_batches_params,
	.n_params = 8,
	.timeout_ms = -1,
};
err q_plan_zoned_batches(system_db db, struct arena *a, const struct q_plan_zoned_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_zoned_batches_query, in, affected);
}

static const struct db_field plan_hold_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, campaign_id) },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, after) },
	{ "upto", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, upto) },
};
static const struct db_field plan_hold_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_hold_row, n) },
};
static const struct db_query plan_hold_query = {
	.name = "plan_hold",
	.sql =
		"SELECT count(*) AS n\n"
		"FROM (SELECT c.\"id\" FROM \"Contact\" c\n"
		"      WHERE c.\"userId\" = $1\n"
		"        AND c.\"id\" IN (SELECT a.\"id\" FROM \"loumass_audience\"($1, (SELECT m.\"audience\" FROM \"Campaign\" m WHERE m.\"id\" = $2)) a\n"
		"                       WHERE a.\"identity\" >= $3 AND a.\"identity\" <= $4)\n"
		"        AND c.\"identity\" >= $3 AND c.\"identity\" <= $4\n"
		"      FOR KEY SHARE OF c) h",
	.params = plan_hold_params,
	.n_params = 4,
	.cols = plan_hold_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_hold_row),
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_plan_hold_in, who),
};
err q_plan_hold(system_db db, struct arena *a, const struct q_plan_hold_in *in, struct q_plan_hold_row *out)
{
	return db_system_one(db, a, &plan_hold_query, in, out);
}

static const struct db_field plan_spread_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_spread_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_spread_in, user_id) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_spread_in, from_id) },
};
static const struct db_query plan_spread_query = {
	.name = "plan_spread",
	.sql =
		"WITH team AS MATERIALIZED (\n"
		"    SELECT d.\"id\", sum(d.\"weight\") OVER (ORDER BY d.\"id\") - d.\"weight\" AS \"from\", sum(d.\"weight\") OVER (ORDER BY d.\"id\") AS \"to\",\n"
		"           sum(d.\"weight\") OVER () AS \"all\"\n"
		"    FROM (SELECT s.\"id\", CASE WHEN bool_or(s.\"perDay\" IS NULL) OVER () THEN 1 ELSE s.\"perDay\" END::float8 AS \"weight\"\n"
		"          FROM \"Campaign\" c CROSS JOIN LATERAL jsonb_array_elements_text(c.\"senderIds\") AS t (\"id\")\n"
		"          JOIN \"Sender\" s ON s.\"id\" = t.\"id\" AND s.\"userId\" = c.\"userId\"\n"
		"          WHERE c.\"id\" = $1 AND c.\"userId\" = $2) d\n"
		")\n"
		"UPDATE \"Recipient\" r\n"
		"SET \"senderId\" = coalesce(\n"
		"    (SELECT p.\"senderId\" FROM \"Recipient\" p\n"
		"     WHERE p.\"contactId\" = r.\"contactId\" AND p.\"id\" <> r.\"id\" AND p.\"sentAt\" IS NOT NULL AND p.\"senderId\" IN (SELECT m.\"id\" FROM team m)\n"
		"     ORDER BY p.\"sentAt\" DESC LIMIT 1),\n"
		"    (SELECT m.\"id\" FROM team m\n"
		"     WHERE ('x' || left(md5(r.\"contactId\"), 8))::bit(32)::int8 / 4294967296.0 * m.\"all\" >= m.\"from\"\n"
		"       AND ('x' || left(md5(r.\"contactId\"), 8))::bit(32)::int8 / 4294967296.0 * m.\"all\" < m.\"to\" LIMIT 1),\n"
		"    r.\"senderId\")\n"
		"WHERE r.\"campaignId\" = $1 AND r.\"id\" >= $3 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING'",
	.params = plan_spread_params,
	.n_params = 3,
	.timeout_ms = -1,
};
err q_plan_spread(system_db db, struct arena *a, const struct q_plan_spread_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_spread_query, in, affected);
}

static const struct db_field plan_threads_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_threads_in, user_id) },
	{ "reply_source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_threads_in, reply_source) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_threads_in, campaign_id) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_threads_in, from_id) },
};
static const struct db_query plan_threads_query = {
	.name = "plan_threads",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"replyToId\" = p.\"id\",\n"
		"    \"senderId\" = coalesce((SELECT s.\"id\" FROM \"Sender\" s WHERE s.\"id\" = p.\"senderId\" AND s.\"userId\" = $1), r.\"senderId\")\n"
		"FROM \"loumass_reply_mails\"($1, $2::text) p\n"
		"WHERE r.\"campaignId\" = $3 AND r.\"id\" >= $4 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"contactId\" = p.\"contactId\" AND r.\"id\" <> p.\"id\"",
	.params = plan_threads_params,
	.n_params = 4,
	.timeout_ms = -1,
};
err q_plan_threads(system_db db, struct arena *a, const struct q_plan_threads_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_threads_query, in, affected);
}

static const struct db_field plan_sources_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_sources_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_sources_in, user_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_sources_in, sender_id) },
	{ "shared", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_sources_in, shared) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_sources_in, from_id) },
};
static const struct db_query plan_sources_query = {
	.name = "plan_sources",
	.sql =
		"INSERT INTO \"SendSource\" (\"id\", \"userId\", \"campaignId\", \"senderId\", \"lastServedAt\")\n"
		"SELECT $1, $2, $1, $3, 'epoch'::timestamp WHERE NOT $4::bool AND $5::text = ''\n"
		"UNION ALL\n"
		"SELECT $1 || ':' || r.\"senderId\", $2, $1, r.\"senderId\", 'epoch'::timestamp FROM \"Recipient\" r\n"
		"WHERE $4::bool AND r.\"campaignId\" = $1 AND r.\"id\" >= $5 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING'\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"SendSource\" k WHERE k.\"id\" = $1 || ':' || r.\"senderId\" AND k.\"senderId\" = r.\"senderId\")\n"
		"GROUP BY r.\"senderId\"\n"
		"ON CONFLICT (\"id\") DO UPDATE SET \"senderId\" = EXCLUDED.\"senderId\"",
	.params = plan_sources_params,
	.n_params = 5,
};
err q_plan_sources(system_db db, struct arena *a, const struct q_plan_sources_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_sources_query, in, affected);
}

static const struct db_field plan_batches_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_batches_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_batches_in, user_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_batches_in, sender_id) },
	{ "size", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_plan_batches_in, size) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_batches_in, from_id) },
};
static const struct db_query plan_batches_query = {
	.name = "plan_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"firstId\", \"lastId\", \"size\")\n"
		"SELECT 'c' || substr(md5($1 || min(g.\"id\")), 1, 24), $1, $2, $3, min(g.\"id\"), max(g.\"id\"), count(*)\n"
		"FROM (SELECT r.\"id\", (row_number() OVER (ORDER BY r.\"id\") - 1) / $4::int AS \"n\"\n"
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"id\" >= $5 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"GROUP BY g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_batches_params,
	.n_params = 5,
	.timeout_ms = -1,
};
err q_plan_batches(system_db db, struct arena *a, const struct q_plan_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_batches_query, in, affected);
}

static const struct db_field plan_shared_batches_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shared_batches_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shared_batches_in, user_id) },
	{ "size", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_plan_shared_batches_in, size) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shared_batches_in, from_id) },
};
static const struct db_query plan_shared_batches_query = {
	.name = "plan_shared_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"firstId\", \"lastId\", \"size\")\n"
		"SELECT 'c' || substr(md5($1 || min(g.\"id\")), 1, 24), $1 || ':' || g.\"senderId\", $2, g.\"senderId\", min(g.\"id\"),\n"
		"       max(g.\"id\"), count(*)\n"
		"FROM (SELECT r.\"id\", r.\"senderId\", (row_number() OVER (PARTITION BY r.\"senderId\" ORDER BY r.\"id\") - 1) / $3::int AS \"n\"\n"
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"id\" >= $4 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"GROUP BY g.\"senderId\", g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_shared_batches_params,
	.n_params = 4,
	.timeout_ms = -1,
};
err q_plan_shared_batches(system_db db, struct arena *a, const struct q_plan_shared_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_shared_batches_query, in, affected);
}

static const struct db_field plan_shares_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shares_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shares_in, campaign_id) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shares_in, from_id) },
};
static const struct db_query plan_shares_query = {
	.name = "plan_shares",
	.sql =
		"INSERT INTO \"CampaignSender\" AS s (\"campaignId\", \"senderId\", \"userId\", \"recipients\")\n"
		"SELECT r.\"campaignId\", r.\"senderId\", $1, count(*) FROM \"Recipient\" r\n"
		"WHERE r.\"campaignId\" = $2 AND r.\"id\" >= $3 AND r.\"senderId\" IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2\n"
		"ON CONFLICT (\"campaignId\", \"senderId\") DO UPDATE SET \"recipients\" = s.\"recipients\" + EXCLUDED.\"recipients\"",
	.params = plan_shares_params,
	.n_params = 3,
	.timeout_ms = -1,
};
err q_plan_shares(system_db db, struct arena *a, const struct q_plan_shares_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_shares_query, in, affected);
}

static const struct db_field plan_count_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_count_in, campaign_id) },
	{ "from_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_count_in, from_id) },
};
static const struct db_field plan_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_count_row, n) },
};
static const struct db_query plan_count_query = {
	.name = "plan_count",
	.sql =
		"SELECT count(*) AS n FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"id\" >= $2",
	.params = plan_count_params,
	.n_params = 2,
	.cols = plan_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_count_row),
	.timeout_ms = -1,
	.reads = true,
};
err q_plan_count(system_db db, struct arena *a, const struct q_plan_count_in *in, struct q_plan_count_row *out)
{
	return db_system_one(db, a, &plan_count_query, in, out);
}

static const struct db_field plan_begin_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_begin_in, now) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_begin_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_begin_in, campaign_id) },
};
static const struct db_query plan_begin_query = {
	.name = "plan_begin",
	.sql =
		"UPDATE \"Campaign\" SET \"plannedAt\" = $1, \"senderId\" = coalesce(\"senderId\", $2) WHERE \"id\" = $3",
	.params = plan_begin_params,
	.n_params = 3,
};
err q_plan_begin(system_db db, struct arena *a, const struct q_plan_begin_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_begin_query, in, affected);
}

static const struct db_field plan_refuse_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_refuse_in, campaign_id) },
	{ "anew", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_refuse_in, anew) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_refuse_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_refuse_in, now) },
};
static const struct db_query plan_refuse_query = {
	.name = "plan_refuse",
	.sql =
		"WITH gone AS (DELETE FROM \"CampaignPlan\" p WHERE p.\"campaignId\" = $1 AND $2::bool)\n"
		"UPDATE \"Campaign\" SET \"status\" = 'PAUSED', \"pauseReason\" = $3, \"plannedAt\" = CASE WHEN $2::bool THEN NULL ELSE \"plannedAt\" END,\n"
		"    \"updatedAt\" = $4 WHERE \"id\" = $1 AND \"status\" = 'SENDING'",
	.params = plan_refuse_params,
	.n_params = 4,
};
err q_plan_refuse(system_db db, struct arena *a, const struct q_plan_refuse_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_refuse_query, in, affected);
}

static const struct db_field plan_finish_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_finish_in, now) },
};
static const struct db_field plan_finish_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_finish_row, id) },
};
static const struct db_query plan_finish_query = {
	.name = "plan_finish",
	.sql =
		"UPDATE \"Campaign\" c SET \"status\" = 'SENT', \"sentAt\" = $1, \"updatedAt\" = $1\n"
		"WHERE c.\"status\" = 'SENDING' AND c.\"plannedAt\" IS NOT NULL AND c.\"cancelledAt\" IS NULL\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"CampaignPlan\" p WHERE p.\"campaignId\" = c.\"id\")\n"
		"  AND NOT EXISTS (\n"
		"      SELECT 1 FROM \"SendSource\" s WHERE s.\"campaignId\" = c.\"id\"\n"
		"        AND (EXISTS (SELECT 1 FROM \"SendBatch\" b WHERE b.\"sourceId\" = s.\"id\")\n"
		"             OR EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"sourceId\" = s.\"id\")))\n"
		"RETURNING c.\"id\"",
	.params = plan_finish_params,
	.n_params = 1,
	.cols = plan_finish_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_finish_row),
};
err q_plan_finish(system_db db, struct arena *a, const struct q_plan_finish_in *in, struct q_plan_finish_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &plan_finish_query, in, &rows));
	*out = (struct q_plan_finish_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field plan_drop_source_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_drop_source_in, ids) },
};
static const struct db_query plan_drop_source_query = {
	.name = "plan_drop_source",
	.sql =
		"DELETE FROM \"SendSource\" s WHERE s.\"campaignId\" = ANY ($1::text[])",
	.params = plan_drop_source_params,
	.n_params = 1,
};
err q_plan_drop_source(system_db db, struct arena *a, const struct q_plan_drop_source_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_drop_source_query, in, affected);
}

static const struct db_field plan_cancelled_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancelled_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancelled_row, user_id) },
};
static const struct db_query plan_cancelled_query = {
	.name = "plan_cancelled",
	.sql =
		"SELECT c.\"id\", c.\"userId\" FROM \"Campaign\" c\n"
		"WHERE c.\"cancelledAt\" IS NOT NULL AND c.\"status\" <> 'SENT'\n"
		"  AND NOT EXISTS (\n"
		"      SELECT 1 FROM \"SendSource\" s WHERE s.\"campaignId\" = c.\"id\"\n"
		"        AND (EXISTS (SELECT 1 FROM \"SendBatch\" b WHERE b.\"sourceId\" = s.\"id\" AND b.\"leasedUntil\" > now() AT TIME ZONE 'UTC')\n"
		"             OR EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"sourceId\" = s.\"id\" AND t.\"leasedUntil\" > now() AT TIME ZONE 'UTC')))\n"
		"  AND pg_try_advisory_xact_lock(hashtextextended('plan:' || c.\"id\", 0))\n"
		"LIMIT 1",
	.cols = plan_cancelled_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_plan_cancelled_row),
	.reads = true,
};
err q_plan_cancelled(system_db db, struct arena *a, struct q_plan_cancelled_row *out)
{
	return db_system_one(db, a, &plan_cancelled_query, NULL, out);
}

static const struct db_field plan_cancel_ranges_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_ranges_in, campaign_id) },
};
static const struct db_field plan_cancel_ranges_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_ranges_row, id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_ranges_row, contact_id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_ranges_row, domain) },
};
static const struct db_query plan_cancel_ranges_query = {
	.name = "plan_cancel_ranges",
	.sql =
		"WITH b AS MATERIALIZED (\n"
		"    SELECT k.\"id\", k.\"firstId\", k.\"lastId\" FROM \"SendSource\" s JOIN \"SendBatch\" k ON k.\"sourceId\" = s.\"id\"\n"
		"    WHERE s.\"campaignId\" = $1 ORDER BY k.\"firstId\" LIMIT 5\n"
		"), v AS MATERIALIZED (\n"
		"    SELECT p.\"id\" FROM b CROSS JOIN LATERAL (\n"
		"        SELECT q.\"id\" FROM \"Recipient\" q\n"
		"        WHERE q.\"id\" >= b.\"firstId\" AND q.\"id\" <= b.\"lastId\" AND q.\"campaignId\" = $1 AND q.\"status\" IS NOT DISTINCT FROM 'PENDING'\n"
		"        ORDER BY q.\"id\" LIMIT 10000) p\n"
		"    ORDER BY p.\"id\" LIMIT 10000\n"
		"), m AS MATERIALIZED (SELECT CASE WHEN count(*) = 10000 THEN max(v.\"id\") END AS \"upto\" FROM v\n"
		"), gone AS (DELETE FROM \"SendBatch\" d USING b, m WHERE d.\"id\" = b.\"id\" AND (m.\"upto\" IS NULL OR b.\"lastId\" <= m.\"upto\")\n"
		"), cut AS (UPDATE \"SendBatch\" d SET \"firstId\" = m.\"upto\" FROM b, m WHERE d.\"id\" = b.\"id\" AND b.\"lastId\" > m.\"upto\" AND b.\"firstId\" < m.\"upto\")\n"
		"UPDATE \"Recipient\" r SET \"status\" = 'FAILED', \"failureReason\" = 'cancelled'\n"
		"FROM (SELECT DISTINCT v.\"id\" FROM v) w, \"Contact\" c\n"
		"WHERE r.\"id\" = w.\"id\" AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND c.\"id\" = r.\"contactId\"\n"
		"RETURNING r.\"id\", r.\"contactId\", split_part(c.\"email\", '@', 2) AS \"domain\"",
	.params = plan_cancel_ranges_params,
	.n_params = 1,
	.cols = plan_cancel_ranges_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_plan_cancel_ranges_row),
	.timeout_ms = 120000,
};
err q_plan_cancel_ranges(system_db db, struct arena *a, const struct q_plan_cancel_ranges_in *in, struct q_plan_cancel_ranges_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &plan_cancel_ranges_query, in, &rows));
	*out = (struct q_plan_cancel_ranges_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field plan_has_ranges_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_has_ranges_in, campaign_id) },
};
static const struct db_field plan_has_ranges_cols[] = {
	{ "has", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_has_ranges_row, has) },
};
static const struct db_query plan_has_ranges_query = {
	.name = "plan_has_ranges",
	.sql =
		"SELECT EXISTS (SELECT 1 FROM \"SendSource\" s JOIN \"SendBatch\" k ON k.\"sourceId\" = s.\"id\" WHERE s.\"campaignId\" = $1) AS has",
	.params = plan_has_ranges_params,
	.n_params = 1,
	.cols = plan_has_ranges_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_plan_has_ranges_row),
	.reads = true,
};
err q_plan_has_ranges(system_db db, struct arena *a, const struct q_plan_has_ranges_in *in, struct q_plan_has_ranges_row *out)
{
	return db_system_one(db, a, &plan_has_ranges_query, in, out);
}

static const struct db_field plan_cancel_some_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_some_in, campaign_id) },
};
static const struct db_field plan_cancel_some_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_some_row, id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_some_row, contact_id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_some_row, domain) },
};
static const struct db_query plan_cancel_some_query = {
	.name = "plan_cancel_some",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT p.\"id\", split_part(c.\"email\", '@', 2) AS \"domain\" FROM \"Recipient\" p JOIN \"Contact\" c ON c.\"id\" = p.\"contactId\"\n"
		"    WHERE p.\"campaignId\" = $1 AND p.\"status\" IS NOT DISTINCT FROM 'PENDING' ORDER BY p.\"id\" LIMIT 5000 FOR NO KEY UPDATE OF p)\n"
		"UPDATE \"Recipient\" r SET \"status\" = 'FAILED', \"failureReason\" = 'cancelled' FROM v WHERE r.\"id\" = v.\"id\"\n"
		"RETURNING r.\"id\", r.\"contactId\", v.\"domain\"",
	.params = plan_cancel_some_params,
	.n_params = 1,
	.cols = plan_cancel_some_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_plan_cancel_some_row),
	.timeout_ms = 120000,
};
err q_plan_cancel_some(system_db db, struct arena *a, const struct q_plan_cancel_some_in *in, struct q_plan_cancel_some_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &plan_cancel_some_query, in, &rows));
	*out = (struct q_plan_cancel_some_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field plan_cancel_done_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_cancel_done_in, campaign_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_cancel_done_in, now) },
};
static const struct db_query plan_cancel_done_query = {
	.name = "plan_cancel_done",
	.sql =
		"WITH gone AS (DELETE FROM \"SendRetry\" WHERE split_part(\"sourceId\", ':', 1) = $1 AND \"sourceId\" IN (\n"
		"    SELECT s.\"id\" FROM \"SendSource\" s WHERE s.\"campaignId\" = $1)),\n"
		"unplanned AS (DELETE FROM \"CampaignPlan\" p WHERE p.\"campaignId\" = $1)\n"
		"UPDATE \"Campaign\" SET \"status\" = 'SENT', \"sentAt\" = $2, \"updatedAt\" = $2 WHERE \"id\" = $1",
	.params = plan_cancel_done_params,
	.n_params = 2,
};
err q_plan_cancel_done(system_db db, struct arena *a, const struct q_plan_cancel_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_cancel_done_query, in, affected);
}
