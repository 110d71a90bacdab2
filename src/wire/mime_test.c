#include "wire/mime.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Undoes quoted-printable; independent of the encoder. */
static str unqp(struct arena *a, str s)
{
	char *o = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] != '=') {
			o[n++] = s.p[i++];
			continue;
		}
		if (s.p[i + 1] == '\r') {
			i += 3;
			continue;
		}
		char hex[3] = { s.p[i + 1], s.p[i + 2], 0 };
		o[n++] = (char)strtol(hex, NULL, 16);
		i += 3;
	}
	return str_of(o, n);
}

static void check_lines(str s, size_t most)
{
	str rest = s, line;
	while (str_next(&rest, '\n', &line)) {
		if (str_absent(rest))
			break;
		assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
		assert_true(line.n - 1 <= most);
		assert_true(line.p[0] != '.');
	}
}

static void quoted_printable(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b, whole;
	buf_init(&b, 1 << 20);
	buf_init(&whole, 1 << 20);
	static const char *const cases[][2] = {
		{ "plain", "plain" }, { "a=b", "a=3Db" },	{ "\xc3\xbc", "=C3=BC" }, { "x \ny\t", "x=20\r\ny=09" },
		{ ".dot", "=2Edot" }, { "a\r.b", "a\r\n=2Eb" }, { "From x", "=46rom x" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t col = 0;
		buf_reset(&b);
		mime_qp(&b, str_z(cases[i][0]), &col);
		assert_true(str_eq(buf_str(&b), str_z(cases[i][1])));
	}
	/* Any text, cut anywhere, comes back whole. */
	srand(7);
	for (int round = 0; round < 300; round++) {
		char text[400];
		size_t n = (size_t)rand() % sizeof(text), col = 0;
		for (size_t i = 0; i < n; i++)
			text[i] = "ab .=\n\xc3\xbc\t"[rand() % 9];
		buf_reset(&b);
		for (size_t at = 0; at < n;) {
			size_t piece = 1 + (size_t)rand() % 90;
			mime_qp(&b, str_slice(str_of(text, n), at, at + piece), &col);
			at += piece;
		}
		buf_reset(&whole);
		mime_crlf(&whole, str_of(text, n));
		assert_true(str_eq(unqp(&a, buf_str(&b)), buf_str(&whole)));
		check_lines(buf_str(&b), 76);
	}
}

static void encodings(void **state)
{
	(void)state;
	assert_int_equal(mime_pick(STR("short\r\nlines\n"), true), MIME_7BIT);
	assert_int_equal(mime_pick(STR("a\n.b"), true), MIME_QP);
	assert_int_equal(mime_pick(STR("a \n"), true), MIME_QP);
	assert_int_equal(mime_pick(STR("a\rb"), true), MIME_QP);
	assert_int_equal(mime_pick(STR("\xc3\xbc"), true), MIME_QP);
	assert_int_equal(mime_pick(STR("x"), false), MIME_BASE64);
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 10);
	mime_base64(&b, STR("Hello, World"));
	mime_base64(&b, STR("ab"));
	mime_base64(&b, STR("a"));
	assert_true(str_eq(buf_str(&b), STR("SGVsbG8sIFdvcmxk\r\nYWI=\r\nYQ==\r\n")));
}

static void headers(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 16);
	mime_header(&b, STR("Subject"), header_text_of(&a, STR("Hello World")));
	assert_true(str_eq(buf_str(&b), STR("Subject: Hello World\r\n")));
	buf_reset(&b);
	mime_header(&b, STR("Subject"), header_text_of(&a, STR("Say grüße to all\r\nBcc: x")));
	assert_true(str_eq(buf_str(&b), STR("Subject: Say =?UTF-8?B?Z3LDvMOfZQ==?= to all Bcc: x\r\n")));
	buf_reset(&b);
	mime_header_address(&b, STR("To"), header_text_of(&a, STR("Doe, John \"J\"")),
			    header_text_of(&a, STR("j@x.example")));
	assert_true(str_eq(buf_str(&b), STR("To: \"Doe, John \\\"J\\\"\" <j@x.example>\r\n")));
	buf_reset(&b);
	mime_header_address(&b, STR("To"), header_text_of(&a, STR("Ann Lee")), header_text_of(&a, STR("a@x.example")));
	mime_header_address(&b, STR("To"), header_text_of(&a, STR("")), header_text_of(&a, STR("a@x.example")));
	mime_header_address(&b, STR("To"), header_text_of(&a, STR("Jürgen")), header_text_of(&a, STR("a@x.example")));
	assert_true(str_eq(buf_str(&b), STR("To: Ann Lee <a@x.example>\r\nTo: a@x.example\r\n"
					    "To: =?UTF-8?B?SsO8cmdlbg==?= <a@x.example>\r\n")));
	buf_reset(&b);
	mime_param(&b, STR("filename"), header_text_of(&a, STR("a \"b\".pdf")));
	mime_param(&b, STR("filename"), header_text_of(&a, STR("für.pdf")));
	assert_true(
		str_eq(buf_str(&b), STR(";\r\n filename=\"a \\\"b\\\".pdf\";\r\n filename*0*=utf-8''f%C3%BCr.pdf")));
}

/* Lines stay within bounds and no encoded word cuts a character, whatever the length. */
static void long_headers(void **state)
{
	(void)state;
	struct buf BUF_AUTO b, text;
	buf_init(&b, 1 << 16);
	buf_init(&text, 1 << 16);
	for (size_t n = 1; n < 400; n += 3) {
		struct arena ARENA_AUTO a = {};
		buf_reset(&text);
		for (size_t i = 0; i < n; i++)
			buf_add(&text, i % 11 == 5 ? STR(" ") : i % 3 ? STR("x") : n % 2 ? STR("ü") : STR("💌"));
		buf_reset(&b);
		mime_header(&b, STR("Subject"), header_text_of(&a, buf_str(&text)));
		mime_header_address(&b, STR("To"), header_text_of(&a, buf_str(&text)),
				    header_text_of(&a, STR("a@x.example")));
		mime_param(&b, STR("filename"), header_text_of(&a, buf_str(&text)));
		buf_add_lit(&b, "\r\n");
		check_lines(buf_str(&b), 78);
		str rest = buf_str(&b), line;
		while (str_next(&rest, '\n', &line)) {
			assert_true(mime_is_ascii(line));
			size_t at = str_find(line, STR("=?UTF-8?B?"));
			if (at != STR_NPOS)
				assert_true(str_find(str_from(line, at), STR("?=")) + 2 <= 75);
		}
	}
	/* One enormous word. */
	struct arena ARENA_AUTO a = {};
	buf_reset(&text);
	while (text.n < 3000)
		buf_add_byte(&text, 'y');
	buf_reset(&b);
	mime_header(&b, STR("Subject"), header_text_of(&a, buf_str(&text)));
	mime_header_raw(&b, STR("References"), header_text_of(&a, buf_str(&text)));
	check_lines(buf_str(&b), 998);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quoted_printable),
		cmocka_unit_test(encodings),
		cmocka_unit_test(headers),
		cmocka_unit_test(long_headers),
	};
	return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
