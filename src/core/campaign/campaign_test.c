/* Campaigns on a real database: two tenants, the whole table of states, what a state forbids, attachments, recipients,
 * and the pure helpers. */
#include "core/account/account.h"
#include "core/campaign/campaign.h"
#include "core/content/capture.h"
#include "core/demo/seed.h"
#include "db/testing.h"
#include "os/clock.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define is(a, b) assert_true(str_eq((a), STR(b)))
#define fine(e) assert_int_equal((e).code, ERR_OK)

static struct config config = { .url = "http://127.0.0.1:1", .dns = "", .rspamd = "", .blocklists = "" };
static struct keyring keys;
static struct app app = { .config = &config, .keys = &keys, .node = "node-test" };

static struct json_opt_str given(const char *z)
{
	return (struct json_opt_str){ .given = true, .v = str_z(z) };
}

struct bench {
	struct arena a;
	struct field_errors errors;
	tenant_db alice, bob;
};

static void bench_begin(struct bench *b)
{
	*b = (struct bench){};
	field_errors_init(&b->errors, &b->a);
	b->alice = tenant_of(app.db, &b->a, STR("alice"));
	b->bob = tenant_of(app.db, &b->a, STR("bob"));
}

static struct campaign draft(struct bench *b)
{
	struct campaign c;
	const struct json *all;
	fine(json_parse(&b->a, STR("{\"all\":true}"), &all));
	struct campaign_patch in = { .name = given("Launch"),
				     .subject = given("Hi {{firstName}}"),
				     .content = given("<p>x</p>"),
				     .audience = all };
	fine(campaign_create(b->alice, &b->a, &in, &b->errors, &c));
	return c;
}

/* Puts a campaign into a state as a worker would. */
static void put_state(struct bench *b, str id, const char *status)
{
	testing_sql(app.db, &b->a,
		    arena_printf(&b->a, "UPDATE \"Campaign\" SET \"status\" = '%s' WHERE \"id\" = '%.*s'", status,
				 STR_FMT(id))
			    .p);
}

static enum err_code step_code(struct bench *b, const char *step, str id)
{
	struct campaign c;
	field_errors_init(&b->errors, &b->a);
	switch (step[0]) {
	case 's': return campaign_send(&app, b->alice, &b->a, id, false, &b->errors, &c).code;
	case 'h':
		return campaign_schedule(&app, b->alice, &b->a, id, SOME_I64(clock_now() + INT64_C(3600000000)), false,
					 &b->errors, &c)
			.code;
	case 'u': return campaign_unschedule(b->alice, &b->a, id, &c).code;
	case 'p': return campaign_pause(b->alice, &b->a, id, &c).code;
	case 'r': return campaign_resume(&app, b->alice, &b->a, id, false, &b->errors, &c).code;
	default: return campaign_cancel(b->alice, &b->a, id, &c).code;
	}
}

static void test_every_step_from_every_state(void **s)
{
	(void)s;
	static const char *const steps[] = { "send", "hschedule", "unschedule", "pause", "resume", "cancel" };
	static const struct {
		const char *status, *allowed; /* first letters of the steps */
	} states[] = {
		{ "DRAFT", "sh" }, { "SCHEDULED", "shu" }, { "SENDING", "pc" }, { "PAUSED", "rc" }, { "SENT", "" }
	};
	struct bench b;
	bench_begin(&b);
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		for (size_t j = 0; j < sizeof(steps) / sizeof(*steps); j++) {
			struct campaign c = draft(&b);
			put_state(&b, c.id, states[i].status);
			bool allowed = strchr(states[i].allowed, steps[j][0]) != NULL;
			assert_int_equal(step_code(&b, steps[j], c.id), allowed ? ERR_OK : ERR_CONFLICT);
		}
	}
	arena_deinit(&b.a);
}

static void test_cancelled_is_the_end(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	struct campaign c = draft(&b);
	put_state(&b, c.id, "PAUSED");
	assert_int_equal(step_code(&b, "cancel", c.id), ERR_OK);
	assert_int_equal(step_code(&b, "resume", c.id), ERR_CONFLICT);
	struct campaign_patch in = { .subject = given("other") };
	assert_int_equal(campaign_update(b.alice, &b.a, c.id, &in, &b.errors, &c).code, ERR_CONFLICT);
	arena_deinit(&b.a);
}

static void test_the_other_tenant_sees_nothing(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	struct campaign c = draft(&b), d;
	struct campaign_patch in = { .name = given("mine") };
	struct campaign_attachment t;
	size_t n;
	assert_int_equal(campaign_get(b.bob, &b.a, c.id, &d).code, ERR_NOT_FOUND);
	assert_int_equal(campaign_update(b.bob, &b.a, c.id, &in, &b.errors, &d).code, ERR_NOT_FOUND);
	assert_int_equal(campaign_duplicate(b.bob, &b.a, c.id, STR_NULL, &d).code, ERR_NOT_FOUND);
	assert_int_equal(campaign_delete(b.bob, &b.a, c.id).code, ERR_NOT_FOUND);
	assert_int_equal(campaign_pause(b.bob, &b.a, c.id, &d).code, ERR_NOT_FOUND);
	assert_int_equal(attachment_add(b.bob, &b.a, c.id, STR("a.txt"), false, STR("x"), &t).code, ERR_NOT_FOUND);
	assert_int_equal(campaign_test(&app, b.bob, &b.a, c.id, &STR("a@b.example"), 1, STR_NULL, &b.errors, &n).code,
			 ERR_NOT_FOUND);
	fine(campaign_get(b.alice, &b.a, c.id, &d));
	is(d.name, "Launch");
	arena_deinit(&b.a);
}

static void test_attachments(void **s)
{
	(void)s;
	struct bench b;
	bench_begin(&b);
	is(attachment_filename(&b.a, STR("C:\\x\\..\\a.pdf")), "a.pdf");
	is(attachment_filename(&b.a, STR("../../.bashrc")), "bashrc");
	is(attachment_filename(&b.a, STR("a\r\nb\"c.txt")), "a__b_c.txt");
	is(attachment_filename(&b.a, STR("\xff\xfe")), "attachment");
	is(attachment_filename(&b.a, STR("")), "attachment");
	str lengthy = arena_printf(&b.a, "%0300d.pdf", 7);
	assert_true(attachment_filename(&b.a, lengthy).n <= 150 &&
		    str_ends(attachment_filename(&b.a, lengthy), STR(".pdf")));
	is(attachment_type(STR("a.txt"), STR("\x89PNG\r\n\x1a\n....")), "image/png");
	is(attachment_type(STR("a.CSV"), STR("a,b")), "text/csv");
	is(attachment_type(STR("a"), STR("?")), "application/octet-stream");
	struct campaign c = draft(&b);
	struct campaign_attachment t;
	for (int i = 0; i < 20; i++)
		fine(attachment_add(b.alice, &b.a, c.id, STR("a.txt"), false, STR("x"), &t));
	assert_int_equal(attachment_add(b.alice, &b.a, c.id, STR("a.txt"), false, STR("x"), &t).code, ERR_LIMIT);
	put_state(&b, c.id, "SENDING");
	assert_int_equal(attachment_delete(b.alice, &b.a, c.id, t.id).code, ERR_CONFLICT);
	arena_deinit(&b.a);
}

static void test_pace(void **s)
{
	(void)s;
	struct campaign_pace p = {};
	struct campaign_progress g = { .status = STR("SENDING"), .recipients = 1000, .pending = 1000 };
	campaign_pace_look(&p, &g, 1);
	assert_false(campaign_pace_eta(&p, &g).has);
	for (int i = 1; i <= 30; i++) { /* ten a second */
		g.sent = 10 * i;
		g.pending = 1000 - g.sent;
		campaign_pace_look(&p, &g, 1 + i * INT64_C(1000000));
	}
	assert_true(p.rate > 9.9 && p.rate < 10.1);
	assert_int_equal(campaign_pace_eta(&p, &g).v, 70);
	g.status = STR("SENT");
	assert_false(campaign_pace_eta(&p, &g).has);
}

static void test_the_footer(void **s)
{
	(void)s;
	struct bench b;
	struct campaign_look look;
	bench_begin(&b);
	struct campaign c = draft(&b);
	struct campaign_look_in in = { .content = given("<html><body><p>x</p></body></html>") };
	fine(campaign_preview(&app, b.alice, &b.a, c.id, &in, &b.errors, &look));
	size_t at = str_find(look.html, STR("unsubscribe</a>")), end = str_find(look.html, STR("</body>"));
	assert_true(at != STR_NPOS && end != STR_NPOS && at < end);
	in.content = given("<p>x <a href=\"{{unsubscribeUrl}}\">leave</a></p>");
	fine(campaign_preview(&app, b.alice, &b.a, c.id, &in, &b.errors, &look));
	assert_true(str_find(look.html, STR("unsubscribe</a>")) == STR_NPOS);
	in.content = given("only text");
	in.content_format = given("text");
	fine(campaign_preview(&app, b.alice, &b.a, c.id, &in, &b.errors, &look));
	assert_true(str_absent(look.html) && str_find(look.text, STR("Unsubscribe: http")) != STR_NPOS);
	arena_deinit(&b.a);
}

static void test_secrets(void **s)
{
	(void)s;
	struct bench b;
	struct sender made;
	str secret;
	bench_begin(&b);
	struct sender_patch in = { .kind = given("smtp"),
				   .from_email = given("a@b.example"),
				   .host = given("mail.b.example"),
				   .username = given("u"),
				   .secret = given("very secret indeed") };
	fine(sender_create(b.alice, &b.a, &keys, &in, &b.errors, &made));
	is(made.auth, "plain");
	is(made.status, "UNVERIFIED");
	assert_int_equal(made.port.v, 587);
	assert_true(str_find(made.secret_sealed, STR("secret")) == STR_NPOS);
	fine(sender_secret(&b.a, &keys, made.id, made.secret_sealed, &secret));
	is(secret, "very secret indeed");
	/* Bound to its sender: it does not open under another's id. */
	assert_int_equal(sender_secret(&b.a, &keys, STR("another"), made.secret_sealed, &secret).code, ERR_INVALID);
	struct buf BUF_AUTO json;
	struct json_writer w;
	buf_init(&json, 65536);
	json_writer_init(&w, &json);
	sender_write(&w, &made);
	assert_true(str_find(buf_str(&json), STR("very")) == STR_NPOS &&
		    str_find(buf_str(&json), STR("\"hasSecret\":true")) != STR_NPOS);
	assert_int_equal(sender_get(b.bob, &b.a, made.id, &made).code, ERR_NOT_FOUND);
	arena_deinit(&b.a);
}

static void test_seeds_twice(void **s)
{
	(void)s;
	struct arena ARENA_AUTO a = {};
	struct seed_done done;
	fine(seed_small(&app, &a, &done));
	assert_true(done.made && done.contacts == 1);
	fine(seed_small(&app, &a, &done));
	assert_false(done.made);
	fine(seed_demo(&app, &a, &done));
	assert_true(done.made && done.contacts > 2000);
	fine(seed_demo(&app, &a, &done));
	assert_false(done.made);
}

static int set_up(void **s)
{
	(void)s;
	struct arena ARENA_AUTO a = {};
	wire_crypto_init();
	fine(keyring_add(&keys, STR("a secret for the tests of campaigns")));
	app.db = testing_db(6);
	testing_user(app.db, "alice");
	testing_user(app.db, "bob");
	fine(sender_first(system_of(app.db), &a, STR("alice"), STR("alice@example.com"), STR("Alice")));
	fine(sender_first(system_of(app.db), &a, STR("bob"), STR("bob@example.com"), STR_NULL));
	testing_sql(app.db, &a,
		    "INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"firstName\", \"updatedAt\") "
		    "VALUES ('contact-1', 'alice', 'p@x.example', 'Pia', now())");
	return 0;
}

static int tear_down(void **s)
{
	(void)s;
	db_close(app.db);
	testing_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_step_from_every_state),
		cmocka_unit_test(test_cancelled_is_the_end),
		cmocka_unit_test(test_the_other_tenant_sees_nothing),
		cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_the_footer),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_seeds_twice),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
