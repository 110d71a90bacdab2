-- Counts of what lists and pages show, kept by difference whoever writes: contacts by status and tag, choices by topic, suppressions by reason
-- and kind. A change is a row that is added, so that nobody waits for a counter; a worker adds the changes up. What counts is the sum.

CREATE TABLE "Tally" (
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,                      -- status, tag, wanted, refused, suppressed
    "key" TEXT NOT NULL,                       -- the status, tag, topic; of suppressions the reason, ':' and address, domain or hash
    "n" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "Tally_pkey" PRIMARY KEY ("userId", "kind", "key")
);
ALTER TABLE "Tally" ADD CONSTRAINT "Tally_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "TallyChange" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "n" BIGINT NOT NULL,

    CONSTRAINT "TallyChange_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "TallyChange_userId_idx" ON "TallyChange"("userId");
ALTER TABLE "TallyChange" ADD CONSTRAINT "TallyChange_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who has a tag, in the order of lists. A very long tag by how it begins. It follows the contacts by trigger,
-- which costs less than a foreign key.
CREATE TABLE "ContactTag" (
    "userId" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,

    CONSTRAINT "ContactTag_pkey" PRIMARY KEY ("userId", "tag", "contactId")
);
ALTER TABLE "ContactTag" ADD CONSTRAINT "ContactTag_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['Tally', 'TallyChange', 'ContactTag'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;

-- The tags of a contact, each once, as they are kept.
CREATE FUNCTION "loumass_tags"(tags JSONB) RETURNS SETOF TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT left(t.tag, 200) FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(tags) = 'array' THEN tags ELSE '[]' END) AS t (tag) WHERE t.tag IS NOT NULL
$$;

-- With its tenant everything goes: then there is nothing to count. Its tags are found by their key, whatever the statistics say: a plan that was
-- made while the table was small would read all of it for each contact.
CREATE FUNCTION "loumass_contacts_counted"() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, c."userId", 'status', c."status", count(*) FROM added c GROUP BY 2, 4;
        IF EXISTS (SELECT 1 FROM added c WHERE c."tags" IS NOT NULL AND c."tags" <> '[]') THEN
            WITH put AS (
                INSERT INTO "ContactTag" ("userId", "tag", "contactId")
                SELECT c."userId", t.tag, c."id" FROM added c, "loumass_tags"(c."tags") AS t (tag)
                ON CONFLICT DO NOTHING RETURNING "userId", "tag")
            INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
            SELECT gen_random_uuid()::text, p."userId", 'tag', p."tag", count(*) FROM put p GROUP BY 2, 4;
        END IF;
    ELSE
        WITH had AS MATERIALIZED (
            SELECT c."userId", t.tag, c."id" FROM gone c, "loumass_tags"(c."tags") AS t (tag)
        ), untagged AS (
            DELETE FROM "ContactTag" d USING had h
            WHERE d."userId" = h."userId" AND d."tag" = h.tag AND d."contactId" = h."id" RETURNING d."userId", d."tag")
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, v."userId", v."kind", v."key", -count(*)
        FROM (SELECT c."userId", 'status' AS "kind", c."status" AS "key" FROM gone c UNION ALL SELECT g."userId", 'tag', g."tag" FROM untagged g) v
        WHERE EXISTS (SELECT 1 FROM "User" u WHERE u."id" = v."userId") GROUP BY 2, 3, 4;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "Contact_counted" AFTER INSERT ON "Contact"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "loumass_contacts_counted"();
CREATE TRIGGER "Contact_counted_gone" AFTER DELETE ON "Contact"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_contacts_counted"();

-- Only for what changes a status or tags: the counters of mail, which change with every mail, do not come here.
CREATE FUNCTION "loumass_contact_recounted"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before JSONB := CASE WHEN jsonb_typeof(OLD."tags") = 'array' THEN OLD."tags" ELSE '[]' END;
    after JSONB := CASE WHEN jsonb_typeof(NEW."tags") = 'array' THEN NEW."tags" ELSE '[]' END;
    less JSONB;
    more JSONB;
    gone TEXT;
BEGIN
    IF NEW."status" IS DISTINCT FROM OLD."status" THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        VALUES (gen_random_uuid()::text, NEW."userId", 'status', OLD."status", -1), (gen_random_uuid()::text, NEW."userId", 'status', NEW."status", 1);
    END IF;
    IF NEW."tags" IS DISTINCT FROM OLD."tags" THEN
        less := before - ARRAY(SELECT jsonb_array_elements_text(after));
        more := after - ARRAY(SELECT jsonb_array_elements_text(before));
        IF less <> '[]' THEN
            FOR gone IN SELECT "loumass_tags"(less) LOOP
                DELETE FROM "ContactTag" d WHERE d."userId" = NEW."userId" AND d."tag" = gone AND d."contactId" = NEW."id";
                IF FOUND THEN
                    INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n") VALUES (gen_random_uuid()::text, NEW."userId", 'tag', gone, -1);
                END IF;
            END LOOP;
            more := after; -- two long tags may be kept under one name
        END IF;
        IF more <> '[]' THEN
            WITH put AS (
                INSERT INTO "ContactTag" ("userId", "tag", "contactId") SELECT NEW."userId", t.tag, NEW."id" FROM "loumass_tags"(more) AS t (tag)
                ON CONFLICT DO NOTHING RETURNING "tag")
            INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n") SELECT gen_random_uuid()::text, NEW."userId", 'tag', p."tag", 1 FROM put p;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "Contact_recounted" AFTER UPDATE OF "status", "tags" ON "Contact" FOR EACH ROW
    WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."tags" IS DISTINCT FROM NEW."tags") EXECUTE FUNCTION "loumass_contact_recounted"();

CREATE FUNCTION "loumass_choice_counted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, v."userId", CASE WHEN v."subscribed" THEN 'wanted' ELSE 'refused' END, v."topicId", -count(*)
        FROM gone v WHERE EXISTS (SELECT 1 FROM "User" u WHERE u."id" = v."userId") GROUP BY 2, 3, 4;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, v."userId", CASE WHEN v."subscribed" THEN 'wanted' ELSE 'refused' END, v."topicId", count(*)
        FROM added v GROUP BY 2, 3, 4;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "ContactTopic_counted" AFTER INSERT ON "ContactTopic"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "loumass_choice_counted"();
CREATE TRIGGER "ContactTopic_recounted" AFTER UPDATE ON "ContactTopic"
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "loumass_choice_counted"();
CREATE TRIGGER "ContactTopic_counted_gone" AFTER DELETE ON "ContactTopic"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_choice_counted"();

CREATE FUNCTION "loumass_suppression_key"(reason TEXT, email TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT reason || ':' || CASE WHEN email IS NULL THEN 'hash' WHEN email LIKE '@%' THEN 'domain' ELSE 'address' END
$$;
CREATE FUNCTION "loumass_suppression_counted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, v."userId", 'suppressed', "loumass_suppression_key"(v."reason", v."email"), -count(*)
        FROM gone v WHERE EXISTS (SELECT 1 FROM "User" u WHERE u."id" = v."userId") GROUP BY 2, 4;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
        SELECT gen_random_uuid()::text, v."userId", 'suppressed', "loumass_suppression_key"(v."reason", v."email"), count(*) FROM added v GROUP BY 2, 4;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "Suppression_counted" AFTER INSERT ON "Suppression"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "loumass_suppression_counted"();
CREATE TRIGGER "Suppression_recounted" AFTER UPDATE ON "Suppression"
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "loumass_suppression_counted"();
CREATE TRIGGER "Suppression_counted_gone" AFTER DELETE ON "Suppression"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_suppression_counted"();

INSERT INTO "ContactTag" ("userId", "tag", "contactId")
SELECT c."userId", t.tag, c."id" FROM "Contact" c, "loumass_tags"(c."tags") AS t (tag) WHERE c."tags" IS NOT NULL AND c."tags" <> '[]' ORDER BY 1, 2, 3;

-- What the rows of a tenant say now.
CREATE FUNCTION "loumass_tally_rows"(tenant TEXT) RETURNS TABLE ("kind" TEXT, "key" TEXT, "n" BIGINT) LANGUAGE sql STABLE AS $$
    SELECT 'status', c."status", count(*) FROM "Contact" c WHERE c."userId" = tenant GROUP BY 2
    UNION ALL SELECT 'tag', t."tag", count(*) FROM "ContactTag" t WHERE t."userId" = tenant GROUP BY 2
    UNION ALL SELECT CASE WHEN x."subscribed" THEN 'wanted' ELSE 'refused' END, x."topicId", count(*) FROM "ContactTopic" x WHERE x."userId" = tenant GROUP BY 1, 2
    UNION ALL SELECT 'suppressed', "loumass_suppression_key"(s."reason", s."email"), count(*) FROM "Suppression" s WHERE s."userId" = tenant GROUP BY 2
$$;

INSERT INTO "Tally" ("userId", "kind", "key", "n") SELECT u."id", r."kind", r."key", r."n" FROM "User" u, "loumass_tally_rows"(u."id") r;

-- A person's tags are those of their contact, with which they go.
CREATE OR REPLACE FUNCTION "loumass_person_tables"() RETURNS TABLE ("model" TEXT, "col" TEXT) LANGUAGE sql STABLE AS $$
    SELECT c.relname::text, a.attname::text
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('recipientId', 'enrollmentId', 'conversationId', 'contactId')
         AND NOT a.attisdropped
    JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('RecipientGone', 'ContactGone', 'ContactTag')
    ORDER BY array_position(ARRAY['recipientId', 'enrollmentId', 'conversationId', 'contactId'], a.attname::text), c.relname
$$;
