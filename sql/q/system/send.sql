-- The sending engine's claims, loads and accounts: it works for all tenants in turn, and each row carries its own.
--
-- "status" IS NOT DISTINCT FROM 'PENDING', never = 'PENDING': after a campaign the statistics know only SENT, so that an equality
-- promises next to no rows and a generic plan reads all of them through the index on status. This form no index serves: the rows are found
-- by the primary key or the campaign, whose number is known, and then compared.

-- name: send_pick_source :one
-- The source that is served next: higher priority first, then the tenant and the source served longest ago. It must have
-- something to claim, a sender that may send (of one whose tokens are fetched: has one that lives), and be meant to send. A restored copy that is held has none.
-- held_below: a sequence's mails with a smaller id wait for a person's word.
SELECT s."id", s."userId", s."campaignId", s."sequenceId", s."senderId", "loumass_cuid_floor"(q."heldBefore") AS "heldBelow",
       c."delivery"::text AS "delivery",
       CASE WHEN c."delivery" IS NOT NULL THEN (SELECT u."timezone" FROM "User" u WHERE u."id" = s."userId") END AS "accountZone",
       CASE WHEN c."delivery" IS NOT NULL THEN (SELECT u."holidays"::text FROM "User" u WHERE u."id" = s."userId") END AS "holidays"
FROM "SendSource" s
JOIN "Sender" d ON d."id" = s."senderId" AND d."status" = 'ACTIVE' AND (d."pausedUntil" IS NULL OR d."pausedUntil" <= now() AT TIME ZONE 'UTC')
LEFT JOIN "Campaign" c ON c."id" = s."campaignId"
LEFT JOIN "Sequence" q ON q."id" = s."sequenceId"
WHERE (c."status" = 'SENDING' AND c."cancelledAt" IS NULL OR q."status" = 'ACTIVE' AND q."stepsState" = 'ok')
  AND (d."tokenUrl" IS NULL OR d."auth" <> 'xoauth2' OR d."tokenExpiresAt" > now() AT TIME ZONE 'UTC')
  AND NOT EXISTS (SELECT 1 FROM "Setting" h WHERE h."key" = 'held')
  AND NOT s."id" = ANY (:skip::text[]) AND NOT s."senderId" = ANY (:skip_senders::text[])
  AND (EXISTS (SELECT 1 FROM "SendBatch" b WHERE b."sourceId" = s."id"
               AND coalesce(greatest(b."leasedUntil", b."notBefore"), 'epoch'::timestamp) < now() AT TIME ZONE 'UTC'
               AND (q."heldBefore" IS NULL OR b."firstId" >= "loumass_cuid_floor"(q."heldBefore")))
       OR EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."sourceId" = s."id" AND t."dueAt" <= now() AT TIME ZONE 'UTC'
                  AND (t."leasedUntil" IS NULL OR t."leasedUntil" < now() AT TIME ZONE 'UTC')
                  AND (q."heldBefore" IS NULL OR t."recipientId" >= "loumass_cuid_floor"(q."heldBefore"))))
ORDER BY s."priority" DESC,
         (SELECT max(u."lastServedAt") FROM "SendSource" u WHERE u."userId" = s."userId"), s."lastServedAt"
LIMIT 1
FOR UPDATE OF s SKIP LOCKED;

-- name: send_touch_source :exec
UPDATE "SendSource" SET "lastServedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE "id" = :id;

-- name: send_sender :one
-- not null: hour, day, elsewhere, workers, free_us, updatedAt
-- Locks the sender, so that quotas are granted one claim after the other. elsewhere: connections that other workers' leases
-- hold; leaveTo: the address whose mail we read, if any; free_us: how long until the pace of perSecond lets the next message go, which is
-- seconds: two for what was granted and two that a claim may wait.
SELECT d."id", d."userId", d."kind", d."fromEmail", d."fromName", d."replyTo", d."host", d."port", d."security", d."tlsVerify", d."auth",
       d."username", d."perSecond", d."perHour", d."perDay", d."maxConnections", d."dkim", d."replyTags",
       CASE WHEN d."auth" = 'xoauth2' AND d."tokenUrl" IS NOT NULL THEN d."accessTokenSealed" ELSE d."secretSealed" END AS "secretSealed",
       greatest(d."updatedAt", d."tokenChangedAt") AS "updatedAt",
       (SELECT CASE WHEN m."kind" = 'gmail' THEN d."fromEmail" ELSE coalesce(nullif(d."replyTo", ''), d."fromEmail") END
        FROM "Mailbox" m WHERE m."senderId" = d."id" AND m."userId" = d."userId" AND m."enabled" AND m."failures" < 10) AS "leaveTo",
       CASE WHEN d."warmupTarget" IS NOT NULL THEN d."warmupLimit" END AS "warmupLimit",
       (SELECT coalesce(sum(u."granted"), 0) FROM "SenderUsage" u
        WHERE u."senderId" = d."id" AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS hour,
       (SELECT coalesce(sum(u."granted"), 0) FROM "SenderUsage" u
        WHERE u."senderId" = d."id" AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS day,
       (SELECT coalesce(sum(m."c"), 0) FROM (
            SELECT max(b."connections") AS c FROM "SendBatch" b
            WHERE b."senderId" = d."id" AND b."leasedBy" IS NOT NULL AND b."leasedUntil" > now() AT TIME ZONE 'UTC' AND b."leasedBy" <> :me
            GROUP BY b."leasedBy") m) AS elsewhere,
       (SELECT count(*) FROM "Worker" w WHERE w."role" = 'send' AND w."lastSeenAt" > now() AT TIME ZONE 'UTC' - INTERVAL '30 seconds') AS workers,
       least(5000000, greatest(0, (extract(epoch FROM d."nextFreeAt" - clock_timestamp() AT TIME ZONE 'UTC') * 1000000)::int8)) AS free_us
FROM "Sender" d WHERE d."id" = :id FOR NO KEY UPDATE;

-- name: send_grant :one
-- Books n messages: on this minute for the quotas, and on the pace of perSecond.
WITH pace AS (
    UPDATE "Sender" d
    SET "nextFreeAt" = least(greatest(coalesce(d."nextFreeAt", 'epoch'), clock_timestamp() AT TIME ZONE 'UTC'), clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '5 seconds')
                       + make_interval(secs => :n::float8 / d."perSecond")
    WHERE d."id" = :sender_id AND d."perSecond" IS NOT NULL
)
INSERT INTO "SenderUsage" AS u ("senderId", "minute", "userId", "granted")
VALUES (:sender_id, date_trunc('minute', now() AT TIME ZONE 'UTC'), :user_id, :n)
ON CONFLICT ("senderId", "minute") DO UPDATE SET "granted" = u."granted" + EXCLUDED."granted"
RETURNING u."minute";

-- name: send_return :exec
-- Gives back what was granted in that minute and not used.
UPDATE "SenderUsage" SET "granted" = greatest(0, "granted" - :n::int) WHERE "senderId" = :sender_id AND "minute" = :minute;

-- name: send_claim_batch :one
-- not null: taken_over, before
-- The row is locked in a MATERIALIZED CTE: as a subquery on the inner side of a join it would be run again for each row, and lease them all.
-- taken_over: its owner let the lease run out; what it had announced may be on the wire unheard: the first `before` that are PENDING, or those
-- up to before_to.
WITH v AS MATERIALIZED (
    SELECT c."id", c."leasedBy",
           CASE WHEN c."announcedBy" = c."leasedBy" THEN c."announced" ELSE c."granted" END AS "before",
           CASE WHEN c."announcedBy" = c."leasedBy" THEN c."announcedTo" END AS "beforeTo"
    FROM "SendBatch" c
    WHERE c."sourceId" = :source_id AND (c."leasedUntil" IS NULL OR c."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
      AND (c."notBefore" IS NULL OR c."notBefore" <= clock_timestamp() AT TIME ZONE 'UTC')
      AND (:held_below?::text IS NULL OR c."firstId" >= :held_below)
    ORDER BY c."priority" DESC, c."firstId" LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE "SendBatch" b
SET "leasedBy" = :me, "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds), "connections" = :connections,
    "granted" = :granted, "grantedAt" = date_trunc('minute', now() AT TIME ZONE 'UTC'), "takeovers" = b."takeovers" + (v."leasedBy" IS NOT NULL)::int,
    "announced" = :announced, "announcedTo" = NULL, "announcedBy" = :me
FROM v WHERE b."id" = v."id"
RETURNING b."id", b."stepId", b."version", b."firstId", b."lastId", b."size", b."zone", coalesce(v."before", 0) AS before, v."beforeTo" AS before_to,
          v."leasedBy" IS NOT NULL AS taken_over;

-- name: send_announce :many
-- The owner will begin messages up to these recipients. Those ranges that are not its own any more are missing from the answer.
WITH v AS MATERIALIZED (
    SELECT b."id", n."to" FROM unnest(:ids::text[], :to::text[]) AS n ("id", "to") JOIN "SendBatch" b ON b."id" = n."id" AND b."leasedBy" = :me
    ORDER BY b."id" FOR NO KEY UPDATE OF b)
UPDATE "SendBatch" b SET "announcedTo" = v."to" FROM v WHERE b."id" = v."id"
RETURNING b."id";

-- name: send_announce_retries :many
WITH v AS MATERIALIZED (
    SELECT t."recipientId" FROM "SendRetry" t WHERE t."recipientId" = ANY (:ids::text[]) AND t."leasedBy" = :me
    ORDER BY t."recipientId" FOR NO KEY UPDATE OF t)
UPDATE "SendRetry" t SET "unbegunBy" = NULL FROM v WHERE t."recipientId" = v."recipientId"
RETURNING t."recipientId";

-- name: send_shut :exec
-- The sending window is shut in this range's zone: it, and the source's other ranges of that zone, wait until it opens.
UPDATE "SendBatch" b SET "notBefore" = :until, "leasedBy" = NULL, "leasedUntil" = NULL, "connections" = 0, "granted" = 0
WHERE b."sourceId" = :source_id AND b."zone" IS NOT DISTINCT FROM :zone?
  AND (b."id" = :id OR b."leasedUntil" IS NULL) AND (b."notBefore" IS NULL OR b."notBefore" < :until);

-- name: send_claim_retries :many
-- not null: taken_over
-- More than :announced of them may not be begun before send_announce_retries.
WITH v AS MATERIALIZED (
    SELECT r."recipientId", r."leasedBy", r."unbegunBy" FROM "SendRetry" r
    WHERE r."sourceId" = :source_id AND r."dueAt" <= clock_timestamp() AT TIME ZONE 'UTC'
      AND (r."leasedUntil" IS NULL OR r."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
      AND (:held_below?::text IS NULL OR r."recipientId" >= :held_below)
    ORDER BY r."dueAt" LIMIT :n FOR UPDATE SKIP LOCKED)
UPDATE "SendRetry" t
SET "leasedBy" = :me, "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds),
    "grantedAt" = date_trunc('minute', now() AT TIME ZONE 'UTC'),
    "unbegunBy" = CASE WHEN (SELECT count(*) FROM v) > :announced THEN :me END
FROM v WHERE t."recipientId" = v."recipientId"
RETURNING t."recipientId", t."attempts", t."firstTriedAt", v."leasedBy" IS NOT NULL AND v."unbegunBy" IS DISTINCT FROM v."leasedBy" AS taken_over;

-- name: send_lost_rows :many
-- What a lost owner of this range may have sent: the first of those still PENDING. A sequence's source, and that of a campaign which
-- several senders share, is its id, ':' and the sender's.
SELECT r."id" FROM "Recipient" r
WHERE r."id" >= :first_id AND r."id" <= :last_id AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."userId" = :user_id
  AND (r."campaignId" = split_part(:source_id, ':', 1) OR r."sequenceId" = split_part(:source_id, ':', 1))
  AND split_part(:source_id, ':', 2) IN ('', r."senderId") AND (:step_id?::text IS NULL OR r."stepId" = :step_id)
  AND (:zone?::text IS NULL OR coalesce(r."zone", '') = :zone)
  AND NOT EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."recipientId" = r."id")
ORDER BY r."id" LIMIT :n;

-- name: send_leased_ranges :many
-- not null: before
-- The ranges that this owner holds, and how far it had announced to go in each.
SELECT b."id", b."sourceId", b."userId", b."stepId", b."firstId", b."lastId", b."zone",
       coalesce(CASE WHEN b."announcedBy" = b."leasedBy" THEN b."announced" ELSE b."granted" END, 0) AS before,
       CASE WHEN b."announcedBy" = b."leasedBy" THEN b."announcedTo" END AS before_to
FROM "SendBatch" b WHERE b."leasedBy" = :me;

-- name: send_leased_retries :many
-- Those that it may have begun.
SELECT t."recipientId" FROM "SendRetry" t WHERE t."leasedBy" = :me AND t."unbegunBy" IS DISTINCT FROM t."leasedBy";

-- name: send_load_range :many
-- not null: id, contactId, email, status, suppressed, unwanted, capped, untracked
-- The recipients of a campaign's range that are still to be sent, with what their message needs. Loading ends well before the lease.
-- timeout: 20s
SELECT r."id", r."trackingId", r."contactId", c."email", c."firstName", c."lastName", c."variables", c."status",
       r."stepId", r."enrollmentId",
       w."suppressed", w."unwanted", w."capped", c."trackingOff" AS untracked, r."replyToId", r."zone"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
CROSS JOIN LATERAL "loumass_choices"(:user_id, c."id", c."email", c."identity", c."identityDomain", :campaign_id, :hash_keys::text[]) w
WHERE r."id" >= :first_id AND r."id" <= :last_id AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."userId" = :user_id
  AND r."campaignId" = :campaign_id AND (:sender_id?::text IS NULL OR r."senderId" = :sender_id)
  AND (:zone?::text IS NULL OR coalesce(r."zone", '') = :zone)
  AND NOT EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."recipientId" = r."id")
ORDER BY r."id" LIMIT :n;

-- name: send_load_ids :many
-- not null: id, contactId, email, status, suppressed, unwanted, capped, untracked
-- timeout: 20s
SELECT r."id", r."trackingId", r."contactId", c."email", c."firstName", c."lastName", c."variables", c."status",
       r."stepId", r."enrollmentId",
       w."suppressed", w."unwanted", w."capped", c."trackingOff" AS untracked, r."replyToId", r."zone"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
CROSS JOIN LATERAL "loumass_choices"(:user_id, c."id", c."email", c."identity", c."identityDomain", :campaign_id, :hash_keys::text[]) w
WHERE r."id" = ANY (:ids::text[]) AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."userId" = :user_id
ORDER BY r."id";

-- name: send_load_step_range :many
-- not null: id, contactId, email, status, suppressed, unwanted, capped, untracked, waited, unread
-- The same for a sequence's step, with what the enrolment says: does it (still) wait for this mail (one in doubt that a person sends again goes
-- also when people have gone on meanwhile), which thread it belongs to, and which
-- sending window holds for whom. unread: it follows up on a mail, and the mailbox where an answer to that would be has not been read
-- since this one was planned, or not within the last minute (it may have been put off for hours); one that cannot be read (stale_seconds) is
-- not waited for.
-- timeout: 20s
SELECT r."id", r."trackingId", r."contactId", c."email", c."firstName", c."lastName", c."variables", c."status",
       r."stepId", r."enrollmentId",
       w."suppressed", w."unwanted", w."capped", c."trackingOff" AS untracked,
       CASE WHEN r."inDoubt" AND e."status" <> 'PAUSED' AND e."exitReason" IS NULL THEN 'ACTIVE' ELSE e."status" END AS "enrollment",
       e."exitReason", e."version", r."inDoubt" OR coalesce(e."waitingRecipientId" = r."id", false) AS waited,
       (e."state" -> 'thread')::text AS "thread",
       (q."settings" -> 'window')::text AS "window", c."timezone",
       CASE WHEN q."settings" -> 'window' IS NOT NULL THEN (SELECT u."timezone" FROM "User" u WHERE u."id" = :user_id) END AS "accountZone",
       CASE WHEN q."settings" -> 'window' IS NOT NULL
            THEN (SELECT "loumass_holidays"(u."holidays", q."settings" -> 'holidays')::text FROM "User" u WHERE u."id" = :user_id) END AS "holidays",
       e."lastRecipientId" IS NOT NULL AND q."settings" -> 'stopOnReply' IS DISTINCT FROM 'false'
       AND EXISTS (SELECT 1 FROM "Mailbox" m
                   WHERE m."senderId" = r."senderId" AND m."enabled" AND m."error" IS NULL
                     AND m."checkedAt" >= now() AT TIME ZONE 'UTC' - make_interval(secs => :stale_seconds::float8)
                     AND ("loumass_cuid_floor"(m."checkedAt") <= left(r."id", 9)
                          OR m."checkedAt" < now() AT TIME ZONE 'UTC' - INTERVAL '1 minute')) AS unread
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" JOIN "Sequence" q ON q."id" = r."sequenceId"
CROSS JOIN LATERAL "loumass_choices"(:user_id, c."id", c."email", c."identity", c."identityDomain", :sequence_id, :hash_keys::text[]) w
LEFT JOIN "SequenceEnrollment" e ON e."id" = r."enrollmentId"
WHERE r."id" >= :first_id AND r."id" <= :last_id AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."userId" = :user_id
  AND r."sequenceId" = :sequence_id AND r."stepId" = :step_id AND r."senderId" = :sender_id
  AND NOT EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."recipientId" = r."id")
ORDER BY r."id" LIMIT :n;

-- name: send_load_step_ids :many
-- not null: id, contactId, email, status, suppressed, unwanted, capped, untracked, waited, unread
-- timeout: 20s
SELECT r."id", r."trackingId", r."contactId", c."email", c."firstName", c."lastName", c."variables", c."status",
       r."stepId", r."enrollmentId",
       w."suppressed", w."unwanted", w."capped", c."trackingOff" AS untracked,
       CASE WHEN r."inDoubt" AND e."status" <> 'PAUSED' AND e."exitReason" IS NULL THEN 'ACTIVE' ELSE e."status" END AS "enrollment",
       e."exitReason", e."version", r."inDoubt" OR coalesce(e."waitingRecipientId" = r."id", false) AS waited,
       (e."state" -> 'thread')::text AS "thread",
       (q."settings" -> 'window')::text AS "window", c."timezone",
       CASE WHEN q."settings" -> 'window' IS NOT NULL THEN (SELECT u."timezone" FROM "User" u WHERE u."id" = :user_id) END AS "accountZone",
       CASE WHEN q."settings" -> 'window' IS NOT NULL
            THEN (SELECT "loumass_holidays"(u."holidays", q."settings" -> 'holidays')::text FROM "User" u WHERE u."id" = :user_id) END AS "holidays",
       e."lastRecipientId" IS NOT NULL AND q."settings" -> 'stopOnReply' IS DISTINCT FROM 'false'
       AND EXISTS (SELECT 1 FROM "Mailbox" m
                   WHERE m."senderId" = r."senderId" AND m."enabled" AND m."error" IS NULL
                     AND m."checkedAt" >= now() AT TIME ZONE 'UTC' - make_interval(secs => :stale_seconds::float8)
                     AND ("loumass_cuid_floor"(m."checkedAt") <= left(r."id", 9)
                          OR m."checkedAt" < now() AT TIME ZONE 'UTC' - INTERVAL '1 minute')) AS unread
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" JOIN "Sequence" q ON q."id" = r."sequenceId"
CROSS JOIN LATERAL "loumass_choices"(:user_id, c."id", c."email", c."identity", c."identityDomain", :sequence_id, :hash_keys::text[]) w
LEFT JOIN "SequenceEnrollment" e ON e."id" = r."enrollmentId"
WHERE r."id" = ANY (:ids::text[]) AND r."status" IS NOT DISTINCT FROM 'PENDING' AND r."userId" = :user_id
ORDER BY r."id";

-- name: send_threads :many
-- not null: root, id, depth, sentAt
-- The mails before these recipients' in their threads, the first of a thread first. formerly: the sender's address when it went out. thread:
-- what a sequence remembers of it.
WITH RECURSIVE chain AS (
    SELECT r."id" AS "root", r."replyToId" AS "at", 1 AS "depth" FROM "Recipient" r
    WHERE r."id" = ANY (:ids::text[]) AND r."userId" = :user_id AND r."replyToId" IS NOT NULL
    UNION ALL
    SELECT c."root", p."replyToId", c."depth" + 1 FROM chain c
    JOIN "Recipient" p ON p."id" = c."at" AND p."userId" = :user_id
    WHERE p."replyToId" IS NOT NULL AND c."depth" < 30
)
SELECT c."root" AS root, p."id", c."depth", p."messageId", coalesce(p."sentAt", 'epoch') AS "sentAt", p."subject", p."campaignId",
       m."subject" AS template,
       "loumass_sender_email"(d."fromEmail", d."formerEmails", p."sentAt") AS formerly,
       (e."state" -> 'thread')::text AS thread
FROM chain c
JOIN "Recipient" p ON p."id" = c."at" AND p."userId" = :user_id
LEFT JOIN "Sender" d ON d."id" = p."senderId"
LEFT JOIN "Campaign" m ON m."id" = p."campaignId"
LEFT JOIN "SequenceEnrollment" e ON e."id" = p."enrollmentId"
ORDER BY c."root", c."depth" DESC;

-- name: send_look :exec
-- Somebody waits for what is in this mailbox: it is read now.
UPDATE "Mailbox" SET "nextCheckAt" = now() AT TIME ZONE 'UTC'
WHERE "senderId" = :sender_id AND "enabled" AND "leasedBy" IS NULL AND "nextCheckAt" > now() AT TIME ZONE 'UTC';

-- name: send_step :one
-- not null: name, subject, content, tracking
-- An email step as it was in a version; where that version has none of this id, as it was in the latest that has.
SELECT q."name", coalesce(t."step" ->> 'subject', '') AS subject, coalesce(t."step" ->> 'content', '') AS content,
       t."step" ->> 'contentFormat' AS "contentFormat", t."step" ->> 'textContent' AS "textContent", t."step" ->> 'preheader' AS "preheader",
       q."trackingEnabled" AND t."step" -> 'trackingEnabled' IS DISTINCT FROM 'false'::jsonb
       AND NOT EXISTS (SELECT 1 FROM "MailPolicy" y WHERE y."userId" = q."userId" AND NOT y."tracking") AS tracking, v."version",
       u."locale"
FROM "SequenceVersion" v
JOIN "Sequence" q ON q."id" = v."sequenceId"
JOIN "User" u ON u."id" = q."userId"
CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v."steps") = 'array' THEN v."steps" ELSE '[]' END) AS t ("step")
WHERE v."sequenceId" = :sequence_id AND t."step" ->> 'id' = :step_id AND t."step" ->> 'type' = 'email'
ORDER BY v."version" = :version DESC, v."version" DESC LIMIT 1;

-- name: send_campaign :one
-- not null: id, userId, name, subject, content, contentFormat, status, updatedAt, trackingEnabled, onlyThreads
SELECT c."id", c."userId", c."name",
       CASE WHEN trim(c."subject") = '' AND (c."replyToCampaignId" IS NOT NULL OR c."gmailThreadId" IS NOT NULL)
            THEN coalesce((SELECT o."subject" FROM "Campaign" o WHERE o."userId" = c."userId"
                           AND o."id" = "loumass_reply_source"(c."userId", c."replyToCampaignId", c."gmailThreadId")), c."subject")
            ELSE c."subject" END AS subject, c."content", c."textContent", c."contentFormat", c."preheader",
       c."trackingEnabled" AND coalesce(y."tracking", true) AS "trackingEnabled", c."fromName", c."replyTo", c."status", c."updatedAt",
       (c."replyToCampaignId" IS NOT NULL OR c."gmailThreadId" IS NOT NULL) AND coalesce(c."replyElse" = 'skip', false) AS "onlyThreads", u."locale"
FROM "Campaign" c JOIN "User" u ON u."id" = c."userId" LEFT JOIN "MailPolicy" y ON y."userId" = c."userId" WHERE c."id" = :id;

-- name: send_attachments :many
SELECT a."filename", a."contentType", a."contentId", a."inline", a."data"
FROM "CampaignAttachment" a WHERE a."campaignId" = :campaign_id ORDER BY a."id";

-- name: send_domain :one
-- The tenant's own tracking domain, when it has a verified one.
SELECT t."domain" FROM "TrackingDomain" t WHERE t."userId" = :user_id AND t."verified" ORDER BY t."createdAt" LIMIT 1;

-- name: send_extend :many
-- Leases that are still ours live on; those that are not are missing from the answer. Locked in the order of send_announce.
WITH v AS MATERIALIZED (
    SELECT b."id" FROM "SendBatch" b WHERE b."id" = ANY (:ids::text[]) AND b."leasedBy" = :me ORDER BY b."id" FOR NO KEY UPDATE OF b)
UPDATE "SendBatch" b SET "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
FROM v WHERE b."id" = v."id"
RETURNING b."id";

-- name: send_extend_retries :many
-- not null: ours
-- Those that are done or put off again are not leased any more; somebody else's are said to be so.
WITH v AS MATERIALIZED (
    SELECT t."recipientId" FROM "SendRetry" t WHERE t."leasedBy" IS NOT NULL AND t."recipientId" = ANY (:ids::text[])
    ORDER BY t."recipientId" FOR NO KEY UPDATE OF t)
UPDATE "SendRetry" t SET "leasedUntil" = CASE WHEN t."leasedBy" = :me
    THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds) ELSE t."leasedUntil" END
FROM v WHERE t."recipientId" = v."recipientId"
RETURNING t."recipientId", t."leasedBy" = :me AS ours;

-- name: send_states :many
-- not null: go
-- Which of the sources in hand may go on.
SELECT s."id", s."senderId",
       coalesce(c."status" = 'SENDING' AND c."cancelledAt" IS NULL OR q."status" = 'ACTIVE' AND q."stepsState" <> 'held', false)
       AND coalesce(d."status" = 'ACTIVE' AND (d."pausedUntil" IS NULL OR d."pausedUntil" <= now() AT TIME ZONE 'UTC'), false) AS go
FROM "SendSource" s
LEFT JOIN "Sender" d ON d."id" = s."senderId"
LEFT JOIN "Campaign" c ON c."id" = s."campaignId"
LEFT JOIN "Sequence" q ON q."id" = s."sequenceId"
WHERE s."id" = ANY (:ids::text[]);

-- name: send_release :exec
-- Hands a range back, from the first recipient that was not started. It waits as if leased where notBefore is an hour of people's days.
UPDATE "SendBatch" SET "leasedBy" = NULL, "connections" = 0, "granted" = 0, "firstId" = greatest("firstId", :first_id),
       "leasedUntil" = CASE WHEN "zone" IS NOT NULL AND :wait_seconds::float8 > 0 THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :wait_seconds) END,
       "notBefore" = CASE WHEN "zone" IS NULL AND :wait_seconds::float8 > 0 THEN clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :wait_seconds) END
WHERE "id" = :id AND "leasedBy" = :me;

-- name: send_release_retries :exec
UPDATE "SendRetry" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "leasedBy" = :me AND "recipientId" = ANY (:ids::text[]);

-- name: send_release_all :exec
-- Of a worker that is gone and whose outcomes have been accounted for. What it was granted and provably did not use (of a range: more
-- than there are recipients in it that are done, to be tried again or in doubt) goes back to the senders' quotas.
WITH mine AS MATERIALIZED (
    SELECT b."id", b."senderId", b."grantedAt", b."granted" - (
        SELECT count(*) FROM "Recipient" r
        WHERE r."id" >= b."firstId" AND r."id" <= b."lastId" AND r."userId" = b."userId"
          AND (r."campaignId" = split_part(b."sourceId", ':', 1) OR r."sequenceId" = split_part(b."sourceId", ':', 1))
          AND split_part(b."sourceId", ':', 2) IN ('', r."senderId") AND (b."stepId" IS NULL OR r."stepId" = b."stepId")
          AND (b."zone" IS NULL OR coalesce(r."zone", '') = b."zone")
          AND NOT (r."status" IS NOT DISTINCT FROM 'PENDING' AND NOT r."inDoubt"
                   AND NOT EXISTS (SELECT 1 FROM "SendRetry" t WHERE t."recipientId" = r."id"))) AS "unused"
    FROM "SendBatch" b WHERE b."leasedBy" = :me FOR NO KEY UPDATE OF b
), ranges AS (
    UPDATE "SendBatch" b SET "leasedBy" = NULL, "leasedUntil" = NULL, "connections" = 0, "granted" = 0 FROM mine WHERE b."id" = mine."id"
), retries AS (
    UPDATE "SendRetry" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "leasedBy" = :me RETURNING "senderId", "grantedAt"
), back AS (
    SELECT x."senderId", x."grantedAt", sum(x."unused")::int AS "n"
    FROM (SELECT m."senderId", m."grantedAt", greatest(m."unused", 0) AS "unused" FROM mine m
          UNION ALL SELECT t."senderId", t."grantedAt", 1 FROM retries t) x
    GROUP BY 1, 2
)
UPDATE "SenderUsage" u SET "granted" = greatest(0, u."granted" - back."n")
FROM back WHERE u."senderId" = back."senderId" AND u."minute" = back."grantedAt";

-- name: send_batch_done :exec
DELETE FROM "SendBatch" WHERE "id" = ANY (:ids::text[]) AND "leasedBy" = :me;

-- name: send_lock_pending :many
-- not null: id, contactId, inDoubt, email, domain, shared
-- Locks those that are still PENDING, in ascending order, and says whose they are.
SELECT r."id", r."userId", r."campaignId", r."sequenceId", r."stepId", r."contactId", r."senderId", r."enrollmentId", r."inDoubt",
       d."kind" AS "senderKind", coalesce(jsonb_typeof(m."senderIds") = 'array' OR m."replyToCampaignId" IS NOT NULL OR m."gmailThreadId" IS NOT NULL, false) AS shared,
       c."email", lower(split_part(c."email", '@', 2)) AS domain
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" LEFT JOIN "Sender" d ON d."id" = r."senderId"
LEFT JOIN "Campaign" m ON m."id" = r."campaignId"
WHERE r."id" = ANY (:ids::text[]) AND r."status" IS NOT DISTINCT FROM 'PENDING'
ORDER BY r."id"
FOR NO KEY UPDATE OF r;

-- name: send_done :exec
-- The one write of a recipient's outcome. The rows are locked.
UPDATE "Recipient" r
SET "status" = v."status", "sentAt" = nullif(v."at", 'epoch'::timestamp), "failureReason" = v."reason", "lastReply" = v."reply",
    "attempts" = r."attempts" + 1, "gmailMessageId" = coalesce(v."gmail", r."gmailMessageId"),
    "gmailThreadId" = coalesce(v."thread", r."gmailThreadId"), "messageId" = coalesce(v."sentAs", r."messageId"),
    "subject" = coalesce(v."subject", r."subject")
FROM unnest(:ids::text[], :statuses::text[], :at::timestamp[], :reasons::text[], :replies::text[], :gmail_ids::text[],
            :gmail_threads::text[], :sent_as::text[], :subjects::text[])
     AS v ("id", "status", "at", "reason", "reply", "gmail", "thread", "sentAs", "subject")
WHERE r."id" = v."id";

-- name: send_shares :exec
-- These have gone out, of campaigns that several senders share. The rows are locked in their order.
WITH gone AS MATERIALIZED (
    SELECT r."campaignId", r."senderId", count(*) AS "n" FROM "Recipient" r WHERE r."id" = ANY (:ids::text[]) GROUP BY 1, 2
), mine AS MATERIALIZED (
    SELECT s."campaignId", s."senderId", gone."n" FROM "CampaignSender" s
    JOIN gone ON gone."campaignId" = s."campaignId" AND gone."senderId" = s."senderId"
    ORDER BY 1, 2 FOR NO KEY UPDATE OF s
)
UPDATE "CampaignSender" s SET "sent" = s."sent" + mine."n"
FROM mine WHERE s."campaignId" = mine."campaignId" AND s."senderId" = mine."senderId";

-- name: send_mark_doubt :exec
UPDATE "Recipient" SET "inDoubt" = true WHERE "id" = ANY (:ids::text[]);

-- name: send_doubt_rows :many
INSERT INTO "InDoubt" ("id", "recipientId", "userId", "campaignId", "sequenceId", "cause", "resolution", "node")
SELECT v."id", r."id", r."userId", r."campaignId", r."sequenceId", v."cause", :resolution, :node
FROM unnest(:ids::text[], :recipient_ids::text[], :causes::text[]) AS v ("id", "recipientId", "cause")
JOIN "Recipient" r ON r."id" = v."recipientId"
ON CONFLICT ("id") DO NOTHING
RETURNING "id", "recipientId";

-- name: send_retry_put :exec
-- One that somebody else has leased by now stays as it is: this is an old outcome, written twice.
INSERT INTO "SendRetry" AS t ("recipientId", "sourceId", "userId", "senderId", "domain", "dueAt", "attempts", "firstTriedAt", "lastReply")
SELECT v."id", v."source", v."user", v."sender", v."domain", clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => v."wait"),
       v."attempts", v."first", v."reply"
FROM unnest(:ids::text[], :sources::text[], :users::text[], :senders::text[], :domains::text[], :waits::float8[], :attempts::int8[],
            :first::timestamp[], :replies::text[])
     AS v ("id", "source", "user", "sender", "domain", "wait", "attempts", "first", "reply")
ORDER BY v."id"
ON CONFLICT ("recipientId") DO UPDATE SET "dueAt" = EXCLUDED."dueAt", "attempts" = EXCLUDED."attempts", "lastReply" = EXCLUDED."lastReply",
    "leasedBy" = NULL, "leasedUntil" = NULL
WHERE t."leasedBy" IS NULL OR t."leasedBy" = :me OR t."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC';

-- name: send_retry_drop :exec
DELETE FROM "SendRetry" WHERE "recipientId" = ANY (:ids::text[]);

-- name: send_capture :exec
INSERT INTO "Capture" ("id", "userId", "senderId", "recipientId", "campaignId", "sequenceId", "contactId", "from", "to", "subject", "raw", "bytes")
SELECT v."id", v."user", v."sender", v."recipient", v."campaign", v."sequence", v."contact", v."from", v."to", v."subject",
       convert_to(v."raw", 'UTF8'), octet_length(v."raw")
FROM unnest(:ids::text[], :users::text[], :senders::text[], :recipients::text[], :campaigns::text[], :sequences::text[],
            :contacts::text[], :from::text[], :to::text[], :subjects::text[], :raw::text[])
     AS v ("id", "user", "sender", "recipient", "campaign", "sequence", "contact", "from", "to", "subject", "raw")
ON CONFLICT ("recipientId") DO NOTHING;

-- name: send_pause_campaign :exec
UPDATE "Campaign" SET "status" = 'PAUSED', "pauseReason" = :reason, "updatedAt" = now() AT TIME ZONE 'UTC' WHERE "id" = :id AND "status" = 'SENDING';

-- name: send_pause_sequence :exec
UPDATE "Sequence" SET "status" = 'PAUSED', "pausedAt" = now() AT TIME ZONE 'UTC', "updatedAt" = now() AT TIME ZONE 'UTC' WHERE "id" = :id AND "status" = 'ACTIVE';

-- name: send_pause_sender :exec
UPDATE "Sender" SET "status" = 'PAUSED', "pauseReason" = :reason, "updatedAt" = now() AT TIME ZONE 'UTC' WHERE "id" = :id AND "status" = 'ACTIVE';

-- name: send_rest_sender :exec
-- The server wants a pause, or cannot be reached: nobody claims for it until then.
UPDATE "Sender" SET "pausedUntil" = greatest("pausedUntil", clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)), "pauseReason" = :reason
WHERE "id" = :id;

-- name: send_refusal_put :exec
-- A domain refuses a sender because of the sender: its mail rests, and a trial goes out again after that long.
INSERT INTO "SenderRefusal" AS f ("senderId", "domain", "userId", "cause", "reason", "advice", "reply", "nextTryAt")
SELECT s."id", :domain, s."userId", :cause, :reason, :advice?, :reply, clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
FROM "Sender" s WHERE s."id" = :id
ON CONFLICT ("senderId", "domain") DO UPDATE SET "cause" = EXCLUDED."cause", "reason" = EXCLUDED."reason", "advice" = EXCLUDED."advice",
    "reply" = EXCLUDED."reply", "nextTryAt" = EXCLUDED."nextTryAt",
    "since" = CASE WHEN f."nextTryAt" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day' THEN EXCLUDED."since" ELSE f."since" END;

-- name: send_refusal_drop :exec
-- It was accepted there; and what nobody has tried for days is over, too.
DELETE FROM "SenderRefusal" WHERE "senderId" = :id AND ("domain" = :domain OR "nextTryAt" < now() AT TIME ZONE 'UTC' - INTERVAL '2 days');

-- name: send_awake_sender :exec
UPDATE "Sender" SET "pausedUntil" = NULL, "pauseReason" = NULL WHERE "id" = :id AND "status" = 'ACTIVE' AND "pausedUntil" IS NOT NULL;

-- name: send_present :exec
-- Somebody is there to send. When nobody was for longer than a sequence's lateness (a long outage, an old copy of the database), its mails
-- planned before that wait for a person's word. The five minutes are for what was planned after the last word of the last one.
WITH last AS MATERIALIZED (
    SELECT s."updatedAt" AS "at" FROM "Setting" s WHERE s."key" = 'sending' FOR UPDATE
), present AS (
    INSERT INTO "Setting" ("key", "value", "updatedAt") VALUES ('sending', '', now() AT TIME ZONE 'UTC')
    ON CONFLICT ("key") DO UPDATE SET "updatedAt" = EXCLUDED."updatedAt"
)
UPDATE "Sequence" q SET "heldBefore" = last."at" + INTERVAL '5 minutes'
FROM last
WHERE q."status" = 'ACTIVE' AND last."at" < now() AT TIME ZONE 'UTC' - "loumass_lateness"(q."settings")
  AND coalesce("loumass_late_from"(q."activatedAt", q."resumedAt", q."resumedLate") <= last."at", true)
  AND EXISTS (SELECT 1 FROM "SendSource" s WHERE s."sequenceId" = q."id");

-- name: send_beat :exec
INSERT INTO "Worker" ("id", "role", "host", "pid", "version") VALUES (:id, :role, :host, :pid, :version)
ON CONFLICT ("id") DO UPDATE SET "lastSeenAt" = now() AT TIME ZONE 'UTC';

-- name: send_gone :exec
DELETE FROM "Worker" WHERE "id" = :id OR "lastSeenAt" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day';

-- name: send_gmail_facts :one
-- not null: inDoubt
-- What the courier must know of a recipient: may it have gone out already, and which of Gmail's threads it answers in.
SELECT r."inDoubt",
       coalesce((SELECT p."gmailThreadId" FROM "Recipient" p WHERE p."id" = r."replyToId" AND p."senderId" = r."senderId"),
       (SELECT p."gmailThreadId" FROM "Recipient" p
        WHERE p."enrollmentId" = r."enrollmentId" AND p."id" <> r."id" AND p."senderId" = r."senderId" AND p."status" = 'SENT'
          AND p."gmailThreadId" IS NOT NULL
        ORDER BY p."sentAt" DESC LIMIT 1)) AS "threadId"
FROM "Recipient" r WHERE r."id" = :id;

-- name: send_doubt_confirmed :many
-- Gmail has been asked: it had gone out, once. The recipients, as often as they were in doubt.
WITH gone AS (UPDATE "Recipient" SET "inDoubt" = false WHERE "id" = ANY (:ids::text[]))
UPDATE "InDoubt" SET "resolution" = 'confirmed' WHERE "recipientId" = ANY (:ids) AND "resolution" = 'resent' RETURNING "recipientId";

-- name: send_sent_as :many
-- Of earlier mails in a thread: the Message-ID that the provider wrote instead of ours.
SELECT r."id", r."messageId" FROM "Recipient" r
WHERE r."id" = ANY (:ids::text[]) AND r."userId" = :user_id AND r."messageId" IS NOT NULL;
