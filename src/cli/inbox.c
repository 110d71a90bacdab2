/* loumass reply unmatched|assign|dismiss|away|resume|leave|stay|not-understood: what the inbox asks a person. */
#include "base/limits.h"
#include "cli/cli_int.h"
#include "core/inbound/reply.h"
#include "core/inbound/unknown.h"
#include "core/inbound/unmatched.h"

static const struct cli_option inbox_user[] = { CLI_USER_OPTION };
static const struct cli_option inbox_list[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "open|assigned|dismissed", .doc = "Only these (open when not given)" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static str inbox_text(str s)
{
	return str_absent(s) ? STR("") : s;
}

static err inbox_unmatched(struct cli *c)
{
	static const char *const heads[] = { "id", "kind", "from", "subject", "proposed", "received" };
	tenant_db db;
	struct unmatched_list l;
	struct unmatched_list_in in = { .status = cli_has(c, "status") ? cli_opt(c, "status") : STR("open") };
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	TRY(cli_tenant(c, &db));
	TRY(unmatched_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 6);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct unmatched *u = &l.v[i];
		str kind = str_empty(u->bounce)
				   ? u->kind
				   : arena_printf(c->arena, "%.*s %.*s", STR_FMT(u->bounce), STR_FMT(u->kind));
		str cells[6] = { u->id,
				 kind,
				 u->from,
				 u->subject,
				 inbox_text(u->contact_email),
				 cli_minute(c, SOME_I64(u->received_at)) };
		cli_row(t, cells);
		unmatched_write(w, u, false, c->arena);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static const struct cli_option assign_options[] = {
	CLI_USER_OPTION,
	{ .name = "contact", .arg = "ADDRESS", .doc = "The contact: address or id; default the proposed one" },
	{ .name = "campaign", .arg = "ID", .doc = "About the last message of this campaign" },
	{ .name = "sequence", .arg = "ID", .doc = "About the last message of this sequence" },
};

static err inbox_assign(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct contact k;
	struct unmatched u;
	struct field_errors errors;
	struct unmatched_assign in = { .campaign_id = cli_opt(c, "campaign"), .sequence_id = cli_opt(c, "sequence") };
	field_errors_init(&errors, c->arena);
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	if (cli_has(c, "contact")) {
		TRY(cli_contact(c, db, cli_opt(c, "contact"), &k));
		in.contact_id = k.id;
	}
	TRY(unmatched_assign(app, db, c->arena, c->args[0], &in, &errors, &u));
	cli_say(c, "assigned: a %.*s", STR_FMT(u.kind));
	unmatched_write(cli_json(c), &u, true, c->arena);
	return OK;
}

static err inbox_dismiss(struct cli *c)
{
	tenant_db db;
	struct unmatched u;
	TRY(cli_tenant(c, &db));
	TRY(unmatched_dismiss(db, c->arena, c->args[0], &u));
	cli_say(c, "dismissed");
	unmatched_write(cli_json(c), &u, true, c->arena);
	return OK;
}

static err inbox_away(struct cli *c)
{
	static const char *const heads[] = { "contact", "why", "until", "words", "colleague" };
	tenant_db db;
	struct hold_list l;
	TRY(cli_tenant(c, &db));
	TRY(hold_list(db, c->arena, &(struct hold_list_in){ .limit = 200 }, &l));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct hold *h = &l.v[i];
		str cells[5] = { h->email, h->reason, cli_minute(c, h->until), inbox_text(h->words),
				 inbox_text(h->colleague) };
		cli_row(t, cells);
		hold_write(w, h);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err inbox_resume(struct cli *c)
{
	tenant_db db;
	struct contact k;
	TRY(cli_tenant(c, &db));
	TRY(cli_contact(c, db, c->args[0], &k));
	TRY(hold_end(db, c->arena, k.id));
	cli_say(c, "%.*s: their sequences go on", STR_FMT(k.email));
	return OK;
}

static err inbox_decide(struct cli *c, bool leave)
{
	const struct app *app;
	tenant_db db;
	struct reply_thread t;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(reply_decide(app, db, c->arena, c->args[0], leave, &t));
	cli_say(c, "%.*s %s", STR_FMT(t.reply.email), leave ? "is unsubscribed" : "stays");
	reply_thread_write(cli_json(c), &t);
	return OK;
}

static err inbox_leave(struct cli *c)
{
	return inbox_decide(c, true);
}

static err inbox_stay(struct cli *c)
{
	return inbox_decide(c, false);
}

static err inbox_refusals(struct cli *c)
{
	static const char *const heads[] = { "last", "times", "way", "words" };
	tenant_db db;
	struct unknown_list l;
	TRY(cli_tenant(c, &db));
	TRY(unknown_list(db, c->arena, &l));
	struct cli_table *t = cli_table(c, heads, 4);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct unknown_text *r = &l.v[i];
		str cells[4] = { cli_minute(c, SOME_I64(r->last_at)),
				 arena_printf(c->arena, "%lld", (long long)r->count), r->way, r->words };
		cli_row(t, cells);
		unknown_write(w, r);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

#define INBOX_ONE .group = "reply", .args = "<id>", .min_args = 1, .max_args = 1

const struct cli_command inbox_commands[] = {
	{ .group = "reply",
	  .name = "unmatched",
	  .summary = "List inbound messages that match none of ours",
	  CLI_OPTIONS(inbox_list),
	  .reads = true,
	  .run = inbox_unmatched },
	{ INBOX_ONE, .name = "assign", .summary = "Assign an unmatched message to a contact",
	  CLI_OPTIONS(assign_options), .examples = "loumass reply assign cm… --contact jo@example.com\n",
	  .run = inbox_assign },
	{ INBOX_ONE, .name = "dismiss", .summary = "Dismiss an unmatched message", CLI_OPTIONS(inbox_user),
	  .run = inbox_dismiss },
	{ INBOX_ONE, .name = "leave", .summary = "Unsubscribe the person who asked to leave in this conversation",
	  CLI_OPTIONS(inbox_user), .run = inbox_leave },
	{ INBOX_ONE, .name = "stay", .summary = "Dismiss a supposed opt-out; their sequences continue",
	  CLI_OPTIONS(inbox_user), .run = inbox_stay },
	{ .group = "reply",
	  .name = "away",
	  .summary = "List contacts whose sequences wait because they are away or may have asked to leave",
	  CLI_OPTIONS(inbox_user),
	  .reads = true,
	  .run = inbox_away },
	{ .group = "reply",
	  .name = "resume",
	  .args = "<contact>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Resume a contact's sequences now",
	  CLI_OPTIONS(inbox_user),
	  .run = inbox_resume },
	{ .group = "reply",
	  .name = "not-understood",
	  .summary = "List refusals of the last 30 days that no rule covers",
	  CLI_OPTIONS(inbox_user),
	  .reads = true,
	  .run = inbox_refusals },
};
const size_t inbox_commands_n = sizeof(inbox_commands) / sizeof(*inbox_commands);
