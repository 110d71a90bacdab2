#include "http/fetch.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/patience.h"
#include "os/public_addr.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONNECT_US (10 * US_PER_S)
#define TOTAL_US (30 * US_PER_S)

/* ---- One request */

struct call {
	const struct fetch_request *rq;
	CURL *curl;
	struct curl_slist *headers;
	struct buf body;
	bool refused; /* an address that is not public */
};

static void fetch_call_deinit(struct call *c)
{
	curl_easy_cleanup(c->curl);
	curl_slist_free_all(c->headers);
	buf_deinit(&c->body);
}

static void fetch_global_init(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		fputs("loumass: libcurl cannot be initialised\n", stderr);
		abort();
	}
}

static curl_socket_t fetch_on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct call *c = ctx;
	(void)purpose;
	if (!c->rq->allow_private && !public_addr(&addr->addr)) {
		c->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

static size_t fetch_on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct call *c = ctx;
	buf_add_mem(&c->body, p, size * n);
	return c->body.over ? 0 : size * n;
}

static int fetch_on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
	const struct call *c = ctx;
	(void)a, (void)b, (void)d, (void)e;
	return (c->rq->stop && atomic_load(c->rq->stop)) || patience_over();
}

static bool fetch_one_line(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t')
			return false;
	return true;
}

/* libcurl's own parser judges, so that there is one opinion of what the host is. */
static err fetch_check_url(const struct call *c, const char *url)
{
	err e = OK;
	char *part = NULL;
	CURLU *u = curl_url();
	if (!u)
		abort();
	if (c->rq->url.n > LINK_URL_MAX || !fetch_one_line(c->rq->url) ||
	    curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
		e = err_make(ERR_INVALID, "this is no https URL (with a host, without user and password)");
	else if (curl_url_get(u, CURLUPART_SCHEME, &part, 0) != CURLUE_OK ||
		 !(strcmp(part, "https") == 0 || (c->rq->allow_http && strcmp(part, "http") == 0)))
		e = err_make(ERR_INVALID, c->rq->allow_http ? "the URL must begin with https:// or http://"
							    : "the URL must begin with https://");
	curl_free(part);
	curl_url_cleanup(u);
	return e;
}

static err fetch_add_header(struct call *c, struct arena *a, const char *name, str value)
{
	if (!fetch_one_line(value))
		return err_make(ERR_INVALID, "a header's value must be one line");
	struct curl_slist *more = curl_slist_append(c->headers, arena_printf(a, "%s: %.*s", name, STR_FMT(value)).p);
	if (!more)
		abort();
	c->headers = more;
	return OK;
}

static long fetch_ms(int64_t us, int64_t usual)
{
	return (long)((us > 0 ? us : usual) / US_PER_MS);
}

#define SET(option, value)                                                                                             \
	do {                                                                                                           \
		if (curl_easy_setopt(c->curl, option, value) != CURLE_OK)                                              \
			return err_make(ERR_BUG, "libcurl refuses an option: " #option);                               \
	} while (0)

static err fetch_set_limits(struct call *c)
{
	const struct fetch_request *rq = c->rq;
	const char *schemes = rq->allow_http ? "https,http" : "https";
	SET(CURLOPT_PROTOCOLS_STR, schemes);
	SET(CURLOPT_REDIR_PROTOCOLS_STR, schemes);
	SET(CURLOPT_FOLLOWLOCATION, rq->redirects > 0 && str_absent(rq->body) ? 1L : 0L);
	SET(CURLOPT_MAXREDIRS, (long)rq->redirects);
	SET(CURLOPT_CONNECTTIMEOUT_MS, fetch_ms(rq->connect_us, CONNECT_US));
	SET(CURLOPT_TIMEOUT_MS, fetch_ms(rq->total_us, TOTAL_US));
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_OPENSOCKETFUNCTION, fetch_on_socket);
	SET(CURLOPT_OPENSOCKETDATA, c);
	if (!rq->allow_private)
		SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, fetch_on_progress);
	SET(CURLOPT_XFERINFODATA, c);
	return OK;
}

static err fetch_set_request(struct call *c, struct arena *a)
{
	const struct fetch_request *rq = c->rq;
	SET(CURLOPT_URL, arena_z(a, rq->url));
	SET(CURLOPT_USERAGENT, "loumass/" LOUMASS_VERSION);
	SET(CURLOPT_ACCEPT_ENCODING, NULL);
	SET(CURLOPT_WRITEFUNCTION, fetch_on_body);
	SET(CURLOPT_WRITEDATA, c);
	if (!str_absent(rq->body)) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.n);
		SET(CURLOPT_POSTFIELDS, rq->body.p);
		TRY(fetch_add_header(c, a, "Expect", STR("")));
		TRY(fetch_add_header(c, a, "Content-Type", rq->body_type ? str_z(rq->body_type) : STR("")));
	}
	SET(CURLOPT_CUSTOMREQUEST, rq->method);
	for (size_t i = 0; i < rq->n_headers; i++)
		TRY(fetch_add_header(c, a, rq->headers[i].name, rq->headers[i].value));
	SET(CURLOPT_HTTPHEADER, c->headers);
	return OK;
}

static bool fetch_never_sent(CURL *curl, CURLcode code)
{
	long sent = 0;
	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
	    code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION)
		return true;
	return curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0;
}

static err fetch_failure(struct call *c, struct arena *a, CURLcode code)
{
	if (c->refused)
		return err_make(ERR_FORBIDDEN, "this address is not public: requests to it are not made");
	if (c->body.over)
		return err_make(ERR_LIMIT, "the answer is larger than expected");
	const char *words = arena_printf(a, "%s", curl_easy_strerror(code)).p;
	return err_make(fetch_never_sent(c->curl, code) ? ERR_UNAVAILABLE : ERR_UNCERTAIN, words);
}

static str fetch_header_of(struct call *c, struct arena *a, const char *name)
{
	struct curl_header *h;
	if (curl_easy_header(c->curl, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
		return STR_NULL;
	return arena_dup(a, str_z(h->value));
}

static int64_t fetch_retry_after(str s)
{
	int64_t n;
	if (str_absent(s))
		return -1;
	if (num_parse_i64(str_trim(s), &n))
		return n < 0 ? -1 : n;
	time_t at = curl_getdate(s.p, NULL);
	return at < 0 ? -1 : i64_max(0, (int64_t)at - clock_now() / US_PER_S);
}

err fetch(struct arena *a, const struct fetch_request *rq, struct fetch_answer *out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fetch_global_init);
	struct call __attribute__((cleanup(fetch_call_deinit))) c = { .rq = rq, .curl = curl_easy_init() };
	if (!c.curl)
		abort();
	buf_init(&c.body, rq->answer_max ? rq->answer_max : FETCH_ANSWER_MAX);
	TRY(fetch_check_url(&c, arena_z(a, rq->url)));
	TRY(fetch_set_limits(&c));
	TRY(fetch_set_request(&c, a));
	TRY(patience_wait("a web server"));
	CURLcode code = curl_easy_perform(c.curl);
	if (code != CURLE_OK)
		return fetch_failure(&c, a, code);
	long status = 0;
	char *moved = NULL;
	curl_easy_getinfo(c.curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c.curl, CURLINFO_REDIRECT_URL, &moved);
	*out = (struct fetch_answer){ .status = (int)status,
				      .body = arena_dup(a, buf_str(&c.body)),
				      .type = fetch_header_of(&c, a, "Content-Type"),
				      .moved = arena_dup(a, str_z(moved)),
				      .retry_after = fetch_retry_after(fetch_header_of(&c, a, "Retry-After")) };
	return OK;
}
