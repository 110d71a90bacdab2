/* Topics, a contact's choices, and the tenant's policy of tracking, keeping and writing often. */
#include "core/audience/topics.h"
#include "api/api.h"

static const struct schema_field topic_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "description", SCHEMA_STR, .nullable = true },
	{ "optIn", SCHEMA_BOOL, .doc = "Only who chose it gets its mail; else everybody who did not leave it alone" },
	{ "position", SCHEMA_I64 },
	{ "wanted", SCHEMA_I64, .doc = "Contacts who chose it themselves" },
	{ "refused", SCHEMA_I64, .doc = "Contacts who left it alone" },
	{ "createdAt", SCHEMA_TIME },
	{ "version", SCHEMA_I64, .doc = "One more at each change, whoever made it" },
};
static const struct schema topic_schema = SCHEMA("Topic", topic_fields);

static const struct json_field topic_body[] = {
	JSON_FIELD(struct topic_patch, name, "name", JSON_FIELD_OPT_STR, .max = TOPIC_NAME_MAX,
		   .doc = "What people read on the preference page"),
	JSON_FIELD(struct topic_patch, description, "description", JSON_FIELD_OPT_STR, .max = TOPIC_DESCRIPTION_MAX),
	JSON_FIELD(struct topic_patch, opt_in, "optIn", JSON_FIELD_OPT_BOOL, .doc = "Default false"),
	JSON_FIELD(struct topic_patch, position, "position", JSON_FIELD_OPT_I64, .min = 0, .max = 1000,
		   .doc = "Topics are shown in this order"),
	JSON_FIELD(struct topic_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
};

static err topics(struct api_call *call, tenant_db db)
{
	json_begin_obj(call->out);
	json_key(call->out, "data");
	json_begin_arr(call->out);
	TRY(topic_write_all(db, call->arena, call->out));
	json_end_arr(call->out);
	json_end_obj(call->out);
	return OK;
}

static err topic_add(struct api_call *call, tenant_db db)
{
	return topic_create(db, call->arena, call->body, &call->errors, call->out);
}

static err topic_change(struct api_call *call, tenant_db db)
{
	struct topic_patch *in = call->body;
	int64_t version;
	TRY(api_if_match(call, &in->version));
	TRY(topic_update(db, call->arena, api_param(call, "id"), in, &call->errors, call->out, &version));
	api_etag(call, version);
	return OK;
}

static err topic_remove(struct api_call *call, tenant_db db)
{
	return topic_delete(db, call->arena, api_param(call, "id"));
}

/* --- a contact */

static const struct schema_field choice_topic_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "subscribed", SCHEMA_BOOL },
	{ "chosen", SCHEMA_BOOL, .doc = "By the person; else it is the topic's default" },
};
static const struct schema choice_topic_schema = SCHEMA(NULL, choice_topic_fields);
static const struct schema_field consent_fields[] = {
	{ "id", SCHEMA_ID },
	{ "formId", SCHEMA_ID, .nullable = true },
	{ "text", SCHEMA_STR, .doc = "As it was shown" },
	{ "source", SCHEMA_STR, .values = "form|preferences" },
	{ "askedAt", SCHEMA_TIME },
	{ "confirmedAt", SCHEMA_TIME },
	{ "ipHash", SCHEMA_STR, .nullable = true, .doc = "Keyed hash of the address that asked" },
	{ "confirmIpHash", SCHEMA_STR, .nullable = true, .doc = "Keyed hash of the address that confirmed" },
};
static const struct schema consent_schema = SCHEMA("Consent", consent_fields);
static const struct schema_field choices_fields[] = {
	{ "status", SCHEMA_STR, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED" },
	{ "suppressed", SCHEMA_BOOL, .doc = "By address, domain or hash" },
	{ "trackingOff", SCHEMA_BOOL },
	{ "topics", SCHEMA_OBJ, .array = true, .of = &choice_topic_schema },
	{ "consents", SCHEMA_OBJ, .array = true, .of = &consent_schema },
};
static const struct schema choices_schema = SCHEMA("Choices", choices_fields);

struct choices_body {
	struct opt_bool tracking_off;
};
static const struct json_field choices_body[] = {
	JSON_FIELD(
		struct choices_body, tracking_off, "trackingOff", JSON_FIELD_OPT_BOOL,
		.doc = "True: their mail has no pixel and no tracked links, and what they still open is not recorded"),
};

static err topics_choices(struct api_call *call, tenant_db db)
{
	return choice_write(call->app, db, call->arena, api_param(call, "id"), call->out);
}

static err topics_choices_change(struct api_call *call, tenant_db db)
{
	const struct choices_body *b = call->body;
	if (b->tracking_off.has)
		TRY(choice_tracking(db, call->arena, api_param(call, "id"), b->tracking_off.v));
	return topics_choices(call, db);
}

/* --- the policy */

static const struct schema_field policy_fields[] = {
	{ "tracking", SCHEMA_BOOL, .doc = "False: nothing is tracked in any mail" },
	{ "retentionDays", SCHEMA_I64, .nullable = true, .doc = "Null: events are kept for ever" },
	{ "retentionMode", SCHEMA_STR, .values = POLICY_RETENTION_MODES,
	  .doc = "`drop`: older events go, counters stay; `strip`: of older events the IP hash, the browser and the "
		 "link go" },
	{ "retainedFrom", SCHEMA_TIME, .nullable = true, .doc = "Events before this were dropped or stripped" },
	{ "capMessages", SCHEMA_I64, .nullable = true,
	  .doc = "At most so many messages to one person in `capDays`, over all campaigns and sequences; null: no "
		 "cap" },
	{ "capDays", SCHEMA_I64 },
};
static const struct schema policy_schema = SCHEMA("MailPolicy", policy_fields);
static const struct json_field policy_body[] = {
	JSON_FIELD(struct policy_patch, tracking, "tracking", JSON_FIELD_OPT_BOOL),
	JSON_FIELD(struct policy_patch, retention_days, "retentionDays", JSON_FIELD_PATCH_I64, .min = 1, .max = 3650),
	JSON_FIELD(struct policy_patch, retention_mode, "retentionMode", JSON_FIELD_CHOICE,
		   .values = POLICY_RETENTION_MODES),
	JSON_FIELD(struct policy_patch, cap_messages, "capMessages", JSON_FIELD_PATCH_I64, .min = 1, .max = 1000),
	JSON_FIELD(struct policy_patch, cap_days, "capDays", JSON_FIELD_OPT_I64, .min = 1, .max = 365),
};

static err topics_policy(struct api_call *call, tenant_db db)
{
	return policy_write(db, call->arena, call->out);
}

static err topics_policy_change(struct api_call *call, tenant_db db)
{
	return policy_update(db, call->arena, call->body, call->out);
}

static const struct schema_field reason_count_fields[] = {
	{ "reason", SCHEMA_STR, .values = LEAVE_REASONS },
	{ "n", SCHEMA_I64 },
};
static const struct schema reason_count_schema = SCHEMA(NULL, reason_count_fields);
static const struct schema_field reason_words_fields[] = {
	{ "reason", SCHEMA_STR, .values = LEAVE_REASONS },
	{ "words", SCHEMA_STR },
	{ "contactId", SCHEMA_ID },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema reason_words_schema = SCHEMA(NULL, reason_words_fields);
static const struct schema_field reasons_fields[] = {
	{ "counts", SCHEMA_OBJ, .array = true, .of = &reason_count_schema },
	{ "words", SCHEMA_OBJ, .array = true, .of = &reason_words_schema, .doc = "The newest 50" },
};
static const struct schema reasons_schema = SCHEMA("LeaveReasons", reasons_fields);

static err topics_reasons(struct api_call *call, tenant_db db)
{
	return leave_reasons_write(db, call->arena, call->out);
}

const struct route choice_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/topics",
	  .tenant = topics,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &topic_schema,
	  .summary = "What mail is about, as people see it on the preference page" },
	{ .method = HTTP_POST,
	  .path = "/api/topics",
	  .tenant = topic_add,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(topic_body, struct topic_patch),
	  .answer = &topic_schema,
	  .status = 201,
	  .summary = "Add a topic" },
	{ .method = HTTP_PATCH,
	  .path = "/api/topics/:id",
	  .tenant = topic_change,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(topic_body, struct topic_patch),
	  .answer = &topic_schema,
	  .summary = "Change a topic",
	  .doc = "With `If-Match` (or `version`) only where it still is that version; otherwise 412, and nothing is "
		 "written." },
	{ .method = HTTP_DELETE,
	  .path = "/api/topics/:id",
	  .tenant = topic_remove,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Remove a topic, with people's choices of it" },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/:id/choices",
	  .tenant = topics_choices,
	  .scope = SCOPE_READ,
	  .answer = &choices_schema,
	  .summary = "What a contact chose and agreed to" },
	{ .method = HTTP_PATCH,
	  .path = "/api/contacts/:id/choices",
	  .tenant = topics_choices_change,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(choices_body, struct choices_body),
	  .answer = &choices_schema,
	  .summary = "Switch tracking of a contact off or on",
	  .doc = "Topics and consents are the person's own: they change them by the link in their mail." },
	{ .method = HTTP_GET,
	  .path = "/api/policy",
	  .tenant = topics_policy,
	  .scope = SCOPE_READ,
	  .answer = &policy_schema,
	  .summary = "Tracking, retention and frequency cap of the account" },
	{ .method = HTTP_PATCH,
	  .path = "/api/policy",
	  .tenant = topics_policy_change,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(policy_body, struct policy_patch),
	  .answer = &policy_schema,
	  .summary = "Change them",
	  .doc = "A campaign whose message is over the cap skips that person; a sequence's step waits until it is "
		 "not." },
	{ .method = HTTP_GET,
	  .path = "/api/leave-reasons",
	  .tenant = topics_reasons,
	  .scope = SCOPE_READ,
	  .answer = &reasons_schema,
	  .summary = "Why people left" },
};
const size_t choice_routes_n = sizeof(choice_routes) / sizeof(*choice_routes);
