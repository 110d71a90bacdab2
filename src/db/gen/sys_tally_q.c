/* Written by tools/sqlgen from sql/q/system/tally.sql; do not edit. */
#include "db/gen/sys_tally_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field tally_fold_cols[] = {
	{ "changes", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_tally_fold_row, changes) },
};
static const struct db_query tally_fold_query = {
	.name = "tally_fold",
	.sql =
		"WITH piece AS MATERIALIZED (\n"
		"    SELECT c.\"id\" FROM \"TallyChange\" c LIMIT 20000 FOR UPDATE SKIP LOCKED\n"
		"), gone AS (\n"
		"    DELETE FROM \"TallyChange\" d USING piece WHERE d.\"id\" = piece.\"id\" RETURNING d.\"userId\", d.\"kind\", d.\"key\", d.\"n\"\n"
		"), added AS (\n"
		"    INSERT INTO \"Tally\" AS t (\"userId\", \"kind\", \"key\", \"n\")\n"
		"    SELECT g.\"userId\", g.\"kind\", g.\"key\", sum(g.\"n\") FROM gone g GROUP BY 1, 2, 3 HAVING sum(g.\"n\") <> 0 ORDER BY 1, 2, 3\n"
		"    ON CONFLICT (\"userId\", \"kind\", \"key\") DO UPDATE SET \"n\" = t.\"n\" + EXCLUDED.\"n\"\n"
		")\n"
		"SELECT count(*) AS changes FROM gone",
	.cols = tally_fold_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_tally_fold_row),
	.timeout_ms = 60000,
};
err q_tally_fold(system_db db, struct arena *a, struct q_tally_fold_row *out)
{
	return db_system_one(db, a, &tally_fold_query, NULL, out);
}

static const struct db_field tally_tags_wrong_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tally_tags_wrong_in, user_id) },
};
static const struct db_query tally_tags_wrong_query = {
	.name = "tally_tags_wrong",
	.sql =
		"DELETE FROM \"ContactTag\" d\n"
		"WHERE d.\"userId\" = $1\n"
		"  AND NOT EXISTS (SELECT 1 FROM \"Contact\" c, \"loumass_tags\"(c.\"tags\") AS t (tag) WHERE c.\"id\" = d.\"contactId\" AND c.\"userId\" = d.\"userId\" AND t.tag = d.\"tag\")",
	.params = tally_tags_wrong_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_tally_tags_wrong(system_db db, struct arena *a, const struct q_tally_tags_wrong_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tally_tags_wrong_query, in, affected);
}

static const struct db_field tally_tags_missing_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tally_tags_missing_in, user_id) },
};
static const struct db_query tally_tags_missing_query = {
	.name = "tally_tags_missing",
	.sql =
		"INSERT INTO \"ContactTag\" (\"userId\", \"tag\", \"contactId\")\n"
		"SELECT c.\"userId\", t.tag, c.\"id\" FROM \"Contact\" c, \"loumass_tags\"(c.\"tags\") AS t (tag) WHERE c.\"userId\" = $1 AND c.\"tags\" IS NOT NULL\n"
		"ON CONFLICT DO NOTHING",
	.params = tally_tags_missing_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_tally_tags_missing(system_db db, struct arena *a, const struct q_tally_tags_missing_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tally_tags_missing_query, in, affected);
}

static const struct db_field tally_mend_params[] = {
	{ "user_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_tally_mend_in, user_id) },
};
static const struct db_query tally_mend_query = {
	.name = "tally_mend",
	.sql =
		"INSERT INTO \"TallyChange\" (\"id\", \"userId\", \"kind\", \"key\", \"n\")\n"
		"SELECT gen_random_uuid()::text, $1, v.\"kind\", v.\"key\", sum(v.\"n\")\n"
		"FROM (SELECT r.\"kind\", r.\"key\", r.\"n\" FROM \"loumass_tally_rows\"($1) r\n"
		"      UNION ALL SELECT t.\"kind\", t.\"key\", -t.\"n\" FROM \"Tally\" t WHERE t.\"userId\" = $1\n"
		"      UNION ALL SELECT c.\"kind\", c.\"key\", -c.\"n\" FROM \"TallyChange\" c WHERE c.\"userId\" = $1) v\n"
		"GROUP BY v.\"kind\", v.\"key\" HAVING sum(v.\"n\") <> 0",
	.params = tally_mend_params,
	.n_params = 1,
	.timeout_ms = -1,
};
err q_tally_mend(system_db db, struct arena *a, const struct q_tally_mend_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &tally_mend_query, in, affected);
}
