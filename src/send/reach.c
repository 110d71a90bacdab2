#include "send/reach.h"
#include "base/num.h"
#include "base/time.h"

#define REACH_SPAN (150 * US_PER_MS)
#define REACH_STOOD (30 * US_PER_MS) /* a shorter wait is the beginning of a fast lane, or a busy moment */
#define REACH_STRETCH_MAX 6u
#define REACH_CALM 16u

static void reach_turn(struct reach *r, int64_t now)
{
	int64_t gone = now - r->since;
	if (gone < REACH_SPAN)
		return;
	r->before = gone < 2 * REACH_SPAN ? r->counted : 0;
	r->counted = 0;
	r->since = now;
}

void reach_count(struct reach *r, int64_t now)
{
	reach_turn(r, now);
	r->counted++;
}

size_t reach_window(struct reach *r, int64_t now)
{
	reach_turn(r, now);
	return ((size_t)REACH_FIRST + r->before + r->counted) << r->stretch;
}

void reach_answered(struct reach *r, int64_t stood_us)
{
	if (stood_us >= REACH_STOOD) {
		r->stretch += r->stretch < REACH_STRETCH_MAX;
		r->calm = 0;
	} else if (++r->calm >= REACH_CALM) {
		r->stretch -= r->stretch > 0;
		r->calm = 0;
	}
}

size_t reach_target(size_t cursor, size_t n, size_t announced, size_t window)
{
	size_t want = size_min(n, cursor + window);
	bool low = announced < cursor + window / 2;
	return low && want > announced ? want : announced;
}
