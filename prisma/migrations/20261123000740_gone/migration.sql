-- Messages whose contact (or campaign) was deleted: what had happened stays counted, what was still to be sent does not. `gone` says that
-- the counters remember more than the rows that are left.
ALTER TABLE "Stats" ADD COLUMN "gone" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "UserGone" (
    "userId" TEXT NOT NULL,
    "recipients" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "UserGone_pkey" PRIMARY KEY ("userId")
);
ALTER TABLE "UserGone" ADD CONSTRAINT "UserGone_userId_fkey"
    FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "UserGone" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "UserGone" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));

-- Counters are locked after everything else, in order, as all writers do.
CREATE FUNCTION "loumass_recipient_gone"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM gone) THEN RETURN NULL; END IF;
    WITH lost AS MATERIALIZED (
        SELECT coalesce(g."campaignId", g."sequenceId" || ':' || coalesce(g."stepId", '')) AS "id", count(*) AS "n",
               count(*) FILTER (WHERE g."status" = 'PENDING') AS "pending"
        FROM gone g GROUP BY 1
    ), mine AS MATERIALIZED (
        SELECT s."id", l."n", l."pending" FROM "Stats" s JOIN lost l ON l."id" = s."id" ORDER BY s."id" FOR NO KEY UPDATE OF s
    )
    UPDATE "Stats" s SET "recipients" = s."recipients" - m."pending", "gone" = s."gone" + m."n" - m."pending" FROM mine m WHERE s."id" = m."id";
    INSERT INTO "UserGone" AS u ("userId", "recipients")
    SELECT g."userId", count(*) FROM gone g
    WHERE g."status" <> 'PENDING' AND EXISTS (SELECT 1 FROM "User" x WHERE x."id" = g."userId")
    GROUP BY 1 ORDER BY 1
    ON CONFLICT ("userId") DO UPDATE SET "recipients" = u."recipients" + EXCLUDED."recipients";
    RETURN NULL;
END $$;
CREATE TRIGGER "Recipient_gone" AFTER DELETE ON "Recipient"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "loumass_recipient_gone"();
