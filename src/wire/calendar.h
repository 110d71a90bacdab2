/* Arithmetic with people's days and hours, in a time zone: windows, times of day, business days. Pure. Instants are µs
 * since 1970 (base/time.h), minutes are those of a wall clock's day. A wall-clock time that comes twice counts as its
 * first; one that the clock leaps over comes as much later as it leaps. */
#pragma once
#include "base/time.h"
#include "wire/zone.h"

#define CALENDAR_ALL_DAYS 0xfeu /* bits 1 to 7, Monday to Sunday (ISO 8601) */
#define CALENDAR_WORKDAYS 0x3eu /* Monday to Friday */
#define CALENDAR_DAY_MINUTES 1440

struct calendar_date {
	int year; /* 0: every year */
	int month, day;
};
struct calendar_holidays {
	const struct calendar_date *v;
	size_t n;
};
bool calendar_date_parse(str s, struct calendar_date *out); /* "2026-12-25", or "12-25": every year */
bool calendar_time_parse(str s, int *minutes);		    /* "09:00", "24:00" */

struct calendar_window {
	unsigned days; /* that it opens on; 0: all */
	int from, to;  /* minutes; to <= from: until the day after */
};
/* The first instant from `at` on that lies in the window; `at` itself while it is open. One that never opens: `at`. */
int64_t calendar_window_next(const struct zone *z, const struct calendar_window *w,
			     const struct calendar_holidays *holidays, int64_t at);
/* The first instant from `at` on at which it is this time of day, on one of these days that is no holiday. days 0: all.
 * Nowhere within two years: `at`. */
int64_t calendar_time_next(const struct zone *z, int minutes, unsigned days, const struct calendar_holidays *holidays,
			   int64_t at);
/* The same time of day, so many calendar days later. */
int64_t calendar_days_later(const struct zone *z, int64_t at, int64_t days);
/* The same time of day on the n-th business day (one of `days`, no holiday) after the day of `at`; 0: on that day, or on
 * the first business day after it. */
int64_t calendar_business_later(const struct zone *z, int64_t at, int n, unsigned days,
				const struct calendar_holidays *holidays);

/* A delay's parts, added up in this order. */
struct calendar_delay {
	int64_t elapsed; /* µs */
	int days;	 /* at the same time of day */
	int business;	 /* business days; < 0: none */
	unsigned until_days;
	int until; /* minutes of the day that is waited for; < 0: none */
};
bool calendar_delay_plain(const struct calendar_delay *d); /* elapsed time alone: no zone matters */
int64_t calendar_delay_end(const struct zone *z, const struct calendar_delay *d,
			   const struct calendar_holidays *holidays, int64_t since);

/* The wall clock at an instant. */
struct civil calendar_wall(const struct zone *z, int64_t at);
