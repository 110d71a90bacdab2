/* The program: all commands, and what they are lent. */
#include "api/api.h"
#include "base/log.h"
#include "base/time.h"
#include "bin/backup.h"
#include "bin/roles.h"
#include "cli/cli.h"
#include "db/migrate.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLI_CONNECTIONS 4

static struct runtime runtime;
static bool configured, opened;

/* ---- What the commands are lent */
static err main_lend_config(struct cli *c, const struct config **out)
{
	if (!configured) {
		struct config_flag *flags = arena_array(c->arena, struct config_flag, c->hooks->n_globals);
		size_t n = 0;
		for (size_t i = 0; i < c->hooks->n_globals; i++) {
			str value = cli_opt(c, c->hooks->globals[i].name);
			if (!str_absent(value))
				flags[n++] = (struct config_flag){ str_z(c->hooks->globals[i].name), value };
		}
		const char *role = c->command->name ? "cli" : c->command->group;
		TRY(runtime_config(&runtime, flags, n, role));
		configured = true;
	}
	*out = runtime.app.config;
	return OK;
}

static err main_open_for(struct cli *c, unsigned need)
{
	const struct config *config;
	TRY(main_lend_config(c, &config));
	if (c->command->creates)
		need |= RUNTIME_CREATE;
	if (opened)
		return OK;
	opened = true;
	/* A command's own words are on stderr already; the log's small talk is not wanted there. */
	if (config->log == LOG_INFO)
		log_setup(LOG_WARN, config->log_json, "cli");
	return runtime_open(&runtime, need, "loumass cli", CLI_CONNECTIONS);
}

static err main_lend_app(struct cli *c, const struct app **out)
{
	TRY(main_open_for(c, RUNTIME_DATABASE | RUNTIME_START_PRIVATE | RUNTIME_SCHEMA));
	*out = &runtime.app;
	return OK;
}

static void main_lend_close(struct cli *c)
{
	(void)c;
	runtime_close(&runtime);
}

/* ---- up, serve, work */
static err main_up_run(struct cli *c)
{
	const struct config *config;
	TRY(main_lend_config(c, &config));
	return up_main(&runtime, config->demo);
}

static err main_serve_run(struct cli *c)
{
	const struct config *config;
	TRY(main_lend_config(c, &config));
	return serve_main(&runtime);
}

static err main_work_run(struct cli *c)
{
	const struct config *config;
	TRY(main_lend_config(c, &config));
	return work_main(&runtime);
}

/* ---- config, api */
static err main_print_buf(const struct buf *b)
{
	TRY(buf_err(b));
	return fwrite(b->p, 1, b->n, stdout) == b->n ? OK : err_make(ERR_IO, "the text cannot be written");
}

static err main_config_docs_run(struct cli *c)
{
	(void)c;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	config_docs(&b);
	return main_print_buf(&b);
}

static err main_config_page_run(struct cli *c)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	if (str_eq(str_z(c->command->name), STR("man")))
		config_man(&b);
	else
		config_sample(&b);
	return main_print_buf(&b);
}

static err main_config_show_run(struct cli *c)
{
	const struct config *config;
	TRY(main_lend_config(c, &config));
	if (c->json) {
		config_show_json(&runtime.loaded, cli_json(c));
		return OK;
	}
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	config_show(&runtime.loaded, &b);
	return main_print_buf(&b);
}

static err main_api_docs_run(struct cli *c)
{
	(void)c;
	struct buf BUF_AUTO b;
	buf_init(&b, 16 << 20);
	api_markdown(&b);
	return main_print_buf(&b);
}

static err main_api_openapi_run(struct cli *c)
{
	(void)c;
	struct buf BUF_AUTO b;
	buf_init(&b, 16 << 20);
	api_openapi(&b);
	buf_add_byte(&b, '\n');
	return main_print_buf(&b);
}

/* ---- db, migrate */
static err main_db_url_run(struct cli *c)
{
	const struct config *config;
	char url[CLUSTER_URL_MAX];
	TRY(main_lend_config(c, &config));
	if (!config->database_url[0]) {
		err e = cluster_find(config->data, url);
		if (err_is(e))
			return err_make(ERR_UNAVAILABLE, "the private PostgreSQL does not run: `loumass up` runs it");
	}
	printf("%s\n", config->database_url[0] ? config->database_url : url);
	return OK;
}

static err main_migrate_status_run(struct cli *c)
{
	static const char *const heads[] = { "migration", "state", "applied" };
	struct migrate_report r;
	TRY(main_open_for(c, RUNTIME_DATABASE | RUNTIME_START_PRIVATE));
	TRY(migrate_status(runtime.app.db, c->arena, migrations_built_in(), &r));
	struct cli_table *t = cli_table(c, heads, 3);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "migrations");
	json_begin_arr(w);
	for (size_t i = 0; i < r.n; i++) {
		char at[TIME_ISO_LEN] = {};
		if (r.v[i].applied_at)
			time_format_iso(r.v[i].applied_at, at);
		str cells[] = { r.v[i].name, str_z(migration_state_name(r.v[i].state)),
				str_of(at, r.v[i].applied_at ? TIME_ISO_LEN : 0) };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "name", cells[0]);
		json_kv_str(w, "state", cells[1]);
		json_kv_str(w, "appliedAt", r.v[i].applied_at ? cells[2] : STR_NULL);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_kv_bool(w, "rowLevelSecurity", r.wall);
	json_end_obj(w);
	cli_table_print(t);
	if (r.pending + r.changed + r.failed == 0)
		cli_say(c, "\nThe schema is up to date%s.", r.wall ? "" : ", but row-level security is not in force");
	return r.pending + r.changed + r.failed
		       ? err_make(ERR_CONFLICT, r.pending ? "migrations are pending: `loumass migrate deploy`"
							  : "the migrations are in disorder")
		       : OK;
}

static err main_migrate_deploy_run(struct cli *c)
{
	struct migrate_done done;
	TRY(main_open_for(c, RUNTIME_DATABASE | RUNTIME_START_PRIVATE));
	TRY(migrate_deploy(runtime.app.db, c->arena, migrations_built_in(), &done));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "applied");
	json_begin_arr(w);
	for (size_t i = 0; i < done.n; i++) {
		cli_say(c, "applied %.*s", STR_FMT(done.applied[i]));
		json_put_str(w, done.applied[i]);
	}
	json_end_arr(w);
	json_kv_bool(w, "rowLevelSecurity", done.wall);
	json_end_obj(w);
	cli_say(c, "The schema is up to date.");
	if (!done.wall)
		cli_say(c, "This database's user may not make the role loumass_app: row-level security is not in "
			   "force, tenants are kept\n"
			   "apart by the queries alone. Let a superuser run: CREATE ROLE loumass_app NOLOGIN; GRANT "
			   "loumass_app TO <user>;");
	return OK;
}

static const struct cli_command admin_commands[] = {
	{ .group = "up",
	  .summary = "Run everything: database, migrations, serve, work",
	  .doc = "Without DATABASE_URL it runs a private PostgreSQL under the data directory. Ends on ^C or SIGTERM, "
		 "after\n"
		 "finishing what is on the wire.",
	  .examples = "  loumass up\n  loumass up --demo --listen 127.0.0.1:9000 --data /var/lib/loumass",
	  .run = main_up_run },
	{ .group = "serve", .summary = "Run the API, the web app and tracking", .run = main_serve_run },
	{ .group = "work", .summary = "Run sending, planning and imports", .run = main_work_run },
	{ .group = "migrate",
	  .name = "status",
	  .summary = "Show which migrations the database has",
	  .reads = true,
	  .run = main_migrate_status_run },
	{ .group = "migrate",
	  .name = "deploy",
	  .summary = "Apply pending migrations; safe from many nodes at once",
	  .creates = true,
	  .run = main_migrate_deploy_run },
	{ .group = "config",
	  .name = "show",
	  .summary = "Print the settings in force and where they come from",
	  .reads = true,
	  .run = main_config_show_run },
	{ .group = "config", .name = "docs", .summary = "Print docs/config.md", .run = main_config_docs_run },
	{ .group = "config",
	  .name = "man",
	  .summary = "Print the manual page loumass.conf(5)",
	  .run = main_config_page_run },
	{ .group = "config",
	  .name = "sample",
	  .summary = "Print a file of all settings to start from",
	  .examples = "  loumass config sample > /etc/loumass/loumass.conf",
	  .run = main_config_page_run },
	{ .group = "api", .name = "docs", .summary = "Print docs/api.md", .run = main_api_docs_run },
	{ .group = "api", .name = "openapi", .summary = "Print the OpenAPI document", .run = main_api_openapi_run },
	{ .group = "db",
	  .name = "url",
	  .summary = "Print the connection string of the database (it holds its password, if any)",
	  .run = main_db_url_run },
};
static const size_t admin_commands_n = sizeof(admin_commands) / sizeof(*admin_commands);

#define SET(name)                                                                                                      \
	{                                                                                                              \
		name##_commands, &name##_commands_n                                                                    \
	}
#define DECLARE(name)                                                                                                  \
	extern const struct cli_command name##_commands[];                                                             \
	extern const size_t name##_commands_n

DECLARE(about);
DECLARE(user);
DECLARE(contacts);
DECLARE(campaign);
DECLARE(sequence);
DECLARE(sequence_edit);
DECLARE(enrollment);
DECLARE(reply);
DECLARE(inbox);
DECLARE(key);
DECLARE(sender);
DECLARE(mailbox);
DECLARE(google);
DECLARE(capture);
DECLARE(seed);
DECLARE(doubts);
DECLARE(doctor);
DECLARE(domain);
DECLARE(dkim);
DECLARE(backup);
DECLARE(privacy);
DECLARE(manual);
DECLARE(verdicts);
DECLARE(choice);
DECLARE(webhook);
DECLARE(hook);
DECLARE(segment);

static const struct cli_set sets[] = { SET(admin),	   SET(user),	    SET(contacts), SET(campaign), SET(sequence),
				       SET(sequence_edit), SET(enrollment), SET(reply),	   SET(inbox),	  SET(key),
				       SET(sender),	   SET(mailbox),    SET(google),   SET(capture),  SET(seed),
				       SET(doubts),	   SET(doctor),	    SET(domain),   SET(dkim),	  SET(backup),
				       SET(privacy),	   SET(manual),	    SET(verdicts), SET(choice),	  SET(webhook),
				       SET(hook),	   SET(segment),    SET(about) };

/* Out of memory, or a state that must not be, ends the process: not without a word. */
static void main_on_abort(int number)
{
	(void)number;
	static const char memory[] = "loumass: out of memory\n", other[] = "loumass: aborted\n";
	bool full = errno == ENOMEM;
	if (write(STDERR_FILENO, full ? memory : other, full ? sizeof(memory) - 1 : sizeof(other) - 1) < 0)
		return;
}

int main(int argc, char **argv)
{
	sigaction(SIGABRT, &(struct sigaction){ .sa_handler = main_on_abort, .sa_flags = SA_RESETHAND }, NULL);
	backup_lend(&runtime, main_open_for);
	static struct cli_option globals[CONFIG_ITEMS_MAX];
	for (size_t i = 0; i < config_items_n; i++) {
		const struct config_item *item = &config_items[i];
		globals[i] =
			(struct cli_option){ .name = arena_z(&runtime.arena, config_flag_name(&runtime.arena, item)),
					     .arg = item->kind == CONFIG_BOOL ? NULL : "VALUE",
					     .doc = item->doc };
	}
	struct cli_hooks hooks = { .globals = globals,
				   .n_globals = config_items_n,
				   .config = main_lend_config,
				   .app = main_lend_app,
				   .close = main_lend_close };
	return cli_main(sets, sizeof(sets) / sizeof(*sets), &hooks, argc, argv);
}
