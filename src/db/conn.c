#include "db/conn.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "db/scope.h"
#include "db/sqlstate.h"
#include "os/patience.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define IDLE_TX_MS "20000"	/* a transaction whose client says nothing is over, and its locks are free */
#define GRACE_US (5 * US_PER_S) /* the server's own statement time-out answers first */

int64_t db_mono(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

/* ----------------------------------------------------------------------------------------------------------
 * failures */

static void conn_no_newline(char *s)
{
	for (; *s; s++) {
		if (*s == '\n')
			*s = ' ';
	}
}

err db_result_err(const PGresult *r, const char *what)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (!state)
		return err_make(ERR_UNAVAILABLE, "the connection to the database was lost");
	enum err_code code = sqlstate_code(state);
	if (code == ERR_CONFLICT) {
		db_constraint_set(PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME));
	} else if (code == ERR_BUG) {
		/* Of other outcomes the text may quote values; of these it quotes only our own SQL. */
		const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
		log_error("db.bug", "%s: %s (%s)", what, text ? text : "", state);
	} else if (code == ERR_UNAVAILABLE || code == ERR_FORBIDDEN) {
		log_warn("db.refused", "%s: %s (%s)", what, sqlstate_why(state), state);
	}
	return err_make(code, sqlstate_why(state));
}

static void conn_on_notice(void *arg, const PGresult *r)
{
	(void)arg;
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	log_debug("db.notice", "%s", text ? text : "");
}

/* ---------------------------------------------------------------------------------------------------------
 * connecting */

static err conn_connect_plain(struct db *db, PGconn **out)
{
	char seconds[16];
	snprintf(seconds, sizeof(seconds), "%d", (db->connect_timeout_ms + 999) / 1000);
	/* What the url says comes later and wins, but for the encoding. */
	const char *keys[] = { "connect_timeout",  "keepalives_idle",  "keepalives_interval",
			       "keepalives_count", "tcp_user_timeout", "application_name",
			       "dbname",	   "client_encoding",  NULL };
	const char *values[] = { seconds, "30", "10", "3", "60000", db->app_name, db->url, "UTF8", NULL };
	PGconn *pg = PQconnectdbParams(keys, values, 1);
	if (!pg)
		abort();
	if (PQstatus(pg) != CONNECTION_OK) {
		if (!db->down) {
			char text[256];
			snprintf(text, sizeof(text), "%s", PQerrorMessage(pg));
			conn_no_newline(text);
			log_warn("db.connect", "%s", text);
		}
		PQfinish(pg);
		return err_make(ERR_UNAVAILABLE, "the database cannot be reached");
	}
	PQsetNoticeReceiver(pg, conn_on_notice, NULL);
	if (PQserverVersion(pg) < 140000) {
		log_error("db.connect", "PostgreSQL %d is too old: 14 or newer is needed", PQserverVersion(pg) / 10000);
		PQfinish(pg);
		return err_make(ERR_UNAVAILABLE, "PostgreSQL 14 or newer is needed");
	}
	*out = pg;
	return OK;
}

err db_plain_params(PGconn *pg, const char *sql, int n, const char *const *values, PGresult **res)
{
	PGresult *r = PQexecParams(pg, sql, n, NULL, values, NULL, NULL, 0);
	ExecStatusType s = PQresultStatus(r);
	if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK) {
		err e = db_result_err(r, "a statement");
		PQclear(r);
		return e;
	}
	if (res)
		*res = r;
	else
		PQclear(r);
	return OK;
}

err db_plain_exec(PGconn *pg, const char *sql, PGresult **res)
{
	return db_plain_params(pg, sql, 0, NULL, res);
}

/* Whether the session's user may take the tenants' role: SET is a right of its own since PostgreSQL 16. */
static const char probe_sql[] = "select pg_backend_pid(), coalesce((select pg_has_role(oid, case when "
				"current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) "
				"from pg_roles where rolname = "
				"'" DB_ROLE "'), false), to_regclass('public._prisma_migrations') is not null";

err db_probe(PGconn *pg, struct db_probe *out)
{
	PGresult *r;
	TRY(db_plain_exec(pg, probe_sql, &r));
	uint64_t pid = 0;
	out->pooled = !num_parse_u64(str_z(PQgetvalue(r, 0, 0)), &pid) || (int)pid != PQbackendPID(pg);
	out->wall = PQgetvalue(r, 0, 1)[0] == 't';
	out->migrated = PQgetvalue(r, 0, 2)[0] == 't';
	PQclear(r);
	return OK;
}

/* What the server does about a client that it cannot reach any more: without this it keeps the locks of a transaction
 * that was open when the network failed, for the hours of the system's own keepalives. */
static err conn_set_timeouts(PGconn *pg, const struct db *db)
{
	char sql[384];
	snprintf(sql, sizeof(sql),
		 "select set_config('statement_timeout','%d',false), "
		 "set_config('idle_in_transaction_session_timeout','" IDLE_TX_MS "',false), "
		 "set_config('tcp_keepalives_idle','15',false), set_config('tcp_keepalives_interval','5',false), "
		 "set_config('tcp_keepalives_count','3',false), set_config('tcp_user_timeout','60000',false)",
		 db->statement_timeout_ms > 0 ? db->statement_timeout_ms : 0);
	return db_plain_exec(pg, sql, NULL);
}

err db_plain_open(struct db *db, bool timeouts, PGconn **out)
{
	PGconn *pg;
	TRY(conn_connect_plain(db, &pg));
	struct db_probe probe;
	err e = db_probe(pg, &probe);
	if (!err_is(e) && timeouts && !probe.pooled)
		e = conn_set_timeouts(pg, db);
	if (err_is(e)) {
		PQfinish(pg);
		return e;
	}
	*out = pg;
	return OK;
}

static void conn_note_wall(struct db *db, bool wall)
{
	bool before = db->wall;
	db->wall = wall;
	if (db->of) /* db/replica.c says it */
		return;
	if (before && !wall)
		log_warn("db.wall_down",
			 "the database's role " DB_ROLE " is missing or refused: tenants are kept apart by the "
			 "queries alone; run `loumass migrate deploy` as a user who may create roles");
	else if (!before && wall)
		log_info("db.wall_up", "row-level security is in force for tenants");
}

err db_conn_open(struct db *db, struct db_conn **out)
{
	PGconn *pg;
	TRY(conn_connect_plain(db, &pg));
	struct db_probe probe;
	err e = db_probe(pg, &probe);
	if (!err_is(e) && !probe.pooled)
		e = conn_set_timeouts(pg, db);
	if (!err_is(e) && !PQenterPipelineMode(pg))
		e = err_make(ERR_BUG, "a connection refuses pipeline mode");
	if (err_is(e)) {
		PQfinish(pg);
		return e;
	}
	struct db_conn *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->pg = pg;
	c->pooled = probe.pooled;
	c->wall = probe.wall;
	c->wall_checked = db_mono();
	db->pooled = probe.pooled;
	if (probe.wall || probe.migrated)
		conn_note_wall(db, probe.wall);
	*out = c;
	return OK;
}

void db_conn_close(struct db_conn *c)
{
	if (!c)
		return;
	PQfinish(c->pg);
	free(c->statements);
	free(c);
}

/* Nothing may have arrived on an idle connection: if something has, it is the server's farewell. */
bool db_conn_healthy(struct db_conn *c)
{
	struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
	if (c->lost || PQstatus(c->pg) != CONNECTION_OK || p.fd < 0)
		return false;
	if (poll(&p, 1, 0) == 0)
		return true;
	/* A parameter or a notice may arrive at any time too. */
	if (!PQconsumeInput(c->pg) || PQstatus(c->pg) != CONNECTION_OK)
		return false;
	return poll(&p, 1, 0) == 0 && PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

/* --------------------------------------------------------------------------------------------------- statement
 * cache */

static size_t conn_slot_of(const struct db_conn *c, const struct db_query *q)
{
	size_t i = ((uintptr_t)q >> 4) * 0x9E3779B97F4A7C15u >> 20 & (c->cap_statements - 1);
	while (c->statements[i].query && c->statements[i].query != q)
		i = (i + 1) & (c->cap_statements - 1);
	return i;
}

static struct db_statement *conn_statement_find(struct db_conn *c, const struct db_query *q)
{
	if (!c->cap_statements)
		return NULL;
	struct db_statement *s = &c->statements[conn_slot_of(c, q)];
	return s->query ? s : NULL;
}

static struct db_statement *conn_statement_add(struct db_conn *c, const struct db_query *q, uint32_t number)
{
	if (c->n_statements * 2 >= c->cap_statements) {
		struct db_conn old = *c;
		c->cap_statements = old.cap_statements ? old.cap_statements * 2 : 64;
		c->statements = calloc(c->cap_statements, sizeof(*c->statements));
		if (!c->statements)
			abort();
		for (size_t i = 0; i < old.cap_statements; i++) {
			if (old.statements[i].query)
				c->statements[conn_slot_of(c, old.statements[i].query)] = old.statements[i];
		}
		free(old.statements);
	}
	struct db_statement *s = &c->statements[conn_slot_of(c, q)];
	*s = (struct db_statement){ .query = q, .number = number };
	c->n_statements++;
	return s;
}

/* ------------------------------------------------------------------------------------------------------- round
 * trips */

enum piece { PIECE_BEGIN, PIECE_PREAMBLE_PREPARE, PIECE_PREAMBLE, PIECE_PREPARE, PIECE_CALL };

struct flight {
	enum piece pieces[8];
	int n;
	unsigned set;	 /* the preamble */
	uint32_t number; /* of the statement */
	bool prepared;	 /* by name, here or before */
	struct db_args args;
};

static bool conn_send_text(struct db_conn *c, struct flight *f, enum piece piece, const char *sql, int n,
			   const char *const *values, const int *lengths)
{
	static const Oid text[] = { 25, 25 };
	static const int binary[] = { 1, 1 };
	f->pieces[f->n++] = piece;
	return PQsendQueryParams(c->pg, sql, n, text, values, lengths, binary, 1);
}

/* What a transaction or a query of its own begins with: bits of a preamble. */
#define SET_TENANT 1u
#define SET_TIMEOUT 2u
#define SET_PLAN 4u
#define SET_CUSTOM 16u
#define SET_IDLE 8u /* only behind a pooler: else the session has it */

static unsigned conn_preamble_of(const struct db_conn *c, const struct db_scope *s, const struct db_call *call)
{
	bool first = !s->conn || !s->begun;
	unsigned set = 0;
	if (s->tenant && c->wall && first)
		set |= SET_TENANT;
	if ((c->pooled && first) || (call->query && call->query->timeout_ms))
		set |= SET_TIMEOUT;
	if (c->pooled && s->conn && first)
		set |= SET_IDLE;
	if (call->query && call->query->generic && !s->conn)
		set |= SET_PLAN; /* in a longer transaction it would stay for the others */
	if (call->query && call->query->custom && !s->conn)
		set |= SET_CUSTOM;
	return set;
}

static void conn_preamble_sql(unsigned set, char out[384])
{
	snprintf(out, 384, "select 1%s%s%s%s%s%s",
		 set & SET_TENANT ? ", set_config('role','" DB_ROLE "',true), set_config('app.user_id',$1,true)" : "",
		 set & SET_TIMEOUT ? ", set_config('statement_timeout'," : "",
		 set & SET_TIMEOUT ? (set & SET_TENANT ? "$2,true)" : "$1,true)") : "",
		 set & SET_PLAN ? ", set_config('plan_cache_mode','force_generic_plan',true)" : "",
		 set & SET_CUSTOM ? ", set_config('plan_cache_mode','force_custom_plan',true)" : "",
		 set & SET_IDLE ? ", set_config('idle_in_transaction_session_timeout','" IDLE_TX_MS "',true)" : "");
}

static bool conn_send_preamble(struct db_conn *c, struct db_scope *s, struct flight *f, int timeout_ms)
{
	static const Oid text[] = { 25, 25 };
	static const int binary[] = { 1, 1 };
	char ms[16], name[8], sql[384];
	const char *values[2];
	int lengths[2], n = 0;
	if (!f->set)
		return true;
	if (f->set & SET_TENANT) {
		values[n] = s->user.p ? s->user.p : "";
		lengths[n++] = (int)s->user.n;
	}
	if (f->set & SET_TIMEOUT) {
		lengths[n] = snprintf(ms, sizeof(ms), "%d", timeout_ms);
		values[n++] = ms;
	}
	conn_preamble_sql(f->set, sql);
	if (c->pooled)
		return conn_send_text(c, f, PIECE_PREAMBLE, sql, n, values, lengths);
	snprintf(name, sizeof(name), "p%u", f->set);
	if (!c->preamble_ready[f->set]) {
		f->pieces[f->n++] = PIECE_PREAMBLE_PREPARE;
		if (!PQsendPrepare(c->pg, name, sql, n, text))
			return false;
	}
	f->pieces[f->n++] = PIECE_PREAMBLE;
	return PQsendQueryPrepared(c->pg, name, n, values, lengths, binary, 1);
}

static bool conn_send_query(struct db_conn *c, const struct db_call *call, struct flight *f)
{
	const struct db_query *q = call->query;
	const struct db_args *v = &f->args;
	if (c->pooled || q->once) {
		f->pieces[f->n++] = PIECE_CALL;
		return PQsendQueryParams(c->pg, q->sql, v->n, v->types, v->values, v->lengths, v->formats, 1);
	}
	char name[16];
	const struct db_statement *st = conn_statement_find(c, q);
	f->prepared = true;
	f->number = st ? st->number : ++c->serial;
	snprintf(name, sizeof(name), "q%u", f->number);
	if (!st) {
		f->pieces[f->n++] = PIECE_PREPARE;
		if (!PQsendPrepare(c->pg, name, q->sql, v->n, v->types))
			return false;
	}
	f->pieces[f->n++] = PIECE_CALL;
	return PQsendQueryPrepared(c->pg, name, v->n, v->values, v->lengths, v->formats, 1);
}

static bool conn_send_flight(struct db_conn *c, struct db_scope *s, const struct db_call *call, struct flight *f,
			     int timeout_ms)
{
	bool begin = s->conn && !s->begun;
	if (begin && !conn_send_text(c, f, PIECE_BEGIN, s->snapshot ? "begin isolation level repeatable read" : "begin",
				     0, NULL, NULL))
		return false;
	if (!conn_send_preamble(c, s, f, timeout_ms))
		return false;
	if (call->query && !conn_send_query(c, call, f))
		return false;
	if (call->control && !conn_send_text(c, f, PIECE_CALL, call->control, 0, NULL, NULL))
		return false;
	return PQpipelineSync(c->pg);
}

static void conn_cancel(struct db_conn *c)
{
	PGcancel *k = PQgetCancel(c->pg);
	char text[256];
	if (k)
		PQcancel(k, text, sizeof(text));
	PQfreeCancel(k);
}

/* NULL: the end of a piece's results, or the connection is lost. watched: nobody but whoever asked wants it; when they have gone it is
 * cancelled, once. */
static PGresult *conn_next_result(struct db_conn *c, int64_t deadline, bool *watched)
{
	while (PQisBusy(c->pg)) {
		struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
		int64_t left = deadline ? deadline - db_mono() : 0;
		int64_t most = *watched ? PATIENCE_LOOK_US / US_PER_MS : INT32_MAX;
		if (deadline && left <= 0) {
			c->lost = true;
			return NULL;
		}
		if (deadline)
			most = i64_min(most, left / US_PER_MS + 1);
		int ready = poll(&p, 1, deadline || *watched ? (int)most : -1);
		if (ready == 0 && *watched && patience_over()) {
			*watched = false;
			conn_cancel(c);
		}
		if (ready < 0 && errno != EINTR) {
			c->lost = true;
			return NULL;
		}
		if (ready > 0 && !PQconsumeInput(c->pg))
			break; /* PQgetResult says what is left to say */
	}
	PGresult *r = PQgetResult(c->pg);
	if (!r && PQstatus(c->pg) != CONNECTION_OK)
		c->lost = true;
	return r;
}

struct landing {
	int at;	    /* the piece whose results come now */
	bool done;  /* the call itself completed */
	bool told;  /* the server said what failed */
	bool retry; /* a cached plan is stale, or the server lost the statement */
	bool cancelled;
	err failure;   /* the first */
	PGresult *res; /* of the call */
};

static err conn_stream_row(struct db_conn *c, const struct db_call *call, const PGresult *r)
{
	(void)c;
	struct arena ARENA_AUTO row = {};
	void *v = arena_alloc(&row, call->query->row_size ? call->query->row_size : 1);
	TRY(db_rows_decode(&row, call->query, r, 1, v));
	return call->each(call->arg, v);
}

static void conn_piece_done(struct db_conn *c, const struct db_call *call, const struct flight *f, struct landing *l)
{
	switch (f->pieces[l->at]) {
	case PIECE_PREAMBLE_PREPARE: c->preamble_ready[f->set] = true; break;
	case PIECE_PREPARE: conn_statement_add(c, call->query, f->number); break;
	case PIECE_CALL: l->done = true; break;
	default: break;
	}
}

static err conn_check_columns(struct db_conn *c, const struct db_call *call, const struct flight *f, const PGresult *r)
{
	struct db_statement *st = f->prepared ? conn_statement_find(c, call->query) : NULL;
	if (!call->query->n_cols || (st && st->checked))
		return OK; /* whatever rows come are not looked at */
	TRY(db_columns_check(call->query, r));
	if (st)
		st->checked = true;
	return OK;
}

static void conn_land_row(struct db_conn *c, const struct db_call *call, const struct flight *f, struct landing *l,
			  const PGresult *r)
{
	if (err_is(l->failure))
		return;
	err e = conn_check_columns(c, call, f, r);
	if (!err_is(e))
		e = conn_stream_row(c, call, r);
	if (err_is(e)) {
		l->failure = e;
		l->cancelled = true;
		conn_cancel(c);
	}
}

static void conn_land_failure(struct db_conn *c, const struct db_call *call, struct landing *l, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (!state) {
		c->lost = true;
		return;
	}
	l->told = true;
	if (err_is(l->failure))
		return;
	l->retry = strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0 || strcmp(state, "42P05") == 0;
	if (l->retry)
		l->failure = err_make(ERR_AGAIN, "a prepared statement went stale");
	else
		l->failure = db_result_err(r, call->query ? call->query->name : call->control);
}

/* Takes r over. False: the round trip is over. */
static bool conn_land(struct db_conn *c, const struct db_call *call, const struct flight *f, struct landing *l,
		      PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);
	bool more = true;
	switch (status) {
	case PGRES_PIPELINE_SYNC: more = false; break;
	case PGRES_SINGLE_TUPLE: conn_land_row(c, call, f, l, r); break;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (l->at >= f->n)
			break;
		conn_piece_done(c, call, f, l);
		if (f->pieces[l->at] == PIECE_CALL && !call->each) {
			if (call->query && status == PGRES_TUPLES_OK && !err_is(l->failure))
				l->failure = conn_check_columns(c, call, f, r);
			PQclear(l->res);
			l->res = r;
			return true;
		}
		break;
	case PGRES_PIPELINE_ABORTED: break;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH: c->lost = true; break; /* never sent through here */
	default: conn_land_failure(c, call, l, r); break;
	}
	PQclear(r);
	return more;
}

static void conn_receive(struct db_conn *c, const struct db_call *call, const struct flight *f, struct landing *l,
			 int64_t deadline, bool watched)
{
	bool single = !call->each;
	while (!c->lost) {
		if (!single && l->at < f->n && f->pieces[l->at] == PIECE_CALL)
			single = PQsetSingleRowMode(c->pg) || true;
		PGresult *r = conn_next_result(c, deadline, &watched);
		if (!r)
			l->at++;
		else if (!conn_land(c, call, f, l, r))
			return;
	}
}

/* What a lost connection means for this call. A statement that failed before it was lost changed nothing; a commit may
 * have been done all the same. */
static err conn_lost_err(const struct db_scope *s, const struct db_call *call, const struct landing *l)
{
	bool commit = call->control && strcmp(call->control, "commit") == 0;
	bool change = !s->conn && call->query && !call->query->reads && !(l->told && !l->done);
	if (commit || change)
		return err_make(ERR_UNCERTAIN, "the connection was lost before the database said whether it was done");
	return err_make(ERR_UNAVAILABLE, "the connection to the database was lost");
}

static int conn_timeout_of(const struct db *db, const struct db_call *call)
{
	int ms = call->query && call->query->timeout_ms ? call->query->timeout_ms : db->statement_timeout_ms;
	return ms < 0 ? 0 : ms;
}

err db_conn_call(struct db_conn *c, struct db_scope *s, const struct db_call *call, PGresult **res)
{
	struct flight f;
	f.n = 0;
	f.prepared = false;
	if (call->query)
		TRY(db_args_encode(call->arena, call->query, call->in, s->user, &f.args));
	int timeout_ms = conn_timeout_of(s->db, call);
	f.set = conn_preamble_of(c, s, call);
	struct landing l = {};
	s->db->queries++;
	if (!conn_send_flight(c, s, call, &f, timeout_ms))
		c->lost = true;
	int64_t deadline = timeout_ms && !call->each ? db_mono() + timeout_ms * US_PER_MS + GRACE_US : 0;
	bool watched = !s->conn && call->query && call->query->reads && patience_get().over;
	conn_receive(c, call, &f, &l, deadline, watched);
	if (c->lost) {
		s->db->failures++;
		l.failure = conn_lost_err(s, call, &l);
		if (deadline && db_mono() >= deadline)
			s->db->timeouts++;
		log_warn("db.lost", "%s: %s", call->query ? call->query->name : call->control, l.failure.why);
	}
	if (s->conn)
		s->begun = true;
	if (l.retry)
		c->lost = true; /* a fresh connection has no stale statements */
	if (err_is(l.failure)) {
		PQclear(l.res);
		if (s->conn && !err_is(s->failure))
			s->failure = l.retry ? err_make(ERR_AGAIN, "the schema changed; try again") : l.failure;
		return l.failure;
	}
	*res = l.res;
	return OK;
}
