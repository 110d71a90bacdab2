/* COPY FROM STDIN in binary format. The connection leaves pipeline mode for as long as it lasts. */
#include "base/log.h"
#include "db/scope.h"
#include "db/tenant.h"
#include <stdlib.h>

#define PIECE_SIZE (64u << 10) /* sent at a time */

static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* flags and extension follow as zeros */
#define SIGNATURE_SIZE 19u

static err copy_fail(struct db_scope *s, err e)
{
	if (!err_is(s->failure))
		s->failure = e;
	return e;
}

static err copy_lost(struct db_scope *s)
{
	s->conn->lost = true;
	return copy_fail(s, err_make(ERR_UNAVAILABLE, "the connection to the database was lost"));
}

static void copy_room(struct db_copy *c, size_t n)
{
	if (c->cap - c->n >= n)
		return;
	size_t cap = c->cap ? c->cap : PIECE_SIZE + 4096;
	while (cap - c->n < n)
		cap *= 2;
	c->buf = realloc(c->buf, cap);
	if (!c->buf)
		abort();
	c->cap = cap;
}

/* The transaction must have begun, as its own tenant, before the pipeline is left. */
static err copy_enter(struct db_scope *s)
{
	if (s->begun)
		return OK;
	PGresult *r = NULL;
	struct db_call call = { .control = "savepoint copy" };
	TRY(db_conn_call(s->conn, s, &call, &r));
	PQclear(r);
	return OK;
}

static err copy_begin(struct db_scope *s, const struct db_query *q, struct db_copy *out)
{
	*out = (struct db_copy){};
	if (!s || !s->conn)
		return err_make(ERR_BUG, "COPY outside a transaction");
	if (err_is(s->failure))
		return s->failure;
	TRY(copy_enter(s));
	if (!PQexitPipelineMode(s->conn->pg))
		return copy_lost(s);
	PGresult *r = PQexec(s->conn->pg, q->sql);
	if (PQresultStatus(r) != PGRES_COPY_IN) {
		err e = db_result_err(r, q->name);
		PQclear(r);
		if (PQstatus(s->conn->pg) != CONNECTION_OK || !PQenterPipelineMode(s->conn->pg))
			return copy_lost(s);
		return copy_fail(s, e);
	}
	PQclear(r);
	s->copying = true;
	*out = (struct db_copy){ .scope = s, .query = q };
	copy_room(out, SIGNATURE_SIZE);
	memcpy(out->buf, signature, SIGNATURE_SIZE);
	out->n = SIGNATURE_SIZE;
	return OK;
}

static err copy_flush(struct db_copy *c)
{
	if (c->n && PQputCopyData(c->scope->conn->pg, c->buf, (int)c->n) != 1)
		return copy_lost(c->scope);
	c->n = 0;
	return OK;
}

err db_copy_add(struct db_copy *c, const void *row)
{
	if (!c->scope)
		return err_make(ERR_BUG, "a row for a COPY that is not open");
	if (err_is(c->scope->failure))
		return c->scope->failure;
	size_t n;
	copy_room(c, db_copy_row_size(c->query, row));
	TRY(db_copy_row_encode(c->query, row, c->buf + c->n, &n));
	c->n += n;
	return c->n >= PIECE_SIZE ? copy_flush(c) : OK;
}

static err copy_answer(struct db_copy *c, int64_t *rows)
{
	PGconn *pg = c->scope->conn->pg;
	err e = OK;
	bool told = false;
	for (PGresult *r; (r = PQgetResult(pg)); PQclear(r)) {
		told = true;
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			e = err_is(e) ? e : db_result_err(r, c->query->name);
		else if (rows && !num_parse_i64(str_z(PQcmdTuples(r)), rows))
			*rows = 0;
	}
	if (!told || PQstatus(pg) != CONNECTION_OK || !PQenterPipelineMode(pg))
		return copy_lost(c->scope);
	return err_is(e) ? copy_fail(c->scope, e) : OK;
}

static err copy_finish(struct db_copy *c, const char *error, int64_t *rows)
{
	struct db_scope *s = c->scope;
	err e = s->conn->lost ? s->failure : OK;
	if (!err_is(e) && PQputCopyEnd(s->conn->pg, error) != 1)
		e = copy_lost(s);
	if (!err_is(e))
		e = copy_answer(c, rows);
	s->copying = false;
	free(c->buf);
	*c = (struct db_copy){};
	return e;
}

err db_copy_end(struct db_copy *c, int64_t *rows)
{
	static const char trailer[] = { '\377', '\377' };
	if (!c->scope)
		return err_make(ERR_BUG, "the end of a COPY that is not open");
	copy_room(c, sizeof(trailer));
	memcpy(c->buf + c->n, trailer, sizeof(trailer));
	c->n += sizeof(trailer);
	err e = copy_flush(c);
	if (err_is(e)) {
		db_copy_abort(c);
		return e;
	}
	return copy_finish(c, NULL, rows);
}

void db_copy_abort(struct db_copy *c)
{
	if (!c->scope)
		return;
	/* The server answers with the failure we asked for, which fails the transaction. */
	err_ignore(copy_finish(c, "aborted", NULL));
}

err db_tenant_copy(struct tenant_tx *tx, const struct db_query *q, struct db_copy *out)
{
	return copy_begin(tx->tx.scope, q, out);
}

err db_system_copy(struct system_tx *tx, const struct db_query *q, struct db_copy *out)
{
	return copy_begin(tx->tx.scope, q, out);
}
