-- What somebody asked of an account by mail: a registration, a forgotten password, another address; and the mail of the
-- installation itself that was kept instead of sent. Neither belongs to a tenant: no role but the owner reaches them.

CREATE TABLE "AccountRequest" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,                      -- register, forgot, address, notice
    "email" TEXT NOT NULL,                     -- lower case; of an address: the new one
    "name" TEXT,
    "passwordHash" TEXT,                       -- of a registration: the password that was chosen
    "locale" TEXT,
    "accountId" TEXT,                          -- of an address and a notice: whose
    "notice" TEXT,                             -- of a notice: what happened
    "status" TEXT NOT NULL DEFAULT 'WAITING',  -- WAITING, MAILED, DROPPED, FAILED
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failureReason" TEXT,
    "tokenHash" TEXT,                          -- of the link in the mail, which is made when the mail is
    "oldTokenHash" TEXT,                       -- of an address: of the link in the mail to the old one
    "confirmedAt" TIMESTAMP(3),
    "oldConfirmedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AccountRequest_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "AccountRequest_tokenHash_key" ON "AccountRequest"("tokenHash");
CREATE UNIQUE INDEX "AccountRequest_oldTokenHash_key" ON "AccountRequest"("oldTokenHash");
CREATE INDEX "AccountRequest_status_nextTryAt_idx" ON "AccountRequest"("status", "nextTryAt");
CREATE INDEX "AccountRequest_email_kind_idx" ON "AccountRequest"("email", "kind");
CREATE INDEX "AccountRequest_accountId_idx" ON "AccountRequest"("accountId");
ALTER TABLE "AccountRequest" ADD CONSTRAINT "AccountRequest_accountId_fkey"
    FOREIGN KEY ("accountId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "SystemMail" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,                    -- CAPTURED, SENT, FAILED
    "error" TEXT,
    "textSealed" BYTEA,                        -- of captured mail: its text, with the link
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SystemMail_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SystemMail_createdAt_idx" ON "SystemMail"("createdAt");
