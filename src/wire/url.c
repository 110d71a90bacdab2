#include "wire/url.h"
#include "base/limits.h"
#include "base/num.h"
#include <sodium.h>

static bool url_unreserved(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void url_encode(struct buf *out, str s)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (url_unreserved(s.p[i])) {
			buf_add_byte(out, s.p[i]);
		} else {
			char coded[3] = { '%', digits[c >> 4], digits[c & 15] };
			buf_add_mem(out, coded, 3);
		}
	}
}

static int url_hex(char c)
{
	return ascii_digit(c)	      ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

err url_decode(struct arena *a, str s, bool plus, str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			if (i + 2 >= s.n || url_hex(s.p[i + 1]) < 0 || url_hex(s.p[i + 2]) < 0)
				return err_make(ERR_INVALID, "a '%' must be followed by two hexadecimal digits");
			c = (char)(url_hex(s.p[i + 1]) << 4 | url_hex(s.p[i + 2]));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == 0)
			return err_make(ERR_INVALID, "a NUL character is not allowed here");
		p[n++] = c;
	}
	*out = str_of(p, n);
	return OK;
}

static err url_check_characters(str s)
{
	if (s.n > LINK_URL_MAX)
		return err_make(ERR_INVALID, "the URL is longer than 8192 bytes");
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == 0x7f || s.p[i] == '\\' || s.p[i] == '"' ||
		    s.p[i] == '<' || s.p[i] == '>')
			return err_make(ERR_INVALID,
					"the URL holds a space, quote or control character; percent-code it");
	return OK;
}

err url_parse(str s, struct url *out)
{
	struct url u = {};
	TRY(url_check_characters(s));
	size_t colon = str_find(s, STR("://"));
	u.scheme = colon == STR_NPOS ? STR("") : str_upto(s, colon);
	bool tls = str_eq_nocase(u.scheme, STR("https"));
	if (!tls && !str_eq_nocase(u.scheme, STR("http")))
		return err_make(ERR_INVALID, "the URL must begin with http:// or https://");
	str rest = str_from(s, colon + 3);
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#')
		end++;
	str authority = str_upto(rest, end);
	u.path = str_from(rest, end);
	u.port = tls ? 443 : 80;
	if (str_find_byte(authority, '@') != STR_NPOS)
		return err_make(ERR_INVALID, "the URL must not hold a user name or password");
	size_t bracket = str_rfind_byte(authority, ']'), port_at = str_rfind_byte(authority, ':');
	if (port_at != STR_NPOS && (bracket == STR_NPOS || port_at > bracket)) {
		uint64_t port;
		if (!num_parse_u64(str_from(authority, port_at + 1), &port) || port == 0 || port > 65535)
			return err_make(ERR_INVALID, "the URL's port must be between 1 and 65535");
		u.port = (uint16_t)port;
		authority = str_upto(authority, port_at);
	}
	if (str_starts(authority, STR("[")) && str_ends(authority, STR("]")))
		authority = str_slice(authority, 1, authority.n - 1);
	if (str_empty(authority))
		return err_make(ERR_INVALID, "the URL has no host");
	u.host = authority;
	*out = u;
	return OK;
}

err url_query_next(struct url_query *q, struct arena *a, bool *more, str *name, str *value)
{
	str pair = STR("");
	*more = false;
	while (str_empty(pair))
		if (!str_next(&q->rest, '&', &pair))
			return OK;
	size_t eq = str_find_byte(pair, '=');
	str raw_name = eq == STR_NPOS ? pair : str_upto(pair, eq);
	str raw_value = eq == STR_NPOS ? STR("") : str_from(pair, eq + 1);
	TRY(url_decode(a, raw_name, true, name));
	TRY(url_decode(a, raw_value, true, value));
	*more = true;
	return OK;
}

str url_cookie(str header, str name)
{
	str piece;
	while (str_next(&header, ';', &piece)) {
		piece = str_trim(piece);
		if (piece.n > name.n && piece.p[name.n] == '=' && str_starts(piece, name))
			return str_from(piece, name.n + 1);
	}
	return STR_NULL;
}

void base64url_encode(struct buf *out, str s)
{
	size_t n = sodium_base64_encoded_len(s.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *p = buf_room(out, n);
	if (!p)
		return;
	sodium_bin2base64(p, n, (const unsigned char *)s.p, s.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_commit(out, n - 1);
}

err base64url_decode(struct arena *a, str s, str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n;
	const char *end;
	if (s.n == 0) {
		*out = str_of(p, 0);
		return OK;
	}
	for (size_t i = 0; i < s.n; i++) /* libsodium 1.0.18 takes some bytes above 127 for digits */
		if ((unsigned char)s.p[i] > 127)
			return err_make(ERR_INVALID, "not base64url text");
	if (sodium_base642bin((unsigned char *)p, s.n, s.p, s.n, NULL, &n, &end,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    end != s.p + s.n)
		return err_make(ERR_INVALID, "not base64url text");
	*out = str_of(p, n);
	return OK;
}
