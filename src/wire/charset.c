#include "wire/charset.h"
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <uchardet/uchardet.h>

struct charset {
	const char *name, *iconv;
	const char *aliases; /* "a|b", squeezed */
	unsigned unit;	     /* bytes that a broken character takes away at least */
};

enum { UTF8, UTF16LE, UTF16BE };
static const struct charset table[] = {
	{ "UTF-8", "UTF-8", "utf8", 1 },
	{ "UTF-16LE", "UTF-16LE", "utf16le|utf16|unicode|ucs2", 2 },
	{ "UTF-16BE", "UTF-16BE", "utf16be", 2 },
	{ "UTF-32LE", "UTF-32LE", "utf32le|utf32", 4 },
	{ "UTF-32BE", "UTF-32BE", "utf32be", 4 },
	{ "Windows-1252", "CP1252", "windows1252|cp1252|1252|latin1|iso88591|ansi|ascii|usascii", 1 },
	{ "ISO-8859-15", "ISO-8859-15", "iso885915|latin9", 1 },
	{ "Windows-1250", "CP1250", "windows1250|cp1250|1250", 1 },
	{ "ISO-8859-2", "ISO-8859-2", "iso88592|latin2", 1 },
	{ "Windows-1251", "CP1251", "windows1251|cp1251|1251|win1251", 1 },
	{ "KOI8-R", "KOI8-R", "koi8r|koi8", 1 },
	{ "KOI8-U", "KOI8-U", "koi8u", 1 },
	{ "ISO-8859-5", "ISO-8859-5", "iso88595", 1 },
	{ "IBM866", "IBM866", "ibm866|cp866|866", 1 },
	{ "Mac-Cyrillic", "MAC-CYRILLIC", "maccyrillic|xmaccyrillic", 1 },
	{ "Windows-1253", "CP1253", "windows1253|cp1253|1253", 1 },
	{ "ISO-8859-7", "ISO-8859-7", "iso88597|greek", 1 },
	{ "Windows-1254", "CP1254", "windows1254|cp1254|1254|iso88599|latin5", 1 },
	{ "Windows-1255", "CP1255", "windows1255|cp1255|1255|iso88598|hebrew", 1 },
	{ "Windows-1256", "CP1256", "windows1256|cp1256|1256", 1 },
	{ "ISO-8859-6", "ISO-8859-6", "iso88596|arabic", 1 },
	{ "Windows-1257", "CP1257", "windows1257|cp1257|1257", 1 },
	{ "Windows-1258", "CP1258", "windows1258|cp1258|1258", 1 },
	{ "Windows-874", "CP874", "windows874|cp874|874|tis620|iso885911", 1 },
	{ "Shift_JIS", "CP932", "shiftjis|sjis|cp932|932|mskanji|windows31j|ms932", 1 },
	{ "EUC-JP", "EUC-JP", "eucjp", 1 },
	{ "ISO-2022-JP", "ISO-2022-JP", "iso2022jp", 1 },
	{ "GBK", "GB18030", "gbk|gb18030|gb2312|cp936|936|euccn", 1 },
	{ "Big5", "CP950", "big5|cp950|950|big5hkscs", 1 },
	{ "EUC-KR", "CP949", "euckr|uhc|cp949|949|ksc5601", 1 },
	{ "IBM850", "IBM850", "ibm850|cp850|850", 1 },
	{ "IBM852", "IBM852", "ibm852|cp852|852", 1 },
	{ "IBM437", "IBM437", "ibm437|cp437|437", 1 },
	{ "Macintosh", "MACINTOSH", "macintosh|macroman|mac", 1 },
};
#define TABLE_N (sizeof(table) / sizeof(*table))

const char charset_names[] = "UTF-8|UTF-16LE|UTF-16BE|UTF-32LE|UTF-32BE|Windows-1252|ISO-8859-15|Windows-1250|ISO-8859-"
			     "2|Windows-1251|KOI8-R|"
			     "KOI8-U|ISO-8859-5|IBM866|Mac-Cyrillic|Windows-1253|ISO-8859-7|Windows-1254|Windows-1255|"
			     "Windows-1256|ISO-8859-6|"
			     "Windows-1257|Windows-1258|Windows-874|Shift_JIS|EUC-JP|ISO-2022-JP|GBK|Big5|EUC-KR|"
			     "IBM850|IBM852|IBM437|Macintosh";

const struct charset *charset_utf8(void)
{
	return &table[UTF8];
}

const char *charset_name(const struct charset *c)
{
	return c->name;
}

const struct charset *charset_find(str name)
{
	char bare[32];
	size_t n = 0;
	for (size_t i = 0; i < name.n; i++) {
		if (!ascii_alpha(name.p[i]) && !ascii_digit(name.p[i]))
			continue;
		if (n == sizeof(bare))
			return NULL;
		bare[n++] = ascii_lower(name.p[i]);
	}
	for (size_t i = 0; i < TABLE_N && n > 0; i++) {
		str rest = str_z(table[i].aliases), one;
		while (str_next(&rest, '|', &one))
			if (str_eq(one, str_of(bare, n)))
				return &table[i];
	}
	return NULL;
}

/* --- guessing --- */

#define UCHARDET_BYTES (4u << 20) /* of lines beyond ASCII: it has made up its mind long before */

struct charset_guesser {
	uint64_t bytes, zeros[2]; /* at even and at odd places */
	uint64_t good, bad;	  /* sequences beyond ASCII, as UTF-8 */
	bool c1;		  /* a byte of 0x80 to 0x9f: a control character in ISO 8859 */
	bool escape;		  /* ESC: ISO 2022 */
	unsigned char head[4], seq[4];
	unsigned n_head, n_seq, want; /* the sequence that is open */
	/* Runs of bytes beyond ASCII: in double-byte encodings of East Asia each is of even length. */
	uint64_t run, odd_runs, pairs, hangul_pairs;
	/* Bytes that are signs in Windows-1252 and letters of Central Europe, right behind a letter or before one. */
	uint64_t high, central, latin2, polish;
	unsigned char last, before_last;
	uchardet_t detector;
	uint64_t fed;
};

struct charset_guesser *charset_guesser_new(void)
{
	struct charset_guesser *g = calloc(1, sizeof(*g));
	if (!g)
		abort();
	g->detector = uchardet_new();
	return g;
}

void charset_guesser_free(struct charset_guesser *g)
{
	if (!g)
		return;
	uchardet_delete(g->detector);
	free(g);
}

static unsigned charset_sequence_length(unsigned char c)
{
	return c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
}

static void charset_feed_byte(struct charset_guesser *g, unsigned char c)
{
	if (g->n_seq > 0) {
		if ((c & 0xc0) == 0x80) {
			g->seq[g->n_seq++] = c;
			if (g->n_seq < g->want)
				return;
			if (str_utf8_valid(str_of((const char *)g->seq, g->n_seq)))
				g->good++;
			else
				g->bad++;
			g->n_seq = 0;
			return;
		}
		g->bad++;
		g->n_seq = 0;
	}
	if (c < 0x80)
		return;
	g->want = charset_sequence_length(c);
	if (g->want == 0)
		g->bad++;
	else
		g->seq[g->n_seq++] = c;
}

/* The lines of a piece that hold more than ASCII go to libuchardet. */
static void charset_feed_detector(struct charset_guesser *g, str s, size_t high)
{
	const char *nl = memrchr(s.p, '\n', high);
	size_t from = nl ? (size_t)(nl - s.p) + 1 : 0, end = str_find_byte(str_from(s, high), '\n');
	str line = str_slice(s, from, end == STR_NPOS ? s.n : high + end + 1);
	if (g->fed >= UCHARDET_BYTES)
		return;
	g->fed += line.n;
	uchardet_handle_data(g->detector, line.p, line.n);
}

static void charset_end_run(struct charset_guesser *g)
{
	g->odd_runs += g->run & 1;
	g->run = 0;
}

static void charset_feed_run(struct charset_guesser *g, unsigned char c)
{
	if (c < 0x80) {
		charset_end_run(g);
		return;
	}
	if (g->run++ & 1)
		return;
	g->pairs++;
	g->hangul_pairs += c >= 0xb0 && c <= 0xc8; /* the leads of Hangul in EUC-KR */
}

static bool charset_is_letter(unsigned char c)
{
	return ascii_alpha((char)c) || c >= 0xc0;
}

/* "£ukasz ¯ó³æ" is no text of Western Europe. "m³", "£20", "¡Hola" and "¿Qué" are: of one letter, or before one only. */
static void charset_feed_central(struct charset_guesser *g, unsigned char c)
{
	unsigned char sign = g->last, before = g->before_last;
	g->before_last = g->last;
	g->last = c;
	g->high += c >= 0x80;
	g->polish += c == 0xb3 || c == 0xa3 || c == 0xaf || c == 0xe6 || c == 0xea || c == 0xf1;
	bool begins = !charset_is_letter(before) && charset_is_letter(c) && sign && memchr("\xa3\xa6\xac\xaf", sign, 4);
	bool within = charset_is_letter(before) && sign && memchr("\xb1\xb3\xb6\xb9\xbc\xbe\xbf", sign, 7) &&
		      (charset_is_letter(c) || sign != 0xb3);
	if (!begins && !within)
		return;
	g->central++;
	g->latin2 += memchr("\xa6\xac\xb1\xb6\xbc\xbe", sign, 6) != NULL; /* signs in Windows-1250, too */
}

/* One of Windows-1252's signs in four: a text of Central Europe. */
static const struct charset *charset_central(const struct charset_guesser *g)
{
	if (g->central < 2 || g->central * 6 < g->high)
		return NULL;
	return charset_find(g->c1 || (g->latin2 == 0 && g->polish > 0) ? STR("windows1250") : STR("iso88592"));
}

static const uint64_t high_bits = UINT64_C(0x8080808080808080);

void charset_guess_feed(struct charset_guesser *g, str s)
{
	size_t line_end = 0; /* lines up to here went to the detector */
	for (size_t i = 0; i < s.n && g->n_head < sizeof(g->head); i++)
		g->head[g->n_head++] = (unsigned char)s.p[i];
	for (size_t i = 0; i < s.n; i++) {
		uint64_t eight;
		/* Plain text, eight bytes at a time. */
		while (g->n_seq == 0 && s.n - i >= sizeof(eight)) {
			memcpy(&eight, s.p + i, sizeof(eight));
			uint64_t small = (eight - UINT64_C(0x0909090909090909)) & ~eight & high_bits; /* below 9 */
			if ((eight & high_bits) || small)
				break;
			charset_end_run(g);
			charset_feed_central(g, (unsigned char)s.p[i]);
			g->before_last = (unsigned char)s.p[i + sizeof(eight) - 2];
			g->last = (unsigned char)s.p[i + sizeof(eight) - 1];
			i += sizeof(eight);
		}
		if (i == s.n)
			break;
		unsigned char c = (unsigned char)s.p[i];
		if (c == 0)
			g->zeros[(g->bytes + i) & 1]++;
		g->c1 |= c >= 0x80 && c < 0xa0;
		charset_feed_byte(g, c);
		charset_feed_run(g, c);
		charset_feed_central(g, c);
		if (c >= 0x80 && i >= line_end) {
			charset_feed_detector(g, s, i);
			size_t nl = str_find_byte(str_from(s, i), '\n');
			line_end = nl == STR_NPOS ? s.n : i + nl + 1;
		}
	}
	g->escape |= memmem(s.p, s.n, "\x1b$", 2) != NULL;
	if (g->escape && g->good + g->bad == 0 && g->fed < UCHARDET_BYTES) {
		g->fed += s.n;
		uchardet_handle_data(g->detector, s.p, s.n);
	}
	g->bytes += s.n;
}

/* What libuchardet says, of what is likely in a list of people: where it is wrong it names encodings of small
 * languages, or of old machines, whose letters are those of Windows-1252 by and large. */
static const struct charset *charset_plausible(const struct charset_guesser *g, str said)
{
	static const char likely[] =
		"shiftjis|gb18030|big5|uhc|euckr|eucjp|iso2022jp|windows1250|windows1251|windows1253|"
		"windows1254|windows1255|windows1256|windows1257|windows1258|iso88592|iso88595|iso88596|"
		"iso88597|iso88598|iso88599|koi8r|ibm866|tis620|maccyrillic";
	const struct charset *found = charset_find(said);
	char bare[32];
	size_t n = 0;
	for (size_t i = 0; i < said.n && n < sizeof(bare); i++)
		if (ascii_alpha(said.p[i]) || ascii_digit(said.p[i]))
			bare[n++] = ascii_lower(said.p[i]);
	str rest = str_z(likely), one;
	bool known = false;
	while (found && !known && str_next(&rest, '|', &one))
		known = str_eq(one, str_of(bare, n));
	/* A few names of East Asia are too little for libuchardet, but in pairs throughout. No Greek begins every pair so. */
	bool cyrillic = known && memmem(said.p, said.n, "1251", 4);
	bool paired = !g->c1 && !cyrillic && g->odd_runs == 0 && g->pairs >= 4;
	bool greek = known &&
		     (str_eq(str_z(found->name), STR("ISO-8859-7")) || str_eq(str_z(found->name), STR("Windows-1253")));
	if (paired && greek && g->hangul_pairs == g->pairs)
		return charset_find(STR("euckr"));
	if (paired && (!known || memmem(said.p, said.n, "125", 3)))
		return charset_find(g->hangul_pairs == g->pairs ? STR("euckr") : STR("gbk"));
	/* Every second character of Big5 ends in ASCII, and few of GBK do; in EUC-KR none does. */
	if (known && !g->c1 && str_eq(str_z(found->name), STR("GBK")) && g->odd_runs * 8 >= g->pairs && g->odd_runs > 1)
		return charset_find(STR("big5"));
	if (known && !g->c1 && str_eq(str_z(found->name), STR("Big5")) && g->odd_runs == 0 && g->pairs >= 4)
		return charset_find(g->hangul_pairs == g->pairs ? STR("euckr") : STR("gbk"));
	if (!known) {
		const struct charset *central = charset_central(g);
		return central ? central : charset_find(STR("windows1252"));
	}
	/* ISO 8859 has no letters where Windows has some. */
	if (g->c1 && str_eq(str_z(found->name), STR("ISO-8859-2")))
		return charset_find(STR("windows1250"));
	if (g->c1 && str_eq(str_z(found->name), STR("ISO-8859-7")))
		return charset_find(STR("windows1253"));
	if (g->c1 && str_eq(str_z(found->name), STR("ISO-8859-6")))
		return charset_find(STR("windows1256"));
	return found;
}

static const struct charset *charset_by_mark(const struct charset_guesser *g)
{
	str head = str_of((const char *)g->head, g->n_head);
	if (str_starts(head, str_of("\xff\xfe\0\0", 4)))
		return charset_find(STR("utf32le"));
	if (str_starts(head, str_of("\0\0\xfe\xff", 4)))
		return charset_find(STR("utf32be"));
	if (str_starts(head, STR("\xff\xfe")))
		return &table[UTF16LE];
	if (str_starts(head, STR("\xfe\xff")))
		return &table[UTF16BE];
	return str_starts(head, STR("\xef\xbb\xbf")) ? &table[UTF8] : NULL;
}

const struct charset *charset_guess_end(struct charset_guesser *g)
{
	const struct charset *marked = charset_by_mark(g);
	if (marked)
		return marked;
	/* UTF-16 without a mark: every ASCII character has a zero byte, on the same side. */
	uint64_t even = g->zeros[0], odd = g->zeros[1];
	if (g->bytes % 2 == 0 && (even + odd) * 10 >= g->bytes) {
		if (odd > 8 * even)
			return &table[UTF16LE];
		if (even > 8 * odd)
			return &table[UTF16BE];
	}
	g->bad += g->n_seq > 0;
	g->n_seq = 0;
	if (g->good + g->bad == 0 && !g->escape)
		return &table[UTF8];
	uchardet_data_end(g->detector);
	if (g->good + g->bad == 0) /* ASCII with escapes */
		return str_eq(str_z(uchardet_get_charset(g->detector)), STR("ISO-2022-JP"))
			       ? charset_find(STR("iso2022jp"))
			       : &table[UTF8];
	if (g->good >= g->bad)
		return &table[UTF8];
	return charset_plausible(g, str_z(uchardet_get_charset(g->detector)));
}

/* --- decoding --- */

#define DECODE_PIECE (1u << 20)

struct charset_decoder {
	const struct charset *c;
	iconv_t cd;
	struct buf carry; /* bytes of a character that the last piece did not end */
};

struct charset_decoder *charset_decoder_new(const struct charset *c)
{
	struct charset_decoder *d = calloc(1, sizeof(*d));
	if (!d)
		abort();
	d->c = c;
	d->cd = iconv_open("UTF-8", c->iconv);
	buf_init(&d->carry, SIZE_MAX / 4);
	return d;
}

void charset_decoder_free(struct charset_decoder *d)
{
	if (!d)
		return;
	if (d->cd != (iconv_t)-1)
		iconv_close(d->cd);
	buf_deinit(&d->carry);
	free(d);
}

/* Text of s into out, up to an unfinished character; gives how many bytes of s are done. */
static size_t charset_convert(struct charset_decoder *d, str s, bool last, struct buf *out)
{
	char *in = (char *)s.p; /* iconv's prototype */
	size_t left = s.n;
	while (left > 0) {
		size_t want = left * 2 + 64, room = want;
		char *to = buf_room(out, want), *at = to;
		if (!to)
			return s.n;
		size_t done = iconv(d->cd, &in, &left, &at, &room);
		int why = done == (size_t)-1 ? errno : 0;
		buf_commit(out, (size_t)(at - to));
		if (why == EINVAL && !last)
			break;
		if (why == EILSEQ || why == EINVAL) {
			size_t skip = d->c->unit < left ? d->c->unit : left;
			buf_add_byte(out, (char)0xff);
			in += skip;
			left -= skip;
		}
	}
	return s.n - left;
}

void charset_decode(struct charset_decoder *d, str bytes, bool last, struct buf *out)
{
	if (d->cd == (iconv_t)-1) { /* a C library without this table: every record beyond ASCII is refused */
		buf_add(out, bytes);
		return;
	}
	if (d->carry.n > 0 || last) {
		buf_add(&d->carry, bytes);
		buf_consume(&d->carry, charset_convert(d, buf_str(&d->carry), last, out));
		return;
	}
	size_t done = charset_convert(d, bytes, last, out);
	buf_add(&d->carry, str_from(bytes, done));
}

const struct charset *charset_decode_all(str bytes, const struct charset *chosen, struct buf *out)
{
	if (!chosen) {
		struct charset_guesser *g = charset_guesser_new();
		charset_guess_feed(g, bytes);
		chosen = charset_guess_end(g);
		charset_guesser_free(g);
	}
	if (chosen == charset_utf8()) {
		buf_add(out, bytes);
		return chosen;
	}
	struct charset_decoder *d = charset_decoder_new(chosen);
	for (size_t at = 0; at < bytes.n || at == 0; at += DECODE_PIECE)
		charset_decode(d, str_slice(bytes, at, at + DECODE_PIECE), at + DECODE_PIECE >= bytes.n, out);
	charset_decoder_free(d);
	return chosen;
}
