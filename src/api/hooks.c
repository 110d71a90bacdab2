/* Webhooks over REST: kept, tried, rotated, and what was sent to them. */
#include "api/api.h"
#include "base/num.h"
#include "core/hook/hook.h"
#include "os/clock.h"

#define EVENTS_DOC                                                                                                     \
	"What it is told: types (docs/webhooks.md), such as `message.bounced`, a kind of them (`contact.*`), or `*`"

#define HOOK_FIELDS                                                                                                    \
	{ "id", SCHEMA_ID }, { "url", SCHEMA_STR }, { "description", SCHEMA_STR, .nullable = true },                   \
		{ "events", SCHEMA_STR, .array = true, .doc = EVENTS_DOC }, { "active", SCHEMA_BOOL },                 \
		{ "pausedReason", SCHEMA_STR, .nullable = true,                                                        \
		  .doc = "Why LOUMASS paused it; null: it is active, or its owner paused it" },                        \
		{ "failures", SCHEMA_I64, .doc = "Calls in a row that were not taken" },                               \
		{ "failingSince", SCHEMA_TIME, .nullable = true },                                                     \
		{ "nextAt", SCHEMA_TIME, .nullable = true, .doc = "No call before; null: at once" },                   \
		{ "lastAt", SCHEMA_TIME, .nullable = true },                                                           \
		{ "lastError", SCHEMA_STR, .nullable = true, .doc = "Of the last call; null: it was taken" },          \
		{ "waiting", SCHEMA_I64, .doc = "Deliveries that wait; 10,001: more than 10,000" },                    \
		{ "oldSecretUntil", SCHEMA_TIME, .nullable = true,                                                     \
		  .doc = "Until then calls are signed with the secret before, too" },                                  \
		{ "version", SCHEMA_I64, .doc = "One more at each change" }, { "createdAt", SCHEMA_TIME },             \
	{                                                                                                              \
		"updatedAt", SCHEMA_TIME                                                                               \
	}
static const struct schema_field hook_fields[] = { HOOK_FIELDS };
static const struct schema hook_schema = SCHEMA("Hook", hook_fields);
static const struct schema_field made_fields[] = {
	HOOK_FIELDS,
	{ "secret", SCHEMA_STR, .doc = "`whsec_…`: what signatures are checked with" },
};
static const struct schema made_schema = SCHEMA("HookMade", made_fields);

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct hook_patch, url, "url", JSON_FIELD_OPT_STR, .max = HOOK_URL_MAX,
		   .doc = "Where the calls go: https, a public address"),
	JSON_FIELD(struct hook_patch, description, "description", JSON_FIELD_OPT_STR, .max = HOOK_DESCRIPTION_MAX),
	JSON_FIELD(struct hook_patch, events, "events", JSON_FIELD_STRS, .each_max = 60, .max = 60, .doc = EVENTS_DOC),
	JSON_FIELD(struct hook_patch, active, "active", JSON_FIELD_OPT_BOOL,
		   .doc = "false: nothing is written for it, and what waits stays. true after a pause: at once"),
	JSON_FIELD(struct hook_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now. The header If-Match says the same"),
};

static err hooks_list(struct api_call *call, tenant_db db)
{
	struct hook *v;
	size_t n;
	TRY(hook_list(db, call->arena, &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		hook_write(call->out, &v[i], NULL);
	api_list_end(call, STR_NULL);
	return OK;
}

static err hooks_create(struct api_call *call, tenant_db db)
{
	struct hook h;
	str secret;
	TRY(hook_create(call->app, db, call->arena, call->body, &call->errors, &h, &secret));
	hook_write(call->out, &h, &secret);
	return OK;
}

static err hooks_get(struct api_call *call, tenant_db db)
{
	struct hook h;
	TRY(hook_get(db, call->arena, api_param(call, "id"), &h));
	api_etag(call, h.version);
	hook_write(call->out, &h, NULL);
	return OK;
}

static err hooks_update(struct api_call *call, tenant_db db)
{
	struct hook h;
	struct hook_patch *in = call->body;
	TRY(api_if_match(call, &in->version));
	TRY(hook_update(call->app, db, call->arena, api_param(call, "id"), in, &call->errors, &h));
	api_etag(call, h.version);
	hook_write(call->out, &h, NULL);
	return OK;
}

static err hooks_remove(struct api_call *call, tenant_db db)
{
	return hook_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field secret_fields[] = {
	{ "secret", SCHEMA_STR },
};
static const struct schema secret_schema = SCHEMA("HookSecret", secret_fields);

static err hooks_secret(struct api_call *call, tenant_db db)
{
	str secret;
	TRY(hook_secret(call->app, db, call->arena, api_param(call, "id"), &secret));
	json_begin_obj(call->out);
	json_kv_str(call->out, "secret", secret);
	json_end_obj(call->out);
	return OK;
}

struct rotate_body {
	struct opt_i64 overlap;
};
static const struct json_field rotate_fields[] = {
	JSON_FIELD(struct rotate_body, overlap, "overlapHours", JSON_FIELD_OPT_I64,
		   .doc = "So long calls are signed with both secrets: 0 to 168; 24 when not given"),
};

static err hooks_rotate(struct api_call *call, tenant_db db)
{
	const struct rotate_body *b = call->body;
	struct hook h;
	str secret;
	TRY(hook_rotate(call->app, db, call->arena, api_param(call, "id"), b->overlap.has ? b->overlap.v : 24,
			&call->errors, &h, &secret));
	hook_write(call->out, &h, &secret);
	return OK;
}

/* ---- What was sent */

#define DELIVERY_FIELDS                                                                                                \
	{ "id", SCHEMA_I64 }, { "eventId", SCHEMA_STR, .doc = "The call's webhook-id: the same at each try" },         \
		{ "type", SCHEMA_STR }, { "at", SCHEMA_TIME, .doc = "When it happened" },                              \
		{ "contactId", SCHEMA_STR, .nullable = true },                                                         \
		{ "status", SCHEMA_STR, .values = "pending|delivered|failed" }, { "attempts", SCHEMA_I64 },            \
		{ "nextAt", SCHEMA_TIME, .nullable = true, .doc = "Of what is pending" },                              \
		{ "answeredAt", SCHEMA_TIME, .nullable = true },                                                       \
		{ "answer", SCHEMA_I64, .nullable = true, .doc = "HTTP status; null: there was no answer" },           \
		{ "error", SCHEMA_STR, .nullable = true },                                                             \
	{                                                                                                              \
		"took", SCHEMA_I64, .nullable = true, .doc = "ms"                                                      \
	}
static const struct schema_field delivery_fields[] = { DELIVERY_FIELDS };
static const struct schema delivery_schema = SCHEMA("HookDelivery", delivery_fields);
static const struct schema_field whole_fields[] = {
	DELIVERY_FIELDS,
	{ "body", SCHEMA_ANY, .doc = "As it would be sent now: {type, timestamp, data}" },
};
static const struct schema whole_schema = SCHEMA("HookDeliveryWhole", whole_fields);

static const struct api_param log_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "pending|delivered|failed" },
	{ .name = "type", .kind = PARAM_STR, .max = 60 },
};

static err hooks_log(struct api_call *call, tenant_db db)
{
	struct hook_delivery *v;
	size_t n;
	str cursor[1], next = STR_NULL;
	bool has;
	int64_t limit = api_limit(call), before;
	struct hook_log_in in = { .status = api_query(call, "status"),
				  .type = api_query(call, "type"),
				  .limit = limit + 1 };
	TRY(api_cursor_read(call, cursor, 1, &has));
	if (has && !num_parse_i64(cursor[0], &before))
		return api_invalid(call, "cursor", "is not one of ours");
	if (has)
		in.before = SOME_I64(before);
	TRY(hook_log(db, call->arena, api_param(call, "id"), &in, &v, &n));
	bool more = (int64_t)n > limit;
	if (more)
		n = (size_t)limit;
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		hook_delivery_write(call->out, &v[i]);
	if (more) {
		str last = arena_printf(call->arena, "%lld", (long long)v[n - 1].id);
		next = api_cursor_make(call->arena, &last, 1);
	}
	api_list_end(call, next);
	return OK;
}

static err hooks_delivery(struct api_call *call, tenant_db db)
{
	struct hook_delivery d;
	int64_t id;
	if (!num_parse_i64(api_param(call, "delivery"), &id))
		return err_make(ERR_NOT_FOUND, "there is no such delivery");
	TRY(hook_delivery_get(db, call->arena, api_param(call, "id"), id, &d));
	hook_delivery_write(call->out, &d);
	return OK;
}

static err hooks_test(struct api_call *call, tenant_db db)
{
	struct hook_delivery d;
	TRY(hook_test(db, call->arena, api_param(call, "id"), &d));
	d.body = STR_NULL;
	hook_delivery_write(call->out, &d);
	return OK;
}

struct replay_body {
	struct opt_i64 since, until;
	str status;
};
static const struct json_field replay_fields[] = {
	JSON_FIELD(struct replay_body, since, "since", JSON_FIELD_TIME, .required = true,
		   .doc = "From this time on; deliveries are kept for 30 days"),
	JSON_FIELD(struct replay_body, until, "until", JSON_FIELD_TIME, .doc = "Now when not given"),
	JSON_FIELD(struct replay_body, status, "status", JSON_FIELD_CHOICE, .values = "failed|delivered",
		   .doc = "Only these; both when not given"),
};
static const struct schema_field replay_answer[] = {
	{ "deliveries", SCHEMA_I64, .doc = "At most 10,000 a call, the oldest first" },
};
static const struct schema replay_schema = SCHEMA("HookReplay", replay_answer);

static err hooks_replay(struct api_call *call, tenant_db db)
{
	const struct replay_body *b = call->body;
	int64_t n = 0, until = b->until.has ? b->until.v : clock_now();
	struct hook h;
	TRY(hook_get(db, call->arena, api_param(call, "id"), &h));
	if (b->since.v > until)
		return api_invalid(call, "until", "must not be before `since`");
	TRY(hook_replay(db, call->arena, api_param(call, "id"), b->since.v, until, b->status, &n));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "deliveries", n);
	json_end_obj(call->out);
	return OK;
}

const struct route hook_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/hooks",
	  .tenant = hooks_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &hook_schema,
	  .summary = "Webhooks: who is told what happens" },
	{ .method = HTTP_POST,
	  .path = "/api/hooks",
	  .tenant = hooks_create,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(patch_fields, struct hook_patch),
	  .answer = &made_schema,
	  .status = 201,
	  .summary = "Create a webhook",
	  .doc = "It is told what happens from now on. 409: there are 20." },
	{ .method = HTTP_GET,
	  .path = "/api/hooks/:id",
	  .tenant = hooks_get,
	  .scope = SCOPE_READ,
	  .answer = &hook_schema,
	  .summary = "One webhook" },
	{ .method = HTTP_PATCH,
	  .path = "/api/hooks/:id",
	  .tenant = hooks_update,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  ROUTE_BODY(patch_fields, struct hook_patch),
	  .answer = &hook_schema,
	  .summary = "Change, pause or resume a webhook",
	  .doc = "What is not given stays. A new address, or `active` after a pause, begins at once with no failure "
		 "counted." },
	{ .method = HTTP_DELETE,
	  .path = "/api/hooks/:id",
	  .tenant = hooks_remove,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a webhook, with what waits for it and its log" },
	{ .method = HTTP_GET,
	  .path = "/api/hooks/:id/secret",
	  .tenant = hooks_secret,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  .answer = &secret_schema,
	  .summary = "What a webhook's calls are signed with" },
	{ .method = HTTP_POST,
	  .path = "/api/hooks/:id/rotate",
	  .tenant = hooks_rotate,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  ROUTE_BODY(rotate_fields, struct rotate_body),
	  .answer = &made_schema,
	  .summary = "Give a webhook a new secret",
	  .doc = "While both count, `webhook-signature` holds two signatures." },
	{ .method = HTTP_POST,
	  .path = "/api/hooks/:id/test",
	  .tenant = hooks_test,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  .answer = &delivery_schema,
	  .status = 202,
	  .summary = "Send a webhook an event of type test",
	  .doc = "What became of it: `GET /api/hooks/{id}/deliveries/{delivery}`. A paused webhook gets it when it is "
		 "active." },
	{ .method = HTTP_GET,
	  .path = "/api/hooks/:id/deliveries",
	  .tenant = hooks_log,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(log_query),
	  .shape = SHAPE_LIST,
	  .answer = &delivery_schema,
	  .summary = "What was sent to a webhook, and what waits: the newest first" },
	{ .method = HTTP_GET,
	  .path = "/api/hooks/:id/deliveries/:delivery",
	  .tenant = hooks_delivery,
	  .scope = SCOPE_READ,
	  .answer = &whole_schema,
	  .summary = "One delivery, with its body" },
	{ .method = HTTP_POST,
	  .path = "/api/hooks/:id/replay",
	  .tenant = hooks_replay,
	  .scope = SCOPE_WEBHOOKS_WRITE,
	  ROUTE_BODY(replay_fields, struct replay_body),
	  .answer = &replay_schema,
	  .summary = "Send deliveries of a time once more",
	  .doc = "They keep their ids: a receiver that knows them can pass them over." },
};
const size_t hook_routes_n = sizeof(hook_routes) / sizeof(*hook_routes);
