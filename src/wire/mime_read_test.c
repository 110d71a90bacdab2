#include "wire/mime_read.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define is(a, b) assert_true(str_eq((a), STR(b)))

static const str whole = STR_INIT(
	"From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.com>\r\nTo: b@example.com\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"
	" folded\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
	"--x\r\nContent-Type: multipart/related; boundary=z\r\n\r\n--z\r\nContent-Type: multipart/alternative; "
	"boundary=y\r\n\r\n"
	"--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
	"quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n"
	"--y\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
	"quoted-printable\r\n\r\n<p>Gr=FC=DFe</p>\r\n"
	"--y--\r\n--z\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--z--\r\n"
	"--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
	"filename*=utf-8''%C3%BCbersicht.txt\r\n\r\nhello\r\n--x--\r\n");

static void test_whole(void **s)
{
	(void)s;
	struct arena ARENA_AUTO a = {};
	struct mime_mail m;
	assert_int_equal(mime_read_all(&a, whole, &m).code, ERR_OK);
	is(m.headers[0].name, "From");
	is(m.headers[0].value, "Zoë <zoe@example.com>");
	is(m.headers[2].value, "Grüße folded");
	is(str_trim(m.text), "Grüße");
	is(str_trim(m.html), "<p>Grüße</p>");
	assert_int_equal(m.attachments_n, 2);
	is(m.attachments[0].content_id, "logo@x");
	is(m.attachments[0].content_type, "image/png");
	assert_true(m.attachments[0].is_inline);
	assert_int_equal(m.attachments[0].bytes, 4);
	is(m.attachments[1].filename, "übersicht.txt");
	assert_false(m.attachments[1].is_inline);
	is(str_trim(m.attachments[1].data), "hello");
}

static void test_cut(void **s)
{
	(void)s;
	for (size_t n = 0; n < whole.n; n++) { /* any cut is read or refused, never worse */
		struct arena ARENA_AUTO a = {};
		struct mime_mail m;
		err_ignore(mime_read(&a, str_upto(whole, n), &m));
	}
}

static void test_nested(void **s)
{
	(void)s;
	struct arena ARENA_AUTO a = {};
	struct mime_mail m;
	str deep = STR("");
	for (int i = 0; i < 60; i++)
		deep = arena_printf(&a, "%.*sContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n",
				    STR_FMT(deep), i, i);
	deep = arena_printf(&a, "%.*sContent-Type: text/plain\r\n\r\nbottom\r\n", STR_FMT(deep));
	assert_int_equal(mime_read(&a, deep, &m).code, ERR_OK);
	assert_true(str_absent(m.text));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole), cmocka_unit_test(test_cut),
					    cmocka_unit_test(test_nested) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
