/* The server on loopback: handlers of every kind, uploads, streams, subscriptions, and requests that no decent client
 * sends. */
#include "base/limits.h"
#include "base/time.h"
#include "http/server.h"
#include "http/static.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/patience.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct http_server *server;
static struct http_static *files;
static struct http_canned *pixel;
static char web_dir[] = "/tmp/loumass-web-XXXXXX";
static _Atomic int sse_done, streams_failed;

/* ---- handlers */
static void run_pixel(struct http_request *r, void *arg)
{
	(void)arg;
	http_reply_canned(r, pixel);
}

static void *answer_later(void *arg)
{
	struct http_request *r = arg;
	clock_sleep(1000);
	http_answer_header(r, "X-Late", STR("yes"));
	http_reply(r, 200, "text/plain", STR("late"));
	http_resume(r);
	return NULL;
}

static void run_deferred(struct http_request *r, void *arg)
{
	(void)arg;
	http_defer(r);
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, answer_later, r), 0);
	pthread_detach(t);
}

static void run_echo(struct http_request *r, void *arg)
{
	(void)arg;
	str text = arena_printf(http_arena(r), "%s %.*s ?%.*s [%.*s] cookie=%.*s ip=%.*s",
				http_method_name(http_method(r)), STR_FMT(http_path(r)), STR_FMT(http_query(r)),
				STR_FMT(http_body(r)), STR_FMT(http_cookie(r, "b")), STR_FMT(http_client(r)));
	http_reply(r, 200, "text/plain", text);
}

static void run_big(struct http_request *r, void *arg)
{
	(void)arg;
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < 20000; i++)
		buf_add_lit(&b, "[1,2,3],");
	http_reply_take(r, 200, "application/json", &b);
	buf_deinit(&b);
}

static void gate(struct http_request *r, void *arg)
{
	(void)arg;
	if (str_absent(http_header(r, "Authorization")))
		http_reply(r, 401, "text/plain", STR("who?"));
}

static void run_upload(struct http_request *r, void *arg)
{
	(void)arg;
	uint64_t sum = 0, n = 0;
	unsigned char block[8192];
	ssize_t got;
	while ((got = read(http_body_fd(r), block, sizeof(block))) > 0)
		for (ssize_t i = 0; i < got; i++, n++)
			sum += block[i];
	http_reply(r, 201, "text/plain",
		   arena_printf(http_arena(r), "%llu bytes, sum %llu", (unsigned long long)n, (unsigned long long)sum));
}

static void run_stream(struct http_request *r, void *arg)
{
	(void)arg;
	bool breaks = str_eq(http_query(r), STR("break"));
	http_stream_begin(r, 200, "text/csv");
	for (int i = 0; i < 40000; i++) {
		char line[64];
		int n = snprintf(line, sizeof(line), "%08d,the quick brown fox jumps\n", i);
		if (err_is(http_stream_write(r, str_of(line, (size_t)n)))) {
			streams_failed++;
			return;
		}
		if (breaks && i == 20000) {
			http_stream_abort(r);
			return;
		}
	}
}

struct counter {
	int at;
	bool forever;
};
static bool poll_counter(void *ctx, struct buf *out)
{
	struct counter *c = ctx;
	http_sse_event(out, "tick", STR("{\"n\":1}"));
	return c->forever || ++c->at < 2;
}
static void done_counter(void *ctx)
{
	free(ctx);
	sse_done++;
}
static void run_sse(struct http_request *r, void *arg)
{
	(void)arg;
	struct counter *c = calloc(1, sizeof(*c));
	assert_non_null(c);
	c->forever = str_eq(http_query(r), STR("forever"));
	http_reply_sse(r, (struct http_sse){ .poll = poll_counter, .done = done_counter, .ctx = c });
}

static _Atomic int apart_in, apart_refused, apart_over;
static void run_apart(struct http_request *r, void *arg)
{
	(void)arg;
	if (!http_apart(r)) {
		apart_refused++;
		http_reply(r, 503, "text/plain", STR("full"));
		return;
	}
	apart_in++;
	while (!patience_over())
		clock_sleep(1000);
	apart_over++;
	http_reply(r, 200, "text/plain", STR("it was over"));
}

static void run_silent(struct http_request *r, void *arg)
{
	(void)r;
	(void)arg;
}

static void pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	(void)ctx;
	static const struct {
		str path;
		struct http_handler h;
	} all[] = {
		{ STR_INIT("/x/pixel"), { .kind = HTTP_INLINE, .run = run_pixel } },
		{ STR_INIT("/x/later"), { .kind = HTTP_INLINE, .run = run_deferred } },
		{ STR_INIT("/x/echo"), { .kind = HTTP_WORKER, .run = run_echo, .body_max = 1000 } },
		{ STR_INIT("/x/big"), { .kind = HTTP_WORKER, .run = run_big } },
		{ STR_INIT("/x/upload"),
		  { .kind = HTTP_WORKER, .run = run_upload, .body_max = 64 << 20, .spool = true, .gate = gate } },
		{ STR_INIT("/x/stream"), { .kind = HTTP_STREAM, .run = run_stream } },
		{ STR_INIT("/x/sse"), { .kind = HTTP_WORKER, .run = run_sse } },
		{ STR_INIT("/x/apart"), { .kind = HTTP_WORKER, .run = run_apart } },
		{ STR_INIT("/x/silent"), { .kind = HTTP_WORKER, .run = run_silent } },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (str_eq(http_path(r), all[i].path))
			*out = all[i].h;
}

/* ---- a client that can misbehave */
static int dial(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(http_port(server)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void say(int fd, str text)
{
	while (text.n) {
		ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* it has hung up on us: what it said can still be read */
		text = str_from(text, (size_t)n);
	}
}

/* Reads until the other side closes, or `until` has been seen. */
static void hear(int fd, struct buf *out, const char *until)
{
	for (;;) {
		if (until && str_find(buf_str(out), str_z(until)) != STR_NPOS)
			return;
		struct pollfd p = { .fd = fd, .events = POLLIN };
		assert_int_equal(poll(&p, 1, 60000), 1);
		char *room = buf_room(out, 65536);
		assert_non_null(room);
		ssize_t n = recv(fd, room, 65536, 0);
		if (n <= 0)
			return;
		buf_commit(out, (size_t)n);
	}
}

/* One request on a connection of its own, closed after the answer. */
static int ask(str request, struct buf *out)
{
	int FD_AUTO fd = dial();
	buf_init(out, 32 << 20);
	say(fd, request);
	hear(fd, out, NULL);
	char line[13] = "";
	int status = 0;
	if (out->n > sizeof(line))
		memcpy(line, out->p, sizeof(line) - 1);
	return sscanf(line, "HTTP/1.1 %3d", &status) == 1 ? status : 0;
}

static bool has(const struct buf *b, const char *text)
{
	return str_find_nocase(buf_str(b), str_z(text)) != STR_NPOS;
}

#define GET(path, more) STR("GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" more "\r\n")

/* ---- tests */
static void test_kinds(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(GET("/x/pixel", ""), &b), 200);
	assert_true(has(&b, "GIF89a"));
	assert_true(has(&b, "x-content-type-options: nosniff"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/later", ""), &b), 200);
	assert_true(has(&b, "X-Late: yes"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/echo?q=%20a&b", "Cookie: a=1; b=two; c=3\r\n"), &b), 200);
	assert_true(has(&b, "GET /x/echo ?q=%20a&b [] cookie=two ip=127.0.0.1"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/silent", ""), &b), 500);
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/none", ""), &b), 404);
	assert_true(has(&b, "application/problem+json"));
	buf_deinit(&b);
	assert_int_equal(ask(STR("HEAD /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &b), 200);
	assert_true(has(&b, "\r\n\r\n") && !has(&b, "HEAD /x/echo ?"));
}

static void test_keep_alive(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	int FD_AUTO fd = dial();
	for (int i = 0; i < 50; i++) {
		buf_reset(&b);
		say(fd, STR("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"));
		hear(fd, &b, "[abc]");
	}
	/* What is answered before its body could come keeps the connection, when there is no body. */
	for (int i = 0; i < 3; i++) {
		buf_reset(&b);
		say(fd, STR("GET /campaigns/1 HTTP/1.1\r\nHost: a\r\n\r\n"));
		hear(fd, &b, "</title>");
		assert_false(has(&b, "connection: close"));
	}
	/* Pipelined: answered in order. */
	buf_reset(&b);
	say(fd, STR("GET /x/echo?1 HTTP/1.1\r\nHost: a\r\n\r\nGET /x/echo?2 HTTP/1.1\r\nHost: a\r\n\r\n"
		    "GET /x/later HTTP/1.1\r\nHost: a\r\n\r\nGET /x/echo?3 HTTP/1.1\r\nHost: a\r\nConnection: "
		    "close\r\n\r\n"));
	hear(fd, &b, NULL);
	size_t one = str_find(buf_str(&b), STR("?1")), two = str_find(buf_str(&b), STR("?2"));
	size_t late = str_find(buf_str(&b), STR("late")), three = str_find(buf_str(&b), STR("?3"));
	assert_true(one < two && two < late && late < three && three != STR_NPOS);
}

static void test_bodies(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(
		ask(STR("POST /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
			"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
		    &b),
		200);
	assert_true(has(&b, "[abcde]"));
	buf_deinit(&b);
	/* Longer than the handler takes: read and thrown away, answered. */
	char big[5000];
	int n = snprintf(big, sizeof(big),
			 "POST /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2000\r\n\r\n%02000d",
			 7);
	assert_int_equal(ask(str_of(big, (size_t)n), &b), 413);
	buf_deinit(&b);
	n = snprintf(big, sizeof(big),
		     "POST /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: "
		     "chunked\r\n\r\n7d0\r\n%02000d\r\n0\r\n\r\n",
		     7);
	assert_int_equal(ask(str_of(big, (size_t)n), &b), 413);
	buf_deinit(&b);
	/* Far too long: refused before it is sent. */
	assert_int_equal(ask(STR("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc"), &b),
			 413);
	buf_deinit(&b);
	assert_int_equal(
		ask(STR("GET /x/pixel HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"), &b),
		413);
}

static void test_upload(void **state)
{
	(void)state;
	struct buf BUF_AUTO b, BUF_AUTO up;
	assert_int_equal(ask(STR("POST /x/upload HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\nabc"), &b), 401);
	assert_true(has(&b, "connection: close"));
	buf_deinit(&b);
	buf_init(&up, 8 << 20);
	buf_add(&up, STR("POST /x/upload HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nConnection: "
			 "close\r\nContent-Length: 3000000\r\n\r\n"));
	for (int i = 0; i < 3000000; i++)
		buf_add_byte(&up, 1);
	assert_int_equal(ask(buf_str(&up), &b), 201);
	assert_true(has(&b, "3000000 bytes, sum 3000000"));
	buf_deinit(&b);
	/* It waits for our 100 before it sends; the gate speaks first. */
	int FD_AUTO fd = dial();
	buf_init(&b, 1 << 20);
	say(fd, STR("POST /x/upload HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nExpect: 100-continue\r\nConnection: "
		    "close\r\nContent-Length: 5\r\n\r\n"));
	hear(fd, &b, "100 Continue");
	say(fd, STR("\1\2\3\4\5"));
	hear(fd, &b, NULL);
	assert_true(has(&b, "5 bytes, sum 15"));
	buf_deinit(&b);
	/* Nothing at all is a file too. */
	assert_int_equal(ask(STR("POST /x/upload HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nConnection: "
				 "close\r\nContent-Length: 0\r\n\r\n"),
			     &b),
			 201);
	assert_true(has(&b, "0 bytes, sum 0"));
}

static void test_stream(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(GET("/x/stream", ""), &b), 200);
	assert_true(has(&b, "00000000,the") && has(&b, "00039999,the"));
	assert_true(str_ends(buf_str(&b), STR("0\r\n\r\n")));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/stream?break", ""), &b), 200);
	assert_false(str_ends(buf_str(&b), STR("\r\n0\r\n\r\n")));
	/* A client that goes away in the middle ends its handler. */
	{
		int FD_AUTO fd = dial();
		buf_reset(&b);
		say(fd, GET("/x/stream", ""));
		hear(fd, &b, "00000000,the");
	}
	for (int i = 0; i < 6000 && !streams_failed; i++)
		clock_sleep(10 * US_PER_MS);
	assert_int_equal(streams_failed, 1);
}

static void test_sse(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(GET("/x/sse", ""), &b), 200);
	assert_true(has(&b, "content-type: text/event-stream"));
	assert_true(has(&b, "event: tick\ndata: {\"n\":1}\n\n"));
	assert_int_equal(sse_done, 1);
	{
		int FD_AUTO fd = dial();
		buf_reset(&b);
		say(fd, GET("/x/sse?forever", ""));
		hear(fd, &b, "event: tick");
	}
	for (int i = 0; i < 6000 && sse_done < 2; i++) /* found out by the next events */
		clock_sleep(10 * US_PER_MS);
	assert_int_equal(sse_done, 2);
}

static void test_gzip(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(GET("/x/big", "Accept-Encoding: gzip\r\n"), &b), 200);
	assert_true(has(&b, "content-encoding: gzip") && b.n < 20000);
	buf_deinit(&b);
	assert_int_equal(ask(GET("/x/big", "Accept-Encoding: gzip;q=0, br\r\n"), &b), 200);
	assert_false(has(&b, "content-encoding"));
	assert_true(b.n > 160000);
}

static void test_malformed(void **state)
{
	(void)state;
	static const struct {
		str request;
		int status;
	} all[] = {
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
			   "chunked\r\n\r\n0\r\n\r\n"),
		  400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
		  400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"), 400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"), 400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), 400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
		  400 },
		{ STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400 },
		{ STR_INIT("DELETE /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
			   "chunked\r\n\r\n"
			   "0\r\n\r\nGET /x/pixel HTTP/1.1\r\nHost: a\r\n\r\n"),
		  400 },
		{ STR_INIT("GET /x/pixel HTTP/1.1\r\n\r\n"), 400 },
		{ STR_INIT("GET /x/pixel HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400 },
		{ STR_INIT("GET http://elsewhere/x/pixel HTTP/1.1\r\nHost: a\r\n\r\n"), 400 },
#define FRAME_CASE(status_, text) { STR_INIT(text), status_ },
#include "wire/http_frame_cases.h"
#undef FRAME_CASE
		{ STR_INIT("BREW /x/none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 404 },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct buf BUF_AUTO b;
		int status = ask(all[i].request, &b);
		if (status != all[i].status)
			fail_msg("case %zu: %d\n%.*s", i, status, STR_FMT(buf_str(&b)));
		assert_false(has(&b, "GIF89a")); /* nothing was smuggled */
		str rest = str_from(buf_str(&b), 1);
		if (str_find(rest, STR("HTTP/1.1 ")) != STR_NPOS || (status == 400 && !has(&b, "connection: close")))
			fail_msg("case %zu has more than one head\n%.*s", i, STR_FMT(buf_str(&b)));
	}
	static const str garbage[] = {
		STR_INIT("\r\n\r\n\r\n\0\0\0\r\n"),
		STR_INIT("GET\r\n\r\n"),
		STR_INIT("GET /x/pixel\r\n\r\n"),
		STR_INIT("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"),
		STR_INIT("GET /x/pixel HTTP/9.9\r\nHost: a\r\n\r\n"),
		STR_INIT("GET /\0x HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
		STR_INIT(
			"POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"),
		STR_INIT("GET /x/pixel HTTP/1.1\r\nHost a\r\nno colon\r\n\r\n"),
	};
	for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++) {
		int FD_AUTO fd = dial();
		say(fd, garbage[i]); /* and hangs up */
	}
	/* Headers without end. */
	struct buf BUF_AUTO b, BUF_AUTO long_one;
	buf_init(&long_one, 1 << 20);
	buf_add(&long_one, STR("GET /x/pixel HTTP/1.1\r\nHost: a\r\n"));
	for (int i = 0; i < 4000; i++)
		buf_addf(&long_one, "X-Pad-%d: 0123456789\r\n", i);
	int status = ask(buf_str(&long_one), &b);
	assert_int_equal(status, 431);
	buf_deinit(&b);
	buf_reset(&long_one);
	buf_add(&long_one, STR("GET /x/pixel?"));
	for (int i = 0; i < 20000; i++)
		buf_add_byte(&long_one, 'a');
	buf_add(&long_one, STR(" HTTP/1.1\r\nHost: a\r\n\r\n"));
	assert_int_equal(ask(buf_str(&long_one), &b), 414);
	buf_deinit(&b);
	/* And it still stands. */
	assert_int_equal(ask(GET("/x/pixel", ""), &b), 200);
}

/* A good request before a bad one is answered, the bad one refused, and nothing after it heard; whatever the pieces. */
static void test_malformed_after_good(void **state)
{
	(void)state;
	static const str firsts[] = {
		STR_INIT("GET /x/pixel HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT("GET /x/echo?one HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT("GET /x/later HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT("POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nA: "
			 "b\r\n\r\n"),
	};
	static const str seconds[] = {
		STR_INIT("GET /x/echo?two HTTP/1.1\nHost: a\r\n\r\n"),
		STR_INIT("POST /x/echo?two HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
		STR_INIT("POST /x/echo?two HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
			 "chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"),
	};
	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++)
		for (size_t k = 0; k < sizeof(seconds) / sizeof(*seconds); k++)
			for (int apart = 0; apart < 2; apart++) {
				int FD_AUTO fd = dial();
				struct buf BUF_AUTO b, BUF_AUTO all;
				buf_init(&b, 1 << 20);
				buf_init(&all, 1 << 20);
				buf_add(&all, firsts[i]);
				buf_add(&all, seconds[k]);
				buf_add(&all, STR("GET /x/echo?three HTTP/1.1\r\nHost: a\r\n\r\n"));
				for (size_t at = 0; apart && at < all.n; at++)
					say(fd, str_slice(buf_str(&all), at, at + 1));
				if (!apart)
					say(fd, buf_str(&all));
				hear(fd, &b, NULL);
				str got = buf_str(&b);
				size_t bad = str_find(got, STR("HTTP/1.1 400"));
				if (!str_starts(got, STR("HTTP/1.1 200")) || bad == STR_NPOS || has(&b, "?two") ||
				    has(&b, "?three") || str_find(str_from(got, bad + 1), STR("HTTP/1.")) != STR_NPOS)
					fail_msg("%zu, %zu, %d:\n%.*s", i, k, apart, STR_FMT(got));
			}
}

static void test_well_formed(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(STR("\r\nGET /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &b), 200);
	buf_deinit(&b);
	assert_int_equal(ask(STR("GET http://a/x/echo?q HTTP/1.1\r\nHost: A\r\nConnection: close\r\n\r\n"), &b), 200);
	assert_true(has(&b, "GET /x/echo ?q"));
	buf_deinit(&b);
	assert_int_equal(ask(STR("GET http://a?tab=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &b), 200);
	assert_true(has(&b, "<title>app</title>"));
	buf_deinit(&b);
	assert_int_equal(ask(STR("GET /x/echo HTTP/1.0\r\n\r\n"), &b), 200);
	buf_deinit(&b);
	/* A head as long as may be, in all it may be long in. */
	struct buf BUF_AUTO wide;
	buf_init(&wide, 1 << 20);
	buf_add(&wide, STR("POST /x/echo?"));
	for (int i = 0; i < 16000; i++)
		buf_add_byte(&wide, 'a');
	buf_add(&wide, STR(" HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\nCookie: b=abcdef"));
	for (int i = 0; i < 120; i++)
		buf_addf(&wide, "; c%d=%050d", i, i);
	for (int i = 0; i < 120; i++)
		buf_addf(&wide, "\r\nX-%d: %060d", i, i);
	buf_add(&wide, STR("\r\n\r\n"));
	assert_true(wide.n > 30000 && wide.n < HTTP_HEADERS_MAX);
	for (int i = 0; i < 1000; i++)
		buf_add_byte(&wide, 'a');
	assert_int_equal(ask(buf_str(&wide), &b), 200);
	assert_true(has(&b, "cookie=abcdef"));
}

static void wait_for(_Atomic int *n, int wanted)
{
	for (int i = 0; i < 6000 && *n < wanted; i++)
		clock_sleep(10 * US_PER_MS);
	assert_int_equal(*n, wanted);
}

/* Four workers; as many as may be wait for somebody, and the four are free. Each ends when its client goes. */
static void test_apart(void **state)
{
	(void)state;
	int fds[HTTP_APART_MAX];
	struct buf BUF_AUTO b;
	for (size_t i = 0; i < HTTP_APART_MAX; i++) {
		fds[i] = dial();
		say(fds[i], GET("/x/apart", ""));
	}
	wait_for(&apart_in, HTTP_APART_MAX);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(ask(GET("/x/echo?free", ""), &b), 200);
		buf_deinit(&b);
	}
	assert_int_equal(ask(GET("/x/apart", ""), &b), 503);
	assert_int_equal(apart_refused, 1);
	assert_int_equal(apart_over, 0);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	wait_for(&apart_over, 3);
	{
		int FD_AUTO fd = dial();
		say(fd, GET("/x/apart", ""));
		wait_for(&apart_in, HTTP_APART_MAX + 1);
	}
	wait_for(&apart_over, 4);
	for (size_t i = 3; i < HTTP_APART_MAX; i++)
		close(fds[i]);
	wait_for(&apart_over, HTTP_APART_MAX + 1);
}

static void test_byte_by_byte(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	int FD_AUTO fd = dial();
	str request = STR("POST /x/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nslow");
	for (size_t i = 0; i < request.n; i++)
		say(fd, str_slice(request, i, i + 1));
	hear(fd, &b, NULL);
	assert_true(has(&b, "[slow]"));
}

static void test_static(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	assert_int_equal(ask(GET("/", ""), &b), 200);
	assert_true(has(&b, "<title>app</title>") && has(&b, "frame-ancestors 'none'") &&
		    has(&b, "cache-control: no-cache"));
	assert_false(has(&b, "script-src 'self' 'unsafe-inline'"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/campaigns/c123?tab=x", ""), &b), 200);
	assert_true(has(&b, "<title>app</title>"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/domains/example.com", ""), &b), 200); /* a place, though it looks like a file */
	assert_true(has(&b, "<title>app</title>"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/assets/app-1.js", "Accept-Encoding: gzip, br\r\n"), &b), 200);
	assert_true(has(&b, "immutable") && has(&b, "content-encoding: br") && has(&b, "BROTLI"));
	buf_deinit(&b);
	assert_int_equal(ask(GET("/assets/app-1.js", "Accept-Encoding: gzip, br;q=0\r\n"), &b), 200);
	assert_true(has(&b, "alert(1)") && !has(&b, "content-encoding"));
	size_t at = str_find_nocase(buf_str(&b), STR("etag: "));
	str tag = str_slice(buf_str(&b), at + 6, at + 6 + str_find(str_from(buf_str(&b), at + 6), STR("\r")));
	struct arena ARENA_AUTO a = {};
	str again = arena_printf(
		&a, "GET /assets/app-1.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: %.*s\r\n\r\n",
		STR_FMT(tag));
	buf_deinit(&b);
	assert_int_equal(ask(again, &b), 304);
	buf_deinit(&b);
	static const str missing[] = {
		STR_INIT("GET /assets/none.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
		STR_INIT("GET /api/none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
		STR_INIT("GET /../../etc/passwd.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
		STR_INIT("GET /%2e%2e/secret.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
	};
	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		assert_int_equal(ask(missing[i], &b), 404);
		buf_deinit(&b);
	}
	assert_int_equal(ask(STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), &b),
			 405);
}

struct crowd {
	pthread_t thread;
	int good;
};
static void *crowd_run(void *arg)
{
	struct crowd *c = arg;
	static const str paths[] = { STR_INIT("GET /x/later HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
				     STR_INIT("GET /x/echo?crowd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
				     STR_INIT("GET /x/pixel HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
				     STR_INIT("GET /x/stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") };
	for (size_t i = 0; i < 100; i++) {
		struct buf BUF_AUTO b;
		c->good += ask(paths[i % 20 == 3 ? 3 : i % 3], &b) == 200;
	}
	return NULL;
}
static void test_crowd(void **state)
{
	(void)state;
	struct crowd all[16] = {};
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(pthread_create(&all[i].thread, NULL, crowd_run, &all[i]), 0);
	for (size_t i = 0; i < 16; i++) {
		pthread_join(all[i].thread, NULL);
		assert_int_equal(all[i].good, 100);
	}
}

/* ---- */
static void put(const char *name, str content)
{
	struct arena ARENA_AUTO a = {};
	assert_int_equal(file_write_atomic(file_join(&a, str_z(web_dir), str_z(name)).p, content, 0644).code, ERR_OK);
}

static int start(void **state)
{
	(void)state;
	static const char *const headers[] = { "Cache-Control", "no-store", NULL };
	pixel = http_canned_new(200, "image/gif", STR("GIF89a"), headers);
	assert_non_null(mkdtemp(web_dir));
	struct arena ARENA_AUTO a = {};
	assert_int_equal(file_mkdirs(file_join(&a, str_z(web_dir), STR("assets")).p, 0755).code, ERR_OK);
	put("index.html", STR("<title>app</title>"));
	put("assets/app-1.js", STR("alert(1)"));
	put("assets/app-1.js.br", STR("BROTLI"));
	assert_int_equal(http_static_load(web_dir, false, &files).code, ERR_OK);
	static struct http_mount mounts[2];
	mounts[0] = (struct http_mount){ .prefix = "/x/", .pick = pick };
	mounts[1] = (struct http_mount){ .prefix = "/", .pick = http_static_pick, .ctx = files };
	struct http_options o = { .host = "127.0.0.1", .threads = 2, .workers = 4, .mounts = mounts, .n_mounts = 2 };
	return http_start(&o, &server).code;
}

static int stop(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	int FD_AUTO fd = dial(); /* a subscription that would go on for ever ends with the server */
	say(fd, GET("/x/sse?forever", ""));
	hear(fd, &b, "event: tick");
	http_stop(server, clock_mono() + 60 * US_PER_S);
	hear(fd, &b, NULL);
	assert_int_equal(sse_done, 3);
	http_canned_free(pixel);
	http_static_free(files);
	char command[100];
	snprintf(command, sizeof(command), "%s/assets/app-1.js.br", web_dir);
	for (const char *const *f = (const char *const[]){ "/assets/app-1.js.br", "/assets/app-1.js", "/assets",
							   "/index.html", "", NULL };
	     *f; f++) {
		snprintf(command, sizeof(command), "%s%s", web_dir, *f);
		remove(command);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),	     cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_bodies),	     cmocka_unit_test(test_upload),
		cmocka_unit_test(test_stream),	     cmocka_unit_test(test_sse),
		cmocka_unit_test(test_gzip),	     cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_byte_by_byte), cmocka_unit_test(test_malformed_after_good),
		cmocka_unit_test(test_well_formed),  cmocka_unit_test(test_apart),
		cmocka_unit_test(test_static),	     cmocka_unit_test(test_crowd),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
