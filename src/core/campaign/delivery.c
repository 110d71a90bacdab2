#include "core/campaign/delivery.h"
#include "wire/json_body.h"

#define EAST (14 * US_PER_HOUR) /* the clocks that are ahead of all others, and those behind them */
#define WEST (12 * US_PER_HOUR)

static bool delivery_absent(const struct json *v)
{
	return !v || json_is(v, JSON_NULL);
}

void delivery_read(const struct json *v, struct delivery *out)
{
	struct delivery d = { .given = json_is(v, JSON_OBJ), .at = -1 };
	if (d.given) {
		if (!calendar_time_parse(json_str(json_get(v, "at")), &d.at) || d.at >= CALENDAR_DAY_MINUTES)
			d.at = -1;
		d.has_date =
			d.at >= 0 && calendar_date_parse(json_str(json_get(v, "date")), &d.date) && d.date.year > 0;
		d.passed_now = str_eq(json_str(json_get(v, "passed")), STR("now"));
		d.timezone = json_str(json_get(v, "timezone"));
		const struct json *window = json_get(v, "window");
		zone_window_read(window, &d.window);
		/* Days beside an hour on people's clocks are those of the same clocks, unless it is said otherwise. */
		if (d.at >= 0 && delivery_absent(json_get(window, "useContactTimezone")) &&
		    delivery_absent(json_get(window, "timezone")))
			d.window.by_contact = true;
	}
	*out = d;
}

void delivery_read_text(struct arena *a, str json, str holidays, struct delivery *out)
{
	const struct json *v = NULL, *days;
	if (str_absent(json) || err_is(json_parse(a, json, &v)))
		v = NULL;
	delivery_read(v, out);
	if (!str_absent(holidays) && !err_is(json_parse(a, holidays, &days)))
		out->holidays = zones_holidays(a, days);
}

/* ---- Checked */

static void delivery_check_names(struct field_errors *errors, const char *field, const struct json *v,
				 const char *known)
{
	for (JSON_EACH(m, v))
		if (!json_choice_has(known, json_name(m)))
			field_error_addf(errors, field, "has no \"%.*s\"; known are %s",
					 STR_FMT(str_upto(json_name(m), size_min(json_name(m).n, 40))), known);
}

static void delivery_check_zone(struct arena *a, struct field_errors *errors, const char *field, const struct json *v)
{
	if (!delivery_absent(v) && (!json_is(v, JSON_STR) || !zones_find(json_str(v))))
		field_error_addf(errors, field, "%.*s", STR_FMT(zones_refusal(a, json_str(v))));
}

static bool delivery_check_time(struct field_errors *errors, const char *field, const struct json *v, int most)
{
	int minutes;
	if (delivery_absent(v))
		return false;
	if (calendar_time_parse(json_str(v), &minutes) && minutes <= most)
		return true;
	field_error_addf(errors, field, "must be a time of day, as 09:00");
	return false;
}

static void delivery_check_days(struct field_errors *errors, const struct json *v)
{
	if (delivery_absent(v))
		return;
	bool fine = json_is(v, JSON_ARR) && json_len(v) <= 7;
	for (JSON_EACH(d, fine ? v : NULL)) {
		int64_t n = 0;
		fine = fine && json_is(d, JSON_NUM) && json_i64(d, &n) && n >= 1 && n <= 7;
	}
	if (!fine)
		field_error_addf(errors, "delivery.window.days", "must be a list of 1 (Monday) to 7 (Sunday)");
}

static void delivery_check_window(struct arena *a, struct field_errors *errors, const struct json *v)
{
	if (delivery_absent(v))
		return;
	if (!json_is(v, JSON_OBJ)) {
		field_error_addf(errors, "delivery.window", "must be an object");
		return;
	}
	delivery_check_names(errors, "delivery.window", v, "days|from|to|timezone|useContactTimezone");
	delivery_check_days(errors, json_get(v, "days"));
	(void)delivery_check_time(errors, "delivery.window.from", json_get(v, "from"), CALENDAR_DAY_MINUTES - 1);
	(void)delivery_check_time(errors, "delivery.window.to", json_get(v, "to"), CALENDAR_DAY_MINUTES);
	delivery_check_zone(a, errors, "delivery.window.timezone", json_get(v, "timezone"));
	const struct json *flag = json_get(v, "useContactTimezone");
	if (!delivery_absent(flag) && !json_is(flag, JSON_BOOL))
		field_error_addf(errors, "delivery.window.useContactTimezone", "must be true or false");
}

void delivery_check(struct arena *a, const struct json *v, struct field_errors *errors)
{
	struct calendar_date date;
	const struct json *d = json_get(v, "date"), *passed = json_get(v, "passed");
	if (delivery_absent(v))
		return;
	if (!json_is(v, JSON_OBJ)) {
		field_error_addf(errors, "delivery", "must be an object");
		return;
	}
	delivery_check_names(errors, "delivery", v, "at|date|passed|timezone|window");
	bool at = delivery_check_time(errors, "delivery.at", json_get(v, "at"), CALENDAR_DAY_MINUTES - 1);
	if (!delivery_absent(d) && (!calendar_date_parse(json_str(d), &date) || date.year == 0))
		field_error_addf(errors, "delivery.date", "must be a date, as 2026-12-24");
	else if (!delivery_absent(d) && !at)
		field_error_addf(errors, "delivery.date", "needs the time of day, too: give delivery.at");
	if (!delivery_absent(passed) &&
	    !(json_is(passed, JSON_STR) && json_choice_has("tomorrow|now", json_str(passed))))
		field_error_addf(errors, "delivery.passed", "must be tomorrow or now");
	delivery_check_zone(a, errors, "delivery.timezone", json_get(v, "timezone"));
	delivery_check_window(a, errors, json_get(v, "window"));
}

/* ---- Asked */

bool delivery_zoned(const struct delivery *d)
{
	return d->given && (d->at >= 0 || (d->window.given && d->window.by_contact));
}

int64_t delivery_open(const struct delivery *d, str zone, str account_zone, int64_t at)
{
	return zone_window_next(&d->window, zone, str_empty(d->timezone) ? account_zone : d->timezone, &d->holidays,
				at);
}

static int64_t delivery_wall_us(const struct calendar_date *date, int minutes)
{
	return time_from_civil((struct civil){ .year = date->year, .month = date->month, .day = date->day }) +
	       minutes * US_PER_MIN;
}

static int64_t delivery_at_time(const struct delivery *d, const struct zone *z, int64_t start)
{
	struct civil today = calendar_wall(z, start);
	struct calendar_date date = { today.year, today.month, today.day };
	int64_t wall = delivery_wall_us(d->has_date ? &d->date : &date, d->at);
	int64_t then = zone_instant(z, wall / US_PER_S) * US_PER_S;
	if (then < start && d->passed_now)
		return start;
	return calendar_time_next(z, d->at, d->window.window.days, d->window.given ? &d->holidays : NULL,
				  then < start ? start : then);
}

int64_t delivery_due(const struct delivery *d, str zone, str account_zone, int64_t start)
{
	int64_t due = start;
	if (!d->given)
		return start;
	if (d->at >= 0)
		due = delivery_at_time(d, zones_first(zone, d->timezone, account_zone), start);
	return delivery_open(d, zone, account_zone, due);
}

bool delivery_span(const struct delivery *d, int64_t *first, int64_t *last)
{
	if (!d->has_date)
		return false;
	*first = delivery_wall_us(&d->date, d->at) - EAST;
	*last = delivery_wall_us(&d->date, d->at) + WEST;
	return true;
}
