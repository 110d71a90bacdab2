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
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_MAX (64u << 10)
#define PREVIEW_ROWS 20u

str import_path(const struct app *app, struct arena *a, str id)
{
	return arena_printf(a, "%s/imports/%.*s.csv", app->config->data, STR_FMT(id));
}

str import_refused_path(const struct app *app, struct arena *a, str id)
{
	return arena_printf(a, "%s/imports/%.*s.refused.csv", app->config->data, STR_FMT(id));
}

static err copy_file(int from, const char *path, int64_t *bytes)
{
	struct stat st;
	int FD_AUTO to = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
	if (to < 0 || fstat(from, &st) != 0)
		return err_make(ERR_IO, "the file cannot be kept: is the data directory writable?");
	off_t at = 0;
	while (at < st.st_size) {
		ssize_t n = sendfile(to, from, &at, (size_t)(st.st_size - at));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_make(ERR_IO, "the file cannot be kept: is the disk full?");
	}
	*bytes = st.st_size;
	return fsync(to) == 0 ? OK : err_make(ERR_IO, "the file cannot be kept: is the disk full?");
}

static err read_head(const char *path, struct buf *head)
{
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_make(ERR_NOT_FOUND, "the file is not on this node any more");
	char *p = buf_room(head, HEAD_MAX);
	ssize_t n = pread(fd, p, HEAD_MAX, 0);
	if (n < 0)
		return err_make(ERR_IO, "the file cannot be read");
	buf_commit(head, (size_t)n);
	return OK;
}

/* The names of the columns: the first record. */
static err read_columns(str head, const struct csv_guess *g, bool whole, struct buf *out)
{
	struct csv_reader *r = csv_reader_new(g->encoding, g->delimiter, 0, 1);
	struct csv_record rec;
	struct json_writer w;
	csv_push(r, str_from(head, g->bom), whole);
	err e = csv_next(r, &rec);
	if (!err_is(e) && rec.refused)
		e = err_make(ERR_INVALID, rec.refused);
	if (!err_is(e)) {
		json_writer_init(&w, out);
		json_begin_arr(&w);
		for (size_t i = 0; i < rec.n; i++)
			json_put_str(&w, str_trim(rec.fields[i]));
		json_end_arr(&w);
		e = buf_err(out);
	}
	csv_reader_free(r);
	return err_is(e) ? err_make(ERR_INVALID,
				    e.code == ERR_INVALID ? e.why : "the first line must hold the names of the columns")
			 : OK;
}

err import_take(const struct app *app, tenant_db db, struct arena *a, int fd, str filename, struct import *out)
{
	struct buf BUF_AUTO head, BUF_AUTO columns;
	int64_t bytes;
	buf_init(&head, HEAD_MAX);
	buf_init(&columns, 4u << 20);
	str id = make_id(a), path = import_path(app, a, id);
	TRY(file_mkdirs(arena_printf(a, "%s/imports", app->config->data).p, 0700));
	TRY(copy_file(fd, path.p, &bytes));
	err e = read_head(path.p, &head);
	struct csv_guess g = csv_guess(buf_str(&head), bytes <= (int64_t)head.n);
	if (!err_is(e))
		e = head.n ? read_columns(buf_str(&head), &g, bytes <= (int64_t)head.n, &columns)
			   : err_make(ERR_INVALID, "the file is empty");
	str name = some_text(str_upto(filename, 200));
	struct q_import_insert_in in = { .id = id,
					 .filename = str_utf8_valid(name) && one_line(name) ? name : STR_NULL,
					 .node = str_z(app->node),
					 .bytes = bytes,
					 .delimiter = str_of(&g.delimiter, 1),
					 .encoding = str_z(csv_encoding_name(g.encoding)),
					 .columns = buf_str(&columns) };
	if (!err_is(e))
		e = q_import_insert(db, a, &in, NULL);
	if (err_is(e)) {
		err_ignore(file_remove(path.p)); /* what is left is only a file that nobody names */
		return e;
	}
	return import_get(db, a, id, out);
}

static void take_row(struct import *out, const struct q_import_get_row *r)
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
		.created_at = r->created_at,
		.finished_at = r->finished_at,
	};
}

err import_get(tenant_db db, struct arena *a, str id, struct import *out)
{
	struct q_import_get_row row;
	TRY(q_import_get(db, a, &(struct q_import_get_in){ .id = id }, &row));
	take_row(out, &row);
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
		take_row(&(*out)[i], (const struct q_import_get_row *)&rows.v[i]);
	return OK;
}

/* --- starting --- */

static bool has_column(const struct json *columns, str name)
{
	for (JSON_EACH(c, columns))
		if (str_eq(json_str(c), name))
			return true;
	return false;
}

static void check_map(struct arena *a, const struct json *map, const struct json *columns, struct field_errors *errors)
{
	if (!json_is(map, JSON_OBJ) || str_absent(json_str(json_get(map, "email"))))
		field_error_addf(errors, "map", "must say which column holds the address: {\"email\": \"…\"}");
	if (json_len(map) > IMPORT_FIELDS_MAX)
		field_error_addf(errors, "map", "must have at most %u fields", IMPORT_FIELDS_MAX);
	for (JSON_EACH(m, map)) {
		str field = json_name(m);
		str at = arena_printf(a, "map.%.*s", STR_FMT(field));
		bool variable = str_starts(field, STR("variables.")) && field.n > 10 && field.n <= 110;
		if (!variable && !str_eq(field, STR("email")) && !str_eq(field, STR("firstName")) &&
		    !str_eq(field, STR("lastName")))
			field_error_add(errors, at,
					STR("is not a field: email, firstName, lastName or variables.NAME"));
		else if (!has_column(columns, json_str(m)))
			field_error_add(errors, at, STR("names a column that the file does not have"));
	}
}

err import_start(tenant_db db, struct arena *a, str id, const struct import_start *in, struct field_errors *errors,
		 struct import *out)
{
	const struct json *columns;
	struct import im;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	TRY(json_parse(a, im.columns, &columns));
	check_map(a, in->map, columns, errors);
	str tags = contact_tags_json(a, in->tags.v, in->tags.n, "tags", errors);
	TRY(field_errors_err(errors));
	struct q_import_start_in row = { .id = id,
					 .map = json_print(a, in->map),
					 .tags = tags,
					 .policy = str_absent(in->policy) ? STR("update") : in->policy,
					 .dry_run = in->dry_run };
	TRY(q_import_start(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "this import runs or has run; upload the file again for another");
	return import_get(db, a, id, out);
}

err import_undo(tenant_db db, struct arena *a, str id, int64_t *deleted, int64_t *restored)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct import im;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	char low[CUID_LEN + 1], high[CUID_LEN + 1];
	import_contact_id(id, 0, low);
	memcpy(high, low, sizeof(high));
	memset(low + 9, '0', 16);
	memset(high + 9, 'z', 16);
	char tail[CUID_LEN + 1];
	import_contact_id(id, 0, tail);
	TRY(tenant_begin(db, &tx));
	TRY(q_import_undo_mark(tx.db, a, &(struct q_import_undo_mark_in){ .id = id, .now = clock_now() }, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "only an import that has ended can be undone, once");
	struct q_import_undo_restore_in restore = { .id = id, .now = clock_now() };
	TRY(q_import_undo_restore(tx.db, a, &restore, restored));
	struct q_import_undo_delete_in remove = { .low = str_of(low, CUID_LEN),
						  .high = str_of(high, CUID_LEN),
						  .tail = str_of(tail + 15, 10) };
	struct q_import_undo_leave_row left;
	struct q_import_undo_leave_in leave = {
		.low = remove.low, .high = remove.high, .tail = remove.tail, .now = restore.now
	};
	TRY(q_import_undo_leave(tx.db, a, &leave, &left));
	TRY(q_import_undo_delete(tx.db, a, &remove, deleted));
	return tenant_commit(&tx);
}

err import_delete(const struct app *app, tenant_db db, struct arena *a, str id)
{
	struct import im;
	int64_t n;
	TRY(import_get(db, a, id, &im));
	TRY(q_import_delete(db, a, &(struct q_import_delete_in){ .id = id }, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "this import runs");
	TRY(file_remove(import_path(app, a, id).p));
	return file_remove(import_refused_path(app, a, id).p);
}

/* --- showing --- */

static str squeeze(struct arena *a, str s) /* letters only, lower case */
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (ascii_alpha(s.p[i]))
			p[n++] = ascii_lower(s.p[i]);
	return str_of(p, n);
}

static bool is_one_of(str s, const char *words)
{
	return json_choice_has(words, s);
}

static void guess_columns(struct json_writer *w, struct arena *a, const struct json *columns)
{
	bool email = false, first = false, last = false;
	json_begin_obj(w);
	for (JSON_EACH(c, columns)) {
		str name = json_str(c), s = squeeze(a, name);
		if (str_empty(str_trim(name)))
			continue;
		if (!email &&
		    (is_one_of(s, "email|emailaddress|mail|emailadresse|adresse|courriel|correo|epost|eposta"))) {
			email = true;
			json_kv_str(w, "email", name);
		} else if (!first && is_one_of(s, "first|firstname|givenname|vorname|prenom|nombre|fname|forename")) {
			first = true;
			json_kv_str(w, "firstName", name);
		} else if (!last &&
			   is_one_of(s, "last|lastname|surname|familyname|nachname|nom|apellido|apellidos|lname")) {
			last = true;
			json_kv_str(w, "lastName", name);
		} else if (s.n > 0 && s.n <= 100) {
			/* camelCase would guess; the letters are safe in a template. */
			json_kv_str(w, arena_printf(a, "variables.%.*s", STR_FMT(s)).p, name);
		}
	}
	json_end_obj(w);
}

err import_preview(const struct app *app, struct arena *a, const struct import *im, struct json_writer *w)
{
	struct buf BUF_AUTO head;
	const struct json *columns;
	buf_init(&head, HEAD_MAX);
	json_key(w, "preview");
	json_begin_arr(w);
	if (!err_is(read_head(import_path(app, a, im->id).p, &head))) {
		bool whole = im->bytes <= (int64_t)head.n;
		struct csv_guess g = csv_guess(buf_str(&head), whole);
		struct csv_reader *r = csv_reader_new(g.encoding, g.delimiter, 0, 1);
		struct csv_record rec;
		csv_push(r, str_from(buf_str(&head), g.bom), whole);
		for (size_t n = 0; n <= PREVIEW_ROWS && !err_is(csv_next(r, &rec)); n++) {
			if (n == 0)
				continue;
			json_begin_arr(w);
			for (size_t i = 0; i < rec.n; i++)
				json_put_str(w, str_upto(rec.fields[i], str_utf8_floor(rec.fields[i], 200)));
			json_end_arr(w);
		}
		csv_reader_free(r);
	}
	json_end_arr(w);
	TRY(json_parse(a, im->columns, &columns));
	json_key(w, "guess");
	guess_columns(w, a, columns);
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
