-- Leaving always works: whose mail it was outlives the message, the campaign, the sequence and the contact. A person's rights, and the merge
-- of doubles, by identity. Additive only.

-- ------------------------------------------------------------------------------------------------ whose mail it was, afterwards

-- A message that was deleted: a link in it still says who leaves.
CREATE TABLE "RecipientGone" (
    "recipientId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "trackingId" TEXT,                         -- where another program made one that does not carry the recipient's id
    "messageId" TEXT,                          -- as the provider named it

    CONSTRAINT "RecipientGone_pkey" PRIMARY KEY ("recipientId")
);
CREATE INDEX "RecipientGone_contactId_idx" ON "RecipientGone"("contactId");
CREATE INDEX "RecipientGone_userId_idx" ON "RecipientGone"("userId");
CREATE INDEX "RecipientGone_trackingId_idx" ON "RecipientGone"("trackingId") WHERE "trackingId" IS NOT NULL;
CREATE INDEX "RecipientGone_messageId_idx" ON "RecipientGone"("messageId") WHERE "messageId" IS NOT NULL;
ALTER TABLE "RecipientGone" ADD CONSTRAINT "RecipientGone_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A contact that was deleted and had been mailed: the keyed hash of the identity. What another program deletes has the identity itself until a
-- worker, who knows the key, makes the hash of it.
CREATE TABLE "ContactGone" (
    "contactId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "identity" TEXT,
    "hash" TEXT,

    CONSTRAINT "ContactGone_pkey" PRIMARY KEY ("contactId")
);
CREATE INDEX "ContactGone_userId_idx" ON "ContactGone"("userId");
CREATE INDEX "ContactGone_unsealed_idx" ON "ContactGone"("contactId") WHERE "identity" IS NOT NULL;
ALTER TABLE "ContactGone" ADD CONSTRAINT "ContactGone_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['RecipientGone', 'ContactGone'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;

-- With its tenant everything goes. What never left is not remembered.
CREATE FUNCTION "loumass_recipient_remember"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "RecipientGone" ("recipientId", "userId", "contactId", "trackingId", "messageId")
    SELECT g."id", g."userId", g."contactId", CASE WHEN left(g."trackingId", 24) <> substr(g."id", 2) THEN g."trackingId" END, g."messageId"
    FROM gone g
    WHERE g."trackingId" IS NOT NULL AND (g."status" <> 'FAILED' OR g."sentAt" IS NOT NULL OR g."inDoubt")
      AND EXISTS (SELECT 1 FROM "User" u WHERE u."id" = g."userId")
    ON CONFLICT ("recipientId") DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER "Recipient_remember" AFTER DELETE ON "Recipient"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_recipient_remember"();

-- Its messages are deleted by cascade, and remembered only after this: the counters say whether there was one.
CREATE FUNCTION "loumass_contact_remember"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "ContactGone" ("contactId", "userId", "identity")
    SELECT g."id", g."userId", g."identity" FROM gone g
    WHERE (g."sentCount" > 0 OR g."bouncedCount" > 0 OR EXISTS (SELECT 1 FROM "RecipientGone" r WHERE r."contactId" = g."id"))
      AND EXISTS (SELECT 1 FROM "User" u WHERE u."id" = g."userId")
    ON CONFLICT ("contactId") DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER "Contact_remember" AFTER DELETE ON "Contact"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_contact_remember"();

-- Somebody leaves (or complains, or bounced) by a message that is gone, named by its id, tracking id or Message-ID. tenant NULL: whoever's it
-- is. What is known of them is stopped: the address while there is a contact, else the hash. Returns how many were found.
CREATE FUNCTION "loumass_leave_gone"(tenant TEXT, ids TEXT[], reasons TEXT[], sources TEXT[], times TIMESTAMP[]) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    v RECORD;
    who RECORD;
    n BIGINT := 0;
BEGIN
    FOR v IN
        SELECT x."reason", x."source", x."at", g."userId", g."contactId"
        FROM unnest(ids, reasons, sources, times) AS x ("id", "reason", "source", "at")
        CROSS JOIN LATERAL (SELECT r."userId", r."contactId" FROM "RecipientGone" r WHERE r."recipientId" = x."id"
                            UNION SELECT r."userId", r."contactId" FROM "RecipientGone" r WHERE r."trackingId" = x."id"
                            UNION SELECT r."userId", r."contactId" FROM "RecipientGone" r WHERE r."messageId" = x."id") g
        WHERE tenant IS NULL OR g."userId" = tenant
    LOOP
        n := n + 1;
        SELECT coalesce(c."email", k."identity") AS "email", coalesce(c."identity", k."identity") AS "identity", k."hash" INTO who
        FROM (SELECT 1) one
        LEFT JOIN "Contact" c ON c."id" = v."contactId"
        LEFT JOIN "ContactGone" k ON k."contactId" = v."contactId";
        IF who."identity" IS NULL THEN
            INSERT INTO "Suppression" ("id", "userId", "emailHash", "reason", "source", "createdAt")
            SELECT 'c' || substr(md5(random()::text || v."contactId"), 1, 24), v."userId", who."hash", v."reason", v."source", v."at"
            WHERE who."hash" IS NOT NULL
            ON CONFLICT ("userId", "emailHash") DO UPDATE SET "reason" = EXCLUDED."reason" WHERE "Suppression"."reason" IN ('bounce', 'manual', 'import');
            CONTINUE;
        END IF;
        INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "createdAt")
        SELECT 'c' || substr(md5(random()::text || v."contactId"), 1, 24), v."userId", lower(who."email"), v."reason", v."source", v."at"
        WHERE NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = v."userId" AND s."identity" = who."identity")
        ON CONFLICT ("userId", "email") DO NOTHING;
        PERFORM "loumass_enrollment_exit"(ARRAY(
            SELECT e."id" FROM "Contact" c JOIN "SequenceEnrollment" e ON e."contactId" = c."id"
            WHERE c."userId" = v."userId" AND c."identity" = who."identity" AND e."status" IN ('ACTIVE', 'PAUSED')),
            CASE v."reason" WHEN 'bounce' THEN 'bounced' WHEN 'complaint' THEN 'complained' ELSE 'unsubscribed' END, '{}'::jsonb, v."at");
        IF v."reason" <> 'bounce' THEN
            UPDATE "Contact" c SET "status" = 'UNSUBSCRIBED', "unsubscribedAt" = coalesce(c."unsubscribedAt", v."at"),
                   "updatedAt" = greatest(c."updatedAt", v."at")
            WHERE c."userId" = v."userId" AND c."identity" = who."identity" AND c."status" <> 'UNSUBSCRIBED';
        END IF;
    END LOOP;
    RETURN n;
END $$;

-- ------------------------------------------------------------------------------------------------- a person's rights, by identity

-- What is left of deleted messages and contacts names nobody: a random id and a keyed hash. It stays after an erasure, so that a link in an
-- old mail still works.
CREATE OR REPLACE FUNCTION "loumass_person_tables"() RETURNS TABLE ("model" TEXT, "col" TEXT) LANGUAGE sql STABLE AS $$
    SELECT c.relname::text, a.attname::text
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('recipientId', 'enrollmentId', 'conversationId', 'contactId')
         AND NOT a.attisdropped
    JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('RecipientGone', 'ContactGone')
    ORDER BY array_position(ARRAY['recipientId', 'enrollmentId', 'conversationId', 'contactId'], a.attname::text), c.relname
$$;

CREATE OR REPLACE FUNCTION "loumass_person_ids"(tenant TEXT, address TEXT, col TEXT) RETURNS TEXT[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    contacts TEXT[];
    ids TEXT[];
    source TEXT := CASE col WHEN 'recipientId' THEN 'Recipient' WHEN 'enrollmentId' THEN 'SequenceEnrollment'
                            WHEN 'conversationId' THEN 'Conversation' END;
BEGIN
    SELECT coalesce(array_agg(c."id"), '{}') INTO contacts FROM "Contact" c
    WHERE c."userId" = tenant AND c."identity" = "loumass_identity"(address);
    IF source IS NULL THEN
        RETURN contacts;
    END IF;
    EXECUTE format('SELECT coalesce(array_agg(t."id"), ''{}'') FROM %I t WHERE t."userId" = $1 AND t."contactId" = ANY ($2)', source)
        INTO ids USING tenant, contacts;
    RETURN ids;
END $$;

-- How a person's address may stand in a text: as asked for, as their contacts have it, and as it is compared; in lower case.
CREATE FUNCTION "loumass_spellings"(tenant TEXT, address TEXT) RETURNS TEXT[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(DISTINCT v) FROM (
        SELECT lower(btrim(address)) AS v UNION SELECT "loumass_identity"(address)
        UNION SELECT lower(c."email") FROM "Contact" c WHERE c."userId" = tenant AND c."identity" = "loumass_identity"(address)
        UNION SELECT lower(s."email") FROM "Suppression" s WHERE s."userId" = tenant AND s."identity" = "loumass_identity"(address)
        UNION SELECT lower(g."email") FROM "Signup" g WHERE g."userId" = tenant AND g."identity" = "loumass_identity"(address)) x
$$;

-- Rows that hold the address itself. $2: its identity, $3: its spellings.
CREATE OR REPLACE FUNCTION "loumass_address_tables"() RETURNS TABLE ("model" TEXT, "test" TEXT) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Signup', 't."identity" = $2'), ('Suppression', 't."identity" = $2'),
           ('Capture', 'EXISTS (SELECT 1 FROM unnest($3) v WHERE position(v IN lower(concat_ws('' '', t."from", t."to", t."subject"))) > 0 '
                       'OR position(convert_to(v, ''UTF8'') IN t."raw") > 0)'),
           ('IdempotencyKey', 'EXISTS (SELECT 1 FROM unnest($3) v WHERE position(v IN lower(concat(t."key", t."response"))) > 0)'),
           ('Preflight', 'EXISTS (SELECT 1 FROM unnest($3) v WHERE position(v IN lower(t."findings"::text)) > 0)'),
           ('InboundMessage', 'EXISTS (SELECT 1 FROM unnest($3) v WHERE position(v IN lower(t."evidence"::text)) > 0)'),
           ('ContactView', 'EXISTS (SELECT 1 FROM unnest($3) v WHERE position(v IN lower(t."filter"::text)) > 0)')
$$;

CREATE OR REPLACE FUNCTION "loumass_person"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "content" TEXT) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t RECORD;
    who TEXT := "loumass_identity"(address);
    spellings TEXT[] := "loumass_spellings"(tenant, address);
BEGIN
    RETURN QUERY SELECT 'Contact'::text, to_jsonb(c)::text FROM "Contact" c
        WHERE c."userId" = tenant AND c."identity" = who ORDER BY c."id";
    FOR t IN SELECT DISTINCT ON (x."model") * FROM "loumass_person_tables"() x ORDER BY x."model", x."col" = 'contactId' DESC LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND t.%I = ANY ($2)',
                                    t."model", t."model", t."col") USING tenant, "loumass_person_ids"(tenant, address, t."col");
    END LOOP;
    FOR t IN SELECT * FROM "loumass_address_tables"() x WHERE x."model" <> 'IdempotencyKey' LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND (%s)',
                                    t."model", t."model", t."test") USING tenant, who, spellings;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION "loumass_erase"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "n" BIGINT) LANGUAGE plpgsql AS $$
DECLARE
    t RECORD;
    ids JSONB := '{}';
    who TEXT := "loumass_identity"(address);
    spellings TEXT[] := "loumass_spellings"(tenant, address);
BEGIN
    FOR t IN SELECT DISTINCT x."col" FROM "loumass_person_tables"() x LOOP
        ids := ids || jsonb_build_object(t."col", to_jsonb("loumass_person_ids"(tenant, address, t."col")));
    END LOOP;
    FOR t IN SELECT * FROM "loumass_person_tables"() LOOP
        EXECUTE format('DELETE FROM %I t WHERE t."userId" = $1 AND t.%I = ANY (ARRAY(SELECT jsonb_array_elements_text($2)))', t."model", t."col")
            USING tenant, ids -> t."col";
        GET DIAGNOSTICS "n" = ROW_COUNT;
        "model" := t."model";
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    FOR t IN SELECT * FROM "loumass_address_tables"() LOOP
        EXECUTE format('DELETE FROM %I t WHERE t."userId" = $1 AND (%s)', t."model", t."test") USING tenant, who, spellings;
        GET DIAGNOSTICS "n" = ROW_COUNT;
        "model" := t."model";
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    DELETE FROM "Contact" c WHERE c."userId" = tenant AND c."identity" = who;
    GET DIAGNOSTICS "n" = ROW_COUNT;
    "model" := 'Contact';
    IF "n" > 0 THEN
        RETURN NEXT;
    END IF;
END $$;

-- ------------------------------------------------------------------------------------------------------------- merge of doubles

-- Contacts of one person become one, which keeps its id and address: of their choices the stricter (who left under one spelling left), all
-- messages, events, answers, consents and counters. In a sequence that several of them were in, one enrollment goes on: the one that is
-- ACTIVE before PAUSED before COMPLETED, then the latest; the others leave it ('merged') and their trace and messages become its own. A mail that
-- waits for another of them in the same campaign or step is dropped: the person gets it once.
CREATE FUNCTION "loumass_merge_contacts"(tenant TEXT, target TEXT, others TEXT[], at TIMESTAMP) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    everyone TEXT[] := others || target;
    t RECORD;
    r RECORD;
BEGIN
    PERFORM 1 FROM "Contact" c WHERE c."userId" = tenant AND c."id" = ANY (everyone) ORDER BY c."id" FOR UPDATE;

    -- enrollments
    CREATE TEMP TABLE IF NOT EXISTS "merge_enrollment" ("id" TEXT, "winner" TEXT) ON COMMIT DROP;
    TRUNCATE "merge_enrollment";
    INSERT INTO "merge_enrollment"
    SELECT e."id", first_value(e."id") OVER w FROM "SequenceEnrollment" e
    WHERE e."userId" = tenant AND e."contactId" = ANY (everyone)
    WINDOW w AS (PARTITION BY e."sequenceId"
                 ORDER BY array_position(ARRAY['ACTIVE', 'PAUSED', 'COMPLETED', 'FAILED'], e."status"), e."enrolledAt" DESC, e."id");
    PERFORM "loumass_enrollment_exit"(ARRAY(SELECT m."id" FROM "merge_enrollment" m WHERE m."id" <> m."winner"), 'merged', '{}'::jsonb, at);
    UPDATE "EnrollmentTrace" x SET "enrollmentId" = m."winner" FROM "merge_enrollment" m
    WHERE x."userId" = tenant AND x."enrollmentId" = m."id" AND m."id" <> m."winner";
    UPDATE "Recipient" x SET "enrollmentId" = m."winner" FROM "merge_enrollment" m
    WHERE x."userId" = tenant AND x."contactId" = ANY (everyone) AND x."enrollmentId" = m."id" AND m."id" <> m."winner";
    DELETE FROM "SequenceEnrollment" e USING "merge_enrollment" m WHERE e."userId" = tenant AND e."id" = m."id" AND m."id" <> m."winner";
    UPDATE "SequenceEnrollment" e SET "contactId" = target WHERE e."userId" = tenant AND e."contactId" = ANY (others);

    -- messages
    DELETE FROM "Recipient" x USING (
        SELECT y."id", row_number() OVER (PARTITION BY coalesce(y."campaignId", y."sequenceId"), y."stepId", y."enrollmentId"
                                          ORDER BY y."status" = 'PENDING', y."inDoubt" DESC, y."contactId" <> target, y."id") AS "k"
        FROM "Recipient" y WHERE y."userId" = tenant AND y."contactId" = ANY (everyone)) d
    WHERE x."userId" = tenant AND x."id" = d."id" AND d."k" > 1 AND x."status" = 'PENDING' AND NOT x."inDoubt"
      AND NOT EXISTS (SELECT 1 FROM "SequenceEnrollment" e WHERE e."waitingRecipientId" = x."id");
    UPDATE "Recipient" x SET "sendKey" = 'c:' || x."campaignId" || ':' || target
    FROM (SELECT DISTINCT ON (y."campaignId") y."id" FROM "Recipient" y
          WHERE y."userId" = tenant AND y."contactId" = ANY (others) AND y."sendKey" = 'c:' || y."campaignId" || ':' || y."contactId"
          ORDER BY y."campaignId", y."id") d
    WHERE x."id" = d."id" AND NOT EXISTS (SELECT 1 FROM "Recipient" z WHERE z."sendKey" = 'c:' || x."campaignId" || ':' || target);
    UPDATE "Recipient" x SET "contactId" = target WHERE x."userId" = tenant AND x."contactId" = ANY (others);

    -- choices: a topic that one of them refused is refused
    INSERT INTO "ContactTopic" ("contactId", "topicId", "userId", "subscribed", "source")
    SELECT target, x."topicId", tenant, bool_and(x."subscribed"), min(x."source") FROM "ContactTopic" x
    WHERE x."userId" = tenant AND x."contactId" = ANY (everyone) GROUP BY x."topicId"
    ON CONFLICT ("contactId", "topicId") DO UPDATE SET "subscribed" = EXCLUDED."subscribed", "updatedAt" = at;
    DELETE FROM "LeaveReason" x WHERE x."userId" = tenant AND x."contactId" = ANY (everyone)
        AND x."id" <> (SELECT max(y."id") FROM "LeaveReason" y WHERE y."userId" = tenant AND y."contactId" = ANY (everyone));

    -- everything else that names them; what a unique index keeps from moving is there already
    FOR t IN SELECT x."model" FROM "loumass_person_tables"() x
             WHERE x."col" = 'contactId' AND x."model" NOT IN ('SequenceEnrollment', 'Recipient', 'ContactTopic')
             UNION SELECT 'RecipientGone' LOOP
        BEGIN
            EXECUTE format('UPDATE %I t SET "contactId" = $1 WHERE t."userId" = $2 AND t."contactId" = ANY ($3)', t."model")
                USING target, tenant, others;
        EXCEPTION WHEN unique_violation THEN
            FOR r IN EXECUTE format('SELECT t.ctid AS "at" FROM %I t WHERE t."userId" = $1 AND t."contactId" = ANY ($2)', t."model")
                USING tenant, others LOOP
                BEGIN
                    EXECUTE format('UPDATE %I t SET "contactId" = $1 WHERE t.ctid = $2', t."model") USING target, r."at";
                EXCEPTION WHEN unique_violation THEN
                    NULL;
                END;
            END LOOP;
        END;
    END LOOP;
    UPDATE "Campaign" m SET "audience" = (
        SELECT replace(m."audience"::text, '"' || o || '"', '"' || target || '"')::jsonb FROM unnest(others) o
        WHERE position('"' || o || '"' IN m."audience"::text) > 0 LIMIT 1)
    WHERE m."userId" = tenant AND m."status" IN ('DRAFT', 'SCHEDULED', 'PAUSED')
      AND EXISTS (SELECT 1 FROM unnest(others) o WHERE position('"' || o || '"' IN m."audience"::text) > 0);

    -- counters of the account that count people once
    UPDATE "UserEventType" u SET "contacts" = u."contacts" - (x."n" - 1)
    FROM (SELECT k."type", count(*) AS "n" FROM "Contact" c
          CROSS JOIN LATERAL (VALUES ('SENT', c."sentCount"), ('DELIVERED', c."deliveredCount"), ('OPENED', c."openedCount"),
                                     ('CLICKED', c."clickedCount"), ('REPLIED', c."repliedCount"), ('BOUNCED', c."bouncedCount"),
                                     ('COMPLAINED', c."complainedCount")) k ("type", "v")
          WHERE c."userId" = tenant AND c."id" = ANY (everyone) AND k."v" > 0 GROUP BY k."type") x
    WHERE u."userId" = tenant AND u."type" = x."type" AND x."n" > 1;

    -- the contact
    UPDATE "Contact" c SET
        "firstName" = coalesce(nullif(c."firstName", ''), x."firstName"), "lastName" = coalesce(nullif(c."lastName", ''), x."lastName"),
        "tags" = x."tags", "variables" = x."variables" || (CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END),
        "status" = x."status", "unsubscribedAt" = x."unsubscribedAt", "timezone" = x."zone"[1], "timezoneSource" = x."zone"[2],
        "trackingOff" = x."trackingOff", "createdAt" = x."createdAt", "updatedAt" = at,
        "sentCount" = x."sent", "deliveredCount" = x."delivered", "openedCount" = x."opened", "clickedCount" = x."clicked",
        "repliedCount" = x."replied", "bouncedCount" = x."bounced", "complainedCount" = x."complained", "engagedCount" = x."engaged",
        "lastEngagedAt" = x."lastEngagedAt"
    FROM (
        SELECT (array_agg(d."firstName" ORDER BY d."updatedAt" DESC) FILTER (WHERE d."firstName" <> '' AND d."id" <> target))[1] AS "firstName",
               (array_agg(d."lastName" ORDER BY d."updatedAt" DESC) FILTER (WHERE d."lastName" <> '' AND d."id" <> target))[1] AS "lastName",
               (SELECT ARRAY[z."timezone", z."timezoneSource"] FROM "Contact" z
                WHERE z."userId" = tenant AND z."id" = ANY (everyone) AND z."timezone" IS NOT NULL
                ORDER BY z."timezoneSource" = 'set' DESC NULLS LAST, z."id" <> target, z."updatedAt" DESC LIMIT 1) AS "zone",
               coalesce((SELECT jsonb_agg(g."tag" ORDER BY g."at") FROM (
                   SELECT y."tag", min(y."at") AS "at" FROM (
                       SELECT z."tag", (e."id" <> target)::int * 1000000 + z."n" AS "at" FROM "Contact" e
                       CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(e."tags") = 'array' THEN e."tags" ELSE '[]' END)
                           WITH ORDINALITY z ("tag", "n")
                       WHERE e."userId" = tenant AND e."id" = ANY (everyone)) y GROUP BY y."tag") g), '[]') AS "tags",
               coalesce((SELECT jsonb_object_agg(z."key", z."value" ORDER BY e."updatedAt") FROM "Contact" e
                         CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(e."variables") = 'object' THEN e."variables" ELSE '{}' END) z
                         WHERE e."userId" = tenant AND e."id" = ANY (others)), '{}') AS "variables",
               CASE WHEN bool_or(d."status" = 'UNSUBSCRIBED') THEN 'UNSUBSCRIBED' WHEN bool_or(d."status" <> 'ACTIVE') THEN 'INACTIVE'
                    ELSE 'ACTIVE' END AS "status",
               min(d."unsubscribedAt") AS "unsubscribedAt", bool_or(d."trackingOff") AS "trackingOff", min(d."createdAt") AS "createdAt",
               sum(d."sentCount") AS "sent", sum(d."deliveredCount") AS "delivered", sum(d."openedCount") AS "opened",
               sum(d."clickedCount") AS "clicked", sum(d."repliedCount") AS "replied", sum(d."bouncedCount") AS "bounced",
               sum(d."complainedCount") AS "complained", sum(d."engagedCount") AS "engaged", max(d."lastEngagedAt") AS "lastEngagedAt"
        FROM "Contact" d WHERE d."userId" = tenant AND d."id" = ANY (everyone)) x
    WHERE c."userId" = tenant AND c."id" = target;
    PERFORM "loumass_enrollment_exit"(ARRAY(
        SELECT e."id" FROM "SequenceEnrollment" e JOIN "Contact" c ON c."id" = e."contactId" AND c."status" = 'UNSUBSCRIBED'
        WHERE e."userId" = tenant AND e."contactId" = target AND e."status" IN ('ACTIVE', 'PAUSED')), 'unsubscribed', '{}'::jsonb, at);
    DELETE FROM "Contact" c WHERE c."userId" = tenant AND c."id" = ANY (others);
    RETURN cardinality(others);
END $$;
