-- What the platform adds to the contract: nullable or defaulted columns, further tables, indexes for the cascades,
-- the tenant's column on child tables with the triggers that fill it, and row-level security.
-- Roles and grants are made beside the migrations (`loumass migrate deploy`), so that this file needs no right to make roles.

-- ---------------------------------------------------------------------------------------------- columns of the contract's tables

ALTER TABLE "User"
    ADD COLUMN "timezone" TEXT,
    ADD COLUMN "locale" TEXT,
    ADD COLUMN "isOperator" BOOLEAN NOT NULL DEFAULT false;

-- Counters of a contact's own history; engagementRate is "engagedCount" / "sentCount".
ALTER TABLE "Contact"
    ADD COLUMN "timezone" TEXT,
    ADD COLUMN "unsubscribedAt" TIMESTAMP(3),
    ADD COLUMN "sentCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "deliveredCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "openedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "clickedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "repliedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "bouncedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "complainedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "engagedCount" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "lastEngagedAt" TIMESTAMP(3);

-- Room on the page keeps the updates of counters off the indexes: a campaign updates every row of a page in a short time.
ALTER TABLE "Contact" SET (fillfactor = 50);

ALTER TABLE "Sequence"
    ADD COLUMN "senderId" TEXT,
    ADD COLUMN "settings" JSONB,
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "Campaign"
    ADD COLUMN "senderId" TEXT,
    ADD COLUMN "fromName" TEXT,
    ADD COLUMN "replyTo" TEXT,
    ADD COLUMN "preheader" TEXT,
    ADD COLUMN "contentFormat" TEXT NOT NULL DEFAULT 'html',
    ADD COLUMN "design" JSONB,
    ADD COLUMN "textContent" TEXT,
    ADD COLUMN "audience" JSONB,
    ADD COLUMN "startedAt" TIMESTAMP(3),
    ADD COLUMN "plannedAt" TIMESTAMP(3),
    ADD COLUMN "cancelledAt" TIMESTAMP(3),
    ADD COLUMN "pauseReason" TEXT;

ALTER TABLE "SequenceEnrollment"
    ADD COLUMN "userId" TEXT;

-- A recipient is written when it is planned and once more when it is done; room on the page keeps later marks (opens) cheap.
ALTER TABLE "Recipient"
    ADD COLUMN "userId" TEXT,
    ADD COLUMN "sendKey" TEXT,
    ADD COLUMN "stepId" TEXT,
    ADD COLUMN "enrollmentId" TEXT,
    ADD COLUMN "senderId" TEXT,
    ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "lastReply" TEXT,
    ADD COLUMN "inDoubt" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "openedAt" TIMESTAMP(3),
    ADD COLUMN "openedByPersonAt" TIMESTAMP(3),
    ADD COLUMN "clickedAt" TIMESTAMP(3),
    ADD COLUMN "clickedByPersonAt" TIMESTAMP(3),
    ADD COLUMN "repliedAt" TIMESTAMP(3),
    ADD COLUMN "unsubscribedAt" TIMESTAMP(3);
ALTER TABLE "Recipient" SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE "EmailEvent"
    ADD COLUMN "userId" TEXT;

CREATE UNIQUE INDEX "Recipient_sendKey_key" ON "Recipient"("sendKey");

-- The contract's foreign keys have no index on the referencing side; without one a cascade reads the whole table.
CREATE INDEX "Recipient_campaignId_id_idx" ON "Recipient"("campaignId", "id");
CREATE INDEX "Recipient_sequenceId_id_idx" ON "Recipient"("sequenceId", "id") WHERE "sequenceId" IS NOT NULL;
CREATE INDEX "Recipient_contactId_id_idx" ON "Recipient"("contactId", "id");
CREATE INDEX "SequenceEnrollment_contactId_idx" ON "SequenceEnrollment"("contactId");
CREATE INDEX "Contact_userId_id_idx" ON "Contact"("userId", "id");
CREATE INDEX "Contact_userId_status_id_idx" ON "Contact"("userId", "status", "id");
-- What workers look for all the time: campaigns that are SENDING.
CREATE INDEX "Campaign_status_idx" ON "Campaign"("status");
-- The list of contacts by name.
CREATE INDEX "Contact_userId_name_idx" ON "Contact"("userId", lower(coalesce("firstName", '') || ' ' || coalesce("lastName", '')), "id");

-- ------------------------------------------------------------------------------------------------------------------- accounts

CREATE TABLE "Credential" (
    "userId" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("userId")
);

CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "userAgent" TEXT,
    "ipHash" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "scopes" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ApiKey_keyHash_key" ON "ApiKey"("keyHash");
CREATE INDEX "ApiKey_userId_idx" ON "ApiKey"("userId");

-- One answer per (user, key): "status" is NULL while the first request still runs.
CREATE TABLE "IdempotencyKey" (
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("userId", "key")
);
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- Failed log-ins by a keyed hash of the address or of the client; no address is stored.
CREATE TABLE "LoginThrottle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "blockedUntil" TIMESTAMP(3),
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LoginThrottle_pkey" PRIMARY KEY ("key")
);

-- Facts about this installation: its id, the check value of its secret, whether it is a demo.
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "Worker" (
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- ------------------------------------------------------------------------------------------------------------------- contacts

CREATE TABLE "Import" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'UPLOADED', -- UPLOADED, RUNNING, DONE, FAILED, UNDONE
    "filename" TEXT,
    "node" TEXT NOT NULL,                      -- the node whose disk holds the file
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "bytesRead" BIGINT NOT NULL DEFAULT 0,
    "delimiter" TEXT,
    "encoding" TEXT,
    "columns" JSONB,
    "map" JSONB,
    "tags" JSONB,
    "policy" TEXT NOT NULL DEFAULT 'update',   -- update, skip
    "dryRun" BOOLEAN NOT NULL DEFAULT false,
    "rowsRead" BIGINT NOT NULL DEFAULT 0,
    "created" BIGINT NOT NULL DEFAULT 0,
    "updated" BIGINT NOT NULL DEFAULT 0,
    "unchanged" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Import_userId_id_idx" ON "Import"("userId", "id");
CREATE INDEX "Import_status_idx" ON "Import"("status");

-- What contacts were before an import changed them, for its undo. (What it created is known by its ids.)
CREATE TABLE "ImportChange" (
    "importId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "before" JSONB NOT NULL,

    CONSTRAINT "ImportChange_pkey" PRIMARY KEY ("importId", "contactId")
);
CREATE INDEX "ImportChange_contactId_idx" ON "ImportChange"("contactId");

CREATE TABLE "ContactView" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ContactView_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ContactView_userId_idx" ON "ContactView"("userId");

-- Who must not be mailed. "email" is an address, or "@domain" for a whole domain; NULL for an erased person, who is then
-- known by the keyed hash alone.
CREATE TABLE "Suppression" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "email" TEXT,
    "emailHash" TEXT,
    "reason" TEXT NOT NULL,                    -- unsubscribe, bounce, complaint, manual, import
    "source" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Suppression_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Suppression_userId_email_key" ON "Suppression"("userId", "email");
CREATE UNIQUE INDEX "Suppression_userId_emailHash_key" ON "Suppression"("userId", "emailHash");

-- -------------------------------------------------------------------------------------------------------------------- senders

CREATE TABLE "Sender" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,                      -- smtp, capture, gmail
    "name" TEXT NOT NULL,
    "fromEmail" TEXT NOT NULL,
    "fromName" TEXT,
    "replyTo" TEXT,
    "host" TEXT,
    "port" INTEGER,
    "security" TEXT NOT NULL DEFAULT 'starttls', -- none, starttls, tls
    "tlsVerify" BOOLEAN NOT NULL DEFAULT true,
    "auth" TEXT NOT NULL DEFAULT 'none',       -- none, plain, login, xoauth2
    "username" TEXT,
    "secretSealed" BYTEA,
    "perSecond" INTEGER,                       -- NULL: no limit of ours
    "perHour" INTEGER,
    "perDay" INTEGER,                          -- rolling 24 hours
    "maxConnections" INTEGER NOT NULL DEFAULT 10,
    "status" TEXT NOT NULL DEFAULT 'UNVERIFIED', -- UNVERIFIED, ACTIVE, PAUSED
    "pauseReason" TEXT,
    "pausedUntil" TIMESTAMP(3),
    "verifiedAt" TIMESTAMP(3),
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "nextFreeAt" TIMESTAMP(3),                 -- perSecond pace, shared by all workers: when the next message may leave
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Sender_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Sender_userId_idx" ON "Sender"("userId");

-- Messages granted per minute, for the hourly and rolling daily quotas.
CREATE TABLE "SenderUsage" (
    "senderId" TEXT NOT NULL,
    "minute" TIMESTAMP(3) NOT NULL,
    "userId" TEXT NOT NULL,
    "granted" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SenderUsage_pkey" PRIMARY KEY ("senderId", "minute")
);

-- What the capture sender kept instead of sending.
CREATE TABLE "Capture" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "senderId" TEXT,
    "recipientId" TEXT,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "contactId" TEXT,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Capture_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Capture_userId_id_idx" ON "Capture"("userId", "id");
CREATE UNIQUE INDEX "Capture_recipientId_key" ON "Capture"("recipientId");

CREATE TABLE "CampaignAttachment" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "contentId" TEXT,
    "inline" BOOLEAN NOT NULL DEFAULT false,
    "bytes" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CampaignAttachment_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "CampaignAttachment_campaignId_idx" ON "CampaignAttachment"("campaignId");

-- -------------------------------------------------------------------------------------------------------------------- sending

-- What has mail to send, for fairness across tenants and campaigns: the one served longest ago goes first.
CREATE TABLE "SendSource" (
    "id" TEXT NOT NULL,                        -- the campaign's or sequence's id
    "userId" TEXT NOT NULL,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "senderId" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "lastServedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SendSource_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SendSource_lastServedAt_idx" ON "SendSource"("lastServedAt");
CREATE INDEX "SendSource_userId_idx" ON "SendSource"("userId");

-- A contiguous range of one source's recipients, and who has leased it until when. The row goes when the range is done.
CREATE TABLE "SendBatch" (
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "senderId" TEXT,
    "stepId" TEXT,                             -- of a sequence: the message is this step's, as of "version"
    "version" INTEGER,
    "firstId" TEXT NOT NULL,
    "lastId" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "notBefore" TIMESTAMP(3),
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMP(3),
    "takeovers" INTEGER NOT NULL DEFAULT 0,
    "connections" INTEGER NOT NULL DEFAULT 0,
    "granted" INTEGER NOT NULL DEFAULT 0,      -- of a lease: how many recipients it may send to
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SendBatch_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SendBatch_sourceId_firstId_idx" ON "SendBatch"("sourceId", "firstId");
CREATE INDEX "SendBatch_leasedBy_idx" ON "SendBatch"("leasedBy");
CREATE INDEX "SendBatch_userId_idx" ON "SendBatch"("userId");
ALTER TABLE "SendBatch" SET (fillfactor = 50);

-- A recipient that was put off by a temporary failure.
CREATE TABLE "SendRetry" (
    "recipientId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "senderId" TEXT,
    "domain" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "firstTriedAt" TIMESTAMP(3) NOT NULL,
    "lastReply" TEXT,
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMP(3),

    CONSTRAINT "SendRetry_pkey" PRIMARY KEY ("recipientId")
);
CREATE INDEX "SendRetry_dueAt_idx" ON "SendRetry"("dueAt");
CREATE INDEX "SendRetry_sourceId_idx" ON "SendRetry"("sourceId");
CREATE INDEX "SendRetry_userId_idx" ON "SendRetry"("userId");

-- Messages that may have been accepted without our hearing of it, and what was decided.
CREATE TABLE "InDoubt" (
    "id" TEXT NOT NULL,
    "recipientId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "cause" TEXT NOT NULL,                     -- killed, connection, lease
    "resolution" TEXT NOT NULL,                -- resent, held, confirmed, discarded
    "node" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InDoubt_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "InDoubt_recipientId_idx" ON "InDoubt"("recipientId");
CREATE INDEX "InDoubt_campaignId_idx" ON "InDoubt"("campaignId");
CREATE INDEX "InDoubt_userId_idx" ON "InDoubt"("userId");

-- ------------------------------------------------------------------------------------------------------------------- counters
-- Kept in the transaction that writes the events; a report reads these and never counts events.

CREATE TABLE "Stats" (
    "id" TEXT NOT NULL,                        -- campaign id, or sequence id ':' step id
    "userId" TEXT NOT NULL,
    "campaignId" TEXT,
    "sequenceId" TEXT,
    "stepId" TEXT,
    "recipients" BIGINT NOT NULL DEFAULT 0,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "inDoubt" BIGINT NOT NULL DEFAULT 0,
    "opensPeople" BIGINT NOT NULL DEFAULT 0,
    "opensMachines" BIGINT NOT NULL DEFAULT 0,
    "opensUnknown" BIGINT NOT NULL DEFAULT 0,
    "openedPeople" BIGINT NOT NULL DEFAULT 0,   -- recipients, each once
    "openedMachines" BIGINT NOT NULL DEFAULT 0, -- recipients with opens by machines or unknown only at first sight
    "clicksPeople" BIGINT NOT NULL DEFAULT 0,
    "clicksMachines" BIGINT NOT NULL DEFAULT 0,
    "clicksUnknown" BIGINT NOT NULL DEFAULT 0,
    "clickedPeople" BIGINT NOT NULL DEFAULT 0,
    "clickedMachines" BIGINT NOT NULL DEFAULT 0,
    "replied" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "unsubscribed" BIGINT NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Stats_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Stats_userId_idx" ON "Stats"("userId");
CREATE INDEX "Stats_campaignId_idx" ON "Stats"("campaignId");
CREATE INDEX "Stats_sequenceId_idx" ON "Stats"("sequenceId");
ALTER TABLE "Stats" SET (fillfactor = 50);

CREATE TABLE "StatsHour" (
    "statsId" TEXT NOT NULL,
    "hour" TIMESTAMP(3) NOT NULL,
    "userId" TEXT NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "opensPeople" BIGINT NOT NULL DEFAULT 0,
    "opensMachines" BIGINT NOT NULL DEFAULT 0,
    "clicksPeople" BIGINT NOT NULL DEFAULT 0,
    "clicksMachines" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "StatsHour_pkey" PRIMARY KEY ("statsId", "hour")
);
CREATE INDEX "StatsHour_userId_idx" ON "StatsHour"("userId");
ALTER TABLE "StatsHour" SET (fillfactor = 50);

CREATE TABLE "DomainStats" (
    "statsId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,                    -- of the recipients' addresses; beyond 200 per message '*' takes the rest
    "userId" TEXT NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "opened" BIGINT NOT NULL DEFAULT 0,        -- recipients, people only
    "clicked" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "DomainStats_pkey" PRIMARY KEY ("statsId", "domain")
);
CREATE INDEX "DomainStats_userId_idx" ON "DomainStats"("userId");
ALTER TABLE "DomainStats" SET (fillfactor = 50);

CREATE TABLE "LinkStats" (
    "statsId" TEXT NOT NULL,
    "n" INTEGER NOT NULL,                      -- the link's index in the message, from 1
    "userId" TEXT NOT NULL,
    "url" TEXT,
    "people" BIGINT NOT NULL DEFAULT 0,
    "machines" BIGINT NOT NULL DEFAULT 0,
    "uniquePeople" BIGINT NOT NULL DEFAULT 0,
    "uniqueMachines" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "LinkStats_pkey" PRIMARY KEY ("statsId", "n")
);
CREATE INDEX "LinkStats_userId_idx" ON "LinkStats"("userId");

-- Which recipient clicked which link, so that uniques are counted once.
CREATE TABLE "LinkClick" (
    "recipientId" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "byPerson" BOOLEAN NOT NULL,

    CONSTRAINT "LinkClick_pkey" PRIMARY KEY ("recipientId", "n")
);
CREATE INDEX "LinkClick_userId_idx" ON "LinkClick"("userId");

CREATE TABLE "UserDay" (
    "userId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "opensPeople" BIGINT NOT NULL DEFAULT 0,
    "opensMachines" BIGINT NOT NULL DEFAULT 0,
    "openedPeople" BIGINT NOT NULL DEFAULT 0,
    "clicksPeople" BIGINT NOT NULL DEFAULT 0,
    "clicksMachines" BIGINT NOT NULL DEFAULT 0,
    "clickedPeople" BIGINT NOT NULL DEFAULT 0,
    "replied" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "unsubscribed" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "UserDay_pkey" PRIMARY KEY ("userId", "day")
);
ALTER TABLE "UserDay" SET (fillfactor = 50);

-- The engagement table: events and contacts by event type.
CREATE TABLE "UserEventType" (
    "userId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "events" BIGINT NOT NULL DEFAULT 0,
    "contacts" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "UserEventType_pkey" PRIMARY KEY ("userId", "type")
);
ALTER TABLE "UserEventType" SET (fillfactor = 50);

-- --------------------------------------------------------------------------------------------------------------- foreign keys

ALTER TABLE "Sequence" ADD CONSTRAINT "Sequence_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_senderId_fkey" FOREIGN KEY ("senderId") REFERENCES "Sender"("id") ON DELETE SET NULL ON UPDATE CASCADE;
DO $$
DECLARE
    fk RECORD;
BEGIN
    FOR fk IN
        SELECT * FROM (VALUES
            ('Credential', 'userId', 'User'), ('Session', 'userId', 'User'), ('ApiKey', 'userId', 'User'),
            ('IdempotencyKey', 'userId', 'User'), ('Import', 'userId', 'User'), ('ContactView', 'userId', 'User'),
            ('ImportChange', 'importId', 'Import'), ('ImportChange', 'contactId', 'Contact'),
            ('Suppression', 'userId', 'User'), ('Sender', 'userId', 'User'), ('SenderUsage', 'senderId', 'Sender'),
            ('Capture', 'userId', 'User'), ('CampaignAttachment', 'campaignId', 'Campaign'),
            ('SendSource', 'userId', 'User'), ('SendSource', 'campaignId', 'Campaign'), ('SendSource', 'sequenceId', 'Sequence'),
            ('SendBatch', 'sourceId', 'SendSource'), ('SendRetry', 'recipientId', 'Recipient'),
            ('InDoubt', 'recipientId', 'Recipient'), ('Stats', 'userId', 'User'), ('Stats', 'campaignId', 'Campaign'),
            ('Stats', 'sequenceId', 'Sequence'), ('StatsHour', 'statsId', 'Stats'), ('DomainStats', 'statsId', 'Stats'),
            ('LinkStats', 'statsId', 'Stats'), ('LinkClick', 'recipientId', 'Recipient'), ('UserDay', 'userId', 'User'),
            ('UserEventType', 'userId', 'User')) AS v (child, col, parent)
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES %I("id") ON DELETE CASCADE ON UPDATE CASCADE',
                       fk.child, fk.child || '_' || fk.col || '_fkey', fk.col, fk.parent);
    END LOOP;
END $$;

-- ------------------------------------------------------------------------------------------- the tenant's column, filled in

CREATE FUNCTION "loumass_tenant_of_contact"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT "userId" INTO NEW."userId" FROM "Contact" WHERE "id" = NEW."contactId";
    RETURN NEW;
END $$;

CREATE FUNCTION "loumass_tenant_of_recipient"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT "userId" INTO NEW."userId" FROM "Recipient" WHERE "id" = NEW."recipientId";
    RETURN NEW;
END $$;

CREATE TRIGGER "Recipient_tenant" BEFORE INSERT ON "Recipient"
    FOR EACH ROW WHEN (NEW."userId" IS NULL) EXECUTE FUNCTION "loumass_tenant_of_contact"();
CREATE TRIGGER "SequenceEnrollment_tenant" BEFORE INSERT ON "SequenceEnrollment"
    FOR EACH ROW WHEN (NEW."userId" IS NULL) EXECUTE FUNCTION "loumass_tenant_of_contact"();
CREATE TRIGGER "EmailEvent_tenant" BEFORE INSERT ON "EmailEvent"
    FOR EACH ROW WHEN (NEW."userId" IS NULL) EXECUTE FUNCTION "loumass_tenant_of_recipient"();

-- ------------------------------------------------------------------------------------------------------- row-level security
-- Not forced: the owner, who migrates and whom a Prisma client may use, is not restricted. The platform's tenant
-- transactions run as loumass_app, for whom no tenant set means no rows.

DO $$
DECLARE
    t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['Sequence', 'Contact', 'Campaign', 'SequenceEnrollment', 'Recipient', 'EmailEvent', 'TrackingDomain',
        'GmailToken', 'Credential', 'Session', 'ApiKey', 'IdempotencyKey', 'Import', 'ImportChange', 'ContactView', 'Suppression',
        'Sender', 'SenderUsage', 'Capture', 'CampaignAttachment', 'SendSource', 'SendBatch', 'SendRetry', 'InDoubt', 'Stats',
        'StatsHour', 'DomainStats', 'LinkStats', 'LinkClick', 'UserDay', 'UserEventType']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "tenant" ON %I USING ("userId" = (SELECT current_setting(''app.user_id'', true))) '
                       'WITH CHECK ("userId" = (SELECT current_setting(''app.user_id'', true)))', t);
    END LOOP;
    ALTER TABLE "User" ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "tenant" ON "User" USING ("id" = (SELECT current_setting('app.user_id', true)))
        WITH CHECK ("id" = (SELECT current_setting('app.user_id', true)));
END $$;

-- ------------------------------------------------------------------------------------------------------ audience of a campaign

-- The tenant's contacts that an audience ("Campaign"."audience", docs/api.md) names, whatever their status; exclusions are
-- taken out. One predicate for the count, the sample and the plan. An audience that names nobody gives nobody.
CREATE FUNCTION "loumass_audience"(tenant TEXT, spec JSONB) RETURNS SETOF "Contact" LANGUAGE sql STABLE AS $$
    SELECT c.* FROM "Contact" c
    WHERE c."userId" = tenant
      AND (coalesce((spec ->> 'all')::boolean, false)
           OR CASE WHEN spec ->> 'match' = 'all' AND jsonb_array_length(coalesce(spec -> 'tags', '[]')) > 0
                   THEN c."tags" @> (spec -> 'tags')
                   ELSE c."tags" ?| ARRAY(SELECT jsonb_array_elements_text(coalesce(spec -> 'tags', '[]'))) END
           OR c."id" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce(spec -> 'contactIds', '[]'))))
           OR (spec -> 'filter' IS NOT NULL
               AND (spec #>> '{filter,status}' IS NULL OR c."status" = spec #>> '{filter,status}')
               AND (spec #>> '{filter,search}' IS NULL
                    OR position(lower(spec #>> '{filter,search}') IN lower(concat_ws(' ', c."email", c."firstName", c."lastName"))) > 0)
               AND (spec #> '{filter,tags}' IS NULL OR c."tags" @> (spec #> '{filter,tags}'))))
      AND (spec ->> 'status' IS NULL OR c."status" = spec ->> 'status')
      AND NOT coalesce(c."tags" ?| ARRAY(SELECT jsonb_array_elements_text(coalesce(spec #> '{exclude,tags}', '[]'))), false)
      AND NOT c."id" = ANY (ARRAY(SELECT jsonb_array_elements_text(coalesce(spec #> '{exclude,contactIds}', '[]'))))
      AND (spec #> '{exclude,campaignIds}' IS NULL
           OR NOT EXISTS (SELECT 1 FROM "Recipient" r WHERE r."contactId" = c."id"
                          AND r."campaignId" = ANY (ARRAY(SELECT jsonb_array_elements_text(spec #> '{exclude,campaignIds}')))))
$$;

-- ------------------------------------------------------------------------------------------------ partitions of "EmailEvent"

-- The smallest cuid of an instant: 'c' and the milliseconds since 1970 in base 36, eight digits (good until 2059).
CREATE FUNCTION "loumass_cuid_floor"(at TIMESTAMP) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    ms BIGINT := (EXTRACT(EPOCH FROM at) * 1000)::BIGINT;
    digits TEXT := '';
BEGIN
    FOR i IN 1..8 LOOP
        digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (ms % 36)::INT + 1, 1) || digits;
        ms := ms / 36;
    END LOOP;
    RETURN 'c' || digits;
END $$;

-- Makes the partitions of the months from `since` to `ahead` months from now that are missing; rows of such a month that
-- went to the default partition move. Returns how many it made. Safe to call from many nodes at once.
CREATE FUNCTION "loumass_event_partitions"(since TIMESTAMP, ahead INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    month TIMESTAMP := date_trunc('month', since);
    stop TIMESTAMP := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead);
    part TEXT;
    low TEXT;
    high TEXT;
    made INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('loumass_event_partitions'));
    WHILE month <= stop LOOP
        part := 'EmailEvent_' || to_char(month, 'YYYY_MM');
        IF to_regclass(format('%I', part)) IS NULL THEN
            low := "loumass_cuid_floor"(month);
            high := "loumass_cuid_floor"(month + INTERVAL '1 month');
            EXECUTE format('CREATE TABLE %I (LIKE "EmailEvent" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
            EXECUTE format('WITH moved AS (DELETE FROM "EmailEvent_default" WHERE "id" >= %L AND "id" < %L RETURNING *) '
                           'INSERT INTO %I SELECT * FROM moved', low, high, part);
            EXECUTE format('ALTER TABLE "EmailEvent" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, low, high);
            made := made + 1;
        END IF;
        month := month + INTERVAL '1 month';
    END LOOP;
    RETURN made;
END $$;
