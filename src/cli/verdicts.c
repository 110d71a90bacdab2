/* loumass verdict: how good the rules are that tell people from machines, and history under newer ones. */
#include "base/limits.h"
#include "cli/cli.h"
#include "core/report/agents.h"
#include "core/report/reverdict.h"
#include "os/file.h"

#define CORPUS_MAX (16u << 20)

static double verdicts_share(int64_t n, int64_t of)
{
	return of > 0 ? (double)n / (double)of : 0;
}

/* The list that the configuration names. */
static err verdicts_use_list(struct cli *c)
{
	const struct config *config;
	TRY(cli_config(c, &config));
	return agents_use(config->agents);
}

static err verdicts_score(struct cli *c)
{
	struct buf BUF_AUTO text = {};
	struct verdict_score s;
	TRY(verdicts_use_list(c));
	buf_init(&text, CORPUS_MAX);
	TRY(file_read_all(c->args[0].p, CORPUS_MAX, &text));
	TRY(verdict_score(c->arena, buf_str(&text), &s));
	double precision = verdicts_share(s.true_people, s.true_people + s.false_people);
	double recall = verdicts_share(s.true_people, s.true_people + s.missed_people);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "cases", s.cases);
	json_kv_i64(w, "requests", s.requests);
	json_kv_f64(w, "precision", precision);
	json_kv_f64(w, "recall", recall);
	json_kv_i64(w, "truePeople", s.true_people);
	json_kv_i64(w, "falsePeople", s.false_people);
	json_kv_i64(w, "missedPeople", s.missed_people);
	json_kv_i64(w, "unknown", s.unknown);
	json_kv_i64(w, "rules", VERDICT_RULES);
	json_end_obj(w);
	cli_say(c,
		"%lld cases, %lld requests, rules %d: of those called people %.1f %% are (precision), of people %.1f "
		"%% are "
		"found (recall).",
		(long long)s.cases, (long long)s.requests, VERDICT_RULES, 100 * precision, 100 * recall);
	return OK;
}

static err verdicts_again(struct cli *c)
{
	const struct app *app;
	struct recount_users users;
	bool write = cli_has(c, "write");
	struct reverdict all = {};
	TRY(cli_app(c, &app));
	TRY(verdicts_use_list(c));
	TRY(recount_list_users(app_system(app), c->arena, cli_opt(c, "user"), &users));
	for (size_t i = 0; i < users.n; i++) {
		struct reverdict r;
		struct recount counted;
		TRY(reverdict_user(app_system(app), users.v[i], write, &r));
		if (write && r.changed > 0)
			TRY(recount_user(app_system(app), c->arena, users.v[i], true, &counted));
		all.messages += r.messages;
		all.events += r.events;
		all.changed += r.changed;
		all.to_people += r.to_people;
		all.to_machines += r.to_machines;
		all.to_unknown += r.to_unknown;
	}
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "messages", all.messages);
	json_kv_i64(w, "events", all.events);
	json_kv_i64(w, "changed", all.changed);
	json_kv_i64(w, "toPeople", all.to_people);
	json_kv_i64(w, "toMachines", all.to_machines);
	json_kv_i64(w, "toUnknown", all.to_unknown);
	json_kv_bool(w, "written", write);
	json_end_obj(w);
	cli_say(c,
		"%lld events of %lld messages judged again: %lld differ (%lld people, %lld machines, %lld unknown "
		"now).%s",
		(long long)all.events, (long long)all.messages, (long long)all.changed, (long long)all.to_people,
		(long long)all.to_machines, (long long)all.to_unknown,
		write || !all.changed ? "" : " Nothing was written: say --write.");
	return OK;
}

static void verdicts_agents_json(struct cli *c, const struct agents_score *s)
{
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "people", s->people);
	json_kv_i64(w, "peopleCalledMachines", s->people_machines);
	json_kv_i64(w, "peopleUnknown", s->people_unknown);
	json_kv_i64(w, "programs", s->programs);
	json_kv_i64(w, "programsCalledPeople", s->programs_people);
	json_kv_i64(w, "programsUnknown", s->programs_unknown);
	json_kv_i64(w, "programsNamed", s->programs_named);
	json_kv_i64(w, "nanoseconds", s->ns);
	json_kv_str(w, "list", agents_in_use().version);
	json_kv_i64(w, "patterns", (int64_t)agents_in_use().rules);
	json_end_obj(w);
}

static err verdicts_agents(struct cli *c)
{
	struct buf BUF_AUTO text = {};
	struct agents_score s;
	TRY(verdicts_use_list(c));
	struct agents_info list = agents_in_use();
	buf_init(&text, CORPUS_MAX);
	if (!c->n_args) {
		TRY(list.path[0] ? file_read_all(list.path, CORPUS_MAX, &text) : OK);
		str all = list.path[0] ? buf_str(&text) : agents_built_in();
		return file_write_fd(1, all);
	}
	TRY(file_read_all(c->args[0].p, CORPUS_MAX, &text));
	TRY(agents_score(c->arena, buf_str(&text), &s));
	verdicts_agents_json(c, &s);
	for (size_t i = 0; i < s.wrong_n && cli_has(c, "show"); i++)
		cli_say(c, "%s\t%.*s\t%.*s", s.wrong[i].human ? "human" : "machine",
			STR_FMT(verdict_who_name(s.wrong[i].who)), STR_FMT(s.wrong[i].agent));
	cli_say(c,
		"%lld people: %lld called machines, %lld unknown. %lld programs: %lld called people, %lld unknown, "
		"%lld "
		"with a name. %lld ns each, list %.*s (%zu patterns).",
		(long long)s.people, (long long)s.people_machines, (long long)s.people_unknown, (long long)s.programs,
		(long long)s.programs_people, (long long)s.programs_unknown, (long long)s.programs_named,
		(long long)s.ns, STR_FMT(list.version), list.rules);
	return OK;
}

static const struct cli_option agents_options[] = {
	{ .name = "show", .doc = "Print each agent classified differently from its label" },
};

static const struct cli_option again_options[] = {
	{ .name = "user", .arg = "EMAIL", .doc = "Only this user's" },
	{ .name = "write", .doc = "Change the events, with a note, and the counters" },
};

const struct cli_command verdicts_commands[] = {
	{ .group = "verdict",
	  .name = "again",
	  .summary = "Classify all opens and clicks again with this version's rules",
	  .doc = "A changed event keeps its old value (data.was) and the version of the rules that changed it.",
	  .examples = "loumass verdict again\nloumass verdict again --write",
	  CLI_OPTIONS(again_options),
	  .run = verdicts_again },
	{ .group = "verdict",
	  .name = "agents",
	  .args = "[file]",
	  .max_args = 1,
	  .summary = "Print the list of known bots, or how it classifies a labelled file",
	  .doc = "Without a file, prints the list: change a copy and name it with the setting `agents`. The file has "
		 "lines of "
		 "human or machine, a tab, and a User-Agent; tests/corpus/verdict/agents.tsv is one.",
	  .examples = "loumass verdict agents > agents.txt\nloumass verdict agents mine.tsv --show",
	  CLI_OPTIONS(agents_options),
	  .run = verdicts_agents },
	{ .group = "verdict",
	  .name = "score",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Print precision and recall of the rules on a labelled file",
	  .doc = "Lines: case, human or machine, open, click or head, milliseconds after delivery, link, address, "
		 "User-Agent; with tabs "
		 "between. tests/corpus/verdict/patterns.tsv is one.",
	  .run = verdicts_score },
};
const size_t verdicts_commands_n = sizeof(verdicts_commands) / sizeof(*verdicts_commands);
