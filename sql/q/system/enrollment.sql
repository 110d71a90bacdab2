-- Enrolments of any tenant, for the accounting of messages, which has rows of many.

-- name: enrollment_exits_of :many
-- not null: id, reason, at
-- Which enrolments an event of a contact ends. Replies: those of sequences that stop on them, and, where the sequence says so, everybody
-- of the same company (by the domain of the address, unless it is a public mail provider's).
SELECT e."id", v."reason", v."recipientId", v."at"
FROM unnest(:contact_ids::text[], :reasons::text[], :recipient_ids::text[], :at::timestamp[]) AS v ("contactId", "reason", "recipientId", "at")
JOIN "SequenceEnrollment" e ON e."contactId" = v."contactId"
JOIN "Sequence" q ON q."id" = e."sequenceId"
WHERE coalesce(e."status", '') IN ('ACTIVE', 'PAUSED')
  AND (v."reason" <> 'replied' OR q."settings" -> 'stopOnReply' IS DISTINCT FROM 'false'::jsonb)
UNION ALL
SELECT o."id", v."reason", v."recipientId", v."at"
FROM unnest(:contact_ids::text[], :reasons::text[], :recipient_ids::text[], :at::timestamp[]) AS v ("contactId", "reason", "recipientId", "at")
JOIN "Contact" c ON c."id" = v."contactId"
JOIN "SequenceEnrollment" e ON e."contactId" = c."id"
JOIN "Sequence" q ON q."id" = e."sequenceId" AND q."settings" -> 'stopCompanyOnReply' = 'true'::jsonb
JOIN "SequenceEnrollment" o ON o."sequenceId" = q."id" AND (o."status" IN ('ACTIVE', 'PAUSED')) IS TRUE AND o."contactId" <> c."id"
JOIN "Contact" oc ON oc."id" = o."contactId" AND oc."identityDomain" = c."identityDomain"
WHERE v."reason" = 'replied'
  AND NOT substr(c."identityDomain", 2) = ANY (ARRAY['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com',
      'yahoo.com', 'ymail.com', 'aol.com', 'icloud.com', 'me.com', 'mac.com', 'gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'gmx.ch', 'web.de',
      't-online.de', 'freenet.de', 'mail.ru', 'yandex.ru', 'proton.me', 'protonmail.com', 'zoho.com', 'qq.com', '163.com', '126.com',
      'orange.fr', 'wanadoo.fr', 'free.fr', 'laposte.net', 'libero.it', 'comcast.net', 'btinternet.com', 'fastmail.com', 'hey.com']);

-- name: enrollment_exit_many :one
-- not null: n
SELECT "loumass_enrollment_exit"(:ids::text[], :reason, :why?::text::jsonb, :at) AS n;

-- name: enrollment_wake_ids :exec
-- Not only those that are due later: one that the engine holds at this moment may just be going to sleep.
WITH mine AS MATERIALIZED (SELECT d."enrollmentId" FROM "EnrollmentDue" d WHERE d."enrollmentId" = ANY (:ids::text[]) ORDER BY d."enrollmentId" FOR UPDATE)
UPDATE "EnrollmentDue" d SET "dueAt" = least(d."dueAt", :now) FROM mine WHERE d."enrollmentId" = mine."enrollmentId";

-- name: enrollment_wake_recipients :many
-- Enrolments of these messages whose steps have a wait.
SELECT DISTINCT e."id"
FROM "Recipient" r
JOIN "SequenceEnrollment" e ON e."id" = r."enrollmentId" AND e."status" IS NOT DISTINCT FROM 'ACTIVE'
JOIN "SequenceVersion" v ON v."sequenceId" = e."sequenceId" AND v."version" = e."version"
WHERE r."id" = ANY (:ids::text[]) AND v."steps" @> '[{"type": "wait"}]';
