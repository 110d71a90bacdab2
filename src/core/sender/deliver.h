/* What the domain asks of the network, as functions that main lends (send/lend.c has them): core itself never
 * touches a socket. All block, for request handlers, workers and the command line. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "core/sender/sender.h"

struct deliver_smtp { /* a sender's server, with its secret in clear */
	str host;
	int64_t port;
	str security, auth;	      /* as in struct sender */
	bool tls_verify, public_only; /* public_only: as the configuration has it (mail_hosts) */
	str username, secret;
};

/* A request to a peer that the operator has named (Google), or a user (public_only: over https, to a public
 * address). */
struct deliver_http {
	bool public_only;
	str url;
	str form; /* posted as application/x-www-form-urlencoded; absent: a GET */
};

struct deliver_mailbox { /* a mailbox to be read, with its secret in clear */
	str host;
	int64_t port;
	str security, auth; /* as in struct mailbox */
	bool tls_verify, public_only;
	str username, secret, folder;
};

struct app;
/* A sender's server as it is configured; its secret, opened, is in the arena. */
err deliver_smtp_of(const struct app *app, struct arena *a, const struct sender *s, struct deliver_smtp *out);

struct deliver {
	/* Connects, logs in, names the sender, and sends nothing. */
	err (*probe)(struct arena *a, const struct deliver_smtp *server, str from, struct sender_test *out);
	/* One message to one address. ERR_UNAVAILABLE, ERR_INVALID (refused): why holds the server's words;
	 * ERR_UNCERTAIN: it may have gone out. */
	err (*send)(struct arena *a, const struct deliver_smtp *server, str from, str to, str message);
	/* OK: answered, with any status. ERR_UNAVAILABLE: not, or not wholly. ERR_FORBIDDEN: not to that address. */
	err (*http)(struct arena *a, const struct deliver_http *rq, int *status, str *body);
	/* Connects, logs in, opens the folder read-only. */
	err (*mailbox)(struct arena *a, const struct deliver_mailbox *box, struct sender_test *out);
	/* Which of these messages (Message-IDs) are in the mailbox's folder of sent mail. ERR_NOT_FOUND: it has none;
	 * ERR_UNAVAILABLE, ERR_AUTH: it could not be asked. */
	err (*sent)(struct arena *a, const struct deliver_mailbox *box, const str *message_ids, size_t n, bool *found);
	/* One message by a Gmail sender; thread_id absent: a new thread; message absent: none, only whether Gmail lets
	 * us in. Outcomes as of send, and ERR_AUTH. */
	err (*gmail)(const struct app *app, struct arena *a, str sender_id, str message, str thread_id);
};
