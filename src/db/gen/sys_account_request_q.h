/* Written by tools/sqlgen from sql/q/system/account_request.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_account_request_insert_in {
	str id;
	str kind;
	str email;
	str name; /* may be absent */
	str password_hash; /* may be absent */
	str locale; /* may be absent */
	str account_id; /* may be absent */
	str notice; /* may be absent */
	int64_t now; /* µs */
	int64_t expires_at; /* µs */
};
err q_account_request_insert(system_db db, struct arena *a, const struct q_account_request_insert_in *in, int64_t *affected);

struct q_account_request_next_row {
	str id;
	str kind;
	str email;
	str name; /* may be absent */
	str locale; /* may be absent */
	str account_id; /* may be absent */
	str notice; /* may be absent */
	int64_t attempts;
	int64_t created_at; /* µs */
	int64_t mailed;
};
/* One whose mail is to be made; nobody else takes it for two minutes. mailed: how many of its kind its address got in the last hour. */
err q_account_request_next(system_db db, struct arena *a, struct q_account_request_next_row *out);

struct q_account_request_token_in {
	str token_hash; /* may be absent */
	str old_token_hash; /* may be absent */
	int64_t expires_at; /* µs */
	str id;
};
/* The links that the mail will hold; those of an earlier try are worth nothing from now on. */
err q_account_request_token(system_db db, struct arena *a, const struct q_account_request_token_in *in, int64_t *affected);

struct q_account_request_done_in {
	str status;
	str reason; /* may be absent */
	str id;
};
err q_account_request_done(system_db db, struct arena *a, const struct q_account_request_done_in *in, int64_t *affected);

struct q_account_request_later_in {
	str reason;
	double seconds;
	str id;
};
err q_account_request_later(system_db db, struct arena *a, const struct q_account_request_later_in *in, int64_t *affected);

struct q_account_request_find_in {
	str token_hash;
	str kind;
	int64_t now; /* µs */
};
struct q_account_request_find_row {
	str id;
	str kind;
	str email;
	str name; /* may be absent */
	str password_hash; /* may be absent */
	str locale; /* may be absent */
	str account_id; /* may be absent */
};
/* By the token of a link. */
err q_account_request_find(system_db db, struct arena *a, const struct q_account_request_find_in *in, struct q_account_request_find_row *out);

struct q_account_request_newest_in {
	str email;
	int64_t now; /* µs */
};
struct q_account_request_newest_row {
	str id;
	str email;
	str name; /* may be absent */
	str password_hash; /* may be absent */
	str locale; /* may be absent */
};
/* The newest registration of an address that is not over. */
err q_account_request_newest(system_db db, struct arena *a, const struct q_account_request_newest_in *in, struct q_account_request_newest_row *out);

struct q_account_request_confirm_in {
	str token_hash;
	int64_t now; /* µs */
};
struct q_account_request_confirm_row {
	str id;
	str email;
	str account_id; /* may be absent */
	bool old_side;
	bool over;
};
/* One side of a change of address; over: both have confirmed now. */
err q_account_request_confirm(system_db db, struct arena *a, const struct q_account_request_confirm_in *in, struct q_account_request_confirm_row *out);

struct q_account_requests_end_in {
	str email;
	str kind;
};
err q_account_requests_end(system_db db, struct arena *a, const struct q_account_requests_end_in *in, int64_t *affected);

struct q_account_requests_end_of_in {
	str account_id;
	str kind;
};
/* Those of an account; an address that was asked for is no longer. */
err q_account_requests_end_of(system_db db, struct arena *a, const struct q_account_requests_end_of_in *in, int64_t *affected);

err q_account_requests_sweep(system_db db, struct arena *a, int64_t *affected);

struct q_user_address_in {
	str email;
	int64_t now; /* µs */
	str id;
};
err q_user_address(system_db db, struct arena *a, const struct q_user_address_in *in, int64_t *affected);

struct q_user_language_in {
	str id;
};
struct q_user_language_row {
	str email;
	str name; /* may be absent */
	str locale; /* may be absent */
};
err q_user_language(system_db db, struct arena *a, const struct q_user_language_in *in, struct q_user_language_row *out);

struct q_system_sender_row {
	str id;
	str user_id;
};
/* The sender of the installation's own mail: one of an operator's. */
err q_system_sender(system_db db, struct arena *a, struct q_system_sender_row *out);

struct q_setting_drop_in {
	str key;
};
err q_setting_drop(system_db db, struct arena *a, const struct q_setting_drop_in *in, int64_t *affected);

struct q_system_mail_insert_in {
	str id;
	str kind;
	str to;
	str subject;
	str status;
	str error; /* may be absent */
	str text_sealed; /* may be absent */
	int64_t now; /* µs */
};
err q_system_mail_insert(system_db db, struct arena *a, const struct q_system_mail_insert_in *in, int64_t *affected);

struct q_system_mail_list_row {
	str id;
	str kind;
	str to;
	str subject;
	str status;
	str error; /* may be absent */
	str text_sealed; /* may be absent */
	int64_t created_at; /* µs */
};
struct q_system_mail_list_rows {
	struct q_system_mail_list_row *v;
	size_t n;
};
err q_system_mail_list(system_db db, struct arena *a, struct q_system_mail_list_rows *out);

/* Links of captured mail are over long before. */
err q_system_mail_sweep(system_db db, struct arena *a, int64_t *affected);
