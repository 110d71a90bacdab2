/* Google: signing in, connecting mailboxes, and the OAuth clients that do it. Browsers come through the first two
 * routes; what goes wrong there is told to the web app by a word in the address, never by a page of JSON. */
#include "api/api_int.h"
#include "base/log.h"
#include "core/account/google_login.h"
#include "core/account/session.h"

static err google_redirect(struct api_call *call, str to)
{
	http_answer_header(call->req, "Location", to);
	http_answer_header(call->req, "Cache-Control", STR("no-store"));
	http_answer_header(call->req, "Referrer-Policy", STR("no-referrer"));
	http_reply(call->req, 302, "text/plain; charset=utf-8", STR("Go on in your browser.\n"));
	return OK;
}

/* Back to the app, with a word about what happened. */
static err google_go_back(struct api_call *call, str path, const char *word)
{
	bool more = str_find_byte(path, '?') != STR_NPOS;
	return google_redirect(call, arena_printf(call->arena, "%s%.*s%cgoogle=%s", call->app->config->url,
						  STR_FMT(path), more ? '&' : '?', word));
}

static const char *google_word_of(err e)
{
	switch (e.code) {
	case ERR_AUTH: return "again";
	case ERR_FORBIDDEN: return "denied";
	case ERR_NOT_FOUND: return "no-account";
	case ERR_CONFLICT: return "other-mailbox";
	default: return "unavailable";
	}
}

/* ---- Signing in */

static const struct api_param begin_query[] = {
	{ .name = "returnTo", .kind = PARAM_STR, .max = 500, .doc = "A path of the web app; / when not given" },
};

static err api_google_sign_in(struct api_call *call, system_db db)
{
	struct google_departure d;
	(void)db;
	err e = google_sign_in(call->app, call->arena, api_query(call, "returnTo"), &d);
	if (err_is(e)) {
		log_warn("google.depart", "nobody can sign in with Google now: %s", e.why ? e.why : err_name(e.code));
		return google_go_back(call, STR("/signin"), e.code == ERR_NOT_FOUND ? "not-set-up" : "unavailable");
	}
	auth_cookie_set(call->app, call->req, COOKIE_GOOGLE, d.cookie);
	return google_redirect(call, d.url);
}

/* What providers add to the address they send back is taken and not used. */
#define ADDED(name_)                                                                                                   \
	{                                                                                                              \
		.name = (name_), .kind = PARAM_STR, .doc = "Not used"                                                  \
	}
static const struct api_param arrive_query[] = {
	{ .name = "state", .kind = PARAM_STR, .max = 200, .doc = "As it was sent out" },
	{ .name = "code", .kind = PARAM_STR, .max = 2000, .doc = "Good once, for tokens" },
	{ .name = "error", .kind = PARAM_STR, .doc = "Why there is no code" },
	ADDED("error_description"),
	ADDED("error_subtype"),
	ADDED("error_uri"),
	ADDED("scope"),
	ADDED("authuser"),
	ADDED("prompt"),
	ADDED("hd"),
	ADDED("iss"),
	ADDED("session_state"),
};

static err api_google_arrive(struct api_call *call, system_db db)
{
	struct google_arrival at;
	str cookie = auth_cookie_value(call->app, call->req, COOKIE_GOOGLE);
	(void)db;
	if (cookie.n > 200)
		cookie = STR_NULL;
	err e = google_arrive(call->app, call->arena, api_query(call, "state"), api_query(call, "code"),
			      api_query(call, "error"), cookie, &at);
	if (err_is(e)) {
		log_info("google.arrive", "a visit to Google came to nothing: %s", e.why ? e.why : err_name(e.code));
		auth_cookie_set(call->app, call->req, COOKIE_GOOGLE, STR_NULL);
		return google_go_back(call, at.user_id.n || !at.signed_in ? at.return_to : STR("/signin"),
				      google_word_of(e));
	}
	if (!at.signed_in) {
		auth_cookie_set(call->app, call->req, COOKIE_GOOGLE, STR_NULL);
		return google_go_back(call, at.return_to, "connected");
	}
	TRY(auth_welcome(call->app, call->req, at.user_id));
	api_audit(call, at.user_id);
	return google_redirect(call,
			       arena_printf(call->arena, "%s%.*s", call->app->config->url, STR_FMT(at.return_to)));
}

/* ---- Mailboxes */

static const struct schema_field mailbox_fields[] = {
	{ "senderId", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "workspace", SCHEMA_BOOL, .doc = "Of an organisation, not of gmail.com" },
	{ "ownClient", SCHEMA_BOOL, .doc = "Connected by your own OAuth client" },
	{ "connectedAt", SCHEMA_TIME },
	{ "disconnectedAt", SCHEMA_TIME, .nullable = true, .doc = "Null: it is connected" },
};
static const struct schema mailbox_schema = SCHEMA("GmailMailbox", mailbox_fields);
static const struct schema_field client_fields[] = {
	{ "clientId", SCHEMA_STR, .nullable = true, .doc = "Null: there is none" },
	{ "source", SCHEMA_STR, .values = "configuration|settings|own|none", .doc = "Where it is set" },
	{ "redirectUri", SCHEMA_STR, .doc = "To be registered with Google for this client" },
};
static const struct schema client_schema = SCHEMA("GoogleClient", client_fields);
static const struct schema_field google_fields[] = {
	{ "client", SCHEMA_OBJ, .of = &client_schema, .doc = "Your own, or the installation's" },
	{ "mailboxes", SCHEMA_OBJ, .array = true, .of = &mailbox_schema },
};
static const struct schema google_schema = SCHEMA("Google", google_fields);

static err google_answer(struct api_call *call, tenant_db db)
{
	struct google_client_view client;
	struct google_mailbox *v;
	size_t n;
	struct json_writer *w = call->out;
	TRY(google_own_client(call->app, db, call->arena, &client));
	TRY(google_mailboxes(db, call->arena, &v, &n));
	json_begin_obj(w);
	json_key(w, "client");
	google_client_write(w, &client);
	json_key(w, "mailboxes");
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "senderId", v[i].sender_id);
		json_kv_str(w, "email", v[i].email);
		json_kv_bool(w, "workspace", v[i].workspace);
		json_kv_bool(w, "ownClient", v[i].own_client);
		json_kv_time(w, "connectedAt", v[i].connected_at);
		json_kv_opt_time(w, "disconnectedAt", v[i].disconnected_at);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
	return OK;
}

struct connect_body {
	str sender_id, return_to;
};
static const struct json_field connect_body[] = {
	JSON_FIELD(struct connect_body, sender_id, "senderId", JSON_FIELD_STR, .max = 40,
		   .doc = "Connect this mailbox again; not given: any"),
	JSON_FIELD(struct connect_body, return_to, "returnTo", JSON_FIELD_STR, .max = 500,
		   .doc = "A path of the web app; / when not given"),
};
static const struct schema_field departure_fields[] = {
	{ "url", SCHEMA_STR, .doc = "Google's page; the browser that asked must go there within ten minutes" },
};
static const struct schema departure_schema = SCHEMA(NULL, departure_fields);

static err api_google_connect(struct api_call *call, tenant_db db)
{
	const struct connect_body *b = call->body;
	struct google_departure d;
	str id = str_empty(b->sender_id) ? STR_NULL : b->sender_id;
	TRY(google_connect(call->app, db, call->arena, id, b->return_to, &d));
	auth_cookie_set(call->app, call->req, COOKIE_GOOGLE, d.cookie);
	json_begin_obj(call->out);
	json_kv_str(call->out, "url", d.url);
	json_end_obj(call->out);
	return OK;
}

static err api_google_disconnect(struct api_call *call, tenant_db db)
{
	return google_disconnect(call->app, db, call->arena, api_param(call, "id"));
}

/* ---- Clients */

static const struct json_field client_body[] = {
	JSON_FIELD(struct google_client_body, client_id, "clientId", JSON_FIELD_STR, .required = true, .max = 500),
	JSON_FIELD(struct google_client_body, client_secret, "clientSecret", JSON_FIELD_STR, .required = true,
		   .max = 500, .doc = "Sealed at once, never shown"),
};

static err google_own_set(struct api_call *call, tenant_db db)
{
	TRY(google_own_client_set(call->app, db, call->arena, call->body, &call->errors));
	return google_answer(call, db);
}

static err google_own_drop(struct api_call *call, tenant_db db)
{
	return google_own_client_drop(db, call->arena);
}

static err google_operator_get(struct api_call *call, system_db db)
{
	struct google_client_view v;
	(void)db;
	TRY(google_operator_client(call->app, call->arena, &v));
	google_client_write(call->out, &v);
	return OK;
}

static err google_operator_set(struct api_call *call, system_db db)
{
	TRY(google_operator_client_set(call->app, call->arena, call->body, &call->errors));
	return google_operator_get(call, db);
}

static err google_operator_drop(struct api_call *call, system_db db)
{
	(void)db;
	return google_operator_client_drop(call->app, call->arena);
}

const struct route google_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/auth/google",
	  .system = api_google_sign_in,
	  .flags = ROUTE_WAITS | ROUTE_THROTTLED,
	  ROUTE_QUERY(begin_query),
	  .shape = SHAPE_BYTES,
	  .type = "text/plain",
	  .status = 302,
	  .summary = "Sign in with Google: sends the browser there" },
	{ .method = HTTP_GET,
	  .path = GOOGLE_RETURN_PATH,
	  .system = api_google_arrive,
	  .flags = ROUTE_WAITS | ROUTE_THROTTLED,
	  ROUTE_QUERY(arrive_query),
	  .shape = SHAPE_BYTES,
	  .type = "text/plain",
	  .status = 302,
	  .summary = "Where Google sends the browser back",
	  .doc = "Ends in the web app, signed in or with `google=` and a word: `connected`, or what went wrong "
		 "(`again`, "
		 "`denied`, `no-account`, `other-mailbox`, `not-set-up`, `unavailable`)." },
	{ .method = HTTP_GET,
	  .path = "/api/google",
	  .tenant = google_answer,
	  .scope = SCOPE_READ,
	  .answer = &google_schema,
	  .summary = "Connected Gmail mailboxes, and the OAuth client that connects them" },
	{ .method = HTTP_POST,
	  .path = "/api/google/connect",
	  .tenant = api_google_connect,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(connect_body, struct connect_body),
	  .answer = &departure_schema,
	  .summary = "Connect a Gmail mailbox: where to send the browser",
	  .doc = "404 while no OAuth client is set up. When the person comes back, there is a sender of kind "
		 "`gmail`." },
	{ .method = HTTP_POST,
	  .path = "/api/senders/:id/disconnect",
	  .tenant = api_google_disconnect,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Take back what a Gmail mailbox granted, here and at Google",
	  .doc = "The sender is PAUSED; its mail waits until it is connected again." },
	{ .method = HTTP_PUT,
	  .path = "/api/google/client",
	  .tenant = google_own_set,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(client_body, struct google_client_body),
	  .answer = &google_schema,
	  .summary = "Bring your own OAuth client" },
	{ .method = HTTP_DELETE,
	  .path = "/api/google/client",
	  .tenant = google_own_drop,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  .summary = "Use the installation's OAuth client again",
	  .doc = "Mailboxes that were connected by your own must be connected again." },
	{ .method = HTTP_GET,
	  .path = "/api/system/google",
	  .system = google_operator_get,
	  .scope = SCOPE_OPERATOR,
	  .answer = &client_schema,
	  .summary = "The installation's OAuth client for Google" },
	{ .method = HTTP_PUT,
	  .path = "/api/system/google",
	  .system = google_operator_set,
	  .scope = SCOPE_OPERATOR,
	  ROUTE_BODY(client_body, struct google_client_body),
	  .answer = &client_schema,
	  .summary = "Set the installation's OAuth client",
	  .doc = "409 when it is set by the configuration." },
	{ .method = HTTP_DELETE,
	  .path = "/api/system/google",
	  .system = google_operator_drop,
	  .scope = SCOPE_OPERATOR,
	  .shape = SHAPE_EMPTY,
	  .summary = "Remove the installation's OAuth client" },
};
const size_t google_routes_n = sizeof(google_routes) / sizeof(*google_routes);
