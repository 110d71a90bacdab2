/* What each of Gmail's answers means. */
#include "base/time.h"
#include "gmail/gmail_verdict.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
	int status;
	const char *reason, *message;
	int64_t retry_after;
	enum gmail_outcome outcome;
	int64_t wait; /* seconds */
} cases[] = {
	{ 200, NULL, NULL, -1, GMAIL_OK, 0 },
	{ 401, "authError", "Invalid Credentials", -1, GMAIL_TOKEN, 0 },
	{ 429, "rateLimitExceeded", "Too many requests", 7, GMAIL_RATE, 7 },
	{ 429, "RESOURCE_EXHAUSTED", "", -1, GMAIL_RATE, 0 },
	{ 429, "userRateLimitExceeded", "User-rate limit exceeded.  Retry after 1970-01-01T00:01:40.000Z", -1,
	  GMAIL_RATE, 90 },
	{ 429, "userRateLimitExceeded",
	  "User-rate limit exceeded.  Retry after 1970-01-01T00:00:01.000Z (Mail sending)", -1, GMAIL_RATE, 0 },
	{ 429, "userRateLimitExceeded", "Daily user sending limit exceeded", -1, GMAIL_QUOTA, 3600 },
	{ 403, "rateLimitExceeded", "Rate Limit Exceeded", -1, GMAIL_RATE, 0 },
	{ 403, "userRateLimitExceeded", "User Rate Limit Exceeded", 3, GMAIL_RATE, 3 },
	{ 403, "RATE_LIMIT_EXCEEDED", "Quota exceeded for quota metric", -1, GMAIL_RATE, 0 },
	{ 403, "dailyLimitExceeded", "Daily Limit Exceeded", -1, GMAIL_QUOTA, 3600 },
	{ 403, "dailyLimitExceeded", "Daily Limit Exceeded", 7200, GMAIL_QUOTA, 7200 },
	{ 403, "dailyLimitExceeded", "Daily Limit Exceeded", 99999999, GMAIL_QUOTA, 86400 },
	{ 403, "insufficientPermissions", "Insufficient Permission", -1, GMAIL_PAUSE, 0 },
	{ 403, "domainPolicy", "The domain administrators have disabled Gmail apps", -1, GMAIL_PAUSE, 0 },
	{ 403, "accessNotConfigured", "Access Not Configured", -1, GMAIL_PAUSE, 0 },
	{ 403, NULL, NULL, -1, GMAIL_RATE, 0 },
	{ 400, "failedPrecondition", "Mail service not enabled", -1, GMAIL_PAUSE, 0 },
	{ 400, "invalidArgument", "Recipient address required", -1, GMAIL_ADDRESS, 0 },
	{ 400, "invalidArgument", "Invalid To header", -1, GMAIL_ADDRESS, 0 },
	{ 400, "invalidArgument", "Invalid thread_id value", -1, GMAIL_MISSING, 0 },
	{ 400, "invalidArgument", "'raw' RFC822 payload message string required", -1, GMAIL_REFUSED, 0 },
	/* Google's words, by the table of wire/refusal.h. */
	{ 400, "invalidArgument", "Message rejected: our system detected that it is likely unsolicited mail", -1,
	  GMAIL_REFUSED, 0 },
	{ 400, "failedPrecondition",
	  "Message rejected: blocked because its content presents a potential security issue", -1, GMAIL_REFUSED, 0 },
	{ 400, "invalidArgument", "550 5.1.1 The email account that you tried to reach does not exist", -1,
	  GMAIL_ADDRESS, 0 },
	{ 400, "invalidArgument", "Invalid recipient address", -1, GMAIL_ADDRESS, 0 },
	{ 400, "invalidArgument", "Invalid From header", -1, GMAIL_BLOCKED, 0 },
	{ 403, "forbidden", "The message does not pass authentication (SPF and DKIM both fail)", -1, GMAIL_BLOCKED, 0 },
	{ 403, "forbidden", "Message exceeded maximum message size", -1, GMAIL_REFUSED, 0 },
	{ 403, "forbidden", "Flumox is quarzed", -1, GMAIL_PAUSE, 0 },
	{ 400, "invalidArgument", "Flumox is quarzed", -1, GMAIL_REFUSED, 0 },
	{ 400, "invalidArgument", "The recipient's mailbox is full", -1, GMAIL_RETRY, 0 },
	{ 404, "notFound", "Requested entity was not found.", -1, GMAIL_MISSING, 0 },
	{ 413, "uploadTooLarge", "", -1, GMAIL_REFUSED, 0 },
	{ 500, "backendError", "Backend Error", -1, GMAIL_RETRY, 0 },
	{ 503, "backendError", "", 30, GMAIL_RETRY, 30 },
	{ 302, NULL, NULL, -1, GMAIL_RETRY, 0 },
	{ 0, NULL, NULL, -1, GMAIL_RETRY, 0 },
};

static void test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct gmail_verdict v = gmail_verdict_of(cases[i].status, str_z(cases[i].reason),
							  str_z(cases[i].message), cases[i].retry_after, 10 * US_PER_S);
		assert_string_equal(gmail_outcome_name(v.outcome), gmail_outcome_name(cases[i].outcome));
		assert_int_equal(v.wait_us, cases[i].wait * US_PER_S);
		assert_non_null(v.reason);
		assert_true((v.outcome != GMAIL_ADDRESS || v.refusal.who == REFUSES_ADDRESS) &&
			    (v.outcome != GMAIL_BLOCKED || v.refusal.who == REFUSES_US));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_verdicts) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
