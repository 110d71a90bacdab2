#include "base/limits.h"
#include "wire/links.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void signing(void **state)
{
	(void)state;
	struct link_keys keys = { .n = 2 };
	memset(keys.key[0], 1, LINK_KEY_LEN);
	memset(keys.key[1], 2, LINK_KEY_LEN);
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	str target = STR("https://x.example/a b?c=1&d=ü");
	for (size_t k = 0; k < 2; k++) { /* an older key still verifies */
		buf_reset(&b);
		link_click_url(&b, STR("https://m.example"), STR("TID"), keys.key[k], 17, target);
		str url = buf_str(&b);
		assert_true(str_starts(url, STR("https://m.example/t/c/TID/17-")));
		assert_true(str_ends(url, STR("?u=https%3A%2F%2Fx.example%2Fa%20b%3Fc%3D1%26d%3D%C3%BC")));
		str id = str_slice(url, 26, 26 + 3 + LINK_MAC_LEN);
		uint64_t n = 0;
		assert_false(err_is(link_verify(&keys, id, target, &n)));
		assert_int_equal(n, 17);
		assert_int_equal(link_verify(&keys, id, STR("https://evil.example/"), &n).code, ERR_NOT_FOUND);
		for (size_t i = 0; i < id.n; i++) { /* every altered character is seen */
			char copy[32];
			memcpy(copy, id.p, id.n);
			copy[i] = copy[i] == '1' ? '2' : '1';
			assert_int_equal(link_verify(&keys, str_of(copy, id.n), target, &n).code, ERR_NOT_FOUND);
		}
	}
	uint64_t n;
	static const char *const bad[] = { "",
					   "-",
					   "1-",
					   "1-abcdefghijk",
					   "0-abcdefghijkl",
					   "01-abcdefghijkl",
					   "99999999999999999999999-abcdefghijkl",
					   "x-abcdefghijkl" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(link_verify(&keys, str_z(bad[i]), target, &n).code, ERR_NOT_FOUND);
}

static str sites(struct arena *a, str html)
{
	struct link_sites s;
	assert_false(err_is(links_find(a, html, &s)));
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(s.v[i].n, i + 1);
		buf_addf(&b, "%s%s%.*s ", s.v[i].templated ? "*" : "", s.v[i].quoted ? "" : "~",
			 STR_FMT(s.v[i].target));
	}
	buf_addf(&b, "@%zu", s.pixel_at);
	return arena_dup(a, buf_str(&b));
}

static void places(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const cases[][2] = {
		{ "<a href=\"https://x.example/?a=1&amp;b=2\">x</a></body>", "https://x.example/?a=1&b=2 @46" },
		{ "<A HREF=HTTP://X.example>x</A>", "~HTTP://X.example @30" },
		{ "<a href='mailto:x'><a href='tel:1'><a href='#x'><a href=''><a><a href=\"{{unsubscribeUrl}}\">",
		  "@91" },
		{ "<a href='https://x.example' data-notrack>", "@41" },
		{ "<area href='https://x.example'><link href='https://y.example'>", "https://x.example @62" },
		{ "<a href='{{url}}'><a href='https://x.example/{{id}}'>", "*{{url}} *https://x.example/{{id}} @53" },
		{ "<blockquote><a href='https://q.example'></a></body></blockquote><a "
		  "href='https://x.example'></body></html>",
		  "https://x.example @92" },
		{ "<div class='a gmail_quote b'><div><a href='https://q.example'></div></div><a "
		  "href='https://x.example'>",
		  "https://x.example @102" },
		{ "<a href='https://x.example'><div class=loumass_quote><a href='https://q.example'></body>",
		  "https://x.example @28" },
		{ "<!-- <a href='https://q.example'> --><!--[if mso]><a href='https://o.example'><![endif]-->",
		  "https://o.example @90" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(sites(&a, str_z(cases[i][0])).p, cases[i][1]);
}

static void too_many_links(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	for (unsigned i = 0; i <= LINKS_MAX; i++)
		buf_add_lit(&b, "<a href='https://x.example'>");
	struct link_sites s;
	assert_int_equal(links_find(&a, buf_str(&b), &s).code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signing),
		cmocka_unit_test(places),
		cmocka_unit_test(too_many_links),
	};
	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
