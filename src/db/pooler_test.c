/* Through a PgBouncer in transaction mode: no prepared statements, no session state, the same walls. Skipped where
 * PgBouncer is not installed. */
#include "db/db.h"
#include "db/gen/suppression_q.h"
#include "db/gen/sys_db_q.h"
#include "db/listen.h"
#include "db/migrate.h"
#include "db/testing.h"
#include <ftw.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PGBOUNCER "/usr/sbin/pgbouncer"
#define assert_ok(e)                                                                                                   \
	do {                                                                                                           \
		err e_ = (e);                                                                                          \
		assert_string_equal(e_.why ? e_.why : "", "");                                                         \
	} while (0)
#define assert_code(e, c) assert_int_equal((e).code, c)

static char dir[64], pg_host[256];
static pid_t bouncer;

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

/* host=%2Ftmp%2F... of the cluster's URL, undone. */
static void find_host(const char *url)
{
	const char *p = strstr(url, "host=");
	size_t n = 0;
	assert_non_null(p);
	for (p += 5; *p && n + 1 < sizeof(pg_host); p++) {
		bool slash = strncmp(p, "%2F", 3) == 0;
		pg_host[n++] = slash ? '/' : *p;
		p += slash ? 2 : 0;
	}
	pg_host[n] = '\0';
}

static void start_bouncer(void)
{
	char path[128], ini[1024];
	const struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : NULL;
	find_host(testing_url());
	snprintf(dir, sizeof(dir), "/tmp/loumass-test.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/ini", dir);
	int n = snprintf(ini, sizeof(ini),
			 "[databases]\n* = host=%s user=loumass\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = %s\n"
			 "auth_type = any\npool_mode = transaction\ndefault_pool_size = 3\n",
			 pg_host, dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(ini, 1, (size_t)n, f), n);
	fclose(f);
	if (user)
		assert_true(chown(dir, user->pw_uid, user->pw_gid) == 0 &&
			    chown(path, user->pw_uid, user->pw_gid) == 0);
	bouncer = fork();
	if (bouncer == 0) {
		if (user && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
			_exit(126);
		execl(PGBOUNCER, PGBOUNCER, "-q", path, NULL);
		_exit(127);
	}
}

static void everything_works_through_a_transaction_pooler(void **state)
{
	(void)state;
	if (access(PGBOUNCER, X_OK) != 0)
		skip();
	start_bouncer();
	struct arena ARENA_AUTO a = {};
	struct db *db;
	str url = arena_printf(&a, "host=%s port=6432 user=loumass dbname=loumass", dir);
	assert_ok(db_open(&(struct db_options){ .url = url.p, .connections = 8 }, &db));
	assert_ok(db_wait(db, 10000));
	assert_true(db_pooled(db));
	struct migrate_done done;
	assert_ok(migrate_deploy(db, &a, migrations_built_in(), &done));
	assert_true(done.n == migrations_built_in().n && done.wall);
	testing_user(db, "ann");
	testing_user(db, "bob");

	const char *ids[] = { "ann", "bob" };
	for (int i = 0; i < 20; i++) {
		tenant_db t = tenant_of(db, &a, str_z(ids[i % 2]));
		struct tenant_tx TENANT_TX_AUTO tx;
		struct q_suppression_insert_row row;
		struct q_suppression_total_row total;
		str id = arena_printf(&a, "s%d", i), email = arena_printf(&a, "%d@example.com", i);
		assert_ok(tenant_begin(t, &tx));
		assert_ok(q_suppression_insert(
			tx.db, &a,
			&(struct q_suppression_insert_in){ .id = id, .email = email, .reason = STR("manual") }, &row));
		/* Meanwhile, on another server connection. */
		assert_ok(q_suppression_total(t, &a, &(struct q_suppression_total_in){ 0 }, &total));
		assert_int_equal(total.count, i / 2);
		assert_ok(tenant_commit(&tx));
		assert_ok(q_suppression_total(t, &a, &(struct q_suppression_total_in){ 0 }, &total));
		assert_int_equal(total.count, i / 2 + 1);
	}
	struct db_query slow = { .name = "slow", .sql = "select pg_sleep(60)", .timeout_ms = 20 };
	assert_code(db_system_exec(system_of(db), &a, &slow, NULL, NULL), ERR_AGAIN);

	static const char *const channels[] = { "x" };
	struct db_listener *l = db_listener_new(db, channels, 1);
	struct db_notice notice;
	assert_code(db_listener_wait(l, 20, &notice), ERR_AGAIN); /* deaf, and says nothing false */
	db_listener_free(l);
	struct db_lock *lock, *other;
	assert_ok(db_lock_take(db, 7, &lock));
	assert_code(db_lock_take(db, 7, &other), ERR_AGAIN);
	assert_true(db_lock_held(lock));
	db_lock_free(lock);
	db_close(db);
	kill(bouncer, SIGTERM);
	kill(bouncer, SIGINT);
	waitpid(bouncer, NULL, 0);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(everything_works_through_a_transaction_pooler) };
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	testing_end();
	return failed;
}
