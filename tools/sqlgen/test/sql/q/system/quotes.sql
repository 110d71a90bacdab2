-- Here no named parameter hides, and one is found.

-- name: quotes :one
-- What stands in quotes, comments and casts is left alone.
select ':a' || E'\':b' || $x$ :c '$x$ || "email"::text as "text", /* :d /* :e */ :f */ -- :g
    :value? ::int4 + 1 as "number", "createdAt"
from "User" where "id" = :id
