-- What replies are matched by where Gmail has written its own Message-ID.
CREATE INDEX "Recipient_gmailThreadId_idx" ON "Recipient"("gmailThreadId") WHERE "gmailThreadId" IS NOT NULL;
CREATE INDEX "Recipient_messageId_idx" ON "Recipient"("messageId") WHERE "messageId" IS NOT NULL;
