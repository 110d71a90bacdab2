/* Written by tools/sqlgen from sql/q/system/domain.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_domain_dkim_due_in {
	int64_t new_before; /* µs */
	int64_t waiting_before; /* µs */
	int64_t before; /* µs */
	int64_t now; /* µs */
};
struct q_domain_dkim_due_row {
	str user_id;
	str domain;
};
struct q_domain_dkim_due_rows {
	struct q_domain_dkim_due_row *v;
	size_t n;
};
/* Domains with a key whose record was not looked at for a while; a waiting key's more often. */
err q_domain_dkim_due(system_db db, struct arena *a, const struct q_domain_dkim_due_in *in, struct q_domain_dkim_due_rows *out);

struct q_domain_dkim_end_in {
	int64_t now; /* µs */
};
/* Retired keys whose mail has arrived by now. */
err q_domain_dkim_end(system_db db, struct arena *a, const struct q_domain_dkim_end_in *in, int64_t *affected);

struct q_domain_dkim_rotate_due_in {
	int64_t now; /* µs */
};
struct q_domain_dkim_rotate_due_row {
	str user_id;
	str domain;
};
struct q_domain_dkim_rotate_due_rows {
	struct q_domain_dkim_rotate_due_row *v;
	size_t n;
};
/* Active keys of old age without a successor. */
err q_domain_dkim_rotate_due(system_db db, struct arena *a, const struct q_domain_dkim_rotate_due_in *in, struct q_domain_dkim_rotate_due_rows *out);
