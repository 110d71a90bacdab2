#include "core/audience/privacy.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/import_int.h"
#include "core/audience/suppression.h"
#include "core/ground/text.h"
#include "db/gen/contact_q.h"
#include "db/gen/privacy_q.h"
#include "db/gen/suppression_q.h"
#include "os/file.h"
#include "wire/addr.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define FILE_PIECE (1u << 20)
#define FORM_MOST 16u /* bytes of a character in its longest form, line ends included */

static err privacy_address(struct arena *a, str text, str *out)
{
	struct addr addr;
	TRY(addr_parse(a, str_trim(text), &addr));
	char *p = arena_alloc(a, addr.normal.n);
	for (size_t i = 0; i < addr.normal.n; i++)
		p[i] = ascii_lower(addr.normal.p[i]);
	*out = str_of(p, addr.normal.n);
	return OK;
}

/* --- export */

struct exporting {
	privacy_write_fn *fn;
	void *arg;
};

static err privacy_export_row(void *arg, const struct q_person_export_row *r)
{
	struct exporting *x = arg;
	TRY(x->fn(x->arg, STR("{\"model\":\"")));
	TRY(x->fn(x->arg, r->model));
	TRY(x->fn(x->arg, STR("\",\"row\":")));
	TRY(x->fn(x->arg, r->content));
	return x->fn(x->arg, STR("}\n"));
}

err privacy_export(tenant_db db, struct arena *a, str email, privacy_write_fn *fn, void *arg)
{
	struct exporting x = { .fn = fn, .arg = arg };
	struct json_writer w;
	str normal;
	TRY(privacy_address(a, email, &normal));
	struct buf BUF_AUTO head = {};
	buf_init(&head, 8192);
	json_writer_init(&w, &head);
	json_begin_obj(&w);
	json_kv_str(&w, "model", STR("Person"));
	json_key(&w, "row");
	json_begin_obj(&w);
	json_kv_str(&w, "email", normal);
	json_kv_time(&w, "exportedAt", clock_now());
	json_end_obj(&w);
	json_end_obj(&w);
	buf_add_lit(&head, "\n");
	TRY(fn(arg, buf_str(&head)));
	return q_person_export(db, a, &(struct q_person_export_in){ .email = normal }, privacy_export_row, &x);
}

/* --- erasure */

/* In whatever form: the database knows them all (loumass_names_address). */
static err privacy_piece_names(tenant_db db, struct arena *a, str piece, str email, bool *out)
{
	struct q_person_named_in in = { .piece = piece, .email = email };
	struct q_person_named_row row;
	*out = str_find_nocase(piece, email) != STR_NPOS;
	if (*out)
		return OK;
	TRY(q_person_named(db, a, &in, &row));
	*out = row.named;
	return OK;
}

/* Does the file hold the address? Read in pieces that overlap by its longest form. */
static err privacy_file_names(tenant_db db, const char *path, str email, bool *out)
{
	*out = false;
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? OK : err_make(ERR_IO, "an uploaded file cannot be opened");
	char *piece = malloc(FILE_PIECE);
	if (!piece)
		abort();
	size_t kept = 0, overlap = FORM_MOST * email.n;
	ssize_t n = 0;
	err e = OK;
	while (!*out && !err_is(e) &&
	       ((n = read(fd, piece + kept, FILE_PIECE - kept)) > 0 || (n < 0 && errno == EINTR))) {
		struct arena ARENA_AUTO a = {};
		if (n < 0)
			continue;
		str text = str_of(piece, kept + (size_t)n);
		e = privacy_piece_names(db, &a, text, email, out);
		kept = text.n < overlap ? text.n : overlap;
		memmove(piece, piece + text.n - kept, kept);
	}
	free(piece);
	TRY(e);
	return n < 0 ? err_make(ERR_IO, "an uploaded file cannot be read") : OK;
}

/* Uploaded files of this machine that name the person, in whatever spelling, go; what was imported from them is in the
 * tables. */
static err privacy_remove_files(const struct app *app, tenant_db db, struct arena *a, struct str_array spellings,
				size_t *removed)
{
	struct q_person_imports_rows rows;
	TRY(q_person_imports(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const str paths[] = { import_path(app, a, rows.v[i].id), import_refused_path(app, a, rows.v[i].id) };
		for (size_t k = 0; k < 2; k++) {
			bool named = false;
			for (size_t s = 0; s < spellings.n && !named; s++)
				TRY(privacy_file_names(db, paths[k].p, spellings.v[s], &named));
			if (named)
				TRY(file_remove(paths[k].p));
			*removed += named;
		}
	}
	return OK;
}

err privacy_erase(const struct app *app, tenant_db db, struct arena *a, str email, struct privacy_receipt *out)
{
	struct q_person_erase_rows gone;
	struct q_person_mentions_rows left;
	struct q_suppression_hash_row hash;
	struct privacy_receipt r = { .at = clock_now() };
	str normal;
	TRY(privacy_address(a, email, &normal));
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_contact_leave_row left_sequences;
	struct q_contact_leave_in leave = { .address = normal, .now = r.at };
	struct q_person_spellings_row s;
	struct q_contact_gone_seal_in seal = { .hash_key = suppression_key(a, app->keys) };
	TRY(tenant_begin(db, &tx));
	TRY(q_person_spellings(tx.db, a, &(struct q_person_spellings_in){ .email = normal }, &s));
	TRY(q_contact_leave(tx.db, a, &leave, &left_sequences));
	TRY(q_person_unplan(tx.db, a, &(struct q_person_unplan_in){ .email = normal }, NULL));
	TRY(q_person_erase(tx.db, a, &(struct q_person_erase_in){ .email = normal }, &gone));
	TRY(q_contact_gone_seal(tx.db, a, &seal, NULL));
	TRY(suppression_put_hash(tx.db, a, app->keys, normal, SUPPRESSION_ERASED, STR("erasure")));
	TRY(q_suppression_hash(
		tx.db, a, &(struct q_suppression_hash_in){ .email = normal, .hash_key = suppression_key(a, app->keys) },
		&hash));
	TRY(tenant_commit(&tx));
	TRY(privacy_remove_files(app, db, a, s.spellings, &r.files));
	TRY(q_person_mentions(db, a, &(struct q_person_mentions_in){ .email = normal }, &left));
	r.hash = hash.hash;
	r.removed = arena_array(a, struct privacy_count, gone.n + 1);
	r.left = arena_array(a, struct privacy_count, left.n + 1);
	for (size_t i = 0; i < gone.n; i++)
		r.removed[r.n_removed++] = (struct privacy_count){ gone.v[i].model, gone.v[i].n };
	for (size_t i = 0; i < left.n; i++)
		r.left[r.n_left++] = (struct privacy_count){ left.v[i].model, left.v[i].n };
	*out = r;
	return OK;
}

static void privacy_write_counts(struct json_writer *w, const char *name, const struct privacy_count *v, size_t n)
{
	json_key(w, name);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "model", v[i].model);
		json_kv_i64(w, "rows", v[i].n);
		json_end_obj(w);
	}
	json_end_arr(w);
}

void privacy_receipt_write(struct json_writer *w, const struct privacy_receipt *r)
{
	json_begin_obj(w);
	json_kv_time(w, "erasedAt", r->at);
	json_kv_str(w, "hash", r->hash);
	privacy_write_counts(w, "removed", r->removed, r->n_removed);
	json_kv_i64(w, "files", (int64_t)r->files);
	privacy_write_counts(w, "left", r->left, r->n_left);
	json_end_obj(w);
}

str privacy_receipt_line(struct arena *a, const struct privacy_receipt *r)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	buf_addf(&b, "hash %.*s; removed", STR_FMT(r->hash));
	for (size_t i = 0; i < r->n_removed; i++)
		buf_addf(&b, " %.*s %lld", STR_FMT(r->removed[i].model), (long long)r->removed[i].n);
	buf_addf(&b, "; still named in %zu tables", r->n_left);
	return arena_dup(a, buf_str(&b));
}
