/* What is asked of a filter: how many, who, clause by clause, and why somebody is in it. */
#include "base/limits.h"
#include "core/audience/segment.h"
#include "core/ground/text.h"
#include "core/ground/zones.h"
#include "db/gen/segment_q.h"
#include <assert.h>
#include <stdio.h>

#define SAMPLE_POINTS 30
#define ASK_MS 3000 /* a count that takes longer is an estimate */
#define BULK_PIECE 5000

err segment_env(tenant_db db, struct arena *a, struct filter_env *out)
{
	struct q_segment_zone_row row = {};
	err e = q_segment_zone(db, a, &row);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	str name = zones_name(row.timezone);
	*out = (struct filter_env){ .now = clock_now() / US_PER_MS * US_PER_MS,
				    .zone = zones_first(name, STR_NULL, STR_NULL),
				    .zone_name = str_absent(name) ? STR("UTC") : name };
	return OK;
}

err segment_part(tenant_db db, struct arena *a, const struct filter *f, bool one, struct db_part *out)
{
	struct filter_env env;
	struct filter_sql s;
	struct buf BUF_AUTO b = {};
	TRY(segment_env(db, a, &env));
	env.one = one;
	buf_init(&b, 4u << 20);
	filter_sql_init(&s, a, &env, &b);
	buf_add_lit(&b, "(SELECT c.* FROM \"Contact\" c WHERE c.\"userId\" = $t AND ");
	filter_sql_add(&s, f);
	buf_add_lit(&b, ")");
	TRY(filter_sql_err(&s));
	*out = (struct db_part){ .sql = arena_dup(a, buf_str(&b)),
				 .tenant = arena_dup(a, tenant_id(db)),
				 .values = { s.values, s.n } };
	return OK;
}

/* ---- How many */

/* Ids begin with their time in base 36: points spread evenly between the first and the last. */
static int64_t segment_ask_time(str id)
{
	int64_t v = 0;
	for (size_t i = 1; i < 9 && i < id.n; i++) {
		char c = id.p[i];
		v = v * 36 + (ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : 0);
	}
	return v;
}

err segment_points(tenant_db db, struct arena *a, struct str_array *out, int64_t *contacts)
{
	struct q_segment_ends_row ends;
	struct q_segment_people_row people;
	str *points = arena_array(a, str, SAMPLE_POINTS);
	TRY(q_segment_ends(db, a, &ends));
	TRY(q_segment_people(db, a, &people));
	*out = (struct str_array){};
	*contacts = people.n;
	if (str_absent(ends.first))
		return OK;
	int64_t from = segment_ask_time(ends.first), to = segment_ask_time(ends.last);
	for (int i = 0; i < SAMPLE_POINTS; i++) {
		char *id = arena_alloc(a, 10);
		id[0] = 'c';
		num_base36((uint64_t)(from + (to - from) / SAMPLE_POINTS * i), 8, id + 1);
		points[i] = i ? str_of(id, 9) : ends.first;
	}
	*out = (struct str_array){ points, SAMPLE_POINTS };
	return OK;
}

static err segment_ask_estimate(tenant_db db, struct arena *a, const struct filter *f, int64_t *out)
{
	struct q_segment_sample_in in = {};
	struct q_segment_sample_row sample;
	int64_t contacts;
	*out = 0;
	TRY(segment_points(db, a, &in.points, &contacts));
	if (in.points.n == 0)
		return OK;
	TRY(segment_part(db, a, f, true, &in.who));
	TRY(q_segment_sample(db, a, &in, &sample));
	*out = sample.seen ? (int64_t)((double)contacts * (double)sample.found / (double)sample.seen + 0.5) : 0;
	return OK;
}

err segment_count(tenant_db db, struct arena *a, const struct filter *f, struct segment_count *out)
{
	struct q_segment_count_in in = {};
	struct q_segment_count_row row;
	TRY(segment_part(db, a, f, false, &in.who));
	err e = q_segment_count(db, a, &in, &row);
	*out = (struct segment_count){ .n = row.n };
	if (e.code != ERR_AGAIN)
		return e;
	out->estimated = true;
	return segment_ask_estimate(db, a, f, &out->n);
}

/* ---- Who */

static str segment_ask_pattern(struct arena *a, str search)
{
	str literal = like_literal(a, str_trim(search));
	return str_absent(literal) ? literal : arena_printf(a, "%%%.*s%%", STR_FMT(literal));
}

#define ALSO(f)                                                                                                        \
	.status = (f)->status, .tags = { (f)->tags_n ? (f)->tags : NULL, (f)->tags_n },                                \
	.search = segment_ask_pattern(a, (f)->search)

err segment_contacts_count(tenant_db db, struct arena *a, const struct filter *f, const struct contact_filter *also,
			   int64_t *out)
{
	struct q_segment_count_in in = { ALSO(also) };
	struct q_segment_count_row row;
	TRY(segment_part(db, a, f, false, &in.who));
	TRY(q_segment_count(db, a, &in, &row));
	*out = i64_min(row.n, CONTACT_COUNT_MAX);
	return OK;
}

/* The rows of the three queries have the same columns as those of contact.sql, the sorted ones with a key behind. */
static void segment_ask_contact(const struct q_segment_contacts_newest_row *r, struct contact *out)
{
	*out = (struct contact){ .id = r->id,
				 .email = r->email,
				 .first_name = r->first_name,
				 .last_name = r->last_name,
				 .tags = r->tags,
				 .variables = r->variables,
				 .status = r->status,
				 .sent = r->sent_count.v,
				 .engaged = r->engaged_count.v,
				 .created_at = r->created_at.v,
				 .updated_at = r->updated_at.v,
				 .timezone = r->timezone,
				 .timezone_source = r->timezone_source,
				 .version = r->revision.v };
}

static err segment_ask_by_id(tenant_db db, struct arena *a, const struct filter *f, const struct contact_list_in *in,
			     bool up, struct contact_list *out)
{
	static_assert(sizeof(struct q_segment_contacts_newest_row) == sizeof(struct q_segment_contacts_oldest_row),
		      "one order of columns");
	const struct q_segment_contacts_newest_row *v;
	if (up) {
		struct q_segment_contacts_oldest_in q = { ALSO(&in->filter),
							  .after = str_absent(in->cursor_id) ? STR("") : in->cursor_id,
							  .limit = in->limit + 1 };
		struct q_segment_contacts_oldest_rows rows;
		TRY(segment_part(db, a, f, false, &q.who));
		TRY(q_segment_contacts_oldest(db, a, &q, &rows));
		v = (const void *)rows.v;
		out->n = rows.n;
	} else {
		struct q_segment_contacts_newest_in q = { ALSO(&in->filter),
							  .before = str_absent(in->cursor_id) ? STR("zzzzzzzzzz")
											      : in->cursor_id,
							  .limit = in->limit + 1 };
		struct q_segment_contacts_newest_rows rows;
		TRY(segment_part(db, a, f, false, &q.who));
		TRY(q_segment_contacts_newest(db, a, &q, &rows));
		v = rows.v;
		out->n = rows.n;
	}
	out->v = arena_array(a, struct contact, out->n + 1);
	for (size_t i = 0; i < out->n; i++)
		segment_ask_contact(&v[i], &out->v[i]);
	return OK;
}

static err segment_ask_sorted(tenant_db db, struct arena *a, const struct filter *f, const struct contact_list_in *in,
			      struct contact_list *out)
{
	struct q_segment_contacts_sorted_in q = { ALSO(&in->filter),
						  .by_name = str_ends(in->sort, STR("name")),
						  .down = str_starts(in->sort, STR("-")),
						  .after_id = in->cursor_id,
						  .after_key = str_absent(in->cursor_id) ? STR_NULL : in->cursor_key,
						  .limit = in->limit + 1 };
	struct q_segment_contacts_sorted_rows rows;
	TRY(segment_part(db, a, f, false, &q.who));
	TRY(q_segment_contacts_sorted(db, a, &q, &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct contact, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		struct q_segment_contacts_newest_row plain;
		static_assert(offsetof(struct q_segment_contacts_sorted_row, key) == sizeof(plain),
			      "one order of columns");
		memcpy(&plain, &rows.v[i], sizeof(plain));
		segment_ask_contact(&plain, &out->v[i]);
		out->v[i].key = rows.v[i].key;
	}
	return OK;
}

err segment_contacts(tenant_db db, struct arena *a, const struct filter *f, const struct contact_list_in *in,
		     struct contact_list *out)
{
	bool sorted = str_ends(in->sort, STR("email")) || str_ends(in->sort, STR("name"));
	*out = (struct contact_list){};
	TRY(sorted ? segment_ask_sorted(db, a, f, in, out)
		   : segment_ask_by_id(db, a, f, in, str_eq(in->sort, STR("createdAt")), out));
	out->more = (int64_t)out->n > in->limit;
	if (out->more)
		out->n = (size_t)in->limit;
	return OK;
}

err segment_among(tenant_db db, struct arena *a, const struct filter *f, const str *ids, size_t n, str **found,
		  size_t *found_n)
{
	struct q_segment_among_in in = { .ids = { (str *)ids, n } };
	struct q_segment_among_rows rows;
	TRY(segment_part(db, a, f, true, &in.who));
	TRY(q_segment_among(db, a, &in, &rows));
	*found = arena_array(a, str, rows.n + 1);
	*found_n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*found)[i] = rows.v[i].id;
	return OK;
}

struct segment_ask_export {
	contact_fn *fn;
	void *arg;
};

static err segment_ask_export_row(void *arg, const struct q_segment_export_row *row)
{
	const struct segment_ask_export *x = arg;
	struct contact c;
	static_assert(sizeof(*row) == sizeof(struct q_segment_contacts_newest_row), "one order of columns");
	segment_ask_contact((const void *)row, &c);
	return x->fn(x->arg, &c);
}

err segment_export(tenant_db db, struct arena *a, const struct filter *f, const struct contact_filter *also,
		   contact_fn *fn, void *arg)
{
	struct q_segment_export_in in = { ALSO(also) };
	struct segment_ask_export x = { fn, arg };
	TRY(segment_part(db, a, f, false, &in.who));
	return q_segment_export(db, a, &in, segment_ask_export_row, &x);
}

/* Who is taken is decided piece by piece: an action that changes who is in it touches each contact once at most. */
err segment_bulk(tenant_db db, struct arena *a, const struct keyring *kr, const struct filter *f,
		 struct contact_bulk *in, struct field_errors *errors, int64_t *affected, int64_t *refused)
{
	struct q_segment_ids_in q = { ALSO(&in->filter), .after = STR(""), .limit = BULK_PIECE };
	int64_t n, no;
	*affected = *refused = 0;
	TRY(segment_part(db, a, f, false, &q.who));
	for (size_t got = BULK_PIECE; got == BULK_PIECE;) {
		struct arena ARENA_AUTO piece = {};
		struct q_segment_ids_rows rows;
		TRY(q_segment_ids(db, &piece, &q, &rows));
		got = rows.n;
		if (got == 0 && !str_empty(q.after))
			break;
		str *ids = arena_array(&piece, str, got + 1);
		for (size_t i = 0; i < got; i++)
			ids[i] = rows.v[i].id;
		struct str_array those = { ids, got };
		in->ids = &those;
		err e = contact_bulk(db, &piece, kr, in, errors, &n, &no);
		in->ids = NULL;
		if (err_is(e) && e.code != ERR_CONFLICT)
			return err_make(e.code, arena_z(a, str_z(e.why)));
		*affected += n;
		*refused += no;
		if (got)
			q.after = arena_dup(a, ids[got - 1]);
	}
	return *refused > 0 && *affected == 0
		       ? err_make(ERR_CONFLICT, "they left; only they can come back, by the link in "
						"their mail or a sign-up form")
		       : OK;
}

/* ---- Clause by clause */

/* A question whose answer is a row of arrays: SQL of filter_sql.c between fixed texts. $t and $v are its first parameters. */
struct segment_ask_in {
	struct str_array values;
	str contact;
};
struct segment_ask_counts {
	int64_t total;
	struct i64_array alone, leaves;
};
struct segment_ask_why {
	struct bool_array is;
};

static str segment_ask_numbered(struct arena *a, str sql)
{
	char *out = arena_alloc(a, sql.n + 1);
	memcpy(out, sql.p, sql.n);
	for (size_t i = 0; i + 1 < sql.n; i++)
		if (out[i] == '$' && (out[i + 1] == 't' || out[i + 1] == 'v'))
			out[i + 1] = out[i + 1] == 't' ? '1' : '2';
	return str_of(out, sql.n);
}

static const struct db_field ask_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "values", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct segment_ask_in, values) },
	{ "contact", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct segment_ask_in, contact) },
};

static err segment_ask_counts(tenant_db db, struct arena *a, const struct filter *f, struct segment_ask_counts *out)
{
	static const struct db_field cols[] = {
		{ "total", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct segment_ask_counts, total) },
		{ "alone", DB_I64_ARRAY, DB_WIRE_INT8, true, 1016, 20, offsetof(struct segment_ask_counts, alone) },
		{ "leaves", DB_I64_ARRAY, DB_WIRE_INT8, true, 1016, 20, offsetof(struct segment_ask_counts, leaves) },
	};
	static const char *const kept[] = { "NOT false = ANY (x.b[1:%zu])", "true = ANY (x.b[1:%zu])",
					    "NOT true = ANY (x.b[1:%zu])" };
	struct filter_env env;
	struct filter_sql s;
	struct buf BUF_AUTO b = {};
	TRY(segment_env(db, a, &env));
	buf_init(&b, 4u << 20);
	filter_sql_init(&s, a, &env, &b);
	buf_add_lit(&b, "SELECT count(*) AS total, ARRAY[");
	for (size_t i = 1; i <= f->n; i++)
		buf_addf(&b, "%scount(*) FILTER (WHERE %sx.b[%zu])", i > 1 ? ", " : "",
			 f->kind == FILTER_NONE ? "NOT " : "", i);
	buf_add_lit(&b, "]::bigint[] AS alone, ARRAY[");
	for (size_t i = 1; i <= f->n; i++) {
		char where[48];
		snprintf(where, sizeof(where), kept[f->kind], i);
		buf_addf(&b, "%scount(*) FILTER (WHERE %s)", i > 1 ? ", " : "", where);
	}
	buf_add_lit(&b, "]::bigint[] AS leaves FROM (SELECT ARRAY[");
	for (const struct filter *c = f->first; c; c = c->next) {
		buf_add(&b, c == f->first ? STR("(") : STR(", ("));
		filter_sql_add(&s, c);
		buf_add_lit(&b, ") IS TRUE");
	}
	buf_add_lit(&b, "]::boolean[] AS b FROM \"Contact\" c WHERE c.\"userId\" = $t OFFSET 0) x");
	TRY(filter_sql_err(&s));
	struct db_query q = { .name = "segment_counts",
			      .sql = arena_z(a, segment_ask_numbered(a, buf_str(&b))),
			      .params = ask_params,
			      .n_params = 2,
			      .cols = cols,
			      .n_cols = 3,
			      .row_size = sizeof(*out),
			      .timeout_ms = ASK_MS,
			      .reads = true,
			      .once = true };
	return db_tenant_one(db, a, &q, &(struct segment_ask_in){ .values = { s.values, s.n } }, out);
}

/* A leaf alone is a group of one. */
static const struct filter *segment_ask_group(struct arena *a, const struct filter *f)
{
	if (filter_is_group(f))
		return f;
	struct filter *g = arena_new(a, struct filter), *c = arena_new(a, struct filter);
	*c = *f;
	c->next = NULL;
	*g = (struct filter){ .kind = FILTER_ALL, .first = c, .n = 1 };
	return g;
}

static err segment_ask_write_clauses(tenant_db db, struct arena *a, const struct filter *f, struct json_writer *w)
{
	struct segment_ask_counts counts = {};
	const struct filter *g = segment_ask_group(a, f);
	bool counted = false;
	if (g->n > 0) {
		err e = segment_ask_counts(db, a, g, &counts);
		counted = !err_is(e);
		if (!counted && e.code != ERR_AGAIN)
			return e;
	}
	size_t i = 0;
	json_key(w, "clauses");
	json_begin_arr(w);
	for (const struct filter *c = g->first; c; c = c->next, i++) {
		json_begin_obj(w);
		json_kv_str(w, "path",
			    g == f ? arena_printf(a, "filter.%s[%zu]",
						  g->kind == FILTER_ALL	  ? "all"
						  : g->kind == FILTER_ANY ? "any"
									  : "none",
						  i)
				   : STR("filter"));
		json_kv_str(w, "text", filter_text(a, c));
		json_kv_opt_i64(w, "count", counted ? SOME_I64(counts.alone.v[i]) : (struct opt_i64){});
		json_kv_opt_i64(w, "leaves", counted ? SOME_I64(counts.leaves.v[i]) : (struct opt_i64){});
		json_end_obj(w);
	}
	json_end_arr(w);
	return OK;
}

/* ---- Names of what a tree names */

struct segment_ask_names {
	tenant_db db;
	struct arena *a;
	struct json_writer *w;
	str seen[FILTER_LEAVES_MAX];
	size_t n;
};

static err segment_ask_name(void *arg, struct filter *f, str path)
{
	struct segment_ask_names *x = arg;
	str name = STR_NULL;
	(void)path;
	if (str_absent(f->ref) || x->n == FILTER_LEAVES_MAX)
		return OK;
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->seen[i], f->ref))
			return OK;
	x->seen[x->n++] = f->ref;
	err e = OK;
	if (f->kind == FILTER_SEGMENT) {
		struct segment s = {};
		e = segment_get(x->db, x->a, f->ref, &s);
		name = s.name;
	} else if (f->kind == FILTER_TOPIC) {
		struct q_segment_topic_row r = {};
		e = q_segment_topic(x->db, x->a, &(struct q_segment_topic_in){ .ref = f->ref }, &r);
		name = r.name;
	} else if (f->kind == FILTER_DID && f->what == WHAT_CAMPAIGN) {
		struct q_segment_campaign_row r = {};
		e = q_segment_campaign(x->db, x->a, &(struct q_segment_campaign_in){ .ref = f->ref }, &r);
		name = r.name;
	} else {
		struct q_segment_sequence_row r = {};
		e = q_segment_sequence(x->db, x->a, &(struct q_segment_sequence_in){ .ref = f->ref }, &r);
		name = r.name;
	}
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	json_key_str(x->w, f->ref);
	json_put_str(x->w, name);
	return OK;
}

static err segment_ask_write_names(tenant_db db, struct arena *a, struct filter *f, struct json_writer *w)
{
	struct segment_ask_names *x = arena_new(a, struct segment_ask_names);
	x->db = db;
	x->a = a;
	x->w = w;
	json_key(w, "names");
	json_begin_obj(w);
	TRY(filter_each(a, f, "filter", segment_ask_name, x));
	json_end_obj(w);
	return OK;
}

err segment_preview_write(tenant_db db, struct arena *a, const struct keyring *kr, const struct filter *f,
			  struct json_writer *w)
{
	struct segment_count count;
	struct contact_list l;
	struct contact_list_in in = { .limit = 5 };
	TRY(segment_count(db, a, f, &count));
	TRY(segment_contacts(db, a, f, &in, &l));
	TRY(contact_mark(db, a, kr, l.v, l.n));
	json_begin_obj(w);
	json_kv_i64(w, "count", count.n);
	json_kv_bool(w, "estimated", count.estimated);
	json_key(w, "sample");
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++)
		contact_write(w, &l.v[i]);
	json_end_arr(w);
	json_key(w, "filter");
	filter_write(w, f);
	json_kv_str(w, "text", filter_text(a, f));
	TRY(segment_ask_write_names(db, a, (struct filter *)f, w));
	TRY(segment_ask_write_clauses(db, a, f, w));
	json_end_obj(w);
	return OK;
}

/* ---- Why */

struct segment_ask_leaves {
	struct filter_sql *s;
	struct filter *v[FILTER_LEAVES_MAX];
	str paths[FILTER_LEAVES_MAX];
	size_t n;
};

static err segment_ask_leaf(void *arg, struct filter *f, str path)
{
	struct segment_ask_leaves *x = arg;
	if (x->n == FILTER_LEAVES_MAX)
		return OK;
	buf_add_lit(x->s->out, ", (");
	filter_sql_add(x->s, f);
	buf_add_lit(x->s->out, ") IS TRUE");
	x->v[x->n] = f;
	x->paths[x->n++] = path;
	return OK;
}

/* What the contact has there, as JSON; absent: nothing, or the leaf is about mail. */
static str segment_ask_has(struct arena *a, const struct contact *c, const struct filter *f)
{
	const struct json *v = NULL;
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 1u << 20);
	json_writer_init(&w, &b);
	if (f->kind != FILTER_FIELD)
		return STR_NULL;
	if (str_starts(f->field, STR("variables."))) {
		str rest = str_from(f->field, 10), name;
		if (str_absent(c->variables) || err_is(json_parse(a, c->variables, &v)))
			return STR_NULL;
		while (v && str_next(&rest, '.', &name))
			v = json_is(v, JSON_OBJ) ? json_get(v, arena_z(a, name)) : NULL;
		return v ? json_print(a, v) : STR_NULL;
	}
	if (str_eq(f->field, STR("tags")))
		return c->tags;
	if (str_eq(f->field, STR("createdAt")))
		json_put_time(&w, c->created_at);
	else if (str_eq(f->field, STR("updatedAt")))
		json_put_time(&w, c->updated_at);
	else if (str_eq(f->field, STR("name")))
		json_put_str(&w, str_trim(arena_printf(a, "%.*s %.*s", STR_FMT(c->first_name), STR_FMT(c->last_name))));
	else
		json_put_str(&w, str_eq(f->field, STR("email"))	      ? c->email
				 : str_eq(f->field, STR("firstName")) ? c->first_name
				 : str_eq(f->field, STR("lastName"))  ? c->last_name
				 : str_eq(f->field, STR("timezone"))  ? c->timezone
								      : c->status);
	return arena_dup(a, buf_str(&b));
}

err segment_why_write(tenant_db db, struct arena *a, const struct filter *f, str contact_id, struct json_writer *w)
{
	static const struct db_field cols[] = {
		{ "is", DB_BOOL_ARRAY, DB_WIRE_BOOL, false, 1000, 16, offsetof(struct segment_ask_why, is) },
	};
	struct filter_env env;
	struct filter_sql s;
	struct contact c;
	struct segment_ask_why why;
	struct buf BUF_AUTO b = {};
	struct segment_ask_leaves *x = arena_new(a, struct segment_ask_leaves);
	TRY(contact_get(db, a, contact_id, &c));
	TRY(segment_env(db, a, &env));
	env.one = true;
	buf_init(&b, 4u << 20);
	filter_sql_init(&s, a, &env, &b);
	x->s = &s;
	buf_add_lit(&b, "SELECT ARRAY[(");
	filter_sql_add(&s, f);
	buf_add_lit(&b, ") IS TRUE");
	TRY(filter_each(a, (struct filter *)f, "filter", segment_ask_leaf, x));
	buf_add_lit(&b, "]::boolean[] AS \"is\" FROM \"Contact\" c WHERE c.\"userId\" = $t AND c.\"id\" = $3");
	TRY(filter_sql_err(&s));
	struct db_query q = { .name = "segment_why",
			      .sql = arena_z(a, segment_ask_numbered(a, buf_str(&b))),
			      .params = ask_params,
			      .n_params = 3,
			      .cols = cols,
			      .n_cols = 1,
			      .row_size = sizeof(why),
			      .timeout_ms = 4 * ASK_MS,
			      .reads = true,
			      .once = true };
	TRY(db_tenant_one(db, a, &q, &(struct segment_ask_in){ .values = { s.values, s.n }, .contact = contact_id },
			  &why));
	json_begin_obj(w);
	json_kv_bool(w, "in", why.is.v[0]);
	json_key(w, "clauses");
	json_begin_arr(w);
	for (size_t i = 0; i < x->n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "path", x->paths[i]);
		json_kv_str(w, "text", filter_text(a, x->v[i]));
		json_kv_bool(w, "is", why.is.v[i + 1]);
		json_kv_raw(w, "value", segment_ask_has(a, &c, x->v[i]));
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
	return OK;
}

/* ---- What there is to choose from */

err segment_variables_write(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_segment_variables_rows rows;
	TRY(q_segment_variables(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_segment_variables_row *r = &rows.v[i];
		if (i > 0 && str_eq(rows.v[i - 1].name, r->name))
			continue; /* the commonest kind comes first */
		bool list = str_eq(r->kind, STR("array"));
		bool known = str_eq(r->kind, STR("number")) || str_eq(r->kind, STR("boolean")) ||
			     str_eq(r->kind, STR("date"));
		json_begin_obj(w);
		json_kv_str(w, "name", arena_printf(a, "variables.%.*s", STR_FMT(r->name)));
		json_kv_str(w, "type", list ? STR("list") : known ? r->kind : STR("text"));
		json_kv_i64(w, "count", r->n);
		json_key(w, "values");
		json_begin_arr(w);
		for (size_t k = 0; k < r->values.n; k++)
			if (!str_absent(r->values.v[k]))
				json_put_str(w, r->values.v[k]);
		json_end_arr(w);
		json_end_obj(w);
	}
	return OK;
}
