/* loumass enrollment, loumass event: people in sequences, one by one, and what they did in a system of the user's. */
#include "core/sequence/enrollment.h"
#include "cli/cli_int.h"
#include "core/sequence/sequence.h"
#include "os/clock.h"
#include "wire/json_read.h"

static err enrollment_open_tenant(struct cli *c, const struct app **app, tenant_db *db)
{
	c->arena->ceiling = 512u << 20;
	TRY(cli_app(c, app));
	return cli_tenant(c, db);
}

/* ---- list */

static const struct cli_option list_options[] = {
	CLI_USER_OPTION,
	{ .name = "status", .arg = "ACTIVE|COMPLETED|PAUSED|FAILED", .doc = "Only these" },
	{ .name = "step", .arg = "ID", .doc = "Only people at this step" },
	{ .name = "exit",
	  .arg = "REASON",
	  .doc = "Only people who exited for this reason: replied, unsubscribed, bounced, goal, …" },
	{ .name = "state",
	  .arg = "STATE",
	  .doc = "held (with its sequence), overdue, failed, or stuck (a problem of its own)" },
	{ .name = "search", .arg = "TEXT", .doc = "Part of an address or name" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

void cli_enrollments(struct cli *c, const struct enrollment_list *l, bool of_contact)
{
	static const char *const in_sequence[] = { "id", "contact", "status", "step", "enrolled", "due", "why" };
	static const char *const of_one[] = { "id", "sequence", "status", "step", "enrolled", "due", "why" };
	struct cli_table *t = cli_table(c, of_contact ? of_one : in_sequence, 7);
	for (size_t i = 0; i < l->n; i++) {
		const struct enrollment *e = &l->v[i];
		str cells[7] = { e->id,
				 of_contact ? e->sequence_name : e->email,
				 e->status,
				 str_absent(e->step_name) ? STR("") : e->step_name,
				 cli_minute(c, SOME_I64(e->enrolled_at)),
				 cli_minute(c, e->due_at),
				 !str_absent(e->problem)	  ? e->problem
				 : !str_absent(e->failure_reason) ? e->failure_reason
				 : str_absent(e->exit_reason)	  ? STR("")
								  : e->exit_reason };
		cli_row(t, cells);
	}
	cli_table_print(t);
}

static err cli_enrollment_list(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct enrollment_list l;
	struct enrollment_list_in in = { .status = cli_opt(c, "status"),
					 .step = cli_opt(c, "step"),
					 .exit_reason = cli_opt(c, "exit"),
					 .state = cli_opt(c, "state"),
					 .search = cli_opt(c, "search") };
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	if (!str_absent(in.status) && !json_choice_has("ACTIVE|COMPLETED|PAUSED|FAILED", in.status))
		return cli_usage(c, "--status must be ACTIVE, COMPLETED, PAUSED or FAILED");
	if (!str_absent(in.state) && !json_choice_has(ENROLLMENT_STATES, in.state))
		return cli_usage(c, "--state must be held, overdue, failed or stuck");
	TRY(enrollment_open_tenant(c, &app, &db));
	TRY(sequence_find(db, c->arena, c->args[0], &q));
	in.sequence_id = q.id;
	TRY(enrollment_list(db, c->arena, &in, &l));
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++)
		enrollment_write(w, &l.v[i]);
	json_end_arr(w);
	cli_enrollments(c, &l, false);
	return OK;
}

/* ---- pause, resume, stop */

static err enrollment_step(struct cli *c, err (*act)(tenant_db db, struct arena *a, str id, int64_t now))
{
	const struct app *app;
	tenant_db db;
	struct sequence q;
	struct enrollment e;
	str id;
	TRY(enrollment_open_tenant(c, &app, &db));
	TRY(sequence_find(db, c->arena, c->args[0], &q));
	TRY(enrollment_find(db, c->arena, q.id, c->args[1], &id));
	TRY(act(db, c->arena, id, clock_now()));
	TRY(enrollment_get(db, c->arena, id, &e));
	cli_say(c, "%.*s is %.*s in %.*s", STR_FMT(e.email), STR_FMT(e.status), STR_FMT(q.name));
	enrollment_write(cli_json(c), &e);
	return OK;
}

static err enrollment_pause_(struct cli *c)
{
	return enrollment_step(c, enrollment_pause);
}

static err cli_enrollment_resume(struct cli *c)
{
	return enrollment_step(c, enrollment_resume);
}

static err cli_enrollment_stop(struct cli *c)
{
	return enrollment_step(c, enrollment_stop);
}

/* ---- event */

static const struct cli_option event_options[] = {
	CLI_USER_OPTION,
	{ .name = "payload", .arg = "JSON", .doc = "Kept with the event" },
	{ .name = "key", .arg = "TEXT", .doc = "Your own key: an event whose key was seen before is ignored" },
};

static err cli_enrollment_event(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct contact who;
	struct received_event done;
	struct field_errors errors;
	struct received_event_in in = { .event = c->args[0], .key = cli_opt(c, "key") };
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "payload") && err_is(json_parse(c->arena, cli_opt(c, "payload"), &in.data)))
		return cli_usage(c, "--payload is not JSON, such as {\"plan\": \"pro\"}");
	TRY(enrollment_open_tenant(c, &app, &db));
	TRY(cli_contact(c, db, c->args[1], &who));
	in.contact_id = who.id;
	TRY(received_event_add(app, db, c->arena, &in, &errors, &done));
	received_event_write(cli_json(c), &done);
	if (done.repeated)
		cli_say(c, "seen before: nothing was done");
	else
		cli_say(c, "entered %zu sequences; %lld who waited look at it", done.n, (long long)done.woken);
	return OK;
}

static const struct cli_option user_options[] = { CLI_USER_OPTION };

#define TWO .group = "enrollment", .args = "<sequence> <contact>", .min_args = 2, .max_args = 2

const struct cli_command enrollment_commands[] = {
	{ .group = "enrollment",
	  .name = "list",
	  .args = "<sequence>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "List a sequence's enrollments, newest first",
	  CLI_OPTIONS(list_options),
	  .examples = "loumass enrollment list \"Welcome Series\" --status ACTIVE\n",
	  .reads = true,
	  .run = cli_enrollment_list },
	{ TWO, .name = "pause", .summary = "Pause one person; a planned mail waits, too", CLI_OPTIONS(user_options),
	  .examples = "loumass enrollment pause \"Welcome Series\" ada@example.com\n", .run = enrollment_pause_ },
	{ TWO, .name = "resume", .summary = "Resume one person", CLI_OPTIONS(user_options),
	  .run = cli_enrollment_resume },
	{ TWO, .name = "stop", .summary = "Remove one person from the sequence permanently", CLI_OPTIONS(user_options),
	  .run = cli_enrollment_stop },
	{ .group = "event",
	  .args = "<name> <contact>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Report an event of a contact from your own system",
	  .doc = "Lets the contact into the active sequences whose trigger names the event, wakes those who wait for "
		 "it, and reaches goals.",
	  CLI_OPTIONS(event_options),
	  .examples = "loumass event purchased ada@example.com --payload '{\"plan\": \"pro\"}' --key order-1701\n",
	  .run = cli_enrollment_event },
};
const size_t enrollment_commands_n = sizeof(enrollment_commands) / sizeof(*enrollment_commands);
