/* The quick lane: a listening socket of our own in front of libmicrohttpd, for small GETs that a mount answers from a
 * hot path (a tracking pixel). A connection's bytes are looked at without taking them; a request that is plain in every
 * respect and that the mount takes is answered here, anything else goes to libmicrohttpd with its connection, for good,
 * and as if we had never seen it. So whatever is unusual (a body, a second Host, a header cut in two) has one judge.
 *
 * A lane is a thread with an edge-triggered epoll. A connection belongs to its lane; while its answer is awaited
 * (http_quick_reply, from any thread) the lane does nothing with it but note that more came. */
#include "base/log.h"
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include "os/wake.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LANES_MOST 4u
#define HEAD_MAX 2048u	 /* longer heads are not for here */
#define ACCEPT_AT_ONCE 8 /* then the other lanes get their turn */
#define EVENTS_AT_ONCE 256
#define IDLE (5 * US_PER_S) /* then it waits at libmicrohttpd, under its limits per client */
#define FULL_LOG_EVERY (10 * US_PER_S)
#define DATE_HEADER "Date: "

struct http_quick { /* a connection and its present request */
	struct quick_lane *lane;
	struct http_quick *prev, *next; /* of the lane */
	struct http_quick *next_done;
	int fd;
	bool waiting; /* for http_quick_reply */
	bool more;    /* something came meanwhile */
	bool dead;    /* closed or given away; freed when this round's events have been seen */
	const struct http_mount *mount;
	const struct http_canned *answer;
	int64_t since; /* clock_coarse: the last request */
	str path, agent, client, host;
	struct sockaddr_storage addr;
	socklen_t addr_n;
	char ip[46];
	char head[HEAD_MAX];
};

struct quick_lane {
	struct quick *all;
	int epoll, wake;
	pthread_t thread;
	bool started;
	bool resting; /* takes no connections until the next sweep */
	struct http_quick *conns, *dead;
	_Atomic(struct http_quick *) done; /* answered by other threads */
	char date[sizeof(DATE_HEADER) + TIME_HTTP_LEN + 4];
	size_t date_n;
	int64_t date_second;
};

struct quick {
	struct http_server *server;
	int listen_fd;
	_Atomic bool stop;
	unsigned n;
	struct quick_lane lanes[LANES_MOST];
};

/* --- what a mount sees */

str http_quick_path(const struct http_quick *q)
{
	return q->path;
}

str http_quick_agent(const struct http_quick *q)
{
	return q->agent;
}

str http_quick_host(const struct http_quick *q)
{
	return q->host;
}

str http_quick_client(const struct http_quick *q)
{
	return q->client;
}

void *http_quick_ctx(const struct http_quick *q)
{
	return q->mount->ctx;
}

void http_quick_reply(struct http_quick *q, const struct http_canned *c)
{
	struct quick_lane *l = q->lane;
	struct http_quick *head = atomic_load(&l->done);
	q->answer = c;
	do
		q->next_done = head;
	while (!atomic_compare_exchange_weak(&l->done, &head, q));
	if (!head) /* the first since the lane looked */
		wake_ring(l->wake);
}

/* --- connections */

/* Events of this round may still name it. */
static void quick_conn_bury(struct http_quick *q)
{
	q->dead = true;
	q->next_done = q->lane->dead;
	q->lane->dead = q;
	if (q->prev)
		q->prev->next = q->next;
	else
		q->lane->conns = q->next;
	if (q->next)
		q->next->prev = q->prev;
	atomic_fetch_sub(&q->lane->all->server->open, 1);
}

static void quick_conn_close(struct http_quick *q)
{
	quick_conn_bury(q);
	close(q->fd);
}

static void quick_conn_hand_over(struct http_quick *q)
{
	struct http_server *s = q->lane->all->server;
	epoll_ctl(q->lane->epoll, EPOLL_CTL_DEL, q->fd, NULL);
	quick_conn_bury(q);
	atomic_fetch_sub(&s->connections, 1); /* libmicrohttpd's notification counts it */
	if (MHD_add_connection(s->daemon, q->fd, (const struct sockaddr *)&q->addr, q->addr_n) != MHD_YES)
		log_debug("http.quick", "a connection was refused (errno %d)", errno); /* and closed by the library */
}

static void quick_address_text(struct http_quick *q)
{
	const struct sockaddr_in6 *v6 = (const void *)&q->addr;
	if (q->addr.ss_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)&q->addr)->sin_addr, q->ip,
			  sizeof(q->ip));
	else if (q->addr.ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, q->ip, sizeof(q->ip));
	else if (q->addr.ss_family == AF_INET6)
		inet_ntop(AF_INET6, &v6->sin6_addr, q->ip, sizeof(q->ip));
}

static void quick_log_full(const char *why)
{
	static _Atomic int64_t logged;
	int64_t now = clock_coarse(), last = atomic_load(&logged);
	if ((last == 0 || now - last > FULL_LOG_EVERY) && atomic_compare_exchange_strong(&logged, &last, now))
		log_warn("http.full", "no further connections are taken for now: %s", why);
}

/* Out of descriptors or memory, accept would fail again at once, and for as long as somebody waits. */
static void quick_lane_rest(struct quick_lane *l)
{
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, l->all->listen_fd, NULL);
	l->resting = true;
}

static bool quick_lane_listen(struct quick_lane *l)
{
	struct epoll_event listen = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = l->all };
	l->resting = false;
	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->all->listen_fd, &listen) == 0;
}

static void quick_not_accepted(struct quick_lane *l, int error)
{
	if (error == EAGAIN || error == EINTR || error == ECONNABORTED)
		return;
	if (!l->all->server->draining)
		quick_log_full(strerror(error));
	quick_lane_rest(l);
}

static void quick_lane_accept(struct quick_lane *l)
{
	struct http_server *s = l->all->server;
	for (int i = 0; i < ACCEPT_AT_ONCE; i++) {
		struct http_quick *q = malloc(sizeof(*q));
		if (!q)
			abort();
		memset(q, 0, offsetof(struct http_quick, head));
		q->addr_n = sizeof(q->addr);
		q->fd = accept4(l->all->listen_fd, (struct sockaddr *)&q->addr, &q->addr_n,
				SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (q->fd < 0 || atomic_load(&s->open) >= s->most) {
			if (q->fd < 0)
				quick_not_accepted(l, errno);
			else
				quick_log_full("there are as many as this process may have");
			if (q->fd >= 0)
				close(q->fd);
			free(q);
			return;
		}
		int one = 1;
		setsockopt(q->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		quick_address_text(q);
		q->lane = l;
		q->since = clock_coarse();
		q->next = l->conns;
		if (q->next)
			q->next->prev = q;
		l->conns = q;
		atomic_fetch_add(&s->open, 1);
		atomic_fetch_add(&s->connections, 1);
		struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = q };
		if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, q->fd, &ev) < 0)
			quick_conn_close(q);
	}
}

/* --- one request's head */

static bool quick_plain_value(str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (((unsigned char)v.p[i] < 0x20 && v.p[i] != '\t') || v.p[i] == 0x7f)
			return false;
	return true;
}

static bool quick_token(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!ascii_alpha(name.p[i]) && !ascii_digit(name.p[i]) && name.p[i] != '-' && name.p[i] != '_')
			return false;
	return name.n > 0;
}

static bool quick_take_forwarded(struct http_quick *q, str value)
{
	size_t comma = str_rfind_byte(value, ',');
	str last = str_trim(comma == STR_NPOS ? value : str_from(value, comma + 1));
	unsigned char space[16];
	char text[46];
	if (last.n >= sizeof(text))
		return false;
	memcpy(text, last.p, last.n);
	text[last.n] = 0;
	if (inet_pton(AF_INET, text, space) != 1 && inet_pton(AF_INET6, text, space) != 1)
		return false;
	q->client = last;
	return true;
}

/* False: not plain enough for here. */
static bool quick_take_header(struct http_quick *q, str name, str value, unsigned *hosts)
{
	static const str others[] = { STR_INIT("Content-Length"),
				      STR_INIT("Transfer-Encoding"),
				      STR_INIT("Expect"),
				      STR_INIT("Upgrade"),
				      STR_INIT("TE"),
				      STR_INIT("Trailer") };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq_nocase(name, others[i]))
			return false;
	if (str_eq_nocase(name, STR("Connection")))
		return str_eq_nocase(value, STR("keep-alive"));
	if (str_eq_nocase(name, STR("Host"))) {
		q->host = value;
		return ++*hosts == 1 && value.n > 0;
	}
	if (str_eq_nocase(name, STR("User-Agent"))) {
		if (!str_absent(q->agent))
			return false;
		q->agent = value;
	} else if (q->lane->all->server->o.trust_proxy && str_eq_nocase(name, STR("X-Forwarded-For"))) {
		return q->client.p == q->ip && quick_take_forwarded(q, value);
	}
	return true;
}

/* True: a plain GET in HTTP/1.1 without a body; its parts are set. */
static bool quick_take_head(struct http_quick *q, str head)
{
	unsigned hosts = 0;
	size_t eol = str_find(head, STR("\r\n"));
	str line = str_upto(head, eol);
	if (!str_starts(line, STR("GET /")) || !str_ends(line, STR(" HTTP/1.1")))
		return false;
	q->path = str_slice(line, 4, line.n - 9);
	q->agent = STR_NULL;
	q->client = str_z(q->ip);
	for (size_t i = 0; i < q->path.n; i++)
		if ((unsigned char)q->path.p[i] <= 0x20 || (unsigned char)q->path.p[i] >= 0x7f || q->path.p[i] == '?')
			return false;
	for (str rest = str_from(head, eol + 2); rest.n > 2; rest = str_from(rest, eol + 2)) {
		eol = str_find(rest, STR("\r\n"));
		line = str_upto(rest, eol);
		size_t colon = str_find_byte(line, ':');
		if (colon == STR_NPOS || !quick_token(str_upto(line, colon)) ||
		    !quick_plain_value(str_from(line, colon + 1)) ||
		    !quick_take_header(q, str_upto(line, colon), str_trim(str_from(line, colon + 1)), &hosts))
			return false;
	}
	return hosts == 1;
}

static bool quick_mount_takes(struct http_quick *q)
{
	const struct http_options *o = &q->lane->all->server->o;
	for (size_t i = 0; i < o->n_mounts; i++) {
		if (!str_starts(q->path, str_z(o->mounts[i].prefix)))
			continue;
		q->mount = &o->mounts[i];
		return q->mount->quick && q->mount->quick(q->mount->ctx, q);
	}
	return false;
}

static void quick_conn_read(struct http_quick *q)
{
	struct http_server *s = q->lane->all->server;
	q->more = false;
	ssize_t n = recv(q->fd, q->head, sizeof(q->head), MSG_PEEK | MSG_DONTWAIT);
	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			quick_conn_close(q);
		return;
	}
	size_t end = str_find(str_of(q->head, (size_t)n), STR("\r\n\r\n"));
	if (end == STR_NPOS || !http_head_ok(str_of(q->head, end + 4)) ||
	    !quick_take_head(q, str_of(q->head, end + 4))) {
		quick_conn_hand_over(q);
		return;
	}
	q->waiting = true;
	q->more = (size_t)n > end + 4; /* of that no event will tell */
	q->since = clock_coarse();
	atomic_fetch_add_explicit(&s->active, 1, memory_order_relaxed);
	if (!quick_mount_takes(q)) {
		atomic_fetch_sub_explicit(&s->active, 1, memory_order_relaxed);
		q->waiting = false;
		quick_conn_hand_over(q);
		return;
	}
	/* Ours now: take the head out of the socket, without another copy (tcp(7), MSG_TRUNC). The answer cannot
	 * overtake this: the lane gives it. */
	atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
	if (recv(q->fd, q->head, end + 4, MSG_TRUNC | MSG_DONTWAIT) != (ssize_t)(end + 4))
		q->more = true; /* broken: seen when the answer has been given */
}

/* --- answers */

static void quick_lane_date(struct quick_lane *l)
{
	int64_t now = clock_now();
	if (now / US_PER_S == l->date_second)
		return;
	l->date_second = now / US_PER_S;
	memcpy(l->date, DATE_HEADER, sizeof(DATE_HEADER) - 1);
	time_format_http(now, l->date + sizeof(DATE_HEADER) - 1);
	memcpy(l->date + sizeof(DATE_HEADER) - 1 + TIME_HTTP_LEN, "\r\n\r\n", 4);
	l->date_n = sizeof(DATE_HEADER) - 1 + TIME_HTTP_LEN + 4;
}

static bool quick_conn_send(struct http_quick *q, const struct http_canned *c)
{
	char out[1024];
	size_t n = c->head.n + q->lane->date_n + c->body.n;
	if (n > sizeof(out))
		return false;
	memcpy(out, c->head.p, c->head.n);
	memcpy(out + c->head.n, q->lane->date, q->lane->date_n);
	memcpy(out + c->head.n + q->lane->date_n, c->body.p, c->body.n);
	/* A client that does not even take this is cut off. */
	return send(q->fd, out, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

static void quick_lane_answer(struct quick_lane *l)
{
	struct http_server *s = l->all->server;
	(void)wake_clear(l->wake);
	struct http_quick *q = atomic_exchange(&l->done, NULL), *next;
	quick_lane_date(l);
	for (; q; q = next) {
		next = q->next_done;
		const struct http_canned *c = q->answer;
		unsigned class = (unsigned)c->status / 100;
		atomic_fetch_add_explicit(&s->by_class[class < 6 ? class : 0], 1, memory_order_relaxed);
		q->waiting = false;
		bool sent = quick_conn_send(q, c);
		atomic_fetch_sub(&s->active, 1);
		if (!sent || s->draining)
			quick_conn_close(q);
		else if (q->more)
			quick_conn_read(q);
	}
}

static void quick_lane_sweep(struct quick_lane *l)
{
	struct http_server *s = l->all->server;
	int64_t now = clock_coarse();
	for (struct http_quick *q = l->conns, *next; q; q = next) {
		next = q->next;
		if (!q->waiting && s->draining)
			quick_conn_close(q);
		else if (!q->waiting && now - q->since > IDLE)
			quick_conn_hand_over(q);
	}
	if (l->resting && !s->draining)
		quick_lane_listen(l);
}

static void quick_lane_free_dead(struct quick_lane *l)
{
	while (l->dead) {
		struct http_quick *q = l->dead;
		l->dead = q->next_done;
		free(q);
	}
}

static void *quick_lane_run(void *arg)
{
	struct quick_lane *l = arg;
	struct epoll_event ev[EVENTS_AT_ONCE];
	int64_t swept = clock_coarse();
	while (!l->all->stop) {
		int n = epoll_wait(l->epoll, ev, EVENTS_AT_ONCE, 250);
		for (int i = 0; i < n; i++) {
			struct http_quick *q = ev[i].data.ptr;
			if (ev[i].data.ptr == l)
				quick_lane_answer(l);
			else if (ev[i].data.ptr == l->all)
				quick_lane_accept(l);
			else if (q->waiting)
				q->more = true;
			else if (!q->dead)
				quick_conn_read(q);
		}
		if (clock_coarse() - swept > US_PER_S / 4) {
			quick_lane_sweep(l);
			swept = clock_coarse();
		}
		quick_lane_free_dead(l);
	}
	while (l->conns)
		quick_conn_close(l->conns);
	quick_lane_free_dead(l);
	return NULL;
}

/* --- start and stop */

static err quick_lane_start(struct quick *k, struct quick_lane *l)
{
	l->all = k;
	l->date_second = -1;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wake = wake_new();
	struct epoll_event wake = { .events = EPOLLIN, .data.ptr = l };
	if (l->epoll < 0 || l->wake < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &wake) < 0 ||
	    !quick_lane_listen(l) || pthread_create(&l->thread, NULL, quick_lane_run, l) != 0)
		return err_make(ERR_IO, "the HTTP server's quick lane cannot be started");
	pthread_setname_np(l->thread, "http-quick");
	l->started = true;
	return OK;
}

err quick_start(struct http_server *s)
{
	struct quick *k = calloc(1, sizeof(*k));
	if (!k)
		abort();
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	k->server = s;
	k->listen_fd = s->listen_fd;
	s->quick = k;
	unsigned lanes = cores < 4 ? 1 : (unsigned)cores / 2;
	for (unsigned i = 0; i < lanes && i < LANES_MOST; i++) {
		k->lanes[i].epoll = k->lanes[i].wake = -1;
		k->n = i + 1;
		TRY(quick_lane_start(k, &k->lanes[i]));
	}
	return OK;
}

void quick_quiesce(struct http_server *s)
{
	struct quick *k = s->quick;
	for (unsigned i = 0; k && i < k->n; i++)
		if (k->lanes[i].epoll >= 0)
			epoll_ctl(k->lanes[i].epoll, EPOLL_CTL_DEL, k->listen_fd, NULL);
	if (k) /* a lane may be about to accept: closed when they have ended */
		shutdown(k->listen_fd, SHUT_RDWR);
}

void quick_stop(struct http_server *s)
{
	struct quick *k = s->quick;
	if (!k)
		return;
	k->stop = true;
	for (unsigned i = 0; i < k->n; i++) {
		struct quick_lane *l = &k->lanes[i];
		if (l->started) {
			wake_ring(l->wake);
			pthread_join(l->thread, NULL);
		}
		if (l->epoll >= 0)
			close(l->epoll);
		if (l->wake >= 0)
			close(l->wake);
	}
	free(k);
	s->quick = NULL;
}
