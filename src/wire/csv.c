#include "wire/csv.h"
#include <stdio.h>
#include <stdlib.h>

#define BOM "\xef\xbb\xbf"
#define SCORE_RECORDS 50u

/* --- guessing --- */

/* How often the commonest number of fields (above one) comes among the first records, with a delimiter. *escapes: a
 * quote inside a quoted field has a backslash before it, and goes on in a way that no closing quote does. */
static size_t csv_score(str head, char delimiter, bool *escapes)
{
	size_t counts[64] = {}, records = 0, fields = 1, best = 0;
	bool quoted = false, fresh = true;
	for (size_t i = 0; i < head.n && records < SCORE_RECORDS; i++) {
		char c = head.p[i], next = i + 1 < head.n ? head.p[i + 1] : '\n';
		if (quoted && c == '\\' && next == '"') {
			char after = i + 2 < head.n ? head.p[i + 2] : '\n';
			bool closing = after == delimiter || after == '\n' || after == '\r' || after == '"';
			*escapes |= !closing;
			i += !closing;
		} else if (quoted && c == '"' && next == '"') {
			i++;
		} else if (quoted) {
			quoted = c != '"';
		} else if (c == '"' && fresh) {
			quoted = true;
			fresh = false;
		} else if (c == delimiter) {
			fields++;
			fresh = true;
		} else if (c == '\n' || (c == '\r' && next != '\n')) {
			counts[fields < 63 ? fields : 63]++;
			records++;
			fields = 1;
			fresh = true;
		} else {
			fresh = fresh && (c == ' ' || c == '\t');
		}
	}
	if (records == 0)
		return fields > 1 ? fields : 0;
	for (size_t n = 2; n < 64; n++)
		if (counts[n] > 0 && counts[n] * 100 + n > best)
			best = counts[n] * 100 + n;
	return best;
}

/* The byte order marks at the head; some programs put one before a file that has one. */
static size_t csv_marks(str s)
{
	size_t n = 0;
	while (str_starts(str_from(s, n), STR(BOM)))
		n += 3;
	return n;
}

/* "sep=;", Excel's own first line; the delimiter, or 0. */
static char csv_sep_line(str line)
{
	if (line.n >= 2 && line.p[0] == '"' && line.p[line.n - 1] == '"')
		line = str_slice(line, 1, line.n - 1);
	return line.n == 5 && str_starts_nocase(line, STR("sep=")) ? line.p[4] : 0;
}

struct csv_guess csv_guess(str text)
{
	static const char delimiters[] = { ',', ';', '\t', '|' };
	struct csv_guess g = { .delimiter = ',' };
	text = str_from(text, csv_marks(text));
	size_t end = 0;
	while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r')
		end++;
	char said = csv_sep_line(str_upto(text, end));
	if (said) {
		g.delimiter = said;
		csv_score(text, said, &g.escapes);
		return g;
	}
	size_t best = 0;
	for (size_t i = 0; i < sizeof(delimiters); i++) {
		bool escapes = false;
		size_t s = csv_score(text, delimiters[i], &escapes);
		if (s > best || i == 0) {
			best = s;
			g.delimiter = delimiters[i];
			g.escapes = escapes;
		}
	}
	return g;
}

/* --- reading --- */

/* Beyond the records themselves: a quote that is never closed refuses the lines from its own on, and a line over
 * CSV_RECORD_MAX is skipped to its end. */
enum csv_mode { MODE_RECORDS, MODE_LINES, MODE_SKIP, MODE_SKIP_LINES };

struct csv_reader {
	struct charset_decoder *decoder; /* NULL: the bytes are UTF-8 already */
	char delimiter;
	bool escapes;
	enum csv_mode mode;
	bool head, first;   /* before the marks at the head; before the first record */
	struct buf text;    /* what the decoder gave */
	struct buf pending; /* the beginning of a record that the last push did not end */
	str in;		    /* the caller's bytes (or text's), not consumed */
	bool last;
	uint64_t at, line;  /* of the next record, in bytes of the file and lines */
	uint64_t pushed;    /* bytes, when there is a decoder */
	uint64_t open_line; /* MODE_LINES: where the quote opens */
	char why[80];	    /* a reason with a number in it */
	struct buf fields;  /* unquoted fields of the record that was given */
	str *v;
	size_t cap;
};

struct csv_reader *csv_reader_new(const struct charset *charset, struct csv_guess how)
{
	struct csv_reader *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->decoder = charset == charset_utf8() ? NULL : charset_decoder_new(charset);
	r->delimiter = how.delimiter;
	r->escapes = how.escapes;
	r->line = 1;
	r->head = r->first = true;
	buf_init(&r->pending, 2 * CSV_RECORD_MAX + (8u << 20));
	buf_init(&r->text, 16u << 20);
	buf_init(&r->fields, 4 * CSV_RECORD_MAX);
	return r;
}

void csv_reader_free(struct csv_reader *r)
{
	if (!r)
		return;
	charset_decoder_free(r->decoder);
	buf_deinit(&r->pending);
	buf_deinit(&r->text);
	buf_deinit(&r->fields);
	free(r->v);
	free(r);
}

void csv_push(struct csv_reader *r, str bytes, bool last)
{
	if (r->decoder) {
		r->pushed += bytes.n;
		buf_reset(&r->text);
		charset_decode(r->decoder, bytes, last, &r->text);
		bytes = buf_str(&r->text);
	}
	r->last = last;
	if (r->pending.n > 0) {
		buf_add(&r->pending, bytes);
		r->in = buf_str(&r->pending);
	} else {
		r->in = bytes;
	}
}

/* A backslash that keeps the quote after it from closing the field. When the file is not known for it, only where the
 * quote could not close. 2: more bytes are needed to know. */
static int csv_escaping(const struct csv_reader *r, str s, size_t i)
{
	if (i + 1 == s.n)
		return r->last ? 0 : 2;
	if (s.p[i + 1] != '"')
		return r->escapes && s.p[i + 1] == '\\';
	if (r->escapes)
		return 1;
	if (i + 2 == s.n)
		return r->last ? 0 : 2;
	char after = s.p[i + 2];
	return after != r->delimiter && after != '\n' && after != '\r' && after != '"';
}

/* Where the record at the head of `s` ends: the offset behind its line end; STR_NPOS when it goes on behind s. *open:
 * it ends, or goes on, inside a quoted field. */
static size_t csv_record_end(const struct csv_reader *r, str s, size_t *content, uint64_t *lines, bool *open)
{
	bool quoted = false, fresh = true, lines_only = r->mode != MODE_RECORDS;
	*lines = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quoted) {
			*lines += c == '\n' || (c == '\r' && i + 1 < s.n && s.p[i + 1] != '\n');
			if (c == '\\') {
				int e = csv_escaping(r, s, i);
				if (e == 2)
					goto goes_on;
				i += (size_t)e;
				continue;
			}
			if (c != '"')
				continue;
			if (i + 1 == s.n && !r->last)
				goto goes_on;
			if (i + 1 < s.n && s.p[i + 1] == '"')
				i++;
			else
				quoted = false;
		} else if (c == '\n' || c == '\r') {
			if (c == '\r' && i + 1 == s.n && !r->last)
				goto goes_on;
			*content = i;
			++*lines;
			*open = false;
			return i + 1 + (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n');
		} else if (c == '"' && fresh && !lines_only) {
			quoted = true;
			fresh = false;
		} else {
			fresh = c == r->delimiter || (fresh && (c == ' ' || c == '\t'));
		}
	}
goes_on:
	*content = s.n;
	++*lines;
	*open = quoted;
	return r->last && !quoted ? s.n : STR_NPOS;
}

static const char *csv_add_field(struct csv_reader *r, size_t *n, str field)
{
	if (*n == CSV_COLUMNS_MAX)
		return "more than 500 columns";
	if (field.n > CSV_FIELD_MAX)
		return "a field is longer than 64 kB";
	if (*n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 32;
		str *v = realloc(r->v, cap * sizeof(*v));
		if (!v)
			abort();
		r->v = v;
		r->cap = cap;
	}
	r->v[(*n)++] = field;
	return field.n && memchr(field.p, 0, field.n) ? "a NUL character" : NULL;
}

/* A quoted field from behind its quote on, without its doublings and escapes, with what stands between the closing
 * quote and the delimiter. The buffer was given all the room it can need before. Gives the end of the field. */
static size_t csv_unquote(struct csv_reader *r, str rec, size_t i, str *out)
{
	size_t from = i, kept = r->fields.n;
	bool quoted = true;
	for (; i < rec.n; i++) {
		char c = rec.p[i];
		if (quoted && c == '\\' && csv_escaping(r, rec, i) == 1) {
			buf_add(&r->fields, str_slice(rec, from, i));
			from = ++i; /* the character after it is meant */
		} else if (quoted && c == '"') {
			buf_add(&r->fields, str_slice(rec, from, i));
			bool doubled = i + 1 < rec.n && rec.p[i + 1] == '"';
			i += doubled;
			from = doubled ? i : i + 1;
			quoted = doubled;
		} else if (!quoted && c == r->delimiter) {
			break;
		}
	}
	str tail = str_slice(rec, from, i);
	if (!str_empty(str_trim(tail)))
		buf_add(&r->fields, tail);
	*out = str_of(r->fields.p + kept, r->fields.n - kept);
	return i;
}

/* One field at *at; moves behind its delimiter. False at the end of the record. */
static bool csv_cut_field(struct csv_reader *r, str rec, size_t *at, str *out)
{
	size_t i = *at, end;
	if (i > rec.n)
		return false;
	while (i < rec.n && (rec.p[i] == ' ' || rec.p[i] == '\t') && rec.p[i] != r->delimiter)
		i++;
	if (i < rec.n && rec.p[i] == '"' && r->mode == MODE_RECORDS) {
		str rest = str_from(rec, i + 1);
		size_t close = str_find_byte(rest, '"');
		/* The usual one holds no quote and ends with its own. */
		bool plain = close != STR_NPOS && (i + 2 + close == rec.n || rest.p[close + 1] == r->delimiter) &&
			     !(close > 0 && rest.p[close - 1] == '\\');
		if (plain && !(r->escapes && memchr(rest.p, '\\', close))) {
			*out = str_upto(rest, close);
			end = i + 2 + close;
		} else {
			end = csv_unquote(r, rec, i + 1, out);
		}
	} else {
		i = *at;
		size_t next = str_find_byte(str_from(rec, i), r->delimiter);
		end = next == STR_NPOS ? rec.n : i + next;
		*out = str_slice(rec, i, end);
	}
	*at = end + 1;
	return true;
}

static void csv_cut_record(struct csv_reader *r, str rec, struct csv_record *out)
{
	size_t at = 0, n = 0;
	str field;
	buf_reset(&r->fields);
	buf_room(&r->fields, rec.n + 1); /* the fields must not move while they are gathered */
	const char *refused = NULL;
	while (!refused && csv_cut_field(r, rec, &at, &field))
		refused = csv_add_field(r, &n, field);
	if (!refused && !str_utf8_valid(rec))
		refused = "a byte that is no text in the file's encoding";
	out->fields = r->v;
	out->n = n;
	out->refused = refused;
}

/* What is left moves to the front of pending, where the next push adds to it. */
static err csv_want_more(struct csv_reader *r)
{
	if (r->pending.n > 0) { /* then that is what is read */
		buf_consume(&r->pending, r->pending.n - r->in.n);
	} else {
		buf_reset(&r->pending);
		buf_add(&r->pending, r->in);
	}
	r->in = STR("");
	return err_make(ERR_AGAIN, "more bytes are needed");
}

static void csv_consume(struct csv_reader *r, size_t n)
{
	r->at += n;
	r->in = str_from(r->in, n);
	if (r->in.n == 0)
		r->pending.n = 0; /* the bytes stay where they are until the next push */
}

/* What is no record of this file: true when it was dealt with, and *e is what to answer. */
static bool csv_take_head(struct csv_reader *r, err *e)
{
	while (str_starts(r->in, STR(BOM)))
		csv_consume(r, 3);
	bool cut = r->in.n < 3 && r->in.n > 0 && !r->last && str_starts(STR(BOM), r->in);
	if (cut || (r->in.n == 0 && !r->last)) {
		*e = csv_want_more(r);
		return true;
	}
	r->head = false;
	return false;
}

/* The one field of a line that is not read as a record. */
static void csv_whole_line(struct csv_reader *r, str line, const char *why, struct csv_record *out)
{
	size_t n = 0;
	line = str_upto(line, CSV_FIELD_MAX);
	(void)csv_add_field(r, &n, line);
	out->fields = r->v;
	out->n = n;
	out->refused = why;
}

/* The quote that opens here is not closed before the end of the file, or of what a record may be. */
static void csv_begin_lines(struct csv_reader *r)
{
	r->mode = MODE_LINES;
	r->open_line = r->line;
}

static const char *csv_lines_reason(struct csv_reader *r)
{
	if (r->line == r->open_line)
		return "the quote that opens here is never closed";
	snprintf(r->why, sizeof(r->why), "it comes after the quote that opens in line %llu and is never closed",
		 (unsigned long long)r->open_line);
	return r->why;
}

/* More than CSV_RECORD_MAX without a line end. */
static bool csv_skip_line(struct csv_reader *r, struct csv_record *out)
{
	bool lines = r->mode == MODE_LINES;
	out->line = r->line;
	csv_whole_line(r, str_upto(r->in, str_utf8_floor(r->in, 1000)),
		       lines ? csv_lines_reason(r) : "the line is longer than 1 MB", out);
	r->mode = lines ? MODE_SKIP_LINES : MODE_SKIP;
	return true;
}

/* MODE_SKIP: drops bytes up to the line end. */
static void csv_skip(struct csv_reader *r)
{
	size_t n = 0;
	while (n < r->in.n && r->in.p[n] != '\n' && r->in.p[n] != '\r')
		n++;
	bool found = n < r->in.n && (r->in.p[n] == '\n' || n + 1 < r->in.n || r->last);
	if (found) {
		n += 1 + (r->in.p[n] == '\r' && n + 1 < r->in.n && r->in.p[n + 1] == '\n');
		r->mode = r->mode == MODE_SKIP ? MODE_RECORDS : MODE_LINES;
		r->line++;
	}
	csv_consume(r, n);
}

static bool csv_skipping(const struct csv_reader *r)
{
	return r->mode == MODE_SKIP || r->mode == MODE_SKIP_LINES;
}

err csv_next(struct csv_reader *r, struct csv_record *out)
{
	err e;
	if (r->head && csv_take_head(r, &e))
		return e;
	for (;;) {
		size_t content = 0;
		uint64_t lines;
		bool open = false;
		if (csv_skipping(r))
			csv_skip(r);
		if (r->in.n == 0 && r->last)
			return err_make(ERR_NOT_FOUND, "the end of the file");
		if (csv_skipping(r))
			return csv_want_more(r);
		size_t end = r->in.n ? csv_record_end(r, r->in, &content, &lines, &open) : STR_NPOS;
		bool long_one = end == STR_NPOS ? r->in.n > CSV_RECORD_MAX : end > CSV_RECORD_MAX;
		if (long_one) /* judged by the same bytes, however many there are */
			csv_record_end(r, str_upto(r->in, CSV_RECORD_MAX + 1), &content, &lines, &open);
		if (r->mode == MODE_RECORDS && (long_one || (end == STR_NPOS && r->last)) && (open || lines > 1)) {
			csv_begin_lines(r);
			continue;
		}
		out->end = r->decoder ? r->pushed : r->at;
		if (long_one && csv_skip_line(r, out))
			return OK;
		if (end == STR_NPOS)
			return csv_want_more(r);
		str rec = str_upto(r->in, content);
		out->line = r->line;
		const char *why = r->mode == MODE_LINES ? csv_lines_reason(r) : NULL;
		r->line += lines;
		csv_consume(r, end);
		out->end = r->decoder ? r->pushed : r->at;
		bool first = r->first;
		r->first = false;
		if (str_empty(str_trim(rec)) || (first && csv_sep_line(rec)))
			continue;
		if (why)
			csv_whole_line(r, rec, why, out);
		else
			csv_cut_record(r, rec, out);
		return OK;
	}
}

/* --- writing --- */

/* Apostrophes, and then what a spreadsheet would take for a formula. */
static bool csv_is_formula(str s)
{
	size_t i = 0;
	while (i < s.n && s.p[i] == '\'')
		i++;
	return i < s.n && s.p[i] && strchr("=+-@\t\r\n", s.p[i]);
}

str csv_unguard(str field)
{
	return field.n && field.p[0] == '\'' && csv_is_formula(field) ? str_from(field, 1) : field;
}

void csv_put(struct buf *out, str field, bool guard)
{
	bool formula = guard && csv_is_formula(field);
	bool quote = formula || (field.n && (ascii_space(field.p[0]) || ascii_space(field.p[field.n - 1])));
	for (size_t i = 0; i < field.n && !quote; i++)
		quote = field.p[i] == '"' || field.p[i] == ',' || field.p[i] == ';' || field.p[i] == '\n' ||
			field.p[i] == '\r';
	if (!quote) {
		buf_add(out, field);
		return;
	}
	buf_add_byte(out, '"');
	if (formula)
		buf_add_byte(out, '\'');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, field.p[i]);
	}
	buf_add_byte(out, '"');
}
