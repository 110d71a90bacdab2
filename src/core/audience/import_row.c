/* A record of the file becomes a row of the stage: its address, names, choices, tags and variables, each checked. */
#include "base/limits.h"
#include "base/time.h"
#include "core/audience/contact.h"
#include "core/audience/import_int.h"
#include "core/audience/suppression.h"
#include "core/ground/text.h"
#include "core/ground/zones.h"
#include "wire/addr.h"
#include "wire/identity.h"
#include <stdlib.h>

struct variable_column {
	size_t at;
	str key, quoted; /* quoted: as a JSON string */
};

struct choice_column {
	size_t at;
	enum import_role role;
	str name;
	/* The last value that was judged, and how: it is the same again most of the time. */
	char value[64];
	size_t value_n;
	enum import_choice choice;
	bool known;
};

struct columns {
	size_t *v, n;
};

struct import_plan {
	bool own; /* a file of our own export: texts are taken as they stand */
	bool header;
	size_t n_columns;
	size_t email, name, first, last, zone, zone_source, created; /* STR_NPOS: none */
	struct columns tags, objects;
	struct choice_column *choices;
	size_t n_choices;
	struct variable_column *variables;
	size_t n_variables;
	str tags_json;	/* of the whole import */
	str *file_tags; /* the same */
	size_t n_file_tags;
	struct buf json; /* a row's variables while they are written; over its ceiling they are too long anyway */
};

/* --- the plan --- */

static size_t import_row_column_of(const struct json *columns, str name)
{
	size_t i = 0;
	for (JSON_EACH(c, columns)) {
		if (str_eq(json_str(c), name))
			return i;
		i++;
	}
	return STR_NPOS;
}

static str import_row_json_quoted(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 6 * s.n + 3);
	json_writer_init(&w, &b);
	json_put_str(&w, s);
	return arena_dup(a, buf_str(&b));
}

static void import_row_add_column(struct arena *a, struct import_plan *p, const struct import_target *t, str field,
				  str column, size_t at)
{
	switch (t ? t->role : ROLE_NONE) {
	case ROLE_EMAIL: p->email = at; break;
	case ROLE_NAME: p->name = at; break;
	case ROLE_FIRST: p->first = at; break;
	case ROLE_LAST: p->last = at; break;
	case ROLE_ZONE: p->zone = at; break;
	case ROLE_ZONE_SOURCE: p->zone_source = at; break;
	case ROLE_CREATED_AT: p->created = at; break;
	case ROLE_TAGS: p->tags.v[p->tags.n++] = at; break;
	case ROLE_VARIABLES: p->objects.v[p->objects.n++] = at; break;
	case ROLE_STATUS:
	case ROLE_OPT_OUT:
	case ROLE_OPT_IN:
	case ROLE_BOUNCED:
	case ROLE_COMPLAINED:
		p->choices[p->n_choices++] = (struct choice_column){
			.at = at, .role = t->role, .name = arena_dup(a, column), .known = true
		};
		break;
	case ROLE_NONE: {
		str key = str_from(field, 10); /* variables. */
		p->variables[p->n_variables++] = (struct variable_column){ .at = at,
									   .key = arena_dup(a, key),
									   .quoted = import_row_json_quoted(a, key) };
		break;
	}
	}
}

static bool import_row_is_own(const struct json *columns)
{
	struct import_sample s = { .columns = (str[CSV_COLUMNS_MAX]){} };
	for (JSON_EACH(c, columns))
		if (s.n_columns < CSV_COLUMNS_MAX)
			s.columns[s.n_columns++] = json_str(c);
	return import_is_own_export(&s);
}

static void import_row_read_file_tags(struct arena *a, struct import_plan *p, str tags)
{
	const struct json *v = NULL;
	p->tags_json = str_absent(tags) ? STR("[]") : tags;
	if (err_is(json_parse(a, p->tags_json, &v)))
		return;
	p->file_tags = arena_array(a, str, json_len(v) + 1);
	for (JSON_EACH(t, v))
		p->file_tags[p->n_file_tags++] = json_str(t);
}

struct import_plan *import_plan_new(struct arena *a, const struct import *im, err *e)
{
	const struct json *columns, *map;
	*e = json_parse(a, im->columns, &columns);
	if (!err_is(*e))
		*e = json_parse(a, im->map, &map);
	if (err_is(*e))
		return NULL;
	struct import_plan *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	size_t n = json_len(columns) + 1;
	p->n_columns = json_len(columns);
	p->header = im->header;
	p->own = import_row_is_own(columns);
	p->email = p->name = p->first = p->last = p->zone = p->zone_source = p->created = STR_NPOS;
	p->tags.v = arena_array(a, size_t, n);
	p->objects.v = arena_array(a, size_t, n);
	p->choices = arena_array(a, struct choice_column, n);
	p->variables = arena_array(a, struct variable_column, n);
	buf_init(&p->json, 8 * CONTACT_VARIABLES_MAX);
	import_row_read_file_tags(a, p, im->tags);
	for (JSON_EACH(m, map)) {
		const struct import_target *t = import_target_find(json_name(m));
		if (json_is(m, JSON_STR))
			import_row_add_column(a, p, t, json_name(m), json_str(m),
					      import_row_column_of(columns, json_str(m)));
		for (JSON_EACH(one, m))
			import_row_add_column(a, p, t, json_name(m), json_str(one),
					      import_row_column_of(columns, json_str(one)));
	}
	if (p->email == STR_NPOS)
		*e = err_make(ERR_INVALID, "the column of the address is not in the file");
	return p;
}

void import_plan_free(struct import_plan *p)
{
	if (!p)
		return;
	buf_deinit(&p->json);
	free(p);
}

/* --- texts --- */

static str import_row_value(const struct import_plan *p, const struct csv_record *rec, size_t at)
{
	if (at >= rec->n)
		return STR("");
	return csv_unguard(p->own ? rec->fields[at] : str_trim(rec->fields[at]));
}

static bool import_row_is_suffix(str s)
{
	return json_choice_has(
		"Jr|Jr.|jr|Sr|Sr.|II|III|IV|PhD|Ph.D.|MD|M.D.|Esq|Esq.|MBA|Inc|Inc.|LLC|Ltd|Ltd.|GmbH|AG|Co.", s);
}

/* Chinese, Japanese and Korean names begin with the family's. */
static bool import_row_family_first(str s)
{
	return s.n >= 3 && (unsigned char)s.p[0] >= 0xe3 && (unsigned char)s.p[0] <= 0xed;
}

/* The first blank, also the wide one of East Asia. */
static size_t import_row_blank_at(str s, size_t *width)
{
	size_t plain = str_find_byte(s, ' '), wide = str_find(s, STR("\xe3\x80\x80"));
	*width = wide < plain ? 3 : 1;
	return wide < plain ? wide : plain;
}

/* "Ana Lee", "Lee, Ana", "山田 太郎", "Madonna". */
static void import_row_split_name(str whole, str *first, str *last)
{
	size_t comma = str_find_byte(whole, ','), width;
	if (comma != STR_NPOS) {
		str before = str_trim(str_upto(whole, comma)), after = str_trim(str_from(whole, comma + 1));
		bool turned =
			str_find_byte(after, ',') == STR_NPOS && !import_row_is_suffix(after) && !str_empty(after);
		if (turned) {
			*first = after;
			*last = before;
			return;
		}
	}
	size_t blank = import_row_blank_at(whole, &width);
	if (blank == STR_NPOS) {
		*first = whole;
		return;
	}
	str one = str_upto(whole, blank), rest = str_trim(str_from(whole, blank + width));
	*first = import_row_family_first(whole) ? rest : one;
	*last = import_row_family_first(whole) ? one : rest;
}

/* "Ana Lee <ana@two.example>", "mailto:ana@two.example", "ana@two.example"; display: the name in it. */
static err import_row_read_address(struct arena *a, str cell, struct addr *out, str *display)
{
	*display = STR_NULL;
	if (str_starts_nocase(cell, STR("mailto:"))) {
		cell = str_from(cell, 7);
		cell = str_upto(cell, str_find_byte(cell, '?'));
	}
	err e = addr_parse_mailbox(a, cell, display, out);
	size_t at = str_find_byte(cell, '@');
	str rest = at == STR_NPOS ? STR("") : str_from(cell, at + 1);
	bool several = str_find_byte(rest, '@') != STR_NPOS &&
		       (str_find_byte(rest, ',') != STR_NPOS || str_find_byte(rest, ';') != STR_NPOS ||
			str_find_byte(rest, ' ') != STR_NPOS);
	return err_is(e) && several
		       ? err_make(ERR_INVALID, "there is more than one address: give each a row of its own")
		       : e;
}

static const char *import_row_read_names(const struct import_plan *p, struct arena *a, const struct csv_record *rec,
					 str display, struct q_import_stage_in *row)
{
	str first = import_row_value(p, rec, p->first), last = import_row_value(p, rec, p->last);
	if (str_empty(first) && str_empty(last)) {
		str whole = import_row_value(p, rec, p->name);
		if (str_empty(whole) && str_find_byte(display, '@') == STR_NPOS)
			whole = display;
		import_row_split_name(whole, &first, &last);
	}
	if (first.n > CONTACT_NAME_MAX || last.n > CONTACT_NAME_MAX)
		return "a name is longer than 200 bytes";
	if (!one_line(first) || !one_line(last))
		return "a name holds a line break or control character";
	row->first_name = str_empty(first) ? STR_NULL : arena_dup(a, first);
	row->last_name = str_empty(last) ? STR_NULL : arena_dup(a, last);
	return NULL;
}

/* --- tags --- */

struct tag_list {
	str v[CONTACT_TAGS_MAX];
	size_t n;
	const char *why;
};

static void import_row_add_tag(struct tag_list *l, str tag)
{
	tag = str_trim(tag);
	if (str_starts(tag, STR("* "))) /* Google's own groups */
		tag = str_from(tag, 2);
	if (str_empty(tag) || l->why)
		return;
	if (tag.n > CONTACT_TAG_MAX || !one_line(tag)) {
		l->why = "a tag is longer than 100 bytes, or more than one line";
		return;
	}
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i], tag))
			return;
	if (l->n == CONTACT_TAGS_MAX)
		l->why = "there are more than 100 tags";
	else
		l->v[l->n++] = tag;
}

/* A JSON array of texts; else texts between , ; | or :::, those in quotes whole. */
static void import_row_split_tags(struct arena *a, str cell, struct tag_list *l)
{
	const struct json *v;
	if (str_starts(cell, STR("[")) && !err_is(json_parse(a, cell, &v)) && json_is(v, JSON_ARR)) {
		for (JSON_EACH(t, v)) {
			if (!json_is(t, JSON_STR))
				l->why = "the tags are a JSON array of something other than texts";
			else
				import_row_add_tag(l, json_str(t));
		}
		return;
	}
	bool quoted = false;
	size_t from = 0;
	for (size_t i = 0; i <= cell.n; i++) {
		char c = i < cell.n ? cell.p[i] : ',';
		bool wide = c == ':' && str_starts(str_from(cell, i), STR(":::"));
		quoted ^= c == '"';
		if (i < cell.n && (quoted || (c != ',' && c != ';' && c != '|' && c != '\n' && !wide)))
			continue;
		str one = str_trim(str_slice(cell, from, i));
		if (one.n >= 2 && one.p[0] == '"' && one.p[one.n - 1] == '"')
			one = str_slice(one, 1, one.n - 1);
		import_row_add_tag(l, one);
		i += wide ? 2 : 0;
		from = i + 1;
	}
}

static const char *import_row_read_tags(const struct import_plan *p, struct arena *a, const struct csv_record *rec,
					struct q_import_stage_in *row)
{
	row->tags = p->tags_json;
	bool any = false;
	for (size_t i = 0; i < p->tags.n; i++)
		any |= !str_empty(import_row_value(p, rec, p->tags.v[i]));
	if (!any)
		return NULL;
	struct tag_list l = {};
	for (size_t i = 0; i < p->tags.n; i++)
		import_row_split_tags(a, import_row_value(p, rec, p->tags.v[i]), &l);
	for (size_t i = 0; i < p->n_file_tags; i++)
		import_row_add_tag(&l, p->file_tags[i]);
	if (l.why)
		return l.why;
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, CONTACT_TAGS_MAX * (6 * CONTACT_TAG_MAX + 4) + 2);
	json_writer_init(&w, &b);
	json_begin_arr(&w);
	for (size_t i = 0; i < l.n; i++)
		json_put_str(&w, l.v[i]);
	json_end_arr(&w);
	row->tags = arena_dup(a, buf_str(&b));
	return NULL;
}

/* --- variables --- */

static bool import_row_has_own_column(const struct import_plan *p, const struct csv_record *rec, str key)
{
	for (size_t i = 0; i < p->n_variables; i++)
		if (str_eq(p->variables[i].key, key) && !str_empty(import_row_value(p, rec, p->variables[i].at)))
			return true;
	return false;
}

static void import_row_put_member(struct buf *b, str quoted_key, str json)
{
	if (b->n > 1)
		buf_add_byte(b, ',');
	buf_add(b, quoted_key);
	buf_add_byte(b, ':');
	buf_add(b, json);
}

static const char *import_row_add_object(struct import_plan *p, struct arena *a, const struct csv_record *rec,
					 size_t at)
{
	str cell = import_row_value(p, rec, at);
	const struct json *v;
	if (str_empty(cell))
		return NULL;
	err e = json_parse(a, cell, &v);
	if (err_is(e))
		return e.why;
	if (!json_is(v, JSON_OBJ))
		return "the variables are JSON, but not an object of names and values";
	for (JSON_EACH(m, v)) {
		if (str_empty(json_name(m)) || json_name(m).n > 100)
			return "the name of a variable must have 1 to 100 bytes";
		if (!import_row_has_own_column(p, rec, json_name(m)))
			import_row_put_member(&p->json, import_row_json_quoted(a, json_name(m)), json_print(a, m));
	}
	return NULL;
}

static const char *import_row_read_variables(struct import_plan *p, struct arena *a, const struct csv_record *rec,
					     struct q_import_stage_in *row)
{
	struct json_writer w;
	row->variables = STR("{}");
	if (p->n_variables + p->objects.n == 0)
		return NULL;
	struct buf *b = &p->json;
	buf_reset(b);
	buf_add_byte(b, '{');
	for (size_t i = 0; i < p->objects.n; i++) {
		const char *why = import_row_add_object(p, a, rec, p->objects.v[i]);
		if (why)
			return why;
	}
	for (size_t i = 0; i < p->n_variables; i++) {
		str v = import_row_value(p, rec, p->variables[i].at);
		if (str_empty(v))
			continue;
		import_row_put_member(b, p->variables[i].quoted, STR(""));
		json_writer_init(&w, b);
		json_put_str(&w, v);
	}
	buf_add_byte(b, '}');
	if (b->over || b->n > CONTACT_VARIABLES_MAX)
		return "the variables are longer than 32 kB";
	row->variables = arena_dup(a, buf_str(b));
	return NULL;
}

/* --- choices --- */

static const struct {
	str status;
	enum suppression_reason reason;
	const char *words; /* NULL: not suppressed */
} outcome[] = {
	[CHOICE_NONE] = { STR_INIT(""), 0, NULL },
	[CHOICE_ACTIVE] = { STR_INIT(""), 0, NULL },
	[CHOICE_INACTIVE] = { STR_INIT("INACTIVE"), 0, NULL },
	[CHOICE_BOUNCED] = { STR_INIT("INACTIVE"), SUPPRESSION_BOUNCE, "bounced before the import" },
	[CHOICE_LEFT] = { STR_INIT("UNSUBSCRIBED"), SUPPRESSION_UNSUBSCRIBE, "opted out before the import" },
	[CHOICE_COMPLAINED] = { STR_INIT("UNSUBSCRIBED"), SUPPRESSION_COMPLAINT, "complained before the import" },
};

static void import_row_judge(struct arena *a, struct choice_column *c, str v)
{
	if (v.n == c->value_n && memcmp(c->value, v.p ? v.p : "", v.n) == 0)
		return;
	c->known = import_choice_of(a, c->role, v, &c->choice);
	c->value_n = v.n <= sizeof(c->value) ? v.n : SIZE_MAX;
	if (v.n <= sizeof(c->value))
		memcpy(c->value, v.p, v.n);
}

static const char *import_row_read_choices(struct import_plan *p, struct arena *a, const struct csv_record *rec,
					   struct q_import_stage_in *row)
{
	enum import_choice strictest = CHOICE_NONE;
	const char *why = NULL;
	str said = STR_NULL, column = STR_NULL;
	for (size_t i = 0; i < p->n_choices; i++) {
		struct choice_column *c = &p->choices[i];
		str v = import_row_value(p, rec, c->at);
		import_row_judge(a, c, v);
		if (!c->known)
			why = arena_printf(
				      a,
				      "\"%.*s\" is not a status we know: map the column to a variable, or change it to "
				      "subscribed, unsubscribed, bounced or complained",
				      STR_FMT(str_upto(v, str_utf8_floor(v, 60))))
				      .p;
		if (c->choice <= strictest)
			continue;
		strictest = c->choice;
		said = v;
		column = c->name;
	}
	if (strictest >= CHOICE_INACTIVE)
		row->status = outcome[strictest].status;
	if (outcome[strictest].words) {
		row->reason = suppression_reason_name(outcome[strictest].reason);
		row->source = arena_printf(a, "%s (%.*s: %.*s)", outcome[strictest].words,
					   STR_FMT(str_upto(column, str_utf8_floor(column, 60))),
					   STR_FMT(str_upto(said, str_utf8_floor(said, 60))));
	}
	return why;
}

static const char *import_row_read_created(const struct import_plan *p, const struct csv_record *rec,
					   struct q_import_stage_in *row)
{
	str v = str_trim(import_row_value(p, rec, p->created));
	int64_t at;
	if (str_empty(v))
		return NULL;
	if (!time_parse_iso(v, &at))
		return "the time the contact came is not one such as 2026-01-31T09:00:00Z";
	row->created_at = SOME_I64(at);
	return NULL;
}

/* A source that the column names goes with the zone; one of another program, that nobody knows, comes back as it was. */
static const char *import_row_read_zone(const struct import_plan *p, struct arena *a, const struct csv_record *rec,
					struct q_import_stage_in *row)
{
	str v = import_row_value(p, rec, p->zone), source = str_trim(import_row_value(p, rec, p->zone_source));
	if (str_empty(str_trim(v)))
		return NULL;
	row->timezone = import_zone(a, str_trim(v));
	row->timezone_source = STR("set");
	if (json_choice_has("set|browser|variable|country|phone", source))
		row->timezone_source = arena_dup(a, source);
	if (!str_absent(row->timezone))
		return NULL;
	if (p->own && str_eq(source, STR("unknown"))) {
		row->timezone = arena_dup(a, v);
		return NULL;
	}
	return zones_refusal(a, str_trim(v)).p;
}

/* More fields than the file has columns: then none of them can be trusted to be what its column says. */
static const char *import_row_surplus(const struct import_plan *p, struct arena *a, const struct csv_record *rec)
{
	size_t n = rec->n;
	while (n > p->n_columns && str_empty(str_trim(rec->fields[n - 1])))
		n--;
	if (n <= p->n_columns)
		return NULL;
	return arena_printf(a, "it has %zu fields, but the %s has %zu: a delimiter inside a field must stand in quotes",
			    n, p->header ? "header" : "first line", p->n_columns)
		.p;
}

struct import_row_result import_row_read(struct import_plan *p, struct arena *a, const struct csv_record *rec,
					 struct q_import_stage_in *row)
{
	struct import_row_result r = { .why = rec->refused };
	str display;
	*row = (struct q_import_stage_in){};
	if (!r.why)
		r.why = import_row_surplus(p, a, rec);
	if (r.why)
		return r;
	err e = import_row_read_address(a, str_trim(import_row_value(p, rec, p->email)), &r.addr, &display);
	if (err_is(e)) {
		r.why = e.why;
		return r;
	}
	r.has_addr = true;
	row->email = r.addr.normal;
	row->identity = identity_of(a, &r.addr);
	r.why = import_row_read_choices(p, a, rec, row);
	if (!r.why)
		r.why = import_row_read_names(p, a, rec, display, row);
	if (!r.why)
		r.why = import_row_read_tags(p, a, rec, row);
	if (!r.why)
		r.why = import_row_read_variables(p, a, rec, row);
	if (!r.why)
		r.why = import_row_read_zone(p, a, rec, row);
	if (!r.why)
		r.why = import_row_read_created(p, rec, row);
	return r;
}
