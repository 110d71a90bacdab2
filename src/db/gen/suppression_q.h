/* Written by tools/sqlgen from sql/q/tenant/suppression.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_suppression_insert_in {
	str id;
	str email;
	str reason;
	str source; /* may be absent */
};
struct q_suppression_insert_row {
	str id;
	str email; /* may be absent */
	str reason;
	str source; /* may be absent */
	int64_t created_at; /* µs */
};
err q_suppression_insert(tenant_db db, struct arena *a, const struct q_suppression_insert_in *in, struct q_suppression_insert_row *out);

struct q_suppression_claim_in {
	str email;
};
/* What an import put there becomes somebody's own: no undo takes it away. */
err q_suppression_claim(tenant_db db, struct arena *a, const struct q_suppression_claim_in *in, int64_t *affected);

struct q_suppression_there_in {
	str email;
};
struct q_suppression_there_row {
	bool there;
};
/* Under any spelling. */
err q_suppression_there(tenant_db db, struct arena *a, const struct q_suppression_there_in *in, struct q_suppression_there_row *out);

struct q_suppression_insert_many_in {
	struct str_array ids;
	struct str_array emails;
	struct str_array reasons;
	struct str_array sources;
};
err q_suppression_insert_many(tenant_db db, struct arena *a, const struct q_suppression_insert_many_in *in, int64_t *affected);

struct q_suppression_insert_hashes_in {
	struct str_array ids;
	struct str_array hashes;
	struct str_array reasons;
	struct str_array sources;
};
/* Of an export of ours: hashes of people who were erased. */
err q_suppression_insert_hashes(tenant_db db, struct arena *a, const struct q_suppression_insert_hashes_in *in, int64_t *affected);

struct q_suppression_put_hash_in {
	str id;
	str email;
	str hash_key;
	str reason;
	str source; /* may be absent */
};
err q_suppression_put_hash(tenant_db db, struct arena *a, const struct q_suppression_put_hash_in *in, int64_t *affected);

struct q_suppression_get_in {
	str id;
};
struct q_suppression_get_row {
	str id;
	str email; /* may be absent */
	str reason;
	str source; /* may be absent */
	int64_t created_at; /* µs */
};
err q_suppression_get(tenant_db db, struct arena *a, const struct q_suppression_get_in *in, struct q_suppression_get_row *out);

struct q_suppression_delete_one_in {
	str id;
};
/* With every spelling of it that stands there. */
err q_suppression_delete_one(tenant_db db, struct arena *a, const struct q_suppression_delete_one_in *in, int64_t *affected);

struct q_suppression_kept_in {
	str id;
};
struct q_suppression_kept_row {
	bool kept;
};
/* Whether the person put it there, under any spelling. */
err q_suppression_kept(tenant_db db, struct arena *a, const struct q_suppression_kept_in *in, struct q_suppression_kept_row *out);

struct q_suppression_lift_in {
	str email;
	struct str_array hash_keys;
};
/* The person came back: what they or their erasure put there goes. A bounce, and what the tenant's own people put there, stays. */
err q_suppression_lift(tenant_db db, struct arena *a, const struct q_suppression_lift_in *in, int64_t *affected);

struct q_suppression_lift_hash_in {
	str hash;
};
/* The same of a person of whom only the hash is left. */
err q_suppression_lift_hash(tenant_db db, struct arena *a, const struct q_suppression_lift_hash_in *in, int64_t *affected);

struct q_suppression_check_in {
	str email;
	struct str_array hash_keys;
};
struct q_suppression_check_row {
	bool suppressed;
};
err q_suppression_check(tenant_db db, struct arena *a, const struct q_suppression_check_in *in, struct q_suppression_check_row *out);

struct q_suppression_page_in {
	str search; /* may be absent */
	str address; /* may be absent */
	struct str_array hash_keys;
	str reason; /* may be absent */
	str kind; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_suppression_page_row {
	str id;
	str email; /* may be absent */
	str reason;
	str source; /* may be absent */
	int64_t created_at; /* µs */
};
struct q_suppression_page_rows {
	struct q_suppression_page_row *v;
	size_t n;
};
/* Newest first: ids are cuids, which sort by time. A whole address finds its hash, too. */
err q_suppression_page(tenant_db db, struct arena *a, const struct q_suppression_page_in *in, struct q_suppression_page_rows *out);

struct q_suppression_total_in {
	str search; /* may be absent */
	str address; /* may be absent */
	struct str_array hash_keys;
	str reason; /* may be absent */
	str kind; /* may be absent */
};
struct q_suppression_total_row {
	int64_t count;
};
err q_suppression_total(tenant_db db, struct arena *a, const struct q_suppression_total_in *in, struct q_suppression_total_row *out);

struct q_suppression_counted_in {
	str reason; /* may be absent */
	str kind; /* may be absent */
};
struct q_suppression_counted_row {
	int64_t count;
};
/* From the counters: of a reason, a kind, both, or all. */
err q_suppression_counted(tenant_db db, struct arena *a, const struct q_suppression_counted_in *in, struct q_suppression_counted_row *out);

struct q_suppression_all_row {
	str id;
	str email; /* may be absent */
	str email_hash; /* may be absent */
	str reason;
	str source; /* may be absent */
	int64_t created_at; /* µs */
};
typedef err q_suppression_all_fn(void *arg, const struct q_suppression_all_row *row);
err q_suppression_all(tenant_db db, struct arena *a, q_suppression_all_fn *fn, void *arg);

struct q_suppression_hash_in {
	str email;
	str hash_key;
};
struct q_suppression_hash_row {
	str hash;
};
/* How the address stands there. */
err q_suppression_hash(tenant_db db, struct arena *a, const struct q_suppression_hash_in *in, struct q_suppression_hash_row *out);
