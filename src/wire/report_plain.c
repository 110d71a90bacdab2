/* See report_int.h: bounces that are none of the standards', told by who sent them, what they are called and how they
 * are worded, in the languages mail systems write in (report_words.c). A person who forwards or quotes one is a
 * person. */
#include "wire/fold.h"
#include "wire/report_int.h"
#include "wire/report_words.h"

#define READ_MAX (24u << 10) /* bytes of a text that are read for its wording */
#define PLAIN_LONG 250u	     /* a shorter text is about little else than the reason */

/* ---- Who sent it */

void report_sender(struct report_work *w)
{
	struct report *r = w->r;
	str path = str_trim(mime_parts_header(&w->mail, "Return-Path"));
	str from = fold_text(w->a, r->from, 300, FOLD_JOIN);
	str name = fold_text(w->a, r->from_name, 300, FOLD_JOIN);
	str raw = fold_text(w->a, mime_parts_header(&w->mail, "From"), 400, FOLD_JOIN);
	w->null_path = str_eq(path, STR("<>")) || str_starts_nocase(path, STR("<mailer-daemon")) ||
		       str_starts_nocase(path, STR("mailer-daemon"));
	w->daemon = fold_begins(from, report_daemon_locals) || fold_has(name, report_daemon_names) ||
		    fold_has(raw, report_daemon_anywhere) || str_eq(str_trim(raw), STR("<>"));
	w->postmaster = fold_begins(from, report_postmasters) || fold_begins(name, report_postmasters);
	r->by_program = w->null_path || w->daemon || w->postmaster;
}

/* ---- Where the original begins */

/* A line of a message's header as it is quoted in a report. */
static bool report_plain_original_line(str line)
{
	static const char *const names[] = { "Return-Path:",
					     "Received:",
					     "Message-ID:",
					     "Message-Id:",
					     "DKIM-Signature:",
					     "MIME-Version:",
					     "X-Loumass-Id:",
					     "Content-Type:",
					     "Date:",
					     "From:",
					     "To:",
					     "Subject:",
					     "X-Mailer:",
					     "Delivered-To:",
					     "Received-SPF:",
					     "Reply-To:",
					     "Sender:",
					     "List-Unsubscribe:",
					     "Content-Transfer-Encoding:",
					     "ARC-Seal:",
					     "Authentication-Results:",
					     "In-Reply-To:",
					     "References:",
					     "User-Agent:" };
	while (line.n && (line.p[0] == '>' || line.p[0] == '|' || ascii_space(line.p[0])))
		line = str_from(line, 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_starts_nocase(line, str_z(names[i])))
			return true;
	return false;
}

/* The text without the copy of our message: up to a line that announces it, or three lines of a header. */
static str report_plain_before_original(struct report_work *w, str text)
{
	str rest = text, line;
	size_t run = 0, run_at = 0;
	while (str_next(&rest, '\n', &line)) {
		size_t at = (size_t)(line.p - text.p);
		str t = str_trim(line);
		if (t.n && (ascii_space(line.p[0]) && run > 0)) /* folded */
			continue;
		if (report_plain_original_line(line)) {
			if (run++ == 0)
				run_at = at;
			if (run >= 3)
				return str_upto(text, run_at);
			continue;
		}
		run = 0;
		if (t.n >= 6 && t.n < 160 && at > 40) {
			str f = fold_text(w->a, t, 200, FOLD_JOIN);
			if (fold_has(f, report_original_marks))
				return str_upto(text, at);
		}
	}
	return text;
}

/* ---- Which address */

static bool report_plain_is_own(const struct report_work *w, str address)
{
	str local = fold_text(w->a, address, 300, FOLD_JOIN);
	return str_eq_nocase(address, w->r->to) || str_eq_nocase(address, w->r->from) ||
	       fold_begins(local, report_daemon_locals) || fold_begins(local, report_postmasters) ||
	       fold_begins(local, report_helpers);
}

static str report_plain_original_to(struct report_work *w)
{
	str to = report_field(w->a, w->original, "To");
	if (str_absent(to)) {
		str text = str_from(w->texts, report_plain_before_original(w, w->texts).n);
		to = report_quoted_field(text, "To");
	}
	return report_address(w->a, to);
}

str report_failed_address(struct report_work *w)
{
	static const char *const named[] = { "X-Failed-Recipients", "X-Failed-Recipient", "X-Actual-Recipients",
					     "X-Original-Recipient" };
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		str address = report_address(w->a, mime_parts_header(&w->mail, named[i]));
		if (!str_absent(address))
			return address;
	}
	str to = report_plain_original_to(w), first = STR_NULL,
	    text = str_upto(report_plain_before_original(w, w->texts), READ_MAX);
	size_t at = 0;
	for (int tries = 0; tries < 40; tries++) {
		str found = report_find_address(text, at, &at);
		if (str_absent(found))
			break;
		if (report_plain_is_own(w, found))
			continue;
		if (str_eq_nocase(found, to))
			return arena_dup(w->a, found);
		if (str_absent(first))
			first = found;
	}
	if (!str_absent(to) && !report_plain_is_own(w, to) && str_absent(first))
		return to;
	return arena_dup(w->a, first);
}

/* ---- Why */

/* Sentences that every report has, whatever the reason. */
static str report_plain_without_boilerplate(struct report_work *w, str text)
{
	char *p = arena_alloc(w->a, text.n + 1);
	size_t n = 0;
	str rest = text, line;
	while (str_next(&rest, '\n', &line)) {
		str f = fold_text(w->a, line, 400, FOLD_JOIN);
		if (fold_has(f, report_boilerplate) && str_absent(report_find_code(line)))
			continue;
		memcpy(p + n, line.p, line.n);
		n += line.n;
		p[n++] = '\n';
	}
	return str_of(p, n);
}

/* From `at` up to an empty line. */
static str report_plain_paragraph(str text, size_t at)
{
	size_t i = at;
	while (i < text.n) {
		size_t eol = str_find_byte(str_from(text, i), '\n');
		if (eol == STR_NPOS)
			return str_from(text, at);
		size_t next = i + eol + 1;
		str line = str_from(text, next);
		line = str_upto(line, size_min(line.n, str_find_byte(line, '\n')));
		if (str_empty(str_trim(line)) || next - at > 1200)
			return str_slice(text, at, next);
		i = next;
	}
	return str_from(text, at);
}

/* Where a server's reply stands in the text: three digits, and words or an enhanced code behind them. */
static size_t report_plain_reply_from(str text, size_t at)
{
	for (size_t i = at; i + 5 < text.n; i++) {
		if ((text.p[i] != '4' && text.p[i] != '5') || !ascii_digit(text.p[i + 1]) || text.p[i + 1] > '5' ||
		    !ascii_digit(text.p[i + 2]) ||
		    (i > 0 && !ascii_space(text.p[i - 1]) && !strchr(":(#\"'>[<;", text.p[i - 1])))
			continue;
		char next = text.p[i + 3], then = text.p[i + 4];
		if ((next == ' ' || next == '-' || next == ':') &&
		    (ascii_alpha(then) || then == '5' || then == '4' || then == '<' || then == '#' || then == ' ' ||
		     then == '[' || then == '-' || then == '*' || then == '(' || then == '\'' || then == '"'))
			return i;
	}
	return STR_NPOS;
}

/* "SMTP error from remote mail server after MAIL FROM:<…>:" stands in the line above the reply. */
static size_t report_plain_with_command(struct report_work *w, str text, size_t at)
{
	static const char *const commands[] = { "after mail from", "after rcpt to",	"after helo",	   "after ehlo",
						"after initial",   ">>> mail from",	">>> rcpt to",	   ">>> data",
						"in reply to",	   "after end of data", "after pipelined", NULL };
	size_t line = at;
	while (line > 0 && text.p[line - 1] != '\n')
		line--;
	size_t above = line;
	while (above > 0 && (above == line || text.p[above - 1] != '\n'))
		above--;
	str f = fold_text(w->a, str_slice(text, above, at), 400, FOLD_JOIN);
	return fold_has(f, commands) ? above : at;
}

static bool report_plain_try_words(struct report_work *w, str words, str code, struct diagnosis *d)
{
	str own = report_find_code(words);
	bool vague = str_absent(own) || str_ends(own, STR(".0.0"));
	str use = vague && !str_absent(code) ? code : own;
	struct refusal_in in = { .reply = report_find_reply(words), .code = use, .words = words };
	struct refusal r = refusal_judge(w->a, &in);
	bool better =
		d->refusal.cause == REFUSAL_NONE || (d->refusal.who == REFUSES_UNCLEAR && r.who != REFUSES_UNCLEAR);
	if (better)
		*d = (struct diagnosis){ .refusal = r, .words = words, .code = use };
	return d->refusal.who != REFUSES_UNCLEAR;
}

struct diagnosis report_diagnose(struct report_work *w, str code)
{
	struct diagnosis d = {};
	str text = str_upto(report_plain_before_original(w, w->texts), READ_MAX);
	size_t at = 0;
	for (int i = 0; i < 6; i++) {
		at = report_plain_reply_from(text, at);
		if (at == STR_NPOS)
			break;
		if (report_plain_try_words(w, report_plain_paragraph(text, report_plain_with_command(w, text, at)),
					   code, &d))
			return d;
		at += 4;
	}
	str plain = report_plain_without_boilerplate(w, text), address = report_failed_address(w);
	at = str_absent(address) ? STR_NPOS : str_find_nocase(plain, address);
	for (int i = 0; i < 4 && at != STR_NPOS; i++) {
		if (report_plain_try_words(w, report_plain_paragraph(plain, at), code, &d))
			return d;
		size_t more = str_find_nocase(str_from(plain, at + 1), address);
		at = more == STR_NPOS ? more : at + 1 + more;
	}
	/* A word such as "content" or "attachment" somewhere in a text says nothing of why. */
	if (report_plain_try_words(w, plain, code, &d) && d.refusal.cause == REFUSAL_CONTENT && plain.n > PLAIN_LONG &&
	    str_absent(d.code))
		d = (struct diagnosis){ .refusal = refusal_of(REFUSAL_NOT_UNDERSTOOD), .words = plain };
	if (d.refusal.who != REFUSES_UNCLEAR)
		return d;
	/* "Undelivered Mail Returned to Sender" says nothing of the sender. */
	if (str_find_nocase(w->r->subject, STR("to sender")) == STR_NPOS)
		(void)report_plain_try_words(w, w->r->subject, code, &d);
	if (str_empty(d.words) || str_eq(d.words, w->r->subject))
		d.words = plain;
	return d;
}

/* ---- Is it one */

struct signs {
	bool subject, worded, format, named, original, reply;
	bool listed; /* "the following recipients: …", with an address that is not the reader's */
	bool failed; /* some word of failure: enough from a mail system */
	const char *rule;
};

static struct signs report_plain_signs_of(struct report_work *w)
{
	struct report *r = w->r;
	struct signs s = {};
	str subject = fold_text(w->a, r->subject, 500, FOLD_JOIN);
	/* Who is no daemon may quote a report: only new words are theirs. */
	bool program = r->by_program;
	str text = str_upto(program ? report_plain_before_original(w, w->texts) : r->said, READ_MAX);
	str folded = fold_text(w->a, text, READ_MAX, FOLD_JOIN);
	s.subject = fold_has(subject, report_bounce_subjects) && !fold_begins(subject, report_answer_prefixes);
	s.worded = fold_has(folded, report_bounce_words) != NULL;
	for (const struct report_format *f = report_formats; f->mark && !s.rule; f++)
		if (fold_find(folded, f->mark, NULL) != STR_NPOS)
			s.rule = f->rule;
	s.format = s.rule != NULL;
	s.named = !str_absent(mime_parts_header(&w->mail, "X-Failed-Recipients"));
	s.original = !str_absent(w->original) || report_plain_before_original(w, w->texts).n < w->texts.n;
	s.reply = report_plain_reply_from(text, 0) != STR_NPOS;
	s.failed = fold_has(folded, report_failure_words) || fold_has(subject, report_failure_words);
	s.listed = fold_has(folded, report_listings) && !str_absent(report_failed_address(w));
	return s;
}

/* Trackers, lists and people write about bounces, too: a list's or a tracker's header, a tag or a ticket in the subject, a
 * question. Asked only of what no mail system sent. */
static bool report_plain_is_discussion(const struct report_work *w, str subject)
{
	static const char *const headers[] = { "List-Id",
					       "List-Post",
					       "X-GitHub-Reason",
					       "X-GitHub-Sender",
					       "X-GitLab-Project",
					       "X-JIRA-FingerPrint",
					       "X-Bugzilla-Reason",
					       "X-Bugzilla-Type",
					       "X-Redmine-Project",
					       "X-Gitea-Reason",
					       "X-Launchpad-Message-Rationale",
					       "X-Mantis-Project",
					       "RT-Ticket" };
	static const char *const words[] = { "ticket",	"bug ",		"issue",    "question", "frage",   "pregunta",
					     "domanda", "vraag",	"pergunta", "how ",	"why ",	   "warum",
					     "digest",	"pull request", "case #",   "incident", "support", "вопрос",
					     "质问",	"질문",		NULL };
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (!str_absent(mime_parts_header(&w->mail, headers[i])))
			return true;
	if (fold_begins(subject, report_bounce_subjects))
		return false;
	bool tagged = str_starts(subject, STR("[")) && !str_starts(subject, STR("[spam")) &&
		      !str_starts(subject, STR("[ext"));
	return tagged || fold_has(subject, words) || str_find_byte(subject, '?') != STR_NPOS;
}

static bool report_plain_is_bounce(const struct report_work *w, const struct signs *s)
{
	str subject = fold_text(w->a, w->r->subject, 500, FOLD_JOIN);
	/* A person's answer keeps our subject; one that begins as a report's does was written by a program. */
	bool answers = !str_absent(mime_parts_header(&w->mail, "In-Reply-To")) &&
		       !fold_begins(subject, report_bounce_subjects);
	int words = s->subject + s->worded + s->format;
	if (s->named && (words > 0 || w->r->by_program))
		return true;
	if (w->daemon)
		return words > 0 || s->reply || s->original || (s->failed && !answers);
	if (w->postmaster || w->null_path)
		return s->format || s->subject || (s->worded && (s->reply || s->original || !answers));
	if (report_plain_is_discussion(w, subject))
		return false;
	/* Nobody's daemon: a program's format with its subject, or all of wording, code and original. */
	return (s->format && s->subject) ||
	       (s->subject && s->worded && (s->original || s->reply || s->listed) && !answers);
}

static bool report_plain_is_delay(struct report_work *w, str code)
{
	str text = fold_text(w->a, str_upto(report_plain_before_original(w, w->texts), 6000), 6000, FOLD_JOIN);
	str subject = fold_text(w->a, w->r->subject, 500, FOLD_JOIN);
	if (str_starts(code, STR("5")))
		return false;
	if (fold_has(text, report_delay_sure)) /* whatever it says will follow then */
		return true;
	if (fold_has(text, report_final_words))
		return false;
	return fold_has(text, report_delay_words) || fold_has(subject, report_delay_subjects);
}

bool report_plain_bounce(struct report_work *w)
{
	struct report *r = w->r;
	str subject = fold_text(w->a, r->subject, 500, FOLD_JOIN);
	struct signs s = report_plain_signs_of(w);
	if (!report_plain_is_bounce(w, &s) || (!w->daemon && fold_begins(subject, report_auto_prefixes)))
		return false;
	r->rule = s.rule ? s.rule : "daemon";
	report_original_refs(w);
	r->recipient = report_failed_address(w);
	struct diagnosis d = report_diagnose(w, STR_NULL);
	/* Google says of a group that it "may not exist or may not be open to you", in many languages. */
	str domain = str_from(r->recipient, str_rfind_byte(r->recipient, '@') + 1);
	if (str_eq_nocase(domain, STR("googlegroups.com")) && str_absent(d.code))
		d.refusal = refusal_of(REFUSAL_NOT_WANTED);
	r->refusal = d.refusal;
	r->code = d.code;
	r->words = report_short(w->a, d.words, REPORT_WORDS_MAX);
	bool later = report_plain_is_delay(w, r->code);
	r->kind = later ? REPORT_DELAY : REPORT_BOUNCE;
	if (!later)
		r->bounce = bounce_of(&r->refusal);
	static const char *const codes[][2] = { { "worded_failed", "worded_delayed" },
						{ "postmaster_failed", "postmaster_delayed" },
						{ "daemon_failed", "daemon_delayed" } };
	r->why_code = codes[w->daemon ? 2 : w->postmaster ? 1 : 0][later];
	r->why_of = str_z(r->refusal.name);
	r->why = arena_printf(w->a, "%s says that it %s: %s.",
			      w->daemon	      ? "A mail system"
			      : w->postmaster ? "A postmaster"
					      : "A message worded like a mail system's",
			      later ? "is delayed" : "was not delivered", r->refusal.reason);
	return true;
}
