-- Google: who signs in is not known before; tokens are refreshed by workers, which work for all tenants in turn.

-- name: oauth_state_insert :exec
insert into "OAuthState" ("id", "userId", "purpose", "senderId", "ownClient", "browserHash", "nonce", "verifier", "returnTo", "expiresAt")
values (:id, :user_id?, :purpose, :sender_id?, :own_client, :browser_hash, :nonce, :verifier, :return_to?, :expires_at)

-- name: oauth_state_take :one
-- Each state is good for one return.
delete from "OAuthState" where "id" = :id and "expiresAt" > :now
returning "userId", "purpose", "senderId", "ownClient", "browserHash", "nonce", "verifier", "returnTo"

-- name: oauth_state_sweep :exec
delete from "OAuthState" where "expiresAt" < :now

-- name: identity_find :one
update "Identity" set "lastUsedAt" = :now, "email" = :email where "provider" = :provider and "subject" = :subject
returning "userId"

-- name: identity_put :exec
insert into "Identity" ("id", "userId", "provider", "subject", "email", "createdAt", "lastUsedAt")
values (:id, :user_id, :provider, :subject, :email, :now, :now)
on conflict ("provider", "subject") do nothing

-- name: user_any :one
-- not null: any
select exists (select 1 from "User") as any

-- name: user_image :exec
-- Name and picture as the provider has them, where the person gave none.
update "User" set "name" = coalesce("name", :name?), "image" = coalesce("image", :image?), "updatedAt" = :now where "id" = :id

-- name: google_own_client :one
select "clientId", "secretSealed" from "GoogleClient" where "userId" = :user_id

-- name: gmail_account :one
-- not null: senderId, userId, email, ownClient, inToken, status
-- A connected mailbox with its tokens, wherever they are.
select a."senderId", a."userId", a."email", a."ownClient", a."inToken", d."status",
       case when a."inToken" then t."accessToken" else a."accessToken" end as access_token,
       case when a."inToken" then t."refreshToken" else a."refreshToken" end as refresh_token,
       case when a."inToken" then t."expiresAt" else a."expiresAt" end as expires_at,
       case when a."inToken" then t."scope" else a."scope" end as scope
from "GmailAccount" a
join "Sender" d on d."id" = a."senderId"
left join "GmailToken" t on t."userId" = a."userId" and a."inToken"
where a."senderId" = :sender_id and a."disconnectedAt" is null

-- name: gmail_lease :exec
-- Who gets it asks Google; the others wait for what comes of it.
update "GmailAccount" set "leasedUntil" = clock_timestamp() at time zone 'UTC' + interval '45 seconds'
where "senderId" = :sender_id and ("leasedUntil" is null or "leasedUntil" < clock_timestamp() at time zone 'UTC')

-- name: gmail_unlease :exec
update "GmailAccount" set "leasedUntil" = null where "senderId" = :sender_id

-- name: gmail_refreshed :exec
-- refresh_token: a new one, when Google gave one.
with own as (
    update "GmailAccount" set "leasedUntil" = null,
        "accessToken" = case when "inToken" then null else :access_token end,
        "refreshToken" = case when "inToken" then null else coalesce(:refresh_token?, "refreshToken") end,
        "expiresAt" = case when "inToken" then null else :expires_at::timestamp end
    where "senderId" = :sender_id
    returning "userId", "inToken"
)
update "GmailToken" t set "accessToken" = :access_token, "refreshToken" = coalesce(:refresh_token?, t."refreshToken"),
    "expiresAt" = :expires_at, "updatedAt" = now() at time zone 'UTC'
from own where own."inToken" and t."userId" = own."userId"
