-- Refusals whose words are in no table, from the session and from reports: each distinct text once, without addresses, hosts and
-- numbers, with how often it was seen. At most a few hundred texts a tenant; the oldest go.
CREATE TABLE "UnknownRefusal" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "way" TEXT NOT NULL,                       -- session, report
    "words" TEXT NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 1,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "UnknownRefusal_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "UnknownRefusal_userId_way_words_key" ON "UnknownRefusal"("userId", "way", "words");
CREATE INDEX "UnknownRefusal_userId_lastAt_idx" ON "UnknownRefusal"("userId", "lastAt");
CREATE INDEX "UnknownRefusal_lastAt_idx" ON "UnknownRefusal"("lastAt");
ALTER TABLE "UnknownRefusal" ADD CONSTRAINT "UnknownRefusal_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UnknownRefusal" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "UnknownRefusal" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));

DROP INDEX "InboundMessage_userId_receivedAt_idx";
