/* Sequences over REST, looked at: what an edit changes, the versions, what came of it. */
#include "api/checks.h"
#include "api/sequence_schema.h"
#include "base/limits.h"
#include "core/sequence/sequence.h"
#include "core/sequence/simulate.h"

/* ---- Diff */

struct steps_body {
	const struct json *steps;
};
static const struct json_field steps_fields[] = {
	JSON_FIELD(struct steps_body, steps, "steps", JSON_FIELD_ARR, .required = true, .max = STEPS_MAX),
};
static const struct schema_field people_fields[] = {
	{ "stepId", SCHEMA_STR, .nullable = true, .doc = "Null: before the first step" },
	{ "people", SCHEMA_I64, .doc = "Under way and there now" },
};
static const struct schema people_schema = SCHEMA("StepPeople", people_fields);
static const struct schema_field changed_fields[] = {
	{ "stepId", SCHEMA_STR },
	{ "people", SCHEMA_I64 },
	{ "fields", SCHEMA_STR, .array = true, .doc = "Members of the step that differ" },
};
static const struct schema changed_schema = SCHEMA("StepChange", changed_fields);
static const struct schema_field skip_fields[] = {
	{ "stepId", SCHEMA_STR, .doc = "Where they stand" },
	{ "emailId", SCHEMA_STR, .doc = "The mail that they will not get" },
	{ "people", SCHEMA_I64 },
};
static const struct schema skip_schema = SCHEMA("StepSkip", skip_fields);
static const struct schema_field diff_fields[] = {
	{ "added", SCHEMA_STR, .array = true, .doc = "Ids of steps" },
	{ "removed", SCHEMA_OBJ, .array = true, .of = &people_schema },
	{ "changed", SCHEMA_OBJ, .array = true, .of = &changed_schema },
	{ "moved", SCHEMA_OBJ, .array = true, .of = &people_schema, .doc = "Steps that lead elsewhere" },
	{ "people", SCHEMA_OBJ, .array = true, .of = &people_schema, .doc = "All who are under way" },
	{ "skips", SCHEMA_OBJ, .array = true, .of = &skip_schema,
	  .doc = "Who skips a mail that was ahead of them, when they are moved to these steps" },
};
static const struct schema diff_schema = SCHEMA("SequenceDiff", diff_fields);

static err sequence_look_diff(struct api_call *call, tenant_db db)
{
	const struct steps_body *b = call->body;
	struct sequence_diff d;
	sequence_roomy(call);
	TRY(sequence_diff(db, call->arena, api_param(call, "id"), b->steps, &call->errors, &d));
	sequence_diff_write(call->out, &d);
	return OK;
}

/* ---- Versions */

static const struct schema_field version_fields[] = {
	{ "version", SCHEMA_I64 },
	{ "createdAt", SCHEMA_TIME },
	{ "steps", SCHEMA_ANY, .array = true },
	{ "people", SCHEMA_I64, .doc = "Under way in it" },
};
static const struct schema version_schema = SCHEMA("SequenceVersion", version_fields);
static const struct api_param version_query[] = { API_PAGE_PARAMS };

static err sequence_look_versions(struct api_call *call, tenant_db db)
{
	str cursor[1];
	bool has, more;
	struct sequence_version *v;
	struct opt_i64 before = {};
	size_t n;
	sequence_roomy(call);
	TRY(api_cursor_read(call, cursor, 1, &has));
	if (has && !num_parse_i64(cursor[0], &before.v))
		return api_invalid(call, "cursor", "is not one of this list");
	before.has = has;
	TRY(sequence_versions(db, call->arena, api_param(call, "id"), before, api_limit(call), &v, &n, &more));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(call->out);
		json_kv_i64(call->out, "version", v[i].version);
		json_kv_time(call->out, "createdAt", v[i].created_at);
		json_kv_raw(call->out, "steps", v[i].steps);
		json_kv_i64(call->out, "people", v[i].people);
		json_end_obj(call->out);
	}
	str next = STR_NULL;
	if (more) {
		str last = arena_printf(call->arena, "%lld", (long long)v[n - 1].version);
		next = api_cursor_make(call->arena, &last, 1);
	}
	api_list_end(call, next);
	return OK;
}

/* ---- Figures */

static const struct schema_field exit_fields[] = {
	{ "replied", SCHEMA_I64 }, { "unsubscribed", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 }, { "complained", SCHEMA_I64 },
	{ "goal", SCHEMA_I64 },	   { "other", SCHEMA_I64, .doc = "At an exit step, by hand, by an edit" },
};
static const struct schema exit_schema = SCHEMA("SequenceExits", exit_fields);

#define MAIL_FIGURES                                                                                                   \
	{ "sent", SCHEMA_I64 }, { "openedPeople", SCHEMA_I64 },                                                        \
		{ "openedMachines", SCHEMA_I64, .doc = "Opened, but by no person so far" },                            \
		{ "clickedPeople", SCHEMA_I64 }, { "replied", SCHEMA_I64 },                                            \
	{                                                                                                              \
		"bounced", SCHEMA_I64                                                                                  \
	}

static const struct schema_field total_fields[] = {
	{ "enrolled", SCHEMA_I64 },
	{ "active", SCHEMA_I64 },
	{ "completed", SCHEMA_I64, .doc = "Came to the end" },
	{ "paused", SCHEMA_I64 },
	{ "failed", SCHEMA_I64 },
	{ "exits", SCHEMA_OBJ, .of = &exit_schema, .doc = "Who left before the end, and why" },
	{ "averageHoursToComplete", SCHEMA_F64, .nullable = true },
	MAIL_FIGURES,
};
static const struct schema total_schema = SCHEMA("SequenceTotals", total_fields);
static const struct schema_field step_fields[] = {
	{ "stepId", SCHEMA_STR },
	{ "type", SCHEMA_STR, .nullable = true, .doc = "Null: the step is no longer in the steps" },
	{ "name", SCHEMA_STR, .nullable = true },
	{ "waiting", SCHEMA_I64, .doc = "Are there now" },
	{ "entered", SCHEMA_I64 },
	{ "passed", SCHEMA_I64 },
	MAIL_FIGURES,
	{ "trueTaken", SCHEMA_I64 },
	{ "falseTaken", SCHEMA_I64 },
};
static const struct schema step_schema = SCHEMA("SequenceStepFigures", step_fields);
static const struct schema_field analytics_fields[] = {
	{ "totals", SCHEMA_OBJ, .of = &total_schema },
	{ "steps", SCHEMA_OBJ, .array = true, .of = &step_schema },
};
static const struct schema analytics_schema = SCHEMA("SequenceAnalytics", analytics_fields);

static err sequence_look_analytics(struct api_call *call, tenant_db db)
{
	struct sequence_analytics r;
	sequence_roomy(call);
	TRY(sequence_analytics(db, call->arena, api_param(call, "id"), &r));
	sequence_analytics_write(call->out, &r);
	return OK;
}

/* ---- Trials */

#define SIMULATE_FIELDS                                                                                                  \
	JSON_FIELD(struct simulate_in, settings, "settings", JSON_FIELD_OBJ, .doc = "Instead of the stored ones"),       \
		JSON_FIELD(struct simulate_in, contact_ids, "contactIds", JSON_FIELD_STRS, .required = true,             \
			   .max = SIMULATE_CONTACTS_MAX, .each_max = 64, .doc = "Who walks through it"),                 \
		JSON_FIELD(struct simulate_in, start, "start", JSON_FIELD_TIME, .doc = "Now when not given"),            \
		JSON_FIELD(struct simulate_in, behaviour, "behaviour", JSON_FIELD_OBJ,                                   \
			   .doc = "`{default, steps: {<stepId>: …}, events}`: what they do with each mail as soon as " \
				  "it is there (nothing, opens, clicks or replies; nothing when not given), and the "    \
				  "events that come once they are waited for"),                                          \
		JSON_FIELD(struct simulate_in, render, "render", JSON_FIELD_BOOL,                                        \
			   .doc = "Also the HTML and text of the mails; false when not given")

static const struct json_field simulate_fields[] = {
	JSON_FIELD(struct simulate_in, steps, "steps", JSON_FIELD_ARR, .required = true, .max = STEPS_MAX),
	SIMULATE_FIELDS,
};
static const struct json_field simulate_one_fields[] = {
	JSON_FIELD(struct simulate_in, steps, "steps", JSON_FIELD_ARR, .max = STEPS_MAX,
		   .doc = "Instead of the stored ones"),
	SIMULATE_FIELDS,
};

static const struct schema_field trial_event_fields[] = {
	{ "at", SCHEMA_TIME },
	{ "stepId", SCHEMA_STR, .nullable = true },
	{ "stepName", SCHEMA_STR, .nullable = true },
	{ "kind", SCHEMA_STR, .values = "email|delay|condition|wait|split|tag|untag|webhook|goal|exit|end" },
	{ "detail", SCHEMA_ANY },
	{ "subject", SCHEMA_STR, .optional = true },
	{ "html", SCHEMA_STR, .optional = true },
	{ "text", SCHEMA_STR, .optional = true },
	{ "inThread", SCHEMA_BOOL, .optional = true },
	{ "taken", SCHEMA_BOOL, .optional = true, .doc = "Of a condition, wait or split: the true branch" },
	{ "until", SCHEMA_TIME, .optional = true },
};
static const struct schema trial_event_schema = SCHEMA("SimulationEvent", trial_event_fields);
static const struct schema_field trial_end_fields[] = {
	{ "at", SCHEMA_TIME },
	{ "reason", SCHEMA_STR,
	  .doc = "completed, an exit reason (replied, unsubscribed, …), or endless: a circle was followed long "
		 "enough" },
};
static const struct schema trial_end_schema = SCHEMA(NULL, trial_end_fields);
static const struct schema_field trial_run_fields[] = {
	{ "contactId", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "displayName", SCHEMA_STR },
	{ "events", SCHEMA_OBJ, .array = true, .of = &trial_event_schema },
	{ "ended", SCHEMA_OBJ, .of = &trial_end_schema },
};
static const struct schema trial_run_schema = SCHEMA("SimulationRun", trial_run_fields);
static const struct schema_field trial_fields[] = {
	{ "runs", SCHEMA_OBJ, .array = true, .of = &trial_run_schema },
	{ "problems", SCHEMA_OBJ, .array = true, .of = &problem_schema,
	  .doc = "What stands in the way of activating it" },
};
static const struct schema trial_schema = SCHEMA("Simulation", trial_fields);

static err sequence_look_try_out(struct api_call *call, tenant_db db, str id)
{
	struct simulate_in in = *(const struct simulate_in *)call->body;
	struct simulate_out out;
	sequence_roomy(call);
	in.sequence_id = id;
	TRY(simulate(call->app, db, call->arena, &in, &call->errors, &out));
	simulate_write(call->out, &out);
	return OK;
}

static err sequence_look_simulate_steps(struct api_call *call, tenant_db db)
{
	return sequence_look_try_out(call, db, STR_NULL);
}

static err sequence_look_simulate_one(struct api_call *call, tenant_db db)
{
	return sequence_look_try_out(call, db, api_param(call, "id"));
}

/* ---- Check */

static err sequence_look_check(struct api_call *call, tenant_db db)
{
	struct checks *c = arena_new(call->arena, struct checks);
	sequence_roomy(call);
	TRY(sequence_check(call->app, db, call->arena, api_param(call, "id"), c));
	checks_answer(call->out, c);
	return OK;
}

const struct route sequence_look_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/check",
	  .tenant = sequence_look_check,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_READ,
	  .answer = &checks_schema,
	  .summary = "What a careful person looks at before it begins",
	  .doc = "Steps, the sender's domain, links, images, spam score. Findings of level `error` stop an "
		 "activation." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/simulate",
	  .tenant = sequence_look_simulate_steps,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(simulate_fields, struct simulate_in),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &trial_schema,
	  .summary = "Try steps on contacts with a virtual clock",
	  .doc = "Nothing is sent, nothing is stored." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/simulate",
	  .tenant = sequence_look_simulate_one,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(simulate_one_fields, struct simulate_in),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &trial_schema,
	  .summary = "Try a sequence on contacts with a virtual clock",
	  .doc = "Nothing is sent, nothing is stored." },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/diff",
	  .tenant = sequence_look_diff,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(steps_fields, struct steps_body),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &diff_schema,
	  .summary = "What these steps would change, and for how many people" },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/versions",
	  .tenant = sequence_look_versions,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(version_query),
	  .shape = SHAPE_LIST,
	  .answer = &version_schema,
	  .summary = "The versions of its steps, the newest first",
	  .doc = "There is none before the sequence is first activated." },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/analytics",
	  .tenant = sequence_look_analytics,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  .answer = &analytics_schema,
	  .summary = "What came of it, as a whole and by step" },
};
const size_t sequence_look_routes_n = sizeof(sequence_look_routes) / sizeof(*sequence_look_routes);
