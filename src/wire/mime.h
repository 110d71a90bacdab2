/* Writing MIME: transfer encodings (RFC 2045), header fields with encoded words (RFC 2047), parameters (RFC 2231),
 * folding at 76 columns, never past 998. Lines end in CRLF. Quoted-printable written here never begins a line with a
 * dot, so it needs no dot-stuffing. Callers give header values as header_text: no CR or LF can be smuggled in. */
#pragma once
#include "base/buf.h"
#include "wire/html.h"

#define MIME_LINE_MAX 76u
#define MIME_LINE_HARD_MAX 998u

enum mime_encoding { MIME_7BIT, MIME_QP, MIME_BASE64 };
const char *mime_encoding_name(enum mime_encoding e);
/* 7bit for ASCII with short lines (none beginning with a dot), base64 for what is not text, else quoted-printable. */
enum mime_encoding mime_pick(str data, bool text);

void mime_base64(struct buf *out, str data); /* lines of 76 with CRLF, the last one too */
void mime_base64_bare(struct buf *out, str data);
/* Line breaks (CRLF, LF, CR) become CRLF; *col is the column to begin at and the one reached. */
void mime_qp(struct buf *out, str text, size_t *col);
void mime_crlf(struct buf *out, str text); /* only the line breaks normalised */

/* "Name: value CRLF". The value is folded; encoded words where it is not ASCII. */
void mime_header(struct buf *out, str name, struct header_text value);
/* The same, for a value that is already in its final form (ids, addresses in <>): folded at its spaces only. */
void mime_header_raw(struct buf *out, str name, struct header_text value);
/* `"Display, Name" <addr>`; a name that is not ASCII as encoded words; no name: the bare address. */
void mime_header_address(struct buf *out, str name, struct header_text display, struct header_text address);
/* `; filename="x"` or `; filename*0*=utf-8''…`, on lines of its own. */
void mime_param(struct buf *out, str name, struct header_text value);
void mime_header_date(struct buf *out, str name, int64_t us);
bool mime_is_ascii(str s);
