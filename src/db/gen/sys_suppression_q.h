/* Written by tools/sqlgen from sql/q/system/suppression.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_suppression_insert_rows_in {
	struct str_array ids;
	struct str_array user_ids;
	struct str_array emails;
	struct str_array reasons;
	struct str_array sources;
	struct i64_array at; /* µs */
};
err q_suppression_insert_rows(system_db db, struct arena *a, const struct q_suppression_insert_rows_in *in, int64_t *affected);
