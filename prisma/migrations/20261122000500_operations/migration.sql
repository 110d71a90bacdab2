-- For backups: what each table of the schema holds. STABLE, so that all of it is as of the calling query's snapshot.
-- hash: the sum of 64-bit hashes of the rows' text, whatever their order; 0 when checksums are not asked for.
CREATE FUNCTION "loumass_fingerprint"(checksums BOOLEAN) RETURNS TABLE ("name" TEXT, "rows" BIGINT, "hash" TEXT)
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    FOR "name" IN
        SELECT c.relname::TEXT FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*), CASE WHEN %L THEN coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) ELSE 0 END::text FROM %I t',
                       checksums, "name")
            INTO "rows", "hash";
        RETURN NEXT;
    END LOOP;
END $$;
