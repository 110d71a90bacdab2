-- What other programs write is looked at before anybody is moved by it: steps with errors hold their sequence, changed steps become a
-- version, a step or status that they give an enrollment is obeyed and counted. Additive.

ALTER TABLE "Sequence"
    ADD COLUMN "stepsState" TEXT NOT NULL DEFAULT 'new', -- new: written and not looked at yet; ok; held: with errors
    ADD COLUMN "stepsProblems" JSONB,                    -- of what is held
    ADD COLUMN "stepsHeldAt" TIMESTAMP(3),
    ADD COLUMN "windowSeen" JSONB,                       -- settings.window, as those who wait for it know it
    ADD COLUMN "resumedLate" BOOLEAN NOT NULL DEFAULT false; -- after a pause longer than its lateness
CREATE INDEX "Sequence_stepsState_id_idx" ON "Sequence"("stepsState", "id") WHERE "stepsState" <> 'ok' AND "status" <> 'DRAFT';

ALTER TABLE "SequenceEnrollment"
    ADD COLUMN "writes" INTEGER NOT NULL DEFAULT 0, -- counts ours: a change without one is another program's
    ADD COLUMN "problem" TEXT;                      -- why it stands still, in words
CREATE INDEX "SequenceEnrollment_sequenceId_problem_idx" ON "SequenceEnrollment"("sequenceId", "problem") WHERE "problem" IS NOT NULL;
CREATE INDEX "SequenceEnrollment_userId_failedAt_idx" ON "SequenceEnrollment"("userId", "failedAt") WHERE "status" = 'FAILED';

-- Steps and window are looked at again when they change; who changes a status need not know our dates. A pause longer than the lateness
-- is as an outage: what is overdue waits for a person's word.
CREATE FUNCTION "loumass_sequence_written"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP(3) := now() AT TIME ZONE 'UTC';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW."status" = 'ACTIVE' AND NEW."activatedAt" IS NULL THEN NEW."activatedAt" := at; END IF;
        IF NEW."status" = 'PAUSED' AND NEW."pausedAt" IS NULL THEN NEW."pausedAt" := at; END IF;
        RETURN NEW;
    END IF;
    IF NEW."steps" IS DISTINCT FROM OLD."steps" OR NEW."settings" -> 'window' IS DISTINCT FROM OLD."settings" -> 'window' THEN
        NEW."stepsState" := 'new';
    END IF;
    IF NEW."status" = OLD."status" THEN RETURN NEW; END IF;
    IF NEW."status" = 'ACTIVE' THEN
        IF NEW."activatedAt" IS NULL THEN
            NEW."activatedAt" := at;
        ELSIF OLD."activatedAt" IS NOT NULL AND NEW."resumedAt" IS NOT DISTINCT FROM OLD."resumedAt" THEN
            NEW."resumedAt" := at;
        END IF;
        IF NEW."pausedAt" IS NOT DISTINCT FROM OLD."pausedAt" THEN NEW."pausedAt" := NULL; END IF;
        NEW."resumedLate" := coalesce(OLD."status" = 'PAUSED' AND OLD."pausedAt" < at - "loumass_lateness"(NEW."settings"), false);
        IF NEW."resumedLate" THEN NEW."heldBefore" := at; END IF;
    ELSIF NEW."status" = 'PAUSED' AND NEW."pausedAt" IS NOT DISTINCT FROM OLD."pausedAt" THEN
        NEW."pausedAt" := at;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "Sequence_written" BEFORE INSERT OR UPDATE OF "steps", "settings", "status" ON "Sequence"
    FOR EACH ROW EXECUTE FUNCTION "loumass_sequence_written"();

-- From when lateness counts besides the time itself: the activation, and a resume after a pause that was shorter than it.
CREATE FUNCTION "loumass_late_from"(activated TIMESTAMP, resumed TIMESTAMP, late BOOLEAN) RETURNS TIMESTAMP LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(activated, CASE WHEN NOT late THEN resumed END)
$$;

CREATE OR REPLACE FUNCTION "loumass_overdue"(tenant TEXT, sequence TEXT, at TIMESTAMP) RETURNS TABLE ("id" TEXT) LANGUAGE sql STABLE AS $$
    SELECT d."enrollmentId" FROM "Sequence" q JOIN "EnrollmentDue" d ON d."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND d."userId" = tenant AND d."dueAt" < at - "loumass_lateness"(q."settings")
      AND coalesce("loumass_late_from"(q."activatedAt", q."resumedAt", q."resumedLate") < at - "loumass_lateness"(q."settings"), true)
    UNION
    SELECT e."id" FROM "Sequence" q JOIN "SequenceEnrollment" e ON e."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND q."heldBefore" IS NOT NULL AND e."userId" = tenant AND e."status" = 'ACTIVE'
      AND e."waitingRecipientId" < "loumass_cuid_floor"(q."heldBefore")
$$;

-- Another program moved somebody: they are taken out of where they stood, and enter the step they were given. A status it gave is counted.
CREATE FUNCTION "loumass_enrollment_rewritten"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP(3) := now() AT TIME ZONE 'UTC';
    was BOOLEAN := OLD."status" IN ('ACTIVE', 'PAUSED');
    placed BOOLEAN := NEW."currentStep" IS DISTINCT FROM OLD."currentStep" OR NEW."status" = 'ACTIVE' AND NOT was;
BEGIN
    IF was AND OLD."phase" IS NOT NULL AND (placed OR NEW."status" NOT IN ('ACTIVE', 'PAUSED')) THEN
        UPDATE "SequenceStepStats" s SET "waiting" = s."waiting" - 1 WHERE s."sequenceId" = OLD."sequenceId" AND s."stepId" = OLD."currentStep";
    END IF;
    IF placed THEN
        NEW."phase" := NULL;
        NEW."stepStartedAt" := at;
        NEW."waitingRecipientId" := NULL;
    END IF;
    NEW."problem" := NULL;
    IF NEW."status" = OLD."status" THEN RETURN NEW; END IF;
    UPDATE "SequenceStats" s
    SET "active" = s."active" + (NEW."status" = 'ACTIVE')::int - (OLD."status" = 'ACTIVE')::int,
        "paused" = s."paused" + (NEW."status" = 'PAUSED')::int - (OLD."status" = 'PAUSED')::int,
        "failed" = s."failed" + (NEW."status" = 'FAILED')::int - (OLD."status" = 'FAILED')::int,
        "completed" = s."completed" + (NEW."status" = 'COMPLETED' AND NEW."exitReason" IS NULL)::int
                                    - (OLD."status" = 'COMPLETED' AND OLD."exitReason" IS NULL)::int,
        "secondsToComplete" = s."secondsToComplete"
            + CASE WHEN NEW."status" = 'COMPLETED' AND NEW."exitReason" IS NULL
                   THEN greatest(0, extract(epoch FROM coalesce(NEW."completedAt", at) - NEW."enrolledAt"))::bigint ELSE 0 END
    WHERE s."sequenceId" = NEW."sequenceId";
    IF NEW."status" = 'ACTIVE' THEN
        NEW."completedAt" := NULL;
        NEW."pausedAt" := NULL;
        NEW."failedAt" := NULL;
        NEW."failureReason" := NULL;
        NEW."exitReason" := NULL;
    ELSIF NEW."status" = 'PAUSED' THEN
        NEW."pausedAt" := coalesce(NEW."pausedAt", at);
    ELSIF NEW."status" = 'COMPLETED' THEN
        NEW."completedAt" := coalesce(NEW."completedAt", at);
    ELSIF NEW."status" = 'FAILED' THEN
        NEW."failedAt" := coalesce(NEW."failedAt", at);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "SequenceEnrollment_rewritten" BEFORE UPDATE OF "currentStep", "status" ON "SequenceEnrollment" FOR EACH ROW
    WHEN (NEW."writes" = OLD."writes" AND (NEW."currentStep" IS DISTINCT FROM OLD."currentStep" OR NEW."status" <> OLD."status"))
    EXECUTE FUNCTION "loumass_enrollment_rewritten"();

-- … and the queue and the trace say so.
CREATE FUNCTION "loumass_enrollment_requeued"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP(3) := now() AT TIME ZONE 'UTC';
BEGIN
    IF NEW."status" = 'ACTIVE' THEN
        INSERT INTO "EnrollmentDue" ("enrollmentId", "userId", "sequenceId", "dueAt") VALUES (NEW."id", NEW."userId", NEW."sequenceId", at)
        ON CONFLICT ("enrollmentId") DO UPDATE SET "dueAt" = EXCLUDED."dueAt";
    ELSE
        DELETE FROM "EnrollmentDue" WHERE "enrollmentId" = NEW."id";
    END IF;
    INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "stepId", "at", "kind", "detail")
    VALUES ("loumass_cuid_floor"(at) || substr(md5(random()::text), 1, 16), NEW."id", NEW."userId", NEW."sequenceId", NEW."run", NEW."currentStep",
            at, 'rewritten', jsonb_strip_nulls(jsonb_build_object(
                'from', CASE WHEN NEW."currentStep" IS DISTINCT FROM OLD."currentStep" THEN OLD."currentStep" END,
                'to', CASE WHEN NEW."currentStep" IS DISTINCT FROM OLD."currentStep" THEN NEW."currentStep" END,
                'status', CASE WHEN NEW."status" <> OLD."status" THEN NEW."status" END)));
    RETURN NULL;
END $$;
CREATE TRIGGER "SequenceEnrollment_requeued" AFTER UPDATE OF "currentStep", "status" ON "SequenceEnrollment" FOR EACH ROW
    WHEN (NEW."writes" = OLD."writes" AND (NEW."currentStep" IS DISTINCT FROM OLD."currentStep" OR NEW."status" <> OLD."status"))
    EXECUTE FUNCTION "loumass_enrollment_requeued"();

-- Enrollments leave, as before; it is our own write.
CREATE OR REPLACE FUNCTION "loumass_enrollment_exit"(ids TEXT[], reason TEXT, why JSONB, at TIMESTAMP) RETURNS BIGINT LANGUAGE sql AS $$
    SELECT 1 FROM "SequenceEnrollment" e WHERE e."id" = ANY (ids) AND e."status" IN ('ACTIVE', 'PAUSED') ORDER BY e."id" FOR NO KEY UPDATE;
    WITH who AS MATERIALIZED (
        SELECT e."id", e."userId", e."sequenceId", e."run", e."status", e."currentStep", e."phase"
        FROM "SequenceEnrollment" e WHERE e."id" = ANY (ids) AND e."status" IN ('ACTIVE', 'PAUSED')
        ORDER BY e."id" FOR NO KEY UPDATE
    ), ended AS (
        UPDATE "SequenceEnrollment" e SET "status" = 'COMPLETED', "completedAt" = at, "pausedAt" = NULL, "exitReason" = reason, "problem" = NULL,
            "writes" = e."writes" + 1
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
