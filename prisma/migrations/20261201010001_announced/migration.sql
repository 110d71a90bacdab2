-- How far a worker may go in a range that it has leased, so that what it may have sent when it is lost is known closely: the first
-- "announced" of the recipients that were PENDING at the claim, or, once it has announced more, those up to "announcedTo". It counts
-- only where "announcedBy" is the lease's owner: an older version of the program announces nothing and may go as far as "granted".
ALTER TABLE "SendBatch"
    ADD COLUMN "announced" INTEGER,
    ADD COLUMN "announcedTo" TEXT,
    ADD COLUMN "announcedBy" TEXT;

-- A retry that was claimed and may not be begun yet: "unbegunBy" is then the lease's owner.
ALTER TABLE "SendRetry" ADD COLUMN "unbegunBy" TEXT;
