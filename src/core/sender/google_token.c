/* Tokens of connected mailboxes. */
#include "base/log.h"
#include "base/time.h"
#include "core/sender/google_int.h"
#include "db/gen/google_q.h"
#include "db/gen/sys_google_q.h"
#include "db/gen/sys_send_q.h"
#include "os/clock.h"
#include "os/patience.h"

#define LIFE_MIN (2 * US_PER_MIN)	/* refreshed when it would end within */
#define WAIT_FOR_OTHERS (50 * US_PER_S) /* a lease ends after 45 s */

struct mailbox {
	const struct app *app;
	struct arena *a;
	struct q_gmail_account_row row;
	str access; /* in clear; absent: none that may be used */
};

static err google_token_load(struct mailbox *m, str sender_id, str stale)
{
	err e = q_gmail_account(app_system(m->app), m->a, &(struct q_gmail_account_in){ .sender_id = sender_id },
				&m->row);
	m->access = STR_NULL;
	if (e.code == ERR_NOT_FOUND || (!err_is(e) && str_absent(m->row.refresh_token)))
		return err_make(ERR_AUTH, "this mailbox is not connected to Google");
	TRY(e);
	str access;
	if (err_is(google_open(m->app, m->a, google_token_context(m->a, sender_id), m->row.access_token, &access)) ||
	    str_eq(access, stale))
		return OK;
	m->access = access;
	return OK;
}

static bool google_token_lives(const struct mailbox *m, int64_t at_least)
{
	return !str_absent(m->access) && m->row.expires_at.has && m->row.expires_at.v > clock_now() + at_least;
}

/* What was granted is over: nothing is sent, and nobody fails, until the person has connected again. */
static err google_token_pause_sender(struct mailbox *m, err why)
{
	str reason = arena_printf(m->a, "Google no longer lets us into this mailbox (%s): connect it again", why.why);
	log_warn("google.revoked", "sender %.*s is paused: its grant is over", STR_FMT(m->row.sender_id));
	struct q_send_pause_sender_in in = { .id = m->row.sender_id, .reason = reason };
	TRY(q_send_pause_sender(app_system(m->app), m->a, &in, NULL));
	return err_make(ERR_AUTH, reason.p);
}

static err google_token_ask_google(struct mailbox *m, struct oauth_tokens *out)
{
	struct oauth_endpoints at;
	struct oauth_client client;
	str context = google_token_context(m->a, m->row.sender_id), refresh;
	bool own;
	err e = google_open(m->app, m->a, context, m->row.refresh_token, &refresh);
	if (err_is(e))
		return err_make(ERR_AUTH, e.why);
	e = google_client(m->app, m->a, m->row.own_client ? m->row.user_id : STR_NULL, &client, &own);
	if (e.code == ERR_NOT_FOUND || e.code == ERR_INVALID || (!err_is(e) && own != m->row.own_client))
		return err_make(ERR_AUTH, "the OAuth client it was connected by is gone");
	TRY(e);
	TRY(google_endpoints(m->app, m->a, &at));
	return google_post(m->app, m->a, at.token, oauth_refresh_form(m->a, &client, refresh), out);
}

static err google_token_refresh(struct mailbox *m, str *access)
{
	struct oauth_tokens t;
	str id = m->row.sender_id, context = google_token_context(m->a, id);
	err e = google_token_ask_google(m, &t);
	if (!err_is(e)) {
		struct q_gmail_refreshed_in in = {
			.access_token = google_seal(m->app, m->a, context, t.access),
			.refresh_token =
				str_empty(t.refresh) ? STR_NULL : google_seal(m->app, m->a, context, t.refresh),
			.expires_at = clock_now() + t.seconds * US_PER_S,
			.sender_id = id,
		};
		TRY(q_gmail_refreshed(app_system(m->app), m->a, &in, NULL));
		log_info("google.refreshed", "sender %.*s has a new access token", STR_FMT(id));
		*access = t.access;
		return OK;
	}
	/* Best effort: a lease that cannot be given back ends by itself. */
	err_ignore(q_gmail_unlease(app_system(m->app), m->a, &(struct q_gmail_unlease_in){ .sender_id = id }, NULL));
	if (e.code == ERR_AUTH || e.code == ERR_FORBIDDEN)
		return google_token_pause_sender(m, e);
	if (google_token_lives(m, 0)) {
		*access = m->access;
		return OK;
	}
	return err_make(ERR_UNAVAILABLE, e.why);
}

err google_token(const struct app *app, struct arena *a, str sender_id, str stale, str *access)
{
	struct mailbox m = { .app = app, .a = a };
	for (int64_t until = clock_mono() + WAIT_FOR_OTHERS; clock_mono() < until; clock_sleep(200 * US_PER_MS)) {
		int64_t leased = 0;
		TRY(google_token_load(&m, sender_id, stale));
		if (google_token_lives(&m, LIFE_MIN)) {
			*access = m.access;
			return OK;
		}
		TRY(patience_wait("Google"));
		TRY(q_gmail_lease(app_system(app), a, &(struct q_gmail_lease_in){ .sender_id = sender_id }, &leased));
		if (!leased)
			continue;
		/* Another may have been faster between our look and our lease. */
		TRY(google_token_load(&m, sender_id, stale));
		if (!google_token_lives(&m, LIFE_MIN))
			return google_token_refresh(&m, access);
		*access = m.access;
		return q_gmail_unlease(app_system(app), a, &(struct q_gmail_unlease_in){ .sender_id = sender_id },
				       NULL);
	}
	return err_make(ERR_UNAVAILABLE, "another process is still refreshing this mailbox's token");
}

static err google_token_ask_gmail(const struct app *app, struct arena *a, str sender_id, str message)
{
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach Google");
	return app->deliver->gmail(app, a, sender_id, message, STR_NULL);
}

err google_send(const struct app *app, struct arena *a, str sender_id, str message)
{
	err e = google_token_ask_gmail(app, a, sender_id, message);
	return e.code == ERR_AUTH ? err_make(ERR_CONFLICT, e.why) : e;
}

void google_test(const struct app *app, struct arena *a, str sender_id, struct sender_test *out)
{
	err e = google_token_ask_gmail(app, a, sender_id, STR_NULL);
	*out = (struct sender_test){ .ok = !err_is(e), .n = 1 };
	out->steps[0] = (struct sender_test_step){ .step = e.code == ERR_AUTH || !err_is(e) ? "auth" : "connect",
						   .ok = out->ok,
						   .reply = out->ok ? STR("Gmail lets us in") : str_z(e.why) };
}

/* The refresh token in clear, for revoking it; absent: there is none of this tenant's. */
static err google_token_find_grant(const struct app *app, tenant_db db, struct arena *a, str sender_id, str *token)
{
	struct mailbox m = { .app = app, .a = a };
	*token = STR_NULL;
	err e = google_token_load(&m, sender_id, STR_NULL);
	if (e.code == ERR_AUTH)
		return OK;
	TRY(e);
	if (!str_eq(m.row.user_id, tenant_id(db)) ||
	    err_is(google_open(app, a, google_token_context(a, sender_id), m.row.refresh_token, token)))
		*token = STR_NULL;
	return OK;
}

static void google_token_revoke(const struct app *app, struct arena *a, str token)
{
	struct oauth_endpoints at;
	int status = 0;
	str body;
	if (str_absent(token) || !app->deliver)
		return;
	err e = google_endpoints(app, a, &at);
	if (!err_is(e) && !str_absent(at.revocation)) {
		struct deliver_http rq = { .url = at.revocation, .form = oauth_revoke_form(a, token) };
		e = app->deliver->http(a, &rq, &status, &body);
	}
	if (err_is(e) || status >= 300)
		log_warn("google.revoke", "Google could not be told that a mailbox is disconnected (%d)", status);
}

err google_disconnect(const struct app *app, tenant_db db, struct arena *a, str sender_id)
{
	str token;
	struct sender s;
	struct q_gmail_sender_stop_in stop = { .id = sender_id,
					       .reason = STR("disconnected from Google: connect it again to send"),
					       .now = clock_now() };
	TRY(sender_get(db, a, sender_id, &s));
	if (!str_eq(s.kind, STR("gmail")))
		return err_make(ERR_CONFLICT, "this sender is no Gmail mailbox");
	TRY(google_token_find_grant(app, db, a, sender_id, &token));
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	TRY(q_gmail_token_drop(tx.db, a, &(struct q_gmail_token_drop_in){ .sender_id = sender_id }, NULL));
	TRY(q_gmail_account_end(tx.db, a,
				&(struct q_gmail_account_end_in){ .now = clock_now(), .sender_id = sender_id }, NULL));
	TRY(q_gmail_sender_stop(tx.db, a, &stop, NULL));
	TRY(tenant_commit(&tx));
	google_token_revoke(app, a, token);
	return OK;
}

err google_delete_sender(const struct app *app, tenant_db db, struct arena *a, str sender_id)
{
	str token;
	TRY(google_token_find_grant(app, db, a, sender_id, &token));
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	TRY(q_gmail_token_drop(tx.db, a, &(struct q_gmail_token_drop_in){ .sender_id = sender_id }, NULL));
	TRY(sender_delete(tx.db, a, sender_id));
	TRY(tenant_commit(&tx));
	google_token_revoke(app, a, token);
	return OK;
}

err google_mailboxes(tenant_db db, struct arena *a, struct google_mailbox **out, size_t *n)
{
	struct q_gmail_account_list_rows rows;
	TRY(q_gmail_account_list(db, a, &rows));
	*out = arena_array(a, struct google_mailbox, rows.n + 1);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*out)[i] = (struct google_mailbox){ .sender_id = rows.v[i].sender_id,
						     .email = rows.v[i].email,
						     .workspace = rows.v[i].workspace,
						     .own_client = rows.v[i].own_client,
						     .connected_at = rows.v[i].connected_at,
						     .disconnected_at = rows.v[i].disconnected_at };
	return OK;
}
