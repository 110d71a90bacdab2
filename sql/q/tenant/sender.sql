-- A tenant's senders. What they may still send in this hour and day is the sending engine's business; here it is shown.

-- name: sender_one :one
-- not null: usedHour, usedDay, hasMailbox, refusals
SELECT s."id", s."kind", s."name", s."fromEmail", s."fromName", s."replyTo", s."host", s."port", s."security", s."tlsVerify", s."auth",
       s."username", s."secretSealed", s."perSecond", s."perHour", s."perDay", s."maxConnections", s."status", s."pauseReason",
       s."pausedUntil", s."verifiedAt", s."isDefault", s."createdAt", s."updatedAt", s."dkim", s."warmupStart", s."warmupTarget",
       s."warmupLimit", s."warmupStartedAt", s."warmupNote", s."replyTags",
       s."tokenUrl", s."clientId", s."scope", s."clientSecretSealed", s."refreshTokenSealed", s."tokenExpiresAt", s."tokenError", s."revision", s."revisedFields",
       EXISTS (SELECT 1 FROM "Mailbox" m WHERE m."senderId" = s."id" AND m."userId" = :tenant) AS "hasMailbox",
       (SELECT CASE WHEN m."kind" = 'gmail' THEN s."fromEmail" ELSE coalesce(nullif(s."replyTo", ''), s."fromEmail") END
        FROM "Mailbox" m WHERE m."senderId" = s."id" AND m."userId" = :tenant AND m."enabled" AND m."failures" < 10) AS "leaveTo",
       (SELECT u."locale" FROM "User" u WHERE u."id" = :tenant) AS "locale",
       (SELECT coalesce(sum(u."granted"), 0)::int8 FROM "SenderUsage" u WHERE u."userId" = :tenant AND u."senderId" = s."id"
        AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS "usedHour",
       (SELECT coalesce(sum(u."granted"), 0)::int8 FROM "SenderUsage" u WHERE u."userId" = :tenant AND u."senderId" = s."id"
        AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS "usedDay",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('domain', f."domain", 'cause', f."cause", 'reason', f."reason", 'advice', f."advice",
            'reply', f."reply", 'since', to_char(f."since", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'nextTryAt', to_char(f."nextTryAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY f."since"), '[]')::text
        FROM (SELECT x.* FROM "SenderRefusal" x WHERE x."userId" = :tenant AND x."senderId" = s."id"
              AND x."nextTryAt" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY x."since" LIMIT 100) f) AS "refusals"
FROM "Sender" s WHERE s."userId" = :tenant AND s."id" = :id;

-- name: sender_all :many
-- not null: usedHour, usedDay, hasMailbox, refusals
-- The default first, then in the order they were made.
SELECT s."id", s."kind", s."name", s."fromEmail", s."fromName", s."replyTo", s."host", s."port", s."security", s."tlsVerify", s."auth",
       s."username", s."secretSealed", s."perSecond", s."perHour", s."perDay", s."maxConnections", s."status", s."pauseReason",
       s."pausedUntil", s."verifiedAt", s."isDefault", s."createdAt", s."updatedAt", s."dkim", s."warmupStart", s."warmupTarget",
       s."warmupLimit", s."warmupStartedAt", s."warmupNote", s."replyTags",
       s."tokenUrl", s."clientId", s."scope", s."clientSecretSealed", s."refreshTokenSealed", s."tokenExpiresAt", s."tokenError", s."revision", s."revisedFields",
       EXISTS (SELECT 1 FROM "Mailbox" m WHERE m."senderId" = s."id" AND m."userId" = :tenant) AS "hasMailbox",
       (SELECT CASE WHEN m."kind" = 'gmail' THEN s."fromEmail" ELSE coalesce(nullif(s."replyTo", ''), s."fromEmail") END
        FROM "Mailbox" m WHERE m."senderId" = s."id" AND m."userId" = :tenant AND m."enabled" AND m."failures" < 10) AS "leaveTo",
       (SELECT u."locale" FROM "User" u WHERE u."id" = :tenant) AS "locale",
       (SELECT coalesce(sum(u."granted"), 0)::int8 FROM "SenderUsage" u WHERE u."userId" = :tenant AND u."senderId" = s."id"
        AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour') AS "usedHour",
       (SELECT coalesce(sum(u."granted"), 0)::int8 FROM "SenderUsage" u WHERE u."userId" = :tenant AND u."senderId" = s."id"
        AND u."minute" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours') AS "usedDay",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('domain', f."domain", 'cause', f."cause", 'reason', f."reason", 'advice', f."advice",
            'reply', f."reply", 'since', to_char(f."since", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'nextTryAt', to_char(f."nextTryAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY f."since"), '[]')::text
        FROM (SELECT x.* FROM "SenderRefusal" x WHERE x."userId" = :tenant AND x."senderId" = s."id"
              AND x."nextTryAt" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY x."since" LIMIT 100) f) AS "refusals"
FROM "Sender" s WHERE s."userId" = :tenant
ORDER BY s."isDefault" DESC, s."createdAt", s."id"
LIMIT 1000;

-- name: sender_lock_all :many
-- Serialises what concerns a tenant's senders as a whole: which is the default, how many there are.
SELECT s."id", s."isDefault" FROM "Sender" s WHERE s."userId" = :tenant ORDER BY s."id" FOR UPDATE;

-- name: sender_insert :exec
INSERT INTO "Sender" ("id", "userId", "kind", "name", "fromEmail", "fromName", "replyTo", "host", "port", "security", "tlsVerify", "auth",
    "username", "secretSealed", "perSecond", "perHour", "perDay", "maxConnections", "status", "verifiedAt", "isDefault", "createdAt",
    "updatedAt", "dkim", "warmupStart", "warmupTarget", "warmupLimit", "warmupStartedAt", "warmupStepAt", "warmupNote",
    "replyTags", "tokenUrl", "clientId", "scope", "clientSecretSealed", "refreshTokenSealed")
VALUES (:id, :tenant, :kind, :name, :from_email, :from_name?, :reply_to?, :host?, :port?, :security, :tls_verify, :auth,
    :username?, :secret_sealed?, :per_second?, :per_hour?, :per_day?, :max_connections, :status, :verified_at?, :is_default, :now, :now,
    :dkim, :warmup_start?, :warmup_target?, :warmup_limit?, :warmup_started_at?, :warmup_started_at?, :warmup_note?,
    :reply_tags, :token_url?, :client_id?, :scope?, :client_secret_sealed?, :refresh_token_sealed?);

-- name: sender_set :exec
UPDATE "Sender" SET "name" = :name, "fromEmail" = :from_email, "fromName" = :from_name?, "replyTo" = :reply_to?, "host" = :host?,
    "port" = :port?, "security" = :security, "tlsVerify" = :tls_verify, "auth" = :auth, "username" = :username?,
    "secretSealed" = :secret_sealed?, "perSecond" = :per_second?, "perHour" = :per_hour?, "perDay" = :per_day?,
    "maxConnections" = :max_connections, "status" = :status, "verifiedAt" = :verified_at?, "isDefault" = :is_default,
    "nextFreeAt" = CASE WHEN "perSecond" IS DISTINCT FROM :per_second? THEN NULL ELSE "nextFreeAt" END,
    "dkim" = :dkim, "warmupStart" = :warmup_start?, "warmupTarget" = :warmup_target?, "warmupLimit" = :warmup_limit?,
    "warmupStepAt" = CASE WHEN "warmupStartedAt" IS DISTINCT FROM :warmup_started_at? THEN :warmup_started_at? ELSE "warmupStepAt" END,
    "warmupStartedAt" = :warmup_started_at?, "warmupNote" = :warmup_note?, "replyTags" = :reply_tags, "updatedAt" = :now,
    "tokenUrl" = :token_url?, "clientId" = :client_id?, "scope" = :scope?, "clientSecretSealed" = :client_secret_sealed?,
    "refreshTokenSealed" = :refresh_token_sealed?,
    "accessTokenSealed" = CASE WHEN :keep_token::bool THEN "accessTokenSealed" END,
    "tokenExpiresAt" = CASE WHEN :keep_token::bool THEN "tokenExpiresAt" END,
    "tokenRetryAt" = CASE WHEN :keep_token::bool THEN "tokenRetryAt" END,
    "tokenError" = CASE WHEN :keep_token::bool THEN "tokenError" END
WHERE "userId" = :tenant AND "id" = :id;

-- name: sender_only_default :exec
-- No other one is the default.
UPDATE "Sender" SET "isDefault" = false, "updatedAt" = :now WHERE "userId" = :tenant AND "isDefault" AND "id" <> :id;

-- name: sender_first_real :exec
-- The first sender whose mail leaves this installation becomes the default: until then a capturing one may be.
UPDATE "Sender" SET "isDefault" = ("id" = :id)
WHERE "userId" = :tenant AND ("isDefault" OR "id" = :id)
  AND NOT EXISTS (SELECT 1 FROM "Sender" o WHERE o."userId" = :tenant AND o."id" <> :id AND o."kind" <> 'capture');

-- name: sender_next_default :exec
-- After a default was deleted, the oldest takes its place.
UPDATE "Sender" SET "isDefault" = true
WHERE "userId" = :tenant AND "id" = (SELECT s."id" FROM "Sender" s WHERE s."userId" = :tenant ORDER BY s."createdAt", s."id" LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM "Sender" d WHERE d."userId" = :tenant AND d."isDefault");

-- name: sender_drop :exec
DELETE FROM "Sender" WHERE "userId" = :tenant AND "id" = :id;

-- name: sender_in_use :one
-- not null: n
-- What still names it: a campaign that is not over, or a sequence. The one that runs first.
SELECT count(*) AS n, (array_agg(u.kind ORDER BY u.place))[1] AS kind, (array_agg(u.name ORDER BY u.place))[1] AS name FROM (
  SELECT CASE c."status" WHEN 'DRAFT' THEN 'draft' ELSE 'campaign' END AS kind, c."name", CASE c."status" WHEN 'DRAFT' THEN 3 ELSE 1 END AS place
  FROM "Campaign" c
  WHERE c."userId" = :tenant AND (c."senderId" = :id OR c."senderIds" @> to_jsonb(:id::text)) AND (c."status" IN ('SENDING', 'PAUSED', 'SCHEDULED', 'DRAFT')) IS TRUE
  UNION ALL
  SELECT 'sequence', s."name", 2 FROM "Sequence" s WHERE s."userId" = :tenant AND s."senderId" = :id) u;

-- name: sender_set_state :exec
UPDATE "Sender" SET "status" = :status, "pauseReason" = :reason?, "pausedUntil" = NULL, "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id;

-- name: sender_verified :exec
UPDATE "Sender" SET "verifiedAt" = :now, "status" = CASE WHEN "status" = 'UNVERIFIED' THEN 'ACTIVE' ELSE "status" END, "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id;

-- name: sender_book :exec
-- Test mails count in the quotas like others.
INSERT INTO "SenderUsage" AS u ("senderId", "minute", "userId", "granted")
VALUES (:id, date_trunc('minute', now() AT TIME ZONE 'UTC'), :tenant, :n)
ON CONFLICT ("senderId", "minute") DO UPDATE SET "granted" = u."granted" + EXCLUDED."granted";
