#include "core/content/way_out.h"
#include "wire/html.h"

/* How deep in {% if %} and {% raw %} a place of a template is; places come in order. */
struct branches {
	str src;
	size_t at;
	unsigned depth;
};

static bool way_out_in_branch(struct branches *b, size_t to)
{
	while (b->at < to && b->at < b->src.n) {
		size_t end = b->src.p[b->at] == '{' ? html_template_tag(b->src, b->at) : 0;
		if (!end) {
			b->at++;
			continue;
		}
		str inside = str_trim(str_slice(b->src, b->at + 2, end - 2));
		while (inside.n && (inside.p[0] == '-' || ascii_space(inside.p[0])))
			inside = str_from(inside, 1);
		if (b->src.p[b->at + 1] == '%') {
			if (str_starts(inside, STR("if")) || str_starts(inside, STR("raw")))
				b->depth++;
			else if (b->depth && (str_starts(inside, STR("endif")) || str_starts(inside, STR("endraw"))))
				b->depth--;
		}
		b->at = end;
	}
	return b->depth > 0;
}

/* {{unsubscribeUrl}}, with blanks, dashes or filters: where it ends; 0: another tag, or none. */
static size_t way_out_tag(str s, size_t at)
{
	size_t end = at < s.n && s.p[at] == '{' ? html_template_tag(s, at) : 0;
	if (!end || s.p[at + 1] != '{')
		return 0;
	str inside = str_slice(s, at + 2, end - 2);
	while (inside.n && (inside.p[0] == '-' || ascii_space(inside.p[0])))
		inside = str_from(inside, 1);
	str name = STR("unsubscribeUrl");
	if (!str_starts(inside, name))
		return 0;
	char next = inside.n > name.n ? inside.p[name.n] : ' ';
	return ascii_space(next) || next == '|' || next == '-' ? end : 0;
}

bool way_out_in_text(str text)
{
	struct branches b = { .src = text };
	for (size_t i = 0; i < text.n; i++)
		if (way_out_tag(text, i) && !way_out_in_branch(&b, i))
			return true;
	return false;
}

static bool way_out_zero(str v)
{
	size_t i = 0;
	while (i < v.n && (v.p[i] == '0' || v.p[i] == '.'))
		i++;
	return i > 0 && (i == v.n || !ascii_digit(v.p[i]));
}

static bool way_out_hides(str style)
{
	static const char *const sizes[] = { "font-size", "max-height", "height", "max-width", "width", "opacity" };
	str one;
	while (str_next(&style, ';', &one)) {
		size_t colon = str_find_byte(one, ':');
		if (colon == STR_NPOS)
			continue;
		str name = str_trim(str_upto(one, colon)), value = str_trim(str_from(one, colon + 1));
		if ((str_eq_nocase(name, STR("display")) && str_starts_nocase(value, STR("none"))) ||
		    (str_eq_nocase(name, STR("visibility")) && str_starts_nocase(value, STR("hidden"))) ||
		    str_eq_nocase(name, STR("mso-hide")))
			return true;
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			if (str_eq_nocase(name, str_z(sizes[i])) && way_out_zero(value))
				return true;
	}
	return false;
}

struct looker {
	str html;
	struct branches branches;
	str hidden; /* the element that hides what is in it; absent: none */
	unsigned hidden_depth;
	bool in_link; /* to the way out: a word or image in it makes it one */
};

static bool way_out_is_way_out(const struct looker *k, const struct html_token *t)
{
	struct html_attr href;
	if (!str_eq_nocase(t->name, STR("a")) || !html_attr_find(k->html, t, STR("href"), &href))
		return false;
	str value = str_trim(href.value);
	size_t end = way_out_tag(value, 0);
	return end > 0 && end == value.n;
}

static void way_out_see_open(struct looker *k, const struct html_token *t)
{
	struct html_attr a;
	if (k->hidden.n) {
		k->hidden_depth += str_eq_nocase(t->name, k->hidden) && !t->self_closed;
		return;
	}
	bool hidden = html_attr_find(k->html, t, STR("hidden"), &a) ||
		      (html_attr_find(k->html, t, STR("style"), &a) && way_out_hides(a.value));
	if (hidden && !html_is_void(t->name) && !t->self_closed) {
		k->hidden = t->name;
		k->hidden_depth = 1;
	}
	k->in_link = !hidden && (way_out_is_way_out(k, t) || (k->in_link && !str_eq_nocase(t->name, STR("a"))));
}

static void way_out_see_close(struct looker *k, const struct html_token *t)
{
	if (k->hidden.n && str_eq_nocase(t->name, k->hidden) && --k->hidden_depth == 0)
		k->hidden = STR_NULL;
	if (str_eq_nocase(t->name, STR("a")))
		k->in_link = false;
}

/* Does this token show the way out? */
static bool way_out_shows(struct looker *k, const struct html_token *t)
{
	if (t->kind == HTML_OPEN)
		return k->in_link && str_eq_nocase(t->name, STR("img"));
	str text = str_slice(k->html, t->from, t->to);
	if (k->in_link)
		return str_trim(text).n > 0;
	for (size_t i = 0; i < text.n; i++)
		if (way_out_tag(text, i) && !way_out_in_branch(&k->branches, t->from + i))
			return true;
	return false;
}

bool way_out_in_html(str html)
{
	struct looker k = { .html = html, .branches = { .src = html } };
	struct html_scan s;
	struct html_token t;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.conditional)
			continue; /* only one mail program sees it */
		if (t.kind == HTML_CLOSE) {
			way_out_see_close(&k, &t);
			continue;
		}
		if (t.kind == HTML_OPEN)
			way_out_see_open(&k, &t);
		else if (t.kind != HTML_TEXT)
			continue;
		if (!k.hidden.n && way_out_shows(&k, &t) && !way_out_in_branch(&k.branches, t.from))
			return true;
	}
	return false;
}
