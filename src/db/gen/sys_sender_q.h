/* Written by tools/sqlgen from sql/q/system/sender.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_sender_first_in {
	str id;
	str user_id;
	str name;
	str from_email;
	str from_name; /* may be absent */
	int64_t now; /* µs */
};
err q_sender_first(system_db db, struct arena *a, const struct q_sender_first_in *in, int64_t *affected);

struct q_sender_warming_in {
	int64_t now; /* µs */
};
struct q_sender_warming_row {
	str id; /* may be absent */
	struct opt_i64 warmup_start;
	struct opt_i64 warmup_target;
	struct opt_i64 warmup_limit;
	struct opt_i64 warmup_step_at; /* µs */
	str warmup_note; /* may be absent */
	int64_t sent;
	int64_t bounced;
	int64_t complained;
};
struct q_sender_warming_rows {
	struct q_sender_warming_row *v;
	size_t n;
};
/* Senders on their ramp, with what became of their last 24 hours. */
err q_sender_warming(system_db db, struct arena *a, const struct q_sender_warming_in *in, struct q_sender_warming_rows *out);

struct q_sender_warm_step_in {
	int64_t limit;
	str note;
	int64_t now; /* µs */
	bool over;
	str id;
	struct opt_i64 before; /* µs */
};
/* One step of the ramp, unless somebody else made it. At the end the target is taken away: no ramp any more. */
err q_sender_warm_step(system_db db, struct arena *a, const struct q_sender_warm_step_in *in, int64_t *affected);
