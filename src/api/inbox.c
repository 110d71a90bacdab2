/* What the inbox asks a person: messages that matched nothing, doubtful wishes to leave, absences, refusals in no table. */
#include "api/api.h"
#include "base/num.h"
#include "core/inbound/reply.h"
#include "core/inbound/unknown.h"
#include "core/inbound/unmatched.h"

#define UNMATCHED_FIELDS                                                                                               \
	{ "id", SCHEMA_ID }, { "status", SCHEMA_STR, .values = "open|assigned|dismissed" },                            \
		{ "kind", SCHEMA_STR,                                                                                  \
		  .doc = "What it was taken for: reply, auto_reply, bounce, complaint, unsubscribe" },                 \
		{ "bounce", SCHEMA_STR, .nullable = true, .doc = "hard, soft or block" },                              \
		{ "code", SCHEMA_STR, .nullable = true },                                                              \
		{ "cause", SCHEMA_STR, .nullable = true, .doc = "Why it was refused, as a name" },                     \
		{ "leave", SCHEMA_STR, .values = "no|doubtful|sure" },                                                 \
		{ "why", SCHEMA_STR, .doc = "Why it was taken for that, in a sentence" },                              \
		{ "whyCode", SCHEMA_STR, .nullable = true,                                                             \
		  .doc = "The same as a name, for other languages: prefix, header, status_failed, …" },                \
		{ "whyOf", SCHEMA_STR, .nullable = true,                                                               \
		  .doc = "What that sentence names: a header, a refusal's cause" },                                    \
		{ "senderId", SCHEMA_ID, .nullable = true, .doc = "Whose mailbox it came to" },                        \
		{ "senderName", SCHEMA_STR, .nullable = true }, { "from", SCHEMA_STR },                                \
		{ "fromName", SCHEMA_STR, .nullable = true }, { "to", SCHEMA_STR }, { "subject", SCHEMA_STR },         \
		{ "excerpt", SCHEMA_STR },                                                                             \
		{ "failedAddress", SCHEMA_STR, .nullable = true, .doc = "That a report is about" },                    \
		{ "contactId", SCHEMA_ID, .nullable = true, .doc = "Whose address it has: proposed" },                 \
		{ "contactEmail", SCHEMA_STR, .nullable = true },                                                      \
		{ "recipientId", SCHEMA_ID, .nullable = true, .doc = "The message it was assigned to" },               \
		{ "receivedAt", SCHEMA_TIME },                                                                         \
	{                                                                                                              \
		"decidedAt", SCHEMA_TIME, .nullable = true                                                             \
	}
extern const struct schema reply_thread_schema; /* replies.c */

static const struct schema_field unmatched_fields[] = { UNMATCHED_FIELDS };
static const struct schema unmatched_schema = SCHEMA("Unmatched", unmatched_fields);
static const struct schema_field whole_fields[] = {
	UNMATCHED_FIELDS,
	{ "said", SCHEMA_STR },
	{ "quoted", SCHEMA_STR },
	{ "text", SCHEMA_STR },
};
static const struct schema whole_schema = SCHEMA("UnmatchedWhole", whole_fields);

/* A cursor of a time and an id. */
static err inbox_after(struct api_call *call, struct opt_i64 *at, str *id)
{
	str after[2];
	bool has;
	int64_t v;
	TRY(api_cursor_read(call, after, 2, &has));
	if (has && !num_parse_i64(after[0], &v))
		return api_invalid(call, "cursor", "is not one of ours");
	*at = has ? SOME_I64(v) : (struct opt_i64){};
	*id = has ? after[1] : STR_NULL;
	return OK;
}

static str inbox_next(struct api_call *call, int64_t at, str id)
{
	const str parts[2] = { arena_printf(call->arena, "%lld", (long long)at), id };
	return api_cursor_make(call->arena, parts, 2);
}

static const struct api_param unmatched_query[] = {
	API_PAGE_PARAMS,
	{ .name = "status", .kind = PARAM_CHOICE, .values = "open|assigned|dismissed" },
};

static err inbox_unmatched_list_(struct api_call *call, tenant_db db)
{
	struct unmatched_list_in in = { .status = api_query(call, "status"), .limit = api_limit(call) };
	struct unmatched_list l;
	TRY(inbox_after(call, &in.before_at, &in.before_id));
	TRY(unmatched_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		unmatched_write(call->out, &l.v[i], false, call->arena);
	str next = l.more ? inbox_next(call, l.v[l.n - 1].received_at, l.v[l.n - 1].id) : STR_NULL;
	struct inbox_counts n = {};
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(inbox_counts(db, call->arena, &n));
	api_list_end_total(call, next, n.unmatched);
	return OK;
}

static err inbox_unmatched_get_(struct api_call *call, tenant_db db)
{
	struct unmatched u;
	TRY(unmatched_get(db, call->arena, api_param(call, "id"), &u));
	unmatched_write(call->out, &u, true, call->arena);
	return OK;
}

static const struct json_field assign_fields[] = {
	JSON_FIELD(struct unmatched_assign, contact_id, "contactId", JSON_FIELD_STR, .max = 64,
		   .doc = "Whose it is; the proposed one when not given"),
	JSON_FIELD(struct unmatched_assign, recipient_id, "recipientId", JSON_FIELD_STR, .max = 64,
		   .doc = "The message it is about; the last that was sent to them when not given"),
	JSON_FIELD(struct unmatched_assign, campaign_id, "campaignId", JSON_FIELD_STR, .max = 64,
		   .doc = "The last of this campaign"),
	JSON_FIELD(struct unmatched_assign, sequence_id, "sequenceId", JSON_FIELD_STR, .max = 64,
		   .doc = "The last of this sequence"),
};

static err inbox_unmatched_assign_(struct api_call *call, tenant_db db)
{
	struct unmatched u;
	TRY(unmatched_assign(call->app, db, call->arena, api_param(call, "id"), call->body, &call->errors, &u));
	unmatched_write(call->out, &u, true, call->arena);
	return OK;
}

static err inbox_unmatched_dismiss_(struct api_call *call, tenant_db db)
{
	struct unmatched u;
	TRY(unmatched_dismiss(db, call->arena, api_param(call, "id"), &u));
	unmatched_write(call->out, &u, true, call->arena);
	return OK;
}

/* ---- Holds and wishes */

static const struct schema_field hold_contact_fields[] = {
	{ "id", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "firstName", SCHEMA_STR, .nullable = true },
	{ "lastName", SCHEMA_STR, .nullable = true },
};
static const struct schema hold_contact_schema = SCHEMA("HoldContact", hold_contact_fields);
static const struct schema_field hold_fields[] = {
	{ "contact", SCHEMA_OBJ, .of = &hold_contact_schema },
	{ "reason", SCHEMA_STR, .values = "away|asks_to_leave" },
	{ "until", SCHEMA_TIME, .nullable = true, .doc = "Their sequences go on then; null: when somebody decides" },
	{ "words", SCHEMA_STR, .nullable = true, .doc = "Theirs, that say so" },
	{ "colleague", SCHEMA_STR, .nullable = true, .doc = "Whom they name instead; never written to by itself" },
	{ "colleagueName", SCHEMA_STR, .nullable = true },
	{ "colleagueKnown", SCHEMA_BOOL, .doc = "Is a contact already" },
	{ "createdAt", SCHEMA_TIME },
};
static const struct schema hold_schema = SCHEMA("Hold", hold_fields);
static const struct api_param hold_query[] = {
	API_PAGE_PARAMS,
	{ .name = "contactId", .kind = PARAM_STR, .max = 64 },
};

static err inbox_hold_list_(struct api_call *call, tenant_db db)
{
	struct hold_list_in in = { .contact_id = api_query(call, "contactId"), .limit = api_limit(call) };
	struct hold_list l;
	TRY(inbox_after(call, &in.before_at, &in.before_id));
	TRY(hold_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		hold_write(call->out, &l.v[i]);
	api_list_end(call, l.more ? inbox_next(call, l.v[l.n - 1].created_at, l.v[l.n - 1].contact_id) : STR_NULL);
	return OK;
}

static err inbox_hold_end_(struct api_call *call, tenant_db db)
{
	return hold_end(db, call->arena, api_param(call, "contactId"));
}

struct leave_body {
	bool leave;
};
static const struct json_field leave_fields[] = {
	JSON_FIELD(struct leave_body, leave, "leave", JSON_FIELD_BOOL, .required = true,
		   .doc = "True: they are unsubscribed. False: they stay, and their sequences go on"),
};

static err inbox_leave_(struct api_call *call, tenant_db db)
{
	const struct leave_body *b = call->body;
	struct reply_thread t;
	TRY(reply_decide(call->app, db, call->arena, api_param(call, "id"), b->leave, &t));
	reply_thread_write(call->out, &t);
	return OK;
}

/* ---- Refusals in no table, numbers, settings */

static const struct schema_field refusal_fields[] = {
	{ "id", SCHEMA_ID },
	{ "way", SCHEMA_STR, .values = "session|report", .doc = "The reply to our mail, or a report in a mailbox" },
	{ "words", SCHEMA_STR, .doc = "The server's, without addresses, hosts and numbers" },
	{ "count", SCHEMA_I64, .doc = "How often" },
	{ "firstAt", SCHEMA_TIME },
	{ "lastAt", SCHEMA_TIME },
};
static const struct schema refusal_schema = SCHEMA("NotUnderstood", refusal_fields);

static err inbox_not_understood(struct api_call *call, tenant_db db)
{
	struct unknown_list l;
	TRY(unknown_list(db, call->arena, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		unknown_write(call->out, &l.v[i]);
	api_list_end(call, STR_NULL);
	return OK;
}

static const struct schema_field waiting_fields[] = {
	{ "asksToLeave", SCHEMA_I64, .doc = "1,000 stands for that many or more, here and below" },
	{ "unmatched", SCHEMA_I64 },
	{ "away", SCHEMA_I64 },
	{ "notUnderstood", SCHEMA_I64, .doc = "Distinct refusals of the last 30 days that are in no table" },
};
static const struct schema waiting_schema = SCHEMA("InboxWaiting", waiting_fields);

static err inbox_waiting(struct api_call *call, tenant_db db)
{
	struct inbox_counts n;
	TRY(inbox_counts(db, call->arena, &n));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "asksToLeave", n.asks);
	json_kv_i64(call->out, "unmatched", n.unmatched);
	json_kv_i64(call->out, "away", n.away);
	json_kv_i64(call->out, "notUnderstood", n.not_understood);
	json_end_obj(call->out);
	return OK;
}

static const struct schema_field days_fields[] = {
	{ "unmatchedDays", SCHEMA_I64, .doc = "That unmatched messages are kept; 0: they are not kept" },
};
static const struct schema days_schema = SCHEMA("InboxSettings", days_fields);
struct days_body {
	int64_t days;
};
static const struct json_field days_body[] = {
	JSON_FIELD(struct days_body, days, "unmatchedDays", JSON_FIELD_I64, .required = true),
};

static err inbox_days_answer(struct api_call *call, tenant_db db)
{
	int64_t days;
	TRY(inbox_days(db, call->arena, &days));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "unmatchedDays", days);
	json_end_obj(call->out);
	return OK;
}

static err inbox_days_set(struct api_call *call, tenant_db db)
{
	const struct days_body *b = call->body;
	if (b->days < 0 || b->days > UNMATCHED_DAYS_MAX)
		return api_invalid(call, "unmatchedDays", "must be between 0 and 365");
	TRY(inbox_set_days(db, call->arena, b->days));
	return inbox_days_answer(call, db);
}

const struct route inbox_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/inbox/unmatched",
	  .tenant = inbox_unmatched_list_,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(unmatched_query),
	  .shape = SHAPE_LIST,
	  .answer = &unmatched_schema,
	  .summary = "Messages that came back and match none of ours, the latest first",
	  .doc = "2,000 wait at most; the oldest go. `total` (with `count`) is the number of open ones." },
	{ .method = HTTP_GET,
	  .path = "/api/inbox/unmatched/:id",
	  .tenant = inbox_unmatched_get_,
	  .scope = SCOPE_READ,
	  .answer = &whole_schema,
	  .summary = "One of them, with what it says" },
	{ .method = HTTP_POST,
	  .path = "/api/inbox/unmatched/:id/assign",
	  .tenant = inbox_unmatched_assign_,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(assign_fields, struct unmatched_assign),
	  .answer = &whole_schema,
	  .summary = "Assign it to a contact's message",
	  .doc = "Everything follows that would have followed had it been matched: a conversation, a bounce, "
		 "leaving." },
	{ .method = HTTP_POST,
	  .path = "/api/inbox/unmatched/:id/dismiss",
	  .tenant = inbox_unmatched_dismiss_,
	  .scope = SCOPE_SEND,
	  .answer = &whole_schema,
	  .summary = "Let it go: nothing follows" },
	{ .method = HTTP_GET,
	  .path = "/api/inbox/holds",
	  .tenant = inbox_hold_list_,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(hold_query),
	  .shape = SHAPE_LIST,
	  .answer = &hold_schema,
	  .summary = "Contacts whose sequences wait: they are away, or may have asked to leave" },
	{ .method = HTTP_DELETE,
	  .path = "/api/inbox/holds/:contactId",
	  .tenant = inbox_hold_end_,
	  .scope = SCOPE_SEND,
	  .shape = SHAPE_EMPTY,
	  .summary = "Let a contact's sequences go on now" },
	{ .method = HTTP_POST,
	  .path = "/api/replies/:id/leave",
	  .tenant = inbox_leave_,
	  .scope = SCOPE_SEND,
	  ROUTE_BODY(leave_fields, struct leave_body),
	  .answer = &reply_thread_schema,
	  .summary = "Decide about a doubtful wish to leave" },
	{ .method = HTTP_GET,
	  .path = "/api/replies/not-understood",
	  .tenant = inbox_not_understood,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_LIST,
	  .answer = &refusal_schema,
	  .summary = "Refusals of the last 30 days whose words are in no table",
	  .doc = "They count as soft bounces. 100 at most." },
	{ .method = HTTP_GET,
	  .path = "/api/replies/waiting",
	  .tenant = inbox_waiting,
	  .scope = SCOPE_READ,
	  .answer = &waiting_schema,
	  .summary = "How much waits for a decision" },
	{ .method = HTTP_GET,
	  .path = "/api/inbox-settings",
	  .tenant = inbox_days_answer,
	  .scope = SCOPE_READ,
	  .answer = &days_schema,
	  .summary = "How long unmatched messages are kept" },
	{ .method = HTTP_PATCH,
	  .path = "/api/inbox-settings",
	  .tenant = inbox_days_set,
	  .scope = SCOPE_CAMPAIGNS_WRITE,
	  ROUTE_BODY(days_body, struct days_body),
	  .answer = &days_schema,
	  .summary = "Change it" },
};
const size_t inbox_routes_n = sizeof(inbox_routes) / sizeof(*inbox_routes);
