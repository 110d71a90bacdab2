#include "core/sender/warmup.h"

/* Per 10,000 messages. Gmail and Yahoo ask bulk senders to stay under 0.1 % complaints and never reach 0.3 %; bounces
 * over 5 % look like a bought list. */
#define COMPLAINTS_HOLD 10
#define COMPLAINTS_CUT 30
#define BOUNCES_HOLD 200
#define BOUNCES_CUT 500
#define FEW 3 /* of few messages one bounce is a high rate: less than so many are no pattern */

static bool warmup_above(int64_t n, int64_t of, int64_t per_10000)
{
	return n >= FEW && n * 10000 > of * per_10000;
}

static struct warmup_step warmup_hold(const struct warmup_day *d, const char *note)
{
	return (struct warmup_step){ .changed = d->day_over, .limit = d->limit, .note = note };
}

struct warmup_step warmup_next(const struct warmup_day *d)
{
	bool complaints = warmup_above(d->complained, d->sent, COMPLAINTS_CUT),
	     bounces = warmup_above(d->bounced, d->sent, BOUNCES_CUT);
	int64_t half = i64_max(i64_min(d->start, d->target), d->limit / 2);
	if ((complaints || bounces) && half < d->limit && (d->day_over || !d->halved))
		return (struct warmup_step){ .changed = true,
					     .limit = half,
					     .note = complaints ? "Halved: more than 3 in 1,000 complained."
								: "Halved: more than 5 in 100 bounced." };
	if (!d->day_over)
		return (struct warmup_step){ .limit = d->limit };
	if (warmup_above(d->complained, d->sent, COMPLAINTS_HOLD))
		return warmup_hold(d, "Stands still: more than 1 in 1,000 complained.");
	if (warmup_above(d->bounced, d->sent, BOUNCES_HOLD))
		return warmup_hold(d, "Stands still: more than 2 in 100 bounced.");
	if (d->sent * 2 < d->limit)
		return warmup_hold(d, "Stands still: less than half of it was used.");
	int64_t next = i64_min(d->target, d->limit + (d->limit + 1) / 2);
	return (struct warmup_step){ .changed = true,
				     .over = next >= d->target,
				     .limit = next,
				     .note = next >= d->target ? "The warm-up is complete."
							       : "Grew by half: the day went well." };
}
