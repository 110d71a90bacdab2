-- What a forecast looks at: the sender's use of its limits, and what else waits there.

-- name: forecast_usage :many
SELECT u."minute", u."granted" FROM "SenderUsage" u
WHERE u."userId" = :tenant AND u."senderId" = :sender_id AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours'
ORDER BY u."minute";

-- name: forecast_ahead :one
-- not null: n, sources
-- Ranges of other campaigns and sequences at the same sender, as they were planned.
SELECT coalesce(sum(b."size"), 0)::int8 AS n, count(DISTINCT b."sourceId") AS sources FROM "SendBatch" b
WHERE b."userId" = :tenant AND b."senderId" = :sender_id AND split_part(b."sourceId", ':', 1) <> :campaign_id;

-- name: forecast_ranges :many
-- not null: n, zone
-- What is planned of a campaign that goes by people's clocks, by zone and time.
SELECT coalesce(b."zone", '') AS zone, b."notBefore", sum(b."size")::int8 AS n FROM "SendBatch" b
JOIN "SendSource" s ON s."id" = b."sourceId" AND s."userId" = :tenant
WHERE b."userId" = :tenant AND s."campaignId" = :campaign_id GROUP BY 1, 2;
