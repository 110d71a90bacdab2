#include "core/ground/zones.h"
#include "os/file.h"
#include "wire/field_errors.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define ZONES_DIR "/usr/share/zoneinfo"
#define ZONES_MAX 4000u
#define ZONE_FILE_MAX (256u << 10)
#define ZONE_INDEX_MAX (1u << 20)
#define ZONE_NAME_MAX 64u
#define ZONE_DEPTH_MAX 3

struct entry {
	str name, file; /* file: of the zone that a link means */
	_Atomic(struct zone *) zone;
};

static struct {
	pthread_once_t once;
	pthread_mutex_t lock;
	struct arena arena;
	struct entry *v;
	size_t n;
} zones = { .once = PTHREAD_ONCE_INIT, .lock = PTHREAD_MUTEX_INITIALIZER };

static char zones_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static int zones_compare(str a, str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (zones_lower(a.p[i]) != zones_lower(b.p[i]))
			return zones_lower(a.p[i]) < zones_lower(b.p[i]) ? -1 : 1;
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

static int zones_by_name(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	return zones_compare(a->name, b->name);
}

static struct entry *ground_zones_find(str name)
{
	size_t low = 0, high = zones.n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = zones_compare(zones.v[mid].name, name);
		if (d == 0)
			return &zones.v[mid];
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void zones_add(str name, str file)
{
	if (zones.n == ZONES_MAX || name.n > ZONE_NAME_MAX)
		return;
	zones.v[zones.n].name = arena_dup(&zones.arena, name);
	zones.v[zones.n++].file = arena_dup(&zones.arena, file);
}

/* Zones begin with a capital and have no dot; what else lies there (posix/, tzdata.zi, zone.tab) is none. */
static void zones_walk(str prefix, int depth)
{
	struct arena ARENA_AUTO a = {};
	DIR *d = opendir(arena_printf(&a, ZONES_DIR "/%.*s", STR_FMT(prefix)).p);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));) {
		str base = str_z(e->d_name);
		str name = prefix.n ? arena_printf(&a, "%.*s/%.*s", STR_FMT(prefix), STR_FMT(base)) : base;
		if (base.n == 0 || str_find_byte(base, '.') != STR_NPOS ||
		    (prefix.n == 0 && (base.p[0] < 'A' || base.p[0] > 'Z')) || str_eq(base, STR("Factory")) ||
		    str_eq(base, STR("SECURITY")))
			continue;
		if (!file_is_dir(arena_printf(&a, ZONES_DIR "/%.*s", STR_FMT(name)).p))
			zones_add(name, name);
		else if (depth < ZONE_DEPTH_MAX)
			zones_walk(name, depth + 1);
	}
	closedir(d);
}

/* Links whose files are in another package: "L America/New_York US/Eastern". */
static void zones_add_links(void)
{
	struct buf BUF_AUTO b;
	size_t files = zones.n;
	buf_init(&b, ZONE_INDEX_MAX);
	if (err_is(file_read_all(ZONES_DIR "/tzdata.zi", ZONE_INDEX_MAX, &b)))
		return;
	for (str rest = buf_str(&b), line, word, target; str_next(&rest, '\n', &line);)
		if (str_next(&line, ' ', &word) && str_eq(word, STR("L")) && str_next(&line, ' ', &target)) {
			struct entry *known = NULL;
			for (size_t i = 0; i < files && !known; i++)
				if (str_eq(zones.v[i].name, line))
					known = &zones.v[i];
			if (!known)
				zones_add(line, target);
		}
}

static void zones_read_names(void)
{
	zones.v = calloc(ZONES_MAX, sizeof(*zones.v));
	if (!zones.v)
		abort();
	zones_walk(STR(""), 0);
	zones_add_links();
	if (zones.n == 0)
		zones_add(STR("UTC"), STR("UTC"));
	qsort(zones.v, zones.n, sizeof(*zones.v), zones_by_name);
}

static struct zone *zones_load(struct entry *e)
{
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	struct zone *z = NULL;
	buf_init(&b, ZONE_FILE_MAX);
	if (err_is(file_read_all(arena_printf(&a, ZONES_DIR "/%.*s", STR_FMT(e->file)).p, ZONE_FILE_MAX, &b)) ||
	    err_is(zone_read(buf_str(&b), &z)))
		return NULL;
	return z;
}

const struct zone *zones_find(str name)
{
	if (str_empty(name))
		return NULL;
	pthread_once(&zones.once, zones_read_names);
	struct entry *e = ground_zones_find(name);
	if (!e)
		return NULL;
	struct zone *z = atomic_load(&e->zone);
	if (z)
		return z;
	if (str_eq(e->name, STR("UTC")))
		return zone_utc();
	pthread_mutex_lock(&zones.lock);
	z = atomic_load(&e->zone);
	if (!z) {
		z = zones_load(e);
		atomic_store(&e->zone, z);
	}
	pthread_mutex_unlock(&zones.lock);
	return z;
}

str zones_name(str name)
{
	return zones_find(name) ? ground_zones_find(name)->name : STR_NULL;
}

/* ---- Hints */

/* Letters to change, add or leave out; more than `most`: most + 1. Blanks and underscores are the same. */
static size_t zones_distance(str a, str b, size_t most)
{
	size_t row[ZONE_NAME_MAX + 2];
	if (a.n > ZONE_NAME_MAX || b.n > ZONE_NAME_MAX || a.n > b.n + most || b.n > a.n + most)
		return most + 1;
	for (size_t k = 0; k <= b.n; k++)
		row[k] = k;
	for (size_t i = 1; i <= a.n; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t k = 1; k <= b.n; k++) {
			char x = zones_lower(a.p[i - 1]), y = zones_lower(b.p[k - 1]);
			bool same = (x == ' ' ? '_' : x) == (y == ' ' ? '_' : y);
			size_t best = corner + !same;
			best = size_min(best, size_min(row[k], row[k - 1]) + 1);
			corner = row[k];
			row[k] = best;
		}
	}
	return row[b.n];
}

static str zones_city(str name)
{
	return str_from(name, str_rfind_byte(name, '/') + 1);
}

str zones_hint(str name)
{
	str best = STR_NULL;
	name = str_trim(name);
	pthread_once(&zones.once, zones_read_names);
	size_t least = name.n / 4 + 1;
	for (size_t i = 0; i < zones.n; i++) {
		size_t whole = zones_distance(name, zones.v[i].name, least);
		size_t part = zones_distance(zones_city(name), zones_city(zones.v[i].name), least);
		size_t d = size_min(whole, zones_city(name).n >= 4 ? part + 1 : least + 1);
		if (d < least || (d == least && str_absent(best))) {
			least = d;
			best = zones.v[i].name;
		}
	}
	return best;
}

str zones_refusal(struct arena *a, str name)
{
	str hint = zones_hint(name);
	name = str_upto(name, str_utf8_floor(name, size_min(name.n, ZONE_NAME_MAX)));
	if (str_absent(hint))
		return arena_printf(a, "“%.*s” is not a time zone; write it as Europe/Berlin", STR_FMT(name));
	return arena_printf(a, "“%.*s” is not a time zone; did you mean %.*s?", STR_FMT(name), STR_FMT(hint));
}

const struct zone *zones_first(str a, str b, str c)
{
	const struct zone *z = zones_find(a);
	z = z ? z : zones_find(b);
	z = z ? z : zones_find(c);
	return z ? z : zone_utc();
}

/* ---- Windows */

struct calendar_holidays zones_holidays(struct arena *a, const struct json *v)
{
	size_t n = json_is(v, JSON_ARR) ? size_min(json_len(v), ZONES_HOLIDAYS_MAX) : 0, kept = 0;
	struct calendar_date *dates = arena_array(a, struct calendar_date, n + 1);
	for (JSON_EACH(d, n ? v : NULL))
		if (kept < n && json_is(d, JSON_STR) && calendar_date_parse(json_str(d), &dates[kept]))
			kept++;
	return (struct calendar_holidays){ dates, kept };
}

static int zones_by_text(const void *x, const void *y)
{
	const str *a = x, *b = y;
	return str_cmp(*a, *b);
}

str zones_holidays_json(struct arena *a, const str *v, size_t n, struct field_errors *errors)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	struct calendar_date date;
	buf_init(&b, 64 * ZONES_HOLIDAYS_MAX);
	json_writer_init(&w, &b);
	str *sorted = arena_array(a, str, n + 1);
	if (n > ZONES_HOLIDAYS_MAX)
		field_error_addf(errors, "holidays", "must be a list of at most %u dates", ZONES_HOLIDAYS_MAX);
	for (size_t i = 0; i < n; i++) {
		sorted[i] = str_trim(v[i]);
		if (!calendar_date_parse(sorted[i], &date))
			field_error_addf(errors, "holidays",
					 "“%.*s” is not a date: write it as 2026-12-25, or 12-25 for every year",
					 STR_FMT(str_upto(sorted[i], str_utf8_floor(sorted[i], 40))));
	}
	qsort(sorted, n, sizeof(*sorted), zones_by_text);
	json_begin_arr(&w);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !str_eq(sorted[i], sorted[i - 1]))
			json_put_str(&w, sorted[i]);
	json_end_arr(&w);
	return n > 0 ? arena_dup(a, buf_str(&b)) : STR_NULL;
}

void zone_window_read(const struct json *v, struct zone_window *out)
{
	struct zone_window w = { .given = json_is(v, JSON_OBJ), .window = { .to = CALENDAR_DAY_MINUTES } };
	int from = 0, to = CALENDAR_DAY_MINUTES;
	const struct json *f = json_get(v, "from"), *t = json_get(v, "to");
	*out = (struct zone_window){};
	if (!w.given || (json_is(f, JSON_STR) && !calendar_time_parse(json_str(f), &from)) ||
	    (json_is(t, JSON_STR) && !calendar_time_parse(json_str(t), &to)))
		return;
	for (JSON_EACH(d, json_get(v, "days"))) {
		int64_t n;
		if (json_is(d, JSON_NUM) && json_i64(d, &n) && n >= 1 && n <= 7)
			w.window.days |= 1u << n;
	}
	w.window.from = from;
	w.window.to = to;
	w.timezone = json_str(json_get(v, "timezone"));
	w.by_contact = json_bool(json_get(v, "useContactTimezone"));
	*out = w;
}

int64_t zone_window_next(const struct zone_window *w, str contact_zone, str account_zone,
			 const struct calendar_holidays *holidays, int64_t at)
{
	if (!w->given)
		return at;
	const struct zone *z = zones_first(w->by_contact ? contact_zone : STR_NULL, w->timezone, account_zone);
	return calendar_window_next(z, &w->window, holidays, at);
}
