#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/public_addr.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/loumass-os-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static const char *in_dir(struct arena *a, const char *name)
{
	return file_join(a, str_z(dir), str_z(name)).p;
}

static void test_file(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	buf_init(&b, 100);
	assert_int_equal(file_read_all(in_dir(&a, "none"), 10, &b).code, ERR_NOT_FOUND);
	assert_int_equal(file_mkdirs(in_dir(&a, "x/y/z"), 0700).code, ERR_OK);
	assert_int_equal(file_mkdirs(in_dir(&a, "x/y/z"), 0700).code, ERR_OK);
	assert_true(file_is_dir(in_dir(&a, "x/y")));
	const char *path = in_dir(&a, "x/y/z/f");
	assert_int_equal(file_write_atomic(path, STR("one"), 0600).code, ERR_OK);
	assert_int_equal(file_write_atomic(path, STR("two more"), 0640).code, ERR_OK);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(file_read_all(path, 8, &b).code, ERR_OK);
	assert_true(str_eq(buf_str(&b), STR("two more")));
	assert_int_equal(file_read_all(path, 7, &b).code, ERR_LIMIT);
	assert_int_equal(file_mkdirs(in_dir(&a, "x/y/z/f"), 0700).code, ERR_IO);
	assert_int_equal(file_write_atomic(in_dir(&a, "no/where"), STR("1"), 0600).code, ERR_NOT_FOUND);
	assert_int_equal(file_remove(path).code, ERR_OK);
	assert_int_equal(file_remove(path).code, ERR_OK);
	assert_false(file_exists(path));
	rmdir(in_dir(&a, "x/y/z"));
	rmdir(in_dir(&a, "x/y"));
	rmdir(in_dir(&a, "x"));
	rmdir(dir);
}

static void test_process(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1000);
	int status = -1;
	const char *const echo[] = { "sh", "-c", "echo $GREETING; exit 3", NULL };
	const char *const env[] = { "GREETING=hello", NULL };
	struct process_options o = { .argv = echo, .env = env, .out = -1, .err = -1 };
	assert_int_equal(process_run(&o, &b, &status).code, ERR_OK);
	assert_true(str_eq(buf_str(&b), STR("hello\n")));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	char text[64];
	assert_string_equal(process_status_text(status, text), "exited with 3");

	const char *const none[] = { "/no/such/program", NULL };
	o = (struct process_options){ .argv = none, .out = -1, .err = -1 };
	pid_t pid;
	assert_int_equal(process_spawn(&o, &pid).code, ERR_NOT_FOUND);

	const char *const sleeper[] = { "sleep", "1000", NULL };
	o = (struct process_options){
		.argv = sleeper, .out = -1, .err = -1, .own_group = true, .die_with_us = SIGKILL
	};
	assert_int_equal(process_spawn(&o, &pid).code, ERR_OK);
	assert_true(process_alive(pid));
	assert_int_equal(process_wait_for(pid, 0, &status).code, ERR_AGAIN);
	kill(pid, SIGTERM);
	assert_int_equal(process_wait_for(pid, 60000, &status).code, ERR_OK);
	assert_string_equal(process_status_text(status, text), "killed by signal 15");
}

static void test_signals(void **state)
{
	(void)state;
	assert_int_equal(signals_init().code, ERR_OK);
	assert_int_equal(signals_wait(0), 0);
	kill(getpid(), SIGTERM);
	assert_int_equal(signals_wait(60000), SIGTERM);
	/* A child has the mask as it was: SIGTERM ends it. */
	const char *const argv[] = { "sh", "-c", "kill -TERM $$; sleep 1000", NULL };
	struct process_options o = { .argv = argv, .out = -1, .err = -1 };
	pid_t pid;
	int status;
	assert_int_equal(process_spawn(&o, &pid).code, ERR_OK);
	assert_int_equal(process_wait(pid, &status).code, ERR_OK);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void test_clock(void **state)
{
	(void)state;
	int64_t a = clock_mono();
	clock_sleep(2000);
	assert_true(clock_mono() - a >= 2000);
	assert_true(clock_now() > INT64_C(1600000000) * 1000000);
	assert_true(clock_coarse() > 0);
	int64_t lease = clock_lease();
	clock_sleep(2000);
	assert_true(clock_lease() - lease >= 2000);
}

/* Another clock is followed; only when it goes ahead of the time that has passed is that a jump. */
static void test_clock_jumps(void **state)
{
	(void)state;
	const int64_t hours = INT64_C(3) * 3600 * 1000000;
	int64_t now = clock_system();
	clock_follow(now + hours);
	assert_int_equal(clock_jumped(), 0); /* seen for the first time */
	assert_true(clock_now() >= now + hours);
	clock_follow(now + hours + 1000);
	assert_int_equal(clock_jumped(), 0);
	clock_follow(now); /* back */
	assert_int_equal(clock_jumped(), 0);
	assert_true(clock_now() < now + hours);
	int64_t before = clock_lease();
	clock_follow(now + hours);
	assert_true(clock_jumped() >= before);
	int64_t seen = clock_jumped();
	clock_follow(now + hours + 1000);
	assert_int_equal(clock_jumped(), seen);
	clock_follow(clock_system());
}

static bool is_public(const char *text)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} u = {};
	if (strchr(text, ':')) {
		u.v6.sin6_family = AF_INET6;
		assert_int_equal(inet_pton(AF_INET6, text, &u.v6.sin6_addr), 1);
	} else {
		u.v4.sin_family = AF_INET;
		assert_int_equal(inet_pton(AF_INET, text, &u.v4.sin_addr), 1);
	}
	return public_addr(&u.any);
}

static void test_addresses(void **state)
{
	static const char *const private[] = {
		"0.0.0.0",	   "10.1.2.3",	  "100.64.0.1",	 "127.0.0.1",	     "169.254.169.254", "172.16.0.1",
		"172.31.255.1",	   "192.0.0.8",	  "192.168.1.1", "198.18.0.1",	     "198.51.100.7",	"224.0.0.1",
		"255.255.255.255", "::",	  "::1",	 "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
		"fc00::1",	   "fd12::1",	  "ff02::1",	 "64:ff9b::7f00:1",  "2002:7f00:1::",	"2001::1",
		"2001:db8::1",	   "::127.0.0.1",
	};
	static const char *const public[] = { "8.8.8.8",      "172.32.0.1",	"100.128.0.1",
					      "2a00:1450::1", "2002:808:808::", "::ffff:8.8.8.8" };
	(void)state;
	for (size_t i = 0; i < sizeof(private) / sizeof(*private); i++)
		assert_false(is_public(private[i]));
	for (size_t i = 0; i < sizeof(public) / sizeof(*public); i++)
		assert_true(is_public(public[i]));
}

static void test_client_nets(void **state)
{
	static const char *const same[][2] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "2001:db8:1:2::1", "2001:db8:1:2::/64" },
		{ "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64" },
		{ "::1", "::/64" },
		{ "", "" },
		{ "no address", "no address" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		char net[CLIENT_NET_MAX];
		client_net(same[i][0], net);
		assert_string_equal(net, same[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),	    cmocka_unit_test(test_process),
		cmocka_unit_test(test_signals),	    cmocka_unit_test(test_clock),
		cmocka_unit_test(test_clock_jumps), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_client_nets),
	};
	return cmocka_run_group_tests(tests, make_dir, NULL);
}
