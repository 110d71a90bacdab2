-- The demo account, made set by set. What people did is drawn from hashes of the contacts' ids: each has a liking that holds
-- for all campaigns. Counters are not written here: core/report/recount brings them into being from these rows.

-- name: seed_state :one
-- not null: contacts, stats
SELECT (SELECT count(*) FROM "Contact" c WHERE c."userId" = :tenant) AS contacts,
       (SELECT count(*) FROM "Stats" t WHERE t."userId" = :tenant) AS stats;

-- name: seed_plan_whole :one
-- The tables grow within this transaction and the planner has not heard of it: whole tables are joined, never row by row.
SELECT set_config('enable_nestloop', 'off', true) AS nestloop, set_config('jit', 'off', true) AS jit WHERE :tenant <> '';

-- name: seed_sender :one
SELECT s."id", s."fromEmail" FROM "Sender" s WHERE s."userId" = :tenant ORDER BY s."isDefault" DESC, s."createdAt" LIMIT 1;

-- name: seed_contacts :exec
INSERT INTO "Contact" ("id", "userId", "email", "firstName", "lastName", "tags", "variables", "status", "createdAt", "updatedAt")
SELECT v."id", :tenant, v."email", v."first", v."last", v."tags"::jsonb, v."variables"::jsonb, v."status", v."at", v."at"
FROM unnest(:ids::text[], :emails::text[], :first::text[], :last::text[], :tags::text[], :variables::text[], :statuses::text[],
            :at::timestamp[]) AS v ("id", "email", "first", "last", "tags", "variables", "status", "at")
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: seed_sequence :exec
INSERT INTO "Sequence" ("id", "userId", "name", "description", "status", "triggerType", "senderId", "steps", "settings", "activatedAt", "createdAt",
    "updatedAt")
VALUES (:id, :tenant, :name, :description?, :status, :trigger_type, :sender_id?, :steps::jsonb, :settings?::text::jsonb, :activated_at?, :at, :at);

-- name: seed_campaign :exec
INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "preheader", "status", "senderId", "contentFormat", "audience",
    "scheduledAt", "startedAt", "plannedAt", "sentAt", "createdAt", "updatedAt")
VALUES (:id, :tenant, :name, :subject, :content, :preheader?, :status, :sender_id?, 'html', :audience?::jsonb, :scheduled_at?,
    :started_at?, :started_at?, :sent_at?, :created_at, :created_at);

-- name: seed_recipients :exec
-- lint: "Recipient" is reached through the tenant's own contacts
-- Who was a contact then and had not left. One in eighty bounces, one in three hundred is refused.
INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "sendKey", "trackingId", "senderId", "status", "sentAt",
    "failureReason", "attempts", "lastReply")
SELECT n."id", :campaign_id, n."contactId", :tenant, 'c:' || :campaign_id || ':' || n."contactId",
       substr(n."id", 2) || left(encode(sha256(convert_to(:key || n."id" || :key, 'UTF8')), 'hex'), 20), :sender_id,
       CASE WHEN n."u" < 0.0125 THEN 'BOUNCED' WHEN n."u" < 0.0158 THEN 'FAILED' ELSE 'SENT' END,
       CASE WHEN n."u" >= 0.0158 THEN :start::timestamp + n."rank" * interval '85 ms' END,
       CASE WHEN n."u" < 0.0125 THEN 'no such address' WHEN n."u" < 0.0158 THEN 'the message was refused' END,
       1,
       CASE WHEN n."u" < 0.0125 THEN '550 5.1.1 user unknown' WHEN n."u" < 0.0158 THEN '554 5.7.1 message refused by policy'
            ELSE '250 2.0.0 queued' END
FROM (
    SELECT :prefix || lpad(to_hex(row_number() OVER (ORDER BY a."id")), 6, '0') || :tail AS "id", a."id" AS "contactId",
           row_number() OVER (ORDER BY a."id") AS "rank",
           (hashtextextended(a."id" || :campaign_id, 2) & 2147483647) / 2147483648.0::float8 AS "u"
    FROM "loumass_audience"(:tenant, :audience::jsonb) a
    WHERE a."status" = 'ACTIVE' AND a."createdAt" < :start::timestamp
      AND NOT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = :tenant AND s."identity" = a."identity")
) n;

-- name: seed_enrollments :exec
-- Over the last thirty days, evenly. A mail goes out twenty seconds after the entry, the next two days later, the end is three days after
-- that; a few were paused or taken out by hand.
INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "status", "currentStep", "phase", "stepStartedAt", "enrolledAt",
    "completedAt", "pausedAt", "exitReason", "version", "source")
SELECT "loumass_cuid_floor"(v."at") || substr(md5(v."id" || 'enrolled'), 1, 16), :sequence_id, v."id", :tenant, v."status",
       CASE WHEN v."ended" THEN NULL WHEN v."second" THEN 'delay-2' ELSE 'delay-1' END,
       CASE WHEN NOT v."ended" THEN 'arrived' END,
       CASE WHEN v."ended" THEN NULL WHEN v."second" THEN v."at" + interval '2 days 30 seconds' ELSE v."at" + interval '20 seconds' END,
       v."at", CASE WHEN v."ended" THEN v."at" + interval '5 days 30 seconds' WHEN v."status" = 'COMPLETED' THEN :now::timestamp - interval '1 hour' END,
       CASE WHEN v."status" = 'PAUSED' THEN :now::timestamp - interval '1 hour' END,
       CASE WHEN v."status" = 'COMPLETED' AND NOT v."ended" THEN 'ended' END, 1, 'manual'
FROM (SELECT w.*, CASE WHEN w."ended" THEN 'COMPLETED' WHEN w."rank" % 16 = 1 THEN 'PAUSED' WHEN w."rank" % 16 = 2 THEN 'COMPLETED' ELSE 'ACTIVE' END AS "status"
      FROM (SELECT c."id", c."at", c."at" < :now::timestamp - interval '5 days 30 seconds' AS "ended",
                   c."at" < :now::timestamp - interval '2 days 30 seconds' AS "second",
                   row_number() OVER (PARTITION BY c."at" < :now::timestamp - interval '5 days 30 seconds' ORDER BY c."id") AS "rank"
            FROM (SELECT c."id", (:now::timestamp - interval '2 hours'
                         - (hashtextextended(c."id", 3) & 2147483647) / 2147483648.0::float8 * interval '30 days')::timestamp(3) AS "at"
                  FROM "Contact" c
                  WHERE c."userId" = :tenant AND c."status" = 'ACTIVE' AND c."tags" @> '["trial"]'
                  ORDER BY c."id" LIMIT 420) c) w) v;

-- name: seed_enrollment_mails :exec
-- What the engine would remember of its mails.
UPDATE "SequenceEnrollment" e
SET "state" = jsonb_strip_nulls(jsonb_build_object('sent', m."sent", 'taken', m."taken")), "lastRecipientId" = m."last", "senderId" = m."sender"
FROM (SELECT r."enrollmentId", jsonb_object_agg(r."stepId", r."id") AS "sent", (array_agg(r."id" ORDER BY r."sentAt" DESC))[1] AS "last",
             min(r."senderId") AS "sender",
             CASE WHEN bool_or(r."stepId" <> 'email-1') THEN jsonb_build_object('condition-1', bool_or(r."stepId" = 'email-2')) END AS "taken"
      FROM "Recipient" r WHERE r."userId" = :tenant AND r."sequenceId" = :sequence_id GROUP BY 1) m
WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id AND e."id" = m."enrollmentId";

-- name: seed_enrollment_queue :exec
UPDATE "EnrollmentDue" d SET "dueAt" = e."stepStartedAt" + CASE WHEN e."currentStep" = 'delay-2' THEN interval '3 days' ELSE interval '2 days' END
FROM "SequenceEnrollment" e
WHERE d."userId" = :tenant AND d."sequenceId" = :sequence_id AND e."userId" = :tenant AND e."id" = d."enrollmentId";

-- name: seed_enrollment_trace :exec
INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "stepId", "at", "kind", "detail")
SELECT "loumass_cuid_floor"(t."at"::timestamp(3)) || substr(md5(e."id" || t."kind" || coalesce(t."step", '')), 1, 16), e."id", :tenant, e."sequenceId",
       t."step", t."at"::timestamp(3), t."kind", t."detail"
FROM "SequenceEnrollment" e
LEFT JOIN "Recipient" f ON f."userId" = :tenant AND f."enrollmentId" = e."id" AND f."stepId" <> 'email-1'
LEFT JOIN "Recipient" r ON r."userId" = :tenant AND r."enrollmentId" = e."id" AND r."stepId" = 'email-1'
CROSS JOIN LATERAL (VALUES
    (e."enrolledAt", 'enrolled', NULL, jsonb_build_object('source', e."source")),
    (e."enrolledAt" + interval '1 second', 'planned', 'email-1', jsonb_build_object('recipientId', r."id")),
    (r."sentAt" + interval '5 ms', 'sent', 'email-1', jsonb_build_object('recipientId', r."id")),
    (r."sentAt" + interval '6 ms', 'waiting', 'delay-1',
     jsonb_build_object('until', to_char(r."sentAt" + interval '2 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
    (f."sentAt" - interval '10 seconds', 'branched', 'condition-1', jsonb_build_object('type', 'opened', 'taken', f."stepId" = 'email-2', 'recipientId', r."id")),
    (f."sentAt" - interval '9 seconds', 'planned', f."stepId", jsonb_build_object('recipientId', f."id")),
    (f."sentAt" + interval '5 ms', 'sent', f."stepId", jsonb_build_object('recipientId', f."id")),
    (f."sentAt" + interval '6 ms', 'waiting', 'delay-2',
     jsonb_build_object('until', to_char(f."sentAt" + interval '3 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
    (e."pausedAt", 'paused', e."currentStep", NULL),
    (e."completedAt", CASE WHEN e."exitReason" IS NULL THEN 'completed' ELSE 'exited' END, e."currentStep",
     CASE WHEN e."exitReason" IS NOT NULL THEN jsonb_build_object('reason', e."exitReason") END)
) AS t ("at", "kind", "step", "detail")
WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id AND t."at" IS NOT NULL;

-- name: seed_sequence_stats :exec
INSERT INTO "SequenceStats" AS s ("sequenceId", "userId", "enrolled", "active", "completed", "paused", "exited", "secondsToComplete")
SELECT :sequence_id, :tenant, count(*), count(*) FILTER (WHERE e."status" = 'ACTIVE'),
       count(*) FILTER (WHERE e."status" = 'COMPLETED' AND e."exitReason" IS NULL), count(*) FILTER (WHERE e."status" = 'PAUSED'),
       count(*) FILTER (WHERE e."exitReason" IS NOT NULL),
       coalesce(sum(extract(epoch FROM e."completedAt" - e."enrolledAt")) FILTER (WHERE e."status" = 'COMPLETED' AND e."exitReason" IS NULL), 0)::int8
FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id
ON CONFLICT ("sequenceId") DO UPDATE SET "enrolled" = EXCLUDED."enrolled", "active" = EXCLUDED."active", "completed" = EXCLUDED."completed",
    "paused" = EXCLUDED."paused", "exited" = EXCLUDED."exited", "secondsToComplete" = EXCLUDED."secondsToComplete";

-- name: seed_step_stats :exec
INSERT INTO "SequenceStepStats" ("sequenceId", "stepId", "userId", "entered", "passed", "waiting", "trueTaken", "falseTaken")
SELECT :sequence_id, v."step", :tenant, v."entered", v."passed", v."waiting", v."yes", v."no"
FROM (SELECT count(*) AS "all", count(*) FILTER (WHERE e."state" -> 'taken' IS NOT NULL) AS "second",
             count(*) FILTER (WHERE e."state" #> '{taken,condition-1}' = 'true') AS "yes",
             count(*) FILTER (WHERE e."state" #> '{taken,condition-1}' = 'false') AS "no",
             count(*) FILTER (WHERE e."status" IN ('ACTIVE', 'PAUSED') AND e."currentStep" = 'delay-1') AS "in1",
             count(*) FILTER (WHERE e."status" IN ('ACTIVE', 'PAUSED') AND e."currentStep" = 'delay-2') AS "in2",
             count(*) FILTER (WHERE e."status" = 'COMPLETED' AND e."exitReason" IS NULL) AS "done"
      FROM "SequenceEnrollment" e WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id) n
CROSS JOIN LATERAL (VALUES
    ('email-1', n."all", n."all", 0, 0, 0), ('delay-1', n."all", n."second", n."in1", 0, 0),
    ('condition-1', n."second", n."second", 0, n."yes", n."no"), ('email-2', n."yes", n."yes", 0, 0, 0), ('email-3', n."no", n."no", 0, 0, 0),
    ('delay-2', n."second", n."done", n."in2", 0, 0)
) AS v ("step", "entered", "passed", "waiting", "yes", "no");

-- name: seed_step_recipients :exec
-- The mails of a step: to those enrolled who have reached it. A follow-up depends on whether the first was opened.
WITH opened AS MATERIALIZED (
    SELECT r."enrollmentId", min(o."timestamp") AS "at"
    FROM "Recipient" r JOIN "EmailEvent" o ON o."recipientId" = r."id" AND o."userId" = :tenant AND o."type" = 'OPENED'
    WHERE r."userId" = :tenant AND r."sequenceId" = :sequence_id AND o."data" ->> 'verdict' = 'human'
    GROUP BY r."enrollmentId"
), reached AS (
    SELECT e."id" AS "enrollmentId", e."contactId", (e."enrolledAt" + make_interval(secs => :after::float8))::timestamp(3) AS "at"
    FROM "SequenceEnrollment" e
    WHERE e."userId" = :tenant AND e."sequenceId" = :sequence_id
      AND e."enrolledAt" + make_interval(secs => :after::float8) < :now::timestamp
)
INSERT INTO "Recipient" ("id", "sequenceId", "stepId", "enrollmentId", "contactId", "userId", "sendKey", "trackingId", "senderId", "status",
    "sentAt", "attempts", "lastReply")
SELECT v."id", :sequence_id, :step_id, v."enrollmentId", v."contactId", :tenant, 's:' || v."enrollmentId" || ':' || :step_id,
       substr(v."id", 2) || left(encode(sha256(convert_to(:key || v."id" || :key, 'UTF8')), 'hex'), 20), :sender_id, 'SENT', v."at", 1,
       '250 2.0.0 queued'
FROM (SELECT "loumass_cuid_floor"(e."at") || substr(md5(e."enrollmentId" || :step_id), 1, 16) AS "id", e.*
      FROM reached e LEFT JOIN opened o ON o."enrollmentId" = e."enrollmentId" AND o."at" < e."at"
      WHERE :opened?::bool IS NULL OR :opened?::bool = (o."enrollmentId" IS NOT NULL)) v;

-- name: seed_sent :exec
-- The event of each message that went out, or bounced, of a campaign or a step.
INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "userId")
SELECT "loumass_cuid_floor"(v."at") || substr(md5(v."id" || 'sent'), 1, 16), v."id", v."status", v."at", v."data", :tenant
FROM (SELECT r."id", r."status", coalesce(r."sentAt", :start::timestamp + interval '2 minutes') AS "at",
             CASE WHEN r."status" = 'BOUNCED' THEN jsonb_build_object('reply', r."lastReply") END AS "data"
      FROM "Recipient" r
      WHERE r."userId" = :tenant AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id) AND r."status" IN ('SENT', 'BOUNCED')
        AND (:step_id?::text IS NULL OR r."stepId" = :step_id?::text)) v;

-- name: seed_opens :exec
-- People open by their liking, some hours later, some of them again; Apple's proxy and unknown programs open besides.
WITH sent AS (
    SELECT r."id", r."sentAt", h."u" AS "liking", h."a" AS "a", h."b" AS "b", h."c" AS "c"
    FROM "Recipient" r
    CROSS JOIN LATERAL (SELECT (hashtextextended(r."contactId", 11) & 2147483647) / 2147483648.0::float8 AS "u",
                               (hashtextextended(r."id", 12) & 2147483647) / 2147483648.0::float8 AS "a",
                               (hashtextextended(r."id", 13) & 2147483647) / 2147483648.0::float8 AS "b",
                               (hashtextextended(r."id", 14) & 2147483647) / 2147483648.0::float8 AS "c") h
    WHERE r."userId" = :tenant AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id) AND r."status" = 'SENT'
      AND (:step_id?::text IS NULL OR r."stepId" = :step_id?::text)
), opens AS (
    SELECT s."id", 'p' || g.n AS "key", s."sentAt" + (90 + -ln(1.0001 - s."b") * 5 * 3600 * g.n * g.n) * interval '1 second' AS "at",
           'human' AS "verdict", CASE WHEN s."c" < 0.45 THEN 'gmail_proxy' ELSE 'browser' END AS "reason", s."c"
    FROM sent s CROSS JOIN LATERAL generate_series(1, 1 + floor(s."c" * s."liking" * 3.2)::int) AS g (n)
    WHERE s."a" < 0.08 + 0.62 * power(s."liking", 1.4)
    UNION ALL
    SELECT s."id", 'm', s."sentAt" + (4 + s."c" * 900) * interval '1 second', 'machine', 'apple_proxy', s."c"
    FROM sent s WHERE s."b" < 0.21
    UNION ALL
    SELECT s."id", 'u', s."sentAt" + (600 + s."a" * 86400) * interval '1 second', 'unknown', 'odd_agent', s."c"
    FROM sent s WHERE s."c" > 0.985
)
INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "ipAddress", "userAgent", "userId")
SELECT "loumass_cuid_floor"(o."at"::timestamp(3)) || substr(md5(o."id" || o."key"), 1, 16), o."id", 'OPENED', o."at"::timestamp(3),
       jsonb_build_object('verdict', o."verdict", 'reason', o."reason"), md5(o."id" || 'ip' || o."verdict"),
       CASE WHEN o."reason" = 'gmail_proxy' THEN :gmail WHEN o."reason" = 'apple_proxy' THEN :apple WHEN o."reason" = 'odd_agent' THEN 'curl/8.4'
            ELSE (:agents::text[])[1 + floor(o."c" * array_length(:agents::text[], 1))::int] END, :tenant
FROM opens o WHERE o."at" < :now::timestamp
ON CONFLICT ("id") DO NOTHING;

-- name: seed_clicks :exec
-- About a quarter of those who opened click, some of them two links; a scanner clicks every link at once.
WITH opened AS (
    SELECT r."id", min(e."timestamp") AS "at",
           (hashtextextended(r."id", 21) & 2147483647) / 2147483648.0::float8 AS "a",
           (hashtextextended(r."id", 22) & 2147483647) / 2147483648.0::float8 AS "b"
    FROM "Recipient" r JOIN "EmailEvent" e ON e."recipientId" = r."id" AND e."userId" = :tenant
    WHERE r."userId" = :tenant AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id)
      AND (:step_id?::text IS NULL OR r."stepId" = :step_id?::text) AND e."type" = 'OPENED' AND e."data" ->> 'verdict' = 'human'
    GROUP BY r."id"
), clicks AS (
    SELECT o."id", 'h' || g.n AS "key", o."at" + (8 + o."b" * 80 * g.n) * interval '1 second' AS "at", 'human' AS "verdict",
           'browser' AS "reason", 1 + floor(power(o."b", 1.7) * array_length(:urls::text[], 1) + g.n - 1)::int % array_length(:urls::text[], 1) AS "n", o."b" AS "c"
    FROM opened o CROSS JOIN LATERAL generate_series(1, CASE WHEN o."b" > 0.7 THEN 2 ELSE 1 END) AS g (n)
    WHERE o."a" < 0.27
    UNION ALL
    SELECT r."id", 's' || g.n, r."sentAt" + (2 + g.n * 0.4) * interval '1 second', 'machine', 'all_links', g.n, 0
    FROM "Recipient" r CROSS JOIN LATERAL generate_series(1, array_length(:urls::text[], 1)) AS g (n)
    WHERE r."userId" = :tenant AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id) AND r."status" = 'SENT'
      AND (:step_id?::text IS NULL OR r."stepId" = :step_id?::text)
      AND (hashtextextended(r."id", 23) & 2147483647) / 2147483648.0::float8 < 0.018
)
INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "ipAddress", "userAgent", "userId")
SELECT "loumass_cuid_floor"(k."at"::timestamp(3)) || substr(md5(k."id" || k."key"), 1, 16), k."id", 'CLICKED', k."at"::timestamp(3),
       jsonb_build_object('verdict', k."verdict", 'reason', k."reason", 'n', k."n", 'linkId', (:link_ids::text[])[k."n"],
                          'url', (:urls::text[])[k."n"]), md5(k."id" || 'ip' || k."verdict"),
       (:agents::text[])[1 + floor(k."c" * array_length(:agents::text[], 1))::int], :tenant
FROM clicks k WHERE k."at" < :now::timestamp
ON CONFLICT ("id") DO NOTHING;

-- name: seed_link_clicks :exec
INSERT INTO "LinkClick" ("recipientId", "n", "userId", "byPerson")
SELECT e."recipientId", (e."data" ->> 'n')::int, :tenant, bool_or(e."data" ->> 'verdict' = 'human')
FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId" AND r."userId" = :tenant
WHERE e."userId" = :tenant AND e."type" = 'CLICKED' AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id)
GROUP BY 1, 2
ON CONFLICT ("recipientId", "n") DO NOTHING;

-- name: seed_replies :exec
-- A few who opened answered.
INSERT INTO "EmailEvent" ("id", "recipientId", "type", "timestamp", "data", "userId")
SELECT "loumass_cuid_floor"(v."at") || substr(md5(v."id" || 'reply'), 1, 16), v."id", 'REPLIED', v."at", NULL, :tenant
FROM (SELECT r."id", (min(e."timestamp") + interval '21 minutes')::timestamp(3) AS "at"
      FROM "Recipient" r JOIN "EmailEvent" e ON e."recipientId" = r."id" AND e."userId" = :tenant
      WHERE r."userId" = :tenant AND (r."campaignId" = :source_id OR r."sequenceId" = :source_id) AND e."type" = 'OPENED'
        AND e."data" ->> 'verdict' = 'human' AND (hashtextextended(r."id", 31) & 2147483647) / 2147483648.0::float8 < 0.02
      GROUP BY r."id") v
WHERE v."at" < :now::timestamp
ON CONFLICT ("id") DO NOTHING;

-- name: seed_unsubscribes :exec
-- A few who opened left: the message, the contact and the suppression list say so.
WITH left_ AS (
    SELECT r."id", r."contactId", (min(e."timestamp") + interval '50 seconds')::timestamp(3) AS "at"
    FROM "Recipient" r JOIN "EmailEvent" e ON e."recipientId" = r."id" AND e."userId" = :tenant
    WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND e."type" = 'OPENED' AND e."data" ->> 'verdict' = 'human'
      AND (hashtextextended(r."id", 41) & 2147483647) / 2147483648.0::float8 < 0.011
    GROUP BY r."id", r."contactId"
), marked AS (
    UPDATE "Recipient" r SET "unsubscribedAt" = v."at" FROM left_ v
    WHERE r."userId" = :tenant AND r."id" = v."id" AND v."at" < :now::timestamp
    RETURNING r."id", r."contactId", v."at"
), contacts AS (
    UPDATE "Contact" c SET "status" = 'UNSUBSCRIBED', "unsubscribedAt" = m."at", "updatedAt" = m."at" FROM marked m
    WHERE c."userId" = :tenant AND c."id" = m."contactId"
    RETURNING c."email", m."id", m."at"
)
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "createdAt")
SELECT "loumass_cuid_floor"(k."at") || substr(md5(k."email"), 1, 16), :tenant, lower(k."email"), 'unsubscribe', k."id", k."at"
FROM contacts k
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: seed_bounces :exec
INSERT INTO "Suppression" ("id", "userId", "email", "reason", "source", "createdAt")
SELECT "loumass_cuid_floor"(:start::timestamp) || substr(md5(c."email"), 1, 16), :tenant, lower(c."email"), 'bounce', 'smtp 550 5.1.1',
       :start::timestamp
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND r."status" = 'BOUNCED'
ON CONFLICT ("userId", "email") DO NOTHING;

-- name: seed_to_capture :many
-- Some messages of a campaign that are shown as captured mail.
SELECT r."id", r."trackingId", r."contactId", r."sentAt", c."email", c."firstName", c."lastName", c."variables"
FROM "Recipient" r JOIN "Contact" c ON c."id" = r."contactId" AND c."userId" = :tenant
WHERE r."userId" = :tenant AND r."campaignId" = :campaign_id AND r."status" = 'SENT'
ORDER BY md5(r."id") LIMIT :n::int8;

-- name: seed_captures :exec
INSERT INTO "Capture" ("id", "userId", "senderId", "recipientId", "campaignId", "contactId", "from", "to", "subject", "raw", "bytes", "createdAt")
SELECT "loumass_cuid_floor"(v."at") || substr(md5(v."recipient"), 1, 16), :tenant, :sender_id, v."recipient", :campaign_id, v."contact",
       :from, v."to", v."subject", convert_to(v."raw", 'UTF8'), octet_length(v."raw"), v."at"
FROM unnest(:recipients::text[], :contacts::text[], :to::text[], :subjects::text[], :raw::text[], :at::timestamp[])
     AS v ("recipient", "contact", "to", "subject", "raw", "at")
ON CONFLICT ("recipientId") DO NOTHING;

-- name: seed_view :exec
INSERT INTO "ContactView" ("id", "userId", "name", "filter") VALUES (:id, :tenant, :name, :filter::jsonb);

-- name: seed_conversations :exec
-- The latest of those who answered stand in the inbox, with their words.
INSERT INTO "Conversation" ("id", "userId", "key", "contactId", "senderId", "recipientId", "campaignId", "sequenceId", "subject", "excerpt",
    "status", "unread", "messages", "lastMessageAt", "createdAt", "updatedAt")
SELECT "loumass_cuid_floor"(v."at") || substr(md5(v."id" || 'talk'), 1, 16), :tenant,
       coalesce('e:' || v."enrollmentId", v."id"), v."contactId", :sender_id, v."id", v."campaignId", v."sequenceId",
       'Re: ' || regexp_replace(v."subject", '\{\{[^}]*\}\}', v."name", 'g'), (:texts::text[])[1 + v."n" % array_length(:texts::text[], 1)],
       CASE WHEN v."n" > 6 THEN 'done' ELSE 'open' END, v."n" < 3, 1, v."at", v."at", v."at"
FROM (SELECT r."id", r."contactId", r."campaignId", r."sequenceId", r."enrollmentId", e."timestamp" AS "at",
             coalesce(c."subject", q."name", '') AS "subject", coalesce(p."firstName", '') AS "name", (row_number() OVER (ORDER BY e."timestamp" DESC, r."id") - 1)::int AS "n"
      FROM "EmailEvent" e
      JOIN "Recipient" r ON r."id" = e."recipientId" AND r."userId" = :tenant
      JOIN "Contact" p ON p."id" = r."contactId" AND p."userId" = :tenant
      LEFT JOIN "Campaign" c ON c."id" = r."campaignId" AND c."userId" = :tenant
      LEFT JOIN "Sequence" q ON q."id" = r."sequenceId" AND q."userId" = :tenant
      WHERE e."userId" = :tenant AND e."type" = 'REPLIED'
      ORDER BY e."timestamp" DESC, r."id" LIMIT 16) v
ON CONFLICT ("userId", "key") DO NOTHING;

-- name: seed_conversation_messages :exec
INSERT INTO "ConversationMessage" ("id", "userId", "conversationId", "direction", "messageId", "from", "fromName", "to", "subject", "text", "at")
SELECT 'c' || substr(md5(k."id"), 1, 24), :tenant, k."id", 'in', '<' || k."id" || '@people.example>', c."email",
       nullif(trim(concat_ws(' ', c."firstName", c."lastName")), ''), :to, k."subject", k."excerpt", k."lastMessageAt"
FROM "Conversation" k JOIN "Contact" c ON c."id" = k."contactId" AND c."userId" = :tenant
WHERE k."userId" = :tenant
ON CONFLICT ("id") DO NOTHING;
