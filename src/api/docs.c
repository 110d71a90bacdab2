/* docs/api.md, printed from the routes' tables. */
#include "api/api_int.h"
#include <stdio.h>

static void docs_write_fields(struct buf *out, const struct schema *s, int depth);

/* One that has itself inside: said once, by name. */
static bool docs_is_tree(const struct schema *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->fields[i].of == s)
			return true;
	return false;
}

static void docs_write_one(struct buf *out, const struct schema_field *f, int depth)
{
	static const char *const kinds[] = {
		[SCHEMA_STR] = "text",	   [SCHEMA_ID] = "id",
		[SCHEMA_TIME] = "time",	   [SCHEMA_I64] = "integer",
		[SCHEMA_F64] = "number",   [SCHEMA_BOOL] = "bool",
		[SCHEMA_OBJ] = "object",   [SCHEMA_MAP] = "object of texts",
		[SCHEMA_ANY] = "any JSON",
	};
	buf_addf(out, "%*s- `%s`: %s%s%s", depth * 2, "", f->name, f->array ? "array of " : "", kinds[f->kind],
		 f->nullable ? " or null" : "");
	if (f->values)
		buf_addf(out, " (`%s`)", f->values);
	if (f->optional)
		buf_add_lit(out, ", may be missing");
	if (f->doc)
		buf_addf(out, ". %s", f->doc);
	buf_add_byte(out, '\n');
	if (f->kind == SCHEMA_OBJ && f->of && !docs_is_tree(f->of) && depth < 3)
		docs_write_fields(out, f->of, depth + 1);
}

static void docs_write_fields(struct buf *out, const struct schema *s, int depth)
{
	for (size_t i = 0; i < s->n; i++)
		docs_write_one(out, &s->fields[i], depth);
}

static void docs_write_input(struct buf *out, const struct route *r)
{
	if (r->n_query)
		buf_add_lit(out, "\nQuery:\n\n");
	for (size_t i = 0; i < r->n_query; i++) {
		const struct api_param *q = &r->query[i];
		static const char *const kinds[] = { "text", "integer", "bool", "time", "choice" };
		buf_addf(out, "- `%s`: %s%s", q->name, kinds[q->kind], q->repeat ? ", may be repeated" : "");
		if (q->values)
			buf_addf(out, " (`%s`)", q->values);
		buf_addf(out, "%s%s\n", q->doc ? ". " : "", q->doc ? q->doc : "");
	}
	if (r->flags & (ROUTE_RAW | ROUTE_UPLOAD))
		buf_add_lit(out, "\nBody: the bytes themselves.\n");
	if (r->n_body)
		buf_add_lit(out, "\nBody:\n\n");
	for (size_t i = 0; i < r->n_body; i++) {
		const struct json_field *f = &r->body[i];
		static const char *const kinds[] = {
			[JSON_FIELD_STR] = "text",
			[JSON_FIELD_OPT_STR] = "text or null",
			[JSON_FIELD_I64] = "integer",
			[JSON_FIELD_OPT_I64] = "integer",
			[JSON_FIELD_PATCH_I64] = "integer or null",
			[JSON_FIELD_BOOL] = "bool",
			[JSON_FIELD_OPT_BOOL] = "bool",
			[JSON_FIELD_F64] = "number",
			[JSON_FIELD_TIME] = "time",
			[JSON_FIELD_CHOICE] = "choice",
			[JSON_FIELD_STRS] = "array of texts",
			[JSON_FIELD_OBJ] = "object",
			[JSON_FIELD_ARR] = "array",
			[JSON_FIELD_ANY] = "any JSON",
		};
		buf_addf(out, "- `%s`: %s%s", f->name, kinds[f->kind], f->required ? ", required" : "");
		if (f->values)
			buf_addf(out, " (`%s`)", f->values);
		buf_addf(out, "%s%s\n", f->doc ? ". " : "", f->doc ? f->doc : "");
	}
}

/* "text/csv|application/x-ndjson": either. */
static void docs_write_types(struct buf *out, int status, str types)
{
	buf_addf(out, "\nAnswer: %d, ", status);
	bool first = true;
	for (str type; str_next(&types, '|', &type); first = false)
		buf_addf(out, "%s`%.*s`", first ? "" : " or ", STR_FMT(type));
	buf_addf(out, ".\n");
}

static void docs_write_output(struct buf *out, const struct route *r)
{
	int status = r->status ? r->status : r->shape == SHAPE_EMPTY ? 204 : 200;
	switch (r->shape) {
	case SHAPE_EMPTY: buf_addf(out, "\nAnswer: %d without a body.\n", status); return;
	case SHAPE_STREAM:
	case SHAPE_BYTES: docs_write_types(out, status, str_z(r->type)); return;
	case SHAPE_SSE:
		buf_addf(out, "\nAnswer: server-sent events, about one a second; the data of each is JSON:\n\n");
		break;
	case SHAPE_LIST: buf_addf(out, "\nAnswer: %d, a list with `page.next`, of:\n\n", status); break;
	case SHAPE_DATA: buf_addf(out, "\nAnswer: %d, a list of:\n\n", status); break;
	case SHAPE_OBJECT: buf_addf(out, "\nAnswer: %d\n\n", status); break;
	}
	if (r->answer)
		docs_write_fields(out, r->answer, 0);
}

/* ---- An example of each route that a key may call */

static void docs_write_value(struct buf *out, const struct json_field *f)
{
	switch (f->kind) {
	case JSON_FIELD_I64:
	case JSON_FIELD_OPT_I64:
	case JSON_FIELD_PATCH_I64:
	case JSON_FIELD_F64: buf_add_lit(out, "1"); return;
	case JSON_FIELD_BOOL:
	case JSON_FIELD_OPT_BOOL: buf_add_lit(out, "true"); return;
	case JSON_FIELD_TIME: buf_add_lit(out, "\"2026-12-24T09:00:00Z\""); return;
	case JSON_FIELD_STRS: buf_add_lit(out, "[\"…\"]"); return;
	case JSON_FIELD_OBJ:
	case JSON_FIELD_ANY: buf_add_lit(out, "{…}"); return;
	case JSON_FIELD_ARR: buf_add_lit(out, "[…]"); return;
	default: break;
	}
	str values = str_z(f->values ? f->values : ""), first;
	if (values.n && str_next(&values, '|', &first))
		buf_addf(out, "\"%.*s\"", STR_FMT(first));
	else if (strstr(f->name, "mail") || strcmp(f->name, "to") == 0)
		buf_add_lit(out, "\"ann@example.com\"");
	else
		buf_add_lit(out, "\"…\"");
}

static void docs_write_example(struct buf *out, const struct route *r)
{
	if (r->scope >= SCOPE_ACCOUNT || r->scope == SCOPE_PUBLIC)
		return;
	buf_add_lit(out, "\n    curl -sS -H \"Authorization: Bearer $KEY\"");
	if (r->method != HTTP_GET)
		buf_addf(out, " -X %s", http_method_name(r->method));
	buf_add_lit(out, " \"$URL");
	for (const char *p = r->path; *p; p++) {
		if (*p != ':') {
			buf_add_byte(out, *p);
			continue;
		}
		for (p++; *p && *p != '/' && *p != '.'; p++)
			buf_add_byte(out, (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p));
		p--;
	}
	buf_add_lit(out, "\"");
	if (r->flags & (ROUTE_RAW | ROUTE_UPLOAD))
		buf_add_lit(out, " --data-binary @FILE");
	size_t n = 0, required = 0;
	for (size_t i = 0; i < r->n_body; i++)
		required += r->body[i].required;
	for (size_t i = 0; i < r->n_body; i++) {
		if (required ? !r->body[i].required : n > 0)
			continue;
		buf_addf(out, "%s\"%s\": ", n++ ? ", " : " --json '{", r->body[i].name);
		docs_write_value(out, &r->body[i]);
	}
	buf_addf(out, "%s", n ? "}'\n" : "\n");
}

static void docs_write_route(struct buf *out, const struct route *r)
{
	buf_addf(out, "\n### %s %s\n\n%s.", http_method_name(r->method), r->path, r->summary);
	if (r->doc)
		buf_addf(out, " %s", r->doc);
	if (r->scope == SCOPE_PUBLIC)
		buf_add_lit(out, " For everyone.");
	else if (r->scope >= SCOPE_ACCOUNT)
		buf_addf(out, " For sessions only%s.", r->scope == SCOPE_OPERATOR ? ", of an operator" : "");
	else
		buf_addf(out, " Scope `%s`.", api_scope_name(r->scope));
	if (r->flags & ROUTE_IDEMPOTENT)
		buf_add_lit(out, " Honours `Idempotency-Key`.");
	if (r->flags & ROUTE_REPORT)
		buf_add_lit(out, " Some seconds old where reports are read from a replica.");
	if (r->flags & ROUTE_WAITS)
		buf_addf(out, " Asks other servers: an account may wait for %u answers at once, then it is 429.",
			 WAITS_PER_TENANT);
	buf_add_byte(out, '\n');
	docs_write_example(out, r);
	docs_write_input(out, r);
	docs_write_output(out, r);
}

/* ---- Groups: what a path begins with, under the name that people look for */

static const struct docs_group {
	const char *title;
	const char *heads; /* first parts of the paths */
} docs_groups[] = {
	{ "Contacts", "contacts views imports segments audience" },
	{ "Campaigns", "campaigns recipients links attachments" },
	{ "Sequences", "sequences enrollments sequence-templates events" },
	{ "Messages and templates", "messages templates" },
	{ "Replies", "conversations replies inbox inbox-settings bounce-settings" },
	{ "Reports", "overview engagement reports" },
	{ "Suppression, topics and sign-up forms",
	  "suppressions topics forms preferences leave-reasons policy privacy" },
	{ "Senders and domains", "senders mailboxes domains dkim tracking-domains google gmail" },
	{ "Webhooks", "hooks" },
	{ "Reports of providers", "webhooks webhook-endpoints" },
	{ "Capture", "capture captures" },
	{ "Accounts and keys", "auth me sessions api-keys audit" },
	{ "Installation", "" }, /* all others */
};
#define DOCS_GROUPS (sizeof(docs_groups) / sizeof(*docs_groups))

static size_t docs_group_of(const struct route *r)
{
	str path = str_z(r->path), head;
	path = str_starts(path, STR("/api/")) ? str_from(path, 5) : path;
	str_next(&path, '/', &head);
	for (size_t i = 0; i < DOCS_GROUPS; i++) {
		str words = str_z(docs_groups[i].heads), word;
		while (str_next(&words, ' ', &word))
			if (str_eq(word, head))
				return i;
	}
	return DOCS_GROUPS - 1;
}

typedef void docs_each_fn(struct buf *out, const struct route *r);

static size_t docs_each(struct buf *out, size_t group, docs_each_fn *fn)
{
	size_t n = 0;
	for (size_t i = 0; i < api_route_sets_n; i++)
		for (size_t k = 0; k < *api_route_sets[i].n; k++)
			if (docs_group_of(&api_route_sets[i].rows[k]) == group) {
				fn(out, &api_route_sets[i].rows[k]);
				n++;
			}
	return n;
}

static void docs_count(struct buf *out, const struct route *r)
{
	(void)out, (void)r;
}

/* As the places that show Markdown make them of a heading: letters and digits, small; blanks are hyphens. */
static void docs_anchor(struct buf *out, const char *heading)
{
	for (const char *p = heading; *p; p++)
		if (ascii_alpha(*p) || ascii_digit(*p) || *p == '-')
			buf_add_byte(out, ascii_lower(*p));
		else if (*p == ' ')
			buf_add_byte(out, '-');
}

static void docs_write_line(struct buf *out, const struct route *r)
{
	char heading[256];
	snprintf(heading, sizeof(heading), "%s %s", http_method_name(r->method), r->path);
	buf_addf(out, "  - [`%s`](#", heading);
	docs_anchor(out, heading);
	buf_addf(out, "): %s\n", r->summary);
}

static void docs_write_contents(struct buf *out)
{
	buf_add_lit(out, "\n## Contents\n\n");
	for (size_t g = 0; g < DOCS_GROUPS; g++) {
		if (docs_each(out, g, docs_count) == 0)
			continue;
		buf_addf(out, "- [%s](#", docs_groups[g].title);
		docs_anchor(out, docs_groups[g].title);
		buf_add_lit(out, ")\n");
		docs_each(out, g, docs_write_line);
	}
}

void api_markdown(struct buf *out)
{
	buf_add(out,
		STR("# REST API\n\n<!-- Printed by `loumass api docs`; a test compares. -->\n\n"
		    "JSON under `/api`. A running server describes the same as OpenAPI 3.1 at `/api/openapi.json`.\n\n"
		    "- **Authentication**: `Authorization: Bearer lm_…` with an API key, which has scopes; any key may "
		    "read. The web "
		    "app uses the session cookie (`" SESSION_COOKIE "`, under https `__Host-" SESSION_COOKIE
		    "`); with it, unsafe requests must come from the installation's own pages.\n"
		    "- **Lists**: `{\"data\": […], \"page\": {\"next\": cursor or null}}`. `limit` (at most 200), "
		    "`cursor`, and "
		    "`count=true` for `total`.\n"
		    "- **Errors**: `application/problem+json` with `title`, `status`, `detail` and `errors: [{field, "
		    "message}]`. "
		    "400 unreadable, 401 not authenticated, 403 not allowed, 404 not found (or not yours), 409 exists "
		    "already or is "
		    "not in this state, 412 changed meanwhile, 413 too long, 422 invalid fields, 429 too many "
		    "requests, 503 not now "
		    "(`Retry-After`).\n"
		    "- **`Idempotency-Key`**, where noted: the same request again within a day gets the first answer "
		    "and does nothing. "
		    "While the first one runs: 409. Another request with the same key: 422.\n"
		    "- **Times** are ISO 8601 in UTC with milliseconds.\n\n"
		    "## Try it\n\n"
		    "Create a key in the app (Settings → API keys) or with `loumass key create`, then:\n\n"
		    "    export URL=http://127.0.0.1:8425 KEY=lm_…\n"
		    "    curl -sS -H \"Authorization: Bearer $KEY\" \"$URL/api/contacts?limit=3\"\n"
		    "    curl -sS -H \"Authorization: Bearer $KEY\" \"$URL/api/contacts\" "
		    "--json '{\"email\": \"ann@example.com\", \"firstName\": \"Ann\", \"tags\": [\"trial\"]}'\n"
		    "    curl -sS -H \"Authorization: Bearer $KEY\" \"$URL/api/campaigns\" "
		    "--json '{\"name\": \"Hello\", \"subject\": \"Hi {{firstName}}\", \"content\": \"<p>Hello</p>\", "
		    "\"audience\": {\"tags\": [\"trial\"]}}'\n"
		    "    curl -sS -H \"Authorization: Bearer $KEY\" -X POST \"$URL/api/campaigns/ID/send\"\n"));
	docs_write_contents(out);
	for (size_t g = 0; g < DOCS_GROUPS; g++) {
		if (docs_each(out, g, docs_count) == 0)
			continue;
		buf_addf(out, "\n## %s\n", docs_groups[g].title);
		docs_each(out, g, docs_write_route);
	}
}
