/* The counters that every report reads: Stats, StatsHour, DomainStats, LinkStats, ProgramStats, UserDay, UserEventType, and the
 * counters of Contact. They are changed here and nowhere else, in the transaction that makes the change they count.
 *
 * A unit of work gathers its changes in a struct stats_delta (sums by key, in memory), then stats_apply writes each
 * counter row once, in key order. Lock order of a transaction that counts, the same for all writers, so that none can
 * deadlock: Recipient rows (ascending id), EmailEvent, Suppression (ascending), then stats_apply (Contact, Stats,
 * StatsHour, DomainStats, LinkStats, ProgramStats, UserDay, UserEventType, each ascending). Nothing is locked after stats_apply:
 * commit at once, others wait for the Stats row.
 *
 * What the counters mean: Stats.recipients = sent + failed + bounced + pending, by the recipients' status. StatsHour
 * and UserDay count what happened in that hour or day (UTC). opened/clicked count recipients, opens/clicks count
 * events. Contact.sentCount, openedCount, ... count messages (openedCount: by anyone), engagedCount those that a person
 * opened, clicked or answered; engagementRate = engagedCount / sentCount. Deleting a message (its contact, its
 * campaign) takes back nothing but its being waited for: a trigger, which also marks that the counters remember more
 * (Stats.gone, UserGone). core/report/recount proves all of it against the rows. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

enum stat {
	STAT_RECIPIENTS, /* planned */
	STAT_SENT,	 /* PENDING -> SENT, with its SENT event */
	STAT_UNSENT,	 /* SENT -> BOUNCED by a later report: takes 1 from Stats.sent and DomainStats.sent; pass +1 */
	STAT_FAILED,	 /* PENDING -> FAILED */
	STAT_BOUNCED,	 /* -> BOUNCED, with its BOUNCED event */
	STAT_IN_DOUBT,	 /* a message went in doubt (its InDoubt row was written) */
	STAT_DOUBT_CONFIRMED, /* and the provider says that it had gone out: takes 1 from Stats.inDoubt; pass +1 */
	STAT_DELIVERED_EVENT, /* a DELIVERED event */
	STAT_OPENS_PEOPLE,    /* events */
	STAT_OPENS_MACHINES,
	STAT_OPENS_UNKNOWN,
	STAT_OPENED_PEOPLE,   /* recipients a person opened */
	STAT_OPENED_MACHINES, /* recipients opened, but by no person so far */
	STAT_CLICKS_PEOPLE,
	STAT_CLICKS_MACHINES,
	STAT_CLICKS_UNKNOWN,
	STAT_CLICKED_PEOPLE,
	STAT_CLICKED_MACHINES,
	STAT_REPLIED,	    /* recipients who replied, each once */
	STAT_REPLIED_EVENT, /* REPLIED events */
	STAT_COMPLAINED,    /* recipients who complained, each once, with its COMPLAINED event */
	STAT_UNSUBSCRIBED,  /* recipients who unsubscribed by this message, each once */
	STAT_ENGAGED,	    /* first open, click or reply by a person of this message */
	STAT_COUNT
};

/* Whom a change concerns. The strings must live until stats_apply. */
struct stats_ref {
	str user_id;
	str campaign_id, sequence_id, step_id; /* absent where not so */
	str contact_id;			       /* absent: no contact is counted */
	str domain;			       /* of the address, any case; absent: no domain is counted */
};

struct stats_delta;
struct stats_delta *stats_delta_new(struct arena *a);
/* n times `what` happened at `at` (µs). n may be negative, to take back. */
void stats_count(struct stats_delta *d, const struct stats_ref *ref, enum stat what, int64_t at, int64_t n);
/* The contact asked to leave: status UNSUBSCRIBED, whatever else is counted (STAT_UNSUBSCRIBED does it too). */
void stats_unsubscribe_contact(struct stats_delta *d, const struct stats_ref *ref, int64_t at);
/* Clicks on link n (from 1) with its target; each may be 0 or negative. */
struct stats_link {
	int64_t people, machines, unique_people, unique_machines;
};
void stats_count_link(struct stats_delta *d, const struct stats_ref *ref, int64_t n, str url, struct stats_link add);
/* An open or click (n may be -1) by a program that the list has a name for; kind: the list's word for it, static. */
void stats_count_program(struct stats_delta *d, const struct stats_ref *ref, str program, str kind, bool click,
			 int64_t n);
/* Writes and empties the delta. db must be inside a transaction (system_tx.db). ERR_AGAIN: deadlock or serialization
 * failure, the transaction is lost: roll back and do the whole of it again. */
err stats_apply(system_db db, struct arena *a, struct stats_delta *d);

/* Key of Stats: the campaign's id, or sequence ':' step. */
str stats_id(struct arena *a, const struct stats_ref *ref);
