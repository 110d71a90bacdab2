/* loumass backup, restore, hold: the installation as a file, and back. */
#include "bin/backup.h"
#include "base/log.h"
#include "base/time.h"
#include "ops/backup.h"
#include "os/file.h"
#include <stdio.h>
#include <unistd.h>

static struct runtime *runtime;
static err (*open_for)(struct cli *c, unsigned need);

void backup_lend(struct runtime *rt, err (*open)(struct cli *c, unsigned need))
{
	runtime = rt;
	open_for = open;
}

static err backup_passphrase(struct cli *c, bool encrypt, str *out)
{
	str file = cli_opt(c, "passphrase-file");
	*out = STR_NULL;
	if (!str_absent(file)) {
		struct buf BUF_AUTO b;
		buf_init(&b, 4096);
		err e = file_read_all(arena_z(c->arena, file), 4000, &b);
		if (err_is(e))
			return err_make(e.code, "the passphrase's file cannot be read");
		str rest = buf_str(&b), line = STR("");
		(void)str_next(&rest, '\n', &line);
		*out = arena_dup(c->arena, str_trim(line));
		return OK;
	}
	return encrypt ? cli_password(c, "Passphrase: ", out) : OK;
}

static void backup_print(struct cli *c, const char *what, const struct backup_report *r)
{
	struct json_writer *w = cli_json(c);
	char at[TIME_ISO_LEN];
	time_format_iso(r->taken_at, at);
	json_begin_obj(w);
	json_kv_time(w, "takenAt", r->taken_at);
	json_kv_str(w, "version", r->version);
	json_kv_i64(w, "tables", r->tables);
	json_kv_i64(w, "rows", r->rows);
	json_kv_i64(w, "bytes", r->bytes);
	json_kv_bool(w, "checksums", r->checksums);
	json_kv_bool(w, "secret", r->secret);
	json_kv_f64(w, "seconds", (double)r->took / US_PER_S);
	json_end_obj(w);
	cli_say(c, "%s: %lld rows in %lld tables as of %.*s, in %.1f s.", what, (long long)r->rows,
		(long long)r->tables, TIME_ISO_LEN, at, (double)r->took / US_PER_S);
}

static const char *backup_url_of(void)
{
	return runtime->app.config->database_url[0] ? runtime->app.config->database_url : runtime->url;
}

static err backup_run(struct cli *c)
{
	struct backup_report r;
	struct backup_options o = { .path = arena_z(c->arena, c->args[0]),
				    .with_secret = cli_has(c, "with-secret"),
				    .checksums = !cli_has(c, "no-checksums") };
	TRY(backup_passphrase(c, cli_has(c, "encrypt"), &o.passphrase));
	TRY(open_for(c, RUNTIME_DATABASE | RUNTIME_START_PRIVATE | RUNTIME_SCHEMA));
	TRY(backup_create(&runtime->app, c->arena, backup_url_of(), &o, &r));
	backup_print(c, "Backed up", &r);
	if (!r.secret)
		cli_say(c, "It does not hold the secret: keep a copy of that apart.");
	return OK;
}

static err backup_verify_run(struct cli *c)
{
	struct backup_report r;
	const struct config *config;
	struct backup_options o = { .path = arena_z(c->arena, c->args[0]) };
	TRY(cli_config(c, &config));
	TRY(backup_passphrase(c, cli_has(c, "encrypt"), &o.passphrase));
	TRY(backup_verify(&runtime->app, c->arena, &o, &r));
	backup_print(c,
		     r.checksums ? "Restored elsewhere, rows and checksums agree"
				 : "Restored elsewhere, the rows' numbers agree",
		     &r);
	return OK;
}

static err backup_restore_run(struct cli *c)
{
	struct backup_report r;
	const struct config *config;
	struct backup_options o = { .path = arena_z(c->arena, c->args[0]) };
	TRY(cli_config(c, &config));
	o.keep_secret = file_exists(file_join(c->arena, str_z(config->data), STR("secret.key")).p) || config->secret[0];
	TRY(backup_passphrase(c, cli_has(c, "encrypt"), &o.passphrase));
	TRY(open_for(c, RUNTIME_DATABASE | RUNTIME_START_PRIVATE));
	TRY(backup_restore(&runtime->app, c->arena, backup_url_of(), &o, &r));
	backup_print(c, "Restored", &r);
	if (!r.secret && !o.keep_secret)
		cli_say(c,
			"The backup does not hold the secret: put the old installation's into %s/secret.key before you "
			"start.",
			config->data);
	cli_say(c, "Sending is held. `loumass hold release` lets it go on; `loumass hold` says what is held.");
	return OK;
}

static err backup_hold_run(struct cli *c)
{
	const struct app *app;
	struct hold h;
	TRY(cli_app(c, &app));
	TRY(hold_get(app_system(app), c->arena, &h));
	json_begin_obj(cli_json(c));
	json_kv_bool(cli_json(c), "held", h.since != 0);
	json_kv_str(cli_json(c), "why", h.since ? h.from : STR_NULL);
	json_end_obj(cli_json(c));
	if (h.since)
		cli_say(c, "Nothing is sent: %.*s. `loumass hold release` lets it go on.", STR_FMT(h.from));
	else
		cli_say(c, "Nothing is held.");
	return OK;
}

static err backup_release_run(struct cli *c)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	TRY(hold_release(app_system(app), c->arena, cli_has(c, "pause-all")));
	json_begin_obj(cli_json(c));
	json_kv_bool(cli_json(c), "held", false);
	json_end_obj(cli_json(c));
	cli_say(c, cli_has(c, "pause-all") ? "Released; campaigns and sequences that were under way are paused."
					   : "Released.");
	return OK;
}

#define PASSPHRASE                                                                                                     \
	{ .name = "encrypt", .doc = "Ask for a passphrase" },                                                          \
	{                                                                                                              \
		.name = "passphrase-file", .arg = "FILE",                                                              \
		.doc = "Its first line is the backup_passphrase (12 bytes or more)"                                    \
	}

static const struct cli_option backup_options_table[] = {
	PASSPHRASE,
	{ .name = "with-secret", .doc = "Include the installation's secret; requires a passphrase" },
	{ .name = "no-checksums", .doc = "Only count rows; faster on a large database" },
};
static const struct cli_option open_options[] = { PASSPHRASE };
static const struct cli_option release_options[] = {
	{ .name = "pause-all", .doc = "Pause campaigns and sequences that were running, so you can check each one" },
};

const struct cli_command backup_commands[] = {
	{ .group = "backup",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Back up everything to one file, as of one instant",
	  .doc = "The database (PostgreSQL's own dump), the tracking journal, and a manifest with the rows and "
		 "checksums of every table.\n"
		 "Nothing is stopped for it.",
	  .examples = "  loumass backup /backups/today.backup\n  loumass backup --encrypt --with-secret "
		      "/backups/today.backup",
	  CLI_OPTIONS(backup_options_table),
	  .run = backup_run },
	{ .group = "backup-verify",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Restore a backup into a scratch database and compare",
	  .doc = "Needs the PostgreSQL server's programs, and room under /tmp for the restored database.",
	  .examples = "  loumass backup-verify /backups/today.backup",
	  CLI_OPTIONS(open_options),
	  .run = backup_verify_run },
	{ .group = "restore",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Restore a backup into an empty database",
	  .doc = "A restored copy does not send until `loumass hold release`.",
	  .examples = "  LOUMASS_DATA=/srv/new loumass restore /backups/today.backup",
	  CLI_OPTIONS(open_options),
	  .creates = true,
	  .run = backup_restore_run },
	{ .group = "hold", .summary = "Show whether a restored copy holds its mail", .run = backup_hold_run },
	{ .group = "hold",
	  .name = "release",
	  .summary = "Allow a restored copy to send",
	  CLI_OPTIONS(release_options),
	  .run = backup_release_run },
};
const size_t backup_commands_n = sizeof(backup_commands) / sizeof(*backup_commands);
