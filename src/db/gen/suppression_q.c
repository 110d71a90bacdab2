/* Written by tools/sqlgen from sql/q/tenant/suppression.sql; do not edit. */
#include "db/gen/suppression_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field suppression_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_in, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_in, source) },
};
static const struct db_field suppression_insert_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_insert_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_insert_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_insert_row, created_at) },
};
static const struct db_query suppression_insert_query = {
	.name = "suppression_insert",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\")\n"
		"VALUES ($1, $2, $3::text, $4, $5)\n"
		"RETURNING \"id\", \"email\", \"reason\", \"source\", \"createdAt\"",
	.params = suppression_insert_params,
	.n_params = 5,
	.cols = suppression_insert_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_insert_row),
};
err q_suppression_insert(tenant_db db, struct arena *a, const struct q_suppression_insert_in *in, struct q_suppression_insert_row *out)
{
	return db_tenant_one(db, a, &suppression_insert_query, in, out);
}

static const struct db_field suppression_claim_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_claim_in, email) },
};
static const struct db_query suppression_claim_query = {
	.name = "suppression_claim",
	.sql =
		"UPDATE \"Suppression\" SET \"importId\" = NULL WHERE \"userId\" = $1 AND \"identity\" = \"loumass_identity\"($2) AND \"importId\" IS NOT NULL",
	.params = suppression_claim_params,
	.n_params = 2,
};
err q_suppression_claim(tenant_db db, struct arena *a, const struct q_suppression_claim_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_claim_query, in, affected);
}

static const struct db_field suppression_there_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_there_in, email) },
};
static const struct db_field suppression_there_cols[] = {
	{ "there", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_suppression_there_row, there) },
};
static const struct db_query suppression_there_query = {
	.name = "suppression_there",
	.sql =
		"SELECT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = \"loumass_identity\"($2)) AS there",
	.params = suppression_there_params,
	.n_params = 2,
	.cols = suppression_there_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_there_row),
};
err q_suppression_there(tenant_db db, struct arena *a, const struct q_suppression_there_in *in, struct q_suppression_there_row *out)
{
	return db_tenant_one(db, a, &suppression_there_query, in, out);
}

static const struct db_field suppression_insert_many_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, ids) },
	{ "emails", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, emails) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, reasons) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_many_in, sources) },
};
static const struct db_query suppression_insert_many_query = {
	.name = "suppression_insert_many",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\", \"source\")\n"
		"SELECT v.\"id\", $1, v.\"email\", v.\"reason\", v.\"source\"\n"
		"FROM (SELECT DISTINCT ON (u.\"identity\") u.* FROM (\n"
		"          SELECT x.*, \"loumass_identity\"(x.\"email\") AS \"identity\"\n"
		"          FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS x (\"id\", \"email\", \"reason\", \"source\") OFFSET 0) u\n"
		"      ORDER BY u.\"identity\", u.\"id\") v\n"
		"WHERE NOT EXISTS (SELECT 1 FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"identity\" = v.\"identity\" AND s.\"importId\" IS NULL)\n"
		"ORDER BY v.\"email\"\n"
		"ON CONFLICT (\"userId\", \"email\") DO NOTHING",
	.params = suppression_insert_many_params,
	.n_params = 5,
};
err q_suppression_insert_many(tenant_db db, struct arena *a, const struct q_suppression_insert_many_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_insert_many_query, in, affected);
}

static const struct db_field suppression_insert_hashes_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_hashes_in, ids) },
	{ "hashes", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_hashes_in, hashes) },
	{ "reasons", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_hashes_in, reasons) },
	{ "sources", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_insert_hashes_in, sources) },
};
static const struct db_query suppression_insert_hashes_query = {
	.name = "suppression_insert_hashes",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"emailHash\", \"reason\", \"source\")\n"
		"SELECT v.\"id\", $1, v.\"hash\", v.\"reason\", v.\"source\"\n"
		"FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS v (\"id\", \"hash\", \"reason\", \"source\")\n"
		"ORDER BY v.\"hash\"\n"
		"ON CONFLICT (\"userId\", \"emailHash\") DO NOTHING",
	.params = suppression_insert_hashes_params,
	.n_params = 5,
};
err q_suppression_insert_hashes(tenant_db db, struct arena *a, const struct q_suppression_insert_hashes_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_insert_hashes_query, in, affected);
}

static const struct db_field suppression_put_hash_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_put_hash_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_put_hash_in, email) },
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_put_hash_in, hash_key) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_put_hash_in, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_put_hash_in, source) },
};
static const struct db_query suppression_put_hash_query = {
	.name = "suppression_put_hash",
	.sql =
		"INSERT INTO \"Suppression\" (\"id\", \"userId\", \"emailHash\", \"reason\", \"source\")\n"
		"VALUES ($1, $2, \"loumass_address_hash\"($3, $4::text), $5, $6)\n"
		"ON CONFLICT (\"userId\", \"emailHash\") DO NOTHING",
	.params = suppression_put_hash_params,
	.n_params = 6,
};
err q_suppression_put_hash(tenant_db db, struct arena *a, const struct q_suppression_put_hash_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_put_hash_query, in, affected);
}

static const struct db_field suppression_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_get_in, id) },
};
static const struct db_field suppression_get_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_get_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_get_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_get_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_get_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_get_row, created_at) },
};
static const struct db_query suppression_get_query = {
	.name = "suppression_get",
	.sql =
		"SELECT s.\"id\", s.\"email\", s.\"reason\", s.\"source\", s.\"createdAt\" FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2",
	.params = suppression_get_params,
	.n_params = 2,
	.cols = suppression_get_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_get_row),
	.reads = true,
};
err q_suppression_get(tenant_db db, struct arena *a, const struct q_suppression_get_in *in, struct q_suppression_get_row *out)
{
	return db_tenant_one(db, a, &suppression_get_query, in, out);
}

static const struct db_field suppression_delete_one_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_delete_one_in, id) },
};
static const struct db_query suppression_delete_one_query = {
	.name = "suppression_delete_one",
	.sql =
		"DELETE FROM \"Suppression\" s WHERE s.\"userId\" = $1\n"
		"  AND (s.\"id\" = $2 OR s.\"identity\" = (SELECT o.\"identity\" FROM \"Suppression\" o WHERE o.\"userId\" = $1 AND o.\"id\" = $2))",
	.params = suppression_delete_one_params,
	.n_params = 2,
};
err q_suppression_delete_one(tenant_db db, struct arena *a, const struct q_suppression_delete_one_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_delete_one_query, in, affected);
}

static const struct db_field suppression_kept_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_kept_in, id) },
};
static const struct db_field suppression_kept_cols[] = {
	{ "kept", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_suppression_kept_row, kept) },
};
static const struct db_query suppression_kept_query = {
	.name = "suppression_kept",
	.sql =
		"SELECT EXISTS (SELECT 1 FROM \"Suppression\" s JOIN \"Suppression\" o ON o.\"userId\" = $1 AND o.\"id\" = $2\n"
		"               WHERE s.\"userId\" = $1 AND (s.\"id\" = o.\"id\" OR s.\"identity\" = o.\"identity\")\n"
		"                 AND (s.\"reason\" IN ('unsubscribe', 'complaint') OR s.\"email\" IS NULL)) AS kept",
	.params = suppression_kept_params,
	.n_params = 2,
	.cols = suppression_kept_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_kept_row),
	.reads = true,
};
err q_suppression_kept(tenant_db db, struct arena *a, const struct q_suppression_kept_in *in, struct q_suppression_kept_row *out)
{
	return db_tenant_one(db, a, &suppression_kept_query, in, out);
}

static const struct db_field suppression_lift_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_lift_in, email) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_lift_in, hash_keys) },
};
static const struct db_query suppression_lift_query = {
	.name = "suppression_lift",
	.sql =
		"DELETE FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"reason\" IN ('unsubscribe', 'erased', 'deleted')\n"
		"  AND (s.\"identity\" = \"loumass_identity\"($2)\n"
		"       OR s.\"emailHash\" = ANY (ARRAY(SELECT h.\"hash\" FROM \"loumass_address_hashes\"($2, \"loumass_identity\"($2), $3::text[]) h)))",
	.params = suppression_lift_params,
	.n_params = 3,
};
err q_suppression_lift(tenant_db db, struct arena *a, const struct q_suppression_lift_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_lift_query, in, affected);
}

static const struct db_field suppression_lift_hash_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_lift_hash_in, hash) },
};
static const struct db_query suppression_lift_hash_query = {
	.name = "suppression_lift_hash",
	.sql =
		"DELETE FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"emailHash\" = $2 AND s.\"reason\" IN ('unsubscribe', 'erased', 'deleted')",
	.params = suppression_lift_hash_params,
	.n_params = 2,
};
err q_suppression_lift_hash(tenant_db db, struct arena *a, const struct q_suppression_lift_hash_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &suppression_lift_hash_query, in, affected);
}

static const struct db_field suppression_check_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_check_in, email) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_check_in, hash_keys) },
};
static const struct db_field suppression_check_cols[] = {
	{ "suppressed", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_suppression_check_row, suppressed) },
};
static const struct db_query suppression_check_query = {
	.name = "suppression_check",
	.sql =
		"SELECT \"loumass_suppressed\"($1, $2, $3::text[]) AS suppressed",
	.params = suppression_check_params,
	.n_params = 3,
	.cols = suppression_check_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_check_row),
};
err q_suppression_check(tenant_db db, struct arena *a, const struct q_suppression_check_in *in, struct q_suppression_check_row *out)
{
	return db_tenant_one(db, a, &suppression_check_query, in, out);
}

static const struct db_field suppression_page_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, search) },
	{ "address", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, address) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_page_in, hash_keys) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, reason) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, kind) },
	{ "cursor", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_in, cursor) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_suppression_page_in, limit) },
};
static const struct db_field suppression_page_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_page_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_row, email) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_page_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_page_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_page_row, created_at) },
};
static const struct db_query suppression_page_query = {
	.name = "suppression_page",
	.sql =
		"SELECT s.\"id\", s.\"email\", s.\"reason\", s.\"source\", s.\"createdAt\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR s.\"email\" LIKE '%' || $2::text || '%'\n"
		"       OR s.\"identity\" = \"loumass_identity\"($3::text)\n"
		"       OR s.\"emailHash\" = ANY (ARRAY(SELECT h.\"hash\" FROM \"loumass_address_hashes\"($3::text, \"loumass_identity\"($3::text), $4::text[]) h)))\n"
		"  AND ($5::text IS NULL OR s.\"reason\" = $5::text)\n"
		"  AND ($6::text IS NULL OR $6::text = CASE WHEN s.\"email\" IS NULL THEN 'hash' WHEN s.\"email\" LIKE '@%' THEN 'domain' ELSE 'address' END)\n"
		"  AND ($7::text IS NULL OR s.\"id\" < $7::text)\n"
		"ORDER BY s.\"id\" DESC\n"
		"LIMIT $8::int8",
	.params = suppression_page_params,
	.n_params = 8,
	.cols = suppression_page_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_suppression_page_row),
	.custom = true,
};
err q_suppression_page(tenant_db db, struct arena *a, const struct q_suppression_page_in *in, struct q_suppression_page_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &suppression_page_query, in, &rows));
	*out = (struct q_suppression_page_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field suppression_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, search) },
	{ "address", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, address) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_suppression_total_in, hash_keys) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, reason) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_total_in, kind) },
};
static const struct db_field suppression_total_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_suppression_total_row, count) },
};
static const struct db_query suppression_total_query = {
	.name = "suppression_total",
	.sql =
		"SELECT count(*) AS \"count\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1\n"
		"  AND ($2::text IS NULL OR s.\"email\" LIKE '%' || $2::text || '%'\n"
		"       OR s.\"identity\" = \"loumass_identity\"($3::text)\n"
		"       OR s.\"emailHash\" = ANY (ARRAY(SELECT h.\"hash\" FROM \"loumass_address_hashes\"($3::text, \"loumass_identity\"($3::text), $4::text[]) h)))\n"
		"  AND ($5::text IS NULL OR s.\"reason\" = $5::text)\n"
		"  AND ($6::text IS NULL OR $6::text = CASE WHEN s.\"email\" IS NULL THEN 'hash' WHEN s.\"email\" LIKE '@%' THEN 'domain' ELSE 'address' END)",
	.params = suppression_total_params,
	.n_params = 6,
	.cols = suppression_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_total_row),
	.custom = true,
};
err q_suppression_total(tenant_db db, struct arena *a, const struct q_suppression_total_in *in, struct q_suppression_total_row *out)
{
	return db_tenant_one(db, a, &suppression_total_query, in, out);
}

static const struct db_field suppression_counted_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_counted_in, reason) },
	{ "kind", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_counted_in, kind) },
};
static const struct db_field suppression_counted_cols[] = {
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_suppression_counted_row, count) },
};
static const struct db_query suppression_counted_query = {
	.name = "suppression_counted",
	.sql =
		"SELECT coalesce(sum(t.\"n\"), 0)::int8 AS \"count\" FROM (\n"
		"    SELECT y.\"key\", y.\"n\" FROM \"Tally\" y WHERE y.\"userId\" = $1 AND y.\"kind\" = 'suppressed'\n"
		"    UNION ALL SELECT g.\"key\", g.\"n\" FROM \"TallyChange\" g WHERE g.\"userId\" = $1 AND g.\"kind\" = 'suppressed') t\n"
		"WHERE ($2::text IS NULL OR split_part(t.\"key\", ':', 1) = $2) AND ($3::text IS NULL OR split_part(t.\"key\", ':', 2) = $3)",
	.params = suppression_counted_params,
	.n_params = 3,
	.cols = suppression_counted_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_counted_row),
	.reads = true,
};
err q_suppression_counted(tenant_db db, struct arena *a, const struct q_suppression_counted_in *in, struct q_suppression_counted_row *out)
{
	return db_tenant_one(db, a, &suppression_counted_query, in, out);
}

static const struct db_field suppression_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field suppression_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_all_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_all_row, email) },
	{ "emailHash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_all_row, email_hash) },
	{ "reason", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_all_row, reason) },
	{ "source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_suppression_all_row, source) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_suppression_all_row, created_at) },
};
static const struct db_query suppression_all_query = {
	.name = "suppression_all",
	.sql =
		"SELECT s.\"id\", s.\"email\", s.\"emailHash\", s.\"reason\", s.\"source\", s.\"createdAt\"\n"
		"FROM \"Suppression\" s\n"
		"WHERE s.\"userId\" = $1\n"
		"ORDER BY s.\"id\"",
	.params = suppression_all_params,
	.n_params = 1,
	.cols = suppression_all_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_suppression_all_row),
	.timeout_ms = -1,
	.reads = true,
};
struct suppression_all_call {
	q_suppression_all_fn *fn;
	void *arg;
};
static err suppression_all_each(void *arg, const void *row)
{
	const struct suppression_all_call *call = arg;
	return call->fn(call->arg, row);
}
err q_suppression_all(tenant_db db, struct arena *a, q_suppression_all_fn *fn, void *arg)
{
	struct suppression_all_call call = { fn, arg };
	return db_tenant_stream(db, a, &suppression_all_query, NULL, suppression_all_each, &call);
}

static const struct db_field suppression_hash_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_hash_in, email) },
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_hash_in, hash_key) },
};
static const struct db_field suppression_hash_cols[] = {
	{ "hash", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_suppression_hash_row, hash) },
};
static const struct db_query suppression_hash_query = {
	.name = "suppression_hash",
	.sql =
		"SELECT s.\"emailHash\" AS hash FROM \"Suppression\" s WHERE s.\"userId\" = $1 AND s.\"emailHash\" = \"loumass_address_hash\"($2, $3::text)",
	.params = suppression_hash_params,
	.n_params = 3,
	.cols = suppression_hash_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_suppression_hash_row),
};
err q_suppression_hash(tenant_db db, struct arena *a, const struct q_suppression_hash_in *in, struct q_suppression_hash_row *out)
{
	return db_tenant_one(db, a, &suppression_hash_query, in, out);
}
