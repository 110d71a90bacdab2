/* The compiler of template.h: source to flat program. One pass over the source; what a field's context is comes from
 * the HTML scanner, moving along. */
#include "base/num.h"
#include "wire/html.h"
#include "wire/template_prog.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CHAIN_END UINT32_MAX
#define BLANK_MAX 4096u /* blanks before a field that are looked through to call it the beginning of a URL */

struct frame {		      /* an open {% if %} */
	size_t at;	      /* where it stands in the source */
	uint32_t pending_no;  /* chain of tests (through .no) that go on at the next branch */
	uint32_t pending_end; /* chain of jumps (through .yes) to the endif */
	bool else_seen;
};

struct compiler {
	str src;
	enum tpl_context context;
	struct tpl *t;
	struct tpl_error *error;
	const struct tpl_splice *splices;
	size_t splices_n, splice;
	size_t literal; /* where the text not yet written begins */
	bool url_begun; /* TPL_URL: something visible came before */
	struct frame frames[TEMPLATE_DEPTH_MAX];
	size_t depth;
	/* HTML: the token and attribute around the place last asked for */
	struct html_scan scan;
	struct html_token token;
	struct html_attr attr;
	size_t attr_at;
	bool has_token, has_attr;
	/* the tag being read */
	size_t at, end;
};

[[gnu::format(printf, 3, 4)]] static err template_compile_fail(struct compiler *c, size_t at, const char *fmt, ...)
{
	struct tpl_error *e = c->error;
	e->line = 1;
	e->column = 1;
	for (size_t i = 0; i < at && i < c->src.n; i++) {
		if (c->src.p[i] == '\n') {
			e->line++;
			e->column = 1;
		} else if (((unsigned char)c->src.p[i] & 0xc0) != 0x80) {
			e->column++;
		}
	}
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(e->message, sizeof(e->message), fmt, ap);
	va_end(ap);
	/* A long name cut in the middle of a character must not spoil the message. */
	str m = str_z(e->message);
	if (!str_utf8_valid(m) && m.n)
		e->message[str_utf8_floor(m, m.n - 1)] = 0;
	return err_make(ERR_INVALID, "the template has an error");
}

static void *template_compile_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 16;
	p = reallocarray(p, *cap, size);
	if (!p) {
		fputs("loumass: out of memory\n", stderr);
		abort();
	}
	return p;
}

static err template_compile_add_op(struct compiler *c, struct tpl_op op)
{
	struct tpl *t = c->t;
	if (t->ops_n >= TEMPLATE_NODES_MAX)
		return template_compile_fail(c, c->at,
					     "the template has more than %u parts; use fewer fields and conditions",
					     TEMPLATE_NODES_MAX);
	t->ops = template_compile_grow(t->ops, t->ops_n, &t->ops_cap, sizeof(*t->ops));
	t->ops[t->ops_n++] = op;
	return OK;
}

static err template_compile_add_text(struct compiler *c, str s)
{
	return s.n ? template_compile_add_op(c,
					     (struct tpl_op){ .kind = TPL_OP_TEXT, .text = arena_dup(&c->t->arena, s) })
		   : OK;
}

/* Source text up to `to`, with the splices that lie in it. */
static err template_compile_flush_literal(struct compiler *c, size_t to)
{
	while (c->splice < c->splices_n && c->splices[c->splice].to <= to) {
		const struct tpl_splice *s = &c->splices[c->splice++];
		TRY(template_compile_add_text(c, str_slice(c->src, c->literal, s->from)));
		for (size_t i = 0; i <= s->marks_n; i++) {
			TRY(template_compile_add_text(c, s->texts[i]));
			if (i < s->marks_n)
				TRY(template_compile_add_op(c,
							    (struct tpl_op){ .kind = TPL_OP_MARK, .a = s->marks[i] }));
		}
		c->literal = s->to;
	}
	if (to > c->literal) {
		TRY(template_compile_add_text(c, str_slice(c->src, c->literal, to)));
		c->literal = to;
	}
	return OK;
}

/* --- the words inside a tag --- */

static void template_compile_skip_blank(struct compiler *c)
{
	while (c->at < c->end && ascii_space(c->src.p[c->at]))
		c->at++;
}

static bool template_compile_name_byte(char ch)
{
	return ascii_alpha(ch) || ascii_digit(ch) || ch == '_' || ch == '-' || (unsigned char)ch >= 0x80;
}

static str template_compile_take_word(struct compiler *c)
{
	template_compile_skip_blank(c);
	size_t from = c->at;
	while (c->at < c->end && template_compile_name_byte(c->src.p[c->at]))
		c->at++;
	return str_slice(c->src, from, c->at);
}

static bool template_compile_take(struct compiler *c, const char *token)
{
	template_compile_skip_blank(c);
	str t = str_z(token);
	if (!str_starts(str_slice(c->src, c->at, c->end), t))
		return false;
	c->at += t.n;
	return true;
}

static bool template_compile_take_keyword(struct compiler *c, const char *word)
{
	size_t back = c->at;
	if (str_eq(template_compile_take_word(c), str_z(word)))
		return true;
	c->at = back;
	return false;
}

/* A quote as editors write it inside of an attribute. */
static str template_compile_coded_quote(const struct compiler *c)
{
	static const char *const coded[] = { "&quot;", "&#34;", "&#x22;", "&#39;", "&#x27;", "&apos;" };
	str here = str_slice(c->src, c->at, c->end);
	for (size_t i = 0; i < sizeof(coded) / sizeof(*coded); i++)
		if (str_starts_nocase(here, str_z(coded[i])))
			return str_upto(here, strlen(coded[i]));
	return STR_NULL;
}

/* "text" or 'text'; no escapes: use the other quote. Absent when none stands here. */
static err template_compile_take_string(struct compiler *c, str *out)
{
	template_compile_skip_blank(c);
	*out = STR_NULL;
	str coded = template_compile_coded_quote(c);
	if (coded.n) {
		str inside = str_slice(c->src, c->at + coded.n, c->end);
		size_t end = str_find_nocase(inside, coded);
		if (end == STR_NPOS)
			return template_compile_fail(c, c->at, "the quote %.*s is not closed", STR_FMT(coded));
		*out = str_upto(inside, end);
		c->at += end + 2 * coded.n;
		return OK;
	}
	if (c->at >= c->end || (c->src.p[c->at] != '"' && c->src.p[c->at] != '\''))
		return OK;
	char quote = c->src.p[c->at];
	str rest = str_slice(c->src, c->at + 1, c->end);
	size_t close = str_find_byte(rest, quote);
	if (close == STR_NPOS)
		return template_compile_fail(c, c->at, "the quote %c is not closed", quote);
	*out = str_upto(rest, close);
	c->at += close + 2;
	return OK;
}

static const struct {
	const char *name;
	enum tpl_source source;
} builtin[] = {
	{ "email", TPL_EMAIL },
	{ "firstName", TPL_FIRST_NAME },
	{ "lastName", TPL_LAST_NAME },
	{ "displayName", TPL_DISPLAY_NAME },
	{ "unsubscribeUrl", TPL_UNSUBSCRIBE },
};

static err template_compile_field_index(struct compiler *c, str path, bool variable, size_t at, uint32_t *out)
{
	struct tpl_fields *f = c->t->fields;
	struct tpl_field field = { .source = TPL_VARIABLE, .path = path };
	for (size_t i = 0; !variable && i < sizeof(builtin) / sizeof(*builtin); i++)
		if (str_eq(path, str_z(builtin[i].name)))
			field = (struct tpl_field){ .source = builtin[i].source, .name = str_z(builtin[i].name) };
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].source == field.source && str_eq(f->v[i].path, field.path)) {
			*out = (uint32_t)i;
			return OK;
		}
	if (f->n >= TPL_FIELDS_MAX)
		return template_compile_fail(c, at, "more than %u different fields are used", TPL_FIELDS_MAX);
	if (field.source == TPL_VARIABLE) {
		field.path = arena_dup(&f->arena, path);
		field.name = arena_printf(&f->arena, "variables.%.*s", STR_FMT(path));
		f->variables++;
	}
	f->names[f->n] = field.name;
	f->v[f->n] = field;
	*out = (uint32_t)f->n++;
	return OK;
}

/* firstName, variables.company, variables["Company name"], contact.email, address.city */
static err template_compile_take_field(struct compiler *c, uint32_t *out)
{
	template_compile_skip_blank(c);
	size_t at = c->at;
	str word = template_compile_take_word(c);
	if (!word.n)
		return template_compile_fail(c, at,
					     "a field's name is missing here, such as firstName or variables.company");
	bool variable = str_eq(word, STR("variables"));
	bool contact = str_eq(word, STR("contact"));
	struct buf BUF_AUTO path;
	buf_init(&path, 512);
	if (!variable && !contact)
		buf_add(&path, word);
	while (c->at < c->end && (c->src.p[c->at] == '.' || c->src.p[c->at] == '[')) {
		bool bracket = c->src.p[c->at++] == '[';
		str part;
		if (bracket)
			TRY(template_compile_take_string(c, &part));
		else
			part = template_compile_take_word(c);
		if (!part.n || (bracket && !template_compile_take(c, "]")))
			return template_compile_fail(
				c, at, "the field's name is not complete; write variables.name or variables[\"name\"]");
		if (contact && !path.n && str_eq(part, STR("variables"))) {
			variable = true;
			continue;
		}
		if (path.n)
			buf_add_byte(&path, '.');
		buf_add(&path, part);
	}
	if (!path.n || path.over)
		return template_compile_fail(c, at, "\"%.*s\" needs a name behind it, such as variables.company",
					     STR_FMT(word));
	return template_compile_field_index(c, buf_str(&path), variable, at, out);
}

static err template_compile_take_operand(struct compiler *c, struct tpl_operand *out)
{
	str text;
	TRY(template_compile_take_string(c, &text));
	if (!str_absent(text)) {
		*out = (struct tpl_operand){ .literal = true, .text = arena_dup(&c->t->arena, text) };
		return OK;
	}
	template_compile_skip_blank(c);
	if (c->at < c->end && (ascii_digit(c->src.p[c->at]) || c->src.p[c->at] == '-')) {
		size_t from = c->at;
		while (c->at < c->end && (template_compile_name_byte(c->src.p[c->at]) || c->src.p[c->at] == '.'))
			c->at++;
		*out = (struct tpl_operand){ .literal = true,
					     .text = arena_dup(&c->t->arena, str_slice(c->src, from, c->at)) };
		return OK;
	}
	static const char *const words[] = { "true", "false", "null", "nil", "empty", "blank" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (template_compile_take_keyword(c, words[i])) {
			*out = (struct tpl_operand){ .literal = true,
						     .nothing = i >= 2,
						     .text = i < 2 ? str_z(words[i]) : STR("") };
			return OK;
		}
	*out = (struct tpl_operand){};
	return template_compile_take_field(c, &out->field);
}

static err template_compile_add_operand(struct compiler *c, uint32_t *out)
{
	struct tpl *t = c->t;
	struct tpl_operand o;
	TRY(template_compile_take_operand(c, &o));
	t->operands = template_compile_grow(t->operands, t->operands_n, &t->operands_cap, sizeof(*t->operands));
	t->operands[t->operands_n] = o;
	*out = (uint32_t)t->operands_n++;
	return OK;
}

/* --- filters --- */

static const struct {
	const char *name;
	enum tpl_filter_kind kind;
} filter_names[] = {
	{ "default", TPL_DEFAULT },	{ "upper", TPL_UPPER },		 { "upcase", TPL_UPPER },
	{ "lower", TPL_LOWER },		{ "downcase", TPL_LOWER },	 { "capitalize", TPL_CAPITALIZE },
	{ "trim", TPL_TRIM },		{ "strip", TPL_TRIM },		 { "truncate", TPL_TRUNCATE },
	{ "urlencode", TPL_URLENCODE }, { "url_encode", TPL_URLENCODE },
};

static err template_compile_take_filter(struct compiler *c)
{
	struct tpl *t = c->t;
	size_t at = c->at;
	str name = template_compile_take_word(c);
	size_t i = 0, n = sizeof(filter_names) / sizeof(*filter_names);
	while (i < n && !str_eq(name, str_z(filter_names[i].name)))
		i++;
	if (i == n)
		return template_compile_fail(
			c, at,
			"there is no filter \"%.*s\"; there are default, upper, lower, capitalize, trim, truncate and "
			"urlencode",
			STR_FMT(str_upto(name, 60)));
	struct tpl_filter f = { .kind = filter_names[i].kind };
	bool has_arg = template_compile_take(c, ":");
	if (f.kind == TPL_DEFAULT) {
		if (!has_arg)
			return template_compile_fail(c, at, "default needs a text: {{firstName | default: \"there\"}}");
		TRY(template_compile_take_operand(c, &f.arg));
	} else if (f.kind == TPL_TRUNCATE) {
		uint64_t length;
		if (!has_arg || !num_parse_u64(template_compile_take_word(c), &length) || length == 0 || length > 10000)
			return template_compile_fail(
				c, at, "truncate needs a number of characters: {{company | truncate: 40}}");
		f.n = (size_t)length;
	} else if (has_arg) {
		return template_compile_fail(c, at, "the filter %s takes nothing behind it", filter_names[i].name);
	}
	t->filters = template_compile_grow(t->filters, t->filters_n, &t->filters_cap, sizeof(*t->filters));
	t->filters[t->filters_n++] = f;
	return OK;
}

/* --- where a field stands in the HTML --- */

static bool template_compile_is_url_attr(str name)
{
	static const char *const names[] = { "href", "src",	 "background", "action", "formaction",
					     "cite", "longdesc", "poster",     "data",	 "xlink:href" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq_nocase(name, str_z(names[i])))
			return true;
	return false;
}

/* Nothing but white space and {% … %} in [from, to). */
static bool template_compile_nothing_before(str src, size_t from, size_t to)
{
	if (to - from > BLANK_MAX)
		return false;
	while (from < to) {
		size_t end = src.p[from] == '{' && src.p[from + 1] == '%' ? html_template_tag(src, from) : 0;
		if (!end && !ascii_space(src.p[from]))
			return false;
		from = end ? end : from + 1;
	}
	return true;
}

static err template_compile_attr_context(struct compiler *c, size_t at, enum tpl_context *out)
{
	const struct html_attr *a = &c->attr;
	str name = a->name;
	if (!a->has_value || at < a->from || at >= a->to)
		return template_compile_fail(
			c, at, "a field cannot stand here inside of a tag; put it into a quoted attribute or the text");
	if ((name.n > 2 && str_starts_nocase(name, STR("on"))) || str_eq_nocase(name, STR("srcdoc")))
		return template_compile_fail(c, at, "a field cannot stand in the attribute %.*s",
					     STR_FMT(str_upto(name, 60)));
	if (str_eq_nocase(name, STR("style")))
		*out = TPL_STYLE;
	else if (template_compile_is_url_attr(name))
		*out = template_compile_nothing_before(c->src, a->from, at) ? TPL_HREF : TPL_HREF_PART;
	else
		*out = a->quote ? TPL_ATTR : TPL_ATTR_BARE;
	return OK;
}

static err template_compile_html_context(struct compiler *c, size_t at, enum tpl_context *out)
{
	while (!c->has_token || c->token.to <= at) {
		c->has_token = html_next(&c->scan, &c->token);
		c->has_attr = false;
		c->attr_at = c->token.attrs;
		if (!c->has_token) {
			*out = TPL_HTML;
			return OK;
		}
	}
	const struct html_token *t = &c->token;
	*out = TPL_HTML;
	if (t->kind == HTML_RAW && str_eq_nocase(t->name, STR("script")))
		return template_compile_fail(
			c, at, "a field cannot stand in a script; mail programs do not run scripts anyway");
	if (t->kind == HTML_RAW && str_eq_nocase(t->name, STR("style")))
		*out = TPL_STYLE;
	if (t->kind == HTML_CLOSE || (t->kind == HTML_OPEN && at < t->attrs))
		return template_compile_fail(c, at, "a field cannot be part of a tag's name");
	if (t->kind != HTML_OPEN)
		return OK;
	while (!c->has_attr || (c->attr.has_value ? c->attr.to <= at : c->attr_at <= at))
		if (!(c->has_attr = html_next_attr(c->src, t, &c->attr_at, &c->attr)))
			return template_compile_fail(c, at, "a field cannot stand here inside of a tag");
	return template_compile_attr_context(c, at, out);
}

static err template_compile_context_at(struct compiler *c, size_t at, enum tpl_context *out)
{
	if (c->context == TPL_HTML)
		return template_compile_html_context(c, at, out);
	*out = c->context;
	if (c->context == TPL_URL)
		*out = template_compile_nothing_before(c->src, 0, at) ? TPL_URL : TPL_HREF_PART;
	return OK;
}

/* --- tags --- */

static err template_compile_expect_end(struct compiler *c, const char *what)
{
	template_compile_skip_blank(c);
	if (c->at == c->end)
		return OK;
	return template_compile_fail(c, c->at, "\"%.*s\" is not understood here; %s",
				     STR_FMT(str_upto(str_slice(c->src, c->at, c->end), 40)), what);
}

/* In a URL every value is coded already: who writes urlencode there means this, not twice. */
static void template_compile_drop_urlencode(struct compiler *c, uint32_t from)
{
	struct tpl *t = c->t;
	size_t n = from;
	for (size_t i = from; i < t->filters_n; i++)
		if (t->filters[i].kind != TPL_URLENCODE)
			t->filters[n++] = t->filters[i];
	t->filters_n = n;
}

static err template_compile_output_tag(struct compiler *c, size_t tag_at)
{
	struct tpl_op op = { .kind = TPL_OP_FIELD, .b = (uint32_t)c->t->filters_n };
	TRY(template_compile_context_at(c, tag_at, &op.context));
	TRY(template_compile_take_field(c, &op.a));
	while (template_compile_take(c, "|"))
		TRY(template_compile_take_filter(c));
	if (op.context == TPL_URL || op.context == TPL_HREF || op.context == TPL_HREF_PART)
		template_compile_drop_urlencode(c, op.b);
	TRY(template_compile_expect_end(c, "write {{field}} or {{field | filter}}"));
	op.filters = (uint32_t)c->t->filters_n - op.b;
	return template_compile_add_op(c, op);
}

static void template_compile_patch(struct compiler *c, uint32_t chain, bool yes)
{
	while (chain != CHAIN_END) {
		struct tpl_op *op = &c->t->ops[chain];
		uint32_t next = yes ? op->yes : op->no;
		*(yes ? &op->yes : &op->no) = (uint32_t)c->t->ops_n;
		chain = next;
	}
}

static err template_compile_one_test(struct compiler *c, uint32_t *no_chain)
{
	struct tpl_op op = { .kind = TPL_OP_TEST };
	while (template_compile_take_keyword(c, "not") || template_compile_take(c, "!"))
		op.negate = !op.negate;
	TRY(template_compile_add_operand(c, &op.a));
	if (template_compile_take(c, "=="))
		op.compare = TPL_EQ;
	else if (template_compile_take(c, "!="))
		op.compare = TPL_NE;
	else if (template_compile_take_keyword(c, "contains"))
		op.compare = TPL_CONTAINS;
	if (op.compare != TPL_TRUE)
		TRY(template_compile_add_operand(c, &op.b));
	op.yes = (uint32_t)c->t->ops_n + 1;
	op.no = *no_chain;
	*no_chain = (uint32_t)c->t->ops_n;
	return template_compile_add_op(c, op);
}

/* a and b or c: `and` binds tighter. Leaves the chain of what goes on when it is false. */
static err template_compile_condition(struct compiler *c, uint32_t *pending_no)
{
	uint32_t yes_chain = CHAIN_END, no_chain = CHAIN_END;
	for (;;) {
		do
			TRY(template_compile_one_test(c, &no_chain));
		while (template_compile_take_keyword(c, "and"));
		if (!template_compile_take_keyword(c, "or"))
			break;
		struct tpl_op *last = &c->t->ops[c->t->ops_n - 1];
		last->yes = yes_chain;
		yes_chain = (uint32_t)c->t->ops_n - 1;
		template_compile_patch(c, no_chain, false);
		no_chain = CHAIN_END;
	}
	template_compile_patch(c, yes_chain, true);
	*pending_no = no_chain;
	return template_compile_expect_end(c, "conditions are joined by and, or; compared by ==, !=, contains");
}

static err template_compile_next_branch(struct compiler *c, size_t tag_at, const char *name)
{
	if (!c->depth)
		return template_compile_fail(c, tag_at, "{%% %s %%} without an {%% if … %%} before it", name);
	struct frame *f = &c->frames[c->depth - 1];
	if (f->else_seen)
		return template_compile_fail(c, tag_at,
					     "{%% %s %%} behind {%% else %%}; close it with {%% endif %%} first", name);
	uint32_t jump = (uint32_t)c->t->ops_n;
	TRY(template_compile_add_op(c, (struct tpl_op){ .kind = TPL_OP_JUMP, .yes = f->pending_end }));
	f->pending_end = jump;
	template_compile_patch(c, f->pending_no, false);
	f->pending_no = CHAIN_END;
	return OK;
}

static err template_compile_raw_tag(struct compiler *c, size_t tag_at, size_t *tag_end)
{
	TRY(template_compile_expect_end(c, "write {% raw %}"));
	for (size_t i = *tag_end; i + 1 < c->src.n; i++) {
		if (c->src.p[i] != '{' || c->src.p[i + 1] != '%')
			continue;
		size_t end = html_template_tag(c->src, i);
		if (!end || !str_eq(str_trim(str_slice(c->src, i + 2, end - 2)), STR("endraw")))
			continue;
		c->literal = *tag_end;
		TRY(template_compile_flush_literal(c, i));
		*tag_end = end;
		return OK;
	}
	return template_compile_fail(c, tag_at, "{%% raw %%} is not closed; add {%% endraw %%}");
}

static err template_compile_control_tag(struct compiler *c, size_t tag_at, size_t *tag_end)
{
	str word = template_compile_take_word(c);
	if (str_eq(word, STR("if"))) {
		if (c->depth >= TEMPLATE_DEPTH_MAX)
			return template_compile_fail(c, tag_at, "conditions stand in each other more than %u deep",
						     TEMPLATE_DEPTH_MAX);
		struct frame *f = &c->frames[c->depth++];
		*f = (struct frame){ .at = tag_at, .pending_end = CHAIN_END };
		return template_compile_condition(c, &f->pending_no);
	}
	if (str_eq(word, STR("elsif")) || str_eq(word, STR("elseif"))) {
		TRY(template_compile_next_branch(c, tag_at, "elsif"));
		return template_compile_condition(c, &c->frames[c->depth - 1].pending_no);
	}
	if (str_eq(word, STR("else"))) {
		TRY(template_compile_next_branch(c, tag_at, "else"));
		c->frames[c->depth - 1].else_seen = true;
		return template_compile_expect_end(c, "write {% else %}, or {% elsif condition %}");
	}
	if (str_eq(word, STR("endif"))) {
		if (!c->depth)
			return template_compile_fail(c, tag_at, "{%% endif %%} without an {%% if … %%} before it");
		struct frame *f = &c->frames[--c->depth];
		template_compile_patch(c, f->pending_no, false);
		template_compile_patch(c, f->pending_end, true);
		return template_compile_expect_end(c, "write {% endif %}");
	}
	if (str_eq(word, STR("raw")))
		return template_compile_raw_tag(c, tag_at, tag_end);
	return template_compile_fail(c, tag_at,
				     "there is no tag {%% %.*s %%}; there are if, elsif, else, endif, raw and endraw",
				     STR_FMT(str_upto(word, 40)));
}

/* In plain text a {% … %} alone on its line takes the line with it. */
static void template_compile_lone_line(struct compiler *c, size_t *lit_end, size_t *tag_end)
{
	size_t before = *lit_end, after = *tag_end;
	while (before > c->literal && (c->src.p[before - 1] == ' ' || c->src.p[before - 1] == '\t'))
		before--;
	if (before > 0 && c->src.p[before - 1] != '\n')
		return;
	while (after < c->src.n && (c->src.p[after] == ' ' || c->src.p[after] == '\t' || c->src.p[after] == '\r'))
		after++;
	if (after >= c->src.n || c->src.p[after] != '\n')
		return;
	*lit_end = before;
	*tag_end = after + 1;
}

/* {{- and -}} take the white space beside them. */
static size_t template_compile_dashes(struct compiler *c, size_t *lit_end, size_t tag_end)
{
	if (c->end > c->at && c->src.p[c->at] == '-') {
		c->at++;
		while (*lit_end > c->literal && ascii_space(c->src.p[*lit_end - 1]))
			--*lit_end;
	}
	if (c->end > c->at && c->src.p[c->end - 1] == '-') {
		c->end--;
		while (tag_end < c->src.n && ascii_space(c->src.p[tag_end]))
			tag_end++;
	}
	return tag_end;
}

static err template_compile_one_tag(struct compiler *c, size_t at, size_t *next)
{
	bool control = c->src.p[at + 1] == '%';
	size_t end = html_template_tag(c->src, at);
	if (!end)
		return template_compile_fail(
			c, at, control ? "\"{%%\" is not closed; add \"%%}\"" : "\"{{\" is not closed; add \"}}\"");
	c->at = at + 2;
	c->end = end - 2;
	size_t lit_end = at, tag_end = end;
	tag_end = template_compile_dashes(c, &lit_end, tag_end);
	if (control && c->context == TPL_PLAIN && tag_end == end && lit_end == at)
		template_compile_lone_line(c, &lit_end, &tag_end);
	TRY(template_compile_flush_literal(c, lit_end));
	TRY(control ? template_compile_control_tag(c, at, &tag_end) : template_compile_output_tag(c, at));
	c->literal = tag_end;
	*next = tag_end;
	return OK;
}

static err template_compile_compile(struct compiler *c)
{
	for (size_t i = 0; i < c->src.n;) {
		if (c->splice < c->splices_n && i == c->splices[c->splice].from) {
			i = c->splices[c->splice].to; /* what is replaced is not read */
			TRY(template_compile_flush_literal(c, i));
			continue;
		}
		if (c->src.p[i] != '{' || i + 1 >= c->src.n || (c->src.p[i + 1] != '{' && c->src.p[i + 1] != '%')) {
			i++;
			continue;
		}
		TRY(template_compile_one_tag(c, i, &i));
	}
	if (c->depth)
		return template_compile_fail(c, c->frames[c->depth - 1].at,
					     "{%% if … %%} is not closed; add {%% endif %%}");
	c->at = c->src.n;
	return template_compile_flush_literal(c, c->src.n);
}

err tpl_compile_in(str source, enum tpl_context context, struct tpl_fields *fields, const struct tpl_splice *splices,
		   size_t splices_n, struct tpl_error *error, struct tpl **out)
{
	struct tpl_error unused = {};
	struct compiler *c = calloc(1, sizeof(*c));
	struct tpl *t = calloc(1, sizeof(*t));
	if (!c || !t)
		abort();
	arena_init(&t->arena, source.n * 2 + splices_n * 32768 + (1u << 20));
	*c = (struct compiler){ .src = source,
				.context = context,
				.t = t,
				.error = error ? error : &unused,
				.splices = splices,
				.splices_n = splices_n };
	*c->error = (struct tpl_error){};
	t->fields = fields;
	if (!fields) {
		t->own_fields = true;
		t->fields = calloc(1, sizeof(*t->fields));
		if (!t->fields)
			abort();
	}
	html_scan_init(&c->scan, source);
	err e = OK;
	if (source.n > CONTENT_MAX) {
		snprintf(c->error->message, sizeof(c->error->message), "the content is larger than %u MB",
			 CONTENT_MAX >> 20);
		e = err_make(ERR_LIMIT, "the content is too large");
	} else {
		e = template_compile_compile(c);
	}
	free(c);
	if (err_is(e))
		tpl_free(t);
	else
		*out = t;
	return e;
}

err tpl_compile(str source, enum tpl_context context, struct tpl_error *error, struct tpl **out)
{
	return tpl_compile_in(source, context, NULL, NULL, 0, error, out);
}

void tpl_free(struct tpl *t)
{
	if (!t)
		return;
	if (t->own_fields) {
		arena_deinit(&t->fields->arena);
		free(t->fields);
	}
	arena_deinit(&t->arena);
	free(t->ops);
	free(t->operands);
	free(t->filters);
	free(t);
}

bool tpl_is_static(const struct tpl *t)
{
	for (size_t i = 0; i < t->ops_n; i++)
		if (t->ops[i].kind != TPL_OP_TEXT)
			return false;
	return true;
}
