#include "wire/token.h"
#include "base/buf.h"
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define SEAL_VERSION 1
#define SEAL_NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL_TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SECRET_MIN 16u

static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key size");
static_assert(KEY_BYTES == crypto_generichash_KEYBYTES, "one key size");

void wire_crypto_init(void)
{
	if (sodium_init() < 0) {
		fputs("loumass: libsodium cannot be initialised\n", stderr);
		abort();
	}
}

err keyring_add(struct keyring *kr, str secret)
{
	if (secret.n < SECRET_MIN)
		return err_make(ERR_INVALID, "a secret must have at least 16 bytes; use 32 random ones");
	if (kr->n == KEYRING_MAX)
		return err_make(ERR_LIMIT, "there are more than 7 old secrets; drop the oldest");
	static const unsigned char salt[] = "loumass secret v1";
	crypto_generichash(kr->v[kr->n++], KEY_BYTES, (const unsigned char *)secret.p, secret.n, salt,
			   sizeof(salt) - 1);
	return OK;
}

void keyring_subkey(const struct keyring *kr, const char *purpose, size_t i, unsigned char out[KEY_BYTES])
{
	str p = str_z(purpose);
	token_mac(kr->v[i], p, out, KEY_BYTES);
}

void keyring_check(const struct keyring *kr, size_t i, char out[KEY_CHECK_LEN + 1])
{
	unsigned char check[KEY_BYTES];
	keyring_subkey(kr, "check", i, check);
	token_hex(check, KEY_CHECK_LEN / 2, out);
	out[KEY_CHECK_LEN] = 0;
}

str token_seal(struct arena *a, const struct keyring *kr, str context, str plain)
{
	unsigned char key[KEY_BYTES];
	keyring_subkey(kr, "seal", 0, key);
	size_t n = 1 + SEAL_NONCE + plain.n + SEAL_TAG;
	unsigned char *out = arena_alloc(a, n);
	out[0] = SEAL_VERSION;
	randombytes_buf(out + 1, SEAL_NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + SEAL_NONCE, NULL, (const unsigned char *)plain.p, plain.n,
						   (const unsigned char *)context.p, context.n, NULL, out + 1, key);
	sodium_memzero(key, sizeof(key));
	return str_of((const char *)out, n);
}

err token_open(struct arena *a, const struct keyring *kr, str context, str sealed, str *plain, bool *stale)
{
	if (sealed.n < 1 + SEAL_NONCE + SEAL_TAG || sealed.p[0] != SEAL_VERSION)
		return err_make(ERR_INVALID, "a sealed value is damaged");
	const unsigned char *in = (const unsigned char *)sealed.p;
	size_t n = sealed.n - 1 - SEAL_NONCE - SEAL_TAG;
	unsigned char *out = arena_alloc(a, n + 1);
	for (size_t i = 0; i < kr->n; i++) {
		unsigned char key[KEY_BYTES];
		keyring_subkey(kr, "seal", i, key);
		int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + SEAL_NONCE, n + SEAL_TAG,
								     (const unsigned char *)context.p, context.n,
								     in + 1, key);
		sodium_memzero(key, sizeof(key));
		if (bad)
			continue;
		*plain = str_of((const char *)out, n);
		if (stale)
			*stale = i > 0;
		return OK;
	}
	return err_make(ERR_INVALID,
			"a sealed value opens with none of the secrets: was LOUMASS_SECRET lost or changed?");
}

void token_mac(const unsigned char key[KEY_BYTES], str text, unsigned char *out, size_t n)
{
	crypto_generichash(out, n, (const unsigned char *)text.p, text.n, key, KEY_BYTES);
}

void token_hmac(str key, str text, unsigned char out[TOKEN_HMAC_BYTES])
{
	static_assert(TOKEN_HMAC_BYTES == crypto_auth_hmacsha256_BYTES, "one size");
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&state, out);
}

void token_hash(str token, char out[TOKEN_HASH_LEN + 1])
{
	unsigned char h[TOKEN_HASH_LEN / 2];
	crypto_generichash(h, sizeof(h), (const unsigned char *)token.p, token.n, NULL, 0);
	token_hex(h, sizeof(h), out);
	out[TOKEN_HASH_LEN] = 0;
}

static_assert(sizeof(crypto_generichash_state) <= sizeof(struct token_hasher), "the state fits");

void token_hash_begin(struct token_hasher *h)
{
	crypto_generichash_init((crypto_generichash_state *)h->state, NULL, 0, TOKEN_HASH_LEN / 2);
}

void token_hash_add(struct token_hasher *h, str piece)
{
	crypto_generichash_update((crypto_generichash_state *)h->state, (const unsigned char *)piece.p, piece.n);
}

void token_hash_end(struct token_hasher *h, char out[TOKEN_HASH_LEN + 1])
{
	unsigned char hash[TOKEN_HASH_LEN / 2];
	crypto_generichash_final((crypto_generichash_state *)h->state, hash, sizeof(hash));
	token_hex(hash, sizeof(hash), out);
	out[TOKEN_HASH_LEN] = 0;
}

void token_ip_hash(const struct keyring *kr, str ip, char out[IP_HASH_LEN + 1])
{
	unsigned char key[KEY_BYTES], h[IP_HASH_LEN / 2];
	keyring_subkey(kr, "ip", 0, key);
	token_mac(key, ip, h, sizeof(h));
	token_hex(h, sizeof(h), out);
	out[IP_HASH_LEN] = 0;
}

str token_random(struct arena *a, str prefix, size_t bytes)
{
	unsigned char raw[64];
	if (bytes > sizeof(raw))
		bytes = sizeof(raw);
	randombytes_buf(raw, bytes);
	char text[128];
	sodium_bin2base64(text, sizeof(text), raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof(raw));
	return arena_printf(a, "%.*s%s", STR_FMT(prefix), text);
}

void token_random_bytes(void *out, size_t n)
{
	randombytes_buf(out, n);
}

bool token_work_done(str text, unsigned bits)
{
	unsigned char h[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(h, (const unsigned char *)text.p, text.n);
	uint32_t first = (uint32_t)h[0] << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3];
	return bits == 0 || first >> (32 - bits) == 0;
}

bool token_equal(str a, str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void token_hex(const unsigned char *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
}

str password_hash(struct arena *a, str password)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	if (crypto_pwhash_str(out, password.p, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
		fputs("loumass: out of memory while hashing a password\n", stderr);
		abort();
	}
	return str_z(out);
}

bool password_verify(str hash, str password)
{
	char text[crypto_pwhash_STRBYTES] = {};
	/* Of a password nobody has, with the same limits: an unknown user costs what a known one does. */
	static const char nobody[] =
		"$argon2id$v=19$m=65536,t=2,p=1$bG91bWFzcy1ub2JvZHktMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	bool known = !str_empty(hash) && hash.n < sizeof(text);
	memcpy(text, known ? hash.p : nobody, known ? hash.n : sizeof(nobody));
	return (crypto_pwhash_str_verify(text, password.p, password.n) == 0) & known;
}

bool password_needs_rehash(str hash)
{
	char text[crypto_pwhash_STRBYTES] = {};
	if (hash.n >= sizeof(text))
		return true;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_needs_rehash(text, crypto_pwhash_OPSLIMIT_INTERACTIVE,
					      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
}

void token_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
