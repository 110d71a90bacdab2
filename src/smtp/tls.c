#include "smtp/tls.h"
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define SAVED_MAX 64 /* hosts whose sessions are kept; the oldest goes first */

struct tls {
	SSL *ssl;
	char key[280]; /* host:port, and whether any certificate was taken */
	char why[200];
};

struct saved {
	char key[280];
	SSL_SESSION *session;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static SSL_CTX *contexts[2]; /* [1]: any certificate */
static struct saved saved[SAVED_MAX];
static unsigned saved_next;

/* Called by OpenSSL when the peer hands out a session; returning 1 keeps the reference. */
static int tls_on_new_session(SSL *ssl, SSL_SESSION *session)
{
	const struct tls *t = SSL_get_app_data(ssl);
	if (!t)
		return 0;
	pthread_mutex_lock(&lock);
	struct saved *s = NULL;
	for (unsigned i = 0; i < SAVED_MAX && !s; i++)
		if (saved[i].session && strcmp(saved[i].key, t->key) == 0)
			s = &saved[i];
	if (!s)
		s = &saved[saved_next++ % SAVED_MAX];
	if (s->session)
		SSL_SESSION_free(s->session);
	memcpy(s->key, t->key, sizeof(s->key));
	s->session = session;
	pthread_mutex_unlock(&lock);
	return 1;
}

static SSL_CTX *tls_context(bool any)
{
	pthread_mutex_lock(&lock);
	SSL_CTX *c = contexts[any];
	if (!c && (c = SSL_CTX_new(TLS_client_method()))) {
		SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
		SSL_CTX_set_default_verify_paths(c);
		SSL_CTX_set_verify(c, any ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
		SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
					    SSL_MODE_RELEASE_BUFFERS);
		SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
		SSL_CTX_sess_set_new_cb(c, tls_on_new_session);
		contexts[any] = c;
	}
	pthread_mutex_unlock(&lock);
	return c;
}

static bool tls_is_address(const char *host)
{
	unsigned char a[16];
	return inet_pton(AF_INET, host, a) == 1 || inet_pton(AF_INET6, host, a) == 1;
}

static void tls_set_peer(struct tls *t, const char *host)
{
	if (tls_is_address(host)) {
		X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(t->ssl), host);
		return;
	}
	SSL_set_tlsext_host_name(t->ssl, host);
	SSL_set_hostflags(t->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	SSL_set1_host(t->ssl, host);
}

static void tls_reuse_session(struct tls *t)
{
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < SAVED_MAX; i++)
		if (saved[i].session && strcmp(saved[i].key, t->key) == 0)
			SSL_set_session(t->ssl, saved[i].session);
	pthread_mutex_unlock(&lock);
}

struct tls *tls_new(int fd, const char *host, uint16_t port, bool any_certificate)
{
	SSL_CTX *c = tls_context(any_certificate);
	struct tls *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->ssl = c ? SSL_new(c) : NULL;
	if (!t->ssl || !SSL_set_fd(t->ssl, fd)) {
		SSL_free(t->ssl);
		free(t);
		return NULL;
	}
	snprintf(t->key, sizeof(t->key), "%s:%u%s", host, (unsigned)port, any_certificate ? " any" : "");
	SSL_set_app_data(t->ssl, t);
	SSL_set_connect_state(t->ssl);
	tls_set_peer(t, host);
	tls_reuse_session(t);
	return t;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	ERR_clear_error();
	if (SSL_is_init_finished(t->ssl))
		SSL_shutdown(t->ssl); /* one message, if it fits; nobody waits for the answer */
	SSL_set_app_data(t->ssl, NULL);
	SSL_free(t->ssl);
	ERR_clear_error();
	free(t);
}

static enum tls_io tls_outcome(struct tls *t, int ret)
{
	switch (SSL_get_error(t->ssl, ret)) {
	case SSL_ERROR_WANT_READ: return TLS_WANT_READ;
	case SSL_ERROR_WANT_WRITE: return TLS_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN: return TLS_EOF;
	default: break;
	}
	unsigned long e = ERR_get_error();
	const char *reason = e ? ERR_reason_error_string(e) : NULL;
	if (!e || (reason && strcmp(reason, "unexpected eof while reading") == 0))
		return TLS_EOF;
	snprintf(t->why, sizeof(t->why), "TLS failed: %s", reason ? reason : "unknown error");
	return TLS_FAILED;
}

enum tls_io tls_handshake(struct tls *t)
{
	ERR_clear_error();
	int r = SSL_do_handshake(t->ssl);
	if (r == 1) {
		snprintf(t->why, sizeof(t->why), "%s, %s", SSL_get_version(t->ssl), SSL_get_cipher_name(t->ssl));
		return TLS_DONE;
	}
	enum tls_io io = tls_outcome(t, r);
	long verify = SSL_get_verify_result(t->ssl);
	if (io == TLS_FAILED && verify != X509_V_OK && SSL_get_verify_mode(t->ssl) != SSL_VERIFY_NONE)
		snprintf(t->why, sizeof(t->why), "the server's certificate is not trusted: %s",
			 X509_verify_cert_error_string(verify));
	return io;
}

enum tls_io tls_read(struct tls *t, char *to, size_t cap, size_t *n)
{
	ERR_clear_error();
	int r = SSL_read_ex(t->ssl, to, cap, n);
	return r == 1 ? TLS_DONE : tls_outcome(t, r);
}

enum tls_io tls_write(struct tls *t, const char *p, size_t len, size_t *n)
{
	ERR_clear_error();
	int r = SSL_write_ex(t->ssl, p, len, n);
	return r == 1 ? TLS_DONE : tls_outcome(t, r);
}

const char *tls_why(const struct tls *t)
{
	return t->why;
}

void tls_cleanup(void)
{
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < SAVED_MAX; i++) {
		SSL_SESSION_free(saved[i].session);
		saved[i].session = NULL;
	}
	for (int i = 0; i < 2; i++) {
		SSL_CTX_free(contexts[i]);
		contexts[i] = NULL;
	}
	pthread_mutex_unlock(&lock);
}
