#include "core/report/retention.h"
#include "base/log.h"
#include "db/gen/sys_retention_q.h"

static err retention_keep_one(system_db db, const struct q_retention_due_row *p)
{
	int64_t total = 0;
	bool strip = str_eq(p->retention_mode, STR("strip"));
	int64_t since = p->seen.has ? p->seen.v : 0;
	for (int64_t n = 1; n > 0; total += n) {
		struct arena ARENA_AUTO a = {};
		struct q_retention_strip_in few = { .user_id = p->user_id, .since = since, .horizon = p->horizon };
		struct q_retention_drop_in all = { .user_id = p->user_id, .since = since, .horizon = p->horizon };
		struct q_retention_strip_row stripped = {};
		struct q_retention_drop_row dropped = {};
		if (strip)
			TRY(q_retention_strip(db, &a, &few, &stripped));
		else
			TRY(q_retention_drop(db, &a, &all, &dropped));
		struct opt_i64 upto = strip ? stripped.upto : dropped.upto;
		n = strip ? stripped.n : dropped.n;
		since = upto.has ? upto.v : since;
	}
	struct arena ARENA_AUTO a = {};
	TRY(q_retention_done(db, &a, &(struct q_retention_done_in){ .user_id = p->user_id, .horizon = p->horizon },
			     NULL));
	if (total > 0)
		log_info("retention", "%lld events of user %.*s were %s", (long long)total, STR_FMT(p->user_id),
			 strip ? "stripped" : "dropped");
	return OK;
}

err retention_sweep(system_db db, struct arena *a)
{
	struct q_retention_due_rows due;
	struct q_retention_months_row months;
	TRY(q_retention_due(db, a, &due));
	if (due.n == 0)
		return OK;
	TRY(q_retention_months(db, a, &months));
	if (months.dropped > 0)
		log_info("retention", "%lld months of events were dropped", (long long)months.dropped);
	for (size_t i = 0; i < due.n; i++)
		TRY(retention_keep_one(db, &due.v[i]));
	return OK;
}
