/* Encodings of text files: found out from a whole file, or named by a person, and read as UTF-8 by iconv. What is not
 * text in its encoding comes out as the byte 0xff, which no UTF-8 has: one bad byte spoils the record it stands in, and
 * nothing else. */
#pragma once
#include "base/buf.h"

struct charset;			   /* a row of a table */
extern const char charset_names[]; /* "UTF-8|UTF-16LE|…": those that people can choose */
const struct charset *charset_utf8(void);
/* By any usual name ("windows-1251", "cp1251", "latin1"); NULL: it is not known. */
const struct charset *charset_find(str name);
const char *charset_name(const struct charset *c); /* "Windows-1251" */

/* Looks at a file from its beginning to its end. UTF-8 when the well-formed sequences beyond ASCII are at least as many
 * as the broken ones; UTF-16 by its byte order mark or by its zero bytes; else what libuchardet says, and Windows-1252
 * when that is nothing or unlikely. */
struct charset_guesser;
struct charset_guesser *charset_guesser_new(void);
void charset_guesser_free(struct charset_guesser *g); /* takes NULL */
void charset_guess_feed(struct charset_guesser *g, str bytes);
const struct charset *charset_guess_end(struct charset_guesser *g);

struct charset_decoder;
struct charset_decoder *charset_decoder_new(const struct charset *c);
void charset_decoder_free(struct charset_decoder *d); /* takes NULL */
/* Appends the text of `bytes` to out. `last`: nothing comes after them. */
void charset_decode(struct charset_decoder *d, str bytes, bool last, struct buf *out);

/* All of a file that is in memory: its text appended to out. chosen NULL: the encoding is found out. Gives it. */
const struct charset *charset_decode_all(str bytes, const struct charset *chosen, struct buf *out);
