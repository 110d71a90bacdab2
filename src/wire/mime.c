/* See mime.h. */
#include "wire/mime.h"
#include "base/time.h"
#include "wire/byte_class.h"

const char *mime_encoding_name(enum mime_encoding e)
{
	return e == MIME_7BIT ? "7bit" : e == MIME_QP ? "quoted-printable" : "base64";
}

bool mime_is_ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

enum mime_encoding mime_pick(str data, bool text)
{
	if (!text)
		return MIME_BASE64;
	size_t line = 0;
	for (size_t i = 0; i < data.n; i++) {
		unsigned char c = (unsigned char)data.p[i];
		if (c == '\n' || (c == '\r' && i + 1 < data.n && data.p[i + 1] == '\n')) {
			line = 0;
			continue;
		}
		bool odd = c >= 0x7f || (c < 0x20 && c != '\t') || (line == 0 && c == '.');
		bool trailing =
			(c == ' ' || c == '\t') && (i + 1 == data.n || data.p[i + 1] == '\r' || data.p[i + 1] == '\n');
		if (odd || trailing || ++line > MIME_LINE_MAX)
			return MIME_QP;
	}
	return MIME_7BIT;
}

static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t mime_b64_encode(const unsigned char *p, size_t n, char *o)
{
	size_t k = 0;
	for (; n >= 3; p += 3, n -= 3) {
		unsigned v = (unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2];
		o[k++] = b64[v >> 18];
		o[k++] = b64[v >> 12 & 63];
		o[k++] = b64[v >> 6 & 63];
		o[k++] = b64[v & 63];
	}
	if (n) {
		unsigned v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0);
		o[k++] = b64[v >> 18];
		o[k++] = b64[v >> 12 & 63];
		o[k++] = n > 1 ? b64[v >> 6 & 63] : '=';
		o[k++] = '=';
	}
	return k;
}

void mime_base64(struct buf *out, str data)
{
	for (size_t i = 0; i < data.n; i += 57) { /* 57 bytes are 76 characters */
		char *to = buf_room(out, 78);
		if (!to)
			return;
		size_t n = mime_b64_encode((const unsigned char *)data.p + i, data.n - i < 57 ? data.n - i : 57, to);
		to[n] = '\r';
		to[n + 1] = '\n';
		buf_commit(out, n + 2);
	}
}

void mime_base64_bare(struct buf *out, str data)
{
	for (size_t i = 0; i < data.n; i += 57) {
		char *to = buf_room(out, 76);
		if (!to)
			return;
		buf_commit(out,
			   mime_b64_encode((const unsigned char *)data.p + i, data.n - i < 57 ? data.n - i : 57, to));
	}
}

static const char hex[] = "0123456789ABCDEF";

/* One byte or its =XX at column *col, with a soft line break before it when it would not fit. */
static void mime_qp_byte(struct buf *out, unsigned char c, bool plain, size_t *col)
{
	size_t need = plain ? 1 : 3;
	if (*col + need > MIME_LINE_MAX - 1) {
		buf_add_lit(out, "=\r\n");
		*col = 0;
	}
	if (plain && (*col > 0 || (c != '.' && c != 'F'))) {
		buf_add_byte(out, (char)c);
		*col += 1;
		return;
	}
	/* A dot that begins a line would need stuffing; "From " there is mangled by old mail stores. */
	char esc[3] = { '=', hex[c >> 4], hex[c & 15] };
	buf_add_mem(out, esc, 3);
	*col += 3;
}

static bool mime_qp_plain(unsigned char c)
{
	return byte_is((char)c, BYTE_QP);
}

/* Bytes from i on that go as they are and fit on the line; blanks only when more plain text follows. */
static size_t mime_qp_run(str text, size_t i, size_t col)
{
	size_t from = i, limit = MIME_LINE_MAX - 1 > col ? i + (MIME_LINE_MAX - 1 - col) : i;
	if (limit > text.n)
		limit = text.n;
	if (col == 0 && i < limit && (text.p[i] == '.' || text.p[i] == 'F'))
		return 0;
	while (i < limit && (mime_qp_plain((unsigned char)text.p[i]) ||
			     (text.p[i] == ' ' && i + 1 < text.n && mime_qp_plain((unsigned char)text.p[i + 1]))))
		i++;
	return i - from;
}

void mime_qp(struct buf *out, str text, size_t *col)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t run = mime_qp_run(text, i, *col);
		if (run) {
			put(out, str_of(text.p + i, run));
			*col += run;
			i += run - 1;
			continue;
		}
		unsigned char c = (unsigned char)text.p[i];
		if (c == '\n' || c == '\r') {
			buf_add_lit(out, "\r\n");
			*col = 0;
			if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
				i++;
			continue;
		}
		/* White space at the end of a piece may turn out to be at the end of a line. */
		bool last = i + 1 == text.n || text.p[i + 1] == '\r' || text.p[i + 1] == '\n';
		bool blank = c == ' ' || c == '\t';
		mime_qp_byte(out, c, mime_qp_plain(c) || (blank && !last), col);
	}
}

void mime_crlf(struct buf *out, str text)
{
	size_t from = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c != '\n' && c != '\r')
			continue;
		buf_add(out, str_slice(text, from, i));
		buf_add_lit(out, "\r\n");
		if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			i++;
		from = i + 1;
	}
	buf_add(out, str_from(text, from));
}

/* --- header fields --- */

/* A word that goes as it is: no encoded-word look-alike, not too long to fold. */
static bool mime_word_is_plain(str w)
{
	return mime_is_ascii(w) && str_find(w, STR("=?")) == STR_NPOS && w.n <= MIME_LINE_MAX - 1;
}

static void mime_fold(struct buf *out, size_t *col)
{
	buf_add_lit(out, "\r\n ");
	*col = 1;
}

/* RFC 2047 B encoded words, each of whole characters, at most 75 long. */
static void mime_encoded_words(struct buf *out, str s, size_t *col)
{
	const size_t frame = 12; /* =?UTF-8?B??= */
	for (size_t at = 0; at < s.n;) {
		size_t room = *col + frame + 4 < MIME_LINE_MAX ? MIME_LINE_MAX - *col - frame : 0;
		size_t bytes = room / 4 * 3;
		size_t most = bytes < s.n - at ? str_utf8_floor(s, at + bytes) - at : s.n - at;
		if (most == 0 || (most < s.n - at && most < 12 && *col > 1)) {
			mime_fold(out, col);
			continue;
		}
		if (most > 45) /* 45 bytes are 60 characters, and the frame: 72 */
			most = str_utf8_floor(s, at + 45) - at;
		buf_add_lit(out, "=?UTF-8?B?");
		size_t before = out->n;
		mime_base64_bare(out, str_slice(s, at, at + most));
		*col += frame + (out->n - before);
		buf_add_lit(out, "?=");
		at += most;
		if (at < s.n)
			mime_fold(out, col);
	}
}

/* The next run of spaces and the word behind it. */
static bool mime_next_word(str *rest, str *word)
{
	while (rest->n && rest->p[0] == ' ')
		*rest = str_from(*rest, 1);
	if (!rest->n)
		return false;
	size_t end = str_find_byte(*rest, ' ');
	*word = str_upto(*rest, end);
	*rest = str_from(*rest, word->n);
	return true;
}

static void mime_begin(struct buf *out, str name, size_t *col)
{
	buf_add(out, name);
	buf_add_lit(out, ": ");
	*col = name.n + 2;
}

static void mime_folded_words(struct buf *out, str value, size_t *col)
{
	str rest = value, word;
	for (bool first = true; mime_next_word(&rest, &word); first = false) {
		if (!first && *col + 1 + word.n > MIME_LINE_MAX) {
			mime_fold(out, col);
		} else if (!first) {
			buf_add_byte(out, ' ');
			*col += 1;
		}
		while (word.n > MIME_LINE_HARD_MAX - 80) { /* longer than any line may be: cut */
			buf_add(out, str_upto(word, MIME_LINE_HARD_MAX - 80));
			word = str_from(word, MIME_LINE_HARD_MAX - 80);
			mime_fold(out, col);
		}
		buf_add(out, word);
		*col += word.n;
	}
}

void mime_header_raw(struct buf *out, str name, struct header_text value)
{
	size_t col;
	mime_begin(out, name, &col);
	mime_folded_words(out, value.s, &col);
	buf_add_lit(out, "\r\n");
}

/* ASCII words as they are; from the first word that is not plain to the last one as encoded words. */
static void mime_unstructured(struct buf *out, str v, size_t *col)
{
	size_t from = STR_NPOS, to = 0;
	str rest = v, word;
	while (mime_next_word(&rest, &word)) {
		if (mime_word_is_plain(word))
			continue;
		size_t at = (size_t)(word.p - v.p);
		from = from == STR_NPOS ? at : from;
		to = at + word.n;
	}
	if (from == STR_NPOS) {
		mime_folded_words(out, v, col);
		return;
	}
	str before = str_trim(str_upto(v, from)), after = str_trim(str_from(v, to));
	mime_folded_words(out, before, col);
	if (before.n) {
		buf_add_byte(out, ' ');
		*col += 1;
	}
	mime_encoded_words(out, str_slice(v, from, to), col);
	if (after.n) {
		if (*col + 20 > MIME_LINE_MAX) {
			mime_fold(out, col);
		} else {
			buf_add_byte(out, ' ');
			*col += 1;
		}
		mime_folded_words(out, after, col);
	}
}

void mime_header(struct buf *out, str name, struct header_text value)
{
	size_t col;
	mime_begin(out, name, &col);
	mime_unstructured(out, value.s, &col);
	buf_add_lit(out, "\r\n");
}

static bool mime_is_atext_phrase(str s)
{
	return s.n && bytes_are(s, BYTE_PHRASE) && str_find(s, STR("=?")) == STR_NPOS;
}

static void mime_quoted_string(struct buf *out, str s)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, s.p[i]);
	}
	buf_add_byte(out, '"');
}

void mime_header_address(struct buf *out, str name, struct header_text display, struct header_text address)
{
	size_t col;
	str d = str_trim(display.s);
	mime_begin(out, name, &col);
	if (!d.n) {
		buf_add(out, address.s);
		buf_add_lit(out, "\r\n");
		return;
	}
	size_t before = out->n;
	if (!mime_is_ascii(d) || str_find(d, STR("=?")) != STR_NPOS || d.n > 200)
		mime_encoded_words(out, d, &col);
	else if (mime_is_atext_phrase(d))
		mime_folded_words(out, d, &col);
	else
		mime_quoted_string(out, d);
	size_t width = mime_is_ascii(d) ? col + (out->n - before) : col;
	buf_add_byte(out, ' ');
	if (width + address.s.n + 3 > MIME_LINE_MAX)
		mime_fold(out, &col);
	buf_add_byte(out, '<');
	buf_add(out, address.s);
	buf_add_lit(out, ">\r\n");
}

void mime_param(struct buf *out, str name, struct header_text value)
{
	str v = value.s;
	if (mime_is_ascii(v) && v.n + name.n + 6 <= MIME_LINE_MAX) {
		buf_add_lit(out, ";\r\n ");
		buf_add(out, name);
		buf_add_byte(out, '=');
		mime_quoted_string(out, v);
		return;
	}
	/* RFC 2231: pieces of whole characters, percent-encoded */
	size_t at = 0;
	for (unsigned part = 0; at < v.n; part++) {
		buf_addf(out, ";\r\n %.*s*%u*=%s", STR_FMT(name), part, part == 0 ? "utf-8''" : "");
		size_t end = v.n - at > 18 ? str_utf8_floor(v, at + 18) : v.n;
		if (end == at) /* not UTF-8: bytes */
			end = at + 1;
		for (; at < end; at++) {
			char c = v.p[at];
			if (ascii_alpha(c) || ascii_digit(c) || c == '.' || c == '-' || c == '_')
				buf_add_byte(out, c);
			else
				buf_addf(out, "%%%02X", (unsigned char)c);
		}
	}
}

static void mime_two_digits(char *to, int v)
{
	to[0] = (char)('0' + v / 10 % 10);
	to[1] = (char)('0' + v % 10);
}

/* One per message: worth more than printf. */
void mime_header_date(struct buf *out, str name, int64_t us)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = time_to_civil(us);
	char d[] = "Sun, 00 Jan 0000 00:00:00 +0000\r\n";
	memcpy(d, days + (size_t)c.weekday * 3, 3);
	memcpy(d + 8, months + (size_t)(c.month - 1) * 3, 3);
	mime_two_digits(d + 5, c.day);
	mime_two_digits(d + 12, c.year / 100);
	mime_two_digits(d + 14, c.year % 100);
	mime_two_digits(d + 17, c.hour);
	mime_two_digits(d + 20, c.minute);
	mime_two_digits(d + 23, c.second);
	buf_add(out, name);
	buf_add_lit(out, ": ");
	buf_add_mem(out, d, sizeof(d) - 1);
}
