/* What the domain asks of the network, as two functions that main lends (send/lend.c has them): core itself never
 * touches a socket. Both block, for request handlers and the command line. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "core/sender.h"

struct deliver_smtp { /* a sender's server, with its secret in clear */
	str host;
	int64_t port;
	str security, auth; /* as in struct sender */
	bool tls_verify;
	str username, secret;
};

struct deliver {
	/* Connects, logs in, names the sender, and sends nothing. */
	err (*probe)(struct arena *a, const struct deliver_smtp *server, str from, struct sender_test *out);
	/* One message to one address. ERR_UNAVAILABLE, ERR_INVALID (refused): why holds the server's words;
	 * ERR_UNCERTAIN: it may have gone out. */
	err (*send)(struct arena *a, const struct deliver_smtp *server, str from, str to, str message);
};
