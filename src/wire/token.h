/* Secrets: the installation's keys, sealing, keyed hashes, tokens, passwords. libsodium throughout. wire_crypto_init()
 * once per process before anything else. Comparisons are constant-time. Nothing here is ever logged. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define KEY_BYTES 32
#define KEYRING_MAX 8u

/* The installation's secret and the ones before it: v[0] seals and signs, all of them open and verify. */
struct keyring {
	unsigned char v[KEYRING_MAX][KEY_BYTES];
	size_t n;
};

void wire_crypto_init(void); /* aborts when the system has no randomness */

/* Any text of 16 bytes or more becomes a key (BLAKE2b); ERR_INVALID when it is shorter, ERR_LIMIT when the ring is
 * full. */
err keyring_add(struct keyring *kr, str secret);
/* An independent key for a purpose ("track", "link", "ip", "seal", …) from the ring's i-th secret (i < kr->n). */
void keyring_subkey(const struct keyring *kr, const char *purpose, size_t i, unsigned char out[KEY_BYTES]);
/* A few bytes that tell two secrets apart without giving them away, as hex: stored with the data, to notice a lost
 * secret. */
#define KEY_CHECK_LEN 16
void keyring_check(const struct keyring *kr, size_t i, char out[KEY_CHECK_LEN + 1]);

/* XChaCha20-Poly1305 with a random nonce, bound to `context` (the row's id, say: a sealed value moved elsewhere does
 * not open). Binary: version, nonce, text, tag. Opens with any key of the ring; `stale` (may be NULL) says that it was
 * not v[0]. */
str token_seal(struct arena *a, const struct keyring *kr, str context, str plain);
err token_open(struct arena *a, const struct keyring *kr, str context, str sealed, str *plain,
	       bool *stale); /* ERR_INVALID */

/* Keyed BLAKE2b of up to 64 bytes; `n` bytes of it, 16..64. */
void token_mac(const unsigned char key[KEY_BYTES], str text, unsigned char *out, size_t n);
/* HMAC-SHA256 (RFC 2104), for those who verify with what every language has. */
#define TOKEN_HMAC_BYTES 32
void token_hmac(str key, str text, unsigned char out[TOKEN_HMAC_BYTES]);
/* Unkeyed BLAKE2b-256 as 64 hex digits: for looking up random tokens, which need no salt. */
#define TOKEN_HASH_LEN 64
void token_hash(str token, char out[TOKEN_HASH_LEN + 1]);
/* The same of a long text, piece by piece. */
struct token_hasher {
	_Alignas(64) unsigned char state[384];
};
void token_hash_begin(struct token_hasher *h);
void token_hash_add(struct token_hasher *h, str piece);
void token_hash_end(struct token_hasher *h, char out[TOKEN_HASH_LEN + 1]);
/* Keyed hash of a client's address with the subkey "ip": 32 hex digits. */
#define IP_HASH_LEN 32
void token_ip_hash(const struct keyring *kr, str ip, char out[IP_HASH_LEN + 1]);

/* `bytes` of randomness as base64url without padding, behind `prefix` ("lm_"). */
str token_random(struct arena *a, str prefix, size_t bytes);
void token_random_bytes(void *out, size_t n);
/* Does SHA-256 of the text begin with so many zero bits (at most 32)? */
bool token_work_done(str text, unsigned bits);
bool token_equal(str a, str b); /* constant-time for equal lengths; lengths are not secret */
void token_hex(const unsigned char *p, size_t n, char *out); /* 2n digits, no NUL */

/* Argon2id in the PHC text form, libsodium's interactive limits (64 MiB, about 0.1 s). Blocks for that long. */
str password_hash(struct arena *a, str password);
bool password_verify(str hash, str password); /* an absent hash takes as long as a wrong password, and is false */
bool password_needs_rehash(str hash);
void token_wipe(void *p, size_t n);
