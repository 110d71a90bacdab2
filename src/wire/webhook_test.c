/* Reports as the providers document them, and who may make them. */
#include "wire/token.h"
#include "wire/webhook.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define is(a, b) assert_true(str_eq((a), STR(b)))
#define ID "cmi2b4f8k0001x7q9z3v5t1aa"

static struct webhook_events read_all(struct arena *a, enum webhook_provider p, const char *body)
{
	struct webhook_events e;
	assert_int_equal(webhook_read(a, p, str_z(body), &e).code, ERR_OK);
	return e;
}

static void test_ses(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct webhook_events e = read_all(
		&a, WEBHOOK_SES,
		"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{"
		"\"emailAddress\":\"Jo <jo@example.net>\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 no\"}],"
		"\"feedbackId\":\"f\",\"timestamp\":\"2026-11-23T09:14:02.000Z\"},\"mail\":{\"headers\":[{\"name\":"
		"\"X-Loumass-Id\",\"value\":\"" ID "\"}]}}");
	assert_int_equal(e.n, 1);
	assert_true(e.v[0].report.kind == REPORT_BOUNCE && e.v[0].report.bounce == BOUNCE_HARD);
	is(e.v[0].report.code, "5.1.1");
	is(e.v[0].report.recipient, "jo@example.net");
	is(e.v[0].report.refs[0].id, ID);
	assert_true(e.v[0].at == INT64_C(1795425242) * 1000000);
	e = read_all(&a, WEBHOOK_SES,
		     "{\"eventType\":\"Complaint\",\"complaint\":{\"complaintFeedbackType\":\"not-spam\","
		     "\"complainedRecipients\":[{\"emailAddress\":\"jo@example.net\"}]}}");
	assert_int_equal(e.n, 0);
}

static void test_others(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct webhook_events e = read_all(
		&a, WEBHOOK_POSTMARK,
		"{\"RecordType\":\"Bounce\",\"ID\":42,\"Type\":\"SoftBounce\",\"Email\":\"jo@example.net\","
		"\"Details\":\"mailbox full\",\"Content\":\"Return-Path: <>\\r\\nX-Loumass-Id: " ID "\\r\\n\"}");
	assert_true(e.n == 1 && e.v[0].report.bounce == BOUNCE_SOFT && e.v[0].report.refs_n == 1);
	e = read_all(&a, WEBHOOK_SENDGRID,
		     "[{\"event\":\"bounce\",\"type\":\"blocked\",\"email\":\"jo@example.net\",\"smtp-id\":\"<" ID
		     "@x>\",\"sg_event_id\":\"1\"},{\"event\":\"open\"},{\"event\":\"spamreport\",\"email\":"
		     "\"jo@example.net\",\"sg_event_id\":\"1\"}]");
	assert_true(e.n == 2 && e.v[0].report.bounce == BOUNCE_BLOCK && e.v[1].report.kind == REPORT_COMPLAINT);
	is(e.v[0].report.refs[0].id, ID "@x");
	assert_false(str_eq(e.v[0].key, e.v[1].key));
	e = read_all(&a, WEBHOOK_MAILGUN,
		     "{\"event-data\":{\"event\":\"failed\",\"severity\":\"permanent\",\"id\":\"i\",\"recipient\":"
		     "\"jo@example.net\",\"timestamp\":1795425242.5,\"delivery-status\":{\"bounce-code\":\"5.2.2\"},"
		     "\"message\":{\"headers\":{\"message-id\":\"" ID "@x\"}}}}");
	assert_true(e.n == 1 && e.v[0].report.bounce == BOUNCE_SOFT);
	assert_true(e.v[0].at == INT64_C(1795425242500000));
	struct webhook_events none;
	assert_int_equal(webhook_read(&a, WEBHOOK_SENDGRID, STR("{}"), &none).code, ERR_INVALID);
	assert_int_equal(webhook_read(&a, WEBHOOK_SES, STR("x"), &none).code, ERR_INVALID);
}

static void test_signatures(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	assert_int_equal(webhook_check_basic(&a, STR("Basic dXNlcjpwYXNz"), STR("user:pass")).code, ERR_OK);
	assert_int_equal(webhook_check_basic(&a, STR("Basic dXNlcjpwYXNz"), STR("user:past")).code, ERR_AUTH);
	assert_int_equal(webhook_check_basic(&a, STR_NULL, STR("user:pass")).code, ERR_AUTH);
	/* HMAC-SHA256("key", "12") */
	str good = STR("{\"signature\":{\"timestamp\":\"1\",\"token\":\"2\",\"signature\":"
		       "\"9dbd4edd16f0ff60d8421dda7a074e4cb0264d29e6fbb51d63d79498fd47c59e\"}}");
	assert_int_equal(webhook_check_mailgun(&a, STR("key"), good).code, ERR_OK);
	assert_int_equal(webhook_check_mailgun(&a, STR("kez"), good).code, ERR_AUTH);
	assert_int_equal(webhook_check_sendgrid(&a, STR("AAAA"), STR("1"), STR("AAAA"), STR("x")).code, ERR_AUTH);
	assert_false(webhook_sendgrid_key(&a, STR("AAAA")));
}

static void test_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool allowed;
	} cases[] = {
		{ "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem", true },
		{ "https://sns.cn-north-1.amazonaws.com.cn/x.pem", true },
		{ "http://sns.eu-west-1.amazonaws.com/x.pem", false },
		{ "https://sns.eu-west-1.amazonaws.com:8443/x.pem", false },
		{ "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem", false },
		{ "https://sns.evil.example/.amazonaws.com", false },
		{ "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem", false },
		{ "https://sns.a.b.amazonaws.com/x.pem", false },
		{ "https://sns.amazonaws.com/x.pem", false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (sns_url_allowed(str_z(cases[i].url), STR_NULL) != cases[i].allowed)
			fail_msg("%s", cases[i].url);
	assert_true(sns_url_allowed(STR("http://127.0.0.1:1/c.pem"), STR("http://127.0.0.1:1")));
	assert_false(sns_url_allowed(STR("http://127.0.0.1:12/c.pem"), STR("http://127.0.0.1:1")));
}

int main(void)
{
	wire_crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ses),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
