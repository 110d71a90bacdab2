-- An aged installation in small: one tenant with nearly everything, 300 with next to nothing, all mail long since sent. What
-- matters to the planner is what the statistics say, not how many rows there are. psql variables: n, the large tenant's contacts.
SET session_replication_role = replica; -- no triggers: rows as they lie
INSERT INTO "User" ("id", "email", "updatedAt")
SELECT 'u' || lpad(g::text, 8, '0'), 'u' || g || '@tenant.example', now() FROM generate_series(0, 300) g;
CREATE TEMP TABLE "size" AS SELECT 'u' || lpad(g::text, 8, '0') AS "userId", CASE WHEN g = 0 THEN :n ELSE 10 END AS "contacts"
FROM generate_series(0, 300) g;
INSERT INTO "Sender" ("id", "userId", "name", "kind", "fromEmail", "updatedAt")
SELECT 's' || "userId", "userId", 'main', 'capture', 'a@tenant.example', now() FROM "size";
INSERT INTO "Contact" ("id", "userId", "email", "identity", "firstName", "tags", "variables", "status", "createdAt", "updatedAt")
SELECT 'c' || s."userId" || lpad(g::text, 9, '0'), s."userId", 'p' || g || s."userId" || '@d' || g % 40 || '.example', 'p' || g || s."userId" || '@d' || g % 40 || '.example',
       'Name' || g % 500, jsonb_build_array('t' || g % 20), jsonb_build_object('plan', g % 4), CASE WHEN g % 3 = 0 THEN 'UNSUBSCRIBED' ELSE 'ACTIVE' END, now() - g * interval '1 minute', now()
FROM "size" s, generate_series(1, s."contacts") g;
INSERT INTO "Campaign" ("id", "userId", "name", "subject", "content", "status", "senderId", "sentAt", "updatedAt")
SELECT 'k' || s."userId" || g, s."userId", 'c' || g, 's', 'x', 'SENT', 's' || s."userId", now() - g * interval '1 day', now()
FROM "size" s, generate_series(1, 3) g;
INSERT INTO "Sequence" ("id", "userId", "name", "status", "steps", "updatedAt")
SELECT 'q' || s."userId" || g, s."userId", 'q' || g, 'ACTIVE', '[]', now() FROM "size" s, generate_series(1, 2) g;
INSERT INTO "SequenceEnrollment" ("id", "sequenceId", "contactId", "userId", "status", "completedAt")
SELECT 'n' || c."id", 'q' || c."userId" || 1, c."id", c."userId", 'COMPLETED', now() FROM "Contact" c;
INSERT INTO "Recipient" ("id", "campaignId", "contactId", "userId", "status", "sentAt", "trackingId", "sendKey", "messageId", "gmailThreadId")
SELECT 'r' || k.g || c."id", 'k' || c."userId" || k.g, c."id", c."userId", 'SENT', now() - k.g * interval '1 day', md5(k.g || c."id"), 'c:' || k.g || c."id",
       CASE WHEN k.g = 3 THEN '<' || c."id" || '@gmail.example>' END, CASE WHEN k.g = 3 THEN 'thread' || c."id" END
FROM "Contact" c, (VALUES (1), (2), (3)) k (g);
INSERT INTO "Recipient" ("id", "sequenceId", "enrollmentId", "stepId", "contactId", "userId", "status", "sentAt", "trackingId", "sendKey")
SELECT 'r9' || n."id", n."sequenceId", n."id", 'a', n."contactId", n."userId", 'SENT', now(), md5('9' || n."id"), 's:' || n."id" FROM "SequenceEnrollment" n;
INSERT INTO "EmailEvent" ("id", "recipientId", "userId", "type", "timestamp")
SELECT 'e' || r."id", r."id", r."userId", CASE WHEN r."id" < 'r2' THEN 'SENT' ELSE 'OPENED' END, r."sentAt" FROM "Recipient" r;
INSERT INTO "EnrollmentTrace" ("id", "enrollmentId", "userId", "sequenceId", "stepId", "kind", "at")
SELECT 't' || n."id", n."id", n."userId", n."sequenceId", 'a', 'sent', now() FROM "SequenceEnrollment" n;
INSERT INTO "Suppression" ("id", "userId", "email", "identity", "reason")
SELECT 'x' || s."userId" || g, s."userId", 'gone' || g || s."userId" || '@d' || g % 40 || '.example', 'gone' || g || s."userId" || '@d' || g % 40 || '.example', 'BOUNCE'
FROM "size" s, generate_series(1, s."contacts") g;
SET session_replication_role = DEFAULT;
