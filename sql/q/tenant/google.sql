-- A tenant's connected mailboxes and its own OAuth client.

-- name: google_client :one
select "clientId", "updatedAt" from "GoogleClient" where "userId" = :tenant

-- name: google_client_put :exec
insert into "GoogleClient" ("userId", "clientId", "secretSealed", "updatedAt") values (:tenant, :client_id, :secret_sealed, :now)
on conflict ("userId") do update set "clientId" = excluded."clientId", "secretSealed" = excluded."secretSealed", "updatedAt" = excluded."updatedAt"

-- name: google_client_drop :exec
delete from "GoogleClient" where "userId" = :tenant

-- name: gmail_account_find :one
-- The mailbox by Google's name for it.
select "senderId", "inToken" from "GmailAccount" where "userId" = :tenant and "subject" = :subject

-- name: gmail_account_list :many
select a."senderId", a."email", a."workspace", a."ownClient", a."connectedAt", a."disconnectedAt" from "GmailAccount" a
where a."userId" = :tenant order by a."connectedAt", a."senderId" limit 200

-- name: gmail_token_free :one
-- not null: free
-- May the tokens of one more mailbox live in "GmailToken"?
select not exists (select 1 from "GmailAccount" a where a."userId" = :tenant and a."inToken" and a."senderId" <> :sender_id) as free

-- name: gmail_account_put :exec
insert into "GmailAccount" ("senderId", "userId", "email", "subject", "workspace", "ownClient", "inToken", "accessToken", "refreshToken",
    "expiresAt", "scope", "connectedAt")
values (:sender_id, :tenant, :email, :subject, :workspace, :own_client, :in_token,
    case when :in_token::boolean then null else :access_token end, case when :in_token::boolean then null else :refresh_token end,
    case when :in_token::boolean then null else :expires_at::timestamp end, case when :in_token::boolean then null else :scope end, :now)
on conflict ("senderId") do update set "email" = excluded."email", "subject" = excluded."subject", "workspace" = excluded."workspace",
    "ownClient" = excluded."ownClient", "inToken" = excluded."inToken", "accessToken" = excluded."accessToken",
    "refreshToken" = excluded."refreshToken", "expiresAt" = excluded."expiresAt", "scope" = excluded."scope",
    "connectedAt" = excluded."connectedAt", "disconnectedAt" = null, "leasedUntil" = null

-- name: gmail_token_put :exec
insert into "GmailToken" ("id", "userId", "accessToken", "refreshToken", "expiresAt", "scope", "createdAt", "updatedAt")
values (:id, :tenant, :access_token, :refresh_token, :expires_at, :scope, :now, :now)
on conflict ("userId") do update set "accessToken" = excluded."accessToken", "refreshToken" = excluded."refreshToken",
    "expiresAt" = excluded."expiresAt", "scope" = excluded."scope", "updatedAt" = excluded."updatedAt"

-- name: gmail_sender_insert :exec
insert into "Sender" ("id", "userId", "kind", "name", "fromEmail", "fromName", "security", "auth", "perSecond", "perDay", "maxConnections",
    "status", "verifiedAt", "isDefault", "createdAt", "updatedAt")
values (:id, :tenant, 'gmail', :name, :from_email, :from_name?, 'tls', 'xoauth2', 1, :per_day, 2, 'ACTIVE', :now, false, :now, :now)

-- name: gmail_sender_back :exec
-- Connected again: what stopped it is over.
update "Sender" set "status" = 'ACTIVE', "pauseReason" = null, "pausedUntil" = null, "verifiedAt" = :now, "updatedAt" = :now
where "userId" = :tenant and "id" = :id and "kind" = 'gmail'

-- name: gmail_token_drop :exec
delete from "GmailToken" where "userId" = :tenant
and exists (select 1 from "GmailAccount" a where a."userId" = :tenant and a."senderId" = :sender_id and a."inToken")

-- name: gmail_account_end :exec
update "GmailAccount" set "accessToken" = null, "refreshToken" = null, "expiresAt" = null, "inToken" = false, "disconnectedAt" = :now
where "userId" = :tenant and "senderId" = :sender_id

-- name: gmail_sender_stop :exec
update "Sender" set "status" = 'PAUSED', "pauseReason" = :reason, "pausedUntil" = null, "updatedAt" = :now
where "userId" = :tenant and "id" = :id
