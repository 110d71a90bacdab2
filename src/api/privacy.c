/* A person's rights by their address, and the audit log. */
#include "core/audience/privacy.h"
#include "api/api.h"
#include "core/system/audit.h"
#include "wire/addr.h"

/* --- a person */

static const struct api_param person_query[] = {
	{ .name = "email", .kind = PARAM_STR, .max = 254, .doc = "Whose" },
};

static err privacy_write_piece(void *arg, str piece)
{
	return http_stream_write(arg, piece);
}

static err privacy_person_export(struct api_call *call, tenant_db db)
{
	str email = api_query(call, "email");
	struct addr addr;
	if (err_is(addr_parse(call->arena, str_trim(email), &addr))) /* before the answer has begun */
		return api_invalid(call, "email", "must be the person's address");
	api_download(call, "person.ndjson");
	http_stream_begin(call->req, 200, "application/x-ndjson");
	if (err_is(privacy_export(db, call->arena, email, privacy_write_piece, call->req)))
		http_stream_abort(call->req);
	return OK;
}

static const struct schema_field count_fields[] = { { "model", SCHEMA_STR }, { "rows", SCHEMA_I64 } };
static const struct schema count_schema = SCHEMA(NULL, count_fields);
static const struct schema_field receipt_fields[] = {
	{ "erasedAt", SCHEMA_TIME },
	{ "hash", SCHEMA_STR, .doc = "Of the address, as it stays on the suppression list" },
	{ "removed", SCHEMA_OBJ, .array = true, .of = &count_schema },
	{ "files", SCHEMA_I64, .doc = "Uploaded files that named the person, removed from this machine" },
	{ "left", SCHEMA_OBJ, .array = true, .of = &count_schema,
	  .doc = "Rows that still name the address, in texts that somebody wrote: to be changed by hand" },
};
static const struct schema receipt_schema = SCHEMA("ErasureReceipt", receipt_fields);

struct erase_body {
	str email;
};
static const struct json_field erase_body[] = {
	JSON_FIELD(struct erase_body, email, "email", JSON_FIELD_STR, .required = true, .max = 254),
};

static err privacy_person_erase(struct api_call *call, tenant_db db)
{
	const struct erase_body *b = call->body;
	struct privacy_receipt r;
	err e = privacy_erase(call->app, db, call->arena, b->email, &r);
	if (e.code == ERR_INVALID)
		return api_invalid(call, "email", e.why);
	TRY(e);
	privacy_receipt_write(call->out, &r);
	call->audit_detail = privacy_receipt_line(call->arena, &r);
	return OK;
}

/* --- the log */

static const struct schema_field entry_fields[] = {
	{ "id", SCHEMA_ID },
	{ "seq", SCHEMA_I64, .doc = "Counts from 1 without a gap" },
	{ "at", SCHEMA_TIME },
	{ "actor", SCHEMA_STR, .values = "session|key|cli|person|system" },
	{ "actorId", SCHEMA_STR, .nullable = true, .doc = "The session's or key's id" },
	{ "who", SCHEMA_STR, .nullable = true, .doc = "The key's name" },
	{ "action", SCHEMA_STR },
	{ "target", SCHEMA_STR, .nullable = true, .doc = "Ids" },
	{ "detail", SCHEMA_STR, .nullable = true,
	  .doc = "Names of the fields that were given; never what stood in them" },
	{ "hash", SCHEMA_STR },
};
static const struct schema entry_schema = SCHEMA("AuditEntry", entry_fields);
static const struct api_param log_query[] = {
	{ .name = "limit", .kind = PARAM_I64, .min = 1, .max = 200, .doc = "Rows of a page; 50 when not given" },
	{ .name = "cursor", .kind = PARAM_STR, .doc = "`page.next` of the page before" },
	{ .name = "actor", .kind = PARAM_CHOICE, .values = "session|key|cli|person|system" },
};

static err privacy_log_list(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	int64_t seq = 0;
	TRY(api_cursor_read(call, &after, 1, &has));
	if (has && !num_parse_i64(after, &seq))
		return api_invalid(call, "cursor", "is none of ours");
	struct audit_page p;
	TRY(audit_list(db, call->arena, api_query(call, "actor"), has ? SOME_I64(seq) : (struct opt_i64){},
		       api_limit(call), &p));
	api_list_begin(call);
	struct json_writer *w = call->out;
	for (size_t i = 0; i < p.n; i++) {
		const struct audit_entry *e = &p.v[i];
		json_begin_obj(w);
		json_kv_str(w, "id", e->id);
		json_kv_i64(w, "seq", e->seq);
		json_kv_time(w, "at", e->at);
		json_kv_str(w, "actor", e->actor);
		json_kv_str(w, "actorId", e->actor_id);
		json_kv_str(w, "who", e->who);
		json_kv_str(w, "action", e->action);
		json_kv_str(w, "target", e->target);
		json_kv_str(w, "detail", e->detail);
		json_kv_str(w, "hash", e->hash);
		json_end_obj(w);
	}
	str last = p.more ? arena_printf(call->arena, "%lld", (long long)p.v[p.n - 1].seq) : STR_NULL;
	api_list_end(call, p.more ? api_cursor_make(call->arena, &last, 1) : STR_NULL);
	return OK;
}

static const struct schema_field proof_fields[] = {
	{ "entries", SCHEMA_I64 },
	{ "head", SCHEMA_STR,
	  .doc = "The last entry's hash: keep it elsewhere, and a log that was set back shows, too" },
	{ "intact", SCHEMA_BOOL },
	{ "brokenAt", SCHEMA_I64, .nullable = true, .doc = "The first entry that does not fit" },
	{ "why", SCHEMA_STR, .nullable = true },
};
static const struct schema proof_schema = SCHEMA("AuditProof", proof_fields);

static err privacy_log_verify(struct api_call *call, tenant_db db)
{
	struct audit_proof p;
	TRY(audit_verify(db, call->arena, call->app->keys, &p));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "entries", p.entries);
	json_kv_str(call->out, "head", p.head);
	json_kv_bool(call->out, "intact", p.broken_at == 0);
	if (p.broken_at)
		json_kv_i64(call->out, "brokenAt", p.broken_at);
	else
		json_kv_null(call->out, "brokenAt");
	json_kv_str(call->out, "why", str_z(p.why));
	json_end_obj(call->out);
	return OK;
}

const struct route privacy_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/privacy/person",
	  .tenant = privacy_person_export,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_QUERY(person_query),
	  .shape = SHAPE_STREAM,
	  .type = "application/x-ndjson",
	  .summary = "Everything that is known about a person, as one file",
	  .doc = "A line a row: `{model, row}`; the first says whose and when." },
	{ .method = HTTP_POST,
	  .path = "/api/privacy/erase",
	  .tenant = privacy_person_erase,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_BODY(erase_body, struct erase_body),
	  .answer = &receipt_schema,
	  .summary = "Erase a person",
	  .doc = "Every row about them goes; a keyed hash of the address stays, so that nobody mails them again. There "
		 "is no way "
		 "back. Counters stay, which name nobody." },
	{ .method = HTTP_GET,
	  .path = "/api/audit",
	  .tenant = privacy_log_list,
	  .scope = SCOPE_ACCOUNT,
	  ROUTE_QUERY(log_query),
	  .shape = SHAPE_LIST,
	  .answer = &entry_schema,
	  .summary = "What people and API keys did, newest first" },
	{ .method = HTTP_GET,
	  .path = "/api/audit/verify",
	  .tenant = privacy_log_verify,
	  .scope = SCOPE_ACCOUNT,
	  .answer = &proof_schema,
	  .summary = "Was the log changed?" },
};
const size_t privacy_routes_n = sizeof(privacy_routes) / sizeof(*privacy_routes);
