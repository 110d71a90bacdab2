/* See fold.h. */
#include "wire/fold.h"
#include "base/num.h"

/* ---- One code point */

struct decoded {
	uint32_t c;
	size_t n; /* bytes; a byte that begins nothing is one */
};

static struct decoded fold_decode(str s, size_t at)
{
	unsigned char b = (unsigned char)s.p[at];
	size_t n = b < 0x80 ? 1 : b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 1;
	if (n == 1 || at + n > s.n)
		return (struct decoded){ b < 0x80 ? b : '?', 1 };
	uint32_t c = b & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		unsigned char t = (unsigned char)s.p[at + i];
		if ((t & 0xc0) != 0x80)
			return (struct decoded){ '?', 1 };
		c = c << 6 | (t & 0x3fu);
	}
	return (struct decoded){ c, n };
}

/* U+00C0 to U+017F as their base letters; two bytes of each, the second may be blank. */
static const char latin[] = "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"	/* C0 */
			    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "	/* E0 */
			    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "	/* 100 */
			    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "	/* 120 */
			    "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "	/* 140 */
			    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s "; /* 160 */

static size_t fold_put_latin(char *to, uint32_t c)
{
	const char *pair = latin + (size_t)(c - 0xc0) * 2;
	to[0] = pair[0];
	if (pair[1] == ' ')
		return 1;
	to[1] = pair[1];
	return 2;
}

static size_t fold_put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static uint32_t fold_greek_lower(uint32_t c)
{
	static const uint16_t accented[][2] = { { 0x386, 0x3b1 }, { 0x388, 0x3b5 }, { 0x389, 0x3b7 }, { 0x38a, 0x3b9 },
						{ 0x38c, 0x3bf }, { 0x38e, 0x3c5 }, { 0x38f, 0x3c9 }, { 0x3ac, 0x3b1 },
						{ 0x3ad, 0x3b5 }, { 0x3ae, 0x3b7 }, { 0x3af, 0x3b9 }, { 0x3cc, 0x3bf },
						{ 0x3cd, 0x3c5 }, { 0x3ce, 0x3c9 }, { 0x3c2, 0x3c3 }, { 0x390, 0x3b9 },
						{ 0x3ca, 0x3b9 }, { 0x3cb, 0x3c5 }, { 0x3b0, 0x3c5 } };
	for (size_t i = 0; i < sizeof(accented) / sizeof(*accented); i++)
		if (accented[i][0] == c)
			return accented[i][1];
	return c >= 0x391 && c <= 0x3a9 ? c + 32 : c;
}

static bool fold_invisible(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f);
}

static bool fold_blank(uint32_t c)
{
	return c <= 0x20 || c == 0x7f || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000 || (c >= 0x80 && c < 0xa0);
}

static uint32_t fold_plain(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	if (c < 0x80)
		return c;
	if (c >= 0xff01 && c <= 0xff5e) /* full-width ASCII */
		return fold_plain(c - 0xfee0);
	if (c >= 0x370 && c < 0x400)
		return fold_greek_lower(c);
	if (c >= 0x410 && c <= 0x42f)
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c == 0x401 ? 0x435 : c + 80;
	if (c == 0x451) /* ё is written е as often */
		return 0x435;
	if ((c >= 0x2018 && c <= 0x201b) || c == 0x2032 || c == 0xb4 || c == 0x2bc)
		return '\'';
	if ((c >= 0x201c && c <= 0x201f) || c == 0x2033 || c == 0xab || c == 0xbb)
		return '"';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x3002)
		return '.';
	return c;
}

static size_t fold_put(char *to, uint32_t c)
{
	if (c >= 0xc0 && c <= 0x17f && c != 0xd7 && c != 0xf7)
		return fold_put_latin(to, c);
	if (c == 0x2026) {
		memcpy(to, "...", 3);
		return 3;
	}
	if (c == 0x218 || c == 0x219) /* Romanian s and t with a comma */
		return fold_put_utf8(to, 's');
	if (c == 0x21a || c == 0x21b)
		return fold_put_utf8(to, 't');
	if (c >= 0x1ea0 && c <= 0x1ef9) { /* Vietnamese, roughly */
		static const char letters[] = "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooo"
					      "uuuuuuuuuuuuuuyyyyyyyy";
		return fold_put_utf8(to, (unsigned char)letters[c - 0x1ea0]);
	}
	return fold_put_utf8(to, fold_plain(c));
}

str fold_text(struct arena *a, str s, size_t max, enum fold_lines lines)
{
	s = str_upto(s, max);
	char *p = arena_alloc(a, s.n * 3 / 2 + 8);
	size_t n = 0;
	for (size_t at = 0; at < s.n;) {
		struct decoded d = fold_decode(s, at);
		at += d.n;
		if (fold_invisible(d.c))
			continue;
		if (lines == FOLD_KEEP && d.c == '\n') {
			while (n && p[n - 1] == ' ')
				n--;
			p[n++] = '\n';
		} else if (fold_blank(d.c)) {
			if (n && p[n - 1] != ' ' && p[n - 1] != '\n')
				p[n++] = ' ';
		} else {
			n += fold_put(p + n, d.c);
		}
	}
	return str_trim(str_of(p, n));
}

/* ---- Patterns */

static bool fold_word(char c)
{
	return ascii_digit(c) || ascii_alpha(c);
}

/* The literal piece of a pattern up to its next '*'. */
static str fold_piece_at(const char **pattern)
{
	const char *p = *pattern;
	size_t n = 0;
	while (p[n] && p[n] != '*')
		n++;
	*pattern = p + n + (p[n] == '*');
	return str_of(p, n);
}

/* Does the pattern fit with its first piece at `at`? Gives the end. */
static bool fold_fits(str text, size_t at, const char *pattern, size_t *end)
{
	str piece = fold_piece_at(&pattern);
	bool last = !*pattern && pattern[-1] != '*', whole = last && piece.n && piece.p[piece.n - 1] == '$';
	if (whole)
		piece.n--;
	if (at + piece.n > text.n || (piece.n && memcmp(text.p + at, piece.p, piece.n) != 0))
		return false;
	at += piece.n;
	*end = at;
	if (!*pattern)
		return !whole || at == text.n || !fold_word(text.p[at]);
	for (size_t gap = 0; gap <= FOLD_GAP && at + gap <= text.n; gap++)
		if (fold_fits(text, at + gap, pattern, end))
			return true;
	return false;
}

static bool fold_word_begins(str text, size_t at, char first)
{
	return !fold_word(first) || at == 0 || !fold_word(text.p[at - 1]);
}

size_t fold_find(str text, const char *pattern, size_t *end)
{
	size_t to = 0;
	char first = *pattern;
	for (size_t i = 0; i < text.n; i++) {
		const char *hit = memchr(text.p + i, first, text.n - i);
		if (!hit)
			return STR_NPOS;
		i = (size_t)(hit - text.p);
		if (!fold_word_begins(text, i, first) || !fold_fits(text, i, pattern, &to))
			continue;
		if (end)
			*end = to;
		return i;
	}
	return STR_NPOS;
}

const char *fold_has(str text, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (fold_find(text, *patterns, NULL) != STR_NPOS)
			return *patterns;
	return NULL;
}

const char *fold_begins(str text, const char *const *patterns)
{
	size_t to;
	for (; *patterns; patterns++)
		if (text.n && fold_fits(text, 0, *patterns, &to))
			return *patterns;
	return NULL;
}
