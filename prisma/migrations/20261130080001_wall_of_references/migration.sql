-- The third wall covers references and columns. Row-level security shows a tenant its own rows; a foreign key does not ask it,
-- so a child row could name a parent of another tenant. From here on the application's role can write no such reference,
-- and none of the columns that a tenant has no say in. Found in the catalogue: `loumass migrate deploy` calls this after the
-- migrations, so that a table that is added later gets its part of the wall by itself.

-- Columns that name a row of a tenant's table: by their foreign key, by the table's name at their end, or as listed here.
CREATE FUNCTION "loumass_references"() RETURNS TABLE ("child" TEXT, "col" TEXT, "parent" TEXT) LANGUAGE sql STABLE AS $$
    WITH tenant AS (
        SELECT c.oid, c.relname::text AS name FROM pg_class c
        JOIN pg_attribute u ON u.attrelid = c.oid AND u.attname = 'userId' AND NOT u.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity),
    columns AS (
        SELECT t.oid, t.name, a.attname::text AS col, a.attnum FROM tenant t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('id', 'userId')
             AND a.atttypid = 'text'::regtype),
    named("col", "parent") AS (VALUES ('enrollmentId', 'SequenceEnrollment'), ('formId', 'SignupForm'), ('sourceId', 'SendSource'),
                                      ('inboundId', 'InboundMessage'), ('replyToId', 'Recipient'))
    SELECT DISTINCT ON (c.name, c.col) c.name, c.col, coalesce(fk.name, n."parent", p.name)
    FROM columns c
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[c.attnum]
    LEFT JOIN tenant fk ON fk.oid = k.confrelid
    LEFT JOIN named n ON n."col" = c.col
    LEFT JOIN tenant p ON c.col LIKE '%Id' AND (c.col = lower(left(p.name, 1)) || substr(p.name, 2) || 'Id' OR c.col LIKE '%' || p.name || 'Id')
    WHERE coalesce(fk.name, n."parent", p.name) IS NOT NULL
    ORDER BY c.name, c.col, fk.name NULLS LAST, n."parent" NULLS LAST, length(p.name) DESC
$$;

CREATE FUNCTION "loumass_wall"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r RECORD;
    app CONSTANT TEXT := 'loumass_app';
BEGIN
    -- Whether a parent row is somebody else's is asked with the owner's eyes: the tenant does not see it. One that is not there is
    -- the foreign key's business.
    FOR r IN SELECT DISTINCT x."parent" FROM "loumass_references"() x LOOP
        IF to_regprocedure(format('public.%I(text, text)', 'loumass_own_' || r."parent")) IS NULL THEN
            EXECUTE format('CREATE FUNCTION public.%I(ref text, tenant text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER '
                           'SET search_path = pg_catalog, pg_temp AS '
                           '$f$ SELECT NOT EXISTS (SELECT 1 FROM public.%I p WHERE p."id" = ref AND p."userId" IS DISTINCT FROM tenant) $f$',
                           'loumass_own_' || r."parent", r."parent");
        END IF;
    END LOOP;
    FOR r IN SELECT x.*, 'reference:' || x."col" AS policy FROM "loumass_references"() x
             WHERE NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = format('public.%I', x."child")::regclass
                               AND p.polname = 'reference:' || x."col") LOOP
        EXECUTE format('CREATE POLICY %I ON public.%I AS RESTRICTIVE FOR INSERT WITH CHECK (%I IS NULL OR public.%I(%I, "userId"))',
                       r.policy, r."child", r."col", 'loumass_own_' || r."parent", r."col");
        EXECUTE format('CREATE POLICY %I ON public.%I AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (%I IS NULL OR public.%I(%I, "userId"))',
                       r.policy || ':update', r."child", r."col", 'loumass_own_' || r."parent", r."col");
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = app) THEN
        RETURN;
    END IF;
    -- No row is given another id or another tenant.
    FOR r IN SELECT c.oid::regclass AS name, c.relname::text AS model,
                    (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                     AND NOT a.attisdropped AND a.attname NOT IN ('id', 'userId')) AS cols
             FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
             AND c.relrowsecurity LOOP
        IF has_table_privilege(app, r.name, 'update') THEN
            EXECUTE format('REVOKE UPDATE ON %s FROM %I', r.name, app);
        END IF;
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON %s TO %I', r.name, app);
        IF r.cols IS NOT NULL THEN
            EXECUTE format('GRANT UPDATE (%s) ON %s TO %I', r.cols, r.name, app);
        END IF;
    END LOOP;
    -- What a tenant has no say in: who they are, how they prove it, what they may on the installation, what was proven about a domain.
    EXECUTE format('REVOKE INSERT, UPDATE ON "User" FROM %I', app);
    EXECUTE format('GRANT UPDATE ("name", "image", "timezone", "locale", "updatedAt") ON "User" TO %I', app);
    EXECUTE format('REVOKE ALL ON "Credential", "OAuthState" FROM %I', app);
    EXECUTE format('REVOKE INSERT, UPDATE ON "Session" FROM %I', app);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON "Identity" FROM %I', app);
    EXECUTE format('REVOKE UPDATE ON "ApiKey" FROM %I', app);
    EXECUTE format('REVOKE UPDATE, DELETE ON "AuditLog" FROM %I', app);
    EXECUTE format('REVOKE INSERT, UPDATE ON "TrackingDomain" FROM %I', app);
    EXECUTE format('GRANT INSERT ("id", "userId", "domain", "dnsRecords", "nextCheckAt", "createdAt", "updatedAt") ON "TrackingDomain" TO %I', app);
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'the grants of the application''s role could not be made';
END $$;

SELECT "loumass_wall"();
