/* Signing in and out, one's own account, sessions, API keys. */
#include "core/account/account.h"
#include "api/api_int.h"
#include "core/account/account_request.h"
#include "core/account/api_key.h"
#include "core/account/password.h"
#include "core/account/session.h"
#include "core/sender/google.h"
#include "wire/json_read.h"

#define TABLE(t) (t), sizeof(t) / sizeof(*(t))

static const struct schema_field account_fields[] = {
	{ "id", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "name", SCHEMA_STR, .nullable = true },
	{ "image", SCHEMA_STR, .nullable = true },
	{ "timezone", SCHEMA_STR, .nullable = true, .doc = "An IANA name, such as Europe/Berlin" },
	{ "locale", SCHEMA_STR, .nullable = true, .doc = "A language tag, such as de-CH" },
	{ "isOperator", SCHEMA_BOOL, .doc = "May look at the installation itself" },
	{ "holidays", SCHEMA_STR, .array = true, .doc = "2026-12-25, or 12-25 for every year" },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema account_schema = SCHEMA("User", account_fields);
static const struct schema_field user_fields[] = { { "user", SCHEMA_OBJ, .of = &account_schema } };
static const struct schema user_schema = SCHEMA(NULL, user_fields);

static err account_answer_user(struct api_call *call, tenant_db db)
{
	struct account me;
	TRY(account_get(db, call->arena, &me));
	json_begin_obj(call->out);
	json_key(call->out, "user");
	account_write(call->out, &me);
	json_end_obj(call->out);
	return OK;
}

/* A session begins: the cookies, and who it is. */
static err account_welcome(struct api_call *call, str user_id)
{
	TRY(auth_welcome(call->app, call->req, user_id));
	api_audit(call, user_id);
	return account_answer_user(call, tenant_of(call->app->db, call->arena, user_id));
}

/* ---- /api/auth */
struct register_body {
	str email, password, name, locale;
};
static const struct json_field register_body[] = {
	JSON_FIELD(struct register_body, email, "email", JSON_FIELD_STR, .required = true, .max = 320),
	JSON_FIELD(struct register_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX, .doc = "At least 8 characters, and none of the commonest"),
	JSON_FIELD(struct register_body, name, "name", JSON_FIELD_STR, .max = ACCOUNT_NAME_MAX),
	JSON_FIELD(struct register_body, locale, "locale", JSON_FIELD_STR, .max = 35,
		   .doc = "A language tag, such as de-CH; the browser's when not given"),
};

static const struct schema_field registered_fields[] = {
	{ "signedIn", SCHEMA_BOOL,
	  .doc = "Only of the first account of an installation; every other address is confirmed by mail first" },
};
static const struct schema registered_schema = SCHEMA("Registered", registered_fields);

static err account_answer_registered(struct api_call *call, bool signed_in_now)
{
	json_begin_obj(call->out);
	json_kv_bool(call->out, "signedIn", signed_in_now);
	json_end_obj(call->out);
	return OK;
}

/* Of the browser, when the person has not chosen one. */
static str account_browser_locale(struct api_call *call)
{
	str wanted = str_trim(http_header(call->req, "Accept-Language"));
	return str_starts_nocase(wanted, STR("de")) ? STR("de-DE") : STR_NULL;
}

/* Whoever sets an installation up has nobody to get a mail from; from the second account on, the same for every address. */
static err account_auth_register(struct api_call *call, system_db db)
{
	const struct register_body *b = call->body;
	bool first;
	if (!call->app->config->registration_open)
		return err_make(ERR_FORBIDDEN, "registration is closed on this installation");
	struct account_new in = { .email = b->email, .name = b->name, .password = b->password };
	str id, locale = str_empty(b->locale) ? account_browser_locale(call) : b->locale;
	TRY(account_none(db, call->arena, &first));
	if (!first) {
		TRY(account_register(call->app, call->arena, &in, locale, &call->errors));
		return account_answer_registered(call, false);
	}
	in.locale = locale;
	TRY(account_create(db, call->arena, &in, &call->errors, &id));
	TRY(auth_welcome(call->app, call->req, id));
	api_audit(call, id);
	return account_answer_registered(call, true);
}

/* Too many wrong ones: 429. */
static err account_guess(struct api_call *call, err e)
{
	if (e.code == ERR_AGAIN && call->retry_after)
		call->problem = 429;
	return e;
}

struct login_body {
	str email, password;
};
static const struct json_field login_body[] = {
	JSON_FIELD(struct login_body, email, "email", JSON_FIELD_STR, .required = true, .max = 320),
	JSON_FIELD(struct login_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX),
};

static err account_auth_login(struct api_call *call, system_db db)
{
	(void)db;
	const struct login_body *b = call->body;
	str id;
	int64_t failed = 0;
	struct account_try t = { .email = b->email,
				 .password = b->password,
				 .client = http_client(call->req),
				 .device = auth_cookie_value(call->app, call->req, COOKIE_DEVICE) };
	TRY(account_guess(call, account_check(call->app, call->arena, &t, &id, &failed, &call->retry_after)));
	if (failed)
		call->audit_detail =
			arena_printf(call->arena, "failed before from the same place: %lld", (long long)failed);
	return account_welcome(call, id);
}

static err account_auth_demo(struct api_call *call, system_db db)
{
	str id;
	if (!call->app->config->demo)
		return err_make(ERR_NOT_FOUND, "this is not a demo installation");
	TRY(account_find(db, call->arena, STR(DEMO_EMAIL), &id));
	return account_welcome(call, id);
}

/* Is there a live session behind the cookie? */
static bool account_signed_in(struct api_call *call, system_db db, struct session *s)
{
	str token = auth_cookie_value(call->app, call->req, COOKIE_SESSION);
	return token.n && token.n <= 200 && !err_is(session_find(db, call->arena, token, s));
}

static err account_auth_logout(struct api_call *call, system_db db)
{
	struct session s;
	if (account_signed_in(call, db, &s)) {
		TRY(session_end(db, call->arena, auth_cookie_value(call->app, call->req, COOKIE_SESSION)));
		call->user_id = s.user_id;
		api_forget(call);
		api_audit(call, s.user_id);
	}
	auth_cookie_set(call->app, call->req, COOKIE_SESSION, STR_NULL);
	return OK;
}

/* ---- /api/config */
static const struct schema_field config_fields[] = {
	{ "version", SCHEMA_STR },
	{ "demo", SCHEMA_BOOL },
	{ "demoEmail", SCHEMA_STR, .optional = true },
	{ "registration", SCHEMA_STR, .values = "open|closed" },
	{ "url", SCHEMA_STR },
	{ "google", SCHEMA_BOOL, .doc = "Can one sign in and send with Google?" },
	{ "signedIn", SCHEMA_BOOL, .doc = "Does the request carry the cookie of a live session?" },
};
static const struct schema config_schema = SCHEMA("Installation", config_fields);

static err account_config_get(struct api_call *call, system_db db)
{
	const struct config *c = call->app->config;
	struct session s;
	json_begin_obj(call->out);
	json_kv_str(call->out, "version", STR(LOUMASS_VERSION));
	json_kv_bool(call->out, "demo", c->demo);
	if (c->demo)
		json_kv_str(call->out, "demoEmail", STR(DEMO_EMAIL));
	json_kv_str(call->out, "registration", c->registration_open ? STR("open") : STR("closed"));
	json_kv_str(call->out, "url", str_z(c->url));
	json_kv_bool(call->out, "google", google_ready(call->app, call->arena));
	json_kv_bool(call->out, "signedIn", account_signed_in(call, db, &s));
	json_end_obj(call->out);
	return OK;
}

/* ---- /api/me */
static err account_me_get(struct api_call *call, tenant_db db)
{
	return account_answer_user(call, db);
}

static const struct json_field me_patch_body[] = {
	JSON_FIELD(struct account_patch, name, "name", JSON_FIELD_OPT_STR, .max = ACCOUNT_NAME_MAX),
	JSON_FIELD(struct account_patch, timezone, "timezone", JSON_FIELD_OPT_STR, .max = 64),
	JSON_FIELD(struct account_patch, locale, "locale", JSON_FIELD_OPT_STR, .max = 35),
	JSON_FIELD(struct account_patch, holidays, "holidays", JSON_FIELD_STRS, .max = 400, .each_max = 10,
		   .doc = "All of them: 2026-12-25, or 12-25 for every year. No business day of a delay falls on them, "
			  "and sending windows stay shut"),
};

static err account_me_patch(struct api_call *call, tenant_db db)
{
	struct account me;
	TRY(account_update(db, call->arena, call->body, &call->errors, &me));
	json_begin_obj(call->out);
	json_key(call->out, "user");
	account_write(call->out, &me);
	json_end_obj(call->out);
	return OK;
}

struct password_body {
	str current, next;
};
static const struct json_field password_body[] = {
	JSON_FIELD(struct password_body, current, "current", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX),
	JSON_FIELD(struct password_body, next, "next", JSON_FIELD_STR, .required = true, .max = PASSWORD_BYTES_MAX,
		   .doc = "At least 8 characters, and none of the commonest"),
};

static err account_me_password(struct api_call *call, tenant_db db)
{
	const struct password_body *b = call->body;
	struct account_proof proof = { b->current, call->session_id, &call->retry_after };
	err e = account_guess(call, account_password(call->app, db, call->arena, &proof, b->next, &call->errors));
	if (e.code == ERR_FORBIDDEN)
		return api_invalid(call, "current", "is not your password");
	TRY(e);
	api_forget(call);
	return OK;
}

struct removal_body {
	str password;
};
static const struct json_field removal_body[] = {
	JSON_FIELD(struct removal_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX),
};
static const struct schema_field removed_fields[] = {
	{ "contacts", SCHEMA_I64 },	{ "campaigns", SCHEMA_I64 },  { "sequences", SCHEMA_I64 },
	{ "enrollments", SCHEMA_I64 },	{ "recipients", SCHEMA_I64 }, { "events", SCHEMA_I64 },
	{ "suppressions", SCHEMA_I64 }, { "senders", SCHEMA_I64 },    { "captures", SCHEMA_I64 },
	{ "imports", SCHEMA_I64 },	{ "sessions", SCHEMA_I64 },   { "apiKeys", SCHEMA_I64 },
};
static const struct schema removed_schema = SCHEMA("Removed", removed_fields);
static const struct schema_field removal_fields[] = { { "removed", SCHEMA_OBJ, .of = &removed_schema } };
static const struct schema removal_schema = SCHEMA(NULL, removal_fields);

static err account_me_delete(struct api_call *call, tenant_db db)
{
	const struct removal_body *b = call->body;
	struct account_removed removed;
	struct account_proof proof = { b->password, call->session_id, &call->retry_after };
	err e = account_guess(call, account_remove_checked(call->app, db, call->arena, &proof, &removed));
	if (e.code == ERR_FORBIDDEN)
		return api_invalid(call, "password", "is not your password");
	TRY(e);
	api_forget(call);
	auth_cookie_set(call->app, call->req, COOKIE_SESSION, STR_NULL);
	json_begin_obj(call->out);
	json_key(call->out, "removed");
	account_removed_write(call->out, &removed);
	json_end_obj(call->out);
	return OK;
}

static err account_write_line(void *arg, str line)
{
	struct http_request *r = arg;
	if (!http_answered(r))
		http_stream_begin(r, 200, "application/x-ndjson");
	return http_stream_write(r, line);
}

static err account_me_export(struct api_call *call, tenant_db db)
{
	api_download(call, "loumass-export.ndjson");
	return account_export(db, call->arena, account_write_line, call->req);
}

/* ---- Sessions */
static const struct schema_field session_fields[] = {
	{ "id", SCHEMA_ID },
	{ "createdAt", SCHEMA_TIME },
	{ "lastSeenAt", SCHEMA_TIME },
	{ "userAgent", SCHEMA_STR, .nullable = true },
	{ "current", SCHEMA_BOOL, .doc = "Is it the one that asks?" },
};
static const struct schema session_schema = SCHEMA("Session", session_fields);

static err account_sessions_get(struct api_call *call, tenant_db db)
{
	struct session_row *rows;
	size_t n;
	TRY(session_list(db, call->arena, &rows, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "id", rows[i].id);
		json_kv_time(call->out, "createdAt", rows[i].created_at);
		json_kv_time(call->out, "lastSeenAt", rows[i].last_seen_at);
		json_kv_str(call->out, "userAgent", rows[i].user_agent);
		json_kv_bool(call->out, "current", str_eq(rows[i].id, call->session_id));
		json_end_obj(call->out);
	}
	api_list_end(call, STR_NULL);
	return OK;
}

static err account_session_delete(struct api_call *call, tenant_db db)
{
	TRY(session_revoke(db, call->arena, api_param(call, "id")));
	api_forget(call);
	return OK;
}

static err account_sessions_delete(struct api_call *call, tenant_db db)
{
	TRY(session_revoke_others(db, call->arena, call->session_id));
	api_forget(call);
	return OK;
}

/* ---- API keys */
static const struct schema_field key_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "prefix", SCHEMA_STR, .doc = "How the key begins" },
	{ "scopes", SCHEMA_STR, .array = true, .values = API_KEY_SCOPES },
	{ "createdAt", SCHEMA_TIME },
	{ "lastUsedAt", SCHEMA_TIME, .nullable = true },
};
static const struct schema key_schema = SCHEMA("ApiKey", key_fields);
static const struct schema_field new_key_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "prefix", SCHEMA_STR },
	{ "scopes", SCHEMA_STR, .array = true, .values = API_KEY_SCOPES },
	{ "createdAt", SCHEMA_TIME },
	{ "lastUsedAt", SCHEMA_TIME, .nullable = true },
	{ "key", SCHEMA_STR, .doc = "The key itself: shown this once" },
};
static const struct schema new_key_schema = SCHEMA("NewApiKey", new_key_fields);

static err account_keys_get(struct api_call *call, tenant_db db)
{
	struct api_key_row *rows;
	size_t n;
	TRY(api_key_list(db, call->arena, &rows, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		api_key_write(call->out, &rows[i], STR_NULL);
	api_list_end(call, STR_NULL);
	return OK;
}

struct key_body {
	str name;
	struct json_strs scopes;
};
static const struct json_field key_body[] = {
	JSON_FIELD(struct key_body, name, "name", JSON_FIELD_STR, .required = true, .max = 100),
	JSON_FIELD(struct key_body, scopes, "scopes", JSON_FIELD_STRS, .required = true, .max = 20, .each_max = 40,
		   .doc = "Any of " API_KEY_SCOPES),
};

static err account_keys_post(struct api_call *call, tenant_db db)
{
	const struct key_body *b = call->body;
	struct api_key_new in = { .name = b->name, .scopes = b->scopes.v, .n_scopes = b->scopes.n };
	struct api_key_row row;
	str key;
	TRY(api_key_create(db, call->arena, &in, &call->errors, &row, &key));
	api_key_write(call->out, &row, key);
	return OK;
}

static err account_key_delete(struct api_call *call, tenant_db db)
{
	TRY(api_key_delete(db, call->arena, api_param(call, "id")));
	api_forget(call);
	return OK;
}

const struct route account_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/config",
	  .system = account_config_get,
	  .answer = &config_schema,
	  .summary = "What this installation offers" },
	{ .method = HTTP_POST,
	  .path = "/api/auth/register",
	  .system = account_auth_register,
	  .flags = ROUTE_THROTTLED,
	  .status = 202,
	  ROUTE_BODY(register_body, struct register_body),
	  .answer = &registered_schema,
	  .summary = "Ask for an account",
	  .doc = "A mail with a link goes to the address; the account is made by `POST /api/auth/verify`. The answer "
		 "is the same "
		 "when the address has an account: the mail says so. 403 where registration is closed." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/login",
	  .system = account_auth_login,
	  .flags = ROUTE_THROTTLED,
	  ROUTE_BODY(login_body, struct login_body),
	  .answer = &user_schema,
	  .summary = "Sign in",
	  .doc = "Sets the session's cookie. 401 when the address or the password is wrong, 429 after too many "
		 "failures." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/demo",
	  .system = account_auth_demo,
	  .flags = ROUTE_THROTTLED,
	  .answer = &user_schema,
	  .summary = "Sign in to the demo account",
	  .doc = "404 unless this is a demo installation." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/logout",
	  .system = account_auth_logout,
	  .shape = SHAPE_EMPTY,
	  .summary = "Sign out" },
	{ .method = HTTP_GET,
	  .path = "/api/me",
	  .tenant = account_me_get,
	  .scope = SCOPE_READ,
	  .answer = &user_schema,
	  .summary = "Who am I?" },
	{ .method = HTTP_PATCH,
	  .path = "/api/me",
	  .tenant = account_me_patch,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(me_patch_body, struct account_patch),
	  .answer = &user_schema,
	  .summary = "Change one's own particulars" },
	{ .method = HTTP_POST,
	  .path = "/api/me/password",
	  .tenant = account_me_password,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  ROUTE_BODY(password_body, struct password_body),
	  .summary = "Change the password",
	  .doc = "Ends all other sessions." },
	{ .method = HTTP_DELETE,
	  .path = "/api/me",
	  .tenant = account_me_delete,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(removal_body, struct removal_body),
	  .answer = &removal_schema,
	  .summary = "Delete the account and all it holds",
	  .doc = "Says how many rows of each kind went. There is no way back." },
	{ .method = HTTP_GET,
	  .path = "/api/me/export",
	  .tenant = account_me_export,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_STREAM,
	  .type = "application/x-ndjson",
	  .summary = "Everything one has here, one JSON object a line",
	  .doc = "`{\"model\": \"Contact\", \"row\": {…}}`. Secrets and the bytes of captured mail and attachments are "
		 "left out." },
	{ .method = HTTP_GET,
	  .path = "/api/sessions",
	  .tenant = account_sessions_get,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_DATA,
	  .answer = &session_schema,
	  .summary = "One's own sessions, the latest first" },
	{ .method = HTTP_DELETE,
	  .path = "/api/sessions/:id",
	  .tenant = account_session_delete,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  .summary = "End a session" },
	{ .method = HTTP_DELETE,
	  .path = "/api/sessions",
	  .tenant = account_sessions_delete,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  .summary = "End all other sessions" },
	{ .method = HTTP_GET,
	  .path = "/api/api-keys",
	  .tenant = account_keys_get,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_DATA,
	  .answer = &key_schema,
	  .summary = "One's own API keys" },
	{ .method = HTTP_POST,
	  .path = "/api/api-keys",
	  .tenant = account_keys_post,
	  .scope = SCOPE_ACCOUNT,
	  .status = 201,
	  ROUTE_BODY(key_body, struct key_body),
	  .answer = &new_key_schema,
	  .summary = "Make an API key",
	  .doc = "The key is shown in this answer and never again." },
	{ .method = HTTP_DELETE,
	  .path = "/api/api-keys/:id",
	  .tenant = account_key_delete,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  .summary = "Revoke an API key" },
};
const size_t account_routes_n = sizeof(account_routes) / sizeof(*account_routes);
