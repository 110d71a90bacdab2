-- Times that are written ahead (docs/clocks.md), after the database's clock was set back: each is moved with the clock, so that it holds
-- no longer than it was meant to. "Setting" 'clock' keeps when the clock was last seen.

-- A deadline that was written by a clock that was `back` ahead of this one.
CREATE FUNCTION "loumass_clock_moved"("at" TIMESTAMP, "back" INTERVAL, "now" TIMESTAMP) RETURNS TIMESTAMP LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest("at" - "back", "now")
$$;

-- A lease: one that its owner renewed since stays as it is. The longest is 120 s.
CREATE FUNCTION "loumass_clock_lease"("at" TIMESTAMP, "back" INTERVAL, "now" TIMESTAMP) RETURNS TIMESTAMP LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN "at" > "now" + INTERVAL '150 seconds' THEN greatest("at" - "back", "now") ELSE "at" END
$$;

CREATE FUNCTION "loumass_clock_back"("back" INTERVAL) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    t CONSTANT TIMESTAMP := clock_timestamp() AT TIME ZONE 'UTC';
BEGIN
    -- Sending.
    UPDATE "Sender" SET "nextFreeAt" = CASE WHEN "nextFreeAt" > t THEN t ELSE "nextFreeAt" END,
        "pausedUntil" = CASE WHEN "pausedUntil" > t THEN "loumass_clock_moved"("pausedUntil", back, t) ELSE "pausedUntil" END,
        "tokenRetryAt" = CASE WHEN "tokenRetryAt" > t THEN "loumass_clock_moved"("tokenRetryAt", back, t) ELSE "tokenRetryAt" END,
        "tokenExpiresAt" = CASE WHEN "tokenExpiresAt" > t THEN "loumass_clock_moved"("tokenExpiresAt", back, t) ELSE "tokenExpiresAt" END,
        "tokenLeasedUntil" = "loumass_clock_lease"("tokenLeasedUntil", back, t),
        "warmupStepAt" = least("warmupStepAt", t)
    WHERE "nextFreeAt" > t OR "pausedUntil" > t OR "tokenRetryAt" > t OR "tokenExpiresAt" > t OR "tokenLeasedUntil" > t OR "warmupStepAt" > t;
    UPDATE "SenderRefusal" SET "nextTryAt" = "loumass_clock_moved"("nextTryAt", back, t) WHERE "nextTryAt" > t;
    -- What was counted in minutes to come counts now: never more than the quotas' hour and day.
    WITH ahead AS (DELETE FROM "SenderUsage" WHERE "minute" > t RETURNING "senderId", "userId", "granted")
    INSERT INTO "SenderUsage" AS u ("senderId", "minute", "userId", "granted")
    SELECT a."senderId", date_trunc('minute', t), a."userId", sum(a."granted") FROM ahead a GROUP BY 1, 3 ORDER BY 1
    ON CONFLICT ("senderId", "minute") DO UPDATE SET "granted" = u."granted" + EXCLUDED."granted";
    UPDATE "SendSource" SET "lastServedAt" = t WHERE "lastServedAt" > t;
    -- A range with a zone waits for an hour of people's days.
    UPDATE "SendBatch" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t),
        "notBefore" = CASE WHEN "zone" IS NULL AND "notBefore" > t THEN "loumass_clock_moved"("notBefore", back, t) ELSE "notBefore" END
    WHERE "leasedUntil" > t OR "zone" IS NULL AND "notBefore" > t;
    UPDATE "SendRetry" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t),
        "dueAt" = CASE WHEN "dueAt" > t THEN "loumass_clock_moved"("dueAt", back, t) ELSE "dueAt" END,
        "firstTriedAt" = least("firstTriedAt", t)
    WHERE "leasedUntil" > t OR "dueAt" > t;
    -- Sequences: what was begun, or put off, by the other clock. Whoever wakes early waits for the rest of the delay.
    WITH begun AS (
        UPDATE "SequenceEnrollment" e SET "stepStartedAt" = least(e."stepStartedAt" - back, t), "writes" = e."writes" + 1
        FROM "EnrollmentDue" d WHERE d."enrollmentId" = e."id" AND d."dueAt" > t AND e."stepStartedAt" > t
        RETURNING e."id")
    UPDATE "EnrollmentDue" d SET "dueAt" = "loumass_clock_moved"(d."dueAt", back, t)
    WHERE d."dueAt" > t AND (d."attempts" > 0 OR d."dueAt" < t + back + INTERVAL '10 minutes' OR d."enrollmentId" IN (SELECT b."id" FROM begun b));
    -- Work under way and what is looked at now and then.
    UPDATE "Import" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t) WHERE "leasedUntil" > t;
    UPDATE "Mailbox" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t), "checkedAt" = least("checkedAt", t),
        "nextCheckAt" = CASE WHEN "nextCheckAt" > t THEN "loumass_clock_moved"("nextCheckAt", back, t) ELSE "nextCheckAt" END
    WHERE "leasedUntil" > t OR "nextCheckAt" > t OR "checkedAt" > t;
    UPDATE "GmailAccount" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t),
        "expiresAt" = CASE WHEN "expiresAt" > t THEN "loumass_clock_moved"("expiresAt", back, t) ELSE "expiresAt" END
    WHERE "leasedUntil" > t OR "expiresAt" > t;
    UPDATE "TrackingDomain" SET "checkedAt" = least("checkedAt", t),
        "nextCheckAt" = CASE WHEN "nextCheckAt" > t THEN "loumass_clock_moved"("nextCheckAt", back, t) ELSE "nextCheckAt" END
    WHERE "nextCheckAt" > t OR "checkedAt" > t;
    UPDATE "DkimKey" SET "checkedAt" = least("checkedAt", t),
        "rotateAt" = CASE WHEN "rotateAt" > t THEN "loumass_clock_moved"("rotateAt", back, t) ELSE "rotateAt" END
    WHERE "rotateAt" > t OR "checkedAt" > t;
    UPDATE "DomainCheck" SET "checkedAt" = t WHERE "checkedAt" > t;
    UPDATE "Preflight" SET "checkedAt" = t WHERE "checkedAt" > t;
    UPDATE "Signup" SET "nextTryAt" = "loumass_clock_moved"("nextTryAt", back, t), "mailedAt" = least("mailedAt", t) WHERE "nextTryAt" > t OR "mailedAt" > t;
    UPDATE "Worker" SET "lastSeenAt" = t WHERE "lastSeenAt" > t;
    UPDATE "IdempotencyKey" SET "createdAt" = t WHERE "createdAt" > t;
    -- Signing in: what was made by the other clock ends as long after its making as ever.
    UPDATE "LoginThrottle" SET "updatedAt" = least("updatedAt", t),
        "blockedUntil" = CASE WHEN "blockedUntil" > t THEN "loumass_clock_moved"("blockedUntil", back, t) ELSE "blockedUntil" END
    WHERE "updatedAt" > t OR "blockedUntil" > t;
    UPDATE "Session" SET "expiresAt" = "expiresAt" - back, "lastSeenAt" = least("lastSeenAt", t), "createdAt" = least("createdAt", t)
    WHERE "lastSeenAt" > t OR "createdAt" > t;
    UPDATE "OAuthState" SET "expiresAt" = "expiresAt" - back, "createdAt" = t WHERE "createdAt" > t;
    UPDATE "AccountRequest" SET "expiresAt" = CASE WHEN "createdAt" > t THEN "expiresAt" - back ELSE "expiresAt" END, "createdAt" = least("createdAt", t),
        "nextTryAt" = CASE WHEN "nextTryAt" > t THEN "loumass_clock_moved"("nextTryAt", back, t) ELSE "nextTryAt" END
    WHERE "createdAt" > t OR "nextTryAt" > t;
END
$$;

-- The clock is looked at, every few seconds by each process. Seen to have gone back, it takes what was written ahead with it: once, whoever
-- sees it. By how many seconds; 0: it did not.
CREATE FUNCTION "loumass_clock_seen"() RETURNS FLOAT8 LANGUAGE plpgsql AS $$
DECLARE
    seen TIMESTAMP;
    t CONSTANT TIMESTAMP := clock_timestamp() AT TIME ZONE 'UTC';
BEGIN
    SELECT s."updatedAt" INTO seen FROM "Setting" s WHERE s."key" = 'clock';
    IF seen <= t + INTERVAL '1 second' AND seen > t - INTERVAL '5 seconds' THEN
        RETURN 0;
    END IF;
    INSERT INTO "Setting" ("key", "value", "updatedAt") VALUES ('clock', '', t) ON CONFLICT ("key") DO NOTHING;
    SELECT s."updatedAt" INTO seen FROM "Setting" s WHERE s."key" = 'clock' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0; -- somebody else sees to it
    END IF;
    IF seen > t + INTERVAL '1 second' THEN
        PERFORM "loumass_clock_back"(seen - t);
    END IF;
    UPDATE "Setting" SET "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE "key" = 'clock';
    RETURN CASE WHEN seen > t + INTERVAL '1 second' THEN extract(epoch FROM seen - t) ELSE 0 END;
END
$$;
