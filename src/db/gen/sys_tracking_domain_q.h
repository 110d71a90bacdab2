/* Written by tools/sqlgen from sql/q/system/tracking_domain.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_tracking_hosts_row {
	str domain;
	str user_id;
};
struct q_tracking_hosts_rows {
	struct q_tracking_hosts_row *v;
	size_t n;
};
err q_tracking_hosts(system_db db, struct arena *a, struct q_tracking_hosts_rows *out);

struct q_tracking_host_known_in {
	str domain;
};
struct q_tracking_host_known_row {
	int64_t n;
};
err q_tracking_host_known(system_db db, struct arena *a, const struct q_tracking_host_known_in *in, struct q_tracking_host_known_row *out);

struct q_tracking_host_owner_in {
	str id;
};
struct q_tracking_host_owner_row {
	str user_id;
};
/* Whose recipient a request on a tenant's domain is about. */
err q_tracking_host_owner(system_db db, struct arena *a, const struct q_tracking_host_owner_in *in, struct q_tracking_host_owner_row *out);

struct q_tracking_host_owner_by_tracking_id_in {
	str tracking_id;
};
struct q_tracking_host_owner_by_tracking_id_row {
	str user_id;
};
err q_tracking_host_owner_by_tracking_id(system_db db, struct arena *a, const struct q_tracking_host_owner_by_tracking_id_in *in, struct q_tracking_host_owner_by_tracking_id_row *out);

struct q_tracking_domain_due_in {
	int64_t now; /* µs */
	int64_t again; /* µs */
};
struct q_tracking_domain_due_row {
	str id;
	str user_id;
	int64_t failures;
};
struct q_tracking_domain_due_rows {
	struct q_tracking_domain_due_row *v;
	size_t n;
};
/* Those whose check is due, put off for a while so that no other worker takes them too. */
err q_tracking_domain_due(system_db db, struct arena *a, const struct q_tracking_domain_due_in *in, struct q_tracking_domain_due_rows *out);

struct q_tracking_domain_forget_in {
	str domain;
	int64_t before; /* µs */
};
/* Somebody else wants a domain that was claimed a while ago and never proven. */
err q_tracking_domain_forget(system_db db, struct arena *a, const struct q_tracking_domain_forget_in *in, int64_t *affected);

struct q_tracking_domain_set_in {
	struct opt_bool verified;
	str records; /* JSON */
	str found; /* JSON */
	str error; /* may be absent */
	int64_t now; /* µs */
	int64_t next; /* µs */
	int64_t failures;
	str user_id;
	str id;
};
/* What a check found. verified NULL: DNS did not say, it stays as it is. No tenant says so itself. */
err q_tracking_domain_set(system_db db, struct arena *a, const struct q_tracking_domain_set_in *in, int64_t *affected);

struct q_tracking_domain_take_in {
	str domain;
	str user_id;
};
/* From whoever had it: somebody else has proven that it is theirs. */
err q_tracking_domain_take(system_db db, struct arena *a, const struct q_tracking_domain_take_in *in, int64_t *affected);
