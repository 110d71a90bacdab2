/* Sequences over REST: drawn, checked, listed, started, copied, in and out of files. */
#include "api/sequence_schema.h"
#include "base/limits.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence.h"

static const struct schema_field stats_fields[] = {
	{ "enrolled", SCHEMA_I64, .doc = "Entered, each time counted" },
	{ "active", SCHEMA_I64 },
	{ "completed", SCHEMA_I64, .doc = "Came to the end" },
	{ "paused", SCHEMA_I64 },
	{ "failed", SCHEMA_I64 },
	{ "sent", SCHEMA_I64 },
	{ "openedPeople", SCHEMA_I64, .doc = "Mails opened by a person, each once, as are the following" },
	{ "clickedPeople", SCHEMA_I64 },
	{ "replied", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
};
static const struct schema stats_schema = SCHEMA("SequenceStats", stats_fields);

static const struct schema_field problem_fields[] = {
	{ "stepId", SCHEMA_STR, .nullable = true, .doc = "Null: of the whole" },
	{ "level", SCHEMA_STR, .values = "error|warning", .doc = "A warning stops nobody" },
	{ "code", SCHEMA_STR, .doc = "Stable: subject_missing, unreachable, circle_without_delay, …" },
	{ "field", SCHEMA_STR, .doc = "steps[2] (delay-1).delay.days" },
	{ "message", SCHEMA_STR },
};
const struct schema problem_schema = SCHEMA("SequenceProblem", problem_fields);
static const struct schema_field problems_fields[] = {
	{ "problems", SCHEMA_OBJ, .array = true, .of = &problem_schema },
};
const struct schema problems_schema = SCHEMA(NULL, problems_fields);

static const struct schema_field sequence_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "description", SCHEMA_STR, .nullable = true },
	{ "status", SCHEMA_STR, .values = "DRAFT|ACTIVE|PAUSED" },
	{ "triggerType", SCHEMA_STR, .doc = "manual, on_signup or on_event" },
	{ "trackingEnabled", SCHEMA_BOOL },
	{ "steps", SCHEMA_ANY, .array = true, .optional = true, .doc = "docs/sequences.md. Left out in lists" },
	{ "stepCount", SCHEMA_I64 },
	{ "settings", SCHEMA_ANY, .doc = "What is set; what is left out has its default (docs/sequences.md)" },
	{ "senderId", SCHEMA_STR, .nullable = true, .doc = "Null: the default sender" },
	{ "topicId", SCHEMA_ID, .nullable = true,
	  .doc = "What it is about: people who left this topic alone don't get its mails" },
	{ "version", SCHEMA_I64, .doc = "Of the steps: one more at each change while it is ACTIVE or PAUSED" },
	{ "revision", SCHEMA_I64, .doc = "Of all that is written: one more at each change, whoever made it" },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
	{ "activatedAt", SCHEMA_TIME, .nullable = true, .doc = "When it was first activated" },
	{ "pausedAt", SCHEMA_TIME, .nullable = true },
	{ "resumedAt", SCHEMA_TIME, .nullable = true },
	{ "overdue", SCHEMA_I64,
	  .doc = "People held because their step or planned mail is overdue by more than latenessHours" },
	{ "held", SCHEMA_BOOL,
	  .doc = "ACTIVE with steps that have errors, whoever wrote them: nobody moves and no mail leaves until they "
		 "are right" },
	{ "heldAt", SCHEMA_TIME, .nullable = true, .doc = "When a worker saw it" },
	{ "heldReason", SCHEMA_STR, .nullable = true, .doc = "The first error: field and message" },
	{ "stuck", SCHEMA_I64, .doc = "People with a problem of their own (see the enrollments with state=stuck)" },
	{ "stats", SCHEMA_OBJ, .of = &stats_schema },
	{ "problems", SCHEMA_OBJ, .array = true, .optional = true, .of = &problem_schema,
	  .doc = "What stands in the way of activating it. Left out in lists" },
};
const struct schema sequence_schema = SCHEMA("Sequence", sequence_fields);

#define SETTINGS_DOC                                                                                                   \
	"`{reentry: never|after_completed, reentryDays, stopOnReply, stopCompanyOnReply, window: {days, from, to, "    \
	"timezone, useContactTimezone}, trigger: {event, filter: {tags, match, status}}, latenessHours}`; null: all "  \
	"by default"

#define PATCH_FIELDS                                                                                                   \
	JSON_FIELD(struct sequence_patch, name, "name", JSON_FIELD_OPT_STR),                                           \
		JSON_FIELD(struct sequence_patch, description, "description", JSON_FIELD_OPT_STR, .max = 4000),        \
		JSON_FIELD(struct sequence_patch, trigger_type, "triggerType", JSON_FIELD_OPT_STR,                     \
			   .doc = "manual, on_signup or on_event; manual when not given"),                             \
		JSON_FIELD(struct sequence_patch, tracking, "trackingEnabled", JSON_FIELD_OPT_BOOL,                    \
			   .doc = "False: no pixel, links untouched; true when not given"),                            \
		JSON_FIELD(struct sequence_patch, steps, "steps", JSON_FIELD_ARR, .max = STEPS_MAX,                    \
			   .doc = "docs/sequences.md; a DRAFT may hold problems"),                                     \
		JSON_FIELD(struct sequence_patch, settings, "settings", JSON_FIELD_ANY, .doc = SETTINGS_DOC),          \
		JSON_FIELD(struct sequence_patch, sender_id, "senderId", JSON_FIELD_OPT_STR,                           \
			   .doc = "Null: the default sender"),                                                         \
		JSON_FIELD(struct sequence_patch, topic_id, "topicId", JSON_FIELD_OPT_STR,                             \
			   .doc = "One of yours (/api/topics); null: none")

static const struct json_field create_fields[] = { PATCH_FIELDS };
static const struct json_field update_fields[] = {
	PATCH_FIELDS,
	JSON_FIELD(struct sequence_patch, revision, "revision", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
	JSON_FIELD(struct sequence_patch, enrollments, "enrollments", JSON_FIELD_CHOICE, .values = SEQUENCE_KEEP_WORDS,
		   .doc = "Of those under way, when the steps change: keep (they stay on their version), move (they "
			  "take the new one) or end; keep when not given"),
};

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "DRAFT|ACTIVE|PAUSED" },
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of a name or description" },
	{ .name = "sort", .kind = PARAM_CHOICE, .values = SEQUENCE_SORTS, .doc = "`-createdAt` when not given" },
};

static err sequences_list(struct api_call *call, tenant_db db)
{
	str cursor[2];
	bool has;
	int64_t total;
	TRY(api_cursor_read(call, cursor, 2, &has));
	struct sequence_list_in in = { .status = api_query(call, "status"),
				       .search = api_query(call, "search"),
				       .sort = api_query(call, "sort"),
				       .limit = api_limit(call) };
	if (has) {
		in.cursor_key = cursor[0];
		in.cursor_id = cursor[1];
	}
	struct sequence_list l;
	TRY(sequence_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		sequence_write(call->out, &l.v[i]);
	str next = STR_NULL;
	if (l.more)
		next = api_cursor_make(call->arena, (const str[2]){ l.keys[l.n - 1], l.v[l.n - 1].id }, 2);
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(sequence_count(db, call->arena, in.status, in.search, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static err sequences_create(struct api_call *call, tenant_db db)
{
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_create(db, call->arena, call->body, &call->errors, &q));
	sequence_write(call->out, &q);
	return OK;
}

static err sequences_get(struct api_call *call, tenant_db db)
{
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_get(db, call->arena, api_param(call, "id"), &q));
	api_etag(call, q.revision);
	sequence_write(call->out, &q);
	return OK;
}

static err sequences_update(struct api_call *call, tenant_db db)
{
	struct sequence q;
	struct sequence_patch *in = call->body;
	sequence_roomy(call);
	TRY(api_if_match(call, &in->revision));
	TRY(sequence_update(db, call->arena, api_param(call, "id"), in, &call->errors, &q));
	api_etag(call, q.revision);
	sequence_write(call->out, &q);
	return OK;
}

static err sequences_remove_(struct api_call *call, tenant_db db)
{
	return sequence_delete(db, call->arena, api_param(call, "id"));
}

struct duplicate_body {
	str name;
};
static const struct json_field duplicate_fields[] = {
	JSON_FIELD(struct duplicate_body, name, "name", JSON_FIELD_STR, .max = CAMPAIGN_NAME_MAX,
		   .doc = "\"Copy of …\" when not given"),
};

static err sequences_duplicate(struct api_call *call, tenant_db db)
{
	const struct duplicate_body *b = call->body;
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_duplicate(db, call->arena, api_param(call, "id"), b->name, &q));
	sequence_write(call->out, &q);
	return OK;
}

/* ---- Status */

static err sequences_activate(struct api_call *call, tenant_db db)
{
	const struct anyway_body *b = call->body;
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_activate(call->app, db, call->arena, api_param(call, "id"), b->anyway, &call->errors, &q));
	sequence_write(call->out, &q);
	return OK;
}

static err sequences_pause_(struct api_call *call, tenant_db db)
{
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_pause(db, call->arena, api_param(call, "id"), &q));
	sequence_write(call->out, &q);
	return OK;
}

struct release_body {
	str action;
};
static const struct json_field release_fields[] = {
	JSON_FIELD(struct release_body, action, "action", JSON_FIELD_CHOICE, .required = true, .values = "send|skip",
		   .doc = "send: they go on now; skip: they leave the sequence"),
};
static const struct schema_field released_fields[] = { { "released", SCHEMA_I64 } };
static const struct schema released_schema = SCHEMA(NULL, released_fields);

static err sequences_release(struct api_call *call, tenant_db db)
{
	const struct release_body *b = call->body;
	struct sequence q;
	int64_t n;
	sequence_roomy(call);
	TRY(sequence_release(db, call->arena, api_param(call, "id"), str_eq(b->action, STR("send")), &n, &q));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "released", n);
	json_end_obj(call->out);
	return OK;
}

/* ---- Checks, templates, files */

struct steps_body {
	const struct json *steps;
};
static const struct json_field steps_fields[] = {
	JSON_FIELD(struct steps_body, steps, "steps", JSON_FIELD_ANY, .required = true),
};

static err sequences_validate(struct api_call *call, tenant_db db)
{
	const struct steps_body *b = call->body;
	struct step_problems *problems;
	sequence_roomy(call);
	sequence_problems(call->arena, b->steps, &problems);
	TRY(sequence_filters_problems(db, call->arena, json_print(call->arena, b->steps), problems));
	json_begin_obj(call->out);
	json_key(call->out, "problems");
	sequence_problems_write(call->out, problems);
	json_end_obj(call->out);
	return OK;
}

static const struct schema_field template_fields[] = {
	{ "id", SCHEMA_STR },
	{ "name", SCHEMA_STR },
	{ "description", SCHEMA_STR },
	{ "triggerType", SCHEMA_STR },
	{ "steps", SCHEMA_ANY, .array = true },
	{ "settings", SCHEMA_ANY },
};
static const struct schema template_schema = SCHEMA("SequenceTemplate", template_fields);

static const struct schema_field secret_fields[] = {
	{ "secret", SCHEMA_STR },
};
static const struct schema secret_schema = SCHEMA("WebhookSecret", secret_fields);

static err sequences_webhook_secret(struct api_call *call, tenant_db db)
{
	json_begin_obj(call->out);
	json_kv_str(call->out, "secret", enrollment_webhook_secret(call->arena, call->app->keys, tenant_id(db)));
	json_end_obj(call->out);
	return OK;
}

static const struct api_param templates_query[] = {
	{ .name = "language",
	  .kind = PARAM_CHOICE,
	  .values = SEQUENCE_TEMPLATE_LANGUAGES,
	  .doc = "Of names and mails; `en` when not given" },
};

static err sequences_templates(struct api_call *call, tenant_db db)
{
	(void)db;
	struct sequence_template *v;
	size_t n;
	TRY(sequence_templates(call->arena, api_query(call, "language"), &v, &n));
	struct json_writer *w = call->out;
	api_list_begin(call);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "id", str_z(v[i].id));
		json_kv_str(w, "name", str_z(v[i].name));
		json_kv_str(w, "description", str_z(v[i].description));
		json_kv_str(w, "triggerType", str_z(v[i].trigger_type));
		json_kv_raw(w, "steps", v[i].steps);
		json_kv_raw(w, "settings", v[i].settings);
		json_end_obj(w);
	}
	api_list_end(call, STR_NULL);
	return OK;
}

static const struct schema_field file_fields[] = {
	{ "format", SCHEMA_STR, .values = SEQUENCE_FORMAT },
	{ "formatVersion", SCHEMA_I64 },
	{ "name", SCHEMA_STR },
	{ "description", SCHEMA_STR, .nullable = true },
	{ "triggerType", SCHEMA_STR },
	{ "trackingEnabled", SCHEMA_BOOL },
	{ "steps", SCHEMA_ANY, .array = true },
	{ "settings", SCHEMA_ANY },
};
static const struct schema file_schema = SCHEMA("SequenceFile", file_fields);

static err sequences_export_(struct api_call *call, tenant_db db)
{
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_get(db, call->arena, api_param(call, "id"), &q));
	if (q.steps_too_large)
		return err_make(ERR_CONFLICT,
				"its steps are too large to be read: shorten them where they were written");
	sequence_export_write(call->out, &q);
	return OK;
}

struct import_body {
	str format, name, trigger_type;
	struct json_opt_str description;
	int64_t version;
	struct opt_bool tracking;
	const struct json *steps, *settings;
};
static const struct json_field import_fields[] = {
	JSON_FIELD(struct import_body, format, "format", JSON_FIELD_CHOICE, .required = true,
		   .values = SEQUENCE_FORMAT),
	JSON_FIELD(struct import_body, version, "formatVersion", JSON_FIELD_I64, .required = true, .doc = "1"),
	JSON_FIELD(struct import_body, name, "name", JSON_FIELD_STR, .required = true),
	JSON_FIELD(struct import_body, description, "description", JSON_FIELD_OPT_STR, .max = 4000),
	JSON_FIELD(struct import_body, trigger_type, "triggerType", JSON_FIELD_STR),
	JSON_FIELD(struct import_body, tracking, "trackingEnabled", JSON_FIELD_OPT_BOOL),
	JSON_FIELD(struct import_body, steps, "steps", JSON_FIELD_ARR, .required = true, .max = STEPS_MAX),
	JSON_FIELD(struct import_body, settings, "settings", JSON_FIELD_ANY),
};

static err sequences_import(struct api_call *call, tenant_db db)
{
	struct sequence q;
	sequence_roomy(call);
	TRY(sequence_import(db, call->arena, call->json, &call->errors, &q));
	sequence_write(call->out, &q);
	return OK;
}

const struct route sequence_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/sequences",
	  .tenant = sequences_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &sequence_schema,
	  .summary = "Sequences with their figures",
	  .doc = "Without steps and problems." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences",
	  .tenant = sequences_create,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(create_fields, struct sequence_patch),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &sequence_schema,
	  .status = 201,
	  .summary = "Begin a sequence",
	  .doc = "A DRAFT, which may hold problems: `problems` lists them. `name` is required; the rest may come "
		 "later." },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id",
	  .tenant = sequences_get,
	  .scope = SCOPE_READ,
	  .answer = &sequence_schema,
	  .summary = "One sequence, whole" },
	{ .method = HTTP_PATCH,
	  .path = "/api/sequences/:id",
	  .tenant = sequences_update,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  ROUTE_BODY(update_fields, struct sequence_patch),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &sequence_schema,
	  .summary = "Change a sequence",
	  .doc = "What is not given stays; `settings` are replaced whole. While it is ACTIVE or PAUSED its steps must "
		 "be "
		 "without problems (422 names them), and a change of them makes a new version; `enrollments` says what "
		 "becomes of those under way." },
	{ .method = HTTP_DELETE,
	  .path = "/api/sequences/:id",
	  .tenant = sequences_remove_,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a sequence with its enrolments and figures",
	  .doc = "409 while it is ACTIVE." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/duplicate",
	  .tenant = sequences_duplicate,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(duplicate_fields, struct duplicate_body),
	  .answer = &sequence_schema,
	  .status = 201,
	  .summary = "A new draft with the same steps and settings" },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/activate",
	  .tenant = sequences_activate,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  ROUTE_BODY(anyway_fields, struct anyway_body),
	  .answer = &sequence_schema,
	  .summary = "Start it, or let it go on",
	  .doc = "422 names the steps that have problems, 409 says why not." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/pause",
	  .tenant = sequences_pause_,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  SEQUENCE_NO_BODY,
	  .answer = &sequence_schema,
	  .summary = "Stop for now",
	  .doc = "Nobody moves and nothing is sent until it is activated again." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/release",
	  .tenant = sequences_release,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  ROUTE_BODY(release_fields, struct release_body),
	  .answer = &released_schema,
	  .summary = "Decide about those who are overdue",
	  .doc = "After a long outage or a restored backup, steps that are overdue by more than `latenessHours`, and "
		 "mails "
		 "that were planned before it, wait for this." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/validate",
	  .tenant = sequences_validate,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(steps_fields, struct steps_body),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &problems_schema,
	  .summary = "What is wrong with these steps" },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/templates",
	  .tenant = sequences_templates,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(templates_query),
	  .shape = SHAPE_DATA,
	  .answer = &template_schema,
	  .summary = "Sequences to start from" },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/webhook-secret",
	  .tenant = sequences_webhook_secret,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .answer = &secret_schema,
	  .summary = "What webhook steps are signed with" },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/export",
	  .tenant = sequences_export_,
	  .scope = SCOPE_READ,
	  .answer = &file_schema,
	  .summary = "The sequence as a file" },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/import",
	  .tenant = sequences_import,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(import_fields, struct import_body),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &sequence_schema,
	  .status = 201,
	  .summary = "A new draft from a file" },
};
const size_t sequence_routes_n = sizeof(sequence_routes) / sizeof(*sequence_routes);
