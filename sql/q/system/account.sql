-- Who is it? Log-in, sessions and API keys are looked up before a tenant is known; users are made and listed by operators;
-- settings and workers belong to the installation.

-- name: user_insert :one
insert into "User" ("id", "email", "name", "timezone", "locale", "isOperator", "createdAt", "updatedAt")
values (:id, :email, :name?, :timezone?, :locale?, :is_operator or not exists (select from "User"), :now, :now)
returning "id", "isOperator"

-- name: credential_put :exec
insert into "Credential" ("userId", "passwordHash", "updatedAt") values (:user_id, :password_hash, :now)
on conflict ("userId") do update set "passwordHash" = excluded."passwordHash", "updatedAt" = excluded."updatedAt"

-- name: credential_of :one
select "passwordHash" from "Credential" where "userId" = :user_id

-- name: user_by_email :one
-- not null: id, email, isOperator
select u."id", u."email", u."name", u."isOperator", c."passwordHash"
from "User" u left join "Credential" c on c."userId" = u."id"
where u."email" = :email

-- name: user_only :one
-- not null: id, email, users
-- The oldest user, and how many there are (two is enough to know).
select min("id") as id, min("email") as email, count(*) as users from (select "id", "email" from "User" limit 2) u

-- name: user_list :many
-- not null: contacts
select u."id", u."email", u."name", u."isOperator", u."createdAt",
       (select max(s."lastSeenAt") from "Session" s where s."userId" = u."id") as last_seen_at,
       (select count(*) from "Contact" c where c."userId" = u."id") as contacts
from "User" u
order by u."id"

-- name: user_set_operator :exec
update "User" set "isOperator" = :is_operator, "updatedAt" = :now where "id" = :id

-- name: session_insert :exec
insert into "Session" ("id", "userId", "tokenHash", "userAgent", "ipHash", "createdAt", "lastSeenAt", "expiresAt")
values (:id, :user_id, :token_hash, :user_agent?, :ip_hash?, :now, :now, :expires_at)

-- name: session_find :one
select s."id", s."userId", s."lastSeenAt", s."expiresAt", u."isOperator"
from "Session" s join "User" u on u."id" = s."userId"
where s."tokenHash" = :token_hash and s."expiresAt" > :now and s."createdAt" > :since

-- name: session_touch :exec
update "Session" set "lastSeenAt" = :now, "expiresAt" = :expires_at where "id" = :id

-- name: session_end :exec
delete from "Session" where "tokenHash" = :token_hash

-- name: sessions_end_others :exec
delete from "Session" where "userId" = :user_id and "id" <> :keep

-- name: session_end_all :exec
delete from "Session" where "userId" = :user_id

-- name: api_key_find :one
select k."id", k."userId", k."scopes", k."lastUsedAt"
from "ApiKey" k
where k."keyHash" = :key_hash

-- name: api_key_touch :exec
update "ApiKey" set "lastUsedAt" = :now where "id" = :id

-- name: throttle_get :one
select "failures", "blockedUntil" from "LoginThrottle" where "key" = :key

-- name: throttle_fail :one
-- One more failure; those older than the window are forgotten. Answers how many there are now.
insert into "LoginThrottle" ("key", "failures", "updatedAt") values (:key, 1, :now)
on conflict ("key") do update
set "failures" = case when "LoginThrottle"."updatedAt" < :forget then 1 else "LoginThrottle"."failures" + 1 end, "updatedAt" = :now
returning "failures"

-- name: throttle_block :exec
update "LoginThrottle" set "blockedUntil" = :until where "key" = :key

-- name: throttle_clear :one
-- How many failures there were.
delete from "LoginThrottle" where "key" = :key returning "failures"

-- name: account_sweep :one
-- not null: *
-- Old sessions, throttles and idempotency keys go.
with s as (delete from "Session" where "expiresAt" < :now or "createdAt" < :sessions_since returning 1),
     t as (delete from "LoginThrottle" where "updatedAt" < :throttles_before returning 1),
     i as (delete from "IdempotencyKey" where "createdAt" < :keys_before returning 1)
select (select count(*) from s) as sessions, (select count(*) from t) as throttles, (select count(*) from i) as keys

-- name: setting_get :one
select "value" from "Setting" where "key" = :key

-- name: setting_put :exec
insert into "Setting" ("key", "value", "updatedAt") values (:key, :value, now())
on conflict ("key") do update set "value" = excluded."value", "updatedAt" = excluded."updatedAt"

-- name: worker_beat :exec
insert into "Worker" ("id", "role", "host", "pid", "version", "startedAt", "lastSeenAt")
values (:id, :role, :host, :pid::int, :version, :now, :now)
on conflict ("id") do update set "lastSeenAt" = excluded."lastSeenAt"

-- name: worker_gone :exec
delete from "Worker" where "id" = :id or "lastSeenAt" < :before

-- name: worker_list :many
select "id", "role", "host", "pid", "version", "startedAt", "lastSeenAt" from "Worker" order by "role", "startedAt"

-- name: system_facts :one
-- not null: bytes, connections, version, batches, recipients_pending, retries, held_sequences
select pg_database_size(current_database()) as bytes,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       current_setting('server_version') as version,
       (select count(*) from "SendBatch") as batches,
       (select coalesce(sum("size"), 0)::bigint from "SendBatch") as recipients_pending,
       (select count(*) from "SendRetry") as retries,
       (select count(*) from "Sequence" where "stepsState" = 'held' and "stepsState" <> 'ok' and "status" <> 'DRAFT' and "status" = 'ACTIVE') as held_sequences

-- name: system_slow :many
-- not null: query, seconds
-- Statements that run for more than a second; their texts hold no values.
select left(query, 500) as query, extract(epoch from clock_timestamp() - query_start)::float8 as seconds
from pg_stat_activity
where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
  and query_start < clock_timestamp() - interval '1 second'
order by query_start
limit 20
