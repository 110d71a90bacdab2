#include "wire/dkim.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const str message = STR_INIT(
	"Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nFrom: A <a@one.test>\r\nTo: b@two.test\r\n"
	"Subject:  two\r\n\twords \r\nMessage-ID: <x@one.test>\r\n\r\nHello \t there \r\n\r\nBye\r\n\r\n \r\n");

static void expect_body(const char *in, const char *want)
{
	/* The same at every split between head and tail. */
	str whole = str_z(in);
	for (size_t cut = 0; cut <= whole.n; cut++) {
		struct arena ARENA_AUTO a = {};
		struct buf BUF_AUTO out;
		buf_init(&out, 4096);
		dkim_canon_body(arena_printf(&a, "X: y\r\n\r\n%.*s", STR_FMT(str_upto(whole, cut))),
				str_from(whole, cut), &out);
		assert_int_equal(out.n, strlen(want));
		assert_memory_equal(buf_str(&out).p, want, out.n);
	}
}

static void canonical_forms(void **state)
{
	(void)state;
	struct buf BUF_AUTO out;
	buf_init(&out, 4096);
	/* RFC 6376 section 3.4.5 */
	dkim_canon_field(STR("A: X\r\n"), &out);
	dkim_canon_field(STR("B : Y\t\r\n\tZ  \r\n"), &out);
	assert_true(str_eq(buf_str(&out), STR("a:Xb:Y Z")));
	expect_body(" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n");
	expect_body("", "");
	expect_body("\r\n\r\n", "");
	expect_body(" \r\n", "");
	expect_body("x", "x\r\n");
	expect_body("\r\n\r\nx", "\r\n\r\nx\r\n");
	expect_body("a \r b\n c", "a \r b\n c\r\n");
}

static void records(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	assert_true(dkim_record_holds(STR("v=DKIM1;k=rsa;p=AB CD"), DKIM_RSA, STR("ABCD")));
	assert_true(dkim_record_holds(STR(" p = ABCD ; v=DKIM1"), DKIM_RSA, STR("ABCD")));
	assert_false(dkim_record_holds(STR("v=DKIM1; p=ABCD"), DKIM_ED25519, STR("ABCD")));
	assert_true(dkim_record_holds(dkim_record(&a, DKIM_ED25519, STR("ABCD")), DKIM_ED25519, STR("ABCD")));
	assert_false(dkim_record_holds(STR("v=DKIM1; k=rsa; p="), DKIM_RSA, STR("ABCD"))); /* revoked */
	assert_false(dkim_record_holds(STR("v=DKIM1; k=rsa; p=ABCDE"), DKIM_RSA, STR("ABCD")));
	assert_false(dkim_record_holds(STR(""), DKIM_RSA, STR("ABCD")));
}

static void signs(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct dkim_signer *DKIM_SIGNER_AUTO s = dkim_signer_new();
	struct buf BUF_AUTO out, again;
	buf_init(&out, 1u << 20);
	buf_init(&again, 1u << 20);
	for (int alg = DKIM_RSA; alg <= DKIM_ED25519; alg++) {
		str priv, pub;
		assert_false(err_is(dkim_key_make((enum dkim_algorithm)alg, &a, &priv, &pub)));
		assert_int_equal(
			dkim_signer_add(s, (enum dkim_algorithm)alg, STR("one.test\r\nX: y"), STR("s"), priv).code,
			ERR_INVALID);
		assert_int_equal(dkim_signer_add(s, (enum dkim_algorithm) !alg, STR("one.test"), STR("s"), priv).code,
				 ERR_INVALID);
		assert_false(err_is(dkim_signer_add(s, (enum dkim_algorithm)alg, STR("one.test"), STR("s1"), priv)));
	}
	buf_add(&out, message);
	assert_false(err_is(dkim_sign_buf(s, &out, STR(""), 1700000000000000)));
	str text = buf_str(&out);
	assert_true(str_starts(text, STR("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n\td=one.test; s=s1; "
					 "t=1700000000;\r\n\th=From:From:To:Subject:Date:Message-ID;")));
	assert_true(str_find(text, STR("DKIM-Signature: v=1; a=ed25519-sha256")) != STR_NPOS);
	assert_true(str_ends(text, message));
	assert_true(str_find(text, STR("l=")) == STR_NPOS);
	for (str rest = text, line; str_next(&rest, '\n', &line);)
		assert_true(line.n <= 79);
	/* Both are deterministic: head and tail cut anywhere are the same message. */
	for (size_t cut = str_find(message, STR("\r\n\r\n")) + 4; cut <= message.n; cut++) {
		buf_reset(&again);
		buf_add(&again, str_upto(message, cut));
		assert_false(err_is(dkim_sign_buf(s, &again, str_from(message, cut), 1700000000000000)));
		assert_memory_equal(again.p, out.p, out.n - message.n);
	}
	/* no From, two From */
	buf_reset(&again);
	buf_add_lit(&again, "To: b@two.test\r\n\r\nx");
	assert_int_equal(dkim_sign_buf(s, &again, STR(""), 0).code, ERR_INVALID);
	buf_reset(&again);
	buf_add_lit(&again, "From: a@x.test\r\nfrom: b@two.test\r\n\r\nx");
	assert_int_equal(dkim_sign_buf(s, &again, STR(""), 0).code, ERR_INVALID);
	assert_false(err_is(dkim_sign_buf(NULL, &again, STR(""), 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_forms),
		cmocka_unit_test(records),
		cmocka_unit_test(signs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
