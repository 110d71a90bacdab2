/* CSV as people's programs write it: RFC 4180, and what differs in practice. A pure machine: bytes are pushed, records
 * come out, their fields in UTF-8.
 *
 * CR, LF or CRLF end a record; a quoted field may hold them. Byte order marks at the head (one or more) and Excel's
 * "sep=;" line are no records; blank lines are skipped. Blanks before an opening quote do not count; what stands after
 * a closing quote belongs to the field; a quote inside an unquoted field is a character. Inside quotes a quote is
 * doubled, or stands after a backslash: where the file is known for that (csv_guess), or where the quote could not
 * close.
 *
 * A record that cannot be taken (a NUL, a byte that is no text, a field over CSV_FIELD_MAX, more than CSV_COLUMNS_MAX
 * columns) is refused alone, with its line and reason, and so is a line over CSV_RECORD_MAX. A quote that is not closed
 * before the end of the file, or within CSV_RECORD_MAX, refuses its own line and each after it: nobody can say which of
 * them belong to the field. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "wire/charset.h"

/* Looks at the beginning of a file, as UTF-8: its delimiter, of , ; tab | or what "sep=" says, and whether backslashes
 * escape quotes. */
struct csv_guess {
	char delimiter;
	bool escapes;
};
struct csv_guess csv_guess(str text);

struct csv_record {
	str *fields; /* valid until the next call on the reader */
	size_t n;
	uint64_t line;	     /* where it begins, from 1 */
	uint64_t end;	     /* bytes of the file read so far; exact in UTF-8 */
	const char *refused; /* NULL, or why it cannot be taken: fields are what was read of it */
};

struct csv_reader;
struct csv_reader *csv_reader_new(const struct charset *charset, struct csv_guess how);
void csv_reader_free(struct csv_reader *r); /* takes NULL */
/* Bytes to read from; they must stay until csv_next has answered ERR_AGAIN. `last`: there are no more after these. */
void csv_push(struct csv_reader *r, str bytes, bool last);
/* OK: a record. ERR_AGAIN: push more. ERR_NOT_FOUND: the end. */
err csv_next(struct csv_reader *r, struct csv_record *out);

/* A field as CSV text: quoted when it must be. `guard`: a text that a spreadsheet would take for a formula (= + - @ tab
 * line end, after any apostrophes) gets an apostrophe in front (OWASP, CSV injection), which csv_unguard takes away. */
void csv_put(struct buf *out, str field, bool guard);
str csv_unguard(str field);
