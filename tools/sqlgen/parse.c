/* Reads a .sql file: finds the queries, their directives, and the named parameters outside quotes and comments. */
#include "base/num.h"
#include "sqlgen.h"
#include <stdio.h>

struct scan {
	struct arena *a;
	struct file *f;
	struct query *q;
	str in;
	size_t at;
	struct buf *sql, *lint;
	str word; /* the latest, lower case or not */
};

static bool word_start(char c)
{
	return ascii_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}
static bool word_char(char c)
{
	return word_start(c) || ascii_digit(c) || c == '$';
}
static char peek(const struct scan *s, size_t ahead)
{
	return s->at + ahead < s->in.n ? s->in.p[s->at + ahead] : '\0';
}
static void copy_bytes(struct scan *s, size_t n)
{
	str piece = str_slice(s->in, s->at, s->at + n);
	buf_add(s->sql, piece);
	buf_add(s->lint, piece);
	s->at += piece.n;
}

static void quoted(struct scan *s, char quote, bool escapes)
{
	size_t n = 1;
	while (s->at + n < s->in.n) {
		char c = peek(s, n);
		if (escapes && c == '\\') {
			n += 2;
			continue;
		}
		n++;
		if (c != quote)
			continue;
		if (peek(s, n) != quote)
			break;
		n++;
	}
	if (quote == '"' && str_starts(str_from(s->in, s->at + 1), STR("loumass_")))
		s->q->writes = true; /* a function of ours may write */
	copy_bytes(s, n);
}

static bool dollar_quoted(struct scan *s)
{
	size_t n = 1;
	while (word_char(peek(s, n)) && peek(s, n) != '$')
		n++;
	if (peek(s, n) != '$' || ascii_digit(peek(s, 1)))
		return false;
	str tag = str_slice(s->in, s->at, s->at + n + 1);
	size_t end = str_find(str_from(s->in, s->at + tag.n), tag);
	copy_bytes(s, end == STR_NPOS ? s->in.n : tag.n + end + tag.n);
	return true;
}

/* Comments are not sent. */
static bool comment(struct scan *s)
{
	if (peek(s, 0) == '-' && peek(s, 1) == '-') {
		while (s->at < s->in.n && peek(s, 0) != '\n')
			s->at++;
		return true;
	}
	if (peek(s, 0) != '/' || peek(s, 1) != '*')
		return false;
	unsigned depth = 0;
	do {
		if (peek(s, 0) == '/' && peek(s, 1) == '*') {
			depth++;
			s->at += 2;
		} else if (peek(s, 0) == '*' && peek(s, 1) == '/') {
			depth--;
			s->at += 2;
		} else {
			s->at++;
		}
	} while (depth && s->at < s->in.n);
	buf_add_byte(s->sql, ' ');
	buf_add_byte(s->lint, ' ');
	return true;
}

static unsigned param_number(struct scan *s, str name, bool nullable)
{
	struct query *q = s->q;
	for (unsigned i = 0; i < q->n_params; i++) {
		if (str_eq(q->params[i].name, name)) {
			q->params[i].nullable |= nullable;
			return i + 1;
		}
	}
	if (q->n_params == PARAMS_MAX) {
		complain(s->f, q, "more than %u parameters", PARAMS_MAX);
		return PARAMS_MAX;
	}
	bool tenant = str_eq(name, STR("tenant"));
	q->params[q->n_params] =
		(struct field){ .name = name, .ident = ident_of(s->a, name), .nullable = nullable, .tenant = tenant };
	q->uses_tenant |= tenant;
	return ++q->n_params;
}

static void parameter(struct scan *s)
{
	size_t n = 1;
	while (word_char(peek(s, n)) && peek(s, n) != '$')
		n++;
	str name = str_slice(s->in, s->at + 1, s->at + n);
	bool nullable = peek(s, n) == '?';
	unsigned number = param_number(s, name, nullable);
	bool tenant = str_eq(name, STR("tenant"));
	buf_addf(s->sql, "$%u", number);
	buf_addf(s->lint, "$%u", tenant ? LINT_TENANT : number);
	s->at += n + nullable;
}

static bool any_of(str w, const char *const *list)
{
	for (; *list; list++) {
		if (str_eq_nocase(w, str_z(*list)))
			return true;
	}
	return false;
}

static void word(struct scan *s)
{
	static const char *const writing[] = { "insert", "update",   "delete",	   "merge",  "call",
					       "do",	 "truncate", "create",	   "drop",   "alter",
					       "lock",	 "copy",     "nextval",	   "setval", "pg_notify",
					       "notify", "listen",   "set_config", "vacuum", NULL };
	static const char *const outer[] = { "left", "right", "full", NULL };
	size_t n = 0;
	while (word_char(peek(s, n)))
		n++;
	str w = str_slice(s->in, s->at, s->at + n);
	size_t after = n;
	while (ascii_space(peek(s, after)))
		after++;
	if (any_of(w, outer) && peek(s, after) != '(')
		s->q->outer_join = true;
	if (any_of(w, writing) || str_starts_nocase(w, STR("pg_advisory")) || str_starts_nocase(w, STR("loumass_")))
		s->q->writes = true;
	copy_bytes(s, n);
	if ((str_eq_nocase(w, STR("e")) || str_eq_nocase(w, STR("u&"))) && peek(s, 0) == '\'')
		quoted(s, '\'', true);
}

static void scan_sql(struct scan *s)
{
	while (s->at < s->in.n) {
		char c = peek(s, 0);
		if (c == '\'' || c == '"')
			quoted(s, c, false);
		else if (c == '$' && dollar_quoted(s))
			continue;
		else if (comment(s))
			continue;
		else if (c == ':' && peek(s, 1) == ':')
			copy_bytes(s, 2);
		else if (c == ':' && word_start(peek(s, 1)))
			parameter(s);
		else if (word_start(c))
			word(s);
		else
			copy_bytes(s, 1);
	}
}

/* ---------------------------------------------------------------------------------------------------------- C names */

str ident_of(struct arena *a, str name)
{
	static const char *const words[] = { "auto",	 "break",    "case",	 "char",   "const",   "continue",
					     "default",	 "do",	     "double",	 "else",   "enum",    "extern",
					     "float",	 "for",	     "goto",	 "if",	   "inline",  "int",
					     "long",	 "register", "restrict", "return", "short",   "signed",
					     "sizeof",	 "static",   "struct",	 "switch", "typedef", "union",
					     "unsigned", "void",     "volatile", "while",  "bool",    "true",
					     "false",	 "str",	     NULL };
	char out[160];
	size_t n = 0;
	for (size_t i = 0; i < name.n && n < sizeof(out) - 3; i++) {
		char c = name.p[i];
		bool upper = c >= 'A' && c <= 'Z';
		if (upper && i > 0 && n > 0 && out[n - 1] != '_')
			out[n++] = '_';
		out[n++] = word_char(c) && (unsigned char)c < 0x80 && c != '$' ? ascii_lower(c) : '_';
	}
	if (any_of(str_of(out, n), words))
		out[n++] = '_';
	return arena_dup(a, str_of(out, n));
}

/* ------------------------------------------------------------------------------------------------------- directives */

static bool parse_timeout(str v, int *ms)
{
	size_t digits = 0;
	uint64_t n;
	while (digits < v.n && ascii_digit(v.p[digits]))
		digits++;
	if (str_eq(v, STR("none"))) {
		*ms = -1;
		return true;
	}
	if (!num_parse_u64(str_upto(v, digits), &n) || n == 0 || n > 86400000)
		return false;
	str unit = str_from(v, digits);
	uint64_t scale = str_eq(unit, STR("ms"))    ? 1
			 : str_eq(unit, STR("s"))   ? 1000
			 : str_eq(unit, STR("min")) ? 60000
						    : 0;
	*ms = (int)(n * scale);
	return scale != 0;
}

static bool directive(str line, const char *key, str *value)
{
	str k = str_z(key);
	if (!str_starts(line, k))
		return false;
	*value = str_trim(str_from(line, k.n));
	return true;
}

/* A comment line behind the name: a directive, or documentation. */
static void comment_line(struct arena *a, struct file *f, struct query *q, str line)
{
	str v;
	line = str_trim(str_from(line, 2));
	if (directive(line, "not null:", &v)) {
		q->not_null = v;
	} else if (directive(line, "null:", &v)) {
		q->null_cols = v;
	} else if (directive(line, "lint:", &v)) {
		q->lint_ok = v;
	} else if (directive(line, "plan:", &v)) {
		q->generic = str_eq(v, STR("generic"));
		q->custom = str_eq(v, STR("custom"));
		if (!q->generic && !q->custom)
			complain(f, q, "plan: only \"generic\" and \"custom\" are known");
	} else if (directive(line, "audience:", &v)) {
		q->built = str_eq(v, STR("built"));
		if (!q->built)
			complain(f, q, "audience: only \"built\" is known");
	} else if (directive(line, "timeout:", &v)) {
		if (!parse_timeout(v, &q->timeout_ms))
			complain(f, q, "unreadable timeout \"%.*s\" (500ms, 5s, 2min, none)", STR_FMT(v));
	} else {
		q->doc = arena_printf(a, "%.*s%.*s\n", STR_FMT(q->doc), STR_FMT(line));
	}
}

static bool parse_kind(str s, enum query_kind *out)
{
	static const char *const names[] = { ":one", ":many", ":exec", ":stream", ":copy", ":ddl" };
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(s, str_z(names[i]))) {
			*out = (enum query_kind)i;
			return true;
		}
	}
	return false;
}

static bool name_line(str line, str *rest)
{
	if (!str_starts(line, STR("--")))
		return false;
	line = str_trim(str_from(line, 2));
	if (!str_starts(line, STR("name:")))
		return false;
	*rest = str_trim(str_from(line, 5));
	return true;
}

static bool valid_name(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!(s.p[i] == '_' || ascii_digit(s.p[i]) || (s.p[i] >= 'a' && s.p[i] <= 'z')))
			return false;
	}
	return s.n > 0 && !ascii_digit(s.p[0]);
}

static void finish_query(struct arena *a, struct file *f, struct query *q, str text)
{
	text = str_trim(text);
	while (str_ends(text, STR(";")))
		text = str_trim(str_upto(text, text.n - 1));
	struct buf BUF_AUTO sql;
	struct buf BUF_AUTO lint;
	buf_init(&sql, TEXT_MAX);
	buf_init(&lint, TEXT_MAX);
	struct scan s = { .a = a, .f = f, .q = q, .in = text, .sql = &sql, .lint = &lint };
	scan_sql(&s);
	str done = str_trim(buf_str(&sql));
	while (str_ends(done, STR(";"))) /* a comment stood behind it */
		done = str_trim(str_upto(done, done.n - 1));
	q->sql = arena_dup(a, done);
	q->lint_sql = arena_dup(a, str_trim(buf_str(&lint)));
	if (str_empty(done))
		complain(f, q, "no statement");
	if (q->built && str_find(done, STR("\"loumass_audience\"(")) == STR_NPOS)
		complain(f, q, "audience: built, but there is no \"loumass_audience\"(…)");
	if (q->kind == KIND_STREAM && !q->timeout_ms)
		q->timeout_ms = -1; /* it lasts as long as its reader takes */
	bool needs_tenant = f->tenant && q->kind != KIND_DDL && q->kind != KIND_COPY;
	if (needs_tenant && !q->uses_tenant)
		complain(f, q, "a tenant query must bind :tenant");
	if (!f->tenant && q->uses_tenant)
		complain(f, q, "a system query has no :tenant; name the parameter :user_id");
}

void parse_file(struct arena *a, str text, struct file *f)
{
	struct query *q = NULL;
	str rest = text, line, head;
	const char *body = NULL;
	unsigned number = 0;
	while (str_next(&rest, '\n', &line)) {
		number++;
		if (!name_line(line, &head)) {
			bool before_sql = q && !body;
			if (before_sql && str_starts(str_trim(line), STR("--")))
				comment_line(a, f, q, str_trim(line));
			else if (before_sql && !str_empty(str_trim(line)))
				body = line.p;
			continue;
		}
		if (q)
			finish_query(a, f, q, body ? str_of(body, (size_t)(line.p - body)) : STR(""));
		if (f->n == QUERIES_MAX) {
			complain(f, q, "more than %u queries in a file", QUERIES_MAX);
			return;
		}
		str name;
		str_next(&head, ' ', &name);
		q = &f->v[f->n++];
		*q = (struct query){ .name = name, .line = number };
		body = NULL;
		if (!valid_name(name))
			complain(f, q, "a query's name is lower case letters, digits and '_'");
		if (!parse_kind(str_trim(head), &q->kind))
			complain(f, q, "say :one, :many, :exec, :stream, :copy or :ddl behind the name");
	}
	if (q)
		finish_query(a, f, q, body ? str_of(body, (size_t)(text.p + text.n - body)) : STR(""));
}
