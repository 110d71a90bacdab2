/* The suppression list: who must not be mailed. */
#include "api/api.h"
#include "base/time.h"
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

static err list(struct api_call *call, tenant_db db)
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

static err add(struct api_call *call, tenant_db db)
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

static err delete (struct api_call *call, tenant_db db)
{
	return suppression_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field import_fields[] = {
	{ "added", SCHEMA_I64 },
	{ "existing", SCHEMA_I64, .doc = "Were on the list already" },
	{ "refused", SCHEMA_I64, .doc = "Lines that are neither an address nor `@domain`" },
};
static const struct schema import_schema = SCHEMA("SuppressionImport", import_fields);

static err import(struct api_call *call, tenant_db db)
{
	struct suppression_import n;
	TRY(suppression_import(db, call->arena, call->raw, &n));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "added", n.added);
	json_kv_i64(call->out, "existing", n.existing);
	json_kv_i64(call->out, "refused", n.refused);
	json_end_obj(call->out);
	return OK;
}

static err export_row(void *arg, const struct suppression *s)
{
	struct api_call *call = arg;
	char at[TIME_ISO_LEN];
	time_format_iso(s->created_at, at);
	struct buf BUF_AUTO line;
	buf_init(&line, 4096);
	/* Addresses hold no quotes or commas; a source may. */
	buf_add(&line, str_absent(s->email) ? STR("hash:") : s->email);
	buf_addf(&line, "%.*s,%.*s,%.*s,\"", STR_FMT(str_absent(s->email) ? s->hash : STR("")), STR_FMT(s->reason),
		 (int)sizeof(at), at);
	for (size_t i = 0; i < s->source.n; i++) {
		if (s->source.p[i] == '"')
			buf_add_byte(&line, '"');
		buf_add_byte(&line, s->source.p[i]);
	}
	buf_add_lit(&line, "\"\r\n");
	return http_stream_write(call->req, buf_str(&line));
}

static err export(struct api_call *call, tenant_db db)
{
	api_download(call, "suppressions.csv");
	http_stream_begin(call->req, 200, "text/csv; charset=utf-8");
	err e = http_stream_write(call->req, STR("email,reason,createdAt,source\r\n"));
	if (!err_is(e))
		e = suppression_each(db, call->arena, export_row, call);
	if (err_is(e))
		http_stream_abort(call->req);
	return OK;
}

const struct route suppression_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/suppressions",
	  .tenant = list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &suppression_schema,
	  .summary = "Who must not be mailed, newest first" },
	{ .method = HTTP_POST,
	  .path = "/api/suppressions",
	  .tenant = add,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(add_fields, struct add_body),
	  .answer = &suppression_schema,
	  .status = 201,
	  .summary = "Suppress an address or a domain" },
	{ .method = HTTP_DELETE,
	  .path = "/api/suppressions/:id",
	  .tenant = delete,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Allow it again",
	  .doc = "409 when the person left by themselves (unsubscribed, complained, was erased): only they can come "
		 "back, by "
		 "the link in their mail or a sign-up form." },
	{ .method = HTTP_POST,
	  .path = "/api/suppressions/import",
	  .tenant = import,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_RAW,
	  .body_max = IMPORT_MAX,
	  .answer = &import_schema,
	  .summary = "Suppress many: text, one address or `@domain` a line, or an export of ours" },
	{ .method = HTTP_GET,
	  .path = "/api/suppressions/export",
	  .tenant = export,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_STREAM,
	  .type = "text/csv",
	  .summary = "The list as CSV" },
};
const size_t suppression_routes_n = sizeof(suppression_routes) / sizeof(*suppression_routes);
