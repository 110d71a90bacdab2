/* What a handle stands for, and the pool's inside. For db/ only. */
#pragma once
#include "db/conn.h"
#include "db/db.h"
#include <pthread.h>

struct db_scope {
	struct db *db;
	str user;	      /* the tenant; empty for a system scope */
	bool tenant;	      /* else system */
	bool report;	      /* reads may go to the replica */
	struct db_conn *conn; /* inside a transaction */
	bool begun;	      /* BEGIN has been sent */
	bool snapshot;	      /* as of one instant */
	bool copying;
	unsigned depth; /* savepoints open */
	err failure;	/* the first of the transaction */
	unsigned failed_depth;
};

struct db {
	char *url; /* without Prisma's own parameters */
	char *app_name;
	int connect_timeout_ms, statement_timeout_ms, checkout_timeout_ms;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct db_conn **idle; /* a stack: the latest used goes first, the rest may rest */
	size_t n_idle, n_open, limit, waiting;
	int64_t down_until; /* no connection attempt before */
	int64_t backoff;
	_Atomic bool down;   /* logged */
	_Atomic bool wall;   /* the latest connection could take the tenant's role */
	_Atomic bool pooled; /* the latest connection goes through a transaction pooler */
	_Atomic uint64_t queries, connects, failures, timeouts;
	struct db_scope system;
	struct db_replica *replica; /* db/replica.h; NULL: none */
	const struct db *of;	    /* this is the replica of that one; NULL: it is not one */
};

int64_t db_mono(void); /* µs */
/* A connection of the pool, healthy as far as one can see. ERR_UNAVAILABLE, ERR_AGAIN. */
err db_checkout(struct db *db, struct db_conn **out);
void db_checkin(struct db *db, struct db_conn *c);

/* A read of a report on the replica. False: the primary is to answer. True: *out is the outcome. */
bool db_replica_read(struct db_scope *s, const struct db_call *call, PGresult **res, err *out);
void db_replica_close(struct db_replica *r); /* takes NULL */
