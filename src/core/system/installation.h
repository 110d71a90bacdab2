/* The installation: its processes and how they fare. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "wire/json_write.h"

struct installation_worker {
	str id, role, host, version;
	int64_t pid, started_at, last_seen_at;
};
struct installation {
	str node, db_version;
	int64_t db_bytes, db_connections, batches, recipients_pending, retries, held_sequences;
	bool wall; /* row-level security is in force */
	struct slow_query {
		str query;
		double seconds;
	} * slow;
	size_t n_slow;
	uint64_t track_bytes;
	int64_t track_lag; /* µs */
	struct installation_worker *workers;
	size_t n_workers;
};
err installation_get(const struct app *app, system_db db, struct arena *a, struct installation *out);
void installation_write(struct json_writer *w, const struct installation *s); /* the keys of an open object */

/* A process says that it is there: about every ten seconds, and goodbye at its end. */
struct beat {
	char id[64], host[256];
	const char *role;
	int64_t started_at;
};
void beat_init(struct beat *b, const struct app *app, const char *role);
err beat_send(struct beat *b, system_db db, struct arena *a);
err beat_end(struct beat *b, system_db db, struct arena *a);
