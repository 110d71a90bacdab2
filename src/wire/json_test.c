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
	assert_string_equal(round_trip(&a, text).p, "{\"a\":[1,2.5,-300,true,null],\"b\":{\"c\":\"grü\\\"\\\\\"}}");
	const struct json *v;
	assert_false(err_is(json_parse(&a, STR("{\"x\":1,\"x\":9007199254740993,\"y\":0.5}"), &v)));
	int64_t n;
	assert_true(json_len(v) == 3 && !json_i64(json_get(v, "y"), &n));
	assert_true(str_absent(json_str(json_get(v, "y"))) && json_get(v, "z") == NULL);
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
		cmocka_unit_test(reads_and_prints),
		cmocka_unit_test(refuses),
		cmocka_unit_test(writes_safely),
		cmocka_unit_test(bodies_land_in_structs),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
