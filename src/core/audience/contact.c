#include "core/audience/contact.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/revision.h"
#include "core/ground/text.h"
#include "core/ground/zones.h"
#include "db/gen/contact_q.h"
#include "wire/addr.h"
#include "wire/csv.h"
#include <assert.h>

#define DELETE_AGAIN 4
#define WRITE_AGAIN 8 /* when others write the same contact at the same moment */

/* Rows of every query that gives whole contacts begin with the same columns in the order of struct contact. */
typedef struct q_contact_get_row plain_row;
typedef struct q_contact_list_name_asc_row keyed_row;
static_assert(offsetof(struct contact, version) == offsetof(plain_row, revision), "one order of columns");
static_assert(offsetof(struct contact, key) == offsetof(keyed_row, key), "one order of columns");
static_assert(offsetof(struct contact, suppressed) == sizeof(keyed_row), "one order of columns");

static void contact_take_plain(struct contact *out, const void *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		memcpy(&out[i], (const char *)rows + i * sizeof(plain_row), sizeof(plain_row));
		out[i].key = out[i].suppressed = STR_NULL;
	}
}

static void contact_take_keyed(struct contact *out, const void *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		memcpy(&out[i], (const char *)rows + i * sizeof(keyed_row), sizeof(keyed_row));
		out[i].suppressed = STR_NULL;
	}
}

err contact_get(tenant_db db, struct arena *a, str id, struct contact *out)
{
	plain_row row;
	TRY(q_contact_get(db, a, &(struct q_contact_get_in){ .id = id }, &row));
	contact_take_plain(out, &row, 1);
	return OK;
}

err contact_by_email(tenant_db db, struct arena *a, str email, struct contact *out)
{
	struct q_contact_get_by_email_row row;
	struct addr addr;
	TRY(addr_parse(a, email, &addr));
	static_assert(sizeof(row) == sizeof(plain_row), "one order of columns");
	TRY(q_contact_get_by_email(db, a, &(struct q_contact_get_by_email_in){ .email = addr.normal }, &row));
	contact_take_plain(out, &row, 1);
	return OK;
}

err contact_mark(tenant_db db, struct arena *a, const struct keyring *kr, struct contact *v, size_t n)
{
	struct q_contact_barred_rows rows;
	str *ids = arena_array(a, str, n + 1);
	for (size_t i = 0; i < n; i++)
		ids[i] = v[i].id;
	if (n == 0)
		return OK;
	TRY(q_contact_barred(db, a,
			     &(struct q_contact_barred_in){ .ids = { ids, n }, .hash_keys = suppression_keys(a, kr) },
			     &rows));
	for (size_t i = 0; i < rows.n; i++)
		v[rows.v[i].n - 1].suppressed = rows.v[i].reason;
	return OK;
}

/* --- checks --- */

bool contact_status_valid(str s)
{
	return str_eq(s, STR("ACTIVE")) || str_eq(s, STR("INACTIVE")) || str_eq(s, STR("UNSUBSCRIBED"));
}

str contact_tags_json(struct arena *a, const str *tags, size_t n, const char *field, struct field_errors *errors)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, CONTACT_TAGS_MAX * (6 * CONTACT_TAG_MAX + 4) + 2);
	json_writer_init(&w, &b);
	if (n > CONTACT_TAGS_MAX) {
		field_error_addf(errors, field, "must have at most %u tags", CONTACT_TAGS_MAX);
		return STR("[]");
	}
	json_begin_arr(&w);
	for (size_t i = 0; i < n; i++) {
		str t = str_trim(tags[i]);
		bool doubled = false;
		for (size_t k = 0; k < i && !doubled; k++)
			doubled = str_eq(str_trim(tags[k]), t);
		if (str_empty(t) || t.n > CONTACT_TAG_MAX || !one_line(t))
			field_error_addf(errors, field, "each tag must be one line of 1 to %u bytes", CONTACT_TAG_MAX);
		else if (!doubled)
			json_put_str(&w, t);
	}
	json_end_arr(&w);
	return arena_dup(a, buf_str(&b));
}

static str contact_check_name(struct field_errors *errors, const char *field, str s)
{
	if (str_absent(s))
		return s;
	s = some_text(s);
	if (s.n > CONTACT_NAME_MAX)
		field_error_addf(errors, field, "must be at most %u bytes", CONTACT_NAME_MAX);
	else if (!str_absent(s) && !one_line(s))
		field_error_addf(errors, field, "must be one line without control characters");
	return s;
}

static str contact_check_variables(struct arena *a, struct field_errors *errors, const struct json *v)
{
	if (json_is(v, JSON_NULL))
		return STR("{}");
	if (!json_is(v, JSON_OBJ)) {
		field_error_addf(errors, "variables", "must be an object of names and values");
		return STR("{}");
	}
	for (JSON_EACH(m, v))
		if (str_empty(json_name(m)) || json_name(m).n > 100)
			field_error_addf(errors, "variables", "names must have 1 to 100 bytes");
	str text = json_print(a, v);
	if (text.n > CONTACT_VARIABLES_MAX)
		field_error_addf(errors, "variables", "must be at most %u bytes as JSON", CONTACT_VARIABLES_MAX);
	return text;
}

/* What the patch says over what is there; c holds the contact (or a new one's defaults). */
static err contact_apply_patch(struct arena *a, const struct contact_patch *in, struct field_errors *errors,
			       struct contact *c)
{
	if (in->email.given) {
		struct addr addr;
		err e = addr_parse(a, in->email.v, &addr);
		if (err_is(e))
			field_error_addf(errors, "email", "%s", str_empty(in->email.v) ? "is required" : e.why);
		else
			c->email = addr.normal;
	} else if (str_absent(c->email)) {
		field_error_addf(errors, "email", "is required");
	}
	if (in->first_name.given)
		c->first_name = contact_check_name(errors, "firstName", in->first_name.v);
	if (in->last_name.given)
		c->last_name = contact_check_name(errors, "lastName", in->last_name.v);
	if (in->status.given) {
		c->status = in->status.v;
		if (!contact_status_valid(c->status))
			field_error_addf(errors, "status", "must be one of: ACTIVE, INACTIVE, UNSUBSCRIBED");
	}
	if (in->timezone.given) {
		c->timezone = zones_name(in->timezone.v);
		c->timezone_source = str_absent(c->timezone) ? STR_NULL : STR("set");
		if (!str_empty(in->timezone.v) && str_absent(c->timezone))
			field_error_addf(errors, "timezone", "%.*s", STR_FMT(zones_refusal(a, in->timezone.v)));
	}
	if (in->tags.given)
		c->tags = contact_tags_json(a, in->tags.v, in->tags.n, "tags", errors);
	if (in->variables)
		c->variables = contact_check_variables(a, errors, in->variables);
	return field_errors_err(errors);
}

#define TAKEN "there is a contact with this address already"

static err contact_say_conflict(err e)
{
	return e.code == ERR_CONFLICT ? err_make(ERR_CONFLICT, TAKEN) : e;
}

/* In the transaction that writes the address. except: the contact itself. */
static err contact_check_new_person(tenant_db db, struct arena *a, str email, str except)
{
	struct q_contact_same_person_row same;
	TRY(q_contact_identity_lock(db, a, &(struct q_contact_identity_lock_in){ .email = email }, NULL));
	err e = q_contact_same_person(db, a, &(struct q_contact_same_person_in){ .email = email, .except = except },
				      &same);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (str_eq(same.email, email))
		return err_make(ERR_CONFLICT, TAKEN);
	return err_make(ERR_CONFLICT, arena_printf(a, TAKEN ", written as %.*s", STR_FMT(same.email)).p);
}

static err contact_check_not_left(tenant_db db, struct arena *a, const struct keyring *kr, str email)
{
	struct q_contact_left_row left;
	TRY(q_contact_left(db, a, &(struct q_contact_left_in){ .email = email, .hash_keys = suppression_keys(a, kr) },
			   &left));
	return left.left ? err_make(ERR_CONFLICT, "this person left; only they can come back, by the link in their "
						  "mail or a sign-up form")
			 : OK;
}

err contact_create(tenant_db db, struct arena *a, const struct contact_patch *in, struct field_errors *errors,
		   struct contact *out)
{
	struct contact c = { .status = STR("ACTIVE"), .tags = STR("[]"), .variables = STR("{}") };
	TRY(contact_apply_patch(a, in, errors, &c));
	c.id = make_id(a);
	struct q_contact_insert_in row = { .id = c.id,
					   .email = c.email,
					   .first_name = c.first_name,
					   .last_name = c.last_name,
					   .tags = c.tags,
					   .variables = c.variables,
					   .status = c.status,
					   .timezone = c.timezone,
					   .timezone_source = c.timezone_source,
					   .now = clock_now() };
	struct tenant_tx TENANT_TX_AUTO tx = {};
	TRY(tenant_begin(db, &tx));
	TRY(contact_check_new_person(tx.db, a, c.email, STR_NULL));
	TRY(contact_say_conflict(q_contact_insert(tx.db, a, &row, NULL)));
	TRY(tenant_commit(&tx));
	return contact_get(db, a, c.id, out);
}

static err contact_check_seen(tenant_db db, struct arena *a, const struct contact *c, struct opt_i64 seen,
			      struct field_errors *errors)
{
	struct q_contact_revised_row row;
	if (!seen.has || seen.v == c->version)
		return OK;
	TRY(q_contact_revised(db, a, &(struct q_contact_revised_in){ .id = c->id }, &row));
	return revision_check(a, seen, row.revision, row.revised_fields, errors);
}

/* *n 0: somebody wrote between, and what was merged is old. */
static err contact_update_once(tenant_db db, struct arena *a, const struct keyring *kr, str id,
			       const struct contact_patch *in, struct field_errors *errors, int64_t *n)
{
	struct contact c;
	TRY(contact_get(db, a, id, &c));
	TRY(contact_check_seen(db, a, &c, in->version, errors));
	str was = c.status, email = c.email;
	TRY(contact_apply_patch(a, in, errors, &c));
	bool back = in->status.given && !str_eq(c.status, STR("UNSUBSCRIBED"));
	if (back && (str_eq(c.status, STR("ACTIVE")) || str_eq(was, STR("UNSUBSCRIBED"))))
		TRY(contact_check_not_left(db, a, kr, email));
	struct q_contact_update_in row = { .id = id,
					   .email = c.email,
					   .first_name = c.first_name,
					   .last_name = c.last_name,
					   .tags = str_absent(c.tags) ? STR("[]") : c.tags,
					   .variables = str_absent(c.variables) ? STR("{}") : c.variables,
					   .status = c.status,
					   .timezone = c.timezone,
					   .timezone_source = c.timezone_source,
					   .revision = c.version,
					   .now = clock_now() };
	struct tenant_tx TENANT_TX_AUTO tx = {};
	TRY(tenant_begin(db, &tx));
	if (!str_eq(c.email, email))
		TRY(contact_check_new_person(tx.db, a, c.email, id));
	TRY(contact_say_conflict(q_contact_update(tx.db, a, &row, n)));
	return tenant_commit(&tx);
}

err contact_update(tenant_db db, struct arena *a, const struct keyring *kr, str id, const struct contact_patch *in,
		   struct field_errors *errors, struct contact *out)
{
	int64_t n = 0;
	for (int i = 0; i < WRITE_AGAIN && n == 0; i++)
		TRY(contact_update_once(db, a, kr, id, in, errors, &n));
	if (n == 0)
		return err_make(ERR_STALE,
				"somebody else changed it at the same moment: nothing was written; try again");
	return contact_get(db, a, id, out);
}

/* Ids of what a deletion puts on the suppression list count up behind this. */
static str contact_hash_id_prefix(struct arena *a)
{
	char id[CUID_LEN + 1];
	cuid_make(clock_now(), id);
	return arena_dup(a, str_of(id, CUID_LEN - 6));
}

/* Of who was mailed and is deleted a hash stays, so that the links in their mail still work. */
static err contact_seal(tenant_db db, struct arena *a, const struct keyring *kr)
{
	return q_contact_gone_seal(db, a, &(struct q_contact_gone_seal_in){ .hash_key = suppression_key(a, kr) }, NULL);
}

static err contact_delete_one(tenant_db db, struct arena *a, const struct keyring *kr, str id)
{
	int64_t n;
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_contact_leave_row left;
	struct q_contact_leave_in leave = { .ids = { &id, 1 }, .now = clock_now() };
	TRY(tenant_begin(db, &tx));
	TRY(q_contact_leave(tx.db, a, &leave, &left));
	TRY(q_contact_delete(tx.db, a,
			     &(struct q_contact_delete_in){ .id = id,
							    .id_prefix = contact_hash_id_prefix(a),
							    .hash_key = suppression_key(a, kr) },
			     &n));
	TRY(contact_seal(tx.db, a, kr));
	return n ? tenant_commit(&tx) : err_make(ERR_NOT_FOUND, "there is no such contact");
}

/* A campaign that is sending counts mails to the same person: who was in the way of whom is tried again. */
err contact_delete(tenant_db db, struct arena *a, const struct keyring *kr, str id)
{
	err e = contact_delete_one(db, a, kr, id);
	for (int i = 0; i < DELETE_AGAIN && e.code == ERR_AGAIN; i++)
		e = contact_delete_one(db, a, kr, id);
	return e;
}

/* --- lists --- */

static str contact_pattern(struct arena *a, str search)
{
	str literal = like_literal(a, str_trim(search));
	return str_absent(literal) ? literal : arena_printf(a, "%%%.*s%%", STR_FMT(literal));
}

static struct str_array contact_tags_of(const struct contact_filter *f)
{
	return f->tags_n ? (struct str_array){ f->tags, f->tags_n } : (struct str_array){};
}

/* The tag by which the rows are found; the others are looked for in them. */
static str contact_first_tag(const struct contact_filter *f)
{
	return f->tags_n ? f->tags[0] : STR_NULL;
}

#define LIST_COMMON                                                                                                    \
	.status = f->status, .tags = contact_tags_of(f), .tag = contact_first_tag(f),                                  \
	.search = contact_pattern(a, f->search), .after_id = in->cursor_id, .limit = in->limit + 1

/* Runs the query of one sort; rows come with or without a key column. */
#define LIST_BY(query, ...)                                                                                            \
	do {                                                                                                           \
		struct query##_in q = { LIST_COMMON, ##__VA_ARGS__ };                                                  \
		struct query##_rows rows;                                                                              \
		TRY(query(db, a, &q, &rows));                                                                          \
		out->v = arena_array(a, struct contact, rows.n + 1);                                                   \
		out->n = rows.n;                                                                                       \
		if (sizeof(*rows.v) == sizeof(keyed_row))                                                              \
			contact_take_keyed(out->v, rows.v, rows.n);                                                    \
		else                                                                                                   \
			contact_take_plain(out->v, rows.v, rows.n);                                                    \
	} while (0)

/* The newest first, by status or not: the page everybody opens. Its plan is made once. */
static bool contact_is_plain(const struct contact_list_in *in)
{
	const struct contact_filter *f = &in->filter;
	bool newest = str_absent(in->sort) || str_eq(in->sort, STR("-createdAt"));
	return newest && f->tags_n == 0 && str_empty(str_trim(f->search));
}

static err contact_list_newest(tenant_db db, struct arena *a, const struct contact_list_in *in,
			       struct contact_list *out)
{
	/* Behind every id: cuids begin with 'c'. */
	str before = str_absent(in->cursor_id) ? STR("zzzzzzzzzz") : in->cursor_id;
	struct q_contact_list_status_rows rows;
	struct q_contact_list_newest_rows any;
	static_assert(sizeof(*rows.v) == sizeof(plain_row) && sizeof(*any.v) == sizeof(plain_row),
		      "one order of columns");
	if (str_absent(in->filter.status)) {
		struct q_contact_list_newest_in q = { .before_id = before, .limit = in->limit + 1 };
		TRY(q_contact_list_newest(db, a, &q, &any));
		out->n = any.n;
		out->v = arena_array(a, struct contact, any.n + 1);
		contact_take_plain(out->v, any.v, any.n);
		return OK;
	}
	struct q_contact_list_status_in q = { .status = in->filter.status,
					      .before_id = before,
					      .limit = in->limit + 1 };
	TRY(q_contact_list_status(db, a, &q, &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct contact, rows.n + 1);
	contact_take_plain(out->v, rows.v, rows.n);
	return OK;
}

static err contact_list_rows(tenant_db db, struct arena *a, const struct contact_list_in *in, struct contact_list *out)
{
	const struct contact_filter *f = &in->filter;
	if (contact_is_plain(in))
		return contact_list_newest(db, a, in, out);
	str sort = str_absent(in->sort) ? STR("-createdAt") : in->sort;
	if (str_eq(sort, STR("createdAt")))
		LIST_BY(q_contact_list_id_asc);
	else if (str_eq(sort, STR("email")))
		LIST_BY(q_contact_list_email_asc, .after_key = in->cursor_key);
	else if (str_eq(sort, STR("-email")))
		LIST_BY(q_contact_list_email_desc, .after_key = in->cursor_key);
	else if (str_eq(sort, STR("name")))
		LIST_BY(q_contact_list_name_asc, .after_key = in->cursor_key);
	else if (str_eq(sort, STR("-name")))
		LIST_BY(q_contact_list_name_desc, .after_key = in->cursor_key);
	else
		LIST_BY(q_contact_list_id_desc);
	return OK;
}

err contact_list(tenant_db db, struct arena *a, const struct contact_list_in *in, struct contact_list *out)
{
	TRY(contact_list_rows(db, a, in, out));
	out->more = (int64_t)out->n > in->limit;
	if (out->more)
		out->n = (size_t)in->limit;
	return OK;
}

str contact_sort_key(const struct contact *c, str sort)
{
	if (str_ends(sort, STR("email")))
		return c->email;
	return str_ends(sort, STR("name")) ? c->key : STR("");
}

/* One status, one tag, or everybody. */
static bool contact_is_counted(const struct contact_filter *f, struct q_contact_counted_in *out)
{
	if (!str_empty(str_trim(f->search)) || f->tags_n > 1 || (f->tags_n && !str_absent(f->status)))
		return false;
	*out = (struct q_contact_counted_in){ .kind = f->tags_n ? STR("tag") : STR("status"),
					      .key = f->tags_n ? f->tags[0] : f->status };
	return !f->tags_n || f->tags[0].n <= CONTACT_TAG_KEPT;
}

err contact_count(tenant_db db, struct arena *a, const struct contact_filter *f, int64_t *out)
{
	struct q_contact_counted_in counted;
	if (contact_is_counted(f, &counted)) {
		struct q_contact_counted_row known;
		TRY(q_contact_counted(db, a, &counted, &known));
		*out = known.n;
		return OK;
	}
	struct q_contact_count_in in = { .status = f->status,
					 .tags = contact_tags_of(f),
					 .tag = contact_first_tag(f),
					 .search = contact_pattern(a, f->search),
					 .most = CONTACT_COUNT_MAX };
	struct q_contact_count_row row;
	TRY(q_contact_count(db, a, &in, &row));
	*out = row.n;
	return OK;
}

static err contact_bulk_delete(tenant_db db, struct arena *a, const struct keyring *kr,
			       const struct q_contact_bulk_delete_in *in, int64_t now, int64_t *affected)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_contact_leave_row left;
	struct q_contact_leave_in leave = {
		.status = in->status, .tags = in->tags, .search = in->search, .ids = in->ids, .now = now
	};
	TRY(tenant_begin(db, &tx));
	TRY(q_contact_leave(tx.db, a, &leave, &left));
	TRY(q_contact_bulk_delete(tx.db, a, in, affected));
	TRY(contact_seal(tx.db, a, kr));
	return tenant_commit(&tx);
}

/* Who left stays as they are. */
static err contact_bulk_status(tenant_db db, struct arena *a, const struct q_contact_bulk_status_in *q,
			       int64_t *affected, int64_t *refused)
{
	struct q_contact_bulk_left_row left = {};
	if (!str_eq(q->set_status, STR("UNSUBSCRIBED")))
		TRY(q_contact_bulk_left(db, a,
					&(struct q_contact_bulk_left_in){ .set_status = q->set_status,
									  .hash_keys = q->hash_keys,
									  .status = q->status,
									  .tags = q->tags,
									  .search = q->search,
									  .ids = q->ids },
					&left));
	TRY(q_contact_bulk_status(db, a, q, affected));
	*refused = left.n;
	return *refused > 0 && *affected == 0
		       ? err_make(ERR_CONFLICT, "they left; only they can come back, by the link "
						"in their mail or a sign-up form")
		       : OK;
}

err contact_bulk(tenant_db db, struct arena *a, const struct keyring *kr, const struct contact_bulk *in,
		 struct field_errors *errors, int64_t *affected, int64_t *refused)
{
	*refused = 0;
	const struct contact_filter *f = &in->filter;
	struct str_array ids = in->ids ? *in->ids : (struct str_array){};
	str search = contact_pattern(a, f->search);
	int64_t now = clock_now();
	bool tags = in->action == CONTACT_BULK_TAG || in->action == CONTACT_BULK_UNTAG;
	if (tags && in->tags.n == 0)
		field_error_addf(errors, "tags", "must name at least one tag");
	if (tags)
		contact_tags_json(a, in->tags.v, in->tags.n, "tags", errors);
	if (in->action == CONTACT_BULK_STATUS && !contact_status_valid(in->status))
		field_error_addf(errors, "status", "must be one of: ACTIVE, INACTIVE, UNSUBSCRIBED");
	TRY(field_errors_err(errors));
	switch (in->action) {
	case CONTACT_BULK_TAG: {
		struct q_contact_bulk_tag_in q = { .add = in->tags,
						   .now = now,
						   .status = f->status,
						   .tags = contact_tags_of(f),
						   .search = search,
						   .ids = ids };
		return q_contact_bulk_tag(db, a, &q, affected);
	}
	case CONTACT_BULK_UNTAG: {
		struct q_contact_bulk_untag_in q = { .remove = in->tags,
						     .now = now,
						     .status = f->status,
						     .tags = contact_tags_of(f),
						     .search = search,
						     .ids = ids };
		return q_contact_bulk_untag(db, a, &q, affected);
	}
	case CONTACT_BULK_STATUS: {
		struct q_contact_bulk_status_in q = { .set_status = in->status,
						      .now = now,
						      .status = f->status,
						      .tags = contact_tags_of(f),
						      .search = search,
						      .ids = ids,
						      .hash_keys = suppression_keys(a, kr) };
		return contact_bulk_status(db, a, &q, affected, refused);
	}
	case CONTACT_BULK_DELETE: {
		struct q_contact_bulk_delete_in q = {
			.status = f->status,
			.tags = contact_tags_of(f),
			.search = search,
			.ids = ids,
			.id_prefix = contact_hash_id_prefix(a),
			.hash_key = suppression_key(a, kr),
		};
		return contact_bulk_delete(db, a, kr, &q, now, affected);
	}
	}
	return err_make(ERR_BUG, "a bulk action without a case");
}

/* --- out --- */

struct exporter {
	contact_fn *fn;
	void *arg;
};

static err contact_export_row(void *arg, const struct q_contact_export_row *row)
{
	const struct exporter *x = arg;
	struct contact c;
	static_assert(sizeof(*row) == sizeof(plain_row), "one order of columns");
	contact_take_plain(&c, row, 1);
	return x->fn(x->arg, &c);
}

err contact_export(tenant_db db, struct arena *a, const struct contact_filter *f, contact_fn *fn, void *arg)
{
	struct q_contact_export_in in = { .status = f->status,
					  .tags = contact_tags_of(f),
					  .search = contact_pattern(a, f->search) };
	struct exporter x = { fn, arg };
	return q_contact_export(db, a, &in, contact_export_row, &x);
}

static void contact_write_display_name(struct json_writer *w, const struct contact *c)
{
	bool first = !str_empty(c->first_name), last = !str_empty(c->last_name);
	char text[2 * CONTACT_NAME_MAX + 2];
	if (first && last && c->first_name.n + c->last_name.n + 1 <= sizeof(text)) {
		memcpy(text, c->first_name.p, c->first_name.n);
		text[c->first_name.n] = ' ';
		memcpy(text + c->first_name.n + 1, c->last_name.p, c->last_name.n);
		json_kv_str(w, "displayName", str_of(text, c->first_name.n + 1 + c->last_name.n));
	} else {
		json_kv_str(w, "displayName", first ? c->first_name : last ? c->last_name : c->email);
	}
}

/* What another program wrote may be no zone. */
static str contact_zone_source(const struct contact *c)
{
	if (str_absent(c->timezone))
		return STR_NULL;
	if (!zones_find(c->timezone))
		return STR("unknown");
	return str_absent(c->timezone_source) ? STR("set") : c->timezone_source;
}

void contact_write(struct json_writer *w, const struct contact *c)
{
	json_begin_obj(w);
	json_kv_str(w, "id", c->id);
	json_kv_str(w, "email", c->email);
	json_kv_str(w, "firstName", c->first_name);
	json_kv_str(w, "lastName", c->last_name);
	/* Another program may have left NULL, or JSON of another kind. */
	json_kv_raw(w, "tags", str_starts(c->tags, STR("[")) ? c->tags : STR("[]"));
	json_kv_raw(w, "variables", str_starts(c->variables, STR("{")) ? c->variables : STR("{}"));
	json_kv_str(w, "status", c->status);
	json_kv_str(w, "suppressed", c->suppressed);
	contact_write_display_name(w, c);
	if (c->sent > 0)
		json_kv_f64(w, "engagementRate", (double)i64_min(c->engaged, c->sent) / (double)c->sent);
	else
		json_kv_null(w, "engagementRate");
	json_kv_str(w, "timezone", c->timezone);
	json_kv_str(w, "timezoneSource", contact_zone_source(c));
	json_kv_i64(w, "version", c->version);
	json_kv_time(w, "createdAt", c->created_at);
	json_kv_time(w, "updatedAt", c->updated_at);
	json_end_obj(w);
}

void contact_csv_head(struct buf *out)
{
	buf_add_lit(out, "email,firstName,lastName,status,tags,variables,timezone,timezoneSource,createdAt\r\n");
}

/* A tag that "a, b" gives back as it is (import_row.c). */
static bool contact_plain_tag(const struct json *t)
{
	str s = json_str(t);
	if (str_empty(s) || !str_eq(s, str_trim(s)) || s.p[0] == '[' || s.p[0] == '*' || !one_line(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (strchr(",;|\":", s.p[i]))
			return false;
	return true;
}

/* Tags as "a, b", or as JSON where that would not give them back. */
static void contact_csv_tags(struct arena *a, struct buf *out, str json)
{
	const struct json *v;
	struct buf BUF_AUTO b;
	buf_init(&b, 64u << 10);
	if (!str_starts(json, STR("[")) || err_is(json_parse(a, json, &v)))
		return;
	bool plain = true;
	for (JSON_EACH(t, v)) {
		plain &= contact_plain_tag(t);
		buf_add(&b, b.n ? STR(", ") : STR(""));
		buf_add(&b, json_str(t));
	}
	csv_put(out, plain ? buf_str(&b) : json, true);
}

void contact_csv_row(struct arena *a, struct buf *out, const struct contact *c)
{
	char when[24];
	const str cells[] = { c->email, c->first_name, c->last_name, c->status };
	for (size_t i = 0; i < 4; i++) {
		csv_put(out, cells[i], true);
		buf_add_byte(out, ',');
	}
	contact_csv_tags(a, out, c->tags);
	buf_add_byte(out, ',');
	bool object = str_starts(c->variables, STR("{")) && !str_eq(c->variables, STR("{}"));
	csv_put(out, object ? c->variables : STR(""), true);
	buf_add_byte(out, ',');
	csv_put(out, c->timezone, true);
	buf_add_byte(out, ',');
	csv_put(out, contact_zone_source(c), true);
	buf_add_byte(out, ',');
	time_format_iso(c->created_at, when);
	buf_add_mem(out, when, sizeof(when));
	buf_add_lit(out, "\r\n");
}
