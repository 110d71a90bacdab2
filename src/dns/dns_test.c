#include "dns/dns.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void says_what_is_wrong(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct dns_question q[2] = { { .name = STR("a..b"), .type = DNS_A },
				     { .name = STR("a.example"), .type = DNS_A } };
	assert_int_equal(dns_ask(&a, "not a server", q, 2).code, ERR_INVALID);
	assert_false(err_is(dns_ask(&a, "127.0.0.1:1", q, 2))); /* nobody listens there */
	assert_int_equal(q[0].outcome.code, ERR_INVALID);
	assert_int_equal(q[1].outcome.code, ERR_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(says_what_is_wrong) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
