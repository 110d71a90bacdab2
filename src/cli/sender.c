/* loumass sender …: how mail leaves. */
#include "core/sender/sender.h"
#include "cli/cli.h"
#include "core/sender/google.h"
#include <stdio.h>

static struct json_opt_str sender_given(str s)
{
	return (struct json_opt_str){ .given = !str_absent(s), .v = s };
}

static err sender_number(struct cli *c, const char *name, int64_t max, struct json_patch_i64 *out)
{
	int64_t v;
	if (!cli_has(c, name))
		return OK;
	TRY(cli_opt_i64(c, name, 0, 1, max, &v));
	*out = (struct json_patch_i64){ .given = true, .v = SOME_I64(v) };
	return OK;
}

static err sender_open_tenant(struct cli *c, const struct app **app, tenant_db *db)
{
	TRY(cli_app(c, app));
	return cli_tenant(c, db);
}

static void sender_say_test(struct cli *c, const struct sender_test *t)
{
	for (size_t i = 0; i < t->n; i++)
		cli_say(c, "  %-8s %-6s %.*s", t->steps[i].step, t->steps[i].ok ? "ok" : "FAILED",
			STR_FMT(t->steps[i].reply));
}

static void sender_write_test(struct json_writer *w, const struct sender_test *t)
{
	json_begin_obj(w);
	json_kv_bool(w, "ok", t->ok);
	json_key(w, "steps");
	json_begin_arr(w);
	for (size_t i = 0; i < t->n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "step", str_z(t->steps[i].step));
		json_kv_bool(w, "ok", t->steps[i].ok);
		json_kv_str(w, "reply", t->steps[i].reply);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

/* --- add --- */

/* clang-format off */
#define SENDER_FIELDS \
	{ .name = "name", .arg = "TEXT", .doc = "Its name; default the host" }, \
	{ .name = "from-name", .arg = "TEXT", .doc = "The name beside it" }, \
	{ .name = "reply-to", .arg = "ADDRESS", .doc = "Where replies go; default the From address" }, \
	{ .name = "host", .arg = "HOST", .doc = "The mail server" }, \
	{ .name = "port", .arg = "PORT", .doc = "Default 587 for starttls, 465 for tls, 25 for none" }, \
	{ .name = "security", .arg = "none|starttls|tls", .doc = "Default starttls" }, \
	{ .name = "any-certificate", .doc = "Accept any certificate" }, \
	{ .name = "auth", .arg = "none|plain|login|xoauth2", .doc = "Default plain if a user name is given" }, \
	{ .name = "username", .arg = "NAME", .doc = "To log in with; the password is asked for" }, \
	{ .name = "token-url", \
	  .arg = "URL", \
	  .doc = "xoauth2: the token endpoint; you are asked for the client secret" }, \
	{ .name = "client-id", .arg = "ID", .doc = "xoauth2: the client id" }, \
	{ .name = "token-scope", .arg = "SCOPE", .doc = "Such as https://outlook.office365.com/.default" }, \
	{ .name = "refresh-token", .doc = "Also ask for a refresh token; without one the client authenticates by itself" }, \
	{ .name = "password-stdin", .doc = "Read the password (or token) from standard input" }, \
	{ .name = "per-second", .arg = "N", .doc = "Maximum messages a second; no limit by default" }, \
	{ .name = "per-hour", .arg = "N", .doc = "Maximum messages" }, \
	{ .name = "per-day", .arg = "N", .doc = "Maximum messages in any 24 hours" }, \
	{ .name = "connections", .arg = "N", .doc = "To the server at once; 10 when not given" }, \
	{ .name = "reply-tags", .doc = "Mark Reply-To and the envelope with the recipient's id: name+<id>@domain" }, \
	{ .name = "default", .doc = "Use it for campaigns that name no sender" }
/* clang-format on */

static const struct cli_option create_options[] = {
	CLI_USER_OPTION,
	{ .name = "kind",
	  .arg = "smtp|capture",
	  .doc = "Default smtp if a host is given, else capture (keeps mail here instead of sending it)" },
	{ .name = "from", .arg = "ADDRESS", .required = true, .doc = "The address that mail comes from" },
	{ .name = "test", .doc = "Try the connection at once" },
	SENDER_FIELDS,
};
static const struct cli_option edit_options[] = {
	CLI_USER_OPTION,
	{ .name = "from", .arg = "ADDRESS", .doc = "The address that mail comes from" },
	SENDER_FIELDS,
};

/* What was given; of a new sender the kind, too. */
static err sender_read_patch(struct cli *c, bool create, struct sender_patch *in)
{
	*in = (struct sender_patch){
		.kind = { .given = create,
			  .v = cli_has(c, "kind")   ? cli_opt(c, "kind")
			       : cli_has(c, "host") ? STR("smtp")
						    : STR("capture") },
		.name = sender_given(cli_opt(c, "name")),
		.from_email = sender_given(cli_opt(c, "from")),
		.from_name = sender_given(cli_opt(c, "from-name")),
		.reply_to = sender_given(cli_opt(c, "reply-to")),
		.host = sender_given(cli_opt(c, "host")),
		.security = sender_given(cli_opt(c, "security")),
		.auth = sender_given(cli_opt(c, "auth")),
		.username = sender_given(cli_opt(c, "username")),
	};
	TRY(sender_number(c, "port", 65535, &in->port));
	TRY(sender_number(c, "per-second", 10000, &in->per_second));
	TRY(sender_number(c, "per-hour", 100000000, &in->per_hour));
	TRY(sender_number(c, "per-day", 100000000, &in->per_day));
	TRY(sender_number(c, "connections", 200, &in->max_connections));
	if (cli_has(c, "any-certificate"))
		in->tls_verify = SOME_BOOL(false);
	if (cli_has(c, "reply-tags"))
		in->reply_tags = SOME_BOOL(true);
	if (cli_has(c, "default"))
		in->is_default = SOME_BOOL(true);
	if (cli_has(c, "token-url")) {
		in->token_url = sender_given(cli_opt(c, "token-url"));
		in->client_id = sender_given(cli_opt(c, "client-id"));
		in->scope = sender_given(cli_opt(c, "token-scope"));
		TRY(cli_password(c, "The client's secret (may be empty)", &in->client_secret.v));
		in->client_secret.given = true;
		in->refresh_token.given = cli_has(c, "refresh-token");
		return in->refresh_token.given ? cli_password(c, "Refresh token", &in->refresh_token.v) : OK;
	}
	bool logs_in = cli_has(c, "username") && !str_eq(in->auth.v, STR("none"));
	if (logs_in || cli_has(c, "password-stdin")) {
		in->secret.given = true;
		TRY(cli_password(c, "Password", &in->secret.v));
	}
	return OK;
}

static err sender_add(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct sender_patch in;
	struct sender_test t;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(sender_open_tenant(c, &app, &db));
	TRY(sender_read_patch(c, true, &in));
	TRY(sender_create(db, c->arena, app->keys, &in, &errors, &s));
	cli_say(c, "%.*s", STR_FMT(s.id));
	if (cli_has(c, "test")) {
		TRY(sender_test(app, db, c->arena, s.id, &t));
		sender_say_test(c, &t);
		TRY(sender_get(db, c->arena, s.id, &s));
	}
	sender_write(cli_json(c), &s);
	return cli_has(c, "test") ? sender_test_result(&t, "the sender was added, but its test failed") : OK;
}

/* --- list, test, delete, pause, resume --- */

static const struct cli_option user_options[] = { CLI_USER_OPTION };

/* Domains that refuse it because of itself: why, and what to do. */
static void sender_say_refusals(struct cli *c, const struct sender *s)
{
	const struct json *all = NULL;
	if (err_is(json_parse(c->arena, s->refusals, &all)))
		return;
	for (JSON_EACH(r, all))
		cli_say(c, "%.*s is refused by %.*s: %.*s. %.*s Tried again at %.*s.", STR_FMT(s->name),
			STR_FMT(json_str(json_get(r, "domain"))), STR_FMT(json_str(json_get(r, "reason"))),
			STR_FMT(json_str(json_get(r, "advice"))), STR_FMT(json_str(json_get(r, "nextTryAt"))));
}

static err cli_sender_list(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "kind", "from", "status", "hour", "day", "default" };
	const struct app *app;
	tenant_db db;
	struct sender *v;
	size_t n;
	TRY(sender_open_tenant(c, &app, &db));
	TRY(sender_list(db, c->arena, &v, &n));
	struct cli_table *t = cli_table(c, heads, 8);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		const struct sender *s = &v[i];
		str cells[8] = { s->id,
				 s->name,
				 s->kind,
				 s->from_email,
				 s->status,
				 arena_printf(c->arena, "%lld", (long long)s->used_hour),
				 arena_printf(c->arena, "%lld", (long long)s->used_day),
				 s->is_default ? STR("yes") : STR("") };
		cli_row(t, cells);
		sender_write(w, s);
	}
	json_end_arr(w);
	cli_table_print(t);
	for (size_t i = 0; i < n; i++)
		sender_say_refusals(c, &v[i]);
	return OK;
}

static err sender_found(struct cli *c, const struct app **app, tenant_db *db, struct sender *s)
{
	TRY(sender_open_tenant(c, app, db));
	return sender_find(*db, c->arena, c->args[0], s);
}

static err cli_sender_test(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct sender_test t;
	TRY(sender_found(c, &app, &db, &s));
	TRY(sender_test(app, db, c->arena, s.id, &t));
	sender_say_test(c, &t);
	sender_write_test(cli_json(c), &t);
	return sender_test_result(&t, "the test failed");
}

static err sender_delete_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	TRY(sender_found(c, &app, &db, &s));
	TRY(google_delete_sender(app, db, c->arena, s.id));
	cli_say(c, "deleted %.*s", STR_FMT(s.name));
	sender_write(cli_json(c), &s);
	return OK;
}

static err sender_disconnect(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	TRY(sender_found(c, &app, &db, &s));
	TRY(google_disconnect(app, db, c->arena, s.id));
	cli_say(c, "disconnected %.*s", STR_FMT(s.name));
	TRY(sender_get(db, c->arena, s.id, &s));
	sender_write(cli_json(c), &s);
	return OK;
}

static err sender_state(struct cli *c, err (*fn)(tenant_db, struct arena *, str, struct sender *))
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	TRY(sender_found(c, &app, &db, &s));
	TRY(fn(db, c->arena, s.id, &s));
	cli_say(c, "%.*s is %.*s", STR_FMT(s.name), STR_FMT(s.status));
	sender_write(cli_json(c), &s);
	return OK;
}

static err sender_pause_(struct cli *c)
{
	return sender_state(c, sender_pause);
}

static err cli_sender_resume(struct cli *c)
{
	return sender_state(c, sender_resume);
}

/* --- show, edit --- */

static err sender_show(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	TRY(sender_found(c, &app, &db, &s));
	cli_say(c, "%.*s  %.*s%s", STR_FMT(s.name), STR_FMT(s.status), s.is_default ? ", the default" : "");
	cli_say(c, "  kind        %.*s", STR_FMT(s.kind));
	cli_say(c, "  from        %.*s <%.*s>", STR_FMT(s.from_name), STR_FMT(s.from_email));
	if (!str_absent(s.reply_to))
		cli_say(c, "  reply to    %.*s", STR_FMT(s.reply_to));
	if (!str_absent(s.host))
		cli_say(c, "  server      %.*s:%lld, %.*s", STR_FMT(s.host), (long long)s.port.v, STR_FMT(s.security));
	if (!str_absent(s.username))
		cli_say(c, "  user name   %.*s", STR_FMT(s.username));
	if (!str_absent(s.pause_reason))
		cli_say(c, "  paused      %.*s", STR_FMT(s.pause_reason));
	cli_say(c, "  sent        %lld in the last hour, %lld in the last day", (long long)s.used_hour,
		(long long)s.used_day);
	sender_say_refusals(c, &s);
	sender_write(cli_json(c), &s);
	return OK;
}

static err sender_edit(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct sender_patch in;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(sender_found(c, &app, &db, &s));
	TRY(sender_read_patch(c, false, &in));
	TRY(sender_update(db, c->arena, app->keys, s.id, &in, &errors, &s));
	cli_say(c, "changed %.*s%s", STR_FMT(s.name),
		str_eq(s.status, STR("UNVERIFIED")) ? ": test it before it sends, with `loumass sender test`" : "");
	sender_write(cli_json(c), &s);
	return OK;
}

/* --- warmup --- */

static err sender_warmup(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct field_errors errors;
	struct sender_patch in = { .warmup_target = { .given = true } };
	int64_t target;
	field_errors_init(&errors, c->arena);
	if (!str_eq(c->args[1], STR("off"))) {
		if (!num_parse_i64(c->args[1], &target))
			return cli_usage(c, "the second argument is a number of messages a day, or off");
		in.warmup_target.v = SOME_I64(target);
	}
	TRY(sender_number(c, "start", 100000000, &in.warmup_start));
	TRY(sender_found(c, &app, &db, &s));
	TRY(sender_update(db, c->arena, app->keys, s.id, &in, &errors, &s));
	if (s.warmup_target.has)
		cli_say(c, "%.*s may send %lld in 24 hours now, and grows to %lld", STR_FMT(s.name),
			(long long)s.warmup_limit.v, (long long)s.warmup_target.v);
	else
		cli_say(c, "%.*s does not warm up", STR_FMT(s.name));
	sender_write(cli_json(c), &s);
	return OK;
}

/* --- reply-tags --- */

static err sender_reply_tags(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct field_errors errors;
	bool on = str_eq(c->args[1], STR("on"));
	struct sender_patch in = { .reply_tags = SOME_BOOL(on) };
	field_errors_init(&errors, c->arena);
	if (!on && !str_eq(c->args[1], STR("off")))
		return cli_usage(c, "the second argument is on or off");
	TRY(sender_found(c, &app, &db, &s));
	TRY(sender_update(db, c->arena, app->keys, s.id, &in, &errors, &s));
	cli_say(c, on ? "%.*s marks Reply-To and the envelope with the recipient's id" : "%.*s marks nothing",
		STR_FMT(s.name));
	sender_write(cli_json(c), &s);
	return OK;
}

static const struct cli_option warmup_options[] = {
	CLI_USER_OPTION,
	{ .name = "start", .arg = "N", .doc = "Messages in the first 24 hours; default 50" },
};

#define ONE_SENDER                                                                                                     \
	.group = "sender", .args = "<id, name or kind>", .min_args = 1, .max_args = 1, CLI_OPTIONS(user_options)

const struct cli_command sender_commands[] = {
	{ .group = "sender",
	  .name = "create",
	  .summary = "Create a sender: an SMTP server, or capture",
	  .doc = "The password is asked for, or read from standard input; it is sealed with the installation's key.",
	  .examples = "loumass sender create --from news@example.com --host smtp.example.com --username news --test\n"
		      "loumass sender create --kind capture --from me@example.com\n",
	  CLI_OPTIONS(create_options),
	  .run = sender_add },
	{ .group = "sender",
	  .name = "list",
	  .summary = "List senders and their mail of the last hour and day",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = cli_sender_list },
	{ ONE_SENDER, .name = "show", .summary = "Show a sender", .reads = true, .run = sender_show },
	{ .group = "sender",
	  .name = "edit",
	  .args = "<id, name or kind>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Change a sender; other fields stay",
	  .examples = "  loumass sender edit main --per-hour 500 --reply-to help@example.com",
	  CLI_OPTIONS(edit_options),
	  .run = sender_edit },
	{ ONE_SENDER, .name = "test", .summary = "Test the connection and login; nothing is sent",
	  .run = cli_sender_test },
	{ ONE_SENDER, .name = "pause", .summary = "Pause it; its mail waits", .run = sender_pause_ },
	{ ONE_SENDER, .name = "resume", .summary = "Resume sending; also skips the test", .run = cli_sender_resume },
	{ ONE_SENDER, .name = "disconnect", .summary = "Revoke access to a Gmail mailbox, here and at Google",
	  .run = sender_disconnect },
	{ .group = "sender",
	  .name = "warmup",
	  .args = "<id, name or kind> <messages a day, or off>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Warm up a sender: raise its daily limit slowly to a target",
	  .doc = "The limit grows by half each good day, and pauses or shrinks with bounces and complaints.",
	  .examples = "loumass sender warmup Relay 5000 --start 50\n",
	  CLI_OPTIONS(warmup_options),
	  .run = sender_warmup },
	{ .group = "sender",
	  .name = "reply-tags",
	  .args = "<id, name or kind> <on or off>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Match replies and bounces by a tagged address: name+<id>@domain",
	  .doc = "The mail server of the sender's domain must deliver such addresses (Postfix: recipient_delimiter = "
		 "+).",
	  CLI_OPTIONS(user_options),
	  .run = sender_reply_tags },
	{ ONE_SENDER, .name = "delete",
	  .summary = "Delete a sender; refused while a campaign that is not sent or a sequence uses it",
	  .asks = "Its stored password is deleted, too.", .run = sender_delete_ },
};
const size_t sender_commands_n = sizeof(sender_commands) / sizeof(*sender_commands);
