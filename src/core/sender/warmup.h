/* The ramp of a new sender: how many messages it may send in 24 hours, from a modest start to a target. Mailbox
 * providers meet an address or server they do not know with suspicion; volume that grows slowly, without bounces and
 * complaints, earns trust. The limit grows by half each day that used it and went well, stands still when it was not
 * used or trouble shows, and is halved at once when bounces or complaints pass what the large providers take for abuse.
 */
#pragma once
#include "base/arena.h"
#include "base/num.h"
#include "db/tenant.h"

#define WARMUP_START 50 /* messages on the first day, when nobody says otherwise */

struct warmup_day { /* the last 24 hours */
	int64_t start, target, limit;
	int64_t sent, bounced, complained;
	bool day_over; /* 24 hours since the last step */
	bool halved;   /* that step was a cut: what led to it leads to no other */
};
struct warmup_step {
	bool changed; /* else nothing is written */
	bool over;    /* the target is reached: no ramp any more */
	int64_t limit;
	const char *note; /* one sentence: why */
};
/* Pure. */
struct warmup_step warmup_next(const struct warmup_day *d);

/* Looks at all senders on their ramp. */
err warmup_steps(system_db db, struct arena *a, int64_t now);
