/* What the files of inbound/ share. */
#pragma once
#include "base/time.h"
#include "core/ground/app.h"
#include "db/gen/sys_inbound_q.h"
#include "wire/track_id.h"
#include <stdatomic.h>

#define MAIL_READ_MAX (1u << 20) /* of a message: its headers, its words and a report; attachments may be cut off */
#define MAILS_A_ROUND 200u	 /* read before the lease is looked at again */
#define LEASE_SECONDS 120
#define CLOCKS_DIFFER (5 * US_PER_MIN) /* the server's and ours, at most: the first look begins that much earlier */
#define LEASE_RENEW (30 * US_PER_S)

/* A mailbox in hand. */
struct reading {
	const struct app *app;
	const struct q_mailbox_claim_row *box;
	str me;			   /* the lease's owner */
	const _Atomic bool *stop;  /* the process ends */
	const _Atomic bool *crowd; /* others wait for a worker: idle no longer */
	struct opt_i64 uid_validity, uid_next;
	str history_id;
	int64_t renewed;	       /* clock_mono */
	struct opt_i64 looked;	       /* µs: all that was there by then is taken */
	struct arena *words;	       /* for what an error says */
	const struct track_keys *keys; /* that verify quoted links */
};

/* The same outcome with words that outlive the arena they were made in. */
static inline err reading_words(struct reading *r, err e)
{
	if (e.why)
		e.why = arena_z(r->words, str_z(e.why));
	return e;
}

/* Judges and applies one message. OK also when it is about nothing of ours. */
err reading_take(struct reading *r, str raw, int64_t at, str thread_id);
/* How far it is read; message_at: of the last message, 0: none. ERR_CONFLICT: the lease is lost. */
err reading_seen(struct reading *r, int64_t message_at);
/* Renews the lease when it is time. ERR_CONFLICT: it is another's now, or the mailbox was changed. */
err reading_hold(struct reading *r);

/* Read until there is no more to do or to wait for. ERR_AGAIN: stopping. */
err imap_read_mailbox(struct reading *r);
err gmail_read_mailbox(struct reading *r);
