-- Senders that log in by XOAUTH2 with tokens that are fetched for them: by a refresh token, or by the client's own right (RFC 6749
-- sections 6 and 4.4). The lease is of the fetching: one process asks, the others wait for what comes of it.
ALTER TABLE "Sender"
    ADD COLUMN "tokenUrl" TEXT,                -- the token endpoint; NULL: the secret is used as it is
    ADD COLUMN "clientId" TEXT,
    ADD COLUMN "scope" TEXT,
    ADD COLUMN "clientSecretSealed" BYTEA,
    ADD COLUMN "refreshTokenSealed" BYTEA,     -- NULL: client credentials
    ADD COLUMN "accessTokenSealed" BYTEA,
    ADD COLUMN "tokenExpiresAt" TIMESTAMP(3),
    ADD COLUMN "tokenChangedAt" TIMESTAMP(3),
    ADD COLUMN "tokenRetryAt" TIMESTAMP(3),    -- after a failure: not before
    ADD COLUMN "tokenLeasedUntil" TIMESTAMP(3),
    ADD COLUMN "tokenError" TEXT;
CREATE INDEX "Sender_tokenExpiresAt_idx" ON "Sender"("tokenExpiresAt") WHERE "tokenUrl" IS NOT NULL;
