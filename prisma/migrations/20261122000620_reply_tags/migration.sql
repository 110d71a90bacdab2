-- A sender may mark its Reply-To, and the envelope of its SMTP mail, with the recipient's id.
ALTER TABLE "Sender" ADD COLUMN "replyTags" BOOLEAN NOT NULL DEFAULT false;
