/* The lanes, inside: what lane.c (SMTP, capture) and lane_gmail.c share. The loop's thread only. */
#pragma once
#include "base/limits.h"
#include "send/courier.h"
#include "send/engine.h"
#include "send/pace.h"
#include "send/reach.h"

#define DOUBT_WAIT (10 * US_PER_S)

struct lane;

struct flight { /* a message that was given to a connection */
	struct flight *next;
	struct batch *batch;
	size_t row;
	struct slot *slot;
	struct link *link; /* SMTP */
	struct buf body;
	char from[ADDR_MAX]; /* the envelope's sender, when it is this message's own */
	uint64_t tag;	     /* its index + 1 */
	struct lane *lane;   /* Gmail */
	struct errand *errand;
};

struct link { /* one connection */
	struct link *next;
	struct lane *lane;
	struct smtp_conn *conn;
	bool room, quitting;
	unsigned flights;
	int64_t idle_since;
};

struct turn { /* a source's batches, in order; the sources of a lane take turns, message by message */
	struct turn *next;
	struct batch *first, **tail;
	str source_id;
	char id[];
};

struct lane {
	struct lane *next, **at; /* in engine.lanes */
	struct lane *next_hash;
	int64_t idle_since; /* loop_now; nothing to do since; 0: it has */
	struct engine *e;
	struct arena arena;
	str sender_id;
	int64_t version; /* the sender's updatedAt */
	bool capture, gmail;
	struct smtp_params params;
	unsigned max_links, n_links;
	struct link *links;
	unsigned errands;     /* Gmail: on their way */
	bool learned, learns; /* Gmail: which Message-ID its mails go out with is known; or is not always ours */
	struct turn *turns, **turns_tail;
	struct reach reach;
	bool asked;	     /* for an announcement */
	int64_t stood_since; /* clock_mono: it waits for an announcement; 0: it does not */
	uint32_t failures;
	int64_t rest_until; /* clock_mono */
	bool rested;	    /* the database was told to leave this sender alone for a while */
	bool refused;	    /* paused by its server's word: takes nothing more */
	struct pace *pace;  /* NULL: no domain has asked for one */
	struct loop_timer wake;
	struct loop_work pump;
	bool pumping;
};

/* lane.c */
void lane_pump(struct lane *l);
int64_t lane_domain_wait(struct lane *l, str domain);
struct pace *lane_pace(struct lane *l); /* never NULL */

/* batch.c */
/* The next recipient that may go now; false when there is none. */
bool batch_take(struct lane *l, struct batch *b, int64_t now, size_t *row);
/* It was taken and did not go to a connection: it goes back. batch_again: it did, which broke before the final dot. */
void batch_untake(struct batch *b, size_t row);
void batch_again(struct batch *b, size_t row);
/* A batch is finished when nothing is left to take and nothing is in flight. One that is no longer the lane's was settled on
 * the way here (a rest or a refusal settles all), belongs to its accountant, and may be gone: only its address is
 * looked at. */
void batch_settle(struct lane *l, struct batch *b);
struct outcome *batch_outcome(struct batch *b, size_t row, enum settle_kind kind);
/* What needs no network: suppressed, inactive, throttled domains. True when the row was dealt with. */
bool row_settle(struct lane *l, struct batch *b, size_t row);
/* A failure of ours before anything was sent. */
void row_fail(struct lane *l, struct batch *b, size_t row, const char *why);
void turn_add(struct lane *l, struct batch *b);
void turn_over(struct lane *l, struct turn *t); /* it had its turn: the others go first */
bool turns_any(const struct lane *l);		/* has it batches? */
void turns_sweep(struct lane *l);		/* frees turns without batches; not while they are walked */
void row_address(const struct row *r, struct message_to *to);
struct flight *flight_new(struct engine *e);
void flight_free(struct engine *e, struct flight *f); /* the slot, when it is not handed to an outcome, goes back */
/* Writes what happened into the slot, and hands it to the accountant. */
void flight_conclude(struct lane *l, struct flight *f, enum settle_kind kind, const struct smtp_verdict *v, str text,
		     bool counted);
void slot_prepare(struct slot *s, const struct row *r);
void lane_rest(struct lane *l, int64_t asked, str why);
void lane_refuse(struct lane *l, int64_t wait, str why);
void lane_works(struct lane *l); /* it took a message: what was wrong is over */
/* The accountant, and with it the database, hears: paused (0), resting, or working again (< 0). */
void lane_tell(struct lane *l, str reason, double rest_seconds);
uint64_t lane_chance(void);

/* lane_refused.c */
/* A message that was refused because of us; and the same said before any recipient was named. */
void flight_refused(struct lane *l, struct flight *f, const struct smtp_verdict *verdict, str text);
void lane_refused(struct lane *l, const struct smtp_verdict *v, str text);
void lane_accepted(struct lane *l, str domain);

/* lane_table.c */
struct lane *lanes_find(const struct engine *e, str sender_id); /* or NULL */
struct lane *lanes_add(struct engine *e, str sender_id);
void lanes_drop(struct engine *e, struct lane *l); /* it has no connections; frees it */

/* lane_gmail.c */
void gmail_pump(struct lane *l);
