/* Taking, starting, undoing and showing imports; import_run.c does the work. */
#include "core/audience/import.h"
#include "base/limits.h"
#include "core/audience/contact.h"
#include "core/audience/import_int.h"
#include "core/ground/text.h"
#include "db/gen/import_q.h"
#include "os/file.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PREVIEW_ROWS 20u
#define COPY_BYTES (1u << 20)

static const char again[] = "this import runs or has run; upload the file again for another";

str import_path(const struct app *app, struct arena *a, str id)
{
	return arena_printf(a, "%s/imports/%.*s.csv", app->config->data, STR_FMT(id));
}

str import_refused_path(const struct app *app, struct arena *a, str id)
{
	return arena_printf(a, "%s/imports/%.*s.refused.csv", app->config->data, STR_FMT(id));
}

/* What people upload beside text: each with what to do about it. */
static const char *import_no_text(str head)
{
	static const struct {
		str magic;
		const char *why;
	} kinds[] = {
		{ STR_INIT("PK\x03\x04"),
		  "this is a workbook (.xlsx or .ods) or an archive, not CSV: open it, choose File, Save as, and "
		  "\"CSV UTF-8\" (in LibreOffice: \"Text CSV\"), and upload that file" },
		{ STR_INIT("\xd0\xcf\x11\xe0"),
		  "this is a workbook of an old Excel (.xls), not CSV: open it, choose File, Save as, and "
		  "\"CSV UTF-8\", and upload that file" },
		{ STR_INIT("\x1f\x8b"), "this file is compressed (gzip): unpack it and upload the CSV file in it" },
		{ STR_INIT("%PDF"), "this is a PDF, not CSV: export the list as CSV instead" },
		{ STR_INIT("BEGIN:VCARD"), "these are vCards, not CSV: export the contacts as CSV instead" },
		{ STR_INIT("<!DOCTYPE"), "this is a web page, not CSV: export the list as CSV instead" },
		{ STR_INIT("<html"), "this is a web page, not CSV: export the list as CSV instead" },
		{ STR_INIT("<?xml"), "this is XML, not CSV: export the list as CSV instead" },
	};
	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_starts_nocase(head, kinds[i].magic))
			return kinds[i].why;
	return NULL;
}

/* Copies the file, looking at every byte of it. */
static err import_copy_file(int from, const char *path, int64_t *bytes, const struct charset **charset)
{
	int FD_AUTO to = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
	char *piece = malloc(COPY_BYTES);
	if (!piece)
		abort();
	struct charset_guesser *g = charset_guesser_new();
	err e = to < 0 ? err_make(ERR_IO, "the file cannot be kept: is the data directory writable?") : OK;
	off_t at = 0;
	while (!err_is(e)) {
		ssize_t n = pread(from, piece, COPY_BYTES, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			e = err_make(ERR_IO, "the file cannot be read");
		if (n <= 0)
			break;
		const char *why = at == 0 ? import_no_text(str_of(piece, (size_t)n)) : NULL;
		if (why)
			e = err_make(ERR_INVALID, why);
		charset_guess_feed(g, str_of(piece, (size_t)n));
		if (!err_is(e))
			e = file_write_fd(to, str_of(piece, (size_t)n));
		at += n;
	}
	*charset = charset_guess_end(g);
	*bytes = at;
	if (!err_is(e) && at == 0)
		e = err_make(ERR_INVALID, "the file is empty");
	if (!err_is(e) && fsync(to) != 0)
		e = err_make(ERR_IO, "the file cannot be kept: is the disk full?");
	charset_guesser_free(g);
	free(piece);
	return e;
}

err import_head(const char *path, const struct charset *charset, struct buf *out, bool *whole)
{
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_make(ERR_NOT_FOUND, "the file is not on this node any more");
	char *p = malloc(IMPORT_HEAD_BYTES + 1);
	if (!p)
		abort();
	ssize_t n = pread(fd, p, IMPORT_HEAD_BYTES + 1, 0);
	*whole = n <= (ssize_t)IMPORT_HEAD_BYTES;
	if (n > 0) {
		struct charset_decoder *d = charset_decoder_new(charset);
		str bytes = str_of(p, size_min((size_t)n, IMPORT_HEAD_BYTES));
		if (charset == charset_utf8())
			buf_add(out, bytes);
		else
			charset_decode(d, bytes, *whole, out);
		charset_decoder_free(d);
	}
	free(p);
	return n < 0 ? err_make(ERR_IO, "the file cannot be read") : OK;
}

/* What is found of a file, with what a person says about it. */
struct found {
	const struct charset *charset;
	struct csv_guess how;
	struct import_sample sample;
	str columns; /* JSON */
};

static err import_check_reading(const struct import_reading *in)
{
	if (!str_absent(in->encoding) && !charset_find(in->encoding))
		return err_make(ERR_INVALID,
				"encoding: is not one we know: UTF-8, Windows-1252, Windows-1251, Shift_JIS, "
				"GBK, UTF-16LE and others");
	bool tab = str_eq(in->delimiter, STR("tab")) || str_eq(in->delimiter, STR("\t"));
	if (!str_absent(in->delimiter) && !tab && (in->delimiter.n != 1 || !strchr(",;|", in->delimiter.p[0])))
		return err_make(ERR_INVALID, "delimiter: must be one of , ; | and tab");
	return OK;
}

static err import_look_into(struct arena *a, const char *path, const struct charset *charset,
			    const struct import_reading *in, struct found *out)
{
	struct buf BUF_AUTO text, BUF_AUTO columns;
	struct json_writer w;
	bool whole;
	buf_init(&text, IMPORT_HEAD_TEXT);
	buf_init(&columns, 4u << 20);
	struct found f = { .charset = str_absent(in->encoding) ? charset : charset_find(in->encoding) };
	if (!f.charset)
		f.charset = charset_utf8();
	TRY(import_head(path, f.charset, &text, &whole));
	f.how = csv_guess(buf_str(&text));
	if (!str_empty(in->delimiter))
		f.how.delimiter = in->delimiter.n == 3 ? '\t' : in->delimiter.p[0];
	TRY(import_sample_read(a, buf_str(&text), whole, f.how, in->header, &f.sample));
	json_writer_init(&w, &columns);
	json_begin_arr(&w);
	for (size_t i = 0; i < f.sample.n_columns; i++)
		json_put_str(&w, f.sample.columns[i]);
	json_end_arr(&w);
	TRY(buf_err(&columns));
	f.columns = arena_dup(a, buf_str(&columns));
	*out = f;
	return OK;
}

err import_take(const struct app *app, tenant_db db, struct arena *a, int fd, str filename,
		const struct import_reading *how, struct import *out)
{
	struct found f = {};
	const struct charset *charset;
	int64_t bytes = 0;
	str id = make_id(a), path = import_path(app, a, id);
	TRY(import_check_reading(how));
	TRY(file_mkdirs(arena_printf(a, "%s/imports", app->config->data).p, 0700));
	err e = import_copy_file(fd, path.p, &bytes, &charset);
	if (!err_is(e))
		e = import_look_into(a, path.p, charset, how, &f);
	if (!err_is(e)) {
		str name = some_text(str_upto(filename, 200));
		struct q_import_insert_in in = { .id = id,
						 .filename = str_utf8_valid(name) && one_line(name) ? name : STR_NULL,
						 .node = str_z(app->node),
						 .bytes = bytes,
						 .delimiter = str_of(&f.how.delimiter, 1),
						 .encoding = str_z(charset_name(f.charset)),
						 .columns = f.columns,
						 .header = f.sample.header };
		e = q_import_insert(db, a, &in, NULL);
	}
	if (err_is(e)) {
		err_ignore(file_remove(path.p)); /* what is left is only a file that nobody names */
		return e;
	}
	return import_get(db, a, id, out);
}

err import_reread(const struct app *app, tenant_db db, struct arena *a, str id, const struct import_reading *how,
		  struct import *out)
{
	struct import im;
	struct found f;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	TRY(import_check_reading(how));
	if (str_eq(im.status, STR("RUNNING")) || str_eq(im.status, STR("UNDOING")) ||
	    str_eq(im.status, STR("UNDONE")) || (str_eq(im.status, STR("DONE")) && !im.dry_run))
		return err_make(ERR_CONFLICT, again);
	const struct charset *charset = charset_find(im.encoding);
	TRY(import_look_into(a, import_path(app, a, id).p, charset ? charset : charset_utf8(), how, &f));
	struct q_import_reread_in in = { .id = id,
					 .delimiter = str_of(&f.how.delimiter, 1),
					 .encoding = str_z(charset_name(f.charset)),
					 .columns = f.columns,
					 .header = f.sample.header };
	TRY(q_import_reread(db, a, &in, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, again);
	return import_get(db, a, id, out);
}

static void import_take_row(struct import *out, const struct q_import_get_row *r)
{
	*out = (struct import){
		.id = r->id,
		.status = r->status,
		.filename = r->filename,
		.node = r->node,
		.delimiter = r->delimiter,
		.encoding = r->encoding,
		.columns = r->columns,
		.map = r->map,
		.tags = r->tags,
		.policy = r->policy,
		.error = r->error,
		.dry_run = r->dry_run,
		.bytes = r->bytes,
		.bytes_read = r->bytes_read,
		.rows_read = r->rows_read,
		.created = r->created,
		.updated = r->updated,
		.unchanged = r->unchanged,
		.refused = r->refused,
		.suppressed = r->suppressed,
		.header = r->header,
		.warnings = r->warnings,
		.deleted = r->deleted,
		.restored = r->restored,
		.undo_after = r->undo_after,
		.created_at = r->created_at,
		.finished_at = r->finished_at,
	};
}

err import_get(tenant_db db, struct arena *a, str id, struct import *out)
{
	struct q_import_get_row row;
	TRY(q_import_get(db, a, &(struct q_import_get_in){ .id = id }, &row));
	import_take_row(out, &row);
	return OK;
}

err import_list(tenant_db db, struct arena *a, str after, int64_t limit, struct import **out, size_t *n)
{
	struct q_import_list_rows rows;
	TRY(q_import_list(db, a, &(struct q_import_list_in){ .after_id = after, .limit = limit }, &rows));
	*out = arena_array(a, struct import, rows.n + 1);
	*n = rows.n;
	static_assert(sizeof(*rows.v) == sizeof(struct q_import_get_row), "one order of columns");
	for (size_t i = 0; i < rows.n; i++)
		import_take_row(&(*out)[i], (const struct q_import_get_row *)&rows.v[i]);
	return OK;
}

/* --- starting --- */

static bool import_has_column(const struct json *columns, str name)
{
	for (JSON_EACH(c, columns))
		if (str_eq(json_str(c), name))
			return true;
	return false;
}

/* One column, or several in an array where the field takes them. */
static void import_check_columns(struct field_errors *errors, str at, const struct json *v, bool many,
				 const struct json *columns)
{
	static const char missing[] = "names a column that the file does not have";
	if (json_is(v, JSON_STR)) {
		if (!import_has_column(columns, json_str(v)))
			field_error_add(errors, at, str_z(missing));
		return;
	}
	if (!json_is(v, JSON_ARR) || !many || json_len(v) == 0) {
		field_error_add(errors, at,
				many ? STR("must be the name of a column, or an array of them")
				     : STR("must be the name of a column"));
		return;
	}
	for (JSON_EACH(one, v))
		if (!import_has_column(columns, json_str(one)))
			field_error_add(errors, at, str_z(missing));
}

static void import_check_map(struct arena *a, const struct json *map, const struct json *columns,
			     struct field_errors *errors)
{
	if (!json_is(map, JSON_OBJ) || str_absent(json_str(json_get(map, "email"))))
		field_error_addf(errors, "map", "must say which column holds the address: {\"email\": \"…\"}");
	if (json_len(map) > IMPORT_FIELDS_MAX)
		field_error_addf(errors, "map", "must have at most %u fields", IMPORT_FIELDS_MAX);
	for (JSON_EACH(m, map)) {
		str field = json_name(m), at = arena_printf(a, "map.%.*s", STR_FMT(field));
		const struct import_target *t = import_target_find(field);
		bool variable = str_starts(field, STR("variables.")) && field.n > 10 && field.n <= 110;
		if (!t && !variable)
			field_error_add(
				errors, at,
				STR("is not a field: email, name, firstName, lastName, status, optOut, optIn, bounced, "
				    "complained, tags, variables, timezone, createdAt or variables.NAME"));
		else
			import_check_columns(errors, at, m, t && t->many, columns);
	}
}

/* Columns that speak of consent and are not used for it. A file on another node says nothing. */
static str import_find_warnings(const struct app *app, struct arena *a, const struct import *im, const struct json *map)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	struct found f;
	struct import_reading how = { .encoding = im->encoding,
				      .delimiter = im->delimiter,
				      .header = SOME_BOOL(im->header) };
	buf_init(&b, 1u << 20);
	if (err_is(import_look_into(a, import_path(app, a, im->id).p, NULL, &how, &f)))
		return STR("[]");
	json_writer_init(&w, &b);
	import_consent_columns(&w, a, &f.sample, map);
	return arena_dup(a, buf_str(&b));
}

err import_start(const struct app *app, tenant_db db, struct arena *a, str id, const struct import_start *in,
		 struct field_errors *errors, struct import *out)
{
	const struct json *columns;
	struct import im;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	if (!str_absent(in->how.encoding) || !str_absent(in->how.delimiter) || in->how.header.has)
		TRY(import_reread(app, db, a, id, &in->how, &im));
	TRY(json_parse(a, im.columns, &columns));
	import_check_map(a, in->map, columns, errors);
	str tags = contact_tags_json(a, in->tags.v, in->tags.n, "tags", errors);
	TRY(field_errors_err(errors));
	struct q_import_start_in row = { .id = id,
					 .map = json_print(a, in->map),
					 .tags = tags,
					 .policy = str_absent(in->policy) ? STR("update") : in->policy,
					 .warnings = import_find_warnings(app, a, &im, in->map),
					 .dry_run = in->dry_run };
	TRY(q_import_start(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, again);
	return import_get(db, a, id, out);
}

err import_delete(const struct app *app, tenant_db db, struct arena *a, str id)
{
	struct import im;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	TRY(q_import_delete(db, a, &(struct q_import_delete_in){ .id = id }, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "this import, or its undo, is under way");
	TRY(file_remove(import_path(app, a, id).p));
	return file_remove(import_refused_path(app, a, id).p);
}

/* --- showing --- */

static void import_write_encodings(struct json_writer *w)
{
	str rest = str_z(charset_names), one;
	json_key(w, "encodings");
	json_begin_arr(w);
	while (str_next(&rest, '|', &one))
		json_put_str(w, one);
	json_end_arr(w);
}

err import_preview(const struct app *app, struct arena *a, const struct import *im, struct json_writer *w)
{
	struct found f = {};
	struct import_reading how = { .encoding = im->encoding,
				      .delimiter = im->delimiter,
				      .header = SOME_BOOL(im->header) };
	const struct json *columns;
	TRY(json_parse(a, im->columns, &columns));
	if (err_is(import_look_into(a, import_path(app, a, im->id).p, NULL, &how, &f))) {
		/* On another node: the names alone. */
		f.sample = (struct import_sample){ .columns = arena_array(a, str, json_len(columns) + 1),
						   .header = im->header };
		for (JSON_EACH(c, columns))
			f.sample.columns[f.sample.n_columns++] = json_str(c);
	}
	json_key(w, "preview");
	json_begin_arr(w);
	for (size_t i = 0; i < f.sample.n_rows && i < PREVIEW_ROWS; i++) {
		json_begin_arr(w);
		for (size_t k = 0; k < f.sample.n_columns; k++) {
			str cell = f.sample.rows[i][k];
			json_put_str(w, str_upto(cell, str_utf8_floor(cell, 200)));
		}
		json_end_arr(w);
	}
	json_end_arr(w);
	json_key(w, "guess");
	import_guess_map(w, a, &f.sample);
	json_key(w, "consent");
	import_consent_columns(w, a, &f.sample, NULL);
	import_write_encodings(w);
	return OK;
}

void import_write_members(struct json_writer *w, const struct import *im)
{
	json_kv_str(w, "id", im->id);
	json_kv_str(w, "status", im->status);
	json_kv_str(w, "filename", im->filename);
	json_kv_i64(w, "bytes", im->bytes);
	json_kv_i64(w, "bytesRead", im->bytes_read);
	json_kv_str(w, "delimiter", im->delimiter);
	json_kv_str(w, "encoding", im->encoding);
	json_kv_raw(w, "columns", im->columns);
	json_kv_raw(w, "map", im->map);
	json_kv_raw(w, "tags", im->tags);
	json_kv_str(w, "policy", im->policy);
	json_kv_bool(w, "dryRun", im->dry_run);
	json_kv_i64(w, "rowsRead", im->rows_read);
	json_kv_i64(w, "created", im->created);
	json_kv_i64(w, "updated", im->updated);
	json_kv_i64(w, "unchanged", im->unchanged);
	json_kv_i64(w, "refused", im->refused);
	json_kv_i64(w, "suppressed", im->suppressed);
	json_kv_bool(w, "header", im->header);
	json_kv_raw(w, "warnings", im->warnings);
	json_kv_i64(w, "deleted", im->deleted);
	json_kv_i64(w, "restored", im->restored);
	json_kv_str(w, "error", im->error);
	json_kv_time(w, "createdAt", im->created_at);
	json_kv_opt_time(w, "finishedAt", im->finished_at);
}

void import_write(struct json_writer *w, const struct import *im)
{
	json_begin_obj(w);
	import_write_members(w, im);
	json_end_obj(w);
}
