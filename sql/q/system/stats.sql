-- Counters, written by core/report/stats alone, each row once per transaction and in key order.

-- name: stats_contacts :many
-- Adds to the contacts' counters. The ids come in ascending order, and an index loop over them locks in that order; where
-- the planner does otherwise, a deadlock is a transaction that is tried again. "first": by how much the contact now counts among
-- those with any event of that type (1: its first, -1: its last was taken back). Times: the epoch stands for none.
-- not null: sentFirst, deliveredFirst, openedFirst, clickedFirst, repliedFirst, bouncedFirst, complainedFirst
UPDATE "Contact" c
SET "sentCount" = c."sentCount" + v."sent", "deliveredCount" = c."deliveredCount" + v."delivered",
    "openedCount" = c."openedCount" + v."opened", "clickedCount" = c."clickedCount" + v."clicked",
    "repliedCount" = c."repliedCount" + v."replied", "bouncedCount" = c."bouncedCount" + v."bounced",
    "complainedCount" = c."complainedCount" + v."complained", "engagedCount" = c."engagedCount" + v."engaged",
    "lastEngagedAt" = greatest(c."lastEngagedAt", nullif(v."engagedAt", 'epoch'::timestamp)),
    "status" = CASE WHEN v."unsubscribedAt" > 'epoch'::timestamp THEN 'UNSUBSCRIBED' ELSE c."status" END,
    "unsubscribedAt" = coalesce(c."unsubscribedAt", nullif(v."unsubscribedAt", 'epoch'::timestamp)),
    "updatedAt" = greatest(c."updatedAt", nullif(v."unsubscribedAt", 'epoch'::timestamp))
FROM unnest(:ids::text[], :sent::int8[], :delivered::int8[], :opened::int8[], :clicked::int8[], :replied::int8[],
            :bounced::int8[], :complained::int8[], :engaged::int8[], :engaged_at::timestamp[], :unsubscribed_at::timestamp[])
     AS v ("id", "sent", "delivered", "opened", "clicked", "replied", "bounced", "complained", "engaged", "engagedAt",
           "unsubscribedAt")
WHERE c."id" = v."id"
RETURNING c."userId",
    (c."sentCount" > 0)::int - (c."sentCount" > v."sent")::int AS "sentFirst",
    (c."deliveredCount" > 0)::int - (c."deliveredCount" > v."delivered")::int AS "deliveredFirst",
    (c."openedCount" > 0)::int - (c."openedCount" > v."opened")::int AS "openedFirst",
    (c."clickedCount" > 0)::int - (c."clickedCount" > v."clicked")::int AS "clickedFirst",
    (c."repliedCount" > 0)::int - (c."repliedCount" > v."replied")::int AS "repliedFirst",
    (c."bouncedCount" > 0)::int - (c."bouncedCount" > v."bounced")::int AS "bouncedFirst",
    (c."complainedCount" > 0)::int - (c."complainedCount" > v."complained")::int AS "complainedFirst";

-- name: stats_add :exec
INSERT INTO "Stats" AS s ("id", "userId", "campaignId", "sequenceId", "stepId", "recipients", "sent", "failed", "bounced",
    "inDoubt", "opensPeople", "opensMachines", "opensUnknown", "openedPeople", "openedMachines", "clicksPeople",
    "clicksMachines", "clicksUnknown", "clickedPeople", "clickedMachines", "replied", "complained", "unsubscribed")
SELECT v.*
FROM unnest(:ids::text[], :user_ids::text[], :campaign_ids::text[], :sequence_ids::text[], :step_ids::text[],
            :recipients::int8[], :sent::int8[], :failed::int8[], :bounced::int8[], :in_doubt::int8[],
            :opens_people::int8[], :opens_machines::int8[], :opens_unknown::int8[], :opened_people::int8[],
            :opened_machines::int8[], :clicks_people::int8[], :clicks_machines::int8[], :clicks_unknown::int8[],
            :clicked_people::int8[], :clicked_machines::int8[], :replied::int8[], :complained::int8[],
            :unsubscribed::int8[])
     AS v ("id", "userId", "campaignId", "sequenceId", "stepId", "recipients", "sent", "failed", "bounced", "inDoubt",
           "opensPeople", "opensMachines", "opensUnknown", "openedPeople", "openedMachines", "clicksPeople",
           "clicksMachines", "clicksUnknown", "clickedPeople", "clickedMachines", "replied", "complained", "unsubscribed")
ORDER BY v."id"
ON CONFLICT ("id") DO UPDATE SET
    "recipients" = s."recipients" + EXCLUDED."recipients", "sent" = s."sent" + EXCLUDED."sent",
    "failed" = s."failed" + EXCLUDED."failed", "bounced" = s."bounced" + EXCLUDED."bounced",
    "inDoubt" = s."inDoubt" + EXCLUDED."inDoubt",
    "opensPeople" = s."opensPeople" + EXCLUDED."opensPeople",
    "opensMachines" = s."opensMachines" + EXCLUDED."opensMachines",
    "opensUnknown" = s."opensUnknown" + EXCLUDED."opensUnknown",
    "openedPeople" = s."openedPeople" + EXCLUDED."openedPeople",
    "openedMachines" = s."openedMachines" + EXCLUDED."openedMachines",
    "clicksPeople" = s."clicksPeople" + EXCLUDED."clicksPeople",
    "clicksMachines" = s."clicksMachines" + EXCLUDED."clicksMachines",
    "clicksUnknown" = s."clicksUnknown" + EXCLUDED."clicksUnknown",
    "clickedPeople" = s."clickedPeople" + EXCLUDED."clickedPeople",
    "clickedMachines" = s."clickedMachines" + EXCLUDED."clickedMachines",
    "replied" = s."replied" + EXCLUDED."replied", "complained" = s."complained" + EXCLUDED."complained",
    "unsubscribed" = s."unsubscribed" + EXCLUDED."unsubscribed", "updatedAt" = now() AT TIME ZONE 'UTC';

-- name: stats_hours_add :exec
INSERT INTO "StatsHour" AS s ("statsId", "hour", "userId", "sent", "bounced", "opensPeople", "opensMachines", "clicksPeople",
    "clicksMachines")
SELECT v.*
FROM unnest(:stats_ids::text[], :hours::timestamp[], :user_ids::text[], :sent::int8[], :bounced::int8[],
            :opens_people::int8[], :opens_machines::int8[], :clicks_people::int8[], :clicks_machines::int8[])
     AS v ("statsId", "hour", "userId", "sent", "bounced", "opensPeople", "opensMachines", "clicksPeople", "clicksMachines")
ORDER BY v."statsId", v."hour"
ON CONFLICT ("statsId", "hour") DO UPDATE SET
    "sent" = s."sent" + EXCLUDED."sent", "bounced" = s."bounced" + EXCLUDED."bounced",
    "opensPeople" = s."opensPeople" + EXCLUDED."opensPeople", "opensMachines" = s."opensMachines" + EXCLUDED."opensMachines",
    "clicksPeople" = s."clicksPeople" + EXCLUDED."clicksPeople",
    "clicksMachines" = s."clicksMachines" + EXCLUDED."clicksMachines";

-- name: stats_domains_add :exec
-- The first 200 domains of a message have a row of their own, the rest share '*'. The message's row in "Stats" is locked
-- by now, so that two transactions do not both make the 200th.
INSERT INTO "DomainStats" AS s ("statsId", "domain", "userId", "sent", "failed", "bounced", "opened", "clicked")
SELECT w."statsId", w."bucket", min(w."userId"), sum(w."sent"), sum(w."failed"), sum(w."bounced"), sum(w."opened"), sum(w."clicked")
FROM (
    SELECT v.*,
        CASE WHEN d."domain" IS NOT NULL
               OR (SELECT count(*) FROM "DomainStats" k WHERE k."statsId" = v."statsId" AND k."domain" <> '*')
                  + row_number() OVER (PARTITION BY v."statsId", d."domain" IS NULL ORDER BY v."domain") <= 200
             THEN v."domain" ELSE '*' END AS "bucket"
    FROM unnest(:stats_ids::text[], :domains::text[], :user_ids::text[], :sent::int8[], :failed::int8[], :bounced::int8[],
                :opened::int8[], :clicked::int8[])
         AS v ("statsId", "domain", "userId", "sent", "failed", "bounced", "opened", "clicked")
    LEFT JOIN "DomainStats" d ON d."statsId" = v."statsId" AND d."domain" = v."domain"
) w
GROUP BY w."statsId", w."bucket"
ORDER BY w."statsId", w."bucket"
ON CONFLICT ("statsId", "domain") DO UPDATE SET
    "sent" = s."sent" + EXCLUDED."sent", "failed" = s."failed" + EXCLUDED."failed", "bounced" = s."bounced" + EXCLUDED."bounced",
    "opened" = s."opened" + EXCLUDED."opened", "clicked" = s."clicked" + EXCLUDED."clicked";

-- name: stats_links_add :exec
INSERT INTO "LinkStats" AS s ("statsId", "n", "userId", "url", "people", "machines", "uniquePeople", "uniqueMachines")
SELECT v.*
FROM unnest(:stats_ids::text[], :n::int8[], :user_ids::text[], :urls::text[], :people::int8[], :machines::int8[],
            :unique_people::int8[], :unique_machines::int8[])
     AS v ("statsId", "n", "userId", "url", "people", "machines", "uniquePeople", "uniqueMachines")
ORDER BY v."statsId", v."n"
ON CONFLICT ("statsId", "n") DO UPDATE SET
    "url" = coalesce(s."url", EXCLUDED."url"), "people" = s."people" + EXCLUDED."people",
    "machines" = s."machines" + EXCLUDED."machines", "uniquePeople" = s."uniquePeople" + EXCLUDED."uniquePeople",
    "uniqueMachines" = s."uniqueMachines" + EXCLUDED."uniqueMachines";

-- name: stats_programs_add :exec
INSERT INTO "ProgramStats" AS s ("statsId", "program", "userId", "kind", "opens", "clicks")
SELECT v.*
FROM unnest(:stats_ids::text[], :programs::text[], :user_ids::text[], :kinds::text[], :opens::int8[], :clicks::int8[])
     AS v ("statsId", "program", "userId", "kind", "opens", "clicks")
ORDER BY v."statsId", v."program"
ON CONFLICT ("statsId", "program") DO UPDATE SET
    "kind" = EXCLUDED."kind", "opens" = s."opens" + EXCLUDED."opens", "clicks" = s."clicks" + EXCLUDED."clicks";

-- name: stats_days_add :exec
INSERT INTO "UserDay" AS s ("userId", "day", "sent", "failed", "bounced", "opensPeople", "opensMachines", "openedPeople",
    "clicksPeople", "clicksMachines", "clickedPeople", "replied", "complained", "unsubscribed")
SELECT v."userId", v."day"::date, v."sent", v."failed", v."bounced", v."opensPeople", v."opensMachines", v."openedPeople",
       v."clicksPeople", v."clicksMachines", v."clickedPeople", v."replied", v."complained", v."unsubscribed"
FROM unnest(:user_ids::text[], :days::timestamp[], :sent::int8[], :failed::int8[], :bounced::int8[], :opens_people::int8[],
            :opens_machines::int8[], :opened_people::int8[], :clicks_people::int8[], :clicks_machines::int8[],
            :clicked_people::int8[], :replied::int8[], :complained::int8[], :unsubscribed::int8[])
     AS v ("userId", "day", "sent", "failed", "bounced", "opensPeople", "opensMachines", "openedPeople", "clicksPeople",
           "clicksMachines", "clickedPeople", "replied", "complained", "unsubscribed")
ORDER BY v."userId", v."day"
ON CONFLICT ("userId", "day") DO UPDATE SET
    "sent" = s."sent" + EXCLUDED."sent", "failed" = s."failed" + EXCLUDED."failed", "bounced" = s."bounced" + EXCLUDED."bounced",
    "opensPeople" = s."opensPeople" + EXCLUDED."opensPeople", "opensMachines" = s."opensMachines" + EXCLUDED."opensMachines",
    "openedPeople" = s."openedPeople" + EXCLUDED."openedPeople", "clicksPeople" = s."clicksPeople" + EXCLUDED."clicksPeople",
    "clicksMachines" = s."clicksMachines" + EXCLUDED."clicksMachines",
    "clickedPeople" = s."clickedPeople" + EXCLUDED."clickedPeople", "replied" = s."replied" + EXCLUDED."replied",
    "complained" = s."complained" + EXCLUDED."complained", "unsubscribed" = s."unsubscribed" + EXCLUDED."unsubscribed";

-- name: stats_types_add :exec
INSERT INTO "UserEventType" AS s ("userId", "type", "events", "contacts")
SELECT v.*
FROM unnest(:user_ids::text[], :types::text[], :events::int8[], :contacts::int8[]) AS v ("userId", "type", "events", "contacts")
ORDER BY v."userId", v."type"
ON CONFLICT ("userId", "type") DO UPDATE SET
    "events" = s."events" + EXCLUDED."events", "contacts" = s."contacts" + EXCLUDED."contacts";
