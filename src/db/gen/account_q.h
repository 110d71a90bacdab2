/* Written by tools/sqlgen from sql/q/tenant/account.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_me_get_row {
	str id;
	str email;
	str name; /* may be absent */
	str image; /* may be absent */
	str timezone; /* may be absent */
	str locale; /* may be absent */
	bool is_operator;
	int64_t created_at; /* µs */
	str holidays; /* JSON */ /* may be absent */
};
err q_me_get(tenant_db db, struct arena *a, struct q_me_get_row *out);

struct q_me_update_in {
	bool set_name;
	str name; /* may be absent */
	bool set_timezone;
	str timezone; /* may be absent */
	bool set_locale;
	str locale; /* may be absent */
	bool set_holidays;
	str holidays; /* may be absent */
	int64_t now; /* µs */
};
/* `set_x` says whether x is to be changed. */
err q_me_update(tenant_db db, struct arena *a, const struct q_me_update_in *in, int64_t *affected);

struct q_my_sessions_in {
	int64_t now; /* µs */
	int64_t since; /* µs */
};
struct q_my_sessions_row {
	str id;
	str user_agent; /* may be absent */
	int64_t created_at; /* µs */
	int64_t last_seen_at; /* µs */
};
struct q_my_sessions_rows {
	struct q_my_sessions_row *v;
	size_t n;
};
err q_my_sessions(tenant_db db, struct arena *a, const struct q_my_sessions_in *in, struct q_my_sessions_rows *out);

struct q_my_session_end_in {
	str id;
};
err q_my_session_end(tenant_db db, struct arena *a, const struct q_my_session_end_in *in, int64_t *affected);

struct q_my_sessions_end_others_in {
	str keep;
};
err q_my_sessions_end_others(tenant_db db, struct arena *a, const struct q_my_sessions_end_others_in *in, int64_t *affected);

struct q_my_api_keys_row {
	str id;
	str name;
	str prefix;
	str scopes; /* JSON */
	int64_t created_at; /* µs */
	struct opt_i64 last_used_at; /* µs */
};
struct q_my_api_keys_rows {
	struct q_my_api_keys_row *v;
	size_t n;
};
err q_my_api_keys(tenant_db db, struct arena *a, struct q_my_api_keys_rows *out);

struct q_my_api_key_insert_in {
	str id;
	str name;
	str prefix;
	str key_hash;
	str scopes; /* JSON */
	int64_t now; /* µs */
};
err q_my_api_key_insert(tenant_db db, struct arena *a, const struct q_my_api_key_insert_in *in, int64_t *affected);

struct q_my_api_key_delete_in {
	str id;
};
err q_my_api_key_delete(tenant_db db, struct arena *a, const struct q_my_api_key_delete_in *in, int64_t *affected);

struct q_my_api_key_count_row {
	int64_t n;
};
err q_my_api_key_count(tenant_db db, struct arena *a, struct q_my_api_key_count_row *out);

struct q_idempotency_begin_in {
	str key;
	str request_hash;
	int64_t now; /* µs */
	int64_t stale; /* µs */
};
struct q_idempotency_begin_row {
	bool fresh;
	str request_hash; /* may be absent */
	struct opt_i64 status;
	str response; /* may be absent */
};
/* Takes the key, or says what became of it. A first request that was never finished (its process died) is forgotten
 * after `stale`. */
err q_idempotency_begin(tenant_db db, struct arena *a, const struct q_idempotency_begin_in *in, struct q_idempotency_begin_row *out);

struct q_idempotency_finish_in {
	int64_t status;
	str response; /* may be absent */
	str key;
};
err q_idempotency_finish(tenant_db db, struct arena *a, const struct q_idempotency_finish_in *in, int64_t *affected);

struct q_idempotency_drop_in {
	str key;
};
err q_idempotency_drop(tenant_db db, struct arena *a, const struct q_idempotency_drop_in *in, int64_t *affected);

struct q_me_removal_row {
	int64_t contacts;
	int64_t campaigns;
	int64_t sequences;
	int64_t enrollments;
	int64_t recipients;
	int64_t events;
	int64_t suppressions;
	int64_t senders;
	int64_t captures;
	int64_t imports;
	int64_t sessions;
	int64_t api_keys;
};
/* What a deletion of the account will remove. */
err q_me_removal(tenant_db db, struct arena *a, struct q_me_removal_row *out);

/* Everything of the user goes with it (cascades). */
err q_me_delete(tenant_db db, struct arena *a, int64_t *affected);

struct q_me_export_row {
	str model;
	str row;
};
typedef err q_me_export_fn(void *arg, const struct q_me_export_row *row);
/* Every row of the user's, as JSON, without secrets and without the bytes of captured mail and attachments. */
err q_me_export(tenant_db db, struct arena *a, q_me_export_fn *fn, void *arg);
