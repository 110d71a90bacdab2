/* The journal under kill -9, torn and damaged files, a refusing disk, a full slot, and several processes. */
#include "base/arena.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "os/journal.h"
#include "os/journal_file.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/journal-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st, (void)flag, (void)f;
	return remove(path);
}

static int remove_dir(void **state)
{
	(void)state;
	fault_setup(NULL);
	return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void ok(err e)
{
	if (err_is(e))
		fail_msg("%s: %s", err_name(e.code), e.why);
}

static struct journal *opened(uint64_t segment_size)
{
	struct journal *j;
	ok(journal_open(&(struct journal_options){ .dir = dir, .segment_size = segment_size }, &j));
	return j;
}

static void put(struct journal *j, uint64_t i)
{
	char body[64];
	int n = snprintf(body, sizeof(body), "record %llu", (unsigned long long)i);
	ok(journal_append_sync(j, (uint16_t)(i % 7), str_of(body, (size_t)n)));
}

/* Reads on; checks that the numbers go up one by one from `want`; returns how many came. */
static uint64_t get_all(struct journal_reader *r, uint64_t want, struct journal_pos *end)
{
	struct journal_record rec;
	uint64_t n = 0;
	for (;;) {
		err e = journal_next(r, &rec);
		if (e.code == ERR_AGAIN)
			return n;
		ok(e);
		uint64_t i;
		assert_true(str_starts(rec.body, STR("record ")));
		assert_true(num_parse_u64(str_from(rec.body, 7), &i));
		assert_int_equal(i, want + n);
		assert_int_equal(rec.kind, i % 7);
		*end = rec.next;
		n++;
	}
}

static void in_order_and_drained(void **state)
{
	(void)state;
	struct journal *j = opened(200);
	struct journal_reader *r;
	struct journal_pos end = {};
	ok(journal_reader_new(j, NULL, &r));
	assert_int_equal(get_all(r, 0, &end), 0);
	assert_false(journal_wait(j, journal_reader_pos(r), 0));
	for (uint64_t i = 0; i < 100; i++)
		put(j, i);
	assert_true(journal_wait(j, (struct journal_pos){}, 0));
	assert_int_equal(get_all(r, 0, &end), 100);
	uint64_t before = journal_stats(j).bytes;
	ok(journal_drained(j, end));
	assert_true(journal_stats(j).bytes < before / 4);
	put(j, 100);
	put(j, 101);
	assert_int_equal(get_all(r, 100, &end), 2);
	journal_reader_free(r);
	journal_close(j); /* undrained: 100, 101 */

	j = opened(200);
	ok(journal_reader_new(j, NULL, &r));
	assert_int_equal(get_all(r, 100, &end), 2);
	assert_true(journal_pos_before(end, journal_own_start(j)));
	put(j, 102);
	assert_int_equal(get_all(r, 102, &end), 1);
	assert_false(journal_pos_before(end, journal_own_start(j)));
	ok(journal_drained(j, end));
	journal_reader_free(r);
	journal_close(j);
	assert_int_equal(journal_dir_bytes(dir), 0); /* all drained: nothing stays */
}

struct appender {
	struct journal *j;
	pthread_mutex_t mu;
	uint64_t called, failed;
	unsigned id;
};

static void on_durable(void *arg, err e)
{
	struct appender *a = arg;
	pthread_mutex_lock(&a->mu);
	a->called++;
	a->failed += err_is(e);
	pthread_mutex_unlock(&a->mu);
}

static void *append_many(void *arg)
{
	struct appender *a = arg;
	for (uint32_t i = 0; i < 5000; i++) {
		char body[300] = {};
		memcpy(body, &a->id, sizeof(a->id));
		memcpy(body + 4, &i, sizeof(i));
		if (err_is(journal_append(a->j, 1, str_of(body, 8 + i % 290), on_durable, a)))
			abort();
	}
	return NULL;
}

static void many_threads_one_sync(void **state)
{
	(void)state;
	enum { THREADS = 8 };
	struct journal *j = opened(1 << 20);
	struct appender a[THREADS] = {};
	pthread_t t[THREADS];
	for (unsigned i = 0; i < THREADS; i++) {
		a[i] = (struct appender){ .j = j, .id = i, .mu = PTHREAD_MUTEX_INITIALIZER };
		assert_int_equal(pthread_create(&t[i], NULL, append_many, &a[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	ok(journal_sync(j));
	struct journal_reader *r;
	struct journal_record rec;
	uint32_t next[THREADS] = {};
	ok(journal_reader_new(j, NULL, &r));
	for (unsigned n = 0; n < THREADS * 5000; n++) {
		ok(journal_next(r, &rec));
		uint32_t who, i;
		memcpy(&who, rec.body.p, 4);
		memcpy(&i, rec.body.p + 4, 4);
		assert_true(who < THREADS);
		assert_int_equal(i, next[who]++);
		assert_int_equal(rec.body.n, 8 + i % 290);
	}
	assert_int_equal(journal_next(r, &rec).code, ERR_AGAIN);
	struct journal_stats s = journal_stats(j);
	assert_int_equal(s.appended, THREADS * 5000);
	assert_true(s.syncs < s.appended); /* commits are shared */
	ok(journal_drained(j, journal_reader_pos(r)));
	journal_reader_free(r);
	journal_close(j);
	for (unsigned i = 0; i < THREADS; i++) {
		assert_int_equal(a[i].called, 5000);
		assert_int_equal(a[i].failed, 0);
	}
}

/* A child appends, tells of each confirmed record through a pipe, and is killed; all it told of must be read. */
static void killed_at_random(void **state)
{
	(void)state;
	uint64_t seed = 42, drained = 0, confirmed_all = 0;
	for (int round = 0; round < 25; round++) {
		int p[2];
		assert_int_equal(pipe(p), 0);
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			struct journal *j;
			if (err_is(journal_open(&(struct journal_options){ .dir = dir, .segment_size = 4096 }, &j)))
				_exit(1);
			for (uint64_t i = 0;; i++) {
				char body[64];
				int n = snprintf(body, sizeof(body), "record %llu", (unsigned long long)i);
				if (err_is(journal_append_sync(j, (uint16_t)(i % 7), str_of(body, (size_t)n))) ||
				    write(p[1], &i, sizeof(i)) != (ssize_t)sizeof(i))
					_exit(1);
			}
		}
		close(p[1]);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		uint64_t stop_at = seed >> 58, i = 0, confirmed = 0;
		while (confirmed < stop_at && read(p[0], &i, sizeof(i)) == (ssize_t)sizeof(i))
			confirmed = i + 1;
		kill(pid, SIGKILL);
		while (read(p[0], &i, sizeof(i)) == (ssize_t)sizeof(i))
			confirmed = i + 1;
		close(p[0]);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		confirmed_all += confirmed;

		struct journal *j;
		struct journal_reader *r;
		struct journal_pos end = {};
		err e = journal_adopt(&(struct journal_options){ .dir = dir }, &j);
		if (e.code == ERR_NOT_FOUND) {
			assert_int_equal(confirmed, 0);
			continue;
		}
		ok(e);
		ok(journal_reader_new(j, NULL, &r));
		uint64_t n = get_all(r, 0, &end);
		assert_true(n >= confirmed);
		drained += n;
		ok(journal_drained(j, journal_reader_pos(r)));
		journal_reader_free(r);
		journal_close(j);
		assert_int_equal(journal_dir_bytes(dir), 0);
	}
	assert_true(drained >= confirmed_all);
}

static void segment_path(char *out, size_t n, uint64_t number)
{
	(void)snprintf(out, n, "%s/0/%020llu.log", dir, (unsigned long long)number);
}

static void torn_at_every_byte(void **state)
{
	(void)state;
	char path[128], whole[512];
	struct journal *j = opened(0);
	for (uint64_t i = 0; i < 5; i++)
		put(j, i);
	journal_close(j);
	segment_path(path, sizeof(path), 1);
	int fd = open(path, O_RDWR);
	ssize_t size = read(fd, whole, sizeof(whole));
	size_t each = JOURNAL_RECORD_HEADER + 8;
	assert_int_equal(size, JOURNAL_HEADER + 5 * each);
	for (ssize_t cut = size - 1; cut >= (ssize_t)JOURNAL_HEADER; cut--) {
		assert_int_equal(ftruncate(fd, cut), 0);
		struct journal_reader *r;
		struct journal_pos end;
		if (err_is(journal_adopt(&(struct journal_options){ .dir = dir }, &j)))
			break; /* only the header is left */
		ok(journal_reader_new(j, NULL, &r));
		assert_int_equal(get_all(r, 0, &end), ((size_t)cut - JOURNAL_HEADER) / each);
		assert_int_equal(journal_stats(j).skipped, ((size_t)cut - JOURNAL_HEADER) % each);
		journal_reader_free(r);
		journal_close(j);
	}
	close(fd);
}

static void damage_costs_one_record(void **state)
{
	(void)state;
	char path[128];
	size_t each = JOURNAL_RECORD_HEADER + 8;
	struct journal *j = opened(0);
	for (uint64_t i = 0; i < 5; i++)
		put(j, i);
	journal_close(j);
	segment_path(path, sizeof(path), 1);
	int fd = open(path, O_RDWR);
	for (size_t at = JOURNAL_HEADER + 2 * each; at < JOURNAL_HEADER + 3 * each; at++) {
		char was, other;
		assert_int_equal(pread(fd, &was, 1, (off_t)at), 1);
		other = (char)(was ^ 0x21);
		assert_int_equal(pwrite(fd, &other, 1, (off_t)at), 1);
		struct journal_reader *r;
		struct journal_record rec;
		ok(journal_adopt(&(struct journal_options){ .dir = dir }, &j));
		ok(journal_reader_new(j, NULL, &r));
		const char *want = "0134";
		for (int i = 0; i < 4; i++) {
			ok(journal_next(r, &rec));
			assert_int_equal(rec.body.p[7], want[i]);
		}
		assert_int_equal(journal_next(r, &rec).code, ERR_AGAIN);
		assert_int_equal(journal_stats(j).skipped, each);
		journal_reader_free(r);
		journal_close(j);
		assert_int_equal(pwrite(fd, &was, 1, (off_t)at), 1);
	}
	close(fd);
}

static void refuses_at_its_limit(void **state)
{
	(void)state;
	struct journal *j;
	ok(journal_open(&(struct journal_options){ .dir = dir, .limit = 8192 }, &j));
	uint64_t n = 0;
	char body[100] = "record ";
	err e;
	while (!err_is(e = journal_append_sync(j, 0, str_of(body, sizeof(body)))))
		n++;
	assert_int_equal(e.code, ERR_LIMIT);
	assert_true(n > 50 && journal_stats(j).bytes <= 8192);
	struct journal_reader *r;
	struct journal_record rec;
	ok(journal_reader_new(j, NULL, &r));
	uint64_t got = 0;
	while (!err_is(journal_next(r, &rec)))
		got++;
	assert_int_equal(got, n);
	ok(journal_drained(j, journal_reader_pos(r)));
	ok(journal_append_sync(j, 0, STR("record again"))); /* draining gives room */
	journal_reader_free(r);
	journal_close(j);
}

static void disk_refuses(void **state)
{
	(void)state;
	struct journal *j = opened(0);
	put(j, 0);
	fault_setup("journal.sync=fail@1"); /* the second try, in a new file, works; the record may stand twice */
	put(j, 1);
	fault_setup("journal.write=fail@1+");
	assert_int_equal(journal_append_sync(j, 0, STR("lost")).code, ERR_IO);
	fault_setup(NULL);
	put(j, 2);
	struct journal_reader *r;
	struct journal_pos end;
	ok(journal_reader_new(j, NULL, &r));
	assert_int_equal(get_all(r, 0, &end), 3);
	assert_int_equal(journal_stats(j).failures, 1);
	journal_reader_free(r);
	journal_close(j);
}

static void slots(void **state)
{
	(void)state;
	struct journal *a = opened(0), *b = opened(0), *c;
	struct journal_options o = { .dir = dir };
	put(a, 0);
	put(b, 0);
	assert_int_equal(journal_adopt(&o, &c).code, ERR_NOT_FOUND);
	journal_close(b); /* leaves its record, as a killed process would */
	ok(journal_adopt(&o, &c));
	struct journal_reader *r;
	struct journal_pos end;
	ok(journal_reader_new(c, NULL, &r));
	assert_int_equal(get_all(r, 0, &end), 1);
	assert_int_equal(journal_append(c, 0, STR("no"), NULL, NULL).code, ERR_BUG);
	journal_reader_free(r);
	journal_close(c); /* not drained: stays */
	ok(journal_adopt(&o, &c));
	ok(journal_drained(c, journal_durable_end(c)));
	journal_close(c);
	assert_int_equal(journal_adopt(&o, &c).code, ERR_NOT_FOUND);
	journal_close(a);
}

int main(void)
{
	log_setup(LOG_ERROR + 1, false, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_order_and_drained, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(many_threads_one_sync, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(killed_at_random, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(torn_at_every_byte, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(damage_costs_one_record, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(refuses_at_its_limit, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(disk_refuses, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(slots, make_dir, remove_dir),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
