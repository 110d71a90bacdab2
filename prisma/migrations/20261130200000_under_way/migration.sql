-- Who of a sequence is under way. Once most enrollments are over, statistics promise next to no ACTIVE row, and any plan that may use the
-- index on status reads that: with the rows of all sequences and tenants. A condition written as
-- ("status" IN ('ACTIVE', 'PAUSED')) IS TRUE can use this index and no other.
CREATE INDEX "SequenceEnrollment_under_way_idx" ON "SequenceEnrollment" ("sequenceId", ("status" IN ('ACTIVE', 'PAUSED')), "id");

-- Who failed lately, of a tenant.
CREATE INDEX "SequenceEnrollment_failed_idx" ON "SequenceEnrollment" ("userId", "failedAt") WHERE "failedAt" IS NOT NULL;

CREATE OR REPLACE FUNCTION "loumass_overdue"(tenant TEXT, sequence TEXT, at TIMESTAMP) RETURNS TABLE ("id" TEXT) LANGUAGE sql STABLE AS $$
    SELECT d."enrollmentId" FROM "Sequence" q JOIN "EnrollmentDue" d ON d."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND d."userId" = tenant AND d."dueAt" < at - "loumass_lateness"(q."settings")
      AND coalesce("loumass_late_from"(q."activatedAt", q."resumedAt", q."resumedLate") < at - "loumass_lateness"(q."settings"), true)
    UNION
    SELECT e."id" FROM "Sequence" q JOIN "SequenceEnrollment" e ON e."sequenceId" = q."id"
    WHERE q."userId" = tenant AND q."id" = sequence AND q."heldBefore" IS NOT NULL AND e."userId" = tenant
      AND (e."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e."status" IS NOT DISTINCT FROM 'ACTIVE'
      AND e."waitingRecipientId" < "loumass_cuid_floor"(q."heldBefore")
$$;
