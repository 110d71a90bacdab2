#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "send/ladder.h"
#include "send/pace.h"

static void climbs(void **state)
{
	(void)state;
	static const int64_t minutes[] = { 1, 5, 15, 60, 180, 360, 720, 720, 720 };
	for (uint32_t n = 1; n <= 9; n++) {
		int64_t step = minutes[n - 1] * US_PER_MIN;
		assert_int_equal(ladder_wait(n, 0, 0), step);
		for (uint64_t chance = 0; chance < 5000; chance += 7) {
			int64_t wait = ladder_wait(n, 0, chance);
			assert_true(wait >= step && wait < step + step / 10);
		}
	}
	assert_int_equal(ladder_wait(0, 0, 0), US_PER_MIN);
	assert_int_equal(ladder_wait(UINT32_MAX, 0, 0), 12 * US_PER_HOUR);
}

static void waits_as_long_as_asked(void **state)
{
	(void)state;
	assert_int_equal(ladder_wait(1, 5 * US_PER_MIN, 0), 5 * US_PER_MIN);
	assert_int_equal(ladder_wait(4, 5 * US_PER_MIN, 0), US_PER_HOUR);
}

static void ends(void **state)
{
	(void)state;
	int64_t age = 48 * US_PER_HOUR;
	assert_false(ladder_over(1000, 1000, age));
	assert_false(ladder_over(1000, 1000 + age - 1, age));
	assert_true(ladder_over(1000, 1000 + age, age));
	assert_false(ladder_over(1000, 0, age)); /* the clock was set back */
}

static void rests(void **state)
{
	(void)state;
	int64_t before = 0;
	for (uint32_t n = 1; n <= 9; n++) {
		int64_t rest = ladder_rest(n, 0, 0);
		assert_int_equal(rest, US_PER_S << (n - 1));
		assert_true(rest > before);
		before = rest;
	}
	assert_int_equal(ladder_rest(10, 0, 0), 5 * US_PER_MIN);
	assert_int_equal(ladder_rest(UINT32_MAX, 0, 0), 5 * US_PER_MIN);
	assert_int_equal(ladder_rest(1, US_PER_HOUR, 0), US_PER_HOUR);
}

static void quotas(void **state)
{
	(void)state;
	assert_int_equal(ladder_room(-1, 1000000, 500), 500);
	assert_int_equal(ladder_room(100, 0, 500), 100);
	assert_int_equal(ladder_room(100, 99, 500), 1);
	assert_int_equal(ladder_room(100, 100, 500), 0);
	assert_int_equal(ladder_room(100, 150, 500), 0); /* the limit was lowered */
	assert_int_equal(ladder_room(100, 10, 5), 5);
}

static void a_domain_slows_down(void **state)
{
	(void)state;
	struct pace p = {};
	str d = STR("slow.example");
	int64_t now = 1000 * US_PER_S;
	assert_int_equal(pace_wait(&p, d, now), 0);
	assert_int_equal(pace_slow(&p, d, now, US_PER_MIN), US_PER_MIN);
	assert_int_equal(pace_wait(&p, d, now + 10 * US_PER_S), 50 * US_PER_S);
	/* Others that were under way hear the same: it is not twice as long for that. */
	assert_int_equal(pace_slow(&p, d, now + 10 * US_PER_S, US_PER_MIN), 50 * US_PER_S);
	assert_int_equal(pace_wait(&p, STR("other.example"), now), 0);
	/* It asks again at once afterwards, and again. */
	now += US_PER_MIN;
	assert_int_equal(pace_wait(&p, d, now), 0);
	assert_int_equal(pace_slow(&p, d, now, US_PER_MIN), 2 * US_PER_MIN);
	for (int i = 0; i < 20; i++) {
		now += pace_wait(&p, d, now);
		assert_true(pace_slow(&p, d, now, US_PER_MIN) <= US_PER_HOUR);
	}
	assert_int_equal(pace_wait(&p, d, now), US_PER_HOUR);
	/* It takes mail: the next time is the first. */
	pace_ease(&p, d, now + US_PER_MIN);
	assert_int_equal(pace_wait(&p, d, now), US_PER_HOUR); /* one that had been on its way */
	now += US_PER_HOUR;
	pace_ease(&p, d, now);
	assert_int_equal(pace_slow(&p, d, now, US_PER_MIN), US_PER_MIN);
	assert_int_equal(pace_slow(&p, STR("x.example"), now, 0), 30 * US_PER_S);
}

static void many_domains(void **state)
{
	(void)state;
	struct pace p = {};
	char name[] = "d000.example";
	for (int i = 0; i < 300; i++) {
		name[1] = (char)('0' + i / 100), name[2] = (char)('0' + i / 10 % 10), name[3] = (char)('0' + i % 10);
		assert_int_equal(pace_slow(&p, str_of(name, sizeof(name) - 1), i, US_PER_MIN), US_PER_MIN);
		assert_int_equal(pace_wait(&p, str_of(name, sizeof(name) - 1), i), US_PER_MIN);
	}
	assert_int_equal(pace_wait(&p, STR("d000.example"), 0), 0); /* forgotten */
	assert_true(pace_wait(&p, STR("d299.example"), 299) > 0);
	assert_int_equal(pace_slow(&p, STR(""), 0, US_PER_MIN), US_PER_MIN);
	for (uint64_t chance = 0; chance < 3000; chance++) {
		int64_t us = pace_spread(US_PER_MIN, chance);
		assert_true(us >= US_PER_MIN && us < 2 * US_PER_MIN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(climbs),	cmocka_unit_test(waits_as_long_as_asked),
		cmocka_unit_test(ends),		cmocka_unit_test(rests),
		cmocka_unit_test(quotas),	cmocka_unit_test(a_domain_slows_down),
		cmocka_unit_test(many_domains),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
