/* A message as the flat list of its leaves, for whoever looks for reports in it: delivery status, feedback, the
 * original message that came back. GMime behind this face, bounded as mime_read is. A message within the message is one
 * part, unopened: its text, headers first. */
#pragma once
#include "wire/mime_read.h"

struct mime_part {
	str type; /* "text/plain", "message/delivery-status", in lower case */
	str data; /* decoded; text parts in UTF-8; at most MIME_PART_MAX bytes of it */
	bool is_attachment;
};
#define MIME_PART_MAX (1u << 20)
struct mime_parts {
	const struct mime_header_line *headers;
	size_t headers_n;
	const struct mime_part *v;
	size_t n;
};
err mime_parts_read(struct arena *a, str raw, struct mime_parts *out); /* ERR_INVALID: this is no message */
str mime_parts_header(const struct mime_parts *p, const char *name);   /* the first of that name; absent: none */
