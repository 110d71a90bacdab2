#include "wire/cuid.h"
#include "base/num.h"
#include "base/time.h"
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNTER_PERIOD (36u * 36 * 36 * 36)

/* time << 21 | counter: one atomic step keeps ids of one process in order even when the clock stands still or goes
 * back. */
static _Atomic uint64_t last;

static uint64_t cuid_next_tick(uint64_t ms)
{
	uint64_t seen = atomic_load(&last), next;
	do {
		uint64_t at = seen >> 21, count = (seen & 0x1fffff) + 1;
		if (ms > at)
			next = ms << 21;
		else if (count < COUNTER_PERIOD)
			next = at << 21 | count;
		else
			next = (at + 1) << 21;
	} while (!atomic_compare_exchange_weak(&last, &seen, next));
	return next;
}

/* Per process, also after a fork. */
static uint32_t cuid_fingerprint(void)
{
	static _Atomic uint64_t known; /* pid << 32 | print */
	uint64_t k = atomic_load(&known);
	if (k >> 32 != (uint64_t)getpid()) {
		k = (uint64_t)getpid() << 32 | randombytes_uniform(COUNTER_PERIOD);
		atomic_store(&known, k);
	}
	return (uint32_t)k;
}

void cuid_make(int64_t now_us, char out[CUID_LEN + 1])
{
	uint64_t tick = cuid_next_tick(now_us > 0 ? (uint64_t)(now_us / US_PER_MS) : 0);
	uint64_t chance;
	randombytes_buf(&chance, sizeof(chance));
	out[0] = 'c';
	num_base36(tick >> 21, 8, out + 1);
	num_base36(tick & 0x1fffff, 4, out + 9);
	num_base36(cuid_fingerprint(), 4, out + 13);
	num_base36(chance, 8, out + 17);
	out[CUID_LEN] = 0;
}

static int cuid_digit(char c)
{
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

bool cuid_valid(str s)
{
	if (s.n != CUID_LEN || s.p[0] != 'c')
		return false;
	for (size_t i = 1; i < CUID_LEN; i++)
		if (cuid_digit(s.p[i]) < 0)
			return false;
	return true;
}

int64_t cuid_time(str s)
{
	int64_t ms = 0;
	for (size_t i = 1; i < 9 && i < s.n; i++)
		ms = ms * 36 + cuid_digit(s.p[i]);
	return ms * US_PER_MS;
}

void cuid_floor(int64_t us, char out[CUID_LEN + 1])
{
	memset(out, '0', CUID_LEN);
	out[0] = 'c';
	num_base36(us > 0 ? (uint64_t)(us / US_PER_MS) : 0, 8, out + 1);
	out[CUID_LEN] = 0;
}
