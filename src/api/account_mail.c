/* What is done by a link in a mail: confirming a registration, a forgotten password, another address; and the
 * installation's own mail, for its operators. */
#include "api/api_int.h"
#include "core/account/account_request.h"
#include "core/account/password.h"
#include "core/system/system_mail.h"

#define TOKEN_FIELD(type)                                                                                              \
	JSON_FIELD(type, token, "token", JSON_FIELD_STR, .required = true, .max = 200,                                 \
		   .doc = "From the link in the mail")

/* Too many wrong ones: 429. */
static err account_mail_guess(struct api_call *call, err e)
{
	if (e.code == ERR_AGAIN && call->retry_after)
		call->problem = 429;
	return e;
}

struct verify_body {
	str token, password;
};
static const struct json_field verify_body[] = {
	TOKEN_FIELD(struct verify_body),
	JSON_FIELD(struct verify_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX, .doc = "The one that was chosen"),
};
static const struct schema_field verified_fields[] = { { "signedIn", SCHEMA_BOOL } };
static const struct schema verified_schema = SCHEMA("Verified", verified_fields);

static err account_mail_auth_verify(struct api_call *call, system_db db)
{
	const struct verify_body *b = call->body;
	str id;
	(void)db;
	err e = account_mail_guess(
		call, account_verify(call->app, call->arena, b->token, b->password, &id, &call->retry_after));
	if (e.code == ERR_FORBIDDEN)
		return api_invalid(call, "password", "is not the one you chose when you registered");
	TRY(e);
	TRY(auth_welcome(call->app, call->req, id));
	api_audit(call, id);
	json_begin_obj(call->out);
	json_kv_bool(call->out, "signedIn", true);
	json_end_obj(call->out);
	return OK;
}

struct forgot_body {
	str email;
};
static const struct json_field forgot_body[] = {
	JSON_FIELD(struct forgot_body, email, "email", JSON_FIELD_STR, .required = true, .max = 320),
};

static err account_mail_auth_forgot(struct api_call *call, system_db db)
{
	const struct forgot_body *b = call->body;
	(void)db;
	return account_forgot(call->app, call->arena, b->email, &call->errors);
}

static const struct json_field reset_body[] = {
	TOKEN_FIELD(struct verify_body),
	JSON_FIELD(struct verify_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX, .doc = "The new one: at least 8 characters, and none of the commonest"),
};

/* Who read the mail is known by this device, so that strangers who guess do not keep them out. */
static err account_mail_auth_reset(struct api_call *call, system_db db)
{
	const struct verify_body *b = call->body;
	(void)db;
	TRY(account_reset(call->app, call->arena, b->token, b->password, &call->errors, &call->user_id));
	auth_known(call->app, call->req, call->user_id);
	api_forget(call);
	api_audit(call, call->user_id);
	return OK;
}

/* ---- Another address */

struct address_body {
	str email, password;
};
static const struct json_field address_body[] = {
	JSON_FIELD(struct address_body, email, "email", JSON_FIELD_STR, .required = true, .max = 320),
	JSON_FIELD(struct address_body, password, "password", JSON_FIELD_STR, .required = true,
		   .max = PASSWORD_BYTES_MAX),
};

static err account_mail_me_address(struct api_call *call, tenant_db db)
{
	const struct address_body *b = call->body;
	struct account_proof proof = { b->password, call->session_id, &call->retry_after };
	err e = account_mail_guess(call, account_address(call->app, db, call->arena, &proof, b->email, &call->errors));
	if (e.code == ERR_FORBIDDEN)
		return api_invalid(call, "password", "is not your password");
	return e;
}

struct token_body {
	str token;
};
static const struct json_field token_body[] = { TOKEN_FIELD(struct token_body) };
static const struct schema_field confirmed_fields[] = {
	{ "confirmed", SCHEMA_STR, .values = "old|new", .doc = "Which of the two addresses" },
	{ "done", SCHEMA_BOOL, .doc = "Both are: the account has the new one" },
};
static const struct schema confirmed_schema = SCHEMA("AddressConfirmed", confirmed_fields);

static err account_mail_auth_address(struct api_call *call, system_db db)
{
	const struct token_body *b = call->body;
	bool old_side, over;
	(void)db;
	TRY(account_address_confirm(call->app, call->arena, b->token, &old_side, &over));
	json_begin_obj(call->out);
	json_kv_str(call->out, "confirmed", old_side ? STR("old") : STR("new"));
	json_kv_bool(call->out, "done", over);
	json_end_obj(call->out);
	return OK;
}

/* ---- For operators */

static const struct schema_field mail_fields[] = {
	{ "id", SCHEMA_ID },
	{ "kind", SCHEMA_STR },
	{ "to", SCHEMA_STR },
	{ "subject", SCHEMA_STR },
	{ "status", SCHEMA_STR, .values = "CAPTURED|SENT|FAILED" },
	{ "error", SCHEMA_STR, .nullable = true },
	{ "text", SCHEMA_STR, .nullable = true, .doc = "Of captured mail: what it says, with its link" },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema mail_schema = SCHEMA("SystemMail", mail_fields);

static err account_mail_mail_get(struct api_call *call, system_db db)
{
	struct system_mail_row *rows;
	size_t n;
	(void)db;
	TRY(system_mail_list(call->app, call->arena, &rows, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		system_mail_write(call->out, &rows[i]);
	api_list_end(call, STR_NULL);
	return OK;
}

struct sender_body {
	struct json_opt_str sender_id;
};
static const struct json_field sender_body[] = {
	JSON_FIELD(struct sender_body, sender_id, "senderId", JSON_FIELD_OPT_STR, .max = 100,
		   .doc = "One of your senders; null: mail is captured"),
};
static const struct schema_field mail_sender_fields[] = {
	{ "senderId", SCHEMA_ID, .nullable = true, .doc = "An operator's sender; null: mail is captured" },
};
static const struct schema mail_sender_schema = SCHEMA("SystemSender", mail_sender_fields);

static err account_mail_mail_sender_get(struct api_call *call, system_db db)
{
	str id, user;
	(void)db;
	TRY(system_sender_get(call->app, call->arena, &id, &user));
	json_begin_obj(call->out);
	json_kv_str(call->out, "senderId", id);
	json_end_obj(call->out);
	return OK;
}

static err account_mail_mail_sender_put(struct api_call *call, system_db db)
{
	const struct sender_body *b = call->body;
	if (!b->sender_id.given)
		return api_invalid(call, "senderId", "is required");
	tenant_db mine = tenant_of(call->app->db, call->arena, call->user_id);
	err e = system_sender_set(call->app, mine, call->arena, b->sender_id.v);
	if (e.code == ERR_NOT_FOUND)
		return api_invalid(call, "senderId", "is no sender of yours");
	TRY(e);
	return account_mail_mail_sender_get(call, db);
}

const struct route account_mail_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/auth/verify",
	  .system = account_mail_auth_verify,
	  .flags = ROUTE_THROTTLED,
	  ROUTE_BODY(verify_body, struct verify_body),
	  .answer = &verified_schema,
	  .summary = "Confirm an address: the account is made, and signed in to",
	  .doc = "404 when the link is over (24 hours), 422 when the password is another, 429 after too many." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/forgot",
	  .system = account_mail_auth_forgot,
	  .flags = ROUTE_THROTTLED,
	  .shape = SHAPE_EMPTY,
	  ROUTE_BODY(forgot_body, struct forgot_body),
	  .summary = "Ask for a link that sets a new password",
	  .doc = "By mail; it works once, for 30 minutes. The answer is the same when there is no such account." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/reset",
	  .system = account_mail_auth_reset,
	  .flags = ROUTE_THROTTLED,
	  .shape = SHAPE_EMPTY,
	  ROUTE_BODY(reset_body, struct verify_body),
	  .summary = "Set a new password by a link",
	  .doc = "Ends all sessions. 404 when the link is over or was used." },
	{ .method = HTTP_POST,
	  .path = "/api/auth/confirm-address",
	  .system = account_mail_auth_address,
	  .flags = ROUTE_THROTTLED,
	  ROUTE_BODY(token_body, struct token_body),
	  .answer = &confirmed_schema,
	  .summary = "Confirm a change of address by a link",
	  .doc = "404 when the link is over; 409 when the new address has got an account meanwhile." },
	{ .method = HTTP_POST,
	  .path = "/api/me/address",
	  .tenant = account_mail_me_address,
	  .scope = SCOPE_ACCOUNT,
	  .shape = SHAPE_EMPTY,
	  ROUTE_BODY(address_body, struct address_body),
	  .summary = "Change one's address",
	  .doc = "Both addresses get a link; the new one counts when both were confirmed. The answer is the same when "
		 "it has an "
		 "account: the mail says so." },
	{ .method = HTTP_GET,
	  .path = "/api/system/mail",
	  .system = account_mail_mail_get,
	  .scope = SCOPE_OPERATOR,
	  .shape = SHAPE_DATA,
	  .answer = &mail_schema,
	  .summary = "The installation's own mail, the latest hundred" },
	{ .method = HTTP_GET,
	  .path = "/api/system/mail-sender",
	  .system = account_mail_mail_sender_get,
	  .scope = SCOPE_OPERATOR,
	  .answer = &mail_sender_schema,
	  .summary = "By what the installation's own mail is sent" },
	{ .method = HTTP_PUT,
	  .path = "/api/system/mail-sender",
	  .system = account_mail_mail_sender_put,
	  .scope = SCOPE_OPERATOR,
	  ROUTE_BODY(sender_body, struct sender_body),
	  .answer = &mail_sender_schema,
	  .summary = "Choose by what the installation's own mail is sent" },
};
const size_t account_mail_routes_n = sizeof(account_mail_routes) / sizeof(*account_mail_routes);
