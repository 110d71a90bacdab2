/* Every message of tests/corpus/inbound with its expected verdict, and the judge of codes and words. */
#include "base/time.h"
#include "wire/report.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *corpus;

static str read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("%s is missing", path);
	char *p = arena_alloc(a, 1u << 20);
	size_t n = fread(p, 1, (1u << 20) - 1, f);
	fclose(f);
	return str_of(p, n);
}

static str or_dash(str s)
{
	return str_empty(s) ? STR("-") : s;
}

static str escaped(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n * 2 + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') {
			p[n++] = '\\';
			p[n++] = 'n';
		} else if (s.p[i] != '\r') {
			p[n++] = s.p[i];
		}
	}
	return str_of(p, n);
}

static str day(struct arena *a, const struct report_away *away)
{
	struct civil c = time_to_civil(away->back);
	return away->known ? arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day) : STR("-");
}

/* name, kind, bounce, code, recipient, first reference, cause, leave, back on, new text, source */
static void check_line(str line, unsigned *wrong)
{
	static const char *const leaves[] = { "-", "doubtful", "sure" };
	struct arena ARENA_AUTO a = {};
	str column[11];
	for (size_t i = 0; i < 11; i++)
		if (!str_next(&line, '\t', &column[i]))
			fail_msg("a line of the table lacks column %zu", i);
	assert_false(str_empty(str_trim(column[10]))); /* every message says what it was written after */
	str path = arena_printf(&a, "%s/%.*s", corpus, STR_FMT(column[0]));
	struct report r;
	err e = report_read(&a, read_file(&a, path.p), &r);
	assert_false(err_is(e));
	assert_false(str_empty(r.why));
	assert_non_null(r.why_code);
	const char *bounce = bounce_kind_name(r.bounce);
	const str got[] = { str_z(report_kind_name(r.kind)),
			    str_z(bounce ? bounce : "-"),
			    or_dash(r.code),
			    or_dash(r.recipient),
			    str_z(r.refs_n ? report_how_name(r.refs[0].how) : "-"),
			    str_z(r.refusal.cause ? r.refusal.name : "-"),
			    str_z(leaves[r.leave]),
			    day(&a, &r.away),
			    escaped(&a, r.said) };
	for (size_t i = 0; i < 9; i++) {
		str want = str_trim(column[i + 1]);
		if (str_eq(got[i], want) || str_eq(want, STR("*")) || (i == 8 && str_eq(want, STR("-"))))
			continue;
		print_error("%.*s: column %zu is %.*s, not %.*s (rule %s; words: %.*s)\n", STR_FMT(column[0]), i + 1,
			    STR_FMT(got[i]), STR_FMT(want), r.rule, STR_FMT(r.words));
		++*wrong;
	}
}

static void test_corpus(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	str table = read_file(&a, arena_printf(&a, "%s.expected", corpus).p), line;
	unsigned n = 0, wrong = 0;
	while (str_next(&table, '\n', &line)) {
		if (str_empty(line) || line.p[0] == '#')
			continue;
		check_line(line, &wrong);
		n++;
	}
	assert_true(n >= 840);
	assert_int_equal(wrong, 0);
}

static void test_cause_of(void **state)
{
	(void)state;
	assert_string_equal(report_cause_of(STR("550 5.1.1 <jo@example.net>: User unknown")).p, "no_mailbox");
	assert_string_equal(report_cause_of(STR("535 5.7.8 Error: authentication failed")).p, "login");
	assert_string_equal(report_cause_of(STR("Daily Limit Exceeded")).p, "rate");
	assert_true(str_absent(report_cause_of(STR("550 Flumox is quarzed"))));
	assert_true(str_absent(report_cause_of(STR("paused by hand"))));
	assert_true(str_absent(report_cause_of(STR_NULL)));
	str reply;
	str told = STR("the message is not authenticated. Set up SPF, DKIM and DMARC for the From domain (see Sending "
		       "domains). (550 5.7.26 unauthenticated (really))");
	assert_int_equal(refusal_of_reason(told, &reply), REFUSAL_AUTHENTICATION);
	assert_true(str_eq(reply, STR("550 5.7.26 unauthenticated (really)")));
	assert_int_equal(refusal_of_reason(STR("paused by hand"), &reply), REFUSAL_NONE);
	assert_true(str_eq(reply, STR("paused by hand")));
}

static void test_judge(void **state)
{
	(void)state;
	static const struct {
		const char *code, *words;
		enum bounce_kind want;
	} cases[] = {
		{ "5.1.1", "", BOUNCE_HARD },
		{ "5.1.1", "550 5.1.1 listed at zen.spamhaus.org", BOUNCE_BLOCK },
		{ "5.1.8", "sender address rejected", BOUNCE_BLOCK },
		{ "5.2.2", "mailbox full", BOUNCE_SOFT },
		{ "5.7.1", "relay access denied", BOUNCE_BLOCK },
		{ "5.7.1", "550 5.7.1 user unknown", BOUNCE_HARD },
		{ "5.4.1", "Access denied", BOUNCE_BLOCK },
		{ "5.4.1", "Recipient address rejected: Access denied", BOUNCE_HARD },
		{ "4.7.1", "greylisted", BOUNCE_SOFT },
		{ "4.2.2", "over quota", BOUNCE_SOFT },
		{ "5.0.0", "550 administrative prohibition", BOUNCE_BLOCK },
		{ NULL, "no such user", BOUNCE_HARD },
		{ NULL, "", BOUNCE_SOFT },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum bounce_kind got = bounce_judge(str_z(cases[i].code), str_z(cases[i].words));
		if (got != cases[i].want)
			fail_msg("%s %s is %s", cases[i].code, cases[i].words, bounce_kind_name(got));
	}
}

static void test_said(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "Yes.\n\n> old\n", "Yes." },
		{ "Yes.\r\n\r\nOn Monday,\r\nSomebody wrote:\r\n> old", "Yes." },
		{ "Ja.\n\nAm 1. Mai schrieb Anna:\n\n> alt", "Ja." },
		{ "All of it", "All of it" },
		{ "> only old", "" },
		{ "A\n-----Original Message-----\nB", "A" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		str said = said_split(&a, str_z(cases[i].text)).said;
		if (!str_eq(said, str_z(cases[i].said)))
			fail_msg("%s: %.*s", cases[i].text, STR_FMT(said));
	}
}

static void test_texts(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct report r;
	str raw = STR("From: \"Doe, Jo\" <jo@example.net>\r\nSubject: Re:  a\r\n\tb\r\nDate: Mon, 23 Nov 2026 10:14:02 "
		      "+0100\r\nReferences: <1@x> <2@x>\r\n\r\nHello\r\n");
	assert_false(err_is(report_read(&a, raw, &r)));
	assert_true(str_eq(r.from, STR("jo@example.net")));
	assert_true(str_eq(r.from_name, STR("Doe, Jo")));
	assert_true(str_eq(r.subject, STR("Re: a b")));
	assert_true(r.date.has && r.date.v == INT64_C(1795425242) * 1000000);
	assert_int_equal(r.refs_n, 2);
	assert_true(str_eq(r.refs[0].id, STR("2@x")));
	assert_true(str_eq(r.said, STR("Hello")));
}

int main(int argc, char **argv)
{
	corpus = argc > 1 ? argv[1] : "tests/corpus/inbound";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus), cmocka_unit_test(test_judge), cmocka_unit_test(test_cause_of),
		cmocka_unit_test(test_said),   cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
