-- Segments: filters saved with a name (docs/audience.md). Additive only.

CREATE TABLE "Segment" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "filter" JSONB NOT NULL,                   -- the tree, with ids for what it names
    "revision" BIGINT NOT NULL DEFAULT 1,      -- counts up with each change
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Segment_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Segment_userId_name_key" ON "Segment"("userId", "name");
ALTER TABLE "Segment" ADD CONSTRAINT "Segment_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Segment" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "Segment" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));

-- --------------------------------------------------------------------------------------------------- variables, by their type

-- What is no number, boolean or date is NULL, never an error: contacts hold what other programs wrote.
CREATE FUNCTION "loumass_number"(v JSONB) RETURNS NUMERIC LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(v) WHEN 'number' THEN (v #>> '{}')::numeric
                WHEN 'string' THEN CASE WHEN (v #>> '{}') ~ '^ *-?[0-9]{1,40}(\.[0-9]{1,40})? *$' THEN (v #>> '{}')::numeric END END
$$;

CREATE FUNCTION "loumass_boolean"(v JSONB) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE lower(v #>> '{}') WHEN 'true' THEN true WHEN 'yes' THEN true WHEN 'false' THEN false WHEN 'no' THEN false END
$$;

-- ISO 8601, as 2026-12-01, or with a time and perhaps an offset; without one it is on the clock of `zone`. UTC.
CREATE FUNCTION "loumass_date"(v TEXT, zone TEXT) RETURNS TIMESTAMP LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    p TEXT[];
    d INTEGER;
    at TIMESTAMP;
BEGIN
    p := regexp_match(v, '^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*(?:([Zz])|([-+])(\d\d):?(\d\d))?)?\s*$');
    IF p IS NULL OR p[1] = '0000' OR p[2] NOT BETWEEN '01' AND '12' OR p[3] < '01' OR coalesce(p[4], '00') > '23' OR coalesce(p[5], '00') > '59'
       OR coalesce(p[6], '00') > '59' OR coalesce(p[9], '00') > '14' OR coalesce(p[10], '00') > '59' THEN
        RETURN NULL;
    END IF;
    d := p[3]::int;
    IF d > EXTRACT(DAY FROM make_date(p[1]::int, p[2]::int, 1) + INTERVAL '1 month' - INTERVAL '1 day') THEN
        RETURN NULL;
    END IF;
    at := make_timestamp(p[1]::int, p[2]::int, d, coalesce(p[4], '0')::int, coalesce(p[5], '0')::int, coalesce(p[6], '0')::int);
    IF p[7] IS NOT NULL THEN
        RETURN at;
    ELSIF p[8] IS NOT NULL THEN
        RETURN at - make_interval(hours => (p[8] || p[9])::int, mins => (p[8] || p[10])::int);
    END IF;
    RETURN (at AT TIME ZONE zone) AT TIME ZONE 'UTC';
END $$;

-- -------------------------------------------------------------------------------------------------------------- the audience

-- An audience with a segment or a filter's tree is a query that the program builds. What reaches this function all the same is
-- refused: it must not name more people than its author meant.
CREATE FUNCTION "loumass_audience_plain"(spec JSONB) RETURNS BOOLEAN LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF spec ? 'segment' OR spec #> '{exclude}' ?| ARRAY['segment', 'filter'] OR jsonb_typeof(spec -> 'filter') = 'string'
       OR spec -> 'filter' ?| ARRAY['all', 'any', 'none', 'field', 'did', 'topic', 'sequence', 'segment'] THEN
        RAISE EXCEPTION 'this audience has a segment or a filter; it cannot be named by a function' USING ERRCODE = 'feature_not_supported';
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION "loumass_audience"(tenant TEXT, spec JSONB) RETURNS SETOF "Contact" LANGUAGE sql STABLE AS $$
    SELECT c.* FROM "Contact" c
    WHERE c."userId" = tenant AND "loumass_audience_plain"(spec)
      AND (coalesce((spec ->> 'all')::boolean, false)
           OR CASE WHEN spec ->> 'match' = 'all' AND jsonb_array_length(coalesce(spec -> 'tags', '[]')) > 0
                   THEN c."tags" @> (spec -> 'tags')
                   ELSE c."tags" ?| ARRAY(SELECT jsonb_array_elements_text(coalesce(spec -> 'tags', '[]'))) END
           OR c."id" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce(spec -> 'contactIds', '[]'))))
           OR (spec -> 'filter' IS NOT NULL
               AND (spec #>> '{filter,status}' IS NULL OR c."status" = spec #>> '{filter,status}')
               AND (spec #>> '{filter,search}' IS NULL
                    OR position(lower(spec #>> '{filter,search}') IN lower(concat_ws(' ', c."email", c."firstName", c."lastName"))) > 0)
               AND (spec #> '{filter,tags}' IS NULL OR c."tags" @> (spec #> '{filter,tags}'))))
      AND (spec ->> 'status' IS NULL OR c."status" = spec ->> 'status')
      AND NOT coalesce(c."tags" ?| ARRAY(SELECT jsonb_array_elements_text(coalesce(spec #> '{exclude,tags}', '[]'))), false)
      AND NOT c."id" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce(spec #> '{exclude,contactIds}', '[]'))))
      AND (spec #> '{exclude,campaignIds}' IS NULL
           OR NOT EXISTS (SELECT 1 FROM "Recipient" r WHERE r."contactId" = c."id"
                          AND r."campaignId" = ANY (ARRAY(SELECT jsonb_array_elements_text(spec #> '{exclude,campaignIds}')))))
$$;

-- A segment that holds the address of an erased person goes with them.
CREATE OR REPLACE FUNCTION "loumass_address_tables"() RETURNS TABLE ("model" TEXT, "test" TEXT) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Signup', 't."identity" = $2'), ('Suppression', 't."identity" = $2'),
           ('Capture', '"loumass_has"(concat_ws(E''\n'', t."from", t."to", t."subject", encode(t."raw", ''escape'')), $3, $4)'),
           ('IdempotencyKey', '"loumass_has"(concat_ws(E''\n'', t."key", t."response"), $3, $4)'),
           ('Preflight', '"loumass_has"(t."findings"::text, $3, $4)'),
           ('InboundMessage', '"loumass_has"(t."evidence"::text, $3, $4)'),
           ('UnmatchedMessage', '"loumass_has"(concat_ws(E''\n'', t."from", t."fromName", t."to", t."subject", t."text", t."recipient", t."messageId", '
                                't."references", t."evidence"::text), $3, $4)'),
           ('UnknownRefusal', '"loumass_has"(t."words", $3, $4)'),
           ('ContactView', '"loumass_has"(t."filter"::text, $3, $4)'),
           ('Segment', '"loumass_has"(concat_ws(E''\n'', t."name", t."description", t."filter"::text), $3, $4)')
$$;
