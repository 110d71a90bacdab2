#include "base/arena.h"
#include "db/cluster.h"
#include "db/db.h"
#include "db/gen/sys_db_q.h"
#include <ftw.h>
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

#define assert_ok(e)                                                                                                   \
	do {                                                                                                           \
		err e_ = (e);                                                                                          \
		assert_string_equal(e_.why ? e_.why : "", "");                                                         \
	} while (0)
#define assert_code(e, c) assert_int_equal((e).code, c)

static char dir[300];

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static int fresh_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/loumass-test.XXXXXX");
	return mkdtemp(dir) && chmod(dir, 0755) == 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}

static struct cluster *opened(void)
{
	struct cluster *c = NULL;
	assert_ok(cluster_open(&(struct cluster_options){ .data = dir, .scratch = true }, &c));
	return c;
}

static void answers(const char *url)
{
	struct db *db;
	assert_ok(db_open(&(struct db_options){ .url = url }, &db));
	assert_ok(db_ping(db));
	db_close(db);
}

static void it_is_made_started_found_and_stopped(void **state)
{
	(void)state;
	char url[CLUSTER_URL_MAX];
	struct cluster *c = opened(), *second;
	assert_code(cluster_open(&(struct cluster_options){ .data = dir }, &second), ERR_CONFLICT);
	assert_code(cluster_find(dir, url), ERR_UNAVAILABLE);
	assert_ok(cluster_start(c));
	assert_ok(cluster_start(c));
	answers(cluster_url(c));
	assert_ok(cluster_find(dir, url));
	assert_string_equal(url, cluster_url(c));
	assert_ok(cluster_stop(c));
	assert_false(cluster_alive(c));
	assert_ok(cluster_start(c)); /* the same one again */
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	cluster_close(c);
	assert_code(cluster_find(dir, url), ERR_UNAVAILABLE);
}

static void it_comes_back_after_a_kill(void **state)
{
	(void)state;
	struct cluster *c = opened();
	assert_ok(cluster_start(c));
	kill(cluster_pid(c), SIGKILL);
	while (cluster_alive(c))
		usleep(1000);
	assert_ok(cluster_start(c));
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	cluster_close(c);
}

static void a_running_one_is_adopted(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) { /* a supervisor that dies without a word */
		struct cluster *c;
		bool well = !err_is(cluster_open(&(struct cluster_options){ .data = dir, .scratch = true }, &c)) &&
			    !err_is(cluster_start(c));
		_exit(well ? 0 : 1);
	}
	int status;
	assert_true(waitpid(pid, &status, 0) == pid && status == 0);
	struct cluster *c = opened();
	assert_ok(cluster_start(c));
	assert_true(cluster_pid(c) > 0);
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	assert_false(cluster_alive(c));
	cluster_close(c);
}

static void a_stale_pid_file_is_no_obstacle(void **state)
{
	(void)state;
	struct cluster *c = opened();
	char path[400];
	snprintf(path, sizeof(path), "%s/pg/data/postmaster.pid", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%d\n%s/pg/data\n", (int)getpid(), dir); /* a stranger has the number now */
	fclose(f);
	assert_ok(cluster_start(c));
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	cluster_close(c);
}

static void a_long_path_keeps_its_socket_elsewhere(void **state)
{
	(void)state;
	char base[300], name[121];
	snprintf(base, sizeof(base), "%s", dir);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(dir, sizeof(dir), "%.100s/%s", base, name);
	struct cluster *c = opened();
	assert_ok(cluster_start(c));
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	cluster_close(c);
	snprintf(dir, sizeof(dir), "%s", base);
}

static void an_unreachable_place_is_replaced(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(dir, 0700), 0); /* root's alone, as /root is */
	struct cluster *c = opened();
	assert_ok(cluster_start(c));
	answers(cluster_url(c));
	assert_ok(cluster_stop(c));
	cluster_close(c);
	char link[400], *place;
	snprintf(link, sizeof(link), "%s/pg", dir);
	place = realpath(link, NULL);
	assert_non_null(place);
	assert_int_equal(strncmp(place, "/var/lib/loumass/", 17), 0);
	nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(place);
	rmdir("/var/lib/loumass");
}

int main(void)
{
#define WITH_DIR(f) cmocka_unit_test_setup_teardown(f, fresh_dir, remove_dir)
	const struct CMUnitTest tests[] = {
		WITH_DIR(it_is_made_started_found_and_stopped),
		WITH_DIR(it_comes_back_after_a_kill),
		WITH_DIR(a_running_one_is_adopted),
		WITH_DIR(a_stale_pid_file_is_no_obstacle),
		WITH_DIR(a_long_path_keeps_its_socket_elsewhere),
		WITH_DIR(an_unreachable_place_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
