-- Segments, and the contacts of a filter. Where it says "audience: built" the contacts come from the filter's own SQL.

-- name: segment_list :many
SELECT s."id", s."name", s."description", s."filter", s."revision", s."createdAt", s."updatedAt"
FROM "Segment" s WHERE s."userId" = :tenant ORDER BY s."name", s."id" LIMIT 500;

-- name: segment_total :one
-- not null: n
SELECT count(*) AS n FROM (SELECT 1 FROM "Segment" s WHERE s."userId" = :tenant LIMIT 501) t;

-- name: segment_get :one
SELECT s."id", s."name", s."description", s."filter", s."revision", s."createdAt", s."updatedAt"
FROM "Segment" s WHERE s."userId" = :tenant AND s."id" = :id;

-- name: segment_find :one
-- By its id, else by its name.
SELECT f."id", f."name", f."description", f."filter", f."revision", f."createdAt", f."updatedAt" FROM (
    SELECT s.*, 1 AS "k" FROM "Segment" s WHERE s."userId" = :tenant AND s."id" = :ref
    UNION ALL
    SELECT s.*, 2 FROM "Segment" s WHERE s."userId" = :tenant AND s."name" = :ref) f
ORDER BY f."k" LIMIT 1;

-- name: segment_insert :exec
INSERT INTO "Segment" ("id", "userId", "name", "description", "filter", "createdAt", "updatedAt")
VALUES (:id, :tenant, :name, :description?, :filter, :now, :now);

-- name: segment_update :exec
-- Nothing when it has another revision by now.
UPDATE "Segment" SET "name" = :name, "description" = :description?, "filter" = :filter, "revision" = "revision" + 1, "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id AND "revision" = :revision;

-- name: segment_delete :exec
DELETE FROM "Segment" WHERE "userId" = :tenant AND "id" = :id;

-- name: segment_uses :many
-- not null: kind, id, name
-- What names a segment: other segments, campaigns that are still to be planned, and conditions of sequences. needle: "segment": "its id", as JSON prints it.
SELECT 'segment' AS kind, s."id", s."name" FROM "Segment" s
WHERE s."userId" = :tenant AND s."id" <> :id AND position(:needle::text IN s."filter"::text) > 0
UNION ALL
SELECT 'campaign', c."id", c."name" FROM "Campaign" c
WHERE c."userId" = :tenant AND c."status" = ANY (ARRAY['DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED'])
  AND (c."plannedAt" IS NULL OR EXISTS (SELECT 1 FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = c."id"))
  AND position(:id IN c."audience"::text) > 0
UNION ALL
SELECT 'sequence', q."id", q."name" FROM "Sequence" q WHERE q."userId" = :tenant AND position(:id IN q."steps"::text) > 0
LIMIT 20;

-- name: segment_campaign :one
SELECT f."id", f."name" FROM (
    SELECT c."id", c."name", 1 AS "k" FROM "Campaign" c WHERE c."userId" = :tenant AND c."id" = :ref
    UNION ALL
    SELECT c."id", c."name", 2 FROM "Campaign" c WHERE c."userId" = :tenant AND c."name" = :ref) f
ORDER BY f."k", f."id" DESC LIMIT 1;

-- name: segment_sequence :one
SELECT f."id", f."name" FROM (
    SELECT c."id", c."name", 1 AS "k" FROM "Sequence" c WHERE c."userId" = :tenant AND c."id" = :ref
    UNION ALL
    SELECT c."id", c."name", 2 FROM "Sequence" c WHERE c."userId" = :tenant AND c."name" = :ref) f
ORDER BY f."k", f."id" DESC LIMIT 1;

-- name: segment_topic :one
SELECT f."id", f."name" FROM (
    SELECT t."id", t."name", 1 AS "k" FROM "Topic" t WHERE t."userId" = :tenant AND t."id" = :ref
    UNION ALL
    SELECT t."id", t."name", 2 FROM "Topic" t WHERE t."userId" = :tenant AND t."name" = :ref) f
ORDER BY f."k", f."id" DESC LIMIT 1;

-- name: segment_zone :one
SELECT u."timezone" FROM "User" u WHERE u."id" = :tenant;

-- name: segment_count :one
-- audience: built
-- not null: n
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 3s
SELECT count(*) AS n FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) a
WHERE (:status?::text IS NULL OR a."status" = :status) AND (:tags?::text[] IS NULL OR a."tags" ?& :tags)
  AND (:search?::text IS NULL OR a."email" ILIKE :search OR concat_ws(' ', a."firstName", a."lastName") ILIKE :search);

-- name: segment_people :one
-- not null: n
-- timeout: 3s
SELECT count(*) AS n FROM "Contact" c WHERE c."userId" = :tenant;

-- name: segment_sample :one
-- audience: built
-- not null: seen, found
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 10s
-- Of the contacts that come next after each of some ids, how many are in it: an estimate where a count takes too long.
WITH s AS MATERIALIZED (
    SELECT DISTINCT n."id" FROM unnest(:points::text[]) p ("id")
    CROSS JOIN LATERAL (SELECT c."id" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" >= p."id" ORDER BY c."id" LIMIT 100) n
)
SELECT (SELECT count(*) FROM s) AS seen,
       (SELECT count(*) FROM s CROSS JOIN LATERAL (
            SELECT 1 FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) a WHERE a."id" = s."id" OFFSET 0) x) AS found;

-- name: segment_ends :one
-- The first and the last of the tenant's contacts.
SELECT (SELECT c."id" FROM "Contact" c WHERE c."userId" = :tenant ORDER BY c."id" LIMIT 1) AS first,
       (SELECT c."id" FROM "Contact" c WHERE c."userId" = :tenant ORDER BY c."id" DESC LIMIT 1) AS last;

-- name: segment_ids :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 5min
-- A piece of those it names, in the order of their ids.
SELECT a."id" FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) a
WHERE a."id" > :after AND (:status?::text IS NULL OR a."status" = :status) AND (:tags?::text[] IS NULL OR a."tags" ?& :tags)
  AND (:search?::text IS NULL OR a."email" ILIKE :search OR concat_ws(' ', a."firstName", a."lastName") ILIKE :search)
ORDER BY a."id" LIMIT :limit;

-- name: segment_among :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 10s
-- Of some contacts, those in it: few at a time, each by its id.
SELECT p."id" FROM unnest(:ids::text[]) p ("id")
CROSS JOIN LATERAL (SELECT 1 FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) a WHERE a."id" = p."id" OFFSET 0) x;

-- name: segment_contacts_newest :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 20s
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) c
WHERE c."id" < :before AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
ORDER BY c."id" DESC LIMIT :limit;

-- name: segment_contacts_oldest :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 20s
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) c
WHERE c."id" > :after AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
ORDER BY c."id" LIMIT :limit;

-- name: segment_contacts_sorted :many
-- audience: built
-- not null: key
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 20s
-- By address or name, up or down.
SELECT x.* FROM (
    SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision",
           CASE WHEN :by_name::bool THEN lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')) ELSE c."email" END AS key
    FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) c
    WHERE (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
      AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)) x
WHERE :after_id?::text IS NULL OR CASE WHEN :down::bool THEN (x.key, x."id") < (:after_key?::text, :after_id) ELSE (x.key, x."id") > (:after_key?::text, :after_id) END
ORDER BY CASE WHEN :down::bool THEN x.key END DESC, CASE WHEN :down::bool THEN x."id" END DESC, x.key, x."id" LIMIT :limit;

-- name: segment_export :stream
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: none
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "loumass_audience"(:tenant, '{"all": true}'::jsonb) c
WHERE (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
ORDER BY c."id";

-- name: segment_variables :many
-- not null: name, kind, n
-- Names of variables among the newest contacts, with the kinds of their values and some of the values.
SELECT k.name, CASE WHEN jsonb_typeof(k.v) = 'string' AND "loumass_date"(k.v #>> '{}', 'UTC') IS NOT NULL THEN 'date'
                    WHEN jsonb_typeof(k.v) = 'string' AND lower(k.v #>> '{}') IN ('yes', 'no', 'true', 'false') THEN 'boolean'
                    WHEN jsonb_typeof(k.v) = 'string' AND "loumass_number"(k.v) IS NOT NULL THEN 'number'
                    ELSE jsonb_typeof(k.v) END AS kind,
       count(*) AS n, (array_agg(DISTINCT left(k.v #>> '{}', 60)) FILTER (WHERE jsonb_typeof(k.v) NOT IN ('array', 'object', 'null')))[1:30] AS "values"
FROM (SELECT "variables" FROM "Contact" WHERE "userId" = :tenant ORDER BY "id" DESC LIMIT 5000) c,
     jsonb_each(CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END) AS k(name, v)
GROUP BY 1, 2 ORDER BY k.name, n DESC LIMIT 600;

-- name: segment_lock :exec
-- Who changes or deletes segments of a tenant takes turns: so no two come to name each other.
-- lint: reads no table
SELECT pg_advisory_xact_lock(hashtextextended('segments:' || :tenant, 0)) FROM (SELECT 1 WHERE :tenant::text IS NOT NULL) t;
