/* Written by tools/sqlgen from sql/q/system/link.sql; do not edit. */
#include "db/gen/sys_link_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field link_known_params[] = {
	{ "stats_ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_link_known_in, stats_ids) },
	{ "n", DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20, offsetof(struct q_link_known_in, n) },
};
static const struct db_field link_known_cols[] = {
	{ "statsId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_known_row, stats_id) },
	{ "n", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_link_known_row, n) },
	{ "url", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_known_row, url) },
};
static const struct db_query link_known_query = {
	.name = "link_known",
	.sql =
		"SELECT s.\"statsId\", s.\"n\", s.\"url\"\n"
		"FROM unnest($1::text[], $2::int8[]) AS v (\"statsId\", \"n\")\n"
		"JOIN \"LinkStats\" s ON s.\"statsId\" = v.\"statsId\" AND s.\"n\" = v.\"n\"\n"
		"WHERE s.\"url\" LIKE '%{%'",
	.params = link_known_params,
	.n_params = 2,
	.cols = link_known_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_link_known_row),
	.reads = true,
};
err q_link_known(system_db db, struct arena *a, const struct q_link_known_in *in, struct q_link_known_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &link_known_query, in, &rows));
	*out = (struct q_link_known_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field link_campaign_params[] = {
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_campaign_in, campaign_id) },
};
static const struct db_field link_campaign_cols[] = {
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_campaign_row, content) },
};
static const struct db_query link_campaign_query = {
	.name = "link_campaign",
	.sql =
		"SELECT c.\"content\" FROM \"Campaign\" c WHERE c.\"id\" = $1 AND c.\"contentFormat\" <> 'text'",
	.params = link_campaign_params,
	.n_params = 1,
	.cols = link_campaign_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_link_campaign_row),
	.reads = true,
};
err q_link_campaign(system_db db, struct arena *a, const struct q_link_campaign_in *in, struct q_link_campaign_row *out)
{
	return db_system_one(db, a, &link_campaign_query, in, out);
}

static const struct db_field link_step_params[] = {
	{ "sequence_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_step_in, sequence_id) },
	{ "step_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_step_in, step_id) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_link_step_in, most) },
};
static const struct db_field link_step_cols[] = {
	{ "content", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_step_row, content) },
};
static const struct db_query link_step_query = {
	.name = "link_step",
	.sql =
		"SELECT coalesce(t.\"step\" ->> 'content', '') AS \"content\"\n"
		"FROM \"SequenceVersion\" v\n"
		"CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v.\"steps\") = 'array' THEN v.\"steps\" ELSE '[]' END) AS t (\"step\")\n"
		"WHERE v.\"sequenceId\" = $1 AND t.\"step\" ->> 'id' = $2 AND t.\"step\" ->> 'type' = 'email'\n"
		"ORDER BY v.\"version\" DESC LIMIT $3",
	.params = link_step_params,
	.n_params = 3,
	.cols = link_step_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_link_step_row),
	.reads = true,
};
err q_link_step(system_db db, struct arena *a, const struct q_link_step_in *in, struct q_link_step_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &link_step_query, in, &rows));
	*out = (struct q_link_step_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field link_recipient_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_recipient_in, id) },
};
static const struct db_field link_recipient_cols[] = {
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_row, step_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_recipient_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_link_recipient_row, variables) },
};
static const struct db_query link_recipient_query = {
	.name = "link_recipient",
	.sql =
		"SELECT r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE r.\"id\" = $1",
	.params = link_recipient_params,
	.n_params = 1,
	.cols = link_recipient_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_link_recipient_row),
	.reads = true,
};
err q_link_recipient(system_db db, struct arena *a, const struct q_link_recipient_in *in, struct q_link_recipient_row *out)
{
	return db_system_one(db, a, &link_recipient_query, in, out);
}

static const struct db_field link_recipient_by_tracking_id_params[] = {
	{ "tracking_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_in, tracking_id) },
};
static const struct db_field link_recipient_by_tracking_id_cols[] = {
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, campaign_id) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, sequence_id) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, step_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_link_recipient_by_tracking_id_row, last_name) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_link_recipient_by_tracking_id_row, variables) },
};
static const struct db_query link_recipient_by_tracking_id_query = {
	.name = "link_recipient_by_tracking_id",
	.sql =
		"SELECT r.\"campaignId\", r.\"sequenceId\", r.\"stepId\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"variables\"\n"
		"FROM \"Recipient\" r JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"WHERE r.\"trackingId\" = $1",
	.params = link_recipient_by_tracking_id_params,
	.n_params = 1,
	.cols = link_recipient_by_tracking_id_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_link_recipient_by_tracking_id_row),
	.reads = true,
};
err q_link_recipient_by_tracking_id(system_db db, struct arena *a, const struct q_link_recipient_by_tracking_id_in *in, struct q_link_recipient_by_tracking_id_row *out)
{
	return db_system_one(db, a, &link_recipient_by_tracking_id_query, in, out);
}

static const struct db_field link_gone_params[] = {
	{ "tracking_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_gone_in, tracking_id) },
};
static const struct db_field link_gone_cols[] = {
	{ "recipientId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_link_gone_row, recipient_id) },
};
static const struct db_query link_gone_query = {
	.name = "link_gone",
	.sql =
		"SELECT g.\"recipientId\" FROM \"RecipientGone\" g WHERE g.\"trackingId\" = $1 LIMIT 1",
	.params = link_gone_params,
	.n_params = 1,
	.cols = link_gone_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_link_gone_row),
	.reads = true,
};
err q_link_gone(system_db db, struct arena *a, const struct q_link_gone_in *in, struct q_link_gone_row *out)
{
	return db_system_one(db, a, &link_gone_query, in, out);
}
