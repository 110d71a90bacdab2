/* Written by tools/sqlgen from sql/q/system/send.sql; do not edit. */
#include "db/gen/sys_send_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field send_pick_source_params[] = {
	{ "skip", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_pick_source_in, skip) },
	{ "skip_senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_pick_source_in, skip_senders) },
};
static const struct db_field send_pick_source_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, user_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, sequence_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, sender_id) },
	{ "heldBelow", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, held_below) },
	{ "delivery", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, delivery) },
	{ "accountZone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, account_zone) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_pick_source_row, holidays) },
};
static const struct db_query send_pick_source_query = {
	.name = "send_pick_source",
	.sql =
		"SELECT s.\"id\", s.\"userId\", s.\"campaignId\", s.\"sequenceId\", s.\"senderId\", \"loumass_cuid_floor\"(q.\"heldBefore\") AS \"heldBelow\",\n"
		"       c.\"delivery\"::text AS \"delivery\",\n"
		"       CASE WHEN c.\"delivery\" IS NOT NULL THEN (SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = s.\"userId\") END AS \"accountZone\",\n"
		"       CASE WHEN c.\"delivery\" IS NOT NULL THEN (SELECT u.\"holidays\"::text FROM \"User\" u WHERE u.\"id\" = s.\"userId\") END AS \"holidays\"\n"
		"FROM \"SendSource\" s\n"
		"JOIN \"Sender\" d ON d.\"id\" = s.\"senderId\" AND d.\"status\" = 'ACTIVE' AND (d.\"pausedUntil\" IS NULL OR d.\"pausedUntil\" <= now() AT TIME ZONE 'UTC')\n"
		"LEFT JOIN \"Campaign\" c ON c.\"id\" = s.\"campaignId\"\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = s.\"sequenceId\"\n"
		"WHERE (c.\"status\" = 'SENDING' AND c.\"cancelledAt\" IS NULL OR q.\"status\" = 'ACTIVE' AND q.\"stepsState\" = 'ok')\n"
		"  AND (d.\"tokenUrl\" IS NULL OR d.\"auth\" <> 'xoauth2' OR d.\"tokenExpiresAt\" > now() AT TIME ZONE 'UTC')\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Setting\" h WHERE h.\"key\" = 'held')\n"
		"  AND NOT s.\"id\" = ANY ($1::text[]) AND NOT s.\"senderId\" = ANY ($2::text[])\n"
		"  AND (EXISTS (SELECT 1 FROM \"SendBatch\" b WHERE b.\"sourceId\" = s.\"id\"\n"
		"               AND coalesce(greatest(b.\"leasedUntil\", b.\"notBefore\"), 'epoch'::timestamp) < now() AT TIME ZONE 'UTC'\n"
		"               AND (q.\"heldBefore\" IS NULL OR b.\"firstId\" >= \"loumass_cuid_floor\"(q.\"heldBefore\")))\n"
		"       OR EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"sourceId\" = s.\"id\" AND t.\"dueAt\" <= now() AT TIME ZONE 'UTC'\n"
		"                  AND (t.\"leasedUntil\" IS NULL OR t.\"leasedUntil\" < now() AT TIME ZONE 'UTC')\n"
		"                  AND (q.\"heldBefore\" IS NULL OR t.\"recipientId\" >= \"loumass_cuid_floor\"(q.\"heldBefore\"))))\n"
		"ORDER BY s.\"priority\" DESC,\n"
		"         (SELECT max(u.\"lastServedAt\") FROM \"SendSource\" u WHERE u.\"userId\" = s.\"userId\"), s.\"lastServedAt\"\n"
		"LIMIT 1\n"
		"FOR UPDATE OF s SKIP LOCKED",
	.params = send_pick_source_params,
	.n_params = 2,
	.cols = send_pick_source_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_send_pick_source_row),
};
err q_send_pick_source(system_db db, struct arena *a, const struct q_send_pick_source_in *in, struct q_send_pick_source_row *out)
{
	return db_system_one(db, a, &send_pick_source_query, in, out);
}

static const struct db_field send_touch_source_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_touch_source_in, id) },
};
static const struct db_query send_touch_source_query = {
	.name = "send_touch_source",
	.sql =
		"UPDATE \"SendSource\" SET \"lastServedAt\" = clock_timestamp() AT TIME ZONE 'UTC' WHERE \"id\" = $1",
	.params = send_touch_source_params,
	.n_params = 1,
};
err q_send_touch_source(system_db db, struct arena *a, const struct q_send_touch_source_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_touch_source_query, in, affected);
}

static const struct db_field send_sender_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_in, me) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_in, id) },
};
static const struct db_field send_sender_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, user_id) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, kind) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, from_email) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sender_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sender_row, reply_to) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sender_row, host) },
	{ "port", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_sender_row, port) },
	{ "security", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, security) },
	{ "tlsVerify", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_sender_row, tls_verify) },
	{ "auth", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sender_row, auth) },
	{ "username", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sender_row, username) },
	{ "perSecond", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_sender_row, per_second) },
	{ "perHour", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_sender_row, per_hour) },
	{ "perDay", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_sender_row, per_day) },
	{ "maxConnections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_sender_row, max_connections) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_sender_row, dkim) },
	{ "replyTags", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_sender_row, reply_tags) },
	{ "secretSealed", DB_STR, DB_WIRE_TEXT, true, 17, 0, offsetof(struct q_send_sender_row, secret_sealed) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_sender_row, updated_at) },
	{ "leaveTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sender_row, leave_to) },
	{ "warmupLimit", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_sender_row, warmup_limit) },
	{ "hour", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_sender_row, hour) },
	{ "day", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_sender_row, day) },
	{ "elsewhere", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_sender_row, elsewhere) },
	{ "workers", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_sender_row, workers) },
	{ "free_us", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_sender_row, free_us) },
};
static const struct db_query send_sender_query = {
	.name = "send_sender",
	.sql =
		"SELECT d.\"id\", d.\"userId\", d.\"kind\", d.\"fromEmail\", d.\"fromName\", d.\"replyTo\", d.\"host\", d.\"port\", d.\"security\", d.\"tlsVerify\", d.\"auth\",\n"
		"       d.\"username\", d.\"perSecond\", d.\"perHour\", d.\"perDay\", d.\"maxConnections\", d.\"dkim\", d.\"replyTags\",\n"
		"       CASE WHEN d.\"auth\" = 'xoauth2' AND d.\"tokenUrl\" IS NOT NULL THEN d.\"accessTokenSealed\" ELSE d.\"secretSealed\" END AS \"secretSealed\",\n"
		"       greatest(d.\"updatedAt\", d.\"tokenChangedAt\") AS \"updatedAt\",\n"
		"       (SELECT CASE WHEN m.\"kind\" = 'gmail' THEN d.\"fromEmail\" ELSE coalesce(nullif(d.\"replyTo\", ''), d.\"fromEmail\") END\n"
		"        FROM \"Mailbox\" m WHERE m.\"senderId\" = d.\"id\" AND m.\"userId\" = d.\"userId\" AND m.\"enabled\" AND m.\"failures\" < 10) AS \"leaveTo\",\n"
		"       CASE WHEN d.\"warmupTarget\" IS NOT NULL THEN d.\"warmupLimit\" END AS \"warmupLimit\",\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0) FROM \"SenderUsage\" u\n"
		"        WHERE u.\"senderId\" = d.\"id\" AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS hour,\n"
		"       (SELECT coalesce(sum(u.\"granted\"), 0) FROM \"SenderUsage\" u\n"
		"        WHERE u.\"senderId\" = d.\"id\" AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS day,\n"
		"       (SELECT coalesce(sum(m.\"c\"), 0) FROM (\n"
		"            SELECT max(b.\"connections\") AS c FROM \"SendBatch\" b\n"
		"            WHERE b.\"senderId\" = d.\"id\" AND b.\"leasedBy\" IS NOT NULL AND b.\"leasedUntil\" > now() AT TIME ZONE 'UTC' AND b.\"leasedBy\" <> $1\n"
		"            GROUP BY b.\"leasedBy\") m) AS elsewhere,\n"
		"       (SELECT count(*) FROM \"Worker\" w WHERE w.\"role\" = 'send' AND w.\"lastSeenAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '30 seconds') AS workers,\n"
		"       least(5000000, greatest(0, (extract(epoch FROM d.\"nextFreeAt\" - clock_timestamp() AT TIME ZONE 'UTC') * 1000000)::int8)) AS free_us\n"
		"FROM \"Sender\" d WHERE d.\"id\" = $2 FOR NO KEY UPDATE",
	.params = send_sender_params,
	.n_params = 2,
	.cols = send_sender_cols,
	.n_cols = 27,
	.row_size = sizeof(struct q_send_sender_row),
};
err q_send_sender(system_db db, struct arena *a, const struct q_send_sender_in *in, struct q_send_sender_row *out)
{
	return db_system_one(db, a, &send_sender_query, in, out);
}

static const struct db_field send_grant_params[] = {
	{ "n", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_grant_in, n) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_grant_in, sender_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_grant_in, user_id) },
};
static const struct db_field send_grant_cols[] = {
	{ "minute", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_grant_row, minute) },
};
static const struct db_query send_grant_query = {
	.name = "send_grant",
	.sql =
		"WITH pace AS (\n"
		"    UPDATE \"Sender\" d\n"
		"    SET \"nextFreeAt\" = least(greatest(coalesce(d.\"nextFreeAt\", 'epoch'), clock_timestamp() AT TIME ZONE 'UTC'), clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '5 seconds')\n"
		"                       + make_interval(secs => $1::float8 / d.\"perSecond\")\n"
		"    WHERE d.\"id\" = $2 AND d.\"perSecond\" IS NOT NULL\n"
		")\n"
		"INSERT INTO \"SenderUsage\" AS u (\"senderId\", \"minute\", \"userId\", \"granted\")\n"
		"VALUES ($2, date_trunc('minute', now() AT TIME ZONE 'UTC'), $3, $1)\n"
		"ON CONFLICT (\"senderId\", \"minute\") DO UPDATE SET \"granted\" = u.\"granted\" + EXCLUDED.\"granted\"\n"
		"RETURNING u.\"minute\"",
	.params = send_grant_params,
	.n_params = 3,
	.cols = send_grant_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_grant_row),
};
err q_send_grant(system_db db, struct arena *a, const struct q_send_grant_in *in, struct q_send_grant_row *out)
{
	return db_system_one(db, a, &send_grant_query, in, out);
}

static const struct db_field send_return_params[] = {
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_return_in, n) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_return_in, sender_id) },
	{ "minute", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_return_in, minute) },
};
static const struct db_query send_return_query = {
	.name = "send_return",
	.sql =
		"UPDATE \"SenderUsage\" SET \"granted\" = greatest(0, \"granted\" - $1::int) WHERE \"senderId\" = $2 AND \"minute\" = $3",
	.params = send_return_params,
	.n_params = 3,
};
err q_send_return(system_db db, struct arena *a, const struct q_send_return_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_return_query, in, affected);
}

static const struct db_field send_claim_batch_params[] = {
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_batch_in, source_id) },
	{ "held_below", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_claim_batch_in, held_below) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_batch_in, me) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_claim_batch_in, seconds) },
	{ "connections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_batch_in, connections) },
	{ "granted", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_batch_in, granted) },
	{ "announced", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_batch_in, announced) },
};
static const struct db_field send_claim_batch_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_batch_row, id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_claim_batch_row, step_id) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_claim_batch_row, version) },
	{ "firstId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_batch_row, first_id) },
	{ "lastId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_batch_row, last_id) },
	{ "size", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_batch_row, size) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_claim_batch_row, zone) },
	{ "before", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_batch_row, before) },
	{ "before_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_claim_batch_row, before_to) },
	{ "taken_over", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_claim_batch_row, taken_over) },
};
static const struct db_query send_claim_batch_query = {
	.name = "send_claim_batch",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT c.\"id\", c.\"leasedBy\",\n"
		"           CASE WHEN c.\"announcedBy\" = c.\"leasedBy\" THEN c.\"announced\" ELSE c.\"granted\" END AS \"before\",\n"
		"           CASE WHEN c.\"announcedBy\" = c.\"leasedBy\" THEN c.\"announcedTo\" END AS \"beforeTo\"\n"
		"    FROM \"SendBatch\" c\n"
		"    WHERE c.\"sourceId\" = $1 AND (c.\"leasedUntil\" IS NULL OR c.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"      AND (c.\"notBefore\" IS NULL OR c.\"notBefore\" <= clock_timestamp() AT TIME ZONE 'UTC')\n"
		"      AND ($2::text IS NULL OR c.\"firstId\" >= $2)\n"
		"    ORDER BY c.\"priority\" DESC, c.\"firstId\" LIMIT 1 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"SendBatch\" b\n"
		"SET \"leasedBy\" = $3, \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $4), \"connections\" = $5,\n"
		"    \"granted\" = $6, \"grantedAt\" = date_trunc('minute', now() AT TIME ZONE 'UTC'), \"takeovers\" = b.\"takeovers\" + (v.\"leasedBy\" IS NOT NULL)::int,\n"
		"    \"announced\" = $7, \"announcedTo\" = NULL, \"announcedBy\" = $3\n"
		"FROM v WHERE b.\"id\" = v.\"id\"\n"
		"RETURNING b.\"id\", b.\"stepId\", b.\"version\", b.\"firstId\", b.\"lastId\", b.\"size\", b.\"zone\", coalesce(v.\"before\", 0) AS before, v.\"beforeTo\" AS before_to,\n"
		"          v.\"leasedBy\" IS NOT NULL AS taken_over",
	.params = send_claim_batch_params,
	.n_params = 7,
	.cols = send_claim_batch_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_send_claim_batch_row),
};
err q_send_claim_batch(system_db db, struct arena *a, const struct q_send_claim_batch_in *in, struct q_send_claim_batch_row *out)
{
	return db_system_one(db, a, &send_claim_batch_query, in, out);
}

static const struct db_field send_announce_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_announce_in, ids) },
	{ "to", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_announce_in, to) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_announce_in, me) },
};
static const struct db_field send_announce_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_announce_row, id) },
};
static const struct db_query send_announce_query = {
	.name = "send_announce",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT b.\"id\", n.\"to\" FROM unnest($1::text[], $2::text[]) AS n (\"id\", \"to\") JOIN \"SendBatch\" b ON b.\"id\" = n.\"id\" AND b.\"leasedBy\" = $3\n"
		"    ORDER BY b.\"id\" FOR NO KEY UPDATE OF b)\n"
		"UPDATE \"SendBatch\" b SET \"announcedTo\" = v.\"to\" FROM v WHERE b.\"id\" = v.\"id\"\n"
		"RETURNING b.\"id\"",
	.params = send_announce_params,
	.n_params = 3,
	.cols = send_announce_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_announce_row),
};
err q_send_announce(system_db db, struct arena *a, const struct q_send_announce_in *in, struct q_send_announce_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_announce_query, in, &rows));
	*out = (struct q_send_announce_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_announce_retries_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_announce_retries_in, ids) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_announce_retries_in, me) },
};
static const struct db_field send_announce_retries_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_announce_retries_row, recipient_id) },
};
static const struct db_query send_announce_retries_query = {
	.name = "send_announce_retries",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT t.\"recipientId\" FROM \"SendRetry\" t WHERE t.\"recipientId\" = ANY ($1::text[]) AND t.\"leasedBy\" = $2\n"
		"    ORDER BY t.\"recipientId\" FOR NO KEY UPDATE OF t)\n"
		"UPDATE \"SendRetry\" t SET \"unbegunBy\" = NULL FROM v WHERE t.\"recipientId\" = v.\"recipientId\"\n"
		"RETURNING t.\"recipientId\"",
	.params = send_announce_retries_params,
	.n_params = 2,
	.cols = send_announce_retries_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_announce_retries_row),
};
err q_send_announce_retries(system_db db, struct arena *a, const struct q_send_announce_retries_in *in, struct q_send_announce_retries_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_announce_retries_query, in, &rows));
	*out = (struct q_send_announce_retries_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_shut_params[] = {
	{ "until", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_shut_in, until) },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_shut_in, source_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_shut_in, zone) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_shut_in, id) },
};
static const struct db_query send_shut_query = {
	.name = "send_shut",
	.sql =
		"UPDATE \"SendBatch\" b SET \"notBefore\" = $1, \"leasedBy\" = NULL, \"leasedUntil\" = NULL, \"connections\" = 0, \"granted\" = 0\n"
		"WHERE b.\"sourceId\" = $2 AND b.\"zone\" IS NOT DISTINCT FROM $3\n"
		"  AND (b.\"id\" = $4 OR b.\"leasedUntil\" IS NULL) AND (b.\"notBefore\" IS NULL OR b.\"notBefore\" < $1)",
	.params = send_shut_params,
	.n_params = 4,
};
err q_send_shut(system_db db, struct arena *a, const struct q_send_shut_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_shut_query, in, affected);
}

static const struct db_field send_claim_retries_params[] = {
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_retries_in, source_id) },
	{ "held_below", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_claim_retries_in, held_below) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_claim_retries_in, n) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_retries_in, me) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_claim_retries_in, seconds) },
	{ "announced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_claim_retries_in, announced) },
};
static const struct db_field send_claim_retries_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_claim_retries_row, recipient_id) },
	{ "attempts", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_claim_retries_row, attempts) },
	{ "firstTriedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_claim_retries_row, first_tried_at) },
	{ "taken_over", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_claim_retries_row, taken_over) },
};
static const struct db_query send_claim_retries_query = {
	.name = "send_claim_retries",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT r.\"recipientId\", r.\"leasedBy\", r.\"unbegunBy\" FROM \"SendRetry\" r\n"
		"    WHERE r.\"sourceId\" = $1 AND r.\"dueAt\" <= clock_timestamp() AT TIME ZONE 'UTC'\n"
		"      AND (r.\"leasedUntil\" IS NULL OR r.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')\n"
		"      AND ($2::text IS NULL OR r.\"recipientId\" >= $2)\n"
		"    ORDER BY r.\"dueAt\" LIMIT $3 FOR UPDATE SKIP LOCKED)\n"
		"UPDATE \"SendRetry\" t\n"
		"SET \"leasedBy\" = $4, \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $5),\n"
		"    \"grantedAt\" = date_trunc('minute', now() AT TIME ZONE 'UTC'),\n"
		"    \"unbegunBy\" = CASE WHEN (SELECT count(*) FROM v) > $6 THEN $4 END\n"
		"FROM v WHERE t.\"recipientId\" = v.\"recipientId\"\n"
		"RETURNING t.\"recipientId\", t.\"attempts\", t.\"firstTriedAt\", v.\"leasedBy\" IS NOT NULL AND v.\"unbegunBy\" IS DISTINCT FROM v.\"leasedBy\" AS taken_over",
	.params = send_claim_retries_params,
	.n_params = 6,
	.cols = send_claim_retries_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_send_claim_retries_row),
};
err q_send_claim_retries(system_db db, struct arena *a, const struct q_send_claim_retries_in *in, struct q_send_claim_retries_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_claim_retries_query, in, &rows));
	*out = (struct q_send_claim_retries_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_lost_rows_params[] = {
	{ "first_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lost_rows_in, first_id) },
	{ "last_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lost_rows_in, last_id) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lost_rows_in, user_id) },
	{ "source_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lost_rows_in, source_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lost_rows_in, step_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lost_rows_in, zone) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_lost_rows_in, n) },
};
static const struct db_field send_lost_rows_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lost_rows_row, id) },
};
static const struct db_query send_lost_rows_query = {
	.name = "send_lost_rows",
	.sql =
		"SELECT r.\"id\" FROM \"Recipient\" r\n"
		"WHERE r.\"id\" >= $1 AND r.\"id\" <= $2 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"userId\" = $3\n"
		"  AND (r.\"campaignId\" = split_part($4, ':', 1) OR r.\"sequenceId\" = split_part($4, ':', 1))\n"
		"  AND split_part($4, ':', 2) IN ('', r.\"senderId\") AND ($5::text IS NULL OR r.\"stepId\" = $5)\n"
		"  AND ($6::text IS NULL OR coalesce(r.\"zone\", '') = $6)\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"recipientId\" = r.\"id\")\n"
		"ORDER BY r.\"id\" LIMIT $7",
	.params = send_lost_rows_params,
	.n_params = 7,
	.cols = send_lost_rows_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_lost_rows_row),
	.reads = true,
};
err q_send_lost_rows(system_db db, struct arena *a, const struct q_send_lost_rows_in *in, struct q_send_lost_rows_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_lost_rows_query, in, &rows));
	*out = (struct q_send_lost_rows_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_leased_ranges_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_in, me) },
};
static const struct db_field send_leased_ranges_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_row, id) },
	{ "sourceId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_row, source_id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_row, user_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_leased_ranges_row, step_id) },
	{ "firstId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_row, first_id) },
	{ "lastId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_ranges_row, last_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_leased_ranges_row, zone) },
	{ "before", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_leased_ranges_row, before) },
	{ "before_to", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_leased_ranges_row, before_to) },
};
static const struct db_query send_leased_ranges_query = {
	.name = "send_leased_ranges",
	.sql =
		"SELECT b.\"id\", b.\"sourceId\", b.\"userId\", b.\"stepId\", b.\"firstId\", b.\"lastId\", b.\"zone\",\n"
		"       coalesce(CASE WHEN b.\"announcedBy\" = b.\"leasedBy\" THEN b.\"announced\" ELSE b.\"granted\" END, 0) AS before,\n"
		"       CASE WHEN b.\"announcedBy\" = b.\"leasedBy\" THEN b.\"announcedTo\" END AS before_to\n"
		"FROM \"SendBatch\" b WHERE b.\"leasedBy\" = $1",
	.params = send_leased_ranges_params,
	.n_params = 1,
	.cols = send_leased_ranges_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_send_leased_ranges_row),
	.reads = true,
};
err q_send_leased_ranges(system_db db, struct arena *a, const struct q_send_leased_ranges_in *in, struct q_send_leased_ranges_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_leased_ranges_query, in, &rows));
	*out = (struct q_send_leased_ranges_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_leased_retries_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_retries_in, me) },
};
static const struct db_field send_leased_retries_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_leased_retries_row, recipient_id) },
};
static const struct db_query send_leased_retries_query = {
	.name = "send_leased_retries",
	.sql =
		"SELECT t.\"recipientId\" FROM \"SendRetry\" t WHERE t.\"leasedBy\" = $1 AND t.\"unbegunBy\" IS DISTINCT FROM t.\"leasedBy\"",
	.params = send_leased_retries_params,
	.n_params = 1,
	.cols = send_leased_retries_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_leased_retries_row),
	.reads = true,
};
err q_send_leased_retries(system_db db, struct arena *a, const struct q_send_leased_retries_in *in, struct q_send_leased_retries_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_leased_retries_query, in, &rows));
	*out = (struct q_send_leased_retries_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_load_range_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_in, campaign_id) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_range_in, hash_keys) },
	{ "first_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_in, first_id) },
	{ "last_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_in, last_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_in, sender_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_in, zone) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_load_range_in, n) },
};
static const struct db_field send_load_range_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_row, id) },
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, tracking_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_send_load_range_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_range_row, status) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, step_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, enrollment_id) },
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_range_row, suppressed) },
	{ "unwanted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_range_row, unwanted) },
	{ "capped", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_range_row, capped) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_range_row, untracked) },
	{ "replyToId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, reply_to_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_range_row, zone) },
};
static const struct db_query send_load_range_query = {
	.name = "send_load_range",
	.sql =
		"SELECT r.\"id\", r.\"trackingId\", r.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\", c.\"status\",\n"
		"       r.\"stepId\", r.\"enrollmentId\",\n"
		"       w.\"suppressed\", w.\"unwanted\", w.\"capped\", c.\"trackingOff\" AS untracked, r.\"replyToId\", r.\"zone\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"CROSS JOIN LATERAL \"loumass_choices\"($1, c.\"id\", c.\"email\", c.\"identity\", c.\"identityDomain\", $2, $3::text[]) w\n"
		"WHERE r.\"id\" >= $4 AND r.\"id\" <= $5 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"userId\" = $1\n"
		"  AND r.\"campaignId\" = $2 AND ($6::text IS NULL OR r.\"senderId\" = $6)\n"
		"  AND ($7::text IS NULL OR coalesce(r.\"zone\", '') = $7)\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"recipientId\" = r.\"id\")\n"
		"ORDER BY r.\"id\" LIMIT $8",
	.params = send_load_range_params,
	.n_params = 8,
	.cols = send_load_range_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_send_load_range_row),
	.timeout_ms = 20000,
};
err q_send_load_range(system_db db, struct arena *a, const struct q_send_load_range_in *in, struct q_send_load_range_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_load_range_query, in, &rows));
	*out = (struct q_send_load_range_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_load_ids_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_in, user_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_in, campaign_id) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_ids_in, hash_keys) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_ids_in, ids) },
};
static const struct db_field send_load_ids_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_row, id) },
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, tracking_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_send_load_ids_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_ids_row, status) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, step_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, enrollment_id) },
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_ids_row, suppressed) },
	{ "unwanted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_ids_row, unwanted) },
	{ "capped", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_ids_row, capped) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_ids_row, untracked) },
	{ "replyToId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, reply_to_id) },
	{ "zone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_ids_row, zone) },
};
static const struct db_query send_load_ids_query = {
	.name = "send_load_ids",
	.sql =
		"SELECT r.\"id\", r.\"trackingId\", r.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\", c.\"status\",\n"
		"       r.\"stepId\", r.\"enrollmentId\",\n"
		"       w.\"suppressed\", w.\"unwanted\", w.\"capped\", c.\"trackingOff\" AS untracked, r.\"replyToId\", r.\"zone\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"CROSS JOIN LATERAL \"loumass_choices\"($1, c.\"id\", c.\"email\", c.\"identity\", c.\"identityDomain\", $2, $3::text[]) w\n"
		"WHERE r.\"id\" = ANY ($4::text[]) AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"userId\" = $1\n"
		"ORDER BY r.\"id\"",
	.params = send_load_ids_params,
	.n_params = 4,
	.cols = send_load_ids_cols,
	.n_cols = 16,
	.row_size = sizeof(struct q_send_load_ids_row),
	.timeout_ms = 20000,
};
err q_send_load_ids(system_db db, struct arena *a, const struct q_send_load_ids_in *in, struct q_send_load_ids_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_load_ids_query, in, &rows));
	*out = (struct q_send_load_ids_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_load_step_range_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, user_id) },
	{ "stale_seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_step_range_in, stale_seconds) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, sequence_id) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_step_range_in, hash_keys) },
	{ "first_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, first_id) },
	{ "last_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, last_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, step_id) },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_in, sender_id) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_send_load_step_range_in, n) },
};
static const struct db_field send_load_step_range_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_row, id) },
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, tracking_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_send_load_step_range_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_range_row, status) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, step_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, enrollment_id) },
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_range_row, suppressed) },
	{ "unwanted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_range_row, unwanted) },
	{ "capped", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_step_range_row, capped) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_range_row, untracked) },
	{ "enrollment", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, enrollment) },
	{ "exitReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, exit_reason) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_load_step_range_row, version) },
	{ "waited", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_range_row, waited) },
	{ "thread", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, thread) },
	{ "window", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, window) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, timezone) },
	{ "accountZone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, account_zone) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_range_row, holidays) },
	{ "unread", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_range_row, unread) },
};
static const struct db_query send_load_step_range_query = {
	.name = "send_load_step_range",
	.sql =
		"SELECT r.\"id\", r.\"trackingId\", r.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\", c.\"status\",\n"
		"       r.\"stepId\", r.\"enrollmentId\",\n"
		"       w.\"suppressed\", w.\"unwanted\", w.\"capped\", c.\"trackingOff\" AS untracked,\n"
		"       CASE WHEN r.\"inDoubt\" AND e.\"status\" <> 'PAUSED' AND e.\"exitReason\" IS NULL THEN 'ACTIVE' ELSE e.\"status\" END AS \"enrollment\",\n"
		"       e.\"exitReason\", e.\"version\", r.\"inDoubt\" OR coalesce(e.\"waitingRecipientId\" = r.\"id\", false) AS waited,\n"
		"       (e.\"state\" -> 'thread')::text AS \"thread\",\n"
		"       (q.\"settings\" -> 'window')::text AS \"window\", c.\"timezone\",\n"
		"       CASE WHEN q.\"settings\" -> 'window' IS NOT NULL THEN (SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = $1) END AS \"accountZone\",\n"
		"       CASE WHEN q.\"settings\" -> 'window' IS NOT NULL\n"
		"            THEN (SELECT \"loumass_holidays\"(u.\"holidays\", q.\"settings\" -> 'holidays')::text FROM \"User\" u WHERE u.\"id\" = $1) END AS \"holidays\",\n"
		"       e.\"lastRecipientId\" IS NOT NULL AND q.\"settings\" -> 'stopOnReply' IS DISTINCT FROM 'false'\n"
		"       AND EXISTS (SELECT 1 FROM \"Mailbox\" m\n"
		"                   WHERE m.\"senderId\" = r.\"senderId\" AND m.\"enabled\" AND m.\"error\" IS NULL\n"
		"                     AND m.\"checkedAt\" >= now() AT TIME ZONE 'UTC' - make_interval(secs => $2::float8)\n"
		"                     AND (\"loumass_cuid_floor\"(m.\"checkedAt\") <= left(r.\"id\", 9)\n"
		"                          OR m.\"checkedAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '1 minute')) AS unread\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\"\n"
		"CROSS JOIN LATERAL \"loumass_choices\"($1, c.\"id\", c.\"email\", c.\"identity\", c.\"identityDomain\", $3, $4::text[]) w\n"
		"LEFT JOIN \"SequenceEnrollment\" e ON e.\"id\" = r.\"enrollmentId\"\n"
		"WHERE r.\"id\" >= $5 AND r.\"id\" <= $6 AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"userId\" = $1\n"
		"  AND r.\"sequenceId\" = $3 AND r.\"stepId\" = $7 AND r.\"senderId\" = $8\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"recipientId\" = r.\"id\")\n"
		"ORDER BY r.\"id\" LIMIT $9",
	.params = send_load_step_range_params,
	.n_params = 9,
	.cols = send_load_step_range_cols,
	.n_cols = 24,
	.row_size = sizeof(struct q_send_load_step_range_row),
	.timeout_ms = 20000,
};
err q_send_load_step_range(system_db db, struct arena *a, const struct q_send_load_step_range_in *in, struct q_send_load_step_range_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_load_step_range_query, in, &rows));
	*out = (struct q_send_load_step_range_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_load_step_ids_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_in, user_id) },
	{ "stale_seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_step_ids_in, stale_seconds) },
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_in, sequence_id) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_step_ids_in, hash_keys) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_load_step_ids_in, ids) },
};
static const struct db_field send_load_step_ids_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_row, id) },
	{ "trackingId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, tracking_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_send_load_step_ids_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_load_step_ids_row, status) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, step_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, enrollment_id) },
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_ids_row, suppressed) },
	{ "unwanted", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_ids_row, unwanted) },
	{ "capped", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_load_step_ids_row, capped) },
	{ "untracked", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_ids_row, untracked) },
	{ "enrollment", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, enrollment) },
	{ "exitReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, exit_reason) },
	{ "version", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_send_load_step_ids_row, version) },
	{ "waited", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_ids_row, waited) },
	{ "thread", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, thread) },
	{ "window", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, window) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, timezone) },
	{ "accountZone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, account_zone) },
	{ "holidays", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_load_step_ids_row, holidays) },
	{ "unread", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_load_step_ids_row, unread) },
};
static const struct db_query send_load_step_ids_query = {
	.name = "send_load_step_ids",
	.sql =
		"SELECT r.\"id\", r.\"trackingId\", r.\"contactId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\", c.\"status\",\n"
		"       r.\"stepId\", r.\"enrollmentId\",\n"
		"       w.\"suppressed\", w.\"unwanted\", w.\"capped\", c.\"trackingOff\" AS untracked,\n"
		"       CASE WHEN r.\"inDoubt\" AND e.\"status\" <> 'PAUSED' AND e.\"exitReason\" IS NULL THEN 'ACTIVE' ELSE e.\"status\" END AS \"enrollment\",\n"
		"       e.\"exitReason\", e.\"version\", r.\"inDoubt\" OR coalesce(e.\"waitingRecipientId\" = r.\"id\", false) AS waited,\n"
		"       (e.\"state\" -> 'thread')::text AS \"thread\",\n"
		"       (q.\"settings\" -> 'window')::text AS \"window\", c.\"timezone\",\n"
		"       CASE WHEN q.\"settings\" -> 'window' IS NOT NULL THEN (SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = $1) END AS \"accountZone\",\n"
		"       CASE WHEN q.\"settings\" -> 'window' IS NOT NULL\n"
		"            THEN (SELECT \"loumass_holidays\"(u.\"holidays\", q.\"settings\" -> 'holidays')::text FROM \"User\" u WHERE u.\"id\" = $1) END AS \"holidays\",\n"
		"       e.\"lastRecipientId\" IS NOT NULL AND q.\"settings\" -> 'stopOnReply' IS DISTINCT FROM 'false'\n"
		"       AND EXISTS (SELECT 1 FROM \"Mailbox\" m\n"
		"                   WHERE m.\"senderId\" = r.\"senderId\" AND m.\"enabled\" AND m.\"error\" IS NULL\n"
		"                     AND m.\"checkedAt\" >= now() AT TIME ZONE 'UTC' - make_interval(secs => $2::float8)\n"
		"                     AND (\"loumass_cuid_floor\"(m.\"checkedAt\") <= left(r.\"id\", 9)\n"
		"                          OR m.\"checkedAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '1 minute')) AS unread\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\"\n"
		"CROSS JOIN LATERAL \"loumass_choices\"($1, c.\"id\", c.\"email\", c.\"identity\", c.\"identityDomain\", $3, $4::text[]) w\n"
		"LEFT JOIN \"SequenceEnrollment\" e ON e.\"id\" = r.\"enrollmentId\"\n"
		"WHERE r.\"id\" = ANY ($5::text[]) AND r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND r.\"userId\" = $1\n"
		"ORDER BY r.\"id\"",
	.params = send_load_step_ids_params,
	.n_params = 5,
	.cols = send_load_step_ids_cols,
	.n_cols = 24,
	.row_size = sizeof(struct q_send_load_step_ids_row),
	.timeout_ms = 20000,
};
err q_send_load_step_ids(system_db db, struct arena *a, const struct q_send_load_step_ids_in *in, struct q_send_load_step_ids_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_load_step_ids_query, in, &rows));
	*out = (struct q_send_load_step_ids_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_threads_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_threads_in, ids) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_threads_in, user_id) },
};
static const struct db_field send_threads_cols[] = {
	{ "root", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_threads_row, root) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_threads_row, id) },
	{ "depth", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_threads_row, depth) },
	{ "messageId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, message_id) },
	{ "sentAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_threads_row, sent_at) },
	{ "subject", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, subject) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, campaign_id) },
	{ "template", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, template) },
	{ "formerly", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, formerly) },
	{ "thread", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_threads_row, thread) },
};
static const struct db_query send_threads_query = {
	.name = "send_threads",
	.sql =
		"WITH RECURSIVE chain AS (\n"
		"    SELECT r.\"id\" AS \"root\", r.\"replyToId\" AS \"at\", 1 AS \"depth\" FROM \"Recipient\" r\n"
		"    WHERE r.\"id\" = ANY ($1::text[]) AND r.\"userId\" = $2 AND r.\"replyToId\" IS NOT NULL\n"
		"    UNION ALL\n"
		"    SELECT c.\"root\", p.\"replyToId\", c.\"depth\" + 1 FROM chain c\n"
		"    JOIN \"Recipient\" p ON p.\"id\" = c.\"at\" AND p.\"userId\" = $2\n"
		"    WHERE p.\"replyToId\" IS NOT NULL AND c.\"depth\" < 30\n"
		")\n"
		"SELECT c.\"root\" AS root, p.\"id\", c.\"depth\", p.\"messageId\", coalesce(p.\"sentAt\", 'epoch') AS \"sentAt\", p.\"subject\", p.\"campaignId\",\n"
		"       m.\"subject\" AS template,\n"
		"       \"loumass_sender_email\"(d.\"fromEmail\", d.\"formerEmails\", p.\"sentAt\") AS formerly,\n"
		"       (e.\"state\" -> 'thread')::text AS thread\n"
		"FROM chain c\n"
		"JOIN \"Recipient\" p ON p.\"id\" = c.\"at\" AND p.\"userId\" = $2\n"
		"LEFT JOIN \"Sender\" d ON d.\"id\" = p.\"senderId\"\n"
		"LEFT JOIN \"Campaign\" m ON m.\"id\" = p.\"campaignId\"\n"
		"LEFT JOIN \"SequenceEnrollment\" e ON e.\"id\" = p.\"enrollmentId\"\n"
		"ORDER BY c.\"root\", c.\"depth\" DESC",
	.params = send_threads_params,
	.n_params = 2,
	.cols = send_threads_cols,
	.n_cols = 10,
	.row_size = sizeof(struct q_send_threads_row),
};
err q_send_threads(system_db db, struct arena *a, const struct q_send_threads_in *in, struct q_send_threads_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_threads_query, in, &rows));
	*out = (struct q_send_threads_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_look_params[] = {
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_look_in, sender_id) },
};
static const struct db_query send_look_query = {
	.name = "send_look",
	.sql =
		"UPDATE \"Mailbox\" SET \"nextCheckAt\" = now() AT TIME ZONE 'UTC'\n"
		"WHERE \"senderId\" = $1 AND \"enabled\" AND \"leasedBy\" IS NULL AND \"nextCheckAt\" > now() AT TIME ZONE 'UTC'",
	.params = send_look_params,
	.n_params = 1,
};
err q_send_look(system_db db, struct arena *a, const struct q_send_look_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_look_query, in, affected);
}

static const struct db_field send_step_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_step_in, sequence_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_step_in, step_id) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_step_in, version) },
};
static const struct db_field send_step_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_step_row, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_step_row, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_step_row, content) },
	{ "contentFormat", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_step_row, content_format) },
	{ "textContent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_step_row, text_content) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_step_row, preheader) },
	{ "tracking", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_step_row, tracking) },
	{ "version", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_step_row, version) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_step_row, locale) },
};
static const struct db_query send_step_query = {
	.name = "send_step",
	.sql =
		"SELECT q.\"name\", coalesce(t.\"step\" ->> 'subject', '') AS subject, coalesce(t.\"step\" ->> 'content', '') AS content,\n"
		"       t.\"step\" ->> 'contentFormat' AS \"contentFormat\", t.\"step\" ->> 'textContent' AS \"textContent\", t.\"step\" ->> 'preheader' AS \"preheader\",\n"
		"       q.\"trackingEnabled\" AND t.\"step\" -> 'trackingEnabled' IS DISTINCT FROM 'false'::jsonb\n"
		"       AND NOT EXISTS (SELECT 1 FROM \"MailPolicy\" y WHERE y.\"userId\" = q.\"userId\" AND NOT y.\"tracking\") AS tracking, v.\"version\",\n"
		"       u.\"locale\"\n"
		"FROM \"SequenceVersion\" v\n"
		"JOIN \"Sequence\" q ON q.\"id\" = v.\"sequenceId\"\n"
		"JOIN \"User\" u ON u.\"id\" = q.\"userId\"\n"
		"CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v.\"steps\") = 'array' THEN v.\"steps\" ELSE '[]' END) AS t (\"step\")\n"
		"WHERE v.\"sequenceId\" = $1 AND t.\"step\" ->> 'id' = $2 AND t.\"step\" ->> 'type' = 'email'\n"
		"ORDER BY v.\"version\" = $3 DESC, v.\"version\" DESC LIMIT 1",
	.params = send_step_params,
	.n_params = 3,
	.cols = send_step_cols,
	.n_cols = 9,
	.row_size = sizeof(struct q_send_step_row),
	.reads = true,
};
err q_send_step(system_db db, struct arena *a, const struct q_send_step_in *in, struct q_send_step_row *out)
{
	return db_system_one(db, a, &send_step_query, in, out);
}

static const struct db_field send_campaign_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_in, id) },
};
static const struct db_field send_campaign_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, user_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, name) },
	{ "subject", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, subject) },
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, content) },
	{ "textContent", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_campaign_row, text_content) },
	{ "contentFormat", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, content_format) },
	{ "preheader", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_campaign_row, preheader) },
	{ "trackingEnabled", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_campaign_row, tracking_enabled) },
	{ "fromName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_campaign_row, from_name) },
	{ "replyTo", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_campaign_row, reply_to) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_campaign_row, status) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_send_campaign_row, updated_at) },
	{ "onlyThreads", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_campaign_row, only_threads) },
	{ "locale", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_campaign_row, locale) },
};
static const struct db_query send_campaign_query = {
	.name = "send_campaign",
	.sql =
		"SELECT c.\"id\", c.\"userId\", c.\"name\",\n"
		"       CASE WHEN trim(c.\"subject\") = '' AND (c.\"replyToCampaignId\" IS NOT NULL OR c.\"gmailThreadId\" IS NOT NULL)\n"
		"            THEN coalesce((SELECT o.\"subject\" FROM \"Campaign\" o WHERE o.\"userId\" = c.\"userId\"\n"
		"                           AND o.\"id\" = \"loumass_reply_source\"(c.\"userId\", c.\"replyToCampaignId\", c.\"gmailThreadId\")), c.\"subject\")\n"
		"            ELSE c.\"subject\" END AS subject, c.\"content\", c.\"textContent\", c.\"contentFormat\", c.\"preheader\",\n"
		"       c.\"trackingEnabled\" AND coalesce(y.\"tracking\", true) AS \"trackingEnabled\", c.\"fromName\", c.\"replyTo\", c.\"status\", c.\"updatedAt\",\n"
		"       (c.\"replyToCampaignId\" IS NOT NULL OR c.\"gmailThreadId\" IS NOT NULL) AND coalesce(c.\"replyElse\" = 'skip', false) AS \"onlyThreads\", u.\"locale\"\n"
		"FROM \"Campaign\" c JOIN \"User\" u ON u.\"id\" = c.\"userId\" LEFT JOIN \"MailPolicy\" y ON y.\"userId\" = c.\"userId\" WHERE c.\"id\" = $1",
	.params = send_campaign_params,
	.n_params = 1,
	.cols = send_campaign_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_send_campaign_row),
};
err q_send_campaign(system_db db, struct arena *a, const struct q_send_campaign_in *in, struct q_send_campaign_row *out)
{
	return db_system_one(db, a, &send_campaign_query, in, out);
}

static const struct db_field send_attachments_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_attachments_in, campaign_id) },
};
static const struct db_field send_attachments_cols[] = {
	{ "filename", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_attachments_row, filename) },
	{ "contentType", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_attachments_row, content_type) },
	{ "contentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_attachments_row, content_id) },
	{ "inline", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_attachments_row, inline_) },
	{ "data", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_send_attachments_row, data) },
};
static const struct db_query send_attachments_query = {
	.name = "send_attachments",
	.sql =
		"SELECT a.\"filename\", a.\"contentType\", a.\"contentId\", a.\"inline\", a.\"data\"\n"
		"FROM \"CampaignAttachment\" a WHERE a.\"campaignId\" = $1 ORDER BY a.\"id\"",
	.params = send_attachments_params,
	.n_params = 1,
	.cols = send_attachments_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_send_attachments_row),
	.reads = true,
};
err q_send_attachments(system_db db, struct arena *a, const struct q_send_attachments_in *in, struct q_send_attachments_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_attachments_query, in, &rows));
	*out = (struct q_send_attachments_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_domain_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_domain_in, user_id) },
};
static const struct db_field send_domain_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_domain_row, domain) },
};
static const struct db_query send_domain_query = {
	.name = "send_domain",
	.sql =
		"SELECT t.\"domain\" FROM \"TrackingDomain\" t WHERE t.\"userId\" = $1 AND t.\"verified\" ORDER BY t.\"createdAt\" LIMIT 1",
	.params = send_domain_params,
	.n_params = 1,
	.cols = send_domain_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_domain_row),
	.reads = true,
};
err q_send_domain(system_db db, struct arena *a, const struct q_send_domain_in *in, struct q_send_domain_row *out)
{
	return db_system_one(db, a, &send_domain_query, in, out);
}

static const struct db_field send_extend_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_extend_in, ids) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_extend_in, me) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_extend_in, seconds) },
};
static const struct db_field send_extend_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_extend_row, id) },
};
static const struct db_query send_extend_query = {
	.name = "send_extend",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT b.\"id\" FROM \"SendBatch\" b WHERE b.\"id\" = ANY ($1::text[]) AND b.\"leasedBy\" = $2 ORDER BY b.\"id\" FOR NO KEY UPDATE OF b)\n"
		"UPDATE \"SendBatch\" b SET \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $3)\n"
		"FROM v WHERE b.\"id\" = v.\"id\"\n"
		"RETURNING b.\"id\"",
	.params = send_extend_params,
	.n_params = 3,
	.cols = send_extend_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_extend_row),
};
err q_send_extend(system_db db, struct arena *a, const struct q_send_extend_in *in, struct q_send_extend_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_extend_query, in, &rows));
	*out = (struct q_send_extend_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_extend_retries_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_extend_retries_in, ids) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_extend_retries_in, me) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_extend_retries_in, seconds) },
};
static const struct db_field send_extend_retries_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_extend_retries_row, recipient_id) },
	{ "ours", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_extend_retries_row, ours) },
};
static const struct db_query send_extend_retries_query = {
	.name = "send_extend_retries",
	.sql =
		"WITH v AS MATERIALIZED (\n"
		"    SELECT t.\"recipientId\" FROM \"SendRetry\" t WHERE t.\"leasedBy\" IS NOT NULL AND t.\"recipientId\" = ANY ($1::text[])\n"
		"    ORDER BY t.\"recipientId\" FOR NO KEY UPDATE OF t)\n"
		"UPDATE \"SendRetry\" t SET \"leasedUntil\" = CASE WHEN t.\"leasedBy\" = $2\n"
		"    THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $3) ELSE t.\"leasedUntil\" END\n"
		"FROM v WHERE t.\"recipientId\" = v.\"recipientId\"\n"
		"RETURNING t.\"recipientId\", t.\"leasedBy\" = $2 AS ours",
	.params = send_extend_retries_params,
	.n_params = 3,
	.cols = send_extend_retries_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_send_extend_retries_row),
};
err q_send_extend_retries(system_db db, struct arena *a, const struct q_send_extend_retries_in *in, struct q_send_extend_retries_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_extend_retries_query, in, &rows));
	*out = (struct q_send_extend_retries_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_states_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_states_in, ids) },
};
static const struct db_field send_states_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_states_row, id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_states_row, sender_id) },
	{ "go", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_states_row, go) },
};
static const struct db_query send_states_query = {
	.name = "send_states",
	.sql =
		"SELECT s.\"id\", s.\"senderId\",\n"
		"       coalesce(c.\"status\" = 'SENDING' AND c.\"cancelledAt\" IS NULL OR q.\"status\" = 'ACTIVE' AND q.\"stepsState\" <> 'held', false)\n"
		"       AND coalesce(d.\"status\" = 'ACTIVE' AND (d.\"pausedUntil\" IS NULL OR d.\"pausedUntil\" <= now() AT TIME ZONE 'UTC'), false) AS go\n"
		"FROM \"SendSource\" s\n"
		"LEFT JOIN \"Sender\" d ON d.\"id\" = s.\"senderId\"\n"
		"LEFT JOIN \"Campaign\" c ON c.\"id\" = s.\"campaignId\"\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = s.\"sequenceId\"\n"
		"WHERE s.\"id\" = ANY ($1::text[])",
	.params = send_states_params,
	.n_params = 1,
	.cols = send_states_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_send_states_row),
	.reads = true,
};
err q_send_states(system_db db, struct arena *a, const struct q_send_states_in *in, struct q_send_states_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_states_query, in, &rows));
	*out = (struct q_send_states_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_release_params[] = {
	{ "first_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_release_in, first_id) },
	{ "wait_seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_release_in, wait_seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_release_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_release_in, me) },
};
static const struct db_query send_release_query = {
	.name = "send_release",
	.sql =
		"UPDATE \"SendBatch\" SET \"leasedBy\" = NULL, \"connections\" = 0, \"granted\" = 0, \"firstId\" = greatest(\"firstId\", $1),\n"
		"       \"leasedUntil\" = CASE WHEN \"zone\" IS NOT NULL AND $2::float8 > 0 THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $2) END,\n"
		"       \"notBefore\" = CASE WHEN \"zone\" IS NULL AND $2::float8 > 0 THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $2) END\n"
		"WHERE \"id\" = $3 AND \"leasedBy\" = $4",
	.params = send_release_params,
	.n_params = 4,
};
err q_send_release(system_db db, struct arena *a, const struct q_send_release_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_release_query, in, affected);
}

static const struct db_field send_release_retries_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_release_retries_in, me) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_release_retries_in, ids) },
};
static const struct db_query send_release_retries_query = {
	.name = "send_release_retries",
	.sql =
		"UPDATE \"SendRetry\" SET \"leasedBy\" = NULL, \"leasedUntil\" = NULL WHERE \"leasedBy\" = $1 AND \"recipientId\" = ANY ($2::text[])",
	.params = send_release_retries_params,
	.n_params = 2,
};
err q_send_release_retries(system_db db, struct arena *a, const struct q_send_release_retries_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_release_retries_query, in, affected);
}

static const struct db_field send_release_all_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_release_all_in, me) },
};
static const struct db_query send_release_all_query = {
	.name = "send_release_all",
	.sql =
		"WITH mine AS MATERIALIZED (\n"
		"    SELECT b.\"id\", b.\"senderId\", b.\"grantedAt\", b.\"granted\" - (\n"
		"        SELECT count(*) FROM \"Recipient\" r\n"
		"        WHERE r.\"id\" >= b.\"firstId\" AND r.\"id\" <= b.\"lastId\" AND r.\"userId\" = b.\"userId\"\n"
		"          AND (r.\"campaignId\" = split_part(b.\"sourceId\", ':', 1) OR r.\"sequenceId\" = split_part(b.\"sourceId\", ':', 1))\n"
		"          AND split_part(b.\"sourceId\", ':', 2) IN ('', r.\"senderId\") AND (b.\"stepId\" IS NULL OR r.\"stepId\" = b.\"stepId\")\n"
		"          AND (b.\"zone\" IS NULL OR coalesce(r.\"zone\", '') = b.\"zone\")\n"
		"          AND NOT (r.\"status\" IS NOT DISTINCT FROM 'PENDING' AND NOT r.\"inDoubt\"\n"
		"                   AND NOT EXISTS (SELECT 1 FROM \"SendRetry\" t WHERE t.\"recipientId\" = r.\"id\"))) AS \"unused\"\n"
		"    FROM \"SendBatch\" b WHERE b.\"leasedBy\" = $1 FOR NO KEY UPDATE OF b\n"
		"), ranges AS (\n"
		"    UPDATE \"SendBatch\" b SET \"leasedBy\" = NULL, \"leasedUntil\" = NULL, \"connections\" = 0, \"granted\" = 0 FROM mine WHERE b.\"id\" = mine.\"id\"\n"
		"), retries AS (\n"
		"    UPDATE \"SendRetry\" SET \"leasedBy\" = NULL, \"leasedUntil\" = NULL WHERE \"leasedBy\" = $1 RETURNING \"senderId\", \"grantedAt\"\n"
		"), back AS (\n"
		"    SELECT x.\"senderId\", x.\"grantedAt\", sum(x.\"unused\")::int AS \"n\"\n"
		"    FROM (SELECT m.\"senderId\", m.\"grantedAt\", greatest(m.\"unused\", 0) AS \"unused\" FROM mine m\n"
		"          UNION ALL SELECT t.\"senderId\", t.\"grantedAt\", 1 FROM retries t) x\n"
		"    GROUP BY 1, 2\n"
		")\n"
		"UPDATE \"SenderUsage\" u SET \"granted\" = greatest(0, u.\"granted\" - back.\"n\")\n"
		"FROM back WHERE u.\"senderId\" = back.\"senderId\" AND u.\"minute\" = back.\"grantedAt\"",
	.params = send_release_all_params,
	.n_params = 1,
};
err q_send_release_all(system_db db, struct arena *a, const struct q_send_release_all_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_release_all_query, in, affected);
}

static const struct db_field send_batch_done_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_batch_done_in, ids) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_batch_done_in, me) },
};
static const struct db_query send_batch_done_query = {
	.name = "send_batch_done",
	.sql =
		"DELETE FROM \"SendBatch\" WHERE \"id\" = ANY ($1::text[]) AND \"leasedBy\" = $2",
	.params = send_batch_done_params,
	.n_params = 2,
};
err q_send_batch_done(system_db db, struct arena *a, const struct q_send_batch_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_batch_done_query, in, affected);
}

static const struct db_field send_lock_pending_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_lock_pending_in, ids) },
};
static const struct db_field send_lock_pending_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lock_pending_row, id) },
	{ "userId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, user_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, step_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lock_pending_row, contact_id) },
	{ "senderId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, sender_id) },
	{ "enrollmentId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, enrollment_id) },
	{ "inDoubt", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_lock_pending_row, in_doubt) },
	{ "senderKind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_lock_pending_row, sender_kind) },
	{ "shared", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_lock_pending_row, shared) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lock_pending_row, email) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_lock_pending_row, domain) },
};
static const struct db_query send_lock_pending_query = {
	.name = "send_lock_pending",
	.sql =
		"SELECT r.\"id\", r.\"userId\", r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", r.\"contactId\", r.\"senderId\", r.\"enrollmentId\", r.\"inDoubt\",\n"
		"       d.\"kind\" AS \"senderKind\", coalesce(jsonb_typeof(m.\"senderIds\") = 'array' OR m.\"replyToCampaignId\" IS NOT NULL OR m.\"gmailThreadId\" IS NOT NULL, false) AS shared,\n"
		"       c.\"email\", lower(split_part(c.\"email\", '@', 2)) AS domain\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\" LEFT JOIN \"Sender\" d ON d.\"id\" = r.\"senderId\"\n"
		"LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\"\n"
		"WHERE r.\"id\" = ANY ($1::text[]) AND r.\"status\" IS NOT DISTINCT FROM 'PENDING'\n"
		"ORDER BY r.\"id\"\n"
		"FOR NO KEY UPDATE OF r",
	.params = send_lock_pending_params,
	.n_params = 1,
	.cols = send_lock_pending_cols,
	.n_cols = 13,
	.row_size = sizeof(struct q_send_lock_pending_row),
};
err q_send_lock_pending(system_db db, struct arena *a, const struct q_send_lock_pending_in *in, struct q_send_lock_pending_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_lock_pending_query, in, &rows));
	*out = (struct q_send_lock_pending_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_done_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, ids) },
	{ "statuses", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, statuses) },
	{ "at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_send_done_in, at) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, reasons) },
	{ "replies", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, replies) },
	{ "gmail_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, gmail_ids) },
	{ "gmail_threads", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, gmail_threads) },
	{ "sent_as", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, sent_as) },
	{ "subjects", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_done_in, subjects) },
};
static const struct db_query send_done_query = {
	.name = "send_done",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"status\" = v.\"status\", \"sentAt\" = nullif(v.\"at\", 'epoch'::timestamp), \"failureReason\" = v.\"reason\", \"lastReply\" = v.\"reply\",\n"
		"    \"attempts\" = r.\"attempts\" + 1, \"gmailMessageId\" = coalesce(v.\"gmail\", r.\"gmailMessageId\"),\n"
		"    \"gmailThreadId\" = coalesce(v.\"thread\", r.\"gmailThreadId\"), \"messageId\" = coalesce(v.\"sentAs\", r.\"messageId\"),\n"
		"    \"subject\" = coalesce(v.\"subject\", r.\"subject\")\n"
		"FROM unnest($1::text[], $2::text[], $3::timestamp[], $4::text[], $5::text[], $6::text[],\n"
		"            $7::text[], $8::text[], $9::text[])\n"
		"     AS v (\"id\", \"status\", \"at\", \"reason\", \"reply\", \"gmail\", \"thread\", \"sentAs\", \"subject\")\n"
		"WHERE r.\"id\" = v.\"id\"",
	.params = send_done_params,
	.n_params = 9,
};
err q_send_done(system_db db, struct arena *a, const struct q_send_done_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_done_query, in, affected);
}

static const struct db_field send_shares_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_shares_in, ids) },
};
static const struct db_query send_shares_query = {
	.name = "send_shares",
	.sql =
		"WITH gone AS MATERIALIZED (\n"
		"    SELECT r.\"campaignId\", r.\"senderId\", count(*) AS \"n\" FROM \"Recipient\" r WHERE r.\"id\" = ANY ($1::text[]) GROUP BY 1, 2\n"
		"), mine AS MATERIALIZED (\n"
		"    SELECT s.\"campaignId\", s.\"senderId\", gone.\"n\" FROM \"CampaignSender\" s\n"
		"    JOIN gone ON gone.\"campaignId\" = s.\"campaignId\" AND gone.\"senderId\" = s.\"senderId\"\n"
		"    ORDER BY 1, 2 FOR NO KEY UPDATE OF s\n"
		")\n"
		"UPDATE \"CampaignSender\" s SET \"sent\" = s.\"sent\" + mine.\"n\"\n"
		"FROM mine WHERE s.\"campaignId\" = mine.\"campaignId\" AND s.\"senderId\" = mine.\"senderId\"",
	.params = send_shares_params,
	.n_params = 1,
};
err q_send_shares(system_db db, struct arena *a, const struct q_send_shares_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_shares_query, in, affected);
}

static const struct db_field send_mark_doubt_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_mark_doubt_in, ids) },
};
static const struct db_query send_mark_doubt_query = {
	.name = "send_mark_doubt",
	.sql =
		"UPDATE \"Recipient\" SET \"inDoubt\" = true WHERE \"id\" = ANY ($1::text[])",
	.params = send_mark_doubt_params,
	.n_params = 1,
};
err q_send_mark_doubt(system_db db, struct arena *a, const struct q_send_mark_doubt_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_mark_doubt_query, in, affected);
}

static const struct db_field send_doubt_rows_params[] = {
	{ "resolution", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_doubt_rows_in, resolution) },
	{ "node", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_doubt_rows_in, node) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_doubt_rows_in, ids) },
	{ "recipient_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_doubt_rows_in, recipient_ids) },
	{ "causes", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_doubt_rows_in, causes) },
};
static const struct db_field send_doubt_rows_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_doubt_rows_row, id) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_doubt_rows_row, recipient_id) },
};
static const struct db_query send_doubt_rows_query = {
	.name = "send_doubt_rows",
	.sql =
		"INSERT INTO \"InDoubt\" (\"id\", \"recipientId\", \"userId\", \"campaignId\", \"sequenceId\", \"cause\", \"resolution\", \"node\")\n"
		"SELECT v.\"id\", r.\"id\", r.\"userId\", r.\"campaignId\", r.\"sequenceId\", v.\"cause\", $1, $2\n"
		"FROM unnest($3::text[], $4::text[], $5::text[]) AS v (\"id\", \"recipientId\", \"cause\")\n"
		"JOIN \"Recipient\" r ON r.\"id\" = v.\"recipientId\"\n"
		"ON CONFLICT (\"id\") DO NOTHING\n"
		"RETURNING \"id\", \"recipientId\"",
	.params = send_doubt_rows_params,
	.n_params = 5,
	.cols = send_doubt_rows_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_send_doubt_rows_row),
};
err q_send_doubt_rows(system_db db, struct arena *a, const struct q_send_doubt_rows_in *in, struct q_send_doubt_rows_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_doubt_rows_query, in, &rows));
	*out = (struct q_send_doubt_rows_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_retry_put_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, ids) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, sources) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, users) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, senders) },
	{ "domains", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, domains) },
	{ "waits", DB_F64_ARRAY, DB_WIRE_FLOAT8, false, 1022, 701, offsetof(struct q_send_retry_put_in, waits) },
	{ "attempts", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_send_retry_put_in, attempts) },
	{ "first", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_send_retry_put_in, first) },
	{ "replies", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_put_in, replies) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_retry_put_in, me) },
};
static const struct db_query send_retry_put_query = {
	.name = "send_retry_put",
	.sql =
		"INSERT INTO \"SendRetry\" AS t (\"recipientId\", \"sourceId\", \"userId\", \"senderId\", \"domain\", \"dueAt\", \"attempts\", \"firstTriedAt\", \"lastReply\")\n"
		"SELECT v.\"id\", v.\"source\", v.\"user\", v.\"sender\", v.\"domain\", clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => v.\"wait\"),\n"
		"       v.\"attempts\", v.\"first\", v.\"reply\"\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::int8[],\n"
		"            $8::timestamp[], $9::text[])\n"
		"     AS v (\"id\", \"source\", \"user\", \"sender\", \"domain\", \"wait\", \"attempts\", \"first\", \"reply\")\n"
		"ORDER BY v.\"id\"\n"
		"ON CONFLICT (\"recipientId\") DO UPDATE SET \"dueAt\" = EXCLUDED.\"dueAt\", \"attempts\" = EXCLUDED.\"attempts\", \"lastReply\" = EXCLUDED.\"lastReply\",\n"
		"    \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE t.\"leasedBy\" IS NULL OR t.\"leasedBy\" = $10 OR t.\"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC'",
	.params = send_retry_put_params,
	.n_params = 10,
};
err q_send_retry_put(system_db db, struct arena *a, const struct q_send_retry_put_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_retry_put_query, in, affected);
}

static const struct db_field send_retry_drop_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_retry_drop_in, ids) },
};
static const struct db_query send_retry_drop_query = {
	.name = "send_retry_drop",
	.sql =
		"DELETE FROM \"SendRetry\" WHERE \"recipientId\" = ANY ($1::text[])",
	.params = send_retry_drop_params,
	.n_params = 1,
};
err q_send_retry_drop(system_db db, struct arena *a, const struct q_send_retry_drop_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_retry_drop_query, in, affected);
}

static const struct db_field send_capture_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, ids) },
	{ "users", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, users) },
	{ "senders", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, senders) },
	{ "recipients", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, recipients) },
	{ "campaigns", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, campaigns) },
	{ "sequences", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, sequences) },
	{ "contacts", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, contacts) },
	{ "from", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, from) },
	{ "to", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, to) },
	{ "subjects", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, subjects) },
	{ "raw", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_capture_in, raw) },
};
static const struct db_query send_capture_query = {
	.name = "send_capture",
	.sql =
		"INSERT INTO \"Capture\" (\"id\", \"userId\", \"senderId\", \"recipientId\", \"campaignId\", \"sequenceId\", \"contactId\", \"from\", \"to\", \"subject\", \"raw\", \"bytes\")\n"
		"SELECT v.\"id\", v.\"user\", v.\"sender\", v.\"recipient\", v.\"campaign\", v.\"sequence\", v.\"contact\", v.\"from\", v.\"to\", v.\"subject\",\n"
		"       convert_to(v.\"raw\", 'UTF8'), octet_length(v.\"raw\")\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],\n"
		"            $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])\n"
		"     AS v (\"id\", \"user\", \"sender\", \"recipient\", \"campaign\", \"sequence\", \"contact\", \"from\", \"to\", \"subject\", \"raw\")\n"
		"ON CONFLICT (\"recipientId\") DO NOTHING",
	.params = send_capture_params,
	.n_params = 11,
};
err q_send_capture(system_db db, struct arena *a, const struct q_send_capture_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_capture_query, in, affected);
}

static const struct db_field send_pause_campaign_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_pause_campaign_in, reason) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_pause_campaign_in, id) },
};
static const struct db_query send_pause_campaign_query = {
	.name = "send_pause_campaign",
	.sql =
		"UPDATE \"Campaign\" SET \"status\" = 'PAUSED', \"pauseReason\" = $1, \"updatedAt\" = now() AT TIME ZONE 'UTC' WHERE \"id\" = $2 AND \"status\" = 'SENDING'",
	.params = send_pause_campaign_params,
	.n_params = 2,
};
err q_send_pause_campaign(system_db db, struct arena *a, const struct q_send_pause_campaign_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_pause_campaign_query, in, affected);
}

static const struct db_field send_pause_sequence_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_pause_sequence_in, id) },
};
static const struct db_query send_pause_sequence_query = {
	.name = "send_pause_sequence",
	.sql =
		"UPDATE \"Sequence\" SET \"status\" = 'PAUSED', \"pausedAt\" = now() AT TIME ZONE 'UTC', \"updatedAt\" = now() AT TIME ZONE 'UTC' WHERE \"id\" = $1 AND \"status\" = 'ACTIVE'",
	.params = send_pause_sequence_params,
	.n_params = 1,
};
err q_send_pause_sequence(system_db db, struct arena *a, const struct q_send_pause_sequence_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_pause_sequence_query, in, affected);
}

static const struct db_field send_pause_sender_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_pause_sender_in, reason) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_pause_sender_in, id) },
};
static const struct db_query send_pause_sender_query = {
	.name = "send_pause_sender",
	.sql =
		"UPDATE \"Sender\" SET \"status\" = 'PAUSED', \"pauseReason\" = $1, \"updatedAt\" = now() AT TIME ZONE 'UTC' WHERE \"id\" = $2 AND \"status\" = 'ACTIVE'",
	.params = send_pause_sender_params,
	.n_params = 2,
};
err q_send_pause_sender(system_db db, struct arena *a, const struct q_send_pause_sender_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_pause_sender_query, in, affected);
}

static const struct db_field send_rest_sender_params[] = {
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_rest_sender_in, seconds) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_rest_sender_in, reason) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_rest_sender_in, id) },
};
static const struct db_query send_rest_sender_query = {
	.name = "send_rest_sender",
	.sql =
		"UPDATE \"Sender\" SET \"pausedUntil\" = greatest(\"pausedUntil\", clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $1)), \"pauseReason\" = $2\n"
		"WHERE \"id\" = $3",
	.params = send_rest_sender_params,
	.n_params = 3,
};
err q_send_rest_sender(system_db db, struct arena *a, const struct q_send_rest_sender_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_rest_sender_query, in, affected);
}

static const struct db_field send_refusal_put_params[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_put_in, domain) },
	{ "cause", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_put_in, cause) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_put_in, reason) },
	{ "advice", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_refusal_put_in, advice) },
	{ "reply", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_put_in, reply) },
	{ "seconds", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_send_refusal_put_in, seconds) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_put_in, id) },
};
static const struct db_query send_refusal_put_query = {
	.name = "send_refusal_put",
	.sql =
		"INSERT INTO \"SenderRefusal\" AS f (\"senderId\", \"domain\", \"userId\", \"cause\", \"reason\", \"advice\", \"reply\", \"nextTryAt\")\n"
		"SELECT s.\"id\", $1, s.\"userId\", $2, $3, $4, $5, clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => $6)\n"
		"FROM \"Sender\" s WHERE s.\"id\" = $7\n"
		"ON CONFLICT (\"senderId\", \"domain\") DO UPDATE SET \"cause\" = EXCLUDED.\"cause\", \"reason\" = EXCLUDED.\"reason\", \"advice\" = EXCLUDED.\"advice\",\n"
		"    \"reply\" = EXCLUDED.\"reply\", \"nextTryAt\" = EXCLUDED.\"nextTryAt\",\n"
		"    \"since\" = CASE WHEN f.\"nextTryAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day' THEN EXCLUDED.\"since\" ELSE f.\"since\" END",
	.params = send_refusal_put_params,
	.n_params = 7,
};
err q_send_refusal_put(system_db db, struct arena *a, const struct q_send_refusal_put_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_refusal_put_query, in, affected);
}

static const struct db_field send_refusal_drop_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_drop_in, id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_refusal_drop_in, domain) },
};
static const struct db_query send_refusal_drop_query = {
	.name = "send_refusal_drop",
	.sql =
		"DELETE FROM \"SenderRefusal\" WHERE \"senderId\" = $1 AND (\"domain\" = $2 OR \"nextTryAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '2 days')",
	.params = send_refusal_drop_params,
	.n_params = 2,
};
err q_send_refusal_drop(system_db db, struct arena *a, const struct q_send_refusal_drop_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_refusal_drop_query, in, affected);
}

static const struct db_field send_awake_sender_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_awake_sender_in, id) },
};
static const struct db_query send_awake_sender_query = {
	.name = "send_awake_sender",
	.sql =
		"UPDATE \"Sender\" SET \"pausedUntil\" = NULL, \"pauseReason\" = NULL WHERE \"id\" = $1 AND \"status\" = 'ACTIVE' AND \"pausedUntil\" IS NOT NULL",
	.params = send_awake_sender_params,
	.n_params = 1,
};
err q_send_awake_sender(system_db db, struct arena *a, const struct q_send_awake_sender_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_awake_sender_query, in, affected);
}

static const struct db_query send_present_query = {
	.name = "send_present",
	.sql =
		"WITH last AS MATERIALIZED (\n"
		"    SELECT s.\"updatedAt\" AS \"at\" FROM \"Setting\" s WHERE s.\"key\" = 'sending' FOR UPDATE\n"
		"), present AS (\n"
		"    INSERT INTO \"Setting\" (\"key\", \"value\", \"updatedAt\") VALUES ('sending', '', now() AT TIME ZONE 'UTC')\n"
		"    ON CONFLICT (\"key\") DO UPDATE SET \"updatedAt\" = EXCLUDED.\"updatedAt\"\n"
		")\n"
		"UPDATE \"Sequence\" q SET \"heldBefore\" = last.\"at\" + INTERVAL '5 minutes'\n"
		"FROM last\n"
		"WHERE q.\"status\" = 'ACTIVE' AND last.\"at\" < now() AT TIME ZONE 'UTC' - \"loumass_lateness\"(q.\"settings\")\n"
		"  AND coalesce(\"loumass_late_from\"(q.\"activatedAt\", q.\"resumedAt\", q.\"resumedLate\") <= last.\"at\", true)\n"
		"  AND EXISTS (SELECT 1 FROM \"SendSource\" s WHERE s.\"sequenceId\" = q.\"id\")",
};
err q_send_present(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &send_present_query, NULL, affected);
}

static const struct db_field send_beat_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_beat_in, id) },
	{ "role", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_beat_in, role) },
	{ "host", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_beat_in, host) },
	{ "pid", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_send_beat_in, pid) },
	{ "version", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_beat_in, version) },
};
static const struct db_query send_beat_query = {
	.name = "send_beat",
	.sql =
		"INSERT INTO \"Worker\" (\"id\", \"role\", \"host\", \"pid\", \"version\") VALUES ($1, $2, $3, $4, $5)\n"
		"ON CONFLICT (\"id\") DO UPDATE SET \"lastSeenAt\" = now() AT TIME ZONE 'UTC'",
	.params = send_beat_params,
	.n_params = 5,
};
err q_send_beat(system_db db, struct arena *a, const struct q_send_beat_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_beat_query, in, affected);
}

static const struct db_field send_gone_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_gone_in, id) },
};
static const struct db_query send_gone_query = {
	.name = "send_gone",
	.sql =
		"DELETE FROM \"Worker\" WHERE \"id\" = $1 OR \"lastSeenAt\" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day'",
	.params = send_gone_params,
	.n_params = 1,
};
err q_send_gone(system_db db, struct arena *a, const struct q_send_gone_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &send_gone_query, in, affected);
}

static const struct db_field send_gmail_facts_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_gmail_facts_in, id) },
};
static const struct db_field send_gmail_facts_cols[] = {
	{ "inDoubt", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_send_gmail_facts_row, in_doubt) },
	{ "threadId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_gmail_facts_row, thread_id) },
};
static const struct db_query send_gmail_facts_query = {
	.name = "send_gmail_facts",
	.sql =
		"SELECT r.\"inDoubt\",\n"
		"       coalesce((SELECT p.\"gmailThreadId\" FROM \"Recipient\" p WHERE p.\"id\" = r.\"replyToId\" AND p.\"senderId\" = r.\"senderId\"),\n"
		"       (SELECT p.\"gmailThreadId\" FROM \"Recipient\" p\n"
		"        WHERE p.\"enrollmentId\" = r.\"enrollmentId\" AND p.\"id\" <> r.\"id\" AND p.\"senderId\" = r.\"senderId\" AND p.\"status\" = 'SENT'\n"
		"          AND p.\"gmailThreadId\" IS NOT NULL\n"
		"        ORDER BY p.\"sentAt\" DESC LIMIT 1)) AS \"threadId\"\n"
		"FROM \"Recipient\" r WHERE r.\"id\" = $1",
	.params = send_gmail_facts_params,
	.n_params = 1,
	.cols = send_gmail_facts_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_send_gmail_facts_row),
	.reads = true,
};
err q_send_gmail_facts(system_db db, struct arena *a, const struct q_send_gmail_facts_in *in, struct q_send_gmail_facts_row *out)
{
	return db_system_one(db, a, &send_gmail_facts_query, in, out);
}

static const struct db_field send_doubt_confirmed_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_doubt_confirmed_in, ids) },
};
static const struct db_field send_doubt_confirmed_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_doubt_confirmed_row, recipient_id) },
};
static const struct db_query send_doubt_confirmed_query = {
	.name = "send_doubt_confirmed",
	.sql =
		"WITH gone AS (UPDATE \"Recipient\" SET \"inDoubt\" = false WHERE \"id\" = ANY ($1::text[]))\n"
		"UPDATE \"InDoubt\" SET \"resolution\" = 'confirmed' WHERE \"recipientId\" = ANY ($1) AND \"resolution\" = 'resent' RETURNING \"recipientId\"",
	.params = send_doubt_confirmed_params,
	.n_params = 1,
	.cols = send_doubt_confirmed_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_send_doubt_confirmed_row),
};
err q_send_doubt_confirmed(system_db db, struct arena *a, const struct q_send_doubt_confirmed_in *in, struct q_send_doubt_confirmed_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_doubt_confirmed_query, in, &rows));
	*out = (struct q_send_doubt_confirmed_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field send_sent_as_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_send_sent_as_in, ids) },
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sent_as_in, user_id) },
};
static const struct db_field send_sent_as_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_send_sent_as_row, id) },
	{ "messageId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_send_sent_as_row, message_id) },
};
static const struct db_query send_sent_as_query = {
	.name = "send_sent_as",
	.sql =
		"SELECT r.\"id\", r.\"messageId\" FROM \"Recipient\" r\n"
		"WHERE r.\"id\" = ANY ($1::text[]) AND r.\"userId\" = $2 AND r.\"messageId\" IS NOT NULL",
	.params = send_sent_as_params,
	.n_params = 2,
	.cols = send_sent_as_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_send_sent_as_row),
	.reads = true,
};
err q_send_sent_as(system_db db, struct arena *a, const struct q_send_sent_as_in *in, struct q_send_sent_as_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &send_sent_as_query, in, &rows));
	*out = (struct q_send_sent_as_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
