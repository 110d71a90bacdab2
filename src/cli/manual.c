/* The manual page and the shells' completions, printed from the tables that --help is printed from. */
#include "cli/cli_int.h"
#include <stdio.h>

/* ----------------------------------------------------------------------------------------------------------------
 * man(7) */

/* Text in roff: a leading dot or quote is no request, backslashes and hyphens stay what they are. */
static void manual_roff(const char *text)
{
	bool start = true;
	for (const char *p = text; *p; p++) {
		if (start && (*p == '.' || *p == '\''))
			fputs("\\&", stdout);
		if (*p == '\\')
			fputs("\\e", stdout);
		else if (*p == '-')
			fputs("\\-", stdout);
		else
			putchar(*p);
		start = *p == '\n';
	}
}

static void manual_man_option(const struct cli_option *o)
{
	fputs(".TP\n\\fB\\-\\-", stdout);
	manual_roff(o->name);
	fputs("\\fR", stdout);
	if (o->arg)
		printf(" \\fI%s\\fR", o->arg);
	putchar('\n');
	manual_roff(o->doc);
	printf("%s%s\n", o->repeat ? " (may be repeated)" : "", o->required ? " (required)" : "");
}

static void manual_man_command(const struct cli_command *cmd)
{
	fputs(".SS \"loumass ", stdout);
	manual_roff(cmd->group);
	if (cmd->name) {
		putchar(' ');
		manual_roff(cmd->name);
	}
	if (cmd->args) {
		putchar(' ');
		manual_roff(cmd->args);
	}
	fputs("\"\n", stdout);
	manual_roff(cmd->summary);
	puts(".");
	if (cmd->doc) {
		manual_roff(cmd->doc);
		putchar('\n');
	}
	for (size_t i = 0; i < cmd->n_options; i++)
		manual_man_option(&cmd->options[i]);
	if (cmd->examples) {
		puts(".PP\n.nf");
		manual_roff(cmd->examples);
		puts("\n.fi");
	}
}

static err manual_man(struct cli *c)
{
	puts(".TH LOUMASS 1 \"\" \"LOUMASS " LOUMASS_VERSION "\" \"User commands\"\n.SH NAME\n"
	     "loumass \\- email campaigns and sequences, self\\-hosted\n.SH SYNOPSIS\n.B loumass\n.I "
	     "command\n[\\fIoptions\\fR]\n"
	     ".SH DESCRIPTION\nOne program on PostgreSQL: it sends campaigns and automated sequences, tracks them, and "
	     "serves a web "
	     "application and an API.\n\\fBloumass up\\fR runs everything.\n.SH COMMANDS");
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++)
			if (!c->sets[i].rows[k].hidden)
				manual_man_command(&c->sets[i].rows[k]);
	puts(".SH OPTIONS OF EVERY COMMAND\n.TP\n\\fB\\-\\-json\\fR\nPrint the result as "
	     "JSON.\n.TP\n\\fB\\-\\-help\\fR\nExplain the "
	     "command.\n.PP\nSettings may be given as flags, as environment variables, or in \\fBloumass.conf\\fR(5):");
	for (size_t i = 0; i < c->hooks->n_globals; i++)
		manual_man_option(&c->hooks->globals[i]);
	puts(".SH EXIT STATUS\n0: done. 1: failed. 2: wrong usage. 3: no such thing. "
	     "4: the database or another server does not answer.\n.SH SEE "
	     "ALSO\n\\fBloumass.conf\\fR(5)");
	return OK;
}

/* -----------------------------------------------------------------------------------------------------------
 * completion */

static bool manual_group_before(const struct cli *c, const struct cli_command *cmd)
{
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++) {
			const struct cli_command *other = &c->sets[i].rows[k];
			if (other == cmd)
				return false;
			if (!other->hidden && strcmp(other->group, cmd->group) == 0)
				return true;
		}
	return false;
}

typedef void each_fn(const struct cli *c, const struct cli_command *cmd);

static void manual_each(const struct cli *c, each_fn *fn)
{
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++)
			if (!c->sets[i].rows[k].hidden)
				fn(c, &c->sets[i].rows[k]);
}

static void manual_bash_group(const struct cli *c, const struct cli_command *cmd)
{
	if (!manual_group_before(c, cmd))
		printf(" %s", cmd->group);
}

static void manual_bash_names(const struct cli *c, const struct cli_command *cmd)
{
	if (manual_group_before(c, cmd) || !cmd->name)
		return;
	printf("\t%s) names='", cmd->group);
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++) {
			const struct cli_command *other = &c->sets[i].rows[k];
			if (!other->hidden && other->name && strcmp(other->group, cmd->group) == 0)
				printf("%s ", other->name);
		}
	puts("' ;;");
}

static void manual_bash_options(const struct cli *c, const struct cli_command *cmd)
{
	(void)c;
	printf("\t'%s%s%s') options='", cmd->group, cmd->name ? " " : "", cmd->name ? cmd->name : "");
	for (size_t i = 0; i < cmd->n_options; i++)
		printf("--%s ", cmd->options[i].name);
	puts("' ;;");
}

static void manual_complete_bash(const struct cli *c)
{
	puts("# bash completion for loumass; printed by `loumass completion bash`.\n_loumass() {\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} group=${COMP_WORDS[1]} name='' names='' options=''");
	fputs("\tlocal groups='", stdout);
	manual_each(c, manual_bash_group);
	puts("'\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W \"$groups\" -- "
	     "\"$word\")\n\t\treturn\n\tfi\n"
	     "\tcase $group in");
	manual_each(c, manual_bash_names);
	puts("\tesac\n\tif [ -n \"$names\" ]; then\n\t\tif [ \"$COMP_CWORD\" = 2 ]; then\n"
	     "\t\t\tmapfile -t COMPREPLY < <(compgen -W \"$names\" -- \"$word\")\n\t\t\treturn\n\t\tfi\n\t\tname=\" "
	     "${COMP_WORDS[2]}\"\n\tfi\n"
	     "\tcase $group$name in");
	manual_each(c, manual_bash_options);
	puts("\tesac\n\tcase $word in\n\t-*) mapfile -t COMPREPLY < <(compgen -W \"$options --json --help --user\" -- "
	     "\"$word\") ;;\n"
	     "\t*) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n\tesac\n}\ncomplete -o filenames -F _loumass "
	     "loumass");
}

/* In single quotes for fish and for zsh's descriptions. */
static void manual_quoted(const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p == '\'' || *p == '\\')
			printf("\\%c", *p);
		else
			putchar(*p == '\n' ? ' ' : *p);
}

static void manual_fish_command(const struct cli *c, const struct cli_command *cmd)
{
	if (!manual_group_before(c, cmd)) {
		printf("complete -c loumass -n __fish_use_subcommand -a %s -d '", cmd->group);
		manual_quoted(cmd->summary);
		puts("'");
	}
	if (cmd->name) {
		printf("complete -c loumass -n '__fish_seen_subcommand_from %s' -a %s -d '", cmd->group, cmd->name);
		manual_quoted(cmd->summary);
		puts("'");
	}
	for (size_t i = 0; i < cmd->n_options; i++) {
		printf("complete -c loumass -n '__fish_seen_subcommand_from %s%s%s' -l %s %s-d '", cmd->group,
		       cmd->name ? "; and __fish_seen_subcommand_from " : "", cmd->name ? cmd->name : "",
		       cmd->options[i].name, cmd->options[i].arg ? "-r " : "");
		manual_quoted(cmd->options[i].doc);
		puts("'");
	}
}

static err manual_completion(struct cli *c)
{
	if (str_eq(c->args[0], STR("bash"))) {
		manual_complete_bash(c);
	} else if (str_eq(c->args[0], STR("zsh"))) {
		puts("#compdef loumass\nautoload -U +X bashcompinit && bashcompinit");
		manual_complete_bash(c);
	} else if (str_eq(c->args[0], STR("fish"))) {
		puts("# fish completion for loumass; printed by `loumass completion fish`.");
		manual_each(c, manual_fish_command);
	} else {
		return cli_usage(c, "the shell is bash, zsh or fish");
	}
	return OK;
}

const struct cli_command manual_commands[] = {
	{ .group = "completion",
	  .args = "bash|zsh|fish",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Print the shell completion script",
	  .examples = "  loumass completion bash > /etc/bash_completion.d/loumass",
	  .run = manual_completion },
	{ .group = "man",
	  .summary = "Print the manual page, loumass(1)",
	  .examples = "  loumass man | man -l -",
	  .run = manual_man },
};
const size_t manual_commands_n = sizeof(manual_commands) / sizeof(*manual_commands);
