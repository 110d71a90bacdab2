-- Senders, forms and topics are written by several people, too: a version each, as campaigns and sequences have.

ALTER TABLE "Sender" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB;
-- "language" (en, de): of the form's own words, the page's beside those of its writer; NULL: the browser's.
ALTER TABLE "SignupForm" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB, ADD COLUMN "language" TEXT;
ALTER TABLE "Topic" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT 1, ADD COLUMN "revisedFields" JSONB;

-- The trigger's arguments are the columns that people write. Sealed ones are told by the field they are set by.
CREATE FUNCTION "loumass_revise_row"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_ jsonb := to_jsonb(NEW);
    was jsonb := to_jsonb(OLD);
    changed jsonb;
BEGIN
    SELECT jsonb_object_agg(regexp_replace(c."name", 'Sealed$', ''), OLD."revision" + 1) INTO changed
    FROM unnest(TG_ARGV) AS c ("name") WHERE now_ -> c."name" IS DISTINCT FROM was -> c."name";
    IF changed IS NOT NULL THEN
        NEW."revision" := OLD."revision" + 1;
        NEW."revisedFields" := coalesce(OLD."revisedFields", '{}'::jsonb) || changed;
        NEW."updatedAt" := greatest((clock_timestamp() AT TIME ZONE 'UTC')::timestamp(3), OLD."updatedAt" + interval '1 millisecond');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "Sender_revise" BEFORE UPDATE OF "name", "fromEmail", "fromName", "replyTo", "host", "port", "security", "tlsVerify", "auth", "username",
    "secretSealed", "perSecond", "perHour", "perDay", "maxConnections", "isDefault", "dkim", "replyTags", "warmupTarget", "tokenUrl", "clientId",
    "scope", "clientSecretSealed" ON "Sender" FOR EACH ROW
    EXECUTE FUNCTION "loumass_revise_row"('name', 'fromEmail', 'fromName', 'replyTo', 'host', 'port', 'security', 'tlsVerify', 'auth', 'username',
        'secretSealed', 'perSecond', 'perHour', 'perDay', 'maxConnections', 'isDefault', 'dkim', 'replyTags', 'warmupTarget', 'tokenUrl', 'clientId',
        'scope', 'clientSecretSealed');
CREATE TRIGGER "SignupForm_revise" BEFORE UPDATE OF "senderId", "name", "title", "intro", "consentText", "buttonText", "askName", "tags", "topicIds",
    "captcha", "active", "confirmSubject", "confirmText", "redirectUrl", "language" ON "SignupForm" FOR EACH ROW
    EXECUTE FUNCTION "loumass_revise_row"('senderId', 'name', 'title', 'intro', 'consentText', 'buttonText', 'askName', 'tags', 'topicIds',
        'captcha', 'active', 'confirmSubject', 'confirmText', 'redirectUrl', 'language');
CREATE TRIGGER "Topic_revise" BEFORE UPDATE OF "name", "description", "optIn", "position" ON "Topic" FOR EACH ROW
    EXECUTE FUNCTION "loumass_revise_row"('name', 'description', 'optIn', 'position');
