/* What Gmail's answer means: the failure policy of the Gmail API. Google's codes stand in a table here; what its words say
 * of the recipient, the message or us is judged by wire/refusal.h, as servers' replies and reports are (docs/sending.md).
 * Pure; any thread. */
#pragma once
#include "base/arena.h"
#include "wire/refusal.h"
#include <stdint.h>

enum gmail_outcome {
	GMAIL_OK,
	GMAIL_RETRY, /* a failure of theirs: this recipient later; it may have gone out, so ask before the next try */
	GMAIL_RATE,  /* too fast: the mailbox rests, nobody fails */
	GMAIL_QUOTA, /* enough for today: the mailbox rests for long */
	GMAIL_TOKEN, /* the access token is not taken: get another, once */
	GMAIL_PAUSE, /* the mailbox may not send: a person must see to it, recipients stay PENDING */
	GMAIL_BLOCKED, /* our mail is refused because of us: the mailbox rests and is tried again by itself, nobody fails */
	GMAIL_ADDRESS, /* the recipient's address is bad: BOUNCED and suppressed */
	GMAIL_REFUSED, /* this message is not wanted: FAILED, the address stays good */
	GMAIL_MISSING, /* what was named (a thread, a message) is not there */
};
const char *gmail_outcome_name(enum gmail_outcome o); /* "ok", "retry", … */

struct gmail_verdict {
	enum gmail_outcome outcome;
	int64_t wait_us;	/* RATE, QUOTA: rest at least this long; 0: the caller's ladder */
	const char *reason;	/* static, for people */
	struct refusal refusal; /* whose fault it is; cause REFUSAL_NONE: nothing was refused */
};

/* status: of HTTP. reason and message: of Google's error document (gmail_error_read), absent when there was none.
 * retry_after: seconds, -1: not said. now: µs. */
struct gmail_verdict gmail_verdict_of(int status, str reason, str message, int64_t retry_after, int64_t now);
