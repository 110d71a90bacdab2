/* Opens, clicks and unsubscribes from the tracking journal: written as events, marked on their recipient and counted, in
 * one transaction. */
#pragma once
#include "core/report/event.h"

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
