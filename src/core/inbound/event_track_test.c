/* Tracked events in a real database: each counted once, whatever the order, the repetition and the company; after every
 * story core/report/recount must find nothing to mend. */
#include "base/limits.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/inbound/event_track.h"
#include "core/report/recount.h"
#include "core/report/stats.h"
#include "core/report/stats_report.h"
#include "db/testing.h"
#include "wire/cuid.h"
#include "wire/token.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BROWSER                                                                                                        \
	{                                                                                                              \
		VERDICT_HUMAN, VERDICT_BROWSER                                                                         \
	}
#define SCANNER                                                                                                        \
	{                                                                                                              \
		VERDICT_MACHINE, VERDICT_SCANNER                                                                       \
	}

static struct keyring keys;
static struct db *db;
static struct arena arena;
static const int64_t T0 = INT64_C(1795000000) * US_PER_S; /* when the messages were sent: 2026-11-18 */

static void ok(err e)
{
	if (err_is(e))
		fail_msg("%s: %s", err_name(e.code), e.why ? e.why : "");
}

static int64_t number(const char *sql)
{
	str s = testing_sql(db, &arena, sql);
	int64_t n = -1;
	assert_true(num_parse_i64(s, &n));
	return n;
}

static str recipient(int i)
{
	return arena_printf(&arena, "cmjrecipient%013d", i);
}

#define RECIPIENTS 600 /* 0..299 of ann's campaign, 300..599 of bob's */

/* As the senders' accounting does it: status, SENT event and counters together. */
static void send_all(const char *user, const char *campaign, int from, int to)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct event_row *rows = arena_array(&arena, struct event_row, (size_t)(to - from));
	struct stats_delta *d = stats_delta_new(&arena);
	ok(system_begin(system_of(db), &tx));
	for (int i = from; i < to; i++) {
		char *id = arena_alloc(&arena, CUID_LEN + 1);
		cuid_make(T0, id);
		rows[i - from] = (struct event_row){ .id = str_z(id),
						     .recipient_id = recipient(i),
						     .user_id = str_z(user),
						     .type = EVENT_SENT,
						     .at = T0 };
		struct stats_ref *ref = arena_new(&arena, struct stats_ref);
		*ref = (struct stats_ref){ .user_id = str_z(user),
					   .campaign_id = str_z(campaign),
					   .contact_id = arena_printf(&arena, "contact%d", i),
					   .domain = arena_printf(&arena, "D%d.Example", i % 250) };
		stats_count(d, ref, STAT_RECIPIENTS, T0, 1);
		stats_count(d, ref, STAT_SENT, T0, 1);
	}
	ok(event_insert(tx.db, &arena, rows, (size_t)(to - from), NULL));
	ok(stats_apply(tx.db, &arena, d));
	ok(system_commit(&tx));
}

static int fixture(void **state)
{
	(void)state;
	arena_reset(&arena);
	testing_sql(db, &arena, "TRUNCATE \"User\" CASCADE");
	testing_user(db, "ann");
	testing_user(db, "bob");
	testing_sql(db, &arena,
		    "INSERT INTO \"Campaign\" (\"id\", \"userId\", \"name\", \"subject\", \"content\", \"updatedAt\") "
		    "VALUES "
		    "('camp-a', 'ann', 'A', 's', 'c', now()), ('camp-b', 'bob', 'B', 's', 'c', now())");
	testing_sql(db, &arena,
		    "INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"updatedAt\") SELECT 'contact' || g, "
		    "CASE WHEN g < 300 THEN 'ann' ELSE 'bob' END, 'p' || g || '@d' || g % 250 || '.example', now() "
		    "FROM generate_series(0, 599) g");
	testing_sql(
		db, &arena,
		"INSERT INTO \"Recipient\" (\"id\", \"campaignId\", \"contactId\", \"userId\", \"status\", \"sentAt\", "
		"\"sendKey\", \"trackingId\") SELECT 'cmjrecipient' || lpad(g::text, 13, '0'), "
		"CASE WHEN g < 300 THEN 'camp-a' ELSE 'camp-b' END, 'contact' || g, "
		"CASE WHEN g < 300 THEN 'ann' ELSE 'bob' END, 'SENT', to_timestamp(1795000000) AT TIME ZONE 'UTC', "
		"'key' || g, 'foreign-' || g FROM generate_series(0, 599) g");
	send_all("ann", "camp-a", 0, 300);
	send_all("bob", "camp-b", 300, 600);
	return 0;
}

static void assert_recount(bool fix, int64_t differences)
{
	static const char *const users[] = { "ann", "bob" };
	int64_t found = 0;
	for (int i = 0; i < 2; i++) {
		struct recount r = {};
		ok(recount_user(system_of(db), &arena, str_z(users[i]), fix, &r));
		found += recount_differences(&r);
		if (differences == 0 && recount_differences(&r))
			fail_msg("%s: marks %lld contacts %lld stats %lld hours %lld domains %lld links %lld days %lld "
				 "types "
				 "%lld without %lld",
				 users[i], (long long)r.marks, (long long)r.contacts, (long long)r.stats,
				 (long long)r.hours, (long long)r.domains, (long long)r.links, (long long)r.days,
				 (long long)r.types, (long long)r.without_event);
	}
	assert_int_equal(found, differences);
}

static str new_id(int64_t at)
{
	char *id = arena_alloc(&arena, CUID_LEN + 1);
	cuid_make(at, id);
	return str_z(id);
}

static struct tracked an_open(int i, int64_t at, struct verdict v)
{
	return (struct tracked){
		.kind = TRACKED_OPEN, .id = new_id(at), .recipient_id = recipient(i), .at = at, .verdict = v
	};
}

static struct tracked a_click(int i, int64_t at, int64_t n, struct verdict v)
{
	struct tracked t = an_open(i, at, v);
	t.kind = TRACKED_CLICK;
	t.link = n;
	t.link_id = arena_printf(&arena, "%lld-abcdefghijkl", (long long)n);
	t.url = arena_printf(&arena, "https://example.com/%lld?q=\"ü\"", (long long)n);
	return t;
}

static struct event_track_done track(const struct tracked *v, size_t n)
{
	struct event_track_done done = {};
	ok(event_track(system_of(db), &arena, v, n, &done));
	return done;
}

static struct stats_totals totals(const char *user, const char *campaign)
{
	struct stats_analytics s;
	ok(stats_campaign_analytics(tenant_of(db, &arena, str_z(user)), &arena, str_z(campaign), &s));
	return s.totals;
}

static void counted_once(void **state)
{
	(void)state;
	const struct verdict human = BROWSER, machine = SCANNER;
	struct tracked v[] = {
		an_open(1, T0 + US_PER_HOUR, human),
		an_open(1, T0 + 2 * US_PER_HOUR, human),
		an_open(2, T0 + US_PER_HOUR, machine),
		a_click(1, T0 + US_PER_HOUR, 1, human),
		a_click(1, T0 + 3 * US_PER_HOUR, 1, human),
		a_click(2, T0 + US_PER_HOUR, 2, machine),
		an_open(3, T0 + US_PER_HOUR, (struct verdict){ VERDICT_UNKNOWN, VERDICT_NO_AGENT }),
	};
	struct event_track_done done = track(v, 7);
	assert_int_equal(done.inserted, 7);
	done = track(v, 7); /* read again after a crash */
	assert_int_equal(done.inserted, 0);
	assert_int_equal(done.repeated, 7);
	struct stats_totals t = totals("ann", "camp-a");
	assert_int_equal(t.recipients, 300);
	assert_int_equal(t.sent, 300);
	assert_int_equal(t.opens_people, 2);
	assert_int_equal(t.opens_machines, 1);
	assert_int_equal(t.opens_unknown, 1);
	assert_int_equal(t.opened_people, 1);
	assert_int_equal(t.opened_machines, 2);
	assert_int_equal(t.clicks_people, 2);
	assert_int_equal(t.clicked_people, 1);
	assert_int_equal(t.clicked_machines, 1);
	assert_int_equal(totals("bob", "camp-b").opens_people, 0);
	assert_int_equal(number("SELECT \"engagedCount\" FROM \"Contact\" WHERE \"id\" = 'contact1'"), 1);
	assert_int_equal(number("SELECT \"engagedCount\" FROM \"Contact\" WHERE \"id\" = 'contact2'"), 0);
	assert_int_equal(
		number("SELECT \"contacts\" FROM \"UserEventType\" WHERE \"userId\" = 'ann' AND \"type\" = 'OPENED'"),
		3);
	assert_int_equal(number("SELECT count(*) FROM \"DomainStats\" WHERE \"statsId\" = 'camp-a'"), 201);
	assert_recount(false, 0);
}

static void any_order(void **state)
{
	(void)state;
	const struct verdict human = BROWSER, machine = SCANNER;
	/* The machine came first, but is heard of last; the first person's open too. */
	struct tracked late = an_open(5, T0 + 30 * US_PER_HOUR, human), early = an_open(5, T0 + 3 * US_PER_HOUR, human),
		       first = an_open(5, T0 + US_PER_HOUR, machine);
	(void)track(&late, 1);
	(void)track(&early, 1);
	(void)track(&first, 1);
	assert_int_equal(number("SELECT extract(epoch FROM \"openedAt\")::int8 FROM \"Recipient\" WHERE \"contactId\" "
				"= 'contact5'"),
			 (T0 + US_PER_HOUR) / US_PER_S);
	assert_int_equal(number("SELECT extract(epoch FROM \"openedByPersonAt\")::int8 FROM \"Recipient\" WHERE "
				"\"contactId\" = 'contact5'"),
			 (T0 + 3 * US_PER_HOUR) / US_PER_S);
	struct stats_totals t = totals("ann", "camp-a");
	assert_int_equal(t.opened_people, 1);
	assert_int_equal(t.opened_machines, 0);
	assert_recount(false, 0);
}

static void too_fast(void **state)
{
	(void)state;
	const struct verdict human = BROWSER;
	testing_sql(db, &arena,
		    "INSERT INTO \"Sender\" (\"id\", \"userId\", \"kind\", \"name\", \"fromEmail\") VALUES ('cap', "
		    "'ann', 'capture', 'c', 'a@b.c')");
	testing_sql(db, &arena, "UPDATE \"Recipient\" SET \"senderId\" = 'cap' WHERE \"contactId\" = 'contact11'");
	struct tracked v[] = {
		a_click(10, T0 + US_PER_S, 1, human),
		a_click(11, T0 + US_PER_S, 1, human),
		a_click(12, T0 + 10 * US_PER_S, 1, human),
	};
	(void)track(v, 3);
	struct stats_totals t = totals("ann", "camp-a");
	assert_int_equal(t.clicks_machines, 1);
	assert_int_equal(t.clicks_people, 2); /* a captured message is read at once */
	struct event_list l;
	ok(event_list_of(tenant_of(db, &arena, STR("ann")), &arena, recipient(10), &l));
	assert_int_equal(l.n, 2);
	assert_true(str_eq(l.v[1].reason, STR("too_fast")));
	assert_int_equal(event_list_of(tenant_of(db, &arena, STR("bob")), &arena, recipient(10), &l).code,
			 ERR_NOT_FOUND);
	assert_recount(false, 0);
}

static void all_links_at_once(void **state)
{
	(void)state;
	const struct verdict human = BROWSER;
	int64_t t1 = T0 + US_PER_HOUR;
	/* In one batch. */
	struct tracked v[] = { a_click(20, t1, 1, human),
			       a_click(20, t1 + US_PER_S, 2, human),
			       a_click(20, t1 + 2 * US_PER_S, 3, human),
			       a_click(21, t1, 1, human),
			       a_click(21, t1 + US_PER_S, 1, human),
			       a_click(21, t1 + 2 * US_PER_S, 2, human) };
	(void)track(v, 6);
	struct stats_totals t = totals("ann", "camp-a");
	assert_int_equal(t.clicks_machines, 3);
	assert_int_equal(t.clicks_people, 3);
	assert_recount(false, 0);
	/* One by one: the first two were taken for a person's until the third came. */
	struct tracked one = a_click(22, t1, 1, human), two = a_click(22, t1 + US_PER_S, 2, human),
		       three = a_click(22, t1 + 2 * US_PER_S, 3, human);
	(void)track(&one, 1);
	(void)track(&two, 1);
	assert_int_equal(totals("ann", "camp-a").clicks_people, 5);
	assert_int_equal(totals("ann", "camp-a").clicked_people, 2);
	(void)track(&three, 1);
	t = totals("ann", "camp-a");
	assert_int_equal(t.clicks_people, 3);
	assert_int_equal(t.clicks_machines, 6);
	assert_int_equal(t.clicked_people, 1);
	assert_int_equal(t.clicked_machines, 2);
	assert_int_equal(number("SELECT \"engagedCount\" FROM \"Contact\" WHERE \"id\" = 'contact22'"), 0);
	assert_recount(false, 0);
	/* The same person's real click later stays. */
	struct tracked real = a_click(22, t1 + US_PER_HOUR, 2, human);
	(void)track(&real, 1);
	assert_int_equal(totals("ann", "camp-a").clicked_people, 2);
	assert_recount(false, 0);
}

static struct tracked a_leave(int i, int64_t at)
{
	struct tracked t = an_open(i, at, (struct verdict)BROWSER);
	t.kind = TRACKED_UNSUBSCRIBE;
	t.source = STR("one-click");
	return t;
}

static void leaving(void **state)
{
	(void)state;
	struct tracked v[] = { a_leave(30, T0 + US_PER_HOUR), a_leave(330, T0 + US_PER_HOUR) };
	struct event_track_done done = track(v, 2);
	assert_int_equal(done.inserted, 2);
	done = track(v, 2);
	assert_int_equal(done.repeated, 2);
	assert_int_equal(totals("ann", "camp-a").unsubscribed, 1);
	assert_int_equal(number("SELECT count(*) FROM \"Contact\" WHERE \"status\" = 'UNSUBSCRIBED'"), 2);
	struct suppression_list l;
	struct suppression_list_in in = { .limit = 10 };
	ok(suppression_list(tenant_of(db, &arena, STR("ann")), &arena, &keys, &in, &l));
	assert_int_equal(l.n, 1);
	assert_true(str_eq(l.v[0].email, STR("p30@d30.example")) && str_eq(l.v[0].reason, STR("unsubscribe")));
	/* Came back, and leaves again with the same message: done again, counted once. */
	testing_sql(db, &arena, "UPDATE \"Contact\" SET \"status\" = 'ACTIVE' WHERE \"id\" = 'contact30'");
	tenant_db ann = tenant_of(db, &arena, STR("ann"));
	assert_int_equal(suppression_delete(ann, &arena, l.v[0].id).code,
			 ERR_CONFLICT); /* nobody else brings them back */
	ok(suppression_lift(ann, &arena, &keys, STR("P30@d30.example")));
	struct tracked again = a_leave(30, T0 + 2 * US_PER_HOUR);
	(void)track(&again, 1);
	assert_int_equal(number("SELECT count(*) FROM \"Contact\" WHERE \"status\" = 'UNSUBSCRIBED'"), 2);
	assert_int_equal(number("SELECT count(*) FROM \"Suppression\""), 2);
	assert_int_equal(totals("ann", "camp-a").unsubscribed, 1);
	assert_recount(false, 0);
}

static void foreign_and_gone(void **state)
{
	(void)state;
	struct tracked v[] = { an_open(40, T0 + US_PER_HOUR, (struct verdict)BROWSER),
			       an_open(41, T0 + US_PER_HOUR, (struct verdict)BROWSER),
			       an_open(42, T0 + US_PER_HOUR, (struct verdict)BROWSER) };
	v[0].recipient_id = STR_NULL;
	v[0].tracking_id = STR("foreign-40");
	v[1].recipient_id = STR_NULL;
	v[1].tracking_id = STR("nobody-knows");
	testing_sql(db, &arena, "DELETE FROM \"Recipient\" WHERE \"contactId\" = 'contact42'");
	struct event_track_done done = track(v, 3);
	assert_int_equal(done.inserted, 1);
	assert_int_equal(done.dropped, 2);
	assert_int_equal(totals("ann", "camp-a").opened_people, 1);
}

static void recount_mends(void **state)
{
	(void)state;
	struct tracked v[] = { an_open(50, T0 + US_PER_HOUR, (struct verdict)BROWSER),
			       a_click(350, T0 + US_PER_HOUR, 1, (struct verdict)BROWSER) };
	(void)track(v, 2);
	testing_sql(db, &arena, "UPDATE \"Stats\" SET \"opensPeople\" = 7 WHERE \"id\" = 'camp-a'");
	testing_sql(db, &arena, "DELETE FROM \"UserDay\" WHERE \"userId\" = 'bob'");
	testing_sql(db, &arena, "UPDATE \"Contact\" SET \"openedCount\" = 3 WHERE \"id\" = 'contact7'");
	testing_sql(db, &arena, "UPDATE \"LinkClick\" SET \"byPerson\" = false");
	assert_recount(false, 4);
	assert_recount(false, 4); /* a check changes nothing */
	assert_recount(true, 4);
	assert_recount(false, 0);
	/* Another program writes an event with Prisma. */
	testing_sql(db, &arena,
		    "INSERT INTO \"EmailEvent\" (\"id\", \"recipientId\", \"type\") VALUES ('x1', "
		    "'cmjrecipient0000000000060', 'OPENED')");
	struct recount r = {};
	ok(recount_user(system_of(db), &arena, STR("ann"), true, &r));
	assert_true(recount_differences(&r) > 0);
	assert_int_equal(totals("ann", "camp-a").opened_people, 2);
	assert_recount(false, 0);
}

/* --- several drains at once, with all their records given twice */

struct drain {
	pthread_t thread;
	unsigned seed;
	struct tracked *v;
	size_t n;
};

static void *drain_run(void *arg)
{
	struct drain *d = arg;
	struct arena ARENA_AUTO a;
	arena_init(&a, 0);
	for (size_t at = 0; at < d->n;) {
		size_t n = 1 + (size_t)rand_r(&d->seed) % 300;
		struct event_track_done done;
		if (n > d->n - at)
			n = d->n - at;
		arena_reset(&a);
		err e = event_track(system_of(db), &a, d->v + at, n, &done);
		if (e.code == ERR_AGAIN)
			continue;
		if (err_is(e))
			abort();
		at += n;
	}
	return NULL;
}

static void drain_together(int recipients)
{
	enum { DRAINS = 4, EVENTS = 6000 };
	static const struct verdict verdicts[] = { BROWSER, SCANNER, { VERDICT_UNKNOWN, VERDICT_NO_AGENT } };
	struct tracked *v = arena_array(&arena, struct tracked, EVENTS);
	struct drain d[DRAINS] = {};
	unsigned seed = 7;
	for (int i = 0; i < EVENTS; i++) {
		int to = rand_r(&seed) % recipients * (RECIPIENTS / recipients), kind = rand_r(&seed) % 20;
		int64_t at = T0 + 6 * US_PER_S + (int64_t)(rand_r(&seed) % 600) * US_PER_S / 4;
		struct verdict verdict = verdicts[rand_r(&seed) % 3];
		v[i] = kind == 0   ? a_leave(to, at)
		       : kind < 10 ? an_open(to, at, verdict)
				   : a_click(to, at, 1 + rand_r(&seed) % 4, verdict);
	}
	for (int i = 0; i < DRAINS; i++) { /* each pair of drains has the same records, in another order */
		d[i].seed = (unsigned)i + 1;
		d[i].n = EVENTS / 2;
		d[i].v = arena_array(&arena, struct tracked, d[i].n);
		for (size_t k = 0; k < d[i].n; k++)
			d[i].v[k] = v[(size_t)(i % 2) * d[i].n + (i < 2 ? k : d[i].n - 1 - k)];
		assert_int_equal(pthread_create(&d[i].thread, NULL, drain_run, &d[i]), 0);
	}
	for (int i = 0; i < DRAINS; i++)
		pthread_join(d[i].thread, NULL);
	int64_t want = 0;
	for (int i = 0; i < EVENTS; i++)
		want += v[i].kind != TRACKED_UNSUBSCRIBE;
	assert_int_equal(number("SELECT count(*) FROM \"EmailEvent\" WHERE \"type\" <> 'SENT'"), want);
	assert_recount(false, 0);
}

static void many_drains(void **state)
{
	(void)state;
	drain_together(RECIPIENTS);
}

static void many_drains_few_recipients(void **state)
{
	(void)state;
	drain_together(4);
}

static void suppression_lists(void **state)
{
	(void)state;
	tenant_db ann = tenant_of(db, &arena, STR("ann")), bob = tenant_of(db, &arena, STR("bob"));
	struct suppression s;
	ok(suppression_add(ann, &arena, STR(" Who@Example.COM "), SUPPRESSION_MANUAL, STR_NULL, &s));
	assert_true(str_eq(s.email, STR("who@example.com")));
	assert_int_equal(suppression_add(ann, &arena, STR("who@example.com"), SUPPRESSION_MANUAL, STR_NULL, &s).code,
			 ERR_CONFLICT);
	assert_int_equal(suppression_add(ann, &arena, STR("no address"), SUPPRESSION_MANUAL, STR_NULL, &s).code,
			 ERR_INVALID);
	ok(suppression_add(ann, &arena, STR("@Example.org"), SUPPRESSION_MANUAL, STR_NULL, &s));
	assert_true(str_eq(s.email, STR("@example.org")));
	assert_int_equal(suppression_delete(bob, &arena, s.id).code, ERR_NOT_FOUND);
	struct suppression_import n;
	ok(suppression_import(
		bob, &arena,
		STR("\xef\xbb\xbf"
		    "a@x.example\r\n# note\n\nA@x.example\nb@x.example\nnot one\n@y.example\n*@z.example"),
		STR_NULL, &n));
	assert_int_equal(n.added, 4);
	assert_int_equal(n.existing, 1);
	assert_int_equal(n.refused, 1);
	assert_true(n.n_lines == 1 && n.lines[0].line == 6 && str_eq(n.lines[0].text, STR("not one")));
	struct suppression_list l;
	struct suppression_list_in in = { .limit = 2 };
	ok(suppression_list(bob, &arena, &keys, &in, &l));
	assert_true(l.n == 2 && l.more);
	in.cursor = l.v[1].id;
	ok(suppression_list(bob, &arena, &keys, &in, &l));
	assert_true(l.n == 2 && !l.more);
	in = (struct suppression_list_in){ .limit = 10, .search = STR("x.EX") };
	ok(suppression_list(bob, &arena, &keys, &in, &l));
	assert_int_equal(l.n, 2);
	in.search = STR("%");
	ok(suppression_list(bob, &arena, &keys, &in, &l));
	assert_int_equal(l.n, 0);
}

int main(void)
{
	wire_crypto_init();
	arena_init(&arena, 0);
	db = testing_db(8);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(counted_once, fixture),
		cmocka_unit_test_setup(any_order, fixture),
		cmocka_unit_test_setup(too_fast, fixture),
		cmocka_unit_test_setup(all_links_at_once, fixture),
		cmocka_unit_test_setup(leaving, fixture),
		cmocka_unit_test_setup(foreign_and_gone, fixture),
		cmocka_unit_test_setup(recount_mends, fixture),
		cmocka_unit_test_setup(many_drains, fixture),
		cmocka_unit_test_setup(many_drains_few_recipients, fixture),
		cmocka_unit_test_setup(suppression_lists, fixture),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	db_close(db);
	arena_deinit(&arena);
	testing_end();
	return failed;
}
