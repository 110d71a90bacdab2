-- Attachments and inline images of a campaign.

-- name: attachment_sums :one
-- not null: n, bytes
SELECT count(*) AS n, coalesce(sum(a."bytes"), 0)::int8 AS bytes
FROM "CampaignAttachment" a WHERE a."userId" = :tenant AND a."campaignId" = :campaign_id;

-- name: attachment_insert :exec
INSERT INTO "CampaignAttachment" ("id", "userId", "campaignId", "filename", "contentType", "contentId", "inline", "bytes", "data", "createdAt")
VALUES (:id, :tenant, :campaign_id, :filename, :content_type, :content_id?, :inline, octet_length(:data::bytea), :data, :now);

-- name: attachment_all :many
SELECT a."id", a."filename", a."contentType", a."contentId", a."inline", a."bytes", a."createdAt"
FROM "CampaignAttachment" a WHERE a."userId" = :tenant AND a."campaignId" = :campaign_id ORDER BY a."id";

-- name: attachment_one :one
SELECT a."id", a."filename", a."contentType", a."contentId", a."inline", a."bytes", a."createdAt", a."data"
FROM "CampaignAttachment" a WHERE a."userId" = :tenant AND a."campaignId" = :campaign_id AND a."id" = :id;

-- name: attachment_data :many
SELECT a."filename", a."contentType", a."contentId", a."inline", a."data"
FROM "CampaignAttachment" a WHERE a."userId" = :tenant AND a."campaignId" = :campaign_id ORDER BY a."id";

-- name: attachment_drop :exec
DELETE FROM "CampaignAttachment" WHERE "userId" = :tenant AND "campaignId" = :campaign_id AND "id" = :id;

-- name: attachment_copy :exec
-- Ids by the caller, one per row of the source, in its order.
INSERT INTO "CampaignAttachment" ("id", "userId", "campaignId", "filename", "contentType", "contentId", "inline", "bytes", "data", "createdAt")
SELECT v."id", :tenant, :to_id, s."filename", s."contentType", s."contentId", s."inline", s."bytes", s."data", :now
FROM (SELECT a.*, row_number() OVER (ORDER BY a."id") AS "rank" FROM "CampaignAttachment" a
      WHERE a."userId" = :tenant AND a."campaignId" = :from_id) s
JOIN unnest(:ids::text[]) WITH ORDINALITY AS v ("id", "rank") ON v."rank" = s."rank";
