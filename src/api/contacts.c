/* Contacts over REST: list, create, change, in bulk, saved views, export. */
#include "api/api.h"
#include "base/limits.h"
#include "core/audience/contact_double.h"
#include "core/audience/contact_more.h"
#include "core/audience/segment.h"

static const struct schema_field contact_fields[] = {
	{ "id", SCHEMA_ID },
	{ "email", SCHEMA_STR },
	{ "firstName", SCHEMA_STR, .nullable = true },
	{ "lastName", SCHEMA_STR, .nullable = true },
	{ "tags", SCHEMA_STR, .array = true },
	{ "variables", SCHEMA_ANY, .doc = "An object: names and values for templates" },
	{ "status", SCHEMA_STR, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED" },
	{ "suppressed", SCHEMA_STR, .nullable = true,
	  .doc = "Why no mail goes there, whatever the status: unsubscribe, bounce, complaint, manual, import, erased, "
		 "deleted; null when it may" },
	{ "displayName", SCHEMA_STR, .doc = "First and last name, else the address" },
	{ "engagementRate", SCHEMA_F64, .nullable = true,
	  .doc = "0 to 1: messages a person opened, clicked or answered, of those sent; null before the first" },
	{ "timezone", SCHEMA_STR, .nullable = true, .doc = "Their own clock, as Europe/Berlin" },
	{ "timezoneSource", SCHEMA_STR, .nullable = true,
	  .doc = "set (written by somebody), browser (of a sign-up), variable (one called timezone), country or phone "
		 "(a guess by the variables), "
		 "unknown (no "
		 "such zone: counts as missing)" },
	{ "version", SCHEMA_I64, .doc = "One more at each change, whoever made it" },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
};
const struct schema contact_schema = SCHEMA("Contact", contact_fields);

#define FILTER_PARAMS                                                                                                  \
	{ .name = "segment", .kind = PARAM_STR, .max = 200, .doc = "Who is in it: its id or name" },                   \
	{                                                                                                              \
		.name = "filter", .kind = PARAM_STR, .max = 12000,                                                     \
		.doc = "A filter, as text or as JSON (docs/audience.md)"                                               \
	}

static const struct api_param list_query[] = {
	API_PAGE_PARAMS,
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of an address or name" },
	{ .name = "status", .kind = PARAM_CHOICE, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED" },
	{ .name = "tag",
	  .kind = PARAM_STR,
	  .repeat = true,
	  .max = CONTACT_TAG_MAX,
	  .doc = "May be repeated: contacts that have all of them" },
	{ .name = "sort", .kind = PARAM_CHOICE, .values = CONTACT_SORTS, .doc = "`-createdAt` when not given" },
	FILTER_PARAMS,
};

static struct contact_filter contacts_filter_of_query(const struct api_call *call)
{
	struct contact_filter f = { .search = api_query(call, "search"), .status = api_query(call, "status") };
	f.tags_n = api_query_all(call, "tag", &f.tags);
	return f;
}

static err contacts_who(struct api_call *call, tenant_db db, struct filter **out)
{
	return segment_of_query(db, call->arena, api_query(call, "segment"), api_query(call, "filter"), &call->errors,
				out);
}

static err contacts_list(struct api_call *call, tenant_db db)
{
	str cursor[2];
	bool has;
	TRY(api_cursor_read(call, cursor, 2, &has));
	struct contact_list_in in = { .filter = contacts_filter_of_query(call),
				      .sort = api_query(call, "sort"),
				      .limit = api_limit(call) };
	if (has) {
		in.cursor_key = cursor[0];
		in.cursor_id = cursor[1];
	}
	struct contact_list l;
	struct filter *who;
	TRY(contacts_who(call, db, &who));
	TRY(who ? segment_contacts(db, call->arena, who, &in, &l) : contact_list(db, call->arena, &in, &l));
	TRY(contact_mark(db, call->arena, call->app->keys, l.v, l.n));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		contact_write(call->out, &l.v[i]);
	str next = STR_NULL;
	if (l.more) {
		const struct contact *last = &l.v[l.n - 1];
		const str parts[2] = { contact_sort_key(last, in.sort), last->id };
		next = api_cursor_make(call->arena, parts, 2);
	}
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	int64_t total;
	TRY(who ? segment_contacts_count(db, call->arena, who, &in.filter, &total)
		: contact_count(db, call->arena, &in.filter, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct contact_patch, email, "email", JSON_FIELD_OPT_STR, .max = 320,
		   .doc = "Local part and domain; other scripts are welcome (RFC 6531, IDNA 2008)"),
	JSON_FIELD(struct contact_patch, first_name, "firstName", JSON_FIELD_OPT_STR, .max = CONTACT_NAME_MAX),
	JSON_FIELD(struct contact_patch, last_name, "lastName", JSON_FIELD_OPT_STR, .max = CONTACT_NAME_MAX),
	JSON_FIELD(struct contact_patch, status, "status", JSON_FIELD_OPT_STR,
		   .doc = "ACTIVE, INACTIVE or UNSUBSCRIBED"),
	JSON_FIELD(struct contact_patch, tags, "tags", JSON_FIELD_STRS, .max = CONTACT_TAGS_MAX,
		   .each_max = CONTACT_TAG_MAX, .doc = "Replaces all tags"),
	JSON_FIELD(
		struct contact_patch, timezone, "timezone", JSON_FIELD_OPT_STR,
		.doc = "An IANA name: Europe/Berlin. Null: guessed from the country or phone number in the variables"),
	JSON_FIELD(struct contact_patch, variables, "variables", JSON_FIELD_OBJ, .doc = "Replaces all variables"),
	JSON_FIELD(struct contact_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now, with an error per field that changed. "
			  "The header If-Match says the same"),
};

static err contacts_create(struct api_call *call, tenant_db db)
{
	struct contact c;
	TRY(contact_create(db, call->arena, call->body, &call->errors, &c));
	TRY(contact_mark(db, call->arena, call->app->keys, &c, 1));
	contact_write(call->out, &c);
	return OK;
}

static err contacts_get(struct api_call *call, tenant_db db)
{
	struct contact c;
	TRY(contact_get(db, call->arena, api_param(call, "id"), &c));
	TRY(contact_mark(db, call->arena, call->app->keys, &c, 1));
	api_etag(call, c.version);
	contact_write(call->out, &c);
	return OK;
}

static err contacts_update(struct api_call *call, tenant_db db)
{
	struct contact c;
	struct contact_patch *in = call->body;
	TRY(api_if_match(call, &in->version));
	TRY(contact_update(db, call->arena, call->app->keys, api_param(call, "id"), in, &call->errors, &c));
	api_etag(call, c.version);
	TRY(contact_mark(db, call->arena, call->app->keys, &c, 1));
	contact_write(call->out, &c);
	return OK;
}

static err contacts_remove_one(struct api_call *call, tenant_db db)
{
	return contact_delete(db, call->arena, call->app->keys, api_param(call, "id"));
}

/* --- in bulk --- */

struct bulk_body {
	str action, status;
	struct json_strs tags, ids;
	const struct json *filter;
};
static const struct json_field bulk_fields[] = {
	JSON_FIELD(struct bulk_body, action, "action", JSON_FIELD_CHOICE, .required = true,
		   .values = "tag|untag|delete|status"),
	JSON_FIELD(struct bulk_body, tags, "tags", JSON_FIELD_STRS, .max = CONTACT_TAGS_MAX,
		   .each_max = CONTACT_TAG_MAX, .doc = "For tag and untag"),
	JSON_FIELD(struct bulk_body, status, "status", JSON_FIELD_CHOICE, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED",
		   .doc = "For status"),
	JSON_FIELD(struct bulk_body, ids, "ids", JSON_FIELD_STRS, .max = 10000, .each_max = 64,
		   .doc = "These contacts; or give `filter`"),
	JSON_FIELD(struct bulk_body, filter, "filter", JSON_FIELD_OBJ,
		   .doc = "All that match: {search?, status?, tags?, segment?, filter?}; {} is everybody. `segment` is "
			  "an id or a name, "
			  "`filter` inside is a text or a tree (docs/audience.md)"),
};
static const struct schema_field affected_fields[] = {
	{ "affected", SCHEMA_I64, .doc = "Contacts that were changed or deleted" },
	{ "refused", SCHEMA_I64, .doc = "Contacts that left and cannot be set to another status" }
};
static const struct schema affected_schema = SCHEMA("Affected", affected_fields);

struct filter_body {
	str search, status, segment;
	const struct json *filter;
	struct json_strs tags;
};
static const struct json_field filter_fields[] = {
	JSON_FIELD(struct filter_body, search, "search", JSON_FIELD_STR, .max = 254),
	JSON_FIELD(struct filter_body, segment, "segment", JSON_FIELD_STR, .max = 200),
	JSON_FIELD(struct filter_body, filter, "filter", JSON_FIELD_ANY),
	JSON_FIELD(struct filter_body, status, "status", JSON_FIELD_CHOICE, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED"),
	JSON_FIELD(struct filter_body, tags, "tags", JSON_FIELD_STRS, .max = CONTACT_TAGS_MAX,
		   .each_max = CONTACT_TAG_MAX),
};

static enum contact_bulk_action contacts_action_of(str s)
{
	return str_eq(s, STR("tag"))	  ? CONTACT_BULK_TAG
	       : str_eq(s, STR("untag"))  ? CONTACT_BULK_UNTAG
	       : str_eq(s, STR("status")) ? CONTACT_BULK_STATUS
					  : CONTACT_BULK_DELETE;
}

static err contacts_bulk(struct api_call *call, tenant_db db)
{
	const struct bulk_body *b = call->body;
	struct filter_body f = {};
	struct str_array ids = { b->ids.v, b->ids.n };
	if (b->ids.given == (b->filter != NULL))
		return api_invalid(call, "ids", "give either ids or filter");
	if (b->filter)
		TRY(json_decode(call->arena, b->filter, filter_fields, sizeof(filter_fields) / sizeof(*filter_fields),
				&f, &call->errors));
	struct contact_bulk in = {
		.action = contacts_action_of(b->action),
		.tags = { b->tags.v, b->tags.n },
		.status = b->status,
		.ids = b->ids.given ? &ids : NULL,
		.filter = { .search = f.search, .status = f.status, .tags = f.tags.v, .tags_n = f.tags.n }
	};
	int64_t affected, refused;
	struct filter *who = NULL;
	str tree = f.filter && !json_is(f.filter, JSON_NULL)
			   ? json_is(f.filter, JSON_STR) ? json_str(f.filter) : json_print(call->arena, f.filter)
			   : STR_NULL;
	TRY(segment_of_query(db, call->arena, f.segment, tree, &call->errors, &who));
	TRY(who ? segment_bulk(db, call->arena, call->app->keys, who, &in, &call->errors, &affected, &refused)
		: contact_bulk(db, call->arena, call->app->keys, &in, &call->errors, &affected, &refused));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "affected", affected);
	json_kv_i64(call->out, "refused", refused);
	json_end_obj(call->out);
	return OK;
}

/* --- doubles --- */

static const struct schema_field double_fields[] = {
	{ "id", SCHEMA_ID, .doc = "Of the contact that a merge of all keeps" },
	{ "identity", SCHEMA_STR, .doc = "What they have in common: the address as it is compared" },
	{ "contacts", SCHEMA_OBJ, .array = true, .of = &contact_schema,
	  .doc = "First the one that a merge of all keeps: the most mailed, then the oldest" },
};
static const struct schema double_schema = SCHEMA("Double", double_fields);
static const struct api_param doubles_query[] = { API_PAGE_PARAMS };

static err contacts_doubles(struct api_call *call, tenant_db db)
{
	str after;
	bool has;
	struct contact_doubles l;
	TRY(api_cursor_read(call, &after, 1, &has));
	TRY(contact_doubles(db, call->arena, has ? after : STR_NULL, api_limit(call), &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++) {
		TRY(contact_mark(db, call->arena, call->app->keys, l.v[i].v, l.v[i].n));
		json_begin_obj(call->out);
		json_kv_str(call->out, "id", l.v[i].v[0].id);
		json_kv_str(call->out, "identity", l.v[i].identity);
		json_key(call->out, "contacts");
		json_begin_arr(call->out);
		for (size_t k = 0; k < l.v[i].n; k++)
			contact_write(call->out, &l.v[i].v[k]);
		json_end_arr(call->out);
		json_end_obj(call->out);
	}
	api_list_end(call, l.more ? api_cursor_make(call->arena, &l.v[l.n - 1].identity, 1) : STR_NULL);
	return OK;
}

struct merge_body {
	struct json_strs ids;
};
static const struct json_field merge_fields[] = {
	JSON_FIELD(struct merge_body, ids, "ids", JSON_FIELD_STRS, .max = 1000, .each_max = 64,
		   .doc = "Which of the other contacts of the same person; not given: all"),
};

static err contacts_merge(struct api_call *call, tenant_db db)
{
	const struct merge_body *b = call->body;
	struct contact c;
	TRY(contact_merge(db, call->arena, api_param(call, "id"), (struct str_array){ b->ids.v, b->ids.n },
			  &call->errors, &c));
	TRY(contact_mark(db, call->arena, call->app->keys, &c, 1));
	contact_write(call->out, &c);
	return OK;
}

static const struct schema_field merged_fields[] = {
	{ "people", SCHEMA_I64, .doc = "Who were several contacts and are one now" },
	{ "contacts", SCHEMA_I64, .doc = "Contacts that were merged into another" },
};
static const struct schema merged_schema = SCHEMA("Merged", merged_fields);

static err contacts_merge_all(struct api_call *call, tenant_db db)
{
	int64_t people, gone;
	TRY(contact_merge_all(db, call->arena, &people, &gone));
	json_begin_obj(call->out);
	json_kv_i64(call->out, "people", people);
	json_kv_i64(call->out, "contacts", gone);
	json_end_obj(call->out);
	return OK;
}

/* --- tags, fields, views, timeline --- */

static const struct schema_field tag_fields[] = { { "tag", SCHEMA_STR }, { "count", SCHEMA_I64 } };
static const struct schema tag_schema = SCHEMA("TagCount", tag_fields);
static const struct schema_field field_fields[] = { { "name", SCHEMA_STR,
						      .doc = "As templates and imports say it: `variables.company`" },
						    { "count", SCHEMA_I64, .doc = "Among the newest 5,000 contacts" } };
static const struct schema field_schema = SCHEMA("FieldCount", field_fields);

static err contacts_tags(struct api_call *call, tenant_db db)
{
	api_list_begin(call);
	TRY(contact_write_tags(db, call->arena, call->out));
	api_list_end(call, STR_NULL);
	return OK;
}

static err contacts_fields(struct api_call *call, tenant_db db)
{
	api_list_begin(call);
	TRY(contact_write_fields(db, call->arena, call->out));
	api_list_end(call, STR_NULL);
	return OK;
}

static const struct schema_field view_fields[] = {
	{ "id", SCHEMA_ID }, { "name", SCHEMA_STR }, { "filter", SCHEMA_ANY }, { "createdAt", SCHEMA_TIME }
};
static const struct schema view_schema = SCHEMA("ContactView", view_fields);

static err contacts_views(struct api_call *call, tenant_db db)
{
	api_list_begin(call);
	TRY(contact_write_views(db, call->arena, call->out));
	api_list_end(call, STR_NULL);
	return OK;
}

struct view_body {
	str name;
	const struct json *filter;
};
static const struct json_field view_body_fields[] = {
	JSON_FIELD(struct view_body, name, "name", JSON_FIELD_STR, .required = true, .max = 100),
	JSON_FIELD(struct view_body, filter, "filter", JSON_FIELD_OBJ, .required = true,
		   .doc = "Kept as it is, at most 16 kB"),
};

static err contacts_view_create(struct api_call *call, tenant_db db)
{
	const struct view_body *b = call->body;
	return contact_view_create(db, call->arena, b->name, b->filter, &call->errors, call->out);
}

static err contacts_view_delete(struct api_call *call, tenant_db db)
{
	return contact_view_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field timeline_fields[] = {
	{ "at", SCHEMA_TIME },
	{ "type", SCHEMA_STR, .doc = "An event's type, or PENDING, FAILED, UNSUBSCRIBED" },
	{ "recipientId", SCHEMA_STR, .nullable = true },
	{ "campaignId", SCHEMA_STR, .nullable = true },
	{ "campaignName", SCHEMA_STR, .nullable = true },
	{ "sequenceId", SCHEMA_STR, .nullable = true },
	{ "sequenceName", SCHEMA_STR, .nullable = true },
	{ "stepId", SCHEMA_STR, .nullable = true },
	{ "subject", SCHEMA_STR, .nullable = true },
	{ "verdict", SCHEMA_STR, .nullable = true, .doc = "human, machine or unknown" },
	{ "reason", SCHEMA_STR, .nullable = true, .doc = "Of a verdict, or the server's own words" },
	{ "cause", SCHEMA_STR, .nullable = true,
	  .doc = "What the server's words say, by name: no_mailbox, full … (docs/sending.md). Null: nothing that is "
		 "known" },
	{ "whyCode", SCHEMA_STR, .nullable = true, .doc = "Of an automatic reply: why it was taken for one, by name" },
	{ "whyOf", SCHEMA_STR, .nullable = true, .doc = "The header or cause that this names" },
	{ "detail", SCHEMA_STR, .nullable = true,
	  .doc = "The link of a click; of an automatic reply, why it is one, or its words" },
};
static const struct schema timeline_schema = SCHEMA("TimelineEntry", timeline_fields);
static const struct api_param timeline_query[] = { API_PAGE_PARAMS };

static err contacts_timeline(struct api_call *call, tenant_db db)
{
	str before;
	bool has;
	TRY(api_cursor_read(call, &before, 1, &has));
	api_list_begin(call);
	str next;
	TRY(contact_write_timeline(db, call->arena, api_param(call, "id"), has ? before : STR_NULL, api_limit(call),
				   call->out, &next));
	api_list_end(call, str_absent(next) ? next : api_cursor_make(call->arena, &next, 1));
	return OK;
}

/* --- export --- */

static const struct api_param export_query[] = {
	{ .name = "format", .kind = PARAM_CHOICE, .values = "csv|ndjson", .doc = "`csv` when not given" },
	{ .name = "search", .kind = PARAM_STR, .max = 254 },
	{ .name = "status", .kind = PARAM_CHOICE, .values = "ACTIVE|INACTIVE|UNSUBSCRIBED" },
	{ .name = "tag", .kind = PARAM_STR, .repeat = true, .max = CONTACT_TAG_MAX },
	FILTER_PARAMS,
};

struct export
{
	struct api_call *call;
	bool ndjson;
	struct buf piece;
};

static err contacts_export_flush(struct export *x)
{
	err e = http_stream_write(x->call->req, buf_str(&x->piece));
	buf_reset(&x->piece);
	return e;
}

static err contacts_export_row(void *arg, const struct contact *c)
{
	struct export *x = arg;
	struct arena ARENA_AUTO a = {};
	if (x->ndjson) {
		struct json_writer w;
		json_writer_init(&w, &x->piece);
		contact_write(&w, c);
		buf_add_byte(&x->piece, '\n');
	} else {
		contact_csv_row(&a, &x->piece, c);
	}
	return x->piece.n > (64u << 10) ? contacts_export_flush(x) : OK;
}

static err contacts_export_all(struct api_call *call, tenant_db db)
{
	struct export x = { .call = call, .ndjson = str_eq(api_query(call, "format"), STR("ndjson")) };
	struct contact_filter f = contacts_filter_of_query(call);
	struct filter *who;
	TRY(contacts_who(call, db, &who));
	buf_init(&x.piece, 4u << 20);
	api_download(call, x.ndjson ? "contacts.ndjson" : "contacts.csv");
	http_stream_begin(call->req, 200, x.ndjson ? "application/x-ndjson" : "text/csv; charset=utf-8");
	if (!x.ndjson)
		contact_csv_head(&x.piece);
	err e = who ? segment_export(db, call->arena, who, &f, contacts_export_row, &x)
		    : contact_export(db, call->arena, &f, contacts_export_row, &x);
	if (!err_is(e))
		e = contacts_export_flush(&x);
	buf_deinit(&x.piece);
	return e;
}

const struct route contact_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/contacts",
	  .tenant = contacts_list,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(list_query),
	  .shape = SHAPE_LIST,
	  .answer = &contact_schema,
	  .summary = "Contacts",
	  .doc = "`total` is exact for all, one status, or one tag; else it stops at 100,001: more than that is said "
		 "as 100,001." },
	{ .method = HTTP_POST,
	  .path = "/api/contacts",
	  .tenant = contacts_create,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(patch_fields, struct contact_patch),
	  .answer = &contact_schema,
	  .status = 201,
	  .summary = "Add a contact",
	  .doc = "409 when the person is a contact already, under any spelling of the address: compared are the local "
		 "part "
		 "in NFC, case-folded, and the domain's A-labels. Dots and `+` are significant." },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/tags",
	  .tenant = contacts_tags,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &tag_schema,
	  .summary = "Tags in use" },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/fields",
	  .tenant = contacts_fields,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &field_schema,
	  .summary = "Names of variables in use" },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/export",
	  .tenant = contacts_export_all,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(export_query),
	  .shape = SHAPE_STREAM,
	  .type = "text/csv|application/x-ndjson",
	  .summary = "Contacts as a file",
	  .doc = "In CSV, values that a spreadsheet would take for a formula get an apostrophe in front." },
	{ .method = HTTP_POST,
	  .path = "/api/contacts/bulk",
	  .tenant = contacts_bulk,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(bulk_fields, struct bulk_body),
	  .answer = &affected_schema,
	  .summary = "Tag, untag, delete or set the status of many contacts",
	  .doc = "Who left keeps their status; 409 when that are all." },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/doubles",
	  .tenant = contacts_doubles,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(doubles_query),
	  .shape = SHAPE_LIST,
	  .answer = &double_schema,
	  .summary = "People who are several contacts",
	  .doc = "One per spelling of the address, written by another program or before identities were compared. A "
		 "campaign mails "
		 "each of them once." },
	{ .method = HTTP_POST,
	  .path = "/api/contacts/doubles/merge",
	  .tenant = contacts_merge_all,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .answer = &merged_schema,
	  .summary = "Merge all doubles, each person into one contact" },
	{ .method = HTTP_POST,
	  .path = "/api/contacts/:id/merge",
	  .tenant = contacts_merge,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(merge_fields, struct merge_body),
	  .answer = &contact_schema,
	  .summary = "Merge the other contacts of the same person into this one",
	  .doc = "It keeps its id and address. Of their choices the stricter holds: who left under one spelling left. "
		 "Messages, "
		 "events, answers, consents, tags, variables and counters become its own. In a sequence that several "
		 "were in, one "
		 "enrollment goes on (ACTIVE before PAUSED before COMPLETED, then the latest). 409 when there is no "
		 "other." },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/:id",
	  .tenant = contacts_get,
	  .scope = SCOPE_READ,
	  .answer = &contact_schema,
	  .summary = "One contact" },
	{ .method = HTTP_PATCH,
	  .path = "/api/contacts/:id",
	  .tenant = contacts_update,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(patch_fields, struct contact_patch),
	  .answer = &contact_schema,
	  .summary = "Change a contact",
	  .doc = "409 when `status` would bring back somebody who left, or the address is another contact's." },
	{ .method = HTTP_DELETE,
	  .path = "/api/contacts/:id",
	  .tenant = contacts_remove_one,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a contact and what was sent to it" },
	{ .method = HTTP_GET,
	  .path = "/api/contacts/:id/timeline",
	  .tenant = contacts_timeline,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(timeline_query),
	  .shape = SHAPE_LIST,
	  .answer = &timeline_schema,
	  .summary = "What was sent to a contact, and what came of it" },
	{ .method = HTTP_GET,
	  .path = "/api/views",
	  .tenant = contacts_views,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &view_schema,
	  .summary = "Saved views of the contacts" },
	{ .method = HTTP_POST,
	  .path = "/api/views",
	  .tenant = contacts_view_create,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(view_body_fields, struct view_body),
	  .answer = &view_schema,
	  .status = 201,
	  .summary = "Save a view" },
	{ .method = HTTP_DELETE,
	  .path = "/api/views/:id",
	  .tenant = contacts_view_delete,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Forget a view" },
};
const size_t contact_routes_n = sizeof(contact_routes) / sizeof(*contact_routes);
