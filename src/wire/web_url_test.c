#include "base/limits.h"
#include "wire/web_url.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What Node's URL makes of them; the scenarios compare some 20,000 random ones with it. NULL: no URL. */
static const char *const cases[][2] = {
	{ "https://a.example/My file.pdf", "https://a.example/My%20file.pdf" },
	{ " https://a.example/x ", "https://a.example/x" },
	{ "\x01\x1fhttps://a.example/x\n", "https://a.example/x" },
	{ "ht\ntps:/\t/a.ex\rample/x", "https://a.example/x" },
	{ "https://a.example/?a=<b>", "https://a.example/?a=%3Cb%3E" },
	{ "https://a.example/?a='b'#'c'", "https://a.example/?a=%27b%27#'c'" },
	{ "https://bücher.example/ä?ö=ü#ß", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC#%C3%9F" },
	{ "HTTPS://A.example/Path", "https://a.example/Path" },
	{ "//a.example/x", "https://a.example/x" },
	{ "\\\\a.example\\x", "https://a.example/x" },
	{ "https:a.example", "https://a.example/" },
	{ "https:////a.example", "https://a.example/" },
	{ "http://a.example:80/", "http://a.example/" },
	{ "https://a.example:80/", "https://a.example:80/" },
	{ "https://a.example:0443/", "https://a.example/" },
	{ "https://a.example:/", "https://a.example/" },
	{ "https://u:p@ss@a.example/", "https://u:p%40ss@a.example/" },
	{ "https://:@a.example/", "https://a.example/" },
	{ "https://@a.example/", "https://a.example/" },
	{ "https://a.example/a/../b/./c/%2E%2e/d/.", "https://a.example/b/d/" },
	{ "https://a.example/../..", "https://a.example/" },
	{ "https://a.example//", "https://a.example//" },
	{ "https://a.example/%zz%", "https://a.example/%zz%" },
	{ "https://a.example/?", "https://a.example/?" },
	{ "https://a.example#", "https://a.example/#" },
	{ "https://1.2.3/", "https://1.2.0.3/" },
	{ "https://0x7f.1/", "https://127.0.0.1/" },
	{ "https://0300.0250.1/", "https://192.168.0.1/" },
	{ "https://4294967295/", "https://255.255.255.255/" },
	{ "https://[::1]/", "https://[::1]/" },
	{ "https://[1:0:0:2:0:0:0:3]/", "https://[1:0:0:2::3]/" },
	{ "https://[::ffff:1.2.3.4]/", "https://[::ffff:102:304]/" },
	{ "https://[1:2:3:4:5:6:7:8]/", "https://[1:2:3:4:5:6:7:8]/" },
	{ "https://[0:0:0:0:0:0:0:0]/", "https://[::]/" },
	{ "https://a%2eexample/", "https://a.example/" },
	{ "https://a。example/", "https://a.example/" },
	{ "https://faß.example/", "https://xn--fa-hia.example/" },
	{ "https://i❤️.example/", "https://xn--i-7iq.example/" },
	{ "https://a_b.-c-.example./", "https://a_b.-c-.example./" },
	{ "https://", NULL },
	{ "https:///", NULL },
	{ "https://?q", NULL },
	{ "https://u@/", NULL },
	{ "https://:80/", NULL },
	{ "https://a b.example/", NULL },
	{ "https://a<b/", NULL },
	{ "https://a%00b/", NULL },
	{ "https://a%/", NULL },
	{ "https://a.example:x/", NULL },
	{ "https://a.example:65536/", NULL },
	{ "https://256.0.0.1/", NULL },
	{ "https://4294967296/", NULL },
	{ "https://1.2.3.4.5/", NULL },
	{ "https://1.2.3.08/", NULL },
	{ "https://[1:2]/", NULL },
	{ "https://[1::2::3]/", NULL },
	{ "https://[::1", NULL },
	{ "https://[::1.2.3]/", NULL },
	{ "https://[::01.2.3.4]/", NULL },
	{ "https://[fe80::1%25eth0]/", NULL },
	{ "https://xn--/", NULL },
	{ "https://\xc2\xad/", NULL },
	{ "mailto:a@b.example", NULL },
	{ "/x", NULL },
	{ "", NULL },
};

static void as_browsers_read_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena ARENA_AUTO a = {};
		str got = STR_NULL, again;
		err e = web_url(&a, str_z(cases[i][0]), &got);
		if (err_is(e) != !cases[i][1] || !str_eq(got, str_z(cases[i][1])))
			fail_msg("%s: %.*s, not %s", cases[i][0], STR_FMT(got), cases[i][1] ? cases[i][1] : "refused");
		if (err_is(e))
			continue;
		assert_false(err_is(web_url(&a, got, &again)));
		assert_true(str_eq(got, again));
	}
}

static void kinds(void **state)
{
	(void)state;
	static const struct {
		const char *href;
		enum web_url_kind kind;
		const char *scheme;
	} v[] = {
		{ " http:x", WEB_URL_HTTP, "http" },
		{ "/\\x", WEB_URL_HTTP, NULL },
		{ "\t ", WEB_URL_EMPTY, NULL },
		{ "#x", WEB_URL_FRAGMENT, NULL },
		{ "/x:y", WEB_URL_RELATIVE, NULL },
		{ "1x:y", WEB_URL_RELATIVE, NULL },
		{ ":x", WEB_URL_RELATIVE, NULL },
		{ "JAVA\nSCRIPT:x", WEB_URL_OTHER, "javascript" },
		{ "a+b-c.d1:x", WEB_URL_OTHER, "a+b-c.d1" },
	};
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		struct arena ARENA_AUTO a = {};
		str scheme;
		assert_int_equal(web_url_kind(&a, str_z(v[i].href), &scheme), v[i].kind);
		assert_true(str_eq(scheme, str_z(v[i].scheme)));
	}
}

static void too_long(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	char *p = arena_alloc(&a, LINK_URL_MAX + 1);
	str out;
	memset(p, 'x', LINK_URL_MAX + 1);
	memcpy(p, "https://a/", 10);
	assert_false(err_is(web_url(&a, str_of(p, LINK_URL_MAX), &out)));
	assert_int_equal(web_url(&a, str_of(p, LINK_URL_MAX + 1), &out).code, ERR_LIMIT);
	p[LINK_URL_MAX - 1] = '"'; /* it is coded, and longer than may be */
	assert_int_equal(web_url(&a, str_of(p, LINK_URL_MAX), &out).code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_browsers_read_them),
		cmocka_unit_test(kinds),
		cmocka_unit_test(too_long),
	};
	return cmocka_run_group_tests_name("web_url", tests, NULL, NULL);
}
