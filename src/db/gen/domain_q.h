/* Written by tools/sqlgen from sql/q/tenant/domain.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_domain_all_row {
	str domain;
	int64_t senders;
	bool signs;
	struct opt_i64 checked_at; /* µs */
	str result; /* JSON */ /* may be absent */
};
struct q_domain_all_rows {
	struct q_domain_all_row *v;
	size_t n;
};
/* Those of senders, of keys, and those that were looked at. */
err q_domain_all(tenant_db db, struct arena *a, struct q_domain_all_rows *out);

struct q_domain_senders_in {
	struct str_array domains;
};
struct q_domain_senders_row {
	str id;
	str name;
	str kind;
	str host; /* may be absent */
	bool dkim;
};
struct q_domain_senders_rows {
	struct q_domain_senders_row *v;
	size_t n;
};
/* The ways in which one domain is written. */
err q_domain_senders(tenant_db db, struct arena *a, const struct q_domain_senders_in *in, struct q_domain_senders_rows *out);

struct q_domain_store_in {
	str domain;
	str result; /* JSON */
	int64_t now; /* µs */
};
err q_domain_store(tenant_db db, struct arena *a, const struct q_domain_store_in *in, int64_t *affected);

struct q_domain_stored_in {
	str domain;
};
struct q_domain_stored_row {
	str result; /* JSON */
	int64_t checked_at; /* µs */
};
err q_domain_stored(tenant_db db, struct arena *a, const struct q_domain_stored_in *in, struct q_domain_stored_row *out);

struct q_domain_drop_in {
	str domain;
};
err q_domain_drop(tenant_db db, struct arena *a, const struct q_domain_drop_in *in, int64_t *affected);

struct q_dkim_all_in {
	str domain;
};
struct q_dkim_all_row {
	str id;
	str domain;
	str selector;
	str algorithm;
	str public_key;
	str state;
	str error; /* may be absent */
	int64_t created_at; /* µs */
	struct opt_i64 checked_at; /* µs */
	struct opt_i64 activated_at; /* µs */
	struct opt_i64 rotate_at; /* µs */
};
struct q_dkim_all_rows {
	struct q_dkim_all_row *v;
	size_t n;
};
err q_dkim_all(tenant_db db, struct arena *a, const struct q_dkim_all_in *in, struct q_dkim_all_rows *out);

struct q_dkim_lock_in {
	str domain;
};
/* Keys of one domain are made and moved one after the other. */
err q_dkim_lock(tenant_db db, struct arena *a, const struct q_dkim_lock_in *in, int64_t *affected);

struct q_dkim_count_row {
	int64_t n;
};
err q_dkim_count(tenant_db db, struct arena *a, struct q_dkim_count_row *out);

struct q_dkim_insert_in {
	str id;
	str domain;
	str selector;
	str algorithm;
	str private_sealed;
	str public_key;
	int64_t now; /* µs */
};
err q_dkim_insert(tenant_db db, struct arena *a, const struct q_dkim_insert_in *in, int64_t *affected);

struct q_dkim_seen_in {
	str error; /* may be absent */
	int64_t now; /* µs */
	str id;
};
/* What DNS said of a key's record. */
err q_dkim_seen(tenant_db db, struct arena *a, const struct q_dkim_seen_in *in, int64_t *affected);

struct q_dkim_activate_in {
	int64_t old_until; /* µs */
	str domain;
	str algorithm;
	str id;
	int64_t now; /* µs */
	int64_t rotate_at; /* µs */
};
/* Its record is there: it signs from now on, and the one before stays in DNS for mail that is under way. */
err q_dkim_activate(tenant_db db, struct arena *a, const struct q_dkim_activate_in *in, int64_t *affected);

struct q_dkim_drop_domain_in {
	str domain;
};
err q_dkim_drop_domain(tenant_db db, struct arena *a, const struct q_dkim_drop_domain_in *in, int64_t *affected);

struct q_dkim_signing_in {
	struct str_array domains;
};
struct q_dkim_signing_row {
	str id;
	str domain;
	str selector;
	str algorithm;
	str private_sealed;
};
struct q_dkim_signing_rows {
	struct q_dkim_signing_row *v;
	size_t n;
};
/* The keys that sign for a domain: its own, else those of the nearest domain above it. */
err q_dkim_signing(tenant_db db, struct arena *a, const struct q_dkim_signing_in *in, struct q_dkim_signing_rows *out);
