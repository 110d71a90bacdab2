/* See refusal.h. The phrases stand in refusal_words.c and refusal_address.c. */
#include "wire/refusal.h"
#include "base/num.h"
#include "wire/fold.h"
#include "wire/refusal_int.h"

static const struct row {
	const char *name;
	enum refusal_who who;
	const char *reason, *advice;
} rows[REFUSAL_CAUSES] = {
	[REFUSAL_NONE] = { "none", REFUSES_UNCLEAR, "nothing was refused", NULL },
	[REFUSAL_NOT_UNDERSTOOD] = { "not_understood", REFUSES_UNCLEAR, "the server's words are not understood",
				     "Read the server's words; the contact stays as it is." },
	[REFUSAL_NO_MAILBOX] = { "no_mailbox", REFUSES_ADDRESS, "the mailbox does not exist", NULL },
	[REFUSAL_NO_DOMAIN] = { "no_domain", REFUSES_ADDRESS, "the domain does not take mail", NULL },
	[REFUSAL_BAD_ADDRESS] = { "bad_address", REFUSES_ADDRESS, "the address is not valid", NULL },
	[REFUSAL_DISABLED] = { "disabled", REFUSES_ADDRESS, "the mailbox is disabled", NULL },
	[REFUSAL_MOVED] = { "moved", REFUSES_ADDRESS, "the mailbox has moved", NULL },
	[REFUSAL_FULL] = { "full", REFUSES_MAILBOX, "the mailbox is full", NULL },
	[REFUSAL_BUSY] = { "busy", REFUSES_MAILBOX, "the mailbox gets too much mail at the moment", NULL },
	[REFUSAL_SUSPENDED] = { "suspended", REFUSES_MAILBOX, "the mailbox is suspended", NULL },
	[REFUSAL_GREYLISTED] = { "greylisted", REFUSES_MAILBOX, "the server asks us to try again (greylisting)", NULL },
	[REFUSAL_EXPIRED] = { "expired", REFUSES_MAILBOX, "the server could not deliver it in time", NULL },
	[REFUSAL_UNREACHABLE] = { "unreachable", REFUSES_MAILBOX, "the recipient's server could not be reached", NULL },
	[REFUSAL_TROUBLE] = { "trouble", REFUSES_MAILBOX, "the recipient's server has trouble", NULL },
	[REFUSAL_LOOP] = { "loop", REFUSES_MAILBOX, "the recipient's servers forward it in a circle", NULL },
	[REFUSAL_TOO_LARGE] = { "too_large", REFUSES_MESSAGE, "the message is too large",
				"Make the message smaller: link to large files instead of attaching them." },
	[REFUSAL_SPAM] = { "spam", REFUSES_MESSAGE, "the server takes the message for spam",
			   "Check the message's content, and that its recipients asked for it." },
	[REFUSAL_VIRUS] = { "virus", REFUSES_MESSAGE, "the server takes the message for harmful",
			    "Check the message's attachments and the domains it links to." },
	[REFUSAL_CONTENT] = { "content", REFUSES_MESSAGE, "the server does not want this content",
			      "Check the message's content, links and attachments." },
	[REFUSAL_FORM] = { "form", REFUSES_MESSAGE, "the server finds the message malformed",
			   "Check the message's headers; report it when they are right." },
	[REFUSAL_POLICY] = { "policy", REFUSES_MESSAGE, "refused by the server's policy", NULL },
	[REFUSAL_NOT_WANTED] = { "not_wanted", REFUSES_MESSAGE, "this recipient takes mail from known senders only",
				 NULL },
	[REFUSAL_SENDER_BLOCKED] = { "sender_blocked", REFUSES_MESSAGE, "their server blocks this sender", NULL },
	[REFUSAL_PTR] = { "no_ptr", REFUSES_US, "the sending server's address has no matching reverse DNS name",
			  "Ask the provider of your server's address for a reverse DNS name (PTR record) that leads "
			  "back to it." },
	[REFUSAL_HELO] = { "helo", REFUSES_US, "the name that the sending server greets with is refused",
			   "Set the sender's HELO name to a name in DNS that leads to the sending server." },
	[REFUSAL_SPF] = { "spf", REFUSES_US, "SPF does not allow the sending server",
			  "Add the sending server to the SPF record of the From domain (see Sending domains)." },
	[REFUSAL_DKIM] = { "dkim", REFUSES_US, "the DKIM signature is missing or wrong",
			   "Publish the domain's DKIM key and turn signing on (see Sending domains)." },
	[REFUSAL_DMARC] = { "dmarc", REFUSES_US, "the From domain's DMARC policy refuses the message",
			    "Let SPF or DKIM pass for the From domain itself (see Sending domains)." },
	[REFUSAL_AUTHENTICATION] = { "authentication", REFUSES_US, "the message is not authenticated",
				     "Set up SPF, DKIM and DMARC for the From domain (see Sending domains)." },
	[REFUSAL_SENDER_UNVERIFIED] = { "sender_unverified", REFUSES_US,
					"their server asked for the sender's address and was told it does not exist",
					"Make sure that the sender's address takes mail." },
	[REFUSAL_SENDER_ADDRESS] = { "sender_address", REFUSES_US, "the sender's address is refused",
				     "Use a From address that exists and that this server may send for." },
	[REFUSAL_SENDER_DOMAIN] = { "sender_domain", REFUSES_US, "the From domain is refused or not found in DNS",
				    "Give the From domain an MX or A record, and check that it is spelled right." },
	[REFUSAL_LISTED] = { "listed", REFUSES_US, "the sending server's address is on a blocklist",
			     "Find the list in the server's words, remove the cause, and ask the list to remove the "
			     "address." },
	[REFUSAL_REPUTATION] = { "reputation", REFUSES_US, "the sending server or domain has a poor reputation",
				 "Send less and to people who respond; check the postmaster tools of this provider." },
	[REFUSAL_RATE] = { "rate", REFUSES_US, "too much mail at once",
			   "Nothing to do: sending slows down by itself." },
	[REFUSAL_RELAY] = { "relay", REFUSES_US, "the server does not relay for us",
			    "Log in to this server, or let it relay for this machine." },
	[REFUSAL_LOGIN] = { "login", REFUSES_US, "the server wants us to log in",
			    "Check the sender's user name and password." },
	[REFUSAL_TLS] = { "tls", REFUSES_US, "the server wants an encrypted connection",
			  "Turn on TLS for this sender." },
	[REFUSAL_PROTOCOL] = { "protocol", REFUSES_US, "the server did not understand us",
			       "Report this with the server's words: it may be a bug." },
};

const char *refusal_who_name(enum refusal_who w)
{
	static const char *const names[] = { "unclear", "address", "mailbox", "message", "us" };
	return names[w];
}

struct refusal refusal_of(enum refusal_cause c)
{
	const struct row *r = &rows[c];
	return (struct refusal){ .cause = c, .who = r->who, .name = r->name, .reason = r->reason, .advice = r->advice };
}

enum refusal_cause refusal_named(str name)
{
	for (int c = REFUSAL_NOT_UNDERSTOOD; c < REFUSAL_CAUSES; c++)
		if (str_eq(name, str_z(rows[c].name)))
			return (enum refusal_cause)c;
	return REFUSAL_NONE;
}

enum refusal_cause refusal_of_reason(str text, str *reply)
{
	for (int c = REFUSAL_NOT_UNDERSTOOD; c < REFUSAL_CAUSES; c++) {
		str reason = str_z(rows[c].reason);
		size_t open = str_find(text, STR(" ("));
		if (!str_starts(text, reason) || !str_starts(str_from(text, reason.n), STR(". ")))
			continue;
		bool said = open != STR_NPOS && str_ends(text, STR(")"));
		size_t from = said ? open : text.n;
		if (rows[c].advice && said) { /* which may have brackets of its own */
			size_t behind = reason.n + 2 + strlen(rows[c].advice);
			from = behind < text.n && str_starts(str_from(text, behind), STR(" (")) ? behind : open;
		}
		*reply = said ? str_slice(text, from + 2, text.n - 1) : STR_NULL;
		return (enum refusal_cause)c;
	}
	*reply = text;
	return REFUSAL_NONE;
}

/* ---- What is a word */

static bool refusal_separator(char c)
{
	return ascii_space(c) || (c && strchr("<>()[]{}\"',;|", c));
}

/* East Asian punctuation and full-width signs separate words, too. */
static bool refusal_wide_sign(str s, size_t i)
{
	return i + 2 < s.n &&
	       ((s.p[i] == '\xe3' && s.p[i + 1] == '\x80') || (s.p[i] == '\xef' && s.p[i + 1] == '\xbc'));
}

/* "mx1.example.org", "192.0.2.1", "5.1.1", "v2.3": dots between letters and digits only. A sentence that lacks its
 * space ("unknown.Please") and Exchange's names ("RESOLVER.ADR.RecipientNotFound") are words. */
static bool refusal_is_host(str token)
{
	size_t dots = 0, last = 0, upper_after = 0, digits = 0;
	for (size_t i = 0; i < token.n; i++) {
		char c = token.p[i];
		if (c == '.') {
			if (i == 0 || i + 1 == token.n || token.p[i + 1] == '.')
				return false;
			dots++;
			last = i + 1;
			if (i + 2 < token.n && token.p[i + 1] >= 'A' && token.p[i + 1] <= 'Z' &&
			    token.p[i + 2] >= 'a' && token.p[i + 2] <= 'z')
				upper_after++;
		} else if (ascii_digit(c)) {
			digits++;
		} else if (!ascii_alpha(c) && c != '-' && c != '_' && (unsigned char)c < 0x80) {
			return false;
		}
	}
	static const char *const exchange[] = { "resolver.", "storedrv.", "smtpsend.",
						"routing.",  "agent.",	  "transport." };
	for (size_t i = 0; i < sizeof(exchange) / sizeof(*exchange); i++)
		if (str_starts_nocase(token, str_z(exchange[i])))
			return false;
	static const char *const sentence[] = { "please",  "the",  "this", "try",     "see",   "you",	"your", "for",
						"mailbox", "user", "if",   "contact", "visit", "sorry", "email" };
	for (size_t i = 0; i < sizeof(sentence) / sizeof(*sentence); i++)
		if (str_eq_nocase(str_from(token, last), str_z(sentence[i])))
			return false;
	return dots > 0 && upper_after == 0 && (token.n - last >= 2 || digits > 0);
}

/* The address of a blocklist's lookup stands in no other refusal. */
static bool refusal_is_list_url(str token)
{
	static const char *const lists[] = {
		"spamhaus.", "spamcop.",  "barracudacentral.", "sorbs.", "uceprotect.", "abuseat.", "surriel.",
		"manitu.",   "spamrats.", "invaluement.",      "sbl.",	 "dnsbl",	"cbl.",	    "mailspike"
	};
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (str_find_nocase(token, str_z(lists[i])) != STR_NPOS)
			return true;
	return false;
}

static bool refusal_is_url(str token)
{
	return str_find(token, STR("://")) != STR_NPOS || str_starts_nocase(token, STR("www.")) ||
	       str_starts_nocase(token, STR("mailto:")) || str_starts_nocase(token, STR("http"));
}

/* "550-5.7.25 text": the codes that a server repeats before each line are numbers too. */
static bool refusal_is_code(str token)
{
	size_t digits = 0, others = 0;
	for (size_t i = 0; i < token.n; i++) {
		digits += ascii_digit(token.p[i]);
		others += !ascii_digit(token.p[i]) && token.p[i] != '-' && token.p[i] != '.' && token.p[i] != ':' &&
			  token.p[i] != '#';
	}
	return digits > 0 && others == 0;
}

/* What a program puts before any refusal says nothing: blanked, but for what is said behind it. */
static str refusal_without_frames(str text)
{
	static const char *const frames[] = { "unknown address error",	    "other address status",
					      "recipient address rejected", "recipient rejected",
					      "sorry, i wasn't able to",    NULL };
	char *p = (char *)(uintptr_t)text.p; /* our own copy */
	for (const char *const *f = frames; *f; f++) {
		size_t end, at;
		while ((at = fold_find(text, *f, &end)) != STR_NPOS)
			memset(p + at, ' ', end - at);
	}
	return text;
}

str refusal_words(struct arena *a, str words)
{
	words = str_upto(words, str_utf8_floor(words, size_min(words.n, REFUSAL_WORDS_MAX)));
	char *p = arena_alloc(a, words.n * 2 + 1);
	size_t n = 0;
	for (size_t i = 0; i < words.n;) {
		if (refusal_separator(words.p[i])) {
			p[n++] = words.p[i++];
			continue;
		}
		size_t from = i;
		while (i < words.n && !refusal_separator(words.p[i]) && !(i > from && refusal_wide_sign(words, i)))
			i++;
		str token = str_slice(words, from, i), bare = token;
		while (bare.n && strchr(".:!?*", bare.p[bare.n - 1]))
			bare.n--;
		bool url = refusal_is_url(bare);
		if (url) /* up to white space, whatever is in it */
			while (i < words.n && !ascii_space(words.p[i]) && words.p[i] != '>')
				i++;
		if (url && refusal_is_list_url(bare)) {
			static const char lookup[] = "dnsbl #"; /* no longer than a URL of a list */
			memcpy(p + n, lookup, sizeof(lookup) - 1);
			n += sizeof(lookup) - 1;
		} else if (url || refusal_is_code(bare) || refusal_is_host(bare)) {
			p[n++] = '#';
		} else if (str_find_byte(bare, '@') != STR_NPOS && bare.n > 1) {
			p[n++] = '@';
		} else {
			memcpy(p + n, token.p, token.n);
			n += token.n;
			continue;
		}
		if (!url) { /* the sentence's own sign stays */
			memcpy(p + n, bare.p + bare.n, token.n - bare.n);
			n += token.n - bare.n;
		}
	}
	return refusal_without_frames(fold_text(a, str_of(p, n), n, FOLD_JOIN));
}

/* ---- Judging */

static enum refusal_cause refusal_said(str text, const struct refusal_phrase *table)
{
	for (; table->patterns; table++)
		if (fold_has(text, table->patterns))
			return table->cause;
	return REFUSAL_NONE;
}

/* A code without its class, as subject * 1000 + detail; -1: none. */
static int refusal_detail_of(str code)
{
	int v[2] = {}, part = -1;
	for (size_t i = 1; i < code.n; i++) {
		if (code.p[i] == '.')
			part++;
		else if (part >= 0 && part < 2 && ascii_digit(code.p[i]) && v[part] < 1000)
			v[part] = v[part] * 10 + (code.p[i] - '0');
		else
			return -1;
	}
	return part == 1 ? v[0] * 1000 + v[1] : -1;
}

#define CODE(subject, detail) ((subject)*1000 + (detail))
static const struct code_row {
	int code;
	enum refusal_cause cause;
	bool address; /* a positive sign that the address is no good */
} codes[] = {
	{ CODE(1, 1), REFUSAL_NO_MAILBOX, true },
	{ CODE(1, 2), REFUSAL_NO_DOMAIN, true },
	{ CODE(1, 3), REFUSAL_BAD_ADDRESS, true },
	{ CODE(1, 6), REFUSAL_MOVED, true },
	{ CODE(1, 10), REFUSAL_NO_MAILBOX, true }, /* null MX (RFC 7505); Exchange: not found */
	{ CODE(2, 1), REFUSAL_DISABLED, true },
	{ CODE(4, 4), REFUSAL_NO_DOMAIN, true },
	{ CODE(4, 310), REFUSAL_NO_DOMAIN, true }, /* Exchange Online: the domain is not in DNS */
	{ CODE(1, 7), REFUSAL_SENDER_ADDRESS, false },
	{ CODE(1, 8), REFUSAL_SENDER_DOMAIN, false },
	{ CODE(2, 2), REFUSAL_FULL, false },
	{ CODE(2, 3), REFUSAL_TOO_LARGE, false },
	{ CODE(2, 4), REFUSAL_TROUBLE, false },
	{ CODE(3, 1), REFUSAL_FULL, false },
	{ CODE(3, 4), REFUSAL_TOO_LARGE, false },
	{ CODE(3, 0), REFUSAL_TROUBLE, false },
	{ CODE(3, 2), REFUSAL_TROUBLE, false },
	{ CODE(3, 5), REFUSAL_TROUBLE, false },
	{ CODE(4, 1), REFUSAL_UNREACHABLE, false },
	{ CODE(4, 2), REFUSAL_UNREACHABLE, false },
	{ CODE(4, 3), REFUSAL_TROUBLE, false },
	{ CODE(4, 5), REFUSAL_RATE, false },
	{ CODE(4, 6), REFUSAL_LOOP, false },
	{ CODE(4, 7), REFUSAL_EXPIRED, false },
	{ CODE(4, 14), REFUSAL_LOOP, false },
	{ CODE(4, 316), REFUSAL_EXPIRED, false },
	{ CODE(5, 3), REFUSAL_RATE, false },
	{ CODE(5, 1), REFUSAL_PROTOCOL, false },
	{ CODE(5, 2), REFUSAL_PROTOCOL, false },
	{ CODE(5, 4), REFUSAL_PROTOCOL, false },
	{ CODE(7, 8), REFUSAL_LOGIN, false },
	{ CODE(7, 20), REFUSAL_DKIM, false },
	{ CODE(7, 21), REFUSAL_DKIM, false },
	{ CODE(7, 22), REFUSAL_DKIM, false },
	{ CODE(7, 23), REFUSAL_SPF, false },
	{ CODE(7, 24), REFUSAL_SPF, false },
	{ CODE(7, 25), REFUSAL_PTR, false },
	{ CODE(7, 26), REFUSAL_AUTHENTICATION, false },
	{ CODE(7, 27), REFUSAL_SENDER_DOMAIN, false },
	{ CODE(7, 28), REFUSAL_RATE, false },
	{ CODE(7, 30), REFUSAL_TLS, false },
	{ CODE(7, 10), REFUSAL_TLS, false },
	{ CODE(7, 509), REFUSAL_DMARC, false },
	{ CODE(7, 506), REFUSAL_HELO, false },
	{ CODE(7, 515), REFUSAL_AUTHENTICATION, false },
	{ CODE(7, 606), REFUSAL_LISTED, false },
	{ CODE(7, 705), REFUSAL_REPUTATION, false },
	{ CODE(7, 708), REFUSAL_REPUTATION, false },
	{ CODE(7, 750), REFUSAL_SENDER_DOMAIN, false },
};

static enum refusal_cause refusal_by_code(int detail, bool *address)
{
	*address = false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].code == detail) {
			*address = codes[i].address;
			return codes[i].cause;
		}
	if (detail >= CODE(7, 511) && detail <= CODE(7, 514))
		return REFUSAL_LISTED; /* Exchange Online: banned senders */
	if (detail >= CODE(7, 600) && detail < CODE(7, 750))
		return REFUSAL_LISTED; /* Exchange Online: banned addresses of hosts */
	if (detail >= CODE(6, 0) && detail < CODE(7, 0))
		return REFUSAL_CONTENT;
	return REFUSAL_NONE;
}

/* What was refused before the recipient was named is about us. */
static enum refusal_at refusal_at_of(const struct refusal_in *in, str text)
{
	static const char *const connect[] = { "in reply to initial",
					       "after initial connection",
					       "in reply to helo",
					       "in reply to ehlo",
					       "after helo",
					       "after ehlo",
					       "while talking to * >>> helo",
					       "in response to ehlo",
					       "initial server greeting",
					       NULL };
	static const char *const mail[] = { "in reply to mail from",
					    "after mail from",
					    "after pipelined mail from",
					    "in response to mail from",
					    ">>> mail from",
					    "during mail from",
					    NULL };
	if (in->at != REFUSAL_AT_UNKNOWN)
		return in->at;
	if (fold_has(text, mail))
		return REFUSAL_AT_MAIL;
	return fold_has(text, connect) ? REFUSAL_AT_CONNECT : REFUSAL_AT_UNKNOWN;
}

/* Exchange Online's directory-based edge blocking, documented as "the recipient doesn't exist". */
static bool refusal_is_denied_edge(int detail, str words)
{
	size_t at = str_find_nocase(words, STR("recipient address rejected: access denied"));
	return detail == CODE(4, 1) && at != STR_NPOS;
}

static enum refusal_cause refusal_first_of(enum refusal_cause a, enum refusal_cause b)
{
	return a != REFUSAL_NONE ? a : b;
}

/* 5.7.x and what was said to MAIL FROM are about the address only where its words say so beyond doubt. */
static enum refusal_cause refusal_about_address(const struct refusal_in *in, str text, int detail)
{
	bool address, security = detail >= CODE(7, 0) && detail < CODE(8, 0);
	enum refusal_cause words = refusal_said(text, refusal_address), code = refusal_by_code(detail, &address);
	if (words != REFUSAL_NONE || refusal_is_denied_edge(detail, in->words))
		return refusal_first_of(words, REFUSAL_NO_MAILBOX);
	if (in->reply == 556)
		return REFUSAL_NO_DOMAIN;
	return address && !security ? code : REFUSAL_NONE;
}

/* Codes that a standard or a vendor made for the sender's side. */
static bool refusal_is_ours(int detail, enum refusal_cause code)
{
	return code != REFUSAL_NONE && rows[code].who == REFUSES_US &&
	       (detail >= CODE(7, 20) || detail == CODE(1, 7) || detail == CODE(1, 8));
}

/* A full mailbox wins over every code; trouble only where nothing says that the address is no good, or it says itself
 * that it passes. */
static enum refusal_cause refusal_before_address(str text, int detail)
{
	static const char *const passes[] = { "try again", "try later", "temporar", "later", NULL };
	enum refusal_cause cause = refusal_said(text, refusal_mailbox);
	bool certain = detail == CODE(1, 1) || detail == CODE(1, 2) || detail == CODE(1, 10);
	bool trouble = cause == REFUSAL_EXPIRED || cause == REFUSAL_UNREACHABLE || cause == REFUSAL_TROUBLE;
	if (!trouble)
		return cause;
	bool named = refusal_said(text, refusal_address) != REFUSAL_NONE && !fold_has(text, passes);
	return certain || named ? REFUSAL_NONE : cause;
}

static enum refusal_cause wire_refusal_judge(const struct refusal_in *in, str text)
{
	int detail = refusal_detail_of(in->code);
	bool address;
	enum refusal_at at = refusal_at_of(in, text);
	enum refusal_cause code = refusal_by_code(detail, &address), cause;
	/* RFC 4954 section 6: our own log-in, whatever the words call it. */
	if (in->reply == 534 || in->reply == 535 || in->reply == 538)
		return REFUSAL_LOGIN;
	cause = refusal_said(text, refusal_later);
	if (cause == REFUSAL_NONE)
		cause = refusal_said(text, refusal_ours);
	if (cause == REFUSAL_AUTHENTICATION && detail == CODE(7, 8))
		cause = REFUSAL_LOGIN;
	if (cause == REFUSAL_NONE)
		cause = refusal_said(text, refusal_message);
	/* Sendmail puts 5.7.27, made for a sender's null MX, beside the recipient's. */
	bool null_mx = detail == CODE(7, 27) && refusal_said(text, refusal_address) == REFUSAL_NO_DOMAIN;
	if (cause == REFUSAL_NONE && refusal_is_ours(detail, code) && !null_mx)
		cause = code;
	if (cause == REFUSAL_NONE)
		cause = refusal_before_address(text, detail);
	if (cause == REFUSAL_NONE && at != REFUSAL_AT_MAIL && at != REFUSAL_AT_CONNECT)
		cause = refusal_about_address(in, text, detail);
	if (cause == REFUSAL_NONE)
		cause = refusal_said(text, refusal_mailbox);
	if (cause == REFUSAL_NONE && !address && code != REFUSAL_UNREACHABLE)
		cause = code;
	if (cause == REFUSAL_NONE)
		cause = refusal_said(text, refusal_weak);
	if (cause == REFUSAL_NONE && !address)
		cause = code;
	bool reported = in->at == REFUSAL_AT_UNKNOWN;
	if (cause == REFUSAL_NONE && reported && at == REFUSAL_AT_MAIL)
		cause = REFUSAL_SENDER_ADDRESS;
	if (cause == REFUSAL_NONE && reported && at == REFUSAL_AT_CONNECT)
		cause = REFUSAL_LISTED;
	if (cause == REFUSAL_NONE && detail >= CODE(7, 0) && detail < CODE(8, 0))
		cause = REFUSAL_POLICY;
	return refusal_first_of(cause, REFUSAL_NOT_UNDERSTOOD);
}

struct refusal refusal_judge(struct arena *a, const struct refusal_in *in)
{
	struct refusal r = refusal_of(wire_refusal_judge(in, refusal_words(a, in->words)));
	r.for_now = str_absent(in->code) || str_ends(in->code, STR(".0.0"))
			    ? in->reply ? in->reply / 100 == 4 : str_starts(in->code, STR("4"))
			    : str_starts(in->code, STR("4"));
	return r;
}

/* "[4.2.1]", "CAF=abc123…", "1700000000-xyz": a run of digits and letters with a digit in it. */
static bool refusal_differs(str token)
{
	for (size_t i = 0; i < token.n; i++)
		if (ascii_digit(token.p[i]))
			return true;
	return false;
}

static bool refusal_in_token(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '_' || c == '=' || c == '+' || c == '.' || c == '/';
}

str refusal_shape(struct arena *a, str words)
{
	str t = refusal_words(a, words);
	char *p = arena_alloc(a, t.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t.n;) {
		size_t end = i;
		while (end < t.n && refusal_in_token(t.p[end]))
			end++;
		str token = str_slice(t, i, end);
		if (end == i) {
			bool space = t.p[i] == ' ' && (n == 0 || p[n - 1] == ' ');
			if (!space && (unsigned char)t.p[i] >= ' ')
				p[n++] = t.p[i];
			i++;
			continue;
		}
		if (refusal_differs(token)) {
			p[n++] = '#';
		} else {
			memcpy(p + n, token.p, token.n);
			n += token.n;
		}
		i = end;
	}
	str out = str_trim(str_of(p, n));
	while (out.n && (out.p[0] == '#' || out.p[0] == ' ' || out.p[0] == '-')) /* the reply's code */
		out = str_from(out, 1);
	out = str_upto(out, str_utf8_floor(out, size_min(out.n, REFUSAL_SHAPE_MAX)));
	return str_empty(out) || !str_utf8_valid(out) ? STR("(no words)") : out;
}
