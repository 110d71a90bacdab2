#include "db/tenant.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/num.h"
#include "db/scope.h"
#include <stdio.h>
#include <stdlib.h>

/* ---------------------------------------------------------------------------------------------------------- handles */

tenant_db tenant_of(struct db *db, struct arena *a, str user_id)
{
	struct db_scope *s = arena_new(a, struct db_scope);
	*s = (struct db_scope){ .db = db,
				.tenant = true,
				.user = arena_dup(a, str_absent(user_id) ? STR("") : user_id) };
	return (tenant_db){ .scope = s };
}

str tenant_id(tenant_db db)
{
	return db.scope->user;
}

system_db system_of(struct db *db)
{
	return (system_db){ .scope = &db->system };
}

/* ---------------------------------------------------------------------------------------------------------- queries */

static err tenant_in_transaction(struct db_scope *s, const struct db_call *call, PGresult **res)
{
	if (err_is(s->failure))
		return s->failure;
	if (s->copying)
		return err_make(ERR_BUG, "a statement in the middle of a COPY");
	return db_conn_call(s->conn, s, call, res);
}

#define AUDIENCE "\"loumass_audience\"("

/* Where the call of a function ends whose bracket opens at `at`. */
static size_t tenant_call_end(str sql, size_t at)
{
	unsigned depth = 0;
	bool quoted = false;
	for (; at < sql.n; at++) {
		if (sql.p[at] == '\'')
			quoted = !quoted;
		else if (!quoted && sql.p[at] == '(')
			depth++;
		else if (!quoted && sql.p[at] == ')' && --depth == 0)
			return at + 1;
	}
	return sql.n;
}

static void tenant_put_part(struct buf *b, str sql, unsigned tenant, unsigned values)
{
	for (size_t i = 0; i < sql.n; i++) {
		bool mark = sql.p[i] == '$' && i + 1 < sql.n;
		if (mark && sql.p[i + 1] == 't')
			buf_addf(b, "$%u", tenant);
		else if (mark && sql.p[i + 1] == 'v')
			buf_addf(b, "$%u", values);
		else
			buf_add_byte(b, sql.p[i]);
		i += mark && (sql.p[i + 1] == 't' || sql.p[i + 1] == 'v');
	}
}

/* The query with the built part in place of its audience: two more parameters, and a text that is not kept. */
static err tenant_build(struct arena *a, const struct db_call *call, struct db_query *out)
{
	const struct db_query *q = call->query;
	const struct db_part *part = (const struct db_part *)((const char *)call->in + q->part);
	unsigned n = q->n_params;
	struct db_field *params = arena_array(a, struct db_field, n + 2);
	struct buf BUF_AUTO b;
	str rest = str_z(q->sql);
	memcpy(params, q->params, n * sizeof(*params));
	params[n] = (struct db_field){
		"who_tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, q->part + (unsigned)offsetof(struct db_part, tenant)
	};
	params[n + 1] = (struct db_field){ "who_values",
					   DB_STR_ARRAY,
					   DB_WIRE_TEXT,
					   false,
					   1009,
					   25,
					   q->part + (unsigned)offsetof(struct db_part, values) };
	buf_init(&b, 4u << 20);
	for (size_t at; (at = str_find(rest, STR(AUDIENCE))) != STR_NPOS;) {
		buf_add(&b, str_upto(rest, at));
		tenant_put_part(&b, part->sql, n + 1, n + 2);
		rest = str_from(rest, tenant_call_end(rest, at + sizeof(AUDIENCE) - 2));
	}
	buf_add(&b, rest);
	TRY(buf_err(&b));
	*out = *q;
	out->sql = arena_z(a, buf_str(&b));
	out->params = params;
	out->n_params = n + 2;
	out->once = true;
	return OK;
}

static bool tenant_is_built(const struct db_call *call)
{
	return call->query && call->query->built && call->in &&
	       !str_absent(((const struct db_part *)((const char *)call->in + call->query->part))->sql);
}

static err tenant_run(struct db_scope *s, const struct db_call *asked, PGresult **res)
{
	struct db_query built;
	struct db_call copy = *asked, *call = &copy;
	if (tenant_is_built(asked)) {
		TRY(tenant_build(asked->arena, asked, &built));
		copy.query = &built;
	}
	if (s->conn)
		return tenant_in_transaction(s, call, res);
	err there;
	if (s->report && db_replica_read(s, call, res, &there))
		return there;
	for (int tries = 0;; tries++) {
		struct db_conn *c;
		TRY(db_checkout(s->db, &c));
		err e = db_conn_call(c, s, call, res);
		/* A stale prepared statement (the schema was migrated meanwhile) closed its connection; nothing ran. */
		bool stale = e.code == ERR_AGAIN && c->lost;
		db_checkin(s->db, c);
		if (!stale || tries >= (int)s->db->limit)
			return e;
	}
}

static err tenant_run_many(struct db_scope *s, struct arena *a, const struct db_query *q, const void *in,
			   PGresult **res)
{
	struct db_call call = { .query = q, .in = in, .arena = a };
	return tenant_run(s, &call, res);
}

static err tenant_one(struct db_scope *s, struct arena *a, const struct db_query *q, const void *in, void *row)
{
	PGresult *r;
	TRY(tenant_run_many(s, a, q, in, &r));
	if (s->report && !PQntuples(r)) { /* made a moment ago, perhaps */
		PQclear(r);
		struct db_scope primary = *s;
		primary.report = false;
		TRY(tenant_run_many(&primary, a, q, in, &r));
	}
	err e = PQntuples(r) ? OK : err_make(ERR_NOT_FOUND, "no such thing");
	if (!err_is(e)) {
		void *v = arena_alloc(a, q->row_size);
		e = db_rows_decode(a, q, r, 1, v);
		if (!err_is(e))
			memcpy(row, v, q->row_size);
	}
	PQclear(r);
	return e;
}

static err tenant_many(struct db_scope *s, struct arena *a, const struct db_query *q, const void *in,
		       struct db_rows *out)
{
	PGresult *r;
	TRY(tenant_run_many(s, a, q, in, &r));
	int n = PQntuples(r);
	void *v = arena_alloc_array(a, q->row_size, n ? (size_t)n : 1);
	err e = db_rows_decode(a, q, r, n, v);
	if (!err_is(e))
		*out = (struct db_rows){ .v = v, .n = (size_t)n };
	PQclear(r);
	return e;
}

static err tenant_exec(struct db_scope *s, struct arena *a, const struct db_query *q, const void *in, int64_t *affected)
{
	PGresult *r;
	TRY(tenant_run_many(s, a, q, in, &r));
	int64_t n = 0;
	const char *text = PQcmdTuples(r);
	if (text[0] && !num_parse_i64(str_z(text), &n))
		n = 0;
	if (affected)
		*affected = n;
	PQclear(r);
	return OK;
}

static err tenant_stream(struct db_scope *s, struct arena *a, const struct db_query *q, const void *in, db_row_fn *fn,
			 void *arg)
{
	PGresult *r = NULL;
	struct db_call call = { .query = q, .in = in, .arena = a, .each = fn, .arg = arg };
	TRY(tenant_run(s, &call, &r));
	PQclear(r);
	return OK;
}

err db_tenant_one(tenant_db db, struct arena *a, const struct db_query *q, const void *in, void *row)
{
	return tenant_one(db.scope, a, q, in, row);
}
err db_tenant_many(tenant_db db, struct arena *a, const struct db_query *q, const void *in, struct db_rows *out)
{
	return tenant_many(db.scope, a, q, in, out);
}
err db_tenant_exec(tenant_db db, struct arena *a, const struct db_query *q, const void *in, int64_t *affected)
{
	return tenant_exec(db.scope, a, q, in, affected);
}
err db_tenant_stream(tenant_db db, struct arena *a, const struct db_query *q, const void *in, db_row_fn *fn, void *arg)
{
	return tenant_stream(db.scope, a, q, in, fn, arg);
}
err db_system_one(system_db db, struct arena *a, const struct db_query *q, const void *in, void *row)
{
	return tenant_one(db.scope, a, q, in, row);
}
err db_system_many(system_db db, struct arena *a, const struct db_query *q, const void *in, struct db_rows *out)
{
	return tenant_many(db.scope, a, q, in, out);
}
err db_system_exec(system_db db, struct arena *a, const struct db_query *q, const void *in, int64_t *affected)
{
	return tenant_exec(db.scope, a, q, in, affected);
}
err db_system_stream(system_db db, struct arena *a, const struct db_query *q, const void *in, db_row_fn *fn, void *arg)
{
	return tenant_stream(db.scope, a, q, in, fn, arg);
}

/* ------------------------------------------------------------------------------------------------------
 * transactions */

static err tenant_control(struct db_scope *s, const char *sql)
{
	PGresult *r = NULL;
	struct db_call call = { .control = sql };
	TRY(db_conn_call(s->conn, s, &call, &r));
	PQclear(r);
	return OK;
}

static err tenant_savepoint(struct db_scope *s, const char *verb, unsigned depth)
{
	char sql[48];
	snprintf(sql, sizeof(sql), "%s s%u", verb, depth);
	return tenant_control(s, sql);
}

static err db_tenant_begin(struct db_scope *s, struct db_tx *tx)
{
	*tx = (struct db_tx){};
	if (s->conn) {
		if (err_is(s->failure))
			return s->failure;
		TRY(tenant_savepoint(s, "savepoint", s->depth + 1));
		s->depth++;
		*tx = (struct db_tx){ .scope = s, .depth = s->depth };
		return OK;
	}
	struct db_scope *own = calloc(1, sizeof(*own) + s->user.n + 1);
	if (!own)
		abort();
	*own = (struct db_scope){ .db = s->db, .tenant = s->tenant };
	char *id = (char *)(own + 1);
	if (s->user.n)
		memcpy(id, s->user.p, s->user.n);
	own->user = str_of(id, s->user.n);
	err e = db_checkout(s->db, &own->conn);
	if (err_is(e)) {
		free(own);
		return e;
	}
	*tx = (struct db_tx){ .scope = own, .own = own };
	return OK;
}

static void tenant_finish(struct db_tx *tx)
{
	db_checkin(tx->own->db, tx->own->conn);
	free(tx->own);
	*tx = (struct db_tx){};
}

static void db_tenant_rollback(struct db_tx *tx)
{
	struct db_scope *s = tx->scope;
	if (!s)
		return;
	bool send = s->begun && !s->conn->lost;
	if (tx->own) {
		if (send && err_is(tenant_control(s, "rollback")))
			s->conn->lost = true;
		tenant_finish(tx);
		return;
	}
	err before = s->failure;
	s->failure = OK;
	s->depth = tx->depth - 1;
	if (!send || err_is(tenant_savepoint(s, "rollback to", tx->depth)))
		s->failure = err_is(before) ? before : err_make(ERR_UNAVAILABLE, "the transaction is lost");
	*tx = (struct db_tx){};
}

static err db_tenant_commit(struct db_tx *tx)
{
	struct db_scope *s = tx->scope;
	if (!s)
		return err_make(ERR_BUG, "a commit of a transaction that is not open");
	if (err_is(s->failure)) {
		err e = s->failure;
		db_tenant_rollback(tx);
		return e;
	}
	err e = OK;
	if (!tx->own) {
		e = tenant_savepoint(s, "release", tx->depth);
		s->depth = tx->depth - 1;
		*tx = (struct db_tx){};
		return e;
	}
	if (s->begun && fault_point("db.commit")) {
		db_tenant_rollback(tx);
		return err_make(ERR_UNAVAILABLE, "fault: before the commit");
	}
	if (s->begun)
		e = tenant_control(s, "commit");
	if (s->begun && fault_point("db.committed"))
		e = err_make(ERR_UNCERTAIN, "fault: the answer to the commit was lost");
	tenant_finish(tx);
	return e;
}

err tenant_begin(tenant_db db, struct tenant_tx *tx)
{
	err e = db_tenant_begin(db.scope, &tx->tx);
	tx->db.scope = tx->tx.scope;
	return e;
}
err tenant_commit(struct tenant_tx *tx)
{
	return db_tenant_commit(&tx->tx);
}
void tenant_rollback(struct tenant_tx *tx)
{
	db_tenant_rollback(&tx->tx);
}
err system_begin(system_db db, struct system_tx *tx)
{
	err e = db_tenant_begin(db.scope, &tx->tx);
	tx->db.scope = tx->tx.scope;
	return e;
}
err system_begin_snapshot(system_db db, struct system_tx *tx)
{
	TRY(system_begin(db, tx));
	tx->tx.scope->snapshot = true;
	return OK;
}
err system_commit(struct system_tx *tx)
{
	return db_tenant_commit(&tx->tx);
}
void system_rollback(struct system_tx *tx)
{
	db_tenant_rollback(&tx->tx);
}
