/* Events of messages ("EmailEvent"): written in bulk, each id once. Senders write SENT and BOUNCED with event_insert in
 * their own transaction, next to stats_count; what the tracking journal brings goes through core/inbound/event_track.h. */
#pragma once
#include "base/arena.h"
#include "core/report/verdict.h"
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
