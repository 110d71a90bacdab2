#include "db/testing.h"
#include "db/migrate.h"
#include "db/scope.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct cluster *cluster;
static char dir[64];

static void testing_must(err e, const char *what)
{
	if (!err_is(e))
		return;
	fprintf(stderr, "testing: %s: %s\n", what, e.why);
	testing_end();
	abort();
}

struct cluster *testing_cluster(void)
{
	if (cluster)
		return cluster;
	snprintf(dir, sizeof(dir), "/tmp/loumass-test.XXXXXX");
	if (!mkdtemp(dir) || chmod(dir, 0755) != 0)
		abort();
	testing_must(cluster_open(&(struct cluster_options){ .data = dir, .scratch = true }, &cluster),
		     "making a scratch PostgreSQL");
	testing_must(cluster_start(cluster), "starting the scratch PostgreSQL");
	return cluster;
}

const char *testing_url(void)
{
	return cluster_url(testing_cluster());
}

struct db *testing_db(size_t connections)
{
	struct db *db;
	struct arena ARENA_AUTO a = {};
	struct migrate_done done;
	testing_must(
		db_open(&(struct db_options){ .url = testing_url(), .app_name = "test", .connections = connections },
			&db),
		"opening");
	testing_must(migrate_deploy(db, &a, migrations_built_in(), &done), "migrating");
	return db;
}

str testing_sql(struct db *db, struct arena *a, const char *sql)
{
	PGconn *pg;
	PGresult *r;
	testing_must(db_plain_open(db, true, &pg), "connecting");
	testing_must(db_plain_exec(pg, sql, &r), sql);
	str out = STR_NULL;
	if (PQntuples(r) && PQnfields(r) && !PQgetisnull(r, 0, 0))
		out = arena_dup(a, str_z(PQgetvalue(r, 0, 0)));
	PQclear(r);
	PQfinish(pg);
	return out;
}

void testing_user(struct db *db, const char *id)
{
	PGconn *pg;
	const char *values[] = { id };
	testing_must(db_plain_open(db, true, &pg), "connecting");
	testing_must(
		db_plain_params(
			pg,
			"insert into \"User\" (\"id\", \"email\", \"updatedAt\") values ($1, $1 || '@example.com', "
			"now()) on conflict do nothing",
			1, values, NULL),
		"making a user");
	PQfinish(pg);
}

static int testing_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

void testing_end(void)
{
	if (cluster) {
		err_ignore(cluster_stop(cluster)); /* the directory goes anyway */
		cluster_close(cluster);
		cluster = NULL;
	}
	if (dir[0])
		nftw(dir, testing_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	dir[0] = '\0';
}
