/* Written by tools/sqlgen from sql/q/system/stats.sql; do not edit. */
#include "db/gen/sys_stats_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field stats_contacts_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_contacts_in, ids) },
	{ "sent", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, sent) },
	{ "delivered", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, delivered) },
	{ "opened", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, opened) },
	{ "clicked", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, clicked) },
	{ "replied", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, replied) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, bounced) },
	{ "complained", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, complained) },
	{ "engaged", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_contacts_in, engaged) },
	{ "engaged_at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_stats_contacts_in, engaged_at) },
	{ "unsubscribed_at", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_stats_contacts_in, unsubscribed_at) },
};
static const struct db_field stats_contacts_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_stats_contacts_row, user_id) },
	{ "sentFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, sent_first) },
	{ "deliveredFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, delivered_first) },
	{ "openedFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, opened_first) },
	{ "clickedFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, clicked_first) },
	{ "repliedFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, replied_first) },
	{ "bouncedFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, bounced_first) },
	{ "complainedFirst", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_stats_contacts_row, complained_first) },
};
static const struct db_query stats_contacts_query = {
	.name = "stats_contacts",
	.sql =
		"UPDATE \"Contact\" c\n"
		"SET \"sentCount\" = c.\"sentCount\" + v.\"sent\", \"deliveredCount\" = c.\"deliveredCount\" + v.\"delivered\",\n"
		"    \"openedCount\" = c.\"openedCount\" + v.\"opened\", \"clickedCount\" = c.\"clickedCount\" + v.\"clicked\",\n"
		"    \"repliedCount\" = c.\"repliedCount\" + v.\"replied\", \"bouncedCount\" = c.\"bouncedCount\" + v.\"bounced\",\n"
		"    \"complainedCount\" = c.\"complainedCount\" + v.\"complained\", \"engagedCount\" = c.\"engagedCount\" + v.\"engaged\",\n"
		"    \"lastEngagedAt\" = greatest(c.\"lastEngagedAt\", nullif(v.\"engagedAt\", 'epoch'::timestamp)),\n"
		"    \"status\" = CASE WHEN v.\"unsubscribedAt\" > 'epoch'::timestamp THEN 'UNSUBSCRIBED' ELSE c.\"status\" END,\n"
		"    \"unsubscribedAt\" = coalesce(c.\"unsubscribedAt\", nullif(v.\"unsubscribedAt\", 'epoch'::timestamp)),\n"
		"    \"updatedAt\" = greatest(c.\"updatedAt\", nullif(v.\"unsubscribedAt\", 'epoch'::timestamp))\n"
		"FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[],\n"
		"            $7::int8[], $8::int8[], $9::int8[], $10::timestamp[], $11::timestamp[])\n"
		"     AS v (\"id\", \"sent\", \"delivered\", \"opened\", \"clicked\", \"replied\", \"bounced\", \"complained\", \"engaged\", \"engagedAt\",\n"
		"           \"unsubscribedAt\")\n"
		"WHERE c.\"id\" = v.\"id\"\n"
		"RETURNING c.\"userId\",\n"
		"    (c.\"sentCount\" > 0)::int - (c.\"sentCount\" > v.\"sent\")::int AS \"sentFirst\",\n"
		"    (c.\"deliveredCount\" > 0)::int - (c.\"deliveredCount\" > v.\"delivered\")::int AS \"deliveredFirst\",\n"
		"    (c.\"openedCount\" > 0)::int - (c.\"openedCount\" > v.\"opened\")::int AS \"openedFirst\",\n"
		"    (c.\"clickedCount\" > 0)::int - (c.\"clickedCount\" > v.\"clicked\")::int AS \"clickedFirst\",\n"
		"    (c.\"repliedCount\" > 0)::int - (c.\"repliedCount\" > v.\"replied\")::int AS \"repliedFirst\",\n"
		"    (c.\"bouncedCount\" > 0)::int - (c.\"bouncedCount\" > v.\"bounced\")::int AS \"bouncedFirst\",\n"
		"    (c.\"complainedCount\" > 0)::int - (c.\"complainedCount\" > v.\"complained\")::int AS \"complainedFirst\"",
	.params = stats_contacts_params,
	.n_params = 11,
	.cols = stats_contacts_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_stats_contacts_row),
};
err q_stats_contacts(system_db db, struct arena *a, const struct q_stats_contacts_in *in, struct q_stats_contacts_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &stats_contacts_query, in, &rows));
	*out = (struct q_stats_contacts_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field stats_add_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_add_in, ids) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_add_in, user_ids) },
	{ "campaign_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_add_in, campaign_ids) },
	{ "sequence_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_add_in, sequence_ids) },
	{ "step_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_add_in, step_ids) },
	{ "recipients", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, recipients) },
	{ "sent", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, sent) },
	{ "failed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, failed) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, bounced) },
	{ "in_doubt", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, in_doubt) },
	{ "opens_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, opens_people) },
	{ "opens_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, opens_machines) },
	{ "opens_unknown", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, opens_unknown) },
	{ "opened_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, opened_people) },
	{ "opened_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, opened_machines) },
	{ "clicks_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, clicks_people) },
	{ "clicks_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, clicks_machines) },
	{ "clicks_unknown", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, clicks_unknown) },
	{ "clicked_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, clicked_people) },
	{ "clicked_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, clicked_machines) },
	{ "replied", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, replied) },
	{ "complained", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, complained) },
	{ "unsubscribed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_add_in, unsubscribed) },
};
static const struct db_query stats_add_query = {
	.name = "stats_add",
	.sql =
		"INSERT INTO \"Stats\" AS s (\"id\", \"userId\", \"campaignId\", \"sequenceId\", \"stepId\", \"recipients\", \"sent\", \"failed\", \"bounced\",\n"
		"    \"inDoubt\", \"opensPeople\", \"opensMachines\", \"opensUnknown\", \"openedPeople\", \"openedMachines\", \"clicksPeople\",\n"
		"    \"clicksMachines\", \"clicksUnknown\", \"clickedPeople\", \"clickedMachines\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"SELECT v.*\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],\n"
		"            $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int8[],\n"
		"            $11::int8[], $12::int8[], $13::int8[], $14::int8[],\n"
		"            $15::int8[], $16::int8[], $17::int8[], $18::int8[],\n"
		"            $19::int8[], $20::int8[], $21::int8[], $22::int8[],\n"
		"            $23::int8[])\n"
		"     AS v (\"id\", \"userId\", \"campaignId\", \"sequenceId\", \"stepId\", \"recipients\", \"sent\", \"failed\", \"bounced\", \"inDoubt\",\n"
		"           \"opensPeople\", \"opensMachines\", \"opensUnknown\", \"openedPeople\", \"openedMachines\", \"clicksPeople\",\n"
		"           \"clicksMachines\", \"clicksUnknown\", \"clickedPeople\", \"clickedMachines\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"ORDER BY v.\"id\"\n"
		"ON CONFLICT (\"id\") DO UPDATE SET\n"
		"    \"recipients\" = s.\"recipients\" + EXCLUDED.\"recipients\", \"sent\" = s.\"sent\" + EXCLUDED.\"sent\",\n"
		"    \"failed\" = s.\"failed\" + EXCLUDED.\"failed\", \"bounced\" = s.\"bounced\" + EXCLUDED.\"bounced\",\n"
		"    \"inDoubt\" = s.\"inDoubt\" + EXCLUDED.\"inDoubt\",\n"
		"    \"opensPeople\" = s.\"opensPeople\" + EXCLUDED.\"opensPeople\",\n"
		"    \"opensMachines\" = s.\"opensMachines\" + EXCLUDED.\"opensMachines\",\n"
		"    \"opensUnknown\" = s.\"opensUnknown\" + EXCLUDED.\"opensUnknown\",\n"
		"    \"openedPeople\" = s.\"openedPeople\" + EXCLUDED.\"openedPeople\",\n"
		"    \"openedMachines\" = s.\"openedMachines\" + EXCLUDED.\"openedMachines\",\n"
		"    \"clicksPeople\" = s.\"clicksPeople\" + EXCLUDED.\"clicksPeople\",\n"
		"    \"clicksMachines\" = s.\"clicksMachines\" + EXCLUDED.\"clicksMachines\",\n"
		"    \"clicksUnknown\" = s.\"clicksUnknown\" + EXCLUDED.\"clicksUnknown\",\n"
		"    \"clickedPeople\" = s.\"clickedPeople\" + EXCLUDED.\"clickedPeople\",\n"
		"    \"clickedMachines\" = s.\"clickedMachines\" + EXCLUDED.\"clickedMachines\",\n"
		"    \"replied\" = s.\"replied\" + EXCLUDED.\"replied\", \"complained\" = s.\"complained\" + EXCLUDED.\"complained\",\n"
		"    \"unsubscribed\" = s.\"unsubscribed\" + EXCLUDED.\"unsubscribed\", \"updatedAt\" = now() AT TIME ZONE 'UTC'",
	.params = stats_add_params,
	.n_params = 23,
};
err q_stats_add(system_db db, struct arena *a, const struct q_stats_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_add_query, in, affected);
}

static const struct db_field stats_hours_add_params[] = {
	{ "stats_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_hours_add_in, stats_ids) },
	{ "hours", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_stats_hours_add_in, hours) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_hours_add_in, user_ids) },
	{ "sent", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, sent) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, bounced) },
	{ "opens_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, opens_people) },
	{ "opens_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, opens_machines) },
	{ "clicks_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, clicks_people) },
	{ "clicks_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_hours_add_in, clicks_machines) },
};
static const struct db_query stats_hours_add_query = {
	.name = "stats_hours_add",
	.sql =
		"INSERT INTO \"StatsHour\" AS s (\"statsId\", \"hour\", \"userId\", \"sent\", \"bounced\", \"opensPeople\", \"opensMachines\", \"clicksPeople\",\n"
		"    \"clicksMachines\")\n"
		"SELECT v.*\n"
		"FROM unnest($1::text[], $2::timestamp[], $3::text[], $4::int8[], $5::int8[],\n"
		"            $6::int8[], $7::int8[], $8::int8[], $9::int8[])\n"
		"     AS v (\"statsId\", \"hour\", \"userId\", \"sent\", \"bounced\", \"opensPeople\", \"opensMachines\", \"clicksPeople\", \"clicksMachines\")\n"
		"ORDER BY v.\"statsId\", v.\"hour\"\n"
		"ON CONFLICT (\"statsId\", \"hour\") DO UPDATE SET\n"
		"    \"sent\" = s.\"sent\" + EXCLUDED.\"sent\", \"bounced\" = s.\"bounced\" + EXCLUDED.\"bounced\",\n"
		"    \"opensPeople\" = s.\"opensPeople\" + EXCLUDED.\"opensPeople\", \"opensMachines\" = s.\"opensMachines\" + EXCLUDED.\"opensMachines\",\n"
		"    \"clicksPeople\" = s.\"clicksPeople\" + EXCLUDED.\"clicksPeople\",\n"
		"    \"clicksMachines\" = s.\"clicksMachines\" + EXCLUDED.\"clicksMachines\"",
	.params = stats_hours_add_params,
	.n_params = 9,
};
err q_stats_hours_add(system_db db, struct arena *a, const struct q_stats_hours_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_hours_add_query, in, affected);
}

static const struct db_field stats_domains_add_params[] = {
	{ "stats_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_domains_add_in, stats_ids) },
	{ "domains", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_domains_add_in, domains) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_domains_add_in, user_ids) },
	{ "sent", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_domains_add_in, sent) },
	{ "failed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_domains_add_in, failed) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_domains_add_in, bounced) },
	{ "opened", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_domains_add_in, opened) },
	{ "clicked", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_domains_add_in, clicked) },
};
static const struct db_query stats_domains_add_query = {
	.name = "stats_domains_add",
	.sql =
		"INSERT INTO \"DomainStats\" AS s (\"statsId\", \"domain\", \"userId\", \"sent\", \"failed\", \"bounced\", \"opened\", \"clicked\")\n"
		"SELECT w.\"statsId\", w.\"bucket\", min(w.\"userId\"), sum(w.\"sent\"), sum(w.\"failed\"), sum(w.\"bounced\"), sum(w.\"opened\"), sum(w.\"clicked\")\n"
		"FROM (\n"
		"    SELECT v.*,\n"
		"        CASE WHEN d.\"domain\" IS NOT NULL\n"
		"               OR (SELECT count(*) FROM \"DomainStats\" k WHERE k.\"statsId\" = v.\"statsId\" AND k.\"domain\" <> '*')\n"
		"                  + row_number() OVER (PARTITION BY v.\"statsId\", d.\"domain\" IS NULL ORDER BY v.\"domain\") <= 200\n"
		"             THEN v.\"domain\" ELSE '*' END AS \"bucket\"\n"
		"    FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[],\n"
		"                $7::int8[], $8::int8[])\n"
		"         AS v (\"statsId\", \"domain\", \"userId\", \"sent\", \"failed\", \"bounced\", \"opened\", \"clicked\")\n"
		"    LEFT JOIN \"DomainStats\" d ON d.\"statsId\" = v.\"statsId\" AND d.\"domain\" = v.\"domain\"\n"
		") w\n"
		"GROUP BY w.\"statsId\", w.\"bucket\"\n"
		"ORDER BY w.\"statsId\", w.\"bucket\"\n"
		"ON CONFLICT (\"statsId\", \"domain\") DO UPDATE SET\n"
		"    \"sent\" = s.\"sent\" + EXCLUDED.\"sent\", \"failed\" = s.\"failed\" + EXCLUDED.\"failed\", \"bounced\" = s.\"bounced\" + EXCLUDED.\"bounced\",\n"
		"    \"opened\" = s.\"opened\" + EXCLUDED.\"opened\", \"clicked\" = s.\"clicked\" + EXCLUDED.\"clicked\"",
	.params = stats_domains_add_params,
	.n_params = 8,
};
err q_stats_domains_add(system_db db, struct arena *a, const struct q_stats_domains_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_domains_add_query, in, affected);
}

static const struct db_field stats_links_add_params[] = {
	{ "stats_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_links_add_in, stats_ids) },
	{ "n", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_links_add_in, n) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_links_add_in, user_ids) },
	{ "urls", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_links_add_in, urls) },
	{ "people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_links_add_in, people) },
	{ "machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_links_add_in, machines) },
	{ "unique_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_links_add_in, unique_people) },
	{ "unique_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_links_add_in, unique_machines) },
};
static const struct db_query stats_links_add_query = {
	.name = "stats_links_add",
	.sql =
		"INSERT INTO \"LinkStats\" AS s (\"statsId\", \"n\", \"userId\", \"url\", \"people\", \"machines\", \"uniquePeople\", \"uniqueMachines\")\n"
		"SELECT v.*\n"
		"FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::int8[],\n"
		"            $7::int8[], $8::int8[])\n"
		"     AS v (\"statsId\", \"n\", \"userId\", \"url\", \"people\", \"machines\", \"uniquePeople\", \"uniqueMachines\")\n"
		"ORDER BY v.\"statsId\", v.\"n\"\n"
		"ON CONFLICT (\"statsId\", \"n\") DO UPDATE SET\n"
		"    \"url\" = coalesce(s.\"url\", EXCLUDED.\"url\"), \"people\" = s.\"people\" + EXCLUDED.\"people\",\n"
		"    \"machines\" = s.\"machines\" + EXCLUDED.\"machines\", \"uniquePeople\" = s.\"uniquePeople\" + EXCLUDED.\"uniquePeople\",\n"
		"    \"uniqueMachines\" = s.\"uniqueMachines\" + EXCLUDED.\"uniqueMachines\"",
	.params = stats_links_add_params,
	.n_params = 8,
};
err q_stats_links_add(system_db db, struct arena *a, const struct q_stats_links_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_links_add_query, in, affected);
}

static const struct db_field stats_programs_add_params[] = {
	{ "stats_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_programs_add_in, stats_ids) },
	{ "programs", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_programs_add_in, programs) },
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_programs_add_in, user_ids) },
	{ "kinds", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_programs_add_in, kinds) },
	{ "opens", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_programs_add_in, opens) },
	{ "clicks", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_programs_add_in, clicks) },
};
static const struct db_query stats_programs_add_query = {
	.name = "stats_programs_add",
	.sql =
		"INSERT INTO \"ProgramStats\" AS s (\"statsId\", \"program\", \"userId\", \"kind\", \"opens\", \"clicks\")\n"
		"SELECT v.*\n"
		"FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[])\n"
		"     AS v (\"statsId\", \"program\", \"userId\", \"kind\", \"opens\", \"clicks\")\n"
		"ORDER BY v.\"statsId\", v.\"program\"\n"
		"ON CONFLICT (\"statsId\", \"program\") DO UPDATE SET\n"
		"    \"kind\" = EXCLUDED.\"kind\", \"opens\" = s.\"opens\" + EXCLUDED.\"opens\", \"clicks\" = s.\"clicks\" + EXCLUDED.\"clicks\"",
	.params = stats_programs_add_params,
	.n_params = 6,
};
err q_stats_programs_add(system_db db, struct arena *a, const struct q_stats_programs_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_programs_add_query, in, affected);
}

static const struct db_field stats_days_add_params[] = {
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_days_add_in, user_ids) },
	{ "days", DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114, offsetof(struct q_stats_days_add_in, days) },
	{ "sent", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, sent) },
	{ "failed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, failed) },
	{ "bounced", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, bounced) },
	{ "opens_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, opens_people) },
	{ "opens_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, opens_machines) },
	{ "opened_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, opened_people) },
	{ "clicks_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, clicks_people) },
	{ "clicks_machines", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, clicks_machines) },
	{ "clicked_people", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, clicked_people) },
	{ "replied", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, replied) },
	{ "complained", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, complained) },
	{ "unsubscribed", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_days_add_in, unsubscribed) },
};
static const struct db_query stats_days_add_query = {
	.name = "stats_days_add",
	.sql =
		"INSERT INTO \"UserDay\" AS s (\"userId\", \"day\", \"sent\", \"failed\", \"bounced\", \"opensPeople\", \"opensMachines\", \"openedPeople\",\n"
		"    \"clicksPeople\", \"clicksMachines\", \"clickedPeople\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"SELECT v.\"userId\", v.\"day\"::date, v.\"sent\", v.\"failed\", v.\"bounced\", v.\"opensPeople\", v.\"opensMachines\", v.\"openedPeople\",\n"
		"       v.\"clicksPeople\", v.\"clicksMachines\", v.\"clickedPeople\", v.\"replied\", v.\"complained\", v.\"unsubscribed\"\n"
		"FROM unnest($1::text[], $2::timestamp[], $3::int8[], $4::int8[], $5::int8[], $6::int8[],\n"
		"            $7::int8[], $8::int8[], $9::int8[], $10::int8[],\n"
		"            $11::int8[], $12::int8[], $13::int8[], $14::int8[])\n"
		"     AS v (\"userId\", \"day\", \"sent\", \"failed\", \"bounced\", \"opensPeople\", \"opensMachines\", \"openedPeople\", \"clicksPeople\",\n"
		"           \"clicksMachines\", \"clickedPeople\", \"replied\", \"complained\", \"unsubscribed\")\n"
		"ORDER BY v.\"userId\", v.\"day\"\n"
		"ON CONFLICT (\"userId\", \"day\") DO UPDATE SET\n"
		"    \"sent\" = s.\"sent\" + EXCLUDED.\"sent\", \"failed\" = s.\"failed\" + EXCLUDED.\"failed\", \"bounced\" = s.\"bounced\" + EXCLUDED.\"bounced\",\n"
		"    \"opensPeople\" = s.\"opensPeople\" + EXCLUDED.\"opensPeople\", \"opensMachines\" = s.\"opensMachines\" + EXCLUDED.\"opensMachines\",\n"
		"    \"openedPeople\" = s.\"openedPeople\" + EXCLUDED.\"openedPeople\", \"clicksPeople\" = s.\"clicksPeople\" + EXCLUDED.\"clicksPeople\",\n"
		"    \"clicksMachines\" = s.\"clicksMachines\" + EXCLUDED.\"clicksMachines\",\n"
		"    \"clickedPeople\" = s.\"clickedPeople\" + EXCLUDED.\"clickedPeople\", \"replied\" = s.\"replied\" + EXCLUDED.\"replied\",\n"
		"    \"complained\" = s.\"complained\" + EXCLUDED.\"complained\", \"unsubscribed\" = s.\"unsubscribed\" + EXCLUDED.\"unsubscribed\"",
	.params = stats_days_add_params,
	.n_params = 14,
};
err q_stats_days_add(system_db db, struct arena *a, const struct q_stats_days_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_days_add_query, in, affected);
}

static const struct db_field stats_types_add_params[] = {
	{ "user_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_types_add_in, user_ids) },
	{ "types", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_stats_types_add_in, types) },
	{ "events", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_types_add_in, events) },
	{ "contacts", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_stats_types_add_in, contacts) },
};
static const struct db_query stats_types_add_query = {
	.name = "stats_types_add",
	.sql =
		"INSERT INTO \"UserEventType\" AS s (\"userId\", \"type\", \"events\", \"contacts\")\n"
		"SELECT v.*\n"
		"FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[]) AS v (\"userId\", \"type\", \"events\", \"contacts\")\n"
		"ORDER BY v.\"userId\", v.\"type\"\n"
		"ON CONFLICT (\"userId\", \"type\") DO UPDATE SET\n"
		"    \"events\" = s.\"events\" + EXCLUDED.\"events\", \"contacts\" = s.\"contacts\" + EXCLUDED.\"contacts\"",
	.params = stats_types_add_params,
	.n_params = 4,
};
err q_stats_types_add(system_db db, struct arena *a, const struct q_stats_types_add_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &stats_types_add_query, in, affected);
}
