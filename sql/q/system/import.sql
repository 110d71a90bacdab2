-- Imports to run: a node looks for those whose file it holds, and for undos, which need no file, whoever's they are.

-- name: import_next :one
SELECT x."id", x."userId", x."status" FROM (
    (SELECT i."id", i."userId", i."status", i."createdAt" FROM "Import" i
     WHERE i."status" = 'RUNNING' AND i."node" = :node AND (i."leasedUntil" IS NULL OR i."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
     ORDER BY i."createdAt" LIMIT 1)
    UNION ALL
    (SELECT i."id", i."userId", i."status", i."createdAt" FROM "Import" i
     WHERE i."status" = 'UNDOING' AND (i."leasedUntil" IS NULL OR i."leasedUntil" < clock_timestamp() AT TIME ZONE 'UTC')
     ORDER BY i."createdAt" LIMIT 1)) x
ORDER BY x."createdAt" LIMIT 1;
