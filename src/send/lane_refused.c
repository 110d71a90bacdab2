/* What a lane tells the database of its sender, and what follows when servers refuse us because of us: a domain's mail
 * rests, or the sender's, and is tried again by itself. */
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "send/lane_int.h"
#include <stdlib.h>

static struct outcome *lane_word(struct lane *l, str text, str domain, double rest_seconds)
{
	struct outcome *o = outcome_new();
	o->is_sender = true;
	o->owned = malloc(l->sender_id.n + text.n + domain.n + 1);
	if (!o->owned)
		abort();
	char *at = o->owned;
	memcpy(at, l->sender_id.p, l->sender_id.n);
	o->sender_id = str_of(at, l->sender_id.n);
	at += l->sender_id.n;
	if (text.n)
		memcpy(at, text.p, text.n);
	o->item.text = str_utf8_valid(text) ? str_of(at, text.n) : STR("the server refused");
	at += text.n;
	if (domain.n) {
		memcpy(at, domain.p, domain.n);
		o->domain = str_of(at, domain.n);
	}
	o->rest_seconds = rest_seconds;
	return o;
}

void lane_tell(struct lane *l, str reason, double rest_seconds)
{
	accountant_put(l->e, lane_word(l, reason, STR_NULL, rest_seconds));
}

#define REFUSING_DOMAINS 3u /* that refuse us before the whole sender rests */
#define REFUSED_REST (15 * US_PER_MIN)

/* "the sending server's address has no matching reverse DNS name. Ask … (550 5.7.25 …)" */
static str lane_why(struct arena *a, const struct smtp_verdict *v, str reply)
{
	return arena_printf(a, "%s. %s (%.*s)", v->reason, v->advice ? v->advice : "", STR_FMT(reply));
}

/* Refused because of us: nobody fails. The recipient waits; its domain rests after a few in a row, and the sender when
 * several do. What is accepted ends it. */
void flight_refused(struct lane *l, struct flight *f, const struct smtp_verdict *verdict, str text)
{
	struct arena ARENA_AUTO a = {};
	struct smtp_verdict v = *verdict;
	int64_t now = loop_now(l->e->loop);
	str domain = f->batch->rows[f->row].domain;
	enum refusal_cause cause = refusal_named(str_z(v.cause));
	bool rests;
	int64_t wait = pace_refused(lane_pace(l), domain, now, &rests);
	v.wait_us = pace_spread(wait, lane_chance());
	if (rests && domain.n) {
		struct outcome *o = lane_word(l, text, domain, (double)wait / 1e6);
		o->why = cause;
		accountant_put(l->e, o);
		log_warn("send.refused", "a domain refuses sender %.*s: %s", STR_FMT(l->sender_id), v.reason);
	}
	flight_conclude(l, f, ACCOUNT_OUTCOME, &v, text, false);
	if (rests && pace_refusing(lane_pace(l)) >= REFUSING_DOMAINS)
		lane_rest(l, REFUSED_REST, lane_why(&a, &v, text));
}

/* Said before any recipient was named: the sender rests, at first only for a moment. */
void lane_refused(struct lane *l, const struct smtp_verdict *v, str text)
{
	struct arena ARENA_AUTO a = {};
	int64_t rest = l->failures < PACE_REFUSALS ? US_PER_MIN : REFUSED_REST;
	lane_rest(l, rest << size_min(l->failures / PACE_REFUSALS, 4), lane_why(&a, v, text));
}

void lane_accepted(struct lane *l, str domain)
{
	if (l->pace && pace_ease(l->pace, domain, loop_now(l->e->loop)))
		accountant_put(l->e, lane_word(l, STR(""), domain, -1));
}
