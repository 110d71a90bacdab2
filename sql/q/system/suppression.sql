-- Suppressions written by the accounting of senders and by the tracking drain.

-- name: suppression_insert_rows :exec
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "createdAt")
SELECT v."id", v."userId", lower(v."email"), v."reason", v."source", v."at"
FROM unnest(:ids::text[], :user_ids::text[], :emails::text[], :reasons::text[], :sources::text[], :at::timestamp[])
     AS v ("id", "userId", "email", "reason", "source", "at")
ORDER BY v."userId", lower(v."email")
ON CONFLICT ("userId", "email") DO NOTHING;
