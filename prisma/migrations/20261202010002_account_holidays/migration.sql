-- Days on which an account does not work: ["2026-12-25", "01-01"]. No business day of a delay falls on them, and sending windows stay shut.
ALTER TABLE "User" ADD COLUMN "holidays" JSONB;

-- The account's and a sequence's own, in one list. Another program may have written anything.
CREATE FUNCTION "loumass_holidays"(account JSONB, own JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE WHEN jsonb_typeof(account) = 'array' THEN account ELSE '[]' END) || (CASE WHEN jsonb_typeof(own) = 'array' THEN own ELSE '[]' END)
$$;

-- When a sequence's mails may leave, as "Sequence"."windowSeen" keeps it: the window, and the days on which it stays shut.
CREATE FUNCTION "loumass_window"(settings JSONB, account JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN "loumass_holidays"(account, settings -> 'holidays') = '[]' OR coalesce(settings -> 'window', 'null') = 'null' THEN settings -> 'window'
                ELSE jsonb_build_array(settings -> 'window', "loumass_holidays"(account, settings -> 'holidays')) END
$$;

-- People who wait for a window look again when the list changes, as they do when the window does.
CREATE FUNCTION "loumass_holidays_changed"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE "Sequence" q SET "stepsState" = 'new'
    WHERE q."userId" = NEW."id" AND q."status" = 'ACTIVE' AND q."stepsState" = 'ok' AND q."settings" ? 'window';
    RETURN NULL;
END $$;
CREATE TRIGGER "User_holidays" AFTER UPDATE OF "holidays" ON "User"
    FOR EACH ROW WHEN (NEW."holidays" IS DISTINCT FROM OLD."holidays") EXECUTE FUNCTION "loumass_holidays_changed"();

-- Steps, window and holidays are looked at again when they change; who changes a status need not know our dates. A pause longer than the lateness
-- is as an outage: what is overdue waits for a person's word.
CREATE OR REPLACE FUNCTION "loumass_sequence_written"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at TIMESTAMP(3) := now() AT TIME ZONE 'UTC';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW."status" = 'ACTIVE' AND NEW."activatedAt" IS NULL THEN NEW."activatedAt" := at; END IF;
        IF NEW."status" = 'PAUSED' AND NEW."pausedAt" IS NULL THEN NEW."pausedAt" := at; END IF;
        RETURN NEW;
    END IF;
    IF NEW."steps" IS DISTINCT FROM OLD."steps" OR NEW."settings" -> 'window' IS DISTINCT FROM OLD."settings" -> 'window'
       OR NEW."settings" -> 'holidays' IS DISTINCT FROM OLD."settings" -> 'holidays' THEN
        NEW."stepsState" := 'new';
    END IF;
    IF NEW."status" = OLD."status" THEN RETURN NEW; END IF;
    IF NEW."status" = 'ACTIVE' THEN
        IF NEW."activatedAt" IS NULL THEN
            NEW."activatedAt" := at;
        ELSIF OLD."activatedAt" IS NOT NULL AND NEW."resumedAt" IS NOT DISTINCT FROM OLD."resumedAt" THEN
            NEW."resumedAt" := at;
        END IF;
        IF NEW."pausedAt" IS NOT DISTINCT FROM OLD."pausedAt" THEN NEW."pausedAt" := NULL; END IF;
        NEW."resumedLate" := coalesce(OLD."status" = 'PAUSED' AND OLD."pausedAt" < at - "loumass_lateness"(NEW."settings"), false);
        IF NEW."resumedLate" THEN NEW."heldBefore" := at; END IF;
    ELSIF NEW."status" = 'PAUSED' AND NEW."pausedAt" IS NOT DISTINCT FROM OLD."pausedAt" THEN
        NEW."pausedAt" := at;
    END IF;
    RETURN NEW;
END $$;

-- The account itself may write the new column.
CREATE OR REPLACE FUNCTION "loumass_wall"() RETURNS void LANGUAGE plpgsql AS $$
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
    EXECUTE format('GRANT UPDATE ("name", "image", "timezone", "holidays", "locale", "updatedAt") ON "User" TO %I', app);
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
