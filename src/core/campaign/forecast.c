#include "core/campaign/forecast.h"
#include "base/num.h"
#include "base/time.h"
#include "core/campaign/campaign_int.h"
#include "core/sender/sender.h"
#include "db/gen/forecast_q.h"
#include "os/clock.h"
#include "wire/json_read.h"

#define HOUR 60
#define DAY 1440
#define HORIZON (5 * 365 * DAY) /* minutes: beyond, nobody believes a date */

struct window { /* what went out in each minute of the last day, and its sums */
	int64_t n[DAY];
	int64_t hour, day;
};

static int64_t room(struct opt_i64 limit, int64_t used, int64_t otherwise)
{
	return limit.has ? i64_max(0, limit.v - used) : otherwise;
}

static void window_fill(struct window *w, const struct forecast_used *used, size_t n, int64_t first)
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
static void window_move(struct window *w, int64_t m)
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
	window_fill(&w, used, n_used, first);
	for (int64_t m = first; m - first < HORIZON; m++) {
		if (m > first)
			window_move(&w, m);
		int64_t pace = l->per_second.has ? l->per_second.v * 60 : mails;
		int64_t hour = room(l->per_hour, w.hour, mails), day = room(l->per_day, w.day, mails);
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

/* ---- Of a campaign */

static err still_to_send(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c, int64_t *mails)
{
	struct campaign_progress g;
	struct campaign_audience who;
	TRY(campaign_progress(db, a, c->id, &g));
	*mails = g.pending;
	if (g.planned || str_absent(c->audience) || str_eq(c->status, STR("SENT")))
		return OK;
	TRY(campaign_audience_of(app, db, a, c->id, &who));
	*mails = who.count;
	return OK;
}

static err look_at_sender(tenant_db db, struct arena *a, const struct sender *s, str campaign_id, struct forecast *f)
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
static err look_at_senders(tenant_db db, struct arena *a, const struct campaign *c, struct forecast *f)
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
		TRY(look_at_sender(db, a, &team[i], c->id, &one));
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
	TRY(still_to_send(app, db, a, &c, &f.mails));
	if (str_eq(c.status, STR("SCHEDULED")) && c.scheduled_at.has)
		f.starts_at = i64_max(f.starts_at, c.scheduled_at.v);
	err e = str_absent(c.sender_ids) ? campaign_sender(db, a, &c, &s) : OK;
	if (!str_absent(c.sender_ids))
		TRY(look_at_senders(db, a, &c, &f));
	else if (!err_is(e))
		TRY(look_at_sender(db, a, &s, c.id, &f));
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
	json_end_obj(w);
}
