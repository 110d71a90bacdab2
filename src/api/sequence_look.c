/* Sequences over REST, looked at: what an edit changes, the versions, what came of it. */
#include "api/sequence_schema.h"
#include "base/limits.h"
#include "core/sequence.h"

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
static const struct schema_field diff_fields[] = {
	{ "added", SCHEMA_STR, .array = true, .doc = "Ids of steps" },
	{ "removed", SCHEMA_OBJ, .array = true, .of = &people_schema },
	{ "changed", SCHEMA_OBJ, .array = true, .of = &changed_schema },
	{ "moved", SCHEMA_OBJ, .array = true, .of = &people_schema, .doc = "Steps that lead elsewhere" },
	{ "people", SCHEMA_OBJ, .array = true, .of = &people_schema, .doc = "All who are under way" },
};
static const struct schema diff_schema = SCHEMA("SequenceDiff", diff_fields);

static err diff(struct api_call *call, tenant_db db)
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

static err versions(struct api_call *call, tenant_db db)
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

static err analytics(struct api_call *call, tenant_db db)
{
	struct sequence_analytics r;
	sequence_roomy(call);
	TRY(sequence_analytics(db, call->arena, api_param(call, "id"), &r));
	sequence_analytics_write(call->out, &r);
	return OK;
}

const struct route sequence_look_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/diff",
	  .tenant = diff,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(steps_fields, struct steps_body),
	  .body_max = HTTP_BODY_MAX,
	  .answer = &diff_schema,
	  .summary = "What these steps would change, and for how many people" },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/versions",
	  .tenant = versions,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(version_query),
	  .shape = SHAPE_LIST,
	  .answer = &version_schema,
	  .summary = "The versions of its steps, the newest first",
	  .doc = "There is none before the sequence is first activated." },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/analytics",
	  .tenant = analytics,
	  .scope = SCOPE_READ,
	  .answer = &analytics_schema,
	  .summary = "What came of it, as a whole and by step" },
};
const size_t sequence_look_routes_n = sizeof(sequence_look_routes) / sizeof(*sequence_look_routes);
