/* Written by tools/sqlgen from sql/q/tenant/audit.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_audit_head_row {
	int64_t seq;
	str hash;
};
err q_audit_head(tenant_db db, struct arena *a, struct q_audit_head_row *out);

struct q_audit_add_in {
	int64_t seq;
	str hash;
	str id;
	int64_t at; /* µs */
	str actor;
	str actor_id; /* may be absent */
	str action;
	str target; /* may be absent */
	str detail; /* may be absent */
};
err q_audit_add(tenant_db db, struct arena *a, const struct q_audit_add_in *in, int64_t *affected);

struct q_audit_end_row {
	int64_t seq;
	str hash;
};
/* Where the chain should end; nothing yet is 0. */
err q_audit_end(tenant_db db, struct arena *a, struct q_audit_end_row *out);

struct q_audit_page_in {
	struct opt_i64 before;
	str actor; /* may be absent */
	int64_t limit;
};
struct q_audit_page_row {
	str id;
	int64_t seq;
	int64_t at; /* µs */
	str actor;
	str actor_id; /* may be absent */
	str action;
	str target; /* may be absent */
	str detail; /* may be absent */
	str hash;
	str who; /* may be absent */
};
struct q_audit_page_rows {
	struct q_audit_page_row *v;
	size_t n;
};
/* Newest first; who: the key's name, where it still exists. */
err q_audit_page(tenant_db db, struct arena *a, const struct q_audit_page_in *in, struct q_audit_page_rows *out);

struct q_audit_all_row {
	int64_t seq;
	int64_t at; /* µs */
	str actor;
	str actor_id; /* may be absent */
	str action;
	str target; /* may be absent */
	str detail; /* may be absent */
	str hash;
};
typedef err q_audit_all_fn(void *arg, const struct q_audit_all_row *row);
err q_audit_all(tenant_db db, struct arena *a, q_audit_all_fn *fn, void *arg);
