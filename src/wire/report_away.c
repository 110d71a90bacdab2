/* See report_int.h: when an absence ends. Dates are found as people write them in some twenty languages, each with the
 * word before or behind it that makes it the last day away ("until") or the first day back. A date without a year is the next such
 * day after the message's own. What is not certain is not read. */
#include "base/time.h"
#include "wire/away_words.h"
#include "wire/fold.h"
#include "wire/report_int.h"

#define READ_MAX 3000u
#define FAR_DAYS 180 /* a longer absence is written with its year, or with the month's name */
#define BEFORE 44u   /* bytes before a date in which its word stands */
#define BEHIND 26u
#define DATES_MAX 24u

enum role { ROLE_NONE, ROLE_FROM, ROLE_UNTIL, ROLE_BACK };

struct found {
	size_t from, to; /* in the text */
	int64_t day;	 /* days since 1970 */
	enum role role;
};

struct away {
	str text;
	int64_t today; /* of the message */
	bool american; /* month first */
	struct found v[DATES_MAX];
	size_t n;
};

static int64_t report_away_day_of(int y, int m, int d)
{
	struct civil c = { .year = y, .month = m, .day = d };
	return time_from_civil(c) / US_PER_DAY;
}

static int report_away_days_in(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) ? 29 : days[m - 1];
}

/* Year 0: not given. False: there is no such day, or it is not near the message's. */
static bool report_away_resolve(const struct away *w, int y, int m, int d, int64_t *day)
{
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	if (y > 0 && y < 100)
		y += 2000;
	if (y > 0) {
		if (y < 1990 || y > 2100 || d > report_away_days_in(y, m))
			return false;
		*day = report_away_day_of(y, m, d);
		return *day > w->today - 400 && *day < w->today + 800;
	}
	struct civil now = time_to_civil(w->today * US_PER_DAY);
	for (int k = -1; k <= 1; k++) {
		if (d > report_away_days_in(now.year + k, m))
			continue;
		*day = report_away_day_of(now.year + k, m, d);
		if (*day >= w->today - 14)
			return true;
	}
	return false;
}

/* ---- Reading one date at a place */

static bool report_away_number(str t, size_t *at, size_t most, int *out)
{
	size_t i = *at, n = 0;
	int v = 0;
	while (i < t.n && ascii_digit(t.p[i]) && n < most + 1) {
		v = v * 10 + (t.p[i++] - '0');
		n++;
	}
	if (n == 0 || n > most)
		return false;
	*at = i;
	*out = v;
	return true;
}

static void report_away_spaces(str t, size_t *at)
{
	while (*at < t.n && (ascii_space(t.p[*at]) || t.p[*at] == ','))
		++*at;
}

static bool report_away_word_is(str t, size_t at, const char *word)
{
	str w = str_z(word);
	if (!str_starts(str_from(t, at), w))
		return false;
	size_t end = at + w.n;
	bool latin = ascii_alpha(w.p[w.n - 1]);
	return end >= t.n || !latin || !ascii_alpha(t.p[end]);
}

static bool report_away_month_word(str t, size_t *at, int *m)
{
	for (size_t i = 0; away_months[i].word; i++)
		if (report_away_word_is(t, *at, away_months[i].word)) {
			*m = away_months[i].month;
			*at += strlen(away_months[i].word);
			return true;
		}
	return false;
}

static void report_away_year_behind(str t, size_t *at, int *y)
{
	size_t i = *at;
	static const char *const of[] = { "de ", "del ", "de", NULL };
	while (i < t.n && (ascii_space(t.p[i]) || t.p[i] == ',' || t.p[i] == '.'))
		i++;
	for (const char *const *p = of; *p; p++)
		if (report_away_word_is(t, i, *p)) {
			i += strlen(*p);
			break;
		}
	report_away_spaces(t, &i);
	int v;
	size_t k = i;
	if (report_away_number(t, &k, 4, &v) && k - i == 4 && v >= 2000 && v < 2100) {
		*y = v;
		*at = k;
	}
}

/* "12th", "12.", "12º", "1er": what stands behind a day. */
static void report_away_ordinal(str t, size_t *at)
{
	static const char *const marks[] = { "st", "nd", "rd", "th", "er", "º", "ª", "°", ".", ":a", ":e", "e ", NULL };
	for (const char *const *m = marks; *m; m++)
		if (str_starts(str_from(t, *at), str_z(*m))) {
			*at += strlen(*m);
			break;
		}
	static const char *const of[] = { "of ", "de ", "d'", "di ", "den ", "the ", NULL };
	report_away_spaces(t, at);
	for (const char *const *p = of; *p; p++)
		if (report_away_word_is(t, *at, *p)) {
			*at += strlen(*p);
			break;
		}
	report_away_spaces(t, at);
}

/* 2026-12-01, 2026/12/1, 2026年12月1日, 2026년 12월 1일, 2026. 12. 1. */
static bool report_away_year_first(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	str t = w->text;
	size_t at = from;
	int y, m, d;
	if (!report_away_number(t, &at, 4, &y) || at - from != 4 || y < 2000)
		return false;
	static const char *const seps[] = { "-", "/", ".", "年", "년", NULL };
	bool sep = false;
	for (const char *const *s = seps; *s && !sep; s++)
		if (str_starts(str_from(t, at), str_z(*s))) {
			at += strlen(*s);
			sep = true;
		}
	report_away_spaces(t, &at);
	if (sep && report_away_month_word(t, &at, &m)) { /* "2026. december 14-én" */
		while (at < t.n && (t.p[at] == '.' || t.p[at] == ' '))
			at++;
		if (!report_away_number(t, &at, 2, &d))
			return false;
		*to = at;
		return report_away_resolve(w, y, m, d, day);
	}
	if (!sep || !report_away_number(t, &at, 2, &m))
		return false;
	static const char *const seps2[] = { "-", "/", ".", "月", "월", NULL };
	sep = false;
	for (const char *const *s = seps2; *s && !sep; s++)
		if (str_starts(str_from(t, at), str_z(*s))) {
			at += strlen(*s);
			sep = true;
		}
	report_away_spaces(t, &at);
	if (!sep || !report_away_number(t, &at, 2, &d))
		return false;
	*to = at;
	return report_away_resolve(w, y, m, d, day);
}

/* 12月1日, 12월 1일 */
static bool report_away_east_asian(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	str t = w->text;
	size_t at = from;
	int m, d;
	if (!report_away_number(t, &at, 2, &m))
		return false;
	if (!str_starts(str_from(t, at), STR("月")) && !str_starts(str_from(t, at), STR("월")))
		return false;
	at += strlen("月");
	report_away_spaces(t, &at);
	if (!report_away_number(t, &at, 2, &d))
		return false;
	*to = at;
	return report_away_resolve(w, 0, m, d, day);
}

/* "с 23.11 по 04.12", "bis 30.11": two numbers are a date behind such a word, and no time of day. */
static bool report_away_named(str t, size_t from, size_t end, int month)
{
	static const char *const words[] = { "с ",   "по ",  "до ",	 "від ",      "bis ", "bis zum ",
					     "vom ", "ab ",  "ab dem ",	 "do ",	      "od ",  "dal ",
					     "al ",  "del ", "fino al ", "hasta el ", "tot ", "t/m ",
					     "van ", "fra ", "til ",	 "till ",     NULL };
	static const char *const times[] = { "uhr", "h$", "час", "ч", "hod", "god", NULL };
	str before = str_upto(t, from), behind = str_trim(str_from(t, end));
	if (month < 1 || month > 12 || fold_begins(behind, times) ||
	    (end < t.n && (t.p[end] == ':' || ascii_digit(t.p[end]))))
		return false;
	for (const char *const *w = words; *w; w++)
		if (str_ends(before, str_z(*w)))
			return true;
	return false;
}

/* 1.12.2026, 1.12., 01/12/26, 1-12-2026, 12/1 in America */
static bool report_away_numeric(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	str t = w->text;
	size_t at = from;
	int a, b, y = 0;
	if (!report_away_number(t, &at, 2, &a) || at >= t.n)
		return false;
	char sep = t.p[at];
	if (sep != '.' && sep != '/' && sep != '-')
		return false;
	at++;
	while (sep == '.' && at < t.n && t.p[at] == ' ')
		at++;
	if (!report_away_number(t, &at, 2, &b))
		return false;
	size_t end = at;
	bool year = false, dotted = false;
	if (at < t.n && t.p[at] == sep) {
		size_t k = at + 1;
		dotted = sep == '.';
		while (dotted && k < t.n && t.p[k] == ' ')
			k++;
		size_t digits = k;
		year = report_away_number(t, &k, 4, &y) && (k - digits == 4 || (k - digits == 2 && digits == at + 1));
		y = year ? y : 0;
		end = year ? k : dotted ? at + 1 : at;
	}
	/* "9-12" is a range or an hour; "10.30" a time: only with a year, a second full stop, or slashes. */
	if (!year && sep != '/' && !dotted && !(sep == '.' && report_away_named(t, from, end, b)))
		return false;
	if (!year && sep == '-')
		return false;
	*to = end;
	int64_t other;
	if (sep == '/' && (w->american || b > 12) && a <= 12)
		return report_away_resolve(w, y, a, b, day);
	if (!report_away_resolve(w, y, b, a, day))
		return false;
	/* "12/9" in November: nobody is away until next September. */
	bool far = sep == '/' && *day - w->today > FAR_DAYS && a <= 12;
	if (far && report_away_resolve(w, y, a, b, &other) && other >= w->today && other - w->today <= FAR_DAYS)
		*day = other;
	return true;
}

/* "12 December", "12. Dezember 2026", "le 12 décembre", "12 de diciembre de 2026" */
static bool report_away_day_month(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	str t = w->text;
	size_t at = from;
	int m, d, y = 0;
	if (!report_away_number(t, &at, 2, &d))
		return false;
	report_away_ordinal(t, &at);
	if (!report_away_month_word(t, &at, &m))
		return false;
	report_away_year_behind(t, &at, &y);
	*to = at;
	return report_away_resolve(w, y, m, d, day);
}

/* "December 12th, 2026", "dec. 12" */
static bool report_away_month_day(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	str t = w->text;
	size_t at = from;
	int m, d, y = 0;
	if (!report_away_month_word(t, &at, &m))
		return false;
	while (at < t.n && (t.p[at] == '.' || t.p[at] == ' '))
		at++;
	if (report_away_word_is(t, at, "the "))
		at += 4;
	if (!report_away_number(t, &at, 2, &d))
		return false;
	static const char *const marks[] = { "st", "nd", "rd", "th", NULL };
	for (const char *const *k = marks; *k; k++)
		if (str_starts(str_from(t, at), str_z(*k))) {
			at += 2;
			break;
		}
	report_away_year_behind(t, &at, &y);
	*to = at;
	return report_away_resolve(w, y, m, d, day);
}

/* "Monday": the next one after the message. "tomorrow". */
static bool report_away_weekday(const struct away *w, size_t from, size_t *to, int64_t *day)
{
	for (size_t i = 0; away_days[i].word; i++) {
		if (!report_away_word_is(w->text, from, away_days[i].word))
			continue;
		*to = from + strlen(away_days[i].word);
		int want = away_days[i].day; /* 0: Monday; 7: tomorrow */
		int today = (int)((w->today + 3) % 7);
		int ahead = (want - today + 7) % 7;
		*day = w->today + (want == 7 ? 1 : ahead == 0 ? 7 : ahead);
		return true;
	}
	return false;
}

static bool report_away_date_at(const struct away *w, size_t at, size_t *to, int64_t *day)
{
	char c = w->text.p[at], before = at ? w->text.p[at - 1] : ' ';
	bool decimal = before == '.' && at > 1 && ascii_digit(w->text.p[at - 2]);
	if (ascii_digit(c) && (ascii_digit(before) || before == ':' || decimal || before == '+'))
		return false;
	if (ascii_alpha(c) && ascii_alpha(before))
		return false;
	if (ascii_digit(c))
		return report_away_year_first(w, at, to, day) || report_away_east_asian(w, at, to, day) ||
		       report_away_day_month(w, at, to, day) || report_away_numeric(w, at, to, day);
	return report_away_month_day(w, at, to, day) || report_away_weekday(w, at, to, day);
}

/* "1.–9. Dezember", "from 1 to 9 December": the first day has no month of its own; only the second is a date here. */

static enum role report_away_role_of(const struct away *w, size_t i)
{
	const struct found *f = &w->v[i];
	size_t begin = f->from > BEFORE ? f->from - BEFORE : 0;
	if (i > 0 && w->v[i - 1].to > begin)
		begin = w->v[i - 1].to;
	str before = str_slice(w->text, begin, f->from);
	size_t stop = str_rfind_byte(before, '.'); /* of this sentence */
	if (stop != STR_NPOS && stop + 1 < before.n && before.p[stop + 1] == ' ' && stop > 2 &&
	    !ascii_digit(before.p[stop - 1]))
		before = str_from(before, stop + 1);
	str behind = str_slice(w->text, f->to, f->to + BEHIND);
	size_t until = STR_NPOS, back = STR_NPOS, from = STR_NPOS;
	for (const char *const *p = away_until; *p; p++) {
		size_t at = fold_find(before, *p, NULL);
		until = at != STR_NPOS && (until == STR_NPOS || at > until) ? at : until;
	}
	for (const char *const *p = away_back; *p; p++) {
		size_t at = fold_find(before, *p, NULL);
		back = at != STR_NPOS && (back == STR_NPOS || at > back) ? at : back;
	}
	for (const char *const *p = away_from; *p; p++) {
		size_t at = fold_find(before, *p, NULL);
		from = at != STR_NPOS && (from == STR_NPOS || at > from) ? at : from;
	}
	if (fold_has(before, away_not_before))
		return ROLE_BACK;
	/* "back on the 12th", "zurück ab 12.": the word of coming back is stronger than a small word behind it; "back
	 * until" there is none. */
	if (until != STR_NPOS && (back == STR_NPOS || until > back))
		return ROLE_UNTIL;
	if (back != STR_NPOS)
		return ROLE_BACK;
	if (fold_has(behind, away_back_behind))
		return ROLE_BACK;
	if (fold_has(behind, away_until_behind))
		return ROLE_UNTIL;
	/* A range: "1.12. - 9.12." */
	if (i > 0 && f->from - w->v[i - 1].to <= 6) {
		str between = str_trim(str_slice(w->text, w->v[i - 1].to, f->from));
		if (str_starts(between, STR("-")) || str_starts(between, STR("~")) || str_starts(between, STR("から")))
			return ROLE_UNTIL;
	}
	/* A range whose first day has no month: "1-9 December". */
	str tail = str_trim(before);
	if (tail.n && tail.p[tail.n - 1] == '-') {
		tail = str_trim(str_upto(tail, tail.n - 1));
		while (tail.n && tail.p[tail.n - 1] == '.')
			tail.n--;
		if (tail.n && ascii_digit(tail.p[tail.n - 1]))
			return ROLE_UNTIL;
	}
	return from != STR_NPOS ? ROLE_FROM : ROLE_NONE;
}

/* "Monday, 14 December": the date decides, not the name of its day. */
static void report_away_named_day(const struct away *w, struct found *f)
{
	static const char *const between[] = { "the ", "den ", "le ", "el ", "dem ", "dia ", "d. ", "de ", NULL };
	size_t at = f->to, to;
	int64_t day;
	if (ascii_digit(w->text.p[f->from]))
		return;
	while (at < w->text.n && strchr(" ,.(", w->text.p[at]) && at < f->to + 3)
		at++;
	for (const char *const *b = between; *b; b++)
		if (report_away_word_is(w->text, at, *b)) {
			at += strlen(*b);
			break;
		}
	if (at < w->text.n && report_away_date_at(w, at, &to, &day)) {
		f->to = to;
		f->day = day;
	}
}

static void report_away_find_dates(struct away *w)
{
	for (size_t at = 0; at < w->text.n && w->n < DATES_MAX;) {
		struct found f = { .from = at };
		if (report_away_date_at(w, at, &f.to, &f.day) && f.to > at) {
			report_away_named_day(w, &f);
			w->v[w->n++] = f;
			at = f.to;
		} else {
			at++;
		}
	}
	for (size_t i = 0; i < w->n; i++)
		w->v[i].role = report_away_role_of(w, i);
}

/* "back on" decides; else the last "until"; from a range its end. */
static const struct found *report_away_end_of(const struct away *w, int64_t *back)
{
	const struct found *best = NULL;
	for (size_t i = 0; i < w->n; i++) {
		const struct found *f = &w->v[i];
		bool ahead = f->role == ROLE_BACK ? f->day > w->today : f->day >= w->today;
		if (!ahead || f->role < ROLE_UNTIL || (best && best->role > f->role))
			continue;
		if (!best || f->role > best->role || f->day > best->day)
			best = f;
	}
	if (best)
		*back = best->role == ROLE_BACK ? best->day : best->day + 1;
	return best;
}

/* ---- A colleague */

static bool report_away_upper(str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	return (c >= 'A' && c <= 'Z') || c == 0xc3 || c == 0xc4 || c == 0xc5 || c == 0xd0;
}

/* Up to three capitalised words right before the address: "… contact Kim Lee (kim@example.net)". */
static str report_away_name_before(str text, size_t at)
{
	size_t end = at;
	while (end > 0 && strchr(" (<[:,-\t", text.p[end - 1]))
		end--;
	size_t from = end;
	for (int words = 0; words < 3; words++) {
		size_t k = from;
		while (k > 0 && text.p[k - 1] != ' ' && text.p[k - 1] != '\n' && !strchr(",.:;(", text.p[k - 1]))
			k--;
		if (k == from || !report_away_upper(text, k))
			break;
		from = k;
		if (k == 0 || text.p[k - 1] != ' ')
			break;
		from = k - 1;
	}
	str name = str_trim(str_slice(text, from, end));
	return name.n > 2 && name.n < 80 && str_find_byte(name, ' ') != STR_NPOS ? name : STR_NULL;
}

static void report_away_colleague(struct report_work *w)
{
	struct report *r = w->r;
	str text = str_upto(r->said, READ_MAX);
	size_t at = 0;
	for (int i = 0; i < 10; i++) {
		str found = report_find_address(text, at, &at);
		if (str_absent(found))
			return;
		if (str_eq_nocase(found, r->from) || str_eq_nocase(found, r->to))
			continue;
		r->away.colleague = arena_dup(w->a, found);
		r->away.colleague_name = report_away_name_before(text, (size_t)(found.p - text.p));
		return;
	}
}

void report_away_read(struct report_work *w)
{
	struct report *r = w->r;
	if (!r->date.has)
		return;
	str both = arena_printf(w->a, "%.*s. %.*s", STR_FMT(str_upto(r->subject, 300)),
				STR_FMT(str_upto(r->said, READ_MAX)));
	struct away a = { .text = fold_text(w->a, both, both.n, FOLD_JOIN), .today = r->date.v / US_PER_DAY };
	a.american = fold_has(a.text, away_american) != NULL;
	report_away_find_dates(&a);
	int64_t back;
	const struct found *f = report_away_end_of(&a, &back);
	report_away_colleague(w);
	if (!f)
		return;
	size_t from = f->from > BEFORE ? f->from - BEFORE : 0;
	while (from < f->from && from > 0 && ((unsigned char)a.text.p[from] & 0xc0) == 0x80)
		from++;
	r->away.known = true;
	r->away.back = back * US_PER_DAY;
	r->away.words = report_short(w->a, str_slice(a.text, from, f->to), 120);
}
