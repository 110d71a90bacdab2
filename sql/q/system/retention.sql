-- Retention: for whoever's turn it is; each statement names the tenant whose policy it carries out.

-- name: retention_due :many
-- not null: horizon
-- Policies with events beyond their horizon that were not seen to yet.
SELECT y."userId", y."retentionMode", now() AT TIME ZONE 'UTC' - make_interval(days => y."retentionDays") AS horizon
FROM "MailPolicy" y
WHERE y."retentionDays" IS NOT NULL
  AND (y."retainedFrom" IS NULL OR y."retainedFrom" < now() AT TIME ZONE 'UTC' - make_interval(days => y."retentionDays") - INTERVAL '1 hour');

-- name: retention_months :one
-- not null: dropped
-- timeout: 5min
SELECT "loumass_drop_event_months"() AS dropped;

-- name: retention_drop :exec
-- Some thousands at a time.
-- timeout: 2min
DELETE FROM "EmailEvent" e WHERE e."id" IN (
    SELECT v."id" FROM "EmailEvent" v WHERE v."userId" = :user_id AND v."timestamp" < :horizon ORDER BY v."timestamp" LIMIT 5000)
AND e."userId" = :user_id;

-- name: retention_strip :exec
-- timeout: 2min
UPDATE "EmailEvent" e SET "ipAddress" = NULL, "userAgent" = NULL, "data" = e."data" - 'url' - 'linkId' - 'net'
WHERE e."id" IN (
    SELECT v."id" FROM "EmailEvent" v
    WHERE v."userId" = :user_id AND v."timestamp" < :horizon
      AND (v."ipAddress" IS NOT NULL OR v."userAgent" IS NOT NULL OR v."data" ?| ARRAY['url', 'linkId', 'net'])
    ORDER BY v."timestamp" LIMIT 5000)
AND e."userId" = :user_id;

-- name: retention_done :exec
UPDATE "MailPolicy" SET "retainedFrom" = :horizon WHERE "userId" = :user_id;
