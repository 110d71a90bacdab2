-- The enrolments of the tenant's sequences.

-- name: enrollment_sequence :one
SELECT q."id", q."status", q."version" FROM "Sequence" q WHERE q."userId" = :tenant AND q."id" = :id;

-- name: enrollment_add :one
-- audience: built
-- not null: *
-- The audience enters: who is ACTIVE, not suppressed (nor erased: by the hash), and not in already (or may come again); one person
-- once, however many contacts they are. Ids count up behind `prefix` (9) and
-- end in `tail` (10). The queue's row and the counters of new rows come by trigger.
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: none
WITH q AS (
    SELECT s."id", s."version", s."settings" FROM "Sequence" s WHERE s."userId" = :tenant AND s."id" = :sequence_id
), who AS MATERIALIZED (
    SELECT a."id", a."identity", a."status" = 'ACTIVE' AND NOT b."suppressed" AS "ok"
    FROM "loumass_audience"(:tenant, :audience::text::jsonb) a
    CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
), first AS (
    SELECT DISTINCT ON (w."identity") w."id" FROM who w WHERE w."ok" ORDER BY w."identity", w."id"
), chosen AS MATERIALIZED (
    SELECT f."id" FROM first f JOIN "Contact" c ON c."userId" = :tenant AND c."id" = f."id"
    WHERE NOT EXISTS (SELECT 1 FROM "Contact" d JOIN "SequenceEnrollment" e ON e."contactId" = d."id"
                      WHERE d."userId" = :tenant AND d."identity" = c."identity" AND d."id" <> c."id" AND e."userId" = :tenant
                        AND e."sequenceId" = :sequence_id AND e."status" <> 'COMPLETED')
), put AS (
    INSERT INTO "SequenceEnrollment" AS e ("id", "sequenceId", "contactId", "userId", "enrolledAt", "version", "source")
    SELECT :prefix || lpad(to_hex(row_number() OVER (ORDER BY w."id")), 6, '0') || :tail, q."id", w."id", :tenant, :now, q."version", :source
    FROM chosen w, q
    ON CONFLICT ("sequenceId", "contactId") DO UPDATE
    SET "status" = 'ACTIVE', "run" = e."run" + 1, "version" = EXCLUDED."version", "enrolledAt" = EXCLUDED."enrolledAt", "source" = EXCLUDED."source",
        "currentStep" = NULL, "phase" = NULL, "stepStartedAt" = NULL, "completedAt" = NULL, "pausedAt" = NULL, "failedAt" = NULL,
        "failureReason" = NULL, "exitReason" = NULL, "waitingRecipientId" = NULL, "lastRecipientId" = NULL, "senderId" = NULL, "state" = NULL,
        "problem" = NULL, "writes" = e."writes" + 1
    WHERE e."status" = 'COMPLETED' AND e."completedAt" <= :now::timestamp - (SELECT "loumass_reentry"(q."settings") FROM q)
    RETURNING e."id", e."sequenceId", e."run"
), again AS (
    UPDATE "SequenceStats" s SET "enrolled" = s."enrolled" + n."n", "active" = s."active" + n."n"
    FROM (SELECT count(*) AS "n" FROM put WHERE put."run" > 1) n
    WHERE s."userId" = :tenant AND s."sequenceId" = :sequence_id AND n."n" > 0
), traced AS (
    INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "at", "kind", "detail")
    SELECT :prefix || lpad(to_hex(row_number() OVER ()), 6, '0') || reverse(:tail), put."id", :tenant, put."sequenceId", put."run", :now, 'enrolled',
           jsonb_build_object('source', :source::text)
    FROM put
)
SELECT (SELECT count(*) FROM put) AS "enrolled", count(*) FILTER (WHERE w."ok") - (SELECT count(*) FROM put) AS "already",
       count(*) FILTER (WHERE NOT w."ok") AS "excluded"
FROM who w;

-- name: enrollment_lock :one
SELECT e."id", e."sequenceId", e."status", e."run", e."currentStep", e."waitingRecipientId"
FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."id" = :id FOR NO KEY UPDATE;

-- name: enrollment_set_paused :exec
WITH gone AS (DELETE FROM "EnrollmentDue" d WHERE d."userId" = :tenant AND d."enrollmentId" = :id)
UPDATE "SequenceEnrollment" SET "status" = 'PAUSED', "pausedAt" = :now, "writes" = "writes" + 1 WHERE "userId" = :tenant AND "id" = :id;

-- name: enrollment_set_active :exec
-- The trigger puts it back into the queue; a mail of its that waits is looked at again.
WITH mail AS (UPDATE "SendRetry" t SET "dueAt" = :now WHERE t."userId" = :tenant AND t."recipientId" = :recipient_id?::text)
UPDATE "SequenceEnrollment" SET "status" = 'ACTIVE', "pausedAt" = NULL, "writes" = "writes" + 1 WHERE "userId" = :tenant AND "id" = :id;

-- name: enrollment_trace_add :exec
INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
VALUES (:id, :enrollment_id, :tenant, :sequence_id, :run, :step_id?, :at, :kind, :detail?::text::jsonb);

-- name: enrollment_count_paused :exec
UPDATE "SequenceStats" s SET "active" = s."active" - :n::int8, "paused" = s."paused" + :n::int8
WHERE s."userId" = :tenant AND s."sequenceId" = :sequence_id;

-- name: enrollment_exit_ids :one
-- not null: n
-- timeout: none
SELECT "loumass_enrollment_exit"(ARRAY(SELECT e."id" FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."id" = ANY (:ids::text[])),
                                 :reason, '{}'::jsonb, :now) AS n;

-- name: enrollment_exit_sequence :one
-- not null: n
-- timeout: none
SELECT "loumass_enrollment_exit"(ARRAY(SELECT e."id" FROM "SequenceEnrollment" e
                                       WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE),
                                 :reason, '{}'::jsonb, :now) AS n;

-- name: enrollment_move :one
-- not null: moved
-- state.from is the version in which the current step was entered. Who waits for a mail goes on waiting for it.
-- timeout: none
WITH moved AS (
    UPDATE "SequenceEnrollment" e
    SET "version" = :version, "state" = coalesce(e."state", '{}') || jsonb_build_object('from', coalesce((e."state" ->> 'from')::int, e."version"))
    WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e."version" IS DISTINCT FROM :version
    RETURNING e."id", e."phase", e."run", e."currentStep", e."state"
), woken AS (
    UPDATE "EnrollmentDue" d SET "dueAt" = least(d."dueAt", :now)
    WHERE d."userId" = :tenant AND d."sequenceId" = :sequence_id
      AND d."enrollmentId" IN (SELECT m."id" FROM moved m WHERE m."phase" IS DISTINCT FROM 'begun')
), traced AS (
    INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
    SELECT :prefix || lpad(to_hex(row_number() OVER ()), 6, '0') || :tail, m."id", :tenant, :sequence_id, m."run", m."currentStep", :now, 'moved',
           jsonb_build_object('version', :version::int)
    FROM moved m
)
SELECT count(*) AS moved FROM moved;

-- name: enrollment_overdue_count :one
-- not null: n
SELECT count(*) AS n FROM "loumass_overdue"(:tenant, :sequence_id, :now);

-- name: enrollment_overdue_ids :many
-- not null: id
SELECT o."id" FROM "loumass_overdue"(:tenant, :sequence_id, :now) o;

-- name: enrollment_go_on :exec
-- What is held goes. resumed: what is overdue does, too.
UPDATE "Sequence" SET "heldBefore" = NULL, "resumedAt" = CASE WHEN :resumed::boolean THEN :now ELSE "resumedAt" END,
    "resumedLate" = "resumedLate" AND NOT :resumed::boolean WHERE "userId" = :tenant AND "id" = :id;

-- name: enrollment_event_sequences :many
-- Active sequences that this event lets this contact into.
SELECT q."id" FROM "Sequence" q JOIN "Contact" c ON c."userId" = q."userId"
WHERE q."userId" = :tenant AND c."userId" = :tenant AND c."id" = :contact_id AND q."status" = 'ACTIVE' AND q."triggerType" = 'on_event'
  AND q."settings" #>> '{trigger,event}' = :event
  AND "loumass_trigger_filter"(q."settings" #> '{trigger,filter}', c."tags", c."status")
ORDER BY q."id";

-- name: enrollment_event_wake :exec
-- All of the contact whose steps name the event, wherever they stand: one that is on its way to the wait must not miss it.
UPDATE "EnrollmentDue" d SET "dueAt" = least(d."dueAt", :now)
WHERE d."userId" = :tenant AND d."enrollmentId" IN (
    SELECT e."id" FROM "SequenceEnrollment" e
    JOIN "SequenceVersion" v ON v."sequenceId" = e."sequenceId" AND v."version" = e."version"
    WHERE e."userId" = :tenant AND v."userId" = :tenant AND e."contactId" = :contact_id AND e."status" IS NOT DISTINCT FROM 'ACTIVE'
      AND (v."steps" @> jsonb_build_array(jsonb_build_object('wait', jsonb_build_object('event', :event::text)))
           OR v."steps" @> jsonb_build_array(jsonb_build_object('goal', jsonb_build_object('event', :event::text)))));
