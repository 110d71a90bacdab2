#include "cli/cli.h"
#include "base/num.h"
#include "cli/cli_int.h"
#include "os/file.h"
#include "os/process.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define WORDS_MAX 4096
#define JSON_OUT_MAX (256u << 20)

static volatile sig_atomic_t interrupted;
static void cli_on_interrupt(int sig)
{
	if (interrupted++) { /* twice: at once */
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

bool cli_interrupted(void)
{
	return interrupted != 0;
}

static int cli_complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static int cli_complain(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("loumass: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	return 2;
}

/* ---- Which command? Nouns are singular and verbs are list, show, create, edit, delete; other words that people type,
 * and those of earlier versions, mean the same. */
struct cli_alias {
	const char *said, *meant;
};
static const struct cli_alias cli_nouns[] = {
	{ "account", "user" },	     { "accounts", "user" },
	{ "campaigns", "campaign" }, { "contacts", "contact" },
	{ "domains", "domain" },     { "enrollments", "enrollment" },
	{ "events", "event" },	     { "forms", "form" },
	{ "keys", "key" },	     { "replies", "reply" },
	{ "segments", "segment" },   { "senders", "sender" },
	{ "sequences", "sequence" }, { "suppressions", "suppression" },
	{ "templates", "template" }, { "topics", "topic" },
	{ "users", "user" },	     { "verdicts", "verdict" },
	{ "webhooks", "webhook" },   { "hooks", "hook" },
};
static const struct cli_alias cli_verbs[] = {
	{ "add", "create" },	{ "create", "add" },  { "new", "create" },  { "new", "add" },	  { "ls", "list" },
	{ "get", "show" },	{ "info", "show" },   { "update", "edit" }, { "rename", "edit" }, { "rm", "delete" },
	{ "remove", "delete" }, { "drop", "delete" }, { "make", "create" },
};

static const struct cli_command *cli_row_of(const struct cli *c, str group, str name)
{
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++) {
			const struct cli_command *cmd = &c->sets[i].rows[k];
			if (str_eq(str_z(cmd->group), group) &&
			    (str_absent(name) ? !cmd->name : cmd->name && str_eq(str_z(cmd->name), name)))
				return cmd;
		}
	return NULL;
}

static const struct cli_command *cli_find(const struct cli *c, str group, str name)
{
	const struct cli_command *cmd = cli_row_of(c, group, name);
	for (size_t i = 0; !cmd && !str_absent(name) && i < sizeof(cli_verbs) / sizeof(*cli_verbs); i++)
		if (str_eq(name, str_z(cli_verbs[i].said)))
			cmd = cli_row_of(c, group, str_z(cli_verbs[i].meant));
	return cmd;
}

static bool cli_is_group(const struct cli *c, str group)
{
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n; k++)
			if (str_eq(str_z(c->sets[i].rows[k].group), group))
				return true;
	return false;
}

static str cli_noun(const struct cli *c, str said)
{
	for (size_t i = 0; !cli_is_group(c, said) && i < sizeof(cli_nouns) / sizeof(*cli_nouns); i++)
		if (str_eq(said, str_z(cli_nouns[i].said)))
			return str_z(cli_nouns[i].meant);
	return said;
}

static int cli_unknown_command(const struct cli *c, str group, str name)
{
	const char *known[WORDS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < c->n_sets; i++)
		for (size_t k = 0; k < *c->sets[i].n && n < WORDS_MAX; k++) {
			const struct cli_command *cmd = &c->sets[i].rows[k];
			if (str_absent(name))
				known[n++] = cmd->group;
			else if (cmd->name && str_eq(str_z(cmd->group), group))
				known[n++] = cmd->name;
		}
	const char *near = nearest(str_absent(name) ? group : name, known, n);
	str gap = str_absent(name) ? STR("") : STR(" ");
	return cli_complain("there is no command \"%.*s%.*s%.*s\"%s%.*s%.*s%s%s (`loumass help` lists them)",
			    STR_FMT(group), STR_FMT(gap), STR_FMT(name), near ? "; did you mean \"" : "",
			    near && !str_absent(name) ? (int)group.n : 0, group.p, near ? (int)gap.n : 0, gap.p,
			    near ? near : "", near ? "\"?" : "");
}

/* ---- Its options */
static const struct cli_option *cli_option_of(const struct cli *c, str name)
{
	for (size_t i = 0; i < c->command->n_options; i++)
		if (str_eq(str_z(c->command->options[i].name), name))
			return &c->command->options[i];
	for (size_t i = 0; i < c->hooks->n_globals; i++)
		if (str_eq(str_z(c->hooks->globals[i].name), name))
			return &c->hooks->globals[i];
	return NULL;
}

static int cli_unknown_option(const struct cli *c, str name)
{
	const char *known[512];
	size_t n = 0;
	for (size_t i = 0; i < c->command->n_options && n < 508; i++)
		known[n++] = c->command->options[i].name;
	for (size_t i = 0; i < c->hooks->n_globals && n < 508; i++)
		known[n++] = c->hooks->globals[i].name;
	known[n++] = "json";
	known[n++] = "yes";
	known[n++] = "help";
	const char *near = nearest(name, known, n);
	return cli_complain("there is no option --%.*s here%s%s%s", STR_FMT(name), near ? "; did you mean --" : "",
			    near ? near : "", near ? "?" : "");
}

static bool cli_given_already(const struct cli *c, str name)
{
	for (size_t i = 0; i < c->state->n_given; i++)
		if (str_eq(c->state->given[i].name, name))
			return true;
	return false;
}

/* An option whose argument is written as words, "smtp|capture", takes one of them, in any case of letters. */
static bool cli_choose(const struct cli *c, const struct cli_option *o, str *value, int *status)
{
	const char *known[32];
	size_t n = 0;
	str rest = str_z(o->arg), word;
	if (!strchr(o->arg, '|') || strstr(o->arg, "N|") || strpbrk(o->arg, ",;<"))
		return true;
	while (n < 32 && str_next(&rest, '|', &word)) {
		if (str_eq_nocase(word, *value)) {
			*value = str_z(arena_z(c->arena, word));
			return true;
		}
		known[n++] = arena_z(c->arena, word);
	}
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", known[i]);
	const char *near = nearest(*value, known, n);
	*status = cli_complain("--%s must be %.*s, not \"%.*s\"%s%s%s", o->name, STR_FMT(buf_str(&b)), STR_FMT(*value),
			       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	return false;
}

/* --name value, --name=value, --switch; "--" ends them. Returns 0, or an exit status in *status. */
static bool cli_read_option(struct cli *c, str word, int argc, char **argv, int *i, int *status)
{
	str name = str_from(word, 2), value = STR_NULL;
	size_t eq = str_find_byte(name, '=');
	if (eq != STR_NPOS) {
		value = str_from(name, eq + 1);
		name = str_upto(name, eq);
	}
	if (str_absent(value) && (str_eq(name, STR("json")) || str_eq(name, STR("yes")))) {
		c->json |= name.p[0] == 'j';
		c->yes |= name.p[0] == 'y';
		return true;
	}
	const struct cli_option *o = cli_option_of(c, name);
	if (!o) {
		*status = cli_unknown_option(c, name);
		return false;
	}
	if (!o->repeat && cli_given_already(c, name)) {
		*status = cli_complain("--%s may be given once only", o->name);
		return false;
	}
	if (o->arg && str_absent(value)) {
		if (*i + 1 >= argc) {
			*status = cli_complain("--%s needs a value: %s", o->name, o->arg);
			return false;
		}
		value = str_z(argv[++*i]);
	}
	if (!o->arg && str_absent(value))
		value = STR("yes");
	if (o->arg && !cli_choose(c, o, &value, status))
		return false;
	c->state->given[c->state->n_given++] = (struct cli_given){ str_z(o->name), value };
	return true;
}

static bool cli_asks_help(str word)
{
	return str_eq(word, STR("--help")) || str_eq(word, STR("-h"));
}

static bool cli_read_words(struct cli *c, int argc, char **argv, int from, int *status)
{
	str *args = arena_array(c->arena, str, (size_t)argc + 1);
	c->args = args;
	bool words_only = false;
	for (int i = from; i < argc; i++) {
		str word = str_z(argv[i]);
		if (!words_only && cli_asks_help(word)) {
			help_command(c->command, c->hooks);
			*status = 0;
			return false;
		}
		if (!words_only && str_eq(word, STR("--")))
			words_only = true;
		else if (!words_only && str_starts(word, STR("--")) && word.n > 2) {
			if (!cli_read_option(c, word, argc, argv, &i, status))
				return false;
		} else if (!words_only && word.n > 1 && word.p[0] == '-' && ascii_alpha(word.p[1])) {
			*status = cli_complain("options are written with two dashes: --%.*s?",
					       STR_FMT(str_from(word, 1)));
			return false;
		} else
			args[c->n_args++] = word;
	}
	return true;
}

static bool cli_check_words(struct cli *c, int *status)
{
	const struct cli_command *cmd = c->command;
	const char *what = NULL;
	if ((int)c->n_args < cmd->min_args)
		what = arena_printf(c->arena, "missing argument: %s", cmd->args ? cmd->args : "").p;
	else if (cmd->max_args >= 0 && (int)c->n_args > cmd->max_args)
		what = "too many arguments";
	for (size_t i = 0; !what && i < cmd->n_options; i++)
		if (cmd->options[i].required && !cli_has(c, cmd->options[i].name))
			what = arena_printf(c->arena, "--%s is needed", cmd->options[i].name).p;
	if (!what)
		return true;
	struct buf BUF_AUTO b;
	buf_init(&b, 8192);
	help_usage(cmd, &b);
	*status = cli_complain("%s\n%.*s", what, STR_FMT(buf_str(&b)));
	return false;
}

/* ---- Running it */
static int cli_exit_status(enum err_code code)
{
	switch (code) {
	case ERR_OK: return 0;
	case ERR_INVALID: return 2;
	case ERR_NOT_FOUND: return 3;
	case ERR_UNAVAILABLE: return 4;
	default: return 1;
	}
}

static const char *cli_said(struct cli *c)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1u << 20);
	buf_addf(&b, "%s %s", c->command->group, c->command->name ? c->command->name : "");
	for (size_t i = 0; i < c->n_args; i++)
		buf_addf(&b, " %.*s", STR_FMT(c->args[i]));
	return arena_z(c->arena, buf_str(&b));
}

static int cli_run(struct cli *c)
{
	struct sigaction sa = { .sa_handler = cli_on_interrupt };
	sigaction(SIGINT, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	err e = c->command->asks ? cli_confirm(c, "%s: %s", cli_said(c), c->command->asks) : OK;
	if (!err_is(e))
		e = c->command->run(c);
	if (!err_is(e))
		cli_audit(c);
	fflush(stdout);
	/* A result that is whole is printed also when it is bad news (doctor). */
	bool answered =
		c->json && c->state->json_used && (!err_is(e) || (c->state->writer.depth == 0 && c->state->json.n));
	if (answered) {
		buf_add_byte(&c->state->json, '\n');
		fwrite(c->state->json.p, 1, c->state->json.n, stdout);
		if (fflush(stdout) != 0 && errno != EPIPE)
			e = err_make(ERR_IO, "the result cannot be written");
	}
	if (err_is(e)) {
		cli_complain("%s", e.why && e.why[0] ? e.why : err_name(e.code));
		if (c->json && !answered) {
			struct buf BUF_AUTO b;
			struct json_writer w;
			buf_init(&b, 65536);
			json_writer_init(&w, &b);
			json_begin_obj(&w);
			json_kv_str(&w, "error", str_z(err_name(e.code)));
			json_kv_str(&w, "detail", str_z(e.why));
			json_end_obj(&w);
			printf("%.*s\n", STR_FMT(buf_str(&b)));
		}
	}
	if (c->hooks->close)
		c->hooks->close(c);
	return cli_exit_status(e.code);
}

/* Options may stand before the command: the configuration's flags, --json, --yes. Returns the command's place, or 0. */
static int cli_first_word(struct cli *c, int argc, char **argv, int *status)
{
	static const struct cli_command none = {};
	int i = 1;
	c->command = &none;
	for (; i < argc && strncmp(argv[i], "--", 2) == 0 && argv[i][2]; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--version") == 0)
			break;
		if (!cli_read_option(c, str_z(argv[i]), argc, argv, &i, status))
			return 0;
	}
	c->command = NULL;
	return i;
}

/* help, help GROUP, help GROUP NAME */
static int cli_help(const struct cli *c, str group, str name)
{
	if (str_absent(group))
		return help_all(c->sets, c->n_sets), 0;
	if (!cli_is_group(c, group))
		return cli_unknown_command(c, group, STR_NULL);
	const struct cli_command *cmd = cli_find(c, group, name);
	if (!cmd && !str_absent(name))
		return cli_unknown_command(c, group, name);
	if (cmd)
		help_command(cmd, c->hooks);
	else
		help_group(c->sets, c->n_sets, group);
	return 0;
}

static int cli_start_command(struct cli *c, int argc, char **argv, int at, str group)
{
	int status = 0;
	str name = argc > at + 1 ? str_z(argv[at + 1]) : STR_NULL;
	if (!cli_is_group(c, group))
		return cli_unknown_command(c, group, STR_NULL);
	c->command = str_absent(name) ? NULL : cli_find(c, group, name);
	bool named = c->command != NULL;
	if (!named)
		c->command = cli_find(c, group, STR_NULL);
	if (!c->command && str_absent(name)) {
		help_group(c->sets, c->n_sets, group);
		return 2;
	}
	if (!c->command && cli_asks_help(name))
		return cli_help(c, group, STR_NULL);
	if (!c->command)
		return cli_unknown_command(c, group, name);
	if (!cli_read_words(c, argc, argv, at + 1 + named, &status) || !cli_check_words(c, &status))
		return status;
	return cli_run(c);
}

static int cli_start(struct cli *c, int argc, char **argv)
{
	int status = 0;
	c->state->given = arena_array(c->arena, struct cli_given, (size_t)argc + 1);
	int at = cli_first_word(c, argc, argv, &status);
	if (at == 0)
		return status;
	str first = argc > at ? str_z(argv[at]) : STR("help");
	if (str_eq(first, STR("--version")))
		return printf("loumass %s\n", LOUMASS_VERSION), 0;
	if (str_eq(first, STR("help")) || cli_asks_help(first))
		return cli_help(c, argc > at + 1 ? cli_noun(c, str_z(argv[at + 1])) : STR_NULL,
				argc > at + 2 ? str_z(argv[at + 2]) : STR_NULL);
	return cli_start_command(c, argc, argv, at, cli_noun(c, first));
}

int cli_main(const struct cli_set *sets, size_t n_sets, const struct cli_hooks *hooks, int argc, char **argv)
{
	struct cli_state state = {};
	struct cli c = {
		.arena = &state.arena,
		.tty = isatty(STDOUT_FILENO),
		.sets = sets,
		.n_sets = n_sets,
		.hooks = hooks,
		.state = &state,
	};
	state.arena.ceiling = (size_t)1 << 30;
	buf_init(&state.json, JSON_OUT_MAX);
	json_writer_init(&state.writer, &state.json);
	int status = cli_start(&c, argc, argv);
	buf_deinit(&state.json);
	arena_deinit(&state.arena);
	return status;
}

/* ---- What commands ask for */
str cli_opt(const struct cli *c, const char *name)
{
	for (size_t i = 0; i < c->state->n_given; i++)
		if (str_eq(c->state->given[i].name, str_z(name)))
			return c->state->given[i].value;
	return STR_NULL;
}

bool cli_has(const struct cli *c, const char *name)
{
	return !str_absent(cli_opt(c, name));
}

size_t cli_opt_all(const struct cli *c, const char *name, const str **out)
{
	size_t n = 0;
	str *all = arena_array(c->arena, str, c->state->n_given + 1);
	for (size_t i = 0; i < c->state->n_given; i++)
		if (str_eq(c->state->given[i].name, str_z(name)))
			all[n++] = c->state->given[i].value;
	*out = all;
	return n;
}

err cli_usage(struct cli *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	str why = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return err_make(ERR_INVALID, why.p);
}

err cli_opt_i64(const struct cli *c, const char *name, int64_t fallback, int64_t min, int64_t max, int64_t *out)
{
	str s = cli_opt(c, name);
	int64_t v = fallback;
	if (!str_absent(s) && (!num_parse_i64(s, &v) || v < min || v > max))
		return err_make(ERR_INVALID, arena_printf(c->arena, "--%s must be a number from %lld to %lld", name,
							  (long long)min, (long long)max)
						     .p);
	*out = v;
	return OK;
}

err cli_switch(struct cli *c, const char *name, struct opt_bool *out)
{
	str word = cli_opt(c, name);
	if (str_absent(word))
		return OK;
	if (!str_eq(word, STR("on")) && !str_eq(word, STR("off")))
		return cli_usage(c, "--%s is on or off", name);
	*out = (struct opt_bool){ .has = true, .v = str_eq(word, STR("on")) };
	return OK;
}

err cli_config(struct cli *c, const struct config **out)
{
	return c->hooks->config(c, out);
}

err cli_app(struct cli *c, const struct app **out)
{
	return c->hooks->app(c, out);
}

void cli_say(struct cli *c, const char *fmt, ...)
{
	if (c->json)
		return;
	va_list ap;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

struct json_writer *cli_json(struct cli *c)
{
	c->state->json_used = true;
	return &c->state->writer;
}

/* ---- Files, questions, passwords */
err cli_read_file(struct cli *c, str path, size_t max, struct buf *out)
{
	err e = file_read_all(str_eq(path, STR("-")) ? "/dev/stdin" : arena_z(c->arena, path), max, out);
	if (e.code == ERR_LIMIT)
		return err_make(e.code, arena_printf(c->arena, "%.*s: is longer than the %zu MB that are read",
						     STR_FMT(path), max >> 20)
						.p);
	if (err_is(e))
		return err_make(e.code, arena_printf(c->arena, "%.*s: %s", STR_FMT(path), strerror(errno)).p);
	return OK;
}

err cli_confirm(struct cli *c, const char *fmt, ...)
{
	if (c->yes)
		return OK;
	if (c->json || !isatty(STDIN_FILENO) || !c->tty)
		return c->command->needs_yes ? cli_usage(c, "%s Add --yes to confirm", c->command->asks) : OK;
	va_list ap;
	va_start(ap, fmt);
	str what = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	fprintf(stderr, "%.*s Go on? [y/N] ", STR_FMT(what));
	char line[16];
	if (fgets(line, sizeof(line), stdin) && (line[0] == 'y' || line[0] == 'Y'))
		return OK;
	return err_make(ERR_CONFLICT, "nothing was done");
}

err cli_password(struct cli *c, const char *prompt, str *out)
{
	struct termios old, quiet;
	bool tty = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &old) == 0;
	if (tty) {
		fprintf(stderr, "%s: ", prompt);
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	char line[2048];
	bool got = fgets(line, sizeof(line), stdin) != NULL;
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	if (!got)
		return err_make(ERR_INVALID, "no password was given");
	str s = str_of(line, strcspn(line, "\r\n"));
	*out = arena_dup(c->arena, s);
	explicit_bzero(line, sizeof(line));
	return OK;
}

err cli_field_errors(struct cli *c, const struct field_errors *errors, err e)
{
	if (e.code != ERR_INVALID || errors->n == 0)
		return e;
	str all = STR("");
	for (size_t i = 0; i < errors->n; i++)
		all = arena_printf(c->arena, "%.*s%s%.*s: %.*s", STR_FMT(all), i ? "\n  " : "",
				   STR_FMT(errors->v[i].field), STR_FMT(errors->v[i].message));
	return err_make(ERR_INVALID, all.p);
}
