-- The inbox: conversations that people's replies made, and the answers to them.

-- name: reply_page :many
-- The newest first. status absent: all.
-- plan: custom
-- not null: id, contactId, email, subject, excerpt, status, unread, asksToLeave, messages, lastMessageAt, createdAt
SELECT k."id", k."contactId", c."email", c."firstName", c."lastName", k."senderId", s."name" AS "senderName", k."recipientId",
       k."campaignId", g."name" AS "campaignName", k."sequenceId", q."name" AS "sequenceName", k."subject", k."excerpt", k."status",
       k."snoozedUntil", k."unread", k."asksToLeave", k."messages", k."lastMessageAt", k."createdAt"
FROM (
    SELECT v.* FROM "Conversation" v
    WHERE v."userId" = :tenant AND (:status?::text IS NULL OR v."status" = :status) AND (:sender_id?::text IS NULL OR v."senderId" = :sender_id)
      AND (:contact_id?::text IS NULL OR v."contactId" = :contact_id) AND (:campaign_id?::text IS NULL OR v."campaignId" = :campaign_id)
      AND (:sequence_id?::text IS NULL OR v."sequenceId" = :sequence_id)
      AND (:search?::text IS NULL OR v."subject" ILIKE '%' || :search || '%'
           OR EXISTS (SELECT 1 FROM "Contact" p WHERE p."userId" = :tenant AND p."id" = v."contactId"
                      AND (p."email" ILIKE '%' || :search || '%' OR concat_ws(' ', p."firstName", p."lastName") ILIKE '%' || :search || '%')))
      AND (:id?::text IS NULL OR v."id" = :id) AND (:asks?::bool IS NULL OR v."asksToLeave" = :asks)
      AND (:before_at?::timestamp IS NULL OR (v."lastMessageAt", v."id") < (:before_at, :before_id?::text))
    ORDER BY v."lastMessageAt" DESC, v."id" DESC LIMIT :limit
) k
JOIN "Contact" c ON c."id" = k."contactId" AND c."userId" = :tenant
LEFT JOIN "Sender" s ON s."id" = k."senderId" AND s."userId" = :tenant
LEFT JOIN "Campaign" g ON g."id" = k."campaignId" AND g."userId" = :tenant
LEFT JOIN "Sequence" q ON q."id" = k."sequenceId" AND q."userId" = :tenant
ORDER BY k."lastMessageAt" DESC, k."id" DESC;

-- name: reply_counts :one
-- not null: open, unread, snoozed
SELECT (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'open' LIMIT 1000) v) AS open,
       (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'open' AND k."unread" LIMIT 1000) v) AS unread,
       (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'snoozed' LIMIT 1000) v) AS snoozed;

-- name: reply_thread :many
-- not null: at
SELECT m."id", m."direction", m."status", m."error", m."messageId", m."references", m."from", m."fromName", m."to", m."subject",
       m."text", m."kind", m."why", i."evidence" ->> 'whyCode' AS "whyCode", i."evidence" ->> 'whyOf' AS "whyOf", m."at"
FROM "ConversationMessage" m LEFT JOIN "InboundMessage" i ON i."id" = m."inboundId" AND i."userId" = :tenant
WHERE m."userId" = :tenant AND m."conversationId" = :id
ORDER BY m."at", m."id" LIMIT 500;

-- name: reply_set :exec
UPDATE "Conversation" SET "status" = coalesce(:status?, "status"),
    "snoozedUntil" = CASE WHEN :status?::text IS NULL THEN "snoozedUntil" ELSE :snoozed_until?::timestamp END,
    "unread" = coalesce(:unread?, "unread"), "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id;

-- name: reply_answer_insert :exec
INSERT INTO "ConversationMessage" ("id", "userId", "conversationId", "direction", "status", "messageId", "references", "from", "fromName",
    "to", "subject", "text", "at")
VALUES (:id, :tenant, :conversation_id, 'out', 'sending', :message_id, :references?, :from, :from_name?, :to, :subject, :text, :now);

-- name: reply_answer_done :exec
UPDATE "ConversationMessage" SET "status" = :status, "error" = :error? WHERE "userId" = :tenant AND "id" = :id;

-- name: reply_answered :exec
UPDATE "Conversation" SET "messages" = "messages" + 1, "lastMessageAt" = :now, "excerpt" = :excerpt, "unread" = false, "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id;

-- name: reply_gmail_thread :one
SELECT r."gmailThreadId" FROM "Recipient" r WHERE r."userId" = :tenant AND r."id" = :id;

-- name: inbox_counts :one
-- What waits for somebody's decision.
-- not null: asks, unmatched, away, notUnderstood
SELECT (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."asksToLeave" LIMIT 1000) v) AS asks,
       (SELECT count(*) FROM (SELECT 1 FROM "UnmatchedMessage" k WHERE k."userId" = :tenant AND k."status" = 'open' LIMIT 1000) v) AS unmatched,
       (SELECT count(*) FROM (SELECT 1 FROM "ContactHold" k WHERE k."userId" = :tenant AND k."until" > :now LIMIT 1000) v) AS away,
       (SELECT count(*) FROM (SELECT 1 FROM "UnknownRefusal" m WHERE m."userId" = :tenant AND m."lastAt" > :since LIMIT 1000) v)
           AS "notUnderstood";

-- name: inbox_settings_get :one
SELECT s."unmatchedDays" FROM "InboundSettings" s WHERE s."userId" = :tenant;

-- name: inbox_settings_set :exec
INSERT INTO "InboundSettings" ("userId", "unmatchedDays", "updatedAt") VALUES (:tenant, :days, :now)
ON CONFLICT ("userId") DO UPDATE SET "unmatchedDays" = EXCLUDED."unmatchedDays", "updatedAt" = :now;

-- name: reply_decided :exec
-- Whether they leave is decided.
UPDATE "Conversation" SET "asksToLeave" = false, "unread" = false, "updatedAt" = :now WHERE "userId" = :tenant AND "contactId" = :contact_id AND "asksToLeave";

-- name: hold_page :many
-- Whose sequences wait, the latest first.
-- not null: contactId, email, reason, createdAt
SELECT h."contactId", c."email", c."firstName", c."lastName", h."reason", h."until", h."words", h."colleague", h."colleagueName", h."createdAt",
       EXISTS (SELECT 1 FROM "Contact" o WHERE o."userId" = :tenant AND o."identity" = "loumass_identity"(h."colleague")) AS "colleagueKnown"
FROM "ContactHold" h JOIN "Contact" c ON c."id" = h."contactId" AND c."userId" = :tenant
WHERE h."userId" = :tenant AND (:contact_id?::text IS NULL OR h."contactId" = :contact_id) AND (h."until" IS NULL OR h."until" > :now)
  AND (:before_at?::timestamp IS NULL OR (h."createdAt", h."contactId") < (:before_at, :before_id?::text))
ORDER BY h."createdAt" DESC, h."contactId" DESC LIMIT :limit;

-- name: hold_end :exec
DELETE FROM "ContactHold" h WHERE h."userId" = :tenant AND h."contactId" = :contact_id;

-- name: hold_wake :exec
-- Its enrollments look again. Those that wait for something else go on waiting for it.
WITH mine AS MATERIALIZED (
    SELECT d."enrollmentId" FROM "SequenceEnrollment" e JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id" AND d."userId" = :tenant
    WHERE e."contactId" = :contact_id AND e."userId" = :tenant AND e."status" IS NOT DISTINCT FROM 'ACTIVE' ORDER BY d."enrollmentId" FOR UPDATE OF d)
UPDATE "EnrollmentDue" d SET "dueAt" = least(d."dueAt", :now) FROM mine WHERE d."enrollmentId" = mine."enrollmentId" AND d."userId" = :tenant;

-- name: unmatched_page :many
-- not null: id, status, source, kind, leave, why, from, to, subject, text, evidence, receivedAt
SELECT u."id", u."status", u."source", u."key", u."kind", u."bounce", u."code", u."cause", u."leave", u."why", u."evidence" ->> 'whyCode' AS "whyCode",
       u."evidence" ->> 'whyOf' AS "whyOf", u."senderId", s."name" AS "senderName",
       u."messageId", u."references", u."from", u."fromName", u."to", u."subject", u."text", u."recipient", u."evidence"::text AS "evidence",
       u."contactId", c."email" AS "contactEmail", u."recipientId", u."receivedAt", u."decidedAt"
FROM "UnmatchedMessage" u
LEFT JOIN "Sender" s ON s."id" = u."senderId" AND s."userId" = :tenant
LEFT JOIN "Contact" c ON c."id" = u."contactId" AND c."userId" = :tenant
WHERE u."userId" = :tenant AND (:status?::text IS NULL OR u."status" = :status) AND (:id?::text IS NULL OR u."id" = :id)
  AND (:before_at?::timestamp IS NULL OR (u."receivedAt", u."id") < (:before_at, :before_id?::text))
ORDER BY u."receivedAt" DESC, u."id" DESC LIMIT :limit;

-- name: unmatched_dismiss :exec
UPDATE "UnmatchedMessage" SET "status" = 'dismissed', "decidedAt" = :now WHERE "userId" = :tenant AND "id" = :id AND "status" = 'open';

-- name: unmatched_recipient :one
-- The message of a contact's that it is assigned to: this one, or the last that was sent, of the campaign or sequence if one is named.
SELECT r."id"
FROM "Recipient" r
WHERE r."userId" = :tenant AND r."contactId" = :contact_id AND (:recipient_id?::text IS NULL OR r."id" = :recipient_id)
  AND (:campaign_id?::text IS NULL OR r."campaignId" = :campaign_id) AND (:sequence_id?::text IS NULL OR r."sequenceId" = :sequence_id)
  AND r."sentAt" IS NOT NULL
ORDER BY r."sentAt" DESC LIMIT 1;

-- name: not_understood :many
-- Refusals that are in no table: each distinct text, the most frequent first.
SELECT m."id", m."way", m."words", m."count", m."firstAt", m."lastAt"
FROM "UnknownRefusal" m
WHERE m."userId" = :tenant AND m."lastAt" > :since
ORDER BY m."count" DESC, m."lastAt" DESC, m."id" LIMIT :limit;
