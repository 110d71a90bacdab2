/* Before a campaign is sent: who gets it, how it looks, what is wrong with it, a test. */
#include "api/api.h"
#include "api/campaign_schema.h"
#include "api/checks.h"
#include "base/limits.h"
#include "core/campaign/campaign.h"
#include "core/campaign/forecast.h"

/* ---- Audience */

static const struct schema_field excluded_fields[] = {
	{ "suppressed", SCHEMA_I64 },
	{ "unwanted", SCHEMA_I64, .doc = "They do not want the campaign's topic" },
	{ "unsubscribed", SCHEMA_I64 },
	{ "inactive", SCHEMA_I64 },
	{ "duplicate", SCHEMA_I64, .doc = "Another contact of the audience is the same person" },
};
static const struct schema excluded_schema = SCHEMA(NULL, excluded_fields);
static const struct schema_field threads_fields[] = {
	{ "inThread", SCHEMA_I64, .doc = "Had a mail that this one answers" },
	{ "without", SCHEMA_I64, .doc = "Had none: replyElse says what becomes of them" },
};
static const struct schema threads_schema = SCHEMA(NULL, threads_fields);
static const struct schema_field zones_fields[] = {
	{ "set", SCHEMA_I64, .doc = "Written by somebody, or by the browser of a sign-up" },
	{ "guessed", SCHEMA_I64, .doc = "From the country or the phone number" },
	{ "missing", SCHEMA_I64, .doc = "The campaign's timezone counts, else the account's" },
	{ "unknown", SCHEMA_I64, .doc = "Something is written that is no time zone: as missing" },
};
static const struct schema zones_schema = SCHEMA(NULL, zones_fields);
static const struct schema_field audience_fields[] = {
	{ "count", SCHEMA_I64, .doc = "Who would get it" },
	{ "estimated", SCHEMA_BOOL,
	  .doc = "Counting took longer than 3 seconds: the figures are from a sample of contacts" },
	{ "threads", SCHEMA_OBJ, .of = &threads_schema, .optional = true, .doc = "Of a follow-up" },
	{ "zones", SCHEMA_OBJ, .of = &zones_schema, .optional = true,
	  .doc = "Whose time zones are known, of a campaign that goes by people's clocks" },
	{ "excluded", SCHEMA_OBJ, .of = &excluded_schema, .doc = "Who are named but would not, and why" },
	{ "sample", SCHEMA_OBJ, .array = true, .of = &contact_schema },
};
static const struct schema audience_schema = SCHEMA("AudienceCount", audience_fields);

static err campaign_look_audience_of(struct api_call *call, tenant_db db)
{
	struct campaign_audience c;
	api_roomy(call);
	TRY(campaign_audience_of(call->app, db, call->arena, api_param(call, "id"), &c));
	campaign_audience_write(call->out, &c);
	return OK;
}

struct audience_body {
	const struct json *audience;
	str topic_id, reply_to;
	bool zones;
};
static const struct json_field audience_body_fields[] = {
	JSON_FIELD(struct audience_body, audience, "audience", JSON_FIELD_OBJ, .required = true,
		   .doc = "As a campaign has it"),
	JSON_FIELD(struct audience_body, topic_id, "topicId", JSON_FIELD_STR,
		   .doc = "Leave out who does not want this topic"),
	JSON_FIELD(struct audience_body, reply_to, "replyToCampaignId", JSON_FIELD_STR,
		   .doc = "Count who had a mail of this campaign"),
	JSON_FIELD(struct audience_body, zones, "zones", JSON_FIELD_BOOL, .doc = "Count whose time zones are known"),
};

static err campaign_look_audience_count(struct api_call *call, tenant_db db)
{
	const struct audience_body *b = call->body;
	struct campaign_audience c;
	TRY(campaign_audience(call->app, db, call->arena, b->audience, b->topic_id, b->reply_to, b->zones,
			      &call->errors, &c));
	campaign_audience_write(call->out, &c);
	return OK;
}

/* ---- Preview */

static const struct schema_field warning_fields[] = { { "code", SCHEMA_STR }, { "message", SCHEMA_STR } };
static const struct schema warning_schema = SCHEMA(NULL, warning_fields);
static const struct schema_field preview_fields[] = {
	{ "from", SCHEMA_STR },
	{ "to", SCHEMA_STR },
	{ "subject", SCHEMA_STR },
	{ "html", SCHEMA_STR, .nullable = true, .doc = "Null for a message that is text only" },
	{ "text", SCHEMA_STR, .nullable = true },
	{ "bytes", SCHEMA_I64, .doc = "Of the message as it is sent, with its images and attachments" },
	{ "warnings", SCHEMA_OBJ, .array = true, .of = &warning_schema },
};
static const struct schema preview_schema = SCHEMA("Preview", preview_fields);
static const struct json_field preview_body_fields[] = {
	JSON_FIELD(struct campaign_look_in, contact_id, "contactId", JSON_FIELD_STR,
		   .doc = "As this contact sees it; the first of the audience when none is given"),
	JSON_FIELD(struct campaign_look_in, contact, "contact", JSON_FIELD_OBJ,
		   .doc = "Or as this person would: `{email, firstName, lastName, variables}`"),
	JSON_FIELD(struct campaign_look_in, subject, "subject", JSON_FIELD_OPT_STR, .max = SUBJECT_MAX,
		   .doc = "Instead of what is stored, as are the following"),
	JSON_FIELD(struct campaign_look_in, content, "content", JSON_FIELD_OPT_STR, .max = CONTENT_MAX),
	JSON_FIELD(struct campaign_look_in, text_content, "textContent", JSON_FIELD_OPT_STR, .max = CONTENT_MAX),
	JSON_FIELD(struct campaign_look_in, preheader, "preheader", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct campaign_look_in, content_format, "contentFormat", JSON_FIELD_OPT_STR),
};

static err campaign_look_preview(struct api_call *call, tenant_db db)
{
	struct campaign_look l;
	api_roomy(call);
	TRY(campaign_preview(call->app, db, call->arena, api_param(call, "id"), call->body, &call->errors, &l));
	json_begin_obj(call->out);
	json_kv_str(call->out, "from", l.from);
	json_kv_str(call->out, "to", l.to);
	json_kv_str(call->out, "subject", l.subject);
	json_kv_str(call->out, "html", l.html);
	json_kv_str(call->out, "text", l.text);
	json_kv_i64(call->out, "bytes", l.bytes);
	json_key(call->out, "warnings");
	json_begin_arr(call->out);
	for (size_t i = 0; i < l.warnings_n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "code", str_z(l.warnings[i].code));
		json_kv_str(call->out, "message", l.warnings[i].message);
		json_end_obj(call->out);
	}
	json_end_arr(call->out);
	json_end_obj(call->out);
	return OK;
}

/* ---- Checks */

static err campaign_look_check(struct api_call *call, tenant_db db)
{
	struct checks *c = arena_new(call->arena, struct checks);
	api_roomy(call);
	TRY(campaign_check(call->app, db, call->arena, api_param(call, "id"), c));
	checks_answer(call->out, c);
	return OK;
}

/* ---- Test */

struct test_body {
	struct json_strs to;
	str contact_id;
};
static const struct json_field test_body_fields[] = {
	JSON_FIELD(struct test_body, to, "to", JSON_FIELD_STRS, .required = true, .max = CAMPAIGN_TEST_MAX,
		   .each_max = 320),
	JSON_FIELD(struct test_body, contact_id, "contactId", JSON_FIELD_STR,
		   .doc = "Whose fields it shows; the first of the audience when none is given"),
};
static const struct schema_field sent_fields[] = { { "sent", SCHEMA_I64 } };
static const struct schema sent_schema = SCHEMA(NULL, sent_fields);

static err campaign_look_test(struct api_call *call, tenant_db db)
{
	const struct test_body *b = call->body;
	size_t sent = 0;
	api_roomy(call);
	TRY(campaign_test(call->app, db, call->arena, api_param(call, "id"), b->to.v, b->to.n, b->contact_id,
			  &call->errors, &sent));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "sent", (int64_t)sent);
	json_end_obj(call->out);
	return OK;
}

static const struct json_field no_fields[1];

/* ---- Forecast */

static const struct schema_field wave_fields[] = {
	{ "at", SCHEMA_TIME },
	{ "mails", SCHEMA_I64 },
	{ "zone", SCHEMA_STR, .nullable = true, .doc = "One of its zones; null: people whose zone is not known" },
	{ "zones", SCHEMA_I64, .doc = "How many there are" },
};
static const struct schema wave_schema = SCHEMA("ForecastWave", wave_fields);
static const struct schema_field forecast_fields[] = {
	{ "senderId", SCHEMA_ID, .nullable = true, .doc = "Null: there is no sender" },
	{ "senderName", SCHEMA_STR, .nullable = true },
	{ "mails", SCHEMA_I64, .doc = "Still to be sent" },
	{ "ahead", SCHEMA_I64, .doc = "Of other campaigns and sequences, that share the sender's turns with it" },
	{ "startsAt", SCHEMA_TIME },
	{ "lastMailAt", SCHEMA_TIME, .nullable = true, .doc = "Null: nothing to send, or not within five years" },
	{ "limitedBy", SCHEMA_STR, .values = "none|perSecond|perHour|perDay", .doc = "The limit that decides" },
	{ "waves", SCHEMA_OBJ, .array = true, .optional = true, .of = &wave_schema,
	  .doc = "Of a campaign with `delivery`: from when on how many may leave" },
};
static const struct schema forecast_schema = SCHEMA("Forecast", forecast_fields);

static err campaign_look_forecast(struct api_call *call, tenant_db db)
{
	struct forecast f;
	api_roomy(call);
	TRY(forecast_campaign(call->app, db, call->arena, api_param(call, "id"), &f));
	forecast_write(call->out, &f);
	return OK;
}

const struct route campaign_look_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/forecast",
	  .tenant = campaign_look_forecast,
	  .scope = SCOPE_READ,
	  .answer = &forecast_schema,
	  .summary = "When its last mail will leave",
	  .doc = "From the sender's limits and its ramp, what they were used for in the last 24 hours, and what else "
		 "waits at it. Retries, "
		 "rests and a slow server are not in it." },
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/audience",
	  .tenant = campaign_look_audience_of,
	  .scope = SCOPE_READ,
	  .answer = &audience_schema,
	  .summary = "Who would get it now" },
	{ .method = HTTP_POST,
	  .path = "/api/audience/count",
	  .tenant = campaign_look_audience_count,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(audience_body_fields, struct audience_body),
	  .answer = &audience_schema,
	  .summary = "Who an audience names" },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/preview",
	  .tenant = campaign_look_preview,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(preview_body_fields, struct campaign_look_in),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &preview_schema,
	  .summary = "As one person would see it",
	  .doc = "Links are shown as they are written, without tracking." },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/check",
	  .tenant = campaign_look_check,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_READ,
	  .body = no_fields,
	  .body_size = 1,
	  .answer = &checks_schema,
	  .summary = "What to look at before sending" },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/test",
	  .tenant = campaign_look_test,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_WAITS | ROUTE_IDEMPOTENT,
	  ROUTE_BODY(test_body_fields, struct test_body),
	  .answer = &sent_schema,
	  .summary = "Send a test to at most five addresses",
	  .doc = "Not tracked and not counted. By a capture sender it goes to the captured mail." },
};
const size_t campaign_look_routes_n = sizeof(campaign_look_routes) / sizeof(*campaign_look_routes);
