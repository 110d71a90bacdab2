#include "core/audience/suppression.h"
#include "base/limits.h"
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

/* What is stored: an address or "@domain", in lower case; the database adds the key by which it is compared. */
static err normal_form(struct arena *a, str text, str *out)
{
	struct addr addr;
	str normal, ascii;
	text = invisible_trim(text);
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
	struct q_suppression_there_row same;
	str key;
	TRY(normal_form(a, text, &key));
	TRY(q_suppression_claim(db, a, &(struct q_suppression_claim_in){ .email = key }, NULL));
	TRY(q_suppression_there(db, a, &(struct q_suppression_there_in){ .email = key }, &same));
	if (same.there)
		return err_make(ERR_CONFLICT, "this address is on the list already");
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

static str key_of(struct arena *a, const struct keyring *kr, size_t i)
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
	return key_of(a, kr, 0);
}

struct str_array suppression_keys(struct arena *a, const struct keyring *kr)
{
	str *v = arena_array(a, str, kr->n + 1);
	for (size_t i = 0; i < kr->n; i++)
		v[i] = key_of(a, kr, i);
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
				      &(struct q_suppression_put_hash_in){ .id = new_id(a, clock_now()),
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

/* A whole address, for its hash; else a text that no address is. */
static str whole_address(str search)
{
	search = invisible_trim(search);
	return str_find_byte(search, '@') != STR_NPOS && str_find_byte(search, '@') > 0 ? search : STR("-");
}

err suppression_list(tenant_db db, struct arena *a, const struct keyring *kr, const struct suppression_list_in *in,
		     struct suppression_list *out)
{
	struct q_suppression_page_rows rows;
	TRY(q_suppression_page(db, a,
			       &(struct q_suppression_page_in){ .search = like_literal(a, in->search),
								.address = whole_address(in->search),
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
	struct q_suppression_total_row r;
	TRY(q_suppression_total(db, a,
				&(struct q_suppression_total_in){ .search = like_literal(a, in->search),
								  .address = whole_address(in->search),
								  .hash_keys = suppression_keys(a, kr),
								  .reason = in->reason,
								  .kind = in->kind },
				&r));
	*out = r.count;
	return OK;
}

/* --- import */

/* A CSV field that may stand in quotes. */
static str csv_unquote(struct arena *a, str s)
{
	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		return str_empty(s) ? STR_NULL : s;
	char *p = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 1; i + 1 < s.n; i++) {
		p[n++] = s.p[i];
		if (s.p[i] == '"' && i + 2 < s.n && s.p[i + 1] == '"')
			i++;
	}
	return n ? str_of(p, n) : STR_NULL;
}

#define IMPORT_CHUNK 5000u /* addresses a statement */
#define HASH_LEN 64u

struct chunk { /* of addresses, or of hashes */
	str keys[IMPORT_CHUNK], reasons[IMPORT_CHUNK], sources[IMPORT_CHUNK];
	size_t n;
};

struct importer {
	tenant_db db;
	struct arena scratch;
	struct chunk *addresses, *hashes;
	struct suppression_import sum;
};

static err flush(struct importer *m)
{
	int64_t added = 0, hashed = 0, now = clock_now();
	struct chunk *c = m->addresses, *h = m->hashes;
	str *ids = arena_array(&m->scratch, str, c->n + h->n + 1);
	for (size_t i = 0; i < c->n + h->n; i++)
		ids[i] = new_id(&m->scratch, now);
	if (c->n > 0)
		TRY(q_suppression_insert_many(m->db, &m->scratch,
					      &(struct q_suppression_insert_many_in){ .ids = { ids, c->n },
										      .emails = { c->keys, c->n },
										      .reasons = { c->reasons, c->n },
										      .sources = { c->sources, c->n } },
					      &added));
	if (h->n > 0)
		TRY(q_suppression_insert_hashes(
			m->db, &m->scratch,
			&(struct q_suppression_insert_hashes_in){ .ids = { ids + c->n, h->n },
								  .hashes = { h->keys, h->n },
								  .reasons = { h->reasons, h->n },
								  .sources = { h->sources, h->n } },
			&hashed));
	m->sum.added += added + hashed;
	m->sum.existing += (int64_t)(c->n + h->n) - added - hashed;
	c->n = h->n = 0;
	arena_reset(&m->scratch);
	return OK;
}

static bool is_hash(str s)
{
	if (s.n != HASH_LEN)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_digit(s.p[i]) && (s.p[i] < 'a' || s.p[i] > 'f'))
			return false;
	return true;
}

/* "hash:<64 hex digits>" or an address or @domain; then, as our export has them, the reason, the time, the source. */
static err import_line(struct importer *m, str line)
{
	str key, reason = STR_NULL, at = STR_NULL, first;
	enum suppression_reason why = SUPPRESSION_IMPORT;
	if (!str_next(&line, ',', &first))
		return OK;
	first = str_trim(first);
	if (str_next(&line, ',', &reason) && str_next(&line, ',', &at))
		line = str_trim(line);
	bool ours = suppression_reason_parse(str_trim(reason), &why);
	bool hash = str_starts(first, STR("hash:")) && is_hash(str_from(first, 5));
	if (hash)
		key = str_from(first, 5);
	else if (err_is(normal_form(&m->scratch, first, &key))) {
		/* The head of an export is no refusal. */
		m->sum.refused += !str_eq(first, STR("email"));
		return OK;
	}
	struct chunk *c = hash ? m->hashes : m->addresses;
	c->keys[c->n] = key;
	c->reasons[c->n] = reasons[ours ? why : SUPPRESSION_IMPORT];
	c->sources[c->n++] = ours && !str_empty(line) ? csv_unquote(&m->scratch, line) : STR_NULL;
	return c->n == IMPORT_CHUNK ? flush(m) : OK;
}

err suppression_import(tenant_db db, struct arena *a, str text, struct suppression_import *out)
{
	struct importer m = { .db = db, .addresses = arena_new(a, struct chunk), .hashes = arena_new(a, struct chunk) };
	str line;
	err e = OK;
	arena_init(&m.scratch, 0);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	while (!err_is(e) && str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (!str_empty(line) && line.p[0] != '#')
			e = import_line(&m, line);
	}
	if (!err_is(e))
		e = flush(&m);
	arena_deinit(&m.scratch);
	TRY(e);
	*out = m.sum;
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
						    .hash = r->email_hash,
						    .reason = r->reason,
						    .source = r->source,
						    .created_at = r->created_at });
}

err suppression_each(tenant_db db, struct arena *a, suppression_fn *fn, void *arg)
{
	return q_suppression_all(db, a, each_row, &(struct each){ fn, arg });
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
