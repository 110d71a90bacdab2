/* Segments kept: written, found, resolved. */
#include "core/audience/segment.h"
#include "base/limits.h"
#include "core/ground/text.h"
#include "db/gen/segment_q.h"
#include "db/sqlstate.h"
#include <assert.h>
#include <stdio.h>

#define SEGMENTS_DEEP 8u /* a segment in a segment in … */

/* ---- What a tree names */

struct segment_resolving {
	tenant_db db;
	struct arena *a;
	struct field_errors *errors;
	str open[SEGMENTS_DEEP + 1]; /* the segments around */
	unsigned depth;
	size_t leaves;
};

static err segment_resolve_tree(struct segment_resolving *r, struct filter *f, const char *path);

static void segment_missing(struct segment_resolving *r, str path, const char *member, const struct filter *f)
{
	field_error_add(r->errors, arena_printf(r->a, "%.*s.%s", STR_FMT(path), member),
			filter_at(r->a, f, arena_printf(r->a, "there is no %s \"%.*s\"", member, STR_FMT(f->ref))));
}

static err segment_name_found(struct segment_resolving *r, err e, str path, const char *member, struct filter *f,
			      str id)
{
	if (e.code == ERR_NOT_FOUND) {
		segment_missing(r, path, member, f);
		return OK;
	}
	TRY(e);
	f->ref = id;
	return OK;
}

static err segment_resolve_campaign(struct segment_resolving *r, struct filter *f, str path)
{
	struct q_segment_campaign_row row = {};
	err e = q_segment_campaign(r->db, r->a, &(struct q_segment_campaign_in){ .ref = f->ref }, &row);
	return segment_name_found(r, e, path, "campaign", f, row.id);
}

static err segment_resolve_sequence(struct segment_resolving *r, struct filter *f, str path)
{
	struct q_segment_sequence_row row = {};
	err e = q_segment_sequence(r->db, r->a, &(struct q_segment_sequence_in){ .ref = f->ref }, &row);
	return segment_name_found(r, e, path, "sequence", f, row.id);
}

static err segment_resolve_topic(struct segment_resolving *r, struct filter *f, str path)
{
	struct q_segment_topic_row row = {};
	err e = q_segment_topic(r->db, r->a, &(struct q_segment_topic_in){ .ref = f->ref }, &row);
	return segment_name_found(r, e, path, "topic", f, row.id);
}

static err segment_resolve_segment(struct segment_resolving *r, struct filter *f, str path)
{
	struct segment s;
	const struct json *v;
	str field = arena_printf(r->a, "%.*s.segment", STR_FMT(path));
	err e = segment_find(r->db, r->a, f->ref, &s);
	if (e.code == ERR_NOT_FOUND) {
		segment_missing(r, path, "segment", f);
		return OK;
	}
	TRY(e);
	f->ref = s.id;
	for (unsigned i = 0; i < r->depth; i++)
		if (str_eq(r->open[i], s.id)) {
			field_error_add(
				r->errors, field,
				filter_at(r->a, f,
					  arena_printf(r->a, "\"%.*s\" is in itself that way: a segment cannot be",
						       STR_FMT(s.name))));
			return OK;
		}
	if (r->depth == SEGMENTS_DEEP) {
		field_error_add(r->errors, field, STR("segments are in segments at most 8 deep"));
		return OK;
	}
	TRY(json_parse(r->a, s.filter, &v));
	/* Another program may have written it. */
	TRY(filter_read(r->a, v, arena_z(r->a, field), r->errors, &f->first));
	r->open[r->depth++] = s.id;
	TRY(segment_resolve_tree(r, f->first, arena_z(r->a, field)));
	r->depth--;
	return OK;
}

static err segment_resolve_leaf(void *arg, struct filter *f, str path)
{
	struct segment_resolving *r = arg;
	if (++r->leaves > FILTER_ALL_LEAVES_MAX) {
		field_error_add(r->errors, path,
				STR("is one leaf too many: with the segments it names a filter has at most 300"));
		return field_errors_err(r->errors);
	}
	switch (f->kind) {
	case FILTER_SEGMENT: return segment_resolve_segment(r, f, path);
	case FILTER_TOPIC: return segment_resolve_topic(r, f, path);
	case FILTER_SEQUENCE: return segment_resolve_sequence(r, f, path);
	case FILTER_DID:
		if (str_absent(f->ref))
			return OK;
		return f->what == WHAT_CAMPAIGN ? segment_resolve_campaign(r, f, path)
						: segment_resolve_sequence(r, f, path);
	default: return OK;
	}
}

static err segment_resolve_tree(struct segment_resolving *r, struct filter *f, const char *path)
{
	return filter_each(r->a, f, path, segment_resolve_leaf, r);
}

static err segment_resolve_of(tenant_db db, struct arena *a, struct filter *f, const char *path, str self,
			      struct field_errors *errors)
{
	struct segment_resolving r = { .db = db, .a = a, .errors = errors };
	if (!str_absent(self))
		r.open[r.depth++] = self;
	TRY(segment_resolve_tree(&r, f, path));
	return field_errors_err(errors);
}

err segment_resolve(tenant_db db, struct arena *a, struct filter *f, const char *path, struct field_errors *errors)
{
	return segment_resolve_of(db, a, f, path, STR_NULL, errors);
}

err segment_take(tenant_db db, struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		 struct filter **out)
{
	TRY(filter_take(a, v, path, errors, out));
	return segment_resolve(db, a, *out, path, errors);
}

err segment_tree(tenant_db db, struct arena *a, const struct segment *s, struct filter **out)
{
	struct field_errors errors;
	const struct json *v;
	field_errors_init(&errors, a);
	TRY(json_parse(a, s->filter, &v));
	err e = filter_read(a, v, "filter", &errors, out);
	if (!err_is(e))
		e = segment_resolve_of(db, a, *out, "filter", s->id, &errors);
	if (e.code != ERR_INVALID)
		return e;
	return err_make(ERR_CONFLICT,
			arena_printf(a, "the segment \"%.*s\" cannot be asked: %s", STR_FMT(s->name), e.why).p);
}

err segment_of_query(tenant_db db, struct arena *a, str segment, str filter, struct field_errors *errors,
		     struct filter **out)
{
	struct filter *parts[2], *f;
	size_t n = 0;
	*out = NULL;
	if (!str_absent(segment)) {
		f = arena_new(a, struct filter);
		*f = (struct filter){ .kind = FILTER_SEGMENT, .ref = segment };
		parts[n++] = f;
		TRY(segment_resolve(db, a, f, "segment", errors));
	}
	if (!str_absent(filter)) {
		const struct json *v = NULL;
		bool tree = str_starts(str_trim(filter), STR("{"));
		if (tree && err_is(json_parse(a, filter, &v))) {
			field_error_addf(errors, "filter", "must be the text form, or the tree as JSON");
			return field_errors_err(errors);
		}
		TRY(tree ? filter_read(a, v, "filter", errors, &f) : filter_parse(a, filter, "filter", errors, &f));
		TRY(segment_resolve(db, a, f, "filter", errors));
		parts[n++] = f;
	}
	if (n < 2) {
		*out = n ? parts[0] : NULL;
		return OK;
	}
	*out = arena_new(a, struct filter);
	**out = (struct filter){ .kind = FILTER_ALL, .first = parts[0], .n = 2 };
	parts[0]->next = parts[1];
	return OK;
}

/* ---- Kept */

static void segment_of_row(const struct q_segment_get_row *r, struct segment *out)
{
	*out = (struct segment){ .id = r->id,
				 .name = r->name,
				 .description = r->description,
				 .filter = r->filter,
				 .version = r->revision,
				 .created_at = r->created_at,
				 .updated_at = r->updated_at };
}

static err segment_no(err e)
{
	return e.code == ERR_NOT_FOUND ? err_make(ERR_NOT_FOUND, "there is no such segment") : e;
}

err segment_get(tenant_db db, struct arena *a, str id, struct segment *out)
{
	struct q_segment_get_row row;
	TRY(segment_no(q_segment_get(db, a, &(struct q_segment_get_in){ .id = id }, &row)));
	segment_of_row(&row, out);
	return OK;
}

err segment_find(tenant_db db, struct arena *a, str ref, struct segment *out)
{
	struct q_segment_find_row r;
	TRY(segment_no(q_segment_find(db, a, &(struct q_segment_find_in){ .ref = ref }, &r)));
	*out = (struct segment){ .id = r.id,
				 .name = r.name,
				 .description = r.description,
				 .filter = r.filter,
				 .version = r.revision.v,
				 .created_at = r.created_at.v,
				 .updated_at = r.updated_at.v };
	return OK;
}

err segment_list(tenant_db db, struct arena *a, struct segment **out, size_t *n)
{
	struct q_segment_list_rows rows;
	TRY(q_segment_list(db, a, &rows));
	*out = arena_array(a, struct segment, rows.n + 1);
	static_assert(sizeof(struct q_segment_list_row) == sizeof(struct q_segment_get_row), "one order of columns");
	for (size_t i = 0; i < rows.n; i++)
		segment_of_row((const struct q_segment_get_row *)&rows.v[i], &(*out)[i]);
	*n = rows.n;
	return OK;
}

static err segment_check(tenant_db db, struct arena *a, const struct segment_patch *in, struct field_errors *errors,
			 struct segment *s)
{
	struct filter *f = NULL;
	if (in->name.given)
		s->name = some_text(in->name.v);
	if (in->description.given)
		s->description = some_text(in->description.v);
	if (str_absent(s->name))
		field_error_addf(errors, "name", "is required: what you will find the segment by");
	else if (s->name.n > SEGMENT_NAME_MAX || !one_line(s->name))
		field_error_addf(errors, "name", "must be one line of at most %u bytes", SEGMENT_NAME_MAX);
	if (s->description.n > SEGMENT_DESCRIPTION_MAX)
		field_error_addf(errors, "description", "must be at most %u bytes", SEGMENT_DESCRIPTION_MAX);
	if (!in->filter && str_absent(s->filter))
		field_error_addf(errors, "filter", "is required: a text, or a tree");
	if (in->filter) {
		err e = filter_take(a, in->filter, "filter", errors, &f);
		if (!err_is(e))
			e = segment_resolve_of(db, a, f, "filter", s->id, errors);
		if (err_is(e) && e.code != ERR_INVALID)
			return e;
	}
	TRY(field_errors_err(errors));
	if (f)
		s->filter = filter_json(a, f);
	return OK;
}

static err segment_taken(err e)
{
	return e.code == ERR_CONFLICT ? err_make(ERR_CONFLICT, "there is a segment with this name already") : e;
}

/* One after the other: two segments that come to name each other at once would be a circle. */
err segment_create(tenant_db db, struct arena *a, const struct segment_patch *in, struct field_errors *errors,
		   struct segment *out)
{
	struct segment s = {};
	struct q_segment_total_row total;
	TRY(segment_check(db, a, in, errors, &s));
	TRY(q_segment_total(db, a, &total));
	if (total.n >= SEGMENTS_MAX)
		return err_make(ERR_CONFLICT, "there are 500 segments; delete one first");
	s.id = make_id(a);
	struct q_segment_insert_in row = {
		.id = s.id, .name = s.name, .description = s.description, .filter = s.filter, .now = clock_now()
	};
	TRY(segment_taken(q_segment_insert(db, a, &row, NULL)));
	return segment_get(db, a, s.id, out);
}

err segment_update(tenant_db db, struct arena *a, str id, const struct segment_patch *in, struct field_errors *errors,
		   struct segment *out)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct segment s;
	int64_t n;
	TRY(tenant_begin(db, &tx));
	TRY(q_segment_lock(tx.db, a, NULL));
	TRY(segment_get(tx.db, a, id, &s));
	if (in->version.has && in->version.v != s.version)
		return err_make(
			ERR_STALE,
			arena_printf(a,
				     "somebody else changed it: it is version %lld by now, yours is %lld. Nothing was "
				     "written; read it again, then write with its version",
				     (long long)s.version, (long long)in->version.v)
				.p);
	TRY(segment_check(tx.db, a, in, errors, &s));
	struct q_segment_update_in row = { .name = s.name,
					   .description = s.description,
					   .filter = s.filter,
					   .now = clock_now(),
					   .id = id,
					   .revision = s.version };
	TRY(segment_taken(q_segment_update(tx.db, a, &row, &n)));
	if (n == 0)
		return err_make(ERR_STALE, "somebody else changed it; read it again, then write with its version");
	TRY(tenant_commit(&tx));
	return segment_get(db, a, id, out);
}

static err segment_used_by(tenant_db db, struct arena *a, str id, struct q_segment_uses_rows *out)
{
	struct q_segment_uses_in in = { .id = id, .needle = arena_printf(a, "\"%.*s\"", STR_FMT(id)) };
	return q_segment_uses(db, a, &in, out);
}

err segment_uses_write(tenant_db db, struct arena *a, str id, struct json_writer *w)
{
	struct q_segment_uses_rows uses;
	struct segment s;
	TRY(segment_get(db, a, id, &s));
	TRY(segment_used_by(db, a, id, &uses));
	for (size_t i = 0; i < uses.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "kind", uses.v[i].kind);
		json_kv_str(w, "id", uses.v[i].id);
		json_kv_str(w, "name", uses.v[i].name);
		json_end_obj(w);
	}
	return OK;
}

err segment_delete(tenant_db db, struct arena *a, str id)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_segment_uses_rows uses;
	struct segment s;
	TRY(tenant_begin(db, &tx));
	TRY(q_segment_lock(tx.db, a, NULL));
	TRY(segment_get(tx.db, a, id, &s));
	TRY(segment_used_by(tx.db, a, id, &uses));
	if (uses.n > 0)
		return err_make(ERR_CONFLICT, arena_printf(a, "the %.*s \"%.*s\" names it: change that first",
							   STR_FMT(uses.v[0].kind), STR_FMT(uses.v[0].name))
						      .p);
	TRY(q_segment_delete(tx.db, a, &(struct q_segment_delete_in){ .id = id }, NULL));
	return tenant_commit(&tx);
}

void segment_write(struct json_writer *w, struct arena *a, const struct segment *s)
{
	struct field_errors errors;
	struct filter *f;
	const struct json *v;
	field_errors_init(&errors, a);
	json_begin_obj(w);
	json_kv_str(w, "id", s->id);
	json_kv_str(w, "name", s->name);
	json_kv_str(w, "description", s->description);
	json_kv_raw(w, "filter", s->filter);
	bool read = !err_is(json_parse(a, s->filter, &v)) && !err_is(filter_read(a, v, "filter", &errors, &f));
	json_kv_str(w, "text", read ? filter_text(a, f) : STR_NULL);
	json_kv_i64(w, "version", s->version);
	json_kv_time(w, "createdAt", s->created_at);
	json_kv_time(w, "updatedAt", s->updated_at);
	json_end_obj(w);
}
