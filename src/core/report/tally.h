/* Counts of contacts by status and tag, choices by topic, suppressions: kept by triggers, whoever writes, as rows of changes
 * (table TallyChange) that are added up here into Tally. What counts is the sum of both, so that it is always right. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

/* Adds up what there is, in pieces; for any worker, at any time. */
err tally_fold(system_db db, struct arena *a);
/* Mends the counters of one tenant, in the caller's transaction; n: how many were wrong. */
err tally_recount(system_db db, struct arena *a, str user_id, int64_t *n);
