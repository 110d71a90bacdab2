/* Requests to a server on loopback that speaks and misbehaves as told by the path. */
#include "http/fetch.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int listener;
static unsigned port;
static _Atomic int hits;

static void say(int fd, const char *s)
{
	assert_true(write(fd, s, strlen(s)) > 0);
}

static void answer(int fd, const char *in)
{
	char big[200];
	if (strstr(in, " /redirect ")) {
		snprintf(big, sizeof(big),
			 "HTTP/1.1 302 Found\r\nLocation: http://localhost:%u/ok\r\nContent-Length: 0\r\n\r\n", port);
		say(fd, big);
	} else if (strstr(in, " /slow-down ")) {
		say(fd, "HTTP/1.1 429 Too Many\r\nRetry-After: 17\r\nContent-Length: 2\r\n\r\nno");
	} else if (strstr(in, " /big ")) {
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
		memset(big, 'x', sizeof(big));
		for (int i = 0; i < 500; i++)
			if (send(fd, big, sizeof(big), MSG_NOSIGNAL) < 0)
				break;
	} else if (strstr(in, " /half ")) {
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
	} else if (!strstr(in, " /cut ")) {
		say(fd, strstr(in, "\r\nX-Word: hello") && strstr(in, "\r\n\r\na body")
				? "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nboth"
				: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	}
}

static void *serve(void *arg)
{
	(void)arg;
	for (;;) {
		char in[4096] = {};
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			return NULL;
		ssize_t got = 0, n;
		while ((n = read(fd, in + got, sizeof(in) - 1 - (size_t)got)) > 0) {
			got += n;
			char *end = strstr(in, "\r\n\r\n");
			if (end && (strncmp(in, "POST", 4) != 0 || end[4]))
				break;
		}
		hits++;
		answer(fd, in);
		close(fd);
	}
}

static str url(struct arena *a, const char *path)
{
	return arena_printf(a, "http://localhost:%u%s", port, path);
}

static err get(struct arena *a, const char *path, struct fetch_answer *out)
{
	struct fetch_request rq = {
		.method = "GET", .url = url(a, path), .allow_http = true, .allow_private = true, .answer_max = 1000
	};
	return fetch(a, &rq, out);
}

static void test_answers(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct fetch_answer r;
	(void)state;
	assert_int_equal(get(&a, "/ok", &r).code, ERR_OK);
	assert_int_equal(r.status, 200);
	assert_true(str_eq(r.body, STR("ok")) && r.retry_after == -1 && str_absent(r.type));
	assert_int_equal(get(&a, "/slow-down", &r).code, ERR_OK);
	assert_true(r.status == 429 && r.retry_after == 17);
	assert_int_equal(get(&a, "/redirect", &r).code, ERR_OK);
	assert_true(r.status == 302 && str_ends(r.moved, STR("/ok")));
	assert_int_equal(get(&a, "/big", &r).code, ERR_LIMIT);
	assert_int_equal(get(&a, "/half", &r).code, ERR_UNCERTAIN);
	struct fetch_header word = { "X-Word", STR("hello") };
	struct fetch_request rq = { .method = "POST",
				    .url = url(&a, "/"),
				    .headers = &word,
				    .n_headers = 1,
				    .body = STR("a body"),
				    .body_type = "text/plain",
				    .allow_http = true,
				    .allow_private = true };
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_OK);
	assert_true(r.status == 201 && str_eq(r.type, STR("text/plain")) && str_eq(r.body, STR("both")));
	rq.method = "GET", rq.body = STR_NULL, rq.url = url(&a, "/redirect"), rq.redirects = 2;
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_OK);
	assert_int_equal(r.status, 200);
	/* A cut connection is tried once, and only once. */
	int before = hits;
	assert_int_equal(get(&a, "/cut", &r).code, ERR_UNCERTAIN);
	assert_int_equal(hits, before + 1);
}

static void test_refusals(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct fetch_answer r;
	_Atomic bool stop = true;
	int before = hits;
	(void)state;
	struct fetch_request rq = { .method = "GET", .url = url(&a, "/ok"), .allow_http = true };
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_FORBIDDEN); /* loopback */
	rq.allow_private = true, rq.allow_http = false;
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_INVALID); /* no https */
	rq.allow_http = true;
	static const char *const bad[] = {
		"file:///etc/passwd", "http://user:word@localhost/", "gopher://localhost/", "http://", "nothing",
		"http://local\nhost/"
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rq.url = str_z(bad[i]);
		assert_int_equal(fetch(&a, &rq, &r).code, ERR_INVALID);
	}
	struct fetch_header split = { "X-Word", STR("a\r\nX-More: b") };
	rq.url = url(&a, "/ok"), rq.headers = &split, rq.n_headers = 1;
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_INVALID);
	rq.n_headers = 0, rq.stop = &stop;
	assert_true(err_is(fetch(&a, &rq, &r)));
	rq.stop = NULL, rq.url = STR("http://127.0.0.1:1/");
	assert_int_equal(fetch(&a, &rq, &r).code, ERR_UNAVAILABLE);
	assert_int_equal(hits, before);
}

static int open_server(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);
	pthread_t t;
	(void)state;
	unsetenv("http_proxy");
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&at, n) || listen(listener, 16) ||
	    getsockname(listener, (struct sockaddr *)&at, &n))
		return -1;
	port = ntohs(at.sin_port);
	return pthread_create(&t, NULL, serve, NULL) || pthread_detach(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, open_server, NULL);
}
