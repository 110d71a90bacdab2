/* A progress line on stderr: a bar, a rate, the time left. Draws only on a terminal; elsewhere one line every ten
 * seconds. Nothing under --json. */
#pragma once
#include "cli/cli.h"

struct progress {
	const char *what;	/* "Sending" */
	const char *unit;	/* "messages" */
	bool tty, quiet, bytes; /* bytes: shown as kB, MB */
	int64_t started, drawn; /* clock_mono */
	int64_t done, total;	/* total 0: unknown */
	int64_t base;		/* done at the start, for the rate */
};
void progress_begin(struct progress *p, const struct cli *c, const char *what, const char *unit);
void progress_set(struct progress *p, int64_t done, int64_t total, const char *note); /* note may be NULL */
void progress_end(struct progress *p, const char *last); /* replaces the bar by this line; NULL: only clears it */
