#include "db/migrate.h"
#include "db/testing.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define assert_ok(e)                                                                                                   \
	do {                                                                                                           \
		err e_ = (e);                                                                                          \
		assert_string_equal(e_.why ? e_.why : "", "");                                                         \
	} while (0)
#define assert_code(e, c) assert_int_equal((e).code, c)

/* An empty database beside the tests' own, and a pool on it. */
static struct db *fresh(struct arena *a, const char *name)
{
	struct db *db, *main_db = testing_db(1);
	testing_sql(main_db, a, arena_printf(a, "create database %s", name).p);
	db_close(main_db);
	const char *url = testing_url(), *query = strstr(url, "/loumass?");
	str mine = arena_printf(a, "%.*s/%s?%s", (int)(query - url), url, name, query + 9);
	assert_ok(db_open(&(struct db_options){ .url = mine.p }, &db));
	return db;
}

static const struct migration two[] = {
	{ STR_INIT("20260101000000_one"), STR_INIT("create table one (n int); insert into one values (1);") },
	{ STR_INIT("20260102000000_two"), STR_INIT("alter table one add column m int;") },
};

static void migrations_are_applied_once_and_reported(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db *db = fresh(&a, "once");
	struct migrations first = { two, 1 }, both = { two, 2 };
	struct migrate_report r;
	struct migrate_done done;
	assert_ok(migrate_status(db, &a, both, &r));
	assert_int_equal(r.pending, 2);
	assert_ok(migrate_deploy(db, &a, first, &done));
	assert_int_equal(done.n, 1);
	assert_true(done.wall);
	assert_ok(migrate_status(db, &a, both, &r));
	assert_true(r.n == 2 && r.pending == 1 && r.v[0].state == MIGRATION_APPLIED && r.v[0].applied_at > 0);
	assert_ok(migrate_deploy(db, &a, both, &done));
	assert_true(done.n == 1 && str_eq(done.applied[0], two[1].name));
	assert_ok(migrate_deploy(db, &a, both, &done));
	assert_int_equal(done.n, 0);
	/* The checksum is what Prisma writes: sha256 of the file. */
	assert_true(
		str_eq(testing_sql(db, &a, "select checksum from _prisma_migrations where migration_name like '%two'"),
		       testing_sql(db, &a, "select encode(sha256('alter table one add column m int;'), 'hex')")));
	assert_ok(migrate_status(db, &a, first, &r));
	assert_true(r.unknown == 1 && r.v[1].state == MIGRATION_UNKNOWN);
	db_close(db);
}

static void a_changed_file_is_refused_by_name(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db *db = fresh(&a, "changed");
	struct migration changed[] = { two[0], two[1] };
	struct migrations m = { changed, 2 };
	struct migrate_done done;
	struct migrate_report r;
	assert_ok(migrate_deploy(db, &a, (struct migrations){ two, 1 }, &done));
	changed[0].sql = STR("create table other (n int);");
	err e = migrate_deploy(db, &a, m, &done);
	assert_code(e, ERR_CONFLICT);
	assert_non_null(strstr(e.why, "20260101000000_one"));
	assert_ok(migrate_status(db, &a, m, &r));
	assert_true(r.changed == 1 && r.pending == 1);
	db_close(db);
}

static void a_failed_migration_leaves_nothing(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db *db = fresh(&a, "failed");
	struct migration bad[] = {
		two[0], { STR_INIT("20260102000000_bad"), STR_INIT("create table t (n int); select 1/0;") }
	};
	struct migrate_done done;
	struct migrate_report r;
	err e = migrate_deploy(db, &a, (struct migrations){ bad, 2 }, &done);
	assert_code(e, ERR_BUG);
	assert_non_null(strstr(e.why, "20260102000000_bad"));
	assert_ok(migrate_status(db, &a, (struct migrations){ bad, 2 }, &r));
	assert_true(r.v[0].state == MIGRATION_APPLIED && r.v[1].state == MIGRATION_PENDING);
	assert_true(str_absent(testing_sql(db, &a, "select to_regclass('t')::text")));
	bad[1].sql = STR("create table t (n int);");
	assert_ok(migrate_deploy(db, &a, (struct migrations){ bad, 2 }, &done));
	/* One that Prisma began and did not finish, and then the same resolved. */
	testing_sql(db, &a,
		    "update _prisma_migrations set finished_at = null, logs = 'boom' where migration_name like '%bad'");
	assert_code(migrate_deploy(db, &a, (struct migrations){ bad, 2 }, &done), ERR_CONFLICT);
	testing_sql(db, &a, "update _prisma_migrations set rolled_back_at = now() where finished_at is null");
	testing_sql(db, &a, "drop table t");
	assert_ok(migrate_deploy(db, &a, (struct migrations){ bad, 2 }, &done));
	assert_int_equal(done.n, 1);
	db_close(db);
}

static void a_schema_without_migrations_is_refused(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db *db = fresh(&a, "pushed");
	struct migrate_done done;
	testing_sql(db, &a, "create table \"User\" (id text)");
	assert_code(migrate_deploy(db, &a, migrations_built_in(), &done), ERR_CONFLICT);
	db_close(db);
}

static void the_built_in_ones_are_the_directorys(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct migrations built_in = migrations_built_in(), read;
	assert_ok(migrations_read(&a, MIGRATIONS_DIR, &read));
	assert_true(built_in.n == read.n && read.n > 0);
	for (size_t i = 0; i < read.n; i++) {
		assert_true(str_eq(built_in.v[i].name, read.v[i].name));
		assert_true(str_eq(built_in.v[i].sql, read.v[i].sql));
	}
	assert_code(migrations_read(&a, "/nonexistent", &read), ERR_NOT_FOUND);
}

static void beside_them_stand_grants_and_partitions(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct db *db = testing_db(1);
	str months = testing_sql(db, &a,
				 "select count(*)::text from pg_inherits where inhparent = '\"EmailEvent\"'::regclass");
	assert_true(str_eq(months, STR("4"))); /* this month, two ahead, the default */
	assert_ok(db_partitions_ensure(system_of(db), &a));
	str open = testing_sql(
		db, &a,
		"select count(*)::text from pg_class c where relkind = 'r' and not relrowsecurity and "
		"relnamespace = 'public'::regnamespace and has_table_privilege('loumass_app', c.oid, 'select')");
	assert_true(str_eq(open, STR("0")));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migrations_are_applied_once_and_reported),
		cmocka_unit_test(a_changed_file_is_refused_by_name),
		cmocka_unit_test(a_failed_migration_leaves_nothing),
		cmocka_unit_test(a_schema_without_migrations_is_refused),
		cmocka_unit_test(the_built_in_ones_are_the_directorys),
		cmocka_unit_test(beside_them_stand_grants_and_partitions),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	testing_end();
	return failed;
}
