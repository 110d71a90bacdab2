#include "wire/zone.h"
#include <stdlib.h>
#include <string.h>

#define HEADER 44
#define TIMES_MAX 100000u
#define TYPES_MAX 256u
#define DAY 86400

enum rule_kind { RULE_JULIAN, RULE_DAY, RULE_WEEK }; /* Jn (no 29 February), n (from 0), Mm.w.d */
struct rule {
	enum rule_kind kind;
	int day, week, month;
	int at; /* seconds of the local day; -167 to 167 hours */
};

struct zone {
	size_t n;
	int64_t *at;	   /* ascending */
	unsigned char *to; /* type from then on */
	int *offset;	   /* by type */
	int first;	   /* before the first transition */
	bool tail, summer; /* a rule for the time after the last; it has summer time */
	int standard, saving;
	struct rule begins, ends;
};

/* ---- Reading */

struct cursor {
	const unsigned char *p;
	size_t n;
};

static bool zone_skip(struct cursor *c, size_t n)
{
	if (n > c->n)
		return false;
	c->p += n;
	c->n -= n;
	return true;
}

static uint32_t zone_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t zone_be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)zone_be32(p) << 32 | zone_be32(p + 4));
}

struct counts {
	uint32_t isut, isstd, leap, time, type, chars;
	int version;
};

static bool zone_read_header(struct cursor *c, struct counts *k)
{
	const unsigned char *p = c->p;
	if (c->n < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	*k = (struct counts){ zone_be32(p + 20),
			      zone_be32(p + 24),
			      zone_be32(p + 28),
			      zone_be32(p + 32),
			      zone_be32(p + 36),
			      zone_be32(p + 40),
			      p[4] };
	return zone_skip(c, HEADER) && k->time <= TIMES_MAX && k->type >= 1 && k->type <= TYPES_MAX &&
	       k->chars <= 4096 && k->leap <= 4096 && k->isut <= TYPES_MAX && k->isstd <= TYPES_MAX;
}

static size_t zone_block_size(const struct counts *k, size_t word)
{
	return k->time * word + k->time + k->type * 6 + k->chars + k->leap * (word + 4) + k->isstd + k->isut;
}

static bool zone_read_block(struct cursor *c, const struct counts *k, struct zone *z)
{
	if (c->n < zone_block_size(k, 8))
		return false;
	const unsigned char *p = c->p, *types = p + k->time * 9;
	z->n = k->time;
	z->at = calloc(k->time + 1, sizeof(*z->at));
	z->to = calloc(k->time + 1, 1);
	z->offset = calloc(k->type, sizeof(*z->offset));
	if (!z->at || !z->to || !z->offset)
		abort();
	for (uint32_t i = 0; i < k->type; i++) {
		z->offset[i] = (int)(int32_t)zone_be32(types + i * 6);
		if (z->offset[i] <= -26 * 3600 || z->offset[i] >= 26 * 3600)
			return false;
	}
	for (uint32_t i = 0; i < k->time; i++) {
		z->at[i] = zone_be64(p + (size_t)i * 8);
		z->to[i] = p[k->time * 8 + i];
		if (z->to[i] >= k->type || (i > 0 && z->at[i] <= z->at[i - 1]))
			return false;
	}
	z->first = z->offset[0];
	return zone_skip(c, zone_block_size(k, 8));
}

/* ---- The rule behind the table: a POSIX TZ text such as CET-1CEST,M3.5.0,M10.5.0/3 */

static bool zone_number(str *s, int most, int *out)
{
	size_t i = 0;
	int v = 0;
	while (i < s->n && ascii_digit(s->p[i]) && v <= most)
		v = v * 10 + (s->p[i++] - '0');
	if (i == 0 || v > most)
		return false;
	*out = v;
	*s = str_from(*s, i);
	return true;
}

static bool zone_lit(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool zone_name(str *s)
{
	size_t i = 0;
	if (zone_lit(s, '<')) {
		i = str_find_byte(*s, '>');
		if (i == STR_NPOS)
			return false;
		*s = str_from(*s, i + 1);
		return true;
	}
	while (i < s->n && ascii_alpha(s->p[i]))
		i++;
	*s = str_from(*s, i);
	return i >= 3;
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool zone_time(str *s, int *out)
{
	int h, m = 0, sec = 0;
	bool minus = zone_lit(s, '-');
	if (!minus)
		(void)zone_lit(s, '+');
	if (!zone_number(s, 167, &h) || (zone_lit(s, ':') && !zone_number(s, 59, &m)) ||
	    (zone_lit(s, ':') && !zone_number(s, 59, &sec)))
		return false;
	*out = (minus ? -1 : 1) * (h * 3600 + m * 60 + sec);
	return true;
}

static bool zone_rule(str *s, struct rule *r)
{
	*r = (struct rule){ .at = 7200 };
	if (!zone_lit(s, ','))
		return false;
	if (zone_lit(s, 'M')) {
		r->kind = RULE_WEEK;
		if (!zone_number(s, 12, &r->month) || r->month < 1 || !zone_lit(s, '.') ||
		    !zone_number(s, 5, &r->week) || r->week < 1 || !zone_lit(s, '.') || !zone_number(s, 6, &r->day))
			return false;
	} else {
		r->kind = zone_lit(s, 'J') ? RULE_JULIAN : RULE_DAY;
		if (!zone_number(s, r->kind == RULE_JULIAN ? 365 : 365, &r->day) ||
		    (r->kind == RULE_JULIAN && r->day < 1))
			return false;
	}
	return !zone_lit(s, '/') || zone_time(s, &r->at);
}

static bool zone_tail(str s, struct zone *z)
{
	int west;
	if (s.n == 0)
		return true;
	if (!zone_name(&s) || !zone_time(&s, &west))
		return false;
	z->tail = true;
	z->standard = -west;
	if (s.n == 0)
		return true;
	z->summer = true;
	z->saving = z->standard + 3600;
	if (!zone_name(&s))
		return false;
	if (s.n && s.p[0] != ',') {
		if (!zone_time(&s, &west))
			return false;
		z->saving = -west;
	}
	return zone_rule(&s, &z->begins) && zone_rule(&s, &z->ends) && s.n == 0;
}

void zone_free(struct zone *z)
{
	if (!z)
		return;
	free(z->at);
	free(z->to);
	free(z->offset);
	free(z);
}

err zone_read(str tzif, struct zone **out)
{
	static const char *const why = "this is no time zone file, or a damaged one";
	struct cursor c = { (const unsigned char *)tzif.p, tzif.n };
	struct counts k;
	struct zone *z = calloc(1, sizeof(*z));
	if (!z)
		abort();
	bool fine = zone_read_header(&c, &k) && k.version >= '2' && zone_skip(&c, zone_block_size(&k, 4)) &&
		    zone_read_header(&c, &k) && zone_read_block(&c, &k, z) && c.n >= 2 && c.p[0] == '\n';
	if (fine) {
		str rest = str_of((const char *)c.p + 1, c.n - 1);
		size_t end = str_find_byte(rest, '\n');
		fine = end != STR_NPOS && zone_tail(str_upto(rest, end), z);
	}
	if (!fine) {
		zone_free(z);
		return err_make(ERR_INVALID, why);
	}
	*out = z;
	return OK;
}

const struct zone *zone_utc(void)
{
	static const struct zone utc = {};
	return &utc;
}

/* ---- Asking */

static int64_t zone_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Days since 1970 of a date of the proleptic Gregorian calendar, counted in eras of 400 years that begin in March. */
static int64_t zone_days_of(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = zone_floor_div(y, 400), yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t zone_year_of(int64_t days)
{
	int64_t z = days + 719468, era = zone_floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	return yoe + era * 400 + (doy >= 306);
}

static bool zone_is_leap(int64_t y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

/* The wall-clock second of a rule in a year. */
static int64_t zone_rule_wall(const struct rule *r, int64_t y)
{
	int64_t day;
	if (r->kind == RULE_DAY)
		day = zone_days_of(y, 1, 1) + r->day;
	else if (r->kind == RULE_JULIAN)
		day = zone_days_of(y, 1, 1) + r->day - 1 + (zone_is_leap(y) && r->day >= 60);
	else {
		int64_t first = zone_days_of(y, r->month, 1);
		int64_t next = r->month == 12 ? zone_days_of(y + 1, 1, 1) : zone_days_of(y, r->month + 1, 1);
		int weekday = (int)(((first + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
		day = first + (r->day - weekday + 7) % 7 + 7 * (r->week - 1);
		while (day >= next)
			day -= 7;
	}
	return day * DAY + r->at;
}

static int zone_tail_offset(const struct zone *z, int64_t utc)
{
	if (!z->summer)
		return z->standard;
	int64_t y = zone_year_of(zone_floor_div(utc + z->standard, DAY));
	int64_t begins = zone_rule_wall(&z->begins, y) - z->standard, ends = zone_rule_wall(&z->ends, y) - z->saving;
	bool saving = begins < ends ? utc >= begins && utc < ends : utc >= begins || utc < ends;
	return saving ? z->saving : z->standard;
}

int zone_offset(const struct zone *z, int64_t utc)
{
	size_t low = 0, high = z->n;
	if (!z->offset)
		return 0;
	while (low < high) { /* how many transitions have come */
		size_t mid = low + (high - low) / 2;
		if (z->at[mid] <= utc)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == z->n && z->tail)
		return zone_tail_offset(z, utc);
	return low == 0 ? z->first : z->offset[z->to[low - 1]];
}

int64_t zone_instant(const struct zone *z, int64_t wall)
{
	int before = zone_offset(z, wall - DAY), after = zone_offset(z, wall + DAY);
	if (before == after && zone_offset(z, wall - before) == before)
		return wall - before;
	/* The larger offset comes first: it is the first of two, and of a gap the one from before is kept. */
	int first = before > after ? before : after, second = before > after ? after : before;
	if (zone_offset(z, wall - first) == first)
		return wall - first;
	if (zone_offset(z, wall - second) == second)
		return wall - second;
	return wall - before;
}
