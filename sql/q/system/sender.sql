-- The sender that comes with an account: made while the account is, before anybody could sign in as its tenant.

-- name: sender_first :exec
INSERT INTO "Sender" ("id", "userId", "kind", "name", "fromEmail", "fromName", "status", "verifiedAt", "isDefault", "createdAt", "updatedAt")
SELECT :id, :user_id, 'capture', :name, :from_email, :from_name?, 'ACTIVE', :now, true, :now, :now
WHERE NOT EXISTS (SELECT 1 FROM "Sender" s WHERE s."userId" = :user_id);

-- name: sender_warming :many
-- not null: sent, bounced, complained
-- timeout: 1min
-- Senders on their ramp, with what became of their last 24 hours.
SELECT s."id", s."warmupStart", s."warmupTarget", s."warmupLimit", s."warmupStepAt", s."warmupNote",
       (SELECT coalesce(sum(u."granted"), 0) FROM "SenderUsage" u WHERE u."senderId" = s."id" AND u."minute" > :now::timestamp - INTERVAL '24 hours') AS sent,
       coalesce(e."bounced", 0) AS bounced, coalesce(e."complained", 0) AS complained
FROM "Sender" s
LEFT JOIN (SELECT r."senderId", count(*) FILTER (WHERE v."type" = 'BOUNCED') AS "bounced", count(*) FILTER (WHERE v."type" = 'COMPLAINED') AS "complained"
           FROM "EmailEvent" v JOIN "Recipient" r ON r."id" = v."recipientId"
           WHERE v."id" >= "loumass_cuid_floor"(:now::timestamp - INTERVAL '24 hours') AND v."type" IN ('BOUNCED', 'COMPLAINED')
             AND v."userId" IN (SELECT w."userId" FROM "Sender" w WHERE w."warmupTarget" IS NOT NULL)
           GROUP BY r."senderId") e ON e."senderId" = s."id"
WHERE s."warmupTarget" IS NOT NULL AND s."warmupLimit" IS NOT NULL LIMIT 10000;

-- name: sender_warm_step :exec
-- One step of the ramp, unless somebody else made it. At the end the target is taken away: no ramp any more.
UPDATE "Sender" SET "warmupLimit" = :limit, "warmupNote" = :note, "warmupStepAt" = :now,
    "warmupTarget" = CASE WHEN :over::boolean THEN NULL ELSE "warmupTarget" END
WHERE "id" = :id AND "warmupStepAt" IS NOT DISTINCT FROM :before?;
