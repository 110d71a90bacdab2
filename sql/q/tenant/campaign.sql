-- Campaigns of a tenant.

-- name: campaign_one :one
-- not null: id, name, subject, content, status, trackingEnabled, createdAt, updatedAt, contentFormat, revision, sendAnyway, undecided
SELECT c."id", c."name", c."subject", c."content", c."status", c."trackingEnabled", c."scheduledAt", c."sentAt", c."gmailThreadId", c."replyToCampaignId", c."replyElse", c."delivery",
       c."createdAt", c."updatedAt", c."senderId", c."senderIds", c."fromName", c."replyTo", c."preheader", c."contentFormat", c."design",
       c."textContent", c."audience", c."startedAt", c."plannedAt", c."cancelledAt", c."pauseReason", c."topicId",
       c."revision", c."sendAnyway",
       t."recipients", t."sent", t."failed", t."bounced", t."inDoubt", t."openedPeople", t."openedMachines", t."clickedPeople",
       t."clickedMachines", t."replied", t."complained", t."unsubscribed",
       CASE WHEN t."inDoubt" > 0 THEN (SELECT count(*) FROM "InDoubt" i WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = c."id" AND i."resolution" = 'held') ELSE 0 END AS "undecided"
FROM "Campaign" c
LEFT JOIN "Stats" t ON t."id" = c."id" AND t."userId" = :tenant
WHERE c."userId" = :tenant AND c."id" = :id;

-- name: campaign_page :many
-- not null: id, name, subject, status, trackingEnabled, createdAt, updatedAt, contentFormat, revision, sortKey, undecided
-- One page with its counters, sorted by a text key and the id; the key and id of the last row seen are the cursor.
SELECT k.*, t."recipients", t."sent", t."failed", t."bounced", t."inDoubt", t."openedPeople", t."openedMachines", t."clickedPeople",
       t."clickedMachines", t."replied", t."complained", t."unsubscribed",
       CASE WHEN t."inDoubt" > 0 THEN (SELECT count(*) FROM "InDoubt" i WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = k."id" AND i."resolution" = 'held') ELSE 0 END AS "undecided"
FROM (
    SELECT c."id", c."name", c."subject", c."status", c."trackingEnabled", c."scheduledAt", c."sentAt", c."gmailThreadId", c."replyToCampaignId", c."replyElse", c."delivery",
           c."createdAt", c."updatedAt", c."senderId", c."senderIds", c."fromName", c."replyTo", c."preheader", c."contentFormat", c."audience",
           c."startedAt", c."plannedAt", c."cancelledAt", c."pauseReason", c."topicId", c."revision",
           coalesce(CASE :sort::text WHEN 'name' THEN lower(c."name")
                                     WHEN 'updatedAt' THEN to_char(c."updatedAt", 'YYYYMMDDHH24MISSMS')
                                     WHEN 'scheduledAt' THEN to_char(c."scheduledAt", 'YYYYMMDDHH24MISSMS')
                                     WHEN 'sentAt' THEN to_char(c."sentAt", 'YYYYMMDDHH24MISSMS')
                                     ELSE to_char(c."createdAt", 'YYYYMMDDHH24MISSMS') END, '') COLLATE "C" AS "sortKey"
    FROM "Campaign" c
    WHERE c."userId" = :tenant
      AND (:status?::text IS NULL OR c."status" = :status?::text)
      AND (:search?::text IS NULL OR c."name" ILIKE '%' || :search?::text || '%' OR c."subject" ILIKE '%' || :search?::text || '%')
) k
LEFT JOIN "Stats" t ON t."id" = k."id" AND t."userId" = :tenant
WHERE :cursor_id?::text IS NULL
   OR CASE WHEN :descending::bool THEN (k."sortKey", k."id") < (:cursor_key?::text COLLATE "C", :cursor_id?::text)
           ELSE (k."sortKey", k."id") > (:cursor_key?::text COLLATE "C", :cursor_id?::text) END
ORDER BY CASE WHEN NOT :descending::bool THEN k."sortKey" END, CASE WHEN NOT :descending::bool THEN k."id" END,
         CASE WHEN :descending::bool THEN k."sortKey" END DESC, CASE WHEN :descending::bool THEN k."id" END DESC
LIMIT :limit::int8;

-- name: campaign_total :one
-- not null: count
SELECT count(*) AS "count" FROM "Campaign" c
WHERE c."userId" = :tenant
  AND (:status?::text IS NULL OR c."status" = :status?::text)
  AND (:search?::text IS NULL OR c."name" ILIKE '%' || :search?::text || '%' OR c."subject" ILIKE '%' || :search?::text || '%');

-- name: campaign_insert :exec
INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "trackingEnabled", "senderId", "senderIds", "fromName", "replyTo", "preheader",
    "contentFormat", "design", "textContent", "audience", "topicId", "gmailThreadId", "replyToCampaignId", "replyElse", "delivery", "createdAt", "updatedAt")
VALUES (:id, :tenant, :name, :subject, :content, :tracking, :sender_id?, :sender_ids?::jsonb, :from_name?, :reply_to?, :preheader?, :content_format,
    :design?::jsonb, :text_content?, :audience?::jsonb, :topic_id?, :gmail_thread_id?, :reply_to_campaign_id?, :reply_else?, :delivery?::jsonb,
    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC');

-- name: campaign_state :one
-- The row locked, so that what is decided on its state holds until the commit.
SELECT c."id", c."status", c."name", c."plannedAt", c."cancelledAt", c."scheduledAt", c."senderId",
       c."revision", c."revisedFields"
FROM "Campaign" c WHERE c."userId" = :tenant AND c."id" = :id FOR NO KEY UPDATE;

-- name: campaign_set :exec
-- Everything a person writes. What the state does not let change is given as it was.
UPDATE "Campaign" SET "name" = :name, "subject" = :subject, "content" = :content, "trackingEnabled" = :tracking,
    "senderId" = :sender_id?, "senderIds" = :sender_ids?::jsonb, "fromName" = :from_name?, "replyTo" = :reply_to?, "preheader" = :preheader?,
    "contentFormat" = :content_format, "design" = :design?::jsonb, "textContent" = :text_content?, "audience" = :audience?::jsonb,
    "topicId" = :topic_id?, "gmailThreadId" = :gmail_thread_id?, "replyToCampaignId" = :reply_to_campaign_id?, "replyElse" = :reply_else?,
    "delivery" = :delivery?::jsonb
WHERE "userId" = :tenant AND "id" = :id;

-- name: campaign_rename :exec
UPDATE "Campaign" SET "name" = :name WHERE "userId" = :tenant AND "id" = :id;

-- name: campaign_drop :exec
-- timeout: 5min
DELETE FROM "Campaign" WHERE "userId" = :tenant AND "id" = :id;

-- name: campaign_copy :exec
INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "trackingEnabled", "senderId", "senderIds", "fromName", "replyTo", "preheader",
    "contentFormat", "design", "textContent", "audience", "topicId", "gmailThreadId", "replyToCampaignId", "replyElse", "delivery", "createdAt", "updatedAt")
SELECT :new_id, :tenant, left(:name, 200), c."subject", c."content", c."trackingEnabled", c."senderId", c."senderIds", c."fromName", c."replyTo",
    c."preheader", c."contentFormat", c."design", c."textContent", c."audience", c."topicId", c."gmailThreadId", c."replyToCampaignId", c."replyElse", c."delivery",
    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM "Campaign" c WHERE c."userId" = :tenant AND c."id" = :id;

-- name: campaign_move :exec
-- One step of the state machine. The row is locked and the step allowed.
UPDATE "Campaign" SET "status" = :status, "scheduledAt" = :scheduled_at?,
    "updatedAt" = greatest("updatedAt", (now() AT TIME ZONE 'UTC')::timestamp(3)), "sendAnyway" = coalesce(:anyway?::bool, "sendAnyway"),
    "senderId" = coalesce("senderId", :sender_id?),
    "startedAt" = CASE WHEN :starts::bool THEN :now ELSE "startedAt" END,
    "pauseReason" = :pause_reason?,
    "cancelledAt" = CASE WHEN :cancels::bool THEN :now ELSE "cancelledAt" END
WHERE "userId" = :tenant AND "id" = :id;

-- name: campaign_look :one
-- not null: status, undecided, planning
-- planning: a part of it is planned, not all.
-- What /progress shows, from counters.
SELECT c."status", c."pauseReason", c."startedAt", c."scheduledAt", c."plannedAt", c."cancelledAt",
       EXISTS (SELECT 1 FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = c."id") AS "planning",
       t."recipients", t."sent", t."failed", t."bounced", t."inDoubt", t."openedPeople", t."clickedPeople",
       CASE WHEN t."inDoubt" > 0 THEN (SELECT count(*) FROM "InDoubt" i WHERE i."userId" = :tenant AND coalesce(i."campaignId", i."sequenceId") = c."id" AND i."resolution" = 'held') ELSE 0 END AS "undecided"
FROM "Campaign" c
LEFT JOIN "Stats" t ON t."id" = c."id" AND t."userId" = :tenant
WHERE c."userId" = :tenant AND c."id" = :id;

-- name: campaign_sample_contact :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- Whom the preview shows when nobody is named: the first of the audience, an active one if there is one.
SELECT a."id", a."email", a."firstName", a."lastName", a."variables"
FROM "loumass_audience"(:tenant, :audience::jsonb) a
ORDER BY a."status" = 'ACTIVE' DESC, a."id"
LIMIT 1;

-- name: campaign_contact :one
SELECT c."id", c."email", c."firstName", c."lastName", c."variables"
FROM "Contact" c WHERE c."userId" = :tenant AND c."id" = :id;

-- name: campaign_will_get :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: n
-- timeout: 10s
-- Whether anybody would get it.
SELECT count(*) AS n FROM (
    SELECT 1 FROM "loumass_audience"(:tenant, :audience::jsonb) a
    CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
    WHERE a."status" = 'ACTIVE' AND NOT b."suppressed" LIMIT 1) v;

-- name: campaign_will_get_many :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: n
-- timeout: 10s
-- How many would get it, counted up to `most`.
SELECT count(*) AS n FROM (
    SELECT DISTINCT l."identity" FROM (
        SELECT a."identity" FROM "loumass_audience"(:tenant, :audience::jsonb) a
        CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
        WHERE a."status" = 'ACTIVE' AND NOT b."suppressed" LIMIT :most) l) v;

-- name: campaign_duplicates :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: n
-- timeout: 15s
-- Contacts whose address another one of the audience has, written otherwise.
SELECT count(*) AS n, (array_agg(d."id" ORDER BY d."id"))[1:5] AS ids, (array_agg(d."email" ORDER BY d."id"))[1:5] AS emails
FROM (SELECT a."id", a."email", row_number() OVER (PARTITION BY a."identity" ORDER BY a."id") AS "k"
      FROM "loumass_audience"(:tenant, :audience::jsonb) a WHERE a."status" = 'ACTIVE') d
WHERE d."k" > 1;

-- name: campaign_missing :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: field, missing, total
-- timeout: 15s
-- Of each field, how many of those who will get it have no value (template_run.c says what is one), and some of them by name. A variable's path is its
-- name with dots.
WITH audience AS MATERIALIZED (
    SELECT a."id", a."email", a."firstName", a."lastName", a."variables"
    FROM "loumass_audience"(:tenant, :audience::jsonb) a
    WHERE a."status" = 'ACTIVE'
      AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identity")
      AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identityDomain")
)
SELECT f."field", count(*) FILTER (WHERE v."empty") AS missing, count(*) AS total,
       (array_agg(a."id" ORDER BY a."id") FILTER (WHERE v."empty"))[1:5] AS ids,
       (array_agg(a."email" ORDER BY a."id") FILTER (WHERE v."empty"))[1:5] AS emails
FROM unnest(:fields::text[]) AS f ("field")
CROSS JOIN audience a
CROSS JOIN LATERAL (SELECT lower(trim(E' \t\n\r\u00a0\u200b\u3000\ufeff' FROM coalesce(CASE f."field" WHEN 'firstName' THEN a."firstName" WHEN 'lastName' THEN a."lastName"
    WHEN 'email' THEN a."email" WHEN 'displayName' THEN a."email" WHEN 'unsubscribeUrl' THEN 'x'
    ELSE a."variables" #>> string_to_array(substr(f."field", 11), '.') END, ''))) IN ('', 'false', '[]') AS "empty") v
GROUP BY f."field";

-- Who gets or got a campaign, in the order of their ids: the ids of a page first, by the way that serves the filter, then the rows.

-- name: recipient_ids_all :many
-- plan: custom
-- In the order of ids, whatever they are: for filters that many of a campaign meet.
SELECT r."id" FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
  AND r."id" > coalesce(:cursor?::text, '')
ORDER BY r."id"
LIMIT :limit::int8;

-- name: recipient_ids_unsent :many
-- plan: custom
-- Those of a status other than SENT, by their own index.
SELECT r."id" FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND r."status" = :status AND r."status" IS DISTINCT FROM 'SENT'
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
  AND r."id" > coalesce(:cursor?::text, '')
ORDER BY r."id"
LIMIT :limit::int8;

-- name: recipient_ids_rare :many
-- plan: custom
-- Those who answered, left, or are in doubt: few, with an index of their own.
SELECT r."id" FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND (r."repliedAt" IS NOT NULL OR r."unsubscribedAt" IS NOT NULL OR r."inDoubt")
  AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
  AND r."id" > coalesce(:cursor?::text, '')
ORDER BY r."id"
LIMIT :limit::int8;

-- name: recipient_ids_search :many
-- plan: custom
-- By a part of the address or name.
SELECT r."id" FROM "Recipient" r
JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id
  AND (c."email" ILIKE '%' || :search::text || '%' OR concat_ws(' ', c."firstName", c."lastName") ILIKE '%' || :search::text || '%')
  AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
  AND r."id" > coalesce(:cursor?::text, '')
ORDER BY r."id"
LIMIT :limit::int8;

-- name: recipient_rows :many
-- not null: id, contactId, email, displayName, status, attempts, inDoubt, events
SELECT r."id", r."contactId", c."email", coalesce(nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), c."email") AS "displayName",
       r."status", r."sentAt", r."failureReason", coalesce(t."attempts", r."attempts") AS "attempts",
       coalesce(t."lastReply", r."lastReply") AS "lastReply", t."dueAt", r."inDoubt", r."openedAt", r."openedByPersonAt", r."clickedAt",
       r."clickedByPersonAt", r."unsubscribedAt",
       (SELECT count(*) FROM "EmailEvent" e WHERE e."userId" = :tenant AND e."recipientId" = r."id") AS "events"
FROM unnest(:ids::text[]) AS v ("id")
JOIN "Recipient" r ON r."id" = v."id" AND r."userId" = :tenant
JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
LEFT JOIN "SendRetry" t ON t."recipientId" = r."id" AND t."userId" = :tenant
ORDER BY r."id";

-- name: recipient_counted :one
-- not null: *
-- What the counters say. exact: they are those of the rows that are there: it was planned, and nobody of it is gone.
SELECT c."plannedAt" IS NOT NULL AND coalesce(t."gone", 0) = 0 AS "exact", coalesce(t."recipients", 0) AS "recipients", coalesce(t."sent", 0) AS "sent",
       coalesce(t."failed", 0) AS "failed", coalesce(t."bounced", 0) AS "bounced", coalesce(t."openedPeople", 0) AS "opened",
       coalesce(t."openedMachines", 0) AS "machines", coalesce(t."clickedPeople", 0) AS "clicked", coalesce(t."replied", 0) AS "replied",
       coalesce(t."unsubscribed", 0) AS "unsubscribed"
FROM "Campaign" c LEFT JOIN "Stats" t ON t."id" = c."id" AND t."userId" = :tenant
WHERE c."userId" = :tenant AND c."id" = :campaign_id;

-- name: recipient_total_all :one
-- plan: custom
-- not null: count
-- Counts to `most` and no further.
SELECT count(*) AS "count" FROM (
SELECT 1 FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
LIMIT :most::int8) b;

-- name: recipient_total_unsent :one
-- plan: custom
-- not null: count
-- Counts to `most` and no further.
SELECT count(*) AS "count" FROM (
SELECT 1 FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND r."status" = :status AND r."status" IS DISTINCT FROM 'SENT'
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
LIMIT :most::int8) b;

-- name: recipient_total_rare :one
-- plan: custom
-- not null: count
-- Counts to `most` and no further.
SELECT count(*) AS "count" FROM (
SELECT 1 FROM "Recipient" r
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND (r."repliedAt" IS NOT NULL OR r."unsubscribedAt" IS NOT NULL OR r."inDoubt")
  AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
LIMIT :most::int8) b;

-- name: recipient_total_search :one
-- plan: custom
-- not null: count
-- Counts to `most` and no further.
SELECT count(*) AS "count" FROM (
SELECT 1 FROM "Recipient" r
JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id
  AND (c."email" ILIKE '%' || :search::text || '%' OR concat_ws(' ', c."firstName", c."lastName") ILIKE '%' || :search::text || '%')
  AND (:status?::text IS NULL OR r."status" IS NOT DISTINCT FROM :status?::text)
  AND CASE coalesce(:engaged?::text, '') WHEN '' THEN true
        WHEN 'opened' THEN r."openedByPersonAt" IS NOT NULL
        WHEN 'clicked' THEN r."clickedByPersonAt" IS NOT NULL
        WHEN 'not_opened' THEN r."openedByPersonAt" IS NULL
        WHEN 'not_clicked' THEN r."clickedByPersonAt" IS NULL
        WHEN 'replied' THEN r."repliedAt" IS NOT NULL
        WHEN 'unsubscribed' THEN r."unsubscribedAt" IS NOT NULL
        WHEN 'machines' THEN r."openedAt" IS NOT NULL AND r."openedByPersonAt" IS NULL
        WHEN 'in_doubt' THEN r."inDoubt"
        ELSE false END
LIMIT :most::int8) b;

-- name: campaign_domain :one
-- The tenant's own tracking domain, when it has a verified one.
SELECT t."domain" FROM "TrackingDomain" t WHERE t."userId" = :tenant AND t."verified" ORDER BY t."createdAt" LIMIT 1;

-- name: campaign_audience_count :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: count, contacts, suppressed, unwanted, unsubscribed, inactive
-- timeout: 3s
-- How many would get it, and how many of those named would not, and why. rest: only those whom the plan of this campaign, begun already, has
-- yet to look at. unwanted: they do not want the topic; contacts beyond count:
-- another one is the same person.
SELECT count(DISTINCT v."identity") FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND NOT v."unwanted") AS "count",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND NOT v."unwanted") AS "contacts",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND v."suppressed") AS "suppressed",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND v."unwanted") AS "unwanted",
       count(*) FILTER (WHERE v."status" = 'UNSUBSCRIBED') AS "unsubscribed",
       count(*) FILTER (WHERE v."status" NOT IN ('ACTIVE', 'UNSUBSCRIBED')) AS "inactive"
FROM (SELECT a."identity", a."status", b."suppressed",
             :topic_id?::text IS NOT NULL AND NOT coalesce(
                 (SELECT x."subscribed" FROM "ContactTopic" x WHERE x."userId" = :tenant AND x."contactId" = a."id" AND x."topicId" = :topic_id?::text),
                 (SELECT NOT t."optIn" FROM "Topic" t WHERE t."userId" = :tenant AND t."id" = :topic_id?::text), true) AS "unwanted"
      FROM "loumass_audience"(:tenant, :audience::jsonb) a
      CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
      WHERE a."identity" >= coalesce((SELECT p."after" FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = :rest?::text), '')
        AND a."identity" IS DISTINCT FROM (SELECT p."after" FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = :rest?::text)) v;

-- name: campaign_audience_estimate :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: seen, count, contacts, suppressed, unwanted, unsubscribed, inactive
-- timeout: 10s
-- The same of the contacts that come next after each of some ids: an estimate where counting takes too long.
WITH s AS MATERIALIZED (
    SELECT DISTINCT n."id" FROM unnest(:points::text[]) p ("id")
    CROSS JOIN LATERAL (SELECT c."id" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" >= p."id" ORDER BY c."id" LIMIT 100) n
)
SELECT (SELECT count(*) FROM s) AS seen,
       count(DISTINCT v."identity") FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND NOT v."unwanted") AS "count",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND NOT v."unwanted") AS "contacts",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND v."suppressed") AS "suppressed",
       count(*) FILTER (WHERE v."status" = 'ACTIVE' AND NOT v."suppressed" AND v."unwanted") AS "unwanted",
       count(*) FILTER (WHERE v."status" = 'UNSUBSCRIBED') AS "unsubscribed",
       count(*) FILTER (WHERE v."status" NOT IN ('ACTIVE', 'UNSUBSCRIBED')) AS "inactive"
FROM (SELECT x.* FROM s CROSS JOIN LATERAL (
      SELECT a."identity", a."status", b."suppressed",
             :topic_id?::text IS NOT NULL AND NOT coalesce(
                 (SELECT x."subscribed" FROM "ContactTopic" x WHERE x."userId" = :tenant AND x."contactId" = a."id" AND x."topicId" = :topic_id?::text),
                 (SELECT NOT t."optIn" FROM "Topic" t WHERE t."userId" = :tenant AND t."id" = :topic_id?::text), true) AS "unwanted"
      FROM "loumass_audience"(:tenant, :audience::jsonb) a
      CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
      WHERE a."id" = s."id" OFFSET 0) x) v;

-- name: campaign_audience_sample :many
-- audience: built
-- not null: id, email, status, sentCount, engagedCount, createdAt, updatedAt, revision
-- lint: "Recipient" is reached through the tenant's own contacts
-- timeout: 3s
-- Some of those who would get it.
SELECT a."id", a."email", a."firstName", a."lastName", a."tags", a."variables", a."status", a."sentCount", a."engagedCount",
       a."createdAt", a."updatedAt", a."timezone", a."timezoneSource", a."revision"
FROM "loumass_audience"(:tenant, :audience::jsonb) a
CROSS JOIN LATERAL "loumass_barred"(:tenant, a."email", a."identity", a."identityDomain", :hash_keys::text[]) b
WHERE a."status" = 'ACTIVE' AND NOT b."suppressed"
ORDER BY a."id"
LIMIT 5;


-- name: campaign_reply_source :one
-- What it follows up on: a campaign, or a sequence; absent: nothing that is there.
SELECT c."id", c."name", c."subject", c."status", 'campaign' AS kind FROM "Campaign" c
WHERE c."userId" = :tenant AND c."id" = "loumass_reply_source"(:tenant, :campaign_id?, :thread?)
UNION ALL
SELECT q."id", q."name", '', q."status", 'sequence' FROM "Sequence" q
WHERE q."userId" = :tenant AND 's:' || q."id" = "loumass_reply_source"(:tenant, :campaign_id?, :thread?);

-- name: campaign_threads :one
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: in_thread, without
-- timeout: 20s
-- How many of the audience had a mail of what the campaign follows up on, and how many had none.
SELECT count(*) FILTER (WHERE m."contactId" IS NOT NULL) AS in_thread, count(*) FILTER (WHERE m."contactId" IS NULL) AS without
FROM "loumass_audience"(:tenant, :audience::jsonb) a
LEFT JOIN "loumass_reply_mails"(:tenant, :source?::text) m ON m."contactId" = a."id"
WHERE a."status" = 'ACTIVE'
  AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identity")
  AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identityDomain");

-- name: campaign_zones :many
-- audience: built
-- lint: "Recipient" is reached through the tenant's own contacts
-- not null: n
-- timeout: 20s
-- Of those who would get it: their zones, where these come from, and how many. rest: as above.
SELECT v."zone", v."source", count(*) AS n
FROM (SELECT left(coalesce(a."timezone", g."zone"), 64) AS "zone", CASE WHEN a."timezone" IS NULL THEN g."source" ELSE coalesce(a."timezoneSource", 'set') END AS "source"
      FROM "loumass_audience"(:tenant, :audience::jsonb) a
      LEFT JOIN LATERAL "loumass_zone_guess"(CASE WHEN a."timezone" IS NULL AND a."timezoneSource" IS NULL THEN a."variables" END) g ON true
      WHERE a."status" = 'ACTIVE'
        AND a."identity" >= coalesce((SELECT p."after" FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = :rest?::text), '')
        AND a."identity" IS DISTINCT FROM (SELECT p."after" FROM "CampaignPlan" p WHERE p."userId" = :tenant AND p."campaignId" = :rest?::text)
        AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identity")
        AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identityDomain")) v
GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 2000;

-- name: campaign_account_zone :one
SELECT u."timezone", u."holidays" FROM "User" u WHERE u."id" = :tenant;

-- name: campaign_has_pending :one
-- not null: has
-- Recipients that are there already: planned, or written by another program.
SELECT EXISTS (SELECT 1 FROM "Recipient" r JOIN "Campaign" c ON c."id" = r."campaignId"
               WHERE c."userId" = :tenant AND c."id" = :id AND r."campaignId" = :id AND r."userId" = :tenant AND r."status" IS NOT DISTINCT FROM 'PENDING') AS "has";
