#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void str_views(void **state)
{
	(void)state;
	str rest = STR("a,,b"), piece;
	assert_true(str_next(&rest, ',', &piece) && str_eq(piece, STR("a")));
	assert_true(str_next(&rest, ',', &piece) && str_empty(piece));
	assert_true(str_next(&rest, ',', &piece) && str_eq(piece, STR("b")));
	assert_false(str_next(&rest, ',', &piece));
	assert_true(str_eq(str_trim(STR(" \t x y\r\n")), STR("x y")));
	assert_int_equal(str_find_nocase(STR("Hello World"), STR("WORLD")), 6);
	assert_int_equal(str_find(STR("abc"), STR("d")), STR_NPOS);
	assert_true(str_absent(STR_NULL) && !str_absent(STR("")));
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0 && str_cmp(STR("b"), STR("abc")) > 0);
	assert_true(str_eq(str_slice(STR("hello"), 1, 3), STR("el")));
	assert_true(str_empty(str_slice(STR("hello"), 3, 1)));
}

static void utf8(void **state)
{
	(void)state;
	assert_true(str_utf8_valid(STR("grüße 💌")));
	assert_false(str_utf8_valid(STR("\xc0\x80")));
	assert_false(str_utf8_valid(STR("\xed\xa0\x80")));
	assert_false(str_utf8_valid(STR("\xf4\x90\x80\x80")));
	assert_false(str_utf8_valid(STR("\xe2\x82")));
	assert_int_equal(str_utf8_floor(STR("aü"), 2), 1);
}

static void buffers_stop_at_their_ceiling(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 8);
	buf_add(&b, STR("12345"));
	buf_addf(&b, "%d", 678);
	assert_false(err_is(buf_err(&b)));
	buf_add_byte(&b, '9');
	assert_int_equal(buf_err(&b).code, ERR_LIMIT);
	assert_true(str_eq(buf_str(&b), STR("12345678")));
	buf_consume(&b, 3);
	assert_true(str_eq(buf_str(&b), STR("45678")));
	buf_reset(&b);
	buf_add_i64(&b, -42);
	assert_true(str_eq(buf_str(&b), STR("-42")));
}

/* Past its ceiling a unit of work is over; the process is not. */
static void an_arena_past_its_ceiling(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	arena_init(&a, 1000);
	arena_owned_by("GET /api/x");
	memset(arena_alloc(&a, 900), 1, 900);
	assert_int_equal(arena_err(&a).code, ERR_OK);
	memset(arena_alloc(&a, 2000), 1, 2000);
	assert_int_equal(arena_err(&a).code, ERR_LIMIT);
	arena_reset(&a);
	assert_int_equal(arena_err(&a).code, ERR_OK);
	arena_owned_by(NULL);
}

static void arenas(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	for (int i = 0; i < 1000; i++)
		assert_int_equal((uintptr_t)arena_alloc(&a, 33) % 16, 0);
	str s = arena_printf(&a, "%s-%d", "x", 7);
	assert_true(str_eq(s, STR("x-7")) && s.p[s.n] == 0);
	arena_reset(&a);
	assert_int_equal(a.used, 0);
}

static void numbers(void **state)
{
	(void)state;
	uint64_t u;
	int64_t i;
	assert_true(num_parse_u64(STR("18446744073709551615"), &u) && u == UINT64_MAX);
	assert_false(num_parse_u64(STR("18446744073709551616"), &u));
	assert_false(num_parse_u64(STR(" 1"), &u) || num_parse_u64(STR(""), &u) || num_parse_u64(STR("+1"), &u));
	assert_true(num_parse_i64(STR("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_false(num_parse_i64(STR("9223372036854775808"), &i));
	char out[4];
	num_base36(35, 4, out);
	assert_memory_equal(out, "000z", 4);
}

static void times(void **state)
{
	(void)state;
	int64_t t, u;
	char iso[TIME_ISO_LEN];
	assert_true(time_parse_iso(STR("2026-11-22T20:26:00.123Z"), &t));
	time_format_iso(t, iso);
	assert_memory_equal(iso, "2026-11-22T20:26:00.123Z", TIME_ISO_LEN);
	assert_true(time_parse_iso(STR("2026-11-22T22:26:00.123+02:00"), &u) && t == u);
	assert_true(time_parse_iso(STR("1969-12-31"), &u) && u == -US_PER_DAY);
	assert_false(time_parse_iso(STR("2026-02-29"), &u));
	assert_true(time_parse_iso(STR("2024-02-29T00:00Z"), &u));
	assert_false(time_parse_iso(STR("2026-11-22T20:26:00"), &u));
	char mail[TIME_RFC5322_LEN];
	time_format_rfc5322(t, mail);
	assert_memory_equal(mail, "Sun, 22 Nov 2026 20:26:00 +0000", TIME_RFC5322_LEN);
	for (int64_t d = -800000; d < 800000; d += 37)
		assert_int_equal(time_from_civil(time_to_civil(d * US_PER_DAY / 3)), d * US_PER_DAY / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str_views),
		cmocka_unit_test(utf8),
		cmocka_unit_test(buffers_stop_at_their_ceiling),
		cmocka_unit_test(arenas),
		cmocka_unit_test(an_arena_past_its_ceiling),
		cmocka_unit_test(numbers),
		cmocka_unit_test(times),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
