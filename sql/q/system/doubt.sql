-- A person decides about messages in doubt. Each statement names the tenant; the rows are locked by the first.

-- name: doubt_campaign :one
-- not null: cancelled
SELECT c."status", c."cancelledAt" IS NOT NULL AS cancelled FROM "Campaign" c WHERE c."id" = :id AND c."userId" = :user_id FOR NO KEY UPDATE;

-- name: doubt_sequence :one
SELECT q."status" FROM "Sequence" q WHERE q."id" = :id AND q."userId" = :user_id FOR NO KEY UPDATE;

-- name: doubt_lock :many
-- not null: id, recipientId, contactId, domain, createdAt
-- Those that wait for a decision, whose recipients are still held.
SELECT i."id", i."recipientId", i."createdAt", r."contactId", r."campaignId", r."sequenceId", r."stepId", r."senderId", r."enrollmentId", lower(split_part(c."email", '@', 2)) AS domain
FROM "InDoubt" i
JOIN "Recipient" r ON r."id" = i."recipientId" AND r."status" IS NOT DISTINCT FROM 'FAILED' AND r."inDoubt" IS NOT DISTINCT FROM true
JOIN "Contact" c ON c."id" = r."contactId"
WHERE i."userId" = :user_id AND coalesce(i."campaignId", i."sequenceId") = :owner AND i."resolution" = 'held'
  AND (:ids?::text[] IS NULL OR i."id" = ANY (:ids)) AND i."id" > :after
ORDER BY i."id" LIMIT 1000
FOR NO KEY UPDATE OF i, r;

-- name: doubt_decide :exec
UPDATE "InDoubt" SET "resolution" = :resolution, "decidedAt" = now() AT TIME ZONE 'UTC' WHERE "id" = ANY (:ids::text[]);

-- name: doubt_discard :exec
UPDATE "Recipient" SET "failureReason" = :reason WHERE "id" = ANY (:ids::text[]);

-- name: doubt_resend :exec
UPDATE "Recipient" SET "status" = 'PENDING', "failureReason" = NULL WHERE "id" = ANY (:ids::text[]);

-- name: doubt_confirm :exec
UPDATE "Recipient" r SET "status" = 'SENT', "failureReason" = NULL, "inDoubt" = false, "sentAt" = v."at"
FROM unnest(:ids::text[], :at::timestamp[]) AS v ("id", "at") WHERE r."id" = v."id";

-- name: doubt_sources :exec
-- Where they are claimed from. The source's row went when the campaign was done.
INSERT INTO "SendSource" ("id", "userId", "campaignId", "sequenceId", "senderId", "lastServedAt")
SELECT DISTINCT k."id", k."userId", k."campaignId", k."sequenceId", k."senderId", 'epoch'::timestamp
FROM "Recipient" r LEFT JOIN "Campaign" m ON m."id" = r."campaignId"
CROSS JOIN LATERAL (
    SELECT CASE WHEN r."campaignId" IS NOT NULL AND NOT coalesce(jsonb_typeof(m."senderIds") = 'array' OR m."replyToCampaignId" IS NOT NULL OR m."gmailThreadId" IS NOT NULL, false)
                THEN r."campaignId" ELSE coalesce(r."campaignId", r."sequenceId") || ':' || r."senderId" END AS "id",
           r."userId", r."campaignId", r."sequenceId", r."senderId") k
WHERE r."id" = ANY (:ids::text[])
ON CONFLICT ("id") DO NOTHING;

-- name: doubt_retries :exec
INSERT INTO "SendRetry" ("recipientId", "sourceId", "userId", "senderId", "domain", "dueAt", "attempts", "firstTriedAt", "lastReply")
SELECT r."id",
       CASE WHEN r."campaignId" IS NOT NULL AND NOT coalesce(jsonb_typeof(m."senderIds") = 'array' OR m."replyToCampaignId" IS NOT NULL OR m."gmailThreadId" IS NOT NULL, false)
            THEN r."campaignId" ELSE coalesce(r."campaignId", r."sequenceId") || ':' || r."senderId" END,
       r."userId", r."senderId", lower(split_part(c."email", '@', 2)), now() AT TIME ZONE 'UTC', r."attempts", now() AT TIME ZONE 'UTC', 'sent again: a person has decided so'
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" LEFT JOIN "Campaign" m ON m."id" = r."campaignId"
WHERE r."id" = ANY (:ids::text[])
ON CONFLICT ("recipientId") DO NOTHING;

-- name: doubt_reopen :exec
-- There is something to send again.
UPDATE "Campaign" SET "status" = 'SENDING', "updatedAt" = greatest("updatedAt", (now() AT TIME ZONE 'UTC')::timestamp(3)) WHERE "id" = :id AND "userId" = :user_id AND "status" = 'SENT';

-- name: doubt_waiting :many
-- not null: id, recipientId
-- Those that a mailbox may be asked about.
SELECT i."id", i."recipientId", r."senderId"
FROM "InDoubt" i JOIN "Recipient" r ON r."id" = i."recipientId" AND r."status" IS NOT DISTINCT FROM 'FAILED' AND r."inDoubt" IS NOT DISTINCT FROM true
WHERE i."userId" = :user_id AND coalesce(i."campaignId", i."sequenceId") = :owner AND i."resolution" = 'held'
  AND (:ids?::text[] IS NULL OR i."id" = ANY (:ids))
ORDER BY r."senderId", i."id" LIMIT :limit::int8;
