/* While a campaign is sent and after: progress, recipients; and its attachments. */
#include "api/api.h"
#include "api/campaign_schema.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/campaign/campaign.h"
#include "os/clock.h"

/* ---- Progress */

static const struct schema_field progress_fields[] = {
	{ "status", SCHEMA_STR, .values = "DRAFT|SCHEDULED|SENDING|SENT|PAUSED" },
	{ "pauseReason", SCHEMA_STR, .nullable = true },
	{ "recipients", SCHEMA_I64, .doc = "Chosen so far" },
	{ "planning", SCHEMA_BOOL, .doc = "More are still being chosen, while the first are sent to" },
	{ "sent", SCHEMA_I64 },
	{ "failed", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
	{ "pending", SCHEMA_I64 },
	{ "inDoubt", SCHEMA_I64 },
	{ "undecided", SCHEMA_I64, .doc = "Of those in doubt: held until somebody decides" },
	{ "rate", SCHEMA_F64, .doc = "Messages a second" },
	{ "eta", SCHEMA_I64, .nullable = true,
	  .doc = "Seconds left at this rate; absent while recipients are being chosen" },
	{ "opened", SCHEMA_I64, .doc = "Recipients, by people" },
	{ "clicked", SCHEMA_I64 },
};
static const struct schema progress_schema = SCHEMA("Progress", progress_fields);

struct watching {
	tenant_db db;
	str id;
	struct campaign_pace pace;
};

/* One look a second at a few counters. The subscription ends when there is nothing more to come. */
static bool campaign_progress_poll(void *ctx, struct buf *out)
{
	struct watching *w = ctx;
	struct arena ARENA_AUTO a = {};
	struct campaign_progress g;
	err e = campaign_progress(w->db, &a, w->id, &g);
	if (err_is(e))
		return e.code != ERR_NOT_FOUND; /* deleted: over; else the database is away for a moment */
	campaign_pace_look(&w->pace, &g, clock_mono());
	struct buf BUF_AUTO json;
	struct json_writer writer;
	buf_init(&json, 4096);
	json_writer_init(&writer, &json);
	campaign_progress_write(&writer, &g, &w->pace);
	http_sse_event(out, "progress", buf_str(&json));
	return !str_eq(g.status, STR("SENT"));
}

static void campaign_progress_done(void *ctx)
{
	(void)ctx; /* in the request's arena */
}

static err api_campaign_progress(struct api_call *call, tenant_db db)
{
	struct campaign_progress g;
	struct watching *w = arena_new(call->arena, struct watching);
	*w = (struct watching){ .db = db, .id = api_param(call, "id") };
	TRY(campaign_progress(db, call->arena, w->id, &g));
	http_reply_sse(call->req,
		       (struct http_sse){ .poll = campaign_progress_poll, .done = campaign_progress_done, .ctx = w });
	return OK;
}

/* ---- Recipients */

static const struct schema_field recipient_fields[] = {
	{ "id", SCHEMA_ID },
	{ "contactId", SCHEMA_STR },
	{ "email", SCHEMA_STR },
	{ "displayName", SCHEMA_STR },
	{ "status", SCHEMA_STR, .values = "PENDING|SENT|FAILED|BOUNCED" },
	{ "sentAt", SCHEMA_TIME, .nullable = true },
	{ "failureReason", SCHEMA_STR, .nullable = true },
	{ "attempts", SCHEMA_I64 },
	{ "lastReply", SCHEMA_STR, .nullable = true, .doc = "The mail server's words" },
	{ "nextAttemptAt", SCHEMA_TIME, .nullable = true, .doc = "Put off by a temporary failure until then" },
	{ "inDoubt", SCHEMA_BOOL },
	{ "openedAt", SCHEMA_TIME, .nullable = true },
	{ "openedBy", SCHEMA_STR, .nullable = true, .values = "human|machine" },
	{ "clickedAt", SCHEMA_TIME, .nullable = true },
	{ "unsubscribedAt", SCHEMA_TIME, .nullable = true },
	{ "events", SCHEMA_I64 },
};
static const struct schema recipient_schema = SCHEMA("Recipient", recipient_fields);

#define FILTER_PARAMS                                                                                                  \
	{ .name = "status", .kind = PARAM_CHOICE, .values = "PENDING|SENT|FAILED|BOUNCED" },                           \
		{ .name = "engaged",                                                                                   \
		  .kind = PARAM_CHOICE,                                                                                \
		  .values = RECIPIENT_ENGAGED,                                                                         \
		  .doc = "By people; machines: by no person" },                                                        \
	{                                                                                                              \
		.name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of an address or name"                   \
	}
static const struct api_param list_query[] = { API_PAGE_PARAMS, FILTER_PARAMS };
static const struct api_param export_query[] = { FILTER_PARAMS };

static struct recipient_list_in campaign_filter_of(const struct api_call *call)
{
	return (struct recipient_list_in){ .campaign_id = api_param(call, "id"),
					   .status = api_query(call, "status"),
					   .engaged = api_query(call, "engaged"),
					   .search = api_query(call, "search") };
}

static err api_campaign_list(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	int64_t total;
	struct campaign_progress exists;
	struct recipient_list l;
	TRY(api_cursor_read(call, &after, 1, &has));
	struct recipient_list_in in = campaign_filter_of(call);
	in.cursor = has ? after : STR_NULL;
	in.limit = api_limit(call);
	TRY(campaign_progress(db, call->arena, in.campaign_id, &exists));
	TRY(recipient_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		campaign_recipient_write(call->out, &l.v[i]);
	str next = l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL;
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(recipient_count(db, call->arena, &in, &total));
	api_list_end_total(call, next, total);
	return OK;
}

/* ---- Export */

/* Quoted as RFC 4180 asks; what a spreadsheet would take for a formula is made a text. */
static void campaign_csv_cell(struct buf *out, str s, bool last)
{
	bool formula = s.n && strchr("=+-@\t\r", s.p[0]);
	bool quote = formula;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
	if (quote)
		buf_add_byte(out, '"');
	if (formula)
		buf_add_byte(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, s.p[i]);
	}
	if (quote)
		buf_add_byte(out, '"');
	if (last)
		buf_add_lit(out, "\r\n");
	else
		buf_add_byte(out, ',');
}

static void campaign_csv_time(struct buf *out, struct opt_i64 us)
{
	char at[TIME_ISO_LEN];
	if (us.has)
		time_format_iso(us.v, at);
	campaign_csv_cell(out, us.has ? str_of(at, sizeof(at)) : STR(""), false);
}

struct exporting {
	struct http_request *req;
	struct buf *lines;
};

static err campaign_export_row(void *arg, const struct campaign_recipient *r)
{
	struct exporting *x = arg;
	struct buf *b = x->lines;
	campaign_csv_cell(b, r->email, false);
	campaign_csv_cell(b, r->display_name, false);
	campaign_csv_cell(b, r->status, false);
	campaign_csv_time(b, r->sent_at);
	campaign_csv_time(b, r->opened_at);
	campaign_csv_cell(b, r->opened_by, false);
	campaign_csv_time(b, r->clicked_at);
	campaign_csv_time(b, r->unsubscribed_at);
	buf_add_i64(b, r->attempts);
	buf_add_byte(b, ',');
	campaign_csv_cell(b, r->failure_reason, false);
	campaign_csv_cell(b, r->last_reply, true);
	if (b->n < 32768)
		return OK;
	err e = http_stream_write(x->req, buf_str(b));
	buf_reset(b);
	return e;
}

static err campaign_export(struct api_call *call, tenant_db db)
{
	struct campaign_progress exists;
	struct recipient_list_in in = campaign_filter_of(call);
	struct buf BUF_AUTO lines;
	buf_init(&lines, 1u << 20);
	TRY(campaign_progress(db, call->arena, in.campaign_id, &exists));
	api_download(call, "recipients.csv");
	http_stream_begin(call->req, 200, "text/csv; charset=utf-8");
	buf_add_lit(&lines, "email,name,status,sentAt,openedAt,openedBy,clickedAt,unsubscribedAt,attempts,"
			    "failureReason,lastReply\r\n");
	struct exporting x = { .req = call->req, .lines = &lines };
	err e = recipient_stream(db, call->arena, &in, campaign_export_row, &x);
	if (!err_is(e))
		e = http_stream_write(call->req, buf_str(&lines));
	if (err_is(e))
		http_stream_abort(call->req);
	return OK;
}

/* ---- Attachments */

static const struct schema_field attachment_fields[] = {
	{ "id", SCHEMA_ID },
	{ "filename", SCHEMA_STR },
	{ "contentType", SCHEMA_STR, .doc = "Found by looking at the file" },
	{ "contentId", SCHEMA_STR, .nullable = true, .doc = "For images in the text: <img src=\"cid:…\">" },
	{ "inline", SCHEMA_BOOL },
	{ "bytes", SCHEMA_I64 },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema attachment_schema = SCHEMA("Attachment", attachment_fields);
static const struct api_param attach_query[] = {
	{ .name = "filename", .kind = PARAM_STR, .max = 500 },
	{ .name = "inline", .kind = PARAM_BOOL, .doc = "An image that stands in the text" },
};

static void campaign_write_attachment(struct json_writer *w, const struct campaign_attachment *t)
{
	json_begin_obj(w);
	json_kv_str(w, "id", t->id);
	json_kv_str(w, "filename", t->filename);
	json_kv_str(w, "contentType", t->content_type);
	json_kv_str(w, "contentId", t->content_id);
	json_kv_bool(w, "inline", t->is_inline);
	json_kv_i64(w, "bytes", t->bytes);
	json_kv_time(w, "createdAt", t->created_at);
	json_end_obj(w);
}

static err campaign_attach(struct api_call *call, tenant_db db)
{
	struct campaign_attachment t;
	api_roomy(call);
	TRY(attachment_add(db, call->arena, api_param(call, "id"), api_query(call, "filename"),
			   api_query_bool(call, "inline"), call->raw, &t));
	campaign_write_attachment(call->out, &t);
	return OK;
}

static err campaign_attachments(struct api_call *call, tenant_db db)
{
	struct campaign_attachment *v;
	size_t n;
	TRY(attachment_list(db, call->arena, api_param(call, "id"), &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		campaign_write_attachment(call->out, &v[i]);
	api_list_end(call, STR_NULL);
	return OK;
}

static err api_campaign_attachment(struct api_call *call, tenant_db db)
{
	struct campaign_attachment t;
	str data;
	api_roomy(call);
	TRY(attachment_get(db, call->arena, api_param(call, "id"), api_param(call, "aid"), &t, &data));
	api_bytes(call, arena_z(call->arena, t.content_type), t.is_inline ? NULL : arena_z(call->arena, t.filename),
		  data);
	return OK;
}

static err campaign_detach(struct api_call *call, tenant_db db)
{
	return attachment_delete(db, call->arena, api_param(call, "id"), api_param(call, "aid"));
}

const struct route campaign_recipient_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/progress",
	  .tenant = api_campaign_progress,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_SSE,
	  .answer = &progress_schema,
	  .summary = "How it goes, about once a second",
	  .doc = "Events named `progress`. Ends when the campaign is SENT." },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/recipients",
	  .tenant = api_campaign_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &recipient_schema,
	  .summary = "Who gets it, and what became of each" },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/recipients/export",
	  .tenant = campaign_export,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  ROUTE_QUERY(export_query),
	  .shape = SHAPE_STREAM,
	  .type = "text/csv",
	  .summary = "The same as CSV, all of it" },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/attachments",
	  .tenant = campaign_attach,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  .flags = ROUTE_RAW | ROUTE_IDEMPOTENT,
	  .body_max = ATTACHMENTS_TOTAL_MAX,
	  ROUTE_QUERY(attach_query),
	  .answer = &attachment_schema,
	  .status = 201,
	  .summary = "Attach a file: the body is the file",
	  .doc = "At most 20 files and 15 MB together. Programs are refused." },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/attachments",
	  .tenant = campaign_attachments,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &attachment_schema,
	  .summary = "What is attached" },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/attachments/:aid",
	  .tenant = api_campaign_attachment,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_BYTES,
	  .type = "*/*",
	  .summary = "One attached file" },
	{ .method = HTTP_DELETE,
	  .path = "/api/campaigns/:id/attachments/:aid",
	  .tenant = campaign_detach,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Take it off" },
};
const size_t campaign_recipient_routes_n = sizeof(campaign_recipient_routes) / sizeof(*campaign_recipient_routes);
