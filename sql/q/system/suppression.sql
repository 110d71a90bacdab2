-- Suppressions written by the accounting of senders and by the tracking drain.

-- name: suppression_insert_rows :exec
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "createdAt")
SELECT v."id", v."userId", v."email", v."reason", v."source", v."at"
FROM unnest(:ids::text[], :user_ids::text[], :emails::text[], :reasons::text[], :sources::text[], :at::timestamp[])
     AS v ("id", "userId", "email", "reason", "source", "at")
WHERE NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = v."userId" AND s."identity" = "loumass_identity"(v."email")
                  AND s."importId" IS NULL) -- what an import put there becomes theirs (a trigger)
ORDER BY v."userId", v."email"
ON CONFLICT ("userId", "email") DO NOTHING;
