/* Subject, HTML and text separated by NULs, then the first name: what compiles gives messages that keep the rules. */
#include "base/limits.h"
#include "wire/message.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(str s)
{
	str rest = s, line;
	if (!str_ends(s, STR("\r\n")))
		abort();
	bool body = false;
	while (str_next(&rest, '\n', &line) && !str_absent(rest)) {
		if (!line.n || line.p[line.n - 1] != '\r' || line.n > 999 || line.p[0] == '.')
			abort();
		line.n--;
		body = body || line.n == 0;
		if (!body && str_starts_nocase(line, STR("bcc:")))
			abort(); /* nobody asked for such a header: it was smuggled in */
		for (size_t i = 0; i < line.n; i++)
			if (line.p[i] == '\r' || !line.p[i] || (unsigned char)line.p[i] >= 0x80)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct link_keys keys = { .n = 1, .key = { { 9 } } };
	str rest = str_of((const char *)data, size), piece[4] = { STR(""), STR(""), STR(""), STR("") };
	for (int i = 0; i < 4 && str_next(&rest, 0, &piece[i]); i++)
		;
	struct message_spec spec = { .from_email = STR("a@b.example"),
				     .from_name = piece[3],
				     .subject = piece[0],
				     .html = piece[1],
				     .text = piece[2],
				     .preheader = piece[3],
				     .tracking = true,
				     .base_url = STR("https://m.example"),
				     .keys = &keys };
	struct tpl_error e;
	struct message *m;
	if (err_is(message_compile(&spec, &e, &m)))
		return 0;
	struct message_to to = {
		.id = STR("cabc"),
		.tracking_id = STR("abcdef"),
		.date_us = 1,
		.values = { .email = STR("r@c.example"),
			    .first_name = piece[3],
			    .last_name = piece[0],
			    .variables = STR("{\"a\":\"x\\u00fc\\\"<>\",\"b\":false,\"u\":\"javascript:x\"}") }
	};
	struct buf BUF_AUTO out;
	buf_init(&out, MESSAGE_MAX);
	if (!err_is(message_splice(m, &to, &out)))
		check(buf_str(&out));
	struct arena ARENA_AUTO a = {};
	struct message_preview p;
	err_ignore(message_preview(m, &to, &a, &p)); /* any outcome; it must not crash */
	message_free(m);
	return 0;
}
