-- The audit log: one chain per tenant, added to under the lock of its head.

-- name: audit_head :one
INSERT INTO "AuditHead" AS h ("userId") VALUES (:tenant)
ON CONFLICT ("userId") DO UPDATE SET "seq" = h."seq"
RETURNING h."seq", h."hash";

-- name: audit_add :exec
WITH head AS (
    UPDATE "AuditHead" SET "seq" = :seq, "hash" = :hash WHERE "userId" = :tenant
)
INSERT INTO "AuditLog" ("id", "userId", "seq", "at", "actor", "actorId", "action", "target", "detail", "hash")
VALUES (:id, :tenant, :seq, :at, :actor, :actor_id?, :action, :target?, :detail?, :hash);

-- name: audit_end :one
-- not null: seq, hash
-- Where the chain should end; nothing yet is 0.
SELECT coalesce(max(h."seq"), 0) AS seq, coalesce(max(h."hash"), '') AS hash FROM "AuditHead" h WHERE h."userId" = :tenant;

-- name: audit_page :many
-- not null: id, seq, at, actor, action, hash
-- Newest first; who: the key's name, where it still exists.
SELECT l."id", l."seq", l."at", l."actor", l."actorId", l."action", l."target", l."detail", l."hash",
       (SELECT k."name" FROM "ApiKey" k WHERE k."userId" = :tenant AND k."id" = l."actorId") AS "who"
FROM "AuditLog" l
WHERE l."userId" = :tenant AND (:before?::int8 IS NULL OR l."seq" < :before?::int8)
  AND (:actor?::text IS NULL OR l."actor" = :actor?::text)
ORDER BY l."seq" DESC LIMIT :limit::int8;

-- name: audit_all :stream
-- timeout: 10min
SELECT l."seq", l."at", l."actor", l."actorId", l."action", l."target", l."detail", l."hash"
FROM "AuditLog" l WHERE l."userId" = :tenant ORDER BY l."seq";
