/* For tests only: a scratch PostgreSQL of this process, migrated, with two tenants to tell apart. */
#pragma once
#include "base/arena.h"
#include "db/cluster.h"
#include "db/db.h"

/* Under a temporary directory; the same one for every call in a process. Aborts when it cannot be had. */
const char *testing_url(void);
/* A pool on it, with the migrations deployed. */
struct db *testing_db(size_t connections);
/* Inserts a "User" with this id and the address <id>@example.com; once is enough. */
void testing_user(struct db *db, const char *id);
/* As the owner, any SQL of the test's own; returns the first column of the first row (in the arena), absent when none.
 * Aborts on failure. */
str testing_sql(struct db *db, struct arena *a, const char *sql);
struct cluster *testing_cluster(void); /* to stop and start */
/* Stops the cluster and removes its directory; call at the end of main. */
void testing_end(void);
