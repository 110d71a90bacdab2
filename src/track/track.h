/* Opens, clicks and unsubscribes: accepted over HTTP into a local journal, and moved from there to the database.
 *
 * A request is answered when, and only when, its record is durable in the journal; no table is asked for opens and
 * clicks. The drain writes each accepted event once, whatever is killed or away meanwhile (core/report/event.h).
 *
 * `serve` runs track_service (accepts and drains) and mounts track_mounts(); `work` runs track_drain_service, which
 * drains what dead processes of this machine left. The journal lies under <data>/journal/track. */
#pragma once
#include "core/ground/app.h"
#include "http/server.h"

extern const struct service track_service;
extern const struct service track_drain_service;

#define TRACK_MOUNTS 4
/* /t/o/, /t/c/, /u/ and /f/. state: what track_service.start gave; the server must stop before the service does. */
void track_mounts(void *state, struct http_mount out[TRACK_MOUNTS]);

/* True: the request came for a tenant's own domain, where nothing but that tenant's tracking is served; it is answered
 * with 404. For the mounts of everything else. */
bool track_foreign_host(void *state, struct http_request *r);

/* What the journals of this machine hold, for the System page and /metrics. */
struct track_status {
	uint64_t bytes;	     /* on disk, all processes of this machine */
	int64_t lag;	     /* µs since the oldest record of ours that is not in the database; 0: none waits */
	uint64_t accepted;   /* by this process since its start */
	uint64_t refused;    /* answered 503: journal full or disk failing */
	uint64_t drained;    /* written by this process: new events */
	uint64_t repeated;   /* seen before */
	uint64_t dropped;    /* their recipient is gone */
	uint64_t unwritable; /* records the database refuses by themselves; logged */
};
/* Of this process; bytes also when it runs neither service. */
struct track_status track_status(const struct app *app);
