-- A person who comes by a link in their mail has no tenant until the link says whose mail it was.

-- name: choice_of_recipient :one
-- not null: userId, contactId, email, status, name, barred
-- timeout: 2s
-- Whose mail it was, to whom, and in whose name it came. Of a message that was deleted what is still known: with the contact deleted as
-- well its id and address are empty, and barred says whether their hash is on the list.
SELECT c."userId", c."id" AS "contactId", c."email", c."status", r."campaignId",
       coalesce(nullif(m."fromName", ''), nullif(s."fromName", ''), nullif(s."name", ''), nullif(u."name", ''), u."email") AS "name", NULL AS "hash", false AS "barred"
FROM "Recipient" r
JOIN "Contact" c ON c."id" = r."contactId"
JOIN "User" u ON u."id" = c."userId"
LEFT JOIN "Campaign" m ON m."id" = r."campaignId"
LEFT JOIN "Sequence" q ON q."id" = r."sequenceId"
LEFT JOIN "Sender" s ON s."id" = coalesce(r."senderId", m."senderId", q."senderId")
WHERE r."id" = :id OR r."trackingId" = :tracking_id
UNION ALL
SELECT g."userId", coalesce(c."id", ''), coalesce(c."email", k."identity", ''), coalesce(c."status", ''), NULL,
       coalesce((SELECT coalesce(nullif(s."fromName", ''), nullif(s."name", '')) FROM "Sender" s WHERE s."userId" = g."userId"
                 ORDER BY s."isDefault" DESC, s."createdAt" LIMIT 1), nullif(u."name", ''), u."email"), k."hash",
       EXISTS (SELECT 1 FROM "Suppression" x WHERE x."userId" = g."userId" AND x."emailHash" = k."hash")
FROM "RecipientGone" g
JOIN "User" u ON u."id" = g."userId"
LEFT JOIN "Contact" c ON c."id" = g."contactId"
LEFT JOIN "ContactGone" k ON k."contactId" = g."contactId"
WHERE g."recipientId" = :id OR g."trackingId" = :tracking_id
LIMIT 1;

-- name: choice_seal :exec
-- Contacts that another program deleted: the hash stays, the address does not.
UPDATE "ContactGone" g SET "hash" = "loumass_address_hash"(g."identity", :hash_key::text), "identity" = NULL WHERE g."identity" IS NOT NULL;
