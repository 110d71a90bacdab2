/* The same stream whole, in two pieces, and byte by byte: always the same replies. */
#include "wire/smtp_reply.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(str stream, size_t first, size_t piece, struct buf *log)
{
	struct smtp_reply_reader r;
	smtp_reply_reader_init(&r);
	for (size_t at = 0; at < stream.n;) {
		str in = str_slice(stream, at, at + (at == 0 ? first : piece));
		at += in.n;
		struct smtp_reply reply;
		enum smtp_read got = SMTP_READ_MORE;
		while (in.n && (got = smtp_reply_read(&r, &in, &reply)) == SMTP_READ_REPLY)
			buf_addf(log, "%d %d %zu %.*s|", reply.code, reply.enhanced[2], reply.lines,
				 STR_FMT(reply.text));
		if (got == SMTP_READ_BAD) {
			buf_add_lit(log, "BAD");
			break;
		}
	}
	smtp_reply_reader_deinit(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = str_of((const char *)data, size);
	struct buf BUF_AUTO a, b, c;
	buf_init(&a, 1u << 22);
	buf_init(&b, 1u << 22);
	buf_init(&c, 1u << 22);
	if (!size)
		return 0;
	run(s, size, size, &a);
	run(s, 1 + data[0] % size, size, &b);
	run(s, 1, 1, &c);
	if (!str_eq(buf_str(&a), buf_str(&b)) || !str_eq(buf_str(&a), buf_str(&c)))
		abort();
	return 0;
}
