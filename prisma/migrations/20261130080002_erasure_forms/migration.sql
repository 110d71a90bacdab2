-- Erasure looks for every form that an address takes on its way through mail and links: as it is, percent-coded, quoted-printable,
-- base64, in whatever case. Functions only.

-- A regular expression (case-insensitive) for the address as text: each character as it is, as %40, =40, \u0040, &#64; or &#x40;, with
-- quoted-printable's soft line ends between.
CREATE FUNCTION "loumass_address_text"(address TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(
        CASE WHEN octet_length(c) = 1
             THEN '(?:' || CASE WHEN c ~ '[a-z0-9]' THEN c ELSE '\' || c END
                  || '|[%=](?:25)*' || hex || '|\\u00' || hex || '|&#0*(?:' || ascii(c) || '|' || ascii(upper(c)) || ');|&#x0*' || hex || ';)'
             ELSE '(?:' || c || '|' || (SELECT string_agg('[%=]' || lpad(to_hex(get_byte(convert_to(c, 'UTF8'), i)), 2, '0'), '' ORDER BY i)
                                        FROM generate_series(0, octet_length(c) - 1) i) || ')' END,
        '(?:=\r?\n|=\\r\\n|=\\n)?' ORDER BY n)
    FROM regexp_split_to_table(lower(address), '') WITH ORDINALITY AS x(c, n),
         LATERAL (SELECT '(?:' || lpad(to_hex(ascii(c)), 2, '0') || '|' || lpad(to_hex(ascii(upper(c))), 2, '0') || ')' AS hex) h
$$;

-- A regular expression for it inside base64: in each of the three places it may have in a group, in the usual cases, whatever the
-- line length and the alphabet.
CREATE FUNCTION "loumass_address_base64"(address TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(DISTINCT regexp_replace(regexp_replace(regexp_replace(
        substr(translate(encode(convert_to(repeat('x', k) || form, 'UTF8'), 'base64'), E'\n', ''), (ARRAY[1, 3, 4])[k + 1],
               ((k + octet_length(form)) * 8) / 6 - (ARRAY[0, 2, 3])[k + 1]),
        '(.)', '\1(?:\r?\n|\\r\\n|\\n)?', 'g'), '\+', '[-+]', 'g'), '/', '[/_]', 'g'), '|')
    FROM generate_series(0, 2) k, unnest(ARRAY[address, lower(address), upper(address), initcap(address)]) form
$$;

CREATE FUNCTION "loumass_names_address"(body TEXT, address TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(body ~* "loumass_address_text"(address) OR body ~ "loumass_address_base64"(address), false)
$$;

-- Both expressions for all spellings of a person that stand among the tenant's contacts.
CREATE FUNCTION "loumass_spelled"(spellings TEXT[], OUT in_text TEXT, OUT in_base64 TEXT) LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg("loumass_address_text"(v), '|'), string_agg("loumass_address_base64"(v), '|') FROM unnest(spellings) v
$$;

CREATE FUNCTION "loumass_has"(body TEXT, in_text TEXT, in_base64 TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(body ~* in_text OR body ~ in_base64, false)
$$;

-- Rows that hold the address itself, in whatever form, and are about nobody else. $2: the identity; $3 and $4: the expressions.
CREATE OR REPLACE FUNCTION "loumass_address_tables"() RETURNS TABLE ("model" TEXT, "test" TEXT) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Signup', 't."identity" = $2'), ('Suppression', 't."identity" = $2'),
           ('Capture', '"loumass_has"(concat_ws(E''\n'', t."from", t."to", t."subject", encode(t."raw", ''escape'')), $3, $4)'),
           ('IdempotencyKey', '"loumass_has"(concat_ws(E''\n'', t."key", t."response"), $3, $4)'),
           ('Preflight', '"loumass_has"(t."findings"::text, $3, $4)'),
           ('InboundMessage', '"loumass_has"(t."evidence"::text, $3, $4)'),
           ('ContactView', '"loumass_has"(t."filter"::text, $3, $4)')
$$;

CREATE OR REPLACE FUNCTION "loumass_person"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "content" TEXT) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t RECORD;
    f RECORD;
    who TEXT := "loumass_identity"(address);
BEGIN
    SELECT * INTO f FROM "loumass_spelled"("loumass_spellings"(tenant, address));
    RETURN QUERY SELECT 'Contact'::text, to_jsonb(c)::text FROM "Contact" c
        WHERE c."userId" = tenant AND c."identity" = who ORDER BY c."id";
    FOR t IN SELECT DISTINCT ON (x."model") * FROM "loumass_person_tables"() x ORDER BY x."model", x."col" = 'contactId' DESC LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND t.%I = ANY ($2)',
                                    t."model", t."model", t."col") USING tenant, "loumass_person_ids"(tenant, address, t."col");
    END LOOP;
    FOR t IN SELECT * FROM "loumass_address_tables"() x WHERE x."model" <> 'IdempotencyKey' LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''raw'')::text FROM %I t WHERE t."userId" = $1 AND (%s)',
                                    t."model", t."model", t."test") USING tenant, who, f.in_text, f.in_base64;
    END LOOP;
END $$;

-- Removes them, and says how many of each. Counters stay: they name nobody. A link's own figures lose an address that stood in it, and an
-- upload its file's name.
CREATE OR REPLACE FUNCTION "loumass_erase"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "n" BIGINT) LANGUAGE plpgsql AS $$
DECLARE
    t RECORD;
    f RECORD;
    ids JSONB := '{}';
    who TEXT := "loumass_identity"(address);
BEGIN
    SELECT * INTO f FROM "loumass_spelled"("loumass_spellings"(tenant, address));
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
        EXECUTE format('DELETE FROM %I t WHERE t."userId" = $1 AND (%s)', t."model", t."test") USING tenant, who, f.in_text, f.in_base64;
        GET DIAGNOSTICS "n" = ROW_COUNT;
        "model" := t."model";
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    FOR t IN SELECT * FROM (VALUES ('LinkStats', 'url'), ('Import', 'filename'), ('WebhookEndpoint', 'error'), ('Mailbox', 'error')) AS v("model", "col") LOOP
        EXECUTE format('UPDATE %I t SET %I = NULL WHERE t."userId" = $1 AND "loumass_has"(t.%I, $2, $3)', t."model", t."col", t."col")
            USING tenant, f.in_text, f.in_base64;
        GET DIAGNOSTICS "n" = ROW_COUNT;
        "model" := t."model" || '.' || t."col";
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

-- Where the address still stands among the tenant's rows, in whatever column and form; tables that hold no texts of people's, and those that
-- the tenant may not read, are passed over.
CREATE OR REPLACE FUNCTION "loumass_mentions"(tenant TEXT, address TEXT) RETURNS TABLE ("model" TEXT, "n" BIGINT) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t RECORD;
    f RECORD;
BEGIN
    SELECT * INTO f FROM "loumass_spelled"("loumass_spellings"(tenant, address));
    FOR t IN SELECT c.relname::text AS name,
                    (SELECT coalesce(string_agg(format(', encode(t.%I, ''escape'')', b.attname), ''), '') FROM pg_attribute b
                     WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped AND b.atttypid = 'bytea'::regtype) AS bytes
             FROM pg_class c
             JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND has_table_privilege(c.oid, 'select')
               AND c.relname NOT IN ('EmailEvent', 'LinkClick', 'SendBatch', 'SendSource', 'SenderUsage', 'Stats', 'StatsHour', 'DomainStats',
                                     'UserDay', 'UserEventType', 'SequenceStats', 'SequenceStepStats')
             ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) FROM %I t WHERE t."userId" = $1 AND "loumass_has"(concat_ws(E''\n'', t::text%s), $2, $3)', t.name, t.bytes)
            INTO "n" USING tenant, f.in_text, f.in_base64;
        "model" := t.name;
        IF "n" > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
