-- The tenant's own suppression list.

-- name: suppression_insert :one
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source")
VALUES (:id, :tenant, :email::text, :reason, :source?)
RETURNING "id", "email", "reason", "source", "createdAt";

-- name: suppression_claim :exec
-- What an import put there becomes somebody's own: no undo takes it away.
UPDATE "Suppression" SET "importId" = NULL WHERE "userId" = :tenant AND "identity" = "loumass_identity"(:email) AND "importId" IS NOT NULL;

-- name: suppression_there :one
-- not null: there
-- Under any spelling.
SELECT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = "loumass_identity"(:email)) AS there;

-- name: suppression_insert_many :exec
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source")
SELECT v."id", :tenant, v."email", v."reason", v."source"
FROM (SELECT DISTINCT ON (u."identity") u.* FROM (
          SELECT x.*, "loumass_identity"(x."email") AS "identity"
          FROM unnest(:ids::text[], :emails::text[], :reasons::text[], :sources::text[]) AS x ("id", "email", "reason", "source") OFFSET 0) u
      ORDER BY u."identity", u."id") v
WHERE NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = v."identity" AND s."importId" IS NULL)
ORDER BY v."email"
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: suppression_insert_hashes :exec
-- Of an export of ours: hashes of people who were erased.
INSERT INTO "Suppression" ("id", "userId", "emailHash", "reason", "source")
SELECT v."id", :tenant, v."hash", v."reason", v."source"
FROM unnest(:ids::text[], :hashes::text[], :reasons::text[], :sources::text[]) AS v ("id", "hash", "reason", "source")
ORDER BY v."hash"
ON CONFLICT ("userId", "emailHash") DO NOTHING;

-- name: suppression_put_hash :exec
INSERT INTO "Suppression" ("id", "userId", "emailHash", "reason", "source")
VALUES (:id, :tenant, "loumass_address_hash"(:email, :hash_key::text), :reason, :source?)
ON CONFLICT ("userId", "emailHash") DO NOTHING;

-- name: suppression_get :one
SELECT s."id", s."email", s."reason", s."source", s."createdAt" FROM "Suppression" s WHERE s."userId" = :tenant AND s."id" = :id;

-- name: suppression_delete_one :exec
-- With every spelling of it that stands there.
DELETE FROM "Suppression" s WHERE s."userId" = :tenant
  AND (s."id" = :id OR s."identity" = (SELECT o."identity" FROM "Suppression" o WHERE o."userId" = :tenant AND o."id" = :id));

-- name: suppression_kept :one
-- not null: kept
-- Whether the person put it there, under any spelling.
SELECT EXISTS (SELECT 1 FROM "Suppression" s JOIN "Suppression" o ON o."userId" = :tenant AND o."id" = :id
               WHERE s."userId" = :tenant AND (s."id" = o."id" OR s."identity" = o."identity")
                 AND (s."reason" IN ('unsubscribe', 'complaint') OR s."email" IS NULL)) AS kept;

-- name: suppression_lift :exec
-- The person came back: what they or their erasure put there goes. A bounce, and what the tenant's own people put there, stays.
DELETE FROM "Suppression" s
WHERE s."userId" = :tenant AND s."reason" IN ('unsubscribe', 'erased', 'deleted')
  AND (s."identity" = "loumass_identity"(:email)
       OR s."emailHash" = ANY (ARRAY(SELECT h."hash" FROM "loumass_address_hashes"(:email, "loumass_identity"(:email), :hash_keys::text[]) h)));

-- name: suppression_lift_hash :exec
-- The same of a person of whom only the hash is left.
DELETE FROM "Suppression" s
WHERE s."userId" = :tenant AND s."emailHash" = :hash AND s."reason" IN ('unsubscribe', 'erased', 'deleted');

-- name: suppression_check :one
-- not null: suppressed
SELECT "loumass_suppressed"(:tenant, :email, :hash_keys::text[]) AS suppressed;

-- name: suppression_page :many
-- Newest first: ids are cuids, which sort by time. A whole address finds its hash, too.
-- plan: custom
SELECT s."id", s."email", s."reason", s."source", s."createdAt"
FROM "Suppression" s
WHERE s."userId" = :tenant
  AND (:search?::text IS NULL OR s."email" LIKE '%' || :search?::text || '%'
       OR s."identity" = "loumass_identity"(:address?::text)
       OR s."emailHash" = ANY (ARRAY(SELECT h."hash" FROM "loumass_address_hashes"(:address?::text, "loumass_identity"(:address?::text), :hash_keys::text[]) h)))
  AND (:reason?::text IS NULL OR s."reason" = :reason?::text)
  AND (:kind?::text IS NULL OR :kind?::text = CASE WHEN s."email" IS NULL THEN 'hash' WHEN s."email" LIKE '@%' THEN 'domain' ELSE 'address' END)
  AND (:cursor?::text IS NULL OR s."id" < :cursor?::text)
ORDER BY s."id" DESC
LIMIT :limit::int8;

-- name: suppression_total :one
-- plan: custom
-- not null: count
SELECT count(*) AS "count"
FROM "Suppression" s
WHERE s."userId" = :tenant
  AND (:search?::text IS NULL OR s."email" LIKE '%' || :search?::text || '%'
       OR s."identity" = "loumass_identity"(:address?::text)
       OR s."emailHash" = ANY (ARRAY(SELECT h."hash" FROM "loumass_address_hashes"(:address?::text, "loumass_identity"(:address?::text), :hash_keys::text[]) h)))
  AND (:reason?::text IS NULL OR s."reason" = :reason?::text)
  AND (:kind?::text IS NULL OR :kind?::text = CASE WHEN s."email" IS NULL THEN 'hash' WHEN s."email" LIKE '@%' THEN 'domain' ELSE 'address' END);

-- name: suppression_counted :one
-- not null: count
-- From the counters: of a reason, a kind, both, or all.
SELECT coalesce(sum(t."n"), 0)::int8 AS "count" FROM (
    SELECT y."key", y."n" FROM "Tally" y WHERE y."userId" = :tenant AND y."kind" = 'suppressed'
    UNION ALL SELECT g."key", g."n" FROM "TallyChange" g WHERE g."userId" = :tenant AND g."kind" = 'suppressed') t
WHERE (:reason?::text IS NULL OR split_part(t."key", ':', 1) = :reason) AND (:kind?::text IS NULL OR split_part(t."key", ':', 2) = :kind);

-- name: suppression_all :stream
SELECT s."id", s."email", s."emailHash", s."reason", s."source", s."createdAt"
FROM "Suppression" s
WHERE s."userId" = :tenant
ORDER BY s."id";

-- name: suppression_hash :one
-- not null: hash
-- How the address stands there.
SELECT s."emailHash" AS hash FROM "Suppression" s WHERE s."userId" = :tenant AND s."emailHash" = "loumass_address_hash"(:email, :hash_key::text);
