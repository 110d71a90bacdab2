/* Start, stop, figures, and the guard that cuts off clients who take too long. */
#include "http/server.h"
#include "base/log.h"
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include "os/public_addr.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREADS_MOST 8u
#define WORKERS_DEFAULT 16u
#define BACKLOG 1024

static size_t server_keep_escapes(void *cls, struct MHD_Connection *c, char *s)
{
	(void)cls;
	(void)c;
	return strlen(s); /* libmicrohttpd's own, NUL-terminated */
}

static void *server_on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct http_request *r = request_new(cls, c, uri);
	if (r->conn)
		r->conn->request = r;
	return r;
}

[[gnu::format(printf, 2, 0)]] static void server_on_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	char text[512];
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	while (n > 0 && n < (int)sizeof(text) && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = 0;
	log_debug("http.lib", "%s", text);
}

static void server_address_text(const struct sockaddr *sa, char out[46])
{
	const struct sockaddr_in6 *v6 = (const void *)sa;
	out[0] = 0;
	if (sa && sa->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, out, 46);
	else if (sa && sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &v6->sin6_addr, out, 46);
	else if (sa && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, out, 46);
}

/* Connections are counted by network, of IPv6 by /64: who has one has 2^64 addresses. In slots by a salted hash; two
 * networks share one so seldom that the limit does not mind. */
static _Atomic unsigned *server_net_of(struct http_server *s, const char *ip)
{
	char net[CLIENT_NET_MAX];
	client_net(ip, net);
	return &s->nets[((str_hash(str_z(net)) ^ s->net_salt) * 0x9e3779b97f4a7c15u) >> 48];
}

/* Counts before it judges: many at once do not overrun the limit. */
static enum MHD_Result server_on_accept(void *cls, const struct sockaddr *sa, socklen_t n)
{
	struct http_server *s = cls;
	char ip[46];
	(void)n;
	if (!s->o.per_ip)
		return MHD_YES;
	server_address_text(sa, ip);
	_Atomic unsigned *net = server_net_of(s, ip);
	if (atomic_fetch_add(net, 1) < s->o.per_ip)
		return MHD_YES;
	atomic_fetch_sub(net, 1);
	return MHD_NO;
}

static void server_conn_open(struct http_server *s, struct MHD_Connection *c, void **context)
{
	struct http_conn *conn = calloc(1, sizeof(*conn));
	if (!conn)
		abort();
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	conn->fd = fd ? fd->connect_fd : -1;
	const union MHD_ConnectionInfo *addr = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	server_address_text(addr ? addr->client_addr : NULL, conn->ip);
	conn->net = s->o.per_ip ? server_net_of(s, conn->ip) : NULL; /* counted by server_on_accept */
	conn->since = clock_coarse();
	conn->server = s;
	filter_watch(conn);
	*context = conn;
	atomic_fetch_add(&s->connections, 1);
	atomic_fetch_add(&s->open, 1);
	pthread_mutex_lock(&s->conns_lock);
	conn->next = s->conns;
	if (conn->next)
		conn->next->prev = conn;
	s->conns = conn;
	pthread_mutex_unlock(&s->conns_lock);
}

static void server_on_connection(void *cls, struct MHD_Connection *c, void **context,
				 enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = cls;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		server_conn_open(s, c, context);
		return;
	}
	struct http_conn *conn = *context;
	if (!conn)
		return;
	*context = NULL;
	filter_unwatch(conn);
	/* Of a request that it refuses by itself (a cookie too large for it) libmicrohttpd may not tell the end. */
	if (conn->request)
		request_done(s, c, &(void *){ conn->request }, MHD_REQUEST_TERMINATED_WITH_ERROR);
	pthread_mutex_lock(&s->conns_lock);
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		s->conns = conn->next;
	if (conn->next)
		conn->next->prev = conn->prev;
	pthread_mutex_unlock(&s->conns_lock);
	atomic_fetch_sub(&s->open, 1);
	if (conn->net)
		atomic_fetch_sub(conn->net, 1);
	free(conn);
}

static bool server_too_slow(const struct http_conn *c, int64_t now)
{
	int64_t spent = (now - c->since) / US_PER_S;
	if (c->phase == CONN_HEADERS)
		return spent > HTTP_HEADER_SECONDS;
	if (c->phase == CONN_LINGER)
		return spent > HTTP_LINGER_SECONDS;
	if (c->phase == CONN_BODY)
		return spent > HTTP_BODY_GRACE && c->got < (uint64_t)(spent - HTTP_BODY_GRACE) * HTTP_BODY_RATE;
	return false;
}

/* libmicrohttpd does not look at a suspended connection. */
static void server_look_for_gone(struct http_server *s)
{
	pthread_mutex_lock(&s->apart_lock);
	for (struct http_request *r = s->apart; r; r = r->apart_next) {
		struct pollfd p = { .fd = r->conn ? r->conn->fd : -1, .events = POLLRDHUP };
		if (poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)))
			r->gone = true;
	}
	pthread_mutex_unlock(&s->apart_lock);
}

static void *server_run_guard(void *arg)
{
	struct http_server *s = arg;
	while (!s->cut) {
		clock_sleep(US_PER_S / 4);
		int64_t now = clock_coarse();
		pthread_mutex_lock(&s->conns_lock);
		for (struct http_conn *c = s->conns; c; c = c->next)
			if (server_too_slow(c, now) && c->fd >= 0)
				shutdown(c->fd, SHUT_RDWR); /* libmicrohttpd sees the end and cleans up */
		pthread_mutex_unlock(&s->conns_lock);
		server_look_for_gone(s);
	}
	return NULL;
}

static err server_listen_failed(const struct http_options *o)
{
	static char why[160];
	snprintf(why, sizeof(why), "cannot listen on %s port %u: %s", o->host && o->host[0] ? o->host : "*", o->port,
		 strerror(errno));
	return err_make(ERR_IO, why);
}

static err server_open_socket(struct http_server *s)
{
	const struct http_options *o = &s->o;
	bool all = !o->host || !o->host[0] || strcmp(o->host, "*") == 0;
	char port[8];
	snprintf(port, sizeof(port), "%u", o->port);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found;
	if (getaddrinfo(all ? NULL : o->host, port, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return server_listen_failed(o);
	}
	err e = OK;
	int one = 1, zero = 0;
	for (int pass = 0; pass < 2 && s->listen_fd < 0;
	     pass++) /* IPv6 first: it takes IPv4 as well when all are meant */
		for (struct addrinfo *a = found; a && s->listen_fd < 0; a = a->ai_next) {
			if ((a->ai_family == AF_INET6) != (pass == 0))
				continue;
			int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
			if (fd < 0)
				continue;
			setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
			if (a->ai_family == AF_INET6)
				setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, all ? &zero : &one, sizeof(int));
			if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
				s->listen_fd = fd;
			} else {
				e = server_listen_failed(o);
				close(fd);
			}
		}
	freeaddrinfo(found);
	if (s->listen_fd < 0)
		return err_is(e) ? e : server_listen_failed(o);
	struct sockaddr_storage at;
	socklen_t n = sizeof(at);
	if (getsockname(s->listen_fd, (struct sockaddr *)&at, &n) == 0)
		s->port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
							 : ((struct sockaddr_in *)&at)->sin_port);
	return OK;
}

/* As many descriptors as may be had, and the connections that leave some for the database, journals and files. */
static unsigned server_more_descriptors(void)
{
	struct rlimit lim;
	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return HTTP_CONNECTIONS_MAX;
	rlim_t had = lim.rlim_cur;
	lim.rlim_cur = lim.rlim_max < 1u << 20 ? lim.rlim_max : 1u << 20;
	if (lim.rlim_cur > had && setrlimit(RLIMIT_NOFILE, &lim) != 0)
		lim.rlim_cur = had;
	rlim_t own = lim.rlim_cur / 2 < HTTP_DESCRIPTORS_KEPT ? lim.rlim_cur / 2 : HTTP_DESCRIPTORS_KEPT;
	rlim_t most = lim.rlim_cur - own;
	return most < HTTP_CONNECTIONS_MAX ? (unsigned)most : HTTP_CONNECTIONS_MAX;
}

static err server_start_daemon(struct http_server *s)
{
	const struct http_options *o = &s->o;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned threads = o->threads				? o->threads
			   : cores < 4				? 1
			   : (unsigned)cores / 2 < THREADS_MOST ? (unsigned)cores / 2
								: THREADS_MOST;
	struct MHD_OptionItem more[8];
	size_t n = 0;
	if (threads > 1) /* libmicrohttpd refuses a pool of one */
		more[n++] = (struct MHD_OptionItem){ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL };
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG;
	bool quick = false;
	for (size_t i = 0; i < o->n_mounts; i++)
		quick = quick || o->mounts[i].quick;
	if (quick) /* it accepts, and hands over */
		flags |= MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC;
	else
		more[n++] = (struct MHD_OptionItem){ MHD_OPTION_LISTEN_SOCKET, s->listen_fd, NULL };
	more[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	s->daemon =
		MHD_start_daemon(flags, s->port, server_on_accept, s, request_access, s, /* options */
				 MHD_OPTION_EXTERNAL_LOGGER, server_on_log, NULL, MHD_OPTION_CONNECTION_LIMIT, s->most,
				 MHD_OPTION_CONNECTION_TIMEOUT, HTTP_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				 (size_t)HTTP_HEADERS_MAX * 2, MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)4096,
				 MHD_OPTION_NOTIFY_COMPLETED, request_done, s, MHD_OPTION_NOTIFY_CONNECTION,
				 server_on_connection, s, MHD_OPTION_URI_LOG_CALLBACK, server_on_uri, s,
				 MHD_OPTION_UNESCAPE_CALLBACK, server_keep_escapes, NULL, MHD_OPTION_STRICT_FOR_CLIENT,
				 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
	if (!s->daemon)
		return err_make(ERR_IO, "the HTTP server cannot be started (see the log)");
	if (quick)
		return quick_start(s);
	s->listen_fd = -1; /* libmicrohttpd's now */
	return OK;
}

static err server_start_threads(struct http_server *s)
{
	TRY(pool_start(&s->workers, s->o.workers ? s->o.workers : WORKERS_DEFAULT, HTTP_APART_MAX, HTTP_QUEUE_MAX,
		       "http-work"));
	TRY(pool_start(&s->streams, HTTP_STREAMS_MAX, 0, HTTP_STREAMS_MAX, "http-stream"));
	TRY(sse_start(&s->sse));
	if (pthread_create(&s->guard, NULL, server_run_guard, s) != 0)
		return err_make(ERR_IO, "no thread for the HTTP guard");
	s->guarded = true;
	pthread_setname_np(s->guard, "http-guard");
	return OK;
}

err http_start(const struct http_options *o, struct http_server **out)
{
	struct http_server *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->o = *o;
	if (getrandom(&s->net_salt, sizeof(s->net_salt), 0) < 0)
		s->net_salt = (uint64_t)clock_now();
	s->listen_fd = -1;
	const char *dir = o->spool_dir ? o->spool_dir : getenv("TMPDIR");
	snprintf(s->spool_dir, sizeof(s->spool_dir), "%s", dir && dir[0] ? dir : "/tmp");
	s->o.spool_dir = s->spool_dir;
	pthread_mutex_init(&s->conns_lock, NULL);
	pthread_mutex_init(&s->apart_lock, NULL);
	s->most = server_more_descriptors();
	err e = server_open_socket(s);
	if (!err_is(e))
		e = server_start_threads(s);
	if (!err_is(e))
		e = server_start_daemon(s);
	if (err_is(e)) {
		http_stop(s, 0);
		return e;
	}
	*out = s;
	return OK;
}

uint16_t http_port(const struct http_server *s)
{
	return s->port;
}

static bool server_wait_idle(struct http_server *s, int64_t deadline)
{
	while (s->active > 0 && clock_mono() < deadline)
		clock_sleep(2000);
	return s->active == 0;
}

void http_stop(struct http_server *s, int64_t deadline)
{
	if (!s)
		return;
	s->draining = true;
	quick_quiesce(s);
	if (s->daemon) {
		int fd = MHD_quiesce_daemon(s->daemon);
		if (fd >= 0)
			close(fd);
	}
	sse_stop(&s->sse);
	bool idle = server_wait_idle(s, deadline);
	s->cut = true;
	pool_stop(&s->workers);
	pool_stop(&s->streams);
	if (s->guarded)
		pthread_join(s->guard, NULL);
	idle = idle || server_wait_idle(s, clock_mono() + 2 * US_PER_S);
	if (!idle) {
		/* A request still belongs to somebody else, or a client does not read: stopping the library now would
		 * pull memory from under them. The process is about to end; leave it be. */
		log_warn("http.stop", "%llu requests were cut off", (unsigned long long)s->active);
		return;
	}
	quick_stop(s);
	if (s->listen_fd >= 0)
		close(s->listen_fd);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->conns_lock);
	pthread_mutex_destroy(&s->apart_lock);
	free(s);
}

struct http_stats http_stats(struct http_server *s)
{
	struct http_stats out = {
		.requests = s->requests,
		.refused = s->refused,
		.busy = s->busy,
		.connections = s->connections,
		.connections_open = s->open,
	};
	for (size_t i = 0; i < 6; i++)
		out.by_class[i] = s->by_class[i];
	pthread_mutex_lock(&s->workers.lock);
	out.queued = s->workers.queued;
	pthread_mutex_unlock(&s->workers.lock);
	pthread_mutex_lock(&s->sse.lock);
	out.subscriptions = s->sse.n;
	pthread_mutex_unlock(&s->sse.lock);
	return out;
}
