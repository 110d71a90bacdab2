-- Reports: counters only, never the events they count.

-- name: stats_campaign :one
-- not null: *
SELECT c."id",
       coalesce(s."recipients", 0) AS "recipients", coalesce(s."sent", 0) AS "sent", coalesce(s."failed", 0) AS "failed",
       coalesce(s."bounced", 0) AS "bounced", coalesce(s."inDoubt", 0) AS "inDoubt",
       coalesce(s."opensPeople", 0) AS "opensPeople", coalesce(s."opensMachines", 0) AS "opensMachines",
       coalesce(s."opensUnknown", 0) AS "opensUnknown", coalesce(s."openedPeople", 0) AS "openedPeople",
       coalesce(s."openedMachines", 0) AS "openedMachines", coalesce(s."clicksPeople", 0) AS "clicksPeople",
       coalesce(s."clicksMachines", 0) AS "clicksMachines", coalesce(s."clicksUnknown", 0) AS "clicksUnknown",
       coalesce(s."clickedPeople", 0) AS "clickedPeople", coalesce(s."clickedMachines", 0) AS "clickedMachines",
       coalesce(s."replied", 0) AS "replied", coalesce(s."complained", 0) AS "complained",
       coalesce(s."unsubscribed", 0) AS "unsubscribed"
FROM "Campaign" c LEFT JOIN "Stats" s ON s."id" = c."id" AND s."userId" = :tenant
WHERE c."userId" = :tenant AND c."id" = :id;

-- name: stats_links :many
SELECT l."n", l."url", l."people", l."machines", l."uniquePeople", l."uniqueMachines"
FROM "LinkStats" l
WHERE l."userId" = :tenant AND l."statsId" = :id
ORDER BY l."uniquePeople" DESC, l."people" DESC, l."n"
LIMIT 2000;

-- name: stats_programs :many
SELECT p."program", p."kind", p."opens", p."clicks"
FROM "ProgramStats" p
WHERE p."userId" = :tenant AND p."statsId" = :id AND (p."opens" > 0 OR p."clicks" > 0)
ORDER BY p."opens" + p."clicks" DESC, p."program"
LIMIT 200;

-- name: stats_hours :many
-- The newest ones when there are more.
-- not null: *
SELECT h."hour", h."sent", h."opensPeople", h."opensMachines", h."clicksPeople", h."clicksMachines"
FROM (SELECT x.* FROM "StatsHour" x WHERE x."userId" = :tenant AND x."statsId" = :id ORDER BY x."hour" DESC LIMIT 2000) h
ORDER BY h."hour";

-- name: stats_domains :many
-- Recipients of a domain: those that are done; who is still pending has no domain yet.
-- not null: *
SELECT d."domain", d."sent" + d."failed" + d."bounced" AS "recipients", d."sent", d."failed", d."bounced", d."opened", d."clicked"
FROM "DomainStats" d
WHERE d."userId" = :tenant AND d."statsId" = :id
ORDER BY 2 DESC, d."domain"
LIMIT 201;

-- name: stats_senders :many
-- Of a campaign that several senders share.
-- not null: senderId, name, fromEmail, recipients, sent
SELECT x."senderId", d."name", d."fromEmail", x."recipients", x."sent"
FROM "CampaignSender" x JOIN "Sender" d ON d."id" = x."senderId" AND d."userId" = :tenant
WHERE x."userId" = :tenant AND x."campaignId" = :id
ORDER BY x."recipients" DESC, x."senderId"
LIMIT 100;

-- name: stats_now :many
-- What is going out, and how fast since it began.
-- not null: *
SELECT c."id", c."name", c."status", coalesce(s."sent", 0) AS "sent", coalesce(s."recipients", 0) AS "recipients",
       coalesce(coalesce(s."sent", 0) / nullif(extract(epoch FROM (now() AT TIME ZONE 'UTC') - c."startedAt"), 0), 0)::float8 AS "rate"
FROM "Campaign" c LEFT JOIN "Stats" s ON s."id" = c."id" AND s."userId" = :tenant
WHERE c."userId" = :tenant AND c."status" = 'SENDING'
ORDER BY c."startedAt" DESC NULLS LAST, c."id"
LIMIT 20;

-- name: stats_days :many
SELECT d."day", d."sent", d."failed", d."bounced", d."opensPeople", d."opensMachines", d."openedPeople", d."clicksPeople",
       d."clicksMachines", d."clickedPeople", d."replied", d."complained", d."unsubscribed"
FROM "UserDay" d
WHERE d."userId" = :tenant AND d."day" >= (:since::timestamp)::date
ORDER BY d."day";

-- name: stats_contact_counts :one
-- not null: *
SELECT coalesce(sum(t."n"), 0)::int8 AS "total", coalesce(sum(t."n") FILTER (WHERE t."key" = 'ACTIVE'), 0)::int8 AS "active" FROM (
    SELECT y."key", y."n" FROM "Tally" y WHERE y."userId" = :tenant AND y."kind" = 'status'
    UNION ALL SELECT g."key", g."n" FROM "TallyChange" g WHERE g."userId" = :tenant AND g."kind" = 'status') t;

-- name: stats_troubled_senders :many
SELECT s."id", s."name", s."status", s."pauseReason", s."pausedUntil", s."tokenError"
FROM "Sender" s
WHERE s."userId" = :tenant AND (s."status" <> 'ACTIVE' OR s."tokenError" IS NOT NULL)
ORDER BY s."id"
LIMIT 20;

-- name: stats_refused_senders :many
-- not null: domains
-- Domains that refuse a sender because of the sender itself.
SELECT f."senderId", s."name", count(*) AS "domains", min(f."domain") AS "domain", min(f."reason") AS "reason", min(f."advice") AS "advice"
FROM "SenderRefusal" f JOIN "Sender" s ON s."id" = f."senderId" AND s."userId" = :tenant
WHERE f."userId" = :tenant AND f."nextTryAt" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day'
GROUP BY f."senderId", s."name" ORDER BY f."senderId" LIMIT 50;

-- name: stats_troubled_campaigns :many
-- not null: id, name, status, bounced, inDoubt, sent
SELECT c."id", c."name", c."status", c."pauseReason", coalesce(s."bounced", 0) AS "bounced", coalesce(s."inDoubt", 0) AS "inDoubt",
       coalesce(s."sent", 0) AS "sent"
FROM "Campaign" c LEFT JOIN "Stats" s ON s."id" = c."id" AND s."userId" = :tenant
WHERE c."userId" = :tenant
  AND (c."status" = 'PAUSED' AND c."pauseReason" IS NOT NULL
       OR c."startedAt" > (now() AT TIME ZONE 'UTC') - INTERVAL '7 days'
          AND (s."inDoubt" > 0 OR s."bounced" >= 10 AND s."bounced" * 20 > s."sent" + s."bounced"))
ORDER BY c."id" DESC
LIMIT 20;

-- name: stats_troubled_sequences :many
-- not null: id, name, held, people, overdue, stuck, failed
-- Sequences that are held, or have people who are overdue, stuck, or failed this week; 1001 counts as more than 1000.
SELECT k.* FROM (
    SELECT q."id", q."name", q."stepsState" = 'held' AND q."status" = 'ACTIVE' AS "held",
           (q."stepsProblems" -> 0 ->> 'field') || ': ' || (q."stepsProblems" -> 0 ->> 'message') AS "reason", coalesce(t."active", 0) AS "people",
           CASE WHEN q."status" = 'ACTIVE' THEN (SELECT count(*) FROM (SELECT 1 FROM "loumass_overdue"(:tenant, q."id", :now) LIMIT 1001) o)
                ELSE 0 END AS "overdue",
           (SELECT count(*) FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."sequenceId" = q."id" AND e."problem" IS NOT NULL) AS "stuck",
           (SELECT count(*) FROM (SELECT e."sequenceId" FROM "SequenceEnrollment" e
                                  WHERE e."userId" = :tenant AND e."status" IS NOT DISTINCT FROM 'FAILED' AND e."failedAt" > :now::timestamp - INTERVAL '7 days' LIMIT 1001) f
            WHERE f."sequenceId" = q."id") AS "failed"
    FROM "Sequence" q LEFT JOIN "SequenceStats" t ON t."sequenceId" = q."id" AND t."userId" = :tenant
    WHERE q."userId" = :tenant AND q."status" <> 'DRAFT') k
WHERE k."held" OR k."overdue" > 0 OR k."stuck" > 0 OR k."failed" > 0
ORDER BY k."held" DESC, k."overdue" + k."stuck" + k."failed" DESC, k."id" DESC
LIMIT 20;

-- name: stats_types :many
SELECT t."type", t."events", t."contacts" FROM "UserEventType" t WHERE t."userId" = :tenant AND t."events" > 0 ORDER BY t."type";

-- name: stats_sequence_performance :many
-- not null: id, name, enrollments, completed
-- The published document's query "Sequence Performance": it counts the rows, so who left early is completed, too.
-- timeout: 60s
SELECT s."id", s."name", count(se."id") AS "enrollments", count(CASE WHEN se."status" = 'COMPLETED' THEN 1 END) AS "completed",
       avg(extract(epoch FROM (se."completedAt" - se."enrolledAt")) / 3600)::float8 AS "avgHours"
FROM "Sequence" s LEFT JOIN "SequenceEnrollment" se ON s."id" = se."sequenceId" AND se."userId" = :tenant
WHERE s."userId" = :tenant
GROUP BY s."id", s."name"
ORDER BY s."id";

-- name: stats_email_engagement :many
-- not null: type, events, contacts
-- The published document's query "Email Engagement": campaigns only.
-- timeout: 60s
SELECT ee."type", count(*) AS "events", count(DISTINCT r."contactId") AS "contacts"
FROM "EmailEvent" ee JOIN "Recipient" r ON ee."recipientId" = r."id" AND r."userId" = :tenant
JOIN "Campaign" c ON r."campaignId" = c."id" AND c."userId" = :tenant
WHERE ee."userId" = :tenant
GROUP BY ee."type"
ORDER BY ee."type";

-- name: stats_types_between :many
-- Of a span of time there are no counters: this counts the span's events.
-- timeout: 60s
-- not null: events, contacts
SELECT e."type", count(*) AS "events", count(DISTINCT r."contactId") AS "contacts"
FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" AND r."userId" = :tenant
WHERE e."userId" = :tenant AND e."timestamp" >= :from AND e."timestamp" < :to
GROUP BY e."type"
ORDER BY e."type";
