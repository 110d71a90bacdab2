#include "gmail/gmail_verdict.h"
#include "base/num.h"
#include "base/time.h"

/* Gmail counts sending over a rolling day and does not say when there is room: look again each hour. */
#define QUOTA_WAIT US_PER_HOUR
#define WAIT_MAX US_PER_DAY

struct rule {
	int status;	    /* 0: any */
	const char *reason; /* of the error document; NULL: any */
	const char *words;  /* in the message, in any case; NULL: any */
	enum gmail_outcome outcome;
	enum refusal_cause
		cause; /* its row in the one table; NOT_UNDERSTOOD: what the words say decides, where they say anything */
	const char *why; /* NULL: as that table says */
};

#define BY_WORDS REFUSAL_NOT_UNDERSTOOD

/* The first that fits decides. Reasons come in the old style (errors[].reason) and the new (details[].reason). */
static const struct rule rules[] = {
	{ 200, NULL, NULL, GMAIL_OK, REFUSAL_NONE, "accepted" },
	{ 401, NULL, NULL, GMAIL_TOKEN, REFUSAL_LOGIN, "the access token is not taken" },

	{ 429, NULL, "sending limit", GMAIL_QUOTA, REFUSAL_RATE, "the mailbox has sent enough for a day" },
	{ 429, NULL, "daily", GMAIL_QUOTA, REFUSAL_RATE, "the mailbox has sent enough for a day" },
	{ 429, NULL, NULL, GMAIL_RATE, REFUSAL_RATE, "Gmail asks for a slower pace" },
	{ 403, "rateLimitExceeded", NULL, GMAIL_RATE, REFUSAL_RATE, "Gmail asks for a slower pace" },
	{ 403, "userRateLimitExceeded", NULL, GMAIL_RATE, REFUSAL_RATE, "Gmail asks for a slower pace" },
	{ 403, "RATE_LIMIT_EXCEEDED", NULL, GMAIL_RATE, REFUSAL_RATE, "Gmail asks for a slower pace" },
	{ 403, "dailyLimitExceeded", NULL, GMAIL_QUOTA, REFUSAL_RATE, "the daily limit is reached" },
	{ 403, "quotaExceeded", NULL, GMAIL_QUOTA, REFUSAL_RATE, "the quota is used up" },

	{ 403, "insufficientPermissions", NULL, GMAIL_PAUSE, REFUSAL_LOGIN, "the permission for this was not given" },
	{ 403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", NULL, GMAIL_PAUSE, REFUSAL_LOGIN,
	  "the permission for this was not given" },
	{ 403, "accessNotConfigured", NULL, GMAIL_PAUSE, REFUSAL_LOGIN,
	  "the Gmail API is not enabled for this OAuth client" },
	{ 403, "SERVICE_DISABLED", NULL, GMAIL_PAUSE, REFUSAL_LOGIN,
	  "the Gmail API is not enabled for this OAuth client" },
	{ 403, "domainPolicy", NULL, GMAIL_PAUSE, REFUSAL_LOGIN, "the organisation's administrators forbid it" },
	{ 403, "delegationDenied", NULL, GMAIL_PAUSE, REFUSAL_LOGIN, "this mailbox may not be used" },
	{ 403, "accountDisabled", NULL, GMAIL_PAUSE, REFUSAL_LOGIN, "the account is disabled" },
	{ 403, "forbidden", NULL, GMAIL_PAUSE, BY_WORDS, "Gmail forbids it" },
	/* Anything else is more likely a limit we have not heard of than a closed door: nobody fails by a rest. */
	{ 403, NULL, NULL, GMAIL_RATE, BY_WORDS, "Gmail refuses for now" },

	{ 400, "failedPrecondition", "mail service not enabled", GMAIL_PAUSE, REFUSAL_LOGIN,
	  "this account has no mailbox" },
	{ 400, "failedPrecondition", NULL, GMAIL_PAUSE, BY_WORDS, "the mailbox is not ready to send" },
	{ 400, NULL, "recipient address required", GMAIL_ADDRESS, REFUSAL_BAD_ADDRESS, NULL },
	{ 400, NULL, "invalid to header", GMAIL_ADDRESS, REFUSAL_BAD_ADDRESS, NULL },
	{ 400, NULL, "invalid from header", GMAIL_BLOCKED, REFUSAL_SENDER_ADDRESS, NULL },
	{ 400, NULL, "thread", GMAIL_MISSING, REFUSAL_NONE, "the thread is not there" },
	{ 400, NULL, NULL, GMAIL_REFUSED, BY_WORDS, "Gmail refuses this message" },
	{ 404, NULL, NULL, GMAIL_MISSING, REFUSAL_NONE, "it is not there" },
	{ 413, NULL, NULL, GMAIL_REFUSED, REFUSAL_TOO_LARGE, NULL },

	{ 408, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail took too long" },
	{ 500, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail failed" },
	{ 502, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail failed" },
	{ 503, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail is not available" },
	{ 504, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail took too long" },
	{ 0, NULL, NULL, GMAIL_RETRY, REFUSAL_NONE, "Gmail answered with something unexpected" },
};

static bool gmail_verdict_fits(const struct rule *r, int status, str reason, str message)
{
	if (r->status && r->status != status)
		return false;
	if (r->reason && !str_eq(reason, str_z(r->reason)))
		return false;
	return !r->words || str_find_nocase(message, str_z(r->words)) != STR_NPOS;
}

/* "User-rate limit exceeded.  Retry after 2026-11-22T18:12:45.000Z" */
static int64_t gmail_verdict_wait_in_words(str message, int64_t now)
{
	static const str mark = STR_INIT("retry after ");
	size_t at = str_find_nocase(message, mark);
	int64_t until;
	if (at == STR_NPOS)
		return 0;
	str rest = str_from(message, at + mark.n), word;
	if (!str_next(&rest, ' ', &word))
		return 0;
	while (word.n && (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ')'))
		word.n--;
	return time_parse_iso(word, &until) ? i64_max(0, until - now) : 0;
}

/* Who is refused, by the table that servers' replies and reports are judged by. What it does not understand keeps the outcome
 * of Google's code. */
static enum gmail_outcome gmail_verdict_by_words(const struct rule *rule, const struct refusal *r)
{
	switch (r->who) {
	case REFUSES_ADDRESS: return r->for_now ? GMAIL_RETRY : GMAIL_ADDRESS;
	case REFUSES_MAILBOX: return GMAIL_RETRY;
	case REFUSES_MESSAGE: return GMAIL_REFUSED;
	case REFUSES_US:
		return r->cause == REFUSAL_RATE ? GMAIL_RATE : r->cause == REFUSAL_LOGIN ? GMAIL_PAUSE : GMAIL_BLOCKED;
	case REFUSES_UNCLEAR: break;
	}
	return rule->outcome;
}

struct gmail_verdict gmail_verdict_of(int status, str reason, str message, int64_t retry_after, int64_t now)
{
	const struct rule *r = rules;
	while (!gmail_verdict_fits(r, status, reason, message))
		r++;
	struct gmail_verdict v = { .outcome = r->outcome, .refusal = refusal_of(r->cause) };
	if (r->cause == BY_WORDS && !str_empty(message)) {
		struct arena ARENA_AUTO a = {};
		/* Google's status is no reply code, so it is not given as one. */
		v.refusal = refusal_judge(&a, &(struct refusal_in){ .words = message });
		v.outcome = gmail_verdict_by_words(r, &v.refusal);
	}
	bool known = v.refusal.who != REFUSES_UNCLEAR || v.refusal.cause == REFUSAL_NONE;
	v.reason = r->why && (v.outcome == r->outcome || !known) ? r->why : v.refusal.reason;
	if (v.outcome != GMAIL_RATE && v.outcome != GMAIL_QUOTA && v.outcome != GMAIL_RETRY)
		return v;
	v.wait_us = retry_after > 0 ? i64_min(retry_after, WAIT_MAX / US_PER_S) * US_PER_S
				    : i64_min(gmail_verdict_wait_in_words(message, now), WAIT_MAX);
	if (v.outcome == GMAIL_QUOTA)
		v.wait_us = i64_max(v.wait_us, QUOTA_WAIT);
	return v;
}

const char *gmail_outcome_name(enum gmail_outcome o)
{
	static const char *const names[] = {
		[GMAIL_OK] = "ok",	     [GMAIL_RETRY] = "retry",	  [GMAIL_RATE] = "rate",
		[GMAIL_QUOTA] = "quota",     [GMAIL_TOKEN] = "token",	  [GMAIL_PAUSE] = "pause",
		[GMAIL_BLOCKED] = "blocked", [GMAIL_ADDRESS] = "address", [GMAIL_REFUSED] = "refused",
		[GMAIL_MISSING] = "missing",
	};
	return names[o];
}
