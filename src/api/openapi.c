/* The OpenAPI 3.1 document and docs/api.md, printed from the routes' tables. */
#include "api/api_int.h"
#include "base/num.h"

#define NAMED_MAX 512

struct printer {
	struct arena arena;
	struct json_writer w;
	const struct schema *named[NAMED_MAX];
	size_t n_named;
};

static const struct schema_field problem_error_fields[] = { { "field", SCHEMA_STR }, { "message", SCHEMA_STR } };
static const struct schema problem_error_schema = SCHEMA(NULL, problem_error_fields);
static const struct schema_field problem_fields[] = {
	{ "type", SCHEMA_STR },
	{ "title", SCHEMA_STR },
	{ "status", SCHEMA_I64 },
	{ "detail", SCHEMA_STR, .nullable = true },
	{ "errors", SCHEMA_OBJ, .array = true, .of = &problem_error_schema },
};
static const struct schema problem_schema = SCHEMA("Problem", problem_fields);

static void openapi_write_schema(struct printer *p, const struct schema *s);

static void openapi_note_named(struct printer *p, const struct schema *s)
{
	for (size_t i = 0; i < p->n_named; i++)
		if (strcmp(p->named[i]->name, s->name) == 0)
			return;
	if (p->n_named < NAMED_MAX)
		p->named[p->n_named++] = s;
}

static void openapi_write_ref(struct printer *p, const struct schema *s)
{
	if (!s->name) {
		openapi_write_schema(p, s);
		return;
	}
	openapi_note_named(p, s);
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "$ref", arena_printf(&p->arena, "#/components/schemas/%s", s->name));
	json_end_obj(&p->w);
}

static void openapi_write_choices(struct printer *p, const char *values, bool nullable)
{
	str rest = str_z(values), piece;
	json_key(&p->w, "enum");
	json_begin_arr(&p->w);
	while (str_next(&rest, '|', &piece))
		json_put_str(&p->w, piece);
	if (nullable)
		json_put_null(&p->w);
	json_end_arr(&p->w);
}

static const char *openapi_type_of(enum schema_kind k)
{
	switch (k) {
	case SCHEMA_STR:
	case SCHEMA_ID:
	case SCHEMA_TIME: return "string";
	case SCHEMA_I64: return "integer";
	case SCHEMA_F64: return "number";
	case SCHEMA_BOOL: return "boolean";
	case SCHEMA_OBJ:
	case SCHEMA_MAP: return "object";
	case SCHEMA_ANY: return NULL;
	}
	return NULL;
}

static void openapi_write_type(struct printer *p, const char *type, bool nullable)
{
	if (!type)
		return;
	json_key(&p->w, "type");
	if (nullable)
		json_begin_arr(&p->w);
	json_put_str(&p->w, str_z(type));
	if (nullable) {
		json_put_str(&p->w, STR("null"));
		json_end_arr(&p->w);
	}
}

/* What stands inside one value's schema, without array and doc. */
static void openapi_write_value(struct printer *p, const struct schema_field *f, bool nullable)
{
	if (f->kind == SCHEMA_OBJ && f->of) {
		if (!nullable) {
			openapi_write_ref(p, f->of);
			return;
		}
		json_begin_obj(&p->w);
		json_key(&p->w, "anyOf");
		json_begin_arr(&p->w);
		openapi_write_ref(p, f->of);
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "type", STR("null"));
		json_end_obj(&p->w);
		json_end_arr(&p->w);
		json_end_obj(&p->w);
		return;
	}
	json_begin_obj(&p->w);
	openapi_write_type(p, openapi_type_of(f->kind), nullable);
	if (f->kind == SCHEMA_TIME)
		json_kv_str(&p->w, "format", STR("date-time"));
	if (f->kind == SCHEMA_MAP) {
		json_key(&p->w, "additionalProperties");
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "type", STR("string"));
		json_end_obj(&p->w);
	}
	if (f->values)
		openapi_write_choices(p, f->values, nullable);
	if (f->doc && !f->array)
		json_kv_str(&p->w, "description", str_z(f->doc));
	json_end_obj(&p->w);
}

static void openapi_write_field(struct printer *p, const struct schema_field *f)
{
	json_key(&p->w, f->name);
	if (!f->array) {
		openapi_write_value(p, f, f->nullable);
		return;
	}
	json_begin_obj(&p->w);
	openapi_write_type(p, "array", f->nullable);
	json_key(&p->w, "items");
	openapi_write_value(p, f, false);
	if (f->doc)
		json_kv_str(&p->w, "description", str_z(f->doc));
	json_end_obj(&p->w);
}

static void openapi_write_schema(struct printer *p, const struct schema *s)
{
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "type", STR("object"));
	json_key(&p->w, "properties");
	json_begin_obj(&p->w);
	for (size_t i = 0; i < s->n; i++)
		openapi_write_field(p, &s->fields[i]);
	json_end_obj(&p->w);
	json_key(&p->w, "required");
	json_begin_arr(&p->w);
	for (size_t i = 0; i < s->n; i++)
		if (!s->fields[i].optional)
			json_put_str(&p->w, str_z(s->fields[i].name));
	json_end_arr(&p->w);
	json_end_obj(&p->w);
}

/* ---- Bodies that come in */
static void openapi_write_json_field(struct printer *p, const struct json_field *f)
{
	static const struct {
		const char *type;
		bool nullable;
	} kinds[] = {
		[JSON_FIELD_STR] = { "string", false },	      [JSON_FIELD_OPT_STR] = { "string", true },
		[JSON_FIELD_I64] = { "integer", false },      [JSON_FIELD_OPT_I64] = { "integer", false },
		[JSON_FIELD_PATCH_I64] = { "integer", true }, [JSON_FIELD_BOOL] = { "boolean", false },
		[JSON_FIELD_OPT_BOOL] = { "boolean", false }, [JSON_FIELD_F64] = { "number", false },
		[JSON_FIELD_TIME] = { "string", false },      [JSON_FIELD_CHOICE] = { "string", false },
		[JSON_FIELD_STRS] = { "array", false },	      [JSON_FIELD_OBJ] = { "object", false },
		[JSON_FIELD_ARR] = { "array", false },	      [JSON_FIELD_ANY] = { NULL, false },
	};
	bool text = f->kind == JSON_FIELD_STR || f->kind == JSON_FIELD_OPT_STR;
	bool number = f->kind == JSON_FIELD_I64 || f->kind == JSON_FIELD_OPT_I64 || f->kind == JSON_FIELD_PATCH_I64;
	json_key(&p->w, f->name);
	json_begin_obj(&p->w);
	openapi_write_type(p, kinds[f->kind].type, kinds[f->kind].nullable && !f->required);
	if (f->kind == JSON_FIELD_TIME)
		json_kv_str(&p->w, "format", STR("date-time"));
	if (text)
		json_kv_i64(&p->w, "maxLength", f->max ? f->max : 1000);
	if (number && f->max > f->min) {
		json_kv_i64(&p->w, "minimum", f->min);
		json_kv_i64(&p->w, "maximum", f->max);
	}
	if (f->kind == JSON_FIELD_STRS || f->kind == JSON_FIELD_ARR) {
		json_kv_i64(&p->w, "maxItems", f->max ? f->max : 1000);
		json_key(&p->w, "items");
		json_begin_obj(&p->w);
		if (f->kind == JSON_FIELD_STRS)
			json_kv_str(&p->w, "type", STR("string"));
		json_end_obj(&p->w);
	}
	if (f->kind == JSON_FIELD_CHOICE && f->values)
		openapi_write_choices(p, f->values, false);
	if (f->doc)
		json_kv_str(&p->w, "description", str_z(f->doc));
	json_end_obj(&p->w);
}

static void openapi_write_body_schema(struct printer *p, const struct route *r)
{
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "type", STR("object"));
	json_kv_bool(&p->w, "additionalProperties", false);
	json_key(&p->w, "properties");
	json_begin_obj(&p->w);
	for (size_t i = 0; i < r->n_body; i++)
		openapi_write_json_field(p, &r->body[i]);
	json_end_obj(&p->w);
	json_key(&p->w, "required");
	json_begin_arr(&p->w);
	for (size_t i = 0; i < r->n_body; i++)
		if (r->body[i].required)
			json_put_str(&p->w, str_z(r->body[i].name));
	json_end_arr(&p->w);
	json_end_obj(&p->w);
}

static void openapi_begin_content(struct printer *p, const char *type)
{
	json_key(&p->w, "content");
	json_begin_obj(&p->w);
	json_key(&p->w, type);
	json_begin_obj(&p->w);
	json_key(&p->w, "schema");
}

static void openapi_end_content(struct printer *p)
{
	json_end_obj(&p->w);
	json_end_obj(&p->w);
}

static void openapi_write_binary(struct printer *p)
{
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "type", STR("string"));
	json_kv_str(&p->w, "format", STR("binary"));
	json_end_obj(&p->w);
}

static void openapi_write_request_body(struct printer *p, const struct route *r)
{
	bool raw = r->flags & (ROUTE_RAW | ROUTE_UPLOAD);
	if (!r->body && !raw)
		return;
	json_key(&p->w, "requestBody");
	json_begin_obj(&p->w);
	json_kv_bool(&p->w, "required", true);
	openapi_begin_content(p, raw ? "*/*" : "application/json");
	if (raw)
		openapi_write_binary(p);
	else
		openapi_write_body_schema(p, r);
	openapi_end_content(p);
	json_end_obj(&p->w);
}

/* ---- Parameters */
static void openapi_write_param(struct printer *p, const struct api_param *q)
{
	static const char *const types[] = { "string", "integer", "boolean", "string", "string" };
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "name", str_z(q->name));
	json_kv_str(&p->w, "in", STR("query"));
	if (q->doc)
		json_kv_str(&p->w, "description", str_z(q->doc));
	json_key(&p->w, "schema");
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "type", q->repeat ? STR("array") : str_z(types[q->kind]));
	if (q->repeat) {
		json_key(&p->w, "items");
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "type", str_z(types[q->kind]));
	}
	if (q->kind == PARAM_TIME)
		json_kv_str(&p->w, "format", STR("date-time"));
	if (q->kind == PARAM_CHOICE)
		openapi_write_choices(p, q->values, false);
	if (q->kind == PARAM_I64 && (q->min || q->max)) {
		json_kv_i64(&p->w, "minimum", q->min);
		json_kv_i64(&p->w, "maximum", q->max);
	}
	if (q->repeat)
		json_end_obj(&p->w);
	json_end_obj(&p->w);
	json_end_obj(&p->w);
}

static void openapi_write_params(struct printer *p, const struct route *r)
{
	str rest = str_z(r->path), segment;
	json_key(&p->w, "parameters");
	json_begin_arr(&p->w);
	while (str_next(&rest, '/', &segment)) {
		if (segment.n < 2 || segment.p[0] != ':')
			continue;
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "name", str_from(segment, 1));
		json_kv_str(&p->w, "in", STR("path"));
		json_kv_bool(&p->w, "required", true);
		json_key(&p->w, "schema");
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "type", STR("string"));
		json_end_obj(&p->w);
		json_end_obj(&p->w);
	}
	for (size_t i = 0; i < r->n_query; i++)
		openapi_write_param(p, &r->query[i]);
	if (r->flags & ROUTE_IDEMPOTENT) {
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "name", STR("Idempotency-Key"));
		json_kv_str(&p->w, "in", STR("header"));
		json_kv_str(&p->w, "description",
			    STR("The same again within a day gets the first answer and does nothing"));
		json_key(&p->w, "schema");
		json_begin_obj(&p->w);
		json_kv_str(&p->w, "type", STR("string"));
		json_kv_i64(&p->w, "maxLength", 200);
		json_end_obj(&p->w);
		json_end_obj(&p->w);
	}
	json_end_arr(&p->w);
}

/* ---- Answers */
static int openapi_status_of(const struct route *r)
{
	return r->status ? r->status : r->shape == SHAPE_EMPTY ? 204 : 200;
}

static void openapi_write_list_schema(struct printer *p, const struct route *r)
{
	static const struct schema_field page_fields[] = { { "next", SCHEMA_STR, .nullable = true } };
	static const struct schema page = SCHEMA("Page", page_fields);
	bool paged = r->shape == SHAPE_LIST;
	struct schema_field *fields = arena_array(&p->arena, struct schema_field, 3);
	struct schema *s = arena_new(&p->arena, struct schema);
	fields[0] = (struct schema_field){ "data", SCHEMA_OBJ, .array = true, .of = r->answer };
	fields[1] = (struct schema_field){ "page", SCHEMA_OBJ, .of = &page };
	fields[2] = (struct schema_field){ "total", SCHEMA_I64, .optional = true, .doc = "With `count=true`" };
	*s = (struct schema){ .fields = fields, .n = paged ? 3 : 1 };
	openapi_write_schema(p, s);
}

/* One of several media types: "text/csv|application/x-ndjson". */
static void openapi_write_binaries(struct printer *p, str types)
{
	json_key(&p->w, "content");
	json_begin_obj(&p->w);
	for (str type; str_next(&types, '|', &type);) {
		json_key_str(&p->w, type);
		json_begin_obj(&p->w);
		json_key(&p->w, "schema");
		openapi_write_binary(p);
		json_end_obj(&p->w);
	}
	json_end_obj(&p->w);
}

static void openapi_write_success(struct printer *p, const struct route *r)
{
	json_kv_str(&p->w, "description", r->shape == SHAPE_EMPTY ? STR("Done") : str_z(r->summary));
	switch (r->shape) {
	case SHAPE_EMPTY: return;
	case SHAPE_STREAM:
	case SHAPE_BYTES: openapi_write_binaries(p, str_z(r->type)); return;
	case SHAPE_SSE:
		openapi_begin_content(p, "text/event-stream");
		if (r->answer)
			openapi_write_ref(p, r->answer);
		else
			openapi_write_binary(p);
		break;
	case SHAPE_LIST:
	case SHAPE_DATA:
		openapi_begin_content(p, "application/json");
		openapi_write_list_schema(p, r);
		break;
	case SHAPE_OBJECT:
		openapi_begin_content(p, "application/json");
		if (r->answer) {
			openapi_write_ref(p, r->answer);
		} else {
			json_begin_obj(&p->w);
			json_kv_str(&p->w, "type", STR("object"));
			json_end_obj(&p->w);
		}
		break;
	}
	openapi_end_content(p);
}

static void openapi_write_answers(struct printer *p, const struct route *r)
{
	json_key(&p->w, "responses");
	json_begin_obj(&p->w);
	json_key_str(&p->w, arena_printf(&p->arena, "%d", openapi_status_of(r)));
	json_begin_obj(&p->w);
	openapi_write_success(p, r);
	json_end_obj(&p->w);
	json_key(&p->w, "default");
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "description", STR("What went wrong"));
	openapi_begin_content(p, "application/problem+json");
	openapi_write_ref(p, &problem_schema);
	openapi_end_content(p);
	json_end_obj(&p->w);
	json_end_obj(&p->w);
}

/* "getContactsById": stable names for generated clients. */
static str openapi_operation_id(struct printer *p, const struct route *r)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1024);
	str rest = str_from(str_z(r->path), 5), segment;
	for (const char *m = http_method_name(r->method); *m; m++)
		buf_add_byte(&b, ascii_lower(*m));
	while (str_next(&rest, '/', &segment)) {
		bool up = true;
		if (segment.n && segment.p[0] == ':') {
			buf_add_lit(&b, "By");
			segment = str_from(segment, 1);
		}
		for (size_t i = 0; i < segment.n; i++) {
			char c = segment.p[i];
			if (!ascii_alpha(c) && !ascii_digit(c)) {
				up = true;
				continue;
			}
			buf_add_byte(&b, up && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
			up = false;
		}
	}
	return arena_dup(&p->arena, buf_str(&b));
}

static str openapi_tag_of(const struct route *r)
{
	str rest = str_from(str_z(r->path), 5), segment = STR("");
	str_next(&rest, '/', &segment);
	return segment;
}

static void openapi_write_operation(struct printer *p, const struct route *r)
{
	char method[8];
	const char *name = http_method_name(r->method);
	size_t n = 0;
	for (; name[n] && n + 1 < sizeof(method); n++)
		method[n] = ascii_lower(name[n]);
	method[n] = 0;
	json_key(&p->w, method);
	json_begin_obj(&p->w);
	json_kv_str(&p->w, "operationId", openapi_operation_id(p, r));
	json_key(&p->w, "tags");
	json_begin_arr(&p->w);
	json_put_str(&p->w, openapi_tag_of(r));
	json_end_arr(&p->w);
	json_kv_str(&p->w, "summary", str_z(r->summary));
	str doc =
		r->scope == SCOPE_PUBLIC ? STR("") : arena_printf(&p->arena, "Scope: `%s`.", api_scope_name(r->scope));
	if (r->flags & ROUTE_REPORT)
		doc = arena_printf(&p->arena, "Some seconds old where reports are read from a replica. %.*s",
				   STR_FMT(doc));
	if (r->flags & ROUTE_WAITS)
		doc = arena_printf(
			&p->arena,
			"Asks other servers: an account may wait for %u answers at once, then it is 429. %.*s",
			WAITS_PER_TENANT, STR_FMT(doc));
	if (r->doc)
		doc = arena_printf(&p->arena, "%s%s%.*s", r->doc, doc.n ? "\n\n" : "", STR_FMT(doc));
	if (doc.n)
		json_kv_str(&p->w, "description", doc);
	json_key(&p->w, "security");
	json_begin_arr(&p->w);
	if (r->scope != SCOPE_PUBLIC) {
		json_begin_obj(&p->w);
		json_key(&p->w, "session");
		json_begin_arr(&p->w);
		json_end_arr(&p->w);
		json_end_obj(&p->w);
	}
	if (r->scope != SCOPE_PUBLIC && r->scope < SCOPE_ACCOUNT) {
		json_begin_obj(&p->w);
		json_key(&p->w, "key");
		json_begin_arr(&p->w);
		json_put_str(&p->w, str_z(api_scope_name(r->scope)));
		json_end_arr(&p->w);
		json_end_obj(&p->w);
	}
	json_end_arr(&p->w);
	openapi_write_params(p, r);
	openapi_write_request_body(p, r);
	openapi_write_answers(p, r);
	json_end_obj(&p->w);
}

/* "/api/contacts/:id" as "/api/contacts/{id}". */
static str openapi_braces(struct arena *a, const char *path)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1024);
	str rest = str_from(str_z(path), 1), segment;
	while (str_next(&rest, '/', &segment)) {
		if (segment.n && segment.p[0] == ':')
			buf_addf(&b, "/{%.*s}", STR_FMT(str_from(segment, 1)));
		else
			buf_addf(&b, "/%.*s", STR_FMT(segment));
	}
	return arena_dup(a, buf_str(&b));
}

typedef void row_fn(void *arg, const struct route *r);
static void openapi_each_row(row_fn *fn, void *arg)
{
	for (size_t i = 0; i < api_route_sets_n; i++)
		for (size_t k = 0; k < *api_route_sets[i].n; k++)
			fn(arg, &api_route_sets[i].rows[k]);
}

struct same_path {
	struct printer *p;
	const char *path;
	const struct route *first;
	bool write;
};
static void openapi_on_same_path(void *arg, const struct route *r)
{
	struct same_path *s = arg;
	if (strcmp(r->path, s->path) != 0)
		return;
	if (!s->first)
		s->first = r;
	if (s->write)
		openapi_write_operation(s->p, r);
}
static void openapi_write_path(void *arg, const struct route *r)
{
	struct printer *p = arg;
	struct same_path s = { .p = p, .path = r->path };
	openapi_each_row(openapi_on_same_path, &s);
	if (s.first != r)
		return; /* written with the first row of this path */
	json_key_str(&p->w, openapi_braces(&p->arena, r->path));
	json_begin_obj(&p->w);
	s.write = true;
	openapi_each_row(openapi_on_same_path, &s);
	json_end_obj(&p->w);
}

static void openapi_write_security(struct json_writer *w)
{
	json_key(w, "securitySchemes");
	json_begin_obj(w);
	json_key(w, "session");
	json_begin_obj(w);
	json_kv_str(w, "type", STR("apiKey"));
	json_kv_str(w, "in", STR("cookie"));
	json_kv_str(w, "name", STR(SESSION_COOKIE));
	json_end_obj(w);
	json_key(w, "key");
	json_begin_obj(w);
	json_kv_str(w, "type", STR("http"));
	json_kv_str(w, "scheme", STR("bearer"));
	json_end_obj(w);
	json_end_obj(w);
}

void api_openapi(struct buf *out)
{
	struct printer p = {};
	json_writer_init(&p.w, out);
	json_begin_obj(&p.w);
	json_kv_str(&p.w, "openapi", STR("3.1.0"));
	json_key(&p.w, "info");
	json_begin_obj(&p.w);
	json_kv_str(&p.w, "title", STR("LOUMASS"));
	json_kv_str(&p.w, "version", STR(LOUMASS_VERSION));
	json_kv_str(&p.w, "summary", STR("Email campaigns and sequences"));
	json_key(&p.w, "license");
	json_begin_obj(&p.w);
	json_kv_str(&p.w, "name", STR("Apache-2.0"));
	json_kv_str(&p.w, "identifier", STR("Apache-2.0"));
	json_end_obj(&p.w);
	json_end_obj(&p.w);
	json_key(&p.w, "servers");
	json_begin_arr(&p.w);
	json_begin_obj(&p.w);
	json_kv_str(&p.w, "url", STR("/"));
	json_end_obj(&p.w);
	json_end_arr(&p.w);
	json_key(&p.w, "paths");
	json_begin_obj(&p.w);
	openapi_each_row(openapi_write_path, &p);
	json_end_obj(&p.w);
	json_key(&p.w, "components");
	json_begin_obj(&p.w);
	openapi_write_security(&p.w);
	json_key(&p.w, "schemas");
	json_begin_obj(&p.w);
	for (size_t i = 0; i < p.n_named; i++) { /* grows while it is written */
		json_key(&p.w, p.named[i]->name);
		openapi_write_schema(&p, p.named[i]);
	}
	json_end_obj(&p.w);
	json_end_obj(&p.w);
	json_end_obj(&p.w);
	arena_deinit(&p.arena);
}
