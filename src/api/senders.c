/* Senders over REST. The secret is written, never read. */
#include "api/api.h"
#include "base/limits.h"
#include "core/sender/google.h"
#include "core/sender/sender.h"

static const struct schema_field usage_fields[] = {
	{ "hour", SCHEMA_I64, .doc = "Messages granted in the last 60 minutes" },
	{ "day", SCHEMA_I64, .doc = "In the last 24 hours" },
};
static const struct schema usage_schema = SCHEMA(NULL, usage_fields);
static const struct schema_field refusal_fields[] = {
	{ "domain", SCHEMA_STR, .doc = "Whose server refuses" },
	{ "cause", SCHEMA_STR, .doc = "no_ptr, helo, spf, dkim, dmarc, listed, reputation … (docs/sending.md)" },
	{ "reason", SCHEMA_STR },
	{ "advice", SCHEMA_STR, .nullable = true, .doc = "What to do about it" },
	{ "reply", SCHEMA_STR, .doc = "The server's own words" },
	{ "since", SCHEMA_TIME },
	{ "nextTryAt", SCHEMA_TIME, .doc = "One message is tried then, by itself" },
};
static const struct schema refusal_schema = SCHEMA(NULL, refusal_fields);
static const struct schema_field sender_fields[] = {
	{ "id", SCHEMA_ID },
	{ "kind", SCHEMA_STR, .values = "smtp|capture|gmail" },
	{ "name", SCHEMA_STR },
	{ "fromEmail", SCHEMA_STR },
	{ "fromName", SCHEMA_STR, .nullable = true },
	{ "replyTo", SCHEMA_STR, .nullable = true },
	{ "host", SCHEMA_STR, .nullable = true },
	{ "port", SCHEMA_I64, .nullable = true },
	{ "security", SCHEMA_STR, .values = "none|starttls|tls" },
	{ "tlsVerify", SCHEMA_BOOL, .doc = "The server's certificate must be valid" },
	{ "auth", SCHEMA_STR, .values = "none|plain|login|xoauth2" },
	{ "username", SCHEMA_STR, .nullable = true },
	{ "hasSecret", SCHEMA_BOOL, .doc = "A password is stored, sealed; it is never shown" },
	{ "tokenUrl", SCHEMA_STR, .nullable = true,
	  .doc = "Of xoauth2: where access tokens are fetched; null: the secret is the token" },
	{ "clientId", SCHEMA_STR, .nullable = true },
	{ "scope", SCHEMA_STR, .nullable = true },
	{ "hasClientSecret", SCHEMA_BOOL },
	{ "hasRefreshToken", SCHEMA_BOOL },
	{ "tokenExpiresAt", SCHEMA_TIME, .nullable = true, .doc = "The present token; a new one is fetched before" },
	{ "tokenError", SCHEMA_STR, .nullable = true, .doc = "Why the last one could not be fetched" },
	{ "perSecond", SCHEMA_I64, .nullable = true, .doc = "Null: no limit of ours" },
	{ "perHour", SCHEMA_I64, .nullable = true },
	{ "perDay", SCHEMA_I64, .nullable = true, .doc = "Of any 24 hours" },
	{ "maxConnections", SCHEMA_I64 },
	{ "status", SCHEMA_STR, .values = "ACTIVE|PAUSED|UNVERIFIED" },
	{ "pauseReason", SCHEMA_STR, .nullable = true, .doc = "Why, what to do, and the server\'s own words" },
	{ "pauseCause", SCHEMA_STR, .nullable = true,
	  .doc = "What these words say, by name: login, rate, listed … (docs/sending.md). Null: nothing that is "
		 "known" },
	{ "pauseReply", SCHEMA_STR, .nullable = true, .doc = "The server's own words alone" },
	{ "pausedUntil", SCHEMA_TIME, .nullable = true, .doc = "It rests until then, by itself" },
	{ "refusals", SCHEMA_OBJ, .array = true, .of = &refusal_schema,
	  .doc = "Domains that refuse this sender because of itself: their mail rests, nobody is suppressed" },
	{ "verifiedAt", SCHEMA_TIME, .nullable = true },
	{ "isDefault", SCHEMA_BOOL },
	{ "dkim", SCHEMA_BOOL, .doc = "Its mail is signed here, with the keys of the From domain" },
	{ "replyTags", SCHEMA_BOOL,
	  .doc = "Reply-To is name+<id of the recipient>@domain; of smtp the envelope's sender, too" },
	{ "hasMailbox", SCHEMA_BOOL, .doc = "Its mailbox is read, or can be: GET /api/senders/:id/mailbox" },
	{ "warmupStart", SCHEMA_I64, .nullable = true, .doc = "Messages of the first 24 hours" },
	{ "warmupTarget", SCHEMA_I64, .nullable = true, .doc = "The ramp ends there; null: no warm-up" },
	{ "warmupLimit", SCHEMA_I64, .nullable = true, .doc = "Of any 24 hours, now" },
	{ "warmupStartedAt", SCHEMA_TIME, .nullable = true },
	{ "warmupNote", SCHEMA_STR, .nullable = true, .doc = "Why the limit is what it is" },
	{ "usage", SCHEMA_OBJ, .of = &usage_schema },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
	{ "version", SCHEMA_I64, .doc = "Of its settings: one more at each change, whoever made it" },
};
static const struct schema sender_schema = SCHEMA("Sender", sender_fields);

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct sender_patch, kind, "kind", JSON_FIELD_OPT_STR,
		   .doc = "smtp, or capture: keeps mail here instead of sending it. Cannot be changed later"),
	JSON_FIELD(struct sender_patch, name, "name", JSON_FIELD_OPT_STR, .max = CAMPAIGN_NAME_MAX,
		   .doc = "The host when not given"),
	JSON_FIELD(struct sender_patch, from_email, "fromEmail", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct sender_patch, from_name, "fromName", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct sender_patch, reply_to, "replyTo", JSON_FIELD_OPT_STR, .doc = "fromEmail when not given"),
	JSON_FIELD(struct sender_patch, host, "host", JSON_FIELD_OPT_STR,
		   .doc = "Name or address; private ones are welcome"),
	JSON_FIELD(struct sender_patch, port, "port", JSON_FIELD_PATCH_I64,
		   .doc = "587 for starttls, 465 for tls, 25 for none when not given"),
	JSON_FIELD(struct sender_patch, security, "security", JSON_FIELD_OPT_STR,
		   .doc = "none, starttls (the default) or tls"),
	JSON_FIELD(struct sender_patch, tls_verify, "tlsVerify", JSON_FIELD_OPT_BOOL,
		   .doc = "False takes any certificate; true when not given"),
	JSON_FIELD(struct sender_patch, auth, "auth", JSON_FIELD_OPT_STR,
		   .doc = "none, plain, login or xoauth2; plain when a username is given"),
	JSON_FIELD(struct sender_patch, username, "username", JSON_FIELD_OPT_STR),
	JSON_FIELD(struct sender_patch, secret, "secret", JSON_FIELD_OPT_STR, .max = 4096,
		   .doc = "Password, or access token for xoauth2. Sealed at once, never shown; null removes it"),
	JSON_FIELD(struct sender_patch, token_url, "tokenUrl", JSON_FIELD_OPT_STR, .max = 2000,
		   .doc = "Of xoauth2: the token endpoint where access tokens are fetched (RFC 6749), instead of a "
			  "secret; "
			  "null: none is"),
	JSON_FIELD(struct sender_patch, client_id, "clientId", JSON_FIELD_OPT_STR,
		   .doc = "The client that asks for tokens"),
	JSON_FIELD(struct sender_patch, scope, "scope", JSON_FIELD_OPT_STR,
		   .doc = "What is asked for, as https://outlook.office365.com/.default; the client's when not given"),
	JSON_FIELD(struct sender_patch, client_secret, "clientSecret", JSON_FIELD_OPT_STR, .max = 4096,
		   .doc = "Sealed at once, never shown; null removes it"),
	JSON_FIELD(
		struct sender_patch, refresh_token, "refreshToken", JSON_FIELD_OPT_STR, .max = 4096,
		.doc = "Tokens are fetched with it; without one by the client's own right (client credentials). Sealed "
		       "at once, never shown; null removes it"),
	JSON_FIELD(struct sender_patch, per_second, "perSecond", JSON_FIELD_PATCH_I64,
		   .doc = "Messages; null: no limit of ours"),
	JSON_FIELD(struct sender_patch, per_hour, "perHour", JSON_FIELD_PATCH_I64),
	JSON_FIELD(struct sender_patch, per_day, "perDay", JSON_FIELD_PATCH_I64, .doc = "In any 24 hours"),
	JSON_FIELD(struct sender_patch, max_connections, "maxConnections", JSON_FIELD_PATCH_I64,
		   .doc = "To the server at once, from all workers together; 10 when not given"),
	JSON_FIELD(struct sender_patch, is_default, "isDefault", JSON_FIELD_OPT_BOOL,
		   .doc = "Used by campaigns that name none; there is one"),
	JSON_FIELD(struct sender_patch, dkim, "dkim", JSON_FIELD_OPT_BOOL,
		   .doc = "Sign its mail here (smtp only); for servers that do not sign"),
	JSON_FIELD(
		struct sender_patch, reply_tags, "replyTags", JSON_FIELD_OPT_BOOL,
		.doc = "Mark Reply-To, and of smtp the envelope's sender, with the recipient's id "
		       "(name+<id>@domain), so that answers and bounces are matched by the address they come to. Its "
		       "mail server must deliver such addresses; false when not given"),
	JSON_FIELD(struct sender_patch, warmup_target, "warmupTarget", JSON_FIELD_PATCH_I64,
		   .doc = "Messages in 24 hours to grow to, day by day; null ends the warm-up"),
	JSON_FIELD(struct sender_patch, warmup_start, "warmupStart", JSON_FIELD_PATCH_I64,
		   .doc = "On the first day; 50 when not given. A new value begins the ramp anew"),
	JSON_FIELD(struct sender_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
};

static err senders_list(struct api_call *call, tenant_db db)
{
	struct sender *v;
	size_t n;
	TRY(sender_list(db, call->arena, &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		sender_write(call->out, &v[i]);
	if (api_query_bool(call, "count"))
		api_list_end_total(call, STR_NULL, (int64_t)n);
	else
		api_list_end(call, STR_NULL);
	return OK;
}

static err senders_create(struct api_call *call, tenant_db db)
{
	struct sender s;
	TRY(sender_create(db, call->arena, call->app->keys, call->body, &call->errors, &s));
	sender_write(call->out, &s);
	return OK;
}

static err senders_get(struct api_call *call, tenant_db db)
{
	struct sender s;
	TRY(sender_get(db, call->arena, api_param(call, "id"), &s));
	api_etag(call, s.revision);
	sender_write(call->out, &s);
	return OK;
}

static err senders_update(struct api_call *call, tenant_db db)
{
	struct sender s;
	struct sender_patch *in = call->body;
	TRY(api_if_match(call, &in->version));
	TRY(sender_update(db, call->arena, call->app->keys, api_param(call, "id"), in, &call->errors, &s));
	api_etag(call, s.revision);
	sender_write(call->out, &s);
	return OK;
}

static err senders_remove_(struct api_call *call, tenant_db db)
{
	return google_delete_sender(call->app, db, call->arena, api_param(call, "id"));
}

static err senders_pause_(struct api_call *call, tenant_db db)
{
	struct sender s;
	TRY(sender_pause(db, call->arena, api_param(call, "id"), &s));
	sender_write(call->out, &s);
	return OK;
}

static err senders_resume(struct api_call *call, tenant_db db)
{
	struct sender s;
	TRY(sender_resume(db, call->arena, api_param(call, "id"), &s));
	sender_write(call->out, &s);
	return OK;
}

/* ---- Test */

static const struct schema_field step_fields[] = {
	{ "step", SCHEMA_STR, .values = "connect|tls|auth|mail" },
	{ "ok", SCHEMA_BOOL },
	{ "reply", SCHEMA_STR, .nullable = true, .doc = "The server's words, or what went wrong" },
};
static const struct schema step_schema = SCHEMA(NULL, step_fields);
static const struct schema_field test_fields[] = {
	{ "ok", SCHEMA_BOOL },
	{ "steps", SCHEMA_OBJ, .array = true, .of = &step_schema, .doc = "Those that were tried, in order" },
};
static const struct schema test_schema = SCHEMA("SenderTest", test_fields);

static err senders_test(struct api_call *call, tenant_db db)
{
	struct sender_test t;
	TRY(sender_test(call->app, db, call->arena, api_param(call, "id"), &t));
	json_begin_obj(call->out);
	json_kv_bool(call->out, "ok", t.ok);
	json_key(call->out, "steps");
	json_begin_arr(call->out);
	for (size_t i = 0; i < t.n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "step", str_z(t.steps[i].step));
		json_kv_bool(call->out, "ok", t.steps[i].ok);
		json_kv_str(call->out, "reply", t.steps[i].reply);
		json_end_obj(call->out);
	}
	json_end_arr(call->out);
	json_end_obj(call->out);
	return OK;
}

static const struct api_param list_query[] = { API_PAGE_PARAMS };

const struct route sender_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/senders",
	  .tenant = senders_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &sender_schema,
	  .summary = "Senders, the default first" },
	{ .method = HTTP_POST,
	  .path = "/api/senders",
	  .tenant = senders_create,
	  .scope = SCOPE_SENDERS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(patch_fields, struct sender_patch),
	  .answer = &sender_schema,
	  .status = 201,
	  .summary = "Add a sender",
	  .doc = "An SMTP sender is UNVERIFIED until a test has passed; a campaign that uses it tests it when it is "
		 "sent." },
	{ .method = HTTP_GET,
	  .path = "/api/senders/:id",
	  .tenant = senders_get,
	  .scope = SCOPE_READ,
	  .answer = &sender_schema,
	  .summary = "One sender" },
	{ .method = HTTP_PATCH,
	  .path = "/api/senders/:id",
	  .tenant = senders_update,
	  .scope = SCOPE_SENDERS_WRITE,
	  ROUTE_BODY(patch_fields, struct sender_patch),
	  .answer = &sender_schema,
	  .summary = "Change a sender",
	  .doc = "What is not given stays. Another server or log-in makes it UNVERIFIED." },
	{ .method = HTTP_DELETE,
	  .path = "/api/senders/:id",
	  .tenant = senders_remove_,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a sender",
	  .doc = "409 while a draft, a campaign that is not finished, or a sequence uses it: the answer names it." },
	{ .method = HTTP_POST,
	  .path = "/api/senders/:id/test",
	  .tenant = senders_test,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &test_schema,
	  .summary = "Try to connect and log in; nothing is sent" },
	{ .method = HTTP_POST,
	  .path = "/api/senders/:id/pause",
	  .tenant = senders_pause_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &sender_schema,
	  .summary = "Send nothing by it; its mail waits" },
	{ .method = HTTP_POST,
	  .path = "/api/senders/:id/resume",
	  .tenant = senders_resume,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &sender_schema,
	  .summary = "Send again; also waives a test" },
};
const size_t sender_routes_n = sizeof(sender_routes) / sizeof(*sender_routes);
