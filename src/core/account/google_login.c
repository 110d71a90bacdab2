/* To Google and back: signing in and connecting a mailbox. */
#include "core/account/google_login.h"
#include "base/log.h"
#include "base/time.h"
#include "core/account/account_request.h"
#include "core/ground/text.h"
#include "core/sender/google_int.h"
#include "db/gen/google_q.h"
#include "db/gen/sender_q.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_google_q.h"
#include "wire/addr.h"
#include "wire/jwt.h"

#define STATE_LIFE (GOOGLE_COOKIE_SECONDS * US_PER_S)
#define RETURN_MAX 500u
#define PROVIDER STR("google")
#define SCOPE_SEND_MAIL STR("https://www.googleapis.com/auth/gmail.send")
#define SCOPES_SIGN_IN STR("openid email profile")
/* Reading is for replies, bounces, and for asking whether a message that is in doubt went out. */
#define SCOPES_CONNECT                                                                                                 \
	STR("openid email https://www.googleapis.com/auth/gmail.send https://www.googleapis.com/auth/gmail.readonly")
#define PER_DAY_USUAL 500
#define PER_DAY_WORKSPACE 2000

/* ---- Setting out */

/* A path of ours, so that nobody is sent elsewhere. */
static str google_login_safe_return(str path)
{
	if (path.n == 0 || path.n > RETURN_MAX || path.p[0] != '/' || str_starts(path, STR("//")) ||
	    str_find_byte(path, '\\') != STR_NPOS || !one_line(path))
		return STR("/");
	return path;
}

static str google_login_hashed(struct arena *a, str token)
{
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(token, hash);
	return arena_dup(a, str_z(hash));
}

struct errand {
	const char *purpose; /* "signin", "connect" */
	str user_id, sender_id, return_to, scope, login_hint;
};

static err google_login_depart(const struct app *app, struct arena *a, const struct errand *t,
			       struct google_departure *out)
{
	struct oauth_client client;
	struct oauth_endpoints at;
	bool own;
	TRY(google_client(app, a, t->user_id, &client, &own));
	TRY(google_endpoints(app, a, &at));
	str state = token_random(a, STR(""), 32), cookie = token_random(a, STR(""), 32),
	    id = google_login_hashed(a, state);
	struct oauth_ask ask = { .endpoint = at.authorization,
				 .client_id = client.id,
				 .redirect_uri = google_redirect_uri(app, a),
				 .scope = t->scope,
				 .state = state,
				 .nonce = token_random(a, STR(""), 16),
				 .verifier = oauth_verifier(a),
				 .login_hint = t->login_hint,
				 .offline = !str_absent(t->user_id) };
	struct q_oauth_state_insert_in row = { .id = id,
					       .user_id = t->user_id,
					       .purpose = str_z(t->purpose),
					       .sender_id = t->sender_id,
					       .own_client = own,
					       .browser_hash = google_login_hashed(a, cookie),
					       .nonce = ask.nonce,
					       .verifier = google_seal(app, a, id, ask.verifier),
					       .return_to = google_login_safe_return(t->return_to),
					       .expires_at = clock_now() + STATE_LIFE };
	TRY(q_oauth_state_sweep(app_system(app), a, &(struct q_oauth_state_sweep_in){ .now = clock_now() }, NULL));
	TRY(q_oauth_state_insert(app_system(app), a, &row, NULL));
	*out = (struct google_departure){ .url = oauth_ask_url(a, &ask), .cookie = cookie };
	return OK;
}

err google_sign_in(const struct app *app, struct arena *a, str return_to, struct google_departure *out)
{
	struct errand t = { .purpose = "signin", .return_to = return_to, .scope = SCOPES_SIGN_IN };
	return google_login_depart(app, a, &t, out);
}

err google_connect(const struct app *app, tenant_db db, struct arena *a, str sender_id, str return_to,
		   struct google_departure *out)
{
	struct errand t = { .purpose = "connect",
			    .user_id = tenant_id(db),
			    .sender_id = sender_id,
			    .return_to = return_to,
			    .scope = SCOPES_CONNECT };
	if (!str_absent(sender_id)) {
		struct sender s;
		TRY(sender_get(db, a, sender_id, &s));
		if (!str_eq(s.kind, STR("gmail")))
			return err_make(ERR_CONFLICT, "this sender is no Gmail mailbox");
		t.login_hint = s.from_email;
	}
	return google_login_depart(app, a, &t, out);
}

/* ---- Coming back */

struct visit {
	const struct app *app;
	struct arena *a;
	struct q_oauth_state_take_row state;
	struct oauth_tokens tokens;
	struct jwt_identity who;
	str email; /* verified, in its normal form, lower case */
};

static err google_login_find_state(struct visit *v, str state, str cookie)
{
	struct q_oauth_state_take_in in = { .id = google_login_hashed(v->a, state), .now = clock_now() };
	err e = q_oauth_state_take(app_system(v->app), v->a, &in, &v->state);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_AUTH, "this attempt is over: begin again");
	TRY(e);
	if (!token_equal(google_login_hashed(v->a, cookie), v->state.browser_hash))
		return err_make(ERR_AUTH, "this attempt was begun in another browser: begin again");
	str verifier;
	TRY(google_open(v->app, v->a, in.id, v->state.verifier, &verifier));
	v->state.verifier = verifier;
	return OK;
}

/* The code for tokens, and who they are of. */
static err google_login_redeem(struct visit *v, str code)
{
	struct oauth_client client;
	struct oauth_endpoints at;
	bool own;
	str keys;
	TRY(google_client(v->app, v->a, v->state.user_id, &client, &own));
	if (own != v->state.own_client)
		return err_make(ERR_CONFLICT, "the OAuth client was changed meanwhile: begin again");
	TRY(google_endpoints(v->app, v->a, &at));
	str form = oauth_code_form(v->a, &client, code, v->state.verifier, google_redirect_uri(v->app, v->a));
	TRY(google_post(v->app, v->a, at.token, form, &v->tokens));
	TRY(google_get(v->app, v->a, at.keys, &keys));
	struct jwt_expect expect = { .issuer = str_z(v->app->config->google_issuer),
				     .audience = client.id,
				     .nonce = v->state.nonce,
				     .now = clock_now() };
	err e = jwt_verify(v->a, v->tokens.id_token, keys, &expect, &v->who);
	if (err_is(e)) {
		log_warn("google.id_token", "an ID token is not to be trusted: %s", e.why);
		return err_make(ERR_AUTH, e.why);
	}
	struct addr addr;
	if (!v->who.email_verified || err_is(addr_parse(v->a, v->who.email, &addr)))
		return err_make(ERR_FORBIDDEN, "Google has not verified this account's address");
	v->email = arena_dup(v->a, addr.normal);
	for (size_t i = 0; i < v->email.n; i++)
		((char *)(uintptr_t)v->email.p)[i] = ascii_lower(v->email.p[i]);
	return OK;
}

/* ---- Signing in */

static err google_login_new_user(struct visit *v, system_db db, str *user_id)
{
	struct q_user_any_row users;
	TRY(q_user_any(db, v->a, &users));
	if (!v->app->config->registration_open && users.any)
		return err_make(ERR_NOT_FOUND, "there is no account with this address, and registration is closed");
	str name = v->who.name.n <= ACCOUNT_NAME_MAX && one_line(v->who.name) ? some_text(v->who.name) : STR_NULL;
	struct q_user_insert_in user = { .id = make_id(v->a), .email = v->email, .name = name, .now = clock_now() };
	struct q_user_insert_row row;
	TRY(q_user_insert(db, v->a, &user, &row));
	TRY(sender_first(db, v->a, user.id, user.email, name));
	*user_id = user.id;
	return OK;
}

/* By Google's name for the person, which stays; the first time by the address, which Google has verified. */
static err google_login_sign_in(struct visit *v, str *user_id)
{
	struct q_identity_find_in in = {
		.now = clock_now(), .email = v->email, .provider = PROVIDER, .subject = v->who.subject
	};
	struct q_identity_find_row row;
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(v->app), &tx));
	err e = q_identity_find(tx.db, v->a, &in, &row);
	if (!err_is(e)) {
		*user_id = row.user_id;
		return system_commit(&tx);
	}
	if (e.code != ERR_NOT_FOUND)
		return e;
	e = account_find(tx.db, v->a, v->email, user_id);
	if (e.code == ERR_NOT_FOUND)
		e = google_login_new_user(v, tx.db, user_id);
	TRY(e);
	TRY(account_registrations_end(tx.db, v->a, v->email)); /* whoever chose their passwords */
	struct q_identity_put_in link = { .id = make_id(v->a),
					  .user_id = *user_id,
					  .provider = PROVIDER,
					  .subject = v->who.subject,
					  .email = v->email,
					  .now = clock_now() };
	TRY(q_identity_put(tx.db, v->a, &link, NULL));
	bool picture =
		str_starts(v->who.picture, STR("https://")) && v->who.picture.n < 1000 && one_line(v->who.picture);
	struct q_user_image_in image = { .image = picture ? v->who.picture : STR_NULL,
					 .now = clock_now(),
					 .id = *user_id };
	TRY(q_user_image(tx.db, v->a, &image, NULL));
	return system_commit(&tx);
}

/* ---- Connecting a mailbox */

static err google_login_put_tokens(struct visit *v, tenant_db db, str sender_id)
{
	struct q_gmail_token_free_row free_;
	str context = google_token_context(v->a, sender_id);
	TRY(q_gmail_token_free(db, v->a, &(struct q_gmail_token_free_in){ .sender_id = sender_id }, &free_));
	struct q_gmail_account_put_in row = {
		.sender_id = sender_id,
		.email = v->email,
		.subject = v->who.subject,
		.workspace = !str_empty(v->who.hosted_domain),
		.own_client = v->state.own_client,
		.in_token = free_.free,
		.access_token = google_seal(v->app, v->a, context, v->tokens.access),
		.refresh_token = google_seal(v->app, v->a, context, v->tokens.refresh),
		.expires_at = clock_now() + v->tokens.seconds * US_PER_S,
		.scope = v->tokens.scope,
		.now = clock_now(),
	};
	TRY(q_gmail_account_put(db, v->a, &row, NULL));
	if (!free_.free)
		return OK;
	struct q_gmail_token_put_in token = { .id = make_id(v->a),
					      .access_token = row.access_token,
					      .refresh_token = row.refresh_token,
					      .expires_at = row.expires_at,
					      .scope = row.scope,
					      .now = row.now };
	return q_gmail_token_put(db, v->a, &token, NULL);
}

static err google_login_new_sender(struct visit *v, tenant_db db, str *id)
{
	struct q_sender_lock_all_rows all;
	TRY(q_sender_lock_all(db, v->a, &all));
	if (all.n >= SENDERS_MAX)
		return err_make(ERR_LIMIT, "there are too many senders: delete one first");
	struct account me;
	TRY(account_get(db, v->a, &me));
	struct q_gmail_sender_insert_in row = {
		.id = make_id(v->a),
		.name = v->email,
		.from_email = v->email,
		.from_name = me.name,
		.per_day = str_empty(v->who.hosted_domain) ? PER_DAY_USUAL : PER_DAY_WORKSPACE,
		.now = clock_now(),
	};
	*id = row.id;
	TRY(q_gmail_sender_insert(db, v->a, &row, NULL));
	return q_sender_first_real(db, v->a, &(struct q_sender_first_real_in){ .id = row.id }, NULL);
}

/* One sender per mailbox: the same mailbox again is the same sender. */
static err google_login_connect(struct visit *v, str *sender_id)
{
	if (!oauth_has_scope(v->tokens.scope, SCOPE_SEND_MAIL))
		return err_make(ERR_FORBIDDEN, "the permission to send mail was not given");
	if (str_empty(v->tokens.refresh))
		return err_make(ERR_FORBIDDEN, "Google gave no lasting permission: begin again");
	tenant_db db = tenant_of(v->app->db, v->a, v->state.user_id);
	struct q_gmail_account_find_row found;
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	err e = q_gmail_account_find(tx.db, v->a, &(struct q_gmail_account_find_in){ .subject = v->who.subject },
				     &found);
	if (!err_is(e))
		*sender_id = found.sender_id;
	else if (e.code != ERR_NOT_FOUND)
		return e;
	else if (!str_absent(v->state.sender_id))
		return err_make(ERR_CONFLICT, "this is another mailbox than the one to be connected again");
	else
		TRY(google_login_new_sender(v, tx.db, sender_id));
	TRY(google_login_put_tokens(v, tx.db, *sender_id));
	TRY(q_gmail_sender_back(tx.db, v->a, &(struct q_gmail_sender_back_in){ .now = clock_now(), .id = *sender_id },
				NULL));
	return tenant_commit(&tx);
}

err google_arrive(const struct app *app, struct arena *a, str state, str code, str error, str cookie,
		  struct google_arrival *out)
{
	struct visit v = { .app = app, .a = a };
	*out = (struct google_arrival){ .return_to = STR("/") };
	if (str_empty(state) || str_empty(cookie))
		return err_make(ERR_AUTH, "this attempt is over: begin again");
	TRY(google_login_find_state(&v, state, cookie));
	out->return_to = google_login_safe_return(v.state.return_to);
	out->signed_in = str_eq(v.state.purpose, STR("signin"));
	if (!str_empty(error) || str_empty(code))
		return err_make(ERR_FORBIDDEN, "Google says that permission was not given");
	TRY(google_login_redeem(&v, code));
	if (out->signed_in)
		return google_login_sign_in(&v, &out->user_id);
	out->user_id = v.state.user_id;
	return google_login_connect(&v, &out->sender_id);
}
