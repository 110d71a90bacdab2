/* Written by tools/sqlgen from sql/q/tenant/doubt.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_doubt_page_in {
	str owner;
	bool undecided;
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_doubt_page_row {
	str id;
	str recipient_id;
	str email;
	str cause;
	str resolution;
	int64_t created_at; /* µs */
	struct opt_i64 decided_at; /* µs */
	str status;
	str step_id; /* may be absent */
	str sender_id; /* may be absent */
	str sender_name; /* may be absent */
	str sender_email; /* may be absent */
};
struct q_doubt_page_rows {
	struct q_doubt_page_row *v;
	size_t n;
};
err q_doubt_page(tenant_db db, struct arena *a, const struct q_doubt_page_in *in, struct q_doubt_page_rows *out);

struct q_doubt_undecided_in {
	str owner;
};
struct q_doubt_undecided_row {
	int64_t n;
};
err q_doubt_undecided(tenant_db db, struct arena *a, const struct q_doubt_undecided_in *in, struct q_doubt_undecided_row *out);

struct q_doubt_total_in {
	str owner;
	bool undecided;
};
struct q_doubt_total_row {
	int64_t n;
};
err q_doubt_total(tenant_db db, struct arena *a, const struct q_doubt_total_in *in, struct q_doubt_total_row *out);
