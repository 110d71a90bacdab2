/* From a request to its row and back: everything that is the same for all routes (api.h). */
#include "api/api_int.h"
#include "base/fault.h"
#include "base/log.h"
#include "core/account/device.h"
#include "core/system/audit.h"
#include "db/replica.h"
#include "os/patience.h"
#include "os/public_addr.h"
#include "wire/cuid.h"
#include <stdio.h>
#include <stdlib.h>

#define JSON_BODY_DEFAULT (1u << 20)
#define SIGN_INS_PER_SECOND 0.5
#define SIGN_INS_BURST 60.0

struct handling { /* from pick to run, in the request's arena */
	struct api *api;
	struct router_match match;
	bool known; /* the gate has found out who it is */
	struct identity who;
};

err api_new(const struct app *app, struct api **out)
{
	struct api *api = calloc(1, sizeof(*api));
	if (!api)
		abort();
	err e = router_new(api_route_sets, api_route_sets_n, &api->router);
	if (err_is(e)) {
		free(api);
		return e;
	}
	api->app = app;
	api->auth = auth_new(app);
	pthread_mutex_init(&api->waits.lock, NULL);
	*out = api;
	return OK;
}

void api_free(struct api *api)
{
	if (!api)
		return;
	router_free(api->router);
	auth_free(api->auth);
	pthread_mutex_destroy(&api->waits.lock);
	free(api);
}

void api_forget(struct api_call *call)
{
	auth_forget(call->api->auth, call->user_id);
}

static bool dispatch_is_unsafe(enum http_method m)
{
	return m != HTTP_GET && m != HTTP_HEAD && m != HTTP_OPTIONS;
}

static err dispatch_in_rate(struct handling *h, str name, int64_t per_second, int64_t *retry_after)
{
	double rate = (double)per_second;
	return per_second > 0 ? auth_rate(h->api->auth, name, rate, rate * 10, retry_after) : OK;
}

/* By what a sign-in's tries are limited: a device that somebody has signed in on has its own, so that strangers on the
 * same network are in nobody's way. */
static str dispatch_visitor(const struct app *app, struct http_request *r)
{
	char net[CLIENT_NET_MAX];
	str device;
	if (device_is_ours(http_arena(r), app->keys, auth_cookie_value(app, r, COOKIE_DEVICE), &device))
		return arena_printf(http_arena(r), "device:%.*s", STR_FMT(device));
	client_net(arena_z(http_arena(r), http_client(r)), net);
	return arena_printf(http_arena(r), "sign-in:%s", net);
}

/* ERR_… and the status in *status. */
static err dispatch_admit(struct handling *h, struct http_request *r, int *status, int64_t *retry_after)
{
	const struct route *route = h->match.route;
	bool by_cookie = str_absent(http_header(r, "Authorization"));
	if (dispatch_is_unsafe(http_method(r)) && by_cookie && !auth_origin_ok(h->api->app, r)) {
		*status = 403;
		return err_make(ERR_FORBIDDEN, "the request comes from another site");
	}
	if (route->flags & ROUTE_THROTTLED) {
		str name = dispatch_visitor(h->api->app, r);
		err e = auth_rate(h->api->auth, name, SIGN_INS_PER_SECOND, SIGN_INS_BURST, retry_after);
		*status = 429;
		TRY(e);
	}
	*status = 0;
	if (route->scope == SCOPE_PUBLIC || h->known)
		return OK;
	TRY(auth_identify(h->api->auth, r, &h->who));
	h->known = true;
	if (!auth_may(&h->who, route->scope))
		return err_make(ERR_FORBIDDEN, arena_printf(http_arena(r), "this needs the scope \"%s\"%s",
							    api_scope_name(route->scope),
							    h->who.kind == IDENTITY_KEY && route->scope >= SCOPE_ACCOUNT
								    ? ", which API keys cannot have"
								    : "")
						       .p);
	const struct config *config = h->api->app->config;
	*status = 429;
	if (h->who.kind == IDENTITY_KEY)
		TRY(dispatch_in_rate(h, str_z(h->who.id), config->api_rate, retry_after));
	TRY(dispatch_in_rate(h, str_z(h->who.user_id), config->tenant_rate, retry_after));
	*status = 0;
	return OK;
}

static void dispatch_fail(struct api_call *call, err e, int status)
{
	if (!status)
		status = call->problem ? call->problem : problem_status(e.code);
	if (status >= 500 && status != 503)
		log_error("api.failed", "%s %s: %s: %s", http_method_name(call->route->method), call->route->path,
			  err_name(e.code), e.why ? e.why : "");
	else if (status == 503)
		log_warn("api.unavailable", "%s %s: %s", http_method_name(call->route->method), call->route->path,
			 e.why ? e.why : "");
	str detail = str_z(e.why);
	if (status >= 500 && e.code == ERR_UNCERTAIN)
		detail = STR("It is not known whether this was done; look before you try again.");
	else if (status >= 500 && status != 503)
		detail = STR("Something went wrong on our side; the log says what.");
	problem_reply(call->req, status, detail, &call->errors, call->retry_after);
}

/* ---- The body */
static err dispatch_read_json(struct api_call *call, int *status)
{
	const struct route *route = call->route;
	str type = http_header(call->req, "Content-Type"), text = http_body(call->req);
	if (text.n && !str_absent(type) && !str_starts_nocase(type, STR("application/json")) &&
	    !str_starts_nocase(type, STR("application/merge-patch+json"))) {
		*status = 415;
		return err_make(ERR_INVALID, "the body must be application/json");
	}
	*status = 400;
	TRY(json_parse(call->arena, text.n ? text : STR("{}"), &call->json));
	if (!json_is(call->json, JSON_OBJ))
		return err_make(ERR_INVALID, "the body must be a JSON object");
	*status = 0;
	call->body = arena_alloc(call->arena, route->body_size);
	TRY(json_decode(call->arena, call->json, route->body, route->n_body, call->body, &call->errors));
	return field_errors_err(&call->errors);
}

static err dispatch_read_input(struct api_call *call, int *status)
{
	*status = 400;
	TRY(query_read(call));
	*status = 0;
	if (call->route->flags & ROUTE_RAW)
		call->raw = http_body(call->req);
	if (call->route->body)
		return dispatch_read_json(call, status);
	return OK;
}

/* ---- The answer */
static void dispatch_succeed(struct api_call *call)
{
	struct http_request *r = call->req;
	if (http_answered(r))
		return;
	if (call->route->shape == SHAPE_STREAM || call->route->shape == SHAPE_BYTES || call->route->shape == SHAPE_SSE)
		return; /* the server says 500: a handler that forgot */
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply_take(r, call->status, "application/json; charset=utf-8", &call->body_out);
}

/* ---- The audit log */

/* What changes something, and what takes data out. */
static bool dispatch_is_audited(const struct api_call *call)
{
	const struct route *route = call->route;
	if (dispatch_is_unsafe(route->method))
		return route->scope != SCOPE_READ;
	return route->shape == SHAPE_STREAM;
}

static str dispatch_audit_target(const struct api_call *call)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	for (size_t i = 0; i < call->n_params; i++) {
		buf_add(&b, i ? STR("/") : STR(""));
		buf_add(&b, call->params[i]);
	}
	str made = STR("{\"id\":\""), out = buf_str(&call->body_out);
	if (call->n_params == 0 && str_starts(out, made) && out.n > made.n + CUID_LEN)
		buf_add(&b, str_slice(out, made.n, made.n + CUID_LEN));
	return b.n ? arena_dup(call->arena, buf_str(&b)) : STR_NULL;
}

/* Names of fields, never what stands in them. */
static str dispatch_audit_detail(const struct api_call *call)
{
	if (!str_absent(call->audit_detail))
		return call->audit_detail;
	struct buf BUF_AUTO b = {};
	buf_init(&b, 16u << 10);
	for (size_t i = 0; i < call->route->n_body && json_is(call->json, JSON_OBJ); i++) {
		const char *name = call->route->body[i].name;
		if (!json_get(call->json, name))
			continue;
		buf_add(&b, b.n ? STR(", ") : STR(""));
		buf_add(&b, str_z(name));
	}
	return b.n ? arena_dup(call->arena, buf_str(&b)) : STR_NULL;
}

/* Done is done: a log that cannot be written is said aloud, and fails nothing. */
static void dispatch_audit(struct api_call *call, tenant_db db)
{
	struct audit_entry e = { .actor = call->actor,
				 .actor_id = call->actor_id,
				 .action = arena_printf(call->arena, "%s %s", http_method_name(call->route->method),
							call->route->path),
				 .target = dispatch_audit_target(call),
				 .detail = dispatch_audit_detail(call) };
	err failed = audit_append(db, call->arena, call->app->keys, &e);
	if (err_is(failed) && failed.code != ERR_CONFLICT) /* the account itself is gone */
		log_error("audit.lost", "%.*s is not in the audit log: %s", STR_FMT(e.action), failed.why);
}

void api_audit(struct api_call *call, str user_id)
{
	call->actor = STR("session");
	dispatch_audit(call, tenant_of(call->app->db, call->arena, user_id));
}

static err dispatch_call_tenant(struct api_call *call)
{
	tenant_db db = tenant_of(call->app->db, call->arena, call->user_id);
	struct idempotency_slot slot;
	enum idempotency what;
	TRY(idempotency_begin(call, db, &slot, &what));
	if (what == IDEMPOTENCY_ANSWERED)
		return OK;
	if (fault_point("api.ceiling")) {
		call->arena->ceiling = 1u << 20;
		(void)arena_alloc(call->arena, 1u << 20);
	}
	bool report = call->route->flags & ROUTE_REPORT;
	tenant_db given = report ? tenant_report_of(call->app->db, call->arena, call->user_id) : db;
	err e = call->route->tenant(call, given);
	if (dispatch_is_unsafe(call->route->method))
		db_replica_wrote(call->app->db, call->user_id);
	if (!err_is(e))
		e = buf_err(&call->body_out);
	if (!err_is(e) && !dispatch_is_unsafe(call->route->method))
		e = arena_err(call->arena); /* what was changed is said to be changed */
	idempotency_end(call, db, &slot, e, buf_str(&call->body_out));
	if (!err_is(e) && dispatch_is_audited(call))
		dispatch_audit(call, db);
	return e;
}

/* On whose behalf a route waits that asks nobody who they are. */
static str dispatch_network(struct api_call *call)
{
	char net[CLIENT_NET_MAX];
	client_net(arena_z(call->arena, http_client(call->req)), net);
	return arena_dup(call->arena, str_z(net));
}

/* Routes that seldom wait (a campaign whose sender is untested) ask when it comes to it. */
static err dispatch_ask_to_wait(void *ctx)
{
	struct api_call *call = ctx;
	return api_wait(call, call->user_id.n ? call->user_id : dispatch_network(call));
}

/* What is only read for them, outside transactions, ends with them (db/conn.c). */
static bool dispatch_is_over(void *ctx)
{
	struct api_call *call = ctx;
	return http_is_gone(call->req);
}

static err dispatch_perform(struct api_call *call)
{
	if (call->route->shape != SHAPE_STREAM)
		patience_set((struct patience){
			.none = true, .ask = dispatch_ask_to_wait, .over = dispatch_is_over, .ctx = call });
	if (call->route->flags & ROUTE_WAITS)
		TRY(dispatch_ask_to_wait(call));
	if (call->route->tenant)
		return dispatch_call_tenant(call);
	TRY(call->route->system(call, app_system(call->app)));
	return buf_err(&call->body_out);
}

static void dispatch_run(struct http_request *r, void *arg)
{
	struct handling *h = arg;
	struct api_call *call = arena_new(http_arena(r), struct api_call);
	const struct route *route = h->match.route;
	*call = (struct api_call){
		.app = h->api->app,
		.api = h->api,
		.route = route,
		.req = r,
		.arena = http_arena(r),
		.user_id = STR(""),
		.session_id = STR(""),
		.n_params = h->match.n,
		.status = route->status			? route->status
			  : route->shape == SHAPE_EMPTY ? 204
							: 200,
	};
	memcpy(call->params, h->match.params, sizeof(call->params));
	field_errors_init(&call->errors, call->arena);
	buf_init(&call->body_out, HTTP_ANSWER_MAX);
	(void)buf_room(&call->body_out, route->shape == SHAPE_LIST ? 32768 : 1024); /* so that it seldom moves */
	json_writer_init(&call->writer, &call->body_out);
	call->out = &call->writer;
	int status = 0;
	arena_owned_by(route->path);
	err e = dispatch_admit(h, r, &status, &call->retry_after);
	if (!err_is(e) && h->known) {
		call->user_id = str_z(h->who.user_id);
		call->session_id = h->who.kind == IDENTITY_SESSION ? str_z(h->who.id) : STR("");
		call->is_operator = h->who.is_operator;
		call->actor = h->who.kind == IDENTITY_SESSION ? STR("session") : STR("key");
		call->actor_id = str_z(h->who.id);
	}
	if (!err_is(e))
		e = dispatch_read_input(call, &status);
	if (!err_is(e)) {
		status = 0;
		e = dispatch_perform(call);
	}
	if (!err_is(e))
		dispatch_succeed(call);
	else if (!http_answered(r))
		dispatch_fail(call, e, status);
	else if (route->shape == SHAPE_STREAM)
		http_stream_abort(r);
	if (route->shape != SHAPE_STREAM && !call->place)
		patience_set((struct patience){ .none = true });
	waits_leave(call);
	arena_owned_by(NULL);
	buf_deinit(&call->body_out);
}

/* Uploads: who is it, before a gigabyte is taken in. */
static void dispatch_gate(struct http_request *r, void *arg)
{
	struct handling *h = arg;
	int status = 0;
	int64_t retry_after = 0;
	err e = dispatch_admit(h, r, &status, &retry_after);
	if (err_is(e))
		problem_reply(r, status ? status : problem_status(e.code), str_z(e.why), NULL, retry_after);
}

static uint64_t dispatch_body_max_of(const struct route *route)
{
	if (route->body_max)
		return route->body_max;
	if (route->flags & ROUTE_UPLOAD)
		return HTTP_UPLOAD_MAX;
	return route->method == HTTP_GET ? 0 : JSON_BODY_DEFAULT; /* a body nobody asked for is ignored */
}

void api_pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	struct handling *h = arena_new(http_arena(r), struct handling);
	h->api = ctx;
	str allow = STR_NULL;
	err e = router_find(h->api->router, http_arena(r), http_method(r), http_path(r), &h->match, &allow);
	if (e.code == ERR_NOT_FOUND) {
		problem_reply(r, 404, str_z(e.why), NULL, 0);
		return;
	}
	if (err_is(e)) {
		http_answer_header(r, "Allow", allow);
		if (http_method(r) == HTTP_OPTIONS)
			http_reply(r, 204, NULL, STR(""));
		else
			problem_reply(r, 405, str_z(e.why), NULL, 0);
		return;
	}
	const struct route *route = h->match.route;
	*out = (struct http_handler){
		.kind = route->shape == SHAPE_STREAM ? HTTP_STREAM : HTTP_WORKER,
		.run = dispatch_run,
		.arg = h,
		.body_max = dispatch_body_max_of(route),
		.spool = route->flags & ROUTE_UPLOAD,
		.gate = route->flags & ROUTE_UPLOAD ? dispatch_gate : NULL,
	};
}

/* ---- Whole bodies */
static str dispatch_safe_filename(struct arena *a, const char *filename)
{
	str name = arena_dup(a, str_z(filename));
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '/' || c == ';')
			((char *)(uintptr_t)name.p)[i] = '_';
	}
	return name;
}

void api_download(struct api_call *call, const char *filename)
{
	http_answer_header(call->req, "Content-Disposition",
			   arena_printf(call->arena, "attachment; filename=\"%.*s\"",
					STR_FMT(dispatch_safe_filename(call->arena, filename))));
	http_answer_header(call->req, "Cache-Control", STR("no-store"));
}

void api_bytes(struct api_call *call, const char *type, const char *filename, str data)
{
	if (filename)
		api_download(call, filename);
	else
		http_answer_header(call->req, "Cache-Control", STR("no-store"));
	/* Whatever it is (a captured mail, say): never run as a page of ours. */
	http_answer_header(call->req, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
	http_reply(call->req, call->status, type, data);
}
