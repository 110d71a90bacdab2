-- What an import reads and finds: whether the file begins with the names of its columns, what looks like consent and is not used, and how
-- many addresses it put on the suppression list.
ALTER TABLE "Import" ADD COLUMN "header" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "Import" ADD COLUMN "warnings" JSONB;
ALTER TABLE "Import" ADD COLUMN "suppressed" BIGINT NOT NULL DEFAULT 0;

-- The import that put an address on the list, for its undo. Whoever puts the same address there again makes the row their own: the first
-- reason stays, and no undo takes it away.
ALTER TABLE "Suppression" ADD COLUMN "importId" TEXT;
CREATE FUNCTION "loumass_suppression_again"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE "Suppression" s SET "importId" = NULL
    WHERE s."userId" = NEW."userId" AND s."identity" = "loumass_identity"(NEW."email") AND s."importId" IS NOT NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER "Suppression_again" BEFORE INSERT ON "Suppression"
    FOR EACH ROW WHEN (NEW."importId" IS NULL AND NEW."email" IS NOT NULL) EXECUTE FUNCTION "loumass_suppression_again"();
