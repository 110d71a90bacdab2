-- Sequences: versions of the steps, where each enrolment stands, the queue of what is due, the trace of every decision.
-- Additive: a Prisma client of the nine models keeps working.

ALTER TABLE "Sequence"
    ADD COLUMN "activatedAt" TIMESTAMP(3),
    ADD COLUMN "pausedAt" TIMESTAMP(3),
    ADD COLUMN "resumedAt" TIMESTAMP(3);

-- An enrolment is written at each move: room on the page keeps that off the indexes.
ALTER TABLE "SequenceEnrollment"
    ADD COLUMN "version" INTEGER,               -- of the steps it runs; NULL: the engine takes the sequence's current one
    ADD COLUMN "run" INTEGER NOT NULL DEFAULT 1, -- one more at each re-entry
    ADD COLUMN "phase" TEXT,                    -- of currentStep: arrived, begun, done (NULL: arrived)
    ADD COLUMN "stepStartedAt" TIMESTAMP(3),    -- when that phase began
    ADD COLUMN "waitingRecipientId" TEXT,       -- the mail whose sending it waits for
    ADD COLUMN "lastRecipientId" TEXT,          -- the last mail that was sent in this run
    ADD COLUMN "senderId" TEXT,                 -- who sent the first one: a thread stays with its sender
    ADD COLUMN "exitReason" TEXT,               -- NULL with COMPLETED: it came to the end
    ADD COLUMN "state" JSONB,                   -- of this run: {"sent": {stepId: recipientId}, "taken": {stepId: true|false}}
    ADD COLUMN "source" TEXT;                   -- manual, on_signup, on_event, api, prisma
ALTER TABLE "SequenceEnrollment" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX "SequenceEnrollment_sequenceId_status_id_idx" ON "SequenceEnrollment"("sequenceId", "status", "id");
CREATE INDEX "SequenceEnrollment_userId_idx" ON "SequenceEnrollment"("userId");
CREATE INDEX "Recipient_enrollmentId_idx" ON "Recipient"("enrollmentId") WHERE "enrollmentId" IS NOT NULL;

-- The steps as they were when people were enrolled; never changed.
CREATE TABLE "SequenceVersion" (
    "id" TEXT NOT NULL,
    "sequenceId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "steps" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SequenceVersion_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "SequenceVersion_sequenceId_version_key" ON "SequenceVersion"("sequenceId", "version");
CREATE INDEX "SequenceVersion_userId_idx" ON "SequenceVersion"("userId");

-- The queue: one row for each enrolment that is under way. What waits for a mail to be sent has a far date, and is woken by
-- the accounting of that mail.
CREATE TABLE "EnrollmentDue" (
    "enrollmentId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sequenceId" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,      -- of a step that may fail (a webhook)

    CONSTRAINT "EnrollmentDue_pkey" PRIMARY KEY ("enrollmentId")
);
CREATE INDEX "EnrollmentDue_sequenceId_dueAt_idx" ON "EnrollmentDue"("sequenceId", "dueAt");
CREATE INDEX "EnrollmentDue_userId_idx" ON "EnrollmentDue"("userId");
ALTER TABLE "EnrollmentDue" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE "EnrollmentTrace" (
    "id" TEXT NOT NULL,
    "enrollmentId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sequenceId" TEXT NOT NULL,
    "run" INTEGER NOT NULL DEFAULT 1,
    "stepId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "EnrollmentTrace_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "EnrollmentTrace_enrollmentId_id_idx" ON "EnrollmentTrace"("enrollmentId", "id");
CREATE INDEX "EnrollmentTrace_userId_idx" ON "EnrollmentTrace"("userId");

-- Counters, kept in the transaction that moves the enrolments.
CREATE TABLE "SequenceStats" (
    "sequenceId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "enrolled" BIGINT NOT NULL DEFAULT 0,
    "active" BIGINT NOT NULL DEFAULT 0,
    "completed" BIGINT NOT NULL DEFAULT 0,
    "paused" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "replied" BIGINT NOT NULL DEFAULT 0,        -- exits, by reason
    "unsubscribed" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "goal" BIGINT NOT NULL DEFAULT 0,
    "exited" BIGINT NOT NULL DEFAULT 0,         -- by an exit step, by hand, by an edit, for other reasons
    "secondsToComplete" BIGINT NOT NULL DEFAULT 0, -- summed over "completed"

    CONSTRAINT "SequenceStats_pkey" PRIMARY KEY ("sequenceId")
);
CREATE INDEX "SequenceStats_userId_idx" ON "SequenceStats"("userId");
ALTER TABLE "SequenceStats" SET (fillfactor = 50);

CREATE TABLE "SequenceStepStats" (
    "sequenceId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "entered" BIGINT NOT NULL DEFAULT 0,
    "passed" BIGINT NOT NULL DEFAULT 0,
    "waiting" BIGINT NOT NULL DEFAULT 0,
    "trueTaken" BIGINT NOT NULL DEFAULT 0,
    "falseTaken" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "SequenceStepStats_pkey" PRIMARY KEY ("sequenceId", "stepId")
);
CREATE INDEX "SequenceStepStats_userId_idx" ON "SequenceStepStats"("userId");
ALTER TABLE "SequenceStepStats" SET (fillfactor = 50);

-- Events that a tenant's own systems report; a key makes a report idempotent.
CREATE TABLE "ReceivedEvent" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "key" TEXT,
    "event" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "data" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ReceivedEvent_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ReceivedEvent_userId_key_key" ON "ReceivedEvent"("userId", "key");
CREATE INDEX "ReceivedEvent_contactId_event_createdAt_idx" ON "ReceivedEvent"("contactId", "event", "createdAt");

ALTER TABLE "SequenceVersion" ADD CONSTRAINT "SequenceVersion_sequenceId_fkey" FOREIGN KEY ("sequenceId") REFERENCES "Sequence"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "EnrollmentDue" ADD CONSTRAINT "EnrollmentDue_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "SequenceEnrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "EnrollmentTrace" ADD CONSTRAINT "EnrollmentTrace_enrollmentId_fkey" FOREIGN KEY ("enrollmentId") REFERENCES "SequenceEnrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SequenceStats" ADD CONSTRAINT "SequenceStats_sequenceId_fkey" FOREIGN KEY ("sequenceId") REFERENCES "Sequence"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SequenceStepStats" ADD CONSTRAINT "SequenceStepStats_sequenceId_fkey" FOREIGN KEY ("sequenceId") REFERENCES "Sequence"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ReceivedEvent" ADD CONSTRAINT "ReceivedEvent_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ReceivedEvent" ADD CONSTRAINT "ReceivedEvent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['SequenceVersion', 'EnrollmentDue', 'EnrollmentTrace', 'SequenceStats', 'SequenceStepStats', 'ReceivedEvent']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;
