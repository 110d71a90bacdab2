/* What time it is. Everything above takes times as arguments where it can; this is where they come from. */
#pragma once
#include <stdint.h>

int64_t clock_now(void);    /* µs since 1970-01-01 UTC: the system's clock, or the one that is followed */
int64_t clock_system(void); /* the system's own; may jump when it is set */
int64_t clock_mono(void);   /* µs of a clock that only goes forward; for spans and deadlines */
int64_t clock_lease(
	void); /* clock_mono, and goes on while the machine is suspended: for what others may take over meanwhile */
int64_t clock_coarse(void);   /* clock_mono to some milliseconds, for a few nanoseconds; for hot paths */
void clock_sleep(int64_t us); /* at least so long, signals notwithstanding */

/* From now on clock_now goes by another clock, which says `now`: what several machines do together goes by one. The
 * system's own stays in use, for it is finer, while the two agree to CLOCK_APART. Called again and again. */
#define CLOCK_APART (2 * INT64_C(1000000))
void clock_follow(int64_t now);

/* By clock_lease: when clock_follow last saw the other clock jump ahead, 0 for never. What seems to have run out since then
 * may be alive. */
int64_t clock_jumped(void);
