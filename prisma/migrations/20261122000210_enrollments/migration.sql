-- Enrolments: what keeps the queue true whoever writes (the platform, a Prisma client), who is enrolled by signing up, and how one
-- leaves. Additive.

-- Follow-ups go before first mails of the same sequence.
ALTER TABLE "SendBatch" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0;

-- An enrolment that is ACTIVE has its row in the queue.
CREATE FUNCTION "loumass_enrollment_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "EnrollmentDue" ("enrollmentId", "userId", "sequenceId", "dueAt")
    SELECT f."id", f."userId", f."sequenceId", now() AT TIME ZONE 'UTC' FROM fresh f WHERE f."status" = 'ACTIVE'
    ON CONFLICT ("enrollmentId") DO NOTHING;
    INSERT INTO "SequenceStats" AS s ("sequenceId", "userId", "enrolled", "active", "paused")
    SELECT f."sequenceId", min(f."userId"), count(*), count(*) FILTER (WHERE f."status" = 'ACTIVE'), count(*) FILTER (WHERE f."status" = 'PAUSED')
    FROM fresh f GROUP BY f."sequenceId" ORDER BY f."sequenceId"
    ON CONFLICT ("sequenceId") DO UPDATE SET "enrolled" = s."enrolled" + EXCLUDED."enrolled", "active" = s."active" + EXCLUDED."active",
        "paused" = s."paused" + EXCLUDED."paused";
    RETURN NULL;
END $$;
CREATE TRIGGER "SequenceEnrollment_added" AFTER INSERT ON "SequenceEnrollment"
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION "loumass_enrollment_added"();

CREATE FUNCTION "loumass_enrollment_revived"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "EnrollmentDue" ("enrollmentId", "userId", "sequenceId", "dueAt")
    VALUES (NEW."id", NEW."userId", NEW."sequenceId", now() AT TIME ZONE 'UTC')
    ON CONFLICT ("enrollmentId") DO UPDATE SET "dueAt" = EXCLUDED."dueAt";
    RETURN NULL;
END $$;
CREATE TRIGGER "SequenceEnrollment_revived" AFTER UPDATE OF "status" ON "SequenceEnrollment"
    FOR EACH ROW WHEN (NEW."status" = 'ACTIVE' AND OLD."status" <> 'ACTIVE') EXECUTE FUNCTION "loumass_enrollment_revived"();

-- The trigger's filter of a sequence ({"tags": […], "match": "any"|"all", "status": …}) on a contact.
CREATE FUNCTION "loumass_trigger_filter"(filter JSONB, tags JSONB, status TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT (coalesce(filter ->> 'status', 'ACTIVE') = status)
       AND (jsonb_array_length(coalesce(filter -> 'tags', '[]')) = 0
            OR coalesce(CASE WHEN filter ->> 'match' = 'all' THEN tags @> (filter -> 'tags')
                             ELSE tags ?| ARRAY(SELECT jsonb_array_elements_text(filter -> 'tags')) END, false))
$$;

-- New contacts, whoever wrote them, enter the active sequences that wait for them.
CREATE FUNCTION "loumass_contact_added"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP := now() AT TIME ZONE 'UTC';
    prefix TEXT;
    q RECORD;
BEGIN
    FOR q IN
        SELECT s."id", s."userId", s."version", s."settings" #> '{trigger,filter}' AS "filter"
        FROM "Sequence" s
        WHERE s."status" = 'ACTIVE' AND s."triggerType" = 'on_signup' AND s."userId" IN (SELECT DISTINCT f."userId" FROM fresh f)
        ORDER BY s."id"
    LOOP
        prefix := "loumass_cuid_floor"(at) || substr(md5(random()::text), 1, 8);
        INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "enrolledAt", "version", "source")
        SELECT prefix || lpad(to_hex(row_number() OVER (ORDER BY f."id")), 8, '0'), q."id", f."id", f."userId", at, q."version", 'on_signup'
        FROM fresh f
        WHERE f."userId" = q."userId" AND f."status" = 'ACTIVE' AND "loumass_trigger_filter"(q."filter", f."tags", f."status")
          AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = f."userId" AND s."email" = lower(f."email"))
          AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = f."userId" AND s."email" = '@' || lower(split_part(f."email", '@', 2)))
        ON CONFLICT ("sequenceId", "contactId") DO NOTHING;
        INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "run", "at", "kind", "detail")
        SELECT e."id", e."id", e."userId", e."sequenceId", e."run", at, 'enrolled', jsonb_build_object('source', 'on_signup')
        FROM "SequenceEnrollment" e WHERE e."id" >= prefix AND e."id" < prefix || 'z';
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER "Contact_added" AFTER INSERT ON "Contact"
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION "loumass_contact_added"();

-- Enrolments leave: status, queue, trace and counters in one. Those that are neither ACTIVE nor PAUSED stay as they are. Returns how many.
CREATE FUNCTION "loumass_enrollment_exit"(ids TEXT[], reason TEXT, why JSONB, at TIMESTAMP) RETURNS BIGINT LANGUAGE sql AS $$
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

-- The first instant from `at` (UTC) on that lies in a sending window ({"days": [1 to 7, ISO], "from": "09:00", "to": "17:00", "timezone",
-- "useContactTimezone"}); a time zone that nobody knows counts as the window's own, then as UTC. No window: `at` itself.
CREATE FUNCTION "loumass_window_next"(spec JSONB, contact_zone TEXT, at TIMESTAMP) RETURNS TIMESTAMP LANGUAGE plpgsql STABLE AS $$
DECLARE
    zones TEXT[] := ARRAY[CASE WHEN (spec ->> 'useContactTimezone')::boolean THEN nullif(contact_zone, '') END,
                          nullif(spec ->> 'timezone', ''), 'UTC'];
    zone TEXT;
    here TIMESTAMP;
    opens TIME := coalesce(spec ->> 'from', '00:00')::time;
    closes TIME := coalesce(spec ->> 'to', '24:00')::time;
    day DATE;
    starts TIMESTAMP;
    ends TIMESTAMP;
BEGIN
    IF spec IS NULL OR jsonb_typeof(spec) <> 'object' THEN
        RETURN at;
    END IF;
    FOREACH zone IN ARRAY zones LOOP
        CONTINUE WHEN zone IS NULL;
        BEGIN
            here := at AT TIME ZONE 'UTC' AT TIME ZONE zone;
            EXIT;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END LOOP;
    FOR i IN -1..8 LOOP
        day := here::date + i;
        CONTINUE WHEN jsonb_array_length(coalesce(spec -> 'days', '[]')) > 0 AND NOT (spec -> 'days') @> to_jsonb(extract(isodow FROM day)::int);
        starts := day + opens;
        ends := day + closes + CASE WHEN closes <= opens THEN INTERVAL '1 day' ELSE INTERVAL '0' END;
        CONTINUE WHEN here >= ends;
        RETURN CASE WHEN here >= starts THEN at ELSE starts AT TIME ZONE zone AT TIME ZONE 'UTC' END;
    END LOOP;
    RETURN at;
END $$;
