/* Written by tools/sqlgen from sql/q/system/replica.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_replica_of_row {
	bool recovery;
	int64_t at;
	int64_t now; /* µs */
	int64_t replayed_at; /* µs */
	str cluster;
	str database;
};
/* Asked of either. at: bytes of the log written (primary) or replayed (replica); 0: none. replayedAt: when the newest commit
 * that is replayed was made, by the primary's clock; 0: none since the start. cluster: the same for a primary and its replicas. */
err q_replica_of(system_db db, struct arena *a, struct q_replica_of_row *out);
