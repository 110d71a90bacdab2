#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "send/policy.h"

/* All is well: the third of ten may be begun. Each row of the table changes one thing. */
#define WELL .now = 100, .lease_end = 200, .granted = 10, .used = 2, .cursor = 2, .n = 10, .announced = 5

static void what_may_be_begun(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct take_facts f;
		enum take want;
	} table[] = {
		{ "well", { WELL }, TAKE_NEXT },
		{ "halted", { WELL, .halted = true }, TAKE_NOTHING },
		{ "halted, with one to try again", { WELL, .halted = true, .again = 1 }, TAKE_NOTHING },
		{ "at the lease's end",
		  { .now = 200, .lease_end = 200, .granted = 1, .n = 1, .announced = 1 },
		  TAKE_NEXT },
		{ "past the lease's end",
		  { .now = 201, .lease_end = 200, .granted = 1, .n = 1, .announced = 1 },
		  TAKE_STOP },
		{ "past it, with one to try again",
		  { .now = 201, .lease_end = 200, .granted = 1, .n = 1, .announced = 1, .again = 1 },
		  TAKE_STOP },
		{ "long past it, with nothing left", { .now = 9000, .lease_end = 200, .granted = 1 }, TAKE_STOP },
		{ "the last of the quota",
		  { .now = 1, .lease_end = 2, .granted = 3, .used = 2, .n = 9, .announced = 9 },
		  TAKE_NEXT },
		{ "the quota is used",
		  { .now = 1, .lease_end = 2, .granted = 3, .used = 3, .n = 9, .announced = 9 },
		  TAKE_STOP },
		{ "the database does not answer", { WELL, .unheard = true }, TAKE_NOTHING },
		{ "too early for the pace", { WELL, .pace_start = 81, .pace_step = 10 }, TAKE_NOTHING },
		{ "in time for the pace", { WELL, .pace_start = 80, .pace_step = 10 }, TAKE_NEXT },
		{ "no pace", { WELL, .pace_start = 1000 }, TAKE_NEXT },
		{ "one to try again goes first", { WELL, .again = 1 }, TAKE_AGAIN },
		{ "it was announced before",
		  { .now = 1, .lease_end = 2, .granted = 1, .n = 3, .cursor = 3, .again = 1 },
		  TAKE_AGAIN },
		{ "nothing is left",
		  { .now = 1, .lease_end = 2, .granted = 9, .n = 3, .cursor = 3, .announced = 3 },
		  TAKE_NOTHING },
		{ "the last announced one",
		  { .now = 1, .lease_end = 2, .granted = 9, .n = 3, .cursor = 1, .announced = 2 },
		  TAKE_NEXT },
		{ "not announced",
		  { .now = 1, .lease_end = 2, .granted = 9, .n = 3, .cursor = 2, .announced = 2 },
		  TAKE_ANNOUNCE },
		{ "not announced, but it stays here",
		  { .now = 1, .lease_end = 2, .granted = 9, .n = 3, .cursor = 2, .announced = 2, .stays = true },
		  TAKE_NEXT },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (take_decide(&table[i].f) != table[i].want)
			fail_msg("%s", table[i].name);
}

static void when_the_final_dot_may_leave(void **state)
{
	(void)state;
	assert_true(commit_allowed(100, 200, 30));
	assert_true(commit_allowed(229, 200, 30));
	assert_false(commit_allowed(230, 200, 30));
	assert_false(commit_allowed(10000, 200, 30));
}

static void when_a_lease_may_be_taken_over(void **state)
{
	(void)state;
	assert_true(takeover_allowed(1000, 0, 60));
	assert_true(takeover_allowed(30, 0, 60)); /* no jump, on a machine that has just begun */
	assert_false(takeover_allowed(1000, 1000, 60));
	assert_false(takeover_allowed(1059, 1000, 60));
	assert_true(takeover_allowed(1060, 1000, 60));
	assert_true(takeover_allowed(5000, 1000, 60));
}

static void what_needs_no_connection(void **state)
{
	(void)state;
	assert_int_equal(row_decide(NULL, 0, 0), ROW_GO);
	assert_int_equal(row_decide("suppressed", 0, 0), ROW_FAIL);
	assert_int_equal(row_decide("suppressed", 5, 5), ROW_FAIL);
	assert_int_equal(row_decide(NULL, 1, 0), ROW_WAIT);
	assert_int_equal(row_decide(NULL, 1, 9), ROW_WAIT);
	assert_int_equal(row_decide(NULL, 0, 1), ROW_DOMAIN_WAIT);
}

static void what_becomes_of_a_recipient(void **state)
{
	(void)state;
	static const struct {
		struct settle_facts f;
		enum settle_fate want;
	} table[] = {
		{ { ACCOUNT_OUTCOME, SMTP_ACCEPTED }, FATE_SENT },
		{ { ACCOUNT_OUTCOME, SMTP_ACCEPTED, .counted = true, .over = true, .hold = true }, FATE_SENT },
		{ { ACCOUNT_OUTCOME, SMTP_BOUNCED, .counted = true }, FATE_BOUNCED },
		{ { ACCOUNT_OUTCOME, SMTP_BOUNCED, .counted = true, .over = true, .gmail = true }, FATE_BOUNCED },
		{ { ACCOUNT_OUTCOME, SMTP_REFUSED, .counted = true }, FATE_FAILED },
		{ { ACCOUNT_OUTCOME, SMTP_OURS, .counted = true }, FATE_FAILED },
		{ { ACCOUNT_OUTCOME, SMTP_RETRY, .counted = true }, FATE_LATER },
		{ { ACCOUNT_OUTCOME, SMTP_RETRY, .counted = true, .over = true }, FATE_GIVE_UP },
		{ { ACCOUNT_OUTCOME, SMTP_RETRY }, FATE_WAIT },
		{ { ACCOUNT_OUTCOME, SMTP_RETRY, .over = true }, FATE_WAIT },
		{ { ACCOUNT_OUTCOME, SMTP_THROTTLED }, FATE_WAIT },
		{ { ACCOUNT_OUTCOME, SMTP_THROTTLED, .over = true }, FATE_WAIT },
		{ { ACCOUNT_OUTCOME, SMTP_BLOCKED }, FATE_WAIT },
		{ { ACCOUNT_OUTCOME, SMTP_SENDER_PAUSE }, FATE_WAIT },
		{ { ACCOUNT_FAIL, SMTP_ACCEPTED }, FATE_FAILED },
		{ { ACCOUNT_CAPTURE, SMTP_ACCEPTED }, FATE_CAPTURED },
		{ { ACCOUNT_DOUBT, SMTP_ACCEPTED }, FATE_DOUBT },
		{ { ACCOUNT_DOUBT, SMTP_RETRY, .counted = true, .over = true }, FATE_DOUBT },
		{ { ACCOUNT_DOUBT, SMTP_RETRY, .hold = true }, FATE_DOUBT_HELD },
		{ { ACCOUNT_DOUBT, SMTP_RETRY, .gmail = true }, FATE_DOUBT_ASK },
		{ { ACCOUNT_DOUBT, SMTP_RETRY, .gmail = true, .hold = true }, FATE_DOUBT_ASK },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (settle_decide(&table[i].f) != table[i].want)
			fail_msg("row %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_be_begun),
		cmocka_unit_test(when_the_final_dot_may_leave),
		cmocka_unit_test(when_a_lease_may_be_taken_over),
		cmocka_unit_test(what_needs_no_connection),
		cmocka_unit_test(what_becomes_of_a_recipient),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
