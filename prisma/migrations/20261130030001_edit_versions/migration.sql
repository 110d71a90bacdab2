-- Two people (or programs) may write the same campaign or sequence: each change of what is written counts "revision" up,
-- whoever makes it, and notes which columns it was. "sendAnyway": sent although our judgement advised against it.

ALTER TABLE "Campaign" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB,
    ADD COLUMN "sendAnyway" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Sequence" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB;

-- "replyToCampaignId", "replyElse" and "delivery" come with a later migration: the function names them, the triggers' lists cannot.
-- "revisedFields" holds, per column, the revision that changed it last. "updatedAt" goes by this server's clock and never back:
-- the clocks of those who write may differ.
CREATE FUNCTION "loumass_revise"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb;
BEGIN
    IF TG_TABLE_NAME = 'Campaign' THEN
        SELECT jsonb_object_agg(v."name", OLD."revision" + 1) INTO changed
        FROM (VALUES ('name', NEW."name" IS DISTINCT FROM OLD."name"), ('subject', NEW."subject" IS DISTINCT FROM OLD."subject"),
                     ('content', NEW."content" IS DISTINCT FROM OLD."content"), ('design', NEW."design" IS DISTINCT FROM OLD."design"),
                     ('textContent', NEW."textContent" IS DISTINCT FROM OLD."textContent"),
                     ('contentFormat', NEW."contentFormat" IS DISTINCT FROM OLD."contentFormat"),
                     ('preheader', NEW."preheader" IS DISTINCT FROM OLD."preheader"), ('audience', NEW."audience" IS DISTINCT FROM OLD."audience"),
                     ('senderId', NEW."senderId" IS DISTINCT FROM OLD."senderId"), ('senderIds', NEW."senderIds" IS DISTINCT FROM OLD."senderIds"),
                     ('fromName', NEW."fromName" IS DISTINCT FROM OLD."fromName"), ('replyTo', NEW."replyTo" IS DISTINCT FROM OLD."replyTo"),
                     ('topicId', NEW."topicId" IS DISTINCT FROM OLD."topicId"),
                     ('gmailThreadId', NEW."gmailThreadId" IS DISTINCT FROM OLD."gmailThreadId"),
                     ('replyToCampaignId', NEW."replyToCampaignId" IS DISTINCT FROM OLD."replyToCampaignId"),
                     ('replyElse', NEW."replyElse" IS DISTINCT FROM OLD."replyElse"), ('delivery', NEW."delivery" IS DISTINCT FROM OLD."delivery"),
                     ('trackingEnabled', NEW."trackingEnabled" IS DISTINCT FROM OLD."trackingEnabled")) AS v ("name", "is")
        WHERE v."is";
    ELSE
        SELECT jsonb_object_agg(v."name", OLD."revision" + 1) INTO changed
        FROM (VALUES ('name', NEW."name" IS DISTINCT FROM OLD."name"), ('description', NEW."description" IS DISTINCT FROM OLD."description"),
                     ('steps', NEW."steps" IS DISTINCT FROM OLD."steps"), ('settings', NEW."settings" IS DISTINCT FROM OLD."settings"),
                     ('triggerType', NEW."triggerType" IS DISTINCT FROM OLD."triggerType"),
                     ('senderId', NEW."senderId" IS DISTINCT FROM OLD."senderId"), ('topicId', NEW."topicId" IS DISTINCT FROM OLD."topicId"),
                     ('trackingEnabled', NEW."trackingEnabled" IS DISTINCT FROM OLD."trackingEnabled")) AS v ("name", "is")
        WHERE v."is";
    END IF;
    IF changed IS NOT NULL THEN
        NEW."revision" := OLD."revision" + 1;
        NEW."revisedFields" := coalesce(OLD."revisedFields", '{}'::jsonb) || changed;
        NEW."updatedAt" := greatest((clock_timestamp() AT TIME ZONE 'UTC')::timestamp(3), OLD."updatedAt" + interval '1 millisecond');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "Campaign_revise" BEFORE UPDATE OF "name", "subject", "content", "design", "textContent", "contentFormat", "preheader", "audience",
    "senderId", "senderIds", "fromName", "replyTo", "topicId", "gmailThreadId", "trackingEnabled" ON "Campaign"
    FOR EACH ROW EXECUTE FUNCTION "loumass_revise"();
CREATE TRIGGER "Sequence_revise" BEFORE UPDATE OF "name", "description", "steps", "settings", "triggerType", "senderId", "topicId", "trackingEnabled"
    ON "Sequence" FOR EACH ROW EXECUTE FUNCTION "loumass_revise"();

-- Link figures kept the first clicker's own URL. Where an address stands in one, it goes; the template comes with the next click.
UPDATE "LinkStats" SET "url" = NULL WHERE "url" LIKE '%@%' OR "url" ILIKE '%\%40%';
