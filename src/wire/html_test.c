#include "wire/html.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static str text_of(struct arena *a, const char *html)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	html_to_text(str_z(html), &b);
	return arena_dup(a, buf_str(&b));
}

static void escaping(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	assert_string_equal(html_of(&a, STR("<script>\"&'")).s.p, "&lt;script&gt;&quot;&amp;&#39;");
	assert_string_equal(header_text_of(&a, STR(" a\r\nBcc: x\0y ")).s.p, "a  Bcc: x y");
	assert_true(str_eq(header_text_of(&a, STR(" a\r\nBcc: x ")).s, STR("a  Bcc: x")));
	assert_true(str_eq(header_text_of(&a, STR("gr\xfc\xdf")).s, STR("gr")));
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 10);
	html_unescape(&b, STR("a&amp;b &lt&eacute;&#233;&#xE9; &copy=1 &nope; &#0; {{ a | default: \"&amp;\" }}&"));
	assert_true(str_eq(buf_str(&b), STR("a&b <\xc3\xa9\xc3\xa9\xc3\xa9 &copy=1 &nope; \xef\xbf\xbd "
					    "{{ a | default: \"&amp;\" }}&")));
}

/* What the scanner sees, as one line a token. */
static str tokens(struct arena *a, str html)
{
	struct buf BUF_AUTO b;
	struct html_scan s;
	struct html_token t;
	buf_init(&b, 1 << 16);
	html_scan_init(&s, html);
	size_t at = 0;
	while (html_next(&s, &t)) {
		assert_int_equal(t.from, at);
		assert_true(t.to > t.from && t.to <= html.n);
		at = t.to;
		buf_add_byte(&b, "TROCM"[t.kind]);
		if (t.conditional)
			buf_add_byte(&b, '?');
		if (t.kind == HTML_OPEN || t.kind == HTML_CLOSE || t.kind == HTML_RAW) {
			buf_add_byte(&b, ':');
			buf_add(&b, t.name);
		}
		struct html_attr attr;
		for (size_t i = t.attrs; t.kind == HTML_OPEN && html_next_attr(html, &t, &i, &attr);)
			buf_addf(&b, "[%.*s=%.*s]", STR_FMT(attr.name), STR_FMT(attr.value));
		buf_add_byte(&b, ' ');
	}
	assert_int_equal(at, html.n);
	return arena_dup(a, buf_str(&b));
}

static void scanning(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const cases[][2] = {
		{ "a<b>c</b>", "T O:b T C:b " },
		{ "<a href='x' b=y/z c>", "O:a[href=x][b=y/z][c=] " },
		{ "<a href=\"{{u | default: \"x\"}}\">", "O:a[href={{u | default: \"x\"}}] " },
		{ "<a {% if x > 1 %}href=1{% else %}href=2{% endif %}>",
		  "O:a[{% if x > 1 %}=][href=1{% else %}href=2{% endif %}] " },
		{ "<!-- <a> --><a>", "M O:a " },
		{ "<!--[if mso]><a><![endif]--><b>", "M O?:a M? O:b " },
		{ "<!--[if !mso]><!--><a><!--<![endif]-->", "M M? O:a M " },
		{ "<style>a>b{}</style>x", "O:style R:style C:style T " },
		{ "<script>if(a</b)</scriptx></SCRIPT >", "O:script R:script C:SCRIPT " },
		{ "<style></style><br/>", "O:style C:style O:br " },
		{ "1 < 2 <a", "T M " },
		{ "<a href=\"x", "M " },
		{ "</><?x?><!doctype html><", "M M M T " },
		{ "{{ \"<a>\" }}<i>", "T O:i " },
		{ "<!--", "M " },
		{ "<!-->x", "M T " },
		{ "<plaintext></plaintext>", "O:plaintext R:plaintext " },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(tokens(&a, str_z(cases[i][0])).p, cases[i][1]);
}

static void text_alternative(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const cases[][2] = {
		{ "<h1>Hello</h1><p>one  two\n three</p><p>four<br>five</p>",
		  "Hello\n\none two three\n\nfour\nfive\n" },
		{ "<p>See <a href=\"https://x.example/a?b=1&amp;c=2\">our <b>page</b></a>.</p>",
		  "See our page (https://x.example/a?b=1&c=2).\n" },
		{ "<a href=\"https://x.example/\">x.example</a> <a href=\"mailto:me@x.example\">me@x.example</a>",
		  "x.example me@x.example\n" },
		{ "<ul><li>a</li><li>b<ol><li>c<li>d</ol></li></ul>e", "- a\n- b\n  1. c\n  2. d\n\ne\n" },
		{ "<ul><li><p>a</p></li><li> b</li></ul>", "- a\n\n- b\n" },
		{ "<table><tr><th>Name<th>Age<tr><td>Ann<td>7</table>z", "Name Age\nAnn 7\n\nz\n" },
		{ "<img src=x alt='A &amp; B'><a href=\"https://y.example\"><img src=x></a>",
		  "A & B https://y.example\n" },
		{ "<div style=\"display: none; max-height:0\">Pre<div>header</div></div><p>Body", "Body\n" },
		{ "<style>p{}</style><title>T</title><script>x</script>y", "y\n" },
		{ "<p>Hi {{firstName | default: \"you  <b>\"}},</p>{% if a == \"<p>\" %}<p>A</p>{% endif %}<p>B</p>",
		  "Hi {{firstName | default: \"you  <b>\"}},\n\n{% if a == \"<p>\" %}A\n\n{% endif %}B\n" },
		{ "<p>Hi {% if a %}<p>B</p>{% endif %}<p>C</p>", "Hi {% if a %}\n\nB\n\n{% endif %}\n\nC\n" },
		{ "<a href=\"{{website}}\">w</a><a href='https://x.example/?n={{firstName}}'>n</a>",
		  "w ({{website}}) n (https://x.example/?n={{firstName | urlencode }})\n" },
		{ "<blockquote><p>q1</p><p>q2</p></blockquote>r", "> q1\n\n> q2\n\nr\n" },
		{ "<pre>a\n  b</pre>", "a\n  b\n" },
		{ "a<!--[if mso]>outlook<![endif]-->b", "ab\n" },
		{ "<a href=\"{{unsubscribeUrl}}\">Unsubscribe</a>", "Unsubscribe ({{unsubscribeUrl}})\n" },
		{ "a<hr>b", "a\n\n----------------------------------------\n\nb\n" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(text_of(&a, cases[i][0]).p, cases[i][1]);
}

static void facts(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct html_facts f;
	assert_false(err_is(html_inspect(&a,
					 STR("<p onclick=x>t<a href=https://a.example>1</a><a href='{{u}}'>2</a>"
					     "<a href='#'>3</a><a href=' javascript:x'>4</a><img><img alt=''>"
					     "<a href='mailto:x'>5</a><a href=\"{{ unsubscribeUrl }}\">u</a>"),
					 &f)));
	assert_int_equal(f.links, 3);
	assert_true(str_eq(f.hrefs[1], STR("{{u}}")));
	assert_int_equal(f.images, 2);
	assert_int_equal(f.images_no_alt, 1);
	assert_int_equal(f.bad_links, 2);
	assert_true(str_eq(f.first_bad_link, STR("#")));
	assert_true(f.has_unsubscribe && f.has_text && f.has_script);
}

/* Ten megabytes that make tree builders crawl or overflow: linear here, so this returns at once. */
static void hostile_megabytes(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"<div>",    "<a ", "{{",      "<!--[if x]>", "<b><p>", "<table>", "{% \"",
		"<ul><li>", "&",   "<style>", "<a href=\"",  "</",     "<!",	  "{{ ' "
	};
	struct buf BUF_AUTO in, out;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		buf_init(&in, 4 << 20);
		buf_init(&out, 64 << 20);
		while (in.n + 16 < 2 << 20)
			buf_add(&in, str_z(pieces[i]));
		struct arena ARENA_AUTO a = {};
		struct html_facts f;
		html_to_text(buf_str(&in), &out);
		assert_false(err_is(html_inspect(&a, buf_str(&in), &f)));
		buf_deinit(&in);
		buf_deinit(&out);
	}
	buf_init(&in, 1);
	buf_init(&out, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escaping), cmocka_unit_test(scanning),		 cmocka_unit_test(text_alternative),
		cmocka_unit_test(facts),    cmocka_unit_test(hostile_megabytes),
	};
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
