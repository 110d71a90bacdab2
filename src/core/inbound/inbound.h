/* What comes in, applied: a report (wire/report.h) from a mailbox or a provider's webhook finds the message it is about
 * and has its effects, all in one transaction: the evidence, the event, the counters, the list of the suppressed, the
 * conversation, and who leaves a sequence. Each message counts once (by its key), however often it is read again.
 *
 * What it is about is found by core/inbound/match.h. What matches nothing and was written to a mailbox of ours stands in the list of
 * unmatched messages (core/inbound/unmatched.h), unless it shows by itself that it is about something else; then it is counted.
 *
 * Locks: Recipient, InboundMessage, EmailEvent, Conversation, Suppression, enrolments, then core/report/stats.h's order. */
#pragma once
#include "base/arena.h"
#include "db/db.h"
#include "wire/report.h"

struct track_keys;

struct inbound_item {
	str user_id;		       /* whose mailbox or webhook it is */
	str source;		       /* "imap", "gmail", "ses", … */
	str key;		       /* the same for the same message; inbound_key makes one of its Message-ID */
	str sender_id;		       /* of the mailbox; absent: of the message */
	int64_t at;		       /* when it arrived */
	str thread_id;		       /* Gmail's; absent: none */
	bool signed_by;		       /* a provider vouches for it: an address is enough to match */
	const struct track_keys *keys; /* that verify a quoted link; NULL: links are not looked at */
	str raw;		       /* the message itself, for its links; absent: none */
	str token;		       /* set by inbound_take: the tracking id that a mail to our mailto: names */
	const struct report *report;
};
struct inbound_done {
	bool matched, fresh; /* fresh: it had effects now, and not before */
	bool unmatched;	     /* it stands in the list */
	str recipient_id;
};
/* ERR_AGAIN, ERR_UNAVAILABLE, ERR_UNCERTAIN: do it again later, nothing is doubled. */
err inbound_take(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *out);
/* A person says which message of theirs it is about: the same effects. unmatched_id: its row in the list. */
err inbound_assign(system_db db, struct arena *a, const struct inbound_item *it, str recipient_id, str unmatched_id,
		   struct inbound_done *out);
/* The key of a message in a mailbox: its Message-ID, or, without one, its bytes. */
str inbound_key(struct arena *a, const struct report *r, str raw);

/* Pauses the campaigns whose bounces or complaints crossed their tenant's threshold; how many. */
err inbound_guard(system_db db, struct arena *a, size_t *paused);
/* Conversations whose rest is over are open again. */
err inbound_wake(system_db db, struct arena *a);
/* Unmatched messages and absences that are over go. Once an hour. */
err inbound_sweep(system_db db, struct arena *a);
