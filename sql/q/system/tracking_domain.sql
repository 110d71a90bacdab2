-- Tracking domains as the server sees them: a request names a host, not a tenant; and the daily look at DNS goes through all.

-- name: tracking_hosts :many
SELECT t."domain", t."userId" FROM "TrackingDomain" t WHERE t."verified" ORDER BY t."domain";

-- name: tracking_host_known :one
-- not null: n
SELECT count(*) AS n FROM "TrackingDomain" t WHERE t."domain" = :domain AND t."verified";

-- name: tracking_host_owner :one
-- Whose recipient a request on a tenant's domain is about.
-- not null: userId
SELECT r."userId" FROM "Recipient" r WHERE r."id" = :id
UNION ALL SELECT g."userId" FROM "RecipientGone" g WHERE g."recipientId" = :id LIMIT 1;

-- name: tracking_host_owner_by_tracking_id :one
-- not null: userId
SELECT r."userId" FROM "Recipient" r WHERE r."trackingId" = :tracking_id
UNION ALL SELECT g."userId" FROM "RecipientGone" g WHERE g."trackingId" = :tracking_id LIMIT 1;

-- name: tracking_domain_due :many
-- Those whose check is due, put off for a while so that no other worker takes them too.
WITH v AS MATERIALIZED (
    SELECT d."id" FROM "TrackingDomain" d WHERE d."nextCheckAt" IS NULL OR d."nextCheckAt" <= :now
    ORDER BY d."nextCheckAt" NULLS FIRST LIMIT 20 FOR UPDATE SKIP LOCKED)
UPDATE "TrackingDomain" t SET "nextCheckAt" = :again FROM v WHERE t."id" = v."id"
RETURNING t."id", t."userId", t."failures";

-- name: tracking_domain_forget :exec
-- Somebody else wants a domain that was claimed a while ago and never proven.
DELETE FROM "TrackingDomain" WHERE "domain" = :domain AND NOT "verified" AND "createdAt" < :before;

-- name: tracking_domain_set :exec
-- What a check found. verified NULL: DNS did not say, it stays as it is. No tenant says so itself.
UPDATE "TrackingDomain" SET "verified" = coalesce(:verified?::boolean, "verified"), "dnsRecords" = :records, "found" = :found,
    "error" = :error?, "checkedAt" = :now, "nextCheckAt" = :next, "failures" = :failures, "updatedAt" = :now
WHERE "userId" = :user_id AND "id" = :id;

-- name: tracking_domain_take :exec
-- From whoever had it: somebody else has proven that it is theirs.
DELETE FROM "TrackingDomain" WHERE "domain" = :domain AND "userId" <> :user_id;
