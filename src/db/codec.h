/* Values to and from PostgreSQL's binary format, by descriptor. Pure. For db/ only. */
#pragma once
#include "base/buf.h"
#include "db/query.h"
#include <libpq-fe.h>

#define DB_PARAMS_MAX 96u /* of one query; the generator refuses more */

struct db_args {
	int n;
	const char *values[DB_PARAMS_MAX];
	int lengths[DB_PARAMS_MAX];
	int formats[DB_PARAMS_MAX];
	Oid types[DB_PARAMS_MAX];
	char scalars[DB_PARAMS_MAX][8];
};

/* Points into `in` and the arena; a NULL where none may be is ERR_BUG, a number out of the column's range
 * ERR_INVALID. */
err db_args_encode(struct arena *a, const struct db_query *q, const void *in, str tenant, struct db_args *out);

/* Do the columns have the types that the code was generated for? */
err db_columns_check(const struct db_query *q, const PGresult *r);
/* Rows of a result into `out` (rows of q->row_size); text is copied to the arena. */
err db_rows_decode(struct arena *a, const struct db_query *q, const PGresult *r, int rows, void *out);

/* One row of binary COPY. `c` has room for what db_copy_row_size says. */
size_t db_copy_row_size(const struct db_query *q, const void *row);
err db_copy_row_encode(const struct db_query *q, const void *row, char *out, size_t *n);
