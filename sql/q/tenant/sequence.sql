-- Sequences of a tenant: their rows, versions, figures, enrolments and traces.

-- name: sequence_one :one
-- not null: id, name, status, triggerType, trackingEnabled, steps, stepsBytes, version, revision, createdAt, updatedAt, enrolled, active, completed, paused, failed, sent, openedPeople, clickedPeople, replied, bounced, overdue, held, stuck
SELECT q."id", q."name", q."description", q."status", q."triggerType", q."trackingEnabled",
       CASE WHEN octet_length(q."steps"::text) <= :most THEN q."steps"::text ELSE '[]' END AS "steps", octet_length(q."steps"::text)::int8 AS "stepsBytes",
       q."settings"::text AS "settings", q."senderId", q."topicId", q."version", q."revision", q."createdAt", q."updatedAt", q."activatedAt", q."pausedAt", q."resumedAt",
       coalesce(t."enrolled", 0) AS "enrolled", coalesce(t."active", 0) AS "active", coalesce(t."completed", 0) AS "completed",
       coalesce(t."paused", 0) AS "paused", coalesce(t."failed", 0) AS "failed",
       coalesce(m."sent", 0)::int8 AS "sent", coalesce(m."openedPeople", 0)::int8 AS "openedPeople",
       coalesce(m."clickedPeople", 0)::int8 AS "clickedPeople", coalesce(m."replied", 0)::int8 AS "replied",
       coalesce(m."bounced", 0)::int8 AS "bounced",
       CASE WHEN q."status" = 'ACTIVE' THEN (
           SELECT count(*) FROM "loumass_overdue"(:tenant, q."id", :now)) ELSE 0 END AS "overdue",
       q."stepsState" = 'held' AND q."status" = 'ACTIVE' AS "held", q."stepsHeldAt" AS "heldAt",
       (SELECT count(*) FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."sequenceId" = q."id" AND e."problem" IS NOT NULL) AS "stuck"
FROM "Sequence" q
LEFT JOIN "SequenceStats" t ON t."sequenceId" = q."id" AND t."userId" = :tenant
LEFT JOIN LATERAL (
    SELECT sum(s."sent") AS "sent", sum(s."openedPeople") AS "openedPeople", sum(s."clickedPeople") AS "clickedPeople",
           sum(s."replied") AS "replied", sum(s."bounced") AS "bounced"
    FROM "Stats" s WHERE s."userId" = :tenant AND s."sequenceId" = q."id") m ON true
WHERE q."userId" = :tenant AND q."id" = :id;

-- name: sequence_page :many
-- not null: id, name, status, triggerType, trackingEnabled, version, revision, createdAt, updatedAt, stepCount, sortKey, enrolled, active, completed, paused, failed, sent, openedPeople, clickedPeople, replied, bounced, overdue, held, stuck
-- One page with its figures, without the steps; the key and id of the last row seen are the cursor.
SELECT k.*, coalesce(t."enrolled", 0) AS "enrolled", coalesce(t."active", 0) AS "active", coalesce(t."completed", 0) AS "completed",
       coalesce(t."paused", 0) AS "paused", coalesce(t."failed", 0) AS "failed",
       coalesce(m."sent", 0)::int8 AS "sent", coalesce(m."openedPeople", 0)::int8 AS "openedPeople",
       coalesce(m."clickedPeople", 0)::int8 AS "clickedPeople", coalesce(m."replied", 0)::int8 AS "replied",
       coalesce(m."bounced", 0)::int8 AS "bounced",
       CASE WHEN k."status" = 'ACTIVE' THEN (
           SELECT count(*) FROM "loumass_overdue"(:tenant, k."id", :now)) ELSE 0 END AS "overdue",
       (SELECT count(*) FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."sequenceId" = k."id" AND e."problem" IS NOT NULL) AS "stuck"
FROM (
    SELECT q."id", q."name", q."description", q."status", q."triggerType", q."trackingEnabled", q."settings"::text AS "settings", q."senderId",
           q."topicId", q."version", q."revision", q."createdAt", q."updatedAt", q."activatedAt", q."pausedAt", q."resumedAt",
           q."stepsState" = 'held' AND q."status" = 'ACTIVE' AS "held", q."stepsHeldAt" AS "heldAt",
           (q."stepsProblems" -> 0 ->> 'field') || ': ' || (q."stepsProblems" -> 0 ->> 'message') AS "heldReason",
           CASE WHEN jsonb_typeof(q."steps") = 'array' THEN jsonb_array_length(q."steps") ELSE 0 END AS "stepCount",
           CASE :sort::text WHEN 'name' THEN lower(q."name")
                            WHEN 'updatedAt' THEN to_char(q."updatedAt", 'YYYYMMDDHH24MISSMS')
                            ELSE to_char(q."createdAt", 'YYYYMMDDHH24MISSMS') END COLLATE "C" AS "sortKey"
    FROM "Sequence" q
    WHERE q."userId" = :tenant
      AND (:status?::text IS NULL OR q."status" = :status?::text)
      AND (:search?::text IS NULL OR q."name" ILIKE '%' || :search?::text || '%' OR q."description" ILIKE '%' || :search?::text || '%')
) k
LEFT JOIN "SequenceStats" t ON t."sequenceId" = k."id" AND t."userId" = :tenant
LEFT JOIN LATERAL (
    SELECT sum(s."sent") AS "sent", sum(s."openedPeople") AS "openedPeople", sum(s."clickedPeople") AS "clickedPeople",
           sum(s."replied") AS "replied", sum(s."bounced") AS "bounced"
    FROM "Stats" s WHERE s."userId" = :tenant AND s."sequenceId" = k."id") m ON true
WHERE :cursor_id?::text IS NULL
   OR CASE WHEN :descending::bool THEN (k."sortKey", k."id") < (:cursor_key?::text COLLATE "C", :cursor_id?::text)
           ELSE (k."sortKey", k."id") > (:cursor_key?::text COLLATE "C", :cursor_id?::text) END
ORDER BY CASE WHEN NOT :descending::bool THEN k."sortKey" END, CASE WHEN NOT :descending::bool THEN k."id" END,
         CASE WHEN :descending::bool THEN k."sortKey" END DESC, CASE WHEN :descending::bool THEN k."id" END DESC
LIMIT :limit::int8;

-- name: sequence_total :one
-- not null: count
SELECT count(*) AS "count" FROM "Sequence" q
WHERE q."userId" = :tenant
  AND (:status?::text IS NULL OR q."status" = :status?::text)
  AND (:search?::text IS NULL OR q."name" ILIKE '%' || :search?::text || '%' OR q."description" ILIKE '%' || :search?::text || '%');

-- name: sequence_insert :exec
INSERT INTO "Sequence" ("id", "userId", "name", "description", "triggerType", "trackingEnabled", "steps", "settings", "senderId", "topicId", "createdAt", "updatedAt")
VALUES (:id, :tenant, :name, :description?, :trigger_type, :tracking, :steps::text::jsonb, :settings?::text::jsonb, :sender_id?, :topic_id?,
        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC');

-- name: sequence_lock :one
-- not null: id, status, version, revision, hasVersion
-- The row locked; has_version: the steps it had are kept as its version; changed: they differ from it by now.
SELECT q."id", q."status", q."version", q."revision", q."revisedFields", v."id" IS NOT NULL AS "hasVersion", v."steps" <> q."steps" AS "changed"
FROM "Sequence" q
LEFT JOIN "SequenceVersion" v ON v."sequenceId" = q."id" AND v."userId" = :tenant AND v."version" = q."version"
WHERE q."userId" = :tenant AND q."id" = :id FOR NO KEY UPDATE OF q;

-- name: sequence_differs :one
-- not null: differs, fresh
-- fresh: they are not those of the version either (there is none: they become it).
SELECT q."steps" <> :steps::text::jsonb AS "differs", coalesce(v."steps" <> :steps::text::jsonb, false) AS "fresh"
FROM "Sequence" q LEFT JOIN "SequenceVersion" v ON v."sequenceId" = q."id" AND v."userId" = :tenant AND v."version" = q."version"
WHERE q."userId" = :tenant AND q."id" = :id;

-- name: sequence_set :exec
UPDATE "Sequence" SET "name" = :name, "description" = :description?, "triggerType" = :trigger_type, "trackingEnabled" = :tracking,
    "steps" = :steps::text::jsonb, "settings" = :settings?::text::jsonb, "senderId" = :sender_id?, "topicId" = :topic_id?, "version" = :version
WHERE "userId" = :tenant AND "id" = :id;

-- name: sequence_version_keep :exec
-- The sequence's steps, as they are now, become the version.
INSERT INTO "SequenceVersion" ("id", "sequenceId", "userId", "version", "steps", "createdAt")
SELECT :version_id, q."id", :tenant, :version, q."steps", :now FROM "Sequence" q WHERE q."userId" = :tenant AND q."id" = :id
ON CONFLICT ("sequenceId", "version") DO NOTHING;

-- name: sequence_move :exec
-- The row is locked and the step allowed. activatedAt is when it ran first.
UPDATE "Sequence" SET "status" = :status, "version" = :version,
    "updatedAt" = greatest("updatedAt", (now() AT TIME ZONE 'UTC')::timestamp(3)),
    "activatedAt" = CASE WHEN :status = 'ACTIVE' THEN coalesce("activatedAt", :now) ELSE "activatedAt" END,
    "resumedAt" = CASE WHEN :status = 'ACTIVE' AND "activatedAt" IS NOT NULL THEN :now ELSE "resumedAt" END,
    "heldBefore" = CASE WHEN :status = 'ACTIVE' THEN NULL ELSE "heldBefore" END,
    "pausedAt" = CASE WHEN :status = 'PAUSED' THEN :now END
WHERE "userId" = :tenant AND "id" = :id;

-- name: sequence_drop :exec
-- timeout: 5min
DELETE FROM "Sequence" WHERE "userId" = :tenant AND "id" = :id;

-- name: sequence_copy :exec
INSERT INTO "Sequence" ("id", "userId", "name", "description", "triggerType", "trackingEnabled", "steps", "settings", "senderId", "topicId", "createdAt", "updatedAt")
SELECT :new_id, :tenant, :name, q."description", q."triggerType", q."trackingEnabled", q."steps", q."settings", q."senderId", q."topicId", :now, :now
FROM "Sequence" q WHERE q."userId" = :tenant AND q."id" = :id;

-- name: sequence_people :many
-- not null: people
-- timeout: 30s
-- Who is under way, by the step where they stand (absent: before the first).
SELECT e."currentStep" AS "stepId", count(*) AS "people"
FROM "SequenceEnrollment" e
WHERE e."userId" = :tenant AND e."sequenceId" = :id AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE
GROUP BY 1 ORDER BY 2 DESC, 1;

-- name: sequence_versions :many
-- not null: version, createdAt, steps, people
-- timeout: 30s
-- The newest first, with how many are under way in each.
SELECT v."version", v."createdAt", CASE WHEN jsonb_typeof(v."steps") = 'array' AND octet_length(v."steps"::text) <= :most THEN v."steps"::text ELSE '[]' END AS "steps", coalesce(p."people", 0) AS "people"
FROM "SequenceVersion" v
LEFT JOIN (SELECT e."version", count(*) AS "people" FROM "SequenceEnrollment" e
           WHERE e."userId" = :tenant AND e."sequenceId" = :id AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE GROUP BY 1) p ON p."version" = v."version"
WHERE v."userId" = :tenant AND v."sequenceId" = :id AND (:before?::int8 IS NULL OR v."version" < :before?::int8)
ORDER BY v."version" DESC
LIMIT :limit::int8;

-- name: sequence_version_steps :one
-- The steps of a version; of the sequence itself while there is no such version.
SELECT CASE WHEN octet_length(coalesce(v."steps", q."steps")::text) <= :most THEN coalesce(v."steps", q."steps")::text ELSE '[]' END AS "steps"
FROM "Sequence" q
LEFT JOIN "SequenceVersion" v ON v."sequenceId" = q."id" AND v."userId" = :tenant AND v."version" = :version?::int8
WHERE q."userId" = :tenant AND q."id" = :id;

-- name: sequence_totals :one
-- not null: *
SELECT coalesce(t."enrolled", 0) AS "enrolled", coalesce(t."active", 0) AS "active", coalesce(t."completed", 0) AS "completed",
       coalesce(t."paused", 0) AS "paused", coalesce(t."failed", 0) AS "failed", coalesce(t."replied", 0) AS "exitReplied",
       coalesce(t."unsubscribed", 0) AS "exitUnsubscribed", coalesce(t."bounced", 0) AS "exitBounced",
       coalesce(t."complained", 0) AS "exitComplained", coalesce(t."goal", 0) AS "exitGoal", coalesce(t."exited", 0) AS "exitOther",
       coalesce(t."secondsToComplete", 0) AS "secondsToComplete"
FROM "Sequence" q
LEFT JOIN "SequenceStats" t ON t."sequenceId" = q."id" AND t."userId" = :tenant
WHERE q."userId" = :tenant AND q."id" = :id;

-- name: sequence_step_figures :many
-- not null: *
-- By step: who was there, and what came of its mail.
SELECT coalesce(t."stepId", s."stepId") AS "stepId", coalesce(t."waiting", 0) AS "waiting", coalesce(t."entered", 0) AS "entered",
       coalesce(t."passed", 0) AS "passed", coalesce(t."trueTaken", 0) AS "trueTaken", coalesce(t."falseTaken", 0) AS "falseTaken",
       coalesce(s."sent", 0) AS "sent", coalesce(s."openedPeople", 0) AS "openedPeople", coalesce(s."openedMachines", 0) AS "openedMachines",
       coalesce(s."clickedPeople", 0) AS "clickedPeople", coalesce(s."replied", 0) AS "replied", coalesce(s."bounced", 0) AS "bounced"
FROM (SELECT * FROM "SequenceStepStats" x WHERE x."userId" = :tenant AND x."sequenceId" = :id) t
FULL JOIN (SELECT * FROM "Stats" y WHERE y."userId" = :tenant AND y."sequenceId" = :id AND y."stepId" IS NOT NULL) s
     ON s."stepId" = t."stepId"
ORDER BY 1
LIMIT 5000;

-- name: sequence_contacts_by_email :many
-- not null: n
SELECT v."n", c."id"
FROM unnest(:emails::text[]) WITH ORDINALITY AS v ("email", "n")
JOIN "Contact" c ON c."userId" = :tenant AND c."email" = v."email";

-- name: sequence_contacts_known :one
-- not null: n
SELECT count(*) AS n FROM unnest(:ids::text[]) AS v ("id") JOIN "Contact" c ON c."userId" = :tenant AND c."id" = v."id";

-- name: sequence_enrollments :many
-- plan: custom
-- not null: id, contactId, email, displayName, status, enrolledAt, run
SELECT e."id", e."contactId", c."email", coalesce(nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), c."email") AS "displayName",
       e."status", e."currentStep", e."enrolledAt", e."completedAt", e."pausedAt", e."failedAt", e."failureReason", e."exitReason",
       e."version", e."run", e."source", e."phase", e."waitingRecipientId", e."problem", d."dueAt"
FROM unnest(CASE WHEN :status?::text IS NULL THEN ARRAY['ACTIVE', 'COMPLETED', 'PAUSED', 'FAILED'] ELSE ARRAY[:status?::text] END) AS s ("status")
CROSS JOIN LATERAL (
SELECT v.* FROM "SequenceEnrollment" v
WHERE v."userId" = :tenant AND v."sequenceId" = :sequence_id AND v."status" = s."status"
  AND (:step?::text IS NULL OR v."currentStep" = :step?::text AND v."status" IN ('ACTIVE', 'PAUSED'))
  AND (:exit_reason?::text IS NULL OR v."exitReason" = :exit_reason?::text)
  AND CASE coalesce(:state?::text, '')
      WHEN '' THEN true
      WHEN 'stuck' THEN v."problem" IS NOT NULL
      WHEN 'failed' THEN v."status" = 'FAILED'
      WHEN 'held' THEN v."status" = 'ACTIVE' AND EXISTS (SELECT 1 FROM "Sequence" h WHERE h."userId" = :tenant AND h."id" = :sequence_id
                                                         AND h."status" = 'ACTIVE' AND h."stepsState" = 'held')
      ELSE v."id" IN (SELECT o."id" FROM "loumass_overdue"(:tenant, :sequence_id, :now) o) END
  AND (:search?::text IS NULL
       OR EXISTS (SELECT 1 FROM "Contact" p WHERE p."userId" = :tenant AND p."id" = v."contactId"
                  AND (p."email" ILIKE '%' || :search?::text || '%' OR concat_ws(' ', p."firstName", p."lastName") ILIKE '%' || :search?::text || '%')))
  AND (:cursor?::text IS NULL OR v."id" < :cursor?::text)
ORDER BY v."id" DESC
LIMIT :limit::int8) e
JOIN "Contact" c ON c."id" = e."contactId" AND c."userId" = :tenant
LEFT JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id" AND d."userId" = :tenant
ORDER BY e."id" DESC
LIMIT :limit::int8;

-- name: sequence_enrollments_of_contact :many
-- not null: id, sequenceId, sequenceName, contactId, email, displayName, status, enrolledAt, run
SELECT e."id", e."sequenceId", q."name" AS "sequenceName", e."contactId", c."email",
       coalesce(nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), c."email") AS "displayName",
       e."status", e."currentStep", e."enrolledAt", e."completedAt", e."pausedAt", e."failedAt", e."failureReason", e."exitReason",
       e."version", e."run", e."source", e."phase", e."waitingRecipientId", e."problem", d."dueAt"
FROM "Sequence" q
JOIN "SequenceEnrollment" e ON e."sequenceId" = q."id" AND e."contactId" = :contact_id AND e."userId" = :tenant
JOIN "Contact" c ON c."id" = e."contactId" AND c."userId" = :tenant
LEFT JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id" AND d."userId" = :tenant
WHERE q."userId" = :tenant AND (:cursor?::text IS NULL OR e."id" < :cursor?::text)
ORDER BY e."id" DESC
LIMIT :limit::int8;

-- name: sequence_enrollments_total :one
-- not null: count
-- timeout: 30s
-- plan: custom
-- Counts to `most` and no further.
SELECT count(*) AS "count" FROM (
SELECT 1 FROM "SequenceEnrollment" e
WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id
  AND (:status?::text IS NULL OR e."status" = :status?::text)
  AND (:step?::text IS NULL OR e."currentStep" = :step?::text AND e."status" IN ('ACTIVE', 'PAUSED'))
  AND (:exit_reason?::text IS NULL OR e."exitReason" = :exit_reason?::text)
  AND CASE coalesce(:state?::text, '')
      WHEN '' THEN true
      WHEN 'stuck' THEN e."problem" IS NOT NULL
      WHEN 'failed' THEN e."status" = 'FAILED'
      WHEN 'held' THEN e."status" = 'ACTIVE' AND EXISTS (SELECT 1 FROM "Sequence" h WHERE h."userId" = :tenant AND h."id" = :sequence_id
                                                         AND h."status" = 'ACTIVE' AND h."stepsState" = 'held')
      ELSE e."id" IN (SELECT o."id" FROM "loumass_overdue"(:tenant, :sequence_id, :now) o) END
  AND (:search?::text IS NULL
       OR EXISTS (SELECT 1 FROM "Contact" p WHERE p."userId" = :tenant AND p."id" = e."contactId"
                  AND (p."email" ILIKE '%' || :search?::text || '%' OR concat_ws(' ', p."firstName", p."lastName") ILIKE '%' || :search?::text || '%')))
LIMIT :most::int8) b;

-- name: sequence_enrollment_one :one
-- not null: id, sequenceId, sequenceName, contactId, email, displayName, status, enrolledAt, run
SELECT e."id", e."sequenceId", q."name" AS "sequenceName", e."contactId", c."email",
       coalesce(nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), c."email") AS "displayName",
       e."status", e."currentStep", e."enrolledAt", e."completedAt", e."pausedAt", e."failedAt", e."failureReason", e."exitReason",
       e."version", e."run", e."source", e."phase", e."waitingRecipientId", e."problem", d."dueAt"
FROM "SequenceEnrollment" e
JOIN "Contact" c ON c."id" = e."contactId" AND c."userId" = :tenant
JOIN "Sequence" q ON q."id" = e."sequenceId" AND q."userId" = :tenant
LEFT JOIN "EnrollmentDue" d ON d."enrollmentId" = e."id" AND d."userId" = :tenant
WHERE e."userId" = :tenant AND e."id" = :id;

-- name: sequence_enrollment_of :one
-- The enrolment of a contact, by its id or address.
SELECT e."id" FROM "SequenceEnrollment" e JOIN "Contact" c ON c."id" = e."contactId" AND c."userId" = :tenant
WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id AND (c."id" = :who OR c."identity" = "loumass_identity"(:who));

-- name: sequence_trace :many
SELECT t."id", t."at", t."kind", t."stepId", t."run", t."detail"::text AS "detail"
FROM "EnrollmentTrace" t
WHERE t."userId" = :tenant AND t."enrollmentId" = :id AND (:cursor?::text IS NULL OR t."id" > :cursor?::text)
ORDER BY t."id"
LIMIT :limit::int8;

-- name: sequence_event_add :exec
-- Affects no row when the key was seen before.
INSERT INTO "ReceivedEvent" ("id", "userId", "key", "event", "contactId", "data", "createdAt")
VALUES (:id, :tenant, :key?, :event, :contact_id, :data?::text::jsonb, :now)
ON CONFLICT ("userId", "key") DO NOTHING;

-- name: sequence_event_by_key :one
SELECT r."id" FROM "ReceivedEvent" r WHERE r."userId" = :tenant AND r."key" = :key;

-- name: sequence_try_contacts :many
-- not null: id, email, displayName, status, suppressed
-- Whom a trial walks through.
SELECT c."id", c."email", coalesce(nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), c."email") AS "displayName", c."firstName", c."lastName", c."variables"::text AS "variables", c."status", c."timezone",
       b."suppressed"
FROM unnest(:ids::text[]) WITH ORDINALITY AS v ("id", "n")
JOIN "Contact" c ON c."userId" = :tenant AND c."id" = v."id"
CROSS JOIN LATERAL "loumass_barred"(:tenant, c."email", c."identity", c."identityDomain", :hash_keys::text[]) b
ORDER BY v."n";

-- name: sequence_account_zone :one
SELECT u."timezone", u."holidays" FROM "User" u WHERE u."id" = :tenant;
