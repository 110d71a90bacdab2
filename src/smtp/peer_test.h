/* A mail server for tests, in a thread: well-behaved or rotten in a named way, with TLS if asked. */
#pragma once
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum rot {
	ROT_NONE,
	ROT_SILENT,	    /* the greeting never comes */
	ROT_TRICKLE,	    /* one byte of an endless reply now and then */
	ROT_ONE_BYTE,	    /* well-behaved, one byte at a time */
	ROT_DROP_MAIL,	    /* hangs up at MAIL */
	ROT_DROP_RCPT,	    /* hangs up at RCPT */
	ROT_DROP_DATA,	    /* hangs up in the content */
	ROT_DROP_DOT,	    /* takes the message and hangs up without a word */
	ROT_421_SECOND,	    /* 421 to the second MAIL */
	ROT_BROKEN_TLS,	    /* answers the handshake with nonsense */
	ROT_GREYLIST_FIRST, /* 450 to each recipient's first try */
	ROT_354_ANYWAY,	    /* refuses recipients with "bad" in them and still says 354 */
};

struct peer {
	enum rot rot;
	bool implicit_tls, starttls, auth, pipelining;
	SSL_CTX *tls;
	uint16_t port;
	atomic_uint messages, connections, resumed, logins, empty_messages;
	/* private */
	int listen_fd;
	pthread_t thread;
	atomic_int conn_fd;
};

SSL_CTX *peer_tls(const char *certificate_file); /* a new key and certificate for "localhost", written to the file */
void peer_start(struct peer *p);		 /* fields above are set; fills port */
void peer_stop(struct peer *p);
