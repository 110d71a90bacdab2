/* The quick lane: what it takes, what it gives away untouched, and that nobody can tell which. */
#include "base/log.h"
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct http_server *server;
static struct http_canned *canned;
static atomic_int quick_calls, pick_calls;
static char client[64], agent[64];

static void *answer_later(void *arg)
{
	clock_sleep(20 * US_PER_MS);
	http_quick_reply(arg, canned);
	return NULL;
}

static bool quick(void *ctx, struct http_quick *q)
{
	(void)ctx;
	if (str_ends(http_quick_path(q), STR("/no")))
		return false;
	atomic_fetch_add(&quick_calls, 1);
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	(void)snprintf(client, sizeof(client), "%.*s", STR_FMT(http_quick_client(q)));
	(void)snprintf(agent, sizeof(agent), "%.*s", STR_FMT(http_quick_agent(q)));
	pthread_mutex_unlock(&lock);
	if (!str_ends(http_quick_path(q), STR("/later"))) {
		http_quick_reply(q, canned);
		return true;
	}
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, answer_later, q), 0);
	pthread_detach(thread);
	return true;
}

static void run(struct http_request *r, void *arg)
{
	(void)arg;
	http_reply(r, 200, "text/plain", STR("long way"));
}

static void pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	(void)ctx, (void)r;
	atomic_fetch_add(&pick_calls, 1);
	*out = (struct http_handler){ .kind = HTTP_INLINE, .run = run, .body_max = 100 };
}

static const struct http_mount mounts[] = { { .prefix = "/q/", .pick = pick, .quick = quick },
					    { .prefix = "/", .pick = pick } };

static int start(void **state)
{
	(void)state;
	static const char *const headers[] = { "Cache-Control", "no-store", NULL };
	canned = http_canned_new(200, "image/gif", STR("GIF"), headers);
	return err_is(http_start(
		&(struct http_options){ .host = "127.0.0.1", .trust_proxy = true, .mounts = mounts, .n_mounts = 2 },
		&server));
}

static int stop(void **state)
{
	(void)state;
	http_stop(server, clock_mono() + 5 * US_PER_S);
	http_canned_free(canned);
	return 0;
}

static int connect_to(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(http_port(server)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval tv = { .tv_sec = 10 };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void put(int fd, const char *text)
{
	str s = str_z(text);
	assert_int_equal(send(fd, s.p, s.n, MSG_NOSIGNAL), (ssize_t)s.n);
}

/* Reads until `times` answers' bodies have come; the bytes in out. */
static void get(int fd, char *out, size_t cap, const char *body, int times)
{
	size_t n = 0;
	for (;;) {
		int seen = 0;
		out[n] = 0;
		for (const char *p = out; (p = strstr(p, body)); p += str_z(body).n)
			seen++;
		if (seen >= times)
			return;
		ssize_t r = recv(fd, out + n, cap - 1 - n, 0);
		if (r <= 0)
			fail_msg("the answer ended after: %s", out);
		n += (size_t)r;
	}
}

static void takes_what_is_plain(void **state)
{
	(void)state;
	char out[4096];
	int fd = connect_to(), before = pick_calls;
	for (int i = 0; i < 3; i++) {
		put(fd, "GET /q/x HTTP/1.1\r\nHost: a\r\nUser-Agent:  me/1 \r\nConnection: keep-alive\r\n\r\n");
		get(fd, out, sizeof(out), "\r\n\r\nGIF", 1);
		assert_non_null(
			strstr(out, "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nCache-Control: no-store\r\n"));
		assert_non_null(strstr(out, "Content-Length: 3\r\nDate: "));
	}
	assert_int_equal(pick_calls, before);
	assert_string_equal(client, "127.0.0.1");
	assert_string_equal(agent, "me/1");
	put(fd, "GET /q/x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, 2001:db8::7\r\n\r\n");
	get(fd, out, sizeof(out), "\r\n\r\nGIF", 1);
	assert_string_equal(client, "2001:db8::7");
	close(fd);
}

static void pipelined(void **state)
{
	(void)state;
	char out[8192];
	int fd = connect_to(), before = quick_calls;
	for (int i = 0; i < 4; i++)
		put(fd, "GET /q/later HTTP/1.1\r\nHost: a\r\n\r\nGET /q/x HTTP/1.1\r\nHost: a\r\n\r\n");
	get(fd, out, sizeof(out), "\r\n\r\nGIF", 8);
	assert_int_equal(quick_calls - before, 8);
	put(fd, "GET /q/x HTTP/1.1\r\nHost: a\r\n\r\nGET /other HTTP/1.1\r\nHost: a\r\n\r\n");
	get(fd, out, sizeof(out), "long way", 1);
	assert_non_null(strstr(out, "GIF"));
	put(fd, "GET /q/x HTTP/1.1\r\nHost: a\r\n\r\n"); /* the connection lives on, the long way */
	get(fd, out, sizeof(out), "long way", 1);
	close(fd);
}

static void gives_away_the_rest(void **state)
{
	(void)state;
	static const struct {
		const char *request, *answer;
	} cases[] = {
		{ "GET /q/no HTTP/1.1\r\nHost: a\r\n\r\n", "long way" },
		{ "GET /q/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n", "long way" },
		{ "GET /elsewhere HTTP/1.1\r\nHost: a\r\n\r\n", "long way" },
		{ "HEAD /q/x HTTP/1.1\r\nHost: a\r\n\r\n", "200 OK" },
		{ "POST /q/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "long way" },
		{ "GET /q/x HTTP/1.0\r\nHost: a\r\n\r\n", "long way" },
		{ "GET /q/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "long way" },
		{ "GET /q/x HTTP/1.1\r\n\r\n", "400" },
		{ "GET /q/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400" },
		{ "GET /q/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		  "400" },
	};
	char out[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int before = quick_calls, fd = connect_to();
		put(fd, cases[i].request);
		get(fd, out, sizeof(out), cases[i].answer, 1);
		assert_int_equal(quick_calls, before);
		close(fd);
	}
}

static void split_anywhere(void **state)
{
	(void)state;
	const char *request = "GET /q/x HTTP/1.1\r\nHost: a\r\nUser-Agent: z\r\n\r\n";
	char out[4096], part[128];
	for (size_t cut = 1; cut < str_z(request).n; cut++) {
		int fd = connect_to();
		(void)snprintf(part, sizeof(part), "%.*s", (int)cut, request);
		put(fd, part);
		clock_sleep(US_PER_MS);
		put(fd, request + cut);
		get(fd, out, sizeof(out), "HTTP/1.1 200 OK", 1);
		close(fd);
	}
}

static void gone_before_the_answer(void **state)
{
	(void)state;
	char out[4096];
	for (int i = 0; i < 50; i++) {
		int fd = connect_to();
		put(fd, "GET /q/later HTTP/1.1\r\nHost: a\r\n\r\n");
		close(fd);
	}
	int fd = connect_to();
	put(fd, "GET /q/later HTTP/1.1\r\nHost: a\r\n\r\n");
	get(fd, out, sizeof(out), "\r\n\r\nGIF", 1);
	close(fd);
}

static void *hammer(void *arg)
{
	char out[1024];
	int fd = connect_to();
	for (int i = 0; i < 500; i++) {
		put(fd, "GET /q/x HTTP/1.1\r\nHost: a\r\n\r\n");
		get(fd, out, sizeof(out), "\r\n\r\nGIF", 1);
	}
	close(fd);
	return arg;
}

static void crowd(void **state)
{
	(void)state;
	enum { CLIENTS = 16 };
	pthread_t t[CLIENTS];
	int before = quick_calls;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, hammer, NULL), 0);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(t[i], NULL);
	assert_int_equal(quick_calls - before, CLIENTS * 500);
}

int main(void)
{
	log_setup(LOG_WARN, false, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_is_plain),	  cmocka_unit_test(pipelined),
		cmocka_unit_test(gives_away_the_rest),	  cmocka_unit_test(split_anywhere),
		cmocka_unit_test(gone_before_the_answer), cmocka_unit_test(crowd),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
