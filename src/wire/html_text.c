/* HTML to the plain text alternative: one pass over the scanner's tokens with a few counters, no tree. */
#include "base/limits.h"
#include "wire/html.h"

#define LISTS_MAX 16
#define IFS_MAX TEMPLATE_DEPTH_MAX

struct to_text {
	str src;
	struct buf *out;
	unsigned newlines;	  /* line breaks at the end of out right now (2 at the very beginning) */
	unsigned wanted;	  /* line breaks to write before the next visible text */
	bool space;		  /* a space is due before the next visible text */
	bool glued;		  /* right behind a list marker: no space, no line break */
	unsigned quote;		  /* depth of blockquote */
	unsigned pre;		  /* depth of pre */
	unsigned cells;		  /* cells seen in this row */
	str skip;		  /* element whose content is not shown */
	unsigned skip_depth;	  /* its nesting */
	unsigned lists;		  /* depth; may exceed LISTS_MAX */
	unsigned item[LISTS_MAX]; /* next number; 0: bullets */
	str href;		  /* of the open link, as written; absent: none */
	size_t link_from;	  /* where its text begins in out */
	size_t link_end;	  /* where the last "(url)" ends in out; 0: none */
	unsigned ifs;
	unsigned if_newlines[IFS_MAX], if_least[IFS_MAX];
	struct buf tmp;
};

enum block { BLOCK_NONE, BLOCK_LINE, BLOCK_PARA };

static enum block html_text_block_of(str name)
{
	static const char *const para[] = { "p",  "h1", "h2",	 "h3",	       "h4",  "h5", "h6",
					    "ul", "ol", "table", "blockquote", "pre", "hr", "dl" };
	static const char *const line[] = { "div",    "tr",    "li",	 "section",    "article",  "header",
					    "footer", "main",  "nav",	 "aside",      "address",  "dt",
					    "dd",     "form",  "figure", "figcaption", "fieldset", "center",
					    "body",   "thead", "tbody",	 "tfoot",      "caption" };
	for (size_t i = 0; i < sizeof(para) / sizeof(*para); i++)
		if (str_eq_nocase(name, str_z(para[i])))
			return BLOCK_PARA;
	for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
		if (str_eq_nocase(name, str_z(line[i])))
			return BLOCK_LINE;
	return BLOCK_NONE;
}

static void html_text_want(struct to_text *t, unsigned newlines)
{
	if (t->glued)
		return;
	if (t->wanted < newlines)
		t->wanted = newlines;
	t->space = false;
}

static void html_text_begin_line(struct to_text *t)
{
	for (unsigned i = 0; i < t->quote && i < 8; i++)
		buf_add_lit(t->out, "> ");
}

static void html_text_write_newlines(struct to_text *t)
{
	bool any = t->newlines < t->wanted;
	while (t->newlines < t->wanted) {
		buf_add_byte(t->out, '\n');
		t->newlines++;
	}
	t->wanted = 0;
	if (any || t->newlines)
		html_text_begin_line(t);
}

/* Called before anything visible is written. */
static void html_text_flush(struct to_text *t)
{
	if (t->wanted || t->newlines)
		html_text_write_newlines(t);
	else if (t->space)
		buf_add_byte(t->out, ' ');
	t->space = false;
	t->glued = false;
	t->newlines = 0;
}

static void html_text_visible(struct to_text *t, str s)
{
	if (!s.n)
		return;
	if (t->link_end && t->link_end == t->out->n &&
	    (ascii_alpha(s.p[0]) || ascii_digit(s.p[0]) || (unsigned char)s.p[0] >= 0x80))
		t->space = true;
	html_text_flush(t);
	buf_add(t->out, s);
}

static bool html_text_tag_is(str tag, const char *word)
{
	str s = str_slice(tag, 2, tag.n);
	while (s.n && (ascii_space(s.p[0]) || s.p[0] == '-'))
		s = str_from(s, 1);
	str w = str_z(word);
	return str_starts(s, w) && s.n > w.n && !ascii_alpha(s.p[w.n]);
}

/* {% … %}: kept where it stands. What is wanted is written first, so that it belongs to the text before. After an
 * endif the line breaks at the end are those that every branch has. */
static void html_text_control_tag(struct to_text *t, str tag)
{
	unsigned at = t->ifs ? t->ifs - 1 : 0;
	bool known = t->ifs && at < IFS_MAX;
	if (t->wanted > t->newlines) {
		while (t->newlines < t->wanted) {
			buf_add_byte(t->out, '\n');
			t->newlines++;
		}
	} else if (t->space && !t->newlines) {
		buf_add_byte(t->out, ' ');
	}
	t->wanted = 0;
	t->space = false;
	buf_add(t->out, tag);
	if (html_text_tag_is(tag, "if")) {
		if (t->ifs < IFS_MAX)
			t->if_newlines[t->ifs] = t->if_least[t->ifs] = t->newlines;
		t->ifs++;
	} else if (known && (html_text_tag_is(tag, "else") || html_text_tag_is(tag, "elsif"))) {
		if (t->newlines < t->if_least[at])
			t->if_least[at] = t->newlines;
		t->newlines = t->if_newlines[at];
	} else if (t->ifs && html_text_tag_is(tag, "endif")) {
		if (known && t->if_least[at] < t->newlines)
			t->newlines = t->if_least[at];
		t->ifs--;
	}
}

/* Bytes of white space at i, no-break space included (as a visible space it keeps lines together: written as one). */
static bool html_text_is_space(str s, size_t i)
{
	return ascii_space(s.p[i]);
}

static void html_text_pre_text(struct to_text *t, str s)
{
	str rest = s, line;
	for (bool first = true; str_next(&rest, '\n', &line); first = false) {
		if (!first)
			html_text_want(t, t->newlines + 1 > 2 ? 2 : 1);
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		html_text_visible(t, line);
	}
}

/* A run of text without template tags, references decoded. */
static void html_text_plain_run(struct to_text *t, str raw)
{
	buf_reset(&t->tmp);
	html_unescape(&t->tmp, raw);
	str s = buf_str(&t->tmp);
	if (t->pre) {
		html_text_pre_text(t, s);
		return;
	}
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		while (i < s.n && !html_text_is_space(s, i))
			i++;
		html_text_visible(t, str_slice(s, from, i));
		if (i < s.n) {
			t->space = t->space || !(t->newlines || t->glued);
			while (i < s.n && html_text_is_space(s, i))
				i++;
		}
	}
}

static void html_text_text(struct to_text *t, str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '{' ? html_template_tag(s, i) : 0;
		if (!end) {
			i++;
			continue;
		}
		html_text_plain_run(t, str_slice(s, from, i));
		str tag = str_slice(s, i, end);
		if (tag.p[1] == '%')
			html_text_control_tag(t, tag);
		else
			html_text_visible(t, tag);
		from = i = end;
	}
	html_text_plain_run(t, str_from(s, from));
}

/* The URL with fields percent-encoded where they are not its beginning. */
static void html_text_add_url(struct to_text *t, str url)
{
	for (size_t i = 0; i < url.n;) {
		size_t end = url.p[i] == '{' ? html_template_tag(url, i) : 0;
		if (!end) {
			buf_add_byte(t->out, url.p[i++]);
			continue;
		}
		str tag = str_slice(url, i, end);
		if (tag.p[1] == '{' && i > 0 && str_find(tag, STR("urlencode")) == STR_NPOS) {
			bool dash = tag.n > 4 && tag.p[tag.n - 3] == '-';
			buf_add(t->out, str_upto(tag, tag.n - 2 - dash));
			buf_add_lit(t->out, " | urlencode }}");
		} else {
			buf_add(t->out, tag);
		}
		i = end;
	}
}

static bool html_text_same_target(str shown, str url)
{
	static const char *const schemes[] = { "", "https://", "http://", "mailto:", "tel:" };
	if (shown.n && url.n == shown.n + 1 && url.p[url.n - 1] == '/')
		url.n--;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		str scheme = str_z(schemes[i]);
		str rest = str_starts_nocase(url, scheme) ? str_from(url, scheme.n) : url;
		if (str_eq_nocase(rest, shown) ||
		    (rest.n == shown.n + 1 && rest.p[shown.n] == '/' && str_eq_nocase(str_upto(rest, shown.n), shown)))
			return true;
	}
	return false;
}

static void html_text_close_link(struct to_text *t)
{
	if (str_absent(t->href))
		return;
	struct buf BUF_AUTO url_buf;
	buf_init(&url_buf, t->href.n + 16);
	html_unescape(&url_buf, t->href);
	str url = str_trim(buf_str(&url_buf));
	t->href = STR_NULL;
	if (!url.n || url.p[0] == '#')
		return;
	str shown = str_trim(str_from(buf_str(t->out), t->link_from));
	if (html_text_same_target(shown, url))
		return;
	if (!shown.n) { /* an image without alt: the address itself */
		html_text_flush(t);
		html_text_add_url(t, url);
		return;
	}
	t->space = false;
	if (t->newlines || t->wanted)
		html_text_flush(t);
	else
		buf_add_byte(t->out, ' ');
	buf_add_byte(t->out, '(');
	html_text_add_url(t, url);
	buf_add_byte(t->out, ')');
	t->link_end = t->out->n;
	t->newlines = 0;
}

static void html_text_list_item(struct to_text *t)
{
	t->glued = false;
	html_text_want(t, 1);
	html_text_flush(t);
	unsigned depth = t->lists ? t->lists - 1 : 0;
	for (unsigned i = 0; i < depth && i < LISTS_MAX; i++)
		buf_add_lit(t->out, "  ");
	if (depth < LISTS_MAX && t->lists && t->item[depth]) {
		buf_add_u64(t->out, t->item[depth]++);
		buf_add_lit(t->out, ". ");
	} else {
		buf_add_lit(t->out, "- ");
	}
	t->glued = true;
}

static bool html_text_is_hidden(const struct to_text *t, const struct html_token *tag)
{
	static const char *const never[] = {
		"head", "script", "style", "title", "template", "select", "object", "svg"
	};
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (str_eq_nocase(tag->name, str_z(never[i])))
			return true;
	struct html_attr a;
	if (html_attr_find(t->src, tag, STR("hidden"), &a))
		return true;
	if (!html_attr_find(t->src, tag, STR("style"), &a))
		return false;
	size_t at = str_find_nocase(a.value, STR("display"));
	if (at == STR_NPOS)
		return false;
	str v = str_trim(str_from(a.value, at + 7));
	if (!v.n || v.p[0] != ':')
		return false;
	return str_starts_nocase(str_trim(str_from(v, 1)), STR("none"));
}

static void html_text_image(struct to_text *t, const struct html_token *tag)
{
	struct html_attr alt;
	bool apart = !(t->newlines || t->glued);
	t->space = t->space || apart;
	if (html_attr_find(t->src, tag, STR("alt"), &alt) && alt.value.n) {
		html_text_text(t, alt.value);
		t->space = true;
	}
}

static void html_text_open_list(struct to_text *t, bool ordered)
{
	if (t->lists) { /* a list in a list: no empty line */
		t->wanted = 1;
		t->space = false;
	}
	if (t->lists < LISTS_MAX)
		t->item[t->lists] = ordered ? 1 : 0;
	t->lists++;
}

static void html_text_open_tag(struct to_text *t, const struct html_token *tag)
{
	str n = tag->name;
	bool is_void = html_is_void(n);
	if (!is_void && !tag->self_closed && html_text_is_hidden(t, tag)) {
		t->skip = n;
		t->skip_depth = 1;
		return;
	}
	enum block b = html_text_block_of(n);
	if (b != BLOCK_NONE)
		html_text_want(t, b == BLOCK_PARA ? 2 : 1);
	if (str_eq_nocase(n, STR("br"))) {
		unsigned have = t->newlines > t->wanted ? t->newlines : t->wanted;
		html_text_want(t, have < 2 ? have + 1 : 2);
	} else if (str_eq_nocase(n, STR("hr"))) {
		html_text_visible(t, STR("----------------------------------------"));
		html_text_want(t, 2);
	} else if (str_eq_nocase(n, STR("li"))) {
		html_text_list_item(t);
	} else if (str_eq_nocase(n, STR("ul")) || str_eq_nocase(n, STR("ol"))) {
		html_text_open_list(t, ascii_lower(n.p[0]) == 'o');
	} else if (str_eq_nocase(n, STR("img"))) {
		html_text_image(t, tag);
	} else if (str_eq_nocase(n, STR("a"))) {
		struct html_attr href;
		html_text_close_link(t);
		t->href = html_attr_find(t->src, tag, STR("href"), &href) ? href.value : STR_NULL;
		t->link_from = t->out->n;
	} else if (str_eq_nocase(n, STR("blockquote"))) {
		t->quote++;
	} else if (str_eq_nocase(n, STR("pre"))) {
		t->pre++;
	} else if (str_eq_nocase(n, STR("tr"))) {
		t->cells = 0;
	} else if (str_eq_nocase(n, STR("td")) || str_eq_nocase(n, STR("th"))) {
		if (t->cells++ && !t->newlines)
			t->space = true;
	}
}

static void html_text_close_tag(struct to_text *t, str n)
{
	if (str_eq_nocase(n, STR("li")))
		t->glued = false;
	if (str_eq_nocase(n, STR("a")))
		html_text_close_link(t);
	else if (str_eq_nocase(n, STR("blockquote")) && t->quote)
		t->quote--;
	else if (str_eq_nocase(n, STR("pre")) && t->pre)
		t->pre--;
	else if ((str_eq_nocase(n, STR("ul")) || str_eq_nocase(n, STR("ol"))) && t->lists)
		t->lists--;
	enum block b = html_text_block_of(n);
	bool inner_list = t->lists && (str_eq_nocase(n, STR("ul")) || str_eq_nocase(n, STR("ol")));
	if (b != BLOCK_NONE)
		html_text_want(t, b == BLOCK_PARA && !inner_list ? 2 : 1);
}

static void html_text_skipped(struct to_text *t, const struct html_token *tag)
{
	if (!str_eq_nocase(tag->name, t->skip))
		return;
	if (tag->kind == HTML_OPEN && !tag->self_closed)
		t->skip_depth++;
	else if (tag->kind == HTML_CLOSE && --t->skip_depth == 0)
		t->skip = STR_NULL;
}

void html_to_text(str html, struct buf *out)
{
	struct to_text t = { .src = html, .out = out, .newlines = 2 };
	buf_init(&t.tmp, html.n * 2 + 64);
	struct html_scan s;
	struct html_token tag;
	html_scan_init(&s, html);
	while (html_next(&s, &tag)) {
		if (tag.conditional)
			continue;
		if (t.skip.n)
			html_text_skipped(&t, &tag);
		else if (tag.kind == HTML_TEXT)
			html_text_text(&t, str_slice(html, tag.from, tag.to));
		else if (tag.kind == HTML_RAW && str_eq_nocase(tag.name, STR("textarea")))
			html_text_text(&t, str_slice(html, tag.from, tag.to));
		else if (tag.kind == HTML_OPEN)
			html_text_open_tag(&t, &tag);
		else if (tag.kind == HTML_CLOSE)
			html_text_close_tag(&t, tag.name);
	}
	html_text_close_link(&t);
	if (out->n)
		buf_add_byte(out, '\n');
	buf_deinit(&t.tmp);
}
