-- Erasure also covers what waits for a person in the inbox, and a colleague that an absence note names. Functions only.

-- Rows that hold the address itself, in whatever form, and are about nobody else. $2: the identity; $3 and $4: the expressions.
CREATE OR REPLACE FUNCTION "loumass_address_tables"() RETURNS TABLE ("model" TEXT, "test" TEXT) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Signup', 't."identity" = $2'), ('Suppression', 't."identity" = $2'),
           ('Capture', '"loumass_has"(concat_ws(E''\n'', t."from", t."to", t."subject", encode(t."raw", ''escape'')), $3, $4)'),
           ('IdempotencyKey', '"loumass_has"(concat_ws(E''\n'', t."key", t."response"), $3, $4)'),
           ('Preflight', '"loumass_has"(t."findings"::text, $3, $4)'),
           ('InboundMessage', '"loumass_has"(t."evidence"::text, $3, $4)'),
           ('UnmatchedMessage', '"loumass_has"(concat_ws(E''\n'', t."from", t."fromName", t."to", t."subject", t."text", t."recipient", t."messageId", '
                                't."references", t."evidence"::text), $3, $4)'),
           ('UnknownRefusal', '"loumass_has"(t."words", $3, $4)'),
           ('ContactView', '"loumass_has"(t."filter"::text, $3, $4)')
$$;

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
    UPDATE "ContactHold" h SET "colleague" = NULL, "colleagueName" = NULL, "words" = NULL
    WHERE h."userId" = tenant AND "loumass_has"(concat_ws(E'\n', h."colleague", h."words"), f.in_text, f.in_base64);
    GET DIAGNOSTICS "n" = ROW_COUNT;
    "model" := 'ContactHold.colleague';
    IF "n" > 0 THEN
        RETURN NEXT;
    END IF;
    DELETE FROM "Contact" c WHERE c."userId" = tenant AND c."identity" = who;
    GET DIAGNOSTICS "n" = ROW_COUNT;
    "model" := 'Contact';
    IF "n" > 0 THEN
        RETURN NEXT;
    END IF;
END $$;
