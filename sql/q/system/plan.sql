-- Planning and ending campaigns, for whoever's turn it is: a worker has no tenant until it has claimed one's campaign.

-- name: plan_start_due :many
-- SCHEDULED campaigns whose time has come begin to send, whether the API or a Prisma client scheduled them.
WITH v AS MATERIALIZED (
    SELECT d."id" FROM "Campaign" d WHERE d."status" = 'SCHEDULED' AND d."scheduledAt" <= :now
    ORDER BY d."scheduledAt" LIMIT 20 FOR UPDATE SKIP LOCKED)
UPDATE "Campaign" c SET "status" = 'SENDING', "startedAt" = :now,
    "updatedAt" = greatest(c."updatedAt", (now() AT TIME ZONE 'UTC')::timestamp(3)) FROM v WHERE c."id" = v."id"
RETURNING c."id";

-- name: plan_pick :one
-- A campaign that sends but has no plan, or not all of it, under a lock that others pass by: of the tenant that had a turn longest ago, the one
-- that had. What is read here may be older than the lock: plan_next reads it again.
SELECT w."id" FROM (
    SELECT k."id"
    FROM "Campaign" k LEFT JOIN "CampaignPlan" x ON x."campaignId" = k."id"
    WHERE k."status" = 'SENDING' AND k."cancelledAt" IS NULL AND (k."plannedAt" IS NULL OR x."campaignId" IS NOT NULL)
    ORDER BY max(x."partAt") OVER (PARTITION BY k."userId") NULLS FIRST, x."partAt" NULLS FIRST, k."startedAt", k."id" OFFSET 0) w
WHERE pg_try_advisory_xact_lock(hashtextextended('plan:' || w."id", 0))
LIMIT 1;

-- name: plan_next :one
-- not null: id, userId, audience_given, shared, team, follows, skips, begun
-- shared: several senders may have a part in it. begun: a part is planned, up to the identity `after`.
-- The campaign that was picked, as it is under its lock.
SELECT c."id", c."userId", c."audience", c."audience" IS NOT NULL AS audience_given, coalesce(jsonb_typeof(c."senderIds") = 'array', false) AS team,
       c."replyToCampaignId" IS NOT NULL OR c."gmailThreadId" IS NOT NULL AS follows, coalesce(c."replyElse" = 'skip', false) AS skips,
       coalesce(jsonb_typeof(c."senderIds") = 'array', false) OR c."replyToCampaignId" IS NOT NULL OR c."gmailThreadId" IS NOT NULL AS shared,
       "loumass_reply_source"(c."userId", c."replyToCampaignId", c."gmailThreadId") AS "replySource",
       c."delivery"::text AS "delivery", (SELECT u."timezone" FROM "User" u WHERE u."id" = c."userId") AS "accountZone",
       (SELECT u."holidays"::text FROM "User" u WHERE u."id" = c."userId") AS "holidays",
       coalesce(c."senderId",
                (SELECT s."id" FROM "Sender" s WHERE s."userId" = c."userId" ORDER BY s."isDefault" DESC, s."createdAt" LIMIT 1)) AS "senderId",
       c."plannedAt", p."campaignId" IS NOT NULL AS "begun", p."after", p."prefix", p."ids", p."recipients", p."size"
FROM "Campaign" c
LEFT JOIN "CampaignPlan" p ON p."campaignId" = c."id"
WHERE c."id" = :campaign_id AND c."status" = 'SENDING' AND c."cancelledAt" IS NULL AND (c."plannedAt" IS NULL OR p."campaignId" IS NOT NULL);

-- name: plan_part :one
-- not null: n
-- timeout: none
-- The next contacts in the order of identities: how many, and the last one's. A person's contacts are in one part. after: '' before the first,
-- which has those without an address, too.
SELECT count(*) AS n, max(v."identity") AS upto
FROM (SELECT c."identity" FROM "Contact" c
      WHERE c."userId" = :user_id AND c."identity" >= :after AND c."identity" IS DISTINCT FROM nullif(:after, '')
      ORDER BY c."identity" LIMIT :size::int8) v;

-- name: plan_keep :exec
-- What the next part begins with.
INSERT INTO "CampaignPlan" AS p ("campaignId", "userId", "after", "prefix", "ids", "recipients", "size", "partAt")
VALUES (:campaign_id, :user_id, :after, :prefix, :ids, :recipients, :size, clock_timestamp() AT TIME ZONE 'UTC')
ON CONFLICT ("campaignId") DO UPDATE SET "after" = EXCLUDED."after", "ids" = EXCLUDED."ids", "recipients" = EXCLUDED."recipients",
    "size" = EXCLUDED."size", "partAt" = EXCLUDED."partAt";

-- name: plan_whole :exec
DELETE FROM "CampaignPlan" p WHERE p."campaignId" = :campaign_id;

-- name: plan_adopt :exec
-- Recipients that another program wrote get what they lack: a tracking id (of ours, where their id is a cuid), their
-- sender, and the key that keeps the plan from adding the same contact again.
UPDATE "Recipient" r
SET "trackingId" = coalesce(r."trackingId", CASE WHEN r."id" ~ '^c[0-9a-z]{24}$'
        THEN substr(r."id", 2) || left(encode(sha256(convert_to(:key || r."id" || :key, 'UTF8')), 'hex'), 20)
        ELSE replace(gen_random_uuid()::text, '-', '') END),
    "senderId" = coalesce(r."senderId", :sender_id),
    "sendKey" = CASE WHEN f."first" THEN 'c:' || :campaign_id || ':' || r."contactId" END
FROM (SELECT p."id", row_number() OVER (PARTITION BY p."contactId" ORDER BY p."id") = 1
             AND NOT EXISTS (SELECT 1 FROM "Recipient" k WHERE k."sendKey" = 'c:' || :campaign_id || ':' || p."contactId") AS "first"
      FROM "Recipient" p WHERE p."campaignId" = :campaign_id AND p."status" IS NOT DISTINCT FROM 'PENDING' AND p."sendKey" IS NULL) f
WHERE r."id" = f."id";

-- name: plan_recipients :one
-- audience: built
-- not null: n
-- One row per person of a part of the audience (the oldest of contacts with one identity): ACTIVE, not suppressed (by address, domain or hash), wanting the
-- campaign's topic, not planned before (adopted: recipients of other programs are looked at, too). Ids count up behind `prefix` (9) from `ids`, zone by zone
-- where the campaign goes by people's clocks (`zones`: those that are known), and end in `tail` (10); the tracking id is the id and its keyed hash. n: how
-- many ids were given.
-- timeout: none
WITH n AS MATERIALIZED (
    SELECT :prefix || lpad(to_hex(:ids::int8 + row_number() OVER (ORDER BY p."zone", p."id")), 6, '0') || :tail AS "id", p."id" AS "contactId", p."zone"
    FROM (
    SELECT DISTINCT ON (a."identity") a."id",
           CASE WHEN :by_zone::bool THEN "loumass_zone_of"(a."timezone", a."timezoneSource", a."variables", :zones::text[]) END AS "zone"
    FROM "loumass_audience"(:user_id, (SELECT "audience" FROM "Campaign" WHERE "id" = :campaign_id)) a
    CROSS JOIN LATERAL "loumass_barred"(:user_id, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
    WHERE a."identity" >= :after AND a."identity" <= :upto AND a."identity" IS DISTINCT FROM nullif(:after, '') AND a."status" = 'ACTIVE' AND NOT b."suppressed"
      AND (NOT :only_threads::bool OR a."id" IN (SELECT m."contactId" FROM "loumass_reply_mails"(:user_id, :reply_source?::text) m))
      AND (NOT :adopted::bool
           OR NOT EXISTS (SELECT 1 FROM "Contact" d JOIN "Recipient" r ON r."contactId" = d."id"
                          WHERE d."userId" = :user_id AND d."identity" = a."identity" AND d."id" <> a."id" AND r."campaignId" = :campaign_id))
      AND ((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = :campaign_id) IS NULL
           OR coalesce((SELECT x."subscribed" FROM "ContactTopic" x
                        WHERE x."contactId" = a."id" AND x."topicId" = (SELECT m."topicId" FROM "Campaign" m WHERE m."id" = :campaign_id)),
                       (SELECT NOT t."optIn" FROM "Campaign" m JOIN "Topic" t ON t."id" = m."topicId" WHERE m."id" = :campaign_id)))
    ORDER BY a."identity", a."id") p
), put AS (
    INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "sendKey", "trackingId", "senderId", "zone")
    SELECT n."id", :campaign_id, n."contactId", :user_id, 'c:' || :campaign_id || ':' || n."contactId",
           substr(n."id", 2) || left(encode(sha256(convert_to(:key || n."id" || :key, 'UTF8')), 'hex'), 20), :sender_id, n."zone"
    FROM n ORDER BY n."id"
    ON CONFLICT ("sendKey") DO NOTHING
)
SELECT count(*) AS n FROM n;

-- name: plan_zones :many
-- audience: built
-- timeout: none
-- The zones that are written at the audience's contacts, known or not.
SELECT z."zone" FROM (
    SELECT DISTINCT coalesce(a."timezone", CASE WHEN a."timezoneSource" IS NULL THEN (SELECT g.zone FROM "loumass_zone_guess"(a."variables") g) END) AS "zone"
    FROM "loumass_audience"(:user_id, (SELECT m."audience" FROM "Campaign" m WHERE m."id" = :campaign_id)) a
    WHERE a."identity" >= :after AND a."identity" <= :upto AND a."identity" IS DISTINCT FROM nullif(:after, '')
    UNION
    SELECT c."timezone" FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING') z
WHERE z."zone" IS NOT NULL AND length(z."zone") <= 64 LIMIT 5000;

-- name: plan_zone_adopted :exec
-- timeout: none
-- Of recipients that another program wrote.
UPDATE "Recipient" r SET "zone" = "loumass_zone_of"(c."timezone", c."timezoneSource", c."variables", :zones::text[])
FROM "Contact" c WHERE r."campaignId" = :campaign_id AND r."status" IS NOT DISTINCT FROM 'PENDING' AND c."id" = r."contactId";

-- name: plan_zoned_batches :exec
-- Ranges of a campaign that goes by people's clocks: of one sender (when it is shared) and one zone each, with the time from which they may
-- go. '' is the zone of those who have none.
-- timeout: none
INSERT INTO "SendBatch" ("id", "sourceId", "userId", "senderId", "firstId", "lastId", "size", "zone", "notBefore")
SELECT 'c' || substr(md5(:campaign_id || min(g."id")), 1, 24),
       CASE WHEN :shared::bool THEN :campaign_id || ':' || g."senderId" ELSE :campaign_id END, :user_id,
       coalesce(g."senderId", :sender_id), min(g."id"), max(g."id"), count(*), g."zone", min(d."due")
FROM (SELECT r."id", CASE WHEN :shared::bool THEN r."senderId" END AS "senderId", coalesce(r."zone", '') AS "zone",
             (row_number() OVER (PARTITION BY CASE WHEN :shared::bool THEN r."senderId" END, coalesce(r."zone", '') ORDER BY r."id") - 1) / :size::int AS "n"
      FROM "Recipient" r WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING') g
LEFT JOIN unnest(:zones::text[], :dues::timestamp[]) AS d ("zone", "due") ON d."zone" = g."zone"
GROUP BY g."senderId", g."zone", g."n"
ON CONFLICT ("id") DO NOTHING;

-- name: plan_hold :one
-- audience: built
-- not null: n
-- Keeps the part's contacts from being deleted until the end of the transaction.
-- timeout: none
SELECT count(*) AS n
FROM (SELECT c."id" FROM "Contact" c
      WHERE c."userId" = :user_id
        AND c."id" IN (SELECT a."id" FROM "loumass_audience"(:user_id, (SELECT m."audience" FROM "Campaign" m WHERE m."id" = :campaign_id)) a
                       WHERE a."identity" >= :after AND a."identity" <= :upto)
        AND c."identity" >= :after AND c."identity" <= :upto
      FOR KEY SHARE OF c) h;

-- name: plan_spread :exec
-- A campaign that several senders share: who was mailed by one of them keeps the latest, so that threads stay in one mailbox. The others
-- are spread by their id, in the proportion of the senders' daily quotas, or evenly when one has none.
-- timeout: none
WITH team AS MATERIALIZED (
    SELECT d."id", sum(d."weight") OVER (ORDER BY d."id") - d."weight" AS "from", sum(d."weight") OVER (ORDER BY d."id") AS "to",
           sum(d."weight") OVER () AS "all"
    FROM (SELECT s."id", CASE WHEN bool_or(s."perDay" IS NULL) OVER () THEN 1 ELSE s."perDay" END::float8 AS "weight"
          FROM "Campaign" c CROSS JOIN LATERAL jsonb_array_elements_text(c."senderIds") AS t ("id")
          JOIN "Sender" s ON s."id" = t."id" AND s."userId" = c."userId"
          WHERE c."id" = :campaign_id AND c."userId" = :user_id) d
)
UPDATE "Recipient" r
SET "senderId" = coalesce(
    (SELECT p."senderId" FROM "Recipient" p
     WHERE p."contactId" = r."contactId" AND p."id" <> r."id" AND p."sentAt" IS NOT NULL AND p."senderId" IN (SELECT m."id" FROM team m)
     ORDER BY p."sentAt" DESC LIMIT 1),
    (SELECT m."id" FROM team m
     WHERE ('x' || left(md5(r."contactId"), 8))::bit(32)::int8 / 4294967296.0 * m."all" >= m."from"
       AND ('x' || left(md5(r."contactId"), 8))::bit(32)::int8 / 4294967296.0 * m."all" < m."to" LIMIT 1),
    r."senderId")
WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING';

-- name: plan_threads :exec
-- A follow-up: who had a mail of what it follows up on gets it as an answer to the last of those, by the sender that mailed them, if it is
-- still there.
-- timeout: none
UPDATE "Recipient" r
SET "replyToId" = p."id",
    "senderId" = coalesce((SELECT s."id" FROM "Sender" s WHERE s."id" = p."senderId" AND s."userId" = :user_id), r."senderId")
FROM "loumass_reply_mails"(:user_id, :reply_source?::text) p
WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."contactId" = p."contactId" AND r."id" <> p."id";

-- name: plan_sources :exec
-- A source for the campaign; for each of its senders when they share it, by the id of both.
INSERT INTO "SendSource" ("id", "userId", "campaignId", "senderId", "lastServedAt")
SELECT :campaign_id, :user_id, :campaign_id, :sender_id, 'epoch'::timestamp WHERE NOT :shared::bool AND :from_id::text = ''
UNION ALL
SELECT :campaign_id || ':' || r."senderId", :user_id, :campaign_id, r."senderId", 'epoch'::timestamp FROM "Recipient" r
WHERE :shared::bool AND r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING'
  AND NOT EXISTS (SELECT 1 FROM "SendSource" k WHERE k."id" = :campaign_id || ':' || r."senderId" AND k."senderId" = r."senderId")
GROUP BY r."senderId"
ON CONFLICT ("id") DO UPDATE SET "senderId" = EXCLUDED."senderId";

-- name: plan_batches :exec
-- The campaign's PENDING recipients in ranges of `size`, from an id on.
-- timeout: none
INSERT INTO "SendBatch" ("id", "sourceId", "userId", "senderId", "firstId", "lastId", "size")
SELECT 'c' || substr(md5(:campaign_id || min(g."id")), 1, 24), :campaign_id, :user_id, :sender_id, min(g."id"), max(g."id"), count(*)
FROM (SELECT r."id", (row_number() OVER (ORDER BY r."id") - 1) / :size::int AS "n"
      FROM "Recipient" r WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING') g
GROUP BY g."n"
ON CONFLICT ("id") DO NOTHING;

-- name: plan_shared_batches :exec
-- The same for each of the senders; their ranges interleave.
-- timeout: none
INSERT INTO "SendBatch" ("id", "sourceId", "userId", "senderId", "firstId", "lastId", "size")
SELECT 'c' || substr(md5(:campaign_id || min(g."id")), 1, 24), :campaign_id || ':' || g."senderId", :user_id, g."senderId", min(g."id"),
       max(g."id"), count(*)
FROM (SELECT r."id", r."senderId", (row_number() OVER (PARTITION BY r."senderId" ORDER BY r."id") - 1) / :size::int AS "n"
      FROM "Recipient" r WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."status" IS NOT DISTINCT FROM 'PENDING') g
GROUP BY g."senderId", g."n"
ON CONFLICT ("id") DO NOTHING;

-- name: plan_shares :exec
-- How many of the recipients each of the senders has.
-- timeout: none
INSERT INTO "CampaignSender" AS s ("campaignId", "senderId", "userId", "recipients")
SELECT r."campaignId", r."senderId", :user_id, count(*) FROM "Recipient" r
WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id AND r."senderId" IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT ("campaignId", "senderId") DO UPDATE SET "recipients" = s."recipients" + EXCLUDED."recipients";

-- name: plan_count :one
-- not null: n
-- timeout: none
SELECT count(*) AS n FROM "Recipient" r WHERE r."campaignId" = :campaign_id AND r."id" >= :from_id;

-- name: plan_begin :exec
-- Its first part is planned; whole it is when "CampaignPlan" has no row of it.
UPDATE "Campaign" SET "plannedAt" = :now, "senderId" = coalesce("senderId", :sender_id) WHERE "id" = :campaign_id;

-- name: plan_refuse :exec
-- A campaign that cannot be sent as it is waits for a person. anew: nobody of it is planned yet; else it goes on with the part it is at.
WITH gone AS (DELETE FROM "CampaignPlan" p WHERE p."campaignId" = :campaign_id AND :anew::bool)
UPDATE "Campaign" SET "status" = 'PAUSED', "pauseReason" = :reason, "plannedAt" = CASE WHEN :anew::bool THEN NULL ELSE "plannedAt" END,
    "updatedAt" = :now WHERE "id" = :campaign_id AND "status" = 'SENDING';

-- name: plan_finish :many
-- Campaigns with nothing left to do are SENT.
UPDATE "Campaign" c SET "status" = 'SENT', "sentAt" = :now, "updatedAt" = :now
WHERE c."status" = 'SENDING' AND c."plannedAt" IS NOT NULL AND c."cancelledAt" IS NULL
  AND NOT EXISTS (SELECT 1 FROM "CampaignPlan" p WHERE p."campaignId" = c."id")
  AND NOT EXISTS (
      SELECT 1 FROM "SendSource" s WHERE s."campaignId" = c."id"
        AND (EXISTS (SELECT 1 FROM "SendBatch" b WHERE b."sourceId" = s."id")
             OR EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."sourceId" = s."id")))
RETURNING c."id";

-- name: plan_drop_source :exec
DELETE FROM "SendSource" s WHERE s."campaignId" = ANY (:ids::text[]);

-- name: plan_cancelled :one
-- A cancelled campaign that no worker holds any more, under a lock that others pass by.
SELECT c."id", c."userId" FROM "Campaign" c
WHERE c."cancelledAt" IS NOT NULL AND c."status" <> 'SENT'
  AND NOT EXISTS (
      SELECT 1 FROM "SendSource" s WHERE s."campaignId" = c."id"
        AND (EXISTS (SELECT 1 FROM "SendBatch" b WHERE b."sourceId" = s."id" AND b."leasedUntil" > now() AT TIME ZONE 'UTC')
             OR EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."sourceId" = s."id" AND t."leasedUntil" > now() AT TIME ZONE 'UTC')))
  AND pg_try_advisory_xact_lock(hashtextextended('plan:' || c."id", 0))
LIMIT 1;

-- name: plan_cancel_ranges :many
-- not null: domain
-- timeout: 2min
-- Recipients of the first ranges. A range goes with its last one; one that is wider than a piece begins behind what was done.
WITH b AS MATERIALIZED (
    SELECT k."id", k."firstId", k."lastId" FROM "SendSource" s JOIN "SendBatch" k ON k."sourceId" = s."id"
    WHERE s."campaignId" = :campaign_id ORDER BY k."firstId" LIMIT 5
), v AS MATERIALIZED (
    SELECT p."id" FROM b CROSS JOIN LATERAL (
        SELECT q."id" FROM "Recipient" q
        WHERE q."id" >= b."firstId" AND q."id" <= b."lastId" AND q."campaignId" = :campaign_id AND q."status" IS NOT DISTINCT FROM 'PENDING'
        ORDER BY q."id" LIMIT 10000) p
    ORDER BY p."id" LIMIT 10000
), m AS MATERIALIZED (SELECT CASE WHEN count(*) = 10000 THEN max(v."id") END AS "upto" FROM v
), gone AS (DELETE FROM "SendBatch" d USING b, m WHERE d."id" = b."id" AND (m."upto" IS NULL OR b."lastId" <= m."upto")
), cut AS (UPDATE "SendBatch" d SET "firstId" = m."upto" FROM b, m WHERE d."id" = b."id" AND b."lastId" > m."upto" AND b."firstId" < m."upto")
UPDATE "Recipient" r SET "status" = 'FAILED', "failureReason" = 'cancelled'
FROM (SELECT DISTINCT v."id" FROM v) w, "Contact" c
WHERE r."id" = w."id" AND r."status" IS NOT DISTINCT FROM 'PENDING' AND c."id" = r."contactId"
RETURNING r."id", r."contactId", split_part(c."email", '@', 2) AS "domain";

-- name: plan_has_ranges :one
-- not null: has
SELECT EXISTS (SELECT 1 FROM "SendSource" s JOIN "SendBatch" k ON k."sourceId" = s."id" WHERE s."campaignId" = :campaign_id) AS has;

-- name: plan_cancel_some :many
-- not null: domain
-- timeout: 2min
-- What is in no range: retries, and what other programs wrote.
WITH v AS MATERIALIZED (
    SELECT p."id", split_part(c."email", '@', 2) AS "domain" FROM "Recipient" p JOIN "Contact" c ON c."id" = p."contactId"
    WHERE p."campaignId" = :campaign_id AND p."status" IS NOT DISTINCT FROM 'PENDING' ORDER BY p."id" LIMIT 5000 FOR NO KEY UPDATE OF p)
UPDATE "Recipient" r SET "status" = 'FAILED', "failureReason" = 'cancelled' FROM v WHERE r."id" = v."id"
RETURNING r."id", r."contactId", v."domain";

-- name: plan_cancel_done :exec
WITH gone AS (DELETE FROM "SendRetry" WHERE split_part("sourceId", ':', 1) = :campaign_id AND "sourceId" IN (
    SELECT s."id" FROM "SendSource" s WHERE s."campaignId" = :campaign_id)),
unplanned AS (DELETE FROM "CampaignPlan" p WHERE p."campaignId" = :campaign_id)
UPDATE "Campaign" SET "status" = 'SENT', "sentAt" = :now, "updatedAt" = :now WHERE "id" = :campaign_id;
