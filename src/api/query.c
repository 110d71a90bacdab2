/* Query parameters by their table, lists and cursors. */
#include "api/api_int.h"
#include "base/time.h"
#include "wire/url.h"
#include <stdio.h>
#include <stdlib.h>

#define VALUES_MAX 256
#define TEXT_MAX_DEFAULT 1000
#define LIMIT_DEFAULT 50

static const struct api_param *query_param_of(const struct route *route, str name)
{
	for (size_t i = 0; i < route->n_query; i++)
		if (str_eq(name, str_z(route->query[i].name)))
			return &route->query[i];
	return NULL;
}

static bool query_read_bool(str s, int64_t *out)
{
	*out = str_eq(s, STR("true")) || str_eq(s, STR("1"));
	return *out || str_eq(s, STR("false")) || str_eq(s, STR("0"));
}

static void query_check_value(struct api_call *call, const struct api_param *p, struct api_query_value *v)
{
	switch (p->kind) {
	case PARAM_STR: {
		size_t most = p->max ? (size_t)p->max : TEXT_MAX_DEFAULT;
		if (v->text.n > most)
			field_error_addf(&call->errors, p->name, "must be at most %zu bytes long", most);
		else if (!str_utf8_valid(v->text))
			field_error_addf(&call->errors, p->name, "must be UTF-8");
		break;
	}
	case PARAM_I64:
		if (!num_parse_i64(v->text, &v->i64))
			field_error_addf(&call->errors, p->name, "must be a whole number");
		else if ((p->min || p->max) && (v->i64 < p->min || v->i64 > p->max))
			field_error_addf(&call->errors, p->name, "must be from %lld to %lld", (long long)p->min,
					 (long long)p->max);
		break;
	case PARAM_BOOL:
		if (!query_read_bool(v->text, &v->i64))
			field_error_addf(&call->errors, p->name, "must be true or false");
		break;
	case PARAM_TIME:
		if (!time_parse_iso(v->text, &v->i64))
			field_error_addf(&call->errors, p->name, "must be a date or time like 2026-11-22T20:26:00Z");
		break;
	case PARAM_CHOICE:
		if (!json_choice_has(p->values, v->text))
			field_error_addf(&call->errors, p->name, "must be one of %s", p->values);
		break;
	}
}

err query_read(struct api_call *call)
{
	struct url_query q = { http_query(call->req) };
	if (q.rest.n == 0)
		return OK;
	call->values = arena_array(call->arena, struct api_query_value, VALUES_MAX);
	for (;;) {
		bool more;
		struct api_query_value v = {};
		str name;
		if (err_is(url_query_next(&q, call->arena, &more, &name, &v.text)))
			return err_make(ERR_INVALID, "the query is not properly percent-coded");
		if (!more)
			break;
		v.param = query_param_of(call->route, name);
		if (!v.param) {
			field_error_add(&call->errors, name, STR("is not a parameter of this address"));
			continue;
		}
		if (v.text.n == 0 && v.param->kind != PARAM_STR)
			continue; /* "count=": not given */
		for (size_t i = 0; i < call->n_values && !v.param->repeat; i++)
			if (call->values[i].param == v.param) {
				field_error_add(&call->errors, name, STR("may be given once only"));
				break;
			}
		if (call->n_values == VALUES_MAX)
			return err_make(ERR_INVALID, "the query has too many parameters");
		query_check_value(call, v.param, &v);
		call->values[call->n_values++] = v;
	}
	return field_errors_err(&call->errors);
}

static const struct api_query_value *query_value_of(const struct api_call *call, const char *name)
{
	if (!query_param_of(call->route, str_z(name))) {
		fprintf(stderr, "loumass: %s has no query parameter %s\n", call->route->path, name);
		abort();
	}
	for (size_t i = 0; i < call->n_values; i++)
		if (strcmp(call->values[i].param->name, name) == 0)
			return &call->values[i];
	return NULL;
}

str api_query(const struct api_call *call, const char *name)
{
	const struct api_query_value *v = query_value_of(call, name);
	return v && v->text.n ? v->text : STR_NULL;
}

struct opt_i64 api_query_i64(const struct api_call *call, const char *name)
{
	const struct api_query_value *v = query_value_of(call, name);
	return v ? SOME_I64(v->i64) : (struct opt_i64){};
}

/* "5", W/"5" or 5; "*" is whatever is there. */
err api_if_match(struct api_call *call, struct opt_i64 *version)
{
	str given = str_trim(http_header(call->req, "If-Match"));
	uint64_t n;
	if (str_absent(given) || str_eq(given, STR("*")))
		return OK;
	if (str_starts(given, STR("W/")))
		given = str_from(given, 2);
	if (given.n > 2 && given.p[0] == '"' && given.p[given.n - 1] == '"')
		given = str_slice(given, 1, given.n - 1);
	if (!num_parse_u64(given, &n) || n > INT64_MAX) {
		call->problem = 412;
		return err_make(ERR_INVALID, "If-Match is not an ETag of ours: read it again, and write with its ETag");
	}
	*version = SOME_I64((int64_t)n);
	return OK;
}

void api_etag(struct api_call *call, int64_t version)
{
	http_answer_header(call->req, "ETag", arena_printf(call->arena, "\"%lld\"", (long long)version));
}

const struct json_field anyway_fields[1] = {
	JSON_FIELD(struct anyway_body, anyway, "anyway", JSON_FIELD_BOOL,
		   .doc = "True: also when checks of level error that are `overridable` advise against it"),
};

bool api_query_bool(const struct api_call *call, const char *name)
{
	const struct api_query_value *v = query_value_of(call, name);
	return v && v->i64;
}

size_t api_query_all(const struct api_call *call, const char *name, const str **out)
{
	size_t n = 0;
	str *all = arena_array(call->arena, str, call->n_values + 1);
	if (query_value_of(call, name))
		for (size_t i = 0; i < call->n_values; i++)
			if (strcmp(call->values[i].param->name, name) == 0 && call->values[i].text.n)
				all[n++] = call->values[i].text;
	*out = all;
	return n;
}

int64_t api_limit(const struct api_call *call)
{
	struct opt_i64 v = api_query_i64(call, "limit");
	return v.has ? v.v : LIMIT_DEFAULT;
}

/* ---- Path parameters */
str api_param(const struct api_call *call, const char *name)
{
	str rest = str_z(call->route->path), segment;
	size_t i = 0;
	while (str_next(&rest, '/', &segment)) {
		if (segment.n == 0 || segment.p[0] != ':')
			continue;
		if (str_eq(str_from(segment, 1), str_z(name)) && i < call->n_params)
			return call->params[i];
		i++;
	}
	fprintf(stderr, "loumass: %s has no parameter :%s\n", call->route->path, name);
	abort();
}

/* ---- Lists */
void api_list_begin(struct api_call *call)
{
	json_begin_obj(call->out);
	json_key(call->out, "data");
	json_begin_arr(call->out);
}

static void query_list_end(struct api_call *call, str next, const int64_t *total)
{
	json_end_arr(call->out);
	if (call->route->shape != SHAPE_DATA) {
		json_key(call->out, "page");
		json_begin_obj(call->out);
		json_kv_str(call->out, "next", next);
		json_end_obj(call->out);
	}
	if (total)
		json_kv_i64(call->out, "total", *total);
	json_end_obj(call->out);
}

void api_list_end(struct api_call *call, str next)
{
	query_list_end(call, next, NULL);
}

void api_list_end_total(struct api_call *call, str next, int64_t total)
{
	query_list_end(call, next, &total);
}

/* ---- Cursors: version, then each part behind its length (two bytes). */
#define CURSOR_VERSION 1

str api_cursor_make(struct arena *a, const str *parts, size_t n)
{
	struct buf BUF_AUTO raw, BUF_AUTO out;
	buf_init(&raw, 65536);
	buf_init(&out, 131072);
	buf_add_byte(&raw, CURSOR_VERSION);
	for (size_t i = 0; i < n; i++) {
		size_t len = str_absent(parts[i]) ? 0xffff : size_min(parts[i].n, 0xfffe);
		buf_add_byte(&raw, (char)(len >> 8));
		buf_add_byte(&raw, (char)(len & 0xff));
		buf_add(&raw, str_upto(parts[i], len == 0xffff ? 0 : len));
	}
	base64url_encode(&out, buf_str(&raw));
	return arena_dup(a, buf_str(&out));
}

err api_cursor_read(struct api_call *call, str *parts, size_t n, bool *has)
{
	str text = api_query(call, "cursor"), raw;
	*has = !str_absent(text);
	if (!*has)
		return OK;
	if (err_is(base64url_decode(call->arena, text, &raw)) || raw.n == 0 || raw.p[0] != CURSOR_VERSION)
		return api_invalid(call, "cursor", "is not one of ours");
	raw = str_from(raw, 1);
	for (size_t i = 0; i < n; i++) {
		size_t len = raw.n < 2 ? 0 : (size_t)(unsigned char)raw.p[0] << 8 | (unsigned char)raw.p[1];
		bool absent = len == 0xffff;
		if (raw.n < 2 || (!absent && raw.n - 2 < len))
			return api_invalid(call, "cursor", "is not one of ours");
		parts[i] = absent ? STR_NULL : str_slice(raw, 2, 2 + len);
		if (!str_utf8_valid(parts[i]) || memchr(parts[i].n ? parts[i].p : "", 0, parts[i].n))
			return api_invalid(call, "cursor", "is not one of ours");
		raw = str_from(raw, 2 + (absent ? 0 : len));
	}
	return raw.n ? api_invalid(call, "cursor", "is not one of ours") : OK;
}

err api_invalid(struct api_call *call, const char *field, const char *message)
{
	field_error_add(&call->errors, str_z(field), str_z(message));
	return field_errors_err(&call->errors);
}
