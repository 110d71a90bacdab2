#include "track/page.h"
#include "wire/token.h"
#include "wire/url.h"

#define STYLE                                                                                                          \
	"body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:8vh auto;padding:0 1.5rem;color:#1c1e26;"  \
	"background:#fff}h1{font-size:1.5rem;line-height:1.3}h2{font-size:1.125rem;margin:2.5rem 0 .5rem}"             \
	"fieldset{border:0;margin:0;padding:0}legend{padding:0}label.row{display:flex;gap:.75rem;align-items:"         \
	"flex-start;padding:.5rem 0}label.row input{margin-top:.45rem;flex:none;width:1.125rem;height:1.125rem}"       \
	"label.field{display:block;margin:1rem 0}input[type=email],input[type=text],textarea{font:inherit;display:"    \
	"block;width:100%;box-sizing:border-box;padding:.6rem .75rem;border:1px solid #767b88;border-radius:.5rem;"    \
	"color:inherit;background:transparent}button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:0;"     \
	"border-radius:.5rem;color:#fff;background:#1f4fbf;cursor:pointer}button.quiet{color:inherit;background:"      \
	"transparent;border:1px solid #767b88}:focus-visible{outline:3px solid #1c1e26;outline-offset:3px}"            \
	"p.small,span.small{font-size:.9375rem;color:#4a4f5c}span.small{display:block}p.note{padding:.75rem 1rem;"     \
	"border-radius:.5rem;background:#e8eefc}.away{position:absolute;left:-6000px;width:1px;height:1px;overflow:"   \
	"hidden}@media(prefers-color-scheme:dark){body{color:#eceef4;background:#15171d}p.small,span.small{color:"     \
	"#b4b9c6}p.note{background:#22304f}button{background:#8fb0ff;color:#10131a}button.quiet{color:#eceef4;"        \
	"background:transparent}:focus-visible{outline-color:#eceef4}}"

enum page_lang page_lang(const struct http_request *r)
{
	str accept = http_header(r, "Accept-Language");
	/* The first language that is one of ours; browsers send them in order. */
	for (str one; str_next(&accept, ',', &one);) {
		one = str_trim(one);
		if (str_starts_nocase(one, STR("de")))
			return PAGE_DE;
		if (str_starts_nocase(one, STR("en")))
			return PAGE_EN;
	}
	return PAGE_EN;
}

str page_escape(struct arena *a, str text)
{
	return html_of(a, str_upto(text, str_utf8_floor(text, 1000))).s;
}

void page_reply(struct http_request *r, const struct page *p)
{
	struct buf BUF_AUTO out = {};
	struct arena *a = http_arena(r);
	str nonce = token_random(a, STR(""), 16);
	buf_init(&out, 256u << 10);
	buf_add_lit(&out, "<!doctype html>\n<html lang=\"");
	buf_add(&out, p->lang ? str_z(p->lang) : page_lang(r) == PAGE_DE ? STR("de") : STR("en"));
	buf_add_lit(&out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			  "<meta name=\"robots\" content=\"noindex\">\n<title>");
	buf_add(&out, p->title);
	buf_addf(&out, "</title>\n<style nonce=\"%.*s\">", STR_FMT(nonce));
	buf_add_lit(&out, STYLE "</style>\n</head>\n<body>\n<main>\n");
	buf_add(&out, p->body);
	buf_add_lit(&out, "</main>\n");
	if (!str_empty(p->script)) {
		buf_addf(&out, "<script nonce=\"%.*s\">", STR_FMT(nonce));
		buf_add(&out, p->script);
		buf_add_lit(&out, "</script>\n");
	}
	buf_add_lit(&out, "</body>\n</html>\n");
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_answer_header(r, "Referrer-Policy", STR("no-referrer"));
	http_answer_header(r, "Vary", STR("Accept-Language"));
	http_answer_header(r, "Content-Security-Policy",
			   arena_printf(a,
					"default-src 'none'; style-src 'nonce-%.*s'; script-src 'nonce-%.*s'; "
					"form-action 'self'%s; frame-ancestors %s; base-uri 'none'",
					STR_FMT(nonce), STR_FMT(nonce), p->frames ? " https: http:" : "",
					p->frames ? "*" : "'none'"));
	http_reply(r, p->status ? p->status : 200, "text/html; charset=utf-8", buf_str(&out));
}

size_t page_fields(struct http_request *r, str name, str *out, size_t max)
{
	struct url_query q = { .rest = http_body(r) };
	bool more = true;
	str key, value;
	size_t n = 0;
	/* A pair that cannot be decoded, or is no UTF-8, is none. */
	while (n < max) {
		err e = url_query_next(&q, http_arena(r), &more, &key, &value);
		if (err_is(e))
			continue;
		if (!more)
			break;
		if (str_eq(key, name) && str_utf8_valid(value))
			out[n++] = value;
	}
	return n;
}

str page_field(struct http_request *r, str name)
{
	str v = STR_NULL;
	return page_fields(r, name, &v, 1) ? v : STR_NULL;
}
