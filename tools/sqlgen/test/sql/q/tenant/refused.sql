-- name: no_tenant :many
select "id" from "Contact"

-- name: no_kind
select 1 as "one"

-- name: no_column_name :one
select 1 from "User" where "id" = :tenant

-- name: no_such_column :one
select "nonsense" from "User" where "id" = :tenant

-- name: odd_type :one
select '1 day'::interval as "i" from "User" where "id" = :tenant

-- name: twice :exec
delete from "User" where "id" = :tenant

-- name: twice :exec
delete from "User" where "id" = :tenant

-- name: promise :one
-- not null: other
select "id" from "User" where "id" = :tenant
