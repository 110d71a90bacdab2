/* cJSON parses; one walk copies its tree into the arena and checks the limits, so nothing of cJSON's outlives the
 * call. cJSON makes a double of every number. The text of each is therefore found in the source again: the numbers of a tree
 * stand in it in the order of the walk. They are checked before, for cJSON takes some that JSON does not have. */
#include "wire/json_read.h"
#include "base/limits.h"
#include "wire/json_write.h"
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#define NUMBER_MAX 1000u     /* bytes of a number's text */
#define CJSON_NUMBER_MAX 60u /* what cJSON takes */
#define FEW_KEYS 16u	     /* compared each with each; more are hashed */

struct json {
	enum json_kind kind;
	str key;
	union {
		bool b;
		struct {
			double v;
			str text;
		} num;
		str s;
		struct {
			struct json *first;
			size_t n;
		} list;
	};
	struct json *next;
};

/* Depth is bounded before cJSON recurses: brackets outside of strings. */
static bool json_read_too_deep(str text)
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
static bool json_read_has_nul_escape(str text)
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

/* --- numbers --- */

static bool json_read_number_byte(char c)
{
	return ascii_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The next number from *at on, outside of strings; false at the end. Moves behind it. */
static bool json_read_next_number(str text, size_t *at, str *out)
{
	size_t i = *at;
	while (i < text.n && text.p[i] != '-' && !ascii_digit(text.p[i])) {
		if (text.p[i++] != '"')
			continue;
		while (i < text.n && text.p[i] != '"')
			i += text.p[i] == '\\' ? 2 : 1;
		i++;
	}
	if (i >= text.n)
		return false;
	size_t from = i;
	while (i < text.n && json_read_number_byte(text.p[i]))
		i++;
	*out = str_slice(text, from, i);
	*at = i;
	return true;
}

static size_t json_read_digits(str s, size_t i)
{
	while (i < s.n && ascii_digit(s.p[i]))
		i++;
	return i;
}

/* RFC 8259 section 6. */
static bool json_read_number_wellformed(str s)
{
	size_t i = s.p[0] == '-', from = i;
	i = json_read_digits(s, i);
	if (i == from || (s.p[from] == '0' && i > from + 1))
		return false;
	if (i < s.n && s.p[i] == '.') {
		from = ++i;
		i = json_read_digits(s, i);
		if (i == from)
			return false;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i += 1 + (i + 1 < s.n && (s.p[i + 1] == '+' || s.p[i + 1] == '-'));
		from = i;
		i = json_read_digits(s, i);
		if (i == from)
			return false;
	}
	return i == s.n;
}

static bool json_read_only_zeros(str s)
{
	for (size_t i = 0; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++)
		if (s.p[i] >= '1' && s.p[i] <= '9')
			return false;
	return true;
}

static double json_read_number_value(str s)
{
	char z[NUMBER_MAX + 1];
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	return strtod(z, NULL);
}

/* Each number is one, and of a size that a double has. *longest: bytes of the longest. */
static err json_read_check_numbers(struct arena *a, str text, size_t *longest)
{
	size_t at = 0;
	str n;
	*longest = 0;
	while (json_read_next_number(text, &at, &n)) {
		const char *why = NULL;
		if (n.n > NUMBER_MAX)
			why = "has more than 1,000 characters";
		else if (!json_read_number_wellformed(n))
			why = "is not written as JSON writes numbers";
		else if (!isfinite(json_read_number_value(n)))
			why = "is too large (1.8e308 at most)";
		else if (json_read_number_value(n) == 0 && !json_read_only_zeros(n))
			why = "is too close to zero (5e-324 at least)";
		if (why)
			return err_make(ERR_INVALID, arena_printf(a, "the number %.*s at byte %zu of the JSON %s",
								  STR_FMT(str_upto(n, 40)), at - n.n, why)
							     .p);
		*longest = n.n > *longest ? n.n : *longest;
	}
	return OK;
}

/* The text with every number as 0 and blanks: for cJSON, when one is longer than it takes. */
static str json_read_without_numbers(struct arena *a, str text)
{
	char *p = arena_alloc(a, text.n + 1);
	size_t at = 0;
	str n;
	memcpy(p, text.p, text.n);
	while (json_read_next_number(text, &at, &n)) {
		memset(p + at - n.n, ' ', n.n);
		p[at - n.n] = '0';
	}
	return str_of(p, text.n);
}

/* --- the tree --- */

/* Where the walk is, for a message. */
struct frame {
	const struct frame *up;
	const char *key; /* NULL: an element of an array */
	size_t index;
};

struct copier {
	struct arena *arena;
	str text;
	size_t at; /* in text: numbers before it are taken */
	size_t budget;
	err failure;
};

static str json_read_place(struct arena *a, const struct frame *f)
{
	if (!f || !f->up)
		return STR("");
	str before = json_read_place(a, f->up);
	if (!f->key)
		return arena_printf(a, "%.*s[%zu]", STR_FMT(before), f->index);
	return arena_printf(a, "%.*s%s%.60s", STR_FMT(before), before.n ? "." : "", f->key);
}

/* The first key that an object has twice; NULL: none. */
static const struct json *json_read_doubled_key(const struct json *obj)
{
	if (obj->list.n <= FEW_KEYS) {
		for (const struct json *m = obj->list.first; m; m = m->next)
			for (const struct json *k = obj->list.first; k != m; k = k->next)
				if (str_eq(k->key, m->key))
					return m;
		return NULL;
	}
	size_t cap = 64;
	while (cap < 2 * obj->list.n)
		cap *= 2;
	const struct json **seats = calloc(cap, sizeof(*seats)), *found = NULL;
	if (!seats)
		abort();
	for (const struct json *m = obj->list.first; m && !found; m = m->next) {
		size_t i = str_hash(m->key) & (cap - 1);
		while (seats[i] && !str_eq(seats[i]->key, m->key))
			i = (i + 1) & (cap - 1);
		found = seats[i] ? m : NULL;
		seats[i] = m;
	}
	free(seats);
	return found;
}

static struct json *json_read_copy(struct copier *c, const cJSON *from, const struct frame *up);

static bool json_read_copy_members(struct copier *c, const cJSON *from, const struct frame *here, struct json *v)
{
	struct json **tail = &v->list.first;
	struct frame f = { .up = here };
	for (const cJSON *m = from->child; m; m = m->next) {
		f.key = v->kind == JSON_OBJ ? m->string : NULL;
		f.index = v->list.n++;
		*tail = json_read_copy(c, m, &f);
		if (!*tail)
			return false;
		tail = &(*tail)->next;
	}
	const struct json *doubled = v->kind == JSON_OBJ ? json_read_doubled_key(v) : NULL;
	if (!doubled)
		return true;
	str at = json_read_place(c->arena, here);
	c->failure =
		err_make(ERR_INVALID, arena_printf(c->arena, "%.*s%sthe JSON has the key \"%.*s\" twice", STR_FMT(at),
						   at.n ? ": " : "", STR_FMT(str_upto(doubled->key, 60)))
					      .p);
	return false;
}

static struct json *json_read_copy(struct copier *c, const cJSON *from, const struct frame *here)
{
	if (c->budget == 0) {
		c->failure = err_make(ERR_LIMIT, "the JSON has too many values (200,000 at most)");
		return NULL;
	}
	c->budget--;
	struct json *v = arena_new(c->arena, struct json);
	v->key = arena_dup(c->arena, str_z(from->string));
	if (cJSON_IsBool(from)) {
		v->kind = JSON_BOOL;
		v->b = cJSON_IsTrue(from);
	} else if (cJSON_IsNumber(from)) {
		v->kind = JSON_NUM;
		json_read_next_number(c->text, &c->at, &v->num.text);
		v->num.text = arena_dup(c->arena, v->num.text);
		v->num.v = json_read_number_value(v->num.text);
	} else if (cJSON_IsString(from)) {
		v->kind = JSON_STR;
		v->s = arena_dup(c->arena, str_z(from->valuestring));
	} else if (cJSON_IsArray(from) || cJSON_IsObject(from)) {
		v->kind = cJSON_IsArray(from) ? JSON_ARR : JSON_OBJ;
		if (!json_read_copy_members(c, from, here, v))
			return NULL;
	}
	return v;
}

err json_parse(struct arena *a, str text, const struct json **out)
{
	size_t longest;
	if (str_empty(text))
		return err_make(ERR_INVALID, "the JSON is empty");
	if (memchr(text.p, 0, text.n) || json_read_has_nul_escape(text))
		return err_make(ERR_INVALID, "the JSON holds a NUL character");
	if (!str_utf8_valid(text))
		return err_make(ERR_INVALID, "the JSON is not valid UTF-8");
	if (json_read_too_deep(text))
		return err_make(ERR_INVALID, "the JSON is nested too deeply (64 levels at most)");
	TRY(json_read_check_numbers(a, text, &longest));
	str read = longest > CJSON_NUMBER_MAX ? json_read_without_numbers(a, text) : text;
	const char *end = NULL;
	cJSON *tree = cJSON_ParseWithLengthOpts(read.p, read.n, &end, 0);
	if (!tree) {
		size_t at = end ? (size_t)(end - read.p) : 0;
		return err_make(ERR_INVALID,
				arena_printf(a, "the JSON cannot be read: unexpected text at byte %zu", at).p);
	}
	if (!str_empty(str_trim(str_from(read, (size_t)(end - read.p))))) {
		cJSON_Delete(tree);
		return err_make(ERR_INVALID, "there is text after the JSON value");
	}
	struct copier c = { .arena = a, .text = text, .budget = JSON_VALUES_MAX };
	struct json *v = json_read_copy(&c, tree, &(struct frame){});
	cJSON_Delete(tree);
	if (!v)
		return c.failure;
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
	return json_is(v, JSON_NUM) ? v->num.v : 0;
}

str json_number_text(const struct json *v)
{
	return json_is(v, JSON_NUM) ? v->num.text : STR_NULL;
}

bool json_i64(const struct json *v, int64_t *out)
{
	/* A double of up to 2^53 is exact but for that itself, which 2^53 + 1 comes to as well. */
	if (!json_is(v, JSON_NUM) || v->num.v != trunc(v->num.v) || fabs(v->num.v) >= 9007199254740992.0)
		return false;
	*out = (int64_t)v->num.v;
	return true;
}

static bool json_read_is_list(const struct json *v)
{
	return json_is(v, JSON_ARR) || json_is(v, JSON_OBJ);
}

size_t json_len(const struct json *v)
{
	return json_read_is_list(v) ? v->list.n : 0;
}

const struct json *json_first(const struct json *v)
{
	return json_read_is_list(v) ? v->list.first : NULL;
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

static void json_read_print(struct json_writer *w, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_NULL: json_put_null(w); break;
	case JSON_BOOL: json_put_bool(w, v->b); break;
	case JSON_NUM: json_put_raw(w, v->num.text); break;
	case JSON_STR: json_put_str(w, v->s); break;
	case JSON_ARR:
		json_begin_arr(w);
		for (JSON_EACH(m, v))
			json_read_print(w, m);
		json_end_arr(w);
		break;
	case JSON_OBJ:
		json_begin_obj(w);
		for (JSON_EACH(m, v)) {
			json_key_str(w, m->key);
			json_read_print(w, m);
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
	json_read_print(&w, v);
	return arena_dup(a, buf_str(&b));
}
