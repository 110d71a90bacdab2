/* Enrolments on a real database, for two tenants: who enters and who doesn't, entering again, what makes people leave
 * and whom, resting, moving to other steps, the sending window. */
#include "base/time.h"
#include "core/ground/zones.h"
#include "core/sequence/enrollment.h"
#include "db/testing.h"
#include "os/clock.h"
#include "wire/json_read.h"
#include "wire/token.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define is(a, b) assert_true(str_eq((a), STR(b)))
#define fine(e) assert_int_equal((e).code, ERR_OK)

static struct db *db;

struct bench {
	struct arena a;
	tenant_db alice, bob;
	int64_t now;
};

static void sql(struct bench *b, const char *text)
{
	(void)testing_sql(db, &b->a, text);
}

static void bench_begin(struct bench *b)
{
	*b = (struct bench){ .now = clock_now() };
	b->alice = tenant_of(db, &b->a, STR("alice"));
	b->bob = tenant_of(db, &b->a, STR("bob"));
	sql(b, "DELETE FROM \"Sequence\"");
	sql(b, "DELETE FROM \"Contact\"");
	sql(b, "DELETE FROM \"Suppression\"");
	sql(b, "INSERT INTO \"Sequence\" (\"id\", \"userId\", \"name\", \"status\", \"steps\", \"updatedAt\") VALUES "
	       "('q', 'alice', 'Q', 'ACTIVE', '[]', now()), ('r', 'alice', 'R', 'ACTIVE', '[]', now()), "
	       "('draft', 'alice', 'D', 'DRAFT', '[]', now()), ('bobs', 'bob', 'B', 'ACTIVE', '[]', now())");
	sql(b, "INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"tags\", \"status\", \"updatedAt\") VALUES "
	       "('ann', 'alice', 'ann@firm.example', '[\"red\"]', 'ACTIVE', now()), "
	       "('ben', 'alice', 'ben@FIRM.example', '[\"red\", \"blue\"]', 'ACTIVE', now()), "
	       "('cid', 'alice', 'cid@gmail.com', '[]', 'ACTIVE', now()), ('dan', 'alice', 'dan@gmail.com', NULL, "
	       "'ACTIVE', now()), "
	       "('off', 'alice', 'off@firm.example', NULL, 'UNSUBSCRIBED', now()), "
	       "('sup', 'alice', 'sup@blocked.example', NULL, 'ACTIVE', now()), ('eve', 'bob', 'eve@firm.example', "
	       "NULL, 'ACTIVE', now())");
	sql(b, "INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\") VALUES ('s', 'alice', "
	       "'@blocked.example', 'manual')");
}

/* One value of the database as text. */
static str value(struct bench *b, const char *text)
{
	return testing_sql(db, &b->a, text);
}

static struct enrolled enroll(struct bench *b, tenant_db who, const char *sequence, const char *audience)
{
	struct enrolled out;
	struct enroll_in in = {
		.sequence_id = str_z(sequence), .audience = str_z(audience), .source = STR("api"), .now = b->now
	};
	fine(enrollment_enroll(who, &b->a, &in, &out));
	return out;
}

static void test_who_enters(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	struct enrolled e = enroll(&b, b.alice, "q", "{\"tags\": [\"red\"]}");
	assert_int_equal(e.enrolled, 2);
	e = enroll(&b, b.alice, "q", "{\"all\": true}");
	assert_int_equal(e.enrolled, 2); /* cid and dan */
	assert_int_equal(e.already, 2);
	assert_int_equal(e.excluded, 2); /* off and sup; eve is another's */
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentDue\""), "4");
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentTrace\" WHERE \"kind\" = 'enrolled' AND \"detail\" ->> "
		     "'source' "
		     "= 'api'"),
	   "4");
	is(value(&b, "SELECT \"enrolled\" || ' ' || \"active\" FROM \"SequenceStats\" WHERE \"sequenceId\" = 'q'"),
	   "4 4");
	struct enrolled none;
	struct enroll_in in = {
		.sequence_id = STR("q"), .audience = STR("{\"all\": true}"), .source = STR("api"), .now = b.now
	};
	assert_int_equal(enrollment_enroll(b.bob, &b.a, &in, &none).code, ERR_NOT_FOUND);
	in.sequence_id = STR("draft");
	assert_int_equal(enrollment_enroll(b.alice, &b.a, &in, &none).code, ERR_CONFLICT);
	arena_deinit(&b.a);
}

static void test_entering_again(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	const char *ann = "{\"contactIds\": [\"ann\"]}";
	assert_int_equal(enroll(&b, b.alice, "q", ann).enrolled, 1);
	str id = value(&b, "SELECT \"id\" FROM \"SequenceEnrollment\"");
	fine(enrollment_stop(b.alice, &b.a, id, b.now - 2 * 24 * US_PER_HOUR));
	assert_int_equal(enroll(&b, b.alice, "q", ann).already, 1); /* never is the default */
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = '{\"reentry\": \"after_completed\", \"reentryDays\": 3}' WHERE "
		"\"id\" = 'q'");
	assert_int_equal(enroll(&b, b.alice, "q", ann).already, 1);
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = '{\"reentry\": \"after_completed\", \"reentryDays\": 1}' WHERE "
		"\"id\" = 'q'");
	assert_int_equal(enroll(&b, b.alice, "q", ann).enrolled, 1);
	is(value(&b, "SELECT \"status\" || \"run\" || coalesce(\"exitReason\", '-') FROM \"SequenceEnrollment\""),
	   "ACTIVE2-");
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentDue\""), "1");
	is(value(&b, "SELECT \"enrolled\" || ' ' || \"active\" || ' ' || \"exited\" FROM \"SequenceStats\" WHERE "
		     "\"sequenceId\" = 'q'"),
	   "2 1 1");
	assert_int_equal(enroll(&b, b.alice, "q", ann).already, 1); /* while it runs */
	arena_deinit(&b.a);
}

static void leave(struct bench *b, const char *contact, enum enrollment_exit_reason reason)
{
	struct enrollment_exit x = {
		.contact_id = str_z(contact), .reason = reason, .recipient_id = STR("mail"), .at = b->now
	};
	fine(enrollment_exit_contacts(system_of(db), &b->a, &x, 1));
}

static str under_way(struct bench *b, const char *sequence)
{
	return value(
		b, arena_printf(
			   &b->a,
			   "SELECT coalesce(string_agg(\"contactId\", ' ' ORDER BY \"contactId\"), '') FROM "
			   "\"SequenceEnrollment\" WHERE \"sequenceId\" = '%s' AND \"status\" IN ('ACTIVE', 'PAUSED')",
			   sequence)
			   .p);
}

static void test_who_leaves_on_a_reply(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = '{\"stopCompanyOnReply\": true}' WHERE \"id\" = 'q'");
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = '{\"stopOnReply\": false}' WHERE \"id\" = 'r'");
	enroll(&b, b.alice, "q", "{\"all\": true}");
	enroll(&b, b.alice, "r", "{\"all\": true}");
	enroll(&b, b.bob, "bobs", "{\"all\": true}");
	leave(&b, "ann", ENROLLMENT_REPLIED);
	is(under_way(&b, "q"), "cid dan"); /* ann, and ben of the same firm */
	is(under_way(&b, "r"), "ann ben cid dan");
	is(under_way(&b, "bobs"), "eve"); /* the same firm, another tenant */
	leave(&b, "cid", ENROLLMENT_REPLIED);
	is(under_way(&b, "q"), "dan"); /* a mail provider's domain is no company */
	leave(&b, "dan", ENROLLMENT_COMPLAINED);
	is(under_way(&b, "q"), "");
	is(under_way(&b, "r"), "ann ben cid");
	is(value(&b, "SELECT \"active\" || ' ' || \"replied\" || ' ' || \"complained\" FROM \"SequenceStats\" WHERE "
		     "\"sequenceId\" = 'q'"),
	   "0 3 1");
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentTrace\" WHERE \"kind\" = 'exited' AND \"detail\" = "
		     "'{\"reason\": \"replied\", "
		     "\"recipientId\": \"mail\"}'"),
	   "3");
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentDue\" WHERE \"sequenceId\" = 'q'"), "0");
	leave(&b, "ann", ENROLLMENT_REPLIED); /* once more changes nothing */
	is(value(&b, "SELECT \"replied\"::text FROM \"SequenceStats\" WHERE \"sequenceId\" = 'q'"), "3");
	arena_deinit(&b.a);
}

static void test_resting(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	enroll(&b, b.alice, "q", "{\"contactIds\": [\"ann\"]}");
	str id = value(&b, "SELECT \"id\" FROM \"SequenceEnrollment\"");
	assert_int_equal(enrollment_pause(b.bob, &b.a, id, b.now).code, ERR_NOT_FOUND);
	assert_int_equal(enrollment_resume(b.alice, &b.a, id, b.now).code, ERR_CONFLICT);
	fine(enrollment_pause(b.alice, &b.a, id, b.now));
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentDue\""), "0");
	is(value(&b, "SELECT \"active\" || ' ' || \"paused\" FROM \"SequenceStats\""), "0 1");
	assert_int_equal(enrollment_pause(b.alice, &b.a, id, b.now).code, ERR_CONFLICT);
	fine(enrollment_resume(b.alice, &b.a, id, b.now));
	is(value(&b, "SELECT count(*)::text FROM \"EnrollmentDue\""), "1");
	fine(enrollment_pause(b.alice, &b.a, id, b.now));
	fine(enrollment_stop(b.alice, &b.a, id, b.now));
	is(value(&b, "SELECT \"active\" || ' ' || \"paused\" || ' ' || \"exited\" FROM \"SequenceStats\""), "0 0 1");
	assert_int_equal(enrollment_stop(b.alice, &b.a, id, b.now).code, ERR_CONFLICT);
	arena_deinit(&b.a);
}

static void test_moving(void **s)
{
	(void)s;
	struct bench b;
	int64_t n;
	bench_begin(&b);
	enroll(&b, b.alice, "q", "{\"contactIds\": [\"ann\", \"ben\"]}");
	sql(&b, "UPDATE \"SequenceEnrollment\" SET \"phase\" = CASE \"contactId\" WHEN 'ann' THEN 'begun' ELSE "
		"'arrived' END");
	sql(&b, "UPDATE \"EnrollmentDue\" SET \"dueAt\" = now() + interval '3 days'");
	fine(enrollment_move_all(b.bob, &b.a, STR("q"), 2, b.now, &n));
	assert_int_equal(n, 0);
	fine(enrollment_move_all(b.alice, &b.a, STR("q"), 2, b.now, &n));
	assert_int_equal(n, 2);
	fine(enrollment_move_all(b.alice, &b.a, STR("q"), 3, b.now, &n));
	is(value(&b,
		 "SELECT string_agg(\"version\" || ' ' || (\"state\" ->> 'from'), ',') FROM \"SequenceEnrollment\""),
	   "3 1,3 1");
	/* Who waits for a mail goes on waiting, the other is looked at. */
	is(value(&b, "SELECT string_agg(e.\"contactId\", ' ') FROM \"EnrollmentDue\" d JOIN \"SequenceEnrollment\" e "
		     "ON e.\"id\" = "
		     "d.\"enrollmentId\" WHERE d.\"dueAt\" < now() + interval '1 day'"),
	   "ben");
	fine(enrollment_end_all(b.alice, &b.a, STR("q"), STR("edited"), b.now, &n));
	assert_int_equal(n, 2);
	is(value(&b, "SELECT DISTINCT \"exitReason\" FROM \"SequenceEnrollment\""), "edited");
	arena_deinit(&b.a);
}

static void test_events(void **s)
{
	(void)s;
	struct bench b;
	struct enrollment_event_done done;
	bench_begin(&b);
	sql(&b, "UPDATE \"Sequence\" SET \"triggerType\" = 'on_event', \"settings\" = '{\"trigger\": {\"event\": "
		"\"paid\", \"filter\": {\"tags\": "
		"[\"blue\"]}}}' WHERE \"id\" = 'r'");
	sql(&b,
	    "INSERT INTO \"SequenceVersion\" (\"id\", \"sequenceId\", \"userId\", \"version\", \"steps\") VALUES ('v', "
	    "'q', 'alice', 1, "
	    "'[{\"id\": \"w\", \"type\": \"wait\", \"wait\": {\"event\": \"paid\", \"timeout\": {\"days\": 1}}}]')");
	enroll(&b, b.alice, "q", "{\"all\": true}");
	sql(&b, "UPDATE \"EnrollmentDue\" SET \"dueAt\" = now() + interval '1 day'");
	struct enrollment_event_in in = { .contact_id = STR("ben"), .event = STR("paid"), .now = b.now };
	fine(enrollment_event(b.alice, &b.a, &in, &done));
	assert_int_equal(done.woken, 1);
	assert_int_equal(done.n, 1);
	is(done.sequences[0], "r");
	in.contact_id = STR("ann"); /* is not blue */
	fine(enrollment_event(b.alice, &b.a, &in, &done));
	assert_int_equal(done.n, 0);
	in.event = STR("other");
	fine(enrollment_event(b.alice, &b.a, &in, &done));
	assert_int_equal(done.woken, 0);
	arena_deinit(&b.a);
}

static void test_overdue(void **s)
{
	(void)s;
	struct bench b;
	int64_t n;
	bench_begin(&b);
	enroll(&b, b.alice, "q", "{\"contactIds\": [\"ann\", \"ben\"]}");
	sql(&b, "UPDATE \"EnrollmentDue\" SET \"dueAt\" = now() - interval '3 days' FROM \"SequenceEnrollment\" e "
		"WHERE e.\"id\" = "
		"\"enrollmentId\" AND e.\"contactId\" = 'ann'");
	fine(enrollment_overdue(b.alice, &b.a, STR("q"), b.now, &n));
	assert_int_equal(n, 0); /* it has only just become active: nobody was kept waiting by it */
	sql(&b, "UPDATE \"Sequence\" SET \"activatedAt\" = now() - interval '9 days' WHERE \"id\" = 'q'");
	fine(enrollment_overdue(b.alice, &b.a, STR("q"), b.now, &n));
	assert_int_equal(n, 1);
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = '{\"latenessHours\": 96}' WHERE \"id\" = 'q'");
	fine(enrollment_overdue(b.alice, &b.a, STR("q"), b.now, &n));
	assert_int_equal(n, 0);
	sql(&b, "UPDATE \"Sequence\" SET \"settings\" = NULL WHERE \"id\" = 'q'");
	fine(enrollment_release(b.alice, &b.a, STR("q"), false, b.now, &n));
	assert_int_equal(n, 1);
	is(under_way(&b, "q"), "ben");
	assert_int_equal(enrollment_release(b.bob, &b.a, STR("q"), true, b.now, &n).code, ERR_NOT_FOUND);
	arena_deinit(&b.a);
}

static int64_t window(struct bench *b, const char *spec, const char *zone, int64_t at)
{
	const struct json *v = NULL;
	struct zone_window w;
	if (spec)
		fine(json_parse(&b->a, str_z(spec), &v));
	zone_window_read(v, &w);
	return zone_window_next(&w, zone ? str_z(zone) : STR_NULL, STR_NULL, NULL, at);
}

static void test_windows(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	const int64_t day = 24 * US_PER_HOUR, saturday = 20778 * day; /* 2026-11-21 */
	const char *office =
		"{\"days\": [1, 2, 3, 4, 5], \"from\": \"09:00\", \"to\": \"17:00\", \"timezone\": \"Europe/Berlin\"}";
	assert_int_equal(window(&b, NULL, NULL, saturday), saturday);
	assert_int_equal(window(&b, office, NULL, saturday),
			 saturday + 2 * day + 8 * US_PER_HOUR); /* Monday, an hour ahead of UTC */
	int64_t inside = saturday + 2 * day + 9 * US_PER_HOUR;
	assert_int_equal(window(&b, office, NULL, inside), inside);
	assert_int_equal(window(&b, office, NULL, saturday + 2 * day + 16 * US_PER_HOUR),
			 saturday + 3 * day + 8 * US_PER_HOUR);
	/* Over midnight, by the contact's clock where it is known. */
	const char *night =
		"{\"from\": \"22:00\", \"to\": \"06:00\", \"timezone\": \"UTC\", \"useContactTimezone\": true}";
	assert_int_equal(window(&b, night, NULL, saturday + 12 * US_PER_HOUR), saturday + 22 * US_PER_HOUR);
	assert_int_equal(window(&b, night, "Asia/Tokyo", saturday + 12 * US_PER_HOUR), saturday + 13 * US_PER_HOUR);
	assert_int_equal(window(&b, night, "No/Where", saturday + 5 * US_PER_HOUR), saturday + 5 * US_PER_HOUR);
	arena_deinit(&b.a);
}

static void test_webhook_secrets(void **s)
{
	(void)s;
	struct arena ARENA_AUTO a = {};
	struct keyring keys = {};
	fine(keyring_add(&keys, STR("a secret of some length")));
	str one = enrollment_webhook_secret(&a, &keys, STR("alice"));
	assert_int_equal(one.n, 70);
	assert_true(str_eq(one, enrollment_webhook_secret(&a, &keys, STR("alice"))));
	assert_false(str_eq(one, enrollment_webhook_secret(&a, &keys, STR("bob"))));
}

static int set_up(void **s)
{
	(void)s;
	wire_crypto_init();
	db = testing_db(4);
	testing_user(db, "alice");
	testing_user(db, "bob");
	return 0;
}

static int tear_down(void **s)
{
	(void)s;
	db_close(db);
	testing_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_enters),
		cmocka_unit_test(test_entering_again),
		cmocka_unit_test(test_who_leaves_on_a_reply),
		cmocka_unit_test(test_resting),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_overdue),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_webhook_secrets),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
