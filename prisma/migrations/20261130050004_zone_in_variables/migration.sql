-- A column of an import, or a variable, that is called timezone and holds an IANA name is the contact's zone ('variable'), before any guess.
CREATE OR REPLACE FUNCTION "loumass_zone_guess"(variables JSONB, OUT zone TEXT, OUT source TEXT) LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v RECORD;
    digits TEXT;
BEGIN
    IF jsonb_typeof(variables) IS DISTINCT FROM 'object' OR variables = '{}' THEN
        RETURN;
    END IF;
    SELECT x."value", 'variable' INTO zone, source FROM jsonb_each_text(variables) x
    WHERE lower(x."key") IN ('timezone', 'time_zone', 'time zone', 'tz', 'zeitzone', 'fuseau horaire', 'zona horaria')
      AND x."value" ~ '^([A-Za-z_]+(/[A-Za-z0-9_+-]+)+|UTC)$' AND length(x."value") <= 64 LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    FOR v IN SELECT lower(regexp_replace(e.key, '[ _./:0-9()-]', '', 'g')) AS k, e.value AS w
             FROM jsonb_each_text(variables) e WHERE length(e.value) BETWEEN 2 AND 80 LOOP
        IF v.k IN ('country', 'countrycode', 'countryname', 'ccode', 'land', 'landescode', 'staat', 'pays', 'codepays', 'país', 'pais', 'paese',
                   'nazione', 'kraj', 'страна', 'Страна', 'СТРАНА', 'PAÍS', 'paÍs', 'nation', '国', 'locationcountry', 'defaultaddresscountrycode', 'defaultaddresscountry',
                   'billingcountry', 'shippingcountry', 'addresscountry') THEN
            SELECT h."zone", 'country' INTO zone, source FROM "ZoneHint" h WHERE h."kind" = 'country' AND h."key" = lower(trim(v.w));
            IF FOUND THEN
                RETURN;
            END IF;
        ELSIF digits IS NULL AND v.k IN ('phone', 'phonenumber', 'mobile', 'mobilephone', 'mobilenumber', 'cell', 'cellphone', 'tel', 'telephone', 'telefon',
                      'telefonnummer', 'mobil', 'handy', 'téléphone', 'telefono', 'teléfono', 'telefone', 'celular', 'whatsapp', 'sms', 'smsnumber',
                      'telefoon', 'телефон', 'Телефон', 'ТЕЛЕФОН', '電話番号', 'defaultaddressphone', 'portable') AND trim(v.w) ~ '^(\+|00)' THEN
            digits := regexp_replace(regexp_replace(v.w, '\(0\)', ''), '[^0-9]', '', 'g');
            digits := left(CASE WHEN trim(v.w) LIKE '00%' THEN substr(digits, 3) ELSE digits END, 4);
        END IF;
    END LOOP;
    IF digits IS NOT NULL THEN
        SELECT h."zone", 'phone' INTO zone, source FROM "ZoneHint" h
        WHERE h."kind" = 'phone' AND h."key" IN (digits, left(digits, 3), left(digits, 2), left(digits, 1))
        ORDER BY length(h."key") DESC LIMIT 1;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION "loumass_contact_zone"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    changed BOOLEAN := TG_OP = 'INSERT';
BEGIN
    NEW."timezone" := nullif(trim(NEW."timezone"), '');
    IF TG_OP = 'UPDATE' THEN
        changed := NEW."timezone" IS DISTINCT FROM OLD."timezone";
        IF NOT changed AND NEW."variables" IS NOT DISTINCT FROM OLD."variables" THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW."timezone" IS NOT NULL AND changed THEN
        IF NEW."timezoneSource" IS NULL OR TG_OP = 'UPDATE' AND NEW."timezoneSource" IS NOT DISTINCT FROM OLD."timezoneSource" THEN
            NEW."timezoneSource" := 'set';
        END IF;
    ELSIF NEW."timezone" IS NULL OR NEW."timezoneSource" IN ('country', 'phone', 'variable') THEN
        SELECT g.zone, g.source INTO NEW."timezone", NEW."timezoneSource" FROM "loumass_zone_guess"(NEW."variables") g;
    END IF;
    RETURN NEW;
END $$;
