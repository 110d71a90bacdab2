/* Reading a mailbox over IMAP: connect, TLS, log in, EXAMINE, fetch by UID with BODY.PEEK[], IDLE. Nothing is marked,
 * moved or deleted: the mailbox is opened read-only. Blocks, with deadlines; for threads of their own and request
 * handlers. The protocol's reading is wire/imap.h. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stdatomic.h>

enum imap_security { IMAP_SECURITY_NONE, IMAP_SECURITY_STARTTLS, IMAP_SECURITY_TLS };
struct imap_params {
	str host;
	uint16_t port;
	enum imap_security security;
	bool any_certificate;
	bool public_only; /* connect to addresses of the public internet alone (os/public_addr.h) */
	bool xoauth2;	  /* else a password */
	str username, secret;
	int64_t timeout_us;	  /* of every wait for an answer; 0: 60 s */
	const _Atomic bool *stop; /* true: give up soon with ERR_AGAIN; may be NULL */
};

struct imap;
/* ERR_UNAVAILABLE: no connection, or it broke; ERR_AUTH: the log-in is refused (or cannot be done safely); ERR_PROTO;
 * ERR_AGAIN: stopped. why is in the arena and holds the server's words. *step (may be NULL): "connect", "tls", "auth":
 * how far it came. */
err imap_open(struct arena *a, const struct imap_params *p, const char **step, struct imap **out);
void imap_close(struct imap *c); /* takes NULL; says LOGOUT */

struct imap_folder {
	uint32_t uid_validity, uid_next; /* uid_next 0: the server does not say */
	uint32_t exists;
};
err imap_examine(struct imap *c, struct arena *a, str folder, struct imap_folder *out); /* ERR_NOT_FOUND */

/* The folder of sent mail: the one marked \Sent (RFC 6154), else one that is called so. ERR_NOT_FOUND. */
err imap_sent_folder(struct imap *c, struct arena *a, str *out);
/* Is a message with this Message-ID in the folder? */
err imap_has_message(struct imap *c, struct arena *a, str message_id, bool *out);

/* UIDs from `first` on, ascending; at most max of the smallest. */
err imap_uids(struct imap *c, struct arena *a, uint32_t first, size_t max, uint32_t **out, size_t *n);

/* The smallest UID from `first` on whose message arrived at `at` (µs, INTERNALDATE) or later; 0: there is none. */
err imap_arrived_since(struct imap *c, struct arena *a, uint32_t first, int64_t at, uint32_t *out);

struct imap_mail {
	str raw;    /* at most `max` bytes of it, from the beginning */
	int64_t at; /* INTERNALDATE, µs; 0: unknown */
};
err imap_fetch(struct imap *c, struct arena *a, uint32_t uid, size_t max, struct imap_mail *out); /* ERR_NOT_FOUND */

bool imap_can_idle(const struct imap *c);
/* Waits until something happens in the mailbox, or wait_us have passed; not at all when a message has come since the
 * last imap_uids was asked for. Without IDLE: ERR_INVALID. */
err imap_idle(struct imap *c, struct arena *a, int64_t wait_us, bool *changed);
