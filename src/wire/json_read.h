/* JSON that comes in, read by cJSON behind this face. Refuses: a NUL byte or \u0000, text after the value, more than
 * JSON_DEPTH_MAX levels or JSON_VALUES_MAX values, text that is not UTF-8, a key that an object has twice, a number that
 * a double cannot hold (1e400). A number keeps its text: it is printed with the digits it came with. Values live in the
 * arena. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"

struct json;

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUM, JSON_STR, JSON_ARR, JSON_OBJ };

/* ERR_INVALID with a reason for people ("unexpected text at byte 17"). */
err json_parse(struct arena *a, str text, const struct json **out);

enum json_kind json_kind(const struct json *v); /* NULL is JSON_NULL */
const char *json_kind_name(enum json_kind k);	/* "an object", "text" */
bool json_is(const struct json *v, enum json_kind k);

/* Accessors give the absent or zero value when the kind is another. */
str json_str(const struct json *v);
bool json_bool(const struct json *v);
double json_f64(const struct json *v);
str json_number_text(const struct json *v); /* as it was written: 90071992547409931, 1.0 */
/* A whole number smaller than 2^53, where a double is exact. */
bool json_i64(const struct json *v, int64_t *out);

size_t json_len(const struct json *v);				      /* of an array or object */
const struct json *json_get(const struct json *obj, const char *key); /* NULL when missing */
const struct json *json_at(const struct json *arr, size_t i);	      /* linear: iterate with first/next instead */
const struct json *json_first(const struct json *v);		      /* of an array or object */
const struct json *json_next(const struct json *v);
str json_name(const struct json *v); /* of a member of an object */

/* for (JSON_EACH(m, obj)) */
#define JSON_EACH(item, container)                                                                                     \
	const struct json *item = json_first(container);                                                               \
	item;                                                                                                          \
	item = json_next(item)

/* The value as compact JSON text in the arena. */
str json_print(struct arena *a, const struct json *v);
