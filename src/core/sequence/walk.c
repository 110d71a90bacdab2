/* See walk.h. */
#include "core/sequence/walk.h"

static struct walk_action walk_at(enum walk_act act, int step)
{
	return (struct walk_action){ .act = act, .step = step, .reference = STEP_NONE };
}

static void walk_go(struct walk_position *pos, int step, int64_t when)
{
	pos->step = step;
	pos->phase = WALK_ARRIVED;
	pos->since = when;
}

static bool walk_holds(enum condition_type type, const struct walk_facts *f)
{
	switch (type) {
	case CONDITION_OPENED: return f->opened;
	case CONDITION_CLICKED: return f->clicked;
	case CONDITION_REPLIED: return f->replied;
	case CONDITION_NOT_OPENED: return !f->opened;
	case CONDITION_NOT_CLICKED: return !f->clicked;
	case CONDITION_NOT_REPLIED: return !f->replied;
	}
	return false;
}

static struct walk_action walk_branch(struct walk_position *pos, const struct step *st, bool taken, int64_t now)
{
	struct walk_action out = walk_at(WALK_BRANCHED, pos->step);
	out.taken = taken;
	walk_go(pos, taken ? st->on_true : st->on_false, now);
	return out;
}

static struct walk_action walk_ask(int step, const struct step *st)
{
	struct walk_action out = walk_at(WALK_ASK, step);
	out.reference = st->reference;
	return out;
}

static struct walk_action walk_sleep_until(int step, int64_t until)
{
	struct walk_action out = walk_at(WALK_SLEEP, step);
	out.until = until;
	return out;
}

/* A mail or a webhook: begun once, awaited, then passed. */
static struct walk_action walk_outside(const struct step *st, struct walk_position *pos, enum walk_act begin)
{
	int here = pos->step;
	if (pos->phase == WALK_ARRIVED) {
		pos->phase = WALK_BEGUN;
		return walk_at(begin, here);
	}
	if (pos->phase == WALK_BEGUN)
		return walk_at(WALK_AWAIT, here);
	walk_go(pos, st->next, pos->since);
	return walk_at(WALK_MOVED, here);
}

static struct walk_action walk_wait_for(const struct step *st, struct walk_position *pos, int64_t now,
					const struct walk_facts *facts)
{
	if (!facts)
		return walk_ask(pos->step, st);
	bool came = st->event.p ? facts->came : walk_holds(st->condition, facts);
	if (came || now >= pos->since + st->delay)
		return walk_branch(pos, st, came, now);
	return walk_sleep_until(pos->step, pos->since + st->delay);
}

static struct walk_action walk_delay(const struct step *st, struct walk_position *pos, int64_t now)
{
	int here = pos->step;
	int64_t end = calendar_delay_end(pos->zone ? pos->zone : zone_utc(), &st->when, pos->holidays, pos->since);
	if (now < end)
		return walk_sleep_until(here, end);
	walk_go(pos, st->next, now);
	return walk_at(WALK_MOVED, here);
}

struct walk_action walk_next(const struct steps *s, struct walk_position *pos, int64_t now,
			     const struct walk_facts *facts, int lot)
{
	int here = pos->step;
	if (here == STEP_NONE)
		return walk_at(WALK_COMPLETE, STEP_NONE);
	const struct step *st = &s->v[here];
	switch (st->type) {
	case STEP_EMAIL:
		if (pos->phase != WALK_ARRIVED || !pos->sent || !pos->sent[here])
			return walk_outside(st, pos, WALK_SEND);
		walk_go(pos, st->next, now);
		return walk_at(WALK_AGAIN, here);
	case STEP_WEBHOOK: return walk_outside(st, pos, WALK_CALL);
	case STEP_DELAY: return walk_delay(st, pos, now);
	case STEP_CONDITION:
		if (!facts)
			return walk_ask(here, st);
		return walk_branch(pos, st, st->filter ? facts->matches : walk_holds(st->condition, facts), now);
	case STEP_WAIT: return walk_wait_for(st, pos, now, facts);
	case STEP_SPLIT: return walk_branch(pos, st, lot < st->percent, now);
	case STEP_TAG:
	case STEP_UNTAG: walk_go(pos, st->next, now); return walk_at(WALK_TAG, here);
	case STEP_GOAL:
	case STEP_EXIT: walk_go(pos, STEP_NONE, now); return walk_at(WALK_EXIT, here);
	}
	return walk_at(WALK_COMPLETE, STEP_NONE);
}

void walk_done(struct walk_position *pos, int64_t when)
{
	pos->phase = WALK_DONE;
	pos->since = when;
}

int walk_lot(str enrollment_id, str step_id)
{
	uint64_t h = str_hash(enrollment_id) ^ (str_hash(step_id) * UINT64_C(0x9E3779B97F4A7C15));
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd); /* the finaliser of MurmurHash3: FNV's high bits alone are not even */
	h ^= h >> 33;
	return (int)(h % 100);
}

static const char *const phases[] = { "arrived", "begun", "done" };

const char *walk_phase_name(enum walk_phase phase)
{
	return phases[phase];
}

enum walk_phase walk_phase_of(str name)
{
	return str_eq(name, STR("begun")) ? WALK_BEGUN : str_eq(name, STR("done")) ? WALK_DONE : WALK_ARRIVED;
}
