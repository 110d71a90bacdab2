/* An append-only log on the local disk: what it has accepted survives kill -9 and power loss, and is taken out in order
 * by a reader that moves it elsewhere (a "drain").
 *
 * Many threads append; one thread of the journal's own writes what has gathered and makes it durable with one
 * fdatasync for all of them (group commit). A caller waits for that (journal_append_sync) or is called back.
 *
 * Every process has a slot, a directory <dir>/<number>/ locked with flock, so that several processes on one machine do
 * not meet. A starting process takes the first free slot, records of a dead owner included: they come before
 * journal_own_start(). A running one takes further orphans with journal_adopt(), for reading only.
 *
 * The invariant: a record whose append was confirmed is read at least once, in order, until journal_drained() has
 * passed it. It may be read again after a crash, and may stand in the log twice after a failed disk write: readers are
 * idempotent by an id inside the record. A record that was never confirmed may be read, or may not.
 * Refuses (ERR_LIMIT) rather than grow past the slot's limit. A torn tail or a damaged stretch is skipped and counted.
 * Only Linux; the directory must be on a local file system. */
#pragma once
#include "base/err.h"
#include "base/str.h"

struct journal;

struct journal_pos { /* where a record begins; ordered by segment, then offset */
	uint64_t segment, offset;
};

struct journal_options {
	const char *dir;       /* holds the slots; made when missing (its parent must exist) */
	uint64_t limit;	       /* bytes of a slot on disk; 0: JOURNAL_LIMIT_DEFAULT */
	uint64_t segment_size; /* a new file begins past this; 0: JOURNAL_SEGMENT_SIZE */
};

/* Takes a slot and starts the writer. ERR_IO: the directory; the reason is logged. */
err journal_open(const struct journal_options *o, struct journal **out);
/* Takes the slot of a dead process that left records, for reading. ERR_NOT_FOUND: there is none. */
err journal_adopt(const struct journal_options *o, struct journal **out);
/* Makes durable what was appended, calls back, stops the writer, and gives the slot up. Undrained records stay on disk.
 * No append may run at the same time. Takes NULL. */
void journal_close(struct journal *j);

/* Called once for each append that returned OK, in order, on the journal's thread: must not block, must not append with
 * _sync. ERR_IO: the disk refused; the record is not durable (and may or may not be read later). */
typedef void journal_durable_fn(void *arg, err e);
/* Copies the record and returns at once. fn may be NULL. body is at most JOURNAL_RECORD_MAX bytes; kind is the
 * caller's. ERR_LIMIT: the slot is full on disk. ERR_AGAIN: the disk does not keep up (too much waits in memory).
 * Thread-safe. */
err journal_append(struct journal *j, uint16_t kind, str body, journal_durable_fn *fn, void *arg);
err journal_append_sync(struct journal *j, uint16_t kind, str body); /* OK: durable. Thread-safe. */
err journal_sync(struct journal *j); /* OK: everything appended before the call is durable. Thread-safe. */

struct journal_record {
	uint16_t kind;
	str body;		 /* valid until the next call on this reader */
	struct journal_pos next; /* the position behind it: pass to journal_drained when all up to here is done */
};
struct journal_reader;
/* Reads on from `from`, or from the drained position when NULL. One reader is for one thread; several may exist. */
err journal_reader_new(struct journal *j, const struct journal_pos *from, struct journal_reader **out);
void journal_reader_free(struct journal_reader *r); /* takes NULL */
/* OK: a record. ERR_AGAIN: no more durable records now. ERR_IO: cannot read. */
err journal_next(struct journal_reader *r, struct journal_record *out);
struct journal_pos journal_reader_pos(const struct journal_reader *r);
/* Waits until there is something durable behind `pos`, or ms have passed, or the journal is woken. True: there is. */
bool journal_wait(struct journal *j, struct journal_pos pos, int ms);
void journal_wake(struct journal *j); /* every journal_wait returns now; async-signal-unsafe */

/* Everything before `pos` has arrived elsewhere: remembers it, and removes segments that lie before it; once all is drained,
 * nothing of it stays on disk. Thread-safe. */
err journal_drained(struct journal *j, struct journal_pos pos);
struct journal_pos journal_drained_pos(struct journal *j);
struct journal_pos journal_own_start(const struct journal *j); /* where this process began; the end, when adopted */
struct journal_pos journal_durable_end(struct journal *j);

static inline bool journal_pos_before(struct journal_pos a, struct journal_pos b)
{
	return a.segment != b.segment ? a.segment < b.segment : a.offset < b.offset;
}

struct journal_stats {
	uint64_t bytes; /* of the slot's segments on disk */
	uint64_t limit;
	uint64_t appended; /* records since open */
	uint64_t syncs;	   /* group commits since open */
	uint64_t failures; /* group commits the disk refused */
	uint64_t skipped;  /* damaged or torn bytes that readers passed over */
};
struct journal_stats journal_stats(struct journal *j);
uint64_t journal_dir_bytes(const char *dir); /* all slots under dir, whoever owns them; 0 when there is none */
