-- Proves the counters against the rows they count, and mends them, user by user: run by an operator, as the owner.
-- Each statement corrects what differs and says how many rows that were; a check rolls it all back.
-- Where somebody was deleted (Stats."gone", "UserGone"), what had happened stays counted: there a counter may be larger than its rows say.

-- name: recount_lock_recipients :ddl
-- All writers lock recipients first (core/report/stats.h), so they wait here, before they hold anything else.
LOCK TABLE "Recipient" IN EXCLUSIVE MODE;

-- name: recount_lock :ddl
-- What writers have not committed is neither in the rows nor in the counters.
LOCK TABLE "EmailEvent", "Contact", "Stats", "StatsHour", "DomainStats", "LinkStats", "ProgramStats", "LinkClick", "UserDay",
    "UserEventType" IN SHARE ROW EXCLUSIVE MODE;

-- name: recount_lock_sequences :ddl
-- Before the counters of messages, as those do who move enrolments.
LOCK TABLE "SequenceEnrollment", "SequenceStats", "SequenceStepStats" IN SHARE ROW EXCLUSIVE MODE;

-- name: recount_users :many
-- Not those whose old events were dropped as their policy says: their counters remember more than their events do.
SELECT u."id" FROM "User" u
WHERE (:email?::text IS NULL OR u."email" = :email?::text)
  AND NOT EXISTS (SELECT 1 FROM "MailPolicy" y WHERE y."userId" = u."id" AND y."retainedFrom" IS NOT NULL AND y."retentionMode" = 'drop')
ORDER BY u."id";

-- name: recount_look :ddl
-- Right after many rows were written, nothing is known of them yet, and each message would be joined with all events.
ANALYZE "Recipient", "EmailEvent", "Contact";

-- name: recount_make_recipients :ddl
CREATE TEMP TABLE "recount" ("recipientId" TEXT, "contactId" TEXT, "statsId" TEXT, "campaignId" TEXT, "sequenceId" TEXT, "stepId" TEXT,
    "domain" TEXT, "status" TEXT, "planned" BOOLEAN, "unsubscribedAt" TIMESTAMP, "sent" BIGINT, "delivered" BIGINT,
    "opensPeople" BIGINT, "opensMachines" BIGINT, "opensUnknown" BIGINT, "openedAt" TIMESTAMP, "openedByPersonAt" TIMESTAMP,
    "clicksPeople" BIGINT, "clicksMachines" BIGINT, "clicksUnknown" BIGINT, "clickedAt" TIMESTAMP, "clickedByPersonAt" TIMESTAMP,
    "replied" BIGINT, "repliedAt" TIMESTAMP, "bounced" BIGINT, "complained" BIGINT, "complainedAt" TIMESTAMP) ON COMMIT DROP;

-- name: recount_make_hours :ddl
CREATE TEMP TABLE "recountHour" ("statsId" TEXT, "hour" TIMESTAMP, "sent" BIGINT, "bounced" BIGINT, "opensPeople" BIGINT,
    "opensMachines" BIGINT, "clicksPeople" BIGINT, "clicksMachines" BIGINT) ON COMMIT DROP;

-- name: recount_make_links :ddl
CREATE TEMP TABLE "recountLink" ("recipientId" TEXT, "statsId" TEXT, "n" INTEGER, "url" TEXT, "people" BIGINT, "machines" BIGINT)
    ON COMMIT DROP;

-- name: recount_recipients :exec
-- timeout: none
-- Each message with what its events say. An open or click without a verdict (another program wrote it) is a person's.
INSERT INTO "recount"
SELECT r."id", r."contactId", coalesce(r."campaignId", r."sequenceId" || ':' || coalesce(r."stepId", '')), r."campaignId", r."sequenceId",
    CASE WHEN r."campaignId" IS NULL THEN r."stepId" END,
    lower(substring(c."email" FROM '@([^@]*)$')), r."status", r."sendKey" IS NOT NULL, r."unsubscribedAt",
    coalesce(e."sent", 0), coalesce(e."delivered", 0),
    coalesce(e."opensPeople", 0), coalesce(e."opensMachines", 0), coalesce(e."opensUnknown", 0), e."openedAt", e."openedByPersonAt",
    coalesce(e."clicksPeople", 0), coalesce(e."clicksMachines", 0), coalesce(e."clicksUnknown", 0), e."clickedAt", e."clickedByPersonAt",
    coalesce(e."replied", 0), e."repliedAt", coalesce(e."bounced", 0), coalesce(e."complained", 0), e."complainedAt"
FROM "Recipient" r
JOIN "Contact" c ON c."id" = r."contactId"
LEFT JOIN (
    SELECT v."recipientId",
        count(*) FILTER (WHERE v."type" = 'SENT') AS "sent",
        count(*) FILTER (WHERE v."type" = 'DELIVERED') AS "delivered",
        count(*) FILTER (WHERE v."type" = 'OPENED' AND v."who" = 'human') AS "opensPeople",
        count(*) FILTER (WHERE v."type" = 'OPENED' AND v."who" = 'machine') AS "opensMachines",
        count(*) FILTER (WHERE v."type" = 'OPENED' AND v."who" = 'unknown') AS "opensUnknown",
        min(v."timestamp") FILTER (WHERE v."type" = 'OPENED') AS "openedAt",
        min(v."timestamp") FILTER (WHERE v."type" = 'OPENED' AND v."who" = 'human') AS "openedByPersonAt",
        count(*) FILTER (WHERE v."type" = 'CLICKED' AND v."who" = 'human') AS "clicksPeople",
        count(*) FILTER (WHERE v."type" = 'CLICKED' AND v."who" = 'machine') AS "clicksMachines",
        count(*) FILTER (WHERE v."type" = 'CLICKED' AND v."who" = 'unknown') AS "clicksUnknown",
        min(v."timestamp") FILTER (WHERE v."type" = 'CLICKED') AS "clickedAt",
        min(v."timestamp") FILTER (WHERE v."type" = 'CLICKED' AND v."who" = 'human') AS "clickedByPersonAt",
        count(*) FILTER (WHERE v."type" = 'REPLIED') AS "replied",
        min(v."timestamp") FILTER (WHERE v."type" = 'REPLIED') AS "repliedAt",
        count(*) FILTER (WHERE v."type" = 'BOUNCED') AS "bounced",
        count(*) FILTER (WHERE v."type" = 'COMPLAINED') AS "complained",
        min(v."timestamp") FILTER (WHERE v."type" = 'COMPLAINED') AS "complainedAt"
    FROM (SELECT x."recipientId", x."type", x."timestamp", coalesce(x."data" ->> 'verdict', 'human') AS "who"
          FROM "EmailEvent" x WHERE x."userId" = :user_id) v
    GROUP BY v."recipientId"
) e ON e."recipientId" = r."id"
WHERE c."userId" = :user_id;

-- name: recount_hours :exec
-- timeout: none
INSERT INTO "recountHour"
SELECT r."statsId", date_trunc('hour', e."timestamp"),
    count(*) FILTER (WHERE e."type" = 'SENT'), count(*) FILTER (WHERE e."type" = 'BOUNCED'),
    count(*) FILTER (WHERE e."type" = 'OPENED' AND coalesce(e."data" ->> 'verdict', 'human') = 'human'),
    count(*) FILTER (WHERE e."type" = 'OPENED' AND coalesce(e."data" ->> 'verdict', 'human') <> 'human'),
    count(*) FILTER (WHERE e."type" = 'CLICKED' AND coalesce(e."data" ->> 'verdict', 'human') = 'human'),
    count(*) FILTER (WHERE e."type" = 'CLICKED' AND coalesce(e."data" ->> 'verdict', 'human') <> 'human')
FROM "EmailEvent" e JOIN "recount" r ON r."recipientId" = e."recipientId"
WHERE e."userId" = :user_id AND e."type" IN ('SENT', 'BOUNCED', 'OPENED', 'CLICKED')
GROUP BY 1, 2;

-- name: recount_links :exec
-- timeout: none
INSERT INTO "recountLink"
SELECT r."recipientId", r."statsId", (e."data" ->> 'n')::int, min(e."data" ->> 'url'),
    count(*) FILTER (WHERE coalesce(e."data" ->> 'verdict', 'human') = 'human'),
    count(*) FILTER (WHERE coalesce(e."data" ->> 'verdict', 'human') <> 'human')
FROM "EmailEvent" e JOIN "recount" r ON r."recipientId" = e."recipientId"
WHERE e."userId" = :user_id AND e."type" = 'CLICKED' AND e."data" ->> 'n' ~ '^[1-9][0-9]{0,5}$'
GROUP BY r."recipientId", r."statsId", (e."data" ->> 'n')::int;

-- name: recount_analyze :ddl
ANALYZE "recount", "recountHour", "recountLink";

-- name: recount_fix_marks :exec
-- timeout: none
UPDATE "Recipient" r
SET "openedAt" = m."openedAt", "openedByPersonAt" = m."openedByPersonAt", "clickedAt" = m."clickedAt",
    "clickedByPersonAt" = m."clickedByPersonAt", "repliedAt" = m."repliedAt"
FROM "recount" m
WHERE r."id" = m."recipientId"
  AND (r."openedAt", r."openedByPersonAt", r."clickedAt", r."clickedByPersonAt", r."repliedAt")
      IS DISTINCT FROM (m."openedAt", m."openedByPersonAt", m."clickedAt", m."clickedByPersonAt", m."repliedAt");

-- name: recount_fix_contacts :exec
-- timeout: none
UPDATE "Contact" c
SET "sentCount" = w."sent", "deliveredCount" = w."delivered", "openedCount" = w."opened", "clickedCount" = w."clicked",
    "repliedCount" = w."replied", "bouncedCount" = w."bounced", "complainedCount" = w."complained", "engagedCount" = w."engaged"
FROM (
    SELECT k."id", count(*) FILTER (WHERE m."sent" > 0) AS "sent", count(*) FILTER (WHERE m."delivered" > 0) AS "delivered",
        count(m."openedAt") AS "opened", count(m."clickedAt") AS "clicked", count(m."repliedAt") AS "replied",
        count(*) FILTER (WHERE m."bounced" > 0) AS "bounced", count(*) FILTER (WHERE m."complained" > 0) AS "complained",
        count(coalesce(m."openedByPersonAt", m."clickedByPersonAt", m."repliedAt")) AS "engaged"
    FROM "Contact" k LEFT JOIN "recount" m ON m."contactId" = k."id"
    WHERE k."userId" = :user_id
    GROUP BY k."id"
) w
WHERE c."id" = w."id"
  AND NOT (EXISTS (SELECT 1 FROM "UserGone" g WHERE g."userId" = :user_id) AND c."sentCount" >= w."sent" AND c."deliveredCount" >= w."delivered"
           AND c."openedCount" >= w."opened" AND c."clickedCount" >= w."clicked" AND c."repliedCount" >= w."replied"
           AND c."bouncedCount" >= w."bounced" AND c."complainedCount" >= w."complained" AND c."engagedCount" >= w."engaged")
  AND (c."sentCount", c."deliveredCount", c."openedCount", c."clickedCount", c."repliedCount", c."bouncedCount", c."complainedCount",
       c."engagedCount")
      IS DISTINCT FROM (w."sent", w."delivered", w."opened", w."clicked", w."replied", w."bounced", w."complained", w."engaged");

-- name: recount_fix_stats :exec
-- timeout: none
INSERT INTO "Stats" AS s ("id", "userId", "campaignId", "sequenceId", "stepId", "recipients", "sent", "failed", "bounced", "inDoubt",
    "opensPeople", "opensMachines", "opensUnknown", "openedPeople", "openedMachines", "clicksPeople", "clicksMachines", "clicksUnknown",
    "clickedPeople", "clickedMachines", "replied", "complained", "unsubscribed")
SELECT coalesce(w."statsId", x."id"), :user_id, coalesce(w."campaignId", x."campaignId"), coalesce(w."sequenceId", x."sequenceId"),
    coalesce(w."stepId", x."stepId"),
    greatest(w."recipients", x."recipients", 0), greatest(w."sent", x."sent", 0), greatest(w."failed", x."failed", 0), greatest(w."bounced", x."bounced", 0),
    greatest(x."inDoubt", (SELECT count(*) FROM "InDoubt" i JOIN "Recipient" y ON y."id" = i."recipientId"
     WHERE i."userId" = :user_id AND i."resolution" <> 'confirmed'
       AND coalesce(y."campaignId", y."sequenceId" || ':' || coalesce(y."stepId", '')) = coalesce(w."statsId", x."id"))),
    greatest(w."opensPeople", x."opensPeople", 0), greatest(w."opensMachines", x."opensMachines", 0), greatest(w."opensUnknown", x."opensUnknown", 0), greatest(w."openedPeople", x."openedPeople", 0),
    greatest(w."openedMachines", x."openedMachines", 0), greatest(w."clicksPeople", x."clicksPeople", 0), greatest(w."clicksMachines", x."clicksMachines", 0), greatest(w."clicksUnknown", x."clicksUnknown", 0),
    greatest(w."clickedPeople", x."clickedPeople", 0), greatest(w."clickedMachines", x."clickedMachines", 0), greatest(w."replied", x."replied", 0), greatest(w."complained", x."complained", 0),
    greatest(w."unsubscribed", x."unsubscribed", 0)
FROM (
    SELECT m."statsId", min(m."campaignId") AS "campaignId", min(m."sequenceId") AS "sequenceId", min(m."stepId") AS "stepId",
        count(*) AS "recipients",
        count(*) FILTER (WHERE m."status" = 'SENT') AS "sent", count(*) FILTER (WHERE m."status" = 'FAILED') AS "failed",
        count(*) FILTER (WHERE m."status" = 'BOUNCED') AS "bounced",
        sum(m."opensPeople")::int8 AS "opensPeople", sum(m."opensMachines")::int8 AS "opensMachines", sum(m."opensUnknown")::int8 AS "opensUnknown",
        count(m."openedByPersonAt") AS "openedPeople",
        count(m."openedAt") FILTER (WHERE m."openedByPersonAt" IS NULL) AS "openedMachines",
        sum(m."clicksPeople")::int8 AS "clicksPeople", sum(m."clicksMachines")::int8 AS "clicksMachines", sum(m."clicksUnknown")::int8 AS "clicksUnknown",
        count(m."clickedByPersonAt") AS "clickedPeople",
        count(m."clickedAt") FILTER (WHERE m."clickedByPersonAt" IS NULL) AS "clickedMachines",
        count(m."repliedAt") AS "replied", count(*) FILTER (WHERE m."complained" > 0) AS "complained",
        count(m."unsubscribedAt") AS "unsubscribed"
    FROM "recount" m WHERE m."statsId" IS NOT NULL GROUP BY m."statsId"
) w FULL JOIN (
    SELECT k."id", k."campaignId", k."sequenceId", k."stepId",
        k."recipients" * (k."gone" > 0)::int AS "recipients", k."sent" * (k."gone" > 0)::int AS "sent", k."failed" * (k."gone" > 0)::int AS "failed",
        k."bounced" * (k."gone" > 0)::int AS "bounced", k."inDoubt" * (k."gone" > 0)::int AS "inDoubt", k."opensPeople" * (k."gone" > 0)::int AS "opensPeople",
        k."opensMachines" * (k."gone" > 0)::int AS "opensMachines", k."opensUnknown" * (k."gone" > 0)::int AS "opensUnknown", k."openedPeople" * (k."gone" > 0)::int AS "openedPeople",
        k."openedMachines" * (k."gone" > 0)::int AS "openedMachines", k."clicksPeople" * (k."gone" > 0)::int AS "clicksPeople", k."clicksMachines" * (k."gone" > 0)::int AS "clicksMachines",
        k."clicksUnknown" * (k."gone" > 0)::int AS "clicksUnknown", k."clickedPeople" * (k."gone" > 0)::int AS "clickedPeople", k."clickedMachines" * (k."gone" > 0)::int AS "clickedMachines",
        k."replied" * (k."gone" > 0)::int AS "replied", k."complained" * (k."gone" > 0)::int AS "complained", k."unsubscribed" * (k."gone" > 0)::int AS "unsubscribed"
    FROM "Stats" k WHERE k."userId" = :user_id) x ON x."id" = w."statsId"
ORDER BY 1
ON CONFLICT ("id") DO UPDATE SET "recipients" = EXCLUDED."recipients", "sent" = EXCLUDED."sent", "failed" = EXCLUDED."failed",
    "bounced" = EXCLUDED."bounced", "inDoubt" = EXCLUDED."inDoubt", "opensPeople" = EXCLUDED."opensPeople",
    "opensMachines" = EXCLUDED."opensMachines", "opensUnknown" = EXCLUDED."opensUnknown", "openedPeople" = EXCLUDED."openedPeople",
    "openedMachines" = EXCLUDED."openedMachines", "clicksPeople" = EXCLUDED."clicksPeople",
    "clicksMachines" = EXCLUDED."clicksMachines", "clicksUnknown" = EXCLUDED."clicksUnknown",
    "clickedPeople" = EXCLUDED."clickedPeople", "clickedMachines" = EXCLUDED."clickedMachines", "replied" = EXCLUDED."replied",
    "complained" = EXCLUDED."complained", "unsubscribed" = EXCLUDED."unsubscribed"
WHERE (s."recipients", s."sent", s."failed", s."bounced", s."inDoubt", s."opensPeople", s."opensMachines", s."opensUnknown",
       s."openedPeople", s."openedMachines", s."clicksPeople", s."clicksMachines", s."clicksUnknown", s."clickedPeople",
       s."clickedMachines", s."replied", s."complained", s."unsubscribed")
      IS DISTINCT FROM (EXCLUDED."recipients", EXCLUDED."sent", EXCLUDED."failed", EXCLUDED."bounced", EXCLUDED."inDoubt",
       EXCLUDED."opensPeople", EXCLUDED."opensMachines", EXCLUDED."opensUnknown", EXCLUDED."openedPeople", EXCLUDED."openedMachines",
       EXCLUDED."clicksPeople", EXCLUDED."clicksMachines", EXCLUDED."clicksUnknown", EXCLUDED."clickedPeople",
       EXCLUDED."clickedMachines", EXCLUDED."replied", EXCLUDED."complained", EXCLUDED."unsubscribed");

-- name: recount_fix_hours :exec
-- timeout: none
INSERT INTO "StatsHour" AS s ("statsId", "hour", "userId", "sent", "bounced", "opensPeople", "opensMachines", "clicksPeople", "clicksMachines")
SELECT coalesce(w."statsId", x."statsId"), coalesce(w."hour", x."hour"), :user_id, greatest(w."sent", x."sent", 0), greatest(w."bounced", x."bounced", 0),
    greatest(w."opensPeople", x."opensPeople", 0), greatest(w."opensMachines", x."opensMachines", 0), greatest(w."clicksPeople", x."clicksPeople", 0), greatest(w."clicksMachines", x."clicksMachines", 0)
FROM (SELECT h.* FROM "recountHour" h WHERE h."statsId" IS NOT NULL) w
FULL JOIN (
    SELECT k."statsId", k."hour",
        k."sent" * h."is"::int AS "sent", k."bounced" * h."is"::int AS "bounced", k."opensPeople" * h."is"::int AS "opensPeople", k."opensMachines" * h."is"::int AS "opensMachines",
        k."clicksPeople" * h."is"::int AS "clicksPeople", k."clicksMachines" * h."is"::int AS "clicksMachines"
    FROM "StatsHour" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g."gone" > 0 FROM "Stats" g WHERE g."id" = k."statsId"), false) AS "is") h WHERE k."userId" = :user_id) x ON x."statsId" = w."statsId" AND x."hour" = w."hour"
ORDER BY 1, 2
ON CONFLICT ("statsId", "hour") DO UPDATE SET "sent" = EXCLUDED."sent", "bounced" = EXCLUDED."bounced",
    "opensPeople" = EXCLUDED."opensPeople", "opensMachines" = EXCLUDED."opensMachines", "clicksPeople" = EXCLUDED."clicksPeople",
    "clicksMachines" = EXCLUDED."clicksMachines"
WHERE (s."sent", s."bounced", s."opensPeople", s."opensMachines", s."clicksPeople", s."clicksMachines")
      IS DISTINCT FROM (EXCLUDED."sent", EXCLUDED."bounced", EXCLUDED."opensPeople", EXCLUDED."opensMachines", EXCLUDED."clicksPeople",
       EXCLUDED."clicksMachines");

-- name: recount_fix_domains :exec
-- timeout: none
-- A domain with a row keeps it; new ones get theirs while there are fewer than 200, the rest is '*'.
INSERT INTO "DomainStats" AS s ("statsId", "domain", "userId", "sent", "failed", "bounced", "opened", "clicked")
SELECT coalesce(w."statsId", x."statsId"), coalesce(w."bucket", x."domain"), :user_id, greatest(w."sent", x."sent", 0), greatest(w."failed", x."failed", 0),
    greatest(w."bounced", x."bounced", 0), greatest(w."opened", x."opened", 0), greatest(w."clicked", x."clicked", 0)
FROM (
    SELECT b."statsId", b."bucket", sum(b."sent")::int8 AS "sent", sum(b."failed")::int8 AS "failed", sum(b."bounced")::int8 AS "bounced",
        sum(b."opened")::int8 AS "opened", sum(b."clicked")::int8 AS "clicked"
    FROM (
        SELECT v.*,
            CASE WHEN d."domain" IS NOT NULL
                   OR (SELECT count(*) FROM "DomainStats" k WHERE k."statsId" = v."statsId" AND k."domain" <> '*')
                      + row_number() OVER (PARTITION BY v."statsId", d."domain" IS NULL ORDER BY v."domain") <= 200
                 THEN v."domain" ELSE '*' END AS "bucket"
        FROM (
            SELECT m."statsId", m."domain", count(*) FILTER (WHERE m."status" = 'SENT') AS "sent",
                count(*) FILTER (WHERE m."status" = 'FAILED') AS "failed", count(*) FILTER (WHERE m."status" = 'BOUNCED') AS "bounced",
                count(m."openedByPersonAt") AS "opened", count(m."clickedByPersonAt") AS "clicked"
            FROM "recount" m
            WHERE m."statsId" IS NOT NULL AND m."domain" IS NOT NULL
              AND (m."status" <> 'PENDING' OR m."openedByPersonAt" IS NOT NULL OR m."clickedByPersonAt" IS NOT NULL)
            GROUP BY 1, 2
        ) v LEFT JOIN "DomainStats" d ON d."statsId" = v."statsId" AND d."domain" = v."domain"
    ) b GROUP BY 1, 2
) w FULL JOIN (
    SELECT k."statsId", k."domain",
        k."sent" * h."is"::int AS "sent", k."failed" * h."is"::int AS "failed", k."bounced" * h."is"::int AS "bounced", k."opened" * h."is"::int AS "opened",
        k."clicked" * h."is"::int AS "clicked"
    FROM "DomainStats" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g."gone" > 0 FROM "Stats" g WHERE g."id" = k."statsId"), false) AS "is") h WHERE k."userId" = :user_id) x ON x."statsId" = w."statsId" AND x."domain" = w."bucket"
ORDER BY 1, 2
ON CONFLICT ("statsId", "domain") DO UPDATE SET "sent" = EXCLUDED."sent", "failed" = EXCLUDED."failed", "bounced" = EXCLUDED."bounced",
    "opened" = EXCLUDED."opened", "clicked" = EXCLUDED."clicked"
WHERE (s."sent", s."failed", s."bounced", s."opened", s."clicked")
      IS DISTINCT FROM (EXCLUDED."sent", EXCLUDED."failed", EXCLUDED."bounced", EXCLUDED."opened", EXCLUDED."clicked");

-- name: recount_drop_link_clicks :exec
-- timeout: none
DELETE FROM "LinkClick" k
WHERE k."userId" = :user_id
  AND NOT EXISTS (SELECT 1 FROM "recountLink" l WHERE l."recipientId" = k."recipientId" AND l."n" = k."n");

-- name: recount_fix_link_clicks :exec
-- timeout: none
INSERT INTO "LinkClick" AS s ("recipientId", "n", "userId", "byPerson")
SELECT l."recipientId", l."n", :user_id, l."people" > 0 FROM "recountLink" l
ORDER BY 1, 2
ON CONFLICT ("recipientId", "n") DO UPDATE SET "byPerson" = EXCLUDED."byPerson" WHERE s."byPerson" <> EXCLUDED."byPerson";

-- name: recount_fix_links :exec
-- timeout: none
INSERT INTO "LinkStats" AS s ("statsId", "n", "userId", "url", "people", "machines", "uniquePeople", "uniqueMachines")
SELECT coalesce(w."statsId", x."statsId"), coalesce(w."n", x."n"), :user_id, coalesce(x."url", w."url"), greatest(w."people", x."people", 0),
    greatest(w."machines", x."machines", 0), greatest(w."uniquePeople", x."uniquePeople", 0), greatest(w."uniqueMachines", x."uniqueMachines", 0)
FROM (
    SELECT l."statsId", l."n", min(l."url") AS "url", sum(l."people")::int8 AS "people", sum(l."machines")::int8 AS "machines",
        count(*) FILTER (WHERE l."people" > 0) AS "uniquePeople", count(*) FILTER (WHERE l."people" = 0) AS "uniqueMachines"
    FROM "recountLink" l WHERE l."statsId" IS NOT NULL GROUP BY 1, 2
) w FULL JOIN (
    SELECT k."statsId", k."n", k."url",
        k."people" * h."is"::int AS "people", k."machines" * h."is"::int AS "machines", k."uniquePeople" * h."is"::int AS "uniquePeople", k."uniqueMachines" * h."is"::int AS "uniqueMachines"
    FROM "LinkStats" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g."gone" > 0 FROM "Stats" g WHERE g."id" = k."statsId"), false) AS "is") h WHERE k."userId" = :user_id) x ON x."statsId" = w."statsId" AND x."n" = w."n"
ORDER BY 1, 2
ON CONFLICT ("statsId", "n") DO UPDATE SET "people" = EXCLUDED."people", "machines" = EXCLUDED."machines",
    "uniquePeople" = EXCLUDED."uniquePeople", "uniqueMachines" = EXCLUDED."uniqueMachines"
WHERE (s."people", s."machines", s."uniquePeople", s."uniqueMachines")
      IS DISTINCT FROM (EXCLUDED."people", EXCLUDED."machines", EXCLUDED."uniquePeople", EXCLUDED."uniqueMachines");

-- name: recount_fix_programs :exec
-- timeout: none
INSERT INTO "ProgramStats" AS s ("statsId", "program", "userId", "kind", "opens", "clicks")
SELECT coalesce(w."statsId", x."statsId"), coalesce(w."program", x."program"), :user_id, coalesce(x."kind", w."kind"),
    greatest(w."opens", x."opens", 0), greatest(w."clicks", x."clicks", 0)
FROM (
    SELECT r."statsId", e."data" ->> 'program' AS "program", coalesce(min(e."data" ->> 'reason'), 'bot') AS "kind",
        count(*) FILTER (WHERE e."type" = 'OPENED') AS "opens", count(*) FILTER (WHERE e."type" = 'CLICKED') AS "clicks"
    FROM "EmailEvent" e JOIN "recount" r ON r."recipientId" = e."recipientId"
    WHERE e."userId" = :user_id AND e."type" IN ('OPENED', 'CLICKED') AND e."data" ->> 'program' <> '' AND r."statsId" IS NOT NULL
    GROUP BY 1, 2
) w FULL JOIN (
    SELECT k."statsId", k."program", k."kind", k."opens" * h."is"::int AS "opens", k."clicks" * h."is"::int AS "clicks"
    FROM "ProgramStats" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g."gone" > 0 FROM "Stats" g WHERE g."id" = k."statsId"), false) AS "is") h
    WHERE k."userId" = :user_id) x ON x."statsId" = w."statsId" AND x."program" = w."program"
ORDER BY 1, 2
ON CONFLICT ("statsId", "program") DO UPDATE SET "opens" = EXCLUDED."opens", "clicks" = EXCLUDED."clicks"
WHERE (s."opens", s."clicks") IS DISTINCT FROM (EXCLUDED."opens", EXCLUDED."clicks");

-- name: recount_fix_days :exec
-- timeout: none
-- All but "failed", for which no event tells the day.
INSERT INTO "UserDay" AS s ("userId", "day", "sent", "bounced", "opensPeople", "opensMachines", "openedPeople", "clicksPeople",
    "clicksMachines", "clickedPeople", "replied", "complained", "unsubscribed")
SELECT :user_id, coalesce(w."day", x."day"), greatest(w."sent", x."sent", 0), greatest(w."bounced", x."bounced", 0), greatest(w."opensPeople", x."opensPeople", 0),
    greatest(w."opensMachines", x."opensMachines", 0), greatest(w."openedPeople", x."openedPeople", 0), greatest(w."clicksPeople", x."clicksPeople", 0), greatest(w."clicksMachines", x."clicksMachines", 0),
    greatest(w."clickedPeople", x."clickedPeople", 0), greatest(w."replied", x."replied", 0), greatest(w."complained", x."complained", 0), greatest(w."unsubscribed", x."unsubscribed", 0)
FROM (
    SELECT v."day", sum(v."sent")::int8 AS "sent", sum(v."bounced")::int8 AS "bounced", sum(v."opensPeople")::int8 AS "opensPeople",
        sum(v."opensMachines")::int8 AS "opensMachines", sum(v."openedPeople")::int8 AS "openedPeople",
        sum(v."clicksPeople")::int8 AS "clicksPeople", sum(v."clicksMachines")::int8 AS "clicksMachines",
        sum(v."clickedPeople")::int8 AS "clickedPeople", sum(v."replied")::int8 AS "replied", sum(v."complained")::int8 AS "complained",
        sum(v."unsubscribed")::int8 AS "unsubscribed"
    FROM (
        SELECT h."hour"::date AS "day", h."sent", h."bounced", h."opensPeople", h."opensMachines", 0::int8 AS "openedPeople", h."clicksPeople",
            h."clicksMachines", 0::int8 AS "clickedPeople", 0::int8 AS "replied", 0::int8 AS "complained", 0::int8 AS "unsubscribed"
        FROM "recountHour" h
        UNION ALL SELECT m."openedByPersonAt"::date, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 FROM "recount" m WHERE m."openedByPersonAt" IS NOT NULL
        UNION ALL SELECT m."clickedByPersonAt"::date, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 FROM "recount" m WHERE m."clickedByPersonAt" IS NOT NULL
        UNION ALL SELECT m."repliedAt"::date, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 FROM "recount" m WHERE m."repliedAt" IS NOT NULL
        UNION ALL SELECT m."complainedAt"::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0 FROM "recount" m WHERE m."complainedAt" IS NOT NULL
        UNION ALL SELECT m."unsubscribedAt"::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 FROM "recount" m WHERE m."unsubscribedAt" IS NOT NULL
    ) v GROUP BY v."day"
) w FULL JOIN (
    SELECT k."day",
        k."sent" * h."is"::int AS "sent", k."bounced" * h."is"::int AS "bounced", k."opensPeople" * h."is"::int AS "opensPeople", k."opensMachines" * h."is"::int AS "opensMachines",
        k."openedPeople" * h."is"::int AS "openedPeople", k."clicksPeople" * h."is"::int AS "clicksPeople", k."clicksMachines" * h."is"::int AS "clicksMachines", k."clickedPeople" * h."is"::int AS "clickedPeople",
        k."replied" * h."is"::int AS "replied", k."complained" * h."is"::int AS "complained", k."unsubscribed" * h."is"::int AS "unsubscribed"
    FROM "UserDay" k CROSS JOIN LATERAL (SELECT coalesce(EXISTS (SELECT 1 FROM "UserGone" g WHERE g."userId" = :user_id), false) AS "is") h WHERE k."userId" = :user_id) x ON x."day" = w."day"
ORDER BY 2
ON CONFLICT ("userId", "day") DO UPDATE SET "sent" = EXCLUDED."sent", "bounced" = EXCLUDED."bounced",
    "opensPeople" = EXCLUDED."opensPeople", "opensMachines" = EXCLUDED."opensMachines", "openedPeople" = EXCLUDED."openedPeople",
    "clicksPeople" = EXCLUDED."clicksPeople", "clicksMachines" = EXCLUDED."clicksMachines", "clickedPeople" = EXCLUDED."clickedPeople",
    "replied" = EXCLUDED."replied", "complained" = EXCLUDED."complained", "unsubscribed" = EXCLUDED."unsubscribed"
WHERE (s."sent", s."bounced", s."opensPeople", s."opensMachines", s."openedPeople", s."clicksPeople", s."clicksMachines",
       s."clickedPeople", s."replied", s."complained", s."unsubscribed")
      IS DISTINCT FROM (EXCLUDED."sent", EXCLUDED."bounced", EXCLUDED."opensPeople", EXCLUDED."opensMachines", EXCLUDED."openedPeople",
       EXCLUDED."clicksPeople", EXCLUDED."clicksMachines", EXCLUDED."clickedPeople", EXCLUDED."replied", EXCLUDED."complained",
       EXCLUDED."unsubscribed");

-- name: recount_fix_types :exec
-- timeout: none
INSERT INTO "UserEventType" AS s ("userId", "type", "events", "contacts")
SELECT :user_id, coalesce(w."type", x."type"), greatest(w."events", x."events", 0), greatest(w."contacts", x."contacts", 0)
FROM (
    SELECT t."type", sum(t."n")::int8 AS "events", count(DISTINCT t."contactId") AS "contacts"
    FROM "recount" m CROSS JOIN LATERAL (VALUES ('SENT', m."sent", m."contactId"), ('DELIVERED', m."delivered", m."contactId"),
        ('OPENED', m."opensPeople" + m."opensMachines" + m."opensUnknown", m."contactId"),
        ('CLICKED', m."clicksPeople" + m."clicksMachines" + m."clicksUnknown", m."contactId"), ('REPLIED', m."replied", m."contactId"),
        ('BOUNCED', m."bounced", m."contactId"), ('COMPLAINED', m."complained", m."contactId")) AS t ("type", "n", "contactId")
    WHERE t."n" > 0
    GROUP BY t."type"
) w FULL JOIN (
    SELECT k."type",
        k."events" * h."is"::int AS "events", k."contacts" * h."is"::int AS "contacts"
    FROM "UserEventType" k CROSS JOIN LATERAL (SELECT coalesce(EXISTS (SELECT 1 FROM "UserGone" g WHERE g."userId" = :user_id), false) AS "is") h WHERE k."userId" = :user_id) x ON x."type" = w."type"
ORDER BY 2
ON CONFLICT ("userId", "type") DO UPDATE SET "events" = EXCLUDED."events", "contacts" = EXCLUDED."contacts"
WHERE (s."events", s."contacts") IS DISTINCT FROM (EXCLUDED."events", EXCLUDED."contacts");

-- name: recount_fix_sequences :exec
-- timeout: none
-- Who is in a sequence now. What happened in it is counted as it happens: people who are gone have been there all the same.
UPDATE "SequenceStats" s SET "active" = w."active", "paused" = w."paused"
FROM (SELECT k."sequenceId", count(e."id") FILTER (WHERE e."status" = 'ACTIVE') AS "active", count(e."id") FILTER (WHERE e."status" = 'PAUSED') AS "paused"
      FROM "SequenceStats" k LEFT JOIN "SequenceEnrollment" e ON e."sequenceId" = k."sequenceId" WHERE k."userId" = :user_id GROUP BY 1) w
WHERE s."sequenceId" = w."sequenceId" AND (s."active", s."paused") IS DISTINCT FROM (w."active", w."paused");

-- name: recount_fix_steps :exec
-- timeout: none
UPDATE "SequenceStepStats" s SET "waiting" = w."n"
FROM (SELECT k."sequenceId", k."stepId", count(e."id") AS "n"
      FROM "SequenceStepStats" k LEFT JOIN "SequenceEnrollment" e
           ON e."sequenceId" = k."sequenceId" AND e."currentStep" = k."stepId" AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e."phase" IS NOT NULL
      WHERE k."userId" = :user_id GROUP BY 1, 2) w
WHERE s."sequenceId" = w."sequenceId" AND s."stepId" = w."stepId" AND s."waiting" <> w."n";

-- name: recount_without_event :one
-- not null: count
-- Messages planned by us that are marked SENT or BOUNCED without the event that must stand beside it, or with the event
-- but not the mark.
SELECT count(*) AS "count" FROM "recount" m
WHERE m."planned" AND ((m."status" = 'SENT') <> (m."sent" > 0 AND m."status" <> 'BOUNCED') OR m."status" = 'BOUNCED' AND m."bounced" = 0);
