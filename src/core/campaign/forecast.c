#include "core/campaign/forecast.h"
#include "base/num.h"
#include "base/time.h"
#include "core/audience/segment.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/delivery.h"
#include "core/sender/sender.h"
#include "db/gen/campaign_q.h"
#include "db/gen/forecast_q.h"
#include "os/clock.h"
#include "wire/json_read.h"
#include <stdlib.h>

#define HOUR 60
#define DAY 1440
#define HORIZON (5 * 365 * DAY) /* minutes: beyond, nobody believes a date */

struct window { /* what went out in each minute of the last day, and its sums */
	int64_t n[DAY];
	int64_t hour, day;
};

static int64_t forecast_room(struct opt_i64 limit, int64_t used, int64_t otherwise)
{
	return limit.has ? i64_max(0, limit.v - used) : otherwise;
}

static void forecast_window_fill(struct window *w, const struct forecast_used *used, size_t n, int64_t first)
{
	for (size_t i = 0; i < n; i++) {
		int64_t ago = first - used[i].minute / US_PER_MIN;
		if (ago < 0 || ago >= DAY)
			continue;
		w->n[(first - ago) % DAY] += used[i].n;
		w->day += used[i].n;
		w->hour += ago < HOUR ? used[i].n : 0;
	}
}

/* The window moves on to minute m: what is a day, and an hour, old no longer counts. */
static void forecast_window_move(struct window *w, int64_t m)
{
	w->day -= w->n[m % DAY];
	w->n[m % DAY] = 0;
	w->hour -= w->n[(m - HOUR) % DAY];
}

struct forecast_end forecast_run(const struct forecast_limits *l, const struct forecast_used *used, size_t n_used,
				 int64_t from, int64_t mails)
{
	struct window w = {};
	int64_t first = from / US_PER_MIN, bound[4] = {};
	enum forecast_bound most = FORECAST_NONE;
	if (mails <= 0 || !(l->per_second.has || l->per_hour.has || l->per_day.has))
		return (struct forecast_end){ .at = SOME_I64(from) };
	forecast_window_fill(&w, used, n_used, first);
	for (int64_t m = first; m - first < HORIZON; m++) {
		if (m > first)
			forecast_window_move(&w, m);
		int64_t pace = l->per_second.has ? l->per_second.v * 60 : mails;
		int64_t hour = forecast_room(l->per_hour, w.hour, mails), day = forecast_room(l->per_day, w.day, mails);
		int64_t go = i64_min(mails, i64_min(pace, i64_min(hour, day)));
		if (go < mails)
			bound[day == go ? FORECAST_PER_DAY : hour == go ? FORECAST_PER_HOUR : FORECAST_PER_SECOND]++;
		mails -= go;
		w.n[m % DAY] += go;
		w.hour += go;
		w.day += go;
		if (mails > 0)
			continue;
		for (int i = FORECAST_PER_SECOND; i <= FORECAST_PER_DAY; i++)
			if (bound[i] > bound[most])
				most = (enum forecast_bound)i;
		int64_t last = i64_max(from, m * US_PER_MIN);
		return (struct forecast_end){ SOME_I64(last + (l->per_second.has ? go * US_PER_MIN / pace : 0)), most };
	}
	return (struct forecast_end){ .bound = FORECAST_PER_DAY };
}

/* ---- In waves */

#define LOOK_EVERY 15 /* minutes, whether a window is open */

/* Takes up to `go` of those that may leave in minute m; more: some are still to come, or shut in. */
static int64_t forecast_take_waves(struct forecast_wave *v, bool *open, size_t n, int64_t m, int64_t go,
				   const struct delivery *d, str account_zone, bool *waiting)
{
	int64_t taken = 0, now = m * US_PER_MIN;
	*waiting = false;
	for (size_t i = 0; i < n; i++) {
		if (v[i].n == 0)
			continue;
		if (v[i].at / US_PER_MIN > m) {
			*waiting = true;
			break; /* they are in the order of their times */
		}
		if (v[i].at / US_PER_MIN == m || m % LOOK_EVERY == 0)
			open[i] = delivery_open(d, v[i].zone, account_zone, i64_max(now, v[i].at)) <=
				  i64_max(now, v[i].at);
		int64_t part = open[i] ? i64_min(go - taken, v[i].n) : 0;
		v[i].n -= part;
		taken += part;
		*waiting = *waiting || !open[i];
	}
	return taken;
}

struct forecast_end forecast_run_waves(const struct forecast_limits *l, const struct forecast_used *used, size_t n_used,
				       struct forecast_wave *waves, size_t n, const struct delivery *d,
				       str account_zone)
{
	struct window w = {};
	int64_t mails = 0, bound[4] = {};
	bool *open = calloc(n + 1, sizeof(*open));
	if (!open)
		abort();
	for (size_t i = 0; i < n; i++)
		mails += waves[i].n;
	struct forecast_end end = { .bound = FORECAST_PER_DAY };
	int64_t first = n ? waves[0].at / US_PER_MIN : 0;
	forecast_window_fill(&w, used, n_used, first);
	for (int64_t m = first; m - first < HORIZON && mails > 0; m++) {
		bool waiting;
		if (m > first)
			forecast_window_move(&w, m);
		int64_t pace = l->per_second.has ? l->per_second.v * 60 : mails;
		int64_t hour = forecast_room(l->per_hour, w.hour, mails), day = forecast_room(l->per_day, w.day, mails);
		int64_t most = i64_min(mails, i64_min(pace, i64_min(hour, day)));
		int64_t go = forecast_take_waves(waves, open, n, m, most, d, account_zone, &waiting);
		if (go == most && most < mails)
			bound[day == go ? FORECAST_PER_DAY : hour == go ? FORECAST_PER_HOUR : FORECAST_PER_SECOND]++;
		mails -= go;
		w.n[m % DAY] += go;
		w.hour += go;
		w.day += go;
		if (mails > 0)
			continue;
		end.at = SOME_I64(m * US_PER_MIN + (l->per_second.has ? go * US_PER_MIN / pace : 0));
		end.bound = FORECAST_NONE;
		for (int i = FORECAST_PER_SECOND; i <= FORECAST_PER_DAY; i++)
			if (bound[i] > bound[end.bound])
				end.bound = (enum forecast_bound)i;
	}
	free(open);
	return end;
}

static int forecast_by_time(const void *x, const void *y)
{
	const struct forecast_wave *a = x, *b = y;
	return a->at != b->at ? (a->at < b->at ? -1 : 1) : str_cmp(a->zone, b->zone);
}

/* Waves of one instant are one. */
static void forecast_join_waves(struct forecast *f)
{
	size_t kept = 0;
	str zone = STR_NULL; /* that was added last: of one zone some may be planned and some not */
	qsort(f->waves, f->n_waves, sizeof(*f->waves), forecast_by_time);
	for (size_t i = 0; i < f->n_waves; i++) {
		if (kept > 0 && f->waves[kept - 1].at == f->waves[i].at) {
			f->waves[kept - 1].n += f->waves[i].n;
			f->waves[kept - 1].zones += str_eq(zone, f->waves[i].zone) ? 0 : f->waves[i].zones;
		} else {
			f->waves[kept++] = f->waves[i];
		}
		zone = f->waves[i].zone;
	}
	f->n_waves = kept;
}

/* From its ranges as far as they are planned, and from the rest of the audience as it is now. */
static err forecast_find_waves(tenant_db db, struct arena *a, const struct campaign *c, const struct delivery *d,
			       str account_zone, struct forecast *f)
{
	struct q_forecast_ranges_rows ranges = {};
	struct q_campaign_zones_rows zones = {};
	int64_t now = f->starts_at;
	struct campaign_progress g;
	TRY(campaign_progress(db, a, c->id, &g));
	if (c->planned_at.has)
		TRY(q_forecast_ranges(db, a, &(struct q_forecast_ranges_in){ .campaign_id = c->id }, &ranges));
	if (!g.planned && !str_absent(c->audience)) {
		struct q_campaign_zones_in in = { .audience = c->audience, .rest = c->id };
		TRY(audience_part(db, a, c->audience, &in.who));
		TRY(q_campaign_zones(db, a, &in, &zones));
	}
	f->waves = arena_array(a, struct forecast_wave, ranges.n + zones.n + 1);
	for (size_t i = 0; i < ranges.n; i++) {
		int64_t at = ranges.v[i].not_before.has ? i64_max(ranges.v[i].not_before.v, now) : now;
		f->waves[f->n_waves++] =
			(struct forecast_wave){ .at = delivery_open(d, ranges.v[i].zone, account_zone, at),
						.n = ranges.v[i].n,
						.zone = ranges.v[i].zone,
						.zones = 1 };
	}
	for (size_t i = 0; i < zones.n; i++) {
		str zone = zones_find(zones.v[i].zone) ? zones.v[i].zone : STR("");
		f->waves[f->n_waves++] = (struct forecast_wave){
			.at = delivery_due(d, zone, account_zone, now), .n = zones.v[i].n, .zone = zone, .zones = 1
		};
	}
	forecast_join_waves(f);
	f->mails = 0;
	for (size_t i = 0; i < f->n_waves; i++)
		f->mails += f->waves[i].n;
	return OK;
}

static err forecast_delivery(tenant_db db, struct arena *a, const struct campaign *c, const struct delivery *d,
			     const struct sender *s, str account_zone, struct forecast *f)
{
	struct q_forecast_usage_rows rows;
	TRY(forecast_find_waves(db, a, c, d, account_zone, f));
	TRY(q_forecast_usage(db, a, &(struct q_forecast_usage_in){ .sender_id = s->id }, &rows));
	struct forecast_used *used = arena_array(a, struct forecast_used, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		used[i] = (struct forecast_used){ rows.v[i].minute, rows.v[i].granted };
	struct forecast_limits l = { s->per_second, s->per_hour, s->per_day };
	if (s->warmup_target.has && s->warmup_limit.has && (!l.per_day.has || s->warmup_limit.v < l.per_day.v))
		l.per_day = s->warmup_limit;
	struct forecast_wave *copy = arena_array(a, struct forecast_wave, f->n_waves + 1);
	memcpy(copy, f->waves, f->n_waves * sizeof(*copy));
	f->end = forecast_run_waves(&l, used, rows.n, copy, f->n_waves, d, account_zone);
	f->sender_id = s->id;
	f->sender_name = s->name;
	return OK;
}

/* ---- Of a campaign */

static err forecast_still_to_send(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c,
				  int64_t *mails)
{
	struct campaign_progress g;
	int64_t rest;
	TRY(campaign_progress(db, a, c->id, &g));
	*mails = g.pending;
	if (g.planned || str_absent(c->audience) || str_eq(c->status, STR("SENT")))
		return OK;
	TRY(campaign_audience_rest(app, db, a, c, &rest));
	*mails = g.planning ? g.pending + rest : rest;
	return OK;
}

static err forecast_look_at_sender(tenant_db db, struct arena *a, const struct sender *s, str campaign_id,
				   struct forecast *f)
{
	struct q_forecast_usage_rows rows;
	struct q_forecast_ahead_row ahead;
	struct q_forecast_ahead_in in = { .sender_id = s->id, .campaign_id = campaign_id };
	TRY(q_forecast_usage(db, a, &(struct q_forecast_usage_in){ .sender_id = s->id }, &rows));
	TRY(q_forecast_ahead(db, a, &in, &ahead));
	struct forecast_used *used = arena_array(a, struct forecast_used, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		used[i] = (struct forecast_used){ rows.v[i].minute, rows.v[i].granted };
	struct forecast_limits l = { s->per_second, s->per_hour, s->per_day };
	if (s->warmup_target.has && s->warmup_limit.has && (!l.per_day.has || s->warmup_limit.v < l.per_day.v))
		l.per_day = s->warmup_limit;
	/* Sources are served in turn: each of the others sends at most as much as we do meanwhile. */
	f->ahead = i64_min(ahead.n, f->mails * ahead.sources);
	if (s->paused_until.has)
		f->starts_at = i64_max(f->starts_at, s->paused_until.v);
	f->end = forecast_run(&l, used, rows.n, f->starts_at, f->mails + f->ahead);
	f->sender_id = s->id;
	f->sender_name = s->name;
	return OK;
}

/* Each of the senders that share it sends its share; the last of them ends it. */
static err forecast_look_at_senders(tenant_db db, struct arena *a, const struct campaign *c, struct forecast *f)
{
	const struct json *ids = NULL;
	TRY(json_parse(a, c->sender_ids, &ids));
	size_t n = 0, most = json_len(ids);
	struct sender *team = arena_array(a, struct sender, most + 1);
	double all = 0;
	bool even = false;
	for (JSON_EACH(id, ids)) {
		err e = sender_get(db, a, json_str(id), &team[n]);
		if (e.code == ERR_NOT_FOUND)
			continue;
		TRY(e);
		even = even || !team[n].per_day.has;
		all += team[n].per_day.has ? (double)team[n].per_day.v : 0;
		n++;
	}
	struct forecast last = *f;
	for (size_t i = 0; i < n; i++) {
		double share = even || all <= 0 ? 1.0 / (double)n : (double)team[i].per_day.v / all;
		struct forecast one = *f;
		one.mails = (int64_t)((double)f->mails * share + 0.999999);
		TRY(forecast_look_at_sender(db, a, &team[i], c->id, &one));
		bool later = !one.end.at.has || (last.end.at.has && one.end.at.v > last.end.at.v);
		int64_t ahead = last.ahead + one.ahead;
		if (i == 0 || later)
			last = one;
		last.ahead = i == 0 ? one.ahead : ahead;
	}
	last.mails = f->mails;
	*f = last;
	return OK;
}

err forecast_campaign(const struct app *app, tenant_db db, struct arena *a, str campaign_id, struct forecast *out)
{
	struct campaign c;
	struct sender s;
	struct forecast f = { .starts_at = clock_now() };
	TRY(campaign_get(db, a, campaign_id, &c));
	TRY(forecast_still_to_send(app, db, a, &c, &f.mails));
	if (str_eq(c.status, STR("SCHEDULED")) && c.scheduled_at.has)
		f.starts_at = i64_max(f.starts_at, c.scheduled_at.v);
	struct delivery d;
	struct q_campaign_account_zone_row account;
	TRY(q_campaign_account_zone(db, a, &account));
	delivery_read_text(a, c.delivery, account.holidays, &d);
	bool by_times = d.given && (d.at >= 0 || d.window.given) && !str_eq(c.status, STR("SENT"));
	err e = str_absent(c.sender_ids) || by_times ? campaign_sender(db, a, &c, &s) : OK;
	if (by_times && !err_is(e))
		TRY(forecast_delivery(db, a, &c, &d, &s, account.timezone,
				      &f)); /* of several senders the first stands for all */
	else if (!str_absent(c.sender_ids))
		TRY(forecast_look_at_senders(db, a, &c, &f));
	else if (!err_is(e))
		TRY(forecast_look_at_sender(db, a, &s, c.id, &f));
	else if (e.code != ERR_NOT_FOUND)
		return e;
	*out = f;
	return OK;
}

void forecast_write(struct json_writer *w, const struct forecast *f)
{
	static const char *const bounds[] = { "none", "perSecond", "perHour", "perDay" };
	json_begin_obj(w);
	json_kv_str(w, "senderId", f->sender_id);
	json_kv_str(w, "senderName", f->sender_name);
	json_kv_i64(w, "mails", f->mails);
	json_kv_i64(w, "ahead", f->ahead);
	json_kv_time(w, "startsAt", f->starts_at);
	json_kv_opt_time(w, "lastMailAt", f->mails > 0 && !str_absent(f->sender_id) ? f->end.at : (struct opt_i64){});
	json_kv_str(w, "limitedBy", str_z(bounds[f->end.bound]));
	if (f->waves) {
		json_key(w, "waves");
		json_begin_arr(w);
		for (size_t i = 0; i < f->n_waves; i++) {
			json_begin_obj(w);
			json_kv_time(w, "at", f->waves[i].at);
			json_kv_i64(w, "mails", f->waves[i].n);
			json_kv_str(w, "zone", str_empty(f->waves[i].zone) ? STR_NULL : f->waves[i].zone);
			json_kv_i64(w, "zones", (int64_t)f->waves[i].zones);
			json_end_obj(w);
		}
		json_end_arr(w);
	}
	json_end_obj(w);
}
