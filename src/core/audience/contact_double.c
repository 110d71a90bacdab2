#include "core/audience/contact_double.h"
#include "db/gen/contact_q.h"
#include "os/clock.h"

#define DOUBLE_PAGE 200
#define DOUBLE_TRIES 5

err contact_doubles(tenant_db db, struct arena *a, str after, int64_t limit, struct contact_doubles *out)
{
	struct q_contact_doubles_rows rows;
	struct contact_doubles l = {};
	TRY(q_contact_doubles(db, a, &(struct q_contact_doubles_in){ .after = after, .limit = limit + 1 }, &rows));
	l.v = arena_array(a, struct contact_double, rows.n + 1);
	struct contact *all = arena_array(a, struct contact, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_contact_doubles_row *r = &rows.v[i];
		all[i] = (struct contact){ .id = r->id,
					   .email = r->email,
					   .first_name = r->first_name,
					   .last_name = r->last_name,
					   .tags = r->tags,
					   .variables = r->variables,
					   .status = r->status,
					   .sent = r->sent_count,
					   .engaged = r->engaged_count,
					   .created_at = r->created_at,
					   .updated_at = r->updated_at,
					   .timezone = r->timezone,
					   .timezone_source = r->timezone_source,
					   .version = r->revision };
		if (i == 0 || !str_eq(r->identity, rows.v[i - 1].identity))
			l.v[l.n++] = (struct contact_double){ .identity = r->identity, .v = &all[i] };
		l.v[l.n - 1].n++;
	}
	l.more = (int64_t)l.n > limit;
	if (l.more)
		l.n = (size_t)limit;
	*out = l;
	return OK;
}

static err contact_double_merge_once(tenant_db db, struct arena *a, str id, struct str_array ids)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_contact_merge_row row;
	struct q_contact_merge_in in = { .id = id, .others = ids, .now = clock_now() };
	TRY(tenant_begin(db, &tx));
	TRY(q_contact_merge(tx.db, a, &in, &row));
	return tenant_commit(&tx);
}

/* A campaign that is sending counts mails to the same person: who was in the way of whom is tried again. */
static err contact_double_merge(tenant_db db, struct arena *a, str id, struct str_array ids)
{
	err e = contact_double_merge_once(db, a, id, ids);
	for (int i = 1; i < DOUBLE_TRIES && e.code == ERR_AGAIN; i++)
		e = contact_double_merge_once(db, a, id, ids);
	return e;
}

static bool contact_double_among(str id, const str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], id))
			return true;
	return false;
}

err contact_merge(tenant_db db, struct arena *a, str id, struct str_array ids, struct field_errors *errors,
		  struct contact *out)
{
	struct contact c;
	struct q_contact_doubles_of_rows rows;
	TRY(contact_get(db, a, id, &c));
	TRY(q_contact_doubles_of(db, a, &(struct q_contact_doubles_of_in){ .id = id }, &rows));
	str *all = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		all[i] = rows.v[i].id;
	for (size_t i = 0; i < ids.n; i++) {
		if (!contact_double_among(ids.v[i], all, rows.n))
			field_error_addf(errors, "ids", "must name other contacts of the same person: %.*s is none",
					 STR_FMT(ids.v[i]));
		else if (contact_double_among(ids.v[i], ids.v, i))
			field_error_addf(errors, "ids", "must name each contact once");
	}
	TRY(field_errors_err(errors));
	if (rows.n == 0)
		return err_make(ERR_CONFLICT, "no other contact is the same person");
	TRY(contact_double_merge(db, a, id, ids.n ? ids : (struct str_array){ all, rows.n }));
	return contact_get(db, a, id, out);
}

err contact_merge_all(tenant_db db, struct arena *a, int64_t *people, int64_t *gone)
{
	struct contact_doubles l = { .more = true };
	str after = STR_NULL;
	*people = *gone = 0;
	while (l.more) {
		TRY(contact_doubles(db, a, after, DOUBLE_PAGE, &l));
		for (size_t i = 0; i < l.n; i++) {
			const struct contact_double *d = &l.v[i];
			str *ids = arena_array(a, str, d->n);
			for (size_t k = 1; k < d->n; k++)
				ids[k - 1] = d->v[k].id;
			TRY(contact_double_merge(db, a, d->v[0].id, (struct str_array){ ids, d->n - 1 }));
			*people += 1;
			*gone += (int64_t)d->n - 1;
			after = d->identity;
		}
	}
	return OK;
}
