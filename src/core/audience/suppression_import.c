/* Lists of addresses that must not be mailed, in and out. */
#include "base/limits.h"
#include "base/time.h"
#include "core/audience/import_int.h"
#include "core/audience/suppression_int.h"
#include "db/gen/suppression_q.h"
#include "os/clock.h"
#include "wire/csv.h"

#define IMPORT_CHUNK 5000u /* addresses a statement */
#define HASH_LEN 64u
#define LOOK_RECORDS 200u /* the column of the addresses is the one that holds most of them here */
#define TEXT_MAX (128u << 20)

struct chunk { /* of addresses, or of hashes */
	str keys[IMPORT_CHUNK], reasons[IMPORT_CHUNK], sources[IMPORT_CHUNK];
	size_t n;
};

struct importer {
	tenant_db db;
	struct arena *arena; /* of the answer */
	struct arena scratch;
	struct chunk *addresses, *hashes;
	size_t entry, reason, source; /* columns; STR_NPOS: none */
	struct suppression_import sum;
};

static err suppression_import_flush(struct importer *m)
{
	int64_t added = 0, hashed = 0, now = clock_now();
	struct chunk *c = m->addresses, *h = m->hashes;
	str *ids = arena_array(&m->scratch, str, c->n + h->n + 1);
	for (size_t i = 0; i < c->n + h->n; i++)
		ids[i] = suppression_new_id(&m->scratch, now);
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

/* --- what a line holds --- */

static bool suppression_import_is_hash(str s)
{
	if (!str_starts(s, STR("hash:")) || s.n != HASH_LEN + 5)
		return false;
	for (size_t i = 5; i < s.n; i++)
		if (!ascii_digit(s.p[i]) && (s.p[i] < 'a' || s.p[i] > 'f'))
			return false;
	return true;
}

/* "Ana <ana@two.example>", "mailto:ana@two.example", "*@two.example": without what is around it. */
static str suppression_import_bare(struct arena *a, str cell)
{
	struct addr addr;
	str name;
	cell = str_trim(csv_unguard(str_trim(cell)));
	if (str_starts(cell, STR("*@")))
		return str_from(cell, 1);
	if (str_starts_nocase(cell, STR("mailto:")))
		return str_from(cell, 7);
	bool boxed = str_ends(cell, STR(">")) && !err_is(addr_parse_mailbox(a, cell, &name, &addr));
	return boxed ? addr.normal : cell;
}

static err suppression_import_read_entry(struct arena *a, str cell, str *key)
{
	str s = suppression_import_bare(a, cell);
	if (suppression_import_is_hash(s)) {
		*key = s;
		return OK;
	}
	return suppression_normal_form(a, s, key);
}

static bool suppression_import_is_entry(struct arena *a, str cell)
{
	str key;
	return !err_is(suppression_import_read_entry(a, cell, &key));
}

static enum suppression_reason suppression_import_reason_of(struct arena *a, str said)
{
	enum suppression_reason r;
	enum import_choice choice;
	if (suppression_reason_parse(said, &r))
		return r;
	if (str_empty(said) || !import_choice_of(a, ROLE_STATUS, said, &choice))
		return SUPPRESSION_IMPORT;
	return choice == CHOICE_BOUNCED	     ? SUPPRESSION_BOUNCE
	       : choice == CHOICE_COMPLAINED ? SUPPRESSION_COMPLAINT
	       : choice == CHOICE_LEFT	     ? SUPPRESSION_UNSUBSCRIBE
					     : SUPPRESSION_IMPORT;
}

static str suppression_import_cell_of(const struct csv_record *rec, size_t at)
{
	return at < rec->n ? str_trim(rec->fields[at]) : STR("");
}

static void suppression_import_refuse(struct importer *m, const struct csv_record *rec, const char *why)
{
	m->sum.refused++;
	if (m->sum.n_lines == SUPPRESSION_REFUSED_MAX)
		return;
	str text = suppression_import_cell_of(rec, m->entry < rec->n ? m->entry : 0);
	text = str_utf8_valid(text) && !memchr(text.n ? text.p : "", 0, text.n)
		       ? str_upto(text, str_utf8_floor(text, 200))
		       : STR("?");
	m->sum.lines[m->sum.n_lines++] = (struct suppression_refused){ .line = (int64_t)rec->line,
								       .text = arena_dup(m->arena, text),
								       .why = arena_dup(m->arena, str_z(why)) };
}

static err suppression_import_take(struct importer *m, const struct csv_record *rec)
{
	str key;
	if (!rec->refused && rec->n > 0 && str_starts(str_trim(rec->fields[0]), STR("#")))
		return OK;
	err e = rec->refused
			? err_make(ERR_INVALID, rec->refused)
			: suppression_import_read_entry(&m->scratch, suppression_import_cell_of(rec, m->entry), &key);
	if (err_is(e)) {
		suppression_import_refuse(m, rec, e.why);
		return OK;
	}
	str said = suppression_import_cell_of(rec, m->reason),
	    source = csv_unguard(suppression_import_cell_of(rec, m->source));
	struct chunk *c = suppression_import_is_hash(key) ? m->hashes : m->addresses;
	c->keys[c->n] = suppression_import_is_hash(key) ? arena_dup(&m->scratch, str_from(key, 5)) : key;
	c->reasons[c->n] = suppression_reason_name(suppression_import_reason_of(&m->scratch, said));
	c->sources[c->n++] = str_empty(source) ? STR_NULL : arena_dup(&m->scratch, source);
	return c->n == IMPORT_CHUNK ? suppression_import_flush(m) : OK;
}

/* --- the columns --- */

/* The names of the columns stand in the first record, when no entry does and it looks like names. */
static bool suppression_import_is_head(struct arena *a, const struct csv_record *rec)
{
	for (size_t i = 0; i < rec->n; i++)
		if (suppression_import_is_entry(a, rec->fields[i]) || str_starts(rec->fields[i], STR("#")))
			return false;
	str word = import_word(a, suppression_import_cell_of(rec, 0));
	return rec->n > 1 || import_word_is(a, word, import_target_find(STR("email"))->words) ||
	       import_word_is(a, word, "address|adresse|recipient|domain|entry|blocklist|suppressions");
}

static void suppression_import_find_columns(struct importer *m, str text, struct csv_guess how, bool *head)
{
	struct csv_reader *r = csv_reader_new(charset_utf8(), how);
	struct csv_record rec;
	size_t hits[CSV_COLUMNS_MAX] = {}, best = 0;
	csv_push(r, text, true);
	m->reason = 1; /* as our export has them */
	m->source = 3;
	*head = false;
	for (size_t k = 0; k < LOOK_RECORDS && !err_is(csv_next(r, &rec)); k++) {
		*head = *head || (k == 0 && !rec.refused && suppression_import_is_head(&m->scratch, &rec));
		if (k == 0 && *head) {
			m->reason = m->source = STR_NPOS;
			for (size_t i = 0; i < rec.n; i++) {
				str word = import_word(&m->scratch, rec.fields[i]);
				if (import_word_is(&m->scratch, word,
						   "reason|type|status|event|suppression reason|grund"))
					m->reason = i;
				if (import_word_is(&m->scratch, word, "source"))
					m->source = i;
			}
		}
		for (size_t i = 0; i < rec.n; i++)
			hits[i] += suppression_import_is_entry(&m->scratch, rec.fields[i]);
	}
	for (size_t i = 1; i < CSV_COLUMNS_MAX; i++)
		if (hits[i] > hits[best])
			best = i;
	m->entry = best;
	csv_reader_free(r);
	arena_reset(&m->scratch);
}

static err suppression_import_read_all(struct importer *m, str text)
{
	struct csv_guess how = csv_guess(text);
	struct csv_record rec;
	bool head;
	suppression_import_find_columns(m, text, how, &head);
	struct csv_reader *r = csv_reader_new(charset_utf8(), how);
	csv_push(r, text, true);
	err e = csv_next(r, &rec);
	if (!err_is(e) && head)
		e = csv_next(r, &rec);
	while (!err_is(e)) {
		e = suppression_import_take(m, &rec);
		if (!err_is(e))
			e = csv_next(r, &rec);
	}
	csv_reader_free(r);
	return e.code == ERR_NOT_FOUND ? suppression_import_flush(m) : e;
}

err suppression_import(tenant_db db, struct arena *a, str bytes, str encoding, struct suppression_import *out)
{
	struct importer m = {
		.db = db, .arena = a, .addresses = arena_new(a, struct chunk), .hashes = arena_new(a, struct chunk)
	};
	const struct charset *chosen = str_absent(encoding) ? NULL : charset_find(encoding);
	if (!str_absent(encoding) && !chosen)
		return err_make(ERR_INVALID, "encoding: is not one we know: UTF-8, Windows-1252, UTF-16LE and others");
	struct buf BUF_AUTO text;
	buf_init(&text, TEXT_MAX);
	m.sum.lines = arena_array(a, struct suppression_refused, SUPPRESSION_REFUSED_MAX);
	m.sum.encoding = charset_name(charset_decode_all(bytes, chosen, &text));
	TRY(buf_err(&text));
	arena_init(&m.scratch, 0);
	err e = suppression_import_read_all(&m, buf_str(&text));
	arena_deinit(&m.scratch);
	TRY(e);
	*out = m.sum;
	return OK;
}

void suppression_import_write(struct json_writer *w, const struct suppression_import *n)
{
	json_begin_obj(w);
	json_kv_i64(w, "added", n->added);
	json_kv_i64(w, "existing", n->existing);
	json_kv_i64(w, "refused", n->refused);
	json_kv_str(w, "encoding", str_z(n->encoding));
	json_key(w, "refusedLines");
	json_begin_arr(w);
	for (size_t i = 0; i < n->n_lines; i++) {
		json_begin_obj(w);
		json_kv_i64(w, "line", n->lines[i].line);
		json_kv_str(w, "reason", n->lines[i].why);
		json_kv_str(w, "text", n->lines[i].text);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

/* --- out --- */

void suppression_csv_head(struct buf *out)
{
	buf_add_lit(out, "email,reason,createdAt,source\r\n");
}

void suppression_csv_row(struct buf *out, const struct suppression *s)
{
	char at[TIME_ISO_LEN];
	time_format_iso(s->created_at, at);
	if (str_absent(s->email)) {
		buf_add_lit(out, "hash:");
		buf_add(out, s->hash);
	} else {
		csv_put(out, s->email, true);
	}
	buf_add_byte(out, ',');
	csv_put(out, s->reason, true);
	buf_add_byte(out, ',');
	buf_add_mem(out, at, sizeof(at));
	buf_add_byte(out, ',');
	csv_put(out, s->source, true);
	buf_add_lit(out, "\r\n");
}
