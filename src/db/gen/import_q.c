/* Written by tools/sqlgen from sql/q/tenant/import.sql; do not edit. */
#include "db/gen/import_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field import_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "filename", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_insert_in, filename) },
	{ "node", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_insert_in, node) },
	{ "bytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_insert_in, bytes) },
	{ "delimiter", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_insert_in, delimiter) },
	{ "encoding", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_insert_in, encoding) },
	{ "columns", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_import_insert_in, columns) },
	{ "header", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_insert_in, header) },
};
static const struct db_query import_insert_query = {
	.name = "import_insert",
	.sql =
		"INSERT INTO \"Import\" (\"id\", \"userId\", \"filename\", \"node\", \"bytes\", \"delimiter\", \"encoding\", \"columns\", \"header\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	.params = import_insert_params,
	.n_params = 9,
};
err q_import_insert(tenant_db db, struct arena *a, const struct q_import_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_insert_query, in, affected);
}

static const struct db_field import_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_get_in, id) },
};
static const struct db_field import_get_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_get_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_get_row, status) },
	{ "filename", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_get_row, filename) },
	{ "node", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_get_row, node) },
	{ "bytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, bytes) },
	{ "bytesRead", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, bytes_read) },
	{ "delimiter", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_get_row, delimiter) },
	{ "encoding", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_get_row, encoding) },
	{ "columns", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_get_row, columns) },
	{ "map", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_get_row, map) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_get_row, tags) },
	{ "policy", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_get_row, policy) },
	{ "dryRun", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_get_row, dry_run) },
	{ "rowsRead", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, rows_read) },
	{ "created", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, created) },
	{ "updated", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, updated) },
	{ "unchanged", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, unchanged) },
	{ "refused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, refused) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, suppressed) },
	{ "header", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_get_row, header) },
	{ "warnings", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_get_row, warnings) },
	{ "deleted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, deleted) },
	{ "restored", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_get_row, restored) },
	{ "undoAfter", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_get_row, undo_after) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_get_row, error) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_get_row, created_at) },
	{ "finishedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_import_get_row, finished_at) },
};
static const struct db_query import_get_query = {
	.name = "import_get",
	.sql =
		"SELECT i.\"id\", i.\"status\", i.\"filename\", i.\"node\", i.\"bytes\", i.\"bytesRead\", i.\"delimiter\", i.\"encoding\", i.\"columns\", i.\"map\", i.\"tags\", i.\"policy\",\n"
		"       i.\"dryRun\", i.\"rowsRead\", i.\"created\", i.\"updated\", i.\"unchanged\", i.\"refused\", i.\"suppressed\", i.\"header\", i.\"warnings\", i.\"deleted\", i.\"restored\", i.\"undoAfter\", i.\"error\", i.\"createdAt\", i.\"finishedAt\"\n"
		"FROM \"Import\" i WHERE i.\"userId\" = $1 AND i.\"id\" = $2",
	.params = import_get_params,
	.n_params = 2,
	.cols = import_get_cols,
	.n_cols = 27,
	.row_size = sizeof(struct q_import_get_row),
	.reads = true,
};
err q_import_get(tenant_db db, struct arena *a, const struct q_import_get_in *in, struct q_import_get_row *out)
{
	return db_tenant_one(db, a, &import_get_query, in, out);
}

static const struct db_field import_list_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_in, after_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_in, limit) },
};
static const struct db_field import_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_list_row, id) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_list_row, status) },
	{ "filename", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_row, filename) },
	{ "node", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_list_row, node) },
	{ "bytes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, bytes) },
	{ "bytesRead", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, bytes_read) },
	{ "delimiter", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_row, delimiter) },
	{ "encoding", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_row, encoding) },
	{ "columns", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_list_row, columns) },
	{ "map", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_list_row, map) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_list_row, tags) },
	{ "policy", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_list_row, policy) },
	{ "dryRun", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_list_row, dry_run) },
	{ "rowsRead", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, rows_read) },
	{ "created", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, created) },
	{ "updated", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, updated) },
	{ "unchanged", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, unchanged) },
	{ "refused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, refused) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, suppressed) },
	{ "header", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_list_row, header) },
	{ "warnings", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_import_list_row, warnings) },
	{ "deleted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, deleted) },
	{ "restored", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_list_row, restored) },
	{ "undoAfter", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_row, undo_after) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_list_row, error) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_list_row, created_at) },
	{ "finishedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_import_list_row, finished_at) },
};
static const struct db_query import_list_query = {
	.name = "import_list",
	.sql =
		"SELECT i.\"id\", i.\"status\", i.\"filename\", i.\"node\", i.\"bytes\", i.\"bytesRead\", i.\"delimiter\", i.\"encoding\", i.\"columns\", i.\"map\", i.\"tags\", i.\"policy\",\n"
		"       i.\"dryRun\", i.\"rowsRead\", i.\"created\", i.\"updated\", i.\"unchanged\", i.\"refused\", i.\"suppressed\", i.\"header\", i.\"warnings\", i.\"deleted\", i.\"restored\", i.\"undoAfter\", i.\"error\", i.\"createdAt\", i.\"finishedAt\"\n"
		"FROM \"Import\" i WHERE i.\"userId\" = $1 AND ($2::text IS NULL OR i.\"id\" < $2) ORDER BY i.\"id\" DESC LIMIT $3",
	.params = import_list_params,
	.n_params = 3,
	.cols = import_list_cols,
	.n_cols = 27,
	.row_size = sizeof(struct q_import_list_row),
	.reads = true,
};
err q_import_list(tenant_db db, struct arena *a, const struct q_import_list_in *in, struct q_import_list_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &import_list_query, in, &rows));
	*out = (struct q_import_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field import_reread_params[] = {
	{ "delimiter", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_reread_in, delimiter) },
	{ "encoding", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_reread_in, encoding) },
	{ "columns", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_import_reread_in, columns) },
	{ "header", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_reread_in, header) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_reread_in, id) },
};
static const struct db_query import_reread_query = {
	.name = "import_reread",
	.sql =
		"UPDATE \"Import\" SET \"status\" = 'UPLOADED', \"delimiter\" = $1, \"encoding\" = $2, \"columns\" = $3, \"header\" = $4,\n"
		"       \"map\" = NULL, \"warnings\" = NULL, \"dryRun\" = false, \"rowsRead\" = 0, \"bytesRead\" = 0, \"created\" = 0, \"updated\" = 0, \"unchanged\" = 0,\n"
		"       \"refused\" = 0, \"suppressed\" = 0, \"error\" = NULL, \"finishedAt\" = NULL\n"
		"WHERE \"userId\" = $5 AND \"id\" = $6 AND (\"status\" = 'UPLOADED' OR \"status\" = 'FAILED' AND \"created\" = 0 AND \"updated\" = 0 AND \"suppressed\" = 0\n"
		"      OR \"status\" IN ('DONE', 'FAILED') AND \"dryRun\")",
	.params = import_reread_params,
	.n_params = 6,
};
err q_import_reread(tenant_db db, struct arena *a, const struct q_import_reread_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_reread_query, in, affected);
}

static const struct db_field import_start_params[] = {
	{ "map", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_import_start_in, map) },
	{ "tags", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_import_start_in, tags) },
	{ "policy", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_start_in, policy) },
	{ "dry_run", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_start_in, dry_run) },
	{ "warnings", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_import_start_in, warnings) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_start_in, id) },
};
static const struct db_query import_start_query = {
	.name = "import_start",
	.sql =
		"UPDATE \"Import\" SET \"status\" = 'RUNNING', \"map\" = $1, \"tags\" = $2, \"policy\" = $3, \"dryRun\" = $4, \"warnings\" = $5, \"suppressed\" = 0, \"rowsRead\" = 0, \"bytesRead\" = 0,\n"
		"       \"created\" = 0, \"updated\" = 0, \"unchanged\" = 0, \"refused\" = 0, \"error\" = NULL, \"finishedAt\" = NULL, \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE \"userId\" = $6 AND \"id\" = $7 AND (\"status\" IN ('UPLOADED', 'FAILED') OR \"status\" = 'DONE' AND \"dryRun\")",
	.params = import_start_params,
	.n_params = 7,
};
err q_import_start(tenant_db db, struct arena *a, const struct q_import_start_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_start_query, in, affected);
}

static const struct db_field import_hold_params[] = {
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_hold_in, me) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_hold_in, id) },
};
static const struct db_query import_hold_query = {
	.name = "import_hold",
	.sql =
		"UPDATE \"Import\" SET \"leasedBy\" = $1, \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'\n"
		"WHERE \"userId\" = $2 AND \"id\" = $3 AND \"status\" IN ('RUNNING', 'UNDOING')\n"
		"  AND (\"leasedBy\" = $1 OR \"leasedUntil\" IS NULL OR \"leasedUntil\" < clock_timestamp() AT TIME ZONE 'UTC')",
	.params = import_hold_params,
	.n_params = 3,
};
err q_import_hold(tenant_db db, struct arena *a, const struct q_import_hold_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_hold_query, in, affected);
}

static const struct db_field import_release_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_release_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_release_in, me) },
};
static const struct db_query import_release_query = {
	.name = "import_release",
	.sql =
		"UPDATE \"Import\" SET \"leasedBy\" = NULL, \"leasedUntil\" = NULL WHERE \"userId\" = $1 AND \"id\" = $2 AND \"status\" IN ('RUNNING', 'UNDOING') AND \"leasedBy\" = $3",
	.params = import_release_params,
	.n_params = 3,
};
err q_import_release(tenant_db db, struct arena *a, const struct q_import_release_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_release_query, in, affected);
}

static const struct db_query import_stage_create_query = {
	.name = "import_stage_create",
	.sql =
		"CREATE TEMP TABLE IF NOT EXISTS \"stage\" (\n"
		"    \"n\" int8, \"id\" text, \"email\" text, \"firstName\" text, \"lastName\" text, \"tags\" text, \"variables\" text,\n"
		"    \"status\" text, \"reason\" text, \"source\" text, \"timezone\" text, \"timezoneSource\" text, \"createdAt\" timestamp(3), \"identity\" text) ON COMMIT DROP",
};
err q_import_stage_create(tenant_db db, struct arena *a)
{
	return db_tenant_exec(db, a, &import_stage_create_query, NULL, NULL);
}

static const struct db_field import_stage_params[] = {
	{ "n", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_import_stage_in, n) },
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, last_name) },
	{ "tags", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, tags) },
	{ "variables", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, status) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, source) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, timezone_source) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_import_stage_in, created_at) },
	{ "identity", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_stage_in, identity) },
};
static const struct db_query import_stage_query = {
	.name = "import_stage",
	.sql =
		"COPY \"stage\" (\"n\", \"id\", \"email\", \"firstName\", \"lastName\", \"tags\", \"variables\", \"status\", \"reason\", \"source\", \"timezone\", \"timezoneSource\", \"createdAt\", \"identity\") FROM STDIN (FORMAT binary)",
	.params = import_stage_params,
	.n_params = 14,
};
err q_import_stage(struct tenant_tx *tx, struct db_copy *out)
{
	return db_tenant_copy(tx, &import_stage_query, out);
}
err q_import_stage_add(struct db_copy *c, const struct q_import_stage_in *row)
{
	return c->query == &import_stage_query ? db_copy_add(c, row) : err_make(ERR_BUG, "a row of another COPY");
}

static const struct db_field import_suppress_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "import_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_suppress_in, import_id) },
};
static const struct db_query import_suppress_query = {
	.name = "import_suppress",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\", \"importId\")\n"
		"SELECT s.\"id\", $1, lower(s.\"email\"), s.\"reason\", s.\"source\", $2 FROM \"stage\" s\n"
		"WHERE s.\"reason\" IS NOT NULL\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Suppression\" x WHERE x.\"userId\" = $1 AND x.\"identity\" = s.\"identity\")\n"
		"ORDER BY lower(s.\"email\")\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = import_suppress_params,
	.n_params = 2,
	.timeout_ms = 300000,
};
err q_import_suppress(tenant_db db, struct arena *a, const struct q_import_suppress_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_suppress_query, in, affected);
}

static const struct db_field import_stage_people_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query import_stage_people_query = {
	.name = "import_stage_people",
	.sql =
		"UPDATE \"stage\" s SET \"email\" = k.\"email\"\n"
		"FROM (SELECT DISTINCT ON (x.\"n\") x.\"n\", c.\"email\" FROM \"stage\" x JOIN \"Contact\" c ON c.\"userId\" = $1 AND c.\"identity\" = x.\"identity\"\n"
		"      ORDER BY x.\"n\", c.\"email\" = x.\"email\" DESC, c.\"id\") k\n"
		"WHERE s.\"n\" = k.\"n\" AND s.\"email\" <> k.\"email\"",
	.params = import_stage_people_params,
	.n_params = 1,
	.timeout_ms = 300000,
};
err q_import_stage_people(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_stage_people_query, NULL, affected);
}

static const struct db_field import_merge_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_merge_in, now) },
	{ "update", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_merge_in, update) },
	{ "import_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_merge_in, import_id) },
};
static const struct db_field import_merge_cols[] = {
	{ "created", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_merge_row, created) },
	{ "updated", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_merge_row, updated) },
};
static const struct db_query import_merge_query = {
	.name = "import_merge",
	.sql =
		"WITH existing AS (\n"
		"    SELECT c.\"id\", c.\"email\", jsonb_build_object('firstName', c.\"firstName\", 'lastName', c.\"lastName\", 'tags', c.\"tags\", 'variables', c.\"variables\",\n"
		"           'status', c.\"status\", 'unsubscribedAt', c.\"unsubscribedAt\", 'timezone', c.\"timezone\", 'timezoneSource', c.\"timezoneSource\") AS before\n"
		"    FROM \"stage\" s JOIN \"Contact\" c ON c.\"userId\" = $1 AND c.\"email\" = s.\"email\"\n"
		"), merged AS (\n"
		"    INSERT INTO \"Contact\" AS c (\"id\", \"userId\", \"email\", \"firstName\", \"lastName\", \"tags\", \"variables\", \"status\", \"unsubscribedAt\", \"timezone\", \"timezoneSource\", \"createdAt\", \"updatedAt\")\n"
		"    SELECT s.\"id\", $1, s.\"email\", s.\"firstName\", s.\"lastName\", s.\"tags\"::jsonb, s.\"variables\"::jsonb, coalesce(s.\"status\", 'ACTIVE'),\n"
		"           CASE WHEN s.\"status\" = 'UNSUBSCRIBED' THEN $2::timestamp(3) END, s.\"timezone\", s.\"timezoneSource\", coalesce(s.\"createdAt\", $2::timestamp(3)), $2 FROM \"stage\" s\n"
		"    ON CONFLICT (\"userId\", \"email\") DO UPDATE\n"
		"    SET \"firstName\" = CASE WHEN $3 THEN coalesce(EXCLUDED.\"firstName\", c.\"firstName\") ELSE c.\"firstName\" END,\n"
		"        \"lastName\" = CASE WHEN $3 THEN coalesce(EXCLUDED.\"lastName\", c.\"lastName\") ELSE c.\"lastName\" END,\n"
		"        \"tags\" = CASE WHEN $3 THEN (CASE WHEN jsonb_typeof(c.\"tags\") = 'array' THEN c.\"tags\" ELSE '[]' END) || (SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements(EXCLUDED.\"tags\") t WHERE NOT (CASE WHEN jsonb_typeof(c.\"tags\") = 'array' THEN c.\"tags\" ELSE '[]' END) @> t) ELSE c.\"tags\" END,\n"
		"        \"variables\" = CASE WHEN $3 THEN (CASE WHEN jsonb_typeof(c.\"variables\") = 'object' THEN c.\"variables\" ELSE '{}' END) || EXCLUDED.\"variables\" ELSE c.\"variables\" END,\n"
		"        \"status\" = CASE WHEN EXCLUDED.\"status\" = 'UNSUBSCRIBED' OR EXCLUDED.\"status\" = 'INACTIVE' AND c.\"status\" = 'ACTIVE' THEN EXCLUDED.\"status\" ELSE c.\"status\" END,\n"
		"        \"unsubscribedAt\" = CASE WHEN EXCLUDED.\"status\" = 'UNSUBSCRIBED' THEN coalesce(c.\"unsubscribedAt\", $2) ELSE c.\"unsubscribedAt\" END,\n"
		"        \"timezone\" = CASE WHEN $3 AND EXCLUDED.\"timezoneSource\" IN ('set', 'browser') AND (EXCLUDED.\"timezone\" IS DISTINCT FROM c.\"timezone\" OR c.\"timezoneSource\" IS NULL OR c.\"timezoneSource\" NOT IN ('set', 'browser')) THEN EXCLUDED.\"timezone\" ELSE c.\"timezone\" END,\n"
		"        \"timezoneSource\" = CASE WHEN $3 AND EXCLUDED.\"timezoneSource\" IN ('set', 'browser') AND (EXCLUDED.\"timezone\" IS DISTINCT FROM c.\"timezone\" OR c.\"timezoneSource\" IS NULL OR c.\"timezoneSource\" NOT IN ('set', 'browser')) THEN EXCLUDED.\"timezoneSource\" ELSE c.\"timezoneSource\" END,\n"
		"        \"updatedAt\" = EXCLUDED.\"updatedAt\"\n"
		"    WHERE $3\n"
		"      AND (coalesce(EXCLUDED.\"firstName\", c.\"firstName\") IS DISTINCT FROM c.\"firstName\" OR coalesce(EXCLUDED.\"lastName\", c.\"lastName\") IS DISTINCT FROM c.\"lastName\"\n"
		"           OR NOT (CASE WHEN jsonb_typeof(c.\"tags\") = 'array' THEN c.\"tags\" ELSE '[]' END) @> EXCLUDED.\"tags\" OR NOT (CASE WHEN jsonb_typeof(c.\"variables\") = 'object' THEN c.\"variables\" ELSE '{}' END) @> EXCLUDED.\"variables\"\n"
		"           OR EXCLUDED.\"timezoneSource\" IN ('set', 'browser') AND (EXCLUDED.\"timezone\" IS DISTINCT FROM c.\"timezone\" OR c.\"timezoneSource\" IS NULL OR c.\"timezoneSource\" NOT IN ('set', 'browser')))\n"
		"      OR EXCLUDED.\"status\" = 'UNSUBSCRIBED' AND c.\"status\" <> 'UNSUBSCRIBED' OR EXCLUDED.\"status\" = 'INACTIVE' AND c.\"status\" = 'ACTIVE'\n"
		"    RETURNING c.\"id\", c.\"email\", xmax = 0 AS fresh\n"
		"), remembered AS (\n"
		"    INSERT INTO \"ImportChange\" (\"importId\", \"contactId\", \"userId\", \"before\")\n"
		"    SELECT $4, m.\"id\", $1, e.before FROM merged m JOIN existing e ON e.\"id\" = m.\"id\" WHERE NOT m.fresh\n"
		"    ON CONFLICT (\"importId\", \"contactId\") DO NOTHING\n"
		")\n"
		"SELECT count(*) FILTER (WHERE fresh) AS created, count(*) FILTER (WHERE NOT fresh) AS updated FROM merged",
	.params = import_merge_params,
	.n_params = 4,
	.cols = import_merge_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_import_merge_row),
	.timeout_ms = 300000,
};
err q_import_merge(tenant_db db, struct arena *a, const struct q_import_merge_in *in, struct q_import_merge_row *out)
{
	return db_tenant_one(db, a, &import_merge_query, in, out);
}

static const struct db_field import_raise_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "import_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_raise_in, import_id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_raise_in, now) },
};
static const struct db_query import_raise_query = {
	.name = "import_raise",
	.sql =
		"WITH raised AS MATERIALIZED (\n"
		"    SELECT c.\"id\", s.\"status\", jsonb_build_object('firstName', c.\"firstName\", 'lastName', c.\"lastName\", 'tags', c.\"tags\", 'variables', c.\"variables\",\n"
		"           'status', c.\"status\", 'unsubscribedAt', c.\"unsubscribedAt\", 'timezone', c.\"timezone\", 'timezoneSource', c.\"timezoneSource\") AS before\n"
		"    FROM \"stage\" s JOIN \"Contact\" c ON c.\"userId\" = $1 AND c.\"email\" = s.\"email\"\n"
		"    WHERE s.\"status\" = 'UNSUBSCRIBED' AND c.\"status\" <> 'UNSUBSCRIBED' OR s.\"status\" = 'INACTIVE' AND c.\"status\" = 'ACTIVE'\n"
		"    FOR NO KEY UPDATE OF c\n"
		"), remembered AS (\n"
		"    INSERT INTO \"ImportChange\" (\"importId\", \"contactId\", \"userId\", \"before\")\n"
		"    SELECT $2, r.\"id\", $1, r.before FROM raised r\n"
		"    ON CONFLICT (\"importId\", \"contactId\") DO NOTHING\n"
		")\n"
		"UPDATE \"Contact\" c SET \"status\" = r.\"status\", \"updatedAt\" = $3,\n"
		"       \"unsubscribedAt\" = CASE WHEN r.\"status\" = 'UNSUBSCRIBED' THEN coalesce(c.\"unsubscribedAt\", $3) ELSE c.\"unsubscribedAt\" END\n"
		"FROM raised r WHERE c.\"userId\" = $1 AND c.\"id\" = r.\"id\"",
	.params = import_raise_params,
	.n_params = 3,
	.timeout_ms = 300000,
};
err q_import_raise(tenant_db db, struct arena *a, const struct q_import_raise_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_raise_query, in, affected);
}

static const struct db_field import_preview_params[] = {
	{ "update", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_preview_in, update) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field import_preview_cols[] = {
	{ "created", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_preview_row, created) },
	{ "updated", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_preview_row, updated) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_preview_row, suppressed) },
};
static const struct db_query import_preview_query = {
	.name = "import_preview",
	.sql =
		"SELECT count(*) FILTER (WHERE c.\"id\" IS NULL) AS created,\n"
		"       count(*) FILTER (WHERE c.\"id\" IS NOT NULL AND ($1\n"
		"           AND (coalesce(s.\"firstName\", c.\"firstName\") IS DISTINCT FROM c.\"firstName\" OR coalesce(s.\"lastName\", c.\"lastName\") IS DISTINCT FROM c.\"lastName\"\n"
		"                OR NOT (CASE WHEN jsonb_typeof(c.\"tags\") = 'array' THEN c.\"tags\" ELSE '[]' END) @> s.\"tags\"::jsonb OR NOT (CASE WHEN jsonb_typeof(c.\"variables\") = 'object' THEN c.\"variables\" ELSE '{}' END) @> s.\"variables\"::jsonb\n"
		"                OR s.\"timezoneSource\" IN ('set', 'browser') AND (s.\"timezone\" IS DISTINCT FROM c.\"timezone\" OR c.\"timezoneSource\" IS NULL OR c.\"timezoneSource\" NOT IN ('set', 'browser')))\n"
		"           OR s.\"status\" = 'UNSUBSCRIBED' AND c.\"status\" <> 'UNSUBSCRIBED' OR s.\"status\" = 'INACTIVE' AND c.\"status\" = 'ACTIVE')) AS updated,\n"
		"       count(*) FILTER (WHERE s.\"reason\" IS NOT NULL AND NOT EXISTS (\n"
		"           SELECT 1 FROM \"Suppression\" x WHERE x.\"userId\" = $2 AND x.\"identity\" = s.\"identity\")) AS suppressed\n"
		"FROM \"stage\" s LEFT JOIN \"Contact\" c ON c.\"userId\" = $2 AND c.\"email\" = s.\"email\"",
	.params = import_preview_params,
	.n_params = 2,
	.cols = import_preview_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_import_preview_row),
	.timeout_ms = 300000,
	.reads = true,
};
err q_import_preview(tenant_db db, struct arena *a, const struct q_import_preview_in *in, struct q_import_preview_row *out)
{
	return db_tenant_one(db, a, &import_preview_query, in, out);
}

static const struct db_field import_step_params[] = {
	{ "rows_read", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, rows_read) },
	{ "bytes_read", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, bytes_read) },
	{ "created", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, created) },
	{ "updated", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, updated) },
	{ "unchanged", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, unchanged) },
	{ "refused", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, refused) },
	{ "suppressed", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_step_in, suppressed) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_step_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_step_in, me) },
};
static const struct db_query import_step_query = {
	.name = "import_step",
	.sql =
		"UPDATE \"Import\" SET \"rowsRead\" = $1, \"bytesRead\" = $2, \"created\" = \"created\" + $3, \"updated\" = \"updated\" + $4,\n"
		"       \"unchanged\" = \"unchanged\" + $5, \"refused\" = $6, \"suppressed\" = \"suppressed\" + $7, \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'\n"
		"WHERE \"userId\" = $8 AND \"id\" = $9 AND \"status\" = 'RUNNING' AND \"leasedBy\" = $10",
	.params = import_step_params,
	.n_params = 10,
};
err q_import_step(tenant_db db, struct arena *a, const struct q_import_step_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_step_query, in, affected);
}

static const struct db_field import_end_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_end_in, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_end_in, error) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_end_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_end_in, id) },
};
static const struct db_query import_end_query = {
	.name = "import_end",
	.sql =
		"UPDATE \"Import\" SET \"status\" = $1, \"error\" = $2, \"finishedAt\" = $3, \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE \"userId\" = $4 AND \"id\" = $5 AND \"status\" = 'RUNNING'",
	.params = import_end_params,
	.n_params = 5,
};
err q_import_end(tenant_db db, struct arena *a, const struct q_import_end_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_end_query, in, affected);
}

static const struct db_field import_undo_mark_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_mark_in, id) },
};
static const struct db_query import_undo_mark_query = {
	.name = "import_undo_mark",
	.sql =
		"UPDATE \"Import\" SET \"status\" = 'UNDOING', \"undoAfter\" = NULL, \"error\" = NULL, \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE \"userId\" = $1 AND \"id\" = $2 AND \"status\" IN ('DONE', 'FAILED') AND NOT \"dryRun\"",
	.params = import_undo_mark_params,
	.n_params = 2,
};
err q_import_undo_mark(tenant_db db, struct arena *a, const struct q_import_undo_mark_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_undo_mark_query, in, affected);
}

static const struct db_field import_undo_step_params[] = {
	{ "deleted", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_step_in, deleted) },
	{ "restored", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_step_in, restored) },
	{ "after", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_undo_step_in, after) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_step_in, id) },
	{ "me", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_step_in, me) },
};
static const struct db_query import_undo_step_query = {
	.name = "import_undo_step",
	.sql =
		"UPDATE \"Import\" SET \"deleted\" = \"deleted\" + $1, \"restored\" = \"restored\" + $2, \"undoAfter\" = coalesce($3, \"undoAfter\"),\n"
		"       \"leasedUntil\" = clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '30 seconds'\n"
		"WHERE \"userId\" = $4 AND \"id\" = $5 AND \"status\" = 'UNDOING' AND \"leasedBy\" = $6",
	.params = import_undo_step_params,
	.n_params = 6,
};
err q_import_undo_step(tenant_db db, struct arena *a, const struct q_import_undo_step_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_undo_step_query, in, affected);
}

static const struct db_field import_undo_end_params[] = {
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_end_in, status) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_undo_end_in, error) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_undo_end_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_end_in, id) },
};
static const struct db_query import_undo_end_query = {
	.name = "import_undo_end",
	.sql =
		"UPDATE \"Import\" SET \"status\" = $1, \"error\" = $2, \"finishedAt\" = $3, \"leasedBy\" = NULL, \"leasedUntil\" = NULL\n"
		"WHERE \"userId\" = $4 AND \"id\" = $5 AND \"status\" = 'UNDOING'",
	.params = import_undo_end_params,
	.n_params = 5,
};
err q_import_undo_end(tenant_db db, struct arena *a, const struct q_import_undo_end_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_undo_end_query, in, affected);
}

static const struct db_field import_undo_suppressions_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_suppressions_in, id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_suppressions_in, limit) },
};
static const struct db_query import_undo_suppressions_query = {
	.name = "import_undo_suppressions",
	.sql =
		"DELETE FROM \"Suppression\" WHERE \"userId\" = $1 AND \"id\" IN (\n"
		"    SELECT s.\"id\" FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"importId\" = $2 LIMIT $3)",
	.params = import_undo_suppressions_params,
	.n_params = 3,
};
err q_import_undo_suppressions(tenant_db db, struct arena *a, const struct q_import_undo_suppressions_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_undo_suppressions_query, in, affected);
}

static const struct db_field import_undo_people_params[] = {
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_people_in, tail) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_people_in, after) },
	{ "high", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_people_in, high) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_people_in, limit) },
};
static const struct db_field import_undo_people_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_people_row, id) },
	{ "mine", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_import_undo_people_row, mine) },
};
static const struct db_query import_undo_people_query = {
	.name = "import_undo_people",
	.sql =
		"SELECT c.\"id\", right(c.\"id\", 10) = $1 AND NOT EXISTS (SELECT 1 FROM \"Recipient\" r WHERE r.\"contactId\" = c.\"id\" AND r.\"userId\" = $2) AS mine\n"
		"FROM \"Contact\" c WHERE c.\"userId\" = $2 AND c.\"id\" > $3 AND c.\"id\" <= $4 ORDER BY c.\"id\" LIMIT $5",
	.params = import_undo_people_params,
	.n_params = 5,
	.cols = import_undo_people_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_import_undo_people_row),
	.reads = true,
};
err q_import_undo_people(tenant_db db, struct arena *a, const struct q_import_undo_people_in *in, struct q_import_undo_people_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &import_undo_people_query, in, &rows));
	*out = (struct q_import_undo_people_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field import_undo_leave_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_import_undo_leave_in, ids) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_undo_leave_in, now) },
};
static const struct db_field import_undo_leave_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_leave_row, n) },
};
static const struct db_query import_undo_leave_query = {
	.name = "import_undo_leave",
	.sql =
		"SELECT \"loumass_enrollment_exit\"(ARRAY(\n"
		"    SELECT e.\"id\" FROM \"SequenceEnrollment\" e\n"
		"    WHERE e.\"userId\" = $1 AND e.\"contactId\" = ANY ($2::text[]) AND coalesce(e.\"status\", '') IN ('ACTIVE', 'PAUSED')), 'deleted', '{}'::jsonb, $3) AS n",
	.params = import_undo_leave_params,
	.n_params = 3,
	.cols = import_undo_leave_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_import_undo_leave_row),
};
err q_import_undo_leave(tenant_db db, struct arena *a, const struct q_import_undo_leave_in *in, struct q_import_undo_leave_row *out)
{
	return db_tenant_one(db, a, &import_undo_leave_query, in, out);
}

static const struct db_field import_undo_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_import_undo_delete_in, ids) },
};
static const struct db_query import_undo_delete_query = {
	.name = "import_undo_delete",
	.sql =
		"DELETE FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = ANY ($2::text[])\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Recipient\" r WHERE r.\"contactId\" = c.\"id\" AND r.\"userId\" = $1)",
	.params = import_undo_delete_params,
	.n_params = 2,
};
err q_import_undo_delete(tenant_db db, struct arena *a, const struct q_import_undo_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_undo_delete_query, in, affected);
}

static const struct db_field import_undo_restore_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_undo_restore_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_restore_in, limit) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_import_undo_restore_in, now) },
};
static const struct db_field import_undo_restore_cols[] = {
	{ "taken", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_restore_row, taken) },
	{ "restored", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_undo_restore_row, restored) },
};
static const struct db_query import_undo_restore_query = {
	.name = "import_undo_restore",
	.sql =
		"WITH piece AS MATERIALIZED (\n"
		"    SELECT h.\"contactId\", h.\"before\" FROM \"ImportChange\" h WHERE h.\"importId\" = $1 AND h.\"userId\" = $2 ORDER BY h.\"contactId\" LIMIT $3\n"
		"), back AS (\n"
		"    UPDATE \"Contact\" c SET \"firstName\" = h.\"before\" ->> 'firstName', \"lastName\" = h.\"before\" ->> 'lastName',\n"
		"           \"tags\" = nullif(h.\"before\" -> 'tags', 'null'), \"variables\" = nullif(h.\"before\" -> 'variables', 'null'),\n"
		"           \"timezone\" = CASE WHEN h.\"before\" ? 'timezone' THEN h.\"before\" ->> 'timezone' ELSE c.\"timezone\" END,\n"
		"           \"timezoneSource\" = CASE WHEN h.\"before\" ? 'timezone' THEN h.\"before\" ->> 'timezoneSource' ELSE c.\"timezoneSource\" END,\n"
		"           \"status\" = CASE WHEN h.\"before\" ? 'status' AND NOT x.suppressed THEN h.\"before\" ->> 'status' ELSE c.\"status\" END,\n"
		"           \"unsubscribedAt\" = CASE WHEN h.\"before\" ? 'status' AND NOT x.suppressed THEN (h.\"before\" ->> 'unsubscribedAt')::timestamp(3) ELSE c.\"unsubscribedAt\" END,\n"
		"           \"updatedAt\" = $4\n"
		"    FROM piece h CROSS JOIN LATERAL (\n"
		"        SELECT EXISTS (SELECT 1 FROM \"Contact\" k JOIN \"Suppression\" s ON s.\"userId\" = $2 AND s.\"identity\" = k.\"identity\"\n"
		"                       WHERE k.\"userId\" = $2 AND k.\"id\" = h.\"contactId\") AS suppressed) x\n"
		"    WHERE h.\"before\" IS NOT NULL AND c.\"id\" = h.\"contactId\" AND c.\"userId\" = $2\n"
		"    RETURNING c.\"id\"\n"
		"), gone AS (\n"
		"    DELETE FROM \"ImportChange\" g USING piece h WHERE g.\"userId\" = $2 AND g.\"importId\" = $1 AND g.\"contactId\" = h.\"contactId\"\n"
		")\n"
		"SELECT (SELECT count(*) FROM piece) AS taken, (SELECT count(*) FROM back) AS restored",
	.params = import_undo_restore_params,
	.n_params = 4,
	.cols = import_undo_restore_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_import_undo_restore_row),
	.timeout_ms = 60000,
};
err q_import_undo_restore(tenant_db db, struct arena *a, const struct q_import_undo_restore_in *in, struct q_import_undo_restore_row *out)
{
	return db_tenant_one(db, a, &import_undo_restore_query, in, out);
}

static const struct db_field import_ran_beside_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_ran_beside_in, id) },
};
static const struct db_field import_ran_beside_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_ran_beside_row, id) },
};
static const struct db_query import_ran_beside_query = {
	.name = "import_ran_beside",
	.sql =
		"SELECT i.\"id\" FROM \"Import\" i, \"Import\" m\n"
		"WHERE m.\"userId\" = $1 AND m.\"id\" = $2 AND i.\"userId\" = $1 AND i.\"id\" < m.\"id\" AND NOT i.\"dryRun\"\n"
		"  AND (i.\"status\" = 'RUNNING' OR i.\"finishedAt\" > m.\"createdAt\")\n"
		"ORDER BY i.\"id\" DESC LIMIT 100",
	.params = import_ran_beside_params,
	.n_params = 2,
	.cols = import_ran_beside_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_import_ran_beside_row),
	.reads = true,
};
err q_import_ran_beside(tenant_db db, struct arena *a, const struct q_import_ran_beside_in *in, struct q_import_ran_beside_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &import_ran_beside_query, in, &rows));
	*out = (struct q_import_ran_beside_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field import_made_twice_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_in, after) },
	{ "last", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_in, last) },
	{ "tail", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_in, tail) },
	{ "low", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_in, low) },
	{ "high", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_in, high) },
};
static const struct db_field import_made_twice_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_row, id) },
	{ "keep", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_made_twice_row, keep) },
};
static const struct db_query import_made_twice_query = {
	.name = "import_made_twice",
	.sql =
		"SELECT m.\"id\", d.\"id\" AS \"keep\" FROM (\n"
		"    SELECT c.\"id\", c.\"identity\" FROM \"Contact\" c\n"
		"    WHERE c.\"userId\" = $1 AND c.\"id\" > $2 AND c.\"id\" <= $3 AND right(c.\"id\", 10) <> $4 OFFSET 0) d\n"
		"CROSS JOIN LATERAL (\n"
		"    SELECT x.\"id\" FROM \"Contact\" x WHERE x.\"userId\" = $1 AND x.\"identity\" = d.\"identity\"\n"
		"      AND x.\"id\" >= $5 AND x.\"id\" <= $6 AND right(x.\"id\", 10) = $4 LIMIT 1) m\n"
		"ORDER BY m.\"id\", d.\"id\"",
	.params = import_made_twice_params,
	.n_params = 6,
	.cols = import_made_twice_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_import_made_twice_row),
	.reads = true,
};
err q_import_made_twice(tenant_db db, struct arena *a, const struct q_import_made_twice_in *in, struct q_import_made_twice_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &import_made_twice_query, in, &rows));
	*out = (struct q_import_made_twice_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field import_last_of_piece_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_last_of_piece_in, after) },
	{ "until", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_last_of_piece_in, until) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_last_of_piece_in, limit) },
};
static const struct db_field import_last_of_piece_cols[] = {
	{ "last", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_import_last_of_piece_row, last) },
};
static const struct db_query import_last_of_piece_query = {
	.name = "import_last_of_piece",
	.sql =
		"SELECT max(p.\"id\") AS \"last\" FROM (\n"
		"    SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" > $2 AND c.\"id\" <= $3 ORDER BY c.\"id\" LIMIT $4) p",
	.params = import_last_of_piece_params,
	.n_params = 4,
	.cols = import_last_of_piece_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_import_last_of_piece_row),
	.reads = true,
};
err q_import_last_of_piece(tenant_db db, struct arena *a, const struct q_import_last_of_piece_in *in, struct q_import_last_of_piece_row *out)
{
	return db_tenant_one(db, a, &import_last_of_piece_query, in, out);
}

static const struct db_field import_wait_for_writers_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query import_wait_for_writers_query = {
	.name = "import_wait_for_writers",
	.sql =
		"SELECT pg_advisory_xact_lock(hashtextextended('contacts:' || $1, 0)) FROM (SELECT 1 WHERE $1::text IS NOT NULL) t",
	.params = import_wait_for_writers_params,
	.n_params = 1,
};
err q_import_wait_for_writers(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_wait_for_writers_query, NULL, affected);
}

static const struct db_field import_merged_twice_params[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_import_merged_twice_in, n) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_merged_twice_in, id) },
};
static const struct db_query import_merged_twice_query = {
	.name = "import_merged_twice",
	.sql =
		"UPDATE \"Import\" SET \"created\" = \"created\" - $1, \"updated\" = \"updated\" + $1 WHERE \"userId\" = $2 AND \"id\" = $3 AND \"status\" = 'RUNNING'",
	.params = import_merged_twice_params,
	.n_params = 3,
};
err q_import_merged_twice(tenant_db db, struct arena *a, const struct q_import_merged_twice_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_merged_twice_query, in, affected);
}

static const struct db_field import_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_import_delete_in, id) },
};
static const struct db_query import_delete_query = {
	.name = "import_delete",
	.sql =
		"DELETE FROM \"Import\" WHERE \"userId\" = $1 AND \"id\" = $2 AND \"status\" NOT IN ('RUNNING', 'UNDOING')",
	.params = import_delete_params,
	.n_params = 2,
};
err q_import_delete(tenant_db db, struct arena *a, const struct q_import_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &import_delete_query, in, affected);
}
