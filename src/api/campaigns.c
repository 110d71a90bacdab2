/* Campaigns over REST: written, listed, and moved from state to state. */
#include "api/api.h"
#include "api/campaign_schema.h"
#include "base/limits.h"
#include "core/campaign/campaign.h"

static const struct schema_field stats_fields[] = {
	{ "recipients", SCHEMA_I64 },
	{ "pending", SCHEMA_I64 },
	{ "sent", SCHEMA_I64 },
	{ "failed", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
	{ "delivered", SCHEMA_I64, .doc = "Accepted by the server and not bounced since" },
	{ "openedPeople", SCHEMA_I64, .doc = "Recipients, each once, as are the following" },
	{ "openedMachines", SCHEMA_I64, .doc = "Opened, but by no person so far" },
	{ "clickedPeople", SCHEMA_I64 },
	{ "clickedMachines", SCHEMA_I64 },
	{ "unsubscribed", SCHEMA_I64 },
	{ "replied", SCHEMA_I64 },
	{ "complained", SCHEMA_I64 },
	{ "inDoubt", SCHEMA_I64, .doc = "May have gone out twice, or not at all (docs/sending.md)" },
	{ "undecided", SCHEMA_I64,
	  .doc = "Of those: they are held until somebody decides, whatever the status says (`/doubts`)" },
};
static const struct schema stats_schema = SCHEMA("CampaignStats", stats_fields);
static const struct schema_field campaign_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "subject", SCHEMA_STR, .doc = "A template" },
	{ "content", SCHEMA_STR, .optional = true,
	  .doc = "A template: HTML, or text for contentFormat text. Left out in lists" },
	{ "status", SCHEMA_STR, .values = "DRAFT|SCHEDULED|SENDING|SENT|PAUSED" },
	{ "trackingEnabled", SCHEMA_BOOL },
	{ "scheduledAt", SCHEMA_TIME, .nullable = true },
	{ "sentAt", SCHEMA_TIME, .nullable = true, .doc = "When the last of it was done" },
	{ "gmailThreadId", SCHEMA_STR, .nullable = true,
	  .doc = "Follows up on the campaign or sequence whose mail began this Gmail thread" },
	{ "replyToCampaignId", SCHEMA_STR, .nullable = true,
	  .doc = "Follows up on this campaign: each person gets it in the thread of the mail they had" },
	{ "replyElse", SCHEMA_STR, .values = "new|skip",
	  .doc = "Of a follow-up, people who had no mail: a mail of their own, or nothing" },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
	{ "version", SCHEMA_I64, .doc = "Of what is written: one more at each change, whoever made it" },
	{ "senderId", SCHEMA_STR, .nullable = true, .doc = "Null: the default sender. Of several, the first" },
	{ "senderIds", SCHEMA_STR, .array = true, .nullable = true, .doc = "Those that share it; null: one sender" },
	{ "fromName", SCHEMA_STR, .nullable = true, .doc = "Null: the sender's" },
	{ "replyTo", SCHEMA_STR, .nullable = true, .doc = "Null: the sender's" },
	{ "preheader", SCHEMA_STR, .nullable = true, .doc = "A template: what mail programs show beside the subject" },
	{ "topicId", SCHEMA_ID, .nullable = true,
	  .doc = "What it is about: people who left this topic alone don't get it" },
	{ "contentFormat", SCHEMA_STR, .values = "html|rich|text" },
	{ "design", SCHEMA_ANY, .nullable = true, .optional = true, .doc = "The rich editor's own. Left out in lists" },
	{ "textContent", SCHEMA_STR, .nullable = true, .optional = true,
	  .doc = "Null: made from the HTML. Left out in lists" },
	{ "audience", SCHEMA_ANY, .nullable = true },
	{ "delivery", SCHEMA_ANY, .nullable = true, .doc = "When mails may leave; null: as soon as it starts" },
	{ "stats", SCHEMA_OBJ, .of = &stats_schema },
	{ "pauseReason", SCHEMA_STR, .nullable = true },
	{ "startedAt", SCHEMA_TIME, .nullable = true },
	{ "cancelledAt", SCHEMA_TIME, .nullable = true },
};
const struct schema campaign_schema = SCHEMA("Campaign", campaign_fields);

#define AUDIENCE_DOC                                                                                                   \
	"`{all, tags, match: any|all, status, contactIds, segment, filter, exclude: {tags, contactIds, campaignIds, "  \
	"segment, filter}}`: those who have one of the tags (or all), are named, are in the segment (an id or name, "  \
	"or "                                                                                                          \
	"an array of them), or are found by the filter, or all; of these only those of the status when it is given, "  \
	"and without the excluded. `filter` is a filter's text or tree (docs/audience.md), or {search, status, tags}"

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct campaign_patch, name, "name", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct campaign_patch, subject, "subject", JSON_FIELD_OPT_STR, .max = SUBJECT_MAX,
		   .doc = "A template"),
	JSON_FIELD(struct campaign_patch, content, "content", JSON_FIELD_OPT_STR, .max = CONTENT_MAX,
		   .doc = "A template"),
	JSON_FIELD(struct campaign_patch, content_format, "contentFormat", JSON_FIELD_OPT_STR,
		   .doc = "html, rich or text"),
	JSON_FIELD(struct campaign_patch, text_content, "textContent", JSON_FIELD_OPT_STR, .max = CONTENT_MAX,
		   .doc = "A template; null: made from the HTML"),
	JSON_FIELD(struct campaign_patch, sender_id, "senderId", JSON_FIELD_OPT_STR, .doc = "Null: the default sender"),
	JSON_FIELD(struct campaign_patch, sender_ids, "senderIds", JSON_FIELD_ANY,
		   .doc = "2 to 20 that share the campaign, the first of them senderId: who was mailed by one of them "
			  "keeps "
			  "it, the others are spread in the proportion of the daily quotas. One, none or null: not "
			  "shared"),
	JSON_FIELD(struct campaign_patch, from_name, "fromName", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct campaign_patch, reply_to, "replyTo", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct campaign_patch, preheader, "preheader", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct campaign_patch, topic_id, "topicId", JSON_FIELD_OPT_STR,
		   .doc = "What it is about: people who left this topic alone don't get it"),
	JSON_FIELD(struct campaign_patch, reply_to_campaign_id, "replyToCampaignId", JSON_FIELD_OPT_STR,
		   .doc = "Follow up on this campaign: its mails are answered, by the sender that sent them. Null: no "
			  "follow-up. The subject may then be empty: that of the first mail, with Re:"),
	JSON_FIELD(struct campaign_patch, gmail_thread_id, "gmailThreadId", JSON_FIELD_OPT_STR,
		   .doc = "The same, by the id of a Gmail thread that a mail of a campaign or sequence began"),
	JSON_FIELD(struct campaign_patch, reply_else, "replyElse", JSON_FIELD_OPT_STR,
		   .doc = "new (default) or skip: what people get who had no such mail"),
	JSON_FIELD(struct campaign_patch, tracking, "trackingEnabled", JSON_FIELD_OPT_BOOL,
		   .doc = "False: no pixel, links untouched; true when not given"),
	JSON_FIELD(struct campaign_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
	JSON_FIELD(struct campaign_patch, design, "design", JSON_FIELD_ANY),
	JSON_FIELD(struct campaign_patch, audience, "audience", JSON_FIELD_ANY, .doc = AUDIENCE_DOC),
	JSON_FIELD(
		struct campaign_patch, delivery, "delivery", JSON_FIELD_ANY,
		.doc = "`{at: \"09:00\", date: \"2026-12-24\", passed: tomorrow|now, timezone, window: {days: [1-7], "
		       "from, to, timezone, useContactTimezone}}`: at this time on everybody's own clock (on that "
		       "date, else on the day it starts; whose hour has gone by: the next day, or now), and only "
		       "within "
		       "the window. timezone: of people whose zone is not known. Null: as soon as it starts"),
};

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "DRAFT|SCHEDULED|SENDING|SENT|PAUSED" },
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of a name or subject" },
	{ .name = "sort", .kind = PARAM_CHOICE, .values = CAMPAIGN_SORTS, .doc = "`-createdAt` when not given" },
};

static err campaigns_list(struct api_call *call, tenant_db db)
{
	str cursor[2];
	bool has;
	int64_t total;
	TRY(api_cursor_read(call, cursor, 2, &has));
	struct campaign_list_in in = { .status = api_query(call, "status"),
				       .search = api_query(call, "search"),
				       .sort = api_query(call, "sort"),
				       .limit = api_limit(call) };
	if (has) {
		in.cursor_key = cursor[0];
		in.cursor_id = cursor[1];
	}
	struct campaign_list l;
	TRY(campaign_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		campaign_write(call->out, &l.v[i]);
	str next = STR_NULL;
	if (l.more)
		next = api_cursor_make(call->arena, (const str[2]){ l.keys[l.n - 1], l.v[l.n - 1].id }, 2);
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(campaign_count(db, call->arena, in.status, in.search, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static err campaigns_create(struct api_call *call, tenant_db db)
{
	struct campaign c;
	api_roomy(call);
	TRY(campaign_create(db, call->arena, call->body, &call->errors, &c));
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_get(struct api_call *call, tenant_db db)
{
	struct campaign c;
	api_roomy(call);
	TRY(campaign_get(db, call->arena, api_param(call, "id"), &c));
	api_etag(call, c.version);
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_update(struct api_call *call, tenant_db db)
{
	struct campaign c;
	struct campaign_patch *in = call->body;
	api_roomy(call);
	TRY(api_if_match(call, &in->version));
	TRY(campaign_update(db, call->arena, api_param(call, "id"), in, &call->errors, &c));
	api_etag(call, c.version);
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_remove_(struct api_call *call, tenant_db db)
{
	return campaign_delete(db, call->arena, api_param(call, "id"));
}

struct duplicate_body {
	str name;
};
static const struct json_field duplicate_fields[] = {
	JSON_FIELD(struct duplicate_body, name, "name", JSON_FIELD_STR, .max = CAMPAIGN_NAME_MAX,
		   .doc = "\"Copy of …\" when not given"),
};

static err campaigns_duplicate(struct api_call *call, tenant_db db)
{
	const struct duplicate_body *b = call->body;
	struct campaign c;
	api_roomy(call);
	TRY(campaign_duplicate(db, call->arena, api_param(call, "id"), b->name, &c));
	campaign_write(call->out, &c);
	return OK;
}

/* ---- Steps */

static err campaigns_send_(struct api_call *call, tenant_db db)
{
	const struct anyway_body *b = call->body;
	struct campaign c;
	api_roomy(call);
	TRY(campaign_send(call->app, db, call->arena, api_param(call, "id"), b->anyway, &call->errors, &c));
	campaign_write(call->out, &c);
	return OK;
}

struct schedule_body {
	struct opt_i64 at;
	bool anyway;
};
static const struct json_field schedule_fields[] = {
	JSON_FIELD(
		struct schedule_body, at, "scheduledAt", JSON_FIELD_TIME,
		.doc = "In the future, within two years. May be left out when `delivery` names a date: it then starts "
		       "when the first clock on Earth shows it"),
	JSON_FIELD(struct schedule_body, anyway, "anyway", JSON_FIELD_BOOL, .doc = "As in /send"),
};

static err campaigns_schedule(struct api_call *call, tenant_db db)
{
	const struct schedule_body *b = call->body;
	struct campaign c;
	api_roomy(call);
	TRY(campaign_schedule(call->app, db, call->arena, api_param(call, "id"), b->at, b->anyway, &call->errors, &c));
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_step(struct api_call *call, tenant_db db,
			  err (*fn)(tenant_db, struct arena *, str, struct campaign *))
{
	struct campaign c;
	api_roomy(call);
	TRY(fn(db, call->arena, api_param(call, "id"), &c));
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_unschedule(struct api_call *call, tenant_db db)
{
	return campaigns_step(call, db, campaign_unschedule);
}

static err campaigns_pause_(struct api_call *call, tenant_db db)
{
	return campaigns_step(call, db, campaign_pause);
}

static err campaigns_resume(struct api_call *call, tenant_db db)
{
	const struct anyway_body *b = call->body;
	struct campaign c;
	api_roomy(call);
	TRY(campaign_resume(call->app, db, call->arena, api_param(call, "id"), b->anyway, &call->errors, &c));
	campaign_write(call->out, &c);
	return OK;
}

static err campaigns_cancel(struct api_call *call, tenant_db db)
{
	return campaigns_step(call, db, campaign_cancel);
}

static const struct json_field no_fields[1];
#define NO_BODY .body = no_fields, .n_body = 0, .body_size = 1

const struct route campaign_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/campaigns",
	  .tenant = campaigns_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &campaign_schema,
	  .summary = "Campaigns with their figures",
	  .doc = "Without content, design and textContent, which can be large." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns",
	  .tenant = campaigns_create,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(patch_fields, struct campaign_patch),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &campaign_schema,
	  .status = 201,
	  .summary = "Begin a campaign",
	  .doc = "A DRAFT. `name` is required; the rest may come later." },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id",
	  .tenant = campaigns_get,
	  .scope = SCOPE_READ,
	  .answer = &campaign_schema,
	  .summary = "One campaign, whole" },
	{ .method = HTTP_PATCH,
	  .path = "/api/campaigns/:id",
	  .tenant = campaigns_update,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  ROUTE_BODY(patch_fields, struct campaign_patch),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &campaign_schema,
	  .summary = "Change a campaign",
	  .doc = "What is not given stays. While it is SENDING and once it is SENT only `name` can be changed (409 "
		 "says why); "
		 "while it is PAUSED the text, but not the audience and the sender." },
	{ .method = HTTP_DELETE,
	  .path = "/api/campaigns/:id",
	  .tenant = campaigns_remove_,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a campaign with its figures",
	  .doc = "409 while it is SENDING." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/duplicate",
	  .tenant = campaigns_duplicate,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(duplicate_fields, struct duplicate_body),
	  .answer = &campaign_schema,
	  .status = 201,
	  .summary = "A new draft with the same content" },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/send",
	  .tenant = campaigns_send_,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(anyway_fields, struct anyway_body),
	  .answer = &campaign_schema,
	  .status = 202,
	  .summary = "Send now",
	  .doc = "The recipients are chosen as the audience stands now. 422 names what is missing, "
		 "409 why not." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/schedule",
	  .tenant = campaigns_schedule,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(schedule_fields, struct schedule_body),
	  .answer = &campaign_schema,
	  .summary = "Send at a time",
	  .doc = "The recipients are chosen as the audience stands then. Scheduling again moves the time." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/unschedule",
	  .tenant = campaigns_unschedule,
	  .scope = SCOPE_SEND,
	  NO_BODY,
	  .answer = &campaign_schema,
	  .summary = "Back to a draft" },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/pause",
	  .tenant = campaigns_pause_,
	  .scope = SCOPE_SEND,
	  NO_BODY,
	  .answer = &campaign_schema,
	  .summary = "Stop for now",
	  .doc = "What is on the wire is finished; the rest stays PENDING." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/resume",
	  .tenant = campaigns_resume,
	  .scope = SCOPE_SEND,
	  ROUTE_BODY(anyway_fields, struct anyway_body),
	  .answer = &campaign_schema,
	  .summary = "Go on",
	  .doc = "What /send would refuse is refused here, too." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/cancel",
	  .tenant = campaigns_cancel,
	  .scope = SCOPE_SEND,
	  NO_BODY,
	  .answer = &campaign_schema,
	  .summary = "Stop for good",
	  .doc = "What has not gone out becomes FAILED (\"cancelled\"), then the campaign is SENT." },
};
const size_t campaign_routes_n = sizeof(campaign_routes) / sizeof(*campaign_routes);
