/* People in sequences over REST: let in, listed, paused, stopped, and the answer to "why?"; and the events that a
 * tenant's own systems report. */
#include "api/sequence_schema.h"
#include "base/limits.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence.h"
#include "os/clock.h"

/* ---- In */

static const struct json_field enroll_fields[] = {
	JSON_FIELD(struct sequence_enroll, contact_ids, "contactIds", JSON_FIELD_STRS, .max = SEQUENCE_ENROLL_MAX,
		   .each_max = 64),
	JSON_FIELD(struct sequence_enroll, emails, "emails", JSON_FIELD_STRS, .max = SEQUENCE_ENROLL_MAX,
		   .each_max = 320, .doc = "Of contacts; addresses that are none are counted as unknown"),
	JSON_FIELD(struct sequence_enroll, tag, "tag", JSON_FIELD_STR, .max = CONTACT_TAG_MAX),
	JSON_FIELD(struct sequence_enroll, segment, "segment", JSON_FIELD_STR, .max = 200, .doc = "Its id or name"),
	JSON_FIELD(struct sequence_enroll, filter, "filter", JSON_FIELD_ANY,
		   .doc = "`{search, status, tags}`, as contacts are listed; `{}`: all. Or a filter "
			  "(docs/audience.md): its text "
			  "or its tree"),
};
static const struct schema_field enrolled_fields[] = {
	{ "enrolled", SCHEMA_I64 },
	{ "already", SCHEMA_I64, .doc = "Were in before, and the settings do not let them in again (yet)" },
	{ "excluded", SCHEMA_I64, .doc = "Not ACTIVE, or suppressed" },
	{ "unknown", SCHEMA_I64, .doc = "Addresses or ids that are no contact" },
};
static const struct schema enrolled_schema = SCHEMA("Enrolled", enrolled_fields);

static err enrollments_enroll(struct api_call *call, tenant_db db)
{
	struct sequence_enroll in = *(const struct sequence_enroll *)call->body;
	struct sequence_enrolled done;
	sequence_roomy(call);
	in.source = STR("api");
	TRY(sequence_enroll(call->app, db, call->arena, api_param(call, "id"), &in, &call->errors, &done));
	sequence_enrolled_write(call->out, &done);
	return OK;
}

/* ---- Lists */

static const struct schema_field enrollment_fields[] = {
	{ "id", SCHEMA_ID },
	{ "sequenceId", SCHEMA_ID },
	{ "sequenceName", SCHEMA_STR, .optional = true, .doc = "Left out in the list of a sequence" },
	{ "contactId", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "displayName", SCHEMA_STR },
	{ "status", SCHEMA_STR, .values = "ACTIVE|COMPLETED|PAUSED|FAILED" },
	{ "currentStep", SCHEMA_STR, .nullable = true },
	{ "stepName", SCHEMA_STR, .nullable = true },
	{ "enrolledAt", SCHEMA_TIME },
	{ "completedAt", SCHEMA_TIME, .nullable = true },
	{ "pausedAt", SCHEMA_TIME, .nullable = true },
	{ "failedAt", SCHEMA_TIME, .nullable = true },
	{ "failureReason", SCHEMA_STR, .nullable = true },
	{ "exitReason", SCHEMA_STR, .nullable = true,
	  .doc = "Of a COMPLETED one that left: replied, unsubscribed, bounced, complained, suppressed, inactive, "
		 "goal, exit, ended, edited. Null: it "
		 "came to the end" },
	{ "problem", SCHEMA_STR, .nullable = true,
	  .doc = "Why it stands still until somebody changes something: a current step that is no step" },
	{ "version", SCHEMA_I64, .nullable = true, .doc = "Of the steps" },
	{ "run", SCHEMA_I64, .doc = "One more at each re-entry" },
	{ "source", SCHEMA_STR, .nullable = true },
	{ "dueAt", SCHEMA_TIME, .nullable = true, .doc = "When it is looked at next" },
	{ "waitingFor", SCHEMA_STR, .nullable = true, .values = "time|mail|event" },
};
static const struct schema enrollment_schema = SCHEMA("Enrollment", enrollment_fields);

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "ACTIVE|COMPLETED|PAUSED|FAILED" },
	{ .name = "step", .kind = PARAM_STR, .max = STEP_ID_MAX, .doc = "Who is at this step" },
	{ .name = "exitReason", .kind = PARAM_STR, .max = 50 },
	{ .name = "state",
	  .kind = PARAM_CHOICE,
	  .values = ENROLLMENT_STATES,
	  .doc = "held: under way in a sequence that is held; overdue: waits for a release; stuck: has a problem of "
		 "its own" },
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of an address or name" },
};

static err enrollments_list(struct api_call *call, tenant_db db)
{
	str cursor[1];
	bool has;
	int64_t total;
	struct enrollment_list l;
	sequence_roomy(call);
	TRY(api_cursor_read(call, cursor, 1, &has));
	struct enrollment_list_in in = { .sequence_id = api_param(call, "id"),
					 .status = api_query(call, "status"),
					 .step = api_query(call, "step"),
					 .exit_reason = api_query(call, "exitReason"),
					 .state = api_query(call, "state"),
					 .search = api_query(call, "search"),
					 .cursor = has ? cursor[0] : STR_NULL,
					 .limit = api_limit(call) };
	TRY(enrollment_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		enrollment_write(call->out, &l.v[i]);
	str next = l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL;
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(enrollment_count(db, call->arena, &in, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static err enrollments_of_contact(struct api_call *call, tenant_db db)
{
	str cursor[1];
	bool has;
	struct enrollment_list l;
	sequence_roomy(call);
	TRY(api_cursor_read(call, cursor, 1, &has));
	TRY(enrollment_of_contact(db, call->arena, api_param(call, "id"), has ? cursor[0] : STR_NULL, api_limit(call),
				  &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		enrollment_write(call->out, &l.v[i]);
	api_list_end(call, l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL);
	return OK;
}

static err enrollments_get(struct api_call *call, tenant_db db)
{
	struct enrollment e;
	sequence_roomy(call);
	TRY(enrollment_get(db, call->arena, api_param(call, "id"), &e));
	enrollment_write(call->out, &e);
	return OK;
}

typedef err step_fn(tenant_db db, struct arena *a, str id, int64_t now);

static err enrollments_step(struct api_call *call, tenant_db db, step_fn *fn)
{
	str id = api_param(call, "id");
	struct enrollment e;
	sequence_roomy(call);
	TRY(enrollment_get(db, call->arena, id, &e));
	TRY(fn(db, call->arena, id, clock_now()));
	TRY(enrollment_get(db, call->arena, id, &e));
	enrollment_write(call->out, &e);
	return OK;
}

static err enrollments_pause_(struct api_call *call, tenant_db db)
{
	return enrollments_step(call, db, enrollment_pause);
}

static err enrollments_resume(struct api_call *call, tenant_db db)
{
	return enrollments_step(call, db, enrollment_resume);
}

static err enrollments_stop(struct api_call *call, tenant_db db)
{
	return enrollments_step(call, db, enrollment_stop);
}

/* ---- Why */

static const struct schema_field trace_fields[] = {
	{ "id", SCHEMA_ID },
	{ "at", SCHEMA_TIME },
	{ "kind", SCHEMA_STR,
	  .doc = "enrolled, planned, sent, doubt, again, window, held, waiting, branched, tagged, untagged, calling, "
		 "called, moved, "
		 "rewritten, paused, resumed, exited, completed, failed" },
	{ "run", SCHEMA_I64 },
	{ "stepId", SCHEMA_STR, .nullable = true },
	{ "stepName", SCHEMA_STR, .nullable = true },
	{ "text", SCHEMA_STR, .doc = "The decision in words" },
	{ "detail", SCHEMA_ANY },
};
static const struct schema trace_schema = SCHEMA("EnrollmentTrace", trace_fields);
static const struct api_param trace_query[] = { API_PAGE_PARAMS };

static err enrollments_trace(struct api_call *call, tenant_db db)
{
	str cursor[1];
	bool has;
	struct enrollment_story s;
	sequence_roomy(call);
	TRY(api_cursor_read(call, cursor, 1, &has));
	TRY(enrollment_story(db, call->arena, api_param(call, "id"), has ? cursor[0] : STR_NULL, api_limit(call), &s));
	api_list_begin(call);
	for (size_t i = 0; i < s.n; i++)
		enrollment_story_write(call->out, &s.v[i]);
	api_list_end(call, s.more ? api_cursor_make(call->arena, &s.v[s.n - 1].id, 1) : STR_NULL);
	return OK;
}

/* ---- Events of the tenant's own systems */

static const struct json_field event_fields[] = {
	JSON_FIELD(struct received_event_in, event, "event", JSON_FIELD_STR, .required = true, .max = EVENT_NAME_MAX,
		   .doc = "Its name: what steps and triggers name"),
	JSON_FIELD(struct received_event_in, email, "email", JSON_FIELD_STR, .max = 320, .doc = "Whose; or contactId"),
	JSON_FIELD(struct received_event_in, contact_id, "contactId", JSON_FIELD_STR, .max = 64),
	JSON_FIELD(struct received_event_in, data, "data", JSON_FIELD_ANY, .doc = "Any JSON, kept with the event"),
	JSON_FIELD(struct received_event_in, key, "key", JSON_FIELD_STR, .max = EVENT_KEY_MAX,
		   .doc = "Of your choice: an event with a key that was seen before does nothing"),
};
static const struct schema_field received_fields[] = {
	{ "id", SCHEMA_ID },
	{ "repeated", SCHEMA_BOOL, .doc = "The key was seen before: nothing was done" },
	{ "enrolled", SCHEMA_STR, .array = true, .doc = "Ids of the sequences that the contact entered" },
	{ "woken", SCHEMA_I64, .doc = "Enrolments that look at it" },
};
static const struct schema received_schema = SCHEMA("ReceivedEvent", received_fields);

static err enrollments_event(struct api_call *call, tenant_db db)
{
	struct received_event e;
	TRY(received_event_add(call->app, db, call->arena, call->body, &call->errors, &e));
	received_event_write(call->out, &e);
	return OK;
}

const struct route enrollment_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/enroll",
	  .tenant = enrollments_enroll,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(enroll_fields, struct sequence_enroll),
	  .body_max = 4u << 20,
	  .answer = &enrolled_schema,
	  .summary = "Let contacts in",
	  .doc = "By `contactIds`, `emails`, `tag`, `segment` or `filter`: one of them. 409 while the sequence is a "
		 "DRAFT." },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/enrollments",
	  .tenant = enrollments_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &enrollment_schema,
	  .summary = "Who is or was in it, the newest first" },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/:id/enrollments",
	  .tenant = enrollments_of_contact,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(trace_query),
	  .shape = SHAPE_LIST,
	  .answer = &enrollment_schema,
	  .summary = "The sequences a contact is or was in, the newest first" },
	{ .method = HTTP_GET,
	  .path = "/api/enrollments/:id",
	  .tenant = enrollments_get,
	  .scope = SCOPE_READ,
	  .answer = &enrollment_schema,
	  .summary = "One enrolment" },
	{ .method = HTTP_POST,
	  .path = "/api/enrollments/:id/pause",
	  .tenant = enrollments_pause_,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  SEQUENCE_NO_BODY,
	  .answer = &enrollment_schema,
	  .summary = "Let one person rest" },
	{ .method = HTTP_POST,
	  .path = "/api/enrollments/:id/resume",
	  .tenant = enrollments_resume,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  SEQUENCE_NO_BODY,
	  .answer = &enrollment_schema,
	  .summary = "Let one person go on" },
	{ .method = HTTP_POST,
	  .path = "/api/enrollments/:id/stop",
	  .tenant = enrollments_stop,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  SEQUENCE_NO_BODY,
	  .answer = &enrollment_schema,
	  .summary = "Take one person out",
	  .doc = "Ends as COMPLETED with the exit reason `ended`." },
	{ .method = HTTP_GET,
	  .path = "/api/enrollments/:id/trace",
	  .tenant = enrollments_trace,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(trace_query),
	  .shape = SHAPE_LIST,
	  .answer = &trace_schema,
	  .summary = "Every decision with its time and reason" },
	{ .method = HTTP_POST,
	  .path = "/api/events",
	  .tenant = enrollments_event,
	  .scope = SCOPE_SEQUENCES_WRITE,
	  ROUTE_BODY(event_fields, struct received_event_in),
	  .answer = &received_schema,
	  .summary = "Report something a contact did in your own system",
	  .doc = "Lets the contact into the active sequences whose trigger names the event, wakes those who wait for "
		 "it, and "
		 "reaches goals. Idempotent by `key`." },
};
const size_t enrollment_routes_n = sizeof(enrollment_routes) / sizeof(*enrollment_routes);
