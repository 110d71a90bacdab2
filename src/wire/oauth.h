/* OAuth 2.0 (RFC 6749) with PKCE (RFC 7636), as a client speaks it: the address that a browser is sent to, the forms
 * that are posted to the token endpoint, what it answers, and a provider's discovery document. Pure: bytes in, bytes
 * out. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct oauth_client {
	str id, secret;
};

struct oauth_ask {
	str endpoint, client_id, redirect_uri, scope, state, nonce;
	str verifier;	/* of PKCE: its challenge goes into the address */
	str login_hint; /* an address; absent: none */
	bool offline;	/* a refresh token is wanted: asks for consent each time, so that one comes */
};
str oauth_ask_url(struct arena *a, const struct oauth_ask *ask);
/* A verifier of 43 characters (RFC 7636 section 4.1). */
str oauth_verifier(struct arena *a);

/* Bodies for the token endpoint (application/x-www-form-urlencoded). They hold secrets: not for logs. */
str oauth_code_form(struct arena *a, const struct oauth_client *c, str code, str verifier, str redirect_uri);
str oauth_refresh_form(struct arena *a, const struct oauth_client *c, str refresh_token);
/* For a log-in that nobody watches: by the refresh token, or without one by the client's own right (RFC 6749 section
 * 4.4). scope absent: the client's. */
str oauth_login_form(struct arena *a, const struct oauth_client *c, str refresh_token, str scope);
str oauth_revoke_form(struct arena *a, str token);

struct oauth_tokens {
	str access, refresh, id_token, scope; /* absent: not given */
	int64_t seconds;		      /* the access token's life */
};
/* The token endpoint's answer. ERR_AUTH: invalid_grant, what was granted is over. ERR_FORBIDDEN: the client is refused
 * (its id, secret or redirect address). ERR_UNAVAILABLE: later. ERR_PROTO. */
err oauth_tokens_read(struct arena *a, int status, str body, struct oauth_tokens *out);

struct oauth_endpoints {
	str authorization, token, keys, revocation; /* the last may be absent */
};
/* ERR_PROTO: no discovery document (OpenID Connect Discovery 1.0, section 3) of this issuer. */
err oauth_discovery_read(struct arena *a, str body, str issuer, struct oauth_endpoints *out);

/* `scope` is among those that were granted. */
bool oauth_has_scope(str granted, str scope);
