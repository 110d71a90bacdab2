/* The ramp of senders, step by step, in the database. */
#include "base/log.h"
#include "base/time.h"
#include "core/sender/warmup.h"
#include "db/gen/sys_sender_q.h"

err warmup_steps(system_db db, struct arena *a, int64_t now)
{
	struct q_sender_warming_rows rows;
	TRY(q_sender_warming(db, a, &(struct q_sender_warming_in){ .now = now }, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_sender_warming_row *r = &rows.v[i];
		int64_t last = r->warmup_step_at.has ? r->warmup_step_at.v : 0;
		struct warmup_day day = { .start = r->warmup_start.has ? r->warmup_start.v : WARMUP_START,
					  .target = r->warmup_target.v,
					  .limit = r->warmup_limit.v,
					  .sent = r->sent,
					  .bounced = r->bounced,
					  .complained = r->complained,
					  .day_over = now - last >= US_PER_DAY,
					  .halved = str_starts(r->warmup_note, STR("Halved")) };
		struct warmup_step step = warmup_next(&day);
		if (!step.changed)
			continue;
		struct q_sender_warm_step_in in = { .id = r->id,
						    .limit = step.limit,
						    .note = str_z(step.note),
						    .now = now,
						    .before = r->warmup_step_at,
						    .over = step.over };
		TRY(q_sender_warm_step(db, a, &in, NULL));
		log_info("sender.warmup", "sender %.*s: %lld a day. %s", STR_FMT(r->id), (long long)step.limit,
			 step.note);
	}
	return OK;
}
