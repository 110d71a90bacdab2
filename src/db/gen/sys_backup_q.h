/* Written by tools/sqlgen from sql/q/system/backup.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_backup_snapshot_in {
	bool checksums;
};
struct q_backup_snapshot_row {
	str snapshot;
	str name;
	int64_t rows;
	str hash;
};
struct q_backup_snapshot_rows {
	struct q_backup_snapshot_row *v;
	size_t n;
};
/* What each table holds, and the snapshot that says so: pg_dump takes the same one while this transaction lives. */
err q_backup_snapshot(system_db db, struct arena *a, const struct q_backup_snapshot_in *in, struct q_backup_snapshot_rows *out);

struct q_backup_fingerprint_in {
	bool checksums;
};
struct q_backup_fingerprint_row {
	str name;
	int64_t rows;
	str hash;
};
struct q_backup_fingerprint_rows {
	struct q_backup_fingerprint_row *v;
	size_t n;
};
err q_backup_fingerprint(system_db db, struct arena *a, const struct q_backup_fingerprint_in *in, struct q_backup_fingerprint_rows *out);

struct q_backup_tables_row {
	int64_t n;
};
/* Tables that stand in the way of a restore. */
err q_backup_tables(system_db db, struct arena *a, struct q_backup_tables_row *out);

struct q_backup_drop_setting_in {
	str key;
};
err q_backup_drop_setting(system_db db, struct arena *a, const struct q_backup_drop_setting_in *in, int64_t *affected);

struct q_backup_pause_campaigns_in {
	str reason;
};
err q_backup_pause_campaigns(system_db db, struct arena *a, const struct q_backup_pause_campaigns_in *in, int64_t *affected);

err q_backup_pause_sequences(system_db db, struct arena *a, int64_t *affected);
