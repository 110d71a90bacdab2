-- Tracking domains that are verified, DKIM keys, what DNS said of a domain, the ramp of a new sender, what a preflight found.

ALTER TABLE "TrackingDomain"
    ADD COLUMN "found" JSONB,                  -- what DNS said at the last check
    ADD COLUMN "error" TEXT,                   -- what is wrong with it, for people; NULL: nothing
    ADD COLUMN "checkedAt" TIMESTAMP(3),
    ADD COLUMN "nextCheckAt" TIMESTAMP(3),
    ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0; -- checks in a row that found something else

ALTER TABLE "Sender"
    ADD COLUMN "dkim" BOOLEAN NOT NULL DEFAULT false, -- we sign: its relay does not
    ADD COLUMN "warmupStart" INTEGER,          -- messages on the first day
    ADD COLUMN "warmupTarget" INTEGER,         -- the ramp ends there; NULL: no warm-up
    ADD COLUMN "warmupLimit" INTEGER,          -- of any 24 hours, now
    ADD COLUMN "warmupStartedAt" TIMESTAMP(3),
    ADD COLUMN "warmupStepAt" TIMESTAMP(3),    -- when the limit was last looked at
    ADD COLUMN "warmupNote" TEXT;              -- why it is what it is

CREATE TABLE "DkimKey" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "selector" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,                 -- rsa-sha256, ed25519-sha256
    "privateSealed" BYTEA NOT NULL,
    "publicKey" TEXT NOT NULL,                 -- base64, as it stands in DNS
    "state" TEXT NOT NULL DEFAULT 'waiting',   -- waiting (for its record), active (signs), retiring (its record must stay)
    "error" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checkedAt" TIMESTAMP(3),
    "activatedAt" TIMESTAMP(3),
    "rotateAt" TIMESTAMP(3),                   -- active: when its successor is due; retiring: when it may go

    CONSTRAINT "DkimKey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "DkimKey_userId_domain_selector_key" ON "DkimKey"("userId", "domain", "selector");

-- The last look at a domain's records, so that a page need not ask DNS each time.
CREATE TABLE "DomainCheck" (
    "userId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "checkedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DomainCheck_pkey" PRIMARY KEY ("userId", "domain")
);

-- What the network said of a campaign or a sequence (its links, its sender's domain, the spam score), and of which version.
CREATE TABLE "Preflight" (
    "id" TEXT NOT NULL,                        -- the campaign's or sequence's id
    "userId" TEXT NOT NULL,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "version" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "checkedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Preflight_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Preflight_userId_idx" ON "Preflight"("userId");
CREATE INDEX "Preflight_campaignId_idx" ON "Preflight"("campaignId");
CREATE INDEX "Preflight_sequenceId_idx" ON "Preflight"("sequenceId");

ALTER TABLE "DkimKey" ADD CONSTRAINT "DkimKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DomainCheck" ADD CONSTRAINT "DomainCheck_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Preflight" ADD CONSTRAINT "Preflight_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Preflight" ADD CONSTRAINT "Preflight_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Preflight" ADD CONSTRAINT "Preflight_sequenceId_fkey" FOREIGN KEY ("sequenceId") REFERENCES "Sequence"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['DkimKey', 'DomainCheck', 'Preflight']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;
