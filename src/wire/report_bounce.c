/* See report_int.h: messages that came back, and complaints. What a code or a server's words mean stands in the tables
 * here and nowhere else. */
#include "wire/report_int.h"
#include "wire/webhook.h"

/* ---- The original */

void report_original_refs(struct report_work *w)
{
	struct report *r = w->r;
	if (!str_absent(w->original)) {
		report_ref(r, REPORT_BY_HEADER, report_field(w->a, w->original, "X-Loumass-Id"));
		report_ids(r, REPORT_BY_ORIGINAL, report_field(w->a, w->original, "Message-ID"), false);
	}
	/* In the text of a bounce, below whatever line announces it, quoted or not. */
	report_ref(r, REPORT_BY_HEADER, report_quoted_field(w->texts, "X-Loumass-Id"));
	report_ids(r, REPORT_BY_ORIGINAL, report_quoted_field(w->texts, "Message-ID"), false);
}

static str report_bounce_part_of(const struct report_work *w, const char *const *types)
{
	for (size_t i = 0; i < w->mail.n; i++)
		for (const char *const *t = types; *t; t++)
			if (str_eq(w->mail.v[i].type, str_z(*t)))
				return w->mail.v[i].data;
	return STR_NULL;
}

/* ---- RFC 5965 */

bool report_feedback(struct report_work *w)
{
	static const char *const types[] = { "message/feedback-report", NULL };
	struct report *r = w->r;
	str fields = report_bounce_part_of(w, types);
	if (str_absent(fields)) { /* Outlook's junk mail reporting: the message itself, with a header */
		str who = report_field(w->a, w->original, "X-HmXmrOriginalRecipient");
		if (str_absent(who) || !str_starts_nocase(r->from, STR("staff@hotmail.com")))
			return false;
		r->kind = REPORT_COMPLAINT;
		r->rule = "jmrp";
		r->recipient = report_address(w->a, who);
		r->why = STR("Outlook's junk mail reporting sent it.");
		r->why_code = "jmrp";
		report_original_refs(w);
		return true;
	}
	report_original_refs(w);
	str type = report_field(w->a, fields, "Feedback-Type");
	bool complaint = str_eq_nocase(type, STR("abuse")) || str_eq_nocase(type, STR("fraud")) ||
			 str_eq_nocase(type, STR("virus")) || str_eq_nocase(type, STR("other")) ||
			 str_eq_nocase(type, STR("opt-out")) || str_eq_nocase(type, STR("opt-out-list"));
	r->rule = "rfc5965";
	r->kind = complaint ? REPORT_COMPLAINT : REPORT_OTHER; /* not-spam, auth-failure, dkim: no person complained */
	if (str_starts_nocase(type, STR("opt-out")))
		r->kind = REPORT_UNSUBSCRIBE;
	r->words = type;
	r->reporter = report_field(w->a, fields, "User-Agent");
	r->recipient = report_address(w->a, report_field(w->a, fields, "Original-Rcpt-To"));
	if (str_absent(r->recipient))
		r->recipient = report_address(w->a, report_field(w->a, w->original, "To"));
	r->why_code = r->kind == REPORT_COMPLAINT     ? "feedback_spam"
		      : r->kind == REPORT_UNSUBSCRIBE ? "feedback_leave"
						      : "feedback_other";
	r->why = r->kind == REPORT_COMPLAINT	 ? STR("A feedback report says that the person called it spam.")
		 : r->kind == REPORT_UNSUBSCRIBE ? STR("A feedback report says that the person wants to leave.")
						 : STR("A feedback report about which nobody complained.");
	return true;
}

/* ---- Amazon SES's notifications, where its topic is subscribed by mail */

static bool report_bounce_sns_says(struct report_work *w, str json)
{
	struct report *r = w->r;
	struct webhook_events said = {};
	struct sns sns = {};
	if (!err_is(sns_read(w->a, json, &sns)))
		json = sns.message;
	if (err_is(webhook_read(w->a, WEBHOOK_SES, json, &said)) || said.n == 0)
		return false;
	const struct report *one = &said.v[0].report;
	r->kind = one->kind;
	r->bounce = one->bounce;
	r->refusal = one->refusal;
	r->code = one->code;
	r->recipient = one->recipient;
	r->words = one->words;
	r->rule = "ses";
	for (size_t i = 0; i < one->refs_n; i++)
		report_ref(r, one->refs[i].how, one->refs[i].id);
	return true;
}

bool report_notification(struct report_work *w)
{
	struct report *r = w->r;
	str json = str_trim(w->body);
	size_t end = str_rfind_byte(json, '}');
	if (!str_starts(json, STR("{")) || end == STR_NPOS || !str_ends(r->from, STR("@sns.amazonaws.com")) ||
	    !report_bounce_sns_says(w, str_upto(json, end + 1)))
		return false;
	bool complaint = r->kind == REPORT_COMPLAINT;
	bool failed = r->kind == REPORT_BOUNCE;
	if (failed && r->refusal.cause == REFUSAL_NONE)
		r->refusal = refusal_of(r->bounce == BOUNCE_HARD ? REFUSAL_NO_MAILBOX : REFUSAL_NOT_UNDERSTOOD);
	r->why_code = complaint ? "feedback_spam" : failed ? "status_failed" : "status_delivered";
	r->why_of = failed ? str_z(r->refusal.name) : STR_NULL;
	r->why = complaint ? STR("A feedback report says that the person called it spam.")
		 : failed  ? arena_printf(w->a, "A delivery report says that it failed: %s.", r->refusal.reason)
			   : STR("A delivery report says that it was delivered or passed on.");
	return true;
}

/* ---- RFC 3464 */

#define GROUPS_MAX 100u /* recipients of one report */

enum action { ACTION_NONE, ACTION_DELIVERED, ACTION_DELAYED, ACTION_FAILED };

static enum action report_bounce_action_of(str action, str status)
{
	if (str_starts_nocase(action, STR("failed")))
		return ACTION_FAILED;
	if (str_starts_nocase(action, STR("delayed")))
		return ACTION_DELAYED;
	if (str_starts_nocase(action, STR("delivered")) || str_starts_nocase(action, STR("relayed")) ||
	    str_starts_nocase(action, STR("expanded")))
		return ACTION_DELIVERED;
	return str_starts(status, STR("5"))   ? ACTION_FAILED
	       : str_starts(status, STR("4")) ? ACTION_DELAYED
	       : str_starts(status, STR("2")) ? ACTION_DELIVERED
					      : ACTION_NONE;
}

/* The next group of fields: up to an empty line. */
static bool report_bounce_next_group(str *rest, str *group)
{
	const char *begin = NULL;
	str line;
	for (;;) {
		str before = *rest;
		if (!str_next(rest, '\n', &line))
			break;
		if (str_empty(str_trim(line))) {
			if (begin) {
				*group = str_of(begin, (size_t)(line.p - begin));
				return true;
			}
		} else if (!begin) {
			begin = before.p;
		}
	}
	if (!begin)
		return false;
	*group = str_of(begin, (size_t)(rest->p ? rest->p + rest->n - begin : 0));
	return group->n > 0;
}

/* The remote server's own code is surer than the status that the reporting one made of it; "5.0.0" says nothing. */
static str report_bounce_status_code(str status, str words)
{
	str said = report_find_code(words), given = report_find_code(status);
	bool vague = str_absent(said) || str_ends(said, STR(".0.0"));
	return vague && !str_absent(given) && !str_ends(given, STR(".0.0")) ? given : str_absent(said) ? given : said;
}

struct group {
	enum action action;
	str status, diagnostic, final, given;
};

static bool report_bounce_read_group(struct report_work *w, str text, struct group *g)
{
	*g = (struct group){ .status = report_field(w->a, text, "Status"),
			     .diagnostic = report_field(w->a, text, "Diagnostic-Code"),
			     .final = report_field(w->a, text, "Final-Recipient"),
			     .given = report_field(w->a, text, "Original-Recipient") };
	str action = report_field(w->a, text, "Action");
	if (str_absent(g->status) && str_absent(g->final) && str_absent(g->given) && str_absent(action) &&
	    str_absent(g->diagnostic))
		return false;
	g->action = report_bounce_action_of(action, g->status);
	if (g->action == ACTION_NONE && !str_absent(g->diagnostic)) {
		str code = report_find_code(g->diagnostic);
		g->action = report_bounce_action_of(STR_NULL, code);
	}
	size_t semi = str_find_byte(g->diagnostic, ';');
	if (semi != STR_NPOS && semi < 16)
		g->diagnostic = str_trim(str_from(g->diagnostic, semi + 1));
	return true;
}

static void report_bounce_take_group(struct report_work *w, const struct group *g)
{
	struct report *r = w->r;
	r->words = report_short(w->a, g->diagnostic, REPORT_WORDS_MAX);
	r->recipient = report_address(w->a, str_absent(g->given) ? g->final : g->given);
	if (str_absent(r->recipient))
		r->recipient = report_address(w->a, g->final);
	r->code = report_bounce_status_code(g->status, g->diagnostic);
}

/* The diagnostic decides; where it says nothing that is understood, the text for people. */
static void report_bounce_judge_status(struct report_work *w, str diagnostic)
{
	struct report *r = w->r;
	struct refusal_in in = { .reply = report_find_reply(diagnostic), .code = r->code, .words = diagnostic };
	r->refusal = refusal_judge(w->a, &in);
	bool words_say = !str_empty(diagnostic) && r->refusal.who != REFUSES_UNCLEAR;
	if (!words_say || r->refusal.cause == REFUSAL_EXPIRED) {
		struct diagnosis d = report_diagnose(w, r->code);
		bool more = d.refusal.who != REFUSES_UNCLEAR && d.refusal.cause != REFUSAL_TROUBLE;
		if (!words_say && more) {
			r->refusal = d.refusal;
			if (str_empty(r->code) || str_ends(r->code, STR(".0.0")))
				r->code = str_absent(d.code) ? r->code : d.code;
		}
		if (str_empty(r->words))
			r->words = report_short(w->a, d.words, REPORT_WORDS_MAX);
	}
	/* Given up on after days of "450 User unknown": the words are as good as those of a 550. */
	if (r->kind == REPORT_BOUNCE && r->refusal.cause == REFUSAL_NO_MAILBOX && str_starts(r->code, STR("4.1.")))
		r->refusal.for_now = false;
	/* A name server's "there is no such name" does not pass, whatever status the reporting server put beside it. */
	bool no_name = str_find_nocase(r->words, STR("nxdomain")) != STR_NPOS;
	if (r->kind == REPORT_BOUNCE && r->refusal.cause == REFUSAL_NO_DOMAIN && no_name)
		r->refusal.for_now = false;
	r->bounce = bounce_of(&r->refusal);
}

/* Fields of a delivery status: in its own part, or in a text of a program that knows the fields and not the part. */
static str report_bounce_status_fields(struct report_work *w, bool *in_text)
{
	static const char *const types[] = { "message/delivery-status", "message/global-delivery-status",
					     "message/delivery-status-notification", "text/delivery-status", NULL };
	str fields = report_bounce_part_of(w, types);
	*in_text = str_absent(fields);
	if (!*in_text)
		return fields;
	bool fits = !str_absent(report_field(w->a, w->texts, "Final-Recipient")) &&
		    (!str_absent(report_field(w->a, w->texts, "Action")) ||
		     !str_absent(report_field(w->a, w->texts, "Status")));
	/* A person who forwards a report quotes these, too. */
	return fits && (w->null_path || w->daemon) ? w->texts : STR_NULL;
}

bool report_status(struct report_work *w)
{
	struct report *r = w->r;
	bool in_text;
	str rest = report_bounce_status_fields(w, &in_text), text;
	struct group worst = {}, g;
	if (str_absent(rest))
		return false;
	r->reporter = report_field(w->a, rest, "Reporting-MTA");
	for (unsigned i = 0; i < GROUPS_MAX && report_bounce_next_group(&rest, &text); i++)
		if (report_bounce_read_group(w, text, &g) && g.action > worst.action)
			worst = g;
	if (worst.action == ACTION_NONE)
		return false;
	report_bounce_take_group(w, &worst);
	static const enum report_kind kinds[] = {
		[ACTION_DELIVERED] = REPORT_DELIVERED, [ACTION_DELAYED] = REPORT_DELAY, [ACTION_FAILED] = REPORT_BOUNCE
	};
	r->rule = "rfc3464";
	r->kind = kinds[worst.action];
	report_original_refs(w);
	if (str_absent(r->recipient))
		r->recipient = report_failed_address(w);
	if (worst.action == ACTION_FAILED || worst.action == ACTION_DELAYED)
		report_bounce_judge_status(w, worst.diagnostic);
	if (worst.action != ACTION_FAILED)
		r->bounce = BOUNCE_NONE;
	r->why_code = worst.action == ACTION_DELIVERED ? "status_delivered"
		      : worst.action == ACTION_DELAYED ? "status_delayed"
						       : "status_failed";
	r->why_of = worst.action == ACTION_DELIVERED ? STR_NULL : str_z(r->refusal.name);
	r->why = worst.action == ACTION_DELIVERED ? STR("A delivery report says that it was delivered or passed on.")
		 : worst.action == ACTION_DELAYED
			 ? arena_printf(w->a, "A delivery report says that it is delayed: %s.", r->refusal.reason)
			 : arena_printf(w->a, "A delivery report says that it failed: %s.", r->refusal.reason);
	return true;
}
