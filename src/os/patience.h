/* Who may wait for somebody else's server, and for how long it is still of use. A thread's own; what reaches out over the
 * network looks here, wherever it was called from. Without a word (background work, the command line) a thread may wait,
 * and nobody ends it. */
#pragma once
#include "base/err.h"

struct patience {
	bool none;		 /* the thread serves others: it must not wait unless `ask` lets it */
	err (*ask)(void *ctx);	 /* makes it a thread that may; ERR_LIMIT, ERR_UNAVAILABLE: not now. NULL: never */
	bool (*over)(void *ctx); /* whoever asked has gone: give up. From any thread. NULL: never */
	void *ctx;
};

void patience_set(struct patience p);
struct patience patience_get(void); /* for threads that are made to help this one */
bool patience_over(void);
/* About to wait for `whom` ("DNS"). OK: go on; with `none` and nobody to ask that is an error in the log, too. */
err patience_wait(const char *whom);

#define PATIENCE_LOOK_US 250000 /* how often a wait looks whether it is over */
