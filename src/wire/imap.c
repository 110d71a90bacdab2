#include "wire/imap.h"
#include "base/num.h"
#include "base/time.h"

/* A literal's announcement at the end of a line: "{123}" or "{123+}". */
static bool imap_literal_at_end(str line, size_t *n)
{
	if (!str_ends(line, STR("}")))
		return false;
	size_t open = str_rfind_byte(line, '{');
	if (open == STR_NPOS)
		return false;
	str digits = str_slice(line, open + 1, line.n - 1);
	if (str_ends(digits, STR("+")))
		digits = str_upto(digits, digits.n - 1);
	uint64_t v;
	if (!num_parse_u64(digits, &v))
		return false;
	*n = v > IMAP_LITERAL_MAX ? (size_t)IMAP_LITERAL_MAX + 1 : (size_t)v;
	return true;
}

static str imap_without_cr(str line)
{
	return str_ends(line, STR("\r")) ? str_upto(line, line.n - 1) : line;
}

enum imap_whole imap_whole(str bytes, size_t *n)
{
	size_t at = 0;
	for (;;) {
		size_t end = str_find_byte(str_from(bytes, at), '\n');
		if (end == STR_NPOS)
			return bytes.n > IMAP_RESPONSE_MAX ? IMAP_BROKEN : IMAP_MORE;
		str line = imap_without_cr(str_slice(bytes, at, at + end));
		size_t literal;
		at += end + 1;
		if (!imap_literal_at_end(line, &literal)) {
			*n = at;
			return at > IMAP_RESPONSE_MAX ? IMAP_BROKEN : IMAP_WHOLE;
		}
		if (literal > IMAP_LITERAL_MAX || at + literal > IMAP_RESPONSE_MAX)
			return IMAP_BROKEN;
		if (bytes.n - at < literal)
			return IMAP_MORE;
		at += literal;
	}
}

static str imap_word(str *rest)
{
	size_t n = 0;
	while (n < rest->n && rest->p[n] != ' ')
		n++;
	str w = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	while (rest->n && rest->p[0] == ' ')
		*rest = str_from(*rest, 1);
	return w;
}

static enum imap_status imap_status_of(str w)
{
	static const char *const names[] = { NULL, "OK", "NO", "BAD", "PREAUTH", "BYE" };
	for (int i = IMAP_OK; i <= IMAP_BYE; i++)
		if (str_eq_nocase(w, str_z(names[i])))
			return (enum imap_status)i;
	return IMAP_NONE;
}

static void imap_take_status(struct imap_response *r)
{
	if (!str_starts(r->rest, STR("[")))
		return;
	size_t close = str_find_byte(r->rest, ']');
	if (close == STR_NPOS)
		return;
	r->code = str_slice(r->rest, 1, close);
	r->rest = str_trim(str_from(r->rest, close + 1));
}

bool imap_read(str response, struct imap_response *out)
{
	struct imap_response r = { .kind = IMAP_TAGGED };
	str rest = response;
	while (rest.n && (rest.p[rest.n - 1] == '\n' || rest.p[rest.n - 1] == '\r'))
		rest = str_upto(rest, rest.n - 1);
	if (str_starts(rest, STR("+"))) {
		r.kind = IMAP_CONTINUE;
		r.rest = str_trim(str_from(rest, 1));
		*out = r;
		return true;
	}
	r.tag = imap_word(&rest);
	if (str_empty(r.tag) || str_empty(rest))
		return false;
	if (str_eq(r.tag, STR("*")))
		r.kind = IMAP_UNTAGGED;
	str w = imap_word(&rest);
	if (r.kind == IMAP_UNTAGGED && imap_number(w, &r.number)) {
		r.numbered = true;
		w = imap_word(&rest);
	}
	r.status = r.numbered ? IMAP_NONE : imap_status_of(w);
	r.rest = rest;
	if (r.status != IMAP_NONE)
		imap_take_status(&r);
	else if (r.kind == IMAP_TAGGED)
		return false;
	else
		r.word = w;
	*out = r;
	return true;
}

/* From behind an opening parenthesis: the offset of the one that closes it. */
static bool imap_list_end(str s, size_t *end)
{
	unsigned depth = 1;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '"') {
			for (i++; i < s.n && s.p[i] != '"'; i++)
				if (s.p[i] == '\\')
					i++;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && --depth == 0) {
			*end = i;
			return true;
		} else if (c == '{') {
			size_t eol = str_find_byte(str_from(s, i), '\n'), n;
			if (eol == STR_NPOS || !imap_literal_at_end(imap_without_cr(str_slice(s, i, i + eol)), &n))
				continue;
			i += eol + n;
		}
	}
	return false;
}

static bool imap_quoted(str *rest, struct imap_token *out)
{
	size_t i = 1;
	while (i < rest->n && rest->p[i] != '"')
		i += rest->p[i] == '\\' ? 2 : 1;
	if (i >= rest->n)
		return false;
	*out = (struct imap_token){ IMAP_STRING, str_slice(*rest, 1, i) };
	*rest = str_from(*rest, i + 1);
	return true;
}

static bool imap_literal(str *rest, struct imap_token *out)
{
	size_t eol = str_find_byte(*rest, '\n'), n;
	if (eol == STR_NPOS || !imap_literal_at_end(imap_without_cr(str_upto(*rest, eol)), &n) || rest->n - eol - 1 < n)
		return false;
	*out = (struct imap_token){ IMAP_STRING, str_slice(*rest, eol + 1, eol + 1 + n) };
	*rest = str_from(*rest, eol + 1 + n);
	return true;
}

/* An atom may hold a section in brackets, with spaces: BODY[HEADER.FIELDS (TO)]<0>. */
static size_t imap_atom_end(str s)
{
	size_t i = 0;
	bool section = false;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '[')
			section = true;
		else if (c == ']')
			section = false;
		else if (!section && (c == ' ' || c == '(' || c == ')' || c == '"' || c == '\r' || c == '\n'))
			break;
	}
	return i;
}

bool imap_token(str *rest, struct imap_token *out)
{
	while (rest->n && ascii_space(rest->p[0]))
		*rest = str_from(*rest, 1);
	if (!rest->n)
		return false;
	size_t end;
	switch (rest->p[0]) {
	case '"': return imap_quoted(rest, out);
	case '{': return imap_literal(rest, out);
	case '(':
		if (!imap_list_end(str_from(*rest, 1), &end))
			return false;
		*out = (struct imap_token){ IMAP_LIST, str_slice(*rest, 1, 1 + end) };
		*rest = str_from(*rest, end + 2);
		return true;
	default: break;
	}
	end = imap_atom_end(*rest);
	if (end == 0)
		return false;
	*out = (struct imap_token){ IMAP_ATOM, str_upto(*rest, end) };
	*rest = str_from(*rest, end);
	return true;
}

bool imap_item(str list, const char *name, struct imap_token *out)
{
	struct imap_token key, value;
	while (imap_token(&list, &key) && imap_token(&list, &value)) {
		str want = str_z(name);
		/* "BODY[]<0>" answers "BODY[]<0.1000>" */
		str base = str_upto(key.s, size_min(key.s.n, str_find_byte(key.s, '<')));
		if (key.kind == IMAP_ATOM && str_eq_nocase(base, want)) {
			*out = value;
			return true;
		}
	}
	return false;
}

bool imap_number(str s, uint32_t *out)
{
	uint64_t v;
	if (s.n > 10 || !num_parse_u64(s, &v) || v > UINT32_MAX)
		return false;
	*out = (uint32_t)v;
	return true;
}

static bool imap_part(str *s, char sep, int64_t *out)
{
	str piece;
	return str_next(s, sep, &piece) && num_parse_i64(str_trim(piece), out);
}

bool imap_date(str s, int64_t *us)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t day, year, hour, minute, second, zone;
	str month;
	s = str_trim(s);
	if (!imap_part(&s, '-', &day) || !str_next(&s, '-', &month) || month.n != 3 || !imap_part(&s, ' ', &year) ||
	    !imap_part(&s, ':', &hour) || !imap_part(&s, ':', &minute) || !imap_part(&s, ' ', &second) || s.n != 5)
		return false;
	size_t m = str_find_nocase(str_of(names, sizeof(names) - 1), month);
	if (m == STR_NPOS || m % 3 || !num_parse_i64(str_from(s, 1), &zone) || year < 1970 || year > 9000 || day < 1 ||
	    day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || zone < 0 ||
	    zone > 1400)
		return false;
	zone = zone / 100 * 60 + zone % 100;
	*us = time_from_civil((struct civil){ .year = (int)year,
					      .month = (int)(m / 3) + 1,
					      .day = (int)day,
					      .hour = (int)hour,
					      .minute = (int)minute,
					      .second = second == 60 ? 59 : (int)second }) -
	      (s.p[0] == '-' ? -zone : zone) * US_PER_MIN;
	return true;
}

bool imap_capable(str capabilities, const char *name)
{
	while (capabilities.n) {
		str w = imap_word(&capabilities);
		if (str_eq_nocase(w, str_z(name)))
			return true;
		if (str_empty(w))
			break;
	}
	return false;
}

bool imap_quote(struct buf *out, str s)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c >= 0x7f)
			return false;
		if (c == '"' || c == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, (char)c);
	}
	buf_add_byte(out, '"');
	return true;
}
