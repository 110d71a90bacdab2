/* The tenant wall. Every query on tenants' data takes a tenant_db, a one-member struct passed by value: NULL and void *
 * do not compile in its place, and only tenant.c makes one, from a user id that an authenticated session, an API key or
 * a claimed job vouches for. Each tenant query runs as the role loumass_app with app.user_id set, in the same round
 * trip, so that row-level security shows it this tenant's rows only, whatever the query says.
 *
 * A system_db runs as the owner of the schema and sees everything: for log-in, claims, drains and migrations only.
 *
 * Outside a transaction a query is a transaction of its own and takes a connection for as long as it runs; the handles
 * are then thread-safe. Inside one (tx.db) they belong to the thread that began it. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/query.h"

struct db;
struct db_conn;
struct db_scope; /* db/scope.h, for db/ only */

typedef struct tenant_db {
	struct db_scope *scope;
} tenant_db;

typedef struct system_db {
	struct db_scope *scope;
} system_db;

/* Lives as long as the arena. user_id must come from where it was proven. An empty one sees no rows. */
tenant_db tenant_of(struct db *db, struct arena *a, str user_id);
str tenant_id(tenant_db db); /* valid as long as db */
/* Lives as long as db. */
system_db system_of(struct db *db);

/* Transactions (READ COMMITTED). The first statement takes BEGIN and the tenant with it: no extra round trip. After a
 * failed statement only rollback is possible; commit then answers the first failure. A begin on a handle that is in a
 * transaction already makes a savepoint: its rollback undoes only what came after, and the outer one may go on.
 *
 *	struct tenant_tx TENANT_TX_AUTO tx;
 *	TRY(tenant_begin(db, &tx));
 *	TRY(q_contact_insert(tx.db, a, &in, &row));
 *	TRY(tenant_commit(&tx));
 *
 * Declare it right before its begin, which always initialises it. */
struct db_tx {
	struct db_scope *scope; /* NULL: not open */
	struct db_scope *own;	/* freed at the end; NULL for a savepoint */
	unsigned depth;		/* 0: the transaction itself */
};
struct tenant_tx {
	tenant_db db;
	struct db_tx tx;
};
struct system_tx {
	system_db db;
	struct db_tx tx;
};

err tenant_begin(tenant_db db, struct tenant_tx *tx);
err tenant_commit(struct tenant_tx *tx);    /* ERR_UNCERTAIN: the answer was lost */
void tenant_rollback(struct tenant_tx *tx); /* nothing when it is not open */
#define TENANT_TX_AUTO __attribute__((cleanup(tenant_rollback)))

err system_begin(system_db db, struct system_tx *tx);
/* Reads as of one instant; a row that somebody else changed meanwhile cannot be changed (ERR_AGAIN). */
err system_begin_snapshot(system_db db, struct system_tx *tx);
err system_commit(struct system_tx *tx);
void system_rollback(struct system_tx *tx);
#define SYSTEM_TX_AUTO __attribute__((cleanup(system_rollback)))

/* Bulk writing by COPY (binary), inside a transaction: begun by the generated function of a :copy query, whose other
 * function adds a row. No other statement may run on the transaction meanwhile.
 *
 *	struct db_copy DB_COPY_AUTO copy;
 *	TRY(q_contact_stage(&tx, &copy));
 *	TRY(q_contact_stage_add(&copy, &row));          // as often as there are rows; buffers, sends in pieces
 *	TRY(db_copy_end(&copy, &rows));
 *
 * Row-level security does not admit COPY into its tables: a tenant copies into a temporary table and inserts from it.
 */
struct db_copy {
	struct db_scope *scope; /* NULL: not open */
	const struct db_query *query;
	char *buf;
	size_t n, cap;
};
err db_copy_add(struct db_copy *c, const void *row);
err db_copy_end(struct db_copy *c, int64_t *rows); /* rows may be NULL */
void db_copy_abort(struct db_copy *c);		   /* nothing when it is not open; the transaction is then failed */
#define DB_COPY_AUTO __attribute__((cleanup(db_copy_abort)))
