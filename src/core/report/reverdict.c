#include "core/report/reverdict.h"
#include "base/num.h"
#include "base/time.h"
#include "core/report/agents.h"
#include "db/gen/sys_reverdict_q.h"
#include "os/clock.h"

/* --- history */

static void reverdict_read_event(const struct q_reverdict_events_row *r, struct verdict_event *e)
{
	int64_t n = 1;
	*e = (struct verdict_event){ .click = str_eq(r->type, STR("CLICKED")),
				     .head = str_eq(r->reason, STR("head")),
				     .agent = r->user_agent,
				     .at = r->timestamp };
	(void)verdict_net_parse(r->net, &e->net);
	e->link = e->click && num_parse_i64(r->n, &n) ? n : 1;
}

static void reverdict_note(struct reverdict *sum, enum verdict_who now)
{
	sum->changed++;
	sum->to_people += now == VERDICT_HUMAN;
	sum->to_machines += now == VERDICT_MACHINE;
	sum->to_unknown += now == VERDICT_UNKNOWN;
}

static err reverdict_judge_some(system_db db, struct arena *a, str user_id, struct str_array ids, bool write,
				struct reverdict *sum)
{
	struct q_reverdict_events_rows rows;
	TRY(q_reverdict_events(db, a, &(struct q_reverdict_events_in){ .ids = ids }, &rows));
	struct verdict_event *v = arena_array(a, struct verdict_event, rows.n + 1);
	str *changed = arena_array(a, str, rows.n + 1), *whos = arena_array(a, str, rows.n + 1);
	str *reasons = arena_array(a, str, rows.n + 1), *programs = arena_array(a, str, rows.n + 1);
	size_t n = 0;
	for (size_t from = 0, to; from < rows.n; from = to) {
		for (to = from; to < rows.n && str_eq(rows.v[to].recipient_id, rows.v[from].recipient_id); to++)
			reverdict_read_event(&rows.v[to], &v[to]);
		bool captured = rows.v[from].captured; /* read at once, by whom it was not sent to */
		if (!captured)
			verdict_message(v + from, to - from, rows.v[from].sent_at.v);
		for (size_t i = from; i < to && !captured; i++) {
			str who = verdict_who_name(v[i].verdict.who), why = verdict_reason_name(v[i].verdict.reason);
			if (str_eq(who, rows.v[i].verdict) && str_eq(why, rows.v[i].reason))
				continue;
			reverdict_note(sum, v[i].verdict.who);
			changed[n] = rows.v[i].id;
			whos[n] = who;
			(void)agents_judge(str_trim(v[i].agent), &programs[n]);
			reasons[n++] = why;
		}
	}
	sum->messages += (int64_t)ids.n;
	sum->events += (int64_t)rows.n;
	if (n == 0 || !write)
		return OK;
	return q_reverdict_write(db, a,
				 &(struct q_reverdict_write_in){ .ids = { changed, n },
								 .verdicts = { whos, n },
								 .reasons = { reasons, n },
								 .programs = { programs, n },
								 .rules = VERDICT_RULES,
								 .user_id = user_id },
				 NULL);
}

err reverdict_user(system_db db, str user_id, bool write, struct reverdict *out)
{
	struct reverdict sum = {};
	struct arena ARENA_AUTO keep = {};
	for (str after = STR("");;) {
		struct arena ARENA_AUTO a = {};
		struct q_reverdict_recipients_rows rows;
		TRY(q_reverdict_recipients(
			db, &a, &(struct q_reverdict_recipients_in){ .user_id = user_id, .after = after }, &rows));
		if (rows.n == 0)
			break;
		str *ids = arena_array(&a, str, rows.n);
		for (size_t i = 0; i < rows.n; i++)
			ids[i] = rows.v[i].id;
		TRY(reverdict_judge_some(db, &a, user_id, (struct str_array){ ids, rows.n }, write, &sum));
		arena_reset(&keep);
		after = arena_dup(&keep, ids[rows.n - 1]);
	}
	*out = sum;
	return OK;
}

/* --- the score */

#define CASE_MAX 200u

struct scoring {
	struct verdict_event v[CASE_MAX];
	bool human[CASE_MAX];
	size_t n;
	str name;
	struct verdict_score sum;
};

static void reverdict_score_case(struct scoring *s)
{
	if (s->n == 0)
		return;
	verdict_message(s->v, s->n, US_PER_HOUR);
	for (size_t i = 0; i < s->n; i++) {
		bool person = s->v[i].verdict.who == VERDICT_HUMAN;
		s->sum.true_people += s->human[i] && person;
		s->sum.missed_people += s->human[i] && !person;
		s->sum.false_people += !s->human[i] && person;
		s->sum.true_machines += !s->human[i] && !person;
		s->sum.unknown += s->v[i].verdict.who == VERDICT_UNKNOWN;
	}
	s->sum.requests += (int64_t)s->n;
	s->sum.cases++;
	s->n = 0;
}

static bool reverdict_read_line(struct scoring *s, str line)
{
	str f[7] = {};
	size_t n = 0;
	int64_t ms;
	while (n < 6 && str_next(&line, '\t', &f[n]))
		n++;
	f[6] = str_absent(line) ? STR("") : line;
	if (n < 6)
		return false;
	if (!str_eq(f[0], s->name))
		reverdict_score_case(s);
	if (s->n == CASE_MAX || !num_parse_i64(f[3], &ms))
		return false;
	struct verdict_event *e = &s->v[s->n];
	*e = (struct verdict_event){ .click = !str_eq(f[2], STR("open")),
				     .head = str_eq(f[2], STR("head")),
				     .agent = f[6],
				     .net = verdict_net_of(f[5]),
				     .at = US_PER_HOUR + ms * US_PER_MS };
	s->human[s->n] = str_eq(f[1], STR("human"));
	s->name = f[0];
	s->n++;
	return num_parse_i64(f[4], &e->link) && (s->human[s->n - 1] || str_eq(f[1], STR("machine"))) &&
	       (!e->click || str_eq(f[2], STR("click")) || e->head);
}

err verdict_score(struct arena *a, str text, struct verdict_score *out)
{
	struct scoring *s = arena_new(a, struct scoring);
	str line;
	for (int number = 1; str_next(&text, '\n', &line); number++) {
		if (str_empty(str_trim(line)) || line.p[0] == '#')
			continue;
		if (!reverdict_read_line(s, line))
			return err_make(ERR_INVALID, arena_printf(a, "line %d is not of the form", number).p);
	}
	reverdict_score_case(s);
	*out = s->sum;
	return OK;
}

/* --- agents alone */

static void reverdict_agents_count(struct agents_score *s, bool human, struct verdict v, str program)
{
	bool person = v.who == VERDICT_HUMAN, machine = v.who == VERDICT_MACHINE;
	if (human) {
		s->people++;
		s->people_machines += machine;
		s->people_unknown += !person && !machine;
	} else {
		s->programs++;
		s->programs_people += person;
		s->programs_unknown += !person && !machine;
		s->programs_named += machine && program.n > 0;
	}
}

err agents_score(struct arena *a, str text, struct agents_score *out)
{
	struct agents_score s = { .wrong = arena_array(a, struct agents_wrong, AGENTS_WRONG_MAX) };
	int64_t began = clock_mono();
	str line, label, program;
	for (int number = 1; str_next(&text, '\n', &line); number++) {
		if (str_empty(str_trim(line)) || line.p[0] == '#')
			continue;
		if (!str_next(&line, '\t', &label) || (!str_eq(label, STR("human")) && !str_eq(label, STR("machine"))))
			return err_make(
				ERR_INVALID,
				arena_printf(a, "line %d must be human or machine, a tab, the agent", number).p);
		bool human = str_eq(label, STR("human"));
		struct verdict v = agents_judge(str_trim(line), &program);
		reverdict_agents_count(&s, human, v, program);
		if (v.who != (human ? VERDICT_HUMAN : VERDICT_MACHINE) && s.wrong_n < AGENTS_WRONG_MAX)
			s.wrong[s.wrong_n++] = (struct agents_wrong){ human, v.who, line };
	}
	s.ns = s.people + s.programs ? (clock_mono() - began) * 1000 / (s.people + s.programs) : 0;
	*out = s;
	return OK;
}
