#include "send/pace.h"
#include "base/num.h"
#include "base/time.h"

#define WAIT_MIN (30 * US_PER_S)
#define WAIT_MAX US_PER_HOUR

static size_t find(const struct pace *p, str domain)
{
	for (size_t i = 0; i < PACE_DOMAINS; i++)
		if (p->v[i].n > 0 && str_eq(str_of(p->v[i].name, p->v[i].n), domain))
			return i;
	return PACE_DOMAINS;
}

int64_t pace_wait(const struct pace *p, str domain, int64_t now)
{
	size_t i = find(p, domain);
	return i == PACE_DOMAINS ? 0 : i64_max(0, p->v[i].until - now);
}

int64_t pace_slow(struct pace *p, str domain, int64_t now, int64_t asked)
{
	asked = i64_max(asked, WAIT_MIN);
	if (domain.n == 0 || domain.n > PACE_NAME_MAX)
		return asked;
	size_t i = find(p, domain), oldest = 0;
	if (i != PACE_DOMAINS && p->v[i].until > now) /* one of those that were under way */
		return p->v[i].until - now;
	if (i != PACE_DOMAINS)
		asked = i64_max(asked, i64_min(2 * p->v[i].wait, WAIT_MAX));
	for (size_t k = 0; i == PACE_DOMAINS && k < PACE_DOMAINS; k++)
		if (p->v[k].n == 0 || p->v[k].until < p->v[oldest].until)
			oldest = k;
	if (i == PACE_DOMAINS)
		i = oldest;
	memcpy(p->v[i].name, domain.p, domain.n);
	p->v[i].n = (uint8_t)domain.n;
	p->v[i].wait = asked;
	p->v[i].until = now + asked;
	return asked;
}

void pace_ease(struct pace *p, str domain, int64_t now)
{
	size_t i = find(p, domain);
	if (i != PACE_DOMAINS && p->v[i].until <= now)
		p->v[i].n = 0;
}

int64_t pace_spread(int64_t us, uint64_t chance)
{
	return us + (int64_t)(chance % 1000) * (us / 1000);
}
