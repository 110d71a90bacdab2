-- Judging history again under newer rules; for operators, one tenant at a time.

-- name: reverdict_recipients :many
SELECT r."id" FROM "Recipient" r
WHERE r."userId" = :user_id AND r."id" > :after AND (r."openedAt" IS NOT NULL OR r."clickedAt" IS NOT NULL)
ORDER BY r."id" LIMIT 500;

-- name: reverdict_events :many
-- not null: captured
-- timeout: 2min
-- Opens and clicks of some messages, in order. What another program wrote has no verdict, and what was stripped has too little left.
SELECT e."id", e."recipientId", e."type", e."timestamp", e."userAgent", e."data" ->> 'n' AS "n", e."data" ->> 'net' AS "net",
       e."data" ->> 'verdict' AS "verdict", e."data" ->> 'reason' AS "reason", r."sentAt",
       EXISTS (SELECT 1 FROM "Sender" s WHERE s."id" = r."senderId" AND s."kind" = 'capture') AS "captured"
FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId"
WHERE e."recipientId" = ANY (:ids::text[]) AND e."type" IN ('OPENED', 'CLICKED') AND e."data" ? 'verdict'
  AND (e."userAgent" IS NOT NULL OR e."data" ->> 'reason' IN ('no_agent', 'head', 'scanner_net'))
ORDER BY e."recipientId", e."timestamp", e."id";

-- name: reverdict_write :exec
-- timeout: 2min
-- The new verdict, and a note: what it was, and under which rules it was changed.
UPDATE "EmailEvent" e
SET "data" = (e."data" - 'program') || jsonb_strip_nulls(jsonb_build_object('verdict', v."verdict", 'reason', v."reason",
             'program', nullif(v."program", ''),
             'was', coalesce(e."data" ->> 'was', (e."data" ->> 'verdict') || '/' || (e."data" ->> 'reason')), 'rules', :rules::int8))
FROM unnest(:ids::text[], :verdicts::text[], :reasons::text[], :programs::text[]) AS v ("id", "verdict", "reason", "program")
WHERE e."id" = v."id" AND e."userId" = :user_id;
