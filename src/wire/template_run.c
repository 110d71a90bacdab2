/* Rendering of template.h: finding the values (one pass over the variables' JSON), tests, filters, escaping. */
#include "base/num.h"
#include "wire/byte_class.h"
#include "wire/html.h"
#include "wire/template_prog.h"

#define JSON_NEST_MAX 64u

/* --- the variables: a scan of JSON text that trusts nothing --- */

struct json_scan {
	const char *p, *end;
};

static void template_run_json_blank(struct json_scan *j)
{
	while (j->p < j->end && ascii_space(*j->p))
		j->p++;
}

/* p is behind the opening quote; leaves it behind the closing one. */
static bool template_run_json_string(struct json_scan *j, str *out, bool *escaped)
{
	const char *from = j->p;
	*escaped = false;
	while (j->p < j->end && *j->p != '"') {
		if (*j->p == '\\') {
			*escaped = true;
			j->p++;
		}
		j->p++;
	}
	if (j->p >= j->end)
		return false;
	*out = str_of(from, (size_t)(j->p - from));
	j->p++;
	return true;
}

/* Any value; containers are skipped whole. */
static bool template_run_json_value(struct json_scan *j, struct tpl_bound_value *out)
{
	template_run_json_blank(j);
	if (j->p >= j->end)
		return false;
	const char *from = j->p;
	bool escaped;
	if (*from == '"') {
		j->p++;
		if (!template_run_json_string(j, &out->s, &escaped))
			return false;
		out->kind = escaped ? TPL_JSON_STRING : TPL_STRING;
		return true;
	}
	unsigned depth = 0;
	do {
		char c = *j->p;
		if (c == '"') {
			str unused;
			j->p++;
			if (!template_run_json_string(j, &unused, &escaped))
				return false;
			continue;
		}
		if (c == '{' || c == '[') {
			if (++depth > JSON_NEST_MAX)
				return false;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				break;
			depth--;
		} else if (depth == 0 && (c == ',' || ascii_space(c))) {
			break;
		}
		j->p++;
	} while (j->p < j->end && (depth || (*from != '{' && *from != '[')));
	out->s = str_of(from, (size_t)(j->p - from));
	if (*from == '{' || *from == '[')
		out->kind = TPL_JSON;
	else if (str_eq(out->s, STR("null")) || !out->s.n)
		out->kind = TPL_NONE;
	else
		out->kind = str_eq(out->s, STR("false")) ? TPL_FALSE : TPL_STRING;
	return depth == 0;
}

/* The next member of an object; p starts behind '{'. */
static bool template_run_json_member(struct json_scan *j, str *key, struct tpl_bound_value *v)
{
	bool escaped;
	template_run_json_blank(j);
	if (j->p < j->end && *j->p == ',') {
		j->p++;
		template_run_json_blank(j);
	}
	if (j->p >= j->end || *j->p++ != '"' || !template_run_json_string(j, key, &escaped))
		return false;
	template_run_json_blank(j);
	if (j->p >= j->end || *j->p++ != ':')
		return false;
	return template_run_json_value(j, v);
}

static bool template_run_json_enter(str text, struct json_scan *j)
{
	*j = (struct json_scan){ text.p, text.p + text.n };
	template_run_json_blank(j);
	return j->p < j->end && *j->p++ == '{';
}

/* "address.city" below an object already found at "address". */
static void template_run_find_nested(str object, str path, struct tpl_bound_value *out)
{
	struct json_scan j;
	str key;
	struct tpl_bound_value v = {};
	if (!template_run_json_enter(object, &j))
		return;
	while (template_run_json_member(&j, &key, &v)) {
		if (str_eq(key, path)) {
			*out = v;
			return;
		}
		if (v.kind == TPL_JSON && path.n > key.n && path.p[key.n] == '.' && str_starts(path, key)) {
			path = str_from(path, key.n + 1);
			if (!template_run_json_enter(v.s, &j))
				return;
		}
	}
}

static void template_run_bind_variables(const struct tpl_fields *f, str text, struct tpl_bound *out)
{
	struct json_scan j;
	str key;
	struct tpl_bound_value v = {};
	if (!template_run_json_enter(text, &j))
		return;
	size_t left = f->variables;
	while (left && template_run_json_member(&j, &key, &v))
		for (size_t i = 0; i < f->n; i++) {
			str path = f->v[i].path;
			if (f->v[i].source != TPL_VARIABLE || path.n < key.n || memcmp(path.p, key.p, key.n) != 0)
				continue;
			if (path.n == key.n) {
				out->v[i] = v;
				left--;
			} else if (v.kind == TPL_JSON && path.p[key.n] == '.' && out->v[i].kind == TPL_NONE) {
				template_run_find_nested(v.s, str_from(path, key.n + 1), &out->v[i]);
			}
		}
}

void tpl_bind(const struct tpl_fields *f, const struct tpl_values *v, struct tpl_bound *out)
{
	out->values = v;
	for (size_t i = 0; i < f->n; i++) {
		str s = STR_NULL;
		switch (f->v[i].source) {
		case TPL_EMAIL: s = v->email; break;
		case TPL_FIRST_NAME: s = v->first_name; break;
		case TPL_LAST_NAME: s = v->last_name; break;
		case TPL_DISPLAY_NAME: s = v->display_name; break; /* else put together when asked for */
		case TPL_UNSUBSCRIBE: s = v->unsubscribe_url; break;
		case TPL_VARIABLE: break;
		}
		out->v[i] = (struct tpl_bound_value){ s.n ? TPL_STRING : TPL_NONE, s };
	}
	if (f->variables && v->variables.n)
		template_run_bind_variables(f, v->variables, out);
}

void tpl_scratch_init(struct tpl_scratch *s)
{
	buf_init(&s->a, CONTENT_MAX);
	buf_init(&s->b, CONTENT_MAX);
}

void tpl_scratch_deinit(struct tpl_scratch *s)
{
	buf_deinit(&s->a);
	buf_deinit(&s->b);
}

static int template_run_hex4(const char *p)
{
	int v = 0;
	for (int i = 0; i < 4; i++) {
		char c = ascii_lower(p[i]);
		if (ascii_digit(c))
			v = v * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v * 16 + (c - 'a') + 10;
		else
			return -1;
	}
	return v;
}

static void template_run_add_utf8(struct buf *out, unsigned c)
{
	if (c < 0x80) {
		buf_add_byte(out, (char)c);
	} else if (c < 0x800) {
		buf_add_byte(out, (char)(0xc0 | c >> 6));
		buf_add_byte(out, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_add_byte(out, (char)(0xe0 | c >> 12));
		buf_add_byte(out, (char)(0x80 | (c >> 6 & 63)));
		buf_add_byte(out, (char)(0x80 | (c & 63)));
	} else {
		buf_add_byte(out, (char)(0xf0 | c >> 18));
		buf_add_byte(out, (char)(0x80 | (c >> 12 & 63)));
		buf_add_byte(out, (char)(0x80 | (c >> 6 & 63)));
		buf_add_byte(out, (char)(0x80 | (c & 63)));
	}
}

/* \uXXXX, with its second half when it is a surrogate pair: bytes used of s (which begins at the backslash). */
static size_t template_run_json_unicode(str s, struct buf *out)
{
	int c = s.n >= 6 ? template_run_hex4(s.p + 2) : -1;
	if (c < 0)
		return 2;
	if (c >= 0xd800 && c < 0xdc00 && s.n >= 12 && s.p[6] == '\\' && s.p[7] == 'u') {
		int low = template_run_hex4(s.p + 8);
		if (low >= 0xdc00 && low < 0xe000) {
			template_run_add_utf8(out,
					      0x10000u + ((unsigned)(c - 0xd800) << 10) + (unsigned)(low - 0xdc00));
			return 12;
		}
	}
	template_run_add_utf8(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : (unsigned)c);
	return 6;
}

static void template_run_json_unescape(str s, struct buf *out)
{
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] != '\\' || i + 1 >= s.n) {
			buf_add_byte(out, s.p[i++]);
			continue;
		}
		switch (s.p[i + 1]) {
		case 'n': buf_add_byte(out, '\n'); break;
		case 't': buf_add_byte(out, '\t'); break;
		case 'r': buf_add_byte(out, '\r'); break;
		case 'b':
		case 'f': buf_add_byte(out, ' '); break;
		case 'u': i += template_run_json_unicode(str_from(s, i), out); continue;
		default: buf_add_byte(out, s.p[i + 1]); break;
		}
		i += 2;
	}
}

/* A list of plain values as "a, b, c"; objects as their JSON. */
static void template_run_json_show(str s, struct buf *out)
{
	if (s.p[0] != '[') {
		buf_add(out, s);
		return;
	}
	struct json_scan j = { s.p + 1, s.p + s.n };
	struct tpl_bound_value v = {};
	for (bool first = true;; first = false) {
		template_run_json_blank(&j);
		if (j.p < j.end && *j.p == ',')
			j.p++;
		const char *at = j.p;
		if (!template_run_json_value(&j, &v) || j.p == at)
			return;
		if (!first)
			buf_add_lit(out, ", ");
		if (v.kind == TPL_JSON_STRING)
			template_run_json_unescape(v.s, out);
		else if (v.kind != TPL_NONE)
			buf_add(out, v.s);
	}
}

static str template_run_field_value(const struct tpl *t, const struct tpl_bound *b, uint32_t i, struct buf *scratch)
{
	const struct tpl_bound_value *v = &b->v[i];
	switch (v->kind) {
	case TPL_STRING: return v->s;
	case TPL_FALSE: return STR("");
	case TPL_JSON_STRING:
		buf_reset(scratch);
		template_run_json_unescape(v->s, scratch);
		return buf_str(scratch);
	case TPL_JSON:
		buf_reset(scratch);
		template_run_json_show(v->s, scratch);
		return buf_str(scratch);
	case TPL_NONE: break;
	}
	if (t->fields->v[i].source != TPL_DISPLAY_NAME)
		return STR("");
	str first = str_trim(b->values->first_name), last = str_trim(b->values->last_name);
	if (first.n && last.n) {
		buf_reset(scratch);
		buf_add(scratch, first);
		buf_add_byte(scratch, ' ');
		buf_add(scratch, last);
		return buf_str(scratch);
	}
	return first.n ? first : last.n ? last : b->values->email;
}

static str template_run_operand_value(const struct tpl *t, const struct tpl_operand *o, const struct tpl_bound *b,
				      struct buf *scratch)
{
	return o->literal ? o->text : template_run_field_value(t, b, o->field, scratch);
}

static bool template_run_false_literal(const struct tpl_operand *o)
{
	return o->literal && str_eq(o->text, STR("false"));
}

/* Does this count as a value? Not when it is blank (white space, also NBSP and what has no width), and not when it is false,
 * as a value or as a text, since imports make texts of everything. 0 is a value. One rule for conditions, default and
 * blank; tests/corpus/template.json is replayed by the app's reader of templates, too. */
static bool template_run_is_value(str s)
{
	static const char *const blanks[] = { "\xc2\xa0", "\xe2\x80\x8b", "\xe3\x80\x80", "\xef\xbb\xbf" };
	size_t from = 0, n = 1;
	while (from < s.n && n) {
		n = ascii_space(s.p[from]) ? 1 : 0;
		for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks) && !n; i++)
			n = str_starts(str_from(s, from), str_z(blanks[i])) ? strlen(blanks[i]) : 0;
		from += n;
	}
	return from < s.n && !str_eq_nocase(str_trim(s), STR("false"));
}

static bool template_run_same(const struct tpl_operand *l, str left, const struct tpl_operand *r, str right,
			      const struct tpl_bound *b)
{
	if (l->nothing || r->nothing)
		return (l->nothing || !template_run_is_value(left)) && (r->nothing || !template_run_is_value(right));
	/* a variable that is false equals "false" */
	return str_eq(left, right) ||
	       (template_run_false_literal(r) && !l->literal && b->v[l->field].kind == TPL_FALSE) ||
	       (template_run_false_literal(l) && !r->literal && b->v[r->field].kind == TPL_FALSE);
}

bool tpl_test(const struct tpl *t, const struct tpl_op *op, const struct tpl_bound *b, struct tpl_scratch *s)
{
	const struct tpl_operand *l = &t->operands[op->a];
	str left = template_run_operand_value(t, l, b, &s->a);
	bool yes = false;
	if (op->compare == TPL_TRUE) {
		yes = template_run_is_value(left);
	} else {
		const struct tpl_operand *r = &t->operands[op->b];
		str right = template_run_operand_value(t, r, b, &s->b);
		if (op->compare == TPL_CONTAINS) {
			yes = right.n > 0 && str_find(left, right) != STR_NPOS;
		} else {
			yes = template_run_same(l, left, r, right, b) == (op->compare == TPL_EQ);
		}
	}
	return yes != op->negate;
}

/* --- filters --- */

static unsigned template_run_fold(unsigned c, bool up)
{
	struct range {
		unsigned from, to, distance;
	};
	/* [from, to] are the small letters, distance to their capitals: Latin-1, Greek, Cyrillic, Armenian */
	static const struct range ranges[] = { { 'a', 'z', 32 },     { 0xe0, 0xf6, 32 },   { 0xf8, 0xfe, 32 },
					       { 0x3b1, 0x3c1, 32 }, { 0x3c3, 0x3cb, 32 }, { 0x3ad, 0x3af, 37 },
					       { 0x430, 0x44f, 32 }, { 0x450, 0x45f, 80 }, { 0x561, 0x586, 48 } };
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		const struct range *r = &ranges[i];
		if (up && c >= r->from && c <= r->to)
			return c - r->distance;
		if (!up && c >= r->from - r->distance && c <= r->to - r->distance)
			return c + r->distance;
	}
	/* Latin Extended-A and Cyrillic extensions: capitals and small letters in turn */
	bool even_up = (c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177) ||
		       (c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf);
	bool odd_up = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
	if (even_up)
		return up ? c & ~1u : c | 1u;
	if (odd_up)
		return up ? (c % 2 ? c : c - 1) : (c % 2 ? c + 1 : c);
	return c;
}

static size_t template_run_utf8_len(unsigned char c)
{
	return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static unsigned template_run_decode(str s, size_t at, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	*len = template_run_utf8_len(*p);
	if (*len > s.n - at)
		*len = 1;
	if (*len == 2)
		return (p[0] & 31u) << 6 | (p[1] & 63u);
	if (*len == 3)
		return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
	return *p;
}

static void template_run_change_case(str s, enum tpl_filter_kind kind, struct buf *out)
{
	for (size_t i = 0; i < s.n;) {
		size_t len;
		unsigned c = template_run_decode(s, i, &len);
		bool touch = kind != TPL_CAPITALIZE || i == 0;
		unsigned f = touch && (len == 2 || c < 0x80) ? template_run_fold(c, kind != TPL_LOWER) : c;
		if (f != c)
			template_run_add_utf8(out, f);
		else
			buf_add(out, str_slice(s, i, i + len));
		i += len;
	}
}

static void template_run_truncate(str s, size_t n, struct buf *out)
{
	size_t i = 0, last = 0;
	for (size_t chars = 0; i < s.n && chars < n; chars++) {
		last = i;
		i += template_run_utf8_len((unsigned char)s.p[i]);
	}
	if (i >= s.n) {
		buf_add(out, s);
		return;
	}
	buf_add(out, str_trim(str_upto(s, last)));
	buf_add_lit(out, "…");
}

static void template_run_percent(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char p[3] = { '%', hex[c >> 4], hex[c & 15] };
	buf_add_mem(out, p, 3);
}

static void template_run_percent_all(str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (byte_is((char)c, BYTE_UNRESERVED))
			buf_add_byte(out, (char)c);
		else
			template_run_percent(out, c);
	}
}

str tpl_filtered(const struct tpl *t, const struct tpl_op *op, const struct tpl_bound *b, struct tpl_scratch *s)
{
	str v = template_run_field_value(t, b, op->a, &s->a);
	for (uint32_t i = 0; i < op->filters; i++) {
		const struct tpl_filter *f = &t->filters[op->b + i];
		struct buf *to = v.p == s->a.p ? &s->b : &s->a; /* the one that v does not lie in */
		if (f->kind == TPL_DEFAULT) {
			if (!template_run_is_value(v))
				v = template_run_operand_value(t, &f->arg, b, to);
			continue;
		}
		if (f->kind == TPL_TRIM) {
			v = str_trim(v);
			if (s->a.p && v.p > s->a.p && v.p < s->a.p + s->a.cap) { /* keep the test above simple */
				memmove(s->a.p, v.p, v.n);
				v.p = s->a.p;
			}
			continue;
		}
		buf_reset(to);
		if (f->kind == TPL_TRUNCATE)
			template_run_truncate(v, f->n, to);
		else if (f->kind == TPL_URLENCODE)
			template_run_percent_all(v, to);
		else
			template_run_change_case(v, f->kind, to);
		v = buf_str(to);
	}
	return v;
}

/* --- escaping by context --- */

static bool template_run_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

static bool template_run_passes(enum tpl_context context, unsigned char c)
{
	switch (context) {
	case TPL_PLAIN: return byte_is((char)c, BYTE_TEXT);
	case TPL_HTML:
	case TPL_ATTR: return byte_is((char)c, BYTE_HTML);
	case TPL_HEADER: return !template_run_control(c);
	case TPL_HREF_PART: return byte_is((char)c, BYTE_UNRESERVED);
	case TPL_STYLE: return ascii_alpha((char)c) || ascii_digit((char)c) || (c && strchr(" #%.,-_", c));
	default: return false;
	}
}

bool tpl_is_plain(enum tpl_context context, str v)
{
	switch (context) {
	case TPL_PLAIN: return bytes_are(v, BYTE_TEXT);
	case TPL_HTML:
	case TPL_ATTR: return bytes_are(v, BYTE_HTML);
	case TPL_HREF_PART: return bytes_are(v, BYTE_UNRESERVED);
	case TPL_HREF:
	case TPL_URL:
		return (str_starts(v, STR("https://")) || str_starts(v, STR("http://"))) && bytes_are(v, BYTE_URL);
	case TPL_ATTR_BARE: return false;
	case TPL_HEADER:
	case TPL_STYLE: break;
	}
	for (size_t i = 0; i < v.n; i++)
		if (!template_run_passes(context, (unsigned char)v.p[i]))
			return false;
	return true;
}

static void template_run_escape_html(str v, bool bare, struct buf *out)
{
	if (bare && !v.n)
		buf_add_lit(out, "\"\"");
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		if (bare && (ascii_space((char)c) || c == '=' || c == '`'))
			buf_addf(out, "&#%u;", c);
		else if (template_run_passes(TPL_HTML, c))
			buf_add_byte(out, (char)c);
		else if (!template_run_control(c))
			html_escape(out, str_of(v.p + i, 1));
	}
}

static str template_run_scheme_of(str v)
{
	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		if (c == ':')
			return str_upto(v, i);
		if (c == '/' || c == '?' || c == '#')
			break;
	}
	return STR_NULL;
}

/* A whole URL or its beginning. Only schemes that cannot run anything; "example.com/x" gets https://. */
static void template_run_escape_url(str v, bool html, struct buf *out)
{
	static const char *const allowed[] = { "http", "https", "mailto", "tel" };
	v = str_trim(v);
	str scheme = template_run_scheme_of(v);
	bool ok = str_absent(scheme);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		ok = ok || str_eq_nocase(scheme, str_z(allowed[i]));
	if (!ok) {
		buf_add_byte(out, '#');
		return;
	}
	str first = str_upto(v, str_find_byte(v, '/'));
	if (str_absent(scheme) && v.n && v.p[0] != '/' && v.p[0] != '?' && v.p[0] != '#' &&
	    str_find_byte(first, '.') != STR_NPOS && str_find_byte(first, '@') == STR_NPOS)
		buf_add_lit(out, "https://");
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		if (c == '&' && html)
			buf_add_lit(out, "&amp;");
		else if (byte_is((char)c, BYTE_URL) || c == '&')
			buf_add_byte(out, (char)c);
		else
			template_run_percent(out, c);
	}
}

void tpl_escape(enum tpl_context context, str v, struct buf *out)
{
	switch (context) {
	case TPL_HTML:
	case TPL_ATTR: template_run_escape_html(v, false, out); return;
	case TPL_ATTR_BARE: template_run_escape_html(v, true, out); return;
	case TPL_HREF: template_run_escape_url(v, true, out); return;
	case TPL_URL: template_run_escape_url(v, false, out); return;
	case TPL_HREF_PART: template_run_percent_all(v, out); return;
	case TPL_PLAIN:
	case TPL_STYLE:
	case TPL_HEADER: break;
	}
	if (tpl_is_plain(context, v)) {
		buf_add(out, v);
		return;
	}
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		if (template_run_passes(context, c))
			buf_add_byte(out, (char)c);
		else if (context == TPL_HEADER)
			buf_add_byte(out, ' ');
	}
}

void tpl_render(const struct tpl *t, const struct tpl_values *v, struct buf *out)
{
	struct tpl_bound b;
	struct tpl_scratch s;
	tpl_bind(t->fields, v, &b);
	tpl_scratch_init(&s);
	for (size_t i = 0; i < t->ops_n;) {
		const struct tpl_op *op = &t->ops[i++];
		switch (op->kind) {
		case TPL_OP_TEXT: buf_add(out, op->text); break;
		case TPL_OP_FIELD: tpl_escape(op->context, tpl_filtered(t, op, &b, &s), out); break;
		case TPL_OP_TEST: i = tpl_test(t, op, &b, &s) ? op->yes : op->no; break;
		case TPL_OP_JUMP: i = op->yes; break;
		case TPL_OP_MARK: break;
		}
	}
	tpl_scratch_deinit(&s);
}

str tpl_value(struct arena *a, str name, const struct tpl_values *v)
{
	struct tpl *TPL_AUTO t = NULL;
	struct tpl_error unused;
	struct buf BUF_AUTO b;
	buf_init(&b, CONTENT_MAX);
	buf_add_lit(&b, "{{");
	buf_add(&b, name);
	buf_add_lit(&b, "}}");
	if (err_is(tpl_compile(buf_str(&b), TPL_PLAIN, &unused, &t)))
		return STR_NULL;
	buf_reset(&b);
	tpl_render(t, v, &b);
	return b.n ? arena_dup(a, buf_str(&b)) : STR_NULL;
}
