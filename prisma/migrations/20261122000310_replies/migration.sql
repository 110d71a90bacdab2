-- Replies and bounces: the mailboxes that are read, what came in, the conversations, and providers' webhooks.

-- The guard paused it (too many bounces or complaints); who resumes it does so knowingly, and it is not paused again.
ALTER TABLE "Campaign"
    ADD COLUMN "guardedAt" TIMESTAMP(3);

-- Where the answers to a sender's mail arrive. Nothing in it is changed: it is read.
CREATE TABLE "Mailbox" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "senderId" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'imap',       -- imap, gmail
    "host" TEXT,
    "port" INTEGER,
    "security" TEXT NOT NULL DEFAULT 'tls',    -- none, starttls, tls
    "tlsVerify" BOOLEAN NOT NULL DEFAULT true,
    "auth" TEXT NOT NULL DEFAULT 'plain',      -- plain, xoauth2
    "username" TEXT,
    "secretSealed" BYTEA,
    "folder" TEXT NOT NULL DEFAULT 'INBOX',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "uidValidity" BIGINT,                      -- NULL: not read yet
    "uidNext" BIGINT,                          -- the first one that is not read
    "historyId" TEXT,
    "error" TEXT,                              -- why the last look failed; NULL: it went well
    "failures" INTEGER NOT NULL DEFAULT 0,
    "checkedAt" TIMESTAMP(3),
    "lastMessageAt" TIMESTAMP(3),
    "nextCheckAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Mailbox_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Mailbox_senderId_key" ON "Mailbox"("senderId");
CREATE INDEX "Mailbox_userId_idx" ON "Mailbox"("userId");
CREATE INDEX "Mailbox_nextCheckAt_idx" ON "Mailbox"("nextCheckAt");

-- A message or report that concerned a message of ours: once, however often it is read or delivered, with its evidence.
CREATE TABLE "InboundMessage" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,                       -- hash of its Message-ID, or the provider's id of the report
    "source" TEXT NOT NULL,                    -- imap, gmail, ses, postmark, sendgrid, mailgun
    "kind" TEXT NOT NULL,                      -- reply, auto_reply, bounce, delay, complaint, unsubscribe, delivered
    "bounce" TEXT,                             -- hard, soft, block
    "code" TEXT,                               -- enhanced status code, "5.1.1"
    "matchedBy" TEXT NOT NULL,                 -- in_reply_to, references, original_id, header, thread, address, recipient
    "recipientId" TEXT,
    "contactId" TEXT,
    "evidence" JSONB NOT NULL,
    "receivedAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InboundMessage_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "InboundMessage_userId_key_key" ON "InboundMessage"("userId", "key");
CREATE INDEX "InboundMessage_contactId_kind_idx" ON "InboundMessage"("contactId", "kind");
CREATE INDEX "InboundMessage_recipientId_idx" ON "InboundMessage"("recipientId");

-- What a contact and a tenant wrote each other after a message: one per recipient of a campaign, one per enrolment.
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,                       -- the recipient's id, or 'e:' and the enrolment's
    "contactId" TEXT NOT NULL,
    "senderId" TEXT,
    "recipientId" TEXT,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "subject" TEXT NOT NULL DEFAULT '',
    "excerpt" TEXT NOT NULL DEFAULT '',        -- how the last message begins
    "status" TEXT NOT NULL DEFAULT 'open',     -- open, snoozed, done
    "snoozedUntil" TIMESTAMP(3),
    "unread" BOOLEAN NOT NULL DEFAULT true,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "lastMessageAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Conversation_userId_key_key" ON "Conversation"("userId", "key");
CREATE INDEX "Conversation_userId_status_lastMessageAt_id_idx" ON "Conversation"("userId", "status", "lastMessageAt", "id");
CREATE INDEX "Conversation_contactId_idx" ON "Conversation"("contactId");

CREATE TABLE "ConversationMessage" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "direction" TEXT NOT NULL,                 -- in, out
    "status" TEXT NOT NULL DEFAULT 'received', -- in: received; out: sending, sent, failed, uncertain
    "error" TEXT,
    "messageId" TEXT,                          -- with <>
    "references" TEXT,
    "from" TEXT NOT NULL,
    "fromName" TEXT,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "inboundId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConversationMessage_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ConversationMessage_conversationId_at_id_idx" ON "ConversationMessage"("conversationId", "at", "id");
CREATE INDEX "ConversationMessage_userId_idx" ON "ConversationMessage"("userId");

-- Where a provider reports what became of mail. The address holds a token, of which only the hash is kept.
CREATE TABLE "WebhookEndpoint" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,                  -- ses, postmark, sendgrid, mailgun
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "secretSealed" BYTEA,                      -- what signatures are checked with
    "topic" TEXT,                              -- ses: the one topic it takes
    "received" BIGINT NOT NULL DEFAULT 0,
    "lastAt" TIMESTAMP(3),
    "error" TEXT,                              -- of the last delivery; NULL: it was taken
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "WebhookEndpoint_tokenHash_key" ON "WebhookEndpoint"("tokenHash");
CREATE INDEX "WebhookEndpoint_userId_idx" ON "WebhookEndpoint"("userId");

-- A tenant's rules; without a row the defaults hold.
CREATE TABLE "InboundSettings" (
    "userId" TEXT NOT NULL,
    "bounceRate" DOUBLE PRECISION DEFAULT 0.08,     -- a campaign is paused above it; NULL: never
    "complaintRate" DOUBLE PRECISION DEFAULT 0.003,
    "guardAfter" INTEGER NOT NULL DEFAULT 50,       -- messages sent before rates mean something
    "softBounces" INTEGER NOT NULL DEFAULT 3,       -- suppressed at this many soft bounces …
    "softBounceDays" INTEGER NOT NULL DEFAULT 30,   -- … within so many days
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InboundSettings_pkey" PRIMARY KEY ("userId")
);

ALTER TABLE "Mailbox" ADD CONSTRAINT "Mailbox_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Mailbox" ADD CONSTRAINT "Mailbox_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "InboundMessage" ADD CONSTRAINT "InboundMessage_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "InboundMessage" ADD CONSTRAINT "InboundMessage_recipientId_fkey" FOREIGN KEY ("recipientId") REFERENCES "Recipient"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "InboundMessage" ADD CONSTRAINT "InboundMessage_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "ConversationMessage" ADD CONSTRAINT "ConversationMessage_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "WebhookEndpoint" ADD CONSTRAINT "WebhookEndpoint_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "InboundSettings" ADD CONSTRAINT "InboundSettings_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['Mailbox', 'InboundMessage', 'Conversation', 'ConversationMessage', 'WebhookEndpoint', 'InboundSettings']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;
