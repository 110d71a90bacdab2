/* When the last mail leaves: limits that roll. */
#include "base/time.h"
#include "core/campaign/forecast.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FROM (INT64_C(1000000) * US_PER_MIN)

static int64_t minutes(struct forecast_limits l, const struct forecast_used *used, size_t n, int64_t mails,
		       enum forecast_bound bound)
{
	struct forecast_end e = forecast_run(&l, used, n, FROM, mails);
	assert_true(e.at.has);
	assert_int_equal(e.bound, bound);
	return (e.at.v - FROM) / US_PER_MIN;
}

static void test_limits(void **state)
{
	(void)state;
	assert_int_equal(minutes((struct forecast_limits){}, NULL, 0, 1000000, FORECAST_NONE), 0);
	struct forecast_limits pace = { .per_second = SOME_I64(1) };
	assert_int_equal(minutes(pace, NULL, 0, 600, FORECAST_PER_SECOND), 10);
	struct forecast_limits gmail = { .per_second = SOME_I64(1), .per_day = SOME_I64(500) };
	assert_int_equal(minutes(gmail, NULL, 0, 500, FORECAST_PER_SECOND), 8); /* 500 s */
	assert_int_equal(minutes(gmail, NULL, 0, 501, FORECAST_PER_DAY), 1440);
	assert_int_equal(minutes(gmail, NULL, 0, 1500, FORECAST_PER_DAY) / 1440, 2);
	struct forecast_limits hour = { .per_hour = SOME_I64(100) };
	assert_int_equal(minutes(hour, NULL, 0, 1000, FORECAST_PER_HOUR), 9 * 60);
}

static void test_used(void **state)
{
	struct forecast_limits day = { .per_day = SOME_I64(500) };
	struct forecast_used used[] = { { FROM - 23 * US_PER_HOUR, 300 }, { FROM - 2 * US_PER_HOUR, 200 } };
	(void)state;
	/* Full: the first 300 come free in an hour, the rest in 22. */
	assert_int_equal(minutes(day, used, 2, 300, FORECAST_PER_DAY), 60);
	assert_int_equal(minutes(day, used, 2, 301, FORECAST_PER_DAY), 22 * 60);
	assert_int_equal(minutes(day, used, 1, 200, FORECAST_NONE), 0);
	struct forecast_limits none = { .per_day = SOME_I64(0) };
	assert_false(forecast_run(&none, NULL, 0, FROM, 1).at.has);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_limits), cmocka_unit_test(test_used) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
