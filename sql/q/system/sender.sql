-- The sender that comes with an account: made while the account is, before anybody could sign in as its tenant.

-- name: sender_first :exec
INSERT INTO "Sender" ("id", "userId", "kind", "name", "fromEmail", "fromName", "status", "verifiedAt", "isDefault", "createdAt", "updatedAt")
SELECT :id, :user_id, 'capture', :name, :from_email, :from_name?, 'ACTIVE', :now, true, :now, :now
WHERE NOT EXISTS (SELECT 1 FROM "Sender" s WHERE s."userId" = :user_id);
