/* What a client sends is judged (wire/http_frame.h) before libmicrohttpd reads it. Its versions differ in what they let
 * pass (a bare LF, a folded line, a chunk's line ended by LF), and what it refuses by itself it may answer with two
 * heads; so it is only ever given requests that are framed beyond doubt.
 *
 * The library reads with recv(2), and has no hook for it. This program's own recv stands before libc's for the whole
 * process, as the dynamic linker looks a library's symbols up in the program first. It looks at a watched connection's
 * bytes without taking them, and takes only what was judged; the rest is not there yet (EAGAIN: the next bytes wake the
 * library's edge-triggered epoll again). All other descriptors are read as ever. A request that has come past all this
 * (a library put together otherwise) is refused by run.c.
 *
 * A malformed request is answered here, once those before it are: 400 and close, one head. Then what the client still
 * sends is thrown away for a moment, so that the reset of the connection does not overtake the answer. */
#include "base/log.h"
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define DESCRIPTORS (1u << 20) /* server.c asks for no more */
#define WINDOW (HTTP_HEADERS_MAX + 1024u)
#define DISCARD_ROUNDS 64

typedef ssize_t filter_recv_fn(int fd, void *buf, size_t n, int flags);

static _Atomic(struct http_conn *) filter_conns[DESCRIPTORS];

/* Another name in C: fortified headers define recv too. */
ssize_t filter_recv(int fd, void *buf, size_t n, int flags) __asm__("recv");

static ssize_t filter_read(int fd, void *buf, size_t n, int flags)
{
	static _Atomic(filter_recv_fn *) known;
	filter_recv_fn *real = atomic_load_explicit(&known, memory_order_relaxed);
	if (!real) {
		*(void **)&real = dlsym(RTLD_NEXT, "recv");
		if (!real)
			abort();
		atomic_store_explicit(&known, real, memory_order_relaxed);
	}
	return real(fd, buf, n, flags);
}

void filter_watch(struct http_conn *c)
{
	if (c->fd >= 0 && (unsigned)c->fd < DESCRIPTORS)
		atomic_store_explicit(&filter_conns[c->fd], c, memory_order_release);
}

void filter_unwatch(struct http_conn *c)
{
	if (c->fd >= 0 && (unsigned)c->fd < DESCRIPTORS)
		atomic_store_explicit(&filter_conns[c->fd], NULL, memory_order_release);
}

static const char *filter_title(int status)
{
	switch (status) {
	case 414: return "URI Too Long";
	case 417: return "Expectation Failed";
	case 431: return "Request Header Fields Too Large";
	case 505: return "HTTP Version Not Supported";
	default: return "Bad Request";
	}
}

static void filter_refuse(struct http_conn *c)
{
	char body[512], out[1024], date[TIME_HTTP_LEN];
	const char *title = filter_title(c->frame.status);
	int n = snprintf(body, sizeof(body),
			 "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"errors\":[]}",
			 title, c->frame.status, c->frame.why);
	time_format_http(clock_now(), date);
	n = snprintf(out, sizeof(out),
		     "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n"
		     "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\nDate: "
		     "%.*s\r\n\r\n%s",
		     c->frame.status, title, n, (int)sizeof(date), date, body);
	if (send(c->fd, out, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) != n)
		log_debug("http.filter", "a client did not take the refusal");
	shutdown(c->fd, SHUT_WR);
	atomic_store_explicit(&c->since, clock_coarse(), memory_order_relaxed);
	atomic_store_explicit(&c->phase, CONN_LINGER, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->server->requests, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->server->refused, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->server->by_class[(unsigned)c->frame.status / 100], 1, memory_order_relaxed);
}

/* Refused: answered when all before it are. One that is refused in its body counts as begun itself, and may have been
 * answered before its body came. */
static void filter_refuse_in_turn(struct http_conn *c)
{
	unsigned itself = c->frame.at > FRAME_FIELDS;
	if (c->frame.heads - c->finished == itself && !(c->request && c->request->replied))
		filter_refuse(c);
}

void filter_finished(struct http_conn *c)
{
	c->finished++;
	if (c->frame.status && c->phase != CONN_LINGER)
		filter_refuse_in_turn(c);
}

static ssize_t filter_discard(struct http_conn *c)
{
	char waste[4096];
	ssize_t n = 1;
	for (int i = 0; n > 0 && i < DISCARD_ROUNDS; i++)
		n = filter_read(c->fd, waste, sizeof(waste), MSG_DONTWAIT);
	if (n == 0)
		return 0;
	errno = EAGAIN;
	return -1;
}

static bool filter_hung_up(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLRDHUP };
	return poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* Looks at what is there: how much of it may be taken, in c->may; 0 with the return value for the reader. */
static ssize_t filter_judge(struct http_conn *c)
{
	static _Thread_local char window[WINDOW];
	ssize_t n = filter_read(c->fd, window, sizeof(window), MSG_PEEK | MSG_DONTWAIT);
	if (n <= 0)
		return n;
	c->may = http_frame_look(&c->frame, str_of(window, (size_t)n));
	if (c->may)
		return (ssize_t)c->may;
	if (c->frame.status) {
		filter_refuse_in_turn(c);
		if (c->phase == CONN_LINGER)
			return filter_discard(c);
	} else if (filter_hung_up(c->fd)) { /* in the middle of a request: no more will come */
		return 0;
	}
	errno = EAGAIN;
	return -1;
}

static ssize_t filter_take(struct http_conn *c, char *buf, size_t cap, int flags)
{
	size_t got = 0;
	ssize_t n = 1;
	if (c->phase == CONN_LINGER)
		return filter_discard(c);
	while (got < cap) {
		uint64_t unseen = c->may ? 0 : http_frame_unseen(&c->frame);
		if (!c->may && !unseen && (n = filter_judge(c)) <= 0)
			break;
		uint64_t most = unseen ? unseen : c->may;
		n = filter_read(c->fd, buf + got, most < cap - got ? (size_t)most : cap - got, flags);
		if (n <= 0)
			break;
		if (unseen)
			http_frame_passed(&c->frame, (uint64_t)n);
		else
			c->may -= (size_t)n;
		got += (size_t)n;
	}
	return got ? (ssize_t)got : n;
}

__attribute__((visibility("default"))) ssize_t filter_recv(int fd, void *buf, size_t n, int flags)
{
	struct http_conn *c = fd >= 0 && (unsigned)fd < DESCRIPTORS
				      ? atomic_load_explicit(&filter_conns[fd], memory_order_acquire)
				      : NULL;
	return c ? filter_take(c, buf, n, flags) : filter_read(fd, buf, n, flags);
}
