/* A sequence's steps: the contract's JSON compiled once into a graph of indexes. Pure: no database, no clock.
 *
 * Flow. A step in no branch goes on at its nextStepId; null ends the sequence; left out, it goes on at the next step of
 * the array that stands in no branch. A step that a trueBranch (falseBranch) names goes on at the step the list names
 * next; the last one of the list at its own nextStepId or, when that is null or left out, where the condition goes on.
 * So a branch is either a list of all its steps, or its first step with nextStepId from there on. A step named in
 * several places must go on at the same step in each. So each step has one successor, known here, and a condition
 * (wait, split) has two more. The entry is the first step that nothing leads to, else the first of all.
 * web/src/screens/sequences/graph.ts holds the same rule; tests/corpus/graphs is replayed by both.
 *
 * Two strengths. A DRAFT may hold problems: they are listed, what is missing leads to the end, and the rest compiles.
 * ACTIVE needs steps without errors; a warning stops nobody. Each problem names its step: "steps[2]
 * (delay-1).delay.days". */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "wire/calendar.h"
#include "wire/field_errors.h"
#include "wire/json_read.h"

#define STEP_NONE (-1) /* the sequence ends */

enum step_type {
	STEP_EMAIL,
	STEP_DELAY,
	STEP_CONDITION,
	/* Beyond the contract: */
	STEP_WAIT,  /* {"wait": {"event"|"type", "referenceStep"?, "timeout", "trueBranch"?, "falseBranch"?}} */
	STEP_SPLIT, /* {"split": {"percent", "trueBranch"?, "falseBranch"?}}: that share of the people goes the true way
		     */
	STEP_TAG,   /* {"tags": […]}: added to the contact */
	STEP_UNTAG, /* {"tags": […]}: taken off */
	STEP_WEBHOOK, /* {"webhook": {"url"}} */
	STEP_GOAL,    /* {"goal": {"event"}}: reached here, or whenever the event arrives */
	STEP_EXIT,
};
#define STEP_TYPES 10

enum condition_type {
	CONDITION_OPENED,
	CONDITION_CLICKED,
	CONDITION_REPLIED,
	CONDITION_NOT_OPENED,
	CONDITION_NOT_CLICKED,
	CONDITION_NOT_REPLIED,
};

struct step {
	str id, name; /* name: what people call it; absent when not given */
	enum step_type type;
	bool known;	       /* the type was one of ours: false only with a problem */
	int next;	       /* index or STEP_NONE */
	int on_true, on_false; /* of conditions, waits (came, timed out) and splits: the first step taken, or `next` */
	int branch_of;	       /* the first step whose branch names it, or STEP_NONE */
	bool branch_true;
	/* email */
	str subject, content;
	bool reply_to_thread, tracking;
	int64_t delay; /* µs: a delay's, or a wait's time-out; of a delay by the calendar at least so long */
	struct calendar_delay when; /* a delay */
	/* condition; a wait without an event */
	enum condition_type condition;
	int reference; /* index of an email step; STEP_NONE: the last email sent before */
	const struct json *
		filter; /* condition: of the person, in place of what became of a mail (docs/audience.md); NULL: none */
	str event;	/* wait, goal */
	int percent;	/* split: 1 to 99 */
	const str *tags;
	size_t tag_count;
	str url; /* webhook */
};

struct steps {
	struct step *v;
	size_t n;
	int entry; /* STEP_NONE when there are no steps */
};

enum step_level { STEP_ERROR, STEP_WARNING };

struct step_problem {
	enum step_level level;
	bool unreadable;  /* a value that nobody can make sense of: refused even in a draft */
	int step;	  /* index, or STEP_NONE: of the whole */
	str id;		  /* that step's; absent with STEP_NONE */
	const char *code; /* subject_missing, … stable */
	str field;	  /* "steps[2] (delay-1).delay.days" */
	str message;
};
struct step_problems {
	struct step_problem v[STEP_PROBLEMS_MAX];
	size_t n, total, errors; /* errors: of level error, those that are not kept included */
};

/* Everything in `out` lives in the arena or in the parsed JSON; problems are appended. ERR_INVALID only when no graph
 * can be made at all (not an array, more than STEPS_MAX, a step that is no object, an id that is missing, too long or
 * doubled): then `problems` says why. */
err steps_compile(struct arena *a, const struct json *json, struct step_problems *problems, struct steps *out);
/* The same from text. What is no JSON is one problem. */
err steps_compile_text(struct arena *a, str json, struct step_problems *problems, struct steps *out);
/* The errors among the problems as errors of a request. */
void steps_field_errors(const struct step_problems *problems, struct field_errors *out);
/* Only what is refused even in a draft. */
void steps_unreadable_errors(const struct step_problems *problems, struct field_errors *out);
/* One more, not of the steps themselves. Texts are kept as they are. */
void steps_problem_add(struct step_problems *problems, const char *code, str field, str message);
/* One of a step. */
void steps_problem_at(struct arena *a, struct step_problems *problems, const struct steps *s, int step, str field,
		      const char *code, str message);
const char *step_level_name(enum step_level level); /* "error", "warning" */

int steps_find(const struct steps *s, str id); /* index or STEP_NONE */
/* Is there a way from the entry to `step` on which none of the steps marked in `without` is met? */
bool steps_reach(struct arena *a, const struct steps *s, int step, const bool *without);
bool step_branches(const struct step *st); /* condition, wait, split */
const char *step_type_name(enum step_type type);
const char *condition_name(enum condition_type type);
const char *step_condition_name(const struct step *st); /* "filter" with a filter */
bool condition_negated(enum condition_type type);
/* What people call a step: its name, subject, a delay in words ("2 days 3 hours"), a condition ("opened Welcome!"). */
str step_title(struct arena *a, const struct steps *s, int step);
/* "2 days 3 hours", "30 seconds", "no time". */
str steps_duration(struct arena *a, int64_t us);
/* Of a delay: "2 business days, until Tue 09:00". */
str steps_delay_words(struct arena *a, const struct step *st);
