/* The lanes, inside: what lane.c (SMTP, capture) and lane_gmail.c share. The loop's thread only. */
#pragma once
#include "base/limits.h"
#include "send/courier.h"
#include "send/engine.h"
#include "send/pace.h"

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

struct lane {
	struct lane *next;
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
	struct batch *first, **tail;
	uint32_t failures;
	int64_t rest_until; /* clock_mono */
	bool rested;	    /* the database was told to leave this sender alone for a while */
	bool refused;	    /* paused by its server's word: takes nothing more */
	struct pace pace;
	struct loop_timer wake;
	struct loop_work pump;
	bool pumping;
};

/* lane.c */
void lane_pump(struct lane *l);
/* The next recipient that may go now; false when there is none. */
bool batch_take(struct engine *e, struct batch *b, int64_t now, size_t *row);
/* It was taken and not tried: it goes back. */
void batch_again(struct batch *b, size_t row);
/* The batch is over when nothing is left to take and nothing is out. */
void batch_settle(struct lane *l, struct batch *b);
/* What needs no network: suppressed, inactive, throttled domains. True when the row was dealt with. */
bool row_settle(struct lane *l, struct batch *b, size_t row);
void row_fail(struct lane *l, struct batch *b, size_t row, const char *why);
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

/* lane_gmail.c */
void gmail_pump(struct lane *l);
