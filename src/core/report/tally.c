#include "core/report/tally.h"
#include "db/gen/sys_tally_q.h"

err tally_fold(system_db db, struct arena *a)
{
	struct q_tally_fold_row r = { .changes = 1 };
	while (r.changes > 0)
		TRY(q_tally_fold(db, a, &r));
	return OK;
}

err tally_recount(system_db db, struct arena *a, str user_id, int64_t *n)
{
	int64_t wrong = 0, missing = 0, counts = 0;
	TRY(q_tally_tags_wrong(db, a, &(struct q_tally_tags_wrong_in){ .user_id = user_id }, &wrong));
	TRY(q_tally_tags_missing(db, a, &(struct q_tally_tags_missing_in){ .user_id = user_id }, &missing));
	TRY(q_tally_mend(db, a, &(struct q_tally_mend_in){ .user_id = user_id }, &counts));
	*n = wrong + missing + counts;
	return OK;
}
