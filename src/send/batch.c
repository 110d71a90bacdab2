/* What a lane does with its batches: whose turn it is, what may be begun, what needs no connection, and when a batch is
 * finished. The loop's thread only. What is decided is in policy.c. */
#include "base/num.h"
#include "os/clock.h"
#include "send/lane_int.h"
#include "send/policy.h"
#include <stdlib.h>

struct outcome *batch_outcome(struct batch *b, size_t row, enum settle_kind kind)
{
	struct outcome *o = outcome_new();
	const struct row *r = &b->rows[row];
	o->accountant = b->accountant;
	o->item = (struct settle_item){
		.kind = kind, .at = clock_now(), .first_tried = r->first_tried, .attempts = r->attempts
	};
	memcpy(o->recipient, r->id.p, size_min(r->id.n, SLOT_ID_MAX - 1));
	o->item.recipient = str_z(o->recipient);
	o->item.subject = r->own_subject;
	b->outstanding--;
	return o;
}

/* --- turns */

void turn_add(struct lane *l, struct batch *b)
{
	struct turn *t = l->turns;
	while (t && !str_eq(t->source_id, b->source_id))
		t = t->next;
	if (!t) {
		t = calloc(1, sizeof(*t) + b->source_id.n + 1);
		if (!t)
			abort();
		memcpy(t->id, b->source_id.p, b->source_id.n);
		t->source_id = str_of(t->id, b->source_id.n);
		t->tail = &t->first;
		*l->turns_tail = t;
		l->turns_tail = &t->next;
	}
	b->next = NULL;
	*t->tail = b;
	t->tail = &b->next;
}

void turn_over(struct lane *l, struct turn *t)
{
	struct turn **at = &l->turns;
	if (!t->next)
		return;
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	t->next = NULL;
	*l->turns_tail = t;
	l->turns_tail = &t->next;
}

void turns_sweep(struct lane *l)
{
	struct turn **at = &l->turns;
	while (*at) {
		struct turn *t = *at;
		if (t->first) {
			at = &t->next;
			continue;
		}
		*at = t->next;
		free(t);
	}
	l->turns_tail = at;
}

bool turns_any(const struct lane *l)
{
	for (const struct turn *t = l->turns; t; t = t->next)
		if (t->first)
			return true;
	return false;
}

static bool batch_turn_drop(struct turn *t, const struct batch *b)
{
	for (struct batch **at = &t->first; *at; at = &(*at)->next) {
		if (*at != b)
			continue;
		*at = b->next;
		if (!b->next)
			t->tail = at;
		return true;
	}
	return false;
}

static bool batch_turn_has(const struct turn *t, const struct batch *b)
{
	const struct batch *x = t->first;
	while (x && x != b)
		x = x->next;
	return x;
}

void batch_settle(struct lane *l, struct batch *b)
{
	struct turn *t = l->turns;
	while (t && !batch_turn_has(t, b))
		t = t->next;
	if (!t)
		return;
	bool taken = b->cursor == b->n && b->again_n == 0;
	if (b->outstanding > 0 || !(taken || atomic_load(&b->halt)))
		return;
	(void)batch_turn_drop(t, b);
	struct outcome *o = outcome_new();
	o->ended = b;
	o->accountant = b->accountant;
	accountant_put(l->e, o);
}

/* --- what may be begun */

/* Asks for as much of the turn's batches, one after the other, as the lane will send soon. */
static void batch_reach(struct lane *l, struct batch *b, int64_t now)
{
	size_t window = reach_window(&l->reach, now), room = window;
	bool asks = false;
	for (struct batch *x = b; x && room > 0; x = x->next) {
		size_t ahead = size_min(x->n - x->cursor, room);
		size_t target = reach_target(x->cursor, x->n, atomic_load(&x->announced), room);
		if (target > atomic_load(&x->wanted)) {
			atomic_store(&x->wanted, target);
			asks = true;
		}
		room -= ahead;
	}
	b->look_at = b->cursor + window / 4 + 1;
	atomic_store(&b->window, window);
	if (asks) {
		l->asked = true;
		announce_ask(l->e);
	}
}

bool batch_take(struct lane *l, struct batch *b, int64_t now, size_t *row)
{
	const struct row *next = b->cursor < b->n ? &b->rows[b->cursor] : NULL;
	struct take_facts f = { .halted = atomic_load(&b->halt),
				.now = now,
				.lease_end = now + atomic_load(&b->lease_end) - clock_lease(),
				.used = (int64_t)b->used,
				.granted = b->granted,
				.unheard = accountant_waits(l->e, b->accountant, now),
				.pace_start = b->pace_start,
				.pace_step = b->pace_step,
				.again = b->again_n,
				.cursor = b->cursor,
				.n = b->n,
				.announced = atomic_load(&b->announced),
				.stays = next && (next->skip || next->wait_us > 0) };
	switch (take_decide(&f)) {
	case TAKE_NOTHING: return false;
	case TAKE_STOP: atomic_store(&b->halt, true); return false;
	case TAKE_ANNOUNCE:
		l->stood_since = l->stood_since ? l->stood_since : now;
		batch_reach(l, b, now);
		return false;
	case TAKE_AGAIN: *row = b->again[--b->again_n]; break;
	case TAKE_NEXT: *row = b->cursor++; break;
	}
	b->outstanding++;
	atomic_store(&b->remaining, b->n - b->cursor + b->again_n);
	if (b->cursor >= b->look_at)
		batch_reach(l, b, now);
	return true;
}

void batch_untake(struct batch *b, size_t row)
{
	b->again[b->again_n++] = row;
	b->outstanding--;
}

void batch_again(struct batch *b, size_t row)
{
	batch_untake(b, row);
	b->used--;
}

/* --- what needs no connection */

bool row_settle(struct lane *l, struct batch *b, size_t row)
{
	const struct row *r = &b->rows[row];
	int64_t wait = lane_domain_wait(l, r->domain);
	struct outcome *o = NULL;
	switch (row_decide(r->skip, r->wait_us, wait)) {
	case ROW_GO: return false;
	case ROW_FAIL:
		o = batch_outcome(b, row, ACCOUNT_FAIL);
		o->item.text = str_z(r->skip);
		break;
	case ROW_WAIT:
		o = batch_outcome(b, row, ACCOUNT_OUTCOME);
		o->item.outcome = SMTP_THROTTLED;
		o->item.wait_us = r->wait_us;
		o->item.text = STR("waits for its enrolment, its window, its mailbox or the frequency cap");
		break;
	case ROW_DOMAIN_WAIT:
		o = batch_outcome(b, row, ACCOUNT_OUTCOME);
		o->item.outcome = SMTP_THROTTLED;
		o->item.wait_us = pace_spread(wait, lane_chance());
		o->item.text = STR("this domain's server asked for a slower pace");
		break;
	}
	reach_count(&l->reach, loop_now(l->e->loop));
	accountant_put(l->e, o);
	return true;
}

void row_fail(struct lane *l, struct batch *b, size_t row, const char *why)
{
	struct outcome *o = batch_outcome(b, row, ACCOUNT_FAIL);
	o->item.text = str_z(why);
	accountant_put(l->e, o);
}
