/* docs/api.md, printed from the routes' tables. */
#include "api/api_int.h"

static void docs_write_fields(struct buf *out, const struct schema *s, int depth);

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
	if (f->kind == SCHEMA_OBJ && f->of && depth < 3)
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

static void docs_write_route(struct buf *out, const struct route *r)
{
	buf_addf(out, "\n## %s %s\n\n%s.", http_method_name(r->method), r->path, r->summary);
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
	buf_add_byte(out, '\n');
	docs_write_input(out, r);
	docs_write_output(out, r);
}

void api_markdown(struct buf *out)
{
	buf_add(out, STR("# REST API\n\n<!-- Printed by `loumass api docs`; a test compares. -->\n\n"
			 "JSON in and out under `/api`; the same as an OpenAPI 3.1 document: `/api/openapi.json`.\n\n"
			 "- Who asks: the session's cookie (`" SESSION_COOKIE "`, behind https `__Host-" SESSION_COOKIE
			 "`, set by signing in; unsafe requests must come from our own "
			 "pages), or `Authorization: Bearer lm_…` with an API key and its scopes. A key with any scope "
			 "may read.\n"
			 "- Lists: `{\"data\": […], \"page\": {\"next\": cursor or null}}`; `limit` (at most 200), "
			 "`cursor`, and `count=true` for "
			 "`total`.\n"
			 "- Failures: `application/problem+json` with `title`, `status`, `detail` and `errors: "
			 "[{field, message}]`. 400 unreadable, "
			 "401 not signed in, 403 not allowed, 404 not there (or not yours), 409 exists already or not "
			 "in this state, 413 too "
			 "long, 422 fields are wrong, 429 too often, 503 not now (`Retry-After`).\n"
			 "- `Idempotency-Key` where noted: the same request again within a day gets the first answer "
			 "and does nothing; while the "
			 "first still runs, 409; another request with the same key, 422.\n"
			 "- Times are ISO 8601 with milliseconds in UTC.\n"));
	for (size_t i = 0; i < api_route_sets_n; i++)
		for (size_t k = 0; k < *api_route_sets[i].n; k++)
			docs_write_route(out, &api_route_sets[i].rows[k]);
}
