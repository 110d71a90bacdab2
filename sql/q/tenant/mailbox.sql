-- A sender's mailbox: where the answers to its mail arrive. And what a tenant wants done about bounces.

-- name: mailbox_one :one
SELECT m."id", m."kind", m."host", m."port", m."security", m."tlsVerify", m."auth", m."username", m."secretSealed", m."folder",
       m."enabled", m."error", m."checkedAt", m."lastMessageAt", m."createdAt", m."updatedAt"
FROM "Mailbox" m WHERE m."userId" = :tenant AND m."senderId" = :sender_id;

-- name: mailbox_put :exec
-- Another server, log-in or folder is another mailbox: it is read from what arrives from now on. The worker that reads the old one loses its lease.
INSERT INTO "Mailbox" AS m ("id", "userId", "senderId", "kind", "host", "port", "security", "tlsVerify", "auth", "username", "secretSealed",
    "folder", "enabled", "updatedAt", "since")
VALUES (:id, :tenant, :sender_id, :kind, :host?, :port?, :security, :tls_verify, :auth, :username?, :secret_sealed?, :folder, :enabled, :now, :now)
ON CONFLICT ("senderId") DO UPDATE SET "host" = EXCLUDED."host", "port" = EXCLUDED."port", "security" = EXCLUDED."security",
    "tlsVerify" = EXCLUDED."tlsVerify", "auth" = EXCLUDED."auth", "username" = EXCLUDED."username",
    "secretSealed" = EXCLUDED."secretSealed", "folder" = EXCLUDED."folder", "enabled" = EXCLUDED."enabled", "updatedAt" = :now,
    "uidValidity" = CASE WHEN (m."host", m."username", m."folder") IS DISTINCT FROM (EXCLUDED."host", EXCLUDED."username", EXCLUDED."folder")
                         THEN NULL ELSE m."uidValidity" END,
    "uidNext" = CASE WHEN (m."host", m."username", m."folder") IS DISTINCT FROM (EXCLUDED."host", EXCLUDED."username", EXCLUDED."folder")
                     THEN NULL ELSE m."uidNext" END,
    "since" = CASE WHEN (m."host", m."username", m."folder") IS DISTINCT FROM (EXCLUDED."host", EXCLUDED."username", EXCLUDED."folder")
                   THEN :now ELSE m."since" END,
    "error" = NULL, "failures" = 0, "nextCheckAt" = now() AT TIME ZONE 'UTC', "leasedBy" = NULL, "leasedUntil" = NULL
WHERE m."userId" = :tenant;

-- name: mailbox_drop :exec
DELETE FROM "Mailbox" WHERE "userId" = :tenant AND "senderId" = :sender_id;

-- name: inbound_settings_get :one
SELECT s."bounceRate", s."complaintRate", s."guardAfter", s."softBounces", s."softBounceDays"
FROM "InboundSettings" s WHERE s."userId" = :tenant;

-- name: inbound_settings_set :exec
INSERT INTO "InboundSettings" ("userId", "bounceRate", "complaintRate", "guardAfter", "softBounces", "softBounceDays", "updatedAt")
VALUES (:tenant, :bounce_rate?, :complaint_rate?, :guard_after, :soft_bounces, :soft_bounce_days, :now)
ON CONFLICT ("userId") DO UPDATE SET "bounceRate" = EXCLUDED."bounceRate", "complaintRate" = EXCLUDED."complaintRate",
    "guardAfter" = EXCLUDED."guardAfter", "softBounces" = EXCLUDED."softBounces", "softBounceDays" = EXCLUDED."softBounceDays",
    "updatedAt" = EXCLUDED."updatedAt";

-- name: webhook_all :many
SELECT w."id", w."provider", w."name", w."topic", w."secretSealed" IS NOT NULL AS "hasSecret", w."received", w."lastAt", w."error", w."createdAt"
FROM "WebhookEndpoint" w WHERE w."userId" = :tenant ORDER BY w."id" LIMIT 200;

-- name: webhook_one :one
SELECT w."id", w."provider", w."name", w."topic", w."secretSealed" IS NOT NULL AS "hasSecret", w."received", w."lastAt", w."error", w."createdAt"
FROM "WebhookEndpoint" w WHERE w."userId" = :tenant AND w."id" = :id;

-- name: webhook_insert :exec
INSERT INTO "WebhookEndpoint" ("id", "userId", "provider", "name", "tokenHash", "secretSealed", "topic")
SELECT :id, :tenant, :provider, :name, :token_hash, :secret_sealed?, :topic?
WHERE (SELECT count(*) FROM "WebhookEndpoint" w WHERE w."userId" = :tenant) < :most;

-- name: webhook_rotate :exec
-- A new address, a new secret, or both; what is not given stays.
UPDATE "WebhookEndpoint" SET "tokenHash" = coalesce(:token_hash?, "tokenHash"), "secretSealed" = coalesce(:secret_sealed?, "secretSealed"),
    "error" = NULL
WHERE "userId" = :tenant AND "id" = :id;

-- name: webhook_drop :exec
DELETE FROM "WebhookEndpoint" WHERE "userId" = :tenant AND "id" = :id;
