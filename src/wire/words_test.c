/* Every word list is written as fold_text gives text, or its words would never be found. */
#include "wire/away_words.h"
#include "wire/fold.h"
#include "wire/leave_words.h"
#include "wire/refusal_int.h"
#include "wire/report_words.h"
#include "wire/said_int.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static unsigned unfolded(struct arena *a, const char *const *list)
{
	unsigned n = 0;
	for (; *list; list++) {
		str folded = fold_text(a, str_z(*list), 1000, FOLD_KEEP);
		if (str_eq(folded, str_trim(str_z(*list))))
			continue;
		print_error("\"%s\" is \"%.*s\" when folded\n", *list, STR_FMT(folded));
		n++;
	}
	return n;
}

static void lists_are_folded(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	const char *const *const lists[] = {
		report_daemon_locals,
		report_daemon_names,
		report_daemon_anywhere,
		report_postmasters,
		report_helpers,
		report_bounce_subjects,
		report_bounce_words,
		report_answer_prefixes,
		report_original_marks,
		report_boilerplate,
		report_listings,
		report_failure_words,
		report_delay_sure,
		report_delay_words,
		report_delay_subjects,
		report_final_words,
		report_auto_prefixes,
		report_away_words,
		report_ack_subjects,
		report_ack_words,
		report_ack_promises,
		report_automatic_words,
		report_not_automatic,
		report_challenge_words,
		leave_bare,
		leave_asks,
		leave_named,
		leave_topics,
		leave_negations,
		leave_reports,
		leave_doubts,
		leave_others,
		leave_polite,
		leave_by_program,
		away_until,
		away_back,
		away_from,
		away_back_behind,
		away_until_behind,
		away_not_before,
		away_american,
		said_dividers,
		said_reply_above,
		said_verbs,
		said_starters,
		said_sent_from,
		said_sent_from_inside,
	};
	const struct refusal_phrase *const phrases[] = { refusal_later,	  refusal_ours,	   refusal_message,
							 refusal_mailbox, refusal_address, refusal_weak };
	unsigned bad = 0;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		bad += unfolded(&a, lists[i]);
	for (int i = 0; i < SAID_LABELS; i++)
		bad += unfolded(&a, said_labels[i]);
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		for (const struct refusal_phrase *p = phrases[i]; p->patterns; p++)
			bad += unfolded(&a, p->patterns);
	for (const struct leave_shape *s = leave_shapes; s->of[0]; s++)
		for (int i = 0; i < 3 && s->of[i]; i++)
			bad += unfolded(&a, s->of[i]);
	for (const struct report_format *f = report_formats; f->mark; f++)
		bad += unfolded(&a, (const char *const[]){ f->mark, NULL });
	for (const struct away_month *m = away_months; m->word; m++)
		bad += unfolded(&a, (const char *const[]){ m->word, NULL });
	for (const struct away_day *d = away_days; d->word; d++)
		bad += unfolded(&a, (const char *const[]){ d->word, NULL });
	assert_int_equal(bad, 0);
}

static void folding(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const cases[][2] = {
		{ "Réponse  Automatique\t:", "reponse automatique :" },
		{ "GRÖSSE ß Ærø Łódź İstanbul ısı", "grosse ss aero lodz istanbul isi" },
		{ "Привет, ЁЛКА", "привет, елка" },
		{ "ΑΠΌ", "απο" },
		{ "don\xe2\x80\x99t \xe2\x80\x93 \xe2\x80\x9cx\xe2\x80\x9d", "don't - \"x\"" },
		{ "e\xcc\x81t\xc2\xa0\xe2\x80\x8b", "et" },
		{ "\xff\xc3", "??" },
		{ "\xef\xbc\xa1\xef\xbc\x9a", "a:" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		str got = fold_text(&a, str_z(cases[i][0]), 200, FOLD_JOIN);
		if (!str_eq(got, str_z(cases[i][1])))
			fail_msg("%s: %.*s", cases[i][0], STR_FMT(got));
	}
}

static void patterns(void **state)
{
	(void)state;
	size_t end;
	assert_int_equal(fold_find(STR("no such user here"), "such user", &end), 3);
	assert_int_equal(end, 12);
	assert_true(fold_find(STR("delayed"), "layed", NULL) == STR_NPOS);
	assert_int_equal(fold_find(STR("the user kim is unknown"), "user * unknown", NULL), 4);
	assert_true(fold_find(STR("spfx"), "spf$", NULL) == STR_NPOS);
	assert_int_equal(fold_find(STR("an spf."), "spf$", NULL), 3);
	assert_true(fold_find(STR(""), "x", NULL) == STR_NPOS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_folded),
		cmocka_unit_test(folding),
		cmocka_unit_test(patterns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
