/* Segments over REST: kept, tried, listed, and why somebody is in one. */
#include "api/api.h"
#include "base/limits.h"
#include "core/audience/segment.h"

extern const struct schema contact_schema;

#define FILTER_DOC                                                                                                     \
	"A filter (docs/audience.md): as text, `plan = \"pro\" and opened any within 30 days`, or as a tree, "         \
	"`{\"all\": [{\"field\": \"variables.plan\", \"op\": \"is\", \"value\": \"pro\"}, {\"did\": \"opened\", "      \
	"\"within\": \"30 days\"}]}`"

/* The tree. A node is a group or a leaf; which members go together is said in docs/audience.md. */
static const struct schema filter_schema;
static const struct schema_field filter_fields[] = {
	{ "all", SCHEMA_OBJ, .array = true, .optional = true, .of = &filter_schema,
	  .doc = "All of these; `[]` alone is everybody" },
	{ "any", SCHEMA_OBJ, .array = true, .optional = true, .of = &filter_schema, .doc = "At least one of these" },
	{ "none", SCHEMA_OBJ, .array = true, .optional = true, .of = &filter_schema, .doc = "None of these" },
	{ "field", SCHEMA_STR, .optional = true,
	  .doc = "email, firstName, lastName, name, timezone, status, createdAt, updatedAt, tags, or variables.NAME" },
	{ "type", SCHEMA_STR, .optional = true, .values = "text|number|date|boolean|list|any",
	  .doc = "How a variable is read; by the operator and the value when not given" },
	{ "op", SCHEMA_STR, .optional = true,
	  .values = "is|is_not|in|not_in|contains|not_contains|starts_with|ends_with|less|at_most|more|at_least|before|"
		    "after|on|"
		    "next|last|has|lacks|set|not_set|wants|refuses" },
	{ "value", SCHEMA_ANY, .optional = true, .doc = "A text, number or boolean; of in and not_in an array" },
	{ "did", SCHEMA_STR, .optional = true, .values = "sent|opened|clicked|replied|bounced" },
	{ "campaign", SCHEMA_STR, .optional = true, .doc = "Id or name; `any`: of campaigns" },
	{ "sequence", SCHEMA_STR, .optional = true,
	  .doc = "Id or name; `any`: of sequences. Without `did`: they are in this sequence" },
	{ "step", SCHEMA_STR, .optional = true, .doc = "Of the sequence" },
	{ "link", SCHEMA_STR, .optional = true, .doc = "Of clicked: this link, as it is written in the mail" },
	{ "times", SCHEMA_I64, .optional = true, .doc = "At least so often; 1 when not given" },
	{ "within", SCHEMA_STR, .optional = true, .doc = "`30 days`: in the time before now; ever when not given" },
	{ "by", SCHEMA_STR, .optional = true, .values = "people|anyone", .doc = "people when not given" },
	{ "state", SCHEMA_STR, .optional = true, .values = "under_way|active|paused|completed|failed|ever",
	  .doc = "In the sequence; under_way when not given" },
	{ "topic", SCHEMA_STR, .optional = true, .doc = "Id or name" },
	{ "segment", SCHEMA_STR, .optional = true, .doc = "Id or name: in another segment" },
};
static const struct schema filter_schema = SCHEMA("Filter", filter_fields);

static const struct schema_field segment_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "description", SCHEMA_STR, .nullable = true },
	{ "filter", SCHEMA_OBJ, .of = &filter_schema, .doc = "With ids for what it names" },
	{ "text", SCHEMA_STR, .nullable = true, .doc = "The same as text" },
	{ "version", SCHEMA_I64, .doc = "One more at each change" },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
};
static const struct schema segment_schema = SCHEMA("Segment", segment_fields);

static const struct json_field patch_fields[] = {
	JSON_FIELD(struct segment_patch, name, "name", JSON_FIELD_OPT_STR, .max = SEGMENT_NAME_MAX),
	JSON_FIELD(struct segment_patch, description, "description", JSON_FIELD_OPT_STR,
		   .max = SEGMENT_DESCRIPTION_MAX),
	JSON_FIELD(struct segment_patch, filter, "filter", JSON_FIELD_ANY, .doc = FILTER_DOC),
	JSON_FIELD(struct segment_patch, version, "version", JSON_FIELD_OPT_I64,
		   .doc = "The one that was read: 412 when it is another by now. The header If-Match says the same"),
};

static err segments_list(struct api_call *call, tenant_db db)
{
	struct segment *v;
	size_t n;
	TRY(segment_list(db, call->arena, &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		segment_write(call->out, call->arena, &v[i]);
	api_list_end(call, STR_NULL);
	return OK;
}

static err segments_create(struct api_call *call, tenant_db db)
{
	struct segment s;
	TRY(segment_create(db, call->arena, call->body, &call->errors, &s));
	segment_write(call->out, call->arena, &s);
	return OK;
}

static err segments_get(struct api_call *call, tenant_db db)
{
	struct segment s;
	TRY(segment_get(db, call->arena, api_param(call, "id"), &s));
	api_etag(call, s.version);
	segment_write(call->out, call->arena, &s);
	return OK;
}

static err segments_update(struct api_call *call, tenant_db db)
{
	struct segment s;
	struct segment_patch *in = call->body;
	TRY(api_if_match(call, &in->version));
	TRY(segment_update(db, call->arena, api_param(call, "id"), in, &call->errors, &s));
	api_etag(call, s.version);
	segment_write(call->out, call->arena, &s);
	return OK;
}

static err segments_remove(struct api_call *call, tenant_db db)
{
	return segment_delete(db, call->arena, api_param(call, "id"));
}

static const struct schema_field use_fields[] = {
	{ "kind", SCHEMA_STR, .values = "segment|campaign|sequence" },
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
};
static const struct schema use_schema = SCHEMA("SegmentUse", use_fields);

static err segments_uses(struct api_call *call, tenant_db db)
{
	api_list_begin(call);
	TRY(segment_uses_write(db, call->arena, api_param(call, "id"), call->out));
	api_list_end(call, STR_NULL);
	return OK;
}

/* ---- Tried */

struct preview_body {
	const struct json *filter;
};
static const struct json_field preview_fields[] = {
	JSON_FIELD(struct preview_body, filter, "filter", JSON_FIELD_ANY, .required = true, .doc = FILTER_DOC),
};
static const struct schema_field clause_fields[] = {
	{ "path", SCHEMA_STR },
	{ "text", SCHEMA_STR },
	{ "count", SCHEMA_I64, .nullable = true,
	  .doc = "Contacts that this clause alone takes; null: it took too long to count" },
	{ "leaves", SCHEMA_I64, .nullable = true,
	  .doc = "Contacts that are left with this clause and those before it" },
};
static const struct schema clause_schema = SCHEMA("SegmentClause", clause_fields);
static const struct schema_field preview_answer[] = {
	{ "count", SCHEMA_I64 },
	{ "estimated", SCHEMA_BOOL, .doc = "Counting took longer than 3 seconds: from a sample of contacts" },
	{ "sample", SCHEMA_OBJ, .array = true, .of = &contact_schema, .doc = "The newest five" },
	{ "filter", SCHEMA_OBJ, .of = &filter_schema },
	{ "text", SCHEMA_STR },
	{ "names", SCHEMA_MAP, .doc = "Of the campaigns, sequences, topics and segments it names, by their ids" },
	{ "clauses", SCHEMA_OBJ, .array = true, .of = &clause_schema, .doc = "Of the outermost group" },
};
static const struct schema preview_schema = SCHEMA("SegmentPreview", preview_answer);

static err segments_preview(struct api_call *call, tenant_db db)
{
	const struct preview_body *b = call->body;
	struct filter *f;
	TRY(segment_take(db, call->arena, b->filter, "filter", &call->errors, &f));
	return segment_preview_write(db, call->arena, call->app->keys, f, call->out);
}

static err segments_counted(struct api_call *call, tenant_db db)
{
	struct segment s;
	struct filter *f;
	TRY(segment_get(db, call->arena, api_param(call, "id"), &s));
	TRY(segment_tree(db, call->arena, &s, &f));
	return segment_preview_write(db, call->arena, call->app->keys, f, call->out);
}

/* ---- Who */

static const struct api_param contacts_query[] = {
	API_PAGE_PARAMS,
	{ .name = "search", .kind = PARAM_STR, .max = 254, .doc = "Part of an address or name" },
	{ .name = "sort", .kind = PARAM_CHOICE, .values = CONTACT_SORTS, .doc = "`-createdAt` when not given" },
};

static err segments_contacts(struct api_call *call, tenant_db db)
{
	struct segment s;
	struct filter *f;
	struct contact_list l;
	str cursor[2], next = STR_NULL;
	int64_t total;
	bool has;
	struct contact_list_in in = { .filter = { .search = api_query(call, "search") },
				      .sort = api_query(call, "sort"),
				      .limit = api_limit(call) };
	TRY(api_cursor_read(call, cursor, 2, &has));
	if (has) {
		in.cursor_key = cursor[0];
		in.cursor_id = cursor[1];
	}
	TRY(segment_get(db, call->arena, api_param(call, "id"), &s));
	TRY(segment_tree(db, call->arena, &s, &f));
	TRY(segment_contacts(db, call->arena, f, &in, &l));
	TRY(contact_mark(db, call->arena, call->app->keys, l.v, l.n));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++)
		contact_write(call->out, &l.v[i]);
	if (l.more)
		next = api_cursor_make(call->arena,
				       (const str[2]){ contact_sort_key(&l.v[l.n - 1], in.sort), l.v[l.n - 1].id }, 2);
	if (!api_query_bool(call, "count")) {
		api_list_end(call, next);
		return OK;
	}
	TRY(segment_contacts_count(db, call->arena, f, &in.filter, &total));
	api_list_end_total(call, next, total);
	return OK;
}

static const struct schema_field why_clause_fields[] = {
	{ "path", SCHEMA_STR },
	{ "text", SCHEMA_STR },
	{ "is", SCHEMA_BOOL, .doc = "Whether this clause is true of them" },
	{ "value", SCHEMA_ANY, .nullable = true,
	  .doc = "What they have in that field; null: nothing, or it is about mail" },
};
static const struct schema why_clause_schema = SCHEMA(NULL, why_clause_fields);
static const struct schema_field why_fields[] = {
	{ "in", SCHEMA_BOOL },
	{ "clauses", SCHEMA_OBJ, .array = true, .of = &why_clause_schema, .doc = "Each leaf of the tree" },
};
static const struct schema why_schema = SCHEMA("SegmentWhy", why_fields);

static err segments_why(struct api_call *call, tenant_db db)
{
	struct segment s;
	struct filter *f;
	TRY(segment_get(db, call->arena, api_param(call, "id"), &s));
	TRY(segment_tree(db, call->arena, &s, &f));
	return segment_why_write(db, call->arena, f, api_param(call, "contactId"), call->out);
}

static const struct schema_field variable_fields[] = {
	{ "name", SCHEMA_STR, .doc = "As filters say it: `variables.plan`" },
	{ "type", SCHEMA_STR, .values = "text|number|date|boolean|list", .doc = "What most of its values are" },
	{ "count", SCHEMA_I64, .doc = "Among the newest 5,000 contacts" },
	{ "values", SCHEMA_STR, .array = true, .doc = "Some of them" },
};
static const struct schema variable_schema = SCHEMA("SegmentVariable", variable_fields);

static err segments_variables(struct api_call *call, tenant_db db)
{
	api_list_begin(call);
	TRY(segment_variables_write(db, call->arena, call->out));
	api_list_end(call, STR_NULL);
	return OK;
}

const struct route segment_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/segments",
	  .tenant = segments_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &segment_schema,
	  .summary = "Segments, by name" },
	{ .method = HTTP_POST,
	  .path = "/api/segments",
	  .tenant = segments_create,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .flags = ROUTE_IDEMPOTENT,
	  ROUTE_BODY(patch_fields, struct segment_patch),
	  .answer = &segment_schema,
	  .status = 201,
	  .summary = "Save a filter as a segment",
	  .doc = "Each error names its leaf by its path: `filter.all[1].value`. 409: the name is taken, or there are "
		 "500." },
	{ .method = HTTP_POST,
	  .path = "/api/segments/preview",
	  .tenant = segments_preview,
	  .scope = SCOPE_READ,
	  ROUTE_BODY(preview_fields, struct preview_body),
	  .answer = &preview_schema,
	  .summary = "How many a filter takes, who, and clause by clause" },
	{ .method = HTTP_GET,
	  .path = "/api/segments/variables",
	  .tenant = segments_variables,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &variable_schema,
	  .summary = "Variables to filter by, with their types and values" },
	{ .method = HTTP_GET,
	  .path = "/api/segments/:id",
	  .tenant = segments_get,
	  .scope = SCOPE_READ,
	  .answer = &segment_schema,
	  .summary = "One segment" },
	{ .method = HTTP_PATCH,
	  .path = "/api/segments/:id",
	  .tenant = segments_update,
	  .scope = SCOPE_CONTACTS_WRITE,
	  ROUTE_BODY(patch_fields, struct segment_patch),
	  .answer = &segment_schema,
	  .summary = "Change a segment",
	  .doc = "What is not given stays. A segment cannot be in itself, not even by way of others." },
	{ .method = HTTP_DELETE,
	  .path = "/api/segments/:id",
	  .tenant = segments_remove,
	  .scope = SCOPE_CONTACTS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete a segment; its contacts stay",
	  .doc = "409 while another segment, a sequence, or a campaign that has not chosen its recipients, names it." },
	{ .method = HTTP_GET,
	  .path = "/api/segments/:id/uses",
	  .tenant = segments_uses,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &use_schema,
	  .summary = "What names it, and so keeps it from being deleted",
	  .doc = "The first 20. Campaigns that have chosen their recipients no longer need it." },
	{ .method = HTTP_GET,
	  .path = "/api/segments/:id/count",
	  .tenant = segments_counted,
	  .scope = SCOPE_READ,
	  .answer = &preview_schema,
	  .summary = "How many are in it now, who, and clause by clause" },
	{ .method = HTTP_GET,
	  .path = "/api/segments/:id/contacts",
	  .tenant = segments_contacts,
	  .scope = SCOPE_READ,
	  ROUTE_QUERY(contacts_query),
	  .shape = SHAPE_LIST,
	  .answer = &contact_schema,
	  .summary = "Who is in it now",
	  .doc = "`total` stops at 100,001." },
	{ .method = HTTP_GET,
	  .path = "/api/segments/:id/contacts/:contactId",
	  .tenant = segments_why,
	  .scope = SCOPE_READ,
	  .answer = &why_schema,
	  .summary = "Why a contact is in it, or not" },
};
const size_t segment_routes_n = sizeof(segment_routes) / sizeof(*segment_routes);
