-- Two people (or programs) may write the same contact: each change of what is written counts "revision" up, whoever makes it, and notes which
-- columns it was. The figures that change with every mail do not come here.
ALTER TABLE "Contact" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB;

CREATE FUNCTION "loumass_contact_revised"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."revision" := OLD."revision" + 1;
    NEW."revisedFields" := coalesce(OLD."revisedFields", '{}') || jsonb_strip_nulls(jsonb_build_object(
        'email', CASE WHEN NEW."email" IS DISTINCT FROM OLD."email" THEN NEW."revision" END,
        'firstName', CASE WHEN NEW."firstName" IS DISTINCT FROM OLD."firstName" THEN NEW."revision" END,
        'lastName', CASE WHEN NEW."lastName" IS DISTINCT FROM OLD."lastName" THEN NEW."revision" END,
        'tags', CASE WHEN NEW."tags" IS DISTINCT FROM OLD."tags" THEN NEW."revision" END,
        'variables', CASE WHEN NEW."variables" IS DISTINCT FROM OLD."variables" THEN NEW."revision" END,
        'status', CASE WHEN NEW."status" IS DISTINCT FROM OLD."status" THEN NEW."revision" END,
        'timezone', CASE WHEN NEW."timezone" IS DISTINCT FROM OLD."timezone" THEN NEW."revision" END));
    NEW."updatedAt" := greatest((clock_timestamp() AT TIME ZONE 'UTC')::timestamp(3), OLD."updatedAt" + interval '1 millisecond');
    RETURN NEW;
END $$;
CREATE TRIGGER "Contact_revise" BEFORE UPDATE OF "email", "firstName", "lastName", "tags", "variables", "status", "timezone" ON "Contact" FOR EACH ROW
    WHEN (OLD."email" IS DISTINCT FROM NEW."email" OR OLD."firstName" IS DISTINCT FROM NEW."firstName" OR OLD."lastName" IS DISTINCT FROM NEW."lastName"
          OR OLD."tags" IS DISTINCT FROM NEW."tags" OR OLD."variables" IS DISTINCT FROM NEW."variables" OR OLD."status" IS DISTINCT FROM NEW."status"
          OR OLD."timezone" IS DISTINCT FROM NEW."timezone") EXECUTE FUNCTION "loumass_contact_revised"();
