/* Written by tools/sqlgen from sql/q/system/db.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_db_event_partitions_in {
	int64_t since; /* µs */
	int64_t ahead;
};
struct q_db_event_partitions_row {
	int64_t made;
};
/* Makes the partitions of "EmailEvent" that are missing, from the month of `since` to `ahead` months from now. */
err q_db_event_partitions(system_db db, struct arena *a, const struct q_db_event_partitions_in *in, struct q_db_event_partitions_row *out);

struct q_db_lock_in {
	int64_t key;
};
/* Until the end of the transaction; waits. */
err q_db_lock(system_db db, struct arena *a, const struct q_db_lock_in *in, int64_t *affected);

struct q_db_lock_try_in {
	int64_t key;
};
struct q_db_lock_try_row {
	bool locked;
};
err q_db_lock_try(system_db db, struct arena *a, const struct q_db_lock_try_in *in, struct q_db_lock_try_row *out);

struct q_db_notify_in {
	str channel;
	str payload;
};
err q_db_notify(system_db db, struct arena *a, const struct q_db_notify_in *in, int64_t *affected);

struct q_db_now_row {
	int64_t now; /* µs */
};
/* The server's clock, UTC. */
err q_db_now(system_db db, struct arena *a, struct q_db_now_row *out);

struct q_db_clock_seen_row {
	double back;
};
/* Looks whether the server's clock was set back, and moves with it what was written ahead. back: by how many seconds. */
err q_db_clock_seen(system_db db, struct arena *a, struct q_db_clock_seen_row *out);
