/* Written by tools/sqlgen from sql/q/system/account.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_user_insert_in {
	str id;
	str email;
	str name; /* may be absent */
	str timezone; /* may be absent */
	str locale; /* may be absent */
	bool is_operator;
	int64_t now; /* µs */
};
struct q_user_insert_row {
	str id;
	bool is_operator;
};
err q_user_insert(system_db db, struct arena *a, const struct q_user_insert_in *in, struct q_user_insert_row *out);

struct q_credential_put_in {
	str user_id;
	str password_hash;
	int64_t now; /* µs */
};
err q_credential_put(system_db db, struct arena *a, const struct q_credential_put_in *in, int64_t *affected);

struct q_credential_of_in {
	str user_id;
};
struct q_credential_of_row {
	str password_hash;
};
err q_credential_of(system_db db, struct arena *a, const struct q_credential_of_in *in, struct q_credential_of_row *out);

struct q_user_by_email_in {
	str email;
};
struct q_user_by_email_row {
	str id;
	str email;
	str name; /* may be absent */
	bool is_operator;
	str password_hash; /* may be absent */
};
err q_user_by_email(system_db db, struct arena *a, const struct q_user_by_email_in *in, struct q_user_by_email_row *out);

struct q_user_only_row {
	str id;
	str email;
	int64_t users;
};
/* The oldest user, and how many there are (two is enough to know). */
err q_user_only(system_db db, struct arena *a, struct q_user_only_row *out);

struct q_user_list_row {
	str id;
	str email;
	str name; /* may be absent */
	bool is_operator;
	int64_t created_at; /* µs */
	struct opt_i64 last_seen_at; /* µs */
	int64_t contacts;
};
struct q_user_list_rows {
	struct q_user_list_row *v;
	size_t n;
};
err q_user_list(system_db db, struct arena *a, struct q_user_list_rows *out);

struct q_user_set_operator_in {
	bool is_operator;
	int64_t now; /* µs */
	str id;
};
err q_user_set_operator(system_db db, struct arena *a, const struct q_user_set_operator_in *in, int64_t *affected);

struct q_session_insert_in {
	str id;
	str user_id;
	str token_hash;
	str user_agent; /* may be absent */
	str ip_hash; /* may be absent */
	int64_t now; /* µs */
	int64_t expires_at; /* µs */
};
err q_session_insert(system_db db, struct arena *a, const struct q_session_insert_in *in, int64_t *affected);

struct q_session_find_in {
	str token_hash;
	int64_t now; /* µs */
	int64_t since; /* µs */
};
struct q_session_find_row {
	str id;
	str user_id;
	int64_t last_seen_at; /* µs */
	int64_t expires_at; /* µs */
	bool is_operator;
};
err q_session_find(system_db db, struct arena *a, const struct q_session_find_in *in, struct q_session_find_row *out);

struct q_session_touch_in {
	int64_t now; /* µs */
	int64_t expires_at; /* µs */
	str id;
};
err q_session_touch(system_db db, struct arena *a, const struct q_session_touch_in *in, int64_t *affected);

struct q_session_end_in {
	str token_hash;
};
err q_session_end(system_db db, struct arena *a, const struct q_session_end_in *in, int64_t *affected);

struct q_sessions_end_others_in {
	str user_id;
	str keep;
};
err q_sessions_end_others(system_db db, struct arena *a, const struct q_sessions_end_others_in *in, int64_t *affected);

struct q_session_end_all_in {
	str user_id;
};
err q_session_end_all(system_db db, struct arena *a, const struct q_session_end_all_in *in, int64_t *affected);

struct q_api_key_find_in {
	str key_hash;
};
struct q_api_key_find_row {
	str id;
	str user_id;
	str scopes; /* JSON */
	struct opt_i64 last_used_at; /* µs */
};
err q_api_key_find(system_db db, struct arena *a, const struct q_api_key_find_in *in, struct q_api_key_find_row *out);

struct q_api_key_touch_in {
	int64_t now; /* µs */
	str id;
};
err q_api_key_touch(system_db db, struct arena *a, const struct q_api_key_touch_in *in, int64_t *affected);

struct q_throttle_get_in {
	str key;
};
struct q_throttle_get_row {
	int64_t failures;
	struct opt_i64 blocked_until; /* µs */
};
err q_throttle_get(system_db db, struct arena *a, const struct q_throttle_get_in *in, struct q_throttle_get_row *out);

struct q_throttle_fail_in {
	str key;
	int64_t now; /* µs */
	int64_t forget; /* µs */
};
struct q_throttle_fail_row {
	int64_t failures;
};
/* One more failure; those older than the window are forgotten. Answers how many there are now. */
err q_throttle_fail(system_db db, struct arena *a, const struct q_throttle_fail_in *in, struct q_throttle_fail_row *out);

struct q_throttle_block_in {
	int64_t until; /* µs */
	str key;
};
err q_throttle_block(system_db db, struct arena *a, const struct q_throttle_block_in *in, int64_t *affected);

struct q_throttle_clear_in {
	str key;
};
struct q_throttle_clear_row {
	int64_t failures;
};
/* How many failures there were. */
err q_throttle_clear(system_db db, struct arena *a, const struct q_throttle_clear_in *in, struct q_throttle_clear_row *out);

struct q_account_sweep_in {
	int64_t now; /* µs */
	int64_t sessions_since; /* µs */
	int64_t throttles_before; /* µs */
	int64_t keys_before; /* µs */
};
struct q_account_sweep_row {
	int64_t sessions;
	int64_t throttles;
	int64_t keys;
};
/* Old sessions, throttles and idempotency keys go. */
err q_account_sweep(system_db db, struct arena *a, const struct q_account_sweep_in *in, struct q_account_sweep_row *out);

struct q_setting_get_in {
	str key;
};
struct q_setting_get_row {
	str value;
};
err q_setting_get(system_db db, struct arena *a, const struct q_setting_get_in *in, struct q_setting_get_row *out);

struct q_setting_put_in {
	str key;
	str value;
};
err q_setting_put(system_db db, struct arena *a, const struct q_setting_put_in *in, int64_t *affected);

struct q_worker_beat_in {
	str id;
	str role;
	str host;
	int64_t pid;
	str version;
	int64_t now; /* µs */
};
err q_worker_beat(system_db db, struct arena *a, const struct q_worker_beat_in *in, int64_t *affected);

struct q_worker_gone_in {
	str id;
	int64_t before; /* µs */
};
err q_worker_gone(system_db db, struct arena *a, const struct q_worker_gone_in *in, int64_t *affected);

struct q_worker_list_row {
	str id;
	str role;
	str host;
	int64_t pid;
	str version;
	int64_t started_at; /* µs */
	int64_t last_seen_at; /* µs */
};
struct q_worker_list_rows {
	struct q_worker_list_row *v;
	size_t n;
};
err q_worker_list(system_db db, struct arena *a, struct q_worker_list_rows *out);

struct q_system_facts_row {
	int64_t bytes;
	int64_t connections;
	str version;
	int64_t batches;
	int64_t recipients_pending;
	int64_t retries;
	int64_t held_sequences;
};
err q_system_facts(system_db db, struct arena *a, struct q_system_facts_row *out);

struct q_system_slow_row {
	str query;
	double seconds;
};
struct q_system_slow_rows {
	struct q_system_slow_row *v;
	size_t n;
};
/* Statements that run for more than a second; their texts hold no values. */
err q_system_slow(system_db db, struct arena *a, struct q_system_slow_rows *out);
