/* The I/O around a session: see conn.h. One socket, one timer, at most one system call per direction and round. */
#include "smtp/conn.h"
#include "base/num.h"
#include "base/time.h"
#include "os/public_addr.h"
#include "smtp/resolve.h"
#include "smtp/tls.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_MAX (16u << 10)
#define TLS_WRITE_MAX (16u << 10)	  /* one TLS record */
#define NEXT_ADDRESS_AFTER (3 * US_PER_S) /* a slow address is given up for the next one */

enum progress { CONN_RESOLVING, CONN_CONNECTING, CONN_HANDSHAKE, CONN_OPEN, CONN_CLOSED };

struct smtp_conn {
	struct loop *loop;
	struct smtp_conn_callbacks cb;
	void *ctx;
	struct smtp_session *session;
	struct smtp_timeouts timeouts;
	char host[256];
	uint16_t port;
	bool any_certificate, public_only;
	enum progress progress;
	struct resolve *resolve;
	struct addrinfo *addresses, *next_address;
	struct loop_io io;
	struct tls *tls;
	struct loop_timer timer;
	int64_t deadline; /* 0: none */
	uint64_t deadline_of;
	struct loop_work kick; /* runs work() at the end of the round */
	bool kicked, busy, write_blocked, write_failed, handshake_after_flush;
	unsigned delivered;
	char why[640];
};

static void conn_work(struct smtp_conn *c);

static void conn_kick(struct smtp_conn *c)
{
	if (c->kicked)
		return;
	c->kicked = true;
	loop_defer(c->loop, &c->kick);
}

static void conn_lost(struct smtp_conn *c, enum smtp_phase phase, const char *why)
{
	char line[640];
	snprintf(line, sizeof(line), "%s", why);
	smtp_session_lost(c->session, phase, str_z(line));
}

static void conn_close_socket(struct smtp_conn *c)
{
	tls_free(c->tls);
	c->tls = NULL;
	loop_io_del(c->loop, &c->io);
	if (c->io.fd >= 0)
		close(c->io.fd);
	c->io.fd = -1;
}

/* Everything but the memory goes now; that goes at the end of the round, for callers further up the stack. */
static void conn_shut(struct smtp_conn *c)
{
	c->progress = CONN_CLOSED;
	if (c->resolve)
		resolve_cancel(c->resolve);
	c->resolve = NULL;
	conn_close_socket(c);
	if (c->addresses)
		freeaddrinfo(c->addresses);
	c->addresses = NULL;
	loop_timer_stop(c->loop, &c->timer);
	conn_kick(c);
}

/* --- connecting --- */

static void conn_connect_next(struct smtp_conn *c);

static void conn_set_deadline(struct smtp_conn *c, int64_t span)
{
	c->deadline = loop_now(c->loop) + span;
	if (!c->timer.slot || c->timer.at > c->deadline)
		loop_timer_set(c->loop, &c->timer, c->deadline);
}

static void conn_on_io(struct loop_io *io, uint32_t events);

static bool conn_try_address(struct smtp_conn *c, const struct addrinfo *a)
{
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS) {
		int keep = errno;
		close(fd);
		errno = keep;
		return false;
	}
	c->io = (struct loop_io){ .fd = fd, .on = conn_on_io, .ctx = c };
	if (err_is(loop_io_add(c->loop, &c->io, EPOLLOUT))) {
		close(fd);
		c->io.fd = -1;
		return false;
	}
	c->progress = CONN_CONNECTING;
	return true;
}

static void conn_connect_next(struct smtp_conn *c)
{
	conn_close_socket(c);
	while (c->next_address) {
		const struct addrinfo *a = c->next_address;
		c->next_address = a->ai_next;
		if (c->public_only && !public_addr(a->ai_addr)) {
			snprintf(c->why, sizeof(c->why),
				 "%s has an address in a private network, which is not allowed here", c->host);
			continue;
		}
		if (conn_try_address(c, a)) {
			conn_set_deadline(c, c->next_address ? i64_min(NEXT_ADDRESS_AFTER, c->timeouts.connect)
							     : c->timeouts.connect);
			return;
		}
		snprintf(c->why, sizeof(c->why), "cannot connect to %s port %u: %s", c->host, c->port, strerror(errno));
	}
	conn_lost(c, SMTP_PHASE_CONNECT, c->why[0] ? c->why : "the host has no address");
	conn_work(c);
}

static void conn_on_resolved(void *ctx, struct addrinfo *list, const char *why)
{
	struct smtp_conn *c = ctx;
	c->resolve = NULL;
	if (!list) {
		snprintf(c->why, sizeof(c->why), "%s: %s", c->host, why);
		conn_lost(c, SMTP_PHASE_CONNECT, c->why);
		conn_work(c);
		return;
	}
	c->addresses = c->next_address = list;
	conn_connect_next(c);
}

static void conn_connected(struct smtp_conn *c)
{
	int e = 0;
	socklen_t n = sizeof(e);
	if (getsockopt(c->io.fd, SOL_SOCKET, SO_ERROR, &e, &n) < 0 || e) {
		snprintf(c->why, sizeof(c->why), "cannot connect to %s port %u: %s", c->host, c->port, strerror(e));
		conn_connect_next(c);
		return;
	}
	freeaddrinfo(c->addresses);
	c->addresses = c->next_address = NULL;
	c->progress = CONN_OPEN;
	c->deadline = 0;
	loop_io_set(c->loop, &c->io, EPOLLIN);
	conn_work(c);
}

/* --- TLS --- */

static void conn_handshake(struct smtp_conn *c)
{
	enum tls_io r = tls_handshake(c->tls);
	if (r == TLS_WANT_READ || r == TLS_WANT_WRITE) {
		loop_io_set(c->loop, &c->io, r == TLS_WANT_READ ? EPOLLIN : EPOLLOUT);
		return;
	}
	if (r != TLS_DONE) {
		conn_lost(c, SMTP_PHASE_TLS,
			  r == TLS_EOF ? "the server hung up during the TLS handshake" : tls_why(c->tls));
		return;
	}
	c->progress = CONN_OPEN;
	loop_io_set(c->loop, &c->io, EPOLLIN);
	if (c->cb.step)
		c->cb.step(c->ctx, c, SMTP_PHASE_TLS, true, str_z(tls_why(c->tls)));
	smtp_session_tls_done(c->session);
}

static void conn_begin_tls(struct smtp_conn *c)
{
	c->tls = tls_new(c->io.fd, c->host, c->port, c->any_certificate);
	if (!c->tls) {
		conn_lost(c, SMTP_PHASE_TLS, "TLS could not be set up");
		return;
	}
	c->progress = CONN_HANDSHAKE;
	conn_handshake(c);
}

/* --- bytes --- */

enum moved { MOVED, BLOCKED, GONE };

static enum moved conn_write_tls(struct smtp_conn *c, const struct iovec *v, size_t n, size_t *sent)
{
	char record[TLS_WRITE_MAX];
	size_t fill = 0;
	for (size_t i = 0; i < n && fill < sizeof(record); i++) {
		size_t part = size_min(v[i].iov_len, sizeof(record) - fill);
		memcpy(record + fill, v[i].iov_base, part);
		fill += part;
	}
	switch (tls_write(c->tls, record, fill, sent)) {
	case TLS_DONE: return MOVED;
	case TLS_WANT_READ:
	case TLS_WANT_WRITE: return BLOCKED;
	default: return GONE;
	}
}

static enum moved conn_write_plain(struct smtp_conn *c, struct iovec *v, size_t n, size_t *sent)
{
	struct msghdr m = { .msg_iov = v, .msg_iovlen = n };
	ssize_t r = sendmsg(c->io.fd, &m, MSG_NOSIGNAL);
	if (r < 0)
		return errno == EAGAIN || errno == EINTR ? BLOCKED : GONE;
	*sent = (size_t)r;
	return MOVED;
}

/* Writes what the session has. */
static void conn_flush(struct smtp_conn *c)
{
	struct iovec v[8];
	size_t n, sent = 0;
	enum moved r = MOVED;
	while (!c->write_failed && r == MOVED && (n = smtp_session_out(c->session, v, 8)) > 0) {
		r = c->tls ? conn_write_tls(c, v, n, &sent) : conn_write_plain(c, v, n, &sent);
		if (r == MOVED)
			smtp_session_sent(c->session, sent);
	}
	if (r == GONE)
		c->write_failed = true; /* what the peer said before it went may still be read */
	c->write_blocked = r == BLOCKED;
	loop_io_set(c->loop, &c->io, c->write_blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static enum moved conn_read_some(struct smtp_conn *c, char *to, size_t cap, size_t *n)
{
	if (c->tls) {
		switch (tls_read(c->tls, to, cap, n)) {
		case TLS_DONE: return MOVED;
		case TLS_WANT_READ:
		case TLS_WANT_WRITE: return BLOCKED;
		case TLS_FAILED: snprintf(c->why, sizeof(c->why), "%s", tls_why(c->tls)); return GONE;
		default: snprintf(c->why, sizeof(c->why), "the server closed the connection"); return GONE;
		}
	}
	ssize_t r = recv(c->io.fd, to, cap, 0);
	if (r > 0) {
		*n = (size_t)r;
		return MOVED;
	}
	if (r < 0 && (errno == EAGAIN || errno == EINTR))
		return BLOCKED;
	snprintf(c->why, sizeof(c->why), "%s", r == 0 ? "the server closed the connection" : strerror(errno));
	return GONE;
}

static void conn_readable(struct smtp_conn *c)
{
	char bytes[READ_MAX];
	for (;;) {
		size_t n = 0;
		enum moved r = conn_read_some(c, bytes, sizeof(bytes), &n);
		if (r == MOVED) {
			smtp_session_feed(c->session, str_of(bytes, n));
			conn_work(c);
			if (c->progress != CONN_OPEN)
				return;
			if (!c->tls && n < sizeof(bytes) && !c->write_failed)
				return; /* the socket is empty; TLS may hold more inside */
			continue;
		}
		if (r == GONE || c->write_failed)
			conn_lost(c, smtp_session_phase(c->session),
				  c->why[0] ? c->why : "the server closed the connection");
		return;
	}
}

static void conn_on_io(struct loop_io *io, uint32_t events)
{
	struct smtp_conn *c = io->ctx;
	(void)events;
	if (c->progress == CONN_CONNECTING) {
		conn_connected(c);
		return;
	}
	if (c->progress == CONN_HANDSHAKE)
		conn_handshake(c);
	else if (c->progress == CONN_OPEN && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		conn_readable(c);
	if (c->progress != CONN_CLOSED)
		conn_work(c);
}

/* --- events --- */

static void conn_on_done(struct smtp_conn *c, const struct smtp_event *e)
{
	struct smtp_result r = { .verdict = e->verdict, .phase = e->phase, .code = e->code, .text = e->text };
	memcpy(r.enhanced, e->enhanced, sizeof(r.enhanced));
	c->delivered += e->verdict.outcome == SMTP_ACCEPTED;
	c->cb.done(c->ctx, c, e->tag, &r);
}

static void conn_on_closed(struct smtp_conn *c, const struct smtp_event *e)
{
	struct smtp_closed r = {
		.verdict = e->verdict, .phase = e->phase, .code = e->code, .text = e->text, .delivered = c->delivered
	};
	smtp_session_rest(c->session, &r.rest);
	conn_shut(c);
	c->cb.closed(c->ctx, c, &r);
}

static void conn_dispatch(struct smtp_conn *c, const struct smtp_event *e)
{
	switch (e->kind) {
	case SMTP_EVENT_TLS: c->handshake_after_flush = true; break;
	case SMTP_EVENT_READY: c->cb.ready(c->ctx, c); break;
	case SMTP_EVENT_COMMIT:
		if (c->cb.about_to_commit(c->ctx, c, e->tag) == SMTP_GO)
			smtp_session_go(c->session, e->tag);
		break;
	case SMTP_EVENT_DONE: conn_on_done(c, e); break;
	case SMTP_EVENT_STEP:
		if (c->cb.step)
			c->cb.step(c->ctx, c, e->phase, e->ok, e->text);
		break;
	case SMTP_EVENT_CLOSED: conn_on_closed(c, e); break;
	case SMTP_EVENT_NONE: break;
	}
}

static void conn_watch(struct smtp_conn *c)
{
	uint64_t progress;
	int64_t wait = smtp_session_wait(c->session, &progress);
	if (c->progress != CONN_OPEN && c->progress != CONN_HANDSHAKE)
		return;
	if (wait < 0) {
		c->deadline = 0;
	} else if (!c->deadline || progress != c->deadline_of) {
		c->deadline_of = progress;
		conn_set_deadline(c, wait);
	}
}

/* Events to the caller, bytes to the peer, until neither has anything left. */
static void conn_work(struct smtp_conn *c)
{
	if (c->busy || c->progress == CONN_CLOSED)
		return;
	c->busy = true;
	for (;;) {
		struct smtp_event e;
		while (c->progress != CONN_CLOSED && smtp_session_next(c->session, &e))
			conn_dispatch(c, &e);
		if (c->progress != CONN_OPEN)
			break;
		if (c->handshake_after_flush) {
			c->handshake_after_flush = false;
			conn_begin_tls(c);
			continue;
		}
		if (!smtp_session_wants_out(c->session) || c->write_blocked || c->write_failed)
			break;
		conn_flush(c);
	}
	c->busy = false;
	if (c->progress == CONN_CLOSED)
		return;
	if (c->write_failed)
		conn_kick(c);
	conn_watch(c);
}

static void conn_on_kick(struct loop_work *w)
{
	struct smtp_conn *c = w->ctx;
	c->kicked = false;
	if (c->progress == CONN_CLOSED) {
		smtp_session_free(c->session);
		free(c);
		return;
	}
	if (c->write_failed && c->progress == CONN_OPEN)
		conn_readable(c);
	conn_work(c);
}

static void conn_on_timer(struct loop_timer *t)
{
	struct smtp_conn *c = t->ctx;
	if (!c->deadline)
		return;
	if (loop_now(c->loop) < c->deadline) {
		loop_timer_set(c->loop, t, c->deadline);
		return;
	}
	c->deadline = 0;
	if (c->progress == CONN_CONNECTING && c->next_address) {
		snprintf(c->why, sizeof(c->why), "%s port %u does not answer", c->host, c->port);
		conn_connect_next(c);
		return;
	}
	enum smtp_phase phase = c->progress == CONN_HANDSHAKE ? SMTP_PHASE_TLS : smtp_session_phase(c->session);
	if (c->progress < CONN_HANDSHAKE)
		phase = SMTP_PHASE_CONNECT;
	snprintf(c->why, sizeof(c->why), "%s port %u did not answer in time (%s)", c->host, c->port,
		 smtp_phase_name(phase));
	conn_lost(c, phase, c->why);
	conn_work(c);
}

/* --- the caller's side --- */

struct smtp_conn *smtp_conn_open(struct loop *loop, const struct smtp_params *p, const struct smtp_conn_callbacks *cb,
				 void *ctx)
{
	struct smtp_conn *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->loop = loop;
	c->cb = *cb;
	c->ctx = ctx;
	c->session = smtp_session_new(p);
	c->timeouts = p->timeouts;
	if (!c->timeouts.connect)
		c->timeouts.connect = 30 * US_PER_S;
	if (c->timeouts.at_most)
		c->timeouts.connect = i64_min(c->timeouts.connect, c->timeouts.at_most);
	snprintf(c->host, sizeof(c->host), "%.*s", STR_FMT(p->host));
	c->port = p->port;
	c->any_certificate = p->tls_any_certificate;
	c->public_only = p->public_only;
	c->io.fd = -1;
	c->timer = (struct loop_timer){ .on = conn_on_timer, .ctx = c };
	c->kick = (struct loop_work){ .on = conn_on_kick, .ctx = c };
	conn_set_deadline(c, c->timeouts.connect);
	c->resolve = resolve_start(loop, c->host, c->port, conn_on_resolved, c);
	return c;
}

bool smtp_conn_submit(struct smtp_conn *c, const struct smtp_envelope *e)
{
	if (c->progress != CONN_OPEN || !smtp_session_submit(c->session, e))
		return false;
	if (!c->busy)
		conn_kick(c);
	return true;
}

void smtp_conn_go(struct smtp_conn *c, uint64_t tag)
{
	smtp_session_go(c->session, tag);
	if (!c->busy)
		conn_kick(c);
}

void smtp_conn_quit(struct smtp_conn *c)
{
	smtp_session_quit(c->session);
	if (!c->busy)
		conn_kick(c);
}

void smtp_conn_abort(struct smtp_conn *c)
{
	conn_lost(c, smtp_session_phase(c->session), "the connection was closed by us");
	conn_work(c);
}

void smtp_conn_probe(struct smtp_conn *c, str from)
{
	smtp_session_probe(c->session, from);
}

void smtp_cleanup(void)
{
	resolve_cleanup();
	tls_cleanup();
}
