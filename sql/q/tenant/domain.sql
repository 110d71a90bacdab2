-- The domains that a tenant's mail comes from, their DKIM keys, and what DNS said of them.

-- name: domain_all :many
-- not null: domain, senders, signs
-- Those of senders, of keys, and those that were looked at.
SELECT d."domain", count(DISTINCT s."id") AS senders, coalesce(bool_or(s."dkim"), false) AS signs,
       (SELECT c."checkedAt" FROM "DomainCheck" c WHERE c."userId" = :tenant AND c."domain" = d."domain") AS "checkedAt",
       (SELECT c."result" FROM "DomainCheck" c WHERE c."userId" = :tenant AND c."domain" = d."domain") AS result
FROM (SELECT lower(split_part(x."fromEmail", '@', 2)) AS "domain" FROM "Sender" x WHERE x."userId" = :tenant
      UNION SELECT k."domain" FROM "DkimKey" k WHERE k."userId" = :tenant
      UNION SELECT c."domain" FROM "DomainCheck" c WHERE c."userId" = :tenant) d
LEFT JOIN "Sender" s ON s."userId" = :tenant AND lower(split_part(s."fromEmail", '@', 2)) = d."domain"
WHERE d."domain" <> ''
GROUP BY d."domain" ORDER BY d."domain" LIMIT 500;

-- name: domain_senders :many
-- The ways in which one domain is written.
SELECT s."id", s."name", s."kind", s."host", s."dkim" FROM "Sender" s
WHERE s."userId" = :tenant AND lower(split_part(s."fromEmail", '@', 2)) = ANY (:domains::text[]) ORDER BY s."isDefault" DESC, s."createdAt";

-- name: domain_store :exec
INSERT INTO "DomainCheck" ("userId", "domain", "result", "checkedAt") VALUES (:tenant, :domain, :result, :now)
ON CONFLICT ("userId", "domain") DO UPDATE SET "result" = EXCLUDED."result", "checkedAt" = EXCLUDED."checkedAt";

-- name: domain_stored :one
SELECT c."result", c."checkedAt" FROM "DomainCheck" c WHERE c."userId" = :tenant AND c."domain" = :domain;

-- name: domain_drop :exec
DELETE FROM "DomainCheck" WHERE "userId" = :tenant AND "domain" = :domain;

-- name: dkim_all :many
SELECT k."id", k."domain", k."selector", k."algorithm", k."publicKey", k."state", k."error", k."createdAt", k."checkedAt", k."activatedAt", k."rotateAt"
FROM "DkimKey" k WHERE k."userId" = :tenant AND k."domain" = :domain ORDER BY left(k."selector", -1) DESC, k."algorithm" DESC LIMIT 100;

-- name: dkim_lock :exec
-- Keys of one domain are made and moved one after the other.
SELECT pg_advisory_xact_lock(hashtextextended('dkim:' || :tenant || ':' || :domain, 0));

-- name: dkim_count :one
-- not null: n
SELECT count(*) AS n FROM "DkimKey" k WHERE k."userId" = :tenant;

-- name: dkim_insert :exec
INSERT INTO "DkimKey" ("id", "userId", "domain", "selector", "algorithm", "privateSealed", "publicKey", "createdAt")
VALUES (:id, :tenant, :domain, :selector, :algorithm, :private_sealed, :public_key, :now);

-- name: dkim_seen :exec
-- What DNS said of a key's record.
UPDATE "DkimKey" SET "error" = :error?, "checkedAt" = :now WHERE "userId" = :tenant AND "id" = :id;

-- name: dkim_activate :exec
-- Its record is there: it signs from now on, and the one before stays in DNS for mail that is under way.
WITH old AS (
    UPDATE "DkimKey" SET "state" = 'retiring', "rotateAt" = :old_until
    WHERE "userId" = :tenant AND "domain" = :domain AND "algorithm" = :algorithm AND "state" = 'active' AND "id" <> :id
)
UPDATE "DkimKey" SET "state" = 'active', "activatedAt" = :now, "rotateAt" = :rotate_at, "checkedAt" = :now, "error" = NULL
WHERE "userId" = :tenant AND "id" = :id AND "state" = 'waiting';

-- name: dkim_drop_domain :exec
DELETE FROM "DkimKey" WHERE "userId" = :tenant AND "domain" = :domain;

-- name: dkim_signing :many
-- The keys that sign for a domain: its own, else those of the nearest domain above it.
SELECT k."id", k."domain", k."selector", k."algorithm", k."privateSealed" FROM "DkimKey" k
WHERE k."userId" = :tenant AND k."state" = 'active' AND k."domain" = ANY (:domains::text[])
ORDER BY length(k."domain") DESC, k."algorithm" DESC LIMIT 20;
