/* The suppression list: who must not be mailed. */
#include "api/api.h"
#include "core/audience/suppression.h"

#define IMPORT_MAX (32u << 20) /* about a million addresses */

static const struct schema_field suppression_fields[] = {
	{ "id", SCHEMA_ID },
	{ "email", SCHEMA_STR, .nullable = true,
	  .doc = "An address, or `@domain` for all of a domain; null for a person who was erased: a keyed hash is "
		 "left" },
	{ "kind", SCHEMA_STR, .values = "address|domain|hash" },
	{ "reason", SCHEMA_STR, .values = SUPPRESSION_REASONS },
	{ "source", SCHEMA_STR, .nullable = true },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema suppression_schema = SCHEMA("Suppression", suppression_fields);

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "search",
	  .kind = PARAM_STR,
	  .max = 254,
	  .doc = "Part of an address; a whole address finds its hash, too" },
	{ .name = "kind", .kind = PARAM_CHOICE, .values = "address|domain|hash" },
	{ .name = "reason", .kind = PARAM_CHOICE, .values = SUPPRESSION_REASONS },
};

static err suppressions_list(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	TRY(api_cursor_read(call, &after, 1, &has));
	struct suppression_list_in in = { .search = api_query(call, "search"),
					  .reason = api_query(call, "reason"),
					  .kind = api_query(call, "kind"),
					  .cursor = has ? after : STR_NULL,
					  .limit = api_limit(call) };
	struct suppression_list l;
	TRY(suppression_list(db, call->arena, call->app->keys, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		suppression_write(call->out, &l.v[i]);
	str next = l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL;
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	int64_t total;
	TRY(suppression_count(db, call->arena, call->app->keys, &in, &total));
	api_list_end_total(call, next, total);
	return OK;
}

struct add_body {
	str email;
};
static const struct json_field add_fields[] = {
	{ .name = "email",
	  .kind = JSON_FIELD_STR,
	  .offset = offsetof(struct add_body, email),
	  .required = true,
	  .max = 255,
	  .doc = "An address, or `@domain`" },
};

static err suppressions_add(struct api_call *call, tenant_db db)
{
	const struct add_body *b = call->body;
	struct suppression s;
	err e = suppression_add(db, call->arena, b->email, SUPPRESSION_MANUAL, STR_NULL, &s);
	if (e.code == ERR_INVALID)
		return api_invalid(call, "email", e.why);
	TRY(e);
	suppression_write(call->out, &s);
	return OK;
}

static err suppressions_delete(struct api_call *call, tenant_db db)
{
	return suppression_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field refused_fields[] = {
	{ "line", SCHEMA_I64 },
	{ "reason", SCHEMA_STR },
	{ "text", SCHEMA_STR },
};
static const struct schema refused_schema = SCHEMA("SuppressionRefused", refused_fields);
static const struct schema_field import_fields[] = {
	{ "added", SCHEMA_I64 },
	{ "existing", SCHEMA_I64, .doc = "Were on the list already" },
	{ "refused", SCHEMA_I64, .doc = "Lines that are neither an address nor `@domain`" },
	{ "encoding", SCHEMA_STR, .doc = "As found in all of it, or as chosen" },
	{ "refusedLines", SCHEMA_OBJ, .of = &refused_schema, .array = true, .doc = "The first thousand of them" },
};
static const struct schema import_schema = SCHEMA("SuppressionImport", import_fields);

static const struct api_param import_query[] = {
	{ .name = "encoding", .kind = PARAM_STR, .max = 40, .doc = "Such as `windows-1251`; found out when not given" },
};

static err suppressions_import(struct api_call *call, tenant_db db)
{
	struct suppression_import n;
	err e = suppression_import(db, call->arena, call->raw, api_query(call, "encoding"), &n);
	if (e.code == ERR_INVALID && str_starts(str_z(e.why), STR("encoding: ")))
		return api_invalid(call, "encoding", e.why + 10);
	TRY(e);
	suppression_import_write(call->out, &n);
	return OK;
}

static err suppressions_export_row(void *arg, const struct suppression *s)
{
	struct api_call *call = arg;
	struct buf BUF_AUTO line;
	buf_init(&line, 8192);
	suppression_csv_row(&line, s);
	return http_stream_write(call->req, buf_str(&line));
}

static err suppressions_export(struct api_call *call, tenant_db db)
{
	api_download(call, "suppressions.csv");
	http_stream_begin(call->req, 200, "text/csv; charset=utf-8");
	struct buf BUF_AUTO head;
	buf_init(&head, 100);
	suppression_csv_head(&head);
	err e = http_stream_write(call->req, buf_str(&head));
	if (!err_is(e))
		e = suppression_each(db, call->arena, suppressions_export_row, call);
	if (err_is(e))
		http_stream_abort(call->req);
	return OK;
}

const struct route suppression_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/suppressions",
	  .tenant = suppressions_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &suppression_schema,
	  .summary = "Who must not be mailed, newest first" },
	{ .method = HTTP_POST,
	  .path = "/api/suppressions",
	  .tenant = suppressions_add,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(add_fields, struct add_body),
	  .answer = &suppression_schema,
	  .status = 201,
	  .summary = "Suppress an address or a domain" },
	{ .method = HTTP_DELETE,
	  .path = "/api/suppressions/:id",
	  .tenant = suppressions_delete,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Allow it again",
	  .doc = "409 when the person left by themselves (unsubscribed, complained, was erased): only they can come "
		 "back, by "
		 "the link in their mail or a sign-up form." },
	{ .method = HTTP_POST,
	  .path = "/api/suppressions/import",
	  .tenant = suppressions_import,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_RAW,
	  .body_max = IMPORT_MAX,
	  ROUTE_QUERY(import_query),
	  .answer = &import_schema,
	  .summary = "Suppress many: one address or `@domain` a line, CSV with a column of them, or an export of ours",
	  .doc = "Read as an import of contacts is: any delimiter and encoding, with a header or without. A column "
		 "`reason`, "
		 "`type` or `status` says why (bounce, complaint, unsubscribe and what other programs call them)." },
	{ .method = HTTP_GET,
	  .path = "/api/suppressions/export",
	  .tenant = suppressions_export,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_STREAM,
	  .type = "text/csv",
	  .summary = "The list as CSV" },
};
const size_t suppression_routes_n = sizeof(suppression_routes) / sizeof(*suppression_routes);
