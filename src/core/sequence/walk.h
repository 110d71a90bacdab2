/* What an enrolment does next: one pure decision that the engine, the simulator and the tests share. The caller keeps
 * the position, gives the time and the facts it is asked for, and carries out the action. A condition is decided once,
 * at the moment it is reached, and has exactly one outcome. A delay counts from when the step before it was really
 * done: a mail when it was sent, everything else when the walk went past it. */
#pragma once
#include "core/sequence/steps.h"

enum walk_phase {
	WALK_ARRIVED, /* the step has not begun */
	WALK_BEGUN,   /* a mail is planned and not sent, a webhook not answered; `since` is still the arrival */
	WALK_DONE,    /* a mail was sent, a webhook answered, at `since` */
};

struct walk_position {
	int step; /* index, or STEP_NONE: at the end */
	enum walk_phase phase;
	int64_t since;				  /* µs: when the step was reached; with WALK_DONE: when it was done */
	const struct zone *zone;		  /* the contact's clock, for delays by the calendar; NULL: UTC */
	const struct calendar_holidays *holidays; /* no business days; NULL: none */
	const bool *sent; /* by step: this run has sent that mail already (a circle came back to it). NULL: none */
};

struct walk_facts {
	/* People's (not machines') events on the message asked about. No such message: all false. */
	bool opened, clicked, replied;
	bool matches; /* a condition's filter is true of the person */
	bool came;    /* a wait's event arrived at or after the position's `since` */
};

enum walk_act {
	/* These end a turn: */
	WALK_COMPLETE, /* the end: COMPLETED */
	WALK_EXIT,     /* an exit step (exit reason "exit") or a goal ("goal"): COMPLETED */
	WALK_SEND,     /* plan the mail of `step`; call walk_done when it is sent */
	WALK_CALL,     /* call the webhook of `step`; call walk_done when it is answered or given up */
	WALK_AWAIT,    /* the mail or webhook is under way */
	WALK_SLEEP,    /* come back at `until` (a wait: or when what it waits for comes) */
	WALK_ASK, /* give facts about `reference` (STEP_NONE: the last mail sent in this run), or whether the event of
		     `step` came; then call again at once */
	/* After these, call again at once, without facts: */
	WALK_MOVED,    /* past a delay or a mail */
	WALK_AGAIN,    /* past a mail that this run has sent already */
	WALK_BRANCHED, /* a condition, split or wait took `taken` */
	WALK_TAG,      /* add or take off the tags of `step` */
};

struct walk_action {
	enum walk_act act;
	int step;
	int reference; /* WALK_ASK */
	int64_t until; /* WALK_SLEEP, µs */
	bool taken;    /* WALK_BRANCHED */
};

/* Moves `pos` on. facts: NULL unless the last answer was WALK_ASK. lot: 0 to 99, the enrolment's place in splits. A
 * turn of checked steps ends, since every circle holds a delay; the caller of unchecked ones counts. */
struct walk_action walk_next(const struct steps *s, struct walk_position *pos, int64_t now,
			     const struct walk_facts *facts, int lot);
/* The mail or webhook of the position's step is done as of `when`. */
void walk_done(struct walk_position *pos, int64_t when);
/* An enrolment's place in the splits of a step: stable, evenly spread, independent between steps. */
int walk_lot(str enrollment_id, str step_id);
#define WALK_TURN_MAX (2 * STEPS_MAX) /* calls within a turn of checked steps */

const char *walk_phase_name(enum walk_phase phase); /* "arrived", "begun", "done" */
enum walk_phase walk_phase_of(str name);	    /* anything else: arrived */
