#include "wire/cid.h"
#include "base/buf.h"
#include "base/limits.h"
#include "wire/html.h"

#define CID_REFS_MAX 1000u /* of one mail; its files are at most ATTACHMENTS_MAX */

struct finder {
	struct arena *a;
	struct cid_refs *out;
	str *v;
};

static int cid_hex(char c)
{
	c = ascii_lower(c);
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Entities, then percent signs. */
static str cid_decoded(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	buf_init(&b, s.n + 16);
	html_unescape(&b, s);
	str in = buf_str(&b);
	char *p = arena_alloc(a, in.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < in.n; i++) {
		bool coded = in.p[i] == '%' && i + 2 < in.n && cid_hex(in.p[i + 1]) >= 0 && cid_hex(in.p[i + 2]) >= 0;
		p[n++] = coded ? (char)(cid_hex(in.p[i + 1]) << 4 | cid_hex(in.p[i + 2])) : in.p[i];
		i += coded ? 2 : 0;
	}
	return str_of(p, n);
}

static void cid_find_in(struct finder *f, str text)
{
	for (size_t at; (at = str_find_nocase(text, STR("cid:"))) != STR_NPOS;) {
		size_t n = 0;
		text = str_from(text, at + 4);
		while (n < text.n && !ascii_space(text.p[n]) && !strchr("\"'<>()\\{", text.p[n]))
			n++;
		if (n < text.n && text.p[n] == '{' && html_template_tag(text, n))
			f->out->open = true;
		else if (n > 0 && f->out->n < CID_REFS_MAX)
			f->v[f->out->n++] = cid_decoded(f->a, str_upto(text, n));
		else if (n > 0)
			f->out->open = true;
		text = str_from(text, n);
	}
}

void cid_find(struct arena *a, str html, struct cid_refs *out)
{
	struct html_scan s;
	struct html_token t;
	struct finder f = { .a = a, .out = out, .v = arena_array(a, str, CID_REFS_MAX) };
	*out = (struct cid_refs){ .v = f.v };
	html_scan_init(&s, html);
	while (html_next(&s, &t))
		if (t.kind == HTML_OPEN || t.kind == HTML_RAW)
			cid_find_in(&f, str_slice(html, t.from, t.to));
}

bool cid_shown(const struct cid_refs *refs, str id)
{
	bool found = refs->open;
	for (size_t i = 0; i < refs->n && !found; i++)
		found = str_eq(refs->v[i], id);
	return found;
}
