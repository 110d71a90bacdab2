#include "wire/calendar.h"

#define DAYS_LOOKED_AT 740 /* two years: a rule that allows no day of those allows none */

static int64_t calendar_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t calendar_wall_of(const struct zone *z, int64_t at)
{
	return at + (int64_t)zone_offset(z, calendar_floor_div(at, US_PER_S)) * US_PER_S;
}

static int64_t calendar_at_wall(const struct zone *z, int64_t wall)
{
	int64_t s = calendar_floor_div(wall, US_PER_S);
	return zone_instant(z, s) * US_PER_S + (wall - s * US_PER_S);
}

static int64_t calendar_day_of(const struct zone *z, int64_t at)
{
	return calendar_floor_div(calendar_wall_of(z, at), US_PER_DAY);
}

struct civil calendar_wall(const struct zone *z, int64_t at)
{
	return time_to_civil(calendar_wall_of(z, at));
}

static bool calendar_allowed(int64_t day, unsigned days, const struct calendar_holidays *h)
{
	unsigned iso = (unsigned)(((day + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
	if (days && !(days >> iso & 1))
		return false;
	if (!h || h->n == 0)
		return true;
	struct civil c = time_to_civil(day * US_PER_DAY);
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].month == c.month && h->v[i].day == c.day && (h->v[i].year == 0 || h->v[i].year == c.year))
			return false;
	return true;
}

int64_t calendar_window_next(const struct zone *z, const struct calendar_window *w,
			     const struct calendar_holidays *holidays, int64_t at)
{
	int64_t today = calendar_day_of(z, at);
	for (int64_t day = today - 1; day < today + DAYS_LOOKED_AT; day++) {
		if (!calendar_allowed(day, w->days, holidays))
			continue;
		int64_t starts = calendar_at_wall(z, day * US_PER_DAY + w->from * US_PER_MIN);
		int64_t ends = calendar_at_wall(z, (day + (w->to <= w->from)) * US_PER_DAY + w->to * US_PER_MIN);
		if (at < ends && starts < ends)
			return at > starts ? at : starts;
	}
	return at;
}

int64_t calendar_time_next(const struct zone *z, int minutes, unsigned days, const struct calendar_holidays *holidays,
			   int64_t at)
{
	int64_t today = calendar_day_of(z, at);
	for (int64_t day = today - 1; day < today + DAYS_LOOKED_AT; day++) {
		int64_t then = calendar_at_wall(z, day * US_PER_DAY + minutes * US_PER_MIN);
		if (then >= at && calendar_allowed(day, days, holidays))
			return then;
	}
	return at;
}

int64_t calendar_days_later(const struct zone *z, int64_t at, int64_t days)
{
	return days == 0 ? at : calendar_at_wall(z, calendar_wall_of(z, at) + days * US_PER_DAY);
}

int64_t calendar_business_later(const struct zone *z, int64_t at, int n, unsigned days,
				const struct calendar_holidays *holidays)
{
	int64_t today = calendar_day_of(z, at), day = today;
	if (n == 0 && calendar_allowed(day, days, holidays))
		return at;
	for (int64_t left = n > 0 ? n : 1; left > 0 && day < today + 7 * (int64_t)n + DAYS_LOOKED_AT;) {
		day++;
		left -= calendar_allowed(day, days, holidays);
	}
	return calendar_days_later(z, at, day - today);
}

bool calendar_delay_plain(const struct calendar_delay *d)
{
	return d->days == 0 && d->business < 0 && d->until < 0;
}

int64_t calendar_delay_end(const struct zone *z, const struct calendar_delay *d,
			   const struct calendar_holidays *holidays, int64_t since)
{
	int64_t t = calendar_days_later(z, since, d->days) + d->elapsed;
	if (d->business >= 0)
		t = calendar_business_later(z, t, d->business, CALENDAR_WORKDAYS, holidays);
	if (d->until >= 0) /* "next": not the very instant that it began */
		t = calendar_time_next(z, d->until, d->until_days, holidays, t > since ? t : since + 1);
	return t;
}

static bool calendar_digits(str s, int *out)
{
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_digit(s.p[i]))
			return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return s.n > 0 && s.n <= 4;
}

bool calendar_date_parse(str s, struct calendar_date *out)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct calendar_date d = {};
	if (s.n == 10 && s.p[4] == '-') {
		if (!calendar_digits(str_upto(s, 4), &d.year) || d.year < 1)
			return false;
		s = str_from(s, 5);
	}
	if (s.n != 5 || s.p[2] != '-' || !calendar_digits(str_upto(s, 2), &d.month) ||
	    !calendar_digits(str_from(s, 3), &d.day) || d.month < 1 || d.month > 12 || d.day < 1 ||
	    d.day > lengths[d.month - 1])
		return false;
	if (d.year && d.month == 2 && d.day == 29 && !(d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0)))
		return false;
	*out = d;
	return true;
}

bool calendar_time_parse(str s, int *minutes)
{
	int h, m;
	if (s.n != 5 || s.p[2] != ':' || !calendar_digits(str_upto(s, 2), &h) || !calendar_digits(str_from(s, 3), &m) ||
	    m > 59 || h > 24 || (h == 24 && m > 0))
		return false;
	*minutes = h * 60 + m;
	return true;
}
