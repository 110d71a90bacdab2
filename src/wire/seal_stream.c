#include "wire/seal_stream.h"
#include <assert.h>
#include <sodium.h>

static const char magic[] = "LOUMASS-SEALED-1";
#define MAGIC_LEN 16u
#define SALT_LEN crypto_pwhash_SALTBYTES
static_assert(MAGIC_LEN + crypto_pwhash_SALTBYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES ==
		      SEAL_HEADER_LEN,
	      "the header holds magic, salt and libsodium's header");
static_assert(sizeof(crypto_secretstream_xchacha20poly1305_state) <= sizeof(struct seal_stream), "the state fits");
static_assert(crypto_secretstream_xchacha20poly1305_ABYTES == SEAL_EXTRA, "a sealed chunk's tag and mark");

static crypto_secretstream_xchacha20poly1305_state *seal_stream_state_of(struct seal_stream *s)
{
	return (crypto_secretstream_xchacha20poly1305_state *)s->state;
}

static err seal_stream_derive(str passphrase, const unsigned char *salt,
			      unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES])
{
	if (passphrase.n < SEAL_PASSPHRASE_MIN)
		return err_make(ERR_INVALID, "the passphrase must have at least 12 bytes");
	if (crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase.p, passphrase.n, salt,
			  crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_make(ERR_IO, "not enough memory to make a key of the passphrase (256 MiB)");
	return OK;
}

err seal_begin(str passphrase, unsigned char header[SEAL_HEADER_LEN], struct seal_stream *s)
{
	unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	memcpy(header, magic, MAGIC_LEN);
	randombytes_buf(header + MAGIC_LEN, SALT_LEN);
	TRY(seal_stream_derive(passphrase, header + MAGIC_LEN, key));
	crypto_secretstream_xchacha20poly1305_init_push(seal_stream_state_of(s), header + MAGIC_LEN + SALT_LEN, key);
	sodium_memzero(key, sizeof(key));
	return OK;
}

void seal_put(struct seal_stream *s, str plain, bool last, unsigned char *out)
{
	crypto_secretstream_xchacha20poly1305_push(seal_stream_state_of(s), out, NULL, (const unsigned char *)plain.p,
						   plain.n, NULL, 0,
						   last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
							: crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

bool seal_is(str first_bytes)
{
	return str_starts(first_bytes, str_of(magic, MAGIC_LEN));
}

err seal_open(str passphrase, const unsigned char header[SEAL_HEADER_LEN], struct seal_stream *s)
{
	unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	if (!seal_is(str_of((const char *)header, SEAL_HEADER_LEN)))
		return err_make(ERR_PROTO, "this is no sealed stream");
	TRY(seal_stream_derive(passphrase, header + MAGIC_LEN, key));
	int bad = crypto_secretstream_xchacha20poly1305_init_pull(seal_stream_state_of(s),
								  header + MAGIC_LEN + SALT_LEN, key);
	sodium_memzero(key, sizeof(key));
	return bad ? err_make(ERR_PROTO, "this is no sealed stream") : OK;
}

err seal_get(struct seal_stream *s, str sealed, unsigned char *out, bool *last)
{
	unsigned char tag = 0;
	if (sealed.n < SEAL_EXTRA ||
	    crypto_secretstream_xchacha20poly1305_pull(seal_stream_state_of(s), out, NULL, &tag,
						       (const unsigned char *)sealed.p, sealed.n, NULL, 0) != 0)
		return err_make(ERR_AUTH, "the passphrase is another one, or the file was changed");
	*last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return OK;
}
