-- Which programs opened and clicked a message, by the name that the list of programs has for them: gateways, previews, prefetchers,
-- image proxies, mail programs. As many rows a message as the list has names, at most.
CREATE TABLE "ProgramStats" (
    "statsId" TEXT NOT NULL,
    "program" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,                      -- what the list calls it: bot, scanner, preview, prefetch, image_proxy, browser, …
    "opens" BIGINT NOT NULL DEFAULT 0,
    "clicks" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ProgramStats_pkey" PRIMARY KEY ("statsId", "program")
);
CREATE INDEX "ProgramStats_userId_idx" ON "ProgramStats"("userId");
ALTER TABLE "ProgramStats" SET (fillfactor = 50);

-- What is counted already.
INSERT INTO "ProgramStats" ("statsId", "program", "userId", "kind", "opens", "clicks")
SELECT s."id", e."data" ->> 'program', min(s."userId"), coalesce(min(e."data" ->> 'reason'), 'bot'),
    count(*) FILTER (WHERE e."type" = 'OPENED'), count(*) FILTER (WHERE e."type" = 'CLICKED')
FROM "EmailEvent" e
JOIN "Recipient" r ON r."id" = e."recipientId"
JOIN "Stats" s ON s."id" = coalesce(r."campaignId", r."sequenceId" || ':' || coalesce(r."stepId", ''))
WHERE e."type" IN ('OPENED', 'CLICKED') AND e."data" ->> 'program' <> ''
GROUP BY 1, 2;

ALTER TABLE "ProgramStats" ADD CONSTRAINT "ProgramStats_statsId_fkey" FOREIGN KEY ("statsId") REFERENCES "Stats"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ProgramStats" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "ProgramStats" USING ("userId" = (SELECT current_setting('app.user_id', true)))
    WITH CHECK ("userId" = (SELECT current_setting('app.user_id', true)));
