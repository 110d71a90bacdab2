-- The daily look at DKIM records and the end of old keys go through all tenants; the sending engine loads the keys of whomever
-- it sends for.

-- name: domain_dkim_due :many
-- Domains with a key whose record was not looked at for a while; a waiting key's more often.
WITH due AS MATERIALIZED (
    SELECT k."id" FROM "DkimKey" k
    WHERE k."checkedAt" IS NULL AND k."createdAt" < :new_before OR k."state" = 'waiting' AND k."checkedAt" < :waiting_before
       OR k."checkedAt" < :before
    LIMIT 50 FOR UPDATE SKIP LOCKED
), put_off AS (
    UPDATE "DkimKey" k SET "checkedAt" = :now FROM due WHERE k."id" = due."id" RETURNING k."userId", k."domain"
)
SELECT DISTINCT p."userId", p."domain" FROM put_off p;

-- name: domain_dkim_end :exec
-- Retired keys whose mail has arrived by now.
DELETE FROM "DkimKey" WHERE "state" = 'retiring' AND "rotateAt" < :now;

-- name: domain_dkim_rotate_due :many
-- Active keys of old age without a successor.
SELECT DISTINCT k."userId", k."domain" FROM "DkimKey" k
WHERE k."state" = 'active' AND k."rotateAt" < :now
  AND NOT EXISTS (SELECT 1 FROM "DkimKey" w WHERE w."userId" = k."userId" AND w."domain" = k."domain" AND w."state" = 'waiting')
LIMIT 20;
