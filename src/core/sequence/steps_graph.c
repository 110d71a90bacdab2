/* Successors, branches and entry of a sequence's steps, and the checks of the graph as a whole. See steps.h. */
#include "base/time.h"
#include "core/sequence/steps_int.h"

/* ------------------------------------------------------------------------------------------------------------
 * linking */

static const char *steps_graph_branch_field(const struct step *st, bool side)
{
	switch (st->type) {
	case STEP_WAIT: return side ? "wait.trueBranch" : "wait.falseBranch";
	case STEP_SPLIT: return side ? "split.trueBranch" : "split.falseBranch";
	default: return side ? "condition.trueBranch" : "condition.falseBranch";
	}
}

/* Where branches name each step. A step does not stand in its own branch. */
static void steps_graph_find_places(struct steps_work *w)
{
	for (size_t i = 0; i < w->s.n; i++)
		w->raw[i].places_end = &w->raw[i].places;
	for (size_t c = 0; c < w->s.n; c++)
		for (int side = 1; side >= 0; side--) {
			struct step_raw *raw = &w->raw[c];
			size_t kept = 0;
			for (size_t k = 0; k < raw->branch_n[side]; k++) {
				int to = raw->branch[side][k];
				struct step *st = &w->s.v[to];
				if (to == (int)c) {
					step_problem(w, (int)c, steps_graph_branch_field(st, side), "leads_to_itself",
						     "leads back to the step itself");
					continue;
				}
				struct step_place *place = arena_new(w->a, struct step_place);
				*place = (struct step_place){ .owner = (int)c, .side = side, .at = kept };
				*w->raw[to].places_end = place;
				w->raw[to].places_end = &place->next;
				if (st->branch_of == STEP_NONE) {
					st->branch_of = (int)c;
					st->branch_true = side;
				}
				raw->branch[side][kept++] = to;
			}
			raw->branch_n[side] = kept;
		}
}

/* A step of an unknown type is one problem, not the end of the way. */
static bool steps_graph_is_end(const struct step *st)
{
	return st->known && (st->type == STEP_EXIT || st->type == STEP_GOAL);
}

/* Where step i, which no branch names, goes on by its own word or its place in the array. */
static int steps_graph_own_next(const struct steps_work *w, size_t i)
{
	if (w->raw[i].next_given)
		return w->raw[i].next_named;
	if (steps_graph_is_end(&w->s.v[i]))
		return STEP_NONE;
	for (size_t k = i + 1; k < w->s.n; k++)
		if (w->s.v[k].branch_of == STEP_NONE)
			return (int)k;
	return STEP_NONE;
}

static int steps_graph_after(struct steps_work *w, int i);

/* Where the ways of condition c go on that do not say it themselves. */
static int steps_graph_behind(struct steps_work *w, int c)
{
	int to = steps_graph_after(w, c);
	struct step_raw *raw = &w->raw[c];
	bool named = to != STEP_NONE && to == raw->next_named;
	for (const struct step_place *p = named ? w->raw[to].places : NULL; p; p = p->next) {
		if (p->owner != c || raw->own_branch_told)
			continue;
		raw->own_branch_told = true;
		step_problem(w, c, "nextStepId", "next_in_branch",
			     "names “%.*s”, a step of its own branch: name the step where both branches go on, or null",
			     STR_FMT(w->s.v[to].id));
	}
	return to;
}

static int steps_graph_after_place(struct steps_work *w, int i, const struct step_place *p)
{
	struct step_raw *raw = &w->raw[i];
	const struct step_raw *owner = &w->raw[p->owner];
	if (p->at + 1 < owner->branch_n[p->side]) {
		int to = owner->branch[p->side][p->at + 1];
		if (raw->next_named != STEP_NONE && raw->next_named != to && !raw->ignored_told) {
			raw->ignored_told = true;
			step_problem(w, i, "nextStepId", "next_ignored",
				     "is not followed: the branch of “%.*s” names “%.*s” as the next step",
				     STR_FMT(w->s.v[p->owner].id), STR_FMT(w->s.v[to].id));
		}
		return to;
	}
	return raw->next_named != STEP_NONE ? raw->next_named : steps_graph_behind(w, p->owner);
}

/* The successor of step i. As deep as branches stand in branches, STEPS_MAX at most. */
static int steps_graph_after(struct steps_work *w, int i)
{
	struct step_raw *raw = &w->raw[i];
	if (raw->linked == STEP_LINKED)
		return raw->after;
	if (raw->linked == STEP_LINKING) {
		int owner = w->s.v[i].branch_of;
		step_problem(w, owner, steps_graph_branch_field(&w->s.v[owner], w->s.v[i].branch_true),
			     "leads_to_itself", "leads back to the step itself");
		return STEP_NONE;
	}
	raw->linked = STEP_LINKING;
	int to = raw->places ? steps_graph_after_place(w, i, raw->places) : steps_graph_own_next(w, (size_t)i);
	for (const struct step_place *p = raw->places ? raw->places->next : NULL; p; p = p->next)
		if (steps_graph_after_place(w, i, p) != to) {
			step_problem(w, p->owner, steps_graph_branch_field(&w->s.v[p->owner], p->side), "step_twice",
				     "names “%.*s”, which goes on elsewhere in another branch: give that step a "
				     "nextStepId",
				     STR_FMT(w->s.v[i].id));
			break;
		}
	raw->linked = STEP_LINKED;
	raw->after = to;
	return to;
}

static void steps_graph_link_step(struct steps_work *w, size_t i)
{
	struct step *st = &w->s.v[i];
	const struct step_raw *raw = &w->raw[i];
	if (step_branches(st)) {
		st->on_true = raw->branch_n[1] ? raw->branch[1][0] : steps_graph_behind(w, (int)i);
		st->on_false = raw->branch_n[0] ? raw->branch[0][0] : steps_graph_behind(w, (int)i);
	}
	st->next = steps_graph_after(w, (int)i);
	if (steps_graph_is_end(st))
		st->next = STEP_NONE;
	if (!step_branches(st))
		st->on_true = st->on_false = st->next;
}

static void steps_graph_mark(bool *seen, int step)
{
	if (step != STEP_NONE)
		seen[step] = true;
}

void steps_link(struct steps_work *w)
{
	steps_graph_find_places(w);
	bool *led_to = arena_array(w->a, bool, w->s.n + 1);
	for (size_t i = 0; i < w->s.n; i++) {
		const struct step *st = &w->s.v[i];
		steps_graph_link_step(w, i);
		const int ways[] = { step_branches(st) ? st->on_true : st->next,
				     step_branches(st) ? st->on_false : STEP_NONE };
		for (size_t k = 0; k < 2; k++)
			if (ways[k] != (int)i)
				steps_graph_mark(led_to, ways[k]);
	}
	w->s.entry = w->s.n ? 0 : STEP_NONE;
	for (size_t i = w->s.n; i-- > 0;)
		if (!led_to[i])
			w->s.entry = (int)i;
}

/* -----------------------------------------------------------------------------------------------------------
 * checking */

/* Marks in `seen` what a walk from the entry meets; it doesn't go on behind steps of `without`. */
static void steps_graph_flood(struct arena *a, const struct steps *s, const bool *without, bool *seen)
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
	steps_graph_flood(a, s, without, seen);
	return seen[step];
}

static void steps_graph_check_reachable(struct steps_work *w, const bool *seen)
{
	for (size_t i = 0; i < w->s.n; i++)
		if (!seen[i])
			step_problem(w, (int)i, NULL, "unreachable", "cannot be reached: nothing leads to it");
}

/* A cycle must hold a delay, or the walk would turn in no time. Depth first over the steps that are no delay. */
static void steps_graph_check_cycles(struct steps_work *w)
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
			int ways = st->type == STEP_DELAY && st->delay >= US_PER_MIN ? 0 : step_branches(st) ? 2 : 1;
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
				step_problem(w, at, "nextStepId", "circle_without_delay",
					     "leads back to “%.*s” without a delay on the way: put one of a minute or "
					     "more in the circle",
					     STR_FMT(s->v[to].id));
				continue;
			}
			state[to] = OPEN;
			path[depth++] = to;
		}
	}
}

static bool steps_graph_looks_back(const struct step *st)
{
	return ((st->type == STEP_CONDITION && !st->filter) || (st->type == STEP_WAIT && !st->event.p)) && st->known;
}

/* What a step looks back at must lie before it on every path: with it taken away, the step is out of reach. */
static void steps_graph_check_references(struct steps_work *w, const bool *seen)
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
		if (steps_graph_looks_back(st) && st->reference != STEP_NONE) {
			without[st->reference] = true;
			if (steps_reach(w->a, s, (int)i, without))
				step_problem(w, (int)i, field, "reference_order",
					     "“%.*s” does not come before this step on every path",
					     STR_FMT(s->v[st->reference].id));
			without[st->reference] = false;
		} else if (steps_graph_looks_back(st) && steps_reach(w->a, s, (int)i, emails)) {
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
	steps_graph_flood(w->a, &w->s, NULL, seen);
	for (size_t i = 0; i < w->s.n; i++)
		email = email || w->s.v[i].type == STEP_EMAIL;
	if (!email)
		step_problem(w, STEP_NONE, "steps", "no_email", "must hold at least one email step");
	steps_graph_check_reachable(w, seen);
	steps_graph_check_cycles(w);
	steps_graph_check_references(w, seen);
}
