/* The walk: each decision by the clock and the facts given, and nothing else. */
#include "base/time.h"
#include "core/sequence/walk.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define DAY US_PER_DAY

static struct steps compiled(struct arena *a, const char *json)
{
	struct step_problems p = {};
	struct steps s;
	assert_int_equal(steps_compile_text(a, str_z(json), &p, &s).code, ERR_OK);
	assert_int_equal(p.total, 0);
	return s;
}

static struct walk_position start(const struct steps *s, int64_t now)
{
	return (struct walk_position){ .step = s->entry, .since = now };
}

static const char branching[] =
	"[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"s\",\"content\":\"c\"},{\"id\":\"d\",\"type\":\"delay\","
	"\"delay\":{\"days\":2}},"
	"{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\",\"referenceStep\":\"a\","
	"\"trueBranch\":[\"t\"],"
	"\"falseBranch\":[\"f\"]}},{\"id\":\"t\",\"type\":\"email\",\"subject\":\"s\",\"content\":\"c\"},"
	"{\"id\":\"f\",\"type\":\"tag\",\"tags\":[\"cold\"]}]";

static void delay_counts_from_the_sending(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	struct steps s = compiled(&a, branching);
	struct walk_position pos = start(&s, 0);
	assert_int_equal(walk_next(&s, &pos, 5, NULL, 0).act, WALK_SEND);
	assert_int_equal(walk_next(&s, &pos, 6 * DAY, NULL, 0).act, WALK_AWAIT);
	walk_done(&pos, 7 * DAY);
	assert_int_equal(walk_next(&s, &pos, 8 * DAY, NULL, 0).act, WALK_MOVED);
	struct walk_action act = walk_next(&s, &pos, 8 * DAY, NULL, 0);
	assert_int_equal(act.act, WALK_SLEEP);
	assert_int_equal(act.until, 9 * DAY);
	assert_int_equal(walk_next(&s, &pos, 9 * DAY - 1, NULL, 0).act, WALK_SLEEP);
	assert_int_equal(walk_next(&s, &pos, 9 * DAY, NULL, 0).act, WALK_MOVED);
	act = walk_next(&s, &pos, 9 * DAY, NULL, 0);
	assert_int_equal(act.act, WALK_ASK);
	assert_int_equal(act.reference, 0);
}

static void one_branch(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	struct steps s = compiled(&a, branching);
	for (int opened = 0; opened < 2; opened++) {
		struct walk_position pos = { .step = 2, .since = DAY };
		struct walk_facts facts = { .opened = opened };
		struct walk_action act = walk_next(&s, &pos, DAY, &facts, 0);
		assert_int_equal(act.act, WALK_BRANCHED);
		assert_int_equal(act.step, 2);
		assert_int_equal(act.taken, opened);
		assert_int_equal(pos.step, opened ? 3 : 4);
		act = walk_next(&s, &pos, DAY, NULL, 0);
		assert_int_equal(act.act, opened ? WALK_SEND : WALK_TAG);
		if (opened) {
			walk_done(&pos, DAY);
			assert_int_equal(walk_next(&s, &pos, DAY, NULL, 0).act, WALK_MOVED);
		}
		assert_int_equal(walk_next(&s, &pos, DAY, NULL, 0).act, WALK_COMPLETE);
		assert_int_equal(walk_next(&s, &pos, 9 * DAY, NULL, 0).act, WALK_COMPLETE);
	}
}

static void each_condition(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	for (int type = CONDITION_OPENED; type <= CONDITION_NOT_REPLIED; type++)
		for (int bits = 0; bits < 8; bits++) {
			str json =
				arena_printf(&a,
					     "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"s\",\"content\":\"c\"},"
					     "{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"%s\"}}]",
					     condition_name((enum condition_type)type));
			struct steps s = compiled(&a, arena_z(&a, json));
			struct walk_position pos = { .step = 1 };
			struct walk_facts facts = { .opened = bits & 1, .clicked = bits & 2, .replied = bits & 4 };
			bool plain = bits & (1 << type % 3);
			assert_int_equal(walk_next(&s, &pos, 0, &facts, 0).taken,
					 plain != condition_negated((enum condition_type)type));
		}
}

static void waits(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	struct steps s =
		compiled(&a, "[{\"id\":\"w\",\"type\":\"wait\",\"wait\":{\"event\":\"paid\",\"timeout\":{\"days\":3},"
			     "\"trueBranch\":[\"x\"]}},{\"id\":\"x\",\"type\":\"exit\"},"
			     "{\"id\":\"a\",\"type\":\"email\",\"subject\":\"s\",\"content\":\"c\"}]");
	struct walk_facts no = {}, came = { .came = true };
	struct walk_position pos = start(&s, DAY);
	assert_int_equal(walk_next(&s, &pos, 2 * DAY, NULL, 0).act, WALK_ASK);
	struct walk_action act = walk_next(&s, &pos, 2 * DAY, &no, 0);
	assert_int_equal(act.act, WALK_SLEEP);
	assert_int_equal(act.until, 4 * DAY);
	struct walk_position late = pos;
	assert_true(walk_next(&s, &pos, 2 * DAY, &came, 0).taken);
	assert_int_equal(walk_next(&s, &pos, 2 * DAY, NULL, 0).act, WALK_EXIT);
	assert_false(walk_next(&s, &late, 4 * DAY, &no, 0).taken);
	assert_int_equal(late.step, 2);
}

static void a_circle_sends_once(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	struct steps s =
		compiled(&a, "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"s\",\"content\":\"c\"},"
			     "{\"id\":\"d\",\"type\":\"delay\",\"delay\":{\"hours\":1},\"nextStepId\":\"a\"}]");
	bool sent[2] = { true };
	struct walk_position pos = start(&s, 0);
	pos.sent = sent;
	assert_int_equal(walk_next(&s, &pos, 0, NULL, 0).act, WALK_AGAIN);
	assert_int_equal(walk_next(&s, &pos, 0, NULL, 0).act, WALK_SLEEP);
}

static void splits_are_even_and_stable(void **state)
{
	(void)state;
	int below = 0, both = 0;
	for (int i = 0; i < 10000; i++) {
		char id[32];
		int n = snprintf(id, sizeof(id), "cmwsgts2r%04dvk3aft41q6cc", i);
		int lot = walk_lot(str_of(id, (size_t)n), STR("split-1"));
		assert_in_range(lot, 0, 99);
		assert_int_equal(lot, walk_lot(str_of(id, (size_t)n), STR("split-1")));
		below += lot < 30;
		both += lot < 30 && walk_lot(str_of(id, (size_t)n), STR("split-2")) < 30;
	}
	assert_in_range(below, 2800, 3200);
	assert_in_range(both, 750, 1050);
}

static void phases(void **state)
{
	(void)state;
	for (int p = WALK_ARRIVED; p <= WALK_DONE; p++)
		assert_int_equal(walk_phase_of(str_z(walk_phase_name((enum walk_phase)p))), p);
	assert_int_equal(walk_phase_of(STR_NULL), WALK_ARRIVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delay_counts_from_the_sending),
		cmocka_unit_test(one_branch),
		cmocka_unit_test(each_condition),
		cmocka_unit_test(waits),
		cmocka_unit_test(a_circle_sends_once),
		cmocka_unit_test(splits_are_even_and_stable),
		cmocka_unit_test(phases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
