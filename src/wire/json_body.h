/* A JSON object that lands in a struct, by a table. Each row names a member, its kind and where it goes; what is
 *missing, of another kind, too long or not known is reported by name, all of it at once. The same table prints the
 *API's document.
 *
 *	struct contact_body { str email; struct json_opt_str first_name; const struct json *variables; };
 *	static const struct json_field contact_fields[] = {
 *		JSON_FIELD(struct contact_body, email, "email", JSON_FIELD_STR, .required = true, .max = ADDR_MAX),
 *		…
 *	}; */
#pragma once
#include "wire/field_errors.h"
#include "wire/json_read.h"

enum json_field_kind {
	JSON_FIELD_STR,	      /* str; absent when missing or null */
	JSON_FIELD_OPT_STR,   /* struct json_opt_str: tells "missing" from null (for PATCH) */
	JSON_FIELD_I64,	      /* int64_t; untouched when missing */
	JSON_FIELD_OPT_I64,   /* struct opt_i64 */
	JSON_FIELD_PATCH_I64, /* struct json_patch_i64: missing, null or a number */
	JSON_FIELD_BOOL,      /* bool; untouched when missing */
	JSON_FIELD_OPT_BOOL,  /* struct opt_bool */
	JSON_FIELD_F64,	      /* double; untouched when missing */
	JSON_FIELD_TIME,      /* struct opt_i64, µs: ISO 8601 with a zone */
	JSON_FIELD_CHOICE,    /* str: one of `values` */
	JSON_FIELD_STRS,      /* struct json_strs: an array of texts */
	JSON_FIELD_OBJ,	      /* const struct json *: an object; NULL when missing or null */
	JSON_FIELD_ARR,	      /* const struct json *: an array */
	JSON_FIELD_ANY,	      /* const struct json *: anything; JSON_NULL given is kept */
};

struct json_opt_str {
	bool given;
	str v; /* absent: null was given */
};
struct json_patch_i64 {
	bool given;
	struct opt_i64 v;
};
struct json_strs {
	bool given;
	const str *v;
	size_t n;
};

struct json_field {
	const char *name;
	enum json_field_kind kind;
	size_t offset;
	bool required;	    /* must be there and not null (and not empty, for texts) */
	int64_t min, max;   /* numbers: the range when max > min; texts: bytes at most (0: 1,000); arrays: elements at
			       most (0: 1,000) */
	size_t each_max;    /* JSON_FIELD_STRS: bytes of an element at most; 0: 1,000 */
	const char *values; /* JSON_FIELD_CHOICE: "a|b|c" */
	const char *doc;    /* what it means: units, range, default */
};
#define JSON_FIELD(type, member, name_, kind_, ...)                                                                    \
	{                                                                                                              \
		.name = (name_), .kind = (kind_), .offset = offsetof(type, member), __VA_ARGS__                        \
	}

/* `out` must be zeroed or hold the defaults. Texts point into the parsed JSON. ERR_INVALID: errors say what. */
err json_decode(struct arena *a, const struct json *obj, const struct json_field *fields, size_t n, void *out,
		struct field_errors *errors);
/* "a|b|c" holds s. */
bool json_choice_has(const char *values, str s);
