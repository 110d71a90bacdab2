/* See report_int.h: messages that came back, and complaints. What a code or a server's words mean stands in the tables
 * here and nowhere else. */
#include "wire/report_int.h"

/* ---- What a refusal means */

static const char *const words_hard[] = {
	"user unknown",
	"unknown user",
	"no such user",
	"no such recipient",
	"no such mailbox",
	"no such address",
	"unknown recipient",
	"recipient unknown",
	"unknown address",
	"recipient not found",
	"recipientnotfound",
	"user not found",
	"does not exist",
	"doesn't exist",
	"not exist",
	"no mailbox here",
	"mailbox not found",
	"invalid mailbox",
	"invalid recipient",
	"mailbox unavailable",
	"mailbox is unavailable",
	"not our customer",
	"doesn't have a",
	"does not have a",
	"unrouteable address",
	"unroutable address",
	"undeliverable address",
	"address rejected",
	"bad destination",
	"host not found",
	"host or domain name not found",
	"domain not found",
	"couldn't find any host",
	"nullmx",
	"null mx",
	"does not accept mail",
	"account has been disabled",
	"account is disabled",
	"account disabled",
	"account that you tried to reach is disabled",
	"account is inactive",
	"mailbox disabled",
	"is no longer active",
	"no longer in use",
	"has been discontinued",
	"account closed",
	"delivery not authorized: no longer",
	"isn't a valid",
	"is not a valid",
	"not a known user",
	"not listed in",
	"wasn't found at",
	"couldn't be found",
	"adresse inconnue",
	"utilisateur inconnu",
	"unbekannter empf",
	"empfänger unbekannt",
	"existiert nicht",
	NULL,
};
static const char *const words_full[] = {
	"mailbox full",
	"mailbox is full",
	"inbox is full",
	"inbox is out of storage",
	"over quota",
	"overquota",
	"quota exceeded",
	"exceeded storage",
	"exceeded its quota",
	"exceeds allowed quota",
	"out of storage",
	"insufficient system storage",
	"insufficient storage",
	"disk quota",
	"not enough space",
	"message too large",
	"message too big",
	"message size exceeds",
	"exceeds size limit",
	"maximum message size",
	"message too long",
	"boîte pleine",
	"postfach voll",
	"postfach ist voll",
	"receiving mail at a rate",
	"receiving mail too quickly",
	NULL,
};
static const char *const words_block[] = {
	"spam",
	"blacklist",
	"blocklist",
	"block list",
	"blocked",
	"listed at",
	"listed by",
	"listed in",
	"dnsbl",
	" rbl",
	"reputation",
	"unsolicited",
	"dmarc",
	"dkim",
	" spf",
	"spf check",
	"policy",
	"policies",
	"banned",
	"prohibited",
	"content reject",
	"message content",
	"greylist",
	"rate limit",
	"virus",
	"malware",
	"phish",
	"not permitted",
	"administrative prohibition",
	"poor",
	"suspicious",
	"unauthenticated",
	"sender denied",
	"sender rejected",
	"relay",
	"not authorized",
	"access denied",
	"gblocked",
	"too many",
	NULL,
};

/* The names of the few lists that are in both tables: "not listed in the address book" is about a person. */
static bool about_person(str words)
{
	return report_has(words, words_hard);
}

static enum bounce_kind judge_words(str words, enum bounce_kind otherwise)
{
	if (report_has(words, words_full))
		return BOUNCE_SOFT;
	if (about_person(words))
		return BOUNCE_HARD;
	if (report_has(words, words_block))
		return BOUNCE_BLOCK;
	return otherwise;
}

static const struct code_rule {
	const char *code; /* without its class; a prefix where it ends in '.' */
	enum bounce_kind permanent;
	bool sure; /* whatever the words say */
} code_rules[] = {
	{ "1.7", BOUNCE_BLOCK, true }, /* the sender's address */
	{ "1.8", BOUNCE_BLOCK, true },
	{ "1.9", BOUNCE_SOFT, false }, /* Exchange: resolution failed for a moment */
	{ "1.10", BOUNCE_HARD, true }, /* null MX, or not found (Exchange) */
	{ "1.", BOUNCE_HARD, false },
	{ "2.1", BOUNCE_HARD, false }, /* disabled */
	{ "2.2", BOUNCE_SOFT, true },  /* full */
	{ "2.3", BOUNCE_SOFT, true },  /* too large */
	{ "2.4", BOUNCE_SOFT, true },
	{ "2.", BOUNCE_SOFT, false },
	{ "3.4", BOUNCE_SOFT, true }, /* too large for the system */
	{ "3.", BOUNCE_SOFT, false },
	{ "4.1", BOUNCE_HARD, false },	/* Exchange Online: no such recipient at its edge */
	{ "4.4", BOUNCE_HARD, false },	/* no route */
	{ "4.310", BOUNCE_HARD, true }, /* Exchange Online: the domain does not exist */
	{ "4.", BOUNCE_SOFT, false },
	{ "6.", BOUNCE_BLOCK, false },
	{ "7.", BOUNCE_BLOCK, false },
};

enum bounce_kind bounce_judge(str code, str words)
{
	if (str_starts(code, STR("4.")))
		return str_starts(code, STR("4.7."))
			       ? judge_words(words, BOUNCE_BLOCK) == BOUNCE_SOFT ? BOUNCE_SOFT : BOUNCE_BLOCK
			       : BOUNCE_SOFT;
	str detail = str_from(code, 2);
	for (size_t i = 0; str_starts(code, STR("5.")) && i < sizeof(code_rules) / sizeof(*code_rules); i++) {
		const struct code_rule *rule = &code_rules[i];
		str want = str_z(rule->code);
		bool prefix = str_ends(want, STR("."));
		if (prefix ? !str_starts(detail, want) : !str_eq(detail, want))
			continue;
		if (rule->sure)
			return rule->permanent;
		/* 5.1.x is about the address, but a list of the blocked is refused there, too. */
		enum bounce_kind said = judge_words(words, rule->permanent);
		return said;
	}
	return judge_words(words, str_absent(code) && str_empty(words) ? BOUNCE_SOFT : BOUNCE_HARD);
}

/* ---- The original */

static void original_refs(struct report_work *w)
{
	if (str_absent(w->original))
		return;
	report_ref(w->r, REPORT_BY_HEADER, report_field(w->a, w->original, "X-Loumass-Id"));
	report_ids(w->r, REPORT_BY_ORIGINAL, report_field(w->a, w->original, "Message-ID"), false);
}

/* In the text of a bounce, below whatever line announces it, quoted or not. */
static void quoted_refs(struct report_work *w)
{
	report_ref(w->r, REPORT_BY_HEADER, report_quoted_field(w->body, "X-Loumass-Id"));
	report_ids(w->r, REPORT_BY_ORIGINAL, report_quoted_field(w->body, "Message-ID"), false);
}

static str part_of(const struct report_work *w, const char *const *types)
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
	str fields = part_of(w, types);
	original_refs(w);
	if (str_absent(fields)) { /* Outlook's junk mail reporting: the message itself, with a header */
		str who = report_field(w->a, w->original, "X-HmXmrOriginalRecipient");
		if (str_absent(who) || !str_starts_nocase(r->from, STR("staff@hotmail.com")))
			return false;
		r->kind = REPORT_COMPLAINT;
		r->rule = "jmrp";
		r->recipient = report_address(w->a, who);
		return true;
	}
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
	quoted_refs(w);
	return true;
}

/* ---- RFC 3464 */

#define GROUPS_MAX 100u /* recipients of one report */

enum action { ACTION_NONE, ACTION_DELIVERED, ACTION_DELAYED, ACTION_FAILED };

static enum action action_of(str action, str status)
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
static bool next_group(str *rest, str *group)
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

static str status_code(str status, str words)
{
	str code = report_find_code(status);
	/* "5.0.0" says no more than "no"; the words often have a better one. */
	if (!str_ends(code, STR(".0.0")) && !str_absent(code))
		return code;
	str better = report_find_code(words);
	return str_absent(better) ? code : better;
}

static void take_group(struct report_work *w, str group, enum action *worst)
{
	struct report *r = w->r;
	str status = report_field(w->a, group, "Status");
	str final = report_field(w->a, group, "Final-Recipient");
	str given = report_field(w->a, group, "Original-Recipient");
	if (str_absent(status) && str_absent(final))
		return;
	enum action action = action_of(report_field(w->a, group, "Action"), status);
	if (action <= *worst)
		return;
	*worst = action;
	str words = report_field(w->a, group, "Diagnostic-Code");
	size_t semi = str_find_byte(words, ';');
	if (semi != STR_NPOS && semi < 16)
		words = str_trim(str_from(words, semi + 1));
	r->words = report_short(w->a, words, REPORT_WORDS_MAX);
	r->recipient = report_address(w->a, str_absent(given) ? final : given);
	if (str_absent(r->recipient))
		r->recipient = report_address(w->a, final);
	r->code = status_code(status, words);
}

bool report_status(struct report_work *w)
{
	static const char *const types[] = { "message/delivery-status", "message/global-delivery-status", NULL };
	struct report *r = w->r;
	str rest = part_of(w, types), group;
	enum action worst = ACTION_NONE;
	if (str_absent(rest))
		return false;
	r->reporter = report_field(w->a, rest, "Reporting-MTA");
	for (unsigned i = 0; i < GROUPS_MAX && next_group(&rest, &group); i++)
		take_group(w, group, &worst);
	if (worst == ACTION_NONE)
		return false;
	static const enum report_kind kinds[] = {
		[ACTION_DELIVERED] = REPORT_DELIVERED, [ACTION_DELAYED] = REPORT_DELAY, [ACTION_FAILED] = REPORT_BOUNCE
	};
	r->rule = "rfc3464";
	r->kind = kinds[worst];
	original_refs(w);
	quoted_refs(w);
	if (worst == ACTION_FAILED) {
		/* Where the code is silent and no server is quoted, the text for people says more. */
		str words = str_empty(r->words) ? str_upto(w->body, 4000) : r->words;
		r->bounce = bounce_judge(r->code, words);
		if (str_empty(r->words))
			r->words = report_short(w->a, w->body, REPORT_WORDS_MAX);
	}
	return true;
}

/* ---- Those without a standard */

static const char *const bounce_froms[] = {
	"mailer-daemon", "mailerdaemon", "postmaster@", "mail delivery s",   "mail delivery subsystem",
	"mdaemon@",	 "bounce@",	 "mailsystem@", "microsoftexchange", NULL
};
static const char *const bounce_subjects[] = {
	"undeliverable",
	"undelivered mail",
	"undelivered message",
	"undeliverable mail",
	"failure notice",
	"delivery status notification",
	"delivery failure",
	"delivery failed",
	"delivery notification",
	"mail delivery failed",
	"mail delivery failure",
	"mail delivery problem",
	"mail delivery system",
	"mail system error",
	"message delivery failure",
	"message undeliverable",
	"returned mail",
	"returned to sender",
	"returned email",
	"non delivery",
	"non-delivery",
	"nondeliverable",
	"warning: could not send message",
	"warning: message",
	"delayed mail",
	"message you sent blocked",
	"rejected: ",
	"unzustellbar",
	"nicht zustellbar",
	"zustellung fehlgeschlagen",
	"echec de remise",
	"échec de la remise",
	"non remis",
	"no se puede entregar",
	"mancata consegna",
	"não entregue",
	NULL,
};
static const struct plain_format {
	const char *rule;
	const char *mark; /* in the body */
} plain_formats[] = {
	{ "qmail", "Hi. This is the qmail-send program" },
	{ "qmail", "This is the qmail-send program" },
	{ "exim", "A message that you sent could not be delivered to one or more of its recipients" },
	{ "exim", "This message was created automatically by mail delivery software" },
	{ "postfix", "This is the Postfix program at host" },
	{ "postfix", "This is the mail system at host" },
	{ "sendmail", "----- The following addresses had permanent fatal errors -----" },
	{ "sendmail", "----- Transcript of session follows -----" },
	{ "gmail", "Delivery to the following recipient failed permanently" },
	{ "gmail", "Technical details of permanent failure" },
	{ "yahoo", "Sorry, we were unable to deliver your message to the following address" },
	{ "yahoo", "Unable to deliver message to the following address" },
	{ "exchange", "Your message did not reach some or all of the intended recipients" },
	{ "exchange", "Delivery has failed to these recipients or" },
	{ "exchange", "Ihre Nachricht hat einige oder alle Empf" },
	{ "exchange", "Fehler bei der Nachrichtenzustellung an folgende Empf" },
	{ "lotus", "Your message\n\n  Subject:" },
	{ "mdaemon", "The attached message had PERMANENT fatal delivery errors" },
	{ "imail", "undeliverable to the following" },
	{ "gmx", "A message that you sent could not be delivered" },
	{ "gmx", "Mail delivery system" },
	{ "aol", "The original message was received at" },
	{ "mailman", "could not be delivered to the following" },
	{ "verizon", "This Message was undeliverable due to the following reason" },
	{ "x400", "Your mail message could not be delivered" },
};

static const char *const delay_words[] = { "will be retried",
					   "will continue to try",
					   "delivery attempts will continue",
					   "you do not need to resend",
					   "warning message only",
					   "has been delayed",
					   "is still being",
					   "not yet been delivered",
					   "will retry for",
					   NULL };

/* The address that failed: named by a header, or the first in the text that is not the daemon's or the sender's own. */
static str failed_address(struct report_work *w)
{
	str named = mime_parts_header(&w->mail, "X-Failed-Recipients");
	if (!str_absent(named))
		return report_address(w->a, named);
	size_t at = 0;
	str text = w->body;
	for (int tries = 0; tries < 12; tries++) {
		str found = report_find_address(text, at, &at);
		if (str_absent(found))
			break;
		if (report_begins(found, bounce_froms) || str_eq_nocase(found, w->r->to) ||
		    str_starts_nocase(found, STR("postmaster")))
			continue;
		return arena_dup(w->a, found);
	}
	return STR_NULL;
}

bool report_plain_bounce(struct report_work *w)
{
	struct report *r = w->r;
	str path = mime_parts_header(&w->mail, "Return-Path");
	bool null_path = str_eq(str_trim(path), STR("<>"));
	bool daemon = report_has(r->from, bounce_froms) || report_has(r->from_name, bounce_froms);
	bool subject = report_has(r->subject, bounce_subjects) && !str_starts_nocase(r->subject, STR("re:")) &&
		       !str_starts_nocase(r->subject, STR("aw:"));
	bool named = !str_absent(mime_parts_header(&w->mail, "X-Failed-Recipients"));
	const char *rule = NULL;
	for (size_t i = 0; i < sizeof(plain_formats) / sizeof(*plain_formats) && !rule; i++)
		if (str_find_nocase(w->body, str_z(plain_formats[i].mark)) != STR_NPOS)
			rule = plain_formats[i].rule;
	/* Two signs of: who sent it, what it is called, a known format. A person who forwards one has at most one. */
	int signs = (daemon || null_path) + subject + (rule != NULL) + named;
	if (signs < 2)
		return false;
	r->rule = rule ? rule : "daemon";
	r->recipient = failed_address(w);
	original_refs(w);
	quoted_refs(w);
	size_t cut = w->body.n;
	static const char *const marks[] = {
		"--- Below this line is a copy",	"------ This is a copy of",  "----- Original message",
		"--- The header of the original",	"--- Original message",	     "-----Original Message",
		"------ This is a copy of the message", "Original message headers:", NULL
	};
	for (size_t i = 0; marks[i]; i++)
		cut = size_min(cut, str_find_nocase(w->body, str_z(marks[i])));
	str words = str_upto(w->body, cut);
	r->words = report_short(w->a, words, REPORT_WORDS_MAX);
	r->code = report_find_code(words);
	bool later = report_has(words, delay_words) || report_has(r->subject, delay_words) ||
		     str_starts_nocase(r->subject, STR("warning:"));
	r->kind = later && !str_starts(r->code, STR("5")) ? REPORT_DELAY : REPORT_BOUNCE;
	if (r->kind == REPORT_BOUNCE)
		r->bounce = bounce_judge(r->code, words);
	return true;
}
