/* The SMTP client as a pure machine: bytes in, bytes out, no I/O and no clock. It greets, upgrades to TLS,
 * authenticates, and hands over messages, with MAIL, RCPT and DATA in one go and the next envelope behind the final dot
 * when the peer offers PIPELINING (RFC 2920), else in lockstep. For each message it knows exactly where it stands: not
 * committed (the final dot has not left), in doubt (it has, unanswered), or done. The driver (conn.c, or a test) moves
 * bytes:
 *   in:  smtp_session_feed, _tls_done, _lost     out: smtp_session_out, _sent     then: smtp_session_next until false.
 * One recipient per message: that is what personalised mail is. Not thread-safe. */
#pragma once
#include "smtp/smtp_verdict.h"
#include <sys/uio.h>

enum smtp_security { SMTP_SECURITY_NONE, SMTP_SECURITY_STARTTLS, SMTP_SECURITY_TLS };
enum smtp_auth { SMTP_AUTH_NONE, SMTP_AUTH_PLAIN, SMTP_AUTH_LOGIN, SMTP_AUTH_XOAUTH2 };
/* As senders are written: "starttls", "tls", "none"; "plain", "login", "xoauth2", "none". */
enum smtp_security smtp_security_of(str word); /* of an unknown word: STARTTLS */
enum smtp_auth smtp_auth_of(str word);	       /* of an unknown word: NONE */

struct smtp_timeouts { /* µs; 0: RFC 5321 section 4.5.3.2 */
	int64_t connect, greeting, command, mail, rcpt, data, block, dot;
	int64_t at_most; /* for each of them; 0: no such bound */
};

struct smtp_params {
	str host; /* name or address; also the name the certificate must carry */
	uint16_t port;
	enum smtp_security security;
	bool public_only;	  /* connect to addresses of the public internet alone (os/public_addr.h) */
	bool tls_any_certificate; /* take self-signed and wrong names: the sender's explicit choice */
	enum smtp_auth auth;
	str username, secret; /* secret: password, or the access token for XOAUTH2 */
	str helo;	      /* our host name; absent: [127.0.0.1] */
	struct smtp_timeouts timeouts;
	unsigned max_messages; /* per connection; 0: no bound */
	bool no_pipelining;    /* lockstep even when offered */
};

struct smtp_envelope {
	uint64_t tag;	/* the caller's name for it; not 0 */
	str from, rcpt; /* without <>; from may be empty (<>) */
	str body, tail; /* the message: body, then tail; CRLF. Stay the caller's, untouched until done or closed */
	bool dot_safe;	/* no line begins with a dot (wire/message guarantees it): sent without copying */
	bool utf8;	/* needs SMTPUTF8 (address beyond ASCII) */
	bool eight_bit; /* content beyond ASCII: BODY=8BITMIME where offered */
};

enum smtp_event_kind {
	SMTP_EVENT_NONE,
	SMTP_EVENT_TLS,	   /* make the handshake now, then call smtp_session_tls_done */
	SMTP_EVENT_READY,  /* one more message may be submitted (again after each submit, while there is room) */
	SMTP_EVENT_COMMIT, /* the final dot of `tag` is next: journal the intent, then smtp_session_go */
	SMTP_EVENT_DONE,   /* `tag` has its outcome */
	SMTP_EVENT_STEP,   /* for probes: a phase was passed or failed (phase, reply) */
	SMTP_EVENT_CLOSED, /* nothing more will come: close the connection; see smtp_session_rest */
};
struct smtp_event {
	enum smtp_event_kind kind;
	uint64_t tag;
	enum smtp_phase phase;	     /* DONE, STEP, CLOSED: where the deciding reply came */
	struct smtp_verdict verdict; /* DONE, CLOSED (ACCEPTED: an orderly end) */
	int code;		     /* the reply; 0: none (a limit of ours, or the connection went) */
	int enhanced[3];
	str text; /* the reply's text or what happened; valid until the next call into the session */
	bool ok;  /* STEP */
};

struct smtp_session;
struct smtp_session *smtp_session_new(const struct smtp_params *p); /* copies what it needs */
void smtp_session_free(struct smtp_session *s);			    /* takes NULL */

void smtp_session_feed(struct smtp_session *s, str bytes);
void smtp_session_tls_done(struct smtp_session *s);
/* The connection ended or failed, or a deadline passed; `why` goes into the CLOSED event. */
void smtp_session_lost(struct smtp_session *s, enum smtp_phase phase, str why);
bool smtp_session_next(struct smtp_session *s, struct smtp_event *out);

/* True when taken: allowed after READY, once each. */
bool smtp_session_submit(struct smtp_session *s, const struct smtp_envelope *e);
void smtp_session_go(struct smtp_session *s, uint64_t tag); /* after COMMIT: the intent is journalled */
void smtp_session_quit(struct smtp_session *s);		    /* when what was submitted is done: QUIT, then CLOSED */
void smtp_session_probe(struct smtp_session *s, str from);  /* instead of submit: MAIL, RSET, QUIT, with STEP events */

/* Bytes waiting to go out, at most max slices; then how many of them were handed to the kernel (or to TLS). */
size_t smtp_session_out(const struct smtp_session *s, struct iovec *v, size_t max);
void smtp_session_sent(struct smtp_session *s, size_t n);
bool smtp_session_wants_out(const struct smtp_session *s);

/* How long to wait for what is awaited now (µs; -1: nothing is awaited), and a number that changes whenever the wait
 * begins anew. A peer that sends one byte a minute does not begin it anew. */
int64_t smtp_session_wait(const struct smtp_session *s, uint64_t *progress);
enum smtp_phase smtp_session_phase(const struct smtp_session *s);

/* After CLOSED: what is left. Never committed: safe to send elsewhere. In doubt: the dot is out, unanswered. */
#define SMTP_SLOTS 3 /* one awaiting its dot's reply, one envelope behind the dot, one waiting */
struct smtp_rest {
	uint64_t uncommitted[SMTP_SLOTS];
	size_t uncommitted_n;
	uint64_t in_doubt[SMTP_SLOTS];
	size_t in_doubt_n;
};
void smtp_session_rest(const struct smtp_session *s, struct smtp_rest *out);
