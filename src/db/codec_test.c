#include "db/codec.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct in {
	str text, json;
	int64_t small;
	struct opt_i64 maybe;
	int64_t at;
	struct str_array words;
};

#define AT(member) offsetof(struct in, member)
static const struct db_field fields[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "text", DB_STR, DB_WIRE_TEXT, false, 25, 0, AT(text) },
	{ "json", DB_STR, DB_WIRE_JSONB, true, 3802, 0, AT(json) },
	{ "small", DB_I64, DB_WIRE_INT2, false, 21, 0, AT(small) },
	{ "maybe", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, AT(maybe) },
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, AT(at) },
	{ "words", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, AT(words) },
};
static const struct db_query query = { .name = "q", .sql = "", .params = fields, .n_params = 7 };

static void parameters_become_bytes(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db_args args;
	str words[] = { STR("a"), STR_NULL };
	struct in in = {
		.text = STR("hi"), .json = STR("{}"), .small = -2, .at = 946684800000001, .words = { words, 2 }
	};
	assert_false(err_is(db_args_encode(&a, &query, &in, STR("u1"), &args)));
	assert_int_equal(args.n, 7);
	assert_memory_equal(args.values[0], "u1", 2);
	assert_memory_equal(args.values[2], "\1{}", 3);
	assert_int_equal(args.lengths[2], 3);
	assert_memory_equal(args.values[3], "\377\376", 2);
	assert_null(args.values[4]);
	assert_memory_equal(args.values[5], "\0\0\0\0\0\0\0\1", 8);
	static const char array[] = "\0\0\0\1\0\0\0\1\0\0\0\31\0\0\0\2\0\0\0\1\0\0\0\1a\377\377\377\377";
	assert_int_equal(args.lengths[6], sizeof(array) - 1);
	assert_memory_equal(args.values[6], array, sizeof(array) - 1);
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db_args args;
	struct in in = { .text = STR("hi"), .small = 32768 };
	assert_int_equal(db_args_encode(&a, &query, &in, STR("u1"), &args).code, ERR_INVALID);
	in = (struct in){ .small = 1 }; /* text is absent, and may not be */
	assert_int_equal(db_args_encode(&a, &query, &in, STR("u1"), &args).code, ERR_BUG);
	in = (struct in){ .text = STR(""), .maybe = SOME_I64(INT64_MAX) };
	assert_int_equal(db_args_encode(&a, &query, &in, STR("u1"), &args).code, ERR_INVALID);
}

static void copied_rows_fit_their_size(void **state)
{
	(void)state;
	struct db_query copy = query;
	copy.params = fields + 1;
	copy.n_params = 6;
	str words[] = { STR("long enough"), STR(""), STR_NULL };
	struct in in = {
		.text = STR("hi"), .json = STR("[1]"), .small = 7, .maybe = SOME_I64(9), .words = { words, 3 }
	};
	char out[256];
	size_t n = 0, room = db_copy_row_size(&copy, &in);
	assert_true(room < sizeof(out));
	assert_false(err_is(db_copy_row_encode(&copy, &in, out, &n)));
	assert_true(n <= room);
	assert_memory_equal(out, "\0\6\0\0\0\2hi\0\0\0\4\1[1]\0\0\0\2\0\7\0\0\0\4\0\0\0\11", 28);
	in.text = STR_NULL;
	assert_int_equal(db_copy_row_encode(&copy, &in, out, &n).code, ERR_BUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_become_bytes),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(copied_rows_fit_their_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
