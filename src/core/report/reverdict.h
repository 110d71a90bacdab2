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
