/* The failure policy: the first row that fits decides. Order matters: from the particular to the general. */
#include "smtp/smtp_verdict.h"
#include "base/time.h"

static const char *const phase_names[] = { "connect", "greeting", "ehlo", "tls", "auth",
					   "mail",    "rcpt",	  "data", "dot", "quit" };
static const char *const outcome_names[] = { "accepted", "retry",   "throttled", "sender_pause",
					     "bounced",	 "refused", "ours" };

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

static const char unknown_words[] =
	"user unknown|unknown user|no such user|no such recipient|no such mailbox|no mailbox|unknown recipient|"
	"recipient unknown|does not exist|doesn't exist|not found|invalid recipient|unknown local|unrouteable address|"
	"unknown mailbox|mailbox unavailable|no such address|address unknown|account disabled|account is disabled";
static const char policy_words[] =
	"spam|junk|blocked|blacklist|block list|blocklist|denylist|listed|reputation|policy|spf|dkim|dmarc|"
	"content|virus|malware|phish|unsolicited|bulk|banned|prohibited|not authorized|unauthorized|refused by";
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
	  "not permitted to relay|authentication required",
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

	/* --- the mailbox --- */
	/* "permanent", but people clear their mailboxes: as if it were 452 */
	{ TO_RCPT, 500, 599, 2, 2, NULL, SMTP_RETRY, false, US_PER_HOUR, "the mailbox is full" },
	{ P(RCPT), 552, 552, ANY, ANY, NULL, SMTP_RETRY, false, US_PER_HOUR, "the mailbox is full" },
	{ TO_RCPT, 550, 554, ANY, ANY, full_words, SMTP_RETRY, false, US_PER_HOUR, "the mailbox is full" },
	{ TO_RCPT, 500, 599, 1, 1, NULL, SMTP_BOUNCED, false, 0, "the mailbox does not exist" },
	{ TO_RCPT, 500, 599, 1, 2, NULL, SMTP_BOUNCED, false, 0, "the domain does not take mail" },
	{ TO_RCPT, 500, 599, 1, 3, NULL, SMTP_BOUNCED, false, 0, "the address is not valid" },
	{ TO_RCPT, 500, 599, 1, 6, NULL, SMTP_BOUNCED, false, 0, "the mailbox has moved" },
	{ TO_RCPT, 500, 599, 1, 10, NULL, SMTP_BOUNCED, false, 0, "the domain does not take mail" },
	{ P(RCPT), 500, 599, 1, 0, NULL, SMTP_BOUNCED, false, 0, "the address was refused" },
	{ TO_RCPT, 500, 599, 2, 1, NULL, SMTP_BOUNCED, false, 0, "the mailbox is disabled" },
	{ P(RCPT), 500, 599, 4, 1, NULL, SMTP_BOUNCED, false, 0, "the mailbox does not exist" },
	{ TO_RCPT, 500, 599, 4, 4, NULL, SMTP_BOUNCED, false, 0, "the domain does not take mail" },
	{ P(RCPT), 500, 599, 1, 8, NULL, SMTP_SENDER_PAUSE, true, 0, "the sender's address was refused" },
	{ P(RCPT), 500, 599, 1, 7, NULL, SMTP_SENDER_PAUSE, true, 0, "the sender's address was refused" },
	{ TO_RCPT, 521, 521, ANY, ANY, NULL, SMTP_BOUNCED, false, 0, "the domain does not take mail" },
	{ TO_RCPT, 556, 556, ANY, ANY, NULL, SMTP_BOUNCED, false, 0, "the domain does not take mail" },

	/* --- the message --- */
	{ TO_RCPT, 500, 599, 7, ANY, NULL, SMTP_REFUSED, false, 0, "refused by the server's policy" },
	{ P(DATA) | P(DOT), 552, 552, ANY, ANY, NULL, SMTP_REFUSED, false, 0,
	  "the message is too large for the server" },
	{ TO_RCPT, 500, 599, 3, 4, NULL, SMTP_REFUSED, false, 0, "the message is too large for the server" },
	{ TO_RCPT, 500, 599, 2, 3, NULL, SMTP_REFUSED, false, 0, "the message is too large for the mailbox" },
	{ TO_RCPT, 500, 599, 6, ANY, NULL, SMTP_REFUSED, false, 0, "the server cannot take this content" },
	{ P(RCPT), 501, 501, ANY, ANY, NULL, SMTP_REFUSED, false, 0, "the server cannot read this address" },
	{ TO_RCPT, 500, 504, ANY, ANY, NULL, SMTP_OURS, false, 0, "the server did not understand us" },
	{ TO_RCPT, 555, 555, ANY, ANY, NULL, SMTP_OURS, false, 0, "the server did not understand us" },
	{ P(RCPT), 551, 551, ANY, ANY, NULL, SMTP_BOUNCED, false, 0, "the mailbox is elsewhere" },
	{ P(RCPT), 550, 553, ANY, ANY, unknown_words, SMTP_BOUNCED, false, 0, "the mailbox does not exist" },
	{ TO_RCPT, 500, 599, ANY, ANY, policy_words, SMTP_REFUSED, false, 0, "refused by the server's policy" },
	{ P(RCPT), 550, 550, ANY, ANY, NULL, SMTP_BOUNCED, false, 0, "the mailbox does not exist" },
	{ P(RCPT), 553, 553, ANY, ANY, NULL, SMTP_BOUNCED, false, 0, "the address is not valid" },
	{ TO_RCPT, 500, 599, ANY, ANY, NULL, SMTP_REFUSED, false, 0, "refused by the server" },
};

static bool has_word(str text, const char *words)
{
	str rest = str_z(words), word;
	while (str_next(&rest, '|', &word))
		if (str_find_nocase(text, word) != STR_NPOS)
			return true;
	return false;
}

struct smtp_verdict smtp_verdict_of(enum smtp_phase phase, const struct smtp_reply *reply)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];
		if (!(r->phases & 1u << phase) || reply->code < r->from || reply->code > r->to)
			continue;
		if (r->subject != ANY && (!reply->enhanced[0] || reply->enhanced[1] != r->subject))
			continue;
		if (r->detail != ANY && reply->enhanced[2] != r->detail)
			continue;
		if (r->words && !has_word(reply->text, r->words))
			continue;
		return (struct smtp_verdict){
			.outcome = r->outcome, .whole_sender = r->whole, .wait_us = r->wait, .reason = r->reason
		};
	}
	return (struct smtp_verdict){ .outcome = SMTP_RETRY, .reason = "the server's reply makes no sense" };
}
