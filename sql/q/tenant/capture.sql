-- Captured mail of a tenant.

-- name: capture_page :many
-- Newest first: ids are cuids, which sort by time.
SELECT k."id", k."senderId", k."recipientId", k."campaignId", k."sequenceId", k."contactId", k."from", k."to", k."subject", k."bytes",
       k."createdAt"
FROM "Capture" k
WHERE k."userId" = :tenant
  AND (:search?::text IS NULL OR k."subject" ILIKE '%' || :search?::text || '%' OR k."to" ILIKE '%' || :search?::text || '%'
       OR k."from" ILIKE '%' || :search?::text || '%')
  AND (:campaign_id?::text IS NULL OR k."campaignId" = :campaign_id?::text)
  AND (:cursor?::text IS NULL OR k."id" < :cursor?::text)
ORDER BY k."id" DESC
LIMIT :limit::int8;

-- name: capture_total :one
-- not null: count
SELECT count(*) AS "count" FROM "Capture" k
WHERE k."userId" = :tenant
  AND (:search?::text IS NULL OR k."subject" ILIKE '%' || :search?::text || '%' OR k."to" ILIKE '%' || :search?::text || '%'
       OR k."from" ILIKE '%' || :search?::text || '%')
  AND (:campaign_id?::text IS NULL OR k."campaignId" = :campaign_id?::text);

-- name: capture_one :one
SELECT k."id", k."senderId", k."recipientId", k."campaignId", k."sequenceId", k."contactId", k."from", k."to", k."subject", k."bytes",
       k."createdAt", k."raw"
FROM "Capture" k WHERE k."userId" = :tenant AND k."id" = :id;

-- name: capture_insert :exec
INSERT INTO "Capture" ("id", "userId", "senderId", "campaignId", "contactId", "from", "to", "subject", "raw", "bytes", "createdAt")
VALUES (:id, :tenant, :sender_id?, :campaign_id?, :contact_id?, :from, :to, :subject, :raw, octet_length(:raw::bytea), :now);

-- name: capture_drop :exec
DELETE FROM "Capture" WHERE "userId" = :tenant AND "id" = :id;

-- name: capture_drop_all :exec
-- timeout: 2min
DELETE FROM "Capture" WHERE "userId" = :tenant;
