/* Any JSON as steps: compiled to a graph whose indexes hold; the same against itself has no difference; and steps
 * without problems are walked, with facts drawn from the input: each turn ends, no mail is sent twice, each branch is
 * one of two. */
#include "base/time.h"
#include "core/sequence/sequence.h"
#include "core/sequence/walk.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hold(bool b)
{
	if (!b)
		abort();
}

static void check_graph(struct arena *a, const struct steps *s)
{
	hold(s->n <= STEPS_MAX && (s->entry == STEP_NONE) == (s->n == 0));
	for (size_t i = 0; i < s->n; i++) {
		const struct step *st = &s->v[i];
		const int to[] = { st->next, st->on_true, st->on_false, st->branch_of, st->reference };
		for (size_t k = 0; k < sizeof(to) / sizeof(*to); k++)
			hold(to[k] >= STEP_NONE && to[k] < (int)s->n);
		hold(steps_find(s, st->id) == (int)i && step_title(a, s, (int)i).p);
		hold(st->delay >= 0 && st->delay < STEP_DELAY_DAYS_MAX * US_PER_DAY);
	}
}

struct facts {
	const uint8_t *data;
	size_t n, at;
};

static unsigned draw(struct facts *f)
{
	return f->data[f->at++ % f->n];
}

static void walk(struct arena *a, const struct steps *s, struct facts *f)
{
	bool *sent = arena_array(a, bool, s->n + 1);
	struct walk_position pos = { .step = s->entry, .sent = sent };
	int64_t now = 0;
	unsigned turn = 0;
	bool asked = false;
	for (size_t calls = 0; calls < 4096; calls++) {
		unsigned chance = draw(f);
		struct walk_facts facts = { chance & 1, chance & 2, chance & 4, chance & 8 };
		struct walk_action act = walk_next(s, &pos, now, asked ? &facts : NULL, (int)(draw(f) % 100));
		asked = act.act == WALK_ASK;
		hold(pos.step >= STEP_NONE && pos.step < (int)s->n && ++turn <= WALK_TURN_MAX);
		switch (act.act) {
		case WALK_COMPLETE:
		case WALK_EXIT: return;
		case WALK_SEND:
			hold(!sent[act.step]);
			sent[act.step] = true;
			walk_done(&pos, now);
			break;
		case WALK_CALL: walk_done(&pos, now); break;
		case WALK_AWAIT: abort();
		case WALK_SLEEP:
			hold(act.until > now);
			now = act.until;
			turn = 0;
			break;
		case WALK_BRANCHED: {
			const struct step *st = &s->v[act.step];
			hold(step_branches(st) && pos.step == (act.taken ? st->on_true : st->on_false));
			break;
		}
		case WALK_ASK:
		case WALK_MOVED:
		case WALK_AGAIN:
		case WALK_TAG: break;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = { .ceiling = 1u << 30 };
	const struct json *json;
	struct steps s;
	struct field_errors errors;
	struct sequence_diff diff;
	if (n == 0 || n > 65536 || err_is(json_parse(&a, str_of((const char *)data, n), &json)))
		return 0;
	struct step_problems *problems = arena_new(&a, struct step_problems);
	field_errors_init(&errors, &a);
	if (err_is(steps_compile(&a, json, problems, &s))) {
		hold(problems->errors > 0);
		return 0;
	}
	check_graph(&a, &s);
	hold(!err_is(sequence_diff_steps(&a, json, json, &errors, &diff)));
	hold(diff.added_n + diff.removed_n + diff.changed_n + diff.moved_n == 0);
	if (problems->errors == 0)
		walk(&a, &s, &(struct facts){ .data = data, .n = n });
	return 0;
}
