/* Reading a message (RFC 5322, MIME): its headers, its HTML and text bodies in UTF-8, its attachments. GMime behind
 * this face. Hostile input is welcome: depth, parts and sizes are bounded, what cannot be decoded is left out. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct mime_header_line {
	str name, value; /* the value decoded to UTF-8, unfolded */
};
struct mime_attachment {
	str filename;	  /* decoded; absent: none is given */
	str content_type; /* "image/png" */
	str content_id;	  /* without <>; absent: none */
	bool is_inline;
	int64_t bytes; /* decoded */
	str data;      /* only from mime_read_all */
};
struct mime_mail {
	const struct mime_header_line *headers;
	size_t headers_n;
	str html, text; /* the first of each kind that is not an attachment; absent: none */
	const struct mime_attachment *attachments;
	size_t attachments_n;
};

void mime_read_init(void); /* once per process, before threads; calling it again does nothing */
/* ERR_INVALID: this is no message. */
err mime_read(struct arena *a, str raw, struct mime_mail *out);
err mime_read_all(struct arena *a, str raw, struct mime_mail *out);
