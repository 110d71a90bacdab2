-- Sign-up forms of a tenant, and the confirmation by a person whose form was theirs.

-- name: form_all :many
SELECT f."id", f."senderId", f."name", f."title", f."intro", f."consentText", f."buttonText", f."askName", f."tags", f."topicIds",
       f."captcha", f."active", f."confirmSubject", f."confirmText", f."redirectUrl", f."asked", f."confirmed", f."createdAt", f."updatedAt",
       f."revision", f."revisedFields", f."language"
FROM "SignupForm" f WHERE f."userId" = :tenant AND (:id?::text IS NULL OR f."id" = :id) ORDER BY f."id" DESC LIMIT 200;

-- name: form_insert :exec
INSERT INTO "SignupForm" ("id", "userId", "senderId", "name", "title", "intro", "consentText", "buttonText", "askName", "tags", "topicIds", "captcha",
    "active", "confirmSubject", "confirmText", "redirectUrl", "language")
SELECT :id, :tenant, :sender_id?, :name, :title, :intro?, :consent_text, :button_text, :ask_name, :tags?::jsonb, :topic_ids?::jsonb, :captcha,
    :active, :confirm_subject, :confirm_text, :redirect_url?, :language?
WHERE (SELECT count(*) FROM "SignupForm" f WHERE f."userId" = :tenant) < 200;

-- name: form_set :exec
-- Only the version that was read, where one is named.
UPDATE "SignupForm" SET "senderId" = :sender_id?, "name" = :name, "title" = :title, "intro" = :intro?, "consentText" = :consent_text,
    "buttonText" = :button_text, "askName" = :ask_name, "tags" = :tags?::jsonb, "topicIds" = :topic_ids?::jsonb, "captcha" = :captcha,
    "active" = :active, "confirmSubject" = :confirm_subject, "confirmText" = :confirm_text, "redirectUrl" = :redirect_url?, "language" = :language?,
    "updatedAt" = now() AT TIME ZONE 'UTC'
WHERE "userId" = :tenant AND "id" = :id AND "revision" = coalesce(:revision?::int8, "revision");

-- name: form_drop :exec
DELETE FROM "SignupForm" WHERE "userId" = :tenant AND "id" = :id;

-- name: form_topics :many
-- Those of a form's topics that are still there.
SELECT t."id", t."name", t."description" FROM "Topic" t
WHERE t."userId" = :tenant AND t."id" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce(:topic_ids?::jsonb, '[]'))))
ORDER BY t."position", t."id";

-- name: signup_put :exec
-- Who asks again within ten minutes gets no second mail.
WITH asked AS (
    UPDATE "SignupForm" SET "asked" = "asked" + 1 WHERE "userId" = :tenant AND "id" = :form_id
)
INSERT INTO "Signup" AS s ("id", "userId", "formId", "email", "firstName", "lastName", "topicIds", "consentText", "ipHash", "timezone")
VALUES (:id, :tenant, :form_id, :email, :first_name?, :last_name?, :topic_ids?::jsonb, :consent_text, :ip_hash, :timezone?)
ON CONFLICT ("formId", "identity") DO UPDATE SET "email" = EXCLUDED."email", "firstName" = EXCLUDED."firstName", "lastName" = EXCLUDED."lastName",
    "topicIds" = EXCLUDED."topicIds", "consentText" = EXCLUDED."consentText", "ipHash" = EXCLUDED."ipHash", "timezone" = EXCLUDED."timezone", "status" = 'WAITING', "attempts" = 0,
    "nextTryAt" = now() AT TIME ZONE 'UTC', "createdAt" = now() AT TIME ZONE 'UTC'
WHERE s."mailedAt" IS NULL OR s."mailedAt" < now() AT TIME ZONE 'UTC' - INTERVAL '10 minutes';

-- name: signup_take :one
-- The one who confirms; the row goes with it.
WITH counted AS (
    UPDATE "SignupForm" f SET "confirmed" = f."confirmed" + 1
    WHERE f."userId" = :tenant AND f."id" = (SELECT s."formId" FROM "Signup" s WHERE s."userId" = :tenant AND s."id" = :id)
)
DELETE FROM "Signup" s WHERE s."userId" = :tenant AND s."id" = :id
RETURNING s."formId", s."email", s."firstName", s."lastName", s."topicIds", s."consentText", s."ipHash", s."createdAt", s."timezone";

-- name: signup_contact :one
-- The contact, made or back again under every spelling: by their own hand.
WITH mine AS (
    SELECT c."email" FROM "Contact" c WHERE c."userId" = :tenant AND c."identity" = "loumass_identity"(:email)
    ORDER BY c."email" = :email DESC, c."id" LIMIT 1
), others AS (
    UPDATE "Contact" c SET "status" = 'ACTIVE', "unsubscribedAt" = NULL, "updatedAt" = now() AT TIME ZONE 'UTC'
    WHERE c."userId" = :tenant AND c."identity" = "loumass_identity"(:email) AND c."status" = 'UNSUBSCRIBED'
      AND c."email" <> (SELECT mine."email" FROM mine)
)
INSERT INTO "Contact" AS c ("id", "userId", "email", "firstName", "lastName", "tags", "variables", "timezone", "timezoneSource", "updatedAt")
VALUES (:id, :tenant, coalesce((SELECT mine."email" FROM mine), :email), :first_name?, :last_name?, coalesce(:tags?::jsonb, '[]'), '{}', :timezone?,
    CASE WHEN :timezone?::text IS NOT NULL THEN 'browser' END, now() AT TIME ZONE 'UTC')
ON CONFLICT ("userId", "email") DO UPDATE SET "status" = 'ACTIVE', "unsubscribedAt" = NULL,
    "firstName" = coalesce(c."firstName", EXCLUDED."firstName"), "lastName" = coalesce(c."lastName", EXCLUDED."lastName"),
    "tags" = coalesce(c."tags", '[]') || (SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements(EXCLUDED."tags") t
                                          WHERE NOT coalesce(c."tags", '[]') @> t),
    "timezone" = CASE WHEN c."timezoneSource" = 'set' THEN c."timezone" ELSE coalesce(EXCLUDED."timezone", c."timezone") END,
    "timezoneSource" = CASE WHEN c."timezoneSource" = 'set' OR EXCLUDED."timezone" IS NULL THEN c."timezoneSource" ELSE 'browser' END,
    "updatedAt" = EXCLUDED."updatedAt"
RETURNING c."id";
