-- Messages in doubt (docs/sending.md), as a person sees them. owner: the campaign or the sequence.

-- name: doubt_page :many
-- not null: id, recipientId, email, cause, resolution, status, createdAt
SELECT i."id", i."recipientId", c."email", i."cause", i."resolution", i."createdAt", i."decidedAt", r."status", r."stepId", r."senderId", s."name" AS "senderName", s."fromEmail" AS "senderEmail"
FROM "InDoubt" i
JOIN "Recipient" r ON r."id" = i."recipientId" AND r."userId" = :tenant
JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
LEFT JOIN "Sender" s ON s."id" = r."senderId" AND s."userId" = :tenant
WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = :owner
  AND (NOT :undecided::bool OR i."resolution" = 'held') AND (:cursor?::text IS NULL OR i."id" > :cursor?::text)
ORDER BY i."id" LIMIT :limit::int8;

-- name: doubt_undecided :one
-- not null: n
SELECT count(*) AS n FROM "InDoubt" i
WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = :owner AND i."resolution" = 'held';

-- name: doubt_total :one
-- not null: n
SELECT count(*) AS n FROM "InDoubt" i
WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = :owner AND (NOT :undecided::bool OR i."resolution" = 'held');
