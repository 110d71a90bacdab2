/* The shape of an answer, as tables: what the OpenAPI document says about it. A handler writes with json_write; a test
 * holds the two together. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct schema;

enum schema_kind {
	SCHEMA_STR,
	SCHEMA_ID,   /* a cuid */
	SCHEMA_TIME, /* ISO 8601, milliseconds, Z */
	SCHEMA_I64,
	SCHEMA_F64,
	SCHEMA_BOOL,
	SCHEMA_OBJ, /* `of` */
	SCHEMA_MAP, /* an object of texts with free names */
	SCHEMA_ANY, /* any JSON */
};

struct schema_field {
	const char *name;
	enum schema_kind kind;
	bool array;    /* an array of kind */
	bool nullable; /* may be null */
	bool optional; /* may be missing */
	const struct schema *of;
	const char *values; /* of a text: the only ones, "DRAFT|SENDING|SENT"; NULL: any */
	const char *doc;
};

struct schema {
	const char *name; /* "Contact": its name in the document; NULL: written in place */
	const struct schema_field *fields;
	size_t n;
};
#define SCHEMA(name_, fields_)                                                                                         \
	{                                                                                                              \
		.name = (name_), .fields = (fields_), .n = sizeof(fields_) / sizeof(*(fields_))                        \
	}
