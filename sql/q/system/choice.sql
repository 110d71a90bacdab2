-- A person who comes by a link in their mail has no tenant until the link says whose mail it was.

-- name: choice_of_recipient :one
-- not null: userId, contactId, email, status, name
-- timeout: 2s
-- Whose mail it was, to whom, and in whose name it came.
SELECT c."userId", c."id" AS "contactId", c."email", c."status", r."campaignId",
       coalesce(nullif(m."fromName", ''), nullif(s."fromName", ''), nullif(s."name", ''), nullif(u."name", ''), u."email") AS "name"
FROM "Recipient" r
JOIN "Contact" c ON c."id" = r."contactId"
JOIN "User" u ON u."id" = c."userId"
LEFT JOIN "Campaign" m ON m."id" = r."campaignId"
LEFT JOIN "Sequence" q ON q."id" = r."sequenceId"
LEFT JOIN "Sender" s ON s."id" = coalesce(r."senderId", m."senderId", q."senderId")
WHERE r."id" = :id OR r."trackingId" = :tracking_id
LIMIT 1;
