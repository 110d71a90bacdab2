-- Calls of webhooks, for all tenants in turn; each row carries its own.

-- name: hook_turn :exec
-- lint: reads no table
-- Who claims takes turns, in a transaction: how many of a tenant are in hand is read when those before have committed.
SELECT pg_advisory_xact_lock(hashtextextended('hooks', 0));

-- name: hook_claim :one
-- The webhook with something due that had a turn longest ago; of one tenant two at a time. What is written ahead holds it no longer than it may:
-- a lease two minutes, a pause a day. quick: slow ones are left to others.
UPDATE "Hook" h SET "leasedUntil" = :now::timestamp + INTERVAL '1 minute'
WHERE h."id" = (
    SELECT k."id" FROM "Hook" k
    WHERE k."active" AND (k."leasedUntil" IS NULL OR k."leasedUntil" < :now OR k."leasedUntil" > :now::timestamp + INTERVAL '2 minutes')
      AND (k."nextAt" IS NULL OR k."nextAt" <= :now OR k."nextAt" > :now::timestamp + INTERVAL '25 hours')
      AND (NOT :quick::bool OR NOT k."slow")
      AND (SELECT count(*) FROM "Hook" o WHERE o."userId" = k."userId" AND o."leasedUntil" > :now) < 2
      AND EXISTS (SELECT 1 FROM "HookDelivery" d WHERE d."hookId" = k."id" AND d."status" = 'pending'
                  AND (d."dueAt" <= :now OR d."dueAt" > :now::timestamp + INTERVAL '25 hours'))
    ORDER BY k."lastAt" NULLS FIRST, k."id" LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING h."id", h."userId", h."url", h."secretSealed", h."oldSecretSealed", h."oldUntil", h."failures", h."failingSince";

-- name: hook_due :many
-- not null: body
-- In order; whoever waits behind an earlier one of the same contact that is not due yet waits on.
SELECT d."id", d."eventId", d."key", d."type", d."at", d."attempts", "loumass_hook_body"(d) AS "body"
FROM "HookDelivery" d
WHERE d."hookId" = :hook_id AND d."status" = 'pending' AND (d."dueAt" <= :now OR d."dueAt" > :now::timestamp + INTERVAL '25 hours')
  AND NOT EXISTS (SELECT 1 FROM "HookDelivery" x WHERE x."hookId" = d."hookId" AND x."key" = d."key" AND x."status" = 'pending' AND x."id" < d."id"
                  AND x."dueAt" > :now AND x."dueAt" <= :now::timestamp + INTERVAL '25 hours')
ORDER BY d."id" LIMIT :limit;

-- name: hook_answered :exec
-- What became of a turn's calls.
UPDATE "HookDelivery" d SET "status" = v."status", "attempts" = d."attempts" + 1, "dueAt" = v."due", "answeredAt" = v."at",
    "answer" = NULLIF(v."answer", 0), "error" = NULLIF(v."error", ''), "took" = v."took"
FROM unnest(:ids::int8[], :statuses::text[], :dues::timestamp[], :ats::timestamp[], :answers::int8[], :errors::text[], :tooks::int8[])
     AS v ("id", "status", "due", "at", "answer", "error", "took")
WHERE d."id" = v."id" AND d."status" = 'pending';

-- name: hook_put_back :exec
-- A turn has ended. gone: it is paused, for this reason.
UPDATE "Hook" h SET "leasedUntil" = NULL, "failures" = :failures, "failingSince" = :failing_since?, "nextAt" = :next_at?, "slow" = :slow,
    "lastAt" = :now, "lastError" = :last_error?, "active" = h."active" AND :gone?::text IS NULL, "pausedReason" = coalesce(:gone?, h."pausedReason")
WHERE h."id" = :id;

-- name: hook_sweep :exec
-- timeout: 1min
-- The log is kept for thirty days.
DELETE FROM "HookDelivery" d WHERE d."id" IN (
    SELECT x."id" FROM "HookDelivery" x WHERE x."status" <> 'pending' AND x."createdAt" < :now::timestamp - INTERVAL '30 days'
    ORDER BY x."createdAt" LIMIT 5000);
