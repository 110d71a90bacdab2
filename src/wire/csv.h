/* CSV as people's programs write it: RFC 4180, and what differs in practice. A pure machine: bytes are pushed, records
 * come out. Takes UTF-8 (with or without BOM), UTF-16 with BOM, and Windows-1252 (what is left when it is not UTF-8);
 * fields come out as UTF-8. CR, LF or CRLF end a record; a quoted field may hold them. Blank lines are skipped. Quotes
 * inside an unquoted field stand for themselves. A record that cannot be taken (a NUL, a field over CSV_FIELD_MAX, more
 * than CSV_COLUMNS_MAX columns) is refused alone, with its line and reason; only a record over CSV_RECORD_MAX ends the
 * file, for a quote that is never closed would swallow it all. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

enum csv_encoding { CSV_UTF8, CSV_UTF16LE, CSV_UTF16BE, CSV_WINDOWS_1252 };
const char *csv_encoding_name(enum csv_encoding e); /* "UTF-8", … */
bool csv_encoding_parse(str name, enum csv_encoding *out);

/* Looks at the beginning of a file (some ten thousand bytes): its encoding, the bytes of its BOM, its delimiter (of , ;
 * tab |). `whole`: it is all of it. */
struct csv_guess {
	enum csv_encoding encoding;
	size_t bom;
	char delimiter;
};
struct csv_guess csv_guess(str head, bool whole);

struct csv_record {
	const str *fields; /* valid until the next call on the reader */
	size_t n;
	uint64_t line;	     /* where it begins, from 1 */
	uint64_t end;	     /* bytes of the file up to behind it: reading may go on from there */
	const char *refused; /* NULL, or why it cannot be taken: fields are what was read of it */
};

struct csv_reader;
/* Begins at byte `at` and line `line` of the file: 0 and 1, or what a record said (end, and the next line). */
struct csv_reader *csv_reader_new(enum csv_encoding encoding, char delimiter, uint64_t at, uint64_t line);
void csv_reader_free(struct csv_reader *r); /* takes NULL */
/* Bytes to read from; they must stay until csv_next has answered ERR_AGAIN. `last`: there are no more after these. */
void csv_push(struct csv_reader *r, str bytes, bool last);
/* OK: a record. ERR_AGAIN: push more. ERR_NOT_FOUND: the end. ERR_LIMIT: a record over CSV_RECORD_MAX. */
err csv_next(struct csv_reader *r, struct csv_record *out);
uint64_t csv_line(const struct csv_reader *r); /* of the next record */

/* A field as CSV text: quoted when it must be. `guard`: a text that a spreadsheet would take for a formula (= + - @ tab
 * CR) gets an apostrophe in front (OWASP, CSV injection). */
void csv_put(struct buf *out, str field, bool guard);
