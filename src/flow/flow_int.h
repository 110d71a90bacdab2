/* The engine, inside. One thread turns rounds: the active sequences that have somebody due, in turns; of each some, all
 * in one transaction (a batch): claimed by locks, walked purely (core/sequence/walk.h), written set-based. A kill rolls back to
 * before the batch; nothing else remembers anything. Webhooks are called by threads of their own, after the commit. */
#pragma once
#include "core/ground/app.h"
#include "core/ground/zones.h"
#include "core/sequence/walk.h"
#include "db/gen/sys_flow_q.h"
#include "flow/flow.h"
#include "wire/template.h"
#include <pthread.h>
#include <stdatomic.h>

/* ---- graph.c: versions of steps, compiled and kept while they are used */

struct step_count { /* changes of SequenceStepStats in this batch */
	int64_t entered, passed, waiting, trues, falses;
};

struct graph {
	struct graph *next;
	struct arena arena;
	str sequence_id;
	int64_t version;
	uint64_t used; /* by which batch last */
	struct steps steps;
	bool broken;  /* written before steps with errors were held: nobody is moved by it */
	bool threads; /* a step replies to the thread: subjects are remembered */
	struct tpl **subjects;
	int *goals; /* steps */
	size_t n_goals;
	struct step_count *counts; /* by step */
	bool counted;		   /* in this batch */
	str user_id;
};

struct graphs {
	struct graph *list;
	size_t n;
	uint64_t batch;
};
/* NULL with OK: there is no such version, or it cannot be read. Lives until graphs_prune. */
err graphs_get(struct graphs *gs, system_db db, str sequence_id, int64_t version, struct graph **out);
void graphs_prune(struct graphs *gs); /* between batches */
void graphs_deinit(struct graphs *gs);

/* ---- written.c: steps and windows that were written since they were looked at */
err written_look(const struct app *app);

/* ---- batch.c */

struct turn { /* a sequence of this batch */
	const struct q_flow_sequences_row *row;
	str from_domain; /* of its sender */
	struct zone_window window;
	struct calendar_holidays holidays;
	/* changes of SequenceStats */
	int64_t active, completed, failed, unsubscribed, bounced, complained, goal, exited, seconds;
	bool counted;
};

struct pair {
	str key, value;
};
struct pairs {
	struct pair *v;
	size_t n, cap;
};

enum asks { ASK_NOTHING, ASK_MESSAGE, ASK_EVENT, ASK_FILTER, ASK_CONTACT };

struct mover { /* an enrolment in hand */
	const struct q_flow_claim_row *row;
	struct turn *turn;
	struct graph *graph;
	struct walk_position pos;
	str here;      /* id of the step it stands at, or stood at last */
	bool *sent;    /* pos.sent */
	bool entered;  /* the step was reached in this turn */
	bool standing; /* it stands somewhere, and is counted there */
	bool over;     /* its turn has ended */
	unsigned calls;
	/* what it asks for */
	enum asks ask;
	str ask_recipient, ask_event, ask_filter; /* ask_filter: its text, once it was asked */
	struct walk_facts facts;
	bool answered;
	/* where it will be */
	str status, failure, exit, waiting, last, sender;
	str problem; /* why it stands still, until somebody changes something */
	int64_t due; /* 0: no longer in the queue */
	int64_t attempts;
	bool call; /* its step's webhook is to be called */
	/* its memory; written when it changed */
	bool changed;
	struct pairs mails, taken;   /* step id -> recipient id, step id -> "true" or "false" */
	str subject;		     /* of the thread */
	struct pairs thread;	     /* message ids of the thread, in order: keys only */
	struct opt_i64 from_version; /* in which the current step was entered */
};

struct mail { /* planned in this batch */
	struct mover *m;
	int step;
	str id, key, sender, domain, subject;
	bool reply, again;
};

struct tag_change {
	str contact_id, tag;
	bool on;
};

struct batch {
	const struct app *app;
	struct graphs *graphs;
	struct arena *a;
	system_db db;
	int64_t now;
	str key; /* of tracking ids, as the statement takes it */
	struct turn *turns;
	size_t n_turns;
	struct mover *v;
	size_t n;
	struct mail *mails;
	size_t n_mails;
	struct tag_change *tags;
	size_t n_tags, cap_tags;
	struct q_flow_trace_in trace;
	size_t n_trace, cap_trace;
	struct pairs odd; /* sequence id, step id: one fewer waits there (a step that is no longer in the steps) */
};

/* One batch of the given sequences, `per` of each at most. moved: how many were in hand. ERR_AGAIN: all rolled back,
 * try again. */
struct calls;
err batch_run(const struct app *app, struct graphs *gs, struct calls *calls, str key,
	      const struct q_flow_sequences_rows *due, int64_t per, size_t *moved);

/* trace.c: what is remembered of each decision */
void trace_add(struct batch *b, const struct mover *m, str step_id, const char *kind,
	       str detail); /* detail: JSON or absent */
str trace_detail_time(struct batch *b, const char *name, int64_t us);

/* memory.c: SequenceEnrollment.state */
err memory_read(struct batch *b, struct mover *m);
str memory_write(struct batch *b, const struct mover *m);
str pairs_get(const struct pairs *p, str key);
void pairs_put(struct arena *a, struct pairs *p, str key, str value);

/* plan.c: mails for those who stand before an email step */
err plan_mails(struct batch *b);

/* write.c */
err batch_write(struct batch *b);

/* How a turn ends. */
void mover_exit(struct batch *b, struct mover *m, const char *reason);
void mover_fail(struct batch *b, struct mover *m, str why);

/* ---- call.c: webhooks */
err calls_start(const struct app *app, struct calls **out);
void calls_stop(struct calls *c); /* takes NULL */
/* The webhook of this enrolment's step; false: too much waits, come back a little later. */
bool calls_put(struct calls *c, str enrollment_id, str step_id, str url);
#define CALL_SAFETY                                                                                                    \
	(2 * INT64_C(60000000)) /* looked at again after, should its caller die: longer than a call may take */

#define PROBLEM_WAIT (60 * INT64_C(60000000)) /* looked at again, should nobody say that something has changed */
#define FLOW_BATCH 1000
#define FILTER_WAIT (30 * US_PER_S) /* until a filter that took too long is asked again */
#define MAILBOX_WAIT (2 * US_PER_S) /* until the mailbox is read, in which a reply may be */
#define MAIL_SAFETY                                                                                                    \
	(30 * INT64_C(86400000000)) /* its accounting wakes it; this is for a mail that another program took away */
