/* Proves the counters (core/report/stats.h) against the messages and events they count, and mends them, one tenant at a time,
 * in one transaction each, as of one instant; others go on writing. Also brings counters into being for rows that another program
 * (or a seed) wrote. For operators: cli/doctor. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

struct recount {	  /* rows that differ from what the events say (and were mended, with fix) */
	int64_t marks;	  /* recipients: first open, click, reply */
	int64_t contacts; /* their counters */
	int64_t stats, hours, domains, links, days, types;
	int64_t tallies;       /* contacts by status and tag, choices by topic, suppressions */
	int64_t sequences;     /* who is in them, and who stands at each step */
	int64_t without_event; /* messages whose status and SENT or BOUNCED event disagree; never mended by this */
};
int64_t recount_differences(const struct recount *r); /* the sum, without_event too */

struct recount_users {
	str *v; /* ids */
	size_t n;
};
/* Everyone, or the one with this address (absent: everyone). ERR_NOT_FOUND: there is none. */
err recount_list_users(system_db db, struct arena *a, str email, struct recount_users *out);

/* Before the first of them, when many rows were just written: the plans are for as many as there are. recount_list_users
 * does it too. */
err recount_look(system_db db, struct arena *a);
/* fix false: changes nothing. ERR_AGAIN: a deadlock with a writer, call again. */
err recount_user(system_db db, struct arena *a, str user_id, bool fix, struct recount *out);
