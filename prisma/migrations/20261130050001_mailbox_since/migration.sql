-- Since when a mailbox is connected: its first reading begins there, however late it comes.
ALTER TABLE "Mailbox" ADD COLUMN "since" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
