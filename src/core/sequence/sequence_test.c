/* What sequences say about themselves: the differences of an edit, settings in their stored form, decisions in words,
 * and templates that can be activated. */
#include "core/sequence/sequence_int.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct json *parsed(struct arena *a, str text)
{
	const struct json *v = NULL;
	assert_int_equal(json_parse(a, text, &v).code, ERR_OK);
	return v;
}

static str told(struct arena *a, const struct sequence_diff *d)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 1u << 20);
	json_writer_init(&w, &out);
	sequence_diff_write(&w, d);
	return arena_dup(a, buf_str(&out));
}

#define E(id, more) "{\"id\":\"" id "\",\"type\":\"email\",\"subject\":\"S\",\"content\":\"c\"" more "}"
static const struct {
	const char *before, *after, *diff;
} diffs[] = {
	{ "[]", "[]", "{\"added\":[],\"removed\":[],\"changed\":[],\"moved\":[],\"people\":[],\"skips\":[]}" },
	{ "[" E("a", "") "]", "[]",
	  "{\"added\":[],\"removed\":[{\"stepId\":\"a\",\"people\":0}],\"changed\":[],\"moved\":[],\"people\":[],"
	  "\"skips\":[]}" },
	/* The order of members, the place on the canvas, and what is the default are no change. */
	{ "[" E("a", ",\"position\":{\"x\":1,\"y\":2},\"replyToThread\":null") "]",
	  "[{\"subject\":\"S\",\"type\":\"email\",\"trackingEnabled\":true,\"content\":\"c\",\"replyToThread\":false,"
	  "\"id\":\"a\"}]",
	  "{\"added\":[],\"removed\":[],\"changed\":[],\"moved\":[],\"people\":[],\"skips\":[]}" },
	{ "[" E("a", "") "]", "[" E("a", ",\"trackingEnabled\":false,\"name\":\"N\"") "," E("b", "") "]",
	  "{\"added\":[\"b\"],\"removed\":[],\"changed\":[{\"stepId\":\"a\",\"people\":0,\"fields\":[\"name\","
	  "\"trackingEnabled\"]}],"
	  "\"moved\":[{\"stepId\":\"a\",\"people\":0}],\"people\":[],\"skips\":[]}" },
};

static void test_diff(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(diffs) / sizeof(*diffs); i++) {
		struct arena ARENA_AUTO a = {};
		struct field_errors errors;
		struct sequence_diff d;
		field_errors_init(&errors, &a);
		err e = sequence_diff_steps(&a, parsed(&a, str_z(diffs[i].before)), parsed(&a, str_z(diffs[i].after)),
					    &errors, &d);
		assert_int_equal(e.code, ERR_OK);
		assert_string_equal(told(&a, &d).p, diffs[i].diff);
	}
}

static void test_diff_of_no_steps(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct field_errors errors;
	struct sequence_diff d;
	field_errors_init(&errors, &a);
	err e = sequence_diff_steps(&a, parsed(&a, STR("[]")), parsed(&a, STR("[{\"id\":\"a\"},{\"id\":\"a\"}]")),
				    &errors, &d);
	assert_int_equal(e.code, ERR_INVALID);
	assert_true(errors.n > 0);
}

static const struct {
	const char *given, *stored, *wrong; /* stored NULL: absent; wrong: the field that is refused */
} settings[] = {
	{ "null", NULL, NULL },
	{ "{}", "{}", NULL },
	{ "{\"stopOnReply\":false,\"window\":null,\"reentryDays\":null}", "{\"stopOnReply\":false}", NULL },
	{ "{\"trigger\":{\"filter\":{\"tags\":null,\"match\":\"all\"},\"event\":\" e \"}}",
	  "{\"trigger\":{\"event\":\"e\",\"filter\":{\"match\":\"all\"}}}", NULL },
	{ "{\"window\":{\"from\":\"09:00\",\"to\":\"24:00\",\"days\":[7]}}",
	  "{\"window\":{\"days\":[7],\"from\":\"09:00\",\"to\":\"24:00\"}}", NULL },
	{ "[]", NULL, "settings" },
	{ "{\"window\":{\"from\":\"24:01\"}}", NULL, "settings.window.from" },
	{ "{\"window\":{\"to\":\"9:00\"}}", NULL, "settings.window.to" },
	{ "{\"window\":{\"days\":[1,8]}}", NULL, "settings.window.days" },
	{ "{\"latenessHours\":-1}", NULL, "settings.latenessHours" },
	{ "{\"latenessHours\":0}", NULL, "settings.latenessHours" },
	{ "{\"latenessHours\":1}", "{\"latenessHours\":1}", NULL },
	{ "{\"reentry\":\"maybe\"}", NULL, "settings.reentry" },
	{ "{\"trigger\":{\"event\":\"a\\nb\"}}", NULL, "settings.trigger.event" },
	{ "{\"trigger\":{\"filter\":{\"tags\":[1]}}}", NULL, "settings.trigger.filter.tags" },
	{ "{\"moon\":1}", NULL, "settings" },
};

static void test_settings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		struct arena ARENA_AUTO a = {};
		struct field_errors errors;
		field_errors_init(&errors, &a);
		str out = sequence_settings(&a, parsed(&a, str_z(settings[i].given)), &errors);
		if (settings[i].wrong) {
			assert_int_equal(errors.n, 1);
			assert_string_equal(errors.v[0].field.p, settings[i].wrong);
			continue;
		}
		assert_int_equal(errors.n, 0);
		assert_true(str_eq(out, str_z(settings[i].stored)) && str_absent(out) == !settings[i].stored);
	}
}

#define STEPS                                                                                                          \
	"[" E("a",                                                                                                     \
	      ",\"nextStepId\":\"c\"") ",{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":"                \
				       "\"opened\",\"referenceStep\":\"a\"},\"nextStepId\":\"w\"},{\"id\":\"w\","      \
				       "\"type\":\"wait\",\"wait\":{\"event\":\"paid\",\"timeout\":{\"days\":1}}}"     \
				       ",{\"id\":\"s\",\"type\":\"split\",\"split\":{\"percent\":30}}]"
static const struct {
	const char *kind, *step, *detail, *text;
} stories[] = {
	{ "enrolled", NULL, "{\"source\":\"on_signup\"}", "Entered as a new contact" },
	{ "enrolled", NULL, NULL, "Entered" },
	{ "sent", "a", "{}", "“S” was sent" },
	{ "sent", "gone", "{}", "“gone” was sent" },
	{ "branched", "c", "{\"taken\":true}", "opened S: yes" },
	{ "branched", "w", "{\"taken\":false}", "wait for paid: the time ran out" },
	{ "branched", "s", "{\"taken\":false}", "Fell to the second way of the split 30/70" },
	{ "waiting", "w", "{\"until\":\"2026-12-24T09:30:00.000Z\"}",
	  "Waits for paid, at most until 2026-12-24 09:30 UTC" },
	{ "window", "a", "{\"until\":\"2026-12-24T09:30:00.000Z\"}",
	  "Outside the sending hours: waits until 2026-12-24 09:30 UTC" },
	{ "waiting", "d", "not json", "Waits until later" },
	{ "tagged", NULL, "{\"tags\":[\"a\",\"b\"]}", "Tagged a, b" },
	{ "called", NULL, "{\"ok\":false,\"attempts\":5,\"status\":500}",
	  "The webhook was given up after 5 attempts: it answered 500" },
	{ "called", NULL, "{\"ok\":true}", "The webhook was called" },
	{ "moved", NULL, "{\"version\":3}", "Took version 3 of the steps" },
	{ "exited", NULL, "{\"reason\":\"replied\"}", "Left: an answer came" },
	{ "exited", NULL, "{\"reason\":\"other\"}", "Left: other" },
	{ "completed", NULL, NULL, "Came to the end" },
	{ "failed", NULL, "{\"reason\":\"its mail failed\"}", "Failed: its mail failed" },
	{ "new-kind", NULL, NULL, "new-kind" },
};

static void test_stories(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct steps s;
	struct step_problems *p = arena_new(&a, struct step_problems);
	assert_int_equal(steps_compile_text(&a, STR(STEPS), p, &s).code, ERR_OK);
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++) {
		str text = enrollment_story_text(&a, &s, str_z(stories[i].kind), str_z(stories[i].step),
						 str_z(stories[i].detail));
		assert_true(str_eq(text, str_z(stories[i].text)));
	}
}

static void test_templates(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct sequence_template *v;
	size_t n;
	struct sequence_template *german;
	assert_int_equal(sequence_templates(&a, STR("de"), &german, &n).code, ERR_OK);
	assert_int_equal(sequence_templates(&a, STR_NULL, &v, &n).code, ERR_OK);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < 2 * n; i++) { /* German ones behind the English ones */
		if (i == n)
			v = german - n;
		for (const struct json *step = json_first(parsed(&a, v[i].steps)); step; step = json_next(step)) {
			str mail = json_str(json_get(step, "content"));
			if (!str_empty(mail))
				assert_true(str_starts(mail, i < n ? STR("<p>Hello ") : STR("<p>Hallo ")));
		}
		struct field_errors errors;
		struct step_problems *p = arena_new(&a, struct step_problems);
		field_errors_init(&errors, &a);
		struct sequence q = { .trigger_type = str_z(v[i].trigger_type),
				      .steps = v[i].steps,
				      .settings = sequence_settings(&a, parsed(&a, v[i].settings), &errors) };
		assert_int_equal(errors.n, 0);
		assert_true(str_eq(q.settings, v[i].settings));
		sequence_check_running(&a, &q, p);
		assert_int_equal(p->total, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff),	  cmocka_unit_test(test_diff_of_no_steps),
		cmocka_unit_test(test_settings),  cmocka_unit_test(test_stories),
		cmocka_unit_test(test_templates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
