/* See report_int.h: wishes to leave, heard in the person's own words, never in what they quote. Sure is a sentence that
 * asks for it and nothing stands against; questions, conditions, other people's addresses and long mails make it
 * doubtful, a negation none at all. */
#include "wire/fold.h"
#include "wire/leave_words.h"
#include "wire/report_int.h"

#define READ_MAX 4000u
#define LONG_MAIL 1500u /* somebody who writes so much has more to say than this */
#define BARE_MAX 28u	/* "Unsubscribe, thanks" */
#define SHAPED_MAX 200u /* bytes of a sentence, and of all that was said, where its words may be anywhere in it */
#define SHAPED_WHOLE 800u
#define LINE_WRAPS 50u /* a longer line goes on in the next */

/* Trimmed of what surrounds a single wish. */
static str report_leave_bare(str s)
{
	s = str_trim(s);
	while (s.n && strchr(".!,\"'*<>-_ \n", s.p[s.n - 1]))
		s.n--;
	while (s.n && strchr("\"'*<>-_ \n", s.p[0]))
		s = str_from(s, 1);
	return s;
}

/* Nothing but the wish: "Unsubscribe!" */
static bool report_leave_is_wish(str folded)
{
	str s = report_leave_bare(folded);
	for (const char *const *w = leave_bare; *w; w++)
		if (str_eq(s, str_z(*w)))
			return true;
	return false;
}

static bool report_leave_against(str s)
{
	return fold_has(s, leave_negations) != NULL;
}

/* "Take me off, otherwise I will complain": what is threatened with is no condition. */
static str report_leave_before_threat(str s)
{
	for (const char *const *t = leave_threats; *t; t++) {
		size_t at = fold_find(s, *t, NULL);
		if (at != STR_NPOS && fold_has(str_upto(s, at), leave_asks))
			return str_upto(s, at);
	}
	return s;
}

static bool report_leave_doubtful(str s, char end)
{
	bool asks = end == '?' && !fold_has(s, leave_polite);
	s = report_leave_before_threat(s);
	return asks || fold_has(s, leave_doubts) || fold_has(s, leave_others) || str_find_byte(s, '@') != STR_NPOS;
}

/* "Stop! This is exactly what I need." */
static enum report_leave report_leave_alone(str s, size_t whole)
{
	return report_leave_bare(s).n < 8 && whole > s.n + 24 ? LEAVE_DOUBTFUL : LEAVE_SURE;
}

/* By what it holds: see leave_shapes. */
static enum report_leave report_leave_shaped(str s, char end, size_t whole)
{
	for (const struct leave_shape *shape = leave_shapes; shape->of[0]; shape++) {
		size_t n = 0;
		while (n < 3 && shape->of[n] && fold_has(s, shape->of[n]))
			n++;
		if (n < 3 && shape->of[n])
			continue;
		bool sure = s.n <= SHAPED_MAX && whole <= SHAPED_WHOLE && !fold_has(s, leave_reports);
		return sure && !report_leave_doubtful(s, end) ? LEAVE_SURE : LEAVE_DOUBTFUL;
	}
	return LEAVE_NO;
}

/* whole: bytes of all that was said. */
static enum report_leave report_leave_sentence(str s, char end, size_t whole)
{
	s = str_trim(s);
	if (s.n < 2)
		return LEAVE_NO;
	bool asks = fold_has(s, leave_asks) != NULL, named = asks || fold_has(s, leave_named) != NULL;
	if (report_leave_against(s))
		return LEAVE_NO;
	if (report_leave_is_wish(s) && !named)
		return report_leave_alone(s, whole);
	size_t comma = str_rfind_byte(s, ','); /* "Not relevant to us, please remove" */
	if (comma != STR_NPOS && report_leave_is_wish(str_from(s, comma + 1)) && !fold_has(s, leave_doubts))
		return report_leave_alone(str_from(s, comma + 1), s.n);
	enum report_leave shaped = asks ? LEAVE_NO : report_leave_shaped(s, end, whole);
	if (shaped == LEAVE_SURE)
		return shaped;
	if (!named)
		return fold_has(s, leave_topics) ? LEAVE_DOUBTFUL : shaped;
	if (report_leave_doubtful(s, end))
		return LEAVE_DOUBTFUL;
	if (asks || report_leave_is_wish(s))
		return LEAVE_SURE;
	return s.n <= BARE_MAX ? LEAVE_SURE : LEAVE_DOUBTFUL;
}

/* Sentence by sentence: a full stop, a mark, or a line that does not go on in the next ends one. */
static enum report_leave report_leave_judge(str text)
{
	enum report_leave best = LEAVE_NO;
	size_t from = 0, line = 0;
	char *p = (char *)(uintptr_t)text.p; /* our own copy */
	for (size_t i = 0; i <= text.n; i++) {
		char c = i < text.n ? text.p[i] : '\n';
		bool wraps = c == '\n' && i + 1 < text.n && text.p[i + 1] != '\n' && i - line > LINE_WRAPS;
		if (c == '\n')
			line = i + 1;
		if (wraps) {
			p[i] = ' ';
			continue;
		}
		bool dot = c == '.' && i + 1 < text.n && !ascii_space(text.p[i + 1]);
		if (dot || !(c == '.' || c == '!' || c == '?' || c == '\n'))
			continue;
		enum report_leave got = report_leave_sentence(str_slice(text, from, i), c, text.n);
		best = got > best ? got : best;
		from = i + 1;
	}
	return best;
}

static bool report_leave_unsubscribe(struct report_work *w, const char *rule, str why)
{
	struct report *r = w->r;
	r->kind = REPORT_UNSUBSCRIBE;
	r->leave = LEAVE_SURE;
	r->rule = rule;
	r->why = why;
	r->why_code = strcmp(rule, "mail program") == 0 ? "leave_button"
		      : strcmp(rule, "subject") == 0	? "leave_subject"
							: "leave_words";
	r->words = report_short(w->a, str_empty(r->said) ? r->subject : r->said, REPORT_WORDS_MAX);
	return true;
}

bool report_leaves_by_program(struct report_work *w)
{
	str said = fold_text(w->a, w->r->said, READ_MAX, FOLD_JOIN);
	str subject = fold_text(w->a, w->r->subject, 300, FOLD_JOIN);
	if (w->r->by_program)
		return false;
	if (said.n < 600 && fold_has(said, leave_by_program))
		return report_leave_unsubscribe(w, "mail program",
						STR("A mail program's unsubscribe button wrote it."));
	if (str_empty(said) && report_leave_is_wish(subject))
		return report_leave_unsubscribe(w, "subject",
						STR("Its subject asks to be taken off, and it says nothing else."));
	return false;
}

static str report_leave_without_answer_prefix(str subject)
{
	static const char *const prefixes[] = { "re:",	"aw:",	"sv:",	"antw:", "odp:",
						"ynt:", "rif:", "res:", "vs:",	 NULL };
	const char *p;
	while ((p = fold_begins(subject, prefixes)) != NULL)
		subject = str_trim(str_from(subject, strlen(p)));
	return subject;
}

bool report_leaves(struct report_work *w)
{
	struct report *r = w->r;
	str said = fold_text(w->a, r->said, READ_MAX, FOLD_KEEP);
	str subject = fold_text(w->a, r->subject, 300, FOLD_JOIN);
	bool fresh = report_leave_without_answer_prefix(subject).n == subject.n; /* an answer's subject is ours */
	enum report_leave leave = report_leave_judge(said);
	if (leave != LEAVE_SURE && fresh && !report_leave_against(said)) {
		enum report_leave named =
			report_leave_is_wish(subject) ? LEAVE_SURE : report_leave_sentence(subject, 0, subject.n);
		bool alone = said.n < 200 && str_find_byte(said, '?') == STR_NPOS;
		if (named == LEAVE_SURE && !alone)
			named = LEAVE_DOUBTFUL;
		leave = named > leave ? named : leave;
	}
	if (leave == LEAVE_SURE && r->said.n > LONG_MAIL)
		leave = LEAVE_DOUBTFUL;
	r->leave = leave;
	return leave == LEAVE_SURE &&
	       report_leave_unsubscribe(w, "words", STR("It asks in so many words to be taken off."));
}
