-- What each of the senders that share a campaign has of it: recipients planned, and mails handed over.
CREATE TABLE "CampaignSender" (
    "campaignId" TEXT NOT NULL,
    "senderId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "recipients" BIGINT NOT NULL DEFAULT 0,
    "sent" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "CampaignSender_pkey" PRIMARY KEY ("campaignId", "senderId")
);
CREATE INDEX "CampaignSender_userId_idx" ON "CampaignSender"("userId");
ALTER TABLE "CampaignSender" ADD CONSTRAINT "CampaignSender_campaignId_fkey"
    FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "CampaignSender" ADD CONSTRAINT "CampaignSender_senderId_fkey"
    FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "CampaignSender" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "CampaignSender" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));

INSERT INTO "CampaignSender" ("campaignId", "senderId", "userId", "recipients", "sent")
SELECT c."id", s."id", c."userId", count(*), count(r."sentAt")
FROM "Campaign" c JOIN "Recipient" r ON r."campaignId" = c."id" JOIN "Sender" s ON s."id" = r."senderId"
WHERE jsonb_typeof(c."senderIds") = 'array' GROUP BY 1, 2, 3;
