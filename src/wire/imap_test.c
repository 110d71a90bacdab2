/* Responses as servers send them, whole and cut at every byte. */
#include "wire/imap.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define is(a, b) assert_true(str_eq((a), STR(b)))

static void test_whole(void **state)
{
	(void)state;
	str all = STR("* 1 FETCH (UID 7 BODY[]<0> {12}\r\nSubject: a\r\n INTERNALDATE \"23-Nov-2026 10:14:02 "
		      "+0100\")\r\nA5 OK "
		      "done\r\n");
	size_t n = 0, first = all.n - sizeof("A5 OK done\r\n") + 1;
	for (size_t i = 0; i < first; i++)
		assert_int_equal(imap_whole(str_upto(all, i), &n), IMAP_MORE);
	assert_int_equal(imap_whole(all, &n), IMAP_WHOLE);
	assert_int_equal(n, first);
	assert_int_equal(imap_whole(STR("* x {9999999999}\r\n"), &n), IMAP_BROKEN);

	struct imap_response r;
	struct imap_token list, t;
	assert_true(imap_read(str_upto(all, first), &r));
	assert_true(r.kind == IMAP_UNTAGGED && r.numbered && r.number == 1);
	is(r.word, "FETCH");
	str rest = r.rest;
	assert_true(imap_token(&rest, &list) && list.kind == IMAP_LIST);
	assert_true(imap_item(list.s, "UID", &t));
	is(t.s, "7");
	assert_true(imap_item(list.s, "BODY[]", &t));
	is(t.s, "Subject: a\r\n");
	int64_t us = 0;
	assert_true(imap_item(list.s, "INTERNALDATE", &t) && imap_date(t.s, &us));
	assert_true(us == INT64_C(1795425242) * 1000000);
}

static void test_status(void **state)
{
	(void)state;
	struct imap_response r;
	assert_true(imap_read(STR("* OK [UIDVALIDITY 42] UIDs valid\r\n"), &r));
	assert_int_equal(r.status, IMAP_OK);
	is(r.code, "UIDVALIDITY 42");
	is(r.rest, "UIDs valid");
	assert_true(imap_read(STR("A7 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"), &r));
	assert_true(r.kind == IMAP_TAGGED && r.status == IMAP_NO);
	is(r.tag, "A7");
	assert_true(imap_read(STR("+ idling\r\n"), &r));
	assert_int_equal(r.kind, IMAP_CONTINUE);
	assert_true(imap_read(STR("* CAPABILITY IMAP4rev1 idle AUTH=PLAIN\r\n"), &r));
	assert_true(imap_capable(r.rest, "IDLE") && !imap_capable(r.rest, "AUTH"));
	assert_false(imap_read(STR("nonsense\r\n"), &r));
	assert_false(imap_read(STR("220 mail.example.com ESMTP\r\n"), &r));
}

static void test_quote(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 100);
	assert_true(imap_quote(&b, STR("a\"b\\c d")));
	is(buf_str(&b), "\"a\\\"b\\\\c d\"");
	assert_false(imap_quote(&b, STR("a\r\nb")));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole), cmocka_unit_test(test_status),
					    cmocka_unit_test(test_quote) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
