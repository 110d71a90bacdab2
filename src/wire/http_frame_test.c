/* What passes and what does not, at every split of the stream. */
#include "wire/http_frame.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
	int status;
	str in;
} bad[] = {
#define FRAME_CASE(status_, text) { status_, STR_INIT(text) },
#include "wire/http_frame_cases.h"
#undef FRAME_CASE
};

/* As a server does: the bytes come in pieces of `step`; what may pass is taken at once. Gives how many passed. */
static size_t feed(struct http_frame *f, str in, size_t step)
{
	size_t passed = 0;
	*f = (struct http_frame){};
	for (size_t there = step < in.n ? step : in.n; !f->status;) {
		uint64_t unseen = http_frame_unseen(f);
		size_t n;
		if (unseen && passed < there) {
			n = unseen < there - passed ? (size_t)unseen : there - passed;
			http_frame_passed(f, n);
		} else {
			n = http_frame_look(f, str_slice(in, passed, there));
		}
		passed += n;
		if (n)
			continue;
		if (there == in.n)
			break;
		there = there + step < in.n ? there + step : in.n;
	}
	return passed;
}

static void test_malformed(void **state)
{
	(void)state;
	assert_true(sizeof(bad) / sizeof(*bad) >= 150);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		for (size_t step = 1; step <= bad[i].in.n; step = step < 8 ? step + 1 : step * 2) {
			struct http_frame f;
			feed(&f, bad[i].in, step);
			if (f.status != bad[i].status || !f.why)
				fail_msg("%d (%s) instead of %d, by %zu:\n%.*s", f.status, f.why ? f.why : "",
					 bad[i].status, step, STR_FMT(bad[i].in));
		}
}

static void test_well_formed(void **state)
{
	(void)state;
	static const struct {
		str in;
		unsigned heads;
	} good[] = {
		{ STR_INIT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 1 },
		{ STR_INIT("\r\nGET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"), 1 },
		{ STR_INIT("GET / HTTP/1.0\r\n\r\n"), 1 },
		{ STR_INIT("GET / HTTP/1.1\r\nhost:[::1]:80\r\nA:\r\nB: \t\xc3\xa4 b\t \r\n\r\n"), 1 },
		{ STR_INIT("GET http://a/x?y HTTP/1.1\r\nA: b\r\nHost: A\r\n\r\n"), 1 },
		{ STR_INIT("GET https://a:81 HTTP/1.1\r\nHost: a:81\r\n\r\n"), 1 },
		{ STR_INIT("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 1 },
		{ STR_INIT("BREW /x HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 0\r\n\r\n"), 1 },
		{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n\n\r\0\r\n\r\n"
			   "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		  2 },
		{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\n\n\n\n\r\n"
			   "00A;a=b;c=\"d\"\r\n0123456789\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		  2 },
		{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n000\r\nA: b\r\nC:\r\n\r\n"
			   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
			   "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		  3 },
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		for (size_t step = 1; step <= good[i].in.n; step++) {
			struct http_frame f;
			size_t n = feed(&f, good[i].in, step);
			if (f.status || n != good[i].in.n || f.heads != good[i].heads || f.at != FRAME_LINE)
				fail_msg("%d (%s), %zu of %zu, by %zu:\n%.*s", f.status, f.why ? f.why : "", n,
					 good[i].in.n, step, STR_FMT(good[i].in));
		}
	assert_true(http_head_ok(good[0].in));
	assert_false(http_head_ok(str_upto(good[0].in, good[0].in.n - 2)));
}

/* Nothing of a request passes before its head is whole, and nothing after what is wrong. */
static void test_what_passes(void **state)
{
	(void)state;
	struct http_frame f;
	str two = STR("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n");
	for (size_t step = 1; step <= two.n; step++) {
		assert_int_equal(feed(&f, two, step), 27);
		assert_int_equal(f.status, 400);
		assert_int_equal(f.heads, 1);
	}
	for (size_t i = 0; i < 27; i++)
		assert_int_equal(feed(&f, str_upto(two, i), 1), 0);
}

static void test_bounds(void **state)
{
	(void)state;
	static char long_one[100000];
	static const struct {
		const char *head, *unit, *tail;
		size_t times;
		int status;
	} all[] = {
		{ "GET /", "a", " HTTP/1.1\r\nHost: a\r\n\r\n", 20000, 414 },
		{ "GET /", "a", " HTTP/1.1\r\nHost: a\r\n\r\n", 90000, 414 },
		{ "GET /", "a", "", 90000, 414 },
		{ "GET /", "a", " HTTP/1.1\r\nHost: a\r\n\r\n", 16000, 0 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nA: ", "a", "\r\n\r\n", 20000, 0 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nA: ", "a", "", 40000, 431 },
		{ "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", "\r\n", 100, 0 },
		{ "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", "\r\n", 200, 431 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b", ";c=d", "\r\n\r\n", 100, 0 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b", ";c=d", "\r\n\r\n", 200, 431 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=", "b", "\r\n\r\n", 9000, 431 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;", "b", "\r\n", 300, 400 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;", "b", "", 300, 400 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "0", "3\r\nabc\r\n0\r\n\r\n", 20,
		  400 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ", "b", "", 9000, 431 },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		size_t n = (size_t)snprintf(long_one, sizeof(long_one), "%s", all[i].head);
		for (size_t k = 0; k < all[i].times; k++)
			n += (size_t)snprintf(long_one + n, sizeof(long_one) - n, "%s", all[i].unit);
		n += (size_t)snprintf(long_one + n, sizeof(long_one) - n, "%s", all[i].tail);
		for (size_t step = 1; step <= n; step = step * 7 + 1) {
			struct http_frame f;
			feed(&f, str_of(long_one, n), step);
			if (f.status != all[i].status)
				fail_msg("case %zu by %zu: %d (%s)", i, step, f.status, f.why ? f.why : "");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_well_formed),
		cmocka_unit_test(test_what_passes),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
