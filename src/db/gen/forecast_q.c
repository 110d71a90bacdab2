/* Written by tools/sqlgen from sql/q/tenant/forecast.sql; do not edit. */
#include "db/gen/forecast_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field forecast_usage_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_forecast_usage_in, sender_id) },
};
static const struct db_field forecast_usage_cols[] = {
	{ "minute", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_forecast_usage_row, minute) },
	{ "granted", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_forecast_usage_row, granted) },
};
static const struct db_query forecast_usage_query = {
	.name = "forecast_usage",
	.sql =
		"SELECT u.\"minute\", u.\"granted\" FROM \"SenderUsage\" u\n"
		"WHERE u.\"userId\" = $1 AND u.\"senderId\" = $2 AND u.\"minute\" > now() AT TIME ZONE 'UTC' - INTERVAL '24 hours'\n"
		"ORDER BY u.\"minute\"",
	.params = forecast_usage_params,
	.n_params = 2,
	.cols = forecast_usage_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_forecast_usage_row),
	.reads = true,
};
err q_forecast_usage(tenant_db db, struct arena *a, const struct q_forecast_usage_in *in, struct q_forecast_usage_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &forecast_usage_query, in, &rows));
	*out = (struct q_forecast_usage_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field forecast_ahead_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "sender_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_forecast_ahead_in, sender_id) },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_forecast_ahead_in, campaign_id) },
};
static const struct db_field forecast_ahead_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_forecast_ahead_row, n) },
	{ "sources", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_forecast_ahead_row, sources) },
};
static const struct db_query forecast_ahead_query = {
	.name = "forecast_ahead",
	.sql =
		"SELECT coalesce(sum(b.\"size\"), 0)::int8 AS n, count(DISTINCT b.\"sourceId\") AS sources FROM \"SendBatch\" b\n"
		"WHERE b.\"userId\" = $1 AND b.\"senderId\" = $2 AND split_part(b.\"sourceId\", ':', 1) <> $3",
	.params = forecast_ahead_params,
	.n_params = 3,
	.cols = forecast_ahead_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_forecast_ahead_row),
	.reads = true,
};
err q_forecast_ahead(tenant_db db, struct arena *a, const struct q_forecast_ahead_in *in, struct q_forecast_ahead_row *out)
{
	return db_tenant_one(db, a, &forecast_ahead_query, in, out);
}

static const struct db_field forecast_ranges_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "campaign_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_forecast_ranges_in, campaign_id) },
};
static const struct db_field forecast_ranges_cols[] = {
	{ "zone", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_forecast_ranges_row, zone) },
	{ "notBefore", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_forecast_ranges_row, not_before) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_forecast_ranges_row, n) },
};
static const struct db_query forecast_ranges_query = {
	.name = "forecast_ranges",
	.sql =
		"SELECT coalesce(b.\"zone\", '') AS zone, b.\"notBefore\", sum(b.\"size\")::int8 AS n FROM \"SendBatch\" b\n"
		"JOIN \"SendSource\" s ON s.\"id\" = b.\"sourceId\" AND s.\"userId\" = $1\n"
		"WHERE b.\"userId\" = $1 AND s.\"campaignId\" = $2 GROUP BY 1, 2",
	.params = forecast_ranges_params,
	.n_params = 2,
	.cols = forecast_ranges_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_forecast_ranges_row),
	.reads = true,
};
err q_forecast_ranges(tenant_db db, struct arena *a, const struct q_forecast_ranges_in *in, struct q_forecast_ranges_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &forecast_ranges_query, in, &rows));
	*out = (struct q_forecast_ranges_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
