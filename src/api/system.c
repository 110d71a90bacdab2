/* The installation itself: its document for programs, and its state for its operator. */
#include "api/api_int.h"
#include "core/ground/hold.h"
#include "core/system/doctor.h"
#include "core/system/installation.h"
#include <pthread.h>

static struct buf document;
static pthread_once_t document_once = PTHREAD_ONCE_INIT;
static void system_make_document(void)
{
	buf_init(&document, HTTP_ANSWER_MAX); /* for as long as the process lives */
	api_openapi(&document);
}

static err system_openapi_get(struct api_call *call, system_db db)
{
	(void)db;
	pthread_once(&document_once, system_make_document);
	http_answer_header(call->req, "Cache-Control", STR("no-cache"));
	http_reply(call->req, 200, "application/json; charset=utf-8", buf_str(&document));
	return OK;
}

static const struct schema_field slow_fields[] = { { "query", SCHEMA_STR }, { "seconds", SCHEMA_F64 } };
static const struct schema slow_schema = SCHEMA("SlowQuery", slow_fields);
static const struct schema_field database_fields[] = {
	{ "version", SCHEMA_STR },
	{ "bytes", SCHEMA_I64 },
	{ "connections", SCHEMA_I64 },
	{ "rowLevelSecurity", SCHEMA_BOOL, .doc = "Does the database itself keep tenants apart?" },
	{ "slowQueries", SCHEMA_OBJ, .array = true, .nullable = true, .of = &slow_schema,
	  .doc = "Statements that have been running for more than a second; null where they may not be seen" },
};
static const struct schema database_schema = SCHEMA(NULL, database_fields);
static const struct schema_field queue_fields[] = { { "batches", SCHEMA_I64 },
						    { "recipientsPending", SCHEMA_I64 },
						    { "retries", SCHEMA_I64 },
						    { "heldSequences", SCHEMA_I64 } };
static const struct schema queue_schema = SCHEMA(NULL, queue_fields);
static const struct schema_field journal_fields[] = {
	{ "trackBytes", SCHEMA_I64, .doc = "Of the machine that answers" },
	{ "trackLagSeconds", SCHEMA_F64, .doc = "Age of the oldest event that is not in the database; 0: none waits" },
};
static const struct schema journal_schema = SCHEMA(NULL, journal_fields);
static const struct schema_field worker_fields[] = {
	{ "id", SCHEMA_STR },	      { "role", SCHEMA_STR },	     { "host", SCHEMA_STR },	{ "pid", SCHEMA_I64 },
	{ "startedAt", SCHEMA_TIME }, { "lastSeenAt", SCHEMA_TIME }, { "version", SCHEMA_STR },
};
static const struct schema worker_schema = SCHEMA("Worker", worker_fields);
static const struct schema_field finding_fields[] = {
	{ "code", SCHEMA_STR },
	{ "level", SCHEMA_STR, .values = "ok|warning|error" },
	{ "message", SCHEMA_STR },
	{ "remedy", SCHEMA_STR, .nullable = true, .doc = "What to do; null when all is well" },
};
static const struct schema finding_schema = SCHEMA("Finding", finding_fields);
static const struct schema_field statement_fields[] = {
	{ "query", SCHEMA_STR }, { "calls", SCHEMA_I64 }, { "meanMs", SCHEMA_F64 }, { "totalMs", SCHEMA_F64 }
};
static const struct schema statement_schema = SCHEMA("Statement", statement_fields);
static const struct schema_field unknown_fields[] = {
	{ "way", SCHEMA_STR, .values = "session|report", .doc = "The reply to our mail, or a report in a mailbox" },
	{ "words", SCHEMA_STR, .doc = "The server's, without addresses, hosts and numbers" },
	{ "count", SCHEMA_I64 },
	{ "lastAt", SCHEMA_TIME },
};
static const struct schema unknown_schema = SCHEMA("UnknownRefusal", unknown_fields);
static const struct schema_field system_fields[] = {
	{ "held", SCHEMA_STR, .nullable = true, .doc = "Why nothing is sent: this is a restored copy. null: it sends" },
	{ "version", SCHEMA_STR },
	{ "node", SCHEMA_STR },
	{ "database", SCHEMA_OBJ, .of = &database_schema },
	{ "queue", SCHEMA_OBJ, .of = &queue_schema },
	{ "journal", SCHEMA_OBJ, .of = &journal_schema },
	{ "workers", SCHEMA_OBJ, .array = true, .of = &worker_schema },
	{ "findings", SCHEMA_OBJ, .array = true, .of = &finding_schema, .doc = "What `loumass doctor` says" },
	{ "statements", SCHEMA_OBJ, .array = true, .of = &statement_schema,
	  .doc = "The statements that took most time; empty without pg_stat_statements" },
	{ "notUnderstood", SCHEMA_OBJ, .array = true, .of = &unknown_schema,
	  .doc = "Refusals of the last 30 days whose words are in no table, of all accounts together, the most "
		 "frequent first" },
};
static const struct schema system_schema = SCHEMA("System", system_fields);

static err system_get(struct api_call *call, system_db db)
{
	struct installation s;
	struct doctor d;
	struct hold h;
	TRY(installation_get(call->app, db, call->arena, &s));
	TRY(doctor_look(call->app, call->arena, false, &d));
	TRY(hold_get(db, call->arena, &h));
	json_begin_obj(call->out);
	json_kv_str(call->out, "held", h.since ? h.from : STR_NULL);
	installation_write(call->out, &s);
	doctor_write(call->out, &d);
	json_end_obj(call->out);
	return OK;
}

struct release_body {
	bool pause_all;
};
static const struct json_field release_fields[] = {
	JSON_FIELD(struct release_body, pause_all, "pauseAll", JSON_FIELD_BOOL,
		   .doc = "Pause the campaigns and sequences that were under way, to look at them one by one"),
};

static err system_release(struct api_call *call, system_db db)
{
	const struct release_body *b = call->body;
	return hold_release(db, call->arena, b->pause_all);
}

const struct route system_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/openapi.json",
	  .system = system_openapi_get,
	  .shape = SHAPE_BYTES,
	  .type = "application/json",
	  .summary = "This API as an OpenAPI 3.1 document" },
	{ .method = HTTP_GET,
	  .path = "/api/system",
	  .system = system_get,
	  .scope = SCOPE_OPERATOR,
	  .answer = &system_schema,
	  .summary = "The installation's state" },
	{ .method = HTTP_POST,
	  .path = "/api/system/release",
	  .system = system_release,
	  .scope = SCOPE_OPERATOR,
	  ROUTE_BODY(release_fields, struct release_body),
	  .shape = SHAPE_EMPTY,
	  .summary = "Let a restored copy send" },
};
const size_t system_routes_n = sizeof(system_routes) / sizeof(*system_routes);
