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
		"                (SELECT s.\"id\" FROM \"Sender\" s WHERE s.\"userId\" = c.\"userId\" ORDER BY s.\"isDefault\" DESC, s.\"createdAt\" LIMIT 1)) AS \"senderId\"\n"
		"FROM \"Campaign\" c\n"
		"WHERE c.\"status\" = 'SENDING' AND c.\"plannedAt\" IS NULL AND pg_try_advisory_xact_lock(hashtextextended('plan:' || c.\"id\", 0))\n"
		"LIMIT 1",
	.cols = plan_next_cols,
	.n_cols = 13,
	.row_size = sizeof(struct q_plan_next_row),
};
err q_plan_next(system_db db, struct arena *a, struct q_plan_next_row *out)
{
	return db_system_one(db, a, &plan_next_query, NULL, out);
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
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, campaign_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, user_id) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, key) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, sender_id) },
	{ "prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, prefix) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_recipients_in, tail) },
	{ "by_zone", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_recipients_in, by_zone) },
	{ "zones", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_recipients_in, zones) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_plan_recipients_in, hash_keys) },
	{ "only_threads", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_plan_recipients_in, only_threads) },
	{ "reply_source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_plan_recipients_in, reply_source) },
};
static const struct db_query plan_recipients_query = {
	.name = "plan_recipients",
	.sql =
		"INSERT INTO \"Recipient\" (\"id\", \"campaignId\", \"contactId\", \"userId\", \"sendKey\", \"trackingId\", \"senderId\", \"zone\")\n"
		"SELECT n.\"id\", $1, n.\"contactId\", $2, 'c:' || $1 || ':' || n.\"contactId\",\n"
		"       substr(n.\"id\", 2) || left(encode(sha256(convert_to($3 || n.\"id\" || $3, 'UTF8')), 'hex'), 20), $4, n.\"zone\"\n"
		"FROM (\n"
		"    SELECT $5 || lpad(to_hex(row_number() OVER (ORDER BY p.\"zone\", p.\"id\")), 6, '0') || $6 AS \"id\", p.\"id\" AS \"contactId\", p.\"zone\"\n"
		"    FROM (\n"
		"    SELECT DISTINCT ON (a.\"identity\") a.\"id\",\n"
		"           CASE WHEN $7::bool THEN \"loumass_zone_of\"(a.\"timezone\", a.\"timezoneSource\", a.\"variables\", $8::text[]) END AS \"zone\"\n"
		"    FROM \"loumass_audience\"($2, (SELECT \"audience\" FROM \"Campaign\" WHERE \"id\" = $1)) a\n"
		"    CROSS JOIN LATERAL \"loumass_barred\"($2, a.\"email\", a.\"identity\", a.\"identityDomain\", $9::text[]) b\n"
		"    WHERE a.\"status\" = 'ACTIVE' AND NOT b.\"suppressed\"\n"
		"      AND (NOT $10::bool OR a.\"id\" IN (SELECT m.\"contactId\" FROM \"loumass_reply_mails\"($2, $11::text) m))\n"
		"      AND NOT EXISTS (SELECT 1 FROM \"Recipient\" r JOIN \"Contact\" d ON d.\"id\" = r.\"contactId\"\n"
		"                      WHERE r.\"campaignId\" = $1 AND d.\"identity\" = a.\"identity\" AND d.\"id\" <> a.\"id\")\n"
		"      AND ((SELECT m.\"topicId\" FROM \"Campaign\" m WHERE m.\"id\" = $1) IS NULL\n"
		"           OR coalesce((SELECT x.\"subscribed\" FROM \"ContactTopic\" x\n"
		"                        WHERE x.\"contactId\" = a.\"id\" AND x.\"topicId\" = (SELECT m.\"topicId\" FROM \"Campaign\" m WHERE m.\"id\" = $1)),\n"
		"                       (SELECT NOT t.\"optIn\" FROM \"Campaign\" m JOIN \"Topic\" t ON t.\"id\" = m.\"topicId\" WHERE m.\"id\" = $1)))\n"
		"    ORDER BY a.\"identity\", a.\"id\") p\n"
		") n\n"
		"ON CONFLICT (\"sendKey\") DO NOTHING",
	.params = plan_recipients_params,
	.n_params = 11,
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_plan_recipients_in, who),
};
err q_plan_recipients(system_db db, struct arena *a, const struct q_plan_recipients_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_recipients_query, in, affected);
}

static const struct db_field plan_zones_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_zones_in, campaign_id) },
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
		"    UNION\n"
		"    SELECT c.\"timezone\" FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" WHERE r.\"campaignId\" = $2 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') z\n"
		"WHERE z.\"zone\" IS NOT NULL AND length(z.\"zone\") <= 64 LIMIT 5000",
	.params = plan_zones_params,
	.n_params = 2,
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
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"LEFT JOIN unnest($6::text[], $7::timestamp[]) AS d (\"zone\", \"due\") ON d.\"zone\" = g.\"zone\"\n"
		"GROUP BY g.\"senderId\", g.\"zone\", g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_zoned_batches_params,
	.n_params = 7,
	.timeout_ms = -1,
};
err q_plan_zoned_batches(system_db db, struct arena *a, const struct q_plan_zoned_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_zoned_batches_query, in, affected);
}

static const struct db_field plan_hold_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_hold_in, campaign_id) },
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
		"        AND c.\"id\" IN (SELECT a.\"id\" FROM \"loumass_audience\"($1, (SELECT m.\"audience\" FROM \"Campaign\" m WHERE m.\"id\" = $2)) a)\n"
		"      FOR KEY SHARE OF c) h",
	.params = plan_hold_params,
	.n_params = 2,
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
		"WHERE r.\"campaignId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING'",
	.params = plan_spread_params,
	.n_params = 2,
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
};
static const struct db_query plan_threads_query = {
	.name = "plan_threads",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"replyToId\" = p.\"id\",\n"
		"    \"senderId\" = coalesce((SELECT s.\"id\" FROM \"Sender\" s WHERE s.\"id\" = p.\"senderId\" AND s.\"userId\" = $1), r.\"senderId\")\n"
		"FROM \"loumass_reply_mails\"($1, $2::text) p\n"
		"WHERE r.\"campaignId\" = $3 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"contactId\" = p.\"contactId\" AND r.\"id\" <> p.\"id\"",
	.params = plan_threads_params,
	.n_params = 3,
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
};
static const struct db_query plan_sources_query = {
	.name = "plan_sources",
	.sql =
		"INSERT INTO \"SendSource\" (\"id\", \"userId\", \"campaignId\", \"senderId\", \"lastServedAt\")\n"
		"SELECT $1, $2, $1, $3, 'epoch'::timestamp WHERE NOT $4::bool\n"
		"UNION ALL\n"
		"SELECT $1 || ':' || r.\"senderId\", $2, $1, r.\"senderId\", 'epoch'::timestamp FROM \"Recipient\" r\n"
		"WHERE $4::bool AND r.\"campaignId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' GROUP BY r.\"senderId\"\n"
		"ON CONFLICT (\"id\") DO UPDATE SET \"senderId\" = EXCLUDED.\"senderId\"",
	.params = plan_sources_params,
	.n_params = 4,
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
};
static const struct db_query plan_batches_query = {
	.name = "plan_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"firstId\", \"lastId\", \"size\")\n"
		"SELECT 'c' || substr(md5($1 || min(g.\"id\")), 1, 24), $1, $2, $3, min(g.\"id\"), max(g.\"id\"), count(*)\n"
		"FROM (SELECT r.\"id\", (row_number() OVER (ORDER BY r.\"id\") - 1) / $4::int AS \"n\"\n"
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"GROUP BY g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_batches_params,
	.n_params = 4,
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
};
static const struct db_query plan_shared_batches_query = {
	.name = "plan_shared_batches",
	.sql =
		"INSERT INTO \"SendBatch\" (\"id\", \"sourceId\", \"userId\", \"senderId\", \"firstId\", \"lastId\", \"size\")\n"
		"SELECT 'c' || substr(md5($1 || min(g.\"id\")), 1, 24), $1 || ':' || g.\"senderId\", $2, g.\"senderId\", min(g.\"id\"),\n"
		"       max(g.\"id\"), count(*)\n"
		"FROM (SELECT r.\"id\", r.\"senderId\", (row_number() OVER (PARTITION BY r.\"senderId\" ORDER BY r.\"id\") - 1) / $3::int AS \"n\"\n"
		"      FROM \"Recipient\" r WHERE r.\"campaignId\" = $1 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING') g\n"
		"GROUP BY g.\"senderId\", g.\"n\"\n"
		"ON CONFLICT (\"id\") DO NOTHING",
	.params = plan_shared_batches_params,
	.n_params = 3,
	.timeout_ms = -1,
};
err q_plan_shared_batches(system_db db, struct arena *a, const struct q_plan_shared_batches_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_shared_batches_query, in, affected);
}

static const struct db_field plan_shares_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shares_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_shares_in, campaign_id) },
};
static const struct db_query plan_shares_query = {
	.name = "plan_shares",
	.sql =
		"INSERT INTO \"CampaignSender\" (\"campaignId\", \"senderId\", \"userId\", \"recipients\")\n"
		"SELECT r.\"campaignId\", r.\"senderId\", $1, count(*) FROM \"Recipient\" r\n"
		"WHERE r.\"campaignId\" = $2 AND r.\"senderId\" IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2\n"
		"ON CONFLICT (\"campaignId\", \"senderId\") DO UPDATE SET \"recipients\" = EXCLUDED.\"recipients\"",
	.params = plan_shares_params,
	.n_params = 2,
	.timeout_ms = -1,
};
err q_plan_shares(system_db db, struct arena *a, const struct q_plan_shares_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_shares_query, in, affected);
}

static const struct db_field plan_count_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_count_in, campaign_id) },
};
static const struct db_field plan_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_plan_count_row, n) },
};
static const struct db_query plan_count_query = {
	.name = "plan_count",
	.sql =
		"SELECT count(*) AS n FROM \"Recipient\" r WHERE r.\"campaignId\" = $1",
	.params = plan_count_params,
	.n_params = 1,
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

static const struct db_field plan_done_params[] = {
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_done_in, now) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_done_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_done_in, campaign_id) },
};
static const struct db_query plan_done_query = {
	.name = "plan_done",
	.sql =
		"UPDATE \"Campaign\" SET \"plannedAt\" = $1, \"senderId\" = coalesce(\"senderId\", $2) WHERE \"id\" = $3",
	.params = plan_done_params,
	.n_params = 3,
};
err q_plan_done(system_db db, struct arena *a, const struct q_plan_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_done_query, in, affected);
}

static const struct db_field plan_refuse_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_refuse_in, reason) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_plan_refuse_in, now) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_plan_refuse_in, campaign_id) },
};
static const struct db_query plan_refuse_query = {
	.name = "plan_refuse",
	.sql =
		"UPDATE \"Campaign\" SET \"status\" = 'PAUSED', \"pauseReason\" = $1, \"updatedAt\" = $2 WHERE \"id\" = $3 AND \"status\" = 'SENDING'",
	.params = plan_refuse_params,
	.n_params = 3,
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
		"    SELECT s.\"id\" FROM \"SendSource\" s WHERE s.\"campaignId\" = $1))\n"
		"UPDATE \"Campaign\" SET \"status\" = 'SENT', \"sentAt\" = $2, \"updatedAt\" = $2 WHERE \"id\" = $1",
	.params = plan_cancel_done_params,
	.n_params = 2,
};
err q_plan_cancel_done(system_db db, struct arena *a, const struct q_plan_cancel_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &plan_cancel_done_query, in, affected);
}
