#include "db/db.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/time.h"
#include "db/scope.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#define URL_MAX 4096u
#define BACKOFF_FIRST (100 * US_PER_MS)
#define BACKOFF_MAX (2 * US_PER_S)
#define IDLE_MAX (300 * US_PER_S)   /* a connection not needed for so long is given up */
#define WALL_RECHECK (5 * US_PER_S) /* a role made later is found without a restart */

static char *db_copy(const char *s)
{
	char *p = strdup(s);
	if (!p)
		abort();
	return p;
}

/* Parameters of Prisma's connection strings that libpq does not know and refuses. */
static bool db_prismas_own(str name)
{
	static const char *const names[] = { "schema",
					     "connection_limit",
					     "pool_timeout",
					     "pgbouncer",
					     "socket_timeout",
					     "statement_cache_size",
					     "sslidentity",
					     "sslpassword",
					     "sslaccept",
					     "max_idle_connection_lifetime",
					     "single_use_connections" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(name, str_z(names[i])))
			return true;
	}
	return false;
}

static err db_url_clean(const char *url, char **out)
{
	str s = str_upto(str_z(url), URL_MAX);
	size_t question = str_find_byte(s, '?');
	bool uri = str_starts(s, STR("postgres://")) || str_starts(s, STR("postgresql://"));
	if (!uri || question == STR_NPOS) {
		*out = db_copy(url);
		return OK;
	}
	struct buf BUF_AUTO b;
	buf_init(&b, URL_MAX + 1);
	buf_add(&b, str_upto(s, question));
	str rest = str_from(s, question + 1), piece;
	char before = '?';
	while (str_next(&rest, '&', &piece)) {
		str value = piece, name;
		str_next(&value, '=', &name);
		if (str_eq(name, STR("schema")) && !str_eq(value, STR("public")))
			return err_make(ERR_INVALID, "only the schema \"public\" is supported");
		if (db_prismas_own(name))
			continue;
		buf_add_byte(&b, before);
		buf_add(&b, piece);
		before = '&';
	}
	buf_add_byte(&b, '\0');
	TRY(buf_err(&b));
	*out = db_copy(b.p);
	return OK;
}

static err db_url_check(const char *url)
{
	char *why = NULL;
	PQconninfoOption *o = PQconninfoParse(url, &why);
	PQfreemem(why);
	if (!o)
		return err_make(ERR_INVALID,
				"cannot be read; it looks like postgresql://user:password@host:5432/database");
	PQconninfoFree(o);
	return OK;
}

static int db_or_default(int v, int fallback)
{
	return v ? v : fallback;
}

err db_open(const struct db_options *o, struct db **out)
{
	char *url;
	TRY(db_url_clean(o->url, &url));
	err e = db_url_check(url);
	if (err_is(e)) {
		free(url);
		return e;
	}
	/* Times without a zone are UTC everywhere, whatever the server's zone; poolers pass this one on. */
	setenv("PGTZ", "UTC", 1);
	struct db *db = calloc(1, sizeof(*db));
	if (!db)
		abort();
	db->url = url;
	db->app_name = db_copy(o->app_name ? o->app_name : "loumass");
	db->connect_timeout_ms = db_or_default(o->connect_timeout_ms, 5000);
	db->statement_timeout_ms = db_or_default(o->statement_timeout_ms, 30000);
	db->checkout_timeout_ms = db_or_default(o->checkout_timeout_ms, 10000);
	db->limit = o->connections ? size_min(o->connections, DB_CONNECTIONS_MAX) : DB_CONNECTIONS_DEFAULT;
	db->idle = calloc(db->limit, sizeof(struct db_conn *));
	if (!db->idle)
		abort();
	db->wall = true;
	db->system = (struct db_scope){ .db = db };
	pthread_mutex_init(&db->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&db->freed, &attr);
	pthread_condattr_destroy(&attr);
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_replica_close(db->replica);
	for (size_t i = 0; i < db->n_idle; i++)
		db_conn_close(db->idle[i]);
	pthread_cond_destroy(&db->freed);
	pthread_mutex_destroy(&db->lock);
	free(db->idle);
	free(db->app_name);
	free(db->url);
	free(db);
}

/* ------------------------------------------------------------------------------------------------------------ the
 * pool */

static void db_forget(struct db *db, struct db_conn *c)
{
	db_conn_close(c);
	pthread_mutex_lock(&db->lock);
	db->n_open--;
	pthread_cond_signal(&db->freed);
	pthread_mutex_unlock(&db->lock);
}

/* With the lock held: an idle connection, or leave to open one (*out NULL). */
static err db_take(struct db *db, int64_t deadline, struct db_conn **out)
{
	for (;;) {
		if (db->n_idle) {
			*out = db->idle[--db->n_idle];
			return OK;
		}
		if (db->n_open < db->limit) {
			if (db_mono() < db->down_until)
				return err_make(ERR_UNAVAILABLE, "the database cannot be reached");
			db->n_open++;
			*out = NULL;
			return OK;
		}
		struct timespec t = { .tv_sec = deadline / US_PER_S, .tv_nsec = deadline % US_PER_S * 1000 };
		db->waiting++;
		int rc = pthread_cond_timedwait(&db->freed, &db->lock, &t);
		db->waiting--;
		if (rc == ETIMEDOUT && !db->n_idle) {
			db->timeouts++;
			return err_make(ERR_AGAIN, "all connections to the database are busy");
		}
	}
}

static err db_open_one(struct db *db, struct db_conn **out)
{
	db->connects++;
	err e = db_conn_open(db, out);
	pthread_mutex_lock(&db->lock);
	if (err_is(e)) {
		db->failures++;
		db->n_open--;
		db->backoff = db->backoff ? i64_min(db->backoff * 2, BACKOFF_MAX) : BACKOFF_FIRST;
		db->down_until = db_mono() + db->backoff;
		db->down = true;
		pthread_cond_signal(&db->freed);
	} else {
		if (db->down)
			log_info("db.back", "the %s answers again", db->of ? "replica" : "database");
		db->down = false;
		db->backoff = 0;
		db->down_until = 0;
	}
	pthread_mutex_unlock(&db->lock);
	return e;
}

err db_checkout(struct db *db, struct db_conn **out)
{
	int64_t deadline = db_mono() + db->checkout_timeout_ms * US_PER_MS;
	for (;;) {
		struct db_conn *c = NULL;
		pthread_mutex_lock(&db->lock);
		err e = db_take(db, deadline, &c);
		pthread_mutex_unlock(&db->lock);
		TRY(e);
		if (!c)
			return db_open_one(db, out);
		bool recheck = !c->wall && db_mono() - c->wall_checked > WALL_RECHECK;
		if (!recheck && db_conn_healthy(c)) {
			*out = c;
			return OK;
		}
		db_forget(db, c);
	}
}

void db_checkin(struct db *db, struct db_conn *c)
{
	if (c->lost || PQtransactionStatus(c->pg) != PQTRANS_IDLE) {
		db_forget(db, c);
		return;
	}
	struct db_conn *old = NULL;
	c->idle_since = db_mono();
	pthread_mutex_lock(&db->lock);
	if (db->n_idle > 1 && c->idle_since - db->idle[0]->idle_since > IDLE_MAX) {
		old = db->idle[0];
		memmove(&db->idle[0], &db->idle[1], --db->n_idle * sizeof(db->idle[0]));
		db->n_open--;
	}
	db->idle[db->n_idle++] = c;
	if (db->waiting)
		pthread_cond_signal(&db->freed);
	pthread_mutex_unlock(&db->lock);
	db_conn_close(old);
}

/* -------------------------------------------------------------------------------------------------------------- the
 * rest */

err db_ping(struct db *db)
{
	static const struct db_query q = { .name = "db_ping", .sql = "select 1", .reads = true };
	static const struct db_field one = { .name = "one", .kind = DB_I64, .wire = DB_WIRE_INT4, .oid = 23 };
	struct db_query ping = q;
	ping.cols = &one;
	ping.n_cols = 1;
	ping.row_size = sizeof(int64_t);
	ping.once = true;
	struct arena ARENA_AUTO a = {};
	int64_t v;
	return db_system_one(system_of(db), &a, &ping, NULL, &v);
}

err db_wait(struct db *db, int ms)
{
	int64_t deadline = db_mono() + ms * US_PER_MS;
	for (;;) {
		err e = db_ping(db);
		if (!err_is(e) || db_mono() >= deadline)
			return e;
		poll(NULL, 0, 50);
	}
}

bool db_tenant_wall(struct db *db)
{
	return db->wall;
}

bool db_pooled(struct db *db)
{
	return db->pooled;
}

struct db_stats db_stats(struct db *db)
{
	pthread_mutex_lock(&db->lock);
	struct db_stats s = { .limit = db->limit, .open = db->n_open, .idle = db->n_idle, .waiting = db->waiting };
	pthread_mutex_unlock(&db->lock);
	s.queries = db->queries;
	s.connects = db->connects;
	s.failures = db->failures;
	s.timeouts = db->timeouts;
	return s;
}
