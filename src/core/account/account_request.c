#include "core/account/account_request.h"
#include "base/time.h"
#include "core/account/password.h"
#include "core/account/throttle.h"
#include "core/ground/text.h"
#include "core/sender/sender.h"
#include "db/gen/account_q.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_account_request_q.h"
#include "wire/addr.h"
#include "wire/token.h"

#define TOKEN_BYTES 32

/* As it is written: other programs may have written it so. */
static err account_request_request_written(struct arena *a, str text, str *out)
{
	struct addr addr;
	TRY(addr_parse(a, str_trim(text), &addr));
	*out = arena_dup(a, addr.normal);
	return OK;
}

static err account_request_request_address(struct arena *a, str text, str *out)
{
	struct addr addr;
	TRY(addr_parse(a, str_trim(text), &addr));
	char *p = arena_alloc(a, addr.normal.n);
	for (size_t i = 0; i < addr.normal.n; i++)
		p[i] = ascii_lower(addr.normal.p[i]);
	*out = str_of(p, addr.normal.n);
	return OK;
}

static str account_request_request_hash(struct arena *a, str token)
{
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(token, hash);
	return arena_dup(a, str_z(hash));
}

static err account_request_request_find(const struct app *app, struct arena *a, const char *kind, str token,
					struct q_account_request_find_row *row)
{
	struct q_account_request_find_in in = { .token_hash = account_request_request_hash(a, str_upto(token, 200)),
						.kind = str_z(kind),
						.now = clock_now() };
	err e = q_account_request_find(app_system(app), a, &in, row);
	return e.code == ERR_NOT_FOUND
		       ? err_make(ERR_NOT_FOUND, "this link is over, or was never made: ask for another")
		       : e;
}

err account_register(const struct app *app, struct arena *a, const struct account_new *in, str locale,
		     struct field_errors *errors)
{
	str email = STR_NULL;
	err e = account_request_request_address(a, in->email, &email);
	if (err_is(e))
		field_error_add(errors, STR("email"), str_z(e.why));
	if (in->name.n > ACCOUNT_NAME_MAX || !one_line(in->name))
		field_error_addf(errors, "name", "must be one line of at most %u bytes", ACCOUNT_NAME_MAX);
	password_check(in->password, email, "password", errors);
	TRY(field_errors_err(errors));
	int64_t now = clock_now();
	struct q_account_request_insert_in row = { .id = make_id(a),
						   .kind = STR("register"),
						   .email = email,
						   .name = some_text(in->name),
						   .password_hash = password_make(a, in->password),
						   .locale = locale,
						   .now = now,
						   .expires_at = now + REGISTER_HOURS * US_PER_HOUR };
	return q_account_request_insert(app_system(app), a, &row, NULL);
}

/* The registration becomes an account; the others of the address, and their passwords, are over. */
static err account_request_request_account(const struct app *app, struct arena *a,
					   const struct q_account_request_find_row *r, str *user_id)
{
	struct account_new in = { .email = r->email, .name = r->name, .locale = r->locale };
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(app), &tx));
	TRY(account_insert(tx.db, a, &in, r->password_hash, user_id));
	TRY(account_registrations_end(tx.db, a, r->email));
	return system_commit(&tx);
}

err account_verify(const struct app *app, struct arena *a, str token, str password, str *user_id, int64_t *retry_after)
{
	struct q_account_request_find_row r;
	int64_t failed;
	TRY(account_request_request_find(app, a, "register", token, &r));
	struct throttle t = throttle_of(app, a, 5, "verify", r.id);
	TRY(throttle_ask(app, a, &t, 1, retry_after));
	if (!password_matches(r.password_hash, password)) {
		TRY(throttle_count(app, a, &t, 1));
		return err_make(ERR_FORBIDDEN, "this is not the password of the registration");
	}
	TRY(throttle_clear(app, a, &t, &failed));
	return account_request_request_account(app, a, &r, user_id);
}

err account_vouch(const struct app *app, struct arena *a, str email, str *user_id)
{
	struct q_account_request_newest_row n;
	struct q_account_request_newest_in in = { .now = clock_now() };
	TRY(account_request_request_address(a, email, &in.email));
	err e = q_account_request_newest(app_system(app), a, &in, &n);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "nobody has registered with this address, or not within a day");
	TRY(e);
	struct q_account_request_find_row r = {
		.id = n.id, .email = n.email, .name = n.name, .password_hash = n.password_hash, .locale = n.locale
	};
	return account_request_request_account(app, a, &r, user_id);
}

err account_registrations_end(system_db db, struct arena *a, str email)
{
	struct q_account_requests_end_in in = { .email = email, .kind = STR("register") };
	return q_account_requests_end(db, a, &in, NULL);
}

/* ---- Forgotten passwords */

err account_forgot(const struct app *app, struct arena *a, str email, struct field_errors *errors)
{
	int64_t now = clock_now();
	struct q_account_request_insert_in row = {
		.id = make_id(a), .kind = STR("forgot"), .now = now, .expires_at = now + US_PER_DAY
	};
	err e = account_request_request_written(a, email, &row.email);
	if (err_is(e))
		field_error_add(errors, STR("email"), str_z(e.why));
	TRY(field_errors_err(errors));
	return q_account_request_insert(app_system(app), a, &row, NULL);
}

err account_forgot_token(const struct app *app, struct arena *a, str email, str *token)
{
	int64_t now = clock_now();
	str user;
	struct q_account_request_insert_in row = {
		.id = make_id(a), .kind = STR("forgot"), .now = now, .expires_at = now + FORGOT_MINUTES * US_PER_MIN
	};
	TRY(account_find(app_system(app), a, email, &user));
	TRY(account_request_request_written(a, email, &row.email));
	str made = token_random(a, STR(""), TOKEN_BYTES);
	struct q_account_request_token_in in = { .token_hash = account_request_request_hash(a, made),
						 .expires_at = row.expires_at,
						 .id = row.id };
	struct q_account_request_done_in done = { .status = STR("MAILED"), .id = row.id };
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(app), &tx));
	TRY(q_account_request_insert(tx.db, a, &row, NULL));
	TRY(q_account_request_token(tx.db, a, &in, NULL));
	TRY(q_account_request_done(tx.db, a, &done, NULL));
	TRY(system_commit(&tx));
	*token = made;
	return OK;
}

err account_reset(const struct app *app, struct arena *a, str token, str password, struct field_errors *errors,
		  str *user_id)
{
	struct q_account_request_find_row r;
	TRY(account_request_request_find(app, a, "forgot", token, &r));
	password_check(password, r.email, "password", errors);
	TRY(field_errors_err(errors));
	TRY(account_find(app_system(app), a, r.email, user_id));
	struct q_credential_put_in put = { .user_id = *user_id,
					   .password_hash = password_make(a, password),
					   .now = clock_now() };
	struct q_account_requests_end_in end = { .email = r.email, .kind = STR("forgot") };
	struct q_session_end_all_in sessions = { .user_id = *user_id };
	struct system_tx SYSTEM_TX_AUTO tx;
	int64_t taken = 0;
	TRY(system_begin(app_system(app), &tx));
	TRY(q_account_requests_end(tx.db, a, &end, &taken));
	if (!taken) /* the same link a moment ago */
		return err_make(ERR_NOT_FOUND, "this link is over, or was never made: ask for another");
	TRY(q_credential_put(tx.db, a, &put, NULL));
	TRY(q_session_end_all(tx.db, a, &sessions, NULL));
	TRY(account_notice(app, tx.db, a, *user_id, r.email, "password"));
	return system_commit(&tx);
}

/* ---- Another address */

err account_address(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof, str email,
		    struct field_errors *errors)
{
	struct account me;
	int64_t now = clock_now();
	struct q_account_request_insert_in row = { .id = make_id(a),
						   .kind = STR("address"),
						   .account_id = tenant_id(db),
						   .now = now,
						   .expires_at = now + ADDRESS_HOURS * US_PER_HOUR };
	TRY(account_get(db, a, &me));
	err e = account_request_request_address(a, email, &row.email);
	if (err_is(e))
		field_error_add(errors, STR("email"), str_z(e.why));
	else if (str_eq_nocase(row.email, me.email))
		field_error_add(errors, STR("email"), STR("is your address already"));
	TRY(field_errors_err(errors));
	TRY(account_prove(app, db, a, proof));
	struct q_account_requests_end_of_in before = { .account_id = row.account_id, .kind = row.kind };
	TRY(q_account_requests_end_of(app_system(app), a, &before, NULL)); /* the last one that was asked for counts */
	return q_account_request_insert(app_system(app), a, &row, NULL);
}

static err account_request_request_move(struct system_tx *tx, const struct app *app, struct arena *a, str user_id,
					str email)
{
	struct q_user_language_row old;
	struct q_user_address_in in = { .email = email, .now = clock_now(), .id = user_id };
	struct q_account_requests_end_in forgot = { .kind = STR("forgot") };
	TRY(q_user_language(tx->db, a, &(struct q_user_language_in){ .id = user_id }, &old));
	err e = q_user_address(tx->db, a, &in, NULL);
	if (e.code == ERR_CONFLICT)
		return err_make(ERR_CONFLICT, "there is an account with this address already");
	TRY(e);
	forgot.email = old.email; /* links that went to the old address open nothing any more */
	TRY(q_account_requests_end(tx->db, a, &forgot, NULL));
	TRY(account_registrations_end(tx->db, a, email));
	struct q_account_requests_end_of_in end = { .account_id = user_id, .kind = STR("address") };
	TRY(q_account_requests_end_of(tx->db, a, &end, NULL));
	return account_notice(app, tx->db, a, user_id, old.email, "address");
}

err account_address_confirm(const struct app *app, struct arena *a, str token, bool *old_side, bool *over)
{
	struct q_account_request_confirm_in in = { .token_hash = account_request_request_hash(a, str_upto(token, 200)),
						   .now = clock_now() };
	struct q_account_request_confirm_row r;
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(app), &tx));
	err e = q_account_request_confirm(tx.db, a, &in, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "this link is over, or was never made: ask for another");
	TRY(e);
	if (r.over)
		TRY(account_request_request_move(&tx, app, a, r.account_id, r.email));
	TRY(system_commit(&tx));
	*old_side = r.old_side;
	*over = r.over;
	return OK;
}

err account_address_set(const struct app *app, struct arena *a, str user_id, str email, struct field_errors *errors)
{
	str normal = STR_NULL;
	err e = account_request_request_address(a, email, &normal);
	if (err_is(e))
		field_error_add(errors, STR("email"), str_z(e.why));
	TRY(field_errors_err(errors));
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(app), &tx));
	TRY(account_request_request_move(&tx, app, a, user_id, normal));
	return system_commit(&tx);
}

err account_notice(const struct app *app, system_db db, struct arena *a, str user_id, str email, const char *what)
{
	int64_t now = clock_now();
	struct q_account_request_insert_in row = { .id = make_id(a),
						   .kind = STR("notice"),
						   .email = email,
						   .account_id = user_id,
						   .notice = str_z(what),
						   .now = now,
						   .expires_at = now + US_PER_DAY };
	(void)app;
	return q_account_request_insert(db, a, &row, NULL);
}
