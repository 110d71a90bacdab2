/* The sending engine, inside: its threads and what passes between them.
 * - The feeder claims ranges and retries, loads their recipients, has messages compiled, extends leases, watches for
 *   pauses, and hands batches to the loop.
 * - The loop has the network: connections per sender (a lane), one message after the other. It never touches the
 *   database. It hands outcomes, and the ends of batches, to the accountant.
 * - The announcer tells the database how far the loop may go, before it goes there.
 * - The accountants write them to PostgreSQL and free slots and batches. A batch has one of them for all its outcomes
 * and its end, so that these are written in order; several batches are written at once. A batch belongs to the feeder
 * until it is handed over, to the loop until its end is queued, to the accountant then. */
#pragma once
#include "core/campaign/delivery.h"
#include "core/ground/app.h"
#include "db/gen/sys_send_q.h"
#include "os/loop.h"
#include "send/compose.h"
#include "send/settle.h"
#include "send/slots.h"
#include "smtp/conn.h"
#include "wire/dkim.h"
#include "wire/refusal.h"
#include <pthread.h>
#include <stdatomic.h>

#define LEASE_SECONDS 60
#define LEASE_MARGIN (30 * INT64_C(1000000)) /* a message is not begun when its lease might end within */
#define UNHEARD_MAX (5 * INT64_C(1000000))   /* nothing is begun while outcomes wait longer for the database */
#define LEASE_EXTEND (10 * INT64_C(1000000))

struct row { /* a recipient in hand */
	str id, tracking_id, email, domain;
	struct tpl_values values;
	uint32_t attempts;
	int64_t first_tried;
	const char *skip; /* never sent: why */
	int64_t wait_us;  /* not now: put off for so long */
	bool untracked;
	struct composed *message; /* its own, of batch.others: of another step, or untracked. NULL: the batch's */
	str in_reply_to, references, subject; /* of a thread; absent: none */
	str own_subject;		      /* as it goes out, when that is to be remembered */
};

#define ACCOUNTANTS 3u /* PostgreSQL needs more time for a message than the loop: measured */

struct handover { /* the sender as it was at the claim */
	bool capture, gmail;
	unsigned max_links;	    /* this process's share of its connections */
	int64_t version;	    /* the sender's updatedAt */
	struct smtp_params params;  /* texts in the batch's arena */
	struct dkim_signer *signer; /* NULL: its server signs */
};

struct batch {
	struct handover handover;
	struct batch *next;	 /* in its turn (lane_int.h) */
	struct batch *next_hand; /* in the engine's list of what is in hand */
	struct arena arena;
	str id; /* absent: a claim of retries */
	str source_id, user_id, sender_id;
	struct row *rows;
	size_t n, cursor, bytes;
	size_t *again; /* rows to be taken before the cursor: their connection broke before the final dot */
	size_t again_n;
	size_t outstanding; /* taken, without an outcome */
	int64_t granted;    /* by the quota; what is not used is returned */
	int64_t granted_at; /* the minute it is booked on (µs) */
	size_t used;	    /* rows that went to the sender */
	bool whole;	    /* the rows are all that is left of the range */
	struct composed *message;
	struct composed **others; /* counted */
	size_t n_others;
	/* How many of the rows may be begun, as the database knows; how many are to be (the loop's); how many were asked
	 * for (the announcer's, under hand_lock). */
	_Atomic size_t announced, wanted;
	size_t asking;
	size_t look_at;		   /* the cursor at which the loop thinks of it again */
	_Atomic size_t window;	   /* how far ahead the lane announces, for the feeder's eyes */
	_Atomic int64_t lease_end; /* clock_lease */
	_Atomic bool halt;	   /* paused, cancelled, lease lost, or draining: start nothing more */
	_Atomic size_t remaining;  /* rows not yet taken, for the feeder's eyes */
	int64_t pace_start,
		pace_step;   /* perSecond: the k-th message not before start + k * step (clock_mono); 0: no pace */
	double wait_seconds; /* when handed back: not claimed again before */
	unsigned accountant;
};

struct outcome { /* to the accountant, in order */
	struct outcome *next;
	struct settle_item item;
	struct slot *slot; /* freed once it is written */
	struct settle_capture capture;
	char recipient[SLOT_ID_MAX], attempt[SLOT_ID_MAX];
	struct batch *ended; /* not an item: this batch is over */
	str sender_id;	     /* not an item: pause or rest this sender (a copy, freed with it) */
	char *owned;	     /* malloc'ed bytes that item.text, capture or sender_id point into */
	double rest_seconds; /* 0: pause it; < 0: it works again */
	bool is_sender;
	str domain;		/* is_sender: of this domain alone; in `owned`; absent: of all */
	enum refusal_cause why; /* domain: why it refuses; rest_seconds < 0: it takes mail again */
	unsigned accountant;	/* whose queue */
};

struct accountant {
	struct engine *e;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct outcome *queue, **queue_tail;
	size_t queued;
	_Atomic int64_t writing_since; /* clock_mono; 0: nothing is being written */
};

struct engine {
	const struct app *app;
	struct slots *slots;
	char slots_dir[4096];
	struct loop *loop;
	pthread_t loop_thread, feeder_thread, announce_thread;
	_Atomic bool draining, stopping, loop_ended;
	_Atomic bool unwritten; /* an accountant gave up at the end: the slots stay for the next one */

	/* feeder -> loop */
	pthread_mutex_t hand_lock;
	struct batch *hand;	      /* everything in hand, for leases and pauses */
	size_t hand_rows, hand_bytes; /* loaded and not accounted for */
	struct batch *arrived, **arrived_tail;
	struct loop_work arrival;
	bool arrival_posted;
	pthread_cond_t feeder_wake;

	/* loop -> announcer -> loop */
	pthread_mutex_t announce_lock;
	pthread_cond_t announce_wake;
	bool announce_asked;
	struct loop_work announced;
	_Atomic bool announced_posted;

	/* loop */
	struct lane *lanes;
	struct lane **lane_table; /* by the hash of the sender's id */
	size_t lane_table_n, n_lanes;
	struct flight *flights;
	struct flight *free_flights;
	struct couriers *couriers;
	struct loop_timer tick;

	/* loop -> accountants */
	struct accountant accountants[ACCOUNTANTS];
	_Atomic int64_t synced;	  /* clock_mono: when one of them last began to make the slots durable */
	unsigned next_accountant; /* the feeder's */
	_Atomic size_t queued_bytes;
	struct compose_cache *cache;
	struct link_keys link_keys;
	struct settle_policy policy;
};

/* feeder.c */
struct claim {
	struct engine *e;
	struct q_send_pick_source_row source;
	struct q_send_sender_row sender;
	int64_t grant;
	unsigned links;
	struct q_send_grant_row granted;
	struct q_send_claim_batch_row range;
	struct q_send_claim_retries_rows retries;
	bool has_range;
	struct delivery delivery; /* a campaign's times; its texts in the claim's arena */
	int64_t claimed_at;	  /* clock_lease, before the lease was asked for */
	size_t announced;	  /* with the claim */
};
void *feeder_run(void *engine);
/* "<id@domain>" of this recipient? */
static inline bool message_id_is(str message_id, str id)
{
	return message_id.n > id.n + 1 && str_starts(str_from(message_id, 1), id) && message_id.p[id.n + 1] == '@';
}
/* What the lost owner of a range may have begun: the first `before` that are PENDING, or all of them up to before_to. */
static inline str lost_last(str before_to, str last_id)
{
	return str_absent(before_to) ? last_id : before_to;
}
static inline int64_t lost_most(str before_to, int64_t before)
{
	return str_absent(before_to) && before < ACCOUNT_MAX ? before : ACCOUNT_MAX;
}
void row_fill(struct arena *a, struct row *r, const struct q_send_load_range_row *in);
/* lane.c: the loop's thread */
err lanes_init(struct engine *e);
void *lanes_run(void *engine);
void lanes_cut(struct engine *e); /* on the loop's thread, or when it has ended */
void lanes_deinit(struct engine *e);
/* accountant.c */
void accountants_start(struct engine *e);
void accountants_join(struct engine *e); /* when the loop has ended: writes what is left */
void accountant_put(struct engine *e, struct outcome *o);
/* What was answered cannot be told to the database: what more goes out now, another worker may have to send again. */
bool accountant_waits(struct engine *e, unsigned which, int64_t now);
struct outcome *outcome_new(void);
/* Accounts for what a dead worker left in its slots and releases its leases. */
err accountant_recover(const struct engine *e, struct slots *left);

/* announce.c */
void *announce_run(void *engine);
void announce_ask(struct engine *e); /* a batch wants more than is announced */

void batch_free(struct batch *b);
static inline struct composed *row_message(const struct batch *b, const struct row *r)
{
	return r->message ? r->message : b->message;
}

/* windows.c. A range that is claimed while its window is shut is given up again: *shut. */
err windows_put_off(struct claim *c, system_db db, struct arena *a, bool *shut);
void windows_wait(const struct claim *c, struct batch *b, const str *zones); /* zones: by row */
/* threads.c: follow-ups. reply_to: by row, the recipient whose mail it answers, or absent. */
err threads_load(struct claim *c, struct batch *b, const str *reply_to);
/* steps.c: the mails of sequences */
err steps_load(struct claim *c, struct batch *b, struct arena *a, str *why);
