/* See webhook.h: who may say what became of a mail. */
#include "wire/token.h"
#include "wire/url.h"
#include "wire/webhook.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>

static err webhook_sign_distrust(const char *why)
{
	return err_make(ERR_AUTH, why);
}

/* Standard base64 (RFC 4648 section 4), padded or not. */
static bool webhook_sign_unbase64(struct arena *a, str s, str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	s = str_trim(s);
	if (sodium_base642bin((unsigned char *)p, s.n, s.p ? s.p : "", s.n, "\r\n ", &n, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*out = str_of(p, n);
	return true;
}

err webhook_check_basic(struct arena *a, str authorization, str secret)
{
	str plain;
	if (!str_starts_nocase(authorization, STR("basic ")) ||
	    !webhook_sign_unbase64(a, str_from(authorization, 6), &plain))
		return webhook_sign_distrust("the request has no user and password");
	return token_equal(plain, secret) ? OK : webhook_sign_distrust("the user or the password is wrong");
}

/* ---- ECDSA and RSA */

static void webhook_sign_pkey_free(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}

static void webhook_sign_ctx_free(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static bool webhook_sign_verify(EVP_PKEY *key, const EVP_MD *md, str signature, str text)
{
	__attribute__((cleanup(webhook_sign_ctx_free))) EVP_MD_CTX *c = EVP_MD_CTX_new();
	return c && EVP_DigestVerifyInit(c, NULL, md, NULL, key) == 1 &&
	       EVP_DigestVerify(c, (const unsigned char *)signature.p, signature.n, (const unsigned char *)text.p,
				text.n) == 1;
}

static EVP_PKEY *webhook_sign_public_key(struct arena *a, str base64)
{
	str der;
	if (!webhook_sign_unbase64(a, base64, &der))
		return NULL;
	const unsigned char *p = (const unsigned char *)der.p;
	EVP_PKEY *k = d2i_PUBKEY(NULL, &p, (long)der.n);
	if (k && !EVP_PKEY_is_a(k, "EC")) {
		EVP_PKEY_free(k);
		k = NULL;
	}
	return k;
}

bool webhook_sendgrid_key(struct arena *a, str key)
{
	__attribute__((cleanup(webhook_sign_pkey_free))) EVP_PKEY *k = webhook_sign_public_key(a, key);
	return k != NULL;
}

err webhook_check_sendgrid(struct arena *a, str key, str timestamp, str signature, str body)
{
	__attribute__((cleanup(webhook_sign_pkey_free))) EVP_PKEY *k = webhook_sign_public_key(a, key);
	str raw;
	if (str_empty(timestamp) || timestamp.n > 32 || str_empty(signature))
		return webhook_sign_distrust("the request is not signed");
	if (!k || !webhook_sign_unbase64(a, signature, &raw))
		return webhook_sign_distrust("the signature cannot be read");
	char *text = arena_alloc(a, timestamp.n + body.n + 1);
	memcpy(text, timestamp.p, timestamp.n);
	memcpy(text + timestamp.n, body.p, body.n);
	return webhook_sign_verify(k, EVP_sha256(), raw, str_of(text, timestamp.n + body.n))
		       ? OK
		       : webhook_sign_distrust("the signature is wrong");
}

err webhook_check_mailgun(struct arena *a, str key, str body)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)))
		return err_make(ERR_INVALID, "this is no JSON");
	const struct json *s = json_get(v, "signature");
	str timestamp = json_str(json_get(s, "timestamp")), token = json_str(json_get(s, "token"));
	str given = json_str(json_get(s, "signature"));
	if (str_empty(timestamp) || str_empty(token) || given.n != 64 || timestamp.n > 32 || token.n > 200)
		return webhook_sign_distrust("the request is not signed");
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char hex[64];
	crypto_auth_hmacsha256_state st;
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key.p, key.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)timestamp.p, timestamp.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)token.p, token.n);
	crypto_auth_hmacsha256_final(&st, mac);
	token_hex(mac, sizeof(mac), hex);
	return token_equal(str_of(hex, sizeof(hex)), given) ? OK : webhook_sign_distrust("the signature is wrong");
}

/* ---- SNS */

static void webhook_sign_line(struct buf *out, const char *name, str value)
{
	buf_addf(out, "%s\n", name);
	buf_add(out, value);
	buf_add_byte(out, '\n');
}

/* Amazon's canonical form: some fields, in this order. */
static str webhook_sign_canonical(struct arena *a, const struct json *v, bool notification)
{
	static const char *const of_notification[] = { "Message",  "MessageId", "Subject", "Timestamp",
						       "TopicArn", "Type",	NULL };
	static const char *const of_others[] = { "Message", "MessageId", "SubscribeURL", "Timestamp",
						 "Token",   "TopicArn",	 "Type",	 NULL };
	struct buf BUF_AUTO out;
	buf_init(&out, WEBHOOK_BODY_MAX + 65536);
	for (const char *const *name = notification ? of_notification : of_others; *name; name++)
		if (json_is(json_get(v, *name), JSON_STR))
			webhook_sign_line(&out, *name, json_str(json_get(v, *name)));
	return arena_dup(a, buf_str(&out));
}

err sns_read(struct arena *a, str body, struct sns *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || !json_is(v, JSON_OBJ))
		return err_make(ERR_INVALID, "this is no SNS message");
	struct sns s = { .type = json_str(json_get(v, "Type")),
			 .message = json_str(json_get(v, "Message")),
			 .message_id = json_str(json_get(v, "MessageId")),
			 .topic = json_str(json_get(v, "TopicArn")),
			 .cert_url = json_str(json_get(v, "SigningCertURL")),
			 .subscribe_url = json_str(json_get(v, "SubscribeURL")),
			 .signature = json_str(json_get(v, "Signature")) };
	s.version = str_eq(json_str(json_get(v, "SignatureVersion")), STR("2")) ? 2 : 1;
	bool notification = str_eq(s.type, STR("Notification"));
	if ((!notification && !str_eq(s.type, STR("SubscriptionConfirmation")) &&
	     !str_eq(s.type, STR("UnsubscribeConfirmation"))) ||
	    str_empty(s.topic) || str_empty(s.message_id))
		return err_make(ERR_INVALID, "this is no SNS message");
	s.signed_text = webhook_sign_canonical(a, v, notification);
	*out = s;
	return OK;
}

static EVP_PKEY *webhook_sign_key_of(str pem)
{
	BIO *in = BIO_new_mem_buf(pem.p, pem.n > 65536 ? 65536 : (int)pem.n);
	X509 *x = in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
	EVP_PKEY *k = x ? X509_get_pubkey(x) : NULL;
	X509_free(x);
	BIO_free(in);
	return k;
}

err sns_check(struct arena *a, const struct sns *s, str pem)
{
	__attribute__((cleanup(webhook_sign_pkey_free))) EVP_PKEY *k = webhook_sign_key_of(pem);
	str raw;
	if (!k || !EVP_PKEY_is_a(k, "RSA"))
		return webhook_sign_distrust("the certificate cannot be read");
	if (str_empty(s->signature) || !webhook_sign_unbase64(a, s->signature, &raw))
		return webhook_sign_distrust("the message is not signed");
	const EVP_MD *md = s->version == 2 ? EVP_sha256() : EVP_sha1();
	return webhook_sign_verify(k, md, raw, s->signed_text) ? OK : webhook_sign_distrust("the signature is wrong");
}

bool sns_url_allowed(str url, str origin)
{
	struct url u;
	if (err_is(url_parse(url, &u)))
		return false;
	if (!str_empty(origin))
		return str_starts(url, origin) && url.n > origin.n && url.p[origin.n] == '/';
	str host = u.host;
	if (!str_eq_nocase(u.scheme, STR("https")) || u.port != 443 || !str_starts(host, STR("sns.")))
		return false;
	str rest = str_from(host, 4);
	if (str_ends(rest, STR(".amazonaws.com.cn")))
		rest = str_upto(rest, rest.n - sizeof(".amazonaws.com.cn") + 1);
	else if (str_ends(rest, STR(".amazonaws.com")))
		rest = str_upto(rest, rest.n - sizeof(".amazonaws.com") + 1);
	else
		return false;
	for (size_t i = 0; i < rest.n; i++) /* a region: eu-west-1 */
		if (!ascii_digit(rest.p[i]) && !(rest.p[i] >= 'a' && rest.p[i] <= 'z') && rest.p[i] != '-')
			return false;
	return rest.n > 0 && rest.n <= 32;
}
