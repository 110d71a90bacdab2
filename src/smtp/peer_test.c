#include "smtp/peer_test.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct talk {
	struct peer *p;
	int fd;
	SSL *ssl;
	char in[65536];
	size_t n;
	unsigned mails;
	bool refused, greylisted;
};

SSL_CTX *peer_tls(const char *certificate_file)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *c = X509_new();
	X509_set_version(c, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
	X509_gmtime_adj(X509_getm_notBefore(c), -3600);
	X509_gmtime_adj(X509_getm_notAfter(c), 3600);
	X509_set_pubkey(c, key);
	X509_NAME *name = X509_get_subject_name(c);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
	X509_set_issuer_name(c, name);
	X509_EXTENSION *san = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost");
	X509_add_ext(c, san, -1);
	X509_EXTENSION_free(san);
	X509_sign(c, key, EVP_sha256());
	FILE *f = fopen(certificate_file, "w");
	PEM_write_X509(f, c);
	fclose(f);
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(ctx, c);
	SSL_CTX_use_PrivateKey(ctx, key);
	SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
	X509_free(c);
	EVP_PKEY_free(key);
	return ctx;
}

static bool say_bytes(struct talk *t, const char *p, size_t n)
{
	if (t->ssl)
		return SSL_write(t->ssl, p, (int)n) == (int)n;
	return send(t->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static bool say(struct talk *t, const char *line)
{
	size_t n = strlen(line);
	if (t->p->rot != ROT_ONE_BYTE)
		return say_bytes(t, line, n);
	for (size_t i = 0; i < n; i++)
		if (!say_bytes(t, line + i, 1))
			return false;
	return true;
}

static bool fill(struct talk *t)
{
	if (t->n == sizeof(t->in))
		return false;
	ssize_t r = t->ssl ? SSL_read(t->ssl, t->in + t->n, (int)(sizeof(t->in) - t->n))
			   : recv(t->fd, t->in + t->n, sizeof(t->in) - t->n, 0);
	if (r <= 0)
		return false;
	t->n += (size_t)r;
	return true;
}

/* A line with its CRLF cut; false: gone. */
static bool hear(struct talk *t, char *line, size_t cap)
{
	char *nl;
	while (!(nl = memchr(t->in, '\n', t->n)))
		if (!fill(t))
			return false;
	size_t len = (size_t)(nl - t->in) + 1, keep = len - 1;
	if (keep && t->in[keep - 1] == '\r')
		keep--;
	snprintf(line, cap, "%.*s", (int)keep, t->in);
	memmove(t->in, t->in + len, t->n - len);
	t->n -= len;
	return true;
}

static bool start_tls(struct talk *t)
{
	if (t->p->rot == ROT_BROKEN_TLS) {
		fill(t); /* behind the client's hello: before it, it would be a different trick */
		say_bytes(t, "this is not TLS at all, sorry\r\n", 31);
		t->n = 0;
		fill(t);
		return false;
	}
	t->ssl = SSL_new(t->p->tls);
	SSL_set_fd(t->ssl, t->fd);
	if (SSL_accept(t->ssl) != 1)
		return false;
	t->p->resumed += (unsigned)SSL_session_reused(t->ssl);
	return true;
}

static bool content(struct talk *t)
{
	if (!say(t, "354 go\r\n"))
		return false;
	char line[2048];
	unsigned lines = 0;
	for (;; lines++) {
		if (!hear(t, line, sizeof(line)))
			return false;
		if (t->p->rot == ROT_DROP_DATA && lines == 1)
			return false;
		if (strcmp(line, ".") == 0)
			break;
	}
	if (t->refused) {
		t->p->empty_messages += lines == 0;
		return say(t, "554 5.5.1 no valid recipients\r\n");
	}
	t->p->messages++;
	return t->p->rot != ROT_DROP_DOT && say(t, "250 2.0.0 queued\r\n");
}

static bool hello(struct talk *t)
{
	char reply[256];
	snprintf(reply, sizeof(reply), "250-localhost\r\n250-SIZE 1000000\r\n%s%s%s250 8BITMIME\r\n",
		 t->p->pipelining ? "250-PIPELINING\r\n" : "", t->p->starttls && !t->ssl ? "250-STARTTLS\r\n" : "",
		 t->p->auth && (t->ssl || !t->p->starttls) ? "250-AUTH PLAIN\r\n" : "");
	return say(t, reply);
}

static bool recipient(struct talk *t, const char *line)
{
	if (t->p->rot == ROT_DROP_RCPT)
		return false;
	if (t->p->rot == ROT_GREYLIST_FIRST && !t->greylisted) {
		t->greylisted = t->refused = true;
		return say(t, "450 4.2.0 greylisted, come back\r\n");
	}
	t->refused = t->p->rot == ROT_354_ANYWAY && strstr(line, "bad");
	return say(t, t->refused ? "550 5.1.1 no such user\r\n" : "250 2.1.5 ok\r\n");
}

static bool command(struct talk *t, const char *line)
{
	if (strncmp(line, "EHLO", 4) == 0)
		return hello(t);
	if (strcmp(line, "STARTTLS") == 0)
		return say(t, "220 go\r\n") && start_tls(t);
	if (strncmp(line, "AUTH PLAIN ", 11) == 0) {
		bool right = strcmp(line + 11, "AGFubgBzZWNyZXQ=") == 0; /* ann, secret */
		t->p->logins += right;
		return say(t, right ? "235 2.7.0 welcome\r\n" : "535 5.7.8 wrong\r\n");
	}
	if (strncmp(line, "MAIL FROM:", 10) == 0) {
		if (t->p->rot == ROT_DROP_MAIL)
			return false;
		if (t->p->rot == ROT_421_SECOND && ++t->mails == 2)
			return say(t, "421 4.3.2 too much, come back later\r\n") && false;
		return say(t, "250 2.1.0 ok\r\n");
	}
	if (strncmp(line, "RCPT TO:", 8) == 0)
		return recipient(t, line);
	if (strcmp(line, "DATA") == 0) {
		if (t->refused && t->p->rot != ROT_354_ANYWAY)
			return say(t, "503 5.5.1 no recipients\r\n");
		return content(t);
	}
	if (strcmp(line, "RSET") == 0)
		return say(t, "250 2.0.0 ok\r\n");
	if (strcmp(line, "QUIT") == 0)
		return say(t, "221 2.0.0 bye\r\n") && false;
	return say(t, "500 what?\r\n");
}

static void converse(struct talk *t)
{
	char line[2048];
	if (t->p->implicit_tls && !start_tls(t))
		return;
	if (t->p->rot == ROT_SILENT) {
		while (fill(t))
			;
		return;
	}
	if (t->p->rot == ROT_TRICKLE) {
		while (say_bytes(t, "2", 1) && say_bytes(t, "2", 1) && say_bytes(t, "0", 1) && say_bytes(t, "-", 1)) {
			for (int i = 0; i < 1000 && say_bytes(t, "x", 1); i++)
				usleep(2000);
		}
		return;
	}
	if (!say(t, "220 localhost ESMTP\r\n"))
		return;
	while (hear(t, line, sizeof(line)) && command(t, line))
		;
}

static void *serve(void *arg)
{
	struct peer *p = arg;
	struct talk *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	for (;;) {
		int fd = accept(p->listen_fd, NULL, NULL);
		if (fd < 0)
			break;
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		p->connections++;
		p->conn_fd = fd;
		*t = (struct talk){ .p = p, .fd = fd };
		converse(t);
		if (t->ssl) {
			SSL_shutdown(t->ssl);
			SSL_free(t->ssl);
		}
		p->conn_fd = -1;
		close(fd);
	}
	free(t);
	return NULL;
}

void peer_start(struct peer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	p->conn_fd = -1;
	p->listen_fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(p->listen_fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(p->listen_fd, 16) < 0 ||
	    getsockname(p->listen_fd, (struct sockaddr *)&a, &n) < 0)
		abort();
	p->port = ntohs(a.sin_port);
	if (pthread_create(&p->thread, NULL, serve, p))
		abort();
}

void peer_stop(struct peer *p)
{
	shutdown(p->listen_fd, SHUT_RDWR);
	int fd = p->conn_fd;
	if (fd >= 0)
		shutdown(fd, SHUT_RDWR);
	pthread_join(p->thread, NULL);
	close(p->listen_fd);
}
