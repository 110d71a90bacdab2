/* Written by tools/sqlgen from sql/q/system/google.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_oauth_state_insert_in {
	str id;
	str user_id; /* may be absent */
	str purpose;
	str sender_id; /* may be absent */
	bool own_client;
	str browser_hash;
	str nonce;
	str verifier;
	str return_to; /* may be absent */
	int64_t expires_at; /* µs */
};
err q_oauth_state_insert(system_db db, struct arena *a, const struct q_oauth_state_insert_in *in, int64_t *affected);

struct q_oauth_state_take_in {
	str id;
	int64_t now; /* µs */
};
struct q_oauth_state_take_row {
	str user_id; /* may be absent */
	str purpose;
	str sender_id; /* may be absent */
	bool own_client;
	str browser_hash;
	str nonce;
	str verifier;
	str return_to; /* may be absent */
};
/* Each state is good for one return. */
err q_oauth_state_take(system_db db, struct arena *a, const struct q_oauth_state_take_in *in, struct q_oauth_state_take_row *out);

struct q_oauth_state_sweep_in {
	int64_t now; /* µs */
};
err q_oauth_state_sweep(system_db db, struct arena *a, const struct q_oauth_state_sweep_in *in, int64_t *affected);

struct q_identity_find_in {
	int64_t now; /* µs */
	str email;
	str provider;
	str subject;
};
struct q_identity_find_row {
	str user_id;
};
err q_identity_find(system_db db, struct arena *a, const struct q_identity_find_in *in, struct q_identity_find_row *out);

struct q_identity_put_in {
	str id;
	str user_id;
	str provider;
	str subject;
	str email;
	int64_t now; /* µs */
};
err q_identity_put(system_db db, struct arena *a, const struct q_identity_put_in *in, int64_t *affected);

struct q_user_any_row {
	bool any;
};
err q_user_any(system_db db, struct arena *a, struct q_user_any_row *out);

struct q_user_image_in {
	str name; /* may be absent */
	str image; /* may be absent */
	int64_t now; /* µs */
	str id;
};
/* Name and picture as the provider has them, where the person gave none. */
err q_user_image(system_db db, struct arena *a, const struct q_user_image_in *in, int64_t *affected);

struct q_google_own_client_in {
	str user_id;
};
struct q_google_own_client_row {
	str client_id;
	str secret_sealed;
};
err q_google_own_client(system_db db, struct arena *a, const struct q_google_own_client_in *in, struct q_google_own_client_row *out);

struct q_gmail_account_in {
	str sender_id;
};
struct q_gmail_account_row {
	str sender_id;
	str user_id;
	str email;
	bool own_client;
	bool in_token;
	str status;
	str access_token; /* may be absent */
	str refresh_token; /* may be absent */
	struct opt_i64 expires_at; /* µs */
	str scope; /* may be absent */
};
/* A connected mailbox with its tokens, wherever they are. */
err q_gmail_account(system_db db, struct arena *a, const struct q_gmail_account_in *in, struct q_gmail_account_row *out);

struct q_gmail_lease_in {
	str sender_id;
};
/* Who gets it asks Google; the others wait for what comes of it. */
err q_gmail_lease(system_db db, struct arena *a, const struct q_gmail_lease_in *in, int64_t *affected);

struct q_gmail_unlease_in {
	str sender_id;
};
err q_gmail_unlease(system_db db, struct arena *a, const struct q_gmail_unlease_in *in, int64_t *affected);

struct q_gmail_refreshed_in {
	str access_token;
	str refresh_token; /* may be absent */
	int64_t expires_at; /* µs */
	str sender_id;
};
/* refresh_token: a new one, when Google gave one. */
err q_gmail_refreshed(system_db db, struct arena *a, const struct q_gmail_refreshed_in *in, int64_t *affected);
