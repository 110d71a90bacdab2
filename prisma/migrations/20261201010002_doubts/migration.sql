-- Doubts that a person decides: resolution "held" waits for them; then it is "resent", "discarded" or "confirmed".
ALTER TABLE "InDoubt" ADD COLUMN "decidedAt" TIMESTAMP(3);
CREATE INDEX "InDoubt_owner_idx" ON "InDoubt"(coalesce("campaignId", "sequenceId"), "id");
