/* The decisions of the sending engine, pure: facts in, what to do out. Their tables are tests (policy_test.c). */
#pragma once
#include "smtp/smtp_verdict.h"
#include <stddef.h>
#include <stdint.h>

/* --- may the next message of a batch be begun? */
enum take {
	TAKE_NOTHING,  /* not now, or nothing is left */
	TAKE_STOP,     /* nor ever again: its lease may end, or its quota is used */
	TAKE_ANNOUNCE, /* not before the database knows that it may be begun */
	TAKE_AGAIN,    /* one whose connection broke before the final dot */
	TAKE_NEXT,
};
struct take_facts {
	bool halted;		       /* paused, cancelled, lease lost, or draining */
	int64_t now, lease_end;	       /* of one clock; the margin is taken off */
	int64_t used, granted;	       /* of the sender's quota */
	bool unheard;		       /* outcomes have waited too long for the database */
	int64_t pace_start, pace_step; /* the k-th message not before start + k * step; step 0: no pace */
	size_t again, cursor, n, announced;
	bool stays; /* the next one is not given to a server: nothing of it needs to be announced */
};
enum take take_decide(const struct take_facts *f);

/* The final dot may leave: the lease, less the margin, ended not so long ago that others may have taken over. */
bool commit_allowed(int64_t now, int64_t lease_end, int64_t margin);

/* --- what needs no connection */
enum row_fate { ROW_GO, ROW_FAIL, ROW_WAIT, ROW_DOMAIN_WAIT };
enum row_fate row_decide(const char *skip, int64_t wait_us, int64_t domain_wait_us);

/* --- what an outcome makes of a recipient */
enum settle_kind {
	ACCOUNT_OUTCOME, /* `outcome` says which */
	ACCOUNT_DOUBT,	 /* it may have been accepted */
	ACCOUNT_FAIL,	 /* never tried: `text` says why (suppressed, inactive) */
	ACCOUNT_CAPTURE, /* kept instead of sent */
};
enum settle_fate {
	FATE_SENT,
	FATE_CAPTURED,
	FATE_FAILED,
	FATE_BOUNCED,	 /* and the address is suppressed */
	FATE_LATER,	 /* up the ladder */
	FATE_WAIT,	 /* for as long as the verdict says; no attempt is used up */
	FATE_GIVE_UP,	 /* it was tried for too long */
	FATE_DOUBT,	 /* in doubt, and tried again */
	FATE_DOUBT_ASK,	 /* in doubt; its mailbox is asked first */
	FATE_DOUBT_HELD, /* in doubt; a person decides */
};
struct settle_facts {
	enum settle_kind kind;
	enum smtp_outcome outcome;
	bool counted; /* a temporary failure that uses up an attempt */
	bool over;    /* the first try was too long ago */
	bool gmail, hold;
};
enum settle_fate settle_decide(const struct settle_facts *f);

/* A lease of somebody else that seems to have run out has: no jump of the clock, within a lease, that would explain it. */
bool takeover_allowed(int64_t now, int64_t jumped, int64_t lease);
