#include "os/clock.h"
#include "base/time.h"
#include <errno.h>
#include <stdatomic.h>
#include <time.h>

/* clock_now less clock_mono; 0: nothing is followed yet. Between two calls of clock_follow time goes by the clock that
 * nobody sets. */
static _Atomic int64_t ahead;
static _Atomic int64_t jumped;	       /* clock_jumped */
static _Atomic int64_t ahead_of_lease; /* the followed clock less clock_lease: suspension is no jump */

static int64_t clock_read_clock(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

int64_t clock_system(void)
{
	return clock_read_clock(CLOCK_REALTIME);
}

int64_t clock_now(void)
{
	int64_t d = atomic_load_explicit(&ahead, memory_order_relaxed);
	return d ? clock_mono() + d : clock_system();
}

void clock_follow(int64_t now)
{
	int64_t system = clock_system(), apart = system - now;
	int64_t past = atomic_exchange(&ahead_of_lease, now - clock_lease());
	if (past && now - clock_lease() - past > CLOCK_APART)
		atomic_store(&jumped, clock_lease());
	bool agree = apart < CLOCK_APART && apart > -CLOCK_APART;
	atomic_store_explicit(&ahead, (agree ? system : now) - clock_mono(), memory_order_relaxed);
}

int64_t clock_mono(void)
{
	return clock_read_clock(CLOCK_MONOTONIC);
}

int64_t clock_lease(void)
{
	return clock_read_clock(CLOCK_BOOTTIME);
}

int64_t clock_jumped(void)
{
	return atomic_load(&jumped);
}

int64_t clock_coarse(void)
{
	return clock_read_clock(CLOCK_MONOTONIC_COARSE);
}

void clock_sleep(int64_t us)
{
	if (us <= 0)
		return;
	int64_t end = clock_mono() + us;
	struct timespec at = { .tv_sec = end / US_PER_S, .tv_nsec = end % US_PER_S * 1000 };
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}
