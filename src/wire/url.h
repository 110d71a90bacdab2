/* URLs and what travels in them: percent-coding (RFC 3986), query strings, base64url (RFC 4648 section 5, no padding).
 * Pure. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Everything but letters, digits and -._~ is coded: fit for a query's value or a path segment. */
void url_encode(struct buf *out, str s);
/* `plus`: '+' is a space, as forms send it. ERR_INVALID: a '%' without two digits, or a NUL. */
err url_decode(struct arena *a, str s, bool plus, str *out);

/* The pieces of an absolute http or https URL, as they stand. ERR_INVALID says what is wrong: another scheme, no host,
 * user information, a control character, longer than LINK_URL_MAX. */
struct url {
	str scheme; /* "http" or "https", as written */
	str host;   /* without brackets for IPv6 */
	uint16_t port;
	str path; /* from the first '/', with query and fragment; may be empty */
};
err url_parse(str s, struct url *out);

/* The next pair of a query or form body: decoded. False at the end. ERR_INVALID in *why_bad skips nothing: the pair is
 * refused. */
struct url_query {
	str rest;
};
err url_query_next(struct url_query *q, struct arena *a, bool *more, str *name, str *value);

/* What a Cookie header says of a name; absent when it says nothing. The first of several. */
str url_cookie(str header, str name);

void base64url_encode(struct buf *out, str s);
err base64url_decode(struct arena *a, str s, str *out); /* ERR_INVALID */
