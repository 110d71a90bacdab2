/* What time it is. Everything above takes times as arguments where it can; this is where they come from. */
#pragma once
#include <stdint.h>

int64_t clock_now(void);      /* µs since 1970-01-01 UTC; may jump when the system's clock is set */
int64_t clock_mono(void);     /* µs of a clock that only goes forward; for spans and deadlines */
int64_t clock_coarse(void);   /* clock_mono to some milliseconds, for a few nanoseconds; for hot paths */
void clock_sleep(int64_t us); /* at least so long, signals notwithstanding */
