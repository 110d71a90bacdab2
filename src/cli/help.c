/* --help, usage lines, and "did you mean". */
#include "cli/cli_int.h"
#include <stdio.h>

#define COLUMN 26
#define HELP_LEFT 15 /* of the list of all commands */
#define HELP_WIDTH 100

/* What stands together in `loumass help`: groups of commands by what somebody wants to do. */
static const struct help_task {
	const char *title;
	const char *groups; /* in this order */
} help_tasks[] = {
	{ "Start", "up seed doctor" },
	{ "People", "contact segment topic form suppression policy privacy" },
	{ "Mail", "campaign sequence enrollment event template message reply capture verdict" },
	{ "Senders", "sender domain dkim google" },
	{ "Accounts and programs", "user key hook webhook audit" },
	{ "Operating", "serve work migrate config db backup backup-verify restore hold system" },
	{ "This program", "help version licenses man completion api" },
};

/* The verbs that most nouns have stand first, in one order. */
static const char *const help_verbs[] = { "list", "show", "create", "edit", "delete" };
#define HELP_VERBS (sizeof(help_verbs) / sizeof(*help_verbs))

static size_t help_verb(const char *name)
{
	for (size_t i = 0; name && i < HELP_VERBS; i++)
		if (strcmp(name, help_verbs[i]) == 0)
			return i;
	return HELP_VERBS;
}

typedef void help_each_fn(void *of, const struct cli_command *cmd);

static void help_each_of_group(const struct cli_set *sets, size_t n, str group, help_each_fn *fn, void *of)
{
	for (size_t verb = 0; verb <= HELP_VERBS; verb++)
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < *sets[i].n; k++) {
				const struct cli_command *cmd = &sets[i].rows[k];
				if (!cmd->hidden && str_eq(str_z(cmd->group), group) && help_verb(cmd->name) == verb)
					fn(of, cmd);
			}
}

static void help_add_name(void *of, const struct cli_command *cmd)
{
	int *col = of;
	if (*col == 0)
		*col = printf("  %-*s", HELP_LEFT, cmd->group);
	else
		*col += printf(",");
	const char *word = cmd->name ? cmd->name : cmd->summary;
	if (cmd->name && *col + (int)strlen(word) + 1 > HELP_WIDTH)
		*col = printf("\n  %*s", HELP_LEFT, "") - 1;
	*col += printf("%s%s", *col == HELP_LEFT + 2 ? "" : " ", word);
}

static void help_group_line(const struct cli_set *sets, size_t n, str group)
{
	int col = 0;
	help_each_of_group(sets, n, group, help_add_name, &col);
	if (col)
		printf("\n");
}

static bool help_is_told(const char *group)
{
	for (size_t i = 0; i < sizeof(help_tasks) / sizeof(*help_tasks); i++) {
		str rest = str_z(help_tasks[i].groups), word;
		while (str_next(&rest, ' ', &word))
			if (str_eq(word, str_z(group)))
				return true;
	}
	return false;
}

void help_all(const struct cli_set *sets, size_t n)
{
	printf("LOUMASS %s: email campaigns and sequences, self-hosted.\n\nusage: loumass <command> [options]\n",
	       LOUMASS_VERSION);
	for (size_t i = 0; i < sizeof(help_tasks) / sizeof(*help_tasks); i++) {
		printf("\n%s\n", help_tasks[i].title);
		str rest = str_z(help_tasks[i].groups), group;
		while (str_next(&rest, ' ', &group))
			help_group_line(sets, n, group);
	}
	for (size_t i = 0; i < n; i++) /* what has no task of its own stands last */
		if (*sets[i].n && !sets[i].rows[0].hidden && !help_is_told(sets[i].rows[0].group))
			help_group_line(sets, n, str_z(sets[i].rows[0].group));
	printf("\n`loumass help <command>` explains a command. Every command takes --json (print JSON), --yes (ask "
	       "nothing),\n"
	       "and the settings as flags (`loumass config docs`). Exit status: 0 done, 1 failed, 2 wrong usage,\n"
	       "3 no such thing, 4 the database or another server does not answer.\n");
}

static void help_print_row(void *of, const struct cli_command *cmd)
{
	(void)of;
	if (cmd->name)
		printf("  %-*s%s\n", COLUMN, cmd->name, cmd->summary);
}

void help_group(const struct cli_set *sets, size_t n, str group)
{
	printf("usage: loumass %.*s <command> [options]\n\n", STR_FMT(group));
	help_each_of_group(sets, n, group, help_print_row, NULL);
}

void help_usage(const struct cli_command *cmd, struct buf *out)
{
	buf_addf(out, "usage: loumass %s%s%s%s%s", cmd->group, cmd->name ? " " : "", cmd->name ? cmd->name : "",
		 cmd->args ? " " : "", cmd->args ? cmd->args : "");
	for (size_t i = 0; i < cmd->n_options; i++)
		if (cmd->options[i].required)
			buf_addf(out, " --%s %s", cmd->options[i].name, cmd->options[i].arg ? cmd->options[i].arg : "");
	buf_add_lit(out, " [options]");
}

static void help_print_option(const struct cli_option *o)
{
	char left[64];
	int n = snprintf(left, sizeof(left), "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	if (n < COLUMN)
		printf("  %-*s", COLUMN, left);
	else
		printf("  %s\n  %*s", left, COLUMN, "");
	printf("%s%s%s\n", o->doc, o->repeat ? " (may be repeated)" : "", o->required ? " (required)" : "");
}

static void help_settings(const struct cli_hooks *hooks)
{
	printf("Settings as flags (loumass config docs):");
	int col = HELP_WIDTH;
	for (size_t i = 0; i < hooks->n_globals; i++) {
		int w = (int)strlen(hooks->globals[i].name) + 3;
		if (col + w > 78) {
			printf("\n ");
			col = 1;
		}
		printf(" --%s", hooks->globals[i].name);
		col += w;
	}
	printf("\n");
}

void help_command(const struct cli_command *cmd, const struct cli_hooks *hooks)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 8192);
	help_usage(cmd, &b);
	printf("%.*s\n\n%s.\n", STR_FMT(buf_str(&b)), cmd->summary);
	if (cmd->doc)
		printf("%s\n", cmd->doc);
	printf("\nOptions:\n");
	for (size_t i = 0; i < cmd->n_options; i++)
		help_print_option(&cmd->options[i]);
	static const struct cli_option json = { .name = "json", .doc = "Print the result as JSON" };
	static const struct cli_option yes = { .name = "yes", .doc = "Do not ask" };
	static const struct cli_option help = { .name = "help", .doc = "Explain this command" };
	help_print_option(&json);
	help_print_option(&help);
	if (cmd->asks)
		help_print_option(&yes);
	if (strcmp(cmd->group, "up") == 0)
		help_settings(hooks);
	else
		printf("The settings are flags, too: `loumass up --help` lists them\n");
	if (cmd->examples)
		printf("\nExamples:\n%s\n", cmd->examples);
}

/* Optimal string alignment distance, of short words. */
static size_t help_distance(str a, str b)
{
	size_t d[33][33];
	if (a.n > 32 || b.n > 32)
		return 99;
	for (size_t i = 0; i <= a.n; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= b.n; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= a.n; i++)
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];
			d[i][j] = size_min(size_min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + !same);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				d[i][j] = size_min(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a.n][b.n];
}

const char *nearest(str word, const char *const *known, size_t n)
{
	const char *best = NULL;
	size_t least = word.n <= 3 ? 2 : 3;
	for (size_t i = 0; i < n; i++) {
		size_t d = str_starts(str_z(known[i]), word) && word.n > 1 ? 1 : help_distance(word, str_z(known[i]));
		if (d < least) {
			least = d;
			best = known[i];
		}
	}
	return best;
}
