-- The installation's health: numbers of the server and of all tenants together, nobody's data.

-- name: unknown_refusals_all :many
-- not null: way, words, count, lastAt
-- Of all tenants together, the most frequent first; whose they are is not said.
SELECT u."way", u."words", sum(u."count")::bigint AS "count", max(u."lastAt") AS "lastAt"
FROM "UnknownRefusal" u WHERE u."lastAt" > :since
GROUP BY u."way", u."words" ORDER BY 3 DESC, 4 DESC LIMIT :limit;

-- name: doctor_facts :one
-- not null: connections, maxConnections, oldestTransaction, frozenAge, now, strayEvents, invalidIndexes, pausedSenders, refusedDomains, tokenlessSenders, waitingBatches, oldestBatch, workers, overdue, heldSequences, unusedBytes
-- oldest…: seconds. waitingBatches: what could be claimed and is not. strayEvents: rows in the default partition, 1001 at most.
-- timeout: 20s
SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS "maxConnections",
       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()) AS "oldestTransaction",
       (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS "frozenAge",
       clock_timestamp() AT TIME ZONE 'UTC' AS now,
       (SELECT count(*) FROM (SELECT 1 FROM "EmailEvent_default" LIMIT 1001) e) AS "strayEvents",
       (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace) AS "invalidIndexes",
       (SELECT count(*) FROM "Sender" WHERE "status" = 'PAUSED') AS "pausedSenders",
       (SELECT count(*) FROM "SenderRefusal" WHERE "nextTryAt" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day') AS "refusedDomains",
       (SELECT format('%s. %s', f."reason", coalesce(f."advice", '')) FROM "SenderRefusal" f
        WHERE f."nextTryAt" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY f."since" LIMIT 1) AS "refusedBecause",
       (SELECT count(*) FROM "Sender" WHERE "status" = 'ACTIVE' AND "tokenUrl" IS NOT NULL AND "tokenError" IS NOT NULL) AS "tokenlessSenders",
       (SELECT count(*) FROM "SendBatch" b JOIN "SendSource" s ON s."id" = b."sourceId" JOIN "Sender" d ON d."id" = s."senderId"
        LEFT JOIN "Campaign" c ON c."id" = s."campaignId" LEFT JOIN "Sequence" q ON q."id" = s."sequenceId"
        WHERE b."leasedBy" IS NULL AND (b."notBefore" IS NULL OR b."notBefore" <= clock_timestamp() AT TIME ZONE 'UTC') AND d."status" = 'ACTIVE'
          AND (d."pausedUntil" IS NULL OR d."pausedUntil" <= clock_timestamp() AT TIME ZONE 'UTC')
          AND (d."tokenUrl" IS NULL OR d."auth" <> 'xoauth2' OR d."tokenExpiresAt" > clock_timestamp() AT TIME ZONE 'UTC')
          AND (c."status" = 'SENDING' OR q."status" = 'ACTIVE' AND q."stepsState" <> 'held')) AS "waitingBatches",
       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - b."createdAt")), 0)::float8 FROM "SendBatch" b
        WHERE b."leasedBy" IS NULL AND (b."notBefore" IS NULL OR b."notBefore" <= clock_timestamp() AT TIME ZONE 'UTC')) AS "oldestBatch",
       (SELECT count(*) FROM "Worker" WHERE "role" = 'work' AND "lastSeenAt" > clock_timestamp() AT TIME ZONE 'UTC' - interval '1 minute') AS workers,
       (SELECT count(*) FROM (SELECT 1 FROM "EnrollmentDue" u JOIN "Sequence" q ON q."id" = u."sequenceId"
                              WHERE q."status" = 'ACTIVE' AND u."dueAt" < clock_timestamp() AT TIME ZONE 'UTC' - interval '1 hour' LIMIT 1001) o) AS overdue,
       (SELECT count(*) FROM "Sequence" q WHERE q."stepsState" = 'held' AND q."stepsState" <> 'ok' AND q."status" <> 'DRAFT' AND q."status" = 'ACTIVE')
           AS "heldSequences",
       (SELECT min(q."id") FROM "Sequence" q WHERE q."stepsState" = 'held' AND q."stepsState" <> 'ok' AND q."status" <> 'DRAFT' AND q."status" = 'ACTIVE')
           AS "heldSequence",
       (SELECT coalesce(sum(pg_relation_size(i.indexrelid)), 0)::bigint FROM pg_stat_user_indexes i JOIN pg_index x ON x.indexrelid = i.indexrelid
        WHERE i.idx_scan = 0 AND NOT x.indisunique AND pg_relation_size(i.indexrelid) > 100 << 20) AS "unusedBytes",
       (SELECT "value" FROM "Setting" WHERE "key" = 'backup.done') AS "backupDone",
       (SELECT "value" FROM "Setting" WHERE "key" = 'backup.tried') AS "backupTried",
       (SELECT "value" FROM "Setting" WHERE "key" = 'held') AS held;

-- name: doctor_bloat :many
-- not null: *
-- Tables of some size where more than a third is dead.
SELECT relname AS name, n_dead_tup AS dead, n_live_tup AS live FROM pg_stat_user_tables
WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup / 2 ORDER BY n_dead_tup DESC LIMIT 5;

-- name: doctor_statements :many
-- not null: *
SELECT s."query", s."calls", s."meanMs", s."totalMs" FROM loumass_slow_statements(10) s;
