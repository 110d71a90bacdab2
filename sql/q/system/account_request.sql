-- What strangers ask about accounts, before it is known who they are; and the installation's own mail.

-- name: account_request_insert :exec
insert into "AccountRequest" ("id", "kind", "email", "name", "passwordHash", "locale", "accountId", "notice", "createdAt", "nextTryAt", "expiresAt")
values (:id, :kind, :email, :name?, :password_hash?, :locale?, :account_id?, :notice?, :now, :now, :expires_at)

-- name: account_request_next :one
-- not null: mailed
-- One whose mail is to be made; nobody else takes it for two minutes. mailed: how many of its kind its address got in the last hour.
update "AccountRequest" r set "attempts" = r."attempts" + 1, "nextTryAt" = now() at time zone 'UTC' + interval '2 minutes'
where r."id" = (
    select x."id" from "AccountRequest" x where x."status" = 'WAITING' and x."nextTryAt" <= now() at time zone 'UTC'
    order by x."nextTryAt" limit 1 for update skip locked)
returning r."id", r."kind", r."email", r."name", r."locale", r."accountId", r."notice", r."attempts", r."createdAt",
    (select count(*) from "AccountRequest" m where m."email" = r."email" and m."kind" = r."kind" and m."id" <> r."id" and m."status" = 'MAILED'
        and m."createdAt" > r."createdAt" - interval '1 hour') as mailed

-- name: account_request_token :exec
-- The links that the mail will hold; those of an earlier try are worth nothing from now on.
update "AccountRequest" set "tokenHash" = :token_hash?, "oldTokenHash" = :old_token_hash?, "expiresAt" = :expires_at where "id" = :id

-- name: account_request_done :exec
update "AccountRequest" set "status" = :status, "failureReason" = left(:reason?, 500) where "id" = :id

-- name: account_request_later :exec
update "AccountRequest" set "failureReason" = left(:reason, 500), "nextTryAt" = now() at time zone 'UTC' + make_interval(secs => :seconds)
where "id" = :id

-- name: account_request_find :one
-- By the token of a link.
select "id", "kind", "email", "name", "passwordHash", "locale", "accountId" from "AccountRequest"
where "tokenHash" = :token_hash and "kind" = :kind and "expiresAt" > :now

-- name: account_request_newest :one
-- The newest registration of an address that is not over.
select "id", "email", "name", "passwordHash", "locale" from "AccountRequest"
where "email" = :email and "kind" = 'register' and "expiresAt" > :now
order by "createdAt" desc limit 1

-- name: account_request_confirm :one
-- not null: old_side, over
-- One side of a change of address; over: both have confirmed now.
update "AccountRequest" set
    "confirmedAt" = case when "tokenHash" = :token_hash then coalesce("confirmedAt", :now) else "confirmedAt" end,
    "oldConfirmedAt" = case when "oldTokenHash" = :token_hash then coalesce("oldConfirmedAt", :now) else "oldConfirmedAt" end
where "id" = (select "id" from "AccountRequest" where ("tokenHash" = :token_hash or "oldTokenHash" = :token_hash) and "kind" = 'address'
              and "expiresAt" > :now limit 1 for update)
returning "id", "email", "accountId", "oldTokenHash" is not distinct from :token_hash as old_side,
    ("confirmedAt" is not null and "oldConfirmedAt" is not null) as over

-- name: account_requests_end :exec
delete from "AccountRequest" where "email" = :email and "kind" = :kind

-- name: account_requests_end_of :exec
-- Those of an account; an address that was asked for is no longer.
delete from "AccountRequest" where "accountId" = :account_id and "kind" = :kind

-- name: account_requests_sweep :exec
delete from "AccountRequest" where "expiresAt" < now() at time zone 'UTC' - interval '1 day'

-- name: user_address :exec
update "User" set "email" = :email, "updatedAt" = :now where "id" = :id

-- name: user_language :one
select "email", "name", "locale" from "User" where "id" = :id

-- name: system_sender :one
-- The sender of the installation's own mail: one of an operator's.
select s."id", s."userId" from "Setting" g join "Sender" s on s."id" = g."value" join "User" u on u."id" = s."userId" and u."isOperator"
where g."key" = 'system_sender'

-- name: setting_drop :exec
delete from "Setting" where "key" = :key

-- name: system_mail_insert :exec
insert into "SystemMail" ("id", "kind", "to", "subject", "status", "error", "textSealed", "createdAt")
values (:id, :kind, :to, :subject, :status, left(:error?, 500), :text_sealed?, :now)

-- name: system_mail_list :many
select "id", "kind", "to", "subject", "status", "error", "textSealed", "createdAt" from "SystemMail" order by "createdAt" desc, "id" desc limit 100

-- name: system_mail_sweep :exec
-- Links of captured mail are over long before.
delete from "SystemMail" where "createdAt" < now() at time zone 'UTC' - interval '30 days'
