/* The rule of where a step goes on, by the files that the web app's canvas replays too (tests/corpus/graphs): steps,
 * the entry, and the ways out of each step; or the problems that there must be. */
#include "core/sequence/steps.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *folder;

static str read_file(struct arena *a, const char *name)
{
	str path = arena_printf(a, "%s/%s", folder, name);
	FILE *f = fopen(arena_z(a, path), "r");
	char *text = arena_alloc(a, 1u << 20);
	assert_non_null(f);
	size_t n = fread(text, 1, 1u << 20, f);
	fclose(f);
	return str_of(text, n);
}

static str id_of(const struct steps *s, int step)
{
	return step == STEP_NONE ? STR("the end") : s->v[step].id;
}

static void leads(const char *file, const struct steps *s, const struct step *st, const struct json *want, int to)
{
	str wanted = json_is(want, JSON_STR) ? json_str(want) : STR("the end");
	if (!want || !str_eq(wanted, id_of(s, to)))
		fail_msg("%s: %.*s leads to %.*s, not to %.*s", file, STR_FMT(st->id), STR_FMT(id_of(s, to)),
			 STR_FMT(wanted));
}

static void check_ways(const char *file, const struct json *doc, const struct steps *s)
{
	const struct json *entry = json_get(doc, "entry");
	if (!str_eq(json_is(entry, JSON_STR) ? json_str(entry) : STR("the end"), id_of(s, s->entry)))
		fail_msg("%s: begins at %.*s", file, STR_FMT(id_of(s, s->entry)));
	size_t n = 0;
	for (JSON_EACH(ways, json_get(doc, "ways"))) {
		int at = steps_find(s, json_name(ways));
		assert_int_not_equal(at, STEP_NONE);
		const struct step *st = &s->v[at];
		n++;
		if (step_branches(st)) {
			leads(file, s, st, json_at(ways, 0), st->on_true);
			leads(file, s, st, json_at(ways, 1), st->on_false);
		} else if (json_len(ways)) {
			leads(file, s, st, json_at(ways, 0), st->next);
		}
	}
	assert_int_equal(n, s->n);
}

static bool has(struct arena *a, const struct step_problems *p, str want)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(arena_printf(a, "%.*s:%s", STR_FMT(p->v[i].id), p->v[i].code), want))
			return p->v[i].level == STEP_ERROR;
	return false;
}

static void replay(const char *file)
{
	ARENA_AUTO struct arena a = {};
	const struct json *doc;
	struct steps s;
	struct step_problems *p = arena_new(&a, struct step_problems);
	assert_int_equal(json_parse(&a, read_file(&a, file), &doc).code, ERR_OK);
	assert_int_equal(steps_compile(&a, json_get(doc, "steps"), p, &s).code, ERR_OK);
	if (json_get(doc, "ways"))
		check_ways(file, doc, &s);
	for (JSON_EACH(m, json_get(doc, "problems")))
		if (!has(&a, p, json_str(m)))
			fail_msg("%s: there is no problem %.*s", file, STR_FMT(json_str(m)));
	static const char *const of_the_rule[] = { "next_ignored", "step_twice", "next_in_branch", "leads_to_itself",
						   "unknown_step" };
	for (size_t i = 0; !json_get(doc, "problems") && i < p->n; i++)
		for (size_t k = 0; k < sizeof(of_the_rule) / sizeof(*of_the_rule); k++)
			if (strcmp(p->v[i].code, of_the_rule[k]) == 0)
				fail_msg("%s: %.*s %.*s", file, STR_FMT(p->v[i].field), STR_FMT(p->v[i].message));
}

static void all(void **state)
{
	(void)state;
	DIR *dir = opendir(folder);
	size_t n = 0;
	assert_non_null(dir);
	for (struct dirent *d; (d = readdir(dir));)
		if (d->d_name[0] != '.') {
			replay(d->d_name);
			n++;
		}
	closedir(dir);
	assert_true(n > 20);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all) };
	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
