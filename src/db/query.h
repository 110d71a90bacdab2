/* What the generator (tools/sqlgen) writes about a query, and the calls its functions are thin wrappers of. Only
 * generated code, db/ itself and the segment builder use this; everyone else calls q_<name>() from db/gen/. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

/* Array parameters and columns. In a str_array an absent element is NULL; the others cannot hold NULL. */
struct str_array {
	const str *v;
	size_t n;
};
struct i64_array {
	const int64_t *v;
	size_t n;
};
struct bool_array {
	const bool *v;
	size_t n;
};
struct f64_array {
	const double *v;
	size_t n;
};

/* The C side of a value. Nullable numbers are opt_*, times are µs since 1970 (UTC). */
enum db_kind {
	DB_STR,
	DB_I64,
	DB_BOOL,
	DB_F64,
	DB_OPT_I64,
	DB_OPT_BOOL,
	DB_OPT_F64,
	DB_STR_ARRAY,
	DB_I64_ARRAY,
	DB_BOOL_ARRAY,
	DB_F64_ARRAY,
};

/* The server's side: how it is written on the wire (binary format). */
enum db_wire {
	DB_WIRE_TEXT, /* text, varchar, name, json, bytea, enum: the bytes themselves */
	DB_WIRE_JSONB,
	DB_WIRE_INT2,
	DB_WIRE_INT4,
	DB_WIRE_INT8,
	DB_WIRE_OID,
	DB_WIRE_BOOL,
	DB_WIRE_FLOAT4,
	DB_WIRE_FLOAT8,
	DB_WIRE_NUMERIC,
	DB_WIRE_TIMESTAMP, /* with and without time zone */
	DB_WIRE_DATE,
	DB_WIRE_VOID,
};

struct db_field {
	const char *name;
	enum db_kind kind;
	enum db_wire wire;
	bool nullable;	 /* of a parameter: NULL may be given; of a column: NULL may come */
	unsigned oid;	 /* the server's type; of the element for arrays it is `elem` */
	unsigned elem;	 /* arrays: the element's type */
	unsigned offset; /* in the struct; TENANT_OFFSET: the tenant's id */
};
#define DB_TENANT_OFFSET 0xffffffffu

struct db_query {
	const char *name;
	const char *sql;
	const struct db_field *params, *cols;
	unsigned n_params, n_cols;
	unsigned row_size;
	int timeout_ms; /* 0: the pool's */
	bool reads;	/* changes nothing: a lost connection is ERR_UNAVAILABLE, never ERR_UNCERTAIN */
	bool generic;	/* planned once for all values */
	bool custom;	/* planned for each call's values */
	bool once;	/* text made at run time: prepared without a name, not cached */
	bool built;	/* "loumass_audience"(…) may be replaced by a struct db_part */
	unsigned part;	/* of built ones: the part's offset in the input */
};

/* A relation that the segment builder made (core/audience): SQL from its own text alone, every value in the array. In it,
 * $t is the tenant and $v the array of values. */
struct db_part {
	str sql; /* absent: the query as it is */
	str tenant;
	struct str_array values;
};

struct db_rows {
	void *v; /* n rows of row_size, in the arena */
	size_t n;
};
typedef err db_row_fn(void *arg, const void *row);

typedef struct tenant_db tenant_db;
typedef struct system_db system_db;
struct tenant_tx;
struct system_tx;
struct db_copy;

/* Inputs may be NULL where a query has none. Row contents live in the arena; of a stream, until the callback
 * returns. */
err db_tenant_one(tenant_db db, struct arena *a, const struct db_query *q, const void *in, void *row);
err db_tenant_many(tenant_db db, struct arena *a, const struct db_query *q, const void *in, struct db_rows *out);
err db_tenant_exec(tenant_db db, struct arena *a, const struct db_query *q, const void *in, int64_t *affected);
err db_tenant_stream(tenant_db db, struct arena *a, const struct db_query *q, const void *in, db_row_fn *fn, void *arg);
err db_tenant_copy(struct tenant_tx *tx, const struct db_query *q, struct db_copy *out);

err db_system_one(system_db db, struct arena *a, const struct db_query *q, const void *in, void *row);
err db_system_many(system_db db, struct arena *a, const struct db_query *q, const void *in, struct db_rows *out);
err db_system_exec(system_db db, struct arena *a, const struct db_query *q, const void *in, int64_t *affected);
err db_system_stream(system_db db, struct arena *a, const struct db_query *q, const void *in, db_row_fn *fn, void *arg);
err db_system_copy(struct system_tx *tx, const struct db_query *q, struct db_copy *out);
