#include "wire/oauth.h"
#include "wire/json_read.h"
#include "wire/token.h"
#include "wire/url.h"
#include <sodium.h>

#define FORM_MAX (64u << 10)

static void oauth_pair(struct buf *b, const char *name, str value)
{
	if (str_absent(value))
		return;
	if (b->n && b->p[b->n - 1] != '?' && b->p[b->n - 1] != '&')
		buf_add_byte(b, '&');
	buf_add(b, str_z(name));
	buf_add_byte(b, '=');
	url_encode(b, value);
}

static str oauth_challenge(struct arena *a, str verifier)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf BUF_AUTO b;
	buf_init(&b, 100);
	crypto_hash_sha256(hash, (const unsigned char *)verifier.p, verifier.n);
	base64url_encode(&b, str_of((const char *)hash, sizeof(hash)));
	return arena_dup(a, buf_str(&b));
}

str oauth_verifier(struct arena *a)
{
	return token_random(a, STR(""), 32);
}

str oauth_ask_url(struct arena *a, const struct oauth_ask *ask)
{
	struct buf BUF_AUTO b;
	buf_init(&b, FORM_MAX);
	buf_add(&b, ask->endpoint);
	buf_add_byte(&b, str_find_byte(ask->endpoint, '?') == STR_NPOS ? '?' : '&');
	oauth_pair(&b, "response_type", STR("code"));
	oauth_pair(&b, "client_id", ask->client_id);
	oauth_pair(&b, "redirect_uri", ask->redirect_uri);
	oauth_pair(&b, "scope", ask->scope);
	oauth_pair(&b, "state", ask->state);
	oauth_pair(&b, "nonce", ask->nonce);
	oauth_pair(&b, "code_challenge", oauth_challenge(a, ask->verifier));
	oauth_pair(&b, "code_challenge_method", STR("S256"));
	oauth_pair(&b, "login_hint", ask->login_hint);
	if (ask->offline) {
		oauth_pair(&b, "access_type", STR("offline"));
		oauth_pair(&b, "prompt", STR("consent"));
		oauth_pair(&b, "include_granted_scopes", STR("true"));
	}
	return arena_dup(a, buf_str(&b));
}

static void oauth_client_pairs(struct buf *b, const struct oauth_client *c)
{
	oauth_pair(b, "client_id", c->id);
	oauth_pair(b, "client_secret", c->secret);
}

str oauth_code_form(struct arena *a, const struct oauth_client *c, str code, str verifier, str redirect_uri)
{
	struct buf BUF_AUTO b;
	buf_init(&b, FORM_MAX);
	oauth_pair(&b, "grant_type", STR("authorization_code"));
	oauth_pair(&b, "code", code);
	oauth_pair(&b, "code_verifier", verifier);
	oauth_pair(&b, "redirect_uri", redirect_uri);
	oauth_client_pairs(&b, c);
	return arena_dup(a, buf_str(&b));
}

str oauth_refresh_form(struct arena *a, const struct oauth_client *c, str refresh_token)
{
	struct buf BUF_AUTO b;
	buf_init(&b, FORM_MAX);
	oauth_pair(&b, "grant_type", STR("refresh_token"));
	oauth_pair(&b, "refresh_token", refresh_token);
	oauth_client_pairs(&b, c);
	return arena_dup(a, buf_str(&b));
}

str oauth_login_form(struct arena *a, const struct oauth_client *c, str refresh_token, str scope)
{
	struct buf BUF_AUTO b;
	buf_init(&b, FORM_MAX);
	oauth_pair(&b, "grant_type", str_empty(refresh_token) ? STR("client_credentials") : STR("refresh_token"));
	if (!str_empty(refresh_token))
		oauth_pair(&b, "refresh_token", refresh_token);
	oauth_pair(&b, "scope", scope);
	oauth_client_pairs(&b, c);
	return arena_dup(a, buf_str(&b));
}

str oauth_revoke_form(struct arena *a, str token)
{
	struct buf BUF_AUTO b;
	buf_init(&b, FORM_MAX);
	oauth_pair(&b, "token", token);
	return arena_dup(a, buf_str(&b));
}

static err oauth_refused(struct arena *a, int status, const struct json *v)
{
	str error = json_str(json_get(v, "error"));
	if (str_eq(error, STR("invalid_grant")))
		return err_make(ERR_AUTH, "what was granted has been taken back or has expired");
	if (status == 429 || status >= 500)
		return err_make(ERR_UNAVAILABLE, arena_printf(a, "the provider answered with %d", status).p);
	if (str_empty(error) || error.n > 100)
		return err_make(ERR_PROTO, arena_printf(a, "the provider answered with %d", status).p);
	str words = json_str(json_get(v, "error_description"));
	for (size_t i = 0; i < words.n; i++)
		if ((unsigned char)words.p[i] < 0x20)
			words = str_upto(words, i);
	bool said = !str_empty(words) && str_utf8_valid(words);
	return err_make(
		ERR_FORBIDDEN,
		arena_printf(a, "the provider refuses this client: %.*s%s%.*s%s", STR_FMT(error), said ? " (" : "",
			     STR_FMT(said ? str_upto(words, str_utf8_floor(words, 300)) : STR("")), said ? ")" : "")
			.p);
}

err oauth_tokens_read(struct arena *a, int status, str body, struct oauth_tokens *out)
{
	const struct json *v = NULL;
	struct oauth_tokens t = { .seconds = 3600 }; /* RFC 6749 section 5.1 leaves it open; an hour is Google's */
	bool readable = !err_is(json_parse(a, body, &v)) && json_is(v, JSON_OBJ);
	if (status != 200)
		return oauth_refused(a, status, v);
	t.access = json_str(json_get(v, "access_token"));
	t.refresh = json_str(json_get(v, "refresh_token"));
	t.id_token = json_str(json_get(v, "id_token"));
	t.scope = json_str(json_get(v, "scope"));
	json_i64(json_get(v, "expires_in"), &t.seconds);
	if (!readable || str_empty(t.access))
		return err_make(ERR_PROTO, "the provider's answer holds no token");
	*out = t;
	return OK;
}

err oauth_discovery_read(struct arena *a, str body, str issuer, struct oauth_endpoints *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || !str_eq(json_str(json_get(v, "issuer")), issuer))
		return err_make(ERR_PROTO, "the provider's discovery document is of another issuer");
	struct oauth_endpoints e = { .authorization = json_str(json_get(v, "authorization_endpoint")),
				     .token = json_str(json_get(v, "token_endpoint")),
				     .keys = json_str(json_get(v, "jwks_uri")),
				     .revocation = json_str(json_get(v, "revocation_endpoint")) };
	if (str_empty(e.authorization) || str_empty(e.token) || str_empty(e.keys))
		return err_make(ERR_PROTO, "the provider's discovery document lacks endpoints");
	*out = e;
	return OK;
}

bool oauth_has_scope(str granted, str scope)
{
	str piece;
	while (str_next(&granted, ' ', &piece))
		if (str_eq(piece, scope))
			return true;
	return false;
}
