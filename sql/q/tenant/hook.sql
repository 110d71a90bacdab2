-- Webhooks of a tenant, and what was sent to them.

-- name: hook_all :many
-- not null: waiting
SELECT h."id", h."url", h."description", h."events"::text AS "events", h."active", h."pausedReason", h."failures", h."failingSince", h."nextAt", h."lastAt",
       h."lastError", h."oldUntil", h."revision", h."createdAt", h."updatedAt",
       (SELECT count(*) FROM (SELECT 1 FROM "HookDelivery" d WHERE d."hookId" = h."id" AND d."status" = 'pending' LIMIT 10001) w) AS "waiting"
FROM "Hook" h WHERE h."userId" = :tenant ORDER BY h."id" LIMIT 50;

-- name: hook_one :one
-- not null: waiting
SELECT h."id", h."url", h."description", h."events"::text AS "events", h."active", h."pausedReason", h."failures", h."failingSince", h."nextAt", h."lastAt",
       h."lastError", h."oldUntil", h."revision", h."createdAt", h."updatedAt",
       (SELECT count(*) FROM (SELECT 1 FROM "HookDelivery" d WHERE d."hookId" = h."id" AND d."status" = 'pending' LIMIT 10001) w) AS "waiting"
FROM "Hook" h WHERE h."userId" = :tenant AND h."id" = :id;

-- name: hook_insert :exec
INSERT INTO "Hook" ("id", "userId", "url", "description", "events", "secretSealed", "active", "createdAt", "updatedAt")
SELECT :id, :tenant, :url, :description?, :events::jsonb, :secret_sealed, :active, :now, :now
WHERE (SELECT count(*) FROM "Hook" h WHERE h."userId" = :tenant) < :most;

-- name: hook_update :exec
-- What was paused starts afresh: at once, with no failure counted.
UPDATE "Hook" h SET "url" = :url, "description" = :description?, "events" = :events::jsonb, "active" = :active, "revision" = h."revision" + 1,
    "updatedAt" = :now, "pausedReason" = CASE WHEN :afresh::bool THEN NULL ELSE h."pausedReason" END,
    "failures" = CASE WHEN :afresh::bool THEN 0 ELSE h."failures" END,
    "failingSince" = CASE WHEN :afresh::bool THEN NULL ELSE h."failingSince" END,
    "nextAt" = CASE WHEN :afresh::bool THEN NULL ELSE h."nextAt" END
WHERE h."userId" = :tenant AND h."id" = :id AND h."revision" = :revision;

-- name: hook_secret :one
SELECT h."secretSealed" FROM "Hook" h WHERE h."userId" = :tenant AND h."id" = :id;

-- name: hook_rotate :exec
UPDATE "Hook" h SET "oldSecretSealed" = CASE WHEN :until?::timestamp IS NULL THEN NULL ELSE h."secretSealed" END, "oldUntil" = :until?,
    "secretSealed" = :secret_sealed, "updatedAt" = :now, "revision" = h."revision" + 1
WHERE h."userId" = :tenant AND h."id" = :id;

-- name: hook_drop :exec
DELETE FROM "Hook" h WHERE h."userId" = :tenant AND h."id" = :id;

-- name: hook_test :one
INSERT INTO "HookDelivery" ("userId", "hookId", "eventId", "type", "at", "key", "data", "dueAt", "createdAt")
SELECT :tenant, h."id", :event_id, 'test', :now, :event_id, '{"test": true}', :now, :now
FROM "Hook" h WHERE h."userId" = :tenant AND h."id" = :id
RETURNING "id";

-- name: hook_deliveries :many
-- The newest first, behind `before`.
SELECT d."id", d."eventId", d."type", d."at", d."contactId", d."status", d."attempts", d."dueAt", d."answeredAt", d."answer", d."error", d."took"
FROM "HookDelivery" d
WHERE d."userId" = :tenant AND d."hookId" = :id AND d."id" < :before AND (:status?::text IS NULL OR d."status" = :status)
  AND (:type?::text IS NULL OR d."type" = :type)
ORDER BY d."id" DESC LIMIT :limit;

-- name: hook_delivery :one
-- not null: body
SELECT d."id", d."eventId", d."type", d."at", d."contactId", d."status", d."attempts", d."dueAt", d."answeredAt", d."answer", d."error", d."took",
       "loumass_hook_body"(d) AS "body"
FROM "HookDelivery" d WHERE d."userId" = :tenant AND d."hookId" = :hook_id AND d."id" = :id;

-- name: hook_replay :exec
-- timeout: 1min
-- Those of a time are told again, some thousands at most: the oldest first. They keep their ids.
UPDATE "HookDelivery" d SET "status" = 'pending', "attempts" = 0, "dueAt" = :now, "error" = NULL, "answer" = NULL
WHERE d."userId" = :tenant AND d."id" IN (
    SELECT x."id" FROM "HookDelivery" x
    WHERE x."userId" = :tenant AND x."hookId" = :id AND x."status" <> 'pending' AND x."createdAt" >= :since
      AND x."createdAt" <= :until AND (:status?::text IS NULL OR x."status" = :status)
    ORDER BY x."id" LIMIT :most);

-- name: hook_wake :exec
-- Somebody waits for it: a try comes at once.
UPDATE "Hook" h SET "nextAt" = NULL WHERE h."userId" = :tenant AND h."id" = :id;
