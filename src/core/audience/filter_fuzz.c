/* Any bytes as a filter's text and as its tree: read or refused; what is read says the same in both forms, as often as it
 * is turned, and makes SQL of balanced brackets whose values are all in the array. */
#include "core/audience/filter.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hold(bool b)
{
	if (!b)
		abort();
}

static void check_sql(struct arena *a, const struct filter *f, bool one)
{
	struct filter_env env = { .now = 1700000000000000, .zone = zone_utc(), .zone_name = STR("UTC"), .one = one };
	struct filter_sql s;
	struct buf BUF_AUTO b;
	int depth = 0;
	bool quoted = false;
	buf_init(&b, 8u << 20);
	filter_sql_init(&s, a, &env, &b);
	filter_sql_add(&s, f);
	hold(!err_is(filter_sql_err(&s)));
	for (size_t i = 0; i < b.n; i++) {
		quoted ^= b.p[i] == '\'';
		depth += quoted ? 0 : (b.p[i] == '(') - (b.p[i] == ')');
		hold(depth >= 0);
	}
	hold(depth == 0 && !quoted);
}

static void check_forms(struct arena *a, const struct filter *f)
{
	struct field_errors errors;
	struct filter *again, *third;
	const struct json *v;
	str text = filter_text(a, f), json = filter_json(a, f);
	field_errors_init(&errors, a);
	hold(!err_is(filter_parse(a, text, "filter", &errors, &again)));
	hold(str_eq(filter_json(a, again), json) && str_eq(filter_text(a, again), text));
	hold(!err_is(json_parse(a, json, &v)));
	hold(!err_is(filter_read(a, v, "filter", &errors, &third)));
	hold(str_eq(filter_json(a, third), json) && str_eq(filter_text(a, third), text));
	hold(filter_leaves(f) <= FILTER_LEAVES_MAX && filter_leaves(again) == filter_leaves(f));
	check_sql(a, f, true);
	check_sql(a, f, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a;
	struct field_errors errors;
	struct filter *f;
	const struct json *v;
	str text = str_of(n ? (const char *)data : "", n);
	arena_init(&a, 512u << 20);
	field_errors_init(&errors, &a);
	err e = filter_parse(&a, text, "filter", &errors, &f);
	hold(err_is(e) == (errors.total > 0));
	if (!err_is(e))
		check_forms(&a, f);
	if (err_is(json_parse(&a, text, &v)))
		return 0;
	field_errors_init(&errors, &a);
	e = filter_read(&a, v, "filter", &errors, &f);
	hold(err_is(e) == (errors.total > 0));
	if (!err_is(e))
		check_forms(&a, f);
	return 0;
}
