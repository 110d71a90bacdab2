/* Written by tools/sqlgen from sql/q/tenant/google.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_google_client_row {
	str client_id;
	int64_t updated_at; /* µs */
};
err q_google_client(tenant_db db, struct arena *a, struct q_google_client_row *out);

struct q_google_client_put_in {
	str client_id;
	str secret_sealed;
	int64_t now; /* µs */
};
err q_google_client_put(tenant_db db, struct arena *a, const struct q_google_client_put_in *in, int64_t *affected);

err q_google_client_drop(tenant_db db, struct arena *a, int64_t *affected);

struct q_gmail_account_find_in {
	str subject;
};
struct q_gmail_account_find_row {
	str sender_id;
	bool in_token;
};
/* The mailbox by Google's name for it. */
err q_gmail_account_find(tenant_db db, struct arena *a, const struct q_gmail_account_find_in *in, struct q_gmail_account_find_row *out);

struct q_gmail_account_list_row {
	str sender_id;
	str email;
	bool workspace;
	bool own_client;
	int64_t connected_at; /* µs */
	struct opt_i64 disconnected_at; /* µs */
};
struct q_gmail_account_list_rows {
	struct q_gmail_account_list_row *v;
	size_t n;
};
err q_gmail_account_list(tenant_db db, struct arena *a, struct q_gmail_account_list_rows *out);

struct q_gmail_token_free_in {
	str sender_id;
};
struct q_gmail_token_free_row {
	bool free;
};
/* May the tokens of one more mailbox live in "GmailToken"? */
err q_gmail_token_free(tenant_db db, struct arena *a, const struct q_gmail_token_free_in *in, struct q_gmail_token_free_row *out);

struct q_gmail_account_put_in {
	str sender_id;
	str email;
	str subject;
	bool workspace;
	bool own_client;
	bool in_token;
	str access_token;
	str refresh_token;
	int64_t expires_at; /* µs */
	str scope;
	int64_t now; /* µs */
};
err q_gmail_account_put(tenant_db db, struct arena *a, const struct q_gmail_account_put_in *in, int64_t *affected);

struct q_gmail_token_put_in {
	str id;
	str access_token;
	str refresh_token;
	int64_t expires_at; /* µs */
	str scope;
	int64_t now; /* µs */
};
err q_gmail_token_put(tenant_db db, struct arena *a, const struct q_gmail_token_put_in *in, int64_t *affected);

struct q_gmail_sender_insert_in {
	str id;
	str name;
	str from_email;
	str from_name; /* may be absent */
	int64_t per_day;
	int64_t now; /* µs */
};
err q_gmail_sender_insert(tenant_db db, struct arena *a, const struct q_gmail_sender_insert_in *in, int64_t *affected);

struct q_gmail_sender_back_in {
	int64_t now; /* µs */
	str id;
};
/* Connected again: what stopped it is over. */
err q_gmail_sender_back(tenant_db db, struct arena *a, const struct q_gmail_sender_back_in *in, int64_t *affected);

struct q_gmail_token_drop_in {
	str sender_id;
};
err q_gmail_token_drop(tenant_db db, struct arena *a, const struct q_gmail_token_drop_in *in, int64_t *affected);

struct q_gmail_account_end_in {
	int64_t now; /* µs */
	str sender_id;
};
err q_gmail_account_end(tenant_db db, struct arena *a, const struct q_gmail_account_end_in *in, int64_t *affected);

struct q_gmail_sender_stop_in {
	str reason;
	int64_t now; /* µs */
	str id;
};
err q_gmail_sender_stop(tenant_db db, struct arena *a, const struct q_gmail_sender_stop_in *in, int64_t *affected);
