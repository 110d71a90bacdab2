-- The past of an installation: :n messages long since sent by one tenant (:big), beside :small and 300 others with 50 contacts each. Ids are
-- of the time they would have been made at, so that they lie as they would. Triggers are off (rows as they lie); every counter is filled to
-- agree, as `loumass doctor --recount` proves. {n}, {big} and {small} are put in by benchmarks/age.py.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SELECT "loumass_event_partitions"((now() AT TIME ZONE 'UTC')::timestamp - INTERVAL '60 days', 1);
INSERT INTO "User" ("id", "email", "updatedAt")
SELECT 'u' || lpad(g::text, 8, '0'), 'u' || g || '@tenant.example', now() FROM generate_series(1, 300) g;
CREATE TEMP TABLE "size" AS
SELECT '{big}' AS "userId", {n} * 2 / 5 AS "contacts", {n} AS "mails", 30 AS "campaigns", greatest(10, {n} * 19 / 300) AS "gone"
UNION ALL SELECT '{small}', 50, 150, 3, 5
UNION ALL SELECT 'u' || lpad(g::text, 8, '0'), 50, 150, 3, 5 FROM generate_series(1, 300) g;
INSERT INTO "Sender" ("id", "userId", "name", "kind", "fromEmail", "status", "updatedAt")
SELECT 's' || "userId", "userId", 'Main', 'capture', 'a@tenant.example', 'ACTIVE', now() FROM "size" WHERE "userId" NOT IN ('{big}', '{small}')
UNION ALL SELECT 's' || "userId", "userId", 'Past', 'capture', 'past@tenant.example', 'ACTIVE', now() FROM "size" WHERE "userId" IN ('{big}', '{small}');
CREATE TEMP TABLE "person" AS
SELECT s."userId", g AS "k", b."floor" || 'a' || lpad(g::text, 8, '0') || right(s."userId", 7) AS "id"
FROM "size" s CROSS JOIN (SELECT "loumass_cuid_floor"(now()::timestamp - INTERVAL '60 days') AS "floor" OFFSET 0) b, generate_series(1, s."contacts") g;
INSERT INTO "Contact" ("id", "userId", "email", "identity", "identityDomain", "firstName", "lastName", "tags", "variables", "status", "unsubscribedAt", "sentCount",
    "engagedCount", "createdAt", "updatedAt")
SELECT p."id", p."userId", v."email", v."email", '@d' || p."k" % 400 || '.example', 'First' || p."k" % 1000, 'Last' || p."k" % 977,
       jsonb_build_array('t' || p."k" % 40, 'g' || p."k" % 3), jsonb_build_object('company', 'Company ' || p."k" % 5000),
       CASE WHEN p."k" % 10 = 0 THEN 'UNSUBSCRIBED' ELSE 'ACTIVE' END, CASE WHEN p."k" % 10 = 0 THEN now() END, 2, 1, now() - INTERVAL '60 days', now()
FROM "person" p CROSS JOIN LATERAL (SELECT 'person' || p."k" || right(p."userId", 4) || '@d' || p."k" % 400 || '.example' AS "email") v;
CREATE TEMP TABLE "camp" AS
SELECT s."userId", g AS "c", f."floor" || 'k' || lpad(g::text, 8, '0') || right(s."userId", 7) AS "id", f."floor", now()::timestamp - make_interval(days => 59 - g) AS "at",
       s."mails" / s."campaigns" AS "mails", s."contacts"
FROM "size" s, generate_series(1, s."campaigns") g, LATERAL (SELECT "loumass_cuid_floor"(now()::timestamp - make_interval(days => 59 - g)) AS "floor") f;
INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "status", "senderId", "startedAt", "plannedAt", "sentAt", "createdAt", "updatedAt")
SELECT k."id", k."userId", 'Campaign ' || k."c", 'News', '<p>Hello</p>', 'SENT', 's' || k."userId", k."at", k."at", k."at", k."at", now() FROM "camp" k;
CREATE TEMP TABLE "mail" AS
SELECT k."userId", k."id" AS "campaignId", k."c", k."at", k."floor" || 'r' || lpad(g::text, 8, '0') || right(k."userId", 7) AS "id", g,
       b."floor" || 'a' || lpad(((k."c" * 7919 + g) % k."contacts" + 1)::text, 8, '0') || right(k."userId", 7) AS "contactId"
FROM "camp" k CROSS JOIN (SELECT "loumass_cuid_floor"(now()::timestamp - INTERVAL '60 days') AS "floor" OFFSET 0) b, generate_series(1, k."mails") g;
INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "status", "sentAt", "trackingId", "sendKey", "senderId", "attempts", "openedAt",
    "openedByPersonAt", "clickedAt", "clickedByPersonAt")
SELECT m."id", m."campaignId", m."contactId", m."userId", 'SENT', m."at", 't' || m."id", 'c:' || m."campaignId" || ':' || m."contactId", 's' || m."userId", 1,
       o."at", o."at", l."at", l."at"
FROM "mail" m
LEFT JOIN LATERAL (SELECT m."at" + INTERVAL '1 hour' AS "at" WHERE m.g % 5 = 0) o ON true
LEFT JOIN LATERAL (SELECT m."at" + INTERVAL '1 hour' AS "at" WHERE m.g % 20 = 0) l ON true;
-- One event of most messages, so that there are as many as messages.
INSERT INTO "EmailEvent" ("id", "recipientId", "userId", "type", "timestamp", "ipAddress", "userAgent")
SELECT left(m."id", 9) || v."kind" || right(m."id", 15), m."id", m."userId", v."type", m."at" + v."later", v."ip", CASE WHEN v."ip" IS NOT NULL THEN 'Mozilla/5.0' END
FROM "mail" m, (VALUES ('s', 'SENT', INTERVAL '0', NULL, 1, 4), ('o', 'OPENED', INTERVAL '1 hour', 'hash', 5, 0), ('l', 'CLICKED', INTERVAL '1 hour', 'hash', 20, 0))
    AS v ("kind", "type", "later", "ip", "every", "less")
WHERE m.g % v."every" = 0 AND (v."less" = 0 OR m.g % v."less" <> 0);
INSERT INTO "Stats" ("id", "userId", "campaignId", "recipients", "sent", "opensPeople", "openedPeople", "clicksPeople", "clickedPeople")
SELECT k."id", k."userId", k."id", k."mails", k."mails", k."mails" / 5, k."mails" / 5, k."mails" / 20, k."mails" / 20 FROM "camp" k;
INSERT INTO "StatsHour" ("statsId", "hour", "userId", "sent", "opensPeople", "clicksPeople")
SELECT k."id", date_trunc('hour', k."at") + h."plus", k."userId", h."share" * k."mails", (1 - h."share") * (k."mails" / 5), (1 - h."share") * (k."mails" / 20)
FROM "camp" k, (VALUES (INTERVAL '0', 1), (INTERVAL '1 hour', 0)) AS h ("plus", "share");
INSERT INTO "DomainStats" ("statsId", "domain", "userId", "sent", "opened", "clicked")
SELECT m."campaignId", 'd' || substr(m."contactId", 11, 8)::int % 400 || '.example', m."userId", count(*), count(*) FILTER (WHERE m.g % 5 = 0),
       count(*) FILTER (WHERE m.g % 20 = 0)
FROM "mail" m GROUP BY 1, 2, 3;
INSERT INTO "UserDay" ("userId", "day", "sent", "opensPeople", "openedPeople", "clicksPeople", "clickedPeople")
SELECT k."userId", k."at"::date, sum(k."mails"), sum(k."mails" / 5), sum(k."mails" / 5), sum(k."mails" / 20), sum(k."mails" / 20) FROM "camp" k GROUP BY 1, 2;
INSERT INTO "UserEventType" ("userId", "type", "events", "contacts")
SELECT e."userId", e."type", count(*), count(DISTINCT r."contactId") FROM "EmailEvent" e JOIN "Recipient" r ON r."id" = e."recipientId"
WHERE e."userId" IN (SELECT "userId" FROM "size") GROUP BY 1, 2
ON CONFLICT ("userId", "type") DO UPDATE SET "events" = EXCLUDED."events", "contacts" = EXCLUDED."contacts";
-- One in ten contacts went through a sequence.
INSERT INTO "Sequence" ("id", "userId", "name", "status", "steps", "stepsState", "updatedAt")
SELECT 'q' || s."userId", s."userId", 'Welcome', 'PAUSED', '[{"id": "a", "type": "email", "subject": "Hello", "content": "<p>Hello</p>", "nextStepId": null, "position": {"x": 0, "y": 0}}]', 'ok', now()
FROM "size" s;
INSERT INTO "SequenceVersion" ("id", "sequenceId", "userId", "version", "steps") SELECT 'v' || q."userId", q."id", q."userId", 1, q."steps" FROM "Sequence" q JOIN "size" s ON q."id" = 'q' || s."userId";
INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "status", "enrolledAt", "completedAt", "version")
SELECT left(p."id", 9) || 'n' || right(p."id", 15), 'q' || p."userId", p."id", p."userId", 'COMPLETED', now() - INTERVAL '50 days', now() - INTERVAL '49 days', 1
FROM "person" p WHERE p."k" % 10 = 1;
INSERT INTO "SequenceStats" ("sequenceId", "userId", "enrolled", "completed", "secondsToComplete")
SELECT n."sequenceId", n."userId", count(*), count(*), count(*) * 86400 FROM "SequenceEnrollment" n WHERE n."sequenceId" IN (SELECT 'q' || "userId" FROM "size") GROUP BY 1, 2;
INSERT INTO "Suppression" ("id", "userId", "email", "identity", "reason", "source", "createdAt")
SELECT b."floor" || 'x' || lpad(g::text, 8, '0') || right(s."userId", 7), s."userId", v."email", v."email",
       (ARRAY['bounce', 'complaint', 'manual'])[g % 3 + 1], 'campaign', now() - INTERVAL '30 days'
FROM "size" s CROSS JOIN (SELECT "loumass_cuid_floor"(now()::timestamp - INTERVAL '30 days') AS "floor" OFFSET 0) b, generate_series(1, s."gone") g, LATERAL (SELECT 'gone' || g || right(s."userId", 4) || '@d' || g % 400 || '.example' AS "email") v;
INSERT INTO "Topic" ("id", "userId", "name", "updatedAt") SELECT 'o' || g || s."userId", s."userId", 'Topic ' || g, now() FROM "size" s, generate_series(1, 5) g;
INSERT INTO "ContactTopic" ("contactId", "topicId", "userId", "subscribed")
SELECT p."id", 'o' || 1 + p."k" / 10 % 5 || p."userId", p."userId", p."k" % 3 <> 0 FROM "person" p WHERE p."k" % 10 = 0;
-- One message in 150 was answered.
INSERT INTO "Conversation" ("id", "userId", "key", "contactId", "senderId", "recipientId", "campaignId", "subject", "excerpt", "status", "unread", "messages", "lastMessageAt", "createdAt")
SELECT left(m."id", 9) || 'w' || right(m."id", 15), m."userId", m."id", m."contactId", 's' || m."userId", m."id", m."campaignId", 'Re: News', 'Thank you',
       CASE WHEN m.g % 300 = 0 THEN 'open' ELSE 'done' END, m.g % 600 = 0, 1, m."at" + INTERVAL '2 hours', m."at"
FROM "mail" m WHERE m.g % 150 = 0;
INSERT INTO "ConversationMessage" ("id", "userId", "conversationId", "direction", "from", "to", "subject", "text", "at")
SELECT 'y' || substr(k."id", 2), k."userId", k."id", 'in', 'p@d.example', 'past@tenant.example', 'Re: News', 'Thank you', k."lastMessageAt"
FROM "Conversation" k WHERE k."userId" IN (SELECT "userId" FROM "size");
DELETE FROM "ContactTag"; DELETE FROM "TallyChange"; DELETE FROM "Tally";
INSERT INTO "ContactTag" ("userId", "tag", "contactId")
SELECT c."userId", t.tag, c."id" FROM "Contact" c, jsonb_array_elements_text(c."tags") AS t (tag) WHERE c."tags" IS NOT NULL ORDER BY 1, 2, 3;
INSERT INTO "Tally" ("userId", "kind", "key", "n") SELECT u."id", r."kind", r."key", r."n" FROM "User" u, "loumass_tally_rows"(u."id") r;
SET session_replication_role = DEFAULT;
