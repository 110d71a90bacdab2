/* How far ahead of itself a lane announces what it will send (send/announce.c): enough that it never waits for the
 * database, and no more, because what was announced is in doubt when this node is lost. Pure: times (µs of any
 * forward-going clock) are given. Zero-initialised is a lane that has sent nothing yet. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define REACH_FIRST 16u /* messages that a claim announces before anything is known of the lane */

struct reach {
	int64_t since;		  /* of the span that is being counted */
	uint32_t counted, before; /* messages concluded in this span, and in the one before it */
	uint32_t stretch;	  /* the window is 2^stretch times as large: the database answers slowly */
	uint32_t calm;		  /* answers in a row that nobody had to wait for */
};

void reach_count(struct reach *r, int64_t now); /* a message is concluded */
/* Messages to be announced ahead of the next: what goes in about 0.2 s, and REACH_FIRST. */
size_t reach_window(struct reach *r, int64_t now);
/* An announcement was written, for which the lane stood still so long (0: it did not). */
void reach_answered(struct reach *r, int64_t stood_us);
/* How many of a batch's n messages to announce when `cursor` have been taken; `announced` when that is enough for now. */
size_t reach_target(size_t cursor, size_t n, size_t announced, size_t window);
