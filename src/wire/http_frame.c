/* See http_frame.h. */
#include "wire/http_frame.h"
#include "base/limits.h"
#include "base/num.h"

#define METHOD_MAX 32u
#define FIELDS_MAX 128u
#define COOKIES_MAX 128u
#define COOKIE_BYTES_MAX 8192u
#define CHUNK_LINE_MAX 256u
#define TRAILERS_BYTES_MAX 4096u

static bool http_frame_bad(struct http_frame *f, int status, const char *why)
{
	f->status = status;
	f->why = why;
	return false;
}

static bool http_frame_is_hex(char c)
{
	return ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* RFC 9110 section 5.6.2 */
static bool http_frame_is_token(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_alpha(s.p[i]) && !ascii_digit(s.p[i]) && !memchr("!#$%&'*+-.^_`|~", s.p[i], 15))
			return false;
	return s.n > 0;
}

static str http_frame_trim(str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static bool http_frame_is_text(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

/* uri-host [ ":" port ] (RFC 9110 section 7.2), as hosts are written in practice. */
static bool http_frame_is_host(str s)
{
	size_t i = 0;
	if (s.n && s.p[0] == '[') {
		for (i = 1; i < s.n && s.p[i] != ']'; i++)
			if (!http_frame_is_hex(s.p[i]) && s.p[i] != ':' && s.p[i] != '.')
				return false;
		if (i < 3 || i == s.n)
			return false;
		i++;
	} else {
		while (i < s.n && (ascii_alpha(s.p[i]) || ascii_digit(s.p[i]) || memchr("-._~%", s.p[i], 5)))
			i++;
		if (i == 0)
			return false;
	}
	if (i == s.n)
		return i <= 260;
	if (s.p[i] != ':' || s.n - i > 6)
		return false;
	for (i++; i < s.n; i++)
		if (!ascii_digit(s.p[i]))
			return false;
	return true;
}

static bool http_frame_take_target(struct http_frame *f, str method, str target, str in)
{
	for (size_t i = 0; i < target.n; i++)
		if ((unsigned char)target.p[i] <= 0x20 || (unsigned char)target.p[i] >= 0x7f || target.p[i] == '#')
			return http_frame_bad(f, 400, "The address holds a character that must be percent-coded.");
	if (target.p[0] == '/')
		return true;
	if (str_eq(target, STR("*")) && str_eq(method, STR("OPTIONS")))
		return true;
	size_t scheme = str_starts_nocase(target, STR("http://"))    ? 7
			: str_starts_nocase(target, STR("https://")) ? 8
								     : 0;
	str host = str_from(target, scheme);
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] == '/' || host.p[i] == '?')
			host.n = i;
	if (!scheme || !http_frame_is_host(host))
		return http_frame_bad(f, 400, "The address is neither a path nor a whole address of this host.");
	f->target_host = host;
	f->target_host_at = (size_t)(host.p - in.p);
	return true;
}

static bool http_frame_take_line(struct http_frame *f, str line, str in)
{
	size_t one = str_find_byte(line, ' '), two = str_rfind_byte(line, ' ');
	if (one == STR_NPOS || one == two)
		return http_frame_bad(f, 400, "The request line is not method, address and version.");
	str method = str_upto(line, one), target = str_slice(line, one + 1, two), version = str_from(line, two + 1);
	if (!http_frame_is_token(method) || method.n > METHOD_MAX)
		return http_frame_bad(f, 400, "The request's method is not a name.");
	if (!target.n)
		return http_frame_bad(f, 400, "The request line names no address.");
	if (version.n != 8 || !str_starts(version, STR("HTTP/")) || !ascii_digit(version.p[5]) || version.p[6] != '.' ||
	    !ascii_digit(version.p[7]))
		return http_frame_bad(f, 400, "The request line does not end with a version of HTTP.");
	f->old = version.p[7] == '0';
	if (version.p[5] != '1' || version.p[7] > '1')
		return http_frame_bad(f, 505, "This server speaks HTTP/1.1.");
	if (target.n > HTTP_URL_MAX)
		return http_frame_bad(f, 414, "The address is too long.");
	return http_frame_take_target(f, method, target, in);
}

static bool http_frame_take_length(struct http_frame *f, str value)
{
	if (f->lengths++)
		return http_frame_bad(f, 400, "Content-Length is there twice.");
	for (size_t i = 0; i < value.n; i++)
		if (!ascii_digit(value.p[i]))
			return http_frame_bad(f, 400, "Content-Length is not a plain number.");
	if (!value.n || value.n > 18 || !num_parse_u64(value, &f->left))
		return http_frame_bad(f, 400, "Content-Length is not a plain number.");
	return true;
}

static bool http_frame_take_known(struct http_frame *f, str name, str value)
{
	if (str_eq_nocase(name, STR("host"))) {
		if (f->hosts++)
			return http_frame_bad(f, 400, "Host is there twice.");
		return http_frame_is_host(value) || http_frame_bad(f, 400, "Host is not the name of a host.");
	}
	if (str_eq_nocase(name, STR("content-length")))
		return http_frame_take_length(f, value);
	if (str_eq_nocase(name, STR("transfer-encoding"))) {
		if (f->codings++)
			return http_frame_bad(f, 400, "Transfer-Encoding is there twice.");
		return str_eq_nocase(value, STR("chunked")) ||
		       http_frame_bad(f, 400, "Transfer-Encoding is something else than chunked.");
	}
	if (str_eq_nocase(name, STR("expect")))
		return str_eq_nocase(value, STR("100-continue")) ||
		       http_frame_bad(f, 417, "The only expectation that can be met is 100-continue.");
	if (str_eq_nocase(name, STR("cookie"))) {
		f->cookie_n += value.n;
		f->cookies++;
		for (size_t i = 0; i < value.n; i++)
			f->cookies += value.p[i] == ';';
		return (f->cookie_n <= COOKIE_BYTES_MAX && f->cookies <= COOKIES_MAX) ||
		       http_frame_bad(f, 431, "There are too many cookies.");
	}
	return true;
}

static bool http_frame_take_field(struct http_frame *f, str line, bool trailer)
{
	if (line.p[0] == ' ' || line.p[0] == '\t')
		return http_frame_bad(f, 400, "A header line begins with white space.");
	size_t colon = str_find_byte(line, ':');
	if (colon == STR_NPOS)
		return http_frame_bad(f, 400, "A header line has no colon.");
	str name = str_upto(line, colon), value = http_frame_trim(str_from(line, colon + 1));
	if (!http_frame_is_token(name))
		return http_frame_bad(f, 400, "What stands before a header line's colon is not a name.");
	if (!http_frame_is_text(value))
		return http_frame_bad(f, 400, "A header's value holds a control character.");
	if (++f->fields > FIELDS_MAX)
		return http_frame_bad(f, 431, "There are too many header lines.");
	if (!trailer)
		return http_frame_take_known(f, name, value);
	if (str_eq_nocase(name, STR("host")) || str_eq_nocase(name, STR("content-length")) ||
	    str_eq_nocase(name, STR("transfer-encoding")))
		return http_frame_bad(f, 400, "A trailer says how the request is framed.");
	return true;
}

/* Of what the head said, taken together. */
static bool http_frame_take_end(struct http_frame *f)
{
	if (!f->hosts && !f->old)
		return http_frame_bad(f, 400, "The Host header is missing.");
	if (f->codings && f->lengths)
		return http_frame_bad(f, 400, "Content-Length and Transfer-Encoding contradict each other.");
	if (f->codings && f->old)
		return http_frame_bad(f, 400, "HTTP/1.0 has no Transfer-Encoding.");
	return true;
}

/* The next whole line after f->done: its text, without CR LF. False: none yet, or refused. */
static bool http_frame_next_line(struct http_frame *f, str in, str *line)
{
	size_t i = f->seen > f->done ? f->seen : f->done;
	for (; i < in.n; i++) {
		char c = in.p[i];
		if (c == '\n') {
			if (i == f->done || in.p[i - 1] != '\r')
				return http_frame_bad(f, 400, "A line ends with a bare LF instead of CR LF.");
			*line = str_slice(in, f->done, i - 1);
			f->done = f->seen = i + 1;
			return true;
		}
		if (i > f->done && in.p[i - 1] == '\r')
			return http_frame_bad(f, 400, "A CR stands alone.");
		if (c == 0)
			return http_frame_bad(f, 400, "The request's head holds a NUL.");
	}
	f->seen = i;
	return false;
}

static void http_frame_begin(struct http_frame *f, enum http_frame_at at)
{
	f->at = at;
	f->done = f->seen = 0;
}

static size_t http_frame_pass_head(struct http_frame *f)
{
	size_t n = f->done;
	if (!http_frame_take_end(f))
		return 0;
	f->heads++;
	http_frame_begin(f, f->codings ? FRAME_SIZE : f->left ? FRAME_BODY : FRAME_LINE);
	return n;
}

static bool http_frame_same_host(struct http_frame *f, str line)
{
	size_t colon = str_find_byte(line, ':');
	if (str_absent(f->target_host) || !str_eq_nocase(str_upto(line, colon), STR("host")))
		return true;
	return str_eq_nocase(http_frame_trim(str_from(line, colon + 1)), f->target_host) ||
	       http_frame_bad(f, 400, "The address and the Host header name different hosts.");
}

static size_t http_frame_look_head(struct http_frame *f, str in)
{
	str line;
	if (f->target_host.n) /* the caller's bytes may have moved */
		f->target_host.p = in.p + f->target_host_at;
	while (http_frame_next_line(f, in, &line)) {
		if (f->at == FRAME_LINE) {
			if (!line.n && f->done == 2) /* one empty line before it is let go (RFC 9112 section 2.2) */
				continue;
			f->fields = f->hosts = f->lengths = f->codings = f->cookies = 0;
			f->cookie_n = 0;
			f->left = 0;
			f->target_host = STR_NULL;
			if (!http_frame_take_line(f, line, in))
				return 0;
			f->at = FRAME_FIELDS;
			continue;
		}
		if (!line.n)
			return http_frame_pass_head(f);
		if (!http_frame_take_field(f, line, false) || !http_frame_same_host(f, line))
			return 0;
	}
	if (!f->status && f->seen > HTTP_HEADERS_MAX)
		http_frame_bad(f, f->at == FRAME_LINE ? 414 : 431,
			       f->at == FRAME_LINE ? "The address is too long." : "The request's head is too long.");
	return 0;
}

static bool http_frame_take_size(struct http_frame *f, str line)
{
	size_t n = 0;
	f->left = 0;
	while (n < line.n && http_frame_is_hex(line.p[n])) {
		char c = line.p[n++];
		f->left = f->left << 4 | (uint64_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	if (n == 0 || n > 15)
		return http_frame_bad(f, 400, "A chunk's size is not a plain hexadecimal number.");
	if (n < line.n && (line.p[n] != ';' || !http_frame_is_text(str_from(line, n))))
		return http_frame_bad(f, 400, "What follows a chunk's size is not an extension.");
	return true;
}

static size_t http_frame_look_size(struct http_frame *f, str in)
{
	str line;
	if (!http_frame_next_line(f, in, &line)) {
		if (!f->status && f->seen > CHUNK_LINE_MAX)
			http_frame_bad(f, 400, "The line of a chunk's size is too long.");
		return 0;
	}
	if (line.n > CHUNK_LINE_MAX)
		http_frame_bad(f, 400, "The line of a chunk's size is too long.");
	else if (http_frame_take_size(f, line)) {
		size_t n = f->done;
		if (f->left) {
			http_frame_begin(f, FRAME_DATA);
			return n;
		}
		f->at = FRAME_TRAILERS; /* passes with them */
		f->fields = 0;
	}
	return 0;
}

static size_t http_frame_look_trailers(struct http_frame *f, str in)
{
	str line;
	while (http_frame_next_line(f, in, &line)) {
		if (!line.n) {
			size_t n = f->done;
			http_frame_begin(f, FRAME_LINE);
			return n;
		}
		if (!http_frame_take_field(f, line, true))
			return 0;
	}
	if (!f->status && f->seen > TRAILERS_BYTES_MAX)
		http_frame_bad(f, 431, "The request's trailers are too long.");
	return 0;
}

static size_t http_frame_look_data_end(struct http_frame *f, str in)
{
	if (in.n && (in.p[0] != '\r' || (in.n > 1 && in.p[1] != '\n')))
		http_frame_bad(f, 400, "A chunk's data is longer than its size.");
	if (f->status || in.n < 2)
		return 0;
	http_frame_begin(f, FRAME_SIZE);
	return 2;
}

uint64_t http_frame_unseen(const struct http_frame *f)
{
	return f->at == FRAME_BODY || f->at == FRAME_DATA ? f->left : 0;
}

void http_frame_passed(struct http_frame *f, uint64_t n)
{
	f->left -= n;
	if (!f->left)
		http_frame_begin(f, f->at == FRAME_BODY ? FRAME_LINE : FRAME_DATA_END);
}

size_t http_frame_look(struct http_frame *f, str in)
{
	if (f->status)
		return 0;
	switch (f->at) {
	case FRAME_LINE:
	case FRAME_FIELDS: return http_frame_look_head(f, in);
	case FRAME_SIZE: {
		size_t n = http_frame_look_size(f, in);
		return n || f->at != FRAME_TRAILERS ? n : http_frame_look_trailers(f, in);
	}
	case FRAME_TRAILERS: return http_frame_look_trailers(f, in);
	case FRAME_DATA_END: return http_frame_look_data_end(f, in);
	case FRAME_BODY:
	case FRAME_DATA:
		if (in.n > f->left)
			in.n = (size_t)f->left;
		if (in.n)
			http_frame_passed(f, in.n);
		return in.n;
	}
	return 0;
}

bool http_head_ok(str head)
{
	struct http_frame f = {};
	return http_frame_look(&f, head) == head.n && head.n;
}
