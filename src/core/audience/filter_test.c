/* Filters: both forms, one tree; errors that name their leaf; dates on the account's clock; SQL without a value in it. */
#include "base/time.h"
#include "core/audience/filter_int.h"
#include "core/ground/zones.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static str parsed(struct arena *a, const char *text)
{
	struct field_errors errors;
	struct filter *f;
	field_errors_init(&errors, a);
	err e = filter_parse(a, str_z(text), "filter", &errors, &f);
	if (err_is(e))
		fail_msg("%s: %s", text, e.why);
	return filter_json(a, f);
}

static str told(struct arena *a, const char *json)
{
	struct field_errors errors;
	struct filter *f;
	const struct json *v;
	field_errors_init(&errors, a);
	assert_int_equal(json_parse(a, str_z(json), &v).code, ERR_OK);
	err e = filter_read(a, v, "filter", &errors, &f);
	if (err_is(e))
		fail_msg("%s: %s", json, e.why);
	return filter_text(a, f);
}

static void both_forms_say_the_same(void **state)
{
	static const struct {
		const char *text, *json, *again; /* again: as it is written back; NULL: the same */
	} v[] = {
		{ "plan = \"pro\" and opened any within 30 days",
		  "{\"all\":[{\"field\":\"variables.plan\",\"type\":\"text\",\"op\":\"is\",\"value\":\"pro\"},{\"did\":"
		  "\"opened\",\"within\":"
		  "\"30 days\"}]}",
		  NULL },
		{ "everyone", "{\"all\":[]}", NULL },
		{ "PLAN = 5 OR not Tags HAS \"a\"",
		  "{\"any\":[{\"field\":\"variables.PLAN\",\"type\":\"number\",\"op\":\"is\",\"value\":5},{\"none\":[{"
		  "\"field\":\"tags\","
		  "\"type\":\"list\",\"op\":\"has\",\"value\":\"a\"}]}]}",
		  "PLAN = 5 or not tags has \"a\"" },
		{ "a = yes and (b = no or c is set) and d is not set",
		  "{\"all\":[{\"field\":\"variables.a\",\"type\":\"boolean\",\"op\":\"is\",\"value\":true},{\"any\":[{"
		  "\"field\":\"variables.b\","
		  "\"type\":\"boolean\",\"op\":\"is\",\"value\":false},{\"field\":\"variables.c\",\"op\":\"set\"}]},{"
		  "\"field\":"
		  "\"variables.d\",\"op\":\"not_set\"}]}",
		  NULL },
		{ "added before last Monday",
		  "{\"field\":\"createdAt\",\"type\":\"date\",\"op\":\"before\",\"value\":\"last monday\"}",
		  "createdAt before last monday" },
		{ "renewal in the next 1 Days",
		  "{\"field\":\"variables.renewal\",\"type\":\"date\",\"op\":\"next\",\"value\":\"1 day\"}",
		  "renewal in the next 1 day" },
		{ "clicked link \"https://a.example/?x=1\" in campaign \"c1\" at least 2 times within 2 weeks by "
		  "anyone",
		  "{\"did\":\"clicked\",\"campaign\":\"c1\",\"link\":\"https://a.example/"
		  "?x=1\",\"times\":2,\"within\":\"2 weeks\",\"by\":"
		  "\"anyone\"}",
		  NULL },
		{ "in sequence \"s\" paused at step \"d1\"",
		  "{\"sequence\":\"s\",\"state\":\"paused\",\"step\":\"d1\"}", NULL },
		{ "none (variables.\"in\" = \"x\", refuses topic \"t\")",
		  "{\"none\":[{\"field\":\"variables.in\",\"type\":\"text\",\"op\":\"is\",\"value\":\"x\"},{\"topic\":"
		  "\"t\",\"op\":\"refuses\"}]}",
		  NULL },
		{ "any (all (email not in (\"a@b.c\", \"d@e.f\")))",
		  "{\"any\":[{\"all\":[{\"field\":\"email\",\"type\":\"text\",\"op\":\"not_in\",\"value\":[\"a@b.c\","
		  "\"d@e.f\"]}]}]}",
		  NULL },
		{ "x contains \"a\\\"b\\\\c\\u000a\"",
		  "{\"field\":\"variables.x\",\"type\":\"text\",\"op\":\"contains\",\"value\":\"a\\\"b\\\\c\\n\"}",
		  NULL },
	};
	struct arena ARENA_AUTO a = {};
	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		assert_string_equal(arena_z(&a, parsed(&a, v[i].text)), v[i].json);
		assert_string_equal(arena_z(&a, told(&a, v[i].json)), v[i].again ? v[i].again : v[i].text);
	}
}

static void errors_name_their_leaf(void **state)
{
	static const struct {
		const char *json, *field;
	} v[] = {
		{ "{\"all\":[{\"field\":\"email\",\"op\":\"is\",\"value\":\"x\"},{\"any\":[{\"field\":\"shoe\",\"op\":"
		  "\"is\",\"value\":\"x\"}]}]}",
		  "filter.all[1].any[0].field" },
		{ "{\"field\":\"createdAt\",\"op\":\"before\",\"value\":\"someday\"}", "filter.value" },
		{ "{\"field\":\"variables.a\",\"op\":\"less\",\"value\":\"x\"}", "filter.value" },
		{ "{\"field\":\"variables.a\",\"op\":\"in\",\"value\":\"x\"}", "filter.value" },
		{ "{\"field\":\"variables.a\",\"type\":\"number\",\"op\":\"is\",\"value\":\"x\"}", "filter.type" },
		{ "{\"field\":\"tags\",\"op\":\"contains\",\"value\":\"x\"}", "filter.op" },
		{ "{\"none\":[]}", "filter.none" },
		{ "{\"did\":\"opened\",\"link\":\"https://a.example\"}", "filter.link" },
		{ "{\"did\":\"sent\",\"campaign\":\"a\",\"sequence\":\"b\"}", "filter.sequence" },
		{ "{\"did\":\"opened\",\"times\":0}", "filter.times" },
		{ "{\"segment\":\"\"}", "filter.segment" },
		{ "{\"all\":[{\"segment\":\"a\",\"b\":1}]}", "filter.all[0].b" },
		{ "{\"all\":[7]}", "filter.all[0]" },
		{ "{\"field\":\"status\",\"op\":\"is\",\"value\":\"GONE\"}", "filter.value" },
		{ "{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"any\":[{"
		  "\"segment\":\"a\"}]}]}]}]}]}]}]}]}]}",
		  "filter.all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]" },
	};
	struct arena ARENA_AUTO a = {};
	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct field_errors errors;
		struct filter *f;
		const struct json *j;
		field_errors_init(&errors, &a);
		assert_int_equal(json_parse(&a, str_z(v[i].json), &j).code, ERR_OK);
		assert_int_equal(filter_read(&a, j, "filter", &errors, &f).code, ERR_INVALID);
		assert_string_equal(arena_z(&a, errors.v[0].field), v[i].field);
	}
}

static void a_text_is_refused_where_it_is_wrong(void **state)
{
	static const struct {
		const char *text, *where;
	} v[] = {
		{ "plan = ", "character 8" },
		{ "plan is \"x\"", "character 9" },
		{ "plan = \"x", "character 8" },
		{ "(a = 1", "character 7" },
		{ "a = 1 b = 2", "character 7" },
		{ "opened within 3 days", "character 8" },
		{ "x before soon", "character 14" },
		{ "a in (1, \"b\")", "character 13" },
		{ "next = 1", "character 6" },
		{ "a ~ 1", "character 3" },
		{ "variables.\"städte\" = \"ü\" or", "character 28" }, /* characters, not bytes */
		{ "a = 1 and email contains \"\"", "character 11: must not be empty" },
		{ "", "character 1" },
	};
	struct arena ARENA_AUTO a = {};
	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct field_errors errors;
		struct filter *f;
		field_errors_init(&errors, &a);
		assert_int_equal(filter_parse(&a, str_z(v[i].text), "filter", &errors, &f).code, ERR_INVALID);
		if (!str_starts(errors.v[0].message, str_z(v[i].where)))
			fail_msg("%s: %.*s", v[i].text, STR_FMT(errors.v[0].message));
	}
}

static void too_much_is_refused(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	struct field_errors errors;
	struct filter *f;
	(void)state;
	buf_init(&b, 1u << 20);
	for (int i = 0; i < 101; i++)
		buf_addf(&b, "%sa = %d", i ? " and " : "", i);
	field_errors_init(&errors, &a);
	assert_int_equal(filter_parse(&a, buf_str(&b), "filter", &errors, &f).code, ERR_INVALID);
	buf_reset(&b);
	for (int i = 0; i < 50000; i++)
		buf_add_byte(&b, '(');
	field_errors_init(&errors, &a);
	assert_int_equal(filter_parse(&a, buf_str(&b), "filter", &errors, &f).code, ERR_INVALID);
}

static int64_t at(const char *iso)
{
	int64_t us = 0;
	assert_true(time_parse_iso(str_z(iso), &us));
	return us;
}

static void dates_are_of_the_accounts_clock(void **state)
{
	static const struct {
		const char *point, *from, *to;
	} v[] = {
		{ "today", "2026-11-24T23:00:00Z", "2026-11-25T23:00:00Z" }, /* a Wednesday in Berlin */
		{ "yesterday", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z" },
		{ "last monday", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z" },
		{ "last wednesday", "2026-11-17T23:00:00Z", "2026-11-18T23:00:00Z" },
		{ "next wednesday", "2026-12-01T23:00:00Z", "2026-12-02T23:00:00Z" },
		{ "2 weeks ago", "2026-11-10T23:00:00Z", "2026-11-11T23:00:00Z" },
		{ "in 3 hours", "2026-11-25T02:30:00Z", "2026-11-25T02:30:00Z" },
		{ "2026-07-01", "2026-06-30T22:00:00Z", "2026-07-01T22:00:00Z" },
		{ "2026-07-01T10:00:00+02:00", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z" },
	};
	struct filter_env env = { .now = at("2026-11-24T23:30:00Z"), .zone = zones_find(STR("Europe/Berlin")) };
	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct filter_range r;
		assert_true(filter_point(&env, str_z(v[i].point), &r));
		assert_int_equal(r.from, at(v[i].from));
		assert_int_equal(r.to, at(v[i].to));
	}
	struct filter_range week = filter_window(&env, STR("7 days"), true);
	assert_int_equal(week.from, at("2026-11-24T23:00:00Z"));
	assert_int_equal(week.to, at("2026-12-02T23:00:00Z"));
	week = filter_window(&env, STR("1 week"), false);
	assert_int_equal(week.from, at("2026-11-17T23:00:00Z"));
	assert_int_equal(week.to, at("2026-11-25T23:00:00Z"));
	assert_int_equal(filter_since(&env, STR("90 minutes")), at("2026-11-24T22:00:00Z"));
}

static void no_value_is_in_the_sql(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct filter_env env = { .now = 0, .zone = zone_utc(), .zone_name = STR("UTC") };
	struct field_errors errors;
	struct filter *f;
	struct filter_sql s;
	struct buf BUF_AUTO b;
	(void)state;
	field_errors_init(&errors, &a);
	assert_int_equal(filter_parse(&a,
				      STR("QQQ = \"QQQ'); DROP TABLE x; --\" and variables.\"QQQ'\" contains \"QQQ\" "
					  "and email = \"QQQ@q\" and "
					  "name starts with \"QQQ\" and QQQ in (91919, 2) and QQQ before 2026-01-01 "
					  "and tags has \"QQQ\" and clicked link "
					  "\"QQQ\" in campaign \"QQQ\" at least 91919 times and in sequence \"QQQ\" at "
					  "step \"QQQ\" and wants topic \"QQQ\""),
				      "filter", &errors, &f)
				 .code,
			 ERR_INVALID); /* at most 10,000 times */
	field_errors_init(&errors, &a);
	assert_int_equal(filter_parse(&a,
				      STR("QQQ = \"QQQ'); DROP TABLE x; --\" and variables.\"QQQ'\" contains \"QQQ\" "
					  "and email = \"QQQ@q\" and "
					  "name starts with \"QQQ\" and QQQ in (91919, 2) and QQQ before 2026-01-01 "
					  "and tags has \"QQQ\" and clicked link "
					  "\"QQQ\" in campaign \"QQQ\" at least 9191 times and in sequence \"QQQ\" at "
					  "step \"QQQ\" and wants topic \"QQQ\""),
				      "filter", &errors, &f)
				 .code,
			 ERR_OK);
	buf_init(&b, 1u << 20);
	filter_sql_init(&s, &a, &env, &b);
	filter_sql_add(&s, f);
	assert_int_equal(filter_sql_err(&s).code, ERR_OK);
	assert_int_equal(str_find_nocase(buf_str(&b), STR("QQQ")), STR_NPOS);
	assert_int_equal(str_find(buf_str(&b), STR("9191")), STR_NPOS);
	assert_int_equal(str_find(buf_str(&b), STR("2026")), STR_NPOS);
	assert_true(s.n >= 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_say_the_same),
		cmocka_unit_test(errors_name_their_leaf),
		cmocka_unit_test(a_text_is_refused_where_it_is_wrong),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(dates_are_of_the_accounts_clock),
		cmocka_unit_test(no_value_is_in_the_sql),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
