/* Written by tools/sqlgen from sql/q/system/seed.sql; do not edit. */
#include "db/gen/sys_seed_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field seed_partitions_params[] = {
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_seed_partitions_in, since) },
};
static const struct db_field seed_partitions_cols[] = {
	{ "made", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_seed_partitions_row, made) },
};
static const struct db_query seed_partitions_query = {
	.name = "seed_partitions",
	.sql =
		"SELECT \"loumass_event_partitions\"($1::timestamp, 2) AS \"made\"",
	.params = seed_partitions_params,
	.n_params = 1,
	.cols = seed_partitions_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_seed_partitions_row),
};
err q_seed_partitions(system_db db, struct arena *a, const struct q_seed_partitions_in *in, struct q_seed_partitions_row *out)
{
	return db_system_one(db, a, &seed_partitions_query, in, out);
}
