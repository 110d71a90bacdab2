/* Google: the OAuth client that speaks for us, signing in, connecting mailboxes, and their tokens.
 *
 * A client is the operator's (configuration first, else what was set in the web app) or a person's own. Client secrets
 * and tokens are sealed with the installation's key; in clear they go to Google and nowhere else, no log and no answer.
 * A person on the way to Google and back carries a state that is good once, for ten minutes, in the browser that set
 * out (a cookie says so), with PKCE; the ID token that comes back is checked against Google's published keys. */
#pragma once
#include "core/ground/app.h"
#include "core/sender/deliver.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"
#include "wire/oauth.h"

#define GOOGLE_COOKIE "loumass_google"
#define GOOGLE_COOKIE_SECONDS 600
#define GOOGLE_RETURN_PATH "/api/auth/google/callback"

/* ---- Clients */

/* The client for a person ("": for signing in, which is the operator's). ERR_NOT_FOUND: there is none. */
err google_client(const struct app *app, struct arena *a, str user_id, struct oauth_client *out, bool *own);
/* Can one sign in? */
bool google_ready(const struct app *app, struct arena *a);

struct google_client_view {
	str client_id;	    /* absent: none */
	const char *source; /* "configuration", "settings", "own", "none" */
	str redirect_uri;   /* to be registered with Google */
};
struct google_client_body {
	str client_id, client_secret;
};
err google_operator_client(const struct app *app, struct arena *a, struct google_client_view *out);
err google_operator_client_set(const struct app *app, struct arena *a, const struct google_client_body *in,
			       struct field_errors *errors);
err google_operator_client_drop(const struct app *app, struct arena *a);
/* A person's own, or whose it falls back to. */
err google_own_client(const struct app *app, tenant_db db, struct arena *a, struct google_client_view *out);
err google_own_client_set(const struct app *app, tenant_db db, struct arena *a, const struct google_client_body *in,
			  struct field_errors *errors);
err google_own_client_drop(tenant_db db, struct arena *a);
void google_client_write(struct json_writer *w, const struct google_client_view *v);

/* ---- Connected mailboxes */

/* An access token of a sender's mailbox that lives for another two minutes at least, refreshed when need be by one
 * process at a time. stale: one that Google has just refused, not to be given again; absent: none. Blocks for up to a
 * minute. ERR_AUTH: not connected, or taken back; the sender is paused then, with the reason. ERR_UNAVAILABLE: Google
 * cannot be asked now. */
err google_token(const struct app *app, struct arena *a, str sender_id, str stale, str *access);

/* One message, for test mails. ERR_CONFLICT, ERR_UNAVAILABLE, ERR_INVALID (refused): why holds Google's words;
 * ERR_UNCERTAIN: it may have gone out. */
err google_send(const struct app *app, struct arena *a, str sender_id, str message);
/* Is the mailbox connected, and does Gmail take its token? */
void google_test(const struct app *app, struct arena *a, str sender_id, struct sender_test *out);

/* Takes the tokens away here and at Google; the sender is PAUSED and says so. ERR_NOT_FOUND: no such mailbox. */
err google_disconnect(const struct app *app, tenant_db db, struct arena *a, str sender_id);
/* Deletes a sender of any kind (sender_delete), and a mailbox's tokens with it, here and at Google. */
err google_delete_sender(const struct app *app, tenant_db db, struct arena *a, str sender_id);

struct google_mailbox {
	str sender_id, email;
	bool workspace, own_client;
	int64_t connected_at;
	struct opt_i64 disconnected_at;
};
err google_mailboxes(tenant_db db, struct arena *a, struct google_mailbox **out, size_t *n);
