-- What webhooks write ahead goes back with the clock, too (docs/clocks.md).
CREATE FUNCTION "loumass_clock_back_hooks"("back" INTERVAL) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    t CONSTANT TIMESTAMP := clock_timestamp() AT TIME ZONE 'UTC';
BEGIN
    UPDATE "Hook" SET "leasedUntil" = "loumass_clock_lease"("leasedUntil", back, t),
        "nextAt" = CASE WHEN "nextAt" > t THEN "loumass_clock_moved"("nextAt", back, t) ELSE "nextAt" END,
        "oldUntil" = CASE WHEN "oldUntil" > t THEN "loumass_clock_moved"("oldUntil", back, t) ELSE "oldUntil" END
    WHERE "leasedUntil" > t OR "nextAt" > t OR "oldUntil" > t;
    UPDATE "HookDelivery" SET "dueAt" = "loumass_clock_moved"("dueAt", back, t) WHERE "status" = 'pending' AND "dueAt" > t;
END
$$;

CREATE OR REPLACE FUNCTION "loumass_clock_seen"() RETURNS FLOAT8 LANGUAGE plpgsql AS $$
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
        PERFORM "loumass_clock_back_hooks"(seen - t);
    END IF;
    UPDATE "Setting" SET "updatedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE "key" = 'clock';
    RETURN CASE WHEN seen > t + INTERVAL '1 second' THEN extract(epoch FROM seen - t) ELSE 0 END;
END
$$;
