/* The inside of track/, for its own files. */
#pragma once
#include "core/inbound/event_track.h"
#include "os/journal.h"
#include "track/record.h"
#include "track/track.h"
#include "wire/links.h"
#include "wire/track_id.h"
#include <stdatomic.h>

struct track_counts { /* of the process */
	atomic_ullong accepted, refused, drained, repeated, dropped, unwritable;
	_Atomic int64_t oldest; /* acceptance (µs) of the oldest record that waits; 0: none */
};
extern struct track_counts track_counts;

struct drain;
struct hosts;

struct track {
	const struct app *app;
	struct journal *journal; /* NULL in `work` */
	struct drain *drain;
	struct hosts *hosts; /* NULL in `work` */
	struct track_keys ids;
	struct link_keys links;
	unsigned char ip_key[KEY_BYTES];
	struct http_canned *gif, *not_found, *wrong_method, *unavailable;
};

/* accept.c: inline handlers */
void track_pick_open(void *ctx, struct http_request *r, struct http_handler *out);
bool track_quick_open(void *ctx, struct http_quick *q);
void track_pick_click(void *ctx, struct http_request *r, struct http_handler *out);
/* preferences.c */
void track_pick_preferences(void *ctx, struct http_request *r, struct http_handler *out);
/* forms.c */
void track_pick_forms(void *ctx, struct http_request *r, struct http_handler *out);
/* Into the journal; the answer waits for the disk. at and id are filled in. answer runs on the journal's thread when
 * the record is durable, then the request is resumed; on failure it is answered with 503. */
struct track_accept {
	struct track *t;
	struct http_request *r;
	struct tracked event;
	str tracking_id;
	str location; /* clicks */
	void (*answer)(struct track_accept *a);
};
void track_accept(struct track_accept *a);
/* The same on a worker thread, which waits for the disk and answers itself. */
void track_accept_now(struct track_accept *a);
/* True: fills recipient_id or tracking_id. Foreign ids only when allowed. */
bool track_who(const struct track *t, struct http_request *r, str tracking_id, bool foreign, struct tracked *out);
/* Fills in verdict and net; of a click, its link must be known. */
void track_judge(struct http_request *r, struct tracked *e);
void track_ip_hash(const struct track *t, str ip, char out[IP_HASH_LEN + 1]);

/* hosts.c */
#define HOST_USER_MAX 64u
err hosts_start(const struct app *app, struct hosts **out);
void hosts_stop(struct hosts *h); /* takes NULL */
/* Whose domain the Host header names; false: no tenant's. */
bool hosts_tenant(struct hosts *h, str host, char user_id[HOST_USER_MAX]);
/* At the end of a pick: on a tenant's domain the request must be about that tenant's recipient, else 404. */
void hosts_gate(struct http_request *r, void *state);
void track_host_guard(struct http_request *r, void *state, struct http_handler *out);
/* drain.c */
err drain_start(const struct app *app, struct journal *own, const char *dir, struct drain **out);
void drain_finish(struct drain *d, int64_t deadline); /* until the own journal is empty */
void drain_stop(struct drain *d);		      /* takes NULL */
