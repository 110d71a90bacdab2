/* What a byte may pass through unchanged, as bits of one table: the inner loops of splicing ask nothing else. */
#pragma once
#include "base/buf.h"

enum byte_class {
	BYTE_UNRESERVED = 1, /* RFC 3986 section 2.3 */
	BYTE_URL = 2,	     /* stands in a URL as it is; without & and ', which HTML would take */
	BYTE_TEXT = 4,	     /* no control character but tab, LF, CR */
	BYTE_HTML = 8,	     /* TEXT without & < > " ' */
	BYTE_ID = 16,	     /* printable ASCII without < > " & */
	BYTE_ADDRESS = 32,   /* printable, no < >; beyond ASCII too */
	BYTE_PHRASE = 64,    /* RFC 5322 atext and the space */
	BYTE_QP = 128,	     /* goes as it is in quoted-printable */
};
extern unsigned char byte_classes[256]; /* filled before main */

/* buf_add, the usual case in line. */
static inline void put(struct buf *out, str s)
{
	if (s.n && s.n <= out->cap - out->n && !out->over) {
		memcpy(out->p + out->n, s.p, s.n);
		out->n += s.n;
	} else {
		buf_add(out, s);
	}
}

static inline bool byte_is(char c, enum byte_class k)
{
	return (byte_classes[(unsigned char)c] & (unsigned)k) != 0;
}
static inline bool bytes_are(str s, enum byte_class k)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is(s.p[i], k))
			return false;
	return true;
}
