/* A journal's slot: the directory of one process, its lock, the list of its segments and the drained position, for
 * journal.c and journal_read.c only. Not thread-safe: the journal's mutex guards it. */
#pragma once
#include "os/journal.h"

struct journal_segment {
	uint64_t number, size; /* bytes, header included */
};

struct journal_slot {
	int dir_fd, lock_fd, mark_fd; /* -1 when closed */
	struct journal_segment *v;    /* ascending; the last may still be written */
	size_t n, cap;
	uint64_t bytes;
	uint64_t next_number;
	struct journal_pos drained, forgotten;
	uint64_t turn; /* of the mark's cells */
};

void journal_slot_init(struct journal_slot *s);
void journal_slot_deinit(struct journal_slot *s); /* unlocks */
/* Locks <dir>/<n>, reads what is there. ERR_AGAIN: another process has it. make: create what is missing. */
err journal_slot_take(struct journal_slot *s, const char *dir, unsigned n, bool make);
bool journal_slot_empty(const struct journal_slot *s); /* nothing is left to drain */

/* A new segment file with its header, durable. */
err journal_segment_create(struct journal_slot *s, uint32_t salt, int *fd);
err journal_segment_open(const struct journal_slot *s, uint64_t number, int *fd);
void journal_segment_grow(struct journal_slot *s, uint64_t size); /* of the last */
void journal_segment_drop_last(struct journal_slot *s);		  /* it never held a durable record */

/* Moves the drained position (never back) and removes segments wholly before it, but for `keep` (0: none). */
err journal_slot_drained(struct journal_slot *s, struct journal_pos pos, uint64_t keep);
/* Takes what lies before pos out of its segment on disk, which may still be written to. */
void journal_slot_forget(struct journal_slot *s, struct journal_pos pos);
void journal_slot_clear(struct journal_slot *s); /* removes every segment */
err journal_slot_sync_mark(struct journal_slot *s);
