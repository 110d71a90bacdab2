/* One SMTP connection on a loop: name lookup (never on the loop's thread), connect (IPv6 and IPv4, the next address
 * when one is slow), TLS, deadlines, and the session machine between. Many messages per connection. All calls and
 * callbacks on the loop's thread. A callback may submit, go or close; it must not free anything the connection uses.
 * After `closed` the connection is gone. */
#pragma once
#include "base/err.h"
#include "os/loop.h"
#include "smtp/session.h"

struct smtp_conn;

struct smtp_result {
	struct smtp_verdict verdict;
	enum smtp_phase phase;
	int code, enhanced[3];
	str text; /* the peer's words, or ours; valid during the callback */
};
struct smtp_closed {
	struct smtp_verdict
		verdict; /* ACCEPTED: orderly (quit, idle, max_messages); else what it means for the sender */
	enum smtp_phase phase;
	int code;
	str text;
	struct smtp_rest rest; /* messages that did not get their `done` */
	unsigned delivered;    /* messages accepted on this connection */
};
enum smtp_go { SMTP_GO, SMTP_WAIT };

struct smtp_conn_callbacks {
	/* One more message may be submitted, now or later; called again after a submit while there is room. */
	void (*ready)(void *ctx, struct smtp_conn *c);
	/* The final dot of this message is about to leave: journal the intent. SMTP_GO: done, go on. SMTP_WAIT: call
	 * smtp_conn_go later. */
	enum smtp_go (*about_to_commit)(void *ctx, struct smtp_conn *c, uint64_t tag);
	void (*done)(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r);
	void (*closed)(void *ctx, struct smtp_conn *c, const struct smtp_closed *r);
	void (*step)(void *ctx, struct smtp_conn *c, enum smtp_phase phase, bool ok, str text); /* NULL: not wanted */
};

/* Never fails at once: what goes wrong comes as `closed`, always after this returned. Params are copied. */
struct smtp_conn *smtp_conn_open(struct loop *loop, const struct smtp_params *p, const struct smtp_conn_callbacks *cb,
				 void *ctx);
/* False when there is no room now (wait for `ready`) or the connection is closing: the message was not taken. */
bool smtp_conn_submit(struct smtp_conn *c, const struct smtp_envelope *e);
void smtp_conn_go(struct smtp_conn *c, uint64_t tag);
void smtp_conn_quit(struct smtp_conn *c); /* orderly: finish what was submitted, QUIT, `closed` */
void smtp_conn_abort(
	struct smtp_conn *c); /* at once: `closed` comes before this returns, in a callback right after it */
void smtp_conn_probe(struct smtp_conn *c, str from); /* right after open: MAIL FROM, then QUIT; see probe.h */

/* At the end of the process: the TLS contexts, the saved TLS sessions and the resolver's threads. No connection may be
 * open. */
void smtp_cleanup(void);
