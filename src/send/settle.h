/* Outcomes into PostgreSQL: recipient, event, suppression, retry, doubt, captured mail, ranges and every counter, in
 * one transaction. An outcome is applied only to a recipient that is PENDING, and rows with ids made at the attempt are
 * written once: the same items again change nothing. */
#pragma once
#include "base/arena.h"
#include "db/tenant.h"
#include "send/policy.h"
#include "smtp/smtp_verdict.h"

struct settle_capture {
	str from, to, subject, raw;
};

struct settle_item {
	enum settle_kind kind;
	enum smtp_outcome outcome;
	bool counted;  /* a temporary failure that uses up an attempt */
	str recipient; /* id */
	str attempt;   /* id of this try: a cuid */
	str text;      /* the reply, or the reason */
	str cause;     /* of a doubt: "killed", "connection", "lease" */
	int64_t at;    /* µs */
	int64_t first_tried, wait_us;
	uint32_t attempts;		     /* before this one */
	str gmail_id, gmail_thread, sent_as; /* of a mail that Gmail has taken; sent_as: its Message-ID when not ours */
	str subject;			     /* to be remembered; absent: not */
	bool confirmed;			     /* accepted, as Gmail said when it was asked about a doubt */
	const struct settle_capture *capture;
};

/* Ranges that are finished, or handed back. */
struct settle_range {
	str id;
	bool done;
	str first_id;	     /* handed back: the first that was not started */
	double wait_seconds; /* handed back: not before then */
};

struct settle_policy {
	str me; /* the lease owner */
	str node;
	bool hold_doubts; /* instead of sending again */
	int64_t retry_max_age;
};

#define ACCOUNT_MAX 1000u
/* Doubts about what a lost owner may have sent, cause "lease": counted, listed, and put off for a while, so that what
 * it still reports comes first. At most ACCOUNT_MAX. */
err settle_lost(system_db db, struct arena *a, const struct settle_policy *p, const str *recipients, size_t n);
/* At most ACCOUNT_MAX items. ERR_AGAIN, ERR_UNAVAILABLE, ERR_UNCERTAIN: call again with the same. */
err settle_outcomes(system_db db, struct arena *a, const struct settle_policy *p, const struct settle_item *v, size_t n,
		    const struct settle_range *ranges, size_t n_ranges);
