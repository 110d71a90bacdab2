-- A sequence's settings are checked when they come over the API. Another program may have written anything: what cannot be read counts as
-- not given, and stops neither the engine nor the accounting of messages, which work for all tenants.

CREATE OR REPLACE FUNCTION "loumass_trigger_filter"(filter JSONB, tags JSONB, status TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT (coalesce(filter ->> 'status', 'ACTIVE') = status)
       AND (jsonb_typeof(filter -> 'tags') IS DISTINCT FROM 'array' OR filter -> 'tags' = '[]'
            OR coalesce(CASE WHEN filter ->> 'match' = 'all' THEN tags @> (filter -> 'tags')
                             ELSE tags ?| ARRAY(SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(filter -> 'tags') = 'array'
                                                                                      THEN filter -> 'tags' ELSE '[]' END)) END, false))
$$;

-- How late something may be: settings.latenessHours, 48 when not given, ten years at most.
CREATE FUNCTION "loumass_lateness"(settings JSONB) RETURNS INTERVAL LANGUAGE sql IMMUTABLE AS $$
    SELECT make_interval(hours => CASE WHEN jsonb_typeof(settings -> 'latenessHours') = 'number'
                                       THEN least(greatest((settings ->> 'latenessHours')::numeric, 0), 87600)::int ELSE 48 END)
$$;

-- When somebody who has been in a sequence may enter again: this long after he left; NULL: never.
CREATE FUNCTION "loumass_reentry"(settings JSONB) RETURNS INTERVAL LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN settings ->> 'reentry' = 'after_completed'
                THEN make_interval(days => CASE WHEN jsonb_typeof(settings -> 'reentryDays') = 'number'
                                                THEN least(greatest((settings ->> 'reentryDays')::numeric, 0), 36500)::int ELSE 0 END) END
$$;

-- The first instant from `at` (UTC) on that lies in a sending window ({"days": [1 to 7, ISO], "from": "09:00", "to": "17:00", "timezone",
-- "useContactTimezone"}); a time zone that nobody knows counts as the window's own, then as UTC. No window: `at` itself.
CREATE OR REPLACE FUNCTION "loumass_window_next"(spec JSONB, contact_zone TEXT, at TIMESTAMP) RETURNS TIMESTAMP LANGUAGE plpgsql STABLE AS $$
DECLARE
    zones TEXT[] := ARRAY[CASE WHEN spec -> 'useContactTimezone' = 'true' THEN nullif(contact_zone, '') END,
                          nullif(spec ->> 'timezone', ''), 'UTC'];
    zone TEXT;
    here TIMESTAMP;
    opens TIME;
    closes TIME;
    days JSONB := CASE WHEN jsonb_typeof(spec -> 'days') = 'array' THEN spec -> 'days' ELSE '[]' END;
    day DATE;
    starts TIMESTAMP;
    ends TIMESTAMP;
BEGIN
    IF spec IS NULL OR jsonb_typeof(spec) <> 'object' THEN
        RETURN at;
    END IF;
    BEGIN
        opens := coalesce(spec ->> 'from', '00:00')::time;
        closes := coalesce(spec ->> 'to', '24:00')::time;
    EXCEPTION WHEN data_exception THEN
        RETURN at;
    END;
    FOREACH zone IN ARRAY zones LOOP
        CONTINUE WHEN zone IS NULL;
        BEGIN
            here := at AT TIME ZONE 'UTC' AT TIME ZONE zone;
            EXIT;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END LOOP;
    FOR i IN -1..8 LOOP
        day := here::date + i;
        CONTINUE WHEN jsonb_array_length(days) > 0 AND NOT days @> to_jsonb(extract(isodow FROM day)::int);
        starts := day + opens;
        ends := day + closes + CASE WHEN closes <= opens THEN INTERVAL '1 day' ELSE INTERVAL '0' END;
        CONTINUE WHEN here >= ends;
        RETURN CASE WHEN here >= starts THEN at ELSE starts AT TIME ZONE zone AT TIME ZONE 'UTC' END;
    END LOOP;
    RETURN at;
END $$;
