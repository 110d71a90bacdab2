-- What a preflight found, kept for a while.

-- name: preflight_kept :one
SELECT p."findings", p."checkedAt" FROM "Preflight" p WHERE p."userId" = :tenant AND p."id" = :id AND p."version" = :version;

-- name: preflight_keep :exec
INSERT INTO "Preflight" AS p ("id", "userId", "campaignId", "sequenceId", "version", "findings", "checkedAt")
VALUES (:id, :tenant, :campaign_id?, :sequence_id?, :version, :findings, :now)
ON CONFLICT ("id") DO UPDATE SET "version" = EXCLUDED."version", "findings" = EXCLUDED."findings", "checkedAt" = EXCLUDED."checkedAt"
WHERE p."userId" = :tenant;
