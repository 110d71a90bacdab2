/* An audience that names segments or a filter, as a relation. What else it says (tags, contacts, {search, status, tags}) is
 * still said by "loumass_audience", as a part of it. */
#include "base/limits.h"
#include "core/audience/segment.h"
#include "db/gen/segment_q.h"

bool audience_is_tree(const struct json *filter)
{
	static const char *const members[] = { "all", "any", "none", "field", "did", "topic", "sequence", "segment" };
	if (json_is(filter, JSON_STR))
		return true;
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_is(filter, JSON_OBJ) && json_get(filter, members[i]))
			return true;
	return false;
}

/* One side of an audience: those it takes in, or those it leaves out. */
struct audience_side {
	struct filter **v;
	size_t n;
};

static err audience_side_read(tenant_db db, struct arena *a, const struct json *v, const char *path,
			      struct field_errors *errors, struct audience_side *out)
{
	const struct json *segment = json_get(v, "segment"), *filter = json_get(v, "filter");
	size_t n = json_is(segment, JSON_ARR) ? json_len(segment) : 1;
	*out = (struct audience_side){ .v = arena_array(a, struct filter *, n + 2) };
	const struct json *at = json_is(segment, JSON_ARR) ? json_first(segment) : segment;
	for (; at && !json_is(at, JSON_NULL); at = json_is(segment, JSON_ARR) ? json_next(at) : NULL) {
		struct filter *f = arena_new(a, struct filter);
		if (!json_is(at, JSON_STR) || out->n >= FILTER_LEAVES_MAX) {
			field_error_addf(errors, arena_printf(a, "%s.segment", path).p,
					 "must be the id or name of a segment, or an array of at most 100");
			return field_errors_err(errors);
		}
		*f = (struct filter){ .kind = FILTER_SEGMENT, .ref = json_str(at) };
		out->v[out->n++] = f;
		TRY(segment_resolve(db, a, f, path, errors));
	}
	if (audience_is_tree(filter))
		TRY(segment_take(db, a, filter, arena_printf(a, "%s.filter", path).p, errors, &out->v[out->n++]));
	return OK;
}

struct audience {
	const struct json *v;
	struct audience_side in, out;
};

/* false: it has none of these members, or is not readable as an audience at all. */
static err audience_read(tenant_db db, struct arena *a, str text, struct field_errors *errors, struct audience *out,
			 bool *built)
{
	*out = (struct audience){};
	*built = false;
	if (str_absent(text) ||
	    (str_find(text, STR("\"segment\"")) == STR_NPOS && str_find(text, STR("\"filter\"")) == STR_NPOS))
		return OK;
	if (err_is(json_parse(a, text, &out->v)) || !json_is(out->v, JSON_OBJ))
		return OK;
	const struct json *exclude = json_get(out->v, "exclude");
	TRY(audience_side_read(db, a, out->v, "audience", errors, &out->in));
	if (json_is(exclude, JSON_OBJ))
		TRY(audience_side_read(db, a, exclude, "audience.exclude", errors, &out->out));
	*built = out->in.n + out->out.n > 0;
	return field_errors_err(errors);
}

/* ---- What is kept */

static void audience_write_side(struct json_writer *w, const struct audience_side *s, bool list)
{
	size_t segments = 0;
	for (size_t i = 0; i < s->n; i++)
		segments += s->v[i]->kind == FILTER_SEGMENT;
	for (size_t i = 0, k = 0; i < s->n; i++) {
		if (s->v[i]->kind != FILTER_SEGMENT)
			continue;
		if (k == 0)
			json_key(w, "segment");
		if (k++ == 0 && list)
			json_begin_arr(w);
		json_put_str(w, s->v[i]->ref);
		if (k == segments && list)
			json_end_arr(w);
	}
}

/* A lone leaf is kept as a group of one, so that it is a tree and nothing else. */
static void audience_write_members(struct json_writer *w, struct arena *a, const struct json *v,
				   const struct audience_side *s, const struct audience_side *inner, bool resolved)
{
	json_begin_obj(w);
	for (JSON_EACH(m, v)) {
		bool filter = str_eq(json_name(m), STR("filter")) && audience_is_tree(m);
		bool segment = str_eq(json_name(m), STR("segment")) && !json_is(m, JSON_NULL);
		bool exclude = inner && str_eq(json_name(m), STR("exclude")) && json_is(m, JSON_OBJ);
		if (!resolved && (filter || segment))
			continue;
		if (segment) {
			audience_write_side(w, s, json_is(m, JSON_ARR));
			continue;
		}
		json_key_str(w, json_name(m));
		if (exclude)
			audience_write_members(w, a, m, inner, NULL, resolved);
		else if (filter)
			filter_write(w, s->v[s->n - 1]);
		else
			json_put_raw(w, json_print(a, m));
	}
	json_end_obj(w);
}

static str audience_print(struct arena *a, const struct audience *u, bool resolved)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 8u << 20);
	json_writer_init(&w, &b);
	audience_write_members(&w, a, u->v, &u->in, &u->out, resolved);
	return arena_dup(a, buf_str(&b));
}

err audience_resolve(tenant_db db, struct arena *a, str audience, struct field_errors *errors, str *out)
{
	struct audience u;
	bool built;
	*out = audience;
	TRY(audience_read(db, a, audience, errors, &u, &built));
	if (built)
		*out = audience_print(a, &u, true);
	return OK;
}

/* ---- The relation */

static void audience_add_side(struct filter_sql *s, const struct audience_side *side)
{
	for (size_t i = 0; i < side->n; i++) {
		buf_add(s->out, i ? STR(" OR ") : STR(""));
		filter_sql_add(s, side->v[i]);
	}
}

static bool audience_says(const struct json *v, const char *names)
{
	str rest = str_z(names), name;
	while (str_next(&rest, '|', &name)) {
		char z[24] = { 0 };
		memcpy(z, name.p, name.n);
		const struct json *m = json_get(v, z);
		if (m && !json_is(m, JSON_NULL))
			return true;
	}
	return false;
}

/* The rest of an audience by the function: its own people, without what is left out and without its status. */
static void audience_add_plain(struct filter_sql *s, str spec)
{
	buf_add_lit(s->out, "c.\"id\" IN (SELECT p.\"id\" FROM \"loumass_audience\"($t, ");
	buf_add(s->out, filter_sql_value(s, spec));
	buf_add_lit(s->out, "::jsonb) p)");
}

static void audience_add_in(struct filter_sql *s, const struct audience *u, str plain)
{
	const struct json *filter = json_get(u->v, "filter");
	bool others = audience_says(u->v, "tags|contactIds") ||
		      (filter && !json_is(filter, JSON_NULL) && !audience_is_tree(filter));
	bool all = json_bool(json_get(u->v, "all"));
	if (all) {
		buf_add_lit(s->out, "true");
		return;
	}
	audience_add_side(s, &u->in);
	if (others || u->in.n == 0) {
		buf_add(s->out, u->in.n ? STR(" OR ") : STR(""));
		audience_add_plain(s, plain);
	}
}

/* Everybody but those whom the rest of `exclude` and `status` leave out. */
static void audience_add_others_out(struct filter_sql *s, struct arena *a, const struct audience *u)
{
	const struct json *exclude = json_get(u->v, "exclude"), *status = json_get(u->v, "status");
	if (json_is(status, JSON_STR)) {
		buf_add_lit(s->out, " AND c.\"status\" = ");
		buf_add(s->out, filter_sql_value(s, json_str(status)));
	}
	if (!audience_says(exclude, "tags|contactIds|campaignIds"))
		return;
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 4u << 20);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	json_kv_bool(&w, "all", true);
	json_key(&w, "exclude");
	audience_write_members(&w, a, exclude, &u->out, NULL, false);
	json_end_obj(&w);
	buf_add_lit(s->out, " AND ");
	audience_add_plain(s, arena_dup(a, buf_str(&b)));
}

err audience_part(tenant_db db, struct arena *a, str audience, struct db_part *out)
{
	struct field_errors errors;
	struct filter_env env;
	struct filter_sql s;
	struct audience u;
	struct buf BUF_AUTO b = {};
	bool built;
	*out = (struct db_part){};
	field_errors_init(&errors, a);
	err e = audience_read(db, a, audience, &errors, &u, &built);
	if (e.code == ERR_INVALID)
		return err_make(ERR_INVALID, arena_printf(a, "the audience cannot be found: %s", e.why).p);
	TRY(e);
	if (!built)
		return OK;
	TRY(segment_env(db, a, &env));
	buf_init(&b, 4u << 20);
	filter_sql_init(&s, a, &env, &b);
	buf_add_lit(&b, "(SELECT c.* FROM \"Contact\" c WHERE c.\"userId\" = $t AND (");
	audience_add_in(&s, &u, audience_print(a, &u, false));
	buf_add_lit(&b, ")");
	if (u.out.n) {
		buf_add_lit(&b, " AND (");
		audience_add_side(&s, &u.out);
		buf_add_lit(&b, ") IS NOT TRUE");
	}
	audience_add_others_out(&s, a, &u);
	buf_add_lit(&b, ")");
	TRY(filter_sql_err(&s));
	*out = (struct db_part){ .sql = arena_dup(a, buf_str(&b)),
				 .tenant = arena_dup(a, tenant_id(db)),
				 .values = { s.values, s.n } };
	return OK;
}
