-- Enrolments leave: status, queue, trace and counters in one. Those that are neither ACTIVE nor PAUSED stay as they are. Returns how many.
-- The first statement waits for whoever is moving them; the second then sees all that he wrote, a step's first counters too.
CREATE OR REPLACE FUNCTION "loumass_enrollment_exit"(ids TEXT[], reason TEXT, why JSONB, at TIMESTAMP) RETURNS BIGINT LANGUAGE sql AS $$
    SELECT 1 FROM "SequenceEnrollment" e WHERE e."id" = ANY (ids) AND e."status" IN ('ACTIVE', 'PAUSED') ORDER BY e."id" FOR NO KEY UPDATE;
    WITH who AS MATERIALIZED (
        SELECT e."id", e."userId", e."sequenceId", e."run", e."status", e."currentStep", e."phase"
        FROM "SequenceEnrollment" e WHERE e."id" = ANY (ids) AND e."status" IN ('ACTIVE', 'PAUSED')
        ORDER BY e."id" FOR NO KEY UPDATE
    ), ended AS (
        UPDATE "SequenceEnrollment" e SET "status" = 'COMPLETED', "completedAt" = at, "pausedAt" = NULL, "exitReason" = reason
        FROM who WHERE e."id" = who."id"
    ), unqueued AS (
        DELETE FROM "EnrollmentDue" d USING who WHERE d."enrollmentId" = who."id"
    ), traced AS (
        INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
        SELECT p."prefix" || lpad(to_hex(row_number() OVER (ORDER BY w."id")), 8, '0'), w."id", w."userId", w."sequenceId", w."run",
               w."currentStep", at, 'exited', coalesce(why, '{}') || jsonb_build_object('reason', reason)
        FROM who w, (SELECT "loumass_cuid_floor"(at) || substr(md5(random()::text), 1, 8) AS "prefix") p
    ), counted AS (
        UPDATE "SequenceStats" s
        SET "active" = s."active" - n."active", "paused" = s."paused" - n."paused",
            "replied" = s."replied" + CASE WHEN reason = 'replied' THEN n."all" ELSE 0 END,
            "unsubscribed" = s."unsubscribed" + CASE WHEN reason = 'unsubscribed' THEN n."all" ELSE 0 END,
            "bounced" = s."bounced" + CASE WHEN reason = 'bounced' THEN n."all" ELSE 0 END,
            "complained" = s."complained" + CASE WHEN reason = 'complained' THEN n."all" ELSE 0 END,
            "goal" = s."goal" + CASE WHEN reason = 'goal' THEN n."all" ELSE 0 END,
            "exited" = s."exited" + CASE WHEN reason IN ('replied', 'unsubscribed', 'bounced', 'complained', 'goal') THEN 0 ELSE n."all" END
        FROM (SELECT w."sequenceId", count(*) AS "all", count(*) FILTER (WHERE w."status" = 'ACTIVE') AS "active",
                     count(*) FILTER (WHERE w."status" = 'PAUSED') AS "paused" FROM who w GROUP BY 1) n
        WHERE s."sequenceId" = n."sequenceId"
    ), left_steps AS (
        UPDATE "SequenceStepStats" s SET "waiting" = s."waiting" - n."n"
        FROM (SELECT w."sequenceId", w."currentStep", count(*) AS "n" FROM who w WHERE w."phase" IS NOT NULL GROUP BY 1, 2) n
        WHERE s."sequenceId" = n."sequenceId" AND s."stepId" = n."currentStep"
    )
    SELECT count(*) FROM who
$$;
