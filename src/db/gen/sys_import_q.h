/* Written by tools/sqlgen from sql/q/system/import.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_import_next_in {
	str node;
};
struct q_import_next_row {
	str id; /* may be absent */
	str user_id; /* may be absent */
	str status; /* may be absent */
};
err q_import_next(system_db db, struct arena *a, const struct q_import_next_in *in, struct q_import_next_row *out);
