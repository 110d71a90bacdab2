/* loumass reply: the inbox. Answers to campaigns and sequences, read and answered without a browser. */
#include "core/inbound/reply.h"
#include "base/limits.h"
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/campaign/campaign.h"
#include "core/sender/sender.h"
#include "core/sequence/sequence.h"
#include "wire/json_read.h"

#define ANSWER_FILE_MAX (1u << 20)

static str cli_reply_text(str s)
{
	return str_absent(s) ? STR("") : s;
}

/* ---- list, show */

static const struct cli_option list_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "open|snoozed|done", .doc = "Only these" },
	{ .name = "sender", .arg = "WHICH", .doc = "Only replies to this sender: id, name or kind" },
	{ .name = "contact", .arg = "ADDRESS", .doc = "Only this contact's: address or id" },
	{ .name = "campaign", .arg = "ID", .doc = "To this campaign" },
	{ .name = "sequence", .arg = "WHICH", .doc = "To this sequence: id or name" },
	{ .name = "search", .arg = "TEXT", .doc = "Part of a name, an address or a subject" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static err reply_filter(struct cli *c, tenant_db db, struct reply_list_in *in)
{
	struct sender s;
	struct contact k;
	struct sequence q;
	*in = (struct reply_list_in){ .status = cli_opt(c, "status"),
				      .campaign_id = cli_opt(c, "campaign"),
				      .search = cli_opt(c, "search") };
	if (!str_absent(in->status) && !json_choice_has("open|snoozed|done", in->status))
		return cli_usage(c, "--status must be open, snoozed or done");
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in->limit));
	if (cli_has(c, "sender")) {
		TRY(sender_find(db, c->arena, cli_opt(c, "sender"), &s));
		in->sender_id = s.id;
	}
	if (cli_has(c, "contact")) {
		TRY(cli_contact(c, db, cli_opt(c, "contact"), &k));
		in->contact_id = k.id;
	}
	if (cli_has(c, "sequence")) {
		TRY(sequence_find(db, c->arena, cli_opt(c, "sequence"), &q));
		in->sequence_id = q.id;
	}
	return OK;
}

static err cli_reply_list(struct cli *c)
{
	static const char *const heads[] = { "id", "status", "from", "subject", "to", "messages", "last" };
	tenant_db db;
	struct reply_list_in in;
	struct reply_list l;
	TRY(cli_tenant(c, &db));
	TRY(reply_filter(c, db, &in));
	TRY(reply_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 7);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct reply *r = &l.v[i];
		str cells[7] = { r->id,
				 r->unread ? arena_printf(c->arena, "%.*s, new", STR_FMT(r->status)) : r->status,
				 r->email,
				 cli_reply_text(r->subject),
				 cli_reply_text(str_absent(r->campaign_name) ? r->sequence_name : r->campaign_name),
				 arena_printf(c->arena, "%lld", (long long)r->messages),
				 cli_minute(c, SOME_I64(r->last_message_at)) };
		cli_row(t, cells);
		reply_write(w, r);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

/* Nothing that a stranger wrote moves the cursor. */
static void reply_say_text(struct cli *c, str message)
{
	str rest = message, line;
	while (str_next(&rest, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line = str_upto(line, line.n - 1);
		char *out = arena_alloc(c->arena, line.n + 1);
		for (size_t i = 0; i < line.n; i++) {
			unsigned char b = (unsigned char)line.p[i];
			out[i] = (b < 0x20 && b != '\t') || b == 0x7f ? ' ' : line.p[i];
		}
		cli_say(c, "    %.*s", STR_FMT(str_of(out, line.n)));
	}
}

static void reply_say_thread(struct cli *c, const struct reply_thread *t)
{
	cli_say(c, "%.*s  %.*s  %.*s", STR_FMT(t->reply.email), STR_FMT(t->reply.status),
		STR_FMT(cli_reply_text(t->reply.subject)));
	for (size_t i = 0; i < t->n; i++) {
		const struct reply_message *m = &t->v[i];
		cli_say(c, "\n  %.*s  %.*s → %.*s  %.*s", STR_FMT(cli_minute(c, SOME_I64(m->at))), STR_FMT(m->from),
			STR_FMT(m->to), STR_FMT(m->status));
		if (!str_absent(m->error))
			cli_say(c, "  %.*s", STR_FMT(m->error));
		reply_say_text(c, cli_reply_text(m->text));
	}
}

static err reply_show(struct cli *c)
{
	tenant_db db;
	struct reply_thread t;
	TRY(cli_tenant(c, &db));
	TRY(reply_get(db, c->arena, c->args[0], &t));
	reply_say_thread(c, &t);
	reply_thread_write(cli_json(c), &t);
	return OK;
}

/* ---- answer, set */

static const struct cli_option answer_options[] = {
	CLI_USER_OPTION,
	{ .name = "text", .arg = "TEXT", .doc = "The answer" },
	{ .name = "file", .arg = "FILE", .doc = "The answer from a file; - for standard input" },
	{ .name = "done", .doc = "Also mark the conversation done" },
};

static err cli_reply_answer(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct reply_thread t;
	struct field_errors errors;
	struct buf BUF_AUTO file = {};
	buf_init(&file, ANSWER_FILE_MAX);
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "text") == cli_has(c, "file"))
		return cli_usage(c, "missing option: --text or --file");
	if (cli_has(c, "file"))
		TRY(cli_read_file(c, cli_opt(c, "file"), ANSWER_FILE_MAX, &file));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(reply_answer(app, db, c->arena, c->args[0], cli_has(c, "file") ? buf_str(&file) : cli_opt(c, "text"),
			 cli_has(c, "done"), &errors, &t));
	reply_say_thread(c, &t);
	reply_thread_write(cli_json(c), &t);
	const struct reply_message *last = &t.v[t.n - 1];
	if (str_eq(last->status, STR("failed")))
		return err_make(ERR_IO, arena_printf(c->arena, "the mail server did not take it: %.*s",
						     STR_FMT(cli_reply_text(last->error)))
						.p);
	return OK;
}

static const struct cli_option set_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "open|snoozed|done", .doc = "New status" },
	{ .name = "until", .arg = "TIME", .doc = "When a snoozed conversation reopens, such as 2026-12-24T09:00:00Z" },
	{ .name = "unread", .arg = "on|off", .doc = "off: mark as read" },
};

static err cli_reply_set(struct cli *c)
{
	tenant_db db;
	struct reply_thread t;
	struct field_errors errors;
	struct reply_patch in = { .status = cli_opt(c, "status") };
	field_errors_init(&errors, c->arena);
	if (!str_absent(in.status) && !json_choice_has("open|snoozed|done", in.status))
		return cli_usage(c, "--status must be open, snoozed or done");
	if (cli_has(c, "until") && !time_parse_iso(cli_opt(c, "until"), &in.snoozed_until.v))
		return cli_usage(c, "--until is not a time such as 2026-12-24T09:00:00Z");
	in.snoozed_until.has = cli_has(c, "until");
	TRY(cli_switch(c, "unread", &in.unread));
	if (str_absent(in.status) && !in.snoozed_until.has && !in.unread.has)
		return cli_usage(c, "missing option: --status, --until or --unread");
	TRY(cli_tenant(c, &db));
	TRY(reply_set(db, c->arena, c->args[0], &in, &errors, &t));
	cli_say(c, "%.*s is %.*s", STR_FMT(t.reply.email), STR_FMT(t.reply.status));
	reply_thread_write(cli_json(c), &t);
	return OK;
}

static const struct cli_option user_options[] = { CLI_USER_OPTION };

#define ONE .group = "reply", .args = "<id>", .min_args = 1, .max_args = 1

const struct cli_command reply_commands[] = {
	{ .group = "reply",
	  .name = "list",
	  .summary = "List conversations, newest first",
	  CLI_OPTIONS(list_options),
	  .reads = true,
	  .run = cli_reply_list },
	{ ONE, .name = "show", .summary = "Show a conversation; it stays unread until marked read",
	  CLI_OPTIONS(user_options), .reads = true, .run = reply_show },
	{ ONE, .name = "answer", .summary = "Reply in the thread, from the sender that received it",
	  .doc = "Plain text, sent at once; nothing is quoted or tracked.", CLI_OPTIONS(answer_options),
	  .examples = "loumass reply answer cm… --text \"Thursday at ten suits me.\" --done\n",
	  .run = cli_reply_answer },
	{ ONE, .name = "set", .summary = "Snooze, close, reopen or mark a conversation as read",
	  CLI_OPTIONS(set_options), .examples = "loumass reply set cm… --status snoozed --until 2026-12-24T09:00:00Z\n",
	  .run = cli_reply_set },
};
const size_t reply_commands_n = sizeof(reply_commands) / sizeof(*reply_commands);
