/* When the last mail of a campaign will leave, given its sender's limits, what those have been used for, and what else
 * waits at that sender. An estimate: retries, rests and a server that is slower than its limits are not in it. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/json_write.h"

struct forecast_limits {
	struct opt_i64 per_second, per_hour, per_day; /* rolling, as the sending engine counts */
};
struct forecast_used {	/* what went out in the last day */
	int64_t minute; /* µs, its beginning */
	int64_t n;
};
enum forecast_bound { FORECAST_NONE, FORECAST_PER_SECOND, FORECAST_PER_HOUR, FORECAST_PER_DAY };
struct forecast_end {
	struct opt_i64 at;	   /* µs; none: not within five years */
	enum forecast_bound bound; /* the limit that decides */
};
/* Pure. Without limits the last mail leaves at once. */
struct forecast_end forecast_run(const struct forecast_limits *l, const struct forecast_used *used, size_t n_used,
				 int64_t from, int64_t mails);

/* Mails that may leave from then on: of a campaign that goes by people's clocks, one wave for each instant at which
 * somewhere the hour comes. */
struct forecast_wave {
	int64_t at, n;
	str zone; /* one of its zones: its window counts; "": of people without one */
	size_t zones;
};
struct delivery;
/* The same with waves, in the order of their times, and a window that may shut in between. */
struct forecast_end forecast_run_waves(const struct forecast_limits *l, const struct forecast_used *used, size_t n_used,
				       struct forecast_wave *waves, size_t n, const struct delivery *d,
				       str account_zone);

struct forecast {
	str sender_id, sender_name; /* absent: there is no sender */
	int64_t mails;		    /* still to be sent */
	int64_t ahead;		    /* of other campaigns and sequences, that share the sender's turns with it */
	int64_t starts_at;
	struct forecast_end end;
	struct forecast_wave *waves; /* of a campaign with a delivery of its own; else none */
	size_t n_waves;
};
/* ERR_NOT_FOUND. Nothing to send: mails is 0. */
err forecast_campaign(const struct app *app, tenant_db db, struct arena *a, str campaign_id, struct forecast *out);
void forecast_write(struct json_writer *w, const struct forecast *f);
