/* Successors, branches and entry of a sequence's steps, and the checks of the graph as a whole. See steps.h. */
#include "core/sequence/steps_int.h"

/* ------------------------------------------------------------------------------------------------------------
 * linking */

static const char *branch_field(const struct step *st, bool side)
{
	switch (st->type) {
	case STEP_WAIT: return side ? "wait.trueBranch" : "wait.falseBranch";
	case STEP_SPLIT: return side ? "split.trueBranch" : "split.falseBranch";
	default: return side ? "condition.trueBranch" : "condition.falseBranch";
	}
}

/* Does the step stand in a branch of a branch … of its own? */
static bool in_circle(const struct steps_work *w, int step)
{
	int up = w->s.v[step].branch_of;
	for (size_t depth = 0; up != STEP_NONE && depth <= w->s.n; depth++) {
		if (up == step)
			return true;
		up = w->s.v[up].branch_of;
	}
	return false;
}

/* Whose branch each step stands in. A step stands in one branch at most, and not in its own. */
static void find_owners(struct steps_work *w)
{
	for (size_t c = 0; c < w->s.n; c++)
		for (int side = 1; side >= 0; side--) {
			struct step_raw *raw = &w->raw[c];
			size_t kept = 0;
			for (size_t k = 0; k < raw->branch_n[side]; k++) {
				int to = raw->branch[side][k];
				struct step *st = &w->s.v[to];
				if (st->branch_of != STEP_NONE) {
					step_problem(w, (int)c, branch_field(&w->s.v[c], side), "step_twice",
						     "names “%.*s”, which stands in another place of a branch already",
						     STR_FMT(st->id));
					continue;
				}
				st->branch_of = (int)c;
				st->branch_true = side;
				raw->branch[side][kept++] = to;
			}
			raw->branch_n[side] = kept;
		}
	for (size_t i = 0; i < w->s.n; i++) {
		if (!in_circle(w, (int)i))
			continue;
		int owner = w->s.v[i].branch_of;
		step_problem(w, owner, branch_field(&w->s.v[owner], w->s.v[i].branch_true), "leads_to_itself",
			     "leads back to the step itself");
		struct step_raw *raw = &w->raw[owner];
		raw->branch_n[0] = raw->branch_n[1] = 0;
		for (size_t k = 0; k < w->s.n; k++)
			if (w->s.v[k].branch_of == owner)
				w->s.v[k].branch_of = STEP_NONE;
	}
}

/* Where step i goes on by its own word or its place in the array. */
static int own_next(const struct steps_work *w, size_t i)
{
	if (w->raw[i].next_given)
		return w->raw[i].next_named;
	if (w->s.v[i].type == STEP_EXIT || w->s.v[i].type == STEP_GOAL)
		return STEP_NONE;
	for (size_t k = i + 1; k < w->s.n; k++)
		if (w->s.v[k].branch_of == STEP_NONE)
			return (int)k;
	return STEP_NONE;
}

/* Where i's branch goes on behind it: its neighbour in the list, else where the owner goes on. */
static int branch_next(const struct steps_work *w, size_t i)
{
	int owner = w->s.v[i].branch_of;
	const struct step_raw *raw = &w->raw[owner];
	bool side = w->s.v[i].branch_true;
	for (size_t k = 0; k + 1 < raw->branch_n[side]; k++)
		if (raw->branch[side][k] == (int)i)
			return raw->branch[side][k + 1];
	return w->s.v[owner].branch_of == STEP_NONE ? own_next(w, (size_t)owner) : branch_next(w, (size_t)owner);
}

static void link_step(struct steps_work *w, size_t i)
{
	struct step *st = &w->s.v[i];
	const struct step_raw *raw = &w->raw[i];
	if (st->branch_of == STEP_NONE) {
		st->next = own_next(w, i);
	} else {
		st->next = branch_next(w, i);
		if (raw->next_named != STEP_NONE && raw->next_named != st->next)
			step_problem(w, (int)i, "nextStepId", "next_ignored",
				     "is not followed: the step stands in a branch of “%.*s” and goes on where that "
				     "branch goes on",
				     STR_FMT(w->s.v[st->branch_of].id));
	}
	if (st->type == STEP_EXIT || st->type == STEP_GOAL)
		st->next = STEP_NONE;
	st->on_true = raw->branch_n[1] ? raw->branch[1][0] : st->next;
	st->on_false = raw->branch_n[0] ? raw->branch[0][0] : st->next;
}

static void mark(bool *seen, int step)
{
	if (step != STEP_NONE)
		seen[step] = true;
}

void steps_link(struct steps_work *w)
{
	find_owners(w);
	bool *led_to = arena_array(w->a, bool, w->s.n + 1);
	for (size_t i = 0; i < w->s.n; i++) {
		link_step(w, i);
		if (w->s.v[i].next != (int)i)
			mark(led_to, w->s.v[i].next);
		if (step_branches(&w->s.v[i])) {
			mark(led_to, w->s.v[i].on_true);
			mark(led_to, w->s.v[i].on_false);
		}
	}
	w->s.entry = w->s.n ? 0 : STEP_NONE;
	for (size_t i = w->s.n; i-- > 0;)
		if (!led_to[i])
			w->s.entry = (int)i;
}

/* -----------------------------------------------------------------------------------------------------------
 * checking */

/* Marks in `seen` what a walk from the entry meets; it doesn't go on behind steps of `without`. */
static void flood(struct arena *a, const struct steps *s, const bool *without, bool *seen)
{
	int *todo = arena_array(a, int, s->n * 3 + 1);
	size_t n = 0;
	if (s->entry != STEP_NONE)
		todo[n++] = s->entry;
	while (n) {
		int i = todo[--n];
		if (i == STEP_NONE || seen[i] || (without && without[i]))
			continue;
		seen[i] = true;
		const struct step *st = &s->v[i];
		if (step_branches(st)) {
			todo[n++] = st->on_true;
			todo[n++] = st->on_false;
		} else {
			todo[n++] = st->next;
		}
	}
}

bool steps_reach(struct arena *a, const struct steps *s, int step, const bool *without)
{
	bool *seen = arena_array(a, bool, s->n + 1);
	flood(a, s, without, seen);
	return seen[step];
}

static void check_reachable(struct steps_work *w, const bool *seen)
{
	for (size_t i = 0; i < w->s.n; i++)
		if (!seen[i])
			step_problem(w, (int)i, NULL, "unreachable", "cannot be reached: nothing leads to it");
}

/* A cycle must hold a delay, or the walk would turn in no time. Depth first over the steps that are no delay. */
static void check_cycles(struct steps_work *w)
{
	const struct steps *s = &w->s;
	enum { NEW, OPEN, CLOSED };
	char *state = arena_array(w->a, char, s->n + 1);
	char *edge = arena_array(w->a, char, s->n + 1);
	int *path = arena_array(w->a, int, s->n + 1);
	for (size_t from = 0; from < s->n; from++) {
		size_t depth = 0;
		if (state[from] == NEW) {
			path[depth++] = (int)from;
			state[from] = OPEN;
		}
		while (depth) {
			int at = path[depth - 1];
			const struct step *st = &s->v[at];
			int ways = st->type == STEP_DELAY && st->delay > 0 ? 0 : step_branches(st) ? 2 : 1;
			if (edge[at] >= ways) {
				state[at] = CLOSED;
				depth--;
				continue;
			}
			int to = ways == 1 ? st->next : edge[at] ? st->on_false : st->on_true;
			edge[at]++;
			if (to == STEP_NONE || state[to] == CLOSED)
				continue;
			if (state[to] == OPEN) {
				step_problem(
					w, at, "nextStepId", "circle_without_delay",
					"leads back to “%.*s” without a delay on the way: put a delay in the circle",
					STR_FMT(s->v[to].id));
				continue;
			}
			state[to] = OPEN;
			path[depth++] = to;
		}
	}
}

static bool looks_back(const struct step *st)
{
	return (st->type == STEP_CONDITION || (st->type == STEP_WAIT && !st->event.p)) && st->known;
}

/* What a step looks back at must lie before it on every path: with it taken away, the step is out of reach. */
static void check_references(struct steps_work *w, const bool *seen)
{
	const struct steps *s = &w->s;
	bool *without = arena_array(w->a, bool, s->n + 1);
	bool *emails = arena_array(w->a, bool, s->n + 1);
	for (size_t i = 0; i < s->n; i++)
		emails[i] = s->v[i].type == STEP_EMAIL;
	for (size_t i = 0; i < s->n; i++) {
		const struct step *st = &s->v[i];
		const char *field = st->type == STEP_WAIT ? "wait.referenceStep" : "condition.referenceStep";
		if (!seen[i] || w->raw[i].reference_bad)
			continue;
		if (looks_back(st) && st->reference != STEP_NONE) {
			without[st->reference] = true;
			if (steps_reach(w->a, s, (int)i, without))
				step_problem(w, (int)i, field, "reference_order",
					     "“%.*s” does not come before this step on every path",
					     STR_FMT(s->v[st->reference].id));
			without[st->reference] = false;
		} else if (looks_back(st) && steps_reach(w->a, s, (int)i, emails)) {
			step_problem(w, (int)i, field, "no_email_before",
				     "no email comes before this step on every path");
		} else if (st->type == STEP_EMAIL && st->reply_to_thread) {
			emails[i] = false;
			if (steps_reach(w->a, s, (int)i, emails))
				step_problem(w, (int)i, "replyToThread", "no_thread",
					     "no email comes before this step on every path: there is no thread to "
					     "reply in");
			emails[i] = true;
		}
	}
}

void steps_check(struct steps_work *w)
{
	bool *seen = arena_array(w->a, bool, w->s.n + 1);
	bool email = false;
	flood(w->a, &w->s, NULL, seen);
	for (size_t i = 0; i < w->s.n; i++)
		email = email || w->s.v[i].type == STEP_EMAIL;
	if (!email)
		step_problem(w, STEP_NONE, "steps", "no_email", "must hold at least one email step");
	check_reachable(w, seen);
	check_cycles(w);
	check_references(w, seen);
}
