-- Imports to run: a node looks for those whose file it holds, whoever's they are.

-- name: import_next :one
SELECT i."id", i."userId" FROM "Import" i
WHERE i."status" = 'RUNNING' AND i."node" = :node AND (i."leasedUntil" IS NULL OR i."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
ORDER BY i."createdAt" LIMIT 1;
