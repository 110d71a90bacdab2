#include "wire/addr.h"
#include "wire/url.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void takes(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct addr r;
	assert_false(err_is(addr_parse(&a, STR(" Ann.O'Neil+x@Example.COM \n"), &r)));
	assert_string_equal(r.normal.p, "Ann.O'Neil+x@example.com");
	assert_false(err_is(addr_parse(&a, STR("x@BÜCHER.example"), &r)));
	assert_string_equal(addr_wire(&a, &r).p, "x@xn--bcher-kva.example");
	assert_string_equal(r.normal.p, "x@bücher.example");
	assert_false(r.needs_utf8);
	assert_false(err_is(addr_parse(&a, STR("用户@例子.中国"), &r)));
	assert_true(r.needs_utf8);
	str name;
	assert_false(err_is(addr_parse_mailbox(&a, STR("\"Ann, O\" <a@b.example>"), &name, &r)));
	assert_true(str_eq(name, STR("Ann, O")) && str_eq(r.normal, STR("a@b.example")));
}

static void refuses(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct addr r;
	static const char *const bad[] = {
		"",
		"a",
		"a@",
		"@b.c",
		"a@b",
		"a@@b.c",
		"a b@c.de",
		".a@b.c",
		"a.@b.c",
		"a..b@c.d",
		"a@b..c",
		"a@-b.c",
		"a@b_c.d",
		"a@[1.2.3.4]",
		"a@b.c\nBcc: x@y.z",
		"\"a b\"@c.d",
		"a@b.c,d@e.f",
		"a@.b.c",
		"a\x01@b.c",
		"\xff@b.c",
		"a@\xc3\x28.c",
		"<a@b.c>",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(addr_parse(&a, str_z(bad[i]), &r).code, ERR_INVALID);
	char longest[300];
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 65, "@b.example", 10);
	assert_int_equal(addr_parse(&a, str_of(longest, 75), &r).code, ERR_INVALID);
	assert_false(err_is(addr_parse(&a, str_of(longest + 1, 74), &r)));
}

static void urls(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct url u;
	assert_false(err_is(url_parse(STR("https://Example.com:8443/a?b#c"), &u)));
	assert_true(str_eq(u.host, STR("Example.com")) && u.port == 8443 && str_eq(u.path, STR("/a?b#c")));
	assert_false(err_is(url_parse(STR("http://[::1]/"), &u)));
	assert_true(str_eq(u.host, STR("::1")) && u.port == 80);
	static const char *const bad[] = { "javascript:alert(1)", "//x",	 "https://", "http://a:0/",
					   "http://u@h/",	  "http://a b/", "http:/a" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(url_parse(str_z(bad[i]), &u).code, ERR_INVALID);

	struct buf BUF_AUTO b;
	buf_init(&b, 1000);
	url_encode(&b, STR("a b&c=ü/~"));
	assert_true(str_eq(buf_str(&b), STR("a%20b%26c%3D%C3%BC%2F~")));
	str back, name, value;
	assert_false(err_is(url_decode(&a, buf_str(&b), false, &back)));
	assert_true(str_eq(back, STR("a b&c=ü/~")));
	assert_true(err_is(url_decode(&a, STR("%0"), false, &back)) &&
		    err_is(url_decode(&a, STR("%00"), false, &back)));

	struct url_query q = { STR("a=1&&b=x+y%21&c") };
	bool more;
	assert_false(err_is(url_query_next(&q, &a, &more, &name, &value)));
	assert_true(more && str_eq(name, STR("a")) && str_eq(value, STR("1")));
	assert_false(err_is(url_query_next(&q, &a, &more, &name, &value)));
	assert_true(more && str_eq(value, STR("x y!")));
	assert_false(err_is(url_query_next(&q, &a, &more, &name, &value)));
	assert_true(more && str_eq(name, STR("c")) && str_empty(value));
	assert_false(err_is(url_query_next(&q, &a, &more, &name, &value)));
	assert_false(more);

	buf_reset(&b);
	base64url_encode(&b, STR("\xfb\xff\xfe!"));
	assert_true(str_eq(buf_str(&b), STR("-__-IQ")));
	assert_false(err_is(base64url_decode(&a, buf_str(&b), &back)));
	assert_true(str_eq(back, STR("\xfb\xff\xfe!")) && err_is(base64url_decode(&a, STR("a+b/"), &back)));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(takes), cmocka_unit_test(refuses),
					    cmocka_unit_test(urls) };
	return cmocka_run_group_tests_name("addr", tests, NULL, NULL);
}
