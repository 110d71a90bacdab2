/* Between the files of steps. */
#pragma once
#include "core/sequence/steps.h"

struct step_place { /* where a branch names a step */
	int owner;
	bool side;
	size_t at; /* in the list */
	struct step_place *next;
};

/* What is read of a step besides `struct step`. */
struct step_raw {
	const struct json *json;
	int *branch[2]; /* indexes; [1] is trueBranch */
	size_t branch_n[2];
	struct step_place *places, **places_end;
	bool next_given;    /* nextStepId is there (perhaps null) */
	int next_named;	    /* what it names */
	bool reference_bad; /* a reference was given and is no step */
	/* Linking: */
	enum { STEP_OPEN, STEP_LINKING, STEP_LINKED } linked;
	int after; /* its successor */
	bool ignored_told, own_branch_told;
};

struct steps_work {
	struct arena *a;
	struct step_problems *problems;
	struct steps s;
	struct step_raw *raw;
};

/* code: stable, for programs that say it in other words. `field` hangs below the step: "delay.days"; absent: the step
 * itself. step STEP_NONE: `field` stands alone. */
[[gnu::format(printf, 5, 6)]] void step_problem(struct steps_work *w, int step, const char *field, const char *code,
						const char *fmt, ...);
/* Of level warning. */
[[gnu::format(printf, 5, 6)]] void step_warning(struct steps_work *w, int step, const char *field, const char *code,
						const char *fmt, ...);
/* A value that cannot be understood: refused even in a draft. */
[[gnu::format(printf, 5, 6)]] void step_unreadable(struct steps_work *w, int step, const char *field, const char *code,
						   const char *fmt, ...);
void steps_link(struct steps_work *w);	/* successors, branches, entry */
void steps_check(struct steps_work *w); /* what ACTIVE needs of the graph as a whole */
/* steps_delay.c: the members of a delay beyond the contract's. True: there are some that say a time. */
bool steps_delay_name(str name);
bool steps_read_calendar(struct steps_work *w, int i, const struct json *v);
