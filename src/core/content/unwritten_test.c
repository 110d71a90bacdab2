/* What counts as not written, by the mails that the app's editor replays too (tests/corpus/unwritten.json). */
#include "core/content/unwritten.h"
#include "wire/json_read.h"
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
		bool want = json_bool(json_get(v, "unwritten"));
		if (unwritten_content(json_str(json_get(v, "content")), json_str(json_get(v, "format"))) != want)
			fail_msg("%.*s: should be %s", STR_FMT(json_str(json_get(v, "name"))),
				 want ? "unwritten" : "written");
		seen++;
	}
	assert_true(seen >= 20);
}

int main(int argc, char **argv)
{
	file = argc > 1 ? argv[1] : "tests/corpus/unwritten.json";
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_the_corpus_says) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
