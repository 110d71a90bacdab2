/* Captured mail over REST. */
#include "core/content/capture.h"
#include "api/api.h"

#define SUMMARY_FIELDS                                                                                                 \
	{ "id", SCHEMA_ID }, { "recipientId", SCHEMA_STR, .nullable = true },                                          \
		{ "campaignId", SCHEMA_STR, .nullable = true }, { "sequenceId", SCHEMA_STR, .nullable = true },        \
		{ "contactId", SCHEMA_STR, .nullable = true }, { "from", SCHEMA_STR }, { "to", SCHEMA_STR },           \
		{ "subject", SCHEMA_STR }, { "createdAt", SCHEMA_TIME },                                               \
	{                                                                                                              \
		"bytes", SCHEMA_I64                                                                                    \
	}

static const struct schema_field summary_fields[] = { SUMMARY_FIELDS };
static const struct schema summary_schema = SCHEMA("CapturedSummary", summary_fields);

static const struct schema_field header_fields[] = { { "name", SCHEMA_STR }, { "value", SCHEMA_STR } };
static const struct schema header_schema = SCHEMA(NULL, header_fields);
static const struct schema_field file_fields[] = {
	{ "filename", SCHEMA_STR, .nullable = true },
	{ "contentType", SCHEMA_STR },
	{ "contentId", SCHEMA_STR, .nullable = true },
	{ "inline", SCHEMA_BOOL },
	{ "bytes", SCHEMA_I64 },
};
static const struct schema file_schema = SCHEMA(NULL, file_fields);
static const struct schema_field mail_fields[] = {
	SUMMARY_FIELDS,
	{ "headers", SCHEMA_OBJ, .array = true, .of = &header_schema, .doc = "Decoded, in the order of the message" },
	{ "html", SCHEMA_STR, .nullable = true },
	{ "text", SCHEMA_STR, .nullable = true },
	{ "attachments", SCHEMA_OBJ, .array = true, .of = &file_schema },
};
static const struct schema mail_schema = SCHEMA("CapturedMail", mail_fields);

static void capture_write_summary(struct json_writer *w, const struct capture *k)
{
	json_kv_str(w, "id", k->id);
	json_kv_str(w, "recipientId", k->recipient_id);
	json_kv_str(w, "campaignId", k->campaign_id);
	json_kv_str(w, "sequenceId", k->sequence_id);
	json_kv_str(w, "contactId", k->contact_id);
	json_kv_str(w, "from", k->from);
	json_kv_str(w, "to", k->to);
	json_kv_str(w, "subject", k->subject);
	json_kv_time(w, "createdAt", k->created_at);
	json_kv_i64(w, "bytes", k->bytes);
}

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of a subject or address" },
	{ .name = "campaignId", .kind = PARAM_STR, .max = 64 },
};

static err api_capture_list(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	int64_t total;
	TRY(api_cursor_read(call, &after, 1, &has));
	struct capture_list_in in = { .search = api_query(call, "search"),
				      .campaign_id = api_query(call, "campaignId"),
				      .cursor = has ? after : STR_NULL,
				      .limit = api_limit(call) };
	struct capture_list l;
	TRY(capture_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++) {
		json_begin_obj(call->out);
		capture_write_summary(call->out, &l.v[i]);
		json_end_obj(call->out);
	}
	str next = l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL;
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(capture_count(db, call->arena, &in, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static void capture_write_parts(struct json_writer *w, const struct mime_mail *m)
{
	json_key(w, "headers");
	json_begin_arr(w);
	for (size_t i = 0; i < m->headers_n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "name", m->headers[i].name);
		json_kv_str(w, "value", m->headers[i].value);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_kv_str(w, "html", m->html);
	json_kv_str(w, "text", m->text);
	json_key(w, "attachments");
	json_begin_arr(w);
	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct mime_attachment *t = &m->attachments[i];
		json_begin_obj(w);
		json_kv_str(w, "filename", t->filename);
		json_kv_str(w, "contentType", t->content_type);
		json_kv_str(w, "contentId", t->content_id);
		json_kv_bool(w, "inline", t->is_inline);
		json_kv_i64(w, "bytes", t->bytes);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static err api_capture_show(struct api_call *call, tenant_db db)
{
	struct capture k;
	struct mime_mail m;
	call->arena->ceiling = 512u << 20; /* a message of MESSAGE_MAX, and its parts */
	TRY(capture_show(db, call->arena, api_param(call, "id"), &k, &m));
	json_begin_obj(call->out);
	capture_write_summary(call->out, &k);
	capture_write_parts(call->out, &m);
	json_end_obj(call->out);
	return OK;
}

static err capture_raw(struct api_call *call, tenant_db db)
{
	struct capture k;
	str text;
	call->arena->ceiling = 256u << 20;
	TRY(capture_get(db, call->arena, api_param(call, "id"), &k, &text));
	api_bytes(call, "message/rfc822", "message.eml", text);
	return OK;
}

static err capture_remove_(struct api_call *call, tenant_db db)
{
	return capture_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field removed_fields[] = { { "removed", SCHEMA_I64 } };
static const struct schema removed_schema = SCHEMA(NULL, removed_fields);

static err capture_remove_all(struct api_call *call, tenant_db db)
{
	int64_t n = 0;
	TRY(capture_delete_all(db, call->arena, &n));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "removed", n);
	json_end_obj(call->out);
	return OK;
}

const struct route capture_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/capture",
	  .tenant = api_capture_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &summary_schema,
	  .summary = "Captured mail, newest first" },
	{ .method = HTTP_GET,
	  .path = "/api/capture/:id",
	  .tenant = api_capture_show,
	  .scope = SCOPE_READ,
	  .answer = &mail_schema,
	  .summary = "One captured message: headers, HTML, text, attachments" },
	{ .method = HTTP_GET,
	  .path = "/api/capture/:id/raw",
	  .tenant = capture_raw,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_BYTES,
	  .type = "message/rfc822",
	  .summary = "The message as it would have gone out" },
	{ .method = HTTP_DELETE,
	  .path = "/api/capture/:id",
	  .tenant = capture_remove_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete one captured message" },
	{ .method = HTTP_DELETE,
	  .path = "/api/capture",
	  .tenant = capture_remove_all,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &removed_schema,
	  .summary = "Delete all captured mail" },
};
const size_t capture_routes_n = sizeof(capture_routes) / sizeof(*capture_routes);
