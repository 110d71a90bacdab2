/* The pace of recipient domains at one sender: a domain that asked for less is left alone for a while, twice as long
 * when it asks again before it took anything, at most an hour. Remembers the domains that asked last, PACE_DOMAINS of
 * them. Pure: times (µs of any forward-going clock) and chance are given. Zero-initialised is empty. */
#pragma once
#include "base/str.h"

#define PACE_DOMAINS 64u
#define PACE_NAME_MAX 255u

struct pace_domain {
	char name[PACE_NAME_MAX];
	uint8_t n;	 /* 0: free */
	int64_t until;	 /* nothing goes there before */
	int64_t wait;	 /* as it was last time */
	uint8_t refused; /* messages in a row that it refused because of us */
};

struct pace {
	struct pace_domain v[PACE_DOMAINS];
};

/* How long the domain's mail waits; 0: it may go. Of a domain that rests because it refuses us one message a minute
 * may go, as a trial. */
int64_t pace_wait(struct pace *p, str domain, int64_t now);
/* It refused a message because of us: how long that message waits. After PACE_REFUSALS in a row the domain rests, 15
 * minutes and twice as long each time, at most 6 hours; *rests says that such a rest has just begun. */
#define PACE_REFUSALS 3u
int64_t pace_refused(struct pace *p, str domain, int64_t now, bool *rests);
unsigned pace_refusing(const struct pace *p); /* domains that rest because they refuse us */
/* The domain asked for less: returns how long its mail waits now, at least `asked`. */
int64_t pace_slow(struct pace *p, str domain, int64_t now, int64_t asked);
/* It takes mail again: its next request counts as the first. True when it had rested because it refused us. */
bool pace_ease(struct pace *p, str domain, int64_t now);
/* Between `us` and twice that: what was put off together does not come back together. */
int64_t pace_spread(int64_t us, uint64_t chance);
