-- A tenant's own domains for links, pixels and the unsubscribe page.

-- name: tracking_domain_all :many
SELECT t."id", t."domain", t."verified", t."dnsRecords", t."found", t."error", t."checkedAt", t."createdAt", t."updatedAt"
FROM "TrackingDomain" t WHERE t."userId" = :tenant ORDER BY t."createdAt", t."id" LIMIT 1000;

-- name: tracking_domain_one :one
SELECT t."id", t."domain", t."verified", t."dnsRecords", t."found", t."error", t."checkedAt", t."createdAt", t."updatedAt"
FROM "TrackingDomain" t WHERE t."userId" = :tenant AND t."id" = :id;

-- name: tracking_domain_insert :exec
INSERT INTO "TrackingDomain" ("id", "userId", "domain", "dnsRecords", "nextCheckAt", "createdAt", "updatedAt")
VALUES (:id, :tenant, :domain, :records, :next, :now, :now);

-- name: tracking_domain_drop :exec
DELETE FROM "TrackingDomain" WHERE "userId" = :tenant AND "id" = :id;

-- name: tracking_domain_serving :one
-- The one that links take: the first that was verified.
SELECT t."domain" FROM "TrackingDomain" t WHERE t."userId" = :tenant AND t."verified" ORDER BY t."createdAt" LIMIT 1;
