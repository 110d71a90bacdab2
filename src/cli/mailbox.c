/* loumass sender mailbox …: where the answers to a sender's mail are read. */
#include "core/sender/mailbox.h"
#include "cli/cli.h"

static const struct cli_option mailbox_options[] = {
	CLI_USER_OPTION,
	{ .name = "host", .arg = "HOST", .doc = "The IMAP server" },
	{ .name = "port", .arg = "N", .doc = "Default 993 for tls, else 143" },
	{ .name = "security", .arg = "tls|starttls|none", .doc = "Default tls" },
	{ .name = "any-certificate", .doc = "Accept any certificate" },
	{ .name = "username", .arg = "NAME", .doc = "Default: the sender's" },
	{ .name = "xoauth2", .doc = "Log in with an access token; without --password, with the sender's own tokens" },
	{ .name = "folder", .arg = "NAME", .doc = "Default INBOX" },
	{ .name = "password", .doc = "Ask for the password (or the token), or read it from standard input" },
	{ .name = "pause", .doc = "Stop reading it for now" },
	{ .name = "resume", .doc = "Resume reading it" },
	{ .name = "remove", .doc = "Remove it" },
	{ .name = "test", .doc = "Try to log in and open the folder" },
};

static bool mailbox_changes(struct cli *c)
{
	static const char *const names[] = { "host",	"port",	  "security", "any-certificate", "username",
					     "xoauth2", "folder", "password", "pause",		 "resume" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cli_has(c, names[i]))
			return true;
	return false;
}

static struct json_opt_str mailbox_given(struct cli *c, const char *name)
{
	str s = cli_opt(c, name);
	return (struct json_opt_str){ .given = !str_absent(s), .v = s };
}

static err cli_mailbox_patch(struct cli *c, struct mailbox_patch *out)
{
	struct mailbox_patch in = { .host = mailbox_given(c, "host"),
				    .security = mailbox_given(c, "security"),
				    .username = mailbox_given(c, "username"),
				    .folder = mailbox_given(c, "folder") };
	int64_t port;
	if (cli_has(c, "port")) {
		TRY(cli_opt_i64(c, "port", 0, 1, 65535, &port));
		in.port = (struct json_patch_i64){ .given = true, .v = SOME_I64(port) };
	}
	if (cli_has(c, "any-certificate"))
		in.tls_verify = SOME_BOOL(false);
	if (cli_has(c, "xoauth2"))
		in.auth = (struct json_opt_str){ .given = true, .v = STR("xoauth2") };
	if (cli_has(c, "pause") && cli_has(c, "resume"))
		return cli_usage(c, "either --pause or --resume");
	if (cli_has(c, "pause") || cli_has(c, "resume"))
		in.enabled = SOME_BOOL(cli_has(c, "resume"));
	in.secret.given = cli_has(c, "password") || cli_has(c, "xoauth2");
	if (cli_has(c, "password")) {
		TRY(cli_password(c, "Password of the mailbox: ", &in.secret.v));
	}
	*out = in;
	return OK;
}

static void mailbox_say(struct cli *c, const struct mailbox *m)
{
	if (str_absent(m->host))
		cli_say(c, "read over Gmail's API");
	else
		cli_say(c, "%.*s at %.*s:%lld (%.*s), folder %.*s", STR_FMT(m->username), STR_FMT(m->host),
			(long long)m->port.v, STR_FMT(m->security), STR_FMT(m->folder));
	if (!m->enabled)
		cli_say(c, "it is not read now: --resume");
	else if (!str_absent(m->error))
		cli_say(c, "the last look failed: %.*s", STR_FMT(m->error));
	else
		cli_say(c, m->checked_at.has ? "it is being read" : "it has not been read yet");
}

static err mailbox_try_it(struct cli *c, const struct app *app, tenant_db db, str sender_id)
{
	struct sender_test t;
	TRY(mailbox_test(app, db, c->arena, sender_id, &t));
	for (size_t i = 0; i < t.n; i++)
		cli_say(c, "  %-8s %-6s %.*s", t.steps[i].step, t.steps[i].ok ? "ok" : "FAILED",
			STR_FMT(t.steps[i].reply));
	return sender_test_result(&t, "the mailbox cannot be read");
}

static err mailbox_run(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct mailbox m;
	struct mailbox_patch in;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(sender_find(db, c->arena, c->args[0], &s));
	if (cli_has(c, "remove")) {
		TRY(mailbox_delete(db, c->arena, s.id));
		cli_say(c, "removed");
		json_put_null(cli_json(c));
		return OK;
	}
	if (mailbox_changes(c)) {
		TRY(cli_mailbox_patch(c, &in));
		TRY(mailbox_set(db, c->arena, app->keys, s.id, &in, &errors, &m));
	} else {
		TRY(mailbox_get(db, c->arena, s.id, &m));
	}
	mailbox_say(c, &m);
	mailbox_write(cli_json(c), &m);
	return cli_has(c, "test") ? mailbox_try_it(c, app, db, s.id) : OK;
}

const struct cli_command mailbox_commands[] = {
	{ .group = "sender",
	  .name = "mailbox",
	  .args = "<id, name or kind>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Show, set or test the mailbox where its replies are read",
	  .doc = "It is opened read-only: nothing in it is marked, moved or deleted.",
	  .examples = "loumass sender mailbox news --host imap.example.com --username news --password --test\n",
	  CLI_OPTIONS(mailbox_options),
	  .run = mailbox_run },
};
const size_t mailbox_commands_n = sizeof(mailbox_commands) / sizeof(*mailbox_commands);
