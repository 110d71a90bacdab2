/* Written by tools/sqlgen from sql/q/system/retention.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_retention_due_row {
	str user_id;
	str retention_mode;
	int64_t horizon; /* µs */
	struct opt_i64 seen; /* µs */
};
struct q_retention_due_rows {
	struct q_retention_due_row *v;
	size_t n;
};
/* Policies with events beyond their horizon that were not seen to yet. seen: everything before it was, today; once a day all is looked at anew,
 * for what came late. */
err q_retention_due(system_db db, struct arena *a, struct q_retention_due_rows *out);

struct q_retention_months_row {
	int64_t dropped;
};
err q_retention_months(system_db db, struct arena *a, struct q_retention_months_row *out);

struct q_retention_drop_in {
	str user_id;
	int64_t since; /* µs */
	int64_t horizon; /* µs */
};
struct q_retention_drop_row {
	int64_t n;
	struct opt_i64 upto; /* µs */
};
/* Some thousands at a time, in the order of their times. upto: the last one's; the next piece begins there. */
err q_retention_drop(system_db db, struct arena *a, const struct q_retention_drop_in *in, struct q_retention_drop_row *out);

struct q_retention_strip_in {
	str user_id;
	int64_t since; /* µs */
	int64_t horizon; /* µs */
};
struct q_retention_strip_row {
	int64_t n;
	struct opt_i64 upto; /* µs */
};
err q_retention_strip(system_db db, struct arena *a, const struct q_retention_strip_in *in, struct q_retention_strip_row *out);

struct q_retention_done_in {
	int64_t horizon; /* µs */
	str user_id;
};
err q_retention_done(system_db db, struct arena *a, const struct q_retention_done_in *in, int64_t *affected);
