#include "base/time.h"
#include <stdio.h>

static const char weekdays[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[12][4] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: H. Hinnant's era arithmetic. */
static int64_t time_days_from_civil(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil time_to_civil(int64_t us)
{
	int64_t days = us / US_PER_DAY, rest = us % US_PER_DAY;
	if (rest < 0)
		days--, rest += US_PER_DAY;
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	struct civil c = {
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.month = (int)(mp < 10 ? mp + 3 : mp - 9),
		.hour = (int)(rest / US_PER_HOUR),
		.minute = (int)(rest / US_PER_MIN % 60),
		.second = (int)(rest / US_PER_S % 60),
		.micros = (int)(rest % US_PER_S),
		.weekday = (int)(((days + 4) % 7 + 7) % 7),
	};
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	return c;
}

int64_t time_from_civil(struct civil c)
{
	return time_days_from_civil(c.year, c.month, c.day) * US_PER_DAY + c.hour * US_PER_HOUR +
	       c.minute * US_PER_MIN + c.second * US_PER_S + c.micros;
}

static void time_put(char *out, const char *text, size_t n)
{
	memcpy(out, text, n);
}

static void time_digits(char *out, int v, size_t n)
{
	while (n-- > 0) {
		out[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

void time_format_iso(int64_t us, char out[TIME_ISO_LEN])
{
	struct civil c = time_to_civil(us);
	memcpy(out, "0000-00-00T00:00:00.000Z", TIME_ISO_LEN);
	time_digits(out, c.year, 4);
	time_digits(out + 5, c.month, 2);
	time_digits(out + 8, c.day, 2);
	time_digits(out + 11, c.hour, 2);
	time_digits(out + 14, c.minute, 2);
	time_digits(out + 17, c.second, 2);
	time_digits(out + 20, c.micros / 1000, 3);
}

void time_format_rfc5322(int64_t us, char out[TIME_RFC5322_LEN])
{
	struct civil c = time_to_civil(us);
	char tmp[80];
	snprintf(tmp, sizeof(tmp), "%s, %02d %s %04d %02d:%02d:%02d +0000", weekdays[c.weekday], c.day,
		 months[c.month - 1], c.year, c.hour, c.minute, c.second);
	time_put(out, tmp, TIME_RFC5322_LEN);
}

void time_format_http(int64_t us, char out[TIME_HTTP_LEN])
{
	struct civil c = time_to_civil(us);
	char tmp[80];
	snprintf(tmp, sizeof(tmp), "%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[c.weekday], c.day,
		 months[c.month - 1], c.year, c.hour, c.minute, c.second);
	time_put(out, tmp, TIME_HTTP_LEN);
}

/* Reads exactly `digits` digits into v and moves s on. */
static bool time_take(str *s, size_t digits, int *v)
{
	if (s->n < digits)
		return false;
	*v = 0;
	for (size_t i = 0; i < digits; i++) {
		if (!ascii_digit(s->p[i]))
			return false;
		*v = *v * 10 + (s->p[i] - '0');
	}
	*s = str_from(*s, digits);
	return true;
}

static bool time_take_byte(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static int time_month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m == 2 && leap ? 29 : days[m - 1];
}

static bool time_take_fraction(str *s, int *micros)
{
	int digits = 0;
	while (s->n && ascii_digit(s->p[0])) {
		if (digits < 6)
			*micros = *micros * 10 + (s->p[0] - '0');
		digits++;
		*s = str_from(*s, 1);
	}
	for (int i = digits; i < 6; i++)
		*micros *= 10;
	return digits > 0;
}

static bool time_take_zone(str *s, int64_t *offset)
{
	if (time_take_byte(s, 'Z') || time_take_byte(s, 'z'))
		return true;
	bool minus = time_take_byte(s, '-');
	int h, m;
	if (!minus && !time_take_byte(s, '+'))
		return false;
	if (!time_take(s, 2, &h))
		return false;
	time_take_byte(s, ':');
	if (!time_take(s, 2, &m) || h > 23 || m > 59)
		return false;
	*offset = (h * 60 + m) * US_PER_MIN * (minus ? -1 : 1);
	return true;
}

bool time_parse_iso(str s, int64_t *us)
{
	struct civil c = {};
	int64_t offset = 0;
	if (!time_take(&s, 4, &c.year) || !time_take_byte(&s, '-') || !time_take(&s, 2, &c.month) ||
	    !time_take_byte(&s, '-') || !time_take(&s, 2, &c.day))
		return false;
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > time_month_days(c.year, c.month))
		return false;
	if (s.n > 0) {
		if (!time_take_byte(&s, 'T') && !time_take_byte(&s, 't') && !time_take_byte(&s, ' '))
			return false;
		if (!time_take(&s, 2, &c.hour) || !time_take_byte(&s, ':') || !time_take(&s, 2, &c.minute))
			return false;
		if (time_take_byte(&s, ':') && !time_take(&s, 2, &c.second))
			return false;
		if (time_take_byte(&s, '.') && !time_take_fraction(&s, &c.micros))
			return false;
		if (c.hour > 23 || c.minute > 59 || c.second > 59 || !time_take_zone(&s, &offset) || s.n > 0)
			return false;
	}
	*us = time_from_civil(c) - offset;
	return true;
}
