-- What a mail's links were in its author's words: for reports, and for clicks of mail older than signatures per recipient.

-- name: link_known :many
-- Templates that link figures hold already.
-- not null: *
SELECT s."statsId", s."n", s."url"
FROM unnest(:stats_ids::text[], :n::int8[]) AS v ("statsId", "n")
JOIN "LinkStats" s ON s."statsId" = v."statsId" AND s."n" = v."n"
WHERE s."url" LIKE '%{%';

-- name: link_campaign :one
-- not null: content
SELECT c."content" FROM "Campaign" c WHERE c."id" = :campaign_id AND c."contentFormat" <> 'text';

-- name: link_step :many
-- A step's mail in its latest versions, newest first.
-- not null: content
SELECT coalesce(t."step" ->> 'content', '') AS "content"
FROM "SequenceVersion" v
CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v."steps") = 'array' THEN v."steps" ELSE '[]' END) AS t ("step")
WHERE v."sequenceId" = :sequence_id AND t."step" ->> 'id' = :step_id AND t."step" ->> 'type' = 'email'
ORDER BY v."version" DESC LIMIT :most;

-- name: link_recipient :one
-- not null: email
SELECT r."campaignId", r."sequenceId", r."stepId", c."email", c."firstName", c."lastName", c."variables"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
WHERE r."id" = :id;

-- name: link_recipient_by_tracking_id :one
-- not null: email
SELECT r."campaignId", r."sequenceId", r."stepId", c."email", c."firstName", c."lastName", c."variables"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId"
WHERE r."trackingId" = :tracking_id;

-- name: link_gone :one
-- A mail of another program's that was deleted.
SELECT g."recipientId" FROM "RecipientGone" g WHERE g."trackingId" = :tracking_id LIMIT 1;
