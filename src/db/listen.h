/* Connections of their own beside the pool: NOTIFY heard, and locks held for long.
 * A notification is a hint, never the truth: it may be lost while the connection is, so look at the tables as well. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

struct db;

#define DB_CHANNEL_MAX 64u
#define DB_PAYLOAD_MAX 512u /* of ours; longer ones are cut */

struct db_notice {
	char channel[DB_CHANNEL_MAX]; /* empty: the connection is new, something may have been missed: look */
	char payload[DB_PAYLOAD_MAX];
};

struct db_listener;
/* channels: identifiers of ours, kept. Needs no database yet. */
struct db_listener *db_listener_new(struct db *db, const char *const *channels, size_t n);
void db_listener_free(struct db_listener *l); /* takes NULL */
/* OK: a notice. ERR_AGAIN: none came within ms, or the listener was woken. Connects again by itself; behind a
 * transaction pooler, where nothing can be heard, it only waits. One thread at a time. */
err db_listener_wait(struct db_listener *l, int ms, struct db_notice *out);
/* From any thread or a signal handler: the wait ends. */
void db_listener_wake(struct db_listener *l);

/* An advisory lock for as long as its connection lives: one leader among nodes. */
struct db_lock;
/* ERR_AGAIN: somebody else has it. ERR_UNAVAILABLE. */
err db_lock_take(struct db *db, int64_t key, struct db_lock **out);
bool db_lock_held(struct db_lock *l); /* asks the server; false once the connection was lost */
void db_lock_free(struct db_lock *l); /* takes NULL; gives the lock up */
