/* Written by tools/sqlgen from sql/q/system/hook.sql; do not edit. */
#pragma once
#include "db/tenant.h"

/* Who claims takes turns, in a transaction: how many of a tenant are in hand is read when those before have committed. */
err q_hook_turn(system_db db, struct arena *a, int64_t *affected);

struct q_hook_claim_in {
	int64_t now; /* µs */
	bool quick;
};
struct q_hook_claim_row {
	str id;
	str user_id;
	str url;
	str secret_sealed;
	str old_secret_sealed; /* may be absent */
	struct opt_i64 old_until; /* µs */
	int64_t failures;
	struct opt_i64 failing_since; /* µs */
};
/* The webhook with something due that had a turn longest ago; of one tenant two at a time. What is written ahead holds it no longer than it may:
 * a lease two minutes, a pause a day. quick: slow ones are left to others. */
err q_hook_claim(system_db db, struct arena *a, const struct q_hook_claim_in *in, struct q_hook_claim_row *out);

struct q_hook_due_in {
	str hook_id;
	int64_t now; /* µs */
	int64_t limit;
};
struct q_hook_due_row {
	int64_t id;
	str event_id;
	str key;
	str type;
	int64_t at; /* µs */
	int64_t attempts;
	str body;
};
struct q_hook_due_rows {
	struct q_hook_due_row *v;
	size_t n;
};
/* In order; whoever waits behind an earlier one of the same contact that is not due yet waits on. */
err q_hook_due(system_db db, struct arena *a, const struct q_hook_due_in *in, struct q_hook_due_rows *out);

struct q_hook_answered_in {
	struct i64_array ids;
	struct str_array statuses;
	struct i64_array dues; /* µs */
	struct i64_array ats; /* µs */
	struct i64_array answers;
	struct str_array errors;
	struct i64_array tooks;
};
/* What became of a turn's calls. */
err q_hook_answered(system_db db, struct arena *a, const struct q_hook_answered_in *in, int64_t *affected);

struct q_hook_put_back_in {
	int64_t failures;
	struct opt_i64 failing_since; /* µs */
	struct opt_i64 next_at; /* µs */
	bool slow;
	int64_t now; /* µs */
	str last_error; /* may be absent */
	str gone; /* may be absent */
	str id;
};
/* A turn has ended. gone: it is paused, for this reason. */
err q_hook_put_back(system_db db, struct arena *a, const struct q_hook_put_back_in *in, int64_t *affected);

struct q_hook_sweep_in {
	int64_t now; /* µs */
};
/* The log is kept for thirty days. */
err q_hook_sweep(system_db db, struct arena *a, const struct q_hook_sweep_in *in, int64_t *affected);
