/* When a campaign's mails may leave: at a time of day on people's own clocks, within a sending window, or both.
 * Campaign.delivery as JSON: {"at": "09:00", "date": "2026-12-24", "passed": "tomorrow" | "now", "timezone", "window":
 * {"days", "from", "to", "timezone", "useContactTimezone"}}. Pure, but for tzdata. */
#pragma once
#include "core/ground/zones.h"
#include "wire/field_errors.h"
#include "wire/json_read.h"

struct delivery {
	bool given;
	int at; /* minutes of the day, on everybody's own clock; < 0: none */
	bool has_date;
	struct calendar_date date;
	bool passed_now; /* whose hour has gone by when it starts: at once; else the next day */
	str timezone;	 /* of people whose zone is not known; absent: the account's */
	struct zone_window window;
	struct calendar_holidays holidays; /* of the account: the window stays shut on them */
};
/* What cannot be read counts as not given: another program may have written anything. */
void delivery_read(const struct json *v, struct delivery *out);
/* holidays: the account's, JSON text; may be absent. */
void delivery_read_text(struct arena *a, str json, str holidays, struct delivery *out);
/* Errors under "delivery". */
void delivery_check(struct arena *a, const struct json *v, struct field_errors *errors);

bool delivery_zoned(const struct delivery *d); /* people's zones matter */
/* The instant from which mails of this zone (absent: not known) may leave when the campaign starts at `start`. */
int64_t delivery_due(const struct delivery *d, str zone, str account_zone, int64_t start);
/* The first instant from `at` on that lies in the window of this zone. */
int64_t delivery_open(const struct delivery *d, str zone, str account_zone, int64_t at);
/* When the first clock on Earth shows date and time, and when the last does. False: it names no date. */
bool delivery_span(const struct delivery *d, int64_t *first, int64_t *last);
