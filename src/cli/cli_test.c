#include "base/num.h"
#include "cli/cli_int.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
	int runs;
	str name, first;
	size_t args, tags;
	int64_t n;
	bool small, quick, json;
	enum err_code answer;
} seen;

static err run(struct cli *c)
{
	const str *tags;
	seen.runs++;
	seen.name = cli_opt(c, "name");
	seen.small = str_eq(seen.name, STR("smtp"));
	seen.args = c->n_args;
	seen.first = c->n_args ? c->args[0] : STR_NULL;
	seen.tags = cli_opt_all(c, "tag", &tags);
	seen.quick = cli_has(c, "quick");
	seen.json = c->json;
	TRY(cli_opt_i64(c, "n", 7, 0, 10, &seen.n));
	return err_make(seen.answer, "because");
}

static const struct cli_option options[] = {
	{ .name = "name", .arg = "NAME", .required = true, .doc = "A name" },
	{ .name = "tag", .arg = "TAG", .repeat = true, .doc = "A tag" },
	{ .name = "quick", .doc = "Be quick" },
	{ .name = "n", .arg = "N", .doc = "How many" },
};
static const struct cli_option kinds[] = { { .name = "name", .arg = "smtp|capture|ACTIVE", .doc = "One of them" } };
static const struct cli_command commands[] = {
	{ .group = "thing",
	  .name = "make",
	  .args = "<id>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Make",
	  CLI_OPTIONS(options),
	  .run = run },
	{ .group = "up", .summary = "Up", .run = run },
	{ .group = "contact", .name = "create", .summary = "Create", CLI_OPTIONS(kinds), .run = run },
	{ .group = "contact",
	  .name = "delete",
	  .args = "<id>",
	  .max_args = 1,
	  .summary = "Delete",
	  .asks = "It is deleted permanently.",
	  .needs_yes = true,
	  .run = run },
};
static const size_t commands_n = 4;
static const struct cli_option globals[] = { { .name = "data", .arg = "DIR", .doc = "Directory" } };

static int cli(const char *line)
{
	static char copy[512];
	char *argv[32] = { (char[]){ "loumass" } };
	int argc = 1;
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *p = copy; *p;) {
		argv[argc++] = p;
		char *space = strchr(p, ' ');
		if (!space)
			break;
		*space = 0;
		p = space + 1;
	}
	const struct cli_set set = { commands, &commands_n };
	const struct cli_hooks hooks = { .globals = globals, .n_globals = 1 };
	seen = (typeof(seen)){ .answer = seen.answer };
	return cli_main(&set, 1, &hooks, argc, argv);
}

static void test_words(void **state)
{
	(void)state;
	assert_int_equal(cli("thing make x1 --name Ann --tag a --tag=b --quick --n 3 --data /tmp --json"), 0);
	assert_int_equal(seen.runs, 1);
	assert_int_equal(seen.tags, 2);
	assert_int_equal(seen.n, 3);
	assert_true(seen.quick && seen.json);
	assert_int_equal(cli("thing make --name Ann -- --x"), 0);
	assert_int_equal(seen.args, 1);
	assert_int_equal(seen.n, 7);
	assert_int_equal(cli("up"), 0);
	assert_int_equal(cli("up --help"), 0);
	assert_int_equal(seen.runs, 0);
	assert_int_equal(cli("thing make -h"), 0);
	assert_int_equal(cli("thing --help"), 0);
	assert_int_equal(cli("help"), 0);
	assert_int_equal(cli("help thing"), 0);
}

static void test_wrong(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"thing make x1",
		"thing make --name Ann",
		"thing make x1 x2 --name Ann",
		"thing make x1 --name",
		"thing make x1 --nmae Ann",
		"thing make x1 --name Ann --name Bob",
		"thing make x1 --name Ann --n 11",
		"thing make x1 --name Ann --n x",
		"thing mkae x1",
		"thnig make",
		"thing",
		"thing make x1 --name Ann -q",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (cli(wrong[i]) != 2)
			fail_msg("%s", wrong[i]);
}

static void test_status(void **state)
{
	(void)state;
	static const struct {
		enum err_code code;
		int status;
	} all[] = { { ERR_NOT_FOUND, 3 }, { ERR_INVALID, 2 }, { ERR_CONFLICT, 1 }, { ERR_UNAVAILABLE, 4 } };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		seen.answer = all[i].code;
		assert_int_equal(cli("up"), all[i].status);
	}
	seen.answer = ERR_OK;
}

static void test_nearest(void **state)
{
	(void)state;
	static const char *const known[] = { "contacts", "campaign", "config", "migrate" };
	assert_string_equal(nearest(STR("contcats"), known, 4), "contacts");
	assert_string_equal(nearest(STR("campaing"), known, 4), "campaign");
	assert_string_equal(nearest(STR("conf"), known, 4), "config");
	assert_null(nearest(STR("elephant"), known, 4));
}

/* Other words for the same, options before the command, and values that are one of a few. */
static void test_aliases(void **state)
{
	(void)state;
	static const char *const same[] = { "contact create",
					    "contacts create",
					    "contacts add",
					    "contact new",
					    "--data /tmp contact create",
					    "--json --data=/tmp contacts add" };
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (cli(same[i]) != 0 || seen.runs != 1)
			fail_msg("%s", same[i]);
	assert_true(seen.json);
	assert_int_equal(cli("help contacts"), 0);
	assert_int_equal(cli("help contact create"), 0);
	assert_int_equal(cli("help contact dance"), 2);
	assert_int_equal(cli("--nonsense contact create"), 2);
	assert_int_equal(cli("contact create --name SMTP"), 0);
	assert_true(seen.small);
	assert_int_equal(cli("contact create --name active"), 0);
	assert_int_equal(cli("contact create --name smpt"), 2);
	assert_int_equal(cli("contact create --name smt"), 2);
	assert_int_equal(cli("contact create --name="), 2);
}

static void test_yes(void **state)
{
	(void)state;
	assert_int_equal(cli("contact delete x1"), 2);
	assert_int_equal(cli("contact delete x1 --json"), 2);
	assert_int_equal(seen.runs, 0);
	assert_int_equal(cli("contact rm x1 --yes"), 0);
	assert_int_equal(cli("--yes contacts remove x1"), 0);
	assert_int_equal(seen.runs, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	cmocka_unit_test(test_wrong),	cmocka_unit_test(test_status),
		cmocka_unit_test(test_nearest), cmocka_unit_test(test_aliases), cmocka_unit_test(test_yes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
