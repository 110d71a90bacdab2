/* The installation itself: its document for programs, and its state for its operator. */
#include "api/api_int.h"
#include "core/installation.h"
#include <pthread.h>

static struct buf document;
static pthread_once_t document_once = PTHREAD_ONCE_INIT;
static void make_document(void)
{
	buf_init(&document, HTTP_ANSWER_MAX); /* for as long as the process lives */
	api_openapi(&document);
}

static err openapi_get(struct api_call *call, system_db db)
{
	(void)db;
	pthread_once(&document_once, make_document);
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
						    { "retries", SCHEMA_I64 } };
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
static const struct schema_field system_fields[] = {
	{ "version", SCHEMA_STR },
	{ "node", SCHEMA_STR },
	{ "database", SCHEMA_OBJ, .of = &database_schema },
	{ "queue", SCHEMA_OBJ, .of = &queue_schema },
	{ "journal", SCHEMA_OBJ, .of = &journal_schema },
	{ "workers", SCHEMA_OBJ, .array = true, .of = &worker_schema },
};
static const struct schema system_schema = SCHEMA("System", system_fields);

static err system_get(struct api_call *call, system_db db)
{
	struct installation s;
	TRY(installation_get(call->app, db, call->arena, &s));
	installation_write(call->out, &s);
	return OK;
}

const struct route system_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/openapi.json",
	  .system = openapi_get,
	  .shape = SHAPE_BYTES,
	  .type = "application/json",
	  .summary = "This API as an OpenAPI 3.1 document" },
	{ .method = HTTP_GET,
	  .path = "/api/system",
	  .system = system_get,
	  .scope = SCOPE_OPERATOR,
	  .answer = &system_schema,
	  .summary = "The installation's state" },
};
const size_t system_routes_n = sizeof(system_routes) / sizeof(*system_routes);
