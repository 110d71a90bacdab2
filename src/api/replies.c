/* The inbox over REST, the mailboxes that fill it, and the rules about bounces. */
#include "api/api.h"
#include "base/num.h"
#include "core/inbound/reply.h"
#include "core/sender/mailbox.h"

/* ---- Conversations */

#define REPLY_FIELDS                                                                                                   \
	{ "id", SCHEMA_ID }, { "status", SCHEMA_STR, .values = "open|snoozed|done" },                                  \
		{ "snoozedUntil", SCHEMA_TIME, .nullable = true, .doc = "Open again then" },                           \
		{ "unread", SCHEMA_BOOL },                                                                             \
		{ "asksToLeave", SCHEMA_BOOL,                                                                          \
		  .doc = "It may be a wish to leave: decide with POST …/leave; their sequences wait meanwhile" },      \
		{ "subject", SCHEMA_STR }, { "excerpt", SCHEMA_STR, .doc = "How the last message begins" },            \
		{ "messages", SCHEMA_I64 }, { "lastMessageAt", SCHEMA_TIME },                                          \
		{ "contact", SCHEMA_OBJ, .of = &reply_contact_schema }, { "senderId", SCHEMA_ID, .nullable = true },   \
		{ "senderName", SCHEMA_STR, .nullable = true },                                                        \
		{ "recipientId", SCHEMA_ID, .nullable = true, .doc = "The message that was answered last" },           \
		{ "campaignId", SCHEMA_ID, .nullable = true }, { "campaignName", SCHEMA_STR, .nullable = true },       \
		{ "sequenceId", SCHEMA_ID, .nullable = true }, { "sequenceName", SCHEMA_STR, .nullable = true },       \
	{                                                                                                              \
		"createdAt", SCHEMA_TIME                                                                               \
	}

static const struct schema_field reply_contact_fields[] = {
	{ "id", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "firstName", SCHEMA_STR, .nullable = true },
	{ "lastName", SCHEMA_STR, .nullable = true },
};
static const struct schema reply_contact_schema = SCHEMA("ReplyContact", reply_contact_fields);
static const struct schema_field reply_fields[] = { REPLY_FIELDS };
static const struct schema reply_schema = SCHEMA("Reply", reply_fields);
static const struct schema_field message_fields[] = {
	{ "id", SCHEMA_ID },
	{ "direction", SCHEMA_STR, .values = "in|out" },
	{ "status", SCHEMA_STR, .values = "received|sending|sent|failed|uncertain",
	  .doc = "uncertain: the mail server never answered; it may have gone out" },
	{ "error", SCHEMA_STR, .nullable = true, .doc = "What the mail server said" },
	{ "from", SCHEMA_STR },
	{ "fromName", SCHEMA_STR, .nullable = true },
	{ "to", SCHEMA_STR },
	{ "subject", SCHEMA_STR },
	{ "text", SCHEMA_STR, .doc = "All of it; the parts follow" },
	{ "said", SCHEMA_STR, .doc = "The new words, answers below and between quotes included" },
	{ "quoted", SCHEMA_STR },
	{ "signature", SCHEMA_STR },
	{ "kind", SCHEMA_STR, .nullable = true, .doc = "Of what came in: what it was taken for" },
	{ "why", SCHEMA_STR, .nullable = true, .doc = "Why it was taken for that, in a sentence" },
	{ "whyCode", SCHEMA_STR, .nullable = true,
	  .doc = "The same as a name, for other languages: prefix, header, status_failed, …" },
	{ "whyOf", SCHEMA_STR, .nullable = true, .doc = "What that sentence names: a header, a refusal's cause" },
	{ "at", SCHEMA_TIME },
};
static const struct schema message_schema = SCHEMA("ReplyMessage", message_fields);
static const struct schema_field thread_fields[] = {
	REPLY_FIELDS,
	{ "thread", SCHEMA_OBJ, .array = true, .of = &message_schema, .doc = "The oldest first" },
};
extern const struct schema reply_thread_schema; /* inbox.c answers with it, too */
const struct schema reply_thread_schema = SCHEMA("ReplyThread", thread_fields);

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "open|snoozed|done" },
	{ .name = "asksToLeave", .kind = PARAM_BOOL, .doc = "Only those with a doubtful wish to leave" },
	{ .name = "senderId", .kind = PARAM_STR, .max = 64 },
	{ .name = "contactId", .kind = PARAM_STR, .max = 64 },
	{ .name = "campaignId", .kind = PARAM_STR, .max = 64 },
	{ .name = "sequenceId", .kind = PARAM_STR, .max = 64 },
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of a name, an address or a subject" },
};

static err replies_list(struct api_call *call, tenant_db db)
{
	str after[2];
	bool has;
	int64_t at;
	TRY(api_cursor_read(call, after, 2, &has));
	if (has && !num_parse_i64(after[0], &at))
		return api_invalid(call, "cursor", "is not one of ours");
	struct reply_list_in in = { .status = api_query(call, "status"),
				    .asks_to_leave = { .has = api_query_bool(call, "asksToLeave"), .v = true },
				    .sender_id = api_query(call, "senderId"),
				    .contact_id = api_query(call, "contactId"),
				    .campaign_id = api_query(call, "campaignId"),
				    .sequence_id = api_query(call, "sequenceId"),
				    .search = api_query(call, "search"),
				    .before_at = has ? SOME_I64(at) : (struct opt_i64){},
				    .before_id = has ? after[1] : STR_NULL,
				    .limit = api_limit(call) };
	struct reply_list l;
	TRY(reply_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		reply_write(call->out, &l.v[i]);
	str next = STR_NULL;
	if (l.more) {
		const struct reply *last = &l.v[l.n - 1];
		const str parts[2] = { arena_printf(call->arena, "%lld", (long long)last->last_message_at), last->id };
		next = api_cursor_make(call->arena, parts, 2);
	}
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	struct reply_counts n;
	TRY(reply_counts(db, call->arena, &n));
	api_list_end_total(call, next, n.open);
	return OK;
}

static const struct schema_field counts_fields[] = {
	{ "open", SCHEMA_I64, .doc = "1,000 stands for that many or more, here and below" },
	{ "unread", SCHEMA_I64 },
	{ "snoozed", SCHEMA_I64 },
};
static const struct schema counts_schema = SCHEMA("ReplyCounts", counts_fields);

static err replies_counts(struct api_call *call, tenant_db db)
{
	struct reply_counts n;
	TRY(reply_counts(db, call->arena, &n));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "open", n.open);
	json_kv_i64(call->out, "unread", n.unread);
	json_kv_i64(call->out, "snoozed", n.snoozed);
	json_end_obj(call->out);
	return OK;
}

static err replies_get(struct api_call *call, tenant_db db)
{
	struct reply_thread t;
	TRY(reply_get(db, call->arena, api_param(call, "id"), &t));
	reply_thread_write(call->out, &t);
	return OK;
}

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct reply_patch, status, "status", JSON_FIELD_CHOICE, .values = "open|snoozed|done"),
	JSON_FIELD(struct reply_patch, snoozed_until, "snoozedUntil", JSON_FIELD_TIME,
		   .doc = "With the status snoozed: when it is open again"),
	JSON_FIELD(struct reply_patch, unread, "unread", JSON_FIELD_OPT_BOOL),
};

static err replies_patch(struct api_call *call, tenant_db db)
{
	struct reply_thread t;
	TRY(reply_set(db, call->arena, api_param(call, "id"), call->body, &call->errors, &t));
	reply_thread_write(call->out, &t);
	return OK;
}

struct answer_body {
	str text;
	bool done;
};
static const struct json_field answer_fields[] = {
	JSON_FIELD(struct answer_body, text, "text", JSON_FIELD_STR, .required = true, .max = 65536,
		   .doc = "Plain text; nothing is quoted or tracked"),
	JSON_FIELD(struct answer_body, done, "done", JSON_FIELD_BOOL, .doc = "Also mark the conversation done"),
};

static err replies_answer(struct api_call *call, tenant_db db)
{
	const struct answer_body *b = call->body;
	struct reply_thread t;
	TRY(reply_answer(call->app, db, call->arena, api_param(call, "id"), b->text, b->done, &call->errors, &t));
	reply_thread_write(call->out, &t);
	return OK;
}

/* ---- Mailboxes */

static const struct schema_field mailbox_fields[] = {
	{ "senderId", SCHEMA_ID },
	{ "kind", SCHEMA_STR, .values = "imap|gmail" },
	{ "host", SCHEMA_STR, .nullable = true },
	{ "port", SCHEMA_I64, .nullable = true },
	{ "security", SCHEMA_STR, .values = "none|starttls|tls" },
	{ "tlsVerify", SCHEMA_BOOL },
	{ "auth", SCHEMA_STR, .values = "plain|xoauth2" },
	{ "username", SCHEMA_STR, .nullable = true },
	{ "hasSecret", SCHEMA_BOOL, .doc = "A password is stored, sealed; it is never shown" },
	{ "folder", SCHEMA_STR },
	{ "enabled", SCHEMA_BOOL, .doc = "False: not read" },
	{ "error", SCHEMA_STR, .nullable = true, .doc = "Why the last look failed; null: it went well" },
	{ "checkedAt", SCHEMA_TIME, .nullable = true },
	{ "lastMessageAt", SCHEMA_TIME, .nullable = true },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
};
static const struct schema mailbox_schema = SCHEMA("Mailbox", mailbox_fields);

static const struct json_field mailbox_body[] = {
	JSON_FIELD(struct mailbox_patch, host, "host", JSON_FIELD_OPT_STR, .doc = "Name or address of the IMAP server"),
	JSON_FIELD(struct mailbox_patch, port, "port", JSON_FIELD_PATCH_I64,
		   .doc = "993 for tls, else 143 when not given"),
	JSON_FIELD(struct mailbox_patch, security, "security", JSON_FIELD_OPT_STR,
		   .doc = "tls (the default), starttls or none"),
	JSON_FIELD(struct mailbox_patch, tls_verify, "tlsVerify", JSON_FIELD_OPT_BOOL,
		   .doc = "False takes any certificate; true when not given"),
	JSON_FIELD(struct mailbox_patch, auth, "auth", JSON_FIELD_OPT_STR, .doc = "plain (the default) or xoauth2"),
	JSON_FIELD(struct mailbox_patch, username, "username", JSON_FIELD_OPT_STR,
		   .doc = "The sender's when not given"),
	JSON_FIELD(struct mailbox_patch, secret, "secret", JSON_FIELD_OPT_STR, .max = 4096,
		   .doc = "Password, or access token for xoauth2. Sealed at once, never shown"),
	JSON_FIELD(struct mailbox_patch, folder, "folder", JSON_FIELD_OPT_STR, .doc = "INBOX when not given"),
	JSON_FIELD(struct mailbox_patch, enabled, "enabled", JSON_FIELD_OPT_BOOL),
};

static err replies_mailbox_get_(struct api_call *call, tenant_db db)
{
	struct mailbox m;
	TRY(mailbox_get(db, call->arena, api_param(call, "id"), &m));
	mailbox_write(call->out, &m);
	return OK;
}

static err replies_mailbox_put_(struct api_call *call, tenant_db db)
{
	struct mailbox m;
	TRY(mailbox_set(db, call->arena, call->app->keys, api_param(call, "id"), call->body, &call->errors, &m));
	mailbox_write(call->out, &m);
	return OK;
}

static err replies_mailbox_delete_(struct api_call *call, tenant_db db)
{
	return mailbox_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field step_fields[] = {
	{ "step", SCHEMA_STR, .values = "connect|tls|auth|folder" },
	{ "ok", SCHEMA_BOOL },
	{ "reply", SCHEMA_STR, .nullable = true, .doc = "The server's words, or what went wrong" },
};
static const struct schema step_schema = SCHEMA(NULL, step_fields);
static const struct schema_field test_fields[] = {
	{ "ok", SCHEMA_BOOL },
	{ "steps", SCHEMA_OBJ, .array = true, .of = &step_schema, .doc = "Those that were tried, in order" },
};
static const struct schema test_schema = SCHEMA("MailboxTest", test_fields);

static err replies_mailbox_test_(struct api_call *call, tenant_db db)
{
	struct sender_test t;
	TRY(mailbox_test(call->app, db, call->arena, api_param(call, "id"), &t));
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

/* ---- Rules */

static const struct schema_field settings_fields[] = {
	{ "bounceRate", SCHEMA_F64, .nullable = true,
	  .doc = "A campaign is paused above this share of bounces; null: never" },
	{ "complaintRate", SCHEMA_F64, .nullable = true, .doc = "Above this share of complaints" },
	{ "guardAfter", SCHEMA_I64, .doc = "Messages sent before shares mean something" },
	{ "softBounces", SCHEMA_I64, .doc = "An address is suppressed at this many soft bounces …" },
	{ "softBounceDays", SCHEMA_I64, .doc = "… within so many days" },
};
static const struct schema settings_schema = SCHEMA("BounceSettings", settings_fields);

struct settings_body {
	const struct json *bounce_rate, *complaint_rate, *guard_after, *soft_bounces, *soft_bounce_days;
};
static const struct json_field settings_body[] = {
	JSON_FIELD(struct settings_body, bounce_rate, "bounceRate", JSON_FIELD_ANY, .doc = "0.08 is 8 %; null: never"),
	JSON_FIELD(struct settings_body, complaint_rate, "complaintRate", JSON_FIELD_ANY,
		   .doc = "0.003 is 0.3 %; null: never"),
	JSON_FIELD(struct settings_body, guard_after, "guardAfter", JSON_FIELD_ANY),
	JSON_FIELD(struct settings_body, soft_bounces, "softBounces", JSON_FIELD_ANY),
	JSON_FIELD(struct settings_body, soft_bounce_days, "softBounceDays", JSON_FIELD_ANY),
};

static err replies_settings_get(struct api_call *call, tenant_db db)
{
	struct inbound_settings s;
	TRY(inbound_settings_get(db, call->arena, &s));
	inbound_settings_write(call->out, &s);
	return OK;
}

static err replies_settings_patch(struct api_call *call, tenant_db db)
{
	struct inbound_settings s;
	TRY(inbound_settings_set(db, call->arena, call->json, &call->errors, &s));
	inbound_settings_write(call->out, &s);
	return OK;
}

const struct route reply_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/replies",
	  .tenant = replies_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &reply_schema,
	  .summary = "Conversations with people who answered, the latest first",
	  .doc = "`total` (with `count`) is the number of open ones." },
	{ .method = HTTP_GET,
	  .path = "/api/replies/counts",
	  .tenant = replies_counts,
	  .scope = SCOPE_READ,
	  .answer = &counts_schema,
	  .summary = "How many conversations wait" },
	{ .method = HTTP_GET,
	  .path = "/api/replies/:id",
	  .tenant = replies_get,
	  .scope = SCOPE_READ,
	  .answer = &reply_thread_schema,
	  .summary = "A conversation with its messages" },
	{ .method = HTTP_PATCH,
	  .path = "/api/replies/:id",
	  .tenant = replies_patch,
	  .scope = SCOPE_SEND,
	  ROUTE_BODY(patch_fields, struct reply_patch),
	  .answer = &reply_thread_schema,
	  .summary = "Snooze, reopen or finish a conversation; mark it read" },
	{ .method = HTTP_POST,
	  .path = "/api/replies/:id/answer",
	  .tenant = replies_answer,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_WAITS | ROUTE_IDEMPOTENT,
	  ROUTE_BODY(answer_fields, struct answer_body),
	  .answer = &reply_thread_schema,
	  .status = 201,
	  .summary = "Answer in thread, by the conversation's sender",
	  .doc = "Goes to whoever wrote last. The new message's status says what became of it." },
	{ .method = HTTP_GET,
	  .path = "/api/senders/:id/mailbox",
	  .tenant = replies_mailbox_get_,
	  .scope = SCOPE_READ,
	  .answer = &mailbox_schema,
	  .summary = "Where answers to a sender's mail are read" },
	{ .method = HTTP_PUT,
	  .path = "/api/senders/:id/mailbox",
	  .tenant = replies_mailbox_put_,
	  .scope = SCOPE_SENDERS_WRITE,
	  ROUTE_BODY(mailbox_body, struct mailbox_patch),
	  .answer = &mailbox_schema,
	  .summary = "Set or change it",
	  .doc = "What is not given stays, or has its default. The mailbox is only read: nothing in it is marked, "
		 "moved "
		 "or deleted." },
	{ .method = HTTP_DELETE,
	  .path = "/api/senders/:id/mailbox",
	  .tenant = replies_mailbox_delete_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Read it no longer" },
	{ .method = HTTP_POST,
	  .path = "/api/senders/:id/mailbox/test",
	  .tenant = replies_mailbox_test_,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &test_schema,
	  .summary = "Try to log in and open the folder, read-only" },
	{ .method = HTTP_GET,
	  .path = "/api/bounce-settings",
	  .tenant = replies_settings_get,
	  .scope = SCOPE_READ,
	  .answer = &settings_schema,
	  .summary = "When campaigns are paused and addresses suppressed" },
	{ .method = HTTP_PATCH,
	  .path = "/api/bounce-settings",
	  .tenant = replies_settings_patch,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  ROUTE_BODY(settings_body, struct settings_body),
	  .answer = &settings_schema,
	  .summary = "Change these rules" },
};
const size_t reply_routes_n = sizeof(reply_routes) / sizeof(*reply_routes);
