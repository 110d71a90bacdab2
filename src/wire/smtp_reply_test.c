#include "base/limits.h"
#include "wire/smtp_reply.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* All replies of a stream fed in pieces cut at `cut` and then every `size` bytes, printed. */
static void print_replies(str stream, size_t cut, size_t size, struct buf *out)
{
	struct smtp_reply_reader r;
	smtp_reply_reader_init(&r);
	buf_reset(out);
	for (size_t at = 0; at < stream.n;) {
		size_t n = at < cut ? cut - at : size;
		str in = str_slice(stream, at, at + n);
		at += in.n;
		char *copy = malloc(in.n); /* so that reading past the piece is seen */
		memcpy(copy, in.p, in.n);
		in.p = copy;
		struct smtp_reply reply;
		enum smtp_read got = SMTP_READ_MORE;
		while (in.n && (got = smtp_reply_read(&r, &in, &reply)) == SMTP_READ_REPLY)
			buf_addf(out, "%d/%d.%d.%d/%zu/%.*s|", reply.code, reply.enhanced[0], reply.enhanced[1],
				 reply.enhanced[2], reply.lines, STR_FMT(reply.text));
		free(copy);
		if (got == SMTP_READ_BAD) {
			buf_add_lit(out, "BAD");
			break;
		}
	}
	smtp_reply_reader_deinit(&r);
}

static void check(str stream, const char *want)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	for (size_t cut = 0; cut <= stream.n; cut++) {
		print_replies(stream, cut, stream.n, &b);
		buf_add_byte(&b, 0);
		assert_string_equal(b.p, want);
	}
	print_replies(stream, 1, 1, &b);
	buf_add_byte(&b, 0);
	assert_string_equal(b.p, want);
}

static void good_replies_at_every_split(void **state)
{
	(void)state;
	check(STR("220 hello\r\n"), "220/0.0.0/1/hello|");
	check(STR("250-a\r\n250-SIZE 10\r\n250 DSN\r\n354 go\r\n"), "250/0.0.0/3/a\nSIZE 10\nDSN|354/0.0.0/1/go|");
	check(STR("550 5.1.1 no such user\r\n"), "550/5.1.1/1/no such user|");
	check(STR("550-5.7.1 first\r\n550 5.7.1 second\r\n"), "550/5.7.1/2/first\nsecond|");
	check(STR("250 5.1.1 class differs\r\n"), "250/0.0.0/1/5.1.1 class differs|");
	check(STR("250\r\n250 \r\n"), "250/0.0.0/1/|250/0.0.0/1/|");
	check(STR("250 ok\n421 4.3.2 bye\n"), "250/0.0.0/1/ok|421/4.3.2/1/bye|");
	check(STR("250 2.0.0\r\n"), "250/2.0.0/1/|");
	check(STR("250 1.2.3.4 is you\r\n"), "250/0.0.0/1/1.2.3.4 is you|");
}

static void bad_replies_at_every_split(void **state)
{
	(void)state;
	check(STR("hello\r\n"), "BAD");
	check(STR("25 x\r\n"), "BAD");
	check(STR("199 x\r\n"), "BAD");
	check(STR("600 x\r\n"), "BAD");
	check(STR("2500 x\r\n"), "BAD");
	check(STR("250_x\r\n"), "BAD");
	check(STR("250-a\r\n251 b\r\n"), "BAD");
	check(STR("\r\n"), "BAD");
	check(STR("250 ok\r\nHTTP/1.1 400\r\n"), "250/0.0.0/1/ok|BAD");
	check(STR("250 a\0b\r\n"), "BAD");
}

static void floods_are_refused(void **state)
{
	(void)state;
	struct buf BUF_AUTO in, out;
	buf_init(&in, 1 << 20);
	buf_init(&out, 1 << 20);
	buf_add_lit(&in, "250 ");
	while (in.n < SMTP_LINE_MAX + 1)
		buf_add_byte(&in, 'x');
	print_replies(buf_str(&in), 0, 100, &out); /* a line that never ends */
	assert_true(str_eq(buf_str(&out), STR("BAD")));
	buf_reset(&in);
	while (in.n < 2 * SMTP_REPLY_MAX)
		buf_add_lit(&in, "250-more and more and more\r\n");
	print_replies(buf_str(&in), 0, 1000, &out); /* a reply that never ends */
	assert_true(str_eq(buf_str(&out), STR("BAD")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_replies_at_every_split),
		cmocka_unit_test(bad_replies_at_every_split),
		cmocka_unit_test(floods_are_refused),
	};
	return cmocka_run_group_tests_name("smtp_reply", tests, NULL, NULL);
}
