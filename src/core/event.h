/* Events of messages ("EmailEvent"): written in bulk, each id once. Opens, clicks and unsubscribes from the tracking
 * journal also mark their recipient and are counted, in one transaction (event_track). Senders write SENT and BOUNCED
 * with event_insert in their own transaction, next to stats_count. */
#pragma once
#include "base/arena.h"
#include "core/verdict.h"
#include "db/db.h"

enum event_type {
	EVENT_SENT,
	EVENT_DELIVERED,
	EVENT_OPENED,
	EVENT_CLICKED,
	EVENT_REPLIED,
	EVENT_BOUNCED,
	EVENT_COMPLAINED,
	EVENT_TYPE_COUNT
};
str event_type_name(enum event_type t); /* "SENT", ... as stored */

struct event_row {
	str id; /* a cuid made when it happened */
	str recipient_id, user_id;
	enum event_type type;
	int64_t at;	/* µs; stored with milliseconds */
	str data;	/* JSON object or absent */
	str ip_hash;	/* or absent */
	str user_agent; /* or absent */
};
/* Inserts those whose id is new; fresh[i] (n flags, may be NULL) tells which. db must be inside a transaction in which
 * the recipients' rows are locked (FOR NO KEY UPDATE or updated), so that none vanishes: a missing recipient fails the
 * whole statement (ERR_CONFLICT). Ids repeated within v count once. */
err event_insert(system_db db, struct arena *a, const struct event_row *v, size_t n, bool *fresh);

/* Makes this month's and the next months' partitions. Call at start and daily; safe from many nodes. */
err event_partitions_ensure(system_db db, struct arena *a);

enum tracked_kind { TRACKED_OPEN, TRACKED_CLICK, TRACKED_UNSUBSCRIBE };
struct tracked {
	enum tracked_kind kind;
	str id;		  /* of the event */
	str recipient_id; /* proven by the tracking id; absent: resolve tracking_id by table */
	str tracking_id;
	int64_t at;
	struct verdict verdict; /* as judged at acceptance */
	enum verdict_net net;
	int64_t link;	  /* clicks: index in the message, from 1 */
	str link_id, url; /* clicks */
	str source;	  /* unsubscribes: "page" or "one-click" */
	str ip_hash, user_agent;
};
struct event_track_done {
	size_t inserted; /* events that were new */
	size_t repeated; /* had arrived before */
	size_t dropped;	 /* their recipient is gone or never was */
};
/* One transaction for all of v: all or nothing. ERR_AGAIN, ERR_UNAVAILABLE, ERR_UNCERTAIN: call again with the same v
 * later, nothing is doubled. n at most EVENT_TRACK_MAX. */
err event_track(system_db db, struct arena *a, const struct tracked *v, size_t n, struct event_track_done *out);
