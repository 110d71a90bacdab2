-- Contacts of a tenant. The list has a query per sort, so that each has its index; search is an ILIKE pattern.

-- name: contact_list_id_desc :many
-- plan: custom
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR c."id" < :after_id)
ORDER BY c."id" DESC LIMIT :limit;

-- name: contact_list_id_asc :many
-- plan: custom
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR c."id" > :after_id)
ORDER BY c."id" ASC LIMIT :limit;

-- name: contact_list_email_asc :many
-- plan: custom
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR (c."email", c."id") > (:after_key?::text, :after_id))
ORDER BY c."email" ASC, c."id" ASC LIMIT :limit;

-- name: contact_list_email_desc :many
-- plan: custom
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR (c."email", c."id") < (:after_key?::text, :after_id))
ORDER BY c."email" DESC, c."id" DESC LIMIT :limit;

-- name: contact_list_name_asc :many
-- plan: custom
-- not null: key
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision", lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')) AS key
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR (lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')), c."id") > (:after_key?::text, :after_id))
ORDER BY lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')) ASC, c."id" ASC LIMIT :limit;

-- name: contact_list_name_desc :many
-- plan: custom
-- not null: key
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision", lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')) AS key
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:after_id?::text IS NULL OR (lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')), c."id") < (:after_key?::text, :after_id))
ORDER BY lower(coalesce(c."firstName", '') || ' ' || coalesce(c."lastName", '')) DESC, c."id" DESC LIMIT :limit;

-- name: contact_list_status :many
-- The commonest page: the newest of one status, without search and tags.
-- plan: generic
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND c."status" = :status AND c."id" < :before_id
ORDER BY c."id" DESC LIMIT :limit;

-- name: contact_list_newest :many
-- The same of any status.
-- plan: generic
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND c."id" < :before_id
ORDER BY c."id" DESC LIMIT :limit;

-- name: contact_count :one
-- plan: custom
-- not null: n
-- Bounded: counts to `most` and no further.
SELECT count(*) AS n FROM (
    SELECT 1 FROM "Contact" c
    WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:tag?::text IS NULL OR EXISTS (SELECT 1 FROM "ContactTag" t WHERE t."userId" = :tenant AND t."tag" = left(:tag, 200) AND t."contactId" = c."id"))
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
    LIMIT :most) b;

-- name: contact_get :one
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c WHERE c."userId" = :tenant AND c."id" = :id;

-- name: contact_get_by_email :one
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c WHERE c."userId" = :tenant AND c."identity" = "loumass_identity"(:email)
ORDER BY c."email" = :email DESC, c."id" LIMIT 1;

-- name: contact_identity_lock :exec
-- Two who write one person at once wait for each other, until the end of the transaction; an import that ends waits for them (import_wait_for_writers).
-- lint: reads no table
SELECT pg_advisory_xact_lock_shared(hashtextextended('contacts:' || :tenant, 0)), pg_advisory_xact_lock(hashtextextended('contact:' || :tenant || ':' || "loumass_identity"(:email), 0))
FROM (SELECT 1 WHERE :tenant::text IS NOT NULL) t;

-- name: contact_same_person :one
-- Another contact with this identity.
SELECT c."id", c."email" FROM "Contact" c
WHERE c."userId" = :tenant AND c."identity" = "loumass_identity"(:email) AND (:except?::text IS NULL OR c."id" <> :except)
ORDER BY c."email" = :email DESC, c."id" LIMIT 1;

-- name: contact_left :one
-- not null: left
-- Whether the person behind an address left: they unsubscribed or complained, under any spelling, or had left and were deleted or erased.
SELECT l."left" FROM (SELECT "loumass_identity"(:email) AS "key" OFFSET 0) i
CROSS JOIN LATERAL "loumass_left"(:tenant, :email, i."key", :hash_keys::text[]) l;

-- name: contact_barred :many
-- not null: n
-- Why those of the contacts get no mail who get none.
SELECT v."n", b."reason"
FROM unnest(:ids::text[]) WITH ORDINALITY AS v ("id", "n")
JOIN "Contact" c ON c."userId" = :tenant AND c."id" = v."id"
CROSS JOIN LATERAL "loumass_barred_reason"(:tenant, c."email", c."identity", c."identityDomain", :hash_keys::text[]) b
WHERE b."reason" IS NOT NULL;

-- name: contact_insert :exec
INSERT INTO "Contact" ("id", "userId", "email", "firstName", "lastName", "tags", "variables", "status", "timezone", "timezoneSource", "updatedAt")
VALUES (:id, :tenant, :email, :first_name?, :last_name?, :tags, :variables, :status, :timezone?, :timezone_source?, :now);

-- name: contact_update :exec
UPDATE "Contact" SET "email" = :email, "firstName" = :first_name?, "lastName" = :last_name?, "tags" = :tags, "variables" = :variables,
       "timezone" = :timezone?, "timezoneSource" = :timezone_source?,
       "status" = :status, "unsubscribedAt" = CASE WHEN :status = 'UNSUBSCRIBED' THEN coalesce("unsubscribedAt", :now) END, "updatedAt" = :now
WHERE "userId" = :tenant AND "id" = :id AND "revision" = :revision;

-- name: contact_revised :one
-- Which columns changed when.
SELECT c."revision", c."revisedFields" FROM "Contact" c WHERE c."userId" = :tenant AND c."id" = :id;

-- name: contact_leave :one
-- not null: n
-- timeout: 5min
-- Those who are about to be deleted, chosen as contact_bulk_delete does, leave their sequences: the figures stay true.
SELECT "loumass_enrollment_exit"(ARRAY(
    SELECT e."id" FROM "Contact" c JOIN "SequenceEnrollment" e ON e."contactId" = c."id" AND e."userId" = :tenant
    WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
      AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
      AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids))
      AND (:address?::text IS NULL OR c."identity" = "loumass_identity"(:address))
      AND coalesce(e."status", '') IN ('ACTIVE', 'PAUSED')), 'deleted', '{}'::jsonb, :now) AS n;

-- name: contact_delete :exec
-- Who had left stays on the suppression list, by the keyed hash of the address.
WITH gone AS (
    DELETE FROM "Contact" WHERE "userId" = :tenant AND "id" = :id RETURNING "id", "email", "status"
), kept AS (
    INSERT INTO "Suppression" ("id", "userId", "emailHash", "reason", "source")
    SELECT :id_prefix || lpad(to_hex(row_number() OVER ()), 6, '0'), :tenant, "loumass_address_hash"(g."email", :hash_key::text), 'deleted', 'contact'
    FROM gone g WHERE g."status" = 'UNSUBSCRIBED'
    ON CONFLICT ("userId", "emailHash") DO NOTHING
)
SELECT 1 AS "n" FROM gone;

-- name: contact_doubles :many
-- not null: identity, id, email, status, sentCount, engagedCount, createdAt, updatedAt, revision
-- timeout: 20s
-- People who are several contacts, in the order of their identities; of each, the one that a merge keeps comes first.
WITH twice AS (
    SELECT d."identity" FROM "Contact" d WHERE d."userId" = :tenant AND d."identity" > coalesce(:after?::text, '')
    GROUP BY d."identity" HAVING count(*) > 1 ORDER BY d."identity" LIMIT :limit
)
SELECT c."identity", c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM twice t JOIN "Contact" c ON c."userId" = :tenant AND c."identity" = t."identity"
ORDER BY c."identity", c."sentCount" DESC, c."createdAt", c."id";

-- name: contact_doubles_of :many
-- The others that are the same person.
SELECT d."id" FROM "Contact" c JOIN "Contact" d ON d."userId" = :tenant AND d."identity" = c."identity" AND d."id" <> c."id"
WHERE c."userId" = :tenant AND c."id" = :id ORDER BY d."id" LIMIT 1000;

-- name: contact_merge :one
-- not null: n
-- timeout: 5min
SELECT "loumass_merge_contacts"(:tenant, :id, :others::text[], :now) AS n;

-- name: contact_gone_seal :exec
-- Of contacts that were deleted the hash stays, the address does not.
UPDATE "ContactGone" g SET "hash" = "loumass_address_hash"(g."identity", :hash_key::text), "identity" = NULL
WHERE g."userId" = :tenant AND g."identity" IS NOT NULL;

-- name: contact_bulk_tag :exec
-- Adds tags to those named by ids or, when ids is NULL, by the filter.
-- timeout: 5min
UPDATE "Contact" c
SET "tags" = coalesce(c."tags", '[]') || (SELECT coalesce(jsonb_agg(t), '[]') FROM unnest(:add::text[]) t WHERE NOT coalesce(c."tags", '[]') ? t),
    "updatedAt" = :now
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids)) AND NOT coalesce(c."tags" ?& :add, false);

-- name: contact_bulk_untag :exec
-- timeout: 5min
UPDATE "Contact" c SET "tags" = coalesce(c."tags", '[]') - :remove::text[], "updatedAt" = :now
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids)) AND c."tags" ?| :remove;

-- name: contact_bulk_left :one
-- not null: n
-- timeout: 5min
-- Of those chosen, how many left and cannot be brought back.
SELECT count(*) AS n FROM "Contact" c
CROSS JOIN LATERAL "loumass_left"(:tenant, c."email", c."identity", :hash_keys::text[]) l
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids)) AND l."left" AND (:set_status::text = 'ACTIVE' OR c."status" = 'UNSUBSCRIBED');

-- name: contact_bulk_status :exec
-- Who left stays as they are: only they can come back.
-- timeout: 5min
UPDATE "Contact" c SET "status" = :set_status, "updatedAt" = :now,
       "unsubscribedAt" = CASE WHEN :set_status = 'UNSUBSCRIBED' THEN coalesce(c."unsubscribedAt", :now) END
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
  AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids)) AND c."status" <> :set_status
  AND (:set_status = 'UNSUBSCRIBED'
       OR NOT EXISTS (SELECT 1 FROM "loumass_left"(:tenant, c."email", c."identity", :hash_keys::text[]) l
                      WHERE l."left" AND (:set_status = 'ACTIVE' OR c."status" = 'UNSUBSCRIBED')));

-- name: contact_bulk_delete :exec
-- As contact_delete.
-- timeout: 5min
WITH gone AS (
    DELETE FROM "Contact" c
    WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
      AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
      AND (:ids?::text[] IS NULL OR c."id" = ANY (:ids))
    RETURNING c."id", c."email", c."status"
), kept AS (
    INSERT INTO "Suppression" ("id", "userId", "emailHash", "reason", "source")
    SELECT :id_prefix || lpad(to_hex(row_number() OVER ()), 6, '0'), :tenant, "loumass_address_hash"(g."email", :hash_key::text), 'deleted', 'contact'
    FROM gone g WHERE g."status" = 'UNSUBSCRIBED'
    ON CONFLICT ("userId", "emailHash") DO NOTHING
)
SELECT 1 AS "n" FROM gone;

-- name: contact_tags :many
-- not null: tag, count
SELECT t."key" AS tag, sum(t."n")::int8 AS count FROM (
    SELECT y."key", y."n" FROM "Tally" y WHERE y."userId" = :tenant AND y."kind" = 'tag'
    UNION ALL SELECT g."key", g."n" FROM "TallyChange" g WHERE g."userId" = :tenant AND g."kind" = 'tag') t
GROUP BY t."key" HAVING sum(t."n") > 0 ORDER BY 2 DESC, t."key" LIMIT 500;

-- name: contact_counted :one
-- not null: n
-- From the counters: of a status, of a tag, or all.
SELECT coalesce(sum(t."n"), 0)::int8 AS n FROM (
    SELECT y."kind", y."key", y."n" FROM "Tally" y WHERE y."userId" = :tenant AND y."kind" = :kind AND (:key?::text IS NULL OR y."key" = left(:key, 200))
    UNION ALL SELECT g."kind", g."key", g."n" FROM "TallyChange" g WHERE g."userId" = :tenant AND g."kind" = :kind AND (:key?::text IS NULL OR g."key" = left(:key, 200))) t;

-- name: contact_fields :many
-- not null: name, count
-- Names of variables, from the newest few thousand contacts.
SELECT k.name, count(*) AS count
FROM (SELECT "variables" FROM "Contact" WHERE "userId" = :tenant ORDER BY "id" DESC LIMIT 5000) c,
     jsonb_object_keys(CASE WHEN jsonb_typeof(c."variables") = 'object' THEN c."variables" ELSE '{}' END) AS k(name)
GROUP BY k.name ORDER BY count(*) DESC, k.name LIMIT 200;

-- name: contact_timeline :many
-- What was sent to a contact and what came of it, newest first.
-- not null: at, type, ref
SELECT x.* FROM (
    SELECT e."timestamp" AS at, e."type" AS type, e."id" AS ref, r."id" AS "recipientId", r."campaignId", m."name" AS "campaignName", r."sequenceId", q."name" AS "sequenceName", r."stepId",
           coalesce(m."subject", (SELECT s ->> 'subject' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(q."steps") = 'array' THEN q."steps" END) s
                                  WHERE s ->> 'id' = r."stepId" LIMIT 1)) AS "subject",
           e."data" ->> 'verdict' AS verdict, coalesce(e."data" ->> 'reason', CASE WHEN e."type" = 'BOUNCED' THEN r."failureReason" END) AS reason,
           e."data" ->> 'url' AS detail,
           NULL AS "whyCode", NULL AS "whyOf"
    FROM "Recipient" r JOIN "EmailEvent" e ON e."recipientId" = r."id" AND e."userId" = :tenant
    LEFT JOIN "Campaign" m ON m."id" = r."campaignId" AND m."userId" = :tenant
    LEFT JOIN "Sequence" q ON q."id" = r."sequenceId" AND q."userId" = :tenant
    WHERE r."contactId" = :contact_id AND r."userId" = :tenant
    UNION ALL
    SELECT coalesce(r."unsubscribedAt", t."dueAt", m."startedAt", m."createdAt",
                    (SELECT n."stepStartedAt" FROM "SequenceEnrollment" n WHERE n."id" = r."enrollmentId" AND n."userId" = :tenant), '2000-01-01'), CASE WHEN r."unsubscribedAt" IS NOT NULL THEN 'UNSUBSCRIBED' ELSE r."status" END,
           r."id", r."id", r."campaignId", m."name", r."sequenceId", q."name", r."stepId",
           coalesce(m."subject", (SELECT s ->> 'subject' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(q."steps") = 'array' THEN q."steps" END) s
                                  WHERE s ->> 'id' = r."stepId" LIMIT 1)), NULL, coalesce(r."failureReason", t."lastReply"), NULL, NULL, NULL
    FROM "Recipient" r LEFT JOIN "Campaign" m ON m."id" = r."campaignId" AND m."userId" = :tenant
    LEFT JOIN "Sequence" q ON q."id" = r."sequenceId" AND q."userId" = :tenant
    LEFT JOIN "SendRetry" t ON t."recipientId" = r."id" AND t."userId" = :tenant
    WHERE r."contactId" = :contact_id AND r."userId" = :tenant AND ((r."status" IN ('PENDING', 'FAILED')) IS TRUE OR r."unsubscribedAt" IS NOT NULL)
    UNION ALL
    SELECT i."receivedAt", CASE WHEN i."evidence" -> 'away' -> 'back' IS NOT NULL THEN 'AWAY' ELSE 'AUTO_REPLIED' END, i."id", i."recipientId", r."campaignId",
           m."name", r."sequenceId", q."name", r."stepId", i."evidence" ->> 'subject', NULL, NULL,
           coalesce(i."evidence" -> 'away' ->> 'words', i."evidence" ->> 'why'),
           CASE WHEN i."evidence" -> 'away' ->> 'words' IS NULL THEN i."evidence" ->> 'whyCode' END, i."evidence" ->> 'whyOf'
    FROM "InboundMessage" i LEFT JOIN "Recipient" r ON r."id" = i."recipientId" AND r."userId" = :tenant
    LEFT JOIN "Campaign" m ON m."id" = r."campaignId" AND m."userId" = :tenant
    LEFT JOIN "Sequence" q ON q."id" = r."sequenceId" AND q."userId" = :tenant
    WHERE i."contactId" = :contact_id AND i."kind" = 'auto_reply' AND i."userId" = :tenant
) x
WHERE :before?::timestamp IS NULL OR x.at < :before
ORDER BY x.at DESC, x.ref DESC LIMIT :limit;

-- name: contact_export :stream
-- timeout: none
SELECT c."id", c."email", c."firstName", c."lastName", c."tags", c."variables", c."status", c."sentCount", c."engagedCount", c."createdAt", c."updatedAt", c."timezone", c."timezoneSource", c."revision"
FROM "Contact" c
WHERE c."userId" = :tenant AND (:status?::text IS NULL OR c."status" = :status) AND (:tags?::text[] IS NULL OR c."tags" ?& :tags)
  AND (:search?::text IS NULL OR c."email" ILIKE :search OR concat_ws(' ', c."firstName", c."lastName") ILIKE :search)
ORDER BY c."id";

-- name: contact_view_list :many
SELECT v."id", v."name", v."filter", v."createdAt" FROM "ContactView" v WHERE v."userId" = :tenant ORDER BY v."name", v."id" LIMIT 200;

-- name: contact_view_insert :exec
INSERT INTO "ContactView" ("id", "userId", "name", "filter", "createdAt") VALUES (:id, :tenant, :name, :filter, :now);

-- name: contact_view_delete :exec
DELETE FROM "ContactView" WHERE "userId" = :tenant AND "id" = :id;
