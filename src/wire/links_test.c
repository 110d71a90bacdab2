#include "base/limits.h"
#include "wire/links.h"
#include "wire/web_url.h"
#include <gumbo.h>
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
	struct link_ref ref;
	buf_init(&b, 4096);
	str target = STR("https://x.example/a b?c=1&d=ü");
	for (size_t k = 0; k < 2; k++) { /* an older key still verifies */
		buf_reset(&b);
		link_click_url(&b, STR("https://m.example"), STR("TID"), keys.key[k], LINK_WHOLE, 17, target);
		str url = buf_str(&b);
		assert_true(str_starts(url, STR("https://m.example/t/c/TID/17_")));
		assert_true(str_ends(url, STR("?u=https%3A%2F%2Fx.example%2Fa%20b%3Fc%3D1%26d%3D%C3%BC")));
		str id = str_slice(url, 26, 26 + 3 + LINK_MAC_LEN);
		assert_false(err_is(link_verify(&keys, STR("TID"), id, target, &ref)));
		assert_int_equal(ref.n, 17);
		assert_int_equal(ref.form, LINK_WHOLE);
		/* Nothing of it can stand elsewhere: another person, another target, another number, another form. */
		assert_int_equal(link_verify(&keys, STR("TIE"), id, target, &ref).code, ERR_NOT_FOUND);
		assert_int_equal(link_verify(&keys, STR("TI"), id, target, &ref).code, ERR_NOT_FOUND);
		assert_int_equal(link_verify(&keys, STR("TID"), id, STR("https://evil.example/"), &ref).code,
				 ERR_NOT_FOUND);
		for (size_t i = 0; i < id.n; i++) { /* every altered character is seen */
			char copy[32];
			memcpy(copy, id.p, id.n);
			copy[i] = copy[i] == '1' ? '2' : copy[i] == '_' ? '~' : '1';
			assert_int_equal(link_verify(&keys, STR("TID"), str_of(copy, id.n), target, &ref).code,
					 ERR_NOT_FOUND);
		}
	}
	static const char *const bad[] = { "",
					   "_",
					   "1_",
					   "1_abcdefghijk",
					   "0_abcdefghijkl",
					   "01_abcdefghijkl",
					   "99999999999999999999999_abcdefghijkl",
					   "1-abcdefghijkl",
					   "x_abcdefghijkl" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(link_verify(&keys, STR("TID"), str_z(bad[i]), target, &ref).code, ERR_NOT_FOUND);
}

/* Mail that was sent before: its links bind number and target, and say that they are of that form. */
static void older_mail(void **state)
{
	(void)state;
	struct link_keys keys = { .n = 1 };
	struct link_ref ref;
	char id[2 + LINK_MAC_LEN] = "7-";
	memset(keys.old[0], 3, LINK_KEY_LEN);
	link_sign_old(keys.old[0], 7, STR("https://x.example/"), id + 2);
	assert_false(
		err_is(link_verify(&keys, STR("whoever"), str_of(id, sizeof(id)), STR("https://x.example/"), &ref)));
	assert_int_equal(ref.form, LINK_OLD);
	id[1] = '_'; /* and is not taken for the new one */
	assert_true(
		err_is(link_verify(&keys, STR("whoever"), str_of(id, sizeof(id)), STR("https://x.example/"), &ref)));
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
		{ "<A HREF=HTTP://X.example>x</A>", "~http://x.example/ @30" },
		{ "<a href='mailto:x'><a href='tel:1'><a href='#x'><a href=''><a><a href=\"{{unsubscribeUrl}}\">",
		  "@91" },
		{ "<a href='https://x.example' data-notrack>", "@41" },
		{ "<area href='https://x.example'><link href='https://y.example'>", "https://x.example/ @62" },
		{ "<a href='{{url}}'><a href='https://x.example/{{id}}'>", "*{{url}} *https://x.example/{{id}} @53" },
		{ "<blockquote><a href='https://q.example'></a></body></blockquote><a "
		  "href='https://x.example'></body></html>",
		  "https://x.example/ @92" },
		{ "<div class='a gmail_quote b'><div><a href='https://q.example'></div></div><a "
		  "href='https://x.example'>",
		  "https://x.example/ @102" },
		{ "<a href='https://x.example'><div class=loumass_quote><a href='https://q.example'></body>",
		  "https://x.example/ @28" },
		{ "<a href=' https://x.example/a b\tc\n'><a href='//y.example'><a href='https:\\\\z.example'>",
		  "https://x.example/a%20bc https://y.example/ https://z.example/ @86" },
		{ "<a href='https://'><a href='https://a:b:c'><a href='ftp://x.example'><a href='x.example'>", "@89" },
		{ "<!--[if mso]><v:roundrect xmlns:v='urn' href='https://x.example/b'><![endif]-->",
		  "https://x.example/b @79" },
		{ "<!-- <a href='https://q.example'> --><!--[if mso]><a href='https://o.example'><![endif]-->",
		  "https://o.example/ @90" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(sites(&a, str_z(cases[i][0])).p, cases[i][1]);
}

static void faults(void **state)
{
	(void)state;
	static const struct {
		const char *href;
		enum link_fault fault;
	} cases[] = {
		{ "https://a.example/", LINK_NO_FAULT },
		{ " //a.example ", LINK_NO_FAULT },
		{ "https://{{host}}/", LINK_NO_FAULT },
		{ "{{url}}", LINK_NO_FAULT },
		{ "{{unsubscribeUrl}}", LINK_NO_FAULT },
		{ "{% if a %}https://a.example{% else %}https://b.example{% endif %}", LINK_NO_FAULT },
		{ "mailto:x@a.example", LINK_NO_FAULT },
		{ "TEL:+49", LINK_NO_FAULT },
		{ "sms:+49", LINK_NO_FAULT },
		{ "cid:x", LINK_NO_FAULT },
		{ "#here", LINK_NO_FAULT },
		{ "#there", LINK_NO_ANCHOR },
		{ "#", LINK_EMPTY },
		{ "  ", LINK_EMPTY },
		{ "shop", LINK_RELATIVE },
		{ "/shop", LINK_RELATIVE },
		{ "?a=1", LINK_RELATIVE },
		{ "www.a.example/x:y", LINK_RELATIVE },
		{ "java\nscript:alert(1)", LINK_SCRIPT },
		{ "\x01javascript:alert({{x}})", LINK_SCRIPT },
		{ "data:text/html,x", LINK_BLOCKED },
		{ "file:///c:/x", LINK_BLOCKED },
		{ "myapp://x", LINK_UNUSUAL },
		{ "ftp://a.example", LINK_UNUSUAL },
		{ "https://", LINK_NO_URL },
		{ "https://a.example:99999", LINK_NO_URL },
		{ "https:// a.example", LINK_NO_URL },
		{ "https://256.1.1.1/", LINK_NO_URL },
		{ "https://?e={{email}}", LINK_NO_URL },
		{ "http://{{unsubscribeUrl}}", LINK_WRAPPED },
		{ "https://x.example/?to={{ unsubscribeUrl | urlencode }}", LINK_WRAPPED },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena ARENA_AUTO a = {};
		struct link_finding v[4] = {};
		str html = arena_printf(&a, "<p id=here>\n\n<a\nhref='%s'>x</a>", cases[i].href);
		size_t n = links_judge(&a, html, v, 4);
		enum link_fault got = n ? v[0].fault : LINK_NO_FAULT;
		if (got != cases[i].fault)
			fail_msg("%s: %d", cases[i].href, got);
		assert_true(n <= 1 && (n == 0 || v[0].line == 3));
	}
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

/* --- the same links as a real HTML parser finds --- */

static void gumbo_links(const GumboNode *n, bool quoted, struct buf *out)
{
	if (n->type != GUMBO_NODE_ELEMENT)
		return;
	const GumboElement *e = &n->v.element;
	const GumboAttribute *class = gumbo_get_attribute(&e->attributes, "class");
	quoted = quoted || e->tag == GUMBO_TAG_BLOCKQUOTE || (class && strcmp(class->value, "gmail_quote") == 0);
	const GumboAttribute *href = gumbo_get_attribute(&e->attributes, "href");
	if (!quoted && (e->tag == GUMBO_TAG_A || e->tag == GUMBO_TAG_AREA) && href &&
	    strncmp(href->value, "http", 4) == 0 && !gumbo_get_attribute(&e->attributes, "data-notrack")) {
		struct arena ARENA_AUTO a = {};
		str url;
		assert_false(err_is(web_url(&a, str_z(href->value), &url)));
		buf_addf(out, "%.*s\n", STR_FMT(url));
	}
	for (unsigned i = 0; i < e->children.length; i++)
		gumbo_links(e->children.data[i], quoted, out);
}

static void as_a_parser_sees_them(void **state)
{
	(void)state;
	static const char *const pages[] = {
		"<!DOCTYPE html><html><head><title>a <a href=https://no.example>b</a></title><base "
		"href=\"https://b.example\">"
		"<style>a[href=\"https://no.example\"]{}</style></head><body bgcolor=#fff><table "
		"width=\"100%\"><tr><td>"
		"<a href=\"https://x.example/?a=1&amp;b=2&copy=3&lt;\" title='>'>1</a><td><A\nHREF = "
		"'https://y.example'\t>2</A>"
		"</table><map><area href=\"https://z.example/#f\"></map></body></html>",
		"<p><a href=https://x.example/path/>1</a><p>2</b><b><a href='https://y.example'><b>3</b></a></b>",
		"<a href=\"https://first.example\" href=\"https://second.example\">x</a>",
		"<!-- <a href=\"https://no.example\"> --><a data-x='<a href=https://no.example>' "
		"href='https://x.example'>",
		"<script>var a='<a href=\"https://no.example\">';</script><textarea><a "
		"href=https://no.example></textarea>"
		"<a href='https://x.example'>",
		"<div class=gmail_quote><div><a href=https://q.example>q</a></div></div><blockquote><a "
		"href=https://q.example>q"
		"</a></blockquote><a href=https://x.example>x</a>",
		"<a href='https://x.example' data-notrack>1</a><a href=\"mailto:a@b.example\">2</a><a "
		"href=\"https://y.example\"/>",
		"<a href=\"https://x.example/&#x3f;q&#61;1&quot;\">1</a><a / href=https://y.example/ >2</a>< a "
		"href=https://no.example>",
		"<svg><a href=\"https://x.example\">in a picture</a></svg><noscript><a "
		"href=https://y.example>n</a></noscript>",
	};
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct arena ARENA_AUTO a = {};
		struct buf BUF_AUTO ours, theirs;
		buf_init(&ours, 1 << 16);
		buf_init(&theirs, 1 << 16);
		struct link_sites s;
		assert_false(err_is(links_find(&a, str_z(pages[i]), &s)));
		for (size_t k = 0; k < s.n; k++)
			buf_addf(&ours, "%.*s\n", STR_FMT(s.v[k].target));
		GumboOutput *g = gumbo_parse(pages[i]);
		gumbo_links(g->root, false, &theirs);
		gumbo_destroy_output(&kGumboDefaultOptions, g);
		buf_add_byte(&ours, 0);
		buf_add_byte(&theirs, 0);
		assert_string_equal(ours.p, theirs.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signing), cmocka_unit_test(older_mail),     cmocka_unit_test(faults),
		cmocka_unit_test(places),  cmocka_unit_test(too_many_links), cmocka_unit_test(as_a_parser_sees_them),
	};
	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
