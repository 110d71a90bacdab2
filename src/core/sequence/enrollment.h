/* People in sequences: entering, leaving, resting, moving to another version, and being woken. The walk itself is
 * flow/'s.
 *
 * Invariants. One enrolment per (sequence, contact); a re-entry reuses its row with `run` + 1. An enrolment that is
 * ACTIVE has one row in "EnrollmentDue" (triggers see to it, whoever writes), any other has none. Every change of
 * status is traced, and counted in SequenceStats and SequenceStepStats in the same transaction.
 *
 * Locks: enrolments (ascending), their rows in the queue, SequenceStats, SequenceStepStats; all before core/report/stats.h's
 * stats_apply. The engine takes its rows with SKIP LOCKED and waits for none of these. */
#pragma once
#include "base/arena.h"
#include "base/num.h"
#include "db/db.h"

/* ---- A tenant's own hands */

struct enroll_in {
	str sequence_id;
	str audience; /* JSON, as a campaign's: {"contactIds": […]}, {"tags": […], "match"?}, {"filter": {…}}, {"all":
			 true} */
	str source;		    /* "manual", "api", "on_event", … */
	struct str_array hash_keys; /* suppression_keys(): people who were erased don't enter */
	int64_t now;
};
struct enrolled {
	int64_t enrolled; /* new, or once more where the sequence's settings let people in again */
	int64_t already;  /* were in before */
	int64_t excluded; /* not ACTIVE, suppressed, or erased before */
};
/* One statement. Into an ACTIVE or PAUSED sequence. ERR_NOT_FOUND: no such sequence; ERR_CONFLICT: it is a DRAFT. */
err enrollment_enroll(tenant_db db, struct arena *a, const struct enroll_in *in, struct enrolled *out);

/* ERR_NOT_FOUND; ERR_CONFLICT with the status it has: not ACTIVE; not PAUSED; ended already. A mail that was planned
 * waits while its enrolment is paused and is not sent once it is stopped. */
err enrollment_pause(tenant_db db, struct arena *a, str id, int64_t now);
err enrollment_resume(tenant_db db, struct arena *a, str id, int64_t now);
err enrollment_stop(tenant_db db, struct arena *a, str id, int64_t now); /* exit reason "ended" */

/* All that are under way take another version of the steps, in the transaction that made it: each goes on from where it
 * is, a delay by its new length; whoever stood at a step that is gone goes on at the first one behind it that is left.
 */
err enrollment_move_all(tenant_db db, struct arena *a, str sequence_id, int64_t version, int64_t now, int64_t *moved);
/* All that are under way leave. reason: "ended", "edited". */
err enrollment_end_all(tenant_db db, struct arena *a, str sequence_id, str reason, int64_t now, int64_t *ended);

/* What is overdue by more than the sequence's latenessHours (counted from the later of its due time, the last
 * activation and the last resume) is held until a person decides; and so are its mails that were planned when nobody
 * was there to send for so long. */
err enrollment_overdue(tenant_db db, struct arena *a, str sequence_id, int64_t now, int64_t *out);
/* send: what is held goes on now. Else those people leave ("ended"). */
err enrollment_release(tenant_db db, struct arena *a, str sequence_id, bool send, int64_t now, int64_t *released);

/* An event of a tenant's own systems has been written to ReceivedEvent in this transaction: whoever waits for it is
 * woken, and the contact enters the active on_event sequences that name it (settings.trigger). */
struct enrollment_event_in {
	str contact_id, event;
	struct str_array hash_keys; /* as of enroll_in */
	int64_t now;
};
struct enrollment_event_done {
	str *sequences; /* entered */
	size_t n;
	int64_t woken;
};
err enrollment_event(tenant_db db, struct arena *a, const struct enrollment_event_in *in,
		     struct enrollment_event_done *out);

/* ---- For whoever accounts for what happens to messages, in that transaction, before stats_apply. At most some
 * thousands a call; of any tenants. */

enum enrollment_exit_reason {
	ENROLLMENT_REPLIED, /* leaves the sequences that stop on a reply (settings.stopOnReply, on unless set to false),
			       and with stopCompanyOnReply all of the same domain leave that sequence; automatic replies
			       don't count: don't call */
	ENROLLMENT_UNSUBSCRIBED,
	ENROLLMENT_BOUNCED, /* for good */
	ENROLLMENT_COMPLAINED,
};
struct enrollment_exit {
	str contact_id;
	enum enrollment_exit_reason reason;
	str recipient_id; /* of the message that it answers or is about; absent: none */
	int64_t at;
};
err enrollment_exit_contacts(system_db db, struct arena *a, const struct enrollment_exit *v, size_t n);
/* The mails they waited for are sent, or failed. */
err enrollment_wake(system_db db, struct arena *a, const str *enrollments, size_t n, int64_t now);
/* People opened, clicked or replied to these messages: enrolments of sequences that have a wait step look again. */
err enrollment_wake_by_recipients(system_db db, struct arena *a, const str *recipients, size_t n, int64_t now);

/* What a tenant's webhook steps are signed with (HMAC-SHA256), as it is shown to him: "whsec_" and 64 hex digits. */
struct keyring;
str enrollment_webhook_secret(struct arena *a, const struct keyring *keys, str user_id);

/* ---- Words of the trace ("EnrollmentTrace"."kind") and what stands in their detail:
 *	enrolled	{source}
 *	planned		{recipientId, senderId}		an email step: the mail is planned
 *	sent		{recipientId, at}		it was sent
 *	doubt		{}				it may have been sent; a person decides
 *	again		{}				an email step met again in a circle: not sent twice
 *	window		{until}				outside the sending window
 *	held		{until?, reason?, words?}	they are away, or may have asked to leave
 *	waiting		{until}				a delay or a wait began
 *	branched	{type, taken, recipientId?, percent?, timedOut?}	of a condition, wait or split
 *	tagged, untagged {tags}
 *	calling		{}				a webhook is called
 *	called		{ok, status?, error?, attempts}
 *	moved		{version, from?, to?}
 *	paused, resumed	{}
 *	exited		{reason, recipientId?}
 *	completed	{}
 *	failed		{reason} */
