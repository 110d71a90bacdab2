#include "wire/csv.h"
#include <stdlib.h>

/* --- encodings --- */

static const char *const encoding_names[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252" };

const char *csv_encoding_name(enum csv_encoding e)
{
	return encoding_names[e];
}

bool csv_encoding_parse(str name, enum csv_encoding *out)
{
	for (size_t i = 0; i < sizeof(encoding_names) / sizeof(*encoding_names); i++)
		if (str_eq_nocase(name, str_z(encoding_names[i]))) {
			*out = (enum csv_encoding)i;
			return true;
		}
	return false;
}

static void add_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_byte(out, (char)c);
	} else if (c < 0x800) {
		char b[2] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)) };
		buf_add_mem(out, b, 2);
	} else if (c < 0x10000) {
		char b[3] = { (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)) };
		buf_add_mem(out, b, 3);
	} else {
		char b[4] = { (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)), (char)(0x80 | (c >> 6 & 0x3f)),
			      (char)(0x80 | (c & 0x3f)) };
		buf_add_mem(out, b, 4);
	}
}

/* Windows-1252, 0x80 to 0x9f (WHATWG Encoding, index windows-1252). */
static const uint16_t high[32] = {
	0x20ac, 0x81,	0x201a, 0x192,	0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,	0x2030, 0x160,
	0x2039, 0x152,	0x8d,	0x17d,	0x8f,	0x90,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x2dc,	0x2122, 0x161,	0x203a, 0x153,	0x9d,	0x17e,	0x178,
};

static void from_1252(struct buf *out, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		add_utf8(out, c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
	}
}

static void from_utf16(struct buf *out, str s, bool big)
{
	uint32_t lead = 0;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t a = (unsigned char)s.p[i], b = (unsigned char)s.p[i + 1], u = big ? a << 8 | b : b << 8 | a;
		bool trail = u >= 0xdc00 && u < 0xe000;
		if (lead && !trail)
			add_utf8(out, 0xfffd);
		if (trail)
			add_utf8(out, lead ? 0x10000 + ((lead - 0xd800) << 10) + (u - 0xdc00) : 0xfffd);
		else if (u < 0xd800 || u >= 0xe000)
			add_utf8(out, u);
		lead = u >= 0xd800 && u < 0xdc00 ? u : 0;
	}
	if (lead)
		add_utf8(out, 0xfffd);
}

/* --- guessing --- */

/* Fields per record of the first records, with a delimiter: how often the commonest count (above one) comes. */
static size_t score(str head, char delimiter)
{
	size_t counts[64] = {}, records = 0, fields = 1, best = 0;
	bool quoted = false;
	for (size_t i = 0; i < head.n && records < 50; i++) {
		char c = head.p[i];
		if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && c == delimiter) {
			fields++;
		} else if (!quoted && c == '\n') {
			counts[fields < 63 ? fields : 63]++;
			records++;
			fields = 1;
		}
	}
	if (records == 0)
		return fields > 1 ? fields : 0;
	for (size_t n = 2; n < 64; n++)
		if (counts[n] > 0 && counts[n] * 100 + n > best)
			best = counts[n] * 100 + n;
	return best;
}

struct csv_guess csv_guess(str head, bool whole)
{
	struct csv_guess g = { .encoding = CSV_UTF8, .delimiter = ',' };
	struct buf BUF_AUTO text;
	buf_init(&text, 4 * head.n + 16);
	if (str_starts(head, STR("\xef\xbb\xbf")))
		g.bom = 3;
	else if (str_starts(head, STR("\xff\xfe")))
		g.encoding = CSV_UTF16LE, g.bom = 2;
	else if (str_starts(head, STR("\xfe\xff")))
		g.encoding = CSV_UTF16BE, g.bom = 2;
	else if (!str_utf8_valid(whole ? head : str_upto(head, str_utf8_floor(head, head.n > 4 ? head.n - 4 : 0))))
		g.encoding = CSV_WINDOWS_1252;
	if (g.encoding == CSV_UTF16LE || g.encoding == CSV_UTF16BE) {
		from_utf16(&text, str_from(head, 2), g.encoding == CSV_UTF16BE);
		head = buf_str(&text);
	}
	static const char delimiters[] = { ',', ';', '\t', '|' };
	size_t best = 0;
	for (size_t i = 0; i < sizeof(delimiters); i++) {
		size_t s = score(head, delimiters[i]);
		if (s > best) {
			best = s;
			g.delimiter = delimiters[i];
		}
	}
	return g;
}

/* --- reading --- */

struct csv_reader {
	enum csv_encoding encoding;
	char delimiter;
	struct buf text;    /* UTF-16 only: what is decoded and not consumed */
	struct buf carry;   /* UTF-16 only: a character's bytes that the last push did not end */
	struct buf pending; /* the beginning of a record that the last push did not end */
	str in;		    /* the caller's bytes (or text's), not consumed */
	bool last;
	uint64_t at, line; /* of the next record, in bytes of the file and lines */
	struct buf fields; /* unquoted and decoded fields of the record that was given */
	str *v;
	size_t cap;
};

struct csv_reader *csv_reader_new(enum csv_encoding encoding, char delimiter, uint64_t at, uint64_t line)
{
	struct csv_reader *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->encoding = encoding;
	r->delimiter = delimiter;
	r->at = at;
	r->line = line;
	buf_init(&r->pending, 2 * CSV_RECORD_MAX + (4u << 20));
	buf_init(&r->text, 8u << 20);
	buf_init(&r->carry, 8u << 20);
	buf_init(&r->fields, 4 * CSV_RECORD_MAX);
	return r;
}

void csv_reader_free(struct csv_reader *r)
{
	if (!r)
		return;
	buf_deinit(&r->pending);
	buf_deinit(&r->text);
	buf_deinit(&r->carry);
	buf_deinit(&r->fields);
	free(r->v);
	free(r);
}

uint64_t csv_line(const struct csv_reader *r)
{
	return r->line;
}

static bool is_wide(const struct csv_reader *r)
{
	return r->encoding == CSV_UTF16LE || r->encoding == CSV_UTF16BE;
}

void csv_push(struct csv_reader *r, str bytes, bool last)
{
	if (is_wide(r)) {
		bool big = r->encoding == CSV_UTF16BE;
		buf_add(&r->carry, bytes);
		size_t whole = r->carry.n & ~(size_t)1;
		if (whole >= 2 && !last && ((unsigned char)r->carry.p[big ? whole - 2 : whole - 1] & 0xfc) == 0xd8)
			whole -= 2;
		buf_reset(&r->text);
		from_utf16(&r->text, str_of(r->carry.p, whole), big);
		buf_consume(&r->carry, whole);
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

/* Where the record at the head of `s` ends: the offset behind its line end; STR_NPOS when it goes on behind s. */
static size_t record_end(str s, bool last, size_t *content, uint64_t *lines, char delimiter)
{
	bool quoted = false, fresh = true;
	*lines = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quoted) {
			if (c == '\n')
				++*lines;
			if (c != '"')
				continue;
			if (i + 1 == s.n && !last)
				return STR_NPOS;
			if (i + 1 < s.n && s.p[i + 1] == '"')
				i++;
			else
				quoted = false;
		} else if (c == '"' && fresh) {
			quoted = true;
			fresh = false;
		} else if (c == '\n' || c == '\r') {
			if (c == '\r' && i + 1 == s.n && !last)
				return STR_NPOS;
			*content = i;
			++*lines;
			return i + 1 + (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n');
		} else {
			fresh = c == delimiter;
		}
	}
	*content = s.n;
	++*lines;
	return last ? s.n : STR_NPOS;
}

static const char *add_field(struct csv_reader *r, size_t *n, str field)
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

/* Decodes a field that is not plain into r->fields. The buffer was given all the room it can need before. */
static str keep(struct csv_reader *r, str raw, bool quoted)
{
	size_t from = r->fields.n;
	if (!quoted && r->encoding == CSV_WINDOWS_1252) {
		from_1252(&r->fields, raw);
	} else if (quoted) {
		str rest = raw;
		for (;;) {
			size_t q = str_find(rest, STR("\"\""));
			str piece = q == STR_NPOS ? rest : str_upto(rest, q + 1);
			if (r->encoding == CSV_WINDOWS_1252)
				from_1252(&r->fields, piece);
			else
				buf_add(&r->fields, piece);
			if (q == STR_NPOS)
				break;
			rest = str_from(rest, q + 2);
		}
	}
	return str_of(r->fields.p + from, r->fields.n - from);
}

static bool plain_ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* One field at *at; moves behind its delimiter. False at the end of the record. */
static bool cut_field(struct csv_reader *r, str rec, size_t *at, str *out)
{
	size_t i = *at, end;
	if (i > rec.n)
		return false;
	if (i < rec.n && rec.p[i] == '"') {
		size_t from = ++i;
		bool doubled = false;
		while (i < rec.n && !(rec.p[i] == '"' && !(i + 1 < rec.n && rec.p[i + 1] == '"'))) {
			doubled |= rec.p[i] == '"';
			i += rec.p[i] == '"' ? 2 : 1;
		}
		if (i > rec.n)
			i = rec.n;
		str raw = str_slice(rec, from, i);
		str rest = str_from(rec, i + (i < rec.n));
		size_t next = str_find_byte(rest, r->delimiter);
		end = next == STR_NPOS ? rec.n : (size_t)(rest.p - rec.p) + next;
		*out = doubled || (r->encoding == CSV_WINDOWS_1252 && !plain_ascii(raw)) ? keep(r, raw, true) : raw;
	} else {
		size_t next = str_find_byte(str_from(rec, i), r->delimiter);
		end = next == STR_NPOS ? rec.n : i + next;
		str raw = str_slice(rec, i, end);
		*out = r->encoding == CSV_WINDOWS_1252 && !plain_ascii(raw) ? keep(r, raw, false) : raw;
	}
	*at = end + 1;
	return true;
}

static void cut_record(struct csv_reader *r, str rec, struct csv_record *out)
{
	size_t at = 0, n = 0;
	str field;
	buf_reset(&r->fields);
	buf_room(&r->fields, 3 * rec.n + 1); /* the fields must not move while they are gathered */
	const char *refused = NULL;
	while (!refused && cut_field(r, rec, &at, &field))
		refused = add_field(r, &n, field);
	if (!refused && r->encoding == CSV_UTF8 && !str_utf8_valid(rec))
		refused = "not valid UTF-8";
	out->fields = r->v;
	out->n = n;
	out->refused = refused;
}

/* Bytes of the file that n bytes of what is read stand for. */
static uint64_t file_bytes(const struct csv_reader *r, str s)
{
	if (!is_wide(r))
		return s.n;
	uint64_t units = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		units += (c & 0xc0) != 0x80 ? (c >= 0xf0 ? 2 : 1) : 0;
	}
	return 2 * units;
}

err csv_next(struct csv_reader *r, struct csv_record *out)
{
	for (;;) {
		size_t content = 0;
		uint64_t lines;
		if (r->in.n == 0 && r->last)
			return err_make(ERR_NOT_FOUND, "the end of the file");
		size_t end = r->in.n ? record_end(r->in, r->last, &content, &lines, r->delimiter) : STR_NPOS;
		if (end == STR_NPOS || end > CSV_RECORD_MAX) {
			if (r->in.n > CSV_RECORD_MAX)
				return err_make(ERR_LIMIT,
						"a record is longer than 1 MB: a quote that is never closed?");
			/* What is left moves to the front of pending, where the next push adds to it. */
			if (r->pending.n > 0) { /* then that is what is read */
				buf_consume(&r->pending, r->pending.n - r->in.n);
			} else {
				buf_reset(&r->pending);
				buf_add(&r->pending, r->in);
			}
			r->in = STR("");
			return err_make(ERR_AGAIN, "more bytes are needed");
		}
		str rec = str_upto(r->in, content);
		out->line = r->line;
		r->line += lines;
		r->at += file_bytes(r, str_upto(r->in, end));
		out->end = r->at;
		r->in = str_from(r->in, end);
		if (r->in.n == 0)
			r->pending.n = 0; /* the bytes stay where they are until the next push */
		if (str_empty(str_trim(rec)))
			continue;
		cut_record(r, rec, out);
		return OK;
	}
}

/* --- writing --- */

void csv_put(struct buf *out, str field, bool guard)
{
	bool formula = guard && field.n && strchr("=+-@\t\r", field.p[0]) && field.p[0];
	bool quote = formula;
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
