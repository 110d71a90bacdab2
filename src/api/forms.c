/* Sign-up forms. */
#include "api/api.h"
#include "core/form/form.h"

static const struct schema_field form_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR, .doc = "What you find it by" },
	{ "title", SCHEMA_STR },
	{ "intro", SCHEMA_STR, .nullable = true },
	{ "consentText", SCHEMA_STR, .doc = "What the person agrees to: kept with their consent, as it was shown" },
	{ "buttonText", SCHEMA_STR },
	{ "askName", SCHEMA_BOOL },
	{ "tags", SCHEMA_STR, .array = true, .doc = "Who confirms gets them" },
	{ "topicIds", SCHEMA_STR, .array = true, .doc = "What the person may choose" },
	{ "captcha", SCHEMA_BOOL, .doc = "The browser does some work first; no third party" },
	{ "active", SCHEMA_BOOL },
	{ "senderId", SCHEMA_ID, .nullable = true, .doc = "Who sends the confirmation; null: the default sender" },
	{ "confirmSubject", SCHEMA_STR, .doc = "A template" },
	{ "confirmText", SCHEMA_STR, .doc = "A template; the link follows it" },
	{ "redirectUrl", SCHEMA_STR, .nullable = true, .doc = "Where to after the confirmation" },
	{ "language", SCHEMA_STR, .nullable = true,
	  .doc = "en or de: of the page's own words and the snippet's; null: the browser's" },
	{ "asked", SCHEMA_I64 },
	{ "confirmed", SCHEMA_I64 },
	{ "url", SCHEMA_STR, .doc = "The hosted form" },
	{ "snippet", SCHEMA_STR, .doc = "HTML for a page of your own" },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
	{ "version", SCHEMA_I64, .doc = "One more at each change, whoever made it" },
};
static const struct schema form_schema = SCHEMA("SignupForm", form_fields);

#define TEXT(member, name, max_) JSON_FIELD(struct form_patch, member, name, JSON_FIELD_OPT_STR, .max = (max_))
static const struct json_field form_body[] = {
	TEXT(name, "name", 200),
	TEXT(title, "title", 200),
	TEXT(intro, "intro", FORM_TEXT_MAX),
	TEXT(consent_text, "consentText", FORM_TEXT_MAX),
	TEXT(button_text, "buttonText", 100),
	TEXT(confirm_subject, "confirmSubject", 300),
	TEXT(confirm_text, "confirmText", FORM_TEXT_MAX),
	TEXT(redirect_url, "redirectUrl", 1000),
	TEXT(sender_id, "senderId", 100),
	JSON_FIELD(struct form_patch, language, "language", JSON_FIELD_OPT_STR, .max = 10,
		   .doc = "en or de; the account's when not given; null: the browser's. Words that are not given are "
			  "in it"),
	JSON_FIELD(struct form_patch, ask_name, "askName", JSON_FIELD_OPT_BOOL),
	JSON_FIELD(struct form_patch, captcha, "captcha", JSON_FIELD_OPT_BOOL),
	JSON_FIELD(struct form_patch, active, "active", JSON_FIELD_OPT_BOOL),
	JSON_FIELD(struct form_patch, tags, "tags", JSON_FIELD_STRS, .max = CONTACT_TAGS_MAX,
		   .each_max = CONTACT_TAG_MAX),
	JSON_FIELD(struct form_patch, topic_ids, "topicIds", JSON_FIELD_STRS, .max = FORM_TOPICS_MAX),
	JSON_FIELD(struct form_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
};

static err forms_list(struct api_call *call, tenant_db db)
{
	json_begin_obj(call->out);
	json_key(call->out, "data");
	json_begin_arr(call->out);
	TRY(form_write_all(call->app, db, call->arena, call->out));
	json_end_arr(call->out);
	json_end_obj(call->out);
	return OK;
}

static err forms_get(struct api_call *call, tenant_db db)
{
	int64_t version;
	TRY(form_write(call->app, db, call->arena, api_param(call, "id"), call->out, &version));
	api_etag(call, version);
	return OK;
}

static err forms_add(struct api_call *call, tenant_db db)
{
	return form_create(call->app, db, call->arena, call->body, &call->errors, call->out);
}

static err forms_change(struct api_call *call, tenant_db db)
{
	struct form_patch *in = call->body;
	int64_t version;
	TRY(api_if_match(call, &in->version));
	TRY(form_update(call->app, db, call->arena, api_param(call, "id"), in, &call->errors, call->out, &version));
	api_etag(call, version);
	return OK;
}

static err forms_remove_one(struct api_call *call, tenant_db db)
{
	return form_delete(db, call->arena, api_param(call, "id"));
}

const struct route form_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/forms",
	  .tenant = forms_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &form_schema,
	  .summary = "Sign-up forms, newest first" },
	{ .method = HTTP_POST,
	  .path = "/api/forms",
	  .tenant = forms_add,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(form_body, struct form_patch),
	  .answer = &form_schema,
	  .status = 201,
	  .summary = "Make a sign-up form",
	  .doc = "`name` and `consentText` are needed. Who fills it in gets a mail, and is a contact when they "
		 "confirm." },
	{ .method = HTTP_GET,
	  .path = "/api/forms/:id",
	  .tenant = forms_get,
	  .scope = SCOPE_READ,
	  .answer = &form_schema,
	  .summary = "One form" },
	{ .method = HTTP_PATCH,
	  .path = "/api/forms/:id",
	  .tenant = forms_change,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(form_body, struct form_patch),
	  .answer = &form_schema,
	  .summary = "Change a form",
	  .doc = "With `If-Match` (or `version`) only where it still is that version; otherwise 412, and nothing is "
		 "written." },
	{ .method = HTTP_DELETE,
	  .path = "/api/forms/:id",
	  .tenant = forms_remove_one,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Remove a form; consents given by it stay" },
};
const size_t form_routes_n = sizeof(form_routes) / sizeof(*form_routes);
