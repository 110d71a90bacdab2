-- Google: signing in, connected mailboxes, and what Gmail answered to a message. Several senders may share a campaign.

ALTER TABLE "Recipient"
    ADD COLUMN "gmailThreadId" TEXT,
    ADD COLUMN "messageId" TEXT;               -- as it went out, when the provider wrote its own instead of ours

-- More senders that share the campaign with "senderId": a JSON array of their ids.
ALTER TABLE "Campaign"
    ADD COLUMN "senderIds" JSONB;

-- Who signs in by a provider: its name for the person, which never changes, as addresses do.
CREATE TABLE "Identity" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,                  -- google
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Identity_provider_subject_key" ON "Identity"("provider", "subject");
CREATE INDEX "Identity_userId_idx" ON "Identity"("userId");

-- A person on the way to the provider and back. The id is the hash of the state that travels.
CREATE TABLE "OAuthState" (
    "id" TEXT NOT NULL,
    "userId" TEXT,                             -- who connects a mailbox; NULL: somebody signs in
    "purpose" TEXT NOT NULL,                   -- signin, connect
    "senderId" TEXT,                           -- connects this one anew
    "ownClient" BOOLEAN NOT NULL DEFAULT false,
    "browserHash" TEXT NOT NULL,               -- of the cookie: who set out must come back
    "nonce" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,                  -- PKCE, sealed
    "returnTo" TEXT,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OAuthState_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "OAuthState_expiresAt_idx" ON "OAuthState"("expiresAt");
CREATE INDEX "OAuthState_userId_idx" ON "OAuthState"("userId");

-- A person's own OAuth client, instead of the operator's.
CREATE TABLE "GoogleClient" (
    "userId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GoogleClient_pkey" PRIMARY KEY ("userId")
);

-- A connected mailbox. The first one of a user keeps its tokens in "GmailToken", further ones keep them here; sealed in
-- both. The lease is of the refresh: one worker asks for a new access token, the others wait for it.
CREATE TABLE "GmailAccount" (
    "senderId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "workspace" BOOLEAN NOT NULL DEFAULT false,
    "ownClient" BOOLEAN NOT NULL DEFAULT false,
    "inToken" BOOLEAN NOT NULL DEFAULT false,  -- the tokens are in "GmailToken"
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "expiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "leasedUntil" TIMESTAMP(3),
    "connectedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disconnectedAt" TIMESTAMP(3),

    CONSTRAINT "GmailAccount_pkey" PRIMARY KEY ("senderId")
);
CREATE UNIQUE INDEX "GmailAccount_userId_subject_key" ON "GmailAccount"("userId", "subject");

ALTER TABLE "Identity" ADD CONSTRAINT "Identity_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "OAuthState" ADD CONSTRAINT "OAuthState_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GoogleClient" ADD CONSTRAINT "GoogleClient_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GmailAccount" ADD CONSTRAINT "GmailAccount_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GmailAccount" ADD CONSTRAINT "GmailAccount_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['Identity', 'OAuthState', 'GoogleClient', 'GmailAccount']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;
