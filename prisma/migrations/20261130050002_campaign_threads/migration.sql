-- A campaign may follow up on another: each person gets it in the thread of the mail they had.
-- "replyToCampaignId" names that campaign; "Campaign"."gmailThreadId", which other programs may set, names it by a thread of its mails. No
-- foreign key: when that campaign is deleted, the follow-up must not silently become an ordinary campaign. "replyElse": what becomes of
-- people without such a mail, 'new' (a mail of their own, also NULL) or 'skip'.
ALTER TABLE "Campaign" ADD COLUMN "replyToCampaignId" TEXT, ADD COLUMN "replyElse" TEXT;

-- "replyToId": the mail that this one answers. "subject": of a campaign's mail whose subject differs from person to person.
ALTER TABLE "Recipient" ADD COLUMN "replyToId" TEXT, ADD COLUMN "subject" TEXT;

-- The addresses a sender had, with the instant each was given up: the Message-IDs of its mails had their domains.
ALTER TABLE "Sender" ADD COLUMN "formerEmails" JSONB;
CREATE FUNCTION "loumass_sender_address"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF lower(split_part(NEW."fromEmail", '@', 2)) IS DISTINCT FROM lower(split_part(OLD."fromEmail", '@', 2)) THEN
        NEW."formerEmails" := coalesce(OLD."formerEmails", '[]')
            || jsonb_build_array(jsonb_build_object('email', OLD."fromEmail", 'until', now() AT TIME ZONE 'UTC'));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "Sender_address" BEFORE UPDATE OF "fromEmail" ON "Sender"
    FOR EACH ROW EXECUTE FUNCTION "loumass_sender_address"();

-- The address that a sender had at that time.
CREATE FUNCTION "loumass_sender_email"(now_email TEXT, former JSONB, at TIMESTAMP) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((SELECT f ->> 'email' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(former) = 'array' THEN former ELSE '[]' END) AS t (f)
                     WHERE (f ->> 'until')::timestamp > at ORDER BY (f ->> 'until')::timestamp LIMIT 1), now_email)
$$;

-- What a campaign follows up on: a campaign's id, or a sequence's behind 's:'; NULL: nothing, or nothing that is there.
CREATE FUNCTION "loumass_reply_source"(tenant TEXT, campaign TEXT, thread TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN campaign IS NOT NULL
        THEN (SELECT c."id" FROM "Campaign" c WHERE c."userId" = tenant AND c."id" = campaign)
        ELSE (SELECT coalesce(r."campaignId", 's:' || r."sequenceId") FROM "Recipient" r
              WHERE r."userId" = tenant AND r."gmailThreadId" = thread AND r."status" = 'SENT'
              ORDER BY r."sentAt", r."id" LIMIT 1) END
$$;

-- Of each person, the last mail that went out of that source.
CREATE FUNCTION "loumass_reply_mails"(tenant TEXT, source TEXT)
    RETURNS TABLE ("id" TEXT, "contactId" TEXT, "senderId" TEXT) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (m."contactId") m."id", m."contactId", m."senderId"
    FROM (SELECT r."id", r."contactId", r."senderId", r."sentAt" FROM "Recipient" r
          WHERE r."userId" = tenant AND r."campaignId" = source AND r."status" = 'SENT'
          UNION ALL
          SELECT r."id", r."contactId", r."senderId", r."sentAt" FROM "Recipient" r
          WHERE r."userId" = tenant AND r."sequenceId" = substr(source, 3) AND source LIKE 's:%' AND r."status" = 'SENT') m
    ORDER BY m."contactId", m."sentAt" DESC, m."id" DESC
$$;
