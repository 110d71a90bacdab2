-- Sign-ups of whom nobody is: a person comes by a form's or a mail's link, and a worker takes whose turn it is.

-- name: form_owner :one
-- timeout: 2s
-- not null: name
SELECT f."userId", coalesce(nullif(s."fromName", ''), nullif(s."name", ''), nullif(u."name", ''), u."email") AS "name"
FROM "SignupForm" f JOIN "User" u ON u."id" = f."userId" LEFT JOIN "Sender" s ON s."id" = f."senderId"
WHERE f."id" = :id;

-- name: signup_owner :one
-- timeout: 2s
-- not null: name
SELECT g."userId", f."language", coalesce(nullif(s."fromName", ''), nullif(s."name", ''), nullif(u."name", ''), u."email") AS "name"
FROM "Signup" g JOIN "SignupForm" f ON f."id" = g."formId" JOIN "User" u ON u."id" = g."userId" LEFT JOIN "Sender" s ON s."id" = f."senderId"
WHERE g."id" = :id;

-- name: signup_next :one
-- One whose confirmation is to be sent; nobody else takes it for two minutes.
UPDATE "Signup" s SET "attempts" = s."attempts" + 1, "nextTryAt" = now() AT TIME ZONE 'UTC' + INTERVAL '2 minutes'
FROM "SignupForm" f
WHERE f."id" = s."formId" AND s."id" = (
    SELECT x."id" FROM "Signup" x WHERE x."status" = 'WAITING' AND x."nextTryAt" <= now() AT TIME ZONE 'UTC'
    ORDER BY x."nextTryAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING s."id", s."userId", s."email", s."firstName", s."lastName", s."attempts", f."id" AS "formId", f."senderId", f."confirmSubject", f."confirmText";

-- name: signup_mailed :exec
UPDATE "Signup" SET "status" = 'MAILED', "mailedAt" = now() AT TIME ZONE 'UTC', "failureReason" = NULL WHERE "id" = :id;

-- name: signup_later :exec
UPDATE "Signup" SET "status" = CASE WHEN :over::bool THEN 'FAILED' ELSE 'WAITING' END, "failureReason" = left(:reason, 500),
    "nextTryAt" = now() AT TIME ZONE 'UTC' + make_interval(secs => :seconds) WHERE "id" = :id;

-- name: signup_sweep :exec
-- Who did not confirm within a week was not meant.
DELETE FROM "Signup" WHERE "createdAt" < now() AT TIME ZONE 'UTC' - INTERVAL '7 days';
