/* What a delay says beyond elapsed time, in members beside the contract's days, hours and minutes: "sameTime": its days
 * are the calendar's, to the same time of day; "businessDays"; "until": {"days": [1 to 7], "time": "09:00"}, the next
 * such hour. Added up in this order, on the contact's own clock. */
#include "base/time.h"
#include "core/sequence/steps_int.h"

#define BUSINESS_MAX 250

bool steps_delay_name(str name)
{
	return str_eq(name, STR("sameTime")) || str_eq(name, STR("businessDays")) || str_eq(name, STR("until"));
}

static bool steps_delay_absent(const struct json *v)
{
	return !v || json_is(v, JSON_NULL);
}

static void steps_delay_read_until(struct steps_work *w, int i, const struct json *v, struct calendar_delay *d)
{
	if (!json_is(v, JSON_OBJ)) {
		step_unreadable(w, i, "delay.until", "until_shape", "must be {\"days\": [2], \"time\": \"09:00\"}");
		return;
	}
	for (JSON_EACH(m, v))
		if (!str_eq(json_name(m), STR("days")) && !str_eq(json_name(m), STR("time")))
			step_unreadable(w, i, "delay.until", "until_shape", "holds “%.*s”; known are days and time",
					STR_FMT(str_upto(json_name(m), size_min(json_name(m).n, 40))));
	if (!calendar_time_parse(json_str(json_get(v, "time")), &d->until) || d->until >= CALENDAR_DAY_MINUTES) {
		d->until = 0;
		step_unreadable(w, i, "delay.until.time", "not_time", "must be a time of day, as 09:00");
	}
	const struct json *days = json_get(v, "days");
	bool fine = steps_delay_absent(days) || (json_is(days, JSON_ARR) && json_len(days) <= 7);
	for (JSON_EACH(m, fine ? days : NULL)) {
		int64_t n = 0;
		fine = fine && json_is(m, JSON_NUM) && json_i64(m, &n) && n >= 1 && n <= 7;
		d->until_days |= fine ? 1u << n : 0;
	}
	if (!fine)
		step_unreadable(w, i, "delay.until.days", "not_days", "must be a list of 1 (Monday) to 7 (Sunday)");
}

bool steps_read_calendar(struct steps_work *w, int i, const struct json *v)
{
	struct step *st = &w->s.v[i];
	const struct json *same = json_get(v, "sameTime"), *business = json_get(v, "businessDays"),
			  *until = json_get(v, "until");
	st->when = (struct calendar_delay){ .elapsed = st->delay, .business = -1, .until = -1 };
	if (!steps_delay_absent(same) && !json_is(same, JSON_BOOL))
		step_unreadable(w, i, "delay.sameTime", "not_bool", "must be true or false");
	if (json_bool(same)) {
		st->when.days = (int)(st->delay / US_PER_DAY);
		st->when.elapsed = st->delay % US_PER_DAY;
	}
	if (!steps_delay_absent(business)) {
		int64_t n = 0;
		if (!json_is(business, JSON_NUM) || !json_i64(business, &n) || n < 0 || n > BUSINESS_MAX)
			step_unreadable(w, i, "delay.businessDays", "not_business_days",
					"must be a whole number of at most %d", BUSINESS_MAX);
		else
			st->when.business = (int)n;
	}
	if (!steps_delay_absent(until))
		steps_delay_read_until(w, i, until, &st->when);
	/* What it takes at least, for those who look for circles without a delay. */
	if (st->delay < US_PER_MIN && (st->when.business > 0 || st->when.until >= 0))
		st->delay = US_PER_MIN;
	return !steps_delay_absent(business) || !steps_delay_absent(until);
}

static str steps_delay_with(struct arena *a, str out, str part)
{
	return out.n ? arena_printf(a, "%.*s, %.*s", STR_FMT(out), STR_FMT(part)) : part;
}

str steps_delay_words(struct arena *a, const struct step *st)
{
	static const char *const names[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	const struct calendar_delay *d = &st->when;
	str out = STR("");
	if (calendar_delay_plain(d))
		return steps_duration(a, d->elapsed);
	if (d->days)
		out = arena_printf(a, "%d day%s, same time", d->days, d->days == 1 ? "" : "s");
	if (d->elapsed)
		out = steps_delay_with(a, out, steps_duration(a, d->elapsed));
	if (d->business >= 0)
		out = steps_delay_with(a, out,
				       arena_printf(a, "%d business day%s", d->business, d->business == 1 ? "" : "s"));
	if (d->until < 0)
		return out;
	str days = STR("");
	for (int k = 1; k <= 7; k++)
		if (d->until_days >> k & 1)
			days = arena_printf(a, "%.*s %s", STR_FMT(days), names[k]);
	return steps_delay_with(a, out,
				arena_printf(a, "until%.*s %02d:%02d", STR_FMT(days), d->until / 60, d->until % 60));
}
