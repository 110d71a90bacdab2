-- A grant of a sender's quota says when it was booked, so that what a dead worker did not use is given back to that minute.
ALTER TABLE "SendBatch" ADD COLUMN "grantedAt" TIMESTAMP(3);
ALTER TABLE "SendRetry" ADD COLUMN "grantedAt" TIMESTAMP(3);

-- Nobody was there to send for longer than the sequence's lateness: its mails planned before this wait for a person's word.
ALTER TABLE "Sequence" ADD COLUMN "heldBefore" TIMESTAMP(3);

-- How late something may be: settings.latenessHours, 48 when not given. Never below an hour: what is due is always a little late.
CREATE OR REPLACE FUNCTION "loumass_lateness"(settings JSONB) RETURNS INTERVAL LANGUAGE sql IMMUTABLE AS $$
    SELECT make_interval(hours => CASE WHEN jsonb_typeof(settings -> 'latenessHours') = 'number'
                                       THEN least(greatest((settings ->> 'latenessHours')::numeric, 1), 87600)::int ELSE 48 END)
$$;

-- The enrolments of an active sequence that wait for a person's word: overdue by more than its lateness, counted from the later of their
-- time, the last activation and the last resume; or waiting for a mail that is held.
CREATE FUNCTION "loumass_overdue"(tenant TEXT, sequence TEXT, at TIMESTAMP) RETURNS TABLE ("id" TEXT) LANGUAGE sql STABLE AS $$
    SELECT d."enrollmentId" FROM "Sequence" q JOIN "EnrollmentDue" d ON d."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND d."userId" = tenant AND d."dueAt" < at - "loumass_lateness"(q."settings")
      AND coalesce(greatest(q."activatedAt", q."resumedAt") < at - "loumass_lateness"(q."settings"), true)
    UNION
    SELECT e."id" FROM "Sequence" q JOIN "SequenceEnrollment" e ON e."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND q."heldBefore" IS NOT NULL AND e."userId" = tenant AND e."status" = 'ACTIVE'
      AND e."waitingRecipientId" < "loumass_cuid_floor"(q."heldBefore")
$$;
