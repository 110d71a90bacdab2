/* The SQL generator: checks every query of sql/q against a database made from the migrations and writes typed C.
 * A development tool, not part of the program. Usage and the format of the files: tools/sqlgen.sh, sql/q/README.md. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include <libpq-fe.h>

#define PARAMS_MAX 96u
#define COLS_MAX 128u
#define QUERIES_MAX 200u
#define TEXT_MAX (4u << 20)
#define LINT_TENANT 99u /* number of the tenant's parameter while plans are looked at: no sub-plan has so many */

enum query_kind { KIND_ONE, KIND_MANY, KIND_EXEC, KIND_STREAM, KIND_COPY, KIND_DDL };

struct type {
	unsigned oid;
	const char *kind; /* DB_... of query.h, without OPT_ */
	const char *wire;
	const char *ctype;    /* in a struct */
	const char *opt_kind; /* NULL: the kind has an absent value of its own */
	const char *opt_ctype;
	unsigned elem; /* arrays */
};

struct field {
	str name;  /* in SQL */
	str ident; /* in C */
	const struct type *type;
	bool nullable, tenant;
};

struct query {
	str name;
	unsigned line;
	enum query_kind kind;
	str doc;		 /* comment lines behind the name, each ending in \n */
	str sql;		 /* with $1, $2, ... */
	str lint_sql;		 /* the tenant as $LINT_TENANT */
	str not_null, null_cols; /* lists of the directives */
	bool not_null_all;
	str lint_ok;	/* why the plan lint does not apply */
	int timeout_ms; /* 0: none named */
	bool generic, custom, outer_join, writes, uses_tenant;
	bool built; /* its audience may be built at run time: struct db_part */
	struct field params[PARAMS_MAX];
	unsigned n_params;
	struct field cols[COLS_MAX];
	unsigned n_cols;
};

struct file {
	str path; /* sql/q/tenant/contact.sql */
	str stem; /* contact, or sys_contact */
	bool tenant;
	struct query *v; /* QUERIES_MAX */
	unsigned n;
};

/* Prints "path:line: query: message" and counts. */
[[gnu::format(printf, 3, 4)]] void complain(const struct file *f, const struct query *q, const char *fmt, ...);
extern unsigned complaints;

void parse_file(struct arena *a, str text, struct file *f);
str ident_of(struct arena *a, str name); /* createdAt -> created_at; words of C get a '_' behind */

/* In one transaction, rolled back: :ddl queries run, others are described. */
void describe_file(PGconn *pg, struct arena *a, struct file *f);
void lint_file(PGconn *pg, struct arena *a, struct file *f);

void emit_header(const struct file *f, struct buf *out);
void emit_source(const struct file *f, struct buf *out);
