/* The REST API: routes are rows of a table. A row says the method, the path, who may call, what comes in and what goes
 * out; dispatch (api/dispatch.c) does the rest, and the OpenAPI document and docs/api.md are printed from the same
 *rows.
 *
 * What dispatch does before a handler runs: finds the row (404, 405), checks the Origin of a cookie-borne unsafe
 *request (403), authenticates (401), checks the scope (403), limits the rate (429), reads the query against its table
 *(400; a parameter that is not in the table is refused by name) and the body against its table (400, 422), and replays
 *or guards an Idempotency-Key. What it does after: the err becomes a problem document (api/problem.c), else status and
 *body go out.
 *
 * A handler decodes, makes one core call, encodes. It returns an err:
 *   ERR_NOT_FOUND 404, ERR_CONFLICT 409, ERR_INVALID 422 with call->errors when it has some, ERR_FORBIDDEN 403,
 *   ERR_LIMIT 413, ERR_AGAIN and ERR_UNAVAILABLE 503, ERR_UNCERTAIN 503 (and says so), others 500.
 * `why` of the first five is shown to the client as `detail`. call->problem overrides the status of a failure.
 *
 *	static err contacts_get(struct api_call *call, tenant_db db)
 *	{
 *		struct contact c;
 *		TRY(contact_get(db, call->arena, api_param(call, "id"), &c));
 *		contact_write(call->out, &c);
 *		return OK;
 *	}
 *
 *	const struct route contact_routes[] = {
 *		{ .method = HTTP_GET, .path = "/api/contacts/:id", .tenant = contacts_get, .scope = SCOPE_READ,
 *		  .answer = &contact_schema, .summary = "One contact" },
 *	};
 *	const size_t contact_routes_n = sizeof(contact_routes) / sizeof(*contact_routes); */
#pragma once
#include "api/schema.h"
#include "base/arena.h"
#include "base/err.h"
#include "core/ground/app.h"
#include "db/tenant.h"
#include "http/server.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

/* What an API key may do. A session may do everything. SCOPE_ACCOUNT is for sessions alone. */
enum api_scope {
	SCOPE_PUBLIC, /* nobody is asked who he is; only .system handlers */
	SCOPE_READ,
	SCOPE_CONTACTS_WRITE,
	SCOPE_CAMPAIGNS_WRITE,
	SCOPE_SENDERS_WRITE,
	SCOPE_SEND,
	SCOPE_SEQUENCES_WRITE,
	SCOPE_WEBHOOKS_WRITE,
	SCOPE_ACCOUNT,
	SCOPE_OPERATOR, /* a session whose user is the installation's operator */
	SCOPE_COUNT
};
const char *api_scope_name(enum api_scope s); /* "contacts:write" */

enum api_param_kind { PARAM_STR, PARAM_I64, PARAM_BOOL, PARAM_TIME, PARAM_CHOICE };
struct api_param {
	const char *name;
	enum api_param_kind kind;
	bool repeat;	    /* may come several times (tag=a&tag=b): api_query_all() */
	const char *values; /* PARAM_CHOICE: "a|b|c" */
	int64_t min, max;   /* PARAM_I64; both 0: any. PARAM_STR: max bytes, 0: 1000 */
	const char *doc;
};
/* Rows for lists: `static const struct api_param q[] = { API_PAGE_PARAMS, { "search", … } };` */
#define API_PAGE_PARAMS                                                                                                \
	{ .name = "limit", .kind = PARAM_I64, .min = 1, .max = 200, .doc = "Rows of a page; 50 when not given" },      \
		{ .name = "cursor", .kind = PARAM_STR, .doc = "`page.next` of the page before" },                      \
	{                                                                                                              \
		.name = "count", .kind = PARAM_BOOL, .doc = "Also count all rows: `total`"                             \
	}

enum api_shape {
	SHAPE_OBJECT, /* 200 (or .status) with .answer */
	SHAPE_LIST,   /* {"data": [.answer], "page": {"next": …}, "total"?} */
	SHAPE_DATA,   /* {"data": [.answer]} without pages */
	SHAPE_EMPTY,  /* 204 */
	SHAPE_STREAM, /* the handler streams .type (http_stream_begin on call->req); runs on the stream pool */
	SHAPE_BYTES,  /* the handler answers by api_bytes() or http_reply_fd(): .type */
	SHAPE_SSE,    /* the handler ends with http_reply_sse(): .answer is the events' data */
};

enum route_flags {
	ROUTE_IDEMPOTENT = 1, /* honours Idempotency-Key: a POST that creates or sends */
	ROUTE_UPLOAD =
		2,     /* the body is a file of any type, spooled: http_body_fd(call->req); at most HTTP_UPLOAD_MAX */
	ROUTE_RAW = 4, /* the body is taken as it is: call->raw; at most body_max */
	ROUTE_REPORT = 16,   /* reads only, and may be some seconds old: from the replica, when there is one */
	ROUTE_WAITS = 32,    /* asks other servers: runs beside the workers, few at a time of an account (api_wait) */
	ROUTE_THROTTLED = 8, /* a sign-in: few tries per client and minute */
};

/* The call, its arena and db live until the request is over, subscriptions (SHAPE_SSE) included. */
struct api_call;
typedef err api_tenant_fn(struct api_call *call, tenant_db db);
typedef err api_system_fn(struct api_call *call, system_db db);

struct route {
	enum http_method method;
	const char *path;      /* "/api/contacts/:id"; a literal segment wins over a parameter */
	api_tenant_fn *tenant; /* exactly one of the two */
	api_system_fn *system;
	enum api_scope scope;
	unsigned flags; /* enum route_flags */
	const struct api_param *query;
	size_t n_query;
	const struct json_field *body; /* the JSON object that comes in: decoded to call->body */
	size_t n_body, body_size;
	uint64_t body_max; /* bytes; 0: 1 MiB for JSON bodies, HTTP_UPLOAD_MAX for uploads */
	enum api_shape shape;
	const struct schema *answer;
	int status;	     /* of success; 0: 200, or 204 for SHAPE_EMPTY */
	const char *type;    /* media type of SHAPE_STREAM and SHAPE_BYTES; several: "a|b" */
	const char *summary; /* one line */
	const char *doc;     /* more, in Markdown; may be NULL */
};
#define ROUTE_QUERY(table) .query = (table), .n_query = sizeof(table) / sizeof(*(table))
#define ROUTE_BODY(table, type_) .body = (table), .n_body = sizeof(table) / sizeof(*(table)), .body_size = sizeof(type_)

struct api_call {
	const struct app *app;
	const struct route *route;
	struct http_request *req;
	struct arena *arena; /* of the request */
	str user_id;	     /* "" for public routes */
	str session_id;	     /* "" for API keys */
	bool is_operator;
	str actor, actor_id; /* for the audit log: "session" or "key", and its id */
	str audit_detail;    /* a handler may say what the log shall hold, without addresses; absent: the names of the
				body's fields */
	void *body;	     /* decoded by the row's table (struct of body_size bytes); NULL without one */
	const struct json *json;    /* the same, as it came */
	str raw;		    /* ROUTE_RAW */
	struct field_errors errors; /* add to it and return ERR_INVALID: 422 */
	struct json_writer *out;    /* the answer, for SHAPE_OBJECT, _LIST and _DATA */
	int status;		    /* may be changed by the handler, e.g. 200 instead of 201 */
	int problem;		    /* status of a failure instead of the table's; 0: the table's */
	int64_t retry_after;	    /* seconds, with a failure; 0: the usual */
	/* dispatch's own */
	str params[8];
	size_t n_params;
	struct api_query_value *values;
	size_t n_values;
	struct api *api;
	struct wait_place *place; /* of api_wait */
	struct buf body_out;
	struct json_writer writer;
};

/* A segment of the path, percent-decoded. Asking for one that the row has not is a bug and aborts. */
str api_param(const struct api_call *call, const char *name);

/* The query, validated by the row's table. Absent parameters: absent str, no value. */
str api_query(const struct api_call *call, const char *name);
struct opt_i64 api_query_i64(const struct api_call *call, const char *name); /* PARAM_TIME: µs */
/* What the client has seen of what it changes: If-Match ("5"), over the body's own field. ERR_INVALID. */
err api_if_match(struct api_call *call, struct opt_i64 *version);
void api_etag(struct api_call *call, int64_t version);
/* What goes out all the same although our judgement advises against it. */
struct anyway_body {
	bool anyway;
};
extern const struct json_field anyway_fields[1];
bool api_query_bool(const struct api_call *call, const char *name);		      /* false when absent */
size_t api_query_all(const struct api_call *call, const char *name, const str **out); /* in the arena */
int64_t api_limit(const struct api_call *call);					      /* 50 when not given */

/* Lists: api_list_begin, one value per row, api_list_end. next: absent when this is the last page. */
void api_list_begin(struct api_call *call);
void api_list_end(struct api_call *call, str next);
void api_list_end_total(struct api_call *call, str next, int64_t total);

/* A cursor is an opaque text for the client: any bytes (a sort key and an id), base64url, with a version. */
str api_cursor_make(struct arena *a, const str *parts, size_t n);
/* ERR_INVALID (said about `cursor`) when it was not made by api_cursor_make with n parts. Absent: *has = false. */
err api_cursor_read(struct api_call *call, str *parts, size_t n, bool *has);

/* 422 about one field: `return api_invalid(call, "email", "is not an address");` */
err api_invalid(struct api_call *call, const char *field, const char *message);
/* Whole bodies for SHAPE_BYTES. filename NULL: shown in place, else offered as a download. */
void api_bytes(struct api_call *call, const char *type, const char *filename, str data);
/* For streams: the same header before http_stream_begin. */
void api_download(struct api_call *call, const char *filename);

/* Before asking another server: ROUTE_WAITS does it at once, other routes when they first reach out (os/patience.h), both on
 * behalf of who is signed in; a handler may do it on behalf of another account.
 * ERR_LIMIT (429): it waits for as many already; ERR_UNAVAILABLE (503): all do. */
err api_wait(struct api_call *call, str who);

/* Who was signed in is remembered for a few seconds: forget it when a session, key or account ends. */
void api_forget(struct api_call *call);
/* Into an account's audit log, by a route that asks for no identity: signing in and out. The others are written by
 * themselves. */
void api_audit(struct api_call *call, str user_id);

/* ---- For main and the printers. */
struct api;
err api_new(const struct app *app, struct api **out); /* ERR_BUG: a row is wrong; why says which */
void api_free(struct api *api);			      /* takes NULL; after the server has stopped */
/* The mount for "/api": ctx is the struct api. */
void api_pick(void *ctx, struct http_request *r, struct http_handler *out);
void api_openapi(struct buf *out);  /* the OpenAPI 3.1 document */
void api_markdown(struct buf *out); /* docs/api.md */

/* All rows (api/routes.c). */
struct route_set {
	const struct route *rows;
	const size_t *n;
};
extern const struct route_set api_route_sets[];
extern const size_t api_route_sets_n;
