/* Written by tools/sqlgen from sql/q/system/doctor.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_unknown_refusals_all_in {
	int64_t since; /* µs */
	int64_t limit;
};
struct q_unknown_refusals_all_row {
	str way;
	str words;
	int64_t count;
	int64_t last_at; /* µs */
};
struct q_unknown_refusals_all_rows {
	struct q_unknown_refusals_all_row *v;
	size_t n;
};
/* Of all tenants together, the most frequent first; whose they are is not said. */
err q_unknown_refusals_all(system_db db, struct arena *a, const struct q_unknown_refusals_all_in *in, struct q_unknown_refusals_all_rows *out);

struct q_doctor_facts_row {
	int64_t connections;
	int64_t max_connections;
	double oldest_transaction;
	int64_t frozen_age;
	int64_t now; /* µs */
	int64_t stray_events;
	int64_t invalid_indexes;
	int64_t paused_senders;
	int64_t refused_domains;
	str refused_because; /* may be absent */
	int64_t tokenless_senders;
	int64_t waiting_batches;
	double oldest_batch;
	int64_t workers;
	int64_t overdue;
	int64_t held_sequences;
	str held_sequence; /* may be absent */
	int64_t unused_bytes;
	str backup_done; /* may be absent */
	str backup_tried; /* may be absent */
	str held; /* may be absent */
};
/* oldest…: seconds. waitingBatches: what could be claimed and is not. strayEvents: rows in the default partition, 1001 at most. */
err q_doctor_facts(system_db db, struct arena *a, struct q_doctor_facts_row *out);

struct q_doctor_bloat_row {
	str name;
	int64_t dead;
	int64_t live;
};
struct q_doctor_bloat_rows {
	struct q_doctor_bloat_row *v;
	size_t n;
};
/* Tables of some size where more than a third is dead. */
err q_doctor_bloat(system_db db, struct arena *a, struct q_doctor_bloat_rows *out);

struct q_doctor_statements_row {
	str query;
	int64_t calls;
	double mean_ms;
	double total_ms;
};
struct q_doctor_statements_rows {
	struct q_doctor_statements_row *v;
	size_t n;
};
err q_doctor_statements(system_db db, struct arena *a, struct q_doctor_statements_rows *out);
