-- Tokens of senders that log in by XOAUTH2: fetched by workers, which work for all tenants in turn.

-- name: sender_token :one
-- left_us: of the present token's life, by the database's clock.
SELECT d."userId", d."status", d."tokenUrl", d."clientId", d."scope", d."clientSecretSealed", d."refreshTokenSealed", d."accessTokenSealed",
       (extract(epoch FROM d."tokenExpiresAt" - clock_timestamp() AT TIME ZONE 'UTC') * 1000000)::int8 AS left_us
FROM "Sender" d WHERE d."id" = :id AND d."auth" = 'xoauth2' AND d."tokenUrl" IS NOT NULL;

-- name: sender_token_due :one
-- Whose token ends within a while (or has lived half its life), and may be fetched now; the one that ends first, and those whose last
-- attempt failed after all others, so that an endpoint that answers nobody is in nobody's way.
-- A restored copy that is held asks for none: a refresh token that is good once is the original's.
SELECT d."id" FROM "Sender" d
WHERE d."tokenUrl" IS NOT NULL AND d."auth" = 'xoauth2' AND d."status" = 'ACTIVE'
  AND (d."tokenExpiresAt" IS NULL OR d."tokenExpiresAt" < clock_timestamp() AT TIME ZONE 'UTC'
       + least(make_interval(secs => :seconds), (d."tokenExpiresAt" - d."tokenChangedAt") / 2))
  AND NOT EXISTS (SELECT 1 FROM "Setting" h WHERE h."key" = 'held')
  AND (d."tokenRetryAt" IS NULL OR d."tokenRetryAt" <= clock_timestamp() AT TIME ZONE 'UTC')
  AND (d."tokenLeasedUntil" IS NULL OR d."tokenLeasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
ORDER BY d."tokenError" IS NOT NULL, d."tokenExpiresAt" NULLS FIRST LIMIT 1;

-- name: sender_token_lease :exec
UPDATE "Sender" SET "tokenLeasedUntil" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '45 seconds'
WHERE "id" = :id AND ("tokenLeasedUntil" IS NULL OR "tokenLeasedUntil" < clock_timestamp() AT TIME ZONE 'UTC');

-- name: sender_token_unlease :exec
UPDATE "Sender" SET "tokenLeasedUntil" = NULL WHERE "id" = :id;

-- name: sender_token_got :exec
-- Not when the log-in was changed meanwhile (token_url, client_id). refresh_token: a new one, when the server gave one.
UPDATE "Sender" SET "tokenLeasedUntil" = NULL, "tokenRetryAt" = NULL, "tokenError" = NULL, "accessTokenSealed" = :access_token,
    "refreshTokenSealed" = coalesce(:refresh_token?, "refreshTokenSealed"), 
    "tokenExpiresAt" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds),
    "tokenChangedAt" = clock_timestamp() AT TIME ZONE 'UTC'
WHERE "id" = :id AND "tokenUrl" = :token_url AND "clientId" = :client_id;

-- name: sender_token_failed :exec
UPDATE "Sender" SET "tokenLeasedUntil" = NULL, "tokenError" = :why,
    "tokenRetryAt" = clock_timestamp() AT TIME ZONE 'UTC' + make_interval(secs => :seconds)
WHERE "id" = :id;
