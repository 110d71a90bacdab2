/* Written by tools/sqlgen from sql/q/system/recount.sql; do not edit. */
#include "db/gen/sys_recount_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_query recount_lock_recipients_query = {
	.name = "recount_lock_recipients",
	.sql =
		"LOCK TABLE \"Recipient\" IN EXCLUSIVE MODE",
};
err q_recount_lock_recipients(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_lock_recipients_query, NULL, NULL);
}

static const struct db_query recount_lock_query = {
	.name = "recount_lock",
	.sql =
		"LOCK TABLE \"EmailEvent\", \"Contact\", \"Stats\", \"StatsHour\", \"DomainStats\", \"LinkStats\", \"ProgramStats\", \"LinkClick\", \"UserDay\",\n"
		"    \"UserEventType\" IN SHARE ROW EXCLUSIVE MODE",
};
err q_recount_lock(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_lock_query, NULL, NULL);
}

static const struct db_query recount_lock_sequences_query = {
	.name = "recount_lock_sequences",
	.sql =
		"LOCK TABLE \"SequenceEnrollment\", \"SequenceStats\", \"SequenceStepStats\" IN SHARE ROW EXCLUSIVE MODE",
};
err q_recount_lock_sequences(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_lock_sequences_query, NULL, NULL);
}

static const struct db_field recount_users_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_recount_users_in, email) },
};
static const struct db_field recount_users_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_users_row, id) },
};
static const struct db_query recount_users_query = {
	.name = "recount_users",
	.sql =
		"SELECT u.\"id\" FROM \"User\" u\n"
		"WHERE ($1::text IS NULL OR u.\"email\" = $1::text)\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"MailPolicy\" y WHERE y.\"userId\" = u.\"id\" AND y.\"retainedFrom\" IS NOT NULL AND y.\"retentionMode\" = 'drop')\n"
		"ORDER BY u.\"id\"",
	.params = recount_users_params,
	.n_params = 1,
	.cols = recount_users_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recount_users_row),
	.reads = true,
};
err q_recount_users(system_db db, struct arena *a, const struct q_recount_users_in *in, struct q_recount_users_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &recount_users_query, in, &rows));
	*out = (struct q_recount_users_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_query recount_look_query = {
	.name = "recount_look",
	.sql =
		"ANALYZE \"Recipient\", \"EmailEvent\", \"Contact\"",
	.reads = true,
};
err q_recount_look(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_look_query, NULL, NULL);
}

static const struct db_query recount_make_recipients_query = {
	.name = "recount_make_recipients",
	.sql =
		"CREATE TEMP TABLE \"recount\" (\"recipientId\" TEXT, \"contactId\" TEXT, \"statsId\" TEXT, \"campaignId\" TEXT, \"sequenceId\" TEXT, \"stepId\" TEXT,\n"
		"    \"domain\" TEXT, \"status\" TEXT, \"planned\" BOOLEAN, \"unsubscribedAt\" TIMESTAMP, \"sent\" BIGINT, \"delivered\" BIGINT,\n"
		"    \"opensPeople\" BIGINT, \"opensMachines\" BIGINT, \"opensUnknown\" BIGINT, \"openedAt\" TIMESTAMP, \"openedByPersonAt\" TIMESTAMP,\n"
		"    \"clicksPeople\" BIGINT, \"clicksMachines\" BIGINT, \"clicksUnknown\" BIGINT, \"clickedAt\" TIMESTAMP, \"clickedByPersonAt\" TIMESTAMP,\n"
		"    \"replied\" BIGINT, \"repliedAt\" TIMESTAMP, \"bounced\" BIGINT, \"complained\" BIGINT, \"complainedAt\" TIMESTAMP) ON COMMIT DROP",
};
err q_recount_make_recipients(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_make_recipients_query, NULL, NULL);
}

static const struct db_query recount_make_hours_query = {
	.name = "recount_make_hours",
	.sql =
		"CREATE TEMP TABLE \"recountHour\" (\"statsId\" TEXT, \"hour\" TIMESTAMP, \"sent\" BIGINT, \"bounced\" BIGINT, \"opensPeople\" BIGINT,\n"
		"    \"opensMachines\" BIGINT, \"clicksPeople\" BIGINT, \"clicksMachines\" BIGINT) ON COMMIT DROP",
};
err q_recount_make_hours(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_make_hours_query, NULL, NULL);
}

static const struct db_query recount_make_links_query = {
	.name = "recount_make_links",
	.sql =
		"CREATE TEMP TABLE \"recountLink\" (\"recipientId\" TEXT, \"statsId\" TEXT, \"n\" INTEGER, \"url\" TEXT, \"people\" BIGINT, \"machines\" BIGINT)\n"
		"    ON COMMIT DROP",
};
err q_recount_make_links(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_make_links_query, NULL, NULL);
}

static const struct db_field recount_recipients_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_recipients_in, user_id) },
};
static const struct db_query recount_recipients_query = {
	.name = "recount_recipients",
	.sql =
		"INSERT INTO \"recount\"\n"
		"SELECT r.\"id\", r.\"contactId\", coalesce(r.\"campaignId\", r.\"sequenceId\" || ':' || coalesce(r.\"stepId\", '')), r.\"campaignId\", r.\"sequenceId\",\n"
		"    CASE WHEN r.\"campaignId\" IS NULL THEN r.\"stepId\" END,\n"
		"    lower(substring(c.\"email\" FROM '@([^@]*)$')), r.\"status\", r.\"sendKey\" IS NOT NULL, r.\"unsubscribedAt\",\n"
		"    coalesce(e.\"sent\", 0), coalesce(e.\"delivered\", 0),\n"
		"    coalesce(e.\"opensPeople\", 0), coalesce(e.\"opensMachines\", 0), coalesce(e.\"opensUnknown\", 0), e.\"openedAt\", e.\"openedByPersonAt\",\n"
		"    coalesce(e.\"clicksPeople\", 0), coalesce(e.\"clicksMachines\", 0), coalesce(e.\"clicksUnknown\", 0), e.\"clickedAt\", e.\"clickedByPersonAt\",\n"
		"    coalesce(e.\"replied\", 0), e.\"repliedAt\", coalesce(e.\"bounced\", 0), coalesce(e.\"complained\", 0), e.\"complainedAt\"\n"
		"FROM \"Recipient\" r\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"LEFT JOIN (\n"
		"    SELECT v.\"recipientId\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'SENT') AS \"sent\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'DELIVERED') AS \"delivered\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'OPENED' AND v.\"who\" = 'human') AS \"opensPeople\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'OPENED' AND v.\"who\" = 'machine') AS \"opensMachines\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'OPENED' AND v.\"who\" = 'unknown') AS \"opensUnknown\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'OPENED') AS \"openedAt\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'OPENED' AND v.\"who\" = 'human') AS \"openedByPersonAt\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'CLICKED' AND v.\"who\" = 'human') AS \"clicksPeople\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'CLICKED' AND v.\"who\" = 'machine') AS \"clicksMachines\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'CLICKED' AND v.\"who\" = 'unknown') AS \"clicksUnknown\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'CLICKED') AS \"clickedAt\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'CLICKED' AND v.\"who\" = 'human') AS \"clickedByPersonAt\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'REPLIED') AS \"replied\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'REPLIED') AS \"repliedAt\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'BOUNCED') AS \"bounced\",\n"
		"        count(*) FILTER (WHERE v.\"type\" = 'COMPLAINED') AS \"complained\",\n"
		"        min(v.\"timestamp\") FILTER (WHERE v.\"type\" = 'COMPLAINED') AS \"complainedAt\"\n"
		"    FROM (SELECT x.\"recipientId\", x.\"type\", x.\"timestamp\", coalesce(x.\"data\" ->> 'verdict', 'human') AS \"who\"\n"
		"          FROM \"EmailEvent\" x WHERE x.\"userId\" = $1) v\n"
		"    GROUP BY v.\"recipientId\"\n"
		") e ON e.\"recipientId\" = r.\"id\"\n"
		"WHERE c.\"userId\" = $1",
	.params = recount_recipients_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_recipients(system_db db, struct arena *a, const struct q_recount_recipients_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_recipients_query, in, affected);
}

static const struct db_field recount_hours_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_hours_in, user_id) },
};
static const struct db_query recount_hours_query = {
	.name = "recount_hours",
	.sql =
		"INSERT INTO \"recountHour\"\n"
		"SELECT r.\"statsId\", date_trunc('hour', e.\"timestamp\"),\n"
		"    count(*) FILTER (WHERE e.\"type\" = 'SENT'), count(*) FILTER (WHERE e.\"type\" = 'BOUNCED'),\n"
		"    count(*) FILTER (WHERE e.\"type\" = 'OPENED' AND coalesce(e.\"data\" ->> 'verdict', 'human') = 'human'),\n"
		"    count(*) FILTER (WHERE e.\"type\" = 'OPENED' AND coalesce(e.\"data\" ->> 'verdict', 'human') <> 'human'),\n"
		"    count(*) FILTER (WHERE e.\"type\" = 'CLICKED' AND coalesce(e.\"data\" ->> 'verdict', 'human') = 'human'),\n"
		"    count(*) FILTER (WHERE e.\"type\" = 'CLICKED' AND coalesce(e.\"data\" ->> 'verdict', 'human') <> 'human')\n"
		"FROM \"EmailEvent\" e JOIN \"recount\" r ON r.\"recipientId\" = e.\"recipientId\"\n"
		"WHERE e.\"userId\" = $1 AND e.\"type\" IN ('SENT', 'BOUNCED', 'OPENED', 'CLICKED')\n"
		"GROUP BY 1, 2",
	.params = recount_hours_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_hours(system_db db, struct arena *a, const struct q_recount_hours_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_hours_query, in, affected);
}

static const struct db_field recount_links_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_links_in, user_id) },
};
static const struct db_query recount_links_query = {
	.name = "recount_links",
	.sql =
		"INSERT INTO \"recountLink\"\n"
		"SELECT r.\"recipientId\", r.\"statsId\", (e.\"data\" ->> 'n')::int, min(e.\"data\" ->> 'url'),\n"
		"    count(*) FILTER (WHERE coalesce(e.\"data\" ->> 'verdict', 'human') = 'human'),\n"
		"    count(*) FILTER (WHERE coalesce(e.\"data\" ->> 'verdict', 'human') <> 'human')\n"
		"FROM \"EmailEvent\" e JOIN \"recount\" r ON r.\"recipientId\" = e.\"recipientId\"\n"
		"WHERE e.\"userId\" = $1 AND e.\"type\" = 'CLICKED' AND e.\"data\" ->> 'n' ~ '^[1-9][0-9]{0,5}$'\n"
		"GROUP BY r.\"recipientId\", r.\"statsId\", (e.\"data\" ->> 'n')::int",
	.params = recount_links_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_links(system_db db, struct arena *a, const struct q_recount_links_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_links_query, in, affected);
}

static const struct db_query recount_analyze_query = {
	.name = "recount_analyze",
	.sql =
		"ANALYZE \"recount\", \"recountHour\", \"recountLink\"",
	.reads = true,
};
err q_recount_analyze(system_db db, struct arena *a)
{
	return db_system_exec(db, a, &recount_analyze_query, NULL, NULL);
}

static const struct db_query recount_fix_marks_query = {
	.name = "recount_fix_marks",
	.sql =
		"UPDATE \"Recipient\" r\n"
		"SET \"openedAt\" = m.\"openedAt\", \"openedByPersonAt\" = m.\"openedByPersonAt\", \"clickedAt\" = m.\"clickedAt\",\n"
		"    \"clickedByPersonAt\" = m.\"clickedByPersonAt\", \"repliedAt\" = m.\"repliedAt\"\n"
		"FROM \"recount\" m\n"
		"WHERE r.\"id\" = m.\"recipientId\"\n"
		"  AND (r.\"openedAt\", r.\"openedByPersonAt\", r.\"clickedAt\", r.\"clickedByPersonAt\", r.\"repliedAt\")\n"
		"      IS DISTINCT FROM (m.\"openedAt\", m.\"openedByPersonAt\", m.\"clickedAt\", m.\"clickedByPersonAt\", m.\"repliedAt\")",
	.timeout_ms = -1,
};
err q_recount_fix_marks(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_marks_query, NULL, affected);
}

static const struct db_field recount_fix_contacts_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_contacts_in, user_id) },
};
static const struct db_query recount_fix_contacts_query = {
	.name = "recount_fix_contacts",
	.sql =
		"UPDATE \"Contact\" c\n"
		"SET \"sentCount\" = w.\"sent\", \"deliveredCount\" = w.\"delivered\", \"openedCount\" = w.\"opened\", \"clickedCount\" = w.\"clicked\",\n"
		"    \"repliedCount\" = w.\"replied\", \"bouncedCount\" = w.\"bounced\", \"complainedCount\" = w.\"complained\", \"engagedCount\" = w.\"engaged\"\n"
		"FROM (\n"
		"    SELECT k.\"id\", count(*) FILTER (WHERE m.\"sent\" > 0) AS \"sent\", count(*) FILTER (WHERE m.\"delivered\" > 0) AS \"delivered\",\n"
		"        count(m.\"openedAt\") AS \"opened\", count(m.\"clickedAt\") AS \"clicked\", count(m.\"repliedAt\") AS \"replied\",\n"
		"        count(*) FILTER (WHERE m.\"bounced\" > 0) AS \"bounced\", count(*) FILTER (WHERE m.\"complained\" > 0) AS \"complained\",\n"
		"        count(coalesce(m.\"openedByPersonAt\", m.\"clickedByPersonAt\", m.\"repliedAt\")) AS \"engaged\"\n"
		"    FROM \"Contact\" k LEFT JOIN \"recount\" m ON m.\"contactId\" = k.\"id\"\n"
		"    WHERE k.\"userId\" = $1\n"
		"    GROUP BY k.\"id\"\n"
		") w\n"
		"WHERE c.\"id\" = w.\"id\"\n"
		"  AND NOT (EXISTS (SELECT 1 FROM \"UserGone\" g WHERE g.\"userId\" = $1) AND c.\"sentCount\" >= w.\"sent\" AND c.\"deliveredCount\" >= w.\"delivered\"\n"
		"           AND c.\"openedCount\" >= w.\"opened\" AND c.\"clickedCount\" >= w.\"clicked\" AND c.\"repliedCount\" >= w.\"replied\"\n"
		"           AND c.\"bouncedCount\" >= w.\"bounced\" AND c.\"complainedCount\" >= w.\"complained\" AND c.\"engagedCount\" >= w.\"engaged\")\n"
		"  AND (c.\"sentCount\", c.\"deliveredCount\", c.\"openedCount\", c.\"clickedCount\", c.\"repliedCount\", c.\"bouncedCount\", c.\"complainedCount\",\n"
		"       c.\"engagedCount\")\n"
		"      IS DISTINCT FROM (w.\"sent\", w.\"delivered\", w.\"opened\", w.\"clicked\", w.\"replied\", w.\"bounced\", w.\"complained\", w.\"engaged\")",
	.params = recount_fix_contacts_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_contacts(system_db db, struct arena *a, const struct q_recount_fix_contacts_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_contacts_query, in, affected);
}

static const struct db_field recount_fix_stats_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_stats_in, user_id) },
};
static const struct db_query recount_fix_stats_query = {
	.name = "recount_fix_stats",
	.sql =
		"INSERT INTO \"Stats\" AS s (\"id\", \"userId\", \"campaignId\", \"sequenceId\", \"stepId\", \"recipients\", \"sent\", \"failed\", \"bounced\", \"inDoubt\",\n"
		"    \"opensPeople\", \"opensMachines\", \"opensUnknown\", \"openedPeople\", \"openedMachines\", \"clicksPeople\", \"clicksMachines\", \"clicksUnknown\",\n"
		"    \"clickedPeople\", \"clickedMachines\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"SELECT coalesce(w.\"statsId\", x.\"id\"), $1, coalesce(w.\"campaignId\", x.\"campaignId\"), coalesce(w.\"sequenceId\", x.\"sequenceId\"),\n"
		"    coalesce(w.\"stepId\", x.\"stepId\"),\n"
		"    greatest(w.\"recipients\", x.\"recipients\", 0), greatest(w.\"sent\", x.\"sent\", 0), greatest(w.\"failed\", x.\"failed\", 0), greatest(w.\"bounced\", x.\"bounced\", 0),\n"
		"    greatest(x.\"inDoubt\", (SELECT count(*) FROM \"InDoubt\" i JOIN \"Recipient\" y ON y.\"id\" = i.\"recipientId\"\n"
		"     WHERE i.\"userId\" = $1 AND i.\"resolution\" <> 'confirmed'\n"
		"       AND coalesce(y.\"campaignId\", y.\"sequenceId\" || ':' || coalesce(y.\"stepId\", '')) = coalesce(w.\"statsId\", x.\"id\"))),\n"
		"    greatest(w.\"opensPeople\", x.\"opensPeople\", 0), greatest(w.\"opensMachines\", x.\"opensMachines\", 0), greatest(w.\"opensUnknown\", x.\"opensUnknown\", 0), greatest(w.\"openedPeople\", x.\"openedPeople\", 0),\n"
		"    greatest(w.\"openedMachines\", x.\"openedMachines\", 0), greatest(w.\"clicksPeople\", x.\"clicksPeople\", 0), greatest(w.\"clicksMachines\", x.\"clicksMachines\", 0), greatest(w.\"clicksUnknown\", x.\"clicksUnknown\", 0),\n"
		"    greatest(w.\"clickedPeople\", x.\"clickedPeople\", 0), greatest(w.\"clickedMachines\", x.\"clickedMachines\", 0), greatest(w.\"replied\", x.\"replied\", 0), greatest(w.\"complained\", x.\"complained\", 0),\n"
		"    greatest(w.\"unsubscribed\", x.\"unsubscribed\", 0)\n"
		"FROM (\n"
		"    SELECT m.\"statsId\", min(m.\"campaignId\") AS \"campaignId\", min(m.\"sequenceId\") AS \"sequenceId\", min(m.\"stepId\") AS \"stepId\",\n"
		"        count(*) AS \"recipients\",\n"
		"        count(*) FILTER (WHERE m.\"status\" = 'SENT') AS \"sent\", count(*) FILTER (WHERE m.\"status\" = 'FAILED') AS \"failed\",\n"
		"        count(*) FILTER (WHERE m.\"status\" = 'BOUNCED') AS \"bounced\",\n"
		"        sum(m.\"opensPeople\")::int8 AS \"opensPeople\", sum(m.\"opensMachines\")::int8 AS \"opensMachines\", sum(m.\"opensUnknown\")::int8 AS \"opensUnknown\",\n"
		"        count(m.\"openedByPersonAt\") AS \"openedPeople\",\n"
		"        count(m.\"openedAt\") FILTER (WHERE m.\"openedByPersonAt\" IS NULL) AS \"openedMachines\",\n"
		"        sum(m.\"clicksPeople\")::int8 AS \"clicksPeople\", sum(m.\"clicksMachines\")::int8 AS \"clicksMachines\", sum(m.\"clicksUnknown\")::int8 AS \"clicksUnknown\",\n"
		"        count(m.\"clickedByPersonAt\") AS \"clickedPeople\",\n"
		"        count(m.\"clickedAt\") FILTER (WHERE m.\"clickedByPersonAt\" IS NULL) AS \"clickedMachines\",\n"
		"        count(m.\"repliedAt\") AS \"replied\", count(*) FILTER (WHERE m.\"complained\" > 0) AS \"complained\",\n"
		"        count(m.\"unsubscribedAt\") AS \"unsubscribed\"\n"
		"    FROM \"recount\" m WHERE m.\"statsId\" IS NOT NULL GROUP BY m.\"statsId\"\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"id\", k.\"campaignId\", k.\"sequenceId\", k.\"stepId\",\n"
		"        k.\"recipients\" * (k.\"gone\" > 0)::int AS \"recipients\", k.\"sent\" * (k.\"gone\" > 0)::int AS \"sent\", k.\"failed\" * (k.\"gone\" > 0)::int AS \"failed\",\n"
		"        k.\"bounced\" * (k.\"gone\" > 0)::int AS \"bounced\", k.\"inDoubt\" * (k.\"gone\" > 0)::int AS \"inDoubt\", k.\"opensPeople\" * (k.\"gone\" > 0)::int AS \"opensPeople\",\n"
		"        k.\"opensMachines\" * (k.\"gone\" > 0)::int AS \"opensMachines\", k.\"opensUnknown\" * (k.\"gone\" > 0)::int AS \"opensUnknown\", k.\"openedPeople\" * (k.\"gone\" > 0)::int AS \"openedPeople\",\n"
		"        k.\"openedMachines\" * (k.\"gone\" > 0)::int AS \"openedMachines\", k.\"clicksPeople\" * (k.\"gone\" > 0)::int AS \"clicksPeople\", k.\"clicksMachines\" * (k.\"gone\" > 0)::int AS \"clicksMachines\",\n"
		"        k.\"clicksUnknown\" * (k.\"gone\" > 0)::int AS \"clicksUnknown\", k.\"clickedPeople\" * (k.\"gone\" > 0)::int AS \"clickedPeople\", k.\"clickedMachines\" * (k.\"gone\" > 0)::int AS \"clickedMachines\",\n"
		"        k.\"replied\" * (k.\"gone\" > 0)::int AS \"replied\", k.\"complained\" * (k.\"gone\" > 0)::int AS \"complained\", k.\"unsubscribed\" * (k.\"gone\" > 0)::int AS \"unsubscribed\"\n"
		"    FROM \"Stats\" k WHERE k.\"userId\" = $1) x ON x.\"id\" = w.\"statsId\"\n"
		"ORDER BY 1\n"
		"ON CONFLICT (\"id\") DO UPDATE SET \"recipients\" = EXCLUDED.\"recipients\", \"sent\" = EXCLUDED.\"sent\", \"failed\" = EXCLUDED.\"failed\",\n"
		"    \"bounced\" = EXCLUDED.\"bounced\", \"inDoubt\" = EXCLUDED.\"inDoubt\", \"opensPeople\" = EXCLUDED.\"opensPeople\",\n"
		"    \"opensMachines\" = EXCLUDED.\"opensMachines\", \"opensUnknown\" = EXCLUDED.\"opensUnknown\", \"openedPeople\" = EXCLUDED.\"openedPeople\",\n"
		"    \"openedMachines\" = EXCLUDED.\"openedMachines\", \"clicksPeople\" = EXCLUDED.\"clicksPeople\",\n"
		"    \"clicksMachines\" = EXCLUDED.\"clicksMachines\", \"clicksUnknown\" = EXCLUDED.\"clicksUnknown\",\n"
		"    \"clickedPeople\" = EXCLUDED.\"clickedPeople\", \"clickedMachines\" = EXCLUDED.\"clickedMachines\", \"replied\" = EXCLUDED.\"replied\",\n"
		"    \"complained\" = EXCLUDED.\"complained\", \"unsubscribed\" = EXCLUDED.\"unsubscribed\"\n"
		"WHERE (s.\"recipients\", s.\"sent\", s.\"failed\", s.\"bounced\", s.\"inDoubt\", s.\"opensPeople\", s.\"opensMachines\", s.\"opensUnknown\",\n"
		"       s.\"openedPeople\", s.\"openedMachines\", s.\"clicksPeople\", s.\"clicksMachines\", s.\"clicksUnknown\", s.\"clickedPeople\",\n"
		"       s.\"clickedMachines\", s.\"replied\", s.\"complained\", s.\"unsubscribed\")\n"
		"      IS DISTINCT FROM (EXCLUDED.\"recipients\", EXCLUDED.\"sent\", EXCLUDED.\"failed\", EXCLUDED.\"bounced\", EXCLUDED.\"inDoubt\",\n"
		"       EXCLUDED.\"opensPeople\", EXCLUDED.\"opensMachines\", EXCLUDED.\"opensUnknown\", EXCLUDED.\"openedPeople\", EXCLUDED.\"openedMachines\",\n"
		"       EXCLUDED.\"clicksPeople\", EXCLUDED.\"clicksMachines\", EXCLUDED.\"clicksUnknown\", EXCLUDED.\"clickedPeople\",\n"
		"       EXCLUDED.\"clickedMachines\", EXCLUDED.\"replied\", EXCLUDED.\"complained\", EXCLUDED.\"unsubscribed\")",
	.params = recount_fix_stats_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_stats(system_db db, struct arena *a, const struct q_recount_fix_stats_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_stats_query, in, affected);
}

static const struct db_field recount_fix_hours_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_hours_in, user_id) },
};
static const struct db_query recount_fix_hours_query = {
	.name = "recount_fix_hours",
	.sql =
		"INSERT INTO \"StatsHour\" AS s (\"statsId\", \"hour\", \"userId\", \"sent\", \"bounced\", \"opensPeople\", \"opensMachines\", \"clicksPeople\", \"clicksMachines\")\n"
		"SELECT coalesce(w.\"statsId\", x.\"statsId\"), coalesce(w.\"hour\", x.\"hour\"), $1, greatest(w.\"sent\", x.\"sent\", 0), greatest(w.\"bounced\", x.\"bounced\", 0),\n"
		"    greatest(w.\"opensPeople\", x.\"opensPeople\", 0), greatest(w.\"opensMachines\", x.\"opensMachines\", 0), greatest(w.\"clicksPeople\", x.\"clicksPeople\", 0), greatest(w.\"clicksMachines\", x.\"clicksMachines\", 0)\n"
		"FROM (SELECT h.* FROM \"recountHour\" h WHERE h.\"statsId\" IS NOT NULL) w\n"
		"FULL JOIN (\n"
		"    SELECT k.\"statsId\", k.\"hour\",\n"
		"        k.\"sent\" * h.\"is\"::int AS \"sent\", k.\"bounced\" * h.\"is\"::int AS \"bounced\", k.\"opensPeople\" * h.\"is\"::int AS \"opensPeople\", k.\"opensMachines\" * h.\"is\"::int AS \"opensMachines\",\n"
		"        k.\"clicksPeople\" * h.\"is\"::int AS \"clicksPeople\", k.\"clicksMachines\" * h.\"is\"::int AS \"clicksMachines\"\n"
		"    FROM \"StatsHour\" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g.\"gone\" > 0 FROM \"Stats\" g WHERE g.\"id\" = k.\"statsId\"), false) AS \"is\") h WHERE k.\"userId\" = $1) x ON x.\"statsId\" = w.\"statsId\" AND x.\"hour\" = w.\"hour\"\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"statsId\", \"hour\") DO UPDATE SET \"sent\" = EXCLUDED.\"sent\", \"bounced\" = EXCLUDED.\"bounced\",\n"
		"    \"opensPeople\" = EXCLUDED.\"opensPeople\", \"opensMachines\" = EXCLUDED.\"opensMachines\", \"clicksPeople\" = EXCLUDED.\"clicksPeople\",\n"
		"    \"clicksMachines\" = EXCLUDED.\"clicksMachines\"\n"
		"WHERE (s.\"sent\", s.\"bounced\", s.\"opensPeople\", s.\"opensMachines\", s.\"clicksPeople\", s.\"clicksMachines\")\n"
		"      IS DISTINCT FROM (EXCLUDED.\"sent\", EXCLUDED.\"bounced\", EXCLUDED.\"opensPeople\", EXCLUDED.\"opensMachines\", EXCLUDED.\"clicksPeople\",\n"
		"       EXCLUDED.\"clicksMachines\")",
	.params = recount_fix_hours_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_hours(system_db db, struct arena *a, const struct q_recount_fix_hours_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_hours_query, in, affected);
}

static const struct db_field recount_fix_domains_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_domains_in, user_id) },
};
static const struct db_query recount_fix_domains_query = {
	.name = "recount_fix_domains",
	.sql =
		"INSERT INTO \"DomainStats\" AS s (\"statsId\", \"domain\", \"userId\", \"sent\", \"failed\", \"bounced\", \"opened\", \"clicked\")\n"
		"SELECT coalesce(w.\"statsId\", x.\"statsId\"), coalesce(w.\"bucket\", x.\"domain\"), $1, greatest(w.\"sent\", x.\"sent\", 0), greatest(w.\"failed\", x.\"failed\", 0),\n"
		"    greatest(w.\"bounced\", x.\"bounced\", 0), greatest(w.\"opened\", x.\"opened\", 0), greatest(w.\"clicked\", x.\"clicked\", 0)\n"
		"FROM (\n"
		"    SELECT b.\"statsId\", b.\"bucket\", sum(b.\"sent\")::int8 AS \"sent\", sum(b.\"failed\")::int8 AS \"failed\", sum(b.\"bounced\")::int8 AS \"bounced\",\n"
		"        sum(b.\"opened\")::int8 AS \"opened\", sum(b.\"clicked\")::int8 AS \"clicked\"\n"
		"    FROM (\n"
		"        SELECT v.*,\n"
		"            CASE WHEN d.\"domain\" IS NOT NULL\n"
		"                   OR (SELECT count(*) FROM \"DomainStats\" k WHERE k.\"statsId\" = v.\"statsId\" AND k.\"domain\" <> '*')\n"
		"                      + row_number() OVER (PARTITION BY v.\"statsId\", d.\"domain\" IS NULL ORDER BY v.\"domain\") <= 200\n"
		"                 THEN v.\"domain\" ELSE '*' END AS \"bucket\"\n"
		"        FROM (\n"
		"            SELECT m.\"statsId\", m.\"domain\", count(*) FILTER (WHERE m.\"status\" = 'SENT') AS \"sent\",\n"
		"                count(*) FILTER (WHERE m.\"status\" = 'FAILED') AS \"failed\", count(*) FILTER (WHERE m.\"status\" = 'BOUNCED') AS \"bounced\",\n"
		"                count(m.\"openedByPersonAt\") AS \"opened\", count(m.\"clickedByPersonAt\") AS \"clicked\"\n"
		"            FROM \"recount\" m\n"
		"            WHERE m.\"statsId\" IS NOT NULL AND m.\"domain\" IS NOT NULL\n"
		"              AND (m.\"status\" <> 'PENDING' OR m.\"openedByPersonAt\" IS NOT NULL OR m.\"clickedByPersonAt\" IS NOT NULL)\n"
		"            GROUP BY 1, 2\n"
		"        ) v LEFT JOIN \"DomainStats\" d ON d.\"statsId\" = v.\"statsId\" AND d.\"domain\" = v.\"domain\"\n"
		"    ) b GROUP BY 1, 2\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"statsId\", k.\"domain\",\n"
		"        k.\"sent\" * h.\"is\"::int AS \"sent\", k.\"failed\" * h.\"is\"::int AS \"failed\", k.\"bounced\" * h.\"is\"::int AS \"bounced\", k.\"opened\" * h.\"is\"::int AS \"opened\",\n"
		"        k.\"clicked\" * h.\"is\"::int AS \"clicked\"\n"
		"    FROM \"DomainStats\" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g.\"gone\" > 0 FROM \"Stats\" g WHERE g.\"id\" = k.\"statsId\"), false) AS \"is\") h WHERE k.\"userId\" = $1) x ON x.\"statsId\" = w.\"statsId\" AND x.\"domain\" = w.\"bucket\"\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"statsId\", \"domain\") DO UPDATE SET \"sent\" = EXCLUDED.\"sent\", \"failed\" = EXCLUDED.\"failed\", \"bounced\" = EXCLUDED.\"bounced\",\n"
		"    \"opened\" = EXCLUDED.\"opened\", \"clicked\" = EXCLUDED.\"clicked\"\n"
		"WHERE (s.\"sent\", s.\"failed\", s.\"bounced\", s.\"opened\", s.\"clicked\")\n"
		"      IS DISTINCT FROM (EXCLUDED.\"sent\", EXCLUDED.\"failed\", EXCLUDED.\"bounced\", EXCLUDED.\"opened\", EXCLUDED.\"clicked\")",
	.params = recount_fix_domains_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_domains(system_db db, struct arena *a, const struct q_recount_fix_domains_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_domains_query, in, affected);
}

static const struct db_field recount_drop_link_clicks_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_drop_link_clicks_in, user_id) },
};
static const struct db_query recount_drop_link_clicks_query = {
	.name = "recount_drop_link_clicks",
	.sql =
		"DELETE FROM \"LinkClick\" k\n"
		"WHERE k.\"userId\" = $1\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"recountLink\" l WHERE l.\"recipientId\" = k.\"recipientId\" AND l.\"n\" = k.\"n\")",
	.params = recount_drop_link_clicks_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_drop_link_clicks(system_db db, struct arena *a, const struct q_recount_drop_link_clicks_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_drop_link_clicks_query, in, affected);
}

static const struct db_field recount_fix_link_clicks_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_link_clicks_in, user_id) },
};
static const struct db_query recount_fix_link_clicks_query = {
	.name = "recount_fix_link_clicks",
	.sql =
		"INSERT INTO \"LinkClick\" AS s (\"recipientId\", \"n\", \"userId\", \"byPerson\")\n"
		"SELECT l.\"recipientId\", l.\"n\", $1, l.\"people\" > 0 FROM \"recountLink\" l\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"recipientId\", \"n\") DO UPDATE SET \"byPerson\" = EXCLUDED.\"byPerson\" WHERE s.\"byPerson\" <> EXCLUDED.\"byPerson\"",
	.params = recount_fix_link_clicks_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_link_clicks(system_db db, struct arena *a, const struct q_recount_fix_link_clicks_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_link_clicks_query, in, affected);
}

static const struct db_field recount_fix_links_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_links_in, user_id) },
};
static const struct db_query recount_fix_links_query = {
	.name = "recount_fix_links",
	.sql =
		"INSERT INTO \"LinkStats\" AS s (\"statsId\", \"n\", \"userId\", \"url\", \"people\", \"machines\", \"uniquePeople\", \"uniqueMachines\")\n"
		"SELECT coalesce(w.\"statsId\", x.\"statsId\"), coalesce(w.\"n\", x.\"n\"), $1, coalesce(x.\"url\", w.\"url\"), greatest(w.\"people\", x.\"people\", 0),\n"
		"    greatest(w.\"machines\", x.\"machines\", 0), greatest(w.\"uniquePeople\", x.\"uniquePeople\", 0), greatest(w.\"uniqueMachines\", x.\"uniqueMachines\", 0)\n"
		"FROM (\n"
		"    SELECT l.\"statsId\", l.\"n\", min(l.\"url\") AS \"url\", sum(l.\"people\")::int8 AS \"people\", sum(l.\"machines\")::int8 AS \"machines\",\n"
		"        count(*) FILTER (WHERE l.\"people\" > 0) AS \"uniquePeople\", count(*) FILTER (WHERE l.\"people\" = 0) AS \"uniqueMachines\"\n"
		"    FROM \"recountLink\" l WHERE l.\"statsId\" IS NOT NULL GROUP BY 1, 2\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"statsId\", k.\"n\", k.\"url\",\n"
		"        k.\"people\" * h.\"is\"::int AS \"people\", k.\"machines\" * h.\"is\"::int AS \"machines\", k.\"uniquePeople\" * h.\"is\"::int AS \"uniquePeople\", k.\"uniqueMachines\" * h.\"is\"::int AS \"uniqueMachines\"\n"
		"    FROM \"LinkStats\" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g.\"gone\" > 0 FROM \"Stats\" g WHERE g.\"id\" = k.\"statsId\"), false) AS \"is\") h WHERE k.\"userId\" = $1) x ON x.\"statsId\" = w.\"statsId\" AND x.\"n\" = w.\"n\"\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"statsId\", \"n\") DO UPDATE SET \"people\" = EXCLUDED.\"people\", \"machines\" = EXCLUDED.\"machines\",\n"
		"    \"uniquePeople\" = EXCLUDED.\"uniquePeople\", \"uniqueMachines\" = EXCLUDED.\"uniqueMachines\"\n"
		"WHERE (s.\"people\", s.\"machines\", s.\"uniquePeople\", s.\"uniqueMachines\")\n"
		"      IS DISTINCT FROM (EXCLUDED.\"people\", EXCLUDED.\"machines\", EXCLUDED.\"uniquePeople\", EXCLUDED.\"uniqueMachines\")",
	.params = recount_fix_links_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_links(system_db db, struct arena *a, const struct q_recount_fix_links_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_links_query, in, affected);
}

static const struct db_field recount_fix_programs_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_programs_in, user_id) },
};
static const struct db_query recount_fix_programs_query = {
	.name = "recount_fix_programs",
	.sql =
		"INSERT INTO \"ProgramStats\" AS s (\"statsId\", \"program\", \"userId\", \"kind\", \"opens\", \"clicks\")\n"
		"SELECT coalesce(w.\"statsId\", x.\"statsId\"), coalesce(w.\"program\", x.\"program\"), $1, coalesce(x.\"kind\", w.\"kind\"),\n"
		"    greatest(w.\"opens\", x.\"opens\", 0), greatest(w.\"clicks\", x.\"clicks\", 0)\n"
		"FROM (\n"
		"    SELECT r.\"statsId\", e.\"data\" ->> 'program' AS \"program\", coalesce(min(e.\"data\" ->> 'reason'), 'bot') AS \"kind\",\n"
		"        count(*) FILTER (WHERE e.\"type\" = 'OPENED') AS \"opens\", count(*) FILTER (WHERE e.\"type\" = 'CLICKED') AS \"clicks\"\n"
		"    FROM \"EmailEvent\" e JOIN \"recount\" r ON r.\"recipientId\" = e.\"recipientId\"\n"
		"    WHERE e.\"userId\" = $1 AND e.\"type\" IN ('OPENED', 'CLICKED') AND e.\"data\" ->> 'program' <> '' AND r.\"statsId\" IS NOT NULL\n"
		"    GROUP BY 1, 2\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"statsId\", k.\"program\", k.\"kind\", k.\"opens\" * h.\"is\"::int AS \"opens\", k.\"clicks\" * h.\"is\"::int AS \"clicks\"\n"
		"    FROM \"ProgramStats\" k CROSS JOIN LATERAL (SELECT coalesce((SELECT g.\"gone\" > 0 FROM \"Stats\" g WHERE g.\"id\" = k.\"statsId\"), false) AS \"is\") h\n"
		"    WHERE k.\"userId\" = $1) x ON x.\"statsId\" = w.\"statsId\" AND x.\"program\" = w.\"program\"\n"
		"ORDER BY 1, 2\n"
		"ON CONFLICT (\"statsId\", \"program\") DO UPDATE SET \"opens\" = EXCLUDED.\"opens\", \"clicks\" = EXCLUDED.\"clicks\"\n"
		"WHERE (s.\"opens\", s.\"clicks\") IS DISTINCT FROM (EXCLUDED.\"opens\", EXCLUDED.\"clicks\")",
	.params = recount_fix_programs_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_programs(system_db db, struct arena *a, const struct q_recount_fix_programs_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_programs_query, in, affected);
}

static const struct db_field recount_fix_days_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_days_in, user_id) },
};
static const struct db_query recount_fix_days_query = {
	.name = "recount_fix_days",
	.sql =
		"INSERT INTO \"UserDay\" AS s (\"userId\", \"day\", \"sent\", \"bounced\", \"opensPeople\", \"opensMachines\", \"openedPeople\", \"clicksPeople\",\n"
		"    \"clicksMachines\", \"clickedPeople\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"SELECT $1, coalesce(w.\"day\", x.\"day\"), greatest(w.\"sent\", x.\"sent\", 0), greatest(w.\"bounced\", x.\"bounced\", 0), greatest(w.\"opensPeople\", x.\"opensPeople\", 0),\n"
		"    greatest(w.\"opensMachines\", x.\"opensMachines\", 0), greatest(w.\"openedPeople\", x.\"openedPeople\", 0), greatest(w.\"clicksPeople\", x.\"clicksPeople\", 0), greatest(w.\"clicksMachines\", x.\"clicksMachines\", 0),\n"
		"    greatest(w.\"clickedPeople\", x.\"clickedPeople\", 0), greatest(w.\"replied\", x.\"replied\", 0), greatest(w.\"complained\", x.\"complained\", 0), greatest(w.\"unsubscribed\", x.\"unsubscribed\", 0)\n"
		"FROM (\n"
		"    SELECT v.\"day\", sum(v.\"sent\")::int8 AS \"sent\", sum(v.\"bounced\")::int8 AS \"bounced\", sum(v.\"opensPeople\")::int8 AS \"opensPeople\",\n"
		"        sum(v.\"opensMachines\")::int8 AS \"opensMachines\", sum(v.\"openedPeople\")::int8 AS \"openedPeople\",\n"
		"        sum(v.\"clicksPeople\")::int8 AS \"clicksPeople\", sum(v.\"clicksMachines\")::int8 AS \"clicksMachines\",\n"
		"        sum(v.\"clickedPeople\")::int8 AS \"clickedPeople\", sum(v.\"replied\")::int8 AS \"replied\", sum(v.\"complained\")::int8 AS \"complained\",\n"
		"        sum(v.\"unsubscribed\")::int8 AS \"unsubscribed\"\n"
		"    FROM (\n"
		"        SELECT h.\"hour\"::date AS \"day\", h.\"sent\", h.\"bounced\", h.\"opensPeople\", h.\"opensMachines\", 0::int8 AS \"openedPeople\", h.\"clicksPeople\",\n"
		"            h.\"clicksMachines\", 0::int8 AS \"clickedPeople\", 0::int8 AS \"replied\", 0::int8 AS \"complained\", 0::int8 AS \"unsubscribed\"\n"
		"        FROM \"recountHour\" h\n"
		"        UNION ALL SELECT m.\"openedByPersonAt\"::date, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 FROM \"recount\" m WHERE m.\"openedByPersonAt\" IS NOT NULL\n"
		"        UNION ALL SELECT m.\"clickedByPersonAt\"::date, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 FROM \"recount\" m WHERE m.\"clickedByPersonAt\" IS NOT NULL\n"
		"        UNION ALL SELECT m.\"repliedAt\"::date, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 FROM \"recount\" m WHERE m.\"repliedAt\" IS NOT NULL\n"
		"        UNION ALL SELECT m.\"complainedAt\"::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0 FROM \"recount\" m WHERE m.\"complainedAt\" IS NOT NULL\n"
		"        UNION ALL SELECT m.\"unsubscribedAt\"::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 FROM \"recount\" m WHERE m.\"unsubscribedAt\" IS NOT NULL\n"
		"    ) v GROUP BY v.\"day\"\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"day\",\n"
		"        k.\"sent\" * h.\"is\"::int AS \"sent\", k.\"bounced\" * h.\"is\"::int AS \"bounced\", k.\"opensPeople\" * h.\"is\"::int AS \"opensPeople\", k.\"opensMachines\" * h.\"is\"::int AS \"opensMachines\",\n"
		"        k.\"openedPeople\" * h.\"is\"::int AS \"openedPeople\", k.\"clicksPeople\" * h.\"is\"::int AS \"clicksPeople\", k.\"clicksMachines\" * h.\"is\"::int AS \"clicksMachines\", k.\"clickedPeople\" * h.\"is\"::int AS \"clickedPeople\",\n"
		"        k.\"replied\" * h.\"is\"::int AS \"replied\", k.\"complained\" * h.\"is\"::int AS \"complained\", k.\"unsubscribed\" * h.\"is\"::int AS \"unsubscribed\"\n"
		"    FROM \"UserDay\" k CROSS JOIN LATERAL (SELECT coalesce(EXISTS (SELECT 1 FROM \"UserGone\" g WHERE g.\"userId\" = $1), false) AS \"is\") h WHERE k.\"userId\" = $1) x ON x.\"day\" = w.\"day\"\n"
		"ORDER BY 2\n"
		"ON CONFLICT (\"userId\", \"day\") DO UPDATE SET \"sent\" = EXCLUDED.\"sent\", \"bounced\" = EXCLUDED.\"bounced\",\n"
		"    \"opensPeople\" = EXCLUDED.\"opensPeople\", \"opensMachines\" = EXCLUDED.\"opensMachines\", \"openedPeople\" = EXCLUDED.\"openedPeople\",\n"
		"    \"clicksPeople\" = EXCLUDED.\"clicksPeople\", \"clicksMachines\" = EXCLUDED.\"clicksMachines\", \"clickedPeople\" = EXCLUDED.\"clickedPeople\",\n"
		"    \"replied\" = EXCLUDED.\"replied\", \"complained\" = EXCLUDED.\"complained\", \"unsubscribed\" = EXCLUDED.\"unsubscribed\"\n"
		"WHERE (s.\"sent\", s.\"bounced\", s.\"opensPeople\", s.\"opensMachines\", s.\"openedPeople\", s.\"clicksPeople\", s.\"clicksMachines\",\n"
		"       s.\"clickedPeople\", s.\"replied\", s.\"complained\", s.\"unsubscribed\")\n"
		"      IS DISTINCT FROM (EXCLUDED.\"sent\", EXCLUDED.\"bounced\", EXCLUDED.\"opensPeople\", EXCLUDED.\"opensMachines\", EXCLUDED.\"openedPeople\",\n"
		"       EXCLUDED.\"clicksPeople\", EXCLUDED.\"clicksMachines\", EXCLUDED.\"clickedPeople\", EXCLUDED.\"replied\", EXCLUDED.\"complained\",\n"
		"       EXCLUDED.\"unsubscribed\")",
	.params = recount_fix_days_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_days(system_db db, struct arena *a, const struct q_recount_fix_days_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_days_query, in, affected);
}

static const struct db_field recount_fix_types_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_types_in, user_id) },
};
static const struct db_query recount_fix_types_query = {
	.name = "recount_fix_types",
	.sql =
		"INSERT INTO \"UserEventType\" AS s (\"userId\", \"type\", \"events\", \"contacts\")\n"
		"SELECT $1, coalesce(w.\"type\", x.\"type\"), greatest(w.\"events\", x.\"events\", 0), greatest(w.\"contacts\", x.\"contacts\", 0)\n"
		"FROM (\n"
		"    SELECT t.\"type\", sum(t.\"n\")::int8 AS \"events\", count(DISTINCT t.\"contactId\") AS \"contacts\"\n"
		"    FROM \"recount\" m CROSS JOIN LATERAL (VALUES ('SENT', m.\"sent\", m.\"contactId\"), ('DELIVERED', m.\"delivered\", m.\"contactId\"),\n"
		"        ('OPENED', m.\"opensPeople\" + m.\"opensMachines\" + m.\"opensUnknown\", m.\"contactId\"),\n"
		"        ('CLICKED', m.\"clicksPeople\" + m.\"clicksMachines\" + m.\"clicksUnknown\", m.\"contactId\"), ('REPLIED', m.\"replied\", m.\"contactId\"),\n"
		"        ('BOUNCED', m.\"bounced\", m.\"contactId\"), ('COMPLAINED', m.\"complained\", m.\"contactId\")) AS t (\"type\", \"n\", \"contactId\")\n"
		"    WHERE t.\"n\" > 0\n"
		"    GROUP BY t.\"type\"\n"
		") w FULL JOIN (\n"
		"    SELECT k.\"type\",\n"
		"        k.\"events\" * h.\"is\"::int AS \"events\", k.\"contacts\" * h.\"is\"::int AS \"contacts\"\n"
		"    FROM \"UserEventType\" k CROSS JOIN LATERAL (SELECT coalesce(EXISTS (SELECT 1 FROM \"UserGone\" g WHERE g.\"userId\" = $1), false) AS \"is\") h WHERE k.\"userId\" = $1) x ON x.\"type\" = w.\"type\"\n"
		"ORDER BY 2\n"
		"ON CONFLICT (\"userId\", \"type\") DO UPDATE SET \"events\" = EXCLUDED.\"events\", \"contacts\" = EXCLUDED.\"contacts\"\n"
		"WHERE (s.\"events\", s.\"contacts\") IS DISTINCT FROM (EXCLUDED.\"events\", EXCLUDED.\"contacts\")",
	.params = recount_fix_types_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_types(system_db db, struct arena *a, const struct q_recount_fix_types_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_types_query, in, affected);
}

static const struct db_field recount_fix_sequences_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_sequences_in, user_id) },
};
static const struct db_query recount_fix_sequences_query = {
	.name = "recount_fix_sequences",
	.sql =
		"UPDATE \"SequenceStats\" s SET \"active\" = w.\"active\", \"paused\" = w.\"paused\"\n"
		"FROM (SELECT k.\"sequenceId\", count(e.\"id\") FILTER (WHERE e.\"status\" = 'ACTIVE') AS \"active\", count(e.\"id\") FILTER (WHERE e.\"status\" = 'PAUSED') AS \"paused\"\n"
		"      FROM \"SequenceStats\" k LEFT JOIN \"SequenceEnrollment\" e ON e.\"sequenceId\" = k.\"sequenceId\" WHERE k.\"userId\" = $1 GROUP BY 1) w\n"
		"WHERE s.\"sequenceId\" = w.\"sequenceId\" AND (s.\"active\", s.\"paused\") IS DISTINCT FROM (w.\"active\", w.\"paused\")",
	.params = recount_fix_sequences_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_sequences(system_db db, struct arena *a, const struct q_recount_fix_sequences_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_sequences_query, in, affected);
}

static const struct db_field recount_fix_steps_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_recount_fix_steps_in, user_id) },
};
static const struct db_query recount_fix_steps_query = {
	.name = "recount_fix_steps",
	.sql =
		"UPDATE \"SequenceStepStats\" s SET \"waiting\" = w.\"n\"\n"
		"FROM (SELECT k.\"sequenceId\", k.\"stepId\", count(e.\"id\") AS \"n\"\n"
		"      FROM \"SequenceStepStats\" k LEFT JOIN \"SequenceEnrollment\" e\n"
		"           ON e.\"sequenceId\" = k.\"sequenceId\" AND e.\"currentStep\" = k.\"stepId\" AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE AND e.\"phase\" IS NOT NULL\n"
		"      WHERE k.\"userId\" = $1 GROUP BY 1, 2) w\n"
		"WHERE s.\"sequenceId\" = w.\"sequenceId\" AND s.\"stepId\" = w.\"stepId\" AND s.\"waiting\" <> w.\"n\"",
	.params = recount_fix_steps_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_recount_fix_steps(system_db db, struct arena *a, const struct q_recount_fix_steps_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &recount_fix_steps_query, in, affected);
}

static const struct db_field recount_without_event_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_recount_without_event_row, count) },
};
static const struct db_query recount_without_event_query = {
	.name = "recount_without_event",
	.sql =
		"SELECT count(*) AS \"count\" FROM \"recount\" m\n"
		"WHERE m.\"planned\" AND ((m.\"status\" = 'SENT') <> (m.\"sent\" > 0 AND m.\"status\" <> 'BOUNCED') OR m.\"status\" = 'BOUNCED' AND m.\"bounced\" = 0)",
	.cols = recount_without_event_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_recount_without_event_row),
	.reads = true,
};
err q_recount_without_event(system_db db, struct arena *a, struct q_recount_without_event_row *out)
{
	return db_system_one(db, a, &recount_without_event_query, NULL, out);
}
