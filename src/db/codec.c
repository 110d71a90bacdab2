#include "db/codec.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include <endian.h>
#include <math.h>
#include <stdio.h>

#define PG_EPOCH_US INT64_C(946684800000000) /* 2000-01-01 */
#define PG_EPOCH_DAYS 10957
#define ARRAY_HEADER 20u /* dimensions, has-null, element type, size, lower bound */

static void codec_put16(char *p, uint16_t v)
{
	v = htobe16(v);
	memcpy(p, &v, 2);
}
static void codec_put32(char *p, uint32_t v)
{
	v = htobe32(v);
	memcpy(p, &v, 4);
}
static void codec_put64(char *p, uint64_t v)
{
	v = htobe64(v);
	memcpy(p, &v, 8);
}
static uint16_t codec_get16(const char *p)
{
	uint16_t v;
	memcpy(&v, p, 2);
	return be16toh(v);
}
static uint32_t codec_get32(const char *p)
{
	uint32_t v;
	memcpy(&v, p, 4);
	return be32toh(v);
}
static uint64_t codec_get64(const char *p)
{
	uint64_t v;
	memcpy(&v, p, 8);
	return be64toh(v);
}

/* ------------------------------------------------------------------------------------------------------ to the
 * server */

static err codec_out_of_range(void)
{
	return err_make(ERR_INVALID, "a number is out of range");
}

static err codec_put_i64(enum db_wire wire, int64_t v, char out[8], size_t *n)
{
	switch (wire) {
	case DB_WIRE_INT2:
		if (v < INT16_MIN || v > INT16_MAX)
			return codec_out_of_range();
		codec_put16(out, (uint16_t)v);
		*n = 2;
		return OK;
	case DB_WIRE_INT4:
		if (v < INT32_MIN || v > INT32_MAX)
			return codec_out_of_range();
		codec_put32(out, (uint32_t)v);
		*n = 4;
		return OK;
	case DB_WIRE_OID:
		if (v < 0 || v > UINT32_MAX)
			return codec_out_of_range();
		codec_put32(out, (uint32_t)v);
		*n = 4;
		return OK;
	case DB_WIRE_TIMESTAMP:
		if (v < INT64_MIN + PG_EPOCH_US)
			return codec_out_of_range();
		codec_put64(out, (uint64_t)(v - PG_EPOCH_US));
		*n = 8;
		return OK;
	case DB_WIRE_DATE: {
		int64_t days = v / US_PER_DAY - (v % US_PER_DAY < 0);
		codec_put32(out, (uint32_t)(int32_t)(days - PG_EPOCH_DAYS));
		*n = 4;
		return OK;
	}
	default:
		codec_put64(out, (uint64_t)v);
		*n = 8;
		return OK;
	}
}

static size_t codec_put_f64(enum db_wire wire, double v, char out[8])
{
	if (wire == DB_WIRE_FLOAT4) {
		float f = (float)v;
		uint32_t u;
		memcpy(&u, &f, 4);
		codec_put32(out, u);
		return 4;
	}
	uint64_t u;
	memcpy(&u, &v, 8);
	codec_put64(out, u);
	return 8;
}

static void codec_array_header(char *out, uint32_t has_null, unsigned elem, size_t n)
{
	codec_put32(out, n ? 1 : 0);
	codec_put32(out + 4, has_null);
	codec_put32(out + 8, elem);
	if (n) {
		codec_put32(out + 12, (uint32_t)n);
		codec_put32(out + 16, 1);
	}
}

static size_t codec_str_array_size(const struct db_field *f, const struct str_array *v)
{
	size_t n = v->n ? ARRAY_HEADER : 12;
	for (size_t i = 0; i < v->n; i++)
		n += 4 + (str_absent(v->v[i]) ? 0 : v->v[i].n + (f->wire == DB_WIRE_JSONB));
	return n;
}

static size_t codec_array_size(const struct db_field *f, const void *p)
{
	switch (f->kind) {
	case DB_STR_ARRAY: return codec_str_array_size(f, p);
	case DB_I64_ARRAY: return ARRAY_HEADER + 12 * ((const struct i64_array *)p)->n;
	case DB_BOOL_ARRAY: return ARRAY_HEADER + 5 * ((const struct bool_array *)p)->n;
	default: return ARRAY_HEADER + 12 * ((const struct f64_array *)p)->n;
	}
}

static size_t codec_put_str_array(const struct db_field *f, const struct str_array *v, char *out)
{
	char *p = out + (v->n ? ARRAY_HEADER : 12);
	uint32_t has_null = 0;
	for (size_t i = 0; i < v->n; i++) {
		str s = v->v[i];
		if (str_absent(s)) {
			codec_put32(p, UINT32_MAX);
			p += 4;
			has_null = 1;
			continue;
		}
		size_t extra = f->wire == DB_WIRE_JSONB;
		codec_put32(p, (uint32_t)(s.n + extra));
		p += 4;
		if (extra)
			*p++ = 1;
		if (s.n)
			memcpy(p, s.p, s.n);
		p += s.n;
	}
	codec_array_header(out, has_null, f->elem, v->n);
	return (size_t)(p - out);
}

static err codec_put_array(const struct db_field *f, const void *value, char *out, size_t *n)
{
	if (f->kind == DB_STR_ARRAY) {
		*n = codec_put_str_array(f, value, out);
		return OK;
	}
	const struct i64_array *ints = value;
	const struct bool_array *bools = value;
	const struct f64_array *floats = value;
	size_t count = f->kind == DB_I64_ARRAY ? ints->n : f->kind == DB_BOOL_ARRAY ? bools->n : floats->n;
	codec_array_header(out, 0, f->elem, count);
	char *p = out + (count ? ARRAY_HEADER : 12);
	for (size_t i = 0; i < count; i++) {
		size_t len = 1;
		if (f->kind == DB_I64_ARRAY)
			TRY(codec_put_i64(f->wire, ints->v[i], p + 4, &len));
		else if (f->kind == DB_BOOL_ARRAY)
			p[4] = bools->v[i] ? 1 : 0;
		else
			len = codec_put_f64(f->wire, floats->v[i], p + 4);
		codec_put32(p, (uint32_t)len);
		p += 4 + len;
	}
	*n = (size_t)(p - out);
	return OK;
}

static bool codec_is_array(enum db_kind k)
{
	return k >= DB_STR_ARRAY;
}

/* Scalars but str: false when it is NULL. */
static err codec_put_scalar(const struct db_field *f, const void *p, char out[8], size_t *n, bool *null)
{
	*null = false;
	switch (f->kind) {
	case DB_I64: return codec_put_i64(f->wire, *(const int64_t *)p, out, n);
	case DB_OPT_I64:
		*null = !((const struct opt_i64 *)p)->has;
		return *null ? OK : codec_put_i64(f->wire, ((const struct opt_i64 *)p)->v, out, n);
	case DB_BOOL:
		out[0] = *(const bool *)p ? 1 : 0;
		*n = 1;
		return OK;
	case DB_OPT_BOOL:
		*null = !((const struct opt_bool *)p)->has;
		out[0] = ((const struct opt_bool *)p)->v ? 1 : 0;
		*n = 1;
		return OK;
	case DB_F64: *n = codec_put_f64(f->wire, *(const double *)p, out); return OK;
	case DB_OPT_F64:
		*null = !((const struct opt_f64 *)p)->has;
		*n = codec_put_f64(f->wire, ((const struct opt_f64 *)p)->v, out);
		return OK;
	default: return err_make(ERR_BUG, "a descriptor is wrong");
	}
}

static err codec_missing(const struct db_query *q, const struct db_field *f)
{
	log_error("db.bug", "query %s: parameter %s is absent, but may not be NULL", q->name, f->name);
	return err_make(ERR_BUG, "a required parameter of a query is absent");
}

static err codec_encode_str(struct arena *a, const struct db_query *q, const struct db_field *f, str s,
			    struct db_args *out)
{
	int i = out->n;
	if (str_absent(s))
		return f->nullable ? OK : codec_missing(q, f);
	if (s.n > INT32_MAX - 1)
		return err_make(ERR_LIMIT, "a value is too long");
	out->values[i] = s.p;
	out->lengths[i] = (int)s.n;
	if (f->wire == DB_WIRE_JSONB) {
		char *p = arena_alloc(a, s.n + 1);
		p[0] = 1; /* the version of the format */
		if (s.n)
			memcpy(p + 1, s.p, s.n);
		out->values[i] = p;
		out->lengths[i] = (int)s.n + 1;
	}
	return OK;
}

static err codec_encode_numeric(struct arena *a, const struct db_field *f, const void *p, struct db_args *out)
{
	const struct opt_f64 *opt = p;
	if (f->kind == DB_OPT_F64 && !opt->has)
		return OK;
	str text = arena_printf(a, "%.17g", f->kind == DB_OPT_F64 ? opt->v : *(const double *)p);
	out->values[out->n] = text.p;
	out->lengths[out->n] = (int)text.n;
	out->formats[out->n] = 0;
	return OK;
}

static err codec_encode_param(struct arena *a, const struct db_query *q, const struct db_field *f, const void *in,
			      str tenant, struct db_args *out)
{
	int i = out->n;
	out->values[i] = NULL;
	out->lengths[i] = 0;
	out->formats[i] = 1;
	out->types[i] = f->oid;
	if (f->offset == DB_TENANT_OFFSET)
		return codec_encode_str(a, q, f, tenant, out);
	const void *p = (const char *)in + f->offset;
	if (f->kind == DB_STR)
		return codec_encode_str(a, q, f, *(const str *)p, out);
	if (f->wire == DB_WIRE_NUMERIC && !codec_is_array(f->kind))
		return codec_encode_numeric(a, f, p, out);
	size_t n = 0;
	if (codec_is_array(f->kind)) {
		const struct str_array *v = p; /* all arrays begin alike */
		if (!v->v && f->nullable)
			return OK;
		char *bytes = arena_alloc(a, codec_array_size(f, p));
		TRY(codec_put_array(f, p, bytes, &n));
		out->values[i] = bytes;
	} else {
		bool null;
		TRY(codec_put_scalar(f, p, out->scalars[i], &n, &null));
		out->values[i] = null ? NULL : out->scalars[i];
	}
	out->lengths[i] = (int)n;
	return OK;
}

err db_args_encode(struct arena *a, const struct db_query *q, const void *in, str tenant, struct db_args *out)
{
	out->n = 0;
	if (q->n_params > DB_PARAMS_MAX)
		return err_make(ERR_BUG, "a query has too many parameters");
	for (unsigned i = 0; i < q->n_params; i++) {
		TRY(codec_encode_param(a, q, &q->params[i], in, tenant, out));
		out->n++;
	}
	return OK;
}

/* ---------------------------------------------------------------------------------------------------------------
 * COPY */

size_t db_copy_row_size(const struct db_query *q, const void *row)
{
	size_t n = 2;
	for (unsigned i = 0; i < q->n_params; i++) {
		const struct db_field *f = &q->params[i];
		const void *p = (const char *)row + f->offset;
		n += 4;
		if (f->kind == DB_STR)
			n += ((const str *)p)->n + 1;
		else
			n += codec_is_array(f->kind) ? codec_array_size(f, p) : 8;
	}
	return n;
}

static err codec_copy_field(const struct db_query *q, const struct db_field *f, const void *row, char **out)
{
	const void *p = (const char *)row + f->offset;
	char *at = *out + 4;
	size_t n = 0;
	bool null = false;
	if (f->kind == DB_STR) {
		str s = *(const str *)p;
		null = str_absent(s);
		if (!null && f->wire == DB_WIRE_JSONB)
			at[n++] = 1;
		if (s.n)
			memcpy(at + n, s.p, s.n);
		n += s.n;
	} else if (codec_is_array(f->kind)) {
		null = f->nullable && !((const struct str_array *)p)->v;
		if (!null)
			TRY(codec_put_array(f, p, at, &n));
	} else {
		TRY(codec_put_scalar(f, p, at, &n, &null));
	}
	if (null && !f->nullable)
		return codec_missing(q, f);
	codec_put32(*out, null ? UINT32_MAX : (uint32_t)n);
	*out = at + (null ? 0 : n);
	return OK;
}

err db_copy_row_encode(const struct db_query *q, const void *row, char *out, size_t *n)
{
	char *p = out;
	codec_put16(p, (uint16_t)q->n_params);
	p += 2;
	for (unsigned i = 0; i < q->n_params; i++)
		TRY(codec_copy_field(q, &q->params[i], row, &p));
	*n = (size_t)(p - out);
	return OK;
}

/* ---------------------------------------------------------------------------------------------------- from the
 * server */

static err codec_garbled(void)
{
	log_error("db.bug", "a value from the server cannot be read");
	return err_make(ERR_PROTO, "a value from the database cannot be read");
}

static double codec_read_numeric(const char *p, size_t n, bool *ok)
{
	*ok = false;
	if (n < 8)
		return 0;
	unsigned digits = codec_get16(p);
	int weight = (int16_t)codec_get16(p + 2);
	unsigned sign = codec_get16(p + 4);
	if (n < 8 + 2 * (size_t)digits)
		return 0;
	*ok = true;
	if (sign == 0xC000)
		return NAN;
	if (sign == 0xD000)
		return INFINITY;
	if (sign == 0xF000)
		return -INFINITY;
	double v = 0;
	for (unsigned i = 0; i < digits; i++)
		v = v * 10000 + codec_get16(p + 8 + 2 * (size_t)i);
	v *= pow(10000, weight - (int)digits + 1);
	return sign == 0x4000 ? -v : v;
}

static bool codec_read_i64(enum db_wire wire, const char *p, size_t n, int64_t *out)
{
	switch (wire) {
	case DB_WIRE_INT2: *out = n == 2 ? (int16_t)codec_get16(p) : 0; return n == 2;
	case DB_WIRE_INT4: *out = n == 4 ? (int32_t)codec_get32(p) : 0; return n == 4;
	case DB_WIRE_OID: *out = n == 4 ? codec_get32(p) : 0; return n == 4;
	case DB_WIRE_DATE:
		*out = n == 4 ? ((int64_t)(int32_t)codec_get32(p) + PG_EPOCH_DAYS) * US_PER_DAY : 0;
		return n == 4;
	case DB_WIRE_TIMESTAMP: {
		if (n != 8)
			return false;
		int64_t v = (int64_t)codec_get64(p); /* infinity is the largest; it stays so */
		*out = v > INT64_MAX - PG_EPOCH_US ? INT64_MAX : v + PG_EPOCH_US;
		return true;
	}
	default: *out = n == 8 ? (int64_t)codec_get64(p) : 0; return n == 8;
	}
}

static bool codec_read_f64(enum db_wire wire, const char *p, size_t n, double *out)
{
	if (wire == DB_WIRE_NUMERIC) {
		bool ok;
		*out = codec_read_numeric(p, n, &ok);
		return ok;
	}
	if (wire == DB_WIRE_FLOAT4 && n == 4) {
		uint32_t u = codec_get32(p);
		float f;
		memcpy(&f, &u, 4);
		*out = (double)f;
		return true;
	}
	if (n != 8)
		return false;
	uint64_t u = codec_get64(p);
	memcpy(out, &u, 8);
	return true;
}

/* Where text goes: behind the cursor, in one piece of arena memory for all rows. */
struct text_sink {
	char *at;
};

static str codec_keep_text(struct text_sink *t, const char *p, size_t n)
{
	char *to = t->at;
	if (n)
		memcpy(to, p, n);
	to[n] = '\0';
	t->at += n + 1;
	return str_of(to, n);
}

static bool codec_read_str(enum db_wire wire, const char *p, size_t n, struct text_sink *t, str *out)
{
	if (wire == DB_WIRE_JSONB) {
		if (n < 1 || p[0] != 1)
			return false;
		p++;
		n--;
	}
	*out = codec_keep_text(t, p, n);
	return true;
}

static bool codec_read_element(const struct db_field *f, const char *p, size_t n, size_t i, void *v,
			       struct text_sink *t)
{
	switch (f->kind) {
	case DB_STR_ARRAY: return codec_read_str(f->wire, p, n, t, (str *)v + i);
	case DB_I64_ARRAY: return codec_read_i64(f->wire, p, n, (int64_t *)v + i);
	case DB_BOOL_ARRAY: ((bool *)v)[i] = n == 1 && p[0]; return n == 1;
	default: return codec_read_f64(f->wire, p, n, (double *)v + i);
	}
}

static err codec_read_array(struct arena *a, const struct db_field *f, const char *p, size_t n, struct text_sink *t,
			    void *out)
{
	struct str_array *array = out; /* all arrays begin alike */
	static const size_t sizes[] = { sizeof(str), sizeof(int64_t), sizeof(bool), sizeof(double) };
	if (n < 12)
		return codec_garbled();
	uint32_t dims = codec_get32(p);
	if (dims == 0) {
		array->v = arena_alloc(a, 16); /* empty is not absent */
		return OK;
	}
	if (dims != 1 || n < ARRAY_HEADER)
		return codec_garbled();
	size_t count = codec_get32(p + 12);
	const char *end = p + n;
	p += ARRAY_HEADER;
	if (count > (size_t)(end - p) / 4)
		return codec_garbled();
	void *v = arena_alloc_array(a, sizes[f->kind - DB_STR_ARRAY], count ? count : 1);
	for (size_t i = 0; i < count; i++) {
		if (end - p < 4)
			return codec_garbled();
		uint32_t len = codec_get32(p);
		p += 4;
		if (len == UINT32_MAX) {
			if (f->kind != DB_STR_ARRAY)
				return err_make(ERR_BUG, "an array of numbers holds a NULL");
			continue;
		}
		if (len > (size_t)(end - p) || !codec_read_element(f, p, len, i, v, t))
			return codec_garbled();
		p += len;
	}
	array->v = v;
	array->n = count;
	return OK;
}

static bool codec_read_scalar(const struct db_field *f, const char *p, size_t n, void *out)
{
	switch (f->kind) {
	case DB_I64: return codec_read_i64(f->wire, p, n, out);
	case DB_OPT_I64:
		((struct opt_i64 *)out)->has = true;
		return codec_read_i64(f->wire, p, n, &((struct opt_i64 *)out)->v);
	case DB_BOOL: *(bool *)out = n == 1 && p[0]; return n == 1;
	case DB_OPT_BOOL: *(struct opt_bool *)out = SOME_BOOL(n == 1 && p[0]); return n == 1;
	case DB_F64: return codec_read_f64(f->wire, p, n, out);
	case DB_OPT_F64:
		((struct opt_f64 *)out)->has = true;
		return codec_read_f64(f->wire, p, n, &((struct opt_f64 *)out)->v);
	default: return false;
	}
}

static err codec_read_field(struct arena *a, const struct db_query *q, const struct db_field *f, const PGresult *r,
			    int row, int col, struct text_sink *t, void *out)
{
	if (f->wire == DB_WIRE_VOID)
		return OK;
	if (PQgetisnull(r, row, col)) {
		if (f->nullable)
			return OK; /* rows come zeroed: absent */
		log_error("db.bug", "query %s: column %s is NULL, but was promised not to be", q->name, f->name);
		return err_make(ERR_BUG, "a column is NULL that was promised not to be");
	}
	const char *p = PQgetvalue(r, row, col);
	size_t n = (size_t)PQgetlength(r, row, col);
	void *to = (char *)out + f->offset;
	if (f->kind == DB_STR)
		return codec_read_str(f->wire, p, n, t, to) ? OK : codec_garbled();
	if (codec_is_array(f->kind))
		return codec_read_array(a, f, p, n, t, to);
	return codec_read_scalar(f, p, n, to) ? OK : codec_garbled();
}

err db_columns_check(const struct db_query *q, const PGresult *r)
{
	bool same = (unsigned)PQnfields(r) == q->n_cols;
	for (unsigned i = 0; same && i < q->n_cols; i++)
		same = !q->cols[i].oid || PQftype(r, (int)i) == q->cols[i].oid;
	if (same)
		return OK;
	log_error("db.bug", "query %s: the database answers other columns than the program was built for", q->name);
	return err_make(ERR_BUG, "the database's schema is not the one this program was built for");
}

static size_t codec_text_size(const struct db_query *q, const PGresult *r, int rows)
{
	size_t n = 1;
	for (unsigned c = 0; c < q->n_cols; c++) {
		if (q->cols[c].kind != DB_STR && q->cols[c].kind != DB_STR_ARRAY)
			continue;
		for (int i = 0; i < rows; i++)
			n += (size_t)PQgetlength(r, i, (int)c) + 1;
	}
	return n;
}

err db_rows_decode(struct arena *a, const struct db_query *q, const PGresult *r, int rows, void *out)
{
	TRY(arena_err(a));
	size_t n = codec_text_size(q, r, rows), ceiling = a->ceiling ? a->ceiling : ARENA_CEILING_DEFAULT;
	if (n > ceiling || a->used > ceiling - n || ceiling - n - a->used < 4096)
		return err_make(ERR_LIMIT, "the answer is too large");
	struct text_sink text = { .at = arena_alloc(a, n) };
	for (int i = 0; i < rows; i++) {
		for (unsigned c = 0; c < q->n_cols; c++)
			TRY(codec_read_field(a, q, &q->cols[c], r, i, (int)c, &text,
					     (char *)out + (size_t)i * q->row_size));
	}
	return OK;
}
