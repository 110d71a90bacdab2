/* The URL parser of web_url.h. State names in comments are those of the URL Standard, section 4.4. */
#include "wire/web_url.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/num.h"
#include <stdatomic.h>
#include <string.h>
#include <unicode/uidna.h>

#define HOST_CODED_MAX 4096u
#define PARSED_MAX (4u * LINK_URL_MAX) /* every byte may become %XX, a host longer labels */

static bool web_url_blank_or_control(char c)
{
	return (unsigned char)c <= 0x20;
}

/* Without blanks and controls at the ends, tabs and line ends nowhere. */
static str web_url_tidy(struct arena *a, str s)
{
	while (s.n && web_url_blank_or_control(s.p[0]))
		s = str_from(s, 1);
	while (s.n && web_url_blank_or_control(s.p[s.n - 1]))
		s.n--;
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			p[n++] = s.p[i];
	return str_of(p, n);
}

static bool web_url_slash(char c)
{
	return c == '/' || c == '\\';
}

static enum web_url_kind web_url_kind_of(struct arena *a, str s, str *scheme)
{
	size_t i = 0;
	*scheme = STR_NULL;
	if (s.n == 0)
		return WEB_URL_EMPTY;
	if (s.p[0] == '#')
		return WEB_URL_FRAGMENT;
	if (s.n > 1 && web_url_slash(s.p[0]) && web_url_slash(s.p[1]))
		return WEB_URL_HTTP;
	while (i < s.n && (ascii_alpha(s.p[i]) ||
			   (i > 0 && (ascii_digit(s.p[i]) || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.'))))
		i++;
	if (i == 0 || i == s.n || s.p[i] != ':')
		return WEB_URL_RELATIVE;
	char *lower = arena_alloc(a, i + 1);
	for (size_t k = 0; k < i; k++)
		lower[k] = ascii_lower(s.p[k]);
	*scheme = str_of(lower, i);
	bool web = str_eq(*scheme, STR("http")) || str_eq(*scheme, STR("https"));
	return web ? WEB_URL_HTTP : WEB_URL_OTHER;
}

enum web_url_kind web_url_kind(struct arena *a, str href, str *scheme)
{
	str unused;
	return web_url_kind_of(a, web_url_tidy(a, href), scheme ? scheme : &unused);
}

/* --- percent-encode sets (section 1.3): what is coded besides controls and everything above '~' */

static const char set_fragment[] = " \"<>`";
static const char set_query[] = " \"#<>'";
static const char set_path[] = " \"#<>?`{}"; /* not ^: the standard changed here, browsers code it as they know */
static const char set_userinfo[] = " \"#<>?`{}/:;=@[\\]^|";

static void web_url_encode(struct buf *out, str s, const char *set)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c > 0x1f && c < 0x7f && !strchr(set, c)) {
			buf_add_byte(out, s.p[i]);
			continue;
		}
		char p[3] = { '%', hex[c >> 4], hex[c & 15] };
		buf_add_mem(out, p, 3);
	}
}

/* --- hosts (section 3) */

static int web_url_hex_digit(char c)
{
	return ascii_digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static str web_url_percent_decode(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && web_url_hex_digit(s.p[i + 1]) >= 0 &&
		    web_url_hex_digit(s.p[i + 2]) >= 0) {
			p[n++] = (char)(web_url_hex_digit(s.p[i + 1]) << 4 | web_url_hex_digit(s.p[i + 2]));
			i += 2;
		} else {
			p[n++] = s.p[i];
		}
	}
	return str_of(p, n);
}

static err web_url_no_host(void)
{
	return err_make(ERR_INVALID, "the link has no host");
}

static err web_url_bad_host(void)
{
	return err_make(ERR_INVALID, "the link's host is not a host name");
}

static err web_url_bad_number(void)
{
	return err_make(ERR_INVALID, "the link's host ends in a number but is no IPv4 address");
}

/* Decimal, 0x hexadecimal or 0 octal. False: no number. Above 2^32 it stays there. */
static bool web_url_ipv4_number(str s, uint64_t *out)
{
	unsigned base = 10;
	*out = 0;
	if (s.n == 0)
		return false;
	if (s.n >= 2 && s.p[0] == '0' && (s.p[1] | 32) == 'x') {
		base = 16;
		s = str_from(s, 2);
	} else if (s.n >= 2 && s.p[0] == '0') {
		base = 8;
		s = str_from(s, 1);
	}
	for (size_t i = 0; i < s.n; i++) {
		int d = web_url_hex_digit(s.p[i]);
		if (d < 0 || (unsigned)d >= base)
			return false;
		*out = *out * base + (unsigned)d;
		if (*out > UINT64_C(1) << 32)
			*out = UINT64_C(1) << 32;
	}
	return true;
}

static str web_url_last_label(str host)
{
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	size_t dot = str_rfind_byte(host, '.');
	return dot == STR_NPOS ? host : str_from(host, dot + 1);
}

static bool web_url_ends_in_number(str host)
{
	uint64_t v;
	str last = web_url_last_label(host);
	bool digits = last.n > 0;
	if (str_eq(host, STR(".")))
		return false;
	for (size_t i = 0; i < last.n && digits; i++)
		digits = ascii_digit(last.p[i]);
	return digits || (last.n >= 2 && last.p[0] == '0' && (last.p[1] | 32) == 'x' && web_url_ipv4_number(last, &v));
}

static err web_url_ipv4(str host, struct buf *out)
{
	uint64_t v[4] = {}, address = 0;
	size_t n = 0;
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	for (bool more = true; more; n++) {
		size_t dot = str_find_byte(host, '.');
		more = dot != STR_NPOS;
		if (n == 4 || !web_url_ipv4_number(more ? str_upto(host, dot) : host, &v[n]))
			return web_url_bad_number();
		host = more ? str_from(host, dot + 1) : STR("");
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (v[i] > 255)
			return web_url_bad_number();
		address |= v[i] << (8 * (3 - i));
	}
	if (v[n - 1] >= UINT64_C(1) << (8 * (5 - n)))
		return web_url_bad_number();
	address |= v[n - 1];
	buf_addf(out, "%u.%u.%u.%u", (unsigned)(address >> 24 & 255), (unsigned)(address >> 16 & 255),
		 (unsigned)(address >> 8 & 255), (unsigned)(address & 255));
	return OK;
}

struct ipv6 {
	unsigned piece[8];
	int n, compress; /* compress: which piece "::" stands before; -1: none */
};

/* The dotted IPv4 address at the end of an IPv6 one: exactly four decimal numbers without leading zeros. */
static bool web_url_ipv6_tail(str s, struct ipv6 *x)
{
	if (x->n > 6)
		return false;
	for (int k = 0; k < 4; k++) {
		unsigned v = 0;
		size_t i = 0;
		if (k > 0) {
			if (s.n == 0 || s.p[0] != '.')
				return false;
			s = str_from(s, 1);
		}
		while (i < s.n && ascii_digit(s.p[i])) {
			if (i > 0 && v == 0)
				return false;
			v = v * 10 + (unsigned)(s.p[i++] - '0');
			if (v > 255)
				return false;
		}
		if (i == 0)
			return false;
		s = str_from(s, i);
		x->piece[x->n] = x->piece[x->n] << 8 | v;
		x->n += k % 2;
	}
	return s.n == 0;
}

static bool web_url_ipv6_parse(str s, struct ipv6 *x)
{
	*x = (struct ipv6){ .compress = -1 };
	if (s.n && s.p[0] == ':') {
		if (s.n < 2 || s.p[1] != ':')
			return false;
		s = str_from(s, 2);
		x->compress = 0;
	}
	while (s.n) {
		unsigned v = 0;
		size_t i = 0;
		if (x->n == 8)
			return false;
		if (s.p[0] == ':') {
			if (x->compress >= 0)
				return false;
			s = str_from(s, 1);
			x->compress = x->n;
			continue;
		}
		while (i < 4 && i < s.n && web_url_hex_digit(s.p[i]) >= 0)
			v = v * 16 + (unsigned)web_url_hex_digit(s.p[i++]);
		if (i < s.n && s.p[i] == '.') {
			if (i == 0 || !web_url_ipv6_tail(s, x))
				return false;
			break;
		}
		if (i < s.n && s.p[i] != ':')
			return false;
		bool colon = i < s.n;
		s = str_from(s, i + colon);
		if (colon && s.n == 0)
			return false;
		x->piece[x->n++] = v;
	}
	if (x->compress < 0)
		return x->n == 8;
	if (x->n == 8)
		return false;
	int moved = x->n - x->compress;
	for (int i = 0; i < moved; i++) {
		x->piece[7 - i] = x->piece[x->n - 1 - i];
		if (x->n - 1 - i != 7 - i)
			x->piece[x->n - 1 - i] = 0;
	}
	return true;
}

static err web_url_ipv6(str s, struct buf *out)
{
	struct ipv6 x;
	int best = -1, best_n = 1;
	if (!web_url_ipv6_parse(s, &x))
		return err_make(ERR_INVALID, "the link's host is no IPv6 address");
	for (int i = 0, run; i < 8; i += run) { /* the first of the longest runs of zeros */
		for (run = 0; i + run < 8 && x.piece[i + run] == 0; run++)
			;
		if (run > best_n) {
			best = i;
			best_n = run;
		}
		run += run == 0;
	}
	buf_add_byte(out, '[');
	for (int i = 0; i < 8; i++) {
		if (i == best) {
			buf_add_lit(out, "::");
			i += best_n - 1;
			continue;
		}
		if (i > 0 && i != best + best_n)
			buf_add_byte(out, ':');
		else if (i > 0 && best < 0)
			buf_add_byte(out, ':');
		buf_addf(out, "%x", x.piece[i]);
	}
	buf_add_byte(out, ']');
	return OK;
}

/* Does some label begin with xn--? */
static bool web_url_coded_label(str host)
{
	for (size_t at = 0; at < host.n;) {
		if (str_starts_nocase(str_from(host, at), STR("xn--")))
			return true;
		size_t dot = str_find_byte(str_from(host, at), '.');
		at = dot == STR_NPOS ? host.n : at + dot + 1;
	}
	return false;
}

/* UTS #46 as browsers use it: symbols may stand in names, hyphens and lengths are DNS's business. */
static const UIDNA *web_url_uts46(void)
{
	static _Atomic(UIDNA *) shared;
	UIDNA *x = atomic_load(&shared), *none = NULL;
	if (x)
		return x;
	UErrorCode e = U_ZERO_ERROR;
	x = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &e);
	if (!U_FAILURE(e) && !atomic_compare_exchange_strong(&shared, &none, x)) {
		uidna_close(x);
		x = none;
	}
	return U_FAILURE(e) ? NULL : x;
}

/* Domain to ASCII (section 3.3), not strict. */
static err web_url_to_ascii(struct arena *a, str host, str *out)
{
	static const uint32_t not_ours = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
					 UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
					 UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
	bool ascii = true;
	for (size_t i = 0; i < host.n && ascii; i++)
		ascii = (unsigned char)host.p[i] < 0x80;
	char *p = arena_alloc(a, host.n + 1);
	for (size_t i = 0; i < host.n; i++)
		p[i] = ascii_lower(host.p[i]);
	*out = str_of(p, host.n);
	if (ascii && !web_url_coded_label(host))
		return OK;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode e = U_ZERO_ERROR;
	char *coded = arena_alloc(a, HOST_CODED_MAX);
	const UIDNA *idna = web_url_uts46();
	if (!idna || !str_utf8_valid(host))
		return web_url_bad_host();
	int32_t n = uidna_nameToASCII_UTF8(idna, host.p, (int32_t)host.n, coded, HOST_CODED_MAX, &info, &e);
	if (U_FAILURE(e) || n <= 0 || n > (int32_t)HOST_CODED_MAX || (info.errors & ~not_ours))
		return web_url_bad_host();
	*out = str_of(coded, (size_t)n);
	return OK;
}

static err web_url_host_parse(struct arena *a, str host, struct buf *out)
{
	if (host.n == 0)
		return web_url_no_host();
	if (host.p[0] == '[') {
		if (host.p[host.n - 1] != ']')
			return err_make(ERR_INVALID, "the link's host is no IPv6 address");
		return web_url_ipv6(str_slice(host, 1, host.n - 1), out);
	}
	TRY(web_url_to_ascii(a, web_url_percent_decode(a, host), &host));
	for (size_t i = 0; i < host.n; i++) {
		unsigned char c = (unsigned char)host.p[i];
		if (c <= 0x20 || c >= 0x7f || strchr("#/:<>?@[\\]^|%", c))
			return web_url_bad_host();
	}
	if (web_url_ends_in_number(host))
		return web_url_ipv4(host, out);
	buf_add(out, host);
	return OK;
}

/* --- the pieces (section 4.4) */

/* Authority state: what stands before the last '@' is the user, and a password behind the first ':'. */
static void web_url_userinfo(str s, struct buf *out)
{
	size_t colon = str_find_byte(s, ':');
	str user = colon == STR_NPOS ? s : str_upto(s, colon);
	str password = colon == STR_NPOS ? STR("") : str_from(s, colon + 1);
	if (user.n == 0 && password.n == 0)
		return;
	web_url_encode(out, user, set_userinfo);
	if (password.n) {
		buf_add_byte(out, ':');
		web_url_encode(out, password, set_userinfo);
	}
	buf_add_byte(out, '@');
}

/* Port state; a default port is left away. */
static err web_url_port(str s, bool tls, struct buf *out)
{
	uint64_t v = 0;
	if (s.n == 0)
		return OK;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_digit(s.p[i]))
			return err_make(ERR_INVALID, "the link's port is not a number");
		v = v * 10 + (unsigned)(s.p[i] - '0');
		if (v > 65535)
			return err_make(ERR_INVALID, "the link's port is above 65535");
	}
	if (v != (tls ? 443 : 80)) {
		buf_add_byte(out, ':');
		buf_add_u64(out, v);
	}
	return OK;
}

static err web_url_authority(struct arena *a, str s, bool tls, struct buf *out)
{
	size_t at = str_rfind_byte(s, '@'), colon = STR_NPOS;
	if (at != STR_NPOS) {
		if (at + 1 == s.n)
			return web_url_no_host();
		web_url_userinfo(str_upto(s, at), out);
		s = str_from(s, at + 1);
	}
	bool inside = false;
	for (size_t i = 0; i < s.n && colon == STR_NPOS; i++) {
		inside = (inside || s.p[i] == '[') && s.p[i] != ']';
		if (s.p[i] == ':' && !inside)
			colon = i;
	}
	TRY(web_url_host_parse(a, str_upto(s, colon), out));
	return colon == STR_NPOS ? OK : web_url_port(str_from(s, colon + 1), tls, out);
}

/* One dot, or %2e; how many of them, 0 when there is anything else. */
static unsigned web_url_dots(str s)
{
	unsigned n = 0;
	for (size_t i = 0; i < s.n; n++) {
		if (s.p[i] == '.')
			i++;
		else if (str_starts_nocase(str_from(s, i), STR("%2e")))
			i += 3;
		else
			return 0;
	}
	return n;
}

/* Path state: "." and ".." are resolved. */
static void web_url_path(str s, struct buf *out)
{
	size_t root = out->n;
	if (s.n == 0)
		buf_add_byte(out, '/');
	while (s.n) {
		size_t end = 1;
		while (end < s.n && !web_url_slash(s.p[end]))
			end++;
		str segment = str_slice(s, 1, end);
		bool last = end == s.n;
		unsigned n = web_url_dots(segment);
		if (n == 1 || n == 2) {
			if (n == 2 && !out->over) {
				while (out->n > root && out->p[out->n - 1] != '/')
					out->n--;
				out->n -= out->n > root;
			}
			if (last)
				buf_add_byte(out, '/');
		} else {
			buf_add_byte(out, '/');
			web_url_encode(out, segment, set_path);
		}
		s = str_from(s, end);
	}
}

static err web_url_pieces(struct arena *a, str s, struct buf *out)
{
	bool tls = !(s.n > 4 && str_starts_nocase(s, STR("http:")));
	size_t colon = web_url_slash(s.p[0]) ? STR_NPOS : str_find_byte(s, ':'), end = 0;
	str rest = colon == STR_NPOS ? s : str_from(s, colon + 1);
	while (rest.n && web_url_slash(rest.p[0]))
		rest = str_from(rest, 1);
	while (end < rest.n && !web_url_slash(rest.p[end]) && rest.p[end] != '?' && rest.p[end] != '#')
		end++;
	buf_add(out, tls ? STR("https://") : STR("http://"));
	TRY(web_url_authority(a, str_upto(rest, end), tls, out));
	rest = str_from(rest, end);
	size_t hash = str_find_byte(rest, '#');
	str fragment = hash == STR_NPOS ? STR_NULL : str_from(rest, hash + 1);
	rest = str_upto(rest, hash);
	size_t mark = str_find_byte(rest, '?');
	web_url_path(str_upto(rest, mark), out);
	if (mark != STR_NPOS) {
		buf_add_byte(out, '?');
		web_url_encode(out, str_from(rest, mark + 1), set_query);
	}
	if (!str_absent(fragment)) {
		buf_add_byte(out, '#');
		web_url_encode(out, fragment, set_fragment);
	}
	return OK;
}

err web_url(struct arena *a, str href, str *out)
{
	str scheme;
	if (href.n > LINK_URL_MAX)
		return err_make(ERR_LIMIT, "the link is longer than 8,192 bytes");
	if (!str_utf8_valid(href))
		return err_make(ERR_INVALID, "the link is not UTF-8 text");
	str s = web_url_tidy(a, href);
	if (web_url_kind_of(a, s, &scheme) != WEB_URL_HTTP)
		return err_make(ERR_INVALID, "the link is not a web address (http or https)");
	struct buf BUF_AUTO b;
	buf_init(&b, PARSED_MAX);
	TRY(web_url_pieces(a, s, &b));
	TRY(buf_err(&b));
	if (b.n > LINK_URL_MAX)
		return err_make(ERR_LIMIT, "the link is longer than 8,192 bytes when its characters are encoded");
	*out = arena_dup(a, buf_str(&b));
	return OK;
}
