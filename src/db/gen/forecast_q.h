/* Written by tools/sqlgen from sql/q/tenant/forecast.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_forecast_usage_in {
	str sender_id;
};
struct q_forecast_usage_row {
	int64_t minute; /* µs */
	int64_t granted;
};
struct q_forecast_usage_rows {
	struct q_forecast_usage_row *v;
	size_t n;
};
err q_forecast_usage(tenant_db db, struct arena *a, const struct q_forecast_usage_in *in, struct q_forecast_usage_rows *out);

struct q_forecast_ahead_in {
	str sender_id;
	str campaign_id;
};
struct q_forecast_ahead_row {
	int64_t n;
	int64_t sources;
};
/* Ranges of other campaigns and sequences at the same sender, as they were planned. */
err q_forecast_ahead(tenant_db db, struct arena *a, const struct q_forecast_ahead_in *in, struct q_forecast_ahead_row *out);

struct q_forecast_ranges_in {
	str campaign_id;
};
struct q_forecast_ranges_row {
	str zone;
	struct opt_i64 not_before; /* µs */
	int64_t n;
};
struct q_forecast_ranges_rows {
	struct q_forecast_ranges_row *v;
	size_t n;
};
/* What is planned of a campaign that goes by people's clocks, by zone and time. */
err q_forecast_ranges(tenant_db db, struct arena *a, const struct q_forecast_ranges_in *in, struct q_forecast_ranges_rows *out);
