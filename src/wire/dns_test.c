#include "wire/dns.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "\x12\x34\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0"
#define PACKET(lit) str_of(lit, sizeof(lit) - 1)

static void reads_texts(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct dns_question q = {};
	str p = PACKET(HEAD "\0\x10\0\1\xc0\x0c\0\x10\0\1\0\0\0\x3c\0\7\3one\2tw");
	assert_false(err_is(dns_read(&a, p, DNS_TXT, &q)));
	assert_int_equal(q.n, 1);
	assert_true(str_eq(q.v[0].name, STR("a.example")));
	assert_true(str_eq(q.v[0].data, STR("onetw")));
	for (size_t cut = 0; cut < p.n; cut++) { /* no cut is read as something */
		struct dns_question none = {};
		err e = dns_read(&a, str_upto(p, cut), DNS_TXT, &none);
		assert_true(err_is(e));
	}
	/* a string longer than its record */
	assert_int_equal(
		dns_read(&a, PACKET(HEAD "\0\x10\0\1\xc0\x0c\0\x10\0\1\0\0\0\x3c\0\4\x09one"), DNS_TXT, &q).code,
		ERR_PROTO);
}

static void reads_names_and_addresses(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct dns_question q = {};
	assert_false(err_is(
		dns_read(&a, PACKET(HEAD "\0\x0f\0\1\xc0\x0c\0\x0f\0\1\0\0\0\x3c\0\7\0\x0a\2MX\xc0\x0e"), DNS_MX, &q)));
	assert_int_equal(q.n, 1);
	assert_int_equal(q.v[0].preference, 10);
	assert_true(str_eq(q.v[0].data, STR("mx.example")));
	assert_false(err_is(dns_read(&a, PACKET(HEAD "\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1"), DNS_A, &q)));
	assert_true(str_eq(q.v[0].data, STR("127.0.0.1")));
	/* a name that points at itself */
	assert_true(err_is(dns_read(&a, PACKET(HEAD "\0\5\0\1\xc0\x0c\0\5\0\1\0\0\0\x3c\0\2\xc0\x27"), DNS_CNAME, &q)));
	/* denied, refused */
	assert_false(err_is(dns_read(&a, PACKET("\0\0\x81\x83\0\0\0\0\0\0\0\0"), DNS_A, &q)));
	assert_true(q.no_such_name);
	assert_int_equal(dns_read(&a, PACKET("\0\0\x81\x85\0\0\0\0\0\0\0\0"), DNS_A, &q).code, ERR_UNAVAILABLE);
}

static void makes_reverse_names(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	assert_true(str_eq(dns_reverse_name(&a, STR("192.0.2.1")), STR("1.2.0.192.in-addr.arpa")));
	assert_true(str_starts(dns_reverse_name(&a, STR("2001:db8::1")), STR("1.0.0.0.")));
	assert_true(str_ends(dns_reverse_name(&a, STR("2001:db8::1")), STR("8.b.d.0.1.0.0.2.ip6.arpa")));
	assert_true(str_absent(dns_reverse_name(&a, STR("mail.example"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_texts),
		cmocka_unit_test(reads_names_and_addresses),
		cmocka_unit_test(makes_reverse_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
