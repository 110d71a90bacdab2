-- A streaming replica beside its primary: how far each has come. Reads no table.

-- name: replica_of :one
-- not null: *
-- Asked of either. at: bytes of the log written (primary) or replayed (replica); 0: none. replayedAt: when the newest commit
-- that is replayed was made, by the primary's clock; 0: none since the start. cluster: the same for a primary and its replicas.
-- timeout: 3s
SELECT r.recovery,
       coalesce(CASE WHEN r.recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn, 0)::bigint AS at,
       clock_timestamp() AT TIME ZONE 'UTC' AS now,
       coalesce(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'epoch'::timestamp) AS "replayedAt",
       (SELECT system_identifier::text FROM pg_control_system()) AS cluster, current_database()::text AS database
FROM (SELECT pg_is_in_recovery() AS recovery) r;
