/* History under newer rules: every open and click of a tenant is judged again, with all that is known of its message;
 * what comes out differently is changed with a note (data.was, data.rules), and the counters follow (core/report/recount.h).
 * And how good the rules are, on a labelled file. For operators: cli/verdicts.c. */
#pragma once
#include "base/arena.h"
#include "core/report/recount.h"
#include "core/report/verdict.h"
#include "db/tenant.h"

struct reverdict {
	int64_t messages, events, changed;
	int64_t to_people, to_machines, to_unknown; /* of the changed: what they are now */
};
/* write false: only counts. */
err reverdict_user(system_db db, str user_id, bool write, struct reverdict *out);

/* A labelled file: a line is  case <tab> label <tab> open|click|head <tab> milliseconds after delivery <tab> link <tab>
 * address <tab> User-Agent; lines of one case follow each other. Label: human or machine. '#' begins a comment. */
struct verdict_score {
	int64_t cases, requests;
	int64_t true_people, false_people, missed_people, true_machines, unknown;
};
err verdict_score(struct arena *a, str text, struct verdict_score *out); /* ERR_INVALID names the line */

/* A labelled file of agents: a line is  human|machine <tab> User-Agent. */
struct agents_score {
	int64_t people, people_machines, people_unknown;
	int64_t programs, programs_people, programs_unknown, programs_named;
	int64_t ns; /* of one judgement, on average */
	struct agents_wrong {
		bool human;
		enum verdict_who who;
		str agent;
	} * wrong; /* people called machines and programs called people, the first of them; then what is unknown */
	size_t wrong_n;
};
#define AGENTS_WRONG_MAX 2000u
err agents_score(struct arena *a, str text, struct agents_score *out); /* ERR_INVALID names the line */
