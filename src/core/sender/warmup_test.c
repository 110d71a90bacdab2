#include "core/sender/warmup.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct warmup_step next(int64_t limit, int64_t sent, int64_t bounced, int64_t complained, bool over)
{
	struct warmup_day d = { .start = 50,
				.target = 1000,
				.limit = limit,
				.sent = sent,
				.bounced = bounced,
				.complained = complained,
				.day_over = over };
	return warmup_next(&d);
}

static void grows_to_its_target(void **state)
{
	(void)state;
	int64_t limit = 50;
	int days = 0;
	for (struct warmup_step s; days < 100; days++) {
		s = next(limit, limit, 0, 0, true);
		assert_true(s.changed && s.limit > limit && s.limit <= 1000);
		limit = s.limit;
		if (s.over)
			break;
	}
	assert_int_equal(limit, 1000);
	assert_int_equal(days, 7);
}

static void stands_still(void **state)
{
	(void)state;
	assert_false(next(100, 100, 0, 0, false).changed); /* the day is not over */
	assert_int_equal(next(100, 10, 0, 0, true).limit, 100);
	assert_non_null(strstr(next(100, 10, 0, 0, true).note, "less than half"));
	assert_int_equal(next(1000, 1000, 25, 0, true).limit, 1000);
	assert_int_equal(next(900, 900, 0, 2, true).limit, 1000); /* two are no pattern */
	struct warmup_step s = next(2000, 2000, 0, 3, true);
	assert_int_equal(s.limit, 2000);
	assert_false(s.over);
}

static void shrinks_at_once(void **state)
{
	(void)state;
	struct warmup_step s = next(400, 100, 10, 0, false);
	assert_true(s.changed);
	assert_int_equal(s.limit, 200);
	assert_non_null(strstr(s.note, "bounced"));
	s = next(400, 400, 0, 4, false);
	assert_int_equal(s.limit, 200);
	assert_non_null(strstr(s.note, "complained"));
	struct warmup_day again = {
		.start = 50, .target = 1000, .limit = 200, .sent = 100, .bounced = 10, .halved = true
	};
	assert_false(warmup_next(&again).changed);
	again.day_over = true;
	assert_int_equal(warmup_next(&again).limit, 100);
	assert_int_equal(next(60, 60, 30, 0, false).limit, 50); /* never below the start */
	assert_false(next(50, 60, 30, 0, false).changed);
	assert_int_equal(next(50, 2, 2, 0, true).limit, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_to_its_target),
		cmocka_unit_test(stands_still),
		cmocka_unit_test(shrinks_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
