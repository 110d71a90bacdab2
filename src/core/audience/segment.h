/* Segments: filters saved with a name, and everything that is asked of a filter. The tree is core/audience/filter.h; here it
 * meets the tables. What it names (campaigns, sequences, topics, segments) may be written as an id or a name, and is kept as
 * an id. */
#pragma once
#include "core/audience/contact.h"
#include "core/audience/filter.h"
#include "db/query.h"

#define SEGMENTS_MAX 500
#define SEGMENT_NAME_MAX 100u
#define SEGMENT_DESCRIPTION_MAX 500u

struct segment {
	str id, name, description, filter; /* filter: JSON text of the tree */
	int64_t version, created_at, updated_at;
};
struct segment_patch {
	struct json_opt_str name, description;
	const struct json *filter; /* NULL: not given; a text, or a tree */
	struct opt_i64 version;
};
/* ERR_INVALID with errors by path ("filter.all[2].campaign"); ERR_CONFLICT: the name is taken, or there are 500;
 * ERR_STALE: another version by now. */
err segment_create(tenant_db db, struct arena *a, const struct segment_patch *in, struct field_errors *errors,
		   struct segment *out);
err segment_update(tenant_db db, struct arena *a, str id, const struct segment_patch *in, struct field_errors *errors,
		   struct segment *out);
err segment_get(tenant_db db, struct arena *a, str id, struct segment *out);   /* ERR_NOT_FOUND */
err segment_find(tenant_db db, struct arena *a, str ref, struct segment *out); /* by id, else by name */
err segment_delete(tenant_db db, struct arena *a, str id);		       /* ERR_CONFLICT: what still names it */
/* [{kind, id, name}]: the first 20 that name it. ERR_NOT_FOUND. */
err segment_uses_write(tenant_db db, struct arena *a, str id, struct json_writer *w);
err segment_list(tenant_db db, struct arena *a, struct segment **out, size_t *n);
void segment_write(struct json_writer *w, struct arena *a, const struct segment *s);

/* Names become ids, segments get their trees. ERR_INVALID: the path of what is not there, or of a circle. */
err segment_resolve(tenant_db db, struct arena *a, struct filter *f, const char *path, struct field_errors *errors);
/* The tree of a saved segment, resolved. */
err segment_tree(tenant_db db, struct arena *a, const struct segment *s, struct filter **out);
/* The same of an input: a text or a tree. */
err segment_take(tenant_db db, struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		 struct filter **out);
/* What `segment` and `filter` of a query name together (both may be absent: *out is NULL). */
err segment_of_query(tenant_db db, struct arena *a, str segment, str filter, struct field_errors *errors,
		     struct filter **out);

/* ---- Asked of a tree that is resolved. */
err segment_env(tenant_db db, struct arena *a, struct filter_env *out); /* now, on the account's clock */
/* Its contacts as a relation, for the queries that take one. one: for few contacts. */
err segment_part(tenant_db db, struct arena *a, const struct filter *f, bool one, struct db_part *out);

struct segment_count {
	int64_t n;
	bool estimated; /* the count took too long: from a sample */
};
/* Where to look for a sample: ids evenly between the first contact's and the last's; none: there are no contacts. */
err segment_points(tenant_db db, struct arena *a, struct str_array *out, int64_t *contacts);
err segment_count(tenant_db db, struct arena *a, const struct filter *f, struct segment_count *out);
err segment_contacts(tenant_db db, struct arena *a, const struct filter *f, const struct contact_list_in *in,
		     struct contact_list *out);
/* Counted to CONTACT_COUNT_MAX as lists are; ERR_AGAIN: it takes too long. */
err segment_contacts_count(tenant_db db, struct arena *a, const struct filter *f, const struct contact_filter *also,
			   int64_t *out);
err segment_export(tenant_db db, struct arena *a, const struct filter *f, const struct contact_filter *also,
		   contact_fn *fn, void *arg);
/* Which of some contacts are in it. */
err segment_among(tenant_db db, struct arena *a, const struct filter *f, const str *ids, size_t n, str **found,
		  size_t *found_n);
/* A bulk action on all of them, in pieces of their ids: each piece is a transaction. */
err segment_bulk(tenant_db db, struct arena *a, const struct keyring *kr, const struct filter *f,
		 struct contact_bulk *in, struct field_errors *errors, int64_t *affected, int64_t *refused);
/* {"count", "estimated", "sample", "text", "filter", "names", "clauses": [{path, text, count, leaves}]}. */
err segment_preview_write(tenant_db db, struct arena *a, const struct keyring *kr, const struct filter *f,
			  struct json_writer *w);
/* {"in", "clauses": [{path, text, is, value}]}. ERR_NOT_FOUND: no such contact. */
err segment_why_write(tenant_db db, struct arena *a, const struct filter *f, str contact_id, struct json_writer *w);
/* What there is to choose from: variables with their types and values, tags are in contact_more.h. */
err segment_variables_write(tenant_db db, struct arena *a, struct json_writer *w);

/* ---- Audiences (of campaigns and enrolling): `segment` and `filter`, and the same under `exclude`. */
/* The errors of those members of an audience. Names become ids in *out, the audience to keep; the same text when there are
 * none of these members. */
err audience_resolve(tenant_db db, struct arena *a, str audience, struct field_errors *errors, str *out);
/* out->sql absent: the audience has none of these, and "loumass_audience" knows it. ERR_INVALID: what it names is gone. */
err audience_part(tenant_db db, struct arena *a, str audience, struct db_part *out);
bool audience_is_tree(const struct json *filter); /* a text or a tree, not {search, status, tags} */
