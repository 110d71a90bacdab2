-- The tenant's own suppression list.

-- name: suppression_insert :one
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source")
VALUES (:id, :tenant, lower(:email::text), :reason, :source?)
RETURNING "id", "email", "reason", "source", "createdAt";

-- name: suppression_insert_many :exec
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source")
SELECT v."id", :tenant, lower(v."email"), :reason, :source?
FROM unnest(:ids::text[], :emails::text[]) AS v ("id", "email")
ORDER BY lower(v."email")
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: suppression_delete_one :exec
DELETE FROM "Suppression" WHERE "userId" = :tenant AND "id" = :id;

-- name: suppression_page :many
-- Newest first: ids are cuids, which sort by time.
SELECT s."id", s."email", s."reason", s."source", s."createdAt"
FROM "Suppression" s
WHERE s."userId" = :tenant AND s."email" IS NOT NULL
  AND (:search?::text IS NULL OR s."email" LIKE '%' || :search?::text || '%')
  AND (:reason?::text IS NULL OR s."reason" = :reason?::text)
  AND (:cursor?::text IS NULL OR s."id" < :cursor?::text)
ORDER BY s."id" DESC
LIMIT :limit::int8;

-- name: suppression_total :one
-- not null: count
SELECT count(*) AS "count"
FROM "Suppression" s
WHERE s."userId" = :tenant AND s."email" IS NOT NULL
  AND (:search?::text IS NULL OR s."email" LIKE '%' || :search?::text || '%')
  AND (:reason?::text IS NULL OR s."reason" = :reason?::text);

-- name: suppression_all :stream
SELECT s."id", s."email", s."reason", s."source", s."createdAt"
FROM "Suppression" s
WHERE s."userId" = :tenant AND s."email" IS NOT NULL
ORDER BY s."id";
