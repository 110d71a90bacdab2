/* Prisma's migrations without Prisma: the same files, the same table "_prisma_migrations", the same lock, so that
 * `prisma migrate` and `loumass migrate` agree on a database. Each migration runs in a transaction of its own together
 * with its row; a failed one leaves nothing behind and is tried again by the next deploy.
 * Safe from many nodes at once. Refuses (ERR_CONFLICT, naming the migration) an applied migration whose file has
 * changed, one that Prisma left half applied, and a schema that was not made by migrations. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

struct migration {
	str name; /* 20261122000000_contract */
	str sql;
};
struct migrations {
	const struct migration *v; /* by name */
	size_t n;
};
/* Those that were in prisma/migrations when the program was built. */
struct migrations migrations_built_in(void);
/* Of a directory in Prisma's layout. ERR_NOT_FOUND, ERR_INVALID. */
err migrations_read(struct arena *a, const char *dir, struct migrations *out);

enum migration_state {
	MIGRATION_APPLIED,
	MIGRATION_PENDING,
	MIGRATION_CHANGED, /* applied, but its file is another now */
	MIGRATION_FAILED,  /* begun and not finished, by Prisma */
	MIGRATION_UNKNOWN, /* applied, but there is no such file: a newer program was here */
};
const char *migration_state_name(enum migration_state s); /* "applied", ... */

struct migration_status {
	str name;
	enum migration_state state;
	int64_t applied_at; /* µs; 0 when not applied */
};
struct migrate_report {
	struct migration_status *v; /* by name */
	size_t n;
	size_t pending, changed, failed, unknown;
	bool wall; /* the role of tenant queries exists, and this user may take it */
};
err migrate_status(struct db *db, struct arena *a, struct migrations m, struct migrate_report *out);

struct migrate_done {
	str *applied; /* names, in order */
	size_t n;
	bool wall;
};
/* Applies what is pending, then makes the role loumass_app, its grants and the partitions of the coming months.
 * ERR_CONFLICT as above, ERR_BUG: a migration does not apply; `why` says which and lives in the arena. */
err migrate_deploy(struct db *db, struct arena *a, struct migrations m, struct migrate_done *out);

/* The months of "EmailEvent" from now to two ahead. Call daily. */
err db_partitions_ensure(system_db db, struct arena *a);
