-- Domains whose servers refuse a sender because of the sender itself (no reverse DNS name, SPF, a blocklist …): their mail rests, and is
-- tried again by itself. A row lives as long as that, and goes when a message is accepted.
CREATE TABLE "SenderRefusal" (
    "senderId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "advice" TEXT,
    "reply" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    "nextTryAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SenderRefusal_pkey" PRIMARY KEY ("senderId", "domain")
);
CREATE INDEX "SenderRefusal_userId_idx" ON "SenderRefusal" ("userId");
ALTER TABLE "SenderRefusal" ADD CONSTRAINT "SenderRefusal_senderId_fkey"
    FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SenderRefusal" ADD CONSTRAINT "SenderRefusal_userId_fkey"
    FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "SenderRefusal" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "SenderRefusal" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));
