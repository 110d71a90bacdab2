/* Written by tools/sqlgen from sql/q/tenant/sender.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_sender_one_in {
	str id;
};
struct q_sender_one_row {
	str id;
	str kind;
	str name;
	str from_email;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	struct opt_i64 per_second;
	struct opt_i64 per_hour;
	struct opt_i64 per_day;
	int64_t max_connections;
	str status;
	str pause_reason; /* may be absent */
	struct opt_i64 paused_until; /* µs */
	struct opt_i64 verified_at; /* µs */
	bool is_default;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	bool dkim;
	struct opt_i64 warmup_start;
	struct opt_i64 warmup_target;
	struct opt_i64 warmup_limit;
	struct opt_i64 warmup_started_at; /* µs */
	str warmup_note; /* may be absent */
	bool reply_tags;
	str token_url; /* may be absent */
	str client_id; /* may be absent */
	str scope; /* may be absent */
	str client_secret_sealed; /* may be absent */
	str refresh_token_sealed; /* may be absent */
	struct opt_i64 token_expires_at; /* µs */
	str token_error; /* may be absent */
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
	bool has_mailbox;
	str leave_to; /* may be absent */
	str locale; /* may be absent */
	int64_t used_hour;
	int64_t used_day;
	str refusals;
};
err q_sender_one(tenant_db db, struct arena *a, const struct q_sender_one_in *in, struct q_sender_one_row *out);

struct q_sender_all_row {
	str id;
	str kind;
	str name;
	str from_email;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	struct opt_i64 per_second;
	struct opt_i64 per_hour;
	struct opt_i64 per_day;
	int64_t max_connections;
	str status;
	str pause_reason; /* may be absent */
	struct opt_i64 paused_until; /* µs */
	struct opt_i64 verified_at; /* µs */
	bool is_default;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	bool dkim;
	struct opt_i64 warmup_start;
	struct opt_i64 warmup_target;
	struct opt_i64 warmup_limit;
	struct opt_i64 warmup_started_at; /* µs */
	str warmup_note; /* may be absent */
	bool reply_tags;
	str token_url; /* may be absent */
	str client_id; /* may be absent */
	str scope; /* may be absent */
	str client_secret_sealed; /* may be absent */
	str refresh_token_sealed; /* may be absent */
	struct opt_i64 token_expires_at; /* µs */
	str token_error; /* may be absent */
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
	bool has_mailbox;
	str leave_to; /* may be absent */
	str locale; /* may be absent */
	int64_t used_hour;
	int64_t used_day;
	str refusals;
};
struct q_sender_all_rows {
	struct q_sender_all_row *v;
	size_t n;
};
/* The default first, then in the order they were made. */
err q_sender_all(tenant_db db, struct arena *a, struct q_sender_all_rows *out);

struct q_sender_lock_all_row {
	str id;
	bool is_default;
};
struct q_sender_lock_all_rows {
	struct q_sender_lock_all_row *v;
	size_t n;
};
/* Serialises what concerns a tenant's senders as a whole: which is the default, how many there are. */
err q_sender_lock_all(tenant_db db, struct arena *a, struct q_sender_lock_all_rows *out);

struct q_sender_insert_in {
	str id;
	str kind;
	str name;
	str from_email;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	struct opt_i64 per_second;
	struct opt_i64 per_hour;
	struct opt_i64 per_day;
	int64_t max_connections;
	str status;
	struct opt_i64 verified_at; /* µs */
	bool is_default;
	int64_t now; /* µs */
	bool dkim;
	struct opt_i64 warmup_start;
	struct opt_i64 warmup_target;
	struct opt_i64 warmup_limit;
	struct opt_i64 warmup_started_at; /* µs */
	str warmup_note; /* may be absent */
	bool reply_tags;
	str token_url; /* may be absent */
	str client_id; /* may be absent */
	str scope; /* may be absent */
	str client_secret_sealed; /* may be absent */
	str refresh_token_sealed; /* may be absent */
};
err q_sender_insert(tenant_db db, struct arena *a, const struct q_sender_insert_in *in, int64_t *affected);

struct q_sender_set_in {
	str name;
	str from_email;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	struct opt_i64 per_second;
	struct opt_i64 per_hour;
	struct opt_i64 per_day;
	int64_t max_connections;
	str status;
	struct opt_i64 verified_at; /* µs */
	bool is_default;
	bool dkim;
	struct opt_i64 warmup_start;
	struct opt_i64 warmup_target;
	struct opt_i64 warmup_limit;
	struct opt_i64 warmup_started_at; /* µs */
	str warmup_note; /* may be absent */
	bool reply_tags;
	int64_t now; /* µs */
	str token_url; /* may be absent */
	str client_id; /* may be absent */
	str scope; /* may be absent */
	str client_secret_sealed; /* may be absent */
	str refresh_token_sealed; /* may be absent */
	bool keep_token;
	str id;
};
err q_sender_set(tenant_db db, struct arena *a, const struct q_sender_set_in *in, int64_t *affected);

struct q_sender_only_default_in {
	int64_t now; /* µs */
	str id;
};
/* No other one is the default. */
err q_sender_only_default(tenant_db db, struct arena *a, const struct q_sender_only_default_in *in, int64_t *affected);

struct q_sender_first_real_in {
	str id;
};
/* The first sender whose mail leaves this installation becomes the default: until then a capturing one may be. */
err q_sender_first_real(tenant_db db, struct arena *a, const struct q_sender_first_real_in *in, int64_t *affected);

/* After a default was deleted, the oldest takes its place. */
err q_sender_next_default(tenant_db db, struct arena *a, int64_t *affected);

struct q_sender_drop_in {
	str id;
};
err q_sender_drop(tenant_db db, struct arena *a, const struct q_sender_drop_in *in, int64_t *affected);

struct q_sender_in_use_in {
	str id;
};
struct q_sender_in_use_row {
	int64_t n;
	str kind; /* may be absent */
	str name; /* may be absent */
};
/* What still names it: a campaign that is not over, or a sequence. The one that runs first. */
err q_sender_in_use(tenant_db db, struct arena *a, const struct q_sender_in_use_in *in, struct q_sender_in_use_row *out);

struct q_sender_set_state_in {
	str status;
	str reason; /* may be absent */
	int64_t now; /* µs */
	str id;
};
err q_sender_set_state(tenant_db db, struct arena *a, const struct q_sender_set_state_in *in, int64_t *affected);

struct q_sender_verified_in {
	int64_t now; /* µs */
	str id;
};
err q_sender_verified(tenant_db db, struct arena *a, const struct q_sender_verified_in *in, int64_t *affected);

struct q_sender_book_in {
	str id;
	int64_t n;
};
/* Test mails count in the quotas like others. */
err q_sender_book(tenant_db db, struct arena *a, const struct q_sender_book_in *in, int64_t *affected);
