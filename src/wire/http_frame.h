/* Where a request ends and the next begins (RFC 9112), read as strictly as the words allow, because whoever reads them
 * otherwise than the proxy in front lets requests be smuggled. Bytes in, a verdict out; any split of the stream gives
 * the same. Nothing passes before it is judged: of a head, all of it; of a chunked body, its framing lines and trailers.
 *
 * Refused: bare LF, bare CR, NUL and other control characters, folded lines, white space before a colon, names that are
 * no tokens, a target that is neither a path, `*` of OPTIONS nor an absolute address of the same host as Host says;
 * none, two or a malformed Host; Content-Length that is no plain number, or twice, or beside Transfer-Encoding; codings
 * other than `chunked`; chunk sizes that are no plain hex number; framing fields in trailers; heads and lines past their
 * bounds. */
#pragma once
#include "base/str.h"

enum http_frame_at { FRAME_LINE, FRAME_FIELDS, FRAME_BODY, FRAME_SIZE, FRAME_DATA, FRAME_DATA_END, FRAME_TRAILERS };

/* Zeroed at a connection's begin. */
struct http_frame {
	enum http_frame_at at;
	unsigned heads;	   /* that have passed whole */
	int status;	   /* of the refusal: 400, 414, 417, 431, 505; 0: none. It stays. */
	const char *why;   /* with it: a whole sentence */
	uint64_t left;	   /* of the body, or of the chunk, that has not passed */
	size_t done, seen; /* from the first byte not passed: lines judged up to, bytes looked at */
	/* of the present head */
	unsigned fields, hosts, lengths, codings, cookies;
	size_t cookie_n;
	bool old;	 /* HTTP/1.0 */
	str target_host; /* of an absolute target; in the caller's bytes, while they are looked at */
	size_t target_host_at;
};

/* `in`: what comes next, from the first byte that has not passed; it may grow between calls, not change. Gives how many
 * of them may pass (the caller must take exactly these, in one or more pieces); 0: wait for more, or f->status. */
size_t http_frame_look(struct http_frame *f, str in);
/* How many may pass unseen: the middle of a body. */
uint64_t http_frame_unseen(const struct http_frame *f);
void http_frame_passed(struct http_frame *f, uint64_t n); /* of these */

/* One whole head, from the request line to the empty line, that a server would take. */
bool http_head_ok(str head);
