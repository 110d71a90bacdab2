/* Dates of a filter, absolute and relative, on the account's clock. */
#include "base/time.h"
#include "core/audience/filter_int.h"
#include "wire/calendar.h"

static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };
static const struct {
	const char *one, *many;
	int64_t us;
} units[] = {
	{ "minute", "minutes", US_PER_MIN },
	{ "hour", "hours", US_PER_HOUR },
	{ "day", "days", US_PER_DAY },
	{ "week", "weeks", 7 * US_PER_DAY },
};

static bool filter_time_word(str *rest, str *word)
{
	*rest = str_trim(*rest);
	if (str_empty(*rest))
		return false;
	size_t n = 0;
	while (n < rest->n && !ascii_space(rest->p[n]))
		n++;
	*word = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	return true;
}

static int filter_time_unit(str s)
{
	for (int i = 0; i < 4; i++)
		if (str_eq_nocase(s, str_z(units[i].one)) || str_eq_nocase(s, str_z(units[i].many)))
			return i;
	return -1;
}

/* "14 days", alone or at the beginning; rest: what follows. */
static bool filter_time_amount(str *rest, int64_t *n, int *unit)
{
	str number, word;
	uint64_t v;
	if (!filter_time_word(rest, &number) || !num_parse_u64(number, &v) || !filter_time_word(rest, &word))
		return false;
	*unit = filter_time_unit(word);
	if (*unit < 0 || v == 0 || v > (uint64_t)(FILTER_SPAN_MAX * US_PER_DAY / units[*unit].us))
		return false;
	*n = (int64_t)v;
	return true;
}

bool filter_span_read(str s, int64_t *n, int64_t *unit)
{
	int u;
	if (!filter_time_amount(&s, n, &u) || !str_empty(str_trim(s)))
		return false;
	*unit = units[u].us;
	return true;
}

static str filter_time_amount_text(struct arena *a, int64_t n, int unit)
{
	return arena_printf(a, "%lld %s", (long long)n, n == 1 ? units[unit].one : units[unit].many);
}

str filter_span_text(struct arena *a, str s)
{
	int64_t n;
	int u;
	if (!filter_time_amount(&s, &n, &u) || !str_empty(str_trim(s)))
		return STR_NULL;
	return filter_time_amount_text(a, n, u);
}

/* The point, taken apart. */
enum point_kind { POINT_DAY, POINT_INSTANT, POINT_NOW, POINT_DAYS, POINT_AGO, POINT_AHEAD, POINT_LAST, POINT_NEXT };
struct filter_time_point {
	enum point_kind kind;
	int64_t n; /* days from today; amount; weekday; µs */
	int unit;
};

static bool filter_time_absolute(str s, struct filter_time_point *p)
{
	if (s.n < 10 || !ascii_digit(s.p[0]) || !time_parse_iso(s, &p->n))
		return false;
	p->kind = s.n == 10 ? POINT_DAY : POINT_INSTANT;
	return true;
}

static bool filter_time_read(str s, struct filter_time_point *p)
{
	static const struct {
		const char *word;
		int64_t days;
	} words[] = { { "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 } };
	str word, rest = s;
	s = str_trim(s);
	*p = (struct filter_time_point){};
	if (filter_time_absolute(s, p))
		return true;
	if (str_eq_nocase(s, STR("now"))) {
		p->kind = POINT_NOW;
		return true;
	}
	for (size_t i = 0; i < 3; i++)
		if (str_eq_nocase(s, str_z(words[i].word))) {
			p->kind = POINT_DAYS;
			p->n = words[i].days;
			return true;
		}
	if (filter_time_amount(&rest, &p->n, &p->unit)) {
		p->kind = POINT_AGO;
		return str_eq_nocase(str_trim(rest), STR("ago"));
	}
	rest = s;
	if (!filter_time_word(&rest, &word))
		return false;
	if (str_eq_nocase(word, STR("in"))) {
		p->kind = POINT_AHEAD;
		return filter_time_amount(&rest, &p->n, &p->unit) && str_empty(str_trim(rest));
	}
	p->kind = str_eq_nocase(word, STR("last")) ? POINT_LAST : POINT_NEXT;
	if (p->kind == POINT_NEXT && !str_eq_nocase(word, STR("next")))
		return false;
	for (p->n = 0; p->n < 7; p->n++)
		if (str_eq_nocase(str_trim(rest), str_z(weekdays[p->n])))
			return true;
	return false;
}

str filter_point_text(struct arena *a, str s)
{
	struct filter_time_point p;
	if (!filter_time_read(s, &p))
		return STR_NULL;
	switch (p.kind) {
	case POINT_DAY:
	case POINT_INSTANT: return arena_dup(a, str_trim(s));
	case POINT_NOW: return STR("now");
	case POINT_DAYS: return p.n == 0 ? STR("today") : p.n == 1 ? STR("tomorrow") : STR("yesterday");
	case POINT_AGO: return arena_printf(a, "%.*s ago", STR_FMT(filter_time_amount_text(a, p.n, p.unit)));
	case POINT_AHEAD: return arena_printf(a, "in %.*s", STR_FMT(filter_time_amount_text(a, p.n, p.unit)));
	case POINT_LAST: return arena_printf(a, "last %s", weekdays[p.n]);
	case POINT_NEXT: return arena_printf(a, "next %s", weekdays[p.n]);
	}
	return STR_NULL;
}

/* The day that begins so many days after that of `now`; whole: its end, too. */
static int64_t filter_time_midnight(const struct filter_env *env, int64_t days)
{
	struct civil c = calendar_wall(env->zone, env->now);
	struct civil midnight = { .year = c.year, .month = c.month, .day = c.day };
	int64_t wall = time_from_civil(midnight) + days * US_PER_DAY;
	return zone_instant(env->zone, wall / US_PER_S - (wall % US_PER_S < 0)) * US_PER_S;
}

static struct filter_range filter_time_day(const struct filter_env *env, int64_t days)
{
	return (struct filter_range){ filter_time_midnight(env, days), filter_time_midnight(env, days + 1) };
}

static struct filter_range filter_time_moved(const struct filter_env *env, const struct filter_time_point *p, int sign)
{
	int64_t us = units[p->unit].us;
	if (us >= US_PER_DAY)
		return filter_time_day(env, sign * p->n * (us / US_PER_DAY));
	int64_t at = env->now + sign * p->n * us;
	return (struct filter_range){ at, at };
}

bool filter_point(const struct filter_env *env, str s, struct filter_range *out)
{
	struct filter_time_point p;
	if (!filter_time_read(s, &p))
		return false;
	int64_t weekday = calendar_wall(env->zone, env->now).weekday;
	switch (p.kind) {
	case POINT_DAY:
		out->from = zone_instant(env->zone, p.n / US_PER_S) * US_PER_S;
		out->to = zone_instant(env->zone, (p.n + US_PER_DAY) / US_PER_S) * US_PER_S;
		return true;
	case POINT_INSTANT: *out = (struct filter_range){ p.n, p.n }; return true;
	case POINT_NOW: *out = (struct filter_range){ env->now, env->now }; return true;
	case POINT_DAYS: *out = filter_time_day(env, p.n); return true;
	case POINT_AGO: *out = filter_time_moved(env, &p, -1); return true;
	case POINT_AHEAD: *out = filter_time_moved(env, &p, 1); return true;
	case POINT_LAST: *out = filter_time_day(env, -((weekday - p.n + 6) % 7 + 1)); return true;
	case POINT_NEXT: *out = filter_time_day(env, (p.n - weekday + 6) % 7 + 1); return true;
	}
	return false;
}

int64_t filter_since(const struct filter_env *env, str span)
{
	int64_t n, unit;
	return filter_span_read(span, &n, &unit) ? env->now - n * unit : env->now;
}

struct filter_range filter_window(const struct filter_env *env, str span, bool next)
{
	int64_t n, unit;
	if (!filter_span_read(span, &n, &unit))
		return (struct filter_range){ env->now, env->now };
	if (unit < US_PER_DAY)
		return next ? (struct filter_range){ env->now, env->now + n * unit + US_PER_MS }
			    : (struct filter_range){ env->now - n * unit, env->now + US_PER_MS };
	int64_t days = n * (unit / US_PER_DAY);
	return next ? (struct filter_range){ filter_time_midnight(env, 0), filter_time_midnight(env, days + 1) }
		    : (struct filter_range){ filter_time_midnight(env, -days), filter_time_midnight(env, 1) };
}
