/* Written by tools/sqlgen from sql/q/system/doctor.sql; do not edit. */
#include "db/gen/sys_doctor_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field unknown_refusals_all_params[] = {
	{ "since", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unknown_refusals_all_in, since) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_unknown_refusals_all_in, limit) },
};
static const struct db_field unknown_refusals_all_cols[] = {
	{ "way", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unknown_refusals_all_row, way) },
	{ "words", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_unknown_refusals_all_row, words) },
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_unknown_refusals_all_row, count) },
	{ "lastAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_unknown_refusals_all_row, last_at) },
};
static const struct db_query unknown_refusals_all_query = {
	.name = "unknown_refusals_all",
	.sql =
		"SELECT u.\"way\", u.\"words\", sum(u.\"count\")::bigint AS \"count\", max(u.\"lastAt\") AS \"lastAt\"\n"
		"FROM \"UnknownRefusal\" u WHERE u.\"lastAt\" > $1\n"
		"GROUP BY u.\"way\", u.\"words\" ORDER BY 3 DESC, 4 DESC LIMIT $2",
	.params = unknown_refusals_all_params,
	.n_params = 2,
	.cols = unknown_refusals_all_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_unknown_refusals_all_row),
	.reads = true,
};
err q_unknown_refusals_all(system_db db, struct arena *a, const struct q_unknown_refusals_all_in *in, struct q_unknown_refusals_all_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &unknown_refusals_all_query, in, &rows));
	*out = (struct q_unknown_refusals_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field doctor_facts_cols[] = {
	{ "connections", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, connections) },
	{ "maxConnections", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_doctor_facts_row, max_connections) },
	{ "oldestTransaction", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_doctor_facts_row, oldest_transaction) },
	{ "frozenAge", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_doctor_facts_row, frozen_age) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_doctor_facts_row, now) },
	{ "strayEvents", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, stray_events) },
	{ "invalidIndexes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, invalid_indexes) },
	{ "pausedSenders", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, paused_senders) },
	{ "refusedDomains", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, refused_domains) },
	{ "refusedBecause", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doctor_facts_row, refused_because) },
	{ "tokenlessSenders", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, tokenless_senders) },
	{ "waitingBatches", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, waiting_batches) },
	{ "oldestBatch", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_doctor_facts_row, oldest_batch) },
	{ "workers", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, workers) },
	{ "overdue", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, overdue) },
	{ "heldSequences", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, held_sequences) },
	{ "heldSequence", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doctor_facts_row, held_sequence) },
	{ "unusedBytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_facts_row, unused_bytes) },
	{ "backupDone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doctor_facts_row, backup_done) },
	{ "backupTried", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doctor_facts_row, backup_tried) },
	{ "held", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_doctor_facts_row, held) },
};
static const struct db_query doctor_facts_query = {
	.name = "doctor_facts",
	.sql =
		"SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,\n"
		"       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS \"maxConnections\",\n"
		"       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity\n"
		"        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()) AS \"oldestTransaction\",\n"
		"       (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS \"frozenAge\",\n"
		"       clock_timestamp() AT TIME ZONE 'UTC' AS now,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"EmailEvent_default\" LIMIT 1001) e) AS \"strayEvents\",\n"
		"       (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid\n"
		"        WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace) AS \"invalidIndexes\",\n"
		"       (SELECT count(*) FROM \"Sender\" WHERE \"status\" = 'PAUSED') AS \"pausedSenders\",\n"
		"       (SELECT count(*) FROM \"SenderRefusal\" WHERE \"nextTryAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day') AS \"refusedDomains\",\n"
		"       (SELECT format('%s. %s', f.\"reason\", coalesce(f.\"advice\", '')) FROM \"SenderRefusal\" f\n"
		"        WHERE f.\"nextTryAt\" > now() AT TIME ZONE 'UTC' - INTERVAL '1 day' ORDER BY f.\"since\" LIMIT 1) AS \"refusedBecause\",\n"
		"       (SELECT count(*) FROM \"Sender\" WHERE \"status\" = 'ACTIVE' AND \"tokenUrl\" IS NOT NULL AND \"tokenError\" IS NOT NULL) AS \"tokenlessSenders\",\n"
		"       (SELECT count(*) FROM \"SendBatch\" b JOIN \"SendSource\" s ON s.\"id\" = b.\"sourceId\" JOIN \"Sender\" d ON d.\"id\" = s.\"senderId\"\n"
		"        LEFT JOIN \"Campaign\" c ON c.\"id\" = s.\"campaignId\" LEFT JOIN \"Sequence\" q ON q.\"id\" = s.\"sequenceId\"\n"
		"        WHERE b.\"leasedBy\" IS NULL AND (b.\"notBefore\" IS NULL OR b.\"notBefore\" <= clock_timestamp() AT TIME ZONE 'UTC') AND d.\"status\" = 'ACTIVE'\n"
		"          AND (d.\"pausedUntil\" IS NULL OR d.\"pausedUntil\" <= clock_timestamp() AT TIME ZONE 'UTC')\n"
		"          AND (d.\"tokenUrl\" IS NULL OR d.\"auth\" <> 'xoauth2' OR d.\"tokenExpiresAt\" > clock_timestamp() AT TIME ZONE 'UTC')\n"
		"          AND (c.\"status\" = 'SENDING' OR q.\"status\" = 'ACTIVE' AND q.\"stepsState\" <> 'held')) AS \"waitingBatches\",\n"
		"       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - b.\"createdAt\")), 0)::float8 FROM \"SendBatch\" b\n"
		"        WHERE b.\"leasedBy\" IS NULL AND (b.\"notBefore\" IS NULL OR b.\"notBefore\" <= clock_timestamp() AT TIME ZONE 'UTC')) AS \"oldestBatch\",\n"
		"       (SELECT count(*) FROM \"Worker\" WHERE \"role\" = 'work' AND \"lastSeenAt\" > clock_timestamp() AT TIME ZONE 'UTC' - interval '1 minute') AS workers,\n"
		"       (SELECT count(*) FROM (SELECT 1 FROM \"EnrollmentDue\" u JOIN \"Sequence\" q ON q.\"id\" = u.\"sequenceId\"\n"
		"                              WHERE q.\"status\" = 'ACTIVE' AND u.\"dueAt\" < clock_timestamp() AT TIME ZONE 'UTC' - interval '1 hour' LIMIT 1001) o) AS overdue,\n"
		"       (SELECT count(*) FROM \"Sequence\" q WHERE q.\"stepsState\" = 'held' AND q.\"stepsState\" <> 'ok' AND q.\"status\" <> 'DRAFT' AND q.\"status\" = 'ACTIVE')\n"
		"           AS \"heldSequences\",\n"
		"       (SELECT min(q.\"id\") FROM \"Sequence\" q WHERE q.\"stepsState\" = 'held' AND q.\"stepsState\" <> 'ok' AND q.\"status\" <> 'DRAFT' AND q.\"status\" = 'ACTIVE')\n"
		"           AS \"heldSequence\",\n"
		"       (SELECT coalesce(sum(pg_relation_size(i.indexrelid)), 0)::bigint FROM pg_stat_user_indexes i JOIN pg_index x ON x.indexrelid = i.indexrelid\n"
		"        WHERE i.idx_scan = 0 AND NOT x.indisunique AND pg_relation_size(i.indexrelid) > 100 << 20) AS \"unusedBytes\",\n"
		"       (SELECT \"value\" FROM \"Setting\" WHERE \"key\" = 'backup.done') AS \"backupDone\",\n"
		"       (SELECT \"value\" FROM \"Setting\" WHERE \"key\" = 'backup.tried') AS \"backupTried\",\n"
		"       (SELECT \"value\" FROM \"Setting\" WHERE \"key\" = 'held') AS held",
	.cols = doctor_facts_cols,
	.n_cols = 21,
	.row_size = sizeof(struct q_doctor_facts_row),
	.timeout_ms = 20000,
	.reads = true,
};
err q_doctor_facts(system_db db, struct arena *a, struct q_doctor_facts_row *out)
{
	return db_system_one(db, a, &doctor_facts_query, NULL, out);
}

static const struct db_field doctor_bloat_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 19, 0, offsetof(struct q_doctor_bloat_row, name) },
	{ "dead", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_bloat_row, dead) },
	{ "live", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_bloat_row, live) },
};
static const struct db_query doctor_bloat_query = {
	.name = "doctor_bloat",
	.sql =
		"SELECT relname AS name, n_dead_tup AS dead, n_live_tup AS live FROM pg_stat_user_tables\n"
		"WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup / 2 ORDER BY n_dead_tup DESC LIMIT 5",
	.cols = doctor_bloat_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_doctor_bloat_row),
	.reads = true,
};
err q_doctor_bloat(system_db db, struct arena *a, struct q_doctor_bloat_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &doctor_bloat_query, NULL, &rows));
	*out = (struct q_doctor_bloat_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field doctor_statements_cols[] = {
	{ "query", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_doctor_statements_row, query) },
	{ "calls", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_doctor_statements_row, calls) },
	{ "meanMs", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_doctor_statements_row, mean_ms) },
	{ "totalMs", DB_F64, DB_WIRE_FLOAT8, false, 701, 0, offsetof(struct q_doctor_statements_row, total_ms) },
};
static const struct db_query doctor_statements_query = {
	.name = "doctor_statements",
	.sql =
		"SELECT s.\"query\", s.\"calls\", s.\"meanMs\", s.\"totalMs\" FROM loumass_slow_statements(10) s",
	.cols = doctor_statements_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_doctor_statements_row),
};
err q_doctor_statements(system_db db, struct arena *a, struct q_doctor_statements_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &doctor_statements_query, NULL, &rows));
	*out = (struct q_doctor_statements_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
