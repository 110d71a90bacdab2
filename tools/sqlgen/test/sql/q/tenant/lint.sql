-- name: ok_join :many
select r."id", e."type" from "Recipient" r join "EmailEvent" e on e."recipientId" = r."id" where r."userId" = :tenant and r."campaignId" = :c
-- name: ok_left :many
select c."id", s."sent" from "Campaign" c left join "Stats" s on s."id" = c."id" where c."userId" = :tenant
-- name: ok_exists :many
select c."id" from "Contact" c where c."userId" = :tenant and not exists (select 1 from "Suppression" s where s."userId" = c."userId" and s."email" = lower(c."email"))
-- name: ok_cte :many
with x as materialized (select "id" from "Contact" where "userId" = :tenant limit 5) select r."id" from x join "Recipient" r on r."contactId" = x."id"
-- name: ok_update :exec
update "Contact" set "status" = 'INACTIVE' where "userId" = :tenant and "id" = any(:ids::text[])
-- name: ok_user :one
select "email" from "User" where "id" = :tenant
-- name: ok_or :many
select "id" from "Contact" where "userId" = :tenant and ("status" = :a or "email" = :b)
-- name: ok_insert :exec
insert into "ContactView" ("id","userId","name","filter") select :id, :tenant, 'x', '{}' where exists (select from "Contact" where "userId" = :tenant)
-- name: bad_or :many
select "id" from "Contact" where "userId" = :tenant or "email" = :b
-- name: bad_join :many
select c."id" from "Contact" c join "Contact" d on d."email" = c."email" where c."userId" = :tenant
-- name: bad_none :many
select "id" from "Contact" where :tenant::text is not null
-- name: bad_delete :exec
delete from "EmailEvent" where "recipientId" = :r and :tenant::text <> ''
-- name: bad_sub :many
select c."id", (select count(*) from "Recipient" r where r."status" = c."status") as n from "Contact" c where c."userId" = :tenant
-- name: bad_cte :many
with x as materialized (select unnest(:ids::text[]) as "id") select r."id" from x join "Recipient" r on r."id" = x."id" where :tenant <> ''
