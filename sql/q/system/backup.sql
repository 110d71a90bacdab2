-- Backup and restore take the whole database, all tenants at once.

-- name: backup_snapshot :many
-- not null: *
-- What each table holds, and the snapshot that says so: pg_dump takes the same one while this transaction lives.
-- timeout: none
SELECT s."snapshot", f."name", f."rows", f."hash"
FROM (SELECT pg_export_snapshot() AS "snapshot") s CROSS JOIN LATERAL loumass_fingerprint(:checksums::boolean) f;

-- name: backup_fingerprint :many
-- not null: *
-- timeout: none
SELECT f."name", f."rows", f."hash" FROM loumass_fingerprint(:checksums::boolean) f;

-- name: backup_tables :one
-- not null: n
-- Tables that stand in the way of a restore.
SELECT count(*) AS n FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p');

-- name: backup_drop_setting :exec
DELETE FROM "Setting" WHERE "key" = :key;

-- name: backup_pause_campaigns :exec
UPDATE "Campaign" SET "status" = 'PAUSED', "pauseReason" = :reason, "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC'
WHERE "status" IN ('SENDING', 'SCHEDULED');

-- name: backup_pause_sequences :exec
UPDATE "Sequence" SET "status" = 'PAUSED', "pausedAt" = clock_timestamp() AT TIME ZONE 'UTC', "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC'
WHERE "status" = 'ACTIVE';
