/* What survives a worker's death: one slot per message that is on its way between "the final dot is about to leave" and
 * "its outcome is in PostgreSQL". The slots are a file mapped into memory, so that writing one is a few stores, and
 * what was written is the kernel's to keep when the process is killed. slots_sync makes it durable against power loss
 * too.
 *
 * Each process has a directory of its own under <data>/send, locked by flock; a name (its lease owner's id) is made
 * anew when the directory is taken. A dead process's directory is adopted: its slots are accounted for, its leases
 * released, then it is free.
 *
 * A slot belongs to one thread at a time: the loop's until its outcome is written, then the accountant's until it is
 * freed. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

#define SLOTS_COUNT 16384u /* messages without an outcome in PostgreSQL, at most: half a second at 30,000 a second */
#define SLOT_TEXT_MAX 312u
#define SLOT_ID_MAX 40u

enum slot_state { SLOT_FREE, SLOT_INTENT, SLOT_OUTCOME };

struct slot {
	_Atomic uint32_t state;	     /* written last, read first */
	uint32_t attempts;	     /* before this one */
	char recipient[SLOT_ID_MAX]; /* NUL-terminated ids */
	char attempt[SLOT_ID_MAX];   /* this try's id: of its SENT event, and of its InDoubt row */
	int64_t at;		     /* µs: of the intent, then of the outcome */
	int64_t first_tried;	     /* µs */
	int64_t wait_us;	     /* of the verdict */
	uint8_t outcome;	     /* enum smtp_outcome */
	uint8_t counted;	     /* a temporary failure that uses up an attempt */
	uint16_t text_n;
	char text[SLOT_TEXT_MAX];			       /* the reply, or the reason */
	char gmail_id[SLOT_ID_MAX], gmail_thread[SLOT_ID_MAX]; /* as Gmail calls the message and its thread */
	uint32_t tail;					       /* pads to 512 */
};

struct slots;
/* Takes the directory of nobody: an empty one, or a new one. ERR_IO. */
err slots_open(const char *dir, struct slots **out);
/* Takes the directory of a dead process that left something. ERR_NOT_FOUND: there is none. */
err slots_adopt(const char *dir, struct slots **out);
/* Gives the directory up; whoever takes it finds what is in it. Takes NULL. */
void slots_close(struct slots *s);
/* Forgets its name too: everything in it has been accounted for. */
void slots_retire(struct slots *s);

str slots_name(const struct slots *s);		  /* the lease owner, a cuid */
bool slots_survived(const struct slots *s);	  /* written since this machine booted: nothing can be missing */
struct slot *slots_at(struct slots *s, size_t i); /* i < SLOTS_COUNT */
struct slot *slots_take(struct slots *s);	  /* NULL: all are in use. Thread-safe. */
void slots_free(struct slots *s, struct slot *t); /* Thread-safe. */
size_t slots_used(struct slots *s);
err slots_sync(struct slots *s);
