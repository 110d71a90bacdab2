/* loumass campaign …: written, tried, sent, watched, on the same database as the server, which does the sending. */
#include "core/campaign/campaign.h"
#include "base/limits.h"
#include "base/time.h"
#include "cli/campaign_words.h"
#include "cli/cli_int.h"
#include "cli/progress.h"
#include "core/report/stats_report.h"
#include "os/clock.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include <stdio.h>
#include <unistd.h>

static err campaign_open_tenant(struct cli *c, const struct app **app, tenant_db *db)
{
	c->arena->ceiling = 512u << 20; /* content and attachments, and their copies */
	TRY(cli_app(c, app));
	TRY(cli_tenant(c, db));
	if (c->n_args == 0)
		return OK;
	str *args = arena_array(c->arena, str, c->n_args); /* the first word is a campaign: its id, or its name */
	memcpy(args, c->args, c->n_args * sizeof(str));
	TRY(cli_campaign(c, *db, c->args[0], &args[0]));
	c->args = args;
	return OK;
}

static struct json_opt_str campaign_given(str s)
{
	return (struct json_opt_str){ .given = !str_absent(s), .v = s };
}

static err campaign_read_file(struct cli *c, str path, size_t max, str *out)
{
	struct buf BUF_AUTO b;
	buf_init(&b, max);
	TRY(cli_read_file(c, path, max, &b));
	*out = arena_dup(c->arena, buf_str(&b));
	return OK;
}

/* ---- create, edit */

#define TEXT_OPTIONS                                                                                                   \
	{ .name = "subject", .arg = "TEMPLATE", .doc = "The subject" },                                                \
		{ .name = "html", .arg = "FILE", .doc = "The text as HTML; - for standard input" },                    \
		{ .name = "text",                                                                                      \
		  .arg = "FILE",                                                                                       \
		  .doc = "The text as plain text: beside --html its alternative, else the whole message" },            \
		{ .name = "preheader", .arg = "TEMPLATE", .doc = "Preview text shown next to the subject" },           \
		{ .name = "to",                                                                                        \
		  .arg = "WHO",                                                                                        \
		  .repeat = true,                                                                                      \
		  .doc = "tag:NAME, segment:NAME, status:STATUS, all, or a contact's address" },                       \
		{ .name = "filter", .arg = "FILTER", .doc = "People a filter finds, beside --to (docs/audience.md)" }, \
		{ .name = "exclude",                                                                                   \
		  .arg = "WHO",                                                                                        \
		  .repeat = true,                                                                                      \
		  .doc = "tag:NAME, segment:NAME, campaign:ID (people who got it), or a contact's address" },          \
		{ .name = "match", .arg = "any|all", .doc = "How several tags combine; default any" },                 \
		{ .name = "sender",                                                                                    \
		  .arg = "WHICH",                                                                                      \
		  .repeat = true,                                                                                      \
		  .doc = "Id, name or kind (smtp, capture); the default sender if omitted. Repeat it to share "        \
			 "it" },                                                                                       \
		{ .name = "from-name", .arg = "TEXT", .doc = "Instead of the sender's" },                              \
		{ .name = "reply-to", .arg = "ADDRESS", .doc = "Instead of the sender's" },                            \
		{ .name = "topic", .arg = "WHICH", .doc = "Topic: its id or name; \"none\"" },                         \
		{ .name = "their-time",                                                                                \
		  .arg = "WHEN",                                                                                       \
		  .doc = "In each recipient's time zone: 09:00, or 2026-12-24T09:00; \"none\"" },                      \
		{ .name = "passed",                                                                                    \
		  .arg = "tomorrow|now",                                                                               \
		  .doc = "What happens if that time has passed for someone when it starts; default tomorrow" },        \
		{ .name = "window",                                                                                    \
		  .arg = "FROM-TO",                                                                                    \
		  .doc = "Send only during these hours, in each recipient's time zone: 09:00-17:00" },                 \
		{ .name = "days", .arg = "LIST", .doc = "And on these days: 1 (Monday) to 7, as 1,2,3,4,5" },          \
		{ .name = "unknown-zone", .arg = "ZONE", .doc = "The time zone for people whose zone is unknown" },    \
		{ .name = "follow-up",                                                                                 \
		  .arg = "CAMPAIGN",                                                                                   \
		  .doc = "Send as a reply to this campaign's mail, in each thread; \"none\"" },                        \
		{ .name = "follow-up-else",                                                                            \
		  .arg = "new|skip",                                                                                   \
		  .doc = "What people without such a mail get: a new mail, or nothing" },                              \
		{ .name = "no-tracking", .doc = "No tracking pixel, links unchanged" },                                \
	{                                                                                                              \
		.name = "attach", .arg = "FILE", .repeat = true, .doc = "Attach a file"                                \
	}

static const struct cli_option create_options[] = {
	CLI_USER_OPTION, { .name = "name", .arg = "TEXT", .required = true, .doc = "Its name" }, TEXT_OPTIONS
};
static const struct cli_option edit_options[] = { CLI_USER_OPTION,
						  { .name = "name", .arg = "TEXT", .doc = "A new name" },
						  TEXT_OPTIONS };

/* Campaign.delivery, whole: what is not named is not in it. */
static err campaign_delivery_of(struct cli *c, const struct json **out)
{
	str when = cli_opt(c, "their-time"), window = cli_opt(c, "window"), days = cli_opt(c, "days"), day;
	bool none = str_eq(when, STR("none"));
	size_t t = str_absent(when) ? STR_NPOS : str_find_byte(when, 'T');
	size_t dash = str_absent(window) ? STR_NPOS : str_find_byte(window, '-');
	struct json_writer w;
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	if (str_absent(when) && str_absent(window) && str_absent(days))
		return OK;
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	if (!str_absent(when) && !none)
		json_kv_str(&w, "at", t == STR_NPOS ? when : str_from(when, t + 1));
	if (t != STR_NPOS)
		json_kv_str(&w, "date", str_upto(when, t));
	if (cli_has(c, "passed"))
		json_kv_str(&w, "passed", cli_opt(c, "passed"));
	if (cli_has(c, "unknown-zone"))
		json_kv_str(&w, "timezone", cli_opt(c, "unknown-zone"));
	if (!str_absent(window) || !str_absent(days)) {
		json_key(&w, "window");
		json_begin_obj(&w);
		if (!str_absent(window)) {
			json_kv_str(&w, "from", str_upto(window, size_min(window.n, dash)));
			json_kv_str(&w, "to", dash == STR_NPOS ? STR("") : str_from(window, dash + 1));
		}
		json_key(&w, "days");
		json_begin_arr(&w);
		while (!str_absent(days) && str_next(&days, ',', &day)) {
			int64_t n = 0;
			(void)num_parse_i64(str_trim(day), &n);
			json_put_i64(&w, n);
		}
		json_end_arr(&w);
		json_kv_bool(&w, "useContactTimezone", true);
		json_end_obj(&w);
	}
	json_end_obj(&w);
	return json_parse(
		c->arena,
		none && str_absent(window) && str_absent(days) ? STR("null") : arena_dup(c->arena, buf_str(&b)), out);
}

static err campaign_patch_of(struct cli *c, tenant_db db, struct campaign_patch *in)
{
	str html = STR_NULL, text = STR_NULL;
	struct sender s;
	if (cli_has(c, "html"))
		TRY(campaign_read_file(c, cli_opt(c, "html"), CONTENT_MAX, &html));
	if (cli_has(c, "text"))
		TRY(campaign_read_file(c, cli_opt(c, "text"), CONTENT_MAX, &text));
	bool plain = str_absent(html) && !str_absent(text);
	*in = (struct campaign_patch){
		.name = campaign_given(cli_opt(c, "name")),
		.subject = campaign_given(cli_opt(c, "subject")),
		.content = campaign_given(plain ? text : html),
		.text_content = campaign_given(plain ? STR_NULL : text),
		.preheader = campaign_given(cli_opt(c, "preheader")),
		.from_name = campaign_given(cli_opt(c, "from-name")),
		.reply_to = campaign_given(cli_opt(c, "reply-to")),
	};
	if (in->content.given)
		in->content_format = campaign_given(plain ? STR("text") : STR("html"));
	if (cli_has(c, "no-tracking"))
		in->tracking = SOME_BOOL(false);
	in->topic_id.given = cli_has(c, "topic");
	if (in->topic_id.given && !str_eq(cli_opt(c, "topic"), STR("none")))
		TRY(cli_topic(c, db, cli_opt(c, "topic"), &in->topic_id.v));
	TRY(campaign_delivery_of(c, &in->delivery));
	in->reply_to_campaign_id.given = cli_has(c, "follow-up");
	in->reply_else = campaign_given(cli_opt(c, "follow-up-else"));
	if (in->reply_to_campaign_id.given && !str_eq(cli_opt(c, "follow-up"), STR("none")))
		in->reply_to_campaign_id.v = cli_opt(c, "follow-up");
	const str *names;
	size_t n = cli_opt_all(c, "sender", &names);
	struct json_writer w;
	struct buf BUF_AUTO ids;
	buf_init(&ids, 4096);
	json_writer_init(&w, &ids);
	json_begin_arr(&w);
	for (size_t i = 0; i < n; i++) {
		TRY(sender_find(db, c->arena, names[i], &s));
		json_put_str(&w, s.id);
	}
	json_end_arr(&w);
	if (n == 1)
		in->sender_id = campaign_given(s.id);
	else if (n > 1)
		TRY(json_parse(c->arena, arena_dup(c->arena, buf_str(&ids)), &in->sender_ids));
	return campaign_words(c, db, &in->audience);
}

static err campaign_attach_files(struct cli *c, tenant_db db, str id)
{
	const str *files;
	size_t n = cli_opt_all(c, "attach", &files);
	for (size_t i = 0; i < n; i++) {
		struct campaign_attachment t;
		str data;
		TRY(campaign_read_file(c, files[i], ATTACHMENTS_TOTAL_MAX, &data));
		TRY(attachment_add(db, c->arena, id, files[i], false, data, &t));
	}
	return OK;
}

static err cli_campaign_create(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign_patch in;
	struct campaign made;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_patch_of(c, db, &in));
	TRY(campaign_create(db, c->arena, &in, &errors, &made));
	TRY(campaign_attach_files(c, db, made.id));
	cli_say(c, "%.*s", STR_FMT(made.id));
	campaign_write(cli_json(c), &made);
	return OK;
}

static err campaign_edit(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign_patch in;
	struct campaign now;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_patch_of(c, db, &in));
	TRY(campaign_update(db, c->arena, c->args[0], &in, &errors, &now));
	TRY(campaign_attach_files(c, db, now.id));
	cli_say(c, "%.*s", STR_FMT(now.id));
	campaign_write(cli_json(c), &now);
	return OK;
}

/* ---- list, show */

static const struct cli_option list_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "DRAFT|SCHEDULED|SENDING|SENT|PAUSED", .doc = "Only these" },
	{ .name = "search", .arg = "TEXT", .doc = "Part of a name or subject" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static str cli_campaign_count(struct cli *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

/* One that is SENT and has doubts that nobody has decided is not all done. */
static str campaign_state_words(struct cli *c, const struct campaign *k)
{
	return k->stats.undecided ? arena_printf(c->arena, "%.*s, %lld undecided", STR_FMT(k->status),
						 (long long)k->stats.undecided)
				  : k->status;
}

static err cli_campaign_list(struct cli *c)
{
	static const char *const heads[] = { "id",   "name",   "status",  "recipients",
					     "sent", "opened", "clicked", "bounced" };
	const struct app *app;
	tenant_db db;
	struct campaign_list l;
	struct campaign_list_in in = { .status = cli_opt(c, "status"), .search = cli_opt(c, "search") };
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 8);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct campaign *k = &l.v[i];
		str cells[8] = { k->id,
				 k->name,
				 campaign_state_words(c, k),
				 cli_campaign_count(c, k->stats.recipients),
				 cli_campaign_count(c, k->stats.sent),
				 cli_campaign_count(c, k->stats.opened_people),
				 cli_campaign_count(c, k->stats.clicked_people),
				 cli_campaign_count(c, k->stats.bounced) };
		cli_row(t, cells);
		campaign_write(w, k);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static str campaign_when(struct cli *c, struct opt_i64 us)
{
	char *at = arena_alloc(c->arena, TIME_ISO_LEN);
	if (!us.has)
		return STR("-");
	time_format_iso(us.v, at);
	return str_of(at, TIME_ISO_LEN);
}

static str campaign_share(struct cli *c, int64_t n, int64_t of)
{
	if (of == 0)
		return cli_campaign_count(c, n);
	return arena_printf(c->arena, "%lld (%.1f %%)", (long long)n, 100.0 * (double)n / (double)of);
}

static void campaign_say_figures(struct cli *c, const struct campaign_stats *s)
{
	cli_say(c, "\n  recipients    %lld", (long long)s->recipients);
	cli_say(c, "  sent          %.*s", STR_FMT(campaign_share(c, s->sent, s->recipients)));
	cli_say(c, "  pending       %lld", (long long)s->pending);
	cli_say(c, "  failed        %lld", (long long)s->failed);
	cli_say(c, "  bounced       %.*s", STR_FMT(campaign_share(c, s->bounced, s->recipients)));
	if (s->in_doubt)
		cli_say(c, "  in doubt      %lld, %lld of them undecided%s", (long long)s->in_doubt,
			(long long)s->undecided, s->undecided ? " (loumass campaign doubts)" : "");
	cli_say(c, "  opened        %.*s by people, %lld by machines only",
		STR_FMT(campaign_share(c, s->opened_people, s->delivered)), (long long)s->opened_machines);
	cli_say(c, "  clicked       %.*s by people, %lld by machines only",
		STR_FMT(campaign_share(c, s->clicked_people, s->delivered)), (long long)s->clicked_machines);
	cli_say(c, "  replied       %lld", (long long)s->replied);
	cli_say(c, "  unsubscribed  %.*s", STR_FMT(campaign_share(c, s->unsubscribed, s->delivered)));
}

static void campaign_write_links(struct json_writer *w, const struct stats_analytics *r)
{
	json_begin_arr(w);
	for (size_t i = 0; i < r->n_links; i++) {
		json_begin_obj(w);
		json_kv_i64(w, "n", r->links[i].n);
		json_kv_str(w, "url", r->links[i].url);
		json_kv_i64(w, "people", r->links[i].people);
		json_kv_i64(w, "machines", r->links[i].machines);
		json_kv_i64(w, "uniquePeople", r->links[i].unique_people);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void campaign_say_links(struct cli *c, const struct stats_analytics *r)
{
	static const char *const heads[] = { "people", "clicks", "machines", "link" };
	if (r->n_links == 0)
		return;
	cli_say(c, "%s", "");
	struct cli_table *t = cli_table(c, heads, 4);
	for (size_t i = 0; i < r->n_links; i++) {
		str cells[4] = { cli_campaign_count(c, r->links[i].unique_people),
				 cli_campaign_count(c, r->links[i].people), cli_campaign_count(c, r->links[i].machines),
				 r->links[i].url };
		cli_row(t, cells);
	}
	cli_table_print(t);
}

static void campaign_write_senders(struct json_writer *w, const struct stats_analytics *r)
{
	json_begin_arr(w);
	for (size_t i = 0; i < r->n_senders; i++) {
		json_begin_obj(w);
		json_kv_str(w, "senderId", r->senders[i].id);
		json_kv_str(w, "name", r->senders[i].name);
		json_kv_i64(w, "recipients", r->senders[i].recipients);
		json_kv_i64(w, "sent", r->senders[i].sent);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void campaign_say_senders(struct cli *c, const struct stats_analytics *r)
{
	static const char *const heads[] = { "sent", "of", "sender", "from" };
	if (r->n_senders == 0)
		return;
	cli_say(c, "%s", "");
	struct cli_table *t = cli_table(c, heads, 4);
	for (size_t i = 0; i < r->n_senders; i++) {
		str cells[4] = { cli_campaign_count(c, r->senders[i].sent),
				 cli_campaign_count(c, r->senders[i].recipients), r->senders[i].name,
				 r->senders[i].from_email };
		cli_row(t, cells);
	}
	cli_table_print(t);
}

static err campaign_show(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	struct stats_analytics r;
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_get(db, c->arena, c->args[0], &k));
	TRY(stats_campaign_analytics(db, c->arena, k.id, &r));
	cli_say(c, "%.*s  %.*s", STR_FMT(k.name), STR_FMT(campaign_state_words(c, &k)));
	cli_say(c, "  subject       %.*s", STR_FMT(k.subject));
	if (!str_absent(k.pause_reason))
		cli_say(c, "  paused        %.*s", STR_FMT(k.pause_reason));
	if (k.scheduled_at.has)
		cli_say(c, "  scheduled     %.*s", STR_FMT(campaign_when(c, k.scheduled_at)));
	cli_say(c, "  started       %.*s", STR_FMT(campaign_when(c, k.started_at)));
	cli_say(c, "  finished      %.*s", STR_FMT(campaign_when(c, k.sent_at)));
	campaign_say_figures(c, &k.stats);
	campaign_say_senders(c, &r);
	campaign_say_links(c, &r);
	cli_campaign_say_programs(c, &r);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	campaign_write_members(w, &k);
	json_key(w, "senders");
	campaign_write_senders(w, &r);
	json_key(w, "links");
	campaign_write_links(w, &r);
	json_key(w, "programs");
	cli_campaign_write_programs(w, &r);
	json_end_obj(w);
	return OK;
}

/* ---- send, watch */

static bool campaign_is_over(const struct campaign_progress *g)
{
	return !str_eq(g->status, STR("SENDING"));
}

static void campaign_say_end(struct cli *c, str id, const struct campaign_progress *g)
{
	if (!campaign_is_over(g))
		cli_say(c, "it goes on without you; see it again with: loumass campaign watch %.*s", STR_FMT(id));
	else if (str_eq(g->status, STR("PAUSED")))
		cli_say(c, "paused: %.*s", STR_FMT(g->pause_reason));
	cli_say(c, "%lld sent, %lld failed, %lld bounced, %lld pending%s", (long long)g->sent, (long long)g->failed,
		(long long)g->bounced, (long long)g->pending,
		g->in_doubt ? ", some in doubt (see `loumass campaign show`)" : "");
	if (g->undecided)
		cli_say(c, "%lld are held until you decide: loumass campaign doubts %.*s --resend (or --drop)",
			(long long)g->undecided, STR_FMT(id));
}

/* Looks four times a second until it is over or ^C. */
static err campaign_watch(struct cli *c, tenant_db db, str id)
{
	struct progress bar;
	struct campaign_progress g;
	struct campaign_pace pace = {};
	struct arena ARENA_AUTO a = {};
	char note[96];
	int64_t began = clock_mono();
	progress_begin(&bar, c, "Sending", "messages");
	for (;;) {
		arena_reset(&a);
		TRY(campaign_progress(db, &a, id, &g));
		campaign_pace_look(&pace, &g, clock_mono());
		int64_t done = g.sent + g.failed + g.bounced;
		note[0] = 0;
		if (g.failed + g.bounced)
			snprintf(note, sizeof(note), "%lld failed or bounced", (long long)(g.failed + g.bounced));
		else if (done == 0 && clock_mono() - began > 5 * US_PER_S)
			snprintf(note, sizeof(note), "waiting for a worker: is `loumass up` running?");
		else if (g.planning)
			snprintf(note, sizeof(note), "more recipients are being chosen");
		progress_set(&bar, done, g.recipients, note[0] ? note : NULL);
		if (campaign_is_over(&g) || cli_interrupted())
			break;
		usleep(250000);
	}
	progress_end(&bar, NULL);
	campaign_say_end(c, id, &g);
	campaign_progress_write(cli_json(c), &g, &pace);
	return OK;
}

#define ANYWAY_OPTION                                                                                                  \
	{                                                                                                              \
		.name = "anyway", .doc = "Send despite errors that you may override (see `campaign check`)"            \
	}

static const struct cli_option send_options[] = {
	CLI_USER_OPTION,
	{ .name = "watch", .doc = "Show progress; ^C does not stop it" },
	ANYWAY_OPTION,
};

/* In a terminal: who gets it, by what, what is to be said of it; then whether it goes. */
static err campaign_ask(struct cli *c, const struct app *app, tenant_db db)
{
	struct campaign k;
	struct sender s = {};
	struct campaign_audience to;
	struct checks *found = arena_new(c->arena, struct checks);
	if (c->yes || c->json || !c->tty || !isatty(STDIN_FILENO))
		return OK;
	TRY(campaign_get(db, c->arena, c->args[0], &k));
	TRY(campaign_audience_of(app, db, c->arena, k.id, &to));
	err e = str_absent(k.sender_id) ? sender_default(db, c->arena, &s) : sender_get(db, c->arena, k.sender_id, &s);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	cli_say(c, "  subject %.*s", STR_FMT(k.subject));
	if (!err_is(e))
		cli_say(c, "  by      %.*s (%.*s), from %.*s", STR_FMT(s.name), STR_FMT(s.kind), STR_FMT(s.from_email));
	TRY(campaign_check(app, db, c->arena, k.id, found));
	for (size_t i = 0; i < found->n; i++)
		cli_say(c, "  %-8s%.*s", check_level_name(found->v[i].level), STR_FMT(found->v[i].message));
	return cli_confirm(c, "\"%.*s\" goes to %s%lld people.", STR_FMT(k.name), to.estimated ? "about " : "",
			   (long long)to.count);
}

static err campaign_send_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_ask(c, app, db));
	TRY(campaign_send(app, db, c->arena, c->args[0], cli_has(c, "anyway"), &errors, &k));
	if (cli_has(c, "watch"))
		return campaign_watch(c, db, k.id);
	cli_say(c, "%.*s is being sent; see it with: loumass campaign watch %.*s", STR_FMT(k.name), STR_FMT(k.id));
	campaign_write(cli_json(c), &k);
	return OK;
}

static err campaign_watch_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	TRY(campaign_open_tenant(c, &app, &db));
	return campaign_watch(c, db, c->args[0]);
}

/* ---- The other steps */

static const struct cli_option user_options[] = { CLI_USER_OPTION };

static err campaign_said(struct cli *c, const struct campaign *k)
{
	cli_say(c, "%.*s is %.*s%s", STR_FMT(k->name), STR_FMT(k->status), k->cancelled_at.has ? ", cancelled" : "");
	campaign_write(cli_json(c), k);
	return OK;
}

static err campaign_step(struct cli *c, err (*fn)(tenant_db, struct arena *, str, struct campaign *))
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(fn(db, c->arena, c->args[0], &k));
	return campaign_said(c, &k);
}

static err campaign_pause_(struct cli *c)
{
	return campaign_step(c, campaign_pause);
}

static const struct cli_option resume_options[] = { CLI_USER_OPTION, ANYWAY_OPTION };

static err cli_campaign_resume(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_resume(app, db, c->arena, c->args[0], cli_has(c, "anyway"), &errors, &k));
	return campaign_said(c, &k);
}

static err cli_campaign_cancel(struct cli *c)
{
	return campaign_step(c, campaign_cancel);
}

static err cli_campaign_unschedule(struct cli *c)
{
	return campaign_step(c, campaign_unschedule);
}

static const struct cli_option schedule_options[] = {
	CLI_USER_OPTION,
	{ .name = "at",
	  .arg = "TIME",
	  .doc = "As 2026-12-24T09:00:00+01:00, or with Z for UTC; may be left out when its --their-time names a "
		 "date" },
	ANYWAY_OPTION,
};

static err cli_campaign_schedule(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	struct field_errors errors;
	struct opt_i64 at = { .has = cli_has(c, "at") };
	field_errors_init(&errors, c->arena);
	if (at.has && !time_parse_iso(cli_opt(c, "at"), &at.v))
		return cli_usage(c, "--at is not a time such as 2026-12-24T09:00:00+01:00");
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_ask(c, app, db));
	TRY(campaign_schedule(app, db, c->arena, c->args[0], at, cli_has(c, "anyway"), &errors, &k));
	return campaign_said(c, &k);
}

static const struct cli_option duplicate_options[] = { CLI_USER_OPTION,
						       { .name = "name", .arg = "TEXT", .doc = "Name of the copy" } };

static err cli_campaign_duplicate(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct campaign k;
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_duplicate(db, c->arena, c->args[0], cli_opt(c, "name"), &k));
	cli_say(c, "%.*s", STR_FMT(k.id));
	campaign_write(cli_json(c), &k);
	return OK;
}

static err campaign_delete_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_delete(db, c->arena, c->args[0]));
	cli_say(c, "deleted %.*s", STR_FMT(c->args[0]));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "deleted", c->args[0]);
	json_end_obj(w);
	return OK;
}

/* ---- test, check */

static const struct cli_option test_options[] = {
	CLI_USER_OPTION,
	{ .name = "to",
	  .arg = "ADDRESS",
	  .repeat = true,
	  .required = true,
	  .doc = "Where the test goes; at most five addresses" },
	{ .name = "contact",
	  .arg = "ID",
	  .doc = "The contact whose fields it shows; default the first of the audience" },
};

static err cli_campaign_test(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	const str *to;
	size_t n = cli_opt_all(c, "to", &to), sent = 0;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_test(app, db, c->arena, c->args[0], to, n, cli_opt(c, "contact"), &errors, &sent));
	cli_say(c, "%zu sent", sent);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "sent", (int64_t)sent);
	json_end_obj(w);
	return OK;
}

static err cli_campaign_check(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct checks *k = arena_new(c->arena, struct checks);
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_check(app, db, c->arena, c->args[0], k));
	return cli_checks(c, k, "it cannot be sent like this");
}

/* ---- recipients */

static const struct cli_option recipients_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "PENDING|SENT|FAILED|BOUNCED", .doc = "Only these" },
	{ .name = "engaged",
	  .arg = "HOW",
	  .doc = "opened, clicked, not_opened, not_clicked, replied, unsubscribed, machines or in_doubt" },
	{ .name = "search", .arg = "TEXT", .doc = "Part of an address or name" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static err campaign_recipients_in(struct cli *c, struct recipient_list_in *in)
{
	*in = (struct recipient_list_in){ .campaign_id = c->args[0],
					  .status = cli_opt(c, "status"),
					  .engaged = cli_opt(c, "engaged"),
					  .search = cli_opt(c, "search") };
	if (!str_absent(in->status) && !json_choice_has("PENDING|SENT|FAILED|BOUNCED", in->status))
		return cli_usage(c, "--status must be PENDING, SENT, FAILED or BOUNCED");
	if (!str_absent(in->engaged) && !json_choice_has(RECIPIENT_ENGAGED, in->engaged))
		return cli_usage(c, "--engaged must be one of " RECIPIENT_ENGAGED);
	return cli_opt_i64(c, "limit", 50, 1, 200, &in->limit);
}

static err campaign_recipients(struct cli *c)
{
	static const char *const heads[] = { "id",     "email",	  "status", "sent",
					     "opened", "clicked", "left",   "what was said" };
	const struct app *app;
	tenant_db db;
	struct campaign k;
	struct recipient_list_in in;
	struct recipient_list l;
	TRY(campaign_recipients_in(c, &in));
	TRY(campaign_open_tenant(c, &app, &db));
	TRY(campaign_get(db, c->arena, c->args[0], &k));
	TRY(recipient_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 8);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct campaign_recipient *r = &l.v[i];
		str said = str_absent(r->failure_reason) ? r->last_reply : r->failure_reason;
		str cells[8] = { r->id,
				 r->email,
				 r->in_doubt ? STR("in doubt") : r->status,
				 cli_minute(c, r->sent_at),
				 cli_minute(c, r->opened_at),
				 cli_minute(c, r->clicked_at),
				 cli_minute(c, r->unsubscribed_at),
				 str_absent(said) ? STR("") : said };
		cli_row(t, cells);
		campaign_recipient_write(w, r);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

#define ONE .group = "campaign", .args = "<campaign>", .min_args = 1, .max_args = 1

const struct cli_command campaign_commands[] = {
	{ .group = "campaign",
	  .name = "create",
	  .summary = "Create a campaign; prints its id",
	  .examples = "loumass campaign create --user demo@loumass.local --name \"Launch\" --subject \"Hello "
		      "{{firstName | default: "
		      "\\\"there\\\"}}\" --html mail.html --to tag:launch --sender smtp\n",
	  CLI_OPTIONS(create_options),
	  .run = cli_campaign_create },
	{ ONE, .name = "edit", .summary = "Change a campaign; options replace old values", CLI_OPTIONS(edit_options),
	  .run = campaign_edit },
	{ .group = "campaign",
	  .name = "list",
	  .summary = "List campaigns with their figures, newest first",
	  CLI_OPTIONS(list_options),
	  .reads = true,
	  .run = cli_campaign_list },
	{ .group = "campaign",
	  .name = "engagement",
	  .summary = "Show events by type: the data model's query \"Email Engagement\" (campaigns), and all mail",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = cli_campaign_engagement },
	{ ONE, .name = "show", .summary = "Show a campaign: figures and links", CLI_OPTIONS(user_options),
	  .reads = true, .run = campaign_show },
	{ ONE, .name = "recipients", .summary = "List recipients and what each did", CLI_OPTIONS(recipients_options),
	  .examples = "loumass campaign recipients cm… --engaged clicked\n", .reads = true,
	  .run = campaign_recipients },
	{ ONE, .name = "check", .summary = "Check a campaign before sending", CLI_OPTIONS(user_options), .reads = true,
	  .run = cli_campaign_check },
	{ ONE, .name = "test", .summary = "Send a test to your own address", CLI_OPTIONS(test_options),
	  .run = cli_campaign_test },
	{ ONE, .name = "send", .summary = "Send now", .doc = "A running `loumass up` or `loumass work` sends it.",
	  CLI_OPTIONS(send_options), .run = campaign_send_ },
	{ ONE, .name = "watch", .summary = "Show progress; ^C does not stop it", CLI_OPTIONS(user_options),
	  .reads = true, .run = campaign_watch_ },
	{ ONE, .name = "schedule", .summary = "Send at a time", CLI_OPTIONS(schedule_options),
	  .run = cli_campaign_schedule },
	{ ONE, .name = "unschedule", .summary = "Turn it back into a draft", CLI_OPTIONS(user_options),
	  .run = cli_campaign_unschedule },
	{ ONE, .name = "pause", .summary = "Pause", CLI_OPTIONS(user_options), .run = campaign_pause_ },
	{ ONE, .name = "resume", .summary = "Resume", CLI_OPTIONS(resume_options), .run = cli_campaign_resume },
	{ ONE, .name = "cancel", .summary = "Cancel: messages not sent yet never will be", CLI_OPTIONS(user_options),
	  .asks = "Messages that have not been sent never will be.", .run = cli_campaign_cancel },
	{ ONE, .name = "duplicate", .summary = "A new draft with the same content", CLI_OPTIONS(duplicate_options),
	  .run = cli_campaign_duplicate },
	{ ONE, .name = "delete", .summary = "Delete a campaign with its figures", CLI_OPTIONS(user_options),
	  .asks = "Its figures are deleted, too.", .run = campaign_delete_ },
};
const size_t campaign_commands_n = sizeof(campaign_commands) / sizeof(*campaign_commands);
