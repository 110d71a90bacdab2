/* Written by tools/sqlgen from sql/q/tenant/domain.sql; do not edit. */
#include "db/gen/domain_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field domain_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field domain_all_cols[] = {
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_all_row, domain) },
	{ "senders", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_domain_all_row, senders) },
	{ "signs", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_domain_all_row, signs) },
	{ "checkedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_domain_all_row, checked_at) },
	{ "result", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_domain_all_row, result) },
};
static const struct db_query domain_all_query = {
	.name = "domain_all",
	.sql =
		"SELECT d.\"domain\", count(DISTINCT s.\"id\") AS senders, coalesce(bool_or(s.\"dkim\"), false) AS signs,\n"
		"       (SELECT c.\"checkedAt\" FROM \"DomainCheck\" c WHERE c.\"userId\" = $1 AND c.\"domain\" = d.\"domain\") AS \"checkedAt\",\n"
		"       (SELECT c.\"result\" FROM \"DomainCheck\" c WHERE c.\"userId\" = $1 AND c.\"domain\" = d.\"domain\") AS result\n"
		"FROM (SELECT lower(split_part(x.\"fromEmail\", '@', 2)) AS \"domain\" FROM \"Sender\" x WHERE x.\"userId\" = $1\n"
		"      UNION SELECT k.\"domain\" FROM \"DkimKey\" k WHERE k.\"userId\" = $1\n"
		"      UNION SELECT c.\"domain\" FROM \"DomainCheck\" c WHERE c.\"userId\" = $1) d\n"
		"LEFT JOIN \"Sender\" s ON s.\"userId\" = $1 AND lower(split_part(s.\"fromEmail\", '@', 2)) = d.\"domain\"\n"
		"WHERE d.\"domain\" <> ''\n"
		"GROUP BY d.\"domain\" ORDER BY d.\"domain\" LIMIT 500",
	.params = domain_all_params,
	.n_params = 1,
	.cols = domain_all_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_domain_all_row),
	.reads = true,
};
err q_domain_all(tenant_db db, struct arena *a, struct q_domain_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &domain_all_query, NULL, &rows));
	*out = (struct q_domain_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field domain_senders_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domains", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_domain_senders_in, domains) },
};
static const struct db_field domain_senders_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_senders_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_senders_row, name) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_senders_row, kind) },
	{ "host", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_domain_senders_row, host) },
	{ "dkim", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_domain_senders_row, dkim) },
};
static const struct db_query domain_senders_query = {
	.name = "domain_senders",
	.sql =
		"SELECT s.\"id\", s.\"name\", s.\"kind\", s.\"host\", s.\"dkim\" FROM \"Sender\" s\n"
		"WHERE s.\"userId\" = $1 AND lower(split_part(s.\"fromEmail\", '@', 2)) = ANY ($2::text[]) ORDER BY s.\"isDefault\" DESC, s.\"createdAt\"",
	.params = domain_senders_params,
	.n_params = 2,
	.cols = domain_senders_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_domain_senders_row),
	.reads = true,
};
err q_domain_senders(tenant_db db, struct arena *a, const struct q_domain_senders_in *in, struct q_domain_senders_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &domain_senders_query, in, &rows));
	*out = (struct q_domain_senders_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field domain_store_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_store_in, domain) },
	{ "result", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_domain_store_in, result) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_store_in, now) },
};
static const struct db_query domain_store_query = {
	.name = "domain_store",
	.sql =
		"INSERT INTO \"DomainCheck\" (\"userId\", \"domain\", \"result\", \"checkedAt\") VALUES ($1, $2, $3, $4)\n"
		"ON CONFLICT (\"userId\", \"domain\") DO UPDATE SET \"result\" = EXCLUDED.\"result\", \"checkedAt\" = EXCLUDED.\"checkedAt\"",
	.params = domain_store_params,
	.n_params = 4,
};
err q_domain_store(tenant_db db, struct arena *a, const struct q_domain_store_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &domain_store_query, in, affected);
}

static const struct db_field domain_stored_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_stored_in, domain) },
};
static const struct db_field domain_stored_cols[] = {
	{ "result", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_domain_stored_row, result) },
	{ "checkedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_domain_stored_row, checked_at) },
};
static const struct db_query domain_stored_query = {
	.name = "domain_stored",
	.sql =
		"SELECT c.\"result\", c.\"checkedAt\" FROM \"DomainCheck\" c WHERE c.\"userId\" = $1 AND c.\"domain\" = $2",
	.params = domain_stored_params,
	.n_params = 2,
	.cols = domain_stored_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_domain_stored_row),
	.reads = true,
};
err q_domain_stored(tenant_db db, struct arena *a, const struct q_domain_stored_in *in, struct q_domain_stored_row *out)
{
	return db_tenant_one(db, a, &domain_stored_query, in, out);
}

static const struct db_field domain_drop_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_domain_drop_in, domain) },
};
static const struct db_query domain_drop_query = {
	.name = "domain_drop",
	.sql =
		"DELETE FROM \"DomainCheck\" WHERE \"userId\" = $1 AND \"domain\" = $2",
	.params = domain_drop_params,
	.n_params = 2,
};
err q_domain_drop(tenant_db db, struct arena *a, const struct q_domain_drop_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &domain_drop_query, in, affected);
}

static const struct db_field dkim_all_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_in, domain) },
};
static const struct db_field dkim_all_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, domain) },
	{ "selector", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, selector) },
	{ "algorithm", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, algorithm) },
	{ "publicKey", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, public_key) },
	{ "state", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_all_row, state) },
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_dkim_all_row, error) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_all_row, created_at) },
	{ "checkedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_dkim_all_row, checked_at) },
	{ "activatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_dkim_all_row, activated_at) },
	{ "rotateAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_dkim_all_row, rotate_at) },
};
static const struct db_query dkim_all_query = {
	.name = "dkim_all",
	.sql =
		"SELECT k.\"id\", k.\"domain\", k.\"selector\", k.\"algorithm\", k.\"publicKey\", k.\"state\", k.\"error\", k.\"createdAt\", k.\"checkedAt\", k.\"activatedAt\", k.\"rotateAt\"\n"
		"FROM \"DkimKey\" k WHERE k.\"userId\" = $1 AND k.\"domain\" = $2 ORDER BY left(k.\"selector\", -1) DESC, k.\"algorithm\" DESC LIMIT 100",
	.params = dkim_all_params,
	.n_params = 2,
	.cols = dkim_all_cols,
	.n_cols = 11,
	.row_size = sizeof(struct q_dkim_all_row),
	.reads = true,
};
err q_dkim_all(tenant_db db, struct arena *a, const struct q_dkim_all_in *in, struct q_dkim_all_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &dkim_all_query, in, &rows));
	*out = (struct q_dkim_all_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field dkim_lock_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_lock_in, domain) },
};
static const struct db_query dkim_lock_query = {
	.name = "dkim_lock",
	.sql =
		"SELECT pg_advisory_xact_lock(hashtextextended('dkim:' || $1 || ':' || $2, 0))",
	.params = dkim_lock_params,
	.n_params = 2,
};
err q_dkim_lock(tenant_db db, struct arena *a, const struct q_dkim_lock_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &dkim_lock_query, in, affected);
}

static const struct db_field dkim_count_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field dkim_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_dkim_count_row, n) },
};
static const struct db_query dkim_count_query = {
	.name = "dkim_count",
	.sql =
		"SELECT count(*) AS n FROM \"DkimKey\" k WHERE k.\"userId\" = $1",
	.params = dkim_count_params,
	.n_params = 1,
	.cols = dkim_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_dkim_count_row),
	.reads = true,
};
err q_dkim_count(tenant_db db, struct arena *a, struct q_dkim_count_row *out)
{
	return db_tenant_one(db, a, &dkim_count_query, NULL, out);
}

static const struct db_field dkim_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_insert_in, domain) },
	{ "selector", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_insert_in, selector) },
	{ "algorithm", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_insert_in, algorithm) },
	{ "private_sealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_dkim_insert_in, private_sealed) },
	{ "public_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_insert_in, public_key) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_insert_in, now) },
};
static const struct db_query dkim_insert_query = {
	.name = "dkim_insert",
	.sql =
		"INSERT INTO \"DkimKey\" (\"id\", \"userId\", \"domain\", \"selector\", \"algorithm\", \"privateSealed\", \"publicKey\", \"createdAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	.params = dkim_insert_params,
	.n_params = 8,
};
err q_dkim_insert(tenant_db db, struct arena *a, const struct q_dkim_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &dkim_insert_query, in, affected);
}

static const struct db_field dkim_seen_params[] = {
	{ "error", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_dkim_seen_in, error) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_seen_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_seen_in, id) },
};
static const struct db_query dkim_seen_query = {
	.name = "dkim_seen",
	.sql =
		"UPDATE \"DkimKey\" SET \"error\" = $1, \"checkedAt\" = $2 WHERE \"userId\" = $3 AND \"id\" = $4",
	.params = dkim_seen_params,
	.n_params = 4,
};
err q_dkim_seen(tenant_db db, struct arena *a, const struct q_dkim_seen_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &dkim_seen_query, in, affected);
}

static const struct db_field dkim_activate_params[] = {
	{ "old_until", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_activate_in, old_until) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_activate_in, domain) },
	{ "algorithm", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_activate_in, algorithm) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_activate_in, id) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_activate_in, now) },
	{ "rotate_at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_dkim_activate_in, rotate_at) },
};
static const struct db_query dkim_activate_query = {
	.name = "dkim_activate",
	.sql =
		"WITH old AS (\n"
		"    UPDATE \"DkimKey\" SET \"state\" = 'retiring', \"rotateAt\" = $1\n"
		"    WHERE \"userId\" = $2 AND \"domain\" = $3 AND \"algorithm\" = $4 AND \"state\" = 'active' AND \"id\" <> $5\n"
		")\n"
		"UPDATE \"DkimKey\" SET \"state\" = 'active', \"activatedAt\" = $6, \"rotateAt\" = $7, \"checkedAt\" = $6, \"error\" = NULL\n"
		"WHERE \"userId\" = $2 AND \"id\" = $5 AND \"state\" = 'waiting'",
	.params = dkim_activate_params,
	.n_params = 7,
};
err q_dkim_activate(tenant_db db, struct arena *a, const struct q_dkim_activate_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &dkim_activate_query, in, affected);
}

static const struct db_field dkim_drop_domain_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_drop_domain_in, domain) },
};
static const struct db_query dkim_drop_domain_query = {
	.name = "dkim_drop_domain",
	.sql =
		"DELETE FROM \"DkimKey\" WHERE \"userId\" = $1 AND \"domain\" = $2",
	.params = dkim_drop_domain_params,
	.n_params = 2,
};
err q_dkim_drop_domain(tenant_db db, struct arena *a, const struct q_dkim_drop_domain_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &dkim_drop_domain_query, in, affected);
}

static const struct db_field dkim_signing_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "domains", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_dkim_signing_in, domains) },
};
static const struct db_field dkim_signing_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_signing_row, id) },
	{ "domain", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_signing_row, domain) },
	{ "selector", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_signing_row, selector) },
	{ "algorithm", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_dkim_signing_row, algorithm) },
	{ "privateSealed", DB_STR, DB_WIRE_TEXT, false, 17, 0, offsetof(struct q_dkim_signing_row, private_sealed) },
};
static const struct db_query dkim_signing_query = {
	.name = "dkim_signing",
	.sql =
		"SELECT k.\"id\", k.\"domain\", k.\"selector\", k.\"algorithm\", k.\"privateSealed\" FROM \"DkimKey\" k\n"
		"WHERE k.\"userId\" = $1 AND k.\"state\" = 'active' AND k.\"domain\" = ANY ($2::text[])\n"
		"ORDER BY length(k.\"domain\") DESC, k.\"algorithm\" DESC LIMIT 20",
	.params = dkim_signing_params,
	.n_params = 2,
	.cols = dkim_signing_cols,
	.n_cols = 5,
	.row_size = sizeof(struct q_dkim_signing_row),
	.reads = true,
};
err q_dkim_signing(tenant_db db, struct arena *a, const struct q_dkim_signing_in *in, struct q_dkim_signing_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &dkim_signing_query, in, &rows));
	*out = (struct q_dkim_signing_rows){ .v = rows.v, .n = rows.n };
	return OK;
}
