-- People's rights: what is known of a person, and their erasure.

-- name: person_export :stream
-- not null: model, content
-- timeout: 5min
SELECT DISTINCT p."model", p."content" FROM "loumass_person"(:tenant, :email) p ORDER BY 1, 2;

-- name: person_spellings :one
-- not null: spellings
SELECT "loumass_spellings"(:tenant, :email) AS spellings;

-- name: person_erase :many
-- not null: model, n
-- timeout: 5min
SELECT p."model", sum(p."n")::int8 AS n FROM "loumass_erase"(:tenant, :email) p GROUP BY p."model" ORDER BY p."model";

-- name: person_unplan :exec
-- A plan that was written as far as this person begins its next part a little before them: nobody is planned twice.
UPDATE "CampaignPlan" p SET "after" = left(p."after", 1) WHERE p."userId" = :tenant AND p."after" = "loumass_identity"(:email);

-- name: person_mentions :many
-- not null: model, n
-- timeout: 5min
SELECT p."model", p."n" FROM "loumass_mentions"(:tenant, :email) p;

-- name: person_imports :many
-- Files that may hold the address.
SELECT i."id" FROM "Import" i WHERE i."userId" = :tenant AND i."status" <> 'RUNNING';

-- name: person_named :one
-- not null: named
-- timeout: 5min
-- Does a piece of a file hold the address, in any form? (It touches no table; the tenant is bound for the rule's sake.)
SELECT "loumass_names_address"(encode(:piece::bytea, 'escape'), :email) AND :tenant::text IS NOT NULL AS named;
