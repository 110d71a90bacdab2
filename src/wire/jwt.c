#include "wire/jwt.h"
#include "base/time.h"
#include "wire/json_read.h"
#include "wire/token.h"
#include "wire/url.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#define RSA_BITS_MIN 2048
#define RSA_BYTES_MAX 1024u

static err jwt_distrust(const char *why)
{
	return err_make(ERR_AUTH, why);
}

static void jwt_pkey_freep(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}

static void jwt_md_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

struct rsa_parts {
	OSSL_PARAM_BLD *build;
	BIGNUM *n, *e;
	OSSL_PARAM *params;
	EVP_PKEY_CTX *ctx;
};

static void jwt_rsa_parts_deinit(struct rsa_parts *r)
{
	EVP_PKEY_CTX_free(r->ctx);
	OSSL_PARAM_free(r->params);
	OSSL_PARAM_BLD_free(r->build);
	BN_free(r->n);
	BN_free(r->e);
}

static EVP_PKEY *jwt_rsa_key(str n, str e)
{
	EVP_PKEY *key = NULL;
	struct rsa_parts __attribute__((cleanup(jwt_rsa_parts_deinit))) r = {};
	r.build = OSSL_PARAM_BLD_new();
	r.n = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL);
	r.e = BN_bin2bn((const unsigned char *)e.p, (int)e.n, NULL);
	if (!r.build || !r.n || !r.e || BN_num_bits(r.n) < RSA_BITS_MIN ||
	    !OSSL_PARAM_BLD_push_BN(r.build, OSSL_PKEY_PARAM_RSA_N, r.n) ||
	    !OSSL_PARAM_BLD_push_BN(r.build, OSSL_PKEY_PARAM_RSA_E, r.e))
		return NULL;
	r.params = OSSL_PARAM_BLD_to_param(r.build);
	r.ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	if (!r.params || !r.ctx || EVP_PKEY_fromdata_init(r.ctx) <= 0 ||
	    EVP_PKEY_fromdata(r.ctx, &key, EVP_PKEY_PUBLIC_KEY, r.params) <= 0)
		return NULL;
	return key;
}

/* The key of this id, among those for RS256 signatures. */
static err jwt_find_key(struct arena *a, str keys, str kid, EVP_PKEY **out)
{
	const struct json *set;
	if (err_is(json_parse(a, keys, &set)))
		return jwt_distrust("the provider's keys cannot be read");
	for (JSON_EACH(k, json_get(set, "keys"))) {
		str use = json_str(json_get(k, "use")), n, e;
		if (!str_eq(json_str(json_get(k, "kty")), STR("RSA")) || !str_eq(json_str(json_get(k, "kid")), kid) ||
		    !(str_absent(use) || str_eq(use, STR("sig"))))
			continue;
		if (err_is(base64url_decode(a, json_str(json_get(k, "n")), &n)) ||
		    err_is(base64url_decode(a, json_str(json_get(k, "e")), &e)) || n.n > RSA_BYTES_MAX || e.n > 8 ||
		    !(*out = jwt_rsa_key(n, e)))
			return jwt_distrust("the provider's key cannot be used");
		return OK;
	}
	return err_make(ERR_NOT_FOUND, "the token is signed with a key that the provider does not publish");
}

static bool jwt_signature_holds(EVP_PKEY *key, str text, str signature)
{
	EVP_MD_CTX *__attribute__((cleanup(jwt_md_freep))) ctx = EVP_MD_CTX_new();
	return ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	       EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n, (const unsigned char *)text.p,
				text.n) == 1;
}

static bool jwt_is_issuer(str said, str expected)
{
	return str_eq(said, expected) || (str_starts(expected, STR("https://")) && str_eq(said, str_from(expected, 8)));
}

/* One audience, ours; several only when the token was made for us among them. */
static bool jwt_is_audience(const struct json *claims, str audience)
{
	const struct json *aud = json_get(claims, "aud");
	if (json_is(aud, JSON_STR))
		return str_eq(json_str(aud), audience);
	bool found = false;
	for (JSON_EACH(one, aud))
		found = found || str_eq(json_str(one), audience);
	return found && json_is(aud, JSON_ARR) &&
	       (json_len(aud) == 1 || str_eq(json_str(json_get(claims, "azp")), audience));
}

static err jwt_check_claims(const struct json *claims, const struct jwt_expect *x)
{
	int64_t now = x->now / US_PER_S, expires, issued;
	if (!jwt_is_issuer(json_str(json_get(claims, "iss")), x->issuer))
		return jwt_distrust("the token is of another issuer");
	if (str_empty(x->audience) || !jwt_is_audience(claims, x->audience))
		return jwt_distrust("the token is for somebody else");
	if (!json_i64(json_get(claims, "exp"), &expires) || expires + JWT_SKEW < now)
		return jwt_distrust("the token has expired");
	if (!json_i64(json_get(claims, "iat"), &issued) || issued > now + JWT_SKEW)
		return jwt_distrust("the token is from the future");
	if (str_empty(x->nonce) || !token_equal(json_str(json_get(claims, "nonce")), x->nonce))
		return jwt_distrust("the token is not the answer to this sign-in");
	if (str_empty(json_str(json_get(claims, "sub"))))
		return jwt_distrust("the token names nobody");
	return OK;
}

err jwt_verify(struct arena *a, str token, str keys, const struct jwt_expect *x, struct jwt_identity *out)
{
	EVP_PKEY *__attribute__((cleanup(jwt_pkey_freep))) key = NULL;
	const struct json *head, *claims;
	str header, payload, signature, text;
	size_t dot = str_find_byte(token, '.'), last = str_rfind_byte(token, '.');
	if (token.n > JWT_MAX || dot == STR_NPOS || last == dot)
		return jwt_distrust("this is no token");
	if (err_is(base64url_decode(a, str_upto(token, dot), &header)) ||
	    err_is(base64url_decode(a, str_slice(token, dot + 1, last), &payload)) ||
	    err_is(base64url_decode(a, str_from(token, last + 1), &signature)) ||
	    err_is(json_parse(a, header, &head)) || err_is(json_parse(a, payload, &claims)))
		return jwt_distrust("this is no token");
	if (!str_eq(json_str(json_get(head, "alg")), STR("RS256")) || json_get(head, "crit"))
		return jwt_distrust("the token is not signed with RS256");
	TRY(jwt_find_key(a, keys, json_str(json_get(head, "kid")), &key));
	text = str_upto(token, last);
	if (!jwt_signature_holds(key, text, signature))
		return jwt_distrust("the token's signature is wrong");
	TRY(jwt_check_claims(claims, x));
	*out = (struct jwt_identity){ .subject = json_str(json_get(claims, "sub")),
				      .email = json_str(json_get(claims, "email")),
				      .name = json_str(json_get(claims, "name")),
				      .picture = json_str(json_get(claims, "picture")),
				      .hosted_domain = json_str(json_get(claims, "hd")),
				      .email_verified = json_bool(json_get(claims, "email_verified")) };
	return OK;
}
