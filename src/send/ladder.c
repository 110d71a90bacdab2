#include "send/ladder.h"
#include "base/num.h"
#include "base/time.h"

static int64_t ladder_spread(int64_t us, uint64_t chance)
{
	return us + (int64_t)(chance % 1000) * (us / 10) / 1000;
}

int64_t ladder_wait(uint32_t n, int64_t asked, uint64_t chance)
{
	static const int64_t steps[] = { US_PER_MIN,	  5 * US_PER_MIN,  15 * US_PER_MIN, US_PER_HOUR,
					 3 * US_PER_HOUR, 6 * US_PER_HOUR, 12 * US_PER_HOUR };
	size_t last = sizeof(steps) / sizeof(*steps) - 1;
	size_t i = n == 0 ? 0 : n - 1;
	return ladder_spread(i64_max(asked, steps[i < last ? i : last]), chance);
}

bool ladder_over(int64_t first, int64_t now, int64_t max_age)
{
	return now - first >= max_age;
}

int64_t ladder_rest(uint32_t failures, int64_t asked, uint64_t chance)
{
	int64_t rest = US_PER_S;
	for (uint32_t i = 1; i < failures && rest < 5 * US_PER_MIN; i++)
		rest *= 2;
	return ladder_spread(i64_max(asked, i64_min(rest, 5 * US_PER_MIN)), chance);
}

int64_t ladder_room(int64_t limit, int64_t used, int64_t want)
{
	return limit < 0 ? want : i64_max(0, i64_min(want, limit - used));
}
