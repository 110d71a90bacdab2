#include "db/listen.h"
#include "base/log.h"
#include "base/time.h"
#include "db/scope.h"
#include "os/wake.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHANNELS_MAX 16u
#define RETRY_FIRST (200 * US_PER_MS)
#define RETRY_MAX (5 * US_PER_S)

struct db_listener {
	struct db *db;
	const char *channels[CHANNELS_MAX];
	size_t n;
	PGconn *pg; /* NULL: not connected */
	int wake_fd;
	int64_t retry_at, backoff;
	bool deaf; /* behind a pooler */
};

struct db_listener *db_listener_new(struct db *db, const char *const *channels, size_t n)
{
	struct db_listener *l = calloc(1, sizeof(*l));
	if (!l || n > CHANNELS_MAX)
		abort();
	l->db = db;
	l->n = n;
	memcpy(l->channels, channels, n * sizeof(channels[0]));
	l->wake_fd = wake_new();
	if (l->wake_fd < 0)
		abort();
	return l;
}

static void listen_disconnect(struct db_listener *l)
{
	PQfinish(l->pg);
	l->pg = NULL;
}

void db_listener_free(struct db_listener *l)
{
	if (!l)
		return;
	listen_disconnect(l);
	close(l->wake_fd);
	free(l);
}

void db_listener_wake(struct db_listener *l)
{
	wake_ring(l->wake_fd);
}

static err listen_subscribe(struct db_listener *l)
{
	struct db_probe probe;
	TRY(db_probe(l->pg, &probe));
	l->deaf = probe.pooled;
	for (size_t i = 0; i < l->n && !l->deaf; i++) {
		char sql[DB_CHANNEL_MAX + 16];
		snprintf(sql, sizeof(sql), "listen \"%s\"", l->channels[i]);
		TRY(db_plain_exec(l->pg, sql, NULL));
	}
	return OK;
}

static err listen_connect_again(struct db_listener *l)
{
	err e = db_plain_open(l->db, true, &l->pg);
	if (!err_is(e)) {
		e = listen_subscribe(l);
		if (err_is(e))
			listen_disconnect(l);
	}
	if (err_is(e)) {
		l->backoff = l->backoff ? i64_min(l->backoff * 2, RETRY_MAX) : RETRY_FIRST;
		l->retry_at = db_mono() + l->backoff;
		return e;
	}
	l->backoff = 0;
	if (l->deaf) {
		log_info("db.deaf", "behind a transaction pooler: no notifications, only polling");
		listen_disconnect(l);
	}
	return OK;
}

static bool listen_take(struct db_listener *l, struct db_notice *out)
{
	PGnotify *n = l->pg ? PQnotifies(l->pg) : NULL;
	if (!n)
		return false;
	*out = (struct db_notice){};
	snprintf(out->channel, sizeof(out->channel), "%s", n->relname);
	snprintf(out->payload, sizeof(out->payload), "%s", n->extra);
	PQfreemem(n);
	return true;
}

/* True: woken. */
static bool listen_rest(struct db_listener *l, int64_t until)
{
	struct pollfd p[2] = { { .fd = l->wake_fd, .events = POLLIN },
			       { .fd = l->pg ? PQsocket(l->pg) : -1, .events = POLLIN } };
	int64_t left = i64_max(until - db_mono(), 0);
	poll(p, 2, (int)i64_min(left / US_PER_MS + (left % US_PER_MS != 0), 1 << 30));
	if (p[1].revents && !PQconsumeInput(l->pg)) {
		listen_disconnect(l);
		l->retry_at = 0;
	}
	return p[0].revents && wake_clear(l->wake_fd);
}

err db_listener_wait(struct db_listener *l, int ms, struct db_notice *out)
{
	int64_t deadline = db_mono() + ms * US_PER_MS;
	for (;;) {
		if (listen_take(l, out))
			return OK;
		if (!l->pg && !l->deaf && db_mono() >= l->retry_at) {
			if (!err_is(listen_connect_again(l)) && !l->deaf) {
				*out = (struct db_notice){};
				return OK;
			}
		}
		int64_t until = l->pg || l->deaf ? deadline : i64_min(deadline, l->retry_at);
		if (listen_rest(l, until))
			return err_make(ERR_AGAIN, "woken");
		if (db_mono() >= deadline)
			return listen_take(l, out) ? OK : err_make(ERR_AGAIN, "nothing was heard");
	}
}

/* --------------------------------------------------------------------------------------------------------------
 * locks */

struct db_lock {
	PGconn *pg;
};

/* In a transaction that stays open: so it holds through a transaction pooler too. */
static err listen_take_lock(PGconn *pg, int64_t key)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)key);
	const char *values[] = { text };
	PGresult *r;
	TRY(db_plain_exec(pg, "begin", NULL));
	TRY(db_plain_exec(pg, "set local idle_in_transaction_session_timeout = 0", NULL));
	TRY(db_plain_params(pg, "select pg_try_advisory_xact_lock($1::int8)", 1, values, &r));
	bool got = PQgetvalue(r, 0, 0)[0] == 't';
	PQclear(r);
	return got ? OK : err_make(ERR_AGAIN, "another node has the lock");
}

err db_lock_take(struct db *db, int64_t key, struct db_lock **out)
{
	PGconn *pg;
	TRY(db_plain_open(db, true, &pg));
	err e = listen_take_lock(pg, key);
	if (err_is(e)) {
		PQfinish(pg);
		return e;
	}
	struct db_lock *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->pg = pg;
	*out = l;
	return OK;
}

bool db_lock_held(struct db_lock *l)
{
	return PQstatus(l->pg) == CONNECTION_OK && !err_is(db_plain_exec(l->pg, "select 1", NULL));
}

void db_lock_free(struct db_lock *l)
{
	if (!l)
		return;
	PQfinish(l->pg);
	free(l);
}
