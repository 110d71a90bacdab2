-- The slowest statements by total time, where the extension pg_stat_statements is there and may be read; else nothing.
CREATE FUNCTION "loumass_slow_statements"(most INTEGER) RETURNS TABLE ("query" TEXT, "calls" BIGINT, "meanMs" DOUBLE PRECISION, "totalMs" DOUBLE PRECISION)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    place TEXT;
BEGIN
    SELECT quote_ident(n.nspname) INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements';
    IF place IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT left(s.query, 500), s.calls, s.mean_exec_time, s.total_exec_time FROM %s.pg_stat_statements s '
        'JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() ORDER BY s.total_exec_time DESC LIMIT %s', place, most);
EXCEPTION WHEN OTHERS THEN
    RETURN; -- not preloaded, or not for us
END $$;
