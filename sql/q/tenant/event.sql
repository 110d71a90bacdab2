-- Events of the tenant's messages, as they are shown.

-- name: event_recipient_exists :one
SELECT r."id" FROM "Recipient" r WHERE r."userId" = :tenant AND r."id" = :id;

-- name: event_of_recipient :many
SELECT e."id", e."type", e."timestamp", e."data", e."userAgent"
FROM "EmailEvent" e
WHERE e."userId" = :tenant AND e."recipientId" = :recipient
ORDER BY e."timestamp", e."id"
LIMIT 1000;
