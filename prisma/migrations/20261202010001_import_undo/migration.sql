-- An undo is a job in pieces: how many contacts it has deleted and restored, and the last one it has looked at.
ALTER TABLE "Import" ADD COLUMN "deleted" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Import" ADD COLUMN "restored" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Import" ADD COLUMN "undoAfter" TEXT;

-- Each piece takes some of the addresses that the import put on the list.
CREATE INDEX "Suppression_importId_idx" ON "Suppression"("importId") WHERE "importId" IS NOT NULL;
