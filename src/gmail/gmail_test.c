/* Requests as Gmail documents them, and answers as it gives them. */
#include "gmail/gmail.h"
#include "wire/token.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_send(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct gmail_request rq;
	struct gmail_ref ref;
	(void)state;
	gmail_send(&a, "https://g", STR("To: a\r\n\r\n\xff?"), STR_NULL, &rq);
	assert_true(str_eq(rq.url, STR("https://g/gmail/v1/users/me/messages/send")));
	assert_true(str_eq(rq.body, STR("{\"raw\":\"VG86IGENCg0K_z8\"}")));
	gmail_send(&a, "https://g", STR("x"), STR("t\"1"), &rq);
	assert_true(str_eq(rq.body, STR("{\"raw\":\"eA\",\"threadId\":\"t\\\"1\"}")));
	str big = str_of(arena_alloc(&a, 4u << 20), 4u << 20);
	gmail_send(&a, "https://g", big, STR("t"), &rq);
	assert_true(str_starts(rq.url, STR("https://g/upload/gmail/v1/")) && rq.body.n > big.n);
	assert_true(str_find(rq.body, STR("{\"threadId\":\"t\"}")) != STR_NPOS);
	assert_int_equal(gmail_send_read(&a, STR("{\"id\":\"m1\",\"threadId\":\"t1\"}"), &ref).code, ERR_OK);
	assert_true(str_eq(ref.id, STR("m1")) && str_eq(ref.thread_id, STR("t1")));
	assert_int_equal(gmail_send_read(&a, STR("{}"), &ref).code, ERR_PROTO);
	assert_int_equal(gmail_send_read(&a, STR("<html>"), &ref).code, ERR_PROTO);
}

static void test_look(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct gmail_request rq;
	struct gmail_ref *v;
	struct gmail_headers h;
	size_t n;
	(void)state;
	gmail_search(&a, "https://g", gmail_query_id(&a, STR("<a b\"c@d>")), 2, &rq);
	assert_true(str_ends(rq.url, STR("?maxResults=2&includeSpamTrash=true&q=rfc822msgid%3Aabc%40d")));
	assert_true(str_eq(gmail_query_sent(&a, STR("a@b"), 1700000000999999), STR("in:sent to:a@b after:1700000000")));
	assert_int_equal(gmail_search_read(&a, STR("{\"resultSizeEstimate\":0}"), &v, &n).code, ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(
		gmail_search_read(&a, STR("{\"messages\":[{\"id\":\"1\",\"threadId\":\"2\"},{}]}"), &v, &n).code,
		ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(gmail_search_read(&a, STR("[]"), &v, &n).code, ERR_PROTO);
	str body = STR("{\"id\":\"1\",\"payload\":{\"headers\":[{\"name\":\"Message-Id\",\"value\":\"<x@y>\"},"
		       "{\"name\":\"X-Loumass-Id\",\"value\":\"c1\"}]}}");
	assert_int_equal(gmail_look_read(&a, body, &h).code, ERR_OK);
	assert_true(str_eq(h.message_id, STR("<x@y>")) && str_eq(h.loumass_id, STR("c1")));
}

static void test_errors(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct gmail_error e;
	(void)state;
	gmail_error_read(&a,
			 STR("{\"error\":{\"code\":403,\"message\":\"slow\",\"errors\":[{\"domain\":\"usageLimits\","
			     "\"reason\":\"rateLimitExceeded\"}]}}"),
			 &e);
	assert_true(str_eq(e.reason, STR("rateLimitExceeded")) && str_eq(e.message, STR("slow")));
	gmail_error_read(&a,
			 STR("{\"error\":{\"message\":\"m\",\"details\":[{\"@type\":\"x\"},{\"reason\":\"SERVICE_"
			     "DISABLED\"}]}}"),
			 &e);
	assert_true(str_eq(e.reason, STR("SERVICE_DISABLED")));
	gmail_error_read(&a, STR("oops"), &e);
	assert_true(str_absent(e.reason) && str_absent(e.message));
	gmail_error_read(&a, STR("{\"error\":\"invalid_grant\"}"), &e);
	assert_true(str_absent(e.reason));
}

int main(void)
{
	wire_crypto_init();
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_send), cmocka_unit_test(test_look),
					    cmocka_unit_test(test_errors) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
