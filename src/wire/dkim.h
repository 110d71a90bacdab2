/* DKIM signatures (RFC 6376; Ed25519 per RFC 8463): relaxed/relaxed, SHA-256, From oversigned so that no second one can
 * be added, no body length (l=). Pure: keys and time are given. Signing is thread-safe; a key may be used by many
 * threads.
 *
 * A message has CRLF line ends and its header ends in an empty line. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

enum dkim_algorithm { DKIM_RSA, DKIM_ED25519 };
const char *dkim_algorithm_name(enum dkim_algorithm a); /* "rsa-sha256", "ed25519-sha256" */
bool dkim_algorithm_parse(str name, enum dkim_algorithm *out);

/* A new key: private as PKCS #8 (wipe it when it is sealed), public in base64 as it stands in DNS. RSA has 2048 bits
 * and takes a moment. */
err dkim_key_make(enum dkim_algorithm alg, struct arena *a, str *private_, str *public_);
/* "v=DKIM1; k=rsa; p=…", the value of <selector>._domainkey.<domain>. */
str dkim_record(struct arena *a, enum dkim_algorithm alg, str public_);
/* Does this TXT record carry that key? (Tags in any order, spaces anywhere.) */
bool dkim_record_holds(str record, enum dkim_algorithm alg, str public_);

#define DKIM_KEYS_MAX 4u
struct dkim_signer; /* the keys that sign, RSA and Ed25519 as there are */
struct dkim_signer *dkim_signer_new(void);
void dkim_signer_free(struct dkim_signer *s); /* takes NULL */
static inline void dkim_signer_freep(struct dkim_signer **s)
{
	dkim_signer_free(*s);
}
#define DKIM_SIGNER_AUTO __attribute__((cleanup(dkim_signer_freep)))
/* ERR_INVALID: no such key, or a domain or selector that cannot stand in a header. ERR_LIMIT. */
err dkim_signer_add(struct dkim_signer *s, enum dkim_algorithm alg, str domain, str selector, str private_);
size_t dkim_signer_keys(const struct dkim_signer *s); /* takes NULL */

/* Writes a DKIM-Signature field for each key, with CRLF. The message is head and behind it tail (which may be
 * empty). */
err dkim_sign(const struct dkim_signer *s, str head, str tail, int64_t now_us, struct buf *out);
/* The same, put before the head, in place. Nothing when there are no keys. */
err dkim_sign_buf(const struct dkim_signer *s, struct buf *head, str tail, int64_t now_us);

/* For tests: canonical forms as they are hashed. */
void dkim_canon_field(str field, struct buf *out);
void dkim_canon_body(str head, str tail, struct buf *out);
