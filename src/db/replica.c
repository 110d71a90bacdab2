#include "db/replica.h"
#include "base/log.h"
#include "base/time.h"
#include "db/gen/sys_replica_q.h"
#include "db/scope.h"
#include <stdlib.h>
#include <time.h>

#define LOOK_EVERY US_PER_S
#define WRITERS 65536u /* tenants who wrote of late, by hash; sharing a place costs a read of the primary */

struct db_replica {
	struct db *db;	/* the replica's own pool */
	struct db *eye; /* one connection to the primary for the look, which must not wait for the others */
	int64_t max_lag;
	pthread_t thread;
	bool watched, stop;
	pthread_mutex_t lock; /* of what a look found */
	pthread_cond_t wake;
	int64_t caught_up; /* db_mono of the last look that found nothing left to replay; 0: none */
	int64_t lag;
	const char *why;
	_Atomic int64_t good_until; /* db_mono */
	_Atomic int64_t wrote[WRITERS];
	_Atomic uint64_t reads, fell_back;
};

err db_replica_open(struct db *primary, const struct db_replica_options *o)
{
	struct db *db;
	TRY(db_open(&o->db, &db));
	struct db_options one = { .url = primary->url,
				  .app_name = primary->app_name,
				  .connections = 1,
				  .connect_timeout_ms = o->db.connect_timeout_ms,
				  .checkout_timeout_ms = o->db.checkout_timeout_ms };
	struct db *eye;
	err e = db_open(&one, &eye);
	if (err_is(e)) {
		db_close(db);
		return e;
	}
	struct db_replica *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	db->of = primary;
	r->db = db;
	r->eye = eye;
	r->max_lag = o->max_lag;
	r->lag = -1;
	r->why = "it was not looked at yet";
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->wake, &attr);
	pthread_condattr_destroy(&attr);
	primary->replica = r;
	return OK;
}

void db_replica_close(struct db_replica *r)
{
	if (!r)
		return;
	if (r->watched) {
		pthread_mutex_lock(&r->lock);
		r->stop = true;
		pthread_cond_signal(&r->wake);
		pthread_mutex_unlock(&r->lock);
		pthread_join(r->thread, NULL);
	}
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
	db_close(r->db);
	db_close(r->eye);
	free(r);
}

/* ---------------------------------------------------------------------------------------------------------- the
 * look */

/* NULL: it may be read, if it is not too far behind. */
static const char *replica_unfit(const struct q_replica_of_row *p, const struct q_replica_of_row *r)
{
	if (p->recovery)
		return "DATABASE_URL leads to a server that takes no writes";
	if (!str_eq(p->cluster, r->cluster) || !str_eq(p->database, r->database))
		return "it is a replica of something else";
	if (!r->recovery)
		return "it takes writes itself: it is no replica (any more)";
	return NULL;
}

/* The primary is asked first, at `asked`: a replica that has replayed as much lacks nothing of before. Else it lacks at
 * most what came after its newest commit, and after the last time that it lacked nothing. */
static int64_t replica_lag_of(struct db_replica *r, int64_t asked, const struct q_replica_of_row *p,
			      const struct q_replica_of_row *q)
{
	if (q->at >= p->at)
		r->caught_up = asked;
	if (r->caught_up == asked)
		return 0;
	int64_t by_commit = q->replayed_at ? i64_max(p->now - q->replayed_at, 0) : INT64_MAX;
	int64_t by_look = r->caught_up ? asked - r->caught_up : INT64_MAX;
	int64_t lag = i64_min(by_commit, by_look);
	return lag == INT64_MAX ? -1 : lag;
}

static void replica_look(struct db *primary)
{
	struct db_replica *r = primary->replica;
	struct arena ARENA_AUTO a = {};
	struct q_replica_of_row p, q;
	int64_t asked = db_mono(), lag = -1;
	const char *why = NULL;
	if (err_is(q_replica_of(system_of(r->eye), &a, &p)))
		why = "the primary does not answer";
	else if (err_is(q_replica_of(system_of(r->db), &a, &q)))
		why = "it does not answer";
	else
		why = replica_unfit(&p, &q);
	pthread_mutex_lock(&r->lock);
	if (!why) {
		lag = replica_lag_of(r, asked, &p, &q);
		if (lag < 0 || lag >= r->max_lag)
			why = "it is too far behind";
		else if (db_tenant_wall(primary) && !db_tenant_wall(r->db))
			why = "its user may not take the role " DB_ROLE;
	}
	if (r->watched && why && !r->why)
		log_warn("replica.away", "reports are read from the primary: %s", why);
	else if (r->watched && !why && r->why)
		log_info("replica.read", "reports are read from the replica");
	r->lag = lag;
	r->why = why;
	r->good_until = why ? 0 : asked + r->max_lag - lag;
	pthread_mutex_unlock(&r->lock);
}

static void *replica_watch(void *arg)
{
	struct db *primary = arg;
	struct db_replica *r = primary->replica;
	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		pthread_mutex_unlock(&r->lock);
		replica_look(primary);
		pthread_mutex_lock(&r->lock);
		int64_t at = db_mono() + LOOK_EVERY;
		struct timespec t = { .tv_sec = at / US_PER_S, .tv_nsec = at % US_PER_S * 1000 };
		while (!r->stop && pthread_cond_timedwait(&r->wake, &r->lock, &t) == 0)
			;
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

err db_replica_watch(struct db *primary)
{
	struct db_replica *r = primary->replica;
	if (!r)
		return OK;
	r->watched = true;
	if (pthread_create(&r->thread, NULL, replica_watch, primary) == 0)
		return OK;
	r->watched = false;
	return err_make(ERR_IO, "no thread to watch the replica");
}

struct db_replica_state db_replica_state(struct db *db)
{
	struct db_replica *r = db->replica;
	if (!r)
		return (struct db_replica_state){ .why = "", .lag = -1 };
	if (!r->watched)
		replica_look(db);
	pthread_mutex_lock(&r->lock);
	struct db_replica_state s = {
		.configured = true,
		.fit = !r->why,
		.why = r->why ? r->why : "",
		.lag = r->lag,
		.max_lag = r->max_lag,
		.reads = r->reads,
		.fell_back = r->fell_back,
	};
	pthread_mutex_unlock(&r->lock);
	return s;
}

/* ---------------------------------------------------------------------------------------------------------- the
 * reads */

tenant_db tenant_report_of(struct db *db, struct arena *a, str user_id)
{
	tenant_db t = tenant_of(db, a, user_id);
	t.scope->report = db->replica != NULL;
	return t;
}

static _Atomic int64_t *replica_place_of(struct db_replica *r, str user_id)
{
	return &r->wrote[str_hash(user_id) % WRITERS];
}

void db_replica_wrote(struct db *db, str user_id)
{
	if (db->replica)
		*replica_place_of(db->replica, user_id) = db_mono();
}

static bool replica_may_read(struct db_replica *r, const struct db_scope *s, const struct db_call *call)
{
	int64_t now = db_mono(), wrote = *replica_place_of(r, s->user);
	return call->query && call->query->reads && now < r->good_until && (!wrote || now - wrote > r->max_lag);
}

/* Rows that were handed out cannot be taken back: after the first the answer is the replica's, whatever becomes of
 * it. */
struct counted {
	const struct db_call *call;
	bool given;
};
static err replica_count_row(void *arg, const void *row)
{
	struct counted *c = arg;
	c->given = true;
	return c->call->each(c->call->arg, row);
}

static err replica_read_there(struct db_replica *r, const struct db_scope *s, struct db_call *call, PGresult **res)
{
	struct db_scope there = { .db = r->db, .user = s->user, .tenant = true };
	struct db_conn *c;
	TRY(db_checkout(r->db, &c));
	err e = c->wall || !db_tenant_wall(s->db) ? db_conn_call(c, &there, call, res)
						  : err_make(ERR_UNAVAILABLE, "no tenant wall");
	db_checkin(r->db, c);
	return e;
}

bool db_replica_read(struct db_scope *s, const struct db_call *call, PGresult **res, err *out)
{
	struct db_replica *r = s->db->replica;
	if (!replica_may_read(r, s, call)) {
		r->fell_back++;
		return false;
	}
	struct counted counted = { .call = call };
	struct db_call own = *call;
	if (call->each) {
		own.each = replica_count_row;
		own.arg = &counted;
	}
	err e = replica_read_there(r, s, &own, res);
	if (err_is(e) && !counted.given) {
		r->fell_back++;
		if (e.code == ERR_UNAVAILABLE)
			r->good_until = 0; /* until the next look */
		return false;
	}
	r->reads++;
	*out = e;
	return true;
}
