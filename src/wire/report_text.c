/* See report_int.h: finding fields, addresses, codes and words in what servers and people write. */
#include "base/buf.h"
#include "base/num.h"
#include "wire/report_int.h"

#define FIELD_MAX 2048u

/* The value behind "name:" at the beginning of a line: folded lines joined. */
str report_field(struct arena *a, str text, const char *name)
{
	str rest = text, line, want = str_z(name);
	while (str_next(&rest, '\n', &line)) {
		if (line.n <= want.n || !str_starts_nocase(line, want) || line.p[want.n] != ':')
			continue;
		str value = str_trim(str_from(line, want.n + 1));
		if (!rest.n || (rest.p[0] != ' ' && rest.p[0] != '\t'))
			return value;
		struct buf BUF_AUTO joined;
		buf_init(&joined, FIELD_MAX);
		buf_add(&joined, str_upto(value, FIELD_MAX));
		while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t') && str_next(&rest, '\n', &line)) {
			buf_add_lit(&joined, " ");
			buf_add(&joined, str_trim(line));
		}
		return arena_dup(a, buf_str(&joined));
	}
	return STR_NULL;
}

str report_quoted_field(str text, const char *name)
{
	str rest = text, line, want = str_z(name);
	while (str_next(&rest, '\n', &line)) {
		while (line.n && (line.p[0] == '>' || line.p[0] == '|' || ascii_space(line.p[0])))
			line = str_from(line, 1);
		if (line.n > want.n && str_starts_nocase(line, want) && line.p[want.n] == ':')
			return str_trim(str_from(line, want.n + 1));
	}
	return STR_NULL;
}

static bool report_text_atom(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80 ||
	       (c && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool report_text_label(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80 || c == '-' || c == '.';
}

/* East Asian punctuation and full-width signs (U+3000 to U+303F, U+FF00 to U+FF3F) end an address. */
static bool report_text_wide_sign(str t, size_t i)
{
	return i + 2 < t.n &&
	       ((t.p[i] == '\xe3' && t.p[i + 1] == '\x80') || (t.p[i] == '\xef' && t.p[i + 1] == '\xbc'));
}

/* A letter of Chinese, Japanese or Korean (U+3000 to U+DFFF), or a full-width sign, of three bytes. Such text has no
 * spaces: an address in it begins and ends where its ASCII does. */
static bool report_text_east_asian(str t, size_t i)
{
	unsigned char c = i + 2 < t.n ? (unsigned char)t.p[i] : 0;
	return (c >= 0xe3 && c <= 0xed) || c == 0xef;
}

static size_t report_text_local_begins(str t, size_t from, size_t at)
{
	size_t begin = from;
	for (size_t i = from; i < at && (unsigned char)t.p[at - 1] < 0x80; i++)
		if (report_text_east_asian(t, i) && i + 3 <= at)
			begin = i + 3;
	return begin;
}

static bool report_text_domain_ends(str t, size_t from, size_t i)
{
	return report_text_wide_sign(t, i) ||
	       (report_text_east_asian(t, i) && i > from && (unsigned char)t.p[from] < 0x80 &&
		ascii_alpha(t.p[i - 1]) && str_find_byte(str_slice(t, from, i), '.') != STR_NPOS);
}

str report_find_address(str text, size_t at, size_t *end)
{
	for (size_t i = at; i < text.n; i++) {
		if (text.p[i] != '@')
			continue;
		size_t from = i, to = i + 1;
		while (from > at && report_text_atom(text.p[from - 1]))
			from--;
		from = report_text_local_begins(text, from, i);
		while (from < i && (text.p[from] == '\'' || text.p[from] == '`' || text.p[from] == '.'))
			from++;
		while (to < text.n && report_text_label(text.p[to]) && !report_text_domain_ends(text, i + 1, to))
			to++;
		while (to > i + 1 && !ascii_alpha(text.p[to - 1]) && !ascii_digit(text.p[to - 1]) &&
		       (unsigned char)text.p[to - 1] < 0x80)
			to--;
		str domain = str_slice(text, i + 1, to);
		if (from == i || i - from > 64 || domain.n < 3 || domain.n > 255 ||
		    str_find_byte(domain, '.') == STR_NPOS)
			continue;
		if (end)
			*end = to;
		return str_slice(text, from, to);
	}
	return STR_NULL;
}

str report_address(struct arena *a, str s)
{
	size_t semi = str_find_byte(s, ';');
	if (semi != STR_NPOS && semi < 12)
		s = str_from(s, semi + 1);
	size_t open = str_find_byte(s, '<');
	if (open != STR_NPOS) {
		str inner = str_from(s, open + 1);
		s = str_upto(inner, size_min(inner.n, str_find_byte(inner, '>')));
	}
	return arena_dup(a, report_find_address(s, 0, NULL));
}

static bool report_text_code_at(str t, size_t i, size_t *n)
{
	size_t k = i + 1;
	if ((t.p[i] != '4' && t.p[i] != '5') || (i > 0 && (ascii_digit(t.p[i - 1]) || t.p[i - 1] == '.')))
		return false;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;
		if (k >= t.n || t.p[k] != '.')
			return false;
		for (k++; k < t.n && ascii_digit(t.p[k]); k++)
			digits++;
		if (digits < 1 || digits > 3)
			return false;
	}
	if (k + 1 < t.n && t.p[k] == '.' && ascii_digit(t.p[k + 1]))
		return false; /* an address of four numbers */
	*n = k - i;
	return true;
}

static bool report_text_reply_at(str t, size_t i)
{
	return i + 3 < t.n && (t.p[i] == '4' || t.p[i] == '5') && ascii_digit(t.p[i + 1]) && t.p[i + 1] <= '5' &&
	       ascii_digit(t.p[i + 2]) && (t.p[i + 3] == ' ' || t.p[i + 3] == '-' || t.p[i + 3] == ':') &&
	       (i == 0 || ascii_space(t.p[i - 1]) || strchr(":(#\"'>", t.p[i - 1]));
}

int report_find_reply(str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (report_text_reply_at(text, i))
			return (text.p[i] - '0') * 100 + (text.p[i + 1] - '0') * 10 + (text.p[i + 2] - '0');
	return 0;
}

str report_find_code(str text)
{
	str weak = STR_NULL;
	for (size_t i = 0; i < text.n; i++) {
		size_t n;
		if (report_text_code_at(text, i, &n))
			return str_slice(text, i, i + n);
		if (str_absent(weak) && report_text_reply_at(text, i))
			weak = text.p[i] == '4' ? STR("4.0.0") : STR("5.0.0");
	}
	return weak;
}

str report_short(struct arena *a, str s, size_t max)
{
	if (str_absent(s))
		return s;
	char *p = arena_alloc(a, size_min(s.n, max) + 1);
	size_t n = 0, i = 0;
	for (; i < s.n && n < max; i++) {
		bool space = ascii_space(s.p[i]) || (unsigned char)s.p[i] < 0x20;
		if (space && (n == 0 || p[n - 1] == ' '))
			continue;
		p[n++] = space ? ' ' : s.p[i];
	}
	if (i < s.n) { /* cut: not within a character */
		size_t k = n;
		while (k > 0 && ((unsigned char)p[k - 1] & 0xc0) == 0x80)
			k--;
		unsigned char lead = k > 0 ? (unsigned char)p[k - 1] : 0;
		size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
		if (k > 0 && n - (k - 1) < need)
			n = k - 1;
	}
	return str_trim(str_of(p, n));
}

void report_ref(struct report *r, enum report_how how, str id)
{
	id = str_trim(id);
	if (str_empty(id) || id.n > 998 || r->refs_n == REPORT_REFS_MAX)
		return;
	for (size_t i = 0; i < r->refs_n; i++)
		if (str_eq(r->refs[i].id, id))
			return;
	r->refs[r->refs_n++] = (struct report_ref){ .how = how, .id = id };
}

void report_ids(struct report *r, enum report_how how, str list, bool last_first)
{
	str ids[REPORT_REFS_MAX];
	size_t n = 0;
	while (n < REPORT_REFS_MAX) {
		size_t open = last_first ? str_rfind_byte(list, '<') : str_find_byte(list, '<');
		if (open == STR_NPOS)
			break;
		str inner = str_from(list, open + 1);
		size_t close = str_find_byte(inner, '>');
		if (close != STR_NPOS && close > 0)
			ids[n++] = str_upto(inner, close);
		list = last_first ? str_upto(list, open) : str_from(inner, close == STR_NPOS ? inner.n : close + 1);
	}
	for (size_t i = 0; i < n; i++)
		report_ref(r, how, ids[i]);
}
