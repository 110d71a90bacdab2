/* Imports of contacts over REST: the file first, then the mapping, then progress. */
#include "api/api.h"
#include "core/audience/import.h"
#include "os/file.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct schema_field import_fields[] = {
	{ "id", SCHEMA_ID },
	{ "status", SCHEMA_STR, .values = "UPLOADED|RUNNING|DONE|FAILED|UNDOING|UNDONE" },
	{ "filename", SCHEMA_STR, .nullable = true },
	{ "bytes", SCHEMA_I64 },
	{ "bytesRead", SCHEMA_I64 },
	{ "delimiter", SCHEMA_STR, .doc = "As found: , ; tab or |" },
	{ "encoding", SCHEMA_STR, .doc = "As found in the whole file, or as chosen" },
	{ "header", SCHEMA_BOOL, .doc = "The first line holds the names of the columns; else they are `Column 1`, …" },
	{ "columns", SCHEMA_STR, .array = true },
	{ "map", SCHEMA_ANY, .nullable = true },
	{ "tags", SCHEMA_ANY, .nullable = true },
	{ "policy", SCHEMA_STR, .values = "update|skip" },
	{ "dryRun", SCHEMA_BOOL },
	{ "rowsRead", SCHEMA_I64 },
	{ "created", SCHEMA_I64 },
	{ "updated", SCHEMA_I64 },
	{ "unchanged", SCHEMA_I64, .doc = "Including rows whose address comes again in the file" },
	{ "refused", SCHEMA_I64 },
	{ "suppressed", SCHEMA_I64,
	  .doc = "Addresses put on the suppression list: who opted out, bounced or complained" },
	{ "warnings", SCHEMA_STR, .array = true, .nullable = true,
	  .doc = "Columns that speak of consent and are not mapped to `status`, `optOut`, `optIn`, `bounced` or "
		 "`complained`" },
	{ "deleted", SCHEMA_I64,
	  .doc = "By its undo so far: contacts it had created; those that were sent mail since stay" },
	{ "restored", SCHEMA_I64, .doc = "By its undo so far: contacts it had changed" },
	{ "error", SCHEMA_STR, .nullable = true },
	{ "createdAt", SCHEMA_TIME },
	{ "finishedAt", SCHEMA_TIME, .nullable = true },
	{ "preview", SCHEMA_ANY, .optional = true, .doc = "Of an upload: the first rows, arrays of texts" },
	{ "guess", SCHEMA_ANY, .optional = true, .doc = "Of an upload: a mapping that may be right" },
	{ "consent", SCHEMA_STR, .array = true, .optional = true,
	  .doc = "Of an upload: columns that speak of consent" },
	{ "encodings", SCHEMA_STR, .array = true, .optional = true, .doc = "Of an upload: those that can be chosen" },
};
static const struct schema import_schema = SCHEMA("Import", import_fields);

static const struct api_param upload_query[] = {
	{ .name = "filename", .kind = PARAM_STR, .max = 200, .doc = "Shown to people" },
	{ .name = "encoding", .kind = PARAM_STR, .max = 40, .doc = "Such as `windows-1251`; found out when not given" },
	{ .name = "delimiter", .kind = PARAM_STR, .max = 3, .doc = "`,` `;` `|` or `tab`; found out when not given" },
	{ .name = "header",
	  .kind = PARAM_BOOL,
	  .doc = "Whether the first line holds the names of the columns; found out when not given" },
};

/* An error of how the file is to be read names its field, others the file. */
static err imports_invalid_reading(struct api_call *call, err e)
{
	if (e.code != ERR_INVALID)
		return e;
	static const char *const fields[] = { "encoding", "delimiter" };
	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(fields[i]);
		if (str_starts(str_z(e.why), str_z(fields[i])) && e.why[n] == ':')
			return api_invalid(call, fields[i], e.why + n + 2);
	}
	return api_invalid(call, "file", e.why);
}

static err imports_write_with_preview(struct api_call *call, const struct import *im)
{
	json_begin_obj(call->out);
	import_write_members(call->out, im);
	TRY(import_preview(call->app, call->arena, im, call->out));
	json_end_obj(call->out);
	return OK;
}

static err imports_upload(struct api_call *call, tenant_db db)
{
	struct import im;
	struct import_reading how = { .encoding = api_query(call, "encoding"),
				      .delimiter = api_query(call, "delimiter") };
	if (!str_absent(api_query(call, "header")))
		how.header = SOME_BOOL(api_query_bool(call, "header"));
	err e = import_take(call->app, db, call->arena, http_body_fd(call->req), api_query(call, "filename"), &how,
			    &im);
	if (err_is(e))
		return imports_invalid_reading(call, e);
	return imports_write_with_preview(call, &im);
}

static const struct api_param list_query[] = { API_PAGE_PARAMS };

static err imports_list(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	struct import *v;
	size_t n, limit = (size_t)api_limit(call);
	TRY(api_cursor_read(call, &after, 1, &has));
	TRY(import_list(db, call->arena, has ? after : STR_NULL, (int64_t)limit + 1, &v, &n));
	size_t shown = n > limit ? limit : n;
	api_list_begin(call);
	for (size_t i = 0; i < shown; i++)
		import_write(call->out, &v[i]);
	api_list_end(call, n > limit ? api_cursor_make(call->arena, &v[shown - 1].id, 1) : STR_NULL);
	return OK;
}

static err imports_get(struct api_call *call, tenant_db db)
{
	struct import im;
	TRY(import_get(db, call->arena, api_param(call, "id"), &im));
	if (str_eq(im.status, STR("UPLOADED")))
		return imports_write_with_preview(call, &im);
	import_write(call->out, &im);
	return OK;
}

#define READING_FIELDS(type, how)                                                                                      \
	JSON_FIELD(type, how.encoding, "encoding", JSON_FIELD_STR, .max = 40,                                          \
		   .doc = "Reads the file in this encoding: `windows-1251`, `Shift_JIS`, …"),                          \
		JSON_FIELD(type, how.delimiter, "delimiter", JSON_FIELD_STR, .max = 3, .doc = "`,` `;` `|` or `tab`"), \
		JSON_FIELD(type, how.header, "header", JSON_FIELD_OPT_BOOL,                                            \
			   .doc = "Whether the first line holds the names of the columns")

struct reread_body {
	struct import_reading how;
};
static const struct json_field reread_fields[] = { READING_FIELDS(struct reread_body, how) };

static err imports_reread(struct api_call *call, tenant_db db)
{
	const struct reread_body *b = call->body;
	struct import im;
	err e = import_reread(call->app, db, call->arena, api_param(call, "id"), &b->how, &im);
	if (err_is(e))
		return imports_invalid_reading(call, e);
	return imports_write_with_preview(call, &im);
}

static const struct json_field start_fields[] = {
	JSON_FIELD(
		struct import_start, map, "map", JSON_FIELD_OBJ, .required = true,
		.doc = "Field to column: {\"email\": \"E-mail\", \"firstName\": \"First\", \"variables.company\": "
		       "\"Company\", \"optOut\": [\"UNSUB_TIME\"]}. Fields: `email`, `name`, `firstName`, `lastName`, "
		       "`timezone`, `createdAt`, `variables.NAME`; and, of one column or of several in an array, "
		       "`status`, "
		       "`optOut`, "
		       "`optIn`, `bounced`, `complained`, `tags`, `variables` (a JSON object)"),
	JSON_FIELD(struct import_start, tags, "tags", JSON_FIELD_STRS, .max = 100, .each_max = 100,
		   .doc = "Added to every contact of the file"),
	JSON_FIELD(struct import_start, policy, "policy", JSON_FIELD_CHOICE, .values = "update|skip",
		   .doc = "`update` when not given"),
	JSON_FIELD(struct import_start, dry_run, "dryRun", JSON_FIELD_BOOL,
		   .doc = "Read and count everything, change nothing"),
	READING_FIELDS(struct import_start, how),
};

static err imports_start(struct api_call *call, tenant_db db)
{
	struct import im;
	err e = import_start(call->app, db, call->arena, api_param(call, "id"), call->body, &call->errors, &im);
	if (err_is(e) && call->errors.total == 0)
		return imports_invalid_reading(call, e);
	TRY(e);
	import_write(call->out, &im);
	return OK;
}

/* --- progress --- */

struct watcher {
	const struct app *app;
	char user[64], id[64];
	size_t user_n, id_n;
};

static bool imports_watch_poll(void *ctx, struct buf *out)
{
	struct watcher *w = ctx;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO text = {};
	struct json_writer j;
	struct import im;
	err e = import_get(tenant_of(w->app->db, &a, str_of(w->user, w->user_n)), &a, str_of(w->id, w->id_n), &im);
	if (e.code == ERR_NOT_FOUND)
		return false;
	if (err_is(e))
		return true; /* the database is away: say nothing, look again */
	buf_init(&text, 1u << 20);
	json_writer_init(&j, &text);
	import_write(&j, &im);
	http_sse_event(out, "progress", buf_str(&text));
	return str_eq(im.status, STR("RUNNING")) || str_eq(im.status, STR("UNDOING"));
}

static err imports_progress(struct api_call *call, tenant_db db)
{
	struct import im;
	str id = api_param(call, "id");
	TRY(import_get(db, call->arena, id, &im));
	struct watcher *w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->app = call->app;
	w->user_n = call->user_id.n < sizeof(w->user) ? call->user_id.n : sizeof(w->user);
	w->id_n = id.n < sizeof(w->id) ? id.n : sizeof(w->id);
	memcpy(w->user, call->user_id.p, w->user_n);
	memcpy(w->id, id.p, w->id_n);
	http_reply_sse(call->req, (struct http_sse){ .poll = imports_watch_poll, .done = free, .ctx = w });
	return OK;
}

/* --- refused rows, undo, delete --- */

static err imports_refused(struct api_call *call, tenant_db db)
{
	struct import im;
	struct stat st;
	TRY(import_get(db, call->arena, api_param(call, "id"), &im));
	int fd = open(import_refused_path(call->app, call->arena, im.id).p, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		fd_closep(&fd);
		return err_make(ERR_NOT_FOUND, "no rows were refused, or the file is on another node");
	}
	api_download(call, "refused.csv");
	http_reply_fd(call->req, 200, "text/csv; charset=utf-8", fd, (uint64_t)st.st_size);
	return OK;
}

static err imports_undo(struct api_call *call, tenant_db db)
{
	struct import im;
	TRY(import_undo(db, call->arena, api_param(call, "id"), &im));
	import_write(call->out, &im);
	return OK;
}

static err imports_remove_one(struct api_call *call, tenant_db db)
{
	return import_delete(call->app, db, call->arena, api_param(call, "id"));
}

const struct route import_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/imports",
	  .tenant = imports_upload,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_UPLOAD,
	  ROUTE_QUERY(upload_query),
	  .answer = &import_schema,
	  .status = 201,
	  .summary = "Upload a CSV file",
	  .doc = "The body is the file. Nothing is imported until it is started with a mapping." },
	{ .method = HTTP_GET,
	  .path = "/api/imports",
	  .tenant = imports_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &import_schema,
	  .summary = "Imports" },
	{ .method = HTTP_GET,
	  .path = "/api/imports/:id",
	  .tenant = imports_get,
	  .scope = SCOPE_READ,
	  .answer = &import_schema,
	  .summary = "One import" },
	{ .method = HTTP_PATCH,
	  .path = "/api/imports/:id",
	  .tenant = imports_reread,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(reread_fields, struct reread_body),
	  .answer = &import_schema,
	  .summary = "Read the file in another way",
	  .doc = "Of an upload or a dry run: with another encoding, delimiter or header. What is not given is found "
		 "out. Answers "
		 "with the columns, the preview and the guess that come of it." },
	{ .method = HTTP_POST,
	  .path = "/api/imports/:id/start",
	  .tenant = imports_start,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(start_fields, struct import_start),
	  .answer = &import_schema,
	  .status = 202,
	  .summary = "Import the file, or try it (dryRun)" },
	{ .method = HTTP_GET,
	  .path = "/api/imports/:id/progress",
	  .tenant = imports_progress,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_SSE,
	  .answer = &import_schema,
	  .summary = "Progress as server-sent events" },
	{ .method = HTTP_GET,
	  .path = "/api/imports/:id/refused.csv",
	  .tenant = imports_refused,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_BYTES,
	  .type = "text/csv",
	  .summary = "Refused rows with line and reason",
	  .doc = "With the columns of the file: mend it, upload it, and the mapping fits." },
	{ .method = HTTP_POST,
	  .path = "/api/imports/:id/undo",
	  .tenant = imports_undo,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .answer = &import_schema,
	  .status = 202,
	  .summary = "Undo an import",
	  .doc = "Answers at once; the import is UNDOING until it is UNDONE, and `deleted` and `restored` count up. "
		 "Contacts it created go, those it changed are as before, and the addresses it suppressed are mailed "
		 "again, unless "
		 "the person, or anybody else, put them on the list since." },
	{ .method = HTTP_DELETE,
	  .path = "/api/imports/:id",
	  .tenant = imports_remove_one,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Forget an import and its file" },
};
const size_t import_routes_n = sizeof(import_routes) / sizeof(*import_routes);
