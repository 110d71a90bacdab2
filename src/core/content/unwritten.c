#include "core/content/unwritten.h"
#include "base/buf.h"
#include "base/limits.h"
#include "wire/html.h"

/* What the editor begins with (web/src/editor/start.ts), without its fields. */
static const struct start {
	str greeting, closing;
} starts[] = {
	{ STR_INIT("Hello ,"), STR_INIT("You get this mail because you are on our list.") },
	{ STR_INIT("Hallo ,"), STR_INIT("Sie bekommen diese E-Mail, weil Sie auf unserer Liste stehen.") },
};

struct reading {
	bool greeted, closed, field; /* field: one that shows something stands outside the greeting */
	bool words;
	bool out; /* the way out is shown */
};

/* White space, also what is not seen: NBSP, zero-width characters, a byte order mark. */
static size_t unwritten_blank(str s)
{
	static const char *const unseen[] = { "\xc2\xa0",     "\xc2\xad",     "\xe2\x80\x8b", "\xe2\x80\x8c",
					      "\xe2\x80\x8d", "\xe2\x81\xa0", "\xef\xbb\xbf", "\xcd\x8f" };
	if (s.n && ascii_space(s.p[0]))
		return 1;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (str_starts(s, str_z(unseen[i])))
			return strlen(unseen[i]);
	return 0;
}

static bool unwritten_way_out(str tag)
{
	return str_find(tag, STR("unsubscribeUrl")) != STR_NPOS;
}

/* One line of text: its words without blanks at the ends and without tags, and what its tags were. */
static void unwritten_line(struct reading *r, str line)
{
	struct buf BUF_AUTO b;
	bool field = false, out = false;
	buf_init(&b, CONTENT_MAX);
	for (size_t i = 0; i < line.n;) {
		size_t end = line.p[i] == '{' ? html_template_tag(line, i) : 0, blank = 0;
		if (end) {
			bool control = line.p[i + 1] == '%', away = unwritten_way_out(str_slice(line, i, end));
			field |= !control && !away;
			out |= !control && away;
			i = end;
		} else if ((blank = unwritten_blank(str_from(line, i))) > 0) {
			buf_add_byte(&b, ' ');
			i += blank;
		} else {
			buf_add_byte(&b, line.p[i++]);
		}
	}
	str said = str_trim(buf_str(&b));
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		if (!r->greeted && field && str_eq(said, starts[i].greeting)) {
			r->greeted = true;
			return;
		}
		if (str_starts(said, starts[i].closing)) {
			r->closed = true;
			return;
		}
	}
	size_t ruled = 0;
	while (ruled < said.n && strchr("-_=* ", said.p[ruled]))
		ruled++;
	r->field |= field;
	r->out |= out;
	r->words |= ruled < said.n;
}

/* The HTML without what stands in links to the way out. False: it shows an image. */
static bool unwritten_without_way_out(str html, struct buf *out, bool *shown)
{
	struct html_scan s;
	struct html_token t;
	struct html_attr href;
	bool in = false;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		bool link = str_eq_nocase(t.name, STR("a"));
		if (t.kind == HTML_OPEN && !in && str_eq_nocase(t.name, STR("img")))
			return false;
		if (t.kind == HTML_OPEN && link)
			in = html_attr_find(html, &t, STR("href"), &href) && unwritten_way_out(href.value);
		else if (t.kind == HTML_CLOSE && link)
			in = false;
		else if (!in)
			buf_add(out, str_slice(html, t.from, t.to));
		else if (t.kind == HTML_TEXT && str_trim(str_slice(html, t.from, t.to)).n)
			*shown = true;
	}
	return true;
}

bool unwritten_content(str content, str format)
{
	struct buf BUF_AUTO rest = {}, text = {};
	struct reading r = {};
	str lines = content, line;
	if (str_empty(str_trim(content)))
		return true;
	buf_init(&rest, CONTENT_MAX);
	buf_init(&text, 2 * CONTENT_MAX);
	if (!str_eq(format, STR("text"))) {
		if (!unwritten_without_way_out(content, &rest, &r.out))
			return false;
		html_to_text(buf_str(&rest), &text);
		lines = buf_str(&text);
	}
	if (buf_err(&rest).code != ERR_OK || buf_err(&text).code != ERR_OK)
		return false; /* too much to be nothing */
	while (str_next(&lines, '\n', &line))
		unwritten_line(&r, line);
	return !r.words && !r.field && (r.closed || (!r.greeted && !r.out));
}
