/* What an IMAP server says (RFC 3501, RFC 9051), read: one response at a time, with its literals, taken apart into
 * tokens. Pure, no copies: views into the bytes given. Refuses literals over IMAP_LITERAL_MAX, responses over
 * IMAP_RESPONSE_MAX, lists deeper than it looks (they are stepped over). */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#define IMAP_LITERAL_MAX (2u << 20)
#define IMAP_RESPONSE_MAX (3u << 20)

enum imap_whole { IMAP_MORE, IMAP_WHOLE, IMAP_BROKEN };
/* Is there a whole response at the beginning of bytes? *n: its length, with its line end. */
enum imap_whole imap_whole(str bytes, size_t *n);

enum imap_kind { IMAP_TAGGED, IMAP_UNTAGGED, IMAP_CONTINUE };
enum imap_status { IMAP_NONE, IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_PREAUTH, IMAP_BYE };
struct imap_response {
	enum imap_kind kind;
	str tag;
	enum imap_status status;
	str code;      /* "UIDVALIDITY 3857529045", without its brackets; absent: none */
	bool numbered; /* "* 23 EXISTS": number 23, word EXISTS */
	uint32_t number;
	str word; /* CAPABILITY, SEARCH, FETCH, …; absent with a status */
	str rest; /* what follows: words for people, tokens */
};
bool imap_read(str response, struct imap_response *out); /* false: not IMAP */

/* Tokens of a response's rest. */
enum imap_token_kind {
	IMAP_ATOM,
	IMAP_STRING,
	IMAP_LIST
}; /* STRING: quoted or a literal; LIST: without its parentheses */
struct imap_token {
	enum imap_token_kind kind;
	str s; /* of a quoted string as it stands, with its backslashes */
};
bool imap_token(str *rest, struct imap_token *out); /* false: no more, or nonsense */
/* The value that follows `name` in a FETCH's list: "UID", "INTERNALDATE", "BODY[]". */
bool imap_item(str list, const char *name, struct imap_token *out);
bool imap_number(str s, uint32_t *out); /* 1..2^32-1 and 0 */
/* "17-Nov-2026 02:44:25 +0100" (RFC 3501 date-time), µs. */
bool imap_date(str s, int64_t *us);
bool imap_capable(str capabilities, const char *name); /* a word of a CAPABILITY list, any case */
/* A quoted string, for commands. False: it has bytes that cannot be quoted. */
bool imap_quote(struct buf *out, str s);
