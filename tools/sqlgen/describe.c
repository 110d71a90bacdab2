/* Asks the server what each query takes and gives. Columns that come straight from a NOT NULL column of a table are not
 * null, unless the query has an outer join (the server still says NOT NULL then); everything else may be NULL unless
 * the file says otherwise. */
#include "base/num.h"
#include "sqlgen.h"
#include <stdio.h>
#include <stdlib.h>

#define SCALAR(oid_, kind_, wire_, ctype_, opt_)                                                                       \
	{                                                                                                              \
		.oid = (oid_), .kind = "DB_" kind_, .wire = "DB_WIRE_" wire_, .ctype = ctype_,                         \
		.opt_kind = "DB_OPT_" kind_, .opt_ctype = opt_                                                         \
	}
#define TEXT(oid_, wire_)                                                                                              \
	{                                                                                                              \
		.oid = (oid_), .kind = "DB_STR", .wire = "DB_WIRE_" wire_, .ctype = "str "                             \
	}
#define ARRAY(oid_, kind_, wire_, ctype_, elem_)                                                                       \
	{                                                                                                              \
		.oid = (oid_), .kind = "DB_" kind_, .wire = "DB_WIRE_" wire_, .ctype = ctype_, .elem = (elem_)         \
	}

static const struct type types[] = {
	SCALAR(16, "BOOL", "BOOL", "bool ", "struct opt_bool "),
	SCALAR(20, "I64", "INT8", "int64_t ", "struct opt_i64 "),
	SCALAR(21, "I64", "INT2", "int64_t ", "struct opt_i64 "),
	SCALAR(23, "I64", "INT4", "int64_t ", "struct opt_i64 "),
	SCALAR(26, "I64", "OID", "int64_t ", "struct opt_i64 "),
	SCALAR(700, "F64", "FLOAT4", "double ", "struct opt_f64 "),
	SCALAR(701, "F64", "FLOAT8", "double ", "struct opt_f64 "),
	SCALAR(1700, "F64", "NUMERIC", "double ", "struct opt_f64 "),
	SCALAR(1082, "I64", "DATE", "int64_t ", "struct opt_i64 "),
	SCALAR(1114, "I64", "TIMESTAMP", "int64_t ", "struct opt_i64 "),
	SCALAR(1184, "I64", "TIMESTAMP", "int64_t ", "struct opt_i64 "),
	TEXT(17, "TEXT"),
	TEXT(18, "TEXT"),
	TEXT(19, "TEXT"),
	TEXT(25, "TEXT"),
	TEXT(114, "TEXT"),
	TEXT(1042, "TEXT"),
	TEXT(1043, "TEXT"),
	TEXT(3802, "JSONB"),
	TEXT(2278, "VOID"),
	ARRAY(1000, "BOOL_ARRAY", "BOOL", "struct bool_array ", 16),
	ARRAY(1005, "I64_ARRAY", "INT2", "struct i64_array ", 21),
	ARRAY(1007, "I64_ARRAY", "INT4", "struct i64_array ", 23),
	ARRAY(1016, "I64_ARRAY", "INT8", "struct i64_array ", 20),
	ARRAY(1115, "I64_ARRAY", "TIMESTAMP", "struct i64_array ", 1114),
	ARRAY(1185, "I64_ARRAY", "TIMESTAMP", "struct i64_array ", 1184),
	ARRAY(1182, "I64_ARRAY", "DATE", "struct i64_array ", 1082),
	ARRAY(1021, "F64_ARRAY", "FLOAT4", "struct f64_array ", 700),
	ARRAY(1022, "F64_ARRAY", "FLOAT8", "struct f64_array ", 701),
	ARRAY(1009, "STR_ARRAY", "TEXT", "struct str_array ", 25),
	ARRAY(1015, "STR_ARRAY", "TEXT", "struct str_array ", 1043),
	ARRAY(1001, "STR_ARRAY", "TEXT", "struct str_array ", 17),
	ARRAY(1003, "STR_ARRAY", "TEXT", "struct str_array ", 19),
	ARRAY(199, "STR_ARRAY", "TEXT", "struct str_array ", 114),
	ARRAY(3807, "STR_ARRAY", "JSONB", "struct str_array ", 3802),
};

static const struct type *type_of(unsigned oid)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].oid == oid)
			return &types[i];
	}
	return NULL;
}

static bool exec(PGconn *pg, const char *sql)
{
	PGresult *r = PQexec(pg, sql);
	ExecStatusType s = PQresultStatus(r);
	PQclear(r);
	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

static void server_says(const struct file *f, const struct query *q, const PGresult *r)
{
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = PQresultErrorField(r, PG_DIAG_MESSAGE_HINT);
	const char *at = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);
	long pos = at ? strtol(at, NULL, 10) : 0;
	str near = pos > 0 ? str_upto(str_from(q->sql, (size_t)pos - 1), 40) : STR("");
	complain(f, q, "%s%s%s%s%.*s", text ? text : PQresultErrorMessage(r), hint ? " — " : "", hint ? hint : "",
		 near.n ? ", near: " : "", STR_FMT(near));
}

static bool listed(str list, str name)
{
	str piece;
	while (str_next(&list, ',', &piece)) {
		piece = str_trim(piece);
		if (piece.n > 2 && piece.p[0] == '"')
			piece = str_slice(piece, 1, piece.n - 1);
		if (str_eq(piece, name) || str_eq(piece, STR("*")))
			return true;
	}
	return false;
}

static bool column_not_null(PGconn *pg, unsigned table, int column)
{
	char t[16], c[16];
	snprintf(t, sizeof(t), "%u", table);
	snprintf(c, sizeof(c), "%d", column);
	const char *values[] = { t, c };
	PGresult *r =
		PQexecParams(pg, "select attnotnull from pg_attribute where attrelid = $1::oid and attnum = $2::int2",
			     2, NULL, values, NULL, NULL, 0);
	bool yes = PQntuples(r) == 1 && PQgetvalue(r, 0, 0)[0] == 't';
	PQclear(r);
	return yes;
}

static const struct type *known_type(const struct file *f, const struct query *q, unsigned oid, const char *what,
				     str name)
{
	const struct type *t = type_of(oid);
	if (!t)
		complain(f, q, "%s %.*s has the type with oid %u, which the generator does not know; cast it", what,
			 STR_FMT(name), oid);
	return t ? t : type_of(25);
}

static void describe_columns(PGconn *pg, struct arena *a, struct file *f, struct query *q, const PGresult *r)
{
	int n = PQnfields(r);
	if (n > (int)COLS_MAX) {
		complain(f, q, "more than %u columns", COLS_MAX);
		return;
	}
	for (int i = 0; i < n; i++) {
		str name = arena_dup(a, str_z(PQfname(r, i)));
		struct field *c = &q->cols[q->n_cols++];
		unsigned table = PQftable(r, i);
		bool not_null = table && !q->outer_join && column_not_null(pg, table, PQftablecol(r, i));
		*c = (struct field){ .name = name, .ident = ident_of(a, name) };
		c->type = known_type(f, q, PQftype(r, i), "column", name);
		c->nullable = !listed(q->not_null, name) && (!not_null || listed(q->null_cols, name));
		if (str_eq(name, STR("?column?")))
			complain(f, q, "column %d has no name; say AS", i + 1);
		for (unsigned k = 0; k + 1 < q->n_cols; k++) {
			if (str_eq(q->cols[k].ident, c->ident))
				complain(f, q, "two columns are named %.*s", STR_FMT(name));
		}
	}
	str list = q->not_null, piece;
	while (str_next(&list, ',', &piece)) {
		piece = str_trim(piece);
		bool found = str_eq(piece, STR("*"));
		for (unsigned k = 0; k < q->n_cols; k++)
			found |= listed(piece, q->cols[k].name);
		if (!found)
			complain(f, q, "not null: there is no column %.*s", STR_FMT(piece));
	}
}

static void describe_query(PGconn *pg, struct arena *a, struct file *f, struct query *q)
{
	PGresult *r = PQprepare(pg, "", arena_z(a, q->sql), 0, NULL);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		server_says(f, q, r);
		PQclear(r);
		return;
	}
	PQclear(r);
	r = PQdescribePrepared(pg, "");
	for (unsigned i = 0; i < q->n_params; i++) {
		struct field *p = &q->params[i];
		p->type = known_type(f, q, PQparamtype(r, (int)i), "parameter", p->name);
		if (p->tenant && p->type->oid != 25)
			complain(f, q, "the type of :tenant is not text");
	}
	describe_columns(pg, a, f, q, r);
	PQclear(r);
	bool rows = q->kind == KIND_ONE || q->kind == KIND_MANY || q->kind == KIND_STREAM;
	if (rows && !q->n_cols)
		complain(f, q, "it gives no columns; say :exec");
}

/* copy "T" (a, b) from stdin (format binary): the columns of the table are the fields of a row. */
static void describe_copy(PGconn *pg, struct arena *a, struct file *f, struct query *q)
{
	str s = q->sql;
	size_t open = str_find_byte(s, '('), close = str_find_byte(s, ')');
	size_t from = str_find_nocase(s, STR("from stdin"));
	bool binary = str_find_nocase(s, STR("format binary")) != STR_NPOS;
	if (!str_starts_nocase(s, STR("copy ")) || open == STR_NPOS || close < open || from == STR_NPOS ||
	    from < close || !binary) {
		complain(f, q, "write: copy \"Table\" (columns) from stdin (format binary)");
		return;
	}
	str table = str_trim(str_slice(s, 5, open)), cols = str_slice(s, open + 1, close);
	struct query probe = { .name = q->name, .line = q->line, .kind = KIND_MANY };
	probe.sql = arena_printf(a, "select %.*s from %.*s", STR_FMT(cols), STR_FMT(table));
	describe_query(pg, a, f, &probe);
	memcpy(q->params, probe.cols, sizeof(probe.cols[0]) * size_min(probe.n_cols, PARAMS_MAX));
	q->n_params = probe.n_cols;
	for (unsigned i = 0; i < q->n_params; i++) {
		if (q->params[i].type->oid == 1700)
			complain(f, q, "numeric columns cannot be copied");
	}
}

void describe_file(PGconn *pg, struct arena *a, struct file *f)
{
	exec(pg, "begin");
	for (unsigned i = 0; i < f->n; i++) {
		struct query *q = &f->v[i];
		exec(pg, "savepoint q");
		unsigned before = complaints;
		if (q->kind == KIND_COPY)
			describe_copy(pg, a, f, q);
		else
			describe_query(pg, a, f, q);
		if (complaints != before) {
			exec(pg, "rollback to q");
		} else if (q->kind == KIND_DDL) {
			PGresult *r = PQexec(pg, arena_z(a, q->sql));
			if (PQresultStatus(r) != PGRES_COMMAND_OK) {
				server_says(f, q, r);
				exec(pg, "rollback to q");
			}
			PQclear(r);
		}
	}
	exec(pg, "rollback");
}
