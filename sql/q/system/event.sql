-- Events of messages across tenants: the tracking drain and the accounting of senders.

-- name: event_resolve :many
-- Tracking ids that do not carry the recipient's id: written by another program.
SELECT r."trackingId", r."id" FROM "Recipient" r WHERE r."trackingId" = ANY (:tracking_ids::text[]);

-- name: event_lock_recipients :many
-- Locks them in ascending order; those that are gone are missing from the answer.
-- not null: id, contactId, email, planned, captured, untracked
SELECT r."id", r."userId", r."campaignId", r."sequenceId", r."stepId", r."contactId", r."sentAt", r."openedAt",
       r."openedByPersonAt", r."clickedAt", r."clickedByPersonAt", r."repliedAt", r."unsubscribedAt",
       c."email", r."sendKey" IS NOT NULL AS "planned",
       EXISTS (SELECT 1 FROM "Sender" s WHERE s."id" = r."senderId" AND s."kind" = 'capture') AS "captured",
       c."trackingOff" OR EXISTS (SELECT 1 FROM "MailPolicy" y WHERE y."userId" = c."userId" AND NOT y."tracking") AS "untracked"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
WHERE r."id" = ANY (:ids::text[])
ORDER BY r."id"
FOR NO KEY UPDATE OF r;

-- name: event_read_recipients :many
-- The same without a lock, for those of whom nothing will change.
-- not null: id, contactId, email, planned, captured, untracked
SELECT r."id", r."userId", r."campaignId", r."sequenceId", r."stepId", r."contactId", r."sentAt", r."openedAt",
       r."openedByPersonAt", r."clickedAt", r."clickedByPersonAt", r."repliedAt", r."unsubscribedAt",
       c."email", r."sendKey" IS NOT NULL AS "planned",
       EXISTS (SELECT 1 FROM "Sender" s WHERE s."id" = r."senderId" AND s."kind" = 'capture') AS "captured",
       c."trackingOff" OR EXISTS (SELECT 1 FROM "MailPolicy" y WHERE y."userId" = c."userId" AND NOT y."tracking") AS "untracked"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
WHERE r."id" = ANY (:ids::text[]);

-- name: event_insert_rows :many
INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "ipAddress", "userAgent", "userId")
SELECT v."id", v."recipientId", v."type", v."at", v."data"::jsonb, v."ip", v."agent", v."userId"
FROM unnest(:ids::text[], :recipient_ids::text[], :types::text[], :at::timestamp[], :data::text[], :ip::text[],
            :agents::text[], :user_ids::text[]) AS v ("id", "recipientId", "type", "at", "data", "ip", "agent", "userId")
ON CONFLICT ("id") DO NOTHING
RETURNING "id";

-- name: event_recent_clicks :many
-- Clicks of these recipients since an instant, which is given twice: as a time and as the smallest id of it.
SELECT e."id", e."recipientId", e."timestamp", e."data"
FROM "EmailEvent" e
WHERE e."recipientId" = ANY (:recipient_ids::text[]) AND e."type" = 'CLICKED' AND e."id" >= :floor AND e."timestamp" >= :since
ORDER BY e."recipientId", e."id";

-- name: event_rejudge :exec
UPDATE "EmailEvent" e
SET "data" = coalesce(e."data", '{}'::jsonb) || jsonb_build_object('verdict', v."verdict", 'reason', v."reason")
FROM unnest(:ids::text[], :verdicts::text[], :reasons::text[]) AS v ("id", "verdict", "reason")
WHERE e."id" = v."id";

-- name: event_clicks_by_people :many
-- Per recipient and link, the first click by a person that is left.
-- not null: recipientId, n, first
SELECT e."recipientId", (e."data" ->> 'n')::int AS "n", min(e."timestamp") AS "first"
FROM "EmailEvent" e
WHERE e."recipientId" = ANY (:recipient_ids::text[]) AND e."type" = 'CLICKED' AND e."data" ->> 'verdict' = 'human'
  AND e."data" ? 'n'
GROUP BY 1, 2;

-- name: event_links_clicked :many
SELECT k."recipientId", k."n", k."byPerson" FROM "LinkClick" k WHERE k."recipientId" = ANY (:recipient_ids::text[]);

-- name: event_link_clicks_set :exec
INSERT INTO "LinkClick" ("recipientId", "n", "userId", "byPerson")
SELECT v."recipientId", v."n", v."userId", v."byPerson"
FROM unnest(:recipient_ids::text[], :n::int8[], :user_ids::text[], :by_person::bool[])
     AS v ("recipientId", "n", "userId", "byPerson")
ORDER BY 1, 2
ON CONFLICT ("recipientId", "n") DO UPDATE SET "byPerson" = EXCLUDED."byPerson";

-- name: event_mark_recipients :exec
-- The epoch stands for "not yet". The rows are locked.
UPDATE "Recipient" r
SET "openedAt" = nullif(v."opened", 'epoch'::timestamp), "openedByPersonAt" = nullif(v."openedByPerson", 'epoch'::timestamp),
    "clickedAt" = nullif(v."clicked", 'epoch'::timestamp), "clickedByPersonAt" = nullif(v."clickedByPerson", 'epoch'::timestamp),
    "unsubscribedAt" = nullif(v."unsubscribed", 'epoch'::timestamp)
FROM unnest(:ids::text[], :opened::timestamp[], :opened_by_person::timestamp[], :clicked::timestamp[],
            :clicked_by_person::timestamp[], :unsubscribed::timestamp[])
     AS v ("id", "opened", "openedByPerson", "clicked", "clickedByPerson", "unsubscribed")
WHERE r."id" = v."id";

-- name: event_leave_gone :one
-- not null: n
-- Who leaves, complains or bounced by a message that was deleted since. How many were found.
SELECT "loumass_leave_gone"(:user_id?, :ids::text[], :reasons::text[], :sources::text[], :at::timestamp[]) AS n;

-- name: event_partitions :one
-- not null: made
SELECT "loumass_event_partitions"((now() AT TIME ZONE 'UTC')::timestamp, :ahead::int) AS "made";

