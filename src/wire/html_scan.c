/* The scanner of html.h: the tokenizer of the HTML standard (section 13.2.5) without its script states. Linear: a tag,
 * comment or raw text that never ends takes the rest of the source as one token, as browsers do, and no byte is looked
 * at again. */
#include "wire/html.h"
#include <string.h>

#define TEMPLATE_TAG_MAX 1024u /* keeps an unclosed {{ from being searched to the end again and again */

static const char *const raw_names[] = { "script", "style",   "textarea", "title",    "xmp",
					 "iframe", "noembed", "noframes", "plaintext" };
static const char *const void_names[] = { "area",  "base", "br",   "col",   "embed",  "frame", "hr", "img",
					  "input", "link", "meta", "param", "source", "track", "wbr" };

static bool html_scan_in_list(str name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(name, str_z(list[i])))
			return true;
	return false;
}

bool html_is_void(str name)
{
	return html_scan_in_list(name, void_names, sizeof(void_names) / sizeof(*void_names));
}

size_t html_template_tag(str src, size_t at)
{
	if (at + 4 > src.n || src.p[at] != '{' || (src.p[at + 1] != '{' && src.p[at + 1] != '%'))
		return 0;
	char end = src.p[at + 1] == '{' ? '}' : '%';
	size_t limit = src.n - at > TEMPLATE_TAG_MAX ? at + TEMPLATE_TAG_MAX : src.n;
	char quote = 0;
	size_t plain = 0; /* the first end when quotes do not count: for "it's}}" */
	for (size_t i = at + 2; i + 1 < limit; i++) {
		char c = src.p[i];
		bool closes = c == end && src.p[i + 1] == '}';
		if (closes && !quote)
			return i + 2;
		if (closes && !plain)
			plain = i + 2;
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '{' && (src.p[i + 1] == '{' || src.p[i + 1] == '%'))
			break;
	}
	return plain;
}

void html_scan_init(struct html_scan *s, str src)
{
	*s = (struct html_scan){ .src = src };
}

/* Moves over template tags; otherwise one byte. */
static size_t html_scan_step(str src, size_t at)
{
	if (src.p[at] == '{') {
		size_t end = html_template_tag(src, at);
		if (end)
			return end;
	}
	return at + 1;
}

enum attr_found { ATTR_ONE, ATTR_TAG_END, ATTR_EOF };

static size_t html_scan_skip_space(str src, size_t at)
{
	while (at < src.n && ascii_space(src.p[at]))
		at++;
	return at;
}

/* The value behind '='; *at is on its first byte. */
static enum attr_found html_scan_attr_value(str src, size_t *at, struct html_attr *out)
{
	size_t i = *at;
	char c = src.p[i];
	out->has_value = true;
	if (c == '"' || c == '\'') {
		out->quote = c;
		out->from = ++i;
		while (i < src.n && src.p[i] != c)
			i = html_scan_step(src, i);
		if (i >= src.n)
			return ATTR_EOF;
		out->to = i++;
	} else {
		out->from = i;
		while (i < src.n && !ascii_space(src.p[i]) && src.p[i] != '>')
			i = html_scan_step(src, i);
		if (i >= src.n)
			return ATTR_EOF;
		out->to = i;
	}
	out->value = str_slice(src, out->from, out->to);
	*at = i;
	return ATTR_ONE;
}

static enum attr_found html_scan_attr_step(str src, size_t *at, struct html_attr *out)
{
	size_t i = *at;
	while (i < src.n && (ascii_space(src.p[i]) || src.p[i] == '/'))
		i++;
	*at = i;
	if (i >= src.n)
		return ATTR_EOF;
	if (src.p[i] == '>')
		return ATTR_TAG_END;
	*out = (struct html_attr){};
	size_t from = i;
	size_t tag = html_template_tag(src, i);
	if (tag && src.p[i + 1] == '%') { /* {% if … %} between attributes */
		out->name = str_slice(src, i, tag);
		*at = tag;
		return ATTR_ONE;
	}
	i = html_scan_step(src, i); /* a first '=' belongs to the name */
	while (i < src.n && !ascii_space(src.p[i]) && src.p[i] != '/' && src.p[i] != '>' && src.p[i] != '=')
		i = html_scan_step(src, i);
	out->name = str_slice(src, from, i);
	out->from = out->to = i;
	*at = i;
	i = html_scan_skip_space(src, i);
	if (i >= src.n)
		return ATTR_EOF;
	if (src.p[i] != '=')
		return ATTR_ONE;
	i = html_scan_skip_space(src, i + 1);
	if (i >= src.n)
		return ATTR_EOF;
	*at = i;
	if (src.p[i] == '>')
		return ATTR_ONE; /* name= without a value */
	return html_scan_attr_value(src, at, out);
}

bool html_next_attr(str src, const struct html_token *tag, size_t *at, struct html_attr *out)
{
	str upto = str_upto(src, tag->to);
	struct html_attr a;
	if (*at >= upto.n || html_scan_attr_step(upto, at, &a) != ATTR_ONE)
		return false;
	*out = a;
	return true;
}

bool html_attr_find(str src, const struct html_token *tag, str name, struct html_attr *out)
{
	size_t at = tag->attrs;
	struct html_attr a;
	while (html_next_attr(src, tag, &at, &a))
		if (str_eq_nocase(a.name, name)) {
			*out = a;
			return true;
		}
	return false;
}

/* A tag from '<' on; src ends where the scan may look. */
static void html_scan_take_tag(struct html_scan *s, str src, struct html_token *out)
{
	bool closing = src.p[s->at + 1] == '/';
	size_t i = s->at + (closing ? 2 : 1), name = i;
	while (i < src.n && !ascii_space(src.p[i]) && src.p[i] != '/' && src.p[i] != '>')
		i++;
	out->name = str_slice(src, name, i);
	out->attrs = i;
	struct html_attr a;
	enum attr_found f;
	do
		f = html_scan_attr_step(src, &i, &a);
	while (f == ATTR_ONE);
	if (f == ATTR_EOF) { /* never closed: browsers drop it */
		out->kind = HTML_COMMENT;
		s->at = src.n;
		return;
	}
	out->kind = closing ? HTML_CLOSE : HTML_OPEN;
	out->self_closed = src.p[i - 1] == '/';
	s->at = i + 1;
	if (!closing && html_scan_in_list(out->name, raw_names, sizeof(raw_names) / sizeof(*raw_names)))
		s->raw = out->name;
}

/* <!--…-->, <!…>, <?…>, </…> */
static void html_scan_take_comment(struct html_scan *s, str src, struct html_token *out)
{
	out->kind = HTML_COMMENT;
	str rest = str_from(src, s->at);
	if (!str_starts(rest, STR("<!--"))) {
		size_t end = str_find_byte(rest, '>');
		s->at = end == STR_NPOS ? src.n : s->at + end + 1;
		return;
	}
	if (str_starts(rest, STR("<!-->")) || str_starts(rest, STR("<!--->"))) {
		s->at += str_find_byte(rest, '>') + 1;
		return;
	}
	size_t end = str_find(str_from(rest, 4), STR("-->"));
	if (end == STR_NPOS) {
		s->at = src.n;
		return;
	}
	end += 4 + 3;
	if (!s->conditional_end && str_starts_nocase(rest, STR("<!--[if"))) {
		size_t open = str_find(str_upto(rest, end), STR("]>"));
		if (open != STR_NPOS) {
			s->conditional_end = s->at + end;
			s->at += open + 2;
			return;
		}
	}
	s->at += end;
}

static void html_scan_take_raw(struct html_scan *s, str src, struct html_token *out)
{
	out->kind = HTML_RAW;
	out->name = s->raw;
	size_t i = s->at;
	bool forever = str_eq_nocase(s->raw, STR("plaintext"));
	for (; i < src.n; i++) {
		const char *lt = forever ? NULL : memchr(src.p + i, '<', src.n - i);
		if (!lt) {
			i = src.n;
			break;
		}
		i = (size_t)(lt - src.p);
		str rest = str_from(src, i);
		if (rest.n > s->raw.n + 2 && rest.p[1] == '/' &&
		    str_eq_nocase(str_slice(rest, 2, 2 + s->raw.n), s->raw) &&
		    (ascii_space(rest.p[2 + s->raw.n]) || rest.p[2 + s->raw.n] == '/' || rest.p[2 + s->raw.n] == '>'))
			break;
	}
	s->raw = STR_NULL;
	s->at = i;
}

static bool html_scan_begins_markup(str src, size_t at)
{
	if (at + 1 >= src.n)
		return false;
	char c = src.p[at + 1];
	return ascii_alpha(c) || c == '!' || c == '?' || (c == '/' && at + 2 < src.n);
}

bool html_next(struct html_scan *s, struct html_token *out)
{
	if (s->conditional_end && s->at >= s->conditional_end)
		s->conditional_end = 0;
	if (s->at >= s->src.n)
		return false;
	str src = s->conditional_end ? str_upto(s->src, s->conditional_end) : s->src;
	*out = (struct html_token){ .from = s->at, .conditional = s->conditional_end != 0 };
	if (s->raw.n) {
		html_scan_take_raw(s, src, out);
		if (s->at == out->from) /* <style></style> */
			return html_next(s, out);
	} else if (src.p[s->at] == '<' && html_scan_begins_markup(src, s->at)) {
		char c = src.p[s->at + 1];
		if (ascii_alpha(c) || (c == '/' && ascii_alpha(src.p[s->at + 2])))
			html_scan_take_tag(s, src, out);
		else
			html_scan_take_comment(s, src, out);
	} else {
		out->kind = HTML_TEXT;
		do
			s->at = html_scan_step(src, s->at);
		while (s->at < src.n && !(src.p[s->at] == '<' && html_scan_begins_markup(src, s->at)));
	}
	out->to = s->at;
	return true;
}
