/* cJSON parses; one walk copies its tree into the arena and checks the limits, so nothing of cJSON's outlives the
 * call. */
#include "wire/json_read.h"
#include "base/limits.h"
#include "wire/json_write.h"
#include <cjson/cJSON.h>
#include <math.h>

struct json {
	enum json_kind kind;
	str key;
	union {
		bool b;
		double num;
		str s;
		struct {
			struct json *first;
			size_t n;
		} list;
	};
	struct json *next;
};

/* Depth is bounded before cJSON recurses: brackets outside of strings. */
static bool too_deep(str text)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return false;
}

/* An escaped NUL: an odd run of backslashes before u0000. */
static bool has_nul_escape(str text)
{
	for (size_t at = 0; at + 6 <= text.n;) {
		size_t hit = str_find(str_from(text, at), STR("\\u0000"));
		if (hit == STR_NPOS)
			return false;
		at += hit;
		size_t slashes = 1;
		while (slashes <= at && text.p[at - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 1)
			return true;
		at += 6;
	}
	return false;
}

static struct json *copy(struct arena *a, const cJSON *c, size_t *budget)
{
	if (*budget == 0)
		return NULL;
	--*budget;
	struct json *v = arena_new(a, struct json);
	v->key = arena_dup(a, str_z(c->string));
	if (cJSON_IsBool(c)) {
		v->kind = JSON_BOOL;
		v->b = cJSON_IsTrue(c);
	} else if (cJSON_IsNumber(c)) {
		v->kind = JSON_NUM;
		v->num = c->valuedouble;
	} else if (cJSON_IsString(c)) {
		v->kind = JSON_STR;
		v->s = arena_dup(a, str_z(c->valuestring));
	} else if (cJSON_IsArray(c) || cJSON_IsObject(c)) {
		v->kind = cJSON_IsArray(c) ? JSON_ARR : JSON_OBJ;
		struct json **tail = &v->list.first;
		for (const cJSON *m = c->child; m; m = m->next) {
			*tail = copy(a, m, budget);
			if (!*tail)
				return NULL;
			tail = &(*tail)->next;
			v->list.n++;
		}
	}
	return v;
}

err json_parse(struct arena *a, str text, const struct json **out)
{
	if (str_empty(text))
		return err_make(ERR_INVALID, "the JSON is empty");
	if (memchr(text.p, 0, text.n) || has_nul_escape(text))
		return err_make(ERR_INVALID, "the JSON holds a NUL character");
	if (!str_utf8_valid(text))
		return err_make(ERR_INVALID, "the JSON is not valid UTF-8");
	if (too_deep(text))
		return err_make(ERR_INVALID, "the JSON is nested too deeply (64 levels at most)");
	const char *end = NULL;
	cJSON *tree = cJSON_ParseWithLengthOpts(text.p, text.n, &end, 0);
	if (!tree) {
		size_t at = end ? (size_t)(end - text.p) : 0;
		return err_make(ERR_INVALID,
				arena_printf(a, "the JSON cannot be read: unexpected text at byte %zu", at).p);
	}
	if (!str_empty(str_trim(str_from(text, (size_t)(end - text.p))))) {
		cJSON_Delete(tree);
		return err_make(ERR_INVALID, "there is text behind the JSON value");
	}
	size_t budget = JSON_VALUES_MAX;
	struct json *v = copy(a, tree, &budget);
	cJSON_Delete(tree);
	if (!v)
		return err_make(ERR_LIMIT, "the JSON has too many values (200,000 at most)");
	*out = v;
	return OK;
}

enum json_kind json_kind(const struct json *v)
{
	return v ? v->kind : JSON_NULL;
}

const char *json_kind_name(enum json_kind k)
{
	static const char *const names[] = { "null", "true or false", "a number", "text", "an array", "an object" };
	return names[k];
}

bool json_is(const struct json *v, enum json_kind k)
{
	return json_kind(v) == k;
}

str json_str(const struct json *v)
{
	return json_is(v, JSON_STR) ? v->s : STR_NULL;
}

bool json_bool(const struct json *v)
{
	return json_is(v, JSON_BOOL) && v->b;
}

double json_f64(const struct json *v)
{
	return json_is(v, JSON_NUM) ? v->num : 0;
}

bool json_i64(const struct json *v, int64_t *out)
{
	if (!json_is(v, JSON_NUM) || v->num != trunc(v->num) || fabs(v->num) > 9007199254740992.0)
		return false;
	*out = (int64_t)v->num;
	return true;
}

static bool is_list(const struct json *v)
{
	return json_is(v, JSON_ARR) || json_is(v, JSON_OBJ);
}

size_t json_len(const struct json *v)
{
	return is_list(v) ? v->list.n : 0;
}

const struct json *json_first(const struct json *v)
{
	return is_list(v) ? v->list.first : NULL;
}

const struct json *json_next(const struct json *v)
{
	return v ? v->next : NULL;
}

str json_name(const struct json *v)
{
	return v ? v->key : STR_NULL;
}

const struct json *json_get(const struct json *obj, const char *key)
{
	const struct json *found = NULL;
	if (json_is(obj, JSON_OBJ))
		for (JSON_EACH(m, obj))
			if (str_eq(m->key, str_z(key)))
				found = m;
	return found;
}

const struct json *json_at(const struct json *arr, size_t i)
{
	const struct json *v = json_is(arr, JSON_ARR) ? arr->list.first : NULL;
	while (v && i-- > 0)
		v = v->next;
	return v;
}

static void print(struct json_writer *w, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_NULL: json_put_null(w); break;
	case JSON_BOOL: json_put_bool(w, v->b); break;
	case JSON_NUM: json_put_f64(w, v->num); break;
	case JSON_STR: json_put_str(w, v->s); break;
	case JSON_ARR:
		json_begin_arr(w);
		for (JSON_EACH(m, v))
			print(w, m);
		json_end_arr(w);
		break;
	case JSON_OBJ:
		json_begin_obj(w);
		for (JSON_EACH(m, v)) {
			json_key_str(w, m->key);
			print(w, m);
		}
		json_end_obj(w);
		break;
	}
}

str json_print(struct arena *a, const struct json *v)
{
	struct buf BUF_AUTO b;
	buf_init(&b, HTTP_BODY_MAX * 2);
	struct json_writer w;
	json_writer_init(&w, &b);
	print(&w, v);
	return arena_dup(a, buf_str(&b));
}
