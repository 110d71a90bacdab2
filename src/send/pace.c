#include "send/pace.h"
#include "base/num.h"
#include "base/time.h"

#define WAIT_MIN (30 * US_PER_S)
#define WAIT_MAX US_PER_HOUR
#define REFUSED_WAIT (15 * US_PER_MIN)
#define REFUSED_MAX (6 * US_PER_HOUR)
#define TRIAL_WAIT US_PER_MIN

static size_t pace_find(const struct pace *p, str domain)
{
	for (size_t i = 0; i < PACE_DOMAINS; i++)
		if (p->v[i].n > 0 && str_eq(str_of(p->v[i].name, p->v[i].n), domain))
			return i;
	return PACE_DOMAINS;
}

int64_t pace_wait(struct pace *p, str domain, int64_t now)
{
	size_t i = pace_find(p, domain);
	if (i == PACE_DOMAINS)
		return 0;
	struct pace_domain *d = &p->v[i];
	if (d->until > now)
		return d->until - now;
	if (d->refused >= PACE_REFUSALS)
		d->until = now + TRIAL_WAIT; /* one goes, the others wait for what becomes of it */
	return 0;
}

/* The domain's place: its own, a free one, or that of the domain that is over longest. */
static struct pace_domain *pace_place(struct pace *p, str domain)
{
	size_t i = pace_find(p, domain), oldest = 0;
	if (i != PACE_DOMAINS)
		return &p->v[i];
	for (size_t k = 0; k < PACE_DOMAINS; k++)
		if (p->v[k].n == 0 || p->v[k].until < p->v[oldest].until)
			oldest = k;
	struct pace_domain *d = &p->v[oldest];
	*d = (struct pace_domain){ .n = (uint8_t)domain.n };
	memcpy(d->name, domain.p, domain.n);
	return d;
}

int64_t pace_refused(struct pace *p, str domain, int64_t now, bool *rests)
{
	*rests = false;
	if (domain.n == 0 || domain.n > PACE_NAME_MAX)
		return REFUSED_WAIT;
	struct pace_domain *d = pace_place(p, domain);
	bool resting = d->refused >= PACE_REFUSALS;
	/* Those that were under way when the rest began say nothing new. */
	if (resting && d->until > now + TRIAL_WAIT)
		return d->until - now;
	if (!resting && ++d->refused < PACE_REFUSALS)
		return REFUSED_WAIT;
	d->wait = resting ? i64_min(2 * d->wait, REFUSED_MAX) : REFUSED_WAIT;
	d->until = now + d->wait;
	*rests = true;
	return d->wait;
}

unsigned pace_refusing(const struct pace *p)
{
	unsigned n = 0;
	for (size_t i = 0; i < PACE_DOMAINS; i++)
		n += p->v[i].n > 0 && p->v[i].refused >= PACE_REFUSALS;
	return n;
}

int64_t pace_slow(struct pace *p, str domain, int64_t now, int64_t asked)
{
	asked = i64_max(asked, WAIT_MIN);
	if (domain.n == 0 || domain.n > PACE_NAME_MAX)
		return asked;
	size_t i = pace_find(p, domain);
	if (i != PACE_DOMAINS && p->v[i].until > now) /* one of those that were under way */
		return p->v[i].until - now;
	if (i != PACE_DOMAINS)
		asked = i64_max(asked, i64_min(2 * p->v[i].wait, WAIT_MAX));
	struct pace_domain *d = pace_place(p, domain);
	d->wait = asked;
	d->until = now + asked;
	return asked;
}

bool pace_ease(struct pace *p, str domain, int64_t now)
{
	size_t i = pace_find(p, domain);
	if (i == PACE_DOMAINS)
		return false;
	bool rested = p->v[i].refused >= PACE_REFUSALS;
	if (rested || p->v[i].refused || p->v[i].until <= now)
		p->v[i].n = 0;
	return rested;
}

int64_t pace_spread(int64_t us, uint64_t chance)
{
	return us + (int64_t)(chance % 1000) * (us / 1000);
}
