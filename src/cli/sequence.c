/* loumass sequence …: seen, checked, started, filled with people, tried and explained, on the same database as the
 * server, which does the walking and sending. */
#include "core/sequence/sequence.h"
#include "base/limits.h"
#include "base/time.h"
#include "cli/cli_int.h"
#include "cli/sequence_words.h"
#include "core/audience/contact.h"
#include "core/campaign/campaign.h"
#include "core/report/stats_report.h"
#include "core/sequence/simulate.h"
#include "os/file.h"
#include <stdio.h>

static err sequence_open_tenant(struct cli *c, const struct app **app, tenant_db *db)
{
	c->arena->ceiling = 512u << 20;
	TRY(cli_app(c, app));
	return cli_tenant(c, db);
}

static err sequence_open_sequence(struct cli *c, const struct app **app, tenant_db *db, struct sequence *q)
{
	TRY(sequence_open_tenant(c, app, db));
	return sequence_find(*db, c->arena, c->args[0], q);
}

static str cli_sequence_count(struct cli *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

/* ---- list, show */

static const struct cli_option list_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "DRAFT|ACTIVE|PAUSED", .doc = "Only these" },
	{ .name = "search", .arg = "TEXT", .doc = "Part of a name or description" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static err cli_sequence_list(struct cli *c)
{
	static const char *const heads[] = { "id",     "name",	    "status", "steps",	"enrolled",
					     "active", "completed", "sent",   "replied" };
	const struct app *app;
	tenant_db db;
	struct sequence_list l;
	struct sequence_list_in in = { .status = cli_opt(c, "status"), .search = cli_opt(c, "search") };
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	TRY(sequence_open_tenant(c, &app, &db));
	TRY(sequence_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 9);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct sequence *q = &l.v[i];
		str cells[9] = { q->id,
				 q->name,
				 q->status,
				 cli_sequence_count(c, q->step_count),
				 cli_sequence_count(c, q->stats.enrolled),
				 cli_sequence_count(c, q->stats.active),
				 cli_sequence_count(c, q->stats.completed),
				 cli_sequence_count(c, q->stats.sent),
				 cli_sequence_count(c, q->stats.replied) };
		cli_row(t, cells);
		sequence_write(w, q);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static const struct cli_option user_options[] = { CLI_USER_OPTION };

static void sequence_say_steps(struct cli *c, const struct sequence_analytics *r)
{
	static const char *const heads[] = { "step",   "type",	  "what",    "there", "passed", "sent",
					     "opened", "clicked", "replied", "yes",   "no" };
	struct cli_table *t = cli_table(c, heads, 11);
	for (size_t i = 0; i < r->n; i++) {
		const struct sequence_step_figures *f = &r->steps[i];
		str cells[11] = { f->step_id,
				  str_absent(f->type) ? STR("gone") : f->type,
				  str_absent(f->name) ? STR("") : f->name,
				  cli_sequence_count(c, f->waiting),
				  cli_sequence_count(c, f->passed),
				  cli_sequence_count(c, f->sent),
				  cli_sequence_count(c, f->opened_people),
				  cli_sequence_count(c, f->clicked_people),
				  cli_sequence_count(c, f->replied),
				  cli_sequence_count(c, f->true_taken),
				  cli_sequence_count(c, f->false_taken) };
		cli_row(t, cells);
	}
	cli_table_print(t);
}

static err sequence_show(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct sequence_analytics r;
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(sequence_analytics(db, c->arena, q.id, &r));
	cli_say(c, "%.*s  %.*s  (%.*s, version %lld)", STR_FMT(q.name), STR_FMT(q.status), STR_FMT(q.trigger_type),
		(long long)q.version);
	cli_say(c, "  enrolled %lld: %lld active, %lld paused, %lld completed, %lld failed", (long long)r.enrolled,
		(long long)r.active, (long long)r.paused, (long long)r.completed, (long long)r.failed);
	cli_say(c, "  left     %lld replied, %lld unsubscribed, %lld bounced, %lld complained, %lld goal, %lld other",
		(long long)r.exit_replied, (long long)r.exit_unsubscribed, (long long)r.exit_bounced,
		(long long)r.exit_complained, (long long)r.exit_goal, (long long)r.exit_other);
	if (r.average_hours.has)
		cli_say(c, "  takes    %.1f hours on average", r.average_hours.v);
	if (q.overdue)
		cli_say(c, "  overdue  %lld held: decide with loumass sequence release", (long long)q.overdue);
	cli_say(c, "%s", "");
	sequence_say_steps(c, &r);
	sequence_words_problems(c, q.problems);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "sequence");
	sequence_write(w, &q);
	json_key(w, "analytics");
	sequence_analytics_write(w, &r);
	json_end_obj(w);
	return OK;
}

/* ---- validate, export, import */

static err sequence_validate(struct cli *c)
{
	const struct json *file;
	struct step_problems *problems;
	TRY(sequence_words_file(c, c->args[0], &file));
	sequence_problems(c->arena, sequence_words_steps(file), &problems);
	sequence_words_problems(c, problems);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "problems");
	sequence_problems_write(w, problems);
	json_end_obj(w);
	if (problems->errors)
		return err_make(ERR_CONFLICT, "it cannot be activated like this");
	cli_say(c, "no problems: %zu steps", json_len(sequence_words_steps(file)));
	return OK;
}

static const struct cli_option export_options[] = {
	CLI_USER_OPTION, { .name = "output", .arg = "FILE", .doc = "Where to write it; default standard output" }
};

static err sequence_export_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct buf BUF_AUTO text;
	struct json_writer w;
	buf_init(&text, 64u << 20);
	TRY(sequence_open_sequence(c, &app, &db, &q));
	if (q.steps_too_large)
		return err_make(ERR_CONFLICT,
				"its steps are too large to be read: shorten them where they were written");
	json_writer_init(&w, &text);
	sequence_export_write(&w, &q);
	buf_add_lit(&text, "\n");
	TRY(buf_err(&text));
	str output = cli_opt(c, "output");
	if (!str_empty(output))
		TRY(file_write_atomic(arena_z(c->arena, output), buf_str(&text), 0644));
	else
		cli_say(c, "%.*s", STR_FMT(str_upto(buf_str(&text), text.n - 1)));
	sequence_export_write(cli_json(c), &q);
	return OK;
}

static err cli_sequence_import(struct cli *c)
{
	const struct app *app;
	const struct json *file;
	tenant_db db;
	struct sequence q;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(sequence_words_file(c, c->args[0], &file));
	TRY(sequence_open_tenant(c, &app, &db));
	TRY(sequence_import(db, c->arena, file, &errors, &q));
	cli_say(c, "%.*s", STR_FMT(q.id));
	sequence_write(cli_json(c), &q);
	return OK;
}

/* ---- activate, pause, release */

static err sequence_said(struct cli *c, const struct sequence *q)
{
	cli_say(c, "%.*s is %.*s", STR_FMT(q->name), STR_FMT(q->status));
	sequence_write(cli_json(c), q);
	return OK;
}

static err cli_sequence_check(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct checks *k = arena_new(c->arena, struct checks);
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(sequence_check(app, db, c->arena, q.id, k));
	return cli_checks(c, k, "it cannot begin like this");
}

static const struct cli_option activate_options[] = {
	CLI_USER_OPTION,
	{ .name = "anyway", .doc = "Start despite errors that you may override" },
};

static err cli_sequence_activate(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(sequence_open_sequence(c, &app, &db, &q));
	if (q.problems->errors > 1)
		sequence_words_problems(c, q.problems);
	TRY(sequence_activate(app, db, c->arena, q.id, cli_has(c, "anyway"), &errors, &q));
	return sequence_said(c, &q);
}

static err sequence_pause_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(sequence_pause(db, c->arena, q.id, &q));
	return sequence_said(c, &q);
}

static const struct cli_option release_options[] = { CLI_USER_OPTION,
						     { .name = "send", .doc = "They continue now" },
						     { .name = "skip", .doc = "They leave the sequence" } };

static err cli_sequence_release(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	int64_t n;
	if (cli_has(c, "send") == cli_has(c, "skip"))
		return cli_usage(c, "missing option: --send or --skip");
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(sequence_release(db, c->arena, q.id, cli_has(c, "send"), &n, &q));
	cli_say(c, "%lld released", (long long)n);
	sequence_write(cli_json(c), &q);
	return OK;
}

/* ---- enroll */

static const struct cli_option enroll_options[] = {
	CLI_USER_OPTION,
	{ .name = "contact", .arg = "ADDRESS", .repeat = true, .doc = "A contact's address or id" },
	{ .name = "tag", .arg = "TAG", .doc = "Everyone with this tag" },
	{ .name = "segment", .arg = "SEGMENT", .doc = "Everyone in this segment: its id or name" },
	{ .name = "filter", .arg = "FILTER", .doc = "Everyone this filter finds (docs/audience.md)" },
	{ .name = "csv",
	  .arg = "FILE",
	  .doc = "The contacts whose addresses are in its column \"email\" (else in its first); - for standard input" },
	{ .name = "search", .arg = "TEXT", .doc = "Everyone whose address or name contains this" },
	{ .name = "all", .doc = "Everyone" },
};

static err cli_sequence_enroll(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct sequence_enrolled sum = {};
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(sequence_words_enroll(c, db, q.id, &sum));
	cli_say(c, "%lld enrolled, %lld were in already, %lld excluded, %lld unknown", (long long)sum.enrolled,
		(long long)sum.already, (long long)sum.excluded, (long long)sum.unknown);
	sequence_enrolled_write(cli_json(c), &sum);
	return OK;
}

/* ---- simulate */

static const struct cli_option simulate_options[] = {
	CLI_USER_OPTION,
	{ .name = "contact",
	  .arg = "ADDRESS",
	  .repeat = true,
	  .required = true,
	  .doc = "Contacts to try it on: address or id; at most 20" },
	{ .name = "does",
	  .arg = "WHAT",
	  .repeat = true,
	  .doc = "nothing, opens, clicks or replies; STEP=WHAT for one mail; nothing when not given" },
	{ .name = "event",
	  .arg = "NAME",
	  .repeat = true,
	  .doc = "An event that arrives while the sequence waits for it" },
	{ .name = "start", .arg = "TIME", .doc = "Such as 2026-12-24T09:00:00Z; default now" },
	{ .name = "render", .doc = "Show the text of the mails" },
};

static void sequence_say_event(struct cli *c, const struct simulate_event *e)
{
	str what = str_absent(e->subject) ? e->step_name : e->subject;
	cli_say(c, "  %.*s  %-9s %.*s%s%s", STR_FMT(cli_minute(c, SOME_I64(e->at))), e->kind, STR_FMT(what),
		e->taken == SIMULATE_YES  ? ": yes"
		: e->taken == SIMULATE_NO ? ": no"
					  : "",
		e->in_thread == SIMULATE_YES ? "  (in the thread)" : "");
	if (cli_has(c, "render") && !str_absent(e->text)) {
		str rest = e->text, line;
		while (str_next(&rest, '\n', &line))
			cli_say(c, "      | %.*s",
				STR_FMT(str_ends(line, STR("\r")) ? str_upto(line, line.n - 1) : line));
	}
}

/* By id or name; else a file of steps. */
static err sequence_what_to_try(struct cli *c, tenant_db db, struct simulate_in *in)
{
	struct sequence q;
	const struct json *file;
	err e = sequence_find(db, c->arena, c->args[0], &q);
	if (e.code == ERR_NOT_FOUND && file_exists(arena_z(c->arena, c->args[0]))) {
		TRY(sequence_words_file(c, c->args[0], &file));
		in->steps = sequence_words_steps(file);
		in->settings = json_is(file, JSON_OBJ) ? json_get(file, "settings") : NULL;
		return OK;
	}
	TRY(e);
	in->sequence_id = q.id;
	return OK;
}

static err sequence_simulate_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct simulate_in in = { .render = cli_has(c, "render") };
	struct simulate_out out;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "start") && !time_parse_iso(cli_opt(c, "start"), &in.start.v))
		return cli_usage(c, "--start is not a time such as 2026-12-24T09:00:00Z");
	in.start.has = cli_has(c, "start");
	TRY(sequence_open_tenant(c, &app, &db));
	TRY(sequence_what_to_try(c, db, &in));
	TRY(sequence_words_contacts(c, db, &in.contact_ids));
	TRY(sequence_words_behaviour(c, &in.behaviour));
	TRY(simulate(app, db, c->arena, &in, &errors, &out));
	for (size_t i = 0; i < out.n; i++) {
		cli_say(c, "%s%.*s", i ? "\n" : "", STR_FMT(out.runs[i].email));
		for (size_t k = 0; k < out.runs[i].n; k++)
			sequence_say_event(c, &out.runs[i].events[k]);
		cli_say(c, "  %.*s  %s", STR_FMT(cli_minute(c, SOME_I64(out.runs[i].ended_at))), out.runs[i].ended);
	}
	sequence_words_problems(c, out.problems);
	simulate_write(cli_json(c), &out);
	return OK;
}

/* ---- trace */

static err sequence_trace(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct enrollment_story s;
	str id, cursor = STR_NULL;
	struct json_writer *w = cli_json(c);
	TRY(sequence_open_sequence(c, &app, &db, &q));
	TRY(enrollment_find(db, c->arena, q.id, c->args[1], &id));
	json_begin_arr(w);
	do {
		TRY(enrollment_story(db, c->arena, id, cursor, 200, &s));
		for (size_t i = 0; i < s.n; i++) {
			cli_say(c, "%.*s  %.*s", STR_FMT(cli_minute(c, SOME_I64(s.v[i].at))), STR_FMT(s.v[i].text));
			enrollment_story_write(w, &s.v[i]);
			cursor = s.v[i].id;
		}
	} while (s.more);
	json_end_arr(w);
	return OK;
}

#define ONE .group = "sequence", .args = "<sequence>", .min_args = 1, .max_args = 1

/* The figures of the published document's query; sequence show has ours. */
static err sequence_performance(struct cli *c)
{
	static const char *const heads[] = { "sequence", "name", "enrollments", "completed", "hours" };
	tenant_db db;
	struct stats_performance p;
	TRY(cli_tenant(c, &db));
	TRY(stats_sequence_performance(db, c->arena, &p));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < p.n; i++) {
		const struct stats_performance_row *r = &p.v[i];
		const str cells[5] = { r->id, r->name, arena_printf(c->arena, "%lld", (long long)r->enrollments),
				       arena_printf(c->arena, "%lld", (long long)r->completed),
				       r->average_hours.has ? arena_printf(c->arena, "%.1f", r->average_hours.v)
							    : STR("") };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "id", r->id);
		json_kv_str(w, "name", r->name);
		json_kv_i64(w, "enrollments", r->enrollments);
		json_kv_i64(w, "completed", r->completed);
		json_kv_opt_f64(w, "avgHoursToComplete", r->average_hours);
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

const struct cli_command sequence_commands[] = {
	{ .group = "sequence",
	  .name = "list",
	  .summary = "List sequences with their figures, newest first",
	  CLI_OPTIONS(list_options),
	  .reads = true,
	  .run = cli_sequence_list },
	{ .group = "sequence",
	  .name = "performance",
	  .summary = "Show the data model's query \"Sequence Performance\"",
	  .doc = "Counts enrollments as they stand in the table: each contact once, and those who left early as "
		 "completed. "
		 "`sequence show` counts each entry.",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = sequence_performance },
	{ ONE, .name = "show", .summary = "Show a sequence: its steps and their figures",
	  .doc = "A sequence is named by its id, or by its name when only one has it.", CLI_OPTIONS(user_options),
	  .reads = true, .run = sequence_show },
	{ .group = "sequence",
	  .name = "validate",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Validate the steps in a file",
	  .doc = "A list of steps, or an exported sequence, as JSON; - for standard input. Needs no database.",
	  .examples = "loumass sequence validate welcome.json\n",
	  .reads = true,
	  .run = sequence_validate },
	{ ONE, .name = "check", .summary = "Check a sequence before it starts; fails on errors",
	  CLI_OPTIONS(user_options), .reads = true, .run = cli_sequence_check },
	{ ONE, .name = "activate", .summary = "Activate or resume a sequence", CLI_OPTIONS(activate_options),
	  .run = cli_sequence_activate },
	{ ONE, .name = "pause", .summary = "Pause: nobody moves, nothing is sent", CLI_OPTIONS(user_options),
	  .run = sequence_pause_ },
	{ ONE, .name = "release", .summary = "Decide what happens to overdue people who are held",
	  CLI_OPTIONS(release_options), .run = cli_sequence_release },
	{ ONE, .name = "enroll", .summary = "Enroll contacts", CLI_OPTIONS(enroll_options),
	  .examples = "loumass sequence enroll \"Welcome Series\" --tag trial\n"
		      "loumass sequence enroll \"Welcome Series\" --csv people.csv\n",
	  .run = cli_sequence_enroll },
	{ ONE, .name = "simulate", .summary = "Dry-run it on contacts with a simulated clock",
	  .doc = "Nothing is sent, nothing is stored. A file of steps can be tried too.", CLI_OPTIONS(simulate_options),
	  .examples = "loumass sequence simulate \"Welcome Series\" --contact ada@example.com --does opens --does "
		      "email-2=replies\n",
	  .reads = true, .run = sequence_simulate_ },
	{ .group = "sequence",
	  .name = "trace",
	  .args = "<sequence> <contact>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Show why someone did or did not get a mail: each decision with its time",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = sequence_trace },
	{ ONE, .name = "export", .summary = "Export a sequence as a file", CLI_OPTIONS(export_options), .reads = true,
	  .run = sequence_export_ },
	{ .group = "sequence",
	  .name = "import",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "A new draft from an exported file; prints its id",
	  CLI_OPTIONS(user_options),
	  .run = cli_sequence_import },
};
const size_t sequence_commands_n = sizeof(sequence_commands) / sizeof(*sequence_commands);
