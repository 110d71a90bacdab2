/* ID tokens of OpenID Connect, checked: a JWS in compact form (RFC 7515) signed with RS256 by one of the provider's
 * published keys (a JSON Web Key Set, RFC 7517). Everything else is refused: other algorithms, "none" and HMAC above
 * all, tokens of another issuer, audience or nonce, expired ones. Pure: the time is given. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define JWT_MAX (16u << 10)
#define JWT_SKEW 120 /* seconds that clocks may differ */

struct jwt_expect {
	str issuer;   /* "https://accounts.google.com"; the same without https:// is taken too, as Google writes both */
	str audience; /* our client id */
	str nonce;
	int64_t now; /* µs */
};

struct jwt_identity {
	str subject, email, name, picture, hosted_domain; /* absent: not said */
	bool email_verified;
};

/* ERR_NOT_FOUND: signed with a key that is not in the set (it may be newer than the set). ERR_AUTH: not to be trusted;
 * why says what is wrong. */
err jwt_verify(struct arena *a, str token, str keys, const struct jwt_expect *x, struct jwt_identity *out);
