/* Written by tools/sqlgen from sql/q/system/tally.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_tally_fold_row {
	int64_t changes;
};
/* Adds some changes to the counters; those that others add at this moment are theirs. */
err q_tally_fold(system_db db, struct arena *a, struct q_tally_fold_row *out);

struct q_tally_tags_wrong_in {
	str user_id;
};
/* Tags that no contact has. */
err q_tally_tags_wrong(system_db db, struct arena *a, const struct q_tally_tags_wrong_in *in, int64_t *affected);

struct q_tally_tags_missing_in {
	str user_id;
};
err q_tally_tags_missing(system_db db, struct arena *a, const struct q_tally_tags_missing_in *in, int64_t *affected);

struct q_tally_mend_in {
	str user_id;
};
/* What the counters lack or have too much, as changes. */
err q_tally_mend(system_db db, struct arena *a, const struct q_tally_mend_in *in, int64_t *affected);
