-- People's rights: everything about a person in one answer, their erasure with what was removed and what still names them, and
-- events that are kept no longer than their tenant wants. Functions only.

-- Tables of a tenant's rows about a person, by the column that names the person or something of theirs. Found in the catalogue, so
-- that a table added later is not forgotten.
CREATE FUNCTION "loumass_person_tables"() RETURNS TABLE ("model" TEXT, "col" TEXT) LANGUAGE sql STABLE AS $$
    SELECT c.relname::text, a.attname::text
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('recipientId', 'enrollmentId', 'conversationId', 'contactId')
         AND NOT a.attisdropped
    JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY array_position(ARRAY['recipientId', 'enrollmentId', 'conversationId', 'contactId'], a.attname::text), c.relname
$$;

-- The ids that those columns hold for one address.
CREATE FUNCTION "loumass_person_ids"(tenant TEXT, address TEXT, col TEXT) RETURNS TEXT[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    contacts TEXT[];
    ids TEXT[];
    source TEXT := CASE col WHEN 'recipientId' THEN 'Recipient' WHEN 'enrollmentId' THEN 'SequenceEnrollment'
                            WHEN 'conversationId' THEN 'Conversation' END;
BEGIN
    SELECT coalesce(array_agg(c."id"), '{}') INTO contacts FROM "Contact" c
    WHERE c."userId" = tenant AND lower(c."email") = lower(address);
    IF source IS NULL THEN
        RETURN contacts;
    END IF;
    EXECUTE format('SELECT coalesce(array_agg(t."id"), ''{}'') FROM %I t WHERE t."userId" = $1 AND t."contactId" = ANY ($2)', source)
        INTO ids USING tenant, contacts;
    RETURN ids;
END $$;

-- Rows that hold the address itself.
CREATE FUNCTION "loumass_address_tables"() RETURNS TABLE ("model" TEXT, "test" TEXT) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Signup', 'lower(t."email") = $2'), ('Suppression', 't."email" = $2'),
           ('Capture', 'position($2 IN lower(concat_ws('' '', t."from", t."to", t."subject"))) > 0 OR position(convert_to($2, ''UTF8'') IN t."raw") > 0'),
           ('IdempotencyKey', 'position($2 IN lower(concat(t."key", t."response"))) > 0'), ('Preflight', 'position($2 IN lower(t."findings"::text)) > 0'),
           ('InboundMessage', 'position($2 IN lower(t."evidence"::text)) > 0'), ('ContactView', 'position($2 IN lower(t."filter"::text)) > 0')
$$;

-- Every row about the person, as JSON, without secrets and without the bytes of captured mail.
CREATE FUNCTION "loumass_person"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "content" TEXT) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t RECORD;
BEGIN
    RETURN QUERY SELECT 'Contact'::text, to_jsonb(c)::text FROM "Contact" c
        WHERE c."userId" = tenant AND lower(c."email") = lower(address) ORDER BY c."id";
    FOR t IN SELECT DISTINCT ON (x."model") * FROM "loumass_person_tables"() x ORDER BY x."model", x."col" = 'contactId' DESC LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND t.%I = ANY ($2)',
                                    t."model", t."model", t."col") USING tenant, "loumass_person_ids"(tenant, address, t."col");
    END LOOP;
    FOR t IN SELECT * FROM "loumass_address_tables"() x WHERE x."model" <> 'IdempotencyKey' LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND (%s)',
                                    t."model", t."model", t."test") USING tenant, lower(address);
    END LOOP;
END $$;

-- Removes them, and says how many of each. Counters stay: they name nobody.
CREATE FUNCTION "loumass_erase"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "n" BIGINT) LANGUAGE plpgsql AS $$
DECLARE
    t RECORD;
    ids JSONB := '{}';
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
        EXECUTE format('DELETE FROM %I t WHERE t."userId" = $1 AND (%s)', t."model", t."test") USING tenant, lower(address);
        GET DIAGNOSTICS "n" = ROW_COUNT;
        "model" := t."model";
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    DELETE FROM "Contact" c WHERE c."userId" = tenant AND lower(c."email") = lower(address);
    GET DIAGNOSTICS "n" = ROW_COUNT;
    "model" := 'Contact';
    IF "n" > 0 THEN
        RETURN NEXT;
    END IF;
END $$;

-- Where the address still stands among the tenant's rows, in whatever column; tables that hold no texts of people's are passed over.
CREATE FUNCTION "loumass_mentions"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "n" BIGINT) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t RECORD;
BEGIN
    FOR t IN SELECT c.relname::text AS name FROM pg_class c
             JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND c.relname NOT IN ('EmailEvent', 'LinkClick', 'SendBatch', 'SendSource', 'SenderUsage', 'Stats', 'StatsHour', 'DomainStats',
                                     'UserDay', 'UserEventType', 'SequenceStats', 'SequenceStepStats')
             ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) FROM %I t WHERE t."userId" = $1 AND (position($2 IN lower(t::text)) > 0 '
                       'OR position(encode(convert_to($2, ''UTF8''), ''hex'') IN t::text) > 0)', t.name)
            INTO "n" USING tenant, lower(address);
        "model" := t.name;
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;

-- Drops whole months of events that every tenant who has some there wants dropped. A busy table is left for the next time.
CREATE FUNCTION "loumass_drop_event_months"() RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    p RECORD;
    stop TIMESTAMP;
    kept BOOLEAN;
    dropped INTEGER := 0;
BEGIN
    FOR p IN SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = '"EmailEvent"'::regclass AND c.relname ~ '^EmailEvent_[0-9]{4}_[0-9]{2}$' ORDER BY 1 LOOP
        stop := to_date(substr(p.name, 12), 'YYYY_MM') + INTERVAL '1 month';
        CONTINUE WHEN stop > now() AT TIME ZONE 'UTC' - INTERVAL '1 day';
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I e WHERE NOT EXISTS (SELECT 1 FROM "MailPolicy" y WHERE y."userId" = e."userId" '
                       'AND y."retentionMode" = ''drop'' AND now() AT TIME ZONE ''UTC'' - make_interval(days => y."retentionDays") >= $1))', p.name)
            INTO kept USING stop;
        CONTINUE WHEN kept;
        BEGIN
            SET LOCAL lock_timeout = '2s';
            EXECUTE format('DROP TABLE %I', p.name);
            dropped := dropped + 1;
        EXCEPTION WHEN lock_not_available THEN NULL;
        END;
    END LOOP;
    RETURN dropped;
END $$;
