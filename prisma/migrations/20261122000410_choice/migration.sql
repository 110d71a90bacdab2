-- People's choices and rights: keyed hashes on the suppression list, topics, sign-up forms and consents, what a tenant lets be
-- tracked, kept and sent how often, and the audit log. Additive only.

-- ---------------------------------------------------------------------------------------------------------------- suppression

-- The keyed hash of an address: what is left on the list of a person who was erased. The key is 64 hex digits of the
-- installation's secret; who has the table alone can neither read nor guess it.
CREATE FUNCTION "loumass_address_hash"(address TEXT, key TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(key || lower(address) || key, 'UTF8')), 'hex')
$$;

-- Whether an address of a tenant must not be mailed: by itself, by its domain, or by its hash under any of the keys. For a few
-- addresses; plans and claims write the same condition set-based (sql/q/system/plan.sql, send.sql).
CREATE FUNCTION "loumass_suppressed"(tenant TEXT, address TEXT, keys TEXT[]) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = tenant
                   AND s."email" IN (lower(address), '@' || lower(split_part(address, '@', 2))))
        OR EXISTS (SELECT 1 FROM unnest(keys) k JOIN "Suppression" s ON s."emailHash" = "loumass_address_hash"(address, k)
                   WHERE s."userId" = tenant)
$$;

-- ------------------------------------------------------------------------------------------------------- what a tenant lets be

-- No row: the defaults.
CREATE TABLE "MailPolicy" (
    "userId" TEXT NOT NULL,
    "tracking" BOOLEAN NOT NULL DEFAULT true,
    "retentionDays" INTEGER,                   -- NULL: events are kept for ever
    "retentionMode" TEXT NOT NULL DEFAULT 'drop', -- drop: the counters stay; strip: who, where from and which link go
    "retainedFrom" TIMESTAMP(3),               -- events before this were dropped or stripped
    "capMessages" INTEGER,                     -- NULL: no frequency cap
    "capDays" INTEGER NOT NULL DEFAULT 7,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MailPolicy_pkey" PRIMARY KEY ("userId")
);

ALTER TABLE "Contact" ADD COLUMN "trackingOff" BOOLEAN NOT NULL DEFAULT false;

-- --------------------------------------------------------------------------------------------------------------------- topics

CREATE TABLE "Topic" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "optIn" BOOLEAN NOT NULL DEFAULT false,    -- true: only those who chose it get its mail
    "position" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Topic_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Topic_userId_name_key" ON "Topic"("userId", "name");

-- What a person chose; no row: the topic's default.
CREATE TABLE "ContactTopic" (
    "contactId" TEXT NOT NULL,
    "topicId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "subscribed" BOOLEAN NOT NULL,
    "source" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ContactTopic_pkey" PRIMARY KEY ("contactId", "topicId")
);
CREATE INDEX "ContactTopic_topicId_idx" ON "ContactTopic"("topicId");
CREATE INDEX "ContactTopic_userId_idx" ON "ContactTopic"("userId");

ALTER TABLE "Campaign" ADD COLUMN "topicId" TEXT;
ALTER TABLE "Sequence" ADD COLUMN "topicId" TEXT;

-- What a person who left said about it.
CREATE TABLE "LeaveReason" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "campaignId" TEXT,
    "reason" TEXT NOT NULL,                    -- too_often, not_relevant, never_asked, other
    "words" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LeaveReason_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "LeaveReason_contactId_key" ON "LeaveReason"("contactId");
CREATE INDEX "LeaveReason_userId_id_idx" ON "LeaveReason"("userId", "id");

-- ------------------------------------------------------------------------------------------------------------------- sign-ups

CREATE TABLE "SignupForm" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "senderId" TEXT,                           -- who sends the confirmation; NULL: the default sender
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "intro" TEXT,
    "consentText" TEXT NOT NULL,
    "buttonText" TEXT NOT NULL,
    "askName" BOOLEAN NOT NULL DEFAULT false,
    "tags" JSONB,
    "topicIds" JSONB,
    "captcha" BOOLEAN NOT NULL DEFAULT false,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "confirmSubject" TEXT NOT NULL,
    "confirmText" TEXT NOT NULL,
    "redirectUrl" TEXT,
    "asked" BIGINT NOT NULL DEFAULT 0,
    "confirmed" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SignupForm_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SignupForm_userId_idx" ON "SignupForm"("userId");

-- One who asked and has not confirmed: the row goes with the confirmation, or a week later.
CREATE TABLE "Signup" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "formId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "firstName" TEXT,
    "lastName" TEXT,
    "topicIds" JSONB,
    "consentText" TEXT NOT NULL,
    "ipHash" TEXT,
    "status" TEXT NOT NULL DEFAULT 'WAITING',  -- WAITING for its mail to go out, MAILED, FAILED
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failureReason" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailedAt" TIMESTAMP(3),

    CONSTRAINT "Signup_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Signup_formId_email_key" ON "Signup"("formId", "email");
CREATE INDEX "Signup_status_nextTryAt_idx" ON "Signup"("status", "nextTryAt");
CREATE INDEX "Signup_userId_idx" ON "Signup"("userId");

-- What a person agreed to, in the words that were shown, and when.
CREATE TABLE "Consent" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "formId" TEXT,
    "text" TEXT NOT NULL,
    "source" TEXT NOT NULL,                    -- form, preferences
    "askedAt" TIMESTAMP(3) NOT NULL,
    "confirmedAt" TIMESTAMP(3) NOT NULL,
    "ipHash" TEXT,                             -- of who asked
    "confirmIpHash" TEXT,                      -- of who confirmed

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Consent_contactId_idx" ON "Consent"("contactId");
CREATE INDEX "Consent_userId_id_idx" ON "Consent"("userId", "id");

-- ------------------------------------------------------------------------------------------------------------------ audit log

-- What people and API keys did: one chain per tenant. A row's hash is keyed, and covers the row and the hash before it.
CREATE TABLE "AuditLog" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,                     -- session, key, cli, person, system
    "actorId" TEXT,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "detail" TEXT,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditLog_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "AuditLog_userId_seq_key" ON "AuditLog"("userId", "seq");

-- Where each chain ends.
CREATE TABLE "AuditHead" (
    "userId" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("userId")
);

-- Rows are added and never changed; they go with their tenant alone, which is a trigger's deed and no statement's.
CREATE FUNCTION "loumass_audit_only_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "AuditLog_only_added" BEFORE UPDATE OR DELETE ON "AuditLog"
    FOR EACH ROW EXECUTE FUNCTION "loumass_audit_only_added"();

-- What a contact's own choices say about one more message of a source (a campaign or a sequence): suppressed by address, domain or
-- hash; unwanted: they do not want its topic; capped: seconds until the frequency cap lets it go, 0 for now. Inlined where it is
-- joined, so that what does not depend on the contact is asked once.
CREATE FUNCTION "loumass_choices"(tenant TEXT, contact TEXT, address TEXT, source_id TEXT, keys TEXT[])
RETURNS TABLE ("suppressed" BOOLEAN, "unwanted" BOOLEAN, "capped" DOUBLE PRECISION) LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = tenant AND s."email" = lower(address))
           OR EXISTS (SELECT 1 FROM "Suppression" s WHERE s."userId" = tenant AND s."email" = '@' || lower(split_part(address, '@', 2)))
           OR EXISTS (SELECT 1 FROM "Suppression" h WHERE h."userId" = tenant AND h."emailHash" IS NOT NULL)
              AND EXISTS (SELECT 1 FROM unnest(keys) k JOIN "Suppression" s ON s."emailHash" = "loumass_address_hash"(address, k)
                          WHERE s."userId" = tenant),
           CASE WHEN (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                      (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id))) IS NULL THEN false
                ELSE NOT coalesce(
                    (SELECT x."subscribed" FROM "ContactTopic" x
                     WHERE x."contactId" = contact
                       AND x."topicId" = (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                                          (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id)))),
                    (SELECT NOT t."optIn" FROM "Topic" t
                     WHERE t."id" = (SELECT coalesce((SELECT m."topicId" FROM "Campaign" m WHERE m."id" = source_id),
                                                     (SELECT q."topicId" FROM "Sequence" q WHERE q."id" = source_id))))) END,
           CASE WHEN (SELECT y."capMessages" FROM "MailPolicy" y WHERE y."userId" = tenant) IS NULL THEN 0
                ELSE coalesce((SELECT extract(epoch FROM p."sentAt" + make_interval(days => y."capDays") - now() AT TIME ZONE 'UTC')
                               FROM "MailPolicy" y, "Recipient" p
                               WHERE y."userId" = tenant AND p."contactId" = contact
                                 AND p."sentAt" > now() AT TIME ZONE 'UTC' - make_interval(days => y."capDays")
                               ORDER BY p."sentAt" DESC
                               OFFSET (SELECT y."capMessages" - 1 FROM "MailPolicy" y WHERE y."userId" = tenant) LIMIT 1), 0) END::float8
$$;

-- --------------------------------------------------------------------------------------------------------------- foreign keys

ALTER TABLE "MailPolicy" ADD CONSTRAINT "MailPolicy_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ContactTopic" ADD CONSTRAINT "ContactTopic_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ContactTopic" ADD CONSTRAINT "ContactTopic_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Sequence" ADD CONSTRAINT "Sequence_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "LeaveReason" ADD CONSTRAINT "LeaveReason_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SignupForm" ADD CONSTRAINT "SignupForm_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SignupForm" ADD CONSTRAINT "SignupForm_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Signup" ADD CONSTRAINT "Signup_formId_fkey" FOREIGN KEY ("formId") REFERENCES "SignupForm"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_formId_fkey" FOREIGN KEY ("formId") REFERENCES "SignupForm"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "AuditLog" ADD CONSTRAINT "AuditLog_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AuditHead" ADD CONSTRAINT "AuditHead_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['MailPolicy', 'Topic', 'ContactTopic', 'LeaveReason', 'SignupForm', 'Signup', 'Consent', 'AuditLog', 'AuditHead']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
END $$;
