/* loumass doctor: is the installation well, and do the counters say what the events say? */
#include "core/system/doctor.h"
#include "cli/cli.h"
#include "core/report/recount.h"
#include <stdio.h>

#define RECOUNT_TRIES 5 /* a deadlock with a writer is tried again */

static err doctor_recount_one(system_db db, str user, bool fix, struct recount *out)
{
	err e = OK;
	for (int i = 0; i < RECOUNT_TRIES; i++) {
		struct arena ARENA_AUTO a;
		arena_init(&a, 0);
		e = recount_user(db, &a, user, fix, out);
		if (e.code != ERR_AGAIN)
			break;
	}
	return e;
}

static void doctor_print_user(struct cli *c, struct cli_table *t, str user, const struct recount *r)
{
	const int64_t n[] = { r->marks, r->contacts, r->stats,	   r->hours,   r->domains,	r->links,
			      r->days,	r->types,    r->sequences, r->tallies, r->without_event };
	str cells[12] = { user };
	for (size_t i = 0; i < sizeof(n) / sizeof(n[0]); i++)
		cells[i + 1] = arena_printf(c->arena, "%lld", (long long)n[i]);
	cli_row(t, cells);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "userId", user);
	json_kv_i64(w, "marks", r->marks);
	json_kv_i64(w, "contacts", r->contacts);
	json_kv_i64(w, "stats", r->stats);
	json_kv_i64(w, "hours", r->hours);
	json_kv_i64(w, "domains", r->domains);
	json_kv_i64(w, "links", r->links);
	json_kv_i64(w, "days", r->days);
	json_kv_i64(w, "types", r->types);
	json_kv_i64(w, "sequences", r->sequences);
	json_kv_i64(w, "tallies", r->tallies);
	json_kv_i64(w, "withoutEvent", r->without_event);
	json_end_obj(w);
}

static err doctor_recount(struct cli *c, const struct app *app, bool fix)
{
	static const char *const heads[] = { "user",  "marks", "contacts", "stats",	"hours",   "domains",
					     "links", "days",  "types",	   "sequences", "tallies", "without event" };
	struct cli_table *t = cli_table(c, heads, sizeof(heads) / sizeof(heads[0]));
	struct recount_users users;
	int64_t wrong = 0, left = 0;
	TRY(recount_list_users(app_system(app), c->arena, cli_opt(c, "user"), &users));
	json_key(cli_json(c), "users");
	json_begin_arr(cli_json(c));
	for (size_t i = 0; i < users.n && !cli_interrupted(); i++) {
		struct recount r = {};
		TRY(doctor_recount_one(app_system(app), users.v[i], fix, &r));
		wrong += recount_differences(&r);
		left += fix ? r.without_event : recount_differences(&r);
		if (recount_differences(&r))
			doctor_print_user(c, t, users.v[i], &r);
	}
	json_end_arr(cli_json(c));
	json_kv_i64(cli_json(c), "differences", wrong);
	json_kv_i64(cli_json(c), "left", left);
	if (wrong)
		cli_table_print(t);
	cli_say(c, wrong == 0 ? "Counters and events agree."
		   : fix      ? "The counters were mended."
			      : "Rows differ from the events.");
	if (left == 0)
		return OK;
	return err_make(ERR_CONFLICT,
			fix ? "messages and their events disagree; counters cannot mend that"
			    : "counters and events disagree; `loumass doctor --recount --fix` mends the counters");
}

static void doctor_print_findings(struct cli *c, const struct doctor *d)
{
	static const char *const marks[] = { "ok", "WARNING", "ERROR" };
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->v[i];
		cli_say(c, "%-8s %-18s %.*s", marks[f->level], f->code, STR_FMT(f->message));
		if (f->remedy.p)
			cli_say(c, "%28s%.*s", "", STR_FMT(f->remedy));
	}
	if (d->n_statements)
		cli_say(c, "\nThe statements that took most time (pg_stat_statements):");
	for (size_t i = 0; i < d->n_statements && i < 5; i++)
		cli_say(c, "%10.0f ms in %lld calls, %.1f each: %.*s", d->statements[i].total_ms,
			(long long)d->statements[i].calls, d->statements[i].mean_ms,
			STR_FMT(str_upto(d->statements[i].query, 100)));
	if (d->unknown.n)
		cli_say(c, "\nRefusals that are not understood, how often, and where they were read:");
	for (size_t i = 0; i < d->unknown.n && i < 20; i++)
		cli_say(c, "%8lld  %-8.*s %.*s", (long long)d->unknown.v[i].count, STR_FMT(d->unknown.v[i].way),
			STR_FMT(d->unknown.v[i].words));
}

static err doctor(struct cli *c)
{
	const struct app *app;
	struct doctor d;
	if (cli_has(c, "fix") && !cli_has(c, "recount"))
		return cli_usage(c, "--fix goes with --recount");
	TRY(cli_app(c, &app));
	TRY(doctor_look(app, c->arena, true, &d));
	doctor_print_findings(c, &d);
	json_begin_obj(cli_json(c));
	json_kv_i64(cli_json(c), "warnings", (int64_t)d.warnings);
	json_kv_i64(cli_json(c), "errors", (int64_t)d.errors);
	doctor_write(cli_json(c), &d);
	err e = cli_has(c, "recount") ? doctor_recount(c, app, cli_has(c, "fix")) : OK;
	json_end_obj(cli_json(c));
	TRY(e);
	if (!cli_has(c, "recount") && (d.errors || (d.warnings && cli_has(c, "strict"))))
		return err_make(ERR_CONFLICT, "not all is well");
	return OK;
}

static const struct cli_option doctor_options[] = {
	{ .name = "strict", .doc = "Warnings count as errors" },
	{ .name = "recount", .doc = "Compare every counter with the events it counts" },
	{ .name = "fix", .doc = "With --recount: correct counters that differ from the events" },
	{ .name = "user", .arg = "EMAIL", .doc = "Only this user's counters" },
};

const struct cli_command doctor_commands[] = {
	{ .group = "doctor",
	  .summary = "Check the installation; verify and repair the counters",
	  .doc = "Each finding says what to do. Exit status 1 when one is an error, or something is wrong and was not "
		 "mended. While a user is recounted, sending and "
		 "tracking of "
		 "that moment wait.",
	  .examples = "loumass doctor\nloumass doctor --recount --fix",
	  CLI_OPTIONS(doctor_options),
	  .run = doctor },
};
const size_t doctor_commands_n = sizeof(doctor_commands) / sizeof(*doctor_commands);
