#include "core/audience/suppression.h"
#include "base/limits.h"
#include "core/audience/suppression_int.h"
#include "core/ground/str_map.h"
#include "db/gen/suppression_q.h"
#include "db/gen/sys_suppression_q.h"
#include "os/clock.h"
#include "wire/addr.h"
#include "wire/cuid.h"
#include "wire/invisible.h"

static const str reasons[SUPPRESSION_REASON_COUNT] = {
	[SUPPRESSION_UNSUBSCRIBE] = STR_INIT("unsubscribe"), [SUPPRESSION_BOUNCE] = STR_INIT("bounce"),
	[SUPPRESSION_COMPLAINT] = STR_INIT("complaint"),     [SUPPRESSION_MANUAL] = STR_INIT("manual"),
	[SUPPRESSION_IMPORT] = STR_INIT("import"),	     [SUPPRESSION_ERASED] = STR_INIT("erased"),
	[SUPPRESSION_DELETED] = STR_INIT("deleted"),
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

static str suppression_lower(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(s.p[i]);
	return str_of(p, s.n);
}

str suppression_new_id(struct arena *a, int64_t at)
{
	char *id = arena_alloc(a, CUID_LEN + 1);
	cuid_make(at, id);
	return str_of(id, CUID_LEN);
}

/* What is stored: an address or "@domain", in lower case; the database adds the key by which it is compared. */
err suppression_normal_form(struct arena *a, str text, str *out)
{
	struct addr addr;
	str normal, ascii;
	text = invisible_trim(text);
	if (str_starts(text, STR("*@")))
		text = str_from(text, 1);
	if (str_starts(text, STR("@"))) {
		TRY(addr_domain(a, str_from(text, 1), &normal, &ascii));
		*out = arena_printf(a, "@%.*s", STR_FMT(normal));
		return OK;
	}
	TRY(addr_parse(a, text, &addr));
	*out = suppression_lower(a, addr.normal);
	return OK;
}

err suppression_add_many(system_db db, struct arena *a, const struct suppression_new *v, size_t n)
{
	if (n == 0)
		return OK;
	str *s = arena_array(a, str, n * 5);
	int64_t *at = arena_array(a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		s[i] = suppression_new_id(a, v[i].at);
		s[n + i] = v[i].user_id;
		s[2 * n + i] = suppression_lower(a, str_trim(v[i].email));
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
	struct q_suppression_there_row same;
	str key;
	TRY(suppression_normal_form(a, text, &key));
	TRY(q_suppression_claim(db, a, &(struct q_suppression_claim_in){ .email = key }, NULL));
	TRY(q_suppression_there(db, a, &(struct q_suppression_there_in){ .email = key }, &same));
	if (same.there)
		return err_make(ERR_CONFLICT, "this address is on the list already");
	err e = q_suppression_insert(db, a,
				     &(struct q_suppression_insert_in){ .id = suppression_new_id(a, clock_now()),
									.email = key,
									.reason = reasons[reason],
									.source = source },
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
	struct q_suppression_get_row r;
	struct q_suppression_kept_row kept;
	TRY(q_suppression_get(db, a, &(struct q_suppression_get_in){ .id = id }, &r));
	TRY(q_suppression_kept(db, a, &(struct q_suppression_kept_in){ .id = id }, &kept));
	if (kept.kept)
		return err_make(ERR_CONFLICT,
				"this person left; only they can come back, by the link in their mail or a "
				"sign-up form");
	TRY(q_suppression_delete_one(db, a, &(struct q_suppression_delete_one_in){ .id = id }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "no such suppression");
}

/* --- hashes */

static str suppression_key_of(struct arena *a, const struct keyring *kr, size_t i)
{
	unsigned char key[KEY_BYTES];
	char *hex = arena_alloc(a, 2 * KEY_BYTES);
	keyring_subkey(kr, "suppression", i, key);
	token_hex(key, sizeof(key), hex);
	token_wipe(key, sizeof(key));
	return str_of(hex, 2 * KEY_BYTES);
}

str suppression_key(struct arena *a, const struct keyring *kr)
{
	return suppression_key_of(a, kr, 0);
}

struct str_array suppression_keys(struct arena *a, const struct keyring *kr)
{
	str *v = arena_array(a, str, kr->n + 1);
	for (size_t i = 0; i < kr->n; i++)
		v[i] = suppression_key_of(a, kr, i);
	return (struct str_array){ v, kr->n };
}

err suppression_check(tenant_db db, struct arena *a, const struct keyring *kr, str email, bool *out)
{
	struct q_suppression_check_row r;
	TRY(q_suppression_check(
		db, a, &(struct q_suppression_check_in){ .email = email, .hash_keys = suppression_keys(a, kr) }, &r));
	*out = r.suppressed;
	return OK;
}

err suppression_put_hash(tenant_db db, struct arena *a, const struct keyring *kr, str email,
			 enum suppression_reason reason, str source)
{
	return q_suppression_put_hash(db, a,
				      &(struct q_suppression_put_hash_in){ .id = suppression_new_id(a, clock_now()),
									   .email = email,
									   .hash_key = suppression_key(a, kr),
									   .reason = reasons[reason],
									   .source = source },
				      NULL);
}

err suppression_lift(tenant_db db, struct arena *a, const struct keyring *kr, str email)
{
	return q_suppression_lift(
		db, a, &(struct q_suppression_lift_in){ .email = email, .hash_keys = suppression_keys(a, kr) }, NULL);
}

/* --- the list */

/* What LIKE would take for a pattern is meant literally; stored text is in lower case. */
static str suppression_like_literal(struct arena *a, str s)
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

/* A whole address, for its hash; else a text that no address is. */
static str suppression_whole_address(str search)
{
	search = invisible_trim(search);
	return str_find_byte(search, '@') != STR_NPOS && str_find_byte(search, '@') > 0 ? search : STR("-");
}

err suppression_list(tenant_db db, struct arena *a, const struct keyring *kr, const struct suppression_list_in *in,
		     struct suppression_list *out)
{
	struct q_suppression_page_rows rows;
	TRY(q_suppression_page(db, a,
			       &(struct q_suppression_page_in){ .search = suppression_like_literal(a, in->search),
								.address = suppression_whole_address(in->search),
								.hash_keys = suppression_keys(a, kr),
								.reason = in->reason,
								.kind = in->kind,
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

err suppression_count(tenant_db db, struct arena *a, const struct keyring *kr, const struct suppression_list_in *in,
		      int64_t *out)
{
	if (str_empty(in->search)) {
		struct q_suppression_counted_row known;
		struct q_suppression_counted_in q = { .reason = in->reason, .kind = in->kind };
		TRY(q_suppression_counted(db, a, &q, &known));
		*out = known.count;
		return OK;
	}
	struct q_suppression_total_row r;
	TRY(q_suppression_total(db, a,
				&(struct q_suppression_total_in){ .search = suppression_like_literal(a, in->search),
								  .address = suppression_whole_address(in->search),
								  .hash_keys = suppression_keys(a, kr),
								  .reason = in->reason,
								  .kind = in->kind },
				&r));
	*out = r.count;
	return OK;
}

struct each {
	suppression_fn *fn;
	void *arg;
};

static err suppression_each_row(void *arg, const struct q_suppression_all_row *r)
{
	const struct each *e = arg;
	return e->fn(e->arg, &(struct suppression){ .id = r->id,
						    .email = r->email,
						    .hash = r->email_hash,
						    .reason = r->reason,
						    .source = r->source,
						    .created_at = r->created_at });
}

err suppression_each(tenant_db db, struct arena *a, suppression_fn *fn, void *arg)
{
	return q_suppression_all(db, a, suppression_each_row, &(struct each){ fn, arg });
}

void suppression_write(struct json_writer *w, const struct suppression *s)
{
	json_begin_obj(w);
	json_kv_str(w, "id", s->id);
	json_kv_str(w, "email", s->email);
	json_kv_str(w, "kind",
		    str_absent(s->email)	     ? STR("hash")
		    : str_starts(s->email, STR("@")) ? STR("domain")
						     : STR("address"));
	json_kv_str(w, "reason", s->reason);
	json_kv_str(w, "source", s->source);
	json_kv_time(w, "createdAt", s->created_at);
	json_end_obj(w);
}
