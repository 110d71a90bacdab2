/* The inside of a compiled template: a flat program over shared fields. For template_*.c and message.c only. */
#pragma once
#include "wire/template.h"

#define TPL_FIELDS_MAX 256u /* different fields of one message */

enum tpl_source { TPL_EMAIL, TPL_FIRST_NAME, TPL_LAST_NAME, TPL_DISPLAY_NAME, TPL_UNSUBSCRIBE, TPL_VARIABLE };
struct tpl_field {
	enum tpl_source source;
	str name; /* "firstName", "variables.company" */
	str path; /* of variables: "company", "address.city" */
};
/* Names used by one or several templates, each once, so that the variables are read once per recipient. */
struct tpl_fields {
	struct arena arena;
	struct tpl_field v[TPL_FIELDS_MAX];
	str names[TPL_FIELDS_MAX];
	size_t n;
	size_t variables; /* how many of them are TPL_VARIABLE */
};

enum tpl_value_kind { TPL_NONE, TPL_STRING, TPL_JSON_STRING, TPL_JSON, TPL_FALSE };
struct tpl_bound_value {
	enum tpl_value_kind kind;
	str s;
};
struct tpl_bound {
	const struct tpl_values *values;
	struct tpl_bound_value v[TPL_FIELDS_MAX];
};

enum tpl_op_kind { TPL_OP_TEXT, TPL_OP_FIELD, TPL_OP_TEST, TPL_OP_JUMP, TPL_OP_MARK };
enum tpl_compare { TPL_TRUE, TPL_EQ, TPL_NE, TPL_CONTAINS };
struct tpl_operand {
	bool literal;
	bool nothing; /* blank, empty, nil, null: equals what counts as no value */
	uint32_t field;
	str text; /* of a literal */
};
enum tpl_filter_kind {
	TPL_DEFAULT,
	TPL_UPPER,
	TPL_LOWER,
	TPL_CAPITALIZE,
	TPL_TRIM,
	TPL_TRUNCATE,
	TPL_URLENCODE,
};
struct tpl_filter {
	enum tpl_filter_kind kind;
	struct tpl_operand arg; /* default */
	size_t n;		/* truncate */
};
struct tpl_op {
	enum tpl_op_kind kind;
	enum tpl_context context; /* FIELD */
	enum tpl_compare compare; /* TEST */
	bool negate;		  /* TEST */
	uint32_t a, b;		  /* FIELD: field, first filter; TEST: operands; MARK: its number */
	uint32_t filters;	  /* FIELD: how many */
	uint32_t yes, no;	  /* TEST, JUMP: where to go on */
	str text;		  /* TEXT */
};

struct tpl {
	struct arena arena;
	struct tpl_fields *fields; /* own, or shared by the message's templates */
	bool own_fields;
	struct tpl_op *ops;
	size_t ops_n, ops_cap;
	struct tpl_operand *operands;
	size_t operands_n, operands_cap;
	struct tpl_filter *filters;
	size_t filters_n, filters_cap;
};

/* A range of the source to be replaced by a mark (and by text before and behind it). In the order of the source. */
struct tpl_splice {
	size_t from, to;
	const uint32_t
		*marks; /* numbers for TPL_OP_MARK, and texts between: text[0] mark[0] text[1] mark[1] … text[n] */
	const str *texts;
	size_t marks_n;
};

err tpl_compile_in(str source, enum tpl_context context, struct tpl_fields *fields, const struct tpl_splice *splices,
		   size_t splices_n, struct tpl_error *error, struct tpl **out);

void tpl_bind(const struct tpl_fields *f, const struct tpl_values *v, struct tpl_bound *out);
/* Two buffers for values that must be put together; deinit both. */
struct tpl_scratch {
	struct buf a, b;
};
void tpl_scratch_init(struct tpl_scratch *s);
void tpl_scratch_deinit(struct tpl_scratch *s);
bool tpl_test(const struct tpl *t, const struct tpl_op *op, const struct tpl_bound *b, struct tpl_scratch *s);
/* The value of a FIELD op after its filters, not yet escaped; points into the bound values or the scratch. */
str tpl_filtered(const struct tpl *t, const struct tpl_op *op, const struct tpl_bound *b, struct tpl_scratch *s);
void tpl_escape(enum tpl_context context, str value, struct buf *out);
/* True when escaping for this context would change nothing. */
bool tpl_is_plain(enum tpl_context context, str value);
