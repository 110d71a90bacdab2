/* A long stream sealed with a passphrase, in chunks: XChaCha20-Poly1305 as libsodium's secretstream, its key from the
 * passphrase by Argon2id (moderate limits: 256 MiB, about a second). A chunk that was changed, left out, doubled or
 * moved does not open, and neither does a stream that was cut: the last chunk says that it is the last. Bytes in, bytes
 * out. */
#pragma once
#include "base/err.h"
#include "base/str.h"

#define SEAL_HEADER_LEN 56u    /* "LOUMASS-SEALED-1", salt, libsodium's header */
#define SEAL_CHUNK (64u << 10) /* plain bytes of a chunk, at most */
#define SEAL_EXTRA 17u	       /* a sealed chunk is longer by so many */
#define SEAL_PASSPHRASE_MIN 12u

struct seal_stream {
	_Alignas(16) unsigned char state[64];
};

/* ERR_INVALID: the passphrase is too short. */
err seal_begin(str passphrase, unsigned char header[SEAL_HEADER_LEN], struct seal_stream *s);
void seal_put(struct seal_stream *s, str plain, bool last, unsigned char *out); /* writes plain.n + SEAL_EXTRA bytes */
bool seal_is(str first_bytes);							/* of a file: is it such a stream? */
/* ERR_PROTO: not such a stream. The first chunk tells whether the passphrase was right. */
err seal_open(str passphrase, const unsigned char header[SEAL_HEADER_LEN], struct seal_stream *s);
/* sealed: one whole chunk. Writes sealed.n - SEAL_EXTRA bytes. ERR_AUTH: the passphrase is another, or it was
 * changed. */
err seal_get(struct seal_stream *s, str sealed, unsigned char *out, bool *last);
