/* Writes the C of one file: descriptors as tables, and a typed function around each. */
#include "sqlgen.h"

#define NOTE "/* Written by tools/sqlgen from %.*s; do not edit. */\n"

static const char *handle(const struct file *f)
{
	return f->tenant ? "tenant" : "system";
}

static bool has_input(const struct query *q)
{
	for (unsigned i = 0; i < q->n_params; i++) {
		if (!q->params[i].tenant)
			return true;
	}
	return false;
}

static bool has_rows(const struct query *q)
{
	return q->kind == KIND_ONE || q->kind == KIND_MANY || q->kind == KIND_STREAM;
}

static bool optional(const struct field *c)
{
	return c->nullable && c->type->opt_kind;
}

static bool is_void(const struct field *c)
{
	return c->type->oid == 2278;
}

static void emit_member(const struct field *c, struct buf *out)
{
	bool time = c->type->oid == 1114 || c->type->oid == 1184 || c->type->elem == 1114 || c->type->elem == 1184;
	bool may_be_null = c->nullable && !c->type->opt_kind;
	const char *note = time ? " /* µs */" : c->type->oid == 3802 || c->type->oid == 114 ? " /* JSON */" : "";
	if (is_void(c))
		return;
	buf_addf(out, "\t%s%.*s;%s%s\n", optional(c) ? c->type->opt_ctype : c->type->ctype, STR_FMT(c->ident), note,
		 may_be_null ? " /* may be absent */" : "");
}

static void emit_struct(const struct query *q, const char *suffix, const struct field *v, unsigned n, struct buf *out)
{
	buf_addf(out, "struct q_%.*s_%s {\n", STR_FMT(q->name), suffix);
	for (unsigned i = 0; i < n; i++) {
		if (!v[i].tenant)
			emit_member(&v[i], out);
	}
	if (q->built && v == q->params)
		buf_add_lit(out, "\tstruct db_part who; /* instead of \"loumass_audience\"; sql absent: as it is */\n");
	buf_add_lit(out, "};\n");
}

/* What follows the handle in the function's parameters. */
static void emit_signature(const struct file *f, const struct query *q, struct buf *out)
{
	str n = q->name;
	if (q->kind == KIND_COPY) {
		buf_addf(out, "err q_%.*s(struct %s_tx *tx, struct db_copy *out)", STR_FMT(n), handle(f));
		return;
	}
	buf_addf(out, "err q_%.*s(%s_db db, struct arena *a", STR_FMT(n), handle(f));
	if (has_input(q))
		buf_addf(out, ", const struct q_%.*s_in *in", STR_FMT(n));
	switch (q->kind) {
	case KIND_ONE: buf_addf(out, ", struct q_%.*s_row *out)", STR_FMT(n)); break;
	case KIND_MANY: buf_addf(out, ", struct q_%.*s_rows *out)", STR_FMT(n)); break;
	case KIND_STREAM: buf_addf(out, ", q_%.*s_fn *fn, void *arg)", STR_FMT(n)); break;
	case KIND_EXEC: buf_add_lit(out, ", int64_t *affected)"); break;
	default: buf_add_byte(out, ')'); break;
	}
}

static void emit_add_signature(const struct query *q, struct buf *out)
{
	buf_addf(out, "err q_%.*s_add(struct db_copy *c, const struct q_%.*s_in *row)", STR_FMT(q->name),
		 STR_FMT(q->name));
}

static void emit_doc(const struct query *q, struct buf *out)
{
	str rest = str_trim(q->doc), line;
	if (str_empty(rest))
		return;
	const char *lead = "/* ";
	while (str_next(&rest, '\n', &line)) {
		buf_addf(out, "%s%.*s%s\n", lead, STR_FMT(line), str_empty(rest) ? " */" : "");
		lead = " * ";
	}
}

static void emit_declaration(const struct file *f, const struct query *q, struct buf *out)
{
	str n = q->name;
	buf_add_byte(out, '\n');
	if (has_input(q))
		emit_struct(q, "in", q->params, q->n_params, out);
	if (has_rows(q))
		emit_struct(q, "row", q->cols, q->n_cols, out);
	if (q->kind == KIND_MANY)
		buf_addf(out, "struct q_%.*s_rows {\n\tstruct q_%.*s_row *v;\n\tsize_t n;\n};\n", STR_FMT(n),
			 STR_FMT(n));
	if (q->kind == KIND_STREAM)
		buf_addf(out, "typedef err q_%.*s_fn(void *arg, const struct q_%.*s_row *row);\n", STR_FMT(n),
			 STR_FMT(n));
	emit_doc(q, out);
	emit_signature(f, q, out);
	buf_add_lit(out, ";\n");
	if (q->kind == KIND_COPY) {
		emit_add_signature(q, out);
		buf_add_lit(out, ";\n");
	}
}

void emit_header(const struct file *f, struct buf *out)
{
	buf_addf(out, NOTE "#pragma once\n#include \"db/tenant.h\"\n", STR_FMT(f->path));
	for (unsigned i = 0; i < f->n; i++)
		emit_declaration(f, &f->v[i], out);
}

/* -------------------------------------------------------------------------------------------------------------
 * source */

static void emit_literal(str sql, struct buf *out)
{
	str line;
	bool first = true;
	while (str_next(&sql, '\n', &line)) {
		while (line.n && ascii_space(line.p[line.n - 1]))
			line.n--;
		if (!line.n)
			continue;
		if (!first)
			buf_add_lit(out, "\\n\"\n");
		first = false;
		buf_add_lit(out, "\t\t\"");
		for (size_t i = 0; i < line.n; i++) {
			char c = line.p[i];
			if (c == '"' || c == '\\')
				buf_add_byte(out, '\\');
			if (c == '\t')
				buf_add_byte(out, ' ');
			else if (c == '?' && i + 1 < line.n && line.p[i + 1] == '?')
				buf_add_lit(out, "\\?");
			else
				buf_add_byte(out, c);
		}
	}
	buf_add_byte(out, '"');
}

static void emit_fields(const struct query *q, const char *suffix, const char *of, const struct field *v, unsigned n,
			struct buf *out)
{
	if (!n)
		return;
	buf_addf(out, "static const struct db_field %.*s_%s[] = {\n", STR_FMT(q->name), suffix);
	for (unsigned i = 0; i < n; i++) {
		const struct field *c = &v[i];
		buf_addf(out, "\t{ \"%.*s\", %s, %s, %s, %u, %u, ", STR_FMT(c->name),
			 optional(c) ? c->type->opt_kind : c->type->kind, c->type->wire, c->nullable ? "true" : "false",
			 c->type->oid, c->type->elem);
		if (c->tenant)
			buf_add_lit(out, "DB_TENANT_OFFSET },\n");
		else if (is_void(c))
			buf_add_lit(out, "0 },\n");
		else
			buf_addf(out, "offsetof(struct q_%.*s_%s, %.*s) },\n", STR_FMT(q->name), of, STR_FMT(c->ident));
	}
	buf_add_lit(out, "};\n");
}

static void emit_query(const struct query *q, struct buf *out)
{
	str n = q->name;
	emit_fields(q, "params", "in", q->params, q->n_params, out);
	if (has_rows(q))
		emit_fields(q, "cols", "row", q->cols, q->n_cols, out);
	buf_addf(out, "static const struct db_query %.*s_query = {\n\t.name = \"%.*s\",\n\t.sql =\n", STR_FMT(n),
		 STR_FMT(n));
	emit_literal(q->sql, out);
	buf_add_lit(out, ",\n");
	if (q->n_params)
		buf_addf(out, "\t.params = %.*s_params,\n\t.n_params = %u,\n", STR_FMT(n), q->n_params);
	if (has_rows(q))
		buf_addf(out, "\t.cols = %.*s_cols,\n\t.n_cols = %u,\n\t.row_size = sizeof(struct q_%.*s_row),\n",
			 STR_FMT(n), q->n_cols, STR_FMT(n));
	if (q->timeout_ms)
		buf_addf(out, "\t.timeout_ms = %d,\n", q->timeout_ms);
	if (q->generic)
		buf_add_lit(out, "\t.generic = true,\n");
	if (q->built)
		buf_addf(out, "\t.built = true,\n\t.part = offsetof(struct q_%.*s_in, who),\n", STR_FMT(n));
	if (q->custom)
		buf_add_lit(out, "\t.custom = true,\n");
	if (!q->writes)
		buf_add_lit(out, "\t.reads = true,\n");
	buf_add_lit(out, "};\n");
}

static void emit_body(const struct file *f, const struct query *q, struct buf *out)
{
	static const char *const calls[] = { "one", "many", "exec", "stream", "copy", "exec" };
	str n = q->name;
	const char *in = has_input(q) ? "in" : "NULL";
	buf_add_lit(out, "\n{\n");
	if (q->kind == KIND_MANY)
		buf_add_lit(out, "\tstruct db_rows rows;\n\tTRY(");
	else if (q->kind == KIND_STREAM)
		buf_addf(out, "\tstruct %.*s_call call = { fn, arg };\n\treturn ", STR_FMT(n));
	else
		buf_add_lit(out, "\treturn ");
	if (q->kind == KIND_COPY)
		buf_addf(out, "db_%s_copy(tx, &%.*s_query, out)", handle(f), STR_FMT(n));
	else
		buf_addf(out, "db_%s_%s(db, a, &%.*s_query, %s, ", handle(f), calls[q->kind], STR_FMT(n), in);
	switch (q->kind) {
	case KIND_ONE: buf_add_lit(out, "out);\n"); break;
	case KIND_MANY:
		buf_addf(out, "&rows));\n\t*out = (struct q_%.*s_rows){ .v = rows.v, .n = rows.n };\n\treturn OK;\n",
			 STR_FMT(n));
		break;
	case KIND_STREAM: buf_addf(out, "%.*s_each, &call);\n", STR_FMT(n)); break;
	case KIND_EXEC: buf_add_lit(out, "affected);\n"); break;
	case KIND_DDL: buf_add_lit(out, "NULL);\n"); break;
	default: buf_add_lit(out, ";\n"); break;
	}
	buf_add_lit(out, "}\n");
}

static void emit_definition(const struct file *f, const struct query *q, struct buf *out)
{
	str n = q->name;
	buf_add_byte(out, '\n');
	emit_query(q, out);
	if (q->kind == KIND_STREAM)
		buf_addf(out,
			 "struct %.*s_call {\n\tq_%.*s_fn *fn;\n\tvoid *arg;\n};\n"
			 "static err %.*s_each(void *arg, const void *row)\n{\n"
			 "\tconst struct %.*s_call *call = arg;\n\treturn call->fn(call->arg, row);\n}\n",
			 STR_FMT(n), STR_FMT(n), STR_FMT(n), STR_FMT(n));
	emit_signature(f, q, out);
	emit_body(f, q, out);
	if (q->kind == KIND_COPY) {
		emit_add_signature(q, out);
		buf_addf(out,
			 "\n{\n\treturn c->query == &%.*s_query ? db_copy_add(c, row) : err_make(ERR_BUG, \"a row of "
			 "another COPY\");\n}\n",
			 STR_FMT(n));
	}
}

void emit_source(const struct file *f, struct buf *out)
{
	buf_addf(out, NOTE "#include \"db/gen/%.*s_q.h\"\n#include \"db/query.h\"\n#include <stddef.h>\n",
		 STR_FMT(f->path), STR_FMT(f->stem));
	for (unsigned i = 0; i < f->n; i++)
		emit_definition(f, &f->v[i], out);
}
