/* Written by tools/sqlgen from sql/q/tenant/tracking_domain.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_tracking_domain_all_row {
	str id;
	str domain;
	bool verified;
	str dns_records; /* JSON */ /* may be absent */
	str found; /* JSON */ /* may be absent */
	str error; /* may be absent */
	struct opt_i64 checked_at; /* µs */
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
};
struct q_tracking_domain_all_rows {
	struct q_tracking_domain_all_row *v;
	size_t n;
};
err q_tracking_domain_all(tenant_db db, struct arena *a, struct q_tracking_domain_all_rows *out);

struct q_tracking_domain_one_in {
	str id;
};
struct q_tracking_domain_one_row {
	str id;
	str domain;
	bool verified;
	str dns_records; /* JSON */ /* may be absent */
	str found; /* JSON */ /* may be absent */
	str error; /* may be absent */
	struct opt_i64 checked_at; /* µs */
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
};
err q_tracking_domain_one(tenant_db db, struct arena *a, const struct q_tracking_domain_one_in *in, struct q_tracking_domain_one_row *out);

struct q_tracking_domain_insert_in {
	str id;
	str domain;
	str records; /* JSON */
	int64_t next; /* µs */
	int64_t now; /* µs */
};
err q_tracking_domain_insert(tenant_db db, struct arena *a, const struct q_tracking_domain_insert_in *in, int64_t *affected);

struct q_tracking_domain_drop_in {
	str id;
};
err q_tracking_domain_drop(tenant_db db, struct arena *a, const struct q_tracking_domain_drop_in *in, int64_t *affected);

struct q_tracking_domain_serving_row {
	str domain;
};
/* The one that links take: the first that was verified. */
err q_tracking_domain_serving(tenant_db db, struct arena *a, struct q_tracking_domain_serving_row *out);
