/* The failure policy: the first row that fits decides, from the particular to the general; what the recipient's server
 * refuses for good is judged by the table of wire/refusal.h, which the reports in the mailbox share. */
#include "smtp/smtp_verdict.h"
#include "base/time.h"
#include "wire/refusal.h"

static const char *const phase_names[] = { "connect", "greeting", "ehlo", "tls", "auth",
					   "mail",    "rcpt",	  "data", "dot", "quit" };
static const char *const outcome_names[] = { "accepted", "retry",   "throttled", "sender_pause",
					     "bounced",	 "refused", "ours",	 "blocked" };

const char *smtp_phase_name(enum smtp_phase p)
{
	return phase_names[p];
}

const char *smtp_outcome_name(enum smtp_outcome o)
{
	return outcome_names[o];
}

#define P(phase) (1u << SMTP_PHASE_##phase)
#define ENVELOPE (P(MAIL) | P(RCPT) | P(DATA) | P(DOT))
#define TO_RCPT (P(RCPT) | P(DATA) | P(DOT)) /* replies that speak of the recipient or the message */
#define SETUP (P(CONNECT) | P(GREETING) | P(EHLO) | P(TLS) | P(AUTH))
#define ALL (SETUP | ENVELOPE | P(QUIT))
#define ANY (-1)

struct rule {
	unsigned phases;
	short from, to;	       /* codes; 0..0: no reply came */
	short subject, detail; /* of the enhanced code; ANY: also none */
	const char *words;     /* alternatives, lower case, separated by '|'; NULL: whatever the text says */
	enum smtp_outcome outcome;
	bool whole;
	int64_t wait;
	const char *reason;
};

static const char limit_words[] = "daily|sending limit|sending quota|sender limit|hourly|messages per";
static const char rate_words[] = "rate|throttl|too many|too fast|slow down|deferred due|unusual|connections|busy";
static const char grey_words[] = "greylist|graylist|grey-list|grey list|postgrey";
static const char relay_words[] = "relay";
static const char full_words[] =
	"mailbox full|over quota|quota exceed|mailbox is full|exceeded storage|insufficient space";

static const struct rule rules[] = {
	/* --- what is good --- */
	{ P(DATA), 300, 399, ANY, ANY, NULL, SMTP_ACCEPTED, false, 0, "go on" },
	{ ALL & ~P(DATA), 200, 299, ANY, ANY, NULL, SMTP_ACCEPTED, false, 0, "accepted" },
	{ ALL, 200, 399, ANY, ANY, NULL, SMTP_RETRY, false, 0, "the server gave a reply that does not belong there" },

	/* --- no reply: the connection --- */
	{ P(CONNECT), 0, 0, ANY, ANY, "private network", SMTP_SENDER_PAUSE, true, 0,
	  "the server is in a private network, which is not allowed here" },
	{ P(TLS), 0, 0, ANY, ANY, "certificate", SMTP_SENDER_PAUSE, true, 0,
	  "the server's certificate is not trusted" },
	{ P(TLS), 0, 0, ANY, ANY, NULL, SMTP_THROTTLED, true, US_PER_MIN,
	  "the encrypted connection could not be made" },
	{ ALL, 0, 0, ANY, ANY, NULL, SMTP_THROTTLED, true, 0, "the server cannot be reached or went away" },

	/* --- the server as a whole --- */
	{ ALL, 421, 421, ANY, ANY, NULL, SMTP_THROTTLED, true, US_PER_MIN, "the server asked us to come back later" },
	{ P(GREETING) | P(EHLO), 400, 499, ANY, ANY, NULL, SMTP_THROTTLED, true, US_PER_MIN,
	  "the server takes no mail now" },
	{ P(GREETING) | P(EHLO), 500, 599, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 30 * US_PER_MIN,
	  "the server refuses to talk to us" },
	{ P(TLS), 400, 499, ANY, ANY, NULL, SMTP_THROTTLED, true, 5 * US_PER_MIN, "the server has no TLS now" },
	{ P(TLS), 500, 599, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 0, "the server does not do TLS" },
	{ P(AUTH), 400, 499, ANY, ANY, NULL, SMTP_THROTTLED, true, 5 * US_PER_MIN, "the server cannot log us in now" },
	{ P(AUTH), 500, 599, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 0, "the user name or password was refused" },

	/* --- the account --- */
	{ ENVELOPE, 530, 530, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 0, "the server wants us to log in" },
	{ ENVELOPE, 535, 535, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 0, "the log-in is no longer valid" },
	{ ENVELOPE, 400, 599, 4, 5, limit_words, SMTP_SENDER_PAUSE, true, US_PER_HOUR,
	  "the account's sending limit is reached" },
	{ P(MAIL) | P(DATA) | P(DOT), 500, 599, ANY, ANY, limit_words, SMTP_SENDER_PAUSE, true, US_PER_HOUR,
	  "the account's sending limit is reached" },
	{ P(RCPT), 500, 599, 7, ANY, relay_words, SMTP_SENDER_PAUSE, true, 0, "the server does not relay for us" },
	{ P(RCPT), 550, 554, ANY, ANY,
	  "relaying denied|relay access denied|relay not permitted|unable to relay|"
	  "not permitted to relay",
	  SMTP_SENDER_PAUSE, true, 0, "the server does not relay for us" },
	{ P(MAIL), 552, 552, ANY, ANY, NULL, SMTP_REFUSED, false, 0, "the message is too large for the server" },
	{ P(MAIL), 500, 599, 3, 4, NULL, SMTP_REFUSED, false, 0, "the message is too large for the server" },
	{ P(MAIL), 500, 504, ANY, ANY, NULL, SMTP_OURS, false, 0, "the server did not understand us" },
	{ P(MAIL), 555, 555, ANY, ANY, NULL, SMTP_OURS, false, 0, "the server did not understand us" },
	{ P(MAIL), 500, 599, ANY, ANY, NULL, SMTP_SENDER_PAUSE, true, 0, "the sender's address was refused" },
	{ P(MAIL), 400, 499, ANY, ANY, NULL, SMTP_THROTTLED, true, US_PER_MIN, "the server takes no mail now" },

	/* --- not now --- */
	{ TO_RCPT, 400, 499, ANY, ANY, "sending rate", SMTP_THROTTLED, true, US_PER_MIN, "too much mail at once" },
	{ TO_RCPT, 400, 499, ANY, ANY, grey_words, SMTP_RETRY, false, 5 * US_PER_MIN,
	  "the server knows us not yet (greylisting)" },
	{ TO_RCPT, 400, 499, 2, 2, NULL, SMTP_RETRY, false, US_PER_HOUR, "the mailbox is full" },
	{ TO_RCPT, 452, 452, ANY, ANY, full_words, SMTP_RETRY, false, US_PER_HOUR, "the mailbox is full" },
	{ TO_RCPT, 452, 452, 5, 3, NULL, SMTP_THROTTLED, false, US_PER_MIN, "too many recipients at once" },
	{ TO_RCPT, 452, 452, ANY, ANY, "too many", SMTP_THROTTLED, false, US_PER_MIN, "too many recipients at once" },
	{ TO_RCPT, 452, 452, ANY, ANY, NULL, SMTP_THROTTLED, true, US_PER_MIN, "the server is short of space" },
	{ TO_RCPT, 400, 499, 3, 2, NULL, SMTP_THROTTLED, true, US_PER_MIN, "the server takes no mail now" },
	{ TO_RCPT, 400, 499, 7, ANY, rate_words, SMTP_THROTTLED, false, 5 * US_PER_MIN, "too much mail at once" },
	{ TO_RCPT, 400, 499, 4, 5, NULL, SMTP_THROTTLED, false, 5 * US_PER_MIN, "too much mail at once" },
	{ TO_RCPT, 400, 499, ANY, ANY, "rate limit|throttl|too many|too fast|slow down", SMTP_THROTTLED, false,
	  5 * US_PER_MIN, "too much mail at once" },
	{ TO_RCPT, 450, 451, 7, ANY, NULL, SMTP_RETRY, false, 5 * US_PER_MIN, "not accepted yet, perhaps greylisting" },
	{ TO_RCPT, 400, 499, ANY, ANY, NULL, SMTP_RETRY, false, 0, "not accepted now" },

	/* --- permanent, by the code alone; the rest is judged by wire/refusal.h --- */
	{ TO_RCPT, 500, 599, 5, 3, NULL, SMTP_THROTTLED, false, US_PER_MIN, "too many recipients at once" },
};

static bool smtp_verdict_has_word(str text, const char *words)
{
	str rest = str_z(words), word;
	while (str_next(&rest, '|', &word))
		if (str_find_nocase(text, word) != STR_NPOS)
			return true;
	return false;
}

/* ---- What the table of refusals makes of it */

static struct smtp_verdict smtp_verdict_made(const struct refusal *r, enum smtp_outcome o, int64_t wait)
{
	return (struct smtp_verdict){
		.outcome = o, .wait_us = wait, .reason = r->reason, .cause = r->name, .advice = r->advice
	};
}

/* Whoever refuses us says so to whomever we write: the domain rests, and the account where it is the account's. */
static struct smtp_verdict smtp_verdict_ours(enum smtp_phase phase, const struct refusal *r)
{
	struct smtp_verdict v = smtp_verdict_made(r, SMTP_BLOCKED, 0);
	switch (r->cause) {
	case REFUSAL_RATE: return smtp_verdict_made(r, SMTP_THROTTLED, 5 * US_PER_MIN);
	case REFUSAL_PROTOCOL: return smtp_verdict_made(r, SMTP_OURS, 0);
	case REFUSAL_LOGIN:
	case REFUSAL_RELAY:
	case REFUSAL_TLS:
		v.outcome = SMTP_SENDER_PAUSE;
		v.whole_sender = true;
		return v;
	default: v.whole_sender = !(P(RCPT) & 1u << phase || P(DATA) & 1u << phase || P(DOT) & 1u << phase); return v;
	}
}

static struct smtp_verdict smtp_verdict_of_refusal(enum smtp_phase phase, const struct smtp_reply *reply,
						   const struct refusal *r)
{
	switch (r->who) {
	case REFUSES_ADDRESS:
		return r->for_now ? smtp_verdict_made(r, SMTP_RETRY, 0) : smtp_verdict_made(r, SMTP_BOUNCED, 0);
	case REFUSES_MAILBOX:
		return smtp_verdict_made(r, SMTP_RETRY,
					 r->cause == REFUSAL_FULL   ? US_PER_HOUR
					 : r->cause == REFUSAL_BUSY ? 15 * US_PER_MIN
								    : 0);
	case REFUSES_MESSAGE: return smtp_verdict_made(r, SMTP_REFUSED, 0);
	case REFUSES_US: return smtp_verdict_ours(phase, r);
	case REFUSES_UNCLEAR: break;
	}
	if (r->for_now) /* "550 4.2.1": its own code says that it passes */
		return smtp_verdict_made(r, SMTP_RETRY, 0);
	if (reply->code == 552)
		return phase == SMTP_PHASE_RCPT
			       ? (struct smtp_verdict){ .outcome = SMTP_RETRY,
							.wait_us = US_PER_HOUR,
							.reason = "the mailbox is full" }
			       : (struct smtp_verdict){ .outcome = SMTP_REFUSED,
							.reason = "the message is too large for the server" };
	if ((reply->code >= 500 && reply->code <= 504 && !(phase == SMTP_PHASE_RCPT && reply->code == 501)) ||
	    reply->code == 555)
		return (struct smtp_verdict){ .outcome = SMTP_OURS, .reason = "the server did not understand us" };
	return smtp_verdict_made(r, SMTP_REFUSED, 0);
}

static struct refusal smtp_verdict_judge(enum smtp_phase phase, const struct smtp_reply *reply)
{
	static const enum refusal_at at[] = { [SMTP_PHASE_MAIL] = REFUSAL_AT_MAIL,
					      [SMTP_PHASE_RCPT] = REFUSAL_AT_RCPT,
					      [SMTP_PHASE_DATA] = REFUSAL_AT_DATA,
					      [SMTP_PHASE_DOT] = REFUSAL_AT_DATA };
	struct arena ARENA_AUTO a = {};
	struct refusal_in in = { .reply = reply->code,
				 .words = reply->text,
				 .at = phase >= SMTP_PHASE_MAIL && phase <= SMTP_PHASE_DOT ? at[phase]
											   : REFUSAL_AT_CONNECT };
	if (!reply->enhanced[0] && str_starts(reply->text, STR("4."))) /* "550 4.2.1": it passes, says its own code */
		in.code = str_upto(reply->text, str_find_byte(reply->text, ' '));
	else if (reply->enhanced[0])
		in.code = arena_printf(&a, "%d.%d.%d", reply->enhanced[0], reply->enhanced[1], reply->enhanced[2]);
	return refusal_judge(&a, &in);
}

/* Refusals that the sender itself must end, and that go away when it is put right. */
static bool smtp_verdict_is_block(const struct refusal *r)
{
	return r->who == REFUSES_US && r->cause != REFUSAL_RATE && r->cause != REFUSAL_LOGIN &&
	       r->cause != REFUSAL_RELAY && r->cause != REFUSAL_TLS && r->cause != REFUSAL_PROTOCOL;
}

/* Before the rows: what is said about us wins, whatever the code. At MAIL a plain "sender refused" stays the account's. */
static bool smtp_verdict_blocked(enum smtp_phase phase, const struct smtp_reply *reply, struct smtp_verdict *v)
{
	if (reply->code < 400 || reply->code == 421 || phase < SMTP_PHASE_GREETING || phase == SMTP_PHASE_TLS ||
	    phase == SMTP_PHASE_AUTH || phase == SMTP_PHASE_QUIT)
		return false;
	struct refusal r = smtp_verdict_judge(phase, reply);
	bool setup = phase == SMTP_PHASE_GREETING || phase == SMTP_PHASE_EHLO;
	if (!smtp_verdict_is_block(&r) ||
	    (phase == SMTP_PHASE_MAIL && (r.cause == REFUSAL_SENDER_ADDRESS || reply->code / 100 == 4)) ||
	    (setup && reply->code / 100 == 4) || smtp_verdict_has_word(reply->text, grey_words) ||
	    smtp_verdict_has_word(reply->text, limit_words))
		return false;
	/* A temporary refusal that names a reason which does not pass by itself is one, too; a mere reputation may. */
	if (reply->code / 100 == 4 && (r.cause == REFUSAL_REPUTATION || r.cause == REFUSAL_SENDER_ADDRESS))
		return false;
	*v = smtp_verdict_ours(phase, &r);
	return true;
}

struct smtp_verdict smtp_verdict_of(enum smtp_phase phase, const struct smtp_reply *reply)
{
	struct smtp_verdict v;
	if (smtp_verdict_blocked(phase, reply, &v))
		return v;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];
		if (!(r->phases & 1u << phase) || reply->code < r->from || reply->code > r->to)
			continue;
		if (r->subject != ANY && (!reply->enhanced[0] || reply->enhanced[1] != r->subject))
			continue;
		if (r->detail != ANY && reply->enhanced[2] != r->detail)
			continue;
		if (r->words && !smtp_verdict_has_word(reply->text, r->words))
			continue;
		return (struct smtp_verdict){
			.outcome = r->outcome, .whole_sender = r->whole, .wait_us = r->wait, .reason = r->reason
		};
	}
	if (TO_RCPT & 1u << phase && reply->code >= 500) {
		struct refusal r = smtp_verdict_judge(phase, reply);
		return smtp_verdict_of_refusal(phase, reply, &r);
	}
	return (struct smtp_verdict){ .outcome = SMTP_RETRY, .reason = "the server's reply makes no sense" };
}
