-- Tokens of senders that log in by XOAUTH2: fetched by workers, which work for all tenants in turn.

-- name: sender_token :one
SELECT d."userId", d."status", d."tokenUrl", d."clientId", d."scope", d."clientSecretSealed", d."refreshTokenSealed", d."accessTokenSealed",
       d."tokenExpiresAt"
FROM "Sender" d WHERE d."id" = :id AND d."auth" = 'xoauth2' AND d."tokenUrl" IS NOT NULL;

-- name: sender_token_due :many
-- Whose token ends within a while (or has lived half its life), and who may be asked for a new one; the one that ended first comes first.
-- A restored copy that is held asks for none: a refresh token that is good once is the original's.
SELECT d."id" FROM "Sender" d
WHERE d."tokenUrl" IS NOT NULL AND d."auth" = 'xoauth2' AND d."status" = 'ACTIVE'
  AND (d."tokenExpiresAt" IS NULL OR d."tokenExpiresAt" < clock_timestamp() AT TIME ZONE 'UTC'
       + least(make_interval(secs => :seconds), (d."tokenExpiresAt" - d."tokenChangedAt") / 2))
  AND NOT EXISTS (SELECT 1 FROM "Setting" h WHERE h."key" = 'held')
  AND (d."tokenRetryAt" IS NULL OR d."tokenRetryAt" <= clock_timestamp() AT TIME ZONE 'UTC')
ORDER BY d."tokenExpiresAt" NULLS FIRST LIMIT 100;

-- name: sender_token_lease :exec
UPDATE "Sender" SET "tokenLeasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '45 seconds'
WHERE "id" = :id AND ("tokenLeasedUntil" IS NULL OR "tokenLeasedUntil" < clock_timestamp() AT TIME ZONE 'UTC');

-- name: sender_token_unlease :exec
UPDATE "Sender" SET "tokenLeasedUntil" = NULL WHERE "id" = :id;

-- name: sender_token_got :exec
-- Not when the log-in was changed meanwhile (token_url, client_id). refresh_token: a new one, when the server gave one.
UPDATE "Sender" SET "tokenLeasedUntil" = NULL, "tokenRetryAt" = NULL, "tokenError" = NULL, "accessTokenSealed" = :access_token,
    "refreshTokenSealed" = coalesce(:refresh_token?, "refreshTokenSealed"), "tokenExpiresAt" = :expires_at,
    "tokenChangedAt" = clock_timestamp() AT TIME ZONE 'UTC'
WHERE "id" = :id AND "tokenUrl" = :token_url AND "clientId" = :client_id;

-- name: sender_token_failed :exec
UPDATE "Sender" SET "tokenLeasedUntil" = NULL, "tokenError" = :why,
    "tokenRetryAt" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
WHERE "id" = :id;
