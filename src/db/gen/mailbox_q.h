/* Written by tools/sqlgen from sql/q/tenant/mailbox.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_mailbox_one_in {
	str sender_id;
};
struct q_mailbox_one_row {
	str id;
	str kind;
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	str folder;
	bool enabled;
	str error; /* may be absent */
	struct opt_i64 checked_at; /* µs */
	struct opt_i64 last_message_at; /* µs */
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
};
err q_mailbox_one(tenant_db db, struct arena *a, const struct q_mailbox_one_in *in, struct q_mailbox_one_row *out);

struct q_mailbox_put_in {
	str id;
	str sender_id;
	str kind;
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	str folder;
	bool enabled;
	int64_t now; /* µs */
};
/* Another server, log-in or folder is another mailbox: it is read from what arrives from now on. The worker that reads the old one loses its lease. */
err q_mailbox_put(tenant_db db, struct arena *a, const struct q_mailbox_put_in *in, int64_t *affected);

struct q_mailbox_drop_in {
	str sender_id;
};
err q_mailbox_drop(tenant_db db, struct arena *a, const struct q_mailbox_drop_in *in, int64_t *affected);

struct q_inbound_settings_get_row {
	struct opt_f64 bounce_rate;
	struct opt_f64 complaint_rate;
	int64_t guard_after;
	int64_t soft_bounces;
	int64_t soft_bounce_days;
};
err q_inbound_settings_get(tenant_db db, struct arena *a, struct q_inbound_settings_get_row *out);

struct q_inbound_settings_set_in {
	struct opt_f64 bounce_rate;
	struct opt_f64 complaint_rate;
	int64_t guard_after;
	int64_t soft_bounces;
	int64_t soft_bounce_days;
	int64_t now; /* µs */
};
err q_inbound_settings_set(tenant_db db, struct arena *a, const struct q_inbound_settings_set_in *in, int64_t *affected);

struct q_webhook_all_row {
	str id;
	str provider;
	str name;
	str topic; /* may be absent */
	struct opt_bool has_secret;
	int64_t received;
	struct opt_i64 last_at; /* µs */
	str error; /* may be absent */
	int64_t created_at; /* µs */
};
struct q_webhook_all_rows {
	struct q_webhook_all_row *v;
	size_t n;
};
err q_webhook_all(tenant_db db, struct arena *a, struct q_webhook_all_rows *out);

struct q_webhook_one_in {
	str id;
};
struct q_webhook_one_row {
	str id;
	str provider;
	str name;
	str topic; /* may be absent */
	struct opt_bool has_secret;
	int64_t received;
	struct opt_i64 last_at; /* µs */
	str error; /* may be absent */
	int64_t created_at; /* µs */
};
err q_webhook_one(tenant_db db, struct arena *a, const struct q_webhook_one_in *in, struct q_webhook_one_row *out);

struct q_webhook_insert_in {
	str id;
	str provider;
	str name;
	str token_hash;
	str secret_sealed; /* may be absent */
	str topic; /* may be absent */
	int64_t most;
};
err q_webhook_insert(tenant_db db, struct arena *a, const struct q_webhook_insert_in *in, int64_t *affected);

struct q_webhook_rotate_in {
	str token_hash; /* may be absent */
	str secret_sealed; /* may be absent */
	str id;
};
/* A new address, a new secret, or both; what is not given stays. */
err q_webhook_rotate(tenant_db db, struct arena *a, const struct q_webhook_rotate_in *in, int64_t *affected);

struct q_webhook_drop_in {
	str id;
};
err q_webhook_drop(tenant_db db, struct arena *a, const struct q_webhook_drop_in *in, int64_t *affected);
