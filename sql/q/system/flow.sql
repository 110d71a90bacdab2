-- The sequence engine's claims, facts and writes: it works for all tenants in turn, and each row carries its own.

-- name: flow_sequences :many
-- not null: id, userId, version, trackingEnabled, floor
-- Active sequences with somebody due, in turns: those behind `after`. floor: what is due earlier is overdue and held for a person's
-- word, unless the sequence was activated or resumed since.
SELECT q."id", q."userId", q."version", q."trackingEnabled", s."id" AS "senderId", s."fromEmail", (q."settings" -> 'window')::text AS "window",
       (SELECT "loumass_holidays"(u."holidays", q."settings" -> 'holidays')::text FROM "User" u WHERE u."id" = q."userId") AS "holidays", (SELECT u."timezone" FROM "User" u WHERE u."id" = q."userId") AS "accountZone",
       f."floor"
FROM "Sequence" q
CROSS JOIN LATERAL (
    SELECT CASE WHEN "loumass_late_from"(q."activatedAt", q."resumedAt", q."resumedLate") >= :now::timestamp - "loumass_lateness"(q."settings")
                THEN 'epoch'::timestamp
                ELSE :now::timestamp - "loumass_lateness"(q."settings") END AS "floor") f
LEFT JOIN LATERAL (
    SELECT d."id", d."fromEmail" FROM "Sender" d
    WHERE d."userId" = q."userId" ORDER BY d."id" = q."senderId" DESC NULLS LAST, d."isDefault" DESC, d."createdAt" LIMIT 1) s ON true
WHERE q."status" = 'ACTIVE' AND q."stepsState" = 'ok' AND q."id" > :after AND NOT EXISTS (SELECT 1 FROM "Setting" h WHERE h."key" = 'held')
  AND EXISTS (SELECT 1 FROM "EnrollmentDue" d WHERE d."sequenceId" = q."id" AND d."dueAt" <= :now AND d."dueAt" >= f."floor")
ORDER BY q."id" LIMIT :n;

-- name: flow_claim :many
-- not null: id, sequenceId, userId, contactId, status, enrolledAt, run, dueAt, attempts, mailHeld
-- Those that are due of the given sequences, `per` of each, with the mail they wait for; mailHeld: it is in doubt, and a person decides. The locks are the claim: others pass them by.
SELECT e."id", e."sequenceId", e."userId", e."contactId", e."status", e."currentStep", e."enrolledAt", e."version", e."run", e."phase",
       e."stepStartedAt", e."waitingRecipientId", e."lastRecipientId", e."senderId", e."state"::text AS "state", d."dueAt", d."attempts",
       r."status" AS "mailStatus", r."sentAt" AS "mailSentAt", r."failureReason" AS "mailReason",
       r."inDoubt" IS NOT DISTINCT FROM true AND r."status" IS NOT DISTINCT FROM 'FAILED'
       AND EXISTS (SELECT 1 FROM "InDoubt" i WHERE i."recipientId" = r."id" AND i."resolution" = 'held') AS "mailHeld", t."fromEmail" AS "threadFrom",
       (SELECT c."timezone" FROM "Contact" c WHERE c."id" = e."contactId") AS "timezone"
FROM unnest(:sequence_ids::text[], :floors::timestamp[]) AS s ("id", "floor")
CROSS JOIN LATERAL (
    SELECT u."enrollmentId", u."dueAt", u."attempts" FROM "EnrollmentDue" u
    WHERE u."sequenceId" = s."id" AND u."dueAt" <= :now AND u."dueAt" >= s."floor"
    ORDER BY u."dueAt" LIMIT :per FOR UPDATE SKIP LOCKED) d
JOIN "SequenceEnrollment" e ON e."id" = d."enrollmentId"
LEFT JOIN "Recipient" r ON r."id" = e."waitingRecipientId"
LEFT JOIN "Sender" t ON t."id" = e."senderId"
FOR NO KEY UPDATE OF e SKIP LOCKED;

-- name: flow_version :one
-- not null: steps
-- The steps without what they say: the engine needs their order only. Content that is there counts as such.
SELECT coalesce((SELECT jsonb_agg(t."step" - ARRAY['content', 'textContent', 'design']
                                  || CASE WHEN jsonb_typeof(t."step" -> 'content') = 'string' AND t."step" ->> 'content' ~ '\S' THEN '{"content": "x"}' ELSE '{}' END::jsonb
                                  ORDER BY t."n")
                 FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v."steps") = 'array' THEN v."steps" ELSE '[]' END)
                      WITH ORDINALITY AS t ("step", "n")
                 WHERE jsonb_typeof(t."step") = 'object'), '[]')::text AS steps
FROM "SequenceVersion" v WHERE v."sequenceId" = :sequence_id AND v."version" = :version;

-- name: flow_written :one
-- not null: id, userId, version, changed, windowChanged
-- The next one whose steps or window were written since they were looked at, by whom ever. steps: absent when they are too large to be read.
SELECT q."id", q."userId", q."version", CASE WHEN octet_length(q."steps"::text) <= :most THEN q."steps"::text END AS "steps",
       coalesce(v."steps" <> q."steps", false) AS "changed",
       coalesce(q."windowSeen", 'null') IS DISTINCT FROM coalesce("loumass_window"(q."settings", u."holidays"), 'null') AS "windowChanged"
FROM "Sequence" q JOIN "User" u ON u."id" = q."userId" LEFT JOIN "SequenceVersion" v ON v."sequenceId" = q."id" AND v."version" = q."version"
WHERE q."stepsState" = 'new' AND q."stepsState" <> 'ok' AND q."status" <> 'DRAFT' AND q."id" > :after
ORDER BY q."id" LIMIT 1 FOR NO KEY UPDATE OF q SKIP LOCKED;

-- name: flow_hold :exec
UPDATE "Sequence" SET "stepsState" = 'held', "stepsProblems" = :problems::text::jsonb, "stepsHeldAt" = coalesce("stepsHeldAt", :now) WHERE "id" = :id;

-- name: flow_adopt :exec
-- The steps are right: they are the version that new enrollments get. Mails planned before a hold that was longer than the lateness wait for
-- a person's word.
WITH q AS (
    UPDATE "Sequence" SET "stepsState" = 'ok', "stepsProblems" = NULL, "stepsHeldAt" = NULL, "version" = :version, 
        "windowSeen" = "loumass_window"("settings", (SELECT u."holidays" FROM "User" u WHERE u."id" = "Sequence"."userId")),
        "heldBefore" = CASE WHEN "stepsHeldAt" < :now::timestamp - "loumass_lateness"("settings") THEN :now ELSE "heldBefore" END
    WHERE "id" = :id RETURNING "id", "userId", "version", "steps"
), woken AS (
    UPDATE "EnrollmentDue" d SET "dueAt" = least(d."dueAt", :now)
    WHERE d."enrollmentId" IN (SELECT e."id" FROM "SequenceEnrollment" e WHERE e."sequenceId" = :id AND e."problem" IS NOT NULL
                               AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e."status" IS NOT DISTINCT FROM 'ACTIVE')
)
INSERT INTO "SequenceVersion" ("id", "sequenceId", "userId", "version", "steps")
SELECT "loumass_cuid_floor"(:now) || substr(md5(q."id" || q."version"), 1, 16), q."id", q."userId", q."version", q."steps" FROM q
ON CONFLICT ("sequenceId", "version") DO NOTHING;

-- name: flow_window_wake :exec
-- The window has changed: whoever stands before a mail, or has one that was put off, asks again.
WITH due AS (
    UPDATE "EnrollmentDue" d SET "dueAt" = :now
    WHERE d."sequenceId" = :id AND d."dueAt" > :now AND d."enrollmentId" IN (
        SELECT e."id" FROM "SequenceEnrollment" e
        WHERE e."sequenceId" = :id AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e."status" IS NOT DISTINCT FROM 'ACTIVE' AND e."phase" = 'arrived'
          AND coalesce(e."currentStep", '') IN (
            SELECT t."step" ->> 'id' FROM "SequenceVersion" v
            CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v."steps") = 'array' THEN v."steps" ELSE '[]' END) AS t ("step")
            WHERE v."sequenceId" = :id AND t."step" ->> 'type' = 'email'))
)
UPDATE "SendRetry" r SET "dueAt" = :now
WHERE r."dueAt" > :now AND r."leasedBy" IS NULL AND r."attempts" = 0 AND r."sourceId" IN (SELECT s."id" FROM "SendSource" s WHERE s."sequenceId" = :id);

-- name: flow_messages :many
-- not null: opened, clicked, replied, unread
-- What people did with these messages. unread: whether somebody has replied cannot be said, because the sender's mailbox was not read since
-- `asked` (the epoch: no matter); one that cannot be read (stale_seconds) is not waited for.
SELECT r."id", r."openedByPersonAt" IS NOT NULL AS opened, r."clickedByPersonAt" IS NOT NULL AS clicked, r."repliedAt" IS NOT NULL AS replied,
       CASE WHEN v."asked" > 'epoch'::timestamp AND r."repliedAt" IS NULL THEN EXISTS (
           SELECT 1 FROM "Mailbox" m
           WHERE m."senderId" = r."senderId" AND m."enabled" AND m."error" IS NULL AND m."checkedAt" < v."asked"
             AND m."checkedAt" >= :now::timestamp - make_interval(secs => :stale_seconds::float8)) ELSE false END AS unread
FROM unnest(:ids::text[], :asked::timestamp[]) AS v ("id", "asked") JOIN "Recipient" r ON r."id" = v."id";

-- name: flow_look :exec
-- Somebody waits for what is in these messages' mailboxes: they are read now. One that another has in hand is left to him.
WITH mine AS MATERIALIZED (
    SELECT m."id" FROM "Mailbox" m
    WHERE m."senderId" IN (SELECT r."senderId" FROM "Recipient" r WHERE r."id" = ANY (:ids::text[]))
      AND m."enabled" AND m."leasedBy" IS NULL AND m."nextCheckAt" > :now FOR UPDATE SKIP LOCKED)
UPDATE "Mailbox" SET "nextCheckAt" = :now WHERE "id" IN (SELECT "id" FROM mine);

-- name: flow_events :many
-- not null: n
-- Which of the asked for events came since.
SELECT v."n" FROM unnest(:contact_ids::text[], :events::text[], :since::timestamp[]) WITH ORDINALITY AS v ("contactId", "event", "since", "n")
WHERE EXISTS (SELECT 1 FROM "ReceivedEvent" x WHERE x."contactId" = v."contactId" AND x."event" = v."event" AND x."createdAt" >= v."since");

-- name: flow_contacts :many
-- not null: n, email, status, unwanted
-- Who is about to get a mail: may they, do they want it, and when. held: until when they are away, or may have asked to leave.
SELECT v."n", c."email", c."firstName", c."lastName", CASE WHEN v."fields" THEN c."variables"::text END AS "variables", c."status",
       CASE WHEN w."suppressed" THEN coalesce(
           (SELECT s."reason" FROM "Suppression" s WHERE s."userId" = c."userId" AND s."identity" = c."identity" ORDER BY s."id" LIMIT 1),
           (SELECT s."reason" FROM "Suppression" s WHERE s."userId" = c."userId" AND s."identity" = c."identityDomain" ORDER BY s."id" LIMIT 1),
           (SELECT 'unsubscribe' FROM "Contact" d WHERE d."userId" = c."userId" AND d."identity" = c."identity" AND d."status" = 'UNSUBSCRIBED' LIMIT 1),
           'erased') END AS "suppressed",
       w."unwanted", CASE WHEN h."contactId" IS NOT NULL THEN coalesce(h."until", :now::timestamp + INTERVAL '1 day') END AS "held"
FROM unnest(:contact_ids::text[], :sequence_ids::text[], :fields::bool[]) WITH ORDINALITY AS v ("id", "sequence", "fields", "n")
JOIN "Contact" c ON c."id" = v."id"
LEFT JOIN "ContactHold" h ON h."contactId" = c."id" AND (h."until" IS NULL OR h."until" > :now)
CROSS JOIN LATERAL "loumass_choices"(c."userId", c."id", c."email", c."identity", c."identityDomain", v."sequence", :hash_keys::text[]) w;

-- name: flow_plan :many
-- not null: id
-- One mail per enrolment, step and run, whatever happens. Gives back what is new.
INSERT INTO "Recipient" ("id", "sequenceId", "contactId", "userId", "sendKey", "trackingId", "senderId", "stepId", "enrollmentId")
SELECT v."id", v."sequence", v."contact", v."user", v."key",
       substr(v."id", 2) || left(encode(sha256(convert_to(:key || v."id" || :key, 'UTF8')), 'hex'), 20), v."sender", v."step", v."enrollment"
FROM unnest(:ids::text[], :sequences::text[], :contacts::text[], :users::text[], :keys::text[], :senders::text[], :steps::text[],
            :enrollments::text[]) AS v ("id", "sequence", "contact", "user", "key", "sender", "step", "enrollment")
ON CONFLICT ("sendKey") DO NOTHING
RETURNING "id";

-- name: flow_planned :many
-- Mails that were planned before under these keys.
SELECT r."id", r."sendKey" FROM "Recipient" r WHERE r."sendKey" = ANY (:keys::text[]);

-- name: flow_sources :exec
INSERT INTO "SendSource" ("id", "userId", "sequenceId", "senderId", "lastServedAt")
SELECT v."id", v."user", v."sequence", v."sender", 'epoch'
FROM unnest(:ids::text[], :users::text[], :sequences::text[], :senders::text[]) AS v ("id", "user", "sequence", "sender")
ORDER BY v."id"
ON CONFLICT ("id") DO NOTHING;

-- name: flow_batches :exec
INSERT INTO "SendBatch" ("id", "sourceId", "userId", "senderId", "stepId", "version", "firstId", "lastId", "size", "priority")
SELECT v."id", v."source", v."user", v."sender", v."step", v."version", v."first", v."last", v."size", v."priority"
FROM unnest(:ids::text[], :sources::text[], :users::text[], :senders::text[], :steps::text[], :versions::int8[], :firsts::text[],
            :lasts::text[], :sizes::int8[], :priorities::int8[])
     AS v ("id", "source", "user", "sender", "step", "version", "first", "last", "size", "priority");

-- name: flow_moved :exec
-- Where the enrolments stand now. Absent state: as it was.
UPDATE "SequenceEnrollment" e
SET "status" = v."status", "currentStep" = v."step", "phase" = v."phase", "stepStartedAt" = v."since", "version" = v."version",
    "waitingRecipientId" = v."waiting", "lastRecipientId" = v."last", "senderId" = v."sender",
    "completedAt" = CASE WHEN v."status" = 'COMPLETED' THEN :now::timestamp END, "failedAt" = CASE WHEN v."status" = 'FAILED' THEN :now::timestamp END,
    "failureReason" = v."failure", "exitReason" = v."exit", "state" = coalesce(v."state"::jsonb, e."state"),
    "problem" = v."problem", "writes" = e."writes" + 1
FROM unnest(:ids::text[], :statuses::text[], :steps::text[], :phases::text[], :since::timestamp[], :versions::int8[], :waiting::text[],
            :last::text[], :senders::text[], :failures::text[], :exits::text[], :states::text[], :problems::text[])
     AS v ("id", "status", "step", "phase", "since", "version", "waiting", "last", "sender", "failure", "exit", "state", "problem")
WHERE e."id" = v."id";

-- name: flow_due :exec
UPDATE "EnrollmentDue" d SET "dueAt" = v."at", "attempts" = v."attempts"
FROM unnest(:ids::text[], :at::timestamp[], :attempts::int8[]) AS v ("id", "at", "attempts")
WHERE d."enrollmentId" = v."id";

-- name: flow_due_drop :exec
DELETE FROM "EnrollmentDue" WHERE "enrollmentId" = ANY (:ids::text[]);

-- name: flow_trace :exec
INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
SELECT v."id", v."enrollment", v."user", v."sequence", v."run", v."step", v."at", v."kind", v."detail"::jsonb
FROM unnest(:ids::text[], :enrollments::text[], :users::text[], :sequences::text[], :runs::int8[], :steps::text[], :at::timestamp[],
            :kinds::text[], :details::text[]) AS v ("id", "enrollment", "user", "sequence", "run", "step", "at", "kind", "detail");

-- name: flow_count :exec
INSERT INTO "SequenceStats" AS s ("sequenceId", "userId", "active", "completed", "failed", "unsubscribed", "bounced", "complained", "goal", "exited",
    "secondsToComplete")
SELECT v."id", v."user", v."active", v."completed", v."failed", v."unsubscribed", v."bounced", v."complained", v."goal", v."exited", v."seconds"
FROM unnest(:ids::text[], :users::text[], :active::int8[], :completed::int8[], :failed::int8[], :unsubscribed::int8[], :bounced::int8[],
            :complained::int8[], :goal::int8[], :exited::int8[], :seconds::int8[])
     AS v ("id", "user", "active", "completed", "failed", "unsubscribed", "bounced", "complained", "goal", "exited", "seconds")
ORDER BY v."id"
ON CONFLICT ("sequenceId") DO UPDATE SET "active" = s."active" + EXCLUDED."active", "completed" = s."completed" + EXCLUDED."completed",
    "failed" = s."failed" + EXCLUDED."failed", "unsubscribed" = s."unsubscribed" + EXCLUDED."unsubscribed",
    "bounced" = s."bounced" + EXCLUDED."bounced", "complained" = s."complained" + EXCLUDED."complained", "goal" = s."goal" + EXCLUDED."goal",
    "exited" = s."exited" + EXCLUDED."exited", "secondsToComplete" = s."secondsToComplete" + EXCLUDED."secondsToComplete";

-- name: flow_count_steps :exec
INSERT INTO "SequenceStepStats" AS s ("sequenceId", "stepId", "userId", "entered", "passed", "waiting", "trueTaken", "falseTaken")
SELECT v."sequence", v."step", v."user", v."entered", v."passed", v."waiting", v."trues", v."falses"
FROM unnest(:sequences::text[], :steps::text[], :users::text[], :entered::int8[], :passed::int8[], :waiting::int8[], :trues::int8[],
            :falses::int8[]) AS v ("sequence", "step", "user", "entered", "passed", "waiting", "trues", "falses")
ORDER BY v."sequence", v."step"
ON CONFLICT ("sequenceId", "stepId") DO UPDATE SET "entered" = s."entered" + EXCLUDED."entered", "passed" = s."passed" + EXCLUDED."passed",
    "waiting" = s."waiting" + EXCLUDED."waiting", "trueTaken" = s."trueTaken" + EXCLUDED."trueTaken",
    "falseTaken" = s."falseTaken" + EXCLUDED."falseTaken";

-- name: flow_tags :exec
-- Tags on and off; those that stay keep their order.
UPDATE "Contact" c
SET "updatedAt" = :now,
    "tags" = (SELECT coalesce(jsonb_agg(t."tag" ORDER BY t."n"), '[]')
              FROM (SELECT x."tag", min(x."n") AS "n"
                    FROM jsonb_array_elements((CASE WHEN jsonb_typeof(c."tags") = 'array' THEN c."tags" ELSE '[]' END) || v."on"::jsonb)
                         WITH ORDINALITY AS x ("tag", "n")
                    WHERE NOT v."off"::jsonb @> x."tag" GROUP BY 1) t)
FROM unnest(:ids::text[], :on::text[], :off::text[]) AS v ("id", "on", "off")
WHERE c."id" = v."id";

-- name: flow_call_of :one
-- What a webhook is told. Nothing when the enrolment has gone elsewhere since.
SELECT e."id", e."userId", e."sequenceId", e."contactId", e."run", e."enrolledAt", q."name" AS "sequenceName", c."email", c."firstName", c."lastName",
       c."tags"::text AS "tags", c."variables"::text AS "variables", d."attempts"
FROM "SequenceEnrollment" e JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id"
JOIN "Sequence" q ON q."id" = e."sequenceId" JOIN "Contact" c ON c."id" = e."contactId"
WHERE e."id" = :id AND e."status" IS NOT DISTINCT FROM 'ACTIVE' AND e."phase" = 'begun' AND e."currentStep" IS NOT DISTINCT FROM :step;

-- name: flow_call_done :one
-- Answered, or given up: the walk goes on.
WITH mine AS MATERIALIZED (
    SELECT e."id" FROM "SequenceEnrollment" e
    WHERE e."id" = :id AND e."status" IS NOT DISTINCT FROM 'ACTIVE' AND e."phase" = 'begun' AND e."currentStep" IS NOT DISTINCT FROM :step AND e."run" = :run FOR NO KEY UPDATE
), woken AS (
    UPDATE "EnrollmentDue" d SET "dueAt" = :now, "attempts" = 0 FROM mine WHERE d."enrollmentId" = mine."id"
)
UPDATE "SequenceEnrollment" e SET "phase" = 'done', "stepStartedAt" = :now FROM mine WHERE e."id" = mine."id" RETURNING e."userId", e."sequenceId";

-- name: flow_call_later :exec
UPDATE "EnrollmentDue" SET "dueAt" = :at, "attempts" = :attempts WHERE "enrollmentId" = :id;

-- name: flow_put_off :exec
-- Who could not be moved in a batch of one comes later, so that he stops nobody else.
UPDATE "EnrollmentDue" d SET "dueAt" = :now::timestamp + INTERVAL '10 minutes'
WHERE d."enrollmentId" = (SELECT u."enrollmentId" FROM "EnrollmentDue" u WHERE u."sequenceId" = :sequence_id AND u."dueAt" <= :now AND u."dueAt" >= :floor
                          ORDER BY u."dueAt" LIMIT 1);
