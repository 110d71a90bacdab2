-- What came back and matched nothing, who waits for a decision or a return, and why each message was taken for what it is.

-- Why a bounce was refused ("no_mailbox", "not_understood", …), for the operator's list of those that are in no table.
ALTER TABLE "InboundMessage"
    ADD COLUMN "cause" TEXT;
CREATE INDEX "InboundMessage_userId_receivedAt_idx" ON "InboundMessage"("userId", "receivedAt") WHERE "cause" = 'not_understood';

-- A doubtful wish to leave: somebody decides.
ALTER TABLE "Conversation"
    ADD COLUMN "asksToLeave" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "Conversation_userId_lastMessageAt_id_idx" ON "Conversation"("userId", "lastMessageAt", "id") WHERE "asksToLeave";
ALTER TABLE "ConversationMessage"
    ADD COLUMN "kind" TEXT,                     -- of what came in: reply, auto_reply, unsubscribe …
    ADD COLUMN "why" TEXT;                      -- one sentence: why it is of this kind

-- Days that unmatched messages are kept; 0: they are not kept at all.
ALTER TABLE "InboundSettings"
    ADD COLUMN "unmatchedDays" INTEGER NOT NULL DEFAULT 30;

-- Messages of a mailbox that were no answers to ours: not kept, but counted.
ALTER TABLE "Mailbox"
    ADD COLUMN "unrelated" BIGINT NOT NULL DEFAULT 0;

-- Sequences send a contact nothing until then: they are away, or may have asked to leave (until NULL: somebody decides).
CREATE TABLE "ContactHold" (
    "contactId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,                    -- away, asks_to_leave
    "until" TIMESTAMP(3),
    "words" TEXT,                              -- theirs, that say so
    "colleague" TEXT,                          -- address of somebody they name
    "colleagueName" TEXT,
    "inboundId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ContactHold_pkey" PRIMARY KEY ("contactId")
);
CREATE INDEX "ContactHold_userId_createdAt_idx" ON "ContactHold"("userId", "createdAt");

-- What answers or reports and is about none of our messages, as far as can be told: a person assigns it or lets it go.
CREATE TABLE "UnmatchedMessage" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,                       -- as InboundMessage's
    "senderId" TEXT,                           -- of the mailbox
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',     -- open, assigned, dismissed
    "kind" TEXT NOT NULL,
    "bounce" TEXT,
    "code" TEXT,
    "cause" TEXT,
    "leave" TEXT NOT NULL DEFAULT 'no',        -- no, doubtful, sure
    "why" TEXT NOT NULL DEFAULT '',
    "messageId" TEXT,
    "references" TEXT,
    "from" TEXT NOT NULL DEFAULT '',
    "fromName" TEXT,
    "to" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "recipient" TEXT,                          -- the address that a report is about
    "evidence" JSONB NOT NULL DEFAULT '{}',
    "contactId" TEXT,                          -- whose address it has: proposed
    "recipientId" TEXT,                        -- the message it was assigned to
    "receivedAt" TIMESTAMP(3) NOT NULL,
    "decidedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "UnmatchedMessage_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "UnmatchedMessage_userId_key_key" ON "UnmatchedMessage"("userId", "key");
CREATE INDEX "UnmatchedMessage_userId_status_receivedAt_id_idx" ON "UnmatchedMessage"("userId", "status", "receivedAt", "id");
CREATE INDEX "UnmatchedMessage_contactId_idx" ON "UnmatchedMessage"("contactId");
CREATE INDEX "UnmatchedMessage_recipientId_idx" ON "UnmatchedMessage"("recipientId");
CREATE INDEX "UnmatchedMessage_senderId_idx" ON "UnmatchedMessage"("senderId");

ALTER TABLE "ContactHold" ADD CONSTRAINT "ContactHold_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ContactHold" ADD CONSTRAINT "ContactHold_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UnmatchedMessage" ADD CONSTRAINT "UnmatchedMessage_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UnmatchedMessage" ADD CONSTRAINT "UnmatchedMessage_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "UnmatchedMessage" ADD CONSTRAINT "UnmatchedMessage_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UnmatchedMessage" ADD CONSTRAINT "UnmatchedMessage_recipientId_fkey" FOREIGN KEY ("recipientId") REFERENCES "Recipient"("id") ON DELETE SET NULL ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['ContactHold', 'UnmatchedMessage']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;

-- Nine in the morning of the first working day from `day` on, in the first of the zones that exists.
CREATE FUNCTION "loumass_working_morning"(day DATE, zones TEXT[]) RETURNS TIMESTAMP LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone TEXT;
    at TIMESTAMP;
BEGIN
    WHILE extract(isodow FROM day) > 5 LOOP
        day := day + 1;
    END LOOP;
    FOREACH zone IN ARRAY zones || ARRAY['UTC'] LOOP
        CONTINUE WHEN coalesce(zone, '') = '';
        BEGIN
            at := (day + TIME '09:00') AT TIME ZONE zone AT TIME ZONE 'UTC';
            RETURN at;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END LOOP;
    RETURN day + TIME '09:00';
END $$;
