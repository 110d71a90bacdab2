/* SMTP replies from bytes (RFC 5321 section 4.2): multi-line, bare LF taken, enhanced status codes (RFC 3463) cut out.
 * Refused: codes outside 200–599, lines past SMTP_LINE_MAX, replies past SMTP_REPLY_MAX, a continuation with another
 * code, NUL. Feed any split of the stream: the result is the same. Pure; one reader per connection. */
#pragma once
#include "base/buf.h"

struct smtp_reply {
	int code;	 /* 200..599; 0: none */
	int enhanced[3]; /* class.subject.detail; 0.0.0: none given */
	size_t lines;	 /* lines of the reply */
	str text;	 /* without codes, lines joined by LF; valid until the next call */
};

struct smtp_reply_reader {
	struct buf line; /* the line being read */
	struct buf text;
	int code, enhanced[3];
	size_t lines, bytes;
	bool broken;
};

void smtp_reply_reader_init(struct smtp_reply_reader *r);
void smtp_reply_reader_deinit(struct smtp_reply_reader *r);

enum smtp_read { SMTP_READ_MORE, SMTP_READ_REPLY, SMTP_READ_BAD };
/* Takes bytes from *in (moving it on) up to the end of one reply. MORE: all taken. BAD: the peer does not speak SMTP;
 * the reader stays broken. */
enum smtp_read smtp_reply_read(struct smtp_reply_reader *r, str *in, struct smtp_reply *out);
