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
