-- What comes in: mailboxes are claimed by whichever worker is free, and a message's tenant is that of its mailbox or
-- webhook. Every query that reads tenants' rows names the tenant (user_id) all the same.

-- name: inbound_find :one
-- not null: ord
-- The recipient that the surest of the ids names.
SELECT r."id", v."ord"::int8 AS ord
FROM unnest(:ids::text[]) WITH ORDINALITY AS v ("id", "ord")
JOIN "Recipient" r ON r."id" = v."id" AND r."userId" = :user_id
ORDER BY v."ord" LIMIT 1;

-- name: inbound_find_tracking :one
-- By the id in a mail's own links.
SELECT r."id" FROM "Recipient" r WHERE r."trackingId" = :tracking_id AND r."userId" = :user_id;

-- name: inbound_find_foreign :one
-- By what Gmail made of it: its Message-ID, or the thread; in a thread, the last message that was sent.
-- not null: by_thread
SELECT r."id", r."messageId" IS NULL OR NOT r."messageId" = ANY (:message_ids::text[]) AS by_thread
FROM "Recipient" r
WHERE r."userId" = :user_id AND (r."messageId" = ANY (:message_ids) OR r."gmailThreadId" = :thread_id?::text)
ORDER BY 2, r."sentAt" DESC NULLS LAST LIMIT 1;

-- name: inbound_find_answer :one
-- A reply to an answer that was written in the inbox.
-- not null: recipientId
SELECT c."recipientId"
FROM "ConversationMessage" m JOIN "Conversation" c ON c."id" = m."conversationId"
WHERE m."id" = ANY (:ids::text[]) AND m."userId" = :user_id AND c."recipientId" IS NOT NULL
LIMIT 1;

-- name: inbound_find_address :one
-- For signed reports that name an address only: the last message to it in two weeks.
SELECT r."id"
FROM "Contact" c JOIN "Recipient" r ON r."contactId" = c."id"
WHERE c."userId" = :user_id AND c."identity" = ANY (ARRAY(SELECT "loumass_identity"(e) FROM unnest(:emails::text[]) e)) AND r."sentAt" > :at::timestamp - INTERVAL '14 days'
ORDER BY r."sentAt" DESC LIMIT 1;

-- name: inbound_known :one
-- not null: known
-- Whether the address is a contact's.
SELECT EXISTS (SELECT 1 FROM "Contact" c WHERE c."userId" = :user_id AND c."identity" = "loumass_identity"(:email)) AS known;

-- name: inbound_find_mailed :one
-- The last message to an address by the mailbox's sender, in the days before.
SELECT r."id"
FROM "Contact" c JOIN "Recipient" r ON r."contactId" = c."id"
WHERE c."userId" = :user_id AND c."identity" = ANY (ARRAY(SELECT "loumass_identity"(e) FROM unnest(:emails::text[]) e)) AND r."senderId" = :sender_id
  AND coalesce(r."sentAt", '-infinity') > :at::timestamp - make_interval(days => :days::int8::int)
  AND coalesce(r."sentAt", '-infinity') <= :at::timestamp + INTERVAL '5 minutes'
ORDER BY coalesce(r."sentAt", '-infinity') DESC LIMIT 1;

-- name: inbound_contact_of :one
SELECT c."id" FROM "Contact" c WHERE c."userId" = :user_id AND c."identity" = ANY (ARRAY(SELECT "loumass_identity"(e) FROM unnest(:emails::text[]) e)) LIMIT 1;

-- name: inbound_unmatched :exec
-- For a person to decide, unless the tenant keeps none.
INSERT INTO "UnmatchedMessage" ("id", "userId", "key", "senderId", "source", "kind", "bounce", "code", "cause", "leave", "why", "messageId",
    "references", "from", "fromName", "to", "subject", "text", "recipient", "evidence", "contactId", "receivedAt")
SELECT :id, :user_id, :key, :sender_id?, :source, :kind, :bounce?, :code?, :cause?, :leave, :why, :message_id?, :references?, :from, :from_name?,
       :to, :subject, :text, :recipient?, :evidence::jsonb, :contact_id?, :at
WHERE coalesce((SELECT s."unmatchedDays" FROM "InboundSettings" s WHERE s."userId" = :user_id), 30) > 0
ON CONFLICT ("userId", "key") DO NOTHING;

-- name: inbound_unmatched_trim :exec
-- So many wait at most: the oldest go.
DELETE FROM "UnmatchedMessage" u USING (
    SELECT v."id" FROM "UnmatchedMessage" v WHERE v."userId" = :user_id AND v."status" = 'open'
    ORDER BY v."receivedAt" DESC, v."id" DESC OFFSET :most LIMIT 100) x
WHERE u."id" = x."id";

-- name: inbound_unmatched_decided :exec
UPDATE "UnmatchedMessage" SET "status" = 'assigned', "recipientId" = :recipient_id, "decidedAt" = :at WHERE "id" = :id AND "userId" = :user_id;

-- name: inbound_unrelated :exec
UPDATE "Mailbox" SET "unrelated" = "unrelated" + 1 WHERE "senderId" = :sender_id AND "userId" = :user_id;

-- name: inbound_hold :one
-- Sequences wait: until the working morning of `back` in the contact's zone, else the account's; without `back`, until somebody decides. A wish to
-- leave is not replaced by an absence. No row: the day is over, or something else holds them.
INSERT INTO "ContactHold" AS h ("contactId", "userId", "reason", "until", "words", "colleague", "colleagueName", "inboundId")
SELECT v.* FROM (
    SELECT c."id", c."userId", :reason::text,
           CASE WHEN :back?::timestamp IS NOT NULL
                THEN "loumass_working_morning"((:back?::timestamp)::date, ARRAY[c."timezone", u."timezone"]) END AS "until",
           :words?::text, :colleague?::text, :colleague_name?::text, :inbound_id::text
    FROM "Contact" c JOIN "User" u ON u."id" = c."userId"
    WHERE c."id" = :contact_id AND c."userId" = :user_id) v
WHERE v."until" IS NULL OR (v."until" > :now::timestamp AND v."until" < :now::timestamp + INTERVAL '400 days')
ON CONFLICT ("contactId") DO UPDATE SET "reason" = EXCLUDED."reason", "until" = EXCLUDED."until", "words" = EXCLUDED."words",
    "colleague" = EXCLUDED."colleague", "colleagueName" = EXCLUDED."colleagueName", "inboundId" = EXCLUDED."inboundId",
    "createdAt" = now() AT TIME ZONE 'UTC'
WHERE h."reason" = 'away' OR EXCLUDED."reason" = 'asks_to_leave'
RETURNING h."until";

-- name: inbound_hold_trace :exec
INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
SELECT "loumass_cuid_floor"(:at::timestamp) || substr(md5(e."id" || :inbound_id::text), 1, 16), e."id", e."userId", e."sequenceId", e."run",
       e."currentStep", :at, 'held', :detail::jsonb
FROM "SequenceEnrollment" e WHERE e."contactId" = :contact_id AND e."userId" = :user_id AND e."status" IS NOT DISTINCT FROM 'ACTIVE'
ON CONFLICT DO NOTHING;

-- name: inbound_hold_drop :exec
DELETE FROM "ContactHold" WHERE "contactId" = :contact_id AND "userId" = :user_id;

-- name: inbound_sweep :exec
-- timeout: 2min
-- Absences that are over.
DELETE FROM "ContactHold" h WHERE h."until" < now() AT TIME ZONE 'UTC' - INTERVAL '1 day';

-- name: inbound_sweep_unmatched :exec
-- timeout: 2min
-- Some thousands at a time.
DELETE FROM "UnmatchedMessage" u WHERE u."id" IN (
    SELECT v."id" FROM "UnmatchedMessage" v LEFT JOIN "InboundSettings" s ON s."userId" = v."userId"
    WHERE v."receivedAt" < now() AT TIME ZONE 'UTC' - make_interval(days => coalesce(s."unmatchedDays", 30)) LIMIT 5000);

-- name: unknown_refusals_add :exec
INSERT INTO "UnknownRefusal" AS u ("id", "userId", "way", "words", "count", "firstAt", "lastAt")
SELECT v."id", v."userId", :way, v."words", v."count", :at, :at
FROM unnest(:ids::text[], :user_ids::text[], :words::text[], :counts::bigint[]) AS v ("id", "userId", "words", "count")
ORDER BY v."userId", v."words"
ON CONFLICT ("userId", "way", "words") DO UPDATE SET "count" = u."count" + EXCLUDED."count", "lastAt" = EXCLUDED."lastAt";

-- name: unknown_refusals_trim :exec
-- So many texts a tenant at most: those that were not seen for longest go.
DELETE FROM "UnknownRefusal" u USING (
    SELECT v."id", row_number() OVER (PARTITION BY v."userId" ORDER BY v."lastAt" DESC, v."id" DESC) AS n
    FROM "UnknownRefusal" v WHERE v."userId" = ANY (:user_ids::text[])) x
WHERE u."id" = x."id" AND x.n > :most;

-- name: unknown_refusals_sweep :exec
DELETE FROM "UnknownRefusal" u WHERE u."id" IN (
    SELECT v."id" FROM "UnknownRefusal" v WHERE v."lastAt" < :before ORDER BY v."lastAt" LIMIT 5000);

-- name: inbound_lock :one
-- not null: email, delivered, complained, name
SELECT r."id", r."campaignId", r."sequenceId", r."stepId", r."enrollmentId", r."contactId", r."status", r."senderId", r."sentAt",
       r."openedByPersonAt", r."clickedByPersonAt", r."repliedAt", r."unsubscribedAt", c."email",
       trim(concat_ws(' ', c."firstName", c."lastName")) AS "name",
       EXISTS (SELECT 1 FROM "EmailEvent" e WHERE e."recipientId" = r."id" AND e."type" = 'DELIVERED') AS "delivered",
       EXISTS (SELECT 1 FROM "EmailEvent" e WHERE e."recipientId" = r."id" AND e."type" = 'COMPLAINED') AS "complained"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
WHERE r."id" = :id AND r."userId" = :user_id
FOR NO KEY UPDATE OF r;

-- name: inbound_insert :exec
INSERT INTO "InboundMessage" ("id", "userId", "key", "source", "kind", "bounce", "code", "cause", "matchedBy", "recipientId", "contactId",
    "evidence", "receivedAt")
VALUES (:id, :user_id, :key, :source, :kind, :bounce?, :code?, :cause?, :matched_by, :recipient_id, :contact_id, :evidence::jsonb, :at)
ON CONFLICT ("userId", "key") DO NOTHING;

-- name: inbound_mark_replied :exec
UPDATE "Recipient" SET "repliedAt" = :at WHERE "id" = :id AND "userId" = :user_id;

-- name: inbound_mark_bounced :exec
UPDATE "Recipient" SET "status" = 'BOUNCED', "failureReason" = :reason, "lastReply" = :reason WHERE "id" = :id AND "userId" = :user_id;

-- name: inbound_mark_unsubscribed :exec
UPDATE "Recipient" SET "unsubscribedAt" = :at WHERE "id" = :id AND "userId" = :user_id;

-- name: inbound_drop_retry :exec
DELETE FROM "SendRetry" WHERE "recipientId" = :id AND "userId" = :user_id;

-- name: inbound_soft_bounces :one
-- How many messages of a contact bounced softly lately, and how many are too many.
-- not null: n, most
SELECT (SELECT count(DISTINCT m."recipientId") FROM "InboundMessage" m
        WHERE m."userId" = :user_id AND m."contactId" = :contact_id AND m."kind" = 'bounce' AND m."bounce" = 'soft'
          AND m."receivedAt" > :at::timestamp - make_interval(days => coalesce(max(s."softBounceDays"), 30))) AS n,
       coalesce(max(s."softBounces"), 3)::int8 AS most
FROM "InboundSettings" s WHERE s."userId" = :user_id;

-- name: inbound_conversation :one
-- The conversation that a reply belongs to, open again and unread.
INSERT INTO "Conversation" AS k ("id", "userId", "key", "contactId", "senderId", "recipientId", "campaignId", "sequenceId", "subject",
    "excerpt", "messages", "lastMessageAt", "asksToLeave")
VALUES (:id, :user_id, :key, :contact_id, :sender_id?, :recipient_id, :campaign_id?, :sequence_id?, :subject, :excerpt, 1, :at, :asks::bool)
ON CONFLICT ("userId", "key") DO UPDATE SET "status" = 'open', "snoozedUntil" = NULL, "unread" = true, "messages" = k."messages" + 1,
    "lastMessageAt" = greatest(k."lastMessageAt", EXCLUDED."lastMessageAt"), "excerpt" = EXCLUDED."excerpt",
    "recipientId" = EXCLUDED."recipientId", "asksToLeave" = k."asksToLeave" OR EXCLUDED."asksToLeave", "senderId" = coalesce(k."senderId", EXCLUDED."senderId"),
    "updatedAt" = now() AT TIME ZONE 'UTC'
RETURNING k."id";

-- name: inbound_message :exec
INSERT INTO "ConversationMessage" ("id", "userId", "conversationId", "direction", "messageId", "references", "from", "fromName", "to",
    "subject", "text", "inboundId", "kind", "why", "at")
VALUES (:id, :user_id, :conversation_id, 'in', :message_id?, :references?, :from, :from_name?, :to, :subject, :text, :inbound_id, :kind, :why, :at);

-- name: inbound_wake_snoozed :exec
WITH v AS MATERIALIZED (
    SELECT k."id" FROM "Conversation" k WHERE k."status" = 'snoozed' AND k."snoozedUntil" <= now() AT TIME ZONE 'UTC'
    LIMIT 500 FOR UPDATE SKIP LOCKED)
UPDATE "Conversation" k SET "status" = 'open', "snoozedUntil" = NULL, "unread" = true, "updatedAt" = now() AT TIME ZONE 'UTC'
FROM v WHERE k."id" = v."id";

-- name: inbound_guard :many
-- Campaigns with too many bounces or complaints stop, once; who resumes one has decided. The rates are of what was sent.
-- not null: reason
UPDATE "Campaign" c SET "status" = 'PAUSED', "guardedAt" = now() AT TIME ZONE 'UTC', "updatedAt" = now() AT TIME ZONE 'UTC',
    "pauseReason" = v."reason"
FROM (
    SELECT k."id",
        CASE WHEN t."bounced" > (t."sent" + t."bounced") * CASE WHEN s."userId" IS NULL THEN 0.08 ELSE s."bounceRate" END
             THEN format('too many bounces: %s of %s messages (%s %%). Look at the list before you go on.', t."bounced",
                         t."sent" + t."bounced", round(100.0 * t."bounced" / (t."sent" + t."bounced"), 1))
             ELSE format('too many complaints: %s of %s messages (%s %%). Look at whom you write to before you go on.', t."complained",
                         t."sent" + t."bounced", round(100.0 * t."complained" / (t."sent" + t."bounced"), 2)) END AS "reason"
    FROM "Campaign" k
    JOIN "Stats" t ON t."id" = k."id"
    LEFT JOIN "InboundSettings" s ON s."userId" = k."userId"
    WHERE k."status" = 'SENDING' AND k."guardedAt" IS NULL AND k."cancelledAt" IS NULL
      AND t."sent" + t."bounced" >= coalesce(s."guardAfter", 50) AND t."recipients" > t."sent" + t."bounced" + t."failed"
      AND (t."bounced" > (t."sent" + t."bounced") * CASE WHEN s."userId" IS NULL THEN 0.08 ELSE s."bounceRate" END
           OR t."complained" > (t."sent" + t."bounced") * CASE WHEN s."userId" IS NULL THEN 0.003 ELSE s."complaintRate" END)) v
WHERE c."id" = v."id" AND c."status" = 'SENDING' AND c."guardedAt" IS NULL
RETURNING c."id", v."reason";

-- name: mailbox_adopt_gmail :exec
-- A connected Gmail account is a mailbox of its own accord.
INSERT INTO "Mailbox" ("id", "userId", "senderId", "kind", "since")
SELECT 'c' || substr(md5(g."senderId" || 'mailbox'), 1, 24), g."userId", g."senderId", 'gmail', g."connectedAt"
FROM "GmailAccount" g
WHERE g."disconnectedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Mailbox" m WHERE m."senderId" = g."senderId")
ON CONFLICT DO NOTHING;

-- name: mailbox_claim :one
-- The mailbox that has waited longest, for as long as the lease.
UPDATE "Mailbox" m SET "leasedBy" = :me, "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
WHERE m."id" = (
    SELECT d."id" FROM "Mailbox" d
    WHERE d."enabled" AND d."nextCheckAt" <= clock_timestamp() AT TIME ZONE 'UTC'
      AND (d."leasedUntil" IS NULL OR d."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
    ORDER BY d."nextCheckAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING m."id", m."userId", m."senderId", m."kind", m."host", m."port", m."security", m."tlsVerify", m."auth", m."username",
    m."secretSealed", m."folder", m."uidValidity", m."uidNext", m."historyId", m."failures", m."since";

-- name: mailbox_due :one
-- not null: n
SELECT count(*) AS n FROM "Mailbox" d
WHERE d."enabled" AND d."nextCheckAt" <= clock_timestamp() AT TIME ZONE 'UTC'
  AND (d."leasedUntil" IS NULL OR d."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC');

-- name: mailbox_renew :exec
-- Still mine, unchanged and wanted? No row: let go of it.
UPDATE "Mailbox" SET "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
WHERE "id" = :id AND "leasedBy" = :me AND "enabled";

-- name: mailbox_seen :exec
-- How far it is read; looked_at: all that was there by then is taken.
UPDATE "Mailbox" SET "uidValidity" = :uid_validity?, "uidNext" = :uid_next?, "historyId" = :history_id?,
    "checkedAt" = coalesce(:looked_at?::timestamp, "checkedAt"), "error" = NULL, "failures" = 0,
    "lastMessageAt" = coalesce(:message_at?::timestamp, "lastMessageAt")
WHERE "id" = :id AND "leasedBy" = :me;

-- name: mailbox_release :exec
-- error absent: it went well, or the worker stops.
UPDATE "Mailbox" SET "leasedBy" = NULL, "leasedUntil" = NULL,
    "nextCheckAt" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds),
    "error" = coalesce(:error?, "error"), "failures" = CASE WHEN :error?::text IS NULL THEN "failures" ELSE "failures" + 1 END,
    "checkedAt" = CASE WHEN :error?::text IS NULL THEN "checkedAt" ELSE clock_timestamp() AT TIME ZONE 'UTC' END
WHERE "id" = :id AND "leasedBy" = :me;

-- name: webhook_find :one
SELECT w."id", w."userId", w."provider", w."secretSealed", w."topic" FROM "WebhookEndpoint" w WHERE w."tokenHash" = :token_hash;

-- name: webhook_note :exec
UPDATE "WebhookEndpoint" SET "received" = "received" + :n, "error" = :error?, "lastAt" = now() AT TIME ZONE 'UTC',
    "topic" = coalesce("topic", :topic?)
WHERE "id" = :id;
