-- How far the plan of a campaign is: it is written in parts of the audience, in the order of identities, so that its first mails leave before
-- all of it is planned and others have their turn. No row: nothing of it is planned, or all.
CREATE TABLE "CampaignPlan" (
    "campaignId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "after" TEXT NOT NULL,                     -- the last identity that was looked at
    "prefix" TEXT NOT NULL,                    -- of all its recipients' ids, which count up behind it
    "ids" BIGINT NOT NULL DEFAULT 0,           -- how many were given
    "recipients" BIGINT NOT NULL DEFAULT 0,
    "size" BIGINT NOT NULL DEFAULT 20000,      -- how many contacts the next part looks at
    "partAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CampaignPlan_pkey" PRIMARY KEY ("campaignId")
);
CREATE INDEX "CampaignPlan_userId_idx" ON "CampaignPlan"("userId");
ALTER TABLE "CampaignPlan" ADD CONSTRAINT "CampaignPlan_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "CampaignPlan" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "CampaignPlan" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));
