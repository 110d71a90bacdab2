-- What is asked for by page begins with its campaign, sequence or tenant.

-- Recipients that wait, failed or bounced: a mail enters it once, when it is planned. Its condition is no form in which the sending engine asks
-- for what waits: after a campaign an index of what waits looks empty, and would be read for every mail.
CREATE INDEX "Recipient_unsent_idx" ON "Recipient"("campaignId", "status", "id") WHERE "status" IS DISTINCT FROM 'SENT';

-- Few of a campaign, so that finding them among all the others is dear; what marks them changes with nothing else.
CREATE INDEX "Recipient_rare_idx" ON "Recipient"("campaignId", "id") WHERE "repliedAt" IS NOT NULL OR "unsubscribedAt" IS NOT NULL OR "inDoubt";

-- A tenant's events of a span of time: retention, reports, the export of an account.
CREATE INDEX "EmailEvent_userId_timestamp_idx" ON "EmailEvent"("userId", "timestamp");

-- Suppressions by reason, and those that are no address, newest first.
CREATE INDEX "Suppression_userId_id_idx" ON "Suppression"("userId", "id");
CREATE INDEX "Suppression_userId_reason_id_idx" ON "Suppression"("userId", "reason", "id");
CREATE INDEX "Suppression_kind_idx" ON "Suppression"("userId", "id") WHERE "email" IS NULL OR "email" LIKE '@%';

-- Conversations of any status, the newest first, and those of one campaign or sequence.
CREATE INDEX "Conversation_userId_newest_idx" ON "Conversation"("userId", "lastMessageAt", "id");
CREATE INDEX "Conversation_campaignId_idx" ON "Conversation"("campaignId", "lastMessageAt", "id") WHERE "campaignId" IS NOT NULL;
CREATE INDEX "Conversation_sequenceId_idx" ON "Conversation"("sequenceId", "lastMessageAt", "id") WHERE "sequenceId" IS NOT NULL;

-- Why people left a sequence early.
CREATE INDEX "SequenceEnrollment_exit_idx" ON "SequenceEnrollment"("sequenceId", "exitReason", "id") WHERE "exitReason" IS NOT NULL;
