/* Written by tools/sqlgen from sql/q/tenant/stats.sql; do not edit. */
#include "db/gen/stats_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field stats_campaign_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_campaign_in, id) },
};
static const struct db_field stats_campaign_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_campaign_row, id) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, recipients) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, sent) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, failed) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, bounced) },
	{ "inDoubt", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, in_doubt) },
	{ "opensPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, opens_people) },
	{ "opensMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, opens_machines) },
	{ "opensUnknown", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, opens_unknown) },
	{ "openedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, opened_people) },
	{ "openedMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, opened_machines) },
	{ "clicksPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, clicks_people) },
	{ "clicksMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, clicks_machines) },
	{ "clicksUnknown", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, clicks_unknown) },
	{ "clickedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, clicked_people) },
	{ "clickedMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, clicked_machines) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, replied) },
	{ "complained", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, complained) },
	{ "unsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_campaign_row, unsubscribed) },
};
static const struct db_query stats_campaign_query = {
	.name = "stats_campaign",
	.sql =
		"SELECT c.\"id\",\n"
		"       coalesce(s.\"recipients\", 0) AS \"recipients\", coalesce(s.\"sent\", 0) AS \"sent\", coalesce(s.\"failed\", 0) AS \"failed\",\n"
		"       coalesce(s.\"bounced\", 0) AS \"bounced\", coalesce(s.\"inDoubt\", 0) AS \"inDoubt\",\n"
		"       coalesce(s.\"opensPeople\", 0) AS \"opensPeople\", coalesce(s.\"opensMachines\", 0) AS \"opensMachines\",\n"
		"       coalesce(s.\"opensUnknown\", 0) AS \"opensUnknown\", coalesce(s.\"openedPeople\", 0) AS \"openedPeople\",\n"
		"       coalesce(s.\"openedMachines\", 0) AS \"openedMachines\", coalesce(s.\"clicksPeople\", 0) AS \"clicksPeople\",\n"
		"       coalesce(s.\"clicksMachines\", 0) AS \"clicksMachines\", coalesce(s.\"clicksUnknown\", 0) AS \"clicksUnknown\",\n"
		"       coalesce(s.\"clickedPeople\", 0) AS \"clickedPeople\", coalesce(s.\"clickedMachines\", 0) AS \"clickedMachines\",\n"
		"       coalesce(s.\"replied\", 0) AS \"replied\", coalesce(s.\"complained\", 0) AS \"complained\",\n"
		"       coalesce(s.\"unsubscribed\", 0) AS \"unsubscribed\"\n"
		"FROM \"Campaign\" c LEFT JOIN \"Stats\" s ON s.\"id\" = c.\"id\" AND s.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = stats_campaign_params,
	.n_params = 2,
	.cols = stats_campaign_cols,
	.n_cols = 19,
	.row_size = sizeof(struct q_stats_campaign_row),
	.reads = true,
};
err q_stats_campaign(tenant_db db, struct arena *a, const struct q_stats_campaign_in *in, struct q_stats_campaign_row *out)
{
	return db_tenant_one(db, a, &stats_campaign_query, in, out);
}

static const struct db_field stats_links_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_links_in, id) },
};
static const struct db_field stats_links_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_links_row, n) },
	{ "url", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_links_row, url) },
	{ "people", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_links_row, people) },
	{ "machines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_links_row, machines) },
	{ "uniquePeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_links_row, unique_people) },
	{ "uniqueMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_links_row, unique_machines) },
};
static const struct db_query stats_links_query = {
	.name = "stats_links",
	.sql =
		"SELECT l.\"n\", l.\"url\", l.\"people\", l.\"machines\", l.\"uniquePeople\", l.\"uniqueMachines\"\n"
		"FROM \"LinkStats\" l\n"
		"WHERE l.\"userId\" = $1 AND l.\"statsId\" = $2\n"
		"ORDER BY l.\"uniquePeople\" DESC, l.\"people\" DESC, l.\"n\"\n"
		"LIMIT 2000",
	.params = stats_links_params,
	.n_params = 2,
	.cols = stats_links_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_stats_links_row),
	.reads = true,
};
err q_stats_links(tenant_db db, struct arena *a, const struct q_stats_links_in *in, struct q_stats_links_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_links_query, in, &rows));
	*out = (struct q_stats_links_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_programs_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_programs_in, id) },
};
static const struct db_field stats_programs_cols[] = {
	{ "program", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_programs_row, program) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_programs_row, kind) },
	{ "opens", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_programs_row, opens) },
	{ "clicks", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_programs_row, clicks) },
};
static const struct db_query stats_programs_query = {
	.name = "stats_programs",
	.sql =
		"SELECT p.\"program\", p.\"kind\", p.\"opens\", p.\"clicks\"\n"
		"FROM \"ProgramStats\" p\n"
		"WHERE p.\"userId\" = $1 AND p.\"statsId\" = $2 AND (p.\"opens\" > 0 OR p.\"clicks\" > 0)\n"
		"ORDER BY p.\"opens\" + p.\"clicks\" DESC, p.\"program\"\n"
		"LIMIT 200",
	.params = stats_programs_params,
	.n_params = 2,
	.cols = stats_programs_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_stats_programs_row),
	.reads = true,
};
err q_stats_programs(tenant_db db, struct arena *a, const struct q_stats_programs_in *in, struct q_stats_programs_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_programs_query, in, &rows));
	*out = (struct q_stats_programs_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_hours_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_hours_in, id) },
};
static const struct db_field stats_hours_cols[] = {
	{ "hour", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_stats_hours_row, hour) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_hours_row, sent) },
	{ "opensPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_hours_row, opens_people) },
	{ "opensMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_hours_row, opens_machines) },
	{ "clicksPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_hours_row, clicks_people) },
	{ "clicksMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_hours_row, clicks_machines) },
};
static const struct db_query stats_hours_query = {
	.name = "stats_hours",
	.sql =
		"SELECT h.\"hour\", h.\"sent\", h.\"opensPeople\", h.\"opensMachines\", h.\"clicksPeople\", h.\"clicksMachines\"\n"
		"FROM (SELECT x.* FROM \"StatsHour\" x WHERE x.\"userId\" = $1 AND x.\"statsId\" = $2 ORDER BY x.\"hour\" DESC LIMIT 2000) h\n"
		"ORDER BY h.\"hour\"",
	.params = stats_hours_params,
	.n_params = 2,
	.cols = stats_hours_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_stats_hours_row),
	.reads = true,
};
err q_stats_hours(tenant_db db, struct arena *a, const struct q_stats_hours_in *in, struct q_stats_hours_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_hours_query, in, &rows));
	*out = (struct q_stats_hours_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_domains_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_domains_in, id) },
};
static const struct db_field stats_domains_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_domains_row, domain) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, recipients) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, sent) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, failed) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, bounced) },
	{ "opened", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, opened) },
	{ "clicked", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_domains_row, clicked) },
};
static const struct db_query stats_domains_query = {
	.name = "stats_domains",
	.sql =
		"SELECT d.\"domain\", d.\"sent\" + d.\"failed\" + d.\"bounced\" AS \"recipients\", d.\"sent\", d.\"failed\", d.\"bounced\", d.\"opened\", d.\"clicked\"\n"
		"FROM \"DomainStats\" d\n"
		"WHERE d.\"userId\" = $1 AND d.\"statsId\" = $2\n"
		"ORDER BY 2 DESC, d.\"domain\"\n"
		"LIMIT 201",
	.params = stats_domains_params,
	.n_params = 2,
	.cols = stats_domains_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_stats_domains_row),
	.reads = true,
};
err q_stats_domains(tenant_db db, struct arena *a, const struct q_stats_domains_in *in, struct q_stats_domains_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_domains_query, in, &rows));
	*out = (struct q_stats_domains_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_senders_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_senders_in, id) },
};
static const struct db_field stats_senders_cols[] = {
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_senders_row, sender_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_senders_row, name) },
	{ "fromEmail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_senders_row, from_email) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_senders_row, recipients) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_senders_row, sent) },
};
static const struct db_query stats_senders_query = {
	.name = "stats_senders",
	.sql =
		"SELECT x.\"senderId\", d.\"name\", d.\"fromEmail\", x.\"recipients\", x.\"sent\"\n"
		"FROM \"CampaignSender\" x JOIN \"Sender\" d ON d.\"id\" = x.\"senderId\" AND d.\"userId\" = $1\n"
		"WHERE x.\"userId\" = $1 AND x.\"campaignId\" = $2\n"
		"ORDER BY x.\"recipients\" DESC, x.\"senderId\"\n"
		"LIMIT 100",
	.params = stats_senders_params,
	.n_params = 2,
	.cols = stats_senders_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_stats_senders_row),
	.reads = true,
};
err q_stats_senders(tenant_db db, struct arena *a, const struct q_stats_senders_in *in, struct q_stats_senders_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_senders_query, in, &rows));
	*out = (struct q_stats_senders_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_now_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_now_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_now_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_now_row, name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_now_row, status) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_now_row, sent) },
	{ "recipients", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_now_row, recipients) },
	{ "rate", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_stats_now_row, rate) },
};
static const struct db_query stats_now_query = {
	.name = "stats_now",
	.sql =
		"SELECT c.\"id\", c.\"name\", c.\"status\", coalesce(s.\"sent\", 0) AS \"sent\", coalesce(s.\"recipients\", 0) AS \"recipients\",\n"
		"       coalesce(coalesce(s.\"sent\", 0) / nullif(extract(epoch FROM (now() AT TIME ZONE 'UTC') - c.\"startedAt\"), 0), 0)::float8 AS \"rate\"\n"
		"FROM \"Campaign\" c LEFT JOIN \"Stats\" s ON s.\"id\" = c.\"id\" AND s.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1 AND c.\"status\" = 'SENDING'\n"
		"ORDER BY c.\"startedAt\" DESC NULLS LAST, c.\"id\"\n"
		"LIMIT 20",
	.params = stats_now_params,
	.n_params = 1,
	.cols = stats_now_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_stats_now_row),
	.reads = true,
};
err q_stats_now(tenant_db db, struct arena *a, struct q_stats_now_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_now_query, NULL, &rows));
	*out = (struct q_stats_now_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_days_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_stats_days_in, since) },
};
static const struct db_field stats_days_cols[] = {
	{ "day", DB_I64, DB_WIRE_DATE, false, 1082, 0, offsetof(struct q_stats_days_row, day) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, sent) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, failed) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, bounced) },
	{ "opensPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, opens_people) },
	{ "opensMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, opens_machines) },
	{ "openedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, opened_people) },
	{ "clicksPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, clicks_people) },
	{ "clicksMachines", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, clicks_machines) },
	{ "clickedPeople", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, clicked_people) },
	{ "replied", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, replied) },
	{ "complained", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, complained) },
	{ "unsubscribed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_days_row, unsubscribed) },
};
static const struct db_query stats_days_query = {
	.name = "stats_days",
	.sql =
		"SELECT d.\"day\", d.\"sent\", d.\"failed\", d.\"bounced\", d.\"opensPeople\", d.\"opensMachines\", d.\"openedPeople\", d.\"clicksPeople\",\n"
		"       d.\"clicksMachines\", d.\"clickedPeople\", d.\"replied\", d.\"complained\", d.\"unsubscribed\"\n"
		"FROM \"UserDay\" d\n"
		"WHERE d.\"userId\" = $1 AND d.\"day\" >= ($2::timestamp)::date\n"
		"ORDER BY d.\"day\"",
	.params = stats_days_params,
	.n_params = 2,
	.cols = stats_days_cols,
	.n_cols = 13,
	.row_size = sizeof(struct q_stats_days_row),
	.reads = true,
};
err q_stats_days(tenant_db db, struct arena *a, const struct q_stats_days_in *in, struct q_stats_days_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_days_query, in, &rows));
	*out = (struct q_stats_days_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_contact_counts_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_contact_counts_cols[] = {
	{ "total", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_contact_counts_row, total) },
	{ "active", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_contact_counts_row, active) },
};
static const struct db_query stats_contact_counts_query = {
	.name = "stats_contact_counts",
	.sql =
		"SELECT coalesce(sum(t.\"n\"), 0)::int8 AS \"total\", coalesce(sum(t.\"n\") FILTER (WHERE t.\"key\" = 'ACTIVE'), 0)::int8 AS \"active\" FROM (\n"
		"    SELECT y.\"key\", y.\"n\" FROM \"Tally\" y WHERE y.\"userId\" = $1 AND y.\"kind\" = 'status'\n"
		"    UNION ALL SELECT g.\"key\", g.\"n\" FROM \"TallyChange\" g WHERE g.\"userId\" = $1 AND g.\"kind\" = 'status') t",
	.params = stats_contact_counts_params,
	.n_params = 1,
	.cols = stats_contact_counts_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_stats_contact_counts_row),
	.reads = true,
};
err q_stats_contact_counts(tenant_db db, struct arena *a, struct q_stats_contact_counts_row *out)
{
	return db_tenant_one(db, a, &stats_contact_counts_query, NULL, out);
}

static const struct db_field stats_troubled_senders_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_troubled_senders_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_senders_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_senders_row, name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_senders_row, status) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_troubled_senders_row, pause_reason) },
	{ "pausedUntil", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_stats_troubled_senders_row, paused_until) },
	{ "tokenError", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_troubled_senders_row, token_error) },
};
static const struct db_query stats_troubled_senders_query = {
	.name = "stats_troubled_senders",
	.sql =
		"SELECT s.\"id\", s.\"name\", s.\"status\", s.\"pauseReason\", s.\"pausedUntil\", s.\"tokenError\"\n"
		"FROM \"Sender\" s\n"
		"WHERE s.\"userId\" = $1 AND (s.\"status\" <> 'ACTIVE' OR s.\"tokenError\" IS NOT NULL)\n"
		"ORDER BY s.\"id\"\n"
		"LIMIT 20",
	.params = stats_troubled_senders_params,
	.n_params = 1,
	.cols = stats_troubled_senders_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_stats_troubled_senders_row),
	.reads = true,
};
err q_stats_troubled_senders(tenant_db db, struct arena *a, struct q_stats_troubled_senders_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_troubled_senders_query, NULL, &rows));
	*out = (struct q_stats_troubled_senders_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_refused_senders_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_refused_senders_cols[] = {
	{ "senderId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_refused_senders_row, sender_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_refused_senders_row, name) },
	{ "domains", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_refused_senders_row, domains) },
	{ "domain", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_refused_senders_row, domain) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_refused_senders_row, reason) },
	{ "advice", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_refused_senders_row, advice) },
};
static const struct db_query stats_refused_senders_query = {
	.name = "stats_refused_senders",
	.sql =
		"SELECT f.\"senderId\", s.\"name\", count(*) AS \"domains\", min(f.\"domain\") AS \"domain\", min(f.\"reason\") AS \"reason\", min(f.\"advice\") AS \"advice\"\n"
		"FROM \"SenderRefusal\" f JOIN \"Sender\" s ON s.\"id\" = f.\"senderId\" AND s.\"userId\" = $1\n"
		"WHERE f.\"userId\" = $1 AND f.\"nextTryAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day'\n"
		"GROUP BY f.\"senderId\", s.\"name\" ORDER BY f.\"senderId\" LIMIT 50",
	.params = stats_refused_senders_params,
	.n_params = 1,
	.cols = stats_refused_senders_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_stats_refused_senders_row),
	.reads = true,
};
err q_stats_refused_senders(tenant_db db, struct arena *a, struct q_stats_refused_senders_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_refused_senders_query, NULL, &rows));
	*out = (struct q_stats_refused_senders_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_troubled_campaigns_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_troubled_campaigns_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_campaigns_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_campaigns_row, name) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_campaigns_row, status) },
	{ "pauseReason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_troubled_campaigns_row, pause_reason) },
	{ "bounced", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_campaigns_row, bounced) },
	{ "inDoubt", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_campaigns_row, in_doubt) },
	{ "sent", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_campaigns_row, sent) },
};
static const struct db_query stats_troubled_campaigns_query = {
	.name = "stats_troubled_campaigns",
	.sql =
		"SELECT c.\"id\", c.\"name\", c.\"status\", c.\"pauseReason\", coalesce(s.\"bounced\", 0) AS \"bounced\", coalesce(s.\"inDoubt\", 0) AS \"inDoubt\",\n"
		"       coalesce(s.\"sent\", 0) AS \"sent\"\n"
		"FROM \"Campaign\" c LEFT JOIN \"Stats\" s ON s.\"id\" = c.\"id\" AND s.\"userId\" = $1\n"
		"WHERE c.\"userId\" = $1\n"
		"  AND (c.\"status\" = 'PAUSED' AND c.\"pauseReason\" IS NOT NULL\n"
		"       OR c.\"startedAt\" > (now() AT TIME ZONE 'UTC') - INTERVAL '7 days'\n"
		"          AND (s.\"inDoubt\" > 0 OR s.\"bounced\" >= 10 AND s.\"bounced\" * 20 > s.\"sent\" + s.\"bounced\"))\n"
		"ORDER BY c.\"id\" DESC\n"
		"LIMIT 20",
	.params = stats_troubled_campaigns_params,
	.n_params = 1,
	.cols = stats_troubled_campaigns_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_stats_troubled_campaigns_row),
	.reads = true,
};
err q_stats_troubled_campaigns(tenant_db db, struct arena *a, struct q_stats_troubled_campaigns_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_troubled_campaigns_query, NULL, &rows));
	*out = (struct q_stats_troubled_campaigns_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_troubled_sequences_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_stats_troubled_sequences_in, now) },
};
static const struct db_field stats_troubled_sequences_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_sequences_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_troubled_sequences_row, name) },
	{ "held", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_stats_troubled_sequences_row, held) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_stats_troubled_sequences_row, reason) },
	{ "people", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_sequences_row, people) },
	{ "overdue", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_sequences_row, overdue) },
	{ "stuck", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_sequences_row, stuck) },
	{ "failed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_troubled_sequences_row, failed) },
};
static const struct db_query stats_troubled_sequences_query = {
	.name = "stats_troubled_sequences",
	.sql =
		"SELECT k.* FROM (\n"
		"    SELECT q.\"id\", q.\"name\", q.\"stepsState\" = 'held' AND q.\"status\" = 'ACTIVE' AS \"held\",\n"
		"           (q.\"stepsProblems\" -> 0 ->> 'field') || ': ' || (q.\"stepsProblems\" -> 0 ->> 'message') AS \"reason\", coalesce(t.\"active\", 0) AS \"people\",\n"
		"           CASE WHEN q.\"status\" = 'ACTIVE' THEN (SELECT count(*) FROM (SELECT 1 FROM \"loumass_overdue\"($1, q.\"id\", $2) LIMIT 1001) o)\n"
		"                ELSE 0 END AS \"overdue\",\n"
		"           (SELECT count(*) FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $1 AND e.\"sequenceId\" = q.\"id\" AND e.\"problem\" IS NOT NULL) AS \"stuck\",\n"
		"           (SELECT count(*) FROM (SELECT e.\"sequenceId\" FROM \"SequenceEnrollment\" e\n"
		"                                  WHERE e.\"userId\" = $1 AND e.\"status\" IS NOT DISTINCT FROM 'FAILED' AND e.\"failedAt\" > $2::timestamp - INTERVAL '7 days' LIMIT 1001) f\n"
		"            WHERE f.\"sequenceId\" = q.\"id\") AS \"failed\"\n"
		"    FROM \"Sequence\" q LEFT JOIN \"SequenceStats\" t ON t.\"sequenceId\" = q.\"id\" AND t.\"userId\" = $1\n"
		"    WHERE q.\"userId\" = $1 AND q.\"status\" <> 'DRAFT') k\n"
		"WHERE k.\"held\" OR k.\"overdue\" > 0 OR k.\"stuck\" > 0 OR k.\"failed\" > 0\n"
		"ORDER BY k.\"held\" DESC, k.\"overdue\" + k.\"stuck\" + k.\"failed\" DESC, k.\"id\" DESC\n"
		"LIMIT 20",
	.params = stats_troubled_sequences_params,
	.n_params = 2,
	.cols = stats_troubled_sequences_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_stats_troubled_sequences_row),
};
err q_stats_troubled_sequences(tenant_db db, struct arena *a, const struct q_stats_troubled_sequences_in *in, struct q_stats_troubled_sequences_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_troubled_sequences_query, in, &rows));
	*out = (struct q_stats_troubled_sequences_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_types_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_types_cols[] = {
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_types_row, type) },
	{ "events", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_types_row, events) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_types_row, contacts) },
};
static const struct db_query stats_types_query = {
	.name = "stats_types",
	.sql =
		"SELECT t.\"type\", t.\"events\", t.\"contacts\" FROM \"UserEventType\" t WHERE t.\"userId\" = $1 AND t.\"events\" > 0 ORDER BY t.\"type\"",
	.params = stats_types_params,
	.n_params = 1,
	.cols = stats_types_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_stats_types_row),
	.reads = true,
};
err q_stats_types(tenant_db db, struct arena *a, struct q_stats_types_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_types_query, NULL, &rows));
	*out = (struct q_stats_types_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_sequence_performance_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_sequence_performance_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_sequence_performance_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_sequence_performance_row, name) },
	{ "enrollments", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_sequence_performance_row, enrollments) },
	{ "completed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_sequence_performance_row, completed) },
	{ "avgHours", DB_OPT_F64, DB_WIRE_FLOAT8, true, 701, 0, offsetof(struct q_stats_sequence_performance_row, avg_hours) },
};
static const struct db_query stats_sequence_performance_query = {
	.name = "stats_sequence_performance",
	.sql =
		"SELECT s.\"id\", s.\"name\", count(se.\"id\") AS \"enrollments\", count(CASE WHEN se.\"status\" = 'COMPLETED' THEN 1 END) AS \"completed\",\n"
		"       avg(extract(epoch FROM (se.\"completedAt\" - se.\"enrolledAt\")) / 3600)::float8 AS \"avgHours\"\n"
		"FROM \"Sequence\" s LEFT JOIN \"SequenceEnrollment\" se ON s.\"id\" = se.\"sequenceId\" AND se.\"userId\" = $1\n"
		"WHERE s.\"userId\" = $1\n"
		"GROUP BY s.\"id\", s.\"name\"\n"
		"ORDER BY s.\"id\"",
	.params = stats_sequence_performance_params,
	.n_params = 1,
	.cols = stats_sequence_performance_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_stats_sequence_performance_row),
	.timeout_ms = 60000,
	.reads = true,
};
err q_stats_sequence_performance(tenant_db db, struct arena *a, struct q_stats_sequence_performance_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_sequence_performance_query, NULL, &rows));
	*out = (struct q_stats_sequence_performance_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_email_engagement_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field stats_email_engagement_cols[] = {
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_email_engagement_row, type) },
	{ "events", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_email_engagement_row, events) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_email_engagement_row, contacts) },
};
static const struct db_query stats_email_engagement_query = {
	.name = "stats_email_engagement",
	.sql =
		"SELECT ee.\"type\", count(*) AS \"events\", count(DISTINCT r.\"contactId\") AS \"contacts\"\n"
		"FROM \"EmailEvent\" ee JOIN \"Recipient\" r ON ee.\"recipientId\" = r.\"id\" AND r.\"userId\" = $1\n"
		"JOIN \"Campaign\" c ON r.\"campaignId\" = c.\"id\" AND c.\"userId\" = $1\n"
		"WHERE ee.\"userId\" = $1\n"
		"GROUP BY ee.\"type\"\n"
		"ORDER BY ee.\"type\"",
	.params = stats_email_engagement_params,
	.n_params = 1,
	.cols = stats_email_engagement_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_stats_email_engagement_row),
	.timeout_ms = 60000,
	.reads = true,
};
err q_stats_email_engagement(tenant_db db, struct arena *a, struct q_stats_email_engagement_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_email_engagement_query, NULL, &rows));
	*out = (struct q_stats_email_engagement_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_types_between_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "from", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_stats_types_between_in, from) },
	{ "to", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_stats_types_between_in, to) },
};
static const struct db_field stats_types_between_cols[] = {
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_types_between_row, type) },
	{ "events", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_types_between_row, events) },
	{ "contacts", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_stats_types_between_row, contacts) },
};
static const struct db_query stats_types_between_query = {
	.name = "stats_types_between",
	.sql =
		"SELECT e.\"type\", count(*) AS \"events\", count(DISTINCT r.\"contactId\") AS \"contacts\"\n"
		"FROM \"EmailEvent\" e JOIN \"Recipient\" r ON r.\"id\" = e.\"recipientId\" AND r.\"userId\" = $1\n"
		"WHERE e.\"userId\" = $1 AND e.\"timestamp\" >= $2 AND e.\"timestamp\" < $3\n"
		"GROUP BY e.\"type\"\n"
		"ORDER BY e.\"type\"",
	.params = stats_types_between_params,
	.n_params = 3,
	.cols = stats_types_between_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_stats_types_between_row),
	.timeout_ms = 60000,
	.reads = true,
};
err q_stats_types_between(tenant_db db, struct arena *a, const struct q_stats_types_between_in *in, struct q_stats_types_between_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &stats_types_between_query, in, &rows));
	*out = (struct q_stats_types_between_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
