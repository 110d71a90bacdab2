#include "base/buf.h"
#include "wire/json_body.h"
#include "wire/json_write.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static str round_trip(struct arena *a, str text)
{
	const struct json *v;
	err e = json_parse(a, text, &v);
	return err_is(e) ? str_z(e.why) : json_print(a, v);
}

static void reads_and_prints(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	str text = STR("{\"a\":[1,2.5,-3e2,true,null],\"b\":{\"c\":\"gr\\u00fc\\\"\\\\\"}}");
	assert_string_equal(round_trip(&a, text).p, "{\"a\":[1,2.5,-3e2,true,null],\"b\":{\"c\":\"grü\\\"\\\\\"}}");
	const struct json *v;
	assert_false(err_is(json_parse(&a, STR("{\"x\":1,\"z1\":9007199254740993,\"y\":0.5}"), &v)));
	int64_t n;
	assert_false(json_i64(json_get(v, "z1"), &n));
	assert_true(json_len(v) == 3 && !json_i64(json_get(v, "y"), &n));
	assert_true(str_absent(json_str(json_get(v, "y"))) && json_get(v, "z") == NULL);
}

static void numbers_keep_their_text(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const kept[] = {
		"[90071992547409931,-0,1.0,1e3,0.1000,1E+2,-1.5e-7,123456789012345678901234567890.50]",
		"{\"1\":2,\"a\\\"3\":\"-4\",\"b\":[5,{\"c\":6}],\"d\":-7}",
		"[1,1234567890123456789012345678901234567890123456789012345678901234567890.000000000000000000001,2]",
		"18446744073709551616",
	};
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		assert_string_equal(round_trip(&a, str_z(kept[i])).p, kept[i]);
	const struct json *v;
	assert_false(err_is(json_parse(&a, STR("{\"order\":90071992547409931}"), &v)));
	assert_true(str_eq(json_number_text(json_get(v, "order")), STR("90071992547409931")));
}

static void refuses_with_the_place(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const bad[][2] = {
		{ "{\"n\":1e400}", "the number 1e400 at byte 5 of the JSON is too large (1.8e308 at most)" },
		{ "{\"n\":-1e400}", "the number -1e400 at byte 5 of the JSON is too large (1.8e308 at most)" },
		{ "[1e-400]", "the number 1e-400 at byte 1 of the JSON is too close to zero (5e-324 at least)" },
		{ "[01]", "the number 01 at byte 1 of the JSON is not written as JSON writes numbers" },
		{ "[1.]", "the number 1. at byte 1 of the JSON is not written as JSON writes numbers" },
		{ "[-.5]", "the number -.5 at byte 1 of the JSON is not written as JSON writes numbers" },
		{ "{\"a\":1,\"a\":2}", "the JSON has the key \"a\" twice" },
		{ "{\"v\":{\"l\":[0,{\"x\":1,\"\\u0078\":2}]}}", "v.l[1]: the JSON has the key \"x\" twice" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_string_equal(round_trip(&a, str_z(bad[i][0])).p, bad[i][1]);
	assert_string_equal(round_trip(&a, STR("[0e999,0.0e-999]")).p, "[0e999,0.0e-999]");
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	buf_add_byte(&b, '{');
	for (int i = 0; i < 5000; i++)
		buf_addf(&b, "\"k%d\":%d,", i, i);
	buf_add_lit(&b, "\"k4321\":0}");
	assert_string_equal(round_trip(&a, buf_str(&b)).p, "the JSON has the key \"k4321\" twice");
}

static void refuses(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const bad[] = {
		"", "{", "[1,]", "{\"a\":\"\\u0000\"}", "nul", "1 2", "\"\xff\"", "{'a':1}"
	};
	const struct json *v;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(json_parse(&a, str_z(bad[i]), &v).code, ERR_INVALID);
	assert_int_equal(json_parse(&a, str_of("\"a\0b\"", 5), &v).code, ERR_INVALID);
	assert_false(err_is(json_parse(&a, STR("\"\\\\u0000\""), &v)));
	char deep[200];
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	assert_int_equal(json_parse(&a, str_of(deep, 200), &v).code, ERR_INVALID);
}

static void writes_safely(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1000);
	struct json_writer w;
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	json_kv_str(&w, "s", STR("</script>\x01\n\xff"));
	json_kv_str(&w, "n", STR_NULL);
	json_key(&w, "l");
	json_begin_arr(&w);
	json_put_f64(&w, 0.1);
	json_put_i64(&w, INT64_MIN);
	json_end_arr(&w);
	json_kv_time(&w, "t", 0);
	json_end_obj(&w);
	buf_add_byte(&b, 0);
	assert_string_equal(b.p,
			    "{\"s\":\"<\\/script>\\u0001\\n\xef\xbf\xbd\",\"n\":null,\"l\":[0.1,-9223372036854775808],"
			    "\"t\":\"1970-01-01T00:00:00.000Z\"}");
}

struct body {
	str email;
	struct json_opt_str name;
	int64_t limit;
	struct json_strs tags;
	struct opt_i64 at;
	str kind;
};

static const struct json_field fields[] = {
	JSON_FIELD(struct body, email, "email", JSON_FIELD_STR, .required = true, .max = 20),
	JSON_FIELD(struct body, name, "name", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct body, limit, "limit", JSON_FIELD_I64, .min = 1, .max = 200),
	JSON_FIELD(struct body, tags, "tags", JSON_FIELD_STRS, .max = 2, .each_max = 5),
	JSON_FIELD(struct body, at, "at", JSON_FIELD_TIME),
	JSON_FIELD(struct body, kind, "kind", JSON_FIELD_CHOICE, .values = "smtp|capture"),
};

static err decode(struct arena *a, const char *text, struct body *out, struct field_errors *e)
{
	const struct json *v;
	field_errors_init(e, a);
	TRY(json_parse(a, str_z(text), &v));
	return json_decode(a, v, fields, sizeof(fields) / sizeof(*fields), out, e);
}

static void bodies_land_in_structs(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct field_errors e;
	struct body b = { .limit = 50 };
	assert_false(err_is(decode(
		&a, "{\"email\":\"a@b.c\",\"name\":null,\"tags\":[\"x\"],\"at\":\"2026-01-01T00:00:00Z\"}", &b, &e)));
	assert_true(str_eq(b.email, STR("a@b.c")) && b.name.given && str_absent(b.name.v) && b.limit == 50);
	assert_true(b.tags.n == 1 && b.at.has && str_absent(b.kind));

	assert_int_equal(
		decode(&a,
		       "{\"emial\":1,\"limit\":201,\"tags\":[\"toolong\"],\"kind\":\"x\",\"at\":\"soon\",\"name\":3}",
		       &b, &e)
			.code,
		ERR_INVALID);
	assert_int_equal(e.n, 7);
	assert_true(str_eq(e.v[0].field, STR("emial")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_prints),	  cmocka_unit_test(numbers_keep_their_text),
		cmocka_unit_test(refuses_with_the_place), cmocka_unit_test(refuses),
		cmocka_unit_test(writes_safely),	  cmocka_unit_test(bodies_land_in_structs),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
