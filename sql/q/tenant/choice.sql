-- What people choose and what a tenant lets be: topics, policy, consents.

-- name: topic_one :one
SELECT t."id", t."name", t."description", t."optIn", t."position", t."createdAt", t."revision", t."revisedFields"
FROM "Topic" t WHERE t."userId" = :tenant AND t."id" = :id;

-- name: topic_all :many
-- not null: id, name, optIn, position, createdAt, revision, wanted, refused
-- With how many chose it and how many left it alone.
SELECT t."id", t."name", t."description", t."optIn", t."position", t."createdAt", t."revision",
       coalesce(k."wanted", 0)::int8 AS wanted, coalesce(k."refused", 0)::int8 AS refused
FROM "Topic" t
LEFT JOIN (SELECT v."key", sum(v."n") FILTER (WHERE v."kind" = 'wanted') AS "wanted", sum(v."n") FILTER (WHERE v."kind" = 'refused') AS "refused"
           FROM (SELECT y."kind", y."key", y."n" FROM "Tally" y WHERE y."userId" = :tenant AND y."kind" IN ('wanted', 'refused')
                 UNION ALL SELECT g."kind", g."key", g."n" FROM "TallyChange" g WHERE g."userId" = :tenant AND g."kind" IN ('wanted', 'refused')) v
           GROUP BY v."key") k ON k."key" = t."id"
WHERE t."userId" = :tenant ORDER BY t."position", t."id" LIMIT 100;

-- name: topic_insert :exec
-- At most 100 of a tenant.
INSERT INTO "Topic" ("id", "userId", "name", "description", "optIn", "position")
SELECT :id, :tenant, :name, :description?, :opt_in, :position
WHERE (SELECT count(*) FROM "Topic" t WHERE t."userId" = :tenant) < 100;

-- name: topic_set :exec
-- Only the version that was read, where one is named.
UPDATE "Topic" SET "name" = :name, "description" = :description?, "optIn" = :opt_in, "position" = :position, "updatedAt" = now() AT TIME ZONE 'UTC'
WHERE "userId" = :tenant AND "id" = :id AND "revision" = coalesce(:revision?::int8, "revision");

-- name: topic_drop :exec
DELETE FROM "Topic" WHERE "userId" = :tenant AND "id" = :id;

-- name: contact_topics :many
-- not null: id, name, optIn, subscribed, chosen
-- The tenant's topics as a contact has them.
SELECT t."id", t."name", t."description", t."optIn", coalesce(x."subscribed", NOT t."optIn") AS subscribed, x."contactId" IS NOT NULL AS chosen
FROM "Topic" t LEFT JOIN "ContactTopic" x ON x."topicId" = t."id" AND x."contactId" = :contact_id AND x."userId" = :tenant
WHERE t."userId" = :tenant ORDER BY t."position", t."id" LIMIT 100;

-- name: contact_topics_set :exec
-- Of the tenant's topics those named are wanted, all others not.
INSERT INTO "ContactTopic" ("contactId", "topicId", "userId", "subscribed", "source")
SELECT c."id", t."id", :tenant, t."id" = ANY (:wanted::text[]), :source
FROM "Topic" t, "Contact" c WHERE t."userId" = :tenant AND c."userId" = :tenant AND c."id" = :contact_id
ORDER BY t."id"
ON CONFLICT ("contactId", "topicId") DO UPDATE SET "subscribed" = EXCLUDED."subscribed", "source" = EXCLUDED."source",
    "updatedAt" = now() AT TIME ZONE 'UTC'
WHERE "ContactTopic"."subscribed" <> EXCLUDED."subscribed";

-- name: contact_topics_add :exec
-- Those named are wanted; others stay as they are.
INSERT INTO "ContactTopic" ("contactId", "topicId", "userId", "subscribed", "source")
SELECT :contact_id, t."id", :tenant, true, :source
FROM "Topic" t WHERE t."userId" = :tenant AND t."id" = ANY (:wanted::text[])
ORDER BY t."id"
ON CONFLICT ("contactId", "topicId") DO UPDATE SET "subscribed" = true, "source" = EXCLUDED."source", "updatedAt" = now() AT TIME ZONE 'UTC';

-- name: contact_choice :one
SELECT c."id", c."email", c."status", c."trackingOff" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" = :id;

-- name: contact_tracking_set :exec
UPDATE "Contact" SET "trackingOff" = :off, "updatedAt" = now() AT TIME ZONE 'UTC' WHERE "userId" = :tenant AND "id" = :id;

-- name: contact_come_back :exec
-- Under every spelling of their address.
UPDATE "Contact" SET "status" = 'ACTIVE', "unsubscribedAt" = NULL, "updatedAt" = now() AT TIME ZONE 'UTC'
WHERE "userId" = :tenant AND "status" = 'UNSUBSCRIBED'
  AND "identity" = (SELECT c."identity" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" = :id);

-- name: leave_reason_put :exec
-- The last word of a person.
INSERT INTO "LeaveReason" ("id", "userId", "contactId", "campaignId", "reason", "words")
VALUES (:id, :tenant, :contact_id, :campaign_id?, :reason, :words?)
ON CONFLICT ("contactId") DO UPDATE SET "reason" = EXCLUDED."reason", "words" = EXCLUDED."words", "campaignId" = EXCLUDED."campaignId",
    "createdAt" = now() AT TIME ZONE 'UTC';

-- name: leave_reason_counts :many
-- not null: n
SELECT l."reason", count(*) AS n FROM "LeaveReason" l WHERE l."userId" = :tenant GROUP BY l."reason" ORDER BY count(*) DESC, l."reason";

-- name: leave_reason_words :many
-- The newest that somebody wrote something beside.
SELECT l."reason", l."words", l."contactId", l."createdAt" FROM "LeaveReason" l
WHERE l."userId" = :tenant AND l."words" IS NOT NULL ORDER BY l."id" DESC LIMIT 50;

-- name: policy_one :one
SELECT y."tracking", y."retentionDays", y."retentionMode", y."retainedFrom", y."capMessages", y."capDays" FROM "MailPolicy" y
WHERE y."userId" = :tenant;

-- name: policy_set :exec
INSERT INTO "MailPolicy" ("userId", "tracking", "retentionDays", "retentionMode", "capMessages", "capDays")
VALUES (:tenant, :tracking, :retention_days?, :retention_mode, :cap_messages?, :cap_days)
ON CONFLICT ("userId") DO UPDATE SET "tracking" = EXCLUDED."tracking", "retentionDays" = EXCLUDED."retentionDays",
    "retentionMode" = EXCLUDED."retentionMode", "capMessages" = EXCLUDED."capMessages", "capDays" = EXCLUDED."capDays",
    "updatedAt" = now() AT TIME ZONE 'UTC';

-- name: consent_all :many
-- What a contact agreed to, newest first.
SELECT k."id", k."formId", k."text", k."source", k."askedAt", k."confirmedAt", k."ipHash", k."confirmIpHash" FROM "Consent" k
WHERE k."userId" = :tenant AND k."contactId" = :contact_id ORDER BY k."id" DESC LIMIT 100;

-- name: consent_insert :exec
INSERT INTO "Consent" ("id", "userId", "contactId", "formId", "text", "source", "askedAt", "confirmedAt", "ipHash", "confirmIpHash")
VALUES (:id, :tenant, :contact_id, :form_id?, :text, :source, :asked_at, :confirmed_at, :ip_hash?, :confirm_ip_hash?);

-- name: choice_trial :one
-- not null: name
-- timeout: 2s
-- In whose name the page of a test mail's link speaks.
SELECT coalesce((SELECT coalesce(nullif(s."fromName", ''), nullif(s."name", '')) FROM "Sender" s WHERE s."userId" = u."id"
                 ORDER BY s."isDefault" DESC, s."createdAt" LIMIT 1), nullif(u."name", ''), u."email") AS "name"
FROM "User" u WHERE u."id" = :tenant;
