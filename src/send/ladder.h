/* When to try again. Pure arithmetic, with the chance given. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* How long a recipient waits after its n-th failed attempt (n from 1): 1, 5, 15 min, 1, 3, 6, 12, 12 … h, at least
 * `asked` (µs), spread by up to a tenth so that what failed together does not come back together. chance: any number.
 */
int64_t ladder_wait(uint32_t n, int64_t asked, uint64_t chance);
/* True when a recipient first tried at `first` has waited long enough by `now` (µs). */
bool ladder_over(int64_t first, int64_t now, int64_t max_age);
/* How long a sender rests after `failures` connections in a row went wrong: 1 s, doubling, at most 5 min, with the same
 * spread. */
int64_t ladder_rest(uint32_t failures, int64_t asked, uint64_t chance);

/* Room in a quota: what may be granted of `want` when `used` of `limit` is gone; limit < 0: none. */
int64_t ladder_room(int64_t limit, int64_t used, int64_t want);
