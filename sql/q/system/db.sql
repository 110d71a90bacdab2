-- The database's own affairs; no tenant's data is read.

-- name: db_event_partitions :one
-- not null: made
-- Makes the partitions of "EmailEvent" that are missing, from the month of `since` to `ahead` months from now.
-- timeout: 5min
select "loumass_event_partitions"(:since::timestamp, :ahead::int) as made

-- name: db_lock :exec
-- Until the end of the transaction; waits.
-- timeout: none
select pg_advisory_xact_lock(:key::bigint)

-- name: db_lock_try :one
-- not null: locked
select pg_try_advisory_xact_lock(:key::bigint) as locked

-- name: db_notify :exec
select pg_notify(:channel::text, :payload::text)

-- name: db_now :one
-- not null: now
-- The server's clock, UTC.
select clock_timestamp() as now

-- name: db_clock_seen :one
-- not null: back
-- timeout: 5min
-- Looks whether the server's clock was set back, and moves with it what was written ahead. back: by how many seconds.
select "loumass_clock_seen"() as back
