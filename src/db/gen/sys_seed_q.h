/* Written by tools/sqlgen from sql/q/system/seed.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_seed_partitions_in {
	int64_t since; /* µs */
};
struct q_seed_partitions_row {
	int64_t made;
};
/* Months that the demo's events lie in. */
err q_seed_partitions(system_db db, struct arena *a, const struct q_seed_partitions_in *in, struct q_seed_partitions_row *out);
