-- The inbox: conversations that people's replies made, and the answers to them.

-- name: reply_page :many
-- The newest first. status absent: all.
-- not null: id, contactId, email, subject, excerpt, status, unread, messages, lastMessageAt, createdAt
SELECT k."id", k."contactId", c."email", c."firstName", c."lastName", k."senderId", s."name" AS "senderName", k."recipientId",
       k."campaignId", g."name" AS "campaignName", k."sequenceId", q."name" AS "sequenceName", k."subject", k."excerpt", k."status",
       k."snoozedUntil", k."unread", k."messages", k."lastMessageAt", k."createdAt"
FROM "Conversation" k
JOIN "Contact" c ON c."id" = k."contactId" AND c."userId" = :tenant
LEFT JOIN "Sender" s ON s."id" = k."senderId" AND s."userId" = :tenant
LEFT JOIN "Campaign" g ON g."id" = k."campaignId" AND g."userId" = :tenant
LEFT JOIN "Sequence" q ON q."id" = k."sequenceId" AND q."userId" = :tenant
WHERE k."userId" = :tenant AND (:status?::text IS NULL OR k."status" = :status) AND (:sender_id?::text IS NULL OR k."senderId" = :sender_id)
  AND (:contact_id?::text IS NULL OR k."contactId" = :contact_id) AND (:campaign_id?::text IS NULL OR k."campaignId" = :campaign_id)
  AND (:sequence_id?::text IS NULL OR k."sequenceId" = :sequence_id)
  AND (:search?::text IS NULL OR c."email" ILIKE '%' || :search || '%' OR k."subject" ILIKE '%' || :search || '%'
       OR concat_ws(' ', c."firstName", c."lastName") ILIKE '%' || :search || '%')
  AND (:id?::text IS NULL OR k."id" = :id)
  AND (:before_at?::timestamp IS NULL OR (k."lastMessageAt", k."id") < (:before_at, :before_id?::text))
ORDER BY k."lastMessageAt" DESC, k."id" DESC LIMIT :limit;

-- name: reply_counts :one
-- not null: open, unread, snoozed
SELECT (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'open' LIMIT 1000) v) AS open,
       (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'open' AND k."unread" LIMIT 1000) v) AS unread,
       (SELECT count(*) FROM (SELECT 1 FROM "Conversation" k WHERE k."userId" = :tenant AND k."status" = 'snoozed' LIMIT 1000) v) AS snoozed;

-- name: reply_thread :many
SELECT m."id", m."direction", m."status", m."error", m."messageId", m."references", m."from", m."fromName", m."to", m."subject",
       m."text", m."at"
FROM "ConversationMessage" m
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
