/* The command line: commands are rows of tables. `loumass contact import …` is group "contact", name "import". Each
 * row brings its options and examples, from which --help is printed; --json, --yes, --help and the configuration's flags
 * (--data …) work everywhere, before the command too. Unknown words are answered with the nearest known one.
 *
 * Exit status: 0 done, 1 failed, 2 wrong usage (ERR_INVALID), 3 no such thing (ERR_NOT_FOUND), 4 the database or another
 * server does not answer (ERR_UNAVAILABLE). A run function returns
 * an err whose `why` is printed on stderr ("loumass: …"); what it prints on stdout is its result, as JSON under --json.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "core/ground/app.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"

struct cli;

struct cli_option {
	const char *name; /* without dashes */
	const char *arg;  /* "FILE": it takes a value, "smtp|capture": one of these; NULL: a switch */
	bool repeat;	  /* may come several times */
	bool required;
	const char *doc;
};

struct cli_command {
	const char *group, *name; /* name NULL: the group itself is the command ("up") */
	const char *args;	  /* "<id>", "<file> [more…]", for the usage line; NULL: none */
	int min_args, max_args;	  /* words that are not options; max -1: any number */
	const char *summary;	  /* one line */
	const char *doc;	  /* more; may be NULL */
	const char *examples;	  /* lines; may be NULL */
	const struct cli_option *options;
	size_t n_options;
	err (*run)(struct cli *c);
	bool hidden;
	const char *asks; /* asked in a terminal before it runs, without --yes: "The campaign and its figures go." */
	bool needs_yes;	  /* without a terminal it runs under --yes only: more goes than what was named */
	bool creates;	  /* makes the data directory, its secret and a private database when they are not there */
	bool reads;	  /* changes nothing and sends nothing: not in the audit log */
};
#define CLI_OPTIONS(table) .options = (table), .n_options = sizeof(table) / sizeof(*(table))
#define CLI_USER_OPTION                                                                                                \
	{                                                                                                              \
		.name = "user", .arg = "EMAIL", .doc = "The account; needed when there are several"                    \
	}

struct cli_set {
	const struct cli_command *rows;
	const size_t *n;
};

struct cli {
	struct arena *arena; /* of the command */
	const struct cli_command *command;
	bool json; /* --json: print JSON */
	bool yes;  /* --yes: ask nothing */
	bool tty;  /* stdout is a terminal */
	const str *args;
	size_t n_args;
	const struct cli_set *sets; /* all commands */
	size_t n_sets;
	const struct cli_hooks *hooks;
	void *lent; /* the hooks' own */
	struct cli_state *state;
};

/* What main lends the commands: cli/ itself knows neither the configuration's table nor how a server is started. */
struct cli_hooks {
	const struct cli_option *globals; /* flags of the configuration, taken by every command */
	size_t n_globals;
	err (*config)(struct cli *c, const struct config **out);
	err (*app)(struct cli *c, const struct app **out);
	void (*close)(struct cli *c);
};
/* `loumass` with its words: finds the command, reads its options, runs it. Returns the exit status. */
int cli_main(const struct cli_set *sets, size_t n_sets, const struct cli_hooks *hooks, int argc, char **argv);

str cli_opt(const struct cli *c, const char *name); /* absent when not given */
bool cli_has(const struct cli *c, const char *name);
size_t cli_opt_all(const struct cli *c, const char *name, const str **out);
err cli_opt_i64(const struct cli *c, const char *name, int64_t fallback, int64_t min, int64_t max, int64_t *out);
err cli_switch(struct cli *c, const char *name, struct opt_bool *out); /* on|off; left alone when not given */
err cli_usage(struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* ERR_INVALID with usage */

/* The configuration, read on the first call; flags of the command line override it. */
err cli_config(struct cli *c, const struct config **out);
/* Configuration, keys and a pool of a few connections to the database; a private PostgreSQL that is not running is
 * started for the duration of the command. ERR_UNAVAILABLE says what to do. Closed by cli_main. */
err cli_app(struct cli *c, const struct app **out);
/* The tenant of --user; without it the only user there is. ERR_NOT_FOUND names the address. */
err cli_tenant(struct cli *c, tenant_db *out);
err cli_app_tenant(struct cli *c, const struct app **app, tenant_db *out); /* both */
/* An ERR_INVALID with all that is wrong, a line each; any other error as it is. */
err cli_field_errors(struct cli *c, const struct field_errors *errors, err e);

/* A line for people on stdout, nothing under --json. */
void cli_say(struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The result under --json: written whole by cli_main at the end. For people it goes nowhere. */
struct json_writer *cli_json(struct cli *c);
/* A table for people: header and rows of cells, aligned; numbers to the right. */
struct cli_table;
struct cli_table *cli_table(struct cli *c, const char *const *heads, size_t n);
void cli_row(struct cli_table *t, const str *cells);
void cli_table_print(struct cli_table *t);
/* For cells: "2026-11-23 09:14" (UTC), empty when there is none; a JSON array of texts as "a, b". */
str cli_minute(struct cli *c, struct opt_i64 us);
str cli_list(struct cli *c, str texts);
/* A line from the terminal without echo (prompt on stderr), or from stdin when it is no terminal. */
err cli_password(struct cli *c, const char *prompt, str *out);
/* Asks "… Go on?" in a terminal; OK without one, under --yes and under --json. ERR_CONFLICT: the answer was not yes. */
err cli_confirm(struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A file that a command names, "-" for standard input, whole. The error names it. */
err cli_read_file(struct cli *c, str path, size_t max, struct buf *out);
bool cli_interrupted(void); /* ^C was pressed: leave the loop */
