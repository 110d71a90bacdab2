/* Messages in doubt, of campaigns and of sequences: listed, and decided. */
#include "api/api.h"
#include "core/sequence/doubt.h"

static const struct schema_field doubt_fields[] = {
	{ "id", SCHEMA_ID },
	{ "recipientId", SCHEMA_STR },
	{ "email", SCHEMA_STR },
	{ "cause", SCHEMA_STR, .values = "killed|connection|lease",
	  .doc = "The sending process died; the connection broke after the final dot; the node was lost" },
	{ "resolution", SCHEMA_STR, .values = "held|resent|discarded|confirmed",
	  .doc = "held: waits for a decision; confirmed: the mailbox has it among its sent mail" },
	{ "undecided", SCHEMA_BOOL },
	{ "status", SCHEMA_STR, .values = "PENDING|SENT|FAILED|BOUNCED", .doc = "The recipient's" },
	{ "stepId", SCHEMA_STR, .nullable = true, .doc = "Of a sequence" },
	{ "senderId", SCHEMA_STR, .nullable = true },
	{ "senderName", SCHEMA_STR, .nullable = true },
	{ "senderEmail", SCHEMA_STR, .nullable = true, .doc = "Null: the sender is gone" },
	{ "createdAt", SCHEMA_TIME },
	{ "decidedAt", SCHEMA_TIME, .nullable = true },
};
static const struct schema doubt_schema = SCHEMA("Doubt", doubt_fields);
static const struct schema_field decided_fields[] = {
	{ "decided", SCHEMA_I64, .doc = "By this request; what was decided before is left alone" },
	{ "undecided", SCHEMA_I64, .doc = "Still held" },
};
static const struct schema decided_schema = SCHEMA("DoubtsDecided", decided_fields);

struct decide_body {
	str decision;
	struct json_strs ids;
};
static const struct json_field decide_body_fields[] = {
	JSON_FIELD(struct decide_body, decision, "decision", JSON_FIELD_STR, .required = true,
		   .doc = "resend (once more, with the same Message-ID), drop (never again) or ask (those that the "
			  "sender's IMAP "
			  "mailbox has among its sent mail are confirmed, 200 a request)"),
	JSON_FIELD(struct decide_body, ids, "ids", JSON_FIELD_STRS, .max = 1000, .each_max = 64,
		   .doc = "Of doubts; all that are undecided when not given"),
};
static const struct api_param doubts_query[] = {
	API_PAGE_PARAMS,
	{ .name = "undecided", .kind = PARAM_BOOL, .doc = "Only those that wait for a decision" },
};

static err doubts_list_of(struct api_call *call, tenant_db db, bool sequence)
{
	str after;
	bool has;
	struct doubt_list l;
	TRY(api_cursor_read(call, &after, 1, &has));
	struct doubt_list_in in = { .owner = { .id = api_param(call, "id"), .sequence = sequence },
				    .undecided = api_query_bool(call, "undecided"),
				    .cursor = has ? after : STR_NULL,
				    .limit = api_limit(call) };
	TRY(doubt_list(db, call->arena, &in, &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		doubt_write(call->out, &l.v[i]);
	str next = l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].id, 1) : STR_NULL;
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	int64_t total;
	TRY(doubt_count_all(db, call->arena, &in, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static err doubts_list_campaign(struct api_call *call, tenant_db db)
{
	return doubts_list_of(call, db, false);
}

static err doubts_list_sequence(struct api_call *call, tenant_db db)
{
	return doubts_list_of(call, db, true);
}

static err doubts_decide_of(struct api_call *call, tenant_db db, bool sequence)
{
	const struct decide_body *b = call->body;
	struct doubt_decided d;
	struct doubt_decide_in in = { .owner = { .id = api_param(call, "id"), .sequence = sequence },
				      .some = b->ids.given,
				      .ids = b->ids.v,
				      .n = b->ids.n };
	TRY(doubt_owner_exists(db, call->arena, in.owner));
	if (!doubt_decision_of(b->decision, &in.decision))
		return api_invalid(call, "decision", "must be resend, drop or ask");
	TRY(doubt_decide(call->app, db, call->arena, &in, &d));
	call->audit_detail = arena_printf(call->arena, "%.*s %lld", STR_FMT(b->decision), (long long)d.decided);
	struct json_writer *w = call->out;
	json_begin_obj(w);
	json_kv_i64(w, "decided", d.decided);
	json_kv_i64(w, "undecided", d.undecided);
	json_end_obj(w);
	return OK;
}

static err doubts_decide_campaign(struct api_call *call, tenant_db db)
{
	return doubts_decide_of(call, db, false);
}

static err doubts_decide_sequence(struct api_call *call, tenant_db db)
{
	return doubts_decide_of(call, db, true);
}

#define LIST_DOC "What may have gone out without our hearing of it (docs/sending.md). `undecided` ones are held."
#define DECIDE_DOC                                                                                                     \
	"Of a campaign that is SENT, `resend` makes it SENDING again until they are done. Asking twice changes "       \
	"nothing. 409: the campaign was cancelled, a sender is gone, or no mailbox can be asked."

const struct route doubt_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/doubts",
	  .tenant = doubts_list_campaign,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(doubts_query),
	  .shape = SHAPE_LIST,
	  .answer = &doubt_schema,
	  .summary = "Messages in doubt",
	  .doc = LIST_DOC },
	{ .method = HTTP_POST,
	  .path = "/api/campaigns/:id/doubts",
	  .tenant = doubts_decide_campaign,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(decide_body_fields, struct decide_body),
	  .answer = &decided_schema,
	  .summary = "Decide about messages in doubt",
	  .doc = DECIDE_DOC },
	{ .method = HTTP_GET,
	  .path = "/api/sequences/:id/doubts",
	  .tenant = doubts_list_sequence,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(doubts_query),
	  .shape = SHAPE_LIST,
	  .answer = &doubt_schema,
	  .summary = "Messages in doubt",
	  .doc = LIST_DOC },
	{ .method = HTTP_POST,
	  .path = "/api/sequences/:id/doubts",
	  .tenant = doubts_decide_sequence,
	  .scope = SCOPE_SEND,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(decide_body_fields, struct decide_body),
	  .answer = &decided_schema,
	  .summary = "Decide about messages in doubt",
	  .doc = "Enrollments wait for the decision: they go on when the message was sent, or was found to have been; "
		 "they fail when it is "
		 "dropped. Those who left the sequence get nothing." },
};
const size_t doubt_routes_n = sizeof(doubt_routes) / sizeof(*doubt_routes);
