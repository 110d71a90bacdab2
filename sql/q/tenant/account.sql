-- name: me_get :one
select "id", "email", "name", "image", "timezone", "locale", "isOperator", "createdAt", "holidays" from "User" where "id" = :tenant

-- name: me_update :exec
-- `set_x` says whether x is to be changed.
update "User" set "name" = case when :set_name then :name? else "name" end,
                  "timezone" = case when :set_timezone then :timezone? else "timezone" end,
                  "locale" = case when :set_locale then :locale? else "locale" end,
                  "holidays" = case when :set_holidays then :holidays?::text::jsonb else "holidays" end,
                  "updatedAt" = :now
where "id" = :tenant

-- name: my_sessions :many
select "id", "userAgent", "createdAt", "lastSeenAt" from "Session"
where "userId" = :tenant and "expiresAt" > :now and "createdAt" > :since
order by "lastSeenAt" desc, "id"
limit 200

-- name: my_session_end :exec
delete from "Session" where "userId" = :tenant and "id" = :id

-- name: my_sessions_end_others :exec
delete from "Session" where "userId" = :tenant and "id" <> :keep

-- name: my_api_keys :many
select "id", "name", "prefix", "scopes", "createdAt", "lastUsedAt" from "ApiKey" where "userId" = :tenant order by "id" limit 500

-- name: my_api_key_insert :exec
insert into "ApiKey" ("id", "userId", "name", "prefix", "keyHash", "scopes", "createdAt")
values (:id, :tenant, :name, :prefix, :key_hash, :scopes::jsonb, :now)

-- name: my_api_key_delete :exec
delete from "ApiKey" where "userId" = :tenant and "id" = :id

-- name: my_api_key_count :one
-- not null: n
select count(*) as n from "ApiKey" where "userId" = :tenant

-- name: idempotency_begin :one
-- not null: fresh
-- Takes the key, or says what became of it. A first request that was never finished (its process died) is forgotten
-- after `stale`.
with taken as (
    insert into "IdempotencyKey" ("userId", "key", "requestHash", "createdAt") values (:tenant, :key, :request_hash, :now)
    on conflict ("userId", "key") do update set "createdAt" = excluded."createdAt", "requestHash" = excluded."requestHash"
    where "IdempotencyKey"."status" is null and "IdempotencyKey"."createdAt" < :stale
    returning 1
)
select exists (select from taken) as fresh, k."requestHash", k."status", k."response"
from (select 1) one left join "IdempotencyKey" k on k."userId" = :tenant and k."key" = :key

-- name: idempotency_finish :exec
update "IdempotencyKey" set "status" = :status::int, "response" = :response? where "userId" = :tenant and "key" = :key

-- name: idempotency_drop :exec
delete from "IdempotencyKey" where "userId" = :tenant and "key" = :key and "status" is null

-- name: me_removal :one
-- not null: *
-- timeout: 5min
-- What a deletion of the account will remove.
select (select count(*) from "Contact" where "userId" = :tenant) as contacts,
       (select count(*) from "Campaign" where "userId" = :tenant) as campaigns,
       (select count(*) from "Sequence" where "userId" = :tenant) as sequences,
       (select count(*) from "SequenceEnrollment" where "userId" = :tenant) as enrollments,
       (select count(*) from "Recipient" where "userId" = :tenant) as recipients,
       (select count(*) from "EmailEvent" where "userId" = :tenant) as events,
       (select count(*) from "Suppression" where "userId" = :tenant) as suppressions,
       (select count(*) from "Sender" where "userId" = :tenant) as senders,
       (select count(*) from "Capture" where "userId" = :tenant) as captures,
       (select count(*) from "Import" where "userId" = :tenant) as imports,
       (select count(*) from "Session" where "userId" = :tenant) as sessions,
       (select count(*) from "ApiKey" where "userId" = :tenant) as api_keys

-- name: me_delete :exec
-- timeout: 30min
-- Everything of the user goes with it (cascades).
delete from "User" where "id" = :tenant

-- name: me_export :stream
-- not null: *
-- timeout: none
-- Every row of the user's, as JSON, without secrets and without the bytes of captured mail and attachments.
select 'User' as model, to_jsonb(t)::text as row from "User" t where t."id" = :tenant
union all select 'Session', (to_jsonb(t) - 'tokenHash' - 'ipHash')::text from "Session" t where t."userId" = :tenant
union all select 'ApiKey', (to_jsonb(t) - 'keyHash')::text from "ApiKey" t where t."userId" = :tenant
union all select 'Contact', to_jsonb(t)::text from "Contact" t where t."userId" = :tenant
union all select 'ContactView', to_jsonb(t)::text from "ContactView" t where t."userId" = :tenant
union all select 'Import', to_jsonb(t)::text from "Import" t where t."userId" = :tenant
union all select 'Suppression', to_jsonb(t)::text from "Suppression" t where t."userId" = :tenant
union all select 'Sender', (to_jsonb(t) - '{secretSealed,clientSecretSealed,refreshTokenSealed,accessTokenSealed}'::text[])::text from "Sender" t where t."userId" = :tenant
union all select 'TrackingDomain', to_jsonb(t)::text from "TrackingDomain" t where t."userId" = :tenant
union all select 'GmailToken', (to_jsonb(t) - 'accessToken' - 'refreshToken')::text from "GmailToken" t where t."userId" = :tenant
union all select 'GmailAccount', (to_jsonb(t) - 'accessToken' - 'refreshToken')::text from "GmailAccount" t where t."userId" = :tenant
union all select 'GoogleClient', (to_jsonb(t) - 'secretSealed')::text from "GoogleClient" t where t."userId" = :tenant
union all select 'Identity', to_jsonb(t)::text from "Identity" t where t."userId" = :tenant
union all select 'Campaign', to_jsonb(t)::text from "Campaign" t where t."userId" = :tenant
union all select 'CampaignAttachment', (to_jsonb(t) - 'data')::text from "CampaignAttachment" t where t."userId" = :tenant
union all select 'Sequence', to_jsonb(t)::text from "Sequence" t where t."userId" = :tenant
union all select 'SequenceEnrollment', to_jsonb(t)::text from "SequenceEnrollment" t where t."userId" = :tenant
union all select 'Recipient', to_jsonb(t)::text from "Recipient" t where t."userId" = :tenant
union all select 'EmailEvent', to_jsonb(t)::text from "EmailEvent" t where t."userId" = :tenant
union all select 'Capture', (to_jsonb(t) - 'raw')::text from "Capture" t where t."userId" = :tenant
union all select 'Hook', (to_jsonb(t) - '{secretSealed,oldSecretSealed}'::text[])::text from "Hook" t where t."userId" = :tenant
union all select 'HookDelivery', to_jsonb(t)::text from "HookDelivery" t where t."userId" = :tenant
union all select 'InDoubt', to_jsonb(t)::text from "InDoubt" t where t."userId" = :tenant
union all select 'Stats', to_jsonb(t)::text from "Stats" t where t."userId" = :tenant
union all select 'UserDay', to_jsonb(t)::text from "UserDay" t where t."userId" = :tenant
