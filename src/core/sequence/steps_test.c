/* Steps compiled and checked: where each goes on, and each problem with its step. */
#include "base/time.h"
#include "core/sequence/steps.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define E(id) "{\"id\":\"" id "\",\"type\":\"email\",\"subject\":\"S\",\"content\":\"<p>c</p>\"}"
#define EN(id, next)                                                                                                   \
	"{\"id\":\"" id "\",\"type\":\"email\",\"subject\":\"S\",\"content\":\"<p>c</p>\",\"nextStepId\":" next "}"
#define D(id, d) "{\"id\":\"" id "\",\"type\":\"delay\",\"delay\":{\"days\":" d "}}"
#define DN(id, d, next) "{\"id\":\"" id "\",\"type\":\"delay\",\"delay\":{\"days\":" d "},\"nextStepId\":" next "}"
#define C(id, ref, t, f)                                                                                               \
	"{\"id\":\"" id "\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\"" ref ",\"trueBranch\":[" t       \
	"],\"falseBranch\":[" f "]}}"

/* "a>b;c?d:e": each step and where it goes on; "-" is the end; a leading "@x" names the entry. */
static str shape(struct arena *a, const struct steps *s)
{
	str out = arena_printf(a, "@%.*s", STR_FMT(s->entry == STEP_NONE ? STR("-") : s->v[s->entry].id));
	for (size_t i = 0; i < s->n; i++) {
		const struct step *st = &s->v[i];
#define ID(k) STR_FMT((k) == STEP_NONE ? STR("-") : s->v[k].id)
		out = step_branches(st)
			      ? arena_printf(a, "%.*s;%.*s?%.*s:%.*s", STR_FMT(out), STR_FMT(st->id), ID(st->on_true),
					     ID(st->on_false))
			      : arena_printf(a, "%.*s;%.*s>%.*s", STR_FMT(out), STR_FMT(st->id), ID(st->next));
#undef ID
	}
	return out;
}

static const struct {
	const char *json, *shape;
} shapes[] = {
	{ "[]", "@-" },
	{ "[" E("a") "," D("b", "1") "]", "@a;a>b;b>-" },
	{ "[" EN("a", "null") "," E("b") "]", "@a;a>-;b>-" },
	{ "[" EN("b", "null") "," EN("a", "\"b\"") "]", "@a;b>-;a>b" },
	/* Both branches go on at what follows the condition; steps of branches are passed over. */
	{ "[" E("a") "," C("c", "", "\"t1\",\"t2\"", "\"f\"") "," E("t1") "," E("t2") "," E("f") "," E("z") "]",
	  "@a;a>c;c?t1:f;t1>t2;t2>z;f>z;z>-" },
	/* An empty branch goes on at once. */
	{ "[" E("a") "," C("c", "", "\"t\"", "") "," E("t") "," E("z") "]", "@a;a>c;c?t:z;t>z;z>-" },
	/* A condition in a branch goes on where the branch does. */
	{ "[" E("a") "," C("c", "", "\"d\",\"t\"", "") "," C("d", "", "\"x\"",
							     "\"y\"") "," E("x") "," E("y") "," E("t") "," E("z") "]",
	  "@a;a>c;c?d:z;d?x:y;x>t;y>t;t>z;z>-" },
	{ "[" E("a") "," C("c", "", "\"d\"", "") "," C("d", "", "\"x\"", "") "," E("x") "," E("z") "]",
	  "@a;a>c;c?d:z;d?x:z;x>z;z>-" },
	/* By first step: what a branch's last step names is followed, and two branches join. */
	{ "[" E("m") ","
		     "{\"id\":\"q\",\"type\":\"condition\",\"nextStepId\":null,\"condition\":{\"type\":\"opened\","
		     "\"trueBranch\":[\"a\"],\"falseBranch\":[\"c\"]}}," EN("a", "\"b\"") "," EN("b", "\"j\"") "," EN(
			     "c", "\"j\"") "," EN("j", "null") "]",
	  "@m;m>q;q?a:c;a>b;b>j;c>j;j>-" },
	{ "[" E("m") "," C("q", "", "\"j\"", "\"c\"") "," EN("c", "\"j\"") "," EN("j", "null") "]",
	  "@m;m>q;q?j:c;c>j;j>-" },
	/* A circle over a delay: the entry is the first, since all are led to. */
	{ "[" E("a") "," DN("b", "1", "\"a\"") "]", "@a;a>b;b>a" },
	{ "[" E("a") ",{\"id\":\"x\",\"type\":\"exit\"}," EN("b", "\"a\"") "]", "@b;a>x;x>-;b>a" },
};

static void links(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		ARENA_AUTO struct arena a = {};
		struct step_problems p = {};
		struct steps s;
		assert_int_equal(steps_compile_text(&a, str_z(shapes[i].json), &p, &s).code, ERR_OK);
		assert_string_equal(arena_z(&a, shape(&a, &s)), shapes[i].shape);
	}
}

/* `want`: a beginning of "field: message" that must be among the problems; NULL: there are none. */
static const struct {
	const char *json, *want;
} cases[] = {
	{ "[" E("a") "," D("d", "1") "," C("c", ",\"referenceStep\":\"a\"", "\"t\"", "\"f\"") "," E("t") "," E("f") "]",
	  NULL },
	{ "[" E("a") "," DN("b", "1", "\"a\"") "]", NULL },
	{ "{}", "steps: must be a list" },
	{ "nonsense", "steps: " },
	{ "[]", "steps: must hold at least one email step" },
	{ "[" D("d", "1") "]", "steps: must hold at least one email step" },
	{ "[1]", "steps[0]: must be an object" },
	{ "[{\"type\":\"email\"}]", "steps[0].id: must be a text" },
	{ "[" E("a") "," D("a", "1") "]", "steps[1].id: is another step's id too" },
	{ "[{\"id\":\"a\",\"type\":\"sms\"}]", "steps[0] (a).type: must be email" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"content\":\"x\"}]", "steps[0] (a).subject: is empty" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"x\"}]", "steps[0] (a).content: has no text yet" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\" \",\"content\":\"x\"}]", "steps[0] (a).subject: is empty" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"{{x\",\"content\":\"x\"}]", "steps[0] (a).subject: line 1" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"x\",\"content\":\"<p>{% if\"}]",
	  "steps[0] (a).content: line 1" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":1,\"content\":\"x\"}]", "steps[0] (a).subject: must be text" },
	{ "[" EN("a", "\"zz\"") "]", "steps[0] (a).nextStepId: names “zz”, which is no step" },
	{ "[" EN("a", "7") "]", "steps[0] (a).nextStepId: names “7”, which is no step" },
	{ "[" E("a") "," C("c", "", "\"zz\"", "") "]", "steps[1] (c).condition.trueBranch: names “zz”" },
	{ "[" E("a") "," C("c", "", "", "1") "]", "steps[1] (c).condition.falseBranch: names “1”" },
	{ "[" E("a") "," C("c", ",\"referenceStep\":\"zz\"", "", "") "]",
	  "steps[1] (c).condition.referenceStep: names “zz”" },
	{ "[" E("a") "," D("d", "1") "," C("c", ",\"referenceStep\":\"d\"", "", "") "]",
	  "steps[2] (c).condition.referenceStep: must name an email step; “d” is a delay" },
	{ "[" E("a") "," C("c", ",\"referenceStep\":\"b\"", "", "") "," E("b") "]",
	  "steps[1] (c).condition.referenceStep: “b” does not come before this step on every path" },
	/* Before it on one path, not on the other. */
	{ "[" E("a") "," C("c", "", "\"t\"", "") "," E("t") "," C("e", ",\"referenceStep\":\"t\"", "", "") "]",
	  "steps[3] (e).condition.referenceStep: “t” does not come" },
	{ "[" D("d", "1") "," C("c", "", "", "") "," E("a") "]",
	  "steps[1] (c).condition.referenceStep: no email comes before" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"content\":\"x\",\"replyToThread\":true}]",
	  "steps[0] (a).replyToThread: no email comes before" },
	{ "[" E("z") ",{\"id\":\"a\",\"type\":\"email\",\"content\":\"x\",\"replyToThread\":true}]", NULL },
	{ "[" EN("a", "null") "," EN("b", "null") "]", "steps[1] (b): cannot be reached" },
	{ "[" E("a") "," EN("b", "\"a\"") "]", "steps[1] (b).nextStepId: leads back to “a” without a delay" },
	{ "[" E("a") "," DN("b", "0", "\"a\"") "]", "steps[1] (b).nextStepId: leads back to “a” without a delay" },
	{ "[" EN("a", "\"a\"") "]", "steps[0] (a).nextStepId: leads back to “a” without a delay" },
	{ "[" E("a") "," D("d", "-1") "]", "steps[1] (d).delay.days: must not be negative" },
	{ "[" E("a") "," D("d", "1.5") "]", NULL },
	{ "[" E("a") "," D("d", "\"1.5\"") "]", NULL },
	{ "[" E("a") "," D("d", "\" 2 \"") "]", NULL },
	{ "[" E("a") "," D("d", "\"two\"") "]", "steps[1] (d).delay.days: is no number (\"two\")" },
	{ "[" E("a") "," D("d", "\"\"") "]", "steps[1] (d).delay.days: is no number" },
	{ "[" E("a") "," D("d", "\"NaN\"") "]", "steps[1] (d).delay.days: is no number" },
	{ "[" E("a") "," D("d", "\"0,5\"") "]", "steps[1] (d).delay.days: is no number" },
	{ "[" E("a") "," D("d", "\"1e3\"") "]", "steps[1] (d).delay.days: is no number" },
	{ "[" E("a") "," D("d", "\"-1\"") "]", "steps[1] (d).delay.days: must not be negative" },
	{ "[" E("a") "," D("d", "true") "]", "steps[1] (d).delay.days: is no number (true)" },
	{ "[" E("a") "," D("d", "[1]") "]", "steps[1] (d).delay.days: is no number" },
	{ "[" E("a") "," D("d", "null") "]", "steps[1] (d).delay: says no time" },
	{ "[" E("a") "," D("d", "1e300") "]", "steps[1] (d).delay.days: must be less than a year" },
	{ "[" E("a") ",{\"id\":\"d\",\"type\":\"delay\",\"delay\":{}}]", "steps[1] (d).delay: says no time" },
	{ "[" E("a") ",{\"id\":\"d\",\"type\":\"delay\",\"delay\":{\"weeks\":2}}]",
	  "steps[1] (d).delay: holds “weeks”, which is not understood" },
	{ "[" E("a") ",{\"id\":\"d\",\"type\":\"delay\",\"delay\":7}]", "steps[1] (d).delay: is missing" },
	{ "[" E("a") "," D("d", "0") "]", "steps[1] (d).delay: is zero" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"x\",\"content\":\"x\",\"position\":\"here\"}]",
	  "steps[0] (a).position: must hold" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"x\",\"content\":\"x\",\"contentFormat\":\"rtf\"}]",
	  "steps[0] (a).contentFormat: must be" },
	{ "[{\"id\":\"a\",\"type\":\"email\",\"subject\":\"x\",\"content\":[\"x\"]}]",
	  "steps[0] (a).content: must be text" },
	{ "[{\"id\":7,\"type\":\"email\"}]", "steps[0].id: must be a text" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"trueBranch\":[]}}]",
	  "steps[1] (c).condition.type: must be" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\",\"trueBranch\":\"a\"}}]",
	  "steps[1] (c).condition.trueBranch: must be a list" },
	{ "null", "steps: must be a list" },
	{ "[null]", "steps[0]: must be an object" },
	{ "[" E("a") "," D("d", "365") "]", "steps[1] (d).delay: must be less than a year" },
	{ "[" E("a") "," D("d", "364") "]", NULL },
	{ "[" E("a") "," D("d", "9007199254740991") "]", "steps[1] (d).delay.days: must be less than a year" },
	{ "[" E("a") ",{\"id\":\"d\",\"type\":\"delay\"}]", "steps[1] (d).delay: is missing" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\"}]", "steps[1] (c).condition: is missing" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"bought\"}}]",
	  "steps[1] (c).condition.type: must be" },
	/* Branches. */
	{ "[" E("a") "," C("c", "", "\"t\"", "\"t\"") "," E("t") "]", NULL },
	{ "[" E("a") "," C("c", "", "\"t\",\"x\"", "\"t\"") "," E("t") "," E("x") "]",
	  "steps[1] (c).condition.falseBranch: names “t”, which goes on elsewhere" },
	{ "[" E("a") "," C("c", "", "\"c\"", "") "]",
	  "steps[1] (c).condition.trueBranch: leads back to the step itself" },
	{ "[" E("a") "," C("c", "", "\"d\"", "") "," C("d", "", "\"c\"", "") "]",
	  "steps[2] (d).condition.trueBranch: leads back" },
	{ "[" E("a") "," C("c", "", "\"t\",\"z\"", "") "," EN("t", "\"a\"") "," E("z") "]",
	  "steps[2] (t).nextStepId: is not followed: the branch of “c” names “z” as the next step" },
	{ "[" E("a") "," C("c", "", "\"t\"", "") "," EN("t", "\"a\"") "," E("z") "]",
	  "steps[2] (t).nextStepId: leads back to “a” without a delay" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\",\"nextStepId\":\"t\",\"condition\":{\"type\":\"opened\","
		     "\"trueBranch\":[\"t\"]}}," EN("t", "null") "]",
	  "steps[1] (c).nextStepId: names “t”, a step of its own branch" },
	{ "[" E("a") "," C("c", "", "\"t\"", "") "," EN("t", "\"z\"") "," E("z") "]", NULL },
	/* Beyond the contract. */
	{ "[" E("a") ",{\"id\":\"w\",\"type\":\"wait\",\"wait\":{\"event\":\"paid\",\"timeout\":{\"days\":1}}}]",
	  NULL },
	{ "[" E("a") ",{\"id\":\"w\",\"type\":\"wait\",\"wait\":{\"event\":\"paid\"}}]",
	  "steps[1] (w).wait.timeout: " },
	{ "[" E("a") ",{\"id\":\"w\",\"type\":\"wait\",\"wait\":{\"type\":\"not_opened\",\"timeout\":{\"days\":1}}}]",
	  "steps[1] (w).wait.type: must be" },
	{ "[" E("a") ",{\"id\":\"s\",\"type\":\"split\",\"split\":{\"percent\":100}}]",
	  "steps[1] (s).split.percent: must be" },
	{ "[" E("a") ",{\"id\":\"t\",\"type\":\"tag\",\"tags\":[\"x\"]},{\"id\":\"u\",\"type\":\"untag\",\"tags\":["
		     "\"x\"]}]",
	  NULL },
	{ "[" E("a") ",{\"id\":\"t\",\"type\":\"tag\",\"tags\":[]}]", "steps[1] (t).tags: must be a list" },
	{ "[" E("a") ",{\"id\":\"h\",\"type\":\"webhook\",\"webhook\":{\"url\":\"ftp://x\"}}]",
	  "steps[1] (h).webhook.url: must be" },
	/* A filter of the person needs no mail before it. */
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"filter\":\"plan = \\\"pro\\\"\"}}," E("a") "]",
	  NULL },
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"filter\",\"filter\":{\"segment\":\"x\"}}}"
	  "," E("a") "]",
	  NULL },
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"filter\"}}," E("a") "]",
	  "steps[0] (c).condition.filter: is missing" },
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"filter\":7}}," E("a") "]",
	  "steps[0] (c).condition.filter: is missing" },
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"filter\":\"n >\"}}," E("a") "]",
	  "steps[0] (c).condition.filter: character 4: " },
	{ "[{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"filter\":{\"any\":[{\"did\":\"sung\"}]}}}," E(
		  "a") "]",
	  "steps[0] (c).condition.filter.any[0].did: must be one of" },
	{ "[" E("a") ",{\"id\":\"c\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\",\"filter\":\"everyone\"}"
		     "}]",
	  "steps[1] (c).condition.type: must be filter" },
	{ "[" E("a") ",{\"id\":\"g\",\"type\":\"goal\"}]", "steps[1] (g).goal.event: is missing" },
};

#define CODE "abcdefghijklmnopqrstuvwxyz_"

static void problems(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ARENA_AUTO struct arena a = {};
		struct step_problems p = {};
		struct steps s;
		err_ignore(steps_compile_text(&a, str_z(cases[i].json), &p, &s)); /* the problems say it */
		if (!cases[i].want) {
			if (p.n)
				fail_msg("%s: %.*s: %.*s", cases[i].json, STR_FMT(p.v[0].field),
					 STR_FMT(p.v[0].message));
			continue;
		}
		bool found = false;
		for (size_t k = 0; k < p.n; k++) {
			assert_true(p.v[k].code && *p.v[k].code && strspn(p.v[k].code, CODE) == strlen(p.v[k].code));
			str all = arena_printf(&a, "%.*s: %.*s", STR_FMT(p.v[k].field), STR_FMT(p.v[k].message));
			found = found || str_starts(all, str_z(cases[i].want));
		}
		if (!found)
			fail_msg("%s: no problem says “%s” (%zu problems, first %.*s: %.*s)", cases[i].json,
				 cases[i].want, p.n, STR_FMT(p.v[0].field), STR_FMT(p.v[0].message));
	}
}

static void many(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	str all = STR("");
	for (unsigned i = 0; i < STEPS_MAX + 1; i++)
		all = arena_printf(&a,
				   "%.*s%s{\"id\":\"c%u\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\","
				   "\"trueBranch\":[\"c%u\"]}}",
				   STR_FMT(all), i ? "," : "", i, i + 1);
	struct step_problems p = {};
	struct steps s;
	assert_int_equal(steps_compile_text(&a, arena_printf(&a, "[%.*s]", STR_FMT(all)), &p, &s).code, ERR_INVALID);
	str cut = str_upto(all, str_find(all, STR(",{\"id\":\"c500\"")));
	p = (struct step_problems){};
	assert_int_equal(steps_compile_text(&a, arena_printf(&a, "[%.*s]", STR_FMT(cut)), &p, &s).code, ERR_OK);
	assert_int_equal(s.n, STEPS_MAX);
	assert_true(p.total > 0);
}

static void words(void **state)
{
	(void)state;
	ARENA_AUTO struct arena a = {};
	assert_string_equal(arena_z(&a, steps_duration(&a, 51 * US_PER_HOUR)), "2 days 3 hours");
	assert_string_equal(arena_z(&a, steps_duration(&a, US_PER_MIN)), "1 minute");
	assert_string_equal(arena_z(&a, steps_duration(&a, 0)), "no time");
	struct step_problems p = {};
	struct steps s;
	assert_int_equal(
		steps_compile_text(&a, STR("[" E("a") "," C("c", ",\"referenceStep\":\"a\"", "", "") "]"), &p, &s).code,
		ERR_OK);
	assert_string_equal(arena_z(&a, step_title(&a, &s, 1)), "opened S");
	assert_string_equal(arena_z(&a, step_title(&a, &s, STEP_NONE)), "the end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links),
		cmocka_unit_test(problems),
		cmocka_unit_test(many),
		cmocka_unit_test(words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
