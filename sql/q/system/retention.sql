-- Retention: for whoever's turn it is; each statement names the tenant whose policy it carries out.

-- name: retention_due :many
-- not null: horizon
-- Policies with events beyond their horizon that were not seen to yet. seen: everything before it was, today; once a day all is looked at anew,
-- for what came late.
SELECT y."userId", y."retentionMode", now() AT TIME ZONE 'UTC' - make_interval(days => y."retentionDays") AS horizon,
       CASE WHEN y."retainedFrom"::date = (now() AT TIME ZONE 'UTC' - make_interval(days => y."retentionDays"))::date
            THEN y."retainedFrom" - INTERVAL '1 day' END AS "seen"
FROM "MailPolicy" y
WHERE y."retentionDays" IS NOT NULL
  AND (y."retainedFrom" IS NULL OR y."retainedFrom" < now() AT TIME ZONE 'UTC' - make_interval(days => y."retentionDays") - INTERVAL '1 hour');

-- name: retention_months :one
-- not null: dropped
-- timeout: 5min
SELECT "loumass_drop_event_months"() AS dropped;

-- name: retention_drop :one
-- not null: n
-- Some thousands at a time, in the order of their times. upto: the last one's; the next piece begins there.
-- timeout: 2min
WITH gone AS (
DELETE FROM "EmailEvent" e WHERE e."id" IN (
    SELECT v."id" FROM "EmailEvent" v
    WHERE v."userId" = :user_id AND v."timestamp" >= :since AND v."timestamp" < :horizon ORDER BY v."timestamp" LIMIT 5000)
AND e."userId" = :user_id RETURNING e."timestamp")
SELECT count(*) AS n, max(g."timestamp") AS upto FROM gone g;

-- name: retention_strip :one
-- not null: n
-- timeout: 2min
WITH stripped AS (
UPDATE "EmailEvent" e SET "ipAddress" = NULL, "userAgent" = NULL, "data" = e."data" - 'url' - 'linkId' - 'net'
WHERE e."id" IN (
    SELECT v."id" FROM "EmailEvent" v
    WHERE v."userId" = :user_id AND v."timestamp" >= :since AND v."timestamp" < :horizon
      AND (v."ipAddress" IS NOT NULL OR v."userAgent" IS NOT NULL OR v."data" ?| ARRAY['url', 'linkId', 'net'])
    ORDER BY v."timestamp" LIMIT 5000)
AND e."userId" = :user_id RETURNING e."timestamp")
SELECT count(*) AS n, max(s."timestamp") AS upto FROM stripped s;

-- name: retention_done :exec
UPDATE "MailPolicy" SET "retainedFrom" = :horizon WHERE "userId" = :user_id;
