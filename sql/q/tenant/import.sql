-- Imports of contacts: the job, its chunks, its undo.

-- name: import_insert :exec
INSERT INTO "Import" ("id", "userId", "filename", "node", "bytes", "delimiter", "encoding", "columns", "header")
VALUES (:id, :tenant, :filename?, :node, :bytes, :delimiter, :encoding, :columns, :header);

-- name: import_get :one
SELECT i."id", i."status", i."filename", i."node", i."bytes", i."bytesRead", i."delimiter", i."encoding", i."columns", i."map", i."tags", i."policy",
       i."dryRun", i."rowsRead", i."created", i."updated", i."unchanged", i."refused", i."suppressed", i."header", i."warnings", i."deleted", i."restored", i."undoAfter", i."error", i."createdAt", i."finishedAt"
FROM "Import" i WHERE i."userId" = :tenant AND i."id" = :id;

-- name: import_list :many
SELECT i."id", i."status", i."filename", i."node", i."bytes", i."bytesRead", i."delimiter", i."encoding", i."columns", i."map", i."tags", i."policy",
       i."dryRun", i."rowsRead", i."created", i."updated", i."unchanged", i."refused", i."suppressed", i."header", i."warnings", i."deleted", i."restored", i."undoAfter", i."error", i."createdAt", i."finishedAt"
FROM "Import" i WHERE i."userId" = :tenant AND (:after_id?::text IS NULL OR i."id" < :after_id) ORDER BY i."id" DESC LIMIT :limit;

-- name: import_reread :exec
-- The file is read in another way: what was found in it before no longer holds.
UPDATE "Import" SET "status" = 'UPLOADED', "delimiter" = :delimiter, "encoding" = :encoding, "columns" = :columns, "header" = :header,
       "map" = NULL, "warnings" = NULL, "dryRun" = false, "rowsRead" = 0, "bytesRead" = 0, "created" = 0, "updated" = 0, "unchanged" = 0,
       "refused" = 0, "suppressed" = 0, "error" = NULL, "finishedAt" = NULL
WHERE "userId" = :tenant AND "id" = :id AND ("status" = 'UPLOADED' OR "status" = 'FAILED' AND "created" = 0 AND "updated" = 0 AND "suppressed" = 0
      OR "status" IN ('DONE', 'FAILED') AND "dryRun");

-- name: import_start :exec
-- From UPLOADED, or again after a dry run.
UPDATE "Import" SET "status" = 'RUNNING', "map" = :map, "tags" = :tags, "policy" = :policy, "dryRun" = :dry_run, "warnings" = :warnings, "suppressed" = 0, "rowsRead" = 0, "bytesRead" = 0,
       "created" = 0, "updated" = 0, "unchanged" = 0, "refused" = 0, "error" = NULL, "finishedAt" = NULL, "leasedBy" = NULL, "leasedUntil" = NULL
WHERE "userId" = :tenant AND "id" = :id AND ("status" IN ('UPLOADED', 'FAILED') OR "status" = 'DONE' AND "dryRun");

-- name: import_hold :exec
-- Renews the lease of whoever runs it; nothing when somebody else has it.
UPDATE "Import" SET "leasedBy" = :me, "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'
WHERE "userId" = :tenant AND "id" = :id AND "status" IN ('RUNNING', 'UNDOING')
  AND ("leasedBy" = :me OR "leasedUntil" IS NULL OR "leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC');

-- name: import_release :exec
-- Gives the lease back, so that somebody may go on at once.
UPDATE "Import" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "userId" = :tenant AND "id" = :id AND "status" IN ('RUNNING', 'UNDOING') AND "leasedBy" = :me;

-- name: import_stage_create :ddl
CREATE TEMP TABLE IF NOT EXISTS "stage" (
    "n" int8, "id" text, "email" text, "firstName" text, "lastName" text, "tags" text, "variables" text,
    "status" text, "reason" text, "source" text, "timezone" text, "timezoneSource" text, "createdAt" timestamp(3), "identity" text) ON COMMIT DROP;

-- name: import_stage :copy
COPY "stage" ("n", "id", "email", "firstName", "lastName", "tags", "variables", "status", "reason", "source", "timezone", "timezoneSource", "createdAt", "identity") FROM STDIN (FORMAT binary);

-- name: import_suppress :exec
-- Those whose row says that they left, bounced or complained. Before the merge: that is the order in which everybody locks.
-- timeout: 5min
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "importId")
SELECT s."id", :tenant, lower(s."email"), s."reason", s."source", :import_id FROM "stage" s
WHERE s."reason" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "Suppression" x WHERE x."userId" = :tenant AND x."identity" = s."identity")
ORDER BY lower(s."email")
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: import_stage_people :exec
-- Rows of people who are contacts already get the address as it stands there (the same spelling first, then the oldest contact).
-- timeout: 5min
UPDATE "stage" s SET "email" = k."email"
FROM (SELECT DISTINCT ON (x."n") x."n", c."email" FROM "stage" x JOIN "Contact" c ON c."userId" = :tenant AND c."identity" = x."identity"
      ORDER BY x."n", c."email" = x."email" DESC, c."id") k
WHERE s."n" = k."n" AND s."email" <> k."email";

-- name: import_merge :one
-- Rows of the stage into "Contact": new ones are made, others changed where they differ. What is not given stays, variables are merged,
-- tags added; a status becomes stricter, never laxer, and does so even where contacts that exist are skipped. Remembers what was changed,
-- for the undo; what was made is known by its ids (core/audience/import.h). Each address stands in the stage once.
-- not null: created, updated
-- timeout: 5min
WITH existing AS (
    SELECT c."id", c."email", jsonb_build_object('firstName', c."firstName", 'lastName', c."lastName", 'tags', c."tags", 'variables', c."variables",
           'status', c."status", 'unsubscribedAt', c."unsubscribedAt", 'timezone', c."timezone", 'timezoneSource', c."timezoneSource") AS before
    FROM "stage" s JOIN "Contact" c ON c."userId" = :tenant AND c."email" = s."email"
), merged AS (
    INSERT INTO "Contact" AS c ("id", "userId", "email", "firstName", "lastName", "tags", "variables", "status", "unsubscribedAt", "timezone", "timezoneSource", "createdAt", "updatedAt")
    SELECT s."id", :tenant, s."email", s."firstName", s."lastName", s."tags"::jsonb, s."variables"::jsonb, coalesce(s."status", 'ACTIVE'),
           CASE WHEN s."status" = 'UNSUBSCRIBED' THEN :now::timestamp(3) END, s."timezone", s."timezoneSource", coalesce(s."createdAt", :now::timestamp(3)), :now FROM "stage" s
    ON CONFLICT ("userId", "email") DO UPDATE
    SET "firstName" = CASE WHEN :update THEN coalesce(EXCLUDED."firstName", c."firstName") ELSE c."firstName" END,
        "lastName" = CASE WHEN :update THEN coalesce(EXCLUDED."lastName", c."lastName") ELSE c."lastName" END,
        "tags" = CASE WHEN :update THEN (CASE WHEN jsonb_typeof(c."tags") = 'array' THEN c."tags" ELSE '[]' END) || (SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements(EXCLUDED."tags") t WHERE NOT (CASE WHEN jsonb_typeof(c."tags") = 'array' THEN c."tags" ELSE '[]' END) @> t) ELSE c."tags" END,
        "variables" = CASE WHEN :update THEN (CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END) || EXCLUDED."variables" ELSE c."variables" END,
        "status" = CASE WHEN EXCLUDED."status" = 'UNSUBSCRIBED' OR EXCLUDED."status" = 'INACTIVE' AND c."status" = 'ACTIVE' THEN EXCLUDED."status" ELSE c."status" END,
        "unsubscribedAt" = CASE WHEN EXCLUDED."status" = 'UNSUBSCRIBED' THEN coalesce(c."unsubscribedAt", :now) ELSE c."unsubscribedAt" END,
        "timezone" = CASE WHEN :update AND EXCLUDED."timezoneSource" IN ('set', 'browser') AND (EXCLUDED."timezone" IS DISTINCT FROM c."timezone" OR c."timezoneSource" IS NULL OR c."timezoneSource" NOT IN ('set', 'browser')) THEN EXCLUDED."timezone" ELSE c."timezone" END,
        "timezoneSource" = CASE WHEN :update AND EXCLUDED."timezoneSource" IN ('set', 'browser') AND (EXCLUDED."timezone" IS DISTINCT FROM c."timezone" OR c."timezoneSource" IS NULL OR c."timezoneSource" NOT IN ('set', 'browser')) THEN EXCLUDED."timezoneSource" ELSE c."timezoneSource" END,
        "updatedAt" = EXCLUDED."updatedAt"
    WHERE :update
      AND (coalesce(EXCLUDED."firstName", c."firstName") IS DISTINCT FROM c."firstName" OR coalesce(EXCLUDED."lastName", c."lastName") IS DISTINCT FROM c."lastName"
           OR NOT (CASE WHEN jsonb_typeof(c."tags") = 'array' THEN c."tags" ELSE '[]' END) @> EXCLUDED."tags" OR NOT (CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END) @> EXCLUDED."variables"
           OR EXCLUDED."timezoneSource" IN ('set', 'browser') AND (EXCLUDED."timezone" IS DISTINCT FROM c."timezone" OR c."timezoneSource" IS NULL OR c."timezoneSource" NOT IN ('set', 'browser')))
      OR EXCLUDED."status" = 'UNSUBSCRIBED' AND c."status" <> 'UNSUBSCRIBED' OR EXCLUDED."status" = 'INACTIVE' AND c."status" = 'ACTIVE'
    RETURNING c."id", c."email", xmax = 0 AS fresh
), remembered AS (
    INSERT INTO "ImportChange" ("importId", "contactId", "userId", "before")
    SELECT :import_id, m."id", :tenant, e.before FROM merged m JOIN existing e ON e."id" = m."id" WHERE NOT m.fresh
    ON CONFLICT ("importId", "contactId") DO NOTHING
)
SELECT count(*) FILTER (WHERE fresh) AS created, count(*) FILTER (WHERE NOT fresh) AS updated FROM merged;

-- name: import_raise :exec
-- The same for rows that were refused but say that somebody left: their contacts, if there are any, are mailed no more.
-- timeout: 5min
WITH raised AS MATERIALIZED (
    SELECT c."id", s."status", jsonb_build_object('firstName', c."firstName", 'lastName', c."lastName", 'tags', c."tags", 'variables', c."variables",
           'status', c."status", 'unsubscribedAt', c."unsubscribedAt", 'timezone', c."timezone", 'timezoneSource', c."timezoneSource") AS before
    FROM "stage" s JOIN "Contact" c ON c."userId" = :tenant AND c."email" = s."email"
    WHERE s."status" = 'UNSUBSCRIBED' AND c."status" <> 'UNSUBSCRIBED' OR s."status" = 'INACTIVE' AND c."status" = 'ACTIVE'
    FOR NO KEY UPDATE OF c
), remembered AS (
    INSERT INTO "ImportChange" ("importId", "contactId", "userId", "before")
    SELECT :import_id, r."id", :tenant, r.before FROM raised r
    ON CONFLICT ("importId", "contactId") DO NOTHING
)
UPDATE "Contact" c SET "status" = r."status", "updatedAt" = :now,
       "unsubscribedAt" = CASE WHEN r."status" = 'UNSUBSCRIBED' THEN coalesce(c."unsubscribedAt", :now) ELSE c."unsubscribedAt" END
FROM raised r WHERE c."userId" = :tenant AND c."id" = r."id";

-- name: import_preview :one
-- What a merge would do, for the dry run.
-- not null: created, updated, suppressed
-- timeout: 5min
SELECT count(*) FILTER (WHERE c."id" IS NULL) AS created,
       count(*) FILTER (WHERE c."id" IS NOT NULL AND (:update
           AND (coalesce(s."firstName", c."firstName") IS DISTINCT FROM c."firstName" OR coalesce(s."lastName", c."lastName") IS DISTINCT FROM c."lastName"
                OR NOT (CASE WHEN jsonb_typeof(c."tags") = 'array' THEN c."tags" ELSE '[]' END) @> s."tags"::jsonb OR NOT (CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END) @> s."variables"::jsonb
                OR s."timezoneSource" IN ('set', 'browser') AND (s."timezone" IS DISTINCT FROM c."timezone" OR c."timezoneSource" IS NULL OR c."timezoneSource" NOT IN ('set', 'browser')))
           OR s."status" = 'UNSUBSCRIBED' AND c."status" <> 'UNSUBSCRIBED' OR s."status" = 'INACTIVE' AND c."status" = 'ACTIVE')) AS updated,
       count(*) FILTER (WHERE s."reason" IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM "Suppression" x WHERE x."userId" = :tenant AND x."identity" = s."identity")) AS suppressed
FROM "stage" s LEFT JOIN "Contact" c ON c."userId" = :tenant AND c."email" = s."email";

-- name: import_step :exec
-- Ends a chunk, in its transaction.
UPDATE "Import" SET "rowsRead" = :rows_read, "bytesRead" = :bytes_read, "created" = "created" + :created, "updated" = "updated" + :updated,
       "unchanged" = "unchanged" + :unchanged, "refused" = :refused, "suppressed" = "suppressed" + :suppressed, "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'
WHERE "userId" = :tenant AND "id" = :id AND "status" = 'RUNNING' AND "leasedBy" = :me;

-- name: import_end :exec
UPDATE "Import" SET "status" = :status, "error" = :error?, "finishedAt" = :now, "leasedBy" = NULL, "leasedUntil" = NULL
WHERE "userId" = :tenant AND "id" = :id AND "status" = 'RUNNING';

-- name: import_undo_mark :exec
UPDATE "Import" SET "status" = 'UNDOING', "undoAfter" = NULL, "error" = NULL, "leasedBy" = NULL, "leasedUntil" = NULL
WHERE "userId" = :tenant AND "id" = :id AND "status" IN ('DONE', 'FAILED') AND NOT "dryRun";

-- name: import_undo_step :exec
-- Ends a piece of an undo, in its transaction.
UPDATE "Import" SET "deleted" = "deleted" + :deleted, "restored" = "restored" + :restored, "undoAfter" = coalesce(:after?, "undoAfter"),
       "leasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'
WHERE "userId" = :tenant AND "id" = :id AND "status" = 'UNDOING' AND "leasedBy" = :me;

-- name: import_undo_end :exec
UPDATE "Import" SET "status" = :status, "error" = :error?, "finishedAt" = :now, "leasedBy" = NULL, "leasedUntil" = NULL
WHERE "userId" = :tenant AND "id" = :id AND "status" = 'UNDOING';

-- name: import_undo_suppressions :exec
-- Some of what it put on the list, and nobody else since.
DELETE FROM "Suppression" WHERE "userId" = :tenant AND "id" IN (
    SELECT s."id" FROM "Suppression" s WHERE s."userId" = :tenant AND s."importId" = :id LIMIT :limit);

-- name: import_undo_people :many
-- The next contacts whose ids lie in the range of those it created. mine: it created them, and no mail has been planned for them since.
-- not null: id, mine
SELECT c."id", right(c."id", 10) = :tail AND NOT EXISTS (SELECT 1 FROM "Recipient" r WHERE r."contactId" = c."id" AND r."userId" = :tenant) AS mine
FROM "Contact" c WHERE c."userId" = :tenant AND c."id" > :after AND c."id" <= :high ORDER BY c."id" LIMIT :limit;

-- name: import_undo_leave :one
-- not null: n
-- Those it will delete leave their sequences first.
SELECT "loumass_enrollment_exit"(ARRAY(
    SELECT e."id" FROM "SequenceEnrollment" e
    WHERE e."userId" = :tenant AND e."contactId" = ANY (:ids::text[]) AND coalesce(e."status", '') IN ('ACTIVE', 'PAUSED')), 'deleted', '{}'::jsonb, :now) AS n;

-- name: import_undo_delete :exec
DELETE FROM "Contact" c
WHERE c."userId" = :tenant AND c."id" = ANY (:ids::text[])
  AND NOT EXISTS (SELECT 1 FROM "Recipient" r WHERE r."contactId" = c."id" AND r."userId" = :tenant);

-- name: import_undo_restore :one
-- Some of those it changed are as before, and are remembered no more. A status that it had made stricter comes back, unless the address is
-- on the list now: then somebody left since.
-- not null: taken, restored
-- timeout: 1min
WITH piece AS MATERIALIZED (
    SELECT h."contactId", h."before" FROM "ImportChange" h WHERE h."importId" = :id AND h."userId" = :tenant ORDER BY h."contactId" LIMIT :limit
), back AS (
    UPDATE "Contact" c SET "firstName" = h."before" ->> 'firstName', "lastName" = h."before" ->> 'lastName',
           "tags" = nullif(h."before" -> 'tags', 'null'), "variables" = nullif(h."before" -> 'variables', 'null'),
           "timezone" = CASE WHEN h."before" ? 'timezone' THEN h."before" ->> 'timezone' ELSE c."timezone" END,
           "timezoneSource" = CASE WHEN h."before" ? 'timezone' THEN h."before" ->> 'timezoneSource' ELSE c."timezoneSource" END,
           "status" = CASE WHEN h."before" ? 'status' AND NOT x.suppressed THEN h."before" ->> 'status' ELSE c."status" END,
           "unsubscribedAt" = CASE WHEN h."before" ? 'status' AND NOT x.suppressed THEN (h."before" ->> 'unsubscribedAt')::timestamp(3) ELSE c."unsubscribedAt" END,
           "updatedAt" = :now
    FROM piece h CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM "Contact" k JOIN "Suppression" s ON s."userId" = :tenant AND s."identity" = k."identity"
                       WHERE k."userId" = :tenant AND k."id" = h."contactId") AS suppressed) x
    WHERE h."before" IS NOT NULL AND c."id" = h."contactId" AND c."userId" = :tenant
    RETURNING c."id"
), gone AS (
    DELETE FROM "ImportChange" g USING piece h WHERE g."userId" = :tenant AND g."importId" = :id AND g."contactId" = h."contactId"
)
SELECT (SELECT count(*) FROM piece) AS taken, (SELECT count(*) FROM back) AS restored;

-- name: import_ran_beside :many
-- Imports that were uploaded earlier and ran at the same time.
SELECT i."id" FROM "Import" i, "Import" m
WHERE m."userId" = :tenant AND m."id" = :id AND i."userId" = :tenant AND i."id" < m."id" AND NOT i."dryRun"
  AND (i."status" = 'RUNNING' OR i."finishedAt" > m."createdAt")
ORDER BY i."id" DESC LIMIT 100;

-- name: import_made_twice :many
-- Contacts it created who are, under another spelling, a contact in this range of ids, which stays.
-- not null: id, keep
SELECT m."id", d."id" AS "keep" FROM (
    SELECT c."id", c."identity" FROM "Contact" c
    WHERE c."userId" = :tenant AND c."id" > :after AND c."id" <= :last AND right(c."id", 10) <> :tail OFFSET 0) d
CROSS JOIN LATERAL (
    SELECT x."id" FROM "Contact" x WHERE x."userId" = :tenant AND x."identity" = d."identity"
      AND x."id" >= :low AND x."id" <= :high AND right(x."id", 10) = :tail LIMIT 1) m
ORDER BY m."id", d."id";

-- name: import_last_of_piece :one
-- The id that ends the next piece of contacts; NULL: there are none.
SELECT max(p."id") AS "last" FROM (
    SELECT c."id" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" > :after AND c."id" <= :until ORDER BY c."id" LIMIT :limit) p;

-- name: import_wait_for_writers :exec
-- Waits for whoever is writing a single contact (contact_identity_lock), and keeps others from it until the end of the transaction.
-- lint: reads no table
SELECT pg_advisory_xact_lock(hashtextextended('contacts:' || :tenant, 0)) FROM (SELECT 1 WHERE :tenant::text IS NOT NULL) t;

-- name: import_merged_twice :exec
UPDATE "Import" SET "created" = "created" - :n, "updated" = "updated" + :n WHERE "userId" = :tenant AND "id" = :id AND "status" = 'RUNNING';

-- name: import_delete :exec
DELETE FROM "Import" WHERE "userId" = :tenant AND "id" = :id AND "status" NOT IN ('RUNNING', 'UNDOING');
