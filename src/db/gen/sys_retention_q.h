/* Written by tools/sqlgen from sql/q/system/retention.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_retention_due_row {
	str user_id;
	str retention_mode;
	int64_t horizon; /* µs */
};
struct q_retention_due_rows {
	struct q_retention_due_row *v;
	size_t n;
};
/* Policies with events beyond their horizon that were not seen to yet. */
err q_retention_due(system_db db, struct arena *a, struct q_retention_due_rows *out);

struct q_retention_months_row {
	int64_t dropped;
};
err q_retention_months(system_db db, struct arena *a, struct q_retention_months_row *out);

struct q_retention_drop_in {
	str user_id;
	int64_t horizon; /* µs */
};
/* Some thousands at a time. */
err q_retention_drop(system_db db, struct arena *a, const struct q_retention_drop_in *in, int64_t *affected);

struct q_retention_strip_in {
	str user_id;
	int64_t horizon; /* µs */
};
err q_retention_strip(system_db db, struct arena *a, const struct q_retention_strip_in *in, int64_t *affected);

struct q_retention_done_in {
	int64_t horizon; /* µs */
	str user_id;
};
err q_retention_done(system_db db, struct arena *a, const struct q_retention_done_in *in, int64_t *affected);
