#include "base/time.h"
#include "smtp/smtp_verdict.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct smtp_verdict of(enum smtp_phase phase, const char *line)
{
	struct smtp_reply_reader r;
	struct smtp_reply reply = {};
	struct buf BUF_AUTO b;
	smtp_reply_reader_init(&r);
	buf_init(&b, 4096);
	buf_addf(&b, "%s\r\n", line);
	str in = buf_str(&b);
	if (*line)
		assert_int_equal(smtp_reply_read(&r, &in, &reply), SMTP_READ_REPLY);
	struct smtp_verdict v = smtp_verdict_of(phase, &reply);
	smtp_reply_reader_deinit(&r);
	return v;
}

/* Replies as real servers write them. */
static const struct {
	enum smtp_phase phase;
	const char *line;
	enum smtp_outcome outcome;
} cases[] = {
	{ SMTP_PHASE_DOT, "250 2.0.0 Ok: queued as 4F2", SMTP_ACCEPTED },
	{ SMTP_PHASE_DATA, "354 go ahead", SMTP_ACCEPTED },
	{ SMTP_PHASE_DATA, "250 what?", SMTP_RETRY },
	/* greylisting, busy, full */
	{ SMTP_PHASE_RCPT, "450 4.2.0 <x@y>: Recipient address rejected: Greylisted, try again in 300 seconds",
	  SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "451 4.7.1 Greylisting in action, please come back later", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "450 mailbox busy", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "451 4.3.0 local error in processing", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "452 4.2.2 mailbox full", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "452 4.5.3 too many recipients", SMTP_THROTTLED },
	{ SMTP_PHASE_RCPT, "452 too many recipients", SMTP_THROTTLED },
	{ SMTP_PHASE_MAIL, "452 4.3.1 Insufficient system storage", SMTP_THROTTLED },
	{ SMTP_PHASE_DOT, "451 4.7.500 Server busy. Please try again later", SMTP_THROTTLED },
	{ SMTP_PHASE_DOT, "421 4.7.28 Gmail has detected an unusual rate of mail", SMTP_THROTTLED },
	{ SMTP_PHASE_DOT, "451 4.7.0 temporary policy", SMTP_RETRY },
	{ SMTP_PHASE_DATA, "454 Throttling failure: Maximum sending rate exceeded.", SMTP_THROTTLED },
	{ SMTP_PHASE_RCPT, "421 4.3.2 shutting down", SMTP_THROTTLED },
	/* the mailbox */
	{ SMTP_PHASE_RCPT, "550 5.1.1 The email account that you tried to reach does not exist", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "550 No such user here", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "550 Requested action not taken: mailbox unavailable", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "550 5.2.1 The account is disabled", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "550 5.4.1 Recipient address rejected: Access denied", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "553 5.1.3 invalid address", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "551 user not local", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "556 5.1.10 null MX", SMTP_BOUNCED },
	{ SMTP_PHASE_DOT, "550 5.1.1 unknown user", SMTP_BOUNCED },
	{ SMTP_PHASE_RCPT, "552 5.2.2 over quota", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "552 Requested mail action aborted: exceeded storage allocation", SMTP_RETRY },
	{ SMTP_PHASE_RCPT, "550 mailbox is full", SMTP_RETRY },
	/* policy and content */
	{ SMTP_PHASE_RCPT, "550 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org", SMTP_BLOCKED },
	{ SMTP_PHASE_RCPT, "550 your IP has bad reputation", SMTP_BLOCKED },
	{ SMTP_PHASE_RCPT, "554 5.7.1 rejected", SMTP_REFUSED },
	{ SMTP_PHASE_RCPT, "554 policy", SMTP_REFUSED },
	{ SMTP_PHASE_DOT, "554 5.7.1 message looks like spam", SMTP_REFUSED },
	{ SMTP_PHASE_DOT, "550 content rejected", SMTP_REFUSED },
	{ SMTP_PHASE_DOT, "552 5.3.4 message too big", SMTP_REFUSED },
	{ SMTP_PHASE_MAIL, "552 5.3.4 Message size exceeds fixed limit", SMTP_REFUSED },
	/* the account */
	{ SMTP_PHASE_AUTH, "535 5.7.8 authentication failed", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_AUTH, "534 5.7.9 application-specific password required", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_AUTH, "454 4.7.0 too many login attempts", SMTP_THROTTLED },
	{ SMTP_PHASE_MAIL, "530 5.7.0 Must issue a STARTTLS command first", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_MAIL, "550 5.1.8 sender address rejected", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_MAIL, "553 5.7.1 Sender address rejected: not owned by user", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_DOT, "550 5.4.5 Daily user sending limit exceeded", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_RCPT, "554 5.7.1 <x@y>: Relay access denied", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_RCPT, "550 relaying denied", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_GREETING, "554 no SMTP service here", SMTP_SENDER_PAUSE },
	{ SMTP_PHASE_GREETING, "421 too many connections", SMTP_THROTTLED },
	{ SMTP_PHASE_TLS, "454 TLS not available", SMTP_THROTTLED },
	{ SMTP_PHASE_TLS, "", SMTP_THROTTLED },
	{ SMTP_PHASE_CONNECT, "", SMTP_THROTTLED },
	{ SMTP_PHASE_DOT, "", SMTP_THROTTLED },
	/* us */
	{ SMTP_PHASE_MAIL, "503 5.5.1 nested MAIL command", SMTP_OURS },
	{ SMTP_PHASE_RCPT, "502 not implemented", SMTP_OURS },
	{ SMTP_PHASE_MAIL, "555 5.5.4 unsupported option", SMTP_OURS },
};

static void replies_of_real_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct smtp_verdict v = of(cases[i].phase, cases[i].line);
		if (v.outcome != cases[i].outcome)
			print_message("%s %s: %s, not %s (%s)\n", smtp_phase_name(cases[i].phase), cases[i].line,
				      smtp_outcome_name(v.outcome), smtp_outcome_name(cases[i].outcome), v.reason);
		assert_int_equal(v.outcome, cases[i].outcome);
		assert_non_null(v.reason);
	}
}

/* Whatever the code, a verdict comes, and only what says so is accepted; 4xx never fails a recipient. */
static void every_code_has_its_verdict(void **state)
{
	(void)state;
	for (int phase = SMTP_PHASE_CONNECT; phase <= SMTP_PHASE_QUIT; phase++)
		for (int code = 200; code < 600; code++) {
			struct smtp_reply r = { .code = code, .text = STR("whatever") };
			struct smtp_verdict v = smtp_verdict_of((enum smtp_phase)phase, &r);
			assert_non_null(v.reason);
			if (v.outcome == SMTP_ACCEPTED)
				assert_true(code < 400);
			if (code / 100 == 4)
				assert_true(v.outcome == SMTP_RETRY || v.outcome == SMTP_THROTTLED);
			if (code / 100 == 5)
				assert_true(v.outcome != SMTP_ACCEPTED);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_of_real_servers),
		cmocka_unit_test(every_code_has_its_verdict),
	};
	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
