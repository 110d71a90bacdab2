#include "wire/json_body.h"
#include "base/time.h"

#define TEXT_MAX_DEFAULT 1000
#define ARRAY_MAX_DEFAULT 1000

bool json_choice_has(const char *values, str s)
{
	str rest = str_z(values), one;
	while (str_next(&rest, '|', &one))
		if (str_eq(one, s))
			return true;
	return false;
}

struct decoder {
	struct arena *arena;
	const struct json_field *f;
	const struct json *v;
	void *at;
	struct field_errors *errors;
};

static void json_body_wrong(struct decoder *d, const char *wanted)
{
	field_error_addf(d->errors, d->f->name, "must be %s, not %s", wanted, json_kind_name(json_kind(d->v)));
}

static bool json_body_text(struct decoder *d, str *out)
{
	size_t max = d->f->max > 0 ? (size_t)d->f->max : TEXT_MAX_DEFAULT;
	if (!json_is(d->v, JSON_STR)) {
		json_body_wrong(d, "text");
		return false;
	}
	str s = json_str(d->v);
	if (s.n > max) {
		field_error_addf(d->errors, d->f->name, "must be at most %zu bytes long; it has %zu", max, s.n);
		return false;
	}
	*out = s;
	return true;
}

static bool json_body_number(struct decoder *d, int64_t *out)
{
	int64_t v;
	if (!json_i64(d->v, &v)) {
		json_body_wrong(d, "a whole number");
		return false;
	}
	if (d->f->max > d->f->min && (v < d->f->min || v > d->f->max)) {
		field_error_addf(d->errors, d->f->name, "must be between %lld and %lld", (long long)d->f->min,
				 (long long)d->f->max);
		return false;
	}
	*out = v;
	return true;
}

static void json_body_choice(struct decoder *d)
{
	str s;
	if (!json_body_text(d, &s))
		return;
	if (json_choice_has(d->f->values, s))
		*(str *)d->at = s;
	else
		field_error_addf(d->errors, d->f->name, "must be one of: %s", d->f->values);
}

static void json_body_instant(struct decoder *d)
{
	int64_t us;
	if (!json_is(d->v, JSON_STR))
		json_body_wrong(d, "a time such as 2026-01-31T09:00:00Z");
	else if (!time_parse_iso(json_str(d->v), &us))
		field_error_addf(d->errors, d->f->name, "must be a time with a zone, such as 2026-01-31T09:00:00Z");
	else
		*(struct opt_i64 *)d->at = SOME_I64(us);
}

static void json_body_texts(struct decoder *d)
{
	size_t max = d->f->max > 0 ? (size_t)d->f->max : ARRAY_MAX_DEFAULT;
	size_t each = d->f->each_max ? d->f->each_max : TEXT_MAX_DEFAULT, n = json_len(d->v);
	if (!json_is(d->v, JSON_ARR)) {
		json_body_wrong(d, "an array of texts");
		return;
	}
	if (n > max) {
		field_error_addf(d->errors, d->f->name, "must have at most %zu elements; it has %zu", max, n);
		return;
	}
	str *out = arena_array(d->arena, str, n ? n : 1);
	size_t i = 0;
	for (JSON_EACH(m, d->v)) {
		str s = json_str(m);
		if (str_absent(s) || s.n > each) {
			str field = arena_printf(d->arena, "%s[%zu]", d->f->name, i);
			field_error_addf(d->errors, field.p, "must be text of at most %zu bytes", each);
			return;
		}
		out[i++] = s;
	}
	*(struct json_strs *)d->at = (struct json_strs){ .given = true, .v = out, .n = n };
}

static void json_body_tree(struct decoder *d, enum json_kind kind)
{
	if (!json_is(d->v, kind))
		json_body_wrong(d, json_kind_name(kind));
	else
		*(const struct json **)d->at = d->v;
}

/* A value that is there and not null. */
static void json_body_decode_value(struct decoder *d)
{
	int64_t n;
	str s;
	switch (d->f->kind) {
	case JSON_FIELD_STR:
		if (json_body_text(d, &s))
			*(str *)d->at = s;
		break;
	case JSON_FIELD_OPT_STR:
		if (json_body_text(d, &s))
			*(struct json_opt_str *)d->at = (struct json_opt_str){ .given = true, .v = s };
		break;
	case JSON_FIELD_I64:
		if (json_body_number(d, &n))
			*(int64_t *)d->at = n;
		break;
	case JSON_FIELD_OPT_I64:
		if (json_body_number(d, &n))
			*(struct opt_i64 *)d->at = SOME_I64(n);
		break;
	case JSON_FIELD_PATCH_I64:
		if (json_body_number(d, &n))
			*(struct json_patch_i64 *)d->at = (struct json_patch_i64){ .given = true, .v = SOME_I64(n) };
		break;
	case JSON_FIELD_BOOL:
	case JSON_FIELD_OPT_BOOL:
		if (!json_is(d->v, JSON_BOOL))
			json_body_wrong(d, "true or false");
		else if (d->f->kind == JSON_FIELD_BOOL)
			*(bool *)d->at = json_bool(d->v);
		else
			*(struct opt_bool *)d->at = SOME_BOOL(json_bool(d->v));
		break;
	case JSON_FIELD_F64:
		if (!json_is(d->v, JSON_NUM))
			json_body_wrong(d, "a number");
		else
			*(double *)d->at = json_f64(d->v);
		break;
	case JSON_FIELD_TIME: json_body_instant(d); break;
	case JSON_FIELD_CHOICE: json_body_choice(d); break;
	case JSON_FIELD_STRS: json_body_texts(d); break;
	case JSON_FIELD_OBJ: json_body_tree(d, JSON_OBJ); break;
	case JSON_FIELD_ARR: json_body_tree(d, JSON_ARR); break;
	case JSON_FIELD_ANY: *(const struct json **)d->at = d->v; break;
	}
}

static void json_body_decode_null(struct decoder *d)
{
	if (d->f->kind == JSON_FIELD_OPT_STR)
		*(struct json_opt_str *)d->at = (struct json_opt_str){ .given = true };
	else if (d->f->kind == JSON_FIELD_PATCH_I64)
		*(struct json_patch_i64 *)d->at = (struct json_patch_i64){ .given = true };
	else if (d->f->kind == JSON_FIELD_ANY)
		*(const struct json **)d->at = d->v;
}

static const struct json_field *json_body_find(const struct json_field *fields, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_z(fields[i].name)))
			return &fields[i];
	return NULL;
}

err json_decode(struct arena *a, const struct json *obj, const struct json_field *fields, size_t n, void *out,
		struct field_errors *errors)
{
	if (!json_is(obj, JSON_OBJ))
		return err_make(ERR_INVALID, "the body must be a JSON object");
	size_t before = errors->total;
	for (JSON_EACH(m, obj))
		if (!json_body_find(fields, n, json_name(m)))
			field_error_add(errors, json_name(m), STR("is not a field of this request"));
	for (size_t i = 0; i < n; i++) {
		struct decoder d = { a, &fields[i], json_get(obj, fields[i].name), (char *)out + fields[i].offset,
				     errors };
		bool empty = json_is(d.v, JSON_STR) && str_empty(str_trim(json_str(d.v)));
		if (fields[i].required && (json_is(d.v, JSON_NULL) || empty))
			field_error_addf(errors, fields[i].name, "is required");
		else if (d.v && json_is(d.v, JSON_NULL))
			json_body_decode_null(&d);
		else if (d.v)
			json_body_decode_value(&d);
	}
	return errors->total > before ? field_errors_err(errors) : OK;
}
