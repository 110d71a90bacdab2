#include "core/suppression.h"
#include "base/limits.h"
#include "core/str_map.h"
#include "db/gen/suppression_q.h"
#include "db/gen/sys_suppression_q.h"
#include "os/clock.h"
#include "wire/addr.h"
#include "wire/cuid.h"

static const str reasons[SUPPRESSION_REASON_COUNT] = {
	[SUPPRESSION_UNSUBSCRIBE] = STR_INIT("unsubscribe"), [SUPPRESSION_BOUNCE] = STR_INIT("bounce"),
	[SUPPRESSION_COMPLAINT] = STR_INIT("complaint"),     [SUPPRESSION_MANUAL] = STR_INIT("manual"),
	[SUPPRESSION_IMPORT] = STR_INIT("import"),
};

str suppression_reason_name(enum suppression_reason r)
{
	return reasons[r];
}

bool suppression_reason_parse(str s, enum suppression_reason *out)
{
	for (unsigned i = 0; i < SUPPRESSION_REASON_COUNT; i++) {
		if (str_eq(s, reasons[i])) {
			*out = (enum suppression_reason)i;
			return true;
		}
	}
	return false;
}

static str lower(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(s.p[i]);
	return str_of(p, s.n);
}

static str new_id(struct arena *a, int64_t at)
{
	char *id = arena_alloc(a, CUID_LEN + 1);
	cuid_make(at, id);
	return str_of(id, CUID_LEN);
}

/* What is stored: an address or "@domain", in lower case. */
static err suppression_key(struct arena *a, str text, str *out)
{
	struct addr addr;
	str normal, ascii;
	text = str_trim(text);
	if (str_starts(text, STR("@"))) {
		TRY(addr_domain(a, str_from(text, 1), &normal, &ascii));
		*out = arena_printf(a, "@%.*s", STR_FMT(normal));
		return OK;
	}
	TRY(addr_parse(a, text, &addr));
	*out = lower(a, addr.normal);
	return OK;
}

err suppression_add_many(system_db db, struct arena *a, const struct suppression_new *v, size_t n)
{
	if (n == 0)
		return OK;
	str *s = arena_array(a, str, n * 5);
	int64_t *at = arena_array(a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		s[i] = new_id(a, v[i].at);
		s[n + i] = v[i].user_id;
		s[2 * n + i] = lower(a, str_trim(v[i].email));
		s[3 * n + i] = reasons[v[i].reason];
		s[4 * n + i] = v[i].source;
		at[i] = v[i].at;
	}
	return q_suppression_insert_rows(db, a,
					 &(struct q_suppression_insert_rows_in){ .ids = { s, n },
										 .user_ids = { s + n, n },
										 .emails = { s + 2 * n, n },
										 .reasons = { s + 3 * n, n },
										 .sources = { s + 4 * n, n },
										 .at = { at, n } },
					 NULL);
}

err suppression_add(tenant_db db, struct arena *a, str text, enum suppression_reason reason, str source,
		    struct suppression *out)
{
	struct q_suppression_insert_row r;
	str key;
	TRY(suppression_key(a, text, &key));
	err e = q_suppression_insert(
		db, a,
		&(struct q_suppression_insert_in){
			.id = new_id(a, clock_now()), .email = key, .reason = reasons[reason], .source = source },
		&r);
	if (e.code == ERR_CONFLICT)
		return err_make(ERR_CONFLICT, "this address is on the list already");
	TRY(e);
	*out = (struct suppression){
		.id = r.id, .email = r.email, .reason = r.reason, .source = r.source, .created_at = r.created_at
	};
	return OK;
}

err suppression_delete(tenant_db db, struct arena *a, str id)
{
	int64_t gone = 0;
	TRY(q_suppression_delete_one(db, a, &(struct q_suppression_delete_one_in){ .id = id }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "no such suppression");
}

/* What LIKE would take for a pattern is meant literally; stored text is in lower case. */
static str like_literal(struct arena *a, str s)
{
	if (str_absent(s))
		return s;
	char *p = arena_alloc(a, s.n * 2);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '\\')
			p[n++] = '\\';
		p[n++] = ascii_lower(s.p[i]);
	}
	return str_of(p, n);
}

err suppression_list(tenant_db db, struct arena *a, const struct suppression_list_in *in, struct suppression_list *out)
{
	struct q_suppression_page_rows rows;
	TRY(q_suppression_page(db, a,
			       &(struct q_suppression_page_in){ .search = like_literal(a, in->search),
								.reason = in->reason,
								.cursor = in->cursor,
								.limit = in->limit + 1 },
			       &rows));
	struct suppression_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct suppression, l.n);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_suppression_page_row *r = &rows.v[i];
		l.v[i] = (struct suppression){ .id = r->id,
					       .email = r->email,
					       .reason = r->reason,
					       .source = r->source,
					       .created_at = r->created_at };
	}
	*out = l;
	return OK;
}

err suppression_count(tenant_db db, struct arena *a, str search, str reason, int64_t *out)
{
	struct q_suppression_total_row r;
	TRY(q_suppression_total(
		db, a, &(struct q_suppression_total_in){ .search = like_literal(a, search), .reason = reason }, &r));
	*out = r.count;
	return OK;
}

#define IMPORT_CHUNK 5000u /* addresses a statement */

static err import_chunk(tenant_db db, struct arena *a, const str *keys, size_t n, struct suppression_import *sum)
{
	if (n == 0)
		return OK;
	int64_t added = 0, now = clock_now();
	str *ids = arena_array(a, str, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = new_id(a, now);
	TRY(q_suppression_insert_many(db, a,
				      &(struct q_suppression_insert_many_in){ .ids = { ids, n },
									      .emails = { keys, n },
									      .reason = reasons[SUPPRESSION_IMPORT] },
				      &added));
	sum->added += added;
	sum->existing += (int64_t)n - added;
	return OK;
}

err suppression_import(tenant_db db, struct arena *a, str text, struct suppression_import *out)
{
	struct suppression_import sum = {};
	struct arena ARENA_AUTO scratch = {};
	str *keys = arena_array(a, str, IMPORT_CHUNK), line;
	size_t n = 0;
	arena_init(&scratch, 0);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	while (str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (str_empty(line) || line.p[0] == '#')
			continue;
		if (err_is(suppression_key(&scratch, line, &keys[n]))) {
			sum.refused++;
			continue;
		}
		if (++n < IMPORT_CHUNK)
			continue;
		TRY(import_chunk(db, &scratch, keys, n, &sum));
		arena_reset(&scratch);
		n = 0;
	}
	TRY(import_chunk(db, &scratch, keys, n, &sum));
	*out = sum;
	return OK;
}

struct each {
	suppression_fn *fn;
	void *arg;
};

static err each_row(void *arg, const struct q_suppression_all_row *r)
{
	const struct each *e = arg;
	return e->fn(e->arg, &(struct suppression){ .id = r->id,
						    .email = r->email,
						    .reason = r->reason,
						    .source = r->source,
						    .created_at = r->created_at });
}

err suppression_each(tenant_db db, struct arena *a, suppression_fn *fn, void *arg)
{
	return q_suppression_all(db, a, each_row, &(struct each){ fn, arg });
}
