-- Counters kept by difference (core/report/tally.h): whoever's changes there are, each row with its tenant.

-- name: tally_fold :one
-- not null: changes
-- timeout: 1min
-- Adds some changes to the counters; those that others add at this moment are theirs.
WITH piece AS MATERIALIZED (
    SELECT c."id" FROM "TallyChange" c LIMIT 20000 FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM "TallyChange" d USING piece WHERE d."id" = piece."id" RETURNING d."userId", d."kind", d."key", d."n"
), added AS (
    INSERT INTO "Tally" AS t ("userId", "kind", "key", "n")
    SELECT g."userId", g."kind", g."key", sum(g."n") FROM gone g GROUP BY 1, 2, 3 HAVING sum(g."n") <> 0 ORDER BY 1, 2, 3
    ON CONFLICT ("userId", "kind", "key") DO UPDATE SET "n" = t."n" + EXCLUDED."n"
)
SELECT count(*) AS changes FROM gone;

-- name: tally_tags_wrong :exec
-- timeout: none
-- Tags that no contact has.
DELETE FROM "ContactTag" d
WHERE d."userId" = :user_id
  AND NOT EXISTS (SELECT 1 FROM "Contact" c, "loumass_tags"(c."tags") AS t (tag) WHERE c."id" = d."contactId" AND c."userId" = d."userId" AND t.tag = d."tag");

-- name: tally_tags_missing :exec
-- timeout: none
INSERT INTO "ContactTag" ("userId", "tag", "contactId")
SELECT c."userId", t.tag, c."id" FROM "Contact" c, "loumass_tags"(c."tags") AS t (tag) WHERE c."userId" = :user_id AND c."tags" IS NOT NULL
ON CONFLICT DO NOTHING;

-- name: tally_mend :exec
-- timeout: none
-- What the counters lack or have too much, as changes.
INSERT INTO "TallyChange" ("id", "userId", "kind", "key", "n")
SELECT gen_random_uuid()::text, :user_id, v."kind", v."key", sum(v."n")
FROM (SELECT r."kind", r."key", r."n" FROM "loumass_tally_rows"(:user_id) r
      UNION ALL SELECT t."kind", t."key", -t."n" FROM "Tally" t WHERE t."userId" = :user_id
      UNION ALL SELECT c."kind", c."key", -c."n" FROM "TallyChange" c WHERE c."userId" = :user_id) v
GROUP BY v."kind", v."key" HAVING sum(v."n") <> 0;
