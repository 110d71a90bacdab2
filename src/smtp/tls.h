/* TLS for one connection, over OpenSSL: non-blocking, the peer verified against the system's roots and its host name
 * unless told otherwise, TLS 1.2 at least, sessions kept and resumed per host. For conn.c and imap.c; contexts and the
 * saved sessions are shared by all threads. */
#pragma once
#include "base/str.h"

struct tls;
enum tls_io { TLS_DONE, TLS_WANT_READ, TLS_WANT_WRITE, TLS_EOF, TLS_FAILED };

struct tls *tls_new(int fd, const char *host, uint16_t port, bool any_certificate); /* NULL: OpenSSL refused */
void tls_free(struct tls *t);							    /* takes NULL; says goodbye first */
enum tls_io tls_handshake(struct tls *t);
enum tls_io tls_read(struct tls *t, char *to, size_t cap, size_t *n);
enum tls_io tls_write(struct tls *t, const char *p, size_t len, size_t *n);
const char *tls_why(const struct tls *t); /* after TLS_FAILED; "TLSv1.3, TLS_AES_…" after the handshake */
void tls_cleanup(void);
