/* loumass hook …: webhooks, to which other programs are told what happens. */
#include "core/hook/hook.h"
#include "base/num.h"
#include "base/time.h"
#include "cli/cli_int.h"
#include "os/clock.h"

static str hook_state(const struct hook *h)
{
	return !h->active	 ? (str_absent(h->paused_reason) ? STR("paused") : STR("paused by LOUMASS"))
	       : h->failures > 0 ? STR("failing")
				 : STR("active");
}

/* ["a","b"] as a, b. */
static str hook_events_text(struct cli *c, const struct hook *h)
{
	const struct json *v;
	str out = STR("");
	if (err_is(json_parse(c->arena, h->events, &v)))
		return h->events;
	for (JSON_EACH(e, v))
		out = arena_printf(c->arena, "%.*s%s%.*s", STR_FMT(out), out.n ? ", " : "", STR_FMT(json_str(e)));
	return out;
}

static err hook_show_all(struct cli *c)
{
	static const char *const heads[] = { "id", "url", "events", "state", "waiting" };
	const struct app *app;
	tenant_db db;
	struct hook *v;
	size_t n;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_list(db, c->arena, &v, &n));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "data");
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		hook_write(w, &v[i], NULL);
		str cells[] = { v[i].id, v[i].url, hook_events_text(c, &v[i]), hook_state(&v[i]),
				arena_printf(c->arena, "%lld", (long long)v[i].waiting) };
		cli_row(t, cells);
	}
	json_end_arr(w);
	json_end_obj(w);
	cli_table_print(t);
	return OK;
}

/* By id, or by its address when one alone has it. */
static err hook_named(struct cli *c, tenant_db db, struct hook *out)
{
	struct hook *v;
	size_t n, found = 0;
	TRY(hook_list(db, c->arena, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].id, c->args[0])) {
			*out = v[i];
			return OK;
		}
		if (str_eq(v[i].url, c->args[0]) && found++ == 0)
			*out = v[i];
	}
	if (found > 1)
		return err_make(ERR_CONFLICT, "several have this address: give the id (loumass hook list)");
	return found ? OK : err_make(ERR_NOT_FOUND, "there is no such webhook (loumass hook list)");
}

static err hook_show(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	hook_write(cli_json(c), &h, NULL);
	cli_say(c, "%.*s (%.*s): %.*s", STR_FMT(h.url), STR_FMT(h.id), STR_FMT(hook_state(&h)));
	cli_say(c, "told: %.*s", STR_FMT(hook_events_text(c, &h)));
	cli_say(c, "%lld deliveries wait", (long long)h.waiting);
	if (!str_absent(h.paused_reason))
		cli_say(c, "%.*s", STR_FMT(h.paused_reason));
	else if (!str_absent(h.last_error))
		cli_say(c, "the last call: %.*s", STR_FMT(h.last_error));
	return OK;
}

static err hook_put(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	struct hook_patch in = {};
	struct field_errors errors;
	str secret;
	bool edit = str_eq(str_z(c->command->name), STR("edit"));
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "pause") && cli_has(c, "resume"))
		return cli_usage(c, "--pause and --resume exclude each other");
	if (cli_has(c, "pause") || cli_has(c, "resume"))
		in.active = SOME_BOOL(cli_has(c, "resume"));
	if (!edit || cli_has(c, "address"))
		in.url = (struct json_opt_str){ true, edit ? cli_opt(c, "address") : c->args[0] };
	if (cli_has(c, "description"))
		in.description = (struct json_opt_str){ true, cli_opt(c, "description") };
	if (cli_has(c, "event")) {
		in.events.given = true;
		in.events.n = cli_opt_all(c, "event", &in.events.v);
	}
	TRY(cli_app_tenant(c, &app, &db));
	if (edit) {
		TRY(hook_named(c, db, &h));
		TRY(cli_field_errors(c, &errors, hook_update(app, db, c->arena, h.id, &in, &errors, &h)));
		hook_write(cli_json(c), &h, NULL);
		cli_say(c, "Changed: %.*s is %.*s", STR_FMT(h.url), STR_FMT(hook_state(&h)));
		return OK;
	}
	TRY(cli_field_errors(c, &errors, hook_create(app, db, c->arena, &in, &errors, &h, &secret)));
	hook_write(cli_json(c), &h, &secret);
	cli_say(c, "Created %.*s; its calls are signed with\n%.*s", STR_FMT(h.id), STR_FMT(secret));
	return OK;
}

static err hook_remove(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(hook_delete(db, c->arena, h.id));
	hook_write(cli_json(c), &h, NULL);
	cli_say(c, "Deleted: %.*s gets no more calls", STR_FMT(h.url));
	return OK;
}

static err hook_renew(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	struct field_errors errors;
	int64_t hours = 24;
	str secret;
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "overlap") && !num_parse_i64(cli_opt(c, "overlap"), &hours))
		return cli_usage(c, "--overlap is a number of hours, 0 to 168");
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(cli_field_errors(c, &errors, hook_rotate(app, db, c->arena, h.id, hours, &errors, &h, &secret)));
	hook_write(cli_json(c), &h, &secret);
	cli_say(c, "%.*s is signed with\n%.*s\n%s", STR_FMT(h.url), STR_FMT(secret),
		hours ? "and for a time with the secret before, too" : "The secret before counts no longer.");
	return OK;
}

static err hook_tell_secret(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	str secret;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(hook_secret(app, db, c->arena, h.id, &secret));
	hook_write(cli_json(c), &h, &secret);
	cli_say(c, "%.*s", STR_FMT(secret));
	return OK;
}

static err hook_try(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	struct hook_delivery d;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(hook_test(db, c->arena, h.id, &d));
	hook_delivery_write(cli_json(c), &d);
	cli_say(c, "A test event waits for %.*s: what becomes of it, loumass hook deliveries %.*s", STR_FMT(h.url),
		STR_FMT(h.id));
	return OK;
}

static err hook_show_log(struct cli *c)
{
	static const char *const heads[] = { "at", "type", "status", "tries", "answer", "error", "id" };
	const struct app *app;
	tenant_db db;
	struct hook h;
	struct hook_delivery *v;
	size_t n;
	struct hook_log_in in = { .status = cli_opt(c, "status"), .type = cli_opt(c, "type"), .limit = 50 };
	if (!str_absent(in.status) && !json_choice_has("pending|delivered|failed", in.status))
		return cli_usage(c, "--status is pending, delivered or failed");
	if (cli_has(c, "limit") && (!num_parse_i64(cli_opt(c, "limit"), &in.limit) || in.limit < 1 || in.limit > 1000))
		return cli_usage(c, "--limit is a number, 1 to 1000");
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(hook_log(db, c->arena, h.id, &in, &v, &n));
	struct cli_table *t = cli_table(c, heads, 7);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "data");
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		char at[TIME_ISO_LEN];
		time_format_iso(v[i].at, at);
		hook_delivery_write(w, &v[i]);
		str cells[] = { arena_dup(c->arena, str_of(at, TIME_ISO_LEN)),
				v[i].type,
				v[i].status,
				arena_printf(c->arena, "%lld", (long long)v[i].attempts),
				v[i].answer.has ? arena_printf(c->arena, "%lld", (long long)v[i].answer.v) : STR(""),
				str_absent(v[i].error) ? STR("") : v[i].error,
				arena_printf(c->arena, "%lld", (long long)v[i].id) };
		cli_row(t, cells);
	}
	json_end_arr(w);
	json_end_obj(w);
	cli_table_print(t);
	return OK;
}

static err hook_send_again(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct hook h;
	int64_t since, until = clock_now(), n = 0;
	str status = cli_opt(c, "status");
	if (!time_parse_iso(cli_opt(c, "since"), &since))
		return cli_usage(c, "--since is a date or time, such as 2026-12-01 or 2026-12-01T09:00:00Z");
	if (cli_has(c, "until") && !time_parse_iso(cli_opt(c, "until"), &until))
		return cli_usage(c, "--until is a date or time, such as 2026-12-01 or 2026-12-01T09:00:00Z");
	if (!str_absent(status) && !json_choice_has("delivered|failed", status))
		return cli_usage(c, "--status is delivered or failed");
	TRY(cli_app_tenant(c, &app, &db));
	TRY(hook_named(c, db, &h));
	TRY(hook_replay(db, c->arena, h.id, since, until, status, &n));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "deliveries", n);
	json_end_obj(w);
	cli_say(c, "%lld deliveries are sent once more%s", (long long)n,
		n == HOOK_REPLAY_MAX ? ": the oldest of them; run it again for the others" : "");
	return OK;
}

#define HOOK_ONE .group = "hook", .args = "<id or url>", .min_args = 1, .max_args = 1
#define EVENT_OPTION                                                                                                   \
	.name = "event", .arg = "TYPE", .repeat = true,                                                                \
	.doc = "What it is told: message.bounced, contact.* …, or * (docs/webhooks.md)"

static const struct cli_option hook_user[] = { CLI_USER_OPTION };
static const struct cli_option hook_create_options[] = {
	CLI_USER_OPTION,
	{ EVENT_OPTION, .required = true },
	{ .name = "description", .arg = "TEXT", .doc = "What it is for" },
};
static const struct cli_option hook_edit_options[] = {
	CLI_USER_OPTION,
	{ EVENT_OPTION },
	{ .name = "address", .arg = "URL", .doc = "Another address" },
	{ .name = "description", .arg = "TEXT", .doc = "What it is for" },
	{ .name = "pause", .doc = "Nothing is written for it; what waits stays" },
	{ .name = "resume", .doc = "From now on, and at once" },
};
static const struct cli_option hook_rotate_options[] = {
	CLI_USER_OPTION,
	{ .name = "overlap",
	  .arg = "HOURS",
	  .doc = "So long calls are signed with both secrets: 0 to 168, default 24" },
};
static const struct cli_option hook_log_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "STATUS", .doc = "pending, delivered or failed" },
	{ .name = "type", .arg = "TYPE", .doc = "Of this event" },
	{ .name = "limit", .arg = "N", .doc = "Rows: default 50, at most 1000" },
};
static const struct cli_option hook_replay_options[] = {
	CLI_USER_OPTION,
	{ .name = "since", .arg = "TIME", .required = true, .doc = "From this time on" },
	{ .name = "until", .arg = "TIME", .doc = "Default: now" },
	{ .name = "status", .arg = "STATUS", .doc = "delivered or failed; default: both" },
};
static const struct cli_option hook_delete_options[] = { CLI_USER_OPTION,
							 { .name = "yes", .doc = "This cannot be undone" } };

const struct cli_command hook_commands[] = {
	{ .group = "hook",
	  .name = "list",
	  .summary = "List webhooks, to which other programs are told what happens",
	  CLI_OPTIONS(hook_user),
	  .reads = true,
	  .run = hook_show_all },
	{ HOOK_ONE, .name = "show", .summary = "Show a webhook", CLI_OPTIONS(hook_user), .reads = true,
	  .run = hook_show },
	{ .group = "hook",
	  .name = "create",
	  .args = "<url>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Create a webhook and print its secret",
	  .examples = "loumass hook create https://example.com/hooks --event message.bounced --event 'contact.*'\n",
	  CLI_OPTIONS(hook_create_options),
	  .run = hook_put },
	{ HOOK_ONE, .name = "edit", .summary = "Change, pause or resume a webhook; what is not named stays",
	  CLI_OPTIONS(hook_edit_options), .run = hook_put },
	{ HOOK_ONE, .name = "delete", .summary = "Delete a webhook, what waits for it, and its log",
	  CLI_OPTIONS(hook_delete_options), .asks = "What waits for it is not sent, and its log goes.",
	  .needs_yes = true, .run = hook_remove },
	{ HOOK_ONE, .name = "secret", .summary = "Print what a webhook's calls are signed with", CLI_OPTIONS(hook_user),
	  .reads = true, .run = hook_tell_secret },
	{ HOOK_ONE, .name = "rotate", .summary = "Give a webhook a new secret", CLI_OPTIONS(hook_rotate_options),
	  .run = hook_renew },
	{ HOOK_ONE, .name = "test", .summary = "Send a webhook a test event", CLI_OPTIONS(hook_user), .run = hook_try },
	{ HOOK_ONE, .name = "deliveries", .summary = "List what was sent to a webhook, and what waits",
	  CLI_OPTIONS(hook_log_options), .reads = true, .run = hook_show_log },
	{ HOOK_ONE, .name = "replay", .summary = "Send deliveries of a time once more",
	  .examples = "loumass hook replay https://example.com/hooks --since 2026-12-01 --status failed\n",
	  CLI_OPTIONS(hook_replay_options), .run = hook_send_again },
};
const size_t hook_commands_n = sizeof(hook_commands) / sizeof(*hook_commands);
