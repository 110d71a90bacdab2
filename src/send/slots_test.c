#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "send/slots.h"
#include "wire/token.h"
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/slots-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	char path[128];
	(void)state;
	for (int n = 0; n < 8; n++) {
		snprintf(path, sizeof(path), "%s/%d", dir, n);
		unlink(path);
	}
	return rmdir(dir);
}

/* A process that writes one intent and one outcome, and is killed. */
static void die_with_two(void)
{
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct slots *s;
		if (err_is(slots_open(dir, &s)))
			_exit(1);
		struct slot *a = slots_take(s), *b = slots_take(s), *c = slots_take(s);
		snprintf(a->recipient, SLOT_ID_MAX, "one");
		atomic_store(&a->state, SLOT_INTENT);
		snprintf(b->recipient, SLOT_ID_MAX, "two");
		atomic_store(&b->state, SLOT_OUTCOME);
		atomic_store(&c->state, SLOT_OUTCOME);
		slots_free(s, c);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]), close(ready[1]);

	struct slots *s; /* it lives: nobody may take what it has */
	assert_int_equal(slots_adopt(dir, &s).code, ERR_NOT_FOUND);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void the_dead_are_adopted(void **state)
{
	struct slots *s, *own;
	(void)state;
	die_with_two();
	/* A new process does not write over it. */
	assert_false(err_is(slots_open(dir, &own)));
	assert_false(err_is(slots_adopt(dir, &s)));
	assert_false(str_eq(slots_name(s), slots_name(own)));
	assert_true(slots_survived(s));
	assert_int_equal(slots_used(s), 2);
	int intents = 0, outcomes = 0;
	for (size_t i = 0; i < SLOTS_COUNT; i++) {
		intents += slots_at(s, i)->state == SLOT_INTENT;
		outcomes += slots_at(s, i)->state == SLOT_OUTCOME;
		if (slots_at(s, i)->state == SLOT_INTENT)
			assert_string_equal(slots_at(s, i)->recipient, "one");
	}
	assert_int_equal(intents, 1);
	assert_int_equal(outcomes, 1);

	/* Whoever adopted it may die as well. */
	slots_close(s);
	assert_false(err_is(slots_adopt(dir, &s)));
	assert_int_equal(slots_used(s), 2);
	for (size_t i = 0; i < SLOTS_COUNT; i++)
		atomic_store(&slots_at(s, i)->state, SLOT_FREE);
	slots_retire(s);
	slots_close(s);
	assert_int_equal(slots_adopt(dir, &s).code, ERR_NOT_FOUND);

	/* Its place is free again. */
	assert_false(err_is(slots_open(dir, &s)));
	assert_int_equal(slots_used(s), 0);
	slots_retire(s), slots_retire(own);
	slots_close(s), slots_close(own);
}

static void a_boot_ago(void **state)
{
	struct slots *s;
	char path[128];
	(void)state;
	die_with_two();
	snprintf(path, sizeof(path), "%s/0", dir);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "another boot", 12, 8 + SLOT_ID_MAX), 12);
	close(fd);
	assert_false(err_is(slots_adopt(dir, &s)));
	assert_false(slots_survived(s));
	slots_retire(s);
	slots_close(s);
}

static void as_many_as_there_are(void **state)
{
	struct slots *s;
	(void)state;
	assert_false(err_is(slots_open(dir, &s)));
	struct slot *t = NULL, *last = NULL;
	for (size_t i = 0; i < SLOTS_COUNT; i++) {
		t = slots_take(s);
		assert_non_null(t);
		last = t;
	}
	assert_null(slots_take(s));
	slots_free(s, last);
	assert_ptr_equal(slots_take(s), last);
	assert_false(err_is(slots_sync(s)));
	slots_retire(s);
	slots_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_dead_are_adopted, setup, teardown),
		cmocka_unit_test_setup_teardown(a_boot_ago, setup, teardown),
		cmocka_unit_test_setup_teardown(as_many_as_there_are, setup, teardown),
	};
	wire_crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
