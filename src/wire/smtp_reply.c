/* See smtp_reply.h. */
#include "wire/smtp_reply.h"
#include "base/limits.h"

void smtp_reply_reader_init(struct smtp_reply_reader *r)
{
	*r = (struct smtp_reply_reader){};
	buf_init(&r->line, SMTP_LINE_MAX);
	buf_init(&r->text, SMTP_REPLY_MAX);
}

void smtp_reply_reader_deinit(struct smtp_reply_reader *r)
{
	if (!r)
		return;
	buf_deinit(&r->line);
	buf_deinit(&r->text);
}

static void smtp_reply_begin_reply(struct smtp_reply_reader *r)
{
	buf_reset(&r->text);
	r->code = 0;
	r->lines = r->bytes = 0;
	r->enhanced[0] = r->enhanced[1] = r->enhanced[2] = 0;
}

/* "5.1.1 " at the beginning (RFC 3463 section 2): its length, or 0. The class must be that of the code. */
static size_t smtp_reply_enhanced_code(str s, int code, int out[3])
{
	int v[3] = {};
	size_t i = 0;
	for (int part = 0; part < 3; part++) {
		size_t from = i;
		while (i < s.n && i - from < 3 && ascii_digit(s.p[i]))
			v[part] = v[part] * 10 + (s.p[i++] - '0');
		if (i == from || (part < 2 && (i >= s.n || s.p[i++] != '.')))
			return 0;
	}
	if ((i < s.n && s.p[i] != ' ' && s.p[i] != '\t') || v[0] != code / 100)
		return 0;
	memcpy(out, v, sizeof(v));
	return i < s.n ? i + 1 : i;
}

/* One line without its end. */
static enum smtp_read smtp_reply_take_line(struct smtp_reply_reader *r, str line)
{
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	for (size_t i = 0; i < 3; i++)
		if (i >= line.n || !ascii_digit(line.p[i]))
			return SMTP_READ_BAD;
	int code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
	char sep = line.n > 3 ? line.p[3] : ' ';
	if (code < 200 || code > 599 || (sep != ' ' && sep != '-') || (r->lines && code != r->code))
		return SMTP_READ_BAD;
	str text = str_from(line, 4);
	int enhanced[3] = {};
	size_t cut = smtp_reply_enhanced_code(text, code, enhanced);
	if (cut) {
		if (!r->enhanced[0])
			memcpy(r->enhanced, enhanced, sizeof(enhanced));
		text = str_from(text, cut);
	}
	if (r->lines++)
		buf_add_byte(&r->text, '\n');
	r->code = code;
	buf_add(&r->text, str_trim(text));
	if (r->text.over)
		return SMTP_READ_BAD;
	return sep == '-' ? SMTP_READ_MORE : SMTP_READ_REPLY;
}

/* Control characters in a reply would end up in logs and pages. */
static bool smtp_reply_has_controls(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t' && s.p[i] != '\r' && s.p[i] != '\n')
			return true;
	return false;
}

static enum smtp_read smtp_reply_read_one(struct smtp_reply_reader *r, str *in)
{
	while (in->n) {
		size_t nl = str_find_byte(*in, '\n');
		str piece = str_upto(*in, nl == STR_NPOS ? in->n : nl);
		if (smtp_reply_has_controls(piece))
			return SMTP_READ_BAD;
		str line = piece;
		if (nl == STR_NPOS || r->line.n) {
			buf_add(&r->line, piece);
			line = buf_str(&r->line);
		}
		r->bytes += piece.n;
		if (r->line.over || line.n > SMTP_LINE_MAX || r->bytes > SMTP_REPLY_MAX)
			return SMTP_READ_BAD;
		*in = str_from(*in, nl == STR_NPOS ? in->n : nl + 1);
		if (nl == STR_NPOS)
			return SMTP_READ_MORE;
		enum smtp_read got = smtp_reply_take_line(r, line);
		buf_reset(&r->line);
		if (got != SMTP_READ_MORE)
			return got;
	}
	return SMTP_READ_MORE;
}

enum smtp_read smtp_reply_read(struct smtp_reply_reader *r, str *in, struct smtp_reply *out)
{
	if (r->broken)
		return SMTP_READ_BAD;
	if (r->lines == 0 && r->line.n == 0)
		smtp_reply_begin_reply(r);
	enum smtp_read got = smtp_reply_read_one(r, in);
	if (got == SMTP_READ_BAD)
		r->broken = true;
	if (got == SMTP_READ_REPLY) {
		*out = (struct smtp_reply){ .code = r->code, .lines = r->lines, .text = buf_str(&r->text) };
		memcpy(out->enhanced, r->enhanced, sizeof(out->enhanced));
		r->lines = 0;
		r->bytes = 0;
	}
	return got;
}
