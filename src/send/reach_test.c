#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "send/reach.h"

/* A lane that concludes `rate` messages a second, for `us`. */
static int64_t run(struct reach *r, int64_t now, int64_t rate, int64_t us)
{
	int64_t step = US_PER_S / rate;
	for (int64_t end = now + us; now < end; now += step)
		reach_count(r, now);
	return now;
}

static void begins_with_little(void **state)
{
	(void)state;
	struct reach r = {};
	assert_int_equal(reach_window(&r, 0), REACH_FIRST);
	assert_int_equal(reach_window(&r, 1000 * US_PER_S), REACH_FIRST);
}

static void covers_a_fifth_of_a_second(void **state)
{
	(void)state;
	static const struct {
		int64_t rate;
		size_t least, most;
	} table[] = { { 2, 16, 17 }, { 50, 23, 32 }, { 200, 45, 77 }, { 2000, 300, 617 }, { 20000, 3000, 6017 } };
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct reach r = {};
		int64_t now = run(&r, 5 * US_PER_S, table[i].rate, 2 * US_PER_S);
		size_t window = reach_window(&r, now);
		assert_in_range(window, table[i].least, table[i].most);
		assert_int_equal(reach_window(&r, now + US_PER_S), REACH_FIRST); /* what was fast is not any more */
	}
}

/* What was counted in one span is shown until the end of the next, and no longer. */
static void spans_end_on_time(void **state)
{
	(void)state;
	const int64_t t = 10 * US_PER_S, ms = US_PER_MS;
	struct reach r = {}, late = {};
	for (int i = 0; i < 5; i++) {
		reach_count(&r, t);
		reach_count(&late, t);
	}
	assert_int_equal(reach_window(&r, t + 150 * ms), REACH_FIRST + 5);
	assert_int_equal(reach_window(&r, t + 299 * ms), REACH_FIRST + 5);
	assert_int_equal(reach_window(&r, t + 320 * ms), REACH_FIRST);
	assert_int_equal(reach_window(&late, t + 300 * ms), REACH_FIRST);
}

static void a_slow_database_widens_it(void **state)
{
	(void)state;
	struct reach r = {};
	reach_answered(&r, 30 * US_PER_MS - 1);
	assert_int_equal(reach_window(&r, 0), 16);
	reach_answered(&r, 30 * US_PER_MS);
	assert_int_equal(reach_window(&r, 0), 32);
	for (int i = 0; i < 20; i++)
		reach_answered(&r, US_PER_S);
	assert_int_equal(reach_window(&r, 0), 16 << 6);
	for (int i = 0; i < 15; i++)
		reach_answered(&r, 0);
	assert_int_equal(reach_window(&r, 0), 16 << 6);
	reach_answered(&r, 0);
	assert_int_equal(reach_window(&r, 0), 16 << 5);
	for (int i = 0; i < 200; i++)
		reach_answered(&r, 0);
	assert_int_equal(reach_window(&r, 0), 16);
}

static void asks_when_half_is_left(void **state)
{
	(void)state;
	static const struct {
		size_t cursor, n, announced, window, target;
	} table[] = {
		{ 0, 1000, 0, 16, 16 },
		{ 0, 1000, 16, 16, 16 },
		{ 8, 1000, 16, 16, 16 },
		{ 9, 1000, 16, 16, 25 },
		{ 16, 1000, 16, 16, 32 },
		{ 990, 1000, 995, 16, 1000 },
		{ 990, 1000, 1000, 16, 1000 },
		{ 10, 1000, 900, 16, 900 },
		{ 1000, 1000, 1000, 16, 1000 },
		{ 20, 1000, 3, 16, 36 }, /* skipped ones were passed by */
		{ 0, 3, 0, 16, 3 },
		{ 5, 10, 5, 1, 5 },
		{ 0, 0, 0, 16, 0 },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(reach_target(table[i].cursor, table[i].n, table[i].announced, table[i].window),
				 table[i].target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_little),	  cmocka_unit_test(covers_a_fifth_of_a_second),
		cmocka_unit_test(spans_end_on_time),	  cmocka_unit_test(a_slow_database_widens_it),
		cmocka_unit_test(asks_when_half_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
