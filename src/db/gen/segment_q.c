/* Written by tools/sqlgen from sql/q/tenant/segment.sql; do not edit. */
#include "db/gen/segment_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field segment_list_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_list_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_list_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_list_row, description) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_segment_list_row, filter) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_list_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_list_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_list_row, updated_at) },
};
static const struct db_query segment_list_query = {
	.name = "segment_list",
	.sql =
		"SELECT s.\"id\", s.\"name\", s.\"description\", s.\"filter\", s.\"revision\", s.\"createdAt\", s.\"updatedAt\"\n"
		"FROM \"Segment\" s WHERE s.\"userId\" = $1 ORDER BY s.\"name\", s.\"id\" LIMIT 500",
	.params = segment_list_params,
	.n_params = 1,
	.cols = segment_list_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_segment_list_row),
	.reads = true,
};
err q_segment_list(tenant_db db, struct arena *a, struct q_segment_list_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_list_query, NULL, &rows));
	*out = (struct q_segment_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_total_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_total_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_total_row, n) },
};
static const struct db_query segment_total_query = {
	.name = "segment_total",
	.sql =
		"SELECT count(*) AS n FROM (SELECT 1 FROM \"Segment\" s WHERE s.\"userId\" = $1 LIMIT 501) t",
	.params = segment_total_params,
	.n_params = 1,
	.cols = segment_total_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_total_row),
	.reads = true,
};
err q_segment_total(tenant_db db, struct arena *a, struct q_segment_total_row *out)
{
	return db_tenant_one(db, a, &segment_total_query, NULL, out);
}

static const struct db_field segment_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_get_in, id) },
};
static const struct db_field segment_get_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_get_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_get_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_get_row, description) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_segment_get_row, filter) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_get_row, revision) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_get_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_get_row, updated_at) },
};
static const struct db_query segment_get_query = {
	.name = "segment_get",
	.sql =
		"SELECT s.\"id\", s.\"name\", s.\"description\", s.\"filter\", s.\"revision\", s.\"createdAt\", s.\"updatedAt\"\n"
		"FROM \"Segment\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2",
	.params = segment_get_params,
	.n_params = 2,
	.cols = segment_get_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_segment_get_row),
	.reads = true,
};
err q_segment_get(tenant_db db, struct arena *a, const struct q_segment_get_in *in, struct q_segment_get_row *out)
{
	return db_tenant_one(db, a, &segment_get_query, in, out);
}

static const struct db_field segment_find_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ref", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_find_in, ref) },
};
static const struct db_field segment_find_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_find_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_find_row, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_find_row, description) },
	{ "filter", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_find_row, filter) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_segment_find_row, revision) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_find_row, created_at) },
	{ "updatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_find_row, updated_at) },
};
static const struct db_query segment_find_query = {
	.name = "segment_find",
	.sql =
		"SELECT f.\"id\", f.\"name\", f.\"description\", f.\"filter\", f.\"revision\", f.\"createdAt\", f.\"updatedAt\" FROM (\n"
		"    SELECT s.*, 1 AS \"k\" FROM \"Segment\" s WHERE s.\"userId\" = $1 AND s.\"id\" = $2\n"
		"    UNION ALL\n"
		"    SELECT s.*, 2 FROM \"Segment\" s WHERE s.\"userId\" = $1 AND s.\"name\" = $2) f\n"
		"ORDER BY f.\"k\" LIMIT 1",
	.params = segment_find_params,
	.n_params = 2,
	.cols = segment_find_cols,
	.n_cols = 7,
	.row_size = sizeof(struct q_segment_find_row),
	.reads = true,
};
err q_segment_find(tenant_db db, struct arena *a, const struct q_segment_find_in *in, struct q_segment_find_row *out)
{
	return db_tenant_one(db, a, &segment_find_query, in, out);
}

static const struct db_field segment_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_insert_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_insert_in, description) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_segment_insert_in, filter) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_insert_in, now) },
};
static const struct db_query segment_insert_query = {
	.name = "segment_insert",
	.sql =
		"INSERT INTO \"Segment\" (\"id\", \"userId\", \"name\", \"description\", \"filter\", \"createdAt\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $6)",
	.params = segment_insert_params,
	.n_params = 6,
};
err q_segment_insert(tenant_db db, struct arena *a, const struct q_segment_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &segment_insert_query, in, affected);
}

static const struct db_field segment_update_params[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_update_in, name) },
	{ "description", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_update_in, description) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_segment_update_in, filter) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_segment_update_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_update_in, id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_update_in, revision) },
};
static const struct db_query segment_update_query = {
	.name = "segment_update",
	.sql =
		"UPDATE \"Segment\" SET \"name\" = $1, \"description\" = $2, \"filter\" = $3, \"revision\" = \"revision\" + 1, \"updatedAt\" = $4\n"
		"WHERE \"userId\" = $5 AND \"id\" = $6 AND \"revision\" = $7",
	.params = segment_update_params,
	.n_params = 7,
};
err q_segment_update(tenant_db db, struct arena *a, const struct q_segment_update_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &segment_update_query, in, affected);
}

static const struct db_field segment_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_delete_in, id) },
};
static const struct db_query segment_delete_query = {
	.name = "segment_delete",
	.sql =
		"DELETE FROM \"Segment\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = segment_delete_params,
	.n_params = 2,
};
err q_segment_delete(tenant_db db, struct arena *a, const struct q_segment_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &segment_delete_query, in, affected);
}

static const struct db_field segment_uses_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_uses_in, id) },
	{ "needle", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_uses_in, needle) },
};
static const struct db_field segment_uses_cols[] = {
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_uses_row, kind) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_uses_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_uses_row, name) },
};
static const struct db_query segment_uses_query = {
	.name = "segment_uses",
	.sql =
		"SELECT 'segment' AS kind, s.\"id\", s.\"name\" FROM \"Segment\" s\n"
		"WHERE s.\"userId\" = $1 AND s.\"id\" <> $2 AND position($3::text IN s.\"filter\"::text) > 0\n"
		"UNION ALL\n"
		"SELECT 'campaign', c.\"id\", c.\"name\" FROM \"Campaign\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"status\" = ANY (ARRAY['DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED'])\n"
		"  AND (c.\"plannedAt\" IS NULL OR EXISTS (SELECT 1 FROM \"CampaignPlan\" p WHERE p.\"userId\" = $1 AND p.\"campaignId\" = c.\"id\"))\n"
		"  AND position($2 IN c.\"audience\"::text) > 0\n"
		"UNION ALL\n"
		"SELECT 'sequence', q.\"id\", q.\"name\" FROM \"Sequence\" q WHERE q.\"userId\" = $1 AND position($2 IN q.\"steps\"::text) > 0\n"
		"LIMIT 20",
	.params = segment_uses_params,
	.n_params = 3,
	.cols = segment_uses_cols,
	.n_cols = 3,
	.row_size = sizeof(struct q_segment_uses_row),
	.reads = true,
};
err q_segment_uses(tenant_db db, struct arena *a, const struct q_segment_uses_in *in, struct q_segment_uses_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_uses_query, in, &rows));
	*out = (struct q_segment_uses_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_campaign_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ref", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_campaign_in, ref) },
};
static const struct db_field segment_campaign_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_campaign_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_campaign_row, name) },
};
static const struct db_query segment_campaign_query = {
	.name = "segment_campaign",
	.sql =
		"SELECT f.\"id\", f.\"name\" FROM (\n"
		"    SELECT c.\"id\", c.\"name\", 1 AS \"k\" FROM \"Campaign\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2\n"
		"    UNION ALL\n"
		"    SELECT c.\"id\", c.\"name\", 2 FROM \"Campaign\" c WHERE c.\"userId\" = $1 AND c.\"name\" = $2) f\n"
		"ORDER BY f.\"k\", f.\"id\" DESC LIMIT 1",
	.params = segment_campaign_params,
	.n_params = 2,
	.cols = segment_campaign_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_segment_campaign_row),
	.reads = true,
};
err q_segment_campaign(tenant_db db, struct arena *a, const struct q_segment_campaign_in *in, struct q_segment_campaign_row *out)
{
	return db_tenant_one(db, a, &segment_campaign_query, in, out);
}

static const struct db_field segment_sequence_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ref", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_sequence_in, ref) },
};
static const struct db_field segment_sequence_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_sequence_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_sequence_row, name) },
};
static const struct db_query segment_sequence_query = {
	.name = "segment_sequence",
	.sql =
		"SELECT f.\"id\", f.\"name\" FROM (\n"
		"    SELECT c.\"id\", c.\"name\", 1 AS \"k\" FROM \"Sequence\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2\n"
		"    UNION ALL\n"
		"    SELECT c.\"id\", c.\"name\", 2 FROM \"Sequence\" c WHERE c.\"userId\" = $1 AND c.\"name\" = $2) f\n"
		"ORDER BY f.\"k\", f.\"id\" DESC LIMIT 1",
	.params = segment_sequence_params,
	.n_params = 2,
	.cols = segment_sequence_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_segment_sequence_row),
	.reads = true,
};
err q_segment_sequence(tenant_db db, struct arena *a, const struct q_segment_sequence_in *in, struct q_segment_sequence_row *out)
{
	return db_tenant_one(db, a, &segment_sequence_query, in, out);
}

static const struct db_field segment_topic_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "ref", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_topic_in, ref) },
};
static const struct db_field segment_topic_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_topic_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_topic_row, name) },
};
static const struct db_query segment_topic_query = {
	.name = "segment_topic",
	.sql =
		"SELECT f.\"id\", f.\"name\" FROM (\n"
		"    SELECT t.\"id\", t.\"name\", 1 AS \"k\" FROM \"Topic\" t WHERE t.\"userId\" = $1 AND t.\"id\" = $2\n"
		"    UNION ALL\n"
		"    SELECT t.\"id\", t.\"name\", 2 FROM \"Topic\" t WHERE t.\"userId\" = $1 AND t.\"name\" = $2) f\n"
		"ORDER BY f.\"k\", f.\"id\" DESC LIMIT 1",
	.params = segment_topic_params,
	.n_params = 2,
	.cols = segment_topic_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_segment_topic_row),
	.reads = true,
};
err q_segment_topic(tenant_db db, struct arena *a, const struct q_segment_topic_in *in, struct q_segment_topic_row *out)
{
	return db_tenant_one(db, a, &segment_topic_query, in, out);
}

static const struct db_field segment_zone_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_zone_cols[] = {
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_zone_row, timezone) },
};
static const struct db_query segment_zone_query = {
	.name = "segment_zone",
	.sql =
		"SELECT u.\"timezone\" FROM \"User\" u WHERE u.\"id\" = $1",
	.params = segment_zone_params,
	.n_params = 1,
	.cols = segment_zone_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_zone_row),
	.reads = true,
};
err q_segment_zone(tenant_db db, struct arena *a, struct q_segment_zone_row *out)
{
	return db_tenant_one(db, a, &segment_zone_query, NULL, out);
}

static const struct db_field segment_count_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_count_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_count_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_count_in, search) },
};
static const struct db_field segment_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_count_row, n) },
};
static const struct db_query segment_count_query = {
	.name = "segment_count",
	.sql =
		"SELECT count(*) AS n FROM \"loumass_audience\"($1, '{\"all\": true}'::jsonb) a\n"
		"WHERE ($2::text IS NULL OR a.\"status\" = $2) AND ($3::text[] IS NULL OR a.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR a.\"email\" ILIKE $4 OR concat_ws(' ', a.\"firstName\", a.\"lastName\") ILIKE $4)",
	.params = segment_count_params,
	.n_params = 4,
	.cols = segment_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_count_row),
	.timeout_ms = 3000,
	.built = true,
	.part = offsetof(struct q_segment_count_in, who),
};
err q_segment_count(tenant_db db, struct arena *a, const struct q_segment_count_in *in, struct q_segment_count_row *out)
{
	return db_tenant_one(db, a, &segment_count_query, in, out);
}

static const struct db_field segment_people_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_people_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_people_row, n) },
};
static const struct db_query segment_people_query = {
	.name = "segment_people",
	.sql =
		"SELECT count(*) AS n FROM \"Contact\" c WHERE c.\"userId\" = $1",
	.params = segment_people_params,
	.n_params = 1,
	.cols = segment_people_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_people_row),
	.timeout_ms = 3000,
	.reads = true,
};
err q_segment_people(tenant_db db, struct arena *a, struct q_segment_people_row *out)
{
	return db_tenant_one(db, a, &segment_people_query, NULL, out);
}

static const struct db_field segment_sample_params[] = {
	{ "points", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_segment_sample_in, points) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_sample_cols[] = {
	{ "seen", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_sample_row, seen) },
	{ "found", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_sample_row, found) },
};
static const struct db_query segment_sample_query = {
	.name = "segment_sample",
	.sql =
		"WITH s AS MATERIALIZED (\n"
		"    SELECT DISTINCT n.\"id\" FROM unnest($1::text[]) p (\"id\")\n"
		"    CROSS JOIN LATERAL (SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $2 AND c.\"id\" >= p.\"id\" ORDER BY c.\"id\" LIMIT 100) n\n"
		")\n"
		"SELECT (SELECT count(*) FROM s) AS seen,\n"
		"       (SELECT count(*) FROM s CROSS JOIN LATERAL (\n"
		"            SELECT 1 FROM \"loumass_audience\"($2, '{\"all\": true}'::jsonb) a WHERE a.\"id\" = s.\"id\" OFFSET 0) x) AS found",
	.params = segment_sample_params,
	.n_params = 2,
	.cols = segment_sample_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_segment_sample_row),
	.timeout_ms = 10000,
	.built = true,
	.part = offsetof(struct q_segment_sample_in, who),
};
err q_segment_sample(tenant_db db, struct arena *a, const struct q_segment_sample_in *in, struct q_segment_sample_row *out)
{
	return db_tenant_one(db, a, &segment_sample_query, in, out);
}

static const struct db_field segment_ends_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_ends_cols[] = {
	{ "first", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_ends_row, first) },
	{ "last", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_ends_row, last) },
};
static const struct db_query segment_ends_query = {
	.name = "segment_ends",
	.sql =
		"SELECT (SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $1 ORDER BY c.\"id\" LIMIT 1) AS first,\n"
		"       (SELECT c.\"id\" FROM \"Contact\" c WHERE c.\"userId\" = $1 ORDER BY c.\"id\" DESC LIMIT 1) AS last",
	.params = segment_ends_params,
	.n_params = 1,
	.cols = segment_ends_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_segment_ends_row),
	.reads = true,
};
err q_segment_ends(tenant_db db, struct arena *a, struct q_segment_ends_row *out)
{
	return db_tenant_one(db, a, &segment_ends_query, NULL, out);
}

static const struct db_field segment_ids_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_ids_in, after) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_ids_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_ids_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_ids_in, search) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_ids_in, limit) },
};
static const struct db_field segment_ids_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_ids_row, id) },
};
static const struct db_query segment_ids_query = {
	.name = "segment_ids",
	.sql =
		"SELECT a.\"id\" FROM \"loumass_audience\"($1, '{\"all\": true}'::jsonb) a\n"
		"WHERE a.\"id\" > $2 AND ($3::text IS NULL OR a.\"status\" = $3) AND ($4::text[] IS NULL OR a.\"tags\" ?& $4)\n"
		"  AND ($5::text IS NULL OR a.\"email\" ILIKE $5 OR concat_ws(' ', a.\"firstName\", a.\"lastName\") ILIKE $5)\n"
		"ORDER BY a.\"id\" LIMIT $6",
	.params = segment_ids_params,
	.n_params = 6,
	.cols = segment_ids_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_ids_row),
	.timeout_ms = 300000,
	.built = true,
	.part = offsetof(struct q_segment_ids_in, who),
};
err q_segment_ids(tenant_db db, struct arena *a, const struct q_segment_ids_in *in, struct q_segment_ids_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_ids_query, in, &rows));
	*out = (struct q_segment_ids_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_among_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_segment_among_in, ids) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_among_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_among_row, id) },
};
static const struct db_query segment_among_query = {
	.name = "segment_among",
	.sql =
		"SELECT p.\"id\" FROM unnest($1::text[]) p (\"id\")\n"
		"CROSS JOIN LATERAL (SELECT 1 FROM \"loumass_audience\"($2, '{\"all\": true}'::jsonb) a WHERE a.\"id\" = p.\"id\" OFFSET 0) x",
	.params = segment_among_params,
	.n_params = 2,
	.cols = segment_among_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_segment_among_row),
	.timeout_ms = 10000,
	.built = true,
	.part = offsetof(struct q_segment_among_in, who),
};
err q_segment_among(tenant_db db, struct arena *a, const struct q_segment_among_in *in, struct q_segment_among_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_among_query, in, &rows));
	*out = (struct q_segment_among_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_contacts_newest_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "before", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_contacts_newest_in, before) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_contacts_newest_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_in, search) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_contacts_newest_in, limit) },
};
static const struct db_field segment_contacts_newest_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_newest_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_newest_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, status) },
	{ "sentCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_newest_row, sent_count) },
	{ "engagedCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_newest_row, engaged_count) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_newest_row, created_at) },
	{ "updatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_newest_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_newest_row, timezone_source) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_segment_contacts_newest_row, revision) },
};
static const struct db_query segment_contacts_newest_query = {
	.name = "segment_contacts_newest",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"loumass_audience\"($1, '{\"all\": true}'::jsonb) c\n"
		"WHERE c.\"id\" < $2 AND ($3::text IS NULL OR c.\"status\" = $3) AND ($4::text[] IS NULL OR c.\"tags\" ?& $4)\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"ORDER BY c.\"id\" DESC LIMIT $6",
	.params = segment_contacts_newest_params,
	.n_params = 6,
	.cols = segment_contacts_newest_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_segment_contacts_newest_row),
	.timeout_ms = 20000,
	.built = true,
	.part = offsetof(struct q_segment_contacts_newest_in, who),
};
err q_segment_contacts_newest(tenant_db db, struct arena *a, const struct q_segment_contacts_newest_in *in, struct q_segment_contacts_newest_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_contacts_newest_query, in, &rows));
	*out = (struct q_segment_contacts_newest_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_contacts_oldest_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_contacts_oldest_in, after) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_contacts_oldest_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_in, search) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_contacts_oldest_in, limit) },
};
static const struct db_field segment_contacts_oldest_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_oldest_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_oldest_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, status) },
	{ "sentCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_oldest_row, sent_count) },
	{ "engagedCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_oldest_row, engaged_count) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_oldest_row, created_at) },
	{ "updatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_oldest_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_oldest_row, timezone_source) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_segment_contacts_oldest_row, revision) },
};
static const struct db_query segment_contacts_oldest_query = {
	.name = "segment_contacts_oldest",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"loumass_audience\"($1, '{\"all\": true}'::jsonb) c\n"
		"WHERE c.\"id\" > $2 AND ($3::text IS NULL OR c.\"status\" = $3) AND ($4::text[] IS NULL OR c.\"tags\" ?& $4)\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"ORDER BY c.\"id\" LIMIT $6",
	.params = segment_contacts_oldest_params,
	.n_params = 6,
	.cols = segment_contacts_oldest_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_segment_contacts_oldest_row),
	.timeout_ms = 20000,
	.built = true,
	.part = offsetof(struct q_segment_contacts_oldest_in, who),
};
err q_segment_contacts_oldest(tenant_db db, struct arena *a, const struct q_segment_contacts_oldest_in *in, struct q_segment_contacts_oldest_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_contacts_oldest_query, in, &rows));
	*out = (struct q_segment_contacts_oldest_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_contacts_sorted_params[] = {
	{ "by_name", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_segment_contacts_sorted_in, by_name) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_contacts_sorted_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_in, after_id) },
	{ "down", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_segment_contacts_sorted_in, down) },
	{ "after_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_in, after_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_contacts_sorted_in, limit) },
};
static const struct db_field segment_contacts_sorted_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_sorted_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_contacts_sorted_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, status) },
	{ "sentCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_sorted_row, sent_count) },
	{ "engagedCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_contacts_sorted_row, engaged_count) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_sorted_row, created_at) },
	{ "updatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_contacts_sorted_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_contacts_sorted_row, timezone_source) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_segment_contacts_sorted_row, revision) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_contacts_sorted_row, key) },
};
static const struct db_query segment_contacts_sorted_query = {
	.name = "segment_contacts_sorted",
	.sql =
		"SELECT x.* FROM (\n"
		"    SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\",\n"
		"           CASE WHEN $1::bool THEN lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')) ELSE c.\"email\" END AS key\n"
		"    FROM \"loumass_audience\"($2, '{\"all\": true}'::jsonb) c\n"
		"    WHERE ($3::text IS NULL OR c.\"status\" = $3) AND ($4::text[] IS NULL OR c.\"tags\" ?& $4)\n"
		"      AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)) x\n"
		"WHERE $6::text IS NULL OR CASE WHEN $7::bool THEN (x.key, x.\"id\") < ($8::text, $6) ELSE (x.key, x.\"id\") > ($8::text, $6) END\n"
		"ORDER BY CASE WHEN $7::bool THEN x.key END DESC, CASE WHEN $7::bool THEN x.\"id\" END DESC, x.key, x.\"id\" LIMIT $9",
	.params = segment_contacts_sorted_params,
	.n_params = 9,
	.cols = segment_contacts_sorted_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_segment_contacts_sorted_row),
	.timeout_ms = 20000,
	.built = true,
	.part = offsetof(struct q_segment_contacts_sorted_in, who),
};
err q_segment_contacts_sorted(tenant_db db, struct arena *a, const struct q_segment_contacts_sorted_in *in, struct q_segment_contacts_sorted_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_contacts_sorted_query, in, &rows));
	*out = (struct q_segment_contacts_sorted_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_export_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_export_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_in, search) },
};
static const struct db_field segment_export_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_export_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_segment_export_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, status) },
	{ "sentCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_export_row, sent_count) },
	{ "engagedCount", DB_OPT_I64, DB_WIRE_INT4, true, 23, 0, offsetof(struct q_segment_export_row, engaged_count) },
	{ "createdAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_export_row, created_at) },
	{ "updatedAt", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_segment_export_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_segment_export_row, timezone_source) },
	{ "revision", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct q_segment_export_row, revision) },
};
static const struct db_query segment_export_query = {
	.name = "segment_export",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"loumass_audience\"($1, '{\"all\": true}'::jsonb) c\n"
		"WHERE ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR c.\"email\" ILIKE $4 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $4)\n"
		"ORDER BY c.\"id\"",
	.params = segment_export_params,
	.n_params = 4,
	.cols = segment_export_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_segment_export_row),
	.timeout_ms = -1,
	.built = true,
	.part = offsetof(struct q_segment_export_in, who),
};
struct segment_export_call {
	q_segment_export_fn *fn;
	void *arg;
};
static err segment_export_each(void *arg, const void *row)
{
	const struct segment_export_call *call = arg;
	return call->fn(call->arg, row);
}
err q_segment_export(tenant_db db, struct arena *a, const struct q_segment_export_in *in, q_segment_export_fn *fn, void *arg)
{
	struct segment_export_call call = { fn, arg };
	return db_tenant_stream(db, a, &segment_export_query, in, segment_export_each, &call);
}

static const struct db_field segment_variables_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field segment_variables_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_variables_row, name) },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_segment_variables_row, kind) },
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_segment_variables_row, n) },
	{ "values", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_segment_variables_row, values) },
};
static const struct db_query segment_variables_query = {
	.name = "segment_variables",
	.sql =
		"SELECT k.name, CASE WHEN jsonb_typeof(k.v) = 'string' AND \"loumass_date\"(k.v #>> '{}', 'UTC') IS NOT NULL THEN 'date'\n"
		"                    WHEN jsonb_typeof(k.v) = 'string' AND lower(k.v #>> '{}') IN ('yes', 'no', 'true', 'false') THEN 'boolean'\n"
		"                    WHEN jsonb_typeof(k.v) = 'string' AND \"loumass_number\"(k.v) IS NOT NULL THEN 'number'\n"
		"                    ELSE jsonb_typeof(k.v) END AS kind,\n"
		"       count(*) AS n, (array_agg(DISTINCT left(k.v #>> '{}', 60)) FILTER (WHERE jsonb_typeof(k.v) NOT IN ('array', 'object', 'null')))[1:30] AS \"values\"\n"
		"FROM (SELECT \"variables\" FROM \"Contact\" WHERE \"userId\" = $1 ORDER BY \"id\" DESC LIMIT 5000) c,\n"
		"     jsonb_each(CASE WHEN jsonb_typeof(c.\"variables\") = 'object' THEN c.\"variables\" ELSE '{}' END) AS k(name, v)\n"
		"GROUP BY 1, 2 ORDER BY k.name, n DESC LIMIT 600",
	.params = segment_variables_params,
	.n_params = 1,
	.cols = segment_variables_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_segment_variables_row),
};
err q_segment_variables(tenant_db db, struct arena *a, struct q_segment_variables_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &segment_variables_query, NULL, &rows));
	*out = (struct q_segment_variables_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field segment_lock_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query segment_lock_query = {
	.name = "segment_lock",
	.sql =
		"SELECT pg_advisory_xact_lock(hashtextextended('segments:' || $1, 0)) FROM (SELECT 1 WHERE $1::text IS NOT NULL) t",
	.params = segment_lock_params,
	.n_params = 1,
};
err q_segment_lock(tenant_db db, struct arena *a, int64_t *affected)
{
	return db_tenant_exec(db, a, &segment_lock_query, NULL, affected);
}
