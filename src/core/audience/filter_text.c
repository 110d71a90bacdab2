/* A filter from its text form:
 *
 *	any-of   = all-of { "or" all-of }            all-of = not { "and" not }
 *	not      = [ "not" ] primary
 *	primary  = "(" any-of ")" | ("all" | "any" | "none") "(" any-of { "," any-of } ")" | "everyone" | leaf
 *	leaf     = field operator [value] | ("wants" | "refuses") "topic" text
 *	         | "in" "segment" text | "in" "sequence" text [state] ["at" "step" text]
 *	         | ["was"] verb ["to"] ["link" text "in"] object ["at" "least" n "times"] ["within" span] ["by" "people" | "by" "anyone"]
 *
 * Words may be in capitals. A name that is no field is a variable; variables."any name" says it for all names. */
#include "base/limits.h"
#include "core/audience/filter_int.h"

#define BRACKETS_MAX 32u /* in brackets; more than groups need */

enum filter_text_kind { TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SIGN };
struct filter_text {
	struct arena *a;
	str in;
	size_t at;
	enum filter_text_kind kind; /* the token that comes */
	str token;		    /* of a string: what it says */
	size_t token_at;
	const char *fault; /* the first */
	size_t fault_at;
	size_t leaves;
	unsigned brackets;
};

static void filter_text_fail(struct filter_text *t, const char *why)
{
	if (!t->fault) {
		t->fault = why;
		t->fault_at = t->token_at;
	}
}

/* Characters are counted, not bytes: places in the text as people see it. */
static size_t filter_text_place(const struct filter_text *t, size_t at)
{
	size_t n = 1;
	for (size_t i = 0; i < at && i < t->in.n; i++)
		n += ((unsigned char)t->in.p[i] & 0xc0) != 0x80;
	return n;
}

static bool filter_text_word_byte(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '_' || c == '.';
}

static unsigned filter_text_hex(str s)
{
	unsigned v = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);
		if (!ascii_digit(c) && !(c >= 'a' && c <= 'f'))
			return 0;
		v = v * 16 + (unsigned)(ascii_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return s.n == 4 ? v : 0;
}

static void filter_text_string(struct filter_text *t)
{
	char *out = arena_alloc(t->a, t->in.n - t->at + 1);
	size_t n = 0, i = t->at + 1;
	for (; i < t->in.n && t->in.p[i] != '"'; i++) {
		char c = t->in.p[i];
		if (c != '\\') {
			out[n++] = c;
			continue;
		}
		char next = ++i < t->in.n ? t->in.p[i] : '\0';
		unsigned code = next == 'u' ? filter_text_hex(str_slice(t->in, i + 1, i + 5)) : 0;
		if (next == '"' || next == '\\') {
			out[n++] = next;
		} else if (code > 0 && code < 0x80) {
			out[n++] = (char)code;
			i += 4;
		} else {
			filter_text_fail(t, "a backslash comes before a quotation mark, a backslash, or u and four "
					    "hexadecimal digits (below 0080)");
			break;
		}
	}
	if (i >= t->in.n)
		filter_text_fail(t, "the quotation mark is never closed");
	t->kind = TOKEN_STRING;
	t->token = str_of(out, n);
	t->at = i + 1;
}

static void filter_text_take(struct filter_text *t, enum filter_text_kind kind, size_t n)
{
	t->kind = kind;
	t->token = str_slice(t->in, t->at, t->at + n);
	t->at += n;
}

static void filter_text_next(struct filter_text *t)
{
	while (t->at < t->in.n && ascii_space(t->in.p[t->at]))
		t->at++;
	t->token_at = t->at;
	char c = t->at < t->in.n ? t->in.p[t->at] : '\0';
	size_t n = 1;
	if (t->at >= t->in.n) {
		t->kind = TOKEN_END;
		t->token = STR("");
	} else if (c == '"') {
		filter_text_string(t);
	} else if (ascii_alpha(c) || c == '_') {
		while (t->at + n < t->in.n && filter_text_word_byte(t->in.p[t->at + n]))
			n++;
		filter_text_take(t, TOKEN_WORD, n);
	} else if (ascii_digit(c) || c == '-') {
		while (t->at + n < t->in.n &&
		       (filter_text_word_byte(t->in.p[t->at + n]) || strchr(":+-", t->in.p[t->at + n])))
			n++;
		filter_text_take(t, TOKEN_NUMBER, n);
	} else if (strchr("()=,<>!", c)) {
		bool two = (c == '<' || c == '>' || c == '!') && t->at + 1 < t->in.n && t->in.p[t->at + 1] == '=';
		filter_text_take(t, TOKEN_SIGN, two ? 2 : 1);
	} else {
		filter_text_fail(t, "this character has no meaning here; texts stand in quotation marks");
		t->kind = TOKEN_END;
	}
}

static bool filter_text_is(const struct filter_text *t, const char *word)
{
	return t->kind == TOKEN_WORD && str_eq_nocase(t->token, str_z(word));
}

static bool filter_text_word(struct filter_text *t, const char *word)
{
	if (!filter_text_is(t, word))
		return false;
	filter_text_next(t);
	return true;
}

static bool filter_text_sign(struct filter_text *t, const char *sign)
{
	if (t->kind != TOKEN_SIGN || !str_eq(t->token, str_z(sign)))
		return false;
	filter_text_next(t);
	return true;
}

static str filter_text_quoted(struct filter_text *t, const char *missing)
{
	str s = t->token;
	if (t->kind != TOKEN_STRING) {
		filter_text_fail(t, missing);
		return STR("");
	}
	filter_text_next(t);
	return s;
}

/* ---- Leaves */

static str filter_text_span(struct filter_text *t)
{
	str number = t->token;
	if (t->kind == TOKEN_NUMBER) {
		filter_text_next(t);
		str span = filter_span_text(t->a, arena_printf(t->a, "%.*s %.*s", STR_FMT(number), STR_FMT(t->token)));
		if (t->kind == TOKEN_WORD && !str_absent(span)) {
			filter_text_next(t);
			return span;
		}
	}
	filter_text_fail(t, "a time is expected: 14 days (minutes, hours, days, weeks)");
	return STR_NULL;
}

static str filter_text_point(struct filter_text *t)
{
	str whole = t->token;
	size_t words = t->kind == TOKEN_NUMBER ? 1 : 0;
	if (t->kind == TOKEN_STRING) {
		filter_text_next(t);
	} else if (filter_text_is(t, "in")) {
		filter_text_next(t);
		str span = filter_text_span(t);
		whole = arena_printf(t->a, "in %.*s", STR_FMT(span));
	} else if (words && str_find_byte(whole, '-') == STR_NPOS) {
		str span = filter_text_span(t);
		whole = arena_printf(t->a, "%.*s ago", STR_FMT(span));
		if (!filter_text_word(t, "ago"))
			filter_text_fail(t, "\"ago\" is expected: 5 days ago");
	} else if (filter_text_is(t, "last") || filter_text_is(t, "next")) {
		filter_text_next(t);
		whole = arena_printf(t->a, "%.*s %.*s", STR_FMT(whole), STR_FMT(t->token));
		filter_text_next(t);
	} else {
		filter_text_next(t);
	}
	str point = filter_point_text(t->a, whole);
	if (str_absent(point))
		filter_text_fail(t, "a date is expected: 2026-12-01, 2026-12-01T10:00:00Z, today, 5 days ago, in 5 "
				    "days, last monday");
	return str_absent(point) ? STR("today") : point;
}

/* A value whose kind says the type. */
static str filter_text_literal(struct filter_text *t, enum filter_type *type)
{
	str s = t->token;
	bool yes = filter_text_is(t, "yes") || filter_text_is(t, "true");
	if (t->kind == TOKEN_STRING) {
		*type = TYPE_TEXT;
	} else if (t->kind == TOKEN_NUMBER) {
		*type = TYPE_NUMBER;
		if (s.n >= 8 && str_find_byte(str_from(s, 1), '-') != STR_NPOS && str_find_byte(s, 'e') == STR_NPOS)
			filter_text_fail(t,
					 "a date goes with before, after or on; as text it stands in quotation marks");
	} else if (yes || filter_text_is(t, "no") || filter_text_is(t, "false")) {
		*type = TYPE_BOOL;
		s = yes ? STR("true") : STR("false");
	} else {
		filter_text_fail(t, "a value is expected: \"text\", a number, yes or no");
	}
	if (t->kind != TOKEN_END)
		filter_text_next(t);
	return s;
}

static void filter_text_values(struct filter_text *t, struct filter *f, bool list)
{
	str *v = arena_array(t->a, str, FILTER_LIST_MAX + 1);
	enum filter_type type = TYPE_TEXT;
	if (list && !filter_text_sign(t, "("))
		filter_text_fail(t, "a bracket is expected: in (\"a\", \"b\")");
	do {
		v[f->values_n++] = filter_text_literal(t, &type);
		if (f->values_n > 1 && type != f->type)
			filter_text_fail(t, "all values of a list must be of one kind");
		f->type = type;
	} while (list && !t->fault && f->values_n <= FILTER_LIST_MAX && filter_text_sign(t, ","));
	if (list && !filter_text_sign(t, ")"))
		filter_text_fail(t, f->values_n > FILTER_LIST_MAX ? "a list has at most 100 values"
								  : "a comma or a closing bracket is expected");
	f->values = v;
}

static void filter_text_one(struct filter_text *t, struct filter *f, enum filter_op op, enum filter_type type, str v)
{
	str *one = arena_array(t->a, str, 1);
	one[0] = v;
	f->op = op;
	f->type = type;
	f->values = one;
	f->values_n = 1;
}

/* "not": contains or in. */
static bool filter_text_listed(struct filter_text *t, struct filter *f)
{
	bool negated = filter_text_word(t, "not");
	if (filter_text_word(t, "contains")) {
		f->op = negated ? OP_NOT_CONTAINS : OP_CONTAINS;
		filter_text_values(t, f, false);
		return true;
	}
	if (negated || filter_text_is(t, "in")) {
		if (!filter_text_word(t, "in"))
			filter_text_fail(t, "\"not\" is followed by \"in\" or \"contains\" here");
		if (!negated && filter_text_word(t, "the")) {
			bool next = filter_text_is(t, "next");
			if (!filter_text_word(t, "next") && !filter_text_word(t, "last"))
				filter_text_fail(t, "\"next\" or \"last\" is expected: in the next 14 days");
			filter_text_one(t, f, next ? OP_NEXT : OP_LAST, TYPE_DATE, filter_text_span(t));
			return true;
		}
		f->op = negated ? OP_NOT_IN : OP_IN;
		filter_text_values(t, f, true);
		return true;
	}
	return false;
}

static bool filter_text_compare(struct filter_text *t, struct filter *f)
{
	static const struct {
		const char *sign;
		enum filter_op op;
	} signs[] = { { "=", OP_IS },	    { "!=", OP_IS_NOT }, { "<", OP_LESS },
		      { "<=", OP_AT_MOST }, { ">", OP_MORE },	 { ">=", OP_AT_LEAST } };
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (filter_text_sign(t, signs[i].sign)) {
			f->op = signs[i].op;
			filter_text_values(t, f, false);
			return true;
		}
	return false;
}

static void filter_text_operator(struct filter_text *t, struct filter *f)
{
	static const char *const dates[] = { "before", "after", "on" };
	if (filter_text_compare(t, f) || filter_text_listed(t, f))
		return;
	for (int i = 0; i < 3; i++)
		if (filter_text_word(t, dates[i])) {
			filter_text_one(t, f, (enum filter_op)(OP_BEFORE + i), TYPE_DATE, filter_text_point(t));
			return;
		}
	bool starts = filter_text_is(t, "starts");
	if (filter_text_word(t, "starts") || filter_text_word(t, "ends")) {
		if (!filter_text_word(t, "with"))
			filter_text_fail(t, "\"with\" is expected");
		f->op = starts ? OP_STARTS : OP_ENDS;
		filter_text_values(t, f, false);
		return;
	}
	bool has = filter_text_is(t, "has");
	if (filter_text_word(t, "has") || filter_text_word(t, "lacks")) {
		filter_text_one(t, f, has ? OP_HAS : OP_LACKS, TYPE_LIST,
				filter_text_quoted(t, "a text in quotation marks is expected"));
		return;
	}
	if (filter_text_word(t, "is")) {
		f->op = filter_text_word(t, "not") ? OP_UNSET : OP_SET;
		if (!filter_text_word(t, "set"))
			filter_text_fail(t, "\"is\" is followed by \"set\" or \"not set\"; values are compared with =");
		return;
	}
	filter_text_fail(
		t, "an operator is expected: =, !=, <, <=, >, >=, contains, starts with, ends with, in, before, after, "
		   "on, in the next, in the last, has, lacks, is set, is not set");
}

static void filter_text_field(struct filter_text *t, struct filter *f)
{
	static const char *const own[] = { "email",  "firstName", "lastName",  "name", "timezone",
					   "status", "createdAt", "updatedAt", "tags" };
	str name = t->token;
	f->kind = FILTER_FIELD;
	if (t->kind != TOKEN_WORD) {
		filter_text_fail(t, t->kind == TOKEN_END ? "something is missing at the end"
							 : "the name of a field is expected");
		return;
	}
	filter_text_next(t);
	if (str_eq_nocase(name, STR("added")))
		f->field = STR("createdAt");
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (str_eq_nocase(name, str_z(own[i])))
			f->field = str_z(own[i]);
	if (str_absent(f->field)) {
		str head = str_upto(name, size_min(str_find_byte(name, '.'), name.n));
		if (str_eq(name, STR("variables.")))
			name = filter_text_quoted(t, "the name of a variable is expected in quotation marks");
		else if (str_starts(name, STR("variables.")))
			name = str_from(name, 10);
		else if (filter_reserved(head))
			filter_text_fail(t, "this word has a meaning of its own; a variable of this name is written "
					    "variables.\"name\"");
		f->field = arena_printf(t->a, "variables.%.*s", STR_FMT(name));
	}
	filter_text_operator(t, f);
	enum filter_type type;
	if (filter_field_type(f->field, &type) && (f->op == OP_SET || f->op == OP_UNSET))
		f->type = type;
	else if (f->op == OP_SET || f->op == OP_UNSET)
		f->type = TYPE_ANY;
}

static void filter_text_object(struct filter_text *t, struct filter *f)
{
	bool any = filter_text_word(t, "any");
	if (filter_text_word(t, "campaign"))
		f->what = WHAT_CAMPAIGN;
	else if (filter_text_word(t, "sequence"))
		f->what = WHAT_SEQUENCE;
	else if (!any)
		filter_text_fail(t, "\"any\", or \"campaign\" or \"sequence\" with its name, is expected");
	if (!any && f->what != WHAT_ANY)
		f->ref = filter_text_quoted(t, "its id or name is expected in quotation marks");
	if (!any && f->what == WHAT_SEQUENCE && filter_text_word(t, "step"))
		f->step = filter_text_quoted(t, "the id of a step is expected in quotation marks");
}

static void filter_text_did(struct filter_text *t, struct filter *f, enum filter_did did)
{
	f->kind = FILTER_DID;
	f->did = did;
	if (did == DID_REPLIED)
		filter_text_word(t, "to");
	if (filter_text_word(t, "link")) {
		f->link = filter_text_quoted(t, "a link is expected in quotation marks");
		if (!filter_text_word(t, "in"))
			filter_text_fail(t, "\"in\" is expected: clicked link \"https://example.com\" in any");
	}
	filter_text_object(t, f);
	if (filter_text_word(t, "at")) {
		uint64_t n = 0;
		if (!filter_text_word(t, "least") || !num_parse_u64(t->token, &n) || n == 0 || n > FILTER_TIMES_MAX)
			filter_text_fail(t, "\"at least 3 times\" is expected, at most 10,000");
		filter_text_next(t);
		if (!filter_text_word(t, "times") && !filter_text_word(t, "time"))
			filter_text_fail(t, "\"times\" is expected");
		f->times = n == 1 ? 0 : (int64_t)n;
	}
	if (filter_text_word(t, "within"))
		f->within = filter_text_span(t);
	if (filter_text_word(t, "by")) {
		f->anyone = filter_text_word(t, "anyone");
		if (!f->anyone && !filter_text_word(t, "people"))
			filter_text_fail(t, "\"people\" or \"anyone\" is expected");
	}
}

static void filter_text_in(struct filter_text *t, struct filter *f)
{
	if (filter_text_word(t, "segment")) {
		f->kind = FILTER_SEGMENT;
		f->ref = filter_text_quoted(t, "the id or name of a segment is expected in quotation marks");
		return;
	}
	f->kind = FILTER_SEQUENCE;
	if (!filter_text_word(t, "sequence"))
		filter_text_fail(t, "\"segment\" or \"sequence\" is expected");
	f->ref = filter_text_quoted(t, "the id or name of a sequence is expected in quotation marks");
	for (int i = 0; i < STATES; i++)
		if (filter_text_word(t, filter_state_names[i])) {
			f->state = (enum filter_state)i;
			break;
		}
	if (filter_text_word(t, "at")) {
		if (!filter_text_word(t, "step"))
			filter_text_fail(t, "\"step\" is expected");
		f->step = filter_text_quoted(t, "the id of a step is expected in quotation marks");
	}
}

static struct filter *filter_text_leaf(struct filter_text *t)
{
	struct filter *f = arena_new(t->a, struct filter);
	f->kind = FILTER_SEGMENT;
	f->at = filter_text_place(t, t->token_at);
	if (++t->leaves > FILTER_LEAVES_MAX) {
		filter_text_fail(t, "is one leaf too many: a filter has at most 100");
		return f;
	}
	bool wants = filter_text_is(t, "wants");
	if (filter_text_word(t, "wants") || filter_text_word(t, "refuses")) {
		f->kind = FILTER_TOPIC;
		f->op = wants ? OP_WANTS : OP_REFUSES;
		if (!filter_text_word(t, "topic"))
			filter_text_fail(t, "\"topic\" is expected");
		f->ref = filter_text_quoted(t, "the id or name of a topic is expected in quotation marks");
		return f;
	}
	if (filter_text_word(t, "in")) {
		filter_text_in(t, f);
		return f;
	}
	bool was = filter_text_word(t, "was");
	for (int i = 0; i < DIDS; i++)
		if (filter_text_word(t, filter_did_names[i])) {
			filter_text_did(t, f, (enum filter_did)i);
			return f;
		}
	if (was)
		filter_text_fail(t, "\"sent\" is expected: was sent any");
	filter_text_field(t, f);
	return f;
}

/* ---- Groups */

static struct filter *filter_text_any_of(struct filter_text *t);

static struct filter *filter_text_group(struct filter_text *t, enum filter_kind kind)
{
	struct filter *f = arena_new(t->a, struct filter), **to = &f->first;
	f->kind = kind;
	if (++t->brackets > BRACKETS_MAX)
		filter_text_fail(t, "the brackets are too deep");
	do {
		if (t->fault)
			break;
		*to = filter_text_any_of(t);
		to = &(*to)->next;
		f->n++;
	} while (filter_text_sign(t, ","));
	if (!filter_text_sign(t, ")"))
		filter_text_fail(t, "a closing bracket is expected");
	t->brackets--;
	return f;
}

static struct filter *filter_text_primary(struct filter_text *t)
{
	if (filter_text_sign(t, "(")) {
		struct filter *f = NULL;
		if (++t->brackets > BRACKETS_MAX)
			filter_text_fail(t, "the brackets are too deep");
		else
			f = filter_text_any_of(t);
		if (!filter_text_sign(t, ")"))
			filter_text_fail(t, "a closing bracket is expected");
		t->brackets--;
		return f ? f : arena_new(t->a, struct filter);
	}
	for (int i = 0; i < 3; i++)
		if (filter_text_is(t, filter_kind_names[i])) {
			filter_text_next(t);
			if (!filter_text_sign(t, "("))
				filter_text_fail(t, "a bracket is expected: any (…, …)");
			return filter_text_group(t, (enum filter_kind)i);
		}
	if (filter_text_word(t, "everyone"))
		return arena_new(t->a, struct filter);
	return filter_text_leaf(t);
}

static struct filter *filter_text_not(struct filter_text *t)
{
	if (!filter_text_word(t, "not"))
		return filter_text_primary(t);
	struct filter *f = arena_new(t->a, struct filter);
	f->kind = FILTER_NONE;
	f->n = 1;
	f->first = filter_text_primary(t);
	return f;
}

static struct filter *filter_text_joined(struct filter_text *t, const char *word, enum filter_kind kind,
					 struct filter *(*part)(struct filter_text *))
{
	struct filter *first = part(t);
	if (!filter_text_is(t, word))
		return first;
	struct filter *f = arena_new(t->a, struct filter), **to = &first->next;
	*f = (struct filter){ .kind = kind, .first = first, .n = 1 };
	while (!t->fault && filter_text_word(t, word)) {
		*to = part(t);
		to = &(*to)->next;
		f->n++;
	}
	return f;
}

static struct filter *filter_text_all_of(struct filter_text *t)
{
	return filter_text_joined(t, "and", FILTER_ALL, filter_text_not);
}

static struct filter *filter_text_any_of(struct filter_text *t)
{
	return filter_text_joined(t, "or", FILTER_ANY, filter_text_all_of);
}

/* What the JSON form checks on its way. */
static void filter_text_check(struct arena *a, const struct filter *f, str path, unsigned depth,
			      struct field_errors *errors)
{
	if (!filter_is_group(f)) {
		struct field_errors own;
		field_errors_init(&own, a);
		filter_check(a, f, path, &own);
		for (size_t i = 0; i < own.n; i++)
			field_error_add(errors, own.v[i].field, filter_at(a, f, own.v[i].message));
		return;
	}
	if (depth >= FILTER_DEPTH_MAX) {
		field_error_add(errors, path, STR("is too deep: groups stand in groups at most 8 deep"));
		return;
	}
	if (f->n == 0 && depth > 0)
		field_error_add(errors, path, STR("\"everyone\" stands alone"));
	size_t i = 0;
	for (const struct filter *c = f->first; c; c = c->next, i++)
		filter_text_check(a, c, arena_printf(a, "%.*s.%s[%zu]", STR_FMT(path), filter_kind_names[f->kind], i),
				  depth + 1, errors);
}

err filter_parse(struct arena *a, str text, const char *path, struct field_errors *errors, struct filter **out)
{
	struct filter_text t = { .a = a, .in = text };
	size_t before = errors->total;
	if (text.n > FILTER_TEXT_MAX || !str_utf8_valid(text) || (text.n && memchr(text.p, '\0', text.n))) {
		field_error_add(errors, str_z(path),
				text.n > FILTER_TEXT_MAX ? STR("must be at most 64 kB") : STR("must be text in UTF-8"));
		return field_errors_err(errors);
	}
	filter_text_next(&t);
	struct filter *f = filter_text_any_of(&t);
	if (t.kind != TOKEN_END)
		filter_text_fail(&t, "\"and\", \"or\" or the end is expected");
	if (t.fault)
		field_error_addf(errors, path, "character %zu: %s", filter_text_place(&t, t.fault_at), t.fault);
	else
		filter_text_check(a, f, str_z(path), 0, errors);
	if (errors->total > before)
		return field_errors_err(errors);
	*out = f;
	return OK;
}
