/* Written by tools/sqlgen from sql/q/tenant/preflight.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_preflight_kept_in {
	str id;
	str version;
};
struct q_preflight_kept_row {
	str findings; /* JSON */
	int64_t checked_at; /* µs */
};
err q_preflight_kept(tenant_db db, struct arena *a, const struct q_preflight_kept_in *in, struct q_preflight_kept_row *out);

struct q_preflight_keep_in {
	str id;
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str version;
	str findings; /* JSON */
	int64_t now; /* µs */
};
err q_preflight_keep(tenant_db db, struct arena *a, const struct q_preflight_keep_in *in, int64_t *affected);
