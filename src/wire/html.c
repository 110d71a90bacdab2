/* Escaping, character references and the facts of html.h. */
#include "wire/html.h"
#include "base/limits.h"
#include "wire/html_entities.h"
#include <stdlib.h>

#define ENTITY_NAME_MAX 10u

void html_escape(struct buf *out, str text)
{
	size_t from = 0;
	for (size_t i = 0; i < text.n; i++) {
		const char *rep;
		switch (text.p[i]) {
		case '&': rep = "&amp;"; break;
		case '<': rep = "&lt;"; break;
		case '>': rep = "&gt;"; break;
		case '"': rep = "&quot;"; break;
		case '\'': rep = "&#39;"; break;
		default: continue;
		}
		buf_add(out, str_slice(text, from, i));
		buf_add(out, str_z(rep));
		from = i + 1;
	}
	buf_add(out, str_from(text, from));
}

struct html html_of(struct arena *a, str text)
{
	struct buf BUF_AUTO b;
	buf_init(&b, text.n * 6 + 1);
	html_escape(&b, text);
	return (struct html){ arena_dup(a, buf_str(&b)) };
}

struct header_text header_text_of(struct arena *a, str text)
{
	text = str_trim(text);
	if (!text.n)
		return (struct header_text){ STR("") };
	char *p = arena_alloc(a, text.n + 1);
	bool valid = str_utf8_valid(text);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		p[i] = c < 0x20 || c == 0x7f || (c >= 0x80 && !valid) ? ' ' : (char)c;
	}
	return (struct header_text){ str_trim(str_of(p, text.n)) };
}

static void html_add_utf8(struct buf *out, unsigned c)
{
	char p[4];
	size_t n;
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		p[0] = (char)c, n = 1;
	} else if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6), p[1] = (char)(0x80 | (c & 63)), n = 2;
	} else if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12), p[1] = (char)(0x80 | (c >> 6 & 63)), p[2] = (char)(0x80 | (c & 63));
		n = 3;
	} else {
		p[0] = (char)(0xf0 | c >> 18), p[1] = (char)(0x80 | (c >> 12 & 63));
		p[2] = (char)(0x80 | (c >> 6 & 63)), p[3] = (char)(0x80 | (c & 63)), n = 4;
	}
	buf_add_mem(out, p, n);
}

static bool html_ascii_alnum(char c)
{
	return ascii_alpha(c) || ascii_digit(c);
}

/* &#39; &#x27; (the semicolon may be missing): bytes used, 0 when it is none. */
static size_t html_numeric_ref(struct buf *out, str s)
{
	size_t i = 2;
	bool hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
	i += hex;
	size_t digits = i;
	unsigned v = 0;
	for (; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);
		unsigned d;
		if (ascii_digit(c))
			d = (unsigned)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			d = (unsigned)(c - 'a') + 10;
		else
			break;
		if (v <= 0x10ffff)
			v = v * (hex ? 16 : 10) + d;
	}
	if (i == digits)
		return 0;
	html_add_utf8(out, v);
	return i + (i < s.n && s.p[i] == ';');
}

static int html_entity_cmp(const void *key, const void *entry)
{
	return str_cmp(*(const str *)key, str_z((const char *)entry));
}

static size_t html_named_ref(struct buf *out, str s)
{
	size_t i = 1;
	while (i < s.n && i <= ENTITY_NAME_MAX && html_ascii_alnum(s.p[i]))
		i++;
	str name = str_slice(s, 1, i);
	bool closed = i < s.n && s.p[i] == ';';
	if (!closed) { /* the four that everybody forgets to close; "&lt=" and "&copy" in a URL stay */
		if (i < s.n && s.p[i] == '=')
			return 0;
		if (!str_eq(name, STR("amp")) && !str_eq(name, STR("lt")) && !str_eq(name, STR("gt")) &&
		    !str_eq(name, STR("quot")))
			return 0;
	}
	const void *e = bsearch(&name, html_entities, sizeof(html_entities) / sizeof(*html_entities),
				sizeof(*html_entities), html_entity_cmp);
	if (!e)
		return 0;
	html_add_utf8(out,
		      html_entities[((const char *)e - (const char *)html_entities) / sizeof(*html_entities)].code);
	return i + closed;
}

void html_unescape(struct buf *out, str text)
{
	size_t from = 0;
	for (size_t i = 0; i < text.n;) {
		size_t tag = text.p[i] == '{' ? html_template_tag(text, i) : 0;
		if (tag || text.p[i] != '&') {
			i = tag ? tag : i + 1;
			continue;
		}
		str rest = str_from(text, i);
		buf_add(out, str_slice(text, from, i));
		size_t used = rest.n > 1 && rest.p[1] == '#' ? html_numeric_ref(out, rest) : html_named_ref(out, rest);
		from = i + used;
		i = used ? from : i + 1;
	}
	buf_add(out, str_from(text, from));
}

static bool html_link_is_bad(str href)
{
	if (!href.n || str_eq(href, STR("#")))
		return true;
	static const char *const blocked[] = { "javascript:", "vbscript:", "data:", "file:" };
	for (size_t i = 0; i < sizeof(blocked) / sizeof(*blocked); i++)
		if (str_starts_nocase(href, str_z(blocked[i])))
			return true;
	return false;
}

struct inspector {
	struct arena *a;
	str src;
	struct html_facts *f;
	str *hrefs;
	struct buf tmp;
};

static void html_inspect_link(struct inspector *in, const struct html_token *t)
{
	struct html_attr href;
	if (!html_attr_find(in->src, t, STR("href"), &href))
		return;
	buf_reset(&in->tmp);
	html_unescape(&in->tmp, href.value);
	str target = str_trim(buf_str(&in->tmp));
	if (html_link_is_bad(target)) {
		if (!in->f->bad_links++)
			in->f->first_bad_link = arena_dup(in->a, target);
		return;
	}
	if (str_starts_nocase(target, STR("http://")) || str_starts_nocase(target, STR("https://")) ||
	    str_starts(target, STR("{"))) {
		if (in->f->links < LINKS_MAX)
			in->hrefs[in->f->links++] = arena_dup(in->a, target);
	}
}

static void html_inspect_open(struct inspector *in, const struct html_token *t)
{
	struct html_attr a;
	bool is_img = str_eq_nocase(t->name, STR("img"));
	if (str_eq_nocase(t->name, STR("a")) || str_eq_nocase(t->name, STR("area"))) {
		html_inspect_link(in, t);
	} else if (is_img) {
		in->f->images++;
		in->f->images_no_alt += !html_attr_find(in->src, t, STR("alt"), &a);
	} else if (str_eq_nocase(t->name, STR("script"))) {
		in->f->has_script = true;
	}
	for (size_t at = t->attrs; html_next_attr(in->src, t, &at, &a);)
		if (a.name.n > 2 && a.has_value && str_starts_nocase(a.name, STR("on")))
			in->f->has_script = true;
}

err html_inspect(struct arena *a, str html, struct html_facts *out)
{
	struct html_facts f = { .bytes = html.n };
	struct inspector in = { .a = a, .src = html, .f = &f, .hrefs = arena_array(a, str, LINKS_MAX) };
	buf_init(&in.tmp, html.n + 16);
	struct html_scan s;
	struct html_token t;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.conditional)
			continue;
		if (t.kind == HTML_OPEN)
			html_inspect_open(&in, &t);
		else if (t.kind == HTML_TEXT && str_trim(str_slice(html, t.from, t.to)).n)
			f.has_text = true;
	}
	buf_deinit(&in.tmp);
	for (size_t i = 0; i < html.n && !f.has_unsubscribe;) {
		size_t end = html.p[i] == '{' ? html_template_tag(html, i) : 0;
		f.has_unsubscribe = end && str_find(str_slice(html, i, end), STR("unsubscribeUrl")) != STR_NPOS;
		i = end ? end : i + 1;
	}
	f.hrefs = in.hrefs;
	*out = f;
	return OK;
}
