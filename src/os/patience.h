/* Who may wait for somebody else's server, and for how long it is still of use. A thread's own; what reaches out over the
 * network looks here, wherever it was called from. Without a word (background work, the command line) a thread may wait,
 * and nobody ends it. */
#pragma once
#include <stdbool.h>

struct patience {
	bool none;		 /* the thread serves others and must not wait */
	bool (*over)(void *ctx); /* whoever asked has gone: give up. From any thread. NULL: never */
	void *ctx;
};

void patience_set(struct patience p);
struct patience patience_get(void); /* for threads that are made to help this one */
bool patience_over(void);
/* About to wait for `whom` ("DNS"): logged as an error, once a kind, when this thread must not. */
void patience_wait(const char *whom);

#define PATIENCE_LOOK_US 250000 /* how often a wait looks whether it is over */
