#include "dns/dns.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/patience.h"
#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <pthread.h>

static const ns_type wire_types[] = { ns_t_a, ns_t_aaaa, ns_t_cname, ns_t_mx, ns_t_txt, ns_t_ptr };

struct asking {
	struct arena *a;
	struct dns_question *q;
	bool done;
};

static err dns_failure(int status)
{
	switch (status) {
	case ARES_ETIMEOUT: return err_make(ERR_UNAVAILABLE, "no name server answered in time");
	case ARES_ECONNREFUSED: return err_make(ERR_UNAVAILABLE, "the name server cannot be reached");
	case ARES_EBADNAME: return err_make(ERR_INVALID, "is not a host name");
	case ARES_EBADRESP: return err_make(ERR_PROTO, "the answer of the name server cannot be read");
	default: return err_make(ERR_UNAVAILABLE, "the name server gave no answer");
	}
}

/* c-ares looks at the code of an answer first: those that deny come with a status of their own, and their bytes. */
static void dns_on_answer(void *arg, int status, int timeouts, unsigned char *packet, int n)
{
	struct asking *k = arg;
	(void)timeouts;
	k->done = true;
	if (status == ARES_ENOTFOUND || status == ARES_ENODATA) {
		k->q->no_such_name = status == ARES_ENOTFOUND;
		k->q->outcome = OK;
	} else if (status != ARES_SUCCESS) {
		k->q->outcome = dns_failure(status);
	} else {
		k->q->outcome = dns_read(k->a, str_of((const char *)packet, (size_t)n), k->q->type, k->q);
	}
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int started = ARES_ENOTINITIALIZED;

static void dns_start(void)
{
	started = ares_library_init(ARES_LIB_INIT_ALL);
}

static err dns_open_channel(const char *servers, ares_channel *out)
{
	struct ares_options o = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOCHECKRESP,
				  .timeout = DNS_SECONDS * 1000 / 4,
				  .tries = 2 };
	pthread_once(&once, dns_start);
	if (started != ARES_SUCCESS ||
	    ares_init_options(out, &o, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) != ARES_SUCCESS)
		return err_make(ERR_IO, "the resolver cannot be set up");
	if (!servers[0] || ares_set_servers_ports_csv(*out, servers) == ARES_SUCCESS)
		return OK;
	ares_destroy(*out);
	return err_make(ERR_INVALID,
			"the name servers are not given as addresses, such as 192.0.2.1 or [2001:db8::1]:53");
}

static bool dns_all_done(const struct asking *k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!k[i].done)
			return false;
	return true;
}

/* Until all have answered or the time is up. poll, not select: a server has more descriptors than a set has bits. */
static void dns_run(ares_channel ch, const struct asking *k, size_t n)
{
	int64_t end = clock_mono() + DNS_SECONDS * US_PER_S, left;
	while (!dns_all_done(k, n) && (left = end - clock_mono()) > 0 && !patience_over()) {
		ares_socket_t socks[ARES_GETSOCK_MAXNUM];
		struct pollfd fds[ARES_GETSOCK_MAXNUM];
		int bits = ares_getsock(ch, socks, ARES_GETSOCK_MAXNUM);
		nfds_t used = 0;
		for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
			bool reads = (unsigned)bits >> i & 1; /* as its macros, which shift into the sign */
			bool writes = (unsigned)bits >> (i + ARES_GETSOCK_MAXNUM) & 1;
			short want = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
			if (want)
				fds[used++] = (struct pollfd){ .fd = socks[i], .events = want };
		}
		struct timeval most = { .tv_sec = left / US_PER_S, .tv_usec = left % US_PER_S }, t;
		const struct timeval *wait = ares_timeout(ch, &most, &t);
		int64_t ms = i64_min(wait->tv_sec * 1000 + wait->tv_usec / 1000, PATIENCE_LOOK_US / 1000);
		if (poll(fds, used, (int)ms + 1) <= 0)
			ares_process_fd(ch, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		for (nfds_t i = 0; i < used; i++)
			if (fds[i].revents)
				ares_process_fd(ch, fds[i].revents & ~POLLOUT ? fds[i].fd : ARES_SOCKET_BAD,
						fds[i].revents & POLLOUT ? fds[i].fd : ARES_SOCKET_BAD);
	}
}

static bool dns_name_ok(str name)
{
	if (name.n == 0 || name.n > ADDR_DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!ascii_alpha(c) && !ascii_digit(c) && c != '-' && c != '_' &&
		    (c != '.' || i == 0 || name.p[i - 1] == '.'))
			return false;
	}
	return true;
}

err dns_ask(struct arena *a, const char *servers, struct dns_question *q, size_t n)
{
	TRY(patience_wait("DNS"));
	ares_channel ch;
	TRY(dns_open_channel(servers, &ch));
	struct asking *k = arena_array(a, struct asking, n + 1);
	for (size_t i = 0; i < n; i++) {
		k[i] = (struct asking){ .a = a, .q = &q[i] };
		q[i].v = NULL;
		q[i].n = 0;
		q[i].no_such_name = false;
		q[i].outcome = err_make(ERR_UNAVAILABLE, "no name server answered in time");
		if (dns_name_ok(q[i].name))
			ares_query(ch, arena_z(a, q[i].name), ns_c_in, wire_types[q[i].type], dns_on_answer, &k[i]);
		else
			dns_on_answer(&k[i], ARES_EBADNAME, 0, NULL, 0);
	}
	dns_run(ch, k, n);
	ares_destroy(ch); /* what is open is called back with ARES_EDESTRUCTION */
	return OK;
}
