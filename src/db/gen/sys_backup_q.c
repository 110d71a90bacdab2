/* Written by tools/sqlgen from sql/q/system/backup.sql; do not edit. */
#include "db/gen/sys_backup_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field backup_snapshot_params[] = {
	{ "checksums", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_backup_snapshot_in, checksums) },
};
static const struct db_field backup_snapshot_cols[] = {
	{ "snapshot", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_snapshot_row, snapshot) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_snapshot_row, name) },
	{ "rows", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_backup_snapshot_row, rows) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_snapshot_row, hash) },
};
static const struct db_query backup_snapshot_query = {
	.name = "backup_snapshot",
	.sql =
		"SELECT s.\"snapshot\", f.\"name\", f.\"rows\", f.\"hash\"\n"
		"FROM (SELECT pg_export_snapshot() AS \"snapshot\") s CROSS JOIN LATERAL loumass_fingerprint($1::boolean) f",
	.params = backup_snapshot_params,
	.n_params = 1,
	.cols = backup_snapshot_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_backup_snapshot_row),
	.timeout_ms = -1,
};
err q_backup_snapshot(system_db db, struct arena *a, const struct q_backup_snapshot_in *in, struct q_backup_snapshot_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &backup_snapshot_query, in, &rows));
	*out = (struct q_backup_snapshot_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field backup_fingerprint_params[] = {
	{ "checksums", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_backup_fingerprint_in, checksums) },
};
static const struct db_field backup_fingerprint_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_fingerprint_row, name) },
	{ "rows", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_backup_fingerprint_row, rows) },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_fingerprint_row, hash) },
};
static const struct db_query backup_fingerprint_query = {
	.name = "backup_fingerprint",
	.sql =
		"SELECT f.\"name\", f.\"rows\", f.\"hash\" FROM loumass_fingerprint($1::boolean) f",
	.params = backup_fingerprint_params,
	.n_params = 1,
	.cols = backup_fingerprint_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_backup_fingerprint_row),
	.timeout_ms = -1,
};
err q_backup_fingerprint(system_db db, struct arena *a, const struct q_backup_fingerprint_in *in, struct q_backup_fingerprint_rows *out)
{
	struct db_rows rows;
	TRY(db_system_many(db, a, &backup_fingerprint_query, in, &rows));
	*out = (struct q_backup_fingerprint_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field backup_tables_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_backup_tables_row, n) },
};
static const struct db_query backup_tables_query = {
	.name = "backup_tables",
	.sql =
		"SELECT count(*) AS n FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')",
	.cols = backup_tables_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_backup_tables_row),
	.reads = true,
};
err q_backup_tables(system_db db, struct arena *a, struct q_backup_tables_row *out)
{
	return db_system_one(db, a, &backup_tables_query, NULL, out);
}

static const struct db_field backup_drop_setting_params[] = {
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_drop_setting_in, key) },
};
static const struct db_query backup_drop_setting_query = {
	.name = "backup_drop_setting",
	.sql =
		"DELETE FROM \"Setting\" WHERE \"key\" = $1",
	.params = backup_drop_setting_params,
	.n_params = 1,
};
err q_backup_drop_setting(system_db db, struct arena *a, const struct q_backup_drop_setting_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &backup_drop_setting_query, in, affected);
}

static const struct db_field backup_pause_campaigns_params[] = {
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_backup_pause_campaigns_in, reason) },
};
static const struct db_query backup_pause_campaigns_query = {
	.name = "backup_pause_campaigns",
	.sql =
		"UPDATE \"Campaign\" SET \"status\" = 'PAUSED', \"pauseReason\" = $1, \"updatedAt\" = clock_timestamp() AT TIME ZONE 'UTC'\n"
		"WHERE \"status\" IN ('SENDING', 'SCHEDULED')",
	.params = backup_pause_campaigns_params,
	.n_params = 1,
};
err q_backup_pause_campaigns(system_db db, struct arena *a, const struct q_backup_pause_campaigns_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &backup_pause_campaigns_query, in, affected);
}

static const struct db_query backup_pause_sequences_query = {
	.name = "backup_pause_sequences",
	.sql =
		"UPDATE \"Sequence\" SET \"status\" = 'PAUSED', \"pausedAt\" = clock_timestamp() AT TIME ZONE 'UTC', \"updatedAt\" = clock_timestamp() AT TIME ZONE 'UTC'\n"
		"WHERE \"status\" = 'ACTIVE'",
};
err q_backup_pause_sequences(system_db db, struct arena *a, int64_t *affected)
{
	return db_system_exec(db, a, &backup_pause_sequences_query, NULL, affected);
}
