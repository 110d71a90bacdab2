-- What the demo needs beside its tenant's rows.

-- name: seed_partitions :one
-- not null: made
-- Months that the demo's events lie in.
SELECT "loumass_event_partitions"(:since::timestamp, 2) AS "made";
