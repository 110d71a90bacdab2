-- What sending asks for several times a second does not read ranges and retries that cannot be taken: those of an hour to come, or in somebody's hand.

-- The time from which a range may be taken.
CREATE INDEX "SendBatch_free_idx" ON "SendBatch"("sourceId", (coalesce(greatest("leasedUntil", "notBefore"), 'epoch'::timestamp)));
-- The order in which they are taken.
CREATE INDEX "SendBatch_next_idx" ON "SendBatch"("sourceId", "priority" DESC, "firstId");
-- Those of a sender that somebody has in hand.
CREATE INDEX "SendBatch_held_idx" ON "SendBatch"("senderId") WHERE "leasedBy" IS NOT NULL;
CREATE INDEX "SendRetry_sourceId_dueAt_idx" ON "SendRetry"("sourceId", "dueAt");
CREATE INDEX "SendSource_campaignId_idx" ON "SendSource"("campaignId");
