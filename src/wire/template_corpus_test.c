/* What counts as a value, and the rest of the language, by the vectors that the web app's reader of templates replays too
 * (tests/corpus/template.json). */
#include "wire/json_read.h"
#include "wire/template.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *file;

static void as_the_corpus_says(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	const struct json *all;
	char *text = arena_alloc(&a, 1u << 20);
	FILE *f = fopen(file, "r");
	assert_non_null(f);
	size_t n = fread(text, 1, 1u << 20, f), seen = 0;
	fclose(f);
	assert_int_equal(json_parse(&a, str_of(text, n), &all).code, ERR_OK);
	for (JSON_EACH(v, all)) {
		struct tpl *TPL_AUTO t = NULL;
		struct tpl_error error;
		struct buf BUF_AUTO out;
		buf_init(&out, CONTENT_MAX);
		struct tpl_values values = { .email = STR("kim@one.example"),
					     .variables = json_print(&a, json_get(v, "variables")) };
		str want = json_str(json_get(v, "expect")), name = json_str(json_get(v, "name"));
		if (err_is(tpl_compile(json_str(json_get(v, "template")), TPL_PLAIN, &error, &t)))
			fail_msg("%.*s: %s", STR_FMT(name), error.message);
		tpl_render(t, &values, &out);
		if (!str_eq(buf_str(&out), want))
			fail_msg("%.*s: \"%.*s\", not \"%.*s\"", STR_FMT(name), STR_FMT(buf_str(&out)), STR_FMT(want));
		seen++;
	}
	assert_true(seen >= 40);
}

int main(int argc, char **argv)
{
	file = argc > 1 ? argv[1] : "tests/corpus/template.json";
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_the_corpus_says) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
