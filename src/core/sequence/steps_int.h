/* Between the files of steps. */
#pragma once
#include "core/sequence/steps.h"

/* What is read of a step besides `struct step`. */
struct step_raw {
	const struct json *json;
	int *branch[2]; /* indexes; [1] is trueBranch */
	size_t branch_n[2];
	bool next_given;    /* nextStepId is there (perhaps null) */
	int next_named;	    /* what it names */
	bool reference_bad; /* a reference was given and is no step */
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
void steps_link(struct steps_work *w);	/* successors, branches, entry */
void steps_check(struct steps_work *w); /* what ACTIVE needs of the graph as a whole */
