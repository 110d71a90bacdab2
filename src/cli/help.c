/* --help, usage lines, and "did you mean". */
#include "cli/cli_int.h"
#include <stdio.h>

#define COLUMN 26

static bool help_first_of_group(const struct cli_set *sets, size_t n, const struct cli_command *cmd)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < *sets[i].n; k++)
			if (strcmp(sets[i].rows[k].group, cmd->group) == 0 && !sets[i].rows[k].hidden)
				return &sets[i].rows[k] == cmd;
	return false;
}

void help_all(const struct cli_set *sets, size_t n)
{
	printf("LOUMASS %s: email campaigns and sequences, self-hosted.\n\nusage: loumass <command> [options]\n\n",
	       LOUMASS_VERSION);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < *sets[i].n; k++) {
			const struct cli_command *cmd = &sets[i].rows[k];
			if (cmd->hidden || !help_first_of_group(sets, n, cmd))
				continue;
			if (!cmd->name) {
				printf("  %-*s%s\n", COLUMN, cmd->group, cmd->summary);
				continue;
			}
			printf("  %s", cmd->group);
			int col = (int)strlen(cmd->group);
			const char *join = " ";
			for (size_t j = 0; j < n; j++)
				for (size_t m = 0; m < *sets[j].n; m++) {
					const struct cli_command *other = &sets[j].rows[m];
					if (other->hidden || !other->name || strcmp(other->group, cmd->group) != 0)
						continue;
					if (join[0] == ' ')
						printf("%*s", col < COLUMN ? COLUMN - col : 1, "");
					printf("%s%s", join[0] == ' ' ? "" : join, other->name);
					join = ", ";
				}
			printf("\n");
		}
	printf("\n`loumass <command> --help` explains a command. Settings are flags, environment variables or lines of "
	       "a\n"
	       "file: `loumass config docs`. Exit status: 0 done, 1 failed, 2 wrong usage, 3 no such thing, 4 the\n"
	       "database or another server does not answer.\n");
}

void help_group(const struct cli_set *sets, size_t n, str group)
{
	printf("usage: loumass %.*s <command> [options]\n\n", STR_FMT(group));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < *sets[i].n; k++) {
			const struct cli_command *cmd = &sets[i].rows[k];
			if (!cmd->hidden && cmd->name && str_eq(str_z(cmd->group), group))
				printf("  %-*s%s\n", COLUMN, cmd->name, cmd->summary);
		}
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
	static const struct cli_option common[] = { { .name = "json", .doc = "Print the result as JSON" },
						    { .name = "help", .doc = "Explain this command" } };
	help_print_option(&common[0]);
	help_print_option(&common[1]);
	printf("Settings as flags (loumass config docs):");
	int col = 80;
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
